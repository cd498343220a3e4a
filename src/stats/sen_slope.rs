//! How fast a series rises or falls: the slope of Theil and Sen.

use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable, computed, finite};
use crate::stats::mann_kendall::mann_kendall;

/// The slope and the line through it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SenSlope {
    /// Change of the value with each unit of time.
    pub slope: f64,
    /// Its interval.
    pub interval: Interval,
    /// Value of the line at time 0.
    pub intercept: f64,
}

/// Computes the median of all slopes between two points.
///
/// In: points as time and value, in order of time; the times may be unevenly spaced and their unit is the slope's. Out:
/// the median slope; limits at the ranks `(N - C)/2` and `(N + C)/2 + 1` of the `N` ordered slopes with
/// `C = z sqrt(Var S)`, interpolated between neighbours, and the extreme slopes where the ranks lie outside; the line
/// through the median of times and values. Sources: Sen, JASA 63 (1968) 1379; Gilbert, Statistical Methods for
/// Environmental Pollution Monitoring, 1987, section 16.5; as `EnvStats`. Metric M-TRD-1. Valid for independent values
/// and a change that is roughly a straight line. Holds all slopes at once: meant for up to some thousand points.
///
/// Errors: fewer than three points, one that is no finite number, times that do not rise, or a confidence outside 0 to
/// 1.
///
/// ```
/// use tenfour::stats::sen_slope::sen_slope;
/// let values = [58.0, 61.0, 60.0, 64.0, 66.0, 65.0, 70.0, 72.0];
/// let points: Vec<(f64, f64)> = (0..8).map(f64::from).zip(values).collect();
/// let trend = sen_slope(&points, 0.95).unwrap();
/// assert!((trend.slope - 2.0).abs() < 1e-12);
/// ```
pub fn sen_slope(points: &[(f64, f64)], confidence: f64) -> Result<SenSlope, NotEstimable> {
    let z = z(confidence)?;
    let (mut times, mut values): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    finite(&times)?;
    let test = mann_kendall(&values)?;
    if times.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(NotEstimable::TimesDoNotRise);
    }
    let mut slopes = Vec::with_capacity(points.len() * (points.len() - 1) / 2);
    for (index, (earlier, from)) in points.iter().enumerate() {
        slopes.extend(
            points[index + 1..]
                .iter()
                .map(|(later, to)| (to - from) / (later - earlier)),
        );
    }
    finite(&slopes)?;
    slopes.sort_by(f64::total_cmp);
    let slope = median_of_sorted(&slopes);
    let count = slopes.len() as f64;
    let reach = z * test.variance.sqrt();
    times.sort_by(f64::total_cmp);
    values.sort_by(f64::total_cmp);
    Ok(SenSlope {
        slope,
        interval: Interval {
            low: at_rank(&slopes, (count - reach) / 2.0),
            high: at_rank(&slopes, f64::midpoint(count, reach) + 1.0),
        },
        intercept: computed(median_of_sorted(&values) - slope * median_of_sorted(&times))?,
    })
}

/// The value at a rank from 1, interpolated between neighbours and limited to the ends.
fn at_rank(sorted: &[f64], rank: f64) -> f64 {
    let place = (rank - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the place lies within the list"
    )]
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

fn median_of_sorted(sorted: &[f64]) -> f64 {
    at_rank(sorted, f64::midpoint(1.0, sorted.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps(values: &[f64]) -> Vec<(f64, f64)> {
        (0u32..).map(f64::from).zip(values.iter().copied()).collect()
    }

    #[test]
    fn the_interval_is_that_of_the_metric_catalogue_to_its_digits() {
        // The catalogue rounds the ranks (6.08 and 22.92) to 6 and 23 and has 1.4 to 2.5; interpolation moves them.
        let trend = sen_slope(&steps(&[58.0, 61.0, 60.0, 64.0, 66.0, 65.0, 70.0, 72.0]), 0.95).unwrap();
        assert!((trend.interval.low - 1.4).abs() < 0.02, "{}", trend.interval.low);
        assert!((trend.interval.high - 2.5).abs() < 0.02, "{}", trend.interval.high);
    }

    #[test]
    fn faults_are_told() {
        assert_eq!(
            sen_slope(&[(0.0, 1.0), (0.0, 2.0), (1.0, 3.0)], 0.95),
            Err(NotEstimable::TimesDoNotRise)
        );
        assert!(sen_slope(&[], 0.95).is_err());
        assert!(sen_slope(&steps(&[1.0, 2.0, 3.0]), 0.0).is_err());
    }

    proptest! {
        #[test]
        fn a_straight_line_has_its_slope(
            slope in -100i32..100, start in -100i32..100, gaps in prop::collection::vec(1u8..9, 3..20),
        ) {
            let mut time = 0.0;
            let points: Vec<(f64, f64)> = gaps.iter().map(|gap| {
                time += f64::from(*gap);
                (time, f64::from(start) + f64::from(slope) * time)
            }).collect();
            let trend = sen_slope(&points, 0.95).unwrap();
            prop_assert!((trend.slope - f64::from(slope)).abs() < 1e-9);
            prop_assert!((trend.intercept - f64::from(start)).abs() < 1e-9);
        }

        #[test]
        fn the_interval_contains_the_slope(values in prop::collection::vec(-50i8..50, 3..25)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let trend = sen_slope(&steps(&values), 0.95).unwrap();
            prop_assert!(trend.interval.contains(trend.slope));
        }
    }
}
