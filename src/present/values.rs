//! The fields of a record in plain words, by their shapes; the same for every kind.
//!
//! In: a record's tree and the fields of its kind. Out: a view a template can show without knowing the kind.

use super::markdown;
use super::page::{Links, Mention};
use crate::record::id::is_id;
use crate::record::schema::{Field, Shape, label};
use crate::yaml::node::{Data, Node};
use jiff::Timestamp;
use serde::Serialize;

/// One field as shown.
#[derive(Serialize, Debug)]
pub struct FieldView {
    /// Name as written.
    pub name: String,
    /// Name in plain words.
    pub label: String,
    /// What it holds, one line.
    pub about: String,
    /// Its value.
    pub value: ValueView,
}

/// A value as shown.
#[derive(Serialize, Debug)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ValueView {
    /// A line of text; ids in it are links.
    Text {
        /// As HTML.
        html: String,
    },
    /// Markdown.
    Html {
        /// As HTML.
        html: String,
    },
    /// A day.
    Date {
        /// `2025-01-31`.
        iso: String,
    },
    /// An instant in the organization's zone.
    Instant {
        /// As recorded.
        iso: String,
        /// Day and time in the organization's zone.
        text: String,
    },
    /// A number as written.
    Number {
        /// As written.
        text: String,
    },
    /// `yes` or `no`.
    Truth {
        /// The word.
        text: &'static str,
    },
    /// A word of a closed list.
    Choice {
        /// As recorded.
        word: String,
        /// In plain words.
        label: String,
        /// What it means.
        about: String,
        /// What it says at a glance.
        tone: super::status::Tone,
    },
    /// Another record.
    Reference {
        /// The record.
        record: Mention,
        /// What inside it is meant.
        part: Option<String>,
    },
    /// Several values.
    List {
        /// The values.
        items: Vec<Self>,
    },
    /// Named values.
    Fields {
        /// The fields.
        fields: Vec<FieldView>,
    },
    /// Several things with the same fields.
    Table {
        /// Heads of the columns.
        columns: Vec<String>,
        /// Cells; empty where a field is not recorded.
        rows: Vec<Vec<Option<Self>>>,
    },
    /// Recorded, but not for this audience.
    Withheld,
    /// Could not be read; shown as written.
    Unread {
        /// As written.
        text: String,
    },
}

/// The recorded fields of a mapping, in the order of the catalogue.
pub fn fields(node: &Node, fields: &[Field], unread: &[Box<str>], path: &str, links: &Links<'_>) -> Vec<FieldView> {
    let mut views = Vec::new();
    for field in fields {
        let Some(value) = node.get(&field.name).filter(|value| !is_blank(value)) else {
            continue;
        };
        let path = if path.is_empty() {
            field.name.clone()
        } else {
            format!("{path}.{}", field.name)
        };
        let view = if !links.site.disclosure.field(field) {
            ValueView::Withheld
        } else {
            value_view(value, &field.shape, unread, &path, links)
        };
        views.push(FieldView {
            name: field.name.clone(),
            label: field.label(),
            about: field.about.lines().next().unwrap_or_default().to_owned(),
            value: view,
        });
    }
    views
}

fn is_blank(node: &Node) -> bool {
    match &node.data {
        Data::Null => true,
        Data::Plain(text) | Data::Quoted(text) => text.trim().is_empty(),
        Data::List(items) => items.is_empty(),
        Data::Map(entries) => entries.is_empty(),
    }
}

