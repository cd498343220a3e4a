//! The computed test of a verification, beside the human judgement: figures before the action against those after it.
//!
//! Which test follows from the figures. Numerator and denominator are a share (M-CHG-1) or, where the metric is one, a rate
//! (M-CHG-6); a mean with spread and number of cases is a mean (M-CHG-2); times until complaints are closed are taken from the
//! register (log-rank); a series is looked at on its control chart (M-SPC-5). A comparison of before and after is no proof of
//! cause.

use crate::measure::compare::{self, Compared, Mean, whole};
use crate::measure::indicator::chart;
use crate::measure::measurement::{Control, Detail, Test, USUAL_ALPHA};
use crate::measure::metric::Better;
use crate::measure::multiplicity::together;
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::change::{ends, visible};
use crate::measure::shape::sample::SampleSort;
use crate::measure::unit::{Unit, fixed, p};
use crate::measure::{find, named, of};
use crate::record::action::{Action, EffectDirection};
use crate::record::indicator::{Indicator, IndicatorKind};
use crate::record::types::Direction;
use crate::record::verification::{Verification, VerificationMethod, VerificationResult, Window};
use crate::stats::change::smallest_detectable;
use crate::stats::kaplan_meier::Observation;
use crate::stats::log_rank::log_rank;
use crate::stats::period::Period;
use jiff::civil::Date;

/// Level below which a test tells.
pub const ALPHA: f64 = 0.05;

/// What the effect of a test is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Effect {
    /// After less before, in percentage points.
    Points(f64),
    /// After less before, in the unit of the figures.
    Difference(f64),
    /// After over before.
    Ratio(f64),
    /// None that fits into a number.
    None,
}

/// What the figures say of an effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// They show it: it goes the way that was expected, beyond chance.
    Shown,
    /// They show the contrary, beyond chance.
    Contrary,
    /// They do not tell.
    NotShown,
}

impl Verdict {
    /// The words on pages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "the figures show the effect",
            Self::Contrary => "the figures show the contrary",
            Self::NotShown => "the figures do not show the effect",
        }
    }
}

/// The computed test of a verification.
#[derive(Clone, PartialEq, Debug)]
pub struct VerificationTest {
    /// The test; none where a control chart is looked at.
    pub test: Option<Test>,
    /// The effect.
    pub effect: Effect,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// Periods after the action that stand out on the control chart, with the rule that says so.
    pub signals: Vec<(String, String)>,
    /// What the figures say.
    pub verdict: Verdict,
    /// Whether that agrees with the human result; nothing where that is missing, or says that it worked in part.
    pub agrees: Option<bool>,
    /// Its p among all tests of actions, corrected for their number ([`beside_each_other`]); nothing where it is the only one.
    pub among: Option<f64>,
    /// Conditions that belong beside it.
    pub notes: Vec<String>,
}

/// Metrics that are rates: their numerator may be larger than their denominator.
const RATES: &[&str] = &["M-CMP-1", "M-IND-4", "M-COD-2", "M-DSP-1"];

/// Metrics whose cases are answers of the same people, so that their counts carry no spread.
const OF_MANY_ANSWERS: &[&str] = &["M-DQ-2"];

/// Metrics that are times until complaints are closed.
const TIMES: &[&str] = &["M-CMP-13", "M-CMP-21"];

/// The computed test of a verification.
///
/// Errors: why the figures cannot be tested, in words.
pub fn of_verification(scope: &Scope<'_>, verification: &Verification) -> Result<VerificationTest, String> {
    let action = verification.action.as_ref().ok_or("the verification names no action")?;
    let (_, action) = scope
        .ledger
        .typed::<Action>(action.id())
        .ok_or_else(|| format!("there is no action `{action}`"))?;
    let metric = metric(action);
    match verification.method {
        Some(VerificationMethod::ControlChart) => on_chart(scope, verification, action, metric),
        Some(
            VerificationMethod::Audit
            | VerificationMethod::Test
            | VerificationMethod::CustomerCheck
            | VerificationMethod::DocumentReview,
        ) if verification.before.is_none() || verification.after.is_none() => {
            Err("the effect was looked at in another way than by figures before and after".to_owned())
        }
        _ => {
            let (Some(before), Some(after)) = (&verification.before, &verification.after) else {
                return Err("there are no figures before and after".to_owned());
            };
            let mut test = windows(scope, verification, action, metric, before, after)?;
            let doubts = [
                between(before, after),
                size(action, &test, upward(scope, action, metric)),
            ];
            test.notes.extend(doubts.into_iter().flatten());
            Ok(test)
        }
    }
}

