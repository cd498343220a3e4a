//! Shares compared: two independent groups, pairs, tables of counts, and counts against expected shares.

use crate::stats::distribution::{Binomial, MOST, chi_square_upper, hypergeometric, normal_two_sided};
use crate::stats::estimate::{Interval, NotEstimable, real};
use crate::stats::proportion::{share, wilson};

/// `x1` of `n1` against `x2` of `n2`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TwoShares {
    /// Hits of the first group.
    pub x1: u64,
    /// Size of the first group.
    pub n1: u64,
    /// Hits of the second group.
    pub x2: u64,
    /// Size of the second group.
    pub n2: u64,
}

/// A statistic of the normal distribution with its p value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ZTest {
    /// The statistic.
    pub z: f64,
    /// The two-sided p value.
    pub p_value: f64,
}

impl TwoShares {
    fn shares(self) -> Result<(f64, f64), NotEstimable> {
        let empty = |reason| match reason {
            NotEstimable::NobodyAnswered => NotEstimable::EmptyGroup,
            reason => reason,
        };
        let first = share(self.x1, self.n1).map_err(empty)?;
        Ok((first, share(self.x2, self.n2).map_err(empty)?))
    }

    /// The first share minus the second.
    ///
    /// Errors: a group is empty, or counts more hits than members.
    pub fn difference(self) -> Result<f64, NotEstimable> {
        let (p1, p2) = self.shares()?;
        Ok(p1 - p2)
    }

    /// The z test of equal shares, with their common share in the standard error, without correction for continuity.
    ///
    /// Source: metric M-CHG-1. Valid where all expected counts are 5 or more: else [`TwoShares::fisher`].
    ///
    /// Errors: as [`TwoShares::difference`], or nobody or everybody is a hit in both groups.
    pub fn pooled_z(self) -> Result<ZTest, NotEstimable> {
        let (p1, p2) = self.shares()?;
        pooled_z(p1, real(self.n1), p2, real(self.n2))
    }

    /// Newcombe's interval of the difference, from the Wilson intervals of both shares.
    ///
    /// Errors: as [`TwoShares::difference`], or the confidence does not lie between 0 and 1.
    pub fn newcombe(self, confidence: f64) -> Result<Interval, NotEstimable> {
        let (p1, p2) = self.shares()?;
        newcombe(p1, real(self.n1), p2, real(self.n2), confidence)
    }

    /// Fisher's exact test of equal shares, two-sided: the probability of all tables that are at most as likely.
    ///
    /// Source: Fisher, Statistical Methods for Research Workers, 5th edition 1934. Always valid, rather careful.
    ///
    /// Errors: as [`TwoShares::difference`], or there are more than 10^9 in a group.
    pub fn fisher(self) -> Result<f64, NotEstimable> {
        self.shares()?;
        if self.n1.max(self.n2) > MOST {
            return Err(NotEstimable::TooManyForExact);
        }
        let Self { x1, n1, x2, n2 } = self;
        let hits = x1 + x2;
        let of = |x: u64| hypergeometric(x, n1, n2, hits);
        let (least, most) = (hits.saturating_sub(n2), hits.min(n1));
        // Equal tables may differ in their last digits.
        let limit = of(x1) * (1.0 + 1e-7);
        let low = tail(least..=most, limit, of);
        let high = tail((least..=most).rev(), limit, of);
        // Both tails meet where every table is at most as likely.
        let meet = of(mode(n1, n2, hits)) <= limit;
        Ok(if meet { 1.0 } else { (low + high).min(1.0) })
    }

    /// The odds of the first group over those of the second, `x1 (n2 - x2) / (x2 (n1 - x1))`.
    ///
    /// Errors: as [`TwoShares::difference`], or what is divided by is 0.
    pub fn odds_ratio(self) -> Result<f64, NotEstimable> {
        self.shares()?;
        let below = real(self.x2) * real(self.n1 - self.x1);
        if below <= 0.0 {
            return Err(NotEstimable::NothingToDivideBy);
        }
        Ok(real(self.x1) * real(self.n2 - self.x2) / below)
    }

    /// Whether equal shares would lead to a count below [`EXPECTED`] in a group: Fisher's test is then the one to show.
    ///
    /// Looked at in whole numbers, row by column of the table against 5 for each of all: a count of exactly 5 is not below it,
    /// whatever digits its quotient has. Source: metric M-CHG-1. Nobody in a group expects no count below it.
    pub fn expects_few(self) -> bool {
        let [x1, n1, x2, n2] = [self.x1, self.n1, self.x2, self.n2].map(u128::from);
        let (n, hits) = (n1 + n2, x1 + x2);
        n1.min(n2) * hits.min(n.saturating_sub(hits)) < u128::from(EXPECTED) * n
    }
}

