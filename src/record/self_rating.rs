//! Self-ratings: how the organization itself sees what it delivers.

use super::kind::{About, Area, RecordKind};
use super::types::{Period, Reference, ReferenceOrText, ScaleEnds};
use schemars::JsonSchema;
use serde::Deserialize;

/// How the organization itself sees what it delivers, given before it knows what customers say.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SelfRating {
    /// What is rated.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["characteristic"]))]
    pub characteristic: Option<Reference>,
    /// Segment it is rated for.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// Product it is rated for.
    #[schemars(extend("x-ref" = ["product"]))]
    pub product: Option<Reference>,
    /// Period it speaks of.
    #[schemars(extend("x-level" = "standard"))]
    pub period: Option<Period>,
    /// Mean of the ratings.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Ends of the scale.
    #[schemars(extend("x-level" = "starter"))]
    pub scale: Option<ScaleEnds>,
    /// Who rated.
    #[schemars(extend("x-level" = "audit"))]
    pub raters: Option<Raters>,
    /// How the rating came about.
    #[schemars(extend("x-level" = "audit"))]
    pub method: Option<RatingMethod>,
    /// Whether it was given before results of customers were known.
    #[schemars(extend("x-level" = "standard"))]
    pub given_before_results: Option<bool>,
}

/// Who rated.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Raters {
    /// How many.
    #[schemars(extend("x-level" = "starter"))]
    pub count: Option<u64>,
    /// In which role.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role"]))]
    pub role: Option<ReferenceOrText>,
}

/// How a rating came about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatingMethod {
    /// Several people rated.
    Panel,
    /// Taken from figures on quality.
    QualityData,
    /// Somebody's judgement.
    Judgement,
}

impl RecordKind for SelfRating {
    const ABOUT: About = About::new(
        "self_rating",
        "self_ratings",
        "SLF",
        Area::Customers,
        "How the organization itself sees what it delivers, given before it knows what customers say.",
    );
}
