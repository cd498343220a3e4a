//! Whether a change touches what a record says, or only how it is kept.
//!
//! Kept, and no change of substance:
//! 1. bookkeeping: tags, clauses, audience, what it replaces, its end of validity, why it was changed, what was confirmed;
//! 2. ids that were renamed, and text that differs in blanks and line ends only;
//! 3. personal data and restricted text that were taken out, or made anonymous: that is disposal;
//! 4. remarks that grew at their end.
//!
//! Everything else is a change, and of two sorts: something that was not there, or said that it was still to come (`pending`,
//! `unknown`, `not yet`), was filled in, or something that was there is different or gone. Where a field takes `true`, `false` or
//! a day, as consents do, the day on which it came to be is filled in: what was said before still holds of the time before.

use super::Keeping;
use crate::history::{FieldChange, What};
use crate::record::Kind;
use crate::record::schema::{self, Shape};
use jiff::civil::Date;
use serde_json::Value;

/// What a change does to what a record says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Touch {
    /// Nothing.
    None,
    /// Tells more; what was told stands.
    FilledIn,
    /// What was told is different or gone.
    Replaced,
}

/// Fields of every kind that say how a record is kept.
const BOOKKEEPING: &[&str] = &[
    "change_reason",
    "confirmed",
    "tags",
    "clauses",
    "confidentiality",
    "supersedes",
    "valid_to",
    "recorded_by",
];

/// The first name of a path.
pub fn head(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

/// A path without what tells items of lists apart: `events[2].note` becomes `events.note`.
pub fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => plain.push(character),
            _ => {}
        }
    }
    plain
}

/// What one change of a version does; the other changes of it tell whether an item of a list only grew.
pub fn touch(keeping: &Keeping<'_>, kind: Kind, change: &FieldChange, version: &[FieldChange]) -> Touch {
    let field = schema::find(keeping.catalogue.fields(kind), &plain(&change.field));
    if BOOKKEEPING.contains(&head(&change.field)) || field.is_some_and(|field| field.derived) {
        return Touch::None;
    }
    let private = field.is_some_and(|field| field.personal || field.restricted);
    match &change.what {
        What::Set {
            old: Some(old),
            new: Some(_),
        } if is_open(old) => Touch::FilledIn,
        What::Set {
            old: Some(old),
            new: Some(new),
        } if is_yes_or_no(old) && is_day(new) => Touch::FilledIn,
        What::Set {
            old: Some(old),
            new: Some(new),
        } => {
            let more = head(&change.field) == "notes" && grew_at_its_end(old, new);
            if more || same(keeping, old, new) || (private && is_anonymous(new)) {
                Touch::None
            } else {
                Touch::Replaced
            }
        }
        What::Set {
            old: Some(old),
            new: None,
        } if private || is_empty(old) => Touch::None,
        What::Set {
            old: Some(_),
            new: None,
        } => Touch::Replaced,
        What::Set {
            old: None,
            new: Some(new),
        } if is_empty(new) => Touch::None,
        What::Set {
            old: None,
            new: Some(_),
        } => Touch::FilledIn,
        What::Set { old: None, new: None } => Touch::None,
        What::Rows(rows) if rows.changed + rows.removed > 0 => Touch::Replaced,
        What::Rows(_) => Touch::FilledIn,
        What::Added(item) => {
            let removed = others(change, version).filter_map(|what| match what {
                What::Removed(old) => Some(old),
                What::Set { .. } | What::Added(_) | What::Rows(_) => None,
            });
            let mut touch = Touch::FilledIn;
            for old in removed {
                if same(keeping, old, item) {
                    touch = Touch::None;
                }
            }
            touch
        }
        What::Removed(item) => {
            let added = others(change, version).filter_map(|what| match what {
                What::Added(new) => Some(new),
                What::Set { .. } | What::Removed(_) | What::Rows(_) => None,
            });
            let mut touch = Touch::Replaced;
            for new in added {
                if same(keeping, item, new) || grew(item, new) {
                    touch = Touch::None;
                }
            }
            if private { Touch::None } else { touch }
        }
    }
}

