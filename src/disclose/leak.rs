//! The last look: whether the finished bytes of the site hold words that were withheld.
//!
//! In: the records, and what the audience may see of them. Out: [`Secrets`], which tells for the bytes of each file whose
//! withheld words stand in it. Everything that decides what is shown comes before this; here nothing is decided, only found.
//!
//! How: words are compared in lower case without punctuation, so that neither Markdown, JSON nor HTML around them matters. Of
//! a long text any eight successive words that begin at a multiple of eight are looked for, of a short one all of it. A file
//! is read twice at once: all of it, and its text without tags. Words are compared by hashes of 64 bits.
//!
//! What is looked for: every field that is personal or restricted, in whatever record. What is not: words that stand in what
//! the audience may see anyway, ids that it may be told, numbers, and short words in restricted text, all of which would be
//! found everywhere and mean nothing; nor the plain words of records that are withheld as a whole, a characteristic or a method,
//! which others may use as well; nor short phrases of a case such as the kind of a document.

use super::Disclosure;
use crate::link::{Ledger, RecordIndex};
use crate::record::schema::{Field, Shape};
use crate::record::types::Audience;
use crate::record::{Catalogue, case};
use crate::yaml::node::{Data, Node};
use std::collections::BTreeSet;

/// How many successive words of a long text are looked for.
const WINDOW: usize = 8;

/// Fewest letters and digits of personal data that are looked for.
const LEAST_PERSONAL: usize = 6;

/// Fewest letters and digits of restricted text that are looked for.
const LEAST_TEXT: usize = 16;

/// Words that were withheld.
#[derive(Debug, Default)]
pub struct Secrets {
    windows: Windows,
    secrets: Vec<Leak>,
}

/// Withheld words that stand in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Leak {
    /// The record that they were withheld from.
    pub record: RecordIndex,
    /// Path of the field.
    pub field: String,
}

/// Hashes of successive words with the secret they belong to.
#[derive(Debug, Default)]
struct Windows {
    /// Sorted by hash.
    all: Vec<(u64, u32)>,
    /// Whether a hash with these last bits is among them: most words are told apart by this alone.
    likely: Vec<u64>,
    /// Numbers of words that windows have.
    lengths: BTreeSet<usize>,
}

/// Bits by which most words are told apart.
const BITS: u64 = (1 << 20) - 1;

impl Windows {
    fn of(mut all: Vec<(u64, u32)>, lengths: BTreeSet<usize>) -> Self {
        all.sort_unstable();
        all.dedup();
        let mut likely = vec![0_u64; 1 << 14];
        for (hash, _) in &all {
            let bit = hash & BITS;
            likely[usize::try_from(bit >> 6).unwrap_or(0)] |= 1 << (bit & 63);
        }
        Self { all, likely, lengths }
    }

    /// Places of the windows that stand in a row of words.
    fn each(&self, words: &[u64], mut found: impl FnMut(usize)) {
        let Some(most) = self.lengths.last() else { return };
        for start in 0..words.len() {
            let mut hash = START;
            for (index, word) in words[start..].iter().take(*most).enumerate() {
                hash = join(hash, *word);
                let bit = hash & BITS;
                let likely = self.likely[usize::try_from(bit >> 6).unwrap_or(0)] >> (bit & 63) & 1 == 1;
                if !likely || !self.lengths.contains(&(index + 1)) {
                    continue;
                }
                let first = self.all.partition_point(|(known, _)| *known < hash);
                for place in first..self.all.len() {
                    if self.all[place].0 != hash {
                        break;
                    }
                    found(place);
                }
            }
        }
    }
}

impl Secrets {
    /// What is withheld from an audience.
    pub fn of(ledger: &Ledger, catalogue: &Catalogue, disclosure: &Disclosure) -> Self {
        if disclosure.audience() == Audience::Restricted {
            return Self::default();
        }
        let mut gather = Gather {
            disclosure,
            ledger,
            record: RecordIndex::default(),
            whole: false,
            visible: Vec::new(),
            secrets: Vec::new(),
            windows: Vec::new(),
            lengths: BTreeSet::new(),
        };
        for (index, record) in ledger.records() {
            gather.record = index;
            gather.whole = !disclosure.record(record);
            gather.fields(&record.node, catalogue.fields(record.kind), "", false);
        }
        gather.finish()
    }

