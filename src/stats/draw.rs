//! Drawing a sample so that everybody who knows the seed draws the same one, with this program or without it.
//!
//! Every item gets a ticket: the SHA-256 of the seed, a line feed and the item's name. The lowest tickets are drawn. Whoever does
//! not know the seed cannot foresee the tickets; whoever knows it can compute them with `sha256sum`. That an item is added to the
//! population or taken out of it changes nothing about the order of the others.
//!
//! Source of the idea: Rivest, Consistent Sampling with Replacement, 2018 (tickets by hashing seed and name), here without
//! replacement, as election audits draw ballots.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The ticket of an item, in hexadecimal.
///
/// ```
/// use tenfour::stats::draw::ticket;
/// // printf '2025-10\nCMP-2024-0001' | sha256sum
/// let by_sha256sum = "7c8b2492c096de902ce3b85c825d8089eaf51b0642d3d904245dd5e5188f8edd";
/// assert_eq!(ticket("2025-10", "CMP-2024-0001"), by_sha256sum);
/// ```
pub fn ticket(seed: &str, name: &str) -> String {
    let hash = Sha256::digest(format!("{seed}\n{name}"));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A simple random sample without replacement: the places of the items with the lowest tickets, in the order of the tickets.
///
/// All items when there are fewer than are wanted. Items of the same name have the same ticket and keep their order.
///
/// ```
/// use tenfour::stats::draw::simple_random;
/// assert_eq!(simple_random(&["a", "b", "c"], "s", 9).len(), 3);
/// ```
pub fn simple_random(names: &[&str], seed: &str, size: usize) -> Vec<usize> {
    let mut tickets: Vec<(String, usize)> = names
        .iter()
        .enumerate()
        .map(|(place, name)| (ticket(seed, name), place))
        .collect();
    tickets.sort();
    tickets.truncate(size);
    tickets.into_iter().map(|(_, place)| place).collect()
}

/// A systematic sample: places in equal steps through a list of `count` items from a random start.
///
/// The start is the fraction `u` of a step that the first 32 bits of the ticket of the name `start` give; drawn are the places
/// `floor((i + u) * count / size)` for `i` from 0, counted from 0. Each item has the same chance, `size / count`. Source:
/// Cochran, Sampling Techniques, 3rd edition 1977, section 8.1, with fractional intervals. Not valid for statements about chance
/// where the list has a rhythm that the step meets.
///
/// ```
/// use tenfour::stats::draw::systematic;
/// let drawn = systematic(57, "2025-10", 13);
/// assert!(drawn.windows(2).all(|pair| (4..=5).contains(&(pair[1] - pair[0]))));
/// ```
pub fn systematic(count: usize, seed: &str, size: usize) -> Vec<usize> {
    let size = size.min(count);
    let start = ticket(seed, "start");
    let start = u128::from(u32::from_str_radix(&start[..8], 16).unwrap_or(0));
    let place = |index: usize| {
        let at = ((index as u128) << 32 | start) * count as u128 / ((size as u128) << 32);
        usize::try_from(at).unwrap_or(usize::MAX)
    };
    (0..size).map(place).collect()
}

/// How many of each stratum are drawn: in proportion to its size by the largest remainder, and at least one of each when so many
/// are drawn.
///
/// In: the sizes of the strata. Remainders that are equal go to the stratum that stands first. A stratum that would get none
/// takes one from the stratum that gets most, the first of these. Out: numbers with the sum `size`, none above the size of its
/// stratum; all of everything when there are fewer than are wanted. Source: proportionate allocation, Cochran 1977, section
/// 5.5; largest remainder after Hamilton.
///
/// ```
/// use tenfour::stats::draw::allocate;
/// assert_eq!(allocate(&[30, 20, 10], 6), [3, 2, 1]);
/// assert_eq!(allocate(&[50, 5, 2], 10), [8, 1, 1]); // 8.77, 0.88, 0.35: the last takes one from the first
/// assert_eq!(allocate(&[10, 10, 10], 10), [4, 3, 3]);
/// ```
pub fn allocate(strata: &[usize], size: usize) -> Vec<usize> {
    let all: usize = strata.iter().sum();
    if size >= all {
        return strata.to_vec();
    }
    let product = |stratum: usize| stratum as u128 * size as u128;
    let whole = |stratum: &usize| usize::try_from(product(*stratum) / all as u128).unwrap_or(0);
    let mut given: Vec<usize> = strata.iter().map(whole).collect();
    let mut order: Vec<usize> = (0..strata.len()).collect();
    order.sort_by_key(|place| (std::cmp::Reverse(product(strata[*place]) % all as u128), *place));
    let left = size - given.iter().sum::<usize>();
    for place in order.into_iter().take(left) {
        given[place] += 1;
    }
    let filled = strata.iter().filter(|stratum| **stratum > 0).count();
    if size >= filled {
        for place in 0..strata.len() {
            if strata[place] == 0 || given[place] > 0 {
                continue;
            }
            let most = given.iter().copied().max().unwrap_or(0);
            if let Some(richest) = given.iter().position(|count| *count == most) {
                given[richest] -= 1;
                given[place] = 1;
            }
        }
    }
    given
}

/// Names that stand more than once.
pub fn repeated<'a>(names: &[&'a str]) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    names.iter().filter(|name| !seen.insert(**name)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(count: usize) -> Vec<String> {
        (1..=count).map(|number| format!("CMP-2025-{number:04}")).collect()
    }

    #[test]
    fn a_larger_sample_holds_the_smaller_one() {
        let names = names(57);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let small = simple_random(&names, "seed", 5);
        assert_eq!(simple_random(&names, "seed", 13)[..5], small);
        assert_ne!(simple_random(&names, "Seed", 5), small);
    }

    #[test]
    fn each_item_is_drawn_about_as_often() {
        let names = names(20);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut counts = [0_u32; 20];
        let mut systematically = [0_u32; 20];
        for seed in 0..2000 {
            for place in simple_random(&names, &seed.to_string(), 7) {
                counts[place] += 1;
            }
            for place in systematic(20, &seed.to_string(), 7) {
                systematically[place] += 1;
            }
        }
        // 700 on average; the standard deviation is 21.
        assert!(counts.iter().all(|count| (610..=790).contains(count)), "{counts:?}");
        assert!(
            systematically.iter().all(|count| (610..=790).contains(count)),
            "{systematically:?}"
        );
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(simple_random(&[], "s", 3).is_empty());
        assert!(systematic(0, "s", 3).is_empty());
        assert_eq!(allocate(&[], 3), Vec::<usize>::new());
        assert_eq!(allocate(&[0, 4, 0], 2), [0, 2, 0]);
        assert_eq!(allocate(&[4, 4, 4], 2), [1, 1, 0]); // fewer than strata: not each gets one
    }

    proptest! {
        #[test]
        fn strata_get_what_is_drawn(strata in proptest::collection::vec(0_usize..40, 0..9), size in 0_usize..80) {
            let given = allocate(&strata, size);
            let all: usize = strata.iter().sum();
            prop_assert_eq!(given.iter().sum::<usize>(), size.min(all));
            prop_assert!(given.iter().zip(&strata).all(|(given, stratum)| given <= stratum));
            if size >= strata.iter().filter(|stratum| **stratum > 0).count() {
                prop_assert!(given.iter().zip(&strata).all(|(given, stratum)| *stratum == 0 || *given > 0));
            }
        }

        #[test]
        fn steps_stay_in_the_list(count in 0_usize..500, size in 0_usize..600, seed in ".{0,8}") {
            let drawn = systematic(count, &seed, size);
            prop_assert_eq!(drawn.len(), size.min(count));
            prop_assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(drawn.iter().all(|place| *place < count));
        }
    }
}
