//! Kinds as JSON Schema, draft 07, for editors: completion, hovers and marks while typing.
//!
//! In: the catalogue with the project's prefixes, and the profile. Out: a schema for one kind, or one for any file of
//! records: a record, a list of records, or a table of responses; of several documents in a file each is judged alone.
//! The schema is as strict as the reader, save that a key without value is marked at once.

use super::words::{is_asked, one_of, what_to_write};
use crate::parse::table::FIXED_COLUMNS;
use crate::record::reader::Profile;
use crate::record::schema::{Choice, Field, Shape};
use crate::record::{Catalogue, Kind};
use serde_json::{Map, Value, json};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";
/// What may stand behind the prefix of an id and its hyphen.
const TAIL: &str = "[A-Za-z0-9][A-Za-z0-9_-]*";
const ANY_ID: &str = "[A-Z][A-Z0-9]{1,9}-[A-Za-z0-9][A-Za-z0-9_-]*";

/// The schema of one kind.
pub fn of_kind(kind: Kind, catalogue: &Catalogue, profile: Profile) -> Value {
    let maker = Maker { catalogue, profile };
    let mut schema = maker.kind(kind);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), json!(DRAFT));
    }
    schema
}

/// The schema of any file of records.
pub fn of_all(catalogue: &Catalogue, profile: Profile) -> Value {
    let maker = Maker { catalogue, profile };
    let mut definitions = Map::new();
    definitions.insert("record".to_owned(), maker.any_record());
    definitions.insert("table".to_owned(), table());
    for kind in Kind::ALL {
        definitions.insert(format!("kind_{}", kind.name()), maker.kind(*kind));
    }
    json!({
        "$schema": DRAFT,
        "title": "Records of tenfour",
        "description": format!(
            "A record, a list of records, or a table of responses, in the profile `{}`. Made by `tenfour schema`.",
            profile.word()
        ),
        "if": { "type": "array" },
        "then": { "items": { "$ref": "#/definitions/record" } },
        "else": {
            "if": { "type": "object", "required": ["wave", "responses"], "not": { "required": ["id"] } },
            "then": { "$ref": "#/definitions/table" },
            "else": { "$ref": "#/definitions/record" },
        },
        "definitions": definitions,
    })
}

/// The schema of settings or anything else that is read by fields.
pub fn of_fields(title: &str, fields: &[Field]) -> Value {
    let maker = Maker {
        catalogue: &Catalogue::default(),
        profile: Profile::Starter,
    };
    let mut schema = maker.object(fields);
    schema.insert("$schema".to_owned(), json!(DRAFT));
    schema.insert("title".to_owned(), json!(title));
    Value::Object(schema)
}

/// Responses of a wave in YAML; which questions there are is known to the survey only.
fn table() -> Value {
    let fixed: Vec<&str> = FIXED_COLUMNS
        .iter()
        .copied()
        .filter(|column| !column.contains('.'))
        .collect();
    let columns: Map<String, Value> = fixed.iter().map(|column| ((*column).to_owned(), json!({}))).collect();
    json!({
        "title": "Responses",
        "type": "object",
        "required": ["wave", "responses"],
        "additionalProperties": false,
        "properties": {
            "wave": { "type": "string", "pattern": format!("^{ANY_ID}$"), "description": "The id of the wave." },
            "responses": {
                "type": "array",
                "description": "One item a response: the fixed columns, and the answers by question key below `answers`.",
                "items": { "type": "object", "required": ["id", "disposition"], "properties": columns },
            },
        },
    })
}

struct Maker<'a> {
    catalogue: &'a Catalogue,
    profile: Profile,
}

