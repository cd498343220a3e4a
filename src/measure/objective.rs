//! Objectives assessed: where the metric stands, where it is to stand, and what may be said of it. Metric M-OBJ-1.
//!
//! In: an objective. Out: an [`Assessment`] for its page and for the metrics of objectives. Steps:
//!
//! 1. measure the metric on the objective's filter, on the due date where that has passed, else now;
//! 2. compute the level: the target itself, or the baseline with the change applied;
//! 3. judge whether it is reached at each level of evidence: by the estimate, by the whole interval, by a test;
//! 4. before the due date compare with the way there: the last milestone, or the straight line from the baseline;
//! 5. where a survey is weighted, judge the same without the weights, and from the baseline as it is measured in the same way:
//!    a baseline that was written down without weights is another number than a value with them (rule GR6).

use super::filtered::{Missing, at};
use super::measurement::{Level, Measurement};
use super::scope::Scope;
use super::selection::Selection;
use super::unit::fixed;
use crate::record::objective::{EvidenceLevel, Objective, ObjectiveDirection, ObjectiveStatus, TargetKind};
use crate::record::types::Period;
use crate::stats::period::Period as Named;
use jiff::ToSpan;
use jiff::civil::Date;

/// What may be said of an objective.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// The target is reached at the level of evidence that was chosen.
    Reached,
    /// Not due yet, and at or better than the way there.
    OnTrack,
    /// Not due yet, and worse than the way there.
    Behind,
    /// Due, and not reached.
    Missed,
    /// The metric has no value.
    NoData,
    /// Cannot be judged: a draft, given up, without a target that means something, or due where the evidence that was chosen cannot
    /// be had.
    NotJudged,
}

impl State {
    /// The words on pages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OnTrack => "on track",
            Self::Behind => "behind",
            Self::Missed => "missed",
            Self::NoData => "no data",
            Self::NotJudged => "not judged",
        }
    }

    /// Whether it is reached or on the way.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Reached | Self::OnTrack)
    }
}

/// The level that an objective should have come to by a day.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    /// The level in the metric's unit.
    pub level: f64,
    /// Where it is from, in words.
    pub by: String,
}

/// What may be said of an objective, with everything it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Assessment {
    /// The metric on the objective's filter, on the due date where that has passed.
    pub measured: Option<Measurement>,
    /// The value that is judged, in the metric's unit, or why there is none.
    pub value: Result<f64, String>,
    /// Day that the value speaks of.
    pub on: Date,
    /// Last day of the period that the value is of, while that is not over: the value is one so far.
    pub running: Option<Date>,
    /// The level to be reached, in the metric's unit, or why there is none.
    pub target: Result<f64, String>,
    /// Whether more is better.
    pub upward: bool,
    /// What may be said.
    pub state: State,
    /// Level of evidence that was chosen.
    pub asked: EvidenceLevel,
    /// At each level of evidence whether the target is reached, or why that cannot be told.
    pub reached: [(EvidenceLevel, Result<bool, String>); 3],
    /// Where it should have come to by the day, before the due date.
    pub expected: Option<Expected>,
    /// Way done from baseline to target in percent, not clipped; or why there is none. Metric M-OBJ-2.
    pub progress: Result<f64, String>,
    /// The change from the baseline.
    pub change: Result<change::FromBaseline, String>,
    /// Where weights were used: the verdict on each way of taking them, the one that is judged first; else nothing.
    pub ways: Vec<Way>,
    /// Doubts and conditions that belong beside it.
    pub notes: Vec<String>,
}

/// A way of taking the weights of a survey, and what would be said of an objective by it.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    /// Whether the value is the one with weights.
    pub weighted: bool,
    /// Whether the baseline is measured anew in the same way as the value; else it is the written one.
    pub anew: bool,
    /// The baseline, where there is one.
    pub baseline: Option<f64>,
    /// The value.
    pub value: f64,
    /// Its interval, where it has one.
    pub interval: Option<(f64, f64)>,
    /// The level to be reached.
    pub target: f64,
    /// What would be said.
    pub state: State,
}

impl Way {
    /// The way in words: `with weights, from the baseline as written`.
    pub fn words(&self) -> String {
        let value = if self.weighted {
            "with weights"
        } else {
            "without weights"
        };
        match (self.baseline, self.anew) {
            (None, _) => value.to_owned(),
            (Some(_), false) => format!("{value}, from the baseline as written"),
            (Some(_), true) => format!("{value}, from the baseline {value}"),
        }
    }
}

