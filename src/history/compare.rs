//! Two versions of the same thing, field by field, and a change of one version carried over to another.
//!
//! In: trees of values. Out: the fields that differ, in the order in which they were written. Mappings are compared key by key, so
//! that a part of a record that comes or goes is told by its fields. Items of lists are matched by their `id` or `key` where all of
//! them have one, then by equal value, then by place.

use super::{FieldChange, Rows, What};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The fields in which two versions differ.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    values("", Some(old), Some(new), &mut changes);
    changes
}

fn values(path: &str, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<FieldChange>) {
    let (old, new) = (there(old), there(new));
    if old == new {
        return;
    }
    match (old, new) {
        (None | Some(Value::Object(_)), None | Some(Value::Object(_))) => {
            let nothing = Map::new();
            let old = old.and_then(Value::as_object).unwrap_or(&nothing);
            let new = new.and_then(Value::as_object).unwrap_or(&nothing);
            for (key, value) in old {
                values(&below(path, key), Some(value), new.get(key), changes);
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                values(&below(path, key), None, Some(value), changes);
            }
        }
        (None | Some(Value::Array(_)), None | Some(Value::Array(_))) => {
            let items = |value: Option<&Value>| value.and_then(Value::as_array).map_or(&[][..], |items| items).to_vec();
            lists(path, &items(old), &items(new), changes);
        }
        (old, new) => changes.push(FieldChange {
            field: path.to_owned(),
            what: What::Set {
                old: old.cloned(),
                new: new.cloned(),
            },
        }),
    }
}

/// A value that says something.
fn there(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| match value {
        Value::Null => false,
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    })
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// What items are matched by.
const KEYS: [&str; 2] = ["id", "key"];

fn key_of(item: &Value) -> Option<&str> {
    KEYS.iter().find_map(|key| item.get(key)?.as_str())
}

/// The items of a list by their keys, when all have one and no two the same.
fn keyed(items: &[Value]) -> Option<BTreeMap<&str, &Value>> {
    let mut keyed = BTreeMap::new();
    for item in items {
        keyed.insert(key_of(item)?, item);
    }
    (keyed.len() == items.len()).then_some(keyed)
}

fn lists(path: &str, old: &[Value], new: &[Value], changes: &mut Vec<FieldChange>) {
    let told = changes.len();
    match (keyed(old), keyed(new)) {
        (Some(was), Some(is)) => {
            for item in old {
                let key = key_of(item).unwrap_or_default();
                match is.get(key) {
                    Some(now) => values(&format!("{path}[{key}]"), Some(item), Some(now), changes),
                    None => push(path, What::Removed(item.clone()), changes),
                }
            }
            for item in new
                .iter()
                .filter(|item| key_of(item).is_none_or(|key| !was.contains_key(key)))
            {
                push(path, What::Added(item.clone()), changes);
            }
        }
        _ => by_value(path, old, new, changes),
    }
    // The same items in another order.
    if told == changes.len() && old != new {
        let all = |items: &[Value]| Some(Value::Array(items.to_vec()));
        push(
            path,
            What::Set {
                old: all(old),
                new: all(new),
            },
            changes,
        );
    }
}

fn push(path: &str, what: What, changes: &mut Vec<FieldChange>) {
    changes.push(FieldChange {
        field: path.to_owned(),
        what,
    });
}

/// Items without keys: equal ones are matched, of the rest those that stand in the same place and are mappings, and what is left
/// came or went.
fn by_value(path: &str, old: &[Value], new: &[Value], changes: &mut Vec<FieldChange>) {
    let texts = |items: &[Value]| -> Vec<String> { items.iter().map(sorted).collect() };
    let (old_texts, new_texts) = (texts(old), texts(new));
    let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, text) in new_texts.iter().enumerate().rev() {
        open.entry(text).or_default().push(index);
    }
    let mut gone: Vec<usize> = Vec::new();
    for (index, text) in old_texts.iter().enumerate() {
        if open.get_mut(text.as_str()).and_then(Vec::pop).is_none() {
            gone.push(index);
        }
    }
    let mut came: BTreeSet<usize> = open.into_values().flatten().collect();
    // As many gone as came are the same ones in their order; otherwise the same place decides.
    let in_order = gone.len() == came.len();
    let order: Vec<usize> = came.iter().copied().collect();
    let mut removed = Vec::new();
    for (number, index) in gone.iter().enumerate() {
        let partner = if in_order { order[number] } else { *index };
        let both = came.contains(&partner) && old[*index].is_object() && new[partner].is_object();
        if both {
            came.remove(&partner);
            let path = format!("{path}[{partner}]");
            values(&path, Some(&old[*index]), Some(&new[partner]), changes);
        } else {
            removed.push(*index);
        }
    }
    for index in removed {
        push(path, What::Removed(old[index].clone()), changes);
    }
    for index in came {
        push(path, What::Added(new[index].clone()), changes);
    }
}

