//! The fields of a record in plain words, by their shapes; the same for every kind.
//!
//! In: a record's tree and the fields of its kind. Out: blocks a template can show without knowing the kind.

use super::blocks::{self, Cell, Html, Table, Value};
use super::page::{Links, WITHHELD};
use super::{evidence, free, markdown, status};
use crate::record::Record;
use crate::record::id::is_id;
pub(super) use crate::record::schema::find;
use crate::record::schema::{self, Field, Shape, inner, label};
use crate::yaml::node::{Data, Entry, Node};
use jiff::Timestamp;
use jiff::civil::Date;

/// How values are shown: on their own, or in the cell of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Manner {
    /// With all words.
    Full,
    /// Short, for tables.
    Brief,
}

/// What values are read with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    unread: &'a [Box<str>],
    links: &'a Links<'a>,
    manner: Manner,
    /// The record.
    id: &'a str,
}

impl<'a> Reading<'a> {
    /// Reads the values of a record.
    pub(super) fn of(record: &'a Record, links: &'a Links<'a>, manner: Manner) -> Self {
        Self {
            unread: &record.unread,
            links,
            manner,
            id: record.id(),
        }
    }

    /// The same for an item of the record: where it names a case, its days are those of the case.
    fn item(self, node: &'a Node) -> Self {
        let texts = node.entries().iter().filter_map(|entry| entry.value.text());
        let case = self.links.site.disclosure.days().case_of(texts);
        Self {
            id: case.unwrap_or(self.id),
            ..self
        }
    }

    /// A day of the record as the audience may know it.
    fn day(&self, day: Date) -> Value {
        let known = self.links.site.disclosure.days().known(self.id, day);
        match self.manner {
            Manner::Brief => Value::brief_known(known),
            Manner::Full => Value::Moment {
                moment: blocks::Moment::known(known),
            },
        }
    }
}

/// The recorded fields of a mapping, in the order of the catalogue.
pub(super) fn fields(node: &Node, fields: &[Field], path: &str, reading: Reading<'_>) -> Vec<blocks::Field> {
    let mut views = Vec::new();
    for field in fields {
        let Some(value) = node.get(&field.name).filter(|value| !is_blank(value)) else {
            continue;
        };
        views.push(blocks::Field {
            name: field.name.clone(),
            label: words(field),
            value: field_value(value, field, &below(path, &field.name), reading),
        });
    }
    views
}

/// The value of a field, `assessment.severity`, as the audience may see it; nothing where none is recorded.
pub(super) fn at(record: &Record, path: &str, reading: Reading<'_>) -> Option<Value> {
    let mut fields = reading.links.site.catalogue.fields(record.kind);
    let mut node = &record.node;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let field = fields.iter().find(|field| field.name == part)?;
        node = node.get(part).filter(|node| !is_blank(node))?;
        if parts.peek().is_none() || !reading.links.site.disclosure.field(field) {
            return Some(field_value(node, field, path, reading));
        }
        fields = inner(&field.shape)?;
    }
    None
}

/// Names that are not plain words by themselves.
const WORDS: &[(&str, &str)] = &[
    ("n", "Number of cases"),
    ("sd", "Standard deviation"),
    ("planned_n", "Planned number"),
    ("segment_values", "Segments"),
    ("categories_secondary", "Also about"),
    ("is_recurrence", "Happened before"),
    ("on_behalf", "On behalf of another"),
    ("problem_date", "Day of the problem"),
    ("response_due", "Answer due"),
    ("received_by", "Taken by"),
    ("requested_remedy", "Remedy asked for"),
    ("outcome_reason", "Why this outcome"),
    ("preventive_decision", "So that it does not happen again"),
    ("satisfaction_survey", "Asked about the handling"),
    ("remedy_done", "Remedy carried out"),
    ("min_days_between", "Days between invitations, at least"),
    ("max_reminders", "Reminders, at most"),
    ("metric_refs", "Numbers it rests on"),
    ("value_at_finding", "Value then"),
    ("due_history", "Earlier due days"),
    ("wait_days", "Days to wait"),
    ("icc_assumed", "Likeness within groups"),
    ("no_finding", "Why nothing was concluded"),
    ("duration_s", "Seconds taken"),
    ("supersedes", "Replaces"),
];