/// Whether an objective has data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Data {
    /// Of the present period.
    Present,
    /// Of an earlier one; the last day that they speak of.
    Old(Date),
    /// None, and why.
    None(String),
    /// The filter leaves open which survey or question is meant.
    Open(String),
    /// The metric is not measured by this version.
    NotMeasured(String),
}

/// The word of a level of evidence, as written.
pub fn evidence_word(level: EvidenceLevel) -> &'static str {
    match level {
        EvidenceLevel::Point => "point",
        EvidenceLevel::Interval => "interval",
        EvidenceLevel::Test => "test",
    }
}

/// Why an objective has no value while there is one.
const IN_FIELD: &str = "its wave is still in the field, and no other has answers";

/// Assesses an objective.
pub fn assess(scope: &Scope<'_>, objective: &Objective) -> Assessment {
    let due_passed = objective.due.is_some_and(|due| due < scope.as_of);
    let direction = objective.direction.unwrap_or_else(|| direction_of(objective));
    let upward = direction.is_upward();
    let measured = measured(scope, objective);
    let value = match &measured {
        Ok(measured) if measured.provisional => Err(IN_FIELD.to_owned()),
        Ok(measured) => match not_judged(scope, objective, measured) {
            Some(reason) => Err(reason),
            None => measured.estimate.clone(),
        },
        Err(missing) => Err(missing.reason().to_owned()),
    };
    let measured = measured.ok();
    let day = objective.due.filter(|_| due_passed).unwrap_or(scope.as_of);
    let on = measured
        .as_ref()
        .and_then(|measured| measured.period)
        .map_or(day, |(_, end)| end.min(day));
    let running = measured
        .as_ref()
        .and_then(|measured| measured.period)
        .map(|(_, end)| end)
        .filter(|end| !due_passed && *end > scope.as_of);
    let target = target(objective);
    let baseline = objective.baseline.as_ref().and_then(|baseline| baseline.value);
    let over = measured
        .as_ref()
        .filter(|measured| !measured.provisional && not_judged(scope, objective, measured).is_none());
    let (mut change, plain_change) = change::from_baseline(scope, objective, over);
    // What a period says so far is another number every day: a test at every look would find a change sooner or later.
    if let (Some(end), Ok(change)) = (running, &mut change) {
        *change = change::FromBaseline {
            difference_interval: None,
            ratio_interval: None,
            test: None,
            no_test: until(end),
            ..change.clone()
        };
    }
    let judge = Judge {
        objective,
        upward,
        is_maintain: direction.is_maintain(),
        due_passed,
        on,
        day,
    };
    let reached = [EvidenceLevel::Point, EvidenceLevel::Interval, EvidenceLevel::Test].map(|level| {
        let judged = value.clone().and_then(|value| {
            let target = target.clone()?;
            if let Some(end) = running {
                return Err(until(end));
            }
            reaches(level, objective, value, target, upward, over, &change)
        });
        (level, judged)
    });
    let asked = objective.evidence_level();
    let is_reached = reached
        .iter()
        .find(|(level, _)| *level == asked)
        .and_then(|(_, judged)| judged.clone().ok());
    let expected = target
        .as_ref()
        .ok()
        .and_then(|target| judge.expected(*target, baseline));
    let state = match (&value, &target) {
        _ if is_dropped(objective) => State::NotJudged,
        (_, Err(_)) => State::NotJudged,
        (Err(_), Ok(_)) => State::NoData,
        (Ok(value), Ok(target)) => judge.state(*value, *target, is_reached, expected.as_ref()),
    };
    let ways = match (over, &target) {
        (Some(measured), Ok(target)) if running.is_none() && !is_dropped(objective) => {
            judge.ways(measured, *target, baseline, (state, &change), plain_change.as_ref())
        }
        _ => Vec::new(),
    };
    let progress = match (&value, &target, baseline) {
        (Err(reason), _, _) | (_, Err(reason), _) => Err(reason.clone()),
        (_, _, None) => Err("there is no baseline".to_owned()),
        (Ok(_), Ok(target), Some(baseline)) if (target - baseline).abs() < 1e-12 => {
            Err("baseline and target are the same level".to_owned())
        }
        (Ok(value), Ok(target), Some(baseline)) => Ok(100.0 * (value - baseline) / (target - baseline)),
    };
    let mut notes = notes(objective, &value, baseline);
    if let (Ok(change), Some(written)) = (&change, baseline)
        && change.is_measured
        && (change.before - written).abs() > 0.005 * written.abs().max(1.0)
    {
        notes.push(format!(
            "the baseline is written as {}; measured anew it is {}",
            fixed(written, 2),
            fixed(change.before, 2)
        ));
    }
    notes.extend(judge.of_weights(&ways));
    for (level, judged) in &reached {
        if *level == asked
            && running.is_none()
            && let Err(reason) = judged
        {
            notes.push(format!("cannot be judged at `{}`: {reason}", evidence_word(*level)));
        }
    }
    Assessment {
        measured,
        value,
        on,
        running,
        target,
        upward,
        state,
        asked,
        reached,
        expected,
        progress,
        change,
        ways,
        notes,
    }
}

