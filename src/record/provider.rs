//! Providers: outside bodies that resolve disputes.

use super::dispute::MethodClass;
use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, MoneyOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// An outside body that resolves disputes: how independent and able it is, and what it costs.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Provider {
    /// Its name.
    #[schemars(extend("x-level" = "starter"))]
    pub name: Option<String>,
    /// What sort of body it is.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<ProviderKind>,
    /// Procedures it offers.
    #[schemars(extend("x-level" = "standard"))]
    pub method_classes: Vec<MethodClass>,
    /// Why it can be taken as independent.
    #[schemars(extend("x-level" = "audit"))]
    pub independence_note: Option<Markdown>,
    /// Why it can be taken as able.
    #[schemars(extend("x-level" = "audit"))]
    pub competence_note: Option<Markdown>,
    /// What it costs the complainant.
    #[schemars(extend("x-level" = "audit"))]
    pub cost_to_complainant: Option<MoneyOrText>,
    /// How one reaches it.
    #[schemars(extend("x-level" = "audit"))]
    pub accessibility_note: Option<Markdown>,
    /// When this was last looked at.
    #[schemars(extend("x-level" = "audit"))]
    pub reviewed_on: Option<Date>,
}

/// Sorts of bodies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// Ombudsman.
    Ombudsman,
    /// Scheme of an industry.
    IndustryScheme,
    /// Mediator.
    Mediator,
    /// Arbitrator.
    Arbitrator,
    /// Public body.
    PublicBody,
    /// Court.
    Court,
}

impl RecordKind for Provider {
    const ABOUT: About = About::new(
        "provider",
        "providers",
        "PRV",
        Area::Complaints,
        "An outside body that resolves disputes: how independent and able it is, and what it costs.",
    );
}
