//! R-PUB: what the finished site shows to whom.

use super::rule::{Check, Gate, Rule};
use crate::diag::Severity;
use crate::record::reader::Profile;

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-PUB-01",
    severity: Severity::Error,
    gate: Gate::Site,
    from: Profile::Starter,
    clause: "10004:4.3.9",
    title: "no page shows a small cell or personal data to those who may not see it",
    explanation: "Results of fewer answers than `min_cell` could lead to a person, and fields marked as personal are for the restricted audience only. A page that would show them to the audience being built stops the build: use the expressions that suppress small cells, or build for a narrower audience.",
    check: Check::NotYet,
}];
