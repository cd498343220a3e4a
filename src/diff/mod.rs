//! What differs between two states of the project: records that came, ended, were taken up again, rewritten or deleted; what
//! measures say on either side; checks that began or ceased to fail.
//!
//! In: two [`Side`]s, each read, linked, checked and measured by itself. Out: a [`Difference`], in which nothing stands that
//! the audience may not see: records must be visible on every side on which they are, fields pass [`Past`], numbers their cells.

mod measures;

use crate::check::{Outcome, State};
use crate::disclose::Disclosure;
use crate::disclose::cells::Cells;
use crate::disclose::past::{Past, Seen};
use crate::history;
use crate::link::Ledger;
use crate::measure::numbers::Numbers;
use crate::record::id::natural_key;
use crate::record::types::Audience;
use crate::record::{Catalogue, Kind, Record};
use crate::settings::Settings;
use jiff::civil::Date;
pub use measures::{Compared, MeasureChange, Measured};
use std::collections::{BTreeMap, BTreeSet};

/// One state of the project.
pub struct Side<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// The settings.
    pub settings: &'a Settings,
    /// All that was measured.
    pub numbers: &'a Numbers,
    /// How every rule came out.
    pub outcomes: &'a [Outcome],
    /// What the audience may see.
    pub disclosure: Disclosure,
    /// Which numbers the audience may see.
    pub cells: Cells,
    /// Id of the commit, if there is one.
    pub commit: Option<&'a str>,
    /// Whether files differ from that commit.
    pub draft: bool,
    /// Day as of which it is seen.
    pub as_of: Date,
}

/// What differs.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// The earlier state.
    pub before: Point,
    /// The later state.
    pub after: Point,
    /// Records, by what happened to them, then by kind and id.
    pub records: Vec<RecordChange>,
    /// Measures that say something else, in the order of the catalogue.
    pub measures: Vec<MeasureChange>,
    /// How many measures are there now that were not.
    pub measures_new: usize,
    /// How many measures were there that are not now.
    pub measures_gone: usize,
    /// Checks that came out differently, in the order of the catalogue.
    pub checks: Vec<CheckChange>,
}

/// One end of a difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Id of the commit, if there is one.
    pub commit: Option<String>,
    /// Whether files differ from it.
    pub draft: bool,
    /// Day as of which it is seen.
    pub as_of: Date,
    /// How many records the audience may see.
    pub records: usize,
}

/// What happened to a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Turn {
    /// It is there now.
    Opened,
    /// Nothing more is due on it now.
    Closed,
    /// Something is due on it again.
    Reopened,
    /// It says something else.
    Rewritten,
    /// It is gone.
    Deleted,
}

impl Turn {
    /// Every turn, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Opened,
        Self::Closed,
        Self::Reopened,
        Self::Rewritten,
        Self::Deleted,
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Rewritten => "rewritten",
            Self::Deleted => "deleted",
        }
    }
}

/// A record that differs.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordChange {
    /// Its id, as it is now.
    pub id: String,
    /// The id it had before, where that was another.
    pub renamed_from: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// Its title; of a record that is gone for the restricted audience alone.
    pub title: Option<String>,
    /// What happened.
    pub turn: Turn,
    /// Its state before.
    pub before: Option<String>,
    /// Its state now.
    pub after: Option<String>,
    /// The fields that differ.
    pub fields: Vec<(String, Seen)>,
}

/// A check that came out differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckChange {
    /// Id of the rule.
    pub rule: String,
    /// What it asks.
    pub title: String,
    /// Whether it fails now and did not before.
    pub began: bool,
    /// How it came out before, in a word; nothing where there was no such rule.
    pub before: Option<&'static str>,
    /// How it comes out now, in a word; nothing where there is no such rule.
    pub after: Option<&'static str>,
    /// Ids of records it fails on now, as far as the audience may be told.
    pub failed: Vec<String>,
}

impl Difference {
    /// Whether any record differs.
    pub fn has_records(&self) -> bool {
        !self.records.is_empty()
    }

    /// Records to which one thing happened.
    pub fn of(&self, turn: Turn) -> impl Iterator<Item = &RecordChange> {
        self.records.iter().filter(move |change| change.turn == turn)
    }
}

/// What differs from one state to a later one.
pub fn between(before: &Side<'_>, after: &Side<'_>) -> Difference {
    let changed = measures::changes(before, after);
    Difference {
        before: before.point(),
        after: after.point(),
        records: records(before, after),
        measures: changed.changes,
        measures_new: changed.new,
        measures_gone: changed.gone,
        checks: checks(before, after),
    }
}

