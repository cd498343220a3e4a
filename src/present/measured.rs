//! What metrics say, as figures and blocks of sections: numbers with what changed, charts, tables of what a number is split by,
//! and the doubts that belong beside it.
//!
//! In: metrics by their id and what they are measured on. Out: blocks that hold no more than the audience may see. What is not
//! measured in a project gives nothing, so that a page can ask for all it has a place for.

use super::blocks::{Cell, Chart, Field, Figure, State, Table, Tone, Value};
use super::page::Links;
use super::picture::{self, Words};
use super::topic::shape::{Block, Section};
use super::{checks, detail, number};
use crate::chart;
use crate::disclose::cells::Show;
use crate::measure;
use crate::measure::measurement::{BaseSort, Change, ChangeWord, Detail, Measurement};
use crate::measure::metric::{About, Better};
use crate::measure::selection::{Key, Selection};
use crate::measure::side_by_side;
use crate::measure::unit::{fixed, p};
use crate::stats::period::{Length, Period};
use std::fmt::Write as _;

/// A number that a page has a place for.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Ask {
    /// What it is called there.
    pub label: String,
    /// Id of the metric.
    pub metric: &'static str,
    /// On what it is measured.
    pub on: Selection,
}

/// A number as a whole.
pub(super) fn ask(label: impl Into<String>, metric: &'static str) -> Ask {
    Ask {
        label: label.into(),
        metric,
        on: Selection::all(),
    }
}

impl Ask {
    /// Narrowed by one key more.
    pub(super) fn with(mut self, key: Key, value: impl Into<String>) -> Self {
        self.on = self.on.with(key, value);
        self
    }
}

/// What a metric says of a selection that the site measures, with its text; nothing where the audience may not be told on what.
pub(super) fn said<'a>(
    links: &'a Links<'_>,
    metric: &str,
    on: &Selection,
) -> Option<(About<'static>, &'a Measurement)> {
    let about = measure::find(metric)?.about;
    let one = links.site.numbers.get(metric, on)?;
    number::may_tell(links.site, on).then_some((about, one))
}

/// Comparisons that are metrics of their own, and the metric whose values they compare.
const COMPARED_BY: &[(&str, &str)] = &[("M-CMP-1", "M-CHG-6"), ("M-CMP-13", "M-CMP-21")];

/// The change that belongs to a number: its own, or that of its newest year.
fn change<'a>(links: &'a Links<'_>, about: About<'_>, one: &'a Measurement) -> Option<(&'a Measurement, &'a Change)> {
    if let Some(change) = one.changes.first() {
        return Some((one, change));
    }
    let by = COMPARED_BY.iter().find(|(metric, _)| *metric == about.id);
    let metric = by.map_or(about.id, |(_, by)| by);
    if one.selection.get(Key::Period).is_some() {
        let compared = links.site.numbers.within(metric, &one.selection);
        return compared.filter_map(|one| Some((one, one.changes.first()?))).last();
    }
    let year = |one: &&Measurement| {
        let of_year = one.selection.get(Key::Period).and_then(Period::parse);
        of_year.is_some_and(|period| Period::of(period.days().0, Length::Year) == period)
    };
    let apart = |of: &Measurement| of.selection.clone().without(Key::Period).without(Key::Against) == one.selection;
    let years = links.site.numbers.within(metric, &one.selection);
    let newest = years.filter(|one| apart(one)).filter(year).last()?;
    Some((newest, newest.changes.first()?))
}

