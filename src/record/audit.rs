//! Audits: what was looked at, by whom, on which sample, and with which conclusion.

use super::kind::{About, Area, RecordKind};
use super::types::{Link, Markdown, Reference, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// An audit of the programme: scope, criteria, auditors, sample and conclusion.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Audit {
    /// What sort of audit it is.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<AuditKind>,
    /// What was looked at.
    #[schemars(extend("x-level" = "standard"))]
    pub scope: Option<Markdown>,
    /// What it was held against: clauses and procedures.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["procedure", "policy", "code"]))]
    pub criteria: Vec<ReferenceOrText>,
    /// Who audited.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub auditors: Vec<ReferenceOrText>,
    /// What the auditors have no part in: roles, units, processes.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["role", "person", "procedure"]))]
    pub independent_of: Vec<ReferenceOrText>,
    /// Day it was planned for.
    #[schemars(extend("x-level" = "audit"))]
    pub planned_on: Option<Date>,
    /// Day on which it took place.
    #[schemars(extend("x-level" = "starter"))]
    pub performed_on: Option<Date>,
    /// Records that were looked at and how they were drawn.
    #[schemars(extend("x-level" = "audit"))]
    pub sample: Option<Sample>,
    /// Where the report is.
    pub report: Option<Link>,
    /// What came out.
    #[schemars(extend("x-level" = "standard"))]
    pub conclusion: Option<Markdown>,
}

/// Sorts of audits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// By the organization itself.
    Internal,
    /// Of a supplier.
    Supplier,
    /// By a customer.
    Customer,
    /// By a certification body.
    Certification,
    /// By those who do the work.
    SelfAssessment,
}

/// Records that were looked at.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sample {
    /// What they were drawn from, with the number.
    #[schemars(extend("x-level" = "standard"))]
    pub population: Option<String>,
    /// Kind of the records that they were drawn from, so that the draw can be repeated: `complaint`.
    pub kind: Option<String>,
    /// Days between which those records lie: `2025-01-01..2025-10-29`.
    pub period: Option<String>,
    /// Expressions that those records meet, as `tenfour sample --where` takes them.
    #[serde(rename = "where")]
    pub filters: Vec<String>,
    /// How many records there were.
    pub count: Option<u64>,
    /// SHA-256 of their ids, sorted, each on a line of its own.
    pub list_sha256: Option<String>,
    /// How they were drawn: `simple random`, `systematic`, `stratified by severity`, `risk-based`, or in words.
    #[schemars(extend("x-level" = "standard"))]
    pub method: Option<String>,
    /// Start of the random draw, so that it can be repeated.
    #[schemars(extend("x-level" = "audit"))]
    pub seed: Option<String>,
    /// How many.
    #[schemars(extend("x-level" = "standard"))]
    pub size: Option<u64>,
    /// The records.
    #[schemars(extend("x-level" = "audit"))]
    pub items: Vec<Reference>,
}

impl RecordKind for Audit {
    const ABOUT: About = About::new(
        "audit",
        "audits",
        "AUD",
        Area::Assurance,
        "An audit of the programme: scope, criteria, auditors, sample and conclusion.",
    );
}
