//! Two independent estimates compared by their standard errors: the difference, and the ratio where zero is true.

use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable};

/// An estimate with its standard error.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimated {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// The second estimate over the first.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RelativeChange {
    /// The ratio.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The ratio of two independent estimates above zero, the second over the first, with an interval on the logarithmic scale.
///
/// `r = m1 / m0`, `r exp(± z sqrt((se0 / m0)^2 + (se1 / m1)^2))`. Source: metric M-CHG-8; the delta method for logarithms. Valid for
/// measures with a true zero and standard errors that are small beside the estimates (a tenth or less); on a bounded index
/// it depends on where the scale begins.
///
/// Errors: an estimate is not above 0, a standard error is negative, or the confidence does not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::relative_change::{Estimated, relative_change};
/// let before = Estimated { value: 62.0, standard_error: 1.9 };
/// let after = Estimated { value: 74.6, standard_error: 1.7 };
/// let change = relative_change(before, after, 0.95).unwrap();
/// assert!((change.ratio - 1.203226).abs() < 1e-6);
/// assert!((change.interval.low - 1.116453).abs() < 1e-6 && (change.interval.high - 1.296743).abs() < 1e-6);
/// ```
pub fn relative_change(before: Estimated, after: Estimated, confidence: f64) -> Result<RelativeChange, NotEstimable> {
    let z = z(confidence)?;
    for one in [before, after] {
        if !one.value.is_finite() || one.value <= 0.0 {
            return Err(NotEstimable::OutOfRange("an estimate of a ratio"));
        }
        if !one.standard_error.is_finite() || one.standard_error < 0.0 {
            return Err(NotEstimable::OutOfRange("a standard error"));
        }
    }
    let ratio = after.value / before.value;
    let spread = libm::hypot(before.standard_error / before.value, after.standard_error / after.value);
    let factor = libm::exp(z * spread);
    Ok(RelativeChange {
        ratio,
        interval: Interval {
            low: ratio / factor,
            high: ratio * factor,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimated(value: f64, standard_error: f64) -> Estimated {
        Estimated { value, standard_error }
    }

    #[test]
    fn without_error_the_interval_is_the_ratio() {
        let change = relative_change(estimated(2.0, 0.0), estimated(3.0, 0.0), 0.95).unwrap();
        assert!((change.interval.low - 1.5).abs() < 1e-12 && (change.interval.high - 1.5).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_true_zero_has_no_ratio() {
        assert!(relative_change(estimated(-9.9, 9.4), estimated(23.8, 8.3), 0.95).is_err());
        assert!(relative_change(estimated(0.0, 1.0), estimated(1.0, 1.0), 0.95).is_err());
        assert!(relative_change(estimated(1.0, f64::NAN), estimated(1.0, 1.0), 0.95).is_err());
    }
}
