//! M-CHG-1, M-CHG-2 and M-CHG-4: two waves taken for independent, by shares, by means and by net scores.

use super::{KEYS, of_change, pair, selections};
use crate::measure::measurement::{Base, Input, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::change::independent;
use crate::measure::shape::sample::Moments;
use crate::measure::unit::{Unit, fixed, put};

/// Shares that are compared.
const OF_SHARES: &[&str] = &["M-SAT-1", "M-SAT-5", "M-SAT-2"];

/// Means that are compared.
const OF_MEANS: &[&str] = &["M-SAT-6", "M-SAT-7", "M-SAT-3"];

/// Net scores that are compared.
const OF_SCORES: &[&str] = &["M-SAT-4"];

/// The metric of shares.
pub(super) const SHARES: Metric = Metric {
    about: About {
        id: "M-CHG-1",
        name: "Change of a share",
        unit: Unit::Points,
        better: Better::Neither,
        definition: "A share of one wave less the same share of an earlier one, in percentage points, with a test of whether both \
                     could be the same. Only where wording, scale and mode are the same.",
        formula: "100 × (p₁ − p₀); z = (p₁ − p₀) / √(p (1 − p) (1/n₁ + 1/n₀)) with the common share p; n / design effect where weighted",
        interval: "Newcombe's, from the Wilson intervals of both shares; no correction for finite populations",
        minimum: "10 answers in each wave to test, 30 to say a word; Fisher's exact test where a count below 5 is expected",
        pitfalls: "A change that the test does not tell is no proof that nothing changed: the smallest change it could have seen \
                   stands beside it. Where many people answered both times the test is too careful, and M-CHG-5 stands beside it.",
        source: "Newcombe, Statistics in Medicine 17 (1998); Fisher, Statistical Methods for Research Workers, 1934",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    // The least favourable points are compared on request, and beside their share.
    selections: |scope| selections(scope, &OF_SHARES[..2], true),
    measure: |scope, selection| measure(scope, selection, &SHARES, OF_SHARES, "Newcombe"),
};

/// The metric of means.
pub(super) const MEANS: Metric = Metric {
    about: About {
        id: "M-CHG-2",
        name: "Change of a mean",
        unit: Unit::ScalePoints,
        better: Better::Neither,
        definition: "A mean or index of one wave less the same of an earlier one, in its own points, with a test of whether both \
                     could be the same. Only where wording, scale and mode are the same.",
        formula: "m₁ − m₀; t = (m₁ − m₀) / √(s₁²/n₁ + s₀²/n₀); n / design effect where weighted",
        interval: "Welch's, with the degrees of freedom of Welch and Satterthwaite; no correction for finite populations",
        minimum: "10 answers in each wave to test, 30 to say a word",
        pitfalls: "It treats the steps of a scale as equally wide; M-CHG-3 looks at the order alone. Where many people answered both \
                   times the test is too careful, and M-CHG-5 stands beside it.",
        source: "Welch, Biometrika 34 (1947)",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections: |scope| selections(scope, OF_MEANS, true),
    measure: |scope, selection| measure(scope, selection, &MEANS, OF_MEANS, "Welch"),
};

/// The metric of net scores.
pub(super) const SCORES: Metric = Metric {
    about: About {
        id: "M-CHG-4",
        name: "Change of the net promoter score",
        unit: Unit::NetPromoterPoints,
        better: Better::Neither,
        definition: "The net promoter score of one wave less that of an earlier one, with a test of whether both could be the same. \
                     Only where wording, scale and mode are the same.",
        formula: "NPS₁ − NPS₀; z = (NPS₁ − NPS₀) / √(SE₁² + SE₀²)",
        interval: "difference ± z √(SE₁² + SE₀²); no correction for finite populations",
        minimum: "10 answers in each wave to test, 30 to say a word; about 100 for a difference that can be read",
        pitfalls: "The score moves widely at usual numbers of answers. A ratio of two scores means nothing, since its zero is arbitrary.",
        source: "variance of the multinomial distribution, Rocks, The American Statistician 70 (2016)",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections: |scope| selections(scope, OF_SCORES, true),
    measure: |scope, selection| measure(scope, selection, &SCORES, OF_SCORES, "normal"),
};

fn measure(
    scope: &Scope<'_>,
    selection: &Selection,
    metric: &Metric,
    measures: &[&str],
    method: &'static str,
) -> Measurement {
    let id = metric.id();
    let none = |base: Base, reason: String| Measurement::not_estimable(id, selection, base, reason);
    let pair = match pair(scope, selection, measures) {
        Ok(pair) => pair,
        Err(reason) => return none(Base::answers(0), reason),
    };
    let (then, new) = match pair.moments() {
        Ok(moments) => moments,
        Err(reason) => return none(pair.base(), reason),
    };
    let confidence = pair.wave.confidence();
    let weighted = pair.before.weighted || pair.now.weighted;
    let Some(change) = independent(&pair.against, &pair.before, &pair.now, weighted, confidence) else {
        return none(pair.base(), "nobody answered in one of the waves".to_owned());
    };
    let mut made = of_change(id, selection, &pair, change, confidence, method);
    let (formula, mut inputs) = working(then, new);
    inputs.append(&mut made.inputs);
    made = made.working(formula, inputs);
    if weighted
        && let Some(plain) = independent(&pair.against, &pair.before, &pair.now, false, confidence)
        && let Some(difference) = plain.difference
    {
        made.unweighted = Some(crate::measure::measurement::Unweighted {
            estimate: difference,
            interval: plain.interval.map(|(low, high)| crate::measure::measurement::Interval {
                low,
                high,
                kind: crate::measure::measurement::IntervalKind::Difference,
                method,
                confidence,
            }),
        });
    }
    made
}

/// The difference with its numbers put in.
fn working(then: Moments, new: Moments) -> (String, Vec<Input>) {
    let formula = format!(
        "{} − {} = {}",
        put(new.mean),
        put(then.mean),
        fixed(new.mean - then.mean, 4)
    );
    let inputs = vec![
        input("v₁", "value of the wave", new.mean),
        input("SE₁", "its standard error", new.error()),
        input("n₁", "its base, effective where weighted", new.base),
        input("v₀", "value of the earlier wave", then.mean),
        input("SE₀", "its standard error", then.error()),
        input("n₀", "its base, effective where weighted", then.base),
    ];
    (formula, inputs)
}
