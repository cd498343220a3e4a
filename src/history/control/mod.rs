//! What the history shows about how records are kept: what was changed after it was closed, entered late, moved, deleted,
//! numbered with gaps, or changed below what rests on it.
//!
//! In: the history, and the records as they are now. Out: plain facts, one file a question; the rules of record control judge
//! them, the metrics count them, and the page of changes shows them. None of them is told twice in another way.
//!
//! What counts as a change of evidence is decided in [`substance`], once for all of them.

pub mod closure;
pub mod due;
pub mod entry;
pub mod gone;
pub mod plan;
pub mod replay;
pub mod reviewed;
pub mod second;
pub mod substance;
pub mod suspect;

use super::{CommitIndex, History, Person, RecordHistory};
use crate::link::Ledger;
use crate::record::person;
use crate::record::types::Reference;
use crate::record::{Catalogue, Record};
use crate::stats::working_days::WorkingDays;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What record control looks at.
#[derive(Clone, Copy, Debug)]
pub struct Keeping<'a> {
    /// The history.
    pub history: &'a History,
    /// The records as they are now.
    pub ledger: &'a Ledger,
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// Old ids and what became of them.
    pub redirects: &'a BTreeMap<String, String>,
    /// The organization's zone, in which days are told.
    pub zone: &'a TimeZone,
    /// The organization's working days.
    pub days: &'a WorkingDays,
}

impl<'a> Keeping<'a> {
    /// The day of a commit: by the committer's date, in the organization's zone.
    pub fn day(&self, commit: CommitIndex) -> Date {
        self.history.commit(commit).committed.to_zoned(self.zone.clone()).date()
    }

    /// The first characters of a commit's id.
    pub fn short(&self, commit: CommitIndex) -> &'a str {
        let id = &self.history.commit(commit).id;
        id.get(..7).unwrap_or(id)
    }

    /// The first day of the history. What was entered on it may be older: a repository often begins with records that were
    /// kept elsewhere before, and one that was cut off begins somewhere in between.
    pub fn first_day(&self) -> Option<Date> {
        let first = self.history.commits.first()?;
        Some(first.committed.to_zoned(self.zone.clone()).date())
    }

    /// The records that there are now, each with its history.
    pub fn present(&self) -> impl Iterator<Item = (&'a Record, &'a RecordHistory)> {
        let history = self.history;
        let records = self.ledger.records();
        records.filter_map(move |(_, record)| Some((record, history.of(record.id())?)))
    }

    /// The roles of an author on a day, by the person record that bears the name or the address; in the place of a name, which
    /// is not for every audience.
    pub fn roles(&self, author: &Person, day: Date) -> Vec<&'a str> {
        let mailbox = author.email.split('@').next().unwrap_or_default().to_lowercase();
        let name = author.name.trim().to_lowercase();
        let is = |word: Option<&str>| {
            word.map(str::to_lowercase)
                .is_some_and(|word| !word.is_empty() && (word == name || word == mailbox))
        };
        let person = self.ledger.each::<person::Person>().find(|(record, person)| {
            is(Some(record.id())) || is(person.pseudonym.as_deref()) || is(person.display.as_deref())
        });
        let Some((_, person)) = person else {
            return Vec::new();
        };
        let held = person.roles.iter().filter_map(|held| held.role.as_ref());
        let mut roles: Vec<&str> = held.map(Reference::id).filter(|role| person.holds(role, day)).collect();
        roles.dedup();
        roles
    }
}
