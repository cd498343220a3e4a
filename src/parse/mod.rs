//! From texts to records: what each file holds, typed, with every fault told.
//!
//! In: the files and the catalogue of kinds. Out: records, tables of responses and free pages, and for each file how much
//! of it was found, taken and rejected, so that the build can show that nothing was lost on the way.

pub mod earlier;
mod invisible;
pub mod page;
pub mod table;

use crate::diag::{Diagnostic, did_you_mean};
use crate::read::{File, Role};
use crate::record::kind::Envelope;
use crate::record::reader::{Profile, Reader};
use crate::record::{Catalogue, Record, id};
use crate::source::{Place, SourceId, Sources, Span};
use crate::yaml::gate::{Fault, Limits, gate};
use crate::yaml::node::{Data, Node};
use page::FreePage;
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use table::Sheet;

/// How much of one file was found and taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileTally {
    /// The file.
    pub source: SourceId,
    /// What it was read for.
    pub role: Role,
    /// Records, rows or pages found.
    pub found: usize,
    /// Of these, taken.
    pub taken: usize,
    /// Of these, rejected with a diagnostic.
    pub rejected: usize,
}

/// Everything the files hold.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Records in reading order.
    pub records: Vec<Arc<Record>>,
    /// Tables of responses.
    pub sheets: Vec<Arc<Sheet>>,
    /// Free pages.
    pub pages: Vec<FreePage>,
    /// A line for every file.
    pub tallies: Vec<FileTally>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    fn append(&mut self, other: &Self) {
        self.records.extend_from_slice(&other.records);
        self.sheets.extend_from_slice(&other.sheets);
        self.pages.extend_from_slice(&other.pages);
        self.tallies.extend_from_slice(&other.tallies);
        self.diagnostics.extend_from_slice(&other.diagnostics);
    }
}

/// What files held at an earlier reading, by path. Valid for one catalogue and profile only: who changes these begins with
/// an empty cache.
#[derive(Debug, Default)]
pub struct Cache {
    files: BTreeMap<String, Known>,
}

/// What a file held. Places name the file by its id, so the id is part of what must not have changed.
#[derive(Debug)]
struct Known {
    file: File,
    sha256: String,
    parsed: Arc<Parsed>,
}

/// Reads every file that the cache does not hold, on all cores, with the result in reading order; the cache then holds these
/// files and no others.
pub fn parse(files: &[File], sources: &Sources, catalogue: &Catalogue, profile: Profile, cache: &mut Cache) -> Parsed {
    let before = std::mem::take(cache);
    let each: Vec<Arc<Parsed>> = files
        .par_iter()
        .map(|file| {
            let source = sources.get(file.source);
            match before.files.get(&source.path) {
                Some(known) if known.file == *file && known.sha256 == source.sha256 => Arc::clone(&known.parsed),
                _ => Arc::new(one(*file, sources, catalogue, profile)),
            }
        })
        .collect();
    let mut all = Parsed::default();
    for (file, parsed) in files.iter().zip(each) {
        all.append(&parsed);
        let source = sources.get(file.source);
        let known = Known {
            file: *file,
            sha256: source.sha256.clone(),
            parsed,
        };
        cache.files.insert(source.path.clone(), known);
    }
    same_but_for_case(&mut all);
    all
}

/// Pages whose names differ in upper and lower case only would share a file on many systems.
fn same_but_for_case(all: &mut Parsed) {
    let mut seen: BTreeMap<String, SourceId> = BTreeMap::new();
    for page in &all.pages {
        if let Some(first) = seen.insert(page.name.to_lowercase(), page.source) {
            let place = |source| Place {
                source,
                span: Span::default(),
            };
            let message = format!(
                "the name of the page `{}` differs from another in upper and lower case only",
                page.name
            );
            let problem = Diagnostic::error("R-PAG-01", message)
                .at(place(page.source))
                .label(place(first), "the other");
            all.diagnostics.push(problem.hint("give one of the two another name"));
        }
    }
}

fn one(file: File, sources: &Sources, catalogue: &Catalogue, profile: Profile) -> Parsed {
    let source = sources.get(file.source);
    let mut parsed = match file.role {
        Role::Settings => Parsed::default(),
        Role::Records => records(&source.text, file.source, catalogue, profile),
        Role::Responses => table::read(source, file.source),
        Role::Page => page::read(source, file.source),
    };
    match file.role {
        Role::Responses => {
            for sheet in &parsed.sheets {
                invisible::in_table(sheet, source, &mut parsed.diagnostics);
            }
        }
        Role::Page => invisible::in_page(source, file.source, &mut parsed.diagnostics),
        Role::Settings | Role::Records => {} // records are looked through value by value
    }
    if file.role != Role::Settings && parsed.tallies.is_empty() {
        parsed.tallies.push(FileTally {
            source: file.source,
            role: file.role,
            found: 0,
            taken: 0,
            rejected: 0,
        });
    }
    parsed
}

