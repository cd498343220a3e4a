//! A measure of the project's own over the answers to a survey.
//!
//! In: the measure and a selection, which means a wave as in every measure of answers. Steps: 1. those whom the selection means
//! become values: their answers by question, segments, product, role and time; 2. what the expressions say becomes rows with the
//! weights of the wave, and rows a measurement.

use super::apart;
use super::ask::{Compiled, Fault, Side, compile, fault};
use super::records::BROKEN;
use super::shape::{self, Ground, NOTHING, Row};
use super::{environment, is_restricted};
use crate::expression::names::Inside;
use crate::measure::answers::{Given, WaveAnswers};
use crate::measure::measurement::{Base, BaseSort, Drawn, Excluded, Measurement};
use crate::measure::satisfaction;
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::record::Kind;
use crate::record::survey::{Question, QuestionKind, Survey};
use crate::settings::measure::{Measure, Sort};
use minijinja::{Environment, Error, Value};
use std::collections::{BTreeMap, BTreeSet};

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
    if asked.missing(measure, &compiled, &environment, false).is_some() {
        return none(BROKEN.to_owned());
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut nothing = 0;
    let mut counted = Vec::new();
    let who = scope.who(wave, selection);
    for index in who.iter().copied() {
        let Ok(said) = compiled.said(Side::Above, &asked.values(index)) else {
            return none(BROKEN.to_owned());
        };
        match shape::row(said, wave.weight(index)) {
            None => {}
            Some(Err(())) => nothing += 1,
            Some(Ok(row)) => {
                rows.push(row);
                counted.push(index);
            }
        }
    }
    let origin = satisfaction::origin(wave, selection);
    // How many of the population are chosen is not known.
    let origin = if measure.written.when.is_some() {
        origin.of_some()
    } else {
        origin
    };
    let ground = Ground {
        of: "answers",
        sort: BaseSort::Respondents,
        origin,
        weighted: wave.is_weighted() && measure.sort != Sort::Count,
        confidence: wave.confidence(),
    };
    let mut made = shape::measure(measure, selection, ground, &rows, None);
    made.apart = Some(apart::of(
        wave,
        &compiled,
        &who,
        counted,
        scope.limits.min_cell,
        |index| asked.gave_all(index),
    ));
    made.over(wave.wave.field_start.zip(wave.wave.field_end))
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
        if let Some(missing) = asked.missing(measure, &compiled, &environment, is_restricted(scope, measure)) {
            return vec![missing];
        }
        for index in 0..wave.respondents.len() {
            if let Err(error) = compiled.said(Side::Above, &asked.values(index)) {
                return vec![asked.fault(measure, error, is_restricted(scope, measure))];
            }
        }
    }
    Vec::new()
}

/// What expressions know of one who answered, besides the answers and the segments.
const NAMES: &[&str] = &["product", "role", "duration_s", "complete", "submitted_on", "wave"];

