//! What weights cost: Kish's design effect and effective base.

use crate::stats::estimate::{NotEstimable, finite};

/// A set of weights.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Kish {
    /// Their sum.
    pub sum: f64,
    /// How many answers of a simple random sample tell as much: `(sum w)^2 / sum w^2`.
    pub effective_base: f64,
    /// The design effect `n sum w^2 / (sum w)^2`, by which the variance grows. Some packages give its square root under a
    /// similar name.
    pub design_effect: f64,
}

/// Computes design effect and effective base of weights.
///
/// Source: Kish, Survey Sampling, 1965, section 11.7, and Journal of Official Statistics 8 (1992) 183. Metric M-SMP-7. Valid
/// for weights that have little to do with what is measured; flag a design effect above 2. A weight of 0 counts in `n`.
///
/// Errors: no weights, a negative one or one that is no finite number, or all of them 0.
///
/// ```
/// use tenfour::stats::effective_base::kish;
/// let weights = [vec![1.2; 40], vec![0.8; 60], vec![1.5; 20], vec![0.5; 17]].concat();
/// let kish = kish(&weights).unwrap();
/// assert!((kish.design_effect - 1.099999).abs() < 5e-7);
/// assert!((kish.effective_base - 124.545611).abs() < 5e-7);
/// ```
pub fn kish(weights: &[f64]) -> Result<Kish, NotEstimable> {
    finite(weights)?;
    if weights.is_empty() {
        return Err(NotEstimable::NobodyAnswered);
    }
    if weights.iter().any(|weight| *weight < 0.0) {
        return Err(NotEstimable::NegativeWeight);
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 {
        return Err(NotEstimable::NoWeight);
    }
    // Taken relative to the largest, so that squares of very small or large weights neither vanish nor overflow.
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), weight| {
        let part = weight / largest;
        (sum + part, squares + part * part)
    });
    let effective_base = sum * sum / squares;
    Ok(Kish {
        sum: weights.iter().sum(),
        effective_base,
        design_effect: weights.len() as f64 / effective_base,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn faults_are_told() {
        assert_eq!(kish(&[]), Err(NotEstimable::NobodyAnswered));
        assert_eq!(kish(&[1.0, -1.0]), Err(NotEstimable::NegativeWeight));
        assert_eq!(kish(&[0.0, 0.0]), Err(NotEstimable::NoWeight));
        assert_eq!(kish(&[f64::NAN]), Err(NotEstimable::NotFinite));
    }

    proptest! {
        #[test]
        fn the_base_lies_between_one_and_n_and_the_unit_of_weights_does_not_matter(
            weights in prop::collection::vec(0.01..50.0f64, 1..60), unit in 1e-200..1e200f64,
        ) {
            let base = kish(&weights).unwrap().effective_base;
            prop_assert!(base >= 1.0 - 1e-12 && base <= weights.len() as f64 * (1.0 + 1e-12));
            let scaled: Vec<f64> = weights.iter().map(|weight| weight * unit).collect();
            prop_assert!((kish(&scaled).unwrap().effective_base / base - 1.0).abs() < 1e-9);
        }
    }
}
