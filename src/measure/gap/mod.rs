//! Gaps of service quality: between what customers expect and what they get, and on the way from one to the other.
//!
//! Signs: the customer gap is perception less expectation, below zero where customers get less than they expect. The gaps of
//! understanding, of standards and of view are above zero where the organization expects less than customers do, sets less
//! than it knows is expected, or sees itself better than customers do.

mod blind_spots;
mod communication;
mod customer;
pub(super) mod delivery;
mod standard;
mod understanding;
mod view;

use super::answers::{WaveAnswers, ends, pomp};
use super::metric::Metric;
use crate::record::survey::{Question, QuestionKind};
use crate::record::types::ScaleEnds;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    customer::METRIC,
    understanding::METRIC,
    standard::METRIC,
    delivery::METRIC,
    communication::METRIC,
    view::METRIC,
    blind_spots::METRIC,
];

/// The ends of a recorded scale.
fn scale(ends: Option<&ScaleEnds>) -> Option<(f64, f64)> {
    let ends = ends?;
    ends.min.zip(ends.max)
}

/// The questions of a wave that ask how a characteristic is.
fn perceptions<'a>(wave: &WaveAnswers<'a>) -> impl Iterator<Item = (&'a Question, &'a str)> + use<'a> {
    wave.questions.iter().filter_map(|question| {
        let asked = question.kind == Some(QuestionKind::Perception) && ends(question).is_some();
        asked.then_some((question, question.characteristic.as_ref()?.id()))
    })
}

/// What everybody of a wave gave to a question, as 0 to 100, high being good.
fn points(wave: &WaveAnswers<'_>, question: &Question) -> Vec<Option<f64>> {
    let Some(ends) = ends(question) else {
        return vec![None; wave.respondents.len()];
    };
    let given = wave.given_upright(question).into_iter();
    given.map(|given| pomp(given.number()?, ends)).collect()
}
