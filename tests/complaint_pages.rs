//! What the built pages of the example say: the values of its story, each read from the page that has to show it, and nothing
//! claimed beyond them. Pages of small and empty projects stand beside.

use crate::example::built;
use crate::support::{Project, dead_links, page};
use crate::topics::{section, words};
use serde_json::Value;
use std::collections::BTreeMap;
use tenfour::pipeline::{Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

/// The words of a section of a page of the example; blanks of all sorts as one.
fn said(path: &str, id: &str) -> String {
    let text = words(section(page(built(), path), id)).replace(['\u{202f}', '\u{a0}'], " ");
    text.replace("&lt;", "<")
}

#[track_caller]
fn holds(text: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
}

/// What the site holds as data of a metric on a selection.
fn data(metric: &str, selection: &[(&str, &str)]) -> Value {
    let all: Value = serde_json::from_slice(&built()["data/measures.json"]).unwrap();
    let wanted: serde_json::Map<String, Value> = selection
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
        .collect();
    let measures = all["measures"].as_array().unwrap();
    let found = measures
        .iter()
        .find(|one| one["metric"] == metric && one["selection"].as_object() == Some(&wanted));
    found.unwrap_or_else(|| panic!("no {metric} on {selection:?}")).clone()
}

const PERFORMANCE: &str = "topics/complaint-performance.html";
const ANALYSIS: &str = "topics/complaint-analysis.html";

#[test]
fn the_complaint_rate_falls() {
    let rate = said(ANALYSIS, "rate");
    holds(
        &rate,
        &[
            "falling: slope −0.49 per 1000 for each quarter (−0.57 to −0.36 per 1000); Mann-Kendall, exact, S = −26, p < 0.001",
            "2025 over 2024 0.533 (0.300 to 0.924): lower. (22 / 9890) / (38 / 9100) = 0.5327, exact p 0.020",
            "2025: lower than 2024",
        ],
    );
    let trend = data("M-TRD-1", &[("metric", "M-CMP-1")]);
    let p = trend["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|input| input["symbol"] == "p")
        .unwrap();
    assert!((p["value"].as_f64().unwrap() - 0.0004).abs() < 5e-5, "{p}");
    assert_eq!(trend["base"]["n"], 18_990);
}

#[test]
fn the_chart_of_the_rate_has_provisional_limits_and_no_point_beyond_them() {
    let control = section(page(built(), PERFORMANCE), "control");
    let first = words(&control[..control.find("Acknowledged in time").unwrap()]).replace('\u{202f}', " ");
    holds(
        &first,
        &["3.16 per 1000", "Limits from the first 8 points, provisional"],
    );
    assert!(!first.contains("a point beyond a limit"), "{first}");
}

#[test]
fn clocks_are_those_of_the_story() {
    let figures = said(PERFORMANCE, "figures");
    holds(
        &figures,
        &["81.7 % 70.1 to 89.4 % (60 complaints", "21.8 % 12.9 to 34.4 % (55 "],
    );
    let clocks = said(PERFORMANCE, "clocks");
    holds(
        &clocks,
        &[
            "Acknowledged in time 81.7 % (70.1 to 89.4 %), n 60 71.1 % (55.2 to 83.0 %), n 38 100.0 % (85.1 to 100.0 %), n 22, low base",
            "2025: higher than 2024",
            "Decided by the due date 78.0 % (65.9 to 86.6 %), n 59 78.9 % (63.7 to 88.9 %), n 38 76.2 % (54.9 to 89.4 %), n 21, low base 2025: no clear change from 2024",
        ],
    );
    for (year, x, n) in [("2024", 30, 38), ("2025", 16, 21)] {
        let decided = data("M-CMP-16", &[("period", year)]);
        assert_eq!(
            decided["formula"],
            format!("100 × {x} / {n} = {:.4}", 100.0 * f64::from(x) / f64::from(n))
        );
    }
}

#[test]
fn nobody_claims_that_complaints_are_resolved_faster() {
    let times = said(PERFORMANCE, "times");
    holds(
        &times,
        &[
            "Resolved all years 27.0 days (20.0 to 29.0) 34.0 days 53.0 days 60",
            "Resolved 2024 27.0 days (20.0 to 33.0) 35.0 days 44.0 days 38",
            "Resolved 2025 20.0 days (14.0 to 27.0) 31.0 days not reached 22",
        ],
    );
    let resolution = said(PERFORMANCE, "resolution");
    holds(&resolution, &["2025 with 2024 log-rank χ² 0.002 0.966 No clear change"]);
    // The median of closed cases alone stands in the note on the pitfall and nowhere else.
    let closed_only = "ended alone the median is 18.0";
    assert_eq!(words(page(built(), PERFORMANCE)).matches(closed_only).count(), 1);
    holds(&resolution, &["Beware.", closed_only]);
    for path in ["index.html", PERFORMANCE, ANALYSIS, "complaints.html"] {
        let html = page(built(), path);
        let figures = html.split("<p class=\"fig-label\">").skip(1);
        for figure in figures.filter(|figure| words(figure).starts_with("Median time to resolution")) {
            let figure = words(&figure[..figure.find("<details").unwrap()]);
            assert!(figure.ends_with("2025: no clear change from 2024"), "{path}: {figure}");
            assert!(!html.contains("Trend: median time"), "{path}");
        }
    }
}

#[test]
fn the_backlog_and_the_flow_add_up() {
    let backlog = said(PERFORMANCE, "backlog");
    holds(&backlog, &["on 2026-01-31 0 0 0 2 2 4 open"]);
    for (id, days) in [
        ("CMP-2025-0014", "131 no"),
        ("CMP-2025-0019", "64 no"),
        ("CMP-2025-0021", "34 no"),
        ("CMP-2025-0022", "33 no"),
    ] {
        let rest = &backlog[backlog.find(id).unwrap()..];
        let end = rest.find(" CMP-").unwrap_or(rest.len());
        assert!(rest[..end].ends_with(days), "{}", &rest[..end]);
    }
    let flow = section(page(built(), PERFORMANCE), "flow");
    let table = &flow[flow.rfind("<tbody>").unwrap()..];
    let mut rows = 0;
    for row in table.split("<tr>").skip(1) {
        let row = words(row);
        let numbers: Vec<i64> = row.split(' ').skip(1).filter_map(|word| word.parse().ok()).collect();
        let [before, received, again, settled, after] = numbers[..5] else {
            panic!("{row}")
        };
        assert_eq!(before + received + again - settled, after, "{row}");
        rows += 1;
    }
    assert_eq!(rows, 9, "eight quarters and all");
}

#[test]
fn complaints_weigh_as_the_story_tells() {
    holds(
        &said(ANALYSIS, "pareto"),
        &[
            "delivery late 17 28.3 % information missing 9 43.3 % service failure 8 56.7 % product defect 6 66.7 %",
            "Weighted by severity",
            "other 1 100.0 %",
        ],
    );
    holds(&said(ANALYSIS, "upheld"), &["78.0 % 64.8 to 87.2 % (50 complaints"]);
    holds(
        &said(ANALYSIS, "recurrence"),
        &[
            "The same client and category within 90 days 0.0 %",
            "Said to be a recurrence 3.4 %",
        ],
    );
}

#[test]
fn retention_is_told_as_a_fact_and_its_change_as_none() {
    holds(
        &said("topics/customers.html", "figures"),
        &[
            "Stayed 90.0 %, n 110 85.6 %, n 104 90.0 %, n 110",
            "no clear change from 2024",
            "p 0.322",
        ],
    );
}

#[test]
fn the_benchmark_is_that_of_the_story() {
    holds(
        &said("topics/benchmarks.html", "each"),
        &[
            // The story's value is without weights; the site weights the wave and shows both.
            "Distance from the mean of the others −0.495 −0.517 10",
            "Rank among the others, percent 30.0 %",
        ],
    );
    let score = data("M-BMK-1", &[("benchmark", "BMK-1")]);
    assert_eq!(score["formula"], "(75.922037 − 78.3) / 4.808557 = −0.4945");
}

#[test]
fn actions_are_tested_beside_what_people_found() {
    holds(
        &said("topics/actions.html", "figures"),
        &[
            "78.3 % 58.1 to 90.3 % (23 actions",
            "70.6 % 46.9 to 86.7 % (17 verified actions) Low base",
            "ACT-019",
        ],
    );
    let effect = said("actions/ACT-002.html", "effect");
    holds(
        &effect,
        &[
            "What people found Effective",
            "What the figures say The effect shows",
            "after less before −17.3 percentage points (−27.0 to −7.1)",
            "People and figures come to the same",
            "Before 2024-04-01 2024-09-30 61 156",
            "no proof of cause",
        ],
    );
    holds(
        &said("actions/ACT-007.html", "effect"),
        &["p 0.011; after over before 0.445"],
    );
    holds(
        &said("verifications/VER-009.html", "effect"),
        &["The effect shows", "p 0.001", "no proof of cause"],
    );
    holds(
        &said("actions/ACT-006.html", "effect"),
        &["The effect does not show", "p 0.486"],
    );
    holds(
        &said("actions/ACT-017.html", "effect"),
        &["Not looked at yet", "The window is not over"],
    );
    holds(&said("actions/ACT-014.html", "effect"), &["Not tested"]);
}

#[test]
fn the_trail_is_measured() {
    holds(
        &said("traceability.html", "measures"),
        &[
            "With an action or a decision about prevention 100.0 % 39",
            "Closed loop",
        ],
    );
    let cause = data("M-TRC-1", &[]);
    let severe = &cause["detail"]["rows"][1];
    assert_eq!(
        (&severe["cells"][0], &severe["cells"][1]),
        (&Value::from(12.0), &Value::from(12.0))
    );
}

#[test]
fn the_overview_tells_whether_it_is_going_well() {
    let headline = said("index.html", "headline");
    holds(
        &headline,
        &[
            "Satisfaction index 75.9 points",
            "Net promoter score 27 points",
            "Complaint rate 3.16 per 1000",
            "Complaints acknowledged in time 81.7 % 70.1 to 89.4 %",
            "Clients retained 90.0 %",
            "Actions found effective 70.6 % 46.9 to 86.7 % (17 verified actions) Low base",
        ],
    );
    let objectives = said("index.html", "objectives");
    holds(
        &objectives,
        &[
            "OBJ-005",
            "100.0 %",
            "Reached at point, not at interval",
            "OBJ-006",
            "76.2 %",
        ],
    );
    let sixth = &objectives[objectives.find("OBJ-006").unwrap()..objectives.find("OBJ-007").unwrap()];
    assert!(
        sixth.contains(
            "Missed Not reached at point and interval; no change from the baseline is shown by a test Missed"
        ),
        "{sixth}"
    );
}

#[test]
fn clocks_of_a_complaint_lead_to_what_is_measured_of_all() {
    let clocks = section(page(built(), "complaints/CMP-2025-0019.html"), "clocks");
    for metric in ["M-CMP-3", "M-CMP-16", "M-CMP-13", "M-CMP-7"] {
        assert!(clocks.contains(&format!("../measures/{metric}.html#all")), "{metric}");
    }
    holds(&words(clocks), &["Age 2025-10-29 2026-01-31 64"]);
    let closed = words(section(page(built(), "complaints/CMP-2024-0001.html"), "clocks"));
    assert!(!closed.contains("Age"), "{closed}");
}

#[test]
fn the_register_leads_to_its_figures() {
    let register = page(built(), "complaints.html");
    for path in [PERFORMANCE, ANALYSIS] {
        assert!(register.contains(&format!("href=\"{path}\"")), "{path}");
    }
}

/// The site of a project, whatever the checks say.
fn site_of(files: &[(&str, &str)], audience: Audience) -> BTreeMap<String, Vec<u8>> {
    let project = Project::new(files);
    let options = Options {
        audience: Some(audience),
        ..Options::default()
    };
    let memory = Memory::default();
    let inspection = inspect(project.path(), &options).unwrap();
    inspection
        .build(&Theme::load(None).unwrap(), &memory, &|_, _| {})
        .unwrap();
    let site = memory.into_files();
    assert_eq!(dead_links(&site), []);
    site
}

const ORGANIZATION: &str = "id: ORG-1\ntitle: Town library\nname: Town library\ntime_zone: Europe/Dublin\n";

#[test]
fn without_records_nothing_is_measured_on_the_overview() {
    let site = site_of(&[("organization.yaml", ORGANIZATION)], Audience::Internal);
    assert!(!page(&site, "index.html").contains("aria-labelledby=\"headline\""));
    for path in [PERFORMANCE, ANALYSIS] {
        let text = words(page(&site, path));
        assert!(
            text.contains("No complaints yet.") && text.contains("tenfour new complaint"),
            "{path}"
        );
        assert!(!text.contains("not estimable"), "{path}");
    }
}

#[test]
fn one_complaint_is_counted_and_nothing_is_estimated_from_it() {
    let complaint = "id: CMP-1\ntitle: Late loan\nreceived_at: 2025-03-03T09:00:00Z\ncategory: delay\n";
    let files = [("organization.yaml", ORGANIZATION), ("c.yaml", complaint)];
    let inside = site_of(&files, Audience::Internal);
    let figures = words(section(page(&inside, PERFORMANCE), "figures"));
    assert!(figures.contains("Fewer than 10: counts only"), "{figures}");
    assert!(page(&inside, PERFORMANCE).contains("CMP-1"));
    let outside = site_of(&files, Audience::Public);
    for path in [PERFORMANCE, ANALYSIS] {
        let text = words(page(&outside, path));
        assert!(!text.contains("CMP-1") && !text.contains("Late loan"), "{path}: {text}");
    }
    let figures = words(section(page(&outside, PERFORMANCE), "figures"));
    assert!(figures.contains("not shown"), "{figures}");
}

#[test]
fn one_complaint_without_a_confirmation_leaves_the_times_of_the_others() {
    let mut complaints = String::new();
    for number in 1..=12 {
        let told = match number {
            12 => "",
            // Two of eleven on the next working day, the others on the second.
            1 | 2 => "events: [{at: 2025-03-04T09:00:00Z, kind: acknowledged}]\n",
            _ => "events: [{at: 2025-03-05T09:00:00Z, kind: acknowledged}]\n",
        };
        complaints.extend([format!(
            "---\nid: CMP-{number}\ntitle: Late loan\nreceived_at: 2025-03-03T09:00:00Z\n{told}"
        )]);
    }
    let files = [
        ("tenfour.toml", "as_of = 2025-06-30\n"),
        ("organization.yaml", ORGANIZATION),
        ("c.yaml", complaints.trim_start_matches("---\n")),
    ];
    let site = site_of(&files, Audience::Internal);
    let times = words(section(page(&site, PERFORMANCE), "times"));
    // The curve falls to 10 of 12 on the first day and to 1 of 12 on the second.
    holds(&times, &["Acknowledged all years 2.0 working days"]);
    holds(&times, &["2.0 working days 2.0 working days 12"]);
}

#[test]
fn an_effect_that_only_people_see_is_marked() {
    let records = "id: ACT-1
title: More staff at the desk
kind: corrective
status: implemented
implemented_on: 2025-01-10
expected_effect: {metric: M-CMP-3, direction: increase, size: 10}
---
id: VER-1
title: Effect of more staff
action: ACT-1
method: metric_before_after
before: {from: 2024-10-01, to: 2024-12-31, numerator: 9, denominator: 44}
after: {from: 2025-02-01, to: 2025-04-30, numerator: 11, denominator: 47}
result: effective
verified_on: 2025-05-02
";
    let site = site_of(
        &[("organization.yaml", ORGANIZATION), ("r.yaml", records)],
        Audience::Internal,
    );
    for path in ["actions/ACT-1.html", "verifications/VER-1.html"] {
        let effect = words(section(page(&site, path), "effect"));
        for wanted in [
            "What people found Effective",
            "The effect does not show",
            "People and figures do not agree (R-VER-03)",
            "no proof of cause",
        ] {
            assert!(effect.contains(wanted), "{path}: `{wanted}` is not in: {effect}");
        }
    }
}
