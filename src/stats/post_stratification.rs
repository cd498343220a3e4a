//! Weights that make the answers add up to a known population, cell by cell.

use crate::stats::design_effect::kish;
use crate::stats::estimate::{NotEstimable, computed};
use crate::stats::weighted::{domain, linearised_error};
use crate::stats::weighting_fault::WeightingFault;
use std::collections::BTreeMap;

/// Weights of the cells.
#[derive(Clone, PartialEq, Debug)]
pub struct PostStratification {
    /// Respondents of each cell of the population.
    pub respondents: BTreeMap<String, usize>,
    /// By what the base weights of a cell are multiplied: its population over the sum of its base weights.
    pub factors: BTreeMap<String, f64>,
    /// The final weight of each respondent, in their order. They sum to the population.
    pub weights: Vec<f64>,
}

/// A mean with such weights.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PostStratifiedMean {
    /// The mean.
    pub estimate: f64,
    /// Its standard error; not estimable from a single answer.
    pub standard_error: Result<f64, NotEstimable>,
}

/// How many respondents each cell of the population has, and respondents outside of it.
pub fn respondents(cells: &[&str], population: &BTreeMap<String, f64>) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = population.keys().map(|cell| (cell.clone(), 0)).collect();
    for cell in cells {
        if let Some(count) = counts.get_mut(*cell) {
            *count += 1;
        }
    }
    counts
}

/// Weights respondents by cell.
///
/// In: cell and base weight (1 where there is none) of each respondent, and the population of each cell as count or
/// share. Out: weights `N_h / sum of base weights in h`. Source: Holt and Smith, JRSS A 142 (1979) 33. Metric M-SMP-3
/// (`cell`). Corrects for the cells only: within a cell respondents are taken to be like the others.
///
/// Errors: a cell without respondents or without population, or a fault of the base weights.
///
/// ```
/// use tenfour::stats::post_stratification::post_stratify;
/// let population = [("a".to_owned(), 60.0), ("b".to_owned(), 40.0)].into();
/// let weighted = post_stratify(&["a", "a", "b", "b", "b"], &[1.0; 5], &population).unwrap();
/// assert_eq!(weighted.weights[0], 30.0);
/// let mean = weighted.mean(&["a", "a", "b", "b", "b"], &[1.0, 3.0, 5.0, 6.0, 7.0].map(Some)).unwrap();
/// assert!((mean.estimate - 3.6).abs() < 1e-12);
/// assert!((mean.standard_error.unwrap() - 0.519080383413248).abs() < 1e-12);
/// ```
pub fn post_stratify(
    cells: &[&str],
    base: &[f64],
    population: &BTreeMap<String, f64>,
) -> Result<PostStratification, WeightingFault> {
    if cells.len() != base.len() {
        return Err(NotEstimable::LengthsDiffer.into());
    }
    kish(base)?;
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for (cell, weight) in cells.iter().zip(base) {
        *sums.entry(cell).or_default() += weight;
    }
    let unknown: Vec<String> = sums
        .keys()
        .filter(|cell| !population.contains_key(**cell))
        .map(|cell| (*cell).to_owned())
        .collect();
    if !unknown.is_empty() {
        return Err(WeightingFault::NoPopulation { places: unknown });
    }
    let mut empty = Vec::new();
    let mut factors = BTreeMap::new();
    for (cell, size) in population {
        let sum = sums.get(cell.as_str()).copied().unwrap_or(0.0);
        if !size.is_finite() || *size < 0.0 || (*size == 0.0 && sum > 0.0) {
            return Err(WeightingFault::WrongPopulation { place: cell.clone() });
        }
        if sum > 0.0 {
            factors.insert(cell.clone(), computed(size / sum)?);
        } else if *size > 0.0 {
            empty.push(cell.clone());
        }
    }
    if !empty.is_empty() {
        return Err(WeightingFault::NoRespondents { places: empty });
    }
    // A cell may have respondents whose base weight is 0: they keep it.
    let weights: Vec<f64> = cells
        .iter()
        .zip(base)
        .map(|(cell, weight)| weight * factors.get(*cell).copied().unwrap_or(0.0))
        .collect();
    kish(&weights)?;
    Ok(PostStratification {
        respondents: respondents(cells, population),
        weights,
        factors,
    })
}

