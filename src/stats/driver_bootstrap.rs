//! How far the contributions of predictors would move with other cases: the percentile bootstrap.

use crate::stats::descriptive::quantiles;
use crate::stats::distribution::tail;
use crate::stats::estimate::{Interval, NotEstimable};
use crate::stats::matrix::Matrix;
use crate::stats::random::Pcg;
use crate::stats::regression::{correlations, look_at};

/// Intervals and how they came about.
#[derive(Clone, PartialEq, Debug)]
pub struct Bootstrap {
    /// One for each predictor, in their order.
    pub intervals: Vec<Interval>,
    /// How many draws they rest on.
    pub draws: usize,
    /// Draws that gave no result, since something did not vary among the cases drawn.
    pub failed: usize,
    /// The seed, to be printed.
    pub seed: u64,
}

/// What decomposes R squared from correlations: [`crate::stats::relative_weights::relative_weights`] or
/// [`crate::stats::shapley::shapley`].
pub type Decomposition = fn(&Matrix, &[f64]) -> Result<Vec<f64>, NotEstimable>;

/// Draws as many cases as there are, with replacement, again and again, and takes the percentiles of the contributions.
///
/// In: outcome and predictors of complete cases, the decomposition, how often to draw (1000), the confidence, and the
/// seed. Out: for each predictor the percentiles (Hyndman and Fan type 7) of its contribution. The same seed gives the
/// same intervals on every machine. Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3.
/// Metric M-IMP-3. Contributions are never below 0, so the interval of an unimportant predictor does not hold 0.
///
/// Errors: as [`crate::stats::regression::regress`], a confidence outside 0 to 1, more than 2^32 cases, or more than a
/// tenth of the draws without a result.
pub fn bootstrap(
    outcome: &[f64],
    predictors: &[Vec<f64>],
    decomposition: Decomposition,
    draws: usize,
    confidence: f64,
    seed: u64,
) -> Result<Bootstrap, NotEstimable> {
    look_at(outcome, predictors)?;
    let tail = tail(confidence)?;
    let bound = u32::try_from(outcome.len()).map_err(|_| NotEstimable::OutOfRange("the number of cases"))?;
    let mut random = Pcg::new(seed, 0);
    let mut results: Vec<Vec<f64>> = vec![Vec::with_capacity(draws); predictors.len()];
    let mut failed = 0;
    for _ in 0..draws {
        let chosen: Vec<usize> = (0..outcome.len()).map(|_| random.below(bound) as usize).collect();
        let pick = |values: &[f64]| -> Vec<f64> { chosen.iter().map(|case| values[*case]).collect() };
        let drawn: Vec<Vec<f64>> = predictors.iter().map(|predictor| pick(predictor)).collect();
        let result = correlations(&pick(outcome), &drawn).and_then(|(among, with)| decomposition(&among, &with));
        match result {
            Ok(shares) => shares
                .into_iter()
                .zip(&mut results)
                .for_each(|(share, list)| list.push(share)),
            Err(_) => failed += 1,
        }
    }
    let found = draws - failed;
    if found < 2 || failed * 10 > draws {
        return Err(NotEstimable::DrawsFail);
    }
    let percentiles = |list: Vec<f64>| {
        let ends = quantiles(&list, &[tail, 1.0 - tail])?;
        Ok(Interval {
            low: ends[0],
            high: ends[1],
        })
    };
    Ok(Bootstrap {
        intervals: results
            .into_iter()
            .map(percentiles)
            .collect::<Result<_, NotEstimable>>()?,
        draws: found,
        failed,
        seed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::regression::tests::catalogue;
    use crate::stats::relative_weights::relative_weights;
    use crate::stats::shapley::shapley;

    #[test]
    fn the_seed_decides() {
        let (outcome, predictors) = catalogue();
        let run = |seed| bootstrap(&outcome, &predictors, relative_weights, 200, 0.95, seed).unwrap();
        assert_eq!(run(1), run(1));
        assert_ne!(run(1).intervals, run(2).intervals);
        let contributions = [0.367620, 0.325452, 0.271785];
        for (interval, share) in run(1).intervals.iter().zip(contributions) {
            assert!(
                interval.contains(share) && interval.high - interval.low > 0.01,
                "{interval:?}"
            );
        }
    }

    #[test]
    fn both_decompositions_can_be_drawn() {
        let (outcome, predictors) = catalogue();
        let drawn = bootstrap(&outcome, &predictors, shapley, 100, 0.9, 7).unwrap();
        assert_eq!((drawn.draws + drawn.failed, drawn.seed), (100, 7));
    }

    #[test]
    fn draws_without_results_are_counted_and_too_many_are_an_error() {
        // Half of all draws of these two groups hold a single value of the predictor.
        let outcome = [1.0, 2.0, 3.0];
        let result = bootstrap(&outcome, &[vec![0.0, 0.0, 1.0]], relative_weights, 100, 0.95, 1);
        assert_eq!(result, Err(NotEstimable::DrawsFail));
        assert!(bootstrap(&[], &[], relative_weights, 10, 0.95, 1).is_err());
    }
}
