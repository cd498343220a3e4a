//! Exposures: how much was done in a period, so that complaints can be put in relation to it.

use super::kind::{About, Area, RecordKind};
use super::types::{PeriodName, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// How much business was done in each period: what complaints are counted against.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Exposure {
    /// What is counted.
    #[schemars(extend("x-level" = "starter"))]
    pub unit: Option<ExposureUnit>,
    /// Product it is limited to.
    #[schemars(extend("x-ref" = ["product"]))]
    pub product: Option<Reference>,
    /// Segment it is limited to.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// The counts, one a period.
    #[schemars(extend("x-level" = "starter"))]
    pub values: Vec<ExposureValue>,
    /// Where the numbers come from.
    #[schemars(extend("x-level" = "audit"))]
    pub source: Option<String>,
}

/// What business is counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExposureUnit {
    /// Transactions.
    Transactions,
    /// Orders.
    Orders,
    /// Projects.
    Projects,
    /// Tickets.
    Tickets,
    /// Customers.
    Customers,
    /// Contacts.
    Contacts,
}

/// The count of a period.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExposureValue {
    /// The period.
    #[schemars(extend("x-level" = "starter"))]
    pub period: Option<PeriodName>,
    /// How many.
    #[schemars(extend("x-level" = "starter"), range(min = 0))]
    pub count: Option<f64>,
}

impl Exposure {
    /// The count of a period.
    pub fn count(&self, period: &str) -> Option<f64> {
        self.values
            .iter()
            .find(|value| value.period.as_deref() == Some(period))?
            .count
    }
}

impl RecordKind for Exposure {
    const ABOUT: About = About::new(
        "exposure",
        "exposures",
        "XPO",
        Area::Indicators,
        "How much business was done in each period: what complaints are counted against.",
    )
    .without_owner();
}
