//! The example holds what its story tells: numbers of records, margins of the answers, and the way through the site.

use crate::support::{Said, attributes, dead_links, page, repository, run, tenfour};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;
use tenfour::diag::Severity;
use tenfour::parse::table::{Row, Sheet};
use tenfour::pipeline::{Inspection, Options, inspect};
use tenfour::record::Kind;
use tenfour::record::action::Action;
use tenfour::record::complaint::{ClosureReason, Complaint, EventKind};
use tenfour::stats::working_days::WorkingDays;

pub(crate) fn example() -> &'static Inspection {
    static EXAMPLE: OnceLock<Inspection> = OnceLock::new();
    EXAMPLE.get_or_init(|| inspect(&repository("example-project"), &Options::default()).unwrap())
}

pub(crate) fn built() -> &'static BTreeMap<String, Vec<u8>> {
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

/// The fields of records by id, kind by kind, as the built site hands them out: the restricted audience sees all.
fn register(plural: &str) -> &'static BTreeMap<String, Value> {
    static REGISTERS: OnceLock<BTreeMap<String, BTreeMap<String, Value>>> = OnceLock::new();
    let registers = REGISTERS.get_or_init(|| {
        let files = built().iter().filter_map(|(path, bytes)| {
            let plural = path.strip_prefix("data/")?.strip_suffix(".json")?;
            let register: Value = serde_json::from_slice(bytes).unwrap();
            let records = register["records"].as_array()?.iter();
            let fields = records.map(|record| (text(record, "id").to_owned(), record["fields"].clone()));
            Some((plural.to_owned(), fields.collect()))
        });
        files.collect()
    });
    &registers[plural]
}

fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

fn list<'a>(record: &'a Value, field: &str) -> &'a [Value] {
    record[field].as_array().map_or(&[], Vec::as_slice)
}

/// Words as a table of the story writes them.
fn counts<const N: usize>(expected: [(&str, usize); N]) -> BTreeMap<String, usize> {
    expected
        .into_iter()
        .map(|(word, count)| (word.to_owned(), count))
        .collect()
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

#[track_caller]
fn near(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{found} is not {wanted}");
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / number(values.len())
}

fn deviation(values: &[f64]) -> f64 {
    let mean = average(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (number(values.len()) - 1.0)).sqrt()
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mean_x, mean_y) = (average(&x), average(&y));
    let products: f64 = pairs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    products / ((number(x.len()) - 1.0) * deviation(&x) * deviation(&y))
}

/// Upper minus lower share in standard errors of the pooled share.
fn z_of(before: (usize, usize), after: (usize, usize)) -> f64 {
    let share = |(part, whole): (usize, usize)| number(part) / number(whole);
    let pooled = share((before.0 + after.0, before.1 + after.1));
    let error = (pooled * (1.0 - pooled) * (1.0 / number(before.1) + 1.0 / number(after.1))).sqrt();
    (share(after) - share(before)) / error
}

/// A response.
#[derive(Clone, Copy)]
struct Answer {
    sheet: &'static Sheet,
    row: &'static Row,
}

impl Answer {
    fn cell(self, name: &str) -> &'static str {
        self.sheet.cell(self.row, name)
    }

    /// What was answered, where something was.
    fn number(self, name: &str) -> Option<f64> {
        self.cell(name).parse().ok()
    }

    /// The perception of a characteristic from 1 to 7; the one on reachability is worded the other way round.
    fn perception(self, name: &str) -> Option<f64> {
        let point = self.number(&format!("p_{name}"))?;
        Some(if name == "reach" { 8.0 - point } else { point })
    }

    fn complete(self) -> bool {
        self.cell("disposition") == "complete"
    }
}

fn answers(wave: &str) -> Vec<Answer> {
    let sheets = example().ledger.sheets.iter().filter(|sheet| sheet.wave == wave);
    sheets
        .flat_map(|sheet| sheet.rows.iter().map(move |row| Answer { sheet, row }))
        .collect()
}

fn completes(wave: &str) -> Vec<Answer> {
    answers(wave).into_iter().filter(|answer| answer.complete()).collect()
}

const QUARTERS: [&str; 8] = [
    "2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4",
];
const RELATIONSHIP: [&str; 4] = ["WAV-REL-2024A", "WAV-REL-2024B", "WAV-REL-2025A", "WAV-REL-2025B"];
const CHARACTERISTICS: [&str; 12] = [
    "on_time",
    "quality",
    "budget",
    "status",
    "reach",
    "response",
    "competence",
    "courtesy",
    "business",
    "support",
    "invoice",
    "complaints",
];

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
    let json = |id: &str| -> Value { serde_json::from_slice(&built()[&format!("complaints/{id}.json")]).unwrap() };
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

// --- who the clients are, and the frame of the programme ----------------------------------------------------

#[test]
fn accounts_come_and_go_as_the_story_tells() {
    let customers = register("customers");
    let ended = |customer: &Value| customer["ended"]["date"].as_str().map(str::to_owned);
    let year = |year: &str, segment: &str| {
        let first = format!("{year}-01-01");
        let (mut start, mut lost, mut new) = (0, 0, 0);
        for customer in customers.values() {
            let industry = list(customer, "segments")[0].as_str().unwrap();
            if segment != "all" && segment != industry {
                continue;
            }
            let before = text(customer, "since") < first.as_str();
            let left = ended(customer);
            start += usize::from(before && left.as_deref().is_none_or(|day| day >= first.as_str()));
            lost += usize::from(left.as_deref().is_some_and(|day| day.starts_with(year)));
            new += usize::from(text(customer, "since").starts_with(year));
        }
        (start, lost, new)
    };
    for (segment, first, second, end) in [
        ("SEG-MFG", (48, 8, 10), (50, 5, 7), 52),
        ("SEG-FIN", (37, 5, 7), (39, 4, 6), 41),
        ("SEG-PUB", (19, 2, 4), (21, 2, 4), 23),
        ("all", (104, 15, 21), (110, 11, 17), 116),
    ] {
        assert_eq!(
            (year("2024", segment), year("2025", segment)),
            (first, second),
            "{segment}"
        );
        assert_eq!(year("2026", segment), (end, 0, 0), "{segment}");
    }
    let reasons = |year: &str| {
        let lost = customers
            .values()
            .filter(|customer| ended(customer).is_some_and(|day| day.starts_with(year)));
        tally(lost.map(|customer| text(&customer["ended"], "reason").to_owned()))
    };
    let first = [
        ("service", 5),
        ("price", 4),
        ("lost_to_competitor", 3),
        ("need_ceased", 2),
        ("unknown", 1),
    ];
    assert_eq!(reasons("2024"), counts(first));
    let second = [
        ("need_ceased", 4),
        ("price", 3),
        ("service", 2),
        ("lost_to_competitor", 2),
    ];
    assert_eq!(reasons("2025"), counts(second));
    // Two dimensions, and nobody in two segments of one.
    let dimension = register("segments");
    for (id, customer) in customers {
        let mut of: Vec<&str> = list(customer, "segments")
            .iter()
            .map(|segment| text(&dimension[segment.as_str().unwrap()], "dimension"))
            .collect();
        of.sort_unstable();
        assert_eq!(of, ["industry", "size"], "{id}");
    }
}

#[test]
fn retention_is_that_of_the_cohort() {
    for (year, kept, start, percent) in [("2024", 89, 104, 85.6), ("2025", 99, 110, 90.0)] {
        let (first, next) = (
            format!("{year}-01-01"),
            format!("{}-01-01", year.parse::<u32>().unwrap() + 1),
        );
        let there = |customer: &Value, day: &str| customer["ended"]["date"].as_str().is_none_or(|end| end >= day);
        let customers = register("customers");
        let cohort: Vec<&Value> = customers
            .values()
            .filter(|customer| text(customer, "since") < first.as_str() && there(customer, &first))
            .collect();
        let stayed = cohort.iter().filter(|customer| there(customer, &next)).count();
        assert_eq!((stayed, cohort.len()), (kept, start));
        near(100.0 * number(stayed) / number(cohort.len()), percent, 0.05);
    }
}

