//! M-CMP-4: how long it takes until the receipt of a complaint is confirmed.

use super::case::Case;
use super::{KEYS, population, whole_and_years};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::{duration, percentiles};
use crate::measure::unit::Unit;
use crate::record::complaint::EventKind;
use crate::stats::kaplan_meier::Observation;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-4",
        name: "Time to acknowledge",
        unit: Unit::WorkingDays,
        better: Better::Lower,
        definition: "Working days from receipt to the confirmation of receipt: median, 75th and 90th percentile. Where some are not \
                 confirmed yet they count with the days that they have waited (Kaplan-Meier).",
        formula: "median of the working days; with open ones the smallest t with S(t) ≤ 0.5",
        interval: "none while every receipt is confirmed; else Brookmeyer-Crowley as for the time to resolution",
        minimum: "percentiles beside the median from 10 complaints on",
        pitfalls: "Half of all within a day says nothing about the slow ones: read the 90th percentile, and the share within the limit. \
               A mean would be moved by one forgotten case.",
        source: "Percentiles: Hyndman, Fan 1996, type 7. Open ones: Kaplan, Meier 1958. Local Government and Social Care Ombudsman, \
             guides on complaint indicators.",
        clause: "10002:7.4,10002:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "complaints");
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return Measurement::not_estimable("M-CMP-4", selection, base(0), reason),
    };
    let (mut times, mut counted, mut hits) = (Vec::new(), Vec::new(), Vec::new());
    let (mut nobody, mut unknown) = (Vec::new(), Vec::new());
    let mut ended = 0;
    for case in &population.cases {
        let id = case.id().to_owned();
        if case.is_out_of_reach() {
            nobody.push(id);
            continue;
        }
        match waited(scope, case) {
            Some(time) => {
                if time.event {
                    hits.push(id.clone());
                } else if !case.is_open() {
                    ended += 1;
                }
                times.push(time);
                counted.push(id);
            }
            None => unknown.push(id),
        }
    }
    let open = times.iter().any(|time| !time.event);
    let made = if open {
        duration::measure(
            "M-CMP-4",
            selection,
            base(times.len()),
            "confirmation of receipt",
            &times,
            (ended, "ended without it"),
            Vec::new(),
        )
    } else {
        let days: Vec<f64> = times.iter().map(|time| time.time).collect();
        percentiles::measure("M-CMP-4", selection, base(times.len()), &days, 1)
    };
    made.without(population.excluded)
        .without([
            Excluded::records("anonymous, nobody to write to", nobody),
            Excluded::records(
                "the time is not known, lies before the receipt or outside of the calendar",
                unknown,
            ),
        ])
        .drawn(Drawn {
            records: counted,
            hits,
            ..Drawn::default()
        })
}

/// Working days until the confirmation, or until now, or until it ended without one.
fn waited(scope: &Scope<'_>, case: &Case<'_>) -> Option<Observation> {
    let told = case.has(EventKind::Acknowledged);
    let day = match (told, case.day_of(EventKind::Acknowledged)) {
        (true, day) => day?,
        (false, _) if case.is_open() => scope.as_of,
        (false, _) => case.settled_on()?,
    };
    let days = case.working_days_to(scope, day).ok()?;
    Some(Observation {
        time: f64::from(days),
        event: told,
    })
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::tests::said;

    const FILES: &str = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
events: [{at: 2025-03-05T20:00:00Z, kind: acknowledged}]
---
id: CMP-2
received_at: 2025-03-08T09:00:00Z
events: [{at: 2025-03-11T09:00:00Z, kind: acknowledged}]
";

    #[test]
    fn open_ones_make_it_a_curve() {
        let made = said("M-CMP-4", &[], FILES);
        assert_eq!(made.estimate, Ok(1.5));
        assert!(matches!(made.detail, Detail::Rows(_)));
        let waiting = "
---
id: CMP-3
received_at: 2025-06-23T09:00:00Z
";
        let made = said("M-CMP-4", &[], &format!("{FILES}{waiting}"));
        assert_eq!(made.estimate, Ok(2.0));
        assert!(matches!(made.detail, Detail::Survival(_)));
    }
}
