//! A number that a record refers to, as it is computed today: for the period that the record names, and the newest.
//!
//! In: metric, filter and period as a finding writes them. Out: two measurements. "The build shows the value then and now" (record
//! catalogue, findings).

use super::filtered::{at, chosen, on_day};
use super::measurement::Measurement;
use super::named;
use super::scope::Scope;
use super::selection::{Key, Selection, days};
use crate::record::finding::MetricReference;
use crate::record::indicator::Indicator;
use crate::record::types::Period;
use crate::stats::period::Period as Named;
use jiff::civil::Date;

/// What is computed of a number that a record refers to.
pub struct Referred {
    /// For the period that the record names; or why that cannot be had.
    pub then: Result<Measurement, String>,
    /// The day as of which that is, where the period was not over when the record was written; else the present one.
    pub day: Option<Date>,
    /// The newest; nothing where there is no other.
    pub newest: Option<Result<Measurement, String>>,
}

/// Computes what a record refers to, which was written on a day; nothing where it names no metric.
pub fn referred(scope: &Scope<'_>, reference: &MetricReference, written: Option<Date>) -> Option<Referred> {
    let metric = reference.metric.as_deref()?;
    let none = |reason: String| Referred {
        then: Err(reason),
        day: None,
        newest: None,
    };
    let filter = match Selection::from_filter(&reference.filter) {
        Ok(filter) => filter,
        Err(unknown) => return Some(none(unknown.to_string())),
    };
    let on = |scope: &Scope<'_>, selection: Selection, day: Option<Date>| {
        at(scope, metric, selection, day).map_err(|missing| missing.reason().to_owned())
    };
    let fixed = filter.get(Key::Wave).is_some() || filter.get(Key::Period).is_some();
    let latest = match fixed {
        true => None,
        false => newest(scope, metric, &filter, reference.period.as_ref()),
    };
    let newest = latest.map(|selection| on(scope, selection, Some(scope.as_of)));
    let selection = match &reference.period {
        _ if fixed => filter,
        None => {
            return Some(Referred {
                newest,
                ..none("the record names no period".to_owned())
            });
        }
        Some(period) => match in_period(scope, metric, &filter, period) {
            Ok(selection) => selection,
            Err(reason) => return Some(Referred { newest, ..none(reason) }),
        },
    };
    // Of a period that was not over the record could know a part only: what came later is the newest.
    let runs = |day: &Date| *day < scope.as_of && selection.days().is_some_and(|(_, end)| end > *day);
    Some(match written.filter(runs) {
        Some(day) => Referred {
            then: on(&on_day(scope, day), selection.clone(), None),
            day: Some(day),
            newest: newest.or_else(|| Some(on(scope, selection, None))),
        },
        None => Referred {
            then: on(scope, selection, None),
            day: None,
            newest,
        },
    })
}

/// What the newest value is measured on: the newest wave or period of a series, else the newest period as long as the one that is
/// named; nothing where no period is named.
fn newest(scope: &Scope<'_>, metric: &str, filter: &Selection, period: Option<&Period>) -> Option<Selection> {
    let known = named(scope.settings, metric);
    let takes = |key: Key| known.as_ref().is_some_and(|known| known.keys().contains(&key));
    if takes(Key::Wave) || takes(Key::Indicator) || known.is_none() {
        return Some(filter.clone());
    }
    let Period::Named(name) = period? else { return None };
    let length = Named::parse(name)?.length();
    let present = Named::of(scope.as_of, length);
    let over = match present.days() {
        (_, end) if end <= scope.as_of => present,
        (start, _) => Named::of(start.yesterday().ok()?, length),
    };
    takes(Key::Period).then(|| filter.clone().with(Key::Period, over.to_string()))
}

