//! What a metric is measured on: a survey, a wave, a question, a segment, a product, a period.
//!
//! In: the filter of an objective, of an action, of a page or of the command line. Out: a [`Selection`], whose keys are known
//! and stand in a fixed order, so that the same selection is always written alike.

use crate::diag::did_you_mean;
use crate::record::Kind;
use crate::stats::period::Period;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// By what a metric can be narrowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Key {
    /// A survey by its id.
    Survey,
    /// A wave by its id.
    Wave,
    /// A question by its key.
    Question,
    /// An index by its name.
    Index,
    /// A segment by its id.
    Segment,
    /// What the respondent has to do with the product.
    Role,
    /// A product by its id.
    Product,
    /// A category of complaints.
    Category,
    /// A channel by its id.
    Channel,
    /// A severity, 1 to 4.
    Severity,
    /// How the complaint ended of those who answer a survey after complaints.
    Outcome,
    /// A kind of record.
    Kind,
    /// A characteristic by its id.
    Characteristic,
    /// An indicator by its id.
    Indicator,
    /// A promise by its id.
    Promise,
    /// A code by its id.
    Code,
    /// An objective by its id.
    Objective,
    /// An action by its id.
    Action,
    /// A benchmark by its id.
    Benchmark,
    /// A monitoring plan by its id.
    Plan,
    /// A review by its id.
    Review,
    /// The numbered formula of a rate: `RR1`.
    Formula,
    /// A metric by its id: the figure whose chart, trend or change is meant.
    Metric,
    /// A named period, `2025-Q2`, or days `2025-01-01..2025-03-31`.
    Period,
    /// What it is compared with: a wave or a period before it.
    Against,
}

impl Key {
    /// Every key, in the order in which a selection is written.
    pub const ALL: &'static [Self] = &[
        Self::Survey,
        Self::Wave,
        Self::Question,
        Self::Index,
        Self::Segment,
        Self::Role,
        Self::Product,
        Self::Category,
        Self::Channel,
        Self::Severity,
        Self::Outcome,
        Self::Kind,
        Self::Characteristic,
        Self::Indicator,
        Self::Promise,
        Self::Code,
        Self::Objective,
        Self::Action,
        Self::Benchmark,
        Self::Plan,
        Self::Review,
        Self::Formula,
        Self::Metric,
        Self::Period,
        Self::Against,
    ];

    /// The word in filters, in JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Wave => "wave",
            Self::Question => "question",
            Self::Index => "index",
            Self::Segment => "segment",
            Self::Role => "role",
            Self::Product => "product",
            Self::Category => "category",
            Self::Channel => "channel",
            Self::Severity => "severity",
            Self::Outcome => "outcome",
            Self::Kind => "kind",
            Self::Characteristic => "characteristic",
            Self::Indicator => "indicator",
            Self::Promise => "promise",
            Self::Code => "code",
            Self::Objective => "objective",
            Self::Action => "action",
            Self::Benchmark => "benchmark",
            Self::Plan => "plan",
            Self::Review => "review",
            Self::Formula => "formula",
            Self::Metric => "metric",
            Self::Period => "period",
            Self::Against => "against",
        }
    }

    /// The kind of record that a value of the key names by its id; nothing where it is a word or a period.
    pub fn kind(self) -> Option<Kind> {
        Some(match self {
            Self::Survey => Kind::Survey,
            Self::Wave => Kind::Wave,
            Self::Segment => Kind::Segment,
            Self::Product => Kind::Product,
            Self::Channel => Kind::Channel,
            Self::Characteristic => Kind::Characteristic,
            Self::Indicator => Kind::Indicator,
            Self::Promise => Kind::Promise,
            Self::Code => Kind::Code,
            Self::Objective => Kind::Objective,
            Self::Action => Kind::Action,
            Self::Benchmark => Kind::Benchmark,
            Self::Plan => Kind::MonitoringPlan,
            Self::Review => Kind::Review,
            Self::Question
            | Self::Index
            | Self::Role
            | Self::Category
            | Self::Severity
            | Self::Outcome
            | Self::Kind
            | Self::Formula
            | Self::Metric
            | Self::Period
            | Self::Against => return None,
        })
    }

    /// The key with a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.word() == word)
    }
}

/// What a metric is measured on; empty: everything.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Selection(BTreeMap<Key, String>);

