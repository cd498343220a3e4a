//! Communications: who was told what, when and how.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Reference, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// What was told to whom, when and in which form.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Communication {
    /// Records it is about.
    #[schemars(extend("x-level" = "starter"))]
    pub about: Vec<Reference>,
    /// Who was told.
    #[schemars(extend("x-level" = "standard"))]
    pub audience: Vec<Recipient>,
    /// Which function, segment or group.
    pub audience_detail: Option<String>,
    /// Day on which it was told.
    #[schemars(extend("x-level" = "starter"))]
    pub sent_on: Option<Date>,
    /// Who told it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub by: Option<Reference>,
    /// How.
    #[schemars(extend("x-level" = "audit"))]
    pub form: Option<Form>,
    /// What was said, or where it can be read.
    #[schemars(extend("x-level" = "starter"))]
    pub content: Option<Markdown>,
    /// Whether somebody confirmed it.
    pub acknowledged: Option<Acknowledgement>,
    /// Recipient of the plan that it serves: `PLN-2025#management`, or words.
    #[schemars(extend("x-ref" = ["monitoring_plan"]))]
    pub plan_item: Option<ReferenceOrText>,
}

/// Whom one tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Top management.
    TopManagement,
    /// A part of the organization.
    Function,
    /// Everybody in the organization.
    AllStaff,
    /// Customers.
    Customer,
    /// People who took part in a survey or interview.
    Participants,
    /// Somebody who complained.
    Complainant,
    /// Everybody.
    Public,
    /// An authority.
    Regulator,
    /// A supplier.
    Supplier,
    /// A body that resolves disputes.
    Provider,
}

/// Ways of telling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A report.
    Report,
    /// A meeting.
    Meeting,
    /// An e-mail.
    EMail,
    /// A letter.
    Letter,
    /// A call.
    Call,
    /// A page of figures.
    Dashboard,
    /// A web page.
    WebPage,
    /// A training.
    Training,
    /// A notice.
    Notice,
}

/// A confirmation that something was received.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Acknowledgement {
    /// Who confirmed it.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["role", "person", "customer"]))]
    pub by: Option<ReferenceOrText>,
    /// When.
    #[schemars(extend("x-level" = "starter"))]
    pub on: Option<Date>,
}

impl RecordKind for Communication {
    const ABOUT: About = About::new(
        "communication",
        "communications",
        "MSG",
        Area::Improvement,
        "What was told to whom, when and in which form.",
    )
    .without_owner();

    fn timeline(&self) -> Vec<Moment> {
        let sent = Moment::on(self.sent_on, "sent_on").map(|moment| Moment {
            by: self.by.clone(),
            ..moment
        });
        let confirmed = self.acknowledged.as_ref().and_then(|confirmed| {
            let by = confirmed.by.as_ref().and_then(ReferenceOrText::reference);
            Moment::on(confirmed.on, "acknowledged").map(|moment| Moment { by, ..moment })
        });
        sent.into_iter().chain(confirmed).collect()
    }
}
