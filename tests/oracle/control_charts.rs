//! Charts of single values, p, u and c charts, and run rules.

use super::case::{Answer, Case, Got, Statistic, text};
use std::collections::BTreeMap;
use tenfour::stats::attribute_chart::{AttributeChart, Spread, c_chart, p_chart, u_chart};
use tenfour::stats::estimate::NotEstimable;
use tenfour::stats::run_rules::{NELSON, Rule, RunPoint, Signals, WESTERN_ELECTRIC, signals};
use tenfour::stats::xmr::{Version, xmr};

pub(crate) const STATISTICS: &[Statistic] = &[
    ("xmr", single_values),
    ("p_chart", shares),
    ("u_chart", rates),
    ("c_chart", counts),
    ("run_rules", rules),
];

fn single_values(case: Case<'_>) -> Answer {
    let chart = xmr(&case.values(), baseline(case), Version::Mean).unwrap();
    let limits = chart.limits.as_ref().map_err(|reason| *reason);
    Answer::default()
        .with("n", chart.n)
        .with("center", chart.centre)
        .with("mr_bar", limits.map(|limits| limits.moving_range))
        .with_interval(["lnpl", "unpl"], limits.map(|limits| limits.natural))
        .with("url", limits.map(|limits| limits.range))
        .with("beyond", limits.map(|limits| limits.beyond.clone()))
        .with("mr_beyond", limits.map(|limits| limits.ranges_beyond.clone()))
}

fn baseline(case: Case<'_>) -> Option<usize> {
    case.option("baseline")
        .as_u64()
        .map(|leading| usize::try_from(leading).unwrap())
}

fn whole(case: Case<'_>, name: &str) -> Vec<u64> {
    case.numbers(name)
        .into_iter()
        .map(|number| format!("{}", number.unwrap()).parse().unwrap())
        .collect()
}

fn chart(points: usize, chart: &Result<AttributeChart, NotEstimable>) -> Answer {
    let chart = chart.as_ref().map_err(|reason| *reason);
    let each = |of: fn(&tenfour::stats::attribute_chart::Point) -> f64| {
        chart.map(|chart| {
            chart
                .points
                .iter()
                .map(|point| point.as_ref().map(of))
                .collect::<Vec<_>>()
        })
    };
    Answer::default()
        .with("points", points)
        .with("center", chart.map(|chart| chart.centre))
        .with("value", each(|point| point.value))
        .with("lcl", each(|point| point.limits.low))
        .with("ucl", each(|point| point.limits.high))
        .with("beyond", chart.map(|chart| chart.beyond.clone()))
}

fn shares(case: Case<'_>) -> Answer {
    let subgroups: Vec<(u64, u64)> = whole(case, "x").into_iter().zip(whole(case, "n")).collect();
    chart(
        subgroups.len(),
        &p_chart(&subgroups, baseline(case), Spread::Theoretical),
    )
}

fn rates(case: Case<'_>) -> Answer {
    let exposures = case.numbers("n").into_iter().map(Option::unwrap);
    let subgroups: Vec<(u64, f64)> = whole(case, "x").into_iter().zip(exposures).collect();
    chart(
        subgroups.len(),
        &u_chart(&subgroups, baseline(case), Spread::Theoretical),
    )
}

fn counts(case: Case<'_>) -> Answer {
    let counts = whole(case, "x");
    chart(counts.len(), &c_chart(&counts, baseline(case), Spread::Theoretical))
}

fn rules(case: Case<'_>) -> Answer {
    let (centre, sigma) = (case.number("center"), case.number("sigma"));
    let point = |value: f64| RunPoint { value, centre, sigma };
    let points: Vec<Option<RunPoint>> = case.values().into_iter().map(|value| value.map(point)).collect();
    let named = |prefix: &'static str, rules: &[Rule]| -> Vec<(String, Signals)> {
        let found = rules.iter().map(|rule| signals(&points, *rule));
        (1..)
            .zip(found)
            .map(|(number, found)| (format!("{prefix}_{number}"), found))
            .collect()
    };
    let found = [named("nelson", &NELSON), named("we", &WESTERN_ELECTRIC)].concat();
    let of = |list: fn(&Signals) -> &Vec<usize>| -> BTreeMap<String, Got> {
        found
            .iter()
            .map(|(name, signals)| (name.clone(), list(signals).clone().into()))
            .collect()
    };
    for name in case.option("rules").as_object().unwrap().keys() {
        assert!(
            found.iter().any(|(known, _)| known == name),
            "{}: {}",
            case.id(),
            text(&name.as_str().into())
        );
    }
    Answer::default()
        .with("ends", Got::Map(of(|signals| &signals.ends)))
        .with("points", Got::Map(of(|signals| &signals.points)))
}
