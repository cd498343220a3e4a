//! R-TRC: the trail from what was heard to what was improved.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::action::Action;
use crate::record::cause::Cause;
use crate::record::complaint::Complaint;
use crate::record::finding::{Decision, Finding};
use crate::record::reader::Profile;
use crate::record::verification::Verification;
use crate::record::{Kind, Record};

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-TRC-01",
    severity: Severity::Warning,
    gate: Gate::Records,
    from: Profile::Standard,
    clause: "10004:7.6",
    title: "no link of the trail hangs loose",
    explanation: "From finding or complaint over cause and action to the effect every step leads to the next. Loose are: a finding about which nothing is decided, or that asks for action and has none; a cause without action; an action that names nothing it is about; a verification without action. Link them, or decide that nothing follows (`watch`, `reject`, `none_with_reason`).",
    check: Check::Judge(orphans),
}];

/// Whether an action is about a record, or a record's own field names one.
fn has_action(context: &Context<'_>, record: &Record) -> bool {
    !look::holding(context.ledger, record, Kind::Action, "addresses").is_empty()
}

fn orphans(context: &Context<'_>, report: &mut Report) {
    for (record, finding) in context
        .ledger
        .each::<Finding>()
        .filter(|(record, _)| !record.is_settled())
    {
        report.looks_at(record);
        match finding.decision {
            None if look::unread(record, "decision") => {}
            None => report
                .fault(record, "id", format!("nothing is decided about `{}`", record.id()))
                .advise("decide to `act`, `watch` or `reject`; `pending` says that it is still open"),
            Some(Decision::Act) => {
                let causes = look::holding(context.ledger, record, Kind::Cause, "finding");
                let by_cause = causes.iter().any(|cause| has_action(context, cause));
                if !by_cause && !has_action(context, record) {
                    report
                        .fault(
                            record,
                            "decision",
                            format!("`{}` is to be acted on, and no action is about it", record.id()),
                        )
                        .advise("name it in `addresses` of the action, or change the decision");
                }
            }
            Some(Decision::Pending | Decision::Watch | Decision::Reject) => {}
        }
    }
    for (record, cause) in context
        .ledger
        .each::<Cause>()
        .filter(|(record, _)| !record.is_settled())
    {
        report.looks_at(record);
        if !has_action(context, record) && !nothing_follows(context, record, cause) {
            report
                .fault(record, "id", format!("no action is about the cause `{}`", record.id()))
                .advise("name it in `addresses` of the action that takes it away");
        }
    }
    for (record, action) in context.ledger.each::<Action>() {
        report.looks_at(record);
        if action.addresses.is_empty() && !look::unread(record, "addresses") {
            let field = if record.node.get("addresses").is_some() {
                "addresses"
            } else {
                "id"
            };
            report
                .fault(
                    record,
                    field,
                    format!("`{}` does not say what it is about", record.id()),
                )
                .advise("name the cause, finding, complaint or decision in `addresses`");
        }
    }
    for (record, verification) in context.ledger.each::<Verification>() {
        report.looks_at(record);
        if verification.action.is_none() && !look::unread(record, "action") {
            report
                .fault(record, "id", format!("`{}` names no action", record.id()))
                .advise("name the action in `action`");
        }
    }
}

/// Whether it was decided that nothing follows from a cause, or that an action elsewhere covers it: by its finding, or by
/// the preventive decision of every complaint it explains.
fn nothing_follows(context: &Context<'_>, record: &Record, cause: &Cause) -> bool {
    let finding = cause
        .finding
        .as_ref()
        .and_then(|finding| context.ledger.typed::<Finding>(finding.id()));
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
        .filter_map(|complaint| context.ledger.typed::<Complaint>(complaint.id()));
    let holding = look::holding(context.ledger, record, Kind::Complaint, "causes");
    let holding = holding
        .iter()
        .filter_map(|complaint| context.ledger.typed::<Complaint>(complaint.id()));
    let mut complaints = named.chain(holding).peekable();
    complaints.peek().is_some() && complaints.all(|(_, complaint)| complaint.preventive_decision.is_some())
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "every step of the trail leads to the next",
        rule: "R-TRC-01",
        breaks: "
id: FND-1
---
id: FND-2
decision: act
---
id: CAU-1
finding: FND-2
---
id: ACT-1
addresses: []
---
id: VER-1
result: effective
",
        says: &[
            "a.yaml:2:5: warning[R-TRC-01]: nothing is decided about `FND-1`",
            "a.yaml:5:11: warning[R-TRC-01]: `FND-2` is to be acted on, and no action is about it",
            "a.yaml:7:5: warning[R-TRC-01]: no action is about the cause `CAU-1`",
            "a.yaml:11:1: warning[R-TRC-01]: `ACT-1` does not say what it is about",
            "a.yaml:13:5: warning[R-TRC-01]: `VER-1` names no action",
        ],
        keeps: "
id: FND-1
decision: pending
---
id: FND-2
decision: act
---
id: CAU-1
finding: FND-2
---
id: ACT-1
addresses: [CAU-1]
---
id: VER-1
action: ACT-1
---
id: FND-3
decision: watch
---
id: CAU-2
finding: FND-3
---
id: CAU-3
complaints: [CMP-1]
---
id: CMP-1
preventive_decision: {decision: watch}
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
