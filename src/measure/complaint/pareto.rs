//! M-PAR-1: which few categories most complaints are about.

use super::{KEYS_AND_KIND, ids, population, real, whole_and_years};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::stats::pareto::pareto;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-PAR-1",
        name: "Pareto",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Categories by number of complaints, with the share of all down to each one. With the kind `severity` each complaint \
                 weighs its severity, with `cost` what it cost. The number shown is the share of the largest category.",
        formula: "100 × largest / all",
        interval: "none: a count of everything",
        minimum: "20 complaints",
        pitfalls: "`other` stands last whatever its size; above a tenth of all the list of categories is wanting. The order of bars that \
               are nearly equal is chance. Many small complaints may matter less than a few grave ones: look at the weighted version.",
        source: "Juran, Quality Control Handbook, 1951",
        clause: "10002:8.2",
    },
    keys: KEYS_AND_KIND,
    selections: |scope| {
        let mut all = whole_and_years(scope);
        all.extend(["severity", "cost"].map(|kind| Selection::all().with(Key::Kind, kind)));
        all
    },
    measure,
};

/// The category that stands last.
const OTHER: &str = "other";

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "complaints with a category").at_least(20);
    let none = |reason: String| Measurement::not_estimable("M-PAR-1", selection, base(0), reason);
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return none(reason),
    };
    let kind = selection.get(Key::Kind);
    if kind.is_some_and(|kind| !["severity", "cost"].contains(&kind)) {
        return none("complaints can be weighted by severity or cost".to_owned());
    }
    let mut amounts: BTreeMap<String, f64> = BTreeMap::new();
    let (mut counted, mut uncategorized, mut weightless) = (Vec::new(), Vec::new(), Vec::new());
    let mut currencies: BTreeSet<&str> = BTreeSet::new();
    for case in &population.cases {
        let Some(category) = case.category() else {
            uncategorized.push(case.id().to_owned());
            continue;
        };
        let weight = match kind {
            None => Some(1.0),
            Some("severity") => case.complaint.severity().map(f64::from),
            Some(_) => case.complaint.cost.as_ref().and_then(|cost| {
                currencies.extend(cost.currency.as_deref());
                cost.amount.filter(|amount| amount.is_finite() && *amount >= 0.0)
            }),
        };
        match weight {
            Some(weight) => {
                *amounts.entry(category.to_owned()).or_default() += weight;
                counted.push(*case);
            }
            None => weightless.push(case.id().to_owned()),
        }
    }
    if currencies.len() > 1 {
        return none("costs are written in several currencies".to_owned());
    }
    let excluded = [
        Excluded::records("without a category", uncategorized),
        Excluded::records("without a severity or cost", weightless),
    ];
    let n = counted.len();
    let table = match pareto(&amounts, 0.8, Some(OTHER)) {
        Ok(table) if table.total > 0.0 => table,
        Ok(_) => {
            return Measurement::not_estimable("M-PAR-1", selection, base(n), "there is nothing to put in order")
                .without(population.excluded)
                .without(excluded);
        }
        Err(why) => return none(why.reason()),
    };
    // Weighted by severity these are points and no complaints.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "severities are small whole numbers, of far fewer than 2^53 complaints"
    )]
    let points = (kind == Some("severity")).then_some((table.total as usize, "points of severity"));
    let parts: Vec<Part> = table
        .rows
        .iter()
        .map(|row| Part {
            name: row.category.clone(),
            value: row.amount,
            share: row.shares.as_ref().ok().map(|(share, _)| 100.0 * share),
            cumulative: row.shares.as_ref().ok().map(|(_, all)| 100.0 * all),
            of: points,
        })
        .collect();
    let largest = table
        .rows
        .iter()
        .find(|row| row.category != OTHER)
        .or(table.rows.first());
    let (name, amount) = largest.map_or(("", 0.0), |row| (row.category.as_str(), row.amount));
    let share = 100.0 * amount / table.total;
    let decimals = if kind == Some("cost") { 2 } else { 0 };
    let mut inputs = vec![
        input("largest", "of the largest category", amount),
        input("all", "of all categories", table.total),
    ];
    inputs.extend(
        table
            .vital_few
            .as_ref()
            .ok()
            .map(|few| input("few", "categories that make up 80 percent", real(*few))),
    );
    let other = amounts.get(OTHER).copied().unwrap_or(0.0);
    let mut made = Measurement::new("M-PAR-1", selection, base(n), Ok(share))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!(
                "{name}: 100 × {} / {} = {}",
                fixed(amount, decimals),
                fixed(table.total, decimals),
                fixed(share, 4)
            ),
            inputs,
        )
        .without(population.excluded.iter().cloned())
        .without(excluded)
        .drawn(Drawn::records(ids(&counted)))
        .detail(Detail::Parts(parts));
    if kind == Some("severity") {
        made = made.note(
            "each complaint counts as many points as its severity, so that one of the gravest weighs as much as several slight ones",
        );
    }
    if other > 0.1 * table.total {
        made = made.note("more than a tenth is `other`: the list of categories is wanting");
    }
    if let Some(currency) = currencies.first() {
        made = made.note(format!("costs in {currency}"));
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
category: price
assessment: {severity: 4}
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
category: payment
assessment: {severity: 1}
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
category: other
---
id: CMP-4
received_at: 2025-03-03T09:00:00Z
category: other
---
id: CMP-5
received_at: 2025-03-03T09:00:00Z
";

    fn order(keys: &[(Key, &str)]) -> Vec<(String, Option<f64>)> {
        match said("M-PAR-1", keys, FILES).detail {
            Detail::Parts(parts) => parts.into_iter().map(|part| (part.name, part.cumulative)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn other_stands_last_and_ties_by_name() {
        let told = |name: &str, share: f64| (name.to_owned(), Some(share));
        assert_eq!(
            order(&[]),
            [told("payment", 25.0), told("price", 50.0), told("other", 100.0)]
        );
        assert_eq!(
            order(&[(Key::Kind, "severity")]),
            [told("price", 80.0), told("payment", 100.0)]
        );
        let made = said("M-PAR-1", &[], FILES);
        assert_eq!(made.excluded[0].ids, ["CMP-5"]);
        assert!(made.notes[0].contains("`other`"));
    }

    #[test]
    fn nothing_has_no_order() {
        assert!(said("M-PAR-1", &[(Key::Kind, "cost")], FILES).estimate.is_err());
        assert!(said("M-PAR-1", &[(Key::Kind, "colour")], FILES).estimate.is_err());
        assert!(said("M-PAR-1", &[(Key::Period, "2023")], FILES).estimate.is_err());
    }
}
