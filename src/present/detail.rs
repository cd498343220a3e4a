//! What a measurement is made of, as tables and as data: parts, series, control charts, curves, rows.

use super::blocks::{Cell, Table, Value, number};
use super::number::{self, finite};
use super::objective::Assessed;
use super::page::{Links, Site};
use crate::disclose::cells::Show;
use crate::measure;
use crate::measure::measurement::{
    Base, Change, Control, ControlPoint, Curve, Detail, Measurement, Part, Point, RowCell, Rows,
};
use crate::measure::unit::{Unit, adds_up_otherwise, fixed, p};
use serde_json::{Value as Json, json};

/// The metric whose rows are objectives with the values of their own metrics.
const ATTAINMENT: &str = "M-OBJ-1";

/// What a measurement is made of, as tables under titles.
pub(super) fn tables(site: &Site<'_>, links: &Links<'_>, unit: Unit, measurement: &Measurement) -> Vec<Table> {
    let show = site.cells.show(measurement);
    if show.is_hidden() {
        return Vec::new();
    }
    let tables = match &measurement.detail {
        Detail::None => Vec::new(),
        Detail::Parts(parts) => vec![self::parts(site, links, measurement, parts, show)],
        Detail::Series(points) => vec![series(site, measurement, unit, points)],
        Detail::Control(control) => vec![self::control(site, measurement, unit, control)],
        // Its steps are estimates, each of them.
        Detail::Survival(_) if !show.estimate() => Vec::new(),
        Detail::Survival(curves) => curves
            .iter()
            .filter(|curve| !curve_shown(site, measurement, curve).is_hidden())
            .map(|curve| self::curve(unit, curve))
            .collect(),
        Detail::Rows(rows) => vec![self::rows(site, links, measurement, rows)],
    };
    tables.into_iter().filter_map(Table::filled).collect()
}

/// An id as a link, words as words.
fn name(site: &Site<'_>, links: &Links<'_>, name: &str) -> Value {
    match site.ledger.find(name) {
        Some((_, record)) => Value::Record {
            link: links.link(record),
        },
        None => Value::text(super::markdown::mask(&name.replace('_', " "), links)),
    }
}

/// The name of a row. Beside a count of days a case whose days are not told is not named: the count would tell them.
fn named<'a>(site: &Site<'_>, rows: &Rows, row: &'a measure::measurement::Row) -> &'a str {
    let counts_days = rows.heads.iter().any(|head| head.contains("days"));
    if counts_days && site.disclosure.days().is_coarse(&row.name) {
        super::page::WITHHELD
    } else {
        &row.name
    }
}

/// Whether the share of a part may be shown, by what it is taken of.
pub(super) fn share_shown(site: &Site<'_>, measurement: &Measurement, part: &Part) -> bool {
    match part.of {
        None => site.cells.show(measurement).estimate(),
        Some((n, _)) => percent_shown(site, measurement, n),
    }
}

/// Whether a percentage of so many may be shown: "counts only, no percentage and no interval" (GR3) holds of tables too.
pub(super) fn percent_shown(site: &Site<'_>, measurement: &Measurement, n: usize) -> bool {
    let base = Base {
        n,
        effective: None,
        population: None,
        of_share: true,
        least: None,
        ..measurement.base.clone()
    };
    site.cells.of_base(&base).estimate()
}

fn parts(site: &Site<'_>, links: &Links<'_>, measurement: &Measurement, parts: &[Part], show: Show) -> Table {
    let share = |part: &Part| part.share.filter(|_| share_shown(site, measurement, part));
    let shares = !show.is_hidden() && parts.iter().any(|part| share(part).is_some());
    let bases = parts.iter().any(|part| part.of.is_some());
    let cumulative = show.estimate() && parts.iter().any(|part| part.cumulative.is_some());
    let mut heads = vec!["Part~", "Count>"];
    if shares {
        heads.push("Share>");
    }
    if bases {
        heads.push("Of");
    }
    if cumulative {
        heads.push("Down to here>");
    }
    let mut caption = "What it is made of".to_owned();
    if measurement.unweighted.is_some() {
        caption.push_str(", without weights");
    }
    let all: Vec<f64> = parts.iter().filter_map(share).collect();
    if let Some(remark) = adds_up_otherwise(&all, 1).filter(|_| shares) {
        caption = format!("{caption}; {remark}");
    }
    let mut table = Table::new(caption, &heads).fit();
    let percent =
        |share: Option<f64>| share.map_or_else(Value::dash, |share| Value::text(Unit::Percent.estimate(share)));
    for part in parts {
        let decimals = if part.value.fract() == 0.0 { 0 } else { 2 };
        let mut row = vec![name(site, links, &part.name), Value::text(fixed(part.value, decimals))];
        if shares {
            row.push(percent(share(part)));
        }
        if bases {
            let of = part.of.filter(|_| !show.is_hidden());
            row.push(of.map_or_else(Value::dash, |(n, of)| Value::text(number::counted(n, of))));
        }
        if cumulative {
            row.push(percent(part.cumulative));
        }
        table.row(row);
    }
    table
}

