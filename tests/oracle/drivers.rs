//! Regression and the importance of its predictors.

use super::case::{Answer, Case, Got, Statistic, text};
use std::collections::BTreeMap;
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::regression::{correlations, regress};
use tenfour::stats::relative_weights::{percent_of_sum, relative_weights};
use tenfour::stats::shapley::shapley;

pub(crate) const STATISTICS: &[Statistic] = &[("drivers", drivers)];

fn drivers(case: Case<'_>) -> Answer {
    let (names, columns): (Vec<String>, Vec<Vec<Option<f64>>>) = match case.input("x").as_array() {
        Some(columns) => columns
            .iter()
            .map(|name| (text(name), case.number_column(&text(name))))
            .unzip(),
        None => {
            let columns = case.input("x").as_object().unwrap().iter();
            columns
                .map(|(name, list)| (name.clone(), super::case::numbers(list)))
                .unzip()
        }
    };
    let outcome = case.numbers("y");
    let complete = |row: &usize| outcome[*row].is_some() && columns.iter().all(|column| column[*row].is_some());
    let kept: Vec<usize> = (0..outcome.len()).filter(complete).collect();
    let pick = |column: &[Option<f64>]| -> Vec<f64> { kept.iter().filter_map(|row| column[*row]).collect() };
    let (y, x) = (
        pick(&outcome),
        columns.iter().map(|column| pick(column)).collect::<Vec<_>>(),
    );

    let fit = regress(&y, &x);
    let fit = fit.as_ref().map_err(|reason| *reason);
    let named = |values: Vec<Got>| Got::Map(names.iter().cloned().zip(values).collect::<BTreeMap<_, _>>());
    let numbers = |values: Vec<f64>| named(values.into_iter().map(Got::from).collect());
    let tested = |values: &[Result<f64, NotEstimable>]| named(values.iter().map(|value| (*value).into()).collect());
    // What cannot be fitted cannot be decomposed either.
    let parts = fit.and_then(|_| correlations(&y, &x));
    let decomposed = |by: tenfour::stats::driver_bootstrap::Decomposition| {
        let (among, with_outcome) = parts.as_ref().map_err(|reason| *reason)?;
        by(among, with_outcome)
    };
    let (johnson, lmg) = (decomposed(relative_weights), decomposed(shapley));
    let percent = |raw: &Result<Vec<f64>, NotEstimable>| raw.clone().and_then(|raw| percent_of_sum(&raw)).map(numbers);
    Answer::default()
        .with("n", kept.len())
        .with("n_left_out", outcome.len() - kept.len())
        .with("k", names.len())
        .with("intercept", fit.map(|fit| fit.intercept))
        .with("b", fit.map(|fit| numbers(fit.coefficients.clone())))
        .with("se", fit.map(|fit| numbers(fit.standard_errors.clone())))
        .with("t", fit.map(|fit| tested(&fit.t)))
        .with("p_value", fit.map(|fit| tested(&fit.p_values)))
        .with("beta", fit.map(|fit| numbers(fit.standardised.clone())))
        .with("r2", fit.map(|fit| fit.r_squared))
        .with("adj_r2", fit.map(|fit| fit.adjusted))
        .with("relative_weights_pct", percent(&johnson))
        .with("lmg_pct", percent(&lmg))
        .with("relative_weights", johnson.map(numbers))
        .with("lmg", lmg.map(numbers))
}
