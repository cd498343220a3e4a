//! What shows that something is done about a clause: one table a standard, one line a piece of evidence.
//!
//! The words are ours; no text of a standard is told. Of a clause without a line here, the parts or the principle tell.

mod codes;
mod complaints;
mod disputes;
mod management;
mod monitoring;

use super::look::Look;

/// What is looked for to see what is done about a clause, and where to read on.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// Number of the clause, `7.4`.
    pub number: &'static str,
    /// Pages that show more: title, and path with an anchor where there is one.
    pub places: &'static [(&'static str, &'static str)],
    /// What is looked for.
    pub looks: &'static [Look],
}

/// The evidence of the clauses of a standard, in its order.
pub fn of(standard: &str) -> &'static [Evidence] {
    match standard {
        "10001" => codes::EVIDENCE,
        "10002" => complaints::EVIDENCE,
        "10003" => disputes::EVIDENCE,
        "10004" => monitoring::EVIDENCE,
        "9001" => management::EVIDENCE,
        _ => &[],
    }
}
