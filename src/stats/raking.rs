//! Weights that meet several margins of a population at once: raking, or iterative proportional fitting.

use crate::stats::design_effect::kish;
use crate::stats::estimate::NotEstimable;
use crate::stats::weighted::{domain, linearised_error};
use crate::stats::weighting_fault::WeightingFault;
use std::collections::BTreeMap;

/// The margins count as met when no weighted sum is further from its target, relative to the target.
const CLOSE: f64 = 1e-9;

/// How many rounds are done at most.
const ROUNDS: usize = 200;

/// A variable: its population, and the level of each respondent.
#[derive(Clone, PartialEq, Debug)]
pub struct Margin<'a> {
    /// The variable.
    pub name: &'a str,
    /// The population of each level as counts or shares, alike for all variables.
    pub targets: &'a BTreeMap<String, f64>,
    /// The level of each respondent; who has none is left out.
    pub levels: Vec<Option<&'a str>>,
}

/// Raked weights.
#[derive(Clone, PartialEq, Debug)]
pub struct Raked {
    /// The weight of each respondent, in their order; none where a level is missing. They sum to the population.
    pub weights: Vec<Option<f64>>,
    /// Rounds that were needed.
    pub rounds: usize,
    /// How many weights were cut before the last raking.
    pub trimmed: usize,
    /// For each variable the index of the level of each weighted respondent.
    levels: Vec<Vec<usize>>,
}

