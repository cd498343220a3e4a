//! M-CMP-1: complaints for each thousand of what they can come from.

use super::exposure::{self, Exposed};
use super::{fits, ids, out_of_population, years};
use crate::measure::measurement::{Base, Change, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::rate::{self, Counts};
use crate::measure::unit::Unit;
use crate::record::Record;
use crate::stats::rates::Rate;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-1",
        name: "Complaint rate",
        unit: Unit::PerThousand,
        better: Better::Neither,
        definition: "Complaints received for each thousand transactions, orders, projects or whatever exposure is recorded, in the \
                 same periods, product and segment. Without a period: all periods that are over and have an exposure; of a \
                 period that is not over its part up to the last day with one.",
        formula: "1000 × k / t, with k complaints and t of exposure",
        interval: "exact Poisson interval (Garwood), read as the performance of the process",
        minimum: "shown from no complaint on; compared from 5 in each period",
        pitfalls: "Whoever makes complaining easier gets more complaints: read it with the opening of channels and with changes of \
               what is recorded. No complaints at closed doors are no success. Numerator and denominator must speak of the same \
               product, segment and period.",
        source: "Interval: Garwood 1936, Biometrika 28. The rate is common practice.",
        clause: "10002:8.2,10004:7.3.2",
    },
    keys: super::KEYS,
    selections,
    measure,
};

/// What rates are given for.
pub(crate) const PER: f64 = 1000.0;

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    if !exposure::is_recorded(scope) {
        return vec![Selection::all()];
    }
    let mut all = super::everywhere(scope);
    // Channels and severities have no exposure of their own, and a rate of each would only repeat the mix.
    all.retain(|selection| selection.get(Key::Channel).is_none() && selection.get(Key::Severity).is_none());
    let has = |key: Key, selection: &Selection| match selection.get(key) {
        None => true,
        Some(_) => exposure::of(scope, selection).is_ok(),
    };
    all.retain(|selection| has(Key::Product, selection) && has(Key::Segment, selection));
    all
}

/// Complaints with their exposure.
pub(super) struct Counted<'a> {
    pub(super) rate: Rate,
    pub(super) exposed: Exposed<'a>,
    ids: Vec<String>,
    excluded: Vec<Excluded>,
}

/// Counts complaints and exposure of the same periods.
///
/// Errors: there is no exposure for these, or the period is none.
pub(super) fn counted<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<Counted<'a>, String> {
    let exposed = exposure::of(scope, selection)?;
    let within = |day| exposed.periods.iter().any(|(from, to)| (*from..=*to).contains(&day));
    let (mut cases, mut out) = (Vec::new(), BTreeMap::<&str, Vec<String>>::new());
    let mut beyond = Vec::new();
    for case in scope.cases.iter().filter(|case| fits(case, selection)) {
        match out_of_population(case) {
            _ if !within(case.received) => beyond.push(case),
            None => cases.push(case),
            Some(reason) => out.entry(reason).or_default().push(case.id().to_owned()),
        }
    }
    let mut excluded: Vec<Excluded> = out
        .into_iter()
        .map(|(reason, ids)| Excluded::records(reason, ids))
        .collect();
    match selection.days() {
        None => excluded.push(Excluded::records("received when no exposure is recorded", ids(&beyond))),
        // Of a period that is not over the days whose business nobody knows yet.
        Some((from, to)) if to > scope.as_of => {
            beyond.retain(|case| (from..=to).contains(&case.received));
            excluded.push(Excluded::records(
                "received on days of which no exposure is recorded yet",
                ids(&beyond),
            ));
        }
        Some(_) => {}
    }
    Ok(Counted {
        rate: Rate {
            events: cases.len() as u64,
            exposure: exposed.total,
        },
        ids: ids(&cases),
        exposed,
        excluded,
    })
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let counted = match counted(scope, selection) {
        Ok(counted) => counted,
        Err(reason) => {
            return Measurement::not_estimable("M-CMP-1", selection, Base::facts(0, "units of exposure"), reason);
        }
    };
    let unit = counted.exposed.unit;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an exposure is a count; a float beyond the range of counts becomes the largest one"
    )]
    let base = Base::facts(counted.exposed.total as usize, unit);
    let counts = Counts {
        events_are: "complaints",
        exposure_is: unit,
        rate: counted.rate,
        per: PER,
    };
    let mut made = rate::measure("M-CMP-1", selection, base, &counts)
        .without(counted.excluded)
        .drawn(Drawn {
            records: counted.ids,
            beside: counted
                .exposed
                .records
                .into_iter()
                .map(Record::id)
                .map(str::to_owned)
                .collect(),
            ..Drawn::default()
        });
    if selection.get(Key::Category).is_some() {
        made = made.note("complaints of this category for each thousand of the whole exposure");
    }
    made.period = counted
        .exposed
        .periods
        .first()
        .zip(counted.exposed.periods.last())
        .map(|(first, last)| (first.0, last.1));
    made.changes.extend(since_the_year_before(scope, selection));
    made
}

