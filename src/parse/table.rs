//! Responses of a wave as a table: `responses/WAV-2025A.csv`, or a YAML file with `wave:` and `responses:`.
//!
//! In: a text. Out: one [`Sheet`] of named columns and rows, each row with its place. Which answers a column may hold is
//! known only when the survey is found; the rules of responses judge that later.

use super::{FileTally, Parsed};
use crate::diag::Diagnostic;
use crate::read::Role;
use crate::source::{Place, Source, SourceId, Span};
use crate::yaml::node::{Data, Node};
use std::collections::BTreeMap;

/// Columns that are not questions. `segment.` stands for `segment.<dimension>`.
pub const FIXED_COLUMNS: &[&str] = &[
    "id",
    "respondent",
    "segment.",
    "product",
    "respondent_role",
    "submitted_on",
    "mode",
    "lang",
    "disposition",
    "duration_s",
    "consent.analyse",
    "consent.quote",
    "consent.contact",
];

/// Whether a column is one of the fixed ones.
pub fn is_fixed(column: &str) -> bool {
    FIXED_COLUMNS
        .iter()
        .any(|fixed| column == *fixed || (fixed.ends_with('.') && column.starts_with(fixed)))
}

/// Whether a file is a table by the ending of its name.
pub fn is_csv(path: &str) -> bool {
    path.rsplit('.')
        .next()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// The responses of one wave from one file.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// Id of the wave: the file's name, or the `wave` field.
    pub wave: String,
    /// The file.
    pub source: SourceId,
    /// Where the wave is named; the header of a table.
    pub head: Span,
    /// Names of the columns with their places.
    pub columns: Vec<(String, Span)>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its bytes in the file.
    pub span: Span,
    /// A cell for each column, trimmed; empty where nothing was answered.
    pub cells: Vec<Box<str>>,
}

impl Sheet {
    /// The index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|(column, _)| column == name)
    }

    /// The cell of a row in a named column; empty when there is no such column.
    pub fn cell<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        self.column(name)
            .and_then(|index| row.cells.get(index))
            .map_or("", |cell| cell)
    }

    /// The place of a row.
    pub fn place(&self, row: &Row) -> Place {
        Place {
            source: self.source,
            span: row.span,
        }
    }

    /// The place of a cell in a table: the text between its separators; the whole row in YAML.
    pub fn cell_place(&self, source: &Source, row: &Row, index: usize) -> Place {
        let place = self.place(row);
        if !is_csv(&source.path) {
            return place;
        }
        let separator = separator(&source.text);
        let text = source.text.get(row.span.range()).unwrap_or_default();
        let (mut start, mut column, mut quoted) = (0, 0, false);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                _ if byte == separator && !quoted => {
                    if column == index {
                        return self.inside(row, start, at);
                    }
                    column += 1;
                    start = at + 1;
                }
                _ => {}
            }
        }
        if column == index {
            self.inside(row, start, text.trim_end().len())
        } else {
            place
        }
    }

    fn inside(&self, row: &Row, start: usize, end: usize) -> Place {
        let base = row.span.start as usize;
        Place {
            source: self.source,
            span: Span::new(base + start, base + end.max(start)),
        }
    }
}

/// The separator a table uses: the one of `,`, `;` and tab that its header holds most often.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|separator| (count(*separator), *separator == b','))
        .unwrap_or(b',')
}