/// Why a value so far is not held against a target and not tested.
fn until(end: Date) -> String {
    format!("its period is not over before {end}")
}

/// Whether an objective is not judged at all.
fn is_dropped(objective: &Objective) -> bool {
    matches!(
        objective.status,
        Some(ObjectiveStatus::Draft | ObjectiveStatus::Withdrawn)
    )
}

/// What an objective is judged by, whichever value is held against it.
struct Judge<'a> {
    objective: &'a Objective,
    upward: bool,
    is_maintain: bool,
    due_passed: bool,
    /// Day that the value speaks of.
    on: Date,
    /// Day on which it is judged: the due date where that has passed, else the present one.
    day: Date,
}

impl Judge<'_> {
    /// Where the value should have come to by the day, before the due date.
    fn expected(&self, target: f64, baseline: Option<f64>) -> Option<Expected> {
        (!self.due_passed && !self.is_maintain)
            .then(|| expected(self.objective, target, baseline, (self.on, self.day)))
            .flatten()
    }

    /// What may be said of a value, given whether it reaches the target at the level of evidence that was chosen; nothing where
    /// that cannot be told.
    ///
    /// Evidence is asked for what is said to be reached. Before the due date a value at or better than the way there is on track, of
    /// whatever evidence; of a level that is to be kept the way is the level itself, and one that is at the target is past any way.
    fn state(&self, value: f64, target: f64, is_reached: Option<bool>, expected: Option<&Expected>) -> State {
        let is_there = |level: f64| at_least(value, level, self.upward);
        match (self.due_passed, is_reached) {
            (true, Some(true)) => State::Reached,
            (true, Some(false)) => State::Missed,
            (true, None) => State::NotJudged,
            (false, Some(true)) if !self.is_maintain => State::Reached,
            (false, _) if is_there(target) || expected.is_some_and(|expected| is_there(expected.level)) => {
                State::OnTrack
            }
            (false, _) => State::Behind,
        }
    }

    /// The verdict on each way of taking the weights of a survey; nothing where none were used.
    ///
    /// With the written baseline the target stays what it is. Measured anew in the same way as the value, it moves a target that
    /// is a change from it; such a way is told where it differs from the written one in the digits that are shown.
    fn ways(
        &self,
        measured: &Measurement,
        target: f64,
        baseline: Option<f64>,
        (state, change): (State, &Result<change::FromBaseline, String>),
        plain_change: Option<&change::FromBaseline>,
    ) -> Vec<Way> {
        let (Ok(value), Some(unweighted)) = (&measured.estimate, &measured.unweighted) else {
            return Vec::new();
        };
        let plain = Measurement {
            estimate: Ok(unweighted.estimate),
            interval: unweighted
                .interval
                .clone()
                .ok_or_else(|| "the value without weights has no interval".to_owned()),
            unweighted: None,
            ..measured.clone()
        };
        let plain_change = plain_change.cloned().ok_or_else(|| match change {
            Ok(change) => change.no_test.clone(),
            Err(reason) => reason.clone(),
        });
        let ends = |of: &Measurement| of.interval.as_ref().ok().map(|found| (found.low, found.high));
        let mut ways = vec![Way {
            weighted: true,
            anew: false,
            baseline,
            value: *value,
            interval: ends(measured),
            target,
            state,
        }];
        let mut add = |weighted: bool, anew: Option<f64>| {
            let (of, change) = if weighted {
                (measured, change)
            } else {
                (&plain, &plain_change)
            };
            let (Ok(value), target) = (&of.estimate, anew.map_or(Some(target), |anew| self.target_from(anew))) else {
                return;
            };
            let Some(target) = target else { return };
            let baseline = anew.or(baseline);
            let asked = self.objective.evidence_level();
            let reached = reaches(asked, self.objective, *value, target, self.upward, Some(of), change);
            let expected = self.expected(target, baseline);
            ways.push(Way {
                weighted,
                anew: anew.is_some(),
                baseline,
                value: *value,
                interval: ends(of),
                target,
                state: self.state(*value, target, reached.ok(), expected.as_ref()),
            });
        };
        add(false, None);
        let differs = |anew: &f64| baseline.is_some_and(|written| fixed(*anew, 1) != fixed(written, 1));
        let measured_anew = |change: &Result<change::FromBaseline, String>| {
            let found = change.as_ref().ok().filter(|change| change.is_measured);
            found.map(|change| change.before).filter(differs)
        };
        if let Some(anew) = measured_anew(change) {
            add(true, Some(anew));
        }
        if let Some(anew) = measured_anew(&plain_change) {
            add(false, Some(anew));
        }
        ways
    }

    /// The target from another baseline, where it is a change from it.
    fn target_from(&self, baseline: f64) -> Option<f64> {
        let target = self.objective.target.as_ref()?;
        match (target.kind?, target.value?) {
            (TargetKind::RelativePercent, _) if baseline <= 0.0 => None,
            (TargetKind::RelativePercent, percent) => Some(baseline * (1.0 + percent / 100.0)),
            (TargetKind::Points, points) => Some(baseline + points),
            (TargetKind::Absolute, _) => None,
        }
    }

    /// In words which value is judged where there are weights, and whether the verdict hangs on them.
    fn of_weights(&self, ways: &[Way]) -> Option<String> {
        let (judged, others) = ways.split_first()?;
        let plain = others.iter().find(|way| !way.weighted)?;
        let differing: Vec<String> = others
            .iter()
            .filter(|way| way.state != judged.state)
            .map(|way| format!("{} it would be `{}`", way.words(), way.state.word()))
            .collect();
        let verdict = if differing.is_empty() {
            format!("the verdict, `{}`, is the same either way", judged.state.word())
        } else {
            format!(
                "the verdict hangs on the weights: `{}` is judged, {}",
                judged.state.word(),
                differing.join(", ")
            )
        };
        Some(format!(
            "judged is the value with the weights of the survey, {}; without them it is {}; {verdict}",
            fixed(judged.value, 2),
            fixed(plain.value, 2)
        ))
    }
}

