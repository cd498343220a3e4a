//! Attestations: statements of others about the organization, shown as theirs.

use super::kind::{About, Area, RecordKind};
use super::types::Link;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A statement that somebody else issued about the organization, shown in the issuer's own words.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Attestation {
    /// Who states it.
    #[schemars(extend("x-level" = "starter"))]
    pub issuer: Option<String>,
    /// What is stated.
    #[schemars(extend("x-level" = "starter"))]
    pub subject: Option<String>,
    /// What the statement covers.
    #[schemars(extend("x-level" = "standard"))]
    pub scope: Option<String>,
    /// When it was issued.
    #[schemars(extend("x-level" = "standard"))]
    pub issued_on: Option<Date>,
    /// Last day on which it holds.
    #[schemars(extend("x-level" = "standard"))]
    pub expires_on: Option<Date>,
    /// Where the document is.
    #[schemars(extend("x-level" = "audit"))]
    pub document: Option<Link>,
}

impl RecordKind for Attestation {
    const ABOUT: About = About::new(
        "attestation",
        "attestations",
        "ATT",
        Area::Framework,
        "A statement that somebody else issued about the organization, shown in the issuer's own words.",
    )
    .without_owner();
}
