//! Whether a series rises or falls, and how fast: Mann-Kendall with the slope of Sen. Metric M-TRD-1.
//!
//! In: values with their times. Out: a [`Measurement`] whose estimate is the slope for each unit of time, whose change is the
//! test, and whose detail is the series. Below six values there is no test, below four no slope.

use crate::measure::measurement::{
    Base, Change, ChangeWord, Detail, Interval, IntervalKind, Measurement, Point, Test, USUAL_ALPHA, input,
};
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{fixed, p};
use crate::stats::autocorrelation::lag_one;
use crate::stats::mann_kendall::mann_kendall;
use crate::stats::sen_slope::sen_slope;

/// Fewest values for a slope.
pub const FOR_SLOPE: usize = 4;

/// Fewest values for a test.
pub const FOR_TEST: usize = 6;

/// A series to look at.
#[derive(Clone, PartialEq, Debug)]
pub struct Series<'a> {
    /// Its points in order of time; those without a value are passed over.
    pub points: &'a [Point],
    /// Times of the points, one each, rising, in units of [`Series::unit`].
    pub times: &'a [f64],
    /// What a slope is given for: `quarter`.
    pub unit: &'static str,
    /// How many of these make a year.
    pub a_year: f64,
}

/// What the slope of a trend is given for: `quarter`; nothing where there is no slope.
pub fn step(made: &Measurement) -> Option<&str> {
    let of_trend = made.metric == METRIC && made.estimate.is_ok();
    of_trend.then(|| made.formula.rsplit_once(EACH))?.map(|(_, step)| step)
}

/// The metric of trends.
const METRIC: &str = "M-TRD-1";

/// What stands before the step at the end of a formula.
const EACH: &str = " for each ";

/// The trend of a series.
///
/// Not estimable with fewer than four values, and where the definition changed within the series: values before and after are
/// not the same thing.
pub fn measure(metric: &str, selection: &Selection, base: Base, series: &Series<'_>) -> Measurement {
    let known: Vec<(f64, f64, &str)> = series
        .points
        .iter()
        .zip(series.times)
        .filter_map(|(point, time)| Some((*time, point.value?, point.label.as_str())))
        .collect();
    let detail = Detail::Series(series.points.to_vec());
    let none =
        |reason: String| Measurement::not_estimable(metric, selection, base.clone(), reason).detail(detail.clone());
    if let Some(change) = series.points.iter().skip(1).find_map(|point| point.breaks.as_deref()) {
        return none(format!("the definition changed within the series: {change}"));
    }
    let [(first_time, before, from), .., _] = known.as_slice() else {
        return none(format!("a slope needs {FOR_SLOPE} values, there are {}", known.len()));
    };
    if known.len() < FOR_SLOPE {
        return none(format!("a slope needs {FOR_SLOPE} values, there are {}", known.len()));
    }
    let times: Vec<(f64, f64)> = known
        .iter()
        .map(|(time, value, _)| (time - first_time, *value))
        .collect();
    let values: Vec<f64> = known.iter().map(|(_, value, _)| *value).collect();
    let slope = match sen_slope(&times, 0.95) {
        Ok(slope) => slope,
        Err(why) => return none(why.reason()),
    };
    let n = known.len();
    let mut inputs = vec![
        input("n", "periods with a value", size(n)),
        input("b", "median of all slopes between two periods", slope.slope),
    ];
    if series.a_year != 1.0 {
        inputs.push(input("b a year", "the same for a year", slope.slope * series.a_year));
    }
    let mut formula = format!("b = {}{EACH}{}", fixed(slope.slope, 4), series.unit);
    let mut change = None;
    let mut notes = Vec::new();
    match mann_kendall(&values) {
        Ok(test) if n >= FOR_TEST => {
            #[expect(clippy::cast_precision_loss, reason = "a series has far fewer pairs than 2^53")]
            let s = test.s as f64;
            inputs.push(input("S", "pairs that rise less pairs that fall", s));
            inputs.push(input("Var", "variance of S without a trend", test.variance));
            if let Ok(z) = test.z {
                inputs.push(input("Z", "S in standard errors, with continuity correction", z));
            }
            inputs.push(input("τ", "S over the number of pairs", test.tau_a));
            match test.p_value() {
                Ok(probability) => {
                    inputs.push(input("p", "two-sided probability", probability));
                    let exact = if test.p_exact.is_some() { "exact p" } else { "p" };
                    formula = format!("S = {}, {exact} {}; {formula}", fixed(s, 0), p(probability));
                    change = Some(Test {
                        name: if test.p_exact.is_some() {
                            "Mann-Kendall, exact"
                        } else {
                            "Mann-Kendall"
                        },
                        statistic: Some(("S", s)),
                        p: probability,
                        adjusted: None,
                        alpha: USUAL_ALPHA,
                    });
                }
                Err(why) => notes.push(format!("no test: {}", why.reason())),
            }
        }
        Ok(_) => notes.push(format!("no test: it needs {FOR_TEST} periods, there are {n}")),
        Err(why) => notes.push(format!("no test: {}", why.reason())),
    }
    if n >= 10
        && let Ok(memory) = lag_one(&values)
        && memory > 0.3
    {
        notes.push(format!(
            "neighbouring values resemble one another (autocorrelation {}): the test takes them for independent and its p is too small",
            fixed(memory, 2)
        ));
    }
    if series.points.iter().any(|point| point.provisional) {
        notes.push("a value is provisional and may still change".to_owned());
    }
    let word = match &change {
        Some(test) => ChangeWord::of(test, test.statistic.map_or(0.0, |(_, s)| s), 0.05),
        None => ChangeWord::TooFew,
    };
    let mut made = Measurement::new(metric, selection, base, Ok(slope.slope))
        .interval(Ok(Interval {
            low: slope.interval.low,
            high: slope.interval.high,
            kind: IntervalKind::Process,
            method: "ordered slopes (Sen)",
            confidence: 0.95,
        }))
        .working(formula, inputs)
        .detail(detail);
    made.changes.push(Change {
        against: selection.clone().with(Key::Period, *from),
        before: *before,
        difference: None,
        interval: None,
        ratio: None,
        test: change,
        word,
        notes: Vec::new(),
    });
    made.notes = notes;
    made
}

