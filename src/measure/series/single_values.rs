//! M-SPC-1: the `XmR` chart.

use super::{KEYS, Values, indicator_of, series, singles};
use crate::measure::indicator::chart::{self, Chart};
use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::control::{self, Single};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SPC-1",
        name: "XmR chart",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "A chart of one value a period, with limits from the differences between neighbours. The number shown is the centre, \
                 in the unit of the figure that is charted.",
        formula: "X̄ ± 2.66 × mean moving range; with one wild range median ± 3.145 × median moving range",
        interval: "none: limits tell usual from unusual periods",
        minimum: "8 periods for provisional limits, 20 for firm ones",
        pitfalls: "Limits are no targets, and a value between them is not good by that. They hold for one definition: a change of it begins \
               a new phase.",
        source: "Wheeler, Understanding Variation, 2nd edition 2000",
        clause: "10004:7.4,10002:8.3",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = singles(scope);
        all.extend(chart::selections(scope, Chart::Singles));
        all
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if indicator_of(selection).is_some() {
        return chart::measure(scope, METRIC.id(), selection, Chart::Singles);
    }
    let series = match series(scope, selection) {
        Ok(series) => series,
        Err(reason) => return Measurement::not_estimable("M-SPC-1", selection, Base::facts(0, "periods"), reason),
    };
    // Shares and rates may be looked at as single values too.
    let points: Vec<Single> = match &series.values {
        Values::Singles(_) => return series.chart("M-SPC-1", selection),
        Values::Shares(_) | Values::Rates(_) => {
            let points = series.points().into_iter();
            points
                .map(|point| Single {
                    label: point.label,
                    value: point.value,
                })
                .collect()
        }
    };
    control::singles("M-SPC-1", selection, series.base(), &points, &series.phases())
        .over(series.days())
        .drawn(series.drawn())
}
