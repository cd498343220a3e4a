//! Risks and opportunities of the programme, and how they are dealt with.

use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// Something that may hinder or help the programme, how likely and how strong it is, and what is done.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RiskOpportunity {
    /// Whether it hinders or helps.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<RiskKind>,
    /// What may happen.
    #[schemars(extend("x-level" = "starter"))]
    pub description: Option<Markdown>,
    /// What that would mean.
    #[schemars(extend("x-level" = "standard"))]
    pub effect: Option<Markdown>,
    /// How likely it is, 1 rare to 5 nearly certain.
    #[schemars(extend("x-level" = "standard"), range(min = 1, max = 5))]
    pub likelihood: Option<u8>,
    /// How strongly it would be felt, 1 hardly to 5 very.
    #[schemars(extend("x-level" = "standard"), range(min = 1, max = 5))]
    pub impact: Option<u8>,
    /// How it is dealt with.
    #[schemars(extend("x-level" = "standard"))]
    pub treatment: Option<Markdown>,
    /// Actions that deal with it.
    #[schemars(extend("x-ref" = ["action"]))]
    pub actions: Vec<Reference>,
    /// Day by which it is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub review_due: Option<Date>,
    /// When it was last looked at.
    pub last_reviewed: Option<Date>,
}

/// Whether something hinders or helps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// It would hinder.
    Risk,
    /// It would help.
    Opportunity,
}

impl RiskOpportunity {
    /// Likelihood times impact, 1 to 25.
    pub fn weight(&self) -> Option<u8> {
        Some(self.likelihood?.saturating_mul(self.impact?))
    }
}

impl RecordKind for RiskOpportunity {
    const ABOUT: About = About::new(
        "risk_opportunity",
        "risks_and_opportunities",
        "RSK",
        Area::Framework,
        "Something that may hinder or help the programme, how likely and how strong it is, and what is done.",
    );
}
