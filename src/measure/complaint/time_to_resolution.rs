//! M-CMP-13: how long it takes until complaints are closed, open ones counted.

use super::case::Case;
use super::{KEYS, Population, everywhere, ids, population, years};
use crate::measure::measurement::{Base, Change, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::duration;
use crate::measure::unit::Unit;
use crate::stats::kaplan_meier::Observation;
use jiff::civil::Date;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-13",
        name: "Time to resolution",
        unit: Unit::Days,
        better: Better::Lower,
        definition: "Calendar days from receipt until a complaint was closed for good, as the time by which half of all complaints \
                 are closed (Kaplan-Meier). Complaints that are open, or open again, count with the days that they have lasted; \
                 those taken back count up to their withdrawal. The time until the decision was told stands beside it. \
                 Waiting for the complainant does not stop the clock.",
        formula: "median = smallest t with S(t) ≤ 0.5, where S(t) = Π (1 − d/n) over the days up to t, with d closed of n open",
        interval: "Greenwood's variance on the log-log scale; the interval of the median is where the limits of the curve cross one \
               half (Brookmeyer-Crowley). Its upper end may not be reached",
        minimum: "10 complaints",
        pitfalls: "The median of closed complaints alone is too low while others are open, which may look like an improvement; it \
               stands in the notes only. The curve is no proof that the open ones will end. Later periods have more open cases.",
        source: "Kaplan, Meier 1958; Greenwood 1926; Brookmeyer, Crowley 1982, Biometrics 38.",
        clause: "10002:8.2,10002:8.3",
    },
    keys: KEYS,
    selections: everywhere,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "complaints");
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return Measurement::not_estimable("M-CMP-13", selection, base(0), reason),
    };
    let resolution = Clocked::of(&population, |case| until_closed(scope, case));
    let decision = Clocked::of(&population, |case| until_decided(scope, case));
    let beside = duration::curve("decision", &decision.times);
    let withdrawn = resolution
        .cases
        .iter()
        .filter(|case| !case.is_open() && case.is_withdrawn())
        .count();
    let mut made = duration::measure(
        "M-CMP-13",
        selection,
        base(resolution.times.len()),
        "closing",
        &resolution.times,
        (withdrawn, "were withdrawn"),
        beside.into_iter().collect(),
    )
    .without(population.excluded.iter().cloned())
    .without(resolution.excluded)
    .drawn(Drawn {
        records: ids(&resolution.cases),
        hits: resolution
            .cases
            .iter()
            .zip(&resolution.times)
            .filter(|(_, time)| time.event)
            .map(|(case, _)| case.id().to_owned())
            .collect(),
        ..Drawn::default()
    });
    made.changes
        .extend(since_the_year_before(scope, selection, &resolution.times));
    made
}

/// How the times of a year compare with those of the year before.
fn since_the_year_before(scope: &Scope<'_>, selection: &Selection, now: &[Observation]) -> Option<Change> {
    let year = selection.get(Key::Period)?;
    let years = years(scope);
    let place = years.iter().position(|other| other.to_string() == year)?;
    let before = years.get(place.checked_sub(1)?)?;
    let against = selection.clone().with(Key::Period, before.to_string());
    let times = times(scope, &against).ok()?;
    Some(duration::change(against, &times, now))
}

/// The times until closing of the complaints that a selection means.
///
/// Errors: the period is none.
pub(super) fn times(scope: &Scope<'_>, selection: &Selection) -> Result<Vec<Observation>, String> {
    let population = population(scope, selection)?;
    Ok(Clocked::of(&population, |case| until_closed(scope, case)).times)
}

/// Complaints with their times, and those that have none.
struct Clocked<'a> {
    cases: Vec<&'a Case<'a>>,
    times: Vec<Observation>,
    excluded: Vec<Excluded>,
}

