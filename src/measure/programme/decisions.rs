//! M-REV-2: decisions of reviews that were carried out in time.

use super::reviews;
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::review::DecisionKind;
use crate::record::{Data, Kind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REV-2",
        name: "Decisions carried out in time",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the decisions of reviews that were carried out by their day, among those with an action whose day has \
               passed or that are done. Beside it, of all decisions, how many gave means or changed objectives.",
        formula: "100 × x / n, with x carried out by their day and n due or done",
        interval: "Wilson score, read as the performance of the process",
        minimum: "1 decision with an action that is due; below 10 counts only",
        pitfalls: "When a decision without an action was carried out is in no record: such decisions are left out and counted. Many of \
               them make the share say little.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "9001:9.3.3",
    },
    keys: &[Key::Review, Key::Period],
    selections: reviews,
    measure,
};

const WORDS: Words = Words::process(
    "decisions carried out by their day",
    "decisions with an action that are due or done",
);

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason),
    };
    let mut tally = Tally::default();
    let mut kinds = [0u32; 4];
    for (index, record) in scope.ledger.of_kind(Kind::Review) {
        let Data::Review(review) = &record.data else { continue };
        if selection.get(Key::Review).is_some_and(|wanted| record.id() != wanted) {
            continue;
        }
        let Some(held) = review.held_on.filter(|day| *day <= scope.as_of) else {
            continue;
        };
        if span.is_some_and(|(from, to)| !(from..=to).contains(&held)) {
            continue;
        }
        for decision in &review.decisions {
            let place = match decision.kind {
                Some(DecisionKind::None) => {
                    tally.leave_out("nothing was decided", record.id());
                    continue;
                }
                Some(DecisionKind::Resource) => 1,
                Some(DecisionKind::Objective) => 2,
                Some(DecisionKind::Improvement | DecisionKind::Change) => 0,
                None => 3,
            };
            kinds[place] += 1;
            let action = scope.ledger.action_of(index, decision);
            let action = action.and_then(|action| match &scope.ledger.get(action).data {
                Data::Action(action) => Some(action),
                _ => None,
            });
            let (Some(action), Some(due)) = (action, decision.due) else {
                tally.leave_out(
                    "no action or no day, so that nothing shows when it was carried out",
                    record.id(),
                );
                continue;
            };
            if action.is_dropped() {
                tally.leave_out("its action was given up or replaced", record.id());
                continue;
            }
            match action.implemented_on.filter(|day| *day <= scope.as_of) {
                Some(done) => tally.part(record.id(), done <= due),
                None if due < scope.as_of => tally.part(record.id(), false),
                None => tally.leave_out("not due yet", record.id()),
            }
        }
    }
    let all: u32 = kinds.iter().sum();
    let names = [
        "improvements and changes",
        "means given",
        "objectives set or changed",
        "of no stated sort",
    ];
    // Rows and not parts: they are parts of all decisions, and the share is one of those that are due or done.
    let rows = names
        .into_iter()
        .zip(kinds)
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| Row {
            name: name.to_owned(),
            cells: vec![
                RowCell::Number(f64::from(count), 0),
                RowCell::Percent(100.0 * f64::from(count) / f64::from(all), all as usize),
            ],
            n: None,
        });
    tally.measure(METRIC.id(), selection, WORDS).detail(Detail::Rows(Rows {
        heads: ["of all decisions", "percent of all"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::said;

    #[test]
    fn a_decision_is_carried_out_when_its_action_is_done() {
        let made = said(
            "M-REV-2",
            &[],
            "
id: REV-1
held_on: 2025-01-31
decisions:
  - {id: D1, kind: improvement, due: 2025-03-31, action: ACT-1}
  - {id: D2, kind: resource, due: 2025-03-31, action: ACT-2}
  - {id: D3, kind: improvement, due: 2025-12-31, action: ACT-2}
  - {id: D4, kind: objective, due: 2025-03-31}
  - {id: D5, kind: none, reason: a}
---
id: ACT-1
implemented_on: 2025-03-31
---
id: ACT-2
",
        );
        let Detail::Rows(rows) = &made.detail else { panic!() };
        let counted: f64 = rows
            .rows
            .iter()
            .map(|row| match row.cells[0] {
                RowCell::Number(count, _) => count,
                _ => 0.0,
            })
            .sum();
        assert_eq!(counted, 4.0, "of all decisions, whatever the base of the share");
        assert_eq!((made.base.n, made.estimate), (2, Ok(50.0)));
        assert_eq!(made.excluded.iter().map(|group| group.count).sum::<usize>(), 3);
    }
}
