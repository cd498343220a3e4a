//! Each piece by itself, the states they come to, and that every line of the tables names what exists.

use super::look::{Came, Look, Need, Seen, Set, What, all, at_least, every, in_force, measured, passes, some};
use super::principle::PRINCIPLES;
use super::standard::FEEDS;
use super::*;
use crate::check::tests::inspect;
use crate::pipeline::Inspection;
use crate::record::schema::{Field, Shape};
use crate::record::{Catalogue, Kind};
use std::collections::BTreeSet;

const RECORDS: &str = "\
id: ORG-1
name: N
time_zone: UTC
---
id: POL-1
kind: complaints
approved_by: ROL-1
next_review: 2025-12-31
---
id: POL-2
kind: satisfaction
status: retired
---
id: POL-3
kind: privacy
valid_to: 2025-01-31
---
id: ROL-1
---
id: REV-1
held_on: 2025-01-10
kind: management
inputs: [{item: disputes, considered: true}]
---
id: REV-2
held_on: 2024-06-29
---
id: REV-3
held_on: 2025-07-01
---
id: PLN-1
period: 2025
---
id: PLN-2
period: {from: 2024-01-01, to: 2024-12-31}
---
id: FND-1
statement: S
limits: ''
sources: [REV-1]
---
id: FND-2
statement: S
limits: few answers
";

/// How a look came out, with the ids that carry it and those that lack something.
fn at(inspection: &Inspection, look: Look) -> (Came, String, String) {
    let ids = |of: &[RecordIndex]| {
        let ids: Vec<&str> = of.iter().map(|index| inspection.ledger.get(*index).id()).collect();
        ids.join(" ")
    };
    let seen: Seen = look.at(&inspection.evidence());
    (seen.came, ids(&seen.records), ids(&seen.lacking))
}

#[test]
fn each_piece_finds_what_it_says() {
    let project = inspect(RECORDS);
    let came = |look| {
        let (came, with, without) = at(&project, look);
        (came, format!("{with}|{without}"))
    };
    let found = |with: &str| (Came::Found, format!("{with}|"));
    let missing = || (Came::Missing, "|".to_owned());
    // In force: neither retired nor past its last day.
    assert_eq!(came(some("", in_force(Kind::Policy))), found("POL-1"));
    assert_eq!(came(some("", all(Kind::Policy))), found("POL-1 POL-2 POL-3"));
    assert_eq!(came(some("", in_force(Kind::Scope))), missing());
    assert_eq!(
        came(at_least(2, "", in_force(Kind::Policy))),
        (Came::InPart, "POL-1|".to_owned())
    );
    // Words, also inside lists; fields; links both ways.
    assert_eq!(
        came(some("", all(Kind::Policy).of("kind", &["complaints", "privacy"]))),
        found("POL-1 POL-3")
    );
    assert_eq!(
        came(some("", all(Kind::Policy).of("status", &["retired"]))),
        found("POL-2")
    );
    assert_eq!(
        came(some("", all(Kind::Review).of("inputs.item", &["disputes"]))),
        found("REV-1")
    );
    assert_eq!(
        came(some("", all(Kind::Policy).with(&["kind", "approved_by"]))),
        found("POL-1")
    );
    assert_eq!(
        came(some("", all(Kind::Finding).naming(&[Kind::Review]))),
        found("FND-1")
    );
    assert_eq!(
        came(some("", all(Kind::Review).named_by(&[Kind::Finding]))),
        found("REV-1")
    );
    // Days: the last twelve months with both ends, nothing that is yet to come.
    assert_eq!(came(some("", all(Kind::Review).lately("held_on"))), found("REV-1"));
    assert_eq!(
        came(some("", all(Kind::MonitoringPlan).covering("period"))),
        found("PLN-1")
    );
    let ahead = || Need::Ahead("next_review");
    assert_eq!(came(every("", in_force(Kind::Policy), ahead())), found("POL-1"));
    // Every: an empty text is nothing written; without a record nothing is found.
    let limits = || Need::Filled(&["limits"]);
    assert_eq!(
        came(every("", all(Kind::Finding), limits())),
        (Came::InPart, "FND-2|FND-1".to_owned())
    );
    assert_eq!(
        came(every("", all(Kind::Finding), ahead())),
        (Came::Missing, "|FND-1 FND-2".to_owned())
    );
    assert_eq!(came(every("", all(Kind::Dispute), limits())), missing());
    let either = Need::One(&[Need::Filled(&["limits"]), Need::Names(&[Kind::Review])]);
    assert_eq!(came(every("", all(Kind::Finding), either)), found("FND-1 FND-2"));
}

