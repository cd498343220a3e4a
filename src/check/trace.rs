//! R-TRC: the trail from what was heard to what was improved.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::measure::trace::loose;
use crate::record::action::Action;
use crate::record::expectation::Expectation;
use crate::record::reader::Profile;
use crate::record::verification::Verification;
use crate::record::{Data, Kind};

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-TRC-01",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.6",
        title: "no link of the trail hangs loose",
        explanation: "From finding or complaint over cause and action to the effect every step leads to the next. Loose are: a finding about which nothing is decided, or that asks for action and has none; a cause without action (of one whose actions were all cancelled or superseded it is remarked); an action that names nothing it is about; a verification without action. Link them, or decide that nothing follows (`watch`, `reject`, `none_with_reason`).",
        check: Check::Judge(orphans),
    },
    Rule {
        id: "R-TRC-02",
        severity: Severity::Information,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.2",
        title: "every current expectation is measured by something",
        explanation: "What customers expect was learned and written down, and no question of a survey in use and no indicator is about its characteristic, so nobody will see whether it is met. Name the `characteristic` of the expectation, ask about it, name it in `reflects` of an indicator, or withdraw the expectation.",
        check: Check::Judge(measured),
    },
];

fn measured(context: &Context<'_>, report: &mut Report) {
    let characteristics = loose::measured_characteristics(context.ledger);
    for (record, expectation) in context.ledger.each::<Expectation>() {
        if !expectation.is_current() || look::unread(record, "characteristic") {
            continue;
        }
        report.looks_at(record);
        let named = expectation.characteristic.as_ref().map(|of| of.id());
        match named {
            None => report
                .fault(
                    record,
                    "id",
                    format!("`{}` names no characteristic, so nothing measures it", record.id()),
                )
                .advise("name the `characteristic` that it is about"),
            Some(named) if !characteristics.contains(named) => report
                .fault(
                    record,
                    "characteristic",
                    format!(
                        "no question and no indicator is about `{named}`, so nothing measures `{}`",
                        record.id()
                    ),
                )
                .advise("ask about it in a survey, or name it in `reflects` of an indicator"),
            Some(_) => {}
        }
    }
}

fn orphans(context: &Context<'_>, report: &mut Report) {
    for (index, record) in context
        .ledger
        .of_kind(Kind::Finding)
        .filter(|(_, record)| !record.is_settled())
    {
        let Data::Finding(finding) = &record.data else { continue };
        report.looks_at(record);
        if finding.decision.is_none() && !look::unread(record, "decision") {
            report
                .fault(record, "id", format!("nothing is decided about `{}`", record.id()))
                .advise("decide to `act`, `watch` or `reject`; `pending` says that it is still open");
        } else if loose::finding_lacks_action(context.ledger, index, finding) {
            let id = record.id();
            // That an action is given up is a decision too, and its reason stands there; nothing comes of the finding all the same.
            if loose::were_dropped(context.ledger, index) {
                let message = format!("`{id}` is to be acted on, and every action about it was given up");
                report
                    .remark(record, "decision", message)
                    .advise("change the decision, or name it in `addresses` of another action");
            } else {
                report
                    .fault(
                        record,
                        "decision",
                        format!("`{id}` is to be acted on, and no action is about it"),
                    )
                    .advise("name it in `addresses` of the action, or change the decision");
            }
        }
    }
    for (index, record) in context
        .ledger
        .of_kind(Kind::Cause)
        .filter(|(_, record)| !record.is_settled())
    {
        let Data::Cause(cause) = &record.data else { continue };
        report.looks_at(record);
        if loose::cause_lacks_action(context.ledger, index, cause) {
            if loose::were_dropped(context.ledger, index) {
                let message = format!("every action about the cause `{}` was given up", record.id());
                report
                    .remark(record, "id", message)
                    .advise("name it in `addresses` of another action that takes it away");
            } else {
                report
                    .fault(record, "id", format!("no action is about the cause `{}`", record.id()))
                    .advise("name it in `addresses` of the action that takes it away");
            }
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

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
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
        },
        Case {
            what: "an action that was given up is none",
            rule: "R-TRC-01",
            breaks: "
id: FND-1
decision: act
---
id: CAU-1
complaints: []
---
id: ACT-1
status: cancelled
addresses: [FND-1, CAU-1]
",
            says: &[
                "a.yaml:3:11: information[R-TRC-01]: `FND-1` is to be acted on, and every action about it was given up",
                "a.yaml:5:5: information[R-TRC-01]: every action about the cause `CAU-1` was given up",
            ],
            keeps: "
id: FND-1
decision: act
---
id: ACT-1
status: superseded
addresses: [FND-1]
---
id: ACT-2
addresses: [FND-1]
",
        },
        Case {
            what: "something measures what customers expect",
            rule: "R-TRC-02",
            breaks: "
id: EXP-1
characteristic: CHR-1
---
id: EXP-2
---
id: CHR-1
",
            says: &[
                "a.yaml:3:17: information[R-TRC-02]: no question and no indicator is about `CHR-1`, so nothing measures `EXP-1`",
                "a.yaml:5:5: information[R-TRC-02]: `EXP-2` names no characteristic, so nothing measures it",
            ],
            keeps: "
id: EXP-1
characteristic: CHR-1
---
id: EXP-2
characteristic: CHR-2
---
id: EXP-3
status: withdrawn
---
id: CHR-1
---
id: CHR-2
---
id: IND-1
reflects: [CHR-1]
---
id: SVY-1
questions: [{key: a, characteristic: CHR-2}]
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