impl Assessment {
    /// At which levels of evidence the target is reached, in words: ``reached at `point`, not at `interval`; a change from the
    /// baseline is shown by a `test` ``. A test is one of no change, not of the target, and so no way to reach it.
    pub fn evidence(&self) -> String {
        if let Some(end) = self.running.filter(|_| self.value.is_ok()) {
            return format!("not held against the target yet: {}", until(end));
        }
        let word = |wanted: bool| {
            let levels: Vec<String> = self
                .reached
                .iter()
                .filter(|(level, judged)| *level != EvidenceLevel::Test && *judged == Ok(wanted))
                // Where there is no interval none falls short.
                .filter(|(level, _)| *level != EvidenceLevel::Interval || self.has_interval())
                .map(|(level, _)| format!("`{}`", evidence_word(*level)))
                .collect();
            levels.join(" and ")
        };
        let reached = Self::reached_words(word(true), word(false));
        match self.changed() {
            Some(true) => format!("{reached}; a change from the baseline is shown by a `test`"),
            Some(false) => format!("{reached}; no change from the baseline is shown by a `test`"),
            None => reached,
        }
    }

    /// Whether there is an interval of the value or of its change.
    fn has_interval(&self) -> bool {
        let of_change =
            |change: &change::FromBaseline| change.difference_interval.is_some() || change.ratio_interval.is_some();
        self.measured.as_ref().is_some_and(|one| one.interval.is_ok()) || self.change.as_ref().is_ok_and(of_change)
    }

    /// Whether a test shows a change from the baseline in the direction that is wanted; nothing where there is no test.
    fn changed(&self) -> Option<bool> {
        let change = self.change.as_ref().ok()?;
        let test = change.test.as_ref()?;
        Some((change.difference > 0.0) == self.upward && test.shows())
    }

    fn reached_words(yes: String, no: String) -> String {
        match (yes, no) {
            (yes, no) if yes.is_empty() && no.is_empty() => "cannot be judged".to_owned(),
            (yes, no) if yes.is_empty() => format!("not reached at {no}"),
            (yes, no) if no.is_empty() => format!("reached at {yes}"),
            (yes, no) => format!("reached at {yes}, not at {no}"),
        }
    }
}

/// Whether an objective has data of the present period: of the twelve months before the day, or before its due date where
/// that has passed.
pub fn data(scope: &Scope<'_>, objective: &Objective) -> Data {
    let measured = match measured(scope, objective) {
        Ok(measured) => measured,
        Err(Missing::Metric(reason)) => return Data::NotMeasured(reason),
        Err(Missing::Choice(reason)) => return Data::Open(reason),
        Err(Missing::Value(reason)) => return Data::None(reason),
    };
    if let Err(reason) = measured.estimate {
        return Data::None(reason);
    }
    if measured.provisional {
        return Data::None(IN_FIELD.to_owned());
    }
    let day = objective.due.map_or(scope.as_of, |due| due.min(scope.as_of));
    match measured.period {
        Some((_, end)) if end < day.saturating_sub(1.year()) => Data::Old(end),
        Some(_) | None => Data::Present,
    }
}

