//! M-CMP-21: whether complaints of one period take longer than those of another.

use super::time_to_resolution::times;
use super::years;
use crate::measure::measurement::{Base, Curve, Detail, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::duration::{self, TO_COMPARE};
use crate::measure::unit::{Unit, fixed, p};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-21",
        name: "Comparison of resolution times",
        unit: Unit::Statistic,
        better: Better::Neither,
        definition: "Whether the times to resolution of two periods could come from the same curve: the log-rank test over all days, open \
                 complaints counted.",
        formula: "χ² of the closed complaints of each period against those expected if both had one curve",
        interval: "none: the statistic of a test",
        minimum: "10 complaints in each period",
        pitfalls: "The later period has more open complaints and tells less. A test that does not tell is no proof that nothing changed. \
               Curves that cross may differ without the test seeing it: look at them.",
        source: "Mantel 1966; Peto, Peto 1972, Journal of the Royal Statistical Society A 135. Curves: Kaplan, Meier 1958.",
        clause: "10002:8.2,10002:8.3",
    },
    keys: &[
        Key::Segment,
        Key::Product,
        Key::Category,
        Key::Channel,
        Key::Severity,
        Key::Promise,
        Key::Period,
        Key::Against,
    ],
    selections: |scope| {
        let years = years(scope);
        let pairs = years.windows(2).map(|pair| {
            Selection::all()
                .with(Key::Period, pair[1].to_string())
                .with(Key::Against, pair[0].to_string())
        });
        pairs.collect()
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "complaints of both periods").at_least(2 * TO_COMPARE as u64);
    let none = |reason: String| Measurement::not_estimable("M-CMP-21", selection, base(0), reason);
    let (Some(period), Some(before)) = (selection.get(Key::Period), selection.get(Key::Against)) else {
        return none("a period and one to compare it with are needed".to_owned());
    };
    let now = selection.clone().without(Key::Against);
    let against = now.clone().with(Key::Period, before);
    let both = (against.days().zip(now.days())).map(|((from, _), (_, to))| (from, to));
    let (then, now) = match (times(scope, &against), times(scope, &now)) {
        (Ok(then), Ok(now)) => (then, now),
        (Err(reason), _) | (_, Err(reason)) => return none(reason),
    };
    let change = duration::change(against, &then, &now);
    let curves: Vec<Curve> = [(before, &then), (period, &now)]
        .into_iter()
        .filter_map(|(label, times)| duration::curve(label, times).ok())
        .collect();
    let estimate = match &change.test {
        Some(test) => Ok(test.statistic.map_or(0.0, |(_, value)| value)),
        None => Err(change.notes.last().cloned().unwrap_or_else(|| "not tested".to_owned())),
    };
    let mut made = Measurement::new("M-CMP-21", selection, base(then.len() + now.len()), estimate)
        .over(both)
        .over_values_in(Unit::Days);
    if let Some(test) = &change.test {
        let statistic = test.statistic.map_or(0.0, |(_, value)| value);
        made = made
            .working(
                format!("χ² = {}, p {}", fixed(statistic, 4), p(test.p)),
                vec![
                    input("χ²", "log-rank statistic", statistic),
                    input("p", "probability", test.p),
                ],
            )
            .interval(Err("the statistic of a test has no interval".to_owned()));
    }
    made.changes.push(change);
    made.detail(Detail::Survival(curves))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::ChangeWord;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn few_and_none_are_told() {
        let files = "
id: CMP-1
received_at: 2024-03-03T09:00:00Z
events: [{at: 2024-03-09T09:00:00Z, kind: closed}]
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
";
        let made = said("M-CMP-21", &[(Key::Period, "2025"), (Key::Against, "2024")], files);
        assert_eq!(made.changes[0].word, ChangeWord::TooFew);
        assert_eq!(
            made.estimate,
            Err("not tested: 1 and 1 cases, 10 are needed on each side".to_owned())
        );
        assert!(
            said("M-CMP-21", &[], files)
                .estimate
                .unwrap_err()
                .starts_with("a period")
        );
    }
}
