//! Actions: what is done, by when, with which effect expected and how that will be looked at.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{DateRange, Filter, Markdown, MetricId, Money, Reference};
use super::verification::VerificationMethod;
use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// Something that is done about a cause, finding or complaint, with the effect expected and how it will be checked.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Action {
    /// Where it stands.
    #[schemars(extend("x-level" = "standard"))]
    pub status: Option<ActionStatus>,
    /// What sort of action it is.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<ActionKind>,
    /// What it is done about; a decision of a review is written `REV-2025-A#D3`.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["cause", "finding", "complaint", "audit_finding", "review", "risk_opportunity", "objective"]))]
    pub addresses: Vec<Reference>,
    /// What is done.
    #[schemars(extend("x-level" = "starter"))]
    pub description: Option<Markdown>,
    /// Who approved it.
    #[schemars(extend("x-ref" = ["role", "person"]))]
    pub approved_by: Option<Reference>,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// Day by which it is to be done, as it stands now.
    #[schemars(extend("x-level" = "standard"))]
    pub due: Option<Date>,
    /// Earlier due dates, in order.
    pub due_history: Vec<DueChange>,
    /// Day on which it was done.
    pub implemented_on: Option<Date>,
    /// What it needs.
    #[schemars(extend("x-level" = "audit"))]
    pub resources: Option<Resources>,
    /// What it is to change, written before it is done.
    pub expected_effect: Option<ExpectedEffect>,
    /// How the effect will be looked at, written before it is done.
    pub verification_plan: Option<VerificationPlan>,
    /// How far it is.
    pub progress: Vec<Progress>,
    /// What else it did.
    pub side_effects: Option<Markdown>,
    /// Why it was given up.
    pub cancel_reason: Option<Markdown>,
}

/// States of an action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionStatus {
    /// Suggested.
    Proposed,
    /// Agreed.
    Approved,
    /// Under way.
    InProgress,
    /// Done.
    Implemented,
    /// Done, and its effect looked at.
    Verified,
    /// Nothing more to do.
    Closed,
    /// Given up.
    Cancelled,
    /// Another action has taken its place.
    Superseded,
}

/// Sorts of actions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Puts right what went wrong.
    Correction,
    /// Takes away the cause.
    Corrective,
    /// Keeps something from going wrong.
    Preventive,
    /// Makes something better.
    Improvement,
    /// Teaches people.
    Training,
    /// Tells people.
    Communication,
}

/// A due date that was moved.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DueChange {
    /// Due date before.
    #[schemars(extend("x-level" = "starter"))]
    pub old: Option<Date>,
    /// Due date after.
    #[schemars(extend("x-level" = "starter"))]
    pub new: Option<Date>,
    /// Day of the change.
    #[schemars(extend("x-level" = "standard"))]
    pub on: Option<Date>,
    /// Why.
    #[schemars(extend("x-level" = "standard"))]
    pub reason: Option<String>,
    /// Who moved it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub by: Option<Reference>,
}

/// What an action needs.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Resources {
    /// Money.
    pub budget: Option<Money>,
    /// Days of work.
    #[schemars(range(min = 0))]
    pub person_days: Option<f64>,
    /// How many people, or who.
    pub people: Option<String>,
    /// Why it needs nothing.
    pub none: Option<String>,
}

/// What an action is to change.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExpectedEffect {
    /// Metric or indicator.
    #[schemars(extend("x-level" = "starter"))]
    pub metric: Option<MetricId>,
    /// Narrows it: survey, question, segment, product, category.
    pub filter: Filter,
    /// Up or down.
    #[schemars(extend("x-level" = "starter"))]
    pub direction: Option<EffectDirection>,
    /// By how much, as an amount without sign.
    #[schemars(extend("x-level" = "standard"))]
    pub size: Option<f64>,
    /// Day by which it should show.
    #[schemars(extend("x-level" = "standard"))]
    pub by: Option<Date>,
}

/// Up or down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectDirection {
    /// Up.
    Increase,
    /// Down.
    Decrease,
}

/// How an effect will be looked at.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VerificationPlan {
    /// How.
    #[schemars(extend("x-level" = "starter"))]
    pub method: Option<VerificationMethod>,
    /// Metric or indicator, where the method compares one.
    pub metric: Option<MetricId>,
    /// Days before the action that are compared.
    pub before_window: Option<DateRange>,
    /// Days after it.
    pub after_window: Option<DateRange>,
    /// Days to wait after it is done.
    pub wait_days: Option<u64>,
    /// What counts as effective.
    #[schemars(extend("x-level" = "standard"))]
    pub criterion: Option<Markdown>,
    /// Who looks; not the owner.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub responsible: Option<Reference>,
}

/// How far an action was on a day.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Progress {
    /// The day.
    #[schemars(extend("x-level" = "starter"))]
    pub on: Option<Date>,
    /// How much is done, 0 to 100.
    #[schemars(extend("x-level" = "standard"), range(min = 0, max = 100))]
    pub percent: Option<f64>,
    /// Words about it.
    pub note: Option<String>,
}

impl ActionKind {
    /// Whether its effect has to be shown: corrective, preventive, improvement and training.
    pub fn needs_proof(self) -> bool {
        match self {
            Self::Corrective | Self::Preventive | Self::Improvement | Self::Training => true,
            Self::Correction | Self::Communication => false,
        }
    }
}

impl Action {
    /// The due date as first agreed; moving it does not make an action punctual.
    pub fn first_due(&self) -> Option<Date> {
        self.due_history.first().and_then(|change| change.old).or(self.due)
    }

    /// Whether its effect has to be shown. One without a kind is taken at its word and needs none.
    pub fn needs_proof(&self) -> bool {
        self.kind.is_some_and(ActionKind::needs_proof)
    }

