//! Ranks of values, ties sharing the mean of theirs.

use crate::stats::estimate::{real, size};

/// The ranks of values in their order, from 1, and how many values share each value.
pub(crate) struct Ranks {
    /// The rank of each value; tied values share the mean of their ranks.
    pub(crate) ranks: Vec<f64>,
    /// How many values share a value, for each that occurs.
    pub(crate) ties: Vec<u64>,
}

impl Ranks {
    /// Ranks finite values.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        // Plus and minus zero are one value.
        let value = |index: &usize| values[*index] + 0.0;
        order.sort_by(|left, right| value(left).total_cmp(&value(right)));
        let mut ranks = vec![0.0; values.len()];
        let mut ties = Vec::new();
        let mut before = 0;
        for group in order.chunk_by(|left, right| value(left).total_cmp(&value(right)).is_eq()) {
            let rank = real(before) + (size(group) + 1.0) / 2.0;
            for index in group {
                ranks[*index] = rank;
            }
            let count = group.len() as u64;
            before += count;
            ties.push(count);
        }
        Self { ranks, ties }
    }

    /// Whether values are tied.
    pub(crate) fn tied(&self) -> bool {
        self.ties.iter().any(|count| *count > 1)
    }

    /// `sum t^3 - t` over the groups of equal values.
    pub(crate) fn tie_term(&self) -> f64 {
        let term = |count: &u64| real(*count) * real(*count) * real(*count) - real(*count);
        self.ties.iter().map(term).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_ranks() {
        let ranks = Ranks::of(&[3.0, 1.0, 3.0, 0.0, -0.0]);
        assert_eq!(format!("{:?}", ranks.ranks), "[4.5, 3.0, 4.5, 1.5, 1.5]");
        assert_eq!(ranks.ties, [2, 1, 2]);
        assert!(ranks.tied());
    }
}
