//! How far any number of raters agree beyond chance, with gaps: Krippendorff's alpha.

use crate::stats::estimate::{NotEstimable, computed, finite};

/// What distances between codes mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Codes are names.
    Nominal,
    /// Codes have an order.
    Ordinal,
    /// Differences between codes mean something.
    Interval,
    /// Codes have a zero, too.
    Ratio,
}

/// Agreement.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Alpha {
    /// Codes of units that were coded at least twice.
    pub pairable: usize,
    /// 1 for agreement throughout, 0 for chance.
    pub alpha: Result<f64, NotEstimable>,
}

/// Computes alpha.
///
/// In: the codes that each unit got, from one to all raters (names as any distinct numbers). Out:
/// `1 - (n-1) sum o_ck d_ck / sum n_c n_k d_ck`, over the coincidences `o` of pairable codes and the squared distances
/// `d` of the level. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.
///
/// Errors: a code that is no finite number. Not estimable: nothing coded twice, or all codes the same.
///
/// ```
/// use tenfour::stats::krippendorff_alpha::{Level, krippendorff_alpha};
/// let units = [vec![1.0, 1.0], vec![2.0, 2.0], vec![3.0, 3.0], vec![1.0, 2.0], vec![2.0]];
/// let alpha = krippendorff_alpha(&units, Level::Nominal).unwrap();
/// // By hand, with 8 pairable codes (three 1, three 2, two 3): 2 disagreements seen, 2 (9 + 6 + 6) / 7 expected.
/// assert!((alpha.alpha.unwrap() - (1.0 - 7.0 * 2.0 / 42.0)).abs() < 1e-12);
/// ```
pub fn krippendorff_alpha(units: &[Vec<f64>], level: Level) -> Result<Alpha, NotEstimable> {
    for unit in units {
        finite(unit)?;
    }
    let paired: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() > 1).collect();
    // Adding 0 makes a negative zero the same code as zero.
    let mut codes: Vec<f64> = paired
        .iter()
        .flat_map(|unit| unit.iter().map(|code| code + 0.0))
        .collect();
    let pairable = codes.len();
    codes.sort_by(f64::total_cmp);
    let counts: Vec<f64> = codes.chunk_by(|a, b| a == b).map(|same| same.len() as f64).collect();
    codes.dedup();
    let place = |code: f64| codes.partition_point(|known| *known < code);
    let distances = Distances::new(&codes, &counts, level);
    let mut seen = 0.0;
    for unit in paired {
        let mut of_unit = vec![0.0; codes.len()];
        for code in unit {
            of_unit[place(*code)] += 1.0;
        }
        seen += distances.sum(&of_unit) / (unit.len() - 1) as f64;
    }
    let expected = distances.sum(&counts);
    let alpha = if pairable == 0 {
        Err(NotEstimable::NothingRatedTwice)
    } else if expected == 0.0 {
        Err(NotEstimable::OneCategory)
    } else {
        computed(1.0 - (pairable - 1) as f64 * seen / expected)
    };
    Ok(Alpha { pairable, alpha })
}

/// Squared distances between codes.
struct Distances<'a> {
    codes: &'a [f64],
    level: Level,
    /// How many codes lie before each code, counting half of its own: the middle of its ranks.
    ranks: Vec<f64>,
}

impl<'a> Distances<'a> {
    fn new(codes: &'a [f64], counts: &[f64], level: Level) -> Self {
        let mut before = 0.0;
        let ranks = counts.iter().map(|count| {
            before += count;
            before - count / 2.0
        });
        Self {
            codes,
            level,
            ranks: ranks.collect(),
        }
    }

    fn between(&self, c: usize, k: usize) -> f64 {
        let square = |value: f64| value * value;
        match self.level {
            Level::Nominal => f64::from(u8::from(c != k)),
            Level::Ordinal => square(self.ranks[c] - self.ranks[k]),
            Level::Interval => square(self.codes[c] - self.codes[k]),
            Level::Ratio if c == k => 0.0,
            Level::Ratio => square((self.codes[c] - self.codes[k]) / (self.codes[c] + self.codes[k])),
        }
    }

    /// The sum of distances over all ordered pairs of so many codes of each kind.
    fn sum(&self, counts: &[f64]) -> f64 {
        let there: Vec<usize> = (0..counts.len()).filter(|code| counts[*code] > 0.0).collect();
        let pairs = there.iter().flat_map(|c| there.iter().map(move |k| (*c, *k)));
        pairs.map(|(c, k)| counts[c] * counts[k] * self.between(c, k)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_to_go_by_is_told() {
        let alpha = |units: &[Vec<f64>]| krippendorff_alpha(units, Level::Nominal).unwrap().alpha;
        assert_eq!(alpha(&[vec![1.0], vec![]]), Err(NotEstimable::NothingRatedTwice));
        assert_eq!(alpha(&[vec![1.0, 1.0], vec![1.0]]), Err(NotEstimable::OneCategory));
        assert!(krippendorff_alpha(&[vec![f64::NAN]], Level::Ratio).is_err());
    }

    proptest! {
        #[test]
        fn agreement_throughout_is_one_and_order_does_not_matter(
            units in prop::collection::vec(prop::collection::vec(1u8..6, 1..5), 2..15),
        ) {
            for level in [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio] {
                let codes: Vec<Vec<f64>> =
                    units.iter().map(|unit| unit.iter().map(|code| f64::from(*code)).collect()).collect();
                let turned: Vec<Vec<f64>> =
                    codes.iter().rev().map(|unit| unit.iter().rev().copied().collect()).collect();
                let (one, other) = (krippendorff_alpha(&codes, level).unwrap(), krippendorff_alpha(&turned, level).unwrap());
                if let (Ok(one), Ok(other)) = (one.alpha, other.alpha) {
                    prop_assert!((one - other).abs() < 1e-9 && one <= 1.0);
                }
                let agreed: Vec<Vec<f64>> = codes.iter().map(|unit| vec![unit[0]; 3]).collect();
                if let Ok(alpha) = krippendorff_alpha(&agreed, level).unwrap().alpha {
                    prop_assert_eq!(alpha, 1.0);
                }
            }
        }
    }
}
