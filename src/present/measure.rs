//! The working of every number: a page a metric with its text and all it was measured on, and a page for each wave, survey,
//! indicator or promise with the workings of what was measured there. The same as data beside each, and all together in
//! `data/measures.json`.

use super::blocks::{Content, Field, State, Table, Value, number, several};
use super::page::{Job, Links, Page, Site, View};
use super::{detail, evidence, number, numbers};
use crate::disclose::cells::Show;
use crate::measure;
use crate::measure::measurement::{Excluded, Measurement};
use crate::measure::metric::{About, AnyMetric};
use crate::measure::selection::{Key, Selection};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Pages of measures.
pub(super) const PAGE: Page = Page { name: "measure", jobs };

/// The list of all metrics with numbers.
pub(super) const PATH: &str = "measures/index.html";

/// The page of a metric.
pub(super) fn metric_path(id: &str) -> String {
    number::page(id, &Selection::all())
}

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let lede = "Every metric of the catalogue with what it says here. Each number opens to its formula with the numbers put in, \
                what was left out and why, and the records it was drawn from.";
    let index = move |site: &Site<'_>, links: &Links<'_>| {
        Ok(View::new("Numbers", &index(site, links))
            .lede(lede)
            .json(links.to("data/measures.json")))
    };
    let mut jobs = vec![
        Job::page(PATH, "methods.html", "Measures", "measures", Box::new(index)),
        Job::bytes(
            "data/measures.json",
            Box::new(|site, _| Ok(numbers::json(site, &numbers::told(site, None)).into_bytes())),
        ),
    ];
    for metric in measure::all(site.settings) {
        jobs.extend(of_metric(site, &metric));
    }
    jobs
}

/// What was measured on something the audience may be told of.
fn visible<'a>(site: &'a Site<'_>, metric: &str) -> impl Iterator<Item = &'a Measurement> {
    site.numbers
        .of_metric(metric)
        .filter(|one| number::may_tell(site, &one.selection))
}

fn of_metric(site: &Site<'_>, metric: &AnyMetric) -> Vec<Job> {
    let path = metric_path(metric.id());
    let title = format!("{} {}", metric.id(), metric.about().name);
    let json_path = path.replace(".html", ".json");
    let own = json_path.clone();
    let this = metric.clone();
    let page = move |site: &Site<'_>, links: &Links<'_>| {
        let view = metric_view(site, links, &this);
        Ok(View::new("Metric", &view)
            .lede(this.about().definition)
            .json(links.to(&own)))
    };
    let that = metric.clone();
    let mut jobs = vec![
        Job::page(path.clone(), "measure.html", title.clone(), "measures", Box::new(page))
            .short(metric.id())
            .below("Measures", PATH),
        Job::bytes(
            json_path,
            Box::new(move |site, _| Ok(numbers::json(site, &numbers::told(site, Some(&that))).into_bytes())),
        ),
    ];
    let mut groups: Vec<&str> = visible(site, metric.id())
        .filter_map(|one| number::group(&one.selection))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let on = visible(site, metric.id()).find(|one| number::group(&one.selection) == Some(group));
        let Some(on) = on else { continue };
        let at = number::page(metric.id(), &on.selection);
        let name = group.to_owned();
        let this = metric.clone();
        let view = move |site: &Site<'_>, links: &Links<'_>| {
            let view = group_view(site, links, &this, &name);
            Ok(View::new("Working", &view).lede(this.about().definition))
        };
        let job = Job::page(
            at,
            "measure.html",
            format!("{}, {group}", metric.about().name),
            "measures",
            Box::new(view),
        );
        jobs.push(
            job.short(group)
                .below("Measures", PATH)
                .below(metric.id(), path.clone()),
        );
    }
    jobs
}

#[derive(Serialize)]
struct IndexView {
    contents: Vec<Content>,
    entries: Vec<super::blocks::Entry>,
}

