//! Whether a series remembers its last value: the autocorrelation at lag 1.

use crate::stats::estimate::{NotEstimable, computed, finite, length};

/// Computes the autocorrelation at lag 1 of values in order of time, evenly spaced.
///
/// `r = sum (x_t - m)(x_{t+1} - m) / sum (x_t - m)^2` with the mean `m` of all values. Source: Box and Jenkins, Time
/// Series Analysis, 1970, section 2.1; as R's `acf`. Biased towards 0 and below in short series: metric M-TRD-1 warns
/// from ten values on.
///
/// Errors: fewer than three values, all of them equal, or one that is no finite number.
///
/// ```
/// use tenfour::stats::autocorrelation::lag_one;
/// // Deviations -2, -1, 0, 1, 2: (2 + 0 + 0 + 2) / 10.
/// assert!((lag_one(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap() - 0.4).abs() < 1e-15);
/// ```
pub fn lag_one(values: &[f64]) -> Result<f64, NotEstimable> {
    finite(values)?;
    if values.len() < 3 {
        return Err(NotEstimable::TooFew {
            needed: 3,
            found: length(values),
        });
    }
    if values.iter().all(|value| *value == values[0]) {
        return Err(NotEstimable::NoVariation);
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let together: f64 = values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
    let spread: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    computed(together / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hormone_levels_as_r_prints_them() {
        // The series `lh` of R's datasets (Diggle 1990, table A.1); `acf(lh)` prints 0.576 at lag 1.
        let levels = [
            2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9,
            1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5,
            3.1, 2.6, 2.1, 3.4, 3.0, 2.9,
        ];
        assert!((lag_one(&levels).unwrap() - 0.576).abs() < 5e-4);
    }

    #[test]
    fn values_that_do_not_vary_have_none() {
        assert_eq!(lag_one(&[0.1; 7]), Err(NotEstimable::NoVariation));
        assert!(lag_one(&[1.0, 2.0]).is_err());
    }
}
