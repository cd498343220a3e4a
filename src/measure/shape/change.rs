//! How one sample differs from another: difference, interval, ratio, test, and what may be said.
//!
//! In: two [`Sample`]s of the same measure, the earlier one first. Out: [`Change`]s: of independent groups, with weights and
//! without; and of the people who answered both times, where they are more than a fifth of the smaller sample. Finite
//! populations are left out of it: what is inferred is the process, not the list. Metrics M-CHG-1 to M-CHG-5, M-CHG-8, M-CHG-9.

use super::sample::{Moments, One, Sample, SampleSort, even};
use crate::measure::measurement::{Change, ChangeWord, Test, USUAL_ALPHA};
use crate::measure::selection::Selection;
use crate::measure::unit::{fixed, p};
use crate::stats::change::{Estimate, difference, relative, smallest_detectable, smallest_detectable_of};
use crate::stats::compare_means::{Group, paired as paired_t, welch_of};
use crate::stats::compare_shares::{EXPECTED, TwoShares, mcnemar, newcombe, pooled_z};
use crate::stats::distribution::z;
use crate::stats::rank_tests::{mann_whitney, signed_rank};
use std::collections::BTreeMap;

/// Fewest in a group that is tested.
pub const FEWEST: usize = 10;

/// Fewest in a group of which a comparison says a word: "10 to show, 30 to compare" (metrics M-SAT-1 to M-SAT-3).
pub const TO_SAY: usize = 30;

/// Chance of seeing the smallest detectable change.
pub const POWER: f64 = 0.8;

/// Share of the smaller sample from which on people who answered both times are compared with themselves.
const OVERLAP: f64 = 0.2;

/// What stands first among the notes of a change without weights, where there is one with weights too.
pub const WITHOUT_WEIGHTS: &str = "without weights";

/// What stands first among the notes of a change of people who answered both times.
pub const SAME_PEOPLE: &str = "only people who answered both times, without weights";

/// All changes from one sample to another: with weights, without, and of the same people.
pub fn changes(against: &Selection, before: &Sample<'_>, now: &Sample<'_>, confidence: f64) -> Vec<Change> {
    let mut all = Vec::new();
    let weighted = before.weighted || now.weighted;
    all.extend(independent(against, before, now, weighted, confidence));
    if weighted {
        let plain = independent(against, before, now, false, confidence);
        all.extend(plain.map(|mut change| {
            change.notes.insert(0, WITHOUT_WEIGHTS.to_owned());
            change
        }));
    }
    if let Some(pairs) = overlap(before, now) {
        let note = format!(
            "{} people answered both times, which makes a test of independent groups too careful",
            pairs.len()
        );
        if let Some(first) = all.first_mut().filter(|first| first.test.is_some()) {
            first.notes.push(note);
        }
        all.extend(same_people(against, now.sort, &pairs, confidence));
    }
    all
}

