//! M-REC-6: signed commits.

use super::{about, not_available};
use crate::history::Signature;
use crate::history::control::second;
use crate::measure::measurement::{Base, Detail, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REC-6",
        name: "Signed commits",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the commits that changed records which carry a signature. One that is known not to fit its commit counts \
                     as none; one that no key at hand verifies counts, and is told apart.",
        formula: "100 × x / n, with x signed commits and n commits that changed records",
        pitfalls: "A signature shows who signed, not that the content is true. One that was not verified shows only that something is \
                   attached to the commit.",
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
    let n = commits.len() as f64;
    let count = |is: fn(&Signature) -> bool| {
        let commits = commits.iter().map(|commit| keeping.history.commit(*commit));
        commits.filter(|commit| is(&commit.signature)).count()
    };
    let good = count(|signature| matches!(signature, Signature::Good(_)));
    let present = count(|signature| *signature == Signature::Present);
    let unknown = count(|signature| *signature == Signature::UnknownKey);
    let bad = count(|signature| *signature == Signature::Bad);
    let none = count(|signature| *signature == Signature::None);
    let part = |name: &str, count: usize| Part {
        name: name.to_owned(),
        value: count as f64,
        share: Some(100.0 * count as f64 / n),
        cumulative: None,
        of: None,
    };
    let signed = good + present + unknown;
    let x = signed as f64;
    Measurement::new(METRIC.id(), selection, base, Ok(100.0 * x / n))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!("100 × {signed} / {n} = {}", fixed(100.0 * x / n, 4)),
            vec![
                input("x", "signed commits", x),
                input("n", "commits that changed records", n),
            ],
        )
        .detail(Detail::Parts(vec![
            part("verified with a key of the project", good),
            part("signed, not verified", present),
            part("signed with a key that is not at hand", unknown),
            part("signature does not fit", bad),
            part("not signed", none),
        ]))
        .notes(super::doubts(scope))
}
