//! M-CPS-3: whether complainants say that the matter was settled at the first contact.

use super::{KEYS, asked, asks_for_first_contact, pooled};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CPS-3",
        name: "First contact as reported",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complainants who say that their matter was settled at the first contact.",
        formula: "100 × x / n, with x who said yes and n who said yes or no",
        interval: "Wilson score, with the finite population of all closed complaints",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "It is the customer's view; the organization's is M-CMP-12, and the two need not agree: what was closed at once may not \
               have been settled.",
        source: "own. Interval: Wilson 1927; Brown, Cai, DasGupta 2001.",
        clause: "10002:8.3",
    },
    keys: KEYS,
    selections: |scope| pooled::selections(scope, asked("M-CPS-3"), asks_for_first_contact),
    measure: |scope, selection| pooled::share(scope, selection, asked("M-CPS-3")),
};
