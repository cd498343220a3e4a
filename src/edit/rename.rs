//! Another id for a record, with every reference to it.
//!
//! In: a project's folder, the id as it is and as it is to be. Out: a [`Plan`] of new texts and names.
//!
//! 1. The project is read. A file that cannot be read whole stops the work, since a reference in it would be missed.
//! 2. Every value and key of the records in which the id stands as a whole word is replaced at its bytes, the cells of
//!    tables that hold it, and where it stands on free pages. Remarks in YAML are the author's and stay.
//! 3. Files named after the id get the new name. A line in the settings leads the old id on.
//! 4. The new texts are read in memory and compared: trees equal but for the id, as many records and links as before, no
//!    rule broken more often. Otherwise there is no plan.

use super::mention::{Mentions, Writing};
use super::{Splices, redirect, splice};
use crate::diag::{Diagnostic, did_you_mean};
use crate::error::{Error, ErrorKind};
use crate::link;
use crate::parse::table::Sheet;
use crate::parse::{self, Parsed};
use crate::read::{self, File, Role, origin::Origin, sha256};
use crate::record::Record;
use crate::record::id::{is_id, prefix};
use crate::scaffold::identity::{self, Taken};
use crate::settings::{self, Read};
use crate::source::{Place, Source, SourceId, Sources, Span};
use crate::yaml::gate::{Limits, gate};
use crate::yaml::node::{Data, Entry, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request<'a> {
    /// The id as it is.
    pub old: &'a str,
    /// The id as it is to be.
    pub new: &'a str,
    /// The file of the record, where two records have the id: only this record changes, references stay with the other.
    pub file: Option<&'a str>,
    /// Whether the settings shall lead the old id on.
    pub redirect: bool,
}

/// A place that changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Change {
    /// The file, under its present name.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The line as it is.
    pub before: String,
    /// The line as it will be.
    pub after: String,
}

/// New texts and names, read back and compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// New text by present path, byte order mark included.
    pub texts: BTreeMap<String, String>,
    /// Present and new paths of files named after the id.
    pub moves: Vec<(String, String)>,
    /// What changes, by path and line.
    pub changes: Vec<Change>,
    /// References that stay with the other record of the same id, as `path:line:column`.
    pub left: Vec<String>,
    /// Remarks and people's own words that go on naming the old id, as `path:line:column`.
    pub remarks: Vec<String>,
}

/// The project as it was read.
struct Project {
    sources: Sources,
    settings_source: SourceId,
    read: Read,
    files: Vec<File>,
    diagnostics: Vec<Diagnostic>,
}

/// Plans a rename.
///
/// Errors: there is no such record or more than one, the new id cannot be given, a file cannot be read whole, or the result
/// would not read back as intended.
pub fn plan(root: &Path, request: Request<'_>) -> Result<Plan, Error> {
    let project = load(root)?;
    let parsed = parse_all(&project.files, &project.sources, &project.read);
    refuse_unreadable(&project, &parsed)?;
    let record = the_record(&project, &parsed.records, request)?;
    refuse_new_id(&project, &parsed.records, record, request)?;
    let mentions = Mentions {
        old: request.old,
        new: request.new,
        moved: moved(&project, record, request),
    };
    let alone = request.file.and_then(|_| record.node.get("id")).map(|node| node.span);
    let mut edits = match alone {
        Some(span) => only(record, span, &project, &mentions),
        None => everywhere(&project, &parsed, &mentions),
    };
    edits.retain(|_, splices| !splices.is_empty());
    let mut plan = Plan {
        left: left(&project, &parsed, record, request),
        remarks: remarks(&project, &edits, &mentions, request),
        ..Plan::default()
    };
    let mut after = Sources::default(); // in the same order, so that a file keeps its number
    for (id, source) in project.sources.iter() {
        let mut text = match edits.get(&id) {
            Some(splices) => splice(&source.text, splices),
            None => source.text.clone(),
        };
        if id == project.settings_source && request.redirect {
            text = redirect::add(&text, request.old, request.new);
            note_redirect(&mut plan, source, request);
        } else if let Some(splices) = edits.get(&id) {
            note(&mut plan, source, splices, &mentions);
        }
        if text != source.text {
            let mark = byte_order_mark(source)?;
            plan.texts.insert(source.path.clone(), format!("{mark}{text}"));
        }
        let path = new_path(&source.path, &project, record, request);
        if let Some(path) = &path {
            plan.moves.push((source.path.clone(), path.clone()));
        }
        after.add(Source {
            path: path.unwrap_or_else(|| source.path.clone()),
            sha256: sha256(text.as_bytes()),
            text,
        });
    }
    plan.changes.sort();
    let intended = Intended {
        mentions: &mentions,
        alone,
    };
    verify(&project, parsed, &after, &edits, &intended, request)?;
    Ok(plan)
}