/// What may be said of a change, as a state: better and worse only where the test tells and one way is better.
fn change_state(links: &Links<'_>, about: About<'_>, one: &Measurement, change: &Change) -> Option<State> {
    let site = links.site;
    if !picture::may_draw(site.cells.show(one)) || !detail::before_shown(site, one, change) {
        return None;
    }
    let name = |selection: &Selection| {
        let id = selection.get(Key::Wave).or_else(|| selection.get(Key::Period))?;
        let told = site.ledger.find(id).map(|(_, record)| site.title_of(record));
        Some(told.unwrap_or_else(|| id.to_owned()))
    };
    let against = name(&change.against)?;
    let now = one
        .selection
        .get(Key::Period)
        .map_or_else(String::new, |now| format!("{}: ", number::period(site, now)));
    let word = change.word.word();
    Some(match (&change.word, about.better) {
        (ChangeWord::Higher, better) => State::new(
            match better {
                Better::Higher => Tone::Ok,
                Better::Lower => Tone::Warn,
                Better::Neither | Better::AsRecorded => Tone::None,
            },
            "up",
            format!("{now}{word} than {against}"),
        ),
        (ChangeWord::Lower, better) => State::new(
            match better {
                Better::Lower => Tone::Ok,
                Better::Higher => Tone::Warn,
                Better::Neither | Better::AsRecorded => Tone::None,
            },
            "down",
            format!("{now}{word} than {against}"),
        ),
        (ChangeWord::NoClearChange, _) => State::new(Tone::None, "level", format!("{now}{word} from {against}")),
        (ChangeWord::Divided, _) => State::new(Tone::None, "gap", format!("{now}{word} on a change from {against}")),
        (ChangeWord::TooFew, _) => State::none(format!("{now}{word} against {against}")),
        (ChangeWord::NotTested | ChangeWord::Beside, _) => State::none(format!("{now}{word} against {against}")),
        (ChangeWord::NotComparable(_), _) => State::none(format!("{now}{word} with {against}")),
    })
}

/// What may be said of how numbers changed against the one that each is shown beside, the earlier one first; nothing where the two
/// cannot be compared.
pub(super) fn changes_between(
    links: &Links<'_>,
    pairs: &[(About<'_>, &Measurement, &Measurement)],
) -> Vec<Option<State>> {
    let of: Vec<(&Measurement, &Measurement)> = pairs.iter().map(|(_, before, now)| (*before, *now)).collect();
    let changes = side_by_side::changes(&links.site.scope, &of);
    let told = pairs.iter().zip(changes);
    told.map(|((about, _, now), change)| change_state(links, *about, now, &change?))
        .collect()
}

/// A number at the head of a page, with what changed and its course.
pub(super) fn figure(links: &Links<'_>, ask: &Ask) -> Option<Figure> {
    let (about, one) = said(links, ask.metric, &ask.on)?;
    let mut figure = number::figure(links.site, links, about, &ask.label, one);
    figure.change = change(links, about, one).and_then(|(of, change)| change_state(links, about, of, change));
    figure.spark = spark(links, about, one);
    Some(figure)
}

/// Whether any of the numbers has something to count.
fn any_counts(links: &Links<'_>, asks: &[Ask]) -> bool {
    asks.iter()
        .filter_map(|ask| said(links, ask.metric, &ask.on))
        .any(|(_, one)| one.base.n > 0)
}

/// A section with numbers at the head of a page; nothing where there is nothing to count.
pub(super) fn section(links: &Links<'_>, note: &str, asks: &[Ask]) -> Option<Section> {
    let blocks = figures(links, asks);
    if blocks.is_empty() {
        return None;
    }
    let section = Section::new("figures", "In figures").note(note).blocks(blocks);
    Some(section.blocks(notes(links, asks)))
}

/// Numbers at the head of a section; none where there is nothing to count.
pub(super) fn figures(links: &Links<'_>, asks: &[Ask]) -> Vec<Block> {
    if !any_counts(links, asks) {
        return Vec::new();
    }
    let figures: Vec<Figure> = asks.iter().filter_map(|ask| figure(links, ask)).collect();
    match figures.is_empty() {
        true => Vec::new(),
        false => vec![Block::Figures { figures }],
    }
}

/// Fewest quarters that make a small line; with fewer of them years are taken.
const QUARTERS: usize = 4;

/// Fewest points of a small line.
const COURSE: usize = 3;

/// A small line of a number over quarters or years.
fn spark(links: &Links<'_>, about: About<'_>, one: &Measurement) -> Option<super::blocks::Html> {
    if one.selection.get(Key::Period).is_some() {
        return None;
    }
    let value = |one: &Measurement| {
        let may = picture::may_draw(links.site.cells.show(one));
        one.estimate.as_ref().ok().copied().filter(|_| may)
    };
    let points = |length: Length| -> Vec<(String, Option<f64>)> {
        let within = over(links, about.id, &one.selection, length);
        within.into_iter().map(|(label, one)| (label, value(one))).collect()
    };
    let there = |points: &[(String, Option<f64>)]| points.iter().filter(|(_, there)| there.is_some()).count();
    let quarters = points(Length::Quarter);
    let waves = waves(links, about.id, &one.selection);
    let (of, points) = if !waves.is_empty() {
        (
            "Wave",
            waves.into_iter().map(|(label, one)| (label, value(one))).collect(),
        )
    } else if there(&quarters) >= QUARTERS {
        ("Quarter", quarters)
    } else {
        ("Year", points(Length::Year))
    };
    // Two points are no course, and what lies between them may be chance.
    if there(&points) < COURSE {
        return None;
    }
    let id = format!("s-{}-{}", about.id, number::anchor(&one.selection));
    let words = Words {
        id: &id,
        title: about.name,
        of,
        caption: about.name,
    };
    let drawn = points.into_iter().map(|(label, there)| {
        let value = there.map(|there| chart::Value::new(there, about.unit.with(there)));
        (label, value)
    });
    picture::spark(&words, drawn.collect(), None)
}

/// What a metric says of the waves of a survey up to the one that a selection names, in the order in which they were asked.
fn waves<'a>(links: &'a Links<'_>, metric: &str, on: &Selection) -> Vec<(String, &'a Measurement)> {
    let Some(answers) = on.get(Key::Wave).and_then(|id| links.site.scope.wave(id)) else {
        return Vec::new();
    };
    let Some((survey, _)) = answers.survey else {
        return Vec::new();
    };
    let mut told = Vec::new();
    for wave in links.site.scope.waves_of(survey.id()) {
        let id = wave.record.id();
        let on = on.clone().with(Key::Wave, id);
        // A wave that is still in the field is no point of a course.
        let there = said(links, metric, &on).filter(|(_, one)| !one.provisional);
        told.extend(there.map(|(_, one)| (id.to_owned(), one)));
        if id == answers.record.id() {
            break;
        }
    }
    told
}

/// What a metric says of each period of a length, in their order.
pub(super) fn over<'a>(
    links: &'a Links<'_>,
    metric: &str,
    whole: &Selection,
    length: Length,
) -> Vec<(String, &'a Measurement)> {
    let periods = links.site.numbers.of_metric(metric).filter_map(|one| {
        let period = Period::parse(one.selection.get(Key::Period)?)?;
        let alone = one.selection.clone().without(Key::Period) == *whole;
        (alone && Period::of(period.days().0, length) == period).then_some((period, one))
    });
    let mut periods: Vec<_> = periods.collect();
    periods.sort_by_key(|(period, _)| *period);
    periods
        .into_iter()
        .map(|(period, one)| (period.to_string(), one))
        .collect()
}

