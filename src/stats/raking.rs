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
    /// How many weights lie at an end of the bounds.
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

/// Weights respondents so that every margin is met and every weight lies within bounds, where both can be had.
///
/// The bounds hold for weights of mean 1 (0.3 and 3 by default, metric M-SMP-3). Each round scales the levels of each variable as
/// [`rake`] does, with the weights cut to the bounds: the factor of a level is the one by which its cut weights come to its target. What
/// was cut once may come back within the bounds later, so that the result is the weights nearest to the base weights that keep both,
/// whatever the order of the variables. A weight of 0 was given on purpose and stays. Source: Deville and Särndal, Journal of the
/// American Statistical Association 87 (1992) 376, the truncated multiplicative method.
///
/// Errors: as [`rake`], bounds that do not hold 1 between them, and [`WeightingFault::OutOfBounds`] where margins and bounds cannot both
/// be had.
///
/// ```
/// use tenfour::stats::raking::{Margin, rake_within};
/// let ages = |young: f64| [("old".to_owned(), 1.0 - young), ("young".to_owned(), young)].into();
/// let levels = |young: usize| ["young"].repeat(young).into_iter().chain(["old"].repeat(10 - young)).map(Some).collect();
/// let half = ages(0.5);
/// let margin = |young| [Margin { name: "age", targets: &half, levels: levels(young) }];
/// // Two young of ten stand for five: 2.5 each.
/// let raked = rake_within(&margin(2), &[1.0; 10], (0.3, 3.0)).unwrap();
/// assert!((raked.mean_one()[0].unwrap() - 2.5).abs() < 1e-9);
/// assert!(rake_within(&margin(2), &[1.0; 10], (0.3, 2.0)).is_err());
/// ```
pub fn rake_within(margins: &[Margin<'_>], base: &[f64], bounds: (f64, f64)) -> Result<Raked, WeightingFault> {
    let (least, most) = bounds;
    if !(0.0..=1.0).contains(&least) || most.is_nan() || most < 1.0 {
        return Err(NotEstimable::OutOfRange("the pair of bounds for weights").into());
    }
    let raked = rake(margins, base)?;
    let all = raked.mean_one();
    let free: Vec<f64> = all.iter().flatten().copied().collect();
    if free
        .iter()
        .all(|weight| *weight == 0.0 || (least..=most).contains(weight))
    {
        return Ok(raked);
    }
    let kept: Vec<usize> = (0..all.len()).filter(|index| all[*index].is_some()).collect();
    let mean: f64 = raked.weights.iter().flatten().sum::<f64>() / free.len() as f64;
    let unit: Vec<f64> = kept.iter().map(|index| base[*index]).collect();
    let mut variables = margins
        .iter()
        .map(|margin| Variable::new(margin, &kept, &unit))
        .collect::<Result<Vec<_>, _>>()?;
    for variable in &mut variables {
        for target in &mut variable.targets {
            *target /= mean;
        }
    }
    let cut = |scaled: f64| if scaled > 0.0 { scaled.clamp(least, most) } else { 0.0 };
    let mut scaled = free;
    let mut rounds = 0;
    let mut deviation = f64::INFINITY;
    while deviation >= CLOSE {
        rounds += 1;
        if rounds > ROUNDS {
            return Err(WeightingFault::OutOfBounds { bounds });
        }
        for variable in &variables {
            let mut members: Vec<Vec<f64>> = vec![Vec::new(); variable.targets.len()];
            for (level, weight) in variable.levels.iter().zip(&scaled) {
                if *weight > 0.0 {
                    members[*level].push(*weight);
                }
            }
            let factors = members
                .into_iter()
                .zip(&variable.targets)
                .map(|(weights, target)| factor(weights, *target, bounds))
                .collect::<Option<Vec<f64>>>()
                .ok_or(WeightingFault::OutOfBounds { bounds })?;
            for (level, weight) in variable.levels.iter().zip(&mut scaled) {
                *weight *= factors[*level];
            }
        }
        let weights: Vec<f64> = scaled.iter().map(|weight| cut(*weight)).collect();
        deviation = largest(variables.iter().map(|variable| variable.deviation(&weights)));
    }
    let is_held = |weight: f64| weight > 0.0 && !(least < weight && weight < most);
    let trimmed = scaled.iter().filter(|weight| is_held(**weight)).count();
    let mut weights = vec![None; base.len()];
    for (index, weight) in kept.into_iter().zip(&scaled) {
        weights[index] = Some(cut(*weight) * mean);
    }
    Ok(Raked {
        weights,
        rounds,
        trimmed,
        levels: raked.levels,
    })
}

/// The factor by which weights, cut to bounds, come to a target; none where the bounds leave no room for it.
///
/// The sum of the cut weights rises with the factor, in straight pieces between those at which a weight reaches an end.
fn factor(mut weights: Vec<f64>, target: f64, (least, most): (f64, f64)) -> Option<f64> {
    if weights.is_empty() {
        return Some(1.0);
    }
    let close = |sum: f64| (sum - target).abs() <= CLOSE * 1e-3 * target;
    let sum = |factor: f64| {
        weights
            .iter()
            .map(|weight| (factor * weight).clamp(least, most))
            .sum::<f64>()
    };
    if close(sum(1.0)) {
        return Some(1.0);
    }
    let mut ends: Vec<f64> = weights
        .iter()
        .flat_map(|weight| [least / weight, most / weight])
        .collect();
    ends.retain(|end| end.is_finite());
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    // The first end at which the sum is there or beyond; the piece before it holds the factor.
    let place = ends.partition_point(|end| sum(*end) < target && !close(sum(*end)));
    let high = *ends.get(place)?;
    if close(sum(high)) {
        return Some(high);
    }
    let low = *ends.get(place.checked_sub(1)?)?;
    let middle = 0.5 * (low + high);
    let (mut fixed, mut free) = (0.0, 0.0);
    weights.sort_by(f64::total_cmp);
    for weight in &weights {
        let there = middle * weight;
        if there <= least {
            fixed += least;
        } else if there >= most {
            fixed += most;
        } else {
            free += weight;
        }
    }
    (free > 0.0).then(|| (target - fixed) / free)
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
    fn bounds_are_kept_and_the_margins_met() {
        let half = |one: &str, other: &str| targets(&[(one, 50.0), (other, 50.0)]);
        let (sex, age) = (half("m", "f"), half("y", "o"));
        let cells = [("m", "y", 4), ("m", "o", 16), ("f", "y", 16), ("f", "o", 64)];
        let margins = margins_of([&sex, &age], people(&cells));
        let of_cells = |raked: &Raked| {
            let weights = raked.mean_one();
            [0, 4, 20, 36].map(|place| weights[place].unwrap())
        };
        let near = |got: [f64; 4], want: [f64; 4]| got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-6);
        // Sex and age go together by chance alone, so that raking makes 25 of each cell.
        let free = rake(&margins, &[1.0; 100]).unwrap();
        assert!(near(of_cells(&free), [6.25, 1.5625, 1.5625, 0.390_625]));
        // With 5 at most the four make 20, and the margins leave 30, 30 and 20 to the others. Cut and raked once they are at 5.3 again.
        let raked = rake_within(&margins, &[1.0; 100], (0.3, 5.0)).unwrap();
        assert!(
            near(of_cells(&raked), [5.0, 1.875, 1.875, 0.3125]),
            "{:?}",
            of_cells(&raked)
        );
        assert_eq!((raked.trimmed, free.trimmed), (4, 0));
        // With 4 at most the last cell would have to be at 0.25.
        let fault = rake_within(&margins, &[1.0; 100], (0.3, 4.0)).unwrap_err();
        assert!(
            matches!(fault, WeightingFault::OutOfBounds { bounds: (0.3, 4.0) }),
            "{fault}"
        );
        // Bounds that nothing touches change nothing.
        assert_eq!(rake_within(&margins, &[1.0; 100], (0.3, 7.0)), Ok(free));
        assert!(rake_within(&margins, &[1.0; 100], (1.5, 3.0)).is_err());
    }

    #[test]
    fn one_variable_leaves_no_room_for_bounds() {
        let size = targets(&[("a", 50.0), ("b", 30.0), ("c", 15.0), ("d", 5.0)]);
        let all = [("a", 10), ("b", 30), ("c", 20), ("d", 40)];
        let levels = all
            .into_iter()
            .flat_map(|(level, n)| std::iter::repeat_n(Some(level), n));
        let margins = [Margin {
            name: "size",
            targets: &size,
            levels: levels.collect(),
        }];
        assert!(rake_within(&margins, &[1.0; 100], (0.8, 2.0)).is_err());
        assert!(rake_within(&margins, &[1.0; 100], (0.125, 5.0)).is_ok());
    }

    /// Levels of people in two variables, with how many there are of each combination.
    fn people<'a>(cells: &[(&'a str, &'a str, usize)]) -> [Vec<Option<&'a str>>; 2] {
        let each = |of: fn(&(&'a str, &'a str, usize)) -> &'a str| {
            let levels = cells
                .iter()
                .flat_map(|cell| std::iter::repeat_n(Some(of(cell)), cell.2));
            levels.collect()
        };
        [each(|cell| cell.0), each(|cell| cell.1)]
    }

    fn margins_of<'a>(targets: [&'a BTreeMap<String, f64>; 2], levels: [Vec<Option<&'a str>>; 2]) -> [Margin<'a>; 2] {
        let [one, other] = levels;
        let margin = |name, targets, levels| Margin { name, targets, levels };
        [margin("sex", targets[0], one), margin("age", targets[1], other)]
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
            rake_within(&margins, &[1.0, 1.0], (0.3, 3.0)).unwrap().weights,
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
            let Ok(within) = rake_within(&margins, &base, (0.5, 2.0)) else { return Ok(()) };
            for weight in within.mean_one().into_iter().flatten() {
                prop_assert!((0.5 - 1e-8..=2.0 + 1e-8).contains(&weight), "{weight}");
            }
            for margin in &margins {
                for (level, target) in margin.targets {
                    let own = margin.levels.iter().zip(&within.weights).filter(|(name, _)| **name == Some(level));
                    let sum: f64 = own.filter_map(|(_, weight)| *weight).sum();
                    prop_assert!((sum / target - 1.0).abs() < 1e-8);
                }
            }
        }
    }
}
