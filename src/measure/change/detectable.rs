//! M-CHG-9: the smallest change that two waves of their sizes could have shown.

use super::{KEYS, pair, selections};
use crate::measure::measurement::{Base, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::change::{FEWEST, POWER, detectable, ends, visible};
use crate::measure::shape::sample::SampleSort;
use crate::measure::unit::{Unit, fixed, put};
use crate::stats::distribution::{normal_quantile, z};

/// Measures that it is computed for.
const MEASURES: &[&str] = &[
    "M-SAT-1", "M-SAT-4", "M-SAT-6", "M-SAT-5", "M-SAT-7", "M-SAT-2", "M-SAT-3",
];

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CHG-9",
        name: "Smallest detectable change",
        unit: Unit::Points,
        better: Better::Lower,
        definition: "The change that a test of these two waves would have found with a chance of 80 percent, had it been there. It \
                     tells how much \"no clear change\" may hide.",
        formula: "(1.960 + 0.842) √(p (1 − p) (1/n₁ + 1/n₀)) for shares, (1.960 + 0.842) √(SE₁² + SE₀²) for means and net scores",
        interval: "none: it is a property of the sizes and the spread",
        minimum: "10 answers in each wave",
        pitfalls: "It says nothing about the change that was seen. Rough for shares near 0 and 100 percent. Where a figure could neither rise \
                   nor fall by as much, no change could have been seen, and a note says so.",
        source: "Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections: |scope| selections(scope, &MEASURES[..4], false),
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |base: Base, reason: String| Measurement::not_estimable(METRIC.id(), selection, base, reason);
    let pair = match pair(scope, selection, MEASURES) {
        Ok(pair) => pair,
        Err(reason) => return none(Base::answers(0), reason),
    };
    if pair.base().n < FEWEST {
        return none(pair.base(), format!("a comparison needs {FEWEST} answers each time"));
    }
    let (then, new) = match pair.moments() {
        Ok(moments) => moments,
        Err(reason) => return none(pair.base(), reason),
    };
    let Some(least) = detectable(pair.now.sort, then, new, pair.wave.confidence()) else {
        return none(pair.base(), "the answers do not vary".to_owned());
    };
    let z = match z(pair.wave.confidence()) {
        Ok(z) => z,
        Err(why) => return none(pair.base(), why.reason()),
    };
    let chances = format!("({} + {})", put(z), put(normal_quantile(POWER)));
    // Of a share the error is that of both waves together, without a change; of everything else that of the difference.
    let (formula, own) = if pair.now.sort == SampleSort::Share {
        let share = (then.mean * then.base + new.mean * new.base) / (then.base + new.base) / 100.0;
        let of = put(share);
        (
            format!(
                "100 × {chances} × √({of} × (1 − {of}) × (1 / {} + 1 / {})) = {}",
                put(new.base),
                put(then.base),
                fixed(least, 4)
            ),
            Some(input("p", "share of both waves together", share)),
        )
    } else {
        (
            format!(
                "{chances} × √({}² + {}²) = {}",
                put(new.error()),
                put(then.error()),
                fixed(least, 4)
            ),
            None,
        )
    };
    let mut inputs = vec![
        input("n₁", "base of the wave, effective where weighted", new.base),
        input("SE₁", "standard error of the wave", new.error()),
        input("n₀", "base of the earlier wave", then.base),
        input("SE₀", "standard error of the earlier wave", then.error()),
    ];
    inputs.extend(own);
    let made = pair
        .measurement(METRIC.id(), selection, Ok(least))
        .interval(Err("a property of sizes and spread has no interval".to_owned()))
        .working(formula, inputs);
    match ends(pair.now.sort) {
        Some((low, high)) if least > then.mean - low || least > high - then.mean => {
            made.note(visible(least, 1, then.mean, Some((low, high))))
        }
        _ => made,
    }
}
