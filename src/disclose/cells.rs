//! Which measurements an audience may see, and how much of each: small cells, and what would give them away (rules GR3 and
//! GR4 of the metric catalogue).
//!
//! In: all that was measured, the organization's limits, the audience. Out: [`Cells`]. A cell below the smallest size is
//! suppressed. What a visible total has beyond its visible parts could be had by subtraction: the suppressed cells together, and
//! with them those who are in no part at all, such as people without a segment. Where that is one suppressed cell, or fewer than
//! the smallest size, the next smallest cell is suppressed too; this is repeated over rows and columns until nothing can be
//! derived. Answers to a question are the same in every metric of it, and so is what is suppressed of them.

use super::{apart, counts};
use crate::link::Ledger;
use crate::measure::measurement::{Base, BaseSort, Change, Level, Measurement};
use crate::measure::numbers::Numbers;
use crate::measure::selection::{Key, Selection};
use crate::record::organization::Limits;
use crate::record::segment::Segment;
use crate::record::types::Audience;
use std::collections::{BTreeMap, BTreeSet};

/// By what a whole is parted, so that its parts add up to it.
const PARTING: &[Key] = &[
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Category,
    Key::Channel,
    Key::Severity,
    Key::Outcome,
];

/// How much of a measurement may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show {
    /// Estimate and interval.
    All,
    /// Estimate and interval, marked as resting on few.
    LowBase,
    /// Counts; no estimate and no interval.
    Counts,
    /// Counts, though it is below the smallest cell: the audience may see them, and is told. Fewer answers never give more numbers.
    Small,
    /// Nothing: below the smallest cell.
    TooFew,
    /// Nothing: it rests on what only the restricted audience may see.
    Withheld,
    /// Nothing: it would give a cell away that is below the smallest one.
    GivesAway,
}

impl Show {
    /// Whether nothing may be shown, not even a count.
    pub fn is_hidden(self) -> bool {
        matches!(self, Self::TooFew | Self::Withheld | Self::GivesAway)
    }

    /// Whether an estimate may be shown.
    pub fn estimate(self) -> bool {
        matches!(self, Self::All | Self::LowBase)
    }
}

/// Which measurements an audience may see.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cells {
    audience: Audience,
    limits: Limits,
    /// Metric and selection of cells that are hidden because they would give others away.
    complementary: BTreeSet<(String, Selection)>,
    /// The same of answers to a question, whatever the metric.
    answers: BTreeSet<Selection>,
}

impl Cells {
    /// What an audience may see of what was measured.
    pub fn of(numbers: &Numbers, ledger: &Ledger, limits: Limits, audience: Audience) -> Self {
        let mut cells = Self {
            audience,
            limits,
            complementary: BTreeSet::new(),
            answers: BTreeSet::new(),
        };
        if audience == Audience::Restricted {
            return cells;
        }
        cells.complementary = apart::telling(numbers, limits.min_cell);
        if audience == Audience::Public {
            cells.complementary.extend(counts::telling(numbers, limits.min_cell));
        }
        let partitions = partitions(numbers, ledger);
        loop {
            let mut found = Vec::new();
            for (total, parts) in &partitions {
                let whole = numbers.get(&total.0, &total.1);
                let Some(whole) = whole.filter(|whole| !cells.show(whole).is_hidden()) else {
                    continue;
                };
                found.extend(cells.next(whole, parts));
            }
            if found.is_empty() {
                return cells;
            }
            for next in found {
                cells.answers.extend(of_question(next));
                cells
                    .complementary
                    .insert((next.metric.clone(), next.selection.clone()));
            }
        }
    }

