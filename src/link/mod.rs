//! From records to one ledger: ids unique, references resolved to the right kind, links known in both directions.
//!
//! In: the records of all files. Out: a [`Ledger`] and a diagnostic for each id that stands twice, each reference that leads
//! nowhere or to the wrong kind, and each circle of records that replace one another.

pub mod redirect;
pub mod trail;

use crate::diag::{Diagnostic, did_you_mean};
use crate::parse::table::Sheet;
use crate::record::id::{Prefixes, natural_key};
use crate::record::review::ReviewDecision;
use crate::record::{Kind, Record, Typed};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A record of the ledger, by its place in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct RecordIndex(u32);

impl RecordIndex {
    /// Its place among all records, from 0.
    pub fn position(self) -> usize {
        self.0 as usize
    }
}

/// A resolved reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The record that holds the reference.
    pub from: RecordIndex,
    /// Path of the field that holds it.
    pub field: Box<str>,
    /// The record it leads to.
    pub to: RecordIndex,
    /// What inside the target is meant.
    pub part: Option<Box<str>>,
}

impl Link {
    /// Name of the field without indices: `addresses[0]` is `addresses`, `roles[1].role` is `roles.role`.
    pub fn field_name(&self) -> String {
        crate::yaml::node::without_indices(&self.field)
    }
}

/// All records, linked.
#[derive(Debug, Default)]
pub struct Ledger {
    records: Vec<Arc<Record>>,
    by_id: BTreeMap<String, RecordIndex>,
    by_kind: BTreeMap<Kind, Vec<RecordIndex>>,
    links: Vec<Link>,
    out: Vec<Vec<u32>>,
    back: Vec<Vec<u32>>,
    /// Responses by wave, in the order of the waves' ids.
    pub sheets: Vec<Arc<Sheet>>,
}

impl Ledger {
    /// Every record, by kind and then by id with its numbers in order.
    pub fn records(&self) -> impl Iterator<Item = (RecordIndex, &Record)> {
        (0u32..)
            .map(RecordIndex)
            .zip(self.records.iter().map(|record| &**record))
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// A record.
    pub fn get(&self, index: RecordIndex) -> &Record {
        &self.records[index.0 as usize]
    }

    /// The record with an id.
    pub fn find(&self, id: &str) -> Option<(RecordIndex, &Record)> {
        self.by_id.get(id).map(|index| (*index, self.get(*index)))
    }

    /// The typed data of the record with an id, when it is of that kind.
    pub fn typed<T: Typed>(&self, id: &str) -> Option<(&Record, &T)> {
        let (_, record) = self.find(id)?;
        T::of(&record.data).map(|data| (record, data))
    }

    /// Every record of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (RecordIndex, &Record)> {
        self.by_kind
            .get(&kind)
            .into_iter()
            .flatten()
            .map(|index| (*index, self.get(*index)))
    }

    /// How many records of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.by_kind.get(&kind).map_or(0, Vec::len)
    }

    /// Every record of a type, with its typed data.
    pub fn each<'a, T: Typed + 'a>(&'a self) -> impl Iterator<Item = (&'a Record, &'a T)> {
        self.of_kind(T::KIND)
            .filter_map(|(_, record)| T::of(&record.data).map(|data| (record, data)))
    }

    /// References that a record holds, in written order.
    pub fn links_from(&self, index: RecordIndex) -> impl Iterator<Item = &Link> {
        self.out[index.0 as usize]
            .iter()
            .map(|link| &self.links[*link as usize])
    }

    /// References that lead to a record, by the id of those who hold them.
    pub fn links_to(&self, index: RecordIndex) -> impl Iterator<Item = &Link> {
        self.back[index.0 as usize]
            .iter()
            .map(|link| &self.links[*link as usize])
    }

    /// The action that follows from a decision of a review: the one it names, or the first that says it is about the decision.
    pub fn action_of(&self, review: RecordIndex, decision: &ReviewDecision) -> Option<RecordIndex> {
        if let Some(named) = &decision.action {
            return self.find(named.id()).map(|(action, _)| action);
        }
        let id = decision.id.as_deref()?;
        self.links_to(review)
            .filter(|link| link.field_name() == "addresses" && link.part.as_deref() == Some(id))
            .map(|link| link.from)
            .find(|from| self.get(*from).kind == Kind::Action)
    }

    /// How many references lead from one record to another.
    pub fn link_count(&self) -> usize {
        self.links.len()
    }

    /// How many responses there are, as records and as rows of tables.
    pub fn responses(&self) -> usize {
        let rows: usize = self.sheets.iter().map(|sheet| sheet.rows.len()).sum();
        self.count(Kind::Response) + rows
    }

    /// The responses of a wave, over all its files.
    pub fn sheets_of<'a>(&'a self, wave: &'a str) -> impl Iterator<Item = &'a Sheet> {
        self.sheets
            .iter()
            .map(|sheet| &**sheet)
            .filter(move |sheet| sheet.wave == wave)
    }
}

