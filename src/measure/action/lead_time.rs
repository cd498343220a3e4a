//! M-ACT-3: how long it takes until an action is done, those that are not counted too.

use super::{KEYS, actions, done_on, is_done, selections, within};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::duration;
use crate::measure::unit::Unit;
use crate::stats::kaplan_meier::Observation;
use crate::stats::working_days::calendar_days;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-ACT-3",
        name: "Lead time of actions",
        unit: Unit::Days,
        better: Better::Lower,
        definition: "Calendar days from the creation of an action until it is done: the time by which half of the actions are done \
               (Kaplan-Meier). Open actions count with the time that they have been open.",
        formula: "median = smallest t with S(t) ≤ 0.5, where S(t) = Π (1 − d / n) over the days up to t",
        interval: "Brookmeyer-Crowley from log-log limits; its upper end may not be reached",
        minimum: "10 actions to read the interval",
        pitfalls: "An action that is recorded when it is done has no lead time. Large and small actions count alike.",
        source: "Kaplan, Meier, Journal of the American Statistical Association 53, 1958; Brookmeyer, Crowley, Biometrics 38, 1982",
        clause: "9001:10.2",
    },
    keys: KEYS,
    selections: |scope| selections(scope, |record, _| record.envelope.created),
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let of = "actions";
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, of), reason),
    };
    let mut cases = Vec::new();
    let mut drawn = Drawn::default();
    let (mut dropped, mut undated, mut backwards) = (Vec::new(), Vec::new(), Vec::new());
    for (record, action) in actions(scope, selection).filter(|(record, _)| within(span, record.envelope.created)) {
        let id = || record.id().to_owned();
        let done = done_on(scope, action);
        let Some(created) = record.envelope.created else {
            undated.push(id());
            continue;
        };
        if action.is_dropped() {
            dropped.push(id());
        } else if done.is_none() && is_done(scope, action) {
            undated.push(id());
        } else {
            match calendar_days(created, done.unwrap_or(scope.as_of)) {
                Ok(days) => {
                    cases.push(Observation {
                        time: f64::from(days),
                        event: done.is_some(),
                    });
                    drawn.records.push(id());
                    if done.is_some() {
                        drawn.hits.push(id());
                    }
                }
                Err(_) => backwards.push(id()),
            }
        }
    }
    duration::measure(
        METRIC.id(),
        selection,
        Base::facts(cases.len(), of),
        "carrying out",
        &cases,
        (0, "were dropped"),
        Vec::new(),
    )
    .without([
        Excluded::records("cancelled or superseded", dropped),
        Excluded::records("no day of creation or of being done", undated),
        Excluded::records("done before it was created", backwards),
    ])
    .drawn(drawn)
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn open_actions_count_with_the_time_they_have_been_open() {
        let made = said(
            "M-ACT-3",
            &[],
            "
id: ACT-1
created: 2025-01-01
implemented_on: 2025-01-31
---
id: ACT-2
created: 2025-01-01
implemented_on: 2025-03-02
---
id: ACT-3
created: 2025-01-01
---
id: ACT-4
created: 2025-01-01
status: cancelled
---
id: ACT-5
created: 2025-02-01
implemented_on: 2025-01-31
",
        );
        assert_eq!(made.estimate, Ok(60.0));
        assert_eq!((made.drawn_from.records.len(), made.drawn_from.hits.len()), (3, 2));
        assert_eq!(made.excluded.len(), 2);
        assert!(said("M-ACT-3", &[], "").estimate.is_err());
    }
}
