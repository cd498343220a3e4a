//! Indicators: the series that speak of satisfaction without asking customers, each with how far it may be trusted, and
//! how much business there was.

use super::shape::{
    Block, Part, Section, Shown, Topic, TopicView, fields_of, in_force, of_kind, prose, titled_id, word,
};
use crate::chart::columns::{self, Columns};
use crate::measure::indicator;
use crate::measure::selection::{Key, Selection};
use crate::present::blocks::{Cell, Chart, Column, Field, Html, State, Table, Value, several};
use crate::present::measured::{self, Ask};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::exposure::Exposure;
use crate::record::indicator::{Indicator, Value as Point};
use crate::record::{Data, Kind, Record};
use crate::stats::period::Period;
use jiff::civil::Date;

/// The page of the indicators.
pub(super) const TOPIC: Topic = Topic {
    name: "indicators",
    title: "Indicators",
    lede: "Series that speak of satisfaction without asking anybody: what each counts, what it reflects and how far it \
           may be trusted as a sign.",
    part: Part::Listening,
    kinds: &[Kind::Indicator, Kind::Exposure],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let series: Vec<(&Record, &Indicator)> = of_kind(site, Kind::Indicator)
        .filter_map(|record| match &record.data {
            Data::Indicator(indicator) => Some((record, &**indicator)),
            _ => None,
        })
        .collect();
    let (current, past): (Vec<_>, Vec<_>) = series.iter().copied().partition(|(record, _)| in_force(record, site));
    let mut facts = Vec::new();
    if !current.is_empty() {
        let with_data = current
            .iter()
            .filter(|(_, indicator)| is_current(indicator, site.as_of))
            .count();
        facts.push(Field::new("Series", Value::count(current.len())));
        let words = format!("{with_data} of {}", current.len());
        let state = if with_data < 2 {
            State::gap(words)
        } else {
            State::ok(words)
        };
        facts.push(Field::new("With values of the last year", Value::state(state)));
    }
    let mut sections: Vec<Section> = figures(links).into_iter().collect();
    sections.push(latest(&current, links));
    if !past.is_empty() {
        sections.push(Section::new("past", "No longer kept").table(summary("Series no longer kept", &past, links)));
    }
    sections.push(each(&series, links));
    sections.push(exposure(site, links));
    TopicView::of(sections).facts(facts)
}

/// Indicators whose measure the site knows by itself.
fn figures(links: &Links<'_>) -> Option<Section> {
    let named = [
        ("On time", "M-IND-1"),
        ("Actual over planned time", "M-IND-2"),
        ("First response", "M-IND-3"),
        ("Returns, claims and repairs", "M-IND-4"),
    ];
    let mut asks = Vec::new();
    for (label, metric) in named {
        let of = links.site.numbers.of_metric(metric);
        asks.extend(
            of.filter(|one| one.selection.get(Key::Period).is_none())
                .map(|one| Ask {
                    label: label.to_owned(),
                    metric,
                    on: one.selection.clone(),
                }),
        );
    }
    measured::section(
        links,
        "The newest period of each series; the change is from a year before.",
        &asks,
    )
}

/// First and last day of a value's period.
fn days(point: &Point) -> Option<(Date, Date)> {
    Some(Period::parse(point.period.as_deref()?)?.days())
}

/// The values that have a number, in the order of their periods.
fn in_order(indicator: &Indicator) -> Vec<&Point> {
    let mut points: Vec<&Point> = indicator.values.iter().filter(|point| point.value.is_some()).collect();
    points.sort_by_key(|point| days(point));
    points
}

/// Whether the last value is of a period that ended within a year before the day, or has not ended yet.
fn is_current(indicator: &Indicator, as_of: Date) -> bool {
    let last = in_order(indicator).last().and_then(|point| days(point));
    let year_before = as_of.saturating_sub(jiff::Span::new().years(1));
    last.is_some_and(|(_, end)| end >= year_before)
}

