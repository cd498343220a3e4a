//! A tree with places to a typed record, telling every fault of it in one run.
//!
//! In: a mapping and the fields of its kind. Out: the values the type can take, the references found on the way, and a
//! diagnostic for each fault, each at its own place. What cannot be read is left out of the values, so that one wrong date
//! does not hide the rest of the record or break the links to it.

use super::schema::{Choice, Field, Level, Shape};
use super::{RawLink, id};
use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::source::{Place, SourceId, Span};
use crate::yaml::node::{Data, Meaning, Node, meaning};
use jiff::civil::Date;
use serde_yaml::{Mapping, Value};
use std::sync::Arc;

/// What a project asks of its records; decides how much a missing field weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Only what a record is meaningless without.
    #[default]
    Starter,
    /// What a dependable programme records.
    Standard,
    /// The whole catalogue.
    Audit,
}

impl Profile {
    /// The weight of a missing field: an error when this profile asks for it, information when the next one does.
    pub fn weight(self, level: Level) -> Option<Severity> {
        let (asked, next) = match self {
            Self::Starter => (Level::Starter, Level::Standard),
            Self::Standard => (Level::Standard, Level::Audit),
            Self::Audit => (Level::Audit, Level::Audit),
        };
        if level <= asked {
            Some(Severity::Error)
        } else if level <= next {
            Some(Severity::Information)
        } else {
            None
        }
    }

    /// The word in settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Starter => "starter",
            Self::Standard => "standard",
            Self::Audit => "audit",
        }
    }
}

/// Reads one mapping.
pub struct Reader<'a> {
    source: SourceId,
    profile: Profile,
    /// How the thing is called in messages: the record's id or a file's name.
    subject: &'a str,
    /// The record's id, when it is a record.
    record: Option<&'a str>,
    /// Faults found so far.
    pub diagnostics: Vec<Diagnostic>,
    /// References found so far.
    pub links: Vec<RawLink>,
    /// Paths of fields that could not be read.
    pub unread: Vec<Box<str>>,
}

