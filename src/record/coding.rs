//! Codings: which theme a passage speaks of.

use super::kind::{About, Area, RecordKind};
use super::types::Reference;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// The theme and the tone that a coder found in a passage.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Coding {
    /// Where the passage stands; `RSP-0001#open_1` names a question's answer.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["response", "interview", "focus_group", "complaint", "feedback"]))]
    pub source: Option<Reference>,
    /// The theme.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["theme"]))]
    pub theme: Option<Reference>,
    /// The tone.
    #[schemars(extend("x-level" = "standard"))]
    pub sentiment: Option<Sentiment>,
    /// Who coded it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub coder: Option<Reference>,
    /// When.
    #[schemars(extend("x-level" = "audit"))]
    pub coded_on: Option<Date>,
    /// Whether the words may be quoted.
    #[schemars(extend("x-level" = "audit"))]
    pub quote_allowed: Option<bool>,
    /// What a second coder found.
    pub second_coder: Option<SecondCoding>,
}

/// Tones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Content.
    Positive,
    /// Neither.
    Neutral,
    /// Not content.
    Negative,
    /// Both.
    Mixed,
}

/// What a second coder found.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SecondCoding {
    /// The theme.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["theme"]))]
    pub theme: Option<Reference>,
    /// The tone.
    #[schemars(extend("x-level" = "standard"))]
    pub sentiment: Option<Sentiment>,
}

impl RecordKind for Coding {
    const ABOUT: About = About::new(
        "coding",
        "codings",
        "CDG",
        Area::Asking,
        "The theme and the tone that a coder found in a passage.",
    )
    .without_owner();
}
