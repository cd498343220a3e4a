//! M-IND-3: how long enquiries wait for a first answer.

use super::{KEYS, family_selections, measure_family};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;
use crate::record::indicator::{Family, IndicatorKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IND-3",
        name: "Time to first response",
        unit: Unit::BusinessHours,
        better: Better::Lower,
        definition: "Median time from an enquiry to the first answer by a person, in business hours, as recorded by an indicator of the family first_response_time. Changes are read as ratios of medians.",
        formula: "median of the times, as recorded",
        interval: "None: a bootstrap needs the single times, which are not in the record.",
        minimum: "1 period that is over",
        pitfalls: "A quick first answer is not yet a solution. Automatic receipts must not count. The median hides the long waits: look at the 90th percentile at the source.",
        source: "own",
        clause: "10004:7.3,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| family_selections(scope, FAMILIES, KINDS),
    measure: |scope, selection| measure_family(scope, METRIC.id(), selection, FAMILIES, KINDS),
};

const FAMILIES: &[Family] = &[Family::FirstResponseTime];

const KINDS: &[IndicatorKind] = &[IndicatorKind::Median, IndicatorKind::Mean];
