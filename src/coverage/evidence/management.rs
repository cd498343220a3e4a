//! Evidence for those clauses of ISO 9001 that a programme of customer satisfaction feeds.

use super::Evidence;
use crate::coverage::look::Need::{Ahead, Filled, Lately, NamedBy, Names, One, Word};
use crate::coverage::look::{all, every, history, in_force, measured, passes, some};
use crate::record::Kind;

/// The evidence of its clauses.
pub(super) const EVIDENCE: &[Evidence] = &[
    Evidence {
        number: "4.2",
        places: &[("Stakeholders", "topics/context.html#stakeholders")],
        looks: &[every(
            "stakeholders with their needs",
            in_force(Kind::Stakeholder),
            Filled(&["needs"]),
        )],
    },
    Evidence {
        number: "4.3",
        places: &[("Scope", "topics/context.html#scope")],
        looks: &[
            some(
                "scope in force, with products and services",
                in_force(Kind::Scope).with(&["statement", "products"]),
            ),
            some("products and services", in_force(Kind::Product)),
        ],
    },
    Evidence {
        number: "5.1.2",
        places: &[("Objectives", "objectives.html"), ("Reviews", "topics/reviews.html")],
        looks: &[
            some(
                "objectives for satisfaction",
                all(Kind::Objective)
                    .of("domain", &["satisfaction"])
                    .and(One(&[Ahead("due"), Lately("due")])),
            ),
            some(
                "risks and opportunities with how they are dealt with",
                in_force(Kind::RiskOpportunity).with(&["treatment"]),
            ),
            measured("M-TRD-1"),
            measured("M-REV-2"),
        ],
    },
    Evidence {
        number: "6.1",
        places: &[("Risks and opportunities", "topics/context.html")],
        looks: &[
            every(
                "risks and opportunities with how they are dealt with",
                in_force(Kind::RiskOpportunity),
                Filled(&["treatment"]),
            ),
            every(
                "risks and opportunities looked at in the last twelve months",
                in_force(Kind::RiskOpportunity),
                Lately("last_reviewed"),
            ),
        ],
    },
    Evidence {
        number: "6.2.1",
        places: &[("Objectives", "objectives.html")],
        looks: &[
            every(
                "objectives with metric, target, day and owner",
                in_force(Kind::Objective),
                Filled(&["metric", "target", "due", "owner"]),
            ),
            passes("R-OBJ-01"),
            measured("M-OBJ-1"),
        ],
    },
    Evidence {
        number: "7.2",
        places: &[
            ("Training", "topics/context.html#training"),
            ("Roles", "topics/context.html#roles"),
        ],
        looks: &[
            some(
                "roles that say which training they ask for",
                in_force(Kind::Role).with(&["required_training"]),
            ),
            some(
                "training with a look at whether it helped",
                all(Kind::Training).with(&["effectiveness_check"]),
            ),
            passes("R-TRN-01"),
        ],
    },
    Evidence {
        number: "7.5.2",
        places: &[("Checks", "checks.html")],
        looks: &[passes("R-FLD-01"), passes("R-FLD-07")],
    },
    Evidence {
        number: "7.5.3",
        places: &[
            ("Record control", "topics/audits.html#record-control"),
            ("Checks", "checks.html"),
        ],
        looks: &[
            some(
                "rules on how long records are kept and who may see them",
                in_force(Kind::RecordControl).with(&["retention", "access"]),
            ),
            passes("R-GEN-01"),
            passes("R-GEN-02"),
            passes("R-REC-01"),
            history(),
        ],
    },
    Evidence {
        number: "8.2.1 c",
        places: &[
            ("Channels", "topics/context.html#channels"),
            ("Complaints", "complaints.html"),
            ("Feedback", "topics/qualitative.html#feedback"),
        ],
        looks: &[
            some(
                "channels that take feedback or complaints",
                in_force(Kind::Channel).of("accepts", &["feedback", "complaint"]),
            ),
            some("complaints", all(Kind::Complaint)),
            some("feedback", all(Kind::Feedback)),
        ],
    },
    Evidence {
        number: "9.1.2",
        places: &[
            ("Plan", "topics/plan.html"),
            ("Surveys", "surveys.html"),
            ("Indicators", "topics/indicators.html"),
        ],
        looks: &[
            some(
                "methods in use, with the reason for choosing them",
                in_force(Kind::Method).with(&["selection_reason"]),
            ),
            some(
                "plan that holds the day",
                in_force(Kind::MonitoringPlan).covering("period"),
            ),
            some(
                "surveys in use, with a wave",
                in_force(Kind::Survey).named_by(&[Kind::Wave]),
            ),
            some("series with values", in_force(Kind::Indicator).with(&["values"])),
            measured("M-SMP-1"),
            some("review in the last twelve months", all(Kind::Review).lately("held_on")),
        ],
    },
    Evidence {
        number: "9.1.3",
        places: &[
            ("Findings", "topics/findings.html"),
            ("Measures", "measures/index.html"),
        ],
        looks: &[
            every(
                "findings with sources and limits",
                all(Kind::Finding),
                Filled(&["sources", "limits"]),
            ),
            measured("M-TRD-1"),
            measured("M-ACT-5"),
            measured("M-TRC-5"),
        ],
    },
    Evidence {
        number: "9.2.1",
        places: &[("Audits", "topics/audits.html#audits")],
        looks: &[
            some(
                "audit by the organization in the last twelve months",
                all(Kind::Audit).of("kind", &["internal"]).lately("performed_on"),
            ),
            every("audits with a conclusion", all(Kind::Audit), Filled(&["conclusion"])),
        ],
    },
    Evidence {
        number: "9.2.2",
        places: &[("Audits", "topics/audits.html#audits")],
        looks: &[
            every(
                "audits with scope, criteria and auditors",
                all(Kind::Audit),
                Filled(&["scope", "criteria", "auditors"]),
            ),
            passes("R-AUD-01"),
        ],
    },
    Evidence {
        number: "9.3.1",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            some(
                "review by management in the last twelve months",
                all(Kind::Review).of("kind", &["management"]).lately("held_on"),
            ),
            passes("R-REV-03"),
        ],
    },
    Evidence {
        number: "9.3.2",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[measured("M-REV-1"), passes("R-REV-01")],
    },
    Evidence {
        number: "9.3.2 c",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            some(
                "reviews that looked at satisfaction",
                all(Kind::Review).of("inputs.item", &["satisfaction_results"]),
            ),
            some(
                "reviews that looked at complaints and feedback",
                all(Kind::Review).of("inputs.item", &["complaints_feedback"]),
            ),
        ],
    },
    Evidence {
        number: "9.3.3",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            some("reviews with decisions", all(Kind::Review).with(&["decisions"])),
            passes("R-REV-02"),
        ],
    },
    Evidence {
        number: "10.1",
        places: &[("Actions", "topics/actions.html")],
        looks: &[
            some("actions of improvement", all(Kind::Action).of("kind", &["improvement"])),
            some(
                "actions of improvement with a verification",
                all(Kind::Action)
                    .of("kind", &["improvement"])
                    .named_by(&[Kind::Verification]),
            ),
            measured("M-ACT-5"),
        ],
    },
    Evidence {
        number: "10.2",
        places: &[("Actions", "topics/actions.html"), ("Causes", "causes.html")],
        looks: &[
            every(
                "corrective actions that name what they address",
                all(Kind::Action).of("kind", &["corrective"]),
                Names(&[Kind::Complaint, Kind::Finding, Kind::Cause, Kind::AuditFinding]),
            ),
            some("causes with what shows them", all(Kind::Cause).with(&["evidence"])),
            passes("R-ACT-04"),
            measured("M-ACT-5"),
        ],
    },
    Evidence {
        number: "10.3",
        places: &[
            ("Traceability", "traceability.html"),
            ("Reviews", "topics/reviews.html"),
        ],
        looks: &[
            every(
                "actions that were found effective, or led to a further one",
                all(Kind::Verification),
                One(&[
                    Filled(&["follow_up"]),
                    Word("result", &["effective", "partly_effective", "inconclusive"]),
                ]),
            ),
            some(
                "actions that a verification names",
                all(Kind::Action).and(NamedBy(&[Kind::Verification])),
            ),
            measured("M-TRC-4"),
        ],
    },
];
