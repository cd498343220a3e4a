//! M-TRC-5: findings about which something was decided, and those to be acted on that have an action.

use super::chain::Chain;
use super::{BaseIs, NO_INTERVAL, SOURCE, heads, row};
use crate::measure::measurement::{Base, Detail, Measurement, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::finding::{Decision, Finding};
use crate::record::{Data, Kind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-5",
        name: "Findings with a decision",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of findings about which something was decided: to act, to watch or to reject. Beside it, of those to be \
               acted on, the share with an action about the finding or its cause.",
        formula: "100 × x / n, with x decided and n findings",
        interval: NO_INTERVAL,
        minimum: "1 finding; below 10 counts only",
        pitfalls: "A rejection with a reason is a decision; a heap of `watch` is a way not to decide.",
        source: SOURCE,
        clause: "10004:7.5,9001:9.1.3",
    },
    keys: &[Key::Period],
    selections: |_| vec![Selection::all()],
    measure,
};

const WORDS: Words = Words::fact("findings with a decision", "findings");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason),
    };
    let mut decided = Tally::default();
    let mut acted = Tally::default();
    for (index, record) in scope.ledger.of_kind(Kind::Finding) {
        let Data::Finding(finding) = &record.data else { continue };
        let created = record.envelope.created;
        if created.is_some_and(|day| day > scope.as_of)
            || span.is_some_and(|(from, to)| created.is_none_or(|day| !(from..=to).contains(&day)))
        {
            continue;
        }
        decided.count(record.id(), is_decided(scope, finding));
        if finding.decision == Some(Decision::Act) {
            acted.count(record.id(), !Chain::of(scope, index).actions.is_empty());
        }
    }
    let rows = [
        ("findings with a decision", &decided),
        ("to be acted on, with an action", &acted),
    ]
    .into_iter()
    .map(|(name, tally)| row(name, tally, BaseIs::Things))
    .collect();
    decided
        .measure(METRIC.id(), selection, WORDS)
        .detail(Detail::Rows(Rows { heads: heads(), rows }))
}

fn is_decided(scope: &Scope<'_>, finding: &Finding) -> bool {
    !finding.is_pending() && finding.decided_on.is_none_or(|day| day <= scope.as_of)
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::tests::said;

    #[test]
    fn pending_is_no_decision_and_an_action_about_the_cause_counts() {
        let made = said(
            "M-TRC-5",
            &[],
            "
id: FND-1
decision: act
---
id: CAU-1
finding: FND-1
---
id: ACT-1
addresses: [CAU-1]
---
id: FND-2
decision: act
---
id: FND-3
decision: pending
---
id: FND-4
decision: reject
decided_on: 2025-07-15
",
        );
        assert_eq!((made.base.n, made.drawn_from.hits.len()), (4, 2));
        let Detail::Rows(rows) = made.detail else { panic!() };
        assert_eq!(
            rows.rows[1].cells[..2],
            [RowCell::Number(1.0, 0), RowCell::Number(2.0, 0)]
        );
    }
}