/// What a metric says of each value of a key within a whole.
pub(super) fn split<'a>(links: &'a Links<'_>, metric: &str, whole: &Selection, key: Key) -> Vec<&'a Measurement> {
    let parts = links.site.numbers.of_metric(metric).filter(|one| {
        let of_key = one.selection.get(key).is_some();
        of_key && one.selection.clone().without(key) == *whole && number::may_tell(links.site, &one.selection)
    });
    parts.collect()
}

/// The word of a value of a key: the title of a record, words as they are written.
pub(super) fn word_of(links: &Links<'_>, key: Key, value: &str) -> String {
    match links.site.ledger.find(value) {
        Some((_, record)) => links.site.title_of(record),
        None if key == Key::Severity => format!("Severity {value}"),
        None => checks::sentence(&value.replace('_', " ")),
    }
}

/// Charts of what a metric is made of.
pub(super) fn charts(links: &Links<'_>, metric: &str, on: &Selection) -> Vec<Block> {
    let Some((about, one)) = said(links, metric, on) else {
        return Vec::new();
    };
    let charts = picture::charts(links.site, links, about, one).into_iter();
    charts.map(block).collect()
}

/// A chart as a block.
pub(super) fn block(chart: Chart) -> Block {
    Block::Chart { chart: Box::new(chart) }
}

/// What a metric is made of as tables; folded away under some words, or open without them.
pub(super) fn details(links: &Links<'_>, metric: &str, on: &Selection, folded: Option<&str>) -> Vec<Block> {
    let Some((about, one)) = said(links, metric, on) else {
        return Vec::new();
    };
    let tables = detail::tables(links.site, links, about.within(one).unit, one).into_iter();
    let block = |table: Table| match folded {
        Some(label) => Block::Folded {
            label: label.to_owned(),
            table,
        },
        None => Block::Table { table },
    };
    tables.map(block).collect()
}

