//! The numbers that a finding rests on: as they were written, as they are computed today for the same period, and the newest.
//!
//! In: a finding. Out: a section for its page; nothing where it names no metric. What the audience may not see is withheld here as
//! everywhere.

use super::blocks::{Cell, State, Table, Tone, Value};
use super::page::{Links, Site};
use super::topic::shape::{Section, without_empty_columns};
use super::{measured, number, picture};
use crate::measure;
use crate::measure::indicator;
use crate::measure::measurement::Measurement;
use crate::measure::metric::About;
use crate::measure::referred::referred;
use crate::measure::selection::Selection;
use crate::measure::unit::{is_rounded, plain};
use crate::record::finding::{Finding, MetricReference};
use crate::record::indicator::Indicator;
use crate::record::types::Period;
use crate::record::{Data, Record};
use jiff::civil::Date;
use serde::Serialize;

/// What the page of a finding shows beside its record.
#[derive(Serialize)]
pub(super) struct FindingView {
    numbers: Option<Section>,
}

/// What the page of a finding shows beside its record.
pub(super) fn of_finding(site: &Site<'_>, record: &Record, links: &Links<'_>) -> FindingView {
    let Data::Finding(finding) = &record.data else {
        return FindingView { numbers: None };
    };
    FindingView {
        numbers: numbers(site, finding, record.envelope.created, links),
    }
}

fn numbers(site: &Site<'_>, finding: &Finding, written: Option<Date>, links: &Links<'_>) -> Option<Section> {
    let mut table = Table::new(
        "Numbers it rests on, then and now",
        &[
            "Metric",
            "Measured on",
            "Period",
            "As written>",
            "Computed for it>",
            "Newest>",
            "Note~",
        ],
    );
    for reference in &finding.metric_refs {
        if let Some(row) = row(site, reference, written, links) {
            table.row(row);
        }
    }
    (!table.rows.is_empty()).then(|| {
        Section::new("then-and-now", "The numbers then and now")
            .note(
                "What was written when the finding was made, what the records give for the same period, and the newest value. Of a period \
                 that was not over they are looked at as of the day of the finding; records that were corrected move the number all \
                 the same.",
            )
            .wide()
            .table(without_empty_columns(table))
    })
}

fn row(site: &Site<'_>, reference: &MetricReference, written: Option<Date>, links: &Links<'_>) -> Option<[Cell; 7]> {
    let id = reference.metric.as_deref()?;
    let referred = referred(&site.scope, reference, written)?;
    let known = measure::named(site.settings, id);
    let of_indicator = site
        .ledger
        .typed::<Indicator>(id)
        .filter(|(record, _)| site.disclosure.record(record));
    let about: Option<About<'_>> = match (&known, of_indicator) {
        (Some(known), _) => Some(known.about()),
        (None, Some((record, indicator))) => Some(indicator::about(record, indicator)),
        (None, None) => None,
    };
    let number = |one: &Result<Measurement, String>| -> Cell {
        match (one, about) {
            (Ok(one), Some(about)) if may_tell(site, one) => measured::full(links, about, one),
            (Ok(one), Some(_)) => Value::state(number::untold(site, &[one])).into(),
            (Ok(_), None) => Value::dash().into(),
            (Err(reason), _) => Value::missing(super::markdown::mask(reason, links)).into(),
        }
    };
    let seen = referred
        .then
        .as_ref()
        .ok()
        .filter(|one| may_tell(site, one) && picture::may_draw(site.cells.show(one)));
    let said = reference.value_at_finding.zip(seen);
    let as_of = referred.day.map(|day| {
        let day = super::blocks::long(day);
        State::new(Tone::None, "clock", format!("As of {day}, before its end"))
    });
    let note = said.and_then(|(written, one)| compared(written, one)).or(as_of);
    let metric = match of_indicator {
        Some((record, _)) => Value::Record {
            link: links.link(record),
        },
        None => Value::text(about.map_or_else(|| id.to_owned(), |about| format!("{id} {}", about.name))),
    };
    let filter = Selection::from_filter(&reference.filter).unwrap_or_default();
    Some([
        metric.into(),
        number::on(site, links, &filter).into(),
        reference.period.as_ref().map_or_else(Value::dash, period).into(),
        // What was written tells what may not be shown.
        match (reference.value_at_finding, &referred.then) {
            (Some(_), Ok(one)) if !may_tell(site, one) => Value::dash().into(),
            (Some(written), _) => Value::text(plain(written)).into(),
            (None, _) => Value::dash().into(),
        },
        match referred.day {
            // Its working is that of the whole period.
            Some(_) => Value::text(number(&referred.then).value.plain()).into(),
            None => number(&referred.then),
        },
        referred.newest.as_ref().map_or_else(|| Value::dash().into(), number),
        note.map_or_else(Value::dash, Value::state).into(),
    ])
}

/// Whether anything of a number may be told, if only how many were counted.
fn may_tell(site: &Site<'_>, one: &Measurement) -> bool {
    number::may_tell(site, &one.selection) && !site.cells.show(one).is_hidden()
}

fn period(period: &Period) -> Value {
    match period {
        Period::Named(name) => Value::text(name.to_string()),
        Period::Range(range) => {
            let end = |day: Option<Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
            Value::text(format!("{} to {}", end(range.from), end(range.to)))
        }
    }
}

/// Whether what was written is what is computed: with the weights of the survey, without them, or neither.
fn compared(written: f64, one: &Measurement) -> Option<State> {
    let computed = *one.estimate.as_ref().ok()?;
    if is_rounded(written, computed) {
        return None;
    }
    let plain = one.unweighted.as_ref().map(|plain| plain.estimate);
    Some(if plain.is_some_and(|plain| is_rounded(written, plain)) {
        State::new(Tone::None, "info", "Written without the weights of the survey")
    } else {
        State::new(Tone::Warn, "info", "Differs from what was written")
    })
}
