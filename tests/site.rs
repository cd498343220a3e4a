//! What holds for every built site: links alive, the same bytes twice, themes laid over, empty and tiny projects complete.

use crate::support::{Project, attributes, copy, dead_links, files, page, repository, run, tenfour};
use std::collections::BTreeMap;

const ORGANIZATION: &str =
    "id: ORG-1\ntitle: Bridge Street Library\nname: Bridge Street Library\ntime_zone: Europe/Dublin\n";
const COMPLAINT: &str = "id: CMP-2025-0001\ntitle: Reading room <b>closed</b> & cold\nreceived_at: 2025-03-03T09:00:00+00:00\ncategory: availability\nevents:\n  - at: 2025-03-03T09:00:00+00:00\n    kind: received\n    note: \"{{ 7 * 7 }} <script>alert(1)</script>\"\n";

fn site_of(project: &Project) -> BTreeMap<String, Vec<u8>> {
    project.site(&["--audience", "restricted"])
}

#[test]
fn an_empty_project_a_tiny_one_and_one_record_are_complete_sites() {
    for records in [
        &[][..],
        &[("organization.yaml", ORGANIZATION)],
        &[("organization.yaml", ORGANIZATION), ("c.yaml", COMPLAINT)],
    ] {
        let site = site_of(&Project::new(records));
        assert_eq!(dead_links(&site), []);
        for path in [
            "index.html",
            "registers.html",
            "complaints.html",
            "checks.html",
            "reconciliation.html",
            "methods/complaint.html",
            "manifest.json",
        ] {
            assert!(site.contains_key(path), "{path} is missing");
        }
    }
}

#[test]
fn the_same_project_gives_the_same_bytes_anywhere() {
    let first = Project::copy(&repository("tests/fixtures/minimal"));
    let second = Project::copy(&repository("tests/fixtures/minimal"));
    let plain = site_of(&first);
    let mut command = tenfour();
    command
        .current_dir(second.path())
        .args(["build", "--quiet", "--audience", "restricted", "--out", "elsewhere"]);
    let said = run(command
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "de_DE.UTF-8")
        .env("RAYON_NUM_THREADS", "1"));
    assert_eq!(said.code, 0, "{}", said.err);
    let other = files(&second.path().join("elsewhere"));
    assert_eq!(plain.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in &plain {
        assert!(other[path] == *bytes, "{path} differs");
    }
}

#[test]
fn a_second_build_changes_nothing_and_says_so() {
    let project = Project::new(&[("organization.yaml", ORGANIZATION)]);
    let first = site_of(&project);
    let said = project.run(&["build", "--audience", "restricted"]);
    assert!(said.err.contains(" 0 changed, 0 removed"), "{}", said.err);
    assert_eq!(files(&project.path().join("site")), first);
}

#[test]
fn records_are_text_and_never_markup_or_expressions() {
    let site = site_of(&Project::new(&[
        ("organization.yaml", ORGANIZATION),
        ("c.yaml", COMPLAINT),
    ]));
    let html = page(&site, "complaints/CMP-2025-0001.html");
    assert!(
        html.contains("Reading room &lt;b&gt;closed&lt;/b&gt; &amp; cold"),
        "{html}"
    );
    assert!(html.contains("{{ 7 * 7 }} &lt;script&gt;"), "{html}");
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        assert!(
            !html.contains("<script>")
                && attributes(html, "style").next().is_none()
                && attributes(html, "onclick").next().is_none(),
            "{path}"
        );
        assert!(
            html.contains("http-equiv=\"Content-Security-Policy\""),
            "{path} has no policy"
        );
    }
}

#[test]
fn a_theme_is_laid_over_file_by_file() {
    let project = Project::new(&[("organization.yaml", ORGANIZATION)]);
    let plain = site_of(&project);
    copy(&repository("tests/fixtures/theme"), &project.path().join("theme"));
    let themed = site_of(&project);
    assert!(
        page(&themed, "index.html").contains("A library that listens"),
        "the template of the project is used"
    );
    assert!(
        page(&themed, "assets/library.css").contains("--accent"),
        "a file of its own comes along"
    );
    assert_eq!(
        themed["assets/tenfour.css"], plain["assets/tenfour.css"],
        "what is not overlaid stays"
    );
    assert_ne!(
        themed["checks.html"], plain["checks.html"],
        "a block of the base template reaches every page"
    );
    assert_eq!(dead_links(&themed), []);
}

#[test]
fn a_broken_theme_is_told_and_the_old_site_stands() {
    let project = Project::new(&[("organization.yaml", ORGANIZATION)]);
    let before = site_of(&project);
    project.write(
        "theme/templates/overview.html",
        "{% extends \"base.html\" %}{% block content %}{{ view.nonsense }}{% endblock %}",
    );
    let said = project.run(&["build"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("the template `overview.html` does not render"),
        "{}",
        said.err
    );
    assert_eq!(files(&project.path().join("site")), before);
}

#[test]
fn errors_write_nothing_unless_asked_to_keep_going() {
    let broken = COMPLAINT.replace("availability", "availabilty");
    let project = Project::new(&[("organization.yaml", ORGANIZATION), ("c.yaml", &broken)]);
    let said = project.run(&["build"]);
    assert_eq!(said.code, 1);
    assert!(!project.path().join("site").exists());
    let said = project.run(&["build", "--keep-going", "--audience", "restricted"]);
    assert_eq!(said.code, 1);
    let site = files(&project.path().join("site"));
    assert!(page(&site, "complaints/CMP-2025-0001.html").contains("R-FLD-03"));
    assert!(page(&site, "index.html").contains("checks.html"));
    assert_eq!(dead_links(&site), []);
}

#[test]
fn what_an_audience_may_not_see_is_nowhere_on_its_site() {
    let complaint = format!("{COMPLAINT}description: The secret of the cold room\ncomplainant: anonymous\n");
    let person = "id: PER-1\ntitle: Night reader\npseudonym: Night reader\ndisplay: Hidden Name\n";
    let project = Project::new(&[
        ("organization.yaml", ORGANIZATION),
        ("c.yaml", &complaint),
        ("p.yaml", person),
    ]);
    for (audience, seen) in [("restricted", true), ("internal", false), ("public", false)] {
        let site = project.site(&["--audience", audience]);
        for word in ["The secret of the cold room", "Hidden Name"] {
            let found = site
                .values()
                .any(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes()));
            assert_eq!(found, seen, "{word} for {audience}");
        }
        assert_eq!(dead_links(&site), [], "{audience}");
    }
}

