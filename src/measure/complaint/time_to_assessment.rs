//! M-CMP-5: how long it takes until somebody judges how serious a complaint is, and what is done where safety is touched.

use super::case::Case;
use super::{KEYS, population, real, whole_and_years};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Row, RowCell, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::percentiles;
use crate::measure::unit::Unit;
use crate::record::complaint::EventKind;
use crate::stats::proportion::wilson_of;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-5",
        name: "Time to assessment",
        unit: Unit::WorkingDays,
        better: Better::Lower,
        definition: "Working days from receipt to the assessment: median, 75th and 90th percentile. Beside it: of the complaints that \
                 touch safety, the share on which something was done within one working day.",
        formula: "median of the working days; 100 × x / n of those that touch safety",
        interval: "none for the median; Wilson score for the share",
        minimum: "percentiles beside the median from 10 complaints on; the share from 10 complaints that touch safety",
        pitfalls: "Complaints that were never assessed are left out and counted; many of them make the median look better than it is.",
        source: "own. Interval: Wilson 1927.",
        clause: "10002:7.5",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "complaints assessed");
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return Measurement::not_estimable("M-CMP-5", selection, base(0), reason),
    };
    let (mut days, mut counted, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let (mut touched, mut at_once, mut waiting) = (0_usize, 0_usize, 0_usize);
    for case in &population.cases {
        let until = |kind| {
            let day = case.day_of(kind)?;
            case.working_days_to(scope, day).ok()
        };
        match until(EventKind::Assessed) {
            Some(taken) => {
                days.push(f64::from(taken));
                counted.push(case.id().to_owned());
            }
            None => unknown.push(case.id().to_owned()),
        }
        let assessment = case.complaint.assessment.as_ref();
        if assessment.and_then(|assessment| assessment.safety_implication) == Some(true) {
            match acted(scope, case) {
                Some(in_time) => {
                    touched += 1;
                    at_once += usize::from(in_time);
                }
                None => waiting += 1,
            }
        }
    }
    let mut made = percentiles::measure("M-CMP-5", selection, base(days.len()), &days, 1)
        .without(population.excluded)
        .without([Excluded::records("not assessed, or nobody knows when", unknown)])
        .drawn(Drawn::records(counted));
    made.inputs
        .push(input("n safety", "complaints that touch safety", real(touched)));
    made.inputs.push(input(
        "x safety",
        "of these acted on within one working day",
        real(at_once),
    ));
    if waiting > 0 {
        made = made.note(format!(
            "{waiting} that touch safety are in no share: the working day is not over, or the calendar does not reach it"
        ));
    }
    if let Detail::Rows(rows) = &mut made.detail
        && touched > 0
    {
        let enough = touched as u64 >= scope.limits.min_estimate;
        let interval = wilson_of(at_once as u64, touched as u64, 0.95).ok().filter(|_| enough);
        let number = |value: Option<f64>| {
            value.map_or(RowCell::Nothing("too few for a share"), |value| {
                RowCell::Number(100.0 * value, 1)
            })
        };
        rows.heads
            .extend(["acted on within 1 working day", "of", "share", "from", "to"].map(str::to_owned));
        for row in &mut rows.rows {
            row.cells
                .extend(std::iter::repeat_n(RowCell::Nothing("another figure"), 5));
        }
        let mut cells = vec![RowCell::Nothing("another figure"); 3];
        cells.extend([
            RowCell::Number(real(at_once), 0),
            RowCell::Number(real(touched), 0),
            number(enough.then(|| real(at_once) / real(touched))),
            number(interval.map(|ends| ends.low)),
            number(interval.map(|ends| ends.high)),
        ]);
        rows.rows.push(Row {
            name: "complaints that touch safety".to_owned(),
            cells,
            n: Some(touched),
        });
    }
    made
}

/// Whether something was done about a complaint within one working day; nothing while that day is not over.
fn acted(scope: &Scope<'_>, case: &Case<'_>) -> Option<bool> {
    let last = scope.days.in_time_until(case.received, 1).ok()?;
    match (
        case.has(EventKind::ImmediateAction),
        case.day_of(EventKind::ImmediateAction),
    ) {
        (_, Some(day)) => Some(day <= last),
        // Done, and nobody knows when: not shown to be in time.
        (true, None) => Some(false),
        (false, None) => (last < scope.as_of).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::tests::said;

    #[test]
    fn safety_is_told_beside_the_time() {
        let files = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
assessment: {severity: 4, safety_implication: true}
events: [{at: 2025-03-04T08:00:00Z, kind: immediate_action}, {at: 2025-03-05T20:00:00Z, kind: assessed}]
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
assessment: {severity: 4, safety_implication: true}
immediate_action: none
";
        let made = said("M-CMP-5", &[], files);
        assert_eq!((made.estimate, made.base.n), (Ok(2.0), 1));
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        assert_eq!(
            rows.rows[1].cells[3..5],
            [RowCell::Number(1.0, 0), RowCell::Number(2.0, 0)]
        );
        assert_eq!(rows.rows[1].cells[5], RowCell::Nothing("too few for a share"));
    }

    #[test]
    fn a_day_that_is_not_over_is_no_failure() {
        // The day as of which is looked at is Monday, 30 June.
        let safe = |id: u8, received: &str, events: &str| {
            format!(
                "id: CMP-{id}\nreceived_at: {received}\nassessment: {{severity: 4, safety_implication: true}}\nevents: [{{at: {received}, kind: assessed}}{events}]\n---\n"
            )
        };
        let files = [
            safe(1, "2025-06-30T09:00:00Z", ""),
            safe(2, "2025-06-27T09:00:00Z", ""),
            safe(3, "2025-06-25T09:00:00Z", ""),
            // Something was done before anybody wrote the complaint down.
            safe(
                4,
                "2025-06-25T09:00:00Z",
                ", {at: 2025-06-24T09:00:00Z, kind: immediate_action}",
            ),
        ]
        .concat();
        let made = said("M-CMP-5", &[], &files);
        let named = |symbol| made.inputs.iter().find(|input| input.symbol == symbol).unwrap().value;
        assert_eq!((named("n safety"), named("x safety")), (2.0, 1.0));
        assert!(
            made.notes.iter().any(|note| note.starts_with("2 that touch safety")),
            "{:?}",
            made.notes
        );
    }
}
