//! Weights of the answers of a wave (metric M-SMP-3): what the survey's sampling asks for, brought to the shares it names.
//!
//! In: who answered, and the survey's weighting with its targets. Out: a [`Weighting`]. Whoever lacks one of the dimensions
//! cannot be brought to its share and keeps the weight 1.

use super::answers::{Respondent, Weighting, Weights};
use crate::record::survey::{Sampling, Weighting as Asked};
use crate::stats::design_effect::kish;
use crate::stats::post_stratification::post_stratify;
use crate::stats::raking::{Margin, rake, rake_within};
use crate::stats::weighting_fault::WeightingFault;
use std::collections::BTreeMap;

/// Fewest answers of a group that is weighted; below they should be joined with others.
const THIN: usize = 10;

/// Weights may lie between these unless the survey says otherwise.
const BOUNDS: (f64, f64) = (0.3, 3.0);

/// The weights of those who answered.
pub(super) fn of(respondents: &[Respondent<'_>], sampling: Option<&Sampling>) -> Weighting {
    let Some(sampling) = sampling else {
        return Weighting::None;
    };
    let bounds = bounds(sampling);
    let made = match sampling.weighting {
        None | Some(Asked::None) => return Weighting::None,
        Some(_) if respondents.is_empty() => return Weighting::None,
        Some(_) if sampling.targets.is_empty() => Err("the survey names no targets to weight to".to_owned()),
        Some(Asked::Cell) => cells(respondents, &sampling.targets),
        Some(Asked::Rake) => raked(respondents, sampling, bounds),
    };
    match made.and_then(|made| finish(respondents, sampling, bounds, made)) {
        Ok(weights) => Weighting::Weighted(weights),
        Err(why) => Weighting::Failed(why),
    }
}

/// The smallest and the largest weight that the survey allows.
fn bounds(sampling: &Sampling) -> (f64, f64) {
    let trim = sampling.trim.as_ref();
    (
        trim.and_then(|trim| trim.min).unwrap_or(BOUNDS.0),
        trim.and_then(|trim| trim.max).unwrap_or(BOUNDS.1),
    )
}

/// Targets: dimension, then group, then its share.
type Targets = BTreeMap<String, BTreeMap<String, f64>>;

/// Weights that were made.
struct Made {
    values: Vec<Option<f64>>,
    rounds: usize,
    /// How many lie at an end of the bounds.
    held: usize,
}

/// The group of one who answered in a dimension: a segment, or the role.
pub(super) fn level<'a>(respondent: &Respondent<'a>, dimension: &str) -> Option<&'a str> {
    match dimension {
        "respondent_role" | "role" => respondent.role,
        "product" => respondent.product,
        dimension => respondent.segments.get(dimension).copied(),
    }
}

/// Weights by several dimensions. Where the targets and the bounds cannot both be had the targets are met: a weight that is cut without
/// them would bring the answers to no population at all. That the bounds are not kept is told beside the weights.
fn raked(respondents: &[Respondent<'_>], sampling: &Sampling, bounds: (f64, f64)) -> Result<Made, String> {
    let margins: Vec<Margin<'_>> = sampling
        .targets
        .iter()
        .map(|(dimension, targets)| Margin {
            name: dimension,
            targets,
            levels: respondents.iter().map(|one| level(one, dimension)).collect(),
        })
        .collect();
    let base = vec![1.0; respondents.len()];
    let raked = match rake_within(&margins, &base, bounds) {
        Err(WeightingFault::OutOfBounds { .. }) => rake(&margins, &base),
        made => made,
    };
    let raked = raked.map_err(|fault| fault.to_string())?;
    Ok(Made {
        values: raked.mean_one(),
        rounds: raked.rounds,
        held: raked.trimmed,
    })
}

/// Weights by cells of one dimension. The share of a group fixes the weight of each who belongs to it, so that bounds leave no choice.
fn cells(respondents: &[Respondent<'_>], targets: &Targets) -> Result<Made, String> {
    let mut dimensions = targets.iter();
    let (Some((dimension, shares)), None) = (dimensions.next(), dimensions.next()) else {
        return Err("weighting by cells takes one dimension; raking takes several".to_owned());
    };
    let levels: Vec<Option<&str>> = respondents.iter().map(|one| level(one, dimension)).collect();
    let known: Vec<&str> = levels.iter().copied().flatten().collect();
    let found = post_stratify(&known, &vec![1.0; known.len()], shares).map_err(|fault| fault.to_string())?;
    let total: f64 = found.weights.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
    let mean = total / found.weights.len().max(1) as f64;
    let mut weights = found.weights.into_iter().map(|weight| weight / mean);
    let values = levels.iter().map(|level| level.and_then(|_| weights.next())).collect();
    Ok(Made {
        values,
        rounds: 1,
        held: 0,
    })
}

fn finish(
    respondents: &[Respondent<'_>],
    sampling: &Sampling,
    bounds: (f64, f64),
    made: Made,
) -> Result<Weights, String> {
    // The last digits of a computed weight do not count.
    let is_within = |weight: &f64| *weight == 0.0 || (bounds.0 - 1e-9..=bounds.1 + 1e-9).contains(weight);
    let bounds_kept = made.values.iter().flatten().all(is_within);
    let values: Vec<f64> = made.values.into_iter().map(|weight| weight.unwrap_or(1.0)).collect();
    let kish = kish(&values).map_err(|why| why.reason())?;
    let mut thin = Vec::new();
    for (dimension, shares) in &sampling.targets {
        for group in shares.keys() {
            let count = respondents
                .iter()
                .filter(|one| level(one, dimension) == Some(group))
                .count();
            if count < THIN {
                thin.push((group.clone(), count));
            }
        }
    }
    Ok(Weights {
        values,
        dimensions: sampling.targets.keys().cloned().collect(),
        design_effect: kish.design_effect,
        effective: kish.effective_base,
        rounds: made.rounds,
        trimmed: made.held,
        bounds,
        bounds_kept,
        thin,
    })
}
