//! M-DSP-4: what a dispute costs.

use super::{KEYS, disputes, whole_and_years};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::percentiles;
use crate::measure::unit::Unit;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DSP-4",
        name: "Cost of disputes",
        unit: Unit::Money,
        better: Better::Lower,
        definition: "Median of what ended disputes cost the organization, as recorded. A period holds the disputes of which the \
                     organization was told in it.",
        formula: "median of the costs",
        interval: "none: percentiles of a register",
        minimum: "percentiles beside the median from 10 disputes on",
        pitfalls: "Time of own staff is often not counted. Costs in several currencies are not added up.",
        source: "own",
        clause: "10003:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "ended disputes with a cost");
    let none = |reason: String| Measurement::not_estimable("M-DSP-4", selection, base(0), reason);
    let disputes = match disputes(scope, selection) {
        Ok(disputes) => disputes,
        Err(reason) => return none(reason),
    };
    let (mut amounts, mut records, mut open, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut currencies: BTreeSet<&str> = BTreeSet::new();
    for case in &disputes {
        let id = case.record.id().to_owned();
        let cost = case.dispute.cost.as_ref();
        if case.outcome.is_none() {
            open.push(id);
        } else if let Some((cost, amount)) =
            cost.and_then(|cost| Some((cost, cost.amount.filter(|it| it.is_finite())?)))
        {
            currencies.extend(cost.currency.as_deref());
            amounts.push(amount);
            records.push(id);
        } else {
            unknown.push(id);
        }
    }
    if currencies.len() > 1 {
        return none("costs are written in several currencies".to_owned());
    }
    let made = percentiles::measure("M-DSP-4", selection, base(amounts.len()), &amounts, 2)
        .without([
            Excluded::records("not ended yet", open),
            Excluded::records("without a cost", unknown),
        ])
        .drawn(Drawn::records(records));
    match currencies.first() {
        Some(currency) => made.note(format!("in {currency}")),
        None => made,
    }
}
