//! What the dates in records say: which are plans, which date a whole record, and which undated fields came with which date.
//!
//! Everything that turns records back to an earlier day rests on these lists; what stands in none of them and has no date of
//! its own cannot be turned back.

use super::Kind;

/// Names of fields whose day is a plan and may lie ahead, wherever they stand.
pub const PLANNED: &[&str] = &[
    "due",
    "next_review",
    "review_due",
    "valid_from",
    "valid_to",
    "valid_until",
    "expires_on",
    "planned_on",
    "planned_from",
    "planned_to",
    "until",
    "response_due",
];

/// Paths, without indices, of further fields whose day is a plan, with everything below them.
pub const PLANNED_PATHS: &[(Kind, &str)] = &[
    (Kind::Action, "due_history.old"),
    (Kind::Action, "due_history.new"),
    (Kind::Action, "expected_effect.by"),
    (Kind::Action, "verification_plan"),
    (Kind::Calendar, "holidays"),
    (Kind::Customer, "ended"),
    (Kind::Indicator, "definition_changes"),
    (Kind::MonitoringPlan, "period"),
    (Kind::Person, "roles"),
    (Kind::Review, "period"),
];

/// Whether a path is one of a list, or lies below one.
pub fn is_below(name: &str, path: &str) -> bool {
    name == path || name.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether the day at a path, written without indices, is a plan.
pub fn is_planned(kind: Kind, name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let listed = |(of, path): &(Kind, &str)| *of == kind && is_below(name, path);
    PLANNED.contains(&last) || PLANNED_PATHS.iter().any(listed)
}

/// Plans that somebody who looks back must not see before their day all the same: nobody can say when they were made.
const AHEAD: &[(Kind, &str)] = &[
    (Kind::Customer, "ended"),
    (Kind::Indicator, "definition_changes"),
    (Kind::Person, "roles"),
];

/// Kinds whose periods are plans.
const PERIODS_AHEAD: &[Kind] = &[Kind::Objective, Kind::MonitoringPlan, Kind::Review, Kind::SelfRating];

/// Whether a day at a path tells something that happened on it, seen from an earlier day.
pub fn is_fact(kind: Kind, name: &str) -> bool {
    let ahead = |(of, path): &(Kind, &str)| *of == kind && is_below(name, path);
    // Asking ends as planned until it has ended.
    let of_wave = kind == Kind::Wave && name == "field_end";
    !of_wave && (!is_planned(kind, name) || AHEAD.iter().any(ahead))
}

/// Whether a value of a period tells something that was known only when the period was over.
pub fn is_fact_of_period(kind: Kind) -> bool {
    !PERIODS_AHEAD.contains(&kind)
}

/// The field whose day brings a record of a kind into being: before it there is nothing to show.
pub fn begins(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Complaint | Kind::Feedback => &["created", "received_at"],
        Kind::Interview | Kind::FocusGroup | Kind::Training => &["created", "date"],
        Kind::Verification => &["created", "verified_on"],
        Kind::Attestation => &["created", "issued_on"],
        Kind::Coding => &["created", "coded_on"],
        Kind::Communication => &["created", "sent_on"],
        Kind::Response => &["created", "submitted_on"],
        Kind::Review => &["created", "held_on"],
        Kind::Audit => &["created", "performed_on"],
        Kind::Wave => &["created", "field_start"],
        Kind::Waiver => &["created", "on"],
        Kind::Customer => &["created", "since"],
        Kind::Benchmark => &["created", "period"],
        _ => &["created"],
    }
}

/// Days at the top of a record that are set anew again and again, and so do not tell when the record began.
pub const RENEWED: &[&str] = &[
    "reviewed_on",
    "last_reviewed",
    "confirmed_on",
    "staff_informed_on",
    "problem_date",
    "published_on",
];

/// Days inside a record that are set anew as well: the part that holds one was there before it.
pub const RENEWED_INSIDE: &[(Kind, &str)] = &[(Kind::Survey, "population.frame_date")];

/// References to what is planned: they stand there before what they name.
pub const NAMED_AHEAD: &[(Kind, &str)] = &[(Kind::MonitoringPlan, "schedule.what")];

/// Fields without which a record would not be there: when everything they name came later, so did the record.
pub fn rests_on(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Verification => &["action"],
        Kind::AuditFinding => &["audit"],
        Kind::Wave => &["survey"],
        Kind::Response => &["wave"],
        Kind::Coding => &["source"],
        Kind::Dispute => &["complaint"],
        Kind::Cause => &["finding", "complaints"],
        Kind::Finding => &["sources"],
        Kind::Communication => &["about"],
        Kind::Action => &["addresses"],
        Kind::Promise => &["code"],
        _ => &[],
    }
}

/// What tells since when an undated field was there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum With {
    /// The first event of one of these kinds.
    Events(&'static [&'static str]),
    /// The earliest of these days of the record.
    Days(&'static [&'static str]),
    /// The earliest of these days of the record, and of the outside body's decision in the complaint it came of.
    DaysOrDecision(&'static [&'static str]),
}

const DECIDED: With = With::Events(&["decision_made", "decision_communicated", "closed", "withdrawn"]);
const CLOSED: With = With::Events(&["closed", "withdrawn"]);
const ASKED: With = With::Days(&["field_end"]);
const LISTED: With = With::Days(&["population.frame_date"]);

