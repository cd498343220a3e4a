//! Which few categories make up most of the whole: the Pareto table.

use crate::stats::estimate::{NotEstimable, computed};
use std::collections::BTreeMap;

/// A row of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The category.
    pub category: String,
    /// Its count, or its sum of severities or costs.
    pub amount: f64,
    /// Its share and the share of all up to it, 0 to 1; not estimable where nothing was counted.
    pub shares: Result<(f64, f64), NotEstimable>,
}

/// The table.
#[derive(Clone, PartialEq, Debug)]
pub struct Pareto {
    /// The sum over all categories.
    pub total: f64,
    /// Rows from the largest to the smallest.
    pub rows: Vec<Row>,
    /// How many leading rows reach the threshold together.
    pub vital_few: Result<usize, NotEstimable>,
}

/// Sorts categories by amount.
///
/// In: the amount of each category, a threshold as a share (0.8), and the category that stands last whatever its
/// amount, such as `other`. Out: the table; equal amounts stand in order of their names. Source: Juran, Quality Control
/// Handbook, 1951. Metric M-PAR-1. For 20 cases or more; the order of nearly equal amounts is chance.
///
/// Errors: an amount that is negative or no finite number, or a threshold outside 0 to 1.
///
/// ```
/// use tenfour::stats::pareto::pareto;
/// let counts = [("billing", 6.0), ("delivery", 10.0), ("other", 12.0), ("advice", 6.0)];
/// let counts = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
/// let table = pareto(&counts, 0.8, Some("other")).unwrap();
/// let order: Vec<&str> = table.rows.iter().map(|row| row.category.as_str()).collect();
/// assert_eq!(order, ["delivery", "advice", "billing", "other"]);
/// ```
pub fn pareto(amounts: &BTreeMap<String, f64>, threshold: f64, last: Option<&str>) -> Result<Pareto, NotEstimable> {
    if amounts.values().any(|amount| !amount.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    if amounts.values().any(|amount| *amount < 0.0) {
        return Err(NotEstimable::OutOfRange("an amount"));
    }
    if !(0.0..=1.0).contains(&threshold) {
        return Err(NotEstimable::OutOfRange("the threshold"));
    }
    let mut order: Vec<(&String, f64)> = amounts.iter().map(|(name, amount)| (name, *amount)).collect();
    // The map is in order of names, and the sort keeps it where amounts are equal.
    order.sort_by(|a, b| {
        let stands_last = |name: &str| last == Some(name);
        stands_last(a.0).cmp(&stands_last(b.0)).then(b.1.total_cmp(&a.1))
    });
    // Summed in the order of the table, so that the last row is the whole exactly.
    let total = computed(order.iter().map(|(_, amount)| amount).sum())?;
    let mut sum = 0.0;
    let rows: Vec<Row> = order
        .into_iter()
        .map(|(category, amount)| {
            sum += amount;
            Row {
                category: category.clone(),
                amount,
                shares: if total > 0.0 {
                    Ok((amount / total, sum / total))
                } else {
                    Err(NotEstimable::NoEvents)
                },
            }
        })
        .collect();
    let reached = rows
        .iter()
        .position(|row| row.shares.is_ok_and(|(_, up_to)| up_to >= threshold));
    Ok(Pareto {
        total,
        vital_few: reached.map(|index| index + 1).ok_or(NotEstimable::NoEvents),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amounts(list: &[(&str, f64)]) -> BTreeMap<String, f64> {
        list.iter()
            .map(|(name, amount)| ((*name).to_owned(), *amount))
            .collect()
    }

    #[test]
    fn nothing_counted_has_an_order_and_no_shares() {
        let table = pareto(&amounts(&[("b", 0.0), ("a", 0.0)]), 0.8, None).unwrap();
        assert_eq!(table.rows[0].category, "a");
        assert_eq!(table.vital_few, Err(NotEstimable::NoEvents));
        assert!(pareto(&amounts(&[("a", -1.0)]), 0.8, None).is_err());
        assert!(pareto(&amounts(&[("a", f64::NAN)]), 0.8, None).is_err());
    }

    proptest! {
        #[test]
        fn shares_rise_to_the_whole(counts in prop::collection::btree_map("[a-e]{1,2}", 0u8..40, 1..12)) {
            let counts: BTreeMap<String, f64> = counts.into_iter().map(|(name, count)| (name, f64::from(count))).collect();
            let table = pareto(&counts, 0.8, None).unwrap();
            prop_assert!(table.rows.windows(2).all(|pair| pair[0].amount >= pair[1].amount));
            if table.total > 0.0 {
                let up_to: Vec<f64> = table.rows.iter().map(|row| row.shares.unwrap().1).collect();
                prop_assert!(up_to.windows(2).all(|pair| pair[0] <= pair[1]));
                prop_assert_eq!(up_to.last().copied(), Some(1.0));
                let few = table.vital_few.unwrap();
                prop_assert!(up_to[few - 1] >= 0.8 && (few == 1 || up_to[few - 2] < 0.8));
            }
        }
    }
}
