//! `tenfour check`: the formats, and what stops.

use crate::support::Project;
use serde_json::Value;

/// A project with a late confirmation, waived where a waiver is given.
fn late(waiver: &str) -> Project {
    let records = format!(
        "id: CMP-1\ntitle: <Späte> & \"Antwort\"\nreceived_at: 2025-03-03T09:00:00Z\ncategory: other\nevents:\n  - {{at: 2025-03-03T09:00:00Z, kind: received}}\n  - {{at: 2025-04-28T09:00:00Z, kind: acknowledged}}\n  - {{at: 2026-01-20T09:00:00Z, kind: note}}\n{waiver}"
    );
    Project::new(&[("complaints/a b.yaml", &records)])
}

const WAIVER: &str = "---\nid: WVR-1\nrule: R-CMP-05\nrecords: [CMP-1]\nreason: Ill, 100 %.\nby: ROL-1\nuntil: 2026-12-31\n---\nid: ROL-1\ntitle: Team\npurpose: Helps.\n";

fn json(project: &Project) -> Value {
    serde_json::from_str(&project.run(&["check", "--format", "json"]).out).unwrap()
}

fn rule<'a>(document: &'a Value, id: &str) -> &'a Value {
    let rules = document["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["id"] == id).unwrap()
}

#[test]
fn json_tells_every_rule_with_its_state() {
    let document = json(&late(""));
    assert_eq!(document["schema"], "tenfour-checks/1");
    assert_eq!(document["warnings"], 1);
    let failed = rule(&document, "R-CMP-05");
    assert_eq!(
        (
            &failed["state"],
            &failed["failed"],
            &failed["looked_at"],
            &failed["gate"]
        ),
        (
            &"failed".into(),
            &serde_json::json!(["CMP-1"]),
            &1.into(),
            &"records".into()
        )
    );
    assert_eq!(failed["profiles"]["starter"], "warning");
    let later = rule(&document, "R-ACT-01");
    assert_eq!(later["state"], "not_applicable");
    assert_eq!(
        later["profiles"],
        serde_json::json!({"starter": null, "standard": null, "audit": "error"})
    );
    let not_yet = rule(&document, "R-PUB-01");
    assert_eq!(not_yet["state"], "not_judged");
    assert!(not_yet["reason"].as_str().unwrap().contains("while a site is made"));
    for state in document["rules"].as_array().unwrap() {
        let word = state["state"].as_str().unwrap();
        let explained = ["not_applicable", "not_judged", "off"].contains(&word);
        assert_eq!(state["reason"].is_string(), explained, "{state}");
    }
}

#[test]
fn a_waiver_keeps_what_it_lets_pass_and_it_does_not_count() {
    let project = late(WAIVER);
    let document = json(&project);
    assert_eq!((&document["warnings"], &document["waived"]), (&0.into(), &1.into()));
    let waived = rule(&document, "R-CMP-05");
    assert_eq!(waived["state"], "waived");
    assert_eq!(waived["failed"], serde_json::json!([]));
    assert_eq!(
        waived["waivers"],
        serde_json::json!([{"waiver": "WVR-1", "until": "2026-12-31", "reason": "Ill, 100 %.", "withheld": 0, "records": ["CMP-1"]}])
    );
    let site = project.site(&[]);
    for path in ["checks.html", "complaints/CMP-1.html"] {
        let page = std::str::from_utf8(&site[path]).unwrap();
        assert!(
            page.contains("Waived by") && page.contains("WVR-1") && page.contains("Ill, 100 %."),
            "{path}"
        );
    }
    let data: Value = serde_json::from_slice(&site["data/checks.json"]).unwrap();
    assert_eq!(rule(&data, "R-CMP-05"), waived);
    let record: Value = serde_json::from_slice(&site["complaints/CMP-1.json"]).unwrap();
    let checks = record["checks"].as_array().unwrap();
    assert!(
        checks.iter().any(|found| found["waived"]["waiver"] == "WVR-1"),
        "{checks:?}"
    );
}