impl<'a> Reader<'a> {
    /// A reader for one record, or for settings and front matter where `record` is `None`.
    pub fn new(source: SourceId, profile: Profile, subject: &'a str, record: Option<&'a str>) -> Self {
        Self {
            source,
            profile,
            subject,
            record,
            diagnostics: Vec::new(),
            links: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Reads the mapping by its fields. Keys that are no field are faults.
    pub fn fields(&mut self, node: &Node, fields: &[Field], path: &str) -> Value {
        let mut values = Mapping::new();
        for entry in node.entries() {
            let path = join(path, &entry.key);
            let Some(field) = fields.iter().find(|field| *field.name == *entry.key) else {
                self.unknown(&entry.key, entry.key_span, fields, &path);
                continue;
            };
            if field.derived && !entry.value.is_null() {
                let message = format!("`{path}` is computed from the records and must not be typed in");
                self.fault(
                    "R-FLD-06",
                    message,
                    entry.key_span,
                    &path,
                    Some("take the line out".to_owned()),
                );
            } else if !entry.value.is_null()
                && let Some(value) = self.value(&entry.value, &field.shape, &path)
            {
                values.insert(Value::String(entry.key.to_string()), value);
            }
        }
        for field in fields {
            let written = node.entries().iter().find(|entry| *entry.key == *field.name);
            if written.is_none_or(|entry| is_empty(&entry.value)) {
                self.missing(node, field, written.map(|entry| entry.key_span), path);
            }
        }
        Value::Mapping(values)
    }

    fn fault(&mut self, rule: &'static str, message: String, span: Span, path: &str, hint: Option<String>) {
        if rule != "R-GEN-03" {
            self.unread.push(path.into());
        }
        let mut diagnostic = self.diagnostic(rule, message, span, path);
        diagnostic.hint = hint;
        self.diagnostics.push(diagnostic);
    }

    fn diagnostic(&self, rule: &'static str, message: String, span: Span, path: &str) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(rule, message)
            .at(Place {
                source: self.source,
                span,
            })
            .field(path.to_owned());
        diagnostic.record = self.record.map(str::to_owned);
        diagnostic
    }

    fn unknown(&mut self, key: &str, span: Span, fields: &[Field], path: &str) {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let hint = match did_you_mean(key, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", names.join(", ")),
        };
        self.fault(
            "R-GEN-03",
            format!("`{}` has no field `{path}`", self.subject),
            span,
            path,
            Some(hint),
        );
    }

    fn missing(&mut self, node: &Node, field: &Field, key: Option<Span>, path: &str) {
        let Some(severity) = self.profile.weight(field.level) else {
            return;
        };
        let path = join(path, &field.name);
        let here = key
            .or_else(|| node.entries().first().map(|entry| entry.key_span))
            .unwrap_or(node.span);
        let state = if key.is_some() { "is empty" } else { "is missing" };
        let summary = field.about.lines().next().unwrap_or_default().trim_end_matches('.');
        let message = format!("`{}`: the field `{path}` {state}", self.subject);
        let diagnostic = self
            .diagnostic("R-FLD-01", message, here, &path)
            .severity(severity)
            .hint(format!(
                "write `{}: ..`: {summary}; asked for in the profile `{}`",
                field.name,
                field.level.word()
            ));
        self.diagnostics.push(diagnostic);
    }

    /// Reads a value by its shape; a fault is told and gives `None`.
    fn value(&mut self, node: &Node, shape: &Shape, path: &str) -> Option<Value> {
        match shape {
            Shape::Fields(fields) => match &node.data {
                Data::Map(_) => Some(self.fields(node, fields, path)),
                _ => self.wrong(node, shape, path),
            },
            Shape::List(item) => match &node.data {
                Data::List(items) => {
                    let read = |(index, node): (usize, &Node)| self.value(node, item, &format!("{path}[{index}]"));
                    Some(Value::Sequence(items.iter().enumerate().filter_map(read).collect()))
                }
                _ => self.wrong(node, shape, path),
            },
            Shape::Map(item) => match &node.data {
                Data::Map(entries) => {
                    let mut values = Mapping::new();
                    for entry in entries {
                        if let Some(value) = self.value(&entry.value, item, &join(path, &entry.key)) {
                            values.insert(Value::String(entry.key.to_string()), value);
                        }
                    }
                    Some(Value::Mapping(values))
                }
                _ => self.wrong(node, shape, path),
            },
            Shape::Either(shapes) => self.either(node, shapes, shape, path),
            Shape::Any => Some(any(node)),
            _ => match node.text() {
                Some(text) => self.scalar(node, text, shape, path),
                None => self.wrong(node, shape, path),
            },
        }
    }

    /// Takes the alternative whose form fits best, so that faults are told in its terms.
    fn either(&mut self, node: &Node, shapes: &[Shape], all: &Shape, path: &str) -> Option<Value> {
        let fits = |shape: &&Shape| match (&node.data, shape) {
            (Data::Map(_), Shape::Fields(_) | Shape::Map(_)) | (Data::List(_), Shape::List(_)) => true,
            (Data::Plain(text) | Data::Quoted(text), Shape::Choice(choices)) => {
                choices.iter().any(|choice| *choice.value == **text)
            }
            (Data::Plain(text) | Data::Quoted(text), Shape::Reference(_)) => {
                id::is_id(text.split('#').next().unwrap_or(""))
            }
            (Data::Plain(text), Shape::Boolean) => matches!(meaning(text), Meaning::Boolean(_)),
            (Data::Plain(text), Shape::Integer(..) | Shape::Number(..)) => {
                matches!(meaning(text), Meaning::Integer(_) | Meaning::Float(_))
            }
            (Data::Plain(text) | Data::Quoted(text), Shape::Date) => text.parse::<Date>().is_ok(),
            (Data::Plain(_) | Data::Quoted(_), Shape::Text(_) | Shape::Sort(_) | Shape::ReferenceOrText(_)) => true,
            _ => false,
        };
        match shapes.iter().find(fits) {
            Some(shape) => self.value(node, shape, path),
            None => self.wrong(node, all, path),
        }
    }

    fn wrong(&mut self, node: &Node, shape: &Shape, path: &str) -> Option<Value> {
        let found = match node.text() {
            Some(text) => format!("`{}`", shorten(text)),
            None => node.describe().to_owned(),
        };
        let message = format!("`{path}` must be {}, found {found}", describe(shape));
        self.fault(
            "R-FLD-02",
            message,
            node.span,
            path,
            example(shape).map(|example| format!("for example `{example}`")),
        );
        None
    }

    fn scalar(&mut self, node: &Node, text: &str, shape: &Shape, path: &str) -> Option<Value> {
        match shape {
            Shape::Text(limit) => self.text(node, text, *limit, path),
            Shape::Sort(sort) => self.sort(node, text, sort, shape, path),
            Shape::Date => match text.parse::<Date>() {
                Ok(date) if (1900..2200).contains(&date.year()) && text.len() == 10 => {
                    Some(Value::String(text.to_owned()))
                }
                _ => self.bad_date(node, text, "a day as `YYYY-MM-DD`", path),
            },
            Shape::Instant => match text.parse::<jiff::Timestamp>() {
                Ok(_) => Some(Value::String(text.to_owned())),
                Err(_) => self.bad_date(
                    node,
                    text,
                    "an instant with offset as `2025-01-31T09:30:00+01:00`",
                    path,
                ),
            },
            Shape::Integer(low, high) => match quoted(node, text) {
                Meaning::Integer(number) =>
                {
                    #[expect(clippy::cast_precision_loss, reason = "ends of ranges are small")]
                    self.within(node, number as f64, *low, *high, path)
                        .then(|| Value::Number(number.into()))
                }
                _ => self.wrong(node, shape, path),
            },
            Shape::Number(low, high) => {
                let number = match quoted(node, text) {
                    #[expect(clippy::cast_precision_loss, reason = "a record's number is far below 2^53")]
                    Meaning::Integer(number) => number as f64,
                    Meaning::Float(number) => number,
                    _ => return self.wrong(node, shape, path),
                };
                self.within(node, number, *low, *high, path)
                    .then(|| Value::Number(number.into()))
            }
            Shape::Boolean => match quoted(node, text) {
                Meaning::Boolean(truth) => Some(Value::Bool(truth)),
                _ => self.wrong(node, shape, path),
            },
            Shape::Choice(choices) => self.choice(node, text, choices, path),
            Shape::Reference(kinds) => self.reference(node, text, kinds, path),
            Shape::ReferenceOrText(kinds) => {
                if id::is_id(text.split('#').next().unwrap_or_default()) {
                    self.link(node, text, kinds, path);
                }
                Some(Value::String(text.to_owned()))
            }
            Shape::List(_) | Shape::Map(_) | Shape::Fields(_) | Shape::Either(_) | Shape::Any => None,
        }
    }

    fn text(&mut self, node: &Node, text: &str, limit: Option<usize>, path: &str) -> Option<Value> {
        if text.trim().is_empty() {
            return None; // told as missing where the field is asked for
        }
        let length = text.chars().count();
        if let Some(limit) = limit.filter(|limit| length > *limit) {
            let message = format!("`{path}` has {length} characters, at most {limit} are allowed");
            self.fault(
                "R-FLD-05",
                message,
                node.span,
                path,
                Some("shorten it; `notes` takes longer text".to_owned()),
            );
        }
        Some(Value::String(text.to_owned()))
    }

    fn sort(&mut self, node: &Node, text: &str, sort: &str, shape: &Shape, path: &str) -> Option<Value> {
        let good = match sort {
            "period" => crate::stats::period::Period::parse(text).is_some(),
            "metric" => (text.starts_with("M-") && text.len() > 2) || id::is_own(text) || id::is_id(text),
            "clause" => text.split_once(':').is_some_and(|(standard, clause)| {
                !clause.is_empty() && standard.len() >= 4 && standard.bytes().all(|byte| byte.is_ascii_digit())
            }),
            "language" => {
                let mut parts = text.split('-');
                parts.next().is_some_and(|first| {
                    (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase())
                }) && parts.all(|part| {
                    !part.is_empty() && part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                })
            }
            "time" => text.len() == 5 && text.parse::<jiff::civil::Time>().is_ok(),
            _ => !text.trim().is_empty(),
        };
        if good {
            if sort == "metric" && id::is_id(text) {
                let indicators: Arc<[String]> = Arc::new(["indicator".to_owned()]);
                self.link(node, text, &indicators, path);
            }
            return Some(Value::String(text.to_owned()));
        }
        if text.trim().is_empty() {
            return None;
        }
        if sort == "period" {
            return self.bad_date(
                node,
                text,
                "a period as `2025`, `2025-H1`, `2025-Q2`, `2025-05` or `2025-W07`",
                path,
            );
        }
        self.wrong(node, shape, path)
    }

    fn bad_date(&mut self, node: &Node, text: &str, expected: &str, path: &str) -> Option<Value> {
        let message = format!("`{path}` must be {expected}, found `{}`", shorten(text));
        let hint = date_hint(text, expected.starts_with("an instant"));
        self.fault("R-FLD-04", message, node.span, path, Some(hint));
        None
    }

    fn within(&mut self, node: &Node, number: f64, low: Option<f64>, high: Option<f64>, path: &str) -> bool {
        if low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high) {
            return true;
        }
        let range = match (low, high) {
            (Some(low), Some(high)) => format!("between {low} and {high}"),
            (Some(low), None) => format!("at least {low}"),
            (_, high) => format!("at most {}", high.unwrap_or_default()),
        };
        self.fault(
            "R-FLD-05",
            format!("`{path}` must be {range}, found `{number}`"),
            node.span,
            path,
            None,
        );
        false
    }

    fn choice(&mut self, node: &Node, text: &str, choices: &[Choice], path: &str) -> Option<Value> {
        if choices.iter().any(|choice| choice.value == text) {
            return Some(Value::String(text.to_owned()));
        }
        let words: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        let allowed = format!("allowed: {}", words.join(", "));
        let hint = match did_you_mean(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? {allowed}"),
            None => allowed,
        };
        let message = format!("`{path}` does not know the word `{}`", shorten(text));
        self.fault("R-FLD-03", message, node.span, path, Some(hint));
        None
    }

    fn reference(&mut self, node: &Node, text: &str, kinds: &Arc<[String]>, path: &str) -> Option<Value> {
        if id::is_id(text.split('#').next().unwrap_or_default()) {
            self.link(node, text, kinds, path);
            return Some(Value::String(text.to_owned()));
        }
        let message = format!("`{path}` must be the id of a record, found `{}`", shorten(text));
        let hint = "an id is a prefix in capitals, a hyphen, then digits or a slug: `ACT-001`";
        self.fault("R-FLD-02", message, node.span, path, Some(hint.to_owned()));
        None
    }

    fn link(&mut self, node: &Node, text: &str, kinds: &Arc<[String]>, path: &str) {
        let (target, part) = match text.split_once('#') {
            Some((target, part)) => (target, Some(part.into())),
            None => (text, None),
        };
        self.links.push(RawLink {
            field: path.into(),
            target: target.into(),
            part,
            kinds: Arc::clone(kinds),
            span: node.span,
        });
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Nothing, blank text, or a list without items: as good as not written.
fn is_empty(node: &Node) -> bool {
    match &node.data {
        Data::Null => true,
        Data::Plain(text) | Data::Quoted(text) => text.trim().is_empty(),
        Data::List(_) | Data::Map(_) => false,
    }
}

/// What a scalar means; quoted ones are text.
fn quoted(node: &Node, text: &str) -> Meaning {
    if matches!(node.data, Data::Quoted(_)) {
        Meaning::Text
    } else {
        meaning(text)
    }
}

/// A tree as values, by the core schema.
fn any(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Quoted(text) => Value::String(text.to_string()),
        Data::Plain(text) => match meaning(text) {
            Meaning::Null => Value::Null,
            Meaning::Boolean(truth) => Value::Bool(truth),
            Meaning::Integer(number) => Value::Number(number.into()),
            Meaning::Float(number) => Value::Number(number.into()),
            Meaning::Text => Value::String(text.to_string()),
        },
        Data::List(items) => Value::Sequence(items.iter().map(any).collect()),
        Data::Map(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| (Value::String(entry.key.to_string()), any(&entry.value)))
                .collect(),
        ),
    }
}

/// The first characters of a text, for a message.
fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(60).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    short
}

