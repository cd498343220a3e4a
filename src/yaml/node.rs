//! A tree of values in which every value knows its place.
//!
//! Scalars stay the text that was written, with a note whether they were quoted: what they mean is decided by the field
//! that expects them, so that `version: 1.10` is a version and not the number 1.1.

use crate::source::Span;
use compact_str::CompactString;

/// A value with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The bytes of the value.
    pub span: Span,
    /// What it is.
    pub data: Data,
}

/// What a [`Node`] is.
#[derive(Clone, PartialEq, Debug)]
pub enum Data {
    /// Nothing after the colon, `~` or `null`.
    Null,
    /// Text without quotes, which may mean a number, a truth value or text.
    Plain(CompactString),
    /// Text in quotes or a block: always text.
    Quoted(CompactString),
    /// A list.
    List(Vec<Node>),
    /// A mapping in written order; keys are unique.
    Map(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key.
    pub key: CompactString,
    /// The bytes of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|entry| &*entry.key == key)
            .map(|entry| &entry.value)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(entries) => entries,
            Data::Null | Data::Plain(_) | Data::Quoted(_) | Data::List(_) => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            Data::Null | Data::Plain(_) | Data::Quoted(_) | Data::Map(_) => &[],
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Plain(text) | Data::Quoted(text) => Some(text),
            Data::Null | Data::List(_) | Data::Map(_) => None,
        }
    }

    /// Whether nothing was written.
    pub fn is_null(&self) -> bool {
        self.data == Data::Null
    }

    /// What it is, in the words of a message.
    pub fn describe(&self) -> &'static str {
        match &self.data {
            Data::Null => "nothing",
            Data::Plain(_) | Data::Quoted(_) => "a single value",
            Data::List(_) => "a list",
            Data::Map(_) => "a mapping",
        }
    }

    /// The place of a path such as `events[3].at`: of the value, or of the nearest part of the path that exists.
    pub fn place_of(&self, path: &str) -> Span {
        let mut node = self;
        let mut span = self.entries().first().map_or(self.span, |entry| entry.key_span);
        for part in path.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
            let next = match &node.data {
                Data::Map(entries) => entries.iter().find(|entry| &*entry.key == part).map(|entry| {
                    let here = if entry.value.is_null() {
                        entry.key_span
                    } else {
                        entry.value.span
                    };
                    (
                        &entry.value,
                        if entry.value.text().is_some() {
                            here
                        } else {
                            entry.key_span
                        },
                    )
                }),
                Data::List(items) => part
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index))
                    .map(|item| (item, item.entries().first().map_or(item.span, |entry| entry.key_span))),
                Data::Null | Data::Plain(_) | Data::Quoted(_) => None,
            };
            match next {
                Some((value, place)) => (node, span) = (value, place),
                None => break,
            }
        }
        span
    }

    /// The value at a path such as `events[3].at`.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split(['.', '[', ']'])
            .filter(|part| !part.is_empty())
            .try_fold(self, |node, part| match &node.data {
                Data::Map(_) => node.get(part),
                Data::List(items) => part.parse::<usize>().ok().and_then(|index| items.get(index)),
                Data::Null | Data::Plain(_) | Data::Quoted(_) => None,
            })
    }
}

/// A path without its indices: `addresses[0]` is `addresses`, `roles[1].role` is `roles.role`.
pub fn without_indices(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        match character {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => name.push(character),
            _ => {}
        }
    }
    name
}

/// What a plain scalar means after the YAML 1.2 core schema; `no` is text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Meaning {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with fraction or exponent. Infinite and not-a-number are not numbers here.
    Float(f64),
    /// Everything else.
    Text,
}

/// Reads a plain scalar after the YAML 1.2 core schema.
///
/// Errors: none; what is no number is text, and so are `.inf`, `.nan` and whole numbers beyond 64 bits.
pub fn meaning(plain: &str) -> Meaning {
    match plain {
        "" | "~" | "null" | "Null" | "NULL" => return Meaning::Null,
        "true" | "True" | "TRUE" => return Meaning::Boolean(true),
        "false" | "False" | "FALSE" => return Meaning::Boolean(false),
        _ => {}
    }
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let starts_like_a_number = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    if !starts_like_a_number || !unsigned.bytes().any(|byte| byte.is_ascii_digit()) {
        return Meaning::Text;
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain.parse().map_or(Meaning::Text, Meaning::Integer);
    }
    if unsigned
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
    {
        return match plain.parse::<f64>() {
            Ok(number) if number.is_finite() => Meaning::Float(number),
            _ => Meaning::Text,
        };
    }
    Meaning::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        assert_eq!(meaning("no"), Meaning::Text);
        assert_eq!(meaning("012"), Meaning::Integer(12));
        assert_eq!(meaning("-3"), Meaning::Integer(-3));
        assert_eq!(meaning("1e3"), Meaning::Float(1000.0));
        assert_eq!(meaning("1e999"), Meaning::Text);
        assert_eq!(meaning(".inf"), Meaning::Text);
        assert_eq!(meaning("2025-01-02"), Meaning::Text);
        assert_eq!(meaning("99999999999999999999"), Meaning::Text);
        assert_eq!(meaning("~"), Meaning::Null);
        assert_eq!(meaning("True"), Meaning::Boolean(true));
    }
}