/// The name of a field in plain words: `implemented_on` is `Implemented`.
pub(super) fn words(field: &Field) -> String {
    if let Some(label) = &field.label {
        return label.clone();
    }
    let plain = WORDS.iter().find(|(name, _)| *name == field.name);
    plain.map_or_else(
        || {
            let name = field.name.as_str();
            let bare = name.strip_suffix("_on").or_else(|| name.strip_suffix("_at"));
            label(bare.filter(|bare| !bare.is_empty()).unwrap_or(name))
        },
        |(_, words)| (*words).to_owned(),
    )
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn field_value(node: &Node, field: &Field, path: &str, reading: Reading<'_>) -> Value {
    if reading.links.site.disclosure.field(field) {
        value(node, &field.shape, path, reading)
    } else {
        withheld(reading.links)
    }
}

/// That something is recorded which the audience may not see.
pub(super) fn withheld(links: &Links<'_>) -> Value {
    let audience = links.site.disclosure.audience().word();
    Value::Withheld {
        text: format!("withheld for the audience {audience}"),
    }
}

fn is_blank(node: &Node) -> bool {
    match &node.data {
        Data::Null => true,
        Data::Plain(text) | Data::Quoted(text) => text.trim().is_empty(),
        Data::List(items) => items.is_empty(),
        Data::Map(entries) => entries.is_empty(),
    }
}

fn value(node: &Node, shape: &Shape, path: &str, reading: Reading<'_>) -> Value {
    if reading.unread.iter().any(|unread| **unread == *path) {
        if reading.links.site.disclosure.days().is_coarse(reading.id) {
            return withheld(reading.links);
        }
        return Value::code(markdown::mask(&written(node), reading.links));
    }
    match (shape, &node.data) {
        (Shape::Fields(known), Data::Map(_)) => {
            named(fields(node, known, path, reading.item(node)), known, reading.manner)
        }
        (Shape::List(item), Data::List(items)) => list(items, item, path, reading),
        (Shape::Map(item), Data::Map(entries)) => {
            let field = |entry: &Entry| blocks::Field {
                name: entry.key.to_string(),
                label: markdown::mask(&plain_key(&entry.key), reading.links),
                value: value(&entry.value, item, &below(path, &entry.key), reading),
            };
            together(entries.iter().map(field).collect(), reading.manner)
        }
        (Shape::Either(shapes), data) => value(node, fitting(shapes, data), path, reading),
        (_, Data::Plain(text) | Data::Quoted(text)) => scalar(text, shape, reading),
        _ => Value::code(markdown::mask(&written(node), reading.links)),
    }
}

/// Named values: money, a span of days and the ends of a scale in one line, others as fields.
fn named(fields: Vec<blocks::Field>, known: &[Field], manner: Manner) -> Value {
    let is = |names: &[&str]| known.iter().map(|field| field.name.as_str()).eq(names.iter().copied());
    let plain = |name: &str| {
        fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.value.plain())
    };
    if is(&["amount", "currency"]) {
        let amount = plain("amount").unwrap_or_default();
        return Value::text(format!("{} {amount}", plain("currency").unwrap_or_default()).trim());
    }
    if is(&["from", "to"]) || is(&["min", "max"]) {
        let first = &known[0].name;
        let last = &known[1].name;
        return match (plain(first), plain(last)) {
            (Some(first), Some(last)) => Value::text(format!("{first} to {last}")),
            (Some(first), None) => Value::text(format!("from {first}")),
            (None, Some(last)) => Value::text(format!("up to {last}")),
            (None, None) => Value::dash(),
        };
    }
    together(fields, manner)
}

/// Fields as such, or in a line where there is little room.
fn together(fields: Vec<blocks::Field>, manner: Manner) -> Value {
    match manner {
        Manner::Full => Value::Fields { fields },
        Manner::Brief => Value::text(Value::Fields { fields }.plain()),
    }
}

/// A key of a free mapping in plain words; ids and language codes stay as they are.
fn plain_key(key: &str) -> String {
    if is_id(key) || key.len() <= 2 {
        key.to_owned()
    } else {
        label(key)
    }
}

