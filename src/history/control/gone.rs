//! Records that are gone, ids that came back as something else, and numbers that are missing in a sequence.

use super::Keeping;
use super::replay::{self, State};
use super::substance::{head, same};
use crate::history::{Change, CommitIndex, RecordHistory};
use crate::record::record_control::{Disposal, RecordControl};
use crate::record::{Kind, Record};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A record that is gone.
#[derive(Clone, Debug)]
pub struct Gone<'a> {
    /// The id.
    pub id: &'a str,
    /// Its kind, where the prefix is one of a kind.
    pub kind: Option<Kind>,
    /// The file it was in.
    pub path: &'a str,
    /// The commit that deleted it.
    pub commit: CommitIndex,
    /// The day of that commit.
    pub on: Date,
    /// The day of the commit that brought it.
    pub since: Date,
    /// Whether a log of disposals answers for it.
    pub disposed: bool,
}

impl Gone<'_> {
    /// Whether it lived for less than a day: a slip that was taken back.
    pub fn is_slip(&self) -> bool {
        self.since == self.on
    }
}

/// How far a disposal that is logged may lie from the deletion it answers for, in days.
const NEAR: i32 = 31;

/// The records that are gone, in the order of their ids. What was renamed is not gone.
pub fn gone<'a>(keeping: &Keeping<'a>) -> Vec<Gone<'a>> {
    let prefixes = &keeping.catalogue.prefixes;
    let mut all: Vec<Gone<'a>> = Vec::new();
    for (id, history) in &keeping.history.records {
        let renamed = keeping.redirects.contains_key(id);
        if !history.is_gone() || renamed || keeping.ledger.find(id).is_some() {
            continue;
        }
        let (Some(first), Some(last)) = (history.versions.first(), history.versions.last()) else {
            continue;
        };
        all.push(Gone {
            id,
            kind: prefixes.kind_of(id),
            path: &last.path,
            commit: last.commit,
            on: keeping.day(last.commit),
            since: keeping.day(first.commit),
            disposed: false,
        });
    }
    let mut by_day: Vec<usize> = (0..all.len()).collect();
    by_day.sort_by_key(|index| (all[*index].on, all[*index].id));
    let mut log = log(keeping);
    for index in by_day {
        let gone = &mut all[index];
        let answers = |(kind, entry, left): &&mut (Kind, &Disposal, u64)| {
            let near = entry
                .on
                .is_some_and(|on| on.until(gone.on).is_ok_and(|span| span.get_days().abs() <= NEAR));
            Some(*kind) == gone.kind && near && *left > 0
        };
        if let Some((_, _, left)) = log.iter_mut().find(answers) {
            *left -= 1;
            gone.disposed = true;
        }
    }
    all
}

/// What was disposed of, by the log: the kind, the entry, and for how many records it can still answer.
fn log<'a>(keeping: &Keeping<'a>) -> Vec<(Kind, &'a Disposal, u64)> {
    let controls = keeping.ledger.each::<RecordControl>();
    let entries = controls.flat_map(|(_, control)| &control.disposal_log);
    entries
        .filter_map(|entry| {
            let kind = kind_named(entry.entity.as_deref()?)?;
            Some((kind, entry, entry.count.unwrap_or(u64::MAX)))
        })
        .collect()
}

fn kind_named(name: &str) -> Option<Kind> {
    let name = name.trim().to_lowercase().replace(' ', "_");
    Kind::named(&name).or_else(|| Kind::ALL.iter().copied().find(|kind| kind.plural() == name))
}

/// An id that was deleted and given again to something else.
#[derive(Clone, Debug)]
pub struct Reused<'a> {
    /// The record that has it now.
    pub record: &'a Record,
    /// The commit that deleted the first.
    pub deleted: CommitIndex,
    /// The commit that gave the id again.
    pub given: CommitIndex,
    /// What the first was called, where it had a title.
    pub was: Option<String>,
}

/// The ids that were given to something else after their record was deleted. A record that comes back as it was, or nearly so,
/// is the same one.
pub fn reused<'a>(keeping: &Keeping<'a>) -> Vec<Reused<'a>> {
    let mut all = Vec::new();
    for (record, history) in keeping.present().filter(|(_, history)| history.versions.len() > 2) {
        let mut deleted: Option<CommitIndex> = None;
        replay::each(history, |version, before, after| match &version.change {
            Change::Deleted => deleted = Some(version.commit),
            Change::Created(_) => {
                if let Some(deleted) = deleted.take()
                    && !is_same(keeping, before, after)
                {
                    all.push(Reused {
                        record,
                        deleted,
                        given: version.commit,
                        was: replay::text(before, "title").map(str::to_owned),
                    });
                }
            }
            Change::Changed(_) | Change::Moved { .. } => {}
        });
    }
    all
}

