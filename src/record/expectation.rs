//! Expectations: what customers want or take for granted, and what the organization believed they want.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Reference, ReferenceOrText, ScaleEnds};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// What customers of a segment expect of a characteristic, said or unsaid, and where this is known from.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Expectation {
    /// Whether it still holds.
    #[schemars(extend("x-level" = "standard"))]
    pub status: Option<ExpectationStatus>,
    /// Whose expectation it is.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// What it is about.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["characteristic"]))]
    pub characteristic: Option<Reference>,
    /// The expectation in the customers' own terms.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// Whether customers say it.
    #[schemars(extend("x-level" = "standard"))]
    pub explicitness: Option<Explicitness>,
    /// What level of service it speaks of.
    #[schemars(extend("x-level" = "audit"))]
    pub kind: Option<ExpectationKind>,
    /// Where it is known from.
    #[schemars(extend("x-level" = "standard"))]
    pub source: Vec<Source>,
    /// Level that customers state.
    pub level_customer: Option<CustomerLevel>,
    /// Level the organization took for granted before it had seen any data.
    pub level_assumed: Option<AssumedLevel>,
    /// How satisfaction depends on it, after Kano.
    pub kano_class: Option<KanoReading>,
    /// Day on which it was last confirmed.
    #[schemars(extend("x-level" = "audit"))]
    pub confirmed_on: Option<Date>,
    /// Day by which it is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub review_due: Option<Date>,
}

/// Whether an expectation still holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpectationStatus {
    /// Holds.
    Current,
    /// Another one has taken its place.
    Superseded,
    /// Turned out not to be one.
    Withdrawn,
}

/// How openly an expectation is expressed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Explicitness {
    /// Customers state it.
    Explicit,
    /// Customers take it for granted and do not mention it.
    Implicit,
    /// Customers may not know it themselves.
    Latent,
}

/// Levels of service that expectations speak of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpectationKind {
    /// What customers hope for.
    Desired,
    /// What they would put up with.
    Adequate,
    /// What they believe they will get.
    Predicted,
    /// What they hold to be right.
    Normative,
    /// What the law gives them.
    Legal,
}

/// Where an expectation is known from.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Source {
    /// Record it is known from: interview, wave, complaint, promise.
    pub r#ref: Option<Reference>,
    /// Source that is no record here: contract, law, observation.
    pub text: Option<String>,
    /// Day of the source.
    #[schemars(extend("x-level" = "standard"))]
    pub date: Option<Date>,
}

/// A level that customers state.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerLevel {
    /// The level.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Unit of the level, where it has one.
    pub unit: Option<String>,
    /// Ends of the scale, where it is a rating.
    pub scale: Option<ScaleEnds>,
    /// How many customers stated it.
    pub n: Option<u64>,
}

/// A level the organization assumed.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AssumedLevel {
    /// The level.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Unit of the level, where it has one.
    pub unit: Option<String>,
    /// Ends of the scale, where it is a rating.
    pub scale: Option<ScaleEnds>,
    /// Who assumed it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub by: Option<ReferenceOrText>,
    /// When, before any results were seen.
    #[schemars(extend("x-level" = "standard"))]
    pub date: Option<Date>,
}

/// How satisfaction depends on something, after Kano.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct KanoReading {
    /// The class.
    #[schemars(extend("x-level" = "starter"))]
    pub class: Option<KanoClass>,
    /// Wave in which it was measured; none while it is a guess.
    #[schemars(extend("x-ref" = ["wave"]))]
    pub wave: Option<Reference>,
}

/// Classes after Kano.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KanoClass {
    /// Missing, it annoys; present, nobody notices.
    MustBe,
    /// The more, the better.
    OneDimensional,
    /// Delights when present, is not missed.
    Attractive,
    /// Makes no difference.
    Indifferent,
    /// Customers would rather not have it.
    Reverse,
    /// The answers contradict each other.
    Questionable,
    /// No class stands out.
    Mixed,
    /// Assumed, not measured.
    Hypothesis,
}

impl Expectation {
    /// Whether it still holds: neither replaced nor withdrawn.
    pub fn is_current(&self) -> bool {
        !matches!(
            self.status,
            Some(ExpectationStatus::Superseded | ExpectationStatus::Withdrawn)
        )
    }
}

impl RecordKind for Expectation {
    const ABOUT: About = About::new(
        "expectation",
        "expectations",
        "EXP",
        Area::Customers,
        "What customers of a segment expect of a characteristic, said or unsaid, and where this is known from.",
    )
    .settled(&["superseded", "withdrawn"]);

    fn timeline(&self) -> Vec<Moment> {
        let source = |source: &Source| {
            let note = source
                .r#ref
                .as_ref()
                .map(|id| id.0.clone())
                .or_else(|| source.text.clone());
            Moment::on(source.date, "heard").map(|moment| Moment { note, ..moment })
        };
        let mut moments: Vec<_> = self.source.iter().filter_map(source).collect();
        if let Some(level) = &self.level_assumed {
            let by = level.by.as_ref().and_then(ReferenceOrText::reference);
            moments.extend(Moment::on(level.date, "level_assumed").map(|moment| Moment { by, ..moment }));
        }
        moments
    }
}
