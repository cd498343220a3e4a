//! Evidence for ISO 10002: complaints handling.

use super::Evidence;
use crate::coverage::look::Need::{Ahead, Filled, Lately, NamedBy, Names, One, Word};
use crate::coverage::look::{Need, all, at_least, every, history, in_force, measured, passes, some};
use crate::record::Kind;

const UPHELD: &[&str] = &["upheld", "partly_upheld"];
const POLICY: &[&str] = &["complaints"];
/// Objectives that are still open, or ended within the last twelve months.
const CURRENT: Need = One(&[Ahead("due"), Lately("due")]);

/// The evidence of its clauses.
pub(super) const EVIDENCE: &[Evidence] = &[
    Evidence {
        number: "5.1",
        places: &[
            ("What is a complaint", "topics/context.html#complaint"),
            ("Context", "topics/context.html"),
        ],
        looks: &[
            some(
                "scope that says what counts as a complaint",
                in_force(Kind::Scope).with(&["what_is_a_complaint"]),
            ),
            some(
                "scope that says what is left out",
                in_force(Kind::Scope).with(&["excluded"]),
            ),
            every(
                "risks and opportunities looked at in the last twelve months",
                in_force(Kind::RiskOpportunity),
                Lately("last_reviewed"),
            ),
        ],
    },
    Evidence {
        number: "5.2",
        places: &[
            ("Policies", "topics/context.html#policies"),
            ("Reviews", "topics/reviews.html"),
        ],
        looks: &[
            some(
                "policy on complaints in force, approved by a role",
                in_force(Kind::Policy).of("kind", POLICY).with(&["approved_by"]),
            ),
            some(
                "review of complaints, or of the whole, in the last twelve months",
                all(Kind::Review)
                    .of("kind", &["complaints", "management"])
                    .lately("held_on"),
            ),
            passes("R-REV-03"),
            measured("M-REV-2"),
        ],
    },
    Evidence {
        number: "5.3",
        places: &[("Policies", "topics/context.html#policies")],
        looks: &[
            some(
                "policy on complaints in force",
                in_force(Kind::Policy)
                    .of("kind", POLICY)
                    .with(&["statement", "version"]),
            ),
            every(
                "policies on complaints that say where they are published",
                in_force(Kind::Policy).of("kind", POLICY),
                Filled(&["published_at"]),
            ),
            every(
                "policies on complaints that staff were told about",
                in_force(Kind::Policy).of("kind", POLICY),
                Filled(&["staff_informed_on"]),
            ),
            every(
                "policies on complaints whose next look is still ahead",
                in_force(Kind::Policy).of("kind", POLICY),
                Ahead("next_review"),
            ),
        ],
    },
    Evidence {
        number: "5.4",
        places: &[("Roles", "topics/context.html#roles")],
        looks: &[
            some(
                "roles with tasks and the limits of what they may decide",
                in_force(Kind::Role).with(&["responsibilities", "authority"]),
            ),
            every("complaints with a handler", all(Kind::Complaint), Filled(&["handler"])),
            passes("R-CMP-12"),
        ],
    },
    Evidence {
        number: "6.1",
        places: &[
            ("Procedures", "topics/context.html"),
            ("Benchmarks", "topics/benchmarks.html"),
        ],
        looks: &[
            some(
                "procedure in force",
                in_force(Kind::Procedure).with(&["process", "version"]),
            ),
            some("comparison with others", all(Kind::Benchmark)),
        ],
    },
    Evidence {
        number: "6.2",
        places: &[
            ("Objectives", "objectives.html"),
            ("Performance", "topics/complaint-performance.html"),
        ],
        looks: &[
            every(
                "objectives for complaints with metric, target and day",
                all(Kind::Objective).of("domain", &["complaints"]).and(CURRENT),
                Filled(&["metric", "target", "due"]),
            ),
            measured("M-CMP-3"),
            measured("M-CMP-12"),
            measured("M-ACT-5"),
        ],
    },
    Evidence {
        number: "6.3",
        places: &[("Plan", "topics/plan.html"), ("Actions", "topics/actions.html")],
        looks: &[
            some("actions of improvement", all(Kind::Action).of("kind", &["improvement"])),
            some(
                "plan that holds the day",
                in_force(Kind::MonitoringPlan).covering("period"),
            ),
        ],
    },
    Evidence {
        number: "6.4",
        places: &[
            ("Training", "topics/context.html#training"),
            ("Performance", "topics/complaint-performance.html"),
        ],
        looks: &[
            some("training", all(Kind::Training).with(&["topic", "date"])),
            some(
                "roles with the number of people who hold them",
                in_force(Kind::Role).with(&["headcount"]),
            ),
            passes("R-TRN-01"),
            measured("M-CMP-20"),
        ],
    },
    Evidence {
        number: "7.1",
        places: &[
            ("Channels", "topics/context.html#channels"),
            ("Policies", "topics/context.html#policies"),
        ],
        looks: &[
            at_least(
                2,
                "two channels at least that take complaints",
                in_force(Kind::Channel).of("accepts", &["complaint"]),
            ),
            some(
                "channel that needs no internet",
                in_force(Kind::Channel).of("accepts", &["complaint"]).and(One(&[
                    Word("kind", &["phone", "letter", "in_person"]),
                    Word("accessible_for", &["no_internet"]),
                ])),
            ),
            every(
                "channels with their languages",
                in_force(Kind::Channel),
                Filled(&["languages"]),
            ),
            some(
                "policy on complaints that customers can read",
                in_force(Kind::Policy).of("kind", POLICY).with(&["published_at"]),
            ),
        ],
    },
    Evidence {
        number: "7.2",
        places: &[("Complaints", "complaints.html")],
        looks: &[
            every(
                "complaints with receipt, category and description",
                all(Kind::Complaint),
                Filled(&["received_at", "category", "description"]),
            ),
            every(
                "complaints with channel, product and day of the answer",
                all(Kind::Complaint),
                Filled(&["channel", "product", "response_due"]),
            ),
            every(
                "complaints that say which remedy was asked for",
                all(Kind::Complaint),
                Filled(&["requested_remedy"]),
            ),
            measured("M-CMP-2"),
        ],
    },
    Evidence {
        number: "7.3",
        places: &[
            ("Complaints", "complaints.html"),
            ("Open and overdue", "topics/complaint-performance.html"),
        ],
        looks: &[
            every(
                "complaints with their events",
                all(Kind::Complaint),
                Filled(&["events"]),
            ),
            passes("R-CMP-01"),
            passes("R-CMP-07"),
            measured("M-CMP-7"),
        ],
    },
    Evidence {
        number: "7.4",
        places: &[("Performance", "topics/complaint-performance.html")],
        looks: &[
            every(
                "complaints whose receipt was confirmed",
                all(Kind::Complaint),
                Word("events.kind", &["acknowledged"]),
            ),
            measured("M-CMP-3"),
            measured("M-CMP-4"),
        ],
    },
    Evidence {
        number: "7.5",
        places: &[("Complaints", "complaints.html")],
        looks: &[
            every(
                "complaints with all five judgements: severity, safety, complexity, impact, need of immediate action",
                all(Kind::Complaint),
                Filled(&[
                    "assessment.severity",
                    "assessment.safety_implication",
                    "assessment.complexity",
                    "assessment.impact",
                    "assessment.immediate_action_needed",
                ]),
            ),
            passes("R-CMP-06"),
            measured("M-CMP-5"),
        ],
    },
    Evidence {
        number: "7.6",
        places: &[("Complaints", "complaints.html")],
        looks: &[
            every(
                "investigations with investigator, sources and conclusion",
                all(Kind::Complaint).with(&["investigation"]),
                Filled(&[
                    "investigation.investigator",
                    "investigation.sources",
                    "investigation.conclusion",
                ]),
            ),
            passes("R-CMP-09"),
            passes("R-CMP-08"),
        ],
    },
    Evidence {
        number: "7.7",
        places: &[
            ("Complaints", "complaints.html"),
            ("Analysis", "topics/complaint-analysis.html"),
        ],
        looks: &[
            every(
                "upheld complaints with a remedy",
                all(Kind::Complaint).of("outcome", UPHELD),
                Filled(&["remedies"]),
            ),
            every(
                "upheld complaints with a decision on prevention",
                all(Kind::Complaint).of("outcome", UPHELD),
                Filled(&["preventive_decision"]),
            ),
            passes("R-CMP-11"),
            measured("M-CMP-11"),
        ],
    },
    Evidence {
        number: "7.8",
        places: &[
            ("Complaints", "complaints.html"),
            ("Communications", "topics/communications.html"),
        ],
        looks: &[
            every(
                "complaints that were decided or withdrawn, with the reason in plain words",
                all(Kind::Complaint).with(&["outcome"]),
                Filled(&["outcome_reason"]),
            ),
            some(
                "complaints whose decision was told",
                all(Kind::Complaint).of("events.kind", &["decision_communicated"]),
            ),
            passes("R-CMP-02"),
        ],
    },
    Evidence {
        number: "7.9",
        places: &[("Complaints", "complaints.html"), ("Disputes", "topics/disputes.html")],
        looks: &[
            every(
                "closed complaints with reason and reaction",
                all(Kind::Complaint).of("status", &["closed"]),
                Filled(&["closure.reason", "closure.complainant_reaction"]),
            ),
            passes("R-CMP-03"),
            passes("R-CMP-04"),
            passes("R-CMP-14"),
            measured("M-CMP-14"),
        ],
    },
    Evidence {
        number: "8.1",
        places: &[("Record control", "topics/audits.html#record-control")],
        looks: &[
            some(
                "rules on how long records are kept and who may see them",
                in_force(Kind::RecordControl).with(&["retention", "access"]),
            ),
            some(
                "way by which complainants see their data",
                in_force(Kind::RecordControl).with(&["complainant_access_procedure"]),
            ),
            passes("R-REC-02"),
            history(),
        ],
    },
    Evidence {
        number: "8.2",
        places: &[
            ("Analysis", "topics/complaint-analysis.html"),
            ("Causes", "causes.html"),
        ],
        looks: &[
            every(
                "complaints with a category, and whether they came back",
                all(Kind::Complaint),
                Filled(&["category", "is_recurrence"]),
            ),
            some("causes of complaints", all(Kind::Cause).naming(&[Kind::Complaint])),
            measured("M-CMP-1"),
            measured("M-CMP-8"),
            measured("M-PAR-1"),
        ],
    },
    Evidence {
        number: "8.3",
        places: &[
            ("Surveys", "surveys.html"),
            ("Performance", "topics/complaint-performance.html"),
        ],
        looks: &[
            some(
                "survey of those who complained",
                in_force(Kind::Survey)
                    .of("type", &["complaint_handling"])
                    .named_by(&[Kind::Wave]),
            ),
            measured("M-CPS-1"),
            measured("M-CPS-2"),
        ],
    },
    Evidence {
        number: "8.4",
        places: &[("Performance", "topics/complaint-performance.html")],
        looks: &[
            every(
                "objectives for complaints that say what is to be reached",
                all(Kind::Objective).of("domain", &["complaints"]).and(CURRENT),
                Filled(&["target"]),
            ),
            measured("M-CMP-7"),
            measured("M-CMP-4"),
            measured("M-CMP-13"),
        ],
    },
    Evidence {
        number: "8.5",
        places: &[
            ("Audits", "topics/audits.html#audits"),
            ("Findings of audits", "topics/audits.html#audit-findings"),
        ],
        looks: &[
            some(
                "audit in the last twelve months",
                all(Kind::Audit).lately("performed_on"),
            ),
            every(
                "audits with scope, criteria and conclusion",
                all(Kind::Audit),
                Filled(&["scope", "criteria", "conclusion"]),
            ),
            every(
                "findings of audits with actions, closed, or of a strength",
                all(Kind::AuditFinding),
                One(&[
                    Names(&[Kind::Action]),
                    NamedBy(&[Kind::Action]),
                    Word("status", &["closed"]),
                    Word("grade", &["strength"]),
                ]),
            ),
            passes("R-AUD-01"),
        ],
    },
    Evidence {
        number: "8.6",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            some(
                "review of complaints in the last twelve months",
                all(Kind::Review).of("kind", &["complaints"]).lately("held_on"),
            ),
            passes("R-REV-01"),
            passes("R-REV-02"),
            measured("M-REV-1"),
        ],
    },
    Evidence {
        number: "8.7",
        places: &[
            ("Actions", "topics/actions.html"),
            ("Traceability", "traceability.html"),
        ],
        looks: &[
            some(
                "actions that came of complaints",
                all(Kind::Action).naming(&[Kind::Complaint, Kind::Cause]),
            ),
            measured("M-ACT-5"),
            measured("M-TRC-4"),
        ],
    },
];
