//! Answers on a scale of points: counts per point, the most and least favourable boxes, percent of the maximum possible.

use crate::stats::estimate::NotEstimable;

/// A scale of whole points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scale {
    /// The lowest point.
    pub min: i32,
    /// The highest point.
    pub max: i32,
}

/// Answers counted by point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    /// How many chose each point, the lowest first.
    pub counts: Vec<u64>,
    /// How many values are no point of the scale.
    pub invalid: u64,
}

/// The longest scale that is tallied, so that a slip in a record does not ask for all memory.
const LONGEST: i64 = 10_000;

impl Scale {
    /// Counts values by point.
    ///
    /// Errors: the scale has no points, or more than 10 000.
    pub fn tally(self, values: &[f64]) -> Result<Tally, NotEstimable> {
        let points = i64::from(self.max) - i64::from(self.min) + 1;
        let Ok(points) = usize::try_from(points.clamp(0, LONGEST + 1)) else {
            return Err(NotEstimable::OutOfRange("the scale"));
        };
        if points == 0 || points as i64 > LONGEST {
            return Err(NotEstimable::OutOfRange("the scale"));
        }
        let mut tally = Tally {
            counts: vec![0; points],
            invalid: 0,
        };
        for value in values {
            let steps = value - f64::from(self.min);
            if steps.fract() == 0.0 && steps >= 0.0 && *value <= f64::from(self.max) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "whole and within the scale"
                )]
                let index = steps as usize;
                tally.counts[index] += 1;
            } else {
                tally.invalid += 1;
            }
        }
        Ok(tally)
    }

    /// Percent of the maximum possible: 0 at the lowest point, 100 at the highest. Source: rule GR15 of the metric catalogue.
    ///
    /// Errors: the scale has fewer than two points, or the value is no finite number.
    ///
    /// ```
    /// use tenfour::stats::scale::Scale;
    /// assert_eq!(Scale { min: 1, max: 5 }.pomp(4.0), Ok(75.0));
    /// ```
    pub fn pomp(self, value: f64) -> Result<f64, NotEstimable> {
        let (min, max) = (f64::from(self.min), f64::from(self.max));
        if max <= min {
            return Err(NotEstimable::OutOfRange("the scale"));
        }
        if !value.is_finite() {
            return Err(NotEstimable::NotFinite);
        }
        Ok(100.0 * (value - min) / (max - min))
    }

    /// The value of an answer to an item that is worded the other way round. Source: rule GR15 of the metric catalogue.
    pub fn reversed(self, value: f64) -> f64 {
        f64::from(self.min) + f64::from(self.max) - value
    }
}

impl Tally {
    /// How many valid answers there are.
    pub fn valid(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many chose one of the `k` highest points.
    pub fn top(&self, k: usize) -> u64 {
        self.counts.iter().rev().take(k).sum()
    }

    /// How many chose one of the `k` lowest points.
    pub fn bottom(&self, k: usize) -> u64 {
        self.counts.iter().take(k).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_of_a_tally() {
        let tally = Scale { min: 1, max: 5 }
            .tally(&[1.0, 2.0, 3.0, 5.0, 4.5, 6.0, 0.0, f64::NAN])
            .unwrap();
        assert_eq!((tally.valid(), tally.invalid), (4, 4));
        assert_eq!((tally.top(2), tally.bottom(2)), (1, 2));
        assert_eq!((tally.top(9), tally.bottom(0)), (4, 0));
    }

    #[test]
    fn impossible_scales_are_refused() {
        let all = Scale {
            min: i32::MIN,
            max: i32::MAX,
        };
        let refused = Err(NotEstimable::OutOfRange("the scale"));
        assert_eq!(all.tally(&[]), refused);
        assert_eq!(Scale { min: 5, max: 1 }.tally(&[]), refused);
        assert_eq!(
            Scale { min: 5, max: 5 }.pomp(5.0),
            Err(NotEstimable::OutOfRange("the scale"))
        );
    }

    #[test]
    fn a_reversed_item_keeps_its_distance() {
        assert_eq!(
            Scale { min: 1, max: 6 }.reversed(2.0).total_cmp(&5.0),
            std::cmp::Ordering::Equal
        );
    }
}
