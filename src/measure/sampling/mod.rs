//! Sampling and response: who was asked, who answered, how far those who answered stand for the rest.

mod completion;
mod design_effect;
mod margin;
mod representativeness;
mod required;
mod response_rate;
mod weights;

use super::answers::{WaveAnswers, Weighting};
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::survey::Sampling;
use crate::stats::design_effect::clusters;

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

/// The design effect of a wave: that of its weights times that of its clusters. Errors: why it is not known.
fn effect(wave: &WaveAnswers<'_>) -> Result<f64, String> {
    let weights = match &wave.weighting {
        Weighting::None => 1.0,
        Weighting::Weighted(weights) => weights.design_effect,
        Weighting::Failed(why) => return Err(why.clone()),
    };
    let Some(drawn) = sampling(wave).and_then(|sampling| sampling.clusters.as_ref()) else {
        return Ok(weights);
    };
    let (Some(count), Some(icc)) = (drawn.count.filter(|count| *count > 0), drawn.icc_assumed) else {
        return Err("how many clusters there are, or how alike their members, is not written".to_owned());
    };
    let members = (wave.respondents.len() as u64).div_ceil(count).max(1);
    Ok(weights * clusters(members, icc).map_err(|why| why.reason())?)
}

#[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}