/// The answers of a wave that expressions ask for.
struct Answers<'a> {
    wave: &'a WaveAnswers<'a>,
    /// Keys of all questions of the survey, those of other versions too.
    keys: Vec<&'a str>,
    /// Dimensions of segments that any answer to the survey has.
    dimensions: BTreeSet<&'a str>,
    /// Whether the answers are asked for as a whole.
    is_whole: bool,
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
        let answered = scope.waves_of(survey).into_iter().flat_map(|wave| &wave.respondents);
        let dimensions = answered.flat_map(|one| one.segments.keys().copied()).collect();
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
            is_whole: all,
            dimensions,
            keys,
        }
    }

    /// What the expressions name and does not exist, whoever answered.
    fn missing(
        &self,
        measure: &Measure,
        compiled: &Compiled<'_>,
        environment: &Environment<'_>,
        restricted: bool,
    ) -> Option<Fault> {
        let questions = self.keys.iter().map(|key| (*key).to_owned()).collect();
        let dimensions = self.dimensions.iter().map(|one| (*one).to_owned()).collect();
        let mut top: BTreeMap<&str, Inside<'_>> = NAMES.iter().map(|name| (*name, Inside::Nothing)).collect();
        top.insert("answers", Inside::Names(&questions));
        top.insert("segment", Inside::Names(&dimensions));
        compiled.missing(
            Side::Above,
            measure,
            environment,
            Kind::Response.name(),
            &top,
            restricted,
        )
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
        let segments: BTreeMap<&str, Value> = self
            .dimensions
            .iter()
            .map(|dimension| (*dimension, words(one.segments.get(dimension).copied())))
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

    /// Whether somebody gave an answer to all questions that are named. Where they are not named one by one everybody did.
    fn gave_all(&self, index: usize) -> bool {
        let one = &self.wave.respondents[index];
        self.is_whole
            || self.given.iter().all(|(key, read)| match read {
                None => false,
                Some(Read::Numbers(given)) => given[index].number().is_some(),
                Some(Read::Words | Read::Several) => answer(&one.written(key)).is_some(),
            })
    }

    /// A fault in words; whose answer it was is not told.
    fn fault(&self, measure: &Measure, error: (&'static str, Error), restricted: bool) -> Fault {
        let names = ["answers", "segment"].iter().chain(NAMES).copied();
        let known = names.chain(self.keys.iter().copied());
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

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{BaseSort, Measurement};
    use crate::measure::selection::{Key, Selection};
    use crate::measure::tests::looking;
    use crate::measure::{named, own};

    const RECORDS: &str = "-- a.yaml --
- id: SVY-1
  title: S
  version: \"2\"
  sampling: {method: census}
  questions:
    - {key: overall, text: {en: A}, kind: overall, scale: {min: 1, max: 5, direction: high_is_good}}
    - {key: again, text: {en: B}, kind: yes_no}
    - {key: which, text: {en: C}, kind: multiple, options: [{value: a}, {value: b}]}
    - {key: words, text: {en: D}, kind: open}
  earlier_versions:
    - {version: \"1\", questions: [{key: gone, text: {en: E}, kind: number}]}
- {id: SVY-2, title: S, version: \"1\"}
- {id: SEG-A, title: A, dimension: side}
- {id: WAV-1, title: W, survey: SVY-1, survey_version: \"2\", field_start: 2025-05-01, field_end: 2025-05-31}
- {id: WAV-2, title: W, survey: SVY-2, survey_version: \"1\", field_start: 2025-05-01, field_end: 2025-05-31}
-- responses/WAV-1.csv --
id,disposition,segment.side,product,overall,again,which,words,duration_s
RSP-1,complete,SEG-A,PRD-1,5,yes,a;b,fine,60
RSP-2,complete,SEG-A,,4,no,b,,120
RSP-3,complete,SEG-B,,na,yes,,,
RSP-4,partial,SEG-B,,2,,a,,90
RSP-5,complete,,,9,dk,a,,30
";

    fn files(measure: &str) -> String {
        let head = "as_of = 2025-06-30\n[[measure]]\nid = \"X-1\"\nname = \"One\"";
        format!("-- tenfour.toml --\n{head}\nresponses = \"SVY-1\"\n{measure}\n{RECORDS}")
    }

    fn said(measure: &str, narrowed: &[(Key, &str)]) -> Measurement {
        looking(&files(measure), |scope| {
            let selection = narrowed
                .iter()
                .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
            named(scope.settings, "X-1").unwrap().of(scope, &selection)
        })
    }

    fn faults(measure: &str) -> Vec<String> {
        looking(&files(measure), |scope| {
            let all = own::faults(scope);
            let each = all.iter().flat_map(|(_, faults)| faults);
            each.map(|fault| fault.message.clone()).collect()
        })
    }

    const SHARE: &str = "sort = \"share\"\nhit = \"answers.overall >= 4 if answers.overall is not none else none\"";

    #[test]
    fn a_share_of_the_newest_wave_leaves_out_who_gave_no_answer() {
        let made = said(SHARE, &[]);
        assert_eq!((made.base.n, made.base.sort), (3, BaseSort::Respondents));
        assert!((made.estimate.unwrap() - 200.0 / 3.0).abs() < 1e-9);
        // One did not answer, one gave what is no point of the scale.
        assert_eq!(
            (made.excluded[0].reason.as_str(), made.excluded[0].count),
            (super::NOTHING, 2)
        );
        assert_eq!(made.drawn_from.rows, [("WAV-1".to_owned(), 3)]);
        assert_eq!(made.interval.unwrap().kind.code(), "census");
        assert_eq!(said(SHARE, &[(Key::Segment, "SEG-A")]).estimate, Ok(100.0));
        assert_eq!(said(SHARE, &[(Key::Wave, "WAV-1")]).base.n, 3);
    }

    #[test]
    fn everything_that_is_known_of_an_answer_can_be_asked() {
        let count = |when: &str| said(&format!("sort = \"count\"\nwhen = \"{when}\""), &[]).estimate;
        assert_eq!(count("answers.again == 'yes'"), Ok(2.0));
        assert_eq!(count("answers.again is none"), Ok(2.0));
        assert_eq!(count("answers.which is not none and 'a' in answers.which"), Ok(3.0));
        assert_eq!(count("segment.side == 'SEG-A'"), Ok(2.0));
        assert_eq!(count("product == 'PRD-1' and wave == 'WAV-1'"), Ok(1.0));
        assert_eq!(count("not complete"), Ok(1.0));
        assert_eq!(count("answers.gone is none"), Ok(5.0));
        let median = said(
            "sort = \"median\"\nvalue = \"duration_s / 60 if duration_s is not none else none\"\nunit = \"minutes\"",
            &[],
        );
        assert_eq!((median.estimate, median.base.n), (Ok(1.25), 4));
    }

    #[test]
    fn other_surveys_and_their_waves_are_refused_with_the_reason() {
        assert_eq!(
            said(SHARE, &[(Key::Survey, "SVY-2")]).estimate,
            Err("it is measured over the answers to `SVY-1`, not to `SVY-2`".to_owned())
        );
        assert_eq!(
            said(SHARE, &[(Key::Wave, "WAV-2")]).estimate,
            Err("`WAV-2` is no wave of `SVY-1`".to_owned())
        );
    }

    #[test]
    fn own_words_of_people_are_restricted() {
        let restricted = |when: &str| said(&format!("sort = \"count\"\nwhen = \"{when}\""), &[]).restricted;
        assert!(restricted("answers.words is not none"));
        assert!(restricted("answers['words'] is not none"));
        assert!(!restricted("answers.overall == 5"));
    }

    #[test]
    fn a_question_that_does_not_exist_is_a_fault() {
        let told = faults("sort = \"mean\"\nvalue = \"answers.overal\"");
        assert_eq!(told.len(), 1, "{told:?}");
        let words = "`value` of `X-1` fails on every response: `answers` holds no `overal` (undefined)";
        assert_eq!(told, [words]);
        for slip in ["answers.overal is not none", "answers['overal'] is not none"] {
            assert_eq!(
                faults(&format!("sort = \"share\"\nhit = \"{slip}\"")).len(),
                1,
                "{slip}"
            );
        }
        assert_eq!(
            faults("sort = \"mean\"\nvalue = \"answers.again\""),
            ["`value` of `X-1` fails on `WAV-1`: it gives a string, not a number"]
        );
    }

    #[test]
    fn a_survey_that_was_renamed_is_found() {
        let files = files(SHARE).replace("responses = \"SVY-1\"", "responses = \"SVY-9\"");
        let files = files.replace("-- a.yaml --", "[redirects]\nSVY-9 = \"SVY-1\"\n-- a.yaml --");
        let base = looking(&files, |scope| {
            assert!(own::faults(scope).is_empty());
            named(scope.settings, "X-1")
                .unwrap()
                .of(scope, &Selection::all())
                .base
                .n
        });
        assert_eq!(base, 3);
    }
}
