//! A share of records: how many of those that were due did what they should have done, each with its id.

use super::share::{self, Counts, Origin};
use crate::measure::measurement::{Base, BaseSort, Drawn, Excluded, Measurement};
use crate::measure::selection::Selection;
use std::collections::BTreeMap;

/// Records that were looked at: those below the line, those of them above it, and those that were left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    n: usize,
    x: usize,
    records: Vec<String>,
    hits: Vec<String>,
    parts: BTreeMap<String, (usize, usize)>,
    left_out: Vec<Excluded>,
}

/// What a share of records is called, and what sort of cases they are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Words {
    /// What is counted above the line: `done by the first due date`.
    pub hit: &'static str,
    /// What is counted below it, in the plural: `actions`.
    pub of: &'static str,
    /// What sort of cases they are.
    pub sort: BaseSort,
    /// Fewest for an estimate where the metric wants other than the organization's limit.
    pub least: Option<u64>,
    /// Which interval the share may have.
    pub origin: Origin,
}

impl Words {
    /// Things without people behind them, whose share is read as the performance of the process.
    pub const fn process(hit: &'static str, of: &'static str) -> Self {
        Self {
            hit,
            of,
            sort: BaseSort::Facts,
            least: None,
            origin: Origin::Register,
        }
    }

    /// Things without people behind them, whose share is a fact and nothing else.
    pub const fn fact(hit: &'static str, of: &'static str) -> Self {
        Self {
            origin: Origin::Fact,
            ..Self::process(hit, of)
        }
    }

    /// Of records with people behind them.
    pub const fn of_cases(mut self) -> Self {
        self.sort = BaseSort::Cases;
        self
    }

    /// With fewest for an estimate.
    pub const fn at_least(mut self, least: u64) -> Self {
        self.least = Some(least);
        self
    }
}

impl Tally {
    /// Counts a record below the line, and above it where it is a hit.
    pub fn count(&mut self, id: &str, hit: bool) {
        self.n += 1;
        push(&mut self.records, id);
        if hit {
            self.x += 1;
            push(&mut self.hits, id);
        }
    }

    /// Counts something inside a record, such as a decision of a review; several of one record name it once, with how many of them
    /// are hits.
    pub fn part(&mut self, id: &str, hit: bool) {
        self.n += 1;
        self.x += usize::from(hit);
        let (above, below) = match self.parts.get_mut(id) {
            Some(of) => of,
            None => self.parts.entry(id.to_owned()).or_default(),
        };
        *below += 1;
        if *below == 1 {
            self.records.push(id.to_owned());
        }
        if hit {
            *above += 1;
            if *above == 1 {
                self.hits.push(id.to_owned());
            }
        }
    }

    /// Leaves a record out, for a reason in words that follow `left out:`.
    pub fn leave_out(&mut self, reason: &str, id: &str) {
        match self.left_out.iter_mut().find(|group| group.reason == reason) {
            Some(group) => {
                group.count += 1;
                push(&mut group.ids, id);
            }
            None => self.left_out.push(Excluded::records(reason, vec![id.to_owned()])),
        }
    }

    /// How many stand below the line.
    pub fn below(&self) -> usize {
        self.n
    }

    /// How many stand above it.
    pub fn above(&self) -> usize {
        self.x
    }

    /// The share as a measurement in percent.
    pub fn measure(mut self, metric: &str, selection: &Selection, words: Words) -> Measurement {
        self.parts.retain(|_, (_, below)| *below > 1);
        let base = Base {
            n: self.n,
            effective: None,
            population: None,
            of: words.of,
            sort: words.sort,
            least: words.least,
            of_share: false,
            cases: None,
        };
        let counts = Counts {
            hit: words.hit,
            x: self.x,
            base,
            weighted: None,
            origin: words.origin,
            confidence: 0.95,
        };
        share::measure(metric, selection, counts)
            .without(self.left_out)
            .drawn(Drawn {
                records: self.records,
                hits: self.hits,
                parts: self.parts,
                ..Drawn::default()
            })
    }
}

fn push(ids: &mut Vec<String>, id: &str) {
    if ids.last().is_none_or(|last| last != id) {
        ids.push(id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Words = Words::process("done", "actions");

    #[test]
    fn records_are_named_above_below_and_beside_the_line() {
        let mut tally = Tally::default();
        tally.count("ACT-1", true);
        tally.count("ACT-2", false);
        tally.leave_out("cancelled", "ACT-3");
        tally.leave_out("cancelled", "ACT-4");
        let made = tally.measure("M-ACT-1", &Selection::all(), WORDS);
        assert_eq!(made.estimate, Ok(50.0));
        assert_eq!(made.drawn_from.records, ["ACT-1", "ACT-2"]);
        assert_eq!(made.drawn_from.hits, ["ACT-1"]);
        assert_eq!((made.excluded[0].count, made.excluded[0].ids.len()), (2, 2));
        assert_eq!(made.interval.unwrap().kind.code(), "process");
    }

    #[test]
    fn parts_of_one_record_count_each_and_name_it_once() {
        let mut tally = Tally::default();
        tally.part("REV-1", true);
        tally.part("REV-1", true);
        tally.part("REV-2", false);
        tally.part("REV-1", false);
        let made = tally.measure("M-REV-2", &Selection::all(), WORDS);
        assert_eq!((made.base.n, made.drawn_from.records.len()), (4, 2));
        assert_eq!(made.drawn_from.hits, ["REV-1"]);
        assert_eq!(made.drawn_from.parts, [("REV-1".to_owned(), (2, 3))].into());
    }

    #[test]
    fn nothing_that_was_due_has_no_share() {
        let mut tally = Tally::default();
        tally.leave_out("not due yet", "ACT-1");
        let made = tally.measure("M-ACT-1", &Selection::all(), WORDS);
        assert_eq!(made.estimate, Err("there are no actions".to_owned()));
        assert_eq!(made.excluded.len(), 1);
        let fact = Tally {
            n: 2,
            x: 1,
            ..Tally::default()
        };
        assert!(
            fact.measure("M-TRC-1", &Selection::all(), Words::fact("a", "b"))
                .interval
                .is_err()
        );
    }
}
