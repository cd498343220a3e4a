//! States in plain words with a tone and an icon; neither stands alone, the word goes with them.

use super::blocks::{State, Tone};
use crate::record::schema::label;
use crate::record::{Data, Record};
use jiff::civil::Date;

/// What a record says of itself at a glance: its state, or what it concluded where that matters more.
pub fn of(record: &Record, as_of: Date) -> State {
    let text = |name: &str| record.node.get(name).and_then(|node| node.text());
    match &record.data {
        Data::Action(action) if action.is_overdue(as_of) => State::new(Tone::Bad, "clock", "Overdue"),
        Data::Verification(_) => text("result").map_or_else(|| word(record.status()), word),
        Data::Finding(_) => match text("decision") {
            None | Some("pending") => State::new(Tone::Warn, "clock", "Decision pending"),
            Some(decision) => State::new(Tone::None, "ok", format!("Decided: {}", label(decision).to_lowercase())),
        },
        Data::Cause(_) => text("verified").map_or_else(|| word(record.status()), word),
        Data::Complaint(complaint) => complaint_state(record, complaint, as_of),
        _ => word(record.status()),
    }
}

/// The same without an outcome, where the outcome stands beside it.
pub fn brief(record: &Record, as_of: Date) -> State {
    match &record.data {
        Data::Complaint(complaint) if record.is_settled() => settled(record, complaint),
        _ => of(record, as_of),
    }
}

/// The state of a complaint that is settled; one that was withdrawn and then closed is both.
fn settled(record: &Record, complaint: &crate::record::complaint::Complaint) -> State {
    let state = word(record.status());
    if record.status() == "closed" && complaint.is_withdrawn() {
        State {
            word: format!("{}, withdrawn", state.word),
            ..state
        }
    } else {
        state
    }
}

fn complaint_state(record: &Record, complaint: &crate::record::complaint::Complaint, as_of: Date) -> State {
    let state = word(record.status());
    let outcome = record.node.get("outcome").and_then(|node| node.text());
    if record.is_settled() {
        let state = settled(record, complaint);
        let said =
            |outcome: &&str| *outcome == record.status() || (*outcome == "withdrawn" && complaint.is_withdrawn());
        return match outcome.filter(|outcome| !said(outcome)) {
            Some(outcome) => State {
                word: format!("{}, {}", state.word, label(outcome).to_lowercase()),
                ..state
            },
            None => state,
        };
    }
    let late = complaint.awaits_decision() && complaint.response_due.is_some_and(|due| due < as_of);
    if late && (state.tone == Tone::Info || record.status() == "reopened") {
        return State::new(Tone::Warn, "clock", format!("{}, past due", state.word));
    }
    state
}

/// A state by its word.
pub fn word(word: &str) -> State {
    let (tone, icon) = look(word);
    State::new(tone, icon, label(word))
}

/// Whether a word is one of those that have a tone.
pub fn is_known(word: &str) -> bool {
    look(word) != (Tone::Info, "open")
}

/// The tone and icon of a state, an outcome or a result.
fn look(word: &str) -> (Tone, &'static str) {
    match word {
        "achieved" | "verified" | "effective" | "confirmed" | "final" | "kept" | "met" | "passed" => (Tone::Ok, "ok"),
        "closed" | "published" | "analysed" | "active" | "current" | "sent" | "accepted" | "settled" | "completed"
        | "done" | "implemented" | "held" | "noted" => (Tone::None, "ok"),
        "partly_effective" => (Tone::Warn, "partly"),
        "inconclusive" | "watch" | "provisional" => (Tone::Warn, "warn"),
        "pending" | "paused" | "reopened" | "waiting_for_complainant" | "in_dispute" => (Tone::Warn, "clock"),
        "missed" | "not_effective" | "rejected" | "broken" | "failed" => (Tone::Bad, "bad"),
        "overdue" => (Tone::Bad, "clock"),
        "withdrawn" | "cancelled" | "superseded" | "retired" => (Tone::None, "none"),
        "draft" | "design" | "pretest" => (Tone::None, "draft"),
        _ => (Tone::Info, "open"),
    }
}