impl Side<'_> {
    fn point(&self) -> Point {
        Point {
            commit: self.commit.map(str::to_owned),
            draft: self.draft,
            as_of: self.as_of,
            records: self
                .ledger
                .records()
                .filter(|(_, record)| self.disclosure.record(record))
                .count(),
        }
    }

    fn name(&self, record: &Record) -> String {
        self.disclosure.name(record, self.ledger, self.catalogue)
    }

    fn sees(&self, record: &Record) -> bool {
        self.disclosure.record(record)
    }
}

fn records(before: &Side<'_>, after: &Side<'_>) -> Vec<RecordChange> {
    let mut changes = Vec::new();
    let mut met = BTreeSet::new();
    for (_, old) in before.ledger.records() {
        let now = now(old.id(), &after.settings.redirects);
        match after.ledger.find(now) {
            Some((_, new)) => {
                met.insert(new.id().to_owned());
                if before.sees(old) && after.sees(new) {
                    changes.extend(change(old, new, after));
                }
            }
            None if before.sees(old) => changes.push(RecordChange {
                id: old.id().to_owned(),
                renamed_from: None,
                kind: old.kind,
                title: (before.disclosure.audience() == Audience::Restricted).then(|| old.title().to_owned()),
                turn: Turn::Deleted,
                before: Some(old.status().to_owned()),
                after: None,
                fields: Vec::new(),
            }),
            None => {}
        }
    }
    let opened = after.ledger.records().map(|(_, record)| record);
    for new in opened.filter(|new| !met.contains(new.id()) && after.sees(new)) {
        changes.push(RecordChange {
            id: new.id().to_owned(),
            renamed_from: None,
            kind: new.kind,
            title: Some(after.name(new)),
            turn: Turn::Opened,
            before: None,
            after: Some(new.status().to_owned()),
            fields: Vec::new(),
        });
    }
    changes.sort_by_cached_key(|change| (change.turn, change.kind, natural_key(&change.id)));
    changes
}

/// The id that an old one has now.
fn now<'a>(id: &'a str, redirects: &'a BTreeMap<String, String>) -> &'a str {
    let mut now = id;
    for _ in 0..=redirects.len() {
        match redirects.get(now) {
            Some(next) => now = next,
            None => return now,
        }
    }
    id // redirects that lead in a circle lead nowhere
}

fn change(old: &Record, new: &Record, after: &Side<'_>) -> Option<RecordChange> {
    let past = Past {
        disclosure: &after.disclosure,
        ledger: after.ledger,
        prefixes: &after.catalogue.prefixes,
        fields: after.catalogue.fields(new.kind),
        id: new.id(),
    };
    let changes = history::differences(&old.node, &new.node);
    let fields: Vec<(String, Seen)> = changes
        .iter()
        .map(|change| (change.field.clone(), past.change(change)))
        .collect();
    let turn = match (old.is_settled(), new.is_settled()) {
        (false, true) => Turn::Closed,
        (true, false) => Turn::Reopened,
        (false, false) | (true, true) if fields.is_empty() => return None,
        (false, false) | (true, true) => Turn::Rewritten,
    };
    Some(RecordChange {
        id: new.id().to_owned(),
        renamed_from: (old.id() != new.id()).then(|| old.id().to_owned()),
        kind: new.kind,
        title: Some(after.name(new)),
        turn,
        before: Some(old.status().to_owned()),
        after: Some(new.status().to_owned()),
        fields,
    })
}

fn checks(before: &Side<'_>, after: &Side<'_>) -> Vec<CheckChange> {
    let of = |side: &Side<'_>, rule: &str| side.outcomes.iter().position(|outcome| outcome.rule.id() == rule);
    let fails = |outcome: Option<&Outcome>| outcome.is_some_and(|one| matches!(one.state, State::Failed { .. }));
    let gone = before
        .outcomes
        .iter()
        .filter(|outcome| of(after, outcome.rule.id()).is_none());
    let mut changes = Vec::new();
    for outcome in after.outcomes.iter().chain(gone) {
        let rule = outcome.rule.id();
        let old = of(before, rule).map(|index| &before.outcomes[index]);
        let new = of(after, rule).map(|index| &after.outcomes[index]);
        if fails(old) == fails(new) {
            continue;
        }
        let told = |id: &&String| match after.ledger.find(id) {
            Some((_, record)) => after.sees(record),
            None => after.disclosure.audience() == Audience::Restricted,
        };
        let failed = new
            .filter(|_| fails(new))
            .map(|one| one.failed.iter().filter(told).cloned().collect());
        changes.push(CheckChange {
            rule: rule.to_owned(),
            title: outcome.rule.title().into_owned(),
            began: fails(new),
            before: old.map(|one| one.state.word()),
            after: new.map(|one| one.state.word()),
            failed: failed.unwrap_or_default(),
        });
    }
    changes
}
