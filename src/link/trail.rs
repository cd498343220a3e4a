//! The trail from what was heard to what was improved: which references carry it, and which way each points.
//!
//! A reference that is not in the table (an owner, a channel) is no step of the trail. What counts steps (metrics) and what
//! follows chains (`trace`) both take them from here.

use super::{Ledger, Link, RecordIndex};
use crate::record::Kind;
use std::collections::BTreeSet;

/// Which way a reference points along the trail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// The target led to the record that holds the reference.
    From,
    /// The target followed from the record that holds the reference.
    To,
}

/// The references that carry the trail: kind that holds it, field, way.
const TRAIL: &[(Kind, &str, Way)] = &[
    (Kind::Cause, "finding", Way::From),
    (Kind::Cause, "complaints", Way::From),
    (Kind::Complaint, "causes", Way::To),
    (Kind::Complaint, "preventive_decision.actions", Way::To),
    (Kind::Complaint, "promise", Way::From),
    (Kind::Dispute, "complaint", Way::From),
    (Kind::Dispute, "findings", Way::To),
    (Kind::Finding, "sources", Way::From),
    (Kind::Action, "addresses", Way::From),
    (Kind::Verification, "action", Way::From),
    (Kind::Verification, "follow_up", Way::To),
    (Kind::Wave, "survey", Way::From),
    (Kind::Survey, "objectives", Way::From),
    (Kind::Communication, "about", Way::From),
    (Kind::Expectation, "source", Way::From),
    (Kind::AuditFinding, "audit", Way::From),
    (Kind::AuditFinding, "actions", Way::To),
    (Kind::RiskOpportunity, "actions", Way::To),
    (Kind::Review, "decisions.action", Way::To),
    (Kind::Promise, "expectation", Way::From),
    (Kind::Promise, "code", Way::From),
    (Kind::Coding, "source", Way::From),
];

/// The records one step away, by kind and id.
pub fn neighbours_after(ledger: &Ledger, record: RecordIndex) -> BTreeSet<RecordIndex> {
    neighbours(ledger, record, Way::To)
}

/// The records one step back, by kind and id.
pub fn neighbours_before(ledger: &Ledger, record: RecordIndex) -> BTreeSet<RecordIndex> {
    neighbours(ledger, record, Way::From)
}

/// The records one step away in a direction, by kind and id.
pub fn neighbours(ledger: &Ledger, record: RecordIndex, way: Way) -> BTreeSet<RecordIndex> {
    let held = ledger
        .links_from(record)
        .filter(|link| way_of(ledger, link) == Some(way))
        .map(|link| link.to);
    let other = if way == Way::From { Way::To } else { Way::From };
    let holding = ledger
        .links_to(record)
        .filter(|link| way_of(ledger, link) == Some(other))
        .map(|link| link.from);
    held.chain(holding).filter(|next| *next != record).collect()
}

fn way_of(ledger: &Ledger, link: &Link) -> Option<Way> {
    let kind = ledger.get(link.from).kind;
    let field = link.field_name();
    let row = TRAIL.iter().find(|(of, name, _)| {
        *of == kind && (*name == field || field.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
    });
    row.map(|(_, _, way)| *way)
}