/// How a number compares with others, folded away.
pub(super) fn changes(links: &Links<'_>, label: &str, of: &Ask) -> Vec<Block> {
    let Some((about, one)) = said(links, of.metric, &of.on) else {
        return Vec::new();
    };
    let table = detail::changes(links.site, about.within(one).unit, one).into_iter();
    table
        .map(|table| Block::Folded {
            label: label.to_owned(),
            table,
        })
        .collect()
}

/// The doubts beside numbers, each once, as sentences.
pub(super) fn notes<'a>(links: &Links<'_>, of: impl IntoIterator<Item = &'a Ask>) -> Vec<Block> {
    let mut told: Vec<String> = Vec::new();
    for ask in of {
        let Some((_, one)) = said(links, ask.metric, &ask.on) else {
            continue;
        };
        // A note may tell the number itself.
        if one.estimate.is_ok() && !picture::may_draw(links.site.cells.show(one)) {
            continue;
        }
        // Captions of control charts say themselves that limits are provisional.
        for note in one
            .notes
            .iter()
            .filter(|note| !note.starts_with("limits are provisional"))
        {
            let note = super::markdown::mask(&checks::sentence(note), links);
            if !told.contains(&note) {
                told.push(note);
            }
        }
    }
    if told.is_empty() {
        return Vec::new();
    }
    let sentences: Vec<String> = told.into_iter().map(ended).collect();
    vec![Block::Note {
        text: sentences.join(" ").replace('`', ""),
    }]
}

/// A sentence with a full stop.
pub(super) fn ended(text: String) -> String {
    if text.ends_with(['.', '?', '!']) {
        text
    } else {
        format!("{text}.")
    }
}

/// Numbers one below the other, with interval, base, what changed and what must be said of each.
pub(super) fn table(links: &Links<'_>, caption: &str, head: &str, asks: &[Ask]) -> Table {
    let site = links.site;
    let head = format!("{head}~");
    let heads = [
        &head,
        "Value>",
        "Interval>",
        "Without weights>",
        "Base>",
        "Change~",
        "State",
    ];
    let mut table = Table::new(caption, &heads).fit();
    for ask in asks {
        let Some((about, one)) = said(links, ask.metric, &ask.on) else {
            continue;
        };
        let change = change(links, about, one).and_then(|(of, change)| change_state(links, about, of, change));
        let show = site.cells.show(one);
        let state = number::state(site, one, show);
        let plain = one.unweighted.as_ref().filter(|_| show.estimate());
        table.row([
            Value::text(ask.label.clone()).into(),
            number::cell(site, links, about.of(one).unit, one),
            number::interval_cell(site, about.of(one).unit, one).into(),
            plain
                .map_or_else(Value::dash, |plain| {
                    Value::text(about.of(one).unit.with(plain.estimate))
                })
                .into(),
            number::base_cell(site, one).into(),
            change.map_or_else(Value::dash, Value::state).into(),
            Cell::from(state.map_or_else(Value::dash, Value::state)),
        ]);
    }
    super::topic::shape::without_empty_columns(table)
}

/// Most years side by side.
const YEARS: usize = 4;

/// Numbers by year: a row a number, a column a year, what changed at the end.
pub(super) fn by_year(links: &Links<'_>, caption: &str, asks: &[Ask]) -> Table {
    by_year_beside(links, caption, "All", asks)
}

/// The same for numbers that are no sum of all years without a period: what the first column says is named.
pub(super) fn by_year_beside(links: &Links<'_>, caption: &str, whole: &str, asks: &[Ask]) -> Table {
    let mut years: Vec<String> = Vec::new();
    for ask in asks {
        years.extend(
            over(links, ask.metric, &ask.on, Length::Year)
                .into_iter()
                .map(|(year, _)| year),
        );
    }
    years.sort_unstable();
    years.dedup();
    let years = years.split_off(years.len().saturating_sub(YEARS));
    let heads: Vec<String> = ["Figure~".to_owned(), whole.to_owned()]
        .into_iter()
        .chain(years.iter().map(|year| number::period(links.site, year)))
        .chain(["Change~".to_owned()])
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(caption, &heads).fit();
    for ask in asks {
        let Some((about, whole)) = said(links, ask.metric, &ask.on) else {
            continue;
        };
        let mut row: Vec<Cell> = vec![Value::text(ask.label.clone()).into(), full(links, about, whole)];
        for year in &years {
            let on = ask.on.clone().with(Key::Period, year.clone());
            row.push(
                said(links, ask.metric, &on).map_or_else(|| Value::dash().into(), |(_, one)| full(links, about, one)),
            );
        }
        let change = change(links, about, whole).and_then(|(of, change)| change_state(links, about, of, change));
        row.push(change.map_or_else(Value::dash, Value::state).into());
        table.rows.push(row);
    }
    super::topic::shape::without_empty_columns(table)
}

