//! Channels: how customers reach the organization.

use super::kind::{About, Area, RecordKind};
use super::types::Language;
use schemars::JsonSchema;
use serde::Deserialize;

/// A way for customers to reach the organization: for whom, at what charge, for what.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Channel {
    /// What sort of channel it is.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<ChannelKind>,
    /// Number, address or page, or where it is printed.
    #[schemars(extend("x-level" = "standard"))]
    pub address: Option<String>,
    /// When somebody answers.
    pub hours: Option<String>,
    /// Languages that are understood.
    #[schemars(extend("x-level" = "audit"))]
    pub languages: Vec<Language>,
    /// People for whom it works although other channels may not.
    pub accessible_for: Vec<Access>,
    /// What using it costs the customer.
    #[schemars(extend("x-level" = "audit"))]
    pub charge: Option<Charge>,
    /// What may be brought forward through it.
    #[schemars(extend("x-level" = "standard"))]
    pub accepts: Vec<Purpose>,
    /// Whether one can stay unnamed.
    #[schemars(extend("x-level" = "audit"))]
    pub anonymous_possible: Option<bool>,
}

/// Sorts of channels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Form on a web page.
    WebForm,
    /// Letter.
    Letter,
    /// Face to face.
    InPerson,
    /// Chat.
    Chat,
    /// Social media.
    SocialMedia,
    /// App.
    App,
    /// Through a partner who passes it on.
    ViaPartner,
    /// Entry by the project team.
    ProjectForm,
}

/// People with a hindrance for whom a channel works.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// People who do not hear.
    Deaf,
    /// People who do not see.
    Blind,
    /// People who see little.
    LowVision,
    /// People who cannot move freely.
    LimitedMobility,
    /// People who need simple language and steps.
    Cognitive,
    /// People without internet.
    NoInternet,
}

/// Cost of a channel for the customer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// Free.
    None,
    /// What an ordinary call or letter costs.
    LocalRate,
    /// More than that.
    Charged,
}

/// What may be brought forward.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Complaints.
    Complaint,
    /// Feedback.
    Feedback,
    /// Questions and requests.
    Enquiry,
    /// Answers to surveys.
    Survey,
}

impl RecordKind for Channel {
    const ABOUT: About = About::new(
        "channel",
        "channels",
        "CHN",
        Area::Framework,
        "A way for customers to reach the organization: for whom, at what charge, for what.",
    )
    .without_owner();
}
