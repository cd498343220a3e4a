//! Sampling and response: who was asked, who answered, how far those who answered stand for the rest.

mod completion;
mod design_effect;
mod margin;
mod representativeness;
mod required;
mod response_rate;
mod weights;

use super::answers::WaveAnswers;
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::survey::Sampling;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    response_rate::METRIC,
    completion::METRIC,
    weights::METRIC,
    required::METRIC,
    margin::METRIC,
    representativeness::METRIC,
    design_effect::METRIC,
];

/// By what measures of a wave as a whole are narrowed.
const KEYS: &[Key] = &[Key::Survey, Key::Wave, Key::Period];

/// Every wave that fits.
fn waves<'a>(scope: &Scope<'a>, fits: impl Fn(&WaveAnswers<'a>) -> bool) -> Vec<Selection> {
    let waves = scope.waves().filter(|wave| fits(wave));
    waves
        .map(|wave| Selection::all().with(Key::Wave, wave.record.id()))
        .collect()
}

/// How the survey of a wave draws.
fn sampling<'a>(wave: &WaveAnswers<'a>) -> Option<&'a Sampling> {
    wave.survey.and_then(|(_, survey)| survey.sampling.as_ref())
}

#[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}
