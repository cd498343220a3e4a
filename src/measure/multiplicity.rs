//! Corrects the tests of changes for being many (metric M-CHG-7).
//!
//! In: everything measured. Out: the same with corrected probabilities and the words that follow from them. A family is what one
//! would look through for something that stands out: all segments (or products) of a measure in one comparison of waves, or all
//! characteristics. Holm's correction up to ten tests, Benjamini and Hochberg's above. What an objective watches is one test that was
//! chosen beforehand and stays outside.

use super::measurement::{ChangeWord, Measurement};
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::change::{ALPHA, SAME_PEOPLE, WITHOUT_WEIGHTS};
use crate::record::objective::Objective;
use crate::stats::multiplicity::{benjamini_hochberg, holm};
use std::collections::BTreeMap;

/// Largest family that is corrected after Holm.
const HOLM: usize = 10;

/// A family: the measure and what it is compared with, both without the key by which the members differ; that key; and the
/// sort of comparison.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Family {
    metric: String,
    now: Selection,
    against: Option<String>,
    by: Key,
    sort: &'static str,
}

/// Corrects the tests of every family.
pub(super) fn correct(scope: &Scope<'_>, measured: &mut [Measurement]) {
    let watched = watched(scope);
    let mut families: BTreeMap<Family, Vec<(usize, usize)>> = BTreeMap::new();
    for (place, one) in measured.iter().enumerate() {
        let Some(by) = part_of(scope, one).filter(|_| !is_watched(scope, one, &watched)) else {
            continue;
        };
        for (index, change) in one.changes.iter().enumerate() {
            if change.test.is_none() {
                continue;
            }
            let family = Family {
                metric: one.metric.clone(),
                now: one.selection.clone().without(by),
                against: change.against.get(Key::Wave).map(str::to_owned),
                by,
                sort: sort(&change.notes),
            };
            families.entry(family).or_default().push((place, index));
        }
    }
    for members in families.into_values().filter(|members| members.len() > 1) {
        let p = |(place, index): &(usize, usize)| measured[*place].changes[*index].test.as_ref().map(|test| test.p);
        let values: Vec<Option<f64>> = members.iter().map(p).collect();
        let (method, corrected) = if members.len() <= HOLM {
            ("Holm", holm(&values))
        } else {
            ("Benjamini-Hochberg", benjamini_hochberg(&values))
        };
        let Ok(corrected) = corrected else { continue };
        for ((place, index), p) in members.iter().zip(corrected) {
            let change = &mut measured[*place].changes[*index];
            let (Some(test), Some(p)) = (&mut change.test, p) else {
                continue;
            };
            test.adjusted = Some((p, method, members.len()));
            if let Some(difference) = change.difference {
                change.word = ChangeWord::of(test, difference, ALPHA);
            }
        }
    }
}

/// The sort of a comparison, told by its first note.
fn sort(notes: &[String]) -> &'static str {
    match notes.first().map(String::as_str) {
        Some(WITHOUT_WEIGHTS) => WITHOUT_WEIGHTS,
        Some(SAME_PEOPLE) => SAME_PEOPLE,
        _ => "",
    }
}

/// The key by which a measurement belongs to a family of a wave: its segment or product, or its question when that is about a
/// characteristic.
fn part_of(scope: &Scope<'_>, one: &Measurement) -> Option<Key> {
    let selection = &one.selection;
    let wave = scope.wave(selection.get(Key::Wave)?)?;
    let part = [Key::Segment, Key::Product, Key::Role]
        .into_iter()
        .find(|key| selection.get(*key).is_some());
    part.or_else(|| {
        let question = wave.question(selection.get(Key::Question)?)?;
        question.characteristic.as_ref().map(|_| Key::Question)
    })
}

/// Metric and selection of every objective.
fn watched<'a>(scope: &Scope<'a>) -> Vec<(&'a str, Selection)> {
    let watched = scope.ledger.each::<Objective>().filter_map(|(_, objective)| {
        let metric = objective.metric.as_ref()?;
        Some((&**metric, Selection::from_filter(&objective.metric_filter).ok()?))
    });
    watched.collect()
}

/// Whether an objective watches exactly this, in whatever wave.
fn is_watched(scope: &Scope<'_>, one: &Measurement, watched: &[(&str, Selection)]) -> bool {
    let of_wave = |selection: &Selection| {
        let wave = selection.get(Key::Wave).and_then(|id| scope.wave(id))?;
        wave.survey.map(|(record, _)| record.id().to_owned())
    };
    let survey = of_wave(&one.selection);
    let bare = |selection: &Selection| {
        [Key::Survey, Key::Wave, Key::Period]
            .into_iter()
            .fold(selection.clone(), Selection::without)
    };
    watched.iter().any(|(metric, selection)| {
        let named = selection.get(Key::Survey).map(str::to_owned);
        let named = named.or_else(|| of_wave(selection));
        *metric == one.metric && named == survey && bare(selection) == bare(&one.selection)
    })
}
