//! Quantiles of numbers that have weights, and the interval of their median.

use crate::stats::descriptive::sum;
use crate::stats::design_effect::kish;
use crate::stats::distribution::{tail, z};
use crate::stats::estimate::{Interval, NotEstimable, finite, real};

/// Quantiles of numbers with weights, the weighted type 7, in the order asked for.
///
/// In: numbers with their weights, and probabilities. Out: for each probability p the mean of the ordered numbers over the
/// stretch of their cumulated weight, as a part of all weight, from `(n* - 1) p / n*` to `((n* - 1) p + 1) / n*`, where `n*` is
/// Kish's effective base, `(sum w)^2 / sum w^2`. Weights say how much an answer stands for, not how often it was given: only
/// their proportions matter, and a number of the weight 0 is as if it were not there. With equal weights it is type 7 of Hyndman
/// and Fan, by which unweighted quantiles are taken ([`crate::stats::descriptive::quantiles`]), so that the two may stand beside
/// each other. Source: Akinshin, Weighted quantile estimators, arXiv 2304.07265 (2023), section 3. For uncensored values.
///
/// Errors: as [`kish`], a number that is not finite, or a probability outside 0 to 1.
///
/// ```
/// use tenfour::stats::weighted_quantile::quantiles;
/// // Three quarters of the weight lie on 10: the stretch of the median ends at 11/20 + 2/10 of the way.
/// let found = quantiles(&[(10., 3.), (20., 1.)], &[0.5, 0.75]).unwrap();
/// assert!((found[0] - 11.0).abs() < 1e-12 && (found[1] - 12.5).abs() < 1e-12);
/// ```
pub fn quantiles(numbers: &[(f64, f64)], probabilities: &[f64]) -> Result<Vec<f64>, NotEstimable> {
    let ordered = Ordered::of(numbers)?;
    let effective = ordered.effective;
    let at = |p: &f64| {
        if !(0.0..=1.0).contains(p) {
            return Err(NotEstimable::OutOfRange("the probability"));
        }
        let place = (effective - 1.0) * p;
        Ok(ordered.mean_between(place / effective, (place + 1.0) / effective))
    };
    probabilities.iter().map(at).collect()
}

/// Woodruff's interval of a weighted median.
///
/// In: numbers with their weights, and the confidence. Out: the numbers at which the cumulated weight reaches the ends of the
/// Wilson interval of one half over Kish's effective base. Source: Woodruff, Journal of the American Statistical Association 47
/// (1952), with the interval of a share that rule GR3 of the metric catalogue asks for; so does R's `survey::svyquantile` with
/// another interval of the share. Valid for independent answers, a few dozen or more.
///
/// Errors: as [`quantiles`], the confidence does not lie between 0 and 1, or the effective base is so small that even the least
/// and the greatest number do not cover the median: below 6 at 95 percent.
///
/// ```
/// use tenfour::stats::weighted_quantile::median_interval;
/// let numbers: Vec<(f64, f64)> = (1..=100).map(|number| (f64::from(number), 2.0)).collect();
/// let interval = median_interval(&numbers, 0.95).unwrap();
/// // Wilson of 50 of 100: 0.4038 to 0.5962.
/// assert_eq!((interval.low, interval.high), (41.0, 60.0));
/// ```
pub fn median_interval(numbers: &[(f64, f64)], confidence: f64) -> Result<Interval, NotEstimable> {
    let ordered = Ordered::of(numbers)?;
    let (tail, z) = (tail(confidence)?, z(confidence)?);
    // The chance that all lie on one side of the median is (1/2)^n, as in the interval by order statistics without weights.
    let needed = (1..64).find(|n: &u64| half_to_the(*n) <= tail).unwrap_or(64);
    let found = ordered.effective;
    // Equal weights make a whole base but for the last digit.
    if found < real(needed) - 1e-9 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an effective base below 64 that is not negative"
        )]
        return Err(NotEstimable::TooFew {
            needed,
            found: found as u64,
        });
    }
    let half = z * (0.25 / found + z * z / (4.0 * found * found)).sqrt() / (1.0 + z * z / found);
    Ok(Interval {
        low: ordered.reaching(0.5 - half),
        high: ordered.reaching(0.5 + half),
    })
}

