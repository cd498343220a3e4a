//! Net promoter scores.

use super::case::{Answer, Case, Statistic, present};
use tenfour::stats::nps::{Classes, SCALE};

pub(crate) const STATISTICS: &[Statistic] = &[("nps", score)];

fn score(case: Case<'_>) -> Answer {
    let values = case.values();
    let answers = present(&values);
    let tally = SCALE.tally(&answers).unwrap();
    let classes = Classes::of(&tally).unwrap();
    let score = classes.score(case.confidence());
    Answer::default()
        .with("n", classes.n())
        .with("n_missing", values.len() - answers.len())
        .with("n_invalid", tally.invalid)
        .with("promoters", classes.promoters)
        .with("passives", classes.passives)
        .with("detractors", classes.detractors)
        .with("nps", score.map(|score| score.score))
        .with("se", score.map(|score| score.standard_error))
        .with_interval(["ci_lower_raw", "ci_upper_raw"], score.map(|score| score.unclipped))
        .with_interval(["ci_lower", "ci_upper"], score.map(|score| score.interval))
}