/// The direction that the target itself tells, where none is written.
fn direction_of(objective: &Objective) -> ObjectiveDirection {
    let target = objective.target_level();
    let baseline = objective.baseline.as_ref().and_then(|baseline| baseline.value);
    match (target, baseline) {
        (Some(target), Some(baseline)) if target < baseline => ObjectiveDirection::Decrease,
        _ => ObjectiveDirection::Increase,
    }
}

/// The metric on the objective's filter, on the due date where that has passed.
fn measured(scope: &Scope<'_>, objective: &Objective) -> Result<Measurement, Missing> {
    let metric = objective
        .metric
        .as_deref()
        .ok_or_else(|| Missing::Value("the objective names no metric".to_owned()))?;
    let selection =
        Selection::from_filter(&objective.metric_filter).map_err(|unknown| Missing::Value(unknown.to_string()))?;
    at(scope, metric, selection, objective.due.filter(|due| *due < scope.as_of))
}

/// Whether a metric has no true zero, so that a percentage of it means nothing.
pub fn is_without_zero(metric: &str) -> bool {
    metric == "M-SAT-4" || metric.starts_with("M-GAP-") || metric.starts_with("M-CHG-")
}

/// Whether a metric follows people over the days of a period, so that its value for a year cannot be held against that of a
/// quarter.
pub fn hangs_on_length(metric: &str) -> bool {
    matches!(metric, "M-RET-1" | "M-RET-2")
}

/// The level to be reached, or why there is none.
fn target(objective: &Objective) -> Result<f64, String> {
    let target = objective.target.as_ref().ok_or("there is no target")?;
    target.value.ok_or("the target has no value")?;
    let kind = target
        .kind
        .ok_or("the target does not say whether it is a level, points or a percentage")?;
    let metric = objective.metric.as_deref().unwrap_or_default();
    if kind == TargetKind::RelativePercent && is_without_zero(metric) {
        return Err(format!(
            "a percentage of `{metric}` means nothing, since it has no true zero"
        ));
    }
    if let Some(misfit) = objective.misfit() {
        return Err(misfit.reason());
    }
    if objective.is_test_of_nothing() {
        return Err("a test is one of a change from the baseline, and there is no baseline".to_owned());
    }
    objective
        .target_level()
        .filter(|level| level.is_finite())
        .ok_or_else(|| "the target is a change, and there is no baseline".to_owned())
}

/// Whether a value is at or better than a level; the last digits of a computed level do not count.
fn at_least(value: f64, level: f64, upward: bool) -> bool {
    let slack = 1e-9 * level.abs().max(1.0);
    if upward {
        value >= level - slack
    } else {
        value <= level + slack
    }
}

fn reaches(
    evidence: EvidenceLevel,
    objective: &Objective,
    value: f64,
    level: f64,
    upward: bool,
    measured: Option<&Measurement>,
    change: &Result<change::FromBaseline, String>,
) -> Result<bool, String> {
    let by_point = at_least(value, level, upward);
    let worse = |(low, high): (f64, f64)| if upward { low } else { high };
    match evidence {
        EvidenceLevel::Point => Ok(by_point),
        EvidenceLevel::Interval => {
            let target = objective
                .target
                .as_ref()
                .and_then(|target| Some((target.kind?, target.value?)));
            match (target, change) {
                (Some((TargetKind::RelativePercent, percent)), Ok(change)) if change.ratio_interval.is_some() => {
                    let end = change.ratio_interval.map(worse).unwrap_or(f64::NAN);
                    Ok(at_least(end, 1.0 + percent / 100.0, upward))
                }
                (Some((TargetKind::Points, points)), Ok(change)) if change.difference_interval.is_some() => {
                    let end = change.difference_interval.map(worse).unwrap_or(f64::NAN);
                    Ok(at_least(end, points, upward))
                }
                // An interval that cannot be had holds the estimate: where that falls short, so does the interval.
                _ => match &measured.ok_or("there is no measurement")?.interval {
                    Ok(interval) => Ok(at_least(worse((interval.low, interval.high)), level, upward)),
                    Err(_) if !by_point => Ok(false),
                    Err(reason) => Err(reason.clone()),
                },
            }
        }
        EvidenceLevel::Test if !by_point => Ok(false),
        EvidenceLevel::Test => {
            let change = change.as_ref()?;
            let test = change.test.as_ref().ok_or_else(|| change.no_test.clone())?;
            let right_way = (change.difference > 0.0) == upward;
            Ok(right_way && test.shows())
        }
    }
}

