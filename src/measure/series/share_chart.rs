//! M-SPC-2: the p chart.

use super::{KEYS, Values, charted, indicator_of, shares};
use crate::measure::indicator::chart::{self, Chart};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SPC-2",
        name: "p chart",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "A chart of a share by period; each period has limits of its own, since its base has a size of its own. The number \
                 shown is the centre.",
        formula: "p̄ = Σxᵢ / Σnᵢ, p̄ ± 3 × √(p̄ (1 − p̄) / nᵢ), between 0 and 100 percent; drawn as single values (XmR): X̄ ± 2.66 × mean \
              moving range. Without limits the centre is Σxᵢ / Σnᵢ of all periods, either way.",
        interval: "none: limits tell usual from unusual periods",
        minimum: "8 periods for provisional limits, 20 for firm ones; five expected on each side in three of four periods",
        pitfalls: "Where too few are expected on one side in more than a quarter of the periods the shares are drawn as single values (XmR), \
               and it is said.",
        source: "Montgomery, Introduction to Statistical Quality Control, 6th edition 2009; Wheeler, Understanding Variation",
        clause: "10004:7.4,10002:8.3",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = shares(scope);
        all.extend(chart::selections(scope, Chart::Shares));
        all
    },
    measure: |scope, selection| match indicator_of(selection) {
        Some(_) => chart::measure(scope, METRIC.id(), selection, Chart::Shares),
        None => charted("M-SPC-2", scope, selection, not_shares),
    },
};

fn not_shares(values: &Values) -> Option<&'static str> {
    match values {
        Values::Shares(_) => None,
        Values::Rates(_) => Some("the figure is a rate: its chart is M-SPC-3"),
        Values::Singles(_) => Some("the figure is no share, or none can be counted: its chart is M-SPC-1"),
    }
}
