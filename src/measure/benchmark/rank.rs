//! M-BMK-2: the place of a value among those of others.

use super::{KEYS, compared, selections};
use crate::measure::measurement::{Base, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};
use crate::stats::benchmark::percentile_rank;

/// Fewest others for a rank.
const LEAST: usize = 5;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-BMK-2",
        name: "Percentile rank among others",
        unit: Unit::Percent,
        better: Better::AsRecorded,
        definition: "Share of the others whose value is lower than ours, those with the same value counted half. Only where the definitions \
               are identical or similar.",
        formula: "100 × (below + 0.5 × equal) / n",
        interval: "None: a position among the others that are known.",
        minimum: "5 others whose values are known one by one",
        pitfalls: "As M-BMK-1. With few others one place is many points.",
        source: "own; percentile rank as usual",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none =
        |n: usize, reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(n, "others"), reason);
    let compared = match compared(scope, selection) {
        Ok(compared) => compared,
        Err(reason) => return none(0, reason),
    };
    let peers = &compared.peers;
    if peers.is_empty() {
        return none(0, "the results of the others are not known one by one".to_owned());
    }
    if peers.len() < LEAST {
        return none(
            peers.len(),
            format!("a rank needs {LEAST} others, there are {}", peers.len()),
        );
    }
    let count = |wanted: std::cmp::Ordering| {
        peers
            .iter()
            .filter(|peer| peer.total_cmp(&compared.value) == wanted)
            .count()
    };
    let (below, equal) = (count(std::cmp::Ordering::Less), count(std::cmp::Ordering::Equal));
    match percentile_rank(compared.value, peers) {
        Err(why) => none(peers.len(), why.reason()),
        Ok(rank) => {
            #[expect(clippy::cast_precision_loss, reason = "peers are few")]
            let inputs = vec![
                input("below", "others below", below as f64),
                input("equal", "others with the same value", equal as f64),
                input("n", "others", peers.len() as f64),
            ];
            let made = Measurement::new(METRIC.id(), selection, Base::facts(peers.len(), "others"), Ok(rank))
                .interval(Err(
                    "a position among the others that are known has no sampling error".to_owned()
                ))
                .working(
                    format!("100 × ({below} + 0.5 × {equal}) / {} = {}", peers.len(), fixed(rank, 4)),
                    inputs,
                );
            compared.beside(made, |value| percentile_rank(value, peers).ok())
        }
    }
}
