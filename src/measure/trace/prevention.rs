//! M-TRC-2: upheld complaints about whose prevention something was decided.

use super::chain::Chain;
use super::{KEYS, NO_INTERVAL, SOURCE, selections, share_of_upheld};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::shape::records::Words;
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-2",
        name: "Complaints with prevention",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complaints upheld in whole or in part with an action about them or about their cause, or with a decision about prevention. Those of severity 3 and 4 stand beside.",
        formula: "100 × x / n, with x with an action or a decision about prevention and n upheld complaints",
        interval: NO_INTERVAL,
        minimum: "1 upheld complaint; below 10 counts only",
        pitfalls: "A decision to do nothing counts as much as an action: what counts here is that somebody decided.",
        source: SOURCE,
        clause: "10002:8.1,9001:10.2",
    },
    keys: KEYS,
    selections,
    measure: |scope, selection| {
        share_of_upheld(scope, selection, METRIC.id(), WORDS, |one| {
            one.complaint.preventive_decision.is_some() || !Chain::of(scope, one.index).actions.is_empty()
        })
    },
};

const WORDS: Words = Words::fact(
    "upheld complaints with an action or a decision about prevention",
    "upheld complaints",
)
.of_cases();
