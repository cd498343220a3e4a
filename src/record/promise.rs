//! Promises: what a code promises, and what happens when it is not kept.

use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// One promise of a code: what, under which conditions, and what customers get if it is broken.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Promise {
    /// Code it belongs to.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["code"]))]
    pub code: Option<Reference>,
    /// What it is about.
    #[schemars(extend("x-level" = "standard"))]
    pub topic: Option<PromiseTopic>,
    /// The promise as customers read it.
    #[schemars(extend("x-level" = "starter"))]
    pub text: Option<Markdown>,
    /// When it holds.
    #[schemars(extend("x-level" = "audit"))]
    pub conditions: Option<Markdown>,
    /// What is promised, where it can be measured.
    pub level: Option<PromiseLevel>,
    /// Series that shows how often it is kept.
    #[schemars(extend("x-ref" = ["indicator"]))]
    pub indicator: Option<Reference>,
    /// What customers get if it is broken.
    #[schemars(extend("x-level" = "standard"))]
    pub remedy_if_broken: Option<Markdown>,
    /// Where customers turn to then.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["channel"]))]
    pub contact: Option<Reference>,
    /// Expectations it answers.
    #[schemars(extend("x-ref" = ["expectation"]))]
    pub expectation: Vec<Reference>,
}

/// What promises are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseTopic {
    /// Delivery.
    Delivery,
    /// Sending back.
    Returns,
    /// Personal data.
    PersonalInformation,
    /// Advertising.
    Advertising,
    /// What the product is like.
    ProductAttributes,
    /// What the product does.
    Performance,
    /// How soon somebody answers.
    ResponseTime,
    /// When it can be used.
    Availability,
    /// The price.
    Price,
    /// How complaints are handled.
    ComplaintHandling,
    /// Who can use and reach it.
    Accessibility,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// A level that is promised.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PromiseLevel {
    /// The level.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Unit of the level.
    #[schemars(extend("x-level" = "standard"))]
    pub unit: Option<String>,
    /// Which side of the level is promised.
    #[schemars(extend("x-level" = "standard"))]
    pub comparator: Option<Comparator>,
}

/// Which side of a level is promised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// Not more.
    AtMost,
    /// Not less.
    AtLeast,
    /// Exactly that.
    Equal,
}

impl Promise {
    /// Whether it can be measured: a level is promised.
    pub fn is_measurable(&self) -> bool {
        self.level.is_some()
    }
}

impl PromiseLevel {
    /// Whether a value keeps the promise; not known without level and side.
    pub fn is_kept_by(&self, value: f64) -> Option<bool> {
        let level = self.value?;
        Some(match self.comparator? {
            Comparator::AtMost => value <= level,
            Comparator::AtLeast => value >= level,
            Comparator::Equal => value.total_cmp(&level).is_eq(),
        })
    }
}

impl RecordKind for Promise {
    const ABOUT: About = About::new(
        "promise",
        "promises",
        "PRM",
        Area::Complaints,
        "One promise of a code: what, under which conditions, and what customers get if it is broken.",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_has_a_promised_side() {
        let level = |comparator: &str| {
            serde_yaml::from_str::<PromiseLevel>(&format!("value: 8\ncomparator: {comparator}")).unwrap()
        };
        assert_eq!(level("at_most").is_kept_by(8.0), Some(true));
        assert_eq!(level("at_most").is_kept_by(8.5), Some(false));
        assert_eq!(level("at_least").is_kept_by(8.5), Some(true));
        assert_eq!(level("equal").is_kept_by(8.5), Some(false));
        assert_eq!(PromiseLevel::default().is_kept_by(8.0), None);
    }
}
