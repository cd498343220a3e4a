//! Chains: from any record to what led to it and to what followed from it.
//!
//! In: the ledger. Out: two trees for a record, upward (what led to it) and downward (what followed). Which fields carry the
//! trail, and which way, is the table [`TRAIL`]; a reference that is not in it (an owner, a channel) is no step of the trail.

use crate::link::{Ledger, Link, RecordIndex};
use crate::record::Kind;
use std::collections::BTreeSet;

/// Which way a reference points along the trail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
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

/// One step of a chain with the steps beyond it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The record.
    pub record: RecordIndex,
    /// The steps beyond it, by kind and id.
    pub beyond: Vec<Self>,
}

/// What led to a record, and what followed from it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chain {
    /// What led to it.
    pub before: Vec<Step>,
    /// What followed from it.
    pub after: Vec<Step>,
}

impl Chain {
    /// Whether the record stands alone.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

/// How far a chain is followed; the longest of the catalogue is shorter.
const DEPTH: usize = 8;

/// The chain of a record. Each other record stands in it once in each direction, at its shortest distance.
pub fn chain(ledger: &Ledger, record: RecordIndex) -> Chain {
    Chain {
        before: follow(ledger, record, Way::From),
        after: follow(ledger, record, Way::To),
    }
}

fn follow(ledger: &Ledger, start: RecordIndex, way: Way) -> Vec<Step> {
    // Breadth first, so that each record is met at its shortest distance; the tree is put together afterwards.
    let mut seen = BTreeSet::from([start]);
    let mut levels: Vec<Vec<(RecordIndex, RecordIndex)>> = Vec::new();
    let mut last = vec![start];
    while !last.is_empty() && levels.len() < DEPTH {
        let mut level = Vec::new();
        for parent in &last {
            for next in neighbours(ledger, *parent, way) {
                if seen.insert(next) {
                    level.push((*parent, next));
                }
            }
        }
        last = level.iter().map(|(_, next)| *next).collect();
        levels.push(level);
    }
    grow(start, &levels)
}

fn grow(parent: RecordIndex, levels: &[Vec<(RecordIndex, RecordIndex)>]) -> Vec<Step> {
    let Some((level, deeper)) = levels.split_first() else {
        return Vec::new();
    };
    let children = level.iter().filter(|(from, _)| *from == parent);
    children
        .map(|(_, record)| Step {
            record: *record,
            beyond: grow(*record, deeper),
        })
        .collect()
}

/// The records one step away, by kind and id.
pub fn neighbours_after(ledger: &Ledger, record: RecordIndex) -> BTreeSet<RecordIndex> {
    neighbours(ledger, record, Way::To)
}

/// The records one step back, by kind and id.
pub fn neighbours_before(ledger: &Ledger, record: RecordIndex) -> BTreeSet<RecordIndex> {
    neighbours(ledger, record, Way::From)
}

fn neighbours(ledger: &Ledger, record: RecordIndex, way: Way) -> BTreeSet<RecordIndex> {
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
