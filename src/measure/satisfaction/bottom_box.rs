//! M-SAT-2: the share in the two least favourable points of a scale.

use super::top_box::{Side, boxes, is_boxed, side_sample};
use super::{KEYS, Split, selections, usual_split};
use crate::measure::answers::WaveAnswers;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::sample::Sample;
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-2",
        name: "Bottom two box",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of valid answers in the two least favourable points of a rating scale. It is the measure for aims \
                 about dissatisfaction.",
        formula: "100 × x / n, with x answers in the two least favourable points and n valid answers",
        interval: "Wilson score, with the effective base of weights and the finite population (GR8)",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "As for the top two box; the two shares need not move against each other, since the middle can grow.",
        source: "Interval: Wilson 1927; Brown, Cai, DasGupta 2001.",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| {
        selections(scope, |question| {
            let split = match usual_split(question) {
                Split::Full => Split::Full,
                Split::First | Split::Whole => Split::Whole,
            };
            is_boxed(question).then_some(split)
        })
    },
    measure: |scope, selection| boxes(scope, selection, Side::Worst),
};

/// 100 for an answer in the two least favourable points and 0 for another one.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    side_sample(scope, wave, selection, Side::Worst)
}
