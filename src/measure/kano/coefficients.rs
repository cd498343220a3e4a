//! M-KAN-2: how much satisfaction a characteristic can add, and how much its lack can take.

use super::{KEYS, pairs, selections};
use crate::measure::measurement::{Base, Detail, Excluded, Interval, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{kind_of_interval, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share;
use crate::measure::unit::{Unit, fixed};
use crate::stats::kano::Category;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-KAN-2",
        name: "Better and worse",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "How much satisfaction a characteristic can add when it is there (better, 0 to 1); beside it how much its lack can \
                     take (worse, −1 to 0).",
        formula: "better = (A + O) / (A + O + M + I); worse = −(O + M) / (A + O + M + I)",
        interval: "Wilson score of each share, over the base that the finite population leaves (GR8)",
        minimum: "20 people who answered both; 50 to look at parts",
        pitfalls: "It hides that groups of customers differ: look at the parts. Reverse and questionable answers are left out and counted.",
        source: "Berger and others, Center for Quality of Management Journal 2(4) (1993)",
        clause: "10004:7.2,10004:Annex B",
    },
    keys: KEYS,
    selections,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let pairs = match pairs(scope, selection) {
        Ok(pairs) => pairs,
        Err(reason) => return none(reason),
    };
    if let Some(why) = pairs.too_few() {
        return pairs.measurement(METRIC.id(), selection, Err(why));
    }
    let confidence = pairs.wave.confidence();
    let both = pairs
        .tally
        .better(confidence)
        .and_then(|better| Ok((better, pairs.tally.worse(confidence)?)));
    let (better, worse) = match both {
        Ok(both) => both,
        Err(why) => return pairs.measurement(METRIC.id(), selection, Err(why.reason())),
    };
    let origin = origin(pairs.wave, selection);
    // Those that are left out are no part of the base.
    let valid = Category::ALL[..4]
        .iter()
        .map(|category| pairs.tally.of(*category))
        .sum::<u64>();
    let valid = usize::try_from(valid).unwrap_or(usize::MAX);
    let ends = |share: f64| {
        kind_of_interval(origin)?;
        share::interval(share, valid, origin, 1.0, confidence)
    };
    let of_better = ends(better.value).map(|found| Interval {
        low: found.low / 100.0,
        high: found.high / 100.0,
        ..found
    });
    // Adding 0 keeps an end of nothing from being written with a sign.
    let of_worse = ends(-worse.value).map(|found| Interval {
        low: 0.0 - found.high / 100.0,
        high: 0.0 - found.low / 100.0,
        ..found
    });
    let count = |category: Category| pairs.tally.of(category);
    let small = |category: Category| f64::from(u32::try_from(count(category)).unwrap_or(u32::MAX));
    let row = |name: &str, value: f64, interval: &Result<Interval, String>| {
        let end = |of: fn(&Interval) -> f64| match interval {
            Ok(found) => RowCell::Number(of(found), 3),
            Err(_) if origin.kind().is_ok() => RowCell::Nothing("no sampling error"),
            Err(_) => RowCell::Nothing("not drawn by chance"),
        };
        Row {
            name: name.to_owned(),
            cells: vec![
                RowCell::Number(value, 3),
                end(|found| found.low),
                end(|found| found.high),
            ],
            n: Some(pairs.n()),
        }
    };
    let rows = vec![
        row("Better", better.value, &of_better),
        row("Worse", worse.value, &of_worse),
    ];
    let [a, o, m, i] = [
        Category::Attractive,
        Category::OneDimensional,
        Category::MustBe,
        Category::Indifferent,
    ]
    .map(count);
    let four = format!("({a} + {o} + {m} + {i})");
    let out = count(Category::Reverse) + count(Category::Questionable);
    let mut inputs = vec![
        input("A", "attractive", small(Category::Attractive)),
        input("O", "one-dimensional", small(Category::OneDimensional)),
        input("M", "must-be", small(Category::MustBe)),
        input("I", "indifferent", small(Category::Indifferent)),
        input("worse", "what its lack can take", worse.value),
    ];
    inputs.extend(share::interval_base(valid as u64, 1.0, origin.population()));
    pairs
        .measurement(METRIC.id(), selection, Ok(better.value))
        .interval(of_better)
        .working(
            format!(
                "better ({a} + {o}) / {four} = {}; worse −({o} + {m}) / {four} = {}",
                fixed(better.value, 4),
                fixed(worse.value, 4)
            ),
            inputs,
        )
        .without([Excluded::count(
            "answers that are reverse or questionable",
            usize::try_from(out).unwrap_or(usize::MAX),
        )])
        .note(match (better.value >= 0.5, worse.value <= -0.5) {
            (true, true) => "quarter: one-dimensional",
            (true, false) => "quarter: attractive",
            (false, true) => "quarter: must-be",
            (false, false) => "quarter: indifferent",
        })
        .detail(Detail::Rows(Rows {
            heads: ["Coefficient", "From", "To"].map(str::to_owned).to_vec(),
            rows,
        }))
}
