//! Patterns on a control chart that chance seldom makes: the rules of Nelson and of the Western Electric handbook.
//!
//! Sources: Nelson, Journal of Quality Technology 16 (1984) 237; Western Electric, Statistical Quality Control
//! Handbook, 1956. Metric M-SPC-5. Each rule has a false alarm now and then, and more rules have more: a page prints
//! which are on.

/// A point of a chart, with the centre and sigma that hold for it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RunPoint {
    /// Its value.
    pub value: f64,
    /// The centre line.
    pub centre: f64,
    /// One third of the distance from the centre to a limit.
    pub sigma: f64,
}

/// A rule. Comparisons are strict, a point on the centre line is on no side, and a missing point breaks every pattern.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rule {
    /// Nelson 1, Western Electric 1: a point beyond 3 sigma.
    Beyond,
    /// Nelson 2: 9 in a row on one side of the centre.
    NineOnOneSide,
    /// Western Electric 4: 8 in a row on one side of the centre.
    EightOnOneSide,
    /// Nelson 3: 6 in a row rising or falling.
    SixRisingOrFalling,
    /// Nelson 4: 14 in a row alternating up and down.
    FourteenAlternating,
    /// Nelson 5, Western Electric 2: 2 of 3 beyond 2 sigma on the same side.
    TwoOfThree,
    /// Nelson 6, Western Electric 3: 4 of 5 beyond 1 sigma on the same side.
    FourOfFive,
    /// Nelson 7: 15 in a row within 1 sigma.
    FifteenWithin,
    /// Nelson 8: 8 in a row beyond 1 sigma, on either side.
    EightOutside,
}

/// The eight rules of Nelson in his order.
pub const NELSON: [Rule; 8] = [
    Rule::Beyond,
    Rule::NineOnOneSide,
    Rule::SixRisingOrFalling,
    Rule::FourteenAlternating,
    Rule::TwoOfThree,
    Rule::FourOfFive,
    Rule::FifteenWithin,
    Rule::EightOutside,
];

/// The four rules of the Western Electric handbook in its order.
pub const WESTERN_ELECTRIC: [Rule; 4] = [Rule::Beyond, Rule::TwoOfThree, Rule::FourOfFive, Rule::EightOnOneSide];

/// The rules that are on unless a project says otherwise (metric M-SPC-5).
pub const USUAL: [Rule; 4] = [
    Rule::Beyond,
    Rule::EightOnOneSide,
    Rule::TwoOfThree,
    Rule::SixRisingOrFalling,
];

/// Where a rule fires.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Signals {
    /// The last point of each full window that fires, from 0.
    pub ends: Vec<usize>,
    /// The points that make up the patterns, each once, from 0.
    pub points: Vec<usize>,
    /// The last of the points that make up each pattern, each once, from 0: where a chart marks it. The handbook marks outer points only;
    /// the end of a window of 2 of 3 may lie on the centre, with the pattern complete before it.
    pub marks: Vec<usize>,
}

/// Looks for the pattern of a rule among points in order of time.
///
/// ```
/// use tenfour::stats::run_rules::{Rule, RunPoint, signals};
/// let points: Vec<Option<RunPoint>> = [0.0, 2.1, 0.5, 2.2]
///     .map(|value| Some(RunPoint { value, centre: 0.0, sigma: 1.0 }))
///     .to_vec();
/// let found = signals(&points, Rule::TwoOfThree);
/// assert_eq!((found.ends, found.points, found.marks), (vec![3], vec![1, 3], vec![3]));
/// ```
pub fn signals(points: &[Option<RunPoint>], rule: Rule) -> Signals {
    let mut signals = Signals::default();
    let length = rule.window();
    for (start, window) in points.windows(length).enumerate() {
        let Some(window) = window.iter().copied().collect::<Option<Vec<RunPoint>>>() else {
            continue;
        };
        let contributing = rule.contributing(&window);
        let Some(last) = contributing.last() else {
            continue;
        };
        signals.marks.push(start + last);
        signals.ends.push(start + length - 1);
        signals
            .points
            .extend(contributing.into_iter().map(|index| start + index));
    }
    signals.points.sort_unstable();
    signals.points.dedup();
    // Windows move on, and so do their last points: equal ones stand beside each other.
    signals.marks.dedup();
    signals
}

impl Rule {
    /// How many successive points it looks at.
    pub fn window(self) -> usize {
        match self {
            Self::Beyond => 1,
            Self::TwoOfThree => 3,
            Self::FourOfFive => 5,
            Self::SixRisingOrFalling => 6,
            Self::EightOnOneSide | Self::EightOutside => 8,
            Self::NineOnOneSide => 9,
            Self::FourteenAlternating => 14,
            Self::FifteenWithin => 15,
        }
    }

