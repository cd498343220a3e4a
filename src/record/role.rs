//! Roles: who does what, with which authority. A repository can name roles only and no persons.

use super::kind::{About, Area, RecordKind};
use super::training::Topic;
use super::types::Money;
use schemars::JsonSchema;
use serde::Deserialize;

/// A function with its tasks and its authority; it answers for records without naming anybody.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Role {
    /// What the role is for, in one sentence.
    #[schemars(extend("x-level" = "starter"))]
    pub purpose: Option<String>,
    /// Tasks of the role.
    #[schemars(extend("x-level" = "standard"))]
    pub responsibilities: Vec<String>,
    /// How far it may decide alone.
    pub authority: Option<Authority>,
    /// Whether it belongs to top management.
    #[schemars(extend("x-level" = "standard"))]
    pub top_management: Option<bool>,
    /// Topics that whoever holds the role must be trained in.
    pub required_training: Vec<Topic>,
    /// People who hold the role, in full-time equivalents.
    #[schemars(range(min = 0))]
    pub headcount: Option<f64>,
}

/// How far a role may decide alone.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Authority {
    /// Highest value of a remedy it may grant.
    pub remedy_limit: Option<Money>,
    /// Highest severity of a complaint it may close, 1 to 4.
    #[schemars(range(min = 1, max = 4))]
    pub may_close: Option<u8>,
}

impl RecordKind for Role {
    const ABOUT: About = About::new(
        "role",
        "roles",
        "ROL",
        Area::Framework,
        "A function with its tasks and its authority; it answers for records without naming anybody.",
    )
    .without_owner();
}
