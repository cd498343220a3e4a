//! What a kind's fields are: names, types, requirement, words.
//!
//! In: a record type with its doc comments and `x-` marks. Out: a [`Schema`], from which reading, the reference pages,
//! `tenfour new` and the editor's JSON Schema all come. The type is the one source; nothing is listed twice.
//!
//! The marks: `x-level` (from which profile on a field is required), `x-ref` (kinds a reference may point to),
//! `x-personal` (personal data), `x-restricted` (shown to the restricted audience only), `x-derived` (computed, never typed).

use crate::yaml::node::{Data, Node};
use jiff::civil::Date;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::sync::Arc;

/// From which profile on a field is required.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// The record is meaningless without it.
    Starter,
    /// A dependable programme has it.
    Standard,
    /// The whole catalogue.
    Audit,
    /// May be left out.
    Optional,
}

impl Level {
    fn named(name: &str) -> Self {
        match name {
            "starter" => Self::Starter,
            "standard" => Self::Standard,
            "audit" => Self::Audit,
            _ => Self::Optional,
        }
    }

    /// The word shown in references.
    pub fn word(self) -> &'static str {
        match self {
            Self::Starter => "starter",
            Self::Standard => "standard",
            Self::Audit => "audit",
            Self::Optional => "optional",
        }
    }
}

/// One allowed word with its meaning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The word as written in records.
    pub value: String,
    /// What it means; may be empty when the word says it.
    pub about: String,
    /// How it is shown, where it is not the word itself.
    pub label: Option<String>,
}

impl Choice {
    /// A word with its meaning.
    pub fn new(value: &str, about: &str) -> Self {
        Self {
            value: value.to_owned(),
            about: about.to_owned(),
            label: None,
        }
    }

    /// The word as shown.
    pub fn label(&self) -> String {
        self.label.clone().unwrap_or_else(|| label(&self.value))
    }
}

/// What a value looks like.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// One line of text, at most so many characters.
    Text(Option<usize>),
    /// Text of a named sort: `markdown`, `period`, `metric`, `clause`, `language`, `time`, `link`.
    Sort(String),
    /// A day.
    Date,
    /// A moment with offset.
    Instant,
    /// A whole number between two ends.
    Integer(Option<f64>, Option<f64>),
    /// A number between two ends.
    Number(Option<f64>, Option<f64>),
    /// `true` or `false`.
    Boolean,
    /// One of some words.
    Choice(Vec<Choice>),
    /// The id of a record of one of these kinds; of any kind when none is named.
    Reference(Arc<[String]>),
    /// The id of a record, or text.
    ReferenceOrText(Arc<[String]>),
    /// Several of one shape.
    List(Box<Self>),
    /// Any keys, values of one shape.
    Map(Box<Self>),
    /// Named fields.
    Fields(Vec<Field>),
    /// The first of several shapes that fits.
    Either(Vec<Self>),
    /// Whatever stands there.
    Any,
}

impl Shape {
    /// Whether what is written has this shape, as far as can be told without reading it.
    pub fn suits(&self, node: &Node) -> bool {
        match (&node.data, self) {
            (Data::Map(_), Self::Fields(_) | Self::Map(_)) | (Data::List(_), Self::List(_)) => true,
            (Data::Plain(text) | Data::Quoted(text), Self::Date) => text.parse::<Date>().is_ok(),
            (Data::Plain(text) | Data::Quoted(text), Self::Choice(choices)) => {
                choices.iter().any(|choice| *choice.value == **text)
            }
            (Data::Plain(_) | Data::Quoted(_), Self::Fields(_) | Self::Map(_) | Self::List(_)) => false,
            (Data::Plain(_) | Data::Quoted(_), _) => true,
            _ => false,
        }
    }
}

/// One field of a record or of a part of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Name as written.
    pub name: String,
    /// What it holds, in Markdown; the first line is its summary.
    pub about: String,
    /// From which profile on it is required.
    pub level: Level,
    /// What its value looks like.
    pub shape: Shape,
    /// Personal data: shown to the restricted audience only, subject to retention.
    pub personal: bool,
    /// Shown to the restricted audience only.
    pub restricted: bool,
    /// Computed by the build; typing it in is a fault.
    pub derived: bool,
    /// How it is called on pages, where it is not the name itself.
    pub label: Option<String>,
    /// Whether it is a field of the project's own.
    pub own: bool,
    /// Whether the project wants it as a column of the register.
    pub column: bool,
}

