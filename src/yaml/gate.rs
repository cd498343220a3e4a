//! The gate: text to trees with places, and nothing unwanted gets through.
//!
//! In: the text of one file. Out: one tree a document, or the faults found up to the point where reading must stop.
//! The gate reads the parser's events in a loop, so depth costs no stack. It refuses aliases, anchors, tags, merge keys,
//! keys that are not text, duplicate keys, and whatever is deeper, longer or more than the [`Limits`] allow.
//!
//! Why not let a parser build the tree? Those that descend from libyaml take minutes for a hundred kilobytes of `[` and
//! keep the last of two equal keys; others recurse until the process dies. Behind the gate nothing of the kind is left.

use super::node::{Data, Entry, Node};
use crate::source::Span;
use compact_str::CompactString;
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use std::collections::BTreeSet;

/// What a file may cost. Generous for records, small for attacks; each is named in its message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Size of a file in bytes.
    pub bytes: usize,
    /// Lists and mappings inside one another.
    pub depth: usize,
    /// Values in one file.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            depth: 32,
            nodes: 2_000_000,
        }
    }
}

/// A fault in the text itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The rule it breaks: `R-YML-..`.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
    /// A further place with a word.
    pub label: Option<(Span, &'static str)>,
    /// What to do.
    pub hint: Option<&'static str>,
}

/// What came through: trees, faults, or both.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Passed {
    /// One tree a document; documents without content are left out.
    pub documents: Vec<Node>,
    /// What was refused.
    pub faults: Vec<Fault>,
}

/// Up to so many keys a mapping is searched one by one.
const SMALL: usize = 32;

/// An open list or mapping.
struct Open {
    start: usize,
    data: Collecting,
    /// The keys of a mapping that has grown beyond [`SMALL`].
    seen: BTreeSet<CompactString>,
}

enum Collecting {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<(CompactString, Span)>),
}

/// Reads a text through the gate.
pub fn gate(text: &str, limits: Limits) -> Passed {
    let mut gate = Gate {
        text,
        limits,
        offsets: Offsets::new(text),
        open: Vec::new(),
        nodes: 0,
        passed: Passed::default(),
    };
    if text.len() > limits.bytes {
        gate.refuse(
            "R-YML-05",
            format!("the file has {} bytes, the limit is {}", text.len(), limits.bytes),
            Span::new(0, 0),
            Some("split the records over several files; responses fit better into a CSV table"),
        );
        return gate.passed;
    }
    if let Some(at) = text.bytes().position(|byte| byte == 0) {
        gate.refuse(
            "R-FIL-02",
            "the file holds a NUL byte, so it is no text",
            Span::new(at, at + 1),
            None,
        );
        return gate.passed;
    }
    gate.run();
    gate.passed
}

struct Gate<'a> {
    text: &'a str,
    limits: Limits,
    offsets: Offsets,
    open: Vec<Open>,
    nodes: usize,
    passed: Passed,
}