/// Why a filter is no selection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownKey {
    /// The word that is no key.
    pub word: String,
    /// The key that may have been meant.
    pub near: Option<&'static str>,
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a metric cannot be narrowed by `{}`", self.word)?;
        match self.near {
            Some(near) => write!(formatter, ", did you mean `{near}`?"),
            None => Ok(()),
        }
    }
}

impl Selection {
    /// Everything.
    pub fn all() -> Self {
        Self::default()
    }

    /// Narrowed by one key more.
    pub fn with(mut self, key: Key, value: impl Into<String>) -> Self {
        self.0.insert(key, value.into());
        self
    }

    /// Without a key.
    pub fn without(mut self, key: Key) -> Self {
        self.0.remove(&key);
        self
    }

    /// From a filter as written. Errors: a word that is no key.
    pub fn from_filter(filter: &BTreeMap<String, String>) -> Result<Self, UnknownKey> {
        let mut selection = Self::default();
        for (word, value) in filter {
            // A year is a period like any other.
            let word = if word == "year" { "period" } else { word };
            let key = Key::named(word).ok_or_else(|| UnknownKey {
                word: word.to_owned(),
                near: did_you_mean(word, Key::ALL.iter().map(|key| key.word())),
            })?;
            selection.0.insert(key, value.clone());
        }
        Ok(selection)
    }

    /// The value of a key.
    pub fn get(&self, key: Key) -> Option<&str> {
        self.0.get(&key).map(String::as_str)
    }

    /// Keys and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &str)> {
        self.0.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all that the other one says holds here too.
    pub fn includes(&self, other: &Self) -> bool {
        other.0.iter().all(|(key, value)| self.0.get(key) == Some(value))
    }

    /// First and last day of the period, both included; nothing when none is chosen or it is no period.
    pub fn days(&self) -> Option<(Date, Date)> {
        days(self.get(Key::Period)?)
    }

    /// First and last day of the period, both included; nothing when none is chosen. Errors: it is no period, in words.
    pub fn span(&self) -> Result<Option<(Date, Date)>, String> {
        match self.get(Key::Period) {
            None => Ok(None),
            Some(text) => match days(text) {
                Some(days) => Ok(Some(days)),
                None => Err(format!("`{text}` is no period")),
            },
        }
    }

    /// `wave=WAV-REL-2025A,question=nps`: one text for each selection, fit for anchors once escaped.
    pub fn code(&self) -> String {
        let parts: Vec<String> = self
            .iter()
            .map(|(key, value)| format!("{}={value}", key.word()))
            .collect();
        parts.join(",")
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code())
    }
}

/// First and last day of a named period or of a range `2025-01-01..2025-03-31`, both included.
pub fn days(text: &str) -> Option<(Date, Date)> {
    match text.split_once("..") {
        Some((from, to)) => {
            let range: (Date, Date) = (from.parse().ok()?, to.parse().ok()?);
            (range.0 <= range.1).then_some(range)
        }
        None => Period::parse(text).map(Period::days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_selection_is_written_in_one_way() {
        let one = Selection::from_filter(&filter(&[("segment", "SEG-A"), ("wave", "WAV-1")])).unwrap();
        let other = Selection::all().with(Key::Segment, "SEG-A").with(Key::Wave, "WAV-1");
        assert_eq!(one, other);
        assert_eq!(one.code(), "wave=WAV-1,segment=SEG-A");
    }

    #[test]
    fn a_year_is_a_period() {
        let year = Selection::from_filter(&filter(&[("year", "2025")])).unwrap();
        assert_eq!(year.code(), "period=2025");
    }

    #[test]
    fn a_word_that_is_no_key_is_told_with_the_nearest_one() {
        let error = Selection::from_filter(&filter(&[("segmnet", "x")])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a metric cannot be narrowed by `segmnet`, did you mean `segment`?"
        );
    }

    #[test]
    fn periods_have_names_or_days() {
        let text = |days: Option<(Date, Date)>| days.map(|(from, to)| format!("{from} {to}"));
        assert_eq!(text(days("2024-Q2")).as_deref(), Some("2024-04-01 2024-06-30"));
        assert_eq!(
            text(days("2024-01-05..2024-01-05")).as_deref(),
            Some("2024-01-05 2024-01-05")
        );
        assert_eq!(days("2024-02-01..2024-01-01"), None);
        assert_eq!(days("soon"), None);
    }

    #[test]
    fn every_key_has_a_word_of_its_own() {
        for key in Key::ALL {
            assert_eq!(Key::named(key.word()), Some(*key));
        }
    }
}
