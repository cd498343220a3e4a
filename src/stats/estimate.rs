//! What estimates share: intervals, and the reasons why there is no estimate.

use std::fmt;

/// The two ends of an interval, both included.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end; minus infinity where it is open.
    pub low: f64,
    /// The upper end; infinity where it is open.
    pub high: f64,
}

impl Interval {
    /// The interval that reaches as far to both sides of a value.
    pub fn around(middle: f64, half: f64) -> Self {
        Self {
            low: middle - half,
            high: middle + half,
        }
    }

    /// The part of the interval that lies between two bounds.
    pub fn clipped(self, low: f64, high: f64) -> Self {
        Self {
            low: self.low.clamp(low, high),
            high: self.high.clamp(low, high),
        }
    }

    /// Whether a value lies inside, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Why a number cannot be given. A page shows [`NotEstimable::reason`] in its place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NotEstimable {
    /// There is no valid value at all.
    NobodyAnswered,
    /// There are fewer values than the estimate needs.
    TooFew {
        /// How many it needs.
        needed: u64,
        /// How many there are.
        found: u64,
    },
    /// All values are equal.
    NoVariation,
    /// A group that is compared has no values.
    EmptyGroup,
    /// A group that is compared has a single value.
    SingleValueInGroup,
    /// Nobody or everybody in both groups: their common share is 0 or 1.
    NobodyOrEverybody,
    /// There are more answers than the stated population has members.
    PopulationTooSmall,
    /// More are counted than there are in the whole.
    MoreThanAll,
    /// The exposure is 0 or below.
    NoExposure,
    /// No event was counted.
    NoEvents,
    /// What is divided by is 0.
    NothingToDivideBy,
    /// Values are tied, and the exact distribution holds without ties only.
    Ties,
    /// There are too many values for the exact distribution.
    TooManyForExact,
    /// A table has an empty row or column.
    EmptyRowOrColumn,
    /// A table has fewer than two rows or columns.
    TableTooSmall,
    /// A scale has one item, or one would be left.
    SingleItem,
    /// No case is of known eligibility, so that the eligible share among the unknown cannot be told.
    NoKnownEligibility,
    /// A value is no finite number.
    NotFinite,
    /// Lists that belong together differ in length.
    LengthsDiffer,
    /// There are no cases to count.
    NoCases,
    /// So few cases have ended that the curve does not fall to this level within the observed times.
    NotReached,
    /// The time lies beyond the last observed one.
    BeyondObserved,
    /// Nothing is left open, where Greenwood's variance is not defined.
    NothingLeft,
    /// The share is 0 or 1, where the log-log scale has no interval.
    NoLogLog,
    /// Nothing has ended in any group.
    NothingEnded,
    /// Groups were not open together when something ended, so that they cannot be compared.
    NeverTogether,
    /// No two neighbouring points have a value.
    NoNeighbours,
    /// A weight is negative.
    NegativeWeight,
    /// All weights are 0.
    NoWeight,
    /// A stratum has a single sampling unit, which shows no spread.
    SingleUnitInStratum,
    /// A predictor is a combination of the others.
    LinearlyDependent,
    /// The outcome does not vary.
    OutcomeDoesNotVary,
    /// A predictor does not vary.
    PredictorDoesNotVary(
        /// Which one, from 0.
        usize,
    ),
    /// Too many draws of a bootstrap gave no result.
    DrawsFail,
    /// There are more predictors than the exact decomposition can take.
    TooManyPredictors,
    /// All raters used one category, so that agreement by chance is complete.
    OneCategory,
    /// Nothing was rated twice.
    NothingRatedTwice,
    /// No answer says attractive, one-dimensional, must-be or indifferent.
    NoKanoAnswer,
    /// Times do not rise from one point to the next.
    TimesDoNotRise,
    /// A setting of the computation lies outside its range.
    OutOfRange(
        /// What it is, in plain words.
        &'static str,
    ),
}

