//! Shapes and kinds in plain words, for drafts, hovers and `explain`.

use crate::record::Kind;
use crate::record::id::Prefixes;
use crate::record::reader::Profile;
use crate::record::schema::{Choice, Level, Shape};

/// What to write into a field of this shape, to go on with after "write"; nothing for plain text, and for parts whose fields
/// are shown one by one.
pub fn what_to_write(shape: &Shape) -> Option<String> {
    Some(match shape {
        Shape::Text(_) | Shape::Fields(_) | Shape::Any => return None,
        Shape::Sort(sort) => match sort.as_str() {
            "markdown" => "text in Markdown; `|` begins several lines".to_owned(),
            "period" => "a period: `2026`, `2026-H1`, `2026-Q2`, `2026-05` or `2026-W07`".to_owned(),
            "metric" => "a metric as `M-SAT-4`, or the id of an indicator".to_owned(),
            "clause" => "a clause as `10002:7.3`".to_owned(),
            "language" => "a language as `en` or `de-AT`".to_owned(),
            "time" => "a time of day as `09:00`".to_owned(),
            "link" => "a path in the repository or a web address".to_owned(),
            other => format!("a {other}"),
        },
        Shape::Date => "a day as `2026-01-31`".to_owned(),
        Shape::Instant => "a moment with its offset from UTC as `2026-01-31T09:30:00+01:00`".to_owned(),
        Shape::Integer(low, high) => format!("a whole number{}", range(*low, *high)),
        Shape::Number(low, high) => format!("a number{}", range(*low, *high)),
        Shape::Boolean => "`true` or `false`".to_owned(),
        Shape::Choice(choices) => format!("one of {}", quoted(choices)),
        Shape::Reference(kinds) => format!("the id of {}", one_of(kinds)),
        Shape::ReferenceOrText(kinds) => format!("the id of {}, or text", one_of(kinds)),
        Shape::List(item) => match (&**item, what_to_write(item)) {
            (Shape::Fields(_), _) => return None,
            (Shape::Choice(choices), _) => format!("a list `[.., ..]` of {}", quoted(choices)),
            (_, Some(item)) => format!("a list `[.., ..]`, each {item}"),
            (_, None) => "a list of texts".to_owned(),
        },
        Shape::Map(item) => match (&**item, what_to_write(item)) {
            (Shape::Fields(_), _) | (_, None) => "names with their values, `{name: ..}`".to_owned(),
            (_, Some(item)) => format!("names with their values, `{{name: ..}}`, each {item}"),
        },
        Shape::Either(shapes) => {
            let words: Vec<String> = shapes.iter().map(alternative).collect();
            words.join(", or ")
        }
    })
}

fn alternative(shape: &Shape) -> String {
    match shape {
        Shape::Choice(choices) => quoted(choices),
        Shape::Fields(fields) => {
            let names: Vec<String> = fields.iter().map(|field| format!("{}: ..", field.name)).collect();
            format!("`{{{}}}`", names.join(", "))
        }
        shape => what_to_write(shape).unwrap_or_else(|| "text".to_owned()),
    }
}

fn quoted(choices: &[Choice]) -> String {
    let words: Vec<String> = choices.iter().map(|choice| format!("`{}`", choice.value)).collect();
    words.join(", ")
}

fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!(" from {low} to {high}"),
        (Some(low), None) => format!(", at least {low}"),
        (None, Some(high)) => format!(", at most {high}"),
        (None, None) => String::new(),
    }
}

/// `a role or a person`; `a record` when no kind is named.
pub fn one_of(kinds: &[String]) -> String {
    if kinds.is_empty() {
        return "a record".to_owned();
    }
    let nouns: Vec<String> = kinds.iter().map(|name| with_article(&name.replace('_', " "))).collect();
    match nouns.as_slice() {
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
        [] => String::new(),
    }
}

/// A noun with its article.
pub fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}

/// The name of a kind with its article: `an audit finding`.
pub fn a_kind(kind: Kind) -> String {
    with_article(&kind.name().replace('_', " "))
}

/// The kind that somebody means by its name, its plural or its prefix, whatever the letter case.
pub fn kind_meant(written: &str, prefixes: &Prefixes) -> Option<Kind> {
    let name = written.to_lowercase().replace(['-', ' '], "_");
    let named = Kind::ALL
        .iter()
        .find(|kind| kind.name() == name || kind.plural() == name);
    named.copied().or_else(|| prefixes.kind_of(&written.to_uppercase()))
}

/// Whether a profile asks for a field of this level.
pub fn is_asked(profile: Profile, level: Level) -> bool {
    match profile {
        Profile::Starter => level <= Level::Starter,
        Profile::Standard => level <= Level::Standard,
        Profile::Audit => level <= Level::Audit,
    }
}

/// Breaks text into lines of at most so many characters; words that are longer stand alone.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_say_what_to_write() {
        let words = |shape: Shape| what_to_write(&shape).unwrap_or_default();
        assert_eq!(
            words(Shape::Integer(Some(1.0), Some(4.0))),
            "a whole number from 1 to 4"
        );
        let role_or_person = || ["role", "person"].map(str::to_owned).to_vec().into();
        assert_eq!(
            words(Shape::Reference(role_or_person())),
            "the id of a role or a person"
        );
        assert_eq!(
            words(Shape::List(Box::new(Shape::Date))),
            "a list `[.., ..]`, each a day as `2026-01-31`"
        );
        let choice = |value: &str| Choice::new(value, "");
        let either = Shape::Either(vec![Shape::Choice(vec![choice("unknown")]), Shape::Boolean]);
        assert_eq!(words(either), "`unknown`, or `true` or `false`");
    }

    #[test]
    fn text_is_wrapped_at_spaces() {
        assert_eq!(wrap("one two  three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("", 9), Vec::<String>::new());
        assert_eq!(wrap("immeasurable x", 5), ["immeasurable", "x"]);
    }
}
