//! M-ACT-4: actions whose effect was looked at when it was time to.

use super::{KEYS, actions, done_on, is_done, selections, verification, within};
use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-ACT-4",
        name: "Verified actions",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of actions with a verification, among those that are done, whose effect has to be shown (corrective, \
               preventive, improvement, training) and for which the time to look has come: the window after the action and the \
               days that the plan asks to wait are over. Without a plan the time comes with the action itself.",
        formula: "100 × x / n, with x verified and n done and due to be verified",
        interval: "Wilson score, read as the performance of the process behind the register",
        minimum: "1 action; below 10 counts only",
        pitfalls: "Says that somebody looked, not that there was an effect: M-ACT-5 does. Corrections and letters need no proof and \
               are left out.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "9001:10.2,10004:7.6",
    },
    keys: KEYS,
    selections: |scope| selections(scope, |_, action| action.implemented_on),
    measure,
};

const WORDS: Words = Words::process(
    "actions with a verification",
    "actions that are done and due to be verified",
);

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason),
    };
    let mut tally = Tally::default();
    for (record, action) in
        actions(scope, selection).filter(|(_, action)| is_done(scope, action) && within(span, action.implemented_on))
    {
        let id = record.id();
        let verified = verification(scope, id).is_some();
        if action.is_dropped() {
            tally.leave_out("cancelled or superseded", id);
        } else if !action.needs_proof() && !verified {
            tally.leave_out("no effect has to be shown", id);
        } else if !verified
            && action
                .window_end_after(done_on(scope, action))
                .is_some_and(|end| scope.as_of <= end)
        {
            tally.leave_out("the time to look has not come", id);
        } else {
            tally.count(id, verified);
        }
    }
    tally.measure(METRIC.id(), selection, WORDS)
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn an_action_is_due_to_be_verified_when_its_window_is_over() {
        let made = said(
            "M-ACT-4",
            &[],
            "
id: ACT-1
kind: corrective
implemented_on: 2025-03-01
verification_plan: {wait_days: 60}
---
id: VER-1
action: ACT-1
verified_on: 2025-06-30
---
id: ACT-2
kind: corrective
implemented_on: 2025-03-01
verification_plan: {wait_days: 121}
---
id: ACT-3
kind: training
implemented_on: 2025-03-01
---
id: ACT-4
kind: correction
implemented_on: 2025-03-01
---
id: ACT-5
kind: preventive
implemented_on: 2025-03-01
verification_plan: {wait_days: 10, after_window: {from: 2025-03-02, to: 2025-06-29}}
---
id: VER-5
action: ACT-5
verified_on: 2025-07-01
",
        );
        // ACT-5 is due since today; its verification is dated later and does not count yet.
        assert_eq!(made.drawn_from.records, ["ACT-1", "ACT-3", "ACT-5"]);
        assert_eq!(made.drawn_from.hits, ["ACT-1"]);
        assert_eq!(made.excluded.len(), 2);
    }
}
