//! The last look: whether the finished bytes of the site hold words that were withheld.
//!
//! In: the records, and what the audience may see of them. Out: [`Secrets`], which tells for the bytes of each file whose
//! withheld words stand in it. Everything that decides what is shown comes before this; here nothing is decided, only found.
//!
//! How: words are compared in lower case without punctuation, so that neither Markdown, JSON nor HTML around them matters. Of
//! a long text any eight successive words that begin at a multiple of eight are looked for, of a short one all of it. A file
//! is read twice at once: all of it, and its text without tags. Hashes find candidates, the words themselves decide.
//!
//! What is not looked for: words that stand in what the audience may see anyway, ids that it may be told, single short words,
//! numbers and words of a list, which would be found everywhere.

use super::Disclosure;
use crate::link::{Ledger, RecordIndex};
use crate::record::Catalogue;
use crate::record::schema::{Field, Shape};
use crate::record::types::Audience;
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
    /// Hash of the words, their number, and the secret they belong to; sorted.
    windows: Vec<(u64, u8, u32)>,
    /// Numbers of words that windows have.
    lengths: BTreeSet<u8>,
    secrets: Vec<Secret>,
}

#[derive(Debug)]
struct Secret {
    record: RecordIndex,
    field: String,
    words: Vec<String>,
}

/// Withheld words that stand in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Leak {
    /// The record that they were withheld from.
    pub record: RecordIndex,
    /// Path of the field.
    pub field: String,
}

impl Secrets {
    /// What is withheld from an audience.
    pub fn of(ledger: &Ledger, catalogue: &Catalogue, disclosure: &Disclosure) -> Self {
        let mut secrets = Self::default();
        if disclosure.audience() == Audience::Restricted {
            return secrets;
        }
        let mut seen = Seen::default();
        let mut found = Vec::new();
        for (index, record) in ledger.records() {
            let whole = !disclosure.record(record);
            let mut gather = Gather {
                disclosure,
                ledger,
                record: index,
                seen: &mut seen,
                found: &mut found,
            };
            gather.fields(&record.node, catalogue.fields(record.kind), "", whole);
        }
        for (secret, personal) in found {
            secrets.add(secret, personal, &seen);
        }
        secrets.windows.sort_unstable();
        secrets.windows.dedup();
        secrets
    }

    /// How many texts are looked for.
    pub fn len(&self) -> usize {
        self.secrets.len()
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    fn add(&mut self, secret: Secret, personal: bool, seen: &Seen) {
        let letters: usize = secret.words.iter().map(|word| word.chars().count()).sum();
        let is_number = secret
            .words
            .iter()
            .all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        if is_number || letters < if personal { LEAST_PERSONAL } else { LEAST_TEXT } {
            return;
        }
        let number = u32::try_from(self.secrets.len()).unwrap_or(u32::MAX);
        let mut any = false;
        for words in secret.words.chunks(WINDOW) {
            // The rest of a long text is too short to mean anything by itself.
            let rest = words.len() < WINDOW && secret.words.len() >= WINDOW;
            if rest || seen.windows.contains(&hash(words)) {
                continue;
            }
            let Ok(length) = u8::try_from(words.len()) else {
                continue;
            };
            self.windows.push((hash(words), length, number));
            self.lengths.insert(length);
            any = true;
        }
        if any {
            self.secrets.push(secret);
        }
    }

    /// Whose withheld words stand in the bytes of a file, each record and field once.
    pub fn in_file(&self, bytes: &[u8]) -> Vec<Leak> {
        let mut leaks = BTreeSet::new();
        if !self.is_empty() {
            let text = String::from_utf8_lossy(bytes);
            self.look(&words(&text, false), &mut leaks);
            if text.contains('<') {
                self.look(&words(&text, true), &mut leaks);
            }
        }
        leaks.into_iter().collect()
    }

    fn look(&self, words: &[String], leaks: &mut BTreeSet<Leak>) {
        for start in 0..words.len() {
            for length in &self.lengths {
                let Some(window) = words.get(start..start + usize::from(*length)) else {
                    continue;
                };
                let hash = hash(window);
                let first = self.windows.partition_point(|(known, ..)| *known < hash);
                for (_, _, number) in self.windows[first..].iter().take_while(|(known, ..)| *known == hash) {
                    let secret = &self.secrets[*number as usize];
                    if secret.words.chunks(WINDOW).any(|chunk| chunk == window) {
                        leaks.insert(Leak {
                            record: secret.record,
                            field: secret.field.clone(),
                        });
                    }
                }
            }
        }
    }
}

/// Windows of what the audience may see.
#[derive(Default)]
struct Seen {
    windows: BTreeSet<u64>,
}

impl Seen {
    fn add(&mut self, words: &[String]) {
        for length in 1..=WINDOW {
            for window in words.windows(length) {
                self.windows.insert(hash(window));
            }
        }
    }
}

/// Gathers withheld and visible words of a record.
struct Gather<'a> {
    disclosure: &'a Disclosure,
    ledger: &'a Ledger,
    record: RecordIndex,
    seen: &'a mut Seen,
    found: &'a mut Vec<(Secret, bool)>,
}

