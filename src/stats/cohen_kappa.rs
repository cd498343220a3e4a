//! How far two raters agree beyond chance: Cohen's kappa.

use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable};

/// How much disagreements count by their distance, for categories in order.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Disagreement {
    /// Every disagreement counts alike.
    #[default]
    Alike,
    /// By the distance of the categories.
    Linear,
    /// By the square of the distance.
    Quadratic,
}

/// Agreement of two raters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Kappa {
    /// How many things both rated.
    pub n: u64,
    /// The agreement seen, 0 to 1.
    pub observed: f64,
    /// The agreement expected by chance.
    pub expected: f64,
    /// Kappa with its error; not estimable where agreement by chance is complete.
    pub kappa: Result<KappaEstimate, NotEstimable>,
}

/// Kappa and how precise it is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct KappaEstimate {
    /// `(observed - expected) / (1 - expected)`.
    pub value: f64,
    /// Its large-sample standard error.
    pub standard_error: f64,
    /// The normal interval, not cut to what is possible.
    pub interval: Interval,
}

/// Computes kappa from a square table of counts, the first rater in rows.
///
/// Sources: Cohen, Educational and Psychological Measurement 20 (1960) 37; weights and standard error from Fleiss,
/// Cohen and Everitt, Psychological Bulletin 72 (1969) 323. Metric M-QUA-2. Valid for raters that work apart; kappa is
/// low where one category is rare even if they agree well.
///
/// Errors: a table that is not square, nothing rated, or a confidence outside 0 to 1.
///
/// ```
/// use tenfour::stats::cohen_kappa::{Disagreement, cohen_kappa};
/// // Metric catalogue, section 18, ten sources coded twice: d, p and s.
/// let table = [vec![3, 0, 1], vec![1, 1, 0], vec![0, 0, 4]];
/// let kappa = cohen_kappa(&table, Disagreement::Alike, 0.95).unwrap().kappa.unwrap();
/// assert!((kappa.value - 0.677419).abs() < 5e-7);
/// ```
pub fn cohen_kappa(table: &[Vec<u64>], disagreement: Disagreement, confidence: f64) -> Result<Kappa, NotEstimable> {
    let z = z(confidence)?;
    let size = table.len();
    if table.iter().any(|row| row.len() != size) {
        return Err(NotEstimable::LengthsDiffer);
    }
    let n: u64 = table.iter().flatten().sum();
    if n == 0 {
        return Err(NotEstimable::NobodyAnswered);
    }
    let count = n as f64;
    let share = |i: usize, j: usize| table[i][j] as f64 / count;
    let first: Vec<f64> = (0..size).map(|i| (0..size).map(|j| share(i, j)).sum()).collect();
    let second: Vec<f64> = (0..size).map(|j| (0..size).map(|i| share(i, j)).sum()).collect();
    let weight = |i: usize, j: usize| {
        let far = i.abs_diff(j) as f64 / (size.max(2) - 1) as f64;
        match disagreement {
            Disagreement::Alike => f64::from(u8::from(i == j)),
            Disagreement::Linear => 1.0 - far,
            Disagreement::Quadratic => 1.0 - far * far,
        }
    };
    let over_cells =
        |of: &dyn Fn(usize, usize) -> f64| -> f64 { (0..size).map(|i| (0..size).map(|j| of(i, j)).sum::<f64>()).sum() };
    let observed = over_cells(&|i, j| weight(i, j) * share(i, j));
    let expected = over_cells(&|i, j| weight(i, j) * first[i] * second[j]);
    let left = 1.0 - expected;
    let kappa = if left < 1e-12 {
        Err(NotEstimable::OneCategory)
    } else {
        let of_row: Vec<f64> = (0..size)
            .map(|i| (0..size).map(|j| second[j] * weight(i, j)).sum())
            .collect();
        let of_column: Vec<f64> = (0..size)
            .map(|j| (0..size).map(|i| first[i] * weight(i, j)).sum())
            .collect();
        // The published variance is that of these scores; taken about their mean, it cannot come out below 0.
        let score = |i: usize, j: usize| weight(i, j) * left - (of_row[i] + of_column[j]) * (1.0 - observed);
        let mean = over_cells(&|i, j| share(i, j) * score(i, j));
        let variance = over_cells(&|i, j| share(i, j) * (score(i, j) - mean) * (score(i, j) - mean));
        let value = (observed - expected) / left;
        let standard_error = (variance / count).sqrt() / (left * left);
        Ok(KappaEstimate {
            value,
            standard_error,
            interval: Interval::around(value, z * standard_error),
        })
    };
    Ok(Kappa {
        n,
        observed,
        expected,
        kappa,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_category_leaves_nothing_beyond_chance() {
        let kappa = cohen_kappa(&[vec![9, 0], vec![0, 0]], Disagreement::Alike, 0.95).unwrap();
        assert_eq!((kappa.n, kappa.kappa), (9, Err(NotEstimable::OneCategory)));
        assert!(cohen_kappa(&[vec![1, 0]], Disagreement::Alike, 0.95).is_err());
        assert!(cohen_kappa(&[], Disagreement::Alike, 0.95).is_err());
    }

    proptest! {
        #[test]
        fn raters_may_change_places(cells in prop::collection::vec(0u64..30, 9)) {
            let table: Vec<Vec<u64>> = cells.chunks(3).map(<[u64]>::to_vec).collect();
            let turned: Vec<Vec<u64>> = (0..3).map(|j| (0..3).map(|i| table[i][j]).collect()).collect();
            for weights in [Disagreement::Alike, Disagreement::Linear, Disagreement::Quadratic] {
                if let Ok(Ok(one)) = cohen_kappa(&table, weights, 0.95).map(|kappa| kappa.kappa) {
                    let other = cohen_kappa(&turned, weights, 0.95).unwrap().kappa.unwrap();
                    prop_assert!((one.value - other.value).abs() < 1e-9);
                    prop_assert!((one.standard_error - other.standard_error).abs() < 1e-9);
                    prop_assert!(one.value <= 1.0 + 1e-12);
                }
            }
        }
    }
}
