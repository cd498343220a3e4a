//! The gate against a second reader: what `serde_yaml` writes, the gate reads to the same values.

use proptest::prelude::*;
use serde_yaml::{Mapping, Value};
use tenfour::yaml::gate::{Limits, gate};
use tenfour::yaml::node::{Data, Meaning, Node, meaning};

fn value(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Quoted(text) => Value::String(text.to_string()),
        Data::Plain(text) => match meaning(text) {
            Meaning::Null => Value::Null,
            Meaning::Boolean(truth) => Value::Bool(truth),
            Meaning::Integer(number) => Value::Number(number.into()),
            Meaning::Float(number) => Value::Number(number.into()),
            Meaning::Text => Value::String(text.to_string()),
        },
        Data::List(items) => Value::Sequence(items.iter().map(value).collect()),
        Data::Map(entries) => entries
            .iter()
            .map(|entry| (Value::String(entry.key.to_string()), value(&entry.value)))
            .collect::<Mapping>()
            .into(),
    }
}

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        "[ -~äß€😀\n\t:#'\"-]{0,30}".prop_map(Value::String),
        prop_oneof![
            Just("no"),
            Just("~"),
            Just("1e3"),
            Just("0x10"),
            Just("- a"),
            Just("a: b"),
            Just("*a"),
            Just("2024-01-02")
        ]
        .prop_map(|text| Value::String(text.to_owned())),
    ];
    scalar.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Sequence),
            prop::collection::btree_map("[a-zA-Zä][a-zA-Z0-9 _:#-]{0,10}", inner, 0..5).prop_map(|map| {
                map.into_iter()
                    .map(|(key, value)| (Value::String(key), value))
                    .collect::<Mapping>()
                    .into()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_the_same(given in values()) {
        let text = serde_yaml::to_string(&given).unwrap();
        let passed = gate(&text, Limits::default());
        prop_assert!(passed.faults.is_empty(), "{text}\n{:?}", passed.faults);
        let read = passed.documents.first().map_or(Value::Null, value);
        prop_assert_eq!(read, given, "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic_and_every_place_lies_in_the_text(text in "[ -~ä€\n\t\r:#'\"\\[\\]{}|>&*!?-]{0,120}") {
        fn look(node: &Node, text: &str) {
            assert!(text.get(node.span.range()).is_some());
            node.items().iter().for_each(|item| look(item, text));
            for entry in node.entries() {
                assert!(text.get(entry.key_span.range()).is_some());
                look(&entry.value, text);
            }
        }
        let passed = gate(&text, Limits::default());
        passed.documents.iter().for_each(|node| look(node, &text));
        for fault in passed.faults {
            assert!(text.get(fault.span.range()).is_some());
        }
    }
}
