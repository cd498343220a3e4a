//! Correlation of two variables, with its test and interval.

use crate::stats::descriptive::sum;
use crate::stats::distribution::{beta_tails, z};
use crate::stats::estimate::{Interval, NotEstimable, finite, length, real, size};
use crate::stats::rank::Ranks;

/// A correlation coefficient.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Correlation {
    /// How many pairs.
    pub n: u64,
    /// The coefficient, from -1 to 1.
    pub r: f64,
    /// The two-sided p value of no correlation, by the t distribution with n - 2 degrees of freedom; two pairs have none.
    pub p_value: Result<f64, NotEstimable>,
}

impl Correlation {
    fn new(n: u64, r: f64) -> Self {
        let p_value = if n < 3 {
            Err(NotEstimable::TooFew { needed: 3, found: n })
        } else {
            // t^2 = df r^2 / (1 - r^2), so that df / (df + t^2) = 1 - r^2.
            Ok(beta_tails(real(n - 2) / 2.0, 0.5, (1.0 - r) * (1.0 + r), r * r).lower)
        };
        Self { n, r, p_value }
    }

    /// Fisher's interval: `tanh(atanh r ± z / sqrt(n - 3))`.
    ///
    /// Source: Fisher, Metron 1 (1921). For Spearman's coefficient it is the plain one; Bonett and Wright (2000) widen it.
    /// Valid for pairs drawn by chance, approximate for few.
    ///
    /// Errors: there are fewer than four pairs, or the confidence does not lie between 0 and 1.
    pub fn interval(&self, confidence: f64) -> Result<Interval, NotEstimable> {
        if self.n < 4 {
            return Err(NotEstimable::TooFew {
                needed: 4,
                found: self.n,
            });
        }
        let half = z(confidence)? / real(self.n - 3).sqrt();
        let middle = libm::atanh(self.r);
        Ok(Interval {
            low: libm::tanh(middle - half),
            high: libm::tanh(middle + half),
        })
    }
}

/// The pairs of which both values are there.
///
/// Errors: the lists differ in length.
pub fn complete_pairs(x: &[Option<f64>], y: &[Option<f64>]) -> Result<(Vec<f64>, Vec<f64>), NotEstimable> {
    if x.len() != y.len() {
        return Err(NotEstimable::LengthsDiffer);
    }
    Ok(x.iter().zip(y).filter_map(|(x, y)| (*x).zip(*y)).unzip())
}

/// Pearson's product-moment correlation of pairs.
///
/// Source: Pearson, Proceedings of the Royal Society 58 (1895). Measures how near to a line the pairs lie; the test is valid
/// where both are about normal.
///
/// Errors: the lists differ in length, there are fewer than two pairs, a value is no finite number, or one of the variables
/// does not vary.
///
/// ```
/// use tenfour::stats::correlation::pearson;
/// let x1 = [7., 5., 9., 4., 8., 6., 3., 8., 7., 5., 9., 6., 2., 7., 8., 4., 6., 9., 5., 7.];
/// let y = [7., 5., 9., 5., 8., 6., 3., 8., 6., 5., 9., 6., 3., 8., 7., 4., 7., 8., 5., 6.];
/// assert!((pearson(&x1, &y).unwrap().r - 0.948914).abs() < 1e-6);
/// ```
pub fn pearson(x: &[f64], y: &[f64]) -> Result<Correlation, NotEstimable> {
    if x.len() != y.len() {
        return Err(NotEstimable::LengthsDiffer);
    }
    if x.len() < 2 {
        return Err(NotEstimable::TooFew {
            needed: 2,
            found: length(x),
        });
    }
    finite(x)?;
    finite(y)?;
    let (x, y) = (centred(x)?, centred(y)?);
    let product = |left: &[f64], right: &[f64]| sum(left.iter().zip(right).map(|(left, right)| left * right));
    let (of_x, of_y) = (product(&x, &x), product(&y, &y));
    let both = of_x * of_y;
    // Roots apart where the product of tiny or huge spreads leaves the range of numbers.
    let norm = if both.is_normal() {
        both.sqrt()
    } else {
        of_x.sqrt() * of_y.sqrt()
    };
    let r = product(&x, &y) / norm;
    if !r.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    Ok(Correlation::new(length(&x), r.clamp(-1.0, 1.0)))
}

/// Distances from the mean.
fn centred(values: &[f64]) -> Result<Vec<f64>, NotEstimable> {
    if values.iter().all(|value| value.total_cmp(&values[0]).is_eq()) {
        return Err(NotEstimable::NoVariation);
    }
    let first = values[0];
    let mean = first + sum(values.iter().map(|value| value - first)) / size(values);
    Ok(values.iter().map(|value| value - mean).collect())
}

/// Spearman's rank correlation of pairs; tied values share their ranks.
///
/// Source: Spearman, The American Journal of Psychology 15 (1904); the p value by the t distribution, approximate below ten
/// pairs. Measures how far the one rises with the other, in whatever shape.
///
/// Errors: as [`pearson`].
///
/// ```
/// use tenfour::stats::correlation::spearman;
/// let x1 = [7., 5., 9., 4., 8., 6., 3., 8., 7., 5., 9., 6., 2., 7., 8., 4., 6., 9., 5., 7.];
/// let y = [7., 5., 9., 5., 8., 6., 3., 8., 6., 5., 9., 6., 3., 8., 7., 4., 7., 8., 5., 6.];
/// assert!((spearman(&x1, &y).unwrap().r - 0.944172).abs() < 1e-6);
/// ```
pub fn spearman(x: &[f64], y: &[f64]) -> Result<Correlation, NotEstimable> {
    finite(x)?;
    finite(y)?;
    pearson(&Ranks::of(x).ranks, &Ranks::of(y).ranks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_told_says_why() {
        assert_eq!(pearson(&[1.0], &[]), Err(NotEstimable::LengthsDiffer));
        assert_eq!(
            pearson(&[1.0], &[1.0]),
            Err(NotEstimable::TooFew { needed: 2, found: 1 })
        );
        assert_eq!(spearman(&[1.0, 2.0], &[3.0, 3.0]), Err(NotEstimable::NoVariation));
        assert_eq!(spearman(&[1.0, f64::NAN], &[3.0, 4.0]), Err(NotEstimable::NotFinite));
        let two = pearson(&[1.0, 2.0], &[5.0, 3.0]).unwrap();
        assert!(two.r.total_cmp(&-1.0).is_eq() && two.p_value.is_err() && two.interval(0.95).is_err());
    }

    proptest! {
        #[test]
        fn sides_can_be_changed_and_intervals_hold_the_estimate(
            pairs in prop::collection::vec((-100_i32..100, -100_i32..100), 4..40)
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).unzip();
            for of in [pearson, spearman] {
                let found = of(&x, &y);
                prop_assert_eq!(found.is_ok(), of(&y, &x).is_ok());
                if let Ok(found) = found {
                    prop_assert!((found.r - of(&y, &x).unwrap().r).abs() < 1e-12);
                    let interval = found.interval(0.95).unwrap();
                    prop_assert!(interval.low <= found.r + 1e-12 && found.r <= interval.high + 1e-12);
                    prop_assert!((0.0..=1.0).contains(&found.p_value.unwrap()));
                }
            }
        }
    }
}
