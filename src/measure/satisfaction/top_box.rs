//! M-SAT-1: the share in the two most favourable points of a scale.

use super::{KEYS, answered, crossed, drawn, is_rating, origin, selections, usual_split};
use crate::measure::answers::{WaveAnswers, ends};
use crate::measure::earlier;
use crate::measure::measurement::{Base, Detail, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::sample::{Sample, SampleSort};
use crate::measure::shape::share::{self, Counts};
use crate::measure::unit::Unit;
use crate::record::survey::{Question, QuestionKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SAT-1",
        name: "Top two box",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of valid answers in the two most favourable points of a rating scale.",
        formula: "100 × x / n, with x answers in the two most favourable points and n valid answers",
        interval: "Wilson score, with the effective base of weights and the finite population (GR8)",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "A move from the worst point to the middle is invisible, so the two least favourable points stand beside it. \
               Shares of scales with 5 and with 7 points cannot be compared. Wording and order of labels change it.",
        source: "Interval: Wilson 1927; Brown, Cai, DasGupta 2001. The share itself is common practice without a single standard.",
        clause: "10004:7.4,9001:9.1.2",
    },
    keys: KEYS,
    selections: everything,
    measure,
};

/// As questions are usually split; what is asked all in all by segment and product together too.
fn everything(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = selections(scope, |question| is_boxed(question).then(|| usual_split(question)));
    for wave in scope.waves() {
        let sums_up = |question: &&Question| {
            question.kind == Some(QuestionKind::Overall) && question.index.is_none() && is_boxed(question)
        };
        for key in wave
            .questions
            .iter()
            .filter(sums_up)
            .filter_map(|question| question.key.as_deref())
        {
            let whole = Selection::all()
                .with(Key::Wave, wave.record.id())
                .with(Key::Question, key);
            all.extend(crossed(scope, wave, &whole));
        }
    }
    all
}

/// Whether the two ends of a question's scale are boxes of two points: a rating with 4 to 11 points.
pub(super) fn is_boxed(question: &Question) -> bool {
    is_rating(question) && ends(question).is_some_and(|(min, max)| (3.0..=10.0).contains(&(max - min)))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    boxes(scope, selection, Side::Best)
}

/// Which end of the scale is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The two most favourable points.
    Best,
    /// The two least favourable points.
    Worst,
}

impl Side {
    /// Whether an answer on a scale with these ends is counted.
    fn counts(self, number: f64, (min, max): (f64, f64)) -> bool {
        match self {
            Self::Best => number >= max - 1.0,
            Self::Worst => number <= min + 1.0,
        }
    }
}

const NOT_BOXED: &str = "the question is none that is rated on a scale of 4 to 11 points";

/// The share of one end of the scale, with the whole distribution beside it.
pub(super) fn boxes(scope: &Scope<'_>, selection: &Selection, side: Side) -> Measurement {
    let (metric, hit) = match side {
        Side::Best => (METRIC.id(), "answers in the two most favourable points"),
        Side::Worst => (
            super::bottom_box::METRIC.id(),
            "answers in the two least favourable points",
        ),
    };
    let none = |reason: String| Measurement::not_estimable(metric, selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let question = match scope.question_of(wave, selection) {
        Ok(question) => question,
        Err(reason) => return none(reason),
    };
    let Some((min, max)) = ends(question).filter(|_| is_boxed(question)) else {
        return none(NOT_BOXED.to_owned());
    };
    let answered = answered(scope, wave, question, selection);
    let excluded = answered.excluded(wave);
    let counted = |number: f64| side.counts(number, (min, max));
    let (x, weighted) = answered.share(wave.is_weighted(), counted);
    let n = answered.numbers.len();
    let counts = Counts {
        hit,
        x,
        base: Base::answers(n),
        weighted,
        origin: origin(wave, selection),
        confidence: wave.confidence(),
    };
    let spread = wave.spread(question, &scope.who(wave, selection));
    let sampler = match side {
        Side::Best => sample,
        Side::Worst => super::bottom_box::sample,
    };
    let mut made = share::measure(metric, selection, counts)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without(excluded)
        .drawn(drawn(wave, n))
        .detail(Detail::Parts(
            spread
                .points
                .iter()
                .map(|point| Part {
                    name: point.value.clone(),
                    #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
                    value: point.count as f64,
                    #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
                    share: (spread.base > 0).then(|| 100.0 * point.count as f64 / spread.base as f64),
                    cumulative: None,
                    of: None,
                })
                .collect(),
        ));
    made.changes = earlier::changes(scope, metric, wave, selection, sampler);
    made
}

/// 100 for an answer in the two most favourable points and 0 for another one.
pub(in crate::measure) fn sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
) -> Result<Sample<'a>, String> {
    side_sample(scope, wave, selection, Side::Best)
}

/// 100 for an answer on a side and 0 for another one.
pub(super) fn side_sample<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
    side: Side,
) -> Result<Sample<'a>, String> {
    let question = scope.question_of(wave, selection)?;
    let ends = ends(question).filter(|_| is_boxed(question)).ok_or(NOT_BOXED)?;
    let answered = answered(scope, wave, question, selection);
    Ok(answered.sample(wave, SampleSort::Share, question, |number| {
        if side.counts(number, ends) { 100.0 } else { 0.0 }
    }))
}
