//! A measure of the project's own over the answers to a survey.
//!
//! In: the measure and a selection, which means a wave as in every measure of answers. Steps: 1. those whom the selection means
//! become values: their answers by question, segments, product, role and time; 2. what the expressions say becomes rows with the
//! weights of the wave, and rows a measurement.

use super::ask::{Compiled, Fault, Side, compile, fault};
use super::records::BROKEN;
use super::shape::{self, Ground, NOTHING, Row};
use super::{environment, is_restricted};
use crate::measure::answers::{Given, WaveAnswers};
use crate::measure::measurement::{Base, BaseSort, Drawn, Excluded, Measurement};
use crate::measure::satisfaction;
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::Origin;
use crate::record::survey::{Question, QuestionKind, Survey};
use crate::settings::measure::{Measure, Sort};
use minijinja::{Error, Value};
use std::collections::BTreeMap;

/// By what a measure of answers is narrowed.
pub(super) const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Period,
];

/// Every wave of the survey with answers, as a whole, by segment and by product.
pub(super) fn selections(scope: &Scope<'_>, survey: &str) -> Vec<Selection> {
    let waves = scope.waves_of(survey).into_iter();
    waves
        .filter(|wave| !wave.respondents.is_empty())
        .flat_map(|wave| satisfaction::split(scope, wave, &Selection::all().with(Key::Wave, wave.record.id())))
        .collect()
}

/// Measures it.
pub(super) fn measure(scope: &Scope<'_>, measure: &Measure, survey: &str, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(measure.id(), selection, Base::answers(0), reason);
    if let Some(other) = selection.get(Key::Survey).filter(|other| *other != survey) {
        return none(format!(
            "it is measured over the answers to `{survey}`, not to `{other}`"
        ));
    }
    let of_survey = match selection.get(Key::Wave) {
        Some(_) => selection.clone(),
        None => selection.clone().with(Key::Survey, survey),
    };
    let wave = match scope.wave_of(&of_survey) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    if wave.survey.is_none_or(|(record, _)| record.id() != survey) {
        return none(format!("`{}` is no wave of `{survey}`", wave.record.id()));
    }
    let environment = environment(scope, measure);
    let Ok(compiled) = compile(measure, &environment) else {
        return none(BROKEN.to_owned());
    };
    let asked = Answers::of(scope, wave, survey, &compiled);
    let mut rows: Vec<Row> = Vec::new();
    let mut nothing = 0;
    for index in scope.who(wave, selection) {
        let Ok(said) = compiled.said(Side::Above, &asked.values(index)) else {
            return none(BROKEN.to_owned());
        };
        match shape::row(said, wave.weight(index)) {
            None => {}
            Some(Err(())) => nothing += 1,
            Some(Ok(row)) => rows.push(row),
        }
    }
    let origin = match satisfaction::origin(wave, selection) {
        // How many of the population are chosen is not known.
        Origin::Sample(_) if measure.written.when.is_some() => Origin::Sample(None),
        Origin::Census(_) if measure.written.when.is_some() => Origin::Census(None),
        origin => origin,
    };
    let ground = Ground {
        of: "answers",
        sort: BaseSort::Respondents,
        origin,
        weighted: wave.is_weighted() && measure.sort != Sort::Count,
        confidence: wave.confidence(),
    };
    shape::measure(measure, selection, ground, &rows, None)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without([
            Excluded::count(NOTHING, nothing),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ])
        .drawn(Drawn::rows(wave.record.id(), rows.len()))
}

/// What is wrong with its expressions: all that are none, or the first that fails on an answer.
pub(super) fn faults(scope: &Scope<'_>, measure: &Measure, survey: &str) -> Vec<Fault> {
    if scope.ledger.typed::<Survey>(survey).is_none() {
        return vec![Fault {
            part: "responses",
            message: format!(
                "`{}` is measured over answers to `{survey}`, and there is no such survey",
                measure.id()
            ),
            hint: Some("write the id of a survey".to_owned()),
            restricted: false,
        }];
    }
    let environment = environment(scope, measure);
    let compiled = match compile(measure, &environment) {
        Ok(compiled) => compiled,
        Err(faults) => return faults,
    };
    for wave in scope.waves_of(survey) {
        let asked = Answers::of(scope, wave, survey, &compiled);
        for index in 0..wave.respondents.len() {
            if let Err(error) = compiled.said(Side::Above, &asked.values(index)) {
                return vec![asked.fault(measure, error, is_restricted(scope, measure))];
            }
        }
    }
    Vec::new()
}