/// Titles of the families, by the letters of their ids.
const FAMILIES: &[(&str, &str)] = &[
    ("SAT", "Satisfaction"),
    ("GAP", "Gaps between expectation, promise and perception"),
    ("SMP", "Sampling and response"),
    ("DQ", "Quality of the data"),
    ("REL", "Reliability"),
    ("IMP", "Importance"),
    ("KAN", "Kano"),
    ("CHG", "Change between waves"),
    ("TRD", "Trend"),
    ("SPC", "Control charts"),
    ("CMP", "Complaints"),
    ("PAR", "Pareto"),
    ("CPS", "Satisfaction with complaint handling"),
    ("DSP", "Disputes"),
    ("COD", "Promises"),
    ("RET", "Retention"),
    ("IND", "Indirect indicators"),
    ("BMK", "Benchmarks"),
    ("QUA", "Qualitative"),
    ("OBJ", "Objectives"),
    ("PRG", "Programme"),
    ("COM", "Communication"),
    ("REV", "Reviews"),
    ("ACT", "Actions"),
    ("TRC", "Traceability"),
    ("REC", "Record control"),
    (OWN, "Measures of this project"),
];

/// The family of measures of the project's own.
const OWN: &str = "X";

/// The letters between `M-` and the number; `X` of measures of the project's own.
fn family(id: &str) -> &str {
    match id.strip_prefix("M-") {
        Some(rest) => rest.split('-').next().unwrap_or_default(),
        None => OWN,
    }
}

