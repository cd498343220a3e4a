//! Indicators: series that speak of satisfaction indirectly.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Direction, Markdown, PeriodName, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A series of values that speaks of satisfaction indirectly, with its definition and source.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Indicator {
    /// What is counted, over what, and what is left out.
    #[schemars(extend("x-level" = "starter"))]
    pub definition: Option<Markdown>,
    /// What sort of number it is.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<IndicatorKind>,
    /// What the number is about.
    #[schemars(extend("x-level" = "audit"))]
    pub family: Option<Family>,
    /// Which way is better.
    #[schemars(extend("x-level" = "standard"))]
    pub direction: Option<Direction>,
    /// Unit of the values.
    #[schemars(extend("x-level" = "standard"))]
    pub unit: Option<String>,
    /// Length of the periods.
    #[schemars(extend("x-level" = "standard"))]
    pub frequency: Option<IndicatorFrequency>,
    /// System the numbers come from.
    #[schemars(extend("x-level" = "audit"))]
    pub source_system: Option<String>,
    /// How they are taken out of it.
    #[schemars(extend("x-level" = "audit"))]
    pub extraction: Option<String>,
    /// Characteristics it speaks of.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["characteristic"]))]
    pub reflects: Vec<Reference>,
    /// How far it speaks of satisfaction.
    #[schemars(extend("x-level" = "audit"))]
    pub reliability_note: Option<Markdown>,
    /// The values, one a period.
    #[schemars(extend("x-level" = "starter"))]
    pub values: Vec<Value>,
    /// How often the internal standard was met.
    pub standard_met: Vec<StandardMet>,
    /// Changes of the definition; charts break the line there.
    pub definition_changes: Vec<DefinitionChange>,
}

/// Sorts of numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// A part of a whole that is counted in cases; part of an amount, as of money, is a `ratio`: euros are no cases.
    Proportion,
    /// Events for so many opportunities.
    Rate,
    /// An average.
    Mean,
    /// The middle value.
    Median,
    /// A number of events.
    Count,
    /// One amount over another.
    Ratio,
    /// An amount of money.
    Money,
    /// A number made of several.
    Index,
}

/// What indicators are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Customers who stay.
    Retention,
    /// Customers who leave.
    Churn,
    /// Deliveries on time.
    OnTimeDelivery,
    /// Time taken against time planned.
    ScheduleRatio,
    /// Time to the first answer.
    FirstResponseTime,
    /// Goods sent back.
    Returns,
    /// Claims under warranty.
    WarrantyClaims,
    /// Repairs.
    Repairs,
    /// Credit notes.
    CreditNotes,
    /// Calls for help.
    SupportContacts,
    /// Customers who buy again.
    RepeatPurchase,
    /// Bids that were lost.
    LostBids,
    /// Share of the market.
    MarketShare,
    /// What is written and said in public.
    MediaTone,
    /// Faults.
    Defects,
    /// Reductions granted.
    PriceConcessions,
    /// Something else.
    Other,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// Lengths of periods.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorFrequency {
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// Half a year.
    HalfYear,
    /// A year.
    Year,
}

/// The value of a period.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Value {
    /// The period.
    #[schemars(extend("x-level" = "starter"))]
    pub period: Option<PeriodName>,
    /// The value.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// The part, where it is a share or rate.
    pub numerator: Option<f64>,
    /// What the part is taken of; of a rate the exposure, one by one or in the unit of the rate, as the values tell.
    pub denominator: Option<f64>,
    /// How many cases are behind a mean or median.
    pub n: Option<u64>,
    /// Standard deviation of the cases.
    #[schemars(range(min = 0))]
    pub sd: Option<f64>,
    /// Whether the value can still change.
    #[schemars(extend("x-level" = "standard"))]
    pub status: Option<ValueStatus>,
    /// Remark; also says why a period has no neighbour.
    pub note: Option<String>,
}

/// Whether a value can still change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueStatus {
    /// Does not change.
    Final,
    /// May change.
    Provisional,
    /// Was changed.
    Revised,
}

/// How often the internal standard was met in a period.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StandardMet {
    /// The period.
    #[schemars(extend("x-level" = "starter"))]
    pub period: Option<PeriodName>,
    /// Cases that met it.
    #[schemars(extend("x-level" = "starter"))]
    pub met: Option<u64>,
    /// All cases.
    #[schemars(extend("x-level" = "starter"))]
    pub total: Option<u64>,
}

/// A change of what is counted.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DefinitionChange {
    /// First day of the new definition.
    #[schemars(extend("x-level" = "starter"))]
    pub from: Option<Date>,
    /// What changed.
    #[schemars(extend("x-level" = "starter"))]
    pub what: Option<String>,
}

impl Indicator {
    /// The value of a period.
    pub fn value(&self, period: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.period.as_deref() == Some(period))
    }
}

impl RecordKind for Indicator {
    const ABOUT: About = About::new(
        "indicator",
        "indicators",
        "IND",
        Area::Indicators,
        "A series of values that speaks of satisfaction indirectly, with its definition and source.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let change = |change: &DefinitionChange| {
            Moment::on(change.from, "definition_changed").map(|moment| Moment {
                note: change.what.clone(),
                ..moment
            })
        };
        self.definition_changes.iter().filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_period() {
        let indicator: Indicator =
            serde_yaml::from_str("values: [{period: 2024-Q1, value: 10.2}, {period: 2024-Q2, value: 10.4}]").unwrap();
        assert_eq!(indicator.value("2024-Q2").and_then(|value| value.value), Some(10.4));
        assert_eq!(indicator.value("2024"), None);
    }
}
