//! M-SPC-5: patterns on a chart that chance seldom makes.

use super::{KEYS, control_of, rates, series, shares, singles};
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SPC-5",
        name: "Signals of a chart",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "How often the rules find a pattern on the control chart of a figure, with the last period of each pattern: a point \
                 beyond a limit; 8 in a row on one side of the centre; 2 of 3 beyond two thirds of the way to a limit on one side, told at a \
                 period that lies there itself; 6 in a row rising or falling. A run that goes on is counted at each further period.",
        formula: "number of patterns",
        interval: "none: a count",
        minimum: "8 periods, since there are no limits below",
        pitfalls: "More rules give more false alarms; which are on is printed. A signal asks for its reason and is no proof of one.",
        source: "Western Electric, Statistical Quality Control Handbook, 1956; Nelson 1984, Journal of Quality Technology 16",
        clause: "10004:7.4,10002:8.3",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = singles(scope);
        all.extend(shares(scope));
        all.extend(rates(scope));
        all
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |base, reason: &str| Measurement::not_estimable("M-SPC-5", selection, base, reason);
    let series = match series(scope, selection) {
        Ok(series) => series,
        Err(reason) => return none(Base::facts(0, "periods"), &reason),
    };
    let chart = series.chart("M-SPC-5", selection);
    let control = match (control_of(&chart), &chart.estimate) {
        (Some(control), Ok(_)) => control,
        (_, Err(reason)) => return none(series.base(), reason),
        (None, Ok(_)) => return none(series.base(), "the figure has no chart"),
    };
    if control.points.iter().all(|point| point.limits.is_none()) {
        return none(
            series.base(),
            "the chart has no limits, so there is nothing to look for",
        );
    }
    let mut rows = Vec::new();
    for point in &control.points {
        for number in &point.signals {
            let rule = control.rules.get(number - 1).copied().unwrap_or_default();
            rows.push(Row {
                name: point.label.clone(),
                cells: vec![RowCell::Word(rule.to_owned())],
                n: None,
            });
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a chart has far fewer signals than 2^53")]
    let count = rows.len() as f64;
    let mut made = Measurement::new("M-SPC-5", selection, series.base(), Ok(count))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(format!("{count} patterns on the {} chart", control.chart), Vec::new())
        .over(series.days())
        .drawn(series.drawn())
        .note(format!("rules that are on: {}", control.rules.join("; ")))
        .detail(Detail::Rows(Rows {
            heads: vec!["pattern".to_owned()],
            rows,
        }));
    made.notes.extend(chart.notes.iter().cloned());
    made
}