fn index(site: &Site<'_>, links: &Links<'_>) -> IndexView {
    let mut families: Vec<(&str, Vec<About<'_>>)> = Vec::new();
    let metrics: Vec<AnyMetric> = measure::all(site.settings).collect();
    for about in metrics.iter().map(AnyMetric::about) {
        let family = family(about.id);
        match families.iter_mut().find(|(known, _)| *known == family) {
            Some((_, metrics)) => metrics.push(about),
            None => families.push((family, vec![about])),
        }
    }
    let entries = families.into_iter().map(|(family, metrics)| {
        let title = FAMILIES
            .iter()
            .find(|(code, _)| *code == family)
            .map_or(family, |(_, title)| title);
        let mut table = Table::new(title, &["Metric", "Name~", "Unit", "Numbers>", "Without>"]).fit();
        for about in metrics {
            let shown = visible(site, about.id).count();
            let without = visible(site, about.id).filter(|one| one.estimate.is_err()).count();
            let unit = match about.unit.word() {
                "" => Value::dash(),
                word => Value::text(word),
            };
            table.row([
                Value::link(about.id, links.to(&metric_path(about.id))),
                Value::text(about.name),
                unit,
                Value::count(shown),
                Value::count(without),
            ]);
        }
        super::blocks::Entry {
            id: family.to_lowercase(),
            title: title.to_owned(),
            note: String::new(),
            html: None,
            fields: None,
            table: Some(table),
        }
    });
    IndexView {
        contents: Vec::new(),
        entries: entries.collect(),
    }
}

#[derive(Serialize)]
struct MeasureView {
    about: Vec<Field>,
    about_note: &'static str,
    numbers: Option<Table>,
    numbers_note: String,
    workings: Vec<WorkingView>,
}

/// The working of one number.
#[derive(Serialize)]
struct WorkingView {
    id: String,
    title: String,
    value: String,
    interval: String,
    state: Option<State>,
    fields: Vec<Field>,
    tables: Vec<Folded>,
    charts: Vec<super::blocks::Chart>,
    notes: Vec<String>,
}

/// A table with the words to open it by.
#[derive(Serialize)]
struct Folded {
    label: String,
    table: Table,
}

fn folded(table: Table) -> Folded {
    Folded {
        label: table.caption.clone(),
        table,
    }
}

/// The text of a metric.
fn about(metric: &AnyMetric, links: &Links<'_>) -> Vec<Field> {
    let about = metric.about();
    let keys: Vec<&str> = metric.keys().iter().map(|key| key.word()).collect();
    let keys = if keys.is_empty() {
        "nothing".to_owned()
    } else {
        keys.join(", ")
    };
    let unit = match about.unit.word() {
        "" => about.unit.code().replace('_', " "),
        word => word.to_owned(),
    };
    vec![
        Field::new("Definition", Value::text(about.definition)),
        Field::new("Formula", Value::text(about.formula)),
        Field::new("Unit", Value::text(unit)),
        Field::new("Direction", Value::text(about.better.word())),
        Field::new("Interval", Value::text(about.interval)),
        Field::new("Minimum", Value::text(about.minimum)),
        Field::new("Beware", Value::text(about.pitfalls)),
        Field::new("Source", Value::text(about.source)),
        Field::new("Clauses", evidence::cited(about.clause.split(','), links)),
        Field::new("Narrowed by", Value::text(keys)),
    ]
}

fn metric_view(site: &Site<'_>, links: &Links<'_>, metric: &AnyMetric) -> MeasureView {
    let all: Vec<&Measurement> = visible(site, metric.id()).collect();
    let mut table = Table::new(
        format!("All numbers of {}", metric.id()),
        &["On~", "Value>", "Interval>", "Base>", "State"],
    )
    .register(metric.id());
    let (hidden, told) = hidden_and_told(site, &all);
    for one in told {
        let state = number::state(site, one, site.cells.show(one)).map_or_else(Value::dash, Value::state);
        table.row([
            Value::text(number::line(site, &one.selection)).into(),
            number::cell(site, links, metric.about().of(one).unit, one),
            number::interval_cell(site, metric.about().of(one).unit, one).into(),
            number::base_cell(site, one).into(),
            state.into(),
        ]);
    }
    if !hidden.is_empty() {
        let [count, value, state] = untold(site, &hidden);
        table.row([count, value, Value::dash(), Value::dash(), state]);
    }
    let own = all
        .iter()
        .copied()
        .filter(|one| number::group(&one.selection).is_none());
    let workings = workings(site, links, metric.about(), own);
    MeasureView {
        about: about(metric, links),
        about_note: "As the program follows it.",
        numbers_note: if all.is_empty() {
            "Nothing in these records is measured by it.".to_owned()
        } else {
            number::how_many(all.len())
        },
        numbers: (all.len() > 1).then_some(table),
        workings,
    }
}

fn group_view(site: &Site<'_>, links: &Links<'_>, metric: &AnyMetric, group: &str) -> MeasureView {
    let of_group = visible(site, metric.id()).filter(|one| number::group(&one.selection) == Some(group));
    let workings = workings(site, links, metric.about(), of_group);
    MeasureView {
        about: about(metric, links),
        about_note: "As the program follows it.",
        numbers: None,
        numbers_note: String::new(),
        workings,
    }
}

/// The workings of measurements, each whole with its parts.
fn workings<'a>(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    measured: impl Iterator<Item = &'a Measurement>,
) -> Vec<WorkingView> {
    let mut parts: BTreeMap<Selection, Vec<&Measurement>> = BTreeMap::new();
    let mut wholes = Vec::new();
    for one in measured {
        match number::whole(site, one) {
            Some(whole) => parts.entry(whole).or_default().push(one),
            None => wholes.push(one),
        }
    }
    let none = Vec::new();
    // Of what may not be shown there is nothing to work out; where that is all of it, the first says why.
    let (hidden, told) = hidden_and_told(site, &wholes);
    let first = hidden.into_iter().take(if told.is_empty() { 1 } else { 0 });
    let each = first.chain(told);
    each.map(|one| working(site, links, about, one, parts.get(&one.selection).unwrap_or(&none)))
        .collect()
}

