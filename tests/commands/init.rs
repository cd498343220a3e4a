//! `tenfour init`.

use crate::support::{Project, files, run, tenfour};
use std::path::Path;

fn init(folder: &Path, arguments: &[&str]) -> crate::support::Said {
    run(tenfour().arg("init").arg(folder).args(arguments))
}

#[test]
fn the_starter_has_neither_errors_nor_warnings_and_builds() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("mine");
    let said = init(&project, &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.out.trim(), project.display().to_string());
    for step in ["git init", "tenfour check", "tenfour build"] {
        assert!(said.err.contains(step), "{}", said.err);
    }
    let said = run(tenfour().current_dir(&project).args(["check", "--format", "json"]));
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&document["errors"], &document["warnings"]),
        (&0.into(), &0.into()),
        "{}",
        said.out
    );
    assert_eq!(document["records"], 12);
    let said = run(tenfour().current_dir(&project).arg("build"));
    assert_eq!(said.code, 0, "{}", said.err);
    let site = files(&project.join("site"));
    assert!(site.contains_key("complaints/CMP-2026-0001.html"));
}

#[test]
fn the_starter_stays_free_of_errors_when_its_day_is_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), &[]);
    let settings = folder.path().join("tenfour.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("as_of = 2026-03-31\n", "")).unwrap();
    let said = run(tenfour().current_dir(folder.path()).arg("check"));
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

#[test]
fn nothing_is_overwritten_and_nothing_is_written_beside_it() {
    let project = Project::new(&[("complaints/CMP-2026-0002.yaml", "mine\n"), ("notes.txt", "mine too\n")]);
    let before = files(project.path());
    let said = project.run(&["init"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("complaints/CMP-2026-0002.yaml, tenfour.toml"),
        "{}",
        said.err
    );
    assert_eq!(files(project.path()), before);
}

#[test]
fn a_folder_with_other_files_takes_a_project() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("README.md"), "mine\n").unwrap();
    assert_eq!(init(folder.path(), &["-q"]).err, "");
    assert_eq!(
        std::fs::read_to_string(folder.path().join("README.md")).unwrap(),
        "mine\n"
    );
}

#[test]
fn a_project_inside_a_project_is_told() {
    let project = Project::new(&[]);
    let said = project.run(&["init", "inner"]);
    assert_eq!(said.code, 0);
    assert!(said.err.contains("is a project too"), "{}", said.err);
}

#[test]
fn the_example_is_written_whole() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("example");
    let said = init(&project, &["--example"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let written = files(&project);
    let original = files(&crate::support::repository("example-project"));
    let records = original
        .iter()
        .filter(|(path, _)| path.ends_with(".yaml") || path.ends_with(".csv"));
    for (path, bytes) in records.filter(|(path, _)| !path.starts_with("site/")) {
        assert_eq!(written.get(path), Some(bytes), "{path}");
    }
    assert!(written.contains_key(".tenfour/schema.json") && written.contains_key(".gitignore"));
    let said = run(tenfour().current_dir(&project).args(["check", "-q"]));
    assert_eq!(said.code, 0, "{}", said.out);
}

#[test]
fn the_standard_template_builds_without_errors_or_warnings_in_its_profile() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("mine");
    let said = init(&project, &["--template", "standard"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let settings = std::fs::read_to_string(project.join("tenfour.toml")).unwrap();
    assert!(settings.contains("\nprofile = \"standard\"\n"));
    let said = run(tenfour().current_dir(&project).args(["check", "--format", "json"]));
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&document["errors"], &document["warnings"]),
        (&0.into(), &0.into()),
        "{}",
        said.out
    );
    assert_eq!(document["profile"], "standard");
    let said = run(tenfour().current_dir(&project).arg("build"));
    assert_eq!(said.code, 0, "{}", said.err);
    let site = files(&project.join("site"));
    for kind in [
        "organizations",
        "calendars",
        "scopes",
        "roles",
        "policies",
        "monitoring_plans",
        "segments",
        "characteristics",
        "objectives",
        "surveys",
        "waves",
        "complaints",
        "findings",
        "causes",
        "actions",
        "verifications",
        "reviews",
    ] {
        let folder = format!("{kind}/");
        assert!(site.keys().any(|path| path.starts_with(&folder)), "no page in {folder}");
    }
}

#[test]
fn templates_are_named_and_the_first_is_the_usual_one() {
    let folder = tempfile::tempdir().unwrap();
    let (minimal, usual) = (folder.path().join("a"), folder.path().join("b"));
    assert_eq!(init(&minimal, &["--template", "minimal"]).code, 0);
    assert_eq!(init(&usual, &[]).code, 0);
    assert_eq!(files(&minimal), files(&usual));
    assert_eq!(init(&folder.path().join("c"), &["--template", "huge"]).code, 2);
    assert_eq!(
        init(&folder.path().join("c"), &["--template", "standard", "--example"]).code,
        2
    );
}
