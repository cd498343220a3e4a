//! Weighted means, shares and net promoter scores.

use crate::stats::design_effect::{DesignEffect, kish};
use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable, computed, finite, length};

/// A weighted estimate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weighted {
    /// The estimate, in the unit of the answers.
    pub estimate: f64,
    /// What the weights cost.
    pub weights: DesignEffect,
    /// Standard error and interval; not estimable from a single answer.
    pub precision: Result<Precision, NotEstimable>,
}

/// How precise an estimate is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Precision {
    /// The standard error.
    pub standard_error: f64,
    /// The normal interval, not cut to what is possible.
    pub interval: Interval,
}

/// The weighted mean of answers.
///
/// In: answers with their weights, and the confidence. Out: `sum w y / sum w`; its standard error by Taylor
/// linearisation for independent answers with unequal weights, `sqrt(n/(n-1) sum (w (y - mean))^2) / sum w`; a normal
/// interval. Sources: Lumley, Complex Surveys, 2010, section 2.2; as R's `survey::svymean`. Rule GR6. Valid for a few
/// dozen answers or more, and not where one huge weight decides: with an effective base near 1 the standard error is
/// far too small.
///
/// Errors: as [`kish`], an answer that is no finite number, or a confidence outside 0 to 1.
///
/// ```
/// use tenfour::stats::weighted::weighted_mean;
/// let mean = weighted_mean(&[(5.0, 1.0), (9.0, 0.0), (7.0, 2.0)], 0.95).unwrap();
/// assert!((mean.estimate - 19.0 / 3.0).abs() < 1e-12);
/// assert!((mean.precision.unwrap().standard_error - 0.7698003589195012).abs() < 1e-12);
/// ```
pub fn weighted_mean(answers: &[(f64, f64)], confidence: f64) -> Result<Weighted, NotEstimable> {
    let z = z(confidence)?;
    let (values, weights): (Vec<f64>, Vec<f64>) = answers.iter().copied().unzip();
    finite(&values)?;
    let kish = kish(&weights)?;
    // Counted from the first value, so that equal answers have exactly their value and no spread.
    let first = values[0];
    let estimate = computed(first + answers.iter().map(|(y, w)| w * (y - first)).sum::<f64>() / kish.sum)?;
    let scores = answers.iter().map(|(y, w)| w * (y - estimate) / kish.sum);
    let precision = linearised_error(scores).map(|standard_error| Precision {
        standard_error,
        interval: Interval::around(estimate, z * standard_error),
    });
    Ok(Weighted {
        estimate,
        weights: kish,
        precision,
    })
}

/// The standard error of a sum of scores of independent answers, `sqrt(n/(n-1) sum (score - mean score)^2)`.
///
/// Errors: fewer than two answers.
pub(crate) fn linearised_error(scores: impl Iterator<Item = f64>) -> Result<f64, NotEstimable> {
    let scores: Vec<f64> = scores.collect();
    if scores.len() < 2 {
        return Err(NotEstimable::TooFew {
            needed: 2,
            found: length(&scores),
        });
    }
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let spread: f64 = scores.iter().map(|score| (score - mean) * (score - mean)).sum();
    computed((n / (n - 1.0) * spread).sqrt())
}

/// The weighted mean of the answers that were given, and for each respondent `(y - mean) / sum w`, 0 without an answer.
///
/// Errors: nobody gave an answer with a weight, or one is no finite number.
pub(crate) fn domain(cases: &[(f64, Option<f64>)]) -> Result<(f64, Vec<f64>), NotEstimable> {
    let given: Vec<(f64, f64)> = cases
        .iter()
        .filter_map(|(weight, answer)| Some((*weight, (*answer)?)))
        .collect();
    finite(&given.iter().map(|(_, answer)| *answer).collect::<Vec<_>>())?;
    let total: f64 = given.iter().map(|(weight, _)| weight).sum();
    if total <= 0.0 {
        return Err(NotEstimable::NobodyAnswered);
    }
    let mean = computed(given.iter().map(|(weight, answer)| weight * answer).sum::<f64>() / total)?;
    let score = |(_, answer): &(f64, Option<f64>)| answer.map_or(0.0, |answer| (answer - mean) / total);
    Ok((mean, cases.iter().map(score).collect()))
}

