//! M-CMP-10: how often the complainant is right.

use super::case::Case;
use super::{KEYS_AND_KIND, Population, Question, Verdict, everywhere, from_year_before, population, real, share_in};
use crate::measure::measurement::{Base, Detail, Measurement, Part, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::Outcome;
use crate::stats::funnel::limits;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-10",
        name: "Upheld rate",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Share of decided complaints in which the complainant was right, wholly or in part. Complaints settled without a \
                 finding stand apart. By channel or product it is a funnel: each share with the limits within which chance alone would \
                 keep it if all were alike.",
        formula: "100 × x / n, with x upheld or partly upheld and n of these and the ones not upheld",
        interval: "Wilson score, read as the performance of the process; funnel: binomial limits at 95 and 99.8 percent, interpolated; \
                   the upper one is the lower one of those that are not upheld, so that both sides are alike",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Both a very low and a very high share deserve a second look. Partly upheld counts as upheld. A goodwill payment on a \
               complaint that was not upheld leaves it not upheld. Beyond the outer limits of a funnel look for the reason before \
               blaming anybody: cases differ.",
        source: "FCA Handbook, DISP 1.10 (rules on upheld complaints). Interval: Wilson 1927. Funnel: Spiegelhalter 2005, Statistics in \
             Medicine 24.",
        clause: "10002:8.2",
    },
    keys: KEYS_AND_KIND,
    selections: |scope| {
        let mut all = everywhere(scope);
        all.extend(["channel", "product"].map(|kind| Selection::all().with(Key::Kind, kind)));
        all
    },
    measure,
};

const QUESTION: Question = Question {
    metric: "M-CMP-10",
    hit: "upheld, wholly or in part",
    of: "complaints decided with a finding",
    origin: Origin::Register,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable("M-CMP-10", selection, Base::cases(0, QUESTION.of), reason);
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return none(reason),
    };
    let mut made = share_in(&QUESTION, &population, selection, verdict);
    made.changes
        .extend(from_year_before(&QUESTION, scope, selection, &made, verdict));
    match selection.get(Key::Kind) {
        None => made.detail(outcomes(&population)),
        Some("channel") => funnel(made, &population, Case::channel),
        Some("product") => funnel(made, &population, Case::product),
        Some(kind) => none(format!("there is no funnel by `{kind}`, but by channel and product")),
    }
}

fn verdict(case: &Case<'_>) -> Verdict {
    match case.outcome {
        Some(Outcome::Upheld | Outcome::PartlyUpheld) => Verdict::Yes,
        Some(Outcome::NotUpheld) => Verdict::No,
        Some(Outcome::ResolvedWithoutFinding) => Verdict::Out("resolved without a finding"),
        Some(Outcome::Withdrawn) => Verdict::Out("withdrawn"),
        Some(Outcome::OutOfScope | Outcome::Duplicate) => Verdict::Out("out of scope or the same as another"),
        None => Verdict::Out("not decided yet"),
    }
}

/// How many ended in each way.
fn outcomes(population: &Population<'_>) -> Detail {
    let count = |outcome: Option<Outcome>| population.cases.iter().filter(|case| case.outcome == outcome).count();
    let all = population.cases.len();
    let part = |(name, outcome): (&str, Option<Outcome>)| {
        let value = count(outcome);
        Part {
            name: name.to_owned(),
            value: real(value),
            share: (all > 0).then(|| 100.0 * real(value) / real(all)),
            cumulative: None,
            of: Some((all, "complaints")),
        }
    };
    let parts = [
        ("upheld", Some(Outcome::Upheld)),
        ("partly upheld", Some(Outcome::PartlyUpheld)),
        ("not upheld", Some(Outcome::NotUpheld)),
        ("resolved without a finding", Some(Outcome::ResolvedWithoutFinding)),
        ("withdrawn", Some(Outcome::Withdrawn)),
        ("not decided yet", None),
    ];
    Detail::Parts(parts.map(part).to_vec())
}

/// The share of each group with the limits that chance sets around the share of all.
fn funnel<'a>(
    made: Measurement,
    population: &Population<'a>,
    group: impl Fn(&Case<'a>) -> Option<&'a str>,
) -> Measurement {
    let mut groups: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for case in &population.cases {
        let verdict = verdict(case);
        if let Some(name) = group(case)
            && !matches!(verdict, Verdict::Out(_))
        {
            let (x, n) = groups.entry(name).or_default();
            *x += u64::from(verdict == Verdict::Yes);
            *n += 1;
        }
    }
    let all = made.estimate.as_ref().ok().map(|share| share / 100.0);
    let row = |(name, (x, n)): (&&str, &(u64, u64))| {
        #[expect(clippy::cast_precision_loss, reason = "complaints are far fewer than 2^53")]
        let (x, n) = (*x as f64, *n as f64);
        let decided = usize::try_from(groups[*name].1).unwrap_or(usize::MAX);
        let percent = |share: f64| RowCell::Percent(100.0 * share, decided);
        let mut cells = vec![RowCell::Number(x, 0), RowCell::Number(n, 0), percent(x / n)];
        for confidence in [0.95, 0.998] {
            let ends = all.and_then(|all| limits(all, groups[*name].1, confidence).ok());
            cells.extend(match ends {
                Some(ends) => [percent(ends.low), percent(ends.high)],
                None => [RowCell::Nothing("no limits"), RowCell::Nothing("no limits")],
            });
        }
        Row {
            name: (**name).to_owned(),
            cells,
            n: Some(decided),
        }
    };
    let heads = [
        "upheld",
        "decided",
        "share in percent",
        "95 % from",
        "95 % to",
        "99.8 % from",
        "99.8 % to",
    ];
    made.detail(Detail::Rows(Rows {
        heads: heads.map(str::to_owned).to_vec(),
        rows: groups.iter().map(row).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: CMP-1
received_at: 2025-01-03T09:00:00Z
channel: CHN-A
outcome: upheld
---
id: CMP-2
received_at: 2025-01-03T09:00:00Z
channel: CHN-A
outcome: partly_upheld
---
id: CMP-3
received_at: 2025-01-03T09:00:00Z
channel: CHN-B
outcome: not_upheld
---
id: CMP-4
received_at: 2025-01-03T09:00:00Z
channel: CHN-B
outcome: resolved_without_finding
---
id: CMP-5
received_at: 2025-01-03T09:00:00Z
outcome: upheld
events: [{at: 2025-07-03T09:00:00Z, kind: decision_made}]
";

    #[test]
    fn partly_counts_and_no_finding_does_not() {
        let made = said("M-CMP-10", &[], FILES);
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-2"]);
        assert_eq!(made.base.n, 3);
        let reasons: Vec<&str> = made.excluded.iter().map(|group| group.reason.as_str()).collect();
        assert_eq!(reasons, ["not decided yet", "resolved without a finding"]);
        let Detail::Parts(parts) = made.detail else {
            panic!("no parts")
        };
        assert_eq!(parts.iter().map(|part| part.value).sum::<f64>(), 5.0);
    }

    #[test]
    fn a_funnel_has_two_pairs_of_limits() {
        let Detail::Rows(rows) = said("M-CMP-10", &[(Key::Kind, "channel")], FILES).detail else {
            panic!("no rows")
        };
        assert_eq!(rows.rows.len(), 2);
        assert_eq!(
            rows.rows[1].cells[..2],
            [RowCell::Number(0.0, 0), RowCell::Number(1.0, 0)]
        );
        let empty = said("M-CMP-10", &[(Key::Kind, "channel")], "id: CMP-1");
        assert!(empty.estimate.is_err());
    }
}