/// A number with its interval in one cell, with its base and the mark of a low one: "every estimate shows its base `n`; shown and marked
/// below `low_base`" (GR3). Of what is counted in full, such as exposures, there is no base to tell.
pub(super) fn full(links: &Links<'_>, about: About<'_>, one: &Measurement) -> Cell {
    let site = links.site;
    let cell = number::cell(site, links, about.of(one).unit, one);
    let show = site.cells.show(one);
    let Value::Link { link } = &cell.value else { return cell };
    if !picture::may_draw(show) || one.estimate.is_err() {
        return cell;
    }
    // In a narrow column lines break between value, interval and base.
    let whole = |words: &str| words.replace(' ', "\u{a0}");
    let mut text = link.title.clone();
    if let Ok(found) = &one.interval {
        let _ = write!(
            text,
            " {}",
            whole(&format!("({})", number::interval(about.of(one).unit, found)))
        );
    }
    if one.base.sort != BaseSort::Facts || one.base.of_share {
        let _ = write!(text, ", n\u{a0}{}", super::blocks::number(one.base.n));
    }
    if show == Show::LowBase {
        text.push_str(", low\u{a0}base");
    }
    if let Some(only) = number::only(one) {
        let _ = write!(text, ", {}", whole(&only));
    }
    Cell {
        value: Value::link(text, link.url.clone()),
        ..cell
    }
}

/// Most rows without an estimate that a picture shows; more are told in its caption.
const FEW: usize = 3;

/// A number split by a key, as a picture with the whole first and as a table.
pub(super) fn split_by(links: &Links<'_>, metric: &str, whole: &Selection, key: Key, of: &str) -> Vec<Block> {
    let Some((about, all)) = said(links, metric, whole) else {
        return Vec::new();
    };
    let mut rows: Vec<(String, &Measurement)> = vec![("All".to_owned(), all)];
    let mut parts = split(links, metric, whole, key);
    if key != Key::Severity {
        // The largest base first; what cannot be shown last, in the order of its name.
        let seen = |one: &Measurement| !links.site.cells.show(one).is_hidden();
        let size = |one: &Measurement| match (seen(one), &one.estimate) {
            (false, _) => (0, 0.0),
            (true, Ok(value)) => (one.base.n, *value),
            (true, Err(_)) => (one.base.n, 0.0),
        };
        parts.sort_by(|a, b| {
            let ((n, value), (other_n, other_value)) = (size(a), size(b));
            other_n
                .cmp(&n)
                .then(other_value.total_cmp(&value))
                .then_with(|| a.selection.cmp(&b.selection))
        });
    }
    let named = parts.into_iter().map(|one| {
        let value = one.selection.get(key).unwrap_or_default();
        (word_of(links, key, value), one)
    });
    let drawn = |one: &Measurement| one.estimate.is_ok() && picture::may_draw(links.site.cells.show(one));
    let (told, few): (Vec<_>, Vec<_>) = named.partition(|(_, one)| drawn(one));
    rows.extend(told);
    let mut few_words = String::new();
    if few.len() > FEW {
        let names: Vec<&str> = few.iter().map(|(name, _)| name.as_str()).collect();
        few_words = format!(" Too few for an estimate: {}.", names.join(", "));
    } else {
        rows.extend(few);
    }
    let id = format!("b-{metric}-{}-{}", number::anchor(whole), key.word());
    let title = format!("{}, by {}", about.name, of.to_lowercase());
    let caption = format!("{}{few_words}", picture::caption(links.site, about, all));
    let words = Words {
        id: &id,
        title: &title,
        of,
        caption: &caption,
    };
    picture::side_by_side(links.site, links, about, &words, &rows)
        .map(block)
        .into_iter()
        .collect()
}

