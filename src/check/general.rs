//! R-GEN: rules for every kind of record.

use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-GEN-01",
        severity: Severity::Error,
        gate: Gate::Reading,
        clause: "9001:7.5.3",
        title: "every id is unique, well formed and has the prefix of a kind",
        explanation: "An id stands for one record for ever; links and addresses depend on it. After a merge two branches may have drawn the same number: both places are named, give one of the two a new id with `tenfour rename`.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-02",
        severity: Severity::Error,
        gate: Gate::Reading,
        clause: "9001:7.5.3",
        title: "every reference leads to a record of the right kind",
        explanation: "A reference to a record that does not exist breaks the trail. The message suggests the nearest id of the right kind.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-03",
        severity: Severity::Error,
        gate: Gate::Reading,
        clause: "9001:7.5.3",
        title: "no record has an unknown field",
        explanation: "A field with a typing error would silently be ignored. Fields of your own are declared in `tenfour.toml`.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-08",
        severity: Severity::Error,
        gate: Gate::Reading,
        clause: "9001:7.5.3",
        title: "no records replace one another in a circle",
        explanation: "`supersedes` names the earlier record that a record replaces. Followed from record to record it must come to an end.",
        check: Check::ByStation,
    },
    Rule {
        id: "R-GEN-05",
        severity: Severity::Warning,
        gate: Gate::Records,
        clause: "10004:8",
        title: "no review of a record is overdue",
        explanation: "Expectations, characteristics, surveys and policies are looked at again by a day that the record names. The day has passed: review the record and set the next day.",
        check: Check::Judge(review_due),
    },
];

fn review_due(context: &Context<'_>, report: &mut Report) {
    for (_, record) in context.ledger.records().filter(|(_, record)| !record.is_settled()) {
        for field in ["review_due", "next_review"] {
            let Some(due) = record.node.get(field).and_then(|node| node.text()) else {
                continue;
            };
            let Ok(due) = due.parse::<jiff::civil::Date>() else {
                continue;
            };
            report.looks_at(record);
            if due < context.as_of {
                let message = format!("`{}` was to be reviewed by {due}", record.id());
                report
                    .fault(record, field, message)
                    .advise("review it and set the next day");
            }
        }
    }
}
