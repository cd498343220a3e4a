//! The history that was read, kept for the next run.
//!
//! In: what was found up to a commit. Out: a chain of segments; each tells what came with the commits since the one before it. After
//! new commits one small segment is added; when the chain has grown long it becomes one again.
//!
//! Nothing is trusted that does not match: the name of the folder is a hash of everything that decides what is read (the format,
//! the version of the program, the files that the settings select, where the project lies, where the history was cut off, whose
//! keys count); each segment carries a hash over all of it and the hash of the one before; and a segment counts only while the
//! commit it reaches to is on the main line of the present one, so that rewritten history is read anew from where it was rewritten.

use super::file::Happened;
use super::reading::{Found, StandsIn};
use super::tell::Told;
use super::{Commit, CommitIndex, FieldChange, Person, Rows, Signature, Unread, What};
use crate::read::kept::{Kept, cut_off};
use crate::read::sha256;
use crate::settings::Settings;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// The form in which a history is kept; raised whenever it or what is read changes.
const FORMAT: &str = "tenfour/history-cache/1";

/// How many segments a chain has at most.
const SEGMENTS: usize = 32;

/// Where a history is kept, and as how many segments.
pub(super) struct Cache {
    kept: Option<Kept>,
    /// Hashes of the segments that count.
    chain: Vec<String>,
}

impl Cache {
    /// Looks for the place of a project's history.
    ///
    /// In: the project, the settings that select files, the folder of the project below its repository, and the keys that count.
    pub(super) fn open(root: &Path, settings: &Settings, prefix: &str, keys: Option<&[u8]>) -> Self {
        let mut key = Writer::default();
        for text in [FORMAT, env!("CARGO_PKG_VERSION"), prefix] {
            key.text(text);
        }
        for list in [&settings.records.include, &settings.records.exclude] {
            key.list(list, |key, pattern| key.text(pattern));
        }
        key.text(&settings.output.folder);
        key.text(&settings.theme.folder);
        key.bytes(&cut_off(root));
        key.option(keys, Writer::bytes);
        Self {
            kept: Kept::open(root, &sha256(&key.bytes)[..32]),
            chain: Vec::new(),
        }
    }

    /// What is kept of the history of a main line, and the commit up to which it reaches.
    ///
    /// In: the commits of the main line, asked for when there is something to compare them with.
    pub(super) fn load<E>(
        &mut self,
        main_line: impl FnOnce() -> Result<Vec<String>, E>,
    ) -> Result<Option<(Found, String)>, E> {
        let Some(mut bytes) = self.segment() else {
            return Ok(None);
        };
        let main_line: BTreeSet<String> = main_line()?.into_iter().collect();
        let mut all: Option<(Found, String)> = None;
        loop {
            let before = self.chain.last().map_or("", String::as_str);
            let read = open(&bytes).filter(|segment| segment.before == before && main_line.contains(segment.to));
            let Some((hash, to, part)) =
                read.and_then(|segment| Some((segment.hash.to_owned(), segment.to.to_owned(), decode(segment.body)?)))
            else {
                break;
            };
            self.chain.push(hash);
            all = Some(match all {
                None => (part, to),
                Some((mut found, _)) => {
                    found.append(part);
                    (found, to)
                }
            });
            match self.segment() {
                Some(next) => bytes = next,
                None => break,
            }
        }
        Ok(all)
    }

    /// The bytes of the segment after those of the chain.
    fn segment(&self) -> Option<Vec<u8>> {
        self.kept.as_ref()?.read(&name(self.chain.len()))
    }

