//! The history of a record: who created it, what changed when, and by whom; as a section of its page and as data.
//!
//! The shape of the data, `tenfour/history/1`:
//!
//! ```text
//! shape, id, gone, shallow      whether the record is in no file any more; whether older history was cut off
//! files                         where it is now
//! versions[]                    oldest first
//!   change                      created | changed | moved | deleted
//!   path, from                  the file; for a move the one before
//!   commit                      id, parents, authored, committed, author and committer {name, email}, subject,
//!                               trailers[] {key, value}, signature: none | present | good | unknown_key | bad, signer
//!   values                      of a creation, the fields at the top; told by `tenfour history`, not on a site
//!   fields[]                    field, what: set {old, new} | added {item} | removed {item} | rows {added, changed, removed}
//!                               | withheld
//! ```
//!
//! Times are instants in UTC, values the text as it was written. On a site the parts that its audience may not see are left out,
//! and values are told as `withheld`.

use super::blocks::{Cell, Field, Moment, Table, Value, several};
use super::page::{Links, Site};
use super::values;
use crate::disclose::days::Known;
use crate::disclose::past::{Past, Seen};
use crate::history::{
    Change, Commit, CommitIndex, Extent, FieldChange, History, Person, RecordHistory, Signature, Version, What, parts,
};
use crate::record::Record;
use crate::record::schema::label;
use crate::record::types::Audience;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// The shape of the data; raised when a name in it changes its meaning.
pub const SHAPE: &str = "tenfour/history/1";

/// Everything that is known of an id, as data.
pub fn whole(history: &History, id: &str, of_record: &RecordHistory) -> String {
    let all = Reader {
        commit: &|commit| commit_json(commit, &|person| json!({ "name": person.name, "email": person.email })),
        change: &|change| change_json(&change.field, &Seen::What(change.what.clone())),
        values: true,
    };
    let mut text = serde_json::to_string_pretty(&all.record(history, id, of_record)).unwrap_or_default();
    text.push('\n');
    text
}

/// What of a history may be told, and how.
struct Reader<'a> {
    commit: &'a dyn Fn(&Commit) -> Json,
    change: &'a dyn Fn(&FieldChange) -> Json,
    /// Whether the values of a creation are told.
    values: bool,
}

impl Reader<'_> {
    fn record(&self, history: &History, id: &str, of_record: &RecordHistory) -> Json {
        let versions: Vec<Json> = of_record
            .versions
            .iter()
            .map(|version| self.version(history, version))
            .collect();
        json!({
            "shape": SHAPE,
            "id": id,
            "gone": of_record.is_gone(),
            "shallow": history.extent == Extent::Read { shallow: true },
            "files": of_record.files(),
            "versions": versions,
        })
    }

    fn version(&self, history: &History, version: &Version) -> Json {
        let mut told = Map::new();
        told.insert("change".to_owned(), word(&version.change).into());
        told.insert("path".to_owned(), version.path.clone().into());
        if let Change::Moved { from, .. } = &version.change {
            told.insert("from".to_owned(), from.clone().into());
        }
        told.insert("commit".to_owned(), (self.commit)(history.commit(version.commit)));
        if let (Change::Created(values), true) = (&version.change, self.values) {
            let values: Map<String, Json> = values.iter().cloned().collect();
            told.insert("values".to_owned(), values.into());
        }
        let fields: Vec<Json> = version.fields().iter().map(|change| (self.change)(change)).collect();
        told.insert("fields".to_owned(), fields.into());
        told.into()
    }
}

fn word(change: &Change) -> &'static str {
    match change {
        Change::Created(_) => "created",
        Change::Changed(_) => "changed",
        Change::Moved { .. } => "moved",
        Change::Deleted => "deleted",
    }
}

