//! Runs about the median or centre: longest run and number of crossings.

use crate::stats::distribution::Binomial;
use crate::stats::estimate::NotEstimable;

/// Runs of a series, and what is unusual for its length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunLength {
    /// Points that do not lie on the centre line.
    pub useful: u64,
    /// The longest run of successive useful points on one side.
    pub longest: u64,
    /// How often the series changes sides.
    pub crossings: u64,
    /// A longest run above this is a signal.
    pub longest_usual: u64,
    /// Fewer crossings than this are a signal.
    pub fewest_usual: u64,
}

impl RunLength {
    /// Whether the series shifts more slowly than chance does.
    pub fn signals(&self) -> bool {
        self.longest > self.longest_usual || self.crossings < self.fewest_usual
    }
}

/// The longest run that is usual among so many useful points: `round(log2 n) + 3`.
///
/// ```
/// use tenfour::stats::run_length::{fewest_usual, longest_usual};
/// assert_eq!([12, 20, 24].map(longest_usual), [7, 7, 8]);
/// assert_eq!([12, 20, 24].map(fewest_usual), [3, 6, 8]);
/// ```
pub fn longest_usual(useful: u64) -> u64 {
    // Doubling a square compares with the half powers of two between which the rounded logarithm stays the same.
    let square = u128::from(useful) * u128::from(useful);
    let rounded = (0..64).find(|power| square < 1u128 << (2 * power + 1)).unwrap_or(64);
    rounded + 3
}

/// The fewest crossings that are usual among so many useful points: the 5 percent point of `Binomial(n - 1, 0.5)`.
pub fn fewest_usual(useful: u64) -> u64 {
    let changes = Binomial {
        n: useful.saturating_sub(1),
        p: 0.5,
    };
    let (mut low, mut high) = (0, changes.n);
    while low < high {
        let middle = low.midpoint(high);
        if changes.at_most(middle) < 0.05 {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Counts the runs of a series about a centre.
///
/// In: values in order of time, missing ones left out, and the centre. Points on the centre neither break nor lengthen
/// a run. Source: Anhøj and Olesen, PLOS ONE 9 (2014) e113825. Metric M-SPC-5. Valid from about ten useful points on.
///
/// Errors: a value or the centre is no finite number.
pub fn run_length(values: &[f64], centre: f64) -> Result<RunLength, NotEstimable> {
    if !centre.is_finite() || values.iter().any(|value| !value.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    let sides: Vec<bool> = values
        .iter()
        .filter(|value| **value != centre)
        .map(|value| *value > centre)
        .collect();
    let useful = sides.len() as u64;
    let runs = sides.chunk_by(|a, b| a == b).map(|run| run.len() as u64);
    Ok(RunLength {
        useful,
        longest: runs.clone().max().unwrap_or(0),
        crossings: (runs.count() as u64).saturating_sub(1),
        longest_usual: longest_usual(useful),
        fewest_usual: fewest_usual(useful),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_the_centre_are_passed_over() {
        let runs = run_length(&[1.0, 2.0, 0.0, 1.5, -1.0, 0.0], 0.0).unwrap();
        assert_eq!((runs.useful, runs.longest, runs.crossings), (4, 3, 1));
        assert!(!runs.signals());
        assert!(run_length(&[1.0; 12], 0.0).unwrap().signals());
        assert_eq!(run_length(&[], 0.0).unwrap().crossings, 0);
    }

    #[test]
    fn thresholds_agree_with_their_definition() {
        for n in 2u64..400 {
            assert_eq!(longest_usual(n) as f64, libm::round(libm::log2(n as f64)) + 3.0, "{n}");
            let mut chance = (0..n - 1).fold(1.0f64, |chance, _| chance / 2.0);
            let (mut sum, mut crossings) = (chance, 0);
            while sum < 0.05 {
                chance *= (n - 1 - crossings) as f64 / (crossings + 1) as f64;
                crossings += 1;
                sum += chance;
            }
            assert_eq!(fewest_usual(n), crossings, "{n}");
        }
    }
}