#[test]
fn the_frame_of_the_programme_is_that_of_the_story() {
    let calendar = &register("calendars")["CAL-IE"];
    let holidays: Vec<&str> = list(calendar, "holidays").iter().map(|day| text(day, "date")).collect();
    assert_eq!(
        holidays,
        [
            "2024-01-01",
            "2024-03-29",
            "2024-04-01",
            "2024-05-01",
            "2024-12-25",
            "2024-12-26",
            "2025-01-01",
            "2025-04-18",
            "2025-04-21",
            "2025-05-01",
            "2025-12-25",
            "2025-12-26",
            "2026-01-01",
        ]
    );
    assert_eq!(text(&calendar["business_hours"], "start"), "09:00");
    let organization = &register("organizations")["ORG-ABC"];
    assert_eq!(text(organization, "time_zone"), "Europe/Dublin");
    let roles = register("roles");
    for role in [
        "ROL-MD",
        "ROL-QUALITY",
        "ROL-DELIVERY",
        "ROL-SUPPORT",
        "ROL-COMPLAINTS",
        "ROL-RESEARCH",
        "ROL-LEAD",
        "ROL-AGENT",
        "ROL-DPO",
        "ROL-INTERVIEWER",
    ] {
        assert!(roles.contains_key(role), "{role}");
    }
    assert_eq!(register("stakeholders").len(), 10);
    let policies = tally(
        register("policies")
            .values()
            .map(|policy| text(policy, "kind").to_owned()),
    );
    let kinds = [
        ("satisfaction", 1),
        ("complaints", 2),
        ("dispute_resolution", 1),
        ("privacy", 1),
        ("retention", 1),
    ];
    assert_eq!(policies, counts(kinds));
    let second = &register("policies")["POL-COMPLAINTS-2"];
    assert_eq!(
        (
            text(second, "version"),
            text(second, "supersedes"),
            &text(second, "valid_from")[..7]
        ),
        ("2", "POL-COMPLAINTS-1", "2025-02")
    );
    let channels = register("channels");
    let kinds: BTreeSet<&str> = channels.values().map(|channel| text(channel, "kind")).collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["phone", "email", "web_form", "letter", "project_form", "in_person"])
    );
    assert!(channels.values().all(|channel| text(channel, "charge") == "none"));
    for channel in ["CHN-PHONE", "CHN-LETTER"] {
        assert!(
            list(&channels[channel], "accessible_for").contains(&"no_internet".into()),
            "{channel}"
        );
    }
    let risks = tally(
        register("risks_and_opportunities")
            .values()
            .map(|risk| text(risk, "kind").to_owned()),
    );
    assert_eq!(risks, counts([("risk", 5), ("opportunity", 1)]));
}

#[test]
fn objectives_are_those_of_the_table() {
    // id, metric, filter, baseline with period and base, target and kind, due, state
    let expected = [
        (
            "OBJ-001",
            "M-SAT-6",
            r#"{"survey":"SVY-REL"}"#,
            "62.0 2024-05 71",
            "20 relative_percent",
            "2025-05-31",
            "achieved",
        ),
        (
            "OBJ-002",
            "M-IND-3",
            r#"{"indicator":"IND-FIRST-RESPONSE"}"#,
            "10.2 2024-Q1 498",
            "-30 relative_percent",
            "2025-09-30",
            "achieved",
        ),
        (
            "OBJ-003",
            "M-IND-2",
            r#"{"indicator":"IND-SCHEDULE"}"#,
            "1.22 2024-Q1 24",
            "-15 relative_percent",
            "2025-12-31",
            "achieved",
        ),
        (
            "OBJ-004",
            "M-RET-1",
            "null",
            "85.6 2024 104",
            "90 absolute",
            "2025-12-31",
            "achieved",
        ),
        (
            "OBJ-005",
            "M-CMP-3",
            r#"{"period":"2025"}"#,
            "71.1 2024 38",
            "95 absolute",
            "2025-12-31",
            "achieved",
        ),
        (
            "OBJ-006",
            "M-CMP-16",
            r#"{"period":"2025"}"#,
            "78.9 2024 38",
            "90 absolute",
            "2025-12-31",
            "missed",
        ),
        (
            "OBJ-007",
            "M-ACT-5",
            "null",
            "none",
            "80 absolute",
            "2026-12-31",
            "active",
        ),
        (
            "OBJ-008",
            "M-SMP-1",
            r#"{"survey":"SVY-REL","formula":"RR1"}"#,
            "34.1 2024-05 208",
            "40 absolute",
            "2025-11-30",
            "missed",
        ),
    ];
    let objectives = register("objectives");
    assert_eq!(objectives.len(), expected.len());
    for (id, metric, filter, baseline, target, due, status) in expected {
        let objective = &objectives[id];
        let start = &objective["baseline"];
        let found = (
            text(objective, "metric"),
            objective["metric_filter"].to_string(),
            match start {
                Value::Null => "none".to_owned(),
                start => format!("{} {} {}", start["value"], text(start, "period"), start["n"]),
            },
            format!(
                "{} {}",
                objective["target"]["value"],
                text(&objective["target"], "kind")
            ),
            text(objective, "due"),
            text(objective, "status"),
        );
        assert_eq!(
            found,
            (
                metric,
                filter.to_owned(),
                baseline.to_owned(),
                target.to_owned(),
                due,
                status
            ),
            "{id}"
        );
        assert!(!text(objective, "intended_use").is_empty(), "{id}");
        let level = text(objective, "evidence_level");
        assert!(
            level == "point" || id == "OBJ-004" && level.is_empty(),
            "{id}: a fact needs no level of evidence"
        );
    }
    for (id, level) in [("OBJ-004", "maintain_at_least"), ("OBJ-007", "maintain_at_least")] {
        assert_eq!(text(&objectives[id], "direction"), level, "{id}");
    }
}

// --- surveys, waves, answers ---------------------------------------------------------------------------------

#[test]
fn the_questionnaire_has_its_versions() {
    let survey = &register("surveys")["SVY-REL"];
    let mut versions = BTreeMap::from([(text(survey, "version"), list(survey, "questions"))]);
    versions.extend(
        list(survey, "earlier_versions")
            .iter()
            .map(|old| (text(old, "version"), list(old, "questions"))),
    );
    assert_eq!(versions.keys().copied().collect::<Vec<_>>(), ["1", "1b", "2", "2b"]);
    let asked_in = |wave: &str| text(&register("waves")[wave], "survey_version").to_owned();
    assert_eq!(RELATIONSHIP.map(asked_in), ["1", "1b", "2", "2b"]);
    for (version, characteristics, importance, kano) in
        [("1", 12, 12, 0), ("1b", 12, 0, 6), ("2", 13, 0, 0), ("2b", 13, 12, 0)]
    {
        let questions = versions[version];
        let of = |kind: &str| -> Vec<&Value> {
            questions
                .iter()
                .filter(|question| text(question, "kind") == kind)
                .collect()
        };
        assert_eq!(of("perception").len(), characteristics, "{version}");
        let pairs: BTreeSet<&str> = of("expectation")
            .iter()
            .map(|question| text(question, "pair"))
            .collect();
        let perceived: BTreeSet<&str> = of("perception").iter().map(|question| text(question, "key")).collect();
        assert_eq!(pairs, perceived, "{version}: every perception has its expectation");
        for question in of("perception")
            .into_iter()
            .chain(of("expectation"))
            .chain(of("importance"))
        {
            assert_eq!(
                (&question["scale"]["min"], &question["scale"]["max"]),
                (&1.into(), &7.into())
            );
        }
        assert_eq!(of("importance").len(), importance, "{version}");
        assert_eq!(
            (of("kano_functional").len(), of("kano_dysfunctional").len()),
            (kano, kano),
            "{version}"
        );
        let index: Vec<_> = questions
            .iter()
            .filter(|question| !question["index"].is_null())
            .collect();
        assert_eq!(index.len(), 3, "{version}");
        assert!(index.iter().all(|question| question["scale"]["max"] == 10), "{version}");
        assert_eq!((of("nps").len(), of("open").len()), (1, 2), "{version}");
        // A line of the questionnaire holds what is and what should be, and both sides of a Kano pair count for two.
        let lines = questions.len() - characteristics;
        let items = match version {
            "1" | "1b" => 32,
            "2" => 22,
            _ => 34,
        };
        assert_eq!(lines, items, "{version}");
    }
    assert_eq!(text(&survey["sampling"], "weighting"), "rake");
}