impl Gate<'_> {
    fn refuse(&mut self, rule: &'static str, message: impl Into<String>, span: Span, hint: Option<&'static str>) {
        self.passed.faults.push(Fault {
            rule,
            message: message.into(),
            span,
            label: None,
            hint,
        });
    }

    fn run(&mut self) {
        let text = self.text;
        let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((event, span)) => {
                    let span = self.offsets.span(span);
                    if !self.take(event, span) {
                        return;
                    }
                }
                Err(error) => {
                    let at = self.offsets.byte(error.marker().index()).min(text.len());
                    let end = text[at..].chars().next().map_or(at, |next| at + next.len_utf8());
                    let span = Span::new(at, end);
                    if error.info().contains("recursion limit") {
                        self.too_deep(span); // the parser looks ahead and notices first
                    } else {
                        let message = format!("this is not valid YAML: {}", error.info());
                        self.refuse("R-YML-01", message, span, syntax_hint(text, at, error.info()));
                    }
                    return;
                }
            }
        }
    }

    /// Takes one event in; `false` stops the reading of this file.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    return self.unwanted(span);
                }
                let data = match style {
                    ScalarStyle::Plain if matches!(&*value, "" | "~" | "null" | "Null" | "NULL") => Data::Null,
                    ScalarStyle::Plain => Data::Plain(value.into()),
                    ScalarStyle::SingleQuoted
                    | ScalarStyle::DoubleQuoted
                    | ScalarStyle::Literal
                    | ScalarStyle::Folded => Data::Quoted(value.into()),
                };
                let end = span.start as usize + written(self.text, span, style);
                self.put(Node {
                    span: Span::new(span.start as usize, end),
                    data,
                })
            }
            Event::SequenceStart(anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    return self.unwanted(span);
                }
                self.begin(span, Collecting::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    return self.unwanted(span);
                }
                self.begin(span, Collecting::Map(Vec::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return true };
                let data = match open.data {
                    // Trees live as long as the run: what growing left over is given back.
                    Collecting::List(mut items) => {
                        items.shrink_to_fit();
                        Data::List(items)
                    }
                    Collecting::Map(mut entries, _) => {
                        entries.shrink_to_fit();
                        Data::Map(entries)
                    }
                };
                let end = self.end_of(&data, open.start).unwrap_or_else(|| {
                    let end = (span.end as usize).max(open.start).min(self.text.len());
                    open.start + self.text[open.start..end].trim_end().len()
                });
                self.put(Node {
                    span: Span::new(open.start, end),
                    data,
                })
            }
            Event::Alias(_) => self.unwanted(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                true
            }
        }
    }

    /// Where a list or mapping ends: with its bracket, or with its last value.
    fn end_of(&self, data: &Data, start: usize) -> Option<usize> {
        let last = match data {
            Data::List(items) => items.last().map(|item| item.span),
            Data::Map(entries) => entries.last().map(|entry| entry.value.span.max(entry.key_span)),
            Data::Null | Data::Plain(_) | Data::Quoted(_) => None,
        };
        let last = last.map_or(start, |span| span.end as usize);
        let close = match self.text.as_bytes().get(start)? {
            b'[' => ']',
            b'{' => '}',
            _ => return Some(last),
        };
        let mut remark = false;
        let found = self
            .text
            .get(last.max(start + 1)..)?
            .char_indices()
            .find(|(_, character)| {
                remark = *character == '#' || (remark && *character != '\n');
                !remark && *character == close
            });
        found.map(|(at, _)| last.max(start + 1) + at + 1)
    }

    fn unwanted(&mut self, span: Span) -> bool {
        self.refuse(
            "R-YML-03",
            "anchors, aliases and tags (`&`, `*`, `!`) are not allowed in records",
            span,
            Some("write the value out; put quotes around text that begins with `&`, `*` or `!`"),
        );
        false
    }

    fn begin(&mut self, span: Span, data: Collecting) -> bool {
        if self.open.len() >= self.limits.depth {
            return self.too_deep(span);
        }
        if self.awaits_key() {
            return self.key_is_no_text(span);
        }
        self.open.push(Open {
            start: span.start as usize,
            data,
            seen: BTreeSet::new(),
        });
        true
    }

    fn too_deep(&mut self, span: Span) -> bool {
        let message = format!("more than {} lists or mappings inside one another", self.limits.depth);
        let hint = "records need a handful of levels: look for a missing line break or bracket";
        self.refuse("R-YML-05", message, span, Some(hint));
        false
    }

    fn awaits_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                data: Collecting::Map(_, None),
                ..
            })
        )
    }

    fn key_is_no_text(&mut self, span: Span) -> bool {
        let hint = "put quotes around the key; `{{ }}` at the start of a value needs quotes too";
        self.refuse("R-YML-04", "a key must be text", span, Some(hint));
        false
    }

    /// Puts a finished value where it belongs: a list, a mapping (as key or value), or the documents.
    fn put(&mut self, node: Node) -> bool {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            let message = format!("more than {} values in one file", self.limits.nodes);
            self.refuse(
                "R-YML-05",
                message,
                node.span,
                Some("split the records over several files"),
            );
            return false;
        }
        let awaits_key = self.awaits_key();
        let Some(open) = self.open.last_mut() else {
            if !node.is_null() {
                self.passed.documents.push(node);
            }
            return true;
        };
        match &mut open.data {
            Collecting::List(items) => items.push(node),
            Collecting::Map(_, key) if awaits_key => {
                let (Data::Plain(text) | Data::Quoted(text)) = node.data else {
                    return self.key_is_no_text(node.span);
                };
                if &*text == "<<" {
                    return self.unwanted(node.span);
                }
                *key = Some((text, node.span));
            }
            Collecting::Map(entries, key) => {
                let Some((name, key_span)) = key.take() else {
                    return true;
                };
                // Small mappings are searched; large ones get a set, so that no mapping costs the square of its size.
                if entries.len() == SMALL {
                    open.seen = entries.iter().map(|entry| entry.key.clone()).collect();
                }
                let is_new = if entries.len() < SMALL {
                    entries.iter().all(|entry| entry.key != name)
                } else {
                    open.seen.insert(name.clone())
                };
                if is_new {
                    entries.push(Entry {
                        key: name,
                        key_span,
                        value: node,
                    });
                } else {
                    let first = entries
                        .iter()
                        .find(|entry| entry.key == name)
                        .map(|entry| entry.key_span);
                    self.passed.faults.push(Fault {
                        rule: "R-YML-02",
                        message: format!("the key `{name}` stands twice in one mapping"),
                        span: key_span,
                        label: first.map(|first| (first, "first here")),
                        hint: Some("keep one of the two; nothing is chosen silently"),
                    });
                }
            }
        }
        true
    }
}

