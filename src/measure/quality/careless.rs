//! M-DQ-4: answers that were given without care.

use crate::measure::answers::{Given, WaveAnswers, ends};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::survey::{Question, QuestionKind};
use crate::stats::descriptive::median;

/// Fewest questions of a block.
const BLOCK: usize = 6;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DQ-4",
        name: "Careless answering",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of the responses of a wave that look careless: the same point given to all questions of a block, or a duration below \
               one third of the wave's median. A block is six or more questions of one sort and scale with at least one that is \
               turned round, so that one point cannot be meant for all. Nothing is deleted: the share in the two best points of the \
               overall question stands beside it with and without those responses.",
        formula: "100 × x / n, with x flagged and n responses",
        interval: "None: a count of all responses of the wave.",
        minimum: "1 response; below 10 counts only",
        pitfalls: "People who are content with everything and skip the turned question's wording look careless. Fast readers exist. A wave \
               without a turned question or without durations cannot be looked at in that way.",
        source: "own",
        clause: "10004:7.3.4",
    },
    keys: &[Key::Survey, Key::Wave, Key::Period],
    selections: super::waves,
    measure,
};

/// Blocks of questions: one sort, one scale, at least one turned round.
fn blocks<'a>(wave: &WaveAnswers<'a>) -> Vec<Vec<&'a Question>> {
    let mut blocks: Vec<Vec<&Question>> = Vec::new();
    for question in wave.questions.iter().filter(|question| ends(question).is_some()) {
        let alike = |block: &&mut Vec<&Question>| {
            block
                .first()
                .is_some_and(|first| first.kind == question.kind && ends(first) == ends(question))
        };
        match blocks.iter_mut().find(alike) {
            Some(block) => block.push(question),
            None => blocks.push(vec![question]),
        }
    }
    blocks.retain(|block| block.len() >= BLOCK && block.iter().any(|question| question.reverse == Some(true)));
    blocks
}

/// Who gave the same point to all questions of a block that they answered, at least six of them.
fn straight(wave: &WaveAnswers<'_>, flags: &mut [bool]) -> bool {
    let blocks = blocks(wave);
    for block in &blocks {
        let given: Vec<Vec<Given>> = block.iter().map(|question| wave.given(question)).collect();
        for (index, flag) in flags.iter_mut().enumerate() {
            let points: Vec<f64> = given.iter().filter_map(|answers| answers[index].number()).collect();
            let turned = block
                .iter()
                .zip(&given)
                .any(|(question, answers)| question.reverse == Some(true) && answers[index].number().is_some());
            *flag |= turned && points.len() >= BLOCK && points.windows(2).all(|pair| pair[0] == pair[1]);
        }
    }
    !blocks.is_empty()
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason),
    };
    let n = wave.respondents.len();
    let mut straights = vec![false; n];
    let has_blocks = straight(wave, &mut straights);
    let durations: Vec<f64> = wave.respondents.iter().filter_map(|one| one.duration_s).collect();
    let limit = median(&durations).map(|median| median / 3.0).ok();
    let hasty: Vec<bool> = wave
        .respondents
        .iter()
        .map(|one| {
            one.duration_s
                .zip(limit)
                .is_some_and(|(duration, limit)| duration < limit)
        })
        .collect();
    if n == 0 || (!has_blocks && limit.is_none()) {
        let reason = if n == 0 {
            "nobody answered"
        } else {
            "the wave has neither durations nor a block of questions with one turned round"
        };
        return Measurement::not_estimable(METRIC.id(), selection, Base::answers(n), reason);
    }
    let flagged: Vec<bool> = straights
        .iter()
        .zip(&hasty)
        .map(|(straight, hasty)| *straight || *hasty)
        .collect();
    let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count();
    let x = count(&flagged);
    let share = 100.0 * x as f64 / n as f64;
    let number = |name: &str, count: usize, looked_at: bool, nothing| Row {
        name: name.to_owned(),
        cells: vec![if looked_at {
            RowCell::Number(count as f64, 0)
        } else {
            RowCell::Nothing(nothing)
        }],
        n: Some(count),
    };
    let mut rows = vec![
        number(
            "same point to all",
            count(&straights),
            has_blocks,
            "no block with a turned question",
        ),
        number(
            "in less than a third of the median time",
            count(&hasty),
            limit.is_some(),
            "no durations",
        ),
    ];
    let whole = headline(wave, |_| true).map_or(0, |(_, n)| n);
    for (name, kept) in [
        ("two best points, all", None),
        ("two best points, without those flagged", Some(&flagged)),
    ] {
        let headline = headline(wave, |index| kept.is_none_or(|flagged| !flagged[index]));
        // What lies between the two headlines is said by those who were flagged: where they are few, only one may be told.
        let between = kept
            .and(headline)
            .map(|(_, n)| whole.saturating_sub(n))
            .filter(|left_out| *left_out > 0);
        rows.push(Row {
            name: name.to_owned(),
            cells: vec![headline.map_or(RowCell::Nothing("no overall question"), |(share, n)| {
                RowCell::Percent(share, n)
            })],
            n: headline.map(|(_, n)| between.map_or(n, |left_out| n.min(left_out))),
        });
    }
    Measurement::new(METRIC.id(), selection, Base::answers(n), Ok(share))
        .interval(Err("a count of all responses of the wave".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!("100 × {x} / {n} = {}", fixed(share, 4)),
            vec![
                input("x", "responses flagged", x as f64),
                input("n", "responses", n as f64),
            ],
        )
        .drawn(Drawn::rows(wave.record.id(), n))
        .detail(Detail::Rows(Rows {
            heads: vec!["number or share".to_owned()],
            rows,
        }))
        .note(format!(
            "flagged responses are not left out anywhere; the headline without them shows what they change; it is that of `{}`, taken \
             without weights",
            overall(wave).and_then(|question| question.key.as_deref()).unwrap_or("no question")
        ))
}

/// The question that sums the wave up: one of satisfaction all in all that stands alone, else the one of an index.
fn overall<'a>(wave: &WaveAnswers<'a>) -> Option<&'a Question> {
    let sums_up = |question: &&Question| question.kind == Some(QuestionKind::Overall);
    let mut alone = wave.questions.iter().filter(sums_up).filter(|one| one.index.is_none());
    alone.next().or_else(|| wave.questions.iter().find(sums_up))
}

/// Share in the two best points of the overall question, in percent, and of how many; without weights.
#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn headline(wave: &WaveAnswers<'_>, keep: impl Fn(usize) -> bool) -> Option<(f64, usize)> {
    let question = overall(wave)?;
    let (_, best) = ends(question)?;
    let given = wave.given_upright(question);
    let kept: Vec<f64> = given
        .iter()
        .enumerate()
        .filter(|(index, _)| keep(*index))
        .filter_map(|(_, given)| given.number())
        .collect();
    let hits = kept.iter().filter(|point| **point >= best - 1.0).count();
    (!kept.is_empty()).then(|| (100.0 * hits as f64 / kept.len() as f64, kept.len()))
}