fn fitting<'a>(shapes: &'a [Shape], data: &Data) -> &'a Shape {
    let fits = |shape: &&Shape| match (data, shape) {
        (Data::Map(_), Shape::Fields(_) | Shape::Map(_)) | (Data::List(_), Shape::List(_)) => true,
        (Data::Plain(text) | Data::Quoted(text), Shape::Choice(choices)) => {
            choices.iter().any(|choice| *choice.value == **text)
        }
        (Data::Plain(text) | Data::Quoted(text), Shape::Reference(_)) => is_id(text),
        (Data::Plain(text), Shape::Boolean) => matches!(&**text, "true" | "false"),
        (Data::Plain(_) | Data::Quoted(_), Shape::Fields(_) | Shape::Map(_) | Shape::List(_) | Shape::Boolean) => false,
        (Data::Plain(_) | Data::Quoted(_), _) => true,
        _ => false,
    };
    shapes.iter().find(fits).unwrap_or(&Shape::Any)
}

fn list(items: &[Node], item: &Shape, path: &str, reading: Reading<'_>) -> Value {
    if let Shape::Fields(known) = item
        && let Some(table) = table(items, known, path, reading)
    {
        return Value::Table { table: Box::new(table) };
    }
    let view = |(index, node): (usize, &Node)| value(node, item, &format!("{path}[{index}]"), reading);
    let mut items: Vec<Value> = items.iter().enumerate().map(view).collect();
    let words = |item: &Value| matches!(item, Value::Text { .. });
    if matches!(item, Shape::Choice(_) | Shape::Sort(_)) && items.iter().all(words) {
        let words: Vec<String> = items.iter().map(Value::plain).collect();
        return Value::text(words.join(", "));
    }
    if items.len() == 1 {
        return items.remove(0);
    }
    Value::List { items }
}

/// A table where every field is a single value and the columns fit a page.
fn table(items: &[Node], known: &[Field], path: &str, reading: Reading<'_>) -> Option<Table> {
    let used: Vec<&Field> = known
        .iter()
        .filter(|field| items.iter().any(|item| item.get(&field.name).is_some()))
        .collect();
    let single = |field: &&Field| {
        items
            .iter()
            .filter_map(|item| item.get(&field.name))
            .all(|value| match &value.data {
                Data::Null | Data::Plain(_) | Data::Quoted(_) => true,
                Data::List(inner) => inner.iter().all(|inner| inner.text().is_some()),
                Data::Map(entries) => entries.len() <= 2 && entries.iter().all(|entry| entry.value.text().is_some()),
            })
    };
    if used.len() > 8 || reading.manner == Manner::Brief || !used.iter().all(single) {
        return None;
    }
    let brief = Reading {
        manner: Manner::Brief,
        ..reading
    };
    let cell = |index: usize, item: &Node, field: &Field| -> Cell {
        let found = item.get(&field.name).filter(|value| !is_blank(value));
        let path = format!("{path}[{index}].{}", field.name);
        found
            .map_or_else(Value::dash, |value| field_value(value, field, &path, brief.item(item)))
            .into()
    };
    let mut table = Table {
        caption: label(path.rsplit('.').next().unwrap_or_default()),
        hide_caption: true,
        columns: used.iter().map(|field| column(field)).collect(),
        ..Table::default()
    };
    for (index, item) in items.iter().enumerate() {
        table.row(used.iter().map(|field| cell(index, item, field)));
    }
    Some(table)
}

/// The head of a field's column.
pub(super) fn column(field: &Field) -> blocks::Column {
    blocks::Column {
        title: words(field),
        numeric: matches!(field.shape, Shape::Integer(..) | Shape::Number(..)),
        facet: false,
        by_year: false,
        wrap: matches!(field.shape, Shape::Text(_)) || matches!(&field.shape, Shape::Sort(sort) if sort == "markdown"),
    }
}

