//! Limits of a funnel plot: between which shares of groups of a size lie by chance.

use crate::stats::distribution::{Binomial, MOST, tail};
use crate::stats::estimate::{Interval, NotEstimable, real};

/// Between which shares a group of `n` lies with this confidence when its true share is `share`.
///
/// The limits are quantiles of the binomial distribution, interpolated between whole counts, so that they are smooth in `n`:
/// with `r` the smallest count of which `P(R <= r) > q`, the limit is `(r - a) / n` with
/// `a = (P(R <= r) - q) / P(R = r)`. The upper limit is 1 less the lower limit of those that are no hits, so that the plot of
/// hits and that of misses say the same. Source of the lower limit: Spiegelhalter, Statistics in Medicine 24 (2005), appendix
/// A.1.1; his own upper limit takes the same formula at `1 - q` and lies up to one case lower. Metric M-CMP-10 draws them at
/// 95 and 99.8 percent. A group outside deserves a look; it is no verdict. Valid for independent cases.
///
/// Errors: the group is empty or larger than 10^9, the share lies outside 0 to 1, or the confidence does not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::funnel::limits;
/// // P(R <= 1) = 11/1024 and P(R <= 2) = 56/1024 of 10 at one half, around a tail of 0.025.
/// let found = limits(0.5, 10, 0.95).unwrap();
/// assert!((found.low - (2.0 - (56.0 / 1024.0 - 0.025) / (45.0 / 1024.0)) / 10.0).abs() < 1e-12);
/// ```
pub fn limits(share: f64, n: u64, confidence: f64) -> Result<Interval, NotEstimable> {
    if n == 0 {
        return Err(NotEstimable::EmptyGroup);
    }
    if !(0.0..=1.0).contains(&share) {
        return Err(NotEstimable::OutOfRange("the share"));
    }
    if n > MOST {
        return Err(NotEstimable::TooManyForExact);
    }
    let tail = tail(confidence)?;
    // A share of all or nothing leaves no room for chance.
    if share <= 0.0 || share >= 1.0 {
        return Ok(Interval {
            low: share,
            high: share,
        });
    }
    let low = lower(Binomial { n, p: share }, tail);
    // The upper limit is the lower one of those that are no hits.
    let high = 1.0 - lower(Binomial { n, p: 1.0 - share }, tail);
    Ok(Interval { low, high })
}

/// The lower limit, as a share; 0 where even none is likely enough.
fn lower(binomial: Binomial, tail: f64) -> f64 {
    let (mut left, mut right) = (0, binomial.n);
    while left < right {
        let middle = left + (right - left) / 2;
        if binomial.at_most(middle) > tail {
            right = middle;
        } else {
            left = middle + 1;
        }
    }
    let part = (binomial.at_most(left) - tail) / binomial.exactly(left);
    ((real(left) - part) / real(binomial.n)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn large_groups_follow_the_normal_distribution() {
        let found = limits(0.3, 100_000, 0.998).unwrap();
        let half = 3.090_232 * (0.3_f64 * 0.7 / 100_000.0).sqrt();
        assert!(
            (found.low - 0.3 + half).abs() < 2e-5 && (found.high - 0.3 - half).abs() < 2e-5,
            "{found:?}"
        );
    }

    #[test]
    fn edges() {
        assert_eq!(limits(0.5, 0, 0.95), Err(NotEstimable::EmptyGroup));
        assert_eq!(limits(0.0, 7, 0.95), Ok(Interval { low: 0.0, high: 0.0 }));
        assert_eq!(limits(0.5, 1, 0.95), Ok(Interval { low: 0.0, high: 1.0 }));
        assert!(limits(f64::NAN, 7, 0.95).is_err());
        assert!(limits(0.4, 1_000_000_000, 0.95).unwrap().contains(0.4));
        assert_eq!(limits(0.4, u64::MAX, 0.95), Err(NotEstimable::TooManyForExact));
    }

    proptest! {
        #[test]
        fn limits_mirror_widen_and_hold_the_share(share in 0.01..0.99, n in 1_u64..3000) {
            let (narrow, wide) = (limits(share, n, 0.95).unwrap(), limits(share, n, 0.998).unwrap());
            prop_assert!(wide.low <= narrow.low && narrow.high <= wide.high);
            prop_assert!(narrow.contains(share));
            let mirror = limits(1.0 - share, n, 0.95).unwrap();
            prop_assert!((narrow.low + mirror.high - 1.0).abs() < 1e-6);
        }
    }
}