#[test]
fn the_last_twelve_months_hold_both_ends() {
    let day = |day: &str| {
        let project = inspect(&format!("id: REV-1\nheld_on: {day}\n"));
        at(&project, some("", all(Kind::Review).lately("held_on"))).0
    };
    assert_eq!(day("2024-06-29"), Came::Missing);
    assert_eq!(day("2024-06-30"), Came::Found);
    assert_eq!(day("2025-06-30"), Came::Found);
    assert_eq!(day("2025-07-01"), Came::Missing);
}

#[test]
fn rules_metrics_and_history_are_looked_at_where_they_can_be() {
    let project = inspect(RECORDS);
    assert_eq!(at(&project, passes("R-GEN-01")).0, Came::Found);
    let failed = at(&project, passes("R-REV-02"));
    assert_eq!(failed.0, Came::NotLooked, "no review decides anything");
    assert_eq!(at(&project, passes("R-CMP-01")).0, Came::NotLooked);
    assert_eq!(at(&project, look::history()).0, Came::NotLooked);
    assert_eq!(at(&project, measured("M-CMP-3")).0, Came::Missing);
    let overdue = inspect("id: ACT-1\ndue: 2025-01-31\n---\nid: ACT-2\ndue: 2025-12-31\n");
    let (came, _, lacking) = at(&overdue, passes("R-ACT-03"));
    assert_eq!((came, lacking.as_str()), (Came::InPart, "ACT-1"));
    let (came, records, _) = at(&overdue, measured("M-ACT-2"));
    assert_eq!(came, Came::Found);
    assert!(records.contains("ACT-1"), "{records}");
}

#[test]
fn all_is_found_some_is_in_part_and_what_cannot_be_judged_counts_for_nothing() {
    let seen = |came: &[Came]| {
        let look = passes("R-GEN-01");
        let seen = came.iter().map(|came| Seen {
            came: *came,
            ..look.at(&inspect("id: ORG-1\n").evidence())
        });
        state(&seen.collect::<Vec<_>>())
    };
    assert_eq!(seen(&[]), None);
    assert_eq!(seen(&[Came::Found, Came::NotLooked]), Some(State::Evidenced));
    assert_eq!(seen(&[Came::Found, Came::Missing]), Some(State::InPart));
    assert_eq!(seen(&[Came::InPart]), Some(State::InPart));
    assert_eq!(seen(&[Came::Missing, Came::NotLooked]), Some(State::None));
    assert_eq!(seen(&[Came::NotLooked]), Some(State::None));
    let together = |states: &[State]| State::together(states.iter().copied());
    assert_eq!(together(&[]), None);
    assert_eq!(
        together(&[State::Evidenced, State::NotApplicable]),
        Some(State::Evidenced)
    );
    assert_eq!(together(&[State::Evidenced, State::None]), Some(State::InPart));
    assert_eq!(together(&[State::None, State::None]), Some(State::None));
    assert_eq!(together(&[State::NotApplicable]), Some(State::NotApplicable));
}

#[test]
fn a_clause_is_found_only_where_no_rule_that_cites_it_failed_without_a_waiver() {
    let late = "id: CMP-1\nreceived_at: 2025-03-03T09:00:00Z\nevents: [{at: 2025-03-03T09:00:00Z, kind: received}, {at: 2025-04-28T09:00:00Z, kind: acknowledged}, {at: 2025-05-02T09:00:00Z, kind: closed}]\n";
    let project = inspect(late);
    let clause = project.catalogue.clauses.find("10002:7.4").unwrap();
    let covered = project.coverage.find(clause).unwrap();
    assert!(covered.seen.iter().all(|seen| seen.came == Came::Found), "{covered:?}");
    assert_eq!(covered.failed, ["R-CMP-05"]);
    assert_eq!(covered.state, Some(State::InPart));
    let waived = inspect(&format!(
        "{late}---\nid: WVR-1\nrule: R-CMP-05\nrecords: [CMP-1]\nreason: The team was ill.\nuntil: 2025-12-31\n"
    ));
    let covered = waived.coverage.find(clause).unwrap();
    assert_eq!((covered.state, covered.failed.len()), (Some(State::Evidenced), 0));
    for project in [&project, &waived, &inspect(RECORDS)] {
        assert_one_rule(project);
    }
}