#[test]
fn what_an_audience_may_not_see_is_counted_in_the_data_and_not_named() {
    let secret = WAIVER.replace("id: WVR-1\n", "id: WVR-1\nconfidentiality: restricted\n");
    let records = format!(
        "id: ACT-1\ndue: 2025-01-01\nkind: correction\naddresses: [CMP-9]\ndescription: x\nconfidentiality: restricted\n{}",
        secret.replace("R-CMP-05", "R-ACT-03").replace("CMP-1", "ACT-1")
    );
    let open = "---\nid: ACT-2\ndue: 2025-01-01\nkind: correction\naddresses: [CMP-9]\ndescription: x\n---\nid: CMP-9\nreceived_at: 2025-01-01T09:00:00Z\ncategory: other\ntitle: x\ncomplainant: anonymous\nevents: [{at: 2025-01-01T09:00:00Z, kind: received}]\n";
    let project = Project::new(&[("a.yaml", &format!("{records}{open}"))]);
    let site = project.site(&["--audience", "internal"]);
    let data: Value = serde_json::from_slice(&site["data/checks.json"]).unwrap();
    let overdue = rule(&data, "R-ACT-03");
    assert_eq!(overdue["state"], "failed");
    assert_eq!(overdue["failed"], serde_json::json!(["ACT-2"]));
    let waiver = &overdue["waivers"][0];
    assert_eq!(
        (&waiver["waiver"], &waiver["withheld"], &waiver["reason"]),
        (&Value::Null, &1.into(), &Value::Null)
    );
    for path in ["data/checks.json", "checks.html"] {
        let text = std::str::from_utf8(&site[path]).unwrap();
        for word in ["ACT-1\"", "ACT-1<", "WVR-1", "100 %."] {
            assert!(!text.contains(word), "{path} tells {word}");
        }
    }
}

