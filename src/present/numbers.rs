//! Numbers outside of pages: for the command line and for data, as far as the audience may see them.

use super::blocks::Cell;
use super::page::{Links, Site};
use super::{detail, number};
use crate::disclose::cells::Show;
use crate::measure;
use crate::measure::measurement::{Change, ChangeWord, Measurement};
use crate::measure::metric::AnyMetric;
use crate::measure::shape::change::{SAME_PEOPLE, WITHOUT_WEIGHTS};
use crate::measure::unit::Unit;
use serde_json::json;
use std::fmt::Write as _;

/// How many of the records that a number was drawn from are named.
const NAMED: usize = 12;

/// Notes that tell which sort of comparison a change is.
const LABELS: [&str; 2] = [WITHOUT_WEIGHTS, SAME_PEOPLE];

/// A number in words.
#[derive(Debug)]
pub struct Told<'a> {
    measurement: &'a Measurement,
    metric: AnyMetric,
    show: Show,
    data: serde_json::Value,
    /// Doubts and conditions.
    notes: Vec<String>,
    /// Waves that it was drawn from, with how many of their rows.
    rows: &'a [(String, usize)],
    /// How it changed, as far as what it is compared with may be told.
    changes: Vec<&'a Change>,
    /// What it is measured on.
    pub on: String,
    /// The value with its unit, or what stands in its place.
    pub value: String,
    /// The interval; empty where there is none.
    pub interval: String,
    /// What it rests on.
    pub base: String,
    /// What must be said beside it; empty where it can stand alone.
    pub state: String,
    /// What it is made of: tables with their titles, heads first.
    pub tables: Vec<(String, Vec<Vec<String>>)>,
}

/// All numbers of one metric or of all that the audience may be told of.
pub fn told<'a>(site: &'a Site<'_>, metric: Option<&AnyMetric>) -> Vec<Told<'a>> {
    let metrics: Vec<AnyMetric> = match metric {
        Some(metric) => vec![metric.clone()],
        None => measure::all(site.settings).collect(),
    };
    let mut told = Vec::new();
    for metric in metrics {
        let visible = site
            .numbers
            .of_metric(metric.id())
            .filter(|one| number::may_tell(site, &one.selection));
        told.extend(visible.map(|one| tell(site, &metric, one)));
    }
    told
}

/// How many numbers of a metric the audience may be told of, and how many of these are estimated and shown.
pub fn count(site: &Site<'_>, metric: &AnyMetric) -> (usize, usize) {
    let all = site.numbers.of_metric(metric.id());
    let visible: Vec<&Measurement> = all.filter(|one| number::may_tell(site, &one.selection)).collect();
    let is_shown = |one: &&&Measurement| one.estimate.is_ok() && !site.cells.show(one).is_hidden();
    (visible.iter().filter(is_shown).count(), visible.len())
}

fn tell<'a>(site: &Site<'_>, metric: &AnyMetric, measurement: &'a Measurement) -> Told<'a> {
    let show = site.cells.show(measurement);
    let about = metric.about();
    let shown = show.estimate();
    Told {
        measurement,
        metric: metric.clone(),
        show,
        data: number::json(site, about, measurement),
        notes: number::notes(site, measurement, show).collect(),
        rows: number::rows(site, measurement),
        changes: measurement
            .changes
            .iter()
            .filter(|change| shown && site.cells.comparison(site.numbers, measurement, change))
            .collect(),
        on: number::line(site, &measurement.selection),
        value: number::value(about.of(measurement).unit, measurement, show),
        interval: match &measurement.interval {
            Ok(found) if shown => number::interval(about.of(measurement).unit, found),
            _ => String::new(),
        },
        base: if show.is_hidden() {
            String::new()
        } else {
            number::base(measurement)
        },
        state: number::state(site, measurement, show).map_or_else(String::new, |state| state.word),
        tables: tables(site, about.of(measurement).unit, measurement),
    }
}

fn tables(site: &Site<'_>, unit: Unit, measurement: &Measurement) -> Vec<(String, Vec<Vec<String>>)> {
    let links = Links::from(site, "");
    let tables = detail::tables(site, &links, unit, measurement).into_iter();
    tables
        .map(|table| {
            let heads = table.columns.iter().map(|column| column.title.clone()).collect();
            let plain = |row: Vec<Cell>| row.iter().map(|cell| cell.value.plain()).collect();
            let rows = std::iter::once(heads).chain(table.rows.into_iter().map(plain));
            (table.caption, rows.collect())
        })
        .collect()
}

