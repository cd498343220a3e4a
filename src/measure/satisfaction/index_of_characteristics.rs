//! M-SAT-7: the index over characteristics, weighted by how important people said they are.

use super::{drawn, of_people, origin};
use crate::measure::answers::{WaveAnswers, ends, pomp};
use crate::measure::earlier;
use crate::measure::measurement::{Base, Detail, Excluded, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::shape::sample::{Sample, SampleSort};
use crate::measure::unit::{Unit, fixed};
use crate::record::characteristic::Characteristic;
use crate::record::survey::QuestionKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-7",
        name: "Index over characteristics",
        unit: Unit::Index,
        better: Better::Higher,
        definition: "Mean of what people say of single characteristics, each put on a scale from 0 to 100 and weighted by how \
                     important people say it is. The weights are those of the first wave that asked for importance, else those \
                     recorded with the characteristics, and stay the same for every wave of the survey. Each person's index is \
                     over the characteristics that person judged; who judged less than half of the weight is left out.",
        formula: "mean over people of Σ v x / Σ v, with the perception x of a characteristic from 0 to 100 and its weight v",
        interval: "Student's t over people, with the effective base of weights and the finite population (GR8)",
        minimum: "10 people to show, 30 to compare",
        pitfalls: "Weights that move from wave to wave would look like change, so they are fixed and printed. Stated importance \
                   calls everything important, and the weights differ little. A characteristic without a weight is not in it.",
        source: "own; in the manner of weighted multi-attribute models of satisfaction",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: &[
        Key::Survey,
        Key::Wave,
        Key::Segment,
        Key::Role,
        Key::Product,
        Key::Period,
    ],
    selections,
    measure,
};

/// Share of the weight that one must have judged.
const ENOUGH: f64 = 0.5;

/// Weights of characteristics and where they come from.
struct WeightsOf<'a> {
    weights: BTreeMap<&'a str, f64>,
    from: String,
}

/// The fixed weights of a survey: stated importance, as 0 to 100.
fn weights<'a>(scope: &Scope<'a>, wave: &WaveAnswers<'a>) -> Result<WeightsOf<'a>, String> {
    let (survey, _) = wave.survey.ok_or("the survey of the wave is not known")?;
    let asked = scope.waves_of(survey.id()).into_iter().find_map(|other| {
        let weights = asked_importance(other);
        (!weights.is_empty()).then(|| WeightsOf {
            weights,
            from: format!(
                "importance stated in {}, means without the weights of the survey",
                other.record.id()
            ),
        })
    });
    if let Some(asked) = asked {
        return Ok(asked);
    }
    let recorded: BTreeMap<&str, f64> = scope
        .ledger
        .each::<Characteristic>()
        .filter_map(|(record, characteristic)| {
            let mut stated = characteristic.stated_importance.iter();
            let stated = stated.find(|stated| stated.segment.is_none())?;
            let scale = stated.scale.as_ref()?;
            Some((record.id(), pomp(stated.value?, (scale.min?, scale.max?))?))
        })
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    if recorded.is_empty() {
        return Err("nobody was asked how important the characteristics are, and no importance is recorded".to_owned());
    }
    Ok(WeightsOf {
        weights: recorded,
        from: "importance recorded with the characteristics".to_owned(),
    })
}

/// Mean importance by characteristic in a wave, without weights.
fn asked_importance<'a>(wave: &WaveAnswers<'a>) -> BTreeMap<&'a str, f64> {
    let questions = wave.questions.iter();
    let means = questions.filter_map(|question| {
        let characteristic = question.characteristic.as_ref()?;
        if question.kind != Some(QuestionKind::Importance) {
            return None;
        }
        let ends = ends(question)?;
        let given: Vec<f64> = wave
            .given_upright(question)
            .into_iter()
            .filter_map(|given| pomp(given.number()?, ends))
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
        let mean = (!given.is_empty()).then(|| given.iter().sum::<f64>() / given.len() as f64)?;
        (mean > 0.0).then_some((characteristic.id(), mean))
    });
    means.collect()
}

/// A characteristic with its weight and what each of the wave said of it.
#[derive(Debug)]
struct Part {
    /// Place of its question in the wave.
    question: usize,
    name: String,
    weight: f64,
    given: Vec<Option<f64>>,
}

/// The characteristics of a wave with their weights, whoever is looked at.
#[derive(Debug)]
pub(in crate::measure) struct Frame {
    from: String,
    parts: Vec<Part>,
}

/// Everything the index is made of.
struct Indexed {
    frame: Arc<Frame>,
    people: Vec<(usize, f64)>,
    asked: usize,
}

fn frame(scope: &Scope<'_>, wave: &WaveAnswers<'_>) -> Result<Frame, String> {
    let WeightsOf { weights, from } = weights(scope, wave)?;
    let questions = wave.questions.iter().enumerate();
    let parts: Vec<Part> = questions
        .filter_map(|(place, question)| {
            let name = question.characteristic.as_ref()?.id();
            let ends = ends(question).filter(|_| question.kind == Some(QuestionKind::Perception))?;
            let given = wave.given_upright(question).into_iter();
            Some(Part {
                question: place,
                name: name.to_owned(),
                weight: *weights.get(name)?,
                given: given.map(|given| pomp(given.number()?, ends)).collect(),
            })
        })
        .collect();
    if parts.len() < 2 {
        return Err("the wave asked for fewer than two characteristics that have a weight".to_owned());
    }
    Ok(Frame { from, parts })
}

