//! Evidence for ISO 10001: promises to customers, and the codes that hold them.

use super::Evidence;
use crate::coverage::look::Need::{Ahead, Filled, Lately, Names, One, Word};
use crate::coverage::look::{all, every, in_force, measured, passes, some};
use crate::record::Kind;

/// The evidence of its clauses.
pub(super) const EVIDENCE: &[Evidence] = &[
    Evidence {
        number: "5.1",
        places: &[("Context", "topics/context.html")],
        looks: &[
            some("scope in force", in_force(Kind::Scope).with(&["statement"])),
            some(
                "stakeholders with their needs",
                in_force(Kind::Stakeholder).with(&["needs"]),
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
        places: &[("Promises", "topics/code.html")],
        looks: &[every(
            "codes with version and approval",
            in_force(Kind::Code),
            Filled(&["version", "approved_by", "approved_on"]),
        )],
    },
    Evidence {
        number: "5.3",
        places: &[
            ("Promises", "topics/code.html"),
            ("From one document to the next", "topics/standards.html#chain"),
        ],
        looks: &[
            some(
                "promises that answer an expectation",
                in_force(Kind::Promise).naming(&[Kind::Expectation]),
            ),
            some(
                "complaints that name the promise they say was broken",
                all(Kind::Complaint).naming(&[Kind::Promise]),
            ),
        ],
    },
    Evidence {
        number: "6.1",
        places: &[("Promises", "topics/code.html"), ("Objectives", "objectives.html")],
        looks: &[every(
            "codes that say what they are to reach",
            in_force(Kind::Code),
            Filled(&["objectives"]),
        )],
    },
    Evidence {
        number: "6.2",
        places: &[("Promises", "topics/code.html")],
        looks: &[
            every(
                "promises that answer an expectation, or are held against a series",
                in_force(Kind::Promise),
                One(&[Names(&[Kind::Expectation]), Names(&[Kind::Indicator])]),
            ),
            some(
                "expectations with their sources",
                in_force(Kind::Expectation).with(&["source"]),
            ),
        ],
    },
    Evidence {
        number: "6.3",
        places: &[
            ("Promises", "topics/code.html"),
            ("Stakeholders", "topics/context.html#stakeholders"),
        ],
        looks: &[every(
            "codes that say who was heard",
            in_force(Kind::Code),
            Filled(&["input_from"]),
        )],
    },
    Evidence {
        number: "6.4",
        places: &[("Promises", "topics/code.html")],
        looks: &[
            every(
                "codes with scope and limits",
                in_force(Kind::Code),
                Filled(&["scope", "limits"]),
            ),
            every(
                "promises with text, conditions, remedy and where to turn to",
                in_force(Kind::Promise),
                Filled(&["text", "conditions", "remedy_if_broken", "contact"]),
            ),
        ],
    },
    Evidence {
        number: "6.5",
        places: &[
            ("Promises", "topics/code.html"),
            ("Indicators", "topics/indicators.html"),
        ],
        looks: &[
            every(
                "promises that can be measured, with their series",
                in_force(Kind::Promise).with(&["level"]),
                Names(&[Kind::Indicator]),
            ),
            passes("R-PRM-01"),
        ],
    },
    Evidence {
        number: "6.6",
        places: &[("Promises", "topics/code.html")],
        looks: &[every(
            "codes with the procedure by which they are carried out",
            in_force(Kind::Code),
            Filled(&["procedure"]),
        )],
    },
    Evidence {
        number: "6.7",
        places: &[("Promises", "topics/code.html")],
        looks: &[every(
            "codes with a plan of how staff and customers are told",
            in_force(Kind::Code),
            Filled(&["communication_plan"]),
        )],
    },
    Evidence {
        number: "6.8",
        places: &[("Promises", "topics/code.html")],
        looks: &[every(
            "codes with what they need",
            in_force(Kind::Code),
            Filled(&["resources"]),
        )],
    },
    Evidence {
        number: "7",
        places: &[
            ("Promises", "topics/code.html"),
            ("Communications", "topics/communications.html"),
        ],
        looks: &[
            every(
                "codes that customers can read",
                in_force(Kind::Code),
                Filled(&["published_at"]),
            ),
            some(
                "communications about a code or a promise",
                all(Kind::Communication).naming(&[Kind::Code, Kind::Promise]),
            ),
            measured("M-COD-1"),
        ],
    },
    Evidence {
        number: "8.1",
        places: &[
            ("Promises", "topics/code.html"),
            ("Indicators", "topics/indicators.html"),
        ],
        looks: &[
            some(
                "series by which a promise is held",
                in_force(Kind::Indicator).with(&["values"]).named_by(&[Kind::Promise]),
            ),
            some(
                "complaints that name a promise",
                all(Kind::Complaint).naming(&[Kind::Promise]),
            ),
        ],
    },
    Evidence {
        number: "8.2",
        places: &[("Promises", "topics/code.html")],
        looks: &[measured("M-COD-1"), measured("M-COD-2")],
    },
    Evidence {
        number: "8.3",
        places: &[("Promises", "topics/code.html")],
        looks: &[measured("M-COD-3")],
    },
    Evidence {
        number: "8.4",
        places: &[("Reviews", "topics/reviews.html")],
        looks: &[
            every(
                "codes whose next look is still ahead",
                in_force(Kind::Code),
                Ahead("next_review"),
            ),
            some(
                "review that looked at promises in the last twelve months",
                all(Kind::Review).lately("held_on").and(One(&[
                    Word("kind", &["code"]),
                    Word("inputs.item", &["promise_performance"]),
                ])),
            ),
        ],
    },
    Evidence {
        number: "8.5",
        places: &[("Actions", "topics/actions.html")],
        looks: &[
            some("actions of improvement", all(Kind::Action).of("kind", &["improvement"])),
            measured("M-ACT-5"),
        ],
    },
];
