//! M-DQ-2: questions that were left without an answer.

use super::is_scaled;
use crate::measure::answers::Given;
use crate::measure::measurement::{Base, Detail, Excluded, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::response::NoAnswer;
use crate::record::survey::Question;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DQ-2",
        name: "Item non-response",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of the answers to questions with a scale that were not given, of all that were asked for, in a wave or for one of \
               its questions. Not known, left out, declined and empty stand apart for each question. What does not apply to a person \
               was not asked for.",
        formula: "100 × x / n, with x not given and n asked for",
        interval: "None: a count of all answers of the wave.",
        minimum: "1 answer asked for; of fewer than 10 people counts only",
        pitfalls: "Questions that only some are asked look worse where the table leaves them empty for the others. A middle point may hide \
               that people did not know.",
        source: "own",
        clause: "10004:7.3.4",
    },
    keys: &[
        Key::Survey,
        Key::Wave,
        Key::Question,
        Key::Segment,
        Key::Role,
        Key::Product,
        Key::Period,
    ],
    selections: super::waves,
    measure,
};

/// What was not given to a question, by reason.
#[derive(Clone, Copy, Default)]
struct Missing {
    asked: usize,
    unknown: usize,
    skipped: usize,
    refused: usize,
    empty: usize,
    strange: usize,
    not_applicable: usize,
}

impl Missing {
    fn of(given: &[Given], who: &[usize]) -> Self {
        let mut missing = Self::default();
        for index in who {
            missing.asked += 1;
            match given[*index] {
                Given::Number(_) => {}
                Given::Missing(NoAnswer::Na) => {
                    missing.asked -= 1;
                    missing.not_applicable += 1;
                }
                Given::Missing(NoAnswer::Dk) => missing.unknown += 1,
                Given::Missing(NoAnswer::Skip) => missing.skipped += 1,
                Given::Missing(NoAnswer::Refused) => missing.refused += 1,
                Given::Empty => missing.empty += 1,
                Given::Strange => missing.strange += 1,
            }
        }
        missing
    }

