//! Segments: groups of customers that are looked at apart.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::Markdown;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A group of customers that is looked at apart, and how many belong to it.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Segment {
    /// What customers are divided by: size, industry, region, product.
    #[schemars(extend("x-level" = "standard"))]
    pub dimension: Option<String>,
    /// How its members stand to the organization.
    #[schemars(extend("x-level" = "standard"))]
    pub relation: Option<Relation>,
    /// Who belongs to it, so clearly that anybody would sort a customer the same way.
    #[schemars(extend("x-level" = "starter"))]
    pub criteria: Option<Markdown>,
    /// How many belong to it, counted on several days.
    #[schemars(extend("x-level" = "standard"))]
    pub population: Vec<Count>,
    /// Weight in a combined index.
    #[schemars(range(min = 0))]
    pub strategic_weight: Option<f64>,
    /// Fewer answers than this are never shown for the segment; may only be above the organization's limit.
    #[schemars(range(min = 1))]
    pub min_cell: Option<u64>,
}

/// How many belong to a segment on a day.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Count {
    /// Day of the count.
    #[schemars(extend("x-level" = "starter"))]
    pub date: Option<Date>,
    /// How many.
    #[schemars(extend("x-level" = "starter"))]
    pub count: Option<u64>,
    /// What was counted.
    #[schemars(extend("x-level" = "standard"))]
    pub unit: Option<PopulationUnit>,
    /// Where the number comes from.
    #[schemars(extend("x-level" = "audit"))]
    pub source: Option<String>,
}

/// What populations are counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PopulationUnit {
    /// Contracting parties.
    Accounts,
    /// People the organization deals with.
    Contacts,
    /// People who use the product.
    Users,
    /// Orders, tickets, deliveries.
    Transactions,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

impl PopulationUnit {
    /// What is counted, in the plural.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Users => "users",
            Self::Transactions => "transactions",
            Self::Own => "units",
        }
    }
}

/// How customers stand to the organization.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Customers now.
    Current,
    /// Customers earlier.
    Former,
    /// May become customers.
    Potential,
    /// Pass the product on.
    Intermediary,
    /// Use it without having bought it.
    EndUser,
}

impl Segment {
    /// The newest count that is not after the day.
    pub fn population_on(&self, day: Date) -> Option<&Count> {
        let known = self
            .population
            .iter()
            .filter(|count| count.date.is_some_and(|date| date <= day));
        known.max_by_key(|count| count.date)
    }
}

impl RecordKind for Segment {
    const ABOUT: About = About::new(
        "segment",
        "segments",
        "SEG",
        Area::Customers,
        "A group of customers that is looked at apart, and how many belong to it.",
    )
    .without_owner();

    fn timeline(&self) -> Vec<Moment> {
        let moment = |count: &Count| {
            let note = count.count.map(|number| number.to_string());
            Moment::on(count.date, "population_counted").map(|moment| Moment { note, ..moment })
        };
        self.population.iter().filter_map(moment).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_count_of_the_time_is_taken() {
        let segment: Segment =
            serde_yaml::from_str("population: [{date: 2025-01-01, count: 9}, {date: 2024-01-01, count: 7}]").unwrap();
        let on = |day: &str| {
            segment
                .population_on(day.parse().unwrap())
                .and_then(|count| count.count)
        };
        assert_eq!(on("2025-06-30"), Some(9));
        assert_eq!(on("2024-06-30"), Some(7));
        assert_eq!(on("2023-06-30"), None);
    }
}
