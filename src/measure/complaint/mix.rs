//! M-CMP-17: what complaints are made of: categories, channels, products, segments, severities, causes.

use super::case::Case;
use super::recurrence::causes_of_complaints;
use super::{KEYS_AND_KIND, ids, population, real, years};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-17",
        name: "Mix",
        unit: Unit::Count,
        better: Better::Neither,
        definition: "How many complaints have each category, channel, product, severity, class of cause, or segment of a dimension, as \
                 `kind` says. What is not known has a line of its own. A complaint with causes of two classes counts in both.",
        formula: "count of each value, and its share of all complaints",
        interval: "none: a count of everything",
        minimum: "cells smaller than the smallest one are not shown to the public",
        pitfalls: "A larger share of one category may come from fewer complaints of the others: read it with the counts.",
        source: "FCA Handbook, DISP 1.10 (returns by product and cause)",
        clause: "10002:8.2",
    },
    keys: KEYS_AND_KIND,
    selections,
    measure,
};

/// What complaints can be split by, segments aside.
const KINDS: [&str; 5] = ["category", "channel", "product", "severity", "cause"];

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let dimensions: BTreeSet<&str> = scope
        .cases
        .iter()
        .flat_map(Case::segments)
        .map(|(dimension, _)| dimension)
        .collect();
    let kinds = KINDS
        .into_iter()
        .chain(dimensions.into_iter().filter(|dimension| !KINDS.contains(dimension)));
    let mut all = Vec::new();
    for kind in kinds {
        let whole = Selection::all().with(Key::Kind, kind);
        all.push(whole.clone());
        all.extend(
            years(scope)
                .into_iter()
                .map(|year| whole.clone().with(Key::Period, year.to_string())),
        );
    }
    all
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable("M-CMP-17", selection, Base::cases(0, "complaints"), reason);
    let Some(kind) = selection.get(Key::Kind) else {
        return none(format!(
            "`kind` says by what: {}, or a dimension of segments",
            KINDS.join(", ")
        ));
    };
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return none(reason),
    };
    let causes = causes_of_complaints(scope.ledger);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown = Vec::new();
    for case in &population.cases {
        let values = values(scope, case, kind, &causes);
        if values.is_empty() {
            unknown.push(case.id().to_owned());
        }
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let n = population.cases.len();
    let part = |name: String, count: usize| Part {
        name,
        value: real(count),
        share: (n > 0).then(|| 100.0 * real(count) / real(n)),
        cumulative: None,
        of: None,
    };
    let mut parts: Vec<Part> = counts.into_iter().map(|(name, count)| part(name, count)).collect();
    // Severities stand in their order, the rest by size.
    if kind != "severity" {
        parts.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.name.cmp(&b.name)));
    }
    if !unknown.is_empty() {
        parts.push(part("not known".to_owned(), unknown.len()));
    }
    Measurement::new("M-CMP-17", selection, Base::cases(n, "complaints"), Ok(real(n)))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(format!("{n} complaints by {kind}"), Vec::new())
        .without(population.excluded.iter().cloned())
        .drawn(Drawn::records(ids(&population.cases)))
        .detail(Detail::Parts(parts))
}

/// What a complaint is, by the kind of split; empty where it is not known.
fn values(scope: &Scope<'_>, case: &Case<'_>, kind: &str, causes: &BTreeMap<&str, BTreeSet<&str>>) -> BTreeSet<String> {
    let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
    match kind {
        "category" => one(case.category()),
        "channel" => one(case.channel()),
        "product" => one(case.product()),
        "severity" => case
            .complaint
            .severity()
            .map(|severity| severity.to_string())
            .into_iter()
            .collect(),
        "cause" => {
            let of_case = causes.get(case.id()).into_iter().flatten();
            let class = |cause: &&str| {
                let (_, record) = scope.ledger.find(cause)?;
                Some(record.node.get("class")?.text()?.to_owned())
            };
            of_case.filter_map(class).collect()
        }
        dimension => case
            .segments()
            .filter(|(of, _)| *of == dimension)
            .map(|(_, segment)| segment.to_owned())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn what_is_not_known_has_a_line_of_its_own() {
        let files = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
category: price
causes: [CAU-1, CAU-2]
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
category: payment
product: unknown
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
category: payment
---
id: CAU-1
class: information
---
id: CAU-2
class: information
";
        let parts = |kind: &str| match said("M-CMP-17", &[(Key::Kind, kind)], files).detail {
            Detail::Parts(parts) => parts
                .into_iter()
                .map(|part| (part.name, part.value))
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let told = |pairs: &[(&str, f64)]| {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value))
                .collect::<Vec<_>>()
        };
        assert_eq!(parts("category"), told(&[("payment", 2.0), ("price", 1.0)]));
        assert_eq!(parts("product"), told(&[("not known", 3.0)]));
        assert_eq!(parts("cause"), told(&[("information", 1.0), ("not known", 2.0)]));
        assert!(said("M-CMP-17", &[], files).estimate.is_err());
    }
}