fn working(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    one: &Measurement,
    parts: &[&Measurement],
) -> WorkingView {
    let show = site.cells.show(one);
    let shown = show.estimate();
    let interval = match &one.interval {
        Ok(found) if shown => number::interval(about.of(one).unit, found),
        _ => String::new(),
    };
    let mut tables = Vec::new();
    if !show.is_hidden() {
        tables.extend(excluded(links, one));
        tables.extend(detail::tables(site, links, about.within(one).unit, one));
        tables.extend(detail::changes(site, about.within(one).unit, one));
        tables.extend(self::parts(site, links, about, one, parts));
        tables.extend(earlier(site, links, about, one));
        tables.extend(records(site, links, one));
    }
    WorkingView {
        id: number::anchor(&one.selection),
        title: match number::line(site, &one.selection) {
            line if line == "everything" => "All together".to_owned(),
            line => line,
        },
        value: number::value(about.of(one).unit, one, show),
        interval,
        state: number::state(site, one, show),
        fields: fields(site, links, about, one, show),
        tables: tables.into_iter().map(folded).collect(),
        charts: super::picture::charts(site, links, about, one),
        notes: number::notes(site, one, show).collect(),
    }
}

fn fields(site: &Site<'_>, links: &Links<'_>, about: About<'_>, one: &Measurement, show: Show) -> Vec<Field> {
    let shown = show.estimate();
    let mut fields = vec![Field::new("Measured on", number::on(site, links, &one.selection))];
    if let Some(days) = one.period {
        fields.push(Field::new("Period", Value::text(number::days(site, days))));
    }
    if show.is_hidden() {
        return fields;
    }
    fields.push(Field::new("Formula", Value::text(about.formula)));
    if shown && !one.formula.is_empty() {
        fields.push(Field::new("With its numbers", Value::text(one.formula.clone())));
    }
    let inputs = number::inputs(one, show).map(|input| {
        let text = if input.name.contains("probability") {
            measure::unit::p(input.value)
        } else {
            measure::unit::exact(input.value)
        };
        Field::new(input.symbol, Value::text(format!("{text}, {}", input.name)))
    });
    let inputs: Vec<Field> = inputs.collect();
    if !inputs.is_empty() {
        fields.push(Field::new("Where", Value::Fields { fields: inputs }));
    }
    let base = match number::sort_word(&one.base) {
        Some(word) => format!("{} ({word})", number::base(one)),
        None => number::base(one),
    };
    fields.push(Field::new("Base", Value::text(base)));
    if shown {
        let words = match &one.interval {
            Ok(found) => format!(
                "{}: {}, {} confidence, {}",
                number::interval(about.of(one).unit, found),
                found.kind.word(),
                measure::unit::Unit::Percent.with(100.0 * found.confidence),
                found.method
            ),
            Err(reason) => format!("none: {reason}"),
        };
        fields.push(Field::new("Interval", Value::text(words)));
        if let Some(plain) = &one.unweighted {
            let interval = plain.interval.as_ref().map_or_else(String::new, |found| {
                format!(" ({})", number::interval(about.of(one).unit, found))
            });
            let text = format!("{}{interval}", about.of(one).unit.with(plain.estimate));
            fields.push(Field::new("Without weights", Value::text(text)));
        }
    }
    let rows: Vec<Value> = number::rows(site, one)
        .iter()
        .map(|(wave, rows)| match site.ledger.find(wave) {
            Some((_, record)) => Value::List {
                items: vec![
                    Value::Record {
                        link: links.link(record),
                    },
                    Value::text(several(*rows, "response row", "response rows")),
                ],
            },
            None => Value::text(several(*rows, "response row", "response rows")),
        })
        .collect();
    if !rows.is_empty() {
        fields.push(Field::new("Drawn from", Value::List { items: rows }));
    }
    let beside: Vec<Value> = one
        .drawn_from
        .beside
        .iter()
        .map(|id| Value::Record {
            link: links.link_id(id),
        })
        .collect();
    if !beside.is_empty() {
        fields.push(Field::new("Recorded in", Value::List { items: beside }));
    }
    let json = metric_path(about.id).replace(".html", ".json");
    fields.push(Field::new("As data", Value::link("JSON", links.to(&json))));
    fields
}