fn load(root: &Path) -> Result<Project, Error> {
    let origin = Origin::from(root);
    let mut sources = Sources::default();
    let mut unreadable = Vec::new();
    let settings_source = read::settings_file(&origin, &mut sources, &mut unreadable)?;
    let read = settings::read(
        &sources.get(settings_source).text,
        settings_source,
        &crate::check::ids(),
    );
    let files = read::files(&origin, &read.settings, &mut sources, &mut read::Cache::default())?;
    Ok(Project {
        settings_source,
        files: files.usable,
        diagnostics: unreadable.into_iter().chain(files.diagnostics).collect(),
        sources,
        read,
    })
}

fn parse_all(files: &[File], sources: &Sources, read: &Read) -> Parsed {
    let nothing_known = &mut parse::Cache::default();
    parse::parse(files, sources, &read.catalogue, read.settings.profile, nothing_known)
}

/// A reference in what cannot be read would be missed.
fn refuse_unreadable(project: &Project, parsed: &Parsed) -> Result<(), Error> {
    let hides = |found: &&Diagnostic| {
        ["R-YML-", "R-FIL-01", "R-FIL-02", "R-SET-01", "R-CSV-02"]
            .iter()
            .any(|rule| found.rule.starts_with(rule))
    };
    let all = project
        .diagnostics
        .iter()
        .chain(&project.read.diagnostics)
        .chain(&parsed.diagnostics);
    let Some(found) = all.filter(hides).min_by_key(|found| found.place) else {
        return Ok(());
    };
    let place = found
        .place
        .map(|place| format!("{}: ", project.sources.locate(place)))
        .unwrap_or_default();
    let message = format!(
        "a file cannot be read whole, and references in it would be missed: {place}{}",
        found.message
    );
    Err(Error::new(ErrorKind::Project, message).hint("nothing was changed; mend it first, `tenfour check` shows it"))
}

/// The record that is meant.
fn the_record<'a>(project: &Project, records: &'a [Arc<Record>], request: Request<'_>) -> Result<&'a Record, Error> {
    let Request { old, file, .. } = request;
    let path = |record: &Record| project.sources.get(record.source).path.as_str();
    let all: Vec<&Record> = records
        .iter()
        .map(|record| &**record)
        .filter(|record| record.id() == old)
        .collect();
    let at = |record: &&Record| project.sources.locate(record.id_place()).to_string();
    match (all.as_slice(), file) {
        ([], _) => {
            let problem = Error::new(ErrorKind::Usage, format!("there is no record `{old}`"));
            Err(match project.read.settings.redirects.get(old) {
                Some(now) => problem.hint(format!("it is `{now}` now")),
                None => match did_you_mean(old, records.iter().map(|record| record.id())) {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem,
                },
            })
        }
        ([_], Some(_)) => Err(
            Error::new(ErrorKind::Usage, format!("only one record has the id `{old}`"))
                .hint("leave `--in` out: references follow the record then"),
        ),
        ([only], None) => Ok(only),
        (several, None) => {
            let places: Vec<String> = several.iter().map(at).collect();
            let message = format!("several records have the id `{old}`: {}", places.join(", "));
            Err(Error::new(ErrorKind::Usage, message)
                .hint("name the file of the one that gets the new id with `--in FILE`; references stay with the other"))
        }
        (several, Some(file)) => {
            let wanted = file.replace('\\', "/");
            let wanted = wanted.trim_start_matches("./");
            let inside: Vec<&&Record> = several.iter().filter(|record| path(record) == wanted).collect();
            match inside.as_slice() {
                [only] => Ok(only),
                [] => {
                    let places: Vec<String> = several.iter().map(at).collect();
                    let message = format!("no record `{old}` is in `{file}`");
                    Err(Error::new(ErrorKind::Usage, message).hint(format!("they are in {}", places.join(", "))))
                }
                _ => {
                    let message = format!("several records with the id `{old}` are in `{file}`");
                    Err(Error::new(ErrorKind::Usage, message).hint("change one of them by hand"))
                }
            }
        }
    }
}

