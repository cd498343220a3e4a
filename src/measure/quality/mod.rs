//! Quality of the data: whether they are complete, given with care, entered once and of one mind.

mod careless;
mod completeness;
mod consistency;
mod duplicates;
mod item_response;
mod validation;

use super::answers::WaveAnswers;
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    completeness::METRIC,
    item_response::METRIC,
    duplicates::METRIC,
    careless::METRIC,
    validation::METRIC,
    consistency::METRIC,
];

/// Each wave with answers.
fn waves(scope: &Scope<'_>) -> Vec<Selection> {
    scope
        .waves()
        .filter(|wave| !wave.respondents.is_empty())
        .map(|wave| Selection::all().with(Key::Wave, wave.record.id()))
        .collect()
}

/// Whether a question is answered by a point of a scale.
fn is_scaled(wave: &WaveAnswers<'_>, key: &str) -> bool {
    wave.question(key)
        .and_then(|question| question.kind)
        .is_some_and(|kind| kind.has_scale())
}
