//! A diagnostic as shown on pages: what is wrong, where, what to do, with the lines of the file.

use super::blocks::{self, Link, Run, State, Tone, runs};
use super::markdown;
use super::methods::rule_path;
use super::page::{Links, Site};
use crate::diag::{Diagnostic, Severity, Waived, emit};
use crate::record::Record;
use crate::record::schema::label;
use crate::record::types::Audience;
use crate::source::{Place, Span};
use serde::Serialize;

/// A diagnostic as shown.
#[derive(Serialize, Debug)]
pub(super) struct DiagnosticView {
    anchor: String,
    rule: RuleLink,
    state: State,
    message: Vec<Run>,
    record: Option<Link>,
    field: Option<String>,
    place: Option<String>,
    place_url: Option<String>,
    excerpt: Vec<Line>,
    reason: Vec<Run>,
    hint: Vec<Run>,
    waiver: Option<Link>,
}

#[derive(Serialize, Debug)]
struct RuleLink {
    id: String,
    url: Option<String>,
}

/// The message of a diagnostic that quotes what the audience may not see.
const HIDDEN: &str = "withheld from this audience";

/// A line of a file, cut in three at the spot.
#[derive(Serialize, Debug)]
struct Line {
    number: usize,
    before: String,
    marked: String,
    after: String,
}

/// The state of a severity.
pub(super) fn severity(severity: Severity) -> State {
    let (tone, icon) = match severity {
        Severity::Error => (Tone::Bad, "bad"),
        Severity::Warning => (Tone::Warn, "warn"),
        Severity::Information => (Tone::Info, "info"),
    };
    State::new(tone, icon, label(severity.word()))
}

/// The view of a diagnostic; the number keeps anchors apart.
pub(super) fn view(diagnostic: &Diagnostic, number: usize, site: &Site<'_>, links: &Links<'_>) -> DiagnosticView {
    let open = may_see(diagnostic, site, links);
    let record = diagnostic.record.as_deref().and_then(|id| site.ledger.find(id));
    let written = record.is_none_or(|(_, record)| is_written(diagnostic, record));
    let place = diagnostic.place.map(|place| {
        let source = site.sources.get(place.source);
        let position = source.position(place.span);
        let place = format!("{}:{}:{}", source.path, position.line, position.column);
        (place, site.line_url(&source.path, position.line))
    });
    let (place, place_url) = place.map_or((None, None), |(place, url)| (Some(place), url));
    let said = |text: &str| site.disclosure.days().said(text, diagnostic.record.as_deref());
    let labels = diagnostic.labels.iter().filter(|_| open).map(|label| {
        let source = site.sources.get(label.place.source);
        let line = source.position(label.place.span).line;
        format!("{}: `{}:{line}`", said(&label.text), source.path)
    });
    let rule = site.rule(&diagnostic.rule);
    let title = rule.map(|rule| format!("the rule: {}", rule.title()));
    let reason: Vec<String> = title.into_iter().chain(labels).collect();
    // On a site of an earlier day the line may hold what came later.
    // The line may hold a day, too.
    let coarse = diagnostic
        .record
        .as_deref()
        .is_some_and(|id| site.disclosure.days().is_coarse(id));
    let quoted = open && written && site.earlier.is_nothing() && !coarse;
    DiagnosticView {
        anchor: format!("d{number}"),
        rule: RuleLink {
            id: diagnostic.rule.to_string(),
            url: rule.map(|rule| links.to(&rule_path(rule.id()))),
        },
        state: severity(diagnostic.severity),
        message: runs(&if open {
            said(&diagnostic.message)
        } else {
            HIDDEN.to_owned()
        }),
        record: diagnostic.record.as_deref().map(|id| links.link_id(id)),
        field: diagnostic.field.clone().filter(|_| !open),
        place,
        place_url,
        excerpt: diagnostic
            .place
            .filter(|_| quoted && (is_restricted(site) || diagnostic.field.is_some()))
            .map(|place| excerpt(place, site))
            .unwrap_or_default(),
        reason: runs(&sentence(&reason.join("; "))),
        hint: runs(&sentence(&said(
            diagnostic.hint.as_deref().filter(|_| open).unwrap_or_default(),
        ))),
        waiver: diagnostic.waived.as_ref().map(|waived| waiver(waived, site, links)),
    }
}

