//! Rates of events per exposure, and how two of them compare.

use crate::stats::distribution::{Binomial, MOST, Side, beta_quantile, gamma_quantile, tail};
use crate::stats::estimate::{Interval, NotEstimable, real};

/// So many events in so much exposure: contracts, units, days.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rate {
    /// How many events.
    pub events: u64,
    /// How much exposure, in the unit that the rate is per.
    pub exposure: f64,
}

impl Rate {
    /// Events per unit of exposure.
    ///
    /// Errors: the exposure is not above 0.
    pub fn per_unit(self) -> Result<f64, NotEstimable> {
        if self.exposure > 0.0 && self.exposure.is_finite() {
            Ok(real(self.events) / self.exposure)
        } else {
            Err(NotEstimable::NoExposure)
        }
    }

    /// Garwood's exact interval of events per unit of exposure.
    ///
    /// `chi2(0.025, 2k) / 2` to `chi2(0.975, 2k + 2) / 2`, over the exposure; the lower limit is 0 without events. Source: Garwood,
    /// Biometrika 28 (1936). Valid for independent events; rather wide for few.
    ///
    /// Errors: the exposure is not above 0, there are more than 10^9 events, or the confidence does not lie between 0 and 1.
    ///
    /// ```
    /// use tenfour::stats::rates::Rate;
    /// let interval = Rate { events: 8, exposure: 2.150 }.interval(0.95).unwrap();
    /// assert!((interval.low - 1.606434).abs() < 1e-6 && (interval.high - 7.331716).abs() < 1e-6);
    /// let none = Rate { events: 0, exposure: 0.310 }.interval(0.95).unwrap();
    /// assert!(none.low == 0.0 && (none.high - 11.899611).abs() < 1e-6);
    /// ```
    pub fn interval(self, confidence: f64) -> Result<Interval, NotEstimable> {
        self.per_unit()?;
        if self.events > MOST {
            return Err(NotEstimable::TooManyForExact);
        }
        let tail = tail(confidence)?;
        let k = real(self.events);
        let low = if self.events == 0 {
            0.0
        } else {
            gamma_quantile(k, tail, Side::Lower) / self.exposure
        };
        Ok(Interval {
            low,
            high: gamma_quantile(k + 1.0, tail, Side::Upper) / self.exposure,
        })
    }
}

/// The ratio of two rates.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RateRatio {
    /// The first rate over the second; infinite without events in the second.
    pub ratio: f64,
    /// Its exact interval; open to above without events in the second.
    pub interval: Interval,
    /// The exact two-sided p value of equal rates: the probability of all outcomes that are at most as likely.
    pub p_value: f64,
}

/// The ratio of two rates, the first over the second, by the binomial distribution of the first count given both.
///
/// `k1 ~ Bin(k1 + k2, t1 / (t1 + t2))`; the interval turns the limits q of Clopper and Pearson into `q / (1 - q) t2 / t1`. Source:
/// Przyborowski and Wilenski, Biometrika 31 (1940); metric M-CHG-6. Valid for independent events.
///
/// Errors: an exposure is not above 0, there is no event in either or more than 10^9 in both, or the confidence does not lie
/// between 0 and 1.
///
/// ```
/// use tenfour::stats::rates::{Rate, ratio};
/// let (before, after) = (Rate { events: 31, exposure: 9100.0 }, Rate { events: 15, exposure: 9890.0 });
/// let found = ratio(after, before, 0.95).unwrap();
/// assert!((found.ratio - 0.445220).abs() < 1e-6 && (found.p_value - 0.011294).abs() < 1e-6);
/// assert!((found.interval.low - 0.223349).abs() < 1e-6 && (found.interval.high - 0.849928).abs() < 1e-6);
/// ```
pub fn ratio(first: Rate, second: Rate, confidence: f64) -> Result<RateRatio, NotEstimable> {
    let (of_first, of_second) = (first.per_unit()?, second.per_unit()?);
    let tail = tail(confidence)?;
    let n = first.events.saturating_add(second.events);
    if n == 0 {
        return Err(NotEstimable::NoEvents);
    }
    if n > MOST {
        return Err(NotEstimable::TooManyForExact);
    }
    let (k1, k2) = (real(first.events), real(second.events));
    let scale = second.exposure / first.exposure;
    // Odds without 1 - q, which loses digits near 1.
    let odds = |(q, rest): (f64, f64)| q / rest * scale;
    let low = if first.events == 0 {
        0.0
    } else {
        odds(beta_quantile(k1, k2 + 1.0, tail, Side::Lower))
    };
    let high = if second.events == 0 {
        f64::INFINITY
    } else {
        odds(beta_quantile(k1 + 1.0, k2, tail, Side::Upper))
    };
    let p = first.exposure / (first.exposure + second.exposure);
    Ok(RateRatio {
        ratio: if second.events == 0 {
            f64::INFINITY
        } else {
            of_first / of_second
        },
        interval: Interval { low, high },
        p_value: Binomial { n, p }.two_sided(first.events),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn without_exposure_or_events_there_is_no_rate() {
        for exposure in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(
                Rate { events: 5, exposure }.interval(0.95),
                Err(NotEstimable::NoExposure)
            );
        }
        let none = Rate {
            events: 0,
            exposure: 1.0,
        };
        assert_eq!(ratio(none, none, 0.95), Err(NotEstimable::NoEvents));
        let open = ratio(Rate { events: 5, ..none }, none, 0.95).unwrap();
        assert!(open.ratio.is_infinite() && open.interval.high.is_infinite() && open.interval.low > 0.0);
    }

    #[test]
    fn huge_counts_end() {
        let huge = Rate {
            events: 400_000_000,
            exposure: 1.0,
        };
        let found = ratio(huge, huge, 0.95).unwrap();
        assert!(found.interval.contains(1.0) && found.p_value > 0.99, "{found:?}");
        assert!(huge.interval(0.95).unwrap().contains(4e8));
        let more = Rate {
            events: u64::MAX,
            ..huge
        };
        assert_eq!(more.interval(0.95), Err(NotEstimable::TooManyForExact));
        assert_eq!(ratio(more, huge, 0.95), Err(NotEstimable::TooManyForExact));
    }

    proptest! {
        #[test]
        fn intervals_hold_their_estimates(k1 in 0_u64..300, k2 in 1_u64..300, t1 in 0.01..1e4, t2 in 0.01..1e4) {
            let (first, second) = (Rate { events: k1, exposure: t1 }, Rate { events: k2, exposure: t2 });
            prop_assert!(first.interval(0.95).unwrap().contains(first.per_unit().unwrap()));
            let there = ratio(first, second, 0.95).unwrap();
            let back = ratio(second, first, 0.95).unwrap();
            prop_assert!(there.interval.contains(there.ratio));
            prop_assert!((there.p_value - back.p_value).abs() < 1e-9);
            prop_assert!(k1 == 0 || (there.interval.low * back.interval.high - 1.0).abs() < 1e-9);
        }
    }
}
