//! M-IND-1: deliveries by the day agreed.

use super::{KEYS, family_selections, measure_family};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;
use crate::record::indicator::{Family, IndicatorKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IND-1",
        name: "On time",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of deliveries or milestones that were done by the day agreed, among those that were due, as recorded by an indicator of the family on_time_delivery. The newest final period that is over counts, or the one that is chosen.",
        formula: "100 × x / n, with x on time and n due",
        interval: "Wilson score, read as the performance of the process",
        minimum: "1 period that is over; of fewer than 10 cases counts only",
        pitfalls: "Which day counts as agreed decides about the number: a change of that definition breaks the series. Small and large deliveries count alike.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "10004:7.3,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| family_selections(scope, FAMILIES, KINDS),
    measure: |scope, selection| measure_family(scope, METRIC.id(), selection, FAMILIES, KINDS),
};

const FAMILIES: &[Family] = &[Family::OnTimeDelivery];

const KINDS: &[IndicatorKind] = &[IndicatorKind::Proportion];
