//! Cohen's kappa and Krippendorff's alpha.

use super::case::{Answer, Case, Statistic, number, numbers, text};
use tenfour::stats::cohen_kappa::{Disagreement, cohen_kappa};
use tenfour::stats::krippendorff_alpha::{Level, krippendorff_alpha};

pub(crate) const STATISTICS: &[Statistic] = &[("cohen_kappa", kappa), ("krippendorff_alpha", alpha)];

fn kappa(case: Case<'_>) -> Answer {
    let levels: Vec<String> = case.option("levels").as_array().unwrap().iter().map(text).collect();
    let mut table = vec![vec![0; levels.len()]; levels.len()];
    if let Some(rows) = case.input("table").as_array() {
        for (row, cells) in rows.iter().enumerate() {
            for (column, count) in numbers(cells).into_iter().enumerate() {
                table[row][column] = format!("{}", count.unwrap()).parse().unwrap();
            }
        }
    } else {
        let place = |code: &str| levels.iter().position(|level| level == code).unwrap();
        // A file of counts has a row for each pair of codes.
        let counts = case.has("count").then(|| case.numbers("count"));
        let pairs = case.column(case.text("a")).into_iter().zip(case.column(case.text("b")));
        for (row, pair) in pairs.enumerate() {
            if let (Some(a), Some(b)) = pair {
                let count = counts.as_ref().map_or(Some(1.0), |counts| counts[row]);
                table[place(a)][place(b)] += format!("{}", count.unwrap()).parse::<u64>().unwrap();
            }
        }
    }
    let disagreement = match case.option("weights").as_str().unwrap() {
        "none" => Disagreement::Alike,
        "linear" => Disagreement::Linear,
        "quadratic" => Disagreement::Quadratic,
        other => panic!("{}: weights {other} are not known", case.id()),
    };
    let agreement = cohen_kappa(&table, disagreement, case.confidence());
    let kappa = agreement.and_then(|agreement| agreement.kappa);
    Answer::default()
        .with("n", table.iter().flatten().sum::<u64>())
        .with("p_observed", agreement.map(|agreement| agreement.observed))
        .with("p_expected", agreement.map(|agreement| agreement.expected))
        .with("kappa", kappa.map(|kappa| kappa.value))
        .with("se", kappa.map(|kappa| kappa.standard_error))
        .with_interval(["ci_lower", "ci_upper"], kappa.map(|kappa| kappa.interval))
}

fn alpha(case: Case<'_>) -> Answer {
    let raters: Vec<Vec<Option<f64>>> = match case.input("ratings").as_array() {
        Some(raters) => raters.iter().map(numbers).collect(),
        None => {
            let levels: Option<Vec<String>> = case
                .input("levels")
                .as_array()
                .map(|levels| levels.iter().map(text).collect());
            let code = |cell: &str| match &levels {
                Some(levels) => {
                    (0u32..)
                        .map(f64::from)
                        .zip(levels)
                        .find(|(_, level)| *level == cell)
                        .unwrap()
                        .0
                }
                None => number(&cell.parse::<f64>().unwrap().into()).unwrap(),
            };
            let columns = case.input("raters").as_array().unwrap().iter();
            columns
                .map(|name| {
                    case.column(&text(name))
                        .into_iter()
                        .map(|cell| cell.map(code))
                        .collect()
                })
                .collect()
        }
    };
    let units: Vec<Vec<f64>> = (0..raters[0].len())
        .map(|unit| raters.iter().filter_map(|codes| codes[unit]).collect())
        .collect();
    let level = match case.option("level").as_str().unwrap() {
        "nominal" => Level::Nominal,
        "ordinal" => Level::Ordinal,
        "interval" => Level::Interval,
        "ratio" => Level::Ratio,
        other => panic!("{}: the level {other} is not known", case.id()),
    };
    let result = krippendorff_alpha(&units, level).unwrap();
    Answer::default()
        .with("units", units.len())
        .with("pairable_values", result.pairable)
        .with("alpha", result.alpha)
}
