//! Importance: what people say matters, and what their answers show to go with satisfaction.

mod correlation;
mod map;
mod relative_weights;
mod shapley;
mod stated;

use super::answers::{WaveAnswers, ends, pomp};
use super::earlier::same_question;
use super::measurement::Drawn;
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::survey::{Question, QuestionKind};
use std::collections::BTreeSet;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    stated::METRIC,
    correlation::METRIC,
    relative_weights::METRIC,
    shapley::METRIC,
    map::METRIC,
];

/// Perceptions of characteristics and satisfaction all in all, of everybody who answered all of them.
struct Drivers<'a> {
    /// Characteristics.
    names: Vec<&'a str>,
    /// Satisfaction all in all.
    outcome: Vec<f64>,
    /// Perceptions, one list for each characteristic.
    predictors: Vec<Vec<f64>>,
    /// Key of the question on satisfaction all in all.
    overall: &'a str,
    /// How many answered at all.
    asked: usize,
    /// The waves and how many of each are counted.
    rows: Vec<(String, usize)>,
    /// Who gave them.
    people: People<'a>,
}

/// Who gave complete answers.
#[derive(Default)]
struct People<'a> {
    /// How many answers there are.
    answers: usize,
    /// Those who are named, each once.
    named: BTreeSet<&'a str>,
    /// Answers of nobody who is named, each taken for a person.
    strangers: usize,
}

impl<'a> People<'a> {
    fn add(&mut self, person: Option<&'a str>) {
        self.answers += 1;
        match person {
            Some(person) => _ = self.named.insert(person),
            None => self.strangers += 1,
        }
    }

    /// That some answered several times; nothing where nobody did.
    fn repeated(&self) -> String {
        let people = self.named.len() + self.strangers;
        if people == self.answers {
            return String::new();
        }
        format!(
            "; the {} answers are of {people} people: who answered several times is counted several times, so it is less sure than it \
             looks",
            self.answers
        )
    }
}

impl Drivers<'_> {
    /// Complete cases.
    fn n(&self) -> usize {
        self.outcome.len()
    }

    fn drawn(&self) -> Drawn {
        Drawn {
            rows: self.rows.clone(),
            ..Drawn::default()
        }
    }

    /// Why these are too few for a decomposition, where they are.
    fn too_few(&self) -> Option<String> {
        let needed = (20 * self.names.len()).max(100);
        (self.n() < needed).then(|| {
            format!(
                "{} characteristics need {needed} complete answers, there are {}",
                self.names.len(),
                self.n()
            )
        })
    }

    /// Doubts that belong beside everything that is derived.
    fn notes(&self, people: &People<'_>) -> Vec<String> {
        let mut notes = vec![format!(
            "satisfaction all in all is the question `{}`; without weights",
            self.overall
        )];
        if self.rows.len() > 1 {
            notes.push(format!(
                "{} waves that asked the same are taken together{}",
                self.rows.len(),
                people.repeated()
            ));
        }
        notes
    }
}

/// The question on satisfaction all in all: one that is part of no index before one that is.
fn overall<'a>(wave: &WaveAnswers<'a>) -> Option<&'a Question> {
    let asked = || {
        let questions = wave.questions.iter();
        questions.filter(|question| question.kind == Some(QuestionKind::Overall) && ends(question).is_some())
    };
    asked()
        .find(|question| question.index.is_none())
        .or_else(|| asked().next())
}

/// Perceptions of characteristics that a wave asked for.
fn perceptions<'a>(wave: &WaveAnswers<'a>) -> Vec<(&'a str, &'a Question)> {
    let questions = wave.questions.iter().filter_map(|question| {
        let scaled = ends(question).is_some_and(|(min, max)| max > min);
        let asked = question.kind == Some(QuestionKind::Perception) && scaled;
        asked.then_some((question.characteristic.as_ref()?.id(), question))
    });
    questions.collect()
}

/// What drives satisfaction in a selection: of the wave it names, or of all waves of its survey that asked the same as the
/// newest one, over the characteristics that all of them asked for. Errors: why there is nothing.
fn drivers<'a>(scope: &Scope<'a>, selection: &Selection) -> Result<Drivers<'a>, String> {
    let newest = scope.wave_of(selection)?;
    let overall = overall(newest).ok_or("nobody was asked how satisfied they are all in all")?;
    let key = overall.key.as_deref().unwrap_or_default();
    let single = selection.get(Key::Wave).is_some() || selection.get(Key::Period).is_some();
    let waves: Vec<&WaveAnswers<'a>> = match newest.survey {
        Some((survey, _)) if !single => {
            let mut waves = scope.waves_of(survey.id());
            waves.retain(|wave| {
                let same = wave
                    .question(key)
                    .is_some_and(|then| same_question(then, overall).is_ok());
                !wave.respondents.is_empty() && same
            });
            waves
        }
        _ => vec![newest],
    };
    let alike = |question: &Question| {
        let key = question.key.as_deref().unwrap_or_default();
        waves.iter().all(|wave| {
            wave.question(key)
                .is_some_and(|then| same_question(then, question).is_ok())
        })
    };
    let mut chosen = perceptions(newest);
    chosen.retain(|(_, question)| alike(question));
    if chosen.len() < 2 {
        return Err("fewer than two characteristics were asked for".to_owned());
    }
    let mut found = Drivers {
        names: chosen.iter().map(|(name, _)| *name).collect(),
        outcome: Vec::new(),
        predictors: vec![Vec::new(); chosen.len()],
        overall: key,
        asked: 0,
        rows: Vec::new(),
        people: People::default(),
    };
    for wave in waves {
        let outcome = wave.given_upright(overall);
        let given: Vec<_> = chosen
            .iter()
            .map(|(_, question)| wave.given_upright(question))
            .collect();
        let before = found.n();
        let who = scope.who(wave, selection);
        found.asked += who.len();
        for index in who {
            let row: Option<Vec<f64>> = given.iter().map(|column| column[index].number()).collect();
            if let (Some(y), Some(row)) = (outcome[index].number(), row) {
                found.outcome.push(y);
                found.people.add(wave.respondents[index].respondent);
                for (list, x) in found.predictors.iter_mut().zip(row) {
                    list.push(x);
                }
            }
        }
        found.rows.push((wave.record.id().to_owned(), found.n() - before));
    }
    Ok(found)
}

/// The metric of derived importance that others are about.
pub(super) const DERIVED: &str = relative_weights::METRIC.about.id;

/// Every survey with answers on characteristics and on satisfaction all in all.
fn surveys(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all: Vec<Selection> = scope
        .waves()
        .filter(|wave| !wave.respondents.is_empty() && overall(wave).is_some() && perceptions(wave).len() > 1)
        .filter_map(|wave| Some(Selection::all().with(Key::Survey, wave.survey?.0.id())))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// What everybody of a wave gave to a question, as 0 to 100, high being good.
fn points(wave: &WaveAnswers<'_>, question: &Question) -> Vec<Option<f64>> {
    let Some(ends) = ends(question) else {
        return vec![None; wave.respondents.len()];
    };
    let given = wave.given_upright(question).into_iter();
    given.map(|given| pomp(given.number()?, ends)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
