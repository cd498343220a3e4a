//! The example holds what its story tells: numbers of records, margins of the answers, and the way through the site.

use crate::support::{Said, attributes, dead_links, page, repository, run, tenfour};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;
use tenfour::pipeline::{Inspection, Options, inspect};
use tenfour::record::Kind;
use tenfour::record::action::Action;
use tenfour::record::complaint::{Complaint, EventKind};
use tenfour::stats::working_days::WorkingDays;

pub(crate) fn example() -> &'static Inspection {
    static EXAMPLE: OnceLock<Inspection> = OnceLock::new();
    EXAMPLE.get_or_init(|| inspect(&repository("example-project"), &Options::default()).unwrap())
}

fn built() -> &'static BTreeMap<String, Vec<u8>> {
    static SITE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    SITE.get_or_init(|| build_to(tempfile::tempdir().unwrap().path()).1)
}

fn build_to(folder: &Path) -> (Said, BTreeMap<String, Vec<u8>>) {
    let out = folder.join("site");
    let mut command = tenfour();
    let said = run(command
        .arg("build")
        .arg("--project")
        .arg(repository("example-project"))
        .arg("--out")
        .arg(&out));
    assert_eq!(said.code, 0, "{}", said.err);
    (said, crate::support::files(&out))
}

fn complaints() -> Vec<(&'static str, &'static Complaint)> {
    example()
        .ledger
        .each::<Complaint>()
        .map(|(record, complaint)| (record.id(), complaint))
        .collect()
}

fn day(instant: jiff::Timestamp) -> Date {
    instant.to_zoned(TimeZone::get("Europe/Dublin").unwrap()).date()
}

fn tally<T: Ord>(words: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

#[test]
fn it_builds_without_errors_and_every_link_lands() {
    assert_eq!(example().diagnostics.tally().errors, 0);
    assert_eq!(dead_links(built()), []);
}

#[test]
fn it_holds_the_numbers_of_records_of_its_story() {
    let count = |kind: Kind| example().ledger.count(kind);
    let expected = [
        (Kind::Complaint, 60),
        (Kind::Action, 25),
        (Kind::Finding, 18),
        (Kind::Cause, 10),
        (Kind::Objective, 8),
        (Kind::Survey, 4),
        (Kind::Wave, 28),
        (Kind::Review, 12),
        (Kind::Communication, 46),
        (Kind::Segment, 6),
        (Kind::Product, 2),
    ];
    for (kind, number) in expected {
        assert_eq!(count(kind), number, "{}", kind.name());
    }
    let rows = example()
        .ledger
        .sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().map(move |row| sheet.cell(row, "disposition")));
    assert_eq!(tally(rows), BTreeMap::from([("complete", 592), ("partial", 13)]));
}

#[test]
fn complaints_have_the_margins_of_the_story() {
    let complaints = complaints();
    let severity = tally(complaints.iter().filter_map(|(_, complaint)| complaint.severity()));
    assert_eq!(severity, BTreeMap::from([(1, 19), (2, 28), (3, 11), (4, 2)]));
    let json =
        |id: &str| -> serde_json::Value { serde_json::from_slice(&built()[&format!("complaints/{id}.json")]).unwrap() };
    let field = |name: &str| {
        let words = complaints
            .iter()
            .map(|(id, _)| json(id)["fields"][name].as_str().unwrap_or("undecided").to_owned());
        tally(words)
    };
    assert_eq!(
        field("product"),
        BTreeMap::from([("PRD-BUILD".to_owned(), 37), ("PRD-CARE".to_owned(), 23)])
    );
    let outcomes = field("outcome");
    let expected = [
        ("upheld", 28),
        ("partly_upheld", 11),
        ("not_upheld", 11),
        ("resolved_without_finding", 6),
        ("withdrawn", 1),
        ("undecided", 3),
    ];
    assert_eq!(
        outcomes,
        expected
            .map(|(word, count)| (word.to_owned(), count))
            .into_iter()
            .collect()
    );
    let categories = field("category");
    for (word, count) in [
        ("delivery_late", 17),
        ("information_missing", 9),
        ("service_failure", 8),
        ("product_defect", 6),
    ] {
        assert_eq!(categories[word], count, "{word}");
    }
}

