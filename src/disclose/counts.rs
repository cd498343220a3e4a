//! Counts of cases that the public could work out: a share times its base, what is missing to the base, what a base lacks to all.
//!
//! In: all that was measured, the smallest cell. Out: which measurements of cases tell of fewer cases than that. A measurement of
//! cases is one of complaints, of disputes, of what complainants say of the handling, or of records that stand twice; counts of objectives, actions or audits are
//! none. How many cases a number tells of:
//!
//! 1. its base, or for a rate the cases that were counted;
//! 2. of a share those that have it and those that have it not; of a ratio of two counts the other count, and by how much they differ;
//! 3. what the base lacks to the largest base of the same cases on the same selection, and to a base that it is a part of, as the
//!    words for the two say: `upheld complaints`, `upheld complaints older than the loop time`.
//!
//! A share of weights, such as points of severity, tells of single cases beside how many of each there are.
//!
//! Periods, products and other parts that add up to a whole are looked at in [`super::cells`].

use crate::measure;
use crate::measure::measurement::{BaseSort, Measurement};
use crate::measure::numbers::Numbers;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// Families of metrics that count cases with people behind them.
const OF_CASES: &[&str] = &["M-CMP-", "M-CPS-", "M-DSP-", "M-DQ-3"];

/// How often each promise was kept, how many complaints cite it, and how often all promises were not kept.
pub(super) const PROMISE_KEPT: &str = "M-COD-1";
pub(super) const PROMISE_CITED: &str = "M-COD-2";
pub(super) const ALL_PROMISES: &str = "M-GAP-5";

/// Metrics whose promise says who counts, and does not narrow what is counted.
const COUNTED_BY_PROMISE: &[&str] = &[PROMISE_KEPT, ALL_PROMISES, "M-GAP-4"];

/// Comparisons of two periods, each with the metric that it compares.
const COMPARISONS: &[(&str, &str)] = &[("M-CMP-21", "M-CMP-13"), ("M-CHG-6", "M-CMP-1")];

/// The metric whose values for two periods a comparison holds.
pub(super) fn compared(metric: &str) -> Option<&'static str> {
    let mut known = COMPARISONS.iter();
    known.find(|(comparison, _)| *comparison == metric).map(|(_, of)| *of)
}

/// The metric whose parts are counted, and weighted by severity or cost as well.
const PARETO: &str = "M-PAR-1";

/// Whether cases are weighted: beside plain counts a share of weights tells of single cases.
pub(super) fn is_weighted(one: &Measurement) -> bool {
    one.metric == PARETO && one.selection.get(Key::Kind).is_some()
}

fn counts_cases(metric: &str) -> bool {
    OF_CASES.iter().any(|family| metric.starts_with(family))
}

/// Whether cases with people behind them were counted: for a chart or a change of a metric, in that metric.
pub fn of_cases(one: &Measurement) -> bool {
    one.base.sort == BaseSort::Cases
        || one.base.cases.is_some()
        || counts_cases(&one.metric)
        || one.selection.get(Key::Metric).is_some_and(counts_cases)
}

/// How many cases the base holds; of a rate how many were counted.
pub fn whole(one: &Measurement) -> u64 {
    one.base.cases.unwrap_or(one.base.n as u64)
}

/// How many cases have what a share is of, and how many have not; nothing for what is no share. Of a ratio of two counts of cases,
/// such as settled for each received, the count above the line, and by how much it differs from the base.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "cases are counted in numbers far below 2^52"
)]
pub fn share(one: &Measurement) -> Option<(u64, u64)> {
    let estimate = *one.estimate.as_ref().ok()?;
    let n = one.base.n as u64;
    // Whether a number in its working is so much of the base.
    let counted = |part: f64| {
        let wanted = part * n as f64;
        one.inputs.iter().any(|input| (input.value - wanted).abs() < 1e-8)
    };
    let part = estimate / 100.0;
    let (part, is_told) = match measure::find(&one.metric) {
        Some(metric) if metric.about.unit == Unit::Percent => (part, (0.0..=1.0).contains(&part)),
        Some(metric) => (
            estimate,
            metric.about.unit == Unit::Number && estimate >= 0.0 && counted(estimate),
        ),
        // A measure of the project's own says not what it is.
        None => (part, (0.0..=1.0).contains(&part) && counted(part)),
    };
    if !is_told || one.base.cases.is_some() {
        return None;
    }
    let with = (part * n as f64).round() as u64;
    Some((with, n.abs_diff(with)))
}