    /// Which points of a full window make the pattern; none where it is not there.
    fn contributing(self, window: &[RunPoint]) -> Vec<usize> {
        let beyond = |sigmas: f64, least: usize| {
            let mut sides = [1.0, -1.0].into_iter().map(|sign| {
                let far = |point: &RunPoint| sign * (point.value - point.centre) > sigmas * point.sigma;
                let indices = (0..window.len()).filter(|index| far(&window[*index]));
                indices.collect::<Vec<_>>()
            });
            sides.find(|indices| indices.len() >= least).unwrap_or_default()
        };
        let whole = |holds: bool| if holds { (0..window.len()).collect() } else { Vec::new() };
        let distance = |point: &RunPoint| (point.value - point.centre).abs();
        let steps = || window.windows(2).map(|pair| pair[1].value - pair[0].value);
        match self {
            Self::Beyond => beyond(3.0, 1),
            Self::TwoOfThree => beyond(2.0, 2),
            Self::FourOfFive => beyond(1.0, 4),
            Self::EightOnOneSide | Self::NineOnOneSide => beyond(0.0, window.len()),
            Self::SixRisingOrFalling => whole(steps().all(|step| step > 0.0) || steps().all(|step| step < 0.0)),
            Self::FourteenAlternating => {
                let steps: Vec<f64> = steps().collect();
                let opposite = |pair: &[f64]| (pair[0] > 0.0 && pair[1] < 0.0) || (pair[0] < 0.0 && pair[1] > 0.0);
                whole(steps.windows(2).all(opposite))
            }
            Self::FifteenWithin => whole(window.iter().all(|point| distance(point) < point.sigma)),
            Self::EightOutside => whole(window.iter().all(|point| distance(point) > point.sigma)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(values: &[f64]) -> Vec<Option<RunPoint>> {
        let point = |value: &f64| RunPoint {
            value: *value,
            centre: 0.0,
            sigma: 1.0,
        };
        values.iter().map(point).map(Some).collect()
    }

    #[test]
    fn a_missing_point_breaks_a_run() {
        let mut series = points(&[0.5; 12]);
        assert_eq!(signals(&series, Rule::EightOnOneSide).ends, [7, 8, 9, 10, 11]);
        series[6] = None;
        assert_eq!(signals(&series, Rule::EightOnOneSide), Signals::default());
    }

    #[test]
    fn limits_may_differ_from_point_to_point() {
        let mut series = points(&[3.5, 3.5]);
        series[1].as_mut().unwrap().sigma = 2.0;
        assert_eq!(signals(&series, Rule::Beyond).ends, [0]);
    }

    #[test]
    fn opposite_sides_do_not_add_up() {
        assert_eq!(
            signals(&points(&[2.5, -2.5, 0.0]), Rule::TwoOfThree),
            Signals::default()
        );
    }

    #[test]
    fn a_pattern_is_marked_at_a_point_that_is_part_of_it() {
        // The fifth window ends on the centre; its pattern was complete one point before.
        let found = signals(&points(&[0.0, 0.5, -0.5, 2.1, 2.2, 0.0, 0.0]), Rule::TwoOfThree);
        assert_eq!((found.ends, found.marks), (vec![4, 5], vec![4]));
        // No full window ends at the second point, so the first one that is full tells of it.
        let found = signals(&points(&[2.1, 2.2, 0.0, 0.0]), Rule::TwoOfThree);
        assert_eq!((found.ends, found.marks), (vec![2], vec![1]));
        let found = signals(&points(&[0.0, -1.1, -1.2, -1.3, -1.4, 0.0]), Rule::FourOfFive);
        assert_eq!((found.ends, found.marks), (vec![4, 5], vec![4]));
    }

    proptest! {
        #[test]
        fn a_mirrored_chart_has_the_same_signals(values in prop::collection::vec(-40i8..40, 0..60)) {
            let values: Vec<f64> = values.into_iter().map(|value| f64::from(value) / 10.0).collect();
            let mirrored: Vec<f64> = values.iter().map(|value| -value).collect();
            for rule in NELSON.into_iter().chain(WESTERN_ELECTRIC) {
                let found = signals(&points(&values), rule);
                prop_assert_eq!(&found, &signals(&points(&mirrored), rule));
                prop_assert!(found.points.len() >= found.ends.len().min(1));
                prop_assert!(found.marks.iter().all(|mark| found.points.contains(mark)));
                prop_assert_eq!(found.marks.is_empty(), found.ends.is_empty());
            }
        }
    }
}
