//! Time travel: the project as a commit holds it, as an earlier day saw it, and what changed between two states.

use crate::support::repository::Repository;
use crate::support::{Said, files, page, run, tenfour};
use std::collections::BTreeMap;
use std::path::Path;

const ORGANIZATION: &str = "id: ORG-ABC\ntitle: ABC Services\nname: ABC Services\ntime_zone: Europe/Dublin\n";

/// A complaint of the month of its number, acknowledged on the same day; `more` goes on with its events.
fn complaint(number: u32, more: &str) -> String {
    let at = |hour: u32| format!("2025-0{number}-03T{hour:02}:00:00Z");
    format!(
        "id: CMP-2025-{number:04}\ntitle: Late visit {number}\nreceived_at: {received}\ncategory: delivery_late\nevents:\n  \
         - {{at: {received}, kind: received}}\n  - {{at: {acknowledged}, kind: acknowledged}}\n{more}",
        received = at(10),
        acknowledged = at(11),
    )
}

/// The files of a built site, made outside of the project.
fn site(project: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("site");
    let mut command = tenfour();
    command
        .current_dir(project)
        .args(["build", "--quiet", "--out"])
        .arg(&folder)
        .args(arguments);
    let said = run(&mut command);
    assert_eq!(said.code, 0, "{}", said.err);
    files(&folder)
}

/// A repository of two commits: one complaint, then two; the first is tagged.
fn two_commits() -> (Repository, String, String) {
    let repository = Repository::new();
    let first = repository.commit(
        "2025-02-10",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &complaint(1, "")),
            ("theme/assets/mark.txt", "the first look"),
        ],
    );
    repository.git(&["tag", "v1.0"]);
    let second = repository.commit(
        "2025-03-10",
        &[
            ("tenfour.toml", "title = \"Renamed\"\nprofile = \"starter\"\n"),
            ("complaints/2.yaml", &complaint(2, "")),
            ("theme/assets/mark.txt", "the second look"),
        ],
    );
    (repository, first, second)
}

fn has(site: &BTreeMap<String, Vec<u8>>, path: &str) -> bool {
    site.contains_key(path)
}

#[test]
fn a_commit_gives_the_bytes_of_its_clean_working_tree() {
    let (repository, ..) = two_commits();
    let project = &repository.project;
    assert_eq!(site(project.path(), &[]), site(project.path(), &["--at", "HEAD"]));
}

#[test]
fn names_of_all_sorts_lead_to_a_commit() {
    let (repository, first, _) = two_commits();
    let project = &repository.project;
    repository.git(&["branch", "feature/one", "v1.0"]);
    repository.git(&["tag", "--annotate", "--message", "Signed off", "release"]);
    let before = site(project.path(), &["--at", &first]);
    assert!(page(&before, "index.html").contains("2025-02-10"));
    assert!(
        !page(&before, "index.html").contains("Renamed"),
        "the settings are those of the commit"
    );
    assert!(has(&before, "complaints/CMP-2025-0001.html") && !has(&before, "complaints/CMP-2025-0002.html"));
    assert_eq!(before["assets/mark.txt"], b"the first look");
    for name in ["v1.0", "feature/one", &first[..9], "HEAD~1", "release^"] {
        assert!(site(project.path(), &["--at", name]) == before, "{name}");
    }
    assert_eq!(site(project.path(), &["--at", "release"]), site(project.path(), &[]));
}

#[test]
fn a_working_tree_that_differs_is_neither_seen_nor_touched() {
    let (repository, ..) = two_commits();
    let project = &repository.project;
    let clean = site(project.path(), &[]);
    project.write("tenfour.toml", "not even valid");
    project.write("complaints/2.yaml", "id: [");
    project.write("complaints/3.yaml", complaint(3, ""));
    repository.delete("complaints/1.yaml");
    let status = repository.git(&["status", "--porcelain"]);
    let before = files(project.path());
    assert_eq!(site(project.path(), &["--at", "HEAD"]), clean);
    assert_eq!(repository.git(&["status", "--porcelain"]), status);
    assert_eq!(files(project.path()), before);
    const DRAFT: &str = "changes that are not committed";
    // The draft mark belongs to the folder alone.
    project.write("tenfour.toml", "title = \"Renamed\"\nprofile = \"starter\"\n");
    project.write("complaints/2.yaml", complaint(2, ""));
    assert!(page(&site(project.path(), &[]), "index.html").contains(DRAFT));
    assert!(!page(&clean, "index.html").contains(DRAFT));
}

#[test]
fn a_bare_repository_needs_no_working_tree() {
    let (repository, ..) = two_commits();
    let clean = site(repository.project.path(), &["--at", "v1.0"]);
    let bare = tempfile::tempdir().unwrap();
    let folder = bare.path().join("repo.git");
    let (from, to) = (repository.project.path().to_str().unwrap(), folder.to_str().unwrap());
    repository.git(&["clone", "--quiet", "--bare", from, to]);
    assert_eq!(site(bare.path(), &["--project", "repo.git", "--at", "v1.0"]), clean);
    assert_eq!(site(&folder, &["--at", "v1.0"]), clean);
    let said = run(tenfour().current_dir(&folder).args(["build", "--at", "v1.0"]));
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("say where it is to go with `--out DIR`"),
        "{}",
        said.err
    );
}

