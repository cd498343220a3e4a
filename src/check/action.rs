//! R-ACT: actions, from what they are to change to the proof that they did.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::history::control::plan;
use crate::record::action::{Action, ActionKind, ActionStatus, ExpectedEffect, VerificationPlan};
use crate::record::reader::Profile;
use crate::record::types::Reference;
use crate::record::{Kind, Record};
use jiff::civil::Date;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-ACT-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Audit,
        clause: "10004:7.6",
        title: "every corrective, preventive or improvement action says what it is to change and how that will be looked at",
        explanation: "An effect that was not named beforehand can always be found afterwards. Write `expected_effect`, with a direction or a size at least, and `verification_plan`, with its method and criterion, before the action is carried out; somebody other than the owner looks at the effect. Actions that were given up are left out.",
        check: Check::Judge(planned),
    },
    Rule {
        id: "R-ACT-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.6",
        title: "the plan of every action is older than the action",
        explanation: "A criterion written after the fact fits the fact. The expected effect and the plan of verification stand in the repository only after the action was carried out, or what the effect is judged by was changed after that without `change_reason`. Judged by the first commit that holds a plan; a plan that came with its record counts from the day `created` says, when the record was entered within five working days of it. What was there on the first day of the history, and everything without a history, is judged by the dates in the record.",
        check: Check::Judge(planned_before),
    },
    Rule {
        id: "R-ACT-03",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:10.2",
        title: "no action is overdue",
        explanation: "The day has passed and the action is neither done nor dropped. Carry it out, or agree on another day and record the change in `due_history` with its reason; the first day still counts for punctuality.",
        check: Check::Judge(overdue),
    },
    Rule {
        id: "R-ACT-04",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.6",
        title: "every corrective, preventive or improvement action is verified before it is closed",
        explanation: "Done is not the same as effective. Write a verification (`tenfour new verification`), or leave the action at `implemented` until its effect was looked at.",
        check: Check::Judge(verified),
    },
    Rule {
        id: "R-ACT-05",
        severity: Severity::Information,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:7.6",
        title: "no action whose effect has to be shown still waits to be verified when its time has come",
        explanation: "The action is done and the days are over that its plan waits (`wait_days`, or the end of `after_window`), and nobody has looked whether it worked. Write a verification (`tenfour new verification`). Asked of corrective, preventive, improvement and training actions; one without a plan is due on the day it is done.",
        check: Check::Judge(verified_in_time),
    },
];

/// Whether an action is of a kind whose effect these rules ask for. Training is asked for by its fields only.
fn is_concerned(action: &Action) -> bool {
    matches!(
        action.kind,
        Some(ActionKind::Corrective | ActionKind::Preventive | ActionKind::Improvement)
    )
}

/// Whether an expected effect can be told from its absence.
fn says_enough(effect: &ExpectedEffect) -> bool {
    effect.size.is_some() || effect.direction.is_some()
}

/// Whether a plan says how it is looked at and what counts.
fn plans_enough(plan: &VerificationPlan) -> bool {
    let criterion = plan.criterion.as_ref().is_some_and(|text| !text.trim().is_empty());
    plan.method.is_some() && criterion
}

fn planned(context: &Context<'_>, report: &mut Report) {
    let concerned = |action: &Action| is_concerned(action) && !action.is_dropped();
    for (record, action) in context.ledger.each::<Action>().filter(|(_, action)| concerned(action)) {
        report.looks_at(record);
        let mut missing = Vec::new();
        let effect = action.expected_effect.as_ref();
        if !effect.is_some_and(says_enough) && !look::unread(record, "expected_effect") {
            missing.push(match effect {
                Some(_) => "`expected_effect` with a size or a direction",
                None => "`expected_effect`",
            });
        }
        let plan = action.verification_plan.as_ref();
        if !plan.is_some_and(plans_enough) && !look::unread(record, "verification_plan") {
            missing.push(match plan {
                Some(_) => "`verification_plan` with a method and a criterion",
                None => "`verification_plan`",
            });
        }
        if !missing.is_empty() {
            let kind = look::written(record, "kind");
            let message = format!(
                "the {kind} action `{}` has no {}",
                record.id(),
                missing.join(" and no ")
            );
            report.fault(record, "kind", message).advise(
                "say before it is carried out what it is to change, and how and by whom that will be looked at",
            );
        }
        let owner = record.envelope.owner.as_ref().map(Reference::id);
        let responsible = action
            .verification_plan
            .as_ref()
            .and_then(|plan| plan.responsible.as_ref());
        if let (Some(owner), Some(responsible)) = (owner, responsible.map(Reference::id))
            && look::same_actor(
                context.ledger,
                owner,
                responsible,
                action.implemented_on.unwrap_or(context.as_of),
            )
        {
            let message = format!(
                "the effect of `{}` is to be looked at by `{responsible}`, who owns the action",
                record.id()
            );
            report
                .fault(record, "verification_plan.responsible", message)
                .beside(record.place("owner"), "the owner")
                .advise("let somebody else look");
        }
    }
}

