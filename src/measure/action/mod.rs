//! Actions: whether they were done in time, whether their effect was looked at, and whether there was one.

mod effectiveness;
mod finding_to_action;
mod lead_time;
mod on_time;
mod overdue;
pub mod verification_test;
mod verified;

use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::Record;
use crate::record::action::Action;
use crate::record::verification::Verification;
use crate::stats::period::{Length, Period};
use crate::yaml::node::Node;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    on_time::METRIC,
    overdue::METRIC,
    lead_time::METRIC,
    verified::METRIC,
    effectiveness::METRIC,
    finding_to_action::METRIC,
];

/// By what measures of actions are narrowed.
const KEYS: &[Key] = &[Key::Kind, Key::Period];

/// The word of the kind of an action, as written.
fn kind(record: &Record) -> Option<&str> {
    record.node.at("kind").and_then(Node::text)
}

/// Actions that exist by the day and are of the kind that a selection means.
fn actions<'a>(scope: &'a Scope<'_>, selection: &'a Selection) -> impl Iterator<Item = (&'a Record, &'a Action)> {
    scope.ledger.each::<Action>().filter(move |(record, _)| {
        record.envelope.created.is_none_or(|day| day <= scope.as_of)
            && selection
                .get(Key::Kind)
                .is_none_or(|wanted| kind(record) == Some(wanted))
    })
}

/// When an action was done, as known by the day.
fn done_on(scope: &Scope<'_>, action: &Action) -> Option<Date> {
    action.implemented_on.filter(|day| *day <= scope.as_of)
}

/// Whether an action is done by the day. One that is said to be done without a day of it counts as done.
fn is_done(scope: &Scope<'_>, action: &Action) -> bool {
    match action.implemented_on {
        Some(day) => day <= scope.as_of,
        None => action.is_implemented(),
    }
}

/// The verification of an action that stands by the day: the newest one.
fn verification<'a>(scope: &'a Scope<'_>, action: &str) -> Option<(&'a Record, &'a Verification)> {
    scope
        .ledger
        .each::<Verification>()
        .filter(|(_, verification)| verification.action.as_ref().is_some_and(|of| of.id() == action))
        .filter(|(_, verification)| verification.verified_on.is_none_or(|day| day <= scope.as_of))
        .max_by_key(|(_, verification)| verification.verified_on)
}

/// Everything; each year in which one of the days lies; each kind of action that there is.
fn selections(scope: &Scope<'_>, day: impl Fn(&Record, &Action) -> Option<Date>) -> Vec<Selection> {
    let mut years = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for (record, action) in scope.ledger.each::<Action>() {
        let year = day(record, action).map(|day| Period::of(day, Length::Year));
        // Of a year to come there is nothing to tell yet.
        let begun = year.filter(|year| year.days().0 <= scope.as_of);
        years.extend(begun.map(|year| year.to_string()));
        kinds.extend(kind(record));
    }
    let by_year = years.iter().map(|year| Selection::all().with(Key::Period, year));
    let by_kind = kinds.iter().map(|kind| Selection::all().with(Key::Kind, *kind));
    [Selection::all()].into_iter().chain(by_year).chain(by_kind).collect()
}

/// Whether a day lies in the period that a selection means; where it means none, every day does.
fn within(span: Option<(Date, Date)>, day: Option<Date>) -> bool {
    match span {
        None => true,
        Some((from, to)) => day.is_some_and(|day| (from..=to).contains(&day)),
    }
}