/// A value as text in which keys are sorted, to find equal ones by.
fn sorted(value: &Value) -> String {
    fn write(value: &Value, text: &mut String) {
        match value {
            Value::Object(entries) => {
                let entries: BTreeMap<&String, &Value> = entries.iter().collect();
                text.push('{');
                for (key, value) in entries {
                    text.push_str(&Value::String(key.clone()).to_string());
                    write(value, text);
                }
                text.push('}');
            }
            Value::Array(items) => {
                text.push('[');
                for item in items {
                    write(item, text);
                }
                text.push(']');
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                text.push_str(&value.to_string());
                text.push(',');
            }
        }
    }
    let mut text = String::new();
    write(value, &mut text);
    text
}

/// Carries what changed from `old` to `new` over to another version; nothing where it is gone.
pub(super) fn carry(to: Option<&Value>, old: Option<&Value>, new: Option<&Value>) -> Option<Value> {
    let (to, old, new) = (there(to), there(old), there(new));
    if old == new {
        return to.cloned();
    }
    if to == old {
        return new.cloned();
    }
    match (to, old, new) {
        (Some(Value::Object(to)), None | Some(Value::Object(_)), Some(Value::Object(new))) => {
            let old = old.and_then(Value::as_object);
            let mut carried = Map::new();
            for (key, value) in to {
                let kept = carry(Some(value), old.and_then(|old| old.get(key)), new.get(key));
                carried.extend(kept.map(|kept| (key.clone(), kept)));
            }
            for (key, value) in new.iter().filter(|(key, _)| !to.contains_key(*key)) {
                let kept = carry(None, old.and_then(|old| old.get(key)), Some(value));
                carried.extend(kept.map(|kept| (key.clone(), kept)));
            }
            Some(Value::Object(carried))
        }
        (Some(Value::Array(to)), None | Some(Value::Array(_)), Some(Value::Array(new))) => {
            let old = old.and_then(Value::as_array).cloned().unwrap_or_default();
            Some(Value::Array(carry_items(to, &old, new)))
        }
        _ => new.cloned(),
    }
}

fn carry_items(to: &[Value], old: &[Value], new: &[Value]) -> Vec<Value> {
    if let (Some(was), Some(is), Some(_)) = (keyed(old), keyed(new), keyed(to)) {
        let mut items: Vec<Value> = to
            .iter()
            .filter_map(|item| {
                let key = key_of(item).unwrap_or_default();
                carry(Some(item), was.get(key).copied(), is.get(key).copied())
            })
            .collect();
        let here: BTreeSet<&str> = to.iter().filter_map(key_of).collect();
        let came = new.iter().filter(|item| {
            let key = key_of(item).unwrap_or_default();
            !here.contains(key) && !was.contains_key(key)
        });
        items.extend(came.cloned());
        return items;
    }
    let mut items = to.to_vec();
    let mut came = new.to_vec();
    for item in old {
        if let Some(place) = came.iter().position(|other| other == item) {
            came.remove(place);
        } else if let Some(place) = items.iter().position(|other| other == item) {
            items.remove(place);
        }
    }
    items.extend(came);
    items
}

