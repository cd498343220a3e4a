//! The report on how records are kept: what it tells of a history, to whom, and what it says without one.

use crate::support::git::{Repository, run};
use crate::support::{dead_links, page};
use crate::topics::{section, words};
use std::collections::BTreeMap;
use std::path::Path;
use tenfour::pipeline::{Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

type Site = BTreeMap<String, Vec<u8>>;

fn built(project: &Path, audience: Audience) -> Site {
    let options = Options {
        audience: Some(audience),
        history: true,
        ..Options::default()
    };
    let inspection = inspect(project, &options).unwrap();
    let memory = Memory::default();
    inspection
        .build(&Theme::load(None).unwrap(), &memory, &|_, _| {})
        .unwrap();
    memory.into_files()
}

fn part(site: &Site, id: &str) -> String {
    words(section(page(site, "topics/changes.html"), id))
}

const PEOPLE: &str = "id: ORG-1\ntitle: Town library\ntime_zone: Europe/Dublin\n---\nid: ROL-1\ntitle: Librarian\n---\n\
                      id: PER-1\npseudonym: Lapwing\nroles: [{role: ROL-1}]\n";

fn complaint(id: &str, category: &str, more: &str) -> String {
    format!(
        "id: {id}\nreceived_at: 2025-02-03T09:00:00Z\ncategory: {category}\n{more}events:\n  \
         - {{at: 2025-02-03T09:00:00Z, kind: received}}\n  - {{at: 2025-02-20T09:00:00Z, kind: closed}}\n"
    )
}

/// A library whose records were kept badly in every way that a history shows.
fn library() -> Repository {
    let made = Repository::new();
    made.write("people.yaml", PEOPLE);
    let lapwing = |subject: &str, day: &str| {
        made.commit_as(
            subject,
            "Lapwing",
            "lapwing@library.example",
            &format!("{day}T12:00:00Z"),
        );
    };
    lapwing("people", "2025-01-06");
    made.write("c1.yaml", complaint("CMP-1", "price", ""));
    made.write("c2.yaml", complaint("CMP-2", "price", "confidentiality: internal\n"));
    made.write("c3.yaml", complaint("CMP-3", "price", ""));
    made.write("c4.yaml", complaint("CMP-4", "price", ""));
    made.write("c6.yaml", complaint("CMP-6", "price", ""));
    made.write("a.yaml", "id: ACT-1\nstatus: approved\ndue: 2025-03-31\n");
    lapwing("five complaints", "2025-02-21");
    made.write("c1.yaml", complaint("CMP-1", "damage", ""));
    made.write(
        "c2.yaml",
        complaint(
            "CMP-2",
            "damage",
            "confidentiality: internal\nchange_reason: Heard again\n",
        ),
    );
    made.write("a.yaml", "id: ACT-1\nstatus: approved\ndue: 2025-09-30\n");
    lapwing("later", "2025-03-03");
    made.remove("c4.yaml");
    made.write("c5.yaml", "id: [\n");
    lapwing("gone", "2025-03-04");
    made.remove("c5.yaml");
    made.write("c5.yaml", complaint("CMP-5", "price", ""));
    lapwing("mended", "2025-03-05");
    made
}

#[test]
fn the_page_tells_what_the_history_shows() {
    let made = library();
    let site = built(&made.project(), Audience::Restricted);
    assert_eq!(dead_links(&site), []);
    let limits = part(&site, "limits");
    assert!(limits.contains("Signed 0 of 5 commits"), "{limits}");
    assert!(limits.contains("cannot be seen from a clone"), "{limits}");
    let late = part(&site, "late");
    assert!(late.contains("CMP-1 2025-02-03 2025-02-21 14"), "{late}");
    let closed = part(&site, "after-closure");
    let silent = closed.find("CMP-1 2025-02-21 2025-03-03 Category").unwrap();
    let told = closed.find("CMP-2 2025-02-21 2025-03-03 Category Heard again").unwrap();
    assert!(silent < closed.find("With a reason").unwrap() && closed.find("With a reason").unwrap() < told);
    let due = part(&site, "due");
    assert!(due.contains("ACT-1 2025-03-31 2025-09-30 2025-03-03 Not told"), "{due}");
    let gone = part(&site, "deleted");
    assert!(
        gone.contains("CMP-4 Complaint 2025-02-21 2025-03-04 No disposal logged"),
        "{gone}"
    );
    let gaps = part(&site, "gaps");
    assert!(gaps.contains("Complaint CMP-4 1 CMP-5 1 deleted"), "{gaps}");
    let unreadable = part(&site, "unreadable");
    assert!(unreadable.contains("c5.yaml"), "{unreadable}");
    assert!(part(&site, "suspect").contains("Nothing that a verification"));
    let data: serde_json::Value = serde_json::from_slice(&site["data/record-control.json"]).unwrap();
    assert_eq!(data["history"]["commits"], 5);
    assert_eq!(data["changed_after_closing"][0]["with_reason"], false);
    assert_eq!(data["deleted"][0]["record"], "CMP-4");
}

#[test]
fn authors_are_named_to_those_who_may_see_all_and_withheld_records_to_nobody_else() {
    let made = library();
    let html = |audience| page(&built(&made.project(), audience), "topics/changes.html").to_owned();
    let restricted = html(Audience::Restricted);
    assert!(restricted.contains("Lapwing"));
    let internal = html(Audience::Internal);
    assert!(!internal.contains("Lapwing") && internal.contains("Librarian"));
    // Why a case was changed is in somebody's words, and of one that is gone only the month is told.
    assert!(!internal.contains("Heard again"));
    let gone = words(section(&internal, "deleted"));
    assert!(
        gone.contains("CMP-4 Complaint 2025-02 2025-03 No disposal logged"),
        "{gone}"
    );
    let public = html(Audience::Public);
    for word in [
        "Lapwing",
        "Librarian",
        "CMP-1",
        "CMP-2",
        "CMP-4",
        "Heard again",
        "ACT-1",
    ] {
        assert!(!public.contains(word), "the public is told of {word}");
    }
    assert!(words(section(&public, "after-closure")).contains("withheld from this audience"));
    let data = built(&made.project(), Audience::Public)["data/record-control.json"].clone();
    let data = String::from_utf8(data).unwrap();
    assert!(!data.contains("CMP-") && !data.contains("ACT-"), "{data}");
}

#[test]
fn without_a_whole_history_the_page_says_what_to_do() {
    let made = library();
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", made.path().display());
    run(&mut made.command(&["clone", "--quiet", "--depth=2", &from, clone.path().to_str().unwrap()]));
    let limits = part(&built(clone.path(), Audience::Internal), "limits");
    assert!(
        limits.contains("fetch-depth: 0") && limits.contains("GIT_DEPTH: 0"),
        "{limits}"
    );
    made.write("tenfour.toml", "as_of = 2026-01-31\n[history]\nread = false\n");
    let site = built(&made.project(), Audience::Internal);
    assert!(part(&site, "limits").contains("read = false"));
    assert!(!page(&site, "topics/changes.html").contains("Nothing that a verification"));
    let data: serde_json::Value = serde_json::from_slice(&site["data/record-control.json"]).unwrap();
    assert_eq!(data["history"]["read"], false);
}
