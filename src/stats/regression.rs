//! Multiple linear regression by least squares.

use crate::stats::distribution::t_two_sided;
use crate::stats::estimate::{NotEstimable, computed, finite, length};
use crate::stats::matrix::Matrix;

/// A predictor whose part that the others do not explain is shorter than this, relative to all of it, depends on them.
const DEPENDENT: f64 = 1e-7;

/// A fitted regression; lists are in the order of the predictors.
#[derive(Clone, PartialEq, Debug)]
pub struct Regression {
    /// Value of the outcome where all predictors are 0.
    pub intercept: f64,
    /// Coefficients, in units of outcome per unit of predictor.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub standard_errors: Vec<f64>,
    /// Coefficients over standard errors; not estimable where the fit leaves no rest at all.
    pub t: Vec<Result<f64, NotEstimable>>,
    /// Two-sided p values with `n - k - 1` degrees of freedom.
    pub p_values: Vec<Result<f64, NotEstimable>>,
    /// Coefficients times sd of the predictor over sd of the outcome.
    pub standardised: Vec<f64>,
    /// The share of the outcome's variance that the predictors explain.
    pub r_squared: f64,
    /// The same, corrected for the number of predictors.
    pub adjusted: f64,
}

/// Fits an outcome by predictors and an intercept.
///
/// In: the outcome and, in the same order of cases, each predictor; complete cases only. Solved by Householder
/// reflections of centred columns of length 1, which keeps about ten digits for NIST's Longley data. Source: Golub and
/// Van Loan, Matrix Computations, 4th edition 2013, section 5.2. Valid for a straight relation; p values for
/// independent errors of one size.
///
/// Errors: lists of different length, a value that is no finite number, `n <= k + 1`, an outcome or predictor that does
/// not vary, or predictors that depend on each other.
///
/// ```
/// use tenfour::stats::regression::regress;
/// let fit = regress(&[1.0, 3.0, 2.0, 5.0, 4.0], &[vec![1.0, 2.0, 3.0, 4.0, 5.0]]).unwrap();
/// assert!((fit.coefficients[0] - 0.8).abs() < 1e-12 && (fit.intercept - 0.6).abs() < 1e-12);
/// assert!((fit.r_squared - 0.64).abs() < 1e-12);
/// ```
pub fn regress(outcome: &[f64], predictors: &[Vec<f64>]) -> Result<Regression, NotEstimable> {
    look_at(outcome, predictors)?;
    let (n, k) = (outcome.len(), predictors.len());
    let (middle, mut rest, outcome_length) = centred(outcome)?;
    let mut columns = Vec::with_capacity(k);
    let mut scales = Vec::with_capacity(k);
    for predictor in predictors {
        let (mean, deviations, length) = centred(predictor)?;
        columns.push(deviations.into_iter().map(|value| value / length).collect());
        scales.push((mean, length));
    }
    let upper = reflect(&mut columns, &mut rest)?;
    let mut scaled = vec![0.0; k];
    for row in (0..k).rev() {
        let known: f64 = (row + 1..k).map(|column| upper.at(row, column) * scaled[column]).sum();
        scaled[row] = (rest[row] - known) / upper.at(row, row);
    }
    let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
    let left = squares(&rest[k..]);
    let degrees = (n - k - 1) as f64;
    let r_squared = 1.0 - left / (outcome_length * outcome_length);
    let coefficients: Vec<f64> = scaled
        .iter()
        .zip(&scales)
        .map(|(value, (_, length))| value / length)
        .collect();
    let spread = inverse_row_lengths(&upper);
    let standard_errors: Vec<f64> = spread
        .iter()
        .zip(&scales)
        .map(|(row, (_, length))| (left / degrees).sqrt() * row / length)
        .collect();
    let t: Vec<Result<f64, NotEstimable>> = coefficients
        .iter()
        .zip(&standard_errors)
        .map(|(value, error)| {
            if *error > 0.0 {
                Ok(value / error)
            } else {
                Err(NotEstimable::NothingToDivideBy)
            }
        })
        .collect();
    finite(&coefficients)?;
    finite(&standard_errors)?;
    let weighted_means = coefficients.iter().zip(&scales).map(|(value, (mean, _))| value * mean);
    Ok(Regression {
        intercept: computed(middle - weighted_means.sum::<f64>())?,
        p_values: t.iter().map(|t| t.map(|t| t_two_sided(t, degrees))).collect(),
        t,
        standardised: scaled.iter().map(|value| value / outcome_length).collect(),
        r_squared,
        adjusted: 1.0 - (1.0 - r_squared) * (n - 1) as f64 / degrees,
        coefficients,
        standard_errors,
    })
}

