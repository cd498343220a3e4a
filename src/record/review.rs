//! Reviews: what management looked at and what it decided.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Link, Markdown, MetricId, Period, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A meeting that looked at the programme: what it considered, what it concluded and what it decided.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Review {
    /// What sort of review it is.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<ReviewKind>,
    /// Day of the review.
    #[schemars(extend("x-level" = "starter"))]
    pub held_on: Option<Date>,
    /// Period it looks at.
    #[schemars(extend("x-level" = "standard"))]
    pub period: Option<Period>,
    /// Who led it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub chair: Option<Reference>,
    /// Who took part.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub participants: Vec<Reference>,
    /// What was looked at.
    #[schemars(extend("x-level" = "standard"))]
    pub inputs: Vec<Input>,
    /// How earlier decisions stand.
    #[schemars(extend("x-level" = "audit"))]
    pub previous_actions: Vec<PreviousAction>,
    /// Whether the programme is suitable, adequate, effective and efficient.
    #[schemars(extend("x-level" = "standard"))]
    pub conclusions: Option<Markdown>,
    /// What was decided.
    #[schemars(extend("x-level" = "standard"))]
    pub decisions: Vec<ReviewDecision>,
    /// Day of the next one.
    #[schemars(extend("x-level" = "audit"))]
    pub next_review: Option<Date>,
    /// Where the minutes are.
    pub minutes: Option<Link>,
    /// Day of the data that were looked at.
    #[schemars(extend("x-level" = "audit"))]
    pub data_as_of: Option<Date>,
    /// Commit of the data and build of the site that were looked at.
    #[schemars(extend("x-level" = "audit"))]
    pub build: Option<String>,
}

/// Sorts of reviews.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// Of a quarter.
    Quarterly,
    /// By top management, of the whole.
    Management,
    /// Of the complaint process.
    Complaints,
    /// Of a code of conduct.
    Code,
    /// Of disputes.
    Dispute,
    /// Of the programme itself.
    Programme,
}

/// Something that was looked at.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Input {
    /// Which of the usual points it serves.
    #[schemars(extend("x-level" = "starter"))]
    pub item: Option<InputItem>,
    /// Record that was looked at.
    pub r#ref: Option<Reference>,
    /// Metric that was looked at.
    pub metric: Option<MetricId>,
    /// Words about it.
    pub text: Option<Markdown>,
    /// Whether it was looked at.
    #[schemars(extend("x-level" = "standard"))]
    pub considered: Option<bool>,
    /// Why it has nothing to say here.
    pub not_applicable: Option<String>,
}

/// Points a review looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputItem {
    /// How earlier decisions and actions stand.
    EarlierActions,
    /// Changes around and inside the organization.
    IssuesChanges,
    /// Satisfaction and its trend.
    SatisfactionResults,
    /// Complaints and feedback.
    ComplaintsFeedback,
    /// The complaint process against its objectives.
    ComplaintProcessPerformance,
    /// Satisfaction with how complaints are handled.
    SatisfactionWithHandling,
    /// Disputes.
    Disputes,
    /// Promises kept and broken.
    PromisePerformance,
    /// Objectives achieved.
    Objectives,
    /// How processes and products perform.
    ProcessPerformance,
    /// What went wrong and what was done about it.
    NonconformitiesCorrectiveActions,
    /// Results of monitoring.
    MonitoringResults,
    /// Results of audits.
    AuditResults,
    /// How suppliers perform.
    ExternalProviders,
    /// Whether people and means suffice.
    Resources,
    /// Whether actions on risks and opportunities work.
    RiskOpportunityActions,
    /// What could be better.
    ImprovementOpportunities,
    /// How others do.
    BenchmarkResults,
    /// What findings recommend.
    Recommendations,
    /// Whether the programme still fits.
    ProgrammeSuitability,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// How an earlier decision or action stands.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PreviousAction {
    /// The action, or a decision of an earlier review: `REV-2024-A#D3`.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["action", "review"]))]
    pub action: Option<Reference>,
    /// How it stands.
    #[schemars(extend("x-level" = "starter"))]
    pub state: Option<String>,
}

/// Something a review decided.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReviewDecision {
    /// Short name by which others refer to it, `D1`.
    #[schemars(extend("x-level" = "starter"))]
    pub id: Option<String>,
    /// What was decided.
    #[schemars(extend("x-level" = "starter"))]
    pub text: Option<Markdown>,
    /// What sort of decision it is.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<DecisionKind>,
    /// Who carries it out.
    #[schemars(extend("x-ref" = ["role", "person"]))]
    pub owner: Option<Reference>,
    /// Day by which it is to be done.
    pub due: Option<Date>,
    /// Action that follows.
    #[schemars(extend("x-ref" = ["action"]))]
    pub action: Option<Reference>,
    /// Why, above all where nothing was decided.
    pub reason: Option<Markdown>,
}

