//! The history of the project, field by field: who created, changed, moved and deleted which record, when, and how.
//!
//! In: what [`crate::read::history`] asked git: commits, and the texts of each version of each file. Out: a [`History`]: for
//! every id that ever was, its versions in the order of the commits, each with the fields that changed.
//!
//! Steps: [`order`] puts the commits in the order in which they came into the branch; [`held`] reads what each version of a file
//! held; [`file`] follows one file through its versions, with [`compare`] field by field; [`tell`] joins the files into what
//! happened to each id. [`reading`] names the steps and keeps what they found for the next time, in [`cache`].
//!
//! Values are told as they were written: `7`, `true` and `2025-01-02` are text here, and a field with nothing behind its colon is
//! one that is not there. What a value means is decided by the field, which may have been another one when it was written.
//!
//! Rules, metrics and pages read this value; none of them asks git.
//!
//! # Merges
//!
//! A commit on a side line is told as what it changed there, at the place where the merge brought it into the main line. A merge
//! of the main line is told as what its result says besides: fields that are neither as the main line had them nor as the side line
//! left them, a conflict solved or a change dropped. So the versions of a record, read one after the other, lead to what the record
//! says now. A merge within a side line is told with the merge that brought it in.

mod cache;
mod compare;
mod file;
mod held;
mod order;
pub mod reading;
mod tell;

pub mod control;

use crate::read::git::Provenance;
use crate::yaml::node::Node;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What happened to the records over time.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    /// Whether there is a history, and whether it is whole.
    pub extent: Extent,
    /// The commits that were read, oldest first, in the order in which they came into the branch.
    pub commits: Vec<Commit>,
    /// Every id that ever was in the project, also of records that are gone.
    pub records: BTreeMap<String, RecordHistory>,
    /// Versions of files that could not be read, wholly or in part, and why.
    pub unread: Vec<Unread>,
}

/// How much of a history there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// The settings or the command say that it is not read.
    #[default]
    Off,
    /// The program `git` is not there.
    NoGit,
    /// The folder is in no repository.
    NoRepository,
    /// The repository has no commit yet.
    NoCommit,
    /// Git could not tell it.
    Failed,
    /// It was read as far as the repository goes.
    Read {
        /// Whether older history was cut off when the repository was fetched.
        shallow: bool,
    },
}

/// A commit in the order of the history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CommitIndex(pub u32);

/// A commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Full id.
    pub id: String,
    /// How many parents it has; two or more for a merge.
    pub parents: usize,
    /// Who wrote the change.
    pub author: Person,
    /// When they say they wrote it. Anybody can set it freely.
    pub authored: Timestamp,
    /// Who put it into the repository.
    pub committer: Person,
    /// When, by the clock of their machine.
    pub committed: Timestamp,
    /// First line of the message.
    pub subject: String,
    /// Lines such as `Reviewed-by: Name <address>` at the end of the message: key and value.
    pub trailers: Vec<(String, String)>,
    /// What is known of its signature.
    pub signature: Signature,
}

/// Somebody as git names them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
}

/// What is known of the signature of a commit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Signature {
    /// There is none.
    #[default]
    None,
    /// There is one, and no key in the project to verify it with.
    Present,
    /// It was verified with a key that the project names; by whom.
    Good(String),
    /// It was looked at with the keys that the project names, and none of them made it.
    UnknownKey,
    /// It does not fit the commit.
    Bad,
}

/// What happened to one id.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RecordHistory {
    /// Its versions, oldest first. Never empty.
    pub versions: Vec<Version>,
}

/// What a commit did to a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// The commit.
    pub commit: CommitIndex,
    /// The file it was in after the commit, below the project; for a deletion the file it was in before.
    pub path: String,
    /// What was done.
    pub change: Change,
}

/// What was done to a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// It came into being, with these values at its top level.
    Created(Vec<(String, Value)>),
    /// Fields changed.
    Changed(Vec<FieldChange>),
    /// It is in another file now; fields may have changed as well.
    Moved {
        /// The file it was in before.
        from: String,
        /// Fields that changed on the way.
        fields: Vec<FieldChange>,
    },
    /// It was deleted.
    Deleted,
}

/// What was done to one field.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange {
    /// Path of the field, `assessment.severity`; of a list the path of the list, `events`; inside an item of a list with the key
    /// of the item or its place, `questions[overall].text`, `events[2].note`.
    pub field: String,
    /// What was done to it.
    pub what: What,
}

/// What was done to a value.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// It got a value, lost it, or has another one.
    Set {
        /// The value before, if there was one.
        old: Option<Value>,
        /// The value after, if there is one.
        new: Option<Value>,
    },
    /// An item came into a list.
    Added(Value),
    /// An item was taken out of a list.
    Removed(Value),
    /// Rows of a table of responses came, changed or went; the field is `responses`, the record the wave.
    Rows(Rows),
}

/// How many rows of a table came, changed or went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Rows {
    /// Rows that were not there before.
    pub added: u64,
    /// Rows of which a cell changed.
    pub changed: u64,
    /// Rows that are gone.
    pub removed: u64,
}

/// A version of a file that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// The commit.
    pub commit: CommitIndex,
    /// The file, below the project.
    pub path: String,
    /// Why.
    pub why: String,
}

/// The fields in which two versions of a record differ, as they are written.
pub fn differences(old: &Node, new: &Node) -> Vec<FieldChange> {
    compare::compare(&held::value(old), &held::value(new))
}

