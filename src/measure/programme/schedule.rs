//! M-PRG-1: what was planned and took place in time.

use super::{plans, took_place};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::monitoring_plan::MonitoringPlan;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-PRG-1",
        name: "Schedule kept",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the items of monitoring plans that took place by the last day planned, among those whose last day has \
               passed. An item takes place when its wave is over, its review held, its conversation or audit done.",
        formula: "100 × x / n, with x done in time and n due",
        interval: "Wilson score, read as the performance of the process",
        minimum: "1 item that is due; below 10 counts only",
        pitfalls: "Items that are named in words and not by a record cannot be looked up; they are left out and counted.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "10004:6.2,9001:9.1.1",
    },
    keys: &[Key::Plan],
    selections: plans,
    measure,
};

const WORDS: Words = Words::process("items done by the last day planned", "items that are due");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let mut tally = Tally::default();
    for (record, plan) in scope.ledger.each::<MonitoringPlan>() {
        if selection.get(Key::Plan).is_some_and(|wanted| record.id() != wanted) {
            continue;
        }
        for item in &plan.schedule {
            let Some(due) = item.planned_to else {
                tally.leave_out("no last day planned", record.id());
                continue;
            };
            let reference = item.what.as_ref().and_then(|what| what.reference());
            let Some(reference) = reference else {
                tally.leave_out(
                    "named in words, so that no record shows when it took place",
                    record.id(),
                );
                continue;
            };
            // What is not on record yet has not taken place; the plan speaks for it.
            let what = scope.ledger.find(reference.id()).map(|(_, what)| what);
            let done = what.and_then(took_place).filter(|day| *day <= scope.as_of);
            match what {
                _ if done.is_none() && due >= scope.as_of => {
                    tally.leave_out("not due yet", what.map_or(record.id(), |what| what.id()));
                }
                Some(what) => tally.count(what.id(), done.is_some_and(|day| day <= due)),
                None => tally.part(record.id(), false),
            }
        }
    }
    tally.measure(METRIC.id(), selection, WORDS)
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn an_item_is_in_time_by_its_last_day() {
        let yaml = "
id: PLN-1
schedule:
  - {what: WAV-1, planned_to: 2025-05-31}
  - {what: REV-1, planned_to: 2025-05-31}
  - {what: WAV-2, planned_to: 2025-06-29}
  - {what: WAV-2, planned_to: 2025-06-30}
  - {what: talks with clients, planned_to: 2025-01-31}
  - {what: WAV-8, planned_to: 2025-12-31}
  - {what: WAV-9, planned_to: 2025-01-31}
---
id: WAV-1
field_end: 2025-05-31
---
id: WAV-2
field_end: 2025-07-31
---
id: REV-1
held_on: 2025-06-01
---
id: PLN-2
";
        let made = said("M-PRG-1", &[], yaml);
        assert_eq!(made.drawn_from.records, ["WAV-1", "REV-1", "WAV-2", "PLN-1"]);
        assert_eq!(made.drawn_from.hits, ["WAV-1"]);
        // What is not on record has not taken place, and is late once its last day has passed.
        assert_eq!(made.base.n, 4);
        let left_out: Vec<_> = made.excluded.iter().map(|group| group.count).collect();
        assert_eq!(left_out, [2, 1]);
        assert!(said("M-PRG-1", &[(Key::Plan, "PLN-2")], yaml).estimate.is_err());
    }
}
