//! How much each predictor contributes to what all explain: averages over all orders of entering them.

use crate::stats::estimate::NotEstimable;
use crate::stats::matrix::Matrix;

/// The most predictors for which all subsets are looked at.
pub const MOST: usize = 12;

/// Decomposes R squared after Lindeman, Merenda and Gold, which is the Shapley value of R squared.
///
/// In: correlations of the predictors with each other and with the outcome
/// ([`crate::stats::regression::correlations`]). Out: the mean, over all orders, of the increase of R squared when the
/// predictor enters; they sum to R squared. Each of the `2^k` regressions adds one row to the Cholesky factor of
/// another. Source: Lindeman, Merenda and Gold, Introduction to Bivariate and Multivariate Analysis, 1980; as R's
/// `relaimpo`. Metric M-IMP-4.
///
/// Errors: no predictors or more than 12, lists that do not fit each other, or predictors that depend on each other.
///
/// ```
/// use tenfour::stats::{matrix::Matrix, shapley::shapley};
/// let shares = shapley(&Matrix::identity(2), &[0.6, -0.3]).unwrap();
/// assert!((shares[0] - 0.36).abs() < 1e-12 && (shares[1] - 0.09).abs() < 1e-12);
/// ```
pub fn shapley(among: &Matrix, with_outcome: &[f64]) -> Result<Vec<f64>, NotEstimable> {
    let k = among.size();
    if k == 0 {
        return Err(NotEstimable::TooFew { needed: 1, found: 0 });
    }
    if k > MOST {
        return Err(NotEstimable::TooManyPredictors);
    }
    if k != with_outcome.len() {
        return Err(NotEstimable::LengthsDiffer);
    }
    let mut subsets = Subsets {
        among,
        with_outcome,
        rows: Vec::with_capacity(k),
        explained: vec![0.0; 1 << k],
    };
    subsets.extend(0, 0, 0.0)?;
    // The chance that exactly the members of a set of this size stand before a predictor in a random order.
    let mut chance = vec![1.0 / k as f64; k];
    for before in 1..k {
        chance[before] = chance[before - 1] * before as f64 / (k - before) as f64;
    }
    let share = |predictor: usize| {
        let own = 1 << predictor;
        let others = (0..subsets.explained.len()).filter(|set| set & own == 0);
        let gains = others
            .map(|set| chance[set.count_ones() as usize] * (subsets.explained[set | own] - subsets.explained[set]));
        gains.sum::<f64>()
    };
    Ok((0..k).map(share).collect())
}

/// R squared of every subset, found depth first.
struct Subsets<'a> {
    among: &'a Matrix,
    with_outcome: &'a [f64],
    /// The predictors in the subset at hand, each with its row of the Cholesky factor and its part of the outcome.
    rows: Vec<(usize, Vec<f64>, f64)>,
    /// By the bits of the subset.
    explained: Vec<f64>,
}

impl Subsets<'_> {
    /// Adds each predictor from `first` on to the subset at hand.
    fn extend(&mut self, first: usize, set: usize, explained: f64) -> Result<(), NotEstimable> {
        for predictor in first..self.among.size() {
            let mut row: Vec<f64> = Vec::with_capacity(self.rows.len() + 1);
            let mut outcome = self.with_outcome[predictor];
            for (other, lower, part) in &self.rows {
                let known: f64 = lower.iter().zip(&row).map(|(a, b)| a * b).sum();
                let diagonal = lower[lower.len() - 1];
                let cell = (self.among.at(predictor, *other) - known) / diagonal;
                row.push(cell);
                outcome -= cell * part;
            }
            let left = self.among.at(predictor, predictor) - row.iter().map(|cell| cell * cell).sum::<f64>();
            if left.is_nan() || left < 1e-12 {
                return Err(NotEstimable::LinearlyDependent);
            }
            let diagonal = left.sqrt();
            row.push(diagonal);
            let part = outcome / diagonal;
            let (set, explained) = (set | 1 << predictor, explained + part * part);
            self.explained[set] = explained;
            self.rows.push((predictor, row, part));
            self.extend(predictor + 1, set, explained)?;
            self.rows.pop();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::regression::{correlations, regress, tests::catalogue};
    use proptest::prelude::*;

    #[test]
    fn the_shares_of_the_metric_catalogue() {
        let (outcome, predictors) = catalogue();
        let (among, with_outcome) = correlations(&outcome, &predictors).unwrap();
        let shares = shapley(&among, &with_outcome).unwrap();
        for (got, want) in shares.into_iter().zip([0.386287, 0.316077, 0.262493]) {
            assert!((got - want).abs() < 5e-7, "{got} {want}");
        }
    }

    #[test]
    fn twelve_are_done_and_thirteen_are_too_many() {
        let shares = shapley(&Matrix::identity(12), &[0.1; 12]).unwrap();
        assert!(shares.iter().all(|share| (share - 0.01).abs() < 1e-12));
        assert_eq!(
            shapley(&Matrix::identity(13), &[0.1; 13]),
            Err(NotEstimable::TooManyPredictors)
        );
    }

    proptest! {
        #[test]
        fn they_sum_to_r_squared_whatever_the_order(rows in prop::collection::vec(prop::array::uniform4(-9i8..9), 8..30)) {
            let column = |place: usize| -> Vec<f64> { rows.iter().map(|row| f64::from(row[place])).collect() };
            let (outcome, mut predictors) = (column(0), vec![column(1), column(2), column(3)]);
            if let Ok(fit) = regress(&outcome, &predictors) {
                let (among, with_outcome) = correlations(&outcome, &predictors).unwrap();
                let shares = shapley(&among, &with_outcome).unwrap();
                prop_assert!((shares.iter().sum::<f64>() - fit.r_squared).abs() < 1e-9);
                predictors.reverse();
                let (among, with_outcome) = correlations(&outcome, &predictors).unwrap();
                for (one, other) in shares.iter().rev().zip(shapley(&among, &with_outcome).unwrap()) {
                    prop_assert!((one - other).abs() < 1e-9);
                }
            }
        }
    }
}
