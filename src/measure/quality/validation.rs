//! M-DQ-5: what the rules find.

use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;

/// The metric.
///
/// Rules are judged on what is measured, so that what they find cannot be measured in turn: the count stands on the checks page,
/// where every rule shows what it looked at and what failed.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DQ-5",
        name: "Validation",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of errors and warnings by rule and record. Rules are judged after everything is measured, and some of them on what \
               was measured: the counts are on the checks page and in its JSON, not here. Without errors alone a site is written.",
        formula: "number of errors and of warnings",
        interval: "None: a count of everything there is.",
        minimum: "None.",
        pitfalls: "A rule that is switched off finds nothing. Waived faults are shown as waived.",
        source: "own",
        clause: "9001:7.5.2",
    },
    keys: &[],
    selections: |_| Vec::new(),
    measure: |_, selection| {
        let reason = "rules are judged after everything is measured; the checks page counts what they find";
        Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "rules"), reason)
    },
};