/// What stands behind common ways to write days and instants.
fn date_hint(text: &str, instant: bool) -> String {
    if let Some((day, _)) = text.split_once('T') {
        return match day.parse::<Date>() {
            Ok(_) if text.parse::<jiff::civil::DateTime>().is_ok() => {
                "add the offset from UTC, `+01:00` or `Z`".to_owned()
            }
            Ok(_) => {
                "after the `T` come hours to 23, minutes and seconds to 59, and the offset: `09:30:00+01:00`".to_owned()
            }
            Err(_) => date_hint(day, false),
        };
    }
    let day = match written_day(text) {
        Some(Ok(day)) => day,
        Some(Err(())) => return "there is no such day in the calendar".to_owned(),
        None if instant => return "for example `2025-01-31T09:30:00+01:00`".to_owned(),
        None => return "years come first, with four digits; months and days with two: `2025-01-31`".to_owned(),
    };
    if instant {
        format!("add the time of day and the offset: `{day}T09:30:00+01:00`")
    } else {
        format!("years come first, months and days with two digits: `{day}`")
    }
}

/// The day that a text means in a common spelling; an error when there is no such day.
fn written_day(text: &str) -> Option<Result<Date, ()>> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if digits {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.split(['.', '/', '-']).collect()
    };
    let [a, b, c] = parts.as_slice() else { return None };
    let numbers = [a, b, c].map(|part| part.parse::<i16>().ok());
    let (year, month, day) = match numbers {
        [Some(day), Some(month), Some(year)] if year >= 1900 && text.contains('.') => (year, month, day),
        [Some(year), Some(month), Some(day)] if year >= 1900 => (year, month, day),
        _ => return None,
    };
    let small = |number: i16| i8::try_from(number).unwrap_or(0);
    Some(Date::new(year, small(month), small(day)).map_err(|_| ()))
}

