//! The organization: name, time zone, words and disclosure limits that the whole site uses.

use super::kind::{About, Area, RecordKind};
use super::types::{Language, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// Who runs the programme, in which time zone and languages, and from how many answers on results are shown.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Organization {
    /// Name used on the pages.
    #[schemars(extend("x-level" = "starter"))]
    pub name: Option<String>,
    /// Name as registered.
    pub legal_name: Option<String>,
    /// What customers are called here: clients, patients, citizens.
    pub customer_term: Option<CustomerTerm>,
    /// Line of business.
    pub sector: Option<String>,
    /// Time zone after the IANA database, `Europe/Dublin`; days begin and end in it.
    #[schemars(extend("x-level" = "starter"))]
    pub time_zone: Option<String>,
    /// Calendar by which working days are counted.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["calendar"]))]
    pub calendar: Option<Reference>,
    /// Month in which the financial year begins, 1 to 12; January unless given. Years and quarters of measures are those of the
    /// calendar all the same.
    #[schemars(range(min = 1, max = 12))]
    pub fiscal_year_start: Option<u8>,
    /// Parts of the organization.
    pub units: Vec<Unit>,
    /// Languages in which customers can deal with the organization.
    #[schemars(extend("x-level" = "standard"))]
    pub languages: Vec<Language>,
    /// Standards that guide the programme, with edition: `ISO 10004:2018`.
    #[schemars(extend("x-level" = "audit"))]
    pub standards_used: Vec<String>,
    /// Smallest numbers of answers for which something is shown.
    #[schemars(extend("x-level" = "audit"))]
    pub disclosure: Option<Disclosure>,
}

/// What customers are called.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerTerm {
    /// The word for one of them.
    #[schemars(extend("x-level" = "starter"))]
    pub singular: Option<String>,
    /// The word for several.
    #[schemars(extend("x-level" = "starter"))]
    pub plural: Option<String>,
}

/// A part of the organization.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Unit {
    /// Short name by which other fields mean it, `support`.
    #[schemars(extend("x-level" = "starter"))]
    pub id: Option<String>,
    /// Name in full.
    #[schemars(extend("x-level" = "starter"))]
    pub name: Option<String>,
    /// Short name of the unit it belongs to.
    pub parent: Option<String>,
}

/// Smallest numbers of answers for which something is shown.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Disclosure {
    /// Fewer answers than this are never shown; 5 unless given.
    #[schemars(range(min = 1))]
    pub min_cell: Option<u64>,
    /// Fewer answers than this give counts, no percentages or means; 10 unless given.
    #[schemars(range(min = 1))]
    pub min_estimate: Option<u64>,
    /// Results from fewer answers than this carry a warning; 30 unless given.
    #[schemars(range(min = 1))]
    pub low_base: Option<u64>,
}

impl Organization {
    /// The limits of disclosure in force, with the usual ones where none are written.
    pub fn limits(&self) -> Limits {
        let written = self.disclosure.clone().unwrap_or_default();
        Limits {
            min_cell: written.min_cell.unwrap_or(5),
            min_estimate: written.min_estimate.unwrap_or(10),
            low_base: written.low_base.unwrap_or(30),
        }
    }
}

/// Limits of disclosure with nothing left open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Fewer answers are never shown.
    pub min_cell: u64,
    /// Fewer answers give counts only.
    pub min_estimate: u64,
    /// Fewer answers carry a warning.
    pub low_base: u64,
}

impl RecordKind for Organization {
    const ABOUT: About = About::new(
        "organization",
        "organizations",
        "ORG",
        Area::Framework,
        "Who runs the programme, in which time zone and languages, and from how many answers on results are shown.",
    )
    .without_owner()
    .single();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_are_not_written_are_the_usual_ones() {
        let disclosure = Disclosure {
            min_cell: Some(8),
            ..Disclosure::default()
        };
        let organization = Organization {
            disclosure: Some(disclosure),
            ..Organization::default()
        };
        assert_eq!(
            organization.limits(),
            Limits {
                min_cell: 8,
                min_estimate: 10,
                low_base: 30
            }
        );
    }
}
