//! Whether an expression names what only the restricted audience may see.

use crate::record::Kind;
use crate::record::schema::{Field, Shape};

/// Whether a path names a field whose value, or part of it, is for the restricted audience only.
pub fn holds_secrets(fields: &[Field], path: &str) -> bool {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(field) = fields.iter().find(|field| field.name == name) else {
        return false;
    };
    field.personal || field.restricted || shape_holds_secrets(&field.shape, rest)
}

fn shape_holds_secrets(shape: &Shape, rest: Option<&str>) -> bool {
    match shape {
        Shape::Fields(fields) => match rest {
            Some(rest)
                if fields
                    .iter()
                    .any(|field| rest.split('.').next() == Some(field.name.as_str())) =>
            {
                holds_secrets(fields, rest)
            }
            _ => fields.iter().any(|field| holds_secrets(fields, &field.name)),
        },
        Shape::List(item) | Shape::Map(item) => shape_holds_secrets(item, rest),
        Shape::Either(shapes) => shapes.iter().any(|shape| shape_holds_secrets(shape, rest)),
        // Where a person may be named, words that are no id name one.
        Shape::ReferenceOrText(kinds) => kinds
            .iter()
            .any(|kind| kind == Kind::Person.name() || kind == Kind::Customer.name()),
        _ => false,
    }
}