/// Whether it tells of few cases that of all of them some were looked at and something was found at some of these: by either count,
/// or by what one lacks to the next.
pub fn tell_of_few(found: usize, looked_at: usize, all: usize, least: u64) -> bool {
    let counts = [
        found,
        looked_at,
        looked_at.saturating_sub(found),
        all.saturating_sub(looked_at),
    ];
    counts.into_iter().any(|count| !may_tell(count as u64, least))
}

/// Whether so many may be told.
pub(super) fn may_tell(count: u64, least: u64) -> bool {
    count == 0 || count >= least
}

/// What sort of cases are counted, so that bases can be held against one another.
pub(super) fn sort(one: &Measurement) -> &'static str {
    match one.base.sort {
        BaseSort::Respondents => "answers",
        BaseSort::Facts if !one.metric.starts_with("M-CMP-") => one.base.of,
        _ if one.base.of.contains("dispute") => "disputes",
        _ if one.base.of.contains("complaint") || one.metric.starts_with("M-CMP-") => "complaints",
        _ => one.base.of,
    }
}

/// Whether the words for one base say that it is a part of another.
fn is_part_of(part: &str, of: &str) -> bool {
    part.strip_prefix(of).is_some_and(|rest| rest.starts_with(' '))
}

/// What a measurement is over, without what only tells how it is cut or who counts.
pub(super) fn ground(one: &Measurement) -> Selection {
    let selection = one.selection.clone();
    let ground = [Key::Kind, Key::Question, Key::Metric]
        .into_iter()
        .fold(selection, Selection::without);
    let metric = one.selection.get(Key::Metric).unwrap_or(&one.metric);
    if COUNTED_BY_PROMISE.contains(&metric) {
        ground.without(Key::Promise)
    } else {
        ground
    }
}

/// Whether a ground chooses among all cases; that of a survey or wave holds all of its answers.
pub(super) fn chooses(ground: &Selection) -> bool {
    ground.iter().any(|(key, _)| !matches!(key, Key::Wave | Key::Survey))
}

/// How many cases of a sort there are on a ground: the most that a measurement counts.
pub(super) fn largest(numbers: &Numbers) -> BTreeMap<(&'static str, Selection), u64> {
    let mut all: BTreeMap<(&str, Selection), u64> = BTreeMap::new();
    for one in numbers.iter().filter(|one| of_cases(one)) {
        let most = all.entry((sort(one), ground(one))).or_default();
        *most = (*most).max(whole(one));
    }
    all
}

/// Metric and selection of measurements of cases that must not be shown.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// Those that tell of few by how many cases they count: that must not be had in another way either.
    pub(super) how_many: BTreeSet<(String, Selection)>,
    /// Those that tell of few by what they say of the cases: how many these are may be told.
    pub(super) what: BTreeSet<(String, Selection)>,
}

