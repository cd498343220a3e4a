//! Time to an event when some cases are still open: the Kaplan-Meier curve.
//!
//! In: a time for each case and whether it ended with the event or is still open (censored). Out: a step for every
//! distinct time, the share still open with its interval, and the time until a share is done with its interval.
//!
//! Sources: Kaplan and Meier, JASA 53 (1958) 457; Greenwood's variance; interval on the scale of `ln(-ln S)`; interval
//! of a quantile after Brookmeyer and Crowley, Biometrics 38 (1982) 29, on the same scale; conventions of R's
//! `survival`. Metric M-CMP-13. Valid when cases are censored for reasons that have nothing to do with how long they
//! take.

use crate::stats::distribution::z;
use crate::stats::estimate::{Interval, NotEstimable};

/// Two levels of the curve closer than this are the same: a product of fractions is exact to far less.
const SAME: f64 = 1e-9;

/// A case: how long it has taken, and whether it ended with the event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Observation {
    /// From the start to the event or to the last day on which the case was known to be open, in the caller's unit.
    pub time: f64,
    /// Whether it ended with the event; otherwise it is censored.
    pub event: bool,
}

/// What happened at one time, and the curve after it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// The time, in the unit of the observations.
    pub time: f64,
    /// Cases that had lasted at least so long.
    pub at_risk: usize,
    /// Cases that ended then.
    pub events: usize,
    /// Cases last known to be open then; they count as at risk for the events of the same time.
    pub censored: usize,
    /// The curve after this time.
    pub level: Level,
}

/// The share still open.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level {
    /// The share, 0 to 1.
    pub survival: f64,
    /// Greenwood's standard error; not estimable once the share is 0.
    pub standard_error: Result<f64, NotEstimable>,
    /// The log-log interval; not estimable where the share is 0 or 1.
    pub interval: Result<Interval, NotEstimable>,
}

/// The time until a share of the cases is done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TimeUntil {
    /// The time.
    pub time: Result<f64, NotEstimable>,
    /// Lower limit of its interval.
    pub lower: Result<f64, NotEstimable>,
    /// Upper limit of its interval, often not reached.
    pub upper: Result<f64, NotEstimable>,
}

/// A Kaplan-Meier curve.
#[derive(Clone, PartialEq, Debug)]
pub struct KaplanMeier {
    steps: Vec<Step>,
}

/// Computes the curve.
///
/// In: observations in any order, and the confidence of the intervals (0.95). Out: the curve, with no step where there
/// are no observations. At each time `S` is multiplied by `1 - d/n` (d events among n at risk); its variance is
/// `S^2 sum d/(n(n-d))`; events come before censorings of the same time, and a time of 0 is allowed.
///
/// Errors: a time that is negative or no finite number, or a confidence outside 0 to 1.
///
/// ```
/// use tenfour::stats::kaplan_meier::{Observation, kaplan_meier};
/// // Metric catalogue, section 18: open cases are 8+, 14+, 30+, 33+ and 40+.
/// let closed = [3.0, 5.0, 5.0, 7.0, 10.0, 12.0, 12.0, 18.0, 21.0, 25.0].map(|time| Observation { time, event: true });
/// let open = [8.0, 14.0, 30.0, 33.0, 40.0].map(|time| Observation { time, event: false });
/// let curve = kaplan_meier(&[closed.as_slice(), &open].concat(), 0.95).unwrap();
/// let median = curve.time_until(0.5);
/// assert_eq!((median.time, median.lower), (Ok(18.0), Ok(5.0)));
/// assert!(median.upper.unwrap_err().to_string().starts_with("not reached"));
/// ```
pub fn kaplan_meier(observations: &[Observation], confidence: f64) -> Result<KaplanMeier, NotEstimable> {
    valid_times(observations)?;
    let z = z(confidence)?;
    let mut sorted = observations.to_vec();
    // Adding 0 makes a negative zero equal to zero for `total_cmp` as well.
    sorted.sort_by(|a, b| (a.time + 0.0).total_cmp(&(b.time + 0.0)));
    let mut at_risk = sorted.len();
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let steps = sorted.chunk_by(|a, b| a.time == b.time).map(|tied| {
        let events = tied.iter().filter(|case| case.event).count();
        let (d, n) = (events as f64, at_risk as f64);
        survival *= (n - d) / n;
        greenwood += d / (n * (n - d));
        let step = Step {
            time: tied[0].time,
            at_risk,
            events,
            censored: tied.len() - events,
            level: level(survival, greenwood, z),
        };
        at_risk -= tied.len();
        step
    });
    Ok(KaplanMeier { steps: steps.collect() })
}

