//! Customers under a pseudonym: segments, since when, until when and why they left.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Audience, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A customer under a pseudonym, with segments, time under contract and the reason for leaving.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Customer {
    /// The record's id again; it says nothing about the customer.
    #[schemars(extend("x-level" = "starter"))]
    pub pseudonym: Option<String>,
    /// Segments the customer belongs to, one of each dimension.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["segment"]))]
    pub segments: Vec<Reference>,
    /// First day as a customer.
    #[schemars(extend("x-level" = "standard"))]
    pub since: Option<Date>,
    /// When and why the customer left.
    pub ended: Option<Ended>,
    /// People the organization deals with, under pseudonyms.
    #[schemars(extend("x-personal" = true))]
    pub contacts: Vec<Contact>,
    /// Products the customer has.
    #[schemars(extend("x-ref" = ["product"]))]
    pub products: Vec<Reference>,
    /// How much the account is worth.
    pub account_value_class: Option<ValueClass>,
}

/// When and why a customer left.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Ended {
    /// Last day as a customer.
    #[schemars(extend("x-level" = "starter"))]
    pub date: Option<Date>,
    /// Why.
    #[schemars(extend("x-level" = "standard"))]
    pub reason: Option<LossReason>,
}

/// Why customers leave.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LossReason {
    /// Went to a competitor.
    LostToCompetitor,
    /// The price.
    Price,
    /// The quality of what was delivered.
    Quality,
    /// The service.
    Service,
    /// No longer needs it.
    NeedCeased,
    /// Is insolvent.
    Insolvency,
    /// Became part of another customer.
    Merged,
    /// The organization ended it.
    TerminatedByUs,
    /// Not known.
    Unknown,
}

/// A person the organization deals with.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Contact {
    /// Name used in responses.
    #[schemars(extend("x-level" = "starter", "x-personal" = true))]
    pub pseudonym: Option<String>,
    /// What the person has to do with the product.
    #[schemars(extend("x-level" = "standard"))]
    pub role: Option<ContactRole>,
}

/// What a contact has to do with the product.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Decides about it.
    DecisionMaker,
    /// Buys it.
    Buyer,
    /// Uses it.
    User,
    /// Pays for it.
    Payer,
    /// Has a say in it.
    Influencer,
    /// Gets it.
    Recipient,
}

/// How much an account is worth, in three classes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueClass {
    /// The most valuable accounts.
    #[serde(rename = "A")]
    A,
    /// Those in between.
    #[serde(rename = "B")]
    B,
    /// The others.
    #[serde(rename = "C")]
    C,
}

impl Customer {
    /// Whether it was a customer on the day. A first day that is not written is long past.
    pub fn is_customer_on(&self, day: Date) -> bool {
        let last = self.ended.as_ref().and_then(|ended| ended.date);
        self.since.is_none_or(|since| since <= day) && last.is_none_or(|last| day <= last)
    }
}

impl RecordKind for Customer {
    const ABOUT: About = About::new(
        "customer",
        "customers",
        "CUS",
        Area::Customers,
        "A customer under a pseudonym, with segments, time under contract and the reason for leaving.",
    )
    .without_owner()
    .audience(Audience::Restricted);

    fn timeline(&self) -> Vec<Moment> {
        Moment::on(self.ended.as_ref().and_then(|ended| ended.date), "ended")
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_still_counts() {
        let customer: Customer = serde_yaml::from_str("since: 2020-01-01\nended: {date: 2024-12-31}").unwrap();
        let on = |day: &str| customer.is_customer_on(day.parse().unwrap());
        assert!(on("2024-12-31"));
        assert!(!on("2025-01-01"));
        assert!(!on("2019-12-31"));
    }
}
