//! Weighted estimates, post-stratification, raking, and estimates under a sampling design.

use super::case::{Answer, Case, Got, Statistic, text};
use serde_json::Value;
use std::collections::BTreeMap;
use tenfour::stats::design_effect::kish;
use tenfour::stats::design_mean::{Sampled, design_mean};
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::post_stratification::{post_stratify, respondents};
use tenfour::stats::raking::{Margin, rake};
use tenfour::stats::weighted::{Weighted, weighted_mean, weighted_net_promoter, weighted_share};
use tenfour::stats::weighting_fault::WeightingFault;

pub(crate) const STATISTICS: &[Statistic] = &[
    ("weighted_mean", mean),
    ("weighted_proportion", proportion),
    ("weighted_nps", net_promoter),
    ("weighted_mean_design", design),
    ("post_stratification", cells),
    ("raking", margins),
];

fn got<T: Into<Got>>(result: Result<T, WeightingFault>) -> Got {
    match result {
        Ok(value) => value.into(),
        Err(fault) => Got::NotEstimable(fault.to_string()),
    }
}

/// A list of the file or a column, as text.
fn names(value: &Value, case: Case<'_>) -> Vec<Option<String>> {
    match value {
        Value::String(column) => case
            .column(column)
            .into_iter()
            .map(|cell| cell.map(str::to_owned))
            .collect(),
        list => list
            .as_array()
            .unwrap()
            .iter()
            .map(|value| (!value.is_null()).then(|| text(value)))
            .collect(),
    }
}

/// Answers with their weights, and how many rows lack one of them.
fn weighted<T>(case: Case<'_>, answers: Vec<Option<T>>) -> (Vec<(T, f64)>, usize) {
    let rows = answers.len();
    let pairs = answers.into_iter().zip(case.numbers("w"));
    let kept: Vec<(T, f64)> = pairs.filter_map(|(answer, weight)| Some((answer?, weight?))).collect();
    let missing = rows - kept.len();
    (kept, missing)
}

fn estimate(n: usize, missing: usize, result: Result<Weighted, NotEstimable>) -> Answer {
    let precision = result.and_then(|result| result.precision);
    Answer::default()
        .with("n", n)
        .with("n_missing", missing)
        .with("sum_weights", result.map(|result| result.weights.sum))
        .with("n_eff", result.map(|result| result.weights.effective_base))
        .with("deff_kish", result.map(|result| result.weights.design_effect))
        .with("estimate", result.map(|result| result.estimate))
        .with("se", precision.map(|precision| precision.standard_error))
        .with_interval(["ci_lower", "ci_upper"], precision.map(|precision| precision.interval))
}

fn mean(case: Case<'_>) -> Answer {
    let (answers, missing) = weighted(case, case.numbers("y"));
    estimate(answers.len(), missing, weighted_mean(&answers, case.confidence()))
}

fn proportion(case: Case<'_>) -> Answer {
    let counts: Vec<String> = match case.input("y_is").as_array() {
        Some(list) => list.iter().map(text).collect(),
        None => vec!["1".to_owned()],
    };
    let answers = names(case.input("y"), case)
        .into_iter()
        .map(|answer| answer.map(|answer| counts.contains(&answer)));
    let (answers, missing) = weighted(case, answers.collect());
    estimate(answers.len(), missing, weighted_share(&answers, case.confidence()))
}

fn net_promoter(case: Case<'_>) -> Answer {
    let whole = |answer: f64| format!("{answer}").parse::<u8>().unwrap();
    let answers = case.numbers("y").into_iter().map(|answer| answer.map(whole));
    let (answers, missing) = weighted(case, answers.collect());
    estimate(
        answers.len(),
        missing,
        weighted_net_promoter(&answers, case.confidence()),
    )
}

fn design(case: Case<'_>) -> Answer {
    let (values, weights, populations) = (case.numbers("y"), case.numbers("w"), case.numbers("fpc"));
    let labels = |name: &str| case.has(name).then(|| case.column(case.text(name)));
    let (strata, clusters) = (labels("strata"), labels("cluster"));
    let own: Vec<String> = (0..values.len()).map(|row| row.to_string()).collect();
    let sample = (0..values.len()).map(|row| Sampled {
        value: values[row].unwrap(),
        weight: weights[row].unwrap(),
        stratum: strata.as_ref().map_or("", |strata| strata[row].unwrap()),
        unit: clusters
            .as_ref()
            .map_or(own[row].as_str(), |clusters| clusters[row].unwrap()),
        population: populations[row].unwrap(),
    });
    let result = design_mean(&sample.collect::<Vec<_>>());
    Answer::default()
        .with("estimate", result.map(|(mean, _)| mean))
        .with("se", result.and_then(|(_, error)| error))
}

