//! Fields of the project's own: declared by kind, then read, shown and explained as those of the catalogue are.

use crate::diag::{Diagnostic, did_you_mean};
use crate::record::reader::Profile;
use crate::record::schema::{Choice, Field, Level, Shape};
use crate::record::{Catalogue, Kind};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a field of the project's own holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Text over several lines, in Markdown.
    Md,
    /// A day.
    Date,
    /// A whole number.
    Int,
    /// A number.
    Num,
    /// `true` or `false`.
    Bool,
    /// One of the words in `values`.
    Enum,
    /// Several texts.
    List,
    /// The id of a record.
    Ref,
}

/// Whether a field is asked for, and from which profile on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Required {
    /// `true` in every profile, `false` in none.
    Always(bool),
    /// From this profile on.
    From(Profile),
}

/// A word, or a word with what it means.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Word {
    /// The word as written in records.
    Plain(String),
    /// The word with more about it.
    Told(ToldWord),
}

/// A word with what it means.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ToldWord {
    /// The word as written in records.
    #[schemars(extend("x-level" = "starter"))]
    pub word: String,
    /// How it is shown.
    #[schemars(length(max = 60))]
    pub label: Option<String>,
    /// What it means.
    #[schemars(length(max = 200))]
    pub about: Option<String>,
}

impl Word {
    /// The word as a choice of a field.
    pub(super) fn choice(&self) -> Choice {
        match self {
            Self::Plain(word) => Choice::new(word, ""),
            Self::Told(told) => Choice {
                label: told.label.clone(),
                ..Choice::new(&told.word, told.about.as_deref().unwrap_or_default())
            },
        }
    }
}

/// A field of the project's own.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OwnField {
    /// What it holds: `text`, `md`, `date`, `int`, `num`, `bool`, `enum`, `list` (of texts) or `ref`.
    #[schemars(extend("x-level" = "starter"))]
    pub r#type: Option<FieldType>,
    /// The words of an `enum`: texts, or `{word = "..", label = "..", about = ".."}`.
    pub values: Vec<Word>,
    /// Kinds of records that a `ref` may lead to; any when none is named.
    pub of: Vec<String>,
    /// `true`, or the profile from which on it is asked for.
    pub required: Option<Required>,
    /// Shown to the restricted audience only.
    pub restricted: bool,
    /// Personal data: shown to the restricted audience only, and kept no longer than needed.
    pub personal: bool,
    /// How it is called on pages.
    #[schemars(length(max = 60))]
    pub label: Option<String>,
    /// What it holds, in a sentence.
    #[schemars(length(max = 200))]
    pub about: Option<String>,
    /// Whether the register of the kind shows it as a column.
    pub column: bool,
}

/// Whether text can be the name of a field.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// What is wrong with a word, if anything is.
pub(super) fn fault_of_word(word: &str) -> Option<String> {
    let good = word
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (!good || word.is_empty() || word.len() > 60)
        .then(|| format!("`{}` cannot be a word", word.chars().take(60).collect::<String>()))
}

/// Adds the fields to the catalogue. Out: what is wrong with the others, by path in the settings.
pub(super) fn add(
    fields: &BTreeMap<String, BTreeMap<String, OwnField>>,
    catalogue: &mut Catalogue,
) -> Vec<(String, Diagnostic)> {
    let mut told = Vec::new();
    for (kind_name, of_kind) in fields {
        let Some(kind) = Kind::named(kind_name) else {
            let near = did_you_mean(kind_name, Kind::ALL.iter().map(|kind| kind.name()));
            let mut fault = Diagnostic::error("R-SET-02", format!("there is no kind of record `{kind_name}`"));
            fault.hint = near.map(|near| format!("did you mean `{near}`?"));
            told.push((format!("fields.{kind_name}"), fault));
            continue;
        };
        for (name, own) in of_kind {
            match field(kind, name, own, catalogue) {
                Ok(field) => field.into_iter().for_each(|field| catalogue.add_field(kind, field)),
                Err(wrong) => {
                    let (part, fault) = *wrong;
                    told.push((format!("fields.{kind_name}.{name}{part}"), fault));
                }
            }
        }
    }
    told
}

