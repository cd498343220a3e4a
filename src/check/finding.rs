//! R-FND: findings and what is decided about them.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::measure::trace::loose;
use crate::record::finding::Finding;
use crate::record::reader::Profile;

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-FND-01",
    severity: Severity::Warning,
    gate: Gate::Records,
    from: Profile::Starter,
    clause: "10004:7.6",
    title: "no finding still waits for a decision after thirty days",
    explanation: "Information that nobody decides about was gathered in vain. Decide to `act`, to `watch` or to `reject`, with the reason. Judged is what waits today; how many days each decision took stands on the page of findings. The days are counted from `created`; findings without that day are left out.",
    check: Check::Judge(decided),
}];

fn decided(context: &Context<'_>, report: &mut Report) {
    for (record, finding) in context
        .ledger
        .each::<Finding>()
        .filter(|(record, _)| !record.is_settled())
    {
        let Some(created) = record.envelope.created else {
            continue;
        };
        report.looks_at(record);
        let waiting = look::days_between(created, context.as_of);
        if loose::waits_too_long(record, finding, context.as_of) && !look::unread(record, "decision") {
            let field = if record.node.get("decision").is_some() {
                "decision"
            } else {
                "id"
            };
            let message = format!(
                "nothing has been decided about `{}` for {waiting} days, since {created}",
                record.id()
            );
            report
                .fault(record, field, message)
                .beside(record.place("created"), "written")
                .advise("decide to `act`, `watch` or `reject`, and say why");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "a finding does not wait for more than thirty days; a late decision ends the waiting",
        rule: "R-FND-01",
        breaks: "
id: FND-1
created: 2025-05-30
decision: pending
---
id: FND-2
created: 2025-01-30
",
        says: &[
            "a.yaml:4:11: warning[R-FND-01]: nothing has been decided about `FND-1` for 31 days, since 2025-05-30",
            "a.yaml:6:5: warning[R-FND-01]: nothing has been decided about `FND-2` for 151 days, since 2025-01-30",
        ],
        keeps: "
id: FND-1
created: 2025-05-31
decision: pending
---
id: FND-2
created: 2025-01-30
decision: watch
decided_on: 2025-06-20
---
id: FND-3
decision: pending
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