#[test]
fn the_manifest_lists_every_file_with_its_hash() {
    let site = site_of(&Project::new(&[("organization.yaml", ORGANIZATION)]));
    let manifest: serde_json::Value = serde_json::from_slice(&site["manifest.json"]).unwrap();
    let listed: BTreeMap<&str, &str> = manifest["subject"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (
                file["name"].as_str().unwrap(),
                file["digest"]["sha256"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(listed.len() + 1, site.len());
    for (path, bytes) in site.iter().filter(|(path, _)| *path != "manifest.json") {
        assert_eq!(listed[path.as_str()], tenfour::read::sha256(bytes), "{path}");
    }
}

#[test]
fn every_json_file_can_be_read() {
    let site = site_of(&Project::new(&[
        ("organization.yaml", ORGANIZATION),
        ("c.yaml", COMPLAINT),
    ]));
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".json")) {
        serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let record: serde_json::Value = serde_json::from_slice(&site["complaints/CMP-2025-0001.json"]).unwrap();
    assert_eq!(record["fields"]["category"], "availability");
    assert_eq!(record["status"], "new");
}

#[test]
fn folders_that_are_not_ours_and_projects_that_are_none_are_refused() {
    let project = Project::new(&[("organization.yaml", ORGANIZATION), ("site/thesis.txt", "mine")]);
    let said = project.run(&["build"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("tenfour did not make"), "{}", said.err);
    assert_eq!(
        std::fs::read_to_string(project.path().join("site/thesis.txt")).unwrap(),
        "mine"
    );
    let said = project.run(&["build", "--out", "."]);
    assert_eq!(said.code, 2, "{}", said.err);
    let nothing = tempfile::tempdir().unwrap();
    let said = run(tenfour().current_dir(nothing.path()).arg("build"));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("tenfour init"), "{}", said.err);
}

fn git(project: &Project, arguments: &[&str]) {
    let mut command = std::process::Command::new("git");
    let names = [
        "GIT_AUTHOR_NAME",
        "GIT_COMMITTER_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_EMAIL",
    ];
    for name in names {
        command.env(name, "role@library.example");
    }
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        command.env(name, "2026-01-30T12:00:00+00:00");
    }
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let status = command.arg("-C").arg(project.path()).args(arguments).status().unwrap();
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn a_commit_is_named_and_what_is_not_in_it_makes_a_draft() {
    let project = Project::new(&[
        ("tenfour.toml", "title = \"Library\"\n"),
        ("organization.yaml", ORGANIZATION),
        (".gitignore", "site/\nhidden/\n"),
    ]);
    git(&project, &["init", "--quiet"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "--message", "Begin"]);
    let manifest = |site: &BTreeMap<String, Vec<u8>>| -> serde_json::Value {
        serde_json::from_slice(&site["manifest.json"]).unwrap()
    };
    let clean = manifest(&project.site(&[]));
    let made = |manifest: &serde_json::Value| manifest["predicate"]["buildDefinition"].clone();
    assert_eq!(made(&clean)["internalParameters"]["draft"], false);
    assert_eq!(made(&clean)["internalParameters"]["as_of"], "2026-01-30");
    let commit = &made(&clean)["resolvedDependencies"][0]["digest"]["gitCommit"];
    assert_eq!(commit.as_str().unwrap().len(), 40);
    // A record that git is told to ignore is read, so it must not pass as committed.
    for path in ["hidden/c.yaml", "c.yaml"] {
        project.write(path, COMPLAINT);
        let site = project.site(&["--as-of", "2026-01-31"]);
        assert_eq!(made(&manifest(&site))["internalParameters"]["draft"], true, "{path}");
        assert!(page(&site, "index.html").contains("Draft"), "{path}");
        std::fs::remove_file(project.path().join(path)).unwrap();
    }
}

#[test]
fn a_page_may_speak_of_what_an_audience_may_not_see() {
    let page_text = "---\ntitle: About\n---\n{{ record(\"CMP-2025-0001\").title }} | {{ record(\"CMP-2025-0001\").description }} | {{ shows(\"CMP-2025-0001\") }}\n";
    let complaint = format!("{COMPLAINT}description: The cold\n");
    let project = Project::new(&[
        ("organization.yaml", ORGANIZATION),
        ("c.yaml", &complaint),
        ("pages/about.md", page_text),
    ]);
    let text = |audience: &str| page(&project.site(&["--audience", audience]), "pages/about.html").to_owned();
    assert!(text("restricted").contains("| The cold"));
    assert!(text("internal").contains("| withheld from this audience | True"));
    assert!(text("public").contains("withheld from this audience | withheld from this audience | False"));
}
