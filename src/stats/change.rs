//! Change between two independent estimates: the difference, the ratio, and what would have been seen.

use crate::stats::distribution::{normal_quantile, normal_two_sided, tail, z};
use crate::stats::estimate::{Interval, NotEstimable};

/// An estimate with its standard error, in one unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error; 0 for a figure that is known.
    pub standard_error: f64,
}

impl Estimate {
    fn check(self) -> Result<(), NotEstimable> {
        if !self.value.is_finite() || !self.standard_error.is_finite() {
            return Err(NotEstimable::NotFinite);
        }
        if self.standard_error < 0.0 {
            return Err(NotEstimable::OutOfRange("the standard error"));
        }
        Ok(())
    }
}

/// The difference of two independent estimates.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Difference {
    /// The second minus the first.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The difference in standard errors.
    pub z: f64,
    /// The two-sided p value of no difference.
    pub p_value: f64,
}

/// The z test of two independent estimates: `z = (m1 - m0) / sqrt(se0^2 + se1^2)`.
///
/// Source: metrics M-CHG-4 and M-BMK-1. Valid where both are about normal; overlapping respondents make it too careful.
///
/// Errors: both standard errors are 0, one is negative, or a value is no finite number.
pub fn difference(before: Estimate, after: Estimate) -> Result<Difference, NotEstimable> {
    before.check()?;
    after.check()?;
    let difference = after.value - before.value;
    let standard_error = libm::hypot(before.standard_error, after.standard_error);
    if standard_error <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    let z = difference / standard_error;
    if !z.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    Ok(Difference {
        difference,
        standard_error,
        z,
        p_value: normal_two_sided(z),
    })
}

/// A ratio with its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Relative {
    /// The second over the first.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The ratio of two independent estimates of a measure with a true zero, such as times, counts, rates and money.
///
/// `r = m1 / m0`, interval `r exp(± z sqrt((se0 / m0)^2 + (se1 / m1)^2))`. Source: the delta method on the logarithm, metric
/// M-CHG-8. Valid where standard errors are small against values. Not for net promoter scores, gaps and differences.
///
/// Errors: a value is not above 0 or no finite number, a standard error is negative, or the confidence does not lie between 0
/// and 1.
///
/// ```
/// use tenfour::stats::change::{Estimate, relative};
/// let before = Estimate { value: 62.0, standard_error: 1.9 };
/// let after = Estimate { value: 74.6, standard_error: 1.7 };
/// let change = relative(before, after, 0.95).unwrap();
/// assert!((change.ratio - 1.203226).abs() < 1e-6);
/// assert!((change.interval.low - 1.116453).abs() < 1e-6 && (change.interval.high - 1.296743).abs() < 1e-6);
/// ```
pub fn relative(before: Estimate, after: Estimate, confidence: f64) -> Result<Relative, NotEstimable> {
    before.check()?;
    after.check()?;
    if before.value <= 0.0 {
        return Err(NotEstimable::NothingToDivideBy);
    }
    if after.value <= 0.0 {
        return Err(NotEstimable::OutOfRange("the value of a ratio"));
    }
    let ratio = after.value / before.value;
    let part = |estimate: Estimate| estimate.standard_error / estimate.value;
    let factor = libm::exp(z(confidence)? * libm::hypot(part(before), part(after)));
    if !ratio.is_finite() || !factor.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    Ok(Relative {
        ratio,
        interval: Interval {
            low: ratio / factor,
            high: ratio * factor,
        },
    })
}

/// The smallest difference of two shares that such bases would show with a chance of `power`.
///
/// `(z_confidence + z_power) sqrt(p (1 - p) (1 / n1 + 1 / n2))`, as a share. Printed beside "no clear change". Source: metric
/// M-CHG-9; Cohen, Statistical Power Analysis, 2nd edition 1988, chapter 6, without the arcsine. Rough near 0 and 1.
///
/// Errors: the share lies outside 0 to 1, a base is not above 0, or confidence or power do not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::change::smallest_detectable;
/// assert!((smallest_detectable(0.6, 137.0, 131.0, 0.95, 0.8).unwrap() - 0.167718).abs() < 1e-5);
/// ```
pub fn smallest_detectable(
    share: f64,
    base1: f64,
    base2: f64,
    confidence: f64,
    power: f64,
) -> Result<f64, NotEstimable> {
    if !(0.0..=1.0).contains(&share) {
        return Err(NotEstimable::OutOfRange("the share"));
    }
    if [base1, base2].iter().any(|base| base.is_nan() || *base <= 0.0) {
        return Err(NotEstimable::OutOfRange("the effective base"));
    }
    tail(power).map_err(|_| NotEstimable::OutOfRange("the power"))?;
    let reach = z(confidence)? + normal_quantile(power);
    Ok((reach * (share * (1.0 - share) * (1.0 / base1 + 1.0 / base2)).sqrt()).max(0.0))
}

/// The smallest change that a test of a difference with this standard error would see with this power, in the unit of the
/// error: `(z(confidence) + z(power)) SE`.
///
/// Source: as [`smallest_detectable`], which it is for shares; metric M-CHG-9. Valid where the difference is roughly normal.
///
/// Errors: the error is negative or no number, or confidence or power do not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::change::smallest_detectable_of;
/// assert!((smallest_detectable_of(1.0, 0.95, 0.8).unwrap() - 2.801585).abs() < 1e-6);
/// ```
pub fn smallest_detectable_of(standard_error: f64, confidence: f64, power: f64) -> Result<f64, NotEstimable> {
    if !standard_error.is_finite() || standard_error < 0.0 {
        return Err(NotEstimable::OutOfRange("the standard error"));
    }
    tail(power).map_err(|_| NotEstimable::OutOfRange("the power"))?;
    Ok((z(confidence)? + normal_quantile(power)) * standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Estimate = Estimate {
        value: 2.0,
        standard_error: 0.0,
    };

    #[test]
    fn what_cannot_be_compared_says_why() {
        assert_eq!(difference(KNOWN, KNOWN), Err(NotEstimable::NoVariation));
        let zero = Estimate { value: 0.0, ..KNOWN };
        assert_eq!(relative(zero, KNOWN, 0.95), Err(NotEstimable::NothingToDivideBy));
        assert!(relative(KNOWN, zero, 0.95).is_err());
        let broken = Estimate {
            standard_error: f64::NAN,
            ..KNOWN
        };
        assert_eq!(difference(KNOWN, broken), Err(NotEstimable::NotFinite));
        assert!(smallest_detectable(0.5, 0.0, 1.0, 0.95, 0.8).is_err());
        assert!(smallest_detectable(0.5, 9.0, 9.0, 0.95, 1.0).is_err());
    }

    #[test]
    fn known_figures_have_a_ratio_without_width() {
        let change = relative(KNOWN, KNOWN, 0.95).unwrap();
        assert_eq!(change.interval, Interval { low: 1.0, high: 1.0 });
    }
}
