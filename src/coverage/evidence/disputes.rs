//! Evidence for ISO 10003: disputes that go to a body outside the organization.

use super::Evidence;
use crate::coverage::look::Need::{Ahead, Filled, Lately, Names, One, Word};
use crate::coverage::look::{all, every, in_force, measured, passes, some};
use crate::record::Kind;

const POLICY: &[&str] = &["dispute_resolution"];
const DECIDED: &[&str] = &["decided_for_complainant", "decided_partly", "decided_for_organization"];

/// The evidence of its clauses.
pub(super) const EVIDENCE: &[Evidence] = &[
    Evidence {
        number: "5.1",
        places: &[("Context", "topics/context.html")],
        looks: &[
            some("scope in force", in_force(Kind::Scope).with(&["statement"])),
            every(
                "risks and opportunities looked at in the last twelve months",
                in_force(Kind::RiskOpportunity),
                Lately("last_reviewed"),
            ),
        ],
    },
    Evidence {
        number: "5.2",
        places: &[("Policies", "topics/context.html#policies")],
        looks: &[
            some(
                "policy on disputes in force, approved by a role",
                in_force(Kind::Policy).of("kind", POLICY).with(&["approved_by"]),
            ),
            passes("R-REV-03"),
        ],
    },
    Evidence {
        number: "5.3.1",
        places: &[("Policies", "topics/context.html#policies")],
        looks: &[some(
            "policy on disputes in force",
            in_force(Kind::Policy)
                .of("kind", POLICY)
                .with(&["statement", "version", "approved_on"]),
        )],
    },
    Evidence {
        number: "5.3.2",
        places: &[("Policies", "topics/context.html#policies")],
        looks: &[every(
            "policies on disputes whose next look is still ahead",
            in_force(Kind::Policy).of("kind", POLICY),
            Ahead("next_review"),
        )],
    },
    Evidence {
        number: "5.3.3",
        places: &[("Policies", "topics/context.html#policies")],
        looks: &[
            some("policy on disputes in force", in_force(Kind::Policy).of("kind", POLICY)),
            some(
                "policy on complaints in force beside it",
                in_force(Kind::Policy).of("kind", &["complaints"]),
            ),
        ],
    },
    Evidence {
        number: "5.4",
        places: &[
            ("Roles", "topics/context.html#roles"),
            ("Reviews", "topics/reviews.html"),
        ],
        looks: &[
            some(
                "roles of top management with their tasks",
                in_force(Kind::Role)
                    .of("top_management", &["true"])
                    .with(&["responsibilities"]),
            ),
            passes("R-REV-03"),
        ],
    },
    Evidence {
        number: "6.1",
        places: &[
            ("Disputes", "topics/disputes.html"),
            ("Providers", "topics/disputes.html#providers"),
        ],
        looks: &[
            some("policy on disputes in force", in_force(Kind::Policy).of("kind", POLICY)),
            some("body outside that disputes can go to", in_force(Kind::Provider)),
        ],
    },
    Evidence {
        number: "6.2",
        places: &[("Objectives", "objectives.html")],
        looks: &[some(
            "objectives for disputes",
            all(Kind::Objective).of("domain", &["dispute"]),
        )],
    },
    Evidence {
        number: "6.3.1",
        places: &[
            ("Disputes", "topics/disputes.html"),
            ("Performance", "topics/complaint-performance.html"),
        ],
        looks: &[measured("M-CMP-15"), measured("M-DSP-1")],
    },
    Evidence {
        number: "6.3.2",
        places: &[("Providers", "topics/disputes.html#providers")],
        looks: &[every(
            "bodies outside with their procedures, and how one reaches them",
            in_force(Kind::Provider),
            Filled(&["method_classes", "accessibility_note"]),
        )],
    },
    Evidence {
        number: "6.3.3",
        places: &[("Providers", "topics/disputes.html#providers")],
        looks: &[every(
            "bodies outside that were looked at in the last twelve months",
            in_force(Kind::Provider),
            Lately("reviewed_on"),
        )],
    },
    Evidence {
        number: "6.4",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[
            every(
                "bodies outside with what they cost the complainant",
                in_force(Kind::Provider),
                Filled(&["cost_to_complainant"]),
            ),
            measured("M-DSP-4"),
        ],
    },
    Evidence {
        number: "7.1",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[every(
            "disputes with body and procedure",
            all(Kind::Dispute),
            Filled(&["provider", "method_class"]),
        )],
    },
    Evidence {
        number: "7.2",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[
            every(
                "disputes with the complaint they come from",
                all(Kind::Dispute),
                Names(&[Kind::Complaint]),
            ),
            passes("R-DSP-02"),
        ],
    },
    Evidence {
        number: "7.3",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[every(
            "disputes with the day of the notice",
            all(Kind::Dispute),
            Filled(&["notice_received_on"]),
        )],
    },
    Evidence {
        number: "7.4.1",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[every(
            "disputes with an evaluation",
            all(Kind::Dispute),
            Filled(&["evaluation"]),
        )],
    },
    Evidence {
        number: "7.4.2",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[every(
            "disputes with a first position",
            all(Kind::Dispute),
            Filled(&["initial_position"]),
        )],
    },
    Evidence {
        number: "7.5.1",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[some(
            "disputes in which both sides were helped to agree",
            all(Kind::Dispute).of("method_class", &["facilitative"]),
        )],
    },
    Evidence {
        number: "7.5.2",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[some(
            "disputes in which somebody advised or decided",
            all(Kind::Dispute).of("method_class", &["advisory", "determinative"]),
        )],
    },
    Evidence {
        number: "7.5.3",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[some(
            "disputes that were settled",
            all(Kind::Dispute).of("outcome", &["settled"]),
        )],
    },
    Evidence {
        number: "7.5.4",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[some(
            "disputes that ended with a recommendation",
            all(Kind::Dispute).of("outcome", &["recommendation_accepted", "recommendation_rejected"]),
        )],
    },
    Evidence {
        number: "7.5.5",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[every(
            "decided disputes whose decision was looked at",
            all(Kind::Dispute).of("outcome", DECIDED),
            Filled(&["review_of_decision"]),
        )],
    },
    Evidence {
        number: "7.6",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[some(
            "disputes whose result was carried out",
            all(Kind::Dispute).with(&["implemented_on"]),
        )],
    },
    Evidence {
        number: "7.7",
        places: &[
            ("Disputes", "topics/disputes.html"),
            ("Lessons", "topics/disputes.html#lessons"),
        ],
        looks: &[every(
            "closed disputes with what was learnt",
            all(Kind::Dispute).of("status", &["closed"]),
            Filled(&["closed_on", "lessons"]),
        )],
    },
    Evidence {
        number: "8.1",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[measured("M-DSP-1"), measured("M-DSP-2")],
    },
    Evidence {
        number: "8.2",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[
            measured("M-DSP-3"),
            some(
                "findings that came of disputes",
                all(Kind::Dispute).naming(&[Kind::Finding]),
            ),
        ],
    },
    Evidence {
        number: "8.3",
        places: &[("Disputes", "topics/disputes.html")],
        looks: &[every(
            "ended disputes with how satisfied both sides were",
            all(Kind::Dispute).of("status", &["ended", "closed"]),
            Filled(&["satisfaction"]),
        )],
    },
    Evidence {
        number: "8.4.1",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[some(
            "review that looked at disputes in the last twelve months",
            all(Kind::Review)
                .lately("held_on")
                .and(One(&[Word("kind", &["dispute"]), Word("inputs.item", &["disputes"])])),
        )],
    },
    Evidence {
        number: "8.4.2",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[some(
            "reviews with disputes among what they looked at",
            all(Kind::Review).of("inputs.item", &["disputes"]),
        )],
    },
    Evidence {
        number: "8.4.3",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            some(
                "reviews with disputes among what they looked at, and decisions",
                all(Kind::Review).of("inputs.item", &["disputes"]).with(&["decisions"]),
            ),
            passes("R-REV-02"),
        ],
    },
    Evidence {
        number: "8.5",
        places: &[
            ("Lessons", "topics/disputes.html#lessons"),
            ("Actions", "topics/actions.html"),
        ],
        looks: &[
            every(
                "closed disputes with what was learnt",
                all(Kind::Dispute).of("status", &["closed"]),
                Filled(&["lessons"]),
            ),
            some(
                "findings that came of disputes",
                all(Kind::Dispute).naming(&[Kind::Finding]),
            ),
        ],
    },
];
