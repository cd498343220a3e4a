//! Two measurements of one metric compared by what they are made of: shares by their counts, means by their spread, rates by
//! their events. Metrics M-CHG-1, M-CHG-2, M-CHG-6, M-CHG-8.

use super::measurement::{Measurement, Test, USUAL_ALPHA};
use crate::stats::change::{Estimate, relative};
use crate::stats::compare_means::welch;
use crate::stats::compare_shares::TwoShares;
use crate::stats::descriptive::Summary;
use crate::stats::rates::{self, Rate};

/// How two differ; differences are the later less the earlier, ratios the later over the earlier.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// The difference, in the unit of what is compared.
    pub difference: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// The ratio, where zero is true.
    pub ratio: Option<f64>,
    /// Its interval.
    pub ratio_interval: Option<(f64, f64)>,
    /// The test of no difference; none where there is nothing to test.
    pub test: Option<Test>,
}

/// Confidence of intervals.
const CONFIDENCE: f64 = 0.95;

/// Two shares, `x` of `n` each, the earlier one first; in percentage points. [M-CHG-1]
///
/// Newcombe's interval; the pooled z test, or Fisher's exact test where a count below five is expected.
/// Errors: a group is empty, or counts more than there are.
pub fn shares(before: (u64, u64), after: (u64, u64)) -> Result<Compared, String> {
    let two = TwoShares {
        x1: after.0,
        n1: after.1,
        x2: before.0,
        n2: before.1,
    };
    let difference = 100.0 * two.difference().map_err(|why| why.reason())?;
    let interval = two.newcombe(CONFIDENCE).map_err(|why| why.reason())?;
    let test = match two.pooled_z() {
        // Nobody or everybody in both: there is nothing to test.
        Err(_) => None,
        Ok(_) if two.expects_few() => {
            let p = two.fisher().map_err(|why| why.reason())?;
            Some(("Fisher's exact test", None, p))
        }
        Ok(test) => Some(("two proportions, pooled z", Some(("z", test.z)), test.p_value)),
    };
    let (low, high) = (100.0 * interval.low, 100.0 * interval.high);
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
    let ratio = (before.0 > 0).then(|| (after.0 as f64 / after.1 as f64) / (before.0 as f64 / before.1 as f64));
    Ok(Compared {
        difference,
        interval: Some((low, high)),
        ratio,
        ratio_interval: None,
        test: test.map(|(name, statistic, p)| Test {
            name,
            statistic,
            p,
            adjusted: None,
            alpha: USUAL_ALPHA,
        }),
    })
}

/// A mean with its spread and how many values it is of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Standard deviation of the values.
    pub sd: f64,
    /// How many values.
    pub n: u64,
}

/// Two means, the earlier one first: Welch's test, and the ratio where both are above zero. [M-CHG-2, M-CHG-8]
///
/// Errors: a group has fewer than two values, or neither varies.
pub fn means(before: Mean, after: Mean) -> Result<Compared, String> {
    let summary = |mean: Mean| Summary {
        n: mean.n,
        mean: mean.mean,
        sd: Ok(mean.sd),
    };
    if before.n < 2 || after.n < 2 {
        return Err("a mean of fewer than two values cannot be compared".to_owned());
    }
    let test = welch(&summary(after), &summary(before), CONFIDENCE).map_err(|why| why.reason())?;
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
    let estimated = |mean: Mean| Estimate {
        value: mean.mean,
        standard_error: mean.sd / (mean.n as f64).sqrt(),
    };
    let ratio = relative(estimated(before), estimated(after), CONFIDENCE).ok();
    Ok(Compared {
        difference: test.difference,
        interval: Some((test.interval.low, test.interval.high)),
        ratio: ratio.map(|ratio| ratio.ratio),
        ratio_interval: ratio.map(|ratio| (ratio.interval.low, ratio.interval.high)),
        test: Some(Test {
            name: "Welch t",
            statistic: Some(("t", test.t)),
            p: test.p_value,
            adjusted: None,
            alpha: USUAL_ALPHA,
        }),
    })
}

/// Two rates, events and exposure each, the earlier one first. [M-CHG-6]
///
/// Errors: an exposure is not above 0, or there is no event in either.
pub fn rates(before: (u64, f64), after: (u64, f64)) -> Result<Compared, String> {
    let rate = |(events, exposure): (u64, f64)| Rate { events, exposure };
    let found = rates::ratio(rate(after), rate(before), CONFIDENCE).map_err(|why| why.reason())?;
    let value = |of: (u64, f64)| rate(of).per_unit().map_err(|why| why.reason());
    Ok(Compared {
        difference: value(after)? - value(before)?,
        interval: None,
        ratio: found.ratio.is_finite().then_some(found.ratio),
        ratio_interval: Some((found.interval.low, found.interval.high)),
        test: Some(Test {
            name: "two rates, exact binomial",
            statistic: None,
            p: found.p_value,
            adjusted: None,
            alpha: USUAL_ALPHA,
        }),
    })
}