#[test]
fn clocks_run_as_the_story_tells() {
    let days: &WorkingDays = &example().days;
    let acknowledged = |from: Date, to: Date| {
        let of_period: Vec<_> = complaints()
            .into_iter()
            .filter(|(_, complaint)| (from..=to).contains(&day(complaint.received_at.unwrap())))
            .collect();
        let in_time = of_period.iter().filter(|(_, complaint)| {
            let at = complaint
                .event(EventKind::Acknowledged)
                .and_then(|event| event.at)
                .map(day);
            at.is_some_and(|at| days.since_receipt(day(complaint.received_at.unwrap()), at).unwrap() <= 2)
        });
        (in_time.count(), of_period.len())
    };
    assert_eq!(acknowledged(date(2024, 1, 1), date(2024, 12, 31)), (27, 38));
    assert_eq!(acknowledged(date(2025, 1, 1), date(2025, 12, 31)), (22, 22));
    let mut open: Vec<u32> = complaints()
        .iter()
        .filter(|(id, _)| !example().ledger.find(id).unwrap().1.is_settled())
        .map(|(_, complaint)| {
            days.since_receipt(day(complaint.received_at.unwrap()), date(2026, 1, 31))
                .unwrap()
        })
        .collect();
    open.sort_unstable();
    assert_eq!(open, [33, 34, 64, 131]);
}

#[test]
fn answers_have_the_margins_of_the_story() {
    let expected = [
        ("WAV-REL-2024A", 71, 19, 26, 37, 62.0, 16.0),
        ("WAV-REL-2024B", 74, 24, 21, 44, 67.4, 15.8),
        ("WAV-REL-2025A", 80, 34, 15, 58, 74.6, 15.2),
        ("WAV-REL-2025B", 83, 37, 14, 61, 75.8, 15.0),
    ];
    for (wave, complete, promoters, detractors, top, mean, deviation) in expected {
        let sheet = example().ledger.sheets_of(wave).next().unwrap();
        let rows: Vec<_> = sheet
            .rows
            .iter()
            .filter(|row| sheet.cell(row, "disposition") == "complete")
            .collect();
        assert_eq!(rows.len(), complete, "{wave}");
        let numbers = |name: &str| -> Vec<f64> {
            rows.iter()
                .filter_map(|row| sheet.cell(row, name).parse().ok())
                .collect()
        };
        let nps = numbers("nps");
        assert_eq!(nps.iter().filter(|score| **score >= 9.0).count(), promoters, "{wave}");
        assert_eq!(nps.iter().filter(|score| **score <= 6.0).count(), detractors, "{wave}");
        assert_eq!(
            numbers("overall").iter().filter(|score| **score >= 4.0).count(),
            top,
            "{wave}"
        );
        let index: Vec<f64> = rows
            .iter()
            .map(|row| {
                ["idx_overall", "idx_expect", "idx_ideal"]
                    .map(|name| sheet.cell(row, name).parse::<f64>().unwrap() - 1.0)
            })
            .map(|scores| scores.iter().sum::<f64>() * 100.0 / 27.0)
            .collect();
        let count = f64::from(u32::try_from(index.len()).unwrap());
        let average = index.iter().sum::<f64>() / count;
        let spread = (index
            .iter()
            .map(|value| (value - average) * (value - average))
            .sum::<f64>()
            / (count - 1.0))
            .sqrt();
        assert!(
            (average - mean).abs() < 0.05 && (spread - deviation).abs() < 0.05,
            "{wave}: {average} ({spread})"
        );
    }
}

/// The pages one click away.
fn clicks(from: &str) -> BTreeSet<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    attributes(page(built(), from), "href")
        .filter(|href| href.ends_with(".html"))
        .map(|href| match href.strip_prefix("../") {
            Some(path) => path.to_owned(),
            None if folder.is_empty() => href,
            None => format!("{folder}/{href}"),
        })
        .collect()
}

#[test]
fn from_a_complaint_to_the_verified_action_and_back_in_three_clicks() {
    let complaint = "complaints/CMP-2024-0009.html".to_owned();
    let action = "actions/ACT-002.html".to_owned();
    assert!(clicks("index.html").contains("complaints.html"));
    assert!(clicks("complaints.html").contains(&complaint));
    assert!(clicks(&complaint).contains(&action), "the action is one click away");
    let verification = clicks(&action)
        .into_iter()
        .find(|path| path.starts_with("verifications/"))
        .unwrap();
    assert!(clicks(&complaint).contains(&verification), "so is its verification");
    assert!(clicks(&verification).contains(&complaint), "and the way back");
}

#[test]
fn the_story_of_actions_is_told() {
    let actions: Vec<&Action> = example().ledger.each::<Action>().map(|(_, action)| action).collect();
    assert_eq!(actions.iter().filter(|action| action.is_implemented()).count(), 22);
    assert_eq!(
        actions
            .iter()
            .filter(|action| action.is_overdue(date(2026, 1, 31)))
            .count(),
        1
    );
}

#[test]
fn two_builds_are_equal_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (_, again) = build_to(folder.path());
    assert_eq!(built().keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (path, bytes) in built() {
        assert!(again[path] == *bytes, "{path} differs");
    }
}
