//! Products and services that customers judge.

use super::kind::{About, Area, RecordKind};
use super::types::{Direction, Markdown, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// A product or service that customers judge, with the standards it is held to.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Product {
    /// What sort of thing it is.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<ProductKind>,
    /// What customers get.
    #[schemars(extend("x-level" = "starter"))]
    pub description: Option<Markdown>,
    /// Where it stands in its life.
    #[schemars(extend("x-level" = "standard"))]
    pub lifecycle: Option<Lifecycle>,
    /// Levels it is held to inside the organization.
    pub internal_standards: Vec<Standard>,
}

/// A level that a product is held to.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Standard {
    /// Characteristic it concerns.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["characteristic"]))]
    pub characteristic: Option<Reference>,
    /// Unit of the level.
    #[schemars(extend("x-level" = "standard"))]
    pub unit: Option<String>,
    /// The level.
    #[schemars(extend("x-level" = "starter"))]
    pub level: Option<f64>,
    /// Which side of the level is the good one.
    #[schemars(extend("x-level" = "standard"))]
    pub direction: Option<Direction>,
}

/// Sorts of products.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// Something made and handed over.
    Product,
    /// Work done for the customer.
    Service,
    /// Several products or services sold as one.
    Bundle,
}

/// Stages of a product's life.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Not offered yet.
    Planned,
    /// Offered.
    Active,
    /// No longer offered.
    Retired,
}

impl RecordKind for Product {
    const ABOUT: About = About::new(
        "product",
        "products",
        "PRD",
        Area::Framework,
        "A product or service that customers judge, with the standards it is held to.",
    )
    .without_owner();
}
