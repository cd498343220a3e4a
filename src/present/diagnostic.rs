//! A diagnostic as shown on pages: what is wrong, where, what to do, with the line of the file.

use super::methods::rule_path;
use super::page::{Links, Mention, Site};
use crate::diag::Diagnostic;
use serde::Serialize;

/// A diagnostic as shown.
#[derive(Serialize, Debug)]
pub(super) struct DiagnosticView {
    rule: String,
    rule_href: String,
    severity: &'static str,
    message: String,
    hint: Option<String>,
    record: Option<Mention>,
    field: Option<String>,
    place: Option<PlaceView>,
}

/// A spot in a file, with the line cut in three at it.
#[derive(Serialize, Debug)]
pub(super) struct PlaceView {
    path: String,
    line: usize,
    column: usize,
    before: String,
    marked: String,
    after: String,
}

/// The view of a diagnostic.
pub(super) fn view(diagnostic: &Diagnostic, site: &Site<'_>, links: &Links<'_>) -> DiagnosticView {
    let may_see_source = diagnostic
        .record
        .as_deref()
        .and_then(|id| site.ledger.find(id))
        .is_none_or(|(_, record)| {
            let field = diagnostic.field.as_deref().unwrap_or_default();
            let top = field.split(['.', '[']).next().unwrap_or_default();
            let field = site
                .catalogue
                .fields(record.kind)
                .iter()
                .find(|known| known.name == top);
            site.disclosure.record(record) && field.is_none_or(|field| site.disclosure.field(field))
        });
    let place = diagnostic.place.map(|place| {
        let source = site.sources.get(place.source);
        let position = source.position(place.span);
        let mut view = PlaceView {
            path: source.path.clone(),
            line: position.line,
            column: position.column,
            before: String::new(),
            marked: String::new(),
            after: String::new(),
        };
        if may_see_source {
            let line = source.text.lines().nth(position.line - 1).unwrap_or_default();
            let start = line
                .char_indices()
                .nth(position.column - 1)
                .map_or(line.len(), |(at, _)| at);
            let length = (place.span.end - place.span.start) as usize;
            let mut end = (start + length).min(line.len());
            while !line.is_char_boundary(end) {
                end -= 1;
            }
            view.before = shorten_start(&line[..start]);
            view.marked = line[start..end].to_owned();
            view.after = shorten_end(&line[end..]);
        }
        view
    });
    DiagnosticView {
        rule: diagnostic.rule.to_string(),
        rule_href: links.to(&rule_path(&diagnostic.rule)),
        severity: diagnostic.severity.word(),
        message: if may_see_source {
            diagnostic.message.clone()
        } else {
            "withheld from this audience".to_owned()
        },
        hint: diagnostic.hint.clone().filter(|_| may_see_source),
        record: diagnostic.record.as_deref().map(|id| links.mention_id(id)),
        field: diagnostic.field.clone(),
        place,
    }
}

fn shorten_start(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= 80 {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(characters - 80).collect::<String>())
    }
}

fn shorten_end(text: &str) -> String {
    if text.chars().count() <= 80 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(80).collect::<String>())
    }
}