/// No clause is found while a rule that is shown with it failed, and none is held back for nothing.
fn assert_one_rule(project: &Inspection) {
    let failed = |id: &String| {
        let outcome = project.outcomes.iter().find(|outcome| outcome.rule.id() == id);
        outcome.is_some_and(|outcome| matches!(outcome.state, RuleState::Failed { .. }))
    };
    for standard in &project.coverage.standards {
        for covered in project.coverage.of(standard) {
            let shown: Vec<&String> = covered.rules.iter().filter(|id| failed(id)).collect();
            assert_eq!(shown, covered.failed.iter().collect::<Vec<_>>(), "{}", covered.clause);
            let lacks = covered
                .seen
                .iter()
                .any(|seen| matches!(seen.came, Came::InPart | Came::Missing));
            if covered.state == Some(State::Evidenced) {
                assert!(shown.is_empty() && !lacks, "{}", covered.clause);
            }
            if covered.state == Some(State::InPart) && covered.parts.is_empty() {
                assert!(!shown.is_empty() || lacks, "{}", covered.clause);
            }
        }
    }
}

/// The state of a clause in a project.
fn of(inspection: &Inspection, citation: &str) -> Option<State> {
    let clause = inspection.catalogue.clauses.find(citation).unwrap();
    inspection.coverage.find(clause).and_then(|covered| covered.state)
}

#[test]
fn a_scope_leaves_clauses_out_for_a_reason_and_only_for_one() {
    let scope = |reason: &str| {
        inspect(&format!(
            "id: SCO-1\nstatement: S\nexcluded:\n  - {{what: disputes, clauses: ['10003:7', '10001:4'], reason: '{reason}'}}\n"
        ))
    };
    let project = scope("no outside body deals with libraries");
    for citation in ["10003:7", "10003:7.5.3", "10001:4.2", "10001:4"] {
        assert_eq!(of(&project, citation), Some(State::NotApplicable), "{citation}");
    }
    assert_eq!(of(&project, "10003:8.1"), Some(State::None));
    assert_eq!(of(&project, "10003:3"), None, "terms ask for nothing");
    let without = scope(" ");
    assert_eq!(of(&without, "10003:7.5.3"), Some(State::None));
    let clause = without.catalogue.clauses.find("10003:7.5.3").unwrap();
    let told = without.coverage.find(clause).unwrap().excluded.as_ref().unwrap();
    assert_eq!(told.reason, None, "that it gives no reason is told");
}

#[test]
fn what_serves_another_standard_is_no_evidence_where_the_subject_is_missing() {
    let project = inspect("id: SCO-1\nstatement: S\n---\nid: OBJ-1\n---\nid: RSK-1\nlast_reviewed: 2025-06-01\n");
    assert_eq!(of(&project, "10004:5.1"), Some(State::InPart));
    assert_eq!(of(&project, "10003:5.1"), Some(State::None));
    assert_eq!(of(&project, "10001:5.1"), Some(State::None));
}

#[test]
fn own_clauses_are_shown_by_the_records_that_cite_them_and_standards_can_be_switched_off() {
    let project = inspect(
        "-- tenfour.toml --\nas_of = 2025-06-30\n[standards]\n\"10003\" = false\n[[clauses]]\nstandard = \"27001\"\nnumber = \"5.1\"\ntitle = \"Leadership\"\n[[clauses]]\nstandard = \"27001\"\nnumber = \"5.2\"\ntitle = \"Policy\"\n-- a.yaml --\nid: POL-1\nclauses: ['27001:5.1']\n",
    );
    assert_eq!(of(&project, "27001:5.1"), Some(State::Evidenced));
    assert_eq!(of(&project, "27001:5.2"), Some(State::None));
    assert_eq!(of(&project, "10003:7"), None);
    assert_eq!(project.coverage.standards, ["10004", "10001", "10002", "9001", "27001"]);
    assert_eq!(project.coverage.off, ["10003"]);
    let fairness = PRINCIPLES.iter().position(|principle| principle.name == "Fairness");
    let shown: Vec<usize> = project
        .coverage
        .principles
        .iter()
        .map(|shown| shown.principle)
        .collect();
    assert!(fairness.is_some_and(|fairness| !shown.contains(&fairness)));
}

#[test]
fn every_clause_that_asks_has_evidence_and_no_other() {
    let clauses = Catalogue::default().clauses;
    for clause in clauses.all() {
        let id = clause.id();
        let has = evidence::of(&clause.standard)
            .iter()
            .any(|evidence| evidence.number == clause.number)
            || principle::of(&id).is_some();
        assert_eq!(has, clause.asks == Asks::Itself, "{id}");
    }
    let cited = PRINCIPLES.iter().flat_map(|principle| principle.clauses).copied();
    let fed = FEEDS.iter().flat_map(|(of, by)| by.iter().copied().chain([*of]));
    for citation in cited.chain(fed) {
        assert!(clauses.find(citation).is_some(), "{citation}");
    }
    for standard in STANDARDS {
        for evidence in evidence::of(standard.number) {
            let id = format!("{}:{}", standard.number, evidence.number);
            assert!(clauses.find(&id).is_some() && !evidence.looks.is_empty(), "{id}");
        }
    }
    let cited: Vec<&str> = PRINCIPLES
        .iter()
        .flat_map(|principle| principle.clauses)
        .copied()
        .collect();
    assert_eq!(
        cited.iter().collect::<BTreeSet<_>>().len(),
        cited.len(),
        "a clause states one principle"
    );
}

