//! Single values in order of time: the chart of values and moving ranges, `XmR`.

use crate::stats::estimate::{Interval, NotEstimable, computed};

/// What the centre and the limits are computed from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// Mean of the values, `± 2.66` times the mean moving range; limit of the ranges `3.267` times it.
    Mean,
    /// Median of the values, `± 3.145` times the median moving range; limit of the ranges `3.865` times it. For a
    /// baseline with one wild range.
    Median,
}

impl Version {
    /// Factors of the limits of the values and of the ranges, exactly as printed in the source.
    fn factors(self) -> (f64, f64) {
        match self {
            Self::Mean => (2.66, 3.267),
            Self::Median => (3.145, 3.865),
        }
    }
}

/// A chart of single values.
#[derive(Clone, PartialEq, Debug)]
pub struct Xmr {
    /// How many points of the series have a value.
    pub n: usize,
    /// The centre line.
    pub centre: Result<f64, NotEstimable>,
    /// The limits, where there is a moving range.
    pub limits: Result<Limits, NotEstimable>,
}

/// Limits of a chart of single values.
#[derive(Clone, PartialEq, Debug)]
pub struct Limits {
    /// Mean or median of the moving ranges of the baseline.
    pub moving_range: f64,
    /// The natural process limits.
    pub natural: Interval,
    /// The upper limit of the moving ranges.
    pub range: f64,
    /// Points beyond the natural limits, from 0.
    pub beyond: Vec<usize>,
    /// Points whose range to the one before lies beyond its limit, from 0.
    pub ranges_beyond: Vec<usize>,
}

impl Limits {
    /// One third of the distance from the centre to a limit, for run rules.
    pub fn sigma(&self, version: Version) -> f64 {
        version.factors().0 * self.moving_range / 3.0
    }
}

/// The absolute differences between neighbours; none across a missing point.
pub fn moving_ranges(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let differences = values.windows(2).map(|pair| Some((pair[1]? - pair[0]?).abs()));
    std::iter::once(None).chain(differences).take(values.len()).collect()
}

/// Computes the chart.
///
/// In: values in order of time with gaps, how many leading points set centre and limits (`None`: all), and the version.
/// Out: centre, limits, and the points that lie strictly beyond them. Source: Wheeler, Understanding Variation, 2nd
/// edition 2000, with the constants as printed there. Metric M-SPC-1. Valid for values of one process and one
/// definition; with fewer than about ten points the limits are provisional.
///
/// Errors: a value that is no finite number.
///
/// ```
/// use tenfour::stats::xmr::{Version, xmr};
/// let values = [4.2, 3.9, 4.5, 4.1, 4.8, 4.0, 4.3, 5.9, 4.4, 4.1, 4.6, 4.2].map(Some);
/// let chart = xmr(&values, None, Version::Mean).unwrap();
/// let limits = chart.limits.unwrap();
/// assert!((limits.natural.low - 2.627212).abs() < 5e-7 && (limits.natural.high - 6.206121).abs() < 5e-7);
/// assert!((limits.range - 2.197800).abs() < 5e-7);
/// let limits = xmr(&values, None, Version::Median).unwrap().limits.unwrap();
/// assert!((limits.natural.low - 2.6775).abs() < 1e-9 && (limits.natural.high - 5.8225).abs() < 1e-9);
/// ```
pub fn xmr(values: &[Option<f64>], baseline: Option<usize>, version: Version) -> Result<Xmr, NotEstimable> {
    if values.iter().flatten().any(|value| !value.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    let leading = baseline.unwrap_or(values.len()).min(values.len());
    let known: Vec<f64> = values[..leading].iter().flatten().copied().collect();
    let ranges = moving_ranges(values);
    let known_ranges: Vec<f64> = ranges[..leading].iter().flatten().copied().collect();
    let middle = match version {
        Version::Mean => mean,
        Version::Median => median,
    };
    let centre = middle(known).ok_or(NotEstimable::NoCases).and_then(computed);
    let limits = centre.and_then(|centre| {
        let moving_range = middle(known_ranges).ok_or(NotEstimable::NoNeighbours)?;
        let (of_values, of_ranges) = version.factors();
        let natural = Interval::around(centre, of_values * moving_range);
        computed(natural.low).and(computed(natural.high))?;
        let range = computed(of_ranges * moving_range)?;
        Ok(Limits {
            moving_range,
            natural,
            range,
            beyond: which(values, |value| !natural.contains(value)),
            ranges_beyond: which(&ranges, |value| value > range),
        })
    });
    Ok(Xmr {
        n: values.iter().flatten().count(),
        centre,
        limits,
    })
}

/// Which points have a value that fulfils a condition.
fn which(values: &[Option<f64>], condition: impl Fn(f64) -> bool) -> Vec<usize> {
    let fulfil = |(index, value): (usize, &Option<f64>)| value.is_some_and(&condition).then_some(index);
    values.iter().enumerate().filter_map(fulfil).collect()
}

/// The mean, counted from the first value: equal values have exactly their value, so that none lies beyond its own
/// limit.
fn mean(values: Vec<f64>) -> Option<f64> {
    let first = *values.first()?;
    let beside: f64 = values.iter().map(|value| value - first).sum();
    Some(first + beside / values.len() as f64)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[last.div_ceil(2)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_baseline_freezes_the_limits() {
        let values = [4.0, 6.0, 5.0, 7.0, 30.0].map(Some);
        let limits = xmr(&values, Some(4), Version::Mean).unwrap().limits.unwrap();
        assert_eq!(
            limits,
            Limits {
                beyond: vec![4],
                ranges_beyond: vec![4],
                ..xmr(&values[..4], None, Version::Mean).unwrap().limits.unwrap()
            }
        );
        assert!((limits.sigma(Version::Mean) * 3.0 - (limits.natural.high - 5.5)).abs() < 1e-12);
    }

    #[test]
    fn one_wild_range_hardly_moves_the_median_version() {
        let values = [4.0, 5.0, 4.0, 5.0, 4.0, 50.0].map(Some);
        let limits = xmr(&values, None, Version::Median).unwrap().limits.unwrap();
        assert_eq!((limits.moving_range, limits.range), (1.0, 3.865));
        assert_eq!((limits.beyond, limits.ranges_beyond), (vec![5], vec![5]));
    }

    #[test]
    fn limits_too_large_for_a_number_are_not_given() {
        let chart = xmr(&[1e308, -1e308].map(Some), None, Version::Mean).unwrap();
        assert_eq!(chart.limits, Err(NotEstimable::NotFinite));
    }

    #[test]
    fn no_range_is_formed_across_a_gap() {
        let chart = xmr(&[Some(5.0), None, Some(6.0)], None, Version::Mean).unwrap();
        assert_eq!((chart.centre, chart.limits), (Ok(5.5), Err(NotEstimable::NoNeighbours)));
        let chart = xmr(&[], Some(8), Version::Median).unwrap();
        assert_eq!(chart.limits, Err(NotEstimable::NoCases));
    }

    proptest! {
        #[test]
        fn equal_values_never_signal(value in -1e6..1e6f64, count in 2usize..40) {
            let limits = xmr(&vec![Some(value); count], None, Version::Mean).unwrap().limits.unwrap();
            prop_assert_eq!(limits.beyond, Vec::<usize>::new());
        }
    }
}
