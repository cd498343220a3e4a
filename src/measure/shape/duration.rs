//! How long it takes until something happens, where some cases have not got there yet: the Kaplan-Meier curve.
//!
//! In: a time for each case and whether it ended. Out: a [`Measurement`] whose estimate is the median, whose interval is that
//! of the median, and whose detail is the curve. What is compared is compared by the log-rank test.

use crate::measure::measurement::{
    Base, Change, ChangeWord, Curve, Detail, Interval, IntervalKind, Measurement, Step, Test, USUAL_ALPHA, input,
};
use crate::measure::selection::Selection;
use crate::measure::unit::fixed;
use crate::stats::descriptive::median;
use crate::stats::estimate::NotEstimable;
use crate::stats::kaplan_meier::{KaplanMeier, Observation, kaplan_meier};
use crate::stats::log_rank::log_rank;

/// Fewest cases of a group that is compared.
pub const TO_COMPARE: usize = 10;

/// Why a median is not reached.
pub const NOT_REACHED: &str = "not reached: half of the cases or more were open for longer than was observed";

/// The curve of some cases.
///
/// Errors: a time that is negative or no number.
pub fn curve(label: &str, cases: &[Observation]) -> Result<Curve, NotEstimable> {
    let made = kaplan_meier(cases, 0.95)?;
    let median = made.time_until(0.5);
    let steps = made.steps().iter().map(|step| Step {
        time: step.time,
        at_risk: step.at_risk,
        events: step.events,
        censored: step.censored,
        open: step.level.survival,
        interval: step.level.interval.as_ref().ok().map(|ends| (ends.low, ends.high)),
    });
    Ok(Curve {
        label: label.to_owned(),
        steps: steps.collect(),
        done: [0.5, 0.25, 0.1].map(|open| first_at(&made, open)),
        median: median.lower.ok().map(|low| (low, median.upper.ok())),
        cases: (cases.len(), cases.iter().filter(|case| case.event).count()),
    })
}

/// The smallest time at which so much is open or less, as the metric catalogue defines it. Where the curve runs exactly on that
/// level for a while it is the beginning of that stretch; R and [`KaplanMeier::time_until`] take its middle.
fn first_at(curve: &KaplanMeier, open: f64) -> Option<f64> {
    // A product of fractions is exact to far less than this.
    let reached = curve.steps().iter().find(|step| step.level.survival <= open + 1e-9);
    reached.map(|step| step.time)
}

