//! Cronbach's alpha and the analysis of items.

use super::case::{Answer, Case, Got, Statistic, numbers};
use serde_json::Value;
use std::collections::BTreeMap;
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::reliability::{Item, reliability};
use tenfour::stats::scale::Scale;

pub(crate) const STATISTICS: &[Statistic] = &[("cronbach_alpha", alpha)];

/// Names of the items, and the answers of each respondent.
fn answers(case: Case<'_>) -> (Vec<String>, Vec<Vec<Option<f64>>>) {
    if let Some(rows) = case.input("values").as_array() {
        let rows: Vec<Vec<Option<f64>>> = rows.iter().map(numbers).collect();
        let names = (1..=rows[0].len()).map(|item| format!("i{item}")).collect();
        return (names, rows);
    }
    let names = case.input("columns").as_array().unwrap();
    let names: Vec<String> = names.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let column = |name: &String| -> Vec<Option<f64>> {
        let answers = case.number_column(name);
        let Some([min, max]) = case
            .input("reverse")
            .get(name)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
        else {
            return answers;
        };
        let point = |value: &Value| i32::try_from(value.as_i64().unwrap()).unwrap();
        let scale = Scale {
            min: point(min),
            max: point(max),
        };
        answers
            .into_iter()
            .map(|answer| answer.map(|answer| scale.reversed(answer)))
            .collect()
    };
    let columns: Vec<Vec<Option<f64>>> = names.iter().map(column).collect();
    let row = |respondent: usize| columns.iter().map(|column| column[respondent]).collect();
    let rows = (0..columns[0].len()).map(row).collect();
    (names, rows)
}

fn alpha(case: Case<'_>) -> Answer {
    let (names, rows) = answers(case);
    let found = reliability(&rows).unwrap();
    // Where no item has an answer, the reason is told once.
    let by_item = |of: fn(&Item) -> Result<f64, NotEstimable>| -> Got {
        if let Some(reason) = found
            .items
            .iter()
            .map(|item| of(item).err())
            .reduce(|all, one| all.and(one))
            .flatten()
        {
            return Got::NotEstimable(reason.reason());
        }
        let named = names.iter().cloned().zip(&found.items);
        named
            .map(|(name, item)| (name, of(item)))
            .collect::<BTreeMap<_, _>>()
            .into()
    };
    Answer::default()
        .with("n_total", found.n_total)
        .with("n", found.n)
        .with("k", found.k)
        .with("alpha", found.alpha)
        .with("alpha_std", found.standardized)
        .with_interval(["ci_lower", "ci_upper"], found.interval(case.confidence()))
        .with("alpha_if_deleted", by_item(|item| item.alpha_if_deleted))
        .with("item_total_corrected", by_item(|item| item.with_rest))
}
