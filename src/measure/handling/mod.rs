//! What complainants say about the way their complaint was handled: surveys of the type `complaint_handling`.
//!
//! Complaints are few, so that waves are pooled by the year in whose period they lie. Handling and result are always asked and
//! shown apart: a fair process may have an unwelcome result. Where the records tell how the complaint of an answer ended, figures
//! are split by it and stand beside the value that the mix of outcomes of the first year would give.

mod ending;
mod first_contact_reported;
pub(super) mod pooled;
mod retention_after_complaint;
mod with_handling;
mod with_outcome;

use super::metric::Metric;
use super::selection::Key;
use crate::record::survey::{Question, QuestionKind, SurveyType};
use pooled::Asked;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    with_handling::METRIC,
    with_outcome::METRIC,
    first_contact_reported::METRIC,
    retention_after_complaint::METRIC,
];

/// By what these are narrowed.
const KEYS: &[Key] = &[Key::Survey, Key::Question, Key::Segment, Key::Product, Key::Period];

/// By what those are narrowed that are split by how the complaint ended.
const KEYS_AND_OUTCOME: &[Key] = &[
    Key::Survey,
    Key::Question,
    Key::Segment,
    Key::Product,
    Key::Outcome,
    Key::Period,
];

const fn asked(metric: &'static str) -> Asked {
    Asked {
        metric,
        of_type: SurveyType::ComplaintHandling,
        word: "complaint_handling",
    }
}

/// Whether a question asks for the result and not for the handling: its key says so.
fn asks_for_result(question: &Question) -> bool {
    let key = question.key.as_deref().unwrap_or_default();
    pooled::is_rating(question) && ["outcome", "result", "decision"].iter().any(|word| key.contains(word))
}

/// Whether a question asks for the handling.
fn asks_for_handling(question: &Question) -> bool {
    pooled::is_rating(question) && !asks_for_result(question)
}

/// Whether a question asks if the matter was settled at once.
fn asks_for_first_contact(question: &Question) -> bool {
    let key = question.key.as_deref().unwrap_or_default();
    question.kind == Some(QuestionKind::YesNo) && key.contains("first")
}

/// Whether a question asks if the complainant stays or buys again.
fn asks_for_staying(question: &Question) -> bool {
    let key = question.key.as_deref().unwrap_or_default();
    let words = [
        "stay",
        "retain",
        "retention",
        "repurchase",
        "again",
        "renew",
        "continue",
        "loyal",
    ];
    let fits = pooled::is_rating(question) || question.kind == Some(QuestionKind::YesNo);
    fits && words.iter().any(|word| key.contains(word))
}