fn targets(value: &Value) -> BTreeMap<String, f64> {
    let levels = value.as_object().unwrap().iter();
    levels
        .map(|(level, size)| (level.clone(), size.as_f64().unwrap()))
        .collect()
}

fn cells(case: Case<'_>) -> Answer {
    let labels: Vec<String> = names(case.input("cell"), case)
        .into_iter()
        .map(Option::unwrap)
        .collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let answers = case.numbers("y");
    let base: Vec<f64> = match case.has("w") {
        true => case.numbers("w").into_iter().map(Option::unwrap).collect(),
        false => vec![1.0; labels.len()],
    };
    let population = targets(case.input("population"));
    let result = post_stratify(&labels, &base, &population);
    let mean = || {
        result
            .clone()
            .and_then(|weighted| Ok(weighted.mean(&labels, &answers)?))
    };
    let factors = |name: &str| {
        result
            .as_ref()
            .map(|weighted| weighted.factors[name])
            .unwrap_or_default()
    };
    let named = || {
        population
            .keys()
            .map(|name| (name.clone(), factors(name)))
            .collect::<BTreeMap<_, _>>()
    };
    let effective = || {
        result
            .clone()
            .and_then(|weighted| Ok(kish(&weighted.weights)?.effective_base))
    };
    Answer::default()
        .with("n", labels.len())
        .with("cell_n", respondents(&labels, &population))
        .with("cell_weight", got(result.clone().map(|_| named())))
        .with("estimate", got(mean().map(|mean| mean.estimate)))
        .with("se", got(mean().and_then(|mean| Ok(mean.standard_error?))))
        .with("n_eff", got(effective()))
}

fn margins(case: Case<'_>) -> Answer {
    let variables: Vec<String> = case.input("variables").as_array().unwrap().iter().map(text).collect();
    let levels: Vec<Vec<Option<String>>> = match case.input("rows").as_array() {
        Some(rows) => {
            let level = |row: &Value, place: usize| (!row[place].is_null()).then(|| text(&row[place]));
            (0..variables.len())
                .map(|place| rows.iter().map(|row| level(row, place)).collect())
                .collect()
        }
        None => variables
            .iter()
            .map(|name| names(&Value::from(name.as_str()), case))
            .collect(),
    };
    let known: Vec<BTreeMap<String, f64>> = variables
        .iter()
        .map(|name| targets(&case.input("margins")[name.as_str()]))
        .collect();
    let count = levels[0].len();
    let margins: Vec<Margin<'_>> = variables
        .iter()
        .zip(&known)
        .zip(&levels)
        .map(|((name, targets), levels)| Margin {
            name,
            targets,
            levels: levels.iter().map(Option::as_deref).collect(),
        })
        .collect();
    let base: Vec<f64> = match case.has("base") {
        true => case.numbers("base").into_iter().map(Option::unwrap).collect(),
        false => vec![1.0; count],
    };
    let left_out = (0..count)
        .filter(|row| levels.iter().any(|levels| levels[*row].is_none()))
        .count();
    let result = rake(&margins, &base);
    let weights = || {
        result
            .clone()
            .map(|raked| raked.weights.into_iter().flatten().collect::<Vec<f64>>())
    };
    let cost = || weights().and_then(|weights| Ok(kish(&weights)?));
    let by_cell = result.clone().map(|raked| {
        let rows = raked
            .weights
            .iter()
            .enumerate()
            .filter_map(|(row, weight)| Some((row, (*weight)?)));
        let name = |row: usize| {
            let parts: Vec<&str> = levels.iter().map(|levels| levels[row].as_deref().unwrap()).collect();
            parts.join("|")
        };
        rows.map(|(row, weight)| (name(row), weight / base[row]))
            .collect::<BTreeMap<String, f64>>()
    });
    let extremes = |weights: Vec<f64>| {
        let (low, high) = (
            weights.iter().copied().fold(f64::MAX, f64::min),
            weights.iter().copied().fold(0.0, f64::max),
        );
        high / low
    };
    let mean = || {
        if !case.has("y") {
            // Nothing was asked: as far as this answer goes, nobody answered.
            return Err(WeightingFault::from(NotEstimable::NobodyAnswered));
        }
        result.clone().and_then(|raked| Ok(raked.mean(&case.numbers("y"))?))
    };
    Answer::default()
        .with("n", count - left_out)
        .with("n_left_out", left_out)
        .with("cell_weight", got(by_cell))
        .with("n_eff", got(cost().map(|cost| cost.effective_base)))
        .with("deff_kish", got(cost().map(|cost| cost.design_effect)))
        .with("max_over_min", got(weights().map(extremes)))
        .with("estimate", got(mean().map(|(mean, _)| mean)))
        .with("se", got(mean().and_then(|(_, error)| Ok(error?))))
}