fn refuse_new_id(
    project: &Project,
    records: &[Arc<Record>],
    record: &Record,
    request: Request<'_>,
) -> Result<(), Error> {
    let redirects = project.read.settings.redirects.keys().map(String::as_str);
    let taken: Taken = records.iter().map(|record| record.id()).chain(redirects).collect();
    let prefixes = &project.read.catalogue.prefixes;
    let name = crate::scaffold::words::a_kind(record.kind);
    if is_id(request.new) && prefix(request.new) != prefix(request.old) {
        let message = format!(
            "`{}` is {name}; its id keeps the prefix `{}`",
            request.old,
            prefix(request.old)
        );
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("a record does not change its kind; begin another one with `tenfour new`"));
    }
    identity::accept(request.new, record.kind, prefixes, &taken)
}

/// Files named after the id get the new name: all of them, or that of the one record.
fn new_path(path: &str, project: &Project, record: &Record, request: Request<'_>) -> Option<String> {
    if request.file.is_some() && path != project.sources.get(record.source).path {
        return None;
    }
    let (folder, name) = path
        .rsplit_once('/')
        .map_or(("", path), |(folder, name)| (folder, name));
    let ending = name.strip_prefix(request.old)?;
    let named = ending.strip_prefix('.').is_some_and(|ending| !ending.contains('.'));
    let slash = if folder.is_empty() { "" } else { "/" };
    named.then(|| format!("{folder}{slash}{}{ending}", request.new))
}

/// Paths that change with the id: of its files, and of its page on the site.
fn moved(project: &Project, record: &Record, request: Request<'_>) -> BTreeSet<String> {
    let paths = project.sources.iter().map(|(_, source)| source.path.clone());
    let mut moved: BTreeSet<String> = paths
        .filter(|path| new_path(path, project, record, request).is_some())
        .collect();
    for ending in ["html", "json"] {
        moved.insert(format!("{}/{}.{ending}", record.kind.plural(), request.old));
    }
    moved
}

/// New bytes by file.
type Edits = BTreeMap<SourceId, Splices>;

/// The record's own id and nothing else.
fn only(record: &Record, id: Span, project: &Project, mentions: &Mentions<'_>) -> Edits {
    let mut splices = Splices::new();
    let text = &project.sources.get(record.source).text;
    in_scalar(record.id(), id, text, mentions, &mut splices);
    Edits::from([(record.source, splices)])
}

fn everywhere(project: &Project, parsed: &Parsed, mentions: &Mentions<'_>) -> Edits {
    let mut edits = Edits::new();
    for file in &project.files {
        let source = project.sources.get(file.source);
        let splices = edits.entry(file.source).or_default();
        match file.role {
            Role::Records => {
                for document in gate(&source.text, Limits::default()).documents {
                    in_tree(&document, &source.text, mentions, splices);
                }
            }
            Role::Page => in_text(&source.text, 0, Writing::Plain, mentions, splices),
            Role::Responses => {
                for sheet in parsed.sheets.iter().filter(|sheet| sheet.source == file.source) {
                    for row in &sheet.rows {
                        let holds = (0..row.cells.len()).filter(|index| *row.cells[*index] == *mentions.old);
                        for index in holds {
                            let span = sheet.cell_place(source, row, index).span;
                            in_text(
                                &source.text[span.range()],
                                span.start as usize,
                                Writing::Plain,
                                mentions,
                                splices,
                            );
                        }
                    }
                }
            }
            Role::Settings => {}
        }
    }
    edits
}

