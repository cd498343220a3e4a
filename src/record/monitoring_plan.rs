//! The monitoring plan: who is asked how in a period, and who is told.

use super::communication::Form;
use super::kind::{About, Area, Moment, RecordKind};
use super::survey::Frequency;
use super::types::{Period, Reference, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// What is to be monitored in a period: which customers by which methods, when, and who is told the results.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MonitoringPlan {
    /// Period it is for.
    #[schemars(extend("x-level" = "starter"))]
    pub period: Option<Period>,
    /// Which customers are reached by which method.
    #[schemars(extend("x-level" = "starter"))]
    pub coverage: Vec<Coverage>,
    /// Segments that are left out, with the reason.
    pub not_covered: Vec<Uncovered>,
    /// Methods that are used.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["method"]))]
    pub methods: Vec<Reference>,
    /// What is done when.
    #[schemars(extend("x-level" = "standard"))]
    pub schedule: Vec<ScheduleItem>,
    /// Who is told the results, and how soon.
    #[schemars(extend("x-level" = "standard"))]
    pub recipients: Vec<PlanRecipient>,
    /// What it needs.
    #[schemars(extend("x-level" = "audit"))]
    pub resources: Vec<PlanResource>,
    /// Who approved it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub approved_by: Option<Reference>,
    /// When it was approved.
    #[schemars(extend("x-level" = "standard"))]
    pub approved_on: Option<Date>,
}

/// Customers and the method that reaches them.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Coverage {
    /// Segment that is reached.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// Product it is about.
    #[schemars(extend("x-ref" = ["product"]))]
    pub product: Option<Reference>,
    /// Method that reaches it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["method"]))]
    pub method: Option<Reference>,
    /// How often.
    #[schemars(extend("x-level" = "standard"))]
    pub frequency: Option<Frequency>,
}

/// A segment that is left out.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Uncovered {
    /// The segment.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// Why.
    #[schemars(extend("x-level" = "starter"))]
    pub reason: Option<String>,
}

/// Something that is to be done.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ScheduleItem {
    /// What: words, or the id of a wave, review or other record.
    #[schemars(extend("x-level" = "starter"))]
    pub what: Option<ReferenceOrText>,
    /// First day planned.
    #[schemars(extend("x-level" = "standard"))]
    pub planned_from: Option<Date>,
    /// Last day planned.
    #[schemars(extend("x-level" = "starter"))]
    pub planned_to: Option<Date>,
}

/// Somebody who is told the results.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlanRecipient {
    /// Short name by which communications refer to it.
    pub id: Option<String>,
    /// Who is told.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["role", "stakeholder"]))]
    pub role: Option<ReferenceOrText>,
    /// What.
    #[schemars(extend("x-level" = "standard"))]
    pub content: Option<String>,
    /// Days after the end of asking, at most.
    #[schemars(extend("x-level" = "standard"))]
    pub delay_days: Option<u64>,
    /// How.
    #[schemars(extend("x-level" = "audit"))]
    pub form: Option<Form>,
}

/// Something the plan needs.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlanResource {
    /// What.
    #[schemars(extend("x-level" = "starter"))]
    pub item: Option<String>,
    /// How much.
    #[schemars(extend("x-level" = "standard"))]
    pub amount: Option<f64>,
    /// Unit of the amount: days, EUR.
    #[schemars(extend("x-level" = "standard"))]
    pub unit: Option<String>,
}

impl MonitoringPlan {
    /// Whether the segment is reached or left out with a reason.
    pub fn deals_with(&self, segment: &str) -> bool {
        let is = |of: &Option<Reference>| of.as_ref().is_some_and(|of| of.id() == segment);
        let reasoned = |left_out: &Uncovered| is(&left_out.segment) && left_out.reason.is_some();
        self.coverage.iter().any(|coverage| is(&coverage.segment)) || self.not_covered.iter().any(reasoned)
    }

    /// A recipient by its short name.
    pub fn recipient(&self, id: &str) -> Option<&PlanRecipient> {
        self.recipients
            .iter()
            .find(|recipient| recipient.id.as_deref() == Some(id))
    }
}

impl RecordKind for MonitoringPlan {
    const ABOUT: About = About::new(
        "monitoring_plan",
        "monitoring_plans",
        "PLN",
        Area::Purpose,
        "What is to be monitored in a period: which customers by which methods, when, and who is told the results.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let approved = Moment::on(self.approved_on, "approved_on");
        let approved = approved.map(|moment| Moment {
            by: self.approved_by.clone(),
            ..moment
        });
        let item = |item: &ScheduleItem| {
            let note = item.what.as_ref().map(|what| what.0.clone());
            Moment::on(item.planned_to, "planned").map(|moment| Moment { note, ..moment })
        };
        approved
            .into_iter()
            .chain(self.schedule.iter().filter_map(item))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_reached_or_left_out_with_a_reason() {
        let plan: MonitoringPlan = serde_yaml::from_str(
            "coverage: [{segment: SEG-A}]\nnot_covered: [{segment: SEG-B, reason: too few}, {segment: SEG-C}]\n",
        )
        .unwrap();
        assert!(plan.deals_with("SEG-A") && plan.deals_with("SEG-B"));
        assert!(!plan.deals_with("SEG-C") && !plan.deals_with("SEG-D"));
    }
}
