//! From what expressions said to a measurement: the shape that the sort of a measure asks for.

use super::ask::Said;
use super::{times, unit};
use crate::measure::measurement::{Base, BaseSort, Excluded, Interval, IntervalKind, Measurement, Unweighted, input};
use crate::measure::selection::Selection;
use crate::measure::shape::mean::{self, Values};
use crate::measure::shape::percentiles;
use crate::measure::shape::share::{self, Counts, Origin, Weighed};
use crate::measure::unit::{fixed, put};
use crate::settings::measure::{Measure, Sort};
use crate::stats::design_effect::kish;
use crate::stats::estimate::{Interval as Ends, NotEstimable};
use crate::stats::median_interval::median_interval;
use crate::stats::rates::Rate;
use crate::stats::weighted_quantile;

/// One record or answer that counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Row {
    /// What stands above the line.
    pub(super) above: f64,
    /// What stands below it.
    pub(super) below: f64,
    /// Its weight; 1 without weights.
    pub(super) weight: f64,
}

/// What stands below the numbers of a measure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Ground {
    /// What is counted, in the plural.
    pub(super) of: &'static str,
    /// What sort of cases they are.
    pub(super) sort: BaseSort,
    /// Where they come from.
    pub(super) origin: Origin,
    /// Whether weights count.
    pub(super) weighted: bool,
    /// Confidence of an interval, 0.95.
    pub(super) confidence: f64,
}

/// What was said of records or answers: rows that count, and those left out since nothing was said.
pub(super) fn row(said: Said, weight: f64) -> Option<Result<Row, ()>> {
    match said {
        Said::NotChosen => None,
        Said::Nothing => Some(Err(())),
        Said::Numbers(above, below) => Some(Ok(Row { above, below, weight })),
    }
}

/// Why a record or answer is left out of which an expression gives `none`.
pub(super) const NOTHING: &str = "an expression gives none";

/// Records that are left out for one reason, if there are some.
pub(super) fn left_out(reason: impl Into<String>, ids: Vec<String>) -> Option<Excluded> {
    (!ids.is_empty()).then(|| Excluded::records(reason, ids))
}

/// The measurement of rows. `below` are the rows below the line of a ratio, where they are others.
pub(super) fn measure(
    measure: &Measure,
    selection: &Selection,
    ground: Ground,
    rows: &[Row],
    below: Option<&[Row]>,
) -> Measurement {
    let base = Base {
        n: rows.len(),
        effective: None,
        population: None,
        of: ground.of,
        sort: ground.sort,
        least: None,
        of_share: false,
        cases: None,
    };
    match measure.sort {
        Sort::Share => share_of(measure, selection, ground, base, rows),
        Sort::Count => count(measure, selection, ground, base),
        Sort::Mean => mean::measure(
            measure.id(),
            selection,
            Values {
                numbers: rows.iter().map(|row| (row.above, row.weight)).collect(),
                weighted: ground.weighted,
                base,
                origin: ground.origin,
                confidence: ground.confidence,
                // Where no value lies below zero, and the unit has a true one, the mean cannot either.
                ends: (unit(measure).has_zero() && rows.iter().all(|row| row.above >= 0.0))
                    .then_some((0.0, f64::INFINITY)),
            },
        ),
        Sort::Median => median(measure, selection, ground, base, rows),
        Sort::Ratio => ratio(measure, selection, ground, base, rows, below),
    }
}

fn share_of(measure: &Measure, selection: &Selection, ground: Ground, base: Base, rows: &[Row]) -> Measurement {
    let hits = rows.iter().filter(|row| row.above > 0.0);
    let total: f64 = rows.iter().map(|row| row.weight).sum();
    let squares: f64 = rows.iter().map(|row| row.weight * row.weight).sum();
    let weighted = (ground.weighted && total > 0.0).then(|| {
        let hits: f64 = hits.clone().map(|row| row.weight).sum();
        Weighed {
            hit: hits,
            all: total,
            design_effect: real(rows.len()) * squares / (total * total),
        }
    });
    let counts = Counts {
        hit: "for which `hit` holds",
        x: hits.count(),
        base,
        weighted,
        origin: ground.origin,
        confidence: ground.confidence,
    };
    share::measure(measure.id(), selection, counts)
}

