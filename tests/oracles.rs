//! Reference values from other programs and publications: every case of every file that the product computes by now.

use jiff::civil::{Date, Weekday};
use serde_json::Value;
use std::path::PathBuf;
use tenfour::stats::working_days::WorkingDays;

fn folder() -> PathBuf {
    std::env::var_os("TENFOUR_ORACLES").map_or_else(|| crate::support::repository("tests/oracles"), PathBuf::from)
}

#[test]
fn working_days_and_due_dates() {
    let text = std::fs::read_to_string(folder().join("working_days.json")).unwrap();
    let oracle: Value = serde_json::from_str(&text).unwrap();
    let cases = oracle["cases"].as_array().unwrap();
    for case in cases {
        let day = |value: &Value| value.as_str().unwrap().parse::<Date>().unwrap();
        let mask = case["inputs"]["weekmask"].as_str().unwrap();
        let week: Vec<Weekday> = Weekday::Monday
            .cycle_forward()
            .zip(mask.chars())
            .filter(|(_, on)| *on == '1')
            .map(|(day, _)| day)
            .collect();
        let holidays = case["inputs"]["holidays"].as_array().unwrap().iter().map(day).collect();
        let days = WorkingDays {
            holidays,
            ..WorkingDays::default()
        }
        .with_week(&week);
        let start = day(&case["inputs"]["start"]);
        match case["statistic"].as_str().unwrap() {
            "working_days" => {
                let end = day(&case["inputs"]["end"]);
                // What is `null` there must be told as not estimable and never as a number.
                let got = days.after(start, end).ok().map(u64::from);
                assert_eq!(got, case["expected"]["working_days_after"].as_u64(), "{}", case["id"]);
            }
            "due_date" => {
                let count = u32::try_from(case["inputs"]["working_days"].as_u64().unwrap()).unwrap();
                let got = days.nth_after(start, count).unwrap();
                assert_eq!(got, day(&case["expected"]["due"]), "{}", case["id"]);
            }
            other => panic!("{}: the statistic {other} is not known", case["id"]),
        }
    }
    println!("working_days.json: {} cases passed", cases.len());
}
