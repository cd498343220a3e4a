//! The trail from what was heard to what was improved: which references carry it, and which way each points.
//!
//! A reference that is not in the table (an owner, a channel) is no step of the trail. What counts steps (metrics) and what
//! follows chains (`trace`) both take them from here.

use super::{Ledger, Link, RecordIndex};
use crate::record::{Data, Kind};
use std::collections::BTreeSet;

/// Which way a reference points along the trail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// The target led to the record that holds the reference.
    From,
    /// The target followed from the record that holds the reference.
    To,
}

/// How far the trail goes through a reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// It goes on from the record that is reached.
    On,
    /// It ends there: the record looked at many things, or was looked at for many reasons, so what lies beyond it does not
    /// belong to the trail of the one it was reached from.
    End,
    /// Only the record itself tells of it: a survey asks about many things, and one of its findings is not about all of them.
    Own,
}

/// A reference that carries the trail.
#[derive(Debug)]
pub struct Row {
    /// Kind of the record that holds it.
    pub kind: Kind,
    /// Its field without indices.
    pub field: &'static str,
    way: Way,
    reach: Reach,
    back: Reach,
}

impl Row {
    /// How far the trail goes through it, along the trail or back.
    pub fn reach(&self, way: Way) -> Reach {
        match way {
            Way::To => self.reach,
            Way::From => self.back,
        }
    }

    /// Whether the record that is left holds the reference, and not the one that is reached.
    pub fn is_held(&self, way: Way) -> bool {
        self.way == way
    }

    /// The reference as it is written: `action.addresses`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.kind.name(), self.field)
    }
}

const fn row(kind: Kind, field: &'static str, way: Way, reach: Reach) -> Row {
    Row {
        kind,
        field,
        way,
        reach,
        back: reach,
    }
}

/// The references that carry the trail.
const TRAIL: &[Row] = &[
    row(Kind::Objective, "baseline.source", Way::From, Reach::End),
    row(Kind::Expectation, "source", Way::From, Reach::End),
    row(Kind::Expectation, "kano_class.wave", Way::From, Reach::End),
    row(Kind::Expectation, "characteristic", Way::To, Reach::On),
    row(Kind::Promise, "expectation", Way::From, Reach::On),
    row(Kind::Promise, "code", Way::From, Reach::On),
    row(Kind::Promise, "indicator", Way::To, Reach::On),
    row(Kind::Survey, "objectives", Way::From, Reach::On),
    Row {
        back: Reach::Own,
        ..row(Kind::Survey, "questions.characteristic", Way::From, Reach::On)
    },
    row(Kind::Wave, "survey", Way::From, Reach::On),
    row(Kind::Indicator, "reflects", Way::From, Reach::On),
    row(Kind::Coding, "source", Way::From, Reach::On),
    row(Kind::Coding, "theme", Way::To, Reach::End),
    row(Kind::Theme, "characteristic", Way::To, Reach::End),
    row(Kind::Feedback, "reclassified_as", Way::To, Reach::On),
    row(Kind::Complaint, "characteristic", Way::From, Reach::On),
    row(Kind::Complaint, "promise", Way::From, Reach::On),
    row(Kind::Complaint, "causes", Way::To, Reach::On),
    row(Kind::Complaint, "preventive_decision.actions", Way::To, Reach::On),
    row(Kind::Dispute, "complaint", Way::From, Reach::On),
    row(Kind::Dispute, "findings", Way::To, Reach::On),
    row(Kind::Audit, "sample.items", Way::From, Reach::End),
    row(Kind::AuditFinding, "audit", Way::From, Reach::On),
    row(Kind::AuditFinding, "actions", Way::To, Reach::On),
    row(Kind::RiskOpportunity, "actions", Way::To, Reach::On),
    row(Kind::Review, "inputs.ref", Way::From, Reach::End),
    row(Kind::Review, "previous_actions.action", Way::From, Reach::End),
    row(Kind::Review, "decisions.action", Way::To, Reach::On),
    row(Kind::Finding, "sources", Way::From, Reach::On),
    row(Kind::Finding, "characteristics", Way::From, Reach::On),
    row(Kind::Finding, "metric_refs.metric", Way::From, Reach::On),
    row(Kind::Cause, "finding", Way::From, Reach::On),
    row(Kind::Cause, "complaints", Way::From, Reach::On),
    row(Kind::Action, "addresses", Way::From, Reach::On),
    row(Kind::Action, "expected_effect.metric", Way::To, Reach::End),
    row(Kind::Verification, "action", Way::From, Reach::On),
    row(Kind::Verification, "follow_up", Way::To, Reach::On),
    row(Kind::Communication, "about", Way::From, Reach::On),
];

/// A decision that names an action which was there before: the review took it up again, and did not lead to it.
const TAKEN_UP: Row = row(Kind::Review, "decisions.action", Way::From, Reach::End);