/// The change between two groups that are taken for independent; nothing where a group has no estimate.
pub fn independent(
    against: &Selection,
    before: &Sample<'_>,
    now: &Sample<'_>,
    weighted: bool,
    confidence: f64,
) -> Option<Change> {
    let (then, new) = (before.moments(weighted)?, now.moments(weighted)?);
    let mut change = Change::from(against.clone(), then.mean);
    if then.n < FEWEST || new.n < FEWEST {
        change
            .notes
            .push(format!("a comparison needs {FEWEST} answers each time"));
        return Some(change);
    }
    change.difference = Some(new.mean - then.mean);
    if let Err(why) = before.drawn.as_ref().and(now.drawn.as_ref()) {
        // Who chose to answer may have changed, and no test could tell that from a change of mind (rule GR7).
        change.word = ChangeWord::NotTested;
        change.ratio = ratio(now.sort, then, new, confidence).map(|(ratio, _)| (ratio, None));
        change
            .notes
            .push(format!("neither tested nor given an interval: {why}"));
        return Some(change);
    }
    let tested = match now.sort {
        SampleSort::Share => shares(before, now, then, new, confidence),
        SampleSort::Net => scores(then, new, confidence),
        SampleSort::Mean | SampleSort::Index(_) => means(then, new, confidence),
    };
    match tested {
        Ok((interval, Ok(test))) => {
            let test = at(test, confidence);
            change.word = word(&test, new.mean - then.mean, then.n.min(new.n));
            (change.interval, change.test) = (interval, Some(test));
            change.notes.extend(level(confidence));
        }
        // Where nobody or everybody is in both groups nothing can be tested, but the difference has its interval.
        Ok((interval, Err(why))) => {
            change.word = ChangeWord::NotTested;
            change.interval = interval;
            change.notes.push(format!("no test: {why}"));
        }
        Err(why) => {
            change.word = ChangeWord::NotTested;
            change.notes.push(format!("no test: {why}"));
        }
    }
    if change.word == ChangeWord::TooFew {
        change
            .notes
            .push(format!("a comparison says a word from {TO_SAY} answers each time"));
    }
    change.ratio = ratio(now.sort, then, new, confidence);
    if let SampleSort::Index(ends) = now.sort {
        change.notes.extend(other_zero(ends, then, new, change.ratio.is_some()));
    }
    let is_grouped = before.effect().max(now.effect()) > 1.0;
    if matches!(now.sort, SampleSort::Mean | SampleSort::Index(_)) && !is_grouped {
        change.notes.extend(by_order(before, now));
    }
    if is_grouped {
        change.notes.push(format!(
            "whole groups were drawn: the answers count for {} and {}",
            fixed(then.base, 1),
            fixed(new.base, 1)
        ));
    }
    if let Some(least) = detectable(now.sort, then, new, confidence) {
        let decimals = if now.sort == SampleSort::Mean { 2 } else { 1 };
        change.notes.push(visible(least, decimals, then.mean, ends(now.sort)));
    }
    Some(change)
}

/// What a test says; nothing where the smaller group has fewer than are needed to say a word.
pub fn word(test: &Test, difference: f64, fewer: usize) -> ChangeWord {
    if fewer < TO_SAY {
        ChangeWord::TooFew
    } else {
        ChangeWord::of(test, difference, test.alpha)
    }
}

/// Interval of a difference, and its test or why there is none. Errors: why there is neither.
type Tested = Result<(Option<(f64, f64)>, Result<Test, String>), String>;

fn test(name: &'static str, statistic: Option<(&'static str, f64)>, p: f64) -> Test {
    Test {
        name,
        statistic,
        p,
        adjusted: None,
        alpha: USUAL_ALPHA,
    }
}

/// The level of tests that goes with a confidence of intervals: "two-sided tests, `alpha = 0.05`" is 1 less 0.95 (GR2).
pub fn alpha(confidence: f64) -> f64 {
    // To so many digits that 1 - 0.95 is 0.05.
    ((1.0 - confidence) * 1e12).round() / 1e12
}

fn at(test: Test, confidence: f64) -> Test {
    Test {
        alpha: alpha(confidence),
        ..test
    }
}

/// What is said of a change whose level is not the usual one.
fn level(confidence: f64) -> Option<String> {
    let alpha = 100.0 * (1.0 - confidence);
    let digits = |value: f64| fixed(value, usize::from((value - value.round()).abs() > 1e-6));
    ((alpha - 100.0 * USUAL_ALPHA).abs() > 1e-6).then(|| {
        format!(
            "interval and test at {} percent confidence, as the survey asks: p is held against {} percent",
            digits(100.0 * confidence),
            digits(alpha)
        )
    })
}

/// Newcombe's interval of the difference of two shares, in points.
fn of_shares(then: Moments, new: Moments, confidence: f64) -> Result<(f64, f64), String> {
    let ends = newcombe(share(new), new.base, share(then), then.base, confidence).map_err(|why| why.reason())?;
    Ok((100.0 * ends.low, 100.0 * ends.high))
}

/// A share from 0 to 1.
fn share(moments: Moments) -> f64 {
    (moments.mean / 100.0).clamp(0.0, 1.0)
}