impl Field {
    /// The name in plain words: `received_at` becomes `Received at`.
    pub fn label(&self) -> String {
        self.label.clone().unwrap_or_else(|| label(&self.name))
    }
}

/// A name in plain words, first letter large.
pub fn label(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut characters = words.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The fields of a type, in written order, from its JSON Schema.
///
/// In: a type whose schema is an object. Out: its fields; none when it has none.
pub fn fields_of<T: JsonSchema>() -> Vec<Field> {
    let generator = SchemaSettings::draft07()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    match shape(generator.into_root_schema_for::<T>().as_value()) {
        Shape::Fields(fields) => fields,
        _ => Vec::new(),
    }
}

/// The words of a type that is one of some words.
pub fn words_of<T: JsonSchema>() -> Vec<Choice> {
    let generator = SchemaSettings::draft07()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    match shape(generator.into_root_schema_for::<T>().as_value()) {
        Shape::Choice(words) => words,
        _ => Vec::new(),
    }
}

/// The field at a path without indices, `assessment.severity`; inside lists and maps that of an item.
pub fn find<'a>(fields: &'a [Field], path: &str) -> Option<&'a Field> {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let field = fields.iter().find(|field| field.name == first)?;
    match rest {
        None => Some(field),
        Some(rest) => find(inner(&field.shape)?, rest),
    }
}

/// The fields inside a shape; of a list or map those of its items.
pub fn inner(shape: &Shape) -> Option<&[Field]> {
    match shape {
        Shape::Fields(fields) => Some(fields),
        Shape::Either(shapes) => shapes.iter().find_map(inner),
        Shape::List(item) | Shape::Map(item) => inner(item),
        _ => None,
    }
}

/// Puts words in the place of others where these stand together in a choice. Out: how many choices changed.
pub(super) fn replace_words(shape: &mut Shape, usual: &[Choice], words: &[Choice]) -> usize {
    match shape {
        Shape::Choice(choices) => {
            let same = |window: &[Choice]| window.iter().map(|of| &of.value).eq(usual.iter().map(|of| &of.value));
            match choices.windows(usual.len().max(1)).position(same) {
                Some(at) => {
                    choices.splice(at..at + usual.len(), words.iter().cloned());
                    1
                }
                None => 0,
            }
        }
        Shape::List(item) | Shape::Map(item) => replace_words(item, usual, words),
        Shape::Fields(fields) => fields
            .iter_mut()
            .map(|field| replace_words(&mut field.shape, usual, words))
            .sum(),
        Shape::Either(shapes) => shapes.iter_mut().map(|shape| replace_words(shape, usual, words)).sum(),
        _ => 0,
    }
}