/// Holds that every time is a finite number from 0 on.
pub(crate) fn valid_times(observations: &[Observation]) -> Result<(), NotEstimable> {
    if observations.iter().any(|case| !case.time.is_finite()) {
        return Err(NotEstimable::NotFinite);
    }
    if observations.iter().any(|case| case.time < 0.0) {
        return Err(NotEstimable::OutOfRange("a time"));
    }
    Ok(())
}

/// The interval is `S^exp(-c)` to `S^exp(c)` turned round, with `c = z sqrt(greenwood) / -ln S`.
fn level(survival: f64, greenwood: f64, z: f64) -> Level {
    if survival <= 0.0 {
        return Level {
            survival: 0.0,
            standard_error: Err(NotEstimable::NothingLeft),
            interval: Err(NotEstimable::NoLogLog),
        };
    }
    let interval = if survival < 1.0 {
        let log = libm::log(survival);
        let half = z * greenwood.sqrt() / -log;
        Ok(Interval {
            low: libm::exp(log * libm::exp(half)),
            high: libm::exp(log * libm::exp(-half)),
        })
    } else {
        Err(NotEstimable::NoLogLog)
    };
    Level {
        survival,
        standard_error: Ok(survival * greenwood.sqrt()),
        interval,
    }
}

impl KaplanMeier {
    /// One step for every distinct time, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The share still open just after a time.
    ///
    /// Errors: there are no cases, or the time lies beyond the last one and some were still open.
    pub fn at(&self, time: f64) -> Result<Level, NotEstimable> {
        let Some(last) = self.steps.last() else {
            return Err(NotEstimable::NoCases);
        };
        if time.is_nan() || (time > last.time && last.level.survival > 0.0) {
            return Err(NotEstimable::BeyondObserved);
        }
        let passed = self.steps.partition_point(|step| step.time <= time);
        Ok(match passed.checked_sub(1) {
            Some(index) => self.steps[index].level,
            None => level(1.0, 0.0, 0.0),
        })
    }

    /// The time until a share of all cases is done: 0.5 gives the median, 0.9 the time after which one in ten is open.
    ///
    /// It is the smallest time at which the curve lies below `1 - done`. Where the curve runs exactly on it, the middle
    /// of that stretch, and its beginning if the curve never falls further. The limits are the times at which the
    /// limits of the curve cross the same level.
    ///
    /// Not estimable: there are no cases, the share is not above 0 and up to 1, or so many have not ended.
    pub fn time_until(&self, done: f64) -> TimeUntil {
        let missing = if self.steps.is_empty() {
            NotEstimable::NoCases
        } else if done > 0.0 && done <= 1.0 {
            NotEstimable::NotReached
        } else {
            NotEstimable::OutOfRange("the share that is done")
        };
        if missing != NotEstimable::NotReached {
            return TimeUntil {
                time: Err(missing),
                lower: Err(missing),
                upper: Err(missing),
            };
        }
        let limit = |of: fn(&Interval) -> f64| {
            let known = self.steps.iter().filter_map(move |step| {
                let interval = step.level.interval.as_ref().ok()?;
                Some((step.time, of(interval)))
            });
            crossing(known, 1.0 - done)
        };
        let time = crossing(
            self.steps.iter().map(|step| (step.time, step.level.survival)),
            1.0 - done,
        );
        TimeUntil {
            time: time.ok_or(missing),
            lower: limit(|interval| interval.low).ok_or(missing),
            upper: limit(|interval| interval.high).ok_or(missing),
        }
    }
}

