//! M-TRC-8: objectives that have data of the present period.

use super::{NO_INTERVAL, SOURCE};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::objective::{self, Data};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::objective::{Objective, ObjectiveStatus};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-8",
        name: "Objectives with data",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of active objectives whose metric has a value that speaks of the twelve months before the day as of which \
               everything is computed, or before the objective's due date where that has passed.",
        formula: "100 × x / n, with x objectives with data of the present period and n active objectives",
        interval: NO_INTERVAL,
        minimum: "1 active objective; below 10 counts only",
        pitfalls: "A metric that this version does not measure is left out, since nothing is known of its data.",
        source: SOURCE,
        clause: "9001:6.2.1,10004:6.1",
    },
    keys: &[],
    selections: |_| vec![Selection::all()],
    measure,
};

const WORDS: Words = Words::fact("active objectives with data of the present period", "active objectives");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let mut tally = Tally::default();
    for (record, objective) in scope.ledger.each::<Objective>() {
        if !matches!(objective.status, None | Some(ObjectiveStatus::Active)) {
            tally.leave_out("not active", record.id());
            continue;
        }
        match objective::data(scope, objective) {
            Data::Present => tally.count(record.id(), true),
            Data::Old(_) | Data::None(_) => tally.count(record.id(), false),
            Data::Open(_) => tally.leave_out("its filter leaves open what is meant", record.id()),
            Data::NotMeasured(_) => tally.leave_out("its metric is not measured by this version", record.id()),
        }
    }
    tally.measure(METRIC.id(), selection, WORDS)
}