#[test]
fn every_line_names_rules_metrics_and_fields_that_exist() {
    fn has(fields: &[Field], path: &str) -> bool {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let Some(field) = fields.iter().find(|field| field.name == first) else {
            return false;
        };
        fn inside(shape: &Shape) -> &[Field] {
            match shape {
                Shape::Fields(fields) => fields,
                Shape::List(item) | Shape::Map(item) => inside(item),
                Shape::Either(shapes) => shapes
                    .iter()
                    .map(inside)
                    .find(|fields| !fields.is_empty())
                    .unwrap_or_default(),
                _ => &[],
            }
        }
        rest.is_empty() || has(inside(&field.shape), rest)
    }
    fn words(fields: &[Field], path: &str) -> Vec<String> {
        fn of(shape: &Shape) -> Vec<String> {
            match shape {
                Shape::Choice(choices) => choices.iter().map(|choice| choice.value.clone()).collect(),
                Shape::List(item) | Shape::Map(item) => of(item),
                Shape::Either(shapes) => shapes.iter().flat_map(of).collect(),
                _ => Vec::new(),
            }
        }
        let mut fields = fields;
        let mut shape = None;
        for part in path.split('.') {
            let Some(field) = fields.iter().find(|field| field.name == part) else {
                return Vec::new();
            };
            shape = Some(&field.shape);
            fields = match &field.shape {
                Shape::Fields(fields) => fields,
                Shape::List(item) => match &**item {
                    Shape::Fields(fields) => fields,
                    _ => &[],
                },
                _ => &[],
            };
        }
        shape.map(of).unwrap_or_default()
    }
    fn needs(set: &Set, more: Option<Need>) -> Vec<Need> {
        let flat = |need: Need| match need {
            Need::One(needs) => needs.to_vec(),
            need => vec![need],
        };
        set.needs.iter().flatten().copied().chain(more).flat_map(flat).collect()
    }
    let catalogue = Catalogue::default();
    let tables = STANDARDS.iter().flat_map(|standard| evidence::of(standard.number));
    let looks = tables.flat_map(|evidence| evidence.looks);
    let subjects = STANDARDS.iter().flat_map(|standard| standard.subject);
    let principles = PRINCIPLES.iter().flat_map(|principle| principle.looks);
    for look in looks.chain(subjects).chain(principles) {
        let (set, more) = match look.what {
            What::Passes(rule) => {
                assert!(crate::check::find(rule).is_some(), "{rule}");
                continue;
            }
            What::Measured(metric) => {
                assert!(crate::measure::find(metric).is_some(), "{metric}");
                continue;
            }
            What::History => continue,
            What::Some(_, set) => (set, None),
            What::Every(set, need) => (set, Some(need)),
        };
        assert!(!look.words.is_empty());
        let fields = catalogue.fields(set.kind);
        for need in needs(&set, more) {
            for field in need.fields() {
                assert!(
                    has(fields, field),
                    "{} has no field {field}: {}",
                    set.kind.name(),
                    look.words
                );
            }
            if let Need::Word(field, wanted) = need {
                let known = words(fields, field);
                for word in wanted.iter().filter(|word| !["true", "false"].contains(word)) {
                    assert!(
                        known.iter().any(|known| known == word),
                        "{} {field}: {word}",
                        set.kind.name()
                    );
                }
            }
        }
    }
}

#[test]
fn the_words_of_evidence_pass_no_verdict() {
    let texts = STANDARDS
        .iter()
        .flat_map(|standard| evidence::of(standard.number))
        .flat_map(|evidence| evidence.looks)
        .map(|look| look.words)
        .chain(
            PRINCIPLES
                .iter()
                .flat_map(|principle| [principle.meaning, principle.site]),
        )
        .chain(State::ALL.iter().map(|state| state.words()));
    for text in texts {
        for word in ["complian", "conforms", "certified", "fulfil"] {
            assert!(!text.to_lowercase().contains(word), "{text}");
        }
    }
}