    /// Whether it is to take a cause away, so that the trouble does not come again. A correction takes the effect away and a
    /// message tells of it; one without a kind is taken for an action against the cause that it addresses.
    pub fn is_against_causes(&self) -> bool {
        self.kind.is_none_or(ActionKind::needs_proof)
    }

    /// The first day of the window in which its plan looks at the effect; nothing where the plan names none.
    pub fn effect_from(&self) -> Option<Date> {
        self.verification_plan.as_ref()?.after_window.as_ref()?.from
    }

    /// Whether it has been done: there is a day, or the state says so.
    pub fn is_implemented(&self) -> bool {
        self.implemented_on.is_some()
            || matches!(
                self.status,
                Some(ActionStatus::Implemented | ActionStatus::Verified | ActionStatus::Closed)
            )
    }

    /// The last day before its effect can be looked at: when the days of its plan have passed since it was done, and the
    /// window after it has ended. Nothing where the plan names neither.
    pub fn window_end(&self) -> Option<Date> {
        self.window_end_after(self.implemented_on)
    }

    /// The same for an action that counts as done on another day.
    pub fn window_end_after(&self, done: Option<Date>) -> Option<Date> {
        let plan = self.verification_plan.as_ref()?;
        let waited = plan
            .wait_days
            .and_then(|days| i64::try_from(days).ok())
            .zip(done)
            .and_then(|(days, done)| done.checked_add(days.days()).ok());
        waited.max(plan.after_window.as_ref().and_then(|window| window.to))
    }

    /// The first day on which its effect is to be looked at; nothing where the plan names none.
    pub fn to_be_looked_at_from(&self) -> Option<Date> {
        self.window_end()?.tomorrow().ok()
    }

    /// Whether it was given up or replaced.
    pub fn is_dropped(&self) -> bool {
        matches!(self.status, Some(ActionStatus::Cancelled | ActionStatus::Superseded))
    }

    /// Whether it is neither done nor dropped although its present due date has passed.
    pub fn is_overdue(&self, as_of: Date) -> bool {
        !self.is_implemented() && !self.is_dropped() && self.due.is_some_and(|due| due < as_of)
    }
}

impl RecordKind for Action {
    const ABOUT: About = About::new("action", "actions", "ACT", Area::Improvement, "Something that is done about a cause, finding or complaint, with the effect expected and how it will be checked.").settled(&["closed", "cancelled", "superseded"]);

    fn timeline(&self) -> Vec<Moment> {
        let approved = Moment::on(self.approved_on, "approved_on");
        let approved = approved.map(|moment| Moment {
            by: self.approved_by.clone(),
            ..moment
        });
        let moved = |change: &DueChange| {
            let day = |day: Option<Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
            let mut note = format!("{} to {}", day(change.old), day(change.new));
            if let Some(reason) = &change.reason {
                note = format!("{note}: {reason}");
            }
            let moment = Moment::on(change.on, "due_moved")?;
            Some(Moment {
                by: change.by.clone(),
                note: Some(note),
                ..moment
            })
        };
        let progress = |progress: &Progress| {
            let percent = progress.percent.map(|percent| format!("{percent} %"));
            let words: Vec<String> = percent.into_iter().chain(progress.note.clone()).collect();
            let moment = Moment::on(progress.on, "progress")?;
            Some(Moment {
                note: (!words.is_empty()).then(|| words.join(": ")),
                ..moment
            })
        };
        let effect = self.expected_effect.as_ref().and_then(|effect| effect.by);
        approved
            .into_iter()
            .chain(self.due_history.iter().filter_map(moved))
            .chain(self.progress.iter().filter_map(progress))
            .chain(Moment::on(self.implemented_on, "implemented_on"))
            .chain(Moment::on(self.due, "due"))
            .chain(Moment::on(effect, "effect_expected"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(yaml: &str) -> Action {
        serde_yaml::from_str(yaml).unwrap()
    }

    #[test]
    fn moving_the_due_date_does_not_move_the_first_one() {
        let moved =
            "due: 2025-12-15\ndue_history: [{old: 2025-09-30, new: 2025-10-31}, {old: 2025-10-31, new: 2025-12-15}]";
        assert_eq!(action(moved).first_due(), "2025-09-30".parse().ok());
        assert_eq!(action("due: 2025-12-15").first_due(), "2025-12-15".parse().ok());
        assert_eq!(action("kind: training").first_due(), None);
    }

    #[test]
    fn corrections_and_letters_need_no_proof() {
        assert!(action("kind: training").needs_proof() && action("kind: corrective").needs_proof());
        assert!(!action("kind: correction").needs_proof() && !action("kind: communication").needs_proof());
    }

    #[test]
    fn an_action_is_overdue_from_the_day_after_until_it_is_done_or_dropped() {
        let overdue = |yaml: &str, day: &str| action(yaml).is_overdue(day.parse().unwrap());
        assert!(!overdue("due: 2025-09-30", "2025-09-30"));
        assert!(overdue("due: 2025-09-30", "2025-10-01"));
        assert!(!overdue("due: 2025-09-30\nimplemented_on: 2025-11-01", "2025-12-01"));
        assert!(!overdue("due: 2025-09-30\nstatus: cancelled", "2025-12-01"));
    }

    #[test]
    fn the_timeline_tells_who_moved_the_date_and_why() {
        let action =
            action("due_history: [{old: 2025-09-30, new: 2025-12-15, on: 2025-09-22, reason: parts late, by: ROL-A}]");
        let moments = action.timeline();
        assert_eq!(moments.len(), 1);
        assert_eq!(moments[0].note.as_deref(), Some("2025-09-30 to 2025-12-15: parts late"));
        assert_eq!(moments[0].by.as_ref().map(Reference::id), Some("ROL-A"));
    }
}
