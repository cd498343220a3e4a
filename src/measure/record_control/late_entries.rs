//! M-REC-3: records that were entered late.

use super::entry_lag::{entries, excluded};
use super::{about, not_available};
use crate::history::control::entry::{Entry, IN_TIME};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REC-3",
        name: "Late entries",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of records that were entered more than five working days after their event, by the organization's calendar; \
                     events and entries as in M-REC-2.",
        formula: "number of records with more than 5 working days after the event up to the first commit that holds it",
        pitfalls: "As M-REC-2. Where the calendar does not cover the days, working days cannot be counted; such records are left out \
                   and named.",
        ..about()
    },
    keys: &[Key::Kind],
    selections: |_| vec![Selection::all()],
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    if let Some(nothing) = not_available(METRIC.id(), scope, selection, "records with an event") {
        return nothing;
    }
    let entries = entries(scope, selection);
    let (counted, uncounted): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        entries.told.iter().partition(|entry| entry.working.is_ok());
    let ids =
        |entries: &[&Entry<'_>]| -> Vec<String> { entries.iter().map(|entry| entry.record.id().to_owned()).collect() };
    let late: Vec<&Entry<'_>> = counted.iter().copied().filter(|entry| entry.is_late()).collect();
    let base = Base::facts(counted.len(), "records with an event and a commit");
    let without = excluded(&entries).into_iter().chain([Excluded::records(
        "records outside the days that the calendar covers",
        ids(&uncounted),
    )]);
    if counted.is_empty() {
        let reason = "no record with an event was entered after the first day of the history";
        return Measurement::not_estimable(METRIC.id(), selection, base, reason).without(without);
    }
    let (x, n) = (late.len() as f64, counted.len() as f64);
    Measurement::new(METRIC.id(), selection, base, Ok(x))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!(
                "{} of {} records after more than {IN_TIME} working days",
                late.len(),
                counted.len()
            ),
            vec![
                input("x", "records that were entered late", x),
                input("n", "records with an event and a commit", n),
            ],
        )
        .without(without)
        .drawn(Drawn {
            records: ids(&counted),
            hits: ids(&late),
            ..Drawn::default()
        })
        .notes(super::doubts(scope))
}