/// The answers of a wave that expressions ask for.
struct Answers<'a> {
    wave: &'a WaveAnswers<'a>,
    /// Keys of all questions of the survey, those of other versions too.
    keys: Vec<&'a str>,
    /// Of the keys that are asked for: what was given, where the wave asked that question.
    given: BTreeMap<&'a str, Option<Read>>,
}

/// How the answers to a question are read.
enum Read {
    Numbers(Vec<Given>),
    Words,
    Several,
}

impl<'a> Answers<'a> {
    fn of(scope: &'a Scope<'a>, wave: &'a WaveAnswers<'a>, survey: &str, compiled: &Compiled<'_>) -> Self {
        let survey = scope.ledger.typed::<Survey>(survey);
        let questions = survey.into_iter().flat_map(|(_, survey)| survey.all_questions());
        let mut keys: Vec<&str> = questions.filter_map(|question| question.key.as_deref()).collect();
        keys.sort_unstable();
        keys.dedup();
        let named = compiled.named(Side::Above);
        let all = named.contains("answers");
        let asked = keys.iter().filter(|key| {
            all || named.iter().any(|name| {
                let rest = name.strip_prefix("answers.");
                rest.is_some_and(|rest| rest.split('.').next() == Some(**key))
            })
        });
        let given = asked.map(|key| (*key, wave.question(key).map(|question| read(wave, question))));
        Self {
            wave,
            given: given.collect(),
            keys,
        }
    }

    /// What expressions know of one who answered.
    fn values(&self, index: usize) -> Value {
        let one = &self.wave.respondents[index];
        let words = |text: Option<&str>| text.map_or(Value::from(()), Value::from);
        let answers: BTreeMap<&str, Value> = self
            .given
            .iter()
            .map(|(key, read)| {
                let written = || one.written(key);
                let value = match read {
                    None => Value::from(()),
                    Some(Read::Numbers(given)) => given[index].number().map_or(Value::from(()), Value::from),
                    Some(Read::Words) => words(answer(&written())),
                    Some(Read::Several) => answer(&written()).map_or(Value::from(()), |text| {
                        text.split(';').map(|part| Value::from(part.trim())).collect()
                    }),
                };
                (*key, value)
            })
            .collect();
        let segments: BTreeMap<&str, Value> = one
            .segments
            .iter()
            .map(|(dimension, segment)| (*dimension, Value::from(*segment)))
            .collect();
        let day = one.submitted_on.map(|day| day.to_string());
        let fields = [
            ("answers", Value::from(answers)),
            ("segment", Value::from(segments)),
            ("product", words(one.product)),
            ("role", words(one.role)),
            (
                "duration_s",
                one.duration_s
                    .filter(|seconds| seconds.is_finite())
                    .map_or(Value::from(()), Value::from),
            ),
            ("complete", Value::from(one.complete)),
            ("submitted_on", words(day.as_deref())),
            ("wave", Value::from(self.wave.record.id())),
        ];
        Value::from(BTreeMap::from(fields))
    }

    /// A fault in words; whose answer it was is not told.
    fn fault(&self, measure: &Measure, error: (&'static str, Error), restricted: bool) -> Fault {
        let known = [
            "answers",
            "segment",
            "product",
            "role",
            "duration_s",
            "complete",
            "submitted_on",
            "wave",
        ];
        let known = known.into_iter().chain(self.keys.iter().copied());
        fault(measure, error, self.wave.record.id(), "response", known, restricted)
    }
}

/// An answer in words; nothing where it says why there is none.
fn answer(written: &str) -> Option<&str> {
    let written = written.trim();
    (!matches!(written, "" | "na" | "dk" | "skip" | "refused")).then_some(written)
}

fn read(wave: &WaveAnswers<'_>, question: &Question) -> Read {
    match question.kind {
        Some(QuestionKind::Multiple | QuestionKind::Rank) => Read::Several,
        Some(QuestionKind::YesNo | QuestionKind::Single | QuestionKind::Open | QuestionKind::Date) | None => {
            Read::Words
        }
        Some(
            QuestionKind::Rating
            | QuestionKind::Nps
            | QuestionKind::Ces
            | QuestionKind::KanoFunctional
            | QuestionKind::KanoDysfunctional
            | QuestionKind::Importance
            | QuestionKind::Expectation
            | QuestionKind::Perception
            | QuestionKind::Overall
            | QuestionKind::Ideal
            | QuestionKind::Disconfirmation
            | QuestionKind::Number,
        ) => Read::Numbers(wave.given(question)),
    }
}
