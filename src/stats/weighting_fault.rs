//! Why answers cannot be weighted to a population.

use crate::stats::estimate::NotEstimable;
use std::fmt;

/// Why weights cannot be computed; each names the cell or level to look at.
#[derive(Clone, PartialEq, Debug)]
pub enum WeightingFault {
    /// The population has members here and nobody answered: merge it with another.
    NoRespondents {
        /// Cells or levels; a level is written `variable=level`.
        places: Vec<String>,
    },
    /// Respondents are here and the population is not known.
    NoPopulation {
        /// Cells or levels; a level is written `variable=level`.
        places: Vec<String>,
    },
    /// The population of a cell or level is negative, no number, or 0 although somebody answered.
    WrongPopulation {
        /// The cell or level.
        place: String,
    },
    /// Two variables speak of populations of different size.
    TotalsDiffer {
        /// The first variable and its total.
        one: (String, f64),
        /// The other variable and its total.
        other: (String, f64),
    },
    /// The margins were not met after so many rounds: they contradict each other for these respondents.
    NoConvergence {
        /// How many rounds were done.
        rounds: usize,
        /// The largest relative deviation that was left.
        deviation: f64,
    },
    /// The margins cannot be met with every weight between these bounds.
    OutOfBounds {
        /// Smallest and largest weight, for weights of mean 1.
        bounds: (f64, f64),
    },
    /// Something about the base weights or answers.
    NotEstimable(NotEstimable),
}

impl fmt::Display for WeightingFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRespondents { places } => {
                write!(
                    formatter,
                    "nobody answered in {}: merge it with another",
                    places.join(", ")
                )
            }
            Self::NoPopulation { places } => {
                write!(formatter, "the population of {} is not known", places.join(", "))
            }
            Self::WrongPopulation { place } => write!(formatter, "the population of {place} is not above 0"),
            Self::TotalsDiffer { one, other } => write!(
                formatter,
                "the populations differ: {} has {}, {} has {}",
                one.0, one.1, other.0, other.1
            ),
            Self::NoConvergence { rounds, deviation } => write!(
                formatter,
                "the margins are not met after {rounds} rounds, the largest relative deviation is {deviation:e}"
            ),
            Self::OutOfBounds { bounds: (least, most) } => write!(
                formatter,
                "the margins cannot be met with weights from {least} to {most}"
            ),
            Self::NotEstimable(reason) => reason.fmt(formatter),
        }
    }
}

impl std::error::Error for WeightingFault {}

impl From<NotEstimable> for WeightingFault {
    fn from(reason: NotEstimable) -> Self {
        Self::NotEstimable(reason)
    }
}