#[test]
fn waves_went_out_and_came_back_as_the_table_tells() {
    let waves = register("waves");
    let of = |wave: &Value, key: &str| wave["dispositions"][key].as_u64().unwrap_or(0);
    for (wave, expected, rate) in [
        ("WAV-REL-2024A", [208, 71, 4, 22, 101, 4, 6], 34.1),
        ("WAV-REL-2024B", [214, 74, 3, 20, 107, 3, 7], 34.6),
        ("WAV-REL-2025A", [220, 80, 4, 19, 109, 3, 5], 36.4),
        ("WAV-REL-2025B", [228, 83, 2, 21, 114, 4, 4], 36.4),
    ] {
        let record = &waves[wave];
        let invited = record["invited"].as_u64().unwrap();
        let refused = of(record, "refusal") + of(record, "break_off");
        let rest = ["non_contact", "other", "unknown_other"].map(|key| of(record, key));
        let found = [
            invited,
            of(record, "complete"),
            of(record, "partial"),
            refused,
            rest[0],
            rest[1],
            rest[2],
        ];
        assert_eq!(found, expected, "{wave}");
        near(
            100.0 * number(completes(wave).len()) / number(usize::try_from(invited).unwrap()),
            rate,
            0.05,
        );
        let strata = list(record, "by_stratum");
        assert_eq!(
            strata
                .iter()
                .map(|stratum| stratum["population"].as_u64().unwrap())
                .sum::<u64>(),
            invited,
            "{wave}"
        );
        for stratum in strata {
            let here = completes(wave)
                .into_iter()
                .filter(|answer| answer.cell("segment.industry") == text(stratum, "stratum"))
                .count();
            assert_eq!(
                stratum["complete"].as_u64(),
                u64::try_from(here).ok(),
                "{wave} {stratum}"
            );
        }
    }
    let by_quarter = |prefix: &str, key: &str| {
        QUARTERS.map(|quarter| waves[&format!("WAV-{prefix}-{quarter}")][key].as_u64().unwrap())
    };
    let answered = |prefix: &str| QUARTERS.map(|quarter| completes(&format!("WAV-{prefix}-{quarter}")).len());
    assert_eq!(by_quarter("PRJ", "invited"), [24, 26, 25, 28, 27, 30, 29, 31]);
    assert_eq!(answered("PRJ"), [14, 15, 16, 17, 18, 19, 18, 19]);
    assert_eq!(by_quarter("SUP", "invited"), [40; 8]);
    assert_eq!(answered("SUP"), [13, 13, 14, 14, 14, 15, 15, 14]);
    assert_eq!(by_quarter("CMP", "frame_size"), [5, 12, 10, 8, 9, 6, 4, 2]);
    assert_eq!(answered("CMP"), [4, 6, 6, 6, 6, 4, 3, 1]);
    assert_eq!(
        RELATIONSHIP.map(|wave| answers(wave).len() - completes(wave).len()),
        [4, 3, 4, 2]
    );
    for (id, wave) in waves {
        let total: u64 = wave["dispositions"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(Value::as_u64)
            .sum();
        assert_eq!(Some(total), wave["invited"].as_u64(), "{id}");
        for deviation in list(wave, "deviations") {
            let day = text(deviation, "when");
            assert!(
                (text(wave, "field_start")..=text(wave, "field_end")).contains(&day),
                "{id}: {day}"
            );
        }
    }
}

/// Weights by raking: every margin in turn until they all fit (Deming and Stephan 1940).
fn rake(answers: &[Answer], targets: &[(&str, &Value)]) -> Vec<f64> {
    let mut weights = vec![1.0; answers.len()];
    for _ in 0..200 {
        for (column, shares) in targets {
            let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
            for (answer, weight) in answers.iter().zip(&weights) {
                *sums.entry(answer.cell(column)).or_default() += weight;
            }
            let all: f64 = weights.iter().sum();
            for (answer, weight) in answers.iter().zip(&mut weights) {
                let group = answer.cell(column);
                *weight *= shares[group].as_f64().unwrap() * all / sums[group];
            }
        }
    }
    weights
}

#[test]
fn weights_cost_little_precision() {
    let targets = &register("surveys")["SVY-REL"]["sampling"]["targets"];
    let targets = [
        ("segment.industry", &targets["industry"]),
        ("respondent_role", &targets["respondent_role"]),
    ];
    for wave in RELATIONSHIP {
        for group in [completes(wave), answers(wave)] {
            let weights = rake(&group, &targets);
            let sum: f64 = weights.iter().sum();
            let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
            let deff = number(weights.len()) * squares / (sum * sum);
            assert!((1.05..=1.15).contains(&deff), "{wave}: {deff}");
        }
    }
}

#[test]
fn short_surveys_have_the_margins_of_the_story() {
    let shares = |prefix: &str, key: &str, from: f64| {
        QUARTERS.map(|quarter| {
            let group = completes(&format!("WAV-{prefix}-{quarter}"));
            let top = group
                .iter()
                .filter(|answer| answer.number(key).unwrap() >= from)
                .count();
            (top, group.len())
        })
    };
    let percent = |(part, whole): (usize, usize)| 100.0 * number(part) / number(whole);
    let easy = shares("SUP", "ces", 5.0).map(percent);
    let effort = QUARTERS.map(|quarter| {
        let group = completes(&format!("WAV-SUP-{quarter}"));
        average(
            &group
                .iter()
                .map(|answer| answer.number("ces").unwrap())
                .collect::<Vec<_>>(),
        )
    });
    near(easy[0], 54.0, 0.5);
    near(easy[7], 79.0, 0.5);
    near(effort[0], 4.6, 0.05);
    near(effort[7], 5.6, 0.05);
    assert!(effort.is_sorted() && easy.iter().all(|share| (53.5..=79.5).contains(share)));
    let projects = shares("PRJ", "overall", 4.0).map(percent);
    near(projects.iter().copied().fold(f64::MAX, f64::min), 57.0, 0.5);
    near(projects.iter().copied().fold(f64::MIN, f64::max), 79.0, 0.5);
    let handling = shares("CMP", "handling", 4.0);
    assert_eq!((handling[0], handling[6]), ((1, 4), (3, 3)));
    let pooled = |range: std::ops::Range<usize>| handling[range].iter().map(|(_, whole)| whole).sum::<usize>();
    assert_eq!((pooled(0..4), pooled(4..8)), (22, 14));
}

/// Cells of the closed questions of those who answered to the end: those without an answer, `na` among them, and all.
fn missing(wave: &str) -> (usize, usize, usize) {
    let closed = |name: &str| {
        ["p_", "e_", "i_", "k_", "idx_"]
            .iter()
            .any(|start| name.starts_with(start))
            || ["overall", "nps", "letter_seen", "contact_ok"].contains(&name)
    };
    let group = completes(wave);
    let cells: Vec<&str> = group
        .iter()
        .flat_map(|answer| {
            let names = answer.sheet.columns.iter().map(|(name, _)| name.as_str());
            names.filter(|name| closed(name)).map(|name| answer.cell(name))
        })
        .collect();
    let without = cells
        .iter()
        .filter(|cell| ["na", "dk", "skip", "refused", ""].contains(cell))
        .count();
    (without, cells.iter().filter(|cell| **cell == "na").count(), cells.len())
}

#[test]
fn answers_have_the_blemishes_of_the_story() {
    let missing = RELATIONSHIP.map(missing);
    let share = number(missing.iter().map(|(_, na, _)| na).sum()) / number(missing.iter().map(|(_, _, all)| all).sum());
    near(share, 0.04, 0.005);
    assert_eq!((missing[1].0, missing[1].2), (246, 3108), "7.9 percent before ACT-023");
    assert_eq!((missing[2].0, missing[2].2), (82, 2640), "3.1 percent after");
    let (mut straight, mut fast, mut twice, mut care) = (0, 0, Vec::new(), Vec::new());
    for wave in RELATIONSHIP {
        let group = answers(wave);
        let block = |answer: &Answer| {
            CHARACTERISTICS
                .map(|name| answer.cell(&format!("p_{name}")))
                .into_iter()
                .collect::<BTreeSet<_>>()
        };
        straight += group.iter().filter(|answer| block(answer).len() == 1).count();
        let mut durations: Vec<f64> = group
            .iter()
            .map(|answer| answer.number("duration_s").unwrap())
            .collect();
        durations.sort_by(f64::total_cmp);
        let median = (durations[(durations.len() - 1) / 2] + durations[durations.len() / 2]) / 2.0;
        fast += durations.iter().filter(|seconds| **seconds < median / 3.0).count();
        let respondents = tally(group.iter().map(|answer| answer.cell("respondent")));
        twice.extend(
            respondents
                .into_values()
                .filter(|count| *count > 1)
                .map(|count| (wave, count)),
        );
        let public: Vec<Answer> = completes(wave)
            .into_iter()
            .filter(|answer| answer.cell("segment.industry") == "SEG-PUB")
            .collect();
        assert!((12..=15).contains(&public.len()), "{wave}");
        care.push(
            public
                .iter()
                .filter(|answer| answer.cell("product") == "PRD-CARE")
                .count(),
        );
    }
    assert_eq!((straight, fast), (3, 2));
    assert_eq!(twice, [("WAV-REL-2024B", 2)]);
    assert!(care.iter().all(|count| (3..=4).contains(count)), "{care:?}");
}

#[test]
fn what_drives_the_rating_is_not_what_is_called_important() {
    let all: Vec<Answer> = RELATIONSHIP.into_iter().flat_map(completes).collect();
    for (place, first) in CHARACTERISTICS.iter().enumerate() {
        for second in &CHARACTERISTICS[..place] {
            let pairs: Vec<_> = all
                .iter()
                .filter_map(|answer| Some((answer.perception(first)?, answer.perception(second)?)))
                .collect();
            let strength = correlation(&pairs);
            assert!((0.5..=0.7).contains(&strength), "{first} and {second}: {strength}");
        }
    }
    for group in RELATIONSHIP.map(completes).into_iter().chain([all]) {
        let strength = |name: &str| {
            let pairs: Vec<_> = group
                .iter()
                .filter_map(|answer| Some((answer.perception(name)?, answer.number("overall")?)))
                .collect();
            correlation(&pairs)
        };
        let mut drivers = CHARACTERISTICS;
        drivers.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        assert_eq!(
            BTreeSet::from([drivers[0], drivers[1]]),
            BTreeSet::from(["on_time", "status"])
        );
    }
    for wave in ["WAV-REL-2024A", "WAV-REL-2025B"] {
        let group = completes(wave);
        let stated = |name: &str| {
            average(
                &group
                    .iter()
                    .filter_map(|answer| answer.number(&format!("i_{name}")))
                    .collect::<Vec<_>>(),
            )
        };
        let most = CHARACTERISTICS
            .into_iter()
            .max_by(|a, b| stated(a).total_cmp(&stated(b)));
        assert_eq!(most, Some("quality"), "{wave}");
    }
}

/// The class of a pair of answers from 1 (like) to 5 (dislike), by the usual table (Kano et al. 1984).
fn kano(with: f64, without: f64) -> &'static str {
    let (like, dislike) = (|answer: f64| answer <= 1.0, |answer: f64| answer >= 5.0);
    match (like(with), dislike(with), like(without), dislike(without)) {
        (true, _, true, _) | (_, true, _, true) => "doubtful",
        (_, true, ..) | (_, _, true, _) => "reverse",
        (true, _, _, true) => "one-dimensional",
        (true, ..) => "attractive",
        (.., true) => "must-be",
        _ => "indifferent",
    }
}

