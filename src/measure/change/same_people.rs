//! M-CHG-5: the change of the people who answered both times.

use super::{KEYS, of_change, pair, selections};
use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::change::{overlap, pairs, same_people};
use crate::measure::unit::{Unit, fixed, put};

/// Measures that people are followed by.
const MEASURES: &[&str] = &[
    "M-SAT-6", "M-SAT-1", "M-SAT-4", "M-SAT-7", "M-SAT-2", "M-SAT-3", "M-SAT-5",
];

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CHG-5",
        name: "Change of the same people",
        unit: Unit::Points,
        better: Better::Neither,
        definition: "The change of those who answered in both waves, matched by their pseudonym. It stands beside the comparison of \
                     the whole waves where they are more than a fifth of the smaller wave.",
        formula: "mean over people of x₁ − x₀; shares by those who changed sides",
        interval: "Student's t of the differences; McNemar's exact test of shares gives none",
        minimum: "10 people with both answers to test, 30 to say a word",
        pitfalls: "Those who answer twice are seldom like all: a change among them need not be one of all customers. Weights are left \
                   out. Who is there twice in one wave is nobody's pair.",
        source: "McNemar, Psychometrika 12 (1947); Student, Biometrika 6 (1908); Wilcoxon, Biometrics Bulletin 1 (1945)",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = selections(scope, &MEASURES[..4], false);
        all.retain(|selection| {
            pair(scope, selection, MEASURES).is_ok_and(|pair| overlap(&pair.before, &pair.now).is_some())
        });
        all
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |base: Base, reason: &str| Measurement::not_estimable(METRIC.id(), selection, base, reason);
    let pair = match pair(scope, selection, MEASURES) {
        Ok(pair) => pair,
        Err(reason) => return none(Base::answers(0), &reason),
    };
    let matched = pairs(&pair.before, &pair.now);
    let base = Base::answers(matched.len());
    if let Err(why) = pair.one_by_one() {
        return none(base, &why);
    }
    let confidence = pair.wave.confidence();
    let Some(change) = same_people(&pair.against, pair.now.sort, &matched, confidence) else {
        return none(base, "nobody can be found in both waves");
    };
    let formula = change.difference.map(|difference| {
        format!(
            "{} − {} = {} over {} people",
            put(change.before + difference),
            put(change.before),
            fixed(difference, 4),
            matched.len()
        )
    });
    let mut made = of_change(METRIC.id(), selection, &pair, change, confidence, "Student's t");
    made.base = base;
    for (_, rows) in &mut made.drawn_from.rows {
        *rows = matched.len();
    }
    let inputs = std::mem::take(&mut made.inputs);
    made.working(formula.unwrap_or_default(), inputs)
}
