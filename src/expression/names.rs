//! Whether the names that an expression uses exist, before it is held against a record.

use crate::diag::did_you_mean;
use crate::record::schema::{Field, Shape};
use minijinja::Environment;
use std::collections::{BTreeMap, BTreeSet};

/// Names that an expression uses, with what lies inside: `decision.outcome`, also where that is written `decision['outcome']`; none where
/// it is no expression.
pub fn named(environment: &Environment<'_>, text: &str) -> BTreeSet<String> {
    let of = |text: &str| {
        environment
            .compile_expression(text)
            .map(|one| one.undeclared_variables(true))
    };
    let Ok(written) = of(text) else {
        return BTreeSet::new();
    };
    let dotted = of(&dotted(text)).unwrap_or_default();
    written.into_iter().chain(dotted).collect()
}

/// A text in which `name['inner']` is written `name.inner`. What stands in quotes may be changed as well, which names nothing.
fn dotted(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, behind) = rest.split_at(at);
        made.push_str(before);
        let is_inner = made.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | ']' | ')'));
        match inner(behind).filter(|_| is_inner) {
            Some((name, after)) => {
                made.push('.');
                made.push_str(name);
                rest = after;
            }
            None => {
                made.push('[');
                rest = &behind[1..];
            }
        }
    }
    made.push_str(rest);
    made
}

/// The name in `['name']` at the beginning of a text, and what stands behind it.
fn inner(text: &str) -> Option<(&str, &str)> {
    let quoted = text.strip_prefix('[')?.trim_start();
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let (name, behind) = quoted[1..].split_once(quote)?;
    let is_name = name
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_')
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let after = behind.trim_start().strip_prefix(']')?;
    is_name.then_some((name, after))
}

/// What expressions name and does not exist, in words with a hint; nothing where all names do.
///
/// The engine lets `is none` pass over names that do not exist, so that a slip of the pen would count everything or nothing. In: the
/// names with what lies inside, as `undeclared_variables` gives them, and the names at the top with what lies inside each.
pub fn missing<'n>(
    named: impl IntoIterator<Item = &'n String>,
    environment: &Environment<'_>,
    of: &str,
    top: &BTreeMap<&str, Inside<'_>>,
) -> Option<(String, String)> {
    let explains = || format!("`tenfour explain {of}` lists the fields");
    for name in named {
        let mut steps = name.split('.');
        let first = steps.next().unwrap_or_default();
        let Some(mut inside) = top.get(first).copied() else {
            if environment.globals().any(|(global, _)| global == first) {
                continue;
            }
            let near = did_you_mean(first, top.keys().copied());
            let hint = near.map_or_else(explains, |near| format!("did you mean `{near}`?"));
            return Some((format!("`{first}` is undefined"), hint));
        };
        let mut path = first.to_owned();
        for step in steps {
            match inside.step(step) {
                Ok(Some(next)) => {
                    inside = next;
                    path = format!("{path}.{step}");
                }
                Ok(None) => break,
                Err(names) => {
                    let near = did_you_mean(step, names.iter().map(String::as_str));
                    let hint = near.map_or_else(explains, |near| format!("did you mean `{path}.{near}`?"));
                    return Some((format!("`{path}` holds no `{step}` (undefined)"), hint));
                }
            }
        }
    }
    None
}

/// What lies inside a name.
#[derive(Clone, Copy, Debug)]
pub enum Inside<'a> {
    /// What the shape of the field says.
    Of(&'a Shape),
    /// These names, and nothing inside them.
    Names(&'a BTreeSet<String>),
    /// Nothing.
    Nothing,
}

impl<'a> Inside<'a> {
    /// What lies inside one of the names inside; nothing where that cannot be told. Errors: there is no such name, but these.
    fn step(self, name: &str) -> Result<Option<Self>, BTreeSet<String>> {
        match self {
            Self::Of(Shape::Fields(fields)) => match fields.iter().find(|field| field.name == name) {
                Some(field) => Ok(Some(Self::Of(&field.shape))),
                None => Err(fields.iter().map(|field| field.name.clone()).collect()),
            },
            Self::Of(Shape::List(_) | Shape::Map(_) | Shape::Either(_) | Shape::Any) => Ok(None),
            Self::Names(names) if names.contains(name) => Ok(Some(Self::Nothing)),
            Self::Names(names) => Err(names.clone()),
            Self::Of(_) | Self::Nothing => Err(BTreeSet::new()),
        }
    }
}

/// The names at the top of a record, with what lies inside each.
pub fn top_of(fields: &[Field]) -> BTreeMap<&str, Inside<'_>> {
    let each = fields
        .iter()
        .map(|field| (field.name.as_str(), Inside::Of(&field.shape)));
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_inside_is_named_however_it_is_written() {
        let environment = crate::expression::bare();
        let told = |text: &str| named(&environment, text).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(told("closure.closed_at is none"), "closure.closed_at");
        for text in [
            "closure['closed_at'] is none",
            "closure[\"closed_at\"] is none",
            "closure[ 'closed_at' ] is none",
        ] {
            assert_eq!(told(text), "closure closure.closed_at", "{text}");
        }
        assert_eq!(told("a['b']['c'] == 1"), "a a.b.c");
        // Lists, numbers and words are no names.
        assert_eq!(told("category in ['damage', 'other']"), "category");
        assert_eq!(told("tags[0] == \"a['b']\""), "tags");
        assert_eq!(told("title == 'ä[\"x\"]'"), "title");
        assert_eq!(told("category =="), "");
    }
}
