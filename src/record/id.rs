//! Ids: `CMP-2025-0042` is a prefix, a hyphen and a number or slug. The prefix says the kind.

use super::Kind;
use std::collections::BTreeMap;

/// Whether text has the form of a record's id: an upper-case prefix, a hyphen, then ASCII letters, digits, `-` and `_`.
/// Ids of metrics (`M-..`) and rules (`R-..`) are none: a prefix has two characters or more.
pub fn is_id(text: &str) -> bool {
    let Some((prefix, rest)) = text.split_once('-') else {
        return false;
    };
    let prefix_fits = prefix.len() >= 2
        && prefix.len() <= 10
        && prefix.starts_with(|first: char| first.is_ascii_uppercase())
        && prefix
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let rest_fits = rest.starts_with(|first: char| first.is_ascii_alphanumeric())
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    prefix_fits && rest_fits && text.len() <= 64
}

/// The part before the first hyphen.
pub fn prefix(id: &str) -> &str {
    id.split('-').next().unwrap_or_default()
}

/// Which prefix stands for which kind, after the project's settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prefixes {
    kinds: BTreeMap<String, Kind>,
}

impl Default for Prefixes {
    fn default() -> Self {
        Self {
            kinds: Kind::ALL
                .iter()
                .map(|kind| (kind.about().prefix.to_owned(), *kind))
                .collect(),
        }
    }
}

impl Prefixes {
    /// Gives a kind another prefix; the default one stops to stand for it.
    ///
    /// Errors: the kind that has this prefix already.
    pub fn set(&mut self, kind: Kind, prefix: &str) -> Result<(), Kind> {
        match self.kinds.get(prefix) {
            Some(taken) if *taken != kind => return Err(*taken),
            _ => {}
        }
        self.kinds.retain(|_, of| *of != kind);
        self.kinds.insert(prefix.to_owned(), kind);
        Ok(())
    }

    /// The kind of an id, by its prefix.
    pub fn kind_of(&self, id: &str) -> Option<Kind> {
        self.kinds.get(prefix(id)).copied()
    }

    /// The prefix of a kind.
    pub fn of(&self, kind: Kind) -> &str {
        self.kinds
            .iter()
            .find(|(_, of)| **of == kind)
            .map_or(kind.about().prefix, |(prefix, _)| prefix)
    }

    /// Every prefix in use.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }
}

/// Splits an id for sorting as people do: digits by their number, the rest as text.
pub fn natural_key(id: &str) -> Vec<(u8, u64, String)> {
    let mut key = Vec::new();
    let mut rest = id;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && digits < 19 {
            key.push((0, rest[..digits].parse().unwrap_or(u64::MAX), rest[..digits].to_owned()));
            rest = &rest[digits..];
        } else {
            let text = rest
                .bytes()
                .take_while(|byte| digits >= 19 || !byte.is_ascii_digit())
                .count();
            key.push((1, 0, rest[..text].to_owned()));
            rest = &rest[text..];
        }
    }
    key
}

/// Whether text can be the id of a rule or measure of a project's own: `X-`, then capitals, digits and hyphens. No record has
/// such an id.
pub fn is_own(text: &str) -> bool {
    text.strip_prefix("X-").is_some_and(|rest| {
        !rest.is_empty()
            && rest.split('-').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_an_id() {
        for good in ["CMP-2025-0042", "SVY-REL", "ORG-1", "CUS-a_b"] {
            assert!(is_id(good), "{good}");
        }
        for bad in [
            "M-SAT-6",
            "R-CMP-02",
            "CMP",
            "CMP-",
            "cmp-1",
            "CMP-ä",
            "CMP-1/..",
            "CMP-.x",
            "10002:7.3",
            "CMP--1",
        ] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_inside_ids_sort_as_numbers() {
        let mut ids = ["ACT-10", "ACT-9", "ACT-010", "ABC-99"];
        ids.sort_by_key(|id| natural_key(id));
        assert_eq!(ids, ["ABC-99", "ACT-9", "ACT-010", "ACT-10"]);
    }

    #[test]
    fn ids_of_own_rules_and_measures_are_of_a_form_that_nothing_else_has() {
        for good in ["X-1", "X-CMP-01", "X-A1-B"] {
            assert!(is_own(good), "{good}");
            assert!(!is_id(good), "{good}");
        }
        for bad in ["X-", "X-a", "R-GEN-01", "X--1", "X-1-", "x-1", "X-Ä", "X_1", "X-1 "] {
            assert!(!is_own(bad), "{bad}");
        }
    }
}