/// Whether each counts for one, neither weighted nor drawn in groups.
fn is_plain(moments: Moments) -> bool {
    (moments.base - real(moments.n)).abs() < 1e-9
}

/// Newcombe's interval, and the pooled z test or, with small expected counts, Fisher's of the plain counts.
fn shares(before: &Sample<'_>, now: &Sample<'_>, then: Moments, new: Moments, confidence: f64) -> Tested {
    let ends = of_shares(then, new, confidence)?;
    let (p1, p0) = (share(new), share(then));
    let counts = TwoShares {
        x1: now.hits() as u64,
        n1: new.n as u64,
        x2: before.hits() as u64,
        n2: then.n as u64,
    };
    let interval = Some(ends);
    let Ok(found) = pooled_z(p1, new.base, p0, then.base) else {
        // The same side has everybody both times: the difference has an interval all the same.
        return Ok((interval, Err("nobody or everybody in both groups".to_owned())));
    };
    // Plain counts are held against the least in whole numbers: the quotient of one that is just enough may fall short in its last digits.
    let few = if is_plain(new) && is_plain(then) {
        counts.expects_few()
    } else {
        let pooled = (p1 * new.base + p0 * then.base) / (new.base + then.base);
        new.base.min(then.base) * pooled.min(1.0 - pooled) < f64::from(EXPECTED)
    };
    let test = if few {
        if before.effect().max(now.effect()) > 1.0 {
            let why = "counts are small, and the exact test is not one for whole groups";
            return Ok((interval, Err(why.to_owned())));
        }
        let exact = counts.fisher().map_err(|why| why.reason())?;
        test("Fisher's exact test", None, exact)
    } else {
        test("two proportions, pooled z", Some(("z", found.z)), found.p_value)
    };
    Ok((interval, Ok(test)))
}

fn estimate(moments: Moments) -> Estimate {
    Estimate {
        value: moments.mean,
        standard_error: moments.error(),
    }
}

fn scores(then: Moments, new: Moments, confidence: f64) -> Tested {
    let found = difference(estimate(then), estimate(new)).map_err(|why| why.reason())?;
    let half = z(confidence).map_err(|why| why.reason())? * found.standard_error;
    let ends = (
        (found.difference - half).max(-200.0),
        (found.difference + half).min(200.0),
    );
    Ok((
        Some(ends),
        Ok(test("two net scores, z", Some(("z", found.z)), found.p_value)),
    ))
}

fn means(then: Moments, new: Moments, confidence: f64) -> Tested {
    let group = |moments: Moments| Group {
        mean: moments.mean,
        sd: moments.sd,
        base: moments.base,
    };
    let found = welch_of(group(new), group(then), confidence).map_err(|why| why.reason())?;
    Ok((
        Some((found.interval.low, found.interval.high)),
        Ok(test("Welch t", Some(("t", found.t)), found.p_value)),
    ))
}

/// A ratio where zero is true, or at least fixed: of shares and of points from 0 to 100. Net scores and points of scales have
/// no zero that a ratio could stand on.
fn ratio(sort: SampleSort, then: Moments, new: Moments, confidence: f64) -> Option<(f64, Option<(f64, f64)>)> {
    match sort {
        SampleSort::Share | SampleSort::Index(_) => {
            let found = relative(estimate(then), estimate(new), confidence).ok()?;
            Some((found.ratio, Some((found.interval.low, found.interval.high))))
        }
        SampleSort::Net | SampleSort::Mean => None,
    }
}

/// The same change on the scale of the answers, since a ratio of an index depends on where its zero was put. [M-CHG-8]
fn other_zero(ends: Option<(f64, f64)>, then: Moments, new: Moments, has_ratio: bool) -> Option<String> {
    let (min, max) = ends.filter(|_| has_ratio)?;
    let raw = |moments: Moments| min + moments.mean / 100.0 * (max - min);
    let (was, is) = (raw(then), raw(new));
    (was > 0.0).then(|| {
        let percent = 100.0 * (is / was - 1.0);
        let sign = if percent > 0.0 { "+" } else { "" };
        format!(
            "the ratio depends on where zero was put: on the scale from {} to {} the same change is {} to {}, {sign}{} %",
            fixed(min, 0),
            fixed(max, 0),
            fixed(was, 2),
            fixed(is, 2),
            fixed(percent, 1)
        )
    })
}

