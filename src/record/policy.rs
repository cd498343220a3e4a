//! Policies: what top management has decided to stand for.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Reference, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// What top management has decided to stand for, in which version and until when.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Policy {
    /// What the policy is about.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<PolicyKind>,
    /// Version of the text.
    #[schemars(extend("x-level" = "standard"))]
    pub version: Option<String>,
    /// The text.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// Who of top management approved it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub approved_by: Option<Reference>,
    /// When it was approved.
    #[schemars(extend("x-level" = "standard"))]
    pub approved_on: Option<Date>,
    /// Day by which it is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub next_review: Option<Date>,
    /// Where customers can read it: channels or addresses.
    #[schemars(extend("x-ref" = ["channel"]))]
    pub published_at: Vec<ReferenceOrText>,
    /// When staff were told.
    pub staff_informed_on: Option<Date>,
}

/// What policies are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PolicyKind {
    /// Satisfaction of customers.
    Satisfaction,
    /// Handling complaints.
    Complaints,
    /// Resolving disputes.
    DisputeResolution,
    /// Promises to customers.
    CodeOfConduct,
    /// Personal data.
    Privacy,
    /// How long records are kept.
    Retention,
}

impl RecordKind for Policy {
    const ABOUT: About = About::new(
        "policy",
        "policies",
        "POL",
        Area::Framework,
        "What top management has decided to stand for, in which version and until when.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let approved = Moment::on(self.approved_on, "approved_on");
        approved
            .map(|moment| Moment {
                by: self.approved_by.clone(),
                ..moment
            })
            .into_iter()
            .collect()
    }
}
