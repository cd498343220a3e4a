//! Methods: ways to learn what customers think, with what they can and cannot tell.

use super::kind::{About, Area, RecordKind};
use super::types::{Grade, Markdown, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// A way to learn what customers think: what it is good for, what it cannot tell and why it was chosen.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Method {
    /// Which way it is.
    #[schemars(extend("x-level" = "starter"))]
    pub r#type: Option<MethodType>,
    /// Surveys by which it asks, where it is one that asks by surveys.
    #[schemars(extend("x-ref" = ["survey"]))]
    pub surveys: Vec<Reference>,
    /// Whether customers are asked themselves.
    #[schemars(extend("x-level" = "standard"))]
    pub directness: Option<Directness>,
    /// Whether it gives words or numbers.
    #[schemars(extend("x-level" = "standard"))]
    pub nature: Option<Nature>,
    /// What it is used for.
    #[schemars(extend("x-level" = "starter"))]
    pub purpose: Option<Markdown>,
    /// What it is good at.
    #[schemars(extend("x-level" = "audit"))]
    pub strengths: Option<Markdown>,
    /// What it cannot tell.
    #[schemars(extend("x-level" = "audit"))]
    pub limits: Option<Markdown>,
    /// Who carries it out.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub responsible: Option<Reference>,
    /// What it costs.
    pub cost_class: Option<Grade>,
    /// Why it was chosen.
    #[schemars(extend("x-level" = "audit"))]
    pub selection_reason: Option<Markdown>,
}

/// Ways to learn what customers think.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodType {
    /// Survey.
    Survey,
    /// Interview.
    Interview,
    /// Discussion with a group.
    FocusGroup,
    /// Short call during the work.
    CheckInCall,
    /// Form for remarks.
    FeedbackForm,
    /// Looking at complaints.
    ComplaintAnalysis,
    /// Figures that speak of satisfaction indirectly.
    IndirectIndicator,
    /// Buying like a customer.
    MysteryShopping,
    /// Watching customers.
    Observation,
    /// Reading what is said in public.
    SocialMedia,
    /// Looking at customers who left.
    LostCustomerAnalysis,
    /// Comparing with others.
    Benchmarking,
    /// What staff hear from customers.
    FrontLineReport,
    /// Asking where the service happens.
    SatisfactionAtPointOfService,
    /// Another way.
    Other,
}

/// Whether customers are asked themselves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Directness {
    /// They are asked.
    Direct,
    /// Something else is looked at.
    Indirect,
}

/// Whether a method gives words or numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Words.
    Qualitative,
    /// Numbers.
    Quantitative,
    /// Both.
    Mixed,
}

impl RecordKind for Method {
    const ABOUT: About = About::new(
        "method",
        "methods",
        "MTH",
        Area::Framework,
        "A way to learn what customers think: what it is good for, what it cannot tell and why it was chosen.",
    );
}
