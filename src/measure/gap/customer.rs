//! M-GAP-1: what customers get less what they expect.

use super::{perceptions, points};
use crate::measure::answers::WaveAnswers;
use crate::measure::measurement::{Base, Detail, Excluded, Measurement, Row, RowCell, Rows, Unweighted, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{drawn, kind_of_interval, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::shape::sample::even;
use crate::measure::unit::{Unit, fixed, p, put};
use crate::record::survey::{Question, QuestionKind};
use crate::stats::compare_means::paired;
use crate::stats::rank_tests::signed_rank;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-1",
        name: "Customer gap",
        unit: Unit::Points,
        better: Better::Higher,
        definition: "What people say a characteristic is less what they say it should be, each from 0 to 100, over everybody who \
                     answered both. Below zero customers get less than they expect.",
        formula: "mean over people of pomp(P) − pomp(E), with perception P and expectation E",
        interval: "Student's t of the differences, with the effective base of weights and the finite population (GR8)",
        minimum: "10 people with both answers",
        pitfalls: "Differences are less reliable than their parts, and expectations crowd at the top of the scale: level and gap belong \
                   together, and for a trend the perception alone is better. An expectation that is asked after the experience is \
                   coloured by it.",
        source: "Parasuraman, Zeithaml, Berry, Journal of Marketing 49 (1985) and Journal of Retailing 64 (1988)",
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

/// Fewest pairs for a gap.
const FEWEST: usize = 10;

/// The questions how a characteristic is and how it should be.
fn questions<'a>(wave: &WaveAnswers<'a>, characteristic: &str) -> Option<(&'a Question, &'a Question)> {
    let (perception, _) = perceptions(wave).find(|(_, of)| *of == characteristic)?;
    let belongs = |question: &&Question| {
        let paired = question.pair.is_some() && question.pair == perception.key
            || perception.pair.is_some() && perception.pair == question.key;
        question.kind == Some(QuestionKind::Expectation) && paired
    };
    Some((perception, wave.questions.iter().find(belongs)?))
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let waves = scope.waves().filter(|wave| !wave.respondents.is_empty());
    waves
        .flat_map(|wave| {
            let whole = Selection::all().with(Key::Wave, wave.record.id());
            let paired = perceptions(wave).filter(|(_, of)| questions(wave, of).is_some());
            paired.map(move |(_, of)| whole.clone().with(Key::Characteristic, of))
        })
        .collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let Some(characteristic) = selection.get(Key::Characteristic) else {
        return none("no characteristic is chosen".to_owned());
    };
    let Some((perception, expectation)) = questions(wave, characteristic) else {
        return none(format!(
            "the wave asked no pair of expectation and perception on `{characteristic}`"
        ));
    };
    let (is, should) = (points(wave, perception), points(wave, expectation));
    let who = scope.who(wave, selection);
    let pairs: Vec<(usize, f64, f64)> = who
        .iter()
        .filter_map(|index| Some((*index, is[*index]?, should[*index]?)))
        .collect();
    if pairs.len() < FEWEST && who.len() >= FEWEST {
        return unpaired(wave, selection, &who, &is, &should);
    }
    let n = pairs.len();
    let values = Values {
        numbers: pairs
            .iter()
            .map(|(index, is, should)| (is - should, wave.weight(*index)))
            .collect(),
        weighted: wave.is_weighted(),
        base: Base::answers(n),
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some((-100.0, 100.0)),
    };
    let mut made = mean::measure(METRIC.id(), selection, values)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without([
            Excluded::count("one of the two answers is missing", who.len() - n),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ])
        .drawn(drawn(wave, n));
    if made.estimate.is_err() {
        return made;
    }
    let level = |of: fn(&(usize, f64, f64)) -> f64| {
        let weights: f64 = pairs.iter().map(|pair| wave.weight(pair.0)).sum();
        pairs.iter().map(|pair| of(pair) * wave.weight(pair.0)).sum::<f64>() / weights
    };
    let (is, should) = (level(|pair| pair.1), level(|pair| pair.2));
    made.inputs.push(input("P", "mean perception, 0 to 100", is));
    made.inputs.push(input("E", "mean expectation, 0 to 100", should));
    let differences: Vec<f64> = pairs.iter().map(|(_, is, should)| even(is - should)).collect();
    // Why there is no interval is why there is no test.
    if n >= FEWEST && kind_of_interval(origin(wave, selection)).is_ok() {
        if let Ok(found) = paired(&differences, wave.confidence()) {
            made = made.note(format!(
                "paired t without weights: t {}, p {}",
                fixed(found.t, 3),
                p(found.p_value)
            ));
        }
        if let Ok(found) = signed_rank(&differences) {
            let probability = found.p_exact.unwrap_or(found.p_asymptotic);
            let weights = if wave.is_weighted() { " without weights" } else { "" };
            made = made.note(format!("Wilcoxon signed ranks{weights}: p {}", p(probability)));
        }
    }
    made.note("below zero: customers get less than they expect")
        .detail(levels(n, is, should))
}

/// Expectation and perception beside each other.
fn levels(n: usize, is: f64, should: f64) -> Detail {
    let row = |name: &str, value: f64| Row {
        name: name.to_owned(),
        cells: vec![RowCell::Number(value, 1)],
        n: Some(n),
    };
    Detail::Rows(Rows {
        heads: vec!["Mean, 0 to 100".to_owned()],
        rows: vec![row("Expectation", should), row("Perception", is)],
    })
}

/// The gap where hardly anybody answered both: the difference of the means, without an interval.
fn unpaired(
    wave: &WaveAnswers<'_>,
    selection: &Selection,
    who: &[usize],
    is: &[Option<f64>],
    should: &[Option<f64>],
) -> Measurement {
    let level = |points: &[Option<f64>], weighted: bool| -> Option<(usize, f64)> {
        let weight = |index: usize| if weighted { wave.weight(index) } else { 1.0 };
        let given: Vec<(f64, f64)> = who
            .iter()
            .filter_map(|index| Some((points[*index]?, weight(*index))))
            .collect();
        let weights: f64 = given.iter().map(|(_, weight)| weight).sum();
        let sum: f64 = given.iter().map(|(point, weight)| point * weight).sum();
        (given.len() >= FEWEST && weights > 0.0).then_some((given.len(), sum / weights))
    };
    let plain = wave
        .is_weighted()
        .then(|| Some(level(is, false)?.1 - level(should, false)?.1))
        .flatten();
    let (Some((n, is)), Some((m, should))) = (level(is, true), level(should, true)) else {
        let reason = format!("fewer than {FEWEST} people answered both, or one of the two");
        return Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    };
    let mut made = Measurement::new(METRIC.id(), selection, Base::answers(n.min(m)), Ok(is - should))
        .interval(Err("hardly anybody answered both questions".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!("{} − {} = {}", put(is), put(should), fixed(is - should, 4)),
            vec![
                input("P", "mean perception, 0 to 100", is),
                input("E", "mean expectation, 0 to 100", should),
            ],
        )
        .drawn(drawn(wave, n.max(m)))
        .note("not paired: the difference of the means of different people")
        .detail(levels(n.min(m), is, should));
    made.unweighted = plain.map(|estimate| Unweighted {
        estimate,
        interval: None,
    });
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const SURVEY: &str = "
id: CHR-A
title: A
---
id: SVY-1
version: \"1\"
sampling: {method: census}
questions:
  - {key: p, kind: perception, characteristic: CHR-A, scale: {min: 1, max: 7}}
  - {key: e, kind: expectation, characteristic: CHR-A, pair: p, scale: {min: 1, max: 7}}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
-- responses/WAV-1.csv --
id,p,e
";

    fn project(pairs: &[(&str, &str)]) -> String {
        let rows = pairs.iter().enumerate();
        let rows: Vec<String> = rows
            .map(|(index, (p, e))| format!("RSP-{index:02},{p},{e}\n"))
            .collect();
        format!("{SURVEY}{}", rows.concat())
    }

    const KEYS: &[(Key, &str)] = &[(Key::Wave, "WAV-1"), (Key::Characteristic, "CHR-A")];

    #[test]
    fn the_gap_is_that_of_the_catalogue() {
        // Row "Paired gap": mean -1.083333 and -1.655380 to -0.511287 on seven points, six steps of which are 100.
        let (expects, gets) = ("7 6 7 5 6 7 7 6 5 7 6 7", "5 6 5 5 4 6 7 4 5 6 5 5");
        let mut pairs: Vec<(&str, &str)> = gets.split(' ').zip(expects.split(' ')).collect();
        pairs.push(("na", "7"));
        let made = said("M-GAP-1", KEYS, &project(&pairs));
        let step = 100.0 / 6.0;
        assert!((made.estimate.unwrap() + 1.083_333_333 * step).abs() < 1e-6);
        let ends = made.interval.unwrap();
        assert!((ends.low + 1.655_380 * step).abs() < 1e-4 && (ends.high + 0.511_287 * step).abs() < 1e-4);
        assert!(
            made.notes
                .contains(&"paired t without weights: t −4.168, p 0.002".to_owned()),
            "{:?}",
            made.notes
        );
        assert!(
            made.notes
                .iter()
                .any(|note| note.starts_with("Wilcoxon signed ranks: p 0.009")),
            "{:?}",
            made.notes
        );
        assert_eq!((made.base.n, made.excluded[0].count), (12, 1));
        // Of people who were not drawn by chance there is no interval, and for the same reason no test.
        let chosen = project(&pairs).replace("method: census", "method: convenience");
        let made = said("M-GAP-1", KEYS, &chosen);
        assert!(made.estimate.is_ok() && made.interval.is_err());
        assert!(!made.notes.iter().any(|note| note.contains(" p ")), "{:?}", made.notes);
    }

    #[test]
    fn without_pairs_the_means_stand_against_each_other() {
        let different: Vec<(&str, &str)> = std::iter::repeat_n(("4", "na"), 10)
            .chain(std::iter::repeat_n(("na", "7"), 10))
            .collect();
        let made = said("M-GAP-1", KEYS, &project(&different));
        assert_eq!(made.estimate, Ok(-50.0));
        assert!(made.interval.is_err() && made.notes[0].starts_with("not paired"));
    }

    #[test]
    fn nobody_and_no_pair_of_questions_have_a_reason() {
        assert!(said("M-GAP-1", KEYS, &project(&[])).estimate.is_err());
        let other = &[(Key::Wave, "WAV-1"), (Key::Characteristic, "CHR-B")];
        assert!(
            said("M-GAP-1", other, &project(&[]))
                .estimate
                .unwrap_err()
                .contains("CHR-B")
        );
        assert!(said("M-GAP-1", &KEYS[..1], &project(&[])).estimate.is_err());
    }
}
