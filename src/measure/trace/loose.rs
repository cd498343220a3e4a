//! Which steps of the trail hang loose. The rule R-TRC-01 tells them one by one, the metric M-TRC-7 counts them.

use crate::link::trail::neighbours_after;
use crate::link::{Ledger, RecordIndex};
use crate::record::cause::Cause;
use crate::record::complaint::Complaint;
use crate::record::finding::{Decision, Finding};
use crate::record::indicator::Indicator;
use crate::record::survey::{Survey, SurveyStatus};
use crate::record::{Data, Kind};
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

/// Whether an action is about a record.
fn has_action(ledger: &Ledger, index: RecordIndex) -> bool {
    ledger
        .links_to(index)
        .any(|link| link.field_name() == "addresses" && ledger.get(link.from).kind == Kind::Action)
}

/// Whether a finding is to be acted on, and no action is about it or about one of its causes.
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

/// Whether a record of the trail hangs loose; records of other kinds never do.
pub fn is_loose(ledger: &Ledger, index: RecordIndex) -> bool {
    let record = ledger.get(index);
    match &record.data {
        Data::Finding(finding) => {
            !record.is_settled() && (finding.decision.is_none() || finding_lacks_action(ledger, index, finding))
        }
        Data::Cause(cause) => !record.is_settled() && cause_lacks_action(ledger, index, cause),
        Data::Action(action) => action.addresses.is_empty(),
        Data::Verification(verification) => verification.action.is_none(),
        _ => false,
    }
}