/// Reads a table.
pub fn read(source: &Source, id: SourceId) -> Parsed {
    let mut parsed = Parsed::default();
    let mut tally = FileTally {
        source: id,
        role: Role::Responses,
        found: 0,
        taken: 0,
        rejected: 0,
    };
    let header_end = source.text.find('\n').unwrap_or(source.text.len());
    let head = Span::new(0, source.text[..header_end].trim_end().len());
    let place = |span: Span| Place { source: id, span };
    let stem = source
        .path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .rsplit_once('.')
        .map_or("", |(stem, _)| stem);
    let mut sheet = Sheet {
        wave: stem.to_owned(),
        source: id,
        head,
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&source.text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(source.text.as_bytes());
    if let Ok(headers) = reader.headers() {
        sheet.columns = headers
            .iter()
            .enumerate()
            .map(|(index, name)| (name.to_owned(), header_span(source, index)))
            .collect();
    }
    parsed.diagnostics.extend(header_faults(&sheet, place(head)));
    let width = sheet.columns.len();
    for record in reader.records() {
        tally.found += 1;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                tally.rejected += 1;
                parsed
                    .diagnostics
                    .push(Diagnostic::error("R-CSV-02", format!("a row cannot be read: {error}")).at(place(head)));
                continue;
            }
        };
        let start = record
            .position()
            .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let span = row_span(&source.text, start);
        if !(source.text[span.range()].matches('"').count()).is_multiple_of(2) {
            tally.rejected += 1;
            let hint = "close the quote; a quote inside a cell is written twice";
            let problem = Diagnostic::error("R-CSV-02", "a double quote in this row is not closed").at(place(span));
            parsed.diagnostics.push(problem.hint(hint));
            continue;
        }
        if record.len() != width {
            tally.rejected += 1;
            let message = format!("the row has {} cells, the header names {width} columns", record.len());
            let hint = "a cell that holds the separator needs double quotes around it";
            parsed
                .diagnostics
                .push(Diagnostic::error("R-CSV-02", message).at(place(span)).hint(hint));
            continue;
        }
        tally.taken += 1;
        sheet.rows.push(Row {
            span,
            cells: record.iter().map(Into::into).collect(),
        });
    }
    if width > 0 {
        parsed.sheets.push(std::sync::Arc::new(sheet));
    }
    parsed.tallies.push(tally);
    parsed
}

/// The bytes of the row that begins at or after an offset, without its line end; quoted line ends belong to it.
fn row_span(text: &str, from: usize) -> Span {
    let from = from.min(text.len());
    let start = text[from..]
        .find(|first| first != '\n' && first != '\r')
        .map_or(from, |skip| from + skip);
    let mut quoted = false;
    let length = text[start..].bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'\n' && !quoted
    });
    let end = length.map_or(text.len(), |length| start + length);
    Span::new(start, start + text[start..end].trim_end().len())
}

fn header_span(source: &Source, index: usize) -> Span {
    let row = Row {
        span: row_span(&source.text, 0),
        cells: Vec::new(),
    };
    let sheet = Sheet {
        wave: String::new(),
        source: SourceId::default(),
        head: row.span,
        columns: Vec::new(),
        rows: Vec::new(),
    };
    sheet.cell_place(source, &row, index).span
}

fn header_faults(sheet: &Sheet, head: Place) -> Vec<Diagnostic> {
    let hint = "the header names `id`, `disposition`, other fixed columns, then one column a question key; see `tenfour explain response`";
    if sheet.columns.is_empty() {
        return vec![
            Diagnostic::error("R-CSV-01", "the table has no header")
                .at(head)
                .hint(hint),
        ];
    }
    let mut faults = Vec::new();
    for needed in ["id", "disposition"] {
        if sheet.column(needed).is_none() {
            let message = format!("the header has no column `{needed}`");
            faults.push(Diagnostic::error("R-CSV-01", message).at(head).hint(hint));
        }
    }
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (name, span) in &sheet.columns {
        let place = Place {
            source: sheet.source,
            span: *span,
        };
        if name.is_empty() {
            faults.push(
                Diagnostic::error("R-CSV-01", "a column without name")
                    .at(place)
                    .hint("name it or take it out"),
            );
        } else if let Some(earlier) = first.insert(name, *span) {
            let message = format!("the column `{name}` stands twice");
            let earlier = Place {
                source: sheet.source,
                span: earlier,
            };
            faults.push(
                Diagnostic::error("R-CSV-01", message)
                    .at(place)
                    .label(earlier, "first here"),
            );
        }
    }
    faults
}

/// Cells of a response by the number of their column.
type Cells = Vec<(usize, Box<str>)>;

