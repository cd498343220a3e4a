//! R-COM: who was told what, and when.

use super::rule::{Advice, Check, Gate, Measured, Report, Rule};
use crate::diag::Severity;
use crate::measure::programme::feedback;
use crate::record::reader::Profile;

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: feedback::FEEDBACK_RULE,
    severity: Severity::Warning,
    gate: Gate::Numbers,
    from: Profile::Standard,
    clause: "10004:7.5",
    title: "those who answered hear what came out, within the time of the plan",
    explanation: "The monitoring plan says within how many days after a wave those who answered are told what came out. Nobody told them, or later than that. Tell them and record the communication; where there is a reason not to, write a waiver.",
    check: Check::Measured(heard_back),
}];

fn heard_back(measured: &Measured<'_>, report: &mut Report) {
    for feedback in feedback::of(measured.scope) {
        let Some(most) = feedback.most else { continue };
        let (record, id) = (feedback.wave, feedback.wave.id());
        report.looks_at(record);
        match feedback.days {
            Some(days) if feedback.is_late() => {
                let message = format!(
                    "those who answered in `{id}` heard what came out after {days} days, later than the {most} of the plan"
                );
                report
                    .fault(record, "field_end", message)
                    .advise("find out what held it up; where there was a reason, write a waiver");
            }
            None if !feedback.has_time => {
                let message =
                    format!("those who answered in `{id}` have not heard what came out; the plan allows {most} days");
                report
                    .fault(record, "field_end", message)
                    .advise("tell them and record the communication, or write a waiver with the reason");
            }
            Some(_) | None => {}
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "participants hear back in time",
        rule: "R-COM-01",
        breaks: "
-- tenfour.toml --
profile = \"standard\"
as_of = 2025-06-30
-- a.yaml --
id: PLN-1
period: \"2025\"
recipients: [{id: R3, delay_days: 45}]
---
id: SVY-1
---
id: WAV-1
survey: SVY-1
field_end: 2025-01-31
status: published
---
id: WAV-2
survey: SVY-1
field_end: 2025-03-31
status: published
---
id: MSG-1
audience: [participants]
about: [WAV-1]
sent_on: 2025-04-01
plan_item: PLN-1#R3
",
        says: &[
            "a.yaml:10:12: warning[R-COM-01]: those who answered in `WAV-1` heard what came out after 60 days, later than the 45 of the plan",
            "a.yaml:15:12: warning[R-COM-01]: those who answered in `WAV-2` have not heard what came out; the plan allows 45 days",
        ],
        keeps: "
-- tenfour.toml --
profile = \"standard\"
as_of = 2025-06-30
-- a.yaml --
id: PLN-1
period: \"2025\"
recipients: [{id: R3, delay_days: 45}]
---
id: SVY-1
---
id: WAV-1
survey: SVY-1
field_end: 2025-01-31
status: published
---
id: WAV-2
survey: SVY-1
field_end: 2025-06-20
status: closed
---
id: MSG-1
audience: [participants]
about: [WAV-1]
sent_on: 2025-02-20
plan_item: PLN-1#R3
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
