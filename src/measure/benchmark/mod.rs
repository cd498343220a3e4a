//! Benchmarks: how a metric compares with the results of others.

mod rank;
mod score;

use super::indicator;
use super::measurement::{Measurement, Unweighted, input};
use super::metric::Metric;
use super::named;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::Record;
use crate::record::benchmark::{Benchmark, DefinitionMatch};
use crate::record::indicator::Indicator;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[score::METRIC, rank::METRIC];

/// By what comparisons with others are narrowed.
const KEYS: &[Key] = &[Key::Benchmark, Key::Survey, Key::Wave, Key::Period];

/// Each benchmark.
fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let each = scope.ledger.each::<Benchmark>();
    each.map(|(record, _)| Selection::all().with(Key::Benchmark, record.id()))
        .collect()
}

/// A benchmark with our own value of its metric.
struct Compared<'a> {
    record: &'a Record,
    benchmark: &'a Benchmark,
    own: Measurement,
    value: f64,
    peers: Vec<f64>,
}

/// The benchmark that a selection means, with our own value. Errors: why there is no comparison, in words.
fn compared<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<Compared<'a>, String> {
    let id = selection.get(Key::Benchmark).ok_or("no benchmark is chosen")?;
    let (record, benchmark) = scope
        .ledger
        .typed::<Benchmark>(id)
        .ok_or_else(|| format!("there is no benchmark `{id}`"))?;
    match benchmark.metric_definition_match {
        Some(DefinitionMatch::Identical | DefinitionMatch::Similar) => {}
        Some(DefinitionMatch::Different) => {
            return Err("the definitions differ, so that the numbers stand side by side without a score".to_owned());
        }
        None => return Err("whether the definitions match is not recorded".to_owned()),
    }
    let metric = benchmark.metric.as_deref().ok_or("the benchmark names no metric")?;
    let own = own(scope, metric, selection)?;
    let value = own.estimate.clone()?;
    let peers = benchmark
        .values
        .iter()
        .filter_map(|peer| peer.value.filter(|value| value.is_finite()))
        .collect();
    Ok(Compared {
        record,
        benchmark,
        own,
        value,
        peers,
    })
}

/// Our own value of a metric: on the survey, wave or period that is chosen, else the newest that the site measures as a whole.
fn own(scope: &Scope<'_>, metric: &str, selection: &Selection) -> Result<Measurement, String> {
    let chosen = selection.clone().without(Key::Benchmark);
    let Some(known) = named(scope.settings, metric) else {
        let (record, _) = scope
            .ledger
            .typed::<Indicator>(metric)
            .ok_or_else(|| format!("this version does not measure `{metric}`"))?;
        return Ok(indicator::measure(scope, record.id(), record.id(), &chosen));
    };
    if !chosen.is_empty() {
        return Ok(known.of(scope, &chosen));
    }
    const WHOLE: &[Key] = &[
        Key::Survey,
        Key::Wave,
        Key::Question,
        Key::Index,
        Key::Indicator,
        Key::Period,
    ];
    let end = |selection: &Selection| {
        let wave = selection.get(Key::Wave).and_then(|wave| scope.wave(wave));
        let asked = wave.and_then(|wave| wave.wave.field_end.or(wave.wave.field_start));
        asked.or_else(|| selection.days().map(|(_, end)| end))
    };
    let mut wholes: Vec<Selection> = known
        .selections(scope)
        .into_iter()
        .filter(|selection| selection.iter().all(|(key, _)| WHOLE.contains(&key)))
        .filter(|selection| end(selection).is_none_or(|end| end <= scope.as_of))
        .collect();
    // The newest first; of the same day the one that is written first.
    wholes.sort_by(|one, other| end(other).cmp(&end(one)).then_with(|| one.cmp(other)));
    wholes
        .iter()
        .map(|selection| known.of(scope, selection))
        .find(|measured| measured.estimate.is_ok())
        .ok_or_else(|| format!("`{metric}` has no value by this day"))
}

/// The standard error of our own value: from its spread or, of a share, from the share itself, where its inputs tell it.
///
/// Of a share `100 √(p (1 − p) / n)`, of a net promoter score `100 √((p + d − (p − d)²) / n)` in points (metrics M-SAT-1 and
/// M-SAT-4), n the effective base. A weighted score does not tell its weighted parts, so it has none here.
fn standard_error(own: &Measurement) -> Option<f64> {
    let value = |symbol: &str| {
        own.inputs
            .iter()
            .find(|input| input.symbol == symbol)
            .map(|input| input.value)
    };
    #[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
    let n = own.base.effective.unwrap_or(own.base.n as f64);
    if n <= 0.0 {
        return value("se");
    }
    let of_share = || {
        let share = own.estimate.as_ref().ok()? / 100.0;
        (value("x").is_some() && (0.0..=1.0).contains(&share)).then(|| 100.0 * (share * (1.0 - share) / n).sqrt())
    };
    let of_score = || {
        let (promoters, detractors) = (value("P")? / n, value("D")? / n);
        let apart = promoters - detractors;
        let variance = (promoters + detractors - apart * apart).max(0.0);
        own.unweighted.is_none().then(|| 100.0 * (variance / n).sqrt())
    };
    value("se")
        .or_else(|| value("s").map(|s| s / n.sqrt()))
        .or_else(of_share)
        .or_else(of_score)
}

