//! The standards whose evidence is looked for: what each is for, what shows that it is in use, and how the guidance feeds
//! ISO 9001.

use super::look::{Look, all, in_force, some};
use crate::record::Kind;

/// A standard whose clauses have evidence.
#[derive(Clone, Copy, Debug)]
pub struct Standard {
    /// Its number, `10002`.
    pub number: &'static str,
    /// What it is about, in our words.
    pub title: &'static str,
    /// Whether it is guidance, for which nobody issues certificates, or asks.
    pub guidance: bool,
    /// What shows that its subject is dealt with here at all: one of these is enough. Without any nothing else is looked for, or
    /// what serves another standard would be taken for evidence of this one.
    pub subject: &'static [Look],
}

/// The standards in the order of the site.
pub const STANDARDS: &[Standard] = &[
    Standard {
        number: "10004",
        title: "Monitoring and measuring customer satisfaction",
        guidance: true,
        subject: &[
            some("surveys", all(Kind::Survey)),
            some("series that speak of satisfaction", all(Kind::Indicator)),
            some("conversations with customers", all(Kind::Interview)),
            some("objectives", all(Kind::Objective)),
            some("methods", all(Kind::Method)),
        ],
    },
    Standard {
        number: "10001",
        title: "Codes of conduct: promises to customers",
        guidance: true,
        subject: &[some("codes", all(Kind::Code)), some("promises", all(Kind::Promise))],
    },
    Standard {
        number: "10002",
        title: "Complaints handling",
        guidance: true,
        subject: &[
            some("complaints", all(Kind::Complaint)),
            some(
                "policy on complaints",
                in_force(Kind::Policy).of("kind", &["complaints"]),
            ),
            some(
                "channels that take complaints",
                in_force(Kind::Channel).of("accepts", &["complaint"]),
            ),
        ],
    },
    Standard {
        number: "10003",
        title: "Dispute resolution outside the organization",
        guidance: true,
        subject: &[
            some("disputes", all(Kind::Dispute)),
            some("bodies outside", all(Kind::Provider)),
            some(
                "policy on disputes",
                in_force(Kind::Policy).of("kind", &["dispute_resolution"]),
            ),
        ],
    },
    Standard {
        number: "9001",
        title: "Quality management",
        guidance: false,
        subject: &[],
    },
];

/// The standard with a number, where it is one of these.
pub fn of(number: &str) -> Option<&'static Standard> {
    STANDARDS.iter().find(|standard| standard.number == number)
}

/// Clauses of ISO 9001, each with the clauses of the guidance whose evidence serves it too.
pub const FEEDS: &[(&str, &[&str])] = &[
    ("9001:4.2", &["10004:5.1", "10002:5.1"]),
    ("9001:4.3", &["10004:5.1", "10004:6.2", "10002:5.1"]),
    ("9001:5.1.2", &["10004:4.3.1", "10004:6.1", "10002:5.2"]),
    ("9001:6.1", &["10004:5.1", "10002:5.1"]),
    ("9001:6.2.1", &["10004:6.1", "10002:6.2", "10001:6.1", "10003:6.2"]),
    ("9001:7.2", &["10004:6.4", "10004:4.3.11", "10002:6.4"]),
    ("9001:7.5.3", &["10004:4.3.6", "10002:8.1"]),
    ("9001:8.2.1 c", &["10002:7.1", "10002:7.2", "10004:7.3.2", "10001:8.1"]),
    (
        "9001:9.1.2",
        &[
            "10004:5.2",
            "10004:6.2",
            "10004:7.2.2",
            "10004:7.3.2",
            "10004:7.3.3",
            "10004:7.3.4",
            "10002:8.3",
        ],
    ),
    (
        "9001:9.1.3",
        &["10004:7.4", "10004:7.6", "10002:8.2", "10001:8.2", "10003:8.2"],
    ),
    ("9001:9.2", &["10002:8.5"]),
    ("9001:9.3.2 c", &["10004:7.5", "10002:8.6", "10001:8.4", "10003:8.4"]),
    ("9001:10.1", &["10004:8", "10002:8.7", "10001:8.5", "10003:8.5"]),
    ("9001:10.2", &["10002:7.7", "10002:8.2", "10004:7.6.4", "10004:7.6.5"]),
];
