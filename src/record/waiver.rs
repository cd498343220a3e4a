//! Waivers: a rule that some records may break for a time, for a reason.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A rule that some records may break until a day, for a reason that somebody answers for.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Waiver {
    /// Rule that may be broken, `R-COM-01`.
    #[schemars(extend("x-level" = "starter"))]
    pub rule: Option<String>,
    /// Records that may break it.
    #[schemars(extend("x-level" = "starter"))]
    pub records: Vec<Reference>,
    /// Why.
    #[schemars(extend("x-level" = "starter"))]
    pub reason: Option<Markdown>,
    /// Who allows it.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["role", "person"]))]
    pub by: Option<Reference>,
    /// Last day on which it holds.
    #[schemars(extend("x-level" = "starter"))]
    pub until: Option<Date>,
    /// Day on which it was granted.
    #[schemars(extend("x-level" = "standard"))]
    pub on: Option<Date>,
}

impl Waiver {
    /// Whether it lets the record break the rule on the day.
    pub fn covers(&self, rule: &str, record: &str, day: Date) -> bool {
        self.rule.as_deref() == Some(rule)
            && self.records.iter().any(|of| of.id() == record)
            && self.on.is_none_or(|on| on <= day)
            && self.until.is_some_and(|until| day <= until)
    }
}

impl RecordKind for Waiver {
    const ABOUT: About = About::new(
        "waiver",
        "waivers",
        "WVR",
        Area::Assurance,
        "A rule that some records may break until a day, for a reason that somebody answers for.",
    )
    .without_owner();

    fn timeline(&self) -> Vec<Moment> {
        let granted = Moment::on(self.on, "granted").map(|moment| Moment {
            by: self.by.clone(),
            ..moment
        });
        granted.into_iter().chain(Moment::on(self.until, "until")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiver_holds_for_its_rule_and_records_until_its_day() {
        let waiver: Waiver =
            serde_yaml::from_str("rule: R-ACT-03\nrecords: [ACT-001]\non: 2025-01-01\nuntil: 2025-03-31").unwrap();
        let covers = |rule: &str, record: &str, day: &str| waiver.covers(rule, record, day.parse().unwrap());
        assert!(covers("R-ACT-03", "ACT-001", "2025-03-31"));
        assert!(!covers("R-ACT-03", "ACT-001", "2025-04-01"));
        assert!(!covers("R-ACT-03", "ACT-001", "2024-12-31"));
        assert!(!covers("R-ACT-03", "ACT-002", "2025-03-31"));
        assert!(!covers("R-ACT-01", "ACT-001", "2025-03-31"));
    }
}