/// Says of each of many tests what its p would be among all of them. Each was planned for its action and is judged by itself; whoever
/// reads them in one table is told what their number costs.
pub fn beside_each_other<'a>(tests: impl Iterator<Item = &'a mut VerificationTest>) {
    let mut tests: Vec<_> = tests.filter(|one| one.test.is_some()).collect();
    let values: Vec<Option<f64>> = tests.iter().map(|one| one.test.as_ref().map(|test| test.p)).collect();
    let Ok((method, corrected)) = together(&values) else {
        return;
    };
    if values.len() < 2 {
        return;
    }
    for (one, corrected) in tests.iter_mut().zip(corrected) {
        let Some(corrected) = corrected else { continue };
        let count = values.len();
        one.notes.push(format!(
            "a test by itself, planned for this action alone; corrected after {method} together with all {count} tests of actions its p would be {}{}",
            p(corrected),
            if one.verdict != Verdict::NotShown && corrected >= ALPHA {
                ", which would not tell"
            } else {
                ""
            }
        ));
        one.among = Some(corrected);
    }
}

/// The metric or indicator by which the effect of an action is looked at.
fn metric(action: &Action) -> Option<&str> {
    let planned = action
        .verification_plan
        .as_ref()
        .and_then(|plan| plan.metric.as_deref());
    planned.or_else(|| action.expected_effect.as_ref()?.metric.as_deref())
}

/// The indicator that a metric means: itself, or the one that the expected effect narrows it to.
fn indicator<'a>(scope: &'a Scope<'_>, action: &Action, metric: Option<&str>) -> Option<(&'a str, &'a Indicator)> {
    let named = || {
        let filter = &action.expected_effect.as_ref()?.filter;
        scope.ledger.typed::<Indicator>(filter.get("indicator")?)
    };
    let own = metric.and_then(|metric| scope.ledger.typed::<Indicator>(metric));
    own.or_else(named).map(|(record, indicator)| (record.id(), indicator))
}

/// Whether the effect was to be upwards: as the action says, else as the indicator or metric is better.
fn upward(scope: &Scope<'_>, action: &Action, metric: Option<&str>) -> Option<bool> {
    let stated = action.expected_effect.as_ref().and_then(|effect| effect.direction);
    if let Some(direction) = stated {
        return Some(direction == EffectDirection::Increase);
    }
    if let Some((_, indicator)) = indicator(scope, action, metric) {
        return match indicator.direction? {
            Direction::HigherIsBetter => Some(true),
            Direction::LowerIsBetter => Some(false),
            Direction::Target => None,
        };
    }
    match named(scope.settings, metric?)?.about().better {
        Better::Higher => Some(true),
        Better::Lower => Some(false),
        Better::Neither | Better::AsRecorded => None,
    }
}

