//! Limits of a funnel: how far shares of groups of different size scatter by chance alone.

use crate::stats::distribution::{Binomial, tail};
use crate::stats::estimate::{Interval, NotEstimable};

/// Limits within which the share of a group of `n` lies with this probability, if each of its cases has the property with the
/// probability `share`.
///
/// The lower limit is the count at which `P(R <= r)` reaches the tail probability, interpolated between whole counts, over `n`:
/// with the smallest `r` of `P(R <= r) >= a` it is `r - (P(R <= r) - a) / P(R = r)`, not below 0. The upper limit is that of the
/// others turned round, so that both tails are alike. Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185, appendix A.1.1,
/// whose upper limit is one count lower since it is read from `P(R <= r)` as well. Valid for independent cases.
///
/// Errors: the share or the confidence lies outside of its range, or the group is empty.
///
/// ```
/// use tenfour::stats::funnel::limits;
/// // P(R <= 1) = 11/1024 and P(R <= 2) = 56/1024 of ten tosses of a coin.
/// let ends = limits(0.5, 10, 0.95).unwrap();
/// assert!((ends.low - 0.132444).abs() < 1e-6 && (ends.high - 0.867556).abs() < 1e-6);
/// ```
pub fn limits(share: f64, n: u64, confidence: f64) -> Result<Interval, NotEstimable> {
    let tail = tail(confidence)?;
    if n == 0 {
        return Err(NotEstimable::EmptyGroup);
    }
    if !(0.0..=1.0).contains(&share) {
        return Err(NotEstimable::OutOfRange("the share"));
    }
    Ok(Interval {
        low: lower(share, n, tail),
        high: 1.0 - lower(1.0 - share, n, tail),
    })
}

fn lower(p: f64, n: u64, tail: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return p.clamp(0.0, 1.0);
    }
    let counts = Binomial { n, p };
    // The smallest count whose probability from below reaches the tail, found by halving.
    let (mut left, mut right) = (0, n);
    while left < right {
        let middle = left + (right - left) / 2;
        if counts.at_most(middle) >= tail {
            right = middle;
        } else {
            left = middle + 1;
        }
    }
    let beyond = (counts.at_most(left) - tail) / counts.exactly(left);
    #[expect(clippy::cast_precision_loss, reason = "groups are far smaller than 2^53")]
    let limit = (left as f64 - beyond) / n as f64;
    if limit.is_finite() { limit.clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_groups_and_sure_things_have_wide_or_no_room() {
        assert_eq!(limits(0.78, 1, 0.998), Ok(Interval { low: 0.0, high: 1.0 }));
        assert_eq!(limits(1.0, 7, 0.95), Ok(Interval { low: 1.0, high: 1.0 }));
        assert_eq!(limits(0.5, 0, 0.95), Err(NotEstimable::EmptyGroup));
        assert!(limits(1.2, 5, 0.95).is_err() && limits(f64::NAN, 5, 0.95).is_err());
        assert!(limits(0.5, 5, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn wider_limits_hold_the_narrower_ones_and_mirror(share in 0.01..0.99, n in 1_u64..2000) {
            let (inner, outer) = (limits(share, n, 0.95).unwrap(), limits(share, n, 0.998).unwrap());
            prop_assert!(outer.low <= inner.low && inner.high <= outer.high);
            prop_assert!(inner.contains(share));
            let mirror = limits(1.0 - share, n, 0.95).unwrap();
            prop_assert!((mirror.low + inner.high - 1.0).abs() < 1e-9);
        }
    }
}