/// Metrics carry the trail too, where a record names one instead of another record.
pub const MEASURED_BY: Row = row(Kind::Objective, "metric", Way::To, Reach::On);
/// An action that is to move what an objective is measured by.
pub const AIMS_AT: Row = row(Kind::Action, "expected_effect.metric", Way::To, Reach::End);

/// The records one step away, by kind and id.
pub fn neighbours_after(ledger: &Ledger, record: RecordIndex) -> BTreeSet<RecordIndex> {
    neighbours(ledger, record, Way::To)
}

/// The records one step back, by kind and id.
pub fn neighbours_before(ledger: &Ledger, record: RecordIndex) -> BTreeSet<RecordIndex> {
    neighbours(ledger, record, Way::From)
}

/// The records one step away in a direction from which the trail goes on, by kind and id.
pub fn neighbours(ledger: &Ledger, record: RecordIndex, way: Way) -> BTreeSet<RecordIndex> {
    steps(ledger, record, way)
        .filter(|(row, _)| row.reach(way) == Reach::On)
        .map(|(_, next)| next)
        .collect()
}

/// The references that lead from a record in a direction, with the records they lead to.
pub fn steps(ledger: &Ledger, record: RecordIndex, way: Way) -> impl Iterator<Item = (&'static Row, RecordIndex)> {
    let held = ledger.links_from(record).filter_map(move |link| {
        let row = of(ledger, link).filter(|row| row.way == way)?;
        Some((row, link.to))
    });
    let holding = ledger.links_to(record).filter_map(move |link| {
        let row = of(ledger, link).filter(|row| row.way != way)?;
        Some((row, link.from))
    });
    held.chain(holding).filter(move |(_, next)| *next != record)
}

/// The row of a reference, when it carries the trail.
fn of(ledger: &Ledger, link: &Link) -> Option<&'static Row> {
    let kind = ledger.get(link.from).kind;
    let mut rows = TRAIL.iter().filter(|row| row.kind == kind).peekable();
    rows.peek()?;
    let field = link.field_name();
    let row =
        rows.find(|row| row.field == field || field.strip_prefix(row.field).is_some_and(|rest| rest.starts_with('.')))?;
    let is_decision = row.kind == TAKEN_UP.kind && row.field == TAKEN_UP.field;
    Some(if is_decision && was_there_before(ledger, link) {
        &TAKEN_UP
    } else {
        row
    })
}

/// Whether the action that a review names was there before the review: it was approved, else recorded, on an earlier day. What
/// was proposed before and approved at the review followed from it.
fn was_there_before(ledger: &Ledger, link: &Link) -> bool {
    let (review, action) = (ledger.get(link.from), ledger.get(link.to));
    let (Data::Review(review), Data::Action(data)) = (&review.data, &action.data) else {
        return false;
    };
    let since = data.approved_on.or(action.envelope.created);
    review.held_on.zip(since).is_some_and(|(held, since)| since < held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_that_takes_an_action_up_again_came_after_it() {
        let files = |dates: &str| {
            format!("id: REV-1\nheld_on: 2025-07-15\ndecisions: [{{id: D1, action: ACT-1}}]\n---\nid: ACT-1\n{dates}\n")
        };
        let side = |dates: &str| {
            let made = crate::check::tests::inspect(&files(dates));
            let ledger = &made.ledger;
            let (action, _) = ledger.find("ACT-1").unwrap();
            let ids = |way| {
                let found =
                    steps(ledger, action, way).map(|(row, next)| (ledger.get(next).id().to_owned(), row.reach(way)));
                found.collect::<Vec<_>>()
            };
            (ids(Way::From), ids(Way::To))
        };
        let led_to = (vec![("REV-1".to_owned(), Reach::On)], Vec::new());
        let came_of = (Vec::new(), vec![("REV-1".to_owned(), Reach::End)]);
        assert_eq!(side("approved_on: 2025-07-14"), came_of);
        assert_eq!(side("approved_on: 2025-07-15"), led_to);
        assert_eq!(
            side("created: 2025-06-01\napproved_on: 2025-07-20"),
            led_to,
            "proposed before, approved after"
        );
        assert_eq!(side("created: 2025-06-01"), came_of);
        assert_eq!(
            side("kind: corrective"),
            led_to,
            "without a day the decision is taken at its word"
        );
    }

    #[test]
    fn every_row_names_a_reference_of_its_kind() {
        let catalogue = crate::record::Catalogue::default();
        for row in TRAIL {
            let name = row.field.split('.').next().unwrap();
            let known = catalogue.fields(row.kind).iter().any(|field| field.name == name);
            assert!(known, "{} has no field `{}`", row.kind.name(), row.field);
        }
    }
}
