//! The guiding principles, what each means in our words, and how records show it.
//!
//! A principle stands in several standards under different numbers; what is looked for is the same in all of them.

use super::look::Need::{Filled, Lately, NamedBy, Word};
use super::look::{Look, all, every, history, in_force, measured, passes, some};
use crate::record::Kind;

/// A guiding principle.
#[derive(Clone, Copy, Debug)]
pub struct Principle {
    /// Its name.
    pub name: &'static str,
    /// What it means, in our words.
    pub meaning: &'static str,
    /// The clauses that it stands in.
    pub clauses: &'static [&'static str],
    /// What is looked for.
    pub looks: &'static [Look],
    /// What the site itself does about it, in a sentence; empty where it does nothing.
    pub site: &'static str,
}

/// The principle that a clause states.
pub fn of(clause: &str) -> Option<&'static Principle> {
    PRINCIPLES.iter().find(|principle| principle.clauses.contains(&clause))
}

/// Every principle, in the order of ISO 10004 and then of the others.
pub const PRINCIPLES: &[Principle] = &[
    Principle {
        name: "Commitment",
        meaning: "Management wants the process and stands behind it.",
        clauses: &["10004:4.3.1", "10002:4.2", "10003:4.2", "10001:4.2"],
        looks: &[
            some(
                "approved policy in force",
                in_force(Kind::Policy).with(&["approved_by", "approved_on"]),
            ),
            some(
                "review by management in the last twelve months",
                all(Kind::Review)
                    .of("kind", &["management", "complaints"])
                    .lately("held_on"),
            ),
            passes("R-REV-03"),
            every(
                "objectives with an owner",
                in_force(Kind::Objective),
                Filled(&["owner"]),
            ),
            measured("M-REV-2"),
        ],
        site: "",
    },
    Principle {
        name: "Capacity",
        meaning: "There are people, money and means enough.",
        clauses: &["10004:4.3.2", "10002:4.3", "10003:4.15", "10001:4.3"],
        looks: &[
            every(
                "surveys with their resources",
                in_force(Kind::Survey),
                Filled(&["resources"]),
            ),
            some(
                "roles with the number of people who hold them",
                in_force(Kind::Role).with(&["headcount"]),
            ),
            measured("M-CMP-20"),
            some(
                "plan with its resources",
                in_force(Kind::MonitoringPlan).with(&["resources"]),
            ),
        ],
        site: "",
    },
    Principle {
        name: "Transparency",
        meaning: "Those entitled to know can see how it is done and what came out.",
        clauses: &["10004:4.3.3", "10002:4.4", "10003:4.13", "10001:4.4"],
        looks: &[
            some(
                "policy that customers can read",
                in_force(Kind::Policy).with(&["published_at"]),
            ),
            some(
                "communications in the last twelve months",
                all(Kind::Communication).lately("sent_on"),
            ),
            measured("M-COM-1"),
        ],
        site: "Beside each figure stand its definition, base, limits and what is missing; one source is shown to three audiences.",
    },
    Principle {
        name: "Accessibility",
        meaning: "Information and the process itself are easy to find and to use.",
        clauses: &["10004:4.3.4", "10002:4.5", "10003:4.7", "10001:4.5"],
        looks: &[
            every(
                "channels with address and languages",
                in_force(Kind::Channel),
                Filled(&["address", "languages"]),
            ),
            some(
                "channel for people who need another way",
                in_force(Kind::Channel).with(&["accessible_for"]),
            ),
        ],
        site: "The site can be read without script and on paper, and every picture has a table behind it.",
    },
    Principle {
        name: "Responsiveness",
        meaning: "What customers need and what is found out is acted on.",
        clauses: &["10004:4.3.5", "10002:4.6", "10003:4.3", "10001:4.6"],
        looks: &[
            measured("M-CMP-3"),
            measured("M-CMP-4"),
            measured("M-ACT-1"),
            measured("M-COM-1"),
        ],
        site: "What is overdue is listed on the first page.",
    },
    Principle {
        name: "Information integrity",
        meaning: "Information is right, to the point, whole, and does not mislead.",
        clauses: &["10004:4.3.6", "10002:4.9", "10003:4.4", "10001:4.7"],
        looks: &[
            passes("R-GEN-01"),
            passes("R-GEN-02"),
            passes("R-GEN-03"),
            passes("R-REC-01"),
            history(),
        ],
        site: "Every rule is shown with its result, sums that must be equal are shown with both sides, and each page tells its day and commit.",
    },
    Principle {
        name: "Accountability",
        meaning: "It is clear who decides, and who answers for it.",
        clauses: &["10004:4.3.7", "10002:4.12", "10003:4.5", "10001:4.8"],
        looks: &[
            every(
                "objectives with an owner",
                in_force(Kind::Objective),
                Filled(&["owner"]),
            ),
            every("actions with an owner", all(Kind::Action), Filled(&["owner"])),
            every("complaints with a handler", all(Kind::Complaint), Filled(&["handler"])),
            every(
                "findings decided on, with person, day and reason",
                all(Kind::Finding).of("decision", &["act", "watch", "reject"]),
                Filled(&["decided_by", "decided_on", "decision_reason"]),
            ),
            passes("R-GEN-06"),
        ],
        site: "",
    },
    Principle {
        name: "Improvement",
        meaning: "The process does better, and does it with less.",
        clauses: &["10004:4.3.8", "10002:4.13", "10003:4.16", "10001:4.9"],
        looks: &[
            some(
                "actions with a verification",
                all(Kind::Action).named_by(&[Kind::Verification]),
            ),
            measured("M-ACT-5"),
            some(
                "reviews that looked at the programme itself",
                all(Kind::Review).of("inputs.item", &["programme_suitability"]),
            ),
        ],
        site: "Beside each verdict on an action stands what a test says of its numbers.",
    },
    Principle {
        name: "Confidentiality",
        meaning: "What is personal serves its purpose only, and is protected.",
        clauses: &["10004:4.3.9", "10002:4.10", "10003:4.12", "10001:4.10"],
        looks: &[
            some(
                "rules on how long records are kept and who may see them",
                in_force(Kind::RecordControl).with(&["retention", "access"]),
            ),
            every(
                "surveys that say how those who answer are protected",
                in_force(Kind::Survey),
                Filled(&["anonymity", "privacy_notice"]),
            ),
            passes("R-GEN-07"),
            passes("R-RSP-02"),
            passes("R-REC-02"),
        ],
        site: "Personal fields and small groups are kept back from those who may not see them, and the finished files are searched for what was kept back.",
    },
    Principle {
        name: "Customer-focused approach",
        meaning: "The view of customers leads.",
        clauses: &["10004:4.3.10", "10002:4.11", "10003:4.17", "10001:4.11"],
        looks: &[
            measured("M-GAP-6"),
            measured("M-IMP-2"),
            some(
                "communications to customers",
                all(Kind::Communication).of("audience", &["customer", "participants", "complainant", "public"]),
            ),
            measured("M-COM-2"),
        ],
        site: "What customers say stands beside what the organization thinks of itself.",
    },
    Principle {
        name: "Competence",
        meaning: "People have the skills, the training and the attitude.",
        clauses: &["10004:4.3.11", "10002:4.14", "10003:4.10", "10001:4.12"],
        looks: &[
            some(
                "roles that say which training they ask for",
                in_force(Kind::Role).with(&["required_training"]),
            ),
            some("training", all(Kind::Training).with(&["topic", "date"])),
            passes("R-TRN-01"),
        ],
        site: "",
    },
    Principle {
        name: "Timeliness",
        meaning: "It is done at the right time, and again and again.",
        clauses: &["10004:4.3.12", "10002:4.15", "10003:4.11", "10001:4.13"],
        looks: &[
            measured("M-PRG-1"),
            measured("M-PRG-2"),
            measured("M-CMP-4"),
            passes("R-GEN-09"),
        ],
        site: "",
    },
    Principle {
        name: "Comprehension",
        meaning: "What customers expect and what they answer is understood rightly and wholly.",
        clauses: &["10004:4.3.13"],
        looks: &[
            every(
                "expectations with source and explicitness",
                in_force(Kind::Expectation),
                Filled(&["source", "explicitness"]),
            ),
            every(
                "surveys that were tried out",
                in_force(Kind::Survey),
                Filled(&["pretest"]),
            ),
            measured("M-DQ-2"),
            measured("M-QUA-2"),
        ],
        site: "Each measure says in plain words what it means and what to beware of.",
    },
    Principle {
        name: "Continuity",
        meaning: "Monitoring follows a plan and goes on.",
        clauses: &["10004:4.3.14"],
        looks: &[
            passes("R-IND-01"),
            every("surveys with a version", in_force(Kind::Survey), Filled(&["version"])),
            passes("R-SVY-04"),
            some("waves in the last twelve months", all(Kind::Wave).lately("field_end")),
        ],
        site: "Waves are compared only where wording and scale stayed the same.",
    },
    Principle {
        name: "Objectivity",
        meaning: "Every complaint is judged fairly and without taking sides.",
        clauses: &["10002:4.7"],
        looks: &[
            passes("R-CMP-09"),
            passes("R-VER-01"),
            every(
                "complaints that were decided or withdrawn, with the reason in plain words",
                all(Kind::Complaint).with(&["outcome"]),
                Filled(&["outcome_reason"]),
            ),
            measured("M-CMP-10"),
            measured("M-QUA-3"),
        ],
        site: "How often complaints are upheld is shown by handler and channel, with the limits of chance.",
    },
    Principle {
        name: "Charges",
        meaning: "Complaining costs nothing.",
        clauses: &["10002:4.8"],
        looks: &[every(
            "channels that cost nothing",
            in_force(Kind::Channel).of("accepts", &["complaint"]),
            Word("charge", &["none"]),
        )],
        site: "",
    },
    Principle {
        name: "Consent to participate",
        meaning: "Whoever joins a dispute process does so freely and knowing what it means.",
        clauses: &["10003:4.6"],
        looks: &[
            every("disputes with consent", all(Kind::Dispute), Filled(&["consent"])),
            passes("R-DSP-01"),
        ],
        site: "",
    },
    Principle {
        name: "Suitability",
        meaning: "The procedure and what it can lead to fit the dispute.",
        clauses: &["10003:4.8"],
        looks: &[every(
            "disputes with the procedure chosen",
            all(Kind::Dispute),
            Filled(&["method_class", "method"]),
        )],
        site: "",
    },
    Principle {
        name: "Fairness",
        meaning: "The outside body takes no side.",
        clauses: &["10003:4.9"],
        looks: &[
            every(
                "bodies outside with why they can be taken as independent",
                in_force(Kind::Provider),
                Filled(&["independence_note"]),
            ),
            every(
                "bodies outside that were looked at in the last twelve months",
                in_force(Kind::Provider),
                Lately("reviewed_on"),
            ),
        ],
        site: "",
    },
    Principle {
        name: "Agreement",
        meaning: "Both sides keep to what was agreed, and to the law.",
        clauses: &["10003:4.14"],
        looks: &[
            every(
                "disputes with body and procedure",
                all(Kind::Dispute),
                Filled(&["provider", "method_class"]),
            ),
            every(
                "bodies outside that a dispute went to",
                in_force(Kind::Provider),
                NamedBy(&[Kind::Dispute]),
            ),
        ],
        site: "",
    },
];
