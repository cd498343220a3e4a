//! Shares with their intervals and margins, and boxes of a scale.

use super::case::{Answer, Case, Statistic, present};
use tenfour::stats::proportion::{effective_base, margin, share, standard_error, wilson, wilson_of};
use tenfour::stats::scale::Scale;

pub(crate) const STATISTICS: &[Statistic] = &[
    ("proportion_wilson", interval),
    ("proportion_fpc", finite_population),
    ("top2_box", boxes),
];

/// How many of the answers in a column are the one that counts; missing answers are none.
fn counted(case: Case<'_>) -> (u64, u64) {
    if case.has("x") {
        return (case.count("x"), case.count("n"));
    }
    let answers: Vec<&str> = case.column(case.text("column")).into_iter().flatten().collect();
    let hits = answers.iter().filter(|answer| **answer == case.text("success"));
    (hits.count() as u64, answers.len() as u64)
}

fn interval(case: Case<'_>) -> Answer {
    let (x, n) = counted(case);
    Answer::default()
        .with("x", x)
        .with("n", n)
        .with("p", share(x, n))
        .with_interval(["ci_lower", "ci_upper"], wilson_of(x, n, case.confidence()))
}

fn finite_population(case: Case<'_>) -> Answer {
    let (x, n, size) = (case.count("x"), case.count("n"), case.count("N"));
    let confidence = case.confidence();
    // A population that is too small makes all of it doubtful.
    let base = effective_base(n, 1.0, Some(size));
    let p = base.and_then(|_| share(x, n));
    let with_base = |base: f64| p.and_then(|p| margin(p, base, confidence));
    Answer::default()
        .with("x", x)
        .with("n", n)
        .with("N", size)
        .with("p", p)
        .with("se_fpc", base.and_then(|base| standard_error(p?, base)))
        .with("moe_fpc", base.and_then(with_base))
        .with("moe_no_fpc", effective_base(n, 1.0, None).and_then(with_base))
        .with(
            "moe_fpc_worst_case",
            base.and_then(|base| margin(0.5, base, confidence)),
        )
        .with_interval(
            ["wilson_fpc_lower", "wilson_fpc_upper"],
            base.and_then(|base| wilson(p?, base, confidence)),
        )
}

fn boxes(case: Case<'_>) -> Answer {
    let values = case.values();
    let answers = present(&values);
    let point = |name: &str| i32::try_from(case.option(name).as_i64().unwrap()).unwrap();
    let scale = Scale {
        min: point("scale_min"),
        max: point("scale_max"),
    };
    let tally = scale.tally(&answers).unwrap();
    let (n, top, bottom) = (tally.valid(), tally.top(2), tally.bottom(2));
    Answer::default()
        .with("n_missing", values.len() - answers.len())
        .with("n", n)
        .with("x", top)
        .with("p", share(top, n))
        .with_interval(["ci_lower", "ci_upper"], wilson_of(top, n, case.confidence()))
        .with("bottom2_x", bottom)
        .with("bottom2_p", share(bottom, n))
}
