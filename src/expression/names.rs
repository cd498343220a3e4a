//! Whether the names that an expression uses exist, before it is held against a record.

use crate::diag::did_you_mean;
use crate::record::schema::{Field, Shape};
use minijinja::Environment;
use std::collections::{BTreeMap, BTreeSet};

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