fn commit_json(commit: &Commit, person: &dyn Fn(&Person) -> Json) -> Json {
    let trailers: Vec<Json> = commit
        .trailers
        .iter()
        .map(|(key, value)| json!({ "key": key, "value": value }))
        .collect();
    let (signature, signer) = match &commit.signature {
        Signature::None => ("none", None),
        Signature::Present => ("present", None),
        Signature::Good(signer) => ("good", Some(signer)),
        Signature::UnknownKey => ("unknown_key", None),
        Signature::Bad => ("bad", None),
    };
    json!({
        "id": commit.id,
        "parents": commit.parents,
        "authored": commit.authored.to_string(),
        "committed": commit.committed.to_string(),
        "author": person(&commit.author),
        "committer": person(&commit.committer),
        "subject": commit.subject,
        "trailers": trailers,
        "signature": signature,
        "signer": signer,
    })
}

pub(super) fn change_json(field: &str, seen: &Seen) -> Json {
    match seen {
        Seen::Withheld => json!({ "field": field, "what": "withheld" }),
        Seen::What(What::Set { old, new }) => json!({ "field": field, "what": "set", "old": old, "new": new }),
        Seen::What(What::Added(item)) => json!({ "field": field, "what": "added", "item": item }),
        Seen::What(What::Removed(item)) => json!({ "field": field, "what": "removed", "item": item }),
        Seen::What(What::Rows(rows)) => json!({
            "field": field, "what": "rows", "added": rows.added, "changed": rows.changed, "removed": rows.removed,
        }),
    }
}

