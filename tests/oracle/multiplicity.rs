//! Adjusted p values.

use super::case::{Answer, Case, Statistic, present};
use tenfour::stats::multiplicity::{benjamini_hochberg, holm};

pub(crate) const STATISTICS: &[Statistic] = &[("p_adjust", adjusted)];

fn adjusted(case: Case<'_>) -> Answer {
    let given = case.numbers("p");
    Answer::default()
        .with("m", present(&given).len())
        .with("holm", holm(&given))
        .with("bh", benjamini_hochberg(&given))
}
