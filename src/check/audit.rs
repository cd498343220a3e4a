//! R-AUD: audits of the programme.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::audit::{Audit, AuditKind};
use crate::record::reader::Profile;
use crate::record::types::ReferenceOrText;
use crate::record::{Data, Record};
use jiff::civil::Date;

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-AUD-01",
    severity: Severity::Error,
    gate: Gate::Records,
    from: Profile::Starter,
    clause: "9001:9.2.2",
    title: "nobody audits work of his or her own",
    explanation: "An auditor stands outside of what is audited: is none of the roles and persons that `independent_of` names, and neither owns, handled, investigated nor verified a record of the sample. Self-assessments are left out, since they say what they are.",
    check: Check::Judge(outside),
}];

/// Those who had a part in a record, with the field that names them.
fn takers_part(record: &Record) -> Vec<(String, &'static str)> {
    let mut parts = Vec::new();
    let mut add = |actor: Option<&str>, field: &'static str| {
        if let Some(actor) = actor {
            parts.push((actor.to_owned(), field));
        }
    };
    add(record.envelope.owner.as_ref().map(|owner| owner.id()), "owner");
    match &record.data {
        Data::Complaint(complaint) => {
            add(complaint.handler.as_ref().map(|handler| handler.id()), "handler");
            let investigation = complaint.investigation.as_ref();
            let investigator = investigation.and_then(|investigation| investigation.investigator.as_ref());
            add(
                investigator.map(|investigator| investigator.id()),
                "investigation.investigator",
            );
        }
        Data::Verification(verification) => {
            add(
                verification.verified_by.as_ref().map(|verifier| verifier.id()),
                "verified_by",
            );
        }
        Data::Finding(finding) => add(finding.decided_by.as_ref().map(|decider| decider.id()), "decided_by"),
        _ => {}
    }
    parts
}

/// Whether an auditor is an actor: the same, or one of those who hold the role.
fn is_one(context: &Context<'_>, auditor: &str, actor: &str, day: Date) -> bool {
    look::same_actor(context.ledger, auditor, actor, day) || look::holds(context.ledger, auditor, actor, day)
}

fn outside(context: &Context<'_>, report: &mut Report) {
    let audits = context.ledger.each::<Audit>();
    for (record, audit) in audits.filter(|(_, audit)| audit.kind != Some(AuditKind::SelfAssessment)) {
        let day = audit.performed_on.or(audit.planned_on).unwrap_or(context.as_of);
        for (index, auditor) in audit.auditors.iter().enumerate() {
            report.looks_at(record);
            let Some(auditor) = auditor.reference() else { continue };
            let path = format!("auditors[{index}]");
            let outside_of = audit.independent_of.iter().filter_map(ReferenceOrText::reference);
            for (number, audited) in outside_of
                .enumerate()
                .filter(|(_, audited)| is_one(context, auditor.id(), audited.id(), day))
            {
                let message = format!(
                    "`{}` is audited by `{auditor}`, who is to be independent of `{audited}`",
                    record.id()
                );
                report
                    .fault(record, &path, message)
                    .beside(record.place(&format!("independent_of[{number}]")), "what is audited")
                    .advise("let somebody else audit it");
            }
            let items = audit.sample.iter().flat_map(|sample| &sample.items);
            for item in items.filter_map(|item| context.ledger.find(item.id()).map(|(_, item)| item)) {
                let part = takers_part(item)
                    .into_iter()
                    .find(|(actor, _)| is_one(context, auditor.id(), actor, day));
                let Some((actor, field)) = part else { continue };
                let message = format!(
                    "`{}` has `{auditor}` audit `{}`, in which `{actor}` had a part",
                    record.id(),
                    item.id()
                );
                report
                    .fault(record, &path, message)
                    .beside(
                        item.place(field),
                        format!(
                            "{} of `{}`",
                            field.rsplit('.').next().unwrap_or(field).replace('_', " "),
                            item.id()
                        ),
                    )
                    .advise("let another auditor look at it, or take it out of the sample");
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "auditors had no part in what they look at",
        rule: "R-AUD-01",
        breaks: "
id: ROL-A
---
id: PER-1
roles: [{role: ROL-A}]
---
id: AUD-1
kind: internal
auditors: [PER-1]
independent_of: [ROL-A]
performed_on: 2025-06-01
sample: {items: [CMP-1]}
---
id: CMP-1
handler: PER-1
",
        says: &[
            "a.yaml:9:12: error[R-AUD-01]: `AUD-1` has `PER-1` audit `CMP-1`, in which `PER-1` had a part",
            "a.yaml:9:12: error[R-AUD-01]: `AUD-1` is audited by `PER-1`, who is to be independent of `ROL-A`",
        ],
        keeps: "
id: ROL-A
---
id: ROL-B
---
id: PER-1
roles: [{role: ROL-B}]
---
id: AUD-1
kind: internal
auditors: [PER-1, an auditor from outside]
independent_of: [ROL-A]
sample: {items: [CMP-1]}
---
id: AUD-2
kind: self_assessment
auditors: [ROL-A]
sample: {items: [CMP-1]}
---
id: CMP-1
handler: ROL-A
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