/// The last day of a period as written.
fn last_day(period: &Period) -> Option<Date> {
    match period {
        Period::Named(name) => Named::parse(name).map(|period| period.days().1),
        Period::Range(range) => range.to,
    }
}

/// Why a value that there is says nothing about an objective; nothing where it does.
fn not_judged(scope: &Scope<'_>, objective: &Objective, measured: &Measurement) -> Option<String> {
    baseline_itself(objective, measured).or_else(|| too_few(scope, measured))
}

/// That a value rests on too few to be an estimate (rule GR3): where it is not shown, it is not judged either.
fn too_few(scope: &Scope<'_>, measured: &Measurement) -> Option<String> {
    let few = matches!(measured.base.level(scope.limits), Level::BelowCell | Level::CountsOnly);
    (few && measured.estimate.is_ok()).then(|| format!("too few {} for an estimate", measured.base.of))
}

/// That the newest value is none from after the baseline: compared with the baseline it would be compared with itself.
fn baseline_itself(objective: &Objective, measured: &Measurement) -> Option<String> {
    let until = last_day(objective.baseline.as_ref()?.period.as_ref()?)?;
    let (_, end) = measured.period.filter(|(_, end)| *end <= until)?;
    Some(format!("there is none since the baseline: the newest one is of {end}"))
}

/// Where the objective should have come to by the day of a value, seen from the day on which it is judged: the last milestone
/// whose period is over and had begun by then, else the straight line from the baseline to the target. A wave that ends on the
/// last working day of its month belongs to that month.
fn expected(objective: &Objective, target: f64, baseline: Option<f64>, (on, day): (Date, Date)) -> Option<Expected> {
    let milestone = objective
        .milestones
        .iter()
        .filter_map(|milestone| {
            let name = milestone.period.as_deref()?;
            let (start, end) = Named::parse(name)?.days();
            Some((start, end, name, milestone.value?))
        })
        .filter(|(start, end, ..)| *start <= on && *end <= day)
        .max_by_key(|(_, end, ..)| *end);
    if let Some((_, _, name, level)) = milestone {
        return Some(Expected {
            level,
            by: format!("milestone of {name}"),
        });
    }
    let start = last_day(objective.baseline.as_ref()?.period.as_ref()?)?;
    let due = objective.due?;
    let (baseline, whole) = (baseline?, start.until(due).ok()?.get_days());
    let gone = start.until(on).ok()?.get_days().clamp(0, whole.max(0));
    (whole > 0).then(|| Expected {
        level: baseline + (target - baseline) * f64::from(gone) / f64::from(whole),
        by: format!("straight line from {start} to {due}"),
    })
}

/// Conditions that belong beside an objective.
fn notes(objective: &Objective, value: &Result<f64, String>, baseline: Option<f64>) -> Vec<String> {
    let mut notes = Vec::new();
    let metric = objective.metric.as_deref().unwrap_or_default();
    let kind = objective.target.as_ref().and_then(|target| target.kind);
    if kind == Some(TargetKind::RelativePercent)
        && let (Ok(value), Some(baseline)) = (value, baseline)
    {
        // The index of three questions runs from 0 to 100 over a scale from 1 to 10.
        let raw = |index: f64| 1.0 + 9.0 * index / 100.0;
        match metric {
            "M-SAT-6" => notes.push(format!(
                "a percentage of an index depends on where its scale begins: on the scale from 1 to 10 on which people answered \
                 the change from the baseline as written is {} to {}, {} %",
                fixed(raw(baseline), 2),
                fixed(raw(*value), 2),
                signed(100.0 * (raw(*value) / raw(baseline) - 1.0), 1)
            )),
            "M-SAT-3" | "M-SAT-5" => notes.push(
                "a percentage of a rating depends on where its scale begins: with another first point the same answers give \
                 another percentage"
                    .to_owned(),
            ),
            _ => {}
        }
    }
    notes
}

/// A number with its sign.
fn signed(value: f64, decimals: usize) -> String {
    let digits = fixed(value, decimals);
    if value > 0.0 { format!("+{digits}") } else { digits }
}

pub mod change {
    //! How an objective's metric moved from its baseline.

    use super::{Missing, at, is_without_zero};
    use crate::measure::compare::{self, Compared};
    use crate::measure::earlier;
    use crate::measure::measurement::{Change, ChangeWord, Measurement, Test};
    use crate::measure::named;
    use crate::measure::scope::Scope;
    use crate::measure::selection::{Key, Selection};
    use crate::measure::shape::change::WITHOUT_WEIGHTS;
    use crate::record::indicator::Indicator;
    use crate::record::objective::Objective;
    use crate::record::types::Period;
    use crate::record::wave::Wave;