/// A shape in the words of a message.
pub fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Text(_) => "text".to_owned(),
        Shape::Sort(sort) => match sort.as_str() {
            "markdown" => "text (Markdown)".to_owned(),
            "metric" => "a metric id or indicator id".to_owned(),
            "time" => "a time as `HH:MM`".to_owned(),
            "link" => "a path or web address".to_owned(),
            "clause" => "a clause id".to_owned(),
            sort => format!("a {sort}"),
        },
        Shape::Date => "a day".to_owned(),
        Shape::Instant => "an instant".to_owned(),
        Shape::Integer(..) => "a whole number".to_owned(),
        Shape::Number(..) => "a number".to_owned(),
        Shape::Boolean => "`true` or `false`".to_owned(),
        Shape::Choice(choices) if choices.len() <= 4 => choices
            .iter()
            .map(|choice| format!("`{}`", choice.value))
            .collect::<Vec<_>>()
            .join(" or "),
        Shape::Choice(_) => "one of the allowed words".to_owned(),
        Shape::Reference(kinds) if kinds.is_empty() => "the id of a record".to_owned(),
        Shape::Reference(kinds) => format!("the id of a record ({})", kinds.join(", ")),
        Shape::ReferenceOrText(_) => "the id of a record, or text".to_owned(),
        Shape::List(item) => format!("a list, each item {}", describe(item)),
        Shape::Map(item) => format!("a mapping, each value {}", describe(item)),
        Shape::Fields(fields) => {
            let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            format!("a mapping with {}", names.join(", "))
        }
        Shape::Either(shapes) => shapes.iter().map(describe).collect::<Vec<_>>().join(", or "),
        Shape::Any => "anything".to_owned(),
    }
}