/// A value in a line of text, as one would write it in a record.
pub fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::Array(items) => items.iter().map(inside).collect::<Vec<_>>().join(", "),
        Json::Object(entries) => {
            let each = entries.iter().map(|(key, value)| format!("{key}: {}", inside(value)));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

fn inside(value: &Json) -> String {
    match value {
        Json::Array(_) => format!("[{}]", plain(value)),
        Json::Object(_) => format!("{{{}}}", plain(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => plain(value),
    }
}

/// The section of a record's page.
#[derive(Serialize, Debug)]
pub(super) struct HistoryView {
    note: &'static str,
    /// Who created it, when it changed last, how often.
    fields: Vec<Field>,
    /// The changes, the newest first.
    changes: Option<Table>,
    /// Why there is none, or what is missing.
    remark: String,
}

/// What the audience may see of one record's history.
struct Told<'a> {
    site: &'a Site<'a>,
    past: Past<'a>,
    record: &'a Record,
    /// Whether its days are shown as months.
    coarse: bool,
}

impl<'a> Told<'a> {
    fn of(site: &'a Site<'a>, record: &'a Record) -> Self {
        Self {
            site,
            record,
            coarse: site.disclosure.days().is_coarse(record.id()),
            past: Past {
                disclosure: &site.disclosure,
                ledger: site.ledger,
                prefixes: &site.catalogue.prefixes,
                fields: site.catalogue.fields(record.kind),
                id: record.id(),
            },
        }
    }

    fn who(&self, person: &Person) -> Option<String> {
        let told = self.site.disclosure.names_hands(self.record.kind);
        self.site.disclosure.committer(person).filter(|_| told)
    }

    /// The day of a commit as the audience may know it.
    fn day(&self, at: Timestamp) -> Known {
        let day = self.site.day(at);
        self.site.disclosure.days().known(self.record.id(), day)
    }
}

/// The history as data, in the record's JSON; nothing where there is none.
pub(super) fn of_record(site: &Site<'_>, record: &Record) -> Json {
    if let Some(why) = site.history.why_not() {
        return json!({ "none": why });
    }
    let Some(of_record) = site.history.of(record.id()) else {
        return json!({ "none": UNCOMMITTED });
    };
    let told = Told::of(site, record);
    let restricted = site.disclosure.audience() == Audience::Restricted;
    let person = |person: &Person| match told.who(person) {
        None => Json::Null,
        Some(name) if restricted => json!({ "name": name, "email": person.email }),
        Some(name) => json!({ "name": name }),
    };
    let commit = |commit: &Commit| {
        let mut all = commit_json(commit, &person);
        if let (Some(all), false) = (all.as_object_mut(), restricted) {
            // Words of commits are looked through by no rule.
            for name in ["subject", "trailers", "signer"] {
                all.remove(name);
            }
        }
        if let (Some(all), true) = (all.as_object_mut(), told.coarse) {
            // Other records tell on which day a commit was made.
            for name in ["id", "parents"] {
                all.remove(name);
            }
            for (name, at) in [("authored", commit.authored), ("committed", commit.committed)] {
                all.insert(name.to_owned(), told.day(at).iso().into());
            }
        }
        all
    };
    let reader = Reader {
        commit: &commit,
        change: &|change| change_json(&change.field, &told.past.change(change)),
        values: false, // they follow from what the record says now, back through the changes
    };
    reader.record(site.history, record.id(), of_record)
}

const UNCOMMITTED: &str = "no commit holds the record yet";

/// How many changes a page shows; all of them stand in the JSON of the record.
const SHOWN: usize = 100;

/// The section of a record's page.
pub(super) fn view(site: &Site<'_>, record: &Record, links: &Links<'_>) -> HistoryView {
    let mut view = HistoryView {
        note: "What the repository knows of it: each commit that changed it, field by field.",
        fields: Vec::new(),
        changes: None,
        remark: String::new(),
    };
    if let Some(why) = site.history.why_not() {
        view.remark = format!("Not available: {why}.");
        return view;
    }
    let Some(of_record) = site.history.of(record.id()) else {
        view.remark = format!("Not available: {UNCOMMITTED}.");
        return view;
    };
    let told = Told::of(site, record);
    view.fields = facts(&told, of_record);
    let (changes, left) = changes(&told, of_record, links);
    view.changes = changes.filled();
    if left > 0 {
        view.remark = format!(
            "The newest {SHOWN} are shown, {} in the JSON of the record.",
            several(left, "older one stands", "older ones stand")
        );
    }
    if site.history.extent == (Extent::Read { shallow: true }) {
        let cut = "Older history was cut off when the repository was fetched: the first version here may not be the first there was.";
        view.remark = format!("{} {cut}", view.remark).trim().to_owned();
    }
    view
}

fn facts(told: &Told<'_>, of_record: &RecordHistory) -> Vec<Field> {
    let site = told.site;
    let when = |version: &Version| {
        let commit = site.history.commit(version.commit);
        let at = if told.coarse {
            Moment::known(told.day(commit.committed))
        } else {
            site.instant(commit.committed)
        };
        match told.who(&commit.author) {
            Some(name) => format!("{} by {name}", at.text),
            None => at.text,
        }
    };
    let commits: BTreeSet<CommitIndex> = of_record.versions.iter().map(|version| version.commit).collect();
    let mut fields = Vec::new();
    let created = of_record
        .versions
        .iter()
        .find(|version| matches!(version.change, Change::Created(_)));
    if let Some(created) = created {
        fields.push(Field::new("Created", Value::text(when(created))));
    }
    if let Some(last) = of_record.versions.last().filter(|_| commits.len() > 1) {
        fields.push(Field::new("Last changed", Value::text(when(last))));
    }
    fields.push(Field::new("Revisions", Value::count(commits.len())));
    let people: BTreeSet<String> = commits
        .iter()
        .filter_map(|commit| told.who(&site.history.commit(*commit).author))
        .collect();
    if !people.is_empty() {
        let names: Vec<String> = people.into_iter().collect();
        fields.push(Field::new("Written by", Value::text(names.join(", "))));
    }
    fields
}

/// The changes as a table, the newest first, and how many are left out.
fn changes(told: &Told<'_>, of_record: &RecordHistory, links: &Links<'_>) -> (Table, usize) {
    let site = told.site;
    let with_people = site.disclosure.audience() != Audience::Public && site.disclosure.names_hands(told.record.kind);
    let heads = ["Date", "Commit", "By", "What", "Change~"];
    let heads: Vec<&str> = heads.into_iter().filter(|head| with_people || *head != "By").collect();
    let mut table = Table::new("Changes to the record", &heads);
    let mut all = 0;
    let mut last: Option<CommitIndex> = None;
    for version in of_record.versions.iter().rev() {
        let commit = site.history.commit(version.commit);
        for (what, change) in lines(told, version, links) {
            all += 1;
            if all > SHOWN {
                continue;
            }
            // A commit with several changes is named once.
            let first = last != Some(version.commit);
            last = Some(version.commit);
            let once = |value: Value| if first { value } else { Value::text("") };
            let mut cells: Vec<Cell> = vec![
                once(Value::brief_known(told.day(commit.committed))).into(),
                once(if told.coarse {
                    values::withheld(links)
                } else {
                    Value::Commit {
                        commit: site.commit(&commit.id),
                    }
                })
                .into(),
            ];
            if with_people {
                let who = told.who(&commit.author).unwrap_or_default();
                cells.push(once(Value::text(who)).into());
            }
            cells.extend([what.into(), change.into()]);
            table.row(cells);
        }
    }
    (table, all.saturating_sub(SHOWN))
}

/// What a version did, line by line.
fn lines(told: &Told<'_>, version: &Version, links: &Links<'_>) -> Vec<(Value, Value)> {
    let mut lines = Vec::new();
    match &version.change {
        Change::Created(_) => lines.push((Value::text("Created"), Value::code(version.path.clone()))),
        Change::Deleted => lines.push((Value::text("Deleted"), Value::code(version.path.clone()))),
        Change::Moved { from, .. } => lines.push((Value::text("Moved"), changed(from, &version.path))),
        Change::Changed(_) => {}
    }
    for change in version.fields() {
        let value = match told.past.change(change) {
            Seen::Withheld => values::withheld(links),
            Seen::What(What::Set { old, new }) => {
                let side = |value: &Option<Json>| value.as_ref().map(|value| brief(&plain(value))).unwrap_or_default();
                changed(&side(&old), &side(&new))
            }
            Seen::What(What::Added(item)) => Value::text(format!("added: {}", brief(&plain(&item)))),
            Seen::What(What::Removed(item)) => Value::text(format!("removed: {}", brief(&plain(&item)))),
            Seen::What(What::Rows(rows)) => {
                let counts = [
                    (rows.added, "added"),
                    (rows.changed, "changed"),
                    (rows.removed, "removed"),
                ];
                let counts = counts.iter().filter(|(count, _)| *count > 0);
                let words: Vec<String> = counts
                    .map(|(count, word)| {
                        let count = usize::try_from(*count).unwrap_or(usize::MAX);
                        format!("{} {word}", several(count, "row", "rows"))
                    })
                    .collect();
                Value::text(words.join(", "))
            }
        };
        lines.push((Value::text(name(&change.field)), value));
    }
    lines
}

fn changed(before: &str, after: &str) -> Value {
    Value::Change {
        before: before.to_owned(),
        after: after.to_owned(),
    }
}

/// The path of a field in plain words: `questions[overall].text` is `Questions, overall, text`.
fn name(path: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut rest = path;
    for (part, item) in parts(path) {
        rest = rest.trim_start_matches('.');
        rest = rest.get(part.len()..).unwrap_or_default();
        words.push(label(part));
        if item {
            let next = rest.find("].").map_or(rest.len(), |end| end + 1);
            let key = rest[..next].trim_matches(['[', ']']);
            // Places are counted from 1 by people.
            words.push(
                key.parse::<usize>()
                    .map_or_else(|_| key.to_owned(), |place| (place + 1).to_string()),
            );
            rest = &rest[next..];
        }
    }
    let first = words.first().cloned().unwrap_or_default();
    let others = words.iter().skip(1).map(|word| word.to_lowercase());
    std::iter::once(first).chain(others).collect::<Vec<_>>().join(", ")
}

/// Longest value in a cell, in characters.
const LONGEST: usize = 240;

fn brief(text: &str) -> String {
    let text = text.trim();
    let mut brief: String = text.chars().take(LONGEST).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    brief
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_in_plain_words() {
        assert_eq!(name("due"), "Due");
        assert_eq!(name("assessment.severity"), "Assessment, severity");
        assert_eq!(name("questions[overall].text.en"), "Questions, overall, text, en");
        assert_eq!(name("events[0].note"), "Events, 1, note");
    }

    #[test]
    fn values_are_told_as_they_would_be_written() {
        assert_eq!(
            plain(&json!({ "at": "2026-01-02", "who": ["a", "b"] })),
            "at: 2026-01-02, who: [a, b]"
        );
    }
}
