//! M-DSP-3: how disputes end.

use super::{KEYS, disputes, whole_and_years};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::Unit;
use crate::record::dispute::DisputeOutcome;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DSP-3",
        name: "Outcomes of disputes",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Share of disputes that an outside body decided for the complainant, wholly or in part, among those that it decided. How \
                 many ended in each way stands beside it.",
        formula: "100 × x / n, with x decided for the complainant wholly or in part and n decided",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 disputes to show and to compare; below 30 marked as low base",
        pitfalls: "A period holds the disputes of which the organization was told in it. Settlements and recommendations are no decisions and stand apart. A low share may mean that only hopeless disputes are \
               not settled before.",
        source: "own, after the subject of ISO 10003. Interval: Wilson 1927.",
        clause: "10003:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

/// Ways to end, with their words.
const WAYS: [(DisputeOutcome, &str); 8] = [
    (DisputeOutcome::Settled, "settled"),
    (DisputeOutcome::RecommendationAccepted, "recommendation accepted"),
    (DisputeOutcome::RecommendationRejected, "recommendation not accepted"),
    (DisputeOutcome::DecidedForComplainant, "decided for the complainant"),
    (DisputeOutcome::DecidedPartly, "decided for both in part"),
    (DisputeOutcome::DecidedForOrganization, "decided for the organization"),
    (DisputeOutcome::Withdrawn, "withdrawn"),
    (DisputeOutcome::Inadmissible, "not accepted by the body"),
];

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let of = "disputes decided";
    let disputes = match disputes(scope, selection) {
        Ok(disputes) => disputes,
        Err(reason) => return Measurement::not_estimable("M-DSP-3", selection, Base::cases(0, of), reason),
    };
    let (mut records, mut hits, mut open, mut otherwise) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for case in &disputes {
        let id = case.record.id().to_owned();
        match case.outcome {
            None => open.push(id),
            Some(outcome) if outcome.favours_complainant() => {
                hits.push(id.clone());
                records.push(id);
            }
            Some(DisputeOutcome::DecidedForOrganization) => records.push(id),
            Some(_) => otherwise.push(id),
        }
    }
    let counts = Counts {
        hit: "decided for the complainant wholly or in part",
        x: hits.len(),
        base: Base::cases(records.len(), of),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    let part = |name: &str, count: usize| {
        #[expect(clippy::cast_precision_loss, reason = "disputes are far fewer than 2^53")]
        let (value, all) = (count as f64, disputes.len() as f64);
        Part {
            name: name.to_owned(),
            value,
            share: (all > 0.0).then(|| 100.0 * value / all),
            cumulative: None,
            of: Some((disputes.len(), "disputes")),
        }
    };
    let ended = WAYS.iter().map(|(way, name)| {
        let count = disputes.iter().filter(|case| case.outcome == Some(*way)).count();
        part(name, count)
    });
    let parts = ended.chain([part("not ended yet", open.len())]).collect();
    share::measure("M-DSP-3", selection, counts)
        .without([
            Excluded::records("not ended yet", open),
            Excluded::records("ended without a decision", otherwise),
        ])
        .drawn(Drawn {
            records,
            hits,
            ..Drawn::default()
        })
        .detail(Detail::Parts(parts))
}
