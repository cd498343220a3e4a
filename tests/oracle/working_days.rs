//! Counts of working days and due days.

use super::case::{Answer, Case, Got, Statistic};
use jiff::civil::{Date, Weekday};
use serde_json::Value;
use tenfour::stats::working_days::{NotKnown, WorkingDays, calendar_days};

pub(crate) const STATISTICS: &[Statistic] = &[("working_days", between), ("due_date", due)];

fn day(value: &Value) -> Date {
    value.as_str().unwrap().parse().unwrap()
}

fn calendar(case: Case<'_>) -> WorkingDays {
    let week: Vec<Weekday> = Weekday::Monday
        .cycle_forward()
        .zip(case.text("weekmask").chars())
        .filter(|(_, on)| *on == '1')
        .map(|(day, _)| day)
        .collect();
    let calendar = WorkingDays {
        holidays: case.input("holidays").as_array().unwrap().iter().map(day).collect(),
        ..WorkingDays::default()
    };
    calendar.with_week(&week)
}

fn got<T: Into<Got>>(result: Result<T, NotKnown>) -> Got {
    match result {
        Ok(value) => value.into(),
        Err(reason) => Got::NotEstimable(reason.reason()),
    }
}

fn between(case: Case<'_>) -> Answer {
    let (calendar, start, end) = (calendar(case), day(case.input("start")), day(case.input("end")));
    Answer::default()
        .with("working_days_after", got(calendar.after(start, end)))
        .with("working_days_from", got(calendar.before(start, end)))
        .with("calendar_days", got(calendar_days(start, end)))
}

fn due(case: Case<'_>) -> Answer {
    let count = u32::try_from(case.count("working_days")).unwrap();
    let due = calendar(case).nth_after(day(case.input("start")), count);
    Answer::default().with("due", got(due.map(|day| day.to_string())))
}