fn text(schema: &Value, key: &str) -> String {
    schema.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn flag(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn names(schema: &Value, key: &str) -> Vec<String> {
    let list = schema.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn field(name: &str, schema: &Value) -> Field {
    let mut shape = shape(schema);
    point(&mut shape, &names(schema, "x-ref"));
    Field {
        name: name.to_owned(),
        about: text(schema, "description"),
        level: Level::named(&text(schema, "x-level")),
        shape,
        personal: flag(schema, "x-personal"),
        restricted: flag(schema, "x-restricted"),
        derived: flag(schema, "x-derived"),
        label: None,
        own: false,
        column: false,
    }
}

/// Hands the kinds named at a field down to the references in its shape.
fn point(shape: &mut Shape, kinds: &[String]) {
    match shape {
        Shape::Reference(targets) | Shape::ReferenceOrText(targets) if !kinds.is_empty() => *targets = kinds.into(),
        Shape::List(item) | Shape::Map(item) => point(item, kinds),
        Shape::Either(shapes) => shapes.iter_mut().for_each(|shape| point(shape, kinds)),
        _ => {}
    }
}

fn shape(schema: &Value) -> Shape {
    for key in ["anyOf", "oneOf"] {
        if let Some(options) = schema.get(key).and_then(Value::as_array) {
            return either(options);
        }
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let choice = |word: &Value| word.as_str().map(|word| Choice::new(word, ""));
        return Shape::Choice(words.iter().filter_map(choice).collect());
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Shape::Choice(vec![Choice::new(word, &text(schema, "description"))]);
    }
    let end = |key: &str| schema.get(key).and_then(Value::as_f64);
    match type_name(schema) {
        "string" => string(schema),
        "integer" => Shape::Integer(end("minimum"), end("maximum")),
        "number" => Shape::Number(end("minimum"), end("maximum")),
        "boolean" => Shape::Boolean,
        "array" => Shape::List(Box::new(schema.get("items").map_or(Shape::Any, shape))),
        "object" => object(schema),
        _ => Shape::Any,
    }
}

fn type_name(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
            .unwrap_or(""),
        _ => "",
    }
}

fn string(schema: &Value) -> Shape {
    match (text(schema, "x-type").as_str(), text(schema, "format").as_str()) {
        ("reference", _) => Shape::Reference(names(schema, "x-ref").into()),
        ("reference_or_text", _) => Shape::ReferenceOrText(names(schema, "x-ref").into()),
        ("", "date") => Shape::Date,
        ("", "date-time") => Shape::Instant,
        ("", _) => {
            let limit = schema.get("maxLength").and_then(Value::as_u64);
            Shape::Text(limit.and_then(|limit| usize::try_from(limit).ok()))
        }
        (sort, _) => Shape::Sort(sort.to_owned()),
    }
}

fn object(schema: &Value) -> Shape {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        return Shape::Fields(properties.iter().map(|(name, schema)| field(name, schema)).collect());
    }
    match schema.get("additionalProperties") {
        Some(values @ Value::Object(_)) => Shape::Map(Box::new(shape(values))),
        _ => Shape::Map(Box::new(Shape::Any)),
    }
}

/// Alternatives without the `null` of optional fields; words of several alternatives become one choice.
fn either(options: &[Value]) -> Shape {
    let mut shapes: Vec<Shape> = Vec::new();
    for option in options.iter().filter(|option| type_name(option) != "null") {
        let flattened = match shape(option) {
            Shape::Either(inner) => inner,
            other => vec![other],
        };
        for next in flattened {
            match (shapes.last_mut(), next) {
                (Some(Shape::Choice(words)), Shape::Choice(more)) => words.extend(more),
                (_, next) => shapes.push(next),
            }
        }
    }
    if shapes.len() == 1 {
        shapes.remove(0)
    } else {
        Shape::Either(shapes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::types::{Markdown, OrUnknown, Reference};
    use serde::Deserialize;

    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only its schema is of interest")]
    struct Sample {
        /// When it came.
        ///
        /// More about it.
        #[schemars(extend("x-level" = "starter"))]
        received_at: Option<jiff::Timestamp>,
        #[schemars(extend("x-ref" = ["role", "person"], "x-personal" = true))]
        by: Vec<Reference>,
        text: Option<Markdown>,
        known: Option<OrUnknown<bool>>,
        #[schemars(range(min = 1, max = 4))]
        severity: Option<u8>,
    }

    #[test]
    fn a_type_tells_its_fields_in_written_order() {
        let fields = fields_of::<Sample>();
        let shapes: Vec<_> = fields.iter().map(|field| (field.name.as_str(), &field.shape)).collect();
        let unknown = Choice::new("unknown", "Not known.");
        assert_eq!(
            shapes,
            [
                ("received_at", &Shape::Instant),
                (
                    "by",
                    &Shape::List(Box::new(Shape::Reference(Arc::new([
                        "role".to_owned(),
                        "person".to_owned()
                    ]))))
                ),
                ("text", &Shape::Sort("markdown".to_owned())),
                (
                    "known",
                    &Shape::Either(vec![Shape::Choice(vec![unknown]), Shape::Boolean])
                ),
                ("severity", &Shape::Integer(Some(1.0), Some(4.0))),
            ]
        );
        assert_eq!(fields[0].level, Level::Starter);
        assert_eq!(fields[0].about, "When it came.\n\nMore about it.");
        assert!(fields[1].personal);
    }
}
