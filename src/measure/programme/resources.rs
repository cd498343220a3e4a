//! M-PRG-3: what was spent against what was planned.

use super::plans;
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::monitoring_plan::MonitoringPlan;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-PRG-3",
        name: "Resources spent",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "What was spent of what the monitoring plans provide, by unit. The records hold what was planned; what was spent is \
               in none of them, so that the share cannot be told. The planned amounts are shown.",
        formula: "100 × spent / planned, for each unit",
        interval: "None: amounts are facts.",
        minimum: "A plan with amounts, and what was spent",
        pitfalls: "Amounts of different units cannot be added up.",
        source: "own",
        clause: "9001:7.1.1,10004:6.2",
    },
    keys: &[Key::Plan],
    selections: plans,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let mut planned: BTreeMap<&str, f64> = BTreeMap::new();
    let mut beside = Vec::new();
    for (record, plan) in scope.ledger.each::<MonitoringPlan>() {
        if selection.get(Key::Plan).is_some_and(|wanted| record.id() != wanted) {
            continue;
        }
        beside.push(record.id().to_owned());
        for resource in &plan.resources {
            if let Some(amount) = resource.amount.filter(|amount| amount.is_finite()) {
                *planned
                    .entry(resource.unit.as_deref().unwrap_or("without unit"))
                    .or_default() += amount;
            }
        }
    }
    let base = Base::facts(beside.len(), "plans");
    let parts = planned.into_iter().map(|(unit, amount)| Part {
        name: format!("planned, {unit}"),
        value: amount,
        share: None,
        cumulative: None,
        of: None,
    });
    Measurement::not_estimable(METRIC.id(), selection, base, "what was spent is in no record")
        .drawn(Drawn {
            beside,
            ..Drawn::default()
        })
        .detail(Detail::Parts(parts.collect()))
}
