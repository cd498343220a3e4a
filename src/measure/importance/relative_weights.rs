//! M-IMP-3: how much each characteristic contributes to what all explain of satisfaction, by Johnson's relative weights.

use super::{Drivers, drivers, real, surveys};
use crate::measure::measurement::{Base, Detail, Excluded, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::stats::driver_bootstrap::{Decomposition, bootstrap};
use crate::stats::estimate::Interval;
use crate::stats::regression::correlations;
use crate::stats::relative_weights::{percent_of_sum, relative_weights};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IMP-3",
        name: "Relative weights",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "How much of the differences in satisfaction all in all the characteristics explain together (R²), and beside it how \
                     much of that falls to each, after Johnson. For a survey, over all its waves that asked the same.",
        formula: "Rxx = V D V'; L = V √D V'; b = L⁻¹ rxy; raw weight of j = Σ L² b²; the raw weights sum to R²",
        interval: "of each weight: percentiles of 1000 draws with replacement; the seed is printed",
        minimum: "100 complete answers, and 20 for each characteristic",
        pitfalls: "People who left one question out are not in it. Weights are above zero also where a characteristic goes against \
                   satisfaction: the correlation beside it has the sign. They say nothing about causes.",
        source: "Johnson, Multivariate Behavioral Research 35 (2000); Efron and Tibshirani, An Introduction to the Bootstrap, 1993",
        clause: "10004:7.4,10004:Annex E",
    },
    keys: KEYS,
    selections: surveys,
    measure,
};

/// By what drivers are narrowed.
pub(super) const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Period,
];

/// Draws of the bootstrap.
const DRAWS: usize = 1000;

/// Seed of the draws.
const SEED: u64 = 10_004;

/// The part of R squared that falls to a characteristic.
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    pub(super) raw: f64,
    /// In percent of R squared.
    pub(super) percent: f64,
    /// The same with its interval, where there is one.
    pub(super) interval: Option<Interval>,
    /// Correlation with satisfaction all in all.
    pub(super) r: f64,
}

/// Splits R squared over the characteristics, the largest part first. Errors: why it cannot be.
pub(super) fn parts<'a>(
    drivers: &Drivers<'a>,
    decomposition: Decomposition,
    draws: usize,
) -> Result<Vec<Part<'a>>, String> {
    if let Some(why) = drivers.too_few() {
        return Err(why);
    }
    let told = |why: crate::stats::estimate::NotEstimable| match why {
        crate::stats::estimate::NotEstimable::PredictorDoesNotVary(index) => {
            format!(
                "everybody judged {} alike",
                drivers.names.get(index).copied().unwrap_or_default()
            )
        }
        why => why.reason(),
    };
    let (among, with) = correlations(&drivers.outcome, &drivers.predictors).map_err(told)?;
    let raw = decomposition(&among, &with).map_err(told)?;
    let percent = percent_of_sum(&raw).map_err(told)?;
    let total: f64 = raw.iter().sum();
    let drawn = if draws == 0 {
        None
    } else {
        let drawn = bootstrap(&drivers.outcome, &drivers.predictors, decomposition, draws, 0.95, SEED);
        Some(drawn.map_err(told)?)
    };
    let mut parts: Vec<Part<'a>> = (0..drivers.names.len())
        .map(|index| Part {
            name: drivers.names[index],
            raw: raw[index],
            percent: percent[index],
            interval: drawn.as_ref().map(|drawn| {
                let ends = drawn.intervals[index];
                Interval {
                    low: 100.0 * ends.low / total,
                    high: 100.0 * ends.high / total,
                }
            }),
            r: with[index],
        })
        .collect();
    parts.sort_by(|one, other| other.raw.total_cmp(&one.raw).then_with(|| one.name.cmp(other.name)));
    Ok(parts)
}

/// A measurement of R squared with the part of each characteristic.
pub(super) fn split(
    metric: &str,
    scope: &Scope<'_>,
    selection: &Selection,
    decomposition: Decomposition,
    draws: usize,
) -> Measurement {
    let none = |n: usize, reason: String| Measurement::not_estimable(metric, selection, Base::answers(n), reason);
    let drivers = match drivers(scope, selection) {
        Ok(drivers) => drivers,
        Err(reason) => return none(0, reason),
    };
    let parts = match parts(&drivers, decomposition, draws) {
        Ok(parts) => parts,
        Err(reason) => return none(drivers.n(), reason),
    };
    let explained: f64 = parts.iter().map(|part| part.raw).sum();
    let rows = parts.iter().map(|part| Row {
        name: part.name.to_owned(),
        cells: vec![
            RowCell::Number(part.percent, 1),
            part.interval
                .map_or(RowCell::Nothing("none"), |ends| RowCell::Number(ends.low, 1)),
            part.interval
                .map_or(RowCell::Nothing("none"), |ends| RowCell::Number(ends.high, 1)),
            RowCell::Number(part.raw, 4),
            RowCell::Number(part.r, 3),
        ],
        n: Some(drivers.n()),
    });
    let heads = ["Percent of R²", "From", "To", "Raw weight", "Correlation"];
    let rows = Rows {
        heads: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let mut made = Measurement::new(metric, selection, Base::answers(drivers.n()), Ok(explained))
        .interval(Err(if draws == 0 {
            "this decomposition has none; the relative weights beside it have them".to_owned()
        } else {
            "intervals are those of the parts".to_owned()
        }))
        .working(
            format!(
                "R² = {} over {} characteristics and {} complete answers",
                fixed(explained, 4),
                drivers.names.len(),
                drivers.n()
            ),
            vec![
                input("k", "characteristics", real(drivers.names.len())),
                input("n", "complete answers", real(drivers.n())),
            ],
        )
        .without([Excluded::count(
            "not all of these questions answered",
            drivers.asked - drivers.n(),
        )])
        .drawn(drivers.drawn())
        .detail(Detail::Rows(rows));
    made.notes = drivers.notes(&drivers.people);
    if draws > 0 {
        made = made.note(format!(
            "intervals from {draws} draws with the seed {SEED}, of the raw weights over R²"
        ));
    }
    if parts.iter().any(|part| part.r < 0.0) {
        made = made.note("a characteristic goes against satisfaction: see the sign of its correlation");
    }
    made
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    split(METRIC.id(), scope, selection, relative_weights, DRAWS)
}
