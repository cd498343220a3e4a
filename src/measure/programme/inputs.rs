//! M-REV-1: points that reviews looked at.

use super::reviews;
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::review::{InputItem, Review, ReviewKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REV-1",
        name: "Points considered in reviews",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the usual points that were considered, among those that apply, over management, quarterly and complaint \
               reviews. A point that is said to have nothing to say here does not apply.",
        formula: "100 × x / n, with x considered and n that apply, each point of each review once",
        interval: "None: a count of all reviews held.",
        minimum: "1 review; below 10 counts only",
        pitfalls: "Considered is not discussed well; look at the conclusions and decisions.",
        source: "own",
        clause: "9001:9.3.2",
    },
    keys: &[Key::Review, Key::Period],
    selections: reviews,
    measure,
};

const WORDS: Words = Words::fact("points considered", "points that apply");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason),
    };
    let mut tally = Tally::default();
    let mut rows = Vec::new();
    for (record, review) in scope.ledger.each::<Review>() {
        if selection.get(Key::Review).is_some_and(|wanted| record.id() != wanted) {
            continue;
        }
        let Some(held) = review.held_on.filter(|day| *day <= scope.as_of) else {
            continue;
        };
        if span.is_some_and(|(from, to)| !(from..=to).contains(&held)) {
            continue;
        }
        if !matches!(
            review.kind,
            Some(ReviewKind::Management | ReviewKind::Quarterly | ReviewKind::Complaints)
        ) {
            tally.leave_out("reviews of another sort", record.id());
            continue;
        }
        let (mut considered, mut apply) = (0u32, 0u32);
        for item in InputItem::ALL {
            let seen = review.considers(*item);
            if review.puts_aside(*item) {
                continue;
            }
            tally.part(record.id(), seen);
            apply += 1;
            considered += u32::from(seen);
        }
        if considered < apply {
            rows.push(Row {
                name: record.id().to_owned(),
                cells: vec![
                    RowCell::Number(f64::from(considered), 0),
                    RowCell::Number(f64::from(apply), 0),
                ],
                n: None,
            });
        }
    }
    tally.measure(METRIC.id(), selection, WORDS).detail(Detail::Rows(Rows {
        heads: ["considered", "apply"].map(str::to_owned).to_vec(),
        rows,
    }))
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn points_put_aside_do_not_apply() {
        let made = said(
            "M-REV-1",
            &[],
            "
id: REV-1
kind: management
held_on: 2025-01-31
inputs:
  - {item: disputes, not_applicable: none}
  - {item: resources, considered: true}
  - {item: objectives, considered: false}
---
id: REV-2
kind: management
held_on: 2025-07-31
---
id: REV-3
kind: dispute
held_on: 2025-01-31
",
        );
        assert_eq!(made.base.n, 19);
        assert!((made.estimate.unwrap() - 100.0 / 19.0).abs() < 1e-9);
        assert_eq!(made.excluded[0].ids, ["REV-3"]);
    }
}
