//! Tests that look at the order of values only.

use crate::stats::distribution::normal_two_sided;
use crate::stats::estimate::{NotEstimable, finite, length, real};
use crate::stats::rank::Ranks;

/// Mann and Whitney's comparison of two independent groups.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MannWhitney {
    /// How often a value of a lies above one of b; equal ones count half.
    pub u_a: f64,
    /// The same for b.
    pub u_b: f64,
    /// Whether values are tied.
    pub tied: bool,
    /// The probability that a value of a lies above one of b, equal ones counting half: `U / (n_a n_b)`.
    pub superiority: f64,
    /// Cliff's delta, `2 U / (n_a n_b) - 1`, from -1 to 1.
    pub cliffs_delta: f64,
    /// The statistic of the normal approximation, corrected for ties and continuity; positive where a tends to be larger.
    pub z: Result<f64, NotEstimable>,
    /// The two-sided p value of the normal approximation.
    pub p_asymptotic: Result<f64, NotEstimable>,
    /// The exact two-sided p value, without ties and up to 2500 pairs.
    pub p_exact: Result<f64, NotEstimable>,
}

/// How many pairs the exact distribution is computed for.
const MOST_PAIRS: u64 = 2500;

/// Mann and Whitney's U test: whether values of one group tend to lie above those of another.
///
/// It compares the order, not the medians. Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947); metric M-CHG-3.
/// The normal approximation is good from about 8 in each group.
///
/// Errors: a group is empty, or a value is no finite number. Without any difference among the values there is no p value.
///
/// ```
/// use tenfour::stats::rank_tests::mann_whitney;
/// let a = [5., 4., 4., 3., 5., 2., 5., 4., 3., 5., 4., 1., 5., 4., 4., 5., 3., 4., 5., 4.];
/// let b = [3., 4., 4., 2., 5., 3., 4., 3., 2., 4., 3., 3., 5., 4., 2., 3., 4., 3.];
/// let test = mann_whitney(&a, &b).unwrap();
/// assert_eq!(test.u_a, 244.0);
/// assert!((test.p_asymptotic.unwrap() - 0.052666).abs() < 1e-6);
/// assert!((test.superiority - 0.677778).abs() < 1e-6 && (test.cliffs_delta - 0.355556).abs() < 1e-6);
/// ```
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Result<MannWhitney, NotEstimable> {
    if a.is_empty() || b.is_empty() {
        return Err(NotEstimable::EmptyGroup);
    }
    finite(a)?;
    finite(b)?;
    let ranks = Ranks::of(&[a, b].concat());
    let (n_a, n_b) = (real(length(a)), real(length(b)));
    let (n, pairs) = (n_a + n_b, n_a * n_b);
    let u_a = ranks.ranks[..a.len()].iter().sum::<f64>() - n_a * (n_a + 1.0) / 2.0;
    let u_b = pairs - u_a;
    let tied = ranks.tied();
    let variance = pairs / 12.0 * (n + 1.0 - ranks.tie_term() / (n * (n - 1.0)));
    let z = if ranks.ties.len() < 2 {
        Err(NotEstimable::NoVariation)
    } else {
        Ok(corrected(u_a - pairs / 2.0) / variance.sqrt())
    };
    let p_exact = match length(a).saturating_mul(length(b)) {
        _ if tied => Err(NotEstimable::Ties),
        0..=MOST_PAIRS => Ok(exact_u(a.len().min(b.len()), a.len().max(b.len()), u_a.min(u_b))),
        _ => Err(NotEstimable::TooManyForExact),
    };
    Ok(MannWhitney {
        u_a,
        u_b,
        tied,
        superiority: u_a / pairs,
        cliffs_delta: (u_a - u_b) / pairs,
        z,
        p_asymptotic: z.map(normal_two_sided),
        p_exact,
    })
}

