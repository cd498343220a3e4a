//! The text of files, and places in it.
//!
//! In: bytes that `read` found. Out: text with a [`SourceId`], and for any byte range its line and column.
//! Nothing here knows what a record is.

use std::fmt;
use std::sync::Arc;

/// Which file of a run, as an index into [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct SourceId(u32);

/// A range of bytes in one file; the end is exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// Makes a span from two byte offsets; offsets beyond 4 GiB are held at the largest value that fits.
    pub fn new(start: usize, end: usize) -> Self {
        let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: fit(start),
            end: fit(end.max(start)),
        }
    }

    /// The range for slicing text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A span in a certain file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// The bytes.
    pub span: Span,
}

/// Line and column as people count them: from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One file: its path below the project's folder and its text without byte order mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Path below the project's folder, parts joined by `/` on every system.
    pub path: String,
    /// The text; a byte order mark at its start is taken off.
    pub text: String,
    /// SHA-256 of the bytes as they lie on disk, in lower-case hexadecimal.
    pub sha256: String,
}

impl Source {
    /// The line and column where `span` begins.
    pub fn position(&self, span: Span) -> Position {
        let offset = (span.start as usize).min(self.text.len());
        let before = self.text.get(..offset).unwrap_or_else(|| {
            let mut at = offset;
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            &self.text[..at]
        });
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// All files of a run, in the order they were read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// Adds a file and gives the id to speak of it.
    pub fn add(&mut self, source: impl Into<Arc<Source>>) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).expect("fewer than 4 billion files"));
        self.files.push(source.into());
        id
    }

    /// The file behind an id.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Every file with its id, in reading order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0u32..).map(SourceId).zip(self.files.iter().map(|source| &**source))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// `path:line:column` of a place.
    pub fn locate(&self, place: Place) -> Located<'_> {
        let source = self.get(place.source);
        Located {
            path: &source.path,
            position: source.position(place.span),
        }
    }
}

/// A place in words: `path:line:column`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Located<'a> {
    /// Path below the project's folder.
    pub path: &'a str,
    /// Line and column.
    pub position: Position,
}

impl fmt::Display for Located<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}:{}",
            self.path, self.position.line, self.position.column
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source {
            path: "a.yaml".to_owned(),
            text: text.to_owned(),
            sha256: String::new(),
        }
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = source("a: ö x\nb: 1\n");
        assert_eq!(source.position(Span::new(6, 7)), Position { line: 1, column: 6 });
        assert_eq!(source.position(Span::new(8, 9)), Position { line: 2, column: 1 });
    }

    #[test]
    fn a_place_beyond_the_end_is_the_end() {
        assert_eq!(
            source("ab").position(Span::new(99, 100)),
            Position { line: 1, column: 3 }
        );
        assert_eq!(source("").position(Span::default()), Position { line: 1, column: 1 });
    }
}
