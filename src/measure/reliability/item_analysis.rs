//! M-REL-2: which items of a scale do not belong to it.

use super::{KEYS, scale, selections};
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REL-2",
        name: "Item analysis",
        unit: Unit::Number,
        better: Better::Higher,
        definition: "The lowest correlation of an item with the sum of the others, over the items of an index or the block of perceptions; \
                     beside it each item with that correlation and with alpha when it is left out.",
        formula: "r of an item and the sum of the other items",
        interval: "none: it is read item by item",
        minimum: "3 items and 30 complete answers; below it is shown with a warning",
        pitfalls: "An item that goes its own way may measure something that matters. Items below 0.3, and those without which alpha \
                   rises by more than 0.02, are named.",
        source: "Cronbach, Psychometrika 16 (1951); common practice for the limits",
        clause: "10004:7.4,10004:Annex E",
    },
    keys: KEYS,
    selections,
    measure,
};

/// Correlations below this are named.
const LOW: f64 = 0.3;

/// Rises of alpha above this are named.
const RISE: f64 = 0.02;

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let scale = match scale(scope, selection) {
        Ok(scale) => scale,
        Err(reason) => return none(reason),
    };
    let alpha = scale.found.alpha;
    let mut named = Vec::new();
    let mut lowest: Option<(f64, &str)> = None;
    let mut rows = Vec::new();
    for (key, item) in scale.items.iter().zip(&scale.found.items) {
        let cell = |value: Result<f64, _>| match value {
            Ok(value) => RowCell::Number(value, 3),
            Err(_) => RowCell::Nothing("not estimable"),
        };
        let rises = matches!((item.alpha_if_deleted, alpha), (Ok(without), Ok(with)) if without - with > RISE);
        if let Ok(r) = item.with_rest {
            if lowest.is_none_or(|(least, _)| r < least) {
                lowest = Some((r, key));
            }
            if r < LOW || rises {
                named.push((*key).to_owned());
            }
        }
        rows.push(Row {
            name: (*key).to_owned(),
            cells: vec![cell(item.with_rest), cell(item.alpha_if_deleted)],
            n: Some(scale.n()),
        });
    }
    let Some((least, key)) = lowest else {
        let mut made = scale.measurement(
            METRIC.id(),
            selection,
            Err("no item has a correlation with the others".to_owned()),
        );
        made.interval = Err("there is no estimate".to_owned());
        return made;
    };
    let mut inputs = Vec::new();
    inputs.extend(
        alpha
            .ok()
            .map(|alpha| input("α", "Cronbach's alpha of all items", alpha)),
    );
    let mut made = scale
        .measurement(METRIC.id(), selection, Ok(least))
        .interval(Err("it is read item by item".to_owned()))
        .working(format!("lowest: {key} with {}", fixed(least, 4)), inputs)
        .detail(Detail::Rows(Rows {
            heads: ["With the others", "Alpha without it"].map(str::to_owned).to_vec(),
            rows,
        }));
    if !named.is_empty() {
        made = made.note(format!("to be looked at: {}", named.join(", ")));
    }
    made
}
