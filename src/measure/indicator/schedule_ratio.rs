//! M-IND-2: how long projects took against their plan.

use super::{KEYS, family_selections, measure_family};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;
use crate::record::indicator::{Family, IndicatorKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IND-2",
        name: "Schedule ratio",
        unit: Unit::Number,
        better: Better::Lower,
        definition: "Actual over planned duration of the projects that were finished, as recorded by an indicator of the family schedule_ratio: the geometric mean, so that twice and half as long balance. Cancelled projects stand apart in its definition.",
        formula: "geometric mean of actual / planned duration, as recorded",
        interval: "None: the spread that is recorded with it may be one of logarithms, which the record does not tell.",
        minimum: "1 period that is over",
        pitfalls: "A ratio below 1 may mean generous plans. Changes are read as ratios, not as differences.",
        source: "own",
        clause: "10004:7.3,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| family_selections(scope, FAMILIES, KINDS),
    measure: |scope, selection| measure_family(scope, METRIC.id(), selection, FAMILIES, KINDS),
};

const FAMILIES: &[Family] = &[Family::ScheduleRatio];

const KINDS: &[IndicatorKind] = &[IndicatorKind::Ratio, IndicatorKind::Mean, IndicatorKind::Index];