#[expect(clippy::cast_precision_loss, reason = "a series has far fewer points than 2^53")]
fn size(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[Option<f64>]) -> Vec<Point> {
        values
            .iter()
            .enumerate()
            .map(|(index, value)| Point {
                label: format!("P{index}"),
                value: *value,
                interval: None,
                n: None,
                provisional: false,
                breaks: None,
            })
            .collect()
    }

    fn trend(points: &[Point]) -> Measurement {
        let times: Vec<f64> = (0..points.len()).map(size).collect();
        let series = Series {
            points,
            times: &times,
            unit: "quarter",
            a_year: 4.0,
        };
        measure(
            "M-TRD-1",
            &Selection::all(),
            Base::facts(points.len(), "periods"),
            &series,
        )
    }

    fn named(made: &Measurement, symbol: &str) -> Option<f64> {
        let input = made.inputs.iter().find(|input| input.symbol == symbol)?;
        Some(input.value)
    }

    #[test]
    fn the_series_of_the_metric_catalogue() {
        let made = trend(&points(&[58.0, 61.0, 60.0, 64.0, 66.0, 65.0, 70.0, 72.0].map(Some)));
        assert_eq!(named(&made, "S"), Some(24.0));
        assert!((made.estimate.clone().unwrap() - 2.0).abs() < 1e-9);
        assert!((named(&made, "b a year").unwrap() - 8.0).abs() < 1e-9);
        let change = &made.changes[0];
        assert!((change.test.as_ref().unwrap().p - 0.001_736).abs() < 1e-6);
        assert_eq!(change.word, ChangeWord::Higher);
    }

    #[test]
    fn too_few_values_have_no_test_or_no_slope() {
        let made = trend(&points(&[Some(1.0), None, Some(2.0), Some(3.0), Some(5.0)]));
        assert_eq!(made.estimate, Ok(1.0));
        assert_eq!(made.changes[0].word, ChangeWord::TooFew);
        assert_eq!(made.notes, ["no test: it needs 6 periods, there are 4"]);
        for few in [&[][..], &[Some(1.0)], &[Some(1.0), Some(2.0), Some(3.0)]] {
            assert!(
                trend(&points(few))
                    .estimate
                    .unwrap_err()
                    .starts_with("a slope needs 4 values")
            );
        }
    }

    #[test]
    fn equal_values_do_not_vary_and_are_no_unchanged() {
        let made = trend(&points(&[Some(3.0); 7]));
        assert_eq!(made.estimate, Ok(0.0));
        assert_eq!(made.changes[0].word, ChangeWord::TooFew);
        assert_eq!(made.notes, ["no test: the values do not vary"]);
    }

    #[test]
    fn a_series_that_changed_its_meaning_has_no_trend() {
        let mut broken = points(&[Some(3.0); 7]);
        broken[4].breaks = Some("dates agreed with clients".to_owned());
        assert_eq!(
            trend(&broken).estimate,
            Err("the definition changed within the series: dates agreed with clients".to_owned())
        );
    }

    #[test]
    fn a_series_that_remembers_is_told() {
        let rising: Vec<Option<f64>> = (0..12).map(|index| Some(f64::from(index))).collect();
        let made = trend(&points(&rising));
        assert!(made.notes[0].starts_with("neighbouring values"), "{:?}", made.notes);
    }
}
