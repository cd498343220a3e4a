//! M-GAP-3: what the organization believes is expected less what it holds itself to.

use super::scale;
use super::understanding::{assumed, chosen, lower_is_better, of};
use crate::measure::measurement::{Base, Drawn, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed, put};
use crate::record::characteristic::Characteristic;
use crate::record::promise::Promise;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-3",
        name: "Standard gap",
        unit: Unit::AsRecorded,
        better: Better::Lower,
        definition: "The level that the organization believes customers expect less the level it promises or holds itself to, in their \
                     common unit, turned so that more demanding is higher. Above zero the standard is below what is known to be expected.",
        formula: "level assumed − level of the promise that answers the expectation, else of the internal standard",
        interval: "none: two values that were set",
        minimum: "one expectation with an assumed level, and a standard in the same unit",
        pitfalls: "A standard may be below an expectation for good reasons; that it is a gap says only that somebody should know.",
        source: "own, after Parasuraman, Zeithaml, Berry, Journal of Marketing 49 (1985)",
        clause: "10004:7.2,10001:6.2",
    },
    keys: &[Key::Segment, Key::Characteristic],
    selections,
    measure,
};

/// A level that the organization holds itself to.
struct Standard {
    value: f64,
    unit: String,
    record: String,
}

/// What answers an expectation: a promise, else the internal standard of the characteristic.
fn standards(scope: &Scope<'_>, expectation: &str, characteristic: &str) -> Vec<Standard> {
    let promises = scope.ledger.each::<Promise>().filter_map(|(record, promise)| {
        let answers = promise.expectation.iter().any(|answered| answered.id() == expectation);
        let level = promise.level.as_ref().filter(|_| answers)?;
        Some(Standard {
            value: level.value?,
            unit: level.unit.clone()?,
            record: record.id().to_owned(),
        })
    });
    let internal = scope
        .ledger
        .typed::<Characteristic>(characteristic)
        .and_then(|(record, one)| {
            let standard = one.internal_standard.as_ref()?;
            Some(Standard {
                value: standard.level?,
                unit: standard.unit.clone()?,
                record: record.id().to_owned(),
            })
        });
    promises.chain(internal).collect()
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all: Vec<Selection> = assumed(scope)
        .into_iter()
        .filter_map(|(record, expectation)| {
            let selection = of(expectation)?;
            let characteristic = selection.get(Key::Characteristic)?;
            (!standards(scope, record.id(), characteristic).is_empty()).then_some(selection.clone())
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "standards"), reason);
    let (record, expectation, _) = match chosen(scope, selection) {
        Ok(chosen) => chosen,
        Err(reason) => return none(reason),
    };
    let Some(level) = &expectation.level_assumed else {
        return none("no level was assumed".to_owned());
    };
    let Some(believed) = level.value else {
        return none("no level was assumed".to_owned());
    };
    let standards = standards(
        scope,
        record.id(),
        selection.get(Key::Characteristic).unwrap_or_default(),
    );
    if standards.is_empty() {
        return none("neither a promise nor an internal standard answers it".to_owned());
    }
    let of_unit = |standard: &&Standard| level.unit.as_deref() == Some(standard.unit.as_str());
    let Some(standard) = standards.iter().find(of_unit) else {
        let is_rating = scale(level.scale.as_ref()).is_some();
        let assumed = level
            .unit
            .as_deref()
            .unwrap_or(if is_rating { "points of a rating" } else { "no unit" });
        return none(format!(
            "the level is assumed in {assumed} and the standard set in {}",
            standards[0].unit
        ));
    };
    let sign = if lower_is_better(scope, selection) { -1.0 } else { 1.0 };
    let gap = sign * (believed - standard.value);
    // No minus before a zero.
    let gap = if gap.abs() > 0.0 { gap } else { 0.0 };
    let turned = if sign < 0.0 {
        ", turned since lower is better"
    } else {
        ""
    };
    let mut drawn = Drawn::records(vec![record.id().to_owned()]);
    drawn.beside.push(standard.record.clone());
    Measurement::new(METRIC.id(), selection, Base::facts(1, "standards"), Ok(gap))
        .interval(Err("two values that were set have no interval".to_owned()))
        .working(
            format!(
                "{} − {} = {} {}{turned}",
                put(believed),
                put(standard.value),
                fixed(gap, 2),
                standard.unit
            ),
            vec![
                input("U", "level assumed", believed),
                input("S", "level of the standard", standard.value),
            ],
        )
        .drawn(drawn)
        .note(format!(
            "in {}; above zero: the standard is below what is known to be expected",
            standard.unit
        ))
}