/// Holds what every decomposition of the variance needs.
pub(crate) fn look_at(outcome: &[f64], predictors: &[Vec<f64>]) -> Result<(), NotEstimable> {
    finite(outcome)?;
    for predictor in predictors {
        finite(predictor)?;
        if predictor.len() != outcome.len() {
            return Err(NotEstimable::LengthsDiffer);
        }
    }
    if outcome.len() <= predictors.len() + 1 {
        return Err(NotEstimable::TooFew {
            needed: length(predictors) + 2,
            found: length(outcome),
        });
    }
    let constant = |values: &[f64]| values.iter().all(|value| *value == values[0]);
    if constant(outcome) {
        return Err(NotEstimable::OutcomeDoesNotVary);
    }
    match predictors.iter().position(|predictor| constant(predictor)) {
        Some(index) => Err(NotEstimable::PredictorDoesNotVary(index)),
        None => Ok(()),
    }
}

/// The mean, the deviations from it, and their length as a vector.
///
/// Errors: the values are too large to be squared, or vary too little.
fn centred(values: &[f64]) -> Result<(f64, Vec<f64>, f64), NotEstimable> {
    let first = values[0];
    let mean = first + values.iter().map(|value| value - first).sum::<f64>() / values.len() as f64;
    let deviations: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let length = deviations.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length == 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    Ok((mean, deviations, computed(length)?))
}

/// Reflects columns to an upper triangle, which is returned, and the outcome with them.
fn reflect(columns: &mut [Vec<f64>], outcome: &mut [f64]) -> Result<Matrix, NotEstimable> {
    let k = columns.len();
    let mut upper = Matrix::zeros(k);
    for pivot in 0..k {
        let (done, rest) = columns.split_at_mut(pivot + 1);
        let column = &mut done[pivot];
        for (row, cell) in column[..pivot].iter().enumerate() {
            *upper.at_mut(row, pivot) = *cell;
        }
        let length = column[pivot..].iter().map(|value| value * value).sum::<f64>().sqrt();
        if length.is_nan() || length < DEPENDENT {
            return Err(NotEstimable::LinearlyDependent);
        }
        let corner = if column[pivot] > 0.0 { -length } else { length };
        *upper.at_mut(pivot, pivot) = corner;
        column[pivot] -= corner;
        let mirror = &column[pivot..];
        let half = mirror.iter().map(|value| value * value).sum::<f64>() / 2.0;
        let outcome = std::iter::once(&mut *outcome);
        for other in rest.iter_mut().map(Vec::as_mut_slice).chain(outcome) {
            let other = &mut other[pivot..];
            let along = mirror.iter().zip(other.iter()).map(|(a, b)| a * b).sum::<f64>() / half;
            other
                .iter_mut()
                .zip(mirror)
                .for_each(|(value, part)| *value -= along * part);
        }
    }
    Ok(upper)
}

/// The length of each row of the inverse of an upper triangle.
fn inverse_row_lengths(upper: &Matrix) -> Vec<f64> {
    let k = upper.size();
    let mut squares = vec![0.0; k];
    for column in 0..k {
        let mut inverse = vec![0.0; k];
        for row in (0..=column).rev() {
            let unit = if row == column { 1.0 } else { 0.0 };
            let known: f64 = (row + 1..=column).map(|i| upper.at(row, i) * inverse[i]).sum();
            inverse[row] = (unit - known) / upper.at(row, row);
            squares[row] += inverse[row] * inverse[row];
        }
    }
    squares.into_iter().map(f64::sqrt).collect()
}