#[test]
fn clients_sort_features_as_the_story_tells() {
    for (name, class) in [
        ("security", "must-be"),
        ("on_time", "one-dimensional"),
        ("forecast", "attractive"),
    ] {
        let group = answers("WAV-REL-2024B");
        let pair = |answer: &Answer| {
            Some(kano(
                answer.number(&format!("k_{name}_f"))?,
                answer.number(&format!("k_{name}_d"))?,
            ))
        };
        let classes = tally(group.iter().filter_map(pair));
        let mut order: Vec<(usize, &str)> = classes.iter().map(|(class, count)| (*count, *class)).collect();
        order.sort_unstable();
        order.reverse();
        assert_eq!(order[0].1, class, "{classes:?}");
        // Fong's criterion: the lead is more than chance.
        let (first, second, all) = (number(order[0].0), number(order[1].0), number(classes.values().sum()));
        let least = 1.65 * ((first + second) * (2.0 * all - first - second) / (2.0 * all)).sqrt();
        assert!(first - second >= least, "{name}: {classes:?}");
    }
}

#[test]
fn own_view_and_clients_view_come_closer() {
    let own = register("self_ratings");
    for (wave, rating, seen, gap) in [("2024A", 74.0, 49.0, 25.0), ("2025B", 78.0, 68.0, 10.0)] {
        // With and without those who broke off.
        for group in [
            completes(&format!("WAV-REL-{wave}")),
            answers(&format!("WAV-REL-{wave}")),
        ] {
            let points: Vec<f64> = group.iter().filter_map(|answer| answer.perception("on_time")).collect();
            let clients = 100.0 * (average(&points) - 1.0) / 6.0;
            near(clients, seen, 0.5);
            let rated = own[&format!("SLF-{wave}-ON-TIME")]["value"].as_f64().unwrap();
            near(rated, rating, 0.0);
            near(rated - clients, gap, 0.5);
        }
    }
    let promise = &register("promises")["PRM-1"];
    for id in ["EXP-006", "EXP-007"] {
        let expectation = &register("expectations")[id];
        assert!(list(promise, "expectation").contains(&id.into()));
        let level = |record: &Value, field: &str| {
            (
                record[field]["value"].as_f64().unwrap(),
                text(&record[field], "unit").to_owned(),
            )
        };
        let hours = |hours: f64| (hours, "business hours".to_owned());
        assert_eq!(level(expectation, "level_customer"), hours(4.0), "{id}");
        assert_eq!(
            level(expectation, "level_assumed"),
            hours(8.0),
            "{id}: a gap in understanding of four hours"
        );
        assert_eq!(level(promise, "level"), hours(8.0), "no gap in the standard");
    }
}

#[test]
fn levels_of_expectations_are_those_of_the_answers() {
    for (id, expectation) in register("expectations") {
        let level = &expectation["level_customer"];
        if level["scale"].is_null() {
            continue;
        }
        let name = text(expectation, "characteristic")
            .trim_start_matches("CHR-")
            .to_lowercase()
            .replace('-', "_");
        let wave = if name == "handover" {
            "WAV-REL-2025A"
        } else {
            "WAV-REL-2024A"
        };
        let segment = text(expectation, "segment");
        let points: Vec<f64> = answers(wave)
            .into_iter()
            .filter(|answer| {
                ["segment.industry", "segment.size"]
                    .iter()
                    .any(|column| answer.cell(column) == segment)
            })
            .filter_map(|answer| answer.number(&format!("e_{name}")))
            .map(|point| if name == "reach" { 8.0 - point } else { point })
            .collect();
        assert_eq!(level["n"].as_u64(), u64::try_from(points.len()).ok(), "{id}");
        near(level["value"].as_f64().unwrap(), average(&points), 0.0501);
    }
}

#[test]
fn what_was_said_is_coded() {
    let spoken = tally(
        register("interviews")
            .values()
            .map(|talk| (text(talk, "kind").to_owned(), text(talk, "date")[..4].to_owned())),
    );
    let expected = [
        (("in_depth", "2024"), 8),
        (("in_depth", "2025"), 4),
        (("check_in_call", "2024"), 12),
        (("check_in_call", "2025"), 12),
    ];
    assert_eq!(
        spoken,
        expected
            .into_iter()
            .map(|((kind, year), count)| ((kind.to_owned(), year.to_owned()), count))
            .collect()
    );
    let groups: Vec<String> = register("focus_groups")
        .values()
        .map(|group| text(group, "date")[..7].to_owned())
        .collect();
    assert_eq!(groups, ["2024-02", "2025-03"]);
    let codings = register("codings");
    let words = example().ledger.sheets.iter().flat_map(|sheet| {
        let open = |row: &&Row| ["open_good", "open_improve", "comment"].map(|name| !sheet.cell(row, name).is_empty());
        sheet.rows.iter().map(move |row| {
            (
                sheet.cell(row, "id").to_owned(),
                open(&row).into_iter().filter(|said| *said).count(),
            )
        })
    });
    let said: BTreeMap<String, usize> = words.filter(|(_, count)| *count > 0).collect();
    assert_eq!(said.values().sum::<usize>(), 210);
    assert_eq!(
        tally(codings.values().map(|coding| text(coding, "source").to_owned())),
        said,
        "every open answer is coded once"
    );
    let themes = register("themes");
    assert_eq!(themes.len(), 18);
    let unmapped: Vec<&str> = themes
        .values()
        .filter(|theme| theme["characteristic"].is_null())
        .map(|theme| text(theme, "title"))
        .collect();
    assert_eq!(unmapped, ["Handover between teams", "Knowledge kept by one person"]);
    assert_eq!(
        text(&register("characteristics")["CHR-HANDOVER"], "created"),
        "2025-03-31"
    );
    // Cohen 1960
    let twice: Vec<(&str, &str)> = codings
        .values()
        .filter(|coding| !coding["second_coder"].is_null())
        .map(|coding| (text(coding, "theme"), text(&coding["second_coder"], "theme")))
        .collect();
    let all = number(twice.len());
    near(100.0 * all / 210.0, 15.0, 0.5);
    let agreed = number(twice.iter().filter(|(first, second)| first == second).count()) / all;
    let (first, second) = (
        tally(twice.iter().map(|pair| pair.0)),
        tally(twice.iter().map(|pair| pair.1)),
    );
    let chance: f64 = first
        .iter()
        .map(|(theme, count)| number(*count) * number(second.get(theme).copied().unwrap_or(0)) / all / all)
        .sum();
    near((agreed - chance) / (1.0 - chance), 0.74, 0.005);
}

// --- indicators, promises, benchmark --------------------------------------------------------------------------

fn series(indicator: &str, field: &str) -> Vec<f64> {
    let record = &register("indicators")[indicator];
    let periods: Vec<String> = list(record, "values")
        .iter()
        .map(|value| text(value, "period").replace('-', ""))
        .collect();
    assert_eq!(periods, QUARTERS, "{indicator}");
    list(record, "values")
        .iter()
        .map(|value| value[field].as_f64().unwrap())
        .collect()
}