/// The weighted share of answers that count, 0 to 1: the weighted mean of ones and zeros.
///
/// Valid and wrong where [`weighted_mean`] is; the interval is too narrow near 0 and 1 and has no width at them.
///
/// Errors: as [`weighted_mean`].
pub fn weighted_share(answers: &[(bool, f64)], confidence: f64) -> Result<Weighted, NotEstimable> {
    let numbers: Vec<(f64, f64)> = answers
        .iter()
        .map(|(counts, w)| (f64::from(u8::from(*counts)), *w))
        .collect();
    weighted_mean(&numbers, confidence)
}

/// The weighted net promoter score, -100 to 100: the weighted mean of 100 for answers 9 and 10, 0 for 7 and 8, -100
/// below.
///
/// Errors: as [`weighted_mean`], or an answer above 10.
pub fn weighted_net_promoter(answers: &[(u8, f64)], confidence: f64) -> Result<Weighted, NotEstimable> {
    if answers.iter().any(|(answer, _)| *answer > 10) {
        return Err(NotEstimable::OutOfRange("an answer from 0 to 10"));
    }
    let points = |answer: u8| match answer {
        9.. => 100.0,
        7 | 8 => 0.0,
        0..=6 => -100.0,
    };
    let numbers: Vec<(f64, f64)> = answers.iter().map(|(answer, w)| (points(*answer), *w)).collect();
    weighted_mean(&numbers, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_answer_has_a_value_and_no_precision() {
        let mean = weighted_mean(&[(4.0, 2.5)], 0.95).unwrap();
        assert_eq!(mean.estimate, 4.0);
        assert_eq!(mean.precision, Err(NotEstimable::TooFew { needed: 2, found: 1 }));
    }

    #[test]
    fn sums_too_large_for_a_number_are_not_given() {
        assert_eq!(
            weighted_mean(&[(1e308, 1e9), (-1e308, 1.0)], 0.95),
            Err(NotEstimable::NotFinite)
        );
    }

    #[test]
    fn scores_are_weighted_by_class() {
        let score = weighted_net_promoter(&[(10, 1.0), (8, 2.0), (0, 1.0)], 0.95).unwrap();
        assert_eq!(score.estimate, 0.0);
        assert!(weighted_net_promoter(&[(11, 1.0)], 0.95).is_err());
        assert_eq!(
            weighted_share(&[(true, 1.0), (false, 3.0)], 0.95).unwrap().estimate,
            0.25
        );
    }

    proptest! {
        #[test]
        fn the_mean_lies_among_the_answers_and_order_does_not_matter(
            mut answers in prop::collection::vec((0u8..=10, 0.1..5.0f64), 2..40),
        ) {
            let numbers = |answers: &[(u8, f64)]| -> Vec<(f64, f64)> {
                answers.iter().map(|(y, w)| (f64::from(*y), *w)).collect()
            };
            let one = weighted_mean(&numbers(&answers), 0.95).unwrap();
            let low = f64::from(answers.iter().map(|(y, _)| *y).min().unwrap());
            let high = f64::from(answers.iter().map(|(y, _)| *y).max().unwrap());
            prop_assert!(one.estimate >= low - 1e-9 && one.estimate <= high + 1e-9);
            answers.reverse();
            let other = weighted_mean(&numbers(&answers), 0.95).unwrap();
            prop_assert!((one.estimate - other.estimate).abs() < 1e-9);
            let (one, other) = (one.precision.unwrap(), other.precision.unwrap());
            prop_assert!((one.standard_error - other.standard_error).abs() < 1e-9);
        }

        #[test]
        fn one_more_promoter_never_lowers_the_score(answers in prop::collection::vec((0u8..=10, 0.1..5.0f64), 1..40)) {
            let before = weighted_net_promoter(&answers, 0.95).unwrap().estimate;
            let more = [answers, vec![(10, 1.0)]].concat();
            prop_assert!(weighted_net_promoter(&more, 0.95).unwrap().estimate >= before - 1e-9);
        }
    }
}
