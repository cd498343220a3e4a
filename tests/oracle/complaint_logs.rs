//! Whole logs of complaints: what is open, how long it took, what met its target.

use super::case::{self, Answer, Got, Statistic};
use jiff::civil::Date;
use std::collections::BTreeMap;
use tenfour::stats::case_log::{Case, CaseLog, Flow};
use tenfour::stats::descriptive::{quantiles, summarize};
use tenfour::stats::kaplan_meier::kaplan_meier;
use tenfour::stats::pareto::pareto;
use tenfour::stats::period::{Length, Period};
use tenfour::stats::proportion::{share, wilson_of};
use tenfour::stats::working_days::WorkingDays;

pub(crate) const STATISTICS: &[Statistic] = &[("complaint_log", log)];

/// The months in which something happened; the file leaves the others out.
fn by_month(flows: &BTreeMap<Period, Flow>, of: fn(&Flow) -> u64, in_file: &serde_json::Value) -> Got {
    let months = flows.iter().map(|(month, flow)| (month.to_string(), of(flow)));
    let named = |name: &String, count: u64| in_file.get(name).is_some() || count > 0;
    Got::from(
        months
            .filter(|(name, count)| named(name, *count))
            .collect::<BTreeMap<_, _>>(),
    )
}

fn log(case: case::Case<'_>) -> Answer {
    let quantile = |values: &[f64], share: f64| quantiles(values, &[share]).map(|found| found[0]);
    let day = |cell: &str| -> Date { cell.get(..10).unwrap().parse().unwrap() };
    let as_of = day(case.option("as_of").as_str().unwrap());
    let opened = case
        .column(case.text("opened"))
        .into_iter()
        .map(|cell| day(cell.unwrap()));
    let closed = case.column(case.text("closed")).into_iter().map(|cell| cell.map(day));
    let cases: Vec<Case> = opened
        .zip(closed)
        .map(|(opened, closed)| Case { opened, closed })
        .collect();
    let log = CaseLog::new(&cases, as_of);

    let days: Vec<f64> = log.days_to_close().into_iter().map(f64::from).collect();
    let holidays = case
        .option("holidays")
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| day(cell.as_str().unwrap()));
    let calendar = WorkingDays {
        holidays: holidays.collect(),
        ..WorkingDays::default()
    };
    let closed = log.cases().iter().filter_map(|case| Some((case.opened, case.closed?)));
    let working: Vec<f64> = closed
        .map(|(opened, closed)| f64::from(calendar.after(opened, closed).unwrap()))
        .collect();
    let target = log.target(u16::try_from(case.option("target_days").as_u64().unwrap()).unwrap());
    let curve = kaplan_meier(&log.observations(), 0.95).unwrap();
    let median = curve.time_until(0.5);

    let mut types: BTreeMap<String, f64> = BTreeMap::new();
    for (place, name) in case.column(case.text("type")).into_iter().enumerate() {
        if !log.faults().contains(&place) {
            *types.entry(name.unwrap_or("(missing)").to_owned()).or_default() += 1.0;
        }
    }
    let table = pareto(&types, 0.8, None).unwrap();
    let top = table.rows[..3]
        .iter()
        .map(|row| Got::List(vec![row.category.clone().into(), row.amount.into()]));

    let flows = log.flow(Length::Month).unwrap();
    let month = |name: &str, of: fn(&Flow) -> u64| by_month(&flows, of, case.expected(name));
    let open_at_end = flows
        .iter()
        .filter(|(month, _)| case.expected("open_at_month_end").get(month.to_string()).is_some());
    let open_at_end: BTreeMap<String, u64> = open_at_end
        .map(|(month, flow)| (month.to_string(), flow.open_at_end))
        .collect();
    Answer::default()
        .with("n_rows", cases.len())
        .with("n_date_error", log.faults().len())
        .with("n", log.cases().len())
        .with("n_closed", days.len())
        .with("n_open", log.open())
        .with("closed_same_day", days.iter().filter(|days| **days == 0.0).count())
        .with("days_mean", summarize(&days).map(|summary| summary.mean))
        .with("days_median", quantile(&days, 0.5))
        .with("days_p90_type7", quantile(&days, 0.9))
        .with("days_max", days.iter().copied().fold(0.0, f64::max))
        .with("working_days_sum", working.iter().sum::<f64>())
        .with("working_days_median", quantile(&working, 0.5))
        .with("target_eligible", target.due)
        .with("target_met", target.met)
        .with("target_share", share(target.met, target.due))
        .with_interval(
            ["target_ci_lower", "target_ci_upper"],
            wilson_of(target.met, target.due, 0.95),
        )
        .with("km_quartile1", curve.time_until(0.25).time)
        .with("km_median", median.time)
        .with("km_quartile3", curve.time_until(0.75).time)
        .with("km_median_ci_lower", median.lower)
        .with("km_median_ci_upper", median.upper)
        .with("types", table.rows.len())
        .with("top3", Got::List(top.collect()))
        .with("opened_by_month", month("opened_by_month", |flow| flow.opened))
        .with("closed_by_month", month("closed_by_month", |flow| flow.closed))
        .with("open_at_month_end", open_at_end)
}
