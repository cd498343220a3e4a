//! Mean, spread and quantiles of numbers.

use crate::stats::distribution::{t_quantile, tail};
use crate::stats::estimate::{Interval, NotEstimable, finite, length, real};

/// How many values there are, their mean and their spread.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Summary {
    /// How many values.
    pub n: u64,
    /// Their mean, in their unit.
    pub mean: f64,
    /// Their standard deviation with denominator n - 1, in their unit; a single value has none.
    pub sd: Result<f64, NotEstimable>,
}

impl Summary {
    /// The standard error of the mean, `s / sqrt(n)`.
    ///
    /// Errors: there is a single value.
    pub fn standard_error(&self) -> Result<f64, NotEstimable> {
        Ok(self.sd? / real(self.n).sqrt())
    }

    /// Student's interval of the mean.
    ///
    /// Errors: there is a single value, or the confidence does not lie between 0 and 1.
    ///
    /// ```
    /// use tenfour::stats::descriptive::summarize;
    /// let answers = [5., 4., 4., 3., 5., 2., 5., 4., 3., 5., 4., 1., 5., 4., 4., 5., 3., 4., 5., 4.];
    /// let summary = summarize(&answers).unwrap();
    /// assert!((summary.mean - 3.95).abs() < 1e-12 && (summary.sd.unwrap() - 1.099043).abs() < 1e-6);
    /// let interval = summary.interval(0.95).unwrap();
    /// assert!((interval.low - 3.435632).abs() < 1e-6 && (interval.high - 4.464368).abs() < 1e-6);
    /// ```
    pub fn interval(&self, confidence: f64) -> Result<Interval, NotEstimable> {
        mean_interval(self.mean, self.sd?, real(self.n), confidence)
    }
}

/// The interval of a mean with an effective base that need not be whole: `m ± t(n_eff - 1) s / sqrt(n_eff)`.
///
/// An infinite base, where everybody answered, gives the mean itself. Source: metric catalogue, section 1, shared
/// estimators; Student, Biometrika 6 (1908). Valid for samples drawn by chance; for few and skewed values approximate.
///
/// Errors: the effective base is 1 or below, or the confidence does not lie between 0 and 1.
pub fn mean_interval(mean: f64, sd: f64, base: f64, confidence: f64) -> Result<Interval, NotEstimable> {
    mean_interval_corrected(mean, sd, base, base, confidence)
}

/// The same where the finite population makes the base of the error greater than the values that tell the spread:
/// `m ± t(n* - 1) s / sqrt(n_eff)`.
///
/// In: the base of the error, `n_eff`, and the values that tell the spread, `n*`, after weights and groups and before the correction
/// for the population. The correction belongs into the error of the mean; how well the spread is known it does not change, so that the
/// degrees of freedom do not grow with it. Source: Cochran, Sampling Techniques, 3rd edition 1977, section 2.8. The metric catalogue
/// takes `n_eff - 1`, which is the same without a correction and too narrow by some percent for few answers of a small population.
///
/// Errors: there are fewer than two values, or the confidence does not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::descriptive::mean_interval_corrected;
/// // 16 answers of 28 people: n_eff = 16 × 27 / 12 = 36; t(15) = 2.131450.
/// let interval = mean_interval_corrected(3.625, 0.718795, 36.0, 16.0, 0.95).unwrap();
/// assert!((interval.high - 3.625 - 2.131450 * 0.718795 / 6.0).abs() < 1e-6);
/// ```
pub fn mean_interval_corrected(
    mean: f64,
    sd: f64,
    base: f64,
    spread: f64,
    confidence: f64,
) -> Result<Interval, NotEstimable> {
    if base.is_nan() || base <= 1.0 || spread.is_nan() || spread <= 1.0 {
        return Err(NotEstimable::TooFew { needed: 2, found: 1 });
    }
    let t = t_quantile(tail(confidence)?, spread - 1.0);
    let half = if base.is_infinite() { 0.0 } else { t * sd / base.sqrt() };
    Ok(Interval::around(mean, half))
}

/// Mean and spread of values.
///
/// Errors: there is no value, or one is no finite number.
pub fn summarize(values: &[f64]) -> Result<Summary, NotEstimable> {
    summary_of(values.iter().map(|value| (*value, 1)))
}

/// Mean and spread of values that occur so many times each, as points of a scale do.
///
/// Errors: there is no value, or one is no finite number.
pub fn summarize_counts(counts: &[(f64, u64)]) -> Result<Summary, NotEstimable> {
    summary_of(counts.iter().copied().filter(|(_, count)| *count > 0))
}