fn count(measure: &Measure, selection: &Selection, ground: Ground, base: Base) -> Measurement {
    let n = base.n;
    let interval = match ground.origin {
        Origin::Register => {
            let rate = Rate {
                events: n as u64,
                exposure: 1.0,
            };
            match rate.interval(ground.confidence) {
                Ok(ends) => Ok(Interval {
                    low: ends.low,
                    high: ends.high,
                    kind: IntervalKind::Process,
                    method: "exact Poisson (Garwood)",
                    confidence: ground.confidence,
                }),
                Err(why) => Err(why.reason()),
            }
        }
        Origin::Fact => Err("a count of everything has no sampling error".to_owned()),
        Origin::Sample(_) | Origin::Groups(..) | Origin::Census(_) | Origin::NotByChance => {
            Err("it counts answers and estimates nothing".to_owned())
        }
    };
    let inputs = vec![input("n", base.of, real(n))];
    Measurement::new(measure.id(), selection, base, Ok(real(n)))
        .interval(interval)
        .working(format!("n = {n}"), inputs)
}

fn median(measure: &Measure, selection: &Selection, ground: Ground, base: Base, rows: &[Row]) -> Measurement {
    let values: Vec<f64> = rows.iter().map(|row| row.above).collect();
    let numbers: Vec<(f64, f64)> = rows.iter().map(|row| (row.above, row.weight)).collect();
    let decimals = unit(measure).decimals();
    let mut made = if ground.weighted {
        percentiles::weighted(measure.id(), selection, base, &numbers, decimals)
    } else {
        percentiles::measure(measure.id(), selection, base, &values, decimals)
    };
    if made.estimate.is_err() {
        return made;
    }
    let everybody = Some(rows.len() as u64);
    let kind = match ground.origin {
        Origin::Sample(size) | Origin::Census(size) if size == everybody => {
            Err("everybody of the population answered, so there is no sampling error".to_owned())
        }
        origin => crate::measure::satisfaction::kind_of_interval(origin),
    };
    let interval = |ends: Result<Ends, NotEstimable>, method: &'static str| -> Result<Interval, String> {
        let kind = kind.clone()?;
        let ends = ends.map_err(|why| why.reason())?;
        Ok(Interval {
            low: ends.low,
            high: ends.high,
            kind,
            method,
            confidence: ground.confidence,
        })
    };
    let plain = interval(median_interval(&values, ground.confidence), "order statistics");
    if let Some(unweighted) = &mut made.unweighted {
        unweighted.interval = plain.ok();
        let ends = weighted_quantile::median_interval(&numbers, ground.confidence);
        made.interval(interval(ends, "Woodruff over the effective base"))
    } else {
        made.interval(plain)
    }
}

fn ratio(
    measure: &Measure,
    selection: &Selection,
    ground: Ground,
    base: Base,
    rows: &[Row],
    below: Option<&[Row]>,
) -> Measurement {
    let sums = |weigh: fn(&Row) -> f64| -> (f64, f64) {
        let above = rows.iter().map(|row| weigh(row) * row.above).sum();
        let under = match below {
            None => rows.iter().map(|row| weigh(row) * row.below).sum(),
            Some(below) => below.iter().map(|row| weigh(row) * row.above).sum(),
        };
        (above, under)
    };
    let plain = sums(|_| 1.0);
    let (above, under) = if ground.weighted { sums(|row| row.weight) } else { plain };
    let factor = times(measure);
    let of = |(above, under): (f64, f64)| {
        let value = factor * above / under;
        (under != 0.0 && value.is_finite()).then_some(value)
    };
    let Some(value) = of((above, under)) else {
        let reason = if rows.is_empty() && below.is_none() {
            format!("there are no {}", base.of)
        } else {
            "there is nothing to divide by".to_owned()
        };
        return Measurement::not_estimable(measure.id(), selection, base, reason);
    };
    let inputs = vec![
        input("Σ a", "sum above the line", above),
        input("Σ b", "sum below the line", under),
    ];
    let shown = if factor > 1.0 {
        format!(
            "{} × {} / {} = {}",
            fixed(factor, 0),
            fixed(above, 4),
            fixed(under, 4),
            fixed(value, 4)
        )
    } else {
        format!("{} / {} = {}", put(above), put(under), fixed(value, 4))
    };
    let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
    let effective = kish(&weights).ok().filter(|_| ground.weighted);
    let base = Base {
        effective: effective.map(|weights| weights.effective_base),
        ..base
    };
    let mut made = Measurement::new(measure.id(), selection, base, Ok(value))
        .interval(Err(
            "what is summed above and below the line is seldom independent".to_owned()
        ))
        .working(shown, inputs);
    if ground.weighted {
        made.unweighted = of(plain).map(|estimate| Unweighted {
            estimate,
            interval: None,
        });
    }
    made
}

#[expect(clippy::cast_precision_loss, reason = "records are far fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
