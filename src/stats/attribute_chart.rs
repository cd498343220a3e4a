//! Counts and shares in order of time: p, u and c charts, also with Laney's correction for overdispersion.
//!
//! Each point has its own limits, since its subgroup has its own size. The centre comes from the leading points of a
//! baseline.

use crate::stats::estimate::{Interval, NotEstimable, computed};

/// How far the limits stand from the centre, in sigma.
const WIDTH: f64 = 3.0;

/// The mean moving range of a standard normal variable, as printed in tables of control chart constants (d2 for n = 2).
const RANGE: f64 = 1.128;

/// What spread the limits assume.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spread {
    /// That of the binomial or Poisson distribution.
    Theoretical,
    /// That times Laney's sigma z, so that large subgroups do not signal all the time.
    Laney,
}

/// A chart of counts or shares.
#[derive(Clone, PartialEq, Debug)]
pub struct AttributeChart {
    /// The centre line, in the unit of the values.
    pub centre: f64,
    /// One for each subgroup; none where its size is 0.
    pub points: Vec<Option<Point>>,
    /// Points strictly beyond their limits, from 0.
    pub beyond: Vec<usize>,
    /// How many times wider the points of the baseline scatter from one to the next than theory says.
    pub sigma_z: Result<f64, NotEstimable>,
    /// Points of which fewer than five cases, or fewer than five of the other kind, are expected: the limits are too
    /// rough.
    pub low_expected: usize,
}

/// A subgroup and its limits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The share, the rate, or the count.
    pub value: f64,
    /// One third of the distance to the limits before these are cut to what is possible.
    pub sigma: f64,
    /// The limits.
    pub limits: Interval,
}

/// A p chart: shares of subgroups.
///
/// In: cases and size of each subgroup in order of time, how many leading subgroups set the centre (`None`: all), the
/// spread. `pbar ± 3 sqrt(pbar (1 - pbar) / n_i)`, cut to 0 and 1, with `pbar` the cases of the baseline over their
/// sizes. Sources: Montgomery, Introduction to Statistical Quality Control, 6th edition 2009, section 7.2; Laney,
/// Quality Engineering 14 (2002) 531. Metrics M-SPC-2 and M-SPC-4. Valid for independent cases; with fewer than five
/// expected use single values ([`crate::stats::xmr`]), with subgroups over 1000 look at sigma z.
///
/// Errors: the baseline has no exposure, a subgroup has more cases than members, or, with [`Spread::Laney`], sigma z
/// cannot be told.
///
/// ```
/// use tenfour::stats::attribute_chart::{Spread, p_chart};
/// let subgroups = [(18, 20), (22, 25), (15, 19), (27, 28), (20, 24), (24, 26), (19, 25), (25, 27)];
/// let chart = p_chart(&subgroups, None, Spread::Theoretical).unwrap();
/// assert!((chart.centre - 0.876289).abs() < 5e-7);
/// assert!((chart.points[0].unwrap().limits.low - 0.655420).abs() < 5e-7);
/// assert!((chart.sigma_z.unwrap() - 1.582054).abs() < 5e-7);
/// ```
pub fn p_chart(
    subgroups: &[(u64, u64)],
    baseline: Option<usize>,
    spread: Spread,
) -> Result<AttributeChart, NotEstimable> {
    if subgroups.iter().any(|(count, size)| count > size) {
        return Err(NotEstimable::MoreThanAll);
    }
    let subgroups: Vec<(u64, f64)> = subgroups.iter().map(|(count, size)| (*count, *size as f64)).collect();
    let variance = |centre: f64| centre * (1.0 - centre);
    chart(&subgroups, baseline, spread, 1.0, variance, |centre, size| {
        size * centre.min(1.0 - centre)
    })
}