impl PostStratification {
    /// The weighted mean of an answer, with the same respondents in the same order.
    ///
    /// The standard error is linearised: only what varies within cells counts,
    /// `sqrt(n/(n-1) sum (w (y - mean of the cell))^2) / sum w`. As R's `survey::postStratify` with `svymean`.
    ///
    /// Respondents without the answer stay in their cell with a score of 0.
    ///
    /// Errors: nobody gave the answer, one is no finite number, or lists of different length.
    pub fn mean(&self, cells: &[&str], answers: &[Option<f64>]) -> Result<PostStratifiedMean, NotEstimable> {
        if cells.len() != self.weights.len() || answers.len() != self.weights.len() {
            return Err(NotEstimable::LengthsDiffer);
        }
        let cases: Vec<(f64, Option<f64>)> = self.weights.iter().copied().zip(answers.iter().copied()).collect();
        let (estimate, values) = domain(&cases)?;
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for ((cell, weight), value) in cells.iter().zip(&self.weights).zip(&values) {
            let sum = sums.entry(cell).or_default();
            *sum = (sum.0 + weight, sum.1 + weight * value);
        }
        let scores = cells
            .iter()
            .zip(&self.weights)
            .zip(&values)
            .map(|((cell, weight), value)| {
                let (of_weights, of_values) = sums[cell];
                // All weights of a cell may be 0, and then it adds nothing.
                if of_weights > 0.0 {
                    weight * (value - of_values / of_weights)
                } else {
                    0.0
                }
            });
        Ok(PostStratifiedMean {
            estimate,
            standard_error: linearised_error(scores),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn population(cells: &[(&str, f64)]) -> BTreeMap<String, f64> {
        cells.iter().map(|(cell, size)| ((*cell).to_owned(), *size)).collect()
    }

    #[test]
    fn faults_name_the_cell() {
        let fault = |cells: &[&str], known: &[(&str, f64)]| {
            post_stratify(cells, &vec![1.0; cells.len()], &population(known))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            fault(&["a"], &[("a", 1.0), ("b", 1.0), ("c", 2.0)]),
            "nobody answered in b, c: merge it with another"
        );
        assert_eq!(fault(&["a", "z"], &[("a", 1.0)]), "the population of z is not known");
        assert_eq!(fault(&["a"], &[("a", 0.0)]), "the population of a is not above 0");
        assert_eq!(fault(&[], &[]), "nobody answered");
    }

    #[test]
    fn a_missing_answer_leaves_its_respondent_in_the_cell() {
        // Three weights of 2 in one cell, mean 2 of the two answers; values -1/4, 1/4 and 0; the squares of the scores
        // -1/2, 1/2 and 0 sum to 1/2, times 3/2.
        let weighted = post_stratify(&["a"; 3], &[1.0; 3], &population(&[("a", 6.0)])).unwrap();
        let mean = weighted.mean(&["a"; 3], &[Some(1.0), Some(3.0), None]).unwrap();
        assert_eq!(mean.estimate, 2.0);
        assert!((mean.standard_error.unwrap() - 0.75_f64.sqrt()).abs() < 1e-12);
        assert!(weighted.mean(&["a"; 3], &[None; 3]).is_err());
    }

    proptest! {
        #[test]
        fn the_weights_of_a_cell_sum_to_its_population(
            people in prop::collection::vec((0usize..3, 0.2..4.0f64), 1..40), sizes in prop::array::uniform3(1.0..900.0f64),
        ) {
            let names = ["a", "b", "c"];
            let cells: Vec<&str> = people.iter().map(|(cell, _)| names[*cell]).collect();
            let base: Vec<f64> = people.iter().map(|(_, weight)| *weight).collect();
            let known = population(&[("a", sizes[0]), ("b", sizes[1]), ("c", sizes[2])]);
            if let Ok(weighted) = post_stratify(&cells, &base, &known) {
                for (cell, size) in &known {
                    let own = cells.iter().zip(&weighted.weights).filter(|(name, _)| *name == cell);
                    let sum: f64 = own.map(|(_, weight)| weight).sum();
                    prop_assert!((sum / size - 1.0).abs() < 1e-9);
                }
            }
        }
    }
}
