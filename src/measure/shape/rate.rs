//! Events for so much exposure: so many complaints in so many transactions.

use crate::measure::measurement::{
    Base, Change, ChangeWord, Interval, IntervalKind, Measurement, Test, USUAL_ALPHA, input,
};
use crate::measure::selection::Selection;
use crate::measure::unit::{fixed, put};
use crate::stats::rates::{Rate, ratio};

/// Fewest events on each side of a comparison.
pub const TO_COMPARE: u64 = 5;

/// Events and exposure.
#[derive(Clone, PartialEq, Debug)]
pub struct Counts {
    /// What the events are, in words: `complaints`.
    pub events_are: &'static str,
    /// What the exposure is, in words: `transactions`.
    pub exposure_is: &'static str,
    /// How many, and in how much.
    pub rate: Rate,
    /// How much exposure the rate is given for: 1000.
    pub per: f64,
}

/// The rate with the exact interval of Garwood. [GAR]
///
/// No event is a rate of 0 with an upper end. Not estimable without exposure.
pub fn measure(metric: &str, selection: &Selection, base: Base, counts: &Counts) -> Measurement {
    let base = Base {
        cases: Some(counts.rate.events),
        ..base
    };
    let Counts {
        events_are,
        exposure_is,
        rate,
        per,
    } = counts;
    let made = rate.per_unit().and_then(|value| Ok((value, rate.interval(0.95)?)));
    let (value, ends) = match made {
        Ok(made) => made,
        Err(why) => return Measurement::not_estimable(metric, selection, base, why.reason()),
    };
    Measurement::new(metric, selection, base, Ok(per * value))
        .interval(Ok(Interval {
            low: per * ends.low,
            high: per * ends.high,
            kind: IntervalKind::Process,
            method: "exact Poisson (Garwood)",
            confidence: 0.95,
        }))
        .working(
            format!(
                "{} × {} / {} = {}",
                fixed(*per, 0),
                rate.events,
                put(rate.exposure),
                fixed(per * value, 4)
            ),
            vec![
                input("k", events_are, real(rate.events)),
                input("t", exposure_is, rate.exposure),
            ],
        )
}

/// How a rate compares with one before: the ratio with its exact interval and test. [PRZ]
///
/// Below five events on one side it is too few to say; the ratio is shown nevertheless.
pub fn change(against: Selection, before: Rate, now: Rate, per: f64) -> Change {
    let mut change = Change::from(against, per * before.per_unit().unwrap_or(0.0));
    match ratio(now, before, 0.95) {
        Ok(found) => {
            let test = Test {
                name: "exact binomial of two rates",
                statistic: None,
                p: found.p_value,
                adjusted: None,
                alpha: USUAL_ALPHA,
            };
            change.ratio = Some((found.ratio, Some((found.interval.low, found.interval.high))));
            if before.events.min(now.events) < TO_COMPARE {
                change.notes.push(format!(
                    "{} and {} events: {TO_COMPARE} are needed on each side",
                    before.events, now.events
                ));
            } else {
                change.word = ChangeWord::of(&test, found.ratio - 1.0, 0.05);
            }
            change.test = Some(test);
        }
        Err(why) => change.notes.push(format!("not compared: {}", why.reason())),
    }
    change
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(events: u64, exposure: f64) -> Rate {
        Rate { events, exposure }
    }

    fn measured(rate: Rate) -> Measurement {
        let counts = Counts {
            events_are: "complaints",
            exposure_is: "transactions",
            rate,
            per: 1000.0,
        };
        measure("M-CMP-1", &Selection::all(), Base::facts(1, "transactions"), &counts)
    }

    #[test]
    fn rates_are_those_of_the_metric_catalogue() {
        let made = measured(rate(8, 2150.0));
        let ends = made.interval.unwrap();
        assert!((made.estimate.unwrap() - 3.720_930).abs() < 1e-6);
        assert!((ends.low - 1.606_434).abs() < 1e-6 && (ends.high - 7.331_716).abs() < 1e-6);
        let none = measured(rate(0, 310.0));
        assert_eq!(none.estimate, Ok(0.0));
        assert!((none.interval.unwrap().high - 11.899_611).abs() < 1e-6);
        assert!(measured(rate(3, 0.0)).estimate.is_err());
    }

    #[test]
    fn a_ratio_is_that_of_the_metric_catalogue_and_few_events_do_not_tell() {
        let made = change(Selection::all(), rate(31, 9100.0), rate(15, 9890.0), 1000.0);
        let (ratio, ends) = made.ratio.unwrap();
        assert!((ratio - 0.445_220).abs() < 1e-6 && (ends.unwrap().1 - 0.849_928).abs() < 1e-6);
        assert_eq!(made.word, ChangeWord::Lower);
        let few = change(Selection::all(), rate(40, 9100.0), rate(4, 9890.0), 1000.0);
        assert_eq!((few.word, few.test.is_some()), (ChangeWord::TooFew, true));
        let none = change(Selection::all(), rate(0, 9100.0), rate(0, 9890.0), 1000.0);
        assert_eq!((none.word, none.ratio), (ChangeWord::TooFew, None));
    }
}
