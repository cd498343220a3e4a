//! Clauses and principles: what the pages say of a young project and of the example, what they keep back, what can be left out,
//! and that they pass no verdict.

use crate::support::{Project, dead_links, page, repository};
use crate::topics::words;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tenfour::pipeline::{Inspection, Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

type Site = BTreeMap<String, Vec<u8>>;

const ORGANIZATION: &str = "id: ORG-1\ntitle: Town library\nname: Town library\ntime_zone: Europe/Dublin\n";

/// A project read for an audience, and its site.
fn built(project: &Project, audience: Audience) -> (Inspection, Site) {
    let options = Options {
        audience: Some(audience),
        ..Options::default()
    };
    let inspection = inspect(project.path(), &options).unwrap();
    let memory = Memory::default();
    inspection
        .build(&Theme::load(None).unwrap(), &memory, &|_, _| {})
        .unwrap();
    (inspection, memory.into_files())
}

fn data(site: &Site) -> Value {
    serde_json::from_slice(&site["data/clauses.json"]).unwrap()
}

/// State by citation of the clauses that ask by themselves.
fn states(data: &Value) -> BTreeMap<String, String> {
    let standards = data["standards"].as_array().unwrap().iter();
    let clauses = standards.flat_map(|standard| standard["clauses"].as_array().unwrap());
    clauses
        .filter(|clause| clause["asks"] == "itself")
        .filter_map(|clause| Some((clause["id"].as_str()?.to_owned(), clause["state"].as_str()?.to_owned())))
        .collect()
}

/// The pages of clauses and principles.
fn pages(site: &Site) -> impl Iterator<Item = (&String, &str)> {
    site.iter()
        .filter(|(path, _)| {
            path.starts_with("clauses/") || *path == "topics/principles.html" || *path == "data/clauses.json"
        })
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()))
}

#[test]
fn a_project_without_records_has_every_page_and_no_evidence() {
    let (_, site) = built(
        &Project::new(&[("organization.yaml", ORGANIZATION)]),
        Audience::Internal,
    );
    assert_eq!(dead_links(&site), []);
    // The states, the headings and what asks for nothing add up to the clauses of each standard, in the data and on its page.
    for standard in data(&site)["standards"].as_array().unwrap() {
        let number = standard["standard"].as_str().unwrap();
        let count = |value: &Value| value.as_u64().unwrap();
        let states: u64 = standard["clauses_by_state"]
            .as_object()
            .unwrap()
            .values()
            .map(count)
            .sum();
        let (headings, silent) = (count(&standard["headings"]), count(&standard["asking_for_nothing"]));
        let all = count(&standard["clauses_in_all"]);
        assert!(headings > 0 || number == "9001", "{number} has no headings");
        assert_eq!(states + headings + silent, all, "{number}");
        assert_eq!(standard["clauses"].as_array().unwrap().len() as u64, all, "{number}");
        let told = words(page(&site, &format!("clauses/{number}.html")));
        assert!(told.contains(&format!("In all {all} clauses")), "{number}: {told}");
        let heading = format!("Headings of others, not counted again {headings} clause");
        assert!(headings == 0 || told.contains(&heading), "{number}: {told}");
    }
    let states = states(&data(&site));
    assert!(states.len() > 150);
    // What the reading of the records shows is there from the first one on.
    let shown: Vec<_> = states.iter().filter(|(_, state)| *state != "no_evidence").collect();
    let shown: Vec<_> = shown
        .iter()
        .map(|(clause, state)| (clause.as_str(), state.as_str()))
        .collect();
    for (clause, _) in &shown {
        assert!(clause.starts_with("9001:7.5"), "{shown:?}");
    }
    for (path, text) in pages(&site).filter(|(path, _)| path.ends_with(".html")) {
        assert!(words(text).contains("no assessment of conformity"), "{path}");
    }
    assert!(words(page(&site, "clauses/10002.html")).contains("tenfour new complaint"));
}

