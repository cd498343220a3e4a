//! M-CHG-7: how many changes of a family stand when their number is taken into account.

use super::KEYS;
use crate::measure::answers::WaveAnswers;
use crate::measure::find;
use crate::measure::measurement::{Base, ChangeWord, Detail, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::multiplicity::correct;
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CHG-7",
        name: "Changes after correction for many tests",
        unit: Unit::Count,
        better: Better::Neither,
        definition: "How many of the changes of a family are clear once it is taken into account that many were tested. A family are \
                     all segments of a measure, or all characteristics, in one comparison of two waves. What remains of a whole wave, \
                     questions and indices about no single characteristic by all their measures, is one family too, and so are the \
                     shares of complaints that are compared with those of the year before, the questions to complainants that are, and \
                     all trends: their corrected p stands with each of them.",
        formula: "tests with a corrected p below 0.05 and 30 answers each time; Holm up to 10 tests, Benjamini and Hochberg above",
        interval: "none: it is a count",
        minimum: "2 tests",
        pitfalls: "What an objective watches was chosen beforehand, is one test, and stands outside. A family that is looked through \
                   without correction shows one change in twenty that is none.",
        source: "Holm, Scandinavian Journal of Statistics 6 (1979); Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995)",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections,
    measure,
};

/// Measures that families are made of.
pub(in crate::measure) const MEASURES: &[&str] = &["M-SAT-1", "M-SAT-3", "M-SAT-4", "M-SAT-5", "M-SAT-6", "M-SAT-7"];

/// The members of a family in a wave: the segments of a question or index where one is named or the measure has none, else
/// the characteristics.
fn members(
    scope: &Scope<'_>,
    metric: &'static Metric,
    wave: &WaveAnswers<'_>,
    selection: &Selection,
) -> Vec<Selection> {
    let of_questions = metric.keys.contains(&Key::Question);
    let question = selection.get(Key::Question);
    let characteristic = |key: &str| {
        wave.question(key)
            .is_some_and(|question| question.characteristic.is_some())
    };
    let fits = |one: &Selection| {
        one.get(Key::Wave) == Some(wave.record.id())
            && one.get(Key::Product).is_none()
            && one.get(Key::Index) == selection.get(Key::Index)
            && match (of_questions, question) {
                (true, None) => one.get(Key::Segment).is_none() && one.get(Key::Question).is_some_and(characteristic),
                _ => one.get(Key::Segment).is_some() && one.get(Key::Question) == question,
            }
    };
    let all = scope.selections_of(metric);
    all.iter().filter(|one| fits(one)).cloned().collect()
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all: BTreeMap<Selection, usize> = BTreeMap::new();
    for metric in MEASURES.iter().filter_map(|id| find(id)) {
        let wanted = scope.selections_of(metric);
        let measured: Vec<Arc<Measurement>> = wanted.par_iter().map(|one| scope.measured(metric, one)).collect();
        for (one, measured) in wanted.iter().zip(measured) {
            let Ok(wave) = scope.wave_of(one) else { continue };
            let family = match (one.get(Key::Segment), one.get(Key::Question)) {
                (Some(_), _) => one.clone().without(Key::Segment),
                (None, Some(key))
                    if wave
                        .question(key)
                        .is_some_and(|question| question.characteristic.is_some()) =>
                {
                    one.clone().without(Key::Question)
                }
                _ => continue,
            };
            if family.get(Key::Product).is_some() {
                continue;
            }
            for against in tested_against(&measured) {
                let family = family.clone().with(Key::Metric, metric.id());
                *all.entry(family.with(Key::Against, against)).or_default() += 1;
            }
        }
    }
    // One test is no family.
    let several = all.into_iter().filter(|(_, members)| *members > 1);
    several.map(|(family, _)| family).collect()
}

/// The waves against which a measurement has a test of the waves as they are, which comes first of those against a wave.
fn tested_against(measured: &Measurement) -> BTreeSet<&str> {
    let mut first: BTreeMap<&str, bool> = BTreeMap::new();
    for change in &measured.changes {
        if let Some(wave) = change.against.get(Key::Wave) {
            first.entry(wave).or_insert(change.test.is_some());
        }
    }
    first
        .into_iter()
        .filter_map(|(wave, tested)| tested.then_some(wave))
        .collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "tests"), reason);
    let Some(metric) = selection
        .get(Key::Metric)
        .filter(|id| MEASURES.contains(id))
        .and_then(find)
    else {
        return none(format!("choose a metric out of {}", MEASURES.join(", ")));
    };
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let Some(against) = selection.get(Key::Against) else {
        return none("an earlier wave to compare with is needed".to_owned());
    };
    let mut measured: Vec<Measurement> = members(scope, metric, wave, selection)
        .iter()
        .map(|member| (*scope.measured(metric, member)).clone())
        .collect();
    for one in &mut measured {
        // The comparison of the waves as they are comes first; what stands behind it is held against it.
        one.changes
            .retain(|change| change.against.get(Key::Wave) == Some(against));
    }
    correct(scope, &mut measured);
    let mut rows = Vec::new();
    let (mut tests, mut clear, mut method) = (0_usize, 0_usize, None);
    for one in &measured {
        let Some(change) = one.changes.first() else { continue };
        let Some(test) = &change.test else { continue };
        let decimals = find(&one.metric).map_or(1, |metric| metric.about.unit.decimals().max(1));
        tests += 1;
        clear += usize::from(matches!(change.word, ChangeWord::Higher | ChangeWord::Lower));
        method = method.or(test.adjusted.map(|(_, method, _)| method));
        let name = one.selection.get(Key::Segment).or(one.selection.get(Key::Question));
        rows.push(Row {
            name: name.unwrap_or_default().to_owned(),
            cells: vec![
                change
                    .difference
                    .map_or(RowCell::Nothing("there is none"), |difference| {
                        RowCell::Number(difference, decimals)
                    }),
                RowCell::Probability(test.p),
                RowCell::Probability(test.deciding()),
                RowCell::Word(change.word.word().to_owned()),
            ],
            n: Some(one.base.n),
        });
    }
    if tests < 2 {
        return none(format!("a family has at least two tests, here there are {tests}"));
    }
    #[expect(clippy::cast_precision_loss, reason = "tests are few")]
    let (k, m) = (clear as f64, tests as f64);
    let method = method.unwrap_or("none");
    Measurement::new(METRIC.id(), selection, Base::facts(tests, "tests"), Ok(k))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!(
                "{clear} of {tests} tests show a change: p below the level after correction for all {tests} ({method}), and enough answers \
                 each time for a word"
            ),
            vec![
                input("k", "changes that are clear after correction", k),
                input("m", "tests of the family", m),
            ],
        )
        .drawn(super::Drawn::rows(wave.record.id(), wave.respondents.len()))
        .detail(Detail::Rows(Rows {
            heads: ["Difference", "p", "Corrected p", "What may be said"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        }))
}