#[test]
fn an_ended_waiver_stops() {
    let project = late(&WAIVER.replace("2026-12-31", "2025-12-31"));
    let said = project.run(&["check", "--format", "short"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(
        said.out.contains("warning[R-CMP-05]") && said.out.contains("error[R-WVR-01]"),
        "{}",
        said.out
    );
}

#[test]
fn sarif_is_of_the_form_that_its_schema_asks_for() {
    for waiver in ["", WAIVER] {
        let said = late(waiver).run(&["check", "--format", "sarif"]);
        let log: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "tenfour");
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = driver["rules"].as_array().unwrap();
        for rule in rules {
            assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string());
            let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
            assert!(["none", "note", "warning", "error"].contains(&level));
            assert!(rule["help"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        }
        let results = run["results"].as_array().unwrap();
        assert!(!results.is_empty());
        for result in results {
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            for location in result["locations"].as_array().into_iter().flatten() {
                let physical = &location["physicalLocation"];
                assert_eq!(physical["artifactLocation"]["uriBaseId"], "PROJECT");
                assert_eq!(physical["artifactLocation"]["uri"], "complaints/a%20b.yaml");
                let number = |name: &str| physical["region"][name].as_u64().unwrap();
                assert!(number("startLine") >= 1 && number("startColumn") >= 1);
                let (start, end) = (
                    (number("startLine"), number("startColumn")),
                    (number("endLine"), number("endColumn")),
                );
                assert!(start <= end);
            }
        }
        let late = results.iter().find(|result| result["ruleId"] == "R-CMP-05").unwrap();
        assert_eq!(late["locations"][0]["logicalLocations"][0]["name"], "CMP-1");
        let suppression = &late["suppressions"][0];
        assert_eq!(suppression["kind"].as_str(), (!waiver.is_empty()).then_some("external"));
        // Properties that the schema does not know are refused by those who read it.
        let known = [
            "ruleId",
            "ruleIndex",
            "level",
            "message",
            "locations",
            "relatedLocations",
            "suppressions",
        ];
        for result in results {
            assert!(
                result
                    .as_object()
                    .unwrap()
                    .keys()
                    .all(|key| known.contains(&key.as_str()))
            );
        }
    }
}

#[test]
fn github_lines_mark_what_counts() {
    let said = late("").run(&["check", "--format", "github"]);
    let start = "::warning file=complaints/a b.yaml,line=7,endLine=7,col=10,endColumn=30,title=R-CMP-05::the receipt of `CMP-1` was confirmed after 40 working days, later than 2 working days";
    assert!(said.out.starts_with(start), "{}", said.out);
    assert_eq!(
        said.out.lines().count(),
        1,
        "a hint does not begin a line: {}",
        said.out
    );
    assert_eq!(late(WAIVER).run(&["check", "--format", "github"]).out, "");
}

#[test]
fn junit_is_a_test_a_rule() {
    let said = late("").run(&["check", "--format", "junit"]);
    let rules = json(&late(""))["rules"].as_array().unwrap().len();
    assert_eq!(said.out.matches("<testcase ").count(), rules);
    // A warning stops nothing: the exit code says so, and the report with it.
    assert_eq!((said.code, said.out.matches("<failure ").count()), (0, 0));
    assert!(said.out.contains(&format!(
        "<testsuites name=\"tenfour\" tests=\"{rules}\" failures=\"0\">"
    )));
    assert!(
        said.out
            .contains("<system-out>complaints/a b.yaml:7:10: warning: the receipt of `CMP-1`"),
        "{}",
        said.out
    );
    let project = late("");
    project.write("tenfour.toml", "as_of = 2026-01-31\n[rules]\nR-CMP-05 = \"error\"\n");
    let strict = project.run(&["check", "--format", "junit"]);
    assert_eq!(
        (strict.code, strict.out.matches("<failure ").count()),
        (1, 1),
        "{}",
        strict.out
    );
    assert!(
        strict
            .out
            .contains("<failure message=\"complaints/a b.yaml:7:10: error: the receipt of `CMP-1`"),
        "{}",
        strict.out
    );
    let waived = late(WAIVER).run(&["check", "--format", "junit"]);
    assert!(
        waived
            .out
            .contains("<skipped message=\"waived by WVR-1 until 2026-12-31\"/>")
    );
}

#[test]
fn own_rules_stand_among_the_others() {
    let settings = "as_of = 2026-01-31\n[[rules]]\nid = \"X-CMP-01\"\nkind = \"complaint\"\nexpect = \"title != 'Bad'\"\nmessage = \"{{ title }} <script>\"\nclause = \"10002:7.3, 10002:7.5\"\ntitle = \"no title is bad\"\nexplanation = \"Because *we* say so.\"\n";
    let records = "id: CMP-1\ntitle: Bad\nreceived_at: 2025-03-03T09:00:00Z\ncategory: other\nevents: [{at: 2025-03-03T09:00:00Z, kind: received}]\n";
    let project = Project::new(&[("tenfour.toml", settings), ("a.yaml", records)]);
    let document = json(&project);
    let own = rule(&document, "X-CMP-01");
    assert_eq!((&own["own"], &own["state"]), (&true.into(), &"failed".into()));
    assert_eq!(own["clauses"], serde_json::json!(["10002:7.3", "10002:7.5"]));
    let found = document["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["rule"] == "X-CMP-01")
        .unwrap();
    assert_eq!(found["path"], "a.yaml");
    assert_eq!(
        (&found["labels"][0]["path"], &found["labels"][0]["line"]),
        (&"tenfour.toml".into(), &5.into())
    );
    let said = project.run(&["check"]);
    assert!(
        said.out.contains("judged by this rule") && said.out.contains("tenfour.toml:5"),
        "{}",
        said.out
    );
    let said = project.run(&["explain", "x-cmp-01"]);
    assert!(
        said.out.starts_with("X-CMP-01: no title is bad\n") && said.out.contains("title != 'Bad'"),
        "{}",
        said.out
    );
    assert!(project.run(&["explain"]).out.contains("X-CMP-01"));
    let site = project.site(&["--audience", "restricted"]);
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    assert!(page("methods/rules.html").contains("id=\"X-CMP-01\""));
    assert!(page("checks.html").contains("no title is bad") || page("checks.html").contains("No title is bad"));
    assert!(page("complaints/CMP-1.html").contains("Bad &lt;script&gt;"));
}

#[test]
fn a_rule_over_personal_data_keeps_its_words_from_others() {
    let settings = "as_of = 2026-01-31\n[[rule]]\nid = \"X-1\"\nkind = \"complaint\"\nexpect = \"false\"\nmessage = \"{{ complainant }} wrote\"\n";
    let records = "id: CMP-1\ntitle: T\nreceived_at: 2025-03-03T09:00:00Z\ncategory: other\nevents: [{at: 2025-03-03T09:00:00Z, kind: received}]\ncomplainant: CUS-77\n---\nid: CUS-77\ntitle: x\npseudonym: CUS-77\n";
    let project = Project::new(&[("tenfour.toml", settings), ("a.yaml", records)]);
    let internal = project.site(&["--audience", "internal"]);
    for (path, bytes) in &internal {
        assert!(!String::from_utf8_lossy(bytes).contains("CUS-77 wrote"), "{path}");
    }
    let restricted = project.site(&["--audience", "restricted"]);
    assert!(String::from_utf8_lossy(&restricted["checks.html"]).contains("wrote"));
}
