//! Which measurements an audience may see, and how much of each: small cells, and what would give them away (rules GR3 and
//! GR4 of the metric catalogue).
//!
//! In: all that was measured, the organization's limits, the audience. Out: [`Cells`]. A cell below the smallest size is
//! suppressed. What a visible whole has beyond its visible parts could be had by subtraction ([`super::partition`] tells which parts
//! add up to which whole). It is a cell like any other, and where it may not be told, the next smallest part is suppressed too; this
//! is repeated over rows, columns and periods until nothing can be derived:
//!
//! 1. how many it is: the suppressed parts together, and with them those who are in no part at all, such as people without a
//!    segment. That is too few where it is one suppressed part, fewer than the smallest size, or as many as there are suppressed
//!    parts: then each of them is one;
//! 2. of a share of cases how many of them have it and have it not: too few, or all alike with a part among them that is too small
//!    for its value to be told. Where all of the whole are alike, so is every part, and nothing is left to hide;
//! 3. what follows from two numbers of others, such as a comparison of periods one of which is hidden.
//!
//! Answers to a question are the same in every metric of it, and so is what is suppressed of them; and so are cases. The public is
//! not told whether a number of cases is hidden because it is few or because it would tell of few: beside a total either would tell
//! how many.

use super::partition::{PARTING, Partition, Partitions};
use super::{apart, counts};
use crate::link::Ledger;
use crate::measure::measurement::{Base, BaseSort, Change, Level, Measurement};
use crate::measure::numbers::Numbers;
use crate::measure::selection::{Key, Selection};
use crate::record::organization::Limits;
use crate::record::types::Audience;
use std::collections::BTreeSet;

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
    /// Nothing: it counts few cases, or would tell of few; which of the two is not told either.
    KeptBack,
}

impl Show {
    /// Whether nothing may be shown, not even a count.
    pub fn is_hidden(self) -> bool {
        matches!(self, Self::TooFew | Self::Withheld | Self::GivesAway | Self::KeptBack)
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
        cells.complementary = apart::telling(numbers, limits.min_cell, |one| cells.is_protected(one));
        let mut secret = BTreeSet::new();
        if audience == Audience::Public {
            let telling = counts::telling(numbers, limits.min_cell);
            secret.clone_from(&telling.how_many);
            cells.complementary.extend(telling.how_many);
            cells.complementary.extend(telling.what);
        }
        let partitions = Partitions::of(numbers, ledger);
        let mut known = Known::of(numbers, &partitions, &secret, &cells);
        loop {
            known.look(numbers, &cells);
            let more = cells.more(&known);
            if !known.guard(more.secret) && more.hidden.is_empty() {
                return cells;
            }
            for place in more.hidden {
                let Some(next) = numbers.at(place) else { continue };
                cells.answers.extend(of_question(next));
                cells.hide(next);
            }
        }
    }

    /// What must be suppressed as well, and what must not be told in another way, while so much is known.
    fn more(&self, known: &Known<'_>) -> More {
        let mut more = More::default();
        for partition in &known.partitions.counted {
            match self.next(partition, known) {
                Next::Nothing => {}
                Next::Guard(populations) => more.secret.extend(populations),
                Next::Hide(population) => {
                    more.secret.insert(population);
                    more.hidden
                        .extend(known.partitions.populations[population].members.iter().copied());
                }
            }
        }
        let shares = known.partitions.measured.iter();
        more.hidden
            .extend(shares.filter_map(|partition| self.next_share(partition, known)));
        if self.protects(BaseSort::Cases) {
            let all = known.numbers.iter().enumerate();
            more.hidden
                .extend(all.filter(|(_, one)| known.follows(one)).map(|(place, _)| place));
        }
        more.hidden.retain(|place| !known.hidden[*place]);
        more
    }

