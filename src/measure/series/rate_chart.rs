//! M-SPC-3: the u chart.

use super::{KEYS, Values, charted, indicator_of, rates};
use crate::measure::indicator::chart::{self, Chart};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SPC-3",
        name: "u chart",
        unit: Unit::PerThousand,
        better: Better::Neither,
        definition: "A chart of events for each thousand of exposure by period, each with limits of its own. The number shown is the centre.",
        formula: "ū ± 3 × √(ū / tᵢ), not below 0, with tᵢ thousands of exposure",
        interval: "none: limits tell usual from unusual periods",
        minimum: "8 periods for provisional limits, 20 for firm ones; two events a period on average",
        pitfalls: "With rare events the limits mean little: longer periods are taken, and where these are not enough there are no limits. \
               Easier complaining is a change of the process too.",
        source: "Montgomery, Introduction to Statistical Quality Control, 6th edition 2009",
        clause: "10004:7.4,10002:8.2",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = rates(scope);
        all.extend(chart::selections(scope, Chart::Rates));
        all
    },
    measure: |scope, selection| match indicator_of(selection) {
        Some(_) => chart::measure(scope, METRIC.id(), selection, Chart::Rates),
        None => charted("M-SPC-3", scope, selection, not_rates),
    },
};

fn not_rates(values: &Values) -> Option<&'static str> {
    match values {
        Values::Rates(_) => None,
        Values::Shares(_) => Some("the figure is a share: its chart is M-SPC-2"),
        Values::Singles(_) => Some("the figure is no rate, or none can be counted: its chart is M-SPC-1"),
    }
}
