//! M-SPC-4: whether periods differ more than chance within them explains.

use super::{KEYS, control_of, rates, series, shares, unit_of};
use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SPC-4",
        name: "Laney's ratio",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "How many times wider the points of a p or u chart scatter from one to the next than the limits assume. Above 1.2, with \
                 subgroups of more than a thousand, the limits of the chart are widened by it (p′, u′).",
        formula: "σz = mean |zᵢ − zᵢ₋₁| / 1.128, with z each point in its own standard errors",
        interval: "none: a ratio of spreads",
        minimum: "2 periods beside one another",
        pitfalls: "With few periods the ratio itself is uncertain. Widened limits hide nothing: they say that periods differ for reasons that \
               act on all of a period at once.",
        source: "Laney 2002, Quality Engineering 14; Quality Digest 2007",
        clause: "10004:7.4",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = shares(scope);
        all.extend(rates(scope));
        all
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |base, reason: &str| Measurement::not_estimable("M-SPC-4", selection, base, reason);
    let series = match series(scope, selection) {
        Ok(series) => series,
        Err(reason) => return none(Base::facts(0, "periods"), &reason),
    };
    let chart = series.chart("M-SPC-4", selection);
    if let Err(reason) = &chart.estimate {
        return none(series.base(), reason);
    }
    let Some(ratio) = control_of(&chart).and_then(|control| control.sigma_z) else {
        return none(
            series.base(),
            "the chart of this figure is one of single values, whose limits follow the spread anyway",
        )
        .drawn(series.drawn());
    };
    let mut made = Measurement::new("M-SPC-4", selection, series.base(), Ok(ratio))
        .interval(Err("a ratio of spreads is shown without an interval".to_owned()))
        .working(format!("σz = {}", fixed(ratio, 4)), Vec::new())
        .over(series.days())
        .drawn(series.drawn())
        .detail(chart.detail);
    made.notes = chart.notes;
    match unit_of(selection) {
        Some(values) => made.over_values_in(values),
        None => made,
    }
}