fn example(shape: &Shape) -> Option<String> {
    Some(match shape {
        Shape::Date => "2025-01-31".to_owned(),
        Shape::Instant => "2025-01-31T09:30:00+01:00".to_owned(),
        Shape::Sort(sort) => match sort.as_str() {
            "metric" => "M-SAT-4".to_owned(),
            "clause" => "10002:7.3".to_owned(),
            "language" => "en".to_owned(),
            "time" => "09:00".to_owned(),
            _ => return None,
        },
        Shape::List(item) => match &**item {
            Shape::Fields(_) | Shape::List(_) | Shape::Map(_) => "- ..".to_owned(),
            Shape::Choice(choices) => format!("[{}]", choices.first()?.value),
            item => format!("[{}]", example(item).unwrap_or_else(|| "..".to_owned())),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::gate::{Limits, gate};

    fn field(name: &str, level: Level, shape: Shape) -> Field {
        let about = "Something.".to_owned();
        Field {
            name: name.to_owned(),
            about,
            level,
            shape,
            personal: false,
            restricted: false,
            derived: false,
            label: None,
            own: false,
            column: false,
        }
    }

    fn read(yaml: &str, fields: &[Field]) -> (Value, Vec<String>) {
        let node = gate(yaml, Limits::default()).documents.remove(0);
        let mut reader = Reader::new(SourceId::default(), Profile::Starter, "X-1", None);
        let value = reader.fields(&node, fields, "");
        (
            value,
            reader
                .diagnostics
                .iter()
                .map(|found| format!("{} {}", found.rule, found.message))
                .collect(),
        )
    }

    #[test]
    fn all_faults_of_a_record_are_told_and_the_rest_is_read() {
        let event = vec![
            field("at", Level::Starter, Shape::Instant),
            field("by", Level::Optional, Shape::Text(None)),
        ];
        let fields = [
            field("title", Level::Starter, Shape::Text(Some(5))),
            field("on", Level::Starter, Shape::Date),
            field("n", Level::Optional, Shape::Integer(Some(1.0), Some(4.0))),
            field("events", Level::Starter, Shape::List(Box::new(Shape::Fields(event)))),
        ];
        let (value, faults) = read(
            "on: 31.01.2025\nn: 7\ntitel: x\nevents:\n  - at: 2025-01-02\n    by: 12\n  - b: 1\n",
            &fields,
        );
        assert_eq!(
            faults,
            [
                "R-FLD-04 `on` must be a day as `YYYY-MM-DD`, found `31.01.2025`",
                "R-FLD-05 `n` must be between 1 and 4, found `7`",
                "R-GEN-03 `X-1` has no field `titel`",
                "R-FLD-04 `events[0].at` must be an instant with offset as `2025-01-31T09:30:00+01:00`, found `2025-01-02`",
                "R-GEN-03 `X-1` has no field `events[1].b`",
                "R-FLD-01 `X-1`: the field `events[1].at` is missing",
                "R-FLD-01 `X-1`: the field `title` is missing",
            ]
        );
        assert_eq!(value["events"][0]["by"], Value::String("12".to_owned()));
    }

    #[test]
    fn text_keeps_what_was_written() {
        let fields = [
            field("version", Level::Starter, Shape::Text(None)),
            field("answer", Level::Starter, Shape::Text(None)),
        ];
        let (value, faults) = read("version: 1.10\nanswer: no\n", &fields);
        assert!(faults.is_empty());
        assert_eq!(value["version"], Value::String("1.10".to_owned()));
        assert_eq!(value["answer"], Value::String("no".to_owned()));
    }

    #[test]
    fn dates_written_in_other_ways_are_explained() {
        let day = "years come first, months and days with two digits: `2025-01-31`";
        for text in ["31.1.2025", "20250131", "2025/1/31"] {
            assert_eq!(date_hint(text, false), day);
        }
        assert_eq!(date_hint("2025-02-30", false), "there is no such day in the calendar");
        assert_eq!(
            date_hint("2025-02-30T10:00:00Z", true),
            "there is no such day in the calendar"
        );
        assert_eq!(
            date_hint("2025-01-31T09:30:00", true),
            "add the offset from UTC, `+01:00` or `Z`"
        );
        assert!(date_hint("2025-01-31T09:30:61Z", true).starts_with("after the `T`"));
        assert_eq!(
            date_hint("2025-01-31", true),
            "add the time of day and the offset: `2025-01-31T09:30:00+01:00`"
        );
        assert_eq!(date_hint("yesterday", true), "for example `2025-01-31T09:30:00+01:00`");
    }
}