impl Maker<'_> {
    /// A record of any kind: its prefix says which.
    fn any_record(&self) -> Value {
        let mut known = Vec::new();
        let mut cases = Vec::new();
        for kind in Kind::ALL {
            let prefix = self.catalogue.prefixes.of(*kind);
            known.push(format!("`{prefix}-`: {}", kind.label()));
            cases.push(json!({
                "if": { "required": ["id"], "properties": { "id": { "pattern": format!("^{prefix}-") } } },
                "then": { "$ref": format!("#/definitions/kind_{}", kind.name()) },
            }));
        }
        let prefixes: Vec<&str> = self.catalogue.prefixes.all().collect();
        let about = format!(
            "Id for ever; its prefix says the kind of the record.\n\n{}",
            known.join("\n\n")
        );
        json!({
            "title": "Record",
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {
                    "type": "string",
                    "pattern": format!("^({})-{TAIL}$", prefixes.join("|")),
                    "patternErrorMessage": format!("an id begins with the prefix of a kind: {}", prefixes.join(", ")),
                    "maxLength": 64,
                    "description": about,
                    "markdownDescription": about,
                },
            },
            "allOf": cases,
        })
    }

    fn kind(&self, kind: Kind) -> Value {
        let mut schema = self.object(self.catalogue.fields(kind));
        let prefix = self.catalogue.prefixes.of(kind);
        if let Some(id) = schema
            .get_mut("properties")
            .and_then(|properties| properties.get_mut("id"))
        {
            id["type"] = json!("string");
            id["pattern"] = json!(format!("^{prefix}-{TAIL}$"));
            id["patternErrorMessage"] = json!(format!("write `{prefix}-..` with letters, digits, `-` and `_`"));
            id["maxLength"] = json!(64);
        }
        schema.insert("title".to_owned(), json!(kind.label()));
        schema.insert("description".to_owned(), json!(kind.about().what));
        Value::Object(schema)
    }

    fn object(&self, fields: &[Field]) -> Map<String, Value> {
        let typed = || fields.iter().filter(|field| !field.derived);
        let properties: Map<String, Value> = typed().map(|field| (field.name.clone(), self.field(field))).collect();
        let asked = typed().filter(|field| is_asked(self.profile, field.level));
        let required: Vec<&str> = asked.map(|field| field.name.as_str()).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema
    }

    fn field(&self, field: &Field) -> Value {
        let mut schema = self.shape(&field.shape);
        let words = what_to_write(&field.shape).filter(|_| !matches!(field.shape, Shape::Choice(_)));
        let mut plain = field.about.trim().to_owned();
        if let Some(words) = words {
            plain = format!("{plain}\n\nWrite {words}.");
        }
        let level = field.level.word();
        let marked = format!("{plain}\n\n*{level}*");
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), json!(plain));
            schema.insert("markdownDescription".to_owned(), json!(marked));
        }
        schema
    }

    fn shape(&self, shape: &Shape) -> Value {
        // A scalar without quotes may be text that looks like a number or a truth value: `version: 1.10`, `2025`.
        let text = || json!({ "type": ["string", "number", "boolean"] });
        match shape {
            Shape::Text(limit) => {
                let mut schema = text();
                if let Some(limit) = limit {
                    schema["maxLength"] = json!(limit);
                }
                schema
            }
            Shape::Sort(sort) => match pattern(sort) {
                Some(pattern) => {
                    let kinds = if sort == "period" {
                        json!(["string", "integer"])
                    } else {
                        json!("string")
                    };
                    let message = format!("write {}", what_to_write(shape).unwrap_or_default());
                    json!({ "type": kinds, "pattern": pattern, "patternErrorMessage": message })
                }
                None => text(),
            },
            Shape::Date => json!({
                "type": "string",
                "format": "date",
                "pattern": r"^\d{4}-\d{2}-\d{2}$",
                "patternErrorMessage": "write a day as 2026-01-31",
            }),
            // No `format`: it would refuse `2026-01-31T09:30+01:00`, which is as clear as with seconds.
            Shape::Instant => json!({
                "type": "string",
                "pattern": r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?([Zz]|[+-]\d{2}(:?\d{2})?)$",
                "patternErrorMessage": "write a moment with its offset from UTC as 2026-01-31T09:30:00+01:00",
            }),
            Shape::Integer(low, high) => bounded("integer", *low, *high),
            Shape::Number(low, high) => bounded("number", *low, *high),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::Choice(choices) => choice(choices),
            Shape::Reference(kinds) => self.reference(kinds),
            Shape::ReferenceOrText(_) => text(),
            Shape::List(item) => json!({ "type": "array", "items": self.shape(item) }),
            Shape::Map(item) => json!({ "type": "object", "additionalProperties": self.shape(item) }),
            Shape::Fields(fields) => Value::Object(self.object(fields)),
            Shape::Either(shapes) => {
                let shapes: Vec<Value> = shapes.iter().map(|shape| self.shape(shape)).collect();
                json!({ "anyOf": shapes })
            }
            Shape::Any => json!({}),
        }
    }

    fn reference(&self, kinds: &[String]) -> Value {
        let prefixes: Vec<&str> = kinds
            .iter()
            .filter_map(|name| Kind::named(name))
            .map(|kind| self.catalogue.prefixes.of(kind))
            .collect();
        let id = match prefixes.as_slice() {
            [] => ANY_ID.to_owned(),
            prefixes => format!("({})-{TAIL}", prefixes.join("|")),
        };
        json!({
            "type": "string",
            "pattern": format!("^{id}(#.*)?$"),
            "patternErrorMessage": format!("write the id of {}: {}-..", one_of(kinds), prefixes.join("-.., ")),
        })
    }
}

