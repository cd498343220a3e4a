//! Interviews and check-in calls: what single customers said when asked openly.

use super::kind::{About, Area, RecordKind};
use super::response::Consent;
use super::types::{Audience, Link, Markdown, Reference, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A conversation with a customer about expectations and experience, led by a guide.
///
/// A focus group has the same fields.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Interview {
    /// What sort of conversation it was.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<ConversationKind>,
    /// Day of the conversation.
    #[schemars(extend("x-level" = "starter"))]
    pub date: Option<Date>,
    /// Where the questions are.
    #[schemars(extend("x-level" = "audit"))]
    pub guide: Option<Link>,
    /// Who led it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub interviewer: Option<ReferenceOrText>,
    /// Segment of those who took part.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// Who took part.
    #[schemars(extend("x-level" = "audit"))]
    pub participants: Option<Participants>,
    /// How one met.
    #[schemars(extend("x-level" = "audit"))]
    pub mode: Option<ConversationMode>,
    /// Length in minutes.
    pub duration_min: Option<u64>,
    /// What those who took part agreed to.
    #[schemars(extend("x-level" = "audit"))]
    pub consent: Option<ConsentOrText>,
    /// What was said, without names.
    #[schemars(extend("x-level" = "starter"))]
    pub summary: Option<Markdown>,
    /// Where the full text is.
    #[schemars(extend("x-restricted" = true))]
    pub transcript: Option<Link>,
    /// How those who took part were chosen, and why them.
    #[schemars(extend("x-level" = "audit"))]
    pub sampling_note: Option<Markdown>,
    /// Whether anything new was still heard.
    pub saturation_note: Option<Markdown>,
}

/// Who took part in a conversation.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Participants {
    /// How many.
    #[schemars(extend("x-level" = "starter"))]
    pub count: Option<u64>,
    /// What they have to do with the product.
    #[schemars(extend("x-level" = "standard"))]
    pub roles: Vec<String>,
    /// Names used in place of theirs.
    #[schemars(extend("x-personal" = true))]
    pub pseudonyms: Vec<String>,
}

/// Sorts of conversations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// A long interview.
    InDepth,
    /// A short call during the work.
    CheckInCall,
    /// A discussion with several people.
    DiscussionGroup,
    /// An interview with somebody who leaves.
    ExitInterview,
}

/// How one met.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationMode {
    /// In one room.
    FaceToFace,
    /// By telephone.
    Phone,
    /// By video call.
    Video,
    /// In writing on the web.
    Web,
    /// Otherwise.
    Other,
}

/// What those who took part agreed to.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ConsentOrText {
    /// Point by point.
    Points(Consent),
    /// In words.
    Text(String),
}

impl RecordKind for Interview {
    const ABOUT: About = About::new(
        "interview",
        "interviews",
        "INT",
        Area::Asking,
        "A conversation with a customer about expectations and experience, led by a guide.",
    )
    .audience(Audience::Restricted);
}