fn value_view(node: &Node, shape: &Shape, unread: &[Box<str>], path: &str, links: &Links<'_>) -> ValueView {
    if unread.iter().any(|unread| **unread == *path) {
        return ValueView::Unread { text: written(node) };
    }
    match (shape, &node.data) {
        (Shape::Fields(known), Data::Map(_)) => ValueView::Fields {
            fields: fields(node, known, unread, path, links),
        },
        (Shape::List(item), Data::List(items)) => list(items, item, unread, path, links),
        (Shape::Map(item), Data::Map(entries)) => ValueView::Fields {
            fields: entries
                .iter()
                .map(|entry| FieldView {
                    name: entry.key.to_string(),
                    label: plain_key(&entry.key),
                    about: String::new(),
                    value: value_view(&entry.value, item, unread, &format!("{path}.{}", entry.key), links),
                })
                .collect(),
        },
        (Shape::Either(shapes), data) => value_view(node, fitting(shapes, data), unread, path, links),
        (_, Data::Plain(text) | Data::Quoted(text)) => scalar(text, shape, links),
        _ => ValueView::Unread { text: written(node) },
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

fn list(items: &[Node], item: &Shape, unread: &[Box<str>], path: &str, links: &Links<'_>) -> ValueView {
    if let Shape::Fields(known) = item
        && let Some(table) = table(items, known, unread, path, links)
    {
        return table;
    }
    let view = |(index, node): (usize, &Node)| value_view(node, item, unread, &format!("{path}[{index}]"), links);
    ValueView::List {
        items: items.iter().enumerate().map(view).collect(),
    }
}

/// A table where every field is a single value and the columns fit a page.
fn table(items: &[Node], known: &[Field], unread: &[Box<str>], path: &str, links: &Links<'_>) -> Option<ValueView> {
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
    if used.len() > 8 || !used.iter().all(single) {
        return None;
    }
    let cell = |index: usize, item: &Node, field: &Field| {
        let value = item.get(&field.name).filter(|value| !is_blank(value))?;
        if !links.site.disclosure.field(field) {
            return Some(ValueView::Withheld);
        }
        Some(value_view(
            value,
            &field.shape,
            unread,
            &format!("{path}[{index}].{}", field.name),
            links,
        ))
    };
    Some(ValueView::Table {
        columns: used.iter().map(|field| field.label()).collect(),
        rows: items
            .iter()
            .enumerate()
            .map(|(index, item)| used.iter().map(|field| cell(index, item, field)).collect())
            .collect(),
    })
}

fn scalar(text: &str, shape: &Shape, links: &Links<'_>) -> ValueView {
    match shape {
        Shape::Date => ValueView::Date { iso: text.to_owned() },
        Shape::Instant => instant(text, links),
        Shape::Integer(..) | Shape::Number(..) => ValueView::Number { text: text.to_owned() },
        Shape::Boolean => ValueView::Truth {
            text: if text.eq_ignore_ascii_case("true") { "yes" } else { "no" },
        },
        Shape::Choice(choices) => {
            let about = choices
                .iter()
                .find(|choice| choice.value == text)
                .map(|choice| choice.about.clone());
            ValueView::Choice {
                word: text.to_owned(),
                label: label(text),
                about: about.unwrap_or_default(),
                tone: super::status::tone(text),
            }
        }
        Shape::Reference(_) => reference(text, links),
        Shape::ReferenceOrText(_) if is_id(text.split('#').next().unwrap_or_default()) => reference(text, links),
        Shape::Sort(sort) if sort == "markdown" => ValueView::Html {
            html: markdown::render(text, 4, links).html,
        },
        Shape::Sort(sort) if sort == "metric" && is_id(text) => reference(text, links),
        _ => ValueView::Text {
            html: markdown::line(text, links),
        },
    }
}

fn reference(text: &str, links: &Links<'_>) -> ValueView {
    let (id, part) = text
        .split_once('#')
        .map_or((text, None), |(id, part)| (id, Some(part.to_owned())));
    ValueView::Reference {
        record: links.mention_id(id),
        part,
    }
}

fn instant(text: &str, links: &Links<'_>) -> ValueView {
    match text.parse::<Timestamp>() {
        Ok(instant) => ValueView::Instant {
            iso: text.to_owned(),
            text: local(instant, links),
        },
        Err(_) => ValueView::Unread { text: text.to_owned() },
    }
}

/// Day and time of an instant in the organization's zone.
pub fn local(instant: Timestamp, links: &Links<'_>) -> String {
    let local = instant.to_zoned(links.site.zone.clone());
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
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
pub fn json(
    node: &Node,
    fields: &[Field],
    links: &Links<'_>,
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
        if links.site.disclosure.field(field) {
            object.insert(
                field.name.clone(),
                json_value(value, &field.shape, links, withheld, &path),
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
    links: &Links<'_>,
    withheld: &mut Vec<String>,
    path: &str,
) -> serde_json::Value {
    use crate::yaml::node::{Meaning, meaning};
    use serde_json::Value as Json;
    match (shape, &node.data) {
        (_, Data::Null) => Json::Null,
        (Shape::Fields(known), Data::Map(_)) => json(node, known, links, withheld, path),
        (Shape::Either(shapes), data @ (Data::Map(_) | Data::List(_) | Data::Plain(_) | Data::Quoted(_))) => {
            json_value(node, fitting(shapes, data), links, withheld, path)
        }
        (_, Data::List(items)) => {
            let item = if let Shape::List(item) = shape {
                &**item
            } else {
                &Shape::Any
            };
            let each = items.iter().enumerate();
            Json::Array(
                each.map(|(index, node)| json_value(node, item, links, withheld, &format!("{path}[{index}]")))
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
                        entry.key.to_string(),
                        json_value(&entry.value, item, links, withheld, path),
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
        (_, Data::Plain(text) | Data::Quoted(text)) => Json::String(text.to_string()),
    }
}
