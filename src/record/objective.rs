//! Objectives: what is to be reached, measured how, by when, and what hangs on it.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Filter, Markdown, MetricId, Period, PeriodName, ReferenceOrText};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// What is to be reached: metric, target and day, with the decision that hangs on it.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Objective {
    /// State as judged by its owner; the computed one is shown beside it.
    #[schemars(extend("x-level" = "standard"))]
    pub status: Option<ObjectiveStatus>,
    /// What the measuring is for.
    #[schemars(extend("x-level" = "audit"))]
    pub purpose: Option<Purpose>,
    /// What the objective is about.
    #[schemars(extend("x-level" = "standard"))]
    pub domain: Option<Domain>,
    /// What is to be reached, in words.
    #[schemars(extend("x-level" = "starter"))]
    pub statement: Option<Markdown>,
    /// Metric by which it is measured, or an indicator.
    #[schemars(extend("x-level" = "starter"))]
    pub metric: Option<MetricId>,
    /// Narrows the metric: survey, question, segment, product, category, wave, indicator.
    pub metric_filter: Filter,
    /// Which way the metric is to move.
    #[schemars(extend("x-level" = "standard"))]
    pub direction: Option<ObjectiveDirection>,
    /// Where it stood at the start; asked for unless a level is to be kept.
    pub baseline: Option<Baseline>,
    /// Where it is to stand.
    #[schemars(extend("x-level" = "starter"))]
    pub target: Option<Target>,
    /// Day by which it is to be reached.
    #[schemars(extend("x-level" = "starter"))]
    pub due: Option<Date>,
    /// Levels on the way.
    pub milestones: Vec<Milestone>,
    /// How sure the reaching must be; `point` unless given.
    pub evidence_level: Option<EvidenceLevel>,
    /// Who decides what with the result.
    #[schemars(extend("x-level" = "audit"))]
    pub intended_use: Option<Markdown>,
    /// Aims of the organization that it serves.
    pub linked_to: Vec<String>,
    /// What it needs.
    pub resources: Option<String>,
}

/// States of an objective.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveStatus {
    /// Not agreed yet.
    Draft,
    /// In force.
    Active,
    /// Reached.
    Achieved,
    /// Not reached by its day.
    Missed,
    /// Given up.
    Withdrawn,
}

/// What measuring is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To see which way things go.
    TrackTrend,
    /// To see whether something changed.
    EvaluateChange,
    /// To compare groups of customers.
    CompareSegments,
    /// To find causes.
    FindCauses,
    /// To see whether an action worked.
    VerifyAction,
    /// To compare with others.
    Benchmark,
    /// Because a contract asks for it.
    Contractual,
    /// Something else.
    Other,
}

/// What objectives are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    /// Satisfaction of customers.
    Satisfaction,
    /// Complaints and their handling.
    Complaints,
    /// Delivery.
    Delivery,
    /// Keeping customers.
    Retention,
    /// Keeping promises.
    Promise,
    /// Disputes.
    Dispute,
    /// The programme itself.
    Process,
}

/// Which way a metric is to move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveDirection {
    /// Up.
    Increase,
    /// Down.
    Decrease,
    /// Not below the target.
    MaintainAtLeast,
    /// Not above the target.
    MaintainAtMost,
}

/// Where a metric stood at the start.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Baseline {
    /// The value.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Period it is from.
    #[schemars(extend("x-level" = "standard"))]
    pub period: Option<Period>,
    /// How many cases or answers are behind it.
    #[schemars(extend("x-level" = "standard"))]
    pub n: Option<u64>,
    /// Wave, indicator or other source.
    #[schemars(extend("x-level" = "audit"))]
    pub source: Option<ReferenceOrText>,
}

/// Where a metric is to stand.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Target {
    /// The level, or the change from the baseline; a fall is negative.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// Whether the value is a level, a percentage of the baseline, or points.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<TargetKind>,
}

/// What a target's value means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The level itself.
    Absolute,
    /// A change in percent of the baseline.
    RelativePercent,
    /// A change in points of the metric.
    Points,
}

/// A level on the way.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Milestone {
    /// Period in which it is to be reached.
    #[schemars(extend("x-level" = "starter"))]
    pub period: Option<PeriodName>,
    /// The level.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
}

/// How sure the reaching of a target must be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceLevel {
    /// The estimate reaches it.
    Point,
    /// The whole interval reaches it.
    Interval,
    /// The change is significant and the estimate reaches it.
    Test,
}

impl ObjectiveDirection {
    /// Whether a level is to be kept, so that no baseline is needed.
    pub fn is_maintain(self) -> bool {
        matches!(self, Self::MaintainAtLeast | Self::MaintainAtMost)
    }

    /// Whether more is better.
    pub fn is_upward(self) -> bool {
        matches!(self, Self::Increase | Self::MaintainAtLeast)
    }
}

impl Objective {
    /// How sure the reaching must be, `point` where nothing is written.
    pub fn evidence_level(&self) -> EvidenceLevel {
        self.evidence_level.unwrap_or(EvidenceLevel::Point)
    }