/// The waiver that lets a diagnostic pass, with its end and, where the audience may see the waiver, its reason.
fn waiver(waived: &Waived, site: &Site<'_>, links: &Links<'_>) -> Link {
    let mut link = links.link_id(&waived.by);
    let reason = reason_of(waived, site, links).map(|reason| format!(" because: {reason}"));
    link.title = format!("until {}{}", blocks::long(waived.until), reason.unwrap_or_default());
    link
}

/// Why a diagnostic is let pass, in one line, where the audience may see the waiver.
pub(super) fn reason_of(waived: &Waived, site: &Site<'_>, links: &Links<'_>) -> Option<String> {
    let seen = site
        .ledger
        .find(&waived.by)
        .is_some_and(|(_, record)| site.disclosure.record(record));
    let reason = waived.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    (seen && !reason.is_empty()).then(|| markdown::mask(&reason, links))
}

/// Whether the audience may see what stands at the spot. Short of the restricted audience that needs a field of a record
/// that may be seen: elsewhere nobody can tell what the line holds.
fn may_see(diagnostic: &Diagnostic, site: &Site<'_>, links: &Links<'_>) -> bool {
    if is_restricted(site) {
        return true;
    }
    if diagnostic.restricted {
        return false;
    }
    let marked = diagnostic.place.map_or("", |place| {
        let text = &site.sources.get(place.source).text;
        text.get(place.span.range()).unwrap_or_default().trim()
    });
    let labels = diagnostic.labels.iter().map(|label| &*label.text);
    let hint = diagnostic.hint.as_deref().into_iter();
    let mut words = labels.chain(hint).chain([diagnostic.message.as_str(), marked]);
    if in_responses(diagnostic, site) || words.any(|words| markdown::names_hidden(words, links)) {
        return false;
    }
    let record = diagnostic.record.as_deref().and_then(|id| site.ledger.find(id));
    record.is_some_and(|(_, record)| {
        if !is_written(diagnostic, record) {
            return site.disclosure.record(record);
        }
        let path = diagnostic.field.as_deref().unwrap_or_default();
        let top = path.split(['.', '[']).next().unwrap_or_default();
        let fields = site.catalogue.fields(record.kind);
        let field = fields.iter().find(|known| known.name == top);
        site.disclosure.record(record) && field.is_none_or(|field| is_open(field, path, marked, site))
    })
}

/// Whether it speaks of a table of responses: what stands in one is said by people who answered.
fn in_responses(diagnostic: &Diagnostic, site: &Site<'_>) -> bool {
    diagnostic.place.is_some_and(|place| {
        let path = &site.sources.get(place.source).path;
        let is_table = path.ends_with(".csv") || path.ends_with(".tsv");
        let holds = |sheet: &crate::parse::table::Sheet| {
            let span = sheet.rows.iter().map(|row| row.span);
            sheet.source == place.source && span.chain([sheet.head]).any(|span| meets(span, place.span))
        };
        is_table || site.ledger.sheets.iter().any(|sheet| holds(sheet))
    })
}

