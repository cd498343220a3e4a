//! M-ACT-1: actions that were done by the day first agreed.

use super::{KEYS, actions, done_on, is_done, selections, within};
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-ACT-1",
        name: "Actions on time",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of actions that were done by the due date first agreed, among those that are done or whose first due \
               date has passed. A due date that was moved does not make an action punctual; the share by the present due \
               dates stands beside it.",
        formula: "100 × x / n, with x done by the first due date and n done or past it",
        interval: "Wilson score, read as the performance of the process behind the register",
        minimum: "1 action; below 10 counts only",
        pitfalls: "Generous due dates make everything punctual. Cancelled and superseded actions are left out and counted, since \
               giving up is no delay; many of them are a sign of their own.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "9001:10.2,10004:7.6",
    },
    keys: KEYS,
    selections: |scope| selections(scope, |_, action| action.first_due()),
    measure,
};

const WORDS: Words = Words::process(
    "actions done by the first due date",
    "actions that are done or past their first due date",
);

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason),
    };
    let mut first = Tally::default();
    let mut present = Tally::default();
    for (record, action) in actions(scope, selection).filter(|(_, action)| within(span, action.first_due())) {
        let id = record.id();
        if action.is_dropped() {
            first.leave_out("cancelled or superseded", id);
            continue;
        }
        let (Some(due), Some(now)) = (action.first_due(), action.due.or(action.first_due())) else {
            first.leave_out("no due date", id);
            continue;
        };
        match done_on(scope, action) {
            Some(done) => {
                first.count(id, done <= due);
                present.count(id, done <= now);
            }
            None if is_done(scope, action) => first.leave_out("done on a day that is not recorded", id),
            None => {
                if due < scope.as_of {
                    first.count(id, false);
                } else {
                    first.leave_out("not due yet", id);
                }
                if now < scope.as_of {
                    present.count(id, false);
                }
            }
        }
    }
    let rows = [("by the first due date", &first), ("by the present due date", &present)]
        .into_iter()
        .map(|(name, tally)| row(name, tally))
        .collect();
    let moved = present.above() > first.above();
    let measured = first.measure(METRIC.id(), selection, WORDS).detail(Detail::Rows(Rows {
        heads: ["on time", "due", "share"].map(str::to_owned).to_vec(),
        rows,
    }));
    if moved {
        measured.note("some actions are punctual only because their due date was moved")
    } else {
        measured
    }
}

#[expect(clippy::cast_precision_loss, reason = "actions are fewer than 2^53")]
fn row(name: &str, tally: &Tally) -> Row {
    let (x, n) = (tally.above() as f64, tally.below() as f64);
    Row {
        name: name.to_owned(),
        cells: vec![
            RowCell::Number(x, 0),
            RowCell::Number(n, 0),
            if n > 0.0 {
                RowCell::Percent(100.0 * x / n, tally.below())
            } else {
                RowCell::Nothing("nothing was due")
            },
        ],
        n: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const ACTIONS: &str = "
id: ACT-1
kind: training
due: 2025-03-31
implemented_on: 2025-03-31
---
id: ACT-2
kind: corrective
due: 2025-05-31
due_history: [{old: 2025-04-30, new: 2025-05-31}]
implemented_on: 2025-05-20
---
id: ACT-3
due: 2025-06-29
---
id: ACT-4
due: 2025-06-30
---
id: ACT-5
due: 2025-01-31
status: cancelled
---
id: ACT-6
status: implemented
due: 2025-01-31
---
id: ACT-7
due: 2024-12-31
implemented_on: 2025-07-01
";

    #[test]
    fn the_first_due_date_counts_and_what_is_not_due_does_not() {
        let made = said("M-ACT-1", &[], ACTIONS);
        // Done on the day itself is in time; moved, overdue, and done after the day as of which all is told are not.
        assert_eq!(made.drawn_from.records, ["ACT-1", "ACT-2", "ACT-3", "ACT-7"]);
        assert_eq!(made.drawn_from.hits, ["ACT-1"]);
        let left_out: Vec<&str> = made.excluded.iter().map(|group| group.reason.as_str()).collect();
        assert_eq!(
            left_out,
            [
                "not due yet",
                "cancelled or superseded",
                "done on a day that is not recorded"
            ]
        );
        assert_eq!(made.notes.len(), 1);
    }

    #[test]
    fn a_kind_and_a_period_narrow_it() {
        assert_eq!(said("M-ACT-1", &[(Key::Kind, "training")], ACTIONS).base.n, 1);
        assert_eq!(said("M-ACT-1", &[(Key::Period, "2024")], ACTIONS).base.n, 1);
        assert!(said("M-ACT-1", &[(Key::Period, "soon")], ACTIONS).estimate.is_err());
        assert!(said("M-ACT-1", &[], "").estimate.is_err());
    }
}