    /// How many texts are looked for.
    pub fn len(&self) -> usize {
        let numbers: BTreeSet<u32> = self.windows.all.iter().map(|(_, number)| *number).collect();
        numbers.len()
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.windows.all.is_empty()
    }

    /// Whose withheld words stand in the bytes of a file, each record and field once.
    pub fn in_file(&self, bytes: &[u8]) -> Vec<Leak> {
        if self.is_empty() {
            return Vec::new();
        }
        let text = String::from_utf8_lossy(bytes);
        let mut numbers = BTreeSet::new();
        let mut look = |words: &[u64]| {
            self.windows.each(words, |place| {
                numbers.insert(self.windows.all[place].1);
            });
        };
        look(&words(&text, false));
        if text.contains('<') {
            look(&words(&text, true));
        }
        let leaks = numbers.into_iter().map(|number| self.secrets[number as usize].clone());
        leaks.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Gathers withheld and visible words of a record.
struct Gather<'a> {
    disclosure: &'a Disclosure,
    ledger: &'a Ledger,
    record: RecordIndex,
    /// Whether the record is withheld as a whole.
    whole: bool,
    /// Words of fields that may be seen.
    visible: Vec<Vec<u64>>,
    secrets: Vec<Leak>,
    windows: Vec<(u64, u32)>,
    lengths: BTreeSet<usize>,
}

impl Gather<'_> {
    /// The secrets, without what the audience may read anyway.
    fn finish(self) -> Secrets {
        let Gather {
            visible,
            secrets,
            windows,
            lengths,
            ..
        } = self;
        let windows = Windows::of(windows, lengths);
        // What the audience may read anyway gives nothing away.
        let mut seen = BTreeSet::new();
        for words in &visible {
            windows.each(words, |place| {
                seen.insert(place);
            });
        }
        let Windows { all, lengths, .. } = windows;
        let kept = all.into_iter().enumerate().filter(|(place, _)| !seen.contains(place));
        Secrets {
            windows: Windows::of(kept.map(|(_, window)| window).collect(), lengths),
            secrets,
        }
    }

