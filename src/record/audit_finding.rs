//! Audit findings: what an audit found, with its evidence.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{ClauseId, Markdown, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// What an audit found: grade, criterion, evidence, and what follows.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AuditFinding {
    /// How far it has come; follows from the fields below and is never typed in.
    #[schemars(extend("x-derived" = true))]
    pub status: Option<AuditFindingStatus>,
    /// Audit it comes from.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["audit"]))]
    pub audit: Option<Reference>,
    /// How serious it is.
    #[schemars(extend("x-level" = "standard"))]
    pub grade: Option<AuditGrade>,
    /// Clause it is held against.
    #[schemars(extend("x-level" = "standard"))]
    pub criterion: Option<ClauseId>,
    /// What was found.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// What shows it.
    #[schemars(extend("x-level" = "audit"))]
    pub evidence: Option<Markdown>,
    /// Actions that follow.
    #[schemars(extend("x-ref" = ["action"]))]
    pub actions: Vec<Reference>,
    /// Day by which it is to be settled.
    pub due: Option<Date>,
    /// When it was settled.
    pub closed_on: Option<Date>,
    /// Who settled it.
    #[schemars(extend("x-ref" = ["role", "person"]))]
    pub closed_by: Option<Reference>,
}

/// How serious audit findings are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditGrade {
    /// A requirement is not met, and it matters much.
    Major,
    /// A requirement is not met in a single point.
    Minor,
    /// Not wrong, but worth a look.
    Observation,
    /// Could be better.
    Opportunity,
    /// Done well.
    Strength,
}

impl AuditFinding {
    /// Whether it is settled.
    pub fn is_closed(&self) -> bool {
        self.closed_on.is_some()
    }

    /// Whether it asks for anything: all but what was found to be done well.
    pub fn asks(&self) -> bool {
        self.grade != Some(AuditGrade::Strength)
    }

    /// Whether something is still due: it asks for something, and nobody has settled it.
    pub fn is_open(&self) -> bool {
        self.asks() && !self.is_closed()
    }
}

/// How far an audit finding has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditFindingStatus {
    /// Something is still due.
    Open,
    /// Closed.
    Closed,
    /// A strength: nothing is asked for.
    Noted,
}

impl RecordKind for AuditFinding {
    const ABOUT: About = About::new(
        "audit_finding",
        "audit_findings",
        "AFN",
        Area::Assurance,
        "What an audit found: grade, criterion, evidence, and what follows.",
    )
    .settled(&["closed"]);

    fn derived_status(&self) -> Option<&'static str> {
        Some(match (self.is_closed(), self.is_open()) {
            (true, _) => "closed",
            (false, true) => "open",
            (false, false) => "noted",
        })
    }

    fn timeline(&self) -> Vec<Moment> {
        let closed = Moment::on(self.closed_on, "closed_on");
        closed
            .map(|moment| Moment {
                by: self.closed_by.clone(),
                ..moment
            })
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_well_is_never_open() {
        let state = |yaml: &str| {
            let finding: AuditFinding = serde_yaml::from_str(yaml).unwrap();
            (finding.is_open(), finding.derived_status().unwrap())
        };
        for grade in ["major", "minor", "observation", "opportunity"] {
            assert_eq!(state(&format!("grade: {grade}")), (true, "open"));
            assert_eq!(
                state(&format!("{{grade: {grade}, closed_on: 2025-01-14}}")),
                (false, "closed")
            );
        }
        assert_eq!(state("grade: strength"), (false, "noted"));
        assert_eq!(state("statement: found"), (true, "open"), "without a grade it asks for something");
    }
}