/// Links records. Of two records with one id the first in reading order is kept, and the fault is told. A reference to an
/// old id leads nowhere; `renamed`, old ids and the ids they have now, tells what it should be.
pub fn link(
    records: Vec<Arc<Record>>,
    mut sheets: Vec<Arc<Sheet>>,
    prefixes: &Prefixes,
    renamed: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Ledger {
    let mut kept: BTreeMap<String, Arc<Record>> = BTreeMap::new();
    for record in records {
        match kept.get(record.id()) {
            None => {
                kept.insert(record.id().to_owned(), record);
            }
            Some(first) => diagnostics.push(duplicate(&record, first, "the id is used twice")),
        }
    }
    same_but_for_case(&kept, diagnostics);
    let mut records: Vec<Arc<Record>> = kept.into_values().collect();
    records.sort_by_cached_key(|record| (record.kind, natural_key(record.id())));
    sheets.sort_by_cached_key(|sheet| (natural_key(&sheet.wave), sheet.source));
    let mut ledger = Ledger {
        sheets,
        ..Ledger::default()
    };
    ledger.out = vec![Vec::new(); records.len()];
    ledger.back = vec![Vec::new(); records.len()];
    ledger.records = records;
    for (index, record) in (0u32..).map(RecordIndex).zip(&ledger.records) {
        ledger.by_id.insert(record.id().to_owned(), index);
        ledger.by_kind.entry(record.kind).or_default().push(index);
    }
    resolve(&mut ledger, prefixes, renamed, diagnostics);
    circles(&ledger, diagnostics);
    ledger
}

fn duplicate(record: &Record, first: &Record, what: &str) -> Diagnostic {
    Diagnostic::error("R-GEN-01", format!("`{}`: {what}", record.id()))
        .at(record.id_place())
        .label(first.id_place(), "first here")
        .record(record.id())
        .field("id")
        .hint("give one of the two a new id; `tenfour new KIND` names the next free one")
}

/// Ids that differ in upper and lower case only would share a file on many systems.
fn same_but_for_case(records: &BTreeMap<String, Arc<Record>>, diagnostics: &mut Vec<Diagnostic>) {
    let mut folded: BTreeMap<String, &Record> = BTreeMap::new();
    for record in records.values() {
        if let Some(first) = folded.insert(record.id().to_ascii_lowercase(), record) {
            diagnostics.push(duplicate(
                record,
                first,
                "the id differs from another in upper and lower case only",
            ));
        }
    }
}

fn resolve(
    ledger: &mut Ledger,
    prefixes: &Prefixes,
    renamed: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut links = Vec::new();
    let rows = rows(ledger, diagnostics);
    for (from, record) in ledger.records() {
        for raw in &record.links {
            let place = Place {
                source: record.source,
                span: raw.span,
            };
            match ledger.find(&raw.target) {
                Some((to, target))
                    if raw.kinds.is_empty() || raw.kinds.iter().any(|kind| kind == target.kind.name()) =>
                {
                    links.push(Link {
                        from,
                        field: raw.field.clone(),
                        to,
                        part: raw.part.clone(),
                    });
                }
                Some((_, target)) => {
                    let message = format!(
                        "`{}` in `{}` is {} `{}`, but the field takes {}",
                        raw.field,
                        record.id(),
                        article(&target.kind.label().to_lowercase()),
                        raw.target,
                        raw.kinds.join(", "),
                    );
                    let problem = Diagnostic::error("R-GEN-02", message)
                        .at(place)
                        .record(record.id())
                        .field(&*raw.field);
                    diagnostics.push(problem.label(target.id_place(), "the record it names"));
                }
                None if rows.contains_key(&*raw.target)
                    && (raw.kinds.is_empty() || raw.kinds.iter().any(|kind| kind == "response")) =>
                {
                    // A response in a table has no page: the trail leads to its wave.
                    if let Some((to, _)) = ledger.find(rows[&*raw.target]) {
                        links.push(Link {
                            from,
                            field: raw.field.clone(),
                            to,
                            part: Some(raw.target.clone()),
                        });
                    }
                }
                None => diagnostics.push(nowhere(ledger, prefixes, renamed, record, raw, place)),
            }
        }
    }
    for (number, link) in (0u32..).zip(&links) {
        ledger.out[link.from.0 as usize].push(number);
        ledger.back[link.to.0 as usize].push(number);
    }
    ledger.links = links;
}

/// The responses that stand in tables, by id, with their wave; an id that stands twice is told.
fn rows<'a>(ledger: &'a Ledger, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<&'a str, &'a str> {
    let mut rows: BTreeMap<&str, (&Sheet, Place)> = BTreeMap::new();
    for sheet in &ledger.sheets {
        let Some(column) = sheet.column("id") else { continue };
        for row in &sheet.rows {
            let id = &*row.cells[column];
            let problem = if id.is_empty() {
                Some(
                    Diagnostic::error("R-FLD-01", "a response without `id`")
                        .hint("give each response an id of its own"),
                )
            } else if let Some((_, first)) = rows.get(id) {
                let problem = Diagnostic::error("R-GEN-01", format!("`{id}`: the id of a response stands twice"));
                Some(problem.label(*first, "first here").hint("give one of the two a new id"))
            } else if let Some((_, record)) = ledger.find(id) {
                let problem = Diagnostic::error(
                    "R-GEN-01",
                    format!("`{id}`: the id of a response is that of a record too"),
                );
                Some(problem.label(record.id_place(), "the record"))
            } else {
                rows.insert(id, (sheet, sheet.place(row)));
                None
            };
            diagnostics.extend(problem.map(|problem| problem.at(sheet.place(row)).field("id")));
        }
    }
    rows.into_iter()
        .map(|(id, (sheet, _))| (id, sheet.wave.as_str()))
        .collect()
}

/// The id that an old id has now, over further old ones.
fn now<'a>(ledger: &Ledger, renamed: &'a BTreeMap<String, String>, old: &str) -> Option<&'a str> {
    let mut id = renamed.get(old)?;
    for _ in 0..renamed.len() {
        match renamed.get(id) {
            Some(next) => id = next,
            None => break,
        }
    }
    ledger.find(id).map(|_| id.as_str())
}