/// How much of a point of a series may be shown, by its own base.
pub(super) fn point_shown(site: &Site<'_>, measurement: &Measurement, n: Option<usize>) -> Show {
    match n {
        None => Show::All,
        Some(n) => site.cells.of_base(&Base {
            n,
            effective: None,
            population: None,
            ..measurement.base.clone()
        }),
    }
}

/// How much of a point of a control chart may be shown: of a chart of shares by how many cases it rests on.
pub(super) fn control_shown(
    site: &Site<'_>,
    measurement: &Measurement,
    control: &Control,
    point: &ControlPoint,
) -> Show {
    let cases = point.of.filter(|_| !control.chart.starts_with('u'));
    match cases {
        None => Show::All,
        Some((_, size)) => point_shown(site, measurement, fewer(size)),
    }
}

/// A number of cases as a count; of more than any limit asks for it does not matter how many.
fn fewer(size: f64) -> Option<usize> {
    const ENOUGH: u16 = 10_000;
    (0..ENOUGH).find(|count| f64::from(*count) >= size).map(usize::from)
}

/// How much of a curve may be shown, by the number of its cases.
pub(super) fn curve_shown(site: &Site<'_>, measurement: &Measurement, curve: &Curve) -> Show {
    point_shown(site, measurement, Some(curve.cases.0))
}

/// Whether what a measurement is compared with may be shown; else a change would give it away.
pub(super) fn before_shown(site: &Site<'_>, measurement: &Measurement, change: &Change) -> bool {
    site.cells.comparison(site.numbers, measurement, change)
}

fn series(site: &Site<'_>, measurement: &Measurement, unit: Unit, points: &[Point]) -> Table {
    let mut table = Table::new("Over time", &["Period", "Value>", "Interval>", "Base>", "Note~"]).fit();
    for point in points {
        let show = point_shown(site, measurement, point.n);
        let shown = show.estimate();
        let mut notes = Vec::new();
        if point.provisional {
            notes.push("provisional".to_owned());
        }
        if let Some(why) = &point.breaks {
            notes.push(format!("new definition: {why}"));
        }
        if show.is_hidden() {
            notes.push("not shown: too few".to_owned());
        } else if matches!(show, Show::Counts | Show::Small) {
            notes.push("too few for an estimate".to_owned());
        } else if show == Show::LowBase {
            notes.push("low base".to_owned());
        }
        table.row([
            Cell::from(Value::text(point.label.clone())),
            point
                .value
                .filter(|_| shown)
                .map_or_else(Value::dash, |value| Value::text(unit.with(value)))
                .into(),
            point
                .interval
                .filter(|_| shown)
                .map_or_else(Value::dash, |(low, high)| {
                    Value::text(format!("{} to {}", unit.digits(low), unit.digits(high)))
                })
                .into(),
            match point.n {
                Some(n) if !show.is_hidden() => Value::text(number(n)),
                _ => Value::dash(),
            }
            .into(),
            if notes.is_empty() {
                Value::dash()
            } else {
                Value::text(notes.join("; "))
            }
            .into(),
        ]);
    }
    table
}