fn windows(
    scope: &Scope<'_>,
    verification: &Verification,
    action: &Action,
    metric: Option<&str>,
    before: &Window,
    after: &Window,
) -> Result<VerificationTest, String> {
    let pair = |window: &Window| window.numerator.zip(window.denominator);
    let upward = upward(scope, action, metric);
    if let (Some(one), Some(other)) = (pair(before), pair(after)) {
        if metric.is_some_and(|metric| OF_MANY_ANSWERS.contains(&metric)) {
            return Err(
                "counted are answers to questions, many of each person, and the two counts do not tell how much people differ; taken \
                 for independent cases, interval and p would be too sure; whether the criterion was met is not looked at here"
                    .to_owned(),
            );
        }
        let count = |(part, all): (f64, f64)| Some((whole(part)?, whole(all)?));
        let is_share = |(part, all): (f64, f64)| part <= all && count((part, all)).is_some();
        let of_rate = metric.is_some_and(|metric| RATES.contains(&metric))
            || indicator(scope, action, metric).is_some_and(|(_, of)| of.kind == Some(IndicatorKind::Rate));
        let of_share = indicator(scope, action, metric)
            .is_some_and(|(_, of)| of.kind == Some(IndicatorKind::Proportion))
            || metric
                .and_then(|metric| named(scope.settings, metric))
                .is_some_and(|metric| metric.about().unit == Unit::Percent);
        if of_share && !of_rate && [one, other].iter().any(|(part, all)| part > all) {
            return Err("a numerator is larger than its denominator, which no part of a whole is".to_owned());
        }
        if !of_rate && is_share(one) && is_share(other) {
            let (one, other) = count(one).zip(count(other)).ok_or("the figures are no counts")?;
            enough(one.1, other.1)?;
            let compared = compare::shares(one, other)?;
            let effect = Effect::Points(compared.difference);
            let interval = compared.interval;
            let mut test = judged(verification, compared, effect, interval, upward)?;
            if test.verdict == Verdict::NotShown {
                test.notes.extend(seen(one, other));
            }
            return Ok(test);
        }
        let rate =
            |(part, all): (f64, f64)| Some((whole(part)?, Some(all).filter(|all| *all > 0.0 && all.is_finite())?));
        let (Some(one), Some(other)) = (rate(one), rate(other)) else {
            return Err("numerator and denominator are neither counts of cases nor events and exposure".to_owned());
        };
        let compared = compare::rates(one, other)?;
        let effect = compared.ratio.map_or(Effect::None, Effect::Ratio);
        let interval = compared.ratio_interval;
        return judged(verification, compared, effect, interval, upward);
    }
    let mean = |window: &Window| {
        Some(Mean {
            mean: window.value.filter(|value| value.is_finite())?,
            sd: window.sd.filter(|sd| sd.is_finite())?,
            n: window.n?,
        })
    };
    if let (Some(one), Some(other)) = (mean(before), mean(after)) {
        enough(one.n, other.n)?;
        let compared = compare::means(one, other)?;
        let effect = Effect::Difference(compared.difference);
        let interval = compared.interval;
        return judged(verification, compared, effect, interval, upward);
    }
    match metric {
        Some(metric) if TIMES.contains(&metric) => times(scope, verification, action, before, after),
        _ => Err("the figures carry neither numerator and denominator nor a standard deviation, so that they cannot be tested".to_owned()),
    }
}

/// Fewest cases on each side of a test, as everywhere (GR3, M-CHG-2).
const FEWEST: u64 = crate::measure::shape::change::FEWEST as u64;

/// Holds that there are enough cases on both sides. Errors: too few.
fn enough(before: u64, after: u64) -> Result<(), String> {
    if before.min(after) < FEWEST {
        return Err(format!(
            "too few to say: {before} and {after} cases, where {FEWEST} are needed on each side"
        ));
    }
    Ok(())
}

/// The days that lie between the two windows and in neither.
fn between(before: &Window, after: &Window) -> Option<String> {
    let first = before.to?.tomorrow().ok()?;
    let last = after.from?.yesterday().ok()?;
    (first <= last).then(|| format!("what happened from {first} to {last} is in neither window"))
}

/// How the effect lies to the size that was expected: that a change shows is not that it is as large as it was to be.
fn size(action: &Action, test: &VerificationTest, upward: Option<bool>) -> Option<String> {
    let wanted = action
        .expected_effect
        .as_ref()?
        .size
        .filter(|size| size.is_finite() && *size > 0.0)?;
    if matches!(test.effect, Effect::Ratio(_)) {
        let wanted = fixed(wanted, 1);
        return Some(format!(
            "expected was a size of {wanted} in the unit of the rate; the test is of the ratio and does not tell whether that was reached"
        ));
    }
    let (Effect::Points(_) | Effect::Difference(_)) = test.effect else {
        return None;
    };
    // The way that was wanted counts as above zero.
    let (low, high) = test.interval?;
    let (least, most) = if upward? { (low, high) } else { (-high, -low) };
    let words = if least >= wanted {
        "the whole interval is at or beyond it"
    } else if most < wanted {
        "the whole interval is short of it"
    } else {
        "the interval reaches from below it to beyond it, so that the figures do not tell whether it was reached"
    };
    Some(format!("expected was a size of {}: {words}", fixed(wanted, 1)))
}

/// The smallest difference of two shares that would have been seen. [M-CHG-9]
fn seen(before: (u64, u64), after: (u64, u64)) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
    let (hits, n0, n1) = ((before.0 + after.0) as f64, before.1 as f64, after.1 as f64);
    let least = smallest_detectable(hits / (n0 + n1), n0, n1, 0.95, 0.8).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
    let share = 100.0 * before.0 as f64 / n0;
    (least > 0.0).then(|| visible(100.0 * least, 1, share, ends(SampleSort::Share)))
}