    /// The level to be reached: the target itself, or the baseline with the change applied.
    /// None without a target, or where a change is asked for and there is no baseline.
    pub fn target_level(&self) -> Option<f64> {
        let target = self.target.as_ref()?;
        let value = target.value?;
        let base = || self.baseline.as_ref().and_then(|baseline| baseline.value);
        match target.kind? {
            TargetKind::Absolute => Some(value),
            TargetKind::RelativePercent => Some(base()? * (1.0 + value / 100.0)),
            TargetKind::Points => Some(base()? + value),
        }
    }

    /// Whether a test is asked for, and there is no baseline from which a change could be tested.
    pub fn is_test_of_nothing(&self) -> bool {
        let baseline = self.baseline.as_ref().and_then(|baseline| baseline.value);
        self.evidence_level() == EvidenceLevel::Test && baseline.is_none()
    }

    /// Why the target cannot be meant as it is written, so that nothing can be said of whether it is reached: a percentage of
    /// nothing, or a level on the other side of the baseline than the direction says. Where a level is only to be kept, and where
    /// no direction is written, there is no other side.
    pub fn misfit(&self) -> Option<Misfit> {
        let kind = self.target.as_ref()?.kind?;
        let baseline = self.baseline.as_ref()?.value?;
        if kind == TargetKind::RelativePercent && baseline <= 0.0 {
            return Some(Misfit::PercentOfNothing { baseline });
        }
        let (direction, level) = (self.direction?, self.target_level()?);
        let slack = 1e-9 * baseline.abs().max(1.0);
        let is_worse = match direction {
            ObjectiveDirection::Increase => level < baseline - slack,
            ObjectiveDirection::Decrease => level > baseline + slack,
            ObjectiveDirection::MaintainAtLeast | ObjectiveDirection::MaintainAtMost => false,
        };
        is_worse.then_some(Misfit::WrongWay {
            direction,
            level,
            baseline,
        })
    }
}

/// Why a target cannot be meant as it is written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Misfit {
    /// A percentage of a baseline of zero, or below.
    PercentOfNothing {
        /// The baseline.
        baseline: f64,
    },
    /// A level that is worse than the baseline.
    WrongWay {
        /// Where the metric is to move.
        direction: ObjectiveDirection,
        /// The level to be reached.
        level: f64,
        /// The baseline.
        baseline: f64,
    },
}

impl Misfit {
    /// In words that follow a colon.
    pub fn reason(self) -> String {
        let short = |value: f64| (value * 100.0).round() / 100.0;
        match self {
            Self::PercentOfNothing { baseline } => {
                format!("a percentage of a baseline of {} means nothing", short(baseline))
            }
            Self::WrongWay {
                direction,
                level,
                baseline,
            } => {
                let (move_to, lies) = if direction.is_upward() {
                    ("increase", "below")
                } else {
                    ("decrease", "above")
                };
                format!(
                    "it is to {move_to}, and the level to be reached, {}, lies {lies} the baseline of {}",
                    short(level),
                    short(baseline)
                )
            }
        }
    }
}

impl RecordKind for Objective {
    const ABOUT: About = About::new(
        "objective",
        "objectives",
        "OBJ",
        Area::Purpose,
        "What is to be reached: metric, target and day, with the decision that hangs on it.",
    )
    .settled(&["achieved", "missed", "withdrawn"]);

    fn timeline(&self) -> Vec<Moment> {
        let milestone = |milestone: &Milestone| {
            let period = milestone.period.as_ref()?;
            let (_, last) = crate::stats::period::Period::parse(period)?.days();
            let note = milestone.value.map(|value| value.to_string());
            Moment::on(Some(last), "milestone").map(|moment| Moment { note, ..moment })
        };
        Moment::on(self.due, "due")
            .into_iter()
            .chain(self.milestones.iter().filter_map(milestone))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_and_points_are_different_things() {
        let level = |kind: &str| {
            let yaml = format!("baseline: {{value: 62.0}}\ntarget: {{value: 20, kind: {kind}}}\n");
            serde_yaml::from_str::<Objective>(&yaml)
                .unwrap()
                .target_level()
                .unwrap()
        };
        assert!((level("relative_percent") - 74.4).abs() < 1e-9);
        assert!((level("points") - 82.0).abs() < 1e-9);
        assert!((level("absolute") - 20.0).abs() < 1e-9);
    }

    #[test]
    fn a_change_from_nothing_has_no_level() {
        let objective: Objective = serde_yaml::from_str("target: {value: 20, kind: points}").unwrap();
        assert_eq!(objective.target_level(), None);
    }

    #[test]
    fn milestones_lie_on_the_last_day_of_their_period() {
        let objective: Objective =
            serde_yaml::from_str("due: 2025-05-31\nmilestones: [{period: 2024-11, value: 67}]").unwrap();
        let days: Vec<_> = objective.timeline().into_iter().map(|moment| moment.when).collect();
        let day = |text: &str| super::super::kind::When::Day(text.parse().unwrap());
        assert_eq!(days, [day("2025-05-31"), day("2024-11-30")]);
    }
}
