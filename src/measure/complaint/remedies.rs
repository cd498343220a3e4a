//! M-CMP-11: what complainants who are right get.

use super::{KEYS, Question, Verdict, population, real, share_in, whole_and_years};
use crate::measure::measurement::{Base, Detail, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::Origin;
use crate::measure::unit::{Unit, fixed};
use crate::record::complaint::{Remedy, RemedyGiven};
use crate::record::types::MoneyOrText;
use crate::stats::descriptive::median;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-11",
        name: "Remedy mix and value",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Share of upheld complaints with a remedy; beside it the share with each sort of remedy, where one complaint may have \
                 several, and by currency the sum and the median of what was granted to a complaint in money.",
        formula: "100 × x / n, with x upheld complaints with a remedy and n upheld ones",
        interval: "none: a count of everything",
        minimum: "10 upheld complaints for a share",
        pitfalls: "Remedies that the complainant refused are not counted. A mean of sums would be moved by one large case, so the median \
               is shown. Remedies without a value in money have none here, not a value of zero.",
        source: "own, after the subject of ISO 10002, Annex F",
        clause: "10002:7.7,10002:Annex F",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

const QUESTION: Question = Question {
    metric: "M-CMP-11",
    hit: "with a remedy",
    of: "upheld complaints",
    origin: Origin::Fact,
};

/// Whether a remedy was given: not refused, and something.
fn counts(remedy: &RemedyGiven) -> bool {
    remedy.accepted != Some(false) && remedy.kind.is_some_and(|kind| kind != Remedy::None)
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return Measurement::not_estimable("M-CMP-11", selection, Base::cases(0, QUESTION.of), reason),
    };
    let upheld =
        |outcome: Option<crate::record::complaint::Outcome>| outcome.is_some_and(|outcome| outcome.is_upheld());
    let mut made = share_in(&QUESTION, &population, selection, |case| {
        if !upheld(case.outcome) {
            Verdict::Out("not upheld, or not decided")
        } else if case.complaint.remedies.iter().any(counts) {
            Verdict::Yes
        } else {
            Verdict::No
        }
    });
    let mut sorts: BTreeMap<Remedy, usize> = BTreeMap::new();
    let mut sums: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for case in population.cases.iter().filter(|case| upheld(case.outcome)) {
        let given: Vec<&RemedyGiven> = case.complaint.remedies.iter().filter(|remedy| counts(remedy)).collect();
        let of_case: BTreeSet<Remedy> = given.iter().filter_map(|remedy| remedy.kind).collect();
        for sort in of_case {
            *sorts.entry(sort).or_default() += 1;
        }
        let mut money: BTreeMap<&str, f64> = BTreeMap::new();
        for remedy in given {
            if let Some(MoneyOrText::Money(value)) = &remedy.value
                && let (Some(amount), Some(currency)) = (value.amount, value.currency.as_deref())
                && amount.is_finite()
            {
                *money.entry(currency).or_default() += amount;
            }
        }
        for (currency, sum) in money {
            sums.entry(currency).or_default().push(sum);
        }
    }
    for (currency, of_cases) in &sums {
        let total: f64 = of_cases.iter().sum();
        let (cases, middle) = (of_cases.len(), median(of_cases).unwrap_or(0.0));
        made.notes.push(format!(
            "{} {currency} in money to {cases} of them, median {} {currency}",
            fixed(total, 2),
            fixed(middle, 2)
        ));
        if sums.len() == 1 {
            made.inputs.push(input("sum", "granted in money", total));
            made.inputs
                .push(input("median", "of what was granted to a complaint in money", middle));
        }
    }
    let n = made.base.n;
    let mut parts: Vec<Part> = sorts
        .into_iter()
        .map(|(sort, count)| Part {
            name: sort.plain(),
            value: real(count),
            share: (n > 0).then(|| 100.0 * real(count) / real(n)),
            cumulative: None,
            of: None,
        })
        .collect();
    parts.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.name.cmp(&b.name)));
    made.detail(Detail::Parts(parts))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::tests::said;

    #[test]
    fn one_complaint_may_have_several_and_refused_ones_do_not_count() {
        let files = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
outcome: upheld
remedies:
  - {kind: apology}
  - {kind: refund, value: {amount: 100, currency: EUR}}
  - {kind: refund, value: {amount: 50, currency: EUR}}
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
outcome: partly_upheld
remedies: [{kind: credit, value: {amount: 900, currency: EUR}, accepted: false}, {kind: apology, value: in writing}]
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
outcome: upheld
remedies: [{kind: none}]
---
id: CMP-4
received_at: 2025-03-03T09:00:00Z
outcome: not_upheld
remedies: [{kind: goodwill, value: {amount: 10, currency: EUR}}]
";
        let made = said("M-CMP-11", &[], files);
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-2"]);
        let Detail::Parts(parts) = &made.detail else {
            panic!("no parts")
        };
        let told: Vec<(&str, f64)> = parts.iter().map(|part| (part.name.as_str(), part.value)).collect();
        assert_eq!(told, [("apology", 2.0), ("refund", 1.0)]);
        assert_eq!(made.notes, ["150.00 EUR in money to 1 of them, median 150.00 EUR"]);
    }
}