/// Undated fields of a record by their path, each with what it came with.
pub fn came_with(kind: Kind) -> &'static [(&'static str, With)] {
    match kind {
        Kind::Complaint => &[
            (
                "assessment",
                With::Events(&["assessed", "decision_made", "decision_communicated", "closed"]),
            ),
            ("response_due", With::Events(&["acknowledged", "assessed", "closed"])),
            (
                "handler",
                With::Events(&[
                    "assigned",
                    "acknowledged",
                    "assessed",
                    "investigation_started",
                    "closed",
                ]),
            ),
            (
                "immediate_action",
                With::Events(&["immediate_action", "assessed", "closed"]),
            ),
            (
                "investigation",
                With::Events(&[
                    "investigation_started",
                    "investigation_completed",
                    "decision_made",
                    "closed",
                ]),
            ),
            ("outcome", DECIDED),
            ("outcome_reason", DECIDED),
            ("remedies", DECIDED),
            ("preventive_decision", DECIDED),
            ("causes", DECIDED),
            ("closure", CLOSED),
            ("cost", CLOSED),
            ("satisfaction_survey", With::Events(&["survey_invited", "closed"])),
            ("change_reason", CLOSED),
        ],
        Kind::Dispute => &[
            ("outcome", With::DaysOrDecision(&["implemented_on", "closed_on"])),
            ("review_of_decision", With::Days(&["implemented_on", "closed_on"])),
            ("satisfaction", With::Days(&["closed_on"])),
            ("lessons", With::Days(&["closed_on"])),
            ("cost", With::Days(&["closed_on"])),
        ],
        Kind::Feedback => &[
            ("answered", With::Days(&["first_response_at"])),
            ("reclassified_as", With::Days(&["first_response_at"])),
            ("reclassification_reason", With::Days(&["first_response_at"])),
        ],
        Kind::Finding => &[
            ("decision", With::Days(&["decided_on"])),
            ("decided_by", With::Days(&["decided_on"])),
            ("decision_reason", With::Days(&["decided_on"])),
        ],
        Kind::AuditFinding => &[
            ("closed_by", With::Days(&["closed_on"])),
            ("change_reason", With::Days(&["closed_on"])),
        ],
        Kind::Action => &[
            ("approved_by", With::Days(&["approved_on"])),
            ("side_effects", With::Days(&["implemented_on"])),
            ("change_reason", With::Days(&["implemented_on"])),
        ],
        Kind::Policy | Kind::Procedure | Kind::Code | Kind::MonitoringPlan => {
            &[("approved_by", With::Days(&["approved_on"]))]
        }
        Kind::Wave => &[
            ("dispositions", ASKED),
            ("by_stratum", ASKED),
            ("mode_used", ASKED),
            ("deviations", ASKED),
            ("validation_note", ASKED),
            ("no_finding", ASKED),
        ],
        // How many there are and are asked is counted on the list that was drawn last.
        Kind::Survey => &[("population.size", LISTED), ("sampling.planned_n", LISTED)],
        _ => &[],
    }
}

/// Counts of a wave that grow while it asks, where its survey asks after events: how many there will be nobody knows before.
pub const GROWING: &[&str] = &["frame_size", "invited"];

/// Undated parts of an item that were there with its first date, when only a later date of the item lies ahead.
pub const THERE_FROM_THE_START: &[(Kind, &str)] = &[
    (Kind::Complaint, "investigation.investigator"),
    (Kind::Complaint, "investigation.subject_of_complaint"),
    (Kind::Complaint, "remedies.kind"),
    (Kind::Complaint, "remedies.value"),
    (Kind::Dispute, "consent"),
    (Kind::Person, "roles.role"),
    (Kind::Survey, "earlier_versions"),
];

/// A value that a dated list of changes leads back: the list, the field of an item with the value before, the field led back.
pub fn led_back(kind: Kind) -> Option<(&'static str, &'static str, &'static str)> {
    match kind {
        Kind::Action => Some(("due_history", "old", "due")),
        Kind::Complaint => Some(("assessment.reassessed", "from", "assessment.severity")),
        _ => None,
    }
}

/// The state of a record that was turned back, as its remaining dates tell it; nothing for a state that dates do not tell.
///
/// In: the kind, the state as typed, and whether the record still has a day at or an item below a field.
pub fn state(kind: Kind, typed: &str, has: impl Fn(&str) -> bool) -> Option<&'static str> {
    match (kind, typed) {
        // Given up or replaced: there is no day for it, so the word stays.
        (Kind::Action, "cancelled") => None,
        (Kind::Action, _) if has("implemented_on") => Some("implemented"),
        (Kind::Action, _) if has("progress") => Some("in_progress"),
        (Kind::Action, _) if has("approved_on") => Some("approved"),
        (Kind::Action, _) => Some("proposed"),
        (Kind::Wave, "planned" | "cancelled") => None,
        (Kind::Wave, _) if has("published_on") => Some("published"),
        (Kind::Wave, _) => Some("closed"),
        (Kind::Objective, "achieved" | "missed") => Some("active"),
        (Kind::Expectation, "superseded") => Some("current"),
        (_, "retired") => Some("active"),
        _ => None,
    }
}
