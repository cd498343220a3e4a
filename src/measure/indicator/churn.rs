//! M-RET-2: customers of the start of a period who left by its end, and why.

use super::retention::{self, KEYS, cohort, selections};
use crate::measure::measurement::{Base, Detail, Excluded, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-RET-2",
        name: "Churn",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of the customers on the first day of a period who left by its last day, with the reasons as recorded: the \
               rest of M-RET-1.",
        formula: "100 × x / n, with n customers on the first day and x of them who left",
        interval: retention::METRIC.about.interval,
        minimum: "1 customer; below 10 counts only",
        pitfalls: "Reasons are what was said or guessed when the customer left. Leaving because the need ceased is no dissatisfaction.",
        source: retention::METRIC.about.source,
        clause: "10004:7.3,9001:9.1.2",
    },
    keys: KEYS,
    selections,
    measure,
};

const WORDS: Words = Words::fact("customers who left", "customers on the first day").of_cases();

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let cohort = match cohort(scope, selection) {
        Ok(cohort) => cohort,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::cases(0, WORDS.of), reason),
    };
    let mut tally = Tally::default();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for (record, _, stayed) in &cohort.start {
        tally.count(record.id(), !stayed);
        if !stayed {
            let written = record.node.at("ended.reason").and_then(crate::yaml::node::Node::text);
            let reason = written.unwrap_or("no reason recorded").replace('_', " ");
            *reasons.entry(reason).or_default() += 1;
        }
    }
    let left = tally.above();
    #[expect(clippy::cast_precision_loss, reason = "customers are fewer than 2^53")]
    let mut parts: Vec<Part> = reasons
        .into_iter()
        .map(|(name, count)| Part {
            name,
            value: count as f64,
            share: Some(100.0 * count as f64 / left as f64),
            cumulative: None,
            of: Some((left, WORDS.hit)),
        })
        .collect();
    // Most frequent first; of equals the first in the alphabet.
    parts.sort_by(|one, other| other.value.total_cmp(&one.value));
    tally
        .measure(METRIC.id(), selection, WORDS)
        .without([Excluded::records("no first or last day", cohort.undated.clone())])
        .over(Some((cohort.from, cohort.to)))
        .detail(Detail::Parts(parts))
}
