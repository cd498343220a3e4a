//! Due dates that moved, and whether the record tells it.

use super::Keeping;
use super::replay;
use crate::history::{CommitIndex, What};
use crate::record::action::Action;
use crate::record::{Kind, Record};
use jiff::civil::Date;

/// A due date that moved.
#[derive(Clone, Debug)]
pub struct MovedDue<'a> {
    /// The record.
    pub record: &'a Record,
    /// The field.
    pub field: &'static str,
    /// The commit.
    pub commit: CommitIndex,
    /// Its day.
    pub on: Date,
    /// The date before.
    pub old: Date,
    /// The date after.
    pub new: Date,
    /// Where the record tells it: `due_history` or `change_reason`.
    pub told_in: Option<&'static str>,
}

/// The kinds with a due date that was agreed on with somebody.
const DUE: &[(Kind, &str)] = &[
    (Kind::Action, "due"),
    (Kind::Objective, "due"),
    (Kind::AuditFinding, "due"),
    (Kind::Complaint, "response_due"),
];

/// Whether records of a kind have a list of earlier due dates.
pub fn has_list(kind: Kind) -> bool {
    kind == Kind::Action
}

/// The records with a due date that may move.
pub fn concerned<'a>(keeping: &Keeping<'a>) -> impl Iterator<Item = (&'a Record, &'static str)> {
    let ledger = keeping.ledger;
    DUE.iter().flat_map(move |(kind, field)| {
        let of_kind = ledger.of_kind(*kind).map(|(_, record)| record);
        of_kind
            .filter(|record| record.node.get(field).is_some())
            .map(|record| (record, *field))
    })
}

/// Every due date that moved, by record and in the order of the commits.
///
/// A date that moves while an action is only proposed is not agreed on yet. Actions tell earlier dates in `due_history`; the
/// other kinds have no such list, and tell why in `change_reason`.
pub fn moved<'a>(keeping: &Keeping<'a>) -> Vec<MovedDue<'a>> {
    let mut all = Vec::new();
    for (record, field) in concerned(keeping) {
        let Some(history) = keeping.history.of(record.id()) else {
            continue;
        };
        if history.versions.len() < 2 {
            continue;
        }
        let mut moves = Vec::new();
        let mut explained = 0;
        replay::each(history, |version, before, after| {
            let proposed = replay::text(before, "status") == Some("proposed");
            for change in version.fields().iter().filter(|change| change.field == field) {
                if let What::Set {
                    old: Some(old),
                    new: Some(new),
                } = &change.what
                    && let (Some(old), Some(new)) = (date(old), date(new))
                    && old != new
                    && !proposed
                {
                    moves.push((version.commit, old, new));
                }
            }
            let reason = replay::text(after, "change_reason");
            if reason.is_some() && reason != replay::text(before, "change_reason") {
                explained = moves.len();
            }
        });
        for (index, (commit, old, new)) in moves.into_iter().enumerate() {
            let told_in = if is_listed(record, old, new) {
                Some("due_history")
            } else {
                (index < explained && !has_list(record.kind)).then_some("change_reason")
            };
            all.push(MovedDue {
                record,
                field,
                commit,
                on: keeping.day(commit),
                old,
                new,
                told_in,
            });
        }
    }
    all
}

fn date(value: &serde_json::Value) -> Option<Date> {
    value.as_str()?.parse().ok()
}

/// Whether the list of earlier dates holds this step. A list that leaves out an end says the rest by its order.
fn is_listed(record: &Record, old: Date, new: Date) -> bool {
    let crate::record::Data::Action(action) = &record.data else {
        return false;
    };
    let action: &Action = action;
    action.due_history.iter().any(|change| {
        change.old == Some(old) && change.new.is_none_or(|told| told == new)
            || change.new == Some(new) && change.old.is_none()
    })
}