impl NotEstimable {
    /// Why, in plain words.
    pub fn reason(self) -> String {
        let words = match self {
            Self::NobodyAnswered => "nobody answered",
            Self::TooFew { needed, found } => return format!("needs at least {needed} values, there are {found}"),
            Self::NoVariation => "the values do not vary",
            Self::EmptyGroup => "a group is empty",
            Self::SingleValueInGroup => "a group has one value, which shows no spread",
            Self::NobodyOrEverybody => "nobody or everybody in both groups",
            Self::PopulationTooSmall => "there are more answers than members of the stated population",
            Self::MoreThanAll => "more are counted than there are in the whole",
            Self::NoExposure => "there is no exposure, so there is no rate",
            Self::NoEvents => "nothing was counted",
            Self::NothingToDivideBy => "there is nothing to divide by",
            Self::Ties => "values are tied, and the exact distribution holds without ties only",
            Self::TooManyForExact => "there are too many values for the exact distribution",
            Self::EmptyRowOrColumn => "a row or column of the table is empty",
            Self::TableTooSmall => "the table needs at least two rows and two columns",
            Self::SingleItem => "one item has no internal consistency",
            Self::NoKnownEligibility => "no case is of known eligibility",
            Self::NotFinite => "a value is no finite number",
            Self::LengthsDiffer => "lists that belong together differ in length",
            Self::NoCases => "there are no cases",
            Self::NotReached => "not reached within the observed times: too few have ended",
            Self::BeyondObserved => "the time lies beyond the last observed one",
            Self::NothingLeft => "nothing is left open, where there is no standard error",
            Self::NoLogLog => "a share of 0 or 1 has no interval on the log-log scale",
            Self::NothingEnded => "nothing has ended in any group",
            Self::NeverTogether => "the groups were not open together when something ended",
            Self::NoNeighbours => "no two neighbouring points have a value, so there is no moving range",
            Self::NegativeWeight => "a weight is negative",
            Self::NoWeight => "all weights are 0",
            Self::SingleUnitInStratum => "a stratum has a single sampling unit, which shows no spread",
            Self::LinearlyDependent => "a predictor is a combination of the others",
            Self::OutcomeDoesNotVary => "the outcome does not vary",
            Self::PredictorDoesNotVary(index) => return format!("predictor {} does not vary", index + 1),
            Self::DrawsFail => "too many draws of the bootstrap gave no result",
            Self::TooManyPredictors => "there are too many predictors for the exact decomposition",
            Self::OneCategory => "all ratings are the same, so that agreement by chance is complete",
            Self::NothingRatedTwice => "nothing was rated twice",
            Self::NoKanoAnswer => "no answer says attractive, one-dimensional, must-be or indifferent",
            Self::TimesDoNotRise => "the times do not rise from one point to the next",
            Self::OutOfRange(what) => return format!("{what} is out of range"),
        };
        words.to_owned()
    }
}

impl fmt::Display for NotEstimable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason())
    }
}

impl std::error::Error for NotEstimable {}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts of answers are far below 2^53")]
pub(crate) fn real(count: u64) -> f64 {
    count as f64
}

/// The length of a list as a count.
pub(crate) fn length<T>(list: &[T]) -> u64 {
    list.len() as u64
}

/// The length of a list as a number.
pub(crate) fn size<T>(list: &[T]) -> f64 {
    real(length(list))
}

/// A number that was computed, unless the values are too large or too small for that.
pub(crate) fn computed(value: f64) -> Result<f64, NotEstimable> {
    value.is_finite().then_some(value).ok_or(NotEstimable::NotFinite)
}

/// Holds that every value is a finite number.
pub(crate) fn finite(values: &[f64]) -> Result<(), NotEstimable> {
    let all = values.iter().all(|value| value.is_finite());
    all.then_some(()).ok_or(NotEstimable::NotFinite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_plain_words() {
        let too_few = NotEstimable::TooFew { needed: 2, found: 1 };
        assert_eq!(too_few.to_string(), "needs at least 2 values, there are 1");
        assert_eq!(
            NotEstimable::OutOfRange("the confidence").reason(),
            "the confidence is out of range"
        );
    }

    #[test]
    fn a_clipped_interval_stays_in_order() {
        let clipped = Interval::around(99.0, 5.0).clipped(-100.0, 100.0);
        assert_eq!(clipped, Interval { low: 94.0, high: 100.0 });
        assert!(clipped.contains(100.0) && !clipped.contains(93.0));
    }
}