    /// Keeps what came with new commits.
    ///
    /// In: all that is known, how many commits of it were kept before, and the commit up to which it reaches.
    pub(super) fn store(&self, found: &Found, before: usize, paths_before: usize, to: &str) {
        let Some(kept) = &self.kept else { return };
        let whole = self.chain.len() >= SEGMENTS || self.chain.is_empty();
        let (number, previous, body) = if whole {
            (0, "", encode(found, 0, 0))
        } else {
            let previous = self.chain.last().map_or("", String::as_str);
            (self.chain.len(), previous, encode(found, before, paths_before))
        };
        let head = format!("{FORMAT}\n{previous}\n{to}\n");
        let mut bytes = head.into_bytes();
        bytes.extend(&body);
        let hash = sha256(&bytes);
        let mut segment = hash.into_bytes();
        segment.push(b'\n');
        segment.append(&mut bytes);
        if kept.write(&name(number), &segment) {
            // What followed the segment that stood here belongs to another chain.
            let mut next = number + 1;
            while kept.remove(&name(next)) {
                next += 1;
            }
        }
    }
}

fn name(number: usize) -> String {
    format!("{number:04}")
}

/// A segment whose hash is right.
struct Segment<'a> {
    hash: &'a str,
    before: &'a str,
    to: &'a str,
    body: &'a [u8],
}

fn open(bytes: &[u8]) -> Option<Segment<'_>> {
    let (hash, rest) = line(bytes)?;
    if sha256(rest) != hash {
        return None;
    }
    let (format, after) = line(rest)?;
    let (before, after) = line(after)?;
    let (to, body) = line(after)?;
    (format == FORMAT).then_some(Segment { hash, before, to, body })
}

fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    Some((text, &bytes[end + 1..]))
}

/// Writes numbers in as few bytes as they need, and texts with their length before them.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest >= 0x80 {
            self.bytes.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push((rest & 0x7F) as u8);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn list<T>(&mut self, list: &[T], mut one: impl FnMut(&mut Self, &T)) {
        self.number(list.len() as u64);
        for item in list {
            one(self, item);
        }
    }

    fn option<T>(&mut self, option: Option<T>, one: impl FnOnce(&mut Self, T)) {
        match option {
            None => self.number(0),
            Some(value) => {
                self.number(1);
                one(self, value);
            }
        }
    }

    fn instant(&mut self, at: Timestamp) {
        self.bytes.extend(at.as_second().to_le_bytes());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.number(0),
            Value::Bool(truth) => self.number(1 + u64::from(*truth)),
            // Values are text as written; a number would be one too.
            Value::Number(number) => {
                self.number(3);
                self.text(&number.to_string());
            }
            Value::String(text) => {
                self.number(3);
                self.text(text);
            }
            Value::Array(items) => {
                self.number(4);
                self.list(items, Self::value);
            }
            Value::Object(entries) => {
                self.number(5);
                self.number(entries.len() as u64);
                for (key, value) in entries {
                    self.text(key);
                    self.value(value);
                }
            }
        }
    }

    fn change(&mut self, change: &FieldChange) {
        self.text(&change.field);
        match &change.what {
            What::Set { old, new } => {
                self.number(0);
                self.option(old.as_ref(), Self::value);
                self.option(new.as_ref(), Self::value);
            }
            What::Added(value) => {
                self.number(1);
                self.value(value);
            }
            What::Removed(value) => {
                self.number(2);
                self.value(value);
            }
            What::Rows(rows) => {
                self.number(3);
                for count in [rows.added, rows.changed, rows.removed] {
                    self.number(count);
                }
            }
        }
    }

    fn person(&mut self, person: &Person) {
        self.text(&person.name);
        self.text(&person.email);
    }

    fn commit(&mut self, commit: &Commit) {
        self.text(&commit.id);
        self.number(commit.parents as u64);
        self.person(&commit.author);
        self.instant(commit.authored);
        self.person(&commit.committer);
        self.instant(commit.committed);
        self.text(&commit.subject);
        self.list(&commit.trailers, |writer, (key, value)| {
            writer.text(key);
            writer.text(value);
        });
        match &commit.signature {
            Signature::None => self.number(0),
            Signature::Present => self.number(1),
            Signature::Good(signer) => {
                self.number(2);
                self.text(signer);
            }
            Signature::UnknownKey => self.number(3),
            Signature::Bad => self.number(4),
        }
    }
}