/// Mann and Whitney's test of the order of the answers, beside that of the means. [M-CHG-3]
fn by_order(before: &Sample<'_>, now: &Sample<'_>) -> Option<String> {
    let found = mann_whitney(&now.numbers(), &before.numbers()).ok()?;
    let probability = found.p_exact.or(found.p_asymptotic).ok()?;
    Some(format!(
        "by order alone (Mann-Whitney, without weights): p {}, an answer of now lies above one of then with probability {}",
        p(probability),
        fixed(found.superiority, 3)
    ))
}

/// The smallest change that would have been seen. [M-CHG-9]
pub fn detectable(sort: SampleSort, then: Moments, new: Moments, confidence: f64) -> Option<f64> {
    match sort {
        SampleSort::Share => {
            let pooled = (then.mean * then.base + new.mean * new.base) / (then.base + new.base) / 100.0;
            let share = pooled.clamp(0.0, 1.0);
            let least = smallest_detectable(share, then.base, new.base, confidence, POWER).ok()?;
            Some(100.0 * least)
        }
        SampleSort::Net | SampleSort::Mean | SampleSort::Index(_) => {
            let error = libm::hypot(then.error(), new.error());
            smallest_detectable_of(error, confidence, POWER).ok()
        }
    }
    .filter(|least| *least > 0.0)
}

/// Between which ends a figure lies, where they are known.
pub fn ends(sort: SampleSort) -> Option<(f64, f64)> {
    match sort {
        SampleSort::Share | SampleSort::Index(_) => Some((0.0, 100.0)),
        SampleSort::Net => Some((-100.0, 100.0)),
        SampleSort::Mean => None,
    }
}

/// What may be said of the smallest change that would have been seen, from what the figure was before: a share of 60 percent cannot rise
/// by 50 points, and where it cannot fall by as much either there is no change that would have been seen.
pub fn visible(least: f64, decimals: usize, before: f64, ends: Option<(f64, f64)>) -> String {
    let points = fixed(least, decimals);
    let (down, up) = ends.map_or((f64::INFINITY, f64::INFINITY), |(low, high)| {
        (before - low, high - before)
    });
    match (least <= down, least <= up) {
        (true, true) => format!("a change of {points} points would have been seen with a chance of 80 percent"),
        (false, true) => format!(
            "a rise of {points} points would have been seen with a chance of 80 percent; from {} it could not fall by as much",
            fixed(before, decimals)
        ),
        (true, false) => format!(
            "a fall of {points} points would have been seen with a chance of 80 percent; from {} it could not rise by as much",
            fixed(before, decimals)
        ),
        (false, false) => format!(
            "no change could have been seen with a chance of 80 percent: that takes {points} points, and from {} it could neither rise nor \
             fall by as much",
            fixed(before, decimals)
        ),
    }
}

/// The people who answered both times, where they are enough to be compared and more than a fifth of the smaller sample. Of whole groups
/// that were drawn, and of those who were not drawn by chance, none: the tests of pairs know neither.
pub fn overlap(before: &Sample<'_>, now: &Sample<'_>) -> Option<Vec<(f64, f64)>> {
    if [before, now].iter().any(|sample| sample.drawn != Ok(1.0)) {
        return None;
    }
    let fewer = before.each.len().min(now.each.len());
    let pairs = pairs(before, now);
    (pairs.len() >= FEWEST && real(pairs.len()) > OVERLAP * real(fewer)).then_some(pairs)
}

