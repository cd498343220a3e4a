//! What of a case only those who handle it may see: complaints, and the disputes that come of them.
//!
//! Source: the rules of confidentiality of complainants and staff (ISO 10002:4.10, ISO 10003:4.12). Other audiences are told what a
//! case is about, how serious it is, how far it has come and how it ended; not in whose words, nor who complains, who handles it or
//! whom it is about.
//!
//! Adding a field to one of these kinds: a field that holds words, or may name a person, stands in [`WITHHELD`] or in [`TOLD`].

use super::Kind;
use super::schema::{Field, Shape};

/// Why a field of a case is withheld.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// It is written freely, so that it may tell anything.
    FreeText,
    /// It tells who complains, or leads there.
    Complainant,
    /// It names who handles the case.
    Handler,
    /// It names who is complained about.
    Subject,
}

/// The fields of cases that only those who handle them may see: kind, why, paths without indices.
pub const WITHHELD: &[(Kind, Why, &[&str])] = &[
    (
        Kind::Complaint,
        Why::FreeText,
        &[
            "title",
            "tags",
            "notes",
            "change_reason",
            "description",
            "immediate_action",
            "assessment.reassessed.reason",
            "investigation.sources",
            "investigation.facts",
            "investigation.conclusion",
            "outcome_reason",
            "remedies.value",
            "preventive_decision.reason",
            "satisfaction_survey.reason_not",
            "events.note",
        ],
    ),
    (Kind::Complaint, Why::Complainant, &["complainant", "transaction"]),
    (
        Kind::Complaint,
        Why::Handler,
        &[
            "owner",
            "recorded_by",
            "confirmed.by",
            "received_by",
            "handler",
            "assessment.assessed_by",
            "investigation.investigator",
            "events.by",
        ],
    ),
    (Kind::Complaint, Why::Subject, &["investigation.subject_of_complaint"]),
    (
        Kind::Dispute,
        Why::FreeText,
        &[
            "title",
            "tags",
            "notes",
            "change_reason",
            "consent.mandatory_reason",
            "evaluation",
            "initial_position",
            "offers.content",
            "offers.reaction",
            "review_of_decision",
            "satisfaction.complainant",
            "satisfaction.organization",
            "satisfaction.provider",
        ],
    ),
    (Kind::Dispute, Why::Handler, &["owner", "recorded_by", "confirmed.by"]),
];

/// Fields of cases that hold words and are told all the same: ids, words of lists, and what the organization learned.
pub const TOLD: &[(Kind, &[&str])] = &[
    (Kind::Complaint, &["id", "clauses", "cost.currency"]),
    (Kind::Dispute, &["id", "clauses", "cost.currency", "method", "lessons"]),
];

/// Withheld fields of a phrase or two, such as others use as well: a kind of document, a thing that was handed over.
const PHRASES: &[(Kind, &[&str])] = &[
    (Kind::Complaint, &["tags", "investigation.sources", "remedies.value"]),
    (Kind::Dispute, &["tags"]),
];

/// Whether a field, `investigation.sources`, holds a phrase that others use as well.
pub fn is_phrase(kind: Kind, path: &str) -> bool {
    PHRASES.iter().any(|(of, paths)| *of == kind && paths.contains(&path))
}

/// Whether records of a kind are cases.
pub fn is_case(kind: Kind) -> bool {
    WITHHELD.iter().any(|(of, ..)| *of == kind)
}

/// Marks the fields of a case for the restricted audience.
pub(super) fn mark(kind: Kind, fields: &mut [Field]) {
    for (_, _, paths) in WITHHELD.iter().filter(|(of, ..)| *of == kind) {
        for path in *paths {
            mark_at(fields, path);
        }
    }
}

fn mark_at(fields: &mut [Field], path: &str) {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(field) = fields.iter_mut().find(|field| field.name == name) else {
        return;
    };
    match rest {
        None => field.restricted = true,
        Some(rest) => mark_in(&mut field.shape, rest),
    }
}

fn mark_in(shape: &mut Shape, path: &str) {
    match shape {
        Shape::Fields(fields) => mark_at(fields, path),
        Shape::List(item) | Shape::Map(item) => mark_in(item, path),
        Shape::Either(shapes) => shapes.iter_mut().for_each(|shape| mark_in(shape, path)),
        Shape::Text(_)
        | Shape::Sort(_)
        | Shape::Date
        | Shape::Instant
        | Shape::Integer(..)
        | Shape::Number(..)
        | Shape::Boolean
        | Shape::Choice(_)
        | Shape::Reference(_)
        | Shape::ReferenceOrText(_)
        | Shape::Any => {}
    }
}

/// Whether a field holds words, or may name a person: of a case nobody but those who handle it may see it unless it is listed.
pub fn is_open_to_anything(shape: &Shape) -> bool {
    match shape {
        Shape::Text(_) | Shape::Any => true,
        Shape::Sort(sort) => sort == "markdown" || sort == "link",
        Shape::Reference(kinds) | Shape::ReferenceOrText(kinds) => kinds
            .iter()
            .any(|kind| kind == Kind::Person.name() || kind == Kind::Customer.name()),
        Shape::List(item) | Shape::Map(item) => is_open_to_anything(item),
        Shape::Either(shapes) => shapes.iter().any(is_open_to_anything),
        Shape::Fields(_)
        | Shape::Date
        | Shape::Instant
        | Shape::Integer(..)
        | Shape::Number(..)
        | Shape::Boolean
        | Shape::Choice(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Catalogue;
    use crate::record::schema::{find, inner};

    #[test]
    fn every_withheld_field_exists_and_is_marked() {
        let catalogue = Catalogue::default();
        for (kind, _, paths) in WITHHELD {
            for path in *paths {
                let field = find(catalogue.fields(*kind), path);
                assert!(field.is_some_and(|field| field.restricted), "{} {path}", kind.name());
            }
        }
        for (kind, paths) in TOLD {
            for path in *paths {
                assert!(find(catalogue.fields(*kind), path).is_some(), "{} {path}", kind.name());
            }
        }
        // Others share the envelope, and keep their titles.
        assert!(!find(catalogue.fields(Kind::Action), "title").unwrap().restricted);
    }

    /// A field that holds words or names people is decided about, one way or the other.
    #[test]
    fn no_field_of_a_case_tells_anything_by_oversight() {
        fn look(kind: Kind, fields: &[Field], above: &str) {
            for field in fields {
                let path = format!("{above}{}", field.name);
                let told = TOLD
                    .iter()
                    .any(|(of, paths)| *of == kind && paths.contains(&path.as_str()));
                let decided = told || field.restricted || field.personal || field.derived;
                assert!(decided || !is_open_to_anything(&field.shape), "{} {path}", kind.name());
                if let Some(inside) = inner(&field.shape).filter(|_| !field.restricted && !field.personal) {
                    look(kind, inside, &format!("{path}."));
                }
            }
        }
        let catalogue = Catalogue::default();
        for kind in [Kind::Complaint, Kind::Dispute] {
            assert!(is_case(kind));
            look(kind, catalogue.fields(kind), "");
        }
    }
}