    /// The part that must be suppressed as well, so that what a visible whole has beyond its visible parts tells of nobody.
    fn next<'a>(&self, whole: &Measurement, parts: &[&'a Measurement]) -> Option<&'a Measurement> {
        let (hidden, visible): (Vec<&Measurement>, Vec<&Measurement>) = parts
            .iter()
            .copied()
            .filter(|part| size(part) > 0)
            .partition(|part| self.show(part).is_hidden());
        let all = |parts: &[&Measurement]| parts.iter().map(|part| size(part)).sum::<u64>();
        // Parts of cases need not add up, a complaint has two products: then nobody is beyond them.
        let beyond = if self.is_protected(whole) {
            size(whole).saturating_sub(all(&hidden) + all(&visible))
        } else {
            0
        };
        let together = all(&hidden) + beyond;
        let is_alone = hidden.len() == 1 && beyond == 0;
        if together == 0 || !(is_alone || (together < self.limits.min_cell && self.is_protected(whole))) {
            return None;
        }
        let next = visible.iter().min_by_key(|part| (size(part), &part.selection));
        next.copied()
    }

    /// How much of a measurement may be shown.
    pub fn show(&self, measurement: &Measurement) -> Show {
        let key = (measurement.metric.clone(), measurement.selection.clone());
        if measurement.restricted && self.audience < Audience::Restricted {
            return Show::Withheld;
        }
        if self.protects(BaseSort::Cases) && counts::of_cases(measurement) {
            let cases = counts::whole(measurement);
            if cases > 0 && cases < self.limits.min_cell {
                return Show::TooFew;
            }
        }
        if (self.audience < Audience::Restricted && apart::tells(measurement, self.limits.min_cell))
            || self.complementary.contains(&key)
            || (!self.answers.is_empty() && of_question(measurement).is_some_and(|on| self.answers.contains(&on)))
        {
            return Show::GivesAway;
        }
        self.of_base(&measurement.base)
    }

    /// Whether it may be told what a measurement is compared with. It may where the value there may be shown too; of answers
    /// that were not measured by themselves nobody but the restricted audience is told.
    pub fn comparison(&self, numbers: &Numbers, measurement: &Measurement, change: &Change) -> bool {
        if !self.is_protected(measurement) {
            return true;
        }
        // A measure of change names the metric that it compares.
        let metric = measurement.selection.get(Key::Metric).unwrap_or(&measurement.metric);
        let there = numbers.get(metric, &change.against);
        there.is_some_and(|there| self.show(there).estimate())
    }

    /// How much may be shown of a measurement that is not among those of the site. What could be told from it together with
    /// others was not looked at, so that of protected cases no parts are shown that the site does not show by itself.
    pub fn beyond(&self, measurement: &Measurement) -> Show {
        let show = self.show(measurement);
        let is_part = measurement
            .selection
            .iter()
            .any(|(key, _)| PARTING.contains(&key) || key == Key::Period);
        if is_part && self.is_protected(measurement) && !show.is_hidden() {
            return Show::GivesAway;
        }
        show
    }

    /// Whether small groups of what a measurement counts are kept from the audience.
    fn is_protected(&self, measurement: &Measurement) -> bool {
        self.protects(measurement.base.sort) || (counts::of_cases(measurement) && self.protects(BaseSort::Cases))
    }

    /// Whether small groups of such cases are kept from the audience.
    fn protects(&self, sort: BaseSort) -> bool {
        match sort {
            BaseSort::Respondents => self.audience < Audience::Restricted,
            BaseSort::Cases => self.audience == Audience::Public,
            BaseSort::Facts => false,
        }
    }

    /// How much may be shown of something with a base, by its size alone.
    pub fn of_base(&self, base: &Base) -> Show {
        let protected = self.protects(base.sort);
        match base.level(self.limits) {
            Level::BelowCell if protected => Show::TooFew,
            Level::BelowCell if base.sort == BaseSort::Respondents => Show::Small,
            Level::BelowCell | Level::CountsOnly => Show::Counts,
            Level::LowBase => Show::LowBase,
            Level::Nobody | Level::Full => Show::All,
        }
    }
}

