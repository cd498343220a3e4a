//! What people of a wave gave, one number each: what a metric that looks at people hands in, to be compared with another wave
//! or put beside another question.

use crate::record::survey::Question;

/// One number for each who answered.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample<'a> {
    /// How the numbers are read.
    pub sort: SampleSort,
    /// The questions they come from, as they were asked.
    pub questions: Vec<&'a Question>,
    /// The numbers.
    pub each: Vec<One<'a>>,
    /// Whether the weights count.
    pub weighted: bool,
    /// By how much the way of drawing raises the variance, 1 where single people were drawn; or why nothing can be inferred from those
    /// who answered.
    pub drawn: Result<f64, String>,
}

/// How the numbers of a sample are read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum SampleSort {
    /// 100 for a hit and 0 for none; the mean is a percentage.
    Share,
    /// 100, 0 or -100; the mean is a net score.
    Net,
    /// Points of a scale, of which a mean is taken.
    Mean,
    /// Points from 0 to 100, of which a mean is taken, with the ends of the scale of the answers where all have one.
    Index(Option<(f64, f64)>),
}

/// The number of one who answered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct One<'a> {
    /// The number.
    pub number: f64,
    /// Its weight; 1 without weights.
    pub weight: f64,
    /// Pseudonym of the person, where the survey is not anonymous.
    pub person: Option<&'a str>,
}

/// A sample in four numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moments {
    /// How many, unweighted.
    pub n: usize,
    /// How many they are worth.
    pub base: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, with `n - 1` below the line; for a net score with n.
    pub sd: f64,
}

impl Moments {
    /// Standard error of the mean.
    pub fn error(&self) -> f64 {
        self.sd / self.base.sqrt()
    }
}

impl Sample<'_> {
    /// Mean, spread and base, with weights or without; nothing where nobody answered or all weights are 0.
    ///
    /// The base of weighted numbers is Kish's effective one, `(Σw)² / Σw²`; of whole groups that were drawn it is divided by what they cost
    /// (rule GR8).
    pub fn moments(&self, weighted: bool) -> Option<Moments> {
        let weight = |one: &One<'_>| if weighted { one.weight } else { 1.0 };
        let sum: f64 = self.each.iter().map(weight).sum();
        let squares: f64 = self.each.iter().map(|one| weight(one) * weight(one)).sum();
        if !sum.is_finite() || sum <= 0.0 || squares <= 0.0 {
            return None;
        }
        let n = real(self.each.len());
        let mean = self.each.iter().map(|one| weight(one) * one.number).sum::<f64>() / sum;
        let spread = self
            .each
            .iter()
            .map(|one| weight(one) * (one.number - mean) * (one.number - mean))
            .sum::<f64>()
            / sum;
        let variance = match self.sort {
            SampleSort::Net | SampleSort::Share => spread,
            SampleSort::Mean | SampleSort::Index(_) if n > 1.0 => spread * n / (n - 1.0),
            SampleSort::Mean | SampleSort::Index(_) => 0.0,
        };
        Some(Moments {
            n: self.each.len(),
            base: sum * sum / squares / self.effect(),
            mean,
            sd: variance.sqrt(),
        })
    }

    /// By how much the way of drawing raises the variance.
    pub fn effect(&self) -> f64 {
        self.drawn.as_ref().copied().unwrap_or(1.0)
    }

    /// How many numbers are hits: above 0.
    pub fn hits(&self) -> usize {
        self.each.iter().filter(|one| one.number > 0.0).count()
    }

    /// The numbers alone, fit for ranks.
    pub fn numbers(&self) -> Vec<f64> {
        self.each.iter().map(|one| even(one.number)).collect()
    }
}

/// A number for ranks: those that differ in the last digits of their computing only are the same, and so tied.
pub fn even(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
