//! Reliability: whether questions that stand for one thing go together.

mod cronbach_alpha;
mod item_analysis;

use super::answers::{WaveAnswers, ends};
use super::measurement::{Base, Excluded, Measurement, WITHOUT_WEIGHTS};
use super::metric::Metric;
use super::satisfaction::drawn;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::survey::{Question, QuestionKind};
use crate::stats::reliability::{Reliability, reliability};
use std::collections::BTreeSet;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[cronbach_alpha::METRIC, item_analysis::METRIC];

/// By what reliability is narrowed: an index by its name; without one the block of perceptions is meant.
const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Index,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Period,
];

/// Fewest items of a scale.
const ITEMS: usize = 3;

/// Fewest complete answers that carry it.
const FEWEST: u64 = 30;

/// The items of an index, or of the block of perceptions.
fn items<'a>(wave: &WaveAnswers<'a>, index: Option<&str>) -> Vec<&'a Question> {
    let belongs = |question: &&Question| match index {
        Some(name) => question.index.as_ref().and_then(|index| index.name.as_deref()) == Some(name),
        None => question.kind == Some(QuestionKind::Perception),
    };
    let questions = wave.questions.iter().filter(belongs);
    questions
        .filter(|question| ends(question).is_some_and(|(min, max)| max > min))
        .collect()
}

/// Every index and block of perceptions with enough items, of every wave with answers.
fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        let whole = Selection::all().with(Key::Wave, wave.record.id());
        let names: BTreeSet<&str> = wave
            .questions
            .iter()
            .filter_map(|question| question.index.as_ref()?.name.as_deref())
            .collect();
        for name in names.into_iter().filter(|name| items(wave, Some(name)).len() >= ITEMS) {
            all.push(whole.clone().with(Key::Index, name));
        }
        if items(wave, None).len() >= ITEMS {
            all.push(whole);
        }
    }
    all
}

/// A scale and how its items go together.
struct Scale<'b, 'a> {
    wave: &'b WaveAnswers<'a>,
    /// Keys of the items that vary.
    items: Vec<&'a str>,
    /// Keys of those that do not.
    constant: Vec<&'a str>,
    asked: usize,
    found: Reliability,
}

impl Scale<'_, '_> {
    /// Complete answers.
    fn n(&self) -> usize {
        usize::try_from(self.found.n).unwrap_or(usize::MAX)
    }

    /// A measurement of it with what belongs beside it.
    fn measurement(&self, metric: &str, selection: &Selection, estimate: Result<f64, String>) -> Measurement {
        let n = self.n();
        let mut made = Measurement::new(metric, selection, Base::answers(n), estimate)
            .over(self.wave.wave.field_start.zip(self.wave.wave.field_end))
            .without([
                Excluded::count("not all items answered", self.asked - n),
                Excluded::count("no consent to be evaluated", self.wave.without_consent),
            ])
            .drawn(drawn(self.wave, n));
        if !self.constant.is_empty() {
            made = made.note(format!(
                "everybody answered alike, so left out: {}",
                self.constant.join(", ")
            ));
        }
        if self.wave.is_weighted() {
            made = made.note(WITHOUT_WEIGHTS);
        }
        if self.found.n < FEWEST {
            made = made.note(format!("fewer than {FEWEST} complete answers"));
        }
        if self.items.len() < ITEMS {
            made = made.note(format!("fewer than {ITEMS} items"));
        }
        made
    }
}

/// The scale that a selection means, from complete answers; items that do not vary are left out. Errors: why there is none.
fn scale<'b, 'a>(scope: &'b Scope<'a>, selection: &Selection) -> Result<Scale<'b, 'a>, String> {
    let wave = scope.wave_of(selection)?;
    let questions = items(wave, selection.get(Key::Index));
    if questions.len() < 2 {
        return Err(match selection.get(Key::Index) {
            Some(name) => format!("the wave asked fewer than two items of an index `{name}`"),
            None => "the wave asked fewer than two perceptions".to_owned(),
        });
    }
    let who = scope.who(wave, selection);
    let columns: Vec<Vec<Option<f64>>> = questions
        .iter()
        .map(|question| {
            let given = wave.given_upright(question);
            who.iter().map(|index| given[*index].number()).collect()
        })
        .collect();
    let complete: Vec<usize> = (0..who.len())
        .filter(|row| columns.iter().all(|column| column[*row].is_some()))
        .collect();
    let varies = |column: &[Option<f64>]| {
        let mut answers = complete.iter().filter_map(|row| column[*row]);
        let first = answers.next();
        answers.any(|answer| first.is_some_and(|first| first.total_cmp(&answer).is_ne()))
    };
    let (mut kept, mut constant, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for (question, column) in questions.iter().zip(&columns) {
        let key = question.key.as_deref().unwrap_or_default();
        if complete.is_empty() || varies(column) {
            kept.push(key);
            used.push(column);
        } else {
            constant.push(key);
        }
    }
    let rows: Vec<Vec<Option<f64>>> = complete
        .iter()
        .map(|row| used.iter().map(|column| column[*row]).collect())
        .collect();
    let found = reliability(&rows).map_err(|why| why.reason())?;
    Ok(Scale {
        wave,
        items: kept,
        constant,
        asked: who.len(),
        found,
    })
}