/// The count that equal shares have to lead to in every field of the table for the z test to be the one to show.
pub const EXPECTED: u32 = 5;

/// The likeliest count of hits in the first group.
fn mode(n1: u64, n2: u64, hits: u64) -> u64 {
    let mode = (u128::from(n1) + 1) * (u128::from(hits) + 1) / (u128::from(n1) + u128::from(n2) + 2);
    u64::try_from(mode).unwrap_or(u64::MAX).min(hits.min(n1))
}

/// The sum of probabilities from an end of the table inwards, up to the first that is above the limit.
fn tail(from_the_end: impl Iterator<Item = u64>, limit: f64, of: impl Fn(u64) -> f64) -> f64 {
    from_the_end
        .map(of)
        .take_while(|probability| *probability <= limit)
        .sum()
}

/// The z test of equal shares with effective bases that need not be whole: `z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2))` with
/// the common share `p = (n1 p1 + n2 p2) / (n1 + n2)`.
///
/// Source: metric M-CHG-1; a base of `n / deff` takes the place of n where answers are weighted (Kish, Survey Sampling, 1965).
///
/// Errors: a share does not lie in 0 to 1, a base is not above 0, or nobody or everybody is a hit in both groups.
///
/// ```
/// use tenfour::stats::compare_shares::pooled_z;
/// let test = pooled_z(96.0 / 137.0, 137.0, 78.0 / 131.0, 131.0).unwrap();
/// assert!((test.z - 1.805904).abs() < 1e-6 && (test.p_value - 0.070933).abs() < 1e-6);
/// ```
pub fn pooled_z(p1: f64, base1: f64, p2: f64, base2: f64) -> Result<ZTest, NotEstimable> {
    if [p1, p2].iter().any(|share| !(0.0..=1.0).contains(share)) {
        return Err(NotEstimable::OutOfRange("the share"));
    }
    if [base1, base2].iter().any(|base| base.is_nan() || *base <= 0.0) {
        return Err(NotEstimable::OutOfRange("the effective base"));
    }
    let pooled = (p1 * base1 + p2 * base2) / (base1 + base2);
    // Nobody or everybody in both, told by the shares themselves, since a rounded pool may miss 1 by a digit.
    if (p1 <= 0.0 && p2 <= 0.0) || (p1 >= 1.0 && p2 >= 1.0) {
        return Err(NotEstimable::NobodyOrEverybody);
    }
    let z = (p1 - p2) / (pooled * (1.0 - pooled) * (1.0 / base1 + 1.0 / base2)).sqrt();
    Ok(ZTest {
        z,
        p_value: normal_two_sided(z),
    })
}

/// Newcombe's interval of a difference of shares with effective bases, `p1 - p2`.
///
/// From the Wilson limits l and u of both: `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` to `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`. Source:
/// Newcombe, Statistics in Medicine 17 (1998), method 10; metric M-CHG-1. Good for few and for 0 or 100 percent.
///
/// Errors: as [`wilson`].
pub fn newcombe(p1: f64, base1: f64, p2: f64, base2: f64, confidence: f64) -> Result<Interval, NotEstimable> {
    let (first, second) = (wilson(p1, base1, confidence)?, wilson(p2, base2, confidence)?);
    let difference = p1 - p2;
    Ok(Interval {
        low: difference - libm::hypot(p1 - first.low, second.high - p2),
        high: difference + libm::hypot(first.high - p1, p2 - second.low),
    })
}

/// McNemar's exact test of pairs: whether as many changed one way as the other. Two-sided p value.
///
/// Source: McNemar, Psychometrika 12 (1947), by the binomial distribution with one half; metric M-CHG-5.
///
/// Errors: nobody changed, or more than 10^9 did.
///
/// ```
/// use tenfour::stats::compare_shares::mcnemar;
/// assert!((mcnemar(6, 17).unwrap() - 0.034690).abs() < 1e-6);
/// ```
pub fn mcnemar(one_way: u64, other_way: u64) -> Result<f64, NotEstimable> {
    let n = one_way.saturating_add(other_way);
    if n == 0 {
        return Err(NotEstimable::NoVariation);
    }
    if n > MOST {
        return Err(NotEstimable::TooManyForExact);
    }
    let smaller = Binomial { n, p: 0.5 }.at_most(one_way.min(other_way));
    Ok((2.0 * smaller).min(1.0))
}

