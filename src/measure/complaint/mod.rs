//! Complaints: how many, how fast, how they end, and whether they come again.
//!
//! The population of nearly all of these: complaints received in the period and in scope. Duplicates, complaints out of scope
//! and those taken back before anybody had judged them are left out, and counted. Registers hold every case, so an interval
//! says how far a share may be read as the performance of the process behind it (rule GR16).

pub(crate) mod acknowledgement;
pub mod case;

mod acknowledged_in_time;
mod backlog;
mod capture_lag;
mod comparison_of_times;
mod complaint_rate;
mod decided_by_due;
mod escalated;
pub(super) mod exposure;
mod first_contact;
mod flow;
mod mix;
mod pareto;
mod rate_ratio;
mod recurrence;
mod referred;
mod remedies;
mod reopened;
mod repeat_complainants;
mod time_to_acknowledge;
mod time_to_assessment;
mod time_to_resolution;
mod upheld;
mod workload;
mod wrongly_prioritized;

pub(super) use complaint_rate::PER;
pub(super) use recurrence::causes_of_complaints;

use super::measurement::{Base, Change, Drawn, Excluded, Measurement};
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::share::{self, Counts, Origin};
use crate::record::complaint::{ClosureReason, Outcome};
use crate::stats::period::{Length, Period};
use case::Case;
use std::collections::{BTreeMap, BTreeSet};

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    rate_ratio::METRIC,
    complaint_rate::METRIC,
    capture_lag::METRIC,
    acknowledged_in_time::METRIC,
    time_to_acknowledge::METRIC,
    time_to_assessment::METRIC,
    wrongly_prioritized::METRIC,
    backlog::METRIC,
    recurrence::METRIC,
    reopened::METRIC,
    upheld::METRIC,
    remedies::METRIC,
    first_contact::METRIC,
    time_to_resolution::METRIC,
    escalated::METRIC,
    referred::METRIC,
    decided_by_due::METRIC,
    mix::METRIC,
    repeat_complainants::METRIC,
    flow::METRIC,
    workload::METRIC,
    pareto::METRIC,
    comparison_of_times::METRIC,
];

/// By what figures on complaints are narrowed.
pub(super) const KEYS: &[Key] = &[
    Key::Segment,
    Key::Product,
    Key::Category,
    Key::Channel,
    Key::Severity,
    Key::Promise,
    Key::Period,
];

/// The same with a word for the version of the figure.
pub(super) const KEYS_AND_KIND: &[Key] = &[
    Key::Segment,
    Key::Product,
    Key::Category,
    Key::Channel,
    Key::Severity,
    Key::Kind,
    Key::Promise,
    Key::Period,
];

/// The complaints that a figure looks at, and those that it leaves out.
pub(super) struct Population<'a> {
    /// Those that count.
    pub(super) cases: Vec<&'a Case<'a>>,
    /// Those that do not, by reason.
    pub(super) excluded: Vec<Excluded>,
}

/// The complaints that a selection means: received in its period and in scope.
///
/// Errors: the period is none.
pub(super) fn population<'a>(scope: &'a Scope<'a>, selection: &Selection) -> Result<Population<'a>, String> {
    let period = match selection.get(Key::Period) {
        None => None,
        Some(text) => Some(selection.days().ok_or_else(|| format!("`{text}` is no period"))?),
    };
    let within = |case: &Case<'_>| period.is_none_or(|(from, to)| (from..=to).contains(&case.received));
    let chosen = scope.cases.iter().filter(|case| within(case) && fits(case, selection));
    let mut cases = Vec::new();
    let mut out: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in chosen {
        match out_of_population(case) {
            None => cases.push(case),
            Some(reason) => out.entry(reason).or_default().push(case.id().to_owned()),
        }
    }
    Ok(Population {
        cases,
        excluded: out
            .into_iter()
            .map(|(reason, ids)| Excluded::records(reason, ids))
            .collect(),
    })
}

