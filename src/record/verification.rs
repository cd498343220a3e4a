//! Verifications: whether an action did what it was to do.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Markdown, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// Whether an action did what it was to do, by somebody other than its owner.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Verification {
    /// The action.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["action"]))]
    pub action: Option<Reference>,
    /// How it was looked at.
    #[schemars(extend("x-level" = "standard"))]
    pub method: Option<VerificationMethod>,
    /// Figures before the action.
    pub before: Option<Window>,
    /// Figures after it.
    pub after: Option<Window>,
    /// What counts as effective, as the plan says it.
    #[schemars(extend("x-level" = "audit"))]
    pub criterion: Option<Markdown>,
    /// The test of before against after; computed.
    #[schemars(extend("x-derived" = true))]
    pub test: Option<TestResult>,
    /// What came out.
    #[schemars(extend("x-level" = "starter"))]
    pub result: Option<VerificationResult>,
    /// Why this result.
    #[schemars(extend("x-level" = "standard"))]
    pub judgement: Option<Markdown>,
    /// Who looked; not the action's owner.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub verified_by: Option<Reference>,
    /// When.
    #[schemars(extend("x-level" = "standard"))]
    pub verified_on: Option<Date>,
    /// Actions that follow where it did not work.
    #[schemars(extend("x-ref" = ["action"]))]
    pub follow_up: Vec<Reference>,
}

/// Ways to look at an effect.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerificationMethod {
    /// A metric before and after.
    MetricBeforeAfter,
    /// A series against its limits.
    ControlChart,
    /// An audit.
    Audit,
    /// A trial.
    Test,
    /// Asking customers.
    CustomerCheck,
    /// Reading documents and records.
    DocumentReview,
}

/// Figures of a span of days.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Window {
    /// First day.
    #[schemars(extend("x-level" = "starter"))]
    pub from: Option<Date>,
    /// Last day.
    #[schemars(extend("x-level" = "starter"))]
    pub to: Option<Date>,
    /// The value.
    #[schemars(extend("x-level" = "standard"))]
    pub value: Option<f64>,
    /// The part, where it is a share or rate.
    pub numerator: Option<f64>,
    /// What the part is taken of.
    pub denominator: Option<f64>,
    /// How many cases are behind it.
    pub n: Option<u64>,
    /// Standard deviation of the cases.
    #[schemars(range(min = 0))]
    pub sd: Option<f64>,
}

/// A test of figures before against figures after.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TestResult {
    /// Which test.
    pub name: Option<String>,
    /// Its statistic.
    pub statistic: Option<f64>,
    /// Its p-value.
    #[schemars(range(min = 0, max = 1))]
    pub p: Option<f64>,
    /// The difference or ratio.
    pub effect: Option<f64>,
    /// Interval of the effect.
    pub interval: Option<Interval>,
}

/// From a lower to an upper end.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Interval {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// What came out of looking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerificationResult {
    /// It did what it was to do.
    Effective,
    /// It did part of it.
    PartlyEffective,
    /// It did not.
    NotEffective,
    /// Cannot be told.
    Inconclusive,
}

impl Verification {
    /// Whether something has to follow.
    pub fn needs_follow_up(&self) -> bool {
        matches!(
            self.result,
            Some(VerificationResult::NotEffective | VerificationResult::PartlyEffective)
        )
    }
}

impl Window {
    /// Whether it shares a day with another one; none does that lacks an end.
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self.from, self.to, other.from, other.to) {
            (Some(from), Some(to), Some(other_from), Some(other_to)) => from <= other_to && other_from <= to,
            _ => false,
        }
    }

    /// Whether the day lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_some_and(|from| from <= day) && self.to.is_some_and(|to| day <= to)
    }
}

impl RecordKind for Verification {
    const ABOUT: About = About::new(
        "verification",
        "verifications",
        "VER",
        Area::Improvement,
        "Whether an action did what it was to do, by somebody other than its owner.",
    )
    .without_owner();

    fn timeline(&self) -> Vec<Moment> {
        let verified = Moment::on(self.verified_on, "verified_on");
        let verified = verified.map(|moment| Moment {
            by: self.verified_by.clone(),
            ..moment
        });
        let window = |window: &Option<Window>, from: &str, to: &str| {
            let window = window.as_ref();
            let first = Moment::on(window.and_then(|window| window.from), from);
            first
                .into_iter()
                .chain(Moment::on(window.and_then(|window| window.to), to))
        };
        let before = window(&self.before, "before_from", "before_to");
        before
            .chain(window(&self.after, "after_from", "after_to"))
            .chain(verified)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_that_share_a_day_overlap() {
        let window = |from: &str, to: &str| Window {
            from: from.parse().ok(),
            to: to.parse().ok(),
            ..Window::default()
        };
        assert!(window("2024-01-01", "2024-06-30").overlaps(&window("2024-06-30", "2024-12-31")));
        assert!(!window("2024-01-01", "2024-06-30").overlaps(&window("2024-07-01", "2024-12-31")));
        assert!(!window("2024-01-01", "2024-06-30").overlaps(&Window::default()));
        assert!(window("2024-01-01", "2024-06-30").contains("2024-06-30".parse().unwrap()));
    }
}
