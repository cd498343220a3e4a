//! M-CMP-18: how many of those who complain do so again and again.

use super::case::Case;
use super::{KEYS, fits, out_of_population, real, whole_and_years};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::{Unit, fixed};
use jiff::ToSpan;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-18",
        name: "Repeat complainants",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Share of customers with two or more complaints among those who complained, in the twelve months up to the day of the \
                 site or in the period that is chosen; beside it the share of complaints that come from them.",
        formula: "100 × x / n, with x customers with two or more complaints and n who complained",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 customers to show, 30 to compare",
        pitfalls: "Large customers have more occasions. Complaints without a customer's record are left out and counted. It says how \
               trouble is spread and never who is a nuisance: no names are shown.",
        source: "own. Interval: Wilson 1927.",
        clause: "10002:8.2,10002:Annex E",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let of = "customers who complained";
    let days = match selection.get(Key::Period).map(|text| selection.days().ok_or(text)) {
        None => (
            scope.as_of.saturating_sub(1.year()).saturating_add(1.day()),
            scope.as_of,
        ),
        Some(Ok(days)) => days,
        Some(Err(text)) => {
            let reason = format!("`{text}` is no period");
            return Measurement::not_estimable("M-CMP-18", selection, Base::cases(0, of), reason);
        }
    };
    let within = |case: &&Case<'_>| (days.0..=days.1).contains(&case.received) && fits(case, selection);
    let mut of_customer: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut counted, mut nobody, mut out) = (Vec::new(), Vec::new(), Vec::new());
    for case in scope.cases.iter().filter(within) {
        let id = case.id().to_owned();
        match case.customer() {
            _ if out_of_population(case).is_some() => out.push(id),
            Some(customer) => {
                *of_customer.entry(customer).or_default() += 1;
                counted.push(id);
            }
            None => nobody.push(id),
        }
    }
    let again: Vec<usize> = of_customer.values().copied().filter(|count| *count > 1).collect();
    let from_them: usize = again.iter().sum();
    let counts = Counts {
        hit: "with two or more complaints",
        x: again.len(),
        base: Base::cases(of_customer.len(), of),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    let all = counted.len();
    let mut made = share::measure("M-CMP-18", selection, counts)
        .over(Some(days))
        .without([
            Excluded::records("without a customer's record", nobody),
            Excluded::records("withdrawn before assessment, out of scope or the same as another", out),
        ])
        .drawn(Drawn::records(counted));
    if all > 0 {
        made.inputs.push(input("c", "complaints of these customers", real(all)));
        made.inputs
            .push(input("r", "of these from customers with two or more", real(from_them)));
        made = made.note(format!(
            "{from_them} of {all} complaints ({} %) come from customers with two or more",
            fixed(100.0 * real(from_them) / real(all), 1)
        ));
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn twelve_months_are_looked_at() {
        let case = |id: u8, day: &str, who: &str| {
            format!("\nid: CMP-{id}\nreceived_at: {day}T09:00:00Z\ncomplainant: {who}\n---")
        };
        let files = [
            case(1, "2024-06-30", "CUS-1"),
            case(2, "2024-07-01", "CUS-1"),
            case(3, "2025-06-30", "CUS-1"),
            case(4, "2025-06-01", "CUS-2"),
            case(5, "2025-06-01", "anonymous"),
        ]
        .concat();
        let made = said("M-CMP-18", &[], &files);
        assert_eq!((made.estimate, made.base.n), (Ok(50.0), 2));
        assert!(made.notes[0].starts_with("2 of 3 complaints"));
        assert_eq!(said("M-CMP-18", &[(Key::Period, "2024")], &files).estimate, Ok(100.0));
        assert!(said("M-CMP-18", &[], "id: CMP-1").estimate.is_err());
    }
}