/// Records of one YAML text: one record, a list of records, or several documents of either.
pub fn records(text: &str, source: SourceId, catalogue: &Catalogue, profile: Profile) -> Parsed {
    let passed = gate(text, Limits::default());
    let broken = passed.faults.iter().any(|fault| fault.rule != "R-YML-02");
    let mut parsed = Parsed {
        diagnostics: passed.faults.into_iter().map(|fault| told(fault, source)).collect(),
        ..Parsed::default()
    };
    let mut tally = FileTally {
        source,
        role: Role::Records,
        found: 0,
        taken: 0,
        rejected: 0,
    };
    let nothing = passed.documents.is_empty();
    // Most files hold one record: room for more would cost memory in every one of them.
    parsed.records.reserve_exact(passed.documents.len());
    parsed.tallies.reserve_exact(1);
    for document in passed.documents {
        invisible::in_document(&document, source, text, &mut parsed.diagnostics);
        match document.data {
            Data::List(items) => items
                .into_iter()
                .for_each(|item| record(item, source, catalogue, profile, &mut parsed, &mut tally)),
            _ => record(document, source, catalogue, profile, &mut parsed, &mut tally),
        }
    }
    if broken {
        // What the parser could not reach is one rejected piece, however many records it would have held.
        tally.found += 1;
        tally.rejected += 1;
    } else if nothing {
        let problem = Diagnostic::error("R-FIL-04", "the file holds no record")
            .severity(crate::diag::Severity::Warning)
            .at(Place {
                source,
                span: Span::default(),
            });
        parsed
            .diagnostics
            .push(problem.hint("write a record or delete the file"));
    }
    parsed.tallies.push(tally);
    parsed
}

fn told(fault: Fault, source: SourceId) -> Diagnostic {
    let mut problem = Diagnostic::error(fault.rule, fault.message).at(Place {
        source,
        span: fault.span,
    });
    if let Some((span, text)) = fault.label {
        problem = problem.label(Place { source, span }, text);
    }
    problem.hint = fault.hint.map(str::to_owned);
    problem
}

fn record(
    node: Node,
    source: SourceId,
    catalogue: &Catalogue,
    profile: Profile,
    parsed: &mut Parsed,
    tally: &mut FileTally,
) {
    if let Some(sheet) = table::from_yaml(&node, source) {
        let (sheet, mut diagnostics) = sheet;
        tally.found += sheet.rows.len();
        tally.taken += sheet.rows.len();
        parsed.sheets.push(Arc::new(sheet));
        parsed.diagnostics.append(&mut diagnostics);
        return;
    }
    tally.found += 1;
    match read_record(node, source, catalogue, profile) {
        Ok((record, diagnostics)) => {
            tally.taken += 1;
            parsed.records.push(Arc::new(record));
            parsed.diagnostics.extend(diagnostics);
        }
        Err(diagnostics) => {
            tally.rejected += 1;
            parsed.diagnostics.extend(diagnostics);
        }
    }
}

/// Types one mapping. Out: the record with what is wrong in it, or, where it has no usable id, why it is none.
fn read_record(
    node: Node,
    source: SourceId,
    catalogue: &Catalogue,
    profile: Profile,
) -> Result<(Record, Vec<Diagnostic>), Vec<Diagnostic>> {
    let place = |span: Span| Place { source, span };
    if !matches!(node.data, Data::Map(_)) {
        let message = format!("a record must be a mapping with `id: ..`, found {}", node.describe());
        return Err(vec![
            Diagnostic::error("R-FLD-02", message).at(place(first_line(&node))),
        ]);
    }
    let Some(written) = node
        .get("id")
        .filter(|value| value.text().is_some_and(|text| !text.is_empty()))
    else {
        let near = did_you_mean("id", node.entries().iter().map(|entry| &*entry.key));
        let hint = match near {
            Some(near) => format!("is `{near}` meant to be `id`?"),
            None => "begin the record with `id: PREFIX-..`; `tenfour new KIND` writes one".to_owned(),
        };
        let problem = Diagnostic::error("R-FLD-01", "a record without `id`")
            .at(place(node.place_of("")))
            .hint(hint);
        return Err(vec![problem]);
    };
    let id = written.text().unwrap_or_default().to_owned();
    let fail = |message: String, hint: String| {
        Err(vec![
            Diagnostic::error("R-GEN-01", message)
                .at(place(written.span))
                .hint(hint)
                .field("id"),
        ])
    };
    if !id::is_id(&id) {
        let hint =
            "a prefix in capitals, a hyphen, then letters, digits, `-` and `_`, 64 characters at most: `CMP-2025-0001`";
        return fail(format!("`{id}` cannot be an id"), hint.to_owned());
    }
    let Some(kind) = catalogue.prefixes.kind_of(&id) else {
        let near = did_you_mean(id::prefix(&id), catalogue.prefixes.all());
        let known = catalogue.prefixes.all().collect::<Vec<_>>().join(", ");
        let hint = match near {
            Some(near) => format!("did you mean `{near}`? known prefixes: {known}"),
            None => format!("known prefixes: {known}"),
        };
        return fail(format!("no kind of record has the prefix `{}`", id::prefix(&id)), hint);
    };
    let mut reader = Reader::new(source, profile, &id, Some(&id));
    let values = reader.fields(&node, catalogue.fields(kind), "");
    let (mut diagnostics, links, unread) = (reader.diagnostics, reader.links, reader.unread);
    let typed = Envelope::deserialize(&values).and_then(|envelope| Ok((envelope, kind.read(&values)?)));
    match typed {
        Ok((envelope, data)) => Ok((
            Record {
                kind,
                envelope,
                data,
                node,
                source,
                links,
                unread,
            },
            diagnostics,
        )),
        Err(error) => {
            // The schema and the type come from one source, so this is a fault of the program; it is told, not hidden.
            let problem = Diagnostic::error("R-FLD-02", format!("`{id}` cannot be typed: {error}"))
                .at(place(written.span))
                .record(id.clone())
                .hint("please report this: the schema let pass what the type refuses");
            diagnostics.push(problem);
            Err(diagnostics)
        }
    }
}

/// The beginning of a node, for marking something large.
fn first_line(node: &Node) -> Span {
    Span {
        start: node.span.start,
        end: node.span.end.min(node.span.start + 40),
    }
}
