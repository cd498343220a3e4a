//! One-way analysis of variance: whether several groups have the same mean.

use crate::stats::descriptive::sum;
use crate::stats::distribution::f_upper;
use crate::stats::estimate::{NotEstimable, real, size};

/// An analysis of variance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Anova {
    /// Degrees of freedom between groups.
    pub df_between: u64,
    /// Degrees of freedom within groups.
    pub df_within: u64,
    /// Sum of squares between groups.
    pub ss_between: f64,
    /// Sum of squares within groups.
    pub ss_within: f64,
    /// The ratio of the two mean squares.
    pub f: f64,
    /// The p value of equal means.
    pub p_value: f64,
}

/// One-way analysis of variance of groups; empty ones are left out.
///
/// Source: Fisher, Statistical Methods for Research Workers, 1925. Valid where groups vary alike and are about normal. Sums are
/// of distances from means, so that many constant leading digits do no harm (the certified series of NIST).
///
/// Errors: fewer than two groups have values, no group has two, a value is no finite number, or values do not vary within groups.
pub fn one_way(groups: &[Vec<f64>]) -> Result<Anova, NotEstimable> {
    let groups: Vec<&Vec<f64>> = groups.iter().filter(|group| !group.is_empty()).collect();
    if groups.len() < 2 {
        return Err(NotEstimable::EmptyGroup);
    }
    if groups.iter().any(|group| group.iter().any(|value| !value.is_finite())) {
        return Err(NotEstimable::NotFinite);
    }
    let count: u64 = groups.iter().map(|group| group.len() as u64).sum();
    let (df_between, df_within) = (groups.len() as u64 - 1, count - groups.len() as u64);
    if df_within == 0 {
        return Err(NotEstimable::SingleValueInGroup);
    }
    let first = groups[0][0];
    // Distances from one of the values, which are exact where leading digits are constant.
    let means: Vec<f64> = groups
        .iter()
        .map(|group| sum(group.iter().map(|value| value - first)) / size(group))
        .collect();
    let grand = sum(groups.iter().zip(&means).map(|(group, mean)| mean * size(group))) / real(count);
    let ss_between = sum(groups
        .iter()
        .zip(&means)
        .map(|(group, mean)| (mean - grand) * (mean - grand) * size(group)));
    let within = |(group, mean): (&&Vec<f64>, &f64)| {
        let distance = |value: &f64| (value - first) - mean;
        sum(group.iter().map(|value| distance(value) * distance(value)))
    };
    let ss_within = sum(groups.iter().zip(&means).map(within));
    if ss_within <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    let f = (ss_between / real(df_between)) / (ss_within / real(df_within));
    if !f.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    Ok(Anova {
        df_between,
        df_within,
        ss_between,
        ss_within,
        f,
        p_value: f_upper(f, real(df_between), real(df_within)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_cannot_be_compared_say_why() {
        assert_eq!(one_way(&[vec![1.0, 2.0], vec![]]), Err(NotEstimable::EmptyGroup));
        assert_eq!(one_way(&[vec![1.0], vec![2.0]]), Err(NotEstimable::SingleValueInGroup));
        assert_eq!(one_way(&[vec![1.0; 3], vec![2.0; 3]]), Err(NotEstimable::NoVariation));
        assert_eq!(one_way(&[vec![f64::NAN], vec![2.0; 3]]), Err(NotEstimable::NotFinite));
    }
}
