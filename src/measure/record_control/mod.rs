//! How records are kept: changes after closure, late entries, second eyes, personal data past their time, signatures.
//!
//! Most of it is in the history of the repository, field by field, which is not read yet: such metrics are not available, which
//! is not the same as zero.

mod past_retention;

use super::measurement::{Base, Measurement};
use super::metric::{About, Better, Metric};
use super::scope::Scope;
use super::selection::Selection;
use super::unit::Unit;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    of_history(
        "M-REC-1",
        "Closed records changed",
        Unit::Count,
        Better::Lower,
        "Number of closed records that were changed after they were closed, with and without a reason.",
        "number of records with a change later than their closure",
        "A reason that is written does not make a change harmless; look at what was changed.",
        |scope, selection| not_available("M-REC-1", scope, selection),
    ),
    of_history(
        "M-REC-2",
        "Entry lag",
        Unit::Days,
        Better::Lower,
        "Days from an event to the commit that first holds its record: median and 90th percentile, by the committer's date.",
        "median of (day of the first commit − day of the event)",
        "Dates of authors can be set freely, those of committers as well on one's own machine. Squashed or rewritten history removes \
         evidence: the earliest commit is all that can be told.",
        |scope, selection| not_available("M-REC-2", scope, selection),
    ),
    of_history(
        "M-REC-3",
        "Late entries",
        Unit::Count,
        Better::Lower,
        "Number of records that were entered more than five working days after their event.",
        "number of records with an entry lag of more than 5 working days",
        "As M-REC-2.",
        |scope, selection| not_available("M-REC-3", scope, selection),
    ),
    of_history(
        "M-REC-4",
        "Changes seen by a second person",
        Unit::Percent,
        Better::Higher,
        "Share of changes that somebody else merged, or that name a reviewer (`Reviewed-by`).",
        "100 × x / n, with x changes with a second person and n changes",
        "A second name does not tell that anybody looked.",
        |scope, selection| not_available("M-REC-4", scope, selection),
    ),
    past_retention::METRIC,
    of_history(
        "M-REC-6",
        "Signed commits",
        Unit::Percent,
        Better::Higher,
        "Share of commits that carry a signature.",
        "100 × x / n, with x signed commits and n commits",
        "A signature shows who signed, not that the content is true.",
        |scope, selection| not_available("M-REC-6", scope, selection),
    ),
];

/// A metric that needs the history of the repository.
#[expect(clippy::too_many_arguments, reason = "the text of a metric, part by part")]
const fn of_history(
    id: &'static str,
    name: &'static str,
    unit: Unit,
    better: Better,
    definition: &'static str,
    formula: &'static str,
    pitfalls: &'static str,
    measure: fn(&Scope<'_>, &Selection) -> Measurement,
) -> Metric {
    Metric {
        about: About {
            id,
            name,
            unit,
            better,
            definition,
            formula,
            interval: "None: a count of the whole history.",
            minimum: "The history of the repository, field by field",
            pitfalls,
            source: "own",
            clause: "9001:7.5.3",
        },
        keys: &[],
        selections: |_| vec![Selection::all()],
        measure,
    }
}

fn not_available(metric: &str, _: &Scope<'_>, selection: &Selection) -> Measurement {
    let reason = "not available: the history of the repository is not read field by field";
    Measurement::not_estimable(metric, selection, Base::facts(0, "changes"), reason)
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn what_needs_the_history_is_not_available_and_not_zero() {
        for metric in ["M-REC-1", "M-REC-2", "M-REC-3", "M-REC-4", "M-REC-6"] {
            assert!(
                said(metric, &[], "id: CMP-1\n")
                    .estimate
                    .unwrap_err()
                    .starts_with("not available")
            );
        }
    }
}