/// The median time with its interval and its curve; further curves may stand beside it.
///
/// In: the cases of the first curve, what they are waiting for (`closing`), how many of those that did not end so wait no longer and
/// what became of them (`were withdrawn`), and the other curves. Not estimable without cases, and where the median is not reached.
pub fn measure(
    metric: &str,
    selection: &Selection,
    base: Base,
    what: &'static str,
    cases: &[Observation],
    gone: (usize, &'static str),
    beside: Vec<Curve>,
) -> Measurement {
    if cases.is_empty() {
        let reason = format!("there are no {}", base.of);
        return Measurement::not_estimable(metric, selection, base, reason);
    }
    let curve = match curve(what, cases) {
        Ok(curve) => curve,
        Err(why) => return Measurement::not_estimable(metric, selection, base, why.reason()),
    };
    let ended: Vec<f64> = cases.iter().filter(|case| case.event).map(|case| case.time).collect();
    let open = cases.len() - ended.len();
    let mut inputs = vec![
        input("n", base.of, size(cases.len())),
        input("d", "of these ended", size(ended.len())),
        input("c", "of these last seen open (censored)", size(open)),
    ];
    for (symbol, name, time) in [
        ("t50", "until half are done", curve.done[0]),
        ("t75", "until three quarters are done", curve.done[1]),
        ("t90", "until nine tenths are done", curve.done[2]),
    ] {
        inputs.extend(time.map(|time| input(symbol, name, time)));
    }
    let words = |time: Option<f64>| time.map_or_else(|| "not reached".to_owned(), |time| fixed(time, 1));
    let formula = format!(
        "S(t) = Π (1 − d/n) over {} cases, {open} of them not ended so; smallest t with S(t) ≤ 0.5: {}, ≤ 0.25: {}, ≤ 0.1: {}",
        cases.len(),
        words(curve.done[0]),
        words(curve.done[1]),
        words(curve.done[2])
    );
    let interval = match (curve.done[0], curve.median) {
        (Some(_), Some((low, high))) => Ok(Interval {
            low,
            high: high.unwrap_or(f64::INFINITY),
            kind: IntervalKind::Process,
            method: "Brookmeyer-Crowley, log-log",
            confidence: 0.95,
        }),
        (Some(_), None) => Err("the curve is too short for an interval of its median".to_owned()),
        (None, _) => Err("the median is not reached".to_owned()),
    };
    let unreached = curve.done[0].is_some() && curve.median.is_some_and(|(_, high)| high.is_none());
    let estimate = curve.done[0].ok_or_else(|| NOT_REACHED.to_owned());
    let mut curves = vec![curve];
    curves.extend(beside);
    let mut made = Measurement::new(metric, selection, base, estimate)
        .interval(interval)
        .working(formula, inputs)
        .detail(Detail::Survival(curves));
    if unreached {
        made = made.note("the upper end of the interval is not reached");
    }
    let first = made.estimate.as_ref().ok().copied();
    let middle = kaplan_meier(cases, 0.95)
        .ok()
        .and_then(|curve| curve.time_until(0.5).time.ok());
    if let Some((first, middle)) = first.zip(middle).filter(|(first, middle)| middle - first > 1e-9) {
        made = made.note(format!(
            "from {} on exactly half are open for a while; the median given is the first such time, the middle of that while is {}",
            fixed(first, 1),
            fixed(middle, 1)
        ));
    }
    match median(&ended) {
        Ok(closed) if open > 0 && made.estimate != Ok(closed) => made.note(format!(
            "of those that ended alone the median is {}; it is no estimate, since {}",
            fixed(closed, 1),
            left_out(open, gone)
        )),
        _ => made,
    }
}

/// What a median of those that ended alone leaves out, of so many that did not end.
fn left_out(open: usize, (gone, what): (usize, &'static str)) -> String {
    let take_long = "those that take long are still open";
    match gone.min(open) {
        0 => take_long.to_owned(),
        all if all == open => format!("those that {what} had waited too"),
        _ => format!("{take_long}, and those that {what} had waited too"),
    }
}

/// How the times of some cases compare with those of others before them, by the log-rank test.
///
/// The value before is the median there, infinite where it is not reached. No difference is given: the test compares whole
/// curves and not two numbers.
pub fn change(against: Selection, before: &[Observation], now: &[Observation]) -> Change {
    let median_before = curve("", before).ok().and_then(|curve| curve.done[0]);
    let mut change = Change::from(against, median_before.unwrap_or(f64::INFINITY));
    if median_before.is_none() {
        change.notes.push("the median there is not reached".to_owned());
    }
    if before.len() < TO_COMPARE || now.len() < TO_COMPARE {
        change.notes.push(format!(
            "not tested: {} and {} cases, {TO_COMPARE} are needed on each side",
            before.len(),
            now.len()
        ));
        return change;
    }
    match log_rank(&[before, now]).map(|made| (made.observed, made.test)) {
        Ok((observed, Ok(comparison))) => {
            let test = Test {
                name: "log-rank",
                statistic: Some(("χ²", comparison.chi_square)),
                p: comparison.p_value,
                adjusted: None,
                alpha: USUAL_ALPHA,
            };
            // Fewer ends than expected: it takes longer now.
            let longer = comparison.expected[1] - size(observed[1]);
            change.word = ChangeWord::of(&test, longer, 0.05);
            change.test = Some(test);
        }
        Ok((_, Err(why))) | Err(why) => change.notes.push(format!("not tested: {}", why.reason())),
    }
    change
}

#[expect(clippy::cast_precision_loss, reason = "cases are far fewer than 2^53")]
fn size(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(ended: &[u32], open: &[u32]) -> Vec<Observation> {
        let case = |event| {
            move |time: &u32| Observation {
                time: f64::from(*time),
                event,
            }
        };
        ended
            .iter()
            .map(case(true))
            .chain(open.iter().map(case(false)))
            .collect()
    }

    fn measured(cases: &[Observation]) -> Measurement {
        let base = Base::cases(cases.len(), "complaints");
        let gone = (0, "were withdrawn");
        measure("M-CMP-13", &Selection::all(), base, "closing", cases, gone, Vec::new())
    }

    const ENDED: [u32; 10] = [3, 5, 5, 7, 10, 12, 12, 18, 21, 25];
    const OPEN: [u32; 5] = [8, 14, 30, 33, 40];

    #[test]
    fn open_cases_count() {
        // Reference values of the metric catalogue.
        let made = measured(&cases(&ENDED, &OPEN));
        assert_eq!(made.estimate, Ok(18.0));
        let interval = made.interval.unwrap();
        assert_eq!((interval.low, interval.high), (5.0, f64::INFINITY));
        assert!(made.notes[1].contains("median is 11.0"), "{:?}", made.notes);
    }

    #[test]
    fn nothing_one_and_only_open_ones() {
        assert_eq!(measured(&[]).estimate, Err("there are no complaints".to_owned()));
        assert_eq!(measured(&cases(&[4], &[])).estimate, Ok(4.0));
        let open = measured(&cases(&[], &[4, 9]));
        assert!(open.estimate.unwrap_err().starts_with("not reached"));
        assert!(open.notes.is_empty());
    }

    #[test]
    fn a_level_that_is_met_exactly_is_reached_there() {
        assert_eq!(measured(&cases(&[1, 2, 3, 4], &[])).estimate, Ok(2.0));
        let Detail::Survival(curves) = measured(&cases(&[1, 2, 3, 4], &[])).detail else {
            panic!("no curve")
        };
        assert_eq!(curves[0].done, [Some(2.0), Some(3.0), Some(4.0)]);
    }

    #[test]
    fn what_the_median_of_ended_cases_leaves_out_is_named() {
        let note = |gone: usize| {
            let cases = cases(&ENDED, &OPEN);
            let base = Base::cases(cases.len(), "complaints");
            let gone = (gone, "were withdrawn");
            let made = measure("M-CMP-13", &Selection::all(), base, "closing", &cases, gone, Vec::new());
            made.notes.last().cloned().unwrap()
        };
        assert!(note(0).ends_with("since those that take long are still open"));
        assert!(note(2).ends_with("are still open, and those that were withdrawn had waited too"));
        assert!(note(5).ends_with("since those that were withdrawn had waited too"));
        // Where both come to the same there is nothing to warn of.
        let same = measured(&cases(&[2, 3, 4], &[9]));
        assert_eq!(same.estimate, Ok(3.0));
        assert!(
            !same.notes.iter().any(|note| note.contains("ended alone")),
            "{:?}",
            same.notes
        );
    }

    #[test]
    fn curves_are_compared_whole() {
        let first = cases(&ENDED, &OPEN);
        let second = cases(&[2, 4, 4, 6, 7, 8, 9, 13, 15, 16], &[11, 20]);
        let change = change(Selection::all(), &first, &second);
        let test = change.test.unwrap();
        assert!((test.statistic.unwrap().1 - 2.981_812).abs() < 1e-6 && (test.p - 0.084_205).abs() < 1e-6);
        assert_eq!(change.word, ChangeWord::NoClearChange);
        let few = super::change(Selection::all(), &first, &second[..9]);
        assert_eq!(few.word, ChangeWord::TooFew);
    }

    #[test]
    fn a_median_that_lies_on_a_flat_stretch_says_so() {
        let cases = [1.0, 2.0, 4.0, 5.0].map(|time| Observation { time, event: true });
        let made = measure(
            "M-CMP-13",
            &Selection::all(),
            Base::cases(4, "complaints"),
            "all",
            &cases,
            (0, "were withdrawn"),
            Vec::new(),
        );
        assert_eq!(made.estimate, Ok(2.0));
        assert!(
            made.notes
                .iter()
                .any(|note| note.ends_with("the middle of that while is 3.0")),
            "{:?}",
            made.notes
        );
    }
}
