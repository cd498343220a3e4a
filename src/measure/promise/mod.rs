//! Promises of a code of conduct: whether they are kept, and who says that they are not.
//!
//! How often a promise is kept is told by the indicator that its record names, with its counts of each period.

mod code_satisfaction;
mod complaints_citing;
mod kept;

use super::measurement::Base;
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::Record;
use crate::record::indicator::{Indicator, IndicatorKind};
use crate::record::promise::{Promise, PromiseTopic};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[kept::METRIC, complaints_citing::METRIC, code_satisfaction::METRIC];

/// By what figures on promises are narrowed.
const KEYS: &[Key] = &[Key::Promise, Key::Period];

/// Counts of a promise in a period.
struct Occasions<'a> {
    period: Period,
    kept: f64,
    all: f64,
    changed: Option<&'a str>,
}

/// The promise that a selection means, with its record.
///
/// Errors: none is chosen, or there is none with that id.
fn chosen<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<(&'a Record, &'a Promise), String> {
    let id = selection
        .get(Key::Promise)
        .ok_or_else(|| "no promise is chosen".to_owned())?;
    scope
        .ledger
        .typed(id)
        .ok_or_else(|| format!("there is no promise `{id}`"))
}

/// The counts of a promise by period, those of periods that are over, in order.
///
/// Errors: no indicator tells, or it has no counts.
fn occasions<'a>(scope: &'a Scope<'_>, promise: &Promise) -> Result<(&'a Record, Vec<Occasions<'a>>), String> {
    let id = promise.indicator.as_ref().map(|indicator| indicator.id());
    let id = id.ok_or_else(|| "no indicator tells how often the promise is kept".to_owned())?;
    let found: Option<(&Record, &Indicator)> = scope.ledger.typed(id);
    let (record, indicator) = found.ok_or_else(|| format!("there is no indicator `{id}`"))?;
    if indicator.kind.is_some_and(|kind| kind != IndicatorKind::Proportion) {
        return Err(format!("`{id}` is no share of occasions"));
    }
    let mut all: Vec<Occasions<'_>> = indicator
        .values
        .iter()
        .filter_map(|value| {
            let period = Period::parse(value.period.as_deref()?)?;
            let (kept, all) = value.numerator.zip(value.denominator)?;
            let fits = kept.is_finite() && all.is_finite() && kept >= 0.0 && all > 0.0 && kept <= all;
            let changed = indicator
                .definition_changes
                .iter()
                .find(|change| {
                    change
                        .from
                        .is_some_and(|from| (period.days().0..=period.days().1).contains(&from))
                })
                .map(|change| change.what.as_deref().unwrap_or("another definition"));
            (fits && period.days().1 <= scope.as_of).then_some(Occasions {
                period,
                kept,
                all,
                changed,
            })
        })
        .collect();
    all.sort_by_key(|occasions| occasions.period.days());
    if all.is_empty() {
        return Err(format!("`{id}` has no counts of a period that is over"));
    }
    Ok((record, all))
}

/// What a promise is counted on: periods in which it was in force from the first day to the last, and how many others there are.
struct Promised<'a> {
    counted: Vec<Occasions<'a>>,
    left_out: usize,
}

impl Promised<'_> {
    /// First and last day that is counted.
    fn days(&self) -> Option<(Date, Date)> {
        days_of(self.counted.iter().map(|one| one.period.days()))
    }
}

/// First and last day of periods.
pub(super) fn days_of(periods: impl Iterator<Item = (Date, Date)>) -> Option<(Date, Date)> {
    periods.reduce(|(from, to), (other_from, other_to)| (from.min(other_from), to.max(other_to)))
}

/// Parts the counts of a promise by whether it was in force. What nobody had promised is neither kept nor broken, whatever is
/// asked: a whole, a period, a chart or a rate.
fn promised<'a>(record: &Record, all: Vec<Occasions<'a>>) -> Promised<'a> {
    let (counted, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| is_in_force(record, one.period.days()));
    Promised {
        left_out: others.len(),
        counted,
    }
}

/// Whether a promise was in force on all days of a period.
pub(super) fn is_in_force(record: &Record, (from, to): (Date, Date)) -> bool {
    let envelope = &record.envelope;
    envelope.valid_from.is_none_or(|day| day <= from) && envelope.valid_to.is_none_or(|day| to <= day)
}

/// What the keeping of a promise is counted on. Occasions are no people; but those of a promise about the handling of complaints are
/// complaints, with people behind them.
pub(super) fn base(promise: Option<&Promise>, n: usize, of: &'static str) -> Base {
    match promise.and_then(|promise| promise.topic) {
        Some(PromiseTopic::ComplaintHandling) => Base::cases(n, "complaints"),
        _ => Base::facts(n, of),
    }
}

/// Why periods of a promise are left out.
pub(super) const NOT_IN_FORCE: &str = "periods in which it was not promised from the first day to the last";

/// That nothing was promised in what is counted.
pub(super) fn not_promised(record: &Record) -> String {
    match (record.envelope.valid_from, record.envelope.valid_to) {
        (Some(from), _) => format!("nothing was promised yet: the promise is in force from {from} on"),
        (None, Some(to)) => format!("nothing was promised any more: the promise was in force up to {to}"),
        (None, None) => "nothing was promised".to_owned(),
    }
}

/// The promises whose keeping is counted, by id.
pub(super) fn countable<'a>(scope: &'a Scope<'_>) -> Vec<&'a str> {
    let counted = scope.ledger.each::<Promise>();
    counted
        .filter(|(_, promise)| occasions(scope, promise).is_ok())
        .map(|(record, _)| record.id())
        .collect()
}

/// Periods of a length in which the keeping of a promise is counted while it is in force; those of another length than it is counted by, none.
pub(super) fn periods(scope: &Scope<'_>, promise: &str, length: Length) -> Vec<Period> {
    let found: Option<(&Record, &Promise)> = scope.ledger.typed(promise);
    let counted = found.and_then(|(record, promise)| Some(promised(record, occasions(scope, promise).ok()?.1)));
    let Some(Promised { counted, .. }) = counted else {
        return Vec::new();
    };
    let mut periods: Vec<Period> = counted
        .iter()
        .filter(|one| one.period.length() <= length)
        .map(|one| Period::of(one.period.days().0, length))
        .filter(|period| period.days().1 <= scope.as_of)
        .collect();
    periods.dedup();
    periods
}

/// Every promise as a whole, by year and by quarter.
fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for (record, _) in scope.ledger.each::<Promise>() {
        let whole = Selection::all().with(Key::Promise, record.id());
        all.push(whole.clone());
        for length in [Length::Year, Length::Quarter] {
            let periods = periods(scope, record.id(), length).into_iter();
            all.extend(periods.map(|period| whole.clone().with(Key::Period, period.to_string())));
        }
    }
    all
}
