//! The id of a new record: the next number after the pattern in use, or a short random one.
//!
//! Two branches that draw the next number meet in a merge, and `check` names both places; a random suffix does not meet.

use crate::error::{Error, ErrorKind};
use crate::record::Kind;
use crate::record::id::{Prefixes, is_id, prefix};
use std::collections::BTreeSet;

/// Kinds that are many and are looked for by year: their ids carry it.
const BY_YEAR: &[Kind] = &[Kind::Complaint, Kind::Feedback, Kind::Dispute, Kind::Interview];

/// Letters and digits of random ids: none that look alike, and no vowels, so that no words come out.
const ALPHABET: &[u8] = b"bcdfghjkmnpqrstvwxz23456789";

/// Ids that cannot be given again: those of records, and old ones that lead to records now.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    ids: BTreeSet<String>,
    folded: BTreeSet<String>,
}

impl<'a> FromIterator<&'a str> for Taken {
    fn from_iter<T: IntoIterator<Item = &'a str>>(ids: T) -> Self {
        let ids: BTreeSet<String> = ids.into_iter().map(str::to_owned).collect();
        Self {
            folded: ids.iter().map(|id| id.to_ascii_lowercase()).collect(),
            ids,
        }
    }
}

impl Taken {
    /// Whether an id, or one that differs in upper and lower case only, is in use or was.
    pub fn holds(&self, id: &str) -> bool {
        self.folded.contains(&id.to_ascii_lowercase())
    }

    /// What follows the prefix in each id that has it.
    fn tails<'a>(&'a self, of: &'a str) -> impl Iterator<Item = &'a str> {
        self.ids
            .iter()
            .filter(move |id| prefix(id) == of)
            .filter_map(|id| id.split_once('-').map(|(_, tail)| tail))
    }
}

/// A number in an id, with the year before it where there is one, and how many digits it is written with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Number {
    year: Option<i16>,
    number: u64,
    width: usize,
}

/// Reads `0042` and `2025-0042`; names such as `REL` or `2025A` are no numbers.
fn number(tail: &str) -> Option<Number> {
    let digits = |text: &str| !text.is_empty() && text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, tail) = match tail.split_once('-') {
        Some((year, rest)) if year.len() == 4 && digits(year) => (year.parse().ok(), rest),
        _ => (None, tail),
    };
    digits(tail).then(|| Number {
        year,
        number: tail.parse().unwrap_or(u64::MAX),
        width: tail.len(),
    })
}

/// Whether ids of this kind carry the year: as those in use do, and where there are none as is usual for the kind.
pub fn carries_year(kind: Kind, prefixes: &Prefixes, taken: &Taken) -> bool {
    let numbers: Vec<Number> = taken.tails(prefixes.of(kind)).filter_map(number).collect();
    let with_year = numbers.iter().filter(|number| number.year.is_some()).count();
    if numbers.is_empty() {
        BY_YEAR.contains(&kind)
    } else {
        with_year * 2 >= numbers.len()
    }
}

/// The next free id after the pattern in use: `CMP-2026-0043` with a year, `ACT-043` without.
pub fn next(kind: Kind, prefixes: &Prefixes, taken: &Taken, year: Option<i16>) -> String {
    let start = prefixes.of(kind);
    let used: Vec<Number> = taken
        .tails(start)
        .filter_map(number)
        .filter(|number| number.year.is_some() == year.is_some())
        .collect();
    let width = used.iter().map(|number| number.width).max();
    let width = width.unwrap_or(if year.is_some() { 4 } else { 3 });
    let last = used
        .iter()
        .filter(|number| number.year == year)
        .map(|number| number.number)
        .max();
    let mut number = last.unwrap_or(0).saturating_add(1);
    loop {
        let id = match year {
            Some(year) => format!("{start}-{year:04}-{number:0width$}"),
            None => format!("{start}-{number:0width$}"),
        };
        if !taken.holds(&id) {
            return id;
        }
        number += 1;
    }
}

