//! M-REC-4: changes that a second person saw.

use super::{about, not_available};
use crate::history::CommitIndex;
use crate::history::control::second::{self, Seen};
use crate::measure::measurement::{Base, Detail, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REC-4",
        name: "Changes seen by a second person",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the commits that changed records which somebody other than their author merged or committed, or that name \
                     such a person at the end of their message (`Reviewed-by`, `Acked-by`, `Approved-by`, `Tested-by`, \
                     `Signed-off-by`). A service that commits for people is no second person. Of what a merge brought in only the \
                     newest commit is counted, so that the share is a lower bound where branches hold several.",
        formula: "100 × x / n, with x commits that a second person saw and n commits that changed records",
        pitfalls: "A second name does not tell that anybody looked. Reviews that a forge keeps for itself are not in a clone, and neither \
                   is whether branches are protected; a commit that was squashed by a forge names the forge and its author only.",
        ..about()
    },
    keys: &[],
    selections: |_| vec![Selection::all()],
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "commits are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if let Some(nothing) = not_available(METRIC.id(), scope, selection, "commits that changed records") {
        return nothing;
    }
    let keeping = scope.keeping();
    let commits = second::changing(&keeping);
    let base = Base::facts(commits.len(), "commits that changed records");
    if commits.is_empty() {
        return Measurement::not_estimable(METRIC.id(), selection, base, "no commit changed a record");
    }
    let seen: Vec<Option<Seen>> = commits
        .iter()
        .map(|commit: &CommitIndex| second::seen(&keeping, *commit))
        .collect();
    let count = |of: Option<Seen>| seen.iter().filter(|seen| **seen == of).count();
    let n = commits.len() as f64;
    let part = |name: &str, count: usize| Part {
        name: name.to_owned(),
        value: count as f64,
        share: Some(100.0 * count as f64 / n),
        cumulative: None,
        of: None,
    };
    let alone = count(None);
    let mut parts: Vec<Part> = [Seen::Named, Seen::Committed, Seen::Merged]
        .into_iter()
        .map(|of| part(of.word(), count(Some(of))))
        .collect();
    parts.push(part("nobody else is told of", alone));
    let x = (commits.len() - alone) as f64;
    Measurement::new(METRIC.id(), selection, base, Ok(100.0 * x / n))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!("100 × {x} / {n} = {}", fixed(100.0 * x / n, 4)),
            vec![
                input("x", "commits that a second person saw", x),
                input("n", "commits that changed records", n),
            ],
        )
        .detail(Detail::Parts(parts))
        .notes(super::doubts(scope))
}
