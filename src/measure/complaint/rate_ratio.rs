//! M-CHG-6: whether the complaint rate of a year differs from that of the year before.

use super::complaint_rate::{PER, counted};
use super::years;
use crate::measure::measurement::{Base, Interval, IntervalKind, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::rate;
use crate::measure::unit::{Unit, fixed, p, put};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CHG-6",
        name: "Change of a rate",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "Complaint rate of a period over that of an earlier one, with an exact test of whether both could be the same.",
        formula: "(k₁ / t₁) / (k₀ / t₀), with k complaints in t of exposure, 1 now and 0 before",
        interval: "exact: limits of Clopper and Pearson for k₁ of k₁ + k₀, turned into a ratio",
        minimum: "5 complaints in each period",
        pitfalls: "A lower rate of complaints may come from less complaining. A change that the test does not tell is no proof that \
               nothing changed. Complaints that come in clusters make the test too sure.",
        source: "Przyborowski, Wilenski 1940, Biometrika 31; Clopper, Pearson 1934.",
        clause: "10002:8.2,10004:7.4",
    },
    keys: &[Key::Segment, Key::Product, Key::Category, Key::Period, Key::Against],
    selections,
    measure,
};

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let years = years(scope);
    let pairs = years.windows(2).map(|pair| {
        Selection::all()
            .with(Key::Period, pair[1].to_string())
            .with(Key::Against, pair[0].to_string())
    });
    pairs.collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| {
        Measurement::not_estimable(
            "M-CHG-6",
            selection,
            Base::facts(0, "complaints in both periods"),
            reason,
        )
    };
    let (Some(_), Some(before)) = (selection.get(Key::Period), selection.get(Key::Against)) else {
        return none("a period and one to compare it with are needed".to_owned());
    };
    let now = selection.clone().without(Key::Against);
    let against = now.clone().with(Key::Period, before);
    let (now, then) = match (counted(scope, &now), counted(scope, &against)) {
        (Ok(now), Ok(then)) => (now.rate, then.rate),
        (Err(reason), _) | (_, Err(reason)) => return none(reason),
    };
    let change = rate::change(against, then, now, PER);
    let Some((ratio, ends)) = change.ratio else {
        return none("no complaint was received in either period".to_owned());
    };
    let base = Base::facts(
        usize::try_from(now.events + then.events).unwrap_or(usize::MAX),
        "complaints in both periods",
    );
    let probability = change.test.as_ref().map(|test| test.p);
    let estimate = if ratio.is_finite() {
        Ok(ratio)
    } else {
        Err("no complaint was received in the period before, so there is no ratio".to_owned())
    };
    #[expect(clippy::cast_precision_loss, reason = "complaints are far fewer than 2^53")]
    let (k1, k0) = (now.events as f64, then.events as f64);
    let mut inputs = vec![
        input("k₁", "complaints of the period", k1),
        input("t₁", "exposure of the period", now.exposure),
        input("k₀", "complaints before", k0),
        input("t₀", "exposure before", then.exposure),
    ];
    inputs.extend(probability.map(|p| input("p", "two-sided probability", p)));
    let mut formula = format!(
        "({} / {}) / ({} / {}) = {}",
        now.events,
        put(now.exposure),
        then.events,
        put(then.exposure),
        fixed(ratio, 4)
    );
    if let Some(probability) = probability {
        formula = format!("{formula}, exact p {}", p(probability));
    }
    let interval = ends.map(|(low, high)| Interval {
        low,
        high,
        kind: IntervalKind::Difference,
        method: "exact (Clopper-Pearson)",
        confidence: 0.95,
    });
    let mut made = Measurement::new("M-CHG-6", selection, base, estimate)
        .interval(interval.ok_or_else(|| "there is no interval".to_owned()))
        .working(formula, inputs);
    made.changes.push(change);
    made
}
