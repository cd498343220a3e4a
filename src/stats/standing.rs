//! Where a value stands among those of others: z score and percentile rank.

use crate::stats::estimate::NotEstimable;

/// How many standard deviations of a group a value lies above the group's mean, `z = (x - mean) / sd`.
///
/// Source: metric M-BMK-1. Valid for groups whose values are roughly symmetric; for few it is a rough measure.
///
/// Errors: a number is not finite, or the standard deviation is not above 0.
///
/// ```
/// use tenfour::stats::standing::z_score;
/// assert!((z_score(78.4, 78.3, 4.808557).unwrap() - 0.020796).abs() < 1e-6);
/// ```
pub fn z_score(value: f64, mean: f64, sd: f64) -> Result<f64, NotEstimable> {
    if !value.is_finite() || !mean.is_finite() || !sd.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    if sd <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    Ok((value - mean) / sd)
}

/// How far two independent figures with errors lie apart, in standard errors: `z = (x - b) / sqrt(se_x^2 + se_b^2)`.
///
/// Source: metric M-BMK-1. Valid where both errors are known and independent.
///
/// Errors: a number is not finite, or both errors are 0.
///
/// ```
/// use tenfour::stats::standing::z_apart;
/// assert!((z_apart(75.0, 3.0, 70.0, 4.0).unwrap() - 1.0).abs() < 1e-12);
/// ```
pub fn z_apart(value: f64, error: f64, other: f64, other_error: f64) -> Result<f64, NotEstimable> {
    z_score(value, other, libm::hypot(error, other_error))
}

/// The percentile rank of a value among those of others, `100 (below + 0.5 equal) / n`, from 0 to 100.
///
/// Source: metric M-BMK-2. Valid for five values or more, which the caller looks at.
///
/// Errors: there is no value, or one is no finite number.
///
/// ```
/// use tenfour::stats::standing::percentile_rank;
/// let peers = [71., 73., 75., 76., 77., 79., 80., 82., 84., 86.];
/// assert!((percentile_rank(78.4, &peers).unwrap() - 50.0).abs() < 1e-12);
/// ```
pub fn percentile_rank(value: f64, others: &[f64]) -> Result<f64, NotEstimable> {
    if others.is_empty() {
        return Err(NotEstimable::EmptyGroup);
    }
    if !value.is_finite() || others.iter().any(|other| !other.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    let points: f64 = others
        .iter()
        .map(|other| match other.total_cmp(&value) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Greater => 0.0,
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "peers are few")]
    Ok(100.0 * points / others.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_count_half_and_ends_are_reached() {
        assert_eq!(percentile_rank(2.0, &[1.0, 2.0, 3.0]), Ok(50.0));
        assert_eq!(percentile_rank(9.0, &[1.0, 2.0]), Ok(100.0));
        assert_eq!(percentile_rank(0.0, &[1.0, 2.0]), Ok(0.0));
        assert!(percentile_rank(0.0, &[]).is_err());
        assert!(percentile_rank(0.0, &[f64::NAN]).is_err());
    }

    #[test]
    fn without_spread_there_is_no_score() {
        assert!(z_score(1.0, 1.0, 0.0).is_err());
        assert!(z_apart(1.0, 0.0, 1.0, 0.0).is_err());
        assert!(z_score(f64::INFINITY, 1.0, 1.0).is_err());
    }
}