/// The distance from the middle, less the correction for continuity, with its sign.
fn corrected(distance: f64) -> f64 {
    (distance.abs() - 0.5).max(0.0).copysign(distance)
}

/// The two-sided p value of the smaller U of groups of `m` and `n` without ties.
///
/// U counts the ways to choose m numbers from 0 to n, repeats allowed, that sum to it. Sums beyond the smaller U are not
/// needed: all ways together are the ways to choose m of m + n.
fn exact_u(m: usize, n: usize, u: f64) -> f64 {
    let sums = (0..).take(m * n + 1).take_while(|sum| real(*sum) <= u).count();
    let mut ways = vec![vec![0.0; sums]; m + 1];
    if let Some(none) = ways[0].first_mut() {
        *none = 1.0;
    }
    for number in 0..=n {
        for chosen in 1..=m {
            let (fewer, more) = ways.split_at_mut(chosen);
            let without = &fewer[chosen - 1];
            for (with, without) in more[0].iter_mut().skip(number).zip(without) {
                *with += without;
            }
        }
    }
    let parts = (1..).skip(n).zip(1..).take(m);
    let all = parts.fold(1.0, |all, (high, low)| all * real(high) / real(low));
    let up_to: f64 = ways[m].iter().sum();
    (2.0 * up_to / all).min(1.0)
}

/// Twice the share of ways up to a sum.
fn two_sided(ways: &[f64], most: f64) -> f64 {
    let total: f64 = ways.iter().sum();
    let sums = (0..).map(real);
    let up_to: f64 = ways
        .iter()
        .zip(sums)
        .filter(|(_, sum)| *sum <= most)
        .map(|(ways, _)| ways)
        .sum();
    (2.0 * up_to / total).min(1.0)
}

/// Wilcoxon's comparison of pairs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SignedRank {
    /// How many pairs differ; the others are left out.
    pub n: u64,
    /// The sum of the ranks of the positive differences.
    pub positive: f64,
    /// The sum of the ranks of the negative differences.
    pub negative: f64,
    /// Whether distances are tied.
    pub tied: bool,
    /// The statistic of the normal approximation, corrected for ties, not for continuity; positive where differences tend to be.
    pub z: f64,
    /// The two-sided p value of the normal approximation.
    pub p_asymptotic: f64,
    /// The exact two-sided p value, without ties and up to 100 pairs.
    pub p_exact: Result<f64, NotEstimable>,
}

/// Wilcoxon's signed-rank test of paired differences; differences of 0 are dropped.
///
/// Source: Wilcoxon, Biometrics Bulletin 1 (1945); metrics M-GAP-1 and M-CHG-5. Assumes differences spread alike to both
/// sides; the normal approximation is good from about 10 pairs.
///
/// Errors: there is no difference, or one is no finite number.
pub fn signed_rank(differences: &[f64]) -> Result<SignedRank, NotEstimable> {
    finite(differences)?;
    if differences.is_empty() {
        return Err(NotEstimable::NobodyAnswered);
    }
    let kept: Vec<f64> = differences
        .iter()
        .copied()
        .filter(|difference| difference.abs() > 0.0)
        .collect();
    if kept.is_empty() {
        return Err(NotEstimable::NoVariation);
    }
    let distances: Vec<f64> = kept.iter().map(|difference| difference.abs()).collect();
    let ranks = Ranks::of(&distances);
    let n = real(length(&kept));
    let of_sign = kept
        .iter()
        .zip(&ranks.ranks)
        .filter(|(difference, _)| **difference > 0.0);
    let positive: f64 = of_sign.map(|(_, rank)| rank).sum();
    let all = n * (n + 1.0) / 2.0;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranks.tie_term() / 48.0;
    let z = (positive - all / 2.0) / variance.sqrt();
    let negative = all - positive;
    let p_exact = match kept.len() {
        _ if ranks.tied() => Err(NotEstimable::Ties),
        count @ 1..=100 => Ok(exact_signed(count, positive.min(negative))),
        _ => Err(NotEstimable::TooManyForExact),
    };
    Ok(SignedRank {
        n: length(&kept),
        positive,
        negative,
        tied: ranks.tied(),
        z,
        p_asymptotic: normal_two_sided(z),
        p_exact,
    })
}