impl Compared<'_> {
    /// A measurement of the comparison with what it rests on; where our own value is weighted, with what comes out without
    /// weights.
    fn beside(&self, made: Measurement, of: impl Fn(f64) -> Option<f64>) -> Measurement {
        let mut made = made.over(self.own.period);
        let plain = self.own.unweighted.as_ref().and_then(|plain| of(plain.estimate));
        made.unweighted = plain.map(|estimate| Unweighted {
            estimate,
            interval: None,
        });
        made.drawn_from = self.own.drawn_from.clone();
        made.drawn_from.beside.insert(0, self.record.id().to_owned());
        made.inputs.insert(0, input("x", "our own value", self.value));
        if self.benchmark.metric_definition_match == Some(DefinitionMatch::Similar) {
            made = made.note("the definitions are similar, not identical: small distances mean nothing");
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::said;

    const PEERS: &str = "
id: IND-A
kind: index
values: [{period: 2024-Q1, value: 50}, {period: 2025-Q1, value: 78.4}]
---
id: BMK-1
metric: IND-A
metric_definition_match: similar
values: [{value: 71}, {value: 73}, {value: 75}, {value: 76}, {value: 77}, {value: 79}, {value: 80}, {value: 82}, {value: 84}, {value: 86}]
---
id: BMK-2
metric: IND-A
metric_definition_match: different
values: [{value: 71}, {value: 73}]
---
id: BMK-3
metric: IND-A
metric_definition_match: identical
summary: {mean: 78.3, sd: 4.808557, count: 10}
---
id: BMK-4
metric: M-NONE-1
metric_definition_match: identical
values: [{value: 71}, {value: 73}, {value: 73}]
---
id: BMK-5
metric: IND-B
metric_definition_match: identical
values: [{value: 70, se: 4}]
---
id: IND-B
kind: mean
values: [{period: 2025-Q1, value: 75, sd: 30, n: 100}]
";

    fn of_benchmark(metric: &str, id: &str) -> Measurement {
        said(metric, &[(Key::Benchmark, id)], PEERS)
    }

    #[test]
    fn a_group_gives_score_and_rank() {
        // Reference values of the metric catalogue: 78.4 against ten peers.
        let score = of_benchmark("M-BMK-1", "BMK-1");
        assert!((score.estimate.unwrap() - 0.020796).abs() < 1e-6);
        assert!(score.notes[0].contains("similar"));
        assert_eq!(score.drawn_from.beside, ["BMK-1", "IND-A"]);
        assert_eq!(of_benchmark("M-BMK-2", "BMK-1").estimate, Ok(50.0));
        assert!((of_benchmark("M-BMK-1", "BMK-3").estimate.unwrap() - 0.020796).abs() < 1e-5);
    }

    #[test]
    fn a_single_figure_with_its_error_gives_a_score() {
        assert!((of_benchmark("M-BMK-1", "BMK-5").estimate.unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn shares_and_scores_have_an_error_of_their_own() {
        let of = |inputs: Vec<crate::measure::measurement::Input>, n: usize, value: f64| {
            let base = crate::measure::measurement::Base::answers(n);
            let made = Measurement::new("M-X-1", &Selection::all(), base, Ok(value));
            standard_error(&made.working("", inputs))
        };
        // 96 of 137: 100 √(0.7007 × 0.2993 / 137).
        let share = of(
            vec![input("x", "", 96.0), input("n", "", 137.0)],
            137,
            100.0 * 96.0 / 137.0,
        );
        assert!((share.unwrap() - 3.912_431).abs() < 1e-6);
        // Reference value of the metric catalogue, row "NPS".
        let score = of(vec![input("P", "", 70.0), input("D", "", 22.0)], 137, 35.036_496);
        assert!((score.unwrap() - 6.329_039).abs() < 1e-6);
        assert_eq!(of(Vec::new(), 137, 35.0), None);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        assert!(
            of_benchmark("M-BMK-1", "BMK-2")
                .estimate
                .unwrap_err()
                .contains("side by side")
        );
        assert!(
            of_benchmark("M-BMK-1", "BMK-4")
                .estimate
                .unwrap_err()
                .contains("M-NONE-1")
        );
        assert!(
            of_benchmark("M-BMK-2", "BMK-3")
                .estimate
                .unwrap_err()
                .contains("one by one")
        );
        assert!(of_benchmark("M-BMK-2", "BMK-5").estimate.unwrap_err().contains("5"));
        assert!(said("M-BMK-1", &[], PEERS).estimate.is_err());
        assert!(of_benchmark("M-BMK-1", "BMK-9").estimate.is_err());
    }
}