/// A number over periods of a length as a line; with lines across, such as a target.
pub(super) fn line(
    links: &Links<'_>,
    metric: &str,
    whole: &Selection,
    length: Length,
    lines: Vec<chart::Value>,
) -> Vec<Block> {
    let Some((about, all)) = said(links, metric, whole) else {
        return Vec::new();
    };
    let points = over(links, metric, whole, length).into_iter();
    let points: Vec<(String, Option<&Measurement>)> = points
        .map(|(label, one)| (number::period(links.site, &label), Some(one)))
        .collect();
    let id = format!("l-{metric}-{}", number::anchor(whole));
    let (of, each) = match length {
        Length::Year => ("Year", "year"),
        Length::Quarter => ("Quarter", "quarter"),
        Length::Month => ("Month", "month"),
        _ => ("Period", "period"),
    };
    let title = match whole.get(Key::Kind) {
        Some(kind) => format!("{} ({}), by {each}", about.name, kind.replace('_', " ")),
        None => format!("{}, by {each}", about.name),
    };
    let caption = picture::caption(links.site, about, all);
    let words = Words {
        id: &id,
        title: &title,
        of,
        caption: &caption,
    };
    picture::over_time(links.site, links, about, &words, &points, Vec::new(), lines)
        .map(block)
        .into_iter()
        .collect()
}

/// The trend of a figure in words: what the test says, the slope, and where its working stands.
pub(super) fn trend(links: &Links<'_>, label: &str, on: &Selection) -> Option<Field> {
    let (about, one) = said(links, "M-TRD-1", on)?;
    let show = links.site.cells.show(one);
    if !picture::may_draw(show) {
        return None;
    }
    let text = match &one.estimate {
        Ok(_) => {
            let word = match one.changes.first().map(|change| &change.word) {
                Some(ChangeWord::Higher) => "rising",
                Some(ChangeWord::Lower) => "falling",
                Some(ChangeWord::NoClearChange) => "no clear trend",
                _ => "not tested",
            };
            let unit = about.of(one).unit;
            let slope = number::value(unit, one, show);
            let interval = match &one.interval {
                Ok(found) => format!(" ({})", number::interval(unit, found)),
                Err(_) => String::new(),
            };
            format!("{word}: slope {slope}{interval}{}", tested(one))
        }
        Err(reason) => format!("not estimable: {reason}"),
    };
    let value = match number::url(links.site, links, one) {
        Some(url) => Value::link(text, url),
        None => Value::text(text),
    };
    Some(Field::new(label, value))
}

/// The test of a trend: its statistic, its p, and what its p is among all trends.
fn tested(one: &Measurement) -> String {
    let Some(test) = one.changes.first().and_then(|change| change.test.as_ref()) else {
        return String::new();
    };
    let statistic = test.statistic.map_or_else(String::new, |(letter, value)| {
        format!(", {letter} = {}", fixed(value, 0))
    });
    let among = test.adjusted.map_or_else(String::new, |(adjusted, method, tests)| {
        format!(", {} after {method} over {tests} trends", p(adjusted))
    });
    format!("; {}{statistic}, p {}{among}", test.name, p(test.p))
}

/// Control charts of a figure: of single values, shares or rates, whichever it has.
pub(super) fn control(links: &Links<'_>, on: &Selection) -> Vec<Block> {
    let charts = ["M-SPC-3", "M-SPC-2", "M-SPC-1"].into_iter();
    charts
        .map(|metric| charts_named(links, metric, on))
        .find(|blocks| !blocks.is_empty())
        .unwrap_or_default()
}

/// Charts of a metric with the doubts that belong to them.
fn charts_named(links: &Links<'_>, metric: &'static str, on: &Selection) -> Vec<Block> {
    let mut blocks = charts(links, metric, on);
    let of = Ask {
        label: String::new(),
        metric,
        on: on.clone(),
    };
    if !blocks.is_empty() {
        blocks.extend(notes(links, [&of]));
    }
    blocks
}

/// Parts of a metric, when it has some and they may be told.
pub(super) fn parts<'a>(
    links: &'a Links<'_>,
    metric: &str,
    on: &Selection,
) -> Option<(About<'static>, &'a Measurement, &'a [measure::measurement::Part])> {
    let (about, one) = said(links, metric, on)?;
    match &one.detail {
        Detail::Parts(parts) if !links.site.cells.show(one).is_hidden() => Some((about, one, parts)),
        _ => None,
    }
}
