//! Net promoter score: promoters minus detractors on a question from 0 to 10, in points from -100 to 100.

use crate::stats::change::{Difference, Estimate, difference};
use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable, real};
use crate::stats::scale::{Scale, Tally};

/// The scale of the question.
pub const SCALE: Scale = Scale { min: 0, max: 10 };

/// How many answers are in each of the three classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Classes {
    /// Answers 9 and 10.
    pub promoters: u64,
    /// Answers 7 and 8.
    pub passives: u64,
    /// Answers 0 to 6.
    pub detractors: u64,
}

/// A score with its uncertainty.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Score {
    /// The score in points, from -100 to 100.
    pub score: f64,
    /// Its standard error in points.
    pub standard_error: f64,
    /// The interval as computed; it may leave the range of the score.
    pub unclipped: Interval,
    /// The interval within -100 to 100.
    pub interval: Interval,
    /// Whether all answers are in one class: the standard error is then 0 and the interval tells nothing.
    pub one_class: bool,
}

impl Classes {
    /// Sorts the answers counted on [`SCALE`] into classes.
    ///
    /// Errors: the counts are not those of the eleven points from 0 to 10.
    pub fn of(tally: &Tally) -> Result<Self, NotEstimable> {
        if tally.counts.len() != 11 {
            return Err(NotEstimable::OutOfRange("the scale"));
        }
        let promoters = tally.top(2);
        let detractors = tally.bottom(7);
        Ok(Self {
            promoters,
            passives: tally.valid() - promoters - detractors,
            detractors,
        })
    }

    /// How many answers there are.
    pub fn n(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// The score with its interval, without design effect or finite population.
    ///
    /// Errors: as [`Classes::score_with_base`].
    ///
    /// ```
    /// use tenfour::stats::nps::Classes;
    /// let classes = Classes { promoters: 70, passives: 45, detractors: 22 };
    /// let score = classes.score(0.95).unwrap();
    /// assert!((score.score - 35.036496).abs() < 1e-6 && (score.standard_error - 6.329039).abs() < 1e-6);
    /// assert!((score.interval.low - 22.631808).abs() < 1e-6 && (score.interval.high - 47.441185).abs() < 1e-6);
    /// ```
    pub fn score(self, confidence: f64) -> Result<Score, NotEstimable> {
        self.score_with_base(real(self.n()), confidence)
    }

    /// The score with its interval, with an effective base that need not be whole.
    ///
    /// `NPS = 100 (p - d)`, `SE = 100 sqrt((p + d - (p - d)^2) / n_eff)`, interval `NPS ± z SE`. Source: Reichheld, Harvard
    /// Business Review 2003; the variance of the multinomial distribution with denominator n, Rocks, The American Statistician
    /// 70 (2016). Valid from about 30 answers in more than one class.
    ///
    /// Errors: nobody answered, the base is not above 0, or the confidence does not lie between 0 and 1.
    pub fn score_with_base(self, base: f64, confidence: f64) -> Result<Score, NotEstimable> {
        if self.n() == 0 {
            return Err(NotEstimable::NobodyAnswered);
        }
        if base.is_nan() || base <= 0.0 {
            return Err(NotEstimable::OutOfRange("the effective base"));
        }
        let n = real(self.n());
        let (p, d) = (real(self.promoters) / n, real(self.detractors) / n);
        // From the counts and not from p - d, so that it is rounded once.
        let score = 100.0 * (real(self.promoters) - real(self.detractors)) / n;
        let one_class = [self.promoters, self.passives, self.detractors].contains(&self.n());
        let variance = if one_class { 0.0 } else { p + d - (p - d) * (p - d) };
        let standard_error = 100.0 * (variance / base).sqrt();
        let unclipped = Interval::around(score, z(confidence)? * standard_error);
        Ok(Score {
            score,
            standard_error,
            unclipped,
            interval: unclipped.clipped(-100.0, 100.0),
            one_class,
        })
    }
}

/// How a score changed between two independent waves: `z = (NPS1 - NPS0) / sqrt(SE1^2 + SE0^2)`.
///
/// Source: metric M-CHG-4. Valid as the scores are; overlapping respondents make it too careful.
///
/// Errors: both standard errors are 0.
///
/// ```
/// use tenfour::stats::nps::{Classes, change};
/// let before = Classes { promoters: 52, passives: 38, detractors: 30 }.score(0.95).unwrap();
/// let after = Classes { promoters: 70, passives: 45, detractors: 22 }.score(0.95).unwrap();
/// let change = change(&before, &after).unwrap();
/// assert!((change.difference - 16.703163).abs() < 1e-6 && (change.standard_error - 9.705681).abs() < 1e-6);
/// assert!((change.z - 1.720968).abs() < 1e-6 && (change.p_value - 0.085257).abs() < 1e-6);
/// ```
pub fn change(before: &Score, after: &Score) -> Result<Difference, NotEstimable> {
    let estimate = |score: &Score| Estimate {
        value: score.score,
        standard_error: score.standard_error,
    };
    difference(estimate(before), estimate(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes_end_at_six_and_eight() {
        let points: Vec<f64> = (0..=10).map(f64::from).collect();
        let classes = Classes::of(&SCALE.tally(&points).unwrap()).unwrap();
        assert_eq!((classes.promoters, classes.passives, classes.detractors), (2, 2, 7));
        assert!(Classes::of(&Scale { min: 1, max: 10 }.tally(&points).unwrap()).is_err());
    }

    #[test]
    fn nobody_and_one_class() {
        let nobody = Classes {
            promoters: 0,
            passives: 0,
            detractors: 0,
        };
        assert_eq!(nobody.score(0.95), Err(NotEstimable::NobodyAnswered));
        let all = Classes {
            promoters: 0,
            passives: 3,
            detractors: 0,
        }
        .score(0.95)
        .unwrap();
        assert!(all.one_class && all.standard_error.total_cmp(&0.0).is_eq());
        assert_eq!(change(&all, &all), Err(NotEstimable::NoVariation));
    }

    proptest! {
        #[test]
        fn one_more_detractor_never_lifts_the_score(promoters in 0_u64..500, passives in 0_u64..500, detractors in 1_u64..500) {
            let classes = Classes { promoters, passives, detractors };
            let more = Classes { detractors: detractors + 1, ..classes };
            let (score, lower) = (classes.score(0.95).unwrap(), more.score(0.95).unwrap());
            prop_assert!(lower.score <= score.score);
            prop_assert!(score.interval.contains(score.score));
            prop_assert!(score.interval.low >= -100.0 && score.interval.high <= 100.0);
        }
    }
}
