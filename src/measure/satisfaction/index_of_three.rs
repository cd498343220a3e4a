//! M-SAT-6: the satisfaction index of three questions.

use super::{drawn, of_people, origin, split};
use crate::measure::answers::{WaveAnswers, ends};
use crate::measure::earlier;
use crate::measure::measurement::{Base, Excluded, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::shape::sample::{Sample, SampleSort};
use crate::measure::unit::Unit;
use crate::record::survey::{Question, QuestionKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-6",
        name: "Satisfaction index of three questions",
        unit: Unit::Index,
        better: Better::Higher,
        definition: "Weighted mean of three questions (satisfaction all in all, fulfilment of expectations, closeness to the \
                     ideal), each put on a scale from 0 to 100, for everybody who answered all three; the index is the mean \
                     of these.",
        formula: "mean over people of 100 × Σ v (x − min) / (max − min) / Σ v, with the weights v of the questions",
        interval: "Student's t over people, with the effective base of weights and the finite population (GR8)",
        minimum: "10 people with all three answers to show, 30 for an interval and to compare",
        pitfalls: "Equal weights are in the style of national indices, which estimate theirs from a model and keep them to \
                   themselves: values are similar and not identical. A change in percent depends on where zero lies; the same \
                   change on the scale of the answers stands beside it.",
        source: "Fornell and others, Journal of Marketing 60 (1996), for the three questions; the index with fixed weights is own",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: INDEX_KEYS,
    selections,
    measure,
};

/// From how many people on the index means something.
const FEWEST: usize = 30;

/// By what the index is narrowed: as measures of a question, by an index in place of the question.
const INDEX_KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Index,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Period,
];

/// A question of the index with its weight and the ends of its scale.
struct Part<'a> {
    question: &'a Question,
    weight: f64,
    ends: (f64, f64),
}

/// Names of the indices of a wave that are made of the three kinds of questions.
fn names<'a>(wave: &WaveAnswers<'a>) -> Vec<&'a str> {
    let mut names: Vec<&str> = wave
        .questions
        .iter()
        .filter_map(|question| question.index.as_ref()?.name.as_deref())
        .collect();
    names.dedup();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| is_of_three(wave, name));
    names
}

fn of<'a>(wave: &WaveAnswers<'a>, name: &str) -> Vec<&'a Question> {
    let each = wave.questions.iter();
    each.filter(|question| question.index.as_ref().and_then(|index| index.name.as_deref()) == Some(name))
        .collect()
}

fn is_of_three(wave: &WaveAnswers<'_>, name: &str) -> bool {
    let questions = of(wave, name);
    let of_kind = |question: &&Question| {
        matches!(
            question.kind,
            Some(QuestionKind::Overall | QuestionKind::Disconfirmation | QuestionKind::Ideal)
        )
    };
    questions.len() == 3 && questions.iter().all(of_kind)
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        let names = names(wave);
        for name in &names {
            // Where there is one index it needs not be named, as objectives do not.
            let mut whole = Selection::all().with(Key::Wave, wave.record.id());
            if names.len() > 1 {
                whole = whole.with(Key::Index, *name);
            }
            all.extend(split(scope, wave, &whole));
        }
    }
    all
}

/// The index of everybody who answered all of its questions, and how many were asked.
struct Indexed<'a> {
    parts: Vec<Part<'a>>,
    /// Place in the wave and index.
    people: Vec<(usize, f64)>,
    asked: usize,
}

impl Indexed<'_> {
    /// The ends of the scale of the answers, where all questions have the same.
    fn ends(&self) -> Option<(f64, f64)> {
        let first = self.parts.first()?.ends;
        self.parts.iter().all(|part| part.ends == first).then_some(first)
    }
}

fn indexed<'a>(scope: &Scope<'a>, wave: &WaveAnswers<'a>, selection: &Selection) -> Result<Indexed<'a>, String> {
    let names = names(wave);
    let name = match selection.get(Key::Index) {
        Some(name) if names.contains(&name) => name,
        Some(name) => return Err(format!("the wave asked no index `{name}` of three questions")),
        None => match names.as_slice() {
            [name] => name,
            [] => return Err("the wave asked no index of three questions".to_owned()),
            _ => {
                return Err(format!(
                    "the wave asked several indices: choose one of {}",
                    names.join(", ")
                ));
            }
        },
    };
    let parts: Option<Vec<Part<'_>>> = of(wave, name)
        .into_iter()
        .map(|question| {
            let weight = question.index.as_ref().and_then(|index| index.weight).unwrap_or(1.0);
            let ends = ends(question).filter(|(min, max)| max > min)?;
            (weight > 0.0 && weight.is_finite()).then_some(Part { question, weight, ends })
        })
        .collect();
    let parts = parts.ok_or("a question of the index has no scale or no weight")?;
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let given: Vec<Vec<Option<f64>>> = parts
        .iter()
        .map(|part| {
            let (min, max) = part.ends;
            let each = wave.given_upright(part.question).into_iter();
            each.map(|one| one.number().map(|x| part.weight * (x - min) / (max - min)))
                .collect()
        })
        .collect();
    let who = scope.who(wave, selection);
    let asked = who.len();
    let people = who.into_iter().filter_map(|index| {
        let sum: Option<f64> = given.iter().map(|column| column[index]).sum();
        Some((index, 100.0 * sum? / total))
    });
    let people = people.collect();
    Ok(Indexed { parts, people, asked })
}

/// The index of each who answered all of its questions.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    let indexed = indexed(scope, wave, selection)?;
    let ends = indexed.ends();
    Ok(of_people(
        wave,
        SampleSort::Index(ends),
        indexed.parts.iter().map(|part| part.question).collect(),
        &indexed.people,
    ))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let indexed = match indexed(scope, wave, selection) {
        Ok(indexed) => indexed,
        Err(reason) => return none(reason),
    };
    let n = indexed.people.len();
    let numbers = indexed.people.iter();
    let values = Values {
        numbers: numbers.map(|(index, number)| (*number, wave.weight(*index))).collect(),
        weighted: wave.is_weighted(),
        base: Base::answers(n),
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some((0.0, 100.0)),
    };
    let mut made = mean::measure(METRIC.id(), selection, values)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without([
            Excluded::count("not all questions of the index answered", indexed.asked - n),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ])
        .drawn(drawn(wave, n));
    if n < FEWEST && n > 0 {
        let reason = format!("an interval needs {FEWEST} people with all three answers, there are {n}");
        made.interval = Err(reason);
        if let Some(plain) = &mut made.unweighted {
            plain.interval = None;
        }
    }
    if let (Ok(estimate), Some((min, max))) = (made.estimate.clone(), indexed.ends()) {
        let raw = min + estimate / 100.0 * (max - min);
        made.inputs
            .push(input("raw", "the index on the scale of the answers", raw));
    }
    made.changes = earlier::changes(scope, METRIC.id(), wave, selection, sample);
    made
}

#[cfg(test)]
mod tests {
    use super::super::KEYS;
    use super::*;

    #[test]
    fn the_index_is_narrowed_like_questions_are() {
        let of_questions: Vec<&Key> = KEYS.iter().filter(|key| **key != Key::Question).collect();
        let of_index: Vec<&Key> = INDEX_KEYS.iter().filter(|key| **key != Key::Index).collect();
        assert_eq!(of_questions, of_index);
    }
}
