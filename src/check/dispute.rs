//! R-DSP: disputes with an outside body.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::complaint::{Complaint, EventKind};
use crate::record::dispute::{Agreement, Dispute};
use crate::record::reader::Profile;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-DSP-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10003:4.6",
        title: "every dispute has the consent of both sides, given knowing what it means, or a reason why none was needed",
        explanation: "Taking part in a procedure outside is voluntary. Record in `consent` who agreed and when, and when the complainant was told what the procedure means (`information_given_on`). Where law or contract oblige to it, say so in `mandatory_reason`.",
        check: Check::Judge(consent),
    },
    Rule {
        id: "R-DSP-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10003:7.2",
        title: "the complaint behind every dispute tells that it was taken outside",
        explanation: "The complaint has no event `referred_external`, so its history and its state do not show that it lies with an outside body.",
        check: Check::Judge(referred),
    },
];

fn consent(context: &Context<'_>, report: &mut Report) {
    for (record, dispute) in context.ledger.each::<Dispute>() {
        report.looks_at(record);
        if dispute.has_consent() || look::unread(record, "consent") {
            continue;
        }
        let given = |agreement: Option<Agreement>| agreement.is_some_and(Agreement::is_given);
        let message = match &dispute.consent {
            None => format!("`{}` does not say who consented to it", record.id()),
            Some(consent) if !given(consent.complainant) => {
                format!("`{}` lacks the consent of the complainant", record.id())
            }
            Some(consent) if !given(consent.organization) => {
                format!("`{}` lacks the consent of the organization", record.id())
            }
            Some(_) => format!(
                "`{}` does not say when the complainant was told what the procedure means",
                record.id()
            ),
        };
        report.fault(record, "consent", message).advise(
            "record the consent of both sides and the information given, or why none was needed in `mandatory_reason`",
        );
    }
}

fn referred(context: &Context<'_>, report: &mut Report) {
    for (record, dispute) in context.ledger.each::<Dispute>() {
        let complaint = dispute
            .complaint
            .as_ref()
            .and_then(|complaint| context.ledger.typed::<Complaint>(complaint.id()));
        let Some((complaint, data)) = complaint else { continue };
        report.looks_at(record);
        if data.event(EventKind::ReferredExternal).is_none() && !look::unread(complaint, "events") {
            let message = format!(
                "`{}` came of `{}`, which has no event `referred_external`",
                record.id(),
                complaint.id()
            );
            report
                .fault(record, "complaint", message)
                .beside(complaint.place("events"), "its events")
                .advise("add the event to the complaint");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a dispute has informed consent or a reason",
            rule: "R-DSP-01",
            breaks: "
id: DSP-1
---
id: DSP-2
consent: {complainant: true, organization: false, information_given_on: 2025-03-01}
---
id: DSP-3
consent: {complainant: 2025-03-02, organization: 2025-03-02}
",
            says: &[
                "a.yaml:2:1: error[R-DSP-01]: `DSP-1` does not say who consented to it",
                "a.yaml:5:1: error[R-DSP-01]: `DSP-2` lacks the consent of the organization",
                "a.yaml:8:1: error[R-DSP-01]: `DSP-3` does not say when the complainant was told what the procedure means",
            ],
            keeps: "
id: DSP-1
consent: {complainant: 2025-03-02, organization: true, information_given_on: 2025-03-01}
---
id: DSP-2
consent: {mandatory_reason: the contract names the body}
",
        },
        Case {
            what: "a complaint tells that it was taken outside",
            rule: "R-DSP-02",
            breaks: "
id: DSP-1
complaint: CMP-1
---
id: CMP-1
",
            says: &["a.yaml:3:12: warning[R-DSP-02]: `DSP-1` came of `CMP-1`, which has no event `referred_external`"],
            keeps: "
id: DSP-1
complaint: CMP-1
---
id: CMP-1
events: [{at: 2025-03-05T09:00:00Z, kind: referred_external}]
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