/// The two-sided p value of the smaller rank sum of so many pairs without ties: sums of subsets of the ranks.
fn exact_signed(count: usize, smaller: f64) -> f64 {
    let all = count * (count + 1) / 2 + 1;
    let mut ways = vec![0.0; all];
    ways[0] = 1.0;
    for rank in 1..=count {
        for sum in (rank..all).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    two_sided(&ways, smaller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Section 18 of the metric catalogue, row "Paired gap": perceptions minus expectations.
    #[test]
    fn published_signed_ranks() {
        let expected = [7., 6., 7., 5., 6., 7., 7., 6., 5., 7., 6., 7.];
        let perceived = [5., 6., 5., 5., 4., 6., 7., 4., 5., 6., 5., 5.];
        let differences: Vec<f64> = perceived.iter().zip(expected).map(|(p, e)| p - e).collect();
        let test = signed_rank(&differences).unwrap();
        assert_eq!((test.n, test.p_exact), (8, Err(NotEstimable::Ties)));
        assert!((test.p_asymptotic - 0.009_375).abs() < 1e-6, "{test:?}");
    }

    /// Wilcoxon 1945, table for 8 pairs: a rank sum of 3 or below has a probability of 10 in 256 on both sides.
    #[test]
    fn tabulated_signed_ranks() {
        let test = signed_rank(&[-1.0, -2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]).unwrap();
        assert!((test.p_exact.unwrap() - 10.0 / 256.0).abs() < 1e-12);
        assert_eq!((format!("{:?}", test.negative), test.tied), ("3.0".to_owned(), false));
    }

    #[test]
    fn what_cannot_be_ranked_says_why() {
        assert_eq!(mann_whitney(&[], &[1.0]), Err(NotEstimable::EmptyGroup));
        assert_eq!(mann_whitney(&[f64::NAN], &[1.0]), Err(NotEstimable::NotFinite));
        let equal = mann_whitney(&[1.0], &[1.0, 1.0]).unwrap();
        assert_eq!(
            (equal.z, equal.p_exact),
            (Err(NotEstimable::NoVariation), Err(NotEstimable::Ties))
        );
        assert_eq!(signed_rank(&[0.0, -0.0]), Err(NotEstimable::NoVariation));
        assert_eq!(signed_rank(&[]), Err(NotEstimable::NobodyAnswered));
        let many: Vec<f64> = (0..60).map(f64::from).collect();
        let (left, right) = many.split_at(9);
        assert!(mann_whitney(left, right).unwrap().p_exact.is_ok());
        let far: Vec<f64> = (100..400).map(f64::from).collect();
        assert_eq!(
            mann_whitney(left, &far).unwrap().p_exact,
            Err(NotEstimable::TooManyForExact)
        );
    }

    proptest! {
        #[test]
        fn groups_can_be_changed(a in prop::collection::vec(-9_i8..9, 1..12), b in prop::collection::vec(-9_i8..9, 1..12)) {
            let (a, b): (Vec<f64>, Vec<f64>) =
                (a.into_iter().map(f64::from).collect(), b.into_iter().map(f64::from).collect());
            let (there, back) = (mann_whitney(&a, &b).unwrap(), mann_whitney(&b, &a).unwrap());
            prop_assert!((there.u_a - back.u_b).abs() < 1e-9);
            prop_assert_eq!(there.z.is_ok(), back.z.is_ok());
            if let (Ok(there), Ok(back)) = (there.p_asymptotic, back.p_asymptotic) {
                prop_assert!((there - back).abs() < 1e-12);
            }
        }
    }
}
