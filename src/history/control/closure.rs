//! What was changed on records after they were closed, and what was told as the reason.
//!
//! A record is closed from the commit on that makes it settled; what the commits of that same day change belongs to the closing.
//! Taking a case up again is no change after closure, and what changes until it is closed again is none either.
//! What comes after closing by its nature is none: a survey about the handling, a remedy that is carried out, cost, links to
//! causes, actions and disputes, when they are filled in and nothing that stood there changes. So is what [`substance`] calls
//! no change at all.

use super::replay::{self, State};
use super::substance::{self, Touch, head};
use super::{Keeping, substance::touch};
use crate::history::{CommitIndex, FieldChange, Version, What};
use crate::record::{Kind, Record};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

/// A version that changed a closed record.
#[derive(Clone, Debug)]
pub struct Touched<'a> {
    /// The record.
    pub record: &'a Record,
    /// The commit that changed it.
    pub commit: CommitIndex,
    /// The day of that commit.
    pub on: Date,
    /// The day of the commit that closed it.
    pub closed: Date,
    /// Paths of the fields that were changed, each once, in the order of the change.
    pub fields: Vec<&'a str>,
    /// The reason that was told, where one was.
    pub reason: Option<Reason>,
}

/// A reason that was told for a change.
#[derive(Clone, Debug)]
pub struct Reason {
    /// Its words.
    pub text: String,
    /// The commit that brought it; nothing while it is in none.
    pub commit: Option<CommitIndex>,
}

/// Fields of a kind that may be filled in after closing.
fn follows(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Complaint => &[
            "satisfaction_survey",
            "remedies",
            "cost",
            "closure",
            "preventive_decision",
            "causes",
            "dispute",
            "related_complaints",
        ],
        Kind::Dispute => &[
            "implemented_on",
            "satisfaction",
            "lessons",
            "findings",
            "cost",
            "review_of_decision",
        ],
        Kind::Action => &["progress", "side_effects"],
        Kind::Wave => &["published_on", "validation_note", "no_finding"],
        Kind::Objective => &["linked_to"],
        _ => &[],
    }
}

/// Every change of a closed record, by record and in the order of the commits.
pub fn changes<'a>(keeping: &Keeping<'a>) -> Vec<Touched<'a>> {
    let mut all = Vec::new();
    for (record, history) in keeping.present().filter(|(_, history)| history.versions.len() > 1) {
        let mut found: Vec<Touched<'a>> = Vec::new();
        let mut reasons: Vec<(usize, Reason)> = Vec::new();
        let mut closed: Option<Date> = None;
        replay::each(history, |version, before, after| {
            let on = keeping.day(version.commit);
            if let Some(day) = closed.filter(|day| *day < on && !takes_up_again(version)) {
                let fields = fields(keeping, record.kind, version, before);
                if !fields.is_empty() {
                    found.push(Touched {
                        record,
                        commit: version.commit,
                        on,
                        closed: day,
                        fields,
                        reason: None,
                    });
                }
            }
            if let Some(text) = new_reason(before, after) {
                let commit = Some(version.commit);
                reasons.push((found.len(), Reason { text, commit }));
            }
            closed = match (is_settled(keeping, record.kind, after), closed) {
                (true, None) => Some(on),
                (true, since) => since,
                (false, _) => None,
            };
        });
        // Words that are not committed yet answer for all that was changed before.
        let written = record.envelope.change_reason.as_deref().map(str::trim);
        if let Some(text) = written.filter(|text| !text.is_empty())
            && replay::text(&replay::last(history), "change_reason").map(str::trim) != Some(text)
        {
            let text = text.to_owned();
            reasons.push((found.len(), Reason { text, commit: None }));
        }
        // A reason answers for the change it came with, and for those before it that have none.
        for (index, touched) in found.iter_mut().enumerate() {
            let reason = reasons.iter().find(|(until, _)| index < *until);
            touched.reason = reason.map(|(_, reason)| reason.clone());
        }
        all.append(&mut found);
    }
    all
}

/// The reason that a version brought.
fn new_reason(before: &State, after: &State) -> Option<String> {
    let text = replay::text(after, "change_reason")?.trim();
    let known = replay::text(before, "change_reason").map(str::trim);
    (!text.is_empty() && known != Some(text)).then(|| text.to_owned())
}