fn scalar(text: &str, shape: &Shape, reading: Reading<'_>) -> Value {
    let links = reading.links;
    if !links.site.disclosure.text(shape, text) {
        return withheld(links);
    }
    match shape {
        Shape::Date => match text.parse::<Date>() {
            Ok(day) => reading.day(day),
            Err(_) => Value::code(text),
        },
        Shape::Instant => match text.parse::<Timestamp>() {
            Ok(instant) if reading.manner == Manner::Brief || links.site.disclosure.days().is_coarse(reading.id) => {
                reading.day(links.site.day(instant))
            }
            Ok(instant) => Value::Moment {
                moment: links.site.instant(instant),
            },
            Err(_) => Value::code(text),
        },
        Shape::Integer(..) | Shape::Number(..) => Value::text(text),
        Shape::Boolean => Value::text(if text.eq_ignore_ascii_case("true") { "Yes" } else { "No" }),
        Shape::Choice(choices) if status::is_known(text) && !is_named(choices, text) => {
            Value::state(status::word(text))
        }
        Shape::Choice(choices) => {
            let choice = choices.iter().find(|choice| choice.value == text);
            Value::text(choice.map_or_else(|| label(text), schema::Choice::label))
        }
        Shape::Reference(_) => reference(text, reading),
        Shape::ReferenceOrText(_) if is_id(text.split('#').next().unwrap_or_default()) => reference(text, reading),
        Shape::Sort(sort) if sort == "markdown" && reading.manner == Manner::Full => Value::Prose {
            html: Html(markdown::render(text, 4, links).html),
        },
        Shape::Sort(sort) if sort == "metric" && links.if_written(&super::measure::metric_path(text)).is_some() => {
            Value::link(text, links.to(&super::measure::metric_path(text)))
        }
        Shape::Sort(sort) if sort == "clause" => clause(text, reading),
        Shape::ReferenceOrText(_) if links.site.catalogue.clauses.find(text).is_some() => clause(text, reading),
        Shape::Sort(sort) if sort == "link" => free_page(text, links).unwrap_or_else(|| line(text, links)),
        Shape::Sort(sort) if sort == "metric" && is_id(text) && links.site.ledger.find(text).is_some() => {
            reference(text, reading)
        }
        _ => line(text, links),
    }
}

fn clause(text: &str, reading: Reading<'_>) -> Value {
    match reading.manner {
        Manner::Full => evidence::titled(text, reading.links),
        Manner::Brief => evidence::brief(text, reading.links),
    }
}

/// A link to a page of the project, `pages/complaints.md`; nothing where the text names none that the audience may see.
fn free_page(text: &str, links: &Links<'_>) -> Option<Value> {
    let (file, anchor) = text
        .split_once('#')
        .map_or((text, None), |(file, anchor)| (file, Some(anchor)));
    let name = file.strip_prefix("pages/")?.strip_suffix(".md")?;
    let site = links.site;
    let page = site
        .free_pages
        .iter()
        .find(|page| page.name == name && free::is_shown(site, page))?;
    let url = links.if_written(&free::path(page))?;
    let url = anchor.map_or_else(|| url.clone(), |anchor| format!("{url}#{anchor}"));
    Some(Value::link(page.title(site.sources.get(page.source)), url))
}

/// Whether the project shows a word by a name of its own.
fn is_named(choices: &[schema::Choice], word: &str) -> bool {
    choices
        .iter()
        .any(|choice| choice.value == word && choice.label.is_some())
}

/// A line of text in which ids of records are links.
pub(super) fn line(text: &str, links: &Links<'_>) -> Value {
    let html = markdown::line(text, links);
    if html.contains("<a ") || markdown::names_hidden(text, links) {
        Value::Line { html: Html(html) }
    } else {
        Value::text(text.trim())
    }
}

fn reference(text: &str, reading: Reading<'_>) -> Value {
    let (id, part) = text.split_once('#').map_or((text, None), |(id, part)| (id, Some(part)));
    if !reading.links.site.may_name(id) {
        return withheld(reading.links);
    }
    let mut link = reading.links.link_id(id);
    if reading.manner == Manner::Brief {
        link.title.clear();
    }
    if let Some(part) = part {
        link.title = if link.title.is_empty() {
            part.to_owned()
        } else {
            format!("{}, {part}", link.title)
        };
    }
    Value::Record { link }
}

