//! Internal consistency of a scale of several items.

use crate::stats::correlation::pearson;
use crate::stats::descriptive::summarize;
use crate::stats::distribution::{f_upper_quantile, tail};
use crate::stats::estimate::{Interval, NotEstimable, length, real};

/// How well the items of a scale go together, from complete answers.
#[derive(Clone, PartialEq, Debug)]
pub struct Reliability {
    /// How many respondents there are.
    pub n_total: u64,
    /// How many of them answered every item; the rest is left out.
    pub n: u64,
    /// How many items.
    pub k: u64,
    /// Cronbach's alpha; below 0 where items go against each other.
    pub alpha: Result<f64, NotEstimable>,
    /// The variances of the items summed up, and that of their sum: what alpha is made of.
    pub variances: Result<(f64, f64), NotEstimable>,
    /// Alpha of the items brought to one spread, from the mean of their correlations.
    pub standardized: Result<f64, NotEstimable>,
    /// The items in their order.
    pub items: Vec<Item>,
}

/// An item of a scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Item {
    /// Its correlation with the sum of the others.
    pub with_rest: Result<f64, NotEstimable>,
    /// Alpha of the others alone.
    pub alpha_if_deleted: Result<f64, NotEstimable>,
}

/// Cronbach's alpha and the analysis of items, from one list of answers a respondent; items that are worded the other way round
/// are turned before.
///
/// `alpha = k / (k - 1) (1 - sum s_i^2 / s_T^2)` on complete answers. An item that does not vary keeps its place in k. Source:
/// Cronbach, Psychometrika 16 (1951); metrics M-REL-1 and M-REL-2. Rises with k, and is no proof that the items measure one
/// thing.
///
/// Errors: respondents differ in their number of items, or an answer is no finite number.
///
/// ```
/// use tenfour::stats::reliability::reliability;
/// let rows = ["4544", "3323", "5554", "2332", "4455", "5455", "3233", "4443", "1222", "5545"];
/// let rows: Vec<Vec<Option<f64>>> = rows
///     .iter()
///     .map(|row| row.chars().map(|answer| answer.to_digit(10).map(f64::from)).collect())
///     .collect();
/// let found = reliability(&rows).unwrap();
/// assert!((found.alpha.unwrap() - 0.941611).abs() < 1e-6);
/// let interval = found.interval(0.95).unwrap();
/// assert!((interval.low - 0.846388).abs() < 1e-6 && (interval.high - 0.983711).abs() < 1e-6);
/// ```
pub fn reliability(rows: &[Vec<Option<f64>>]) -> Result<Reliability, NotEstimable> {
    let k = rows.first().map_or(0, Vec::len);
    if rows.iter().any(|row| row.len() != k) {
        return Err(NotEstimable::LengthsDiffer);
    }
    let complete: Vec<Vec<f64>> = rows.iter().filter_map(|row| row.iter().copied().collect()).collect();
    if complete.iter().flatten().any(|answer| !answer.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    let items: Vec<Vec<f64>> = (0..k)
        .map(|item| complete.iter().map(|row| row[item]).collect())
        .collect();
    let analysis = (0..k).map(|place| {
        let others: Vec<&[f64]> = all_but(&items, place);
        Item {
            with_rest: with_rest(&items[place], &others),
            alpha_if_deleted: alpha(&others),
        }
    });
    let all: Vec<&[f64]> = items.iter().map(Vec::as_slice).collect();
    Ok(Reliability {
        n_total: length(rows),
        n: length(&complete),
        k: k as u64,
        alpha: alpha(&all),
        variances: variances(&all),
        standardized: standardized(&all),
        items: analysis.collect(),
    })
}

impl Reliability {
    /// Feldt's interval of alpha: `1 - (1 - alpha) F(0.975)` to `1 - (1 - alpha) F(0.025)` with `n - 1` and `(n - 1)(k - 1)` degrees
    /// of freedom. Source: Feldt, Psychometrika 30 (1965). Assumes items of equal loading.
    ///
    /// Errors: alpha is not estimable, or the confidence does not lie between 0 and 1.
    pub fn interval(&self, confidence: f64) -> Result<Interval, NotEstimable> {
        let alpha = self.alpha?;
        let tail = tail(confidence)?;
        let (respondents, items) = (real(self.n - 1), real(self.k - 1));
        let limit = |tail: f64| 1.0 - (1.0 - alpha) * f_upper_quantile(tail, respondents, respondents * items);
        Ok(Interval {
            low: limit(tail),
            high: limit(1.0 - tail),
        })
    }
}

fn all_but(items: &[Vec<f64>], place: usize) -> Vec<&[f64]> {
    let others = items.iter().enumerate().filter(|(other, _)| *other != place);
    others.map(|(_, item)| item.as_slice()).collect()
}

/// The sum of the items for each respondent.
fn total(items: &[&[f64]]) -> Vec<f64> {
    let respondents = items.first().map_or(0, |item| item.len());
    (0..respondents)
        .map(|row| items.iter().map(|item| item[row]).sum())
        .collect()
}

/// Refuses what has no consistency at all.
fn enough(items: &[&[f64]]) -> Result<(), NotEstimable> {
    if items.len() < 2 {
        return Err(NotEstimable::SingleItem);
    }
    match length(items[0]) {
        found @ 0..2 => Err(NotEstimable::TooFew { needed: 2, found }),
        _ => Ok(()),
    }
}

fn alpha(items: &[&[f64]]) -> Result<f64, NotEstimable> {
    let (of_items, of_total) = variances(items)?;
    let k = real(length(items));
    Ok(k / (k - 1.0) * (1.0 - of_items / of_total))
}

fn variances(items: &[&[f64]]) -> Result<(f64, f64), NotEstimable> {
    enough(items)?;
    let variance = |values: &[f64]| summarize(values)?.sd.map(|sd| sd * sd);
    let of_total = variance(&total(items))?;
    if of_total <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    let mut of_items = 0.0;
    for item in items {
        of_items += variance(item)?;
    }
    Ok((of_items, of_total))
}

fn standardized(items: &[&[f64]]) -> Result<f64, NotEstimable> {
    enough(items)?;
    let mut sum = 0.0;
    for (place, left) in items.iter().enumerate() {
        for right in &items[place + 1..] {
            sum += pearson(left, right)?.r;
        }
    }
    let k = real(length(items));
    let mean = sum / (k * (k - 1.0) / 2.0);
    let below = 1.0 + (k - 1.0) * mean;
    if below <= 0.0 {
        return Err(NotEstimable::NoVariation);
    }
    Ok(k * mean / below)
}

fn with_rest(item: &[f64], others: &[&[f64]]) -> Result<f64, NotEstimable> {
    if others.is_empty() {
        return Err(NotEstimable::SingleItem);
    }
    Ok(pearson(item, &total(others))?.r)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&str]) -> Vec<Vec<Option<f64>>> {
        let row = |row: &&str| row.chars().map(|answer| answer.to_digit(10).map(f64::from)).collect();
        rows.iter().map(row).collect()
    }

    /// Section 18 of the metric catalogue.
    #[test]
    fn published_items() {
        let found = reliability(&rows(&[
            "4544", "3323", "5554", "2332", "4455", "5455", "3233", "4443", "1222", "5545",
        ]))
        .unwrap();
        assert!((found.standardized.unwrap() - 0.942_063).abs() < 1e-6);
        let published = [
            (0.926_801, 0.903_261),
            (0.818_182, 0.936_639),
            (0.853_605, 0.926_099),
            (0.855_063, 0.925_472),
        ];
        for (item, (with_rest, deleted)) in found.items.iter().zip(published) {
            assert!((item.with_rest.unwrap() - with_rest).abs() < 1e-6);
            assert!((item.alpha_if_deleted.unwrap() - deleted).abs() < 1e-6);
        }
    }

    #[test]
    fn incomplete_answers_are_counted_and_left_out() {
        let found = reliability(&rows(&["12", "2-", "34", "55"])).unwrap();
        assert_eq!((found.n_total, found.n, found.k), (4, 3, 2));
        assert_eq!(found.items[0].alpha_if_deleted, Err(NotEstimable::SingleItem));
    }

    #[test]
    fn nobody_and_nothing() {
        let nobody = reliability(&[]).unwrap();
        assert_eq!(
            (nobody.n_total, nobody.k, nobody.alpha),
            (0, 0, Err(NotEstimable::SingleItem))
        );
        assert!(nobody.interval(0.95).is_err());
        let one = reliability(&rows(&["123"])).unwrap();
        assert_eq!(one.alpha, Err(NotEstimable::TooFew { needed: 2, found: 1 }));
        assert_eq!(
            reliability(&rows(&["33", "33"])).unwrap().alpha,
            Err(NotEstimable::NoVariation)
        );
        assert_eq!(reliability(&rows(&["33", "3"])), Err(NotEstimable::LengthsDiffer));
    }
}
