//! All that was measured, in one order, to be looked up by metric and selection.

use super::measurement::Measurement;
use super::selection::Selection;
use std::collections::BTreeMap;

/// All that was measured: by metric in the order of the catalogue, then by selection.
#[derive(Debug, Default)]
pub struct Numbers {
    all: Vec<Measurement>,
    places: BTreeMap<String, BTreeMap<Selection, usize>>,
}

impl Numbers {
    /// Puts measurements in one place; of two with the same metric and selection the first is kept.
    pub fn of(measured: Vec<Measurement>) -> Self {
        let mut numbers = Self::default();
        for measurement in measured {
            let places = numbers.places.entry(measurement.metric.clone()).or_default();
            if !places.contains_key(&measurement.selection) {
                places.insert(measurement.selection.clone(), numbers.all.len());
                numbers.all.push(measurement);
            }
        }
        numbers
    }

    /// Everything.
    pub fn iter(&self) -> impl Iterator<Item = &Measurement> {
        self.all.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A measurement by its place in the order.
    pub fn at(&self, index: usize) -> Option<&Measurement> {
        self.all.get(index)
    }

    /// The place of a measurement.
    pub fn place(&self, metric: &str, selection: &Selection) -> Option<usize> {
        self.places.get(metric)?.get(selection).copied()
    }

    /// What a metric says of a selection.
    pub fn get(&self, metric: &str, selection: &Selection) -> Option<&Measurement> {
        self.place(metric, selection).map(|index| &self.all[index])
    }

    /// What a metric says, on everything it was measured on, by selection.
    pub fn of_metric<'a>(&'a self, metric: &str) -> impl Iterator<Item = &'a Measurement> {
        let places = self.places.get(metric);
        places
            .into_iter()
            .flat_map(BTreeMap::values)
            .map(|index| &self.all[*index])
    }

    /// What a metric says wherever all of a selection holds.
    pub fn within<'a>(&'a self, metric: &str, selection: &'a Selection) -> impl Iterator<Item = &'a Measurement> {
        self.of_metric(metric)
            .filter(move |one| one.selection.includes(selection))
    }
}