fn indexed(scope: &Scope<'_>, wave: &WaveAnswers<'_>, selection: &Selection) -> Result<Indexed, String> {
    let frame = scope.frame_of(wave.record.id(), || frame(scope, wave))?;
    let parts = &frame.parts;
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let who = scope.who(wave, selection);
    let asked = who.len();
    let people = who.into_iter().filter_map(|index| {
        let judged = parts.iter().filter_map(|part| Some((part.weight, part.given[index]?)));
        let weight: f64 = judged.clone().map(|(weight, _)| weight).sum();
        let sum: f64 = judged.map(|(weight, given)| weight * given).sum();
        (weight >= ENOUGH * total).then_some((index, sum / weight))
    });
    let people = people.collect();
    Ok(Indexed { frame, people, asked })
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let waves = scope.waves().filter(|wave| !wave.respondents.is_empty());
    let able = waves.filter(|wave| indexed(scope, wave, &Selection::all()).is_ok());
    able.flat_map(|wave| super::split(scope, wave, &Selection::all().with(Key::Wave, wave.record.id())))
        .collect()
}

/// The index of each who judged enough of the characteristics.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    let indexed = indexed(scope, wave, selection)?;
    let parts = indexed.frame.parts.iter();
    let questions = parts.map(|part| &wave.questions[part.question]).collect();
    Ok(of_people(wave, SampleSort::Index(None), questions, &indexed.people))
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
    let values = Values {
        numbers: indexed
            .people
            .iter()
            .map(|(index, number)| (*number, wave.weight(*index)))
            .collect(),
        weighted: wave.is_weighted(),
        base: Base::answers(n),
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some((0.0, 100.0)),
    };
    let rows = indexed.frame.parts.iter().map(|part| {
        let judged: Vec<f64> = indexed
            .people
            .iter()
            .filter_map(|(index, _)| part.given[*index])
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
        let mean = RowCell::Number(judged.iter().sum::<f64>() / judged.len().max(1) as f64, 1);
        Row {
            name: part.name.clone(),
            cells: vec![
                RowCell::Number(part.weight, 1),
                if judged.is_empty() {
                    RowCell::Nothing("nobody judged it")
                } else {
                    mean
                },
            ],
            n: Some(judged.len()),
        }
    });
    let rows = Rows {
        heads: vec!["Weight".to_owned(), "Mean, 0 to 100".to_owned()],
        rows: rows.collect(),
    };
    let weights: f64 = indexed.frame.parts.iter().map(|part| part.weight).sum();
    let mut made = mean::measure(METRIC.id(), selection, values)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without([
            Excluded::count("judged less than half of the weight", indexed.asked - n),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ])
        .drawn(drawn(wave, n))
        .note(format!(
            "weights: {}; the same for every wave of the survey, in all {}",
            indexed.frame.from,
            fixed(weights, 1)
        ))
        .detail(Detail::Rows(rows));
    made.changes = earlier::changes(scope, METRIC.id(), wave, selection, sample);
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
{id: CHR-A, title: A}
---
{id: CHR-B, title: B}
---
{id: CHR-C, title: C}
---
id: SVY-1
version: \"1\"
sampling: {method: census}
questions:
  - {key: pa, kind: perception, characteristic: CHR-A, scale: {min: 1, max: 5}}
  - {key: pb, kind: perception, characteristic: CHR-B, scale: {min: 1, max: 5}}
  - {key: pc, kind: perception, characteristic: CHR-C, scale: {min: 1, max: 5}}
  - {key: ia, kind: importance, characteristic: CHR-A, scale: {min: 0, max: 10}}
  - {key: ib, kind: importance, characteristic: CHR-B, scale: {min: 0, max: 10}}
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2024-01-01}
---
{id: WAV-2, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2025-01-01}
-- responses/WAV-1.csv --
id,pa,pb,pc,ia,ib
RSP-A1,5,1,3,8,4
RSP-A2,5,na,3,8,4
RSP-A3,na,5,3,,
-- responses/WAV-2.csv --
id,pa,pb,pc,ia,ib
RSP-B1,5,1,3,1,9
";

    #[test]
    fn weights_are_those_of_the_first_wave_and_small_parts_do_not_count() {
        let made = said("M-SAT-7", &[(Key::Wave, "WAV-1")], FILES);
        // Weights 80 and 40; one person at 100 × 80 / 120, one who judged A alone at 100, one with a third of the weight left out.
        assert!((made.estimate.unwrap() - (100.0 * 80.0 / 120.0 + 100.0) / 2.0).abs() < 1e-9);
        assert_eq!((made.base.n, made.excluded[0].count), (2, 1));
        assert!(made.notes[0].contains("importance stated in WAV-1"));
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        assert_eq!(rows.rows.len(), 2);
        // The later wave states other importance, which changes nothing.
        let later = said("M-SAT-7", &[(Key::Wave, "WAV-2")], FILES);
        assert!((later.estimate.unwrap() - 100.0 * 80.0 / 120.0).abs() < 1e-9);
    }

    #[test]
    fn without_importance_there_is_no_index() {
        let files = FILES.replace("kind: importance", "kind: open");
        let made = said("M-SAT-7", &[(Key::Wave, "WAV-1")], &files);
        assert!(made.estimate.unwrap_err().contains("how important"));
    }
}
