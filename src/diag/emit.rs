//! Diagnostics as text: for people with the source line shown, one line each, or JSON.
//!
//! In: sorted diagnostics and the sources. Out: text written to the writer that the caller gives; nothing is printed here.

use super::lines::{cut, wrap};
use super::{Diagnostic, Diagnostics, Severity, Tally};
use crate::source::Sources;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes diagnostics for people: each with its source line. Informations and what is waived are left out unless asked for.
///
/// Errors: what the writer says.
pub fn human(
    diagnostics: &Diagnostics,
    sources: &Sources,
    information: bool,
    columns: usize,
    writer: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in shown(diagnostics, information) {
        whole(diagnostic, sources, columns, writer)?;
    }
    Ok(())
}

/// Writes what matters while a site is built: errors as [`human`] does, then a line for each rule that warns, with the first place.
///
/// Errors: what the writer says.
pub fn brief(diagnostics: &Diagnostics, sources: &Sources, columns: usize, writer: &mut dyn Write) -> io::Result<()> {
    let mut warnings: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in shown(diagnostics, false) {
        if diagnostic.severity == Severity::Error {
            whole(diagnostic, sources, columns, writer)?;
        } else {
            warnings.entry(&diagnostic.rule).or_default().push(diagnostic);
        }
    }
    for (rule, found) in warnings {
        let Some(first) = found.first() else { continue };
        let place = first.place.map(|place| format!("{}: ", sources.locate(place)));
        let line = format!("{}warning[{rule}]: {}", place.unwrap_or_default(), first.message);
        let more = match found.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(writer, "{}{more}", cut(&line, columns.saturating_sub(more.len())))?;
    }
    Ok(())
}

fn whole(diagnostic: &Diagnostic, sources: &Sources, columns: usize, writer: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().decor_style(DecorStyle::Unicode).term_width(columns);
    // In front of the words stand severity and rule, in front of the hint the room for line numbers.
    let label = diagnostic.severity.word().len() + diagnostic.rule.len() + "[]: ".len();
    let message = wrap(&diagnostic.message, columns.saturating_sub(label));
    let hint = diagnostic.hint.as_deref();
    let below = |words: &str| wrap(words, columns.saturating_sub(MARGIN));
    let hint = hint.map(below);
    let waived = diagnostic.waived.as_ref().map(|waived| below(&waived.words()));
    writeln!(
        writer,
        "{}\n",
        renderer.render(&[group(diagnostic, &message, waived.as_deref(), hint.as_deref(), sources)])
    )
}

/// Columns in front of notes and hints: numbers of lines up to four digits, the rule beside them, and `help: `.
const MARGIN: usize = 13;

fn shown(diagnostics: &Diagnostics, information: bool) -> impl Iterator<Item = &Diagnostic> {
    diagnostics
        .iter()
        .filter(move |found| information || (found.severity != Severity::Information && found.waived.is_none()))
}

fn group<'a>(
    diagnostic: &'a Diagnostic,
    message: &'a str,
    waived: Option<&'a str>,
    hint: Option<&'a str>,
    sources: &'a Sources,
) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
    };
    let mut group = Group::with_title(level.primary_title(message).id(&*diagnostic.rule));
    if let Some(place) = diagnostic.place {
        let source = sources.get(place.source);
        let range = |span: crate::source::Span| {
            let range = span.range();
            let end = range.end.min(source.text.len());
            let first_line = source.text.get(range.start..end).and_then(|text| text.find('\n'));
            range.start.min(end)..first_line.map_or(end, |newline| range.start + newline)
        };
        let mut snippet = Snippet::source(&*source.text)
            .path(&*source.path)
            .annotation(AnnotationKind::Primary.span(range(place.span)));
        for label in diagnostic
            .labels
            .iter()
            .filter(|label| label.place.source == place.source)
        {
            snippet = snippet.annotation(
                AnnotationKind::Context
                    .span(range(label.place.span))
                    .label(&*label.text),
            );
        }
        group = group.element(snippet);
        for label in diagnostic
            .labels
            .iter()
            .filter(|label| label.place.source != place.source)
        {
            let other = sources.get(label.place.source);
            let span = label.place.span.range();
            let span = span.start.min(other.text.len())..span.end.min(other.text.len());
            group = group.element(
                Snippet::source(&*other.text)
                    .path(&*other.path)
                    .annotation(AnnotationKind::Context.span(span).label(&*label.text)),
            );
        }
    }
    if let Some(waived) = waived {
        group = group.element(Level::NOTE.message(waived));
    }
    match hint {
        Some(hint) => group.element(Level::HELP.message(hint)),
        None => group,
    }
}

