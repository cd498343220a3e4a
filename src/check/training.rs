//! R-TRN: training.

use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::Record;
use crate::record::reader::Profile;
use crate::record::training::Training;

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-TRN-01",
    severity: Severity::Warning,
    gate: Gate::Records,
    from: Profile::Starter,
    clause: "10002:6.4,9001:7.2",
    title: "no training has run out without being repeated",
    explanation: "The training says until when it counts, that day has passed, and no later training of the same person or role on the same topic is recorded. Repeat it and record it, or end the role of whoever does not need it any more.",
    check: Check::Judge(repeated),
}];

/// A training is over when its last day has passed; a later one on the topic takes its place.
fn repeated(context: &Context<'_>, report: &mut Report) {
    let all: Vec<(&Record, &Training)> = context.ledger.each::<Training>().collect();
    for (record, training) in &all {
        let (Some(until), Some(who)) = (training.valid_until, &training.person_or_role) else {
            continue;
        };
        report.looks_at(record);
        let same = |other: &Training| {
            other
                .person_or_role
                .as_ref()
                .is_some_and(|other| other.id() == who.id())
                && other.topic == training.topic
                && other.date > training.date
        };
        if until >= context.as_of || all.iter().any(|(_, other)| same(other)) {
            continue;
        }
        report
            .fault(
                record,
                "valid_until",
                format!(
                    "`{}` of `{}` counted until {until} and was not repeated",
                    record.id(),
                    who.id()
                ),
            )
            .advise("repeat the training and record it");
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "training that ran out is repeated",
        rule: "R-TRN-01",
        breaks: "
-- tenfour.toml --
as_of = 2025-06-30
-- a.yaml --
id: TRN-1
person_or_role: PER-1
topic: complaint_handling
date: 2024-01-10
valid_until: 2025-01-10
",
        says: &["a.yaml:6:14: warning[R-TRN-01]: `TRN-1` of `PER-1` counted until 2025-01-10 and was not repeated"],
        keeps: "
-- tenfour.toml --
as_of = 2025-06-30
-- a.yaml --
id: TRN-1
person_or_role: PER-1
topic: complaint_handling
date: 2024-01-10
valid_until: 2025-01-10
---
id: TRN-2
person_or_role: PER-1
topic: complaint_handling
date: 2025-01-08
valid_until: 2025-12-31
---
id: TRN-3
person_or_role: PER-2
topic: complaint_handling
date: 2024-01-10
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