/// Numbers of the people who answered both times, then and now. Who is there twice in a wave cannot be told apart and is left
/// out.
pub fn pairs(before: &Sample<'_>, now: &Sample<'_>) -> Vec<(f64, f64)> {
    let then = by_person(before);
    let new = by_person(now);
    let both = then
        .iter()
        .filter_map(|(person, was)| Some(((*was)?, (*new.get(person)?)?)));
    both.collect()
}

/// The number of each person; none for who is there more than once.
fn by_person<'a>(sample: &Sample<'a>) -> BTreeMap<&'a str, Option<f64>> {
    let mut people = BTreeMap::new();
    for One { number, person, .. } in &sample.each {
        if let Some(person) = person {
            people
                .entry(*person)
                .and_modify(|known| *known = None)
                .or_insert(Some(*number));
        }
    }
    people
}

/// The change of people who answered both times: McNemar's exact test of hits, Student's t of differences with Wilcoxon's
/// signed ranks beside it. [M-CHG-5]
pub fn same_people(against: &Selection, sort: SampleSort, pairs: &[(f64, f64)], confidence: f64) -> Option<Change> {
    if pairs.is_empty() {
        return None;
    }
    let n = real(pairs.len());
    let mean = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).sum::<f64>() / n;
    let (was, is) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let mut change = Change {
        notes: vec![SAME_PEOPLE.to_owned(), format!("{} people", pairs.len())],
        ..Change::from(against.clone(), was)
    };
    if pairs.len() < FEWEST {
        return Some(change);
    }
    change.difference = Some(is - was);
    let differences: Vec<f64> = pairs.iter().map(|(was, is)| even(is - was)).collect();
    let tested: Tested = match sort {
        SampleSort::Share => {
            let up = differences.iter().filter(|one| **one > 0.0).count() as u64;
            let down = differences.iter().filter(|one| **one < 0.0).count() as u64;
            change.notes.push(format!("{up} became a hit, {down} ceased to be one"));
            match mcnemar(up, down) {
                _ if up + down == 0 => Err("nobody answered otherwise than before".to_owned()),
                found => found
                    .map(|p| (None, Ok(test("McNemar, exact", None, p))))
                    .map_err(|why| why.reason()),
            }
        }
        SampleSort::Net | SampleSort::Mean | SampleSort::Index(_) => paired_t(&differences, confidence)
            .map(|found| {
                let ends = (found.interval.low, found.interval.high);
                (Some(ends), Ok(test("paired t", Some(("t", found.t)), found.p_value)))
            })
            .map_err(|why| why.reason()),
    };
    match tested {
        Ok((interval, Ok(test))) => {
            let test = at(test, confidence);
            change.notes.extend(level(confidence));
            change.word = word(&test, is - was, pairs.len());
            (change.interval, change.test) = (interval, Some(test));
            if sort != SampleSort::Share
                && let Ok(ranks) = signed_rank(&differences)
            {
                let probability = ranks.p_exact.unwrap_or(ranks.p_asymptotic);
                change
                    .notes
                    .push(format!("Wilcoxon signed ranks: p {}", p(probability)));
            }
        }
        Ok((_, Err(why))) | Err(why) => {
            change.word = ChangeWord::NotTested;
            change.notes.push(format!("no test: {why}"));
        }
    }
    Some(change)
}