fn planned_before(context: &Context<'_>, report: &mut Report) {
    for (record, action) in context.ledger.each::<Action>() {
        let planned = action.verification_plan.is_some() || action.expected_effect.is_some();
        let (true, Some(done)) = (planned, action.implemented_on) else {
            continue;
        };
        report.looks_at(record);
        let field = if action.verification_plan.is_some() {
            "verification_plan"
        } else {
            "expected_effect"
        };
        if let Some(planned) = plan::planned(&context.keeping(), record) {
            planned_by_history(context, record, field, done, &planned, report);
        } else if let Some(made) = record.envelope.created.filter(|made| *made > done) {
            let message = format!(
                "the plan of `{}` was written on {made}, after the action was carried out on {done}",
                record.id()
            );
            report
                .fault(record, field, message)
                .beside(record.place("created"), "written")
                .beside(record.place("implemented_on"), "carried out")
                .advise("write plans before actions; say in `notes` how this one came about");
        }
    }
}

/// Holds what the history tells of a plan against the day on which the action was carried out.
fn planned_by_history(
    context: &Context<'_>,
    record: &Record,
    field: &str,
    done: Date,
    planned: &plan::Planned<'_>,
    report: &mut Report,
) {
    let keeping = context.keeping();
    if planned.on > done {
        let message = format!(
            "the plan of `{}` first stands in commit {} of {}, after the action was carried out on {done}",
            record.id(),
            keeping.short(planned.commit),
            keeping.day(planned.commit)
        );
        report
            .fault(record, field, message)
            .beside(record.place("implemented_on"), "carried out")
            .advise("write plans before actions; say in `notes` how this one came about");
    }
    for (fields, commit, day) in planned.changed.iter().filter(|(_, _, day)| *day > done) {
        let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let message = format!(
            "the plan of `{}` was changed in commit {} of {day}, after the action was carried out on {done}: {}",
            record.id(),
            keeping.short(*commit),
            look::listed(&fields.iter().map(String::as_str).collect::<Vec<_>>())
        );
        report
            .fault(record, field, message)
            .beside(record.place("implemented_on"), "carried out")
            .advise("say in `change_reason` why; a criterion that fits what is already known proves little");
    }
}

fn overdue(context: &Context<'_>, report: &mut Report) {
    for (record, action) in context.ledger.each::<Action>() {
        let Some(due) = action.due else { continue };
        if action.is_implemented() || action.is_dropped() {
            continue;
        }
        report.looks_at(record);
        if action.is_overdue(context.as_of) {
            let late = look::count(look::days_between(due, context.as_of), "day", "days");
            let message = format!("`{}` was due on {due} and is overdue by {late}", record.id());
            let diagnostic = report.fault(record, "due", message);
            if let Some(first) = action.first_due().filter(|first| *first != due) {
                diagnostic.beside(record.place("due_history[0].old"), format!("first due on {first}"));
            }
            diagnostic.advise("carry it out, or agree on another day and record why in `due_history`");
        }
    }
}

fn verified(context: &Context<'_>, report: &mut Report) {
    let concerned = |action: &Action| {
        is_concerned(action) && matches!(action.status, Some(ActionStatus::Closed | ActionStatus::Verified))
    };
    for (record, action) in context.ledger.each::<Action>().filter(|(_, action)| concerned(action)) {
        report.looks_at(record);
        if look::holding(context.ledger, record, Kind::Verification, "action").is_empty() {
            let word = if action.status == Some(ActionStatus::Closed) {
                "closed"
            } else {
                "verified"
            };
            let message = format!("`{}` is {word}, and no verification names it", record.id());
            report
                .fault(record, "status", message)
                .advise("add a verification with `action: ..`, or set the status back to `implemented`");
        }
    }
}