/// The result of a comparison of figures.
fn judged(
    verification: &Verification,
    compared: Compared,
    effect: Effect,
    interval: Option<(f64, f64)>,
    upward: Option<bool>,
) -> Result<VerificationTest, String> {
    let significant = compared.test.as_ref().is_some_and(Test::shows);
    let verdict = verdict(significant, compared.difference > 0.0, upward);
    let mut notes = Vec::new();
    if upward.is_none() {
        notes.push("which way the effect was to go is not recorded; any clear change counts".to_owned());
    }
    let none = if matches!(effect, Effect::Ratio(_)) { 1.0 } else { 0.0 };
    let is_apart = interval.is_some_and(|(low, high)| low > none || high < none);
    if let Some(test) = &compared.test
        && interval.is_some()
        && is_apart != significant
    {
        notes.push(format!(
            "interval and test are made in different ways and do not come to the same here; the test decides ({}, p {})",
            test.name,
            p(test.deciding())
        ));
    }
    if compared.test.is_none() {
        notes.push("there is nothing to test: before and after the same happened to all".to_owned());
    }
    Ok(VerificationTest {
        test: compared.test,
        effect,
        interval,
        signals: Vec::new(),
        verdict,
        agrees: agrees(verification.result, verdict),
        among: None,
        notes,
    })
}

fn verdict(significant: bool, rose: bool, upward: Option<bool>) -> Verdict {
    match (significant, upward) {
        (false, _) => Verdict::NotShown,
        (true, None) => Verdict::Shown,
        (true, Some(upward)) if upward == rose => Verdict::Shown,
        (true, Some(_)) => Verdict::Contrary,
    }
}

/// Whether figures and people come to the same; what worked in part may or may not show.
fn agrees(result: Option<VerificationResult>, verdict: Verdict) -> Option<bool> {
    match result? {
        VerificationResult::Effective => Some(verdict == Verdict::Shown),
        VerificationResult::PartlyEffective => None,
        VerificationResult::NotEffective | VerificationResult::Inconclusive => Some(verdict != Verdict::Shown),
    }
}

/// Times until complaints of both windows are closed, open ones counted, by the log-rank test.
fn times(
    scope: &Scope<'_>,
    verification: &Verification,
    action: &Action,
    before: &Window,
    after: &Window,
) -> Result<VerificationTest, String> {
    let metric = find("M-CMP-13").ok_or("this version does not measure `M-CMP-13`")?;
    let filter = action.expected_effect.as_ref().map(|effect| &effect.filter);
    let selection = filter
        .map_or_else(|| Ok(Selection::all()), Selection::from_filter)
        .map_err(|unknown| unknown.to_string())?;
    let cases = |window: &Window| -> Result<Vec<Observation>, String> {
        let (from, to) = window.from.zip(window.to).ok_or("a window has no first or last day")?;
        let made = of(
            metric,
            scope,
            &selection.clone().with(Key::Period, format!("{from}..{to}")),
        );
        match made.detail {
            Detail::Survival(curves) => Ok(curves
                .first()
                .map(|curve| observations(&curve.steps))
                .unwrap_or_default()),
            _ => Err(made.estimate.err().unwrap_or_else(|| "there are no times".to_owned())),
        }
    };
    let (one, other) = (cases(before)?, cases(after)?);
    let compared = log_rank(&[&one, &other]).map_err(|why| why.reason())?;
    let test = compared.test.map_err(|why| why.reason())?;
    // More closings than expected in the second window: it became faster.
    #[expect(clippy::cast_precision_loss, reason = "complaints are fewer than 2^53")]
    let faster = compared
        .observed
        .last()
        .zip(test.expected.last())
        .is_some_and(|(seen, expected)| *seen as f64 > *expected);
    let verdict = verdict(test.p_value < ALPHA, !faster, Some(false));
    Ok(VerificationTest {
        test: Some(Test {
            name: "log-rank",
            statistic: Some(("χ²", test.chi_square)),
            p: test.p_value,
            adjusted: None,
            alpha: USUAL_ALPHA,
        }),
        effect: Effect::None,
        interval: None,
        signals: Vec::new(),
        verdict,
        agrees: agrees(verification.result, verdict),
        among: None,
        notes: vec!["later windows have more cases that are still open".to_owned()],
    })
}

