//! What weights and clusters cost: the design effect.

use crate::stats::descriptive::sum;
use crate::stats::estimate::{NotEstimable, computed, length, size};

/// The design effect of weights, and the base that is left.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DesignEffect {
    /// How many weights; one of 0 counts.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// How much larger weights make the variance; 1 where all are equal.
    pub design_effect: f64,
    /// The effective base, `n / deff`.
    pub effective_base: f64,
}

/// Kish's design effect of weights: `deff = n sum w^2 / (sum w)^2`, `n_eff = (sum w)^2 / sum w^2`.
///
/// It is the design effect of the variance, not its root. Source: Kish, Survey Sampling 1965, section 11.7, and Journal of
/// Official Statistics 8 (1992); metric M-SMP-7. Valid where weights have nothing to do with what is measured.
///
/// Errors: there is no weight, one is negative or no finite number, all are 0, or their sum is too large for a number.
///
/// ```
/// use tenfour::stats::design_effect::kish;
/// let weights = [vec![1.2; 40], vec![0.8; 60], vec![1.5; 20], vec![0.5; 17]].concat();
/// let found = kish(&weights).unwrap();
/// assert!((found.design_effect - 1.099999).abs() < 1e-6 && (found.effective_base - 124.545611).abs() < 1e-6);
/// assert!((found.design_effect.sqrt() - 1.048809).abs() < 1e-6);
/// ```
pub fn kish(weights: &[f64]) -> Result<DesignEffect, NotEstimable> {
    if weights.is_empty() {
        return Err(NotEstimable::NobodyAnswered);
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    if weights.iter().any(|weight| *weight < 0.0) {
        return Err(NotEstimable::NegativeWeight);
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest <= 0.0 {
        return Err(NotEstimable::NoWeight);
    }
    // In units of the largest weight, so that squares stay in range.
    let scaled = weights.iter().map(|weight| weight / largest);
    let total = sum(scaled.clone());
    let effective_base = total * total / sum(scaled.map(|weight| weight * weight));
    Ok(DesignEffect {
        n: length(weights),
        sum: computed(sum(weights.iter().copied()))?,
        design_effect: size(weights) / effective_base,
        effective_base,
    })
}

/// The design effect of clusters of `members` each, on average, whose answers resemble each other: `1 + (m - 1) icc`. Where there are
/// fewer answers than clusters each stands for one of its own, and nothing resembles anything.
///
/// Source: Kish, Survey Sampling 1965, section 5.4; metric M-SMP-7.
///
/// Errors: a cluster has no members, or the intraclass correlation lies outside 0 to 1.
pub fn clusters(members: f64, intraclass_correlation: f64) -> Result<f64, NotEstimable> {
    if !members.is_finite() || members <= 0.0 {
        return Err(NotEstimable::EmptyGroup);
    }
    if !(0.0..=1.0).contains(&intraclass_correlation) {
        return Err(NotEstimable::OutOfRange("the intraclass correlation"));
    }
    Ok(1.0 + (members - 1.0).max(0.0) * intraclass_correlation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weights_that_tell_nothing() {
        assert_eq!(kish(&[]), Err(NotEstimable::NobodyAnswered));
        assert_eq!(kish(&[0.0, 0.0]), Err(NotEstimable::NoWeight));
        assert_eq!(kish(&[1.0, -1.0]), Err(NotEstimable::NegativeWeight));
        assert_eq!(kish(&[1.0, f64::INFINITY]), Err(NotEstimable::NotFinite));
        assert_eq!(kish(&[1e308, 1e308]), Err(NotEstimable::NotFinite));
    }

    #[test]
    fn clusters_of_one_cost_nothing() {
        assert_eq!(clusters(1.0, 0.3), Ok(1.0));
        assert_eq!(clusters(11.0, 0.5), Ok(6.0));
        // 137 answers of ten groups.
        assert!((clusters(13.7, 0.05).unwrap() - 1.635).abs() < 1e-12);
        assert_eq!(clusters(0.4, 0.5), Ok(1.0));
        assert!(clusters(0.0, 0.5).is_err() && clusters(2.0, f64::NAN).is_err());
    }

    proptest! {
        #[test]
        fn the_effective_base_lies_between_one_and_all(weights in prop::collection::vec(0.001..1000.0, 1..50)) {
            let found = kish(&weights).unwrap();
            prop_assert!(found.effective_base > 1.0 - 1e-9 && found.effective_base < size(&weights) + 1e-9);
            prop_assert!((found.design_effect * found.effective_base - size(&weights)).abs() < 1e-9);
            let scaled: Vec<f64> = weights.iter().map(|weight| weight * 1e200).collect();
            prop_assert!((kish(&scaled).unwrap().effective_base / found.effective_base - 1.0).abs() < 1e-9);
        }
    }
}
