//! The clauses of the standards that records and rules cite: numbers and titles, no text.
//!
//! In: `clauses.tsv`, a line a clause, in the order of the standards. Out: a [`Clauses`] to look citations up in. A project adds
//! entries of its own, or gives one another title. The status says how far number and title are known from public sources:
//! confirmed for the edition, confirmed in part, or in our own words. The list says, too, whether a clause asks for something:
//! scopes, references, terms and annexes do not, and a clause that only holds others asks through them.

use std::collections::BTreeMap;

/// The catalogue as shipped.
const SHIPPED: &str = include_str!("clauses.tsv");

/// How far a number and title are known from public sources.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Confirmed for the edition.
    Confirmed,
    /// Confirmed in part: the same title elsewhere, the number follows.
    InPart,
    /// Recalled or in our own words; no public confirmation was found.
    Recalled,
    /// The project's own entry.
    Own,
}

impl Status {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Confirmed => "number and title confirmed by a public source",
            Self::InPart => "confirmed in part by a public source",
            Self::Recalled => "recalled or in our own words, not confirmed by a public source",
            Self::Own => "an entry of this project",
        }
    }
}

/// Whether a clause asks for something that records can show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Asks {
    /// It does.
    Itself,
    /// Through the clauses below it only.
    ThroughParts,
    /// It explains, defines or gives examples.
    Nothing,
}

/// A clause or annex.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    /// Number of the standard, `10002`.
    pub standard: String,
    /// Its edition, `2018`.
    pub edition: String,
    /// Number in it, `7.4`; the letter of an annex.
    pub number: String,
    /// Title.
    pub title: String,
    /// Whether it is an annex.
    pub annex: bool,
    /// How far it is known.
    pub status: Status,
    /// Whether it asks for something.
    pub asks: Asks,
}

impl Clause {
    /// The citation, `10002:7.4`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.standard, self.number)
    }

    /// The number of the clause it is part of; none for one of the first level and for annexes.
    pub fn parent(&self) -> Option<String> {
        let (parent, _) = self.number.rsplit_once(['.', ' '])?;
        Some(parent.to_owned())
    }
}

/// The clauses by citation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clauses {
    all: Vec<Clause>,
    by_id: BTreeMap<String, usize>,
}

impl Default for Clauses {
    fn default() -> Self {
        let mut clauses = Self {
            all: Vec::new(),
            by_id: BTreeMap::new(),
        };
        for line in SHIPPED.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t').map(str::to_owned);
            let mut next = || cells.next().unwrap_or_default();
            let (standard, edition, number, kind) = (next(), next(), next(), next());
            let (status, asks) = (next(), next());
            clauses.add(Clause {
                standard,
                edition,
                number,
                title: next(),
                annex: kind == "annex",
                status: match status.as_str() {
                    "C" => Status::Confirmed,
                    "P" => Status::InPart,
                    _ => Status::Recalled,
                },
                asks: match asks.as_str() {
                    "yes" => Asks::Itself,
                    "parts" => Asks::ThroughParts,
                    _ => Asks::Nothing,
                },
            });
        }
        clauses
    }
}

impl Clauses {
    /// Takes an entry in; one of the same citation is replaced, and asks what that asked.
    pub fn add(&mut self, clause: Clause) {
        match self.by_id.get(&clause.id()) {
            Some(index) => {
                let asks = self.all[*index].asks;
                self.all[*index] = Clause { asks, ..clause };
            }
            None => {
                self.by_id.insert(clause.id(), self.all.len());
                self.all.push(clause);
            }
        }
    }

    /// All of them, in the order of the standards.
    pub fn all(&self) -> impl Iterator<Item = &Clause> {
        self.all.iter()
    }

    /// Numbers of the standards, in the order of their first entries.
    pub fn standards(&self) -> Vec<&str> {
        let mut standards: Vec<&str> = Vec::new();
        for clause in &self.all {
            if !standards.contains(&clause.standard.as_str()) {
                standards.push(&clause.standard);
            }
        }
        standards
    }

    /// The clauses of a standard, in its order.
    pub fn of<'a>(&'a self, standard: &'a str) -> impl Iterator<Item = &'a Clause> {
        self.all.iter().filter(move |clause| clause.standard == standard)
    }

    /// The clause that a citation names. A letter behind a number (`9001:9.3.2 c`) and a number inside an annex
    /// (`10004:D.2`) mean the clause or annex around it, where they have no entry of their own.
    pub fn find(&self, citation: &str) -> Option<&Clause> {
        let (standard, number) = citation.split_once(':')?;
        let number = number.trim();
        let number = number.strip_prefix("Annex ").unwrap_or(number);
        let get = |number: &str| {
            let index = self.by_id.get(&format!("{standard}:{number}"))?;
            self.all.get(*index)
        };
        let around = || {
            let bare = number
                .trim_end_matches(')')
                .trim_end_matches(|last: char| last.is_ascii_lowercase())
                .trim_end();
            let letters = number.len() - bare.len();
            if (1..=3).contains(&letters) {
                return get(bare);
            }
            let (annex, rest) = number.split_once('.')?;
            let is_numbers = rest
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
            get(annex).filter(|clause| clause.annex && is_numbers)
        };
        get(number).or_else(around)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_lead_to_their_clause() {
        let clauses = Clauses::default();
        let title = |citation: &str| clauses.find(citation).map(|clause| clause.title.as_str());
        assert_eq!(title("10002:7.4"), Some("Acknowledgement of complaint"));
        assert_eq!(title("9001:9.1.2"), Some("Customer satisfaction"));
        assert_eq!(
            title("9001:9.3.2 c"),
            Some("Management review input: satisfaction and feedback")
        );
        assert_eq!(title("9001:9.3.2 b)"), Some("Management review inputs"));
        assert_eq!(title("10004:D.2.1"), title("10004:Annex D"));
        assert!(title("10004:D").is_some());
        for unknown in [
            "10002:7.10",
            "10002:",
            "10005:4",
            "10004:D.x",
            "10004:4.D",
            "9001:9.3.2abcd",
            "10004",
        ] {
            assert_eq!(title(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_clause_asks_by_itself_or_through_its_parts() {
        let clauses = Clauses::default();
        for clause in clauses.all() {
            let has_parts = clauses
                .of(&clause.standard)
                .any(|part| part.parent().as_deref() == Some(&clause.number) && part.asks != Asks::Nothing);
            assert!(clause.asks != Asks::ThroughParts || has_parts, "{}", clause.id());
            assert!(!clause.annex || clause.asks == Asks::Nothing, "{}", clause.id());
        }
        let asks = |citation: &str| clauses.find(citation).map(|clause| clause.asks);
        assert_eq!(asks("10002:3"), Some(Asks::Nothing));
        assert_eq!(asks("10002:7"), Some(Asks::ThroughParts));
        assert_eq!(asks("10002:7.4"), Some(Asks::Itself));
        assert_eq!(clauses.standards(), ["10001", "10002", "10003", "10004", "9001"]);
    }

    #[test]
    fn every_clause_has_its_parent_and_a_title() {
        let clauses = Clauses::default();
        assert!(clauses.all().count() > 250);
        for clause in clauses.all() {
            assert!(
                !clause.title.is_empty() && clause.status != Status::Own,
                "{}",
                clause.id()
            );
            assert_eq!(
                clause.annex,
                clause.number.starts_with(|first: char| first.is_ascii_uppercase())
            );
            if let Some(parent) = clause.parent() {
                assert!(
                    clauses.find(&format!("{}:{parent}", clause.standard)).is_some(),
                    "{} has no parent",
                    clause.id()
                );
            }
        }
    }
}