/// How many rows came, changed and went.
pub(super) fn rows(old: &BTreeMap<String, u64>, new: &BTreeMap<String, u64>) -> Rows {
    let mut rows = Rows::default();
    for (key, hash) in new {
        match old.get(key) {
            None => rows.added += 1,
            Some(was) if was != hash => rows.changed += 1,
            Some(_) => {}
        }
    }
    rows.removed = old.keys().filter(|key| !new.contains_key(*key)).count() as u64;
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let line = |change: &FieldChange| match &change.what {
            What::Set { old, new } => {
                let text = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
                format!("{}: {} -> {}", change.field, text(old), text(new))
            }
            What::Added(item) => format!("{} + {item}", change.field),
            What::Removed(item) => format!("{} - {item}", change.field),
            What::Rows(rows) => format!("{} {rows:?}", change.field),
        };
        compare(old, new).iter().map(line).collect()
    }

    #[test]
    fn fields_are_told_by_their_paths() {
        assert_eq!(
            told(
                &json!({ "id": "CMP-1", "status": "assessed", "assessment": { "severity": "low", "by": "ROL-1" } }),
                &json!({ "id": "CMP-1", "status": "closed", "assessment": { "severity": "high", "by": "ROL-1" }, "closure": { "on": "2025-01-02" } }),
            ),
            [
                "status: \"assessed\" -> \"closed\"",
                "assessment.severity: \"low\" -> \"high\"",
                "closure.on: - -> \"2025-01-02\"",
            ]
        );
    }

    #[test]
    fn items_are_matched_by_key_then_by_value_then_by_place() {
        assert_eq!(
            told(
                &json!({ "q": [{ "key": "a", "text": "x" }, { "key": "b", "text": "y" }] }),
                &json!({ "q": [{ "key": "b", "text": "z" }, { "key": "c" }] }),
            ),
            [
                "q - {\"key\":\"a\",\"text\":\"x\"}",
                "q[b].text: \"y\" -> \"z\"",
                "q + {\"key\":\"c\"}"
            ]
        );
        assert_eq!(
            told(&json!({ "tags": ["a", "b", "b"] }), &json!({ "tags": ["b", "c", "a"] })),
            ["tags - \"b\"", "tags + \"c\""]
        );
        assert_eq!(
            told(
                &json!({ "events": [{ "at": "1", "note": "x" }, { "at": "2" }] }),
                &json!({ "events": [{ "at": "1", "note": "y" }, { "at": "2" }, { "at": "3" }] }),
            ),
            ["events[0].note: \"x\" -> \"y\"", "events + {\"at\":\"3\"}"]
        );
    }

    #[test]
    fn nothing_and_an_empty_field_are_the_same_and_another_order_of_a_list_is_told() {
        assert!(told(&json!({ "a": null, "b": {}, "c": [] }), &json!({})).is_empty());
        assert!(told(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })).is_empty());
        assert_eq!(
            told(&json!({ "a": ["x", "y"] }), &json!({ "a": ["y", "x"] })),
            ["a: [\"x\",\"y\"] -> [\"y\",\"x\"]"]
        );
        assert_eq!(
            told(&json!({ "a": "x" }), &json!({ "a": { "b": "x" } })),
            ["a: \"x\" -> {\"b\":\"x\"}"]
        );
    }

    #[test]
    fn a_change_is_carried_over_to_a_version_that_changed_elsewhere() {
        let old = json!({ "a": "1", "b": "1", "list": ["x"], "q": [{ "id": "k", "t": "1" }] });
        let new = json!({ "a": "2", "b": "1", "list": ["x", "y"], "q": [{ "id": "k", "t": "2" }] });
        let here =
            json!({ "a": "1", "b": "3", "list": ["x", "z"], "q": [{ "id": "k", "t": "1", "u": "1" }], "c": "1" });
        assert_eq!(
            carry(Some(&here), Some(&old), Some(&new)),
            Some(
                json!({ "a": "2", "b": "3", "list": ["x", "z", "y"], "q": [{ "id": "k", "t": "2", "u": "1" }], "c": "1" })
            )
        );
        assert_eq!(carry(Some(&here), Some(&old), None), None);
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![Just(Value::Null), "[ab]{0,2}".prop_map(Value::String)];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::btree_map("id|key|[abc]", inner, 0..4)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_change_is_told_exactly_when_there_is_one(old in tree(), new in tree()) {
            prop_assert!(compare(&old, &old).is_empty());
            prop_assert_eq!(compare(&old, &new).is_empty(), compare(&new, &old).is_empty());
            let carried = carry(Some(&old), Some(&old), Some(&new)).unwrap_or(Value::Null);
            prop_assert!(compare(&carried, &new).is_empty());
        }
    }
}
