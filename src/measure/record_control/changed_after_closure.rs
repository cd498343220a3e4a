//! M-REC-1: closed records that were changed.

use super::{about, not_available};
use crate::history::control::closure;
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REC-1",
        name: "Closed records changed",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of closed records that were changed after the day on which they were closed, with and without a reason. \
                     What counts as closed and as a change is told with rule R-REC-01: what comes after closing by its nature and is \
                     only filled in is none.",
        formula: "number of closed records with a commit later than their closure that changes what they say",
        pitfalls: "A reason that is written does not make a change harmless; look at what was changed. Records that are gone are not in \
                   it, and neither is what was changed before the first commit that is known.",
        ..about()
    },
    keys: &[Key::Kind],
    selections: |_| vec![Selection::all()],
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if let Some(nothing) = not_available(METRIC.id(), scope, selection, "closed records") {
        return nothing;
    }
    let keeping = scope.keeping();
    let wanted = selection.get(Key::Kind).map(Kind::named);
    let fits = |kind: Kind| wanted.is_none_or(|wanted| wanted == Some(kind));
    let mut drawn = Drawn::default();
    let known = keeping.present().map(|(record, _)| record);
    for record in known.filter(|record| record.is_settled() && fits(record.kind)) {
        drawn.records.push(record.id().to_owned());
    }
    // By record: how many changes, and whether each has a reason.
    let mut changed: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    let touched = closure::changes(&keeping);
    for touched in touched.iter().filter(|touched| fits(touched.record.kind)) {
        let (count, reasoned) = changed.entry(touched.record.id()).or_insert((0, true));
        *count += 1;
        *reasoned &= touched.reason.is_some();
    }
    // Closed then, open now.
    let known: BTreeSet<&str> = drawn.records.iter().map(String::as_str).collect();
    let opened: Vec<String> = changed
        .keys()
        .filter(|id| !known.contains(*id))
        .map(|id| (*id).to_owned())
        .collect();
    drawn.records.extend(opened);
    drawn.hits = changed.keys().map(|id| (*id).to_owned()).collect();
    let changes: usize = changed.values().map(|(count, _)| count).sum();
    let reasoned = changed.values().filter(|(_, reasoned)| *reasoned).count();
    let (x, n) = (changed.len() as f64, drawn.records.len() as f64);
    let part = |name: &str, count: usize| Part {
        name: name.to_owned(),
        value: count as f64,
        share: None,
        cumulative: None,
        of: None,
    };
    Measurement::new(
        METRIC.id(),
        selection,
        Base::facts(drawn.records.len(), "closed records"),
        Ok(x),
    )
    .interval(Err("a count of everything has no sampling error".to_owned()))
    .working(
        format!(
            "{} of {} closed records, in {changes} changes",
            changed.len(),
            drawn.records.len()
        ),
        vec![
            input("x", "closed records that were changed", x),
            input("n", "closed records", n),
            input("r", "of these with a reason for every change", reasoned as f64),
        ],
    )
    .drawn(drawn)
    .detail(Detail::Parts(vec![
        part("with a reason", reasoned),
        part("without a reason", changed.len() - reasoned),
    ]))
    .notes(super::doubts(scope))
}
