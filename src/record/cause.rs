//! Causes: why something happened, found by analysis.

use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, Reference};
use schemars::JsonSchema;
use serde::Deserialize;

/// Why something happened: the cause behind findings or complaints.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Cause {
    /// Finding that the cause explains.
    #[schemars(extend("x-ref" = ["finding"]))]
    pub finding: Option<Reference>,
    /// Complaints that the cause explains.
    #[schemars(extend("x-ref" = ["complaint"]))]
    pub complaints: Vec<Reference>,
    /// The cause in one or two sentences.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// What sort of cause it is.
    #[schemars(extend("x-level" = "standard"))]
    pub class: Option<CauseClass>,
    /// How it was found.
    #[schemars(extend("x-level" = "audit"))]
    pub method: Option<CauseMethod>,
    /// How deep the analysis went.
    #[schemars(extend("x-level" = "audit"))]
    pub depth: Option<Depth>,
    /// What supports it.
    #[schemars(extend("x-level" = "audit"))]
    pub evidence: Option<Markdown>,
    /// How sure it is.
    #[schemars(extend("x-level" = "standard"))]
    pub verified: Option<Certainty>,
    /// Process in which it lies.
    pub process: Option<String>,
}

/// Sorts of causes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseClass {
    /// Skills or knowledge were missing.
    PeopleCompetence,
    /// Too much work for the people at hand.
    PeopleWorkload,
    /// The method or process.
    MethodProcess,
    /// Material or input.
    MaterialInput,
    /// Equipment or a system.
    EquipmentSystem,
    /// Information was wrong, late or missing.
    Information,
    /// The design or specification.
    DesignSpecification,
    /// A supplier.
    Supplier,
    /// Surroundings.
    Environment,
    /// A policy.
    Policy,
    /// The customer understood something differently.
    CustomerMisunderstanding,
    /// Not known.
    Unknown,
    /// A word of the project's own; the word itself stands in the record.
    #[serde(other)]
    #[schemars(skip)]
    Own,
}

/// Ways to find causes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseMethod {
    /// Asking why until nothing is left to ask.
    FiveWhys,
    /// Cause and effect diagram.
    Fishbone,
    /// Fault tree.
    FaultTree,
    /// Walking through the process.
    ProcessReview,
    /// Analysis of data.
    DataAnalysis,
    /// Judgement of people who know.
    ExpertJudgement,
}

/// How deep a cause lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// What happened just before.
    Immediate,
    /// What made it more likely.
    Contributing,
    /// What would have prevented it.
    Root,
}

/// How sure a cause is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Shown by evidence.
    Confirmed,
    /// Supported, not shown.
    Likely,
    /// Assumed.
    Hypothesis,
}

impl RecordKind for Cause {
    const ABOUT: About = About::new(
        "cause",
        "causes",
        "CAU",
        Area::Improvement,
        "Why something happened: the cause behind findings or complaints.",
    );
}