/// Why a complaint does not belong to the population; nothing if it does.
pub(super) fn out_of_population(case: &Case<'_>) -> Option<&'static str> {
    match (case.outcome, case.reason) {
        (Some(Outcome::Duplicate), _) | (_, Some(ClosureReason::Duplicate)) => Some("the same as another complaint"),
        (Some(Outcome::OutOfScope), _) | (_, Some(ClosureReason::OutOfScope)) => Some("out of scope"),
        _ if case.is_withdrawn_unassessed() => Some("withdrawn before it was assessed"),
        _ => None,
    }
}

/// Whether a complaint has what a selection asks for, its period aside.
pub(super) fn fits(case: &Case<'_>, selection: &Selection) -> bool {
    selection.iter().all(|(key, value)| match key {
        Key::Segment => case.segments().any(|(_, segment)| segment == value),
        Key::Product => case.product() == Some(value),
        Key::Category => case.category() == Some(value),
        Key::Channel => case.channel() == Some(value),
        Key::Severity => case
            .complaint
            .severity()
            .is_some_and(|severity| severity.to_string() == value),
        Key::Promise => case
            .complaint
            .promise
            .as_ref()
            .is_some_and(|promise| promise.id() == value),
        _ => true,
    })
}

/// Periods of a length from the first complaint on, those that still run left out.
pub(super) fn periods(scope: &Scope<'_>, length: Length) -> Vec<Period> {
    super::periods::over(scope.cases.iter().map(|case| case.received), scope.as_of, length)
}

/// The years in which complaints were received; the running one too, if it has some.
pub(super) fn years(scope: &Scope<'_>) -> Vec<Period> {
    super::periods::years(scope.cases.iter().map(|case| case.received), scope.as_of)
}

/// As a whole and by year.
pub(super) fn whole_and_years(scope: &Scope<'_>) -> Vec<Selection> {
    let years = years(scope).into_iter();
    let by_year = years.map(|year| Selection::all().with(Key::Period, year.to_string()));
    std::iter::once(Selection::all()).chain(by_year).collect()
}

/// As a whole, by year and quarter, and by each thing that complaints have.
pub(super) fn everywhere(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = whole_and_years(scope);
    let quarters = periods(scope, Length::Quarter).into_iter();
    all.extend(quarters.map(|quarter| Selection::all().with(Key::Period, quarter.to_string())));
    let mut found: BTreeSet<(Key, String)> = BTreeSet::new();
    for case in &scope.cases {
        let mut add = |key, value: Option<&str>| {
            if let Some(value) = value {
                found.insert((key, value.to_owned()));
            }
        };
        for (_, segment) in case.segments() {
            add(Key::Segment, Some(segment));
        }
        add(Key::Product, case.product());
        add(Key::Category, case.category());
        add(Key::Channel, case.channel());
        add(
            Key::Severity,
            case.complaint
                .severity()
                .map(|severity| severity.to_string())
                .as_deref(),
        );
    }
    all.extend(found.into_iter().map(|(key, value)| Selection::all().with(key, value)));
    all
}

/// What a complaint says to a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// Counts above the line.
    Yes,
    /// Counts below the line only.
    No,
    /// Is not asked, and why.
    Out(&'static str),
}

/// What a share of complaints is.
pub(super) struct Question {
    /// Id of the metric.
    pub(super) metric: &'static str,
    /// What is counted above the line.
    pub(super) hit: &'static str,
    /// What is counted below it.
    pub(super) of: &'static str,
    /// Which interval it has.
    pub(super) origin: Origin,
}

/// The share of complaints that say yes, with Wilson's interval of the process; those that are not asked are told with why.
pub(super) fn share_of(
    question: &Question,
    scope: &Scope<'_>,
    selection: &Selection,
    judge: impl Fn(&Case<'_>) -> Verdict,
) -> Measurement {
    let mut made = match population(scope, selection) {
        Ok(population) => share_in(question, &population, selection, &judge),
        Err(reason) => {
            return Measurement::not_estimable(question.metric, selection, Base::cases(0, question.of), reason);
        }
    };
    made.changes
        .extend(from_year_before(question, scope, selection, &made, &judge));
    made
}

/// How the share of a year differs from that of the year before; nothing where one of them has none.
pub(super) fn from_year_before(
    question: &Question,
    scope: &Scope<'_>,
    selection: &Selection,
    made: &Measurement,
    judge: impl Fn(&Case<'_>) -> Verdict,
) -> Option<Change> {
    let year = Period::parse(selection.get(Key::Period)?)?;
    let before = Period::of(year.days().0.yesterday().ok()?, Length::Year);
    if before.next() != year {
        return None;
    }
    let against = selection.clone().with(Key::Period, before.to_string());
    let earlier = share_in(question, &population(scope, &against).ok()?, &against, judge);
    if made.base.n == 0 || earlier.base.n == 0 {
        return None;
    }
    let counts = |one: &Measurement| (one.drawn_from.hits.len() as u64, one.base.n as u64);
    let mut change = share::change(against, counts(&earlier), counts(made));
    if year.days().1 > scope.as_of {
        change.notes.push(format!("{year} is not over"));
    }
    Some(change)
}

/// The same among complaints that are chosen already.
pub(super) fn share_in(
    question: &Question,
    population: &Population<'_>,
    selection: &Selection,
    judge: impl Fn(&Case<'_>) -> Verdict,
) -> Measurement {
    let (mut records, mut hits) = (Vec::new(), Vec::new());
    let mut out: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &population.cases {
        let id = case.id().to_owned();
        match judge(case) {
            Verdict::Yes => {
                hits.push(id.clone());
                records.push(id);
            }
            Verdict::No => records.push(id),
            Verdict::Out(reason) => out.entry(reason).or_default().push(id),
        }
    }
    let counts = Counts {
        hit: question.hit,
        x: hits.len(),
        base: Base::cases(records.len(), question.of),
        weighted: None,
        origin: question.origin,
        confidence: 0.95,
    };
    let asked = out.into_iter().map(|(reason, ids)| Excluded::records(reason, ids));
    share::measure(question.metric, selection, counts)
        .without(population.excluded.iter().cloned())
        .without(asked)
        .drawn(Drawn {
            records,
            hits,
            ..Drawn::default()
        })
}

/// Ids of complaints.
pub(super) fn ids(cases: &[&Case<'_>]) -> Vec<String> {
    cases.iter().map(|case| case.id().to_owned()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "complaints are far fewer than 2^53")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}
