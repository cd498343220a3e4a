//! Quantiles and tail probabilities of the distributions that tests and intervals lean on.

use crate::stats::estimate::NotEstimable;
use statrs::distribution::{ContinuousCDF, Normal};

/// The tail probability at each side of an interval of this confidence.
///
/// Errors: the confidence does not lie between 0 and 1.
pub(crate) fn tail(confidence: f64) -> Result<f64, NotEstimable> {
    if confidence > 0.0 && confidence < 1.0 {
        Ok((1.0 - confidence) / 2.0)
    } else {
        Err(NotEstimable::OutOfRange("the confidence"))
    }
}

/// How many standard errors an interval of this confidence reaches to each side under the normal distribution.
///
/// Errors: the confidence does not lie between 0 and 1.
pub(crate) fn z(confidence: f64) -> Result<f64, NotEstimable> {
    Ok(-Normal::standard().inverse_cdf(tail(confidence)?))
}
