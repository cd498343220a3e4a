//! M-CPS-1: satisfaction with the handling of complaints.

use super::{KEYS_AND_OUTCOME, asked, asks_for_handling, asks_for_staying, pooled};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CPS-1",
        name: "Satisfaction with handling",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of answers in the two most favourable points of each question on how a complaint was handled: overall, fairness, \
                 courtesy, speed, information. Waves are pooled by year. Asked are all whose complaint was closed and who can be reached. Split \
                 by how the complaint ended: upheld; partly upheld or ended without a finding; not upheld. An answer belongs to the \
                 outcome that it carries as a segment of the dimension `outcome`, else to that of the complaint of its customer that was \
                 closed in the period of the wave, where these ended alike; all others are in no part.",
        formula: "100 × x / n, with x favourable answers and n valid ones",
        interval: "Wilson score, with the finite population of all closed complaints",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "Complainants whose complaint was rejected score lower: look at the split by outcome and at the value at a fixed mix of \
               outcomes before speaking of better handling. Stand what the organization counts (M-CMP-3, M-CMP-16) beside it.",
        source: "own. Pairing with the organization's own figures: Parliamentary and Health Service Ombudsman, service charter reports. \
             Interval: Wilson 1927; Brown, Cai, DasGupta 2001.",
        clause: "10002:8.3,10004:7.3",
    },
    keys: KEYS_AND_OUTCOME,
    selections: |scope| {
        let asked = asked("M-CPS-1");
        let all = pooled::selections(scope, asked, |question| {
            asks_for_handling(question) && !asks_for_staying(question)
        });
        pooled::by_ending(scope, asked, all)
    },
    measure: |scope, selection| pooled::share(scope, selection, asked("M-CPS-1")),
};