fn meets(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// A diagnostic as data, with what the audience may not see left out.
pub(super) fn json(diagnostic: &Diagnostic, site: &Site<'_>, links: &Links<'_>) -> serde_json::Value {
    let waived = diagnostic.waived.as_ref().map(|waived| {
        serde_json::json!({
            "waiver": links.link_id(&waived.by).id,
            "until": waived.until.to_string(),
            "reason": reason_of(waived, site, links),
        })
    });
    if may_see(diagnostic, site, links) {
        let said = |text: &str| site.disclosure.days().said(text, diagnostic.record.as_deref());
        let mut diagnostic = diagnostic.clone();
        diagnostic.message = said(&diagnostic.message);
        diagnostic.hint = diagnostic.hint.map(|hint| said(&hint));
        for label in &mut diagnostic.labels {
            label.text = said(&label.text);
        }
        let mut shown = serde_json::json!(emit::json(&diagnostic, site.sources));
        if let Some(waived) = waived {
            shown["waived"] = waived;
        }
        return shown;
    }
    let place = diagnostic.place.map(|place| {
        let source = site.sources.get(place.source);
        let position = source.position(place.span);
        serde_json::json!({ "path": source.path, "line": position.line, "column": position.column })
    });
    serde_json::json!({
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.word(),
        "message": HIDDEN,
        "place": place,
        "record": diagnostic.record.as_deref().map(|id| links.link_id(id).id),
        "field": diagnostic.field,
        "waived": waived,
    })
}

/// Whether it speaks of a record that the audience may not see.
pub(super) fn is_of_withheld(diagnostic: &Diagnostic, site: &Site<'_>) -> bool {
    diagnostic.record.as_deref().is_some_and(|id| !site.may_name(id))
}

/// Whether the field it speaks of is written in the record; of one that is missing there is no line to show.
fn is_written(diagnostic: &Diagnostic, record: &Record) -> bool {
    let path = diagnostic.field.as_deref().unwrap_or_default();
    let top = path.split(['.', '[']).next().unwrap_or_default();
    top.is_empty() || record.node.get(top).is_some()
}

fn is_restricted(site: &Site<'_>) -> bool {
    site.disclosure.audience() == Audience::Restricted
}

/// Whether a field and all fields inside it that the path may mean can be seen.
fn is_open(field: &crate::record::schema::Field, path: &str, written: &str, site: &Site<'_>) -> bool {
    let plain: String = path
        .split('.')
        .map(|part| part.split('[').next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(".");
    let inner = super::values::find(std::slice::from_ref(field), &plain);
    site.disclosure.field(field)
        && inner.is_none_or(|inner| {
            let text = written.trim_matches(['"', '\'']);
            site.disclosure.field(inner) && site.disclosure.text(&inner.shape, text)
        })
}

/// A sentence as one begins and ends.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        None => String::new(),
        Some(first) => {
            let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
            format!("{}{}{end}", first.to_uppercase(), characters.as_str())
        }
    }
}

/// The line of a spot, with the one before it. Neighbours may hold what is withheld: they are for the restricted audience.
fn excerpt(place: Place, site: &Site<'_>) -> Vec<Line> {
    let source = site.sources.get(place.source);
    let position = source.position(place.span);
    let mut lines = Vec::new();
    let whole = is_restricted(site);
    let mut all = source.text.lines().skip(position.line.saturating_sub(2));
    if position.line > 1
        && let Some(before) = all.next()
        && whole
    {
        lines.push(Line {
            number: position.line - 1,
            before: shorten_end(before, 160),
            marked: String::new(),
            after: String::new(),
        });
    }
    if let Some(line) = all.next() {
        lines.push(marked(line, position.line, position.column, place, whole));
    }
    lines
}

fn marked(line: &str, number: usize, column: usize, place: Place, whole: bool) -> Line {
    let start = line
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(line.len(), |(at, _)| at);
    let length = (place.span.end - place.span.start) as usize;
    let mut end = (start + length).min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let most = if whole { 80 } else { 0 };
    Line {
        number,
        before: shorten_start(&line[..start], most),
        marked: shorten_end(&line[start..end], 160),
        after: shorten_end(&line[end..], most),
    }
}

fn shorten_start(text: &str, most: usize) -> String {
    let characters = text.chars().count();
    if characters <= most {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(characters - most).collect::<String>())
    }
}

fn shorten_end(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(most).collect::<String>())
    }
}