/// Where a falling curve crosses a level.
fn crossing(curve: impl Iterator<Item = (f64, f64)>, level: f64) -> Option<f64> {
    let mut below = curve.skip_while(|(_, share)| *share >= level + SAME).peekable();
    let (time, first) = *below.peek()?;
    if (first - level).abs() >= SAME {
        return Some(time);
    }
    let fallen = below.find(|(_, share)| *share < first - SAME);
    Some(fallen.map_or(time, |(end, _)| f64::midpoint(time, end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(closed: &[f64], open: &[f64]) -> KaplanMeier {
        let case = |event| move |time: &f64| Observation { time: *time, event };
        let cases: Vec<Observation> = closed
            .iter()
            .map(case(true))
            .chain(open.iter().map(case(false)))
            .collect();
        kaplan_meier(&cases, 0.95).unwrap()
    }

    #[test]
    fn the_curve_of_the_metric_catalogue() {
        let curve = curve(
            &[3.0, 5.0, 5.0, 7.0, 10.0, 12.0, 12.0, 18.0, 21.0, 25.0],
            &[8.0, 14.0, 30.0, 33.0, 40.0],
        );
        let levels = [0.933333, 0.8, 0.733333, 0.66, 0.513333, 0.427778, 0.342222, 0.256667];
        let got = curve
            .steps()
            .iter()
            .filter(|step| step.events > 0)
            .map(|step| step.level.survival);
        for (got, want) in got.zip(levels) {
            assert!((got - want).abs() < 5e-7, "{got} {want}");
        }
        assert_eq!(curve.time_until(0.25).time, Ok(7.0));
        assert_eq!(curve.time_until(0.9).time, Err(NotEstimable::NotReached));
    }

    #[test]
    fn a_level_of_exactly_one_half_gives_the_middle_of_its_stretch() {
        assert_eq!(curve(&[1.0, 2.0, 3.0, 4.0], &[]).time_until(0.5).time, Ok(2.5));
        assert_eq!(curve(&[1.0, 2.0], &[3.0, 4.0]).time_until(0.5).time, Ok(2.0));
    }

    #[test]
    fn faults_are_told() {
        let cases = [Observation {
            time: -1.0,
            event: true,
        }];
        assert!(kaplan_meier(&cases, 0.95).is_err());
        assert!(kaplan_meier(&[], 1.0).is_err());
        assert_eq!(kaplan_meier(&[], 0.95).unwrap().at(0.0), Err(NotEstimable::NoCases));
        assert_eq!(curve(&[1.0], &[2.0]).at(3.0), Err(NotEstimable::BeyondObserved));
        assert!(curve(&[1.0], &[]).time_until(0.0).time.is_err());
        assert_eq!(curve(&[1.0, 3.0], &[2.0]).time_until(1.0).time, Ok(3.0));
    }

    proptest! {
        #[test]
        fn it_never_rises_and_lies_in_its_interval(cases in prop::collection::vec((0u8..20, any::<bool>()), 0..60)) {
            let mut cases: Vec<Observation> =
                cases.into_iter().map(|(time, event)| Observation { time: f64::from(time), event }).collect();
            let curve = kaplan_meier(&cases, 0.95).unwrap();
            let mut before = 1.0;
            for step in curve.steps() {
                prop_assert!(step.level.survival <= before);
                before = step.level.survival;
                if let Ok(interval) = &step.level.interval {
                    prop_assert!(interval.contains(before));
                }
            }
            cases.reverse();
            prop_assert_eq!(kaplan_meier(&cases, 0.95).unwrap(), curve);
        }

        #[test]
        fn without_open_cases_it_is_the_share_still_to_come(times in prop::collection::vec(0u8..20, 1..40)) {
            let times: Vec<f64> = times.into_iter().map(f64::from).collect();
            for step in curve(&times, &[]).steps() {
                let later = times.iter().filter(|time| **time > step.time).count();
                prop_assert!((step.level.survival - later as f64 / times.len() as f64).abs() < 1e-12);
            }
        }
    }
}
