//! M-DSP-1: how many disputes come of decided complaints.

use super::{KEYS, disputes, whole_and_years};
use crate::measure::complaint::population;
use crate::measure::measurement::{Base, Drawn, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::rate::{self, Counts};
use crate::measure::unit::Unit;
use crate::stats::rates::Rate;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DSP-1",
        name: "Referrals",
        unit: Unit::PerHundred,
        better: Better::Lower,
        definition: "Disputes of which the organization was told in a period, for each hundred complaints that were decided in it.",
        formula: "100 × k / t, with k disputes and t complaints whose decision was told",
        interval: "exact Poisson interval (Garwood), read as the performance of the process",
        minimum: "shown from no dispute on",
        pitfalls: "A dispute may come of a complaint of an earlier period. Whoever is not told where else to turn does not go there.",
        source: "own, after the subject of ISO 10003. Interval: Garwood 1936, Biometrika 28.",
        clause: "10003:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

/// What the rate is given for.
const PER: f64 = 100.0;

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none =
        |reason: String| Measurement::not_estimable("M-DSP-1", selection, Base::cases(0, "complaints decided"), reason);
    let disputes = match disputes(scope, selection) {
        Ok(disputes) => disputes,
        Err(reason) => return none(reason),
    };
    let everybody = match population(scope, &selection.clone().without(Key::Period)) {
        Ok(everybody) => everybody,
        Err(reason) => return none(reason),
    };
    let days = selection.days();
    let within = |day| days.is_none_or(|(from, to)| (from..=to).contains(&day));
    let decided: Vec<String> = everybody
        .cases
        .iter()
        .filter(|case| case.decided_on().is_some_and(within))
        .map(|case| case.id().to_owned())
        .collect();
    if decided.is_empty() {
        return none("no complaint was decided".to_owned());
    }
    #[expect(clippy::cast_precision_loss, reason = "complaints are far fewer than 2^53")]
    let exposure = decided.len() as f64;
    let counts = Counts {
        events_are: "disputes",
        exposure_is: "complaints decided",
        rate: Rate {
            events: disputes.len() as u64,
            exposure,
        },
        per: PER,
    };
    rate::measure(
        "M-DSP-1",
        selection,
        Base::cases(decided.len(), "complaints decided"),
        &counts,
    )
    .drawn(Drawn {
        records: decided,
        beside: disputes.iter().map(|case| case.record.id().to_owned()).collect(),
        ..Drawn::default()
    })
}
