//! How much each predictor contributes to what all explain: Johnson's relative weights.

use crate::stats::estimate::NotEstimable;
use crate::stats::matrix::{Matrix, symmetric_eigen};

/// Predictors are too close to each other when the smallest eigenvalue of their correlations is below this.
const SMALLEST: f64 = 1e-8;

/// Computes the raw relative weights, which sum to R squared.
///
/// In: correlations of the predictors with each other and with the outcome
/// ([`crate::stats::regression::correlations`]). `Rxx = V D V'`; `L = V sqrt(D) V'`; `b = L^-1 rxy`;
/// `raw_j = sum_k L_jk^2 b_k^2`. Source: Johnson, Multivariate Behavioral Research 35 (2000) 1. Metric M-IMP-3. The
/// weights are positive even for a predictor that lowers the outcome: show the sign of its correlation; they say
/// nothing about causes. For 100 cases or 20 for each predictor, whichever is more.
///
/// Errors: no predictors, lists that do not fit each other, or predictors that depend on each other.
///
/// ```
/// use tenfour::stats::{matrix::Matrix, relative_weights::relative_weights};
/// // Predictors that do not correlate: the weights are the squared correlations with the outcome.
/// let weights = relative_weights(&Matrix::identity(2), &[0.6, -0.3]).unwrap();
/// assert!((weights[0] - 0.36).abs() < 1e-12 && (weights[1] - 0.09).abs() < 1e-12);
/// ```
pub fn relative_weights(among: &Matrix, with_outcome: &[f64]) -> Result<Vec<f64>, NotEstimable> {
    let k = among.size();
    if k == 0 {
        return Err(NotEstimable::TooFew { needed: 1, found: 0 });
    }
    if k != with_outcome.len() {
        return Err(NotEstimable::LengthsDiffer);
    }
    let (values, vectors) = symmetric_eigen(among);
    if values.iter().any(|value| value.is_nan() || *value < SMALLEST) {
        return Err(NotEstimable::LinearlyDependent);
    }
    let turned = |root: &dyn Fn(f64) -> f64, row: usize, column: usize| -> f64 {
        (0..k)
            .map(|m| vectors.at(row, m) * root(values[m]) * vectors.at(column, m))
            .sum()
    };
    let squares: Vec<f64> = (0..k)
        .map(|row| {
            let part: f64 = (0..k)
                .map(|column| turned(&|value| 1.0 / value.sqrt(), row, column) * with_outcome[column])
                .sum();
            part * part
        })
        .collect();
    let raw = |row: usize| {
        let parts = squares.iter().enumerate().map(|(column, square)| {
            let link = turned(&f64::sqrt, row, column);
            link * link * square
        });
        parts.sum::<f64>()
    };
    Ok((0..k).map(raw).collect())
}

/// Contributions in percent of what all explain together; nothing where that is 0.
pub fn percent_of_sum(raw: &[f64]) -> Result<Vec<f64>, NotEstimable> {
    let sum: f64 = raw.iter().sum();
    if sum > 0.0 {
        Ok(raw.iter().map(|value| 100.0 * value / sum).collect())
    } else {
        Err(NotEstimable::NothingToDivideBy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::regression::{correlations, regress, tests::catalogue};
    use proptest::prelude::*;

    #[test]
    fn the_weights_of_the_metric_catalogue() {
        let (outcome, predictors) = catalogue();
        let (among, with_outcome) = correlations(&outcome, &predictors).unwrap();
        let weights = relative_weights(&among, &with_outcome).unwrap();
        for (got, want) in weights.into_iter().zip([0.367620, 0.325452, 0.271785]) {
            assert!((got - want).abs() < 5e-7, "{got} {want}");
        }
    }

    #[test]
    fn predictors_that_depend_on_each_other_have_none() {
        let mut among = Matrix::identity(2);
        (*among.at_mut(0, 1), *among.at_mut(1, 0)) = (1.0, 1.0);
        assert_eq!(
            relative_weights(&among, &[0.5, 0.5]),
            Err(NotEstimable::LinearlyDependent)
        );
        assert_eq!(percent_of_sum(&[0.0]), Err(NotEstimable::NothingToDivideBy));
    }

    proptest! {
        #[test]
        fn they_sum_to_r_squared(rows in prop::collection::vec((-9i8..9, -9i8..9, -9i8..9), 8..30)) {
            let column = |of: fn(&(i8, i8, i8)) -> i8| -> Vec<f64> { rows.iter().map(|row| f64::from(of(row))).collect() };
            let (outcome, predictors) = (column(|row| row.0), vec![column(|row| row.1), column(|row| row.2)]);
            if let Ok(fit) = regress(&outcome, &predictors) {
                let (among, with_outcome) = correlations(&outcome, &predictors).unwrap();
                let weights = relative_weights(&among, &with_outcome).unwrap();
                prop_assert!((weights.iter().sum::<f64>() - fit.r_squared).abs() < 1e-9);
                prop_assert!(weights.iter().all(|weight| *weight >= 0.0));
            }
        }
    }
}