/// Every value and key of a tree in which the id stands.
fn in_tree(node: &Node, text: &str, mentions: &Mentions<'_>, splices: &mut Splices) {
    match &node.data {
        Data::Map(entries) => {
            for entry in entries {
                in_scalar(&entry.key, entry.key_span, text, mentions, splices);
                in_tree(&entry.value, text, mentions, splices);
            }
        }
        Data::List(items) => items.iter().for_each(|item| in_tree(item, text, mentions, splices)),
        Data::Plain(value) | Data::Quoted(value) => in_scalar(value, node.span, text, mentions, splices),
        Data::Null => {}
    }
}

fn in_scalar(value: &str, span: Span, text: &str, mentions: &Mentions<'_>, splices: &mut Splices) {
    if !value.contains(mentions.old) {
        return;
    }
    let raw = &text[span.range()];
    let writing = if raw.starts_with('"') {
        Writing::Escaped
    } else {
        Writing::Plain
    };
    // A remark may stand behind the `|` of a block; it is not part of the value.
    let skip = if raw.starts_with(['|', '>']) {
        raw.find('\n').unwrap_or(raw.len())
    } else {
        0
    };
    in_text(&raw[skip..], span.start as usize + skip, writing, mentions, splices);
}

fn in_text(text: &str, from: usize, writing: Writing, mentions: &Mentions<'_>, splices: &mut Splices) {
    for range in mentions.find(text, writing) {
        splices.insert(Span::new(from + range.start, from + range.end), mentions.new.to_owned());
    }
}

/// Places that name an id which two records have: people must look which one is meant.
fn left(project: &Project, parsed: &Parsed, record: &Record, request: Request<'_>) -> Vec<String> {
    if request.file.is_none() {
        return Vec::new();
    }
    let mut left = Vec::new();
    for other in &parsed.records {
        for raw in other.links.iter().filter(|raw| *raw.target == *request.old) {
            let place = Place {
                source: other.source,
                span: raw.span,
            };
            left.push(format!(
                "{} (`{}` of {})",
                project.sources.locate(place),
                raw.field,
                other.id()
            ));
        }
    }
    if record.kind == crate::record::Kind::Wave {
        let sheets = parsed.sheets.iter().filter(|sheet| sheet.wave == request.old);
        left.extend(sheets.map(|sheet| project.sources.get(sheet.source).path.clone()));
    }
    left
}

/// Where the id stands and stays: in remarks of YAML, and in cells that hold more than the id.
fn remarks(project: &Project, edits: &Edits, mentions: &Mentions<'_>, request: Request<'_>) -> Vec<String> {
    if request.file.is_some() {
        return Vec::new();
    }
    let mut remarks = Vec::new();
    for file in &project.files {
        let source = project.sources.get(file.source);
        let replaced = edits.get(&file.source);
        for range in mentions.find(&source.text, Writing::Plain) {
            let span = Span::new(range.start, range.end);
            if replaced.is_none_or(|splices| !splices.contains_key(&span)) {
                let place = Place {
                    source: file.source,
                    span,
                };
                remarks.push(project.sources.locate(place).to_string());
            }
        }
    }
    remarks
}

/// The byte order mark that stands before the text on disk.
fn byte_order_mark(source: &Source) -> Result<&'static str, Error> {
    let mark = "\u{FEFF}";
    if sha256(source.text.as_bytes()) == source.sha256 {
        Ok("")
    } else if sha256(format!("{mark}{}", source.text).as_bytes()) == source.sha256 {
        Ok(mark)
    } else {
        Err(unsure(&source.path))
    }
}

