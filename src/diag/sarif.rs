//! Diagnostics as SARIF 2.1.0, which editors and code review read.
//!
//! In: sorted diagnostics, the sources, and the rules in words. Out: a log with one run: every rule with its explanation, every
//! diagnostic as a result with its region, further places, and the waiver as a suppression. Source: OASIS, Static Analysis
//! Results Interchange Format (SARIF) Version 2.1.0, sections 3.13 (log), 3.27 (result), 3.30 (region), 3.35 (suppression)
//! and 3.49 (reporting descriptor).

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Place, Sources, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A rule in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleWords {
    /// Its id.
    pub id: String,
    /// What holds when it passes.
    pub title: String,
    /// Why it matters, in Markdown.
    pub explanation: String,
    /// Its weight after the settings; none where it is off.
    pub severity: Option<Severity>,
    /// Clauses it serves.
    pub clauses: Vec<String>,
}

/// The log.
pub fn sarif(diagnostics: &Diagnostics, sources: &Sources, rules: &[RuleWords]) -> Value {
    let index: BTreeMap<&str, usize> = rules
        .iter()
        .enumerate()
        .map(|(number, rule)| (rule.id.as_str(), number))
        .collect();
    let rule = |rule: &RuleWords| {
        let mut described = json!({
            "id": rule.id,
            "shortDescription": { "text": rule.title },
            "fullDescription": { "text": rule.explanation },
            "help": { "text": rule.explanation, "markdown": rule.explanation },
            "defaultConfiguration": {
                "enabled": rule.severity.is_some(),
                "level": rule.severity.map_or("none", level),
            },
        });
        if !rule.clauses.is_empty() {
            described["properties"] = json!({ "tags": rule.clauses });
        }
        described
    };
    let results: Vec<Value> = diagnostics.iter().map(|found| result(found, sources, &index)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "tenfour",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules.iter().map(rule).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "PROJECT": { "description": { "text": "the project's folder" } } },
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    }
}

fn result(found: &Diagnostic, sources: &Sources, index: &BTreeMap<&str, usize>) -> Value {
    let text = match &found.hint {
        Some(hint) => format!("{}\n{hint}", found.message),
        None => found.message.clone(),
    };
    let mut result = json!({
        "ruleId": found.rule,
        "level": level(found.severity),
        "message": { "text": text },
    });
    if let Some(number) = index.get(&*found.rule) {
        result["ruleIndex"] = json!(number);
    }
    if let Some(place) = found.place {
        let mut location = location(place, sources);
        if let Some(record) = &found.record {
            let name = match &found.field {
                Some(field) => format!("{record}.{field}"),
                None => record.clone(),
            };
            location["logicalLocations"] = json!([{ "name": record, "fullyQualifiedName": name, "kind": "object" }]);
        }
        result["locations"] = json!([location]);
    }
    if !found.labels.is_empty() {
        let related = found.labels.iter().zip(1usize..).map(|(label, id)| {
            let mut location = location(label.place, sources);
            location["id"] = json!(id);
            location["message"] = json!({ "text": label.text });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(waived) = &found.waived {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": waived.words(),
        }]);
    }
    result
}

fn location(place: Place, sources: &Sources) -> Value {
    let source = sources.get(place.source);
    let start = source.position(place.span);
    let end = source.position(Span {
        start: place.span.end,
        end: place.span.end,
    });
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&source.path), "uriBaseId": "PROJECT" },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    })
}

/// A path as a relative reference of RFC 3986: what is neither unreserved nor a separator is written in per cent.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}"); // writing to a string does not fail
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("complaints/ä b#1.yaml"), "complaints/%C3%A4%20b%231.yaml");
    }
}
