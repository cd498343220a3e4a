//! Correlations.

use super::case::{Answer, Case, Statistic};
use tenfour::stats::correlation::{complete_pairs, pearson, spearman};

pub(crate) const STATISTICS: &[Statistic] = &[("correlation", correlation)];

fn correlation(case: Case<'_>) -> Answer {
    let (x, y) = complete_pairs(&case.numbers("x"), &case.numbers("y")).unwrap();
    let found = match case.option("method").as_str().unwrap() {
        "pearson" => pearson(&x, &y),
        "spearman" => spearman(&x, &y),
        other => panic!("{}: the method {other} is not known", case.id()),
    };
    Answer::default()
        .with("n", x.len())
        .with("r", found.map(|found| found.r))
        .with("p_value", found.and_then(|found| found.p_value))
        .with_interval(
            ["ci_lower", "ci_upper"],
            found.and_then(|found| found.interval(case.confidence())),
        )
}
