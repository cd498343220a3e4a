//! Pareto tables.

use super::case::{Answer, Case, Statistic};
use std::collections::BTreeMap;
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::pareto::{Row, pareto};

pub(crate) const STATISTICS: &[Statistic] = &[("pareto", table)];

fn table(case: Case<'_>) -> Answer {
    let mut amounts: BTreeMap<String, f64> = BTreeMap::new();
    match case.input("counts").as_object() {
        Some(counts) => {
            amounts.extend(
                counts
                    .iter()
                    .map(|(name, count)| (name.clone(), count.as_f64().unwrap())),
            );
        }
        None => {
            for cell in case.column(case.text("column")) {
                *amounts.entry(cell.unwrap_or("(missing)").to_owned()).or_default() += 1.0;
            }
        }
    }
    let table = pareto(&amounts, case.option("threshold").as_f64().unwrap(), None).unwrap();
    let shares = |of: fn((f64, f64)) -> f64| {
        // An empty table has no shares for the reason that it has no vital few.
        table.vital_few?;
        let shares = table.rows.iter().map(|row: &Row| row.shares.map(of));
        shares.collect::<Result<Vec<f64>, NotEstimable>>()
    };
    Answer::default()
        .with("total", table.total)
        .with(
            "categories",
            table.rows.iter().map(|row| row.category.clone()).collect::<Vec<_>>(),
        )
        .with("counts", table.rows.iter().map(|row| row.amount).collect::<Vec<_>>())
        .with("share", shares(|(own, _)| own))
        .with("cumulative_share", shares(|(_, up_to)| up_to))
        .with("vital_few", table.vital_few)
}