    /// The change from the baseline.
    #[derive(Clone, PartialEq, Debug)]
    pub struct FromBaseline {
        /// The baseline as measured now from its source, where that can be done; else as written.
        pub before: f64,
        /// Whether it was measured.
        pub is_measured: bool,
        /// Value less baseline.
        pub difference: f64,
        /// Its interval.
        pub difference_interval: Option<(f64, f64)>,
        /// Value over baseline, where both are above zero.
        pub ratio: Option<f64>,
        /// Its interval.
        pub ratio_interval: Option<(f64, f64)>,
        /// The test of no change.
        pub test: Option<Test>,
        /// Why there is no test, where there is none.
        pub no_test: String,
    }

    /// The change from the baseline of an objective to what was measured; behind it the same without weights, where there are some.
    pub(super) fn from_baseline(
        scope: &Scope<'_>,
        objective: &Objective,
        measured: Option<&Measurement>,
    ) -> (Result<FromBaseline, String>, Option<FromBaseline>) {
        let known = || {
            let measured = measured.ok_or("there is no value")?;
            let value = measured.estimate.clone()?;
            let baseline = objective.baseline.as_ref();
            let written = baseline
                .and_then(|baseline| baseline.value)
                .ok_or("there is no baseline")?;
            Ok((measured, value, written))
        };
        let (measured, value, written) = match known() {
            Ok(known) => known,
            Err(reason) => return (Err(reason), None),
        };
        let metric = objective.metric.as_deref().unwrap_or_default();
        let ratio = |value: f64, before: f64| {
            let has_zero = !is_without_zero(metric) && before > 0.0 && value > 0.0;
            has_zero.then(|| value / before)
        };
        let before = match baseline(scope, objective) {
            Ok(before) => before,
            Err(reason) => {
                let change = FromBaseline {
                    before: written,
                    is_measured: false,
                    difference: value - written,
                    difference_interval: None,
                    ratio: ratio(value, written),
                    ratio_interval: None,
                    test: None,
                    no_test: reason,
                };
                return (Ok(change), None);
            }
        };
        let start = match before.estimate.clone() {
            Ok(start) => start,
            Err(reason) => return (Err(reason), None),
        };
        let made = |value: f64, start: f64, compared: Result<Compared, String>| FromBaseline {
            before: start,
            is_measured: true,
            difference: value - start,
            difference_interval: compared.as_ref().ok().and_then(|compared| compared.interval),
            ratio: ratio(value, start),
            ratio_interval: compared
                .as_ref()
                .ok()
                .filter(|_| !is_without_zero(metric))
                .and_then(|compared| compared.ratio_interval),
            no_test: match &compared {
                Ok(compared) if compared.test.is_none() => {
                    "the two do not differ in a way that can be tested".to_owned()
                }
                Ok(_) => String::new(),
                Err(reason) => reason.clone(),
            },
            test: compared.ok().and_then(|compared| compared.test),
        };
        // Answers of two waves are compared as the waves themselves are, with weights and without; all else by its parts.
        let plain_start = before.unweighted.as_ref().map_or(start, |plain| plain.estimate);
        let plain_value = measured.unweighted.as_ref().map(|plain| plain.estimate);
        match earlier::between(scope, metric, &before.selection, &measured.selection) {
            None => (Ok(made(value, start, compare::measurements(&before, measured))), None),
            Some(changes) => {
                let of = |weighted: bool| {
                    let changes = changes.as_ref().map_err(String::clone)?;
                    let is_plain = |change: &&Change| change.notes.first().is_some_and(|note| note == WITHOUT_WEIGHTS);
                    let found = if weighted {
                        changes.first()
                    } else {
                        changes.iter().find(is_plain)
                    };
                    found.map(compared).ok_or_else(|| "nobody answered".to_owned())?
                };
                let plain = plain_value.map(|value| made(value, plain_start, of(false)));
                (Ok(made(value, start, of(true))), plain)
            }
        }
    }

    /// A change between waves as a comparison. Errors: too few answered.
    fn compared(change: &Change) -> Result<Compared, String> {
        if change.word == ChangeWord::NotTested && change.interval.is_none() {
            return Err(change.notes.join("; "));
        }
        let difference = change
            .difference
            .ok_or_else(|| change.notes.first().cloned().unwrap_or_default())?;
        Ok(Compared {
            difference,
            interval: change.interval,
            ratio: change.ratio.map(|(ratio, _)| ratio),
            ratio_interval: change.ratio.and_then(|(_, interval)| interval),
            test: change.test.clone(),
        })
    }