/// The cases that a curve was made of.
fn observations(steps: &[crate::measure::measurement::Step]) -> Vec<Observation> {
    let cases = |time: f64, count: usize, event: bool| std::iter::repeat_n(Observation { time, event }, count);
    steps
        .iter()
        .flat_map(|step| cases(step.time, step.events, true).chain(cases(step.time, step.censored, false)))
        .collect()
}

/// A series on its control chart: periods after the action that stand out.
fn on_chart(
    scope: &Scope<'_>,
    verification: &Verification,
    action: &Action,
    metric: Option<&str>,
) -> Result<VerificationTest, String> {
    let done = action
        .implemented_on
        .ok_or("the day on which the action was done is not recorded")?;
    let (id, _) = indicator(scope, action, metric)
        .ok_or("the metric of the action is no indicator, so that there is no series")?;
    let control = chart::of_indicator(scope, id).ok_or_else(|| format!("`{id}` has no control chart"))?;
    if control.points.iter().all(|point| point.limits.is_none()) {
        return Err(format!("`{id}` has too few periods for limits"));
    }
    let upward = upward(scope, action, metric);
    let after = after(&control, done, verification.after.as_ref().and_then(|window| window.to));
    if after.is_empty() {
        return Err("no period after the action is over".to_owned());
    }
    let mut signals = Vec::new();
    let (mut right, mut wrong) = (false, false);
    for point in after {
        for signal in &point.signals {
            let rule = signal
                .checked_sub(1)
                .and_then(|index| control.rules.get(index))
                .copied()
                .unwrap_or("signal");
            signals.push((point.label.clone(), rule.to_owned()));
            let above = point.value.is_some_and(|value| value > point.center);
            match upward {
                Some(upward) if upward != above => wrong = true,
                Some(_) | None => right = true,
            }
        }
    }
    let verdict = match (right, wrong) {
        (true, false) => Verdict::Shown,
        (false, true) => Verdict::Contrary,
        (true, true) | (false, false) => Verdict::NotShown,
    };
    Ok(VerificationTest {
        test: None,
        effect: Effect::None,
        interval: None,
        signals,
        verdict,
        agrees: agrees(verification.result, verdict),
        among: None,
        notes: if control.provisional {
            vec!["the limits are provisional".to_owned()]
        } else {
            Vec::new()
        },
    })
}