#[test]
fn series_are_those_of_the_table() {
    for (indicator, field, expected) in [
        (
            "IND-FIRST-RESPONSE",
            "value",
            [10.2, 10.4, 9.6, 8.8, 8.1, 7.4, 7.1, 7.0],
        ),
        (
            "IND-SCHEDULE",
            "value",
            [1.22, 1.21, 1.19, 1.15, 1.12, 1.08, 1.05, 1.03],
        ),
        (
            "IND-MILESTONES",
            "value",
            [60.0, 61.0, 63.0, 68.0, 74.0, 78.0, 81.0, 82.0],
        ),
        ("IND-ACK", "numerator", [5.0, 7.0, 7.0, 8.0, 7.0, 6.0, 5.0, 4.0]),
        ("IND-ACK", "denominator", [9.0, 11.0, 9.0, 9.0, 7.0, 6.0, 5.0, 4.0]),
        (
            "IND-WEEKLY-REPORT",
            "numerator",
            [310.0, 331.0, 352.0, 371.0, 392.0, 415.0, 428.0, 437.0],
        ),
        (
            "IND-WEEKLY-REPORT",
            "denominator",
            [402.0, 418.0, 421.0, 433.0, 441.0, 455.0, 462.0, 466.0],
        ),
        (
            "IND-CREDIT-NOTES",
            "value",
            [14.0, 15.0, 12.0, 11.0, 9.0, 8.0, 8.0, 7.0],
        ),
        ("IND-LOST-BIDS", "value", [5.0, 4.0, 5.0, 3.0, 3.0, 2.0, 2.0, 2.0]),
    ] {
        assert_eq!(series(indicator, field), expected, "{indicator}");
    }
    let exposure: Vec<u64> = list(&register("exposures")["XPO-1"], "values")
        .iter()
        .map(|value| value["count"].as_u64().unwrap())
        .collect();
    assert_eq!(exposure, [2150, 2300, 2240, 2410, 2380, 2500, 2460, 2550]);
    let indicators = register("indicators");
    for (family, titles) in [("defects", 1), ("repeat_purchase", 1), ("support_contacts", 1)] {
        assert_eq!(
            indicators
                .values()
                .filter(|record| text(record, "family") == family)
                .count(),
            titles,
            "{family}"
        );
    }
    assert!(indicators.contains_key("IND-TRAINING"));
    let changed: Vec<_> = indicators
        .iter()
        .flat_map(|(id, record)| {
            list(record, "definition_changes")
                .iter()
                .map(move |change| (id.as_str(), text(change, "from")))
        })
        .collect();
    assert_eq!(changed, [("IND-MILESTONES", "2024-10-01")]);
    for (id, record) in indicators {
        for value in list(record, "values") {
            let provisional = id == "IND-CREDIT-NOTES" && text(value, "period") == "2025-Q4";
            assert_eq!(
                text(value, "status"),
                if provisional { "provisional" } else { "final" },
                "{id} {value}"
            );
            if let (Some(part), Some(whole)) = (value["numerator"].as_f64(), value["denominator"].as_f64()) {
                let factor = if text(record, "unit") == "percent" { 100.0 } else { 1.0 };
                // Milestones are told in whole percent.
                let tolerance = if id == "IND-MILESTONES" { 0.49 } else { 0.05 };
                near(
                    value["value"].as_f64().unwrap(),
                    factor * part / whole,
                    tolerance + 1e-9,
                );
            }
        }
    }
    let promises = register("promises");
    let kept: Vec<&str> = promises.values().map(|promise| text(promise, "indicator")).collect();
    assert_eq!(kept, ["IND-ANSWERED-8H", "IND-WEEKLY-REPORT", "", "IND-ACK"]);
}

#[test]
fn objectives_on_time_are_reached() {
    let change = |indicator: &str, place: usize| {
        let values = series(indicator, "value");
        100.0 * (values[place] / values[0] - 1.0)
    };
    near(change("IND-FIRST-RESPONSE", 6), -30.4, 0.05);
    near(change("IND-SCHEDULE", 7), -15.6, 0.05);
}

#[test]
fn the_benchmark_stands_a_little_higher() {
    let benchmark = &register("benchmarks")["BMK-1"];
    let peers: Vec<f64> = list(benchmark, "values")
        .iter()
        .map(|peer| peer["value"].as_f64().unwrap())
        .collect();
    assert_eq!(peers, [71.0, 73.0, 75.0, 76.0, 77.0, 79.0, 80.0, 82.0, 84.0, 86.0]);
    assert_eq!(text(benchmark, "metric_definition_match"), "similar");
    near((75.8 - average(&peers)) / deviation(&peers), -0.52, 0.005);
    assert_eq!(
        peers.iter().filter(|peer| **peer < 75.8).count(),
        3,
        "percentile rank 30"
    );
}

// --- complaints -----------------------------------------------------------------------------------------------

#[test]
fn every_complaint_is_the_one_of_the_table() {
    let table = std::fs::read_to_string(repository("tests/example/complaints.csv")).unwrap();
    let days = &example().days;
    let mut rows = 0;
    for line in table.lines().skip(1) {
        rows += 1;
        let cells: Vec<&str> = line.split(',').collect();
        let id = cells[0];
        let (_, complaint) = example().ledger.typed::<Complaint>(id).unwrap();
        let fields = &register("complaints")[id];
        let received = day(complaint.received_at.unwrap());
        let on = |kind: EventKind| {
            complaint
                .events
                .iter()
                .rev()
                .find(|event| event.kind == Some(kind))
                .and_then(|event| event.at)
                .map(day)
        };
        let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let acknowledged = complaint
            .event(EventKind::Acknowledged)
            .and_then(|event| event.at)
            .map(day)
            .unwrap();
        let found = [
            id.to_owned(),
            received.to_string(),
            text(fields, "product").trim_start_matches("PRD-").to_owned(),
            text(&fields["segment_values"], "industry")
                .trim_start_matches("SEG-")
                .to_owned(),
            text(fields, "category").to_owned(),
            complaint.severity().unwrap().to_string(),
            days.since_receipt(received, acknowledged).unwrap().to_string(),
            fields["outcome"].as_str().unwrap_or("undecided").to_owned(),
            written(on(EventKind::DecisionCommunicated)),
            written(on(EventKind::Closed)),
        ];
        assert_eq!(found.as_slice(), &cells[..10]);
        assert_eq!(
            text(&fields["closure"], "reason") == "resolved_first_contact",
            cells[10] == "first contact",
            "{id}"
        );
        // 10, 20, 20 and 10 working days by severity
        let term = if [1, 4].contains(&complaint.severity().unwrap()) {
            10
        } else {
            20
        };
        assert_eq!(complaint.response_due, days.due(received, term).ok(), "{id}");
    }
    assert_eq!((rows, complaints().len()), (60, 60));
}

