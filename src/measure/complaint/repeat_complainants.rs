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
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-18",
        name: "Repeat complainants",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Share of customers with two or more complaints within twelve months among those who complained: as a whole over the \
                 whole register; of a period those who complained in it, and had complained in the twelve months before that complaint; \
                 beside it the share of complaints that come from them.",
        formula: "100 × x / n, with x customers with two or more complaints within twelve months and n who complained",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 customers to show and to compare; below 30 marked as low base",
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
        None => None,
        Some(Ok(days)) => Some(days),
        Some(Err(text)) => {
            let reason = format!("`{text}` is no period");
            return Measurement::not_estimable("M-CMP-18", selection, Base::cases(0, of), reason);
        }
    };
    let within = |day: Date| days.is_none_or(|(from, to)| (from..=to).contains(&day));
    // Complaints of each customer up to the end of the period: those before it may make one in it a second one.
    let known = |case: &&Case<'_>| days.is_none_or(|(_, to)| case.received <= to) && fits(case, selection);
    let mut of_customer: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
    let (mut counted, mut nobody, mut out) = (Vec::new(), Vec::new(), Vec::new());
    for case in scope.cases.iter().filter(known) {
        let id = case.id().to_owned();
        let is_in = within(case.received);
        match case.customer() {
            _ if out_of_population(case).is_some() => out.extend(is_in.then_some(id)),
            Some(customer) => {
                of_customer.entry(customer).or_default().push(case.received);
                counted.extend(is_in.then_some(id));
            }
            None => nobody.extend(is_in.then_some(id)),
        }
    }
    // Of each who complained in the period: how many complaints, and whether one of them followed another within twelve months.
    let each = of_customer.values_mut().filter_map(|days| {
        days.sort_unstable();
        let followed = days
            .windows(2)
            .any(|pair| within(pair[1]) && pair[1] < pair[0].saturating_add(1.year()));
        let complained = days.iter().filter(|day| within(**day)).count();
        (complained > 0).then_some((complained, followed))
    });
    let each: Vec<(usize, bool)> = each.collect();
    let again: Vec<usize> = each
        .iter()
        .filter(|(_, followed)| *followed)
        .map(|(count, _)| *count)
        .collect();
    let from_them: usize = again.iter().sum();
    let counts = Counts {
        hit: "with two or more complaints within twelve months",
        x: again.len(),
        base: Base::cases(each.len(), of),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    let all = counted.len();
    let mut made = share::measure("M-CMP-18", selection, counts)
        .over(days)
        .without([
            Excluded::records("without a customer's record", nobody),
            Excluded::records("withdrawn before assessment, out of scope or the same as another", out),
        ])
        .drawn(Drawn::records(counted));
    if all > 0 {
        made.inputs.push(input("c", "complaints of these customers", real(all)));
        made.inputs.push(input(
            "r",
            "of these from customers with two or more within twelve months",
            real(from_them),
        ));
        made = made.note(format!(
            "{from_them} of {all} complaints ({} %) come from customers with two or more within twelve months",
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
        // Of the first customer the second complaint came a day after the first, and the third within twelve months of the second.
        let made = said("M-CMP-18", &[], &files);
        assert_eq!((made.estimate, made.base.n), (Ok(50.0), 2));
        assert!(made.notes[0].starts_with("3 of 4 complaints"), "{:?}", made.notes);
        let of = |year| said("M-CMP-18", &[(Key::Period, year)], &files);
        assert_eq!(of("2024").estimate, Ok(100.0));
        assert_eq!((of("2025").estimate, of("2025").base.n), (Ok(50.0), 2));
        // A year to the day is no longer within twelve months.
        let apart = [case(1, "2024-06-30", "CUS-1"), case(2, "2025-06-30", "CUS-1")].concat();
        assert_eq!(said("M-CMP-18", &[], &apart).estimate, Ok(0.0));
        assert!(said("M-CMP-18", &[], "id: CMP-1").estimate.is_err());
    }

    #[test]
    fn a_whole_is_never_below_all_of_its_years() {
        let case = |id: u8, day: &str, who: &str| {
            format!("\nid: CMP-{id}\nreceived_at: {day}T09:00:00Z\ncomplainant: {who}\n---")
        };
        // The two lie on both sides of new year: neither year alone holds both.
        let files = [case(1, "2024-11-30", "CUS-1"), case(2, "2025-02-01", "CUS-1")].concat();
        let of = |narrowed: &[(Key, &str)]| said("M-CMP-18", narrowed, &files).estimate;
        assert_eq!(of(&[]), Ok(100.0));
        assert_eq!(of(&[(Key::Period, "2024")]), Ok(0.0));
        assert_eq!(of(&[(Key::Period, "2025")]), Ok(100.0));
    }
}
