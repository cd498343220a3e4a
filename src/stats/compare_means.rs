//! Means compared: of two independent groups with Welch's test and effect sizes, of pairs with Student's.

use crate::stats::descriptive::{Summary, summarize};
use crate::stats::distribution::{t_quantile, t_two_sided, tail};
use crate::stats::estimate::{Interval, NotEstimable, real};

/// Welch's test.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Welch {
    /// The mean of a minus the mean of b.
    pub difference: f64,
    /// The difference in standard errors.
    pub t: f64,
    /// Degrees of freedom after Welch and Satterthwaite.
    pub df: f64,
    /// The two-sided p value of equal means.
    pub p_value: f64,
    /// The interval of the difference.
    pub interval: Interval,
}

/// Welch's t test of two means, a minus b; groups may differ in spread.
///
/// Source: Welch, Biometrika 34 (1947); metric M-CHG-2. Approximate for few and skewed values.
///
/// Errors: a group has a single value, neither group varies, or the confidence does not lie between 0 and 1.
///
/// ```
/// use tenfour::stats::{compare_means::welch, descriptive::summarize};
/// let a = [5., 4., 4., 3., 5., 2., 5., 4., 3., 5., 4., 1., 5., 4., 4., 5., 3., 4., 5., 4.];
/// let b = [3., 4., 4., 2., 5., 3., 4., 3., 2., 4., 3., 3., 5., 4., 2., 3., 4., 3.];
/// let test = welch(&summarize(&a).unwrap(), &summarize(&b).unwrap(), 0.95).unwrap();
/// assert!((test.t - 1.714933).abs() < 1e-6 && (test.df - 35.809902).abs() < 1e-6);
/// assert!((test.p_value - 0.095001).abs() < 1e-6);
/// assert!((test.interval.low + 0.102586).abs() < 1e-6 && (test.interval.high - 1.224808).abs() < 1e-6);
/// ```
pub fn welch(a: &Summary, b: &Summary, confidence: f64) -> Result<Welch, NotEstimable> {
    let (sd_a, sd_b) = spreads(a, b)?;
    let group = |summary: &Summary, sd: f64| Group {
        mean: summary.mean,
        sd,
        base: real(summary.n),
    };
    welch_of(group(a, sd_a), group(b, sd_b), confidence)
}

/// A group by its mean, its spread and its effective base, which need not be whole.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Group {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
    /// How many values it is worth.
    pub base: f64,
}

/// Welch's test as [`welch`], of groups with effective bases: `n / deff` takes the place of n where values are weighted.
///
/// Source: metric M-CHG-2; the design effect is Kish's, Survey Sampling, 1965.
///
/// Errors: a base is not above 1, nothing varies, or the confidence does not lie between 0 and 1.
pub fn welch_of(a: Group, b: Group, confidence: f64) -> Result<Welch, NotEstimable> {
    let tail = tail(confidence)?;
    if [a.base, b.base].iter().any(|base| base.is_nan() || *base <= 1.0) {
        return Err(NotEstimable::OutOfRange("the effective base"));
    }
    let largest = a.sd.max(b.sd);
    if largest.is_nan() || largest <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    // In units of the larger spread, so that squares stay in range.
    let part = |group: Group| (group.sd / largest) * (group.sd / largest) / group.base;
    let (of_a, of_b) = (part(a), part(b));
    let standard_error = (of_a + of_b).sqrt() * largest;
    let df = (of_a + of_b) * (of_a + of_b) / (of_a * of_a / (a.base - 1.0) + of_b * of_b / (b.base - 1.0));
    let difference = a.mean - b.mean;
    let t = difference / standard_error;
    if !t.is_finite() || !df.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    Ok(Welch {
        difference,
        t,
        df,
        p_value: t_two_sided(t, df),
        interval: Interval::around(difference, t_quantile(tail, df) * standard_error),
    })
}

/// Student's test of pairs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Paired {
    /// How many pairs.
    pub n: u64,
    /// The mean of the differences.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// The mean in standard errors.
    pub t: f64,
    /// Degrees of freedom, n - 1.
    pub df: u64,
    /// The two-sided p value of no difference.
    pub p_value: f64,
    /// The interval of the mean difference.
    pub interval: Interval,
}

/// Student's t test of paired differences: whether their mean is 0.
///
/// Source: Student, Biometrika 6 (1908); metrics M-GAP-1 and M-CHG-5. Approximate for few and skewed differences: the
/// signed-rank test of [`crate::stats::rank_tests::signed_rank`] goes with it.
///
/// Errors: there are fewer than two differences, they do not vary, one is no finite number, or the confidence does not lie
/// between 0 and 1.
///
/// ```
/// use tenfour::stats::compare_means::paired;
/// let expected = [7., 6., 7., 5., 6., 7., 7., 6., 5., 7., 6., 7.];
/// let perceived = [5., 6., 5., 5., 4., 6., 7., 4., 5., 6., 5., 5.];
/// let gaps: Vec<f64> = perceived.iter().zip(expected).map(|(p, e)| p - e).collect();
/// let test = paired(&gaps, 0.95).unwrap();
/// assert!((test.mean + 1.083333).abs() < 1e-6 && (test.sd - 0.900337).abs() < 1e-6);
/// assert!((test.t + 4.168193).abs() < 1e-6 && (test.p_value - 0.001567).abs() < 1e-6);
/// assert!((test.interval.low + 1.655380).abs() < 1e-6 && (test.interval.high + 0.511287).abs() < 1e-6);
/// ```
pub fn paired(differences: &[f64], confidence: f64) -> Result<Paired, NotEstimable> {
    let summary = summarize(differences)?;
    let (sd, standard_error) = (summary.sd?, summary.standard_error()?);
    let interval = summary.interval(confidence)?;
    let t = summary.mean / standard_error;
    if sd <= 0.0 || !t.is_finite() {
        return Err(NotEstimable::NoVariation);
    }
    let df = summary.n - 1;
    Ok(Paired {
        n: summary.n,
        mean: summary.mean,
        sd,
        t,
        df,
        p_value: t_two_sided(t, real(df)),
        interval,
    })
}