#[test]
fn a_young_project_sees_what_it_has_and_what_would_come_next_without_blame() {
    let (_, site) = built(
        &Project::copy(&repository("tests/fixtures/minimal")),
        Audience::Internal,
    );
    assert_eq!(dead_links(&site), []);
    let states = states(&data(&site));
    assert_eq!(states["10002:7.3"], "evidenced", "three complaints with their events");
    assert_eq!(
        states["10002:7.4"], "evidenced",
        "each was confirmed, and in which time is measured"
    );
    assert_eq!(states["10002:7.2"], "partly_evidenced");
    assert_eq!(states["10001:6.1"], "no_evidence");
    let complaints = page(&site, "clauses/10002.html");
    assert!(complaints.contains("CMP-2025-001") && words(complaints).contains("Evidence found in part"));
    let codes = words(page(&site, "clauses/10001.html"));
    assert!(codes.contains("tenfour new code"), "{codes}");
    for (path, text) in pages(&site) {
        assert!(!text.contains("state--bad"), "{path} blames");
    }
    let index = page(&site, "index.html");
    assert!(
        !index.contains("clauses/index.html"),
        "a small project has a small navigation"
    );
    assert!(page(&site, "contents.html").contains("clauses/index.html"));
}

/// Every clause of the example that is not evidenced, with the reason that its records give for it.
const NOT_WHOLE: &[(&str, &str, &str)] = &[
    (
        "10004:4.2",
        "partly_evidenced",
        "expectations are kept by line of business, not by size of the client",
    ),
    ("10004:4.3.11", "partly_evidenced", "TRN-018 has run out"),
    ("10004:6.4", "partly_evidenced", "TRN-018 has run out"),
    (
        "10004:7.2.2",
        "partly_evidenced",
        "EXP-012 was to be looked at in December",
    ),
    (
        "10004:7.3.3",
        "partly_evidenced",
        "R-WAV-04: the answers of WAV-PRJ-2025Q3 are not made up like the population",
    ),
    (
        "10004:7.3.4",
        "partly_evidenced",
        "R-RSP-03: somebody answered twice in WAV-REL-2024B",
    ),
    (
        "10004:7.4.1",
        "partly_evidenced",
        "somebody answered twice in WAV-REL-2024B",
    ),
    (
        "10004:7.5",
        "partly_evidenced",
        "those who answered WAV-REL-2025B heard ten days late",
    ),
    (
        "10004:7.6.2",
        "partly_evidenced",
        "the answers of WAV-PRJ-2025Q3 are not made up like the population",
    ),
    ("10004:7.6.3", "partly_evidenced", "FND-018 waits for a decision"),
    ("10004:8", "partly_evidenced", "EXP-012 was to be looked at in December"),
    ("10001:4.12", "partly_evidenced", "TRN-018 has run out"),
    (
        "10001:8.3",
        "no_evidence",
        "nobody was asked how satisfied they are with the code",
    ),
    (
        "10002:4.7",
        "partly_evidenced",
        "no decision was looked at by a second person",
    ),
    ("10002:4.14", "partly_evidenced", "TRN-018 has run out"),
    ("10002:6.4", "partly_evidenced", "TRN-018 has run out"),
    ("10002:7.3", "partly_evidenced", "CMP-2025-0019 lies still"),
    (
        "10002:7.4",
        "partly_evidenced",
        "R-CMP-05: three were confirmed late; R-CMP-07: CMP-2025-0019 lies still",
    ),
    (
        "10002:8.5",
        "partly_evidenced",
        "AFN-007 and AFN-008 have no action yet",
    ),
    ("10002:8.6", "partly_evidenced", "REV-2025-Q2 left a point out"),
    ("10003:4.10", "partly_evidenced", "TRN-018 has run out"),
    ("10003:6.2", "no_evidence", "no objective is for disputes"),
    ("10003:7.5.4", "no_evidence", "no dispute ended with a recommendation"),
    ("10003:7.5.5", "no_evidence", "no dispute ended with a decision"),
    (
        "10003:8.2",
        "partly_evidenced",
        "two disputes are too few to tell a share",
    ),
    ("9001:7.2", "partly_evidenced", "TRN-018 has run out"),
    ("9001:9.3.2", "partly_evidenced", "REV-2025-Q2 left a point out"),
    (
        "9001:9.3.3",
        "partly_evidenced",
        "R-REV-04: four decisions whose day has passed have no action",
    ),
    (
        "9001:10.2",
        "partly_evidenced",
        "R-ACT-03 and R-REV-05: ACT-019 is overdue, and stood open in three reviews",
    ),
];