    fn fields(&mut self, node: &Node, fields: &[Field], path: &str, withheld: bool) {
        for field in fields {
            let Some(value) = node.get(&field.name) else { continue };
            let path = if path.is_empty() {
                field.name.clone()
            } else {
                format!("{path}.{}", field.name)
            };
            let hidden = withheld || !self.disclosure.field(field);
            self.value(value, &field.shape, &path, hidden, field.personal);
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape, path: &str, withheld: bool, personal: bool) {
        match (shape, &node.data) {
            (Shape::Fields(fields), Data::Map(_)) => self.fields(node, fields, path, withheld),
            (Shape::Either(shapes), _) => {
                let fits = |shape: &&Shape| match &node.data {
                    Data::Map(_) => matches!(shape, Shape::Fields(_) | Shape::Map(_)),
                    Data::List(_) => matches!(shape, Shape::List(_)),
                    Data::Null | Data::Plain(_) | Data::Quoted(_) => {
                        !matches!(shape, Shape::Fields(_) | Shape::Map(_) | Shape::List(_))
                    }
                };
                if let Some(shape) = shapes.iter().find(fits) {
                    self.value(node, shape, path, withheld, personal);
                }
            }
            (Shape::List(item), Data::List(items)) => {
                for (index, node) in items.iter().enumerate() {
                    self.value(node, item, &format!("{path}[{index}]"), withheld, personal);
                }
            }
            (Shape::Map(item), Data::Map(entries)) => {
                for entry in entries {
                    self.value(&entry.value, item, &format!("{path}.{}", entry.key), withheld, personal);
                }
            }
            (shape, Data::Plain(text) | Data::Quoted(text)) => self.text(text, shape, path, withheld, personal),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, shape: &Shape, path: &str, withheld: bool, personal: bool) {
        let is_words = matches!(
            shape,
            Shape::Text(_) | Shape::Sort(_) | Shape::ReferenceOrText(_) | Shape::Any
        );
        if !is_words {
            return;
        }
        let withheld = withheld || !self.disclosure.text(shape, text);
        if !withheld {
            if !self.whole {
                self.visible.push(words(text, false));
            }
        } else if self.ledger.find(text.split('#').next().unwrap_or_default()).is_none() && !self.is_phrase(text, path)
        {
            // Ids stand on pages where the audience may be told of them; what may not is left out where links are made.
            self.secret(text, path, personal);
        }
    }

    /// Whether it is a phrase of a case that others use as well.
    fn is_phrase(&self, text: &str, path: &str) -> bool {
        let plain: Vec<&str> = path
            .split('.')
            .map(|part| part.split('[').next().unwrap_or_default())
            .collect();
        case::is_phrase(self.ledger.get(self.record).kind, &plain.join(".")) && words(text, false).len() < WINDOW
    }

    fn secret(&mut self, text: &str, path: &str, personal: bool) {
        let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
        let is_number = !text.chars().any(char::is_alphabetic);
        let words = words(text, false);
        let long_enough = if personal {
            letters >= LEAST_PERSONAL
        } else {
            letters >= LEAST_TEXT
        };
        if is_number || !long_enough {
            return;
        }
        let Ok(number) = u32::try_from(self.secrets.len()) else {
            return;
        };
        for chunk in words.chunks(WINDOW) {
            // The rest of a long text is too short to mean anything by itself.
            if chunk.len() == WINDOW || words.len() < WINDOW {
                let hash = chunk.iter().fold(START, |hash, word| join(hash, *word));
                self.windows.push((hash, number));
                self.lengths.insert(chunk.len());
            }
        }
        self.secrets.push(Leak {
            record: self.record,
            field: path.to_owned(),
        });
    }
}

/// Where hashes begin (FNV-1a).
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash of words with one word more.
fn join(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(29)
}

/// The words of a text as hashes, in lower case: runs of letters and digits. References of HTML and escapes of JSON part words;
/// with `without_tags` what stands between `<` and `>` does not count.
fn words(text: &str, without_tags: bool) -> Vec<u64> {
    let mut words = Vec::new();
    let mut word = START;
    let mut inside = false;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '<' if without_tags => inside = true,
            '>' if without_tags => inside = false,
            _ if inside => continue,
            character if character.is_alphanumeric() => {
                for lower in character.to_lowercase() {
                    word = (word ^ u64::from(u32::from(lower))).wrapping_mul(0x0100_0000_01b3);
                }
                continue;
            }
            // `&#39;` and `&amp;` are signs, no words.
            '&' => {
                let rest = &text.as_bytes()[at + 1..];
                let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'#';
                let length = rest.iter().take(8).take_while(is_name).count();
                if length > 0 && rest.get(length) == Some(&b';') {
                    characters.nth(length);
                }
            }
            '\\' => {
                characters.next();
            }
            _ => {}
        }
        if word != START {
            words.push(std::mem::replace(&mut word, START));
        }
    }
    if word != START {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(texts: &[&str], visible: &[&str]) -> Secrets {
        let ledger = Ledger::default();
        let disclosure = Disclosure::to(Audience::Internal, &ledger);
        let mut gather = Gather {
            disclosure: &disclosure,
            ledger: &ledger,
            record: RecordIndex::default(),
            whole: false,
            visible: Vec::new(),
            secrets: Vec::new(),
            windows: Vec::new(),
            lengths: BTreeSet::new(),
        };
        for text in texts {
            gather.secret(text, "description", true);
        }
        gather.visible = visible.iter().map(|text| words(text, false)).collect();
        gather.finish()
    }

    fn found(secrets: &Secrets, file: &str) -> bool {
        !secrets.in_file(file.as_bytes()).is_empty()
    }

    #[test]
    fn words_are_found_whatever_stands_around_them() {
        let texts = [
            "Mary O'Byrne",
            "The project ended five weeks late and nobody told us anything at all.",
        ];
        let secrets = secrets(&texts, &[]);
        assert!(found(&secrets, "<p>said <b>Mary</b> O&#39;Byrne.</p>"));
        assert!(found(&secrets, "<a title=\"mary o'byrne\">x</a>"));
        assert!(found(&secrets, "{\"text\":\"MARY\\nO'Byrne\"}"));
        assert!(found(&secrets, "… the project *ended* five weeks late and nobody …"));
        assert!(!found(&secrets, "Mary and O'Byrne came five weeks late"));
        assert!(!found(&secrets, "Rosemary O'Byrnes"));
    }

    #[test]
    fn what_the_audience_may_see_anyway_and_short_words_are_not_looked_for() {
        assert!(secrets(&["late delivery", "none", "2025-01-02"], &["late delivery of software"]).is_empty());
    }

    #[test]
    fn nothing_withheld_finds_nothing() {
        assert!(!found(&Secrets::default(), "<p>anything</p>"));
    }
}
