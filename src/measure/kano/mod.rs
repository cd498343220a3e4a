//! Kano: what a characteristic does to satisfaction when it is there and when it is not.

mod classification;
mod coefficients;

use super::answers::{Given, WaveAnswers};
use super::measurement::{Base, Excluded, Measurement, WITHOUT_WEIGHTS};
use super::metric::Metric;
use super::satisfaction::{drawn, origin};
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::survey::{Question, QuestionKind};
use crate::stats::kano::{Answer, Evaluation, Tally};

pub use classification::class_of;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[classification::METRIC, coefficients::METRIC];

/// By what Kano questions are narrowed.
const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Characteristic,
    Key::Period,
];

/// Fewest pairs for a class.
const FEWEST: u64 = 20;

/// Fewest pairs of the whole for a look at its parts.
const SPLIT: usize = 50;

/// Share of answers that contradict each other from which on the question is suspect.
const SUSPECT: f64 = 0.1;

/// The questions what if a characteristic is there, and what if it is not.
fn questions<'a>(wave: &WaveAnswers<'a>, characteristic: &str) -> Option<(&'a Question, &'a Question)> {
    let about = |question: &&Question, kind: QuestionKind| {
        question.kind == Some(kind)
            && question
                .characteristic
                .as_ref()
                .is_some_and(|of| of.id() == characteristic)
    };
    let mut questions = wave.questions.iter();
    let there = questions.find(|question| about(question, QuestionKind::KanoFunctional))?;
    let belongs = |question: &&Question| {
        let named = |one: &Question, other: &Question| one.pair.is_some() && one.pair == other.key;
        about(question, QuestionKind::KanoDysfunctional) && (named(question, there) || named(there, question))
    };
    Some((there, wave.questions.iter().find(belongs)?))
}

/// Every characteristic of every wave that asked for it; by the first dimension where there are enough answers.
fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        let asked = wave.questions.iter().filter_map(|question| {
            let functional = question.kind == Some(QuestionKind::KanoFunctional);
            functional.then_some(question.characteristic.as_ref()?.id())
        });
        for name in asked.filter(|name| questions(wave, name).is_some()) {
            let whole = Selection::all()
                .with(Key::Wave, wave.record.id())
                .with(Key::Characteristic, name);
            if wave.respondents.len() >= SPLIT {
                let first = scope.dimensions(wave).into_values().next().unwrap_or_default();
                let parts = first
                    .into_iter()
                    .map(|segment| whole.clone().with(Key::Segment, segment));
                all.extend(parts.collect::<Vec<_>>());
            }
            all.push(whole);
        }
    }
    all
}

/// Pairs of answers to a characteristic.
struct Pairs<'b, 'a> {
    wave: &'b WaveAnswers<'a>,
    tally: Tally,
    asked: usize,
}

impl Pairs<'_, '_> {
    fn n(&self) -> usize {
        usize::try_from(self.tally.n()).unwrap_or(usize::MAX)
    }

    /// A measurement with what belongs beside it.
    fn measurement(&self, metric: &str, selection: &Selection, estimate: Result<f64, String>) -> Measurement {
        let base = Base {
            population: origin(self.wave, selection).population(),
            ..Base::answers(self.n()).at_least(FEWEST)
        };
        let made = Measurement::new(metric, selection, base, estimate)
            .over(self.wave.wave.field_start.zip(self.wave.wave.field_end))
            .without([
                Excluded::count("one of the two answers is missing", self.asked - self.n()),
                Excluded::count("no consent to be evaluated", self.wave.without_consent),
            ])
            .drawn(drawn(self.wave, self.n()));
        // Fong's criterion and the counts of the table are of people, not of weights.
        if self.wave.is_weighted() {
            made.note(WITHOUT_WEIGHTS)
        } else {
            made
        }
    }

    /// Why these are too few, where they are.
    fn too_few(&self) -> Option<String> {
        let n = self.tally.n();
        (n < FEWEST).then(|| format!("needs {FEWEST} people who answered both questions, there are {n}"))
    }
}

/// The pairs that a selection means. Errors: why there are none.
fn pairs<'b, 'a>(scope: &'b Scope<'a>, selection: &Selection) -> Result<Pairs<'b, 'a>, String> {
    let characteristic = selection
        .get(Key::Characteristic)
        .ok_or("no characteristic is chosen")?;
    let wave = wave_of(scope, selection, characteristic)?;
    let (there, not) = questions(wave, characteristic)
        .ok_or_else(|| format!("the wave asked no pair of Kano questions on `{characteristic}`"))?;
    let answer = |given: Given| -> Option<Answer> {
        let number = given.number()?;
        (1_u8..=5)
            .find(|code| f64::from(*code).total_cmp(&number).is_eq())
            .and_then(Answer::from_code)
    };
    // The codes stand for words and are not turned.
    let (functional, dysfunctional) = (wave.given(there), wave.given(not));
    let who = scope.who(wave, selection);
    let pairs: Vec<(Answer, Answer)> = who
        .iter()
        .filter_map(|index| Some((answer(functional[*index])?, answer(dysfunctional[*index])?)))
        .collect();
    Ok(Pairs {
        wave,
        tally: Tally::count(&pairs, Evaluation::Classic),
        asked: who.len(),
    })
}

/// The wave that is meant; of a survey the newest one that asked for the characteristic in this way.
fn wave_of<'b, 'a>(
    scope: &'b Scope<'a>,
    selection: &Selection,
    characteristic: &str,
) -> Result<&'b WaveAnswers<'a>, String> {
    let wave = scope.wave_of(selection)?;
    let named = selection.get(Key::Wave).is_some() || selection.get(Key::Period).is_some();
    if named || questions(wave, characteristic).is_some() {
        return Ok(wave);
    }
    let waves = scope.waves_of(selection.get(Key::Survey).unwrap_or_default());
    let asked = waves
        .into_iter()
        .rfind(|wave| !wave.respondents.is_empty() && questions(wave, characteristic).is_some());
    Ok(asked.unwrap_or(wave))
}
