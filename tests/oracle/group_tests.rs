//! Two groups compared, tables of counts, effect sizes, and analyses of variance.

use super::case::{Answer, Case, Statistic, present, text};
use std::collections::{BTreeMap, BTreeSet};
use tenfour::stats::anova::one_way;
use tenfour::stats::compare_means::{cohens_d, hedges_g, pooled_sd, welch};
use tenfour::stats::compare_shares::{TwoShares, independence};
use tenfour::stats::descriptive::{Summary, summarize};
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::proportion::share;
use tenfour::stats::rank_tests::mann_whitney;

pub(crate) const STATISTICS: &[Statistic] = &[
    ("welch_t", means),
    ("mann_whitney", order),
    ("two_proportions", shares),
    ("chi2_independence", table),
    ("effect_sizes", effects),
    ("anova_oneway", variance),
];

fn groups(case: Case<'_>) -> [Vec<f64>; 2] {
    case.two_groups().map(|group| present(&group))
}

/// Both summaries; a group without values is an empty group.
fn both(a: &[f64], b: &[f64]) -> Result<(Summary, Summary), NotEstimable> {
    let empty = |_| NotEstimable::EmptyGroup;
    Ok((summarize(a).map_err(empty)?, summarize(b).map_err(empty)?))
}

fn means(case: Case<'_>) -> Answer {
    let [a, b] = groups(case);
    let both = both(&a, &b);
    let test = both.and_then(|(a, b)| welch(&a, &b, case.confidence()));
    Answer::default()
        .with("n_a", a.len())
        .with("n_b", b.len())
        .with("mean_a", summarize(&a).map(|a| a.mean))
        .with("mean_b", summarize(&b).map(|b| b.mean))
        .with("mean_diff", both.map(|(a, b)| a.mean - b.mean))
        .with("t", test.map(|test| test.t))
        .with("df", test.map(|test| test.df))
        .with("p_value", test.map(|test| test.p_value))
        .with_interval(["ci_lower", "ci_upper"], test.map(|test| test.interval))
}

fn order(case: Case<'_>) -> Answer {
    let [a, b] = groups(case);
    let test = mann_whitney(&a, &b);
    Answer::default()
        .with("n_a", a.len())
        .with("n_b", b.len())
        .with("ties", test.map(|test| test.tied))
        .with("u_a", test.map(|test| test.u_a))
        .with("u_b", test.map(|test| test.u_b))
        .with("z", test.and_then(|test| test.z))
        .with("p_asymptotic", test.and_then(|test| test.p_asymptotic))
        .with("p_exact", test.and_then(|test| test.p_exact))
        .with("cliffs_delta", test.map(|test| test.cliffs_delta))
}

fn effects(case: Case<'_>) -> Answer {
    let [a, b] = groups(case);
    let both = both(&a, &b);
    Answer::default()
        .with("n_a", a.len())
        .with("n_b", b.len())
        .with("sd_pooled", both.and_then(|(a, b)| pooled_sd(&a, &b)))
        .with("cohens_d", both.and_then(|(a, b)| cohens_d(&a, &b)))
        .with("hedges_g", both.and_then(|(a, b)| hedges_g(&a, &b)))
        .with("cliffs_delta", mann_whitney(&a, &b).map(|test| test.cliffs_delta))
}

fn counts(case: Case<'_>) -> TwoShares {
    if case.has("x1") {
        return TwoShares {
            x1: case.count("x1"),
            n1: case.count("n1"),
            x2: case.count("x2"),
            n2: case.count("n2"),
        };
    }
    let (answers, by) = (case.column(case.text("column")), case.column(case.text("by")));
    let of = |group: usize| {
        let group = text(&case.input("groups")[group]);
        let mine = answers
            .iter()
            .zip(&by)
            .filter(|(_, level)| **level == Some(group.as_str()));
        let mine: Vec<&str> = mine.filter_map(|(answer, _)| *answer).collect();
        let hits = mine.iter().filter(|answer| **answer == case.text("success"));
        (hits.count() as u64, mine.len() as u64)
    };
    let ((x1, n1), (x2, n2)) = (of(0), of(1));
    TwoShares { x1, n1, x2, n2 }
}