/// Notes the lines that change.
fn note(plan: &mut Plan, source: &Source, splices: &Splices, mentions: &Mentions<'_>) {
    let mut lines: BTreeMap<usize, Splices> = BTreeMap::new();
    for (span, new) in splices {
        let start = source.text[..span.start as usize]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        lines.entry(start).or_default().insert(*span, new.clone());
    }
    for (start, splices) in lines {
        let end = source.text[start..]
            .find('\n')
            .map_or(source.text.len(), |length| start + length);
        let moved = |span: &Span| Span::new(span.start as usize - start, span.end as usize - start);
        let splices: Splices = splices
            .keys()
            .map(|span| (moved(span), mentions.new.to_owned()))
            .collect();
        let before = &source.text[start..end];
        plan.changes.push(Change {
            path: source.path.clone(),
            line: source.position(Span::new(start, start)).line,
            before: before.trim().to_owned(),
            after: splice(before, &splices).trim().to_owned(),
        });
    }
}

fn note_redirect(plan: &mut Plan, source: &Source, request: Request<'_>) {
    let text = redirect::add(&source.text, request.old, request.new);
    let written = format!("{} = \"{}\"", request.old, request.new);
    let line = text.lines().position(|line| line == written).unwrap_or_default() + 1;
    plan.changes.push(Change {
        path: source.path.clone(),
        line,
        before: String::new(),
        after: written,
    });
}

fn unsure(path: &str) -> Error {
    Error::new(
        ErrorKind::Project,
        format!("the id in `{path}` cannot be replaced safely, so nothing was changed"),
    )
    .hint("the file would not read back as the same records with the new id; change it by hand")
}

/// Reads the new texts and compares: everything as before but for the id.
fn verify(
    project: &Project,
    before: Parsed,
    after: &Sources,
    edits: &Edits,
    intended: &Intended<'_>,
    request: Request<'_>,
) -> Result<(), Error> {
    for file in &project.files {
        let (old, new) = (project.sources.get(file.source), after.get(file.source));
        if file.role == Role::Records && edits.contains_key(&file.source) {
            let (old_trees, new_trees) = (gate(&old.text, Limits::default()), gate(&new.text, Limits::default()));
            let same = old_trees.documents.len() == new_trees.documents.len()
                && new_trees.faults.is_empty()
                && old_trees
                    .documents
                    .iter()
                    .zip(&new_trees.documents)
                    .all(|(old, new)| equal(old, new, intended));
            if !same {
                return Err(unsure(&old.path));
            }
        }
    }
    verify_settings(project, after, request)?;
    let settings = &project.read;
    let now = parse_all(&project.files, after, settings);
    if now.tallies != before.tallies || !same_sheets(&before, &now, intended) {
        return Err(unsure("the tables of responses"));
    }
    let (was, is) = (linked(before, settings), linked(now, settings));
    let renamed: BTreeSet<String> = was.ids.iter().map(|id| rename(id, request).to_owned()).collect();
    let more_faults = is
        .faults
        .iter()
        .find(|(rule, count)| was.faults.get(*rule).unwrap_or(&0) < count);
    if let Some((rule, _)) = more_faults {
        return Err(unsure(&format!("the project: `{rule}` would be broken")));
    }
    // A reference that led nowhere may lead to the new id; fewer would be a loss.
    if request.file.is_none() && (renamed != is.ids || is.links < was.links) {
        return Err(unsure("the project"));
    }
    Ok(())
}

fn rename<'a>(id: &'a str, request: Request<'a>) -> &'a str {
    if id == request.old { request.new } else { id }
}

/// What linking found.
struct Linked {
    ids: BTreeSet<String>,
    links: usize,
    faults: BTreeMap<String, usize>,
}

