//! A share of a base: so many of so many.

use crate::measure::answers::{Groups, NO_GROUPS};
use crate::measure::compare;
use crate::measure::measurement::{
    Base, BaseSort, Change, ChangeWord, Input, Interval, IntervalKind, Measurement, Unweighted, input,
};
use crate::measure::selection::Selection;
use crate::measure::unit::{fixed, put};
use crate::stats::proportion;

/// Where the counts of a share come from; decides which interval it may have (rules GR7, GR8, GR16).
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Origin {
    /// A sample drawn by chance, with the size of its population where it is known.
    Sample(Option<u64>),
    /// The same drawn in whole groups whose members resemble each other; nothing of the groups where it is not written.
    Groups(Option<u64>, Option<Groups>),
    /// Everybody was asked and not all answered; with the size of the population.
    Census(Option<u64>),
    /// People who were not drawn by chance: no margin of error.
    NotByChance,
    /// A register that holds every case: the interval is one of the process.
    Register,
    /// A count of everything that is not read as a process either: no interval.
    Fact,
}

impl Origin {
    /// What may be read into an interval. Errors: why there is none.
    pub fn kind(self) -> Result<IntervalKind, String> {
        match self {
            Self::Sample(_) | Self::Groups(_, Some(_)) => Ok(IntervalKind::Sampling),
            Self::Groups(_, None) => Err(NO_GROUPS.to_owned()),
            Self::Census(_) => Ok(IntervalKind::Census),
            Self::Register => Ok(IntervalKind::Process),
            Self::NotByChance => Err(NOT_BY_CHANCE.to_owned()),
            Self::Fact => Err("a count of everything has no sampling error".to_owned()),
        }
    }

    /// Size of the population, where it is known.
    pub fn population(self) -> Option<u64> {
        match self {
            Self::Sample(population) | Self::Groups(population, _) | Self::Census(population) => population,
            Self::NotByChance | Self::Register | Self::Fact => None,
        }
    }

    /// The same of a population whose size is not known.
    pub fn of_some(self) -> Self {
        match self {
            Self::Sample(_) => Self::Sample(None),
            Self::Groups(_, groups) => Self::Groups(None, groups),
            Self::Census(_) => Self::Census(None),
            Self::NotByChance | Self::Register | Self::Fact => self,
        }
    }

    /// By how much the way of drawing raises the variance of so many answers (rule GR8).
    pub fn effect(self, n: usize) -> f64 {
        match self {
            Self::Groups(_, Some(groups)) => groups.effect(n),
            Self::Sample(_)
            | Self::Groups(_, None)
            | Self::Census(_)
            | Self::NotByChance
            | Self::Register
            | Self::Fact => 1.0,
        }
    }
}

/// Weights of a share: those above the line and all of them, and what they cost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weighed {
    /// Sum of the weights of those that count.
    pub hit: f64,
    /// Sum of all weights, above 0.
    pub all: f64,
    /// Kish's design effect.
    pub design_effect: f64,
}

/// Counts of a share.
#[derive(Clone, PartialEq, Debug)]
pub struct Counts {
    /// What is counted above the line, in words: `answers 4 or 5`.
    pub hit: &'static str,
    /// How many above the line.
    pub x: usize,
    /// What stands below the line.
    pub base: Base,
    /// The weights, when answers are weighted.
    pub weighted: Option<Weighed>,
    /// Where they come from.
    pub origin: Origin,
    /// Confidence of the interval, 0.95.
    pub confidence: f64,
}

