//! M-REC-2: how long it takes until an event is recorded.

use super::{about, not_available};
use crate::history::control::entry::{self, Entries};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::Kind;
use crate::stats::descriptive::quantiles;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REC-2",
        name: "Entry lag",
        unit: Unit::Days,
        better: Better::Lower,
        definition: "Calendar days from an event to the first commit that holds it: median and 90th percentile, by the committer's \
                     date in the organization's zone. Events are the receipt of a complaint, of feedback or of the notice of a \
                     dispute, and the day of a conversation, communication, verification, review or audit; other kinds tell of no \
                     event.",
        formula: "median of (day of the first commit that holds the event − day of the event)",
        pitfalls: "Dates of authors can be set freely, those of committers as well on one's own machine. Squashed or rewritten history \
                   removes evidence: the earliest commit is all that can be told. Records of the first day of the history are left \
                   out, because they may have been kept elsewhere before.",
        ..about()
    },
    keys: &[Key::Kind],
    selections: |_| vec![Selection::all()],
    measure,
};

/// The entries of the kind that a selection means, or of all.
pub(super) fn entries<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Entries<'a> {
    let keeping = scope.keeping();
    let mut entries = entry::entries(&keeping);
    if let Some(wanted) = selection.get(Key::Kind) {
        let wanted = Kind::named(wanted);
        let fits = |id: &&str| {
            keeping
                .ledger
                .find(id)
                .is_some_and(|(_, record)| Some(record.kind) == wanted)
        };
        entries.told.retain(|entry| Some(entry.record.kind) == wanted);
        for ids in [&mut entries.first_day, &mut entries.ahead, &mut entries.untold] {
            ids.retain(fits);
        }
    }
    entries
}

/// What has no lag, and why.
pub(super) fn excluded(entries: &Entries<'_>) -> [Excluded; 3] {
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    [
        Excluded::records(
            "records of the first day of the history, which may have been kept elsewhere before",
            owned(&entries.first_day),
        ),
        Excluded::records("records whose event lies after its commit", owned(&entries.ahead)),
        Excluded::records(
            "records in no commit yet, or without the day of their event",
            owned(&entries.untold),
        ),
    ]
}

/// Median and 90th percentile; nothing of nothing.
fn middle_and_ninth(lags: &[f64]) -> Option<(f64, f64)> {
    match quantiles(lags, &[0.5, 0.9]).ok()?[..] {
        [median, ninth] => Some((median, ninth)),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if let Some(nothing) = not_available(METRIC.id(), scope, selection, "records with an event") {
        return nothing;
    }
    let entries = entries(scope, selection);
    let lags = |of: Option<Kind>| -> Vec<f64> {
        let told = entries.told.iter();
        let fits = told.filter(|entry| of.is_none_or(|kind| entry.record.kind == kind));
        let mut lags: Vec<f64> = fits.map(|entry| f64::from(entry.days)).collect();
        lags.sort_by(f64::total_cmp);
        lags
    };
    let all = lags(None);
    let base = Base::facts(all.len(), "records with an event and a commit");
    let without = excluded(&entries);
    let Some((median, ninth)) = middle_and_ninth(&all) else {
        let reason = "no record with an event was entered after the first day of the history";
        return Measurement::not_estimable(METRIC.id(), selection, base, reason).without(without);
    };
    let drawn = Drawn::records(entries.told.iter().map(|entry| entry.record.id().to_owned()).collect());
    let row = |(kind, _): &(Kind, &str)| {
        let lags = lags(Some(*kind));
        let (median, ninth) = middle_and_ninth(&lags)?;
        Some(Row {
            name: kind.label_plural(),
            n: None,
            cells: vec![
                RowCell::Number(lags.len() as f64, 0),
                RowCell::Number(median, 1),
                RowCell::Number(ninth, 1),
                RowCell::Number(*lags.last()?, 0),
            ],
        })
    };
    Measurement::new(METRIC.id(), selection, base, Ok(median))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!(
                "median of {} lags is {median}, their 90th percentile {ninth}",
                all.len()
            ),
            vec![
                input("p50", "median, in days", median),
                input("p90", "90th percentile, in days", ninth),
            ],
        )
        .without(without)
        .drawn(drawn)
        .detail(Detail::Rows(Rows {
            heads: ["Records", "Median, days", "90th percentile", "Longest"]
                .map(str::to_owned)
                .to_vec(),
            rows: entry::EVENTS.iter().filter_map(row).collect(),
        }))
        .notes(super::doubts(scope))
}
