//! Findings: what was concluded from the information, on which evidence, and what was decided about it.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Filter, Markdown, MetricId, Period, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A conclusion from the information, with its evidence, its limits and the decision about it.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Finding {
    /// One conclusion.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// What sort of conclusion it is.
    #[schemars(extend("x-level" = "standard"))]
    pub r#type: Option<FindingType>,
    /// Records it was drawn from.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["wave", "survey", "complaint", "indicator", "interview", "focus_group", "coding", "feedback", "audit_finding", "dispute", "review", "code", "promise", "self_rating", "benchmark", "exposure", "verification"]))]
    pub sources: Vec<Reference>,
    /// Numbers it rests on, as they were when it was written; the site shows beside them what they are.
    pub metric_refs: Vec<MetricReference>,
    /// How well it is supported.
    #[schemars(extend("x-level" = "audit"))]
    pub strength_of_evidence: Option<Strength>,
    /// What it does not say, and what could be wrong.
    #[schemars(extend("x-level" = "audit"))]
    pub limits: Option<Markdown>,
    /// What should be done.
    #[schemars(extend("x-level" = "standard"))]
    pub recommendation: Option<Markdown>,
    /// What was decided.
    #[schemars(extend("x-level" = "standard"))]
    pub decision: Option<Decision>,
    /// Who decided.
    #[schemars(extend("x-ref" = ["role", "person"]))]
    pub decided_by: Option<Reference>,
    /// When.
    pub decided_on: Option<Date>,
    /// Why.
    pub decision_reason: Option<Markdown>,
    /// How soon.
    #[schemars(extend("x-level" = "standard"))]
    pub priority: Option<Priority>,
    /// Segments it speaks of.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segments: Vec<Reference>,
    /// Products it speaks of.
    #[schemars(extend("x-ref" = ["product"]))]
    pub products: Vec<Reference>,
    /// Characteristics it speaks of.
    #[schemars(extend("x-ref" = ["characteristic"]))]
    pub characteristics: Vec<Reference>,
}

/// Sorts of conclusions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingType {
    /// Something is good.
    Strength,
    /// Something is bad.
    Weakness,
    /// Something moves one way over several periods.
    Trend,
    /// Something is different from before.
    Change,
    /// Two views or levels differ.
    Gap,
    /// Something decides about satisfaction.
    Driver,
    /// Something does not fit.
    Anomaly,
    /// Something may go wrong.
    Risk,
    /// Something could be gained.
    Opportunity,
    /// The programme itself does not work as it should.
    ProcessIssue,
}

/// A number a finding rests on.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MetricReference {
    /// The metric or indicator.
    #[schemars(extend("x-level" = "starter"))]
    pub metric: Option<MetricId>,
    /// Narrows it: survey, question, segment, product, category, wave.
    pub filter: Filter,
    /// Period it is from.
    #[schemars(extend("x-level" = "standard"))]
    pub period: Option<Period>,
    /// What it was when the finding was written.
    #[schemars(extend("x-level" = "standard"))]
    pub value_at_finding: Option<f64>,
}

/// How well a finding is supported.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Strength {
    /// The grade.
    #[schemars(extend("x-level" = "starter"))]
    pub grade: Option<StrengthGrade>,
    /// Why this grade.
    #[schemars(extend("x-level" = "standard"))]
    pub reason: Option<Markdown>,
}

/// Grades of support.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StrengthGrade {
    /// Several sources or a sound test.
    Strong,
    /// One sound source.
    Moderate,
    /// Little or doubtful material.
    Weak,
    /// Single remarks.
    Anecdotal,
}

/// What is decided about findings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing yet.
    Pending,
    /// Do something.
    Act,
    /// Wait and look again.
    Watch,
    /// Do nothing.
    Reject,
}

/// How soon something is to be dealt with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// In its turn.
    Medium,
    /// Before other things.
    High,
    /// Now.
    Urgent,
}

/// Days within which something is decided about a finding.
pub const DECIDE_WITHIN: u32 = 30;

impl Finding {
    /// Whether nothing has been decided yet.
    pub fn is_pending(&self) -> bool {
        matches!(self.decision, None | Some(Decision::Pending))
    }
}

impl RecordKind for Finding {
    const ABOUT: About = About::new(
        "finding",
        "findings",
        "FND",
        Area::Improvement,
        "A conclusion from the information, with its evidence, its limits and the decision about it.",
    );

    fn timeline(&self) -> Vec<Moment> {
        let decided = Moment::on(self.decided_on, "decided_on");
        let note = self.decision_reason.as_ref().map(|reason| reason.0.clone());
        decided
            .map(|moment| Moment {
                by: self.decided_by.clone(),
                note,
                ..moment
            })
            .into_iter()
            .collect()
    }
}
