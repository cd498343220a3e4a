//! M-TRC-1: upheld complaints whose cause is known.

use super::chain::Chain;
use super::{KEYS, NO_INTERVAL, SOURCE, selections, share_of_upheld};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::shape::records::Words;
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-1",
        name: "Complaints with a cause",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complaints upheld in whole or in part for which at least one cause is recorded. Those of severity 3 and 4 stand beside.",
        formula: "100 × x / n, with x with a cause and n upheld complaints",
        interval: NO_INTERVAL,
        minimum: "1 upheld complaint; below 10 counts only",
        pitfalls: "A cause that is written down need not be the right one; see how it was found and how sure it is.",
        source: SOURCE,
        clause: "10002:8.1,9001:10.2",
    },
    keys: KEYS,
    selections,
    measure: |scope, selection| {
        share_of_upheld(scope, selection, METRIC.id(), WORDS, |one| {
            !Chain::of(scope, one.index).causes.is_empty()
        })
    },
};

const WORDS: Words = Words::fact("upheld complaints with a cause", "upheld complaints").of_cases();