/// Sorts of decisions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// Something is made better.
    Improvement,
    /// Something is changed.
    Change,
    /// Means are given.
    Resource,
    /// An objective is set or changed.
    Objective,
    /// Nothing is decided.
    None,
}

impl ReviewDecision {
    /// Whether something has to be done so that it becomes real; means and objectives are given by the decision itself.
    pub fn asks_for_action(&self) -> bool {
        matches!(self.kind, Some(DecisionKind::Improvement | DecisionKind::Change))
    }
}

impl InputItem {
    /// All points, in their usual order.
    pub const ALL: &'static [Self] = &[
        Self::EarlierActions,
        Self::IssuesChanges,
        Self::SatisfactionResults,
        Self::ComplaintsFeedback,
        Self::ComplaintProcessPerformance,
        Self::SatisfactionWithHandling,
        Self::Disputes,
        Self::PromisePerformance,
        Self::Objectives,
        Self::ProcessPerformance,
        Self::NonconformitiesCorrectiveActions,
        Self::MonitoringResults,
        Self::AuditResults,
        Self::ExternalProviders,
        Self::Resources,
        Self::RiskOpportunityActions,
        Self::ImprovementOpportunities,
        Self::BenchmarkResults,
        Self::Recommendations,
        Self::ProgrammeSuitability,
    ];
}

impl ReviewKind {
    /// Whether somebody of top management has to lead it or take part.
    pub fn needs_top_management(self) -> bool {
        !matches!(self, Self::Quarterly | Self::Programme)
    }
}

impl Review {
    /// A decision by its short name.
    pub fn decision(&self, id: &str) -> Option<&ReviewDecision> {
        self.decisions
            .iter()
            .find(|decision| decision.id.as_deref() == Some(id))
    }

    /// Points that were neither looked at nor said to have nothing to say here.
    pub fn missing_inputs(&self) -> Vec<InputItem> {
        let all = InputItem::ALL.iter().copied();
        all.filter(|item| !self.considers(*item) && !self.puts_aside(*item))
            .collect()
    }

    /// Whether it looked at a point.
    pub fn considers(&self, item: InputItem) -> bool {
        let mut inputs = self.inputs.iter().filter(|input| input.item == Some(item));
        inputs.any(|input| input.considered == Some(true))
    }

    /// Whether it did not look at a point and says why that has nothing to say here.
    pub fn puts_aside(&self, item: InputItem) -> bool {
        let mut inputs = self.inputs.iter().filter(|input| input.item == Some(item));
        !self.considers(item) && inputs.any(|input| input.not_applicable.is_some())
    }
}

impl RecordKind for Review {
    const ABOUT: About = About::new(
        "review",
        "reviews",
        "REV",
        Area::Assurance,
        "A meeting that looked at the programme: what it considered, what it concluded and what it decided.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let decision = |decision: &ReviewDecision| {
            let moment = Moment::on(decision.due, "decision_due")?;
            Some(Moment {
                by: decision.owner.clone(),
                note: decision.id.clone(),
                ..moment
            })
        };
        self.decisions.iter().filter_map(decision).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_missing_until_looked_at_or_put_aside() {
        let review: Review = serde_yaml::from_str(
            "inputs:\n  - {item: earlier_actions, considered: true}\n  - {item: disputes, not_applicable: none so far}\n  - {item: resources, considered: false}\n",
        )
        .unwrap();
        let missing = review.missing_inputs();
        assert_eq!(missing.len(), InputItem::ALL.len() - 2);
        assert!(missing.contains(&InputItem::Resources));
        assert!(!missing.contains(&InputItem::Disputes));
        assert!(review.puts_aside(InputItem::Disputes) && !review.considers(InputItem::Disputes));
        assert!(review.considers(InputItem::EarlierActions) && !review.puts_aside(InputItem::EarlierActions));
        assert!(!review.puts_aside(InputItem::Resources) && !review.puts_aside(InputItem::Objectives));
    }

    #[test]
    fn the_list_of_points_is_complete_and_in_order() {
        assert!(InputItem::ALL.is_sorted());
        assert_eq!(InputItem::ALL.len(), 20);
    }

    #[test]
    fn a_decision_is_found_by_its_short_name() {
        let review: Review =
            serde_yaml::from_str("decisions: [{id: D1, text: a}, {id: D2, text: b, due: 2025-01-31}]").unwrap();
        assert_eq!(
            review.decision("D2").and_then(|decision| decision.due),
            "2025-01-31".parse().ok()
        );
        assert_eq!(review.timeline().len(), 1);
    }
}