/// The share in percent with its interval: Wilson's score interval over the effective base. [WIL, BCD, WFPC]
///
/// In: counts. Out: a measurement in percent. Not estimable without a base. Fewer cases than the limits allow are no reason
/// here: how much is shown is decided where it is shown.
pub fn measure(metric: &str, selection: &Selection, counts: Counts) -> Measurement {
    let Counts {
        hit,
        x,
        mut base,
        weighted,
        origin,
        confidence,
    } = counts;
    base.of_share = true;
    let n = base.n;
    let plain = match proportion::share(x as u64, n as u64) {
        Ok(share) => share,
        Err(why) => {
            let reason = match base.sort {
                BaseSort::Respondents => why.reason(),
                BaseSort::Cases | BaseSort::Facts => format!("there are no {}", base.of),
            };
            return Measurement::not_estimable(metric, selection, base, reason);
        }
    };
    let population = origin.population();
    let drawn = origin.effect(n);
    let share = weighted.map_or(plain, |weights| weights.hit / weights.all);
    let design_effect = weighted.map_or(1.0, |weights| weights.design_effect);
    base.population = population;
    if weighted.is_some() || drawn > 1.0 {
        base.effective = Some(real(n) / (design_effect * drawn));
    }
    let interval = |share: f64, design_effect: f64| interval(share, n, origin, design_effect, confidence);
    let main = interval(share, design_effect);
    let mut inputs = vec![input("x", hit, real(x)), input("n", base.of, real(n))];
    if main.is_ok() {
        inputs.extend(interval_base(n as u64, design_effect * drawn, population));
    }
    let formula = match weighted {
        None => format!("100 × {x} / {n} = {}", digits(100.0 * plain)),
        Some(weights) => format!(
            "Σ w(hit) / Σ w = 100 × {} / {} = {}; unweighted 100 × {x} / {n} = {}; design effect {:.3}",
            put(weights.hit),
            put(weights.all),
            digits(100.0 * share),
            digits(100.0 * plain),
            weights.design_effect
        ),
    };
    let mut made = Measurement::new(metric, selection, base, Ok(100.0 * share))
        .interval(main)
        .working(formula, inputs);
    if weighted.is_some() {
        made.unweighted = Some(Unweighted {
            estimate: 100.0 * plain,
            interval: interval(plain, 1.0).ok(),
        });
    }
    made
}

/// Wilson's interval of a share of so many, in percent: over the base that weights, clusters and a finite population leave (rule GR8).
///
/// Errors: why nothing may be read into an interval, or everybody of the population answered.
pub(in crate::measure) fn interval(
    share: f64,
    n: usize,
    origin: Origin,
    design_effect: f64,
    confidence: f64,
) -> Result<Interval, String> {
    let kind = origin.kind()?;
    let corrected = correction(n, origin.population());
    // At all of the population nothing is uncertain.
    if corrected == Some(n as u64) {
        return Err("everybody of the population answered, so there is no sampling error".to_owned());
    }
    let effective = proportion::effective_base(n as u64, design_effect * origin.effect(n), corrected);
    let ends = proportion::wilson(share, effective.map_err(|why| why.reason())?, confidence);
    let ends = ends.map_err(|why| why.reason())?;
    Ok(Interval {
        low: 100.0 * ends.low,
        high: 100.0 * ends.high,
        kind,
        method: if corrected.is_some() {
            "Wilson score, corrected for the finite population"
        } else {
            "Wilson score"
        },
        confidence,
    })
}

/// The population that an interval of so many answers is corrected for: one of which more than a twentieth answered (rule GR8).
pub(in crate::measure) fn correction(n: usize, population: Option<u64>) -> Option<u64> {
    population.filter(|size| real(n) > 0.05 * whole(*size))
}

/// The base of an interval, where weights or a finite population make it another than the number of answers (rule GR8).
pub(in crate::measure) fn interval_base(n: u64, design_effect: f64, population: Option<u64>) -> Option<Input> {
    let corrected = population.filter(|size| whole(n) > 0.05 * whole(*size));
    let effective = proportion::effective_base(n, design_effect, corrected).ok()?;
    let other = effective.is_finite() && (effective - whole(n)).abs() > 1e-9;
    other.then(|| {
        input(
            "n eff",
            "answers that the interval rests on, by weights, clusters and finite population",
            effective,
        )
    })
}

/// Fewest cases on each side of a comparison of shares.
const TO_COMPARE: u64 = 10;

/// The change of a share of a register, each `x` of `n`, the earlier one first: Newcombe's interval, the pooled z test or, where
/// counts are small, Fisher's exact test. [M-CHG-1]
///
/// Below ten cases on one side it is too few to say.
pub fn change(against: Selection, before: (u64, u64), now: (u64, u64)) -> Change {
    let mut change = Change::from(
        against,
        proportion::share(before.0, before.1).map_or(0.0, |share| 100.0 * share),
    );
    let compared = match compare::shares(before, now) {
        Ok(compared) => compared,
        Err(why) => {
            change.notes.push(format!("not compared: {why}"));
            return change;
        }
    };
    change.difference = Some(compared.difference);
    change.interval = compared.interval;
    if before.1.min(now.1) < TO_COMPARE {
        let (one, other) = (before.1, now.1);
        change
            .notes
            .push(format!("{one} and {other} cases: {TO_COMPARE} are needed on each side"));
        return change;
    }
    change.word = match &compared.test {
        Some(test) => ChangeWord::of(test, compared.difference, 0.05),
        None => {
            change
                .notes
                .push("no test: nobody or everybody on both sides".to_owned());
            ChangeWord::NotTested
        }
    };
    change.test = compared.test;
    change
}