/// An id with six random characters, `CMP-2026-k4tz7w`.
///
/// In: bits that nobody else has. The first character is a letter, so that it is never taken for a number.
pub fn random(kind: Kind, prefixes: &Prefixes, year: Option<i16>, mut entropy: u64) -> String {
    let mut draw = |among: usize| {
        let among = &ALPHABET[..among];
        let size = among.len() as u64;
        let index = usize::try_from(entropy % size).unwrap_or_default();
        entropy /= size;
        char::from(among[index])
    };
    let letters = ALPHABET.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let suffix: String = (0..6)
        .map(|at| draw(if at == 0 { letters } else { ALPHABET.len() }))
        .collect();
    let start = prefixes.of(kind);
    match year {
        Some(year) => format!("{start}-{year:04}-{suffix}"),
        None => format!("{start}-{suffix}"),
    }
}

/// Whether an id that somebody chose can be given to a record of a kind.
///
/// Errors: it has not the form of an id, another kind's prefix, or is taken.
pub fn accept(id: &str, kind: Kind, prefixes: &Prefixes, taken: &Taken) -> Result<(), Error> {
    let start = prefixes.of(kind);
    if !is_id(id) {
        return Err(Error::new(ErrorKind::Usage, format!("`{id}` cannot be an id")).hint(format!(
            "a prefix in capitals, a hyphen, then letters, digits, `-` and `_`, 64 characters at most: `{start}-001`"
        )));
    }
    if prefixes.kind_of(id) != Some(kind) {
        let name = super::words::a_kind(kind);
        let message = format!("`{id}` cannot be the id of {name}: its prefix is not `{start}`");
        return Err(Error::new(ErrorKind::Usage, message).hint(format!("write `{start}-..`")));
    }
    if taken.holds(id) {
        let message = format!("the id `{id}` is in use or was in use");
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("an id is never given twice, also not in other letter case; choose another one"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(ids: &[&str]) -> Taken {
        ids.iter().copied().collect()
    }

    fn after(kind: Kind, ids: &[&str]) -> String {
        let (taken, prefixes) = (taken(ids), Prefixes::default());
        let year = carries_year(kind, &prefixes, &taken).then_some(2026);
        next(kind, &prefixes, &taken, year)
    }

    #[test]
    fn the_first_id_of_a_kind_follows_the_usual_pattern() {
        assert_eq!(after(Kind::Action, &[]), "ACT-001");
        assert_eq!(after(Kind::Complaint, &[]), "CMP-2026-0001");
    }

    #[test]
    fn the_next_number_follows_the_pattern_in_use() {
        assert_eq!(after(Kind::Action, &["ACT-0009", "ACT-3", "AUD-77"]), "ACT-0010");
        assert_eq!(
            after(Kind::Complaint, &["CMP-2025-0099", "CMP-2026-0007"]),
            "CMP-2026-0008"
        );
        assert_eq!(after(Kind::Complaint, &["CMP-2025-00123"]), "CMP-2026-00001");
        assert_eq!(after(Kind::Complaint, &["CMP-17"]), "CMP-18");
        assert_eq!(after(Kind::Action, &["ACT-2025-01"]), "ACT-2026-01");
    }

    #[test]
    fn names_are_no_numbers_and_old_ids_are_not_given_again() {
        assert_eq!(after(Kind::Survey, &["SVY-REL", "SVY-2025A"]), "SVY-001");
        assert_eq!(after(Kind::Action, &["ACT-999"]), "ACT-1000");
        assert!(taken(&["ACT-a1"]).holds("ACT-A1"));
    }

    #[test]
    fn random_ids_differ_and_have_the_form_of_ids() {
        let prefixes = Prefixes::default();
        let draw = |entropy| random(Kind::Complaint, &prefixes, Some(2026), entropy);
        assert!(is_id(&draw(0)) && is_id(&draw(u64::MAX)));
        assert_ne!(draw(1), draw(2));
        assert_eq!(number(draw(12_345_678_901).split_once('-').unwrap().1), None);
    }

    #[test]
    fn a_chosen_id_needs_the_form_the_prefix_and_to_be_free() {
        let refuse = |id: &str| {
            accept(id, Kind::Action, &Prefixes::default(), &taken(&["ACT-1"]))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(refuse("act 1"), "`act 1` cannot be an id");
        assert_eq!(
            refuse("CMP-1"),
            "`CMP-1` cannot be the id of an action: its prefix is not `ACT`"
        );
        assert_eq!(refuse("ACT-1"), "the id `ACT-1` is in use or was in use");
        assert!(accept("ACT-2", Kind::Action, &Prefixes::default(), &taken(&["ACT-1"])).is_ok());
    }
}
