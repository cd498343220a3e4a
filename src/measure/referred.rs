//! A number that a record refers to, as it is computed today: for the period that the record names, and the newest.
//!
//! In: metric, filter and period as a finding writes them. Out: two measurements. "The build shows the value then and now" (record
//! catalogue, findings).

use super::filtered::{at, chosen};
use super::measurement::Measurement;
use super::named;
use super::scope::Scope;
use super::selection::{Key, Selection, days};
use crate::record::finding::MetricReference;
use crate::record::indicator::Indicator;
use crate::record::types::Period;
use jiff::civil::Date;

/// What is computed of a number that a record refers to.
pub struct Referred {
    /// For the period that the record names; or why that cannot be had.
    pub then: Result<Measurement, String>,
    /// The newest; nothing where the filter fixes the wave or period itself, so that there is no other.
    pub newest: Option<Result<Measurement, String>>,
}

/// Computes what a record refers to; nothing where it names no metric.
pub fn referred(scope: &Scope<'_>, reference: &MetricReference) -> Option<Referred> {
    let metric = reference.metric.as_deref()?;
    let filter = match Selection::from_filter(&reference.filter) {
        Ok(filter) => filter,
        Err(unknown) => {
            return Some(Referred {
                then: Err(unknown.to_string()),
                newest: None,
            });
        }
    };
    let on = |selection: Selection, day: Option<Date>| {
        at(scope, metric, selection, day).map_err(|missing| missing.reason().to_owned())
    };
    if filter.get(Key::Wave).is_some() || filter.get(Key::Period).is_some() {
        return Some(Referred {
            then: on(filter, None),
            newest: None,
        });
    }
    let then = match &reference.period {
        None => Err("the record names no period".to_owned()),
        Some(period) => in_period(scope, metric, &filter, period).and_then(|selection| on(selection, None)),
    };
    Some(Referred {
        then,
        newest: Some(on(filter, Some(scope.as_of))),
    })
}

/// The filter narrowed to a period: of a survey the wave of that name, or else the last one that ended in it.
fn in_period(scope: &Scope<'_>, metric: &str, filter: &Selection, period: &Period) -> Result<Selection, String> {
    let known = named(scope.settings, metric);
    let takes = |key: Key| known.as_ref().is_some_and(|known| known.keys().contains(&key));
    let written = match period {
        Period::Named(name) => name.to_string(),
        Period::Range(range) => range
            .from
            .zip(range.to)
            .map(|(from, to)| format!("{from}..{to}"))
            .ok_or("the period has no beginning or no end")?,
    };
    let filter = match &known {
        Some(known) => chosen(scope, known, filter.clone())?,
        None => filter.clone(),
    };
    if let Some(survey) = filter.get(Key::Survey).filter(|_| takes(Key::Wave)) {
        let (from, to) = days(&written).ok_or_else(|| format!("`{written}` is no period"))?;
        let waves = scope.waves_of(survey);
        let of_name = waves
            .iter()
            .find(|wave| wave.wave.period_label.as_deref() == Some(&*written));
        let ended = || {
            let mut ended = waves
                .iter()
                .filter(|wave| wave.wave.field_end.is_some_and(|end| (from..=to).contains(&end)));
            ended.next_back()
        };
        let wave = of_name
            .or_else(ended)
            .ok_or_else(|| format!("no wave of `{survey}` ended in {written}"))?;
        let id = wave.record.id();
        return Ok(filter.clone().without(Key::Survey).with(Key::Wave, id));
    }
    if takes(Key::Period) || scope.ledger.typed::<Indicator>(metric).is_some() {
        return Ok(filter.with(Key::Period, written));
    }
    Err(format!("`{metric}` is not measured by period"))
}