fn nowhere(
    ledger: &Ledger,
    prefixes: &Prefixes,
    renamed: &BTreeMap<String, String>,
    record: &Record,
    raw: &crate::record::RawLink,
    place: Place,
) -> Diagnostic {
    let message = format!(
        "`{}` in `{}` leads to `{}`, and there is no such record",
        raw.field,
        record.id(),
        raw.target
    );
    let wanted: BTreeSet<Kind> = raw.kinds.iter().filter_map(|name| Kind::named(name)).collect();
    let of_kind = |kind: Kind| wanted.is_empty() || wanted.contains(&kind);
    let known = ledger
        .records
        .iter()
        .filter(|record| of_kind(record.kind))
        .map(|record| record.id());
    let near = did_you_mean(&raw.target, known);
    let now = now(ledger, renamed, &raw.target);
    let hint = match (now, near, prefixes.kind_of(&raw.target)) {
        (Some(now), _, _) => format!("the record was renamed: it is `{now}` now"),
        (None, Some(near), _) => format!("did you mean `{near}`?"),
        (None, None, Some(kind)) => format!("add it with `tenfour new {}`, or take the reference out", kind.name()),
        (None, None, None) => format!("known prefixes: {}", prefixes.all().collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::error("R-GEN-02", message)
        .at(place)
        .record(record.id())
        .field(&*raw.field)
        .hint(hint)
}

/// A noun with its article.
fn article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}

/// Records that replace one another in a circle.
fn circles(ledger: &Ledger, diagnostics: &mut Vec<Diagnostic>) {
    let replaced = |index: RecordIndex| {
        ledger
            .links_from(index)
            .find(|link| &*link.field == "supersedes")
            .map(|link| link.to)
    };
    let mut told: BTreeSet<RecordIndex> = BTreeSet::new();
    for (start, record) in ledger.records() {
        let mut path = vec![start];
        while let Some(next) = path.last().and_then(|last| replaced(*last)) {
            if next == start {
                if !path.iter().any(|index| told.contains(index)) {
                    let names: Vec<&str> = path
                        .iter()
                        .chain([&start])
                        .map(|index| ledger.get(*index).id())
                        .collect();
                    let message = format!("records replace one another in a circle: {}", names.join(" → "));
                    let problem = Diagnostic::error("R-GEN-08", message)
                        .at(record.place("supersedes"))
                        .record(record.id());
                    diagnostics.push(
                        problem
                            .field("supersedes")
                            .hint("take `supersedes` out of the oldest of them"),
                    );
                    told.extend(&path);
                }
                break;
            }
            if path.contains(&next) {
                break; // a circle that does not hold the start; told from one of its members
            }
            path.push(next);
        }
    }
}