#[test]
fn the_example_is_covered_as_its_story_says() {
    let (inspection, site) = built(&Project::copy(&repository("example-project")), Audience::Restricted);
    assert_eq!(dead_links(&site), []);
    let data = data(&site);
    let states = states(&data);
    let not_whole: Vec<_> = states
        .iter()
        .filter(|(_, state)| *state != "evidenced")
        .map(|(clause, state)| (clause.as_str(), state.as_str()))
        .collect();
    let mut expected: Vec<_> = NOT_WHOLE.iter().map(|(clause, state, _)| (*clause, *state)).collect();
    expected.sort_unstable();
    assert_eq!(not_whole, expected);
    // One rule for all: nothing is found whole beside a rule that failed and is not waived.
    for standard in data["standards"].as_array().unwrap() {
        for clause in standard["clauses"].as_array().unwrap() {
            let failed = clause["failed_rules"].as_array().unwrap();
            assert!(clause["state"] != "evidenced" || failed.is_empty(), "{clause}");
        }
    }
    // The counts of the first page are those of the clauses.
    for standard in data["standards"].as_array().unwrap() {
        let number = standard["standard"].as_str().unwrap();
        let of = |state: &str| {
            let of = |(clause, is): &(&String, &String)| {
                clause.split_once(':').is_some_and(|(of, _)| of == number) && *is == state
            };
            states.iter().filter(of).count() as u64
        };
        for (state, count) in standard["clauses_by_state"].as_object().unwrap() {
            assert_eq!(count.as_u64(), Some(of(state)), "{number} {state}");
        }
    }
    // Every page that a clause leads to is there, and what carries it is named.
    for (number, _) in states.keys().filter_map(|clause| clause.split_once(':')) {
        for evidence in tenfour::coverage::evidence::of(number) {
            for (_, path) in evidence.places {
                let (path, anchor) = path.split_once('#').unwrap_or((path, ""));
                let html = page(&site, path);
                assert!(
                    anchor.is_empty() || html.contains(&format!("id=\"{anchor}\"")),
                    "{path}#{anchor}"
                );
            }
        }
    }
    let complaints = page(&site, "clauses/10002.html");
    assert!(complaints.contains("id=\"c-7-3\"") && words(complaints).contains("CMP-2025-0019"));
    // A citation anywhere leads to its clause.
    assert!(page(&site, "methods/rules.html").contains("../clauses/10002.html#c-7-4"));
    assert!(page(&site, "checks.html").contains("clauses/10004.html#c-7-6"));
    assert!(page(&site, "topics/standards.html").contains("../clauses/10003.html"));
    assert!(page(&site, "topics/principles.html").contains("../clauses/10002.html#c-4-8"));
    let cites = inspection.ledger.records().map(|(_, record)| record).find(|record| {
        record
            .envelope
            .clauses
            .iter()
            .any(|clause| clause.0.starts_with("10004:"))
    });
    if let Some(record) = cites {
        let html = page(&site, &format!("{}/{}.html", record.kind.plural(), record.id()));
        assert!(html.contains("../clauses/10004.html#c-"), "{}", record.id());
    }
}

#[test]
fn no_page_of_the_example_passes_a_verdict() {
    let (_, site) = built(&Project::copy(&repository("example-project")), Audience::Restricted);
    let forbidden = [
        "compliant",
        "compliance",
        "conforms",
        "conforming",
        "certified",
        "fulfils",
        "fulfills",
    ];
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = words(std::str::from_utf8(bytes).unwrap()).to_lowercase();
        let mut said = text.split(|character: char| !character.is_alphanumeric());
        let found = said.find(|word| forbidden.contains(word));
        assert_eq!(found, None, "{path}");
    }
}

#[test]
fn what_is_withheld_is_neither_named_nor_counted() {
    let project = Project::copy(&repository("example-project"));
    let whole = states(&data(&built(&project, Audience::Restricted).1));
    for audience in [Audience::Internal, Audience::Public] {
        let (inspection, site) = built(&project, audience);
        assert_eq!(dead_links(&site), [], "{audience:?}");
        let withheld: BTreeSet<&str> = inspection
            .ledger
            .records()
            .filter(|(_, record)| !inspection.site().disclosure.record(record))
            .map(|(_, record)| record.id())
            .collect();
        assert!(withheld.contains("DSP-001"));
        for (path, text) in pages(&site) {
            let named = text
                .split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
                .find(|word| withheld.contains(word));
            assert_eq!(named, None, "{path} for {audience:?}");
        }
        let data = data(&site);
        assert_eq!(states(&data), whole, "a state is the same for everybody");
        let standards = data["standards"].as_array().unwrap().iter();
        let seen = standards
            .flat_map(|standard| standard["clauses"].as_array().unwrap())
            .flat_map(|clause| clause["looked_for"].as_array().unwrap());
        let mut kept_back = 0;
        for seen in seen {
            for part in ["records", "lacking"] {
                if seen[part]["withheld"] == true {
                    assert_eq!(seen[part]["count"], Value::Null, "{seen}");
                    kept_back += 1;
                }
            }
        }
        assert!(kept_back > 0);
    }
}