/// Other changes of the same list.
fn others<'a>(change: &'a FieldChange, version: &'a [FieldChange]) -> impl Iterator<Item = &'a What> {
    version
        .iter()
        .filter(|other| other.field == change.field)
        .map(|other| &other.what)
}

/// Whether a field holds references to records, alone or in a list.
pub fn is_link(keeping: &Keeping<'_>, kind: Kind, path: &str) -> bool {
    fn links(shape: &Shape) -> bool {
        match shape {
            Shape::Reference(_) | Shape::ReferenceOrText(_) => true,
            Shape::List(item) | Shape::Map(item) => links(item),
            _ => false,
        }
    }
    schema::find(keeping.catalogue.fields(kind), &plain(path)).is_some_and(|field| links(&field.shape))
}

/// Whether two values say the same: equal but for blanks, and for ids that were renamed.
pub fn same(keeping: &Keeping<'_>, one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            one.split_whitespace().eq(other.split_whitespace()) || now(keeping, one) == now(keeping, other)
        }
        (Value::Array(one), Value::Array(other)) => {
            // The order of a list tells nothing that its items do not tell.
            let has = |items: &[Value], item: &Value| items.iter().any(|of| same(keeping, of, item));
            one.len() == other.len()
                && one.iter().all(|item| has(other, item))
                && other.iter().all(|item| has(one, item))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, one)| other.get(key).is_some_and(|other| same(keeping, one, other)))
        }
        (one, other) => one == other,
    }
}

/// The id that a reference has now, with what stands behind `#`.
fn now<'a>(keeping: &'a Keeping<'_>, reference: &'a str) -> (&'a str, Option<&'a str>) {
    let (mut id, part) = match reference.split_once('#') {
        Some((id, part)) => (id, Some(part)),
        None => (reference, None),
    };
    // A circle of redirects is told while the settings are read; here it must only end.
    for _ in 0..=keeping.redirects.len() {
        match keeping.redirects.get(id) {
            Some(next) => id = next,
            None => break,
        }
    }
    (id, part)
}

/// Whether an item of a list still says all that it said, and more.
pub fn grew(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => old
            .iter()
            .all(|(key, old)| is_empty(old) || new.get(key).is_some_and(|new| old == new || grew(old, new))),
        (Value::Array(old), Value::Array(new)) => new.starts_with(old),
        _ => false,
    }
}

fn grew_at_its_end(old: &Value, new: &Value) -> bool {
    match (old.as_str(), new.as_str()) {
        (Some(old), Some(new)) => new.trim_start().starts_with(old.trim()),
        _ => false,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a value is `true` or `false`, as a truth or as it is written.
fn is_yes_or_no(value: &Value) -> bool {
    value.is_boolean() || matches!(value.as_str(), Some("true" | "false"))
}

/// Whether a value is a day.
fn is_day(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<Date>().is_ok())
}

/// Words that say that something is still to come.
fn is_open(value: &Value) -> bool {
    let word = value
        .as_str()
        .map(|text| text.trim().trim_end_matches('.').to_lowercase());
    matches!(
        word.as_deref(),
        Some("pending" | "unknown" | "not yet" | "tbd" | "to be determined")
    )
}

/// Words that stand where something personal stood.
fn is_anonymous(value: &Value) -> bool {
    let word = value
        .as_str()
        .map(|text| text.trim().trim_matches(['[', ']', '(', ')', '.']).to_lowercase());
    matches!(
        word.as_deref(),
        Some(
            "anonymous"
                | "anonymised"
                | "anonymized"
                | "unknown"
                | "removed"
                | "deleted"
                | "withheld"
                | "redacted"
                | ""
        )
    )
}