fn bounded(kind: &str, low: Option<f64>, high: Option<f64>) -> Value {
    let mut schema = json!({ "type": kind });
    for (key, end) in [("minimum", low), ("maximum", high)] {
        if let Some(end) = end {
            // Whole ends are written without fraction, as people do.
            #[expect(clippy::cast_possible_truncation, reason = "only taken when nothing is lost")]
            let whole = end as i64;
            #[expect(clippy::cast_precision_loss, reason = "ends of ranges are small")]
            let is_whole = (whole as f64).to_bits() == end.to_bits();
            schema[key] = if is_whole { json!(whole) } else { json!(end) };
        }
    }
    schema
}

fn choice(choices: &[Choice]) -> Value {
    let words: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
    let mut schema = json!({ "type": "string", "enum": words });
    if choices.iter().any(|choice| !choice.about.is_empty()) {
        let about: Vec<&str> = choices.iter().map(|choice| choice.about.as_str()).collect();
        schema["enumDescriptions"] = json!(about);
        schema["markdownEnumDescriptions"] = json!(about);
    }
    schema
}

/// What text of a sort looks like, for those that have a form.
fn pattern(sort: &str) -> Option<String> {
    Some(match sort {
        "period" => r"^\d{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]|W(0[1-9]|[1-4]\d|5[0-3])))?$".to_owned(),
        "metric" => format!("^(M-.+|X(-[A-Z0-9]+)+|{ANY_ID})$"),
        "clause" => r"^\d{4,}:.+$".to_owned(),
        "language" => "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$".to_owned(),
        "time" => r"^\d{2}:\d{2}$".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A judge for the keywords that are used here, so that the schema is held against real records.
    fn judge(schema: &Value, root: &Value, value: &serde_yaml::Value, path: &str) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let target = root.pointer(name.trim_start_matches('#')).unwrap();
            return judge(target, root, value, path);
        }
        if let Some(condition) = schema.get("if") {
            let branch = if judge(condition, root, value, path).is_empty() {
                "then"
            } else {
                "else"
            };
            if let Some(branch) = schema.get(branch) {
                faults.extend(judge(branch, root, value, path));
            }
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            faults.extend(judge(part, root, value, path));
        }
        if let Some(not) = schema.get("not")
            && judge(not, root, value, path).is_empty()
        {
            faults.push(format!("{path}: not"));
        }
        if let Some(options) = schema.get("anyOf").and_then(Value::as_array)
            && !options.iter().any(|option| judge(option, root, value, path).is_empty())
        {
            faults.push(format!("{path}: none of the alternatives"));
        }
        if let Some(types) = schema.get("type") {
            let names = types.as_array().cloned().unwrap_or_else(|| vec![types.clone()]);
            let is = |name: &Value| match name.as_str().unwrap() {
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_bool(),
                "array" => value.is_sequence(),
                "object" => value.is_mapping(),
                other => panic!("{other}"),
            };
            if !names.iter().any(is) {
                faults.push(format!("{path}: {value:?} is not {types}"));
            }
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array)
            && !words.iter().any(|word| word.as_str() == value.as_str())
        {
            faults.push(format!("{path}: {value:?} is not one of the words"));
        }
        if let Some(mapping) = value.as_mapping() {
            for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
                if mapping.get(name.as_str().unwrap()).is_none() {
                    faults.push(format!("{path}: {name} is missing"));
                }
            }
            for (key, value) in mapping {
                let key = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
                let path = format!("{path}.{key}");
                let property = schema.get("properties").and_then(|properties| properties.get(&key));
                match property.or_else(|| schema.get("additionalProperties")) {
                    Some(Value::Bool(false)) => faults.push(format!("{path}: unknown")),
                    Some(schema) => faults.extend(judge(schema, root, value, &path)),
                    None => {}
                }
            }
        }
        if let (Some(items), Some(list)) = (schema.get("items"), value.as_sequence()) {
            for (at, value) in list.iter().enumerate() {
                faults.extend(judge(items, root, value, &format!("{path}[{at}]")));
            }
        }
        if let (Some(pattern), Some(text)) = (schema.get("pattern").and_then(Value::as_str), value.as_str()) {
            // The conditions of the combined schema are prefixes; the other patterns are for editors.
            if let Some(prefix) = pattern
                .strip_prefix('^')
                .filter(|rest| rest.ends_with('-') && !rest.contains('('))
                && !text.starts_with(prefix)
            {
                faults.push(format!("{path}: {text} does not begin with {prefix}"));
            }
        }
        faults
    }

    fn faults(schema: &Value, yaml: &str) -> Vec<String> {
        let documents = serde_yaml::Deserializer::from_str(yaml);
        let read = |document| <serde_yaml::Value as serde::Deserialize>::deserialize(document).unwrap();
        documents
            .map(read)
            .flat_map(|value| judge(schema, schema, &value, ""))
            .collect()
    }

    #[test]
    fn records_of_the_starter_project_fit_in_every_form() {
        let schema = of_all(&Catalogue::default(), Profile::Starter);
        for (path, bytes) in crate::scaffold::project::starter() {
            if path.ends_with(".yaml") {
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(faults(&schema, &text), Vec::<String>::new(), "{path}");
            }
        }
        let action = "id: ACT-1\nkind: correction\naddresses: [CMP-1]\ndescription: x\n";
        let list: String = action
            .lines()
            .enumerate()
            .map(|(at, line)| format!("{}{line}\n", ["- ", "  "][usize::from(at > 0)]))
            .collect();
        for text in [action, &list, &format!("---\n{action}---\n{list}")] {
            assert_eq!(faults(&schema, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_the_reader_refuses_is_marked() {
        let schema = of_all(&Catalogue::default(), Profile::Starter);
        assert_eq!(
            faults(&schema, "id: ACT-1\nkind: corection\naddresses: CMP-1\nowned: x\n"),
            [
                ": \"description\" is missing",
                ".kind: String(\"corection\") is not one of the words",
                ".addresses: String(\"CMP-1\") is not \"array\"",
                ".owned: unknown",
            ]
        );
        assert_eq!(faults(&schema, "wave: WAV-1\nresponses: []\nx: 1\n"), [".x: unknown"]);
    }

    #[test]
    fn every_kind_has_a_schema_with_the_projects_prefix_and_the_fields_its_profile_asks_for() {
        let mut catalogue = Catalogue::default();
        catalogue.prefixes.set(Kind::Complaint, "CPL").unwrap();
        for kind in Kind::ALL {
            let schema = of_kind(*kind, &catalogue, Profile::Audit);
            assert_eq!(schema["additionalProperties"], json!(false));
            assert!(
                schema["required"].as_array().unwrap().contains(&json!("id")),
                "{}",
                kind.name()
            );
            assert!(schema["properties"]["id"]["description"].as_str().unwrap().len() > 10);
        }
        let complaint = of_kind(Kind::Complaint, &catalogue, Profile::Starter);
        assert_eq!(complaint["properties"]["id"]["pattern"], json!(format!("^CPL-{TAIL}$")));
        assert!(complaint["properties"].get("status").is_none(), "it is computed");
        let related = &complaint["properties"]["related_complaints"]["items"]["pattern"];
        assert_eq!(*related, json!(format!("^(CPL)-{TAIL}(#.*)?$")));
        assert_eq!(
            complaint["properties"]["category"]["enumDescriptions"][0],
            json!("Delivered late.")
        );
    }
}
