//! Responses: what one person answered in a wave. Usually rows of a table, one table a wave.

use super::customer::ContactRole;
use super::kind::{About, Area, RecordKind};
use super::survey::Mode;
use super::types::{Audience, Language, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What one person answered in a wave.
///
/// Usually a row of a table; the fields are the same.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Response {
    /// Title; a row of a table needs none.
    #[schemars(length(max = 120))]
    pub title: Option<String>,
    /// Day the record was made; the day of answering says it already.
    pub created: Option<Date>,
    /// Wave it belongs to.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["wave"]))]
    pub wave: Option<Reference>,
    /// Pseudonym of the contact who answered; absent when the survey is anonymous.
    #[schemars(extend("x-personal" = true))]
    pub respondent: Option<String>,
    /// Segments of whoever answered: dimension, then segment.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["segment"]))]
    pub segment_values: BTreeMap<String, Reference>,
    /// Product the answers are about.
    #[schemars(extend("x-ref" = ["product"]))]
    pub product: Option<Reference>,
    /// What the person has to do with the product.
    pub respondent_role: Option<ContactRole>,
    /// Day of answering.
    #[schemars(extend("x-level" = "standard"))]
    pub submitted_on: Option<Date>,
    /// How the person was asked.
    #[schemars(extend("x-level" = "audit"))]
    pub mode: Option<Mode>,
    /// Language of the questionnaire.
    pub lang: Option<Language>,
    /// Whether enough was answered.
    #[schemars(extend("x-level" = "starter"))]
    pub disposition: Option<ResponseDisposition>,
    /// Answers: key of the question, then answer.
    #[schemars(extend("x-level" = "starter"))]
    pub answers: BTreeMap<String, Answer>,
    /// Answers in own words: key of the question, then text.
    #[schemars(extend("x-restricted" = true))]
    pub open_answers: BTreeMap<String, String>,
    /// What the person agreed to.
    #[schemars(extend("x-level" = "audit"))]
    pub consent: Option<Consent>,
    /// Weight in results; computed from the survey's weighting.
    #[schemars(extend("x-derived" = true))]
    pub weight: Option<f64>,
    /// Seconds it took to answer.
    pub duration_s: Option<u64>,
    /// Doubts about the response; computed.
    #[schemars(extend("x-derived" = true))]
    pub flags: Vec<Flag>,
}

/// Whether enough was answered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseDisposition {
    /// Everything that was asked for.
    Complete,
    /// Part of it, enough to be counted.
    Partial,
}

/// What a person agreed to.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Consent {
    /// That the answers are evaluated.
    #[schemars(extend("x-level" = "standard"))]
    pub analyse: Option<bool>,
    /// That words are quoted without a name.
    #[schemars(extend("x-level" = "standard"))]
    pub quote: Option<bool>,
    /// That somebody calls back.
    #[schemars(extend("x-level" = "standard"))]
    pub contact: Option<bool>,
}

/// Doubts about a response.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The same answer everywhere.
    StraightLine,
    /// Answered faster than one can read.
    Speeder,
    /// A second response of the same person.
    Duplicate,
    /// Given outside the days of asking.
    OutOfField,
}

/// An answer: a number, a word, several words, or the reason for none.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Answer {
    /// Why there is no answer.
    Missing(NoAnswer),
    /// A number, or a point on a scale.
    Number(f64),
    /// Several answers, or answers in order.
    Several(Vec<String>),
    /// One of the options, or `yes` and `no`.
    Word(String),
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoAnswer {
    /// Does not apply.
    Na,
    /// The person does not know.
    Dk,
    /// The person left it out.
    Skip,
    /// The person declined to answer.
    Refused,
}

impl Answer {
    /// The number, if it is one; codes for missing answers are none.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Missing(_) | Self::Several(_) | Self::Word(_) => None,
        }
    }

    /// Why there is no answer, if there is none.
    pub fn missing(&self) -> Option<NoAnswer> {
        match self {
            Self::Missing(reason) => Some(*reason),
            Self::Number(_) | Self::Several(_) | Self::Word(_) => None,
        }
    }

    /// What was chosen, in order; an option whose value is a number is written as one. Nothing for a missing answer.
    pub fn chosen(&self) -> Vec<String> {
        match self {
            Self::Missing(_) => Vec::new(),
            Self::Number(number) => vec![number.to_string()],
            Self::Several(words) => words.clone(),
            Self::Word(word) => vec![word.clone()],
        }
    }
}

impl RecordKind for Response {
    const ABOUT: About = About::new(
        "response",
        "responses",
        "RSP",
        Area::Asking,
        "What one person answered in a wave.",
    )
    .without_owner()
    .audience(Audience::Restricted);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_for_missing_answers_are_no_numbers() {
        let response: Response = serde_yaml::from_str("answers: {a: 7, b: na, c: [x, y], d: yes, e: 2.5}").unwrap();
        assert_eq!(response.answers["a"].number(), Some(7.0));
        assert_eq!(response.answers["b"].number(), None);
        assert_eq!(response.answers["b"].missing(), Some(NoAnswer::Na));
        assert_eq!(response.answers["c"].chosen(), ["x", "y"]);
        assert_eq!(response.answers["a"].chosen(), ["7"]);
        assert_eq!(response.answers["d"], Answer::Word("yes".to_owned()));
        assert_eq!(response.answers["e"].number(), Some(2.5));
    }
}