fn latest(current: &[(&Record, &Indicator)], links: &Links<'_>) -> Section {
    Section::new("latest", "Latest values")
        .note("The last two periods of each series: what numerator and denominator give where both are recorded, else the value as it is written.")
        .table(summary("Latest values", current, links))
        .about(
            &[Kind::Indicator],
            "Returns, on-time delivery, lost customers, waiting times: series that the organization keeps anyway and that \
             reflect what customers experience.",
            links,
        )
}

fn summary(caption: &str, series: &[(&Record, &Indicator)], links: &Links<'_>) -> Table {
    let heads = ["Series", "Reflects~", "Unit", "Before>", "Latest>", "Period>", "Is"];
    let mut table = Table::new(caption, &heads);
    for (record, indicator) in series {
        let points = in_order(indicator);
        let last = points.last();
        let before = points.len().checked_sub(2).map(|index| points[index]);
        let number = |point: Option<&&Point>| {
            let computed = point.and_then(|point| indicator::computed(indicator, point));
            let computed = computed.map(|value| indicator::unit(indicator).digits(value));
            let written = || Some(point?.value?.to_string());
            computed.or_else(written).map_or_else(Value::dash, Value::text)
        };
        let reflects: Vec<Value> = indicator
            .reflects
            .iter()
            .map(|of| titled_id(Some(of.id()), links))
            .collect();
        let cells: [Cell; 7] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            if reflects.is_empty() {
                Value::dash()
            } else {
                Value::List { items: reflects }
            }
            .into(),
            indicator
                .unit
                .as_deref()
                .map_or_else(Value::dash, |unit| values::line(unit, links))
                .into(),
            number(before.as_ref()).into(),
            number(last).into(),
            last.and_then(|point| point.period.as_deref())
                .map_or_else(Value::dash, Value::text)
                .into(),
            state(last.copied(), record).into(),
        ];
        table.row(cells);
    }
    super::shape::without_empty_columns(table)
}

/// Whether a value is final, as it is written.
fn state(point: Option<&Point>, record: &Record) -> Value {
    let Some(period) = point.and_then(|point| point.period.as_deref()) else {
        return Value::state(State::gap("No value"));
    };
    let items = record.node.get("values").map_or(&[][..], |node| node.items());
    let written = items
        .iter()
        .find(|item| item.get("period").and_then(|node| node.text()) == Some(period));
    word(written.and_then(|item| item.get("status")).and_then(|node| node.text()))
}

/// Every series with its definition, its values and how far it may be trusted.
fn each(series: &[(&Record, &Indicator)], links: &Links<'_>) -> Section {
    let mut section =
        Section::new("series", "Each series").note("Definition, reliability, changes of definition and all values.");
    for (record, indicator) in series {
        section = section.block(Block::Heading {
            title: String::new(),
            link: Some(titled_id(Some(record.id()), links)),
            note: String::new(),
        });
        section = section.blocks(indicator.definition.as_ref().map(|definition| prose(definition, links)));
        let facts = fields_of(
            record,
            &["kind", "unit", "frequency", "direction", "source_system|Source"],
            links,
        );
        if !facts.is_empty() {
            section = section.block(Block::Facts { facts });
        }
        let paths = [
            "reliability_note|As a sign of satisfaction",
            "definition_changes|Definition changed",
        ];
        section = section.fields(fields_of(record, &paths, links));
        let on = Selection::all().with(Key::Indicator, record.id());
        section = section.blocks(measured::control(links, &on));
        section = section.fields(measured::trend(links, "Trend", &on).into_iter().collect());
        let values = points(record, indicator, links);
        section = section.blocks(values.filled().map(|table| Block::Folded {
            label: several(table.rows.len(), "value", "values"),
            table,
        }));
    }
    section.about(
        &[Kind::Indicator],
        "Each series with its definition, source and values.",
        links,
    )
}

