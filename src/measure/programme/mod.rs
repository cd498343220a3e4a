//! The programme itself: whether objectives are reached, plans kept, people told, reviews complete and decisions carried out.

mod attainment;
mod data_age;
mod decisions;
pub mod feedback;
mod informed;
mod inputs;
mod progress;
mod resources;
mod schedule;

use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::review::Review;
use crate::record::types::Period;
use crate::record::{Data, Record};
use crate::stats::period::Period as Named;
use jiff::civil::Date;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    attainment::METRIC,
    progress::METRIC,
    schedule::METRIC,
    data_age::METRIC,
    resources::METRIC,
    informed::METRIC,
    feedback::METRIC,
    inputs::METRIC,
    decisions::METRIC,
];

/// First and last day of a period as written.
fn span(period: &Period) -> Option<(Date, Date)> {
    match period {
        Period::Named(name) => Named::parse(name).map(Named::days),
        Period::Range(range) => range.from.zip(range.to),
    }
}

/// Everything, and each monitoring plan.
fn plans(scope: &Scope<'_>) -> Vec<Selection> {
    let each = scope
        .ledger
        .each::<MonitoringPlan>()
        .map(|(record, _)| Selection::all().with(Key::Plan, record.id()));
    [Selection::all()].into_iter().chain(each).collect()
}

/// Everything, and each review.
fn reviews(scope: &Scope<'_>) -> Vec<Selection> {
    let each = scope
        .ledger
        .each::<Review>()
        .map(|(record, _)| Selection::all().with(Key::Review, record.id()));
    [Selection::all()].into_iter().chain(each).collect()
}

/// The last day of what a record stands for: the end of asking, the day of a review, a conversation or an audit.
fn took_place(record: &Record) -> Option<Date> {
    match &record.data {
        Data::Wave(wave) => wave.field_end,
        Data::Review(review) => review.held_on,
        Data::Interview(interview) => interview.date,
        Data::FocusGroup(group) => group.date,
        Data::Audit(audit) => audit.performed_on,
        _ => None,
    }
}
