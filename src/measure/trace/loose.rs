//! Which steps of the trail hang loose. The rules R-TRC-01 and R-FND-01 tell them one by one, the metric M-TRC-7 counts them.

use crate::link::trail::neighbours_after;
use crate::link::{Ledger, RecordIndex};
use crate::record::action::Action;
use crate::record::cause::Cause;
use crate::record::complaint::Complaint;
use crate::record::finding::{DECIDE_WITHIN, Decision, Finding};
use crate::record::indicator::Indicator;
use crate::record::survey::{Survey, SurveyStatus};
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Ids of the characteristics that something measures: a question of a survey in use, or an indicator.
pub fn measured_characteristics(ledger: &Ledger) -> BTreeSet<&str> {
    let mut measured: BTreeSet<&str> = BTreeSet::new();
    for (_, survey) in ledger.each::<Survey>() {
        if !matches!(survey.status, Some(SurveyStatus::Retired | SurveyStatus::Design)) {
            measured.extend(
                survey
                    .questions
                    .iter()
                    .filter_map(|question| Some(question.characteristic.as_ref()?.id())),
            );
        }
    }
    for (_, indicator) in ledger.each::<Indicator>() {
        measured.extend(indicator.reflects.iter().map(|characteristic| characteristic.id()));
    }
    measured
}

/// Whether an action is about a record. One that was given up or replaced is none: nothing comes of it.
fn has_action(ledger: &Ledger, index: RecordIndex) -> bool {
    actions(ledger, index).any(|action| !action.is_dropped())
}

/// The actions that say they are about a record.
fn actions(ledger: &Ledger, index: RecordIndex) -> impl Iterator<Item = &Action> {
    let about = ledger.links_to(index).filter(|link| link.field_name() == "addresses");
    about.filter_map(|link| match &ledger.get(link.from).data {
        Data::Action(action) => Some(&**action),
        _ => None,
    })
}

/// Whether actions are about a finding or cause, or about a cause of the finding, and each of them was given up or replaced.
pub fn were_dropped(ledger: &Ledger, index: RecordIndex) -> bool {
    let causes = neighbours_after(ledger, index)
        .into_iter()
        .filter(|next| ledger.get(*next).kind == Kind::Cause);
    let mut all = std::iter::once(index).chain(causes);
    all.any(|index| actions(ledger, index).next().is_some())
}

/// Whether a finding is to be acted on, and no action is about it or about one of its causes that was not given up.
pub fn finding_lacks_action(ledger: &Ledger, index: RecordIndex, finding: &Finding) -> bool {
    finding.decision == Some(Decision::Act)
        && !has_action(ledger, index)
        && !neighbours_after(ledger, index)
            .into_iter()
            .any(|next| ledger.get(next).kind == Kind::Cause && has_action(ledger, next))
}

/// Whether no action is about a cause, although nobody decided that nothing follows.
pub fn cause_lacks_action(ledger: &Ledger, index: RecordIndex, cause: &Cause) -> bool {
    !has_action(ledger, index) && !nothing_follows(ledger, index, cause)
}

/// Whether it was decided that nothing follows from a cause, or that an action elsewhere covers it: by its finding, or by
/// the preventive decision of every complaint it explains.
fn nothing_follows(ledger: &Ledger, index: RecordIndex, cause: &Cause) -> bool {
    let finding = cause
        .finding
        .as_ref()
        .and_then(|finding| ledger.typed::<Finding>(finding.id()));
    let put_aside = |finding: &Finding| {
        matches!(
            finding.decision,
            Some(Decision::Watch | Decision::Reject | Decision::Pending)
        )
    };
    if finding.is_some_and(|(_, finding)| put_aside(finding)) {
        return true;
    }
    let named = cause
        .complaints
        .iter()
        .filter_map(|complaint| ledger.typed::<Complaint>(complaint.id()))
        .map(|(_, complaint)| complaint);
    let holding = ledger
        .links_to(index)
        .filter(|link| link.field_name() == "causes")
        .filter_map(|link| match &ledger.get(link.from).data {
            Data::Complaint(complaint) => Some(&**complaint),
            _ => None,
        });
    let mut complaints = named.chain(holding).peekable();
    complaints.peek().is_some() && complaints.all(|complaint| complaint.preventive_decision.is_some())
}

/// Whether a decision about a finding is still pending although thirty days have passed, as the rule R-FND-01 tells it.
pub fn waits_too_long(record: &Record, finding: &Finding, as_of: Date) -> bool {
    let last = |created: Date| created.checked_add(jiff::Span::new().days(DECIDE_WITHIN)).ok();
    finding.is_pending() && record.envelope.created.and_then(last).is_some_and(|last| last < as_of)
}

/// Whether a record of the trail hangs loose on a day; records of other kinds never do.
pub fn is_loose(ledger: &Ledger, index: RecordIndex, as_of: Date) -> bool {
    let record = ledger.get(index);
    match &record.data {
        Data::Finding(finding) => {
            let undecided = finding.decision.is_none() || waits_too_long(record, finding, as_of);
            !record.is_settled() && (undecided || finding_lacks_action(ledger, index, finding))
        }
        Data::Cause(cause) => !record.is_settled() && cause_lacks_action(ledger, index, cause),
        Data::Action(action) => action.addresses.is_empty(),
        Data::Verification(verification) => verification.action.is_none(),
        _ => false,
    }
}