/// What is known beyond the first so many commits and paths.
fn encode(found: &Found, commits: usize, paths: usize) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.list(&found.commits[commits..], Writer::commit);
    writer.list(&found.paths[paths..], |writer, path| writer.text(path));
    let first = found
        .pieces
        .partition_point(|piece| (piece.commit.0 as usize) < commits);
    writer.list(&found.pieces[first..], |writer, piece| {
        writer.number(u64::from(piece.commit.0) - commits as u64);
        writer.number(u64::from(piece.path) - paths as u64);
        writer.text(&piece.id);
        match &piece.happened {
            Happened::Appeared(value) => {
                writer.number(0);
                writer.value(value);
            }
            Happened::Disappeared(value) => {
                writer.number(1);
                writer.value(value);
            }
            Happened::Changed(fields) => {
                writer.number(2);
                writer.list(fields, Writer::change);
            }
        }
    });
    let first = found
        .unread
        .partition_point(|unread| (unread.commit.0 as usize) < commits);
    writer.list(&found.unread[first..], |writer, unread| {
        writer.number(u64::from(unread.commit.0) - commits as u64);
        writer.text(&unread.path);
        writer.text(&unread.why);
    });
    writer.number(found.stands_in.len() as u64);
    for (path, (content, readable)) in &found.stands_in {
        writer.text(path);
        writer.text(content);
        writer.option(readable.as_ref(), |writer, id| writer.text(id));
    }
    writer.bytes
}

/// Deeper than this no value passes the gate.
const DEEPEST: usize = 64;

/// Reads what [`Writer`] wrote; nothing where it is something else.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<String> {
        let length = self.size()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.size()?;
        // Every item takes a byte at least.
        let mut list = Vec::with_capacity(length.min(self.rest.len()));
        for _ in 0..length {
            list.push(one(self)?);
        }
        Some(list)
    }

    fn option<T>(&mut self, one: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.number()? {
            0 => Some(None),
            1 => Some(Some(one(self)?)),
            _ => None,
        }
    }

    fn instant(&mut self) -> Option<Timestamp> {
        let (bytes, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Timestamp::from_second(i64::from_le_bytes(*bytes)).ok()
    }

    fn value(&mut self) -> Option<Value> {
        self.value_within(0)
    }

    fn value_within(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        Some(match self.number()? {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::String(self.text()?),
            4 => Value::Array(self.list(|reader| reader.value_within(depth + 1))?),
            5 => {
                let length = self.size()?;
                let mut entries = Map::with_capacity(length.min(self.rest.len()));
                for _ in 0..length {
                    let key = self.text()?;
                    entries.insert(key, self.value_within(depth + 1)?);
                }
                Value::Object(entries)
            }
            _ => return None,
        })
    }

    fn change(&mut self) -> Option<FieldChange> {
        let field = self.text()?;
        let what = match self.number()? {
            0 => What::Set {
                old: self.option(Self::value)?,
                new: self.option(Self::value)?,
            },
            1 => What::Added(self.value()?),
            2 => What::Removed(self.value()?),
            3 => What::Rows(Rows {
                added: self.number()?,
                changed: self.number()?,
                removed: self.number()?,
            }),
            _ => return None,
        };
        Some(FieldChange { field, what })
    }

    fn person(&mut self) -> Option<Person> {
        Some(Person {
            name: self.text()?,
            email: self.text()?,
        })
    }

    fn commit(&mut self) -> Option<Commit> {
        Some(Commit {
            id: self.text()?,
            parents: self.size()?,
            author: self.person()?,
            authored: self.instant()?,
            committer: self.person()?,
            committed: self.instant()?,
            subject: self.text()?,
            trailers: self.list(|reader| Some((reader.text()?, reader.text()?)))?,
            signature: match self.number()? {
                0 => Signature::None,
                1 => Signature::Present,
                2 => Signature::Good(self.text()?),
                3 => Signature::UnknownKey,
                4 => Signature::Bad,
                _ => return None,
            },
        })
    }
}