/// One half to the power of a whole number.
fn half_to_the(n: u64) -> f64 {
    (0..n).fold(1.0, |product, _| product / 2.0)
}

/// Numbers in order, with the part of all weight that has come up to and with each.
struct Ordered {
    steps: Vec<(f64, f64)>,
    effective: f64,
}

impl Ordered {
    fn of(numbers: &[(f64, f64)]) -> Result<Self, NotEstimable> {
        let (values, weights): (Vec<f64>, Vec<f64>) = numbers.iter().copied().unzip();
        finite(&values)?;
        let kish = kish(&weights)?;
        let mut ordered: Vec<(f64, f64)> = numbers.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
        ordered.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        let total = sum(ordered.iter().map(|(_, weight)| *weight));
        let mut come = 0.0;
        let mut steps: Vec<(f64, f64)> = Vec::with_capacity(ordered.len());
        for (number, weight) in ordered {
            come += weight;
            match steps.last_mut() {
                Some(last) if last.0.total_cmp(&number).is_eq() => last.1 = come / total,
                _ => steps.push((number, come / total)),
            }
        }
        Ok(Self {
            steps,
            effective: kish.effective_base.max(1.0),
        })
    }

    /// The mean of the numbers over a stretch of the cumulated weight.
    fn mean_between(&self, from: f64, to: f64) -> f64 {
        let last = self.steps.len() - 1;
        let (mut before, mut parts) = (0.0_f64, Vec::new());
        for (index, (number, until)) in self.steps.iter().enumerate() {
            let until = if index == last { f64::INFINITY } else { *until };
            let part = until.min(to) - before.max(from);
            if part > 0.0 {
                parts.push((*number, part));
            }
            before = until;
        }
        let first = parts.first().map_or(self.steps[last].0, |(number, _)| *number);
        // Counted from the first, so that equal numbers have exactly their value.
        let whole: f64 = parts.iter().map(|(_, part)| part).sum();
        let beyond: f64 = parts
            .iter()
            .map(|(number, part)| (part / whole) * (number - first))
            .sum();
        let mean = first + beyond;
        if mean.is_finite() {
            mean
        } else {
            parts.iter().map(|(number, part)| (part / whole) * number).sum()
        }
    }

    /// The first number with which a part of all weight has come.
    fn reaching(&self, part: f64) -> f64 {
        let last = self.steps.len() - 1;
        let place = self.steps.partition_point(|(_, come)| *come < part - 1e-12);
        self.steps[place.min(last)].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::descriptive;
    use proptest::prelude::*;

    fn close(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
        }
    }

    /// Computed apart with NumPy 2.4, once by the cumulated form of the paper and once as the mean of two million points of the
    /// inverse distribution within the stretch; the two agree to five digits.
    #[test]
    fn weighted_quantiles_are_those_of_the_paper() {
        let probabilities = [0.0, 0.5, 0.75, 0.9, 1.0];
        let days = [1., 2., 2., 3., 4., 6., 7., 9., 12., 30.];
        let weighted =
            |weights: &[f64]| -> Vec<(f64, f64)> { days.iter().copied().zip(weights.iter().copied()).collect() };
        close(
            &quantiles(&weighted(&[1.0; 10]), &probabilities).unwrap(),
            &[1.0, 5.0, 8.5, 13.8, 30.0],
        );
        close(
            &quantiles(
                &weighted(&[0.5, 0.5, 0.5, 0.5, 0.5, 1.5, 1.5, 1.5, 1.5, 1.5]),
                &probabilities,
            )
            .unwrap(),
            &[1.6, 7.2, 10.95, 21.0, 30.0],
        );
        close(
            &quantiles(&[(3.0, 0.2), (1.0, 0.5), (2.0, 2.3)], &probabilities).unwrap(),
            &[
                1.731_182_795_698_924_7,
                2.0,
                2.0,
                2.046_236_559_139_785,
                2.107_526_881_720_43,
            ],
        );
        close(
            &quantiles(&[(10.0, 3.0), (20.0, 1.0)], &probabilities).unwrap(),
            &[10.0, 11.0, 12.5, 13.4, 14.0],
        );
        close(
            &quantiles(&[(4.0, 0.0), (1.0, 1.0), (9.0, 0.0)], &probabilities).unwrap(),
            &[1.0; 5],
        );
    }

