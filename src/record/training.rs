//! Training: who was trained in what, and whether it helped.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::Reference;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A training that a person or the holders of a role took, and whether it helped.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Training {
    /// Who was trained.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["person", "role"]))]
    pub person_or_role: Option<Reference>,
    /// What it was about.
    #[schemars(extend("x-level" = "starter"))]
    pub topic: Option<Topic>,
    /// Day on which it ended.
    #[schemars(extend("x-level" = "starter"))]
    pub date: Option<Date>,
    /// Last day on which it counts; then it has to be repeated.
    pub valid_until: Option<Date>,
    /// Who gave it.
    pub provider: Option<String>,
    /// Length in hours.
    #[schemars(range(min = 0))]
    pub hours: Option<f64>,
    /// Whether it helped.
    pub effectiveness_check: Option<EffectivenessCheck>,
}

/// What training is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Dealing with complaints.
    ComplaintHandling,
    /// Tone and talking with customers.
    CourtesyCommunication,
    /// Leading interviews.
    Interviewing,
    /// Writing questionnaires.
    QuestionnaireDesign,
    /// Sampling and evaluating surveys.
    SurveyStatistics,
    /// Finding causes.
    RootCauseAnalysis,
    /// Protecting personal data.
    DataProtection,
    /// Using the tools of the work.
    ToolUse,
    /// Knowing the products.
    ProductKnowledge,
    /// Resolving disputes with an outside body.
    DisputeResolution,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// A look at whether a training helped.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EffectivenessCheck {
    /// How it was looked at: test, observation, figures before and after.
    #[schemars(extend("x-level" = "standard"))]
    pub method: Option<String>,
    /// When.
    #[schemars(extend("x-level" = "standard"))]
    pub date: Option<Date>,
    /// What came out.
    #[schemars(extend("x-level" = "starter"))]
    pub result: Option<Effectiveness>,
}

/// Whether a training helped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effectiveness {
    /// It helped.
    Effective,
    /// It did not.
    NotEffective,
    /// Not looked at yet.
    Pending,
}

impl RecordKind for Training {
    const ABOUT: About = About::new(
        "training",
        "trainings",
        "TRN",
        Area::Framework,
        "A training that a person or the holders of a role took, and whether it helped.",
    )
    .without_owner();

    fn timeline(&self) -> Vec<Moment> {
        let check = self.effectiveness_check.as_ref();
        Moment::on(check.and_then(|check| check.date), "effectiveness_checked")
            .into_iter()
            .collect()
    }
}