/// The field as the catalogue has it; nothing where it has no type. Errors: what is wrong, by the part of the declaration.
fn field(
    kind: Kind,
    name: &str,
    own: &OwnField,
    catalogue: &Catalogue,
) -> Result<Option<Field>, Box<(String, Diagnostic)>> {
    let fail = |part: &str, message: String, hint: &str| {
        Err(Box::new((
            part.to_owned(),
            Diagnostic::error("R-SET-06", message).hint(hint),
        )))
    };
    if !is_name(name) {
        let message = format!("`{name}` cannot be the name of a field");
        return fail(
            "",
            message,
            "a small letter, then small letters, digits and `_`, 40 at most",
        );
    }
    if catalogue.fields(kind).iter().any(|field| field.name == name) {
        let message = format!("`{}` has a field `{name}` already", kind.name());
        return fail("", message, "give your field another name");
    }
    let Some(r#type) = own.r#type else {
        return Ok(None); // told where it is missing or unknown
    };
    if own.values.is_empty() == (r#type == FieldType::Enum) {
        let message = format!(
            "the field `{}.{name}` needs `values`, and with them the type `enum`",
            kind.name()
        );
        return fail("", message, "write `type = \"enum\"` and `values = [\"one\", \"two\"]`");
    }
    if !own.of.is_empty() && r#type != FieldType::Ref {
        let message = format!(
            "the field `{}.{name}` names kinds, which only the type `ref` has",
            kind.name()
        );
        return fail(".of", message, "write `type = \"ref\"`, or take `of` out");
    }
    let choices: Vec<Choice> = own.values.iter().map(Word::choice).collect();
    let mut seen = BTreeSet::new();
    for (index, choice) in choices.iter().enumerate() {
        let twice =
            || (!seen.insert(choice.value.clone())).then(|| format!("the word `{}` stands twice", choice.value));
        if let Some(message) = fault_of_word(&choice.value).or_else(twice) {
            return fail(
                &format!(".values[{index}]"),
                message,
                "small letters, digits and `_`, each word once",
            );
        }
    }
    for (index, of) in own.of.iter().enumerate() {
        if Kind::named(of).is_none() {
            let near = did_you_mean(of, Kind::ALL.iter().map(|kind| kind.name()));
            let hint = near.map_or_else(
                || "`tenfour explain` lists the kinds".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return fail(
                &format!(".of[{index}]"),
                format!("there is no kind of record `{of}`"),
                &hint,
            );
        }
    }
    Ok(Some(Field {
        name: name.to_owned(),
        about: own
            .about
            .clone()
            .unwrap_or_else(|| "A field of this project.".to_owned()),
        level: match own.required {
            None | Some(Required::Always(false)) => Level::Optional,
            Some(Required::Always(true) | Required::From(Profile::Starter)) => Level::Starter,
            Some(Required::From(Profile::Standard)) => Level::Standard,
            Some(Required::From(Profile::Audit)) => Level::Audit,
        },
        shape: match r#type {
            FieldType::Text => Shape::Text(None),
            FieldType::Md => Shape::Sort("markdown".to_owned()),
            FieldType::Date => Shape::Date,
            FieldType::Int => Shape::Integer(None, None),
            FieldType::Num => Shape::Number(None, None),
            FieldType::Bool => Shape::Boolean,
            FieldType::Enum => Shape::Choice(choices),
            FieldType::List => Shape::List(Box::new(Shape::Text(None))),
            FieldType::Ref => Shape::Reference(own.of.clone().into()),
        },
        personal: own.personal,
        restricted: own.restricted,
        derived: false,
        label: own.label.clone(),
        own: true,
        column: own.column,
    }))
}
