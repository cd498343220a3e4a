//! How counts hang together: which measurements count the same cases, and which parts add up to which whole.
//!
//! In: all that was measured. Out: [`Partitions`]. Who is counted is a [`Population`]: measurements that count all cases of a sort on
//! the same ground count the same ones, whatever they say of them, so that what one of them shows of how many there are, all show.
//! Every measurement is a population by itself as well. Parts add up to their whole by segment, product and the like, and by period:
//! years to all, quarters to their year, and quarters to all.

use super::counts;
use crate::link::Ledger;
use crate::measure::measurement::BaseSort;
use crate::measure::numbers::Numbers;
use crate::measure::selection::{Key, Selection};
use crate::record::segment::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// By what a whole is parted, so that its parts add up to it.
pub(super) const PARTING: &[Key] = &[
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Category,
    Key::Channel,
    Key::Severity,
    Key::Outcome,
];

/// Who is counted.
pub(super) struct Population {
    /// Places of the measurements that count them.
    pub(super) members: Vec<usize>,
    /// How many there are.
    pub(super) size: u64,
}

/// A whole with parts that add up to it, each by its place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Partition {
    /// The whole.
    pub(super) whole: usize,
    /// By what it is parted.
    pub(super) by: Key,
    /// The parts.
    pub(super) parts: BTreeSet<usize>,
}

/// All wholes with their parts.
#[derive(Default)]
pub(super) struct Partitions {
    /// Who is counted: by each measurement in its place, then by those that count all cases of a sort.
    pub(super) populations: Vec<Population>,
    /// Of each measurement all cases that it counts, or itself.
    pub(super) of_cases: Vec<usize>,
    /// Populations as parts of a population.
    pub(super) counted: BTreeSet<Partition>,
    /// Measurements as parts of a measurement of the same metric.
    pub(super) measured: BTreeSet<Partition>,
}

/// A whole on a selection and by what it is parted: key, and of segments the dimension.
type Group<W> = (W, Key, String);

impl Partitions {
    /// The partitions of what was measured.
    pub(super) fn of(numbers: &Numbers, ledger: &Ledger) -> Self {
        let mut partitions = Self::default();
        let all = counts::largest(numbers);
        let mut shared: BTreeMap<(&str, Selection), usize> = BTreeMap::new();
        partitions.populations = numbers
            .iter()
            .enumerate()
            .map(|(place, one)| Population {
                members: vec![place],
                size: counts::whole(one),
            })
            .collect();
        for (place, one) in numbers.iter().enumerate() {
            let size = counts::whole(one);
            let counted = (counts::sort(one), counts::ground(one));
            if !counts::of_cases(one) || all.get(&counted) != Some(&size) {
                partitions.of_cases.push(place);
                continue;
            }
            let next = partitions.populations.len();
            let population = *shared.entry(counted).or_insert(next);
            if population == next {
                let members = Vec::new();
                partitions.populations.push(Population { members, size });
            }
            partitions.populations[population].members.push(place);
            partitions.of_cases.push(population);
        }
        let mut groups: BTreeMap<Group<(&str, Selection)>, BTreeSet<usize>> = BTreeMap::new();
        for (place, one) in numbers.iter().enumerate() {
            if one.base.sort == BaseSort::Facts && !counts::of_cases(one) {
                continue;
            }
            for (whole, by, dimension) in wholes(&one.selection, ledger) {
                let group = ((one.metric.as_str(), whole), by, dimension);
                groups.entry(group).or_default().insert(place);
            }
        }
        for (((metric, whole), by, _), parts) in groups {
            let Some(whole) = numbers.place(metric, &whole) else {
                continue;
            };
            // A measure of some cases may count all there are in a part: what it hides of them is its own.
            let population = partitions.of_cases[whole];
            partitions.counted.insert(Partition {
                whole: population,
                by,
                parts: if population == whole {
                    parts.clone()
                } else {
                    parts.iter().map(|part| partitions.of_cases[*part]).collect()
                },
            });
            partitions.measured.insert(Partition { whole, by, parts });
        }
        let mut groups: BTreeMap<Group<usize>, BTreeSet<usize>> = BTreeMap::new();
        for ((sort, ground), population) in &shared {
            for (whole, by, dimension) in wholes(ground, ledger) {
                if let Some(whole) = shared.get(&(*sort, whole)) {
                    groups.entry((*whole, by, dimension)).or_default().insert(*population);
                }
            }
        }
        let shared = groups
            .into_iter()
            .map(|((whole, by, _), parts)| Partition { whole, by, parts });
        partitions.counted.extend(shared);
        partitions
    }
}

/// What a selection is a part of, by which key, and of segments in which dimension.
fn wholes(selection: &Selection, ledger: &Ledger) -> Vec<Group<Selection>> {
    let mut wholes = Vec::new();
    for key in PARTING {
        let Some(value) = selection.get(*key) else { continue };
        let dimension = match key {
            Key::Segment => ledger
                .typed::<Segment>(value)
                .and_then(|(_, segment)| segment.dimension.clone())
                .unwrap_or_default(),
            _ => String::new(),
        };
        wholes.push((selection.clone().without(*key), *key, dimension));
    }
    if let Some(period) = selection.get(Key::Period) {
        let without = selection.clone().without(Key::Period);
        match period.split_once("-Q") {
            Some((year, _)) => wholes.extend([
                (without.clone().with(Key::Period, year), Key::Period, String::new()),
                (without, Key::Period, "quarters".to_owned()),
            ]),
            None if period.len() == 4 => wholes.push((without, Key::Period, String::new())),
            None => {}
        }
    }
    wholes
}
