//! M-TRC-4: upheld complaints whose trail is whole, back to those who complained.

use super::chain::Chain;
use super::{KEYS, NO_INTERVAL, SOURCE, received, selections, upheld};
use crate::measure::measurement::{Base, Detail, Measurement, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use jiff::ToSpan;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-4",
        name: "Closed loop",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complaints upheld in whole or in part whose trail is whole: a cause, an action about it, a verification \
               that found the action effective, and a communication to complainants about the complaint or the action. Complaints \
               younger than the loop time (`measuring.loop_days`, 180 days unless the project says otherwise) are left out and \
               counted apart.",
        formula: "100 × x / n, with x whose trail is whole and n upheld complaints older than the loop time",
        interval: NO_INTERVAL,
        minimum: "1 upheld complaint older than the loop time; below 10 counts only",
        pitfalls: "A complaint that came although the action that closes its loop was done already is a loop too, and a sign that the action did \
               not prevent it: a note tells how many. The strictest of these shares; not every minor complaint needs an action, so 100 % is no sensible target. Look at \
               which step is missing.",
        source: SOURCE,
        clause: "10002:8.1,10002:7.9,9001:10.2",
    },
    keys: KEYS,
    selections,
    measure,
};

const WORDS: Words = Words::fact(
    "upheld complaints whose trail is whole",
    "upheld complaints older than the loop time",
)
.of_cases();

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let complaints = match upheld(scope, selection) {
        Ok(complaints) => complaints,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::cases(0, WORDS.of), reason),
    };
    let days = scope.settings.measuring.loop_days;
    let youngest = i64::try_from(days)
        .ok()
        .and_then(|days| scope.as_of.checked_sub(days.days()).ok());
    let mut whole = Tally::default();
    let mut steps: [Tally; 4] = Default::default();
    let mut before = 0usize;
    for one in &complaints {
        let id = one.record.id();
        match received(scope, one.complaint) {
            None => whole.leave_out("no day of receipt", id),
            Some(day) if youngest.is_none_or(|youngest| day > youngest) => {
                whole.leave_out("younger than the loop time", id);
            }
            Some(_) => {
                let chain = Chain::of(scope, one.index);
                let has = [
                    !chain.causes.is_empty(),
                    !chain.actions.is_empty(),
                    chain.worked(scope),
                    chain.complainant_told(scope),
                ];
                for (step, has) in steps.iter_mut().zip(has) {
                    step.count(id, has);
                }
                let is_whole = has.iter().all(|has| *has);
                before += usize::from(
                    is_whole
                        && one
                            .complaint
                            .received_at
                            .is_some_and(|at| chain.stood_before(scope, scope.day(at))),
                );
                whole.count(id, is_whole);
            }
        }
    }
    let names = [
        "cause",
        "action",
        "verified as effective",
        "complainant told by a recorded communication",
    ];
    let rows = names
        .into_iter()
        .zip(&steps)
        .map(|(name, tally)| super::row(name, tally, super::BaseIs::People))
        .collect();
    let hits = whole.above();
    let made = whole
        .measure(METRIC.id(), selection, WORDS)
        .detail(Detail::Rows(Rows {
            heads: super::heads(),
            rows,
        }))
        .note(format!("loop time: {days} days"));
    match before {
        0 => made,
        // One reading of the same case is that the loop is closed, another that what closed it did not prevent it (M-CMP-8).
        before => made.note(format!(
            "{before} of {hits} are closed by an action that was done before the complaint came, and came in spite of it; by a later action: \
             {} of {hits}",
            hits - before
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn loops_that_an_earlier_action_closes_are_told_apart() {
        let case = |number: u8, day: &str| {
            format!(
                "
id: CMP-{number}
received_at: {day}T09:00:00Z
outcome: upheld
events: [{{at: {day}T10:00:00Z, kind: decision_communicated}}]
---
"
            )
        };
        let files = format!(
            "{}{}id: CAU-1
complaints: [CMP-1, CMP-2]
---
id: ACT-1
addresses: [CAU-1]
implemented_on: 2024-06-01
---
id: VER-1
action: ACT-1
result: effective
verified_on: 2024-10-01
---
id: MSG-1
about: [ACT-1]
audience: [complainant]
sent_on: 2024-07-01
",
            case(1, "2024-03-01"),
            case(2, "2024-09-01")
        );
        let made = said("M-TRC-4", &[], &files);
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-2"]);
        let note = made.notes.iter().find(|note| note.contains("in spite of it")).unwrap();
        assert!(
            note.starts_with("1 of 2 ") && note.ends_with("by a later action: 1 of 2"),
            "{note}"
        );
    }
}
