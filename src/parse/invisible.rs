//! Characters that nobody sees: controls, and those that turn the direction of reading, by which text can say something
//! else than it shows.
//!
//! In: what a file held. Out: a warning for each value that holds one, at its place.

use super::table::Sheet;
use crate::diag::{Diagnostic, Severity};
use crate::source::{Place, Source, SourceId, Span};
use crate::yaml::node::{Data, Node};

/// How many cells of a table are told one by one.
const CELLS_TOLD: usize = 5;

/// The first invisible character of a text, with the byte it begins at. Tabs and line ends are none.
fn first(text: &str) -> Option<(usize, char)> {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let invisible = match character {
            '\t' | '\n' => false,
            '\r' => characters.peek().is_none_or(|(_, next)| *next != '\n'),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
            _ => character.is_control(),
        };
        if invisible {
            return Some((at, character));
        }
    }
    None
}

fn told(what: &str, character: char, place: Place) -> Diagnostic {
    let message = format!(
        "{what} holds the invisible control character U+{:04X}",
        u32::from(character)
    );
    Diagnostic::error("R-YML-06", message)
        .severity(Severity::Warning)
        .at(place)
        .hint("delete it: type the value anew, or paste it without its format")
}

/// The character itself inside a span, or the whole span where it was written as an escape.
fn spot(source: SourceId, text: &str, span: Span) -> Place {
    let raw = text.get(span.range()).and_then(first);
    let span = raw.map_or(span, |(at, character)| {
        let start = span.start as usize + at;
        Span::new(start, start + character.len_utf8())
    });
    Place { source, span }
}

/// Looks through one document of YAML.
pub(super) fn in_document(document: &Node, source: SourceId, text: &str, found: &mut Vec<Diagnostic>) {
    let look = |record: &Node, found: &mut Vec<Diagnostic>| {
        let id = record.get("id").and_then(Node::text).unwrap_or_default();
        // An id with such a character in it would carry it into every message.
        let id = if first(id).is_none() { id } else { "" };
        Walk {
            source,
            text,
            id,
            found,
        }
        .node(record, "");
    };
    match &document.data {
        Data::List(items) => items.iter().for_each(|item| look(item, found)),
        _ => look(document, found),
    }
}

struct Walk<'a> {
    source: SourceId,
    text: &'a str,
    id: &'a str,
    found: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node, path: &str) {
        match &node.data {
            Data::Null => {}
            Data::Plain(text) | Data::Quoted(text) => self.scalar(text, node.span, path),
            Data::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(item, &format!("{path}[{index}]"));
                }
            }
            Data::Map(entries) => {
                for entry in entries {
                    if first(&entry.key).is_some() {
                        self.scalar(&entry.key, entry.key_span, path);
                        continue;
                    }
                    let path = match path {
                        "" => entry.key.to_string(),
                        _ => format!("{path}.{}", entry.key),
                    };
                    self.node(&entry.value, &path);
                }
            }
        }
    }

    fn scalar(&mut self, text: &str, span: Span, path: &str) {
        let Some((_, character)) = first(text) else { return };
        let what = match (path, self.id) {
            ("", _) => "a value".to_owned(),
            (_, "") => format!("`{path}`"),
            (_, id) => format!("`{path}` in `{id}`"),
        };
        let mut problem = told(&what, character, spot(self.source, self.text, span));
        if !path.is_empty() && !self.id.is_empty() {
            problem = problem.record(self.id).field(path);
        }
        self.found.push(problem);
    }
}

/// Looks through a table: its header and its cells.
pub(super) fn in_table(sheet: &Sheet, source: &Source, found: &mut Vec<Diagnostic>) {
    for (column, span) in &sheet.columns {
        if let Some((_, character)) = first(column) {
            let place = spot(sheet.source, &source.text, *span);
            found.push(told("the name of a column", character, place));
        }
    }
    let cells = sheet.rows.iter().flat_map(|row| {
        let cells = row.cells.iter().enumerate();
        cells.filter_map(move |(index, cell)| first(cell).map(|(_, character)| (row, index, character)))
    });
    let mut more = 0;
    for (number, (row, index, character)) in cells.enumerate() {
        if number < CELLS_TOLD {
            let cell = sheet.cell_place(source, row, index);
            let place = spot(sheet.source, &source.text, cell.span);
            found.push(told("a cell", character, place));
        } else {
            more += 1;
        }
    }
    if let (true, Some(last)) = (more > 0, found.last_mut()) {
        last.message = format!("{}, and so do {more} more cells of the table", last.message);
    }
}

/// Looks through a free page.
pub(super) fn in_page(source: &Source, id: SourceId, found: &mut Vec<Diagnostic>) {
    if let Some((_, character)) = first(&source.text) {
        let whole = Span::new(0, source.text.len());
        found.push(told("the page", character, spot(id, &source.text, whole)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_is_let_pass() {
        assert_eq!(first("a\tb\r\nc \u{200F}\u{5E9}\u{200E} – ü"), None);
        for character in ['\u{7}', '\u{7F}', '\u{85}', '\u{202E}', '\u{2066}', '\r', '\u{1B}'] {
            assert_eq!(first(&format!("ü{character}x")), Some((2, character)));
        }
    }
}
