//! M-CHG-8: a measure of one wave over the same of an earlier one.

use super::{KEYS, pair, selections};
use crate::measure::measurement::{Base, Interval, IntervalKind, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::change::{FEWEST, independent};
use crate::measure::unit::{Unit, fixed, put};

/// Measures whose zero is true, or at least fixed. Net scores, points of scales, gaps and differences have none.
const MEASURES: &[&str] = &["M-SAT-6", "M-SAT-7", "M-SAT-1", "M-SAT-2", "M-SAT-5"];

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CHG-8",
        name: "Relative change",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "A measure of one wave over the same measure of an earlier one; 1.2 is a rise of 20 percent. It serves aims that \
                     are set in percent of the baseline.",
        formula: "r = v₁ / v₀",
        interval: "r × exp(± z √((SE₀/v₀)² + (SE₁/v₁)²)); no correction for finite populations",
        minimum: "10 answers in each wave, both values above 0",
        pitfalls: "It needs a true zero. On an index from 0 to 100 the value depends on where zero was put: the same change on the \
                   scale of the answers stands beside it. It is not computed for net scores, gaps and differences.",
        source: "delta method on the logarithm; own presentation",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections: |scope| selections(scope, &MEASURES[..2], true),
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |base: Base, reason: String| Measurement::not_estimable(METRIC.id(), selection, base, reason);
    let pair = match pair(scope, selection, MEASURES) {
        Ok(pair) => pair,
        Err(reason) => return none(Base::answers(0), reason),
    };
    let confidence = pair.wave.confidence();
    let weighted = pair.before.weighted || pair.now.weighted;
    let of = |weighted: bool| independent(&pair.against, &pair.before, &pair.now, weighted, confidence);
    let (Some(change), Ok((then, new))) = (of(weighted), pair.moments()) else {
        return none(pair.base(), "nobody answered in one of the waves".to_owned());
    };
    let Some((ratio, ends)) = change.ratio else {
        let reason = if pair.base().n < FEWEST {
            format!("a comparison needs {FEWEST} answers each time")
        } else {
            "one of the values is 0, so there is no ratio with an interval".to_owned()
        };
        return none(pair.base(), reason);
    };
    let interval = |ends: Option<(f64, f64)>| {
        ends.map(|(low, high)| Interval {
            low,
            high,
            kind: IntervalKind::Difference,
            method: "normal on the logarithm",
            confidence,
        })
    };
    let mut made = pair
        .measurement(METRIC.id(), selection, Ok(ratio))
        .interval(interval(ends).ok_or_else(|| "there is no interval".to_owned()))
        .working(
            format!("{} / {} = {}", put(new.mean), put(then.mean), fixed(ratio, 4)),
            vec![
                input("v₁", "value of the wave", new.mean),
                input("SE₁", "its standard error", new.error()),
                input("v₀", "value of the earlier wave", then.mean),
                input("SE₀", "its standard error", then.error()),
            ],
        );
    if weighted && let Some((plain, ends)) = of(false).and_then(|change| change.ratio) {
        made.unweighted = Some(crate::measure::measurement::Unweighted {
            estimate: plain,
            interval: interval(ends),
        });
    }
    made.notes.extend(
        change
            .notes
            .into_iter()
            .filter(|note| note.contains("where zero was put")),
    );
    let of_points = matches!(selection.get(Key::Metric), Some("M-SAT-6" | "M-SAT-7"));
    if of_points && made.notes.is_empty() {
        made = made.note("the ratio depends on where zero was put, which on an index is the lowest answer");
    }
    made
}