/// On which answers to which question a measurement of a wave rests, whatever the metric says of them.
fn of_question(measurement: &Measurement) -> Option<Selection> {
    let on = &measurement.selection;
    let is_of_question = measurement.base.sort == BaseSort::Respondents
        && on.get(Key::Wave).is_some()
        && on.get(Key::Question).is_some();
    is_of_question.then(|| on.clone().without(Key::Kind).without(Key::Metric))
}

/// How many people or cases stand behind a measurement.
fn size(measurement: &Measurement) -> u64 {
    counts::whole(measurement)
}

/// The parts of every whole: metric and selection of the whole, then its parts by one key. Segments part a whole by
/// dimension.
fn partitions<'a>(numbers: &'a Numbers, ledger: &Ledger) -> Vec<((String, Selection), Vec<&'a Measurement>)> {
    let mut partitions: BTreeMap<(String, Selection, Key, String), Vec<&Measurement>> = BTreeMap::new();
    for measurement in numbers
        .iter()
        .filter(|one| one.base.sort != BaseSort::Facts || counts::of_cases(one))
    {
        for key in PARTING {
            let Some(value) = measurement.selection.get(*key) else {
                continue;
            };
            let dimension = match key {
                Key::Segment => ledger
                    .typed::<Segment>(value)
                    .and_then(|(_, segment)| segment.dimension.clone())
                    .unwrap_or_default(),
                _ => String::new(),
            };
            let whole = measurement.selection.clone().without(*key);
            let group = (measurement.metric.clone(), whole, *key, dimension);
            partitions.entry(group).or_default().push(measurement);
        }
    }
    let of_people = |one: &&Measurement| one.base.sort != BaseSort::Facts || counts::of_cases(one);
    for measurement in numbers.iter().filter(of_people) {
        // Years add up to the whole, and quarters to their year.
        let Some(period) = measurement.selection.get(Key::Period) else {
            continue;
        };
        let without = measurement.selection.clone().without(Key::Period);
        let whole = match period.split_once("-Q") {
            Some((year, _)) => without.with(Key::Period, year),
            None if period.len() == 4 => without,
            None => continue,
        };
        let group = (measurement.metric.clone(), whole, Key::Period, String::new());
        partitions.entry(group).or_default().push(measurement);
    }
    let parts = partitions.into_iter();
    parts
        .map(|((metric, whole, ..), parts)| ((metric, whole), parts))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::measurement::ChangeWord;

    const LIMITS: Limits = Limits {
        min_cell: 5,
        min_estimate: 10,
        low_base: 30,
    };

    fn cell(keys: &[(Key, &str)], n: usize) -> Measurement {
        let selection = keys
            .iter()
            .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
        Measurement::new("M-SAT-1", &selection, Base::answers(n), Ok(50.0))
    }

    fn hidden(cells: Vec<Measurement>, audience: Audience) -> Vec<String> {
        let numbers = Numbers::of(cells);
        let shown = Cells::of(&numbers, &Ledger::default(), LIMITS, audience);
        let hidden = numbers.iter().filter(|one| shown.show(one).is_hidden());
        hidden.map(|one| one.selection.code()).collect()
    }

    #[test]
    fn a_small_cell_takes_the_next_smallest_with_it() {
        let cells = || {
            vec![
                cell(&[], 60),
                cell(&[(Key::Product, "A")], 40),
                cell(&[(Key::Product, "B")], 16),
                cell(&[(Key::Product, "C")], 4),
            ]
        };
        assert_eq!(hidden(cells(), Audience::Internal), ["product=B", "product=C"]);
        assert_eq!(hidden(cells(), Audience::Restricted), [""; 0]);
    }

    #[test]
    fn two_small_cells_hide_one_another() {
        let cells = vec![
            cell(&[], 48),
            cell(&[(Key::Product, "A")], 40),
            cell(&[(Key::Product, "B")], 4),
            cell(&[(Key::Product, "C")], 4),
        ];
        assert_eq!(hidden(cells, Audience::Internal), ["product=B", "product=C"]);
    }

    /// The three people of two small cells would be told by subtraction as one would.
    #[test]
    fn small_cells_that_are_small_together_take_another_with_them() {
        let cells = |small: &[usize]| {
            let mut cells = vec![cell(&[], 60 + small.iter().sum::<usize>())];
            cells.extend([("A", 40), ("B", 20)].map(|(product, n)| cell(&[(Key::Product, product)], n)));
            let names = ["C", "D", "E"];
            cells.extend(
                small
                    .iter()
                    .zip(names)
                    .map(|(n, product)| cell(&[(Key::Product, product)], *n)),
            );
            hidden(cells, Audience::Internal)
        };
        assert_eq!(cells(&[1, 1, 1]), ["product=B", "product=C", "product=D", "product=E"]);
        assert_eq!(cells(&[2, 2]), ["product=B", "product=C", "product=D"]);
        assert_eq!(cells(&[2, 3]), ["product=C", "product=D"]);
    }

    #[test]
    fn people_in_no_part_are_told_by_none_of_them() {
        let cells = |beyond: usize| {
            let parts = [("A", 40), ("B", 20)].map(|(product, n)| cell(&[(Key::Product, product)], n));
            let mut cells = vec![cell(&[], 60 + beyond)];
            cells.extend(parts);
            hidden(cells, Audience::Internal)
        };
        assert_eq!(cells(0), [""; 0]);
        assert_eq!(cells(3), ["product=B"]);
        assert_eq!(cells(5), [""; 0]);
        // A cell that is small beside people in no part is not alone.
        let one = |n, beyond: usize| {
            let mut cells = vec![cell(&[], 40 + n + beyond)];
            cells.extend([("A", 40), ("B", n)].map(|(product, n)| cell(&[(Key::Product, product)], n)));
            hidden(cells, Audience::Internal)
        };
        assert_eq!(one(4, 1), ["product=B"]);
        assert_eq!(one(3, 1), ["product=A", "product=B"]);
    }

    #[test]
    fn what_is_suppressed_of_a_question_is_so_in_every_metric() {
        let on = |metric: &str, keys: &[(Key, &str)], n| {
            let all = Selection::all().with(Key::Wave, "WAV-1").with(Key::Question, "overall");
            let selection = keys.iter().fold(all, |all, (key, value)| all.with(*key, *value));
            Measurement::new(metric, &selection, Base::answers(n), Ok(50.0))
        };
        let part = |metric, segment, n| on(metric, &[(Key::Segment, segment)], n);
        let cells = vec![
            on("M-SAT-1", &[], 43),
            part("M-SAT-1", "A", 3),
            part("M-SAT-1", "B", 20),
            part("M-SAT-1", "C", 20),
            // The whole of this one is not measured, and yet it would tell of A beside that of the other.
            part("M-SAT-3", "B", 20),
            part("M-SAT-3", "C", 20),
        ];
        assert_eq!(
            hidden(cells, Audience::Internal),
            [
                "wave=WAV-1,question=overall,segment=A",
                "wave=WAV-1,question=overall,segment=B",
                "wave=WAV-1,question=overall,segment=B"
            ]
        );
    }

    #[test]
    fn empty_cells_hide_nothing() {
        let cells = vec![
            cell(&[], 44),
            cell(&[(Key::Product, "A")], 40),
            cell(&[(Key::Product, "B")], 4),
            cell(&[(Key::Product, "C")], 0),
        ];
        assert_eq!(hidden(cells, Audience::Internal), ["product=A", "product=B"]);
    }

    #[test]
    fn rows_and_columns_are_both_looked_at() {
        let both = |segment, product, n| cell(&[(Key::Segment, segment), (Key::Product, product)], n);
        let cells = vec![
            cell(&[], 100),
            cell(&[(Key::Segment, "S")], 34),
            cell(&[(Key::Segment, "T")], 66),
            cell(&[(Key::Product, "A")], 70),
            cell(&[(Key::Product, "B")], 30),
            both("S", "A", 30),
            both("S", "B", 4),
            both("T", "A", 40),
            both("T", "B", 26),
        ];
        // The small cell of row S and column B takes one of each with it, and these the last one.
        assert_eq!(
            hidden(cells, Audience::Internal),
            [
                "segment=S,product=A",
                "segment=S,product=B",
                "segment=T,product=A",
                "segment=T,product=B"
            ]
        );
    }

    #[test]
    fn what_rests_on_restricted_fields_is_for_the_restricted_audience() {
        let all = |audience| {
            let made = Measurement::new("X-1", &Selection::all(), Base::facts(90, "actions"), Ok(1.0));
            hidden(vec![made.restricted()], audience).len()
        };
        let audiences = [Audience::Public, Audience::Internal, Audience::Restricted];
        assert_eq!(audiences.map(all), [1, 1, 0]);
    }

    #[test]
    fn a_comparison_does_not_tell_of_a_small_cell() {
        let part = |wave: &str, n| cell(&[(Key::Wave, wave), (Key::Segment, "S")], n);
        let numbers = Numbers::of(vec![part("A", 4), part("B", 12), part("C", 40)]);
        let change = |against: &str| Change {
            against: Selection::all().with(Key::Wave, against).with(Key::Segment, "S"),
            before: 25.0,
            difference: None,
            interval: None,
            ratio: None,
            test: None,
            word: ChangeWord::TooFew,
            notes: Vec::new(),
        };
        let now = part("C", 40);
        let told = |audience, against| {
            Cells::of(&numbers, &Ledger::default(), LIMITS, audience).comparison(&numbers, &now, &change(against))
        };
        assert!(!told(Audience::Internal, "A") && told(Audience::Internal, "B"));
        assert!(!told(Audience::Internal, "nowhere") && told(Audience::Restricted, "A"));
    }

    #[test]
    fn parts_that_the_site_does_not_show_by_itself_are_not_shown_to_all() {
        let beyond = |audience, keys: &[(Key, &str)]| {
            let cells = Cells::of(&Numbers::default(), &Ledger::default(), LIMITS, audience);
            cells.beyond(&cell(keys, 60)).is_hidden()
        };
        let part = [(Key::Segment, "S"), (Key::Product, "A")];
        assert!(beyond(Audience::Internal, &part) && !beyond(Audience::Restricted, &part));
        assert!(!beyond(Audience::Internal, &[(Key::Wave, "W")]));
    }

    /// "Fewer than `min_cell` suppressed for every audience but restricted; below `min_estimate` counts only" (GR3): fewer answers
    /// never give more.
    #[test]
    fn fewer_answers_never_give_more_numbers() {
        let cells = |audience| Cells::of(&Numbers::default(), &Ledger::default(), LIMITS, audience);
        for audience in [Audience::Public, Audience::Internal, Audience::Restricted] {
            let shown: Vec<Show> = (1..40).map(|n| cells(audience).of_base(&Base::answers(n))).collect();
            let estimate: Vec<bool> = shown.iter().map(|show| show.estimate()).collect();
            assert!(estimate.is_sorted(), "{audience:?} {shown:?}");
            assert!(!shown[8].estimate() && shown[9] == Show::LowBase);
        }
        assert_eq!(cells(Audience::Internal).of_base(&Base::answers(4)), Show::TooFew);
        assert_eq!(cells(Audience::Restricted).of_base(&Base::answers(4)), Show::Small);
    }

    #[test]
    fn cases_are_hidden_from_the_public_only() {
        let case = |n| Measurement::new("M-CMP-1", &Selection::all(), Base::cases(n, "complaints"), Ok(1.0));
        assert_eq!(hidden(vec![case(4)], Audience::Public).len(), 1);
        assert_eq!(hidden(vec![case(4)], Audience::Internal), [""; 0]);
    }
}