fn verified_in_time(context: &Context<'_>, report: &mut Report) {
    let done = |action: &Action| action.is_implemented() && !action.is_dropped() && action.needs_proof();
    for (record, action) in context.ledger.each::<Action>().filter(|(_, action)| done(action)) {
        let over = action.window_end().or(action.implemented_on);
        // A day that lies ahead is not judged; one that nobody wrote down has passed.
        if over.is_some_and(|over| context.as_of <= over) {
            continue;
        }
        report.looks_at(record);
        if look::holding(context.ledger, record, Kind::Verification, "action").is_empty() {
            let since = over.map_or_else(String::new, |over| format!(", which could be since {over}"));
            let message = format!("nobody has looked whether `{}` worked{since}", record.id());
            let field = if record.node.get("implemented_on").is_some() {
                "implemented_on"
            } else {
                "status"
            };
            report
                .fault(record, field, message)
                .advise("add a verification with `action: ..`");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a corrective action says what it is to change and who looks",
            rule: "R-ACT-01",
            breaks: "
id: ACT-1
kind: corrective
---
id: ACT-2
kind: improvement
expected_effect: {metric: M-CMP-1, direction: decrease}
---
id: ACT-3
kind: preventive
owner: ROL-A
expected_effect: {metric: M-CMP-1, direction: decrease}
verification_plan: {method: audit, criterion: c, responsible: ROL-A}
---
id: ROL-A
---
id: ACT-4
kind: corrective
expected_effect: {}
verification_plan: {method: audit}
",
            says: &[
                "a.yaml:3:7: error[R-ACT-01]: the corrective action `ACT-1` has no `expected_effect` and no `verification_plan`",
                "a.yaml:6:7: error[R-ACT-01]: the improvement action `ACT-2` has no `verification_plan`",
                "a.yaml:13:63: error[R-ACT-01]: the effect of `ACT-3` is to be looked at by `ROL-A`, who owns the action",
                "a.yaml:18:7: error[R-ACT-01]: the corrective action `ACT-4` has no `expected_effect` with a size or a direction and no `verification_plan` with a method and a criterion",
            ],
            keeps: "
id: ACT-1
kind: corrective
owner: ROL-A
expected_effect: {metric: M-CMP-1, direction: decrease}
verification_plan: {method: audit, criterion: c, responsible: ROL-B}
---
id: ROL-A
---
id: ROL-B
---
id: ACT-2
kind: correction
---
id: ACT-3
kind: corrective
status: cancelled
",
        },
        Case {
            what: "by the history, plans and what they judge by are older than the action",
            rule: "R-ACT-02",
            breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
-- commit 2025-02-03 Lapwing --
-- a.yaml --
id: ACT-1
created: 2025-02-03
---
id: ACT-2
created: 2025-02-03
verification_plan: {method: test, criterion: none in ten}
-- commit 2025-03-10 Lapwing --
-- a.yaml --
id: ACT-1
created: 2025-02-03
implemented_on: 2025-03-03
verification_plan: {method: test, criterion: none in ten}
---
id: ACT-2
created: 2025-02-03
implemented_on: 2025-03-03
verification_plan: {method: test, criterion: two in ten}
---
id: ACT-3
created: 2025-02-03
implemented_on: 2025-03-03
expected_effect: {direction: increase}
",
            says: &[
                "a.yaml:4:1: warning[R-ACT-02]: the plan of `ACT-1` first stands in commit 5cec023 of 2025-03-10, after the action was carried out on 2025-03-03",
                "a.yaml:9:1: warning[R-ACT-02]: the plan of `ACT-2` was changed in commit 5cec023 of 2025-03-10, after the action was carried out on 2025-03-03: `verification_plan.criterion`",
                "a.yaml:14:1: warning[R-ACT-02]: the plan of `ACT-3` first stands in commit 5cec023 of 2025-03-10, after the action was carried out on 2025-03-03",
            ],
            keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: ACT-1
created: 2025-01-03
implemented_on: 2025-01-05
verification_plan: {method: test, criterion: none in ten}
-- commit 2025-02-07 Lapwing --
-- a.yaml --
id: ACT-1
created: 2025-01-03
implemented_on: 2025-01-05
verification_plan: {method: test, criterion: none in ten}
---
id: ACT-2
created: 2025-02-03
implemented_on: 2025-02-05
verification_plan: {method: test, criterion: none in ten}
---
id: ACT-3
created: 2025-02-03
verification_plan: {method: test, criterion: none in ten}
---
id: ACT-4
created: 2025-02-03
verification_plan: {method: test, criterion: none in ten}
-- commit 2025-03-10 Lapwing --
-- a.yaml --
id: ACT-3
created: 2025-02-03
implemented_on: 2025-03-03
verification_plan: {method: test, criterion: two in ten}
change_reason: none in ten cannot be told from so few
---
id: ACT-4
created: 2025-02-03
implemented_on: 2025-03-03
verification_plan: {method: test, criterion: none in ten, responsible: ROL-1}
",
        },
        Case {
            what: "plans are older than what they plan",
            rule: "R-ACT-02",
            breaks: "
id: ACT-1
created: 2025-04-01
implemented_on: 2025-03-01
verification_plan: {method: metric_before_after, after_window: {from: 2025-02-01, to: 2025-05-31}}
",
            says: &[
                "a.yaml:5:1: warning[R-ACT-02]: the plan of `ACT-1` was written on 2025-04-01, after the action was carried out on 2025-03-01",
            ],
            keeps: "
id: ACT-1
created: 2025-02-01
implemented_on: 2025-03-01
verification_plan: {method: metric_before_after, after_window: {from: 2025-03-01, to: 2025-05-31}}
---
id: ACT-2
created: 2025-04-01
implemented_on: 2025-03-01
",
        },
        Case {
            what: "an action is done or dropped by its day",
            rule: "R-ACT-03",
            breaks: "
id: ACT-1
due: 2025-06-20
due_history: [{old: 2025-04-30, new: 2025-06-20}]
",
            says: &["a.yaml:3:6: warning[R-ACT-03]: `ACT-1` was due on 2025-06-20 and is overdue by 10 days"],
            keeps: "
id: ACT-1
due: 2025-06-30
---
id: ACT-2
due: 2025-06-20
implemented_on: 2025-06-25
---
id: ACT-3
due: 2025-06-20
status: superseded
",
        },
        Case {
            what: "an action is verified before it is closed",
            rule: "R-ACT-04",
            breaks: "
id: ACT-1
kind: corrective
status: closed
",
            says: &["a.yaml:4:9: error[R-ACT-04]: `ACT-1` is closed, and no verification names it"],
            keeps: "
id: ACT-1
kind: corrective
status: closed
---
id: VER-1
action: ACT-1
---
id: ACT-2
kind: corrective
status: implemented
---
id: ACT-3
kind: communication
status: closed
",
        },
        Case {
            what: "an action is verified when the days of its plan are over",
            rule: "R-ACT-05",
            breaks: "
id: ACT-1
kind: corrective
implemented_on: 2025-03-01
verification_plan: {wait_days: 60}
---
id: ACT-2
kind: training
status: implemented
",
            says: &[
                "a.yaml:4:17: information[R-ACT-05]: nobody has looked whether `ACT-1` worked, which could be since 2025-04-30",
                "a.yaml:9:9: information[R-ACT-05]: nobody has looked whether `ACT-2` worked",
            ],
            keeps: "
id: ACT-1
kind: corrective
implemented_on: 2025-03-01
verification_plan: {wait_days: 121}
---
id: ACT-2
kind: corrective
implemented_on: 2025-03-01
---
id: VER-1
action: ACT-2
---
id: ACT-3
kind: correction
implemented_on: 2025-03-01
---
id: ACT-4
kind: preventive
implemented_on: 2025-03-01
status: cancelled
---
id: ACT-5
kind: improvement
implemented_on: 2025-03-01
verification_plan: {wait_days: 10, after_window: {from: 2025-03-11, to: 2025-06-30}}
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