    /// What must be done so that what a whole that is told has beyond its parts that are told tells of nobody. Of a part that is
    /// hidden for what is said of it, not for how many it is, the number may be told.
    fn next(&self, partition: &Partition, known: &Known<'_>) -> Next {
        let size = |part: &usize| known.partitions.populations[*part].size;
        let all = |parts: &[usize]| parts.iter().map(size).fold(0, u64::saturating_add);
        let whole = size(&partition.whole);
        let is_protected = known.member(partition.whole).is_some_and(|one| self.is_protected(one));
        let (visible, hidden): (Vec<usize>, Vec<usize>) = partition.parts.iter().partition(|part| known.told[**part]);
        // What is open at the end of each period adds up to nothing.
        let adds_up = partition.by != Key::Period || all(&visible).saturating_add(all(&hidden)) <= whole;
        if !known.told[partition.whole] || !adds_up {
            return Next::Nothing;
        }
        let (nobody, visible): (Vec<usize>, Vec<usize>) = visible.into_iter().partition(|part| size(part) == 0);
        let (hidden_nobody, hidden): (Vec<usize>, Vec<usize>) = hidden.into_iter().partition(|part| size(part) == 0);
        // Parts of cases need not add up, a complaint has two products: then nobody is beyond them.
        let beyond = if is_protected {
            whole.saturating_sub(all(&hidden).saturating_add(all(&visible)))
        } else {
            0
        };
        let is_few = |count: u64| count > 0 && count < self.limits.min_cell;
        if !hidden.iter().any(|part| known.secret.contains(part)) && !is_few(beyond) {
            return Next::Nothing;
        }
        let together = all(&hidden).saturating_add(beyond);
        let is_alone = hidden.len() == 1 && beyond == 0;
        // A part of nobody is shown as such: as many as there are hidden parts are one in each.
        let is_one_each = beyond == 0 && hidden_nobody.is_empty() && together == hidden.len() as u64;
        if !(is_alone || (is_protected && (is_few(together) || is_one_each))) {
            return Next::Guard(hidden);
        }
        let next = visible.iter().min_by_key(|part| (size(part), known.name(**part)));
        let next = next.or_else(|| nobody.first().filter(|_| is_one_each));
        next.map_or(Next::Nothing, |next| Next::Hide(*next))
    }

    /// The measurement that must be suppressed as well, so that of the cases that a share has beyond its parts that are shown it is
    /// not told how many few of them have it, or have it not.
    fn next_share(&self, partition: &Partition, known: &Known<'_>) -> Option<usize> {
        let (numbers, hidden) = (known.numbers, &known.hidden);
        let whole = numbers.at(partition.whole)?;
        if hidden[partition.whole] || !counts::of_cases(whole) || !self.is_protected(whole) {
            return None;
        }
        let (with, without) = counts::share(whole)?;
        let (mut rest, mut rest_with) = (size(whole), with);
        let (mut all, mut has_small, mut visible) = (0, false, Vec::new());
        for place in &partition.parts {
            let part = numbers.at(*place)?;
            let n = size(part);
            all += n;
            match counts::share(part).filter(|_| !hidden[*place]) {
                Some((with, _)) => {
                    rest = rest.checked_sub(n)?;
                    rest_with = rest_with.checked_sub(with)?;
                    visible.push(*place);
                }
                None => has_small |= hidden[*place] && n > 0 && n < self.limits.min_cell,
            }
        }
        if rest == 0 || all > size(whole) {
            return None;
        }
        let rest_without = rest.abs_diff(rest_with);
        let is_few = |count: u64| count > 0 && count < self.limits.min_cell;
        let is_alike = with > 0 && without > 0 && (rest_with == 0 || rest_without == 0);
        if !(is_few(rest_with) || is_few(rest_without) || (is_alike && has_small)) {
            return None;
        }
        let size_of = |place: &usize| numbers.at(*place).map(|one| (size(one), one.selection.clone()));
        visible.into_iter().min_by_key(size_of)
    }

    /// How much of a measurement may be shown.
    pub fn show(&self, measurement: &Measurement) -> Show {
        let key = (measurement.metric.clone(), measurement.selection.clone());
        if measurement.restricted && self.audience < Audience::Restricted {
            return Show::Withheld;
        }
        let of_cases = self.protects(BaseSort::Cases) && counts::of_cases(measurement);
        if of_cases && !counts::may_tell(counts::whole(measurement), self.limits.min_cell) {
            return Show::KeptBack;
        }
        if (self.is_protected(measurement) && apart::tells(measurement, self.limits.min_cell))
            || self.complementary.contains(&key)
            || (!self.answers.is_empty() && of_question(measurement).is_some_and(|on| self.answers.contains(&on)))
        {
            return if of_cases { Show::KeptBack } else { Show::GivesAway };
        }
        self.of_base(&measurement.base)
    }