#[test]
fn named_cases_went_as_the_story_tells() {
    let with = |kind: EventKind| -> Vec<&str> {
        complaints()
            .into_iter()
            .filter(|(_, complaint)| complaint.event(kind).is_some())
            .map(|(id, _)| &id[4..])
            .collect()
    };
    assert_eq!(with(EventKind::Reopened), ["2024-0005", "2024-0024", "2025-0002"]);
    let rejected = ["2024-0003", "2024-0017", "2024-0020", "2025-0006", "2025-0014"];
    assert_eq!(with(EventKind::ComplainantRejected), rejected);
    assert_eq!(with(EventKind::AlternativesInformed), rejected);
    assert_eq!(with(EventKind::Reassessed), ["2024-0032", "2025-0005"]);
    assert_eq!(
        with(EventKind::EscalatedInternal),
        [
            "2024-0004",
            "2024-0009",
            "2024-0013",
            "2024-0017",
            "2024-0029",
            "2025-0009",
            "2025-0014"
        ]
    );
    let fields = register("complaints");
    let reasons: Vec<&str> = rejected
        .iter()
        .map(|id| text(&fields[&format!("CMP-{id}")]["closure"], "reason"))
        .collect();
    assert_eq!(
        reasons,
        [
            "options_exhausted",
            "dispute_decided",
            "options_exhausted",
            "options_exhausted",
            ""
        ]
    );
    let having = |field: &str, value: &Value| -> Vec<&str> {
        fields
            .iter()
            .filter(|(_, record)| record[field] == *value)
            .map(|(id, _)| id.as_str())
            .collect()
    };
    assert_eq!(having("complainant", &"anonymous".into()), ["CMP-2024-0026"]);
    assert_eq!(having("on_behalf", &true.into()), ["CMP-2024-0031"]);
    assert_eq!(
        (
            having("promise", &"PRM-2".into()).len(),
            having("promise", &"PRM-3".into()).len()
        ),
        (6, 5)
    );
    for (id, from, to) in [("CMP-2024-0032", 2, 3), ("CMP-2025-0005", 3, 2)] {
        let step = &list(&fields[id]["assessment"], "reassessed")[0];
        assert_eq!((&step["from"], &step["severity"]), (&from.into(), &to.into()), "{id}");
    }
    for (id, minutes, cause) in [("CMP-2025-0003", 120, "CAU-09"), ("CMP-2025-0009", 40, "CAU-08")] {
        let (_, complaint) = example().ledger.typed::<Complaint>(id).unwrap();
        let acted = complaint
            .event(EventKind::ImmediateAction)
            .and_then(|event| event.at)
            .unwrap();
        assert!(
            acted.duration_since(complaint.received_at.unwrap()).as_mins() <= minutes,
            "{id}"
        );
        assert_eq!(list(&fields[id], "causes"), [Value::from(cause)], "{id}");
    }
    assert_eq!(fields["CMP-2025-0009"]["assessment"]["safety_implication"], true);
    // Every complaint that was right has a preventive decision, every serious one a cause.
    for (id, complaint) in complaints().into_iter().filter(|(_, complaint)| complaint.is_upheld()) {
        assert!(complaint.preventive_decision.is_some(), "{id}");
        assert!(complaint.severity() < Some(3) || !complaint.causes.is_empty(), "{id}");
    }
    let disputes = register("disputes");
    let told = |id: &str| {
        [
            "complaint",
            "method_class",
            "outcome",
            "notice_received_on",
            "implemented_on",
        ]
        .map(|field| text(&disputes[id], field).to_owned())
    };
    assert_eq!(
        told("DSP-001"),
        ["CMP-2024-0017", "facilitative", "settled", "2024-09-12", "2025-02-28"]
    );
    assert_eq!(
        told("DSP-002"),
        ["CMP-2025-0014", "determinative", "pending", "2025-10-20", ""]
    );
    assert_eq!(list(&disputes["DSP-001"], "findings"), [Value::from("FND-011")]);
}

#[test]
fn shares_and_ranks_of_complaints_are_those_of_the_story() {
    let complaints = complaints();
    let judged = complaints.iter().filter(|(id, _)| {
        ["upheld", "partly_upheld", "not_upheld"].contains(&text(&register("complaints")[*id], "outcome"))
    });
    let upheld = complaints.iter().filter(|(_, complaint)| complaint.is_upheld()).count();
    assert_eq!((upheld, judged.count()), (39, 50));
    let closed: Vec<_> = complaints
        .iter()
        .filter(|(_, complaint)| complaint.is_settled() && !complaint.is_withdrawn())
        .collect();
    let at_once = closed.iter().filter(|(_, complaint)| {
        complaint.closure.as_ref().and_then(|closure| closure.reason) == Some(ClosureReason::ResolvedFirstContact)
    });
    assert_eq!((at_once.count(), closed.len()), (12, 55));
    for (year, expected) in [(2024, (30, 38)), (2025, (16, 21))] {
        let decided = |complaint: &Complaint| {
            complaint
                .event(EventKind::DecisionCommunicated)
                .and_then(|event| event.at)
                .map(day)
        };
        let due: Vec<_> = complaints
            .iter()
            .filter(|(_, complaint)| day(complaint.received_at.unwrap()).year() == year && !complaint.is_withdrawn())
            .filter(|(_, complaint)| {
                decided(complaint).is_some() || complaint.response_due.unwrap() <= date(2026, 1, 31)
            })
            .collect();
        let met = due
            .iter()
            .filter(|(_, complaint)| decided(complaint).is_some_and(|day| day <= complaint.response_due.unwrap()));
        assert_eq!((met.count(), due.len()), expected, "{year}");
    }
    let quarter = |day: Date| format!("{}Q{}", day.year(), (day.month() + 2) / 3);
    let received = tally(
        complaints
            .iter()
            .map(|(_, complaint)| quarter(day(complaint.received_at.unwrap()))),
    );
    assert_eq!(
        received.values().copied().collect::<Vec<_>>(),
        [9, 11, 9, 9, 7, 6, 5, 4]
    );
    let closed = tally(
        complaints
            .iter()
            .filter_map(|(_, complaint)| complaint.settled_at())
            .map(|at| quarter(day(at))),
    );
    assert_eq!(closed.values().copied().collect::<Vec<_>>(), [5, 12, 10, 8, 9, 6, 4, 2]);
    let exposure = &register("exposures")["XPO-1"];
    let rates: Vec<f64> = received
        .values()
        .zip(list(exposure, "values"))
        .map(|(count, value)| 1000.0 * number(*count) / value["count"].as_f64().unwrap())
        .collect();
    let expected = [4.19, 4.78, 4.02, 3.73, 2.94, 2.40, 2.03, 1.57];
    for (rate, expected) in rates.iter().zip(expected) {
        near(*rate, expected, 0.005);
    }
    // Mann-Kendall S and Sen's slope
    let mut slopes = Vec::new();
    for later in 0..rates.len() {
        slopes.extend((0..later).map(|earlier| (rates[later] - rates[earlier]) / number(later - earlier)));
    }
    let falls = slopes.iter().filter(|slope| **slope < 0.0).count();
    assert_eq!((falls, slopes.len()), (27, 28), "S is -26");
    slopes.sort_by(f64::total_cmp);
    near((slopes[13] + slopes[14]) / 2.0, -0.49, 0.005);
    near((22.0 / 9890.0) / (38.0 / 9100.0), 0.533, 0.0005);
}

/// Calendar days from receipt to settlement, and whether it came: withdrawn and open cases are censored.
fn lives(year: Option<i16>) -> Vec<(i32, bool)> {
    let of_year = |complaint: &Complaint| year.is_none_or(|year| day(complaint.received_at.unwrap()).year() == year);
    let life = |complaint: &Complaint| {
        let end = complaint.settled_at().map(day);
        let days = (end.unwrap_or(date(2026, 1, 31)) - day(complaint.received_at.unwrap())).get_days();
        (days, end.is_some() && !complaint.is_withdrawn())
    };
    complaints()
        .into_iter()
        .filter(|(_, complaint)| of_year(complaint))
        .map(|(_, complaint)| life(complaint))
        .collect()
}

/// First day on which so large a share was settled, by Kaplan and Meier 1958.
fn settled_by(lives: &[(i32, bool)], share: f64) -> Option<i32> {
    let days: BTreeSet<i32> = lives
        .iter()
        .filter(|(_, settled)| *settled)
        .map(|(days, _)| *days)
        .collect();
    let mut open = 1.0;
    days.into_iter().find(|day| {
        let at_risk = lives.iter().filter(|(days, _)| days >= day).count();
        let settled = lives.iter().filter(|(days, settled)| days == day && *settled).count();
        open *= 1.0 - number(settled) / number(at_risk);
        open <= 1.0 - share + 1e-9
    })
}

#[test]
fn resolution_did_not_get_faster() {
    let quartiles = |year| [0.5, 0.75, 0.9].map(|share| settled_by(&lives(year), share));
    assert_eq!(quartiles(None), [Some(27), Some(34), Some(53)]);
    assert_eq!(quartiles(Some(2024))[0], Some(27));
    assert_eq!(quartiles(Some(2024))[2], Some(44));
    assert_eq!(quartiles(Some(2025))[0], Some(20));
    assert_eq!(quartiles(Some(2025))[2], None, "not reached");
    // Closed cases alone would have told otherwise.
    for (year, median) in [(2024, 27.5), (2025, 18.0)] {
        let mut closed: Vec<i32> = lives(Some(year))
            .into_iter()
            .filter(|(_, settled)| *settled)
            .map(|(days, _)| days)
            .collect();
        closed.sort_unstable();
        let middle = f64::from(closed[(closed.len() - 1) / 2] + closed[closed.len() / 2]) / 2.0;
        near(middle, median, 0.0);
    }
    // Log-rank of the two years; p 0.97 is a z of 0.043.
    let (first, second) = (lives(Some(2024)), lives(Some(2025)));
    let both: Vec<(i32, bool)> = first.iter().chain(&second).copied().collect();
    let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
    for day in both
        .iter()
        .filter(|(_, settled)| *settled)
        .map(|(days, _)| *days)
        .collect::<BTreeSet<i32>>()
    {
        let at_risk = |lives: &[(i32, bool)]| number(lives.iter().filter(|(days, _)| *days >= day).count());
        let events =
            |lives: &[(i32, bool)]| number(lives.iter().filter(|(days, settled)| *days == day && *settled).count());
        let (n, d, share) = (at_risk(&both), events(&both), at_risk(&first) / at_risk(&both));
        observed += events(&first);
        expected += d * share;
        if n > 1.0 {
            variance += d * share * (1.0 - share) * (n - d) / (n - 1.0);
        }
    }
    let z: f64 = (observed - expected) / variance.sqrt();
    near(z.abs(), 0.0429, 0.0005);
}

