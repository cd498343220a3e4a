//! States in plain words with a tone; a tone never stands alone, the word goes with it.

use crate::record::Record;
use crate::record::schema::label;
use serde::Serialize;

/// What a state says at a glance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As it should be.
    Good,
    /// Work in progress.
    Open,
    /// Needs attention.
    Warn,
    /// Went wrong.
    Bad,
    /// Out of use.
    Muted,
}

/// A state as shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StatusView {
    /// The word as recorded or derived.
    pub word: String,
    /// The word in plain words.
    pub label: String,
    /// What it says at a glance.
    pub tone: Tone,
}

/// The state of a record.
pub fn view(record: &Record) -> StatusView {
    word(record.status())
}

/// A state by its word.
pub fn word(word: &str) -> StatusView {
    StatusView {
        word: word.to_owned(),
        label: label(word),
        tone: tone(word),
    }
}

/// The tone of a state, an outcome or a result.
pub fn tone(word: &str) -> Tone {
    match word {
        "achieved" | "verified" | "closed" | "effective" | "analysed" | "published" | "current" | "active"
        | "confirmed" | "final" | "upheld" | "accepted" | "settled" => Tone::Good,
        "partly_effective"
        | "inconclusive"
        | "pending"
        | "paused"
        | "reopened"
        | "waiting_for_complainant"
        | "in_dispute"
        | "partly_upheld"
        | "provisional"
        | "watch" => Tone::Warn,
        "missed" | "not_effective" | "rejected" | "overdue" => Tone::Bad,
        "withdrawn" | "cancelled" | "superseded" | "retired" | "draft" | "not_upheld" => Tone::Muted,
        _ => Tone::Open,
    }
}