fn shares(case: Case<'_>) -> Answer {
    let shares = counts(case);
    let test = shares.pooled_z();
    Answer::default()
        .with("x1", shares.x1)
        .with("n1", shares.n1)
        .with("x2", shares.x2)
        .with("n2", shares.n2)
        .with("p1", share(shares.x1, shares.n1))
        .with("p2", share(shares.x2, shares.n2))
        .with("diff", shares.difference())
        .with("z", test.map(|test| test.z))
        .with("p_value", test.map(|test| test.p_value))
        .with_interval(["newcombe_lower", "newcombe_upper"], shares.newcombe(case.confidence()))
        .with("fisher_p", shares.fisher())
        .with("odds_ratio_sample", shares.odds_ratio())
}

/// The counts of a table, from the case or from two columns whose levels are those that occur.
fn cells(case: Case<'_>) -> Vec<Vec<u64>> {
    if let Some(rows) = case.input("table").as_array() {
        let count = |cell: &Option<f64>| format!("{}", cell.unwrap()).parse().unwrap();
        return rows
            .iter()
            .map(|row| super::case::numbers(row).iter().map(count).collect())
            .collect();
    }
    let (rows, columns) = (case.column(case.text("row")), case.column(case.text("col")));
    let weights = case.has("count").then(|| case.column(case.text("count")));
    let mut counts = BTreeMap::new();
    for (index, (row, column)) in rows.iter().zip(&columns).enumerate() {
        let weight: u64 = weights
            .as_ref()
            .map_or(1, |weights| weights[index].unwrap().parse().unwrap());
        if let (Some(row), Some(column)) = (row, column) {
            *counts.entry((*row, *column)).or_insert(0) += weight;
        }
    }
    let across: BTreeSet<&str> = counts.keys().map(|(_, column)| *column).collect();
    let down: BTreeSet<&str> = counts.keys().map(|(row, _)| *row).collect();
    let cell = |row: &str, column: &str| counts.get(&(row, column)).copied().unwrap_or(0);
    down.iter()
        .map(|row| across.iter().map(|column| cell(row, column)).collect())
        .collect()
}

fn table(case: Case<'_>) -> Answer {
    let cells = cells(case);
    let test = independence(&cells);
    Answer::default()
        .with("n", cells.iter().flatten().sum::<u64>())
        .with("rows", cells.len())
        .with("cols", cells[0].len())
        .with("chi2", test.map(|test| test.statistic))
        .with("df", test.map(|test| test.df))
        .with("p_value", test.map(|test| test.p_value))
        .with("cramers_v", test.map(|test| test.cramers_v))
        .with("min_expected", test.map(|test| test.smallest_expected))
}

/// The numbers in a column by the level of another.
fn by_level(case: Case<'_>, read: impl Fn(&str) -> f64) -> Vec<Vec<f64>> {
    let mut groups: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (value, level) in case
        .column(case.text("value"))
        .into_iter()
        .zip(case.column(case.text("by")))
    {
        if let (Some(value), Some(level)) = (value, level) {
            groups.entry(level).or_default().push(read(value));
        }
    }
    groups.into_values().collect()
}

fn variance(case: Case<'_>) -> Answer {
    let found = one_way(&by_level(case, |text| text.parse().unwrap()));
    // A floating-point number cannot hold 1000000000000.4: the nearest ones give F = 21.0008 (exact fractions say so too), which
    // is within the tolerance of F, while the p value, 22 powers of ten down, moves by 0.0016. The analysis does not depend on the
    // origin, so the p value is computed from what follows the digits that all values share.
    let values = case.column(case.text("value"));
    let whole = |text: &str| text.split_once('.').map(|(whole, _)| whole.to_owned());
    let shared = values[0].and_then(whole);
    let shared = shared.filter(|shared| {
        values
            .iter()
            .all(|value| value.and_then(whole).as_ref() == Some(shared))
    });
    let places = shared.map_or(0, |shared| shared.len());
    let without = one_way(&by_level(case, |text| text[places..].parse().unwrap()));
    Answer::default()
        .with("df_between", found.map(|found| found.df_between))
        .with("df_within", found.map(|found| found.df_within))
        .with("ss_between", found.map(|found| found.ss_between))
        .with("ss_within", found.map(|found| found.ss_within))
        .with("F", found.map(|found| found.f))
        .with("p_value", without.map(|without| without.p_value))
}