fn points(record: &Record, indicator: &Indicator, links: &Links<'_>) -> Table {
    let heads = [
        "Period",
        "Value>",
        "Numerator>",
        "Denominator>",
        "Number of cases>",
        "Standard deviation>",
        "Is",
        "Note~",
    ];
    let mut table = Table::new(format!("Values of {}", record.id()), &heads);
    let number = |value: Option<f64>| value.map_or_else(Value::dash, |value| Value::text(value.to_string()));
    let mut points: Vec<&Point> = indicator.values.iter().collect();
    points.sort_by_key(|point| days(point));
    for point in points {
        table.row([
            point.period.as_deref().map_or_else(Value::dash, Value::text),
            number(point.value),
            number(point.numerator),
            number(point.denominator),
            point.n.map_or_else(Value::dash, Value::count),
            number(point.sd),
            state(Some(point), record),
            point
                .note
                .as_deref()
                .map_or_else(Value::dash, |note| values::line(note, links)),
        ]);
    }
    super::shape::without_empty_columns(table)
}

/// Periods against exposures.
fn exposure(site: &Site<'_>, links: &Links<'_>) -> Section {
    let exposures: Vec<(&Record, &Exposure)> = of_kind(site, Kind::Exposure)
        .filter_map(|record| match &record.data {
            Data::Exposure(exposure) => Some((record, &**exposure)),
            _ => None,
        })
        .collect();
    let mut periods: Vec<(Option<Date>, &str)> = Vec::new();
    for (_, exposure) in &exposures {
        for value in &exposure.values {
            let Some(name) = value.period.as_deref() else { continue };
            let first = Period::parse(name).map(|period| period.days().0);
            if !periods.contains(&(first, name)) {
                periods.push((first, name));
            }
        }
    }
    periods.sort_unstable();
    let mut table = Table::new("How much business there was", &["Period"]).fit();
    for (record, _) in &exposures {
        table.columns.push(Column {
            title: site.title_of(record),
            numeric: true,
            wrap: true,
            ..Column::default()
        });
    }
    let picture = match exposures.as_slice() {
        [(record, exposure)] => columns_of(&site.title_of(record), exposure, &periods, &table),
        _ => None,
    };
    for (_, period) in periods {
        let mut row: Vec<Cell> = vec![Value::text(period).into()];
        for (_, exposure) in &exposures {
            let count = exposure.count(period);
            row.push(
                count
                    .map_or_else(Value::dash, |count| Value::text(count.to_string()))
                    .into(),
            );
        }
        table.rows.push(row);
    }
    let section = Section::new("exposure", "How much business").note("What complaints are counted against.");
    let section = match picture {
        Some(chart) => section.block(Block::Chart {
            chart: Box::new(Chart { table, ..chart }),
        }),
        None => section.table(table),
    };
    section.about(
        &[Kind::Exposure],
        "Orders, projects, tickets or customers by period: without them a number of complaints says little.",
        links,
    )
}

/// One series of exposure as columns, when all its counts are whole numbers; the table is filled in by the caller.
fn columns_of(title: &str, exposure: &Exposure, periods: &[(Option<Date>, &str)], table: &Table) -> Option<Chart> {
    /// Most columns that can be told apart.
    const MOST: usize = 16;
    let whole = |count: f64| -> Option<usize> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, and within the range"
        )]
        let counted = count as usize;
        (count >= 0.0 && count.fract().total_cmp(&0.0).is_eq() && count < 1e9).then_some(counted)
    };
    let bars: Vec<(String, usize)> = periods
        .iter()
        .map(|(_, period)| Some(((*period).to_owned(), whole(exposure.count(period)?)?)))
        .collect::<Option<_>>()?;
    if bars.len() < 2 || bars.len() > MOST {
        return None;
    }
    let words: Vec<String> = bars.iter().map(|(name, count)| format!("{name}: {count}")).collect();
    let svg = columns::svg(&Columns {
        id: "exposure-columns",
        title,
        description: &words.join(", "),
        bars: &bars,
    });
    Some(Chart {
        title: title.to_owned(),
        svg: Html(svg),
        wide: true,
        caption: format!("{title}, by period, as recorded."),
        table_label: "The values as a table".to_owned(),
        table: table.clone(),
    })
}
