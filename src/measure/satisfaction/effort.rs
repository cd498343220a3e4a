//! M-SAT-5: the customer effort score, as the share that found it easy.

use super::{KEYS, Split, answered, drawn, origin, selections};
use crate::measure::answers::{WaveAnswers, ends};
use crate::measure::earlier;
use crate::measure::measurement::{Base, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::sample::{Sample, SampleSort};
use crate::measure::shape::share::{self, Counts};
use crate::measure::unit::Unit;
use crate::record::survey::{Question, QuestionKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-5",
        name: "Customer effort score",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of answers above the middle of the scale to the question whether the organization made it easy; on \
                     seven points these are 5, 6 and 7. The mean of the same answers is M-SAT-3.",
        formula: "100 × x / n, with x answers above the middle of the scale and n valid answers",
        interval: "Wilson score, with the effective base of weights and the finite population (GR8)",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "An older version asked for the effort itself, where low is good: the direction of the scale decides. It is \
                   made for single contacts, not for relations.",
        source: "Dixon, Toman, DeLisi, The Effortless Experience, 2013; Dixon, Freeman, Toman, Harvard Business Review 2010",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| selections(scope, |question| is_effort(question).then_some(Split::Full)),
    measure,
};

fn is_effort(question: &Question) -> bool {
    question.kind == Some(QuestionKind::Ces) && ends(question).is_some_and(|(min, max)| max > min)
}

const NO_EFFORT: &str = "the question does not ask for effort";

/// 100 for an answer above the middle of the scale and 0 for another one.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    let question = scope.question_of(wave, selection)?;
    let (min, max) = ends(question).filter(|_| is_effort(question)).ok_or(NO_EFFORT)?;
    let middle = f64::midpoint(min, max);
    let answered = answered(scope, wave, question, selection);
    Ok(answered.sample(wave, SampleSort::Share, question, |number| {
        if number > middle { 100.0 } else { 0.0 }
    }))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let question = match scope.question_of(wave, selection) {
        Ok(question) => question,
        Err(reason) => return none(reason),
    };
    let Some((min, max)) = ends(question).filter(|_| is_effort(question)) else {
        return none(NO_EFFORT.to_owned());
    };
    let middle = f64::midpoint(min, max);
    let answered = answered(scope, wave, question, selection);
    let excluded = answered.excluded(wave);
    let n = answered.numbers.len();
    let (x, weighted) = answered.share(wave.is_weighted(), |number| number > middle);
    let counts = Counts {
        hit: "answers above the middle of the scale",
        x,
        base: Base::answers(n),
        weighted,
        origin: origin(wave, selection),
        confidence: wave.confidence(),
    };
    let mut made = share::measure(METRIC.id(), selection, counts)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without(excluded)
        .drawn(drawn(wave, n));
    if n > 0 {
        #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
        let real = n as f64;
        let sum: f64 = answered.numbers.iter().map(|(number, _)| number).sum();
        made.inputs
            .push(input("m", "mean on the scale of the answers, unweighted", sum / real));
    }
    made.changes = earlier::changes(scope, METRIC.id(), wave, selection, sample);
    made
}
