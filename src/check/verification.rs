//! R-VER: verifications, the proof that an action worked.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Measured, Report, Rule};
use crate::diag::Severity;
use crate::measure::action::verification_test::{self, Verdict};
use crate::measure::unit::p;
use crate::record::action::Action;
use crate::record::reader::Profile;
use crate::record::verification::{Verification, VerificationResult};
use jiff::ToSpan;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-VER-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:4.7",
        title: "nobody verifies an action of his or her own",
        explanation: "Whoever answers for an action wants it to have worked. Let somebody else look. A person and a role are the same here when that person alone holds the role on the day.",
        check: Check::Judge(independent),
    },
    Rule {
        id: "R-VER-02",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.6",
        title: "the windows before and after an action share no day with each other or with its date",
        explanation: "Days that count on both sides blur the effect. The window before ends before the day on which the action was carried out, the window after begins behind it.",
        check: Check::Judge(windows),
    },
    Rule {
        id: "R-VER-03",
        severity: Severity::Warning,
        gate: Gate::Numbers,
        from: Profile::Starter,
        clause: "10004:7.6",
        title: "an effect that the numbers do not show is judged effective only with reasons",
        explanation: "The test of the figures before against those after is inconclusive. The result may be `effective` all the same, when the judgement says what else shows it.",
        check: Check::Measured(shown),
    },
    Rule {
        id: "R-VER-04",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.6",
        title: "every verification keeps to the plan of its action",
        explanation: "The criterion is the one that was written before the action, and the effect is looked at after the days that were to be waited. A difference may have good reasons; say so in `judgement` and in the plan's record.",
        check: Check::Judge(by_plan),
    },
];

fn independent(context: &Context<'_>, report: &mut Report) {
    for (record, verification) in context.ledger.each::<Verification>() {
        let action = verification
            .action
            .as_ref()
            .and_then(|action| context.ledger.typed::<Action>(action.id()));
        let (Some((action, _)), Some(verifier)) = (action, &verification.verified_by) else {
            continue;
        };
        let Some(owner) = &action.envelope.owner else { continue };
        report.looks_at(record);
        let day = verification.verified_on.unwrap_or(context.as_of);
        if look::same_actor(context.ledger, owner.id(), verifier.id(), day) {
            let message = if owner.id() == verifier.id() {
                format!(
                    "`{}` was verified by `{verifier}`, who owns the action `{}`",
                    record.id(),
                    action.id()
                )
            } else {
                format!(
                    "`{}` was verified by `{verifier}`, who is the same as `{owner}`, the owner of the action `{}`",
                    record.id(),
                    action.id()
                )
            };
            report
                .fault(record, "verified_by", message)
                .beside(action.place("owner"), "owner of the action")
                .advise("let somebody else look at the effect");
        }
    }
}

fn windows(context: &Context<'_>, report: &mut Report) {
    for (record, verification) in context.ledger.each::<Verification>() {
        let (before, after) = (verification.before.as_ref(), verification.after.as_ref());
        if before.is_none() && after.is_none() {
            continue;
        }
        report.looks_at(record);
        let hint = "choose windows that lie wholly before and wholly after the action";
        if let (Some(before), Some(after)) = (before, after)
            && before.overlaps(after)
        {
            report
                .fault(
                    record,
                    "after.from",
                    format!("the windows of `{}` before and after the action overlap", record.id()),
                )
                .beside(record.place("before.to"), "the window before ends here")
                .advise(hint);
        }
        let action = verification
            .action
            .as_ref()
            .and_then(|action| context.ledger.typed::<Action>(action.id()));
        let Some((action, done)) = action.and_then(|(record, action)| Some((record, action.implemented_on?))) else {
            continue;
        };
        let mut fault = |field: &str, message: String| {
            report
                .fault(record, field, message)
                .beside(
                    action.place("implemented_on"),
                    format!("`{}` was carried out on {done}", action.id()),
                )
                .advise(hint);
        };
        if let Some(to) = before.and_then(|before| before.to).filter(|to| *to >= done) {
            fault(
                "before.to",
                format!(
                    "the window of `{}` before the action ends on {to}, not before the action",
                    record.id()
                ),
            );
        }
        if let Some(from) = after.and_then(|after| after.from).filter(|from| *from <= done) {
            fault(
                "after.from",
                format!(
                    "the window of `{}` after the action begins on {from}, not after the action",
                    record.id()
                ),
            );
        }
    }
}