/// Correlations of predictors with each other and with the outcome.
///
/// Errors: as [`regress`], save that dependent predictors are left to the caller.
pub fn correlations(outcome: &[f64], predictors: &[Vec<f64>]) -> Result<(Matrix, Vec<f64>), NotEstimable> {
    look_at(outcome, predictors)?;
    let unit = |values: &[f64]| {
        let (_, deviations, length) = centred(values)?;
        Ok(deviations.into_iter().map(|value| value / length).collect())
    };
    let outcome: Vec<f64> = unit(outcome)?;
    let predictors = predictors
        .iter()
        .map(|predictor| unit(predictor))
        .collect::<Result<Vec<_>, _>>()?;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut among = Matrix::identity(predictors.len());
    for (row, one) in predictors.iter().enumerate() {
        for (column, other) in predictors[..row].iter().enumerate() {
            let value = product(one, other);
            *among.at_mut(row, column) = value;
            *among.at_mut(column, row) = value;
        }
    }
    Ok((
        among,
        predictors
            .iter()
            .map(|predictor| product(predictor, &outcome))
            .collect(),
    ))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The drivers of the metric catalogue, section 18: outcome and three predictors of twenty cases.
    pub(crate) fn catalogue() -> (Vec<f64>, Vec<Vec<f64>>) {
        let cases =
            "7687 5565 9899 4655 8768 6676 3443 8978 7756 5465 9989 6556 2353 7888 8677 4534 6777 9798 5645 7566";
        let column = |place: usize| -> Vec<f64> {
            cases
                .split(' ')
                .map(|case| f64::from(case.as_bytes()[place] - b'0'))
                .collect()
        };
        (column(3), vec![column(0), column(1), column(2)])
    }

    #[test]
    fn the_drivers_of_the_metric_catalogue() {
        let (outcome, predictors) = catalogue();
        assert!((regress(&outcome, &predictors).unwrap().r_squared - 0.964858).abs() < 5e-7);
        let (_, with_outcome) = correlations(&outcome, &predictors).unwrap();
        for (got, want) in with_outcome.into_iter().zip([0.948914, 0.881510, 0.828830]) {
            assert!((got - want).abs() < 5e-7, "{got} {want}");
        }
    }

    #[test]
    fn faults_are_told() {
        let rising = vec![1.0, 2.0, 3.0, 4.0, 5.0];
        let doubled: Vec<f64> = rising.iter().map(|value| value * 2.0).collect();
        let outcome = [1.0, 2.0, 3.0, 4.0, 6.0];
        assert_eq!(
            regress(&outcome, &[rising.clone(), doubled]),
            Err(NotEstimable::LinearlyDependent)
        );
        assert_eq!(
            regress(&outcome, &[rising.clone(), vec![3.3; 5]]),
            Err(NotEstimable::PredictorDoesNotVary(1))
        );
        assert_eq!(
            regress(&[3.3; 5], std::slice::from_ref(&rising)),
            Err(NotEstimable::OutcomeDoesNotVary)
        );
        assert_eq!(regress(&outcome[..4], &[rising]), Err(NotEstimable::LengthsDiffer));
        assert_eq!(regress(&[], &[]), Err(NotEstimable::TooFew { needed: 2, found: 0 }));
    }

    #[test]
    fn a_perfect_fit_has_all_of_the_variance() {
        let fit = regress(&[2.0, 4.0, 6.0, 8.0], &[vec![1.0, 2.0, 3.0, 4.0]]).unwrap();
        assert!((fit.r_squared - 1.0).abs() < 1e-12 && (fit.coefficients[0] - 2.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn what_is_left_is_at_right_angles_to_the_predictors(
            rows in prop::collection::vec((-9i8..9, -9i8..9, -9i8..9), 6..30),
        ) {
            let column = |of: fn(&(i8, i8, i8)) -> i8| -> Vec<f64> { rows.iter().map(|row| f64::from(of(row))).collect() };
            let (outcome, predictors) = (column(|row| row.0), vec![column(|row| row.1), column(|row| row.2)]);
            if let Ok(fit) = regress(&outcome, &predictors) {
                let left: Vec<f64> = (0..rows.len()).map(|i| {
                    outcome[i] - fit.intercept - fit.coefficients[0] * predictors[0][i] - fit.coefficients[1] * predictors[1][i]
                }).collect();
                prop_assert!(left.iter().sum::<f64>().abs() < 1e-7);
                for predictor in &predictors {
                    prop_assert!(left.iter().zip(predictor).map(|(a, b)| a * b).sum::<f64>().abs() < 1e-6);
                }
                prop_assert!((-1e-12..=1.0 + 1e-12).contains(&fit.r_squared));
            }
        }
    }
}