#[expect(clippy::cast_precision_loss, reason = "answers are fewer than 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample<'a>(sort: SampleSort, numbers: impl IntoIterator<Item = f64>) -> Sample<'a> {
        Sample {
            sort,
            questions: Vec::new(),
            each: numbers
                .into_iter()
                .map(|number| One {
                    number,
                    weight: 1.0,
                    person: None,
                })
                .collect(),
            weighted: false,
            drawn: Ok(1.0),
        }
    }

    fn hits<'a>(x: usize, n: usize) -> Sample<'a> {
        sample(
            SampleSort::Share,
            (0..n).map(|index| if index < x { 100.0 } else { 0.0 }),
        )
    }

    fn only(before: &Sample<'_>, now: &Sample<'_>) -> Change {
        let mut all = changes(&Selection::all(), before, now, 0.95);
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    #[track_caller]
    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-5, "{value} for {expected}");
    }

    #[test]
    fn shares_are_compared_as_the_catalogue_does() {
        // Row "Two proportions": 96 of 137 and 78 of 131.
        let change = only(&hits(78, 131), &hits(96, 137));
        near(change.difference.unwrap(), 10.5310);
        let (low, high) = change.interval.unwrap();
        near(low / 100.0, -0.008_869);
        near(high / 100.0, 0.216_115);
        let test = change.test.unwrap();
        near(test.statistic.unwrap().1, 1.805_904);
        near(test.p, 0.070_933);
        assert_eq!(change.word, ChangeWord::NoClearChange);
    }

    #[test]
    fn small_expected_counts_take_the_exact_test() {
        let change = only(&hits(0, 36), &hits(7, 36));
        assert_eq!(change.test.unwrap().name, "Fisher's exact test");
        assert_eq!(change.word, ChangeWord::Higher);
        // Exactly five are expected on either side of both waves, so it is not the exact test, whatever digits the quotient has.
        for (before, now, n) in [(9, 9, 14), (9, 7, 13), (5, 5, 14)] {
            let test = only(&hits(before, n), &hits(now, n)).test.unwrap();
            assert_eq!(test.name, "two proportions, pooled z", "{before} and {now} of {n}");
        }
        let none = only(&hits(0, 36), &hits(0, 36));
        assert_eq!((none.test, none.word), (None, ChangeWord::NotTested));
        // The difference has an interval all the same: Wilson's upper end of 0 of 36 each way.
        let (low, high) = none.interval.unwrap();
        near(low + high, 0.0);
        near(high, 100.0 * 3.841_459 / (36.0 + 3.841_459));
    }

    #[test]
    fn a_change_that_could_not_be_is_none_that_would_have_been_seen() {
        let seen = |before: (usize, usize), now: (usize, usize)| {
            let change = only(&hits(before.0, before.1), &hits(now.0, now.1));
            let note = change.notes.iter().find(|note| note.contains("chance of 80"));
            note.cloned().unwrap_or_default()
        };
        // 280.2 √(p (1 − p) (1/n₁ + 1/n₀)), p of both together: 54.8 points from 53.8 percent of 13.
        assert_eq!(
            seen((7, 13), (7, 13)),
            "no change could have been seen with a chance of 80 percent: that takes 54.8 points, and from 53.8 it could neither rise nor fall \
             by as much"
        );
        assert!(seen((12, 40), (12, 40)).starts_with("a change of 28.7 points would have been seen"));
        // 40 percent can rise by 60 and not fall by 43.4.
        assert_eq!(
            seen((8, 20), (8, 20)),
            "a rise of 43.4 points would have been seen with a chance of 80 percent; from 40.0 it could not fall by as much"
        );
        assert!(seen((12, 20), (12, 20)).starts_with("a fall of 43.4 points"));
    }

    #[test]
    fn a_word_needs_thirty_answers_each_time() {
        let few = only(&hits(4, 14), &hits(13, 17));
        assert!(few.test.is_some_and(|test| test.p < USUAL_ALPHA));
        assert_eq!(few.word, ChangeWord::TooFew);
        assert_eq!(only(&hits(10, 30), &hits(25, 30)).word, ChangeWord::Higher);
    }

    #[test]
    fn net_scores_are_compared_as_the_catalogue_does() {
        // Row "NPS change": 70 and 22 of 137 against 52 and 30 of 120.
        let net = |promoters: usize, detractors: usize, n: usize| {
            sample(
                SampleSort::Net,
                (0..n).map(move |index| match index {
                    index if index < promoters => 100.0,
                    index if index < promoters + detractors => -100.0,
                    _ => 0.0,
                }),
            )
        };
        let change = only(&net(52, 30, 120), &net(70, 22, 137));
        near(change.before, 18.333_333);
        near(change.difference.unwrap(), 16.703_163);
        let test = change.test.unwrap();
        near(test.statistic.unwrap().1, 1.720_968);
        near(test.p, 0.085_257);
        assert_eq!(change.ratio, None);
    }

    #[test]
    fn means_are_compared_as_the_catalogue_does() {
        // Row "Welch, Mann-Whitney".
        let now = [5, 4, 4, 3, 5, 2, 5, 4, 3, 5, 4, 1, 5, 4, 4, 5, 3, 4, 5, 4].map(f64::from);
        let then = [3, 4, 4, 2, 5, 3, 4, 3, 2, 4, 3, 3, 5, 4, 2, 3, 4, 3].map(f64::from);
        let change = only(&sample(SampleSort::Mean, then), &sample(SampleSort::Mean, now));
        let (low, high) = change.interval.unwrap();
        near(low, -0.102_586);
        near(high, 1.224_808);
        let test = change.test.unwrap();
        near(test.statistic.unwrap().1, 1.714_933);
        near(test.p, 0.095_001);
        assert!(
            change
                .notes
                .iter()
                .any(|note| note.contains("p 0.053") && note.contains("0.678"))
        );
    }

    #[test]
    fn the_level_of_a_test_goes_with_the_confidence_of_its_interval() {
        // Row "Two proportions": p 0.071, and Newcombe's interval at 95 percent reaches below zero, at 90 percent it does not.
        let at = |confidence| changes(&Selection::all(), &hits(78, 131), &hits(96, 137), confidence).remove(0);
        let usual = at(0.95);
        assert_eq!(
            (&usual.word, usual.test.as_ref().unwrap().alpha),
            (&ChangeWord::NoClearChange, 0.05)
        );
        assert!(usual.interval.unwrap().0 < 0.0 && !usual.notes.iter().any(|note| note.contains("confidence")));
        let wide = at(0.9);
        assert_eq!(
            (&wide.word, wide.test.as_ref().unwrap().alpha),
            (&ChangeWord::Higher, 0.1)
        );
        assert!(wide.interval.unwrap().0 > 0.0);
        assert!(
            wide.notes
                .iter()
                .any(|note| note.contains("at 90 percent confidence") && note.contains("against 10 percent"))
        );
        assert_eq!(at(0.99).word, ChangeWord::NoClearChange);
    }

    #[test]
    fn few_answers_say_nothing() {
        let change = only(&hits(5, 9), &hits(50, 90));
        assert_eq!((change.word, change.difference), (ChangeWord::TooFew, None));
        assert!(changes(&Selection::all(), &hits(0, 0), &hits(5, 9), 0.95).is_empty());
    }

    #[test]
    fn people_who_answered_twice_are_compared_with_themselves() {
        let names: Vec<String> = (0..40).map(|index| format!("K-{index}")).collect();
        let named = |x: std::ops::Range<usize>| {
            let mut sample = hits(0, 40);
            for (index, one) in sample.each.iter_mut().enumerate() {
                one.person = Some(&names[index]);
                one.number = if x.contains(&index) { 100.0 } else { 0.0 };
            }
            sample
        };
        // 6 fell and 17 rose: row "McNemar exact".
        let all = changes(&Selection::all(), &named(0..10), &named(6..27), 0.95);
        assert_eq!(all.len(), 2);
        near(all[1].test.as_ref().unwrap().p, 0.034_690);
        assert_eq!(all[1].notes[0], SAME_PEOPLE);
        // Somebody who is there twice is nobody's pair.
        let mut twice = named(0..10);
        twice.each.push(twice.each[0]);
        assert_eq!(pairs(&twice, &named(6..27)).len(), 39);
    }

    #[test]
    fn weights_stand_beside_what_is_without_them() {
        let mut now = hits(20, 40);
        now.weighted = true;
        for one in &mut now.each {
            one.weight = if one.number > 0.0 { 1.5 } else { 0.5 };
        }
        let all = changes(&Selection::all(), &hits(20, 40), &now, 0.95);
        near(all[0].difference.unwrap(), 25.0);
        near(all[1].difference.unwrap(), 0.0);
        assert_eq!(all[1].notes[0], WITHOUT_WEIGHTS);
    }
}