    /// The baseline measured from its source: a wave, or an indicator in the baseline's period; else the metric in that period.
    fn baseline(scope: &Scope<'_>, objective: &Objective) -> Result<Measurement, String> {
        let baseline = objective.baseline.as_ref().ok_or("there is no baseline")?;
        let metric = objective.metric.as_deref().ok_or("the objective names no metric")?;
        let selection = Selection::from_filter(&objective.metric_filter).map_err(|unknown| unknown.to_string())?;
        let source = baseline.source.as_deref().unwrap_or_default();
        let period = match &baseline.period {
            Some(Period::Named(name)) => Some(name.to_string()),
            Some(Period::Range(range)) => range.from.zip(range.to).map(|(from, to)| format!("{from}..{to}")),
            None => None,
        };
        let selection = if scope.ledger.typed::<Wave>(source).is_some() {
            selection.without(Key::Survey).with(Key::Wave, source)
        } else if scope.ledger.typed::<Indicator>(source).is_some() {
            let period = period.ok_or("the baseline names no period")?;
            selection.with(Key::Period, period)
        } else {
            // Any other source is named in words; a metric that is cut by periods can be measured in that of the baseline.
            let by_period = named(scope.settings, metric).is_some_and(|known| known.keys().contains(&Key::Period));
            match period.filter(|_| by_period) {
                Some(period) => selection.with(Key::Period, period),
                None => {
                    return Err(
                        "the source of the baseline is no wave and no indicator, and the metric is not measured in its period"
                            .to_owned(),
                    );
                }
            }
        };
        let measured = at(scope, metric, selection, None).map_err(|missing| match missing {
            Missing::Choice(reason) | Missing::Value(reason) | Missing::Metric(reason) => reason,
        })?;
        measured.estimate.clone()?;
        Ok(measured)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::looking;

    fn assessed(as_of: &str, files: &str) -> Assessment {
        looking(
            &format!("-- tenfour.toml --\nas_of = {as_of}\n-- a.yaml --\n{files}"),
            |scope| {
                let (_, objective) = scope.ledger.typed::<Objective>("OBJ-1").unwrap();
                assess(scope, objective)
            },
        )
    }

    /// A wave that ended on the last working day of November, when a milestone of November was set.
    const WAVE: &str = "id: SVY-1
version: \"1\"
sampling: {method: census}
questions: [{key: all, kind: overall, text: {en: How are we?}, scale: {min: 1, max: 5}}]
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2024-11-04, field_end: 2024-11-29}
---
id: OBJ-1
metric: M-SAT-1
metric_filter: {survey: SVY-1}
direction: increase
baseline: {value: 50, period: 2024-05}
target: {value: 90, kind: absolute}
due: 2025-05-31
milestones: [{period: 2024-11, value: 60}]
-- responses/WAV-1.csv --
id,all
RSP-01,5
RSP-02,1
RSP-03,4
RSP-04,5
RSP-05,1
RSP-06,4
RSP-07,5
RSP-08,1
RSP-09,4
RSP-10,5
RSP-11,1
RSP-12,4
";

    #[test]
    fn a_milestone_is_held_against_the_wave_of_its_month() {
        let met = assessed("2024-12-31", WAVE);
        let expected = met.expected.unwrap();
        assert_eq!((expected.level, expected.by.as_str()), (60.0, "milestone of 2024-11"));
        assert_eq!(met.state, State::OnTrack);
        // While the month runs its milestone is not asked for.
        let before = assessed("2024-11-29", &WAVE.replace("status: closed", "status: fielding"));
        assert!(
            before
                .expected
                .is_none_or(|expected| expected.by.starts_with("straight line"))
        );
    }

    #[test]
    fn a_value_that_is_the_baseline_is_none() {
        let files = WAVE.replace("period: 2024-05", "period: 2024");
        let made = assessed("2025-01-31", &files);
        assert_eq!(made.state, State::NoData);
        assert_eq!(
            made.value,
            Err("there is none since the baseline: the newest one is of 2024-11-29".to_owned())
        );
        assert!(made.change.is_err() && made.progress.is_err());
    }
    #[test]
    fn a_value_of_too_few_is_not_judged() {
        let few: String = WAVE
            .lines()
            .filter(|line| !line.starts_with("RSP-1"))
            .map(|line| format!("{line}\n"))
            .collect();
        let made = assessed("2025-01-31", &few);
        assert_eq!(made.state, State::NoData);
        assert_eq!(made.value, Err("too few answers for an estimate".to_owned()));
    }
}