fn shown(measured: &Measured<'_>, report: &mut Report) {
    for (record, verification) in measured.context.ledger.each::<Verification>() {
        if verification.result != Some(VerificationResult::Effective) {
            continue;
        }
        // What cannot be tested is judged by other means than figures.
        let Ok(tested) = verification_test::of_verification(measured.scope, verification) else {
            continue;
        };
        report.looks_at(record);
        if tested.verdict == Verdict::Shown || verification.judgement.is_some() || look::unread(record, "judgement") {
            continue;
        }
        let by = tested
            .test
            .as_ref()
            .map_or_else(String::new, |test| format!(" ({}, p {})", test.name, p(test.p)));
        let message = format!(
            "`{}` is judged effective, and {}{by}",
            record.id(),
            tested.verdict.word()
        );
        report
            .fault(record, "result", message)
            .beside(record.place("after"), "the figures after the action")
            .advise("say in `judgement` what else shows the effect, or judge it `inconclusive`");
    }
}

/// Text without differences of spaces, line ends and a last full stop.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_lowercase()
}

fn by_plan(context: &Context<'_>, report: &mut Report) {
    for (record, verification) in context.ledger.each::<Verification>() {
        let action = verification
            .action
            .as_ref()
            .and_then(|action| context.ledger.typed::<Action>(action.id()));
        let Some((action, data)) = action else { continue };
        let Some(plan) = &data.verification_plan else { continue };
        report.looks_at(record);
        if let (Some(planned), Some(used)) = (&plan.criterion, &verification.criterion)
            && plain(planned) != plain(used)
        {
            report
                .fault(
                    record,
                    "criterion",
                    format!("the criterion of `{}` is not the one of the plan", record.id()),
                )
                .beside(
                    action.place("verification_plan.criterion"),
                    format!("the plan of `{}`", action.id()),
                )
                .advise("copy the criterion from the plan; tell a change of mind in `judgement`");
        }
        if let (Some(wait), Some(done), Some(looked)) = (plan.wait_days, data.implemented_on, verification.verified_on)
        {
            let earliest = i64::try_from(wait)
                .ok()
                .and_then(|wait| done.checked_add(wait.days()).ok());
            if let Some(earliest) = earliest.filter(|earliest| looked < *earliest) {
                let message = format!("`{}` looked at the effect on {looked}, before {earliest}", record.id());
                report
                    .fault(record, "verified_on", message)
                    .beside(
                        action.place("verification_plan.wait_days"),
                        format!("{wait} days were to be waited"),
                    )
                    .advise("wait as planned before judging, or say in `judgement` why it could be judged earlier");
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "the owner of an action does not verify it, nor whoever alone holds the owner's role",
            rule: "R-VER-01",
            breaks: "
id: ROL-A
---
id: PER-1
roles: [{role: ROL-A}]
---
id: ACT-1
owner: ROL-A
---
id: VER-1
action: ACT-1
verified_by: ROL-A
---
id: VER-2
action: ACT-1
verified_by: PER-1
",
            says: &[
                "a.yaml:12:14: error[R-VER-01]: `VER-1` was verified by `ROL-A`, who owns the action `ACT-1`",
                "a.yaml:16:14: error[R-VER-01]: `VER-2` was verified by `PER-1`, who is the same as `ROL-A`, the owner of the action `ACT-1`",
            ],
            keeps: "
id: ROL-A
---
id: ROL-B
---
id: PER-1
roles: [{role: ROL-A}]
---
id: PER-2
roles: [{role: ROL-A}]
---
id: ACT-1
owner: ROL-A
---
id: VER-1
action: ACT-1
verified_by: ROL-B
---
id: VER-2
action: ACT-1
verified_by: PER-1
",
        },
        Case {
            what: "windows lie before and after the action",
            rule: "R-VER-02",
            breaks: "
id: ACT-1
implemented_on: 2025-03-01
---
id: VER-1
action: ACT-1
before: {from: 2025-01-01, to: 2025-03-01}
after: {from: 2025-03-01, to: 2025-05-31}
",
            says: &[
                "a.yaml:7:32: error[R-VER-02]: the window of `VER-1` before the action ends on 2025-03-01, not before the action",
                "a.yaml:8:15: error[R-VER-02]: the window of `VER-1` after the action begins on 2025-03-01, not after the action",
                "a.yaml:8:15: error[R-VER-02]: the windows of `VER-1` before and after the action overlap",
            ],
            keeps: "
id: ACT-1
implemented_on: 2025-03-01
---
id: VER-1
action: ACT-1
before: {from: 2025-01-01, to: 2025-02-28}
after: {from: 2025-03-02, to: 2025-05-31}
---
id: VER-2
action: ACT-1
",
        },
        Case {
            what: "an effect that the figures do not show is called effective with reasons only",
            rule: "R-VER-03",
            breaks: "
id: ACT-1
expected_effect: {metric: M-IND-1, direction: decrease}
---
id: VER-1
action: ACT-1
before: {from: 2025-01-01, to: 2025-01-31, numerator: 9, denominator: 44}
after: {from: 2025-03-01, to: 2025-03-31, numerator: 7, denominator: 47}
result: effective
---
id: VER-2
action: ACT-1
before: {from: 2025-01-01, to: 2025-01-31, numerator: 34, denominator: 156}
after: {from: 2025-03-01, to: 2025-03-31, numerator: 61, denominator: 156}
result: effective
",
            says: &[
                "a.yaml:9:9: warning[R-VER-03]: `VER-1` is judged effective, and the figures do not show the effect (two proportions, pooled z, p 0.486)",
                "a.yaml:15:9: warning[R-VER-03]: `VER-2` is judged effective, and the figures show the contrary (two proportions, pooled z, p < 0.001)",
            ],
            keeps: "
id: ACT-1
expected_effect: {metric: M-IND-1, direction: decrease}
---
id: VER-1
action: ACT-1
before: {from: 2025-01-01, to: 2025-01-31, numerator: 9, denominator: 44}
after: {from: 2025-03-01, to: 2025-03-31, numerator: 7, denominator: 47}
result: effective
judgement: The audit saw it work.
---
id: VER-2
action: ACT-1
before: {from: 2025-01-01, to: 2025-01-31, numerator: 61, denominator: 156}
after: {from: 2025-03-01, to: 2025-03-31, numerator: 34, denominator: 156}
result: effective
---
id: VER-3
action: ACT-1
before: {from: 2025-01-01, to: 2025-01-31, numerator: 9, denominator: 44}
after: {from: 2025-03-01, to: 2025-03-31, numerator: 7, denominator: 47}
result: inconclusive
---
id: VER-4
action: ACT-1
method: audit
result: effective
",
        },
        Case {
            what: "a verification uses the criterion of the plan and waits as planned",
            rule: "R-VER-04",
            breaks: "
id: ACT-1
implemented_on: 2025-03-01
verification_plan: {method: audit, wait_days: 60, criterion: At most two cases.}
---
id: VER-1
action: ACT-1
criterion: At most three cases.
verified_on: 2025-04-15
",
            says: &[
                "a.yaml:8:12: warning[R-VER-04]: the criterion of `VER-1` is not the one of the plan",
                "a.yaml:9:14: warning[R-VER-04]: `VER-1` looked at the effect on 2025-04-15, before 2025-04-30",
            ],
            keeps: "
id: ACT-1
implemented_on: 2025-03-01
verification_plan: {method: audit, wait_days: 60, criterion: At most two cases.}
---
id: VER-1
action: ACT-1
criterion: |
  At most
  two cases
verified_on: 2025-04-30
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
