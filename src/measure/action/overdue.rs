//! M-ACT-2: actions that are past their due date and not done.

use super::{actions, is_done, kind};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::stats::working_days::calendar_days;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-ACT-2",
        name: "Overdue actions",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of actions that are neither done nor dropped although their present due date has passed, with the days \
               since then and how often the date was moved.",
        formula: "number of open actions with due < as_of",
        interval: "None: a count of everything there is.",
        minimum: "None.",
        pitfalls: "Moving the date makes an action disappear from here; M-ACT-1 counts by the first due date.",
        source: "own",
        clause: "9001:10.2",
    },
    keys: &[Key::Kind],
    selections: |scope| {
        let kinds: BTreeSet<&str> = scope
            .ledger
            .each::<crate::record::action::Action>()
            .filter_map(|(record, _)| kind(record))
            .collect();
        let by_kind = kinds.into_iter().map(|kind| Selection::all().with(Key::Kind, kind));
        [Selection::all()].into_iter().chain(by_kind).collect()
    },
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "actions are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let open: Vec<_> = actions(scope, selection)
        .filter(|(_, action)| !is_done(scope, action) && !action.is_dropped())
        .collect();
    let mut late: Vec<_> = open
        .iter()
        .filter_map(|(record, action)| Some((action.due.filter(|due| *due < scope.as_of)?, *record, *action)))
        .collect();
    late.sort_by_key(|(due, record, _)| (*due, record.id()));
    let rows = late.iter().map(|(due, record, action)| Row {
        name: record.id().to_owned(),
        cells: vec![
            RowCell::Word(due.to_string()),
            calendar_days(*due, scope.as_of).map_or(RowCell::Nothing("not known"), |days| {
                RowCell::Number(f64::from(days), 0)
            }),
            RowCell::Number(action.due_history.len() as f64, 0),
        ],
        n: None,
    });
    let rows = Rows {
        heads: ["due", "days overdue", "times moved"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let undated: Vec<String> = open
        .iter()
        .filter(|(_, action)| action.due.is_none())
        .map(|(record, _)| record.id().to_owned())
        .collect();
    let count = late.len() as f64;
    let ids = |records: &[&crate::record::Record]| records.iter().map(|record| record.id().to_owned()).collect();
    let records: Vec<_> = open.iter().map(|(record, _)| *record).collect();
    let hits: Vec<_> = late.iter().map(|(_, record, _)| *record).collect();
    Measurement::new(
        METRIC.id(),
        selection,
        Base::facts(open.len(), "open actions"),
        Ok(count),
    )
    .interval(Err("a count of everything has no sampling error".to_owned()))
    .working(
        format!(
            "{} of {} open actions are past their due date on {}",
            late.len(),
            open.len(),
            scope.as_of
        ),
        vec![
            input("k", "overdue actions", count),
            input("n", "open actions", open.len() as f64),
        ],
    )
    .without([crate::measure::measurement::Excluded::records("no due date", undated)])
    .drawn(Drawn {
        records: ids(&records),
        hits: ids(&hits),
        ..Drawn::default()
    })
    .detail(Detail::Rows(rows))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::tests::said;

    #[test]
    fn an_action_is_overdue_from_the_day_after_its_date() {
        let made = said(
            "M-ACT-2",
            &[],
            "
id: ACT-1
due: 2025-06-29
due_history: [{old: 2025-05-01, new: 2025-06-29}]
---
id: ACT-2
due: 2025-06-30
---
id: ACT-3
due: 2025-01-01
implemented_on: 2025-02-01
---
id: ACT-4
---
id: ACT-5
due: 2025-01-01
status: superseded
",
        );
        assert_eq!(made.estimate, Ok(1.0));
        assert_eq!((made.base.n, made.drawn_from.hits), (3, vec!["ACT-1".to_owned()]));
        assert_eq!(made.excluded[0].ids, ["ACT-4"]);
        let Detail::Rows(rows) = made.detail else { panic!() };
        assert_eq!(
            rows.rows[0].cells[1..],
            [RowCell::Number(1.0, 0), RowCell::Number(1.0, 0)]
        );
    }

    #[test]
    fn without_actions_none_is_overdue() {
        assert_eq!(said("M-ACT-2", &[], "").estimate, Ok(0.0));
    }
}
