//! Stakeholders: who has a stake in satisfied customers, and what they need.

use super::kind::{About, Area, RecordKind};
use super::types::{Grade, Markdown};
use schemars::JsonSchema;
use serde::Deserialize;

/// A group with a stake in satisfied customers: what it needs and what part it has in the programme.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Stakeholder {
    /// Which group it is.
    #[schemars(extend("x-level" = "starter"))]
    pub group: Option<StakeholderGroup>,
    /// Whether it belongs to the organization.
    #[schemars(extend("x-level" = "standard"))]
    pub internal: Option<bool>,
    /// What it needs from the programme.
    #[schemars(extend("x-level" = "starter"))]
    pub needs: Vec<String>,
    /// How much it can change.
    #[schemars(extend("x-level" = "audit"))]
    pub influence: Option<Grade>,
    /// How much it cares.
    #[schemars(extend("x-level" = "audit"))]
    pub interest: Option<Grade>,
    /// What part it has in the programme.
    #[schemars(extend("x-level" = "standard"))]
    pub role_in_process: Option<Part>,
    /// How it is involved and prepared.
    pub engagement: Option<Markdown>,
}

/// Groups with a stake.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StakeholderGroup {
    /// Top management.
    TopManagement,
    /// Staff who meet customers.
    CustomerFacing,
    /// Project managers.
    ProjectManagement,
    /// Quality management.
    Quality,
    /// Marketing.
    Marketing,
    /// Support.
    Support,
    /// Customers.
    Customers,
    /// Users.
    Users,
    /// Suppliers.
    Suppliers,
    /// An authority.
    Regulator,
    /// A body that speaks for consumers.
    ConsumerBody,
    /// Owners.
    Owner,
    /// Another group.
    Other,
}

/// What part a group has in the programme.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Wants it and pays for it.
    Sponsor,
    /// Does the work.
    Operates,
    /// Gives information.
    ProvidesData,
    /// Gets the results.
    ReceivesResults,
    /// Is touched by what follows.
    Affected,
    /// Is asked beforehand.
    Consulted,
}

impl RecordKind for Stakeholder {
    const ABOUT: About = About::new(
        "stakeholder",
        "stakeholders",
        "STK",
        Area::Framework,
        "A group with a stake in satisfied customers: what it needs and what part it has in the programme.",
    );
}