    /// Whether it may be told what a measurement is compared with. It may where the value there may be shown too; of answers
    /// that were not measured by themselves nobody but the restricted audience is told.
    pub fn comparison(&self, numbers: &Numbers, measurement: &Measurement, change: &Change) -> bool {
        if !self.is_protected(measurement) {
            return true;
        }
        // A measure of change names the metric that it compares, or always compares the same one.
        let metric = measurement.selection.get(Key::Metric).unwrap_or(&measurement.metric);
        let metric = counts::compared(metric).unwrap_or(metric);
        let there = numbers.get(metric, &change.against.clone().without(Key::Metric));
        there.is_some_and(|there| self.show(there).estimate())
    }

    /// How much may be shown of a measurement that is not among those of the site. What could be told from it together with
    /// others was not looked at, so that of protected cases no parts are shown that the site does not show by itself.
    pub fn beyond(&self, measurement: &Measurement) -> Show {
        let show = self.show(measurement);
        let is_cut = |(key, _): (Key, &str)| PARTING.contains(&key) || key == Key::Period;
        // Cases are parted by whatever chooses among them, such as the promise that they cite.
        let is_part = measurement.selection.iter().any(is_cut)
            || (counts::of_cases(measurement) && counts::chooses(&counts::ground(measurement)));
        if is_part && self.is_protected(measurement) && !show.is_hidden() {
            return Show::GivesAway;
        }
        show
    }

    /// Hides a measurement.
    pub fn hide(&mut self, measurement: &Measurement) {
        self.complementary
            .insert((measurement.metric.clone(), measurement.selection.clone()));
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

/// What is to be done about a whole and its parts.
enum Next {
    /// Nothing: what is hidden cannot be had.
    Nothing,
    /// These populations hide one another, so that no other page may tell how many they are.
    Guard(Vec<usize>),
    /// This population is to be hidden as well.
    Hide(usize),
}

/// What is to be hidden, and how many of whom must not be told.
#[derive(Default)]
struct More {
    /// Places of measurements.
    hidden: BTreeSet<usize>,
    /// Populations.
    secret: BTreeSet<usize>,
}

/// What the audience knows while so much is hidden.
struct Known<'a> {
    numbers: &'a Numbers,
    partitions: &'a Partitions,
    /// Of each measurement whether it is hidden.
    hidden: Vec<bool>,
    /// Of each population whether some measurement tells how many it is.
    told: Vec<bool>,
    /// Populations of which it must not be told how many they are.
    secret: BTreeSet<usize>,
}

impl<'a> Known<'a> {
    fn of(
        numbers: &'a Numbers,
        partitions: &'a Partitions,
        secret: &BTreeSet<(String, Selection)>,
        cells: &Cells,
    ) -> Self {
        let is_secret = |place: &usize| {
            numbers.at(*place).is_some_and(|one| {
                let of_cases = cells.protects(BaseSort::Cases) && counts::of_cases(one);
                of_cases
                    && (!counts::may_tell(size(one), cells.limits.min_cell)
                        || secret.contains(&(one.metric.clone(), one.selection.clone())))
            })
        };
        let populations = partitions.populations.iter().enumerate();
        Self {
            numbers,
            partitions,
            hidden: Vec::new(),
            told: Vec::new(),
            secret: populations
                .filter(|(_, population)| population.members.iter().any(is_secret))
                .map(|(index, _)| index)
                .collect(),
        }
    }