/// The measurements of cases that tell of fewer than the smallest cell.
pub(super) fn telling(numbers: &Numbers, least: u64) -> Telling {
    let all = largest(numbers);
    let mut told: BTreeMap<(&str, Selection), Vec<(&str, u64)>> = BTreeMap::new();
    let mut telling = Telling::default();
    for one in numbers.iter().filter(|one| of_cases(one)) {
        let key = (sort(one), ground(one));
        let base = whole(one);
        let lacks = |of: u64| may_tell(of.abs_diff(base), least);
        let bases = told.entry(key.clone()).or_default();
        let nested = |(of, _): &&(&str, u64)| is_part_of(one.base.of, of) || is_part_of(of, one.base.of);
        let may_count = may_tell(base, least)
            && all.get(&key).is_none_or(|all| lacks(*all))
            && bases.iter().filter(nested).all(|(_, of)| lacks(*of));
        let may_say = !is_weighted(one)
            && share(one).is_none_or(|(with, without)| may_tell(with, least) && may_tell(without, least));
        let name = || (one.metric.clone(), one.selection.clone());
        match (may_count, may_say) {
            (true, true) => bases.push((one.base.of, base)),
            (true, false) => {
                telling.what.insert(name());
            }
            (false, _) => {
                telling.how_many.insert(name());
            }
        }
    }
    telling
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::measurement::{Base, input};

    fn said(metric: &str, keys: &[(Key, &str)], n: usize, of: &'static str, estimate: f64) -> Measurement {
        let selection = keys
            .iter()
            .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
        Measurement::new(metric, &selection, Base::cases(n, of), Ok(estimate))
    }

    fn told(all: Vec<Measurement>) -> Vec<String> {
        let telling = telling(&Numbers::of(all), 5);
        let all: BTreeSet<_> = telling.how_many.into_iter().chain(telling.what).collect();
        all.into_iter()
            .map(|(metric, on)| format!("{metric} {}", on.code()))
            .collect()
    }

    #[test]
    fn a_share_tells_of_those_who_have_it_and_of_those_who_have_not() {
        let share = |percent| told(vec![said("M-CMP-3", &[], 60, "complaints", percent)]);
        assert_eq!(share(100.0 * 49.0 / 60.0), [""; 0]);
        assert_eq!(share(100.0 * 4.0 / 60.0), ["M-CMP-3 "]);
        assert_eq!(share(100.0 * 56.0 / 60.0), ["M-CMP-3 "]);
        assert_eq!(share(100.0), [""; 0]);
    }

    /// 56 settled of 60 received leave 4 open: the ratio tells both, and so does one above 1.
    #[test]
    fn a_ratio_of_two_counts_tells_of_both() {
        let flow = |settled: f64| {
            let made = said("M-CMP-19", &[], 60, "complaints received", settled / 60.0);
            told(vec![made.working(
                String::new(),
                vec![input("settled", "complaints settled", settled)],
            )])
        };
        assert_eq!(flow(56.0), ["M-CMP-19 "]);
        assert_eq!(flow(63.0), ["M-CMP-19 "]);
        assert_eq!(flow(4.0), ["M-CMP-19 "]);
        assert_eq!(flow(55.0), [""; 0]);
        assert_eq!(flow(60.0), [""; 0]);
    }

    #[test]
    fn a_base_that_lacks_few_to_all_tells_of_them() {
        let year = [(Key::Period, "2025")];
        let all = || said("M-CMP-3", &[], 60, "complaints confirmed or past the deadline", 50.0);
        let decided = |n| said("M-CMP-16", &[], n, "complaints decided", 50.0);
        assert_eq!(told(vec![all(), decided(56)]), ["M-CMP-16 "]);
        assert_eq!(told(vec![all(), decided(55)]), [""; 0]);
        // Of another period it is no part of all.
        let other = said("M-CMP-16", &year, 56, "complaints decided", 50.0);
        assert_eq!(told(vec![all(), other]), [""; 0]);
    }

    #[test]
    fn a_base_that_is_a_part_of_another_is_held_against_it() {
        let all = said("M-CMP-3", &[], 60, "complaints", 50.0);
        let upheld = said("M-TRC-1", &[], 40, "upheld complaints", 50.0);
        let older = said("M-TRC-4", &[], 38, "upheld complaints older than the loop time", 50.0);
        assert_eq!(told(vec![all, upheld, older]), ["M-TRC-4 "]);
    }

    /// 40 of 116 points of severity are 34.5 %, and of no other number near it.
    #[test]
    fn weights_of_cases_tell_of_single_ones() {
        let by = |kind| said("M-PAR-1", &[(Key::Kind, kind)], 60, "complaints with a category", 34.48);
        let plain = said("M-PAR-1", &[], 60, "complaints with a category", 50.0);
        assert_eq!(
            told(vec![plain, by("severity"), by("cost")]),
            ["M-PAR-1 kind=cost", "M-PAR-1 kind=severity"]
        );
    }

    #[test]
    fn what_is_no_case_tells_of_nobody() {
        let actions = Measurement::new("M-ACT-1", &Selection::all(), Base::facts(23, "actions"), Ok(90.0));
        assert_eq!(told(vec![actions]), [""; 0]);
        let open = Measurement::new(
            "M-CMP-20",
            &Selection::all(),
            Base::facts(4, "open complaints"),
            Ok(2.0),
        );
        assert_eq!(told(vec![open]), ["M-CMP-20 "]);
    }
}
