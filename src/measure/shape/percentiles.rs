//! The middle of values that are skewed, such as times and costs: median, 75th and 90th percentile.

use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows, Unweighted, input};
use crate::measure::selection::Selection;
use crate::measure::unit::fixed;
use crate::stats::descriptive::quantiles;
use crate::stats::design_effect::kish;
use crate::stats::weighted_quantile;

/// Fewest values for percentiles beside the median.
pub const LEAST: usize = 10;

/// The median of values, with the 75th and 90th percentile from ten values on (rule GR13).
///
/// In: values of which every one is known to its end; where some are still growing the shape is that of durations. Not
/// estimable without values.
pub fn measure(metric: &str, selection: &Selection, base: Base, values: &[f64], decimals: usize) -> Measurement {
    let found = match quantiles(values, &[0.5, 0.75, 0.9]) {
        Ok(found) => found,
        Err(_) if values.is_empty() => {
            let reason = format!("there are no {}", base.of);
            return Measurement::not_estimable(metric, selection, base, reason);
        }
        Err(why) => return Measurement::not_estimable(metric, selection, base, why.reason()),
    };
    #[expect(clippy::cast_precision_loss, reason = "records are far fewer than 2^53")]
    let n = values.len() as f64;
    let mut inputs = vec![input("n", base.of, n), input("P50", "median", found[0])];
    let enough = values.len() >= LEAST;
    if enough {
        inputs.push(input("P75", "75th percentile", found[1]));
        inputs.push(input("P90", "90th percentile", found[2]));
    }
    let cell = |value: f64| {
        if enough {
            RowCell::Number(value, decimals)
        } else {
            RowCell::Nothing("needs 10 values")
        }
    };
    let rows = Rows {
        heads: ["median", "75th percentile", "90th percentile"]
            .map(str::to_owned)
            .to_vec(),
        rows: vec![Row {
            name: base.of.to_owned(),
            cells: vec![cell(found[0]), cell(found[1]), cell(found[2])],
            n: Some(values.len()),
        }],
    };
    let formula = format!(
        "middle of {} ordered values: {}",
        values.len(),
        fixed(found[0], decimals)
    );
    Measurement::new(metric, selection, base, Ok(found[0]))
        .interval(Err("percentiles of a register are shown without an interval".to_owned()))
        .working(formula, inputs)
        .detail(Detail::Rows(rows))
}

/// The same of values with weights, the unweighted percentiles beside them (rule GR6).
///
/// In: values with their weights. Out: the median of weighted type 7 ([`weighted_quantile::quantiles`]), the effective base of the
/// weights, and both sorts of percentiles as rows. Where the weights allow none, as where all are 0, it is not estimable.
pub fn weighted(
    metric: &str,
    selection: &Selection,
    mut base: Base,
    numbers: &[(f64, f64)],
    decimals: usize,
) -> Measurement {
    let values: Vec<f64> = numbers.iter().map(|(value, _)| *value).collect();
    let mut made = measure(metric, selection, base.clone(), &values, decimals);
    let Ok(plain) = made.estimate else { return made };
    let weights: Vec<f64> = numbers.iter().map(|(_, weight)| *weight).collect();
    let found = weighted_quantile::quantiles(numbers, &[0.5, 0.75, 0.9]).and_then(|found| Ok((found, kish(&weights)?)));
    let (found, kish) = match found {
        Ok(found) => found,
        Err(why) => return Measurement::not_estimable(metric, selection, base, why.reason()),
    };
    base.effective = Some(kish.effective_base);
    for (symbol, value) in ["P50", "P75", "P90"].into_iter().zip(&found) {
        for input in made.inputs.iter_mut().filter(|input| input.symbol == symbol) {
            input.value = *value;
        }
    }
    if let Detail::Rows(rows) = &mut made.detail
        && let Some(unweighted) = rows.rows.first_mut()
    {
        let mut first = unweighted.clone();
        first.name = format!("{}, weighted", base.of);
        unweighted.name = format!("{}, without weights", base.of);
        for (cell, value) in first.cells.iter_mut().zip(&found) {
            if let RowCell::Number(number, _) = cell {
                *number = *value;
            }
        }
        rows.rows.insert(0, first);
    }
    made.formula = format!(
        "middle of the weight of {} ordered values: {}; unweighted {}; design effect {}",
        values.len(),
        fixed(found[0], decimals),
        fixed(plain, decimals),
        fixed(kish.design_effect, 3)
    );
    made.base = base;
    made.estimate = Ok(found[0]);
    made.unweighted = Some(Unweighted {
        estimate: plain,
        interval: None,
    });
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weighted_percentiles_stand_beside_the_unweighted_ones() {
        let values = [1.0, 2.0, 2.0, 3.0, 4.0, 6.0, 7.0, 9.0, 12.0, 30.0];
        let weights = [0.5, 0.5, 0.5, 0.5, 0.5, 1.5, 1.5, 1.5, 1.5, 1.5];
        let numbers: Vec<(f64, f64)> = values.into_iter().zip(weights).collect();
        let made = weighted("X-1", &Selection::all(), Base::answers(10), &numbers, 1);
        // Computed apart with NumPy: see the tests of the quantile.
        assert!((made.estimate.unwrap() - 7.2).abs() < 1e-9);
        assert_eq!(made.unweighted.unwrap().estimate, 5.0);
        assert!((made.base.effective.unwrap() - 8.0).abs() < 1e-9);
        let Detail::Rows(rows) = made.detail else { panic!() };
        let names: Vec<&str> = rows.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["answers, weighted", "answers, without weights"]);
        assert!(made.formula.contains("7.2; unweighted 5.0"), "{}", made.formula);
        let nothing: Vec<(f64, f64)> = values.into_iter().map(|value| (value, 0.0)).collect();
        let none = weighted("X-1", &Selection::all(), Base::answers(10), &nothing, 1);
        assert_eq!(none.estimate, Err("all weights are 0".to_owned()));
    }

    #[test]
    fn percentiles_are_those_of_the_metric_catalogue() {
        let values = [1.0, 2.0, 2.0, 3.0, 4.0, 6.0, 7.0, 9.0, 12.0, 30.0];
        let made = measure("M-CMP-2", &Selection::all(), Base::cases(10, "complaints"), &values, 1);
        assert_eq!(made.estimate, Ok(5.0));
        let named = |symbol| made.inputs.iter().find(|input| input.symbol == symbol).unwrap().value;
        assert!((named("P75") - 8.5).abs() < 1e-9 && (named("P90") - 13.8).abs() < 1e-9);
    }

    #[test]
    fn nothing_and_few_are_told() {
        let none = measure("M-CMP-2", &Selection::all(), Base::cases(0, "complaints"), &[], 1);
        assert_eq!(none.estimate, Err("there are no complaints".to_owned()));
        let one = measure("M-CMP-2", &Selection::all(), Base::cases(1, "complaints"), &[4.0], 1);
        assert_eq!((one.estimate.clone(), one.inputs.len()), (Ok(4.0), 2));
    }
}