    /// Looks at what is hidden now. Of people, how many gave an answer that is hidden is never told.
    fn look(&mut self, numbers: &Numbers, cells: &Cells) {
        self.hidden = numbers.iter().map(|one| cells.show(one).is_hidden()).collect();
        let populations = &self.partitions.populations;
        let is_told = |members: &[usize]| members.iter().any(|member| !self.hidden[*member]);
        self.told = populations.iter().map(|of| is_told(&of.members)).collect();
        let of_cases = |one: &Measurement| cells.protects(BaseSort::Cases) && counts::of_cases(one);
        let people = (0..populations.len())
            .filter(|index| !self.told[*index] && self.member(*index).is_some_and(|one| !of_cases(one)));
        let people: Vec<usize> = people.collect();
        self.secret.extend(people);
    }

    /// Takes in of whom it must not be told how many they are; whether that is news.
    fn guard(&mut self, secret: BTreeSet<usize>) -> bool {
        let known = self.secret.len();
        self.secret.extend(secret);
        self.secret.len() > known
    }

    /// One of the measurements that count a population.
    fn member(&self, population: usize) -> Option<&'a Measurement> {
        self.numbers
            .at(*self.partitions.populations[population].members.first()?)
    }

    /// By what populations of one size are put in order.
    fn name(&self, population: usize) -> Option<&'a Selection> {
        Some(&self.member(population)?.selection)
    }

    fn is_hidden(&self, metric: &str, on: &Selection) -> bool {
        self.numbers.place(metric, on).is_some_and(|place| self.hidden[place])
    }

    /// Whether a measurement follows from others one of which is hidden: a comparison of two periods from both of them, what became
    /// of all promises from each promise.
    fn follows(&self, one: &Measurement) -> bool {
        if let Some(metric) = counts::compared(&one.metric) {
            let side = one.selection.clone().without(Key::Against);
            let before = one.selection.get(Key::Against);
            let before = before.map(|before| side.clone().with(Key::Period, before));
            return [Some(side), before]
                .iter()
                .flatten()
                .any(|side| self.is_hidden(metric, side));
        }
        // Occasions of a promise to those who complain are complaints.
        if one.metric == counts::PROMISE_CITED {
            let occasions = self.numbers.place(counts::PROMISE_KEPT, &one.selection);
            let counted = occasions.map(|place| self.partitions.of_cases[place]);
            return counted.is_some_and(|cases| !self.told[cases] && self.secret.contains(&cases));
        }
        if one.metric == counts::ALL_PROMISES && one.selection.get(Key::Kind) == Some("promise") {
            let on = one.selection.clone().without(Key::Kind);
            let mut each = self.numbers.of_metric(counts::PROMISE_KEPT);
            return each.any(|each| {
                each.selection.clone().without(Key::Promise) == on && self.is_hidden(&each.metric, &each.selection)
            });
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::shape::share::{self as shares, Counts, Origin};

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
        let change =
            |against: &str| Change::from(Selection::all().with(Key::Wave, against).with(Key::Segment, "S"), 25.0);
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
        // Those who cite a promise are some of all who complained.
        let cited = |key: Key| {
            let cells = Cells::of(&Numbers::default(), &Ledger::default(), LIMITS, Audience::Public);
            cells.beyond(&share("M-CMP-3", &[(key, "A")], 20, 40)).is_hidden()
        };
        assert!(cited(Key::Promise) && cited(Key::Channel) && !cited(Key::Kind));
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

    /// A share of so many complaints, with a part of them.
    fn share(metric: &str, keys: &[(Key, &str)], with: usize, n: usize) -> Measurement {
        let selection = keys
            .iter()
            .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
        let counts = Counts {
            hit: "hit",
            x: with,
            base: Base::cases(n, "complaints"),
            weighted: None,
            origin: Origin::Register,
            confidence: 0.95,
        };
        shares::measure(metric, &selection, counts)
    }

    /// So many complaints that cite a promise.
    fn cited(period: Option<&str>, cases: u64) -> Measurement {
        let whole = Selection::all().with(Key::Promise, "PRM-1");
        let selection = period.iter().fold(whole, |on, period| on.with(Key::Period, *period));
        let base = Base {
            cases: Some(cases),
            ..Base::facts(400, "occasions")
        };
        Measurement::new("M-COD-2", &selection, base, Ok(1.0))
    }

    fn kept_back(cells: Vec<Measurement>) -> Vec<String> {
        let numbers = Numbers::of(cells);
        let shown = Cells::of(&numbers, &Ledger::default(), LIMITS, Audience::Public);
        let hidden = numbers.iter().filter(|one| shown.show(one).is_hidden());
        hidden
            .map(|one| {
                assert_eq!(shown.show(one), Show::KeptBack);
                format!("{} {}", one.metric, one.selection.code()).trim().to_owned()
            })
            .collect()
    }

    #[test]
    fn as_many_cases_as_hidden_parts_are_not_told_to_be_one_each() {
        let periods = ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3"];
        let with = |last: u64| {
            let mut cells = vec![
                cited(None, 5 + last),
                cited(Some("2024"), 2),
                cited(Some("2025"), 3 + last),
            ];
            cells.extend(periods.map(|period| cited(Some(period), 1)));
            cells.push(cited(Some("2025-Q4"), last));
            kept_back(cells)
        };
        // Of six periods the last one is nobody: were it told, each of the others would be one of five.
        let none = with(0);
        assert!(
            none.contains(&"M-COD-2 promise=PRM-1,period=2025-Q4".to_owned()),
            "{none:?}"
        );
        assert!(!none.contains(&"M-COD-2 promise=PRM-1".to_owned()), "{none:?}");
        // Nor is a large one told, for the same reason.
        assert!(with(9).contains(&"M-COD-2 promise=PRM-1,period=2025-Q4".to_owned()));
        // Where one period has two, nobody is told to be anywhere.
        let mut cells = vec![cited(None, 6)];
        cells.extend(periods.map(|period| cited(Some(period), if period == "2025-Q3" { 2 } else { 1 })));
        cells.push(cited(Some("2025-Q4"), 0));
        assert!(!kept_back(cells).contains(&"M-COD-2 promise=PRM-1,period=2025-Q4".to_owned()));
    }

    #[test]
    fn cases_that_a_metric_hides_are_hidden_in_every_metric_that_counts_them() {
        let by = |channel| [(Key::Channel, channel)];
        let cells = |web: usize| {
            let one = |metric: &str| {
                [
                    share(metric, &[], 20, 40 + web),
                    share(metric, &by("A"), 10, 20),
                    share(metric, &by("B"), 10, 17),
                    share(metric, &by("WEB"), 0, web),
                    share(metric, &by("DESK"), 0, 3),
                ]
            };
            // The other metric tells how many came by the web, and nothing of those at the desk.
            let other = [
                share("M-CMP-16", &by("WEB"), 0, web),
                share("M-CMP-16", &by("B"), 10, 17),
            ];
            kept_back(one("M-CMP-3").into_iter().chain(other).collect())
        };
        let five = cells(5);
        for hidden in ["M-CMP-3 channel=DESK", "M-CMP-3 channel=WEB", "M-CMP-16 channel=WEB"] {
            assert!(five.contains(&hidden.to_owned()), "{five:?}");
        }
        assert!(!five.contains(&"M-CMP-16 channel=B".to_owned()), "{five:?}");
    }

    #[test]
    fn a_promise_about_complaints_counts_the_cases_of_the_register() {
        let year = |metric, keys: &[(Key, &str)], n| share(metric, &[keys, &[(Key::Period, "2025")]].concat(), n, n);
        let promise: &[(Key, &str)] = &[(Key::Promise, "PRM-1")];
        let hidden = kept_back(vec![
            share("M-CMP-3", &[], 40, 60),
            year("M-CMP-3", &[], 4),
            year("M-COD-1", promise, 4),
            share("M-CMP-3", &[(Key::Period, "2024")], 36, 56),
        ]);
        assert_eq!(
            hidden,
            [
                "M-CMP-3 period=2025",
                "M-COD-1 promise=PRM-1,period=2025",
                "M-CMP-3 period=2024"
            ]
        );
    }

    #[test]
    fn what_the_rest_of_a_share_would_tell_is_kept_back() {
        let by = |channel| [(Key::Channel, channel)];
        let cells = |phone: usize, all: usize| {
            kept_back(vec![
                share("M-CMP-12", &[], all, 35),
                share("M-CMP-12", &by("PHONE"), phone, 17),
                share("M-CMP-12", &by("MAIL"), all - phone, 14),
                share("M-CMP-12", &by("DESK"), 0, 4),
            ])
        };
        // All twelve called: nobody at the desk did, which is one of the four of a cell that is hidden.
        let hidden = |channels: &[&str]| -> Vec<String> {
            channels
                .iter()
                .map(|channel| format!("M-CMP-12 channel={channel}"))
                .collect()
        };
        assert_eq!(cells(12, 12), hidden(&["PHONE", "MAIL", "DESK"]));
        // Ten of the others leave open who they are.
        assert_eq!(cells(7, 17), hidden(&["MAIL", "DESK"]));
        // Two of the others are few.
        assert_eq!(cells(10, 12).len(), 3);
        // Of a whole that is all alike nothing is left to hide.
        assert_eq!(cells(0, 0).len(), 2);
    }

    #[test]
    fn what_follows_from_a_hidden_number_is_hidden() {
        let year = |year| share("M-CMP-1", &[(Key::Period, year)], 3, 30);
        let pair = [(Key::Period, "2025"), (Key::Against, "2024")];
        let compared = |before: usize| {
            let mut ratio = share("M-CHG-6", &pair, 3, 30 + before);
            ratio.base = Base::facts(30 + before, "complaints in both periods");
            ratio.estimate = Ok(1.5);
            let mut then = year("2024");
            then.base = Base::cases(before, "complaints");
            let mut now = year("2025");
            (now.estimate, then.estimate) = (Ok(2.0), Ok(2.0));
            let numbers = Numbers::of(vec![now, then, ratio]);
            let cells = Cells::of(&numbers, &Ledger::default(), LIMITS, Audience::Public);
            let ratio = numbers.of_metric("M-CHG-6").next().unwrap();
            cells.show(ratio).is_hidden()
        };
        assert!(compared(4) && !compared(20));
        // Three of one promise are not kept: beside the others all of them would tell that.
        let kept = share("M-COD-1", &[(Key::Promise, "PRM-1")], 37, 40);
        let mut other = share("M-COD-1", &[(Key::Promise, "PRM-2")], 100, 400);
        other.base = Base::facts(400, "occasions");
        let mut all = share("M-GAP-5", &[(Key::Kind, "promise")], 303, 440);
        all.base = Base::facts(440, "promises due");
        let numbers = Numbers::of(vec![kept, other, all]);
        let cells = Cells::of(&numbers, &Ledger::default(), LIMITS, Audience::Public);
        let shown: Vec<bool> = numbers.iter().map(|one| !cells.show(one).is_hidden()).collect();
        assert_eq!(shown, [false, true, false]);
    }

    /// A trend and a test of two periods name what they compare in ways of their own.
    #[test]
    fn a_comparison_is_told_where_its_value_is() {
        let first = Selection::all().with(Key::Period, "2024");
        let of = |metric: &str, on: &Selection| Measurement::new(metric, on, Base::cases(20, "complaints"), Ok(3.0));
        let numbers = Numbers::of(vec![of("M-CMP-1", &first), of("M-CMP-13", &first)]);
        let cells = Cells::of(&numbers, &Ledger::default(), LIMITS, Audience::Public);
        let told = |metric: &str, on: &Selection, against: &Selection| {
            let change = Change::from(against.clone(), 3.0);
            cells.comparison(&numbers, &of(metric, on), &change)
        };
        let charted = Selection::all().with(Key::Metric, "M-CMP-1");
        assert!(told("M-TRD-1", &charted, &first.clone().with(Key::Metric, "M-CMP-1")));
        let pair = Selection::all().with(Key::Period, "2025").with(Key::Against, "2024");
        assert!(told("M-CMP-21", &pair, &first));
        assert!(!told("M-CMP-21", &pair, &Selection::all().with(Key::Period, "2023")));
    }

    #[test]
    fn cases_are_hidden_from_the_public_only() {
        let case = |n| Measurement::new("M-CMP-1", &Selection::all(), Base::cases(n, "complaints"), Ok(1.0));
        assert_eq!(hidden(vec![case(4)], Audience::Public).len(), 1);
        assert_eq!(hidden(vec![case(4)], Audience::Internal), [""; 0]);
    }
}