#[test]
fn a_standard_that_is_switched_off_is_on_no_page_and_that_is_said_once() {
    let project = Project::new(&[
        (
            "tenfour.toml",
            "profile = \"standard\"\n[standards]\n\"10003\" = false\n",
        ),
        ("organization.yaml", ORGANIZATION),
        (
            "policy.yaml",
            "id: POL-1\ntitle: Policy\nkind: complaints\nclauses: ['10002:5.3', '10003:5.3.1']\n",
        ),
    ]);
    let (_, site) = built(&project, Audience::Internal);
    assert_eq!(dead_links(&site), []);
    assert!(!site.contains_key("clauses/10003.html"));
    let index = page(&site, "clauses/index.html");
    assert_eq!(index.matches("Switched off in the settings").count(), 1);
    assert!(!page(&site, "topics/standards.html").contains("ISO 10003"));
    assert!(!page(&site, "topics/principles.html").contains("10003:"));
    assert!(!page(&site, "clauses/9001.html").contains("10003:"));
    let policy = page(&site, "policies/POL-1.html");
    assert!(
        policy.contains("href=\"../clauses/10002.html#c-5-3\">10002:5.3 Policy</a>"),
        "{policy}"
    );
    assert!(
        !policy.contains("clauses/10003"),
        "what is switched off has no page to lead to"
    );
    assert!(words(policy).contains("10003:5.3.1 Policy establishment"));
}

#[test]
fn own_clauses_and_what_is_left_out_for_a_reason_are_told() {
    let project = Project::new(&[
        (
            "tenfour.toml",
            "profile = \"standard\"\n[[clauses]]\nstandard = \"27001\"\nedition = \"2022\"\nnumber = \"5.1\"\ntitle = \"Leadership\"\n",
        ),
        ("organization.yaml", ORGANIZATION),
        (
            "policy.yaml",
            "id: POL-1\ntitle: Policy\nkind: privacy\nclauses: ['27001:5.1']\n",
        ),
        (
            "scope.yaml",
            "id: SCO-1\ntitle: Scope\nstatement: All branches.\nexcluded:\n  - {what: disputes, reason: No outside body deals with lending., clauses: ['10003:7']}\n",
        ),
    ]);
    let (_, site) = built(&project, Audience::Internal);
    assert_eq!(dead_links(&site), []);
    let states = states(&data(&site));
    assert_eq!(states["27001:5.1"], "evidenced");
    assert_eq!(states["10003:7.5.1"], "not_applicable");
    let own = words(page(&site, "clauses/27001.html"));
    assert!(own.contains("Leadership") && own.contains("POL-1"), "{own}");
    let disputes = words(page(&site, "clauses/10003.html"));
    assert!(disputes.contains("No outside body deals with lending.") && disputes.contains("SCO-1"));
    assert!(words(page(&site, "methods/index.html")).contains("Clauses of this project"));
    let public = built(&project, Audience::Public).1;
    for (path, text) in pages(&public) {
        assert!(
            !text.contains("No outside body"),
            "{path} tells the public what an internal scope says"
        );
    }
}

#[test]
fn explain_tells_the_evidence_where_there_is_a_project() {
    let project = Project::copy(&repository("tests/fixtures/minimal"));
    let said = project.run(&["explain", "10002:7.3"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("here          evidence found on 2025-06-30\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("CMP-2025-001") && said.out.contains("no\nassessment of conformity"),
        "{}",
        said.out
    );
    let parts = project.run(&["explain", "10002:7"]);
    assert!(
        parts.out.contains("  7.4 ") && parts.out.contains("evidence found in part"),
        "{}",
        parts.out
    );
    let silent = project.run(&["explain", "10002:3"]);
    assert!(
        silent.out.contains("it asks for nothing that records can show"),
        "{}",
        silent.out
    );
}
