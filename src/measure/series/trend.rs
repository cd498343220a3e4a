//! M-TRD-1: whether a figure rises or falls over its periods.

use super::{KEYS, indicator_of, rates, series, shares, singles, unit_of};
use crate::measure::gap::delivery;
use crate::measure::indicator;
use crate::measure::measurement::{Base, Detail, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::trend::{self, Series};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRD-1",
        name: "Trend",
        unit: Unit::Number,
        better: Better::AsRecorded,
        definition: "How fast a figure rises or falls from period to period, as the median of all slopes between two periods, and whether \
                 that can be chance: the Mann-Kendall test. The slope for a year stands beside it.",
        formula: "b = median of (xⱼ − xᵢ) / (tⱼ − tᵢ); S = Σ sign(xⱼ − xᵢ) over all pairs i before j; Z = (S − sign S) / √Var",
        interval: "ordered slopes at the ranks (M ∓ z √Var) / 2, interpolated, of M slopes",
        minimum: "4 periods for the slope, 6 for the test; up to 10 without ties the test is exact",
        pitfalls: "It takes the values for independent: with an autocorrelation above 0.3 a note warns. Seasonal figures need the same \
               season of several years. A trend over a change of definition is not computed. Falling complaints may mean less complaining.",
        source: "Mann 1945; Kendall, Rank Correlation Methods, 1975; Sen 1968; Gilbert, Statistical Methods for Environmental Pollution \
             Monitoring, 1987",
        clause: "10004:7.4,10002:8.2",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = rates(scope);
        // A gap that is the mirror of a share has no trend of its own: the two would count twice in the family of trends (M-CHG-7).
        all.extend(shares(scope).into_iter().filter(|of| !is_mirrored(scope, of)));
        all.extend(singles(scope));
        all.extend(indicator::trend::selections(scope));
        all
    },
    measure,
};

/// Whether what is charted is a gap whose mirror is charted too.
fn is_mirrored(scope: &Scope<'_>, charted: &Selection) -> bool {
    charted.get(Key::Metric) == Some("M-GAP-4") && delivery::is_mirror(scope, charted)
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if indicator_of(selection).is_some() {
        return indicator::trend::measure(scope, selection);
    }
    let series = match series(scope, selection) {
        Ok(series) => series,
        Err(reason) => return Measurement::not_estimable("M-TRD-1", selection, Base::facts(0, "periods"), reason),
    };
    if let Some(reason) = series.unreached("a trend") {
        return Measurement::not_estimable("M-TRD-1", selection, series.base(), reason)
            .over(series.days())
            .drawn(series.drawn())
            .detail(Detail::Series(series.points()));
    }
    let points = series.points();
    // Periods of one length follow one another without a gap, so their number is their time.
    let times: Vec<f64> = (0_u32..).take(points.len()).map(f64::from).collect();
    let (unit, a_year) = series.unit();
    let looked_at = Series {
        points: &points,
        times: &times,
        unit,
        a_year,
    };
    let made = trend::measure("M-TRD-1", selection, series.base(), &looked_at)
        .over(series.days())
        .drawn(series.drawn());
    match unit_of(selection) {
        Some(values) => made.in_unit(values.of_difference()).over_values_in(values),
        None => made,
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    /// Twelve complaints each quarter of 2023 and 2024, closed faster from quarter to quarter; those of the last one stay open, or not.
    fn complaints(last: bool) -> String {
        let mut files = String::new();
        for quarter in 0_i32..8 {
            let (year, month) = (2023 + quarter / 4, 1 + 3 * (quarter % 4));
            for case in 0..12 {
                let day = 2 + case;
                let closed = 27 - 2 * quarter + day;
                let end = if closed > 28 {
                    (month + 1, closed - 28)
                } else {
                    (month, closed)
                };
                let events = if quarter == 7 && !last {
                    String::new()
                } else {
                    format!(
                        "events: [{{at: {year}-{:02}-{:02}T09:00:00Z, kind: closed}}]\n",
                        end.0, end.1
                    )
                };
                files.extend([format!(
                    "id: CMP-{quarter}{case:02}\nreceived_at: {year}-{month:02}-{day:02}T09:00:00Z\n{events}---\n"
                )]);
            }
        }
        files
    }

    #[test]
    fn periods_that_are_slow_are_not_left_out_of_a_trend() {
        let of = |files: &str| said("M-TRD-1", &[(Key::Metric, "M-CMP-13")], files);
        let open = of(&complaints(false));
        assert!(
            open.estimate
                .as_ref()
                .unwrap_err()
                .starts_with("the median of 2024-Q4 is not reached"),
            "{open:?}"
        );
        assert!(open.changes.is_empty());
        let closed = of(&complaints(true));
        assert!(
            closed.estimate.is_ok() || closed.estimate.as_ref().unwrap_err().contains("2025"),
            "{closed:?}"
        );
    }
}