fn decode(body: &[u8]) -> Option<Found> {
    let mut reader = Reader { rest: body };
    let commits = reader.list(Reader::commit)?;
    let paths = reader.list(Reader::text)?;
    let commit = |number: u64| {
        let number = u32::try_from(number).ok()?;
        ((number as usize) < commits.len()).then_some(CommitIndex(number))
    };
    let path = |number: u64| {
        let number = u32::try_from(number).ok()?;
        ((number as usize) < paths.len()).then_some(number)
    };
    let pieces = reader.list(|reader| {
        Some(Told {
            commit: commit(reader.number()?)?,
            path: path(reader.number()?)?,
            id: reader.text()?,
            happened: match reader.number()? {
                0 => Happened::Appeared(reader.value()?),
                1 => Happened::Disappeared(reader.value()?),
                2 => Happened::Changed(reader.list(Reader::change)?),
                _ => return None,
            },
        })
    })?;
    let unread = reader.list(|reader| {
        Some(Unread {
            commit: commit(reader.number()?)?,
            path: reader.text()?,
            why: reader.text()?,
        })
    })?;
    let stands_in: Vec<(String, StandsIn)> = reader.list(|reader| {
        let path = reader.text()?;
        Some((path, (reader.text()?, reader.option(Reader::text)?)))
    })?;
    reader.rest.is_empty().then(|| Found {
        commits,
        paths,
        pieces,
        unread,
        stands_in: stands_in.into_iter().collect(),
        ..Found::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found() -> Found {
        let commit = |id: &str| Commit {
            id: id.to_owned(),
            parents: 300,
            author: Person {
                name: "Eider".to_owned(),
                email: String::new(),
            },
            authored: Timestamp::MIN,
            committer: Person::default(),
            committed: Timestamp::from_second(1_736_150_400).unwrap(),
            subject: "ü".to_owned(),
            trailers: vec![("Refs".to_owned(), "CMP-1".to_owned())],
            signature: Signature::Good("a@abc.example".to_owned()),
        };
        let piece = |commit: u32, path: u32, happened| Told {
            commit: CommitIndex(commit),
            path,
            id: "CMP-1".to_owned(),
            happened,
        };
        let rows = Rows {
            added: u64::MAX,
            changed: 0,
            removed: 127,
        };
        let change = |what| FieldChange {
            field: "a[b].c".to_owned(),
            what,
        };
        Found {
            commits: vec![commit("1"), commit("2")],
            paths: vec!["a.yaml".to_owned(), "b.yaml".to_owned()],
            pieces: vec![
                piece(
                    0,
                    0,
                    Happened::Appeared(json!({ "id": "CMP-1", "list": ["x", { "y": null }], "t": true })),
                ),
                piece(1, 1, Happened::Disappeared(json!({}))),
                piece(
                    1,
                    1,
                    Happened::Changed(vec![
                        change(What::Rows(rows)),
                        change(What::Set {
                            old: None,
                            new: Some(json!("x")),
                        }),
                        change(What::Added(json!(["x"]))),
                        change(What::Removed(json!("x"))),
                    ]),
                ),
            ],
            unread: vec![Unread {
                commit: CommitIndex(1),
                path: "b.yaml".to_owned(),
                why: "w".to_owned(),
            }],
            stands_in: [("b.yaml".to_owned(), ("c".to_owned(), None))].into_iter().collect(),
            ..Found::default()
        }
    }

    #[test]
    fn what_is_kept_comes_back_in_one_piece_or_in_two() {
        let found = found();
        assert_eq!(decode(&encode(&found, 0, 0)), Some(found.clone()));
        let second = decode(&encode(&found, 1, 1)).unwrap();
        let mut joined = Found {
            commits: found.commits[..1].to_vec(),
            paths: found.paths[..1].to_vec(),
            pieces: found.pieces[..1].to_vec(),
            ..Found::default()
        };
        joined.append(second);
        assert_eq!(joined, found);
    }

    #[test]
    fn bytes_of_another_sort_are_nothing_and_no_harm() {
        let bytes = encode(&found(), 0, 0);
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None);
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 0xFF;
            let _ = decode(&other); // whatever it is, it is no panic
        }
        assert!(open(b"").is_none());
        assert!(open(b"0\nx\n\n\n").is_none());
    }
}