impl Gather<'_> {
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
        let words = words(text, false);
        let withheld = withheld || !self.disclosure.text(shape, text);
        if !withheld {
            self.seen.add(&words);
        } else if self.ledger.find(text.split('#').next().unwrap_or_default()).is_none() {
            // Ids stand on pages where the audience may be told of them; what may not is left out where links are made.
            let secret = Secret {
                record: self.record,
                field: path.to_owned(),
                words,
            };
            self.found.push((secret, personal));
        }
    }
}

/// The words of a text in lower case: runs of letters and digits. References of HTML and escapes of JSON part words; with
/// `without_tags` what stands between `<` and `>` does not count.
fn words(text: &str, without_tags: bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    let mut inside = false;
    let end = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    while let Some(character) = characters.next() {
        match character {
            '<' if without_tags => inside = true,
            '>' if without_tags => inside = false,
            _ if inside => continue,
            '&' => {
                // `&#39;` and `&amp;` are signs, no words.
                let mut ahead = characters.clone();
                let reference: String = ahead
                    .by_ref()
                    .take_while(|next| next.is_ascii_alphanumeric() || *next == '#')
                    .take(8)
                    .collect();
                let length = reference.chars().count();
                if length > 0 && characters.clone().nth(length) == Some(';') {
                    for _ in 0..=length {
                        characters.next();
                    }
                }
            }
            '\\' => {
                characters.next();
            }
            character if character.is_alphanumeric() => {
                word.extend(character.to_lowercase());
                continue;
            }
            _ => {}
        }
        end(&mut word, &mut words);
    }
    end(&mut word, &mut words);
    words
}

/// FNV-1a over words with a sign between them.
fn hash(words: &[String]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |byte: u8| {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    };
    for word in words {
        word.bytes().for_each(&mut take);
        take(0);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(texts: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        for text in texts {
            let secret = Secret {
                record: RecordIndex::default(),
                field: "description".to_owned(),
                words: words(text, false),
            };
            secrets.add(secret, true, &Seen::default());
        }
        secrets.windows.sort_unstable();
        secrets
    }

    fn found(secrets: &Secrets, file: &str) -> bool {
        !secrets.in_file(file.as_bytes()).is_empty()
    }

    #[test]
    fn words_are_found_whatever_stands_around_them() {
        let secrets = secrets(&[
            "Mary O'Byrne",
            "The project ended five weeks late and nobody told us anything at all.",
        ]);
        assert!(found(&secrets, "<p>said <b>Mary</b> O&#39;Byrne.</p>"));
        assert!(found(&secrets, "<a title=\"mary o'byrne\">x</a>"));
        assert!(found(&secrets, "{\"text\":\"MARY\\nO'Byrne\"}"));
        assert!(found(&secrets, "… the project *ended* five weeks late and nobody …"));
        assert!(!found(&secrets, "Mary and O'Byrne came five weeks late"));
        assert!(!found(&secrets, "Rosemary O'Byrnes"));
    }

    #[test]
    fn what_the_audience_may_see_anyway_and_short_words_are_not_looked_for() {
        let mut secrets = Secrets::default();
        let mut seen = Seen::default();
        seen.add(&words("late delivery of software", false));
        for text in ["late delivery", "none", "2025"] {
            let secret = Secret {
                record: RecordIndex::default(),
                field: String::new(),
                words: words(text, false),
            };
            secrets.add(secret, true, &seen);
        }
        assert!(secrets.is_empty());
    }

    #[test]
    fn nothing_withheld_finds_nothing() {
        assert!(!found(&Secrets::default(), "<p>anything</p>"));
    }
}
