//! What came of a record: its causes, the actions about it or about them, and the verifications of these.

use crate::link::trail::neighbours_after;
use crate::link::{Ledger, RecordIndex};
use crate::measure::scope::Scope;
use crate::record::action::Action;
use crate::record::communication::Recipient;
use crate::record::verification::{Verification, VerificationResult};
use crate::record::{Data, Kind};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What came of a complaint or finding, as known by the day.
pub(super) struct Chain {
    start: RecordIndex,
    /// Causes of it.
    pub(super) causes: BTreeSet<RecordIndex>,
    /// Actions about it or about one of its causes; dropped ones are none.
    pub(super) actions: BTreeSet<RecordIndex>,
    /// Verifications of these actions.
    pub(super) verifications: BTreeSet<RecordIndex>,
}

impl Chain {
    /// Follows the trail from a record.
    pub(super) fn of(scope: &Scope<'_>, start: RecordIndex) -> Self {
        let causes = next(scope, [start].iter(), Kind::Cause);
        let mut actions = next(scope, [start].iter(), Kind::Action);
        actions.extend(next(scope, causes.iter(), Kind::Action));
        actions.retain(|index| action(scope.ledger, *index).is_some_and(|action| !action.is_dropped()));
        let mut verifications = next(scope, actions.iter(), Kind::Verification);
        verifications.retain(|index| {
            verification(scope.ledger, *index)
                .is_some_and(|verification| verification.verified_on.is_none_or(|day| day <= scope.as_of))
        });
        Self {
            start,
            causes,
            actions,
            verifications,
        }
    }

    /// Whether a verification found an action effective.
    pub(super) fn worked(&self, scope: &Scope<'_>) -> bool {
        self.verifications.iter().any(|index| {
            verification(scope.ledger, *index)
                .is_some_and(|verification| verification.result == Some(VerificationResult::Effective))
        })
    }

    /// Whether the actions that were found effective were all done before a day.
    pub(super) fn stood_before(&self, scope: &Scope<'_>, day: Date) -> bool {
        let effective = self.verifications.iter().filter_map(|index| {
            let verification = verification(scope.ledger, *index)?;
            (verification.result == Some(VerificationResult::Effective)).then_some(verification.action.as_ref()?.id())
        });
        let effective: BTreeSet<&str> = effective.collect();
        let done = |index: &RecordIndex| {
            let of = action(scope.ledger, *index)?;
            let is_effective = effective.contains(scope.ledger.get(*index).id());
            is_effective.then_some(of.implemented_on)
        };
        let mut done = self.actions.iter().filter_map(done).peekable();
        done.peek().is_some() && done.all(|on| on.is_some_and(|on| on < day))
    }

    /// Whether complainants were told of it: a communication to complainants about the record or one of the actions.
    pub(super) fn complainant_told(&self, scope: &Scope<'_>) -> bool {
        let told = |index: &RecordIndex| {
            let about = scope
                .ledger
                .links_to(*index)
                .filter(|link| link.field_name() == "about");
            let mut telling = about.filter_map(|link| match &scope.ledger.get(link.from).data {
                Data::Communication(told) => Some(told),
                _ => None,
            });
            telling.any(|told| {
                told.audience.contains(&Recipient::Complainant) && told.sent_on.is_some_and(|day| day <= scope.as_of)
            })
        };
        [self.start].iter().chain(&self.actions).any(told)
    }
}

/// The records of a kind one step on; what was created after the day is not there yet (rule GR1).
fn next<'a>(scope: &Scope<'_>, from: impl Iterator<Item = &'a RecordIndex>, kind: Kind) -> BTreeSet<RecordIndex> {
    let is_there = |index: &RecordIndex| {
        let record = scope.ledger.get(*index);
        record.kind == kind && record.envelope.created.is_none_or(|day| day <= scope.as_of)
    };
    from.flat_map(|index| neighbours_after(scope.ledger, *index))
        .filter(is_there)
        .collect()
}

fn action(ledger: &Ledger, index: RecordIndex) -> Option<&Action> {
    match &ledger.get(index).data {
        Data::Action(action) => Some(action),
        _ => None,
    }
}

fn verification(ledger: &Ledger, index: RecordIndex) -> Option<&Verification> {
    match &ledger.get(index).data {
        Data::Verification(verification) => Some(verification),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn what_was_recorded_later_is_no_step_yet() {
        // The day as of which is looked at is 2025-06-30.
        let files = |cause: &str, action: &str| {
            format!(
                "id: CMP-1\nreceived_at: 2025-03-03T09:00:00Z\noutcome: upheld\nevents: [{{at: 2025-03-05T09:00:00Z, kind: decision_communicated}}]
---
id: CAU-1
created: {cause}
complaints: [CMP-1]
---
id: ACT-1
created: {action}
addresses: [CAU-1]
"
            )
        };
        let share = |metric, cause, action| said(metric, &[], &files(cause, action)).drawn_from.hits.len();
        assert_eq!(share("M-TRC-1", "2025-04-01", "2025-05-01"), 1);
        assert_eq!(share("M-TRC-2", "2025-04-01", "2025-05-01"), 1);
        assert_eq!(share("M-TRC-2", "2025-04-01", "2025-09-01"), 0);
        assert_eq!(share("M-TRC-1", "2025-09-01", "2025-09-01"), 0);
    }
}