/// Responses in YAML: a mapping with `wave` and `responses`, and no `id`. Anything else is no table.
pub fn from_yaml(node: &Node, source: SourceId) -> Option<(Sheet, Vec<Diagnostic>)> {
    let (wave, responses) = (node.get("wave")?, node.get("responses")?);
    if node.get("id").is_some() {
        return None;
    }
    let mut diagnostics = Vec::new();
    for entry in node
        .entries()
        .iter()
        .filter(|entry| !matches!(&*entry.key, "wave" | "responses"))
    {
        let message = format!("a table of responses has no field `{}`", entry.key);
        let place = Place {
            source,
            span: entry.key_span,
        };
        diagnostics.push(
            Diagnostic::error("R-GEN-03", message)
                .at(place)
                .hint("known here: wave, responses"),
        );
    }
    let mut columns: Vec<(String, Span)> = Vec::new();
    let mut flat: Vec<(Span, Cells)> = Vec::new();
    for response in responses.items() {
        let mut cells = Vec::new();
        flatten(response, "", &mut |name, span, text| {
            let index = columns
                .iter()
                .position(|(column, _)| *column == name)
                .unwrap_or_else(|| {
                    columns.push((name.clone(), span));
                    columns.len() - 1
                });
            cells.push((index, text.trim().into()));
        });
        flat.push((response.span, cells));
    }
    let rows = flat.into_iter().map(|(span, given)| {
        let mut cells = vec![Box::from(""); columns.len()];
        for (index, text) in given {
            cells[index] = text;
        }
        Row { span, cells }
    });
    let rows = rows.collect();
    let sheet = Sheet {
        wave: wave.text().unwrap_or_default().to_owned(),
        source,
        head: wave.span,
        columns,
        rows,
    };
    diagnostics.extend(header_faults(
        &sheet,
        Place {
            source,
            span: wave.span,
        },
    ));
    Some((sheet, diagnostics))
}

/// Hands every scalar of a response out under its column's name: answers by question key, the rest as in the table.
pub fn flatten(node: &Node, path: &str, cell: &mut impl FnMut(String, Span, String)) {
    for entry in node.entries() {
        let name = match (path, &*entry.key) {
            ("", "answers" | "open_answers") => String::new(),
            ("", "segment_values") => "segment".to_owned(),
            ("", key) => key.to_owned(),
            (path, key) => format!("{path}.{key}"),
        };
        match &entry.value.data {
            Data::Map(_) if name.is_empty() => flatten(&entry.value, "", cell),
            Data::Map(_) => flatten(&entry.value, &name, cell),
            Data::List(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Node::text).collect();
                cell(name, entry.key_span, texts.join(";"));
            }
            Data::Plain(text) | Data::Quoted(text) => cell(name, entry.key_span, text.to_string()),
            Data::Null => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::gate::{Limits, gate};

    fn table(text: &str) -> (Parsed, Source) {
        let path = "responses/WAV-1.csv".to_owned();
        let source = Source {
            path,
            text: text.to_owned(),
            sha256: String::new(),
        };
        (read(&source, SourceId::default()), source)
    }

    #[test]
    fn rows_and_cells_have_places_with_any_separator_and_line_end() {
        for text in [
            "id,disposition,q1\nRSP-1,complete,7\nRSP-2,partial,\"a,b\"\n",
            "id;disposition;q1\r\nRSP-1;complete;7\r\nRSP-2;partial;\"a,b\"\r\n",
        ] {
            let (parsed, source) = table(text);
            assert_eq!(parsed.diagnostics, []);
            let sheet = &parsed.sheets[0];
            assert_eq!(sheet.cell(&sheet.rows[1], "q1"), "a,b");
            let place = sheet.cell_place(&source, &sheet.rows[0], 2);
            assert_eq!(&source.text[place.span.range()], "7");
            assert_eq!(&source.text[sheet.columns[2].1.range()], "q1");
            assert_eq!(source.position(sheet.rows[1].span).line, 3);
        }
    }

    #[test]
    fn faults_of_header_and_rows_are_told() {
        let (parsed, _) = table("a,a,\n1,2\n1,2,3\n");
        let messages: Vec<&str> = parsed.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "the header has no column `id`",
                "the header has no column `disposition`",
                "the column `a` stands twice",
                "a column without name",
                "the row has 2 cells, the header names 3 columns",
            ]
        );
        assert_eq!(
            (
                parsed.tallies[0].found,
                parsed.tallies[0].taken,
                parsed.tallies[0].rejected
            ),
            (2, 1, 1)
        );
        assert_eq!(table("").0.diagnostics[0].message, "the table has no header");
    }

    #[test]
    fn yaml_tables_become_the_same_sheet() {
        let text = "wave: WAV-1\nresponses:\n  - id: RSP-1\n    disposition: complete\n    segment_values: {size: SEG-A}\n    answers: {q1: 7, m: [a, b]}\n";
        let node = gate(text, Limits::default()).documents.remove(0);
        let (sheet, diagnostics) = from_yaml(&node, SourceId::default()).unwrap();
        assert_eq!(diagnostics, []);
        assert_eq!(sheet.cell(&sheet.rows[0], "segment.size"), "SEG-A");
        assert_eq!(sheet.cell(&sheet.rows[0], "m"), "a;b");
    }
}
