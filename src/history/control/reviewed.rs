//! What was measured by and changed after a review had looked at its period.

use super::suspect::{Weight, weight};
use super::{Keeping, entry, replay};
use crate::history::{CommitIndex, What};
use crate::record::review::Review;
use crate::record::types::Period;
use crate::record::{Data, Record};
use crate::stats::period::Period as Named;
use jiff::civil::Date;
use serde_json::Value;

/// Figures and facts of a period that changed after a review looked at it.
#[derive(Clone, Debug)]
pub struct AfterReview<'a> {
    /// The review.
    pub review: &'a Record,
    /// The day of the data that it looked at.
    pub looked_on: Date,
    /// The record that changed.
    pub record: &'a Record,
    /// Fields that changed.
    pub fields: Vec<&'a str>,
    /// The commit.
    pub commit: CommitIndex,
    /// Its day.
    pub on: Date,
}

/// What a review looked at.
struct Looked<'a> {
    review: &'a Record,
    on: Date,
    first: Date,
    last: Date,
}

fn reviews<'a>(keeping: &Keeping<'a>) -> Vec<Looked<'a>> {
    let looked = |(record, review): (&'a Record, &'a Review)| {
        let (first, last) = days_of(review.period.as_ref()?)?;
        Some(Looked {
            review: record,
            on: review.data_as_of.or(review.held_on)?,
            first,
            last,
        })
    };
    keeping.ledger.each::<Review>().filter_map(looked).collect()
}

/// The day by which a record belongs to a period.
fn event_of(keeping: &Keeping<'_>, record: &Record) -> Option<Date> {
    match &record.data {
        Data::Wave(wave) => wave.field_end,
        _ => entry::event_of(keeping, record),
    }
}

/// Whether a review looked at the period of a record; a series has values of many periods.
pub fn is_covered(keeping: &Keeping<'_>, record: &Record) -> bool {
    let reviews = reviews(keeping);
    match &record.data {
        Data::Indicator(_) => !reviews.is_empty(),
        _ => event_of(keeping, record).is_some_and(|day| reviews.iter().any(|of| of.first <= day && day <= of.last)),
    }
}

/// What is measured by and changed after the period was reviewed: records with an event in the period of a review, by the last
/// review that looked at it before the change.
pub fn after_review<'a>(keeping: &Keeping<'a>) -> Vec<AfterReview<'a>> {
    let reviews = reviews(keeping);
    let mut all = Vec::new();
    if reviews.is_empty() {
        return all;
    }
    for (record, history) in keeping.present().filter(|(_, history)| history.versions.len() > 1) {
        let event = event_of(keeping, record);
        replay::each(history, |version, before, _| {
            let on = keeping.day(version.commit);
            let changes = version.fields();
            let covers = |day: Date| {
                let fits = |of: &&Looked<'a>| of.on < on && of.first <= day && day <= of.last;
                reviews.iter().filter(fits).max_by_key(|of| (of.on, of.review.id()))
            };
            let mut found: Option<(&'a Record, Date, Vec<&'a str>)> = None;
            for change in changes {
                if weight(keeping, record, change, changes, before) != Some(Weight::MeasuredBy) {
                    continue;
                }
                // A value of a series has a period of its own.
                let item = match &change.what {
                    What::Removed(item) => Some(item),
                    _ => replay::item(before, &change.field),
                };
                let day = item.and_then(period_of).or(event);
                if let Some(of) = day.and_then(covers) {
                    let (_, _, fields) = found.get_or_insert_with(|| (of.review, of.on, Vec::new()));
                    if !fields.contains(&change.field.as_str()) {
                        fields.push(&change.field);
                    }
                }
            }
            if let Some((review, looked_on, fields)) = found {
                all.push(AfterReview {
                    review,
                    looked_on,
                    record,
                    fields,
                    commit: version.commit,
                    on,
                });
            }
        });
    }
    all
}

/// The last day of the period that a value of a series speaks of.
fn period_of(item: &Value) -> Option<Date> {
    Some(Named::parse(item.get("period")?.as_str()?)?.days().1)
}

fn days_of(period: &Period) -> Option<(Date, Date)> {
    match period {
        Period::Named(name) => Some(Named::parse(name)?.days()),
        Period::Range(range) => Some((range.from?, range.to?)),
    }
}