fn control(site: &Site<'_>, measurement: &Measurement, unit: Unit, control: &Control) -> Table {
    let mut table = Table::new(
        format!("{} chart", control.chart),
        &["Period", "Value>", "Of", "Centre>", "Limits>", "Signals~"],
    )
    .fit();
    for point in &control.points {
        if control_shown(site, measurement, control, point).is_hidden() {
            let mut row = vec![Value::text(point.label.clone()), Value::missing("too few")];
            row.resize_with(6, Value::dash);
            table.row(row);
            continue;
        }
        // Counts of few cases stand without the share that they would give.
        let drawable = super::picture::may_draw(control_shown(site, measurement, control, point));
        let few = if point.of.is_some_and(|(_, size)| size > 0.0) {
            Value::missing("counts only")
        } else {
            Value::dash()
        };
        let signals: Vec<&str> = point
            .signals
            .iter()
            .filter(|_| drawable)
            .filter_map(|rule| control.rules.get(rule.checked_sub(1)?).copied())
            .collect();
        table.row([
            Value::text(point.label.clone()),
            point
                .value
                .filter(|_| drawable)
                .map_or_else(|| few.clone(), |value| Value::text(unit.of_values().with(value))),
            point.of.map_or_else(Value::dash, |of| Value::text(counted(of))),
            Value::text(unit.digits(point.center)),
            point.limits.map_or_else(Value::dash, |(low, high)| {
                Value::text(format!("{} to {}", unit.digits(low), unit.digits(high)))
            }),
            if signals.is_empty() {
                Value::dash()
            } else {
                Value::text(signals.join("; "))
            },
        ]);
    }
    table
}

/// What was counted in a period, of how many or how much: `27 of 38`.
pub(super) fn counted((count, size): (f64, f64)) -> String {
    let size = fixed(size, if size.fract() == 0.0 { 0 } else { 2 });
    format!("{} of {size}", fixed(count, 0))
}

fn curve(unit: Unit, curve: &Curve) -> Table {
    let title = if curve.label.is_empty() {
        "Still open over time"
    } else {
        &curve.label
    };
    let mut table = Table::new(
        title,
        &[
            "Time>",
            "At risk>",
            "Ended>",
            "Last seen open>",
            "Still open>",
            "Interval>",
        ],
    )
    .fit();
    for step in &curve.steps {
        table.row([
            Value::text(unit.with(step.time)),
            Value::count(step.at_risk),
            Value::count(step.events),
            Value::count(step.censored),
            Value::text(Unit::Percent.with(100.0 * step.open)),
            step.interval.map_or_else(Value::dash, |(low, high)| {
                Value::text(format!(
                    "{} to {}",
                    fixed(100.0 * low, 1),
                    Unit::Percent.with(100.0 * high)
                ))
            }),
        ]);
    }
    table
}

/// Whether what a row says may not be told: few stand behind it, or it is about an objective that is not to be seen, or whose value
/// is not.
fn row_hidden(site: &Site<'_>, measurement: &Measurement, row: &measure::measurement::Row) -> bool {
    let of_objective = || {
        let (_, record) = site.ledger.find(&row.name)?;
        let assessed = Assessed::of(site, record)?;
        Some(!site.disclosure.record(record) || assessed.known_state().is_none())
    };
    point_shown(site, measurement, row.n).is_hidden()
        || (measurement.metric == ATTAINMENT && of_objective().unwrap_or_default())
}

fn rows(site: &Site<'_>, links: &Links<'_>, measurement: &Measurement, rows: &Rows) -> Table {
    let heads: Vec<String> = std::iter::once("What~".to_owned())
        .chain(rows.heads.iter().map(|head| format!("{head}>")))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new("What it is made of", &heads).fit();
    for row in &rows.rows {
        let few = point_shown(site, measurement, row.n).is_hidden();
        let hidden = row_hidden(site, measurement, row);
        let cell = |cell: &RowCell| match cell {
            _ if few => Value::missing("too few"),
            _ if hidden => Value::missing("not shown"),
            RowCell::Number(value, decimals) => Value::text(fixed(*value, *decimals)),
            RowCell::Percent(value, n) if percent_shown(site, measurement, *n) => Value::text(fixed(*value, 1)),
            RowCell::Percent(..) => Value::missing("counts only"),
            RowCell::Probability(value) => Value::text(p(*value)),
            RowCell::Word(word) => Value::text(super::markdown::mask(word, links)),
            RowCell::Nothing(why) => Value::missing(*why),
        };
        let cells = std::iter::once(name(site, links, named(site, rows, row))).chain(row.cells.iter().map(cell));
        table.row(cells);
    }
    table
}