#[test]
fn a_project_below_the_top_is_found_in_the_commit() {
    let repository = Repository::new();
    repository.commit(
        "2025-02-10",
        &[
            ("quality/cx/tenfour.toml", "title = \"Below\"\nprofile = \"starter\"\n"),
            ("quality/cx/organization.yaml", ORGANIZATION),
            ("quality/cx/complaints/1.yaml", &complaint(1, "")),
            ("elsewhere.yaml", "id: [\n"),
        ],
    );
    let below = repository.project.path().join("quality/cx");
    let clean = site(&below, &[]);
    assert!(page(&clean, "index.html").contains("Below"));
    assert_eq!(site(&below, &["--at", "HEAD"]), clean);
    assert_eq!(site(&below.join("complaints"), &["--at", "HEAD"]), clean);
    let top = repository.project.path();
    assert_eq!(site(top, &["--at", "HEAD:quality/cx"]), clean);
    assert_eq!(site(top, &["--at", "HEAD:./quality/cx/"]), clean);
    assert_eq!(site(top, &["--project", "quality/cx", "--at", "main"]), clean);
    for (at, said) in [
        ("HEAD:quality", "`HEAD:quality` holds no `tenfour.toml` in `quality`"),
        ("HEAD:../up", "is no folder of the repository"),
    ] {
        let told = run(tenfour().current_dir(top).args(["check", "--at", at]));
        assert_eq!(told.code, 2, "{}", told.err);
        assert!(told.err.contains(said), "{}", told.err);
    }
}

fn refused(project: &Path, at: &str) -> Said {
    let said = run(tenfour().current_dir(project).args(["check", &format!("--at={at}")]));
    assert_eq!(said.code, 2, "{at}: {}", said.err);
    assert_eq!(said.out, "");
    said
}

#[test]
fn a_commit_that_does_not_exist_is_told_with_what_to_do() {
    let (repository, ..) = two_commits();
    let path = repository.project.path();
    assert!(refused(path, "v1.O").err.contains("did you mean `v1.0`?"));
    assert!(refused(path, "2024-12-31").err.contains("--as-of 2024-12-31"));
    assert!(
        refused(path, "0000000")
            .err
            .contains("the repository has no commit `0000000`")
    );
    // What looks like an option is a name all the same.
    for hostile in [
        "--all",
        "--output=stolen",
        "-h",
        "--git-dir",
        "",
        "HEAD\nHEAD",
        ":tenfour.toml",
    ] {
        assert!(
            refused(path, hostile).err.contains("the repository has no commit"),
            "{hostile}"
        );
    }
    assert!(!path.join("stolen").exists());
    let nowhere = tempfile::tempdir().unwrap();
    assert!(refused(nowhere.path(), "HEAD").err.contains("is in no git repository"));
}

#[cfg(unix)]
#[test]
fn links_and_repositories_inside_are_skipped_as_on_disk() {
    let (repository, ..) = two_commits();
    let project = &repository.project;
    std::os::unix::fs::symlink("1.yaml", project.path().join("complaints/copy.yaml")).unwrap();
    std::os::unix::fs::symlink("complaints", project.path().join("again")).unwrap();
    std::os::unix::fs::symlink("nowhere", project.path().join("dangling")).unwrap();
    let (inner, ..) = two_commits();
    let from = inner.project.path().to_str().unwrap();
    let inside = project.path().join("inside");
    repository.git(&["clone", "--quiet", from, inside.to_str().unwrap()]);
    repository.commit("2025-04-01", &[]);
    let on_disk = project.run(&["check", "--format", "short"]);
    let in_commit = project.run(&["check", "--format", "short", "--at", "HEAD"]);
    assert_eq!(on_disk.out, in_commit.out);
    for path in ["link `complaints/copy.yaml`", "link `again`", "repository `inside`"] {
        assert!(in_commit.out.contains(path), "{path}: {}", in_commit.out);
    }
    assert!(!in_commit.out.contains("dangling"));
    assert_eq!(site(project.path(), &["--at", "HEAD"]), site(project.path(), &[]));
}

#[test]
fn files_of_every_name_come_in_the_order_of_a_walk() {
    let repository = Repository::new();
    let thrice = [
        ("a/x.yaml", 1),
        ("a.yaml", 2),
        ("a-b/é ö.yaml", 3),
        (".hidden/y.yaml", 4),
        ("site/z.yaml", 5),
    ];
    repository.project.write("organization.yaml", ORGANIZATION);
    for (path, number) in thrice {
        repository.project.write(path, complaint(number, ""));
    }
    repository.commit("2025-06-10", &[]);
    let json = |arguments: &[&str]| {
        repository
            .project
            .run(&[&["check", "--format", "json"], arguments].concat())
            .out
    };
    assert_eq!(json(&[]), json(&["--at", "HEAD"]));
    assert!(json(&["--at", "HEAD"]).contains("lies in the output folder"));
}

#[test]
fn the_day_of_a_commit_is_its_own() {
    let repository = Repository::new();
    repository.commit(
        "2025-02-10",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &complaint(1, "")),
        ],
    );
    repository.commit("2025-03-10", &[("tenfour.toml", "as_of = 2025-03-05\n")]);
    let as_of = |arguments: &[&str]| repository.project.run(&[&["check"], arguments].concat()).err;
    assert!(as_of(&["--at", "HEAD~1"]).contains("as of 2025-02-10"));
    assert!(
        as_of(&["--at", "HEAD"]).contains("as of 2025-03-05"),
        "the settings of that commit fix it"
    );
    assert!(as_of(&["--at", "HEAD", "--as-of", "2025-12-31"]).contains("as of 2025-12-31"));
}

#[test]
fn the_preview_takes_no_commit() {
    let said = run(tenfour().args(["serve", "--at", "HEAD"]));
    assert_eq!(said.code, 2);
}