/// How many bytes of a scalar's span are the scalar: the parser's span runs on to the next token, over remarks.
fn written(whole: &str, span: Span, style: ScalarStyle) -> usize {
    let text = &whole[span.range()];
    let quoted = |quote: u8, escape: Option<u8>| {
        let bytes = text.as_bytes();
        let mut at = 1;
        while let Some(byte) = bytes.get(at) {
            if Some(*byte) == escape {
                at += 2;
            } else if *byte == quote && escape.is_none() && bytes.get(at + 1) == Some(&quote) {
                at += 2; // a quote inside single quotes is written twice
            } else if *byte == quote {
                return at + 1;
            } else {
                at += 1;
            }
        }
        text.trim_end().len()
    };
    match style {
        ScalarStyle::Plain => text.trim_end().len(),
        ScalarStyle::SingleQuoted => quoted(b'\'', None),
        ScalarStyle::DoubleQuoted => quoted(b'"', Some(b'\\')),
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let before = &whole[..span.start as usize];
            block(text, before.len() - before.rfind('\n').map_or(0, |newline| newline + 1))
        }
    }
}

/// The bytes of a block scalar, whose first line begins at `depth`: the lines as deep as that, without blank ones at the end.
fn block(text: &str, depth: usize) -> usize {
    let deep = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let (mut at, mut end) = (0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if !line.trim().is_empty() {
            if number > 0 && deep(line) < depth {
                break;
            }
            end = at + line.trim_end().len();
        }
        at += line.len();
    }
    end
}

/// What commonly stands behind a syntax error at this place.
fn syntax_hint(text: &str, at: usize, info: &str) -> Option<&'static str> {
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let line = &text[line_start..line_end];
    let indentation = &line[..line.len() - line.trim_start().len()];
    if indentation.contains('\t') || info.contains("tab") {
        return Some("indent with spaces: YAML does not allow tabs there");
    }
    if text
        .lines()
        .any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
    {
        return Some("a merge conflict is left in the file: resolve it");
    }
    if line.matches(": ").count() > 1 && !line.contains(['{', '"', '\'']) {
        return Some("a value that holds `: ` needs quotes");
    }
    Some("look at this line and the one above: a quote, bracket or indentation does not match")
}

