//! Records as values of expressions: a mapping of all fields of the kind, so that one that is not filled in is `none` and one
//! that does not exist is a fault.

use crate::record::Record;
use crate::record::schema::{Field, Shape};
use crate::yaml::node::{Data, Meaning, Node, meaning};
use minijinja::Value;
use std::collections::BTreeMap;

/// The fields of a record by name; `none` where one is not filled in.
pub fn of_record<'a>(record: &'a Record, fields: &'a [Field]) -> impl Iterator<Item = (&'a str, Value)> {
    fields.iter().map(|field| {
        let value = match field.name.as_str() {
            "status" => Value::from(record.status()),
            name => record
                .node
                .get(name)
                .map_or(Value::from(()), |node| value(node, &field.shape)),
        };
        (field.name.as_str(), value)
    })
}

fn value(node: &Node, shape: &Shape) -> Value {
    match (shape, &node.data) {
        (_, Data::Null) => Value::from(()),
        (Shape::Fields(fields), Data::Map(_)) => {
            let inner = fields.iter().map(|field| {
                let inner = node
                    .get(&field.name)
                    .map_or(Value::from(()), |node| value(node, &field.shape));
                (field.name.as_str(), inner)
            });
            Value::from(inner.collect::<BTreeMap<_, _>>())
        }
        (Shape::Either(shapes), _) => {
            let fitting = shapes.iter().find(|shape| shape.suits(node)).unwrap_or(&Shape::Any);
            value(node, fitting)
        }
        (Shape::List(item), Data::List(items)) => items.iter().map(|node| value(node, item)).collect(),
        (_, Data::List(items)) => items.iter().map(|node| value(node, &Shape::Any)).collect(),
        (shape, Data::Map(entries)) => {
            let item = if let Shape::Map(item) = shape {
                &**item
            } else {
                &Shape::Any
            };
            let each = entries
                .iter()
                .map(|entry| (entry.key.to_string(), value(&entry.value, item)));
            Value::from(each.collect::<BTreeMap<_, _>>())
        }
        (Shape::Integer(..) | Shape::Number(..) | Shape::Boolean | Shape::Any, Data::Plain(text)) => {
            match meaning(text) {
                Meaning::Boolean(truth) => Value::from(truth),
                Meaning::Integer(number) => Value::from(number),
                Meaning::Float(number) => Value::from(number),
                Meaning::Null | Meaning::Text => Value::from(&**text),
            }
        }
        (_, Data::Plain(text) | Data::Quoted(text)) => Value::from(&**text),
    }
}
