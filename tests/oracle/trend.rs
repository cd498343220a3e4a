//! The Mann-Kendall test and the slope of Theil and Sen.

use super::case::{Answer, Case, Statistic, present};
use tenfour::stats::mann_kendall::mann_kendall;
use tenfour::stats::sen_slope::sen_slope;

pub(crate) const STATISTICS: &[Statistic] = &[("mann_kendall", trend)];

fn trend(case: Case<'_>) -> Answer {
    let values = case.values();
    let known = present(&values);
    // A missing value keeps its place on the axis of time.
    let steps = (0u32..).map(f64::from).zip(&values);
    let points: Vec<(f64, f64)> = steps.filter_map(|(step, value)| Some((step, (*value)?))).collect();
    let test = mann_kendall(&known);
    let slope = sen_slope(&points, case.confidence());
    Answer::default()
        .with("n", known.len())
        .with("n_missing", values.len() - known.len())
        .with("s", test.map(|test| test.s))
        .with("var_s", test.map(|test| test.variance))
        .with("z", test.and_then(|test| test.z))
        .with("p_value", test.and_then(|test| test.p_normal))
        .with("tau_a", test.map(|test| test.tau_a))
        .with("tau_b", test.and_then(|test| test.tau_b))
        .with("sen_slope", slope.map(|line| line.slope))
        .with("sen_intercept", slope.map(|line| line.intercept))
        .with_interval(["sen_lower", "sen_upper"], slope.map(|line| line.interval))
}
