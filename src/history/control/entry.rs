//! How long it took from an event until its record was in the repository.
//!
//! Only kinds that tell of something that happened have such a day, see [`EVENTS`]; plans, definitions and conclusions have none.
//! It is held against the day of the first commit in which the field has a value, by the committer's date: dates of authors can
//! be set freely. What came on the first day of the history is left out, since it may have been kept elsewhere before.

use super::Keeping;
use super::replay;
use crate::history::{Change, CommitIndex, RecordHistory, What};
use crate::record::schema::label;
use crate::record::{Kind, Record};
use crate::yaml::node::Node;
use jiff::Timestamp;
use jiff::civil::Date;

/// The kinds that tell of an event, and the field that says when it was.
pub const EVENTS: &[(Kind, &str)] = &[
    (Kind::Complaint, "received_at"),
    (Kind::Feedback, "received_at"),
    (Kind::Interview, "date"),
    (Kind::FocusGroup, "date"),
    (Kind::Dispute, "notice_received_on"),
    (Kind::Communication, "sent_on"),
    (Kind::Verification, "verified_on"),
    (Kind::Review, "held_on"),
    (Kind::Audit, "performed_on"),
];

/// The most working days between an event and its entry that are not late.
pub const IN_TIME: u32 = 5;

/// When a record's event was and when it was entered.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The record.
    pub record: &'a Record,
    /// The field that says when the event was.
    pub field: &'static str,
    /// The day of the event.
    pub event: Date,
    /// The day of the commit that first holds it.
    pub entered: Date,
    /// That commit.
    pub commit: CommitIndex,
    /// Calendar days between.
    pub days: u32,
    /// Working days between, or why they cannot be counted.
    pub working: Result<u32, String>,
}

impl Entry<'_> {
    /// Whether it is late.
    pub fn is_late(&self) -> bool {
        self.working.as_ref().is_ok_and(|days| *days > IN_TIME)
    }
}

/// What can be told about entries.
#[derive(Clone, Debug, Default)]
pub struct Entries<'a> {
    /// Records with event and entry, in the order of the ledger.
    pub told: Vec<Entry<'a>>,
    /// Records that came on the first day of the history.
    pub first_day: Vec<&'a str>,
    /// Records whose event lies after its commit.
    pub ahead: Vec<&'a str>,
    /// Records that are in no commit yet, or without a day of their event.
    pub untold: Vec<&'a str>,
}

/// The field that says when the event of a kind was.
pub fn field_of(kind: Kind) -> Option<&'static str> {
    EVENTS.iter().find(|(of, _)| *of == kind).map(|(_, field)| *field)
}

/// The kinds and their fields in words.
pub fn in_words() -> String {
    let one =
        |(kind, field): &(Kind, &str)| format!("{} ({})", kind.label().to_lowercase(), label(field).to_lowercase());
    EVENTS.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The day of a record's event.
pub fn event_of(keeping: &Keeping<'_>, record: &Record) -> Option<Date> {
    let text = record.node.get(field_of(record.kind)?).and_then(Node::text)?;
    day(keeping, text)
}

/// The day of a date or an instant as written.
fn day(keeping: &Keeping<'_>, text: &str) -> Option<Date> {
    match text.parse::<Timestamp>() {
        Ok(instant) => Some(instant.to_zoned(keeping.zone.clone()).date()),
        Err(_) => text.parse().ok(),
    }
}

/// When each record that tells of an event was entered.
pub fn entries<'a>(keeping: &Keeping<'a>) -> Entries<'a> {
    let mut entries = Entries::default();
    let first_day = keeping.first_day();
    for (kind, field) in EVENTS {
        for (_, record) in keeping.ledger.of_kind(*kind) {
            let id = record.id();
            let entered = keeping.history.of(id).and_then(|history| first_with(history, field));
            let (Some(event), Some(commit)) = (event_of(keeping, record), entered) else {
                entries.untold.push(id);
                continue;
            };
            let entered = keeping.day(commit);
            if Some(entered) == first_day {
                entries.first_day.push(id);
                continue;
            }
            let Ok(days) = crate::stats::working_days::calendar_days(event, entered) else {
                entries.ahead.push(id);
                continue;
            };
            entries.told.push(Entry {
                record,
                field,
                event,
                entered,
                commit,
                days,
                working: keeping.days.after(event, entered).map_err(|why| why.reason()),
            });
        }
    }
    entries
}

/// The first commit in which a field has a value.
fn first_with(history: &RecordHistory, field: &str) -> Option<CommitIndex> {
    let gives = |change: &Change| match change {
        Change::Created(values) => values.iter().any(|(name, value)| name == field && !value.is_null()),
        Change::Changed(fields) | Change::Moved { fields, .. } => fields
            .iter()
            .any(|change| change.field == field && matches!(change.what, What::Set { new: Some(_), .. })),
        Change::Deleted => false,
    };
    history
        .versions
        .iter()
        .find(|version| gives(&version.change))
        .map(|version| version.commit)
}

/// The first commit in which one of some fields has a value, looked at with everything inside them.
pub(super) fn first_with_any(history: &RecordHistory, fields: &[&str]) -> Option<CommitIndex> {
    let mut found = None;
    replay::each(history, |version, _, after| {
        if found.is_none() && fields.iter().any(|field| replay::at(after, field).is_some()) {
            found = Some(version.commit);
        }
    });
    found
}
