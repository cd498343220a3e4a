//! M-QUA-3: whether a second reviewer comes to the same decision.

use crate::measure::measurement::{Base, Drawn, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::Unit;
use crate::record::complaint::Complaint;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-QUA-3",
        name: "Second review of decisions",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of sampled closed complaints in which a second reviewer agrees with the outcome. The records tell which complaints \
               were looked at a second time (`investigation.independent_review`), and not whether the second reviewer agreed: the \
               share cannot be told; the complaints that were looked at again are named.",
        formula: "100 × x / n, with x decisions that the second reviewer shares and n looked at again",
        interval: "Wilson score, once the second opinions are recorded",
        minimum: "10 complaints looked at again",
        pitfalls: "A second reviewer who knows the first decision agrees too easily.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "10002:4.7",
    },
    keys: &[],
    selections: |_| vec![Selection::all()],
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let reviewed: Vec<String> = scope
        .ledger
        .each::<Complaint>()
        .filter(|(_, complaint)| complaint.received_at.is_none_or(|at| scope.day(at) <= scope.as_of))
        .filter(|(_, complaint)| {
            let investigation = complaint.investigation.as_ref();
            complaint.is_closed() && investigation.is_some_and(|of| of.independent_review == Some(true))
        })
        .map(|(record, _)| record.id().to_owned())
        .collect();
    let base = Base::cases(reviewed.len(), "closed complaints looked at again");
    Measurement::not_estimable(
        METRIC.id(),
        selection,
        base,
        "whether second reviewers agreed is in no record",
    )
    .drawn(Drawn::records(reviewed))
}