/// Measurements of which nothing may be shown, where there are several of them, and the others.
fn hidden_and_told<'a>(site: &Site<'_>, all: &[&'a Measurement]) -> (Vec<&'a Measurement>, Vec<&'a Measurement>) {
    let (hidden, told): (Vec<_>, Vec<_>) = all.iter().copied().partition(|one| site.cells.show(one).is_hidden());
    match hidden.len() {
        0 | 1 => (Vec::new(), all.to_vec()),
        _ => (hidden, told),
    }
}

/// A line for those of which nothing may be shown: how many, that, and why.
fn untold(site: &Site<'_>, hidden: &[&Measurement]) -> [Value; 3] {
    [
        Value::text(several(hidden.len(), "more number", "more numbers")),
        Value::text("not shown"),
        Value::state(number::untold(site, hidden)),
    ]
}

/// The same for every segment, role and product: each a row, since formula and definition are those of the whole.
fn parts(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    whole: &Measurement,
    parts: &[&Measurement],
) -> Option<Table> {
    let heads = [
        "Part~",
        "Value>",
        "Interval>",
        "Base>",
        "Left out>",
        "Without weights>",
        "State",
    ];
    let mut table = Table::new("By segment, role and product", &heads).fit();
    let (hidden, told) = hidden_and_told(site, parts);
    for part in told {
        let show = site.cells.show(part);
        let mut only = Selection::all();
        for (key, value) in part
            .selection
            .iter()
            .filter(|(key, _)| whole.selection.get(*key).is_none())
        {
            only = only.with(key, value);
        }
        let left_out: usize = part.excluded.iter().map(|group| group.count).sum();
        let plain = part.unweighted.as_ref().filter(|_| show.estimate());
        table.row([
            number::on(site, links, &only).into(),
            number::cell(site, links, about.of(part).unit, part),
            number::interval_cell(site, about.of(part).unit, part).into(),
            number::base_cell(site, part).into(),
            if show.is_hidden() {
                Value::dash()
            } else {
                Value::count(left_out)
            }
            .into(),
            plain
                .map_or_else(Value::dash, |plain| {
                    Value::text(about.of(part).unit.with(plain.estimate))
                })
                .into(),
            number::state(site, part, show)
                .map_or_else(Value::dash, Value::state)
                .into(),
        ]);
    }
    if !hidden.is_empty() {
        let [count, value, state] = untold(site, &hidden);
        let dash = Value::dash;
        table.row([count, value, dash(), dash(), dash(), dash(), state]);
    }
    table.filled()
}

/// What was left out, by reason.
fn excluded(links: &Links<'_>, one: &Measurement) -> Option<Table> {
    let mut table = Table::new("Left out", &["Why~", "How many>", "Which~"]).fit();
    let which = |group: &Excluded| {
        let mut items: Vec<Value> = group
            .ids
            .iter()
            .take(LISTED)
            .map(|id| Value::Record {
                link: super::blocks::Link {
                    title: String::new(),
                    ..links.link_id(id)
                },
            })
            .collect();
        items.extend(more(group.ids.len()).map(Value::text));
        if items.is_empty() {
            Value::dash()
        } else {
            Value::List { items }
        }
    };
    for group in &one.excluded {
        table.row([
            Value::text(group.reason.clone()),
            Value::count(group.count),
            which(group),
        ]);
    }
    table.filled()
}

/// How many of the records that a number counted stand on its page; the data beside the page has all of them.
const LISTED: usize = 1_000;

/// That there are more than are listed.
fn more(all: usize) -> Option<String> {
    let rest = all.checked_sub(LISTED).filter(|rest| *rest > 0)?;
    Some(format!(
        "and {} more, all of them in the data of this page",
        number(rest)
    ))
}

