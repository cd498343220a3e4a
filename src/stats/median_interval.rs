//! The interval of a median from the order of the values alone.

use crate::stats::distribution::{Binomial, tail};
use crate::stats::estimate::{Interval, NotEstimable, finite, length};

/// The interval of the median between two ordered values, `x(r)` to `x(n - r + 1)`.
///
/// r is the largest rank for which a binomial with n draws and the chance one half lies below r with at most half of what the
/// confidence leaves. Nothing is assumed of how the values are spread; with ties, and since ranks are whole, it covers the median
/// at least as often as asked. Source: Conover, Practical Nonparametric Statistics, 3rd edition 1999, section 3.2; David and
/// Nagaraja, Order Statistics, 3rd edition 2003, section 7.1. Valid for independent values.
///
/// Errors: there is no value or one is no finite number, the confidence does not lie between 0 and 1, or there are so few values
/// that even the least and the greatest do not cover it: fewer than 6 at 95 percent.
///
/// ```
/// use tenfour::stats::median_interval::median_interval;
/// // Ten values: the second and the ninth cover the median with 97.9 percent.
/// let values = [3., 9., 4., 30., 1., 6., 2., 12., 7., 2.];
/// let interval = median_interval(&values, 0.95).unwrap();
/// assert_eq!((interval.low, interval.high), (2., 12.));
/// ```
pub fn median_interval(values: &[f64], confidence: f64) -> Result<Interval, NotEstimable> {
    finite(values)?;
    if values.is_empty() {
        return Err(NotEstimable::NobodyAnswered);
    }
    let tail = tail(confidence)?;
    let n = length(values);
    let binomial = Binomial { n, p: 0.5 };
    // Ranks below the middle, the first that leaves too much out: the chance rises with the rank.
    let (mut fits, mut too_much) = (0, n / 2 + 1);
    while too_much - fits > 1 {
        let rank = fits + (too_much - fits) / 2;
        if binomial.at_most(rank - 1) <= tail {
            fits = rank;
        } else {
            too_much = rank;
        }
    }
    if fits == 0 {
        let needed = (1..64)
            .find(|n| Binomial { n: *n, p: 0.5 }.exactly(0) <= tail)
            .unwrap_or(64);
        return Err(NotEstimable::TooFew { needed, found: n });
    }
    let mut ordered = values.to_vec();
    ordered.sort_by(f64::total_cmp);
    let place = usize::try_from(fits).map_err(|_| NotEstimable::TooManyForExact)?;
    Ok(Interval {
        low: ordered[place - 1],
        high: ordered[ordered.len() - place],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ranks(n: u32) -> Option<(f64, f64)> {
        let values: Vec<f64> = (1..=n).map(f64::from).collect();
        let interval = median_interval(&values, 0.95).ok()?;
        Some((interval.low, interval.high))
    }

    /// The ranks that follow from the binomial table of Conover, table A3, for the chance one half.
    #[test]
    fn ranks_are_those_of_the_binomial_table() {
        for (n, low, high) in [
            (6, 1., 6.),
            (8, 1., 8.),
            (9, 2., 8.),
            (10, 2., 9.),
            (15, 4., 12.),
            (20, 6., 15.),
        ] {
            assert_eq!(ranks(n), Some((low, high)), "{n}");
        }
        assert_eq!(ranks(100), Some((40., 61.)));
    }

    #[test]
    fn few_values_have_none() {
        assert_eq!(
            median_interval(&[1.0; 5], 0.95),
            Err(NotEstimable::TooFew { needed: 6, found: 5 })
        );
        assert_eq!(median_interval(&[], 0.95), Err(NotEstimable::NobodyAnswered));
        assert_eq!(median_interval(&[1.0, f64::NAN], 0.95), Err(NotEstimable::NotFinite));
        let equal = median_interval(&[2.0; 7], 0.95).unwrap();
        assert_eq!((equal.low, equal.high), (2.0, 2.0));
    }

    proptest! {
        #[test]
        fn it_holds_the_median_in_any_order(mut values in proptest::collection::vec(-1e3..1e3, 6..200)) {
            let interval = median_interval(&values, 0.95).unwrap();
            prop_assert!(interval.contains(crate::stats::descriptive::median(&values).unwrap()));
            values.reverse();
            prop_assert_eq!(median_interval(&values, 0.95).unwrap(), interval);
        }
    }
}
