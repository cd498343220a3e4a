//! Shares: the Wilson score interval, margins of error, effective bases.

use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable, real};

/// A share: `x` of `n`, between 0 and 1.
///
/// Errors: `n` is 0, or `x` is more than `n`.
pub fn share(x: u64, n: u64) -> Result<f64, NotEstimable> {
    match n {
        0 => Err(NotEstimable::NobodyAnswered),
        n if x > n => Err(NotEstimable::MoreThanAll),
        n => Ok(real(x) / real(n)),
    }
}

/// The effective base: how many answers of a simple random sample from an unlimited population tell as much.
///
/// `n_eff = n / deff` and, with a population of `N`, `n_eff = n / deff (N - 1) / (N - n)`; infinite at `n = N`, where
/// everybody answered and there is no sampling error. Source: rule GR8 of the metric catalogue.
///
/// Errors: `n` is 0 or more than the population, or the design effect is not above 0.
///
/// ```
/// use tenfour::stats::proportion::effective_base;
/// assert!((effective_base(137, 1.0, Some(400)).unwrap() - 207.844106).abs() < 1e-6);
/// assert!((effective_base(137, 1.25, None).unwrap() - 109.6).abs() < 1e-12);
/// ```
pub fn effective_base(n: u64, design_effect: f64, population: Option<u64>) -> Result<f64, NotEstimable> {
    if n == 0 {
        return Err(NotEstimable::NobodyAnswered);
    }
    if !design_effect.is_finite() || design_effect <= 0.0 {
        return Err(NotEstimable::OutOfRange("the design effect"));
    }
    let base = real(n) / design_effect;
    match population {
        None => Ok(base),
        Some(size) if n > size => Err(NotEstimable::PopulationTooSmall),
        Some(size) if n == size => Ok(f64::INFINITY),
        Some(size) => Ok(base * real(size - 1) / real(size - n)),
    }
}

/// The Wilson score interval of a share, with an effective base that need not be whole.
///
/// `centre = (p + z^2 / 2n) / (1 + z^2 / n)`, half width `z sqrt(p (1 - p) / n + z^2 / 4n^2) / (1 + z^2 / n)`.
/// Good for few answers and for 0 or 100 percent: the limit is exactly 0 at `p = 0` and exactly 1 at `p = 1`. An infinite
/// base gives the share itself. Source: Wilson, Journal of the American Statistical Association 22 (1927); with a finite
/// population O'Neill, 2021.
///
/// Errors: the share does not lie in 0 to 1, the base is not above 0, or the confidence not between 0 and 1.
///
/// ```
/// use tenfour::stats::proportion::wilson;
/// let interval = wilson(96.0 / 137.0, 137.0, 0.95).unwrap();
/// assert!((interval.low - 0.619428).abs() < 1e-6 && (interval.high - 0.771082).abs() < 1e-6);
/// ```
pub fn wilson(share: f64, base: f64, confidence: f64) -> Result<Interval, NotEstimable> {
    if !(0.0..=1.0).contains(&share) {
        return Err(NotEstimable::OutOfRange("the share"));
    }
    if base.is_nan() || base <= 0.0 {
        return Err(NotEstimable::OutOfRange("the effective base"));
    }
    let z = z(confidence)?;
    let (p, spread) = (share, z * z / base);
    let centre = (p + spread / 2.0) / (1.0 + spread);
    let half = z * (p * (1.0 - p) / base + spread / base / 4.0).sqrt() / (1.0 + spread);
    let ends = Interval::around(centre, half).clipped(0.0, 1.0);
    Ok(Interval {
        low: if p <= 0.0 { 0.0 } else { ends.low.min(p) },
        high: if p >= 1.0 { 1.0 } else { ends.high.max(p) },
    })
}

/// The Wilson score interval of `x` of `n`, without design effect or finite population.
///
/// Errors: as [`share`] and [`wilson`].
pub fn wilson_of(x: u64, n: u64, confidence: f64) -> Result<Interval, NotEstimable> {
    wilson(share(x, n)?, real(n), confidence)
}

/// The standard error of a share with an effective base, `sqrt(p (1 - p) / n_eff)`.
///
/// With a finite population this is the planning formula with `(N - n) / (N - 1)`, the variance of the hypergeometric
/// distribution. Source: Cochran, Sampling Techniques, 3rd edition 1977, section 3.2. Not valid as half an interval near 0
/// and 1: use [`wilson`].
///
/// Errors: the share does not lie in 0 to 1, or the base is not above 0.
pub fn standard_error(share: f64, base: f64) -> Result<f64, NotEstimable> {
    if !(0.0..=1.0).contains(&share) {
        return Err(NotEstimable::OutOfRange("the share"));
    }
    if base.is_nan() || base <= 0.0 {
        return Err(NotEstimable::OutOfRange("the effective base"));
    }
    Ok((share * (1.0 - share) / base).sqrt())
}

/// The margin of error of a share, `z sqrt(p (1 - p) / n_eff)`; the headline margin of a wave has `p = 0.5`, the share that
/// needs most. Source: metric M-SMP-5; valid for samples drawn by chance only.
///
/// Errors: as [`standard_error`], or the confidence does not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::proportion::{effective_base, margin};
/// assert!((margin(0.5, 137.0, 0.95).unwrap() - 0.083726).abs() < 1e-6);
/// let base = effective_base(137, 1.0, Some(400)).unwrap();
/// assert!((margin(0.5, base, 0.95).unwrap() - 0.067975).abs() < 1e-6);
/// ```
pub fn margin(share: f64, base: f64, confidence: f64) -> Result<f64, NotEstimable> {
    Ok(z(confidence)? * standard_error(share, base)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn near(interval: Interval, low: f64, high: f64) {
        assert!(
            (interval.low - low).abs() < 1e-6 && (interval.high - high).abs() < 1e-6,
            "{interval:?}"
        );
    }

    /// Section 18 of the metric catalogue.
    #[test]
    fn published_intervals() {
        let p = 96.0 / 137.0;
        near(
            wilson(p, effective_base(137, 1.0, Some(400)).unwrap(), 0.95).unwrap(),
            0.635_291,
            0.758_884,
        );
        near(wilson(p, 109.6, 0.95).unwrap(), 0.609_390, 0.778_476);
        near(wilson_of(0, 12, 0.95).unwrap(), 0.0, 0.242_494);
        near(wilson_of(12, 12, 0.95).unwrap(), 0.757_506, 1.0);
    }

    #[test]
    fn what_cannot_be_told_says_why() {
        assert_eq!(share(0, 0), Err(NotEstimable::NobodyAnswered));
        assert_eq!(share(2, 1), Err(NotEstimable::MoreThanAll));
        assert_eq!(effective_base(5, 1.0, Some(4)), Err(NotEstimable::PopulationTooSmall));
        assert_eq!(effective_base(4, 1.0, Some(4)), Ok(f64::INFINITY));
        assert!(effective_base(4, f64::NAN, None).is_err());
        assert!(wilson(0.5, f64::NAN, 0.95).is_err() && wilson(f64::NAN, 3.0, 0.95).is_err());
        assert!(wilson(0.5, 3.0, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn an_interval_contains_its_share_and_mirrors(n in 1_u64..5000, part in 0.0..=1.0, confidence in 0.01..0.999) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
            let x = (real(n) * part) as u64;
            let interval = wilson_of(x, n, confidence).unwrap();
            prop_assert!(interval.contains(share(x, n).unwrap()));
            prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
            let mirror = wilson_of(n - x, n, confidence).unwrap();
            prop_assert!((interval.low + mirror.high - 1.0).abs() < 1e-12);
        }
    }
}