/// Changes against other measurements as a table.
pub(super) fn changes(site: &Site<'_>, unit: Unit, measurement: &Measurement) -> Option<Table> {
    if !site.cells.show(measurement).estimate() {
        return None;
    }
    let mut table = Table::new(
        "Against other measurements",
        &[
            "Against~",
            "There>",
            "Difference>",
            "Interval>",
            "Ratio>",
            "Test~",
            "p>",
            "What may be said~",
        ],
    )
    .fit();
    for change in &measurement.changes {
        let before = number::line(site, &change.against);
        if !before_shown(site, measurement, change) {
            let mut row = vec![
                Value::text(before),
                Value::missing("not shown: what it is compared with is kept back"),
            ];
            row.resize_with(8, Value::dash);
            table.row(row);
            continue;
        }
        let test = change.test.as_ref();
        let statistic = test.map_or_else(Value::dash, |test| {
            let statistic = test
                .statistic
                .map_or_else(String::new, |(letter, value)| format!(", {letter} {}", fixed(value, 3)));
            Value::text(format!("{}{statistic}", test.name))
        });
        let probability = test.map_or_else(Value::dash, |test| {
            Value::text(match test.adjusted {
                None => p(test.p),
                Some((adjusted, method, tests)) => {
                    format!("{} ({}, {method} over {tests})", p(adjusted), p(test.p))
                }
            })
        });
        let range = |range: Option<(f64, f64)>, decimals: usize| {
            range.map_or_else(Value::dash, |(low, high)| {
                Value::text(format!("{} to {}", fixed(low, decimals), fixed(high, decimals)))
            })
        };
        let mut said = change.word.word().to_owned();
        if let measure::measurement::ChangeWord::NotComparable(why) = &change.word {
            said = format!("{said}: {why}");
        }
        for note in &change.notes {
            said.push_str(". ");
            said.push_str(note);
        }
        table.row([
            Value::text(before),
            Value::text(unit.digits(change.before)),
            change
                .difference
                .map_or_else(Value::dash, |difference| Value::text(unit.digits(difference))),
            range(change.interval, unit.decimals().max(1)),
            change.ratio.map_or_else(Value::dash, |(ratio, interval)| {
                let interval = interval.map_or_else(String::new, |(low, high)| {
                    format!(" ({} to {})", fixed(low, 3), fixed(high, 3))
                });
                Value::text(format!("{}{interval}", fixed(ratio, 3)))
            }),
            statistic,
            probability,
            Value::text(said),
        ]);
    }
    table.filled()
}

/// A name without ids that the audience may not be told.
fn told(site: &Site<'_>, name: &str) -> String {
    super::markdown::mask(name, &Links::from(site, ""))
}

