//! Chains: from any record to what led to it and to what followed from it.
//!
//! In: the ledger. Out: two trees for a record, upward (what led to it) and downward (what followed). Which fields carry the
//! trail, and which way, is told by [`crate::link::trail`]; the steps to the next records are taken there too.

use crate::link::trail::{Way, neighbours};
use crate::link::{Ledger, RecordIndex};
use std::collections::BTreeSet;

pub use crate::link::trail::{neighbours_after, neighbours_before};

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