/// A chi-square test.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ChiSquare {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// The p value.
    pub p_value: f64,
    /// The smallest expected count; below 5 the p value is rough.
    pub smallest_expected: f64,
    /// Cramér's V of a table, from 0 to 1; nothing for a single list of counts.
    pub cramers_v: Option<f64>,
}

/// Pearson's chi-square test that rows and columns of a table of counts have nothing to do with each other, without correction.
///
/// Source: Pearson, Philosophical Magazine 50 (1900); V after Cramér, Mathematical Methods of Statistics, 1946. Valid where
/// expected counts are 5 or more.
///
/// Errors: rows differ in length, there are fewer than two rows or columns, all counts are 0, or a row or column is empty.
pub fn independence(table: &[Vec<u64>]) -> Result<ChiSquare, NotEstimable> {
    let width = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != width) {
        return Err(NotEstimable::LengthsDiffer);
    }
    if table.len() < 2 || width < 2 {
        return Err(NotEstimable::TableTooSmall);
    }
    let rows: Vec<f64> = table.iter().map(|row| row.iter().copied().map(real).sum()).collect();
    let columns: Vec<f64> = (0..width)
        .map(|column| table.iter().map(|row| real(row[column])).sum())
        .collect();
    let n: f64 = rows.iter().sum();
    if n <= 0.0 {
        return Err(NotEstimable::NobodyAnswered);
    }
    if rows.iter().chain(&columns).any(|sum| *sum <= 0.0) {
        return Err(NotEstimable::EmptyRowOrColumn);
    }
    let mut statistic = 0.0;
    let mut smallest_expected = f64::INFINITY;
    for (row, of_row) in table.iter().zip(&rows) {
        for (count, of_column) in row.iter().zip(&columns) {
            let expected = of_row * of_column / n;
            smallest_expected = smallest_expected.min(expected);
            statistic += (real(*count) - expected) * (real(*count) - expected) / expected;
        }
    }
    let (down, across) = (table.len() as u64 - 1, width as u64 - 1);
    let df = down * across;
    Ok(ChiSquare {
        statistic,
        df,
        p_value: chi_square_upper(statistic, real(df)),
        smallest_expected,
        cramers_v: Some((statistic / n / real(down.min(across))).sqrt()),
    })
}