/// What a measurement is made of, as data.
pub(super) fn json(site: &Site<'_>, measurement: &Measurement) -> Json {
    let show = site.cells.show(measurement);
    let estimate = show.estimate();
    let pair = |pair: Option<(f64, f64)>| pair.map(|(low, high)| json!([finite(low), finite(high)]));
    match &measurement.detail {
        Detail::None => Json::Null,
        Detail::Parts(parts) => {
            let part = |part: &Part| {
                json!({
                    "name": told(site, &part.name),
                    "value": finite(part.value),
                    "share": part.share.filter(|_| share_shown(site, measurement, part)).map(finite),
                    "of": part.of.map(|(n, of)| json!({ "n": n, "of": of })),
                    "cumulative": part.cumulative.filter(|_| estimate).map(finite),
                })
            };
            json!({ "sort": "parts", "parts": parts.iter().map(part).collect::<Vec<_>>() })
        }
        Detail::Series(points) => {
            let point = |point: &Point| {
                let show = point_shown(site, measurement, point.n);
                let shown = show.estimate();
                json!({
                    "label": point.label,
                    "value": point.value.filter(|_| shown).map(finite),
                    "interval": pair(point.interval.filter(|_| shown)),
                    "n": point.n.filter(|_| !show.is_hidden()),
                    "provisional": point.provisional,
                    "breaks": point.breaks,
                })
            };
            json!({ "sort": "series", "points": points.iter().map(point).collect::<Vec<_>>() })
        }
        Detail::Control(control) => {
            let points: Vec<_> = control
                .points
                .iter()
                .map(|point| {
                    if control_shown(site, measurement, control, point).is_hidden() {
                        return json!({ "label": point.label, "value": null, "state": "suppressed" });
                    }
                    let drawable = super::picture::may_draw(control_shown(site, measurement, control, point));
                    json!({
                        "label": point.label,
                        "value": point.value.filter(|_| drawable).map(finite),
                        "center": finite(point.center),
                        "limits": pair(point.limits),
                        "of": pair(point.of),
                        "signals": point.signals,
                    })
                })
                .collect();
            json!({
                "sort": "control",
                "chart": control.chart,
                "baseline": control.baseline,
                "provisional": control.provisional,
                "sigma_z": control.sigma_z.map(finite),
                "rules": control.rules,
                "phases": control.phases.iter().map(|(from, why)| json!({ "from": from, "why": why })).collect::<Vec<_>>(),
                "points": points,
            })
        }
        Detail::Survival(_) if !estimate => Json::Null,
        Detail::Survival(curves) => {
            let curve = |curve: &Curve| {
                let steps: Vec<_> = curve
                    .steps
                    .iter()
                    .map(|step| {
                        json!({
                            "time": finite(step.time),
                            "at_risk": step.at_risk,
                            "events": step.events,
                            "censored": step.censored,
                            "open": finite(step.open),
                            "interval": pair(step.interval),
                        })
                    })
                    .collect();
                let [median, upper, ninety] = curve.done;
                json!({
                    "label": told(site, &curve.label),
                    "cases": curve.cases.0,
                    "ended": curve.cases.1,
                    "done": { "0.5": median.map(finite), "0.75": upper.map(finite), "0.9": ninety.map(finite) },
                    "median_interval": curve.median.map(|(low, high)| json!([finite(low), high.map(finite)])),
                    "steps": steps,
                })
            };
            let curves = curves
                .iter()
                .filter(|curve| !curve_shown(site, measurement, curve).is_hidden());
            json!({ "sort": "survival", "curves": curves.map(curve).collect::<Vec<_>>() })
        }
        Detail::Rows(rows) => {
            let row = |row: &measure::measurement::Row| {
                let hidden = row_hidden(site, measurement, row);
                let cell = |cell: &RowCell| match cell {
                    _ if hidden => Json::Null,
                    RowCell::Percent(_, n) if !percent_shown(site, measurement, *n) => Json::Null,
                    RowCell::Number(value, _) | RowCell::Percent(value, _) | RowCell::Probability(value) => {
                        finite(*value)
                    }
                    RowCell::Word(word) => told(site, word).into(),
                    RowCell::Nothing(_) => Json::Null,
                };
                json!({ "name": told(site, named(site, rows, row)), "cells": row.cells.iter().map(cell).collect::<Vec<_>>() })
            };
            json!({ "sort": "rows", "heads": rows.heads, "rows": rows.rows.iter().map(row).collect::<Vec<_>>() })
        }
    }
}

/// A change as data.
pub(super) fn change_json(site: &Site<'_>, measurement: &Measurement, change: &Change) -> Json {
    let pair = |pair: Option<(f64, f64)>| pair.map(|(low, high)| json!([finite(low), finite(high)]));
    let selection: serde_json::Map<String, Json> = change
        .against
        .iter()
        .map(|(key, value)| (key.word().to_owned(), value.into()))
        .collect();
    if !before_shown(site, measurement, change) {
        return json!({ "against": selection, "state": "suppressed" });
    }
    json!({
        "against": selection,
        "before": finite(change.before),
        "difference": change.difference.map(finite),
        "interval": pair(change.interval),
        "ratio": change.ratio.map(|(ratio, interval)| json!({ "value": finite(ratio), "interval": pair(interval) })),
        "test": change.test.as_ref().map(|test| json!({
            "name": test.name,
            "statistic": test.statistic.map(|(letter, value)| json!({ "symbol": letter, "value": finite(value) })),
            "p": finite(test.p),
            "adjusted": test.adjusted.map(|(p, method, tests)| json!({ "p": finite(p), "method": method, "tests": tests })),
        })),
        "word": change.word.word(),
        "notes": change.notes,
    })
}
