//! Sample sizes: how many answers a margin of error needs.

use statrs::distribution::{ContinuousCDF, Normal};

/// How many answers are needed so that the interval of a share near one half has a half width of `margin`.
///
/// In: the half width as a share (0.05 is five points), the confidence (0.95), the size of the population where it is
/// known, and the design effect (1 for simple random samples and censuses). Out: answers, rounded up; nothing where the
/// margin or the confidence lies outside 0 to 1, or the design effect is below 0.
///
/// `n0 = z^2 p (1 - p) / margin^2` with `p = 0.5`, the share that needs most; with a population of `N`
/// `n = n0 / (1 + (n0 - 1) / N)`; times the design effect. Source: Cochran, Sampling Techniques, 3rd edition 1977,
/// section 4.4; metric M-SMP-4. Not valid for shares near 0 or 1, nor for samples that are not drawn by chance.
///
/// ```
/// use tenfour::stats::sample_size::required;
/// assert_eq!(required(0.05, 0.95, None, 1.0), Some(385));
/// assert_eq!(required(0.05, 0.95, Some(5000), 1.0), Some(357));
/// assert_eq!(required(0.05, 0.95, Some(400), 1.0), Some(197));
/// ```
pub fn required(margin: f64, confidence: f64, population: Option<u64>, design_effect: f64) -> Option<u64> {
    let open = |share: f64| share > 0.0 && share < 1.0;
    if !open(margin) || !open(confidence) || design_effect.is_nan() || design_effect < 0.0 {
        return None;
    }
    let z = Normal::standard().inverse_cdf(f64::midpoint(1.0, confidence));
    let unlimited = z * z * 0.25 / (margin * margin);
    #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
    let corrected = match population {
        Some(size) => unlimited / (1.0 + (unlimited - 1.0) / size as f64),
        None => unlimited,
    };
    let needed = (corrected * design_effect).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held in range in the condition"
    )]
    (0.0..1e15).contains(&needed).then_some(needed as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_need_more_and_all_are_never_too_few() {
        assert_eq!(required(0.05, 0.95, None, 2.0), Some(769));
        assert_eq!(required(0.01, 0.95, Some(50), 1.0), Some(50));
    }

    #[test]
    fn there_is_no_sample_for_no_margin() {
        assert_eq!(required(0.0, 0.95, None, 1.0), None);
        assert_eq!(required(0.05, 1.0, None, 1.0), None);
        assert_eq!(required(0.05, 0.95, None, f64::NAN), None);
    }
}