#[test]
fn the_change_of_the_index_is_that_of_the_story() {
    let index = |wave: &str| -> Vec<f64> {
        let sum = |answer: Answer| {
            ["idx_overall", "idx_expect", "idx_ideal"]
                .map(|name| answer.number(name).unwrap())
                .iter()
                .sum::<f64>()
        };
        completes(wave)
            .into_iter()
            .map(|answer| 100.0 * (sum(answer) - 3.0) / 27.0)
            .collect()
    };
    let (before, after) = (index("WAV-REL-2024A"), index("WAV-REL-2025A"));
    let error = |values: &[f64]| deviation(values) * deviation(values) / number(values.len());
    let change = average(&after) - average(&before);
    near(change, 12.6, 0.05);
    near(change / (error(&before) + error(&after)).sqrt(), 4.94, 0.01);
    near(average(&after) / average(&before), 1.203, 0.0005);
    let raw = |values: &[f64]| average(values) * 0.09 + 1.0;
    near(100.0 * (raw(&after) / raw(&before) - 1.0), 17.2, 0.06);
}

// --- from findings to effects ---------------------------------------------------------------------------------

#[test]
fn findings_come_from_where_the_story_says() {
    let findings = register("findings");
    let decisions = tally(findings.values().map(|finding| text(finding, "decision").to_owned()));
    assert_eq!(
        decisions,
        counts([("act", 13), ("watch", 3), ("reject", 1), ("pending", 1)])
    );
    let origins = tally(findings.values().map(|finding| {
        let source = list(finding, "sources")[0].as_str().unwrap();
        let kind = source
            .split('-')
            .take(if source.starts_with("WAV") { 2 } else { 1 })
            .collect::<Vec<_>>()
            .join("-");
        // A wave of the survey on complaint handling is part of the analysis of complaints.
        if kind == "WAV-CMP" { "CMP".to_owned() } else { kind }
    }));
    let expected = [
        ("WAV-REL", 5),
        ("CMP", 4),
        ("WAV-PRJ", 2),
        ("WAV-SUP", 2),
        ("INT", 2),
        ("IND", 1),
        ("DSP", 1),
        ("AFN", 1),
    ];
    assert_eq!(origins, counts(expected));
    assert!(
        !text(
            findings
                .values()
                .find(|finding| text(finding, "decision") == "reject")
                .unwrap(),
            "decision_reason"
        )
        .is_empty()
    );
    let causes: Vec<String> = register("causes").keys().cloned().collect();
    assert_eq!(
        causes,
        (1..=10).map(|place| format!("CAU-{place:02}")).collect::<Vec<_>>()
    );
}

