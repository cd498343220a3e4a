//! What one version of a file held: records by id with their values, tables of responses by wave with their rows.
//!
//! In: the bytes as they were committed. Out: [`Held`]; what could not be read is told in it. Texts pass the gate as all texts
//! do, and are not typed: what was a fault in the fields of a record is none of the history's.

use crate::parse::table;
use crate::read::Role;
use crate::record::id::is_id;
use crate::source::{Source, SourceId};
use crate::yaml::gate::{Limits, gate};
use crate::yaml::node::{Data, Node};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

/// What a version of a file held.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Held {
    /// The values of each record, by id.
    pub(super) records: BTreeMap<String, Value>,
    /// The rows of each wave: a hash of the cells by the id of the response.
    pub(super) tables: BTreeMap<String, BTreeMap<String, u64>>,
    /// What could not be read.
    pub(super) faults: Vec<String>,
    /// Whether all or part of it is unknown, so that what is missing is not known to be gone.
    pub(super) broken: bool,
}

/// Largest version of a file that is read, in bytes.
pub(super) const LARGEST: usize = 256 << 20;

impl Held {
    /// A version that cannot be read.
    pub(super) fn unreadable(why: impl Into<String>) -> Self {
        Self {
            faults: vec![why.into()],
            broken: true,
            ..Self::default()
        }
    }

    /// What bytes hold under a path.
    pub(super) fn read(path: &str, role: Role, bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Self::unreadable(format!("the byte at offset {} is not UTF-8", error.valid_up_to())),
        };
        let mut held = Self::default();
        match role {
            Role::Records => held.records_of(text),
            Role::Responses => held.table_of(path, text),
            Role::Settings | Role::Page => {} // not records
        }
        held
    }

    fn records_of(&mut self, text: &str) {
        let passed = gate(text, Limits::default());
        for fault in passed.faults {
            // Of a key that stands twice the first is taken; after any other fault the rest of the file is unknown.
            self.broken |= fault.rule != "R-YML-02";
            self.faults.push(fault.message);
        }
        for document in &passed.documents {
            match &document.data {
                Data::List(items) => items.iter().for_each(|item| self.record(item)),
                Data::Null | Data::Plain(_) | Data::Quoted(_) | Data::Map(_) => self.record(document),
            }
        }
    }

    fn record(&mut self, node: &Node) {
        if let Some((sheet, _)) = table::from_yaml(node, SourceId::default()) {
            return self.sheet(&sheet);
        }
        match node.get("id").and_then(Node::text) {
            Some(id) if is_id(id) => {
                if self.records.contains_key(id) {
                    self.faults
                        .push(format!("the id `{id}` stands twice, and the first is told"));
                } else {
                    self.records.insert(id.to_owned(), value(node));
                }
            }
            Some(id) => self.faults.push(format!("`{id}` cannot be an id")),
            None => self.faults.push("a record without `id`".to_owned()),
        }
    }

    fn table_of(&mut self, path: &str, text: &str) {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
            sha256: String::new(),
        };
        let parsed = table::read(&source, SourceId::default());
        let faults = parsed.diagnostics.into_iter().map(|found| found.message);
        self.faults.extend(faults);
        for sheet in &parsed.sheets {
            self.sheet(sheet);
        }
    }

    fn sheet(&mut self, sheet: &table::Sheet) {
        let id = sheet.column("id");
        let rows = self.tables.entry(sheet.wave.clone()).or_default();
        let mut columns: Vec<(&str, usize)> = sheet
            .columns
            .iter()
            .enumerate()
            .map(|(index, (name, _))| (name.as_str(), index))
            .collect();
        columns.sort_unstable();
        for row in &sheet.rows {
            let mut hasher = DefaultHasher::new();
            for (name, index) in &columns {
                // A column that came and is empty changed no row, nor did one that moved.
                if let Some(cell) = row.cells.get(*index).filter(|cell| !cell.is_empty()) {
                    hasher.write(name.as_bytes());
                    hasher.write_u8(0xFF);
                    hasher.write(cell.as_bytes());
                    hasher.write_u8(0xFE);
                }
            }
            let hash = hasher.finish();
            let named = id.and_then(|id| row.cells.get(id)).filter(|id| !id.is_empty());
            let mut key = named.map_or_else(|| format!("={hash:016x}"), ToString::to_string);
            while rows.contains_key(&key) {
                key.push('+'); // a row that stands twice is two rows
            }
            rows.insert(key, hash);
        }
    }
}

/// A tree of values without places; what has nothing behind its key is left out.
pub(super) fn value(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Plain(text) | Data::Quoted(text) => Value::String(text.to_string()),
        Data::List(items) => Value::Array(items.iter().map(value).collect()),
        Data::Map(entries) => {
            let said = || entries.iter().filter(|entry| !entry.value.is_null());
            // Values live as long as the run: there is room for what is there and no more.
            let mut values = Map::with_capacity(said().count());
            values.extend(said().map(|entry| (entry.key.to_string(), value(&entry.value))));
            Value::Object(values)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn records(text: &str) -> Held {
        Held::read("a.yaml", Role::Records, text.as_bytes())
    }

    #[test]
    fn records_are_found_in_every_shape_of_file() {
        let held = records("- id: ROL-1\n  title: a\n  note:\n- id: ROL-2\n---\nid: ROL-3\nlist: [1, {x: no}]\n");
        assert_eq!(held.records["ROL-1"], json!({ "id": "ROL-1", "title": "a" }));
        assert_eq!(
            held.records["ROL-3"],
            json!({ "id": "ROL-3", "list": ["1", { "x": "no" }] })
        );
        assert_eq!((held.records.len(), held.broken, held.faults.len()), (3, false, 0));
    }

    #[test]
    fn line_ends_and_marks_of_byte_order_change_nothing() {
        let text = "id: ROL-1\ntitle: a\nnote: |\n  one\n  two\n";
        let held = records(text);
        assert_eq!(held, records(&text.replace('\n', "\r\n")));
        assert_eq!(held, records(&format!("\u{feff}{text}")));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(
            records("- id: ROL-1\n- id: ROL-1\n").faults,
            ["the id `ROL-1` stands twice, and the first is told"]
        );
        assert_eq!(
            records("- title: a\n- id: 'no id'\n").faults,
            ["a record without `id`", "`no id` cannot be an id"]
        );
        assert!(records("id: ROL-1\na: [1\n").broken);
        assert!(records("id: ROL-1\na: &x 1\n").broken);
        assert!(Held::read("a.yaml", Role::Records, b"id: ROL-1\na: \xFF\n").broken);
        assert!(!records("id: ROL-1\na: 1\na: 2\n").broken);
    }

    #[test]
    fn rows_are_known_by_their_ids_and_columns_may_move() {
        let rows = |text: &str| Held::read("responses/WAV-1.csv", Role::Responses, text.as_bytes()).tables;
        let first = rows("id,disposition,q1\nRSP-1,complete,7\nRSP-2,partial,\n");
        assert_eq!(
            first,
            rows("q1,id,disposition,q2\r\n7,RSP-1,complete,\r\n,RSP-2,partial,\r\n")
        );
        assert_eq!(
            first["WAV-1"].keys().map(String::as_str).collect::<Vec<_>>(),
            ["RSP-1", "RSP-2"]
        );
        assert_eq!(rows("id,disposition\n,complete\n,complete\n")["WAV-1"].len(), 2);
    }
}
