//! Weights of the answers of a wave (metric M-SMP-3): what the survey's sampling asks for, brought to the shares it names.
//!
//! In: who answered, and the survey's weighting with its targets. Out: a [`Weighting`]. Whoever lacks one of the dimensions
//! cannot be brought to its share and keeps the weight 1.

use super::answers::{Respondent, Weighting, Weights};
use crate::record::survey::{Sampling, Weighting as Asked};
use crate::stats::design_effect::kish;
use crate::stats::post_stratification::post_stratify;
use crate::stats::raking::{Margin, rake, rake_trimmed};
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
    let made = match sampling.weighting {
        None | Some(Asked::None) => return Weighting::None,
        Some(_) if respondents.is_empty() => return Weighting::None,
        Some(_) if sampling.targets.is_empty() => Err("the survey names no targets to weight to".to_owned()),
        Some(Asked::Cell) => cells(respondents, &sampling.targets),
        Some(Asked::Rake) => raked(respondents, sampling),
    };
    match made.and_then(|(values, rounds, trimmed)| finish(respondents, sampling, values, rounds, trimmed)) {
        Ok(weights) => Weighting::Weighted(weights),
        Err(why) => Weighting::Failed(why),
    }
}

/// Targets: dimension, then group, then its share.
type Targets = BTreeMap<String, BTreeMap<String, f64>>;

/// Weights, rounds, and how many were held at an end.
type Made = Result<(Vec<Option<f64>>, usize, usize), String>;

/// The group of one who answered in a dimension: a segment, or the role.
pub(super) fn level<'a>(respondent: &Respondent<'a>, dimension: &str) -> Option<&'a str> {
    match dimension {
        "respondent_role" | "role" => respondent.role,
        "product" => respondent.product,
        dimension => respondent.segments.get(dimension).copied(),
    }
}

fn raked(respondents: &[Respondent<'_>], sampling: &Sampling) -> Made {
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
    let trim = sampling.trim.as_ref();
    let bounds = (
        trim.and_then(|trim| trim.min).unwrap_or(BOUNDS.0),
        trim.and_then(|trim| trim.max).unwrap_or(BOUNDS.1),
    );
    let raked = rake(&margins, &base).map_err(|fault| fault.to_string())?;
    let outside = |weight: &f64| *weight < bounds.0 || *weight > bounds.1;
    let raked = if raked.mean_one().iter().flatten().any(outside) {
        rake_trimmed(&margins, &base, bounds).map_err(|fault| fault.to_string())?
    } else {
        raked
    };
    Ok((raked.mean_one(), raked.rounds, raked.trimmed))
}

/// Weights by cells of one dimension.
fn cells(respondents: &[Respondent<'_>], targets: &Targets) -> Made {
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
    Ok((values, 1, 0))
}

fn finish(
    respondents: &[Respondent<'_>],
    sampling: &Sampling,
    values: Vec<Option<f64>>,
    rounds: usize,
    trimmed: usize,
) -> Result<Weights, String> {
    let values: Vec<f64> = values.into_iter().map(|weight| weight.unwrap_or(1.0)).collect();
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
        rounds,
        trimmed,
        thin,
    })
}