/// Character positions of the parser as byte offsets.
struct Offsets {
    /// Byte offset of each character; empty when the text is ASCII, where both are the same.
    bytes: Vec<u32>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .map(|(byte, _)| u32::try_from(byte).unwrap_or(u32::MAX))
                .collect()
        };
        Self {
            bytes,
            length: text.len(),
        }
    }

    fn byte(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            character.min(self.length)
        } else {
            self.bytes.get(character).map_or(self.length, |byte| *byte as usize)
        }
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        Span::new(self.byte(span.start.index()), self.byte(span.end.index()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(text: &str) -> Passed {
        gate(text, Limits::default())
    }

    fn rules(text: &str) -> Vec<&'static str> {
        pass(text).faults.iter().map(|fault| fault.rule).collect()
    }

    #[test]
    fn every_value_knows_its_bytes() {
        let text = "a: ö\nlist:\n  - x: 1\n    y: |\n      two\n      lines\n  - 'q'\n";
        let documents = pass(text).documents;
        let slice = |path: &str| &text[documents[0].at(path).unwrap().span.range()];
        assert_eq!(slice("a"), "ö");
        assert_eq!(slice("list[0].x"), "1");
        assert_eq!(slice("list[1]"), "'q'");
        assert_eq!(documents[0].at("list[0].y").unwrap().text(), Some("two\nlines\n"));
        assert_eq!(&text[documents[0].place_of("list[0].missing").range()], "x");
    }

    #[test]
    fn remarks_behind_a_value_are_no_part_of_it() {
        let text = "a: \"x \\\" # y\"   # one\nb: 'it''s'  # two\nc: plain # three\nd: |\n  # text\n  more\n\n# four\ne: [1] # five\n";
        let documents = pass(text).documents;
        let slice = |key: &str| &text[documents[0].get(key).unwrap().span.range()];
        assert_eq!(slice("a"), "\"x \\\" # y\"");
        assert_eq!(slice("b"), "'it''s'");
        assert_eq!(slice("c"), "plain");
        assert_eq!(slice("d"), "# text\n  more");
        assert_eq!(slice("e"), "[1]");
    }

    #[test]
    fn windows_line_ends_keep_places() {
        let text = "a: 1\r\nb: two\r\n";
        let documents = pass(text).documents;
        assert_eq!(&text[documents[0].get("b").unwrap().span.range()], "two");
    }

    #[test]
    fn several_documents_and_empty_ones() {
        assert_eq!(pass("---\na: 1\n---\n---\nb: 2\n").documents.len(), 2);
        assert_eq!(pass("").documents.len(), 0);
        assert_eq!(pass("# only a comment\n").documents.len(), 0);
    }

    #[test]
    fn hostile_input_is_refused_quickly() {
        assert_eq!(rules(&"[".repeat(100_000)), ["R-YML-05"]);
        assert_eq!(rules(&"- ".repeat(100_000)), ["R-YML-05"]);
        assert_eq!(rules(&"{a: ".repeat(100_000)), ["R-YML-05"]);
        assert_eq!(rules("a: &x [1]\nb: *x\n"), ["R-YML-03"]);
        assert_eq!(rules("a: !!python/object x\n"), ["R-YML-03"]);
        assert_eq!(rules("<<: {a: 1}\n"), ["R-YML-03"]);
        assert_eq!(rules("? [a]\n: 1\n"), ["R-YML-04"]);
        assert_eq!(rules("a: {{ x }}\n"), ["R-YML-04"]);
        assert_eq!(rules("a: \0\n"), ["R-FIL-02"]);
    }

    #[test]
    fn a_duplicate_key_names_both_places_and_reading_goes_on() {
        let text = "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n";
        let passed = pass(text);
        assert_eq!(rules(text), ["R-YML-02", "R-YML-02"]);
        assert_eq!(passed.faults[1].span.start, 22);
        assert_eq!(passed.faults[1].label, Some((Span::new(0, 1), "first here")));
        assert_eq!(passed.documents[0].get("a").unwrap().text(), Some("1"));
    }

    #[test]
    fn duplicates_are_found_in_large_mappings_too() {
        let mut text: String = (0..100).map(|number| format!("k{number}: 1\n")).collect();
        text.push_str("k3: 2\nk99: 2\nk100: 1\n");
        assert_eq!(rules(&text), ["R-YML-02", "R-YML-02"]);
        assert_eq!(pass(&text).documents[0].entries().len(), 101);
    }

    #[test]
    fn a_syntax_error_has_a_place_and_a_hint() {
        let passed = pass("a: 1\n\tb: 2\n");
        assert_eq!(passed.faults[0].rule, "R-YML-01");
        assert!(passed.faults[0].hint.unwrap().contains("spaces"));
    }
}
