//! Whether a series rises or falls: the Mann-Kendall test.

use crate::stats::distribution::normal_two_sided;
use crate::stats::estimate::{NotEstimable, finite, length};

/// The longest series without ties for which the exact distribution is used.
const MOST_FOR_EXACT: usize = 10;

/// The test.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MannKendall {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// Variance of `s` if there is no trend, corrected for ties.
    pub variance: f64,
    /// Normal score, with continuity correction; not estimable where all values are equal.
    pub z: Result<f64, NotEstimable>,
    /// Two-sided p value from the normal score.
    pub p_normal: Result<f64, NotEstimable>,
    /// Two-sided p value from the exact distribution: up to 10 values without ties.
    pub p_exact: Option<f64>,
    /// `s` over the number of pairs.
    pub tau_a: f64,
    /// `s` over the geometric mean of the pairs of different times and of different values.
    pub tau_b: Result<f64, NotEstimable>,
}

impl MannKendall {
    /// The p value to show: the exact one where there is one.
    ///
    /// Errors: all values are equal.
    pub fn p_value(&self) -> Result<f64, NotEstimable> {
        self.p_exact.map_or(self.p_normal, Ok)
    }
}

/// Tests values in order of time.
///
/// `S = sum sign(x_j - x_i)` over `i < j`; `Var = (n(n-1)(2n+5) - sum t(t-1)(2t+5)) / 18` over groups of `t` tied
/// values; `Z = (S - sign S) / sqrt(Var)`. Sources: Mann, Econometrica 13 (1945) 245; Kendall, Rank Correlation
/// Methods, 4th edition
/// 1975. Metric M-TRD-1. Valid for independent values: a series that remembers its last value gives too small p values.
///
/// Errors: fewer than three values, or one that is no finite number.
///
/// ```
/// use tenfour::stats::mann_kendall::mann_kendall;
/// let test = mann_kendall(&[58.0, 61.0, 60.0, 64.0, 66.0, 65.0, 70.0, 72.0]).unwrap();
/// assert_eq!(test.s, 24);
/// assert!((test.z.unwrap() - 2.845512).abs() < 5e-7);
/// assert!((test.p_exact.unwrap() - 0.001736).abs() < 5e-7);
/// ```
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall, NotEstimable> {
    finite(values)?;
    if values.len() < 3 {
        return Err(NotEstimable::TooFew {
            needed: 3,
            found: length(values),
        });
    }
    let n = values.len() as f64;
    let pairs = n * (n - 1.0) / 2.0;
    let mut s: i64 = 0;
    for (index, earlier) in values.iter().enumerate() {
        for later in &values[index + 1..] {
            s += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| (a + 0.0).total_cmp(&(b + 0.0)));
    let (mut tied_pairs, mut tie_term) = (0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a == b) {
        let t = tied.len() as f64;
        tied_pairs += t * (t - 1.0) / 2.0;
        tie_term += t * (t - 1.0) * (2.0 * t + 5.0);
    }
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - tie_term) / 18.0;
    let varies = sorted.first() != sorted.last();
    let number = s as f64;
    let z = if varies {
        Ok((number - number.signum() * f64::from(u8::from(s != 0))) / variance.sqrt())
    } else {
        Err(NotEstimable::NoVariation)
    };
    let exact = tied_pairs == 0.0 && values.len() <= MOST_FOR_EXACT;
    Ok(MannKendall {
        s,
        variance,
        z,
        p_normal: z.map(normal_two_sided),
        p_exact: exact.then(|| p_exact(values.len(), s)),
        tau_a: number / pairs,
        tau_b: z.map(|_| number / (pairs * (pairs - tied_pairs)).sqrt()),
    })
}

/// Chance of an `S` at least as far from 0 among all orders of `n` different values.
///
/// An order with `k` falling pairs has `S = n(n-1)/2 - 2k`; how many orders have `k` of them follows from one value to
/// the next.
fn p_exact(n: usize, s: i64) -> f64 {
    let mut orders: Vec<u64> = vec![1];
    for size in 2..=n {
        let mut next = vec![0; orders.len() + size - 1];
        for (falling, count) in orders.iter().enumerate() {
            for more in 0..size {
                next[falling + more] += count;
            }
        }
        orders = next;
    }
    let far = (orders.len() - 1).saturating_sub(usize::try_from(s.unsigned_abs()).unwrap_or(usize::MAX)) / 2;
    let extreme: u64 = orders[..=far].iter().sum();
    let all: u64 = orders.iter().sum();
    (2.0 * extreme as f64 / all as f64).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_as_in_the_metric_catalogue() {
        let test = mann_kendall(&[58.0, 61.0, 60.0, 64.0, 64.0, 65.0, 70.0, 72.0]).unwrap();
        assert_eq!(test.s, 25);
        assert!((test.variance - 64.333333).abs() < 5e-7);
        assert!((test.p_value().unwrap() - 0.002770).abs() < 5e-7);
        assert_eq!(test.p_exact, None);
        let test = mann_kendall(&[58.0, 61.0, 60.0, 64.0, 66.0, 65.0, 70.0, 72.0]).unwrap();
        assert!((test.variance - 65.333333).abs() < 5e-7);
        assert!((test.p_normal.unwrap() - 0.004434).abs() < 5e-7);
        assert!((test.tau_a - 0.857143).abs() < 5e-7);
    }

    #[test]
    fn exact_values_by_counting() {
        // Of the 6 orders of three values, one rises throughout and one falls; of the 120 of five likewise.
        assert_eq!(p_exact(3, 3), 2.0 / 6.0);
        assert_eq!(p_exact(3, -1), 1.0);
        assert_eq!(p_exact(5, 10), 2.0 / 120.0);
    }

    #[test]
    fn values_that_do_not_vary_or_are_too_few_have_no_test() {
        assert_eq!(
            mann_kendall(&[4.2; 8]).unwrap().p_value(),
            Err(NotEstimable::NoVariation)
        );
        assert_eq!(
            mann_kendall(&[1.0, 2.0]),
            Err(NotEstimable::TooFew { needed: 3, found: 2 })
        );
        assert_eq!(mann_kendall(&[1.0, f64::NAN, 2.0]), Err(NotEstimable::NotFinite));
    }

    proptest! {
        #[test]
        fn turning_time_round_turns_the_sign(mut values in prop::collection::vec(-50i8..50, 3..25)) {
            let numbers = |values: &[i8]| -> Vec<f64> { values.iter().map(|value| f64::from(*value)).collect() };
            let forward = mann_kendall(&numbers(&values)).unwrap();
            values.reverse();
            let backward = mann_kendall(&numbers(&values)).unwrap();
            prop_assert_eq!(forward.s, -backward.s);
            prop_assert_eq!(forward.p_value(), backward.p_value());
            prop_assert!(forward.p_value().is_err() || (0.0..=1.0).contains(&forward.p_value().unwrap()));
        }
    }
}