/// Whether two sets of values are of the same record: of the same title, or with at least half of the fields alike that one of
/// them has. Fields that many records share, such as the state or the owner, tell nothing.
fn is_same(keeping: &Keeping<'_>, before: &State, after: &State) -> bool {
    let title = |state| replay::text(state, "title").map(str::trim);
    if title(before).is_some() && title(before) == title(after) {
        return true;
    }
    let telling = |state: &State| -> BTreeSet<String> {
        let shared = ["id", "title", "status", "owner", "confidentiality", "tags", "clauses"];
        let names = state.keys().filter(|name| !shared.contains(&head(name)));
        names.cloned().collect()
    };
    let names: BTreeSet<String> = telling(before).union(&telling(after)).cloned().collect();
    let alike = names.iter().filter(|name| match (before.get(*name), after.get(*name)) {
        (Some(before), Some(after)) => same(keeping, before, after),
        _ => false,
    });
    2 * alike.count() >= names.len().max(1)
}

/// Numbers that are missing in a sequence of ids.
#[derive(Clone, Debug)]
pub struct Gap<'a> {
    /// The kind.
    pub kind: Kind,
    /// The missing ids, first and last of a run.
    pub missing: (String, String),
    /// How many.
    pub count: u64,
    /// The record after the gap.
    pub next: &'a Record,
    /// Of the missing ids, those that are known from the history to have been records that were deleted.
    pub deleted: Vec<String>,
    /// Whether a log of disposals answers for it.
    pub disposed: bool,
}

/// The fewest records of a sequence that is looked at.
const FEWEST: usize = 3;

/// Kinds whose records are numbered one after the other as they come.
const NUMBERED: &[Kind] = &[
    Kind::Complaint,
    Kind::Feedback,
    Kind::Dispute,
    Kind::Finding,
    Kind::Cause,
    Kind::Action,
    Kind::Verification,
    Kind::AuditFinding,
];

/// A run of ids that differ only in the number at their end, and are numbered one by one: at least three, of which at most one
/// in five numbers is missing. What is numbered in steps or by hand is no sequence.
#[derive(Clone, Debug)]
pub struct Sequence<'a> {
    /// The kind.
    pub kind: Kind,
    /// The records by their number.
    pub records: BTreeMap<u64, &'a Record>,
    /// Numbers that were given up for another id.
    renamed: BTreeSet<u64>,
    stem: String,
    width: usize,
}

/// The sequences of ids, by kind.
pub fn sequences<'a>(keeping: &Keeping<'a>) -> Vec<Sequence<'a>> {
    let mut all: BTreeMap<(Kind, String), Sequence<'a>> = BTreeMap::new();
    for kind in NUMBERED {
        for (_, record) in keeping.ledger.of_kind(*kind) {
            let Some((stem, number, width)) = split(record.id()) else {
                continue;
            };
            let sequence = all.entry((*kind, stem.to_owned())).or_insert_with(|| Sequence {
                kind: *kind,
                records: BTreeMap::new(),
                renamed: BTreeSet::new(),
                stem: stem.to_owned(),
                width,
            });
            sequence.width = sequence.width.min(width);
            sequence.records.insert(number, record);
        }
    }
    for old in keeping.redirects.keys() {
        if let Some((stem, number, _)) = split(old)
            && let Some(kind) = keeping.catalogue.prefixes.kind_of(old)
            && let Some(sequence) = all.get_mut(&(kind, stem.to_owned()))
        {
            sequence.renamed.insert(number);
        }
    }
    let is_numbered = |sequence: &Sequence<'_>| {
        let (Some(first), Some(last)) = (sequence.records.keys().next(), sequence.records.keys().next_back()) else {
            return false;
        };
        let known = sequence.records.len() as u64;
        // Ids come from people: a span may be as wide as a number can be.
        let span = (last - first).saturating_add(1);
        sequence.records.len() >= FEWEST && known.saturating_mul(5) >= span.saturating_mul(4)
    };
    all.into_values().filter(is_numbered).collect()
}

/// An id without the number at its end, the number, and how many digits it has.
fn split(id: &str) -> Option<(&str, u64, usize)> {
    let stem = id.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = &id[stem.len()..];
    Some((stem, digits.parse().ok()?, digits.len()))
}

/// The numbers that are missing inside the sequences.
pub fn gaps<'a>(keeping: &Keeping<'a>) -> Vec<Gap<'a>> {
    let mut budget: BTreeMap<Kind, u64> = BTreeMap::new();
    for (kind, _, left) in log(keeping) {
        let sum = budget.entry(kind).or_default();
        *sum = sum.saturating_add(left);
    }
    let mut all = Vec::new();
    for sequence in sequences(keeping) {
        let mut before: Option<u64> = None;
        for (number, record) in &sequence.records {
            let missing: Vec<u64> = match before {
                Some(before) => (before + 1..*number)
                    .filter(|number| !sequence.renamed.contains(number))
                    .collect(),
                None => Vec::new(),
            };
            before = Some(*number);
            let (Some(first), Some(last)) = (missing.first(), missing.last()) else {
                continue;
            };
            let name = |number: &u64| format!("{}{number:0width$}", sequence.stem, width = sequence.width);
            let count = missing.len() as u64;
            let left = budget.entry(sequence.kind).or_default();
            let disposed = *left >= count;
            if disposed {
                *left -= count;
            }
            let was_there = |id: &String| keeping.history.of(id).is_some_and(RecordHistory::is_gone);
            all.push(Gap {
                kind: sequence.kind,
                missing: (name(first), name(last)),
                count,
                next: record,
                deleted: missing.iter().map(name).filter(was_there).collect(),
                disposed,
            });
        }
    }
    all
}
