//! Diagnostics as workflow commands of GitHub, which marks the lines of a change with them.
//!
//! In: sorted diagnostics and the sources. Out: a line each, `::error file=..,line=..,col=..,title=..::message`. What is waived
//! and what is merely worth knowing is left out, unless asked for.

use super::{Diagnostics, Severity};
use crate::source::{Sources, Span};
use std::io::{self, Write};

/// Writes one command a diagnostic.
///
/// Errors: what the writer says.
pub fn github(
    diagnostics: &Diagnostics,
    sources: &Sources,
    information: bool,
    writer: &mut dyn Write,
) -> io::Result<()> {
    for found in diagnostics.iter() {
        let asked = found.waived.is_none() && (information || found.severity != Severity::Information);
        if !asked {
            continue;
        }
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "notice",
        };
        write!(writer, "::{command} ")?;
        if let Some(place) = found.place {
            let source = sources.get(place.source);
            let end = Span {
                start: place.span.end,
                end: place.span.end,
            };
            let (start, end) = (source.position(place.span), source.position(end));
            write!(writer, "file={},line={}", property(&source.path), start.line)?;
            write!(writer, ",endLine={}", end.line)?;
            // Columns over several lines are refused.
            if start.line == end.line {
                write!(writer, ",col={},endColumn={}", start.column, end.column)?;
            }
            write!(writer, ",")?;
        }
        let hint = found
            .hint
            .as_deref()
            .map(|hint| format!("\n{hint}"))
            .unwrap_or_default();
        let message = data(&format!("{}{hint}", found.message));
        writeln!(writer, "title={}::{message}", property(&found.rule))?;
    }
    Ok(())
}

/// Text as the data of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        assert_eq!(data("100 %\r\nof: a, b"), "100 %25%0D%0Aof: a, b");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