/// Both standard deviations.
fn spreads(a: &Summary, b: &Summary) -> Result<(f64, f64), NotEstimable> {
    let in_group = |reason| match reason {
        NotEstimable::TooFew { .. } => NotEstimable::SingleValueInGroup,
        reason => reason,
    };
    Ok((a.sd.map_err(in_group)?, b.sd.map_err(in_group)?))
}

/// The common standard deviation of two groups, each weighted with its degrees of freedom.
///
/// Errors: a group has a single value.
pub fn pooled_sd(a: &Summary, b: &Summary) -> Result<f64, NotEstimable> {
    let (sd_a, sd_b) = spreads(a, b)?;
    let squares = real(a.n - 1) * sd_a * sd_a + real(b.n - 1) * sd_b * sd_b;
    Ok((squares / real(a.n + b.n - 2)).sqrt())
}

/// Cohen's d: the mean of a minus the mean of b in pooled standard deviations.
///
/// Source: Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition 1988. Too large for small groups: see
/// [`hedges_g`].
///
/// Errors: a group has a single value, or neither group varies.
pub fn cohens_d(a: &Summary, b: &Summary) -> Result<f64, NotEstimable> {
    let sd = pooled_sd(a, b)?;
    if sd <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    Ok((a.mean - b.mean) / sd)
}

/// Hedges' g: Cohen's d without its bias in small groups, by the exact factor
/// `gamma(m / 2) / (sqrt(m / 2) gamma((m - 1) / 2))` with `m = n_a + n_b - 2`.
///
/// Source: Hedges, Journal of Educational Statistics 6 (1981).
///
/// Errors: as [`cohens_d`].
pub fn hedges_g(a: &Summary, b: &Summary) -> Result<f64, NotEstimable> {
    let d = cohens_d(a, b)?;
    let m = real(a.n + b.n - 2);
    let y = (m - 1.0) / 2.0;
    let factor = if y < 100.0 {
        libm::exp(libm::lgamma(m / 2.0) - libm::lgamma(y)) / (m / 2.0).sqrt()
    } else {
        // The ratio of the two as a series, where their logarithms are large and near: DLMF 5.11.13.
        let ratio =
            1.0 - (1.0 - (1.0 + (5.0 - (21.0 + 399.0 / (8.0 * y)) / (32.0 * y)) / (8.0 * y)) / (16.0 * y)) / (8.0 * y);
        ratio * ((m - 1.0) / m).sqrt()
    };
    Ok(d * factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::descriptive::summarize;

    #[test]
    fn what_cannot_be_compared_says_why() {
        let [one, equal, varied] = [&[3.0][..], &[4.0, 4.0], &[1.0, 2.0]].map(|values| summarize(values).unwrap());
        assert_eq!(welch(&one, &varied, 0.95), Err(NotEstimable::SingleValueInGroup));
        assert_eq!(welch(&equal, &equal, 0.95), Err(NotEstimable::NoVariation));
        assert_eq!(hedges_g(&equal, &equal), Err(NotEstimable::NoVariation));
        assert!(welch(&equal, &varied, 0.95).is_ok());
        assert_eq!(paired(&[], 0.95), Err(NotEstimable::NobodyAnswered));
        assert_eq!(paired(&[1.0], 0.95), Err(NotEstimable::TooFew { needed: 2, found: 1 }));
        assert_eq!(paired(&[1.0, 1.0], 0.95), Err(NotEstimable::NoVariation));
        let huge = summarize(&[1e200, 2e200]).unwrap();
        assert_eq!(welch(&huge, &varied, 0.95), Err(NotEstimable::NotFinite));
    }

    /// Where the series takes over from the gamma functions, both agree.
    #[test]
    fn the_factor_of_hedges_has_no_step() {
        let group = |n: u64| Summary {
            n,
            mean: 0.0,
            sd: Ok(1.0),
        };
        let other = Summary {
            mean: -1.0,
            ..group(100)
        };
        let factors: Vec<f64> = (100..106).map(|n| hedges_g(&group(n), &other).unwrap()).collect();
        let steps: Vec<f64> = factors.windows(2).map(|pair| pair[1] - pair[0]).collect();
        for pair in steps.windows(2) {
            assert!(pair[1] > 0.0 && (pair[0] - pair[1]).abs() < 1e-6, "{steps:?}");
        }
        // mpmath 1.3 with 30 digits: 202 degrees of freedom, by the series.
        assert!((factors[4] - 0.996_281_759_205_751_2).abs() < 1e-14, "{}", factors[4]);
    }
}
