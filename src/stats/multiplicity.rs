//! P values of several tests of one family, adjusted for their number.

use crate::stats::estimate::{NotEstimable, real};

/// The values that are there with their places, smallest first.
fn ordered(p_values: &[Option<f64>]) -> Result<Vec<(usize, f64)>, NotEstimable> {
    let there = p_values.iter().enumerate();
    let mut there: Vec<(usize, f64)> = there.filter_map(|(place, p)| p.map(|p| (place, p))).collect();
    if there.iter().any(|(_, p)| !(0.0..=1.0).contains(p)) {
        return Err(NotEstimable::OutOfRange("a p value"));
    }
    there.sort_by(|left, right| left.1.total_cmp(&right.1));
    Ok(there)
}

/// Holm's adjusted p values, in the order given; a missing one stays missing and is not counted.
///
/// The i-th smallest of m is multiplied by `m - i + 1` and never lies below the one before. Holds the chance of any false
/// alarm in the family. Source: Holm, Scandinavian Journal of Statistics 6 (1979); metric M-CHG-7.
///
/// Errors: a value lies outside 0 to 1.
///
/// ```
/// use tenfour::stats::multiplicity::holm;
/// let adjusted = holm(&[Some(0.012), Some(0.041), None, Some(0.003), Some(0.20)]).unwrap();
/// let shown: Vec<String> = adjusted.iter().flatten().map(|p| format!("{p:.3}")).collect();
/// assert_eq!(shown, ["0.036", "0.082", "0.012", "0.200"]);
/// ```
pub fn holm(p_values: &[Option<f64>]) -> Result<Vec<Option<f64>>, NotEstimable> {
    let ordered = ordered(p_values)?;
    let mut adjusted = vec![None; p_values.len()];
    let mut before = 0.0_f64;
    let mut left = real(ordered.len() as u64);
    for (place, p) in ordered {
        before = before.max(p * left).min(1.0);
        adjusted[place] = Some(before);
        left -= 1.0;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's adjusted p values, in the order given; a missing one stays missing and is not counted.
///
/// The i-th smallest of m is multiplied by `m / i` and never lies above the one after. Holds the expected share of false
/// alarms among the alarms. Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995); metric
/// M-CHG-7. Valid for independent or positively related tests.
///
/// Errors: a value lies outside 0 to 1.
///
/// ```
/// use tenfour::stats::multiplicity::benjamini_hochberg;
/// let adjusted = benjamini_hochberg(&[Some(0.012), Some(0.041), Some(0.003), Some(0.20)]).unwrap();
/// let shown: Vec<String> = adjusted.iter().flatten().map(|p| format!("{p:.6}")).collect();
/// assert_eq!(shown, ["0.024000", "0.054667", "0.012000", "0.200000"]);
/// ```
pub fn benjamini_hochberg(p_values: &[Option<f64>]) -> Result<Vec<Option<f64>>, NotEstimable> {
    let ordered = ordered(p_values)?;
    let mut adjusted = vec![None; p_values.len()];
    let all = real(ordered.len() as u64);
    let mut rank = all;
    let mut after = 1.0_f64;
    for (place, p) in ordered.into_iter().rev() {
        after = after.min(p * all / rank);
        adjusted[place] = Some(after);
        rank -= 1.0;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn impossible_values_are_refused() {
        assert!(holm(&[Some(1.5)]).is_err() && benjamini_hochberg(&[Some(f64::NAN)]).is_err());
        assert_eq!(holm(&[]), Ok(Vec::new()));
    }

    proptest! {
        #[test]
        fn adjusting_never_lowers_a_value(p_values in prop::collection::vec(0.0..=1.0, 0..30)) {
            let given: Vec<Option<f64>> = p_values.into_iter().map(Some).collect();
            let (holm, hochberg) = (holm(&given).unwrap(), benjamini_hochberg(&given).unwrap());
            for ((given, holm), hochberg) in given.iter().zip(holm).zip(hochberg) {
                prop_assert!(*given <= hochberg.map(|p| p + 1e-15) && hochberg <= holm.map(|p| p + 1e-15));
            }
        }
    }
}
