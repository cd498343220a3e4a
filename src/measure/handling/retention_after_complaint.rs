//! M-CPS-4: whether complainants stay, by how content they are with the handling.

use super::pooled::{self, Pooled};
use super::{KEYS, asked, asks_for_handling, asks_for_staying};
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::survey::QuestionKind;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CPS-4",
        name: "Retention after complaint",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complainants who say that they will stay or buy again, as a whole and apart for those who were satisfied with \
                 the handling and those who were not.",
        formula: "100 × x / n, with x who will stay and n valid answers",
        interval: "Wilson score, with the finite population of all closed complaints",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "What people intend is not what they do. Those who were dissatisfied and have left already may not answer at all.",
        source: "own. Interval: Wilson 1927; Brown, Cai, DasGupta 2001.",
        clause: "10002:8.3,10004:7.3",
    },
    keys: KEYS,
    selections: |scope| pooled::selections(scope, asked("M-CPS-4"), asks_for_staying),
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let asked = asked("M-CPS-4");
    let pooled = match pooled::pool(scope, selection, asked) {
        Ok(pooled) => pooled,
        Err(reason) => return Measurement::not_estimable("M-CPS-4", selection, Base::answers(0), reason),
    };
    let mut made = pooled::of("M-CPS-4", selection, &pooled);
    made.changes
        .extend(pooled::from_year_before(scope, selection, asked, &pooled));
    let Some(handling) = overall(&pooled) else {
        return made.note("no question on the handling as a whole was asked, so there is no split by it");
    };
    let rated = pooled::pool(scope, &selection.clone().with(Key::Question, handling), asked);
    let Ok(rated) = rated else {
        return made.note("nobody rated the handling, so there is no split by it");
    };
    let place = |of: &Pooled<'_>, index: usize, place: usize| (of.waves()[index].record.id().to_owned(), place);
    let content: BTreeMap<(String, usize), bool> = rated
        .answers
        .iter()
        .map(|(yes, index, at)| (place(&rated, *index, *at), *yes))
        .collect();
    let row = |(name, wanted): (&str, bool)| {
        let of_these = pooled
            .answers
            .iter()
            .filter(|(_, index, at)| content.get(&place(&pooled, *index, *at)) == Some(&wanted));
        let (x, n) = of_these.fold((0_u32, 0_u32), |(x, n), (yes, ..)| (x + u32::from(*yes), n + 1));
        let share = if n == 0 {
            RowCell::Nothing("nobody answered")
        } else {
            RowCell::Number(100.0 * f64::from(x) / f64::from(n), 1)
        };
        Row {
            name: name.to_owned(),
            cells: vec![
                RowCell::Number(f64::from(x), 0),
                RowCell::Number(f64::from(n), 0),
                share,
            ],
            n: Some(n as usize),
        }
    };
    let rows = [
        ("satisfied with the handling", true),
        ("not satisfied with the handling", false),
    ]
    .map(row);
    made.detail(Detail::Rows(Rows {
        heads: ["will stay", "answers", "share in percent"].map(str::to_owned).to_vec(),
        rows: rows.to_vec(),
    }))
}

/// Key of the question on the handling as a whole; without one, the first on the handling.
fn overall<'a>(pooled: &Pooled<'a>) -> Option<&'a str> {
    let questions = || {
        pooled
            .waves()
            .iter()
            .flat_map(|wave| wave.questions)
            .filter(|question| asks_for_handling(question))
    };
    let whole = questions().find(|question| question.kind == Some(QuestionKind::Overall));
    whole.or_else(|| questions().next())?.key.as_deref()
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: SVY-1
type: complaint_handling
version: '1'
sampling: {method: census}
questions:
  - {key: handling, kind: overall, scale: {min: 1, max: 5}}
  - {key: outcome, kind: rating, scale: {min: 1, max: 5}}
  - {key: first_contact, kind: yes_no}
  - {key: stay, kind: yes_no}
---
id: WAV-1
survey: SVY-1
survey_version: '1'
period_label: 2024-Q4
field_start: 2025-01-02
field_end: 2025-01-20
frame_size: 9
invited: 6
---
id: WAV-2
survey: SVY-1
survey_version: '1'
field_start: 2025-04-02
field_end: 2025-04-20
frame_size: 5
invited: 5
-- responses/WAV-1.csv --
id,disposition,segment.outcome,handling,outcome,first_contact,stay
RSP-1,complete,SEG-U,5,4,yes,yes
RSP-2,complete,SEG-U,4,1,no,no
RSP-3,complete,SEG-N,1,1,no,no
RSP-4,complete,SEG-N,na,1,no,no
-- responses/WAV-2.csv --
id,disposition,segment.outcome,handling,outcome,first_contact,stay
RSP-5,complete,SEG-U,2,5,yes,yes
RSP-6,complete,SEG-N,5,5,,yes
-- segments.yaml --
- {id: SEG-U, dimension: outcome}
- {id: SEG-N, dimension: outcome}
";

    #[test]
    fn waves_are_pooled_by_the_period_they_are_named_after() {
        let handling = |keys: &[(Key, &str)]| {
            let mut all = vec![(Key::Question, "handling")];
            all.extend(keys);
            said("M-CPS-1", &all, FILES)
        };
        let all = handling(&[]);
        assert_eq!((all.base.n, all.base.population), (5, Some(14)));
        assert_eq!(all.estimate, Ok(60.0));
        assert_eq!(all.drawn_from.rows, [("WAV-1".to_owned(), 3), ("WAV-2".to_owned(), 2)]);
        assert_eq!(all.notes[0], "6 of 11 invited answered (54.5 %); 14 were on the lists");
        let first = handling(&[(Key::Period, "2024")]);
        assert_eq!(first.base.n, 3);
        // Two of the first year are of one outcome and one of the other: (2 × 0 + 1 × 1) / 3 at that mix.
        let second = handling(&[(Key::Period, "2025")]);
        assert_eq!(second.estimate, Ok(50.0));
        assert_eq!(
            second.notes[1],
            "of 2 of 2 answers the records tell how the complaint ended"
        );
        assert_eq!(
            second.notes[2],
            "no value at a fixed mix of outcomes: an outcome has fewer than 5 answers"
        );
        let files = format!("{FILES}-- organization.yaml --\nid: ORG-1\ndisclosure: {{min_cell: 1}}\n");
        let of_few = said("M-CPS-1", &[(Key::Question, "handling"), (Key::Period, "2025")], &files);
        assert_eq!(of_few.notes[2], "at the mix of outcomes of 2024: 33.3 %");
    }

    #[test]
    fn staying_is_split_by_the_handling() {
        let made = said("M-CPS-4", &[(Key::Question, "stay")], FILES);
        assert_eq!(made.estimate, Ok(50.0));
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        let cells: Vec<_> = rows.rows.iter().map(|row| row.cells[..2].to_vec()).collect();
        let number = |value| RowCell::Number(value, 0);
        assert_eq!(cells, [[number(2.0), number(3.0)], [number(1.0), number(2.0)]]);
    }

    #[test]
    fn nobody_and_no_question_are_told() {
        assert_eq!(said("M-CPS-3", &[(Key::Question, "first_contact")], FILES).base.n, 5);
        assert!(said("M-CPS-1", &[(Key::Question, "colour")], FILES).estimate.is_err());
        assert!(said("M-CPS-1", &[], FILES).estimate.is_err());
        let none = said("M-CPS-1", &[(Key::Question, "handling")], "id: CMP-1");
        assert_eq!(
            none.estimate,
            Err("no survey of the type `complaint_handling` has answers".to_owned())
        );
    }
}
