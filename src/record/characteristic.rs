//! Characteristics: what customers judge, and what of it is measured.

use super::kind::{About, Area, RecordKind};
use super::types::{Direction, Markdown, Reference, ScaleEnds};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A feature of product, delivery or organization that bears on satisfaction, and whether it is measured.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Characteristic {
    /// What it is a feature of.
    #[schemars(extend("x-level" = "standard"))]
    pub group: Option<Group>,
    /// Which sort of feature it is.
    pub subgroup: Option<Subgroup>,
    /// What is meant and what is not.
    #[schemars(extend("x-level" = "starter"))]
    pub definition: Option<Markdown>,
    /// Unit in which it can be measured.
    pub unit: Option<String>,
    /// Which way is better, where it can be measured.
    pub direction: Option<Direction>,
    /// Whether it is measured in the programme.
    #[schemars(extend("x-level" = "standard"))]
    pub selected: Option<bool>,
    /// Why it is measured, or why not.
    #[schemars(extend("x-level" = "audit"))]
    pub selection_reason: Option<Markdown>,
    /// How important customers say it is.
    pub stated_importance: Vec<StatedImportance>,
    /// Level the organization holds itself to.
    pub internal_standard: Option<InternalStandard>,
    /// Day by which it is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub review_due: Option<Date>,
}

/// What a feature belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The product or service itself.
    Product,
    /// How it reaches the customer.
    Delivery,
    /// The people and the organization behind it.
    Organization,
}

/// Sorts of features.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subgroup {
    /// How well it does its work.
    Performance,
    /// What it can do.
    Features,
    /// Whether it keeps working.
    Reliability,
    /// Whether it harms nobody.
    Safety,
    /// How easily it is used.
    Usability,
    /// Help after the purchase.
    SupportAfterSale,
    /// What it costs.
    Price,
    /// What one gets for the money.
    ValueForMoney,
    /// What is guaranteed.
    Warranty,
    /// What it does to the environment.
    EnvironmentalEffect,
    /// Whether it comes when agreed.
    OnTime,
    /// Whether everything comes.
    Completeness,
    /// How soon somebody answers.
    ResponseTime,
    /// What one is told meanwhile.
    OperatingInformation,
    /// How easily one reaches somebody and orders.
    EaseOfAccess,
    /// Tone and manner.
    Courtesy,
    /// Knowledge and skill.
    Competence,
    /// Clear and open talk.
    Communication,
    /// Invoices.
    Billing,
    /// How complaints are dealt with.
    ComplaintHandling,
    /// Protection of data and persons.
    SecurityAndPrivacy,
    /// Fair dealing.
    BusinessConduct,
    /// What others say.
    Reputation,
    /// Openness about what is done and why.
    Transparency,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// How important customers say a characteristic is.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StatedImportance {
    /// Whose view it is; everybody's where none is named.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// Mean importance.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Ends of the scale.
    #[schemars(extend("x-level" = "standard"))]
    pub scale: Option<ScaleEnds>,
    /// Wave in which it was asked.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["wave"]))]
    pub wave: Option<Reference>,
}

/// A level the organization holds itself to.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InternalStandard {
    /// The level.
    #[schemars(extend("x-level" = "starter"))]
    pub level: Option<f64>,
    /// Unit of the level.
    #[schemars(extend("x-level" = "standard"))]
    pub unit: Option<String>,
    /// Where the level is laid down.
    pub source: Option<String>,
}

impl RecordKind for Characteristic {
    const ABOUT: About = About::new(
        "characteristic",
        "characteristics",
        "CHR",
        Area::Customers,
        "A feature of product, delivery or organization that bears on satisfaction, and whether it is measured.",
    );
}