/// A tree as it was written, in one line.
fn written(node: &Node) -> String {
    match &node.data {
        Data::Null => String::new(),
        Data::Plain(text) | Data::Quoted(text) => text.to_string(),
        Data::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Data::Map(entries) => {
            let parts = entries
                .iter()
                .map(|entry| format!("{}: {}", entry.key, written(&entry.value)));
            format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The recorded fields as JSON, with what the audience may not see left out and named.
pub(super) fn json(
    node: &Node,
    fields: &[Field],
    reading: Reading<'_>,
    withheld: &mut Vec<String>,
    path: &str,
) -> serde_json::Value {
    let mut object = serde_json::Map::new();
    for field in fields {
        let Some(value) = node.get(&field.name).filter(|value| !value.is_null()) else {
            continue;
        };
        let path = if path.is_empty() {
            field.name.clone()
        } else {
            format!("{path}.{}", field.name)
        };
        if reading.links.site.disclosure.field(field) {
            object.insert(
                field.name.clone(),
                json_value(value, &field.shape, reading, withheld, &path),
            );
        } else {
            withheld.push(path);
        }
    }
    serde_json::Value::Object(object)
}

fn json_value(
    node: &Node,
    shape: &Shape,
    reading: Reading<'_>,
    withheld: &mut Vec<String>,
    path: &str,
) -> serde_json::Value {
    use crate::yaml::node::{Meaning, meaning};
    use serde_json::Value as Json;
    let links = reading.links;
    match (shape, &node.data) {
        (_, Data::Null) => Json::Null,
        (Shape::Fields(known), Data::Map(_)) => json(node, known, reading.item(node), withheld, path),
        (Shape::Either(shapes), data @ (Data::Map(_) | Data::List(_) | Data::Plain(_) | Data::Quoted(_))) => {
            json_value(node, fitting(shapes, data), reading, withheld, path)
        }
        (_, Data::List(items)) => {
            let item = if let Shape::List(item) = shape {
                &**item
            } else {
                &Shape::Any
            };
            let each = items.iter().enumerate();
            Json::Array(
                each.map(|(index, node)| json_value(node, item, reading, withheld, &format!("{path}[{index}]")))
                    .collect(),
            )
        }
        (_, Data::Map(entries)) => {
            let item = if let Shape::Map(item) = shape {
                &**item
            } else {
                &Shape::Any
            };
            let each = entries.iter();
            Json::Object(
                each.map(|entry| {
                    (
                        markdown::mask(&entry.key, links),
                        json_value(&entry.value, item, reading, withheld, path),
                    )
                })
                .collect(),
            )
        }
        (Shape::Integer(..) | Shape::Number(..) | Shape::Boolean | Shape::Any, Data::Plain(text)) => {
            match meaning(text) {
                Meaning::Boolean(truth) => Json::Bool(truth),
                Meaning::Integer(number) => Json::from(number),
                Meaning::Float(number) => Json::from(number),
                Meaning::Null | Meaning::Text => Json::String(text.to_string()),
            }
        }
        (Shape::Date | Shape::Instant, Data::Plain(text) | Data::Quoted(text))
            if links.site.disclosure.days().is_coarse(reading.id) =>
        {
            let instant = || text.parse::<Timestamp>().map(|instant| links.site.day(instant));
            let day = text.parse::<Date>().or_else(|_| instant());
            // What is no day may be anything.
            let known = day.map(|day| links.site.disclosure.days().known(reading.id, day).iso());
            Json::String(known.unwrap_or_else(|_| WITHHELD.to_owned()))
        }
        (_, Data::Plain(text) | Data::Quoted(text)) => {
            let hidden = is_id(text.split('#').next().unwrap_or_default()) && !links.site.may_name(text);
            if hidden || !links.site.disclosure.text(shape, text) {
                withheld.push(path.to_owned());
                Json::String(WITHHELD.to_owned())
            } else {
                Json::String(markdown::mask(text, links))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::schema::Level;

    #[test]
    fn fields_are_named_in_plain_words() {
        let named = |name: &str| {
            words(&Field {
                name: name.to_owned(),
                about: String::new(),
                level: Level::Optional,
                shape: Shape::Any,
                personal: false,
                restricted: false,
                derived: false,
                label: None,
                own: false,
                column: false,
            })
        };
        assert_eq!(named("implemented_on"), "Implemented");
        assert_eq!(named("on"), "On");
        assert_eq!(named("planned_n"), "Planned number");
        assert_eq!(named("frame_size"), "Frame size");
    }
}
