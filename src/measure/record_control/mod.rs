//! How records are kept: changes after closure, late entries, second eyes, personal data past their time, signatures.
//!
//! Most of it is in the history of the repository. Without one such metrics are not available, which is not the same as zero, and
//! say why.

mod changed_after_closure;
mod entry_lag;
mod late_entries;
mod past_retention;
mod second_person;
mod signed;

use super::measurement::{Base, Measurement};
use super::metric::{About, Better, Metric};
use super::scope::Scope;
use super::selection::Selection;
use super::unit::Unit;
use crate::history::Extent;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    changed_after_closure::METRIC,
    entry_lag::METRIC,
    late_entries::METRIC,
    second_person::METRIC,
    past_retention::METRIC,
    signed::METRIC,
];

/// What the texts of metrics of the history have in common.
const fn about() -> About<'static> {
    About {
        id: "",
        name: "",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "",
        formula: "",
        interval: "None: a count of the whole history.",
        minimum: "The history of the repository",
        pitfalls: "",
        source: "own",
        clause: "9001:7.5.3",
    }
}

/// That there is no history to measure, and why; nothing where there is one.
fn not_available(metric: &str, scope: &Scope<'_>, selection: &Selection, of: &'static str) -> Option<Measurement> {
    let why = scope.history.why_not()?;
    let reason = format!("not available: {why}");
    Some(Measurement::not_estimable(
        metric,
        selection,
        Base::facts(0, of),
        reason,
    ))
}

/// What has to be said beside every number of the history.
fn doubts(scope: &Scope<'_>) -> Vec<String> {
    let mut doubts = Vec::new();
    if let Some(first) = scope.keeping().first_day() {
        doubts.push(match scope.history.extent {
            Extent::Read { shallow: true } => format!(
                "older history was cut off when the repository was fetched: the first commit, of {first}, is a lower bound only"
            ),
            _ => format!("the earliest commit is of {first}; what was before it cannot be told"),
        });
    }
    if !scope.history.unread.is_empty() {
        doubts.push(match scope.history.unread.len() {
            1 => "1 earlier version of a file could not be read".to_owned(),
            count => format!("{count} earlier versions of files could not be read"),
        });
    }
    doubts
}
