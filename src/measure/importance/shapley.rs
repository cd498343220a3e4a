//! M-IMP-4: how much each characteristic contributes to what all explain of satisfaction, averaged over all orders.

use super::relative_weights::{KEYS, split};
use super::surveys;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::unit::Unit;
use crate::stats::shapley::shapley;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IMP-4",
        name: "Shapley decomposition",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "How much of the differences in satisfaction all in all the characteristics explain together (R²), and beside it how \
                     much of that falls to each: the mean, over all orders in which they can be added, of what it adds to R².",
        formula: "mean over all orders of R² with the characteristic less R² without it",
        interval: "none: it stands beside the relative weights, which have intervals",
        minimum: "100 complete answers, and 20 for each characteristic; at most 12 characteristics",
        pitfalls: "As for the relative weights, with which it agrees closely; one of the two is the headline.",
        source: "Lindeman, Merenda, Gold, Introduction to Bivariate and Multivariate Analysis, 1980; Grömping, The American Statistician 61 (2007)",
        clause: "10004:7.4,10004:Annex E",
    },
    keys: KEYS,
    selections: surveys,
    measure: |scope, selection| split(METRIC.id(), scope, selection, shapley, 0),
};