/// Two measurements of one metric, the earlier one first, by the inputs that their formulas name: `x` of `n` as shares, `k` in
/// `t` as rates, a mean with `s` and `n` as means.
///
/// Errors: why they cannot be compared.
pub fn measurements(before: &Measurement, after: &Measurement) -> Result<Compared, String> {
    let input = |of: &Measurement, symbol: &str| {
        of.inputs
            .iter()
            .find(|input| input.symbol == symbol)
            .map(|input| input.value)
    };
    let count = |of: &Measurement, symbol: &str| input(of, symbol).and_then(whole);
    let pair = |of: &Measurement| Some((count(of, "x")?, count(of, "n")?));
    if let (Some(one), Some(other)) = (pair(before), pair(after)) {
        return shares(one, other);
    }
    let rate = |of: &Measurement| Some((count(of, "k")?, input(of, "t")?));
    if let (Some(one), Some(other)) = (rate(before), rate(after)) {
        return rates(one, other);
    }
    let mean = |of: &Measurement| {
        let n = of.base.effective.map_or(of.base.n as u64, effective);
        Some(Mean {
            mean: of.estimate.as_ref().ok().copied()?,
            sd: input(of, "s")?,
            n,
        })
    };
    if let (Some(one), Some(other)) = (mean(before), mean(after)) {
        return means(one, other);
    }
    // Why a value has no interval is why its difference has no test.
    match &after.interval {
        Err(reason) => Err(reason.clone()),
        Ok(_) => Err("how much the values scatter is not recorded, so their difference cannot be tested".to_owned()),
    }
}

/// A number of cases from a number, when it is one.
pub fn whole(value: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "looked at before: a whole number from 0 to 2^53"
    )]
    ((0.0..=9e15).contains(&value) && value.fract() == 0.0).then_some(value as u64)
}

/// An effective base as a number of cases, rounded down.
fn effective(base: f64) -> u64 {
    whole(base.floor()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_compared_later_less_earlier() {
        // Reference value of the metric catalogue: 96 of 137 against 78 of 131.
        let compared = shares((78, 131), (96, 137)).unwrap();
        assert!((compared.difference - 10.5310).abs() < 1e-4);
        let (low, high) = compared.interval.unwrap();
        assert!((low + 0.8869).abs() < 1e-4 && (high - 21.6115).abs() < 1e-4);
        assert!((compared.test.unwrap().p - 0.070933).abs() < 1e-6);
    }

    #[test]
    fn few_are_tested_exactly_and_all_alike_not_at_all() {
        assert_eq!(
            shares((12, 20), (22, 22)).unwrap().test.unwrap().name,
            "Fisher's exact test"
        );
        let same = shares((5, 5), (7, 7)).unwrap();
        assert_eq!((same.test, same.difference), (None, 0.0));
        assert!(shares((0, 0), (7, 7)).is_err());
        assert!(shares((3, 2), (7, 7)).is_err());
    }

    #[test]
    fn rates_are_compared_by_their_ratio() {
        // Reference value of the metric catalogue: 31 in 9100 before, 15 in 9890 after.
        let compared = rates((31, 9100.0), (15, 9890.0)).unwrap();
        assert!((compared.ratio.unwrap() - 0.445220).abs() < 1e-6);
        assert!((compared.test.unwrap().p - 0.011294).abs() < 1e-6);
        assert!(rates((0, 1.0), (0, 1.0)).is_err());
    }

    #[test]
    fn means_have_a_ratio_where_zero_is_true() {
        let mean = |mean, sd, n| Mean { mean, sd, n };
        let compared = means(mean(62.0, 16.0, 71), mean(74.6, 15.2, 80)).unwrap();
        assert!((compared.ratio.unwrap() - 1.203226).abs() < 1e-6);
        assert!(
            means(mean(-9.9, 50.0, 71), mean(23.8, 50.0, 80))
                .unwrap()
                .ratio
                .is_none()
        );
        assert!(means(mean(1.0, 0.0, 1), mean(2.0, 1.0, 80)).is_err());
    }

    #[test]
    fn only_whole_numbers_are_counts() {
        assert_eq!(
            (whole(3.0), whole(3.5), whole(-1.0), whole(f64::NAN)),
            (Some(3), None, None, None)
        );
    }
}
