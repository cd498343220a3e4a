//! M-SAT-3: the mean of a rating scale.

use super::{KEYS, answered, drawn, is_rating, origin, selections, usual_split};
use crate::measure::answers::{WaveAnswers, ends};
use crate::measure::earlier;
use crate::measure::measurement::{Base, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::mean::{self, Values};
use crate::measure::shape::sample::{Sample, SampleSort};
use crate::measure::unit::Unit;
use crate::record::survey::{Question, QuestionKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-3",
        name: "Mean score",
        unit: Unit::ScalePoints,
        better: Better::Higher,
        definition: "Mean of the valid answers on the scale that people saw, turned where a low number was the good end.",
        formula: "Σ w x / Σ w over valid answers x with weights w, which are 1 without weighting",
        interval: "Student's t over the effective base of weights and the finite population (GR8)",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "It treats the steps of a scale as equally wide, which nobody knows. The same mean can come from very \
                   different spreads: the distribution stands beside it. Near the end of a scale it can hardly rise.",
        source: "Common statistics; Student 1908 for the interval",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| selections(scope, |question| is_averaged(question).then(|| usual_split(question))),
    measure,
};

/// Whether a mean is taken of the answers to a question.
pub(super) fn is_averaged(question: &Question) -> bool {
    let asked = matches!(
        question.kind,
        Some(QuestionKind::Expectation | QuestionKind::Importance)
    );
    (is_rating(question) || asked) && ends(question).is_some_and(|(min, max)| max > min)
}

const NO_MEAN: &str = "the question has no scale of which a mean is taken";

/// The answers on their scale, high being good.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    let question = scope.question_of(wave, selection)?;
    if !is_averaged(question) {
        return Err(NO_MEAN.to_owned());
    }
    let answered = answered(scope, wave, question, selection);
    Ok(answered.sample(wave, SampleSort::Mean, question, |number| number))
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
    let Some(range) = ends(question).filter(|_| is_averaged(question)) else {
        return none(NO_MEAN.to_owned());
    };
    let answered = answered(scope, wave, question, selection);
    let excluded = answered.excluded(wave);
    let n = answered.numbers.len();
    let values = Values {
        numbers: answered.numbers,
        weighted: wave.is_weighted(),
        base: Base::answers(n),
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some(range),
    };
    let mut made = mean::measure(METRIC.id(), selection, values)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without(excluded)
        .drawn(drawn(wave, n));
    if let Ok(estimate) = made.estimate {
        let pomp = 100.0 * (estimate - range.0) / (range.1 - range.0);
        made.inputs
            .push(input("pomp", "the mean on a scale from 0 to 100", pomp));
    }
    made.changes = earlier::changes(scope, METRIC.id(), wave, selection, sample);
    made
}