impl History {
    /// A project whose history is not read.
    pub fn unknown() -> &'static Self {
        static UNKNOWN: LazyLock<History> = LazyLock::new(History::default);
        &UNKNOWN
    }

    /// The history as far as some of its commits made it; what these wrote stays as they wrote it.
    pub fn of_commits(&self, chosen: impl Fn(&Commit) -> bool) -> Self {
        let mut places: Vec<Option<CommitIndex>> = Vec::with_capacity(self.commits.len());
        let mut next = 0;
        for commit in &self.commits {
            let chosen = chosen(commit);
            places.push(chosen.then_some(CommitIndex(next)));
            next += u32::from(chosen);
        }
        let place = |index: CommitIndex| places.get(index.0 as usize).copied().flatten();
        let commits = self.commits.iter().zip(&places);
        let commits = commits
            .filter(|(_, place)| place.is_some())
            .map(|(commit, _)| commit.clone());
        let records = self.records.iter().filter_map(|(id, record)| {
            let versions: Vec<Version> = record
                .versions
                .iter()
                .filter_map(|version| {
                    let commit = place(version.commit)?;
                    Some(Version {
                        commit,
                        ..version.clone()
                    })
                })
                .collect();
            (!versions.is_empty()).then(|| (id.clone(), RecordHistory { versions }))
        });
        let unread = self.unread.iter().filter_map(|unread| {
            Some(Unread {
                commit: place(unread.commit)?,
                ..unread.clone()
            })
        });
        Self {
            extent: self.extent,
            commits: commits.collect(),
            records: records.collect(),
            unread: unread.collect(),
        }
    }

    /// Whether there is a history to look at.
    pub fn is_read(&self) -> bool {
        matches!(self.extent, Extent::Read { .. })
    }

    /// Why there is no history, in words; nothing when there is one.
    pub fn why_not(&self) -> Option<&'static str> {
        match self.extent {
            Extent::Off => Some("the history of the repository was not read"),
            Extent::NoGit => Some("the program `git` is not there"),
            Extent::NoRepository => Some("the project is in no git repository"),
            Extent::NoCommit => Some("the repository has no commit yet"),
            Extent::Failed => Some("git could not tell the history of the repository"),
            Extent::Read { .. } => None,
        }
    }

    /// A commit of the history.
    pub fn commit(&self, index: CommitIndex) -> &Commit {
        &self.commits[index.0 as usize]
    }

    /// What happened to an id.
    pub fn of(&self, id: &str) -> Option<&RecordHistory> {
        self.records.get(id)
    }
}

/// The parts of a field's path: the name of each, and whether it means an item of the list of that name.
pub fn parts(path: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = &rest[end..];
        let mut item = false;
        while rest.starts_with('[') {
            item = true;
            // The key of an item may hold anything but is an id or a short name as a rule.
            let close = rest.find("].").or_else(|| rest.find("][")).unwrap_or(rest.len() - 1);
            rest = &rest[(close + 1).min(rest.len())..];
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        parts.push((name, item));
    }
    parts
}

impl Extent {
    /// What a project whose history is wanted can have at most.
    pub fn of(provenance: &Provenance) -> Self {
        match provenance {
            Provenance::NoGit => Self::NoGit,
            Provenance::NoRepository => Self::NoRepository,
            Provenance::NoCommit => Self::NoCommit,
            Provenance::Commit(commit) => Self::Read {
                shallow: commit.shallow,
            },
        }
    }
}

impl RecordHistory {
    /// The first commit that is known to hold it.
    pub fn first(&self) -> Option<&Version> {
        self.versions.first()
    }

    /// What its last version says in a field of its top level.
    pub fn last(&self, field: &str) -> Option<&Value> {
        self.versions.iter().rev().find_map(|version| match &version.change {
            Change::Created(values) => Some(values.iter().find(|(name, _)| name == field).map(|(_, value)| value)),
            change => change.fields().iter().rev().find_map(|changed| match &changed.what {
                What::Set { new, .. } if changed.field == field => Some(new.as_ref()),
                _ => None,
            }),
        })?
    }

    /// Whether it is gone: it was there, and is in no file any more.
    pub fn is_gone(&self) -> bool {
        let was_there = self.versions.iter().any(|version| version.change.is_presence());
        was_there && self.files().is_empty()
    }

    /// The files that it is in after all its versions; several where an id was given twice.
    pub fn files(&self) -> BTreeSet<&str> {
        let mut files = BTreeSet::new();
        for version in &self.versions {
            match &version.change {
                Change::Created(_) => {
                    files.insert(version.path.as_str());
                }
                Change::Moved { from, .. } => {
                    files.remove(from.as_str());
                    files.insert(version.path.as_str());
                }
                Change::Deleted => {
                    files.remove(version.path.as_str());
                }
                Change::Changed(_) => {}
            }
        }
        files
    }
}

impl Change {
    fn fields(&self) -> &[FieldChange] {
        match self {
            Self::Changed(fields) | Self::Moved { fields, .. } => fields,
            Self::Created(_) | Self::Deleted => &[],
        }
    }

    /// Whether it tells where the record is, and not only what it says.
    fn is_presence(&self) -> bool {
        match self {
            Self::Created(_) | Self::Moved { .. } | Self::Deleted => true,
            Self::Changed(_) => false,
        }
    }
}

impl Version {
    /// The fields that changed; none for a creation or a deletion.
    pub fn fields(&self) -> &[FieldChange] {
        self.change.fields()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_falls_into_its_parts() {
        assert_eq!(parts("due"), [("due", false)]);
        assert_eq!(
            parts("questions[a.b].text.en"),
            [("questions", true), ("text", false), ("en", false)]
        );
        assert_eq!(parts("lists[0][1]"), [("lists", true)]);
        assert_eq!(parts(""), []);
    }
}