/// The points of a chart whose period begins after a day, up to another where that is given.
fn after(control: &Control, done: Date, to: Option<Date>) -> Vec<&crate::measure::measurement::ControlPoint> {
    control
        .points
        .iter()
        .filter(|point| {
            Period::parse(&point.label).is_some_and(|period| {
                let (first, last) = period.days();
                first > done && to.is_none_or(|to| last <= to)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::inspect;

    fn tested(action: &str, verification: &str) -> Result<VerificationTest, String> {
        let yaml = format!("id: ACT-1\n{action}\n---\nid: VER-1\naction: ACT-1\n{verification}\n");
        let inspection = inspect(&yaml);
        let (_, verification) = inspection.ledger.each::<Verification>().next().unwrap();
        of_verification(&inspection.scope(), verification)
    }

    const DOWN: &str = "expected_effect: {metric: M-IND-1, direction: decrease}";
    const UP: &str = "expected_effect: {metric: M-CMP-3, direction: increase}";

    fn shares(before: (u32, u32), after: (u32, u32)) -> String {
        format!(
            "before: {{numerator: {}, denominator: {}}}\nafter: {{numerator: {}, denominator: {}}}",
            before.0, before.1, after.0, after.1
        )
    }

    fn p_of(test: &VerificationTest) -> f64 {
        test.test.as_ref().unwrap().p
    }

    #[test]
    fn shares_before_and_after_are_compared() {
        // Late milestones of the example: 61 of 156 before, 34 of 156 after.
        let test = tested(DOWN, &format!("result: effective\n{}", shares((61, 156), (34, 156)))).unwrap();
        let Effect::Points(points) = test.effect else { panic!() };
        let (low, high) = test.interval.unwrap();
        assert!((points + 17.3).abs() < 0.05 && (low + 27.0).abs() < 0.05 && (high + 7.1).abs() < 0.05);
        assert!((p_of(&test) - 0.001).abs() < 5e-4);
        assert_eq!((test.verdict, test.agrees), (Verdict::Shown, Some(true)));
        let chance = tested(DOWN, &format!("result: inconclusive\n{}", shares((9, 44), (7, 47)))).unwrap();
        assert!((p_of(&chance) - 0.49).abs() < 5e-3);
        assert_eq!((chance.verdict, chance.agrees), (Verdict::NotShown, Some(true)));
        let few = tested(UP, &format!("result: effective\n{}", shares((12, 20), (22, 22)))).unwrap();
        assert!((p_of(&few) - 0.001).abs() < 5e-4);
        let contrary = tested(UP, &format!("result: effective\n{}", shares((61, 156), (34, 156)))).unwrap();
        assert_eq!((contrary.verdict, contrary.agrees), (Verdict::Contrary, Some(false)));
    }

    #[test]
    fn a_change_that_shows_is_held_against_the_size_expected() {
        let notes = |size: &str, figures: &str| {
            let action = format!("expected_effect: {{metric: M-IND-1, direction: decrease, size: {size}}}");
            tested(&action, figures).unwrap().notes.join("; ")
        };
        // From −27.0 to −7.1 points.
        let figures = shares((61, 156), (34, 156));
        assert!(notes("10", &figures).contains("do not tell whether it was reached"));
        assert!(notes("5", &figures).contains("at or beyond it"));
        assert!(notes("30", &figures).contains("short of it"));
        let few = notes("10", &shares((9, 44), (7, 47)));
        // 2.802 √(0.1758 × 0.8242 × (1/44 + 1/47)), and 9 of 44 cannot fall so far.
        assert!(
            few.contains("a rise of 22.4 points would have been seen with a chance of 80 percent; from 20.5 it could not fall by as much"),
            "{few}"
        );
    }

    #[test]
    fn days_in_no_window_and_answers_of_one_person_are_told() {
        let windows = "before: {from: 2024-01-01, to: 2024-06-30, numerator: 12, denominator: 20}\nafter: {from: 2025-01-01, to: 2025-12-31, numerator: 22, denominator: 22}";
        let test = tested(UP, windows).unwrap();
        assert_eq!(
            test.notes,
            ["what happened from 2024-07-01 to 2024-12-31 is in neither window"]
        );
        let items = "expected_effect: {metric: M-DQ-2, direction: decrease}";
        let reason = tested(items, &shares((246, 3108), (82, 2640))).unwrap_err();
        assert!(reason.contains("many of each person"), "{reason}");
    }

    #[test]
    fn many_tests_are_told_what_their_number_costs() {
        let test = |after| tested(DOWN, &shares((61, 156), (after, 156))).unwrap();
        let p = |test: &VerificationTest| test.test.as_ref().unwrap().p;
        let mut tests = [test(34), test(45), test(60)];
        let alone = [p(&tests[0]), p(&tests[1]), p(&tests[2])];
        beside_each_other(tests.iter_mut());
        // Holm: the smallest of three thrice, the next twice.
        assert!((tests[0].among.unwrap() - 3.0 * alone[0]).abs() < 1e-12);
        assert!((tests[1].among.unwrap() - 2.0 * alone[1]).abs() < 1e-12 && alone[1] < 0.06);
        assert!(
            tests[1]
                .notes
                .iter()
                .any(|note| note.contains("after Holm together with all 3 tests"))
        );
        // Each is still judged by itself.
        assert_eq!(tests[0].verdict, Verdict::Shown);
        assert!((p(&tests[1]) - alone[1]).abs() < 1e-12);
        let mut alone = [test(34)];
        beside_each_other(alone.iter_mut());
        assert_eq!(alone[0].among, None);
    }

    #[test]
    fn few_cases_are_too_few_to_say() {
        let reason = |figures: &str| tested(DOWN, figures).unwrap_err();
        assert_eq!(
            reason(&shares((5, 9), (9, 9))),
            "too few to say: 9 and 9 cases, where 10 are needed on each side"
        );
        assert!(
            reason("before: {value: 3, sd: 1, n: 3}\nafter: {value: 9, sd: 1, n: 3}").starts_with("too few to say")
        );
        assert!(tested(DOWN, &shares((5, 10), (9, 10))).is_ok());
        // No share is above 1, and what is no rate is not tested as one.
        assert!(reason(&shares((300, 200), (100, 200))).contains("larger than its denominator"));
    }

    #[test]
    fn an_interval_that_does_not_come_to_the_same_as_the_test_says_so() {
        // Newcombe's interval of 6 of 10 and 10 of 10 leaves 0 out, Fisher's p is 0.087.
        let test = tested(UP, &shares((6, 10), (10, 10))).unwrap();
        assert!(test.interval.unwrap().0 > 0.0 && p_of(&test) > 0.05, "{test:?}");
        assert!(
            test.notes.iter().any(|note| note.contains("the test decides")),
            "{:?}",
            test.notes
        );
    }

    #[test]
    fn rates_are_compared_by_their_ratio() {
        let figures = "before: {numerator: 31, denominator: 9.1}\nafter: {numerator: 15, denominator: 9.89}";
        let test = tested("expected_effect: {direction: decrease}", figures).unwrap();
        let Effect::Ratio(ratio) = test.effect else { panic!() };
        assert!((ratio - 0.445).abs() < 5e-4 && (p_of(&test) - 0.011).abs() < 5e-4);
        assert_eq!((test.verdict, test.agrees), (Verdict::Shown, None));
    }

    #[test]
    fn means_need_their_spread_and_nothing_says_why() {
        let with = "before: {value: 3.4, sd: 0.97, n: 18}\nafter: {value: 3.95, sd: 1.1, n: 20}";
        assert!(matches!(tested(UP, with).unwrap().effect, Effect::Difference(_)));
        assert!(
            tested(UP, "before: {value: 3.4}\nafter: {value: 3.95}")
                .unwrap_err()
                .contains("cannot be tested")
        );
        assert!(tested(UP, "method: audit").unwrap_err().contains("another way"));
        assert!(tested(UP, "").is_err());
        assert!(tested(UP, &shares((0, 0), (1, 2))).is_err());
        let same = tested(UP, &shares((15, 15), (17, 17))).unwrap();
        assert_eq!((same.verdict, same.test), (Verdict::NotShown, None));
    }

    #[test]
    fn times_are_compared_with_open_cases_counted() {
        let complaint = |id: usize, received: &str, closed: Option<&str>| {
            let closed = closed.map_or_else(String::new, |at| format!("  - {{at: {at}T09:00:00Z, kind: closed}}\n"));
            format!(
                "---\nid: CMP-{id}\nreceived_at: {received}T08:00:00Z\noutcome: upheld\nevents:\n  - {{at: {received}T08:00:00Z, kind: received}}\n{closed}"
            )
        };
        let slow = (1..=12).map(|id| complaint(id, "2024-01-10", Some("2024-03-10")));
        let fast = (21..=32).map(|id| complaint(id, "2025-01-10", Some("2025-01-20")));
        let yaml = format!(
            "id: ACT-1\nexpected_effect: {{metric: M-CMP-13, direction: decrease}}\n---\nid: VER-1\naction: ACT-1\nresult: effective\nbefore: {{from: 2024-01-01, to: 2024-06-30}}\nafter: {{from: 2025-01-01, to: 2025-03-31}}\n{}",
            slow.chain(fast).collect::<String>()
        );
        let inspection = inspect(&yaml);
        let (_, verification) = inspection.ledger.each::<Verification>().next().unwrap();
        let test = of_verification(&inspection.scope(), verification).unwrap();
        assert_eq!(test.test.as_ref().unwrap().name, "log-rank");
        assert_eq!((test.verdict, test.agrees), (Verdict::Shown, Some(true)));
    }

    #[test]
    fn a_shift_on_the_chart_after_the_action_shows_it() {
        let rows: String = [50, 52, 49, 51, 50, 51, 49, 50, 90, 91]
            .iter()
            .enumerate()
            .map(|(index, value)| {
                format!(
                    "  - {{period: {}-Q{}, value: {value}}}\n",
                    2022 + index / 4,
                    index % 4 + 1
                )
            })
            .collect();
        let yaml = format!(
            "id: IND-A\nkind: median\nvalues:\n{rows}---\nid: ACT-1\nimplemented_on: 2023-12-15\nexpected_effect: {{metric: IND-A, direction: increase}}\n---\nid: VER-1\naction: ACT-1\nmethod: control_chart\nresult: effective\n"
        );
        let inspection = inspect(&yaml);
        let (_, verification) = inspection.ledger.each::<Verification>().next().unwrap();
        let test = of_verification(&inspection.scope(), verification).unwrap();
        assert_eq!(test.verdict, Verdict::Shown, "{test:?}");
        assert!(test.signals.iter().any(|(period, _)| period == "2024-Q1"));
    }
}
