//! Means with their intervals, and quantiles.

use super::case::{Answer, Case, Statistic, present};
use serde_json::Value;
use tenfour::stats::descriptive::{quantiles, summarize};

pub(crate) const STATISTICS: &[Statistic] = &[("mean_ci", mean), ("quantiles_type7", type_7)];

fn mean(case: Case<'_>) -> Answer {
    let values = case.values();
    let answers = present(&values);
    let summary = summarize(&answers);
    Answer::default()
        .with("n", answers.len())
        .with("n_missing", values.len() - answers.len())
        .with("mean", summary.map(|summary| summary.mean))
        .with("sd", summary.and_then(|summary| summary.sd))
        .with("sem", summary.and_then(|summary| summary.standard_error()))
        .with("df", summary.and_then(|summary| summary.sd.map(|_| summary.n - 1)))
        .with_interval(
            ["ci_lower", "ci_upper"],
            summary.and_then(|summary| summary.interval(case.confidence())),
        )
}

fn type_7(case: Case<'_>) -> Answer {
    let answers = present(&case.values());
    let wanted: Vec<f64> = case
        .option("probs")
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    let quartiles = quantiles(&answers, &[0.25, 0.5, 0.75]);
    let quartile = |index: usize| quartiles.clone().map(|quartiles| quartiles[index]);
    Answer::default()
        .with("n", answers.len())
        .with("median", quartile(1))
        .with("q1", quartile(0))
        .with("q3", quartile(2))
        .with("iqr", quartile(2).and_then(|q3| Ok(q3 - quartile(0)?)))
        .with("quantiles", quantiles(&answers, &wanted))
}