/// The filter narrowed to a period: of a survey the wave of that name, or else the only one that ended in it.
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
        let mut ended = waves
            .iter()
            .filter(|wave| wave.wave.field_end.is_some_and(|end| (from..=to).contains(&end)));
        let wave = match (of_name, ended.next(), ended.next()) {
            (Some(named), ..) => named,
            (None, Some(only), None) => only,
            (None, Some(_), Some(_)) => return Err(format!("several waves of `{survey}` ended in {written}")),
            (None, None, _) => return Err(format!("no wave of `{survey}` ended in {written}")),
        };
        let id = wave.record.id();
        return Ok(filter.clone().without(Key::Survey).with(Key::Wave, id));
    }
    if takes(Key::Period) || scope.ledger.typed::<Indicator>(metric).is_some() {
        return Ok(filter.with(Key::Period, written));
    }
    Err(format!("`{metric}` is not measured by period"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::looking;
    use crate::record::types::DateRange;

    const FILES: &str = "id: SVY-1
version: \"1\"
sampling: {method: census}
questions:
  - {key: all, kind: overall, text: {en: How are we?}, scale: {min: 1, max: 5}}
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, period_label: 2024-Q1, field_start: 2024-03-01, field_end: 2024-04-02}
---
{id: WAV-2, survey: SVY-1, survey_version: \"1\", status: closed, period_label: 2024-Q2, field_start: 2024-06-01, field_end: 2024-06-30}
---
id: IND-1
kind: proportion
unit: percent
values:
  - {period: 2024-Q1, numerator: 6, denominator: 20}
  - {period: 2024-Q2, numerator: 16, denominator: 20}
-- responses/WAV-1.csv --
id,all
RSP-1,5
RSP-2,1
-- responses/WAV-2.csv --
id,all
RSP-3,4
RSP-4,5
";

    fn asked(metric: &str, filter: &[(&str, &str)], period: Option<Period>) -> (Result<f64, String>, Option<f64>) {
        let reference = MetricReference {
            metric: Some(serde_json::from_value(metric.into()).unwrap()),
            filter: filter
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            period,
            value_at_finding: None,
        };
        looking(FILES, |scope| {
            let found = referred(scope, &reference, None).unwrap();
            let newest = found.newest.and_then(|newest| newest.ok()?.estimate.ok());
            (found.then.and_then(|then| then.estimate), newest)
        })
    }

    fn named(name: &str) -> Option<Period> {
        serde_json::from_value(name.into()).ok()
    }

    #[test]
    fn a_wave_is_found_by_its_name_and_the_newest_stands_beside_it() {
        let (then, newest) = asked("M-SAT-1", &[("survey", "SVY-1")], named("2024-Q1"));
        assert_eq!((then, newest), (Ok(50.0), Some(100.0)));
        let days = |from: &str, to: &str| {
            Some(Period::Range(DateRange {
                from: from.parse().ok(),
                to: to.parse().ok(),
            }))
        };
        let (then, _) = asked("M-SAT-1", &[("survey", "SVY-1")], days("2024-06-01", "2024-07-31"));
        assert_eq!(then, Ok(100.0));
        let (several, _) = asked("M-SAT-1", &[("survey", "SVY-1")], days("2024-01-01", "2024-12-31"));
        assert!(several.unwrap_err().starts_with("several waves of `SVY-1`"));
        let (none, _) = asked("M-SAT-1", &[("survey", "SVY-1")], named("2023"));
        assert_eq!(none, Err("no wave of `SVY-1` ended in 2023".to_owned()));
    }

    #[test]
    fn indicators_by_period_and_filters_that_name_nothing() {
        assert_eq!(asked("IND-1", &[], named("2024-Q1")), (Ok(30.0), Some(80.0)));
        let (fixed, newest) = asked("M-SAT-1", &[("wave", "WAV-2")], None);
        assert_eq!((fixed, newest), (Ok(100.0), None));
        let (colour, _) = asked("M-SAT-1", &[("colour", "red")], None);
        assert!(colour.is_err());
        let (without, _) = asked("M-SAT-1", &[("survey", "SVY-1")], None);
        assert_eq!(without, Err("the record names no period".to_owned()));
    }
    #[test]
    fn a_period_that_ran_is_computed_as_of_the_day_of_the_record() {
        let files = "-- tenfour.toml --\nas_of = 2025-06-30\n-- a.yaml --\n
{id: CMP-1, category: other, received_at: 2025-01-10T09:00:00Z}
---
{id: CMP-2, category: other, received_at: 2025-02-10T09:00:00Z}
---
{id: CMP-3, category: other, received_at: 2025-05-10T09:00:00Z}
";
        let reference = |filter: &str, period: Option<Period>| MetricReference {
            metric: serde_json::from_value("M-CMP-17".into()).ok(),
            filter: serde_json::from_str(filter).unwrap(),
            period,
            value_at_finding: None,
        };
        looking(files, |scope| {
            let count = |one: &Result<Measurement, String>| one.as_ref().unwrap().estimate.clone().unwrap();
            let whole = reference(r#"{"kind": "category", "period": "2025"}"#, None);
            let made = referred(scope, &whole, "2025-03-01".parse().ok()).unwrap();
            assert_eq!((count(&made.then), count(&made.newest.unwrap())), (2.0, 3.0));
            assert!(made.day.is_some());
            // A quarter that was over is what it is, and the newest is the last one that is over.
            let quarter = reference(r#"{"kind": "category"}"#, named("2025-Q1"));
            let made = referred(scope, &quarter, "2025-05-01".parse().ok()).unwrap();
            assert_eq!((count(&made.then), made.day), (2.0, None));
            let newest = made.newest.unwrap();
            assert_eq!(count(&newest), 1.0);
            assert_eq!(newest.unwrap().selection.get(Key::Period), Some("2025-Q2"));
        });
    }
}
