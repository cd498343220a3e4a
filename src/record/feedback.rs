//! Feedback that is no complaint: praise, ideas, remarks, questions.

use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, Reference};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a customer said without expecting a solution: praise, idea, remark or question.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Feedback {
    /// What sort of feedback it is.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<FeedbackKind>,
    /// When it came.
    #[schemars(extend("x-level" = "starter"))]
    pub received_at: Option<Timestamp>,
    /// How it came.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["channel"]))]
    pub channel: Option<Reference>,
    /// Segment of whoever said it.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// Product it is about.
    #[schemars(extend("x-ref" = ["product"]))]
    pub product: Option<Reference>,
    /// What was said.
    #[schemars(extend("x-level" = "starter", "x-restricted" = true))]
    pub text: Option<Markdown>,
    /// Themes it speaks of.
    #[schemars(extend("x-ref" = ["theme"]))]
    pub themes: Vec<Reference>,
    /// When it was first answered.
    pub first_response_at: Option<Timestamp>,
    /// Whether it was answered.
    pub answered: Option<bool>,
    /// Complaint it turned out to be.
    #[schemars(extend("x-ref" = ["complaint"]))]
    pub reclassified_as: Option<Reference>,
    /// Why it was taken for a complaint.
    pub reclassification_reason: Option<String>,
}

/// Sorts of feedback.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// Praise.
    Compliment,
    /// An idea.
    Suggestion,
    /// A remark.
    Comment,
    /// A question.
    Enquiry,
}

impl RecordKind for Feedback {
    const ABOUT: About = About::new(
        "feedback",
        "feedback_entries",
        "FBK",
        Area::Complaints,
        "What a customer said without expecting a solution: praise, idea, remark or question.",
    );
}
