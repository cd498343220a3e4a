//! M-IMP-1: how important people say a characteristic is.

use crate::measure::answers::{WaveAnswers, ends};
use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{answered, drawn, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::unit::Unit;
use crate::record::survey::{Question, QuestionKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IMP-1",
        name: "Stated importance",
        unit: Unit::ScalePoints,
        better: Better::Neither,
        definition: "Mean of the answers to the question how important a characteristic is, on the scale that people saw.",
        formula: "Σ w x / Σ w over valid answers x with weights w, which are 1 without weighting",
        interval: "Student's t over the effective base of weights and the finite population (GR8)",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "Asked like this everything is important. What goes with satisfaction (M-IMP-2, M-IMP-3) belongs beside it.",
        source: "Common statistics; Student 1908 for the interval",
        clause: "10004:7.3,10004:7.4",
    },
    keys: &[
        Key::Survey,
        Key::Wave,
        Key::Segment,
        Key::Role,
        Key::Product,
        Key::Characteristic,
        Key::Period,
    ],
    selections,
    measure,
};

/// The question how important a characteristic is.
pub(super) fn question<'a>(wave: &WaveAnswers<'a>, characteristic: &str) -> Option<&'a Question> {
    wave.questions.iter().find(|question| {
        question.kind == Some(QuestionKind::Importance)
            && question
                .characteristic
                .as_ref()
                .is_some_and(|of| of.id() == characteristic)
            && ends(question).is_some_and(|(min, max)| max > min)
    })
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let waves = scope.waves().filter(|wave| !wave.respondents.is_empty());
    waves
        .flat_map(|wave| {
            let whole = Selection::all().with(Key::Wave, wave.record.id());
            let asked = wave
                .questions
                .iter()
                .filter_map(|one| one.characteristic.as_ref().map(|of| of.id()));
            let mut asked: Vec<&str> = asked.filter(|of| question(wave, of).is_some()).collect();
            asked.sort_unstable();
            asked.dedup();
            asked
                .into_iter()
                .map(move |of| whole.clone().with(Key::Characteristic, of))
        })
        .collect()
}

/// Importance of the characteristic of a selection; with the scale it is on.
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let Some(characteristic) = selection.get(Key::Characteristic) else {
        return none("no characteristic is chosen".to_owned());
    };
    let wave = match wave_of(scope, selection, characteristic) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let Some(question) = question(wave, characteristic) else {
        return none(format!("the wave did not ask how important `{characteristic}` is"));
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
        ends: ends(question),
    };
    mean::measure(METRIC.id(), selection, values)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without(excluded)
        .drawn(drawn(wave, n))
}

/// The wave that is meant; of a survey the newest one that asked for importance.
fn wave_of<'b, 'a>(
    scope: &'b Scope<'a>,
    selection: &Selection,
    characteristic: &str,
) -> Result<&'b WaveAnswers<'a>, String> {
    let wave = scope.wave_of(selection)?;
    let named = selection.get(Key::Wave).is_some() || selection.get(Key::Period).is_some();
    if named || question(wave, characteristic).is_some() {
        return Ok(wave);
    }
    let waves = scope.waves_of(selection.get(Key::Survey).unwrap_or_default());
    let asked = waves
        .into_iter()
        .rfind(|wave| !wave.respondents.is_empty() && question(wave, characteristic).is_some());
    Ok(asked.unwrap_or(wave))
}
