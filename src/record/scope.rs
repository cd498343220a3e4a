//! The scope: what the programme covers, what it leaves out, and what counts as a complaint.

use super::kind::{About, Area, RecordKind};
use super::types::{ClauseId, Markdown, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// What the programme covers, what it leaves out and why, and what staff take as a complaint.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Scope {
    /// What is covered, in a few sentences.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// Products and services that are covered.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["product"]))]
    pub products: Vec<Reference>,
    /// Parts of the work that are covered: sales, service, contact centre.
    #[schemars(extend("x-level" = "audit"))]
    pub functions: Vec<String>,
    /// Places that are covered.
    pub sites: Vec<String>,
    /// Groups of customers that are covered.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segments: Vec<Reference>,
    /// Ways of contact that are covered.
    #[schemars(extend("x-ref" = ["channel"]))]
    pub channels: Vec<Reference>,
    /// What is left out.
    pub excluded: Vec<Exclusion>,
    /// The definition of a complaint that staff work with.
    #[schemars(extend("x-level" = "standard"))]
    pub what_is_a_complaint: Option<Markdown>,
    /// Circumstances that matter to the programme.
    pub issues: Vec<Issue>,
}

/// Something left out.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Exclusion {
    /// What is left out.
    #[schemars(extend("x-level" = "starter"))]
    pub what: Option<String>,
    /// Why, or where it is dealt with instead.
    #[schemars(extend("x-level" = "standard"))]
    pub reason: Option<String>,
    /// Clauses that ask for nothing here because of it, `10003:7`; each stands for those below it too.
    pub clauses: Vec<ClauseId>,
}

/// A circumstance that matters to the programme.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Issue {
    /// The circumstance.
    #[schemars(extend("x-level" = "starter"))]
    pub text: Option<String>,
    /// Whether it lies inside or outside the organization.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<IssueKind>,
}

/// Where a circumstance lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// Inside the organization.
    Internal,
    /// Outside the organization.
    External,
}

impl RecordKind for Scope {
    const ABOUT: About = About::new(
        "scope",
        "scopes",
        "SCO",
        Area::Framework,
        "What the programme covers, what it leaves out and why, and what staff take as a complaint.",
    );
}
