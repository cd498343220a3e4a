//! M-CPS-2: satisfaction with the result of complaints.

use super::{KEYS_AND_OUTCOME, asked, asks_for_result, pooled};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CPS-2",
        name: "Satisfaction with the result",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of answers in the two most favourable points of the question on the result of a complaint, always apart from the \
                 handling. The question is the one whose key speaks of outcome, result or decision. Waves are pooled by year. Split by how the complaint ended, as M-CPS-1.",
        formula: "100 × x / n, with x favourable answers and n valid ones",
        interval: "Wilson score, with the finite population of all closed complaints",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "It follows the share of complaints that were upheld and is no measure of how well they were handled.",
        source: "own. Interval: Wilson 1927; Brown, Cai, DasGupta 2001.",
        clause: "10002:8.3,10004:7.3",
    },
    keys: KEYS_AND_OUTCOME,
    selections: |scope| {
        let asked = asked("M-CPS-2");
        pooled::by_ending(scope, asked, pooled::selections(scope, asked, asks_for_result))
    },
    measure: |scope, selection| pooled::share(scope, selection, asked("M-CPS-2")),
};
