//! M-SMP-2: who went through to the end, and how often each question was answered.

use super::{KEYS, real};
use crate::measure::answers::{Given, WaveAnswers};
use crate::measure::distribution::{Sort, sort};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};
use crate::record::survey::{Question, QuestionKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-2",
        name: "Completion and item response",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of those who began and went through to the end. Beside it, for each question, the share of valid answers \
                     among those asked; questions that less than nine of ten answered are named.",
        formula: "100 × I / (I + P + break-offs); for a question 100 × valid / asked",
        interval: "none: it describes this wave",
        minimum: "one person who began; below 10 counts only",
        pitfalls: "Who is asked a question by a filter is known by an answer alone: where a question has a filter, those without any \
                   answer are taken as not asked. “Does not apply” and “do not know” are no valid answers here, whoever was asked; what \
                   people left out is M-DQ-2, for which nobody was asked what does not apply to them.",
        source: "American Association for Public Opinion Research, Standard Definitions; item response is own",
        clause: "10004:7.3,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| {
        super::waves(scope, |wave| {
            !wave.respondents.is_empty() || wave.wave.dispositions.is_some()
        })
    },
    measure,
};

/// Item response below this is named.
const LOW: f64 = 90.0;

/// Valid answers to a question and how many were asked; nothing for questions that anybody may leave empty.
fn item(wave: &WaveAnswers<'_>, question: &Question) -> Option<(usize, usize)> {
    if question.kind.unwrap_or(QuestionKind::Open) == QuestionKind::Open {
        return None;
    }
    let key = question.key.as_deref()?;
    let scaled = matches!(sort(question), Sort::Scale | Sort::Recommendation);
    let (valid, empty) = if scaled {
        let given = wave.given(question);
        (
            given.iter().filter(|one| matches!(one, Given::Number(_))).count(),
            given.iter().filter(|one| matches!(one, Given::Empty)).count(),
        )
    } else {
        let everybody: Vec<usize> = (0..wave.respondents.len()).collect();
        let spread = wave.spread(question, &everybody);
        (spread.base, spread.missing.empty)
    };
    let all = wave.respondents.len();
    let asked = if question.filter.is_some() { all - empty } else { all };
    (asked > 0 && !key.is_empty()).then_some((valid, asked))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "people"), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let (complete, began) = match &wave.wave.dispositions {
        Some(recorded) => {
            let complete = recorded.complete.unwrap_or(0);
            let left = recorded
                .partial
                .unwrap_or(0)
                .saturating_add(recorded.break_off.unwrap_or(0));
            (complete, complete.saturating_add(left))
        }
        None => {
            let complete = wave.respondents.iter().filter(|one| one.complete).count();
            (complete as u64, wave.respondents.len() as u64)
        }
    };
    if began == 0 {
        return none("nobody began".to_owned());
    }
    let mut low = Vec::new();
    let mut rows = Vec::new();
    for question in wave.questions {
        let Some((valid, asked)) = item(wave, question) else {
            continue;
        };
        let key = question.key.clone().unwrap_or_default();
        let share = 100.0 * real(valid as u64) / real(asked as u64);
        if share < LOW {
            // Of few the counts, no percentage (rule GR3).
            low.push(if asked as u64 >= scope.limits.min_estimate {
                format!("{key} ({} %)", fixed(share, 1))
            } else {
                format!("{key} ({valid} of {asked})")
            });
        }
        rows.push(Row {
            name: key,
            cells: vec![
                RowCell::Number(real(valid as u64), 0),
                RowCell::Number(real(asked as u64), 0),
                RowCell::Percent(share, asked),
            ],
            n: Some(asked),
        });
    }
    let share = 100.0 * real(complete) / real(began);
    let mut drawn = Drawn::rows(wave.record.id(), wave.respondents.len());
    drawn.records.push(wave.record.id().to_owned());
    let base = Base::facts(usize::try_from(began).unwrap_or(usize::MAX), "people who began").of_share();
    let mut made = Measurement::new(METRIC.id(), selection, base, Ok(share))
        .interval(Err("it describes this wave and is no estimate".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!("100 × {complete} / {began} = {}", fixed(share, 4)),
            vec![
                input("I", "complete", real(complete)),
                input("n", "people who began", real(began)),
            ],
        )
        .drawn(drawn)
        .detail(Detail::Rows(Rows {
            heads: ["Valid", "Asked", "Percent"].map(str::to_owned).to_vec(),
            rows,
        }));
    if wave.wave.dispositions.is_none() {
        made = made.note("who broke off is not recorded, so it is only of those whose answers are here");
    }
    if !low.is_empty() {
        made = made.note(format!(
            "a valid answer (not “does not apply”, not “do not know”) from less than 90 percent of those asked: {}",
            low.join(", ")
        ));
    }
    made
}
