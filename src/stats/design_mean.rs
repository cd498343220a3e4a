//! Means of stratified and clustered samples.

use crate::stats::estimate::{NotEstimable, computed, finite};
use std::collections::BTreeMap;

/// An answer and where the sample found it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sampled<'a> {
    /// The answer.
    pub value: f64,
    /// Its weight.
    pub weight: f64,
    /// The stratum; the same for all where there are none.
    pub stratum: &'a str,
    /// The sampling unit within the stratum; each answer its own where there are no clusters.
    pub unit: &'a str,
    /// How many sampling units the stratum has in the population; infinite where it is not known.
    pub population: f64,
}

/// The weighted mean and its standard error under the design.
///
/// `sum w y / sum w`; its variance sums over strata `(1 - n/N) n/(n-1) sum (z_i - mean z)^2` of the totals
/// `z_i = sum w (y - mean) / sum w` of the `n` sampled of `N` units. Sources: Cochran, Sampling Techniques, 3rd edition
/// 1977, chapters 5 and 9; as R's `survey::svymean`. Valid for samples drawn by chance, with several units in each
/// stratum.
///
/// Errors: no answers, weights that are negative or all 0, numbers that are not finite, or a population below the units
/// found. The standard error is not estimable where a stratum has a single unit and more in the population.
pub fn design_mean(sample: &[Sampled<'_>]) -> Result<(f64, Result<f64, NotEstimable>), NotEstimable> {
    let weights: Vec<f64> = sample.iter().map(|answer| answer.weight).collect();
    let values: Vec<f64> = sample.iter().map(|answer| answer.value).collect();
    finite(&values)?;
    let total = crate::stats::design_effect::kish(&weights)?.sum;
    let mean = computed(sample.iter().map(|answer| answer.weight * answer.value).sum::<f64>() / total)?;
    let mut strata: BTreeMap<&str, (f64, BTreeMap<&str, f64>)> = BTreeMap::new();
    for answer in sample {
        let (population, units) = strata
            .entry(answer.stratum)
            .or_insert((answer.population, BTreeMap::new()));
        if answer.population.is_nan() || answer.population != *population {
            return Err(NotEstimable::OutOfRange("the population of a stratum"));
        }
        *units.entry(answer.unit).or_default() += answer.weight * (answer.value - mean) / total;
    }
    let mut variance = Ok(0.0);
    for (population, units) in strata.values() {
        let n = units.len() as f64;
        if n > *population {
            return Err(NotEstimable::PopulationTooSmall);
        }
        let left = 1.0 - n / population;
        // All units of a stratum have been looked at: it adds nothing, however few they are.
        if left == 0.0 {
            continue;
        }
        if units.len() < 2 {
            variance = Err(NotEstimable::SingleUnitInStratum);
            continue;
        }
        let middle = units.values().sum::<f64>() / n;
        let spread: f64 = units.values().map(|unit| (unit - middle) * (unit - middle)).sum();
        variance = variance.map(|sum| sum + left * n / (n - 1.0) * spread);
    }
    Ok((mean, variance.and_then(|variance| computed(variance.sqrt()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::weighted::weighted_mean;

    #[test]
    fn one_stratum_without_clusters_is_the_weighted_mean() {
        let answers = [(10.0, 1.0), (4.0, 2.0), (7.0, 0.5), (8.0, 3.0)];
        let units = ["1", "2", "3", "4"];
        let sample: Vec<Sampled<'_>> = answers
            .iter()
            .zip(units)
            .map(|((value, weight), unit)| Sampled {
                value: *value,
                weight: *weight,
                stratum: "",
                unit,
                population: f64::INFINITY,
            })
            .collect();
        let (mean, error) = design_mean(&sample).unwrap();
        let plain = weighted_mean(&answers, 0.95).unwrap();
        assert!((mean - plain.estimate).abs() < 1e-12);
        assert!((error.unwrap() - plain.precision.unwrap().standard_error).abs() < 1e-12);
    }

    #[test]
    fn a_stratum_with_one_unit_has_no_error() {
        let one = Sampled {
            value: 3.0,
            weight: 1.0,
            stratum: "a",
            unit: "1",
            population: 9.0,
        };
        let (mean, error) = design_mean(&[one]).unwrap();
        assert_eq!((mean, error), (3.0, Err(NotEstimable::SingleUnitInStratum)));
        assert_eq!(design_mean(&[Sampled { population: 1.0, ..one }]).unwrap().1, Ok(0.0));
        assert_eq!(
            design_mean(&[Sampled { population: 0.0, ..one }]),
            Err(NotEstimable::PopulationTooSmall)
        );
    }
}
