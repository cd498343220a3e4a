//! M-QUA-2: how far two coders agree beyond chance.

use super::{KEYS, codings, selections};
use crate::measure::measurement::{Base, Drawn, Excluded, Interval, IntervalKind, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed, percent_beside, put};
use crate::stats::cohen_kappa::{Disagreement, cohen_kappa};
use std::collections::{BTreeMap, BTreeSet};

/// Below this the codebook needs work.
const WEAK: f64 = 0.6;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-QUA-2",
        name: "Agreement of coders",
        unit: Unit::Number,
        better: Better::Higher,
        definition: "Cohen's kappa of the themes that two coders gave to the same passages: the agreement beyond what chance would bring, over \
               the most that could be had beyond chance.",
        formula: "κ = (p_o − p_e) / (1 − p_e), with the agreement p_o and the agreement p_e expected by chance",
        interval: "Normal, from the large-sample variance (Fleiss, Cohen, Everitt 1969)",
        minimum: "10 passages coded twice to show (GR3), low base below 30; of the codings 20, or a tenth of all, are asked to be made twice",
        pitfalls: "Kappa is low where one theme is rare even if coders agree well. Coders who talked to one another agree too well.",
        source: "Cohen, Educational and Psychological Measurement 20, 1960; variance: Fleiss, Cohen, Everitt, Psychological Bulletin 72, \
               1969",
        clause: "10004:7.4",
    },
    keys: KEYS,
    selections,
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "codings are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let codings = codings(scope, selection);
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    let mut records = Vec::new();
    let mut hits = Vec::new();
    let mut unthemed = Vec::new();
    for coded in &codings {
        let Some(second) = &coded.coding.second_coder else {
            continue;
        };
        let (Some(first), Some(second)) = (&coded.coding.theme, &second.theme) else {
            unthemed.push(coded.record.id().to_owned());
            continue;
        };
        pairs.push((first.id(), second.id()));
        records.push(coded.record.id().to_owned());
        if first.id() == second.id() {
            hits.push(coded.record.id().to_owned());
        }
    }
    let themes: BTreeSet<&str> = pairs.iter().flat_map(|(first, second)| [*first, *second]).collect();
    let place: BTreeMap<&str, usize> = themes
        .iter()
        .enumerate()
        .map(|(place, theme)| (*theme, place))
        .collect();
    let mut table = vec![vec![0u64; themes.len()]; themes.len()];
    for (first, second) in &pairs {
        table[place[first]][place[second]] += 1;
    }
    let n = pairs.len();
    let base = Base::facts(n, "passages coded twice").of_share();
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, base.clone(), reason);
    let made = if n == 0 {
        none("no passage was coded twice".to_owned())
    } else {
        match cohen_kappa(&table, Disagreement::Alike, 0.95) {
            Err(why) => none(why.reason()),
            Ok(found) => match found.kappa {
                Err(why) => none(why.reason()),
                Ok(kappa) => {
                    let interval = Interval {
                        low: kappa.interval.low.max(-1.0),
                        high: kappa.interval.high.min(1.0),
                        kind: IntervalKind::Process,
                        method: "normal, large-sample variance",
                        confidence: 0.95,
                    };
                    let mut made = Measurement::new(METRIC.id(), selection, base.clone(), Ok(kappa.value))
                        .interval(if kappa.standard_error > 0.0 {
                            Ok(interval)
                        } else {
                            Err("the large-sample variance is 0".to_owned())
                        })
                        .working(
                            format!(
                                "({} − {}) / (1 − {}) = {}",
                                put(found.observed),
                                put(found.expected),
                                put(found.expected),
                                fixed(kappa.value, 4)
                            ),
                            vec![
                                input("p_o", "agreement", found.observed),
                                input("p_e", "agreement expected by chance", found.expected),
                            ],
                        );
                    // Of fewer than ten the number is not shown, and no advice follows from it (rule GR3).
                    if kappa.value < WEAK && n as u64 >= scope.limits.min_estimate {
                        made = made.note("below 0.6: revise the codebook and code again");
                    }
                    made
                }
            },
        }
    };
    let share = if codings.is_empty() {
        0.0
    } else {
        100.0 * n as f64 / codings.len() as f64
    };
    let made = if n > 0 && n < 20 && share < 10.0 {
        made.note(format!(
            "only {n} of {} codings were made twice; a tenth or 20 are asked for",
            codings.len()
        ))
    } else {
        made
    };
    made.note(format!(
        "{n} of {} codings were made twice{}",
        codings.len(),
        percent_beside(share, codings.len(), scope.limits)
    ))
    .without([Excluded::records("coded twice, once without a theme", unthemed)])
    .drawn(Drawn {
        records,
        hits,
        ..Drawn::default()
    })
}
