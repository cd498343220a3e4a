//! M-CHG-3: whether answers of one wave tend to lie above those of an earlier one, by their order alone.

use super::{KEYS, pair, selections};
use crate::measure::measurement::{Base, Change, ChangeWord, Measurement, Test, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::change::{FEWEST, alpha, word};
use crate::measure::unit::{Unit, fixed, p};
use crate::stats::rank_tests::mann_whitney;

/// Measures whose numbers are compared by order.
const MEASURES: &[&str] = &["M-SAT-3", "M-SAT-6", "M-SAT-7"];

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CHG-3",
        name: "Change by order",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "The probability that an answer of one wave lies above one of an earlier wave, equal ones counting half, with a \
                     test of whether it is one half. It uses the order of answers alone, not the distance between points.",
        formula: "U / (n₁ n₀), U the number of pairs in which the later answer is the higher one; Cliff's delta is 2 U / (n₁ n₀) − 1",
        interval: "none; the test is that of Mann and Whitney, with correction for ties and continuity, exact for small groups without ties",
        minimum: "10 answers in each wave to test, 30 to say a word",
        pitfalls: "It compares order and not medians. Weights are left out.",
        source: "Mann and Whitney, Annals of Mathematical Statistics 18 (1947)",
        clause: "10004:7.4,9001:9.1.3",
    },
    keys: KEYS,
    selections: |scope| selections(scope, &MEASURES[..1], false),
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
    let found = match mann_whitney(&pair.now.numbers(), &pair.before.numbers()) {
        Ok(found) => found,
        Err(why) => return none(pair.base(), why.reason()),
    };
    let mut inputs = vec![
        input("U", "pairs in which the later answer is the higher one", found.u_a),
        input("n₁", "answers of the wave", real(pair.now.each.len())),
        input("n₀", "answers of the earlier wave", real(pair.before.each.len())),
        input("δ", "Cliff's delta", found.cliffs_delta),
    ];
    let formula = format!(
        "{} / ({} × {}) = {}",
        fixed(found.u_a, 1),
        pair.now.each.len(),
        pair.before.each.len(),
        fixed(found.superiority, 4)
    );
    let tested = found.p_exact.or(found.p_asymptotic).map_err(|why| why.reason());
    let probability = pair.one_by_one().and(tested);
    inputs.extend(probability.iter().map(|p| input("p", "two-sided probability", *p)));
    let mut made = pair
        .measurement(METRIC.id(), selection, Ok(found.superiority))
        .interval(Err("the test gives no interval".to_owned()))
        .working(formula, inputs);
    let test = probability.map(|p| Test {
        name: "Mann-Whitney",
        statistic: Some(("U", found.u_a)),
        p,
        adjusted: None,
        alpha: alpha(pair.wave.confidence()),
    });
    let word = match &test {
        Ok(test) => word(
            test,
            found.cliffs_delta,
            pair.before.each.len().min(pair.now.each.len()),
        ),
        Err(_) => ChangeWord::NotTested,
    };
    made = match &test {
        Ok(test) => made.note(format!("{}: p {}", test.name, p(test.p))),
        Err(why) => made.note(format!("no test: {why}")),
    };
    // Chance alone would give one half.
    made.changes.push(Change {
        against: pair.against.clone(),
        before: 0.5,
        difference: Some(found.superiority - 0.5),
        interval: None,
        ratio: None,
        test: test.ok(),
        word,
        notes: vec!["one half stands for no difference".to_owned()],
    });
    made
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
