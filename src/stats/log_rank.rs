//! Whether groups differ in the time to an event: the log-rank test.

use crate::stats::distribution::chi_square_upper;
use crate::stats::estimate::NotEstimable;
use crate::stats::kaplan_meier::{Observation, valid_times};
use crate::stats::matrix::{Matrix, solve};

/// The test and what it compares.
#[derive(Clone, PartialEq, Debug)]
pub struct LogRank {
    /// Events seen in each group, in the order of the groups.
    pub observed: Vec<usize>,
    /// The comparison.
    pub test: Result<Comparison, NotEstimable>,
}

/// Observed against expected events.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// Events expected in each group if all groups had the same curve.
    pub expected: Vec<f64>,
    /// The statistic.
    pub chi_square: f64,
    /// Its degrees of freedom: groups in which events were possible, less one.
    pub degrees_of_freedom: usize,
    /// Chance of a statistic at least as large if the curves are the same.
    pub p_value: f64,
}

/// Compares two or more groups.
///
/// In: the observations of each group. Out: observed and expected events and the chi-square test. At each time with
/// events the expected ones are shared out by the numbers at risk, the variance is hypergeometric; the test is the
/// quadratic form of the differences over the covariance of all groups but one. Sources: Mantel, Cancer Chemotherapy
/// Reports 50 (1966) 163; Peto and Peto, JRSS A 135 (1972) 185; as R's `survdiff` with `rho = 0`. Metric M-CMP-21.
/// Valid for curves that do not cross, censoring alike in the groups, and more than a few events in each.
///
/// Errors: a time that is negative or no number. Not estimable: fewer than two groups or an empty one, no event at all,
/// or never two groups at risk together when something ended.
pub fn log_rank(groups: &[&[Observation]]) -> Result<LogRank, NotEstimable> {
    for group in groups {
        valid_times(group)?;
    }
    let observed: Vec<usize> = groups
        .iter()
        .map(|group| group.iter().filter(|case| case.event).count())
        .collect();
    let test = if groups.len() < 2 || groups.iter().any(|group| group.is_empty()) {
        Err(NotEstimable::EmptyGroup)
    } else if observed.iter().all(|count| *count == 0) {
        Err(NotEstimable::NothingEnded)
    } else {
        compare(groups, &observed)
    };
    Ok(LogRank { observed, test })
}

fn compare(groups: &[&[Observation]], observed: &[usize]) -> Result<Comparison, NotEstimable> {
    let size = groups.len();
    let mut expected = vec![0.0; size];
    let mut covariance = Matrix::zeros(size);
    let mut all: Vec<(f64, usize, bool)> = Vec::with_capacity(groups.iter().map(|group| group.len()).sum());
    for (index, group) in groups.iter().enumerate() {
        all.extend(group.iter().map(|case| (case.time, index, case.event)));
    }
    all.sort_by(|a, b| (a.0 + 0.0).total_cmp(&(b.0 + 0.0)));
    let mut at_risk: Vec<f64> = groups.iter().map(|group| group.len() as f64).collect();
    let mut total = all.len() as f64;
    for tied in all.chunk_by(|a, b| a.0 == b.0) {
        let events = tied.iter().filter(|(_, _, event)| *event).count() as f64;
        if events > 0.0 {
            let spread = if total > 1.0 {
                events * (total - events) / (total - 1.0)
            } else {
                0.0
            };
            for i in 0..size {
                let share = at_risk[i] / total;
                expected[i] += events * share;
                for (j, other) in at_risk.iter().enumerate() {
                    let same = if i == j { 1.0 } else { 0.0 };
                    *covariance.at_mut(i, j) += spread * share * (same - other / total);
                }
            }
        }
        for (_, group, _) in tied {
            at_risk[*group] -= 1.0;
            total -= 1.0;
        }
    }
    // A group that was never at risk when something ended tells nothing; one further group follows from the rest.
    let mut compared: Vec<usize> = (0..size).filter(|i| covariance.at(*i, *i) > 0.0).collect();
    compared.pop();
    let mut part = Matrix::zeros(compared.len());
    for (row, i) in compared.iter().enumerate() {
        for (column, j) in compared.iter().enumerate() {
            *part.at_mut(row, column) = covariance.at(*i, *j);
        }
    }
    let differences: Vec<f64> = compared.iter().map(|i| observed[*i] as f64 - expected[*i]).collect();
    let solved = solve(&part, &differences).filter(|solved| !solved.is_empty());
    let Some(solved) = solved else {
        return Err(NotEstimable::NeverTogether);
    };
    let chi_square: f64 = solved.iter().zip(&differences).map(|(a, b)| a * b).sum();
    let degrees_of_freedom = compared.len();
    Ok(Comparison {
        expected,
        chi_square,
        degrees_of_freedom,
        p_value: chi_square_upper(chi_square, degrees_of_freedom as f64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn group(closed: &[u8], open: &[u8]) -> Vec<Observation> {
        let case = |event| {
            move |time: &u8| Observation {
                time: f64::from(*time),
                event,
            }
        };
        closed
            .iter()
            .map(case(true))
            .chain(open.iter().map(case(false)))
            .collect()
    }

    #[test]
    fn the_comparison_of_the_metric_catalogue() {
        let first = group(&[3, 5, 5, 7, 10, 12, 12, 18, 21, 25], &[8, 14, 30, 33, 40]);
        let second = group(&[2, 4, 4, 6, 7, 8, 9, 13, 15, 16], &[11, 20]);
        let test = log_rank(&[&first, &second]).unwrap().test.unwrap();
        assert!((test.chi_square - 2.981812).abs() < 5e-7);
        assert!((test.p_value - 0.084205).abs() < 5e-7);
        assert_eq!(test.degrees_of_freedom, 1);
    }

    #[test]
    fn groups_that_never_meet_are_not_compared() {
        let result = log_rank(&[&group(&[9], &[]), &group(&[], &[1])]).unwrap();
        assert_eq!(result.observed, [1, 0]);
        assert!(result.test.is_err());
        assert!(log_rank(&[&group(&[1], &[])]).unwrap().test.is_err());
    }

    proptest! {
        #[test]
        fn expected_events_sum_to_the_observed_and_the_order_of_groups_does_not_matter(
            a in prop::collection::vec(0u8..15, 1..20), b in prop::collection::vec(0u8..15, 1..20),
            c in prop::collection::vec(0u8..15, 1..20), open in prop::collection::vec(0u8..15, 1..20),
        ) {
            let (a, b, c) = (group(&a, &open), group(&b, &[]), group(&c, &open));
            let one = log_rank(&[&a, &b, &c]).unwrap();
            let other = log_rank(&[&c, &a, &b]).unwrap();
            if let (Ok(one_test), Ok(other_test)) = (one.test, other.test) {
                let seen: usize = one.observed.iter().sum();
                prop_assert!((one_test.expected.iter().sum::<f64>() - seen as f64).abs() < 1e-9);
                prop_assert!((one_test.chi_square - other_test.chi_square).abs() < 1e-7 * (1.0 + one_test.chi_square));
                prop_assert!((0.0..=1.0).contains(&one_test.p_value));
            }
        }
    }
}
