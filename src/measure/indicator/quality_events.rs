//! M-IND-4: what comes back from customers.

use super::{KEYS, family_selections, measure_family};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;
use crate::record::indicator::{Family, IndicatorKind};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IND-4",
        name: "Returns, claims, repairs and credit notes",
        unit: Unit::PerThousand,
        better: Better::Lower,
        definition: "Returns, warranty claims, repairs or credit notes for each thousand units, as recorded by an indicator of one of these families whose denominator is in thousands.",
        formula: "k / t, with k events and t thousands of units",
        interval: "Garwood's exact Poisson interval, read as the performance of the process",
        minimum: "1 period that is over",
        pitfalls: "Late by nature: claims follow months after the fault. Without a denominator only the number is known, and it follows the volume.",
        source: "Interval: Garwood, Biometrika 28, 1936",
        clause: "10004:7.3,9001:9.1.2",
    },
    keys: KEYS,
    selections: |scope| family_selections(scope, FAMILIES, KINDS),
    measure: |scope, selection| measure_family(scope, METRIC.id(), selection, FAMILIES, KINDS),
};

const FAMILIES: &[Family] = &[
    Family::Returns,
    Family::WarrantyClaims,
    Family::Repairs,
    Family::CreditNotes,
];

const KINDS: &[IndicatorKind] = &[IndicatorKind::Rate];