/// How the rate of a year compares with that of the year before.
fn since_the_year_before(scope: &Scope<'_>, selection: &Selection) -> Option<Change> {
    let year = selection.get(Key::Period)?;
    let years = years(scope);
    let place = years.iter().position(|other| other.to_string() == year)?;
    let before = years.get(place.checked_sub(1)?)?;
    let against = selection.clone().with(Key::Period, before.to_string());
    let then = counted(scope, &against).ok()?.rate;
    let now = counted(scope, selection).ok()?.rate;
    Some(rate::change(against, then, now, PER))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::ChangeWord;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: XPO-1
unit: tickets
values:
  - {period: 2024-Q1, count: 1000}
  - {period: 2024-Q2, count: 1000}
  - {period: 2025-Q1, count: 500}
  - {period: 2025-Q3, count: 900}
---
id: XPO-2
unit: tickets
product: PRD-A
values: [{period: 2024, count: 100}]
---
id: PRD-A
title: One
---
id: PRD-B
title: Other
---
id: CMP-1
product: PRD-A
received_at: 2024-02-03T09:00:00Z
---
id: CMP-2
product: PRD-B
received_at: 2025-01-03T09:00:00Z
---
id: CMP-3
received_at: 2025-01-03T09:00:00Z
outcome: out_of_scope
---
id: CMP-4
received_at: 2025-05-03T09:00:00Z
";

    #[test]
    fn complaints_are_counted_where_exposure_is() {
        let made = said("M-CMP-1", &[], FILES);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-2"]);
        assert_eq!((made.base.n, made.base.of), (2500, "tickets"));
        assert!((made.estimate.unwrap() - 0.8).abs() < 1e-9);
        let left_out: Vec<_> = made
            .excluded
            .iter()
            .map(|group| (group.reason.as_str(), group.count))
            .collect();
        assert_eq!(
            left_out,
            [("out of scope", 1), ("received when no exposure is recorded", 1)]
        );
    }

    #[test]
    fn periods_and_products_need_their_own_exposure() {
        let of = |keys: &[(Key, &str)]| said("M-CMP-1", keys, FILES).estimate;
        assert_eq!(of(&[(Key::Period, "2024-Q1")]), Ok(1.0));
        assert_eq!(of(&[(Key::Period, "2024-Q2")]), Ok(0.0));
        assert_eq!(of(&[(Key::Period, "2024-H1")]), Ok(0.5));
        assert_eq!(of(&[(Key::Period, "2024"), (Key::Product, "PRD-A")]), Ok(10.0));
        for keys in [
            &[(Key::Period, "2024")][..],
            &[(Key::Period, "2025-Q3")],
            &[(Key::Product, "PRD-B")],
            &[(Key::Segment, "SEG-X")],
        ] {
            assert!(of(keys).is_err(), "{keys:?}");
        }
        assert!(
            said("M-CMP-1", &[], "id: CMP-1")
                .estimate
                .unwrap_err()
                .starts_with("no exposure")
        );
    }

    #[test]
    fn of_a_period_that_is_not_over_the_part_with_an_exposure_counts() {
        let made = said("M-CMP-1", &[(Key::Period, "2025")], FILES);
        assert_eq!(
            made.estimate,
            Ok(2.0),
            "1 complaint in 500 tickets of the first quarter"
        );
        let days = made.period.map(|(from, to)| (from.to_string(), to.to_string()));
        assert_eq!(days, Some(("2025-01-01".to_owned(), "2025-03-31".to_owned())));
        let unknown = made.excluded.iter().find(|group| group.reason.contains("recorded yet"));
        assert_eq!(unknown.map(|group| group.ids.clone()), Some(vec!["CMP-4".to_owned()]));
        // A gap ends it; one at the start leaves nothing.
        let gap = FILES.replace("2025-Q1", "2025-Q2");
        assert!(said("M-CMP-1", &[(Key::Period, "2025")], &gap).estimate.is_err());
    }

    #[test]
    fn few_complaints_do_not_tell_a_change() {
        let files = "
id: XPO-1
unit: orders
values: [{period: 2023, count: 1000}, {period: 2024, count: 1000}]
---
id: CMP-1
received_at: 2023-02-03T09:00:00Z
---
id: CMP-2
received_at: 2024-02-03T09:00:00Z
";
        let made = said("M-CMP-1", &[(Key::Period, "2024")], files);
        assert_eq!(made.changes[0].word, ChangeWord::TooFew);
        assert_eq!(made.changes[0].before, 1.0);
    }
}