/// Why people who were not drawn by chance give no margin of error.
pub const NOT_BY_CHANCE: &str = "those who answered were not drawn by chance, so there is no margin of error";

fn digits(value: f64) -> String {
    fixed(value, 4)
}

fn real(count: usize) -> f64 {
    whole(count as u64)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn whole(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(x: usize, n: usize, origin: Origin) -> Counts {
        Counts {
            hit: "satisfied",
            x,
            base: Base::answers(n),
            weighted: None,
            origin,
            confidence: 0.95,
        }
    }

    fn measured(x: usize, n: usize, origin: Origin) -> Measurement {
        measure("M-SAT-1", &Selection::all(), counts(x, n, origin))
    }

    #[test]
    fn the_interval_is_wilsons() {
        // Reference value of the metric catalogue: 96 of 137.
        let made = measured(96, 137, Origin::Sample(None));
        assert!((made.estimate.unwrap() - 70.0730).abs() < 1e-4);
        let interval = made.interval.unwrap();
        assert!((interval.low - 61.9428).abs() < 1e-4 && (interval.high - 77.1082).abs() < 1e-4);
        assert_eq!(made.formula, "100 × 96 / 137 = 70.0730");
    }

    #[test]
    fn a_known_population_narrows_it_and_all_of_it_leaves_none() {
        // Reference value of the metric catalogue: 96 of 137 of a population of 400.
        let interval = measured(96, 137, Origin::Census(Some(400))).interval.unwrap();
        assert!((interval.low - 63.5291).abs() < 1e-4 && (interval.high - 75.8884).abs() < 1e-4);
        assert!(measured(3, 3, Origin::Census(Some(3))).interval.is_err());
        // Less than a twentieth of the population: no correction.
        let far = measured(96, 137, Origin::Sample(Some(100_000))).interval.unwrap();
        assert_eq!(far.method, "Wilson score");
    }

    #[test]
    fn nobody_and_no_chance_are_told() {
        assert_eq!(
            measured(0, 0, Origin::Sample(None)).estimate,
            Err("nobody answered".to_owned())
        );
        assert_eq!(
            measured(1, 2, Origin::NotByChance).interval,
            Err(NOT_BY_CHANCE.to_owned())
        );
    }

    #[test]
    fn weights_stand_beside_the_plain_share() {
        let made = measure(
            "M-SAT-1",
            &Selection::all(),
            Counts {
                weighted: Some(Weighed {
                    hit: 78.0,
                    all: 130.0,
                    design_effect: 1.25,
                }),
                ..counts(96, 137, Origin::Sample(None))
            },
        );
        assert!((made.estimate.unwrap() - 60.0).abs() < 1e-9);
        assert!((made.base.effective.unwrap() - 109.6).abs() < 1e-9);
        assert!((made.unweighted.unwrap().estimate - 70.0730).abs() < 1e-4);
    }

    #[test]
    fn shares_of_two_years_are_compared_by_what_they_count() {
        // Fisher's exact test of 12 of 20 against 22 of 22, summed by hand over the hypergeometric distribution: 0.0010673.
        let compared = |before, now| change(Selection::all(), before, now);
        let rose = compared((12, 20), (22, 22));
        let test = rose.test.as_ref().unwrap();
        assert_eq!(test.name, "Fisher's exact test");
        assert!((test.p - 0.001_067_269).abs() < 1e-8, "{}", test.p);
        assert_eq!(
            (rose.word.word(), rose.before, rose.difference),
            ("higher", 60.0, Some(40.0))
        );
        assert_eq!(compared((22, 22), (12, 20)).word, ChangeWord::Lower);
        assert_eq!(compared((30, 38), (16, 21)).word, ChangeWord::NoClearChange);
        assert_eq!(compared((20, 20), (22, 22)).word, ChangeWord::NotTested);
        assert_eq!(compared((1, 9), (22, 22)).word, ChangeWord::TooFew);
        assert_eq!(compared((0, 0), (22, 22)).word, ChangeWord::TooFew);
    }
}
