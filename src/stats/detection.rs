//! What a random sample can find, and what may be said when it finds nothing.
//!
//! Valid for samples drawn by chance, of records that are each either faulty or not. A sample that was chosen by hand shows what
//! it shows, and no more.

/// The chance that a sample of `n` holds at least one faulty record.
///
/// In: the size of the sample, and the population: how many there are and how many of them are faulty. `1 - C(N-K, n) / C(N, n)`,
/// the hypergeometric probability of at least one.
///
/// ```
/// use tenfour::stats::detection::chance;
/// // Table of the guidance on sampling: population 60 with 6 faulty.
/// let two = |n| (chance(n, 60, 6) * 100.0).round() / 100.0;
/// assert_eq!([two(5), two(10), two(13), two(25)], [0.42, 0.68, 0.79, 0.97]);
/// ```
pub fn chance(n: u64, population: u64, faulty: u64) -> f64 {
    1.0 - chance_of_none(n, population, faulty)
}

/// The chance that a sample of `n` from a very large population holds at least one faulty record, when the share `p` is faulty:
/// `1 - (1 - p)^n`.
///
/// ```
/// use tenfour::stats::detection::chance_in_large;
/// let two = |n| (chance_in_large(n, 0.1) * 100.0).round() / 100.0;
/// assert_eq!([two(5), two(10), two(13), two(25)], [0.41, 0.65, 0.75, 0.93]);
/// ```
pub fn chance_in_large(n: u64, p: f64) -> f64 {
    1.0 - (0..n).fold(1.0, |none, _| none * (1.0 - p))
}

/// Chances that differ by less than this are equal: 0.05 and 1 − 0.95 differ in the last place of their binary form.
const TIE: f64 = 1e-12;

/// The smallest sample that holds a faulty record with at least this chance. Nothing when none does.
///
/// ```
/// use tenfour::stats::detection::{smallest, smallest_in_large};
/// assert_eq!(smallest(0.95, 60, 6), Some(23));
/// assert_eq!(smallest_in_large(0.95, 0.1), Some(29));
/// assert_eq!(smallest(0.95, 60, 0), None);
/// ```
pub fn smallest(wanted: f64, population: u64, faulty: u64) -> Option<u64> {
    (0..=population).find(|n| chance(*n, population, faulty) >= wanted - TIE)
}

/// The same for a very large population; nothing when it would take more than a million.
pub fn smallest_in_large(wanted: f64, p: f64) -> Option<u64> {
    let mut none = 1.0;
    (0..=1_000_000).find(|n| {
        if *n > 0 {
            none *= 1.0 - p;
        }
        1.0 - none >= wanted - TIE
    })
}

/// How many records of a population may be faulty at most when a sample of `n` held none: the largest number with which such a
/// sample still has a chance of at least `1 - confidence`.
///
/// The exact one-sided upper limit by the hypergeometric distribution. Source: Cochran, Sampling Techniques, 3rd edition 1977,
/// section 3.6; the rule of three, `3 / n`, is its rough likeness for large populations. Nothing when nothing was drawn.
///
/// ```
/// use tenfour::stats::detection::most_faulty;
/// assert_eq!(most_faulty(13, 57, 0.95), Some(10));
/// assert_eq!(most_faulty(57, 57, 0.95), Some(0));
/// assert_eq!(most_faulty(0, 57, 0.95), None);
/// ```
pub fn most_faulty(n: u64, population: u64, confidence: f64) -> Option<u64> {
    if n == 0 || n > population {
        return None;
    }
    let possible = |faulty: &u64| chance_of_none(n, population, *faulty) >= 1.0 - confidence - TIE;
    // The chance falls with the number of faulty ones, so that halving finds the last possible number.
    let (mut least, mut beyond) = (0, population - n + 1);
    while beyond - least > 1 {
        let middle = u64::midpoint(least, beyond);
        if possible(&middle) {
            least = middle;
        } else {
            beyond = middle;
        }
    }
    Some(least)
}

/// The chance that none of `n` drawn is faulty: `C(N-K, n) / C(N, n)`, as a product over the smaller of `n` and `K` factors.
fn chance_of_none(n: u64, population: u64, faulty: u64) -> f64 {
    if faulty > population || n > population - faulty {
        return 0.0;
    }
    // Drawing n and missing K is the same as marking K and missing n.
    let (steps, other) = (n.min(faulty), n.max(faulty));
    #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
    let factor = |step: u64| (population - other - step) as f64 / (population - step) as f64;
    (0..steps).fold(1.0, |chance, step| chance * factor(step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::distribution::hypergeometric;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_missed_is_found() {
        assert!((chance(55, 60, 6) - 1.0).abs() < 1e-15);
        assert!(chance(0, 60, 6).abs() < 1e-15);
        assert!(chance(10, 60, 0).abs() < 1e-15);
        assert!(chance_in_large(0, 0.1).abs() < 1e-15);
        assert_eq!(most_faulty(1, 1, 0.95), Some(0));
        assert_eq!(most_faulty(5, 4, 0.95), None);
    }

    #[test]
    fn a_chance_of_just_the_limit_is_possible() {
        // C(14, 12) / C(16, 12) = 4 × 3 / (16 × 15) = 0.05.
        assert_eq!(most_faulty(12, 16, 0.95), Some(2));
        assert_eq!(smallest(0.95, 16, 2), Some(12));
    }

    proptest! {
        #[test]
        fn it_is_the_hypergeometric_probability_of_none(population in 2_u64..200, faulty in 0_u64..200, n in 1_u64..200) {
            let (faulty, n) = (faulty.min(population), n.min(population - 1));
            let none = hypergeometric(0, faulty, population - faulty, n);
            prop_assert!((chance(n, population, faulty) - (1.0 - none)).abs() < 1e-9);
        }

        #[test]
        fn the_limit_is_the_last_number_that_is_possible(population in 1_u64..150, n in 1_u64..150) {
            let n = n.min(population);
            let most = most_faulty(n, population, 0.95).unwrap();
            prop_assert!(chance_of_none(n, population, most) >= 0.05 - TIE);
            prop_assert!(most == population - n || chance_of_none(n, population, most + 1) < 0.05 - TIE);
        }
    }
}