fn linked(parsed: Parsed, read: &Read) -> Linked {
    let mut told = parsed.diagnostics;
    let ids = parsed.records.iter().map(|record| record.id().to_owned()).collect();
    let ledger = link::link(
        parsed.records,
        parsed.sheets,
        &read.catalogue.prefixes,
        &read.settings.redirects,
        &mut told,
    );
    let mut faults: BTreeMap<String, usize> = BTreeMap::new();
    for found in &told {
        *faults.entry(found.rule.to_string()).or_default() += 1;
    }
    Linked {
        ids,
        links: ledger.link_count(),
        faults,
    }
}

/// What is to become of text.
struct Intended<'a> {
    mentions: &'a Mentions<'a>,
    /// The one place that changes, where two records have the id.
    alone: Option<Span>,
}

impl Intended<'_> {
    fn is(&self, at: Span, old: &str, new: &str) -> bool {
        match self.alone {
            Some(span) if span == at => new == self.mentions.new,
            Some(_) => new == old,
            None => new == self.mentions.replaced(old),
        }
    }

    /// Cells change only where they hold nothing but the id.
    fn is_cell(&self, old: &str, new: &str) -> bool {
        let changes = self.alone.is_none() && old == self.mentions.old;
        new == if changes { self.mentions.new } else { old }
    }
}

/// Whether two trees are equal but for the id.
fn equal(old: &Node, new: &Node, intended: &Intended<'_>) -> bool {
    match (&old.data, &new.data) {
        (Data::Null, Data::Null) => true,
        (Data::Plain(was), Data::Plain(is)) | (Data::Quoted(was), Data::Quoted(is)) => intended.is(old.span, was, is),
        (Data::List(was), Data::List(is)) => {
            was.len() == is.len() && was.iter().zip(is).all(|(old, new)| equal(old, new, intended))
        }
        (Data::Map(was), Data::Map(is)) => {
            let entry = |old: &Entry, new: &Entry| {
                intended.is(old.key_span, &old.key, &new.key) && equal(&old.value, &new.value, intended)
            };
            was.len() == is.len() && was.iter().zip(is).all(|(old, new)| entry(old, new))
        }
        _ => false,
    }
}

/// Whether the tables of CSV files are equal but for the id; those in YAML were compared as trees.
fn same_sheets(before: &Parsed, after: &Parsed, intended: &Intended<'_>) -> bool {
    let same = |was: &Sheet, is: &Sheet| {
        intended.is_cell(&was.wave, &is.wave)
            && was.columns.len() == is.columns.len()
            && was.rows.len() == is.rows.len()
            && was.rows.iter().zip(&is.rows).all(|(was, is)| {
                let cells = || was.cells.iter().zip(&is.cells);
                was.cells.len() == is.cells.len() && cells().all(|(was, is)| intended.is_cell(was, is))
            })
    };
    // A file of another name is read at the same place, so the order is the same.
    let tables = |parsed: &'_ Parsed| -> Vec<usize> {
        let is_table = |sheet: &Sheet| {
            parsed
                .tallies
                .iter()
                .any(|tally| tally.source == sheet.source && tally.role == Role::Responses)
        };
        (0..parsed.sheets.len())
            .filter(|at| is_table(&parsed.sheets[*at]))
            .collect()
    };
    let (was, is) = (tables(before), tables(after));
    was == is && was.iter().all(|at| same(&before.sheets[*at], &after.sheets[*at]))
}

/// The settings are as before, with one redirect more.
fn verify_settings(project: &Project, after: &Sources, request: Request<'_>) -> Result<(), Error> {
    if !request.redirect {
        return Ok(());
    }
    let text = &after.get(project.settings_source).text;
    let now = settings::read(text, project.settings_source, &crate::check::ids());
    let mut expected = project.read.settings.clone();
    expected
        .redirects
        .insert(request.old.to_owned(), request.new.to_owned());
    if now.settings == expected && now.diagnostics.len() == project.read.diagnostics.len() {
        return Ok(());
    }
    let message = format!("the redirect cannot be added to `{}`", settings::FILE);
    Err(Error::new(ErrorKind::Project, message).hint(format!(
        "nothing was changed; write redirects below a heading `[redirects]`, one a line: {} = \"{}\"",
        request.old, request.new
    )))
}