#[test]
fn actions_were_due_and_done_as_the_table_tells() {
    let table = "
        ACT-001 training FND-001 2024-09-30 2024-09-20 partly_effective
        ACT-002 corrective CAU-01 2024-10-31 2024-11-15 effective
        ACT-003 corrective CAU-02 2024-09-30 2024-09-27 not_effective
        ACT-004 improvement CAU-03 2024-08-31 2024-08-30 effective
        ACT-005 corrective CAU-04 2024-10-15 2024-10-11 effective
        ACT-006 training CAU-05 2024-12-31 2025-01-31 inconclusive
        ACT-007 corrective CAU-06 2024-12-15 2024-12-13 effective
        ACT-008 correction CAU-07 2024-09-15 2024-09-05 -
        ACT-009 corrective CAU-10 2024-07-15 2024-07-15 effective
        ACT-010 improvement FND-004 2024-10-31 2024-10-22 effective
        ACT-011 communication FND-002 2024-07-31 2024-07-25 -
        ACT-012 preventive CAU-08 2025-01-20 2025-01-17 not_effective
        ACT-013 improvement FND-006 2024-06-30 2024-07-10 inconclusive
        ACT-014 improvement FND-003 2024-06-30 2024-06-28 effective
        ACT-015 training FND-005 2024-11-30 2024-11-20 effective
        ACT-016 corrective CAU-09 2025-03-14 2025-03-07 effective
        ACT-017 corrective CAU-02 2025-10-15 2025-10-10 -
        ACT-018 improvement FND-009 2025-02-28 2025-02-24 effective
        ACT-019 corrective CAU-08 2025-09-30 - -
        ACT-020 preventive RSK-003 2025-11-30 2025-11-21 -
        ACT-021 improvement OBJ-002 2024-09-30 2024-09-16 effective
        ACT-022 training AFN-001 2025-10-31 2025-11-14 -
        ACT-023 improvement FND-010 2025-04-15 2025-04-10 effective
        ACT-024 improvement FND-013 2025-06-30 - -
        ACT-025 communication REV-2025-Q3#D2 2026-03-31 - -";
    let actions = register("actions");
    let verifications = register("verifications");
    let result = |action: &str| {
        verifications
            .values()
            .find(|check| text(check, "action") == action)
            .map(|check| text(check, "result"))
    };
    let found: Vec<String> = actions
        .iter()
        .map(|(id, action)| {
            let (_, typed) = example().ledger.typed::<Action>(id).unwrap();
            let done = action["implemented_on"].as_str().unwrap_or("-");
            let first = typed.first_due().unwrap();
            let addressed = list(action, "addresses")[0].as_str().unwrap();
            format!(
                "{id} {} {addressed} {first} {done} {}",
                text(action, "kind"),
                result(id).unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(found, table.lines().skip(1).map(str::trim).collect::<Vec<_>>());
    assert_eq!(verifications.len(), 17);
    let moved = list(&actions["ACT-019"], "due_history");
    assert_eq!(
        (moved.len(), text(&moved[0], "new"), text(&actions["ACT-019"], "due")),
        (1, "2025-12-15", "2025-12-15")
    );
    assert!(!text(&actions["ACT-024"], "cancel_reason").is_empty());
    // By the first due date; what was given up or is not due yet is left out.
    let due: Vec<&Action> = example()
        .ledger
        .each::<Action>()
        .map(|(_, action)| action)
        .filter(|action| {
            !action.is_dropped() && (action.is_implemented() || action.first_due().unwrap() <= date(2026, 1, 31))
        })
        .collect();
    let in_time = due.iter().filter(|action| {
        action
            .implemented_on
            .is_some_and(|day| day <= action.first_due().unwrap())
    });
    assert_eq!((in_time.count(), due.len()), (18, 23));
    for (id, follow_up) in [("VER-003", "ACT-017"), ("VER-012", "ACT-019")] {
        assert_eq!(list(&verifications[id], "follow_up"), [Value::from(follow_up)], "{id}");
    }
}

#[test]
fn effects_were_counted_from_the_records() {
    let verifications = register("verifications");
    let side = |action: &str, side: &str| {
        let window = &verifications[&action.replace("ACT", "VER")][side];
        (
            window["numerator"].as_f64().unwrap(),
            window["denominator"].as_f64().unwrap(),
        )
    };
    for (action, before, after) in [
        ("ACT-002", (61.0, 156.0), (34.0, 156.0)),
        ("ACT-004", (641.0, 820.0), (763.0, 874.0)),
        ("ACT-006", (9.0, 44.0), (7.0, 47.0)),
        ("ACT-007", (31.0, 9.1), (15.0, 9.89)),
        ("ACT-009", (12.0, 20.0), (22.0, 22.0)),
        ("ACT-023", (246.0, 3108.0), (82.0, 2640.0)),
    ] {
        assert_eq!(
            (side(action, "before"), side(action, "after")),
            (before, after),
            "{action}"
        );
    }
    // What series and answers know of the same windows says the same.
    let quarters = |indicator: &str, range: std::ops::Range<usize>| {
        let sum = |field: &str| series(indicator, field)[range.clone()].iter().sum::<f64>();
        (sum("numerator"), sum("denominator"))
    };
    for (action, indicator, before, after) in [
        ("ACT-004", "IND-WEEKLY-REPORT", 0..2, 3..5),
        ("ACT-005", "IND-REROUTED", 1..3, 4..6),
        ("ACT-007", "IND-DEFECTS", 0..4, 4..8),
        ("ACT-009", "IND-ACK", 0..2, 4..8),
        ("ACT-021", "IND-ANSWERED-8H", 0..2, 3..5),
    ] {
        for (name, range) in [("before", before), ("after", after)] {
            let (found, series) = (side(action, name), quarters(indicator, range));
            near(found.0, series.0, 1e-9);
            near(found.1, series.1, 1e-9);
        }
    }
    let top = |prefix: &str, quarters: &[&str], key: &str| {
        let group: Vec<Answer> = quarters
            .iter()
            .flat_map(|quarter| completes(&format!("WAV-{prefix}-{quarter}")))
            .collect();
        (
            number(group.iter().filter(|answer| answer.number(key).unwrap() >= 4.0).count()),
            number(group.len()),
        )
    };
    for (action, prefix, key, before, after) in [
        ("ACT-001", "PRJ", "status", &QUARTERS[0..2], &QUARTERS[3..5]),
        ("ACT-013", "PRJ", "overall", &QUARTERS[0..2], &QUARTERS[3..5]),
    ] {
        assert_eq!(side(action, "before"), top(prefix, before, key), "{action}");
        assert_eq!(side(action, "after"), top(prefix, after, key), "{action}");
    }
    // By the day of the answer: one to the last wave of 2024 was given in January.
    let given = |from: &str, to: &str| {
        let all = QUARTERS
            .iter()
            .flat_map(|quarter| completes(&format!("WAV-CMP-{quarter}")));
        let group: Vec<Answer> = all
            .filter(|answer| (from..=to).contains(&answer.cell("submitted_on")))
            .collect();
        let content = group.iter().filter(|answer| answer.number("handling").unwrap() >= 4.0);
        (number(content.count()), number(group.len()))
    };
    assert_eq!(side("ACT-015", "before"), given("2024-02-01", "2024-10-18"));
    assert_eq!(side("ACT-015", "after"), given("2025-01-01", "2026-01-16"));
    // Clear, or not, at the usual level.
    assert!(z_of((61, 156), (34, 156)) < -1.96);
    assert!(z_of((9, 44), (7, 47)).abs() < 1.96);
    near((15.0 / 9.89) / (31.0 / 9.1), 0.445, 0.0005);
}

#[test]
fn reviews_audits_and_messages_are_those_of_the_story() {
    let reviews = register("reviews");
    let kinds = tally(reviews.values().map(|review| text(review, "kind").to_owned()));
    assert_eq!(kinds, counts([("quarterly", 8), ("management", 2), ("complaints", 2)]));
    let held: BTreeSet<&str> = reviews
        .values()
        .filter(|review| text(review, "kind") != "quarterly")
        .map(|review| text(review, "held_on"))
        .collect();
    assert_eq!(
        held,
        BTreeSet::from(["2024-09-17", "2025-01-28", "2025-09-16", "2026-01-27"])
    );
    let decisions = reviews.values().flat_map(|review| list(review, "decisions"));
    assert_eq!(
        tally(decisions.map(|decision| text(decision, "kind").to_owned())),
        counts([("improvement", 26), ("resource", 3), ("objective", 2)])
    );
    let audits = register("audits");
    let findings = register("audit_findings");
    for (audit, kind, population, size, grades) in [
        (
            "AUD-2024-11",
            "internal",
            "33 complaints",
            Some(10),
            vec![("minor", 2), ("observation", 3)],
        ),
        ("AUD-2025-06", "customer", "complaints", None, vec![("strength", 1)]),
        (
            "AUD-2025-10",
            "internal",
            "57 complaints",
            Some(13),
            vec![("minor", 1), ("observation", 2)],
        ),
    ] {
        let record = &audits[audit];
        assert_eq!(text(record, "kind"), kind);
        let sample = &record["sample"];
        assert!(
            text(sample, "population").starts_with(population) && !text(sample, "seed").is_empty(),
            "{audit}"
        );
        if let Some(size) = size {
            let items: BTreeSet<&str> = list(sample, "items")
                .iter()
                .map(|item| item.as_str().unwrap())
                .collect();
            assert_eq!(
                (sample["size"].as_u64(), items.len()),
                (u64::try_from(size).ok(), size),
                "{audit}"
            );
            let until = text(sample, "population").rsplit(' ').next().unwrap();
            let drawn_from: Vec<&str> = complaints()
                .into_iter()
                .filter(|(_, complaint)| day(complaint.received_at.unwrap()).to_string().as_str() <= until)
                .map(|(id, _)| id)
                .collect();
            assert!(
                population.starts_with(&drawn_from.len().to_string()),
                "{audit}: {}",
                drawn_from.len()
            );
            assert!(items.iter().all(|item| drawn_from.contains(item)), "{audit}");
        }
        let found = tally(
            findings
                .values()
                .filter(|finding| text(finding, "audit") == audit)
                .map(|finding| text(finding, "grade").to_owned()),
        );
        assert_eq!(
            found,
            grades
                .into_iter()
                .map(|(grade, count)| (grade.to_owned(), count))
                .collect(),
            "{audit}"
        );
    }
    let messages = register("communications");
    let waves = register("waves");
    let mut late = Vec::new();
    for wave in RELATIONSHIP {
        let end: Date = text(&waves[wave], "field_end").parse().unwrap();
        for (audience, days) in [("top_management", 20), ("all_staff", 30), ("participants", 45)] {
            let told = messages.values().filter(|message| {
                list(message, "about").contains(&wave.into()) && list(message, "audience").contains(&audience.into())
            });
            let first: Date = told
                .map(|message| text(message, "sent_on"))
                .min()
                .unwrap()
                .parse()
                .unwrap();
            let after = (first - end).get_days();
            if after > days {
                late.push((wave, audience, after));
            }
        }
    }
    assert_eq!(
        late,
        [
            ("WAV-REL-2024A", "participants", 55),
            ("WAV-REL-2025B", "participants", 55)
        ]
    );
    let waiver = &register("waivers")["WVR-001"];
    assert!(list(waiver, "records").contains(&"WAV-REL-2024A".into()) && !text(waiver, "reason").is_empty());
    let trainings = register("trainings");
    assert_eq!(trainings.len(), 38);
    let expired: Vec<&str> = trainings
        .values()
        .filter(|training| training["valid_until"].as_str().is_some_and(|day| day < "2026-01-31"))
        .map(|training| text(training, "valid_until"))
        .collect();
    assert_eq!(expired, ["2025-12-31"]);
}

#[test]
fn it_is_warned_of_what_was_planted_and_of_nothing_else() {
    let warned: Vec<(&str, &str)> = example()
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Warning)
        .map(|found| (&*found.rule, found.record.as_deref().unwrap_or("")))
        .collect();
    let late: BTreeSet<&str> = warned
        .iter()
        .filter(|(rule, _)| *rule == "R-CMP-05")
        .map(|(_, record)| &record[4..])
        .collect();
    let expected = [
        "2024-0001",
        "2024-0004",
        "2024-0005",
        "2024-0009",
        "2024-0010",
        "2024-0014",
        "2024-0016",
        "2024-0020",
        "2024-0024",
        "2024-0029",
        "2024-0037",
    ];
    assert_eq!(late, BTreeSet::from(expected), "11 of 60 were acknowledged late");
    let mut rest: Vec<_> = warned.into_iter().filter(|(rule, _)| *rule != "R-CMP-05").collect();
    rest.sort_unstable();
    assert_eq!(
        rest,
        [
            ("R-ACT-03", "ACT-019"),
            ("R-CMP-07", "CMP-2025-0019"),
            // The first of the two is waived, with a reason.
            ("R-COM-01", "WAV-REL-2024A"),
            ("R-COM-01", "WAV-REL-2025B"),
            ("R-FND-01", "FND-018"),
            ("R-GEN-05", "EXP-012"),
            ("R-REV-01", "REV-2025-Q2"),
            // Nobody planted it: three reviews in a row found the same failover test open.
            ("R-REV-05", "ACT-019"),
            ("R-RSP-03", "WAV-REL-2024B"),
            ("R-TRN-01", "TRN-018"),
            ("R-WAV-04", "WAV-PRJ-2025Q3"),
            ("R-WAV-04", "WAV-PRJ-2025Q3"),
        ]
    );
    // Written down more than five working days after it happened.
    let happened = |record: &Value| {
        record["received_at"].as_str().unwrap_or_else(|| text(record, "date"))[..10]
            .parse::<Date>()
            .unwrap()
    };
    let entered: Vec<&str> = register("complaints")
        .iter()
        .chain(register("interviews"))
        .filter(|(_, record)| {
            example()
                .days
                .after(happened(record), text(record, "created").parse().unwrap())
                .unwrap()
                > 5
        })
        .map(|(id, _)| id.as_str())
        .collect();
    assert_eq!(
        entered,
        ["CMP-2024-0009", "CMP-2024-0014", "CMP-2024-0020", "INT-CALL-2024Q2-2"]
    );
    // What only a history shows is written in the records as well.
    assert!(!text(&register("complaints")["CMP-2025-0008"], "change_reason").is_empty());
    assert!(text(&register("complaints")["CMP-2024-0022"], "change_reason").is_empty());
}

// --- the way through the site ---------------------------------------------------------------------------------

/// The pages one click away.
pub(crate) fn clicks(from: &str) -> BTreeSet<String> {
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