/// Weights respondents so that every margin is met.
///
/// In: variables, and the base weight of each respondent (1 where there is none). Out: weights. Each round multiplies
/// the weights of each level of each variable by target over sum, until every sum is within 1e-9 of its target,
/// relative to it. Source: Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427. Metric M-SMP-3
/// (`rake`). Corrects for the variables only, and not for how they go together.
///
/// Errors: a level without respondents or without target, totals that differ, no convergence within 200 rounds, or a
/// fault of the base weights.
///
/// ```
/// use tenfour::stats::raking::{Margin, rake};
/// let rows: Vec<&str> = ["1"; 50].into_iter().chain(["2"; 50]).collect();
/// let columns: Vec<&str> = [vec!["1"; 30], vec!["2"; 20], vec!["1"; 25], vec!["2"; 25]].concat();
/// let targets = |one: f64, two: f64| [("1".to_owned(), one), ("2".to_owned(), two)].into();
/// let (rows_known, columns_known) = (targets(40.0, 60.0), targets(45.0, 55.0));
/// let margins = [
///     Margin { name: "row", targets: &rows_known, levels: rows.into_iter().map(Some).collect() },
///     Margin { name: "column", targets: &columns_known, levels: columns.into_iter().map(Some).collect() },
/// ];
/// let raked = rake(&margins, &[1.0; 100]).unwrap();
/// let cell: f64 = raked.weights[..30].iter().flatten().sum();
/// assert!((cell - 20.408846).abs() < 5e-7);
/// assert!((raked.weights[0].unwrap() * 30.0 - 20.408846).abs() < 5e-7);
/// ```
pub fn rake(margins: &[Margin<'_>], base: &[f64]) -> Result<Raked, WeightingFault> {
    if margins.iter().any(|margin| margin.levels.len() != base.len()) {
        return Err(NotEstimable::LengthsDiffer.into());
    }
    let complete = |index: &usize| margins.iter().all(|margin| margin.levels[*index].is_some());
    let kept: Vec<usize> = (0..base.len()).filter(complete).collect();
    let mut weights: Vec<f64> = kept.iter().map(|index| base[*index]).collect();
    kish(&weights)?;
    let variables = margins
        .iter()
        .map(|margin| Variable::new(margin, &kept, &weights))
        .collect::<Result<Vec<_>, _>>()?;
    same_totals(margins)?;
    let rounds = fit(&variables, &mut weights)?;
    let mut all = vec![None; base.len()];
    for (index, weight) in kept.into_iter().zip(weights) {
        all[index] = Some(weight);
    }
    Ok(Raked {
        weights: all,
        rounds,
        trimmed: 0,
        levels: variables.into_iter().map(|variable| variable.levels).collect(),
    })
}

/// Rakes, cuts the weights to bounds and rakes once more.
///
/// The bounds hold for weights of mean 1 (0.3 and 3 by default, metric M-SMP-3). The margins are met exactly at the
/// end, so that single weights may lie a little outside the bounds again.
///
/// Errors: as [`rake`], or bounds that do not hold 1 between them.
pub fn rake_trimmed(margins: &[Margin<'_>], base: &[f64], bounds: (f64, f64)) -> Result<Raked, WeightingFault> {
    let (least, most) = bounds;
    if !(0.0..=1.0).contains(&least) || most.is_nan() || most < 1.0 {
        return Err(NotEstimable::OutOfRange("the pair of bounds for weights").into());
    }
    let raked = rake(margins, base)?;
    let mut trimmed = 0;
    let mut cut = Vec::with_capacity(base.len());
    for weight in raked.mean_one() {
        // A weight of 0 was given on purpose and stays.
        let inside = weight.map(|weight| {
            if weight > 0.0 {
                weight.clamp(least, most)
            } else {
                weight
            }
        });
        trimmed += usize::from(inside != weight);
        // Who is left out keeps no weight whatever the base says.
        cut.push(inside.unwrap_or(0.0));
    }
    Ok(Raked {
        trimmed,
        ..rake(margins, &cut)?
    })
}

impl Raked {
    /// The weights scaled so that their mean is 1.
    pub fn mean_one(&self) -> Vec<Option<f64>> {
        let count = self.weights.iter().flatten().count() as f64;
        let sum: f64 = self.weights.iter().flatten().sum();
        self.weights
            .iter()
            .map(|weight| weight.map(|weight| weight / (sum / count)))
            .collect()
    }

    /// The weighted mean of an answer and its standard error, over respondents that have a weight and gave the answer.
    ///
    /// The standard error is linearised through the raking: what the levels of the variables explain of the answer is
    /// taken out, in turns, before the rest counts. As R's `survey::rake` with `svymean`, which does the same ten
    /// turns. Who has a weight and gave no answer counts as a respondent outside the domain, with a score of 0.
    ///
    /// Errors: nobody gave the answer, one is no finite number, or lists of different length.
    pub fn mean(&self, answers: &[Option<f64>]) -> Result<(f64, Result<f64, NotEstimable>), NotEstimable> {
        if answers.len() != self.weights.len() {
            return Err(NotEstimable::LengthsDiffer);
        }
        let weighted = self.weights.iter().zip(answers);
        let cases: Vec<(f64, Option<f64>)> = weighted
            .filter_map(|(weight, answer)| Some(((*weight)?, *answer)))
            .collect();
        let (mean, mut rest) = domain(&cases)?;
        for levels in std::iter::repeat_n(&self.levels, 10).flatten() {
            let mut sums = vec![(0.0, 0.0); levels.iter().max().map_or(0, |most| most + 1)];
            for (level, value) in levels.iter().zip(&rest) {
                sums[*level] = (sums[*level].0 + value, sums[*level].1 + 1.0);
            }
            for (level, value) in levels.iter().zip(&mut rest) {
                *value -= sums[*level].0 / sums[*level].1;
            }
        }
        let scores = cases.iter().zip(&rest).map(|((weight, _), value)| weight * value);
        Ok((mean, linearised_error(scores)))
    }
}

/// A margin with its levels as indices.
struct Variable {
    targets: Vec<f64>,
    levels: Vec<usize>,
}

impl Variable {
    fn new(margin: &Margin<'_>, kept: &[usize], weights: &[f64]) -> Result<Self, WeightingFault> {
        let name = |level: &str| format!("{}={level}", margin.name);
        let known: BTreeMap<&str, usize> = margin.targets.keys().map(String::as_str).zip(0..).collect();
        let mut sums = vec![0.0; known.len()];
        let mut levels = Vec::with_capacity(kept.len());
        let mut unknown = std::collections::BTreeSet::new();
        for (index, weight) in kept.iter().zip(weights) {
            let level = margin.levels[*index].unwrap_or_default();
            match known.get(level) {
                Some(place) => {
                    sums[*place] += weight;
                    levels.push(*place);
                }
                None => drop(unknown.insert(name(level))),
            }
        }
        if !unknown.is_empty() {
            let places = unknown.into_iter().collect();
            return Err(WeightingFault::NoPopulation { places });
        }
        let mut empty = Vec::new();
        for ((level, target), sum) in margin.targets.iter().zip(&sums) {
            if !target.is_finite() || *target < 0.0 || (*target == 0.0 && *sum > 0.0) {
                return Err(WeightingFault::WrongPopulation { place: name(level) });
            }
            if *target > 0.0 && *sum == 0.0 {
                empty.push(name(level));
            }
        }
        if !empty.is_empty() {
            return Err(WeightingFault::NoRespondents { places: empty });
        }
        Ok(Self {
            targets: margin.targets.values().copied().collect(),
            levels,
        })
    }

    fn sums(&self, weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.targets.len()];
        for (level, weight) in self.levels.iter().zip(weights) {
            sums[*level] += weight;
        }
        sums
    }

    /// The largest relative distance of a sum from its target.
    fn deviation(&self, weights: &[f64]) -> f64 {
        let pairs = self
            .sums(weights)
            .into_iter()
            .zip(&self.targets)
            .filter(|(_, target)| **target > 0.0);
        largest(pairs.map(|(sum, target)| (sum / target - 1.0).abs()))
    }
}

/// Holds that all variables speak of the same population.
fn same_totals(margins: &[Margin<'_>]) -> Result<(), WeightingFault> {
    let total = |margin: &Margin<'_>| (margin.name.to_owned(), margin.targets.values().sum::<f64>());
    let mut totals = margins.iter().map(total);
    let Some(one) = totals.next() else { return Ok(()) };
    match totals.find(|other| (other.1 - one.1).abs() > CLOSE * one.1) {
        Some(other) => Err(WeightingFault::TotalsDiffer { one, other }),
        None => Ok(()),
    }
}

/// The largest of numbers from 0 on; what is no number counts as larger than all.
fn largest(numbers: impl Iterator<Item = f64>) -> f64 {
    let widened = |number: f64| if number.is_nan() { f64::INFINITY } else { number };
    numbers.map(widened).fold(0.0, f64::max)
}

fn fit(variables: &[Variable], weights: &mut [f64]) -> Result<usize, WeightingFault> {
    let mut deviation = f64::INFINITY;
    for round in 1..=ROUNDS {
        for variable in variables {
            let sums = variable.sums(weights);
            for (level, weight) in variable.levels.iter().zip(weights.iter_mut()) {
                if sums[*level] > 0.0 {
                    *weight *= variable.targets[*level] / sums[*level];
                }
            }
        }
        deviation = largest(variables.iter().map(|variable| variable.deviation(weights)));
        if deviation < CLOSE {
            return Ok(round);
        }
    }
    Err(WeightingFault::NoConvergence {
        rounds: ROUNDS,
        deviation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn targets(levels: &[(&str, f64)]) -> BTreeMap<String, f64> {
        levels
            .iter()
            .map(|(level, size)| ((*level).to_owned(), *size))
            .collect()
    }

    #[test]
    fn margins_that_contradict_the_answers_end_with_an_error() {
        // All men are young and all women old, and the population says otherwise.
        let (sex, age) = (
            targets(&[("m", 50.0), ("f", 50.0)]),
            targets(&[("y", 30.0), ("o", 70.0)]),
        );
        let margins = [
            Margin {
                name: "sex",
                targets: &sex,
                levels: vec![Some("m"), Some("f")],
            },
            Margin {
                name: "age",
                targets: &age,
                levels: vec![Some("y"), Some("o")],
            },
        ];
        let fault = rake(&margins, &[1.0, 1.0]).unwrap_err();
        assert!(
            matches!(fault, WeightingFault::NoConvergence { rounds: 200, .. }),
            "{fault}"
        );
    }

    #[test]
    fn the_design_effect_of_the_metric_catalogue() {
        let (rows, columns) = (
            targets(&[("1", 40.0), ("2", 60.0)]),
            targets(&[("1", 45.0), ("2", 55.0)]),
        );
        let cells = [("1", "1", 30), ("1", "2", 20), ("2", "1", 25), ("2", "2", 25)];
        let people: Vec<(&str, &str)> = cells
            .into_iter()
            .flat_map(|(r, c, n)| std::iter::repeat_n((r, c), n))
            .collect();
        let margins = [
            Margin {
                name: "row",
                targets: &rows,
                levels: people.iter().map(|(row, _)| Some(*row)).collect(),
            },
            Margin {
                name: "column",
                targets: &columns,
                levels: people.iter().map(|(_, column)| Some(*column)).collect(),
            },
        ];
        let raked = rake(&margins, &[1.0; 100]).unwrap();
        let weights: Vec<f64> = raked.weights.iter().flatten().copied().collect();
        assert!((kish(&weights).unwrap().design_effect - 1.074151).abs() < 5e-7);
        let of_cell = |from: usize, count: f64| weights[from] * count;
        for (got, want) in [
            (of_cell(0, 30.0), 20.408846),
            (of_cell(30, 20.0), 19.591154),
            (of_cell(50, 25.0), 24.591154),
            (of_cell(75, 25.0), 35.408846),
        ] {
            assert!((got - want).abs() < 5e-7, "{got} {want}");
        }
    }

    #[test]
    fn trimming_cuts_and_still_meets_the_margins() {
        let (sex, age) = (
            targets(&[("m", 90.0), ("f", 10.0)]),
            targets(&[("y", 60.0), ("o", 40.0)]),
        );
        let people = [
            ("m", "y"),
            ("m", "o"),
            ("f", "y"),
            ("f", "o"),
            ("f", "o"),
            ("f", "o"),
            ("f", "y"),
            ("f", "o"),
        ];
        let margins = [
            Margin {
                name: "sex",
                targets: &sex,
                levels: people.iter().map(|(sex, _)| Some(*sex)).collect(),
            },
            Margin {
                name: "age",
                targets: &age,
                levels: people.iter().map(|(_, age)| Some(*age)).collect(),
            },
        ];
        let raked = rake_trimmed(&margins, &[1.0; 8], (0.3, 3.0)).unwrap();
        assert!(raked.trimmed > 0);
        let men: f64 = raked.weights[..2].iter().flatten().sum();
        assert!((men - 90.0).abs() < 1e-6);
        assert!(rake_trimmed(&margins, &[1.0; 8], (1.5, 3.0)).is_err());
    }

    #[test]
    fn a_single_variable_is_raked_as_it_is_post_stratified() {
        // With one variable and equal weights in each level both linearisations take out the mean of the level.
        let sex = targets(&[("f", 4.0), ("m", 2.0)]);
        let levels = ["f", "f", "m", "m", "m"];
        let margins = [Margin {
            name: "sex",
            targets: &sex,
            levels: levels.map(Some).to_vec(),
        }];
        let answers = [Some(3.0), Some(5.0), Some(1.0), None, Some(4.0)];
        let (mean, error) = rake(&margins, &[1.0; 5]).unwrap().mean(&answers).unwrap();
        let other = crate::stats::post_stratification::post_stratify(&levels, &[1.0; 5], &sex).unwrap();
        let other = other.mean(&levels, &answers).unwrap();
        assert!((mean - other.estimate).abs() < 1e-12);
        assert!((error.unwrap() - other.standard_error.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn who_has_no_level_is_left_out() {
        let sex = targets(&[("m", 4.0)]);
        let margins = [Margin {
            name: "sex",
            targets: &sex,
            levels: vec![Some("m"), None],
        }];
        let raked = rake(&margins, &[1.0, 1.0]).unwrap();
        assert_eq!(raked.weights, [Some(4.0), None]);
        assert_eq!(raked.mean_one(), [Some(1.0), None]);
        assert_eq!(
            rake_trimmed(&margins, &[1.0, 1.0], (0.3, 3.0)).unwrap().weights,
            [Some(4.0), None]
        );
    }

    proptest! {
        #[test]
        fn every_margin_is_reproduced(
            people in prop::collection::vec((0usize..2, 0usize..3, 0.5..2.0f64), 0..40),
            men in 0.2..0.8f64, ages in prop::array::uniform3(0.2..1.0f64),
        ) {
            // Everybody who can exist does, so that any margins can be met.
            let corners = (0..2).flat_map(|sex| (0..3).map(move |age| (sex, age, 1.0)));
            let people: Vec<(usize, usize, f64)> = corners.chain(people).collect();
            let sum: f64 = ages.iter().sum();
            let sex = targets(&[("0", men), ("1", 1.0 - men)]);
            let age = targets(&[("0", ages[0] / sum), ("1", ages[1] / sum), ("2", ages[2] / sum)]);
            let names = ["0", "1", "2"];
            let margins = [
                Margin { name: "sex", targets: &sex, levels: people.iter().map(|person| Some(names[person.0])).collect() },
                Margin { name: "age", targets: &age, levels: people.iter().map(|person| Some(names[person.1])).collect() },
            ];
            let base: Vec<f64> = people.iter().map(|person| person.2).collect();
            let raked = rake(&margins, &base).unwrap();
            for margin in &margins {
                for (level, target) in margin.targets {
                    let own = margin.levels.iter().zip(&raked.weights).filter(|(name, _)| **name == Some(level));
                    let sum: f64 = own.filter_map(|(_, weight)| *weight).sum();
                    prop_assert!((sum / target - 1.0).abs() < 1e-8);
                }
            }
        }
    }
}
