//! Evidence for ISO 10004: monitoring and measuring customer satisfaction.

use super::Evidence;
use crate::coverage::look::Need::{Ahead, Filled, Lately, NamedBy, Names, One, Word};
use crate::coverage::look::{all, at_least, every, in_force, measured, passes, some};
use crate::record::Kind;

const FIELDED: &[&str] = &["closed", "analysed", "published"];
const ANALYSED: &[&str] = &["analysed", "published"];

/// The evidence of its clauses.
pub(super) const EVIDENCE: &[Evidence] = &[
    Evidence {
        number: "4.2",
        places: &[("Gaps", "topics/gaps.html"), ("Own view", "topics/gaps.html#own-view")],
        looks: &[
            every(
                "segments of which it is known what they expect",
                in_force(Kind::Segment),
                NamedBy(&[Kind::Expectation]),
            ),
            every(
                "expectations that say how openly they are stated",
                in_force(Kind::Expectation),
                Filled(&["explicitness"]),
            ),
            measured("M-GAP-1"),
            some("the organization's own view of what it delivers", all(Kind::SelfRating)),
            measured("M-GAP-6"),
        ],
    },
    Evidence {
        number: "5.1",
        places: &[("Context", "topics/context.html")],
        looks: &[
            some("scope in force", in_force(Kind::Scope).with(&["statement"])),
            every(
                "stakeholders with needs and influence",
                in_force(Kind::Stakeholder),
                Filled(&["needs", "influence"]),
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
            ("Plan", "topics/plan.html"),
            ("Programme", "topics/programme.html"),
            ("Policies", "topics/context.html#policies"),
        ],
        looks: &[
            some(
                "policy on satisfaction in force, with its approval",
                in_force(Kind::Policy)
                    .of("kind", &["satisfaction"])
                    .with(&["approved_by", "approved_on"]),
            ),
            some(
                "plan that holds the day",
                in_force(Kind::MonitoringPlan).covering("period"),
            ),
            some("review in the last twelve months", all(Kind::Review).lately("held_on")),
        ],
    },
    Evidence {
        number: "6.1",
        places: &[("Objectives", "objectives.html")],
        looks: &[
            every(
                "objectives with metric, target, day and owner",
                in_force(Kind::Objective),
                Filled(&["metric", "target", "due", "owner"]),
            ),
            every(
                "objectives that say what the result is used for",
                in_force(Kind::Objective),
                Filled(&["purpose", "intended_use"]),
            ),
            every(
                "surveys that serve an objective",
                in_force(Kind::Survey),
                Names(&[Kind::Objective]),
            ),
            measured("M-OBJ-1"),
            passes("R-OBJ-03"),
        ],
    },
    Evidence {
        number: "6.2",
        places: &[
            ("Coverage of the plan", "topics/plan.html#coverage"),
            ("Programme", "topics/programme.html"),
        ],
        looks: &[
            some(
                "plan with what it covers",
                in_force(Kind::MonitoringPlan).with(&["coverage"]),
            ),
            every(
                "surveys with population and frequency",
                in_force(Kind::Survey),
                Filled(&["population", "frequency"]),
            ),
            passes("R-PLN-01"),
            measured("M-PRG-1"),
        ],
    },
    Evidence {
        number: "6.3",
        places: &[
            ("Methods", "topics/plan.html#methods"),
            ("Roles", "topics/context.html#roles"),
        ],
        looks: &[
            every(
                "methods with somebody responsible and the reason for choosing them",
                in_force(Kind::Method),
                Filled(&["responsible", "selection_reason"]),
            ),
            every(
                "surveys that name who analyses and who receives the results",
                in_force(Kind::Survey),
                Filled(&[
                    "responsibilities.owner",
                    "responsibilities.analysis",
                    "responsibilities.recipients",
                ]),
            ),
            some(
                "plan that names who receives what",
                in_force(Kind::MonitoringPlan).with(&["recipients"]),
            ),
            some(
                "roles with their tasks",
                in_force(Kind::Role).with(&["responsibilities"]),
            ),
        ],
    },
    Evidence {
        number: "6.4",
        places: &[
            ("Plan", "topics/plan.html"),
            ("Training", "topics/context.html#training"),
        ],
        looks: &[
            every(
                "surveys with their resources",
                in_force(Kind::Survey),
                Filled(&["resources"]),
            ),
            some("training", all(Kind::Training).with(&["topic", "date"])),
            passes("R-TRN-01"),
            some(
                "plan with its resources",
                in_force(Kind::MonitoringPlan).with(&["resources"]),
            ),
        ],
    },
    Evidence {
        number: "7.1",
        places: &[("Programme", "topics/programme.html")],
        looks: &[
            some(
                "expectations confirmed in the last twelve months",
                all(Kind::Expectation).lately("confirmed_on"),
            ),
            some(
                "waves in the last twelve months",
                all(Kind::Wave).of("status", FIELDED).lately("field_end"),
            ),
            some(
                "findings decided on in the last twelve months",
                all(Kind::Finding).lately("decided_on"),
            ),
            some(
                "communications in the last twelve months",
                all(Kind::Communication).lately("sent_on"),
            ),
            some("reviews in the last twelve months", all(Kind::Review).lately("held_on")),
        ],
    },
    Evidence {
        number: "7.2.1",
        places: &[("Customers", "topics/customers.html")],
        looks: &[
            every(
                "segments with criteria and population",
                in_force(Kind::Segment),
                Filled(&["criteria", "population"]),
            ),
            every(
                "customers that belong to a segment",
                all(Kind::Customer),
                Names(&[Kind::Segment]),
            ),
        ],
    },
    Evidence {
        number: "7.2.2",
        places: &[
            ("Expectations", "topics/gaps.html"),
            ("Conversations", "topics/qualitative.html"),
        ],
        looks: &[
            every(
                "expectations with source and explicitness",
                in_force(Kind::Expectation),
                Filled(&["source", "explicitness"]),
            ),
            every(
                "expectations whose next look is still ahead",
                in_force(Kind::Expectation),
                Ahead("review_due"),
            ),
            measured("M-GAP-2"),
            measured("M-GAP-7"),
        ],
    },
    Evidence {
        number: "7.3.1",
        places: &[("Characteristics", "topics/characteristics.html")],
        looks: &[
            every(
                "characteristics with the reason for choosing them or not",
                in_force(Kind::Characteristic),
                Filled(&["selected", "selection_reason"]),
            ),
            every(
                "chosen characteristics that a survey or a series measures",
                in_force(Kind::Characteristic).of("selected", &["true"]),
                NamedBy(&[Kind::Survey, Kind::Indicator]),
            ),
            measured("M-IMP-2"),
        ],
    },
    Evidence {
        number: "7.3.2",
        places: &[
            ("Indicators", "topics/indicators.html"),
            ("Complaints", "topics/complaint-analysis.html"),
        ],
        looks: &[
            at_least(
                2,
                "two series at least, with values",
                in_force(Kind::Indicator).with(&["values"]),
            ),
            every(
                "series that say what they reflect and how far they may be trusted",
                in_force(Kind::Indicator),
                Filled(&["reflects", "reliability_note"]),
            ),
            passes("R-IND-01"),
            measured("M-TRD-1"),
        ],
    },
    Evidence {
        number: "7.3.3",
        places: &[
            ("Surveys", "surveys.html"),
            ("Conversations", "topics/qualitative.html"),
        ],
        looks: &[
            every(
                "surveys with population, way of sampling and mode",
                in_force(Kind::Survey),
                Filled(&["population", "sampling.method", "mode"]),
            ),
            every(
                "surveys that were tried out",
                in_force(Kind::Survey),
                Filled(&["pretest"]),
            ),
            some("conversations with customers", all(Kind::Interview).with(&["summary"])),
            passes("R-SVY-01"),
            measured("M-SMP-5"),
        ],
    },
    Evidence {
        number: "7.3.4",
        places: &[("Waves", "waves.html"), ("Data quality", "topics/data-quality.html")],
        looks: &[
            every(
                "waves with what became of each invitation, and by which mode",
                all(Kind::Wave).of("status", FIELDED),
                Filled(&["dispositions", "mode_used"]),
            ),
            measured("M-SMP-1"),
            passes("R-WAV-01"),
            passes("R-WAV-02"),
            passes("R-RSP-01"),
        ],
    },
    Evidence {
        number: "7.4.1",
        places: &[("Data quality", "topics/data-quality.html")],
        looks: &[measured("M-DQ-1"), measured("M-DQ-2"), passes("R-RSP-03")],
    },
    Evidence {
        number: "7.4.2",
        places: &[("Surveys", "surveys.html"), ("Measures", "measures/index.html")],
        looks: &[
            every(
                "surveys that name who analyses and how answers are weighted",
                in_force(Kind::Survey),
                Filled(&["responsibilities.analysis", "sampling.weighting"]),
            ),
            every(
                "objectives measured by a metric with a method",
                in_force(Kind::Objective),
                Filled(&["metric"]),
            ),
        ],
    },
    Evidence {
        number: "7.4.3",
        places: &[("Waves", "waves.html"), ("Measures", "measures/index.html")],
        looks: &[
            measured("M-SAT-1"),
            measured("M-CHG-1"),
            measured("M-TRD-1"),
            measured("M-IMP-2"),
        ],
    },
    Evidence {
        number: "7.4.4",
        places: &[("Waves", "waves.html")],
        looks: &[
            every(
                "analysed waves with a note on how the result was validated",
                all(Kind::Wave).of("status", ANALYSED),
                Filled(&["validation_note"]),
            ),
            measured("M-REL-1"),
            measured("M-DQ-6"),
        ],
    },
    Evidence {
        number: "7.4.5",
        places: &[("Findings", "topics/findings.html")],
        looks: &[
            every(
                "findings with their limits and a recommendation",
                all(Kind::Finding),
                Filled(&["limits", "recommendation"]),
            ),
            every(
                "analysed waves with a finding, or with words on why there is none",
                all(Kind::Wave).of("status", ANALYSED),
                One(&[NamedBy(&[Kind::Finding]), Filled(&["no_finding"])]),
            ),
        ],
    },
    Evidence {
        number: "7.5",
        places: &[("Communications", "topics/communications.html")],
        looks: &[
            every(
                "published waves that somebody was told about",
                all(Kind::Wave).of("status", &["published"]),
                NamedBy(&[Kind::Communication]),
            ),
            measured("M-COM-1"),
            measured("M-COM-2"),
            passes("R-COM-01"),
        ],
    },
    Evidence {
        number: "7.6.1",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            some("review in the last twelve months", all(Kind::Review).lately("held_on")),
            measured("M-REV-1"),
        ],
    },
    Evidence {
        number: "7.6.2",
        places: &[("Waves", "waves.html"), ("Customers", "topics/customers.html")],
        looks: &[measured("M-SMP-6"), passes("R-WAV-04"), measured("M-PRG-2")],
    },
    Evidence {
        number: "7.6.3",
        places: &[
            ("Findings", "topics/findings.html"),
            ("Traceability", "traceability.html"),
        ],
        looks: &[
            every(
                "findings decided on, with the reason",
                all(Kind::Finding).of("decision", &["act", "watch", "reject"]),
                Filled(&["decided_by", "decided_on", "decision_reason"]),
            ),
            passes("R-FND-01"),
            measured("M-TRC-5"),
        ],
    },
    Evidence {
        number: "7.6.4",
        places: &[("Actions", "topics/actions.html")],
        looks: &[
            some("actions", all(Kind::Action)),
            measured("M-ACT-1"),
            measured("M-ACT-2"),
            passes("R-TRC-01"),
        ],
    },
    Evidence {
        number: "7.6.5",
        places: &[
            ("Closed actions", "topics/actions.html#closed"),
            ("Traceability", "traceability.html"),
        ],
        looks: &[
            every(
                "closed actions that were to change something, with a verification",
                all(Kind::Action)
                    .of("status", &["verified", "closed"])
                    .of("kind", &["corrective", "preventive", "improvement", "training"]),
                NamedBy(&[Kind::Verification]),
            ),
            every(
                "verifications with result and judgement",
                all(Kind::Verification),
                Filled(&["result", "judgement"]),
            ),
            measured("M-ACT-5"),
            passes("R-ACT-04"),
        ],
    },
    Evidence {
        number: "8",
        places: &[
            ("Implementation", "topics/implementation.html"),
            ("Reviews", "topics/reviews.html"),
        ],
        looks: &[
            every(
                "surveys whose next look is still ahead",
                in_force(Kind::Survey),
                Ahead("review_due"),
            ),
            some(
                "review that looked at the programme itself",
                all(Kind::Review).lately("held_on").and(One(&[
                    Word("kind", &["programme"]),
                    Word("inputs.item", &["programme_suitability"]),
                ])),
            ),
            passes("R-GEN-05"),
            passes("R-SVY-04"),
        ],
    },
];