/// A u chart: events per exposure.
///
/// In: events and exposure of each subgroup in order of time; else as [`p_chart`]. `ubar ± 3 sqrt(ubar / t_i)`, not
/// below 0. The unit is events per unit of exposure. Source: Montgomery, section 7.3. Metrics M-SPC-3 and M-SPC-4.
///
/// Errors: the baseline has no exposure, an exposure is negative or no number, or, with [`Spread::Laney`], sigma z
/// cannot be told.
///
/// ```
/// use tenfour::stats::attribute_chart::{Spread, u_chart};
/// let thousands = [2.15, 2.3, 2.24, 2.41, 2.38, 2.5, 2.46, 2.55];
/// let subgroups: Vec<(u64, f64)> = [8, 11, 7, 9, 6, 7, 5, 4].into_iter().zip(thousands).collect();
/// let chart = u_chart(&subgroups, None, Spread::Theoretical).unwrap();
/// assert!((chart.centre - 3.001580).abs() < 5e-7);
/// assert!((chart.points[0].unwrap().limits.high - 6.546259).abs() < 5e-7);
/// ```
pub fn u_chart(
    subgroups: &[(u64, f64)],
    baseline: Option<usize>,
    spread: Spread,
) -> Result<AttributeChart, NotEstimable> {
    if subgroups.iter().any(|(_, exposure)| !exposure.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    if subgroups.iter().any(|(_, exposure)| *exposure < 0.0) {
        return Err(NotEstimable::OutOfRange("an exposure"));
    }
    chart(
        subgroups,
        baseline,
        spread,
        f64::INFINITY,
        |centre| centre,
        |centre, size| size * centre,
    )
}

/// A c chart: counts of subgroups of the same size.
///
/// `cbar ± 3 sqrt(cbar)`, not below 0; else as [`u_chart`]. Source: Montgomery, section 7.3.
///
/// Errors: the baseline is empty, or, with [`Spread::Laney`], sigma z cannot be told.
///
/// ```
/// use tenfour::stats::attribute_chart::{Spread, c_chart};
/// let chart = c_chart(&[3, 1, 4, 1, 5, 9, 2, 6], None, Spread::Theoretical).unwrap();
/// assert_eq!(chart.centre, 3.875);
/// assert!((chart.points[0].unwrap().limits.high - 9.780505905508859).abs() < 1e-12);
/// ```
pub fn c_chart(counts: &[u64], baseline: Option<usize>, spread: Spread) -> Result<AttributeChart, NotEstimable> {
    let subgroups: Vec<(u64, f64)> = counts.iter().map(|count| (*count, 1.0)).collect();
    u_chart(&subgroups, baseline, spread)
}

fn chart(
    subgroups: &[(u64, f64)],
    baseline: Option<usize>,
    spread: Spread,
    most: f64,
    variance: impl Fn(f64) -> f64,
    expected: impl Fn(f64, f64) -> f64,
) -> Result<AttributeChart, NotEstimable> {
    let leading = baseline.unwrap_or(subgroups.len()).min(subgroups.len());
    let set_by = &subgroups[..leading];
    let exposure: f64 = set_by.iter().map(|(_, size)| size).sum();
    if exposure <= 0.0 {
        return Err(NotEstimable::NoExposure);
    }
    let centre = computed(set_by.iter().map(|(count, _)| *count as f64).sum::<f64>() / exposure)?;
    let theory = |size: f64| (variance(centre) / size).sqrt();
    let scores = set_by
        .iter()
        .map(|(count, size)| (*size > 0.0).then(|| (*count as f64 / size - centre) / theory(*size)));
    let sigma_z = if variance(centre) > 0.0 {
        sigma_z(&scores.collect::<Vec<_>>())
    } else {
        Err(NotEstimable::NoVariation)
    };
    let factor = match spread {
        Spread::Theoretical => 1.0,
        Spread::Laney => sigma_z?,
    };
    let points: Vec<Option<Point>> = subgroups
        .iter()
        .map(|(count, size)| {
            let sigma = factor * theory(*size);
            (*size > 0.0).then(|| Point {
                value: *count as f64 / size,
                sigma,
                limits: Interval::around(centre, WIDTH * sigma).clipped(0.0, most),
            })
        })
        .collect();
    let beyond = |(index, point): (usize, &Option<Point>)| {
        let point = (*point)?;
        (!point.limits.contains(point.value)).then_some(index)
    };
    let rough = |size: f64| size > 0.0 && expected(centre, size) < 5.0;
    Ok(AttributeChart {
        centre,
        beyond: points.iter().enumerate().filter_map(beyond).collect(),
        points,
        sigma_z,
        low_expected: subgroups.iter().filter(|(_, size)| rough(*size)).count(),
    })
}

/// `mean |z_i - z_{i-1}| / 1.128` of standardised points; a pair with a missing point is left out.
fn sigma_z(scores: &[Option<f64>]) -> Result<f64, NotEstimable> {
    let ranges = scores.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs()));
    let (sum, count) = ranges.fold((0.0, 0.0), |(sum, count), range| (sum + range, count + 1.0));
    if count > 0.0 {
        Ok(sum / count / RANGE)
    } else {
        Err(NotEstimable::NoNeighbours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn laneys_limits_are_wider_by_sigma_z() {
        let subgroups = [(180, 2000), (260, 2100), (150, 1900), (270, 2050)];
        let plain = p_chart(&subgroups, None, Spread::Theoretical).unwrap();
        let wide = p_chart(&subgroups, None, Spread::Laney).unwrap();
        let sigma_z = plain.sigma_z.unwrap();
        assert!(sigma_z > 1.2);
        for (plain, wide) in plain.points.iter().flatten().zip(wide.points.iter().flatten()) {
            assert!((wide.sigma / plain.sigma - sigma_z).abs() < 1e-12);
        }
        assert_eq!(p_chart(&[(1, 9)], None, Spread::Laney), Err(NotEstimable::NoNeighbours));
    }

    #[test]
    fn faults_are_told() {
        assert_eq!(
            p_chart(&[(5, 4)], None, Spread::Theoretical),
            Err(NotEstimable::MoreThanAll)
        );
        let none = p_chart(&[(0, 9), (0, 8)], None, Spread::Theoretical).unwrap();
        assert_eq!((none.beyond, none.sigma_z), (vec![], Err(NotEstimable::NoVariation)));
        assert_eq!(p_chart(&[], None, Spread::Theoretical), Err(NotEstimable::NoExposure));
        assert!(u_chart(&[(1, -1.0)], None, Spread::Theoretical).is_err());
        assert_eq!(
            p_chart(&[(1, 8), (30, 60)], None, Spread::Theoretical)
                .unwrap()
                .low_expected,
            1
        );
    }

    proptest! {
        #[test]
        fn limits_hold_the_centre_and_stay_possible(subgroups in prop::collection::vec((0u64..50, 50u64..90), 1..20)) {
            let chart = p_chart(&subgroups, None, Spread::Theoretical).unwrap();
            for point in chart.points.iter().flatten() {
                prop_assert!(point.limits.contains(chart.centre));
                prop_assert!(point.limits.low >= 0.0 && point.limits.high <= 1.0);
            }
        }
    }
}
