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
        minimum: "1 upheld complaint older than the loop time",
        pitfalls: "The strictest of these shares; not every minor complaint needs an action, so 100 % is no sensible target. Look at \
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
                whole.count(id, has.iter().all(|has| *has));
            }
        }
    }
    let names = ["cause", "action", "verified as effective", "complainant told"];
    let rows = names
        .into_iter()
        .zip(&steps)
        .map(|(name, tally)| super::row(name, tally, super::BaseIs::People))
        .collect();
    whole
        .measure(METRIC.id(), selection, WORDS)
        .detail(Detail::Rows(Rows {
            heads: super::heads(),
            rows,
        }))
        .note(format!("loop time: {days} days"))
}