/// Two passes: the mean first, then squared distances from it, both corrected for what rounding left. Source: Chan, Golub
/// and LeVeque, The American Statistician 37 (1983).
fn summary_of(values: impl Iterator<Item = (f64, u64)> + Clone) -> Result<Summary, NotEstimable> {
    let Some((first, _)) = values.clone().next() else {
        return Err(NotEstimable::NobodyAnswered);
    };
    if values.clone().any(|(value, _)| !value.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    let count: u64 = values.clone().map(|(_, count)| count).sum();
    let n = real(count);
    let equal = values.clone().all(|(value, _)| value.total_cmp(&first).is_eq());
    // Distances from the first value are small where all values are large.
    let rough = first + sum(values.clone().map(|(value, count)| (value - first) * real(count))) / n;
    let mean = rough + sum(values.clone().map(|(value, count)| (value - rough) * real(count))) / n;
    if !mean.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    let sd = if count < 2 {
        Err(NotEstimable::TooFew { needed: 2, found: 1 })
    } else if equal {
        Ok(0.0)
    } else {
        let squares = sum(values
            .clone()
            .map(|(value, count)| (value - mean) * (value - mean) * real(count)));
        let left = sum(values.map(|(value, count)| (value - mean) * real(count)));
        let sd = ((squares - left * left / n) / (n - 1.0)).sqrt();
        if sd.is_finite() {
            Ok(sd)
        } else {
            Err(NotEstimable::NotFinite)
        }
    };
    Ok(Summary { n: count, mean, sd })
}

/// The sum of numbers, with the rounding of each step carried along. Source: Neumaier, ZAMM 54 (1974).
pub(crate) fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() {
            (sum - next) + value
        } else {
            (value - next) + sum
        };
        sum = next;
    }
    sum + lost
}

/// Quantiles by linear interpolation between ordered values, type 7 of Hyndman and Fan, in the order asked for.
///
/// `h = (n - 1) p`; the quantile lies between the values of rank `floor(h)` and the next, counted from 0. Source: Hyndman and
/// Fan, The American Statistician 50 (1996); rule GR13 of the metric catalogue. For uncensored values.
///
/// Errors: there is no value, one is no finite number, or a probability lies outside 0 to 1.
///
/// ```
/// use tenfour::stats::descriptive::quantiles;
/// let days = [1., 2., 2., 3., 4., 6., 7., 9., 12., 30.];
/// let found = quantiles(&days, &[0.5, 0.75, 0.9, 0.95]).unwrap();
/// for (found, published) in found.iter().zip([5.0, 8.5, 13.8, 21.9]) {
///     assert!((found - published).abs() < 1e-9);
/// }
/// ```
pub fn quantiles(values: &[f64], probabilities: &[f64]) -> Result<Vec<f64>, NotEstimable> {
    if values.is_empty() {
        return Err(NotEstimable::NobodyAnswered);
    }
    finite(values)?;
    let mut ordered = values.to_vec();
    ordered.sort_by(f64::total_cmp);
    let last = ordered.len() - 1;
    let at = |p: &f64| {
        if !(0.0..=1.0).contains(p) {
            return Err(NotEstimable::OutOfRange("the probability"));
        }
        let place = real(length(values) - 1) * p;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank in the list"
        )]
        let rank = (place.floor() as usize).min(last);
        let (low, high) = (ordered[rank], ordered[(rank + 1).min(last)]);
        let part = place - place.floor();
        let step = high - low;
        // The step between two huge values of unlike sign is no number.
        Ok(if step.is_finite() {
            low + part * step
        } else {
            low * (1.0 - part) + high * part
        })
    };
    probabilities.iter().map(at).collect()
}

/// The median.
///
/// Errors: there is no value, or one is no finite number.
pub fn median(values: &[f64]) -> Result<f64, NotEstimable> {
    Ok(quantiles(values, &[0.5])?[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_values_say_what_is_missing() {
        assert_eq!(summarize(&[]), Err(NotEstimable::NobodyAnswered));
        assert_eq!(summarize(&[f64::NAN]), Err(NotEstimable::NotFinite));
        assert_eq!(summarize(&[f64::MAX, -f64::MAX]), Err(NotEstimable::NotFinite));
        let one = summarize(&[3.0]).unwrap();
        assert_eq!(one.sd, Err(NotEstimable::TooFew { needed: 2, found: 1 }));
        assert!(one.interval(0.95).is_err());
        assert_eq!(summarize(&[0.1; 7]).unwrap().sd, Ok(0.0));
        assert_eq!(median(&[]), Err(NotEstimable::NobodyAnswered));
        assert!(quantiles(&[1.0], &[1.5]).is_err());
    }

    #[test]
    fn a_full_count_has_no_sampling_error() {
        let interval = mean_interval(3.0, 1.0, f64::INFINITY, 0.95).unwrap();
        assert_eq!(interval, Interval { low: 3.0, high: 3.0 });
    }

    proptest! {
        #[test]
        fn order_and_counting_do_not_matter(mut values in prop::collection::vec(-1000_i32..1000, 2..60)) {
            let numbers: Vec<f64> = values.iter().copied().map(f64::from).collect();
            let summary = summarize(&numbers).unwrap();
            values.sort_unstable();
            let counts: Vec<(f64, u64)> = values
                .chunk_by(|left, right| left == right)
                .map(|chunk| (f64::from(chunk[0]), length(chunk)))
                .collect();
            let counted = summarize_counts(&counts).unwrap();
            prop_assert_eq!(summary.n, counted.n);
            prop_assert!((summary.mean - counted.mean).abs() < 1e-9);
            prop_assert!((summary.sd.unwrap() - counted.sd.unwrap()).abs() < 1e-9);
            prop_assert!(summary.interval(0.95).unwrap().contains(summary.mean));
        }

        #[test]
        fn quantiles_rise_and_stay_inside(values in prop::collection::vec(-1e6..1e6, 1..40), p in 0.0..=1.0, q in 0.0..=1.0) {
            let found = quantiles(&values, &[0.0, f64::min(p, q), f64::max(p, q), 1.0]).unwrap();
            prop_assert!(found.is_sorted());
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            prop_assert!((found[0] - least).abs() == 0.0);
        }
    }
}