    fn all(self) -> usize {
        self.unknown + self.skipped + self.refused + self.empty + self.strange
    }
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::answers(n);
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, base(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let wanted = selection.get(Key::Question);
    if let Some(key) = wanted.filter(|key| wave.question(key).is_none()) {
        return none(format!("the wave asked no question `{key}`"));
    }
    let questions: Vec<(&str, &Question)> = wave
        .questions
        .iter()
        .filter_map(|question| Some((question.key.as_deref()?, question)))
        .filter(|(key, _)| wanted.map_or_else(|| is_scaled(wave, key), |wanted| *key == wanted))
        .collect();
    let who = scope.who(wave, selection);
    let mut rows = Vec::new();
    let (mut x, mut n, mut not_applicable) = (0usize, 0usize, 0usize);
    for (key, question) in questions {
        let missing = Missing::of(&wave.given(question), &who);
        x += missing.all();
        n += missing.asked;
        not_applicable += missing.not_applicable;
        let share = if missing.asked == 0 {
            RowCell::Nothing("not asked for")
        } else {
            RowCell::Percent(100.0 * missing.all() as f64 / missing.asked as f64, missing.asked)
        };
        let parts = [
            missing.unknown,
            missing.skipped,
            missing.refused,
            missing.empty,
            missing.strange,
        ];
        rows.push(Row {
            name: key.to_owned(),
            cells: std::iter::once(share)
                .chain(parts.map(|count| RowCell::Number(count as f64, 0)))
                .collect(),
            n: Some(missing.asked),
        });
    }
    if n == 0 {
        return none("nothing was asked for".to_owned());
    }
    let share = 100.0 * x as f64 / n as f64;
    let below: Vec<String> = rows
        .iter()
        .filter(|row| matches!(row.cells.first(), Some(RowCell::Percent(share, _)) if *share > 10.0))
        .map(|row| format!("`{}`", row.name))
        .collect();
    let made = Measurement::new(METRIC.id(), selection, base(who.len()), Ok(share))
        .interval(Err("a count of all answers of the wave".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!("100 × {x} / {n} = {}", fixed(share, 4)),
            vec![
                input("x", "answers not given", x as f64),
                input("n", "answers asked for", n as f64),
            ],
        )
        .without([Excluded::count("does not apply to the person", not_applicable)])
        .drawn(crate::measure::measurement::Drawn::rows(wave.record.id(), who.len()))
        .detail(Detail::Rows(Rows {
            heads: [
                "not given, %",
                "not known",
                "left out",
                "declined",
                "empty",
                "no point of the scale",
            ]
            .map(str::to_owned)
            .to_vec(),
            rows,
        }));
    if below.is_empty() {
        made
    } else {
        made.note(format!(
            "answered, or said not to apply, by fewer than nine of ten: {}",
            below.join(", ")
        ))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    /// A survey with seven items of one scale, one turned round, and five who answered.
    pub(crate) const WAVE: &str = "
id: SVY-1
version: \"1\"
questions:
  - {key: all, kind: overall, scale: {min: 1, max: 5}}
  - {key: a, kind: perception, scale: {min: 1, max: 7}}
  - {key: b, kind: perception, scale: {min: 1, max: 7}}
  - {key: c, kind: perception, scale: {min: 1, max: 7}, reverse: true}
  - {key: d, kind: perception, scale: {min: 1, max: 7}}
  - {key: e, kind: perception, scale: {min: 1, max: 7}}
  - {key: f, kind: perception, scale: {min: 1, max: 7}}
  - {key: words, kind: open}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
-- responses/WAV-1.csv --
id,respondent,duration_s,all,a,b,c,d,e,f,words
RSP-A1,K-1,300,5,6,6,6,6,6,6,good
RSP-A2,K-2,310,4,6,5,2,6,6,7,
RSP-A3,K-3,90,2,5,4,3,dk,5,5,
RSP-A4,K-3,320,1,3,skip,5,2,,3,
RSP-A5,K-5,305,5,7,7,1,7,na,6,
";

    #[test]
    fn what_was_asked_for_and_not_given_counts_by_reason() {
        let made = said("M-DQ-2", &[(Key::Wave, "WAV-1")], WAVE);
        // Seven scaled questions of five, one of which does not apply to one of them.
        assert_eq!(made.formula, "100 × 3 / 34 = 8.8235");
        assert_eq!(made.excluded[0].count, 1);
        assert_eq!(
            made.notes,
            ["answered, or said not to apply, by fewer than nine of ten: `b`, `d`, `e`"]
        );
        let one = said("M-DQ-2", &[(Key::Wave, "WAV-1"), (Key::Question, "b")], WAVE);
        assert_eq!(one.estimate, Ok(20.0));
        assert!(
            said("M-DQ-2", &[(Key::Wave, "WAV-1"), (Key::Question, "z")], WAVE)
                .estimate
                .is_err()
        );
        assert!(said("M-DQ-2", &[], WAVE).estimate.is_err());
    }

    #[test]
    fn straight_lines_and_haste_are_flagged_and_the_headline_told_without_them() {
        let made = said("M-DQ-4", &[(Key::Wave, "WAV-1")], WAVE);
        // A1 gave 6 to everything, the turned question too; A3 took less than a third of the median of 305 seconds.
        assert_eq!(made.estimate, Ok(40.0));
        let crate::measure::measurement::Detail::Rows(rows) = made.detail else {
            panic!()
        };
        let value = |row: usize| match rows.rows[row].cells[0] {
            crate::measure::measurement::RowCell::Number(value, _)
            | crate::measure::measurement::RowCell::Percent(value, _) => value,
            _ => f64::NAN,
        };
        assert_eq!((value(0), value(1)), (1.0, 1.0));
        assert!((value(2) - 60.0).abs() < 1e-9 && (value(3) - 200.0 / 3.0).abs() < 1e-9);
        // What lies between the two headlines is said by the two who were flagged, so that it may be shown where two may.
        assert_eq!((rows.rows[2].n, rows.rows[3].n), (Some(5), Some(2)));
    }

    #[test]
    fn a_person_who_answers_twice_is_told() {
        let made = said("M-DQ-3", &[], WAVE);
        assert_eq!(made.estimate, Ok(1.0));
        let complaints = "
id: CMP-1
complainant: CUS-1
category: delivery_late
description: It came  late.
---
id: CMP-2
complainant: CUS-1
category: delivery_late
description: it came late
---
id: CMP-3
complainant: anonymous
category: delivery_late
description: it came late
---
id: CMP-4
complainant: CUS-1
category: price
description: it came late
---
id: CUS-1
";
        let made = said("M-DQ-3", &[(Key::Kind, "complaint")], complaints);
        assert_eq!(
            (made.estimate, made.drawn_from.hits),
            (Ok(1.0), vec!["CMP-2".to_owned()])
        );
    }
}