/// Whether nothing more was due on a record with these values. What cannot be read any more counts as open.
pub fn is_settled(keeping: &Keeping<'_>, kind: Kind, state: &State) -> bool {
    let settled = kind.about().settled;
    let fields = keeping.catalogue.fields(kind);
    if !fields.iter().any(|field| field.name == "status" && field.derived) {
        return settled.contains(&replay::text(state, "status").unwrap_or("active"));
    }
    // Only what a state follows from is read: older versions may hold fields that are no longer known, or other words in them.
    let events = replay::at(state, "events").and_then(Value::as_array);
    let event = |event: &Value| {
        let named = |name: &str| Some((name.to_owned(), event.get(name)?.clone()));
        Value::Object(["at", "kind"].into_iter().filter_map(named).collect())
    };
    let mut reduced = State::new();
    reduced.extend(events.map(|events| ("events".to_owned(), events.iter().map(event).collect())));
    for name in ["closed_on", "outcome"] {
        reduced.extend(replay::at(state, name).map(|value| (name.to_owned(), value.clone())));
    }
    let data = serde_yaml::to_value(&reduced)
        .ok()
        .and_then(|value| kind.read(&value).ok());
    data.and_then(|data| data.derived_status())
        .is_some_and(|status| settled.contains(&status))
}

/// Whether a version takes a case up again, and says so.
fn takes_up_again(version: &Version) -> bool {
    version.fields().iter().any(|change| {
        let event = match &change.what {
            What::Added(item) if change.field == "events" => item.get("kind").and_then(Value::as_str),
            What::Added(_) | What::Removed(_) | What::Rows(_) | What::Set { .. } => None,
        };
        event == Some("reopened")
    })
}

/// The fields of a version that count as changed after closing.
fn fields<'a>(keeping: &Keeping<'_>, kind: Kind, version: &'a Version, before: &State) -> Vec<&'a str> {
    let changes = version.fields();
    let mut fields: Vec<&str> = Vec::new();
    for change in changes {
        let counts = match touch(keeping, kind, change, changes) {
            Touch::None => false,
            Touch::FilledIn => !may_follow(keeping, kind, change, before),
            Touch::Replaced => !is_put_out_of_use(change),
        };
        if counts && !fields.contains(&change.field.as_str()) {
            fields.push(&change.field);
        }
    }
    fields
}

/// Whether what is filled in comes after closing by its nature.
fn may_follow(keeping: &Keeping<'_>, kind: Kind, change: &FieldChange, before: &State) -> bool {
    if follows(kind).contains(&head(&change.field))
        || substance::is_link(keeping, kind, &change.field)
        || head(&change.field) == "notes"
    {
        return true;
    }
    match &change.what {
        // What happened after the closing is written down after it; whether it may happen then is another rule's question.
        What::Added(event) if kind == Kind::Complaint && change.field == "events" => is_later(event, before),
        What::Added(_) | What::Removed(_) | What::Rows(_) | What::Set { .. } => false,
    }
}

/// Whether an event lies at or after the last closing.
fn is_later(event: &Value, before: &State) -> bool {
    let instant = |event: &Value| event.get("at")?.as_str()?.parse::<Timestamp>().ok();
    let events = replay::at(before, "events").and_then(Value::as_array);
    let ends = |event: &&Value| matches!(event.get("kind").and_then(Value::as_str), Some("closed" | "withdrawn"));
    let closed = events
        .and_then(|events| events.iter().rev().find(ends))
        .and_then(instant);
    match (instant(event), closed) {
        (Some(at), Some(closed)) => at >= closed,
        // An event without a time cannot be said to be older.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

/// Whether a record is taken out of use, which closes it for good.
fn is_put_out_of_use(change: &FieldChange) -> bool {
    match &change.what {
        What::Set {
            new: Some(Value::String(word)),
            ..
        } if change.field == "status" => {
            matches!(word.as_str(), "superseded" | "retired")
        }
        What::Set { .. } | What::Added(_) | What::Removed(_) | What::Rows(_) => false,
    }
}