impl Told<'_> {
    /// What it is measured on, short: `wave=WAV-2025A,question=nps`; `all` for everything.
    pub fn code(&self) -> String {
        match self.measurement.selection.code() {
            code if code.is_empty() => "all".to_owned(),
            code => code,
        }
    }

    /// The working of the number over several lines.
    pub fn working(&self) -> String {
        let one = self.measurement;
        let mut lines = vec![("measured on", self.on.clone()), ("value", self.value.clone())];
        if !self.state.is_empty() {
            lines.push(("remark", self.state.clone()));
        }
        if let Some((from, to)) = one.period {
            lines.push(("period", format!("{from} to {to}")));
        }
        if !self.show.is_hidden() {
            let shown = self.show.estimate();
            if shown {
                let interval = match &one.interval {
                    Ok(found) => format!("{} ({}, {})", self.interval, found.kind.word(), found.method),
                    Err(why) => format!("none: {why}"),
                };
                lines.push(("interval", interval));
            }
            lines.push(("base", self.base.clone()));
            lines.push(("formula", self.metric.about().formula.to_owned()));
            if shown && !one.formula.is_empty() {
                lines.push(("with numbers", one.formula.clone()));
            }
            if let Some(plain) = one.unweighted.as_ref().filter(|_| shown) {
                lines.push(("unweighted", self.metric.about().of(one).unit.with(plain.estimate)));
            }
            for group in &one.excluded {
                lines.push(("left out", format!("{}: {}", group.count, group.reason)));
            }
            let records = self.data["drawn_from"]["records"].as_array();
            if let Some(records) = records.filter(|records| !records.is_empty()) {
                let named: Vec<&str> = records.iter().filter_map(|id| id.as_str()).take(NAMED).collect();
                let more = match records.len().saturating_sub(named.len()) {
                    0 => String::new(),
                    more => format!(" and {more} more, all of them with `--format json`"),
                };
                let count = super::blocks::several(records.len(), "record", "records");
                lines.push(("drawn from", format!("{count}: {}{more}", named.join(", "))));
            }
            for (wave, rows) in self.rows {
                lines.push(("drawn from", format!("{rows} rows of {wave}")));
            }
            for change in &self.changes {
                let p = change.test.as_ref().map_or_else(String::new, |test| {
                    format!(", {} p {}", test.name, measure::unit::p(test.deciding()))
                });
                let against = change.against.code();
                let said = match &change.word {
                    ChangeWord::Higher | ChangeWord::Lower => format!("{} than {against}", change.word.word()),
                    ChangeWord::NotComparable(why) => format!("not comparable with {against}: {why}"),
                    ChangeWord::Beside => format!("beside the test against {against}"),
                    ChangeWord::NoClearChange | ChangeWord::Divided | ChangeWord::TooFew | ChangeWord::NotTested => {
                        format!("{} against {against}", change.word.word())
                    }
                };
                let sort = change.notes.first().filter(|note| LABELS.contains(&note.as_str()));
                let sort = sort.map_or_else(String::new, |note| format!(" ({note})"));
                lines.push(("change", format!("{said}{p}{sort}")));
            }
            for note in &self.notes {
                lines.push(("note", note.clone()));
            }
        }
        lines.push(("definition", self.metric.about().definition.to_owned()));
        let mut text = String::new();
        for (name, value) in lines {
            let _ = writeln!(text, "{name:<13} {value}");
        }
        text
    }

    /// The number as a row of a table: metric, selection, days, estimate, ends and kind of the interval, bases, unit, state.
    pub fn record(&self) -> [String; 12] {
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let at = |pointer: &str| self.data.pointer(pointer).map_or_else(String::new, text);
        [
            at("/metric"),
            self.measurement.selection.code(),
            at("/period/from"),
            at("/period/to"),
            at("/estimate"),
            at("/interval/low"),
            at("/interval/high"),
            at("/interval/kind"),
            at("/base/n"),
            at("/base/effective"),
            at("/unit"),
            at("/state"),
        ]
    }
}

/// Numbers as one JSON document with a line for each; its shape is named in it.
pub fn json(site: &Site<'_>, told: &[Told<'_>]) -> String {
    let head = json!({
        "shape": number::SHAPE,
        "as_of": site.as_of.to_string(),
        "audience": site.disclosure.audience().word(),
        "count": told.len(),
    });
    let head = head.to_string();
    let mut text = format!("{},\"measures\":[", head.trim_end_matches('}'));
    for (index, one) in told.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&one.data.to_string());
    }
    text.push_str("\n]}\n");
    text
}
