//! How much business there was in which a complaint could arise: the denominators of rates.
//!
//! In: what a figure is measured on. Out: the exposure recorded for exactly that product and segment, over the same days. It is
//! never guessed: where the recorded periods do not make up the days asked for, there is none, with the reason. Days to come have
//! none yet: of a period that is not over its first recorded periods count.

use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::record::Record;
use crate::record::exposure::{Exposure, ExposureUnit};
use crate::stats::period::{Length, Period};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Lengths of periods, the longest first.
const LENGTHS: [Length; 5] = [
    Length::Year,
    Length::HalfYear,
    Length::Quarter,
    Length::Month,
    Length::Week,
];

/// Exposure over some days.
pub(in crate::measure) struct Exposed<'a> {
    /// The sum.
    pub(in crate::measure) total: f64,
    /// What it counts.
    pub(in crate::measure) unit: &'static str,
    /// The periods that it is made of, in order, first and last day of each.
    pub(in crate::measure) periods: Vec<(Date, Date)>,
    /// How much of it is of each of them.
    pub(in crate::measure) counts: Vec<f64>,
    /// The records that it stands in.
    pub(in crate::measure) records: Vec<&'a Record>,
}

/// Whether any exposure is recorded.
pub(in crate::measure) fn is_recorded(scope: &Scope<'_>) -> bool {
    scope.ledger.each::<Exposure>().next().is_some()
}

/// The exposure of what a selection means. Of several units the first in the order of the field's words is taken.
///
/// Errors: none is recorded for this product and segment, or not for all of these days, or the period is none.
pub(in crate::measure) fn of<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<Exposed<'a>, String> {
    let wanted = (selection.get(Key::Product), selection.get(Key::Segment));
    let mut found: Vec<(&Record, &Exposure)> = scope
        .ledger
        .each::<Exposure>()
        .filter(|(_, exposure)| {
            let id = |reference: &'a Option<crate::record::types::Reference>| reference.as_ref().map(|one| one.id());
            (id(&exposure.product), id(&exposure.segment)) == wanted
        })
        .collect();
    found.sort_by_key(|(_, exposure)| {
        exposure
            .unit
            .is_none()
            .then_some(0)
            .map_or((0, exposure.unit), |_| (1, None))
    });
    let Some(&(_, first)) = found.first() else {
        return Err("no exposure is recorded for these".to_owned());
    };
    found.retain(|(_, exposure)| exposure.unit == first.unit);
    let days = match selection.get(Key::Period) {
        None => None,
        Some(text) => Some(selection.days().ok_or_else(|| format!("`{text}` is no period"))?),
    };
    // Counts by period; of two for the same period the first is taken.
    let mut counts: BTreeMap<Period, (f64, &Record)> = BTreeMap::new();
    for (record, exposure) in &found {
        for value in &exposure.values {
            let period = value.period.as_ref().and_then(|name| Period::parse(name));
            if let (Some(period), Some(count)) = (period, value.count)
                && count.is_finite()
                && count >= 0.0
                && period.days().1 <= scope.as_of
            {
                counts.entry(period).or_insert((count, record));
            }
        }
    }
    let of_length = |length: Length| -> Vec<(Period, f64, &'a Record)> {
        counts
            .iter()
            .filter(|(period, _)| period.length() == length)
            .filter(|(period, _)| days.is_none_or(|(from, to)| from <= period.days().0 && period.days().1 <= to))
            .map(|(period, (count, record))| (*period, *count, *record))
            .collect()
    };
    let chosen = match days {
        Some((from, to)) if to > scope.as_of => LENGTHS
            .map(|length| from_the_start(of_length(length), from))
            .into_iter()
            .rev()
            .max_by_key(|periods| periods.last().map(|(period, ..)| period.days().1))
            .filter(|periods| !periods.is_empty()),
        Some(days) => LENGTHS.map(of_length).into_iter().find(|periods| cover(periods, days)),
        // The finest periods tell most exactly which complaints belong to them.
        None => LENGTHS
            .iter()
            .rev()
            .map(|length| of_length(*length))
            .find(|periods| !periods.is_empty()),
    };
    let Some(mut chosen) = chosen else {
        return Err(match days {
            Some((from, to)) if to > scope.as_of => format!("no exposure is recorded yet from {from} on"),
            Some((from, to)) => format!("no exposure is recorded for all days from {from} to {to}"),
            None => "no exposure is recorded for a period that is over".to_owned(),
        });
    };
    chosen.sort_by_key(|(period, ..)| period.days().0);
    let mut records: Vec<&Record> = Vec::new();
    for (_, _, record) in &chosen {
        if !records.iter().any(|known| known.id() == record.id()) {
            records.push(record);
        }
    }
    Ok(Exposed {
        total: chosen.iter().map(|(_, count, _)| count).sum(),
        unit: first.unit.map_or("units of exposure", word),
        periods: chosen.iter().map(|(period, ..)| period.days()).collect(),
        counts: chosen.iter().map(|(_, count, _)| *count).collect(),
        records,
    })
}

/// Those of periods of one length that follow one another from a day on.
fn from_the_start<'a>(mut periods: Vec<(Period, f64, &'a Record)>, from: Date) -> Vec<(Period, f64, &'a Record)> {
    periods.sort_by_key(|(period, ..)| period.days().0);
    let mut next = from;
    let follows = |(period, ..): &(Period, f64, &'a Record)| {
        let (start, end) = period.days();
        let is_next = start == next;
        next = end.saturating_add(1.day());
        is_next
    };
    periods.into_iter().take_while(follows).collect()
}

/// Whether periods of one length follow one another from the first to the last of some days.
fn cover(periods: &[(Period, f64, &Record)], (from, to): (Date, Date)) -> bool {
    let mut next = from;
    let mut sorted: Vec<(Date, Date)> = periods.iter().map(|(period, ..)| period.days()).collect();
    sorted.sort_unstable();
    for (start, end) in sorted {
        if start != next {
            return false;
        }
        next = end.saturating_add(1.day());
    }
    next == to.saturating_add(1.day()) && !periods.is_empty()
}

fn word(unit: ExposureUnit) -> &'static str {
    match unit {
        ExposureUnit::Transactions => "transactions",
        ExposureUnit::Orders => "orders",
        ExposureUnit::Projects => "projects",
        ExposureUnit::Tickets => "tickets",
        ExposureUnit::Customers => "customers",
        ExposureUnit::Contacts => "contacts",
    }
}
