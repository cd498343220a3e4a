//! Codes: promises to customers as a whole, with what they are for and where they end.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Reference, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A set of promises to customers: what it is for, whom it covers and how it was made.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Code {
    /// What it is to reach.
    #[schemars(extend("x-level" = "standard"))]
    pub objectives: Option<Markdown>,
    /// Whom and what it covers.
    #[schemars(extend("x-level" = "starter"))]
    pub scope: Option<Markdown>,
    /// Where it does not hold.
    #[schemars(extend("x-level" = "audit"))]
    pub limits: Option<Markdown>,
    /// Version of the code.
    #[schemars(extend("x-level" = "standard"))]
    pub version: Option<String>,
    /// Who approved it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub approved_by: Option<Reference>,
    /// When it was approved.
    #[schemars(extend("x-level" = "standard"))]
    pub approved_on: Option<Date>,
    /// Day by which it is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub next_review: Option<Date>,
    /// Code of others that it follows.
    pub adopted_from: Option<String>,
    /// Who was heard when it was made.
    #[schemars(extend("x-level" = "audit"))]
    pub input_from: Vec<CodeInput>,
    /// How staff and customers are told.
    #[schemars(extend("x-level" = "audit"))]
    pub communication_plan: Option<Markdown>,
    /// How it is carried out.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["procedure"]))]
    pub procedure: Option<ReferenceOrText>,
    /// What it needs.
    #[schemars(extend("x-level" = "audit"))]
    pub resources: Option<Markdown>,
    /// Where customers can read it: channels or addresses.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["channel"]))]
    pub published_at: Vec<ReferenceOrText>,
}

/// What somebody said when the code was made.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CodeInput {
    /// Who.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["stakeholder"]))]
    pub stakeholder: Option<ReferenceOrText>,
    /// When.
    #[schemars(extend("x-level" = "standard"))]
    pub date: Option<Date>,
    /// What came of it.
    #[schemars(extend("x-level" = "standard"))]
    pub result: Option<String>,
}

impl RecordKind for Code {
    const ABOUT: About = About::new(
        "code",
        "codes",
        "COC",
        Area::Complaints,
        "A set of promises to customers: what it is for, whom it covers and how it was made.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let approved = Moment::on(self.approved_on, "approved_on");
        let approved = approved.map(|moment| Moment {
            by: self.approved_by.clone(),
            ..moment
        });
        let input = |input: &CodeInput| {
            Moment::on(input.date, "input_heard").map(|moment| Moment {
                note: input.result.clone(),
                ..moment
            })
        };
        approved
            .into_iter()
            .chain(self.input_from.iter().filter_map(input))
            .collect()
    }
}