/// Writes one line a diagnostic.
///
/// Errors: what the writer says.
pub fn short(
    diagnostics: &Diagnostics,
    sources: &Sources,
    information: bool,
    writer: &mut dyn Write,
) -> io::Result<()> {
    for found in shown(diagnostics, information) {
        if let Some(place) = found.place {
            write!(writer, "{}: ", sources.locate(place))?;
        }
        write!(writer, "{}[{}]: {}", found.severity.word(), found.rule, found.message)?;
        match &found.waived {
            Some(waived) => writeln!(writer, " ({})", waived.words())?,
            None => writeln!(writer)?,
        }
    }
    Ok(())
}

/// Counts in words: `2 errors, 1 warning`.
pub fn summary(tally: Tally) -> String {
    let count = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    };
    let parts: Vec<String> = [
        count(tally.errors, "error", "errors"),
        count(tally.warnings, "warning", "warnings"),
        count(tally.information, "information", "informations"),
        count(tally.waived, "waived", "waived"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        "no diagnostics".to_owned()
    } else {
        parts.join(", ")
    }
}

/// A diagnostic as JSON; positions count from 1, columns in characters.
#[derive(Serialize, Debug)]
pub struct JsonDiagnostic<'a> {
    /// Id of the rule.
    pub rule: &'a str,
    /// `error`, `warning` or `information`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: &'a str,
    /// Path, line and column.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub place: Option<JsonPlace<'a>>,
    /// Id of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<&'a str>,
    /// Path of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'a str>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'a str>,
    /// That it is let pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<JsonWaived<'a>>,
    /// Further places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<JsonLabel<'a>>,
}

/// A waiver as JSON.
#[derive(Serialize, Debug)]
pub struct JsonWaived<'a> {
    /// Id of the waiver.
    pub waiver: &'a str,
    /// Last day on which it holds.
    pub until: String,
    /// Why.
    pub reason: &'a str,
}

/// A place as JSON.
#[derive(Serialize, Debug)]
pub struct JsonPlace<'a> {
    /// Path below the project's folder.
    pub path: &'a str,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column after the end.
    pub end_column: usize,
}

/// A further place as JSON.
#[derive(Serialize, Debug)]
pub struct JsonLabel<'a> {
    /// What is there.
    pub text: &'a str,
    /// Where.
    #[serde(flatten)]
    pub place: JsonPlace<'a>,
}

/// A diagnostic in the form that is written as JSON.
pub fn json<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> JsonDiagnostic<'a> {
    let place = |place: crate::source::Place| {
        let source = sources.get(place.source);
        let start = source.position(place.span);
        let end = source.position(crate::source::Span {
            start: place.span.end,
            end: place.span.end,
        });
        JsonPlace {
            path: &source.path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    };
    JsonDiagnostic {
        rule: &diagnostic.rule,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        place: diagnostic.place.map(place),
        record: diagnostic.record.as_deref(),
        field: diagnostic.field.as_deref(),
        hint: diagnostic.hint.as_deref(),
        waived: diagnostic.waived.as_ref().map(|waived| JsonWaived {
            waiver: &waived.by,
            until: waived.until.to_string(),
            reason: &waived.reason,
        }),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| JsonLabel {
                text: &label.text,
                place: place(label.place),
            })
            .collect(),
    }
}
