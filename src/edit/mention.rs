//! Where an id stands as a whole word in text, so that another can stand in its place.
//!
//! `CMP-1` is not in `CMP-10` nor in `CMP-1-b`. Web addresses belong to others and are left alone; in a path it counts
//! only when the file of that path gets another name as well.

use std::collections::BTreeSet;
use std::ops::Range;

/// Looks for an id and knows what takes its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mentions<'a> {
    /// The id as it is.
    pub old: &'a str,
    /// The id as it will be.
    pub new: &'a str,
    /// Paths and addresses that change with the id: of files named after it, and of its page.
    pub moved: BTreeSet<String>,
}

/// How text is written: in double quotes a letter before an id may belong to an escape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    /// As it is.
    Plain,
    /// With backslashes that begin escapes.
    Escaped,
}

impl Mentions<'_> {
    /// The places of the id in a text.
    pub fn find(&self, text: &str, writing: Writing) -> Vec<Range<usize>> {
        let all = text.match_indices(self.old).map(|(at, _)| at..at + self.old.len());
        all.filter(|range| self.counts(text, range, writing)).collect()
    }

    /// The text with the new id in place of the old one.
    pub fn replaced(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for range in self.find(text, Writing::Plain) {
            result.push_str(&text[at..range.start]);
            result.push_str(self.new);
            at = range.end;
        }
        result.push_str(&text[at..]);
        result
    }

    fn counts(&self, text: &str, range: &Range<usize>, writing: Writing) -> bool {
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let free_before = !before.ends_with(is_word) || (writing == Writing::Escaped && ends_in_escape(before));
        if !free_before || after.starts_with(is_word) {
            return false;
        }
        let token = before.rsplit(|character: char| character.is_whitespace() || "<>\"'()[]{}".contains(character));
        if token.take(1).any(|token| token.contains("://")) {
            return false;
        }
        match self.path(before, after) {
            Some(path) => self.moved.iter().any(|moved| names(&path, moved)),
            None => true,
        }
    }

    /// The path in which the id stands, when it stands in one: behind a slash, before one, or before an ending.
    fn path(&self, before: &str, after: &str) -> Option<String> {
        let in_path = |character: char| character.is_ascii_alphanumeric() || "_-./".contains(character);
        let start = before.len()
            - before
                .chars()
                .rev()
                .take_while(|c| in_path(*c))
                .map(char::len_utf8)
                .sum::<usize>();
        let end: usize = after.chars().take_while(|c| in_path(*c)).map(char::len_utf8).sum();
        let (left, right) = (&before[start..], after[..end].trim_end_matches(['.', '/']));
        // `CMP-1/CMP-2` are two ids and no path.
        let is_id = crate::record::id::is_id;
        let folder_before = left
            .strip_suffix('/')
            .is_some_and(|left| !is_id(left.rsplit('/').next().unwrap_or_default()));
        let more_behind = right
            .strip_prefix('/')
            .is_some_and(|right| !is_id(right.split('/').next().unwrap_or_default()));
        let ending = right
            .strip_prefix('.')
            .is_some_and(|ending| ending.starts_with(|first: char| first.is_ascii_lowercase()));
        (folder_before || more_behind || ending).then(|| format!("{left}{}{right}", self.old))
    }
}

/// Whether a path as written leads to a file: whole, or as seen from another folder.
fn names(written: &str, file: &str) -> bool {
    let written = written
        .trim_start_matches("../")
        .trim_start_matches("./")
        .trim_start_matches('/');
    file == written || file.ends_with(&format!("/{written}")) || written.ends_with(&format!("/{file}"))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '-' || character == '_'
}

/// Whether the last character is the letter of an escape such as `\n`.
fn ends_in_escape(text: &str) -> bool {
    let mut characters = text.chars().rev();
    characters.next().is_some_and(|last| last.is_ascii_alphabetic())
        && characters.take_while(|character| *character == '\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        let mentions = Mentions {
            old: "CMP-1",
            new: "CMP-2026-9",
            moved: ["complaints/CMP-1.yaml", "complaints/CMP-1.html"]
                .map(str::to_owned)
                .into(),
        };
        mentions.replaced(text)
    }

    #[test]
    fn whole_words_only() {
        for (text, expected) in [
            ("CMP-1", "CMP-2026-9"),
            (
                "see CMP-1, CMP-1#a and (CMP-1).",
                "see CMP-2026-9, CMP-2026-9#a and (CMP-2026-9).",
            ),
            (
                "CMP-10 CMP-1-b XCMP-1 CMP-1_ éCMP-1",
                "CMP-10 CMP-1-b XCMP-1 CMP-1_ éCMP-1",
            ),
            ("CMP-1/CMP-2", "CMP-2026-9/CMP-2"),
            ("[[CMP-1]] `CMP-1`", "[[CMP-2026-9]] `CMP-2026-9`"),
        ] {
            assert_eq!(replaced(text), expected);
        }
    }

    #[test]
    fn paths_follow_their_file_and_addresses_of_others_stay() {
        for (text, expected) in [
            ("complaints/CMP-1.yaml", "complaints/CMP-2026-9.yaml"),
            ("[a](../complaints/CMP-1.html)", "[a](../complaints/CMP-2026-9.html)"),
            ("CMP-1.html", "CMP-2026-9.html"),
            ("evidence/CMP-1.pdf", "evidence/CMP-1.pdf"),
            ("evidence/CMP-1/letter.pdf", "evidence/CMP-1/letter.pdf"),
            ("https://crm.example/CMP-1", "https://crm.example/CMP-1"),
            (
                "[crm](https://crm.example/?id=CMP-1) CMP-1",
                "[crm](https://crm.example/?id=CMP-1) CMP-2026-9",
            ),
        ] {
            assert_eq!(replaced(text), expected);
        }
    }

    #[test]
    fn in_double_quotes_an_escape_before_it_is_no_part_of_the_word() {
        let mentions = Mentions {
            old: "CMP-1",
            new: "CMP-2",
            moved: BTreeSet::new(),
        };
        assert_eq!(mentions.find(r"a\nCMP-1", Writing::Escaped).len(), 1);
        assert_eq!(mentions.find(r"a\\nCMP-1", Writing::Escaped).len(), 0);
        assert_eq!(mentions.find(r"a\nCMP-1", Writing::Plain).len(), 0);
    }
}