/// Pearson's chi-square test of counts against the shares of a population: whether those who answered are spread as the
/// population is. The shares need not sum to 1: they are scaled, so that counts of the population will do.
///
/// Source: Pearson, Philosophical Magazine 50 (1900); metric M-SMP-6. Valid where expected counts are 5 or more.
///
/// Errors: the lists differ in length, there are fewer than two, all counts are 0, a share is not above 0 or no finite number.
///
/// ```
/// use tenfour::stats::compare_shares::goodness_of_fit;
/// // A die thrown 60 times: 5 8 9 8 10 20.
/// let test = goodness_of_fit(&[5, 8, 9, 8, 10, 20], &[1.0; 6]).unwrap();
/// assert!((test.statistic - 13.4).abs() < 1e-12 && test.df == 5);
/// assert!((test.p_value - 0.019905).abs() < 1e-6);
/// ```
pub fn goodness_of_fit(counts: &[u64], shares: &[f64]) -> Result<ChiSquare, NotEstimable> {
    if counts.len() != shares.len() {
        return Err(NotEstimable::LengthsDiffer);
    }
    if counts.len() < 2 {
        return Err(NotEstimable::TableTooSmall);
    }
    if shares.iter().any(|share| !share.is_finite() || *share <= 0.0) {
        return Err(NotEstimable::OutOfRange("an expected share"));
    }
    let n: f64 = counts.iter().copied().map(real).sum();
    if n <= 0.0 {
        return Err(NotEstimable::NobodyAnswered);
    }
    let all: f64 = shares.iter().sum();
    let expected: Vec<f64> = shares.iter().map(|share| n * (share / all)).collect();
    let part = |(count, expected): (&u64, &f64)| (real(*count) - expected) * (real(*count) - expected) / expected;
    let statistic: f64 = counts.iter().zip(&expected).map(part).sum();
    if !statistic.is_finite() {
        return Err(NotEstimable::NotFinite);
    }
    let df = counts.len() as u64 - 1;
    Ok(ChiSquare {
        statistic,
        df,
        p_value: chi_square_upper(statistic, real(df)),
        smallest_expected: expected.iter().copied().fold(f64::INFINITY, f64::min),
        cramers_v: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Section 18 of the metric catalogue.
    #[test]
    fn published_comparison() {
        let shares = TwoShares {
            x1: 96,
            n1: 137,
            x2: 78,
            n2: 131,
        };
        let test = shares.pooled_z().unwrap();
        let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-6, "{got} instead of {want}");
        near(shares.difference().unwrap(), 0.105_310);
        near(test.z, 1.805_904);
        near(test.p_value, 0.070_933);
        let interval = shares.newcombe(0.95).unwrap();
        near(interval.low, -0.008_869);
        near(interval.high, 0.216_115);
        near(shares.fisher().unwrap(), 0.074_668);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let empty = TwoShares {
            x1: 0,
            n1: 0,
            x2: 3,
            n2: 5,
        };
        assert_eq!(empty.difference(), Err(NotEstimable::EmptyGroup));
        assert_eq!(
            TwoShares {
                x1: 2,
                n1: 1,
                x2: 3,
                n2: 5
            }
            .fisher(),
            Err(NotEstimable::MoreThanAll)
        );
        let nobody = TwoShares {
            x1: 0,
            n1: 4,
            x2: 0,
            n2: 5,
        };
        assert_eq!(nobody.pooled_z(), Err(NotEstimable::NobodyOrEverybody));
        assert_eq!(nobody.odds_ratio(), Err(NotEstimable::NothingToDivideBy));
        assert_eq!(mcnemar(0, 0), Err(NotEstimable::NoVariation));
        assert_eq!(independence(&[vec![1, 2]]), Err(NotEstimable::TableTooSmall));
        assert_eq!(independence(&[vec![1, 2], vec![1]]), Err(NotEstimable::LengthsDiffer));
        assert_eq!(goodness_of_fit(&[0, 0], &[1.0, 1.0]), Err(NotEstimable::NobodyAnswered));
        assert!(goodness_of_fit(&[1, 0], &[1.0, 0.0]).is_err());
    }

    #[test]
    fn a_count_of_exactly_five_is_enough() {
        let expects = |x1, n1, x2, n2| TwoShares { x1, n1, x2, n2 }.expects_few();
        // 14 × 10 / 28, and 13 × 10 / 26.
        assert!(!expects(9, 14, 9, 14) && !expects(9, 13, 7, 13));
        assert!(expects(9, 14, 10, 14) && expects(0, 36, 7, 36));
        assert!(expects(u64::MAX, u64::MAX, u64::MAX, u64::MAX));
        assert!(!expects(0, 0, 0, 0) && !expects(u64::MAX / 2, u64::MAX, 5, 20));
    }

    #[test]
    fn huge_counts_end() {
        let shares = TwoShares {
            x1: 400_000_000,
            n1: 1_000_000_000,
            x2: 2,
            n2: 5,
        };
        assert!((shares.fisher().unwrap() - 1.0).abs() < 1e-6);
        let more = TwoShares { n1: u64::MAX, ..shares };
        assert_eq!(more.fisher(), Err(NotEstimable::TooManyForExact));
        assert_eq!(mcnemar(u64::MAX, 1), Err(NotEstimable::TooManyForExact));
    }

    proptest! {
        #[test]
        fn fisher_sums_the_tables_that_are_at_most_as_likely(n1 in 1_u64..25, n2 in 1_u64..25, x1 in 0_u64..25, x2 in 0_u64..25) {
            let shares = TwoShares { x1: x1.min(n1), n1, x2: x2.min(n2), n2 };
            let hits = shares.x1 + shares.x2;
            let limit = hypergeometric(shares.x1, n1, n2, hits) * (1.0 + 1e-7);
            let all: f64 = (0..=hits).map(|x| hypergeometric(x, n1, n2, hits)).filter(|p| *p <= limit).sum();
            prop_assert!((shares.fisher().unwrap() - all.min(1.0)).abs() < 1e-11);
            let interval = shares.newcombe(0.95).unwrap();
            prop_assert!(interval.contains(shares.difference().unwrap()));
            prop_assert!(interval.low >= -1.0 - 1e-12 && interval.high <= 1.0 + 1e-12);
        }
    }
}
