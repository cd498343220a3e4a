//! A share estimated from a sample that was drawn within strata.

use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable, real};

/// A stratum of the population.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stratum {
    /// How many members it has.
    pub population: u64,
    /// How many of them answered.
    pub n: u64,
    /// The share among those, from 0 to 1.
    pub share: f64,
}

/// The share in the whole population.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stratified {
    /// The share, from 0 to 1.
    pub share: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its interval, `p ± z se`, within 0 to 1.
    pub interval: Interval,
}

/// The share in a population from the shares in its strata, each weighted with its part of the population.
///
/// `p = sum W_h p_h`, `Var = sum W_h^2 (1 - n_h / N_h) p_h (1 - p_h) / (n_h - 1)`, `W_h = N_h / N`. Source: Cochran, Sampling
/// Techniques, 3rd edition 1977, section 5.10. Strata without members count for nothing. Not valid near 0 and 1.
///
/// Errors: there is no member, nobody answered in a stratum that has members, or more did than it has; a single answer stands for
/// several members, which shows no spread; a share lies outside 0 to 1, or the confidence not between 0 and 1.
///
/// ```
/// use tenfour::stats::stratified::{Stratum, share};
/// let found = share(
///     &[
///         Stratum { population: 240, n: 60, share: 0.72 },
///         Stratum { population: 120, n: 45, share: 0.64 },
///         Stratum { population: 40, n: 32, share: 0.81 },
///     ],
///     0.95,
/// )
/// .unwrap();
/// assert!((found.share - 0.705).abs() < 1e-12 && (found.standard_error - 0.035029).abs() < 1e-6);
/// assert!((found.interval.low - 0.636344).abs() < 1e-6 && (found.interval.high - 0.773656).abs() < 1e-6);
/// ```
pub fn share(strata: &[Stratum], confidence: f64) -> Result<Stratified, NotEstimable> {
    let z = z(confidence)?;
    let all: f64 = strata.iter().map(|stratum| real(stratum.population)).sum();
    if all <= 0.0 {
        return Err(NotEstimable::NobodyAnswered);
    }
    let (mut share, mut variance) = (0.0, 0.0);
    for stratum in strata {
        let Stratum {
            population,
            n,
            share: p,
        } = *stratum;
        if n > population {
            return Err(NotEstimable::PopulationTooSmall);
        }
        if population == 0 {
            continue;
        }
        if n == 0 {
            return Err(NotEstimable::EmptyGroup);
        }
        if !(0.0..=1.0).contains(&p) {
            return Err(NotEstimable::OutOfRange("the share of a stratum"));
        }
        let weight = real(population) / all;
        share += weight * p;
        // Where everybody answered there is no sampling error.
        if n == population {
            continue;
        }
        if n == 1 {
            return Err(NotEstimable::SingleValueInGroup);
        }
        let unseen = real(population - n) / real(population);
        variance += weight * weight * unseen * p * (1.0 - p) / real(n - 1);
    }
    let standard_error = variance.sqrt();
    Ok(Stratified {
        share,
        standard_error,
        interval: Interval::around(share, z * standard_error).clipped(0.0, 1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strata_that_tell_nothing() {
        let stratum = |population, n| Stratum {
            population,
            n,
            share: 0.5,
        };
        assert_eq!(share(&[], 0.95), Err(NotEstimable::NobodyAnswered));
        assert_eq!(
            share(&[stratum(5, 2), stratum(5, 0)], 0.95),
            Err(NotEstimable::EmptyGroup)
        );
        assert_eq!(share(&[stratum(5, 1)], 0.95), Err(NotEstimable::SingleValueInGroup));
        assert_eq!(share(&[stratum(5, 6)], 0.95), Err(NotEstimable::PopulationTooSmall));
        let full = share(&[stratum(5, 5), stratum(0, 0)], 0.95).unwrap();
        assert_eq!(full.interval, Interval { low: 0.5, high: 0.5 });
    }
}