/// The records that were counted, those above the line of a share marked.
fn records(site: &Site<'_>, links: &Links<'_>, one: &Measurement) -> Option<Table> {
    let marked = !one.drawn_from.hits.is_empty();
    let heads: &[&str] = if marked {
        &["Record", "Title~", "Counts above the line*"]
    } else {
        &["Record", "Title~"]
    };
    let mut table = Table::new("Records that were counted", heads).fit();
    let hits: BTreeSet<&str> = one.drawn_from.hits.iter().map(String::as_str).collect();
    let all = one.drawn_from.records.iter().filter_map(|id| site.ledger.find(id));
    // Of those that may not be seen it is not told either which of them count above the line.
    let (seen, unseen): (Vec<_>, Vec<_>) = all.partition(|(_, record)| site.disclosure.record(record));
    let withheld = unseen.len();
    for (_, record) in seen.iter().take(LISTED) {
        let mut row = vec![links.id(record), links.title(record)];
        if marked {
            row.push(match one.drawn_from.parts.get(record.id()) {
                Some((above, below)) => Value::text(format!("{} of {}", number(*above), number(*below))),
                None => Value::text(if hits.contains(record.id()) { "yes" } else { "no" }),
            });
        }
        table.row(row);
    }
    table.total = more(seen.len()).map(|more| {
        let mut line = vec![String::new(); heads.len()];
        line[1] = more;
        line
    });
    if withheld > 0 && !table.rows.is_empty() {
        let mut row = vec![
            Value::text(several(withheld, "more record", "more records")),
            super::values::withheld(links),
        ];
        row.resize_with(heads.len(), Value::dash);
        table.row(row);
    }
    table.filled()
}

/// The same measured on the other waves of the survey, or on the other periods.
fn earlier(site: &Site<'_>, links: &Links<'_>, about: About<'_>, one: &Measurement) -> Option<Table> {
    let mut others: Vec<&Measurement> = match one.selection.get(Key::Wave) {
        Some(_) => {
            let survey = site.scope.wave_of(&one.selection).ok()?.survey?.0.id();
            let waves = site.scope.waves_of(survey);
            let whole = one.selection.clone().without(Key::Wave);
            waves
                .iter()
                .filter_map(|wave| {
                    let selection = whole.clone().with(Key::Wave, wave.record.id());
                    site.numbers.get(about.id, &selection)
                })
                .collect()
        }
        None => {
            one.selection.get(Key::Period)?;
            let whole = one.selection.clone().without(Key::Period);
            let mut same: BTreeMap<_, &Measurement> = BTreeMap::new();
            for other in site.numbers.of_metric(about.id) {
                let length = |text: Option<&str>| {
                    text.and_then(crate::stats::period::Period::parse)
                        .map(crate::stats::period::Period::length)
                };
                let alike = length(other.selection.get(Key::Period)) == length(one.selection.get(Key::Period));
                if alike
                    && other.selection.get(Key::Period).is_some()
                    && other.selection.clone().without(Key::Period) == whole
                {
                    same.insert(other.selection.days(), other);
                }
            }
            same.into_values().collect()
        }
    };
    others.retain(|other| number::may_tell(site, &other.selection));
    let (hidden, others) = hidden_and_told(site, &others);
    if others.len() + hidden.len() < 2 {
        return None;
    }
    let mut table = Table::new(
        "The same over time",
        &["When~", "Value>", "Interval>", "Base>", "State"],
    )
    .fit();
    for other in others {
        let when = match (other.selection.get(Key::Wave), other.selection.get(Key::Period)) {
            (Some(wave), _) => site.scope.wave(wave).and_then(|wave| wave.wave.period_label.clone()),
            (None, period) => period.map(str::to_owned),
        };
        let state = number::state(site, other, site.cells.show(other)).map_or_else(Value::dash, Value::state);
        table.row([
            Value::text(when.unwrap_or_default()).into(),
            number::cell(site, links, about.of(other).unit, other),
            number::interval_cell(site, about.of(other).unit, other).into(),
            number::base_cell(site, other).into(),
            state.into(),
        ]);
    }
    if !hidden.is_empty() {
        let [count, value, state] = untold(site, &hidden);
        table.row([count, value, Value::dash(), Value::dash(), state]);
    }
    Some(table)
}