    #[test]
    fn what_has_no_weight_or_no_number_is_told() {
        assert_eq!(quantiles(&[], &[0.5]), Err(NotEstimable::NobodyAnswered));
        assert_eq!(quantiles(&[(1.0, 0.0)], &[0.5]), Err(NotEstimable::NoWeight));
        assert_eq!(quantiles(&[(1.0, -1.0)], &[0.5]), Err(NotEstimable::NegativeWeight));
        assert_eq!(quantiles(&[(f64::NAN, 1.0)], &[0.5]), Err(NotEstimable::NotFinite));
        assert!(quantiles(&[(1.0, 1.0)], &[1.1]).is_err());
        assert_eq!(quantiles(&[(0.1, 0.3); 7], &[0.5]), Ok(vec![0.1]));
        assert!(quantiles(&[(f64::MAX, 1.0), (f64::MIN, 1.0)], &[0.5]).unwrap()[0].is_finite());
    }

    #[test]
    fn a_base_that_weights_made_small_has_no_interval() {
        let even: Vec<(f64, f64)> = (0..6).map(|number| (f64::from(number), 0.7)).collect();
        let interval = median_interval(&even, 0.95).unwrap();
        assert!(interval.low >= 0.0 && interval.high <= 5.0);
        let mut uneven = even;
        uneven[0].1 = 70.0;
        assert_eq!(
            median_interval(&uneven, 0.95),
            Err(NotEstimable::TooFew { needed: 6, found: 1 })
        );
    }

    proptest! {
        #[test]
        fn equal_weights_give_what_no_weights_give(values in prop::collection::vec(-1e3..1e3, 1..60), weight in 0.01..50.0, p in 0.0..=1.0) {
            let weighted: Vec<(f64, f64)> = values.iter().map(|value| (*value, weight)).collect();
            let found = quantiles(&weighted, &[p]).unwrap()[0];
            let plain = descriptive::quantiles(&values, &[p]).unwrap()[0];
            prop_assert!((found - plain).abs() < 1e-7, "{} {}", found, plain);
        }

        #[test]
        fn order_scale_and_what_weighs_nothing_do_not_matter(
            mut numbers in prop::collection::vec((-1e3..1e3, 0.01..5.0), 1..40), p in 0.0..=1.0, q in 0.0..=1.0, times in 0.1..10.0,
        ) {
            let (low, high) = (f64::min(p, q), f64::max(p, q));
            let found = quantiles(&numbers, &[0.0, low, high, 1.0]).unwrap();
            prop_assert!(found.windows(2).all(|two| two[0] <= two[1] + 1e-9), "{:?}", found);
            let least = numbers.iter().map(|(number, _)| *number).fold(f64::INFINITY, f64::min);
            let greatest = numbers.iter().map(|(number, _)| *number).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(found.iter().all(|one| (least - 1e-9..=greatest + 1e-9).contains(one)));
            numbers.reverse();
            for one in &mut numbers {
                one.1 *= times;
            }
            numbers.push((1e6, 0.0));
            let again = quantiles(&numbers, &[0.0, low, high, 1.0]).unwrap();
            prop_assert!(found.iter().zip(&again).all(|(one, other)| (one - other).abs() < 1e-6));
        }

        #[test]
        fn the_interval_holds_the_median(numbers in prop::collection::vec((-1e3..1e3, 0.5..2.0), 12..80)) {
            let interval = median_interval(&numbers, 0.95).unwrap();
            let median = quantiles(&numbers, &[0.5]).unwrap()[0];
            prop_assert!(interval.low <= median + 1e-9 && median <= interval.high + 1e-9, "{:?} {}", interval, median);
        }
    }
}