impl<'a> Clocked<'a> {
    fn of(population: &Population<'a>, clock: impl Fn(&Case<'_>) -> Result<Observation, &'static str>) -> Self {
        let mut clocked = Self {
            cases: Vec::new(),
            times: Vec::new(),
            excluded: Vec::new(),
        };
        for case in &population.cases {
            match clock(case) {
                Ok(time) => {
                    clocked.cases.push(case);
                    clocked.times.push(time);
                }
                Err(reason) => {
                    let id = case.id().to_owned();
                    match clocked.excluded.iter_mut().find(|group| group.reason == reason) {
                        Some(group) => {
                            group.ids.push(id);
                            group.count += 1;
                        }
                        None => clocked.excluded.push(Excluded::records(reason, vec![id])),
                    }
                }
            }
        }
        clocked
    }
}

/// From receipt to the closing that holds; censored at the day of the site, or at the withdrawal.
fn until_closed(scope: &Scope<'_>, case: &Case<'_>) -> Result<Observation, &'static str> {
    if case.is_open() {
        return observed(case, scope.as_of, false);
    }
    if case.is_withdrawn() {
        return match case.withdrawn_on().or_else(|| case.settled_on()) {
            Some(day) => observed(case, day, false),
            None => Err("withdrawn, nobody knows when"),
        };
    }
    match case.settled_on() {
        Some(day) => observed(case, day, true),
        None => Err("closed, nobody knows when"),
    }
}

/// From receipt to the first decision that was told; censored like the other.
fn until_decided(scope: &Scope<'_>, case: &Case<'_>) -> Result<Observation, &'static str> {
    match (case.is_decided(), case.decided_on()) {
        (_, Some(day)) => observed(case, day, true),
        (true, None) => Err("decided, nobody knows when"),
        (false, None) => match case.withdrawn_on().or_else(|| case.settled_on()) {
            Some(day) => observed(case, day, false),
            None if case.is_open() => observed(case, scope.as_of, false),
            None => Err("closed, nobody knows when"),
        },
    }
}

fn observed(case: &Case<'_>, day: Date, event: bool) -> Result<Observation, &'static str> {
    match case.days_to(day) {
        Ok(time) => Ok(Observation { time, event }),
        Err(_) => Err("ended before it was received: a fault in the record"),
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::tests::said;

    #[test]
    fn open_reopened_and_withdrawn_complaints_are_censored() {
        let files = "
id: CMP-1
received_at: 2025-06-01T09:00:00Z
events:
  - {at: 2025-06-03T09:00:00Z, kind: decision_communicated}
  - {at: 2025-06-05T09:00:00Z, kind: closed}
---
id: CMP-2
received_at: 2025-06-01T09:00:00Z
events:
  - {at: 2025-06-02T09:00:00Z, kind: closed}
  - {at: 2025-06-09T09:00:00Z, kind: reopened}
---
id: CMP-3
received_at: 2025-06-01T09:00:00Z
events:
  - {at: 2025-06-02T09:00:00Z, kind: assessed}
  - {at: 2025-06-11T09:00:00Z, kind: withdrawn}
  - {at: 2025-06-20T09:00:00Z, kind: closed}
---
id: CMP-4
received_at: 2025-06-01T09:00:00Z
events: [{at: 2025-05-01T09:00:00Z, kind: closed}]
---
id: CMP-5
received_at: 2025-06-01T09:00:00Z
events: [{kind: closed}]
";
        let made = said("M-CMP-13", &[], files);
        let Detail::Survival(curves) = &made.detail else {
            panic!("no curve")
        };
        let steps: Vec<_> = curves[0]
            .steps
            .iter()
            .map(|step| (step.time, step.events, step.censored))
            .collect();
        assert_eq!(steps, [(4.0, 1, 0), (10.0, 0, 1), (29.0, 0, 1)]);
        assert!(made.estimate.unwrap_err().starts_with("not reached"));
        assert_eq!(made.drawn_from.hits, ["CMP-1"]);
        let left_out: Vec<&str> = made.excluded.iter().map(|group| group.reason.as_str()).collect();
        assert_eq!(
            left_out,
            [
                "ended before it was received: a fault in the record",
                "closed, nobody knows when"
            ]
        );
        assert_eq!(curves[1].steps[0].time, 2.0);
    }
}
