//! The values of a record after each of its versions, put together from what changed.

use crate::history::{Change, FieldChange, RecordHistory, Version, What};
use serde_json::{Map, Value};

/// Values at the top level of a record.
pub type State = Map<String, Value>;

/// Hands out each version with the values before and after it.
pub fn each<'a>(history: &'a RecordHistory, mut look: impl FnMut(&'a Version, &State, &State)) {
    let mut before = State::new();
    for version in &history.versions {
        let mut after = before.clone();
        apply(&mut after, &version.change);
        look(version, &before, &after);
        before = after;
    }
}

/// The values after the last version.
pub fn last(history: &RecordHistory) -> State {
    let mut state = State::new();
    for version in &history.versions {
        apply(&mut state, &version.change);
    }
    state
}

/// What a change makes of the values.
pub fn apply(state: &mut State, change: &Change) {
    match change {
        Change::Created(values) => *state = values.iter().cloned().collect(),
        Change::Changed(fields) | Change::Moved { fields, .. } => {
            for field in fields {
                put(state, field);
            }
        }
        // What it was stays to be told.
        Change::Deleted => {}
    }
}

fn put(state: &mut State, change: &FieldChange) {
    let mut root = Value::Object(std::mem::take(state));
    if let Some(place) = place(&mut root, &change.field) {
        put_at(place, &change.what);
    }
    if let Value::Object(values) = root {
        *state = values;
    }
}

/// The value at a path, made where there is none; nothing where the path leads into an item that is not there.
fn place<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Value> {
    if path.is_empty() {
        return Some(value);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (item, rest) = rest.split_once(']')?;
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let items = value.as_array_mut()?;
        let is_named = |of: &Value| {
            ["id", "key"]
                .iter()
                .any(|key| of.get(key).and_then(Value::as_str) == Some(item))
        };
        let index = items.iter().position(is_named).or_else(|| item.parse().ok())?;
        return place(items.get_mut(index)?, rest);
    }
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let fields = value.as_object_mut()?;
    // A key may hold a full stop itself; then it stands there as a whole.
    let end = if fields.contains_key(path) {
        path.len()
    } else {
        path.find(['.', '[']).unwrap_or(path.len())
    };
    let (name, rest) = path.split_at(end);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    place(fields.entry(name.to_owned()).or_insert(Value::Null), rest)
}

fn put_at(place: &mut Value, what: &What) {
    match what {
        What::Set { new, .. } => *place = new.clone().unwrap_or(Value::Null),
        What::Added(item) => match place {
            Value::Array(items) => items.push(item.clone()),
            other => *other = Value::Array(vec![item.clone()]),
        },
        What::Removed(item) => {
            if let Value::Array(items) = place
                && let Some(at) = items.iter().position(|known| known == item)
            {
                items.remove(at);
            }
        }
        // Rows of a table are no value of the record.
        What::Rows(_) => {}
    }
}

/// A value by its path, `assessment.severity`.
pub fn at<'a>(state: &'a State, path: &str) -> Option<&'a Value> {
    if let Some(value) = state.get(path) {
        return Some(value).filter(|value| !value.is_null());
    }
    let (first, rest) = path.split_once('.')?;
    at(state.get(first)?.as_object()?, rest)
}

/// The item of a list that a field lies in: of `values[2].value` the third of `values`.
pub fn item<'a>(state: &'a State, path: &str) -> Option<&'a Value> {
    let (list, rest) = path.split_once('[')?;
    let (name, _) = rest.split_once(']')?;
    let items = at(state, list)?.as_array()?;
    let named = items.iter().find(|item| is_named(item, name));
    named.or_else(|| items.get(name.parse::<usize>().ok()?))
}

/// Whether an item of a list has a name.
fn is_named(item: &Value, name: &str) -> bool {
    ["id", "key"]
        .iter()
        .any(|key| item.get(key).and_then(Value::as_str) == Some(name))
}

/// A value as text, where it is a single one.
pub fn text<'a>(state: &'a State, path: &str) -> Option<&'a str> {
    at(state, path)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_follow_from_what_changed() {
        let mut state = State::new();
        let values = json!({"a": {"b": 1}, "events": [{"kind": "received"}]});
        let values = values.as_object().unwrap().clone().into_iter().collect();
        apply(&mut state, &Change::Created(values));
        let set = |field: &str, new: Option<Value>| FieldChange {
            field: field.to_owned(),
            what: What::Set { old: None, new },
        };
        let listed = |what: What| FieldChange {
            field: "events".to_owned(),
            what,
        };
        apply(
            &mut state,
            &Change::Changed(vec![
                set("a.b", Some(json!(2))),
                set("c.d.e", Some(json!("x"))),
                listed(What::Added(json!({"kind": "closed"}))),
                listed(What::Removed(json!({"kind": "received"}))),
                listed(What::Removed(json!({"kind": "unknown"}))),
                set("events[0].by", Some(json!("y"))),
                set("events[7].by", Some(json!("z"))),
                set("f", None),
            ]),
        );
        let now = json!({"a": {"b": 2}, "c": {"d": {"e": "x"}}, "events": [{"kind": "closed", "by": "y"}], "f": null});
        assert_eq!(Value::Object(state.clone()), now);
        assert_eq!((at(&state, "a.b"), text(&state, "c.d.e")), (Some(&json!(2)), Some("x")));
        assert_eq!(
            item(&state, "events[0].by"),
            Some(&json!({"kind": "closed", "by": "y"}))
        );
        assert_eq!((item(&state, "events[9].by"), item(&state, "a.b")), (None, None));
        assert_eq!((at(&state, "a.z.y"), at(&state, "f")), (None, None));
    }
}
