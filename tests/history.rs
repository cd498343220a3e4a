//! The history of records: repositories of every shape, read as a user would, by `tenfour history` and on the pages.

use crate::support::git::{self, Repository};
use crate::support::{Project, files, page, run, tenfour};
use serde_json::Value;
use std::path::PathBuf;

/// What happened to a record: a line a version, its fields behind it.
fn told(repository: &Repository, id: &str) -> Vec<String> {
    lines(&repository.history(id))
}

fn lines(history: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let version = |version: &Value| {
        let fields = version["fields"].as_array().unwrap().iter().map(|field| {
            let name = text(&field["field"]);
            match field["what"].as_str().unwrap() {
                "set" => format!("{name} {} -> {}", text(&field["old"]), text(&field["new"])),
                "added" => format!("{name} + {}", text(&field["item"])),
                "removed" => format!("{name} - {}", text(&field["item"])),
                "rows" => format!("{name} +{} ~{} -{}", field["added"], field["changed"], field["removed"]),
                other => format!("{name} {other}"),
            }
        });
        let fields: Vec<String> = fields.collect();
        let from = version["from"]
            .as_str()
            .map(|from| format!("{from} -> "))
            .unwrap_or_default();
        let head = format!(
            "{}: {} {from}{}",
            text(&version["commit"]["subject"]),
            text(&version["change"]),
            text(&version["path"])
        );
        if fields.is_empty() {
            head
        } else {
            format!("{head}: {}", fields.join(", "))
        }
    };
    history["versions"].as_array().unwrap().iter().map(version).collect()
}

fn role(id: &str, title: &str, note: &str) -> String {
    format!("id: {id}\ntitle: {title}\nsummary: {note}\n")
}

#[test]
fn fields_are_told_commit_by_commit() {
    let repository = Repository::new();
    repository.write("roles/ROL-1.yaml", role("ROL-1", "Manager", "one"));
    repository.commit("make it");
    repository.write("README.md", "not a record\n");
    repository.commit("something else");
    repository.write(
        "roles/ROL-1.yaml",
        "id: ROL-1\ntitle: Head\nsummary: one\ntags: [a, b]\nclosure: {on: 2025-01-02}\n",
    );
    repository.commit("change it");
    repository.remove("roles/ROL-1.yaml");
    repository.commit("delete it");
    assert_eq!(
        told(&repository, "ROL-1"),
        [
            "make it: created roles/ROL-1.yaml",
            "change it: changed roles/ROL-1.yaml: title Manager -> Head, tags + a, tags + b, closure.on null -> 2025-01-02",
            "delete it: deleted roles/ROL-1.yaml",
        ]
    );
    let history = repository.history("ROL-1");
    assert_eq!(history["shape"], "tenfour/history/1");
    assert_eq!(history["gone"], true);
    assert_eq!(history["versions"][0]["values"]["title"], "Manager");
    assert_eq!(history["versions"][0]["commit"]["author"]["name"], "Dunlin");
    assert_eq!(history["versions"][0]["commit"]["signature"], "none");
}

#[test]
fn records_move_between_files_and_ids_are_used_again() {
    let repository = Repository::new();
    repository.write("a.yaml", "- {id: ROL-1, title: a}\n- {id: ROL-2, title: b}\n");
    repository.commit("make");
    repository.write("a.yaml", "- {id: ROL-2, title: b}\n");
    repository.write("b.yaml", "id: ROL-1\ntitle: c\n");
    repository.commit("part");
    repository.git(&["mv", "b.yaml", "c.yaml"]);
    repository.commit("rename the file");
    repository.remove("c.yaml");
    repository.commit("delete");
    repository.write("d.yaml", "id: ROL-1\ntitle: another\n");
    repository.commit("again");
    assert_eq!(
        told(&repository, "ROL-1"),
        [
            "make: created a.yaml",
            "part: moved a.yaml -> b.yaml: title a -> c",
            "rename the file: moved b.yaml -> c.yaml",
            "delete: deleted c.yaml",
            "again: created d.yaml",
        ]
    );
    assert_eq!(told(&repository, "ROL-2"), ["make: created a.yaml"]);
    assert_eq!(repository.history("ROL-1")["gone"], false);
}

#[test]
fn the_history_of_an_id_that_was_renamed_goes_on() {
    let repository = Repository::new();
    repository.write("roles/ROL-1.yaml", role("ROL-1", "a", "b"));
    repository.commit("make");
    let said = repository.run(&["rename", "ROL-1", "ROL-2"]);
    assert_eq!(said.code, 0, "{}", said.err);
    repository.commit("rename");
    let expected = [
        "make: created roles/ROL-1.yaml",
        "rename: moved roles/ROL-1.yaml -> roles/ROL-2.yaml: id ROL-1 -> ROL-2",
    ];
    assert_eq!(told(&repository, "ROL-2"), expected);
    assert_eq!(told(&repository, "ROL-1"), expected);
}

#[test]
fn side_lines_are_told_as_written_and_merges_by_what_they_add() {
    let repository = Repository::new();
    let text = |a: &str, b: &str| format!("id: ROL-1\ntitle: {a}\n# between\n# between\n# between\nsummary: {b}\n");
    repository.write("a.yaml", text("1", "1"));
    repository.commit("base");
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    repository.write("a.yaml", text("1", "2"));
    repository.commit_as("aside", "Lapwing", "lapwing@abc.example", "2025-02-01T10:00:00+00:00");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("a.yaml", text("2", "1"));
    repository.commit("main");
    repository.git(&["merge", "--quiet", "--no-edit", "-m", "merge", "side"]);
    let history = repository.history("ROL-1");
    assert_eq!(
        lines(&history),
        [
            "base: created a.yaml",
            "main: changed a.yaml: title 1 -> 2",
            "aside: changed a.yaml: summary 1 -> 2",
        ]
    );
    assert_eq!(history["versions"][2]["commit"]["author"]["name"], "Lapwing");
    // A merge that drops the side line takes its change back.
    repository.git(&["checkout", "--quiet", "side"]);
    repository.write("a.yaml", text("1", "3"));
    repository.commit("aside again");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "-s", "ours", "-m", "drop", "side"]);
    assert_eq!(
        told(&repository, "ROL-1")[3..],
        [
            "aside again: changed a.yaml: summary 2 -> 3",
            "drop: changed a.yaml: summary 3 -> 2",
        ]
    );
}

#[test]
fn rows_of_a_wave_are_counted() {
    let repository = Repository::new();
    repository.write(
        "responses/WAV-1.csv",
        "id,disposition,q1\nRSP-1,complete,7\nRSP-2,complete,8\n",
    );
    repository.commit("answers");
    repository.write(
        "responses/WAV-1.csv",
        "id,disposition,q1\r\nRSP-2,complete,9\r\nRSP-3,complete,1\r\nRSP-4,complete,2\r\n",
    );
    repository.commit("corrected");
    repository.remove("responses/WAV-1.csv");
    repository.commit("removed");
    assert_eq!(
        told(&repository, "WAV-1"),
        [
            "answers: changed responses/WAV-1.csv: responses +2 ~0 -0",
            "corrected: changed responses/WAV-1.csv: responses +2 ~1 -1",
            "removed: changed responses/WAV-1.csv: responses +0 ~0 -3",
        ]
    );
}

#[test]
fn what_cannot_be_read_is_passed_over_and_line_ends_change_nothing() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit("make");
    repository.write("a.yaml", role("ROL-1", "a", "b").replace('\n', "\r\n"));
    repository.commit("other line ends");
    repository.write("a.yaml", "id: ROL-1\n<<<<<<< HEAD\ntitle: [\n");
    repository.commit("broken");
    repository.write("a.yaml", b"id: ROL-1\ntitle: \xFF\n");
    repository.commit("not UTF-8");
    repository.write("a.yaml", role("ROL-1", "a", "c"));
    repository.commit("mended");
    assert_eq!(
        told(&repository, "ROL-1"),
        ["make: created a.yaml", "mended: changed a.yaml: summary b -> c"]
    );
}

#[test]
fn a_project_in_a_folder_of_a_larger_repository_tells_its_own_files() {
    let repository = Repository::with_project("quality/records");
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    std::fs::write(repository.path().join("b.yaml"), role("ROL-9", "a", "b")).unwrap();
    repository.commit("make");
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    std::fs::write(repository.path().join("b.yaml"), role("ROL-9", "b", "b")).unwrap();
    repository.commit("beside");
    repository.write("a.yaml", role("ROL-1", "b", "b"));
    repository.commit("aside");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "side"]);
    assert_eq!(
        told(&repository, "ROL-1"),
        ["make: created a.yaml", "aside: changed a.yaml: title a -> b"]
    );
    assert_eq!(repository.run(&["history", "ROL-9"]).code, 2);
}

#[test]
fn names_and_dates_that_others_chose_do_no_harm() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit_as("far off", "Dunlin", "d@abc.example", "@4000000000 +0000");
    repository.write("a.yaml", role("ROL-1", "b", "b"));
    repository.git(&["add", "--all"]);
    let tree = repository.git(&["write-tree"]);
    let parent = repository.git(&["rev-parse", "HEAD"]);
    // Written by hand: git itself would refuse such a name and such a date.
    let mut raw = format!("tree {tree}\nparent {parent}\nauthor Eid").into_bytes();
    raw.extend(b"er\xFF <e@abc.example> 99999999999999 +0000\ncommitter Eider <e@abc.example> 1736150400 +0000\n\nsubject \x1b[31m\n");
    std::fs::write(repository.path().join(".git/raw"), &raw).unwrap();
    let commit = repository.git(&["hash-object", "-t", "commit", "-w", "--literally", ".git/raw"]);
    repository.git(&["reset", "--quiet", "--hard", &commit]);
    let history = repository.history("ROL-1");
    let versions = &history["versions"];
    assert_eq!(versions[0]["commit"]["committed"], "2096-10-02T07:06:40Z");
    assert_eq!(versions[1]["commit"]["author"]["name"], "Eider\u{fffd}");
    assert_eq!(versions[1]["fields"][0]["new"], "b");
    let said = repository.run(&["history", "ROL-1"]);
    assert!(!said.out.contains('\u{1b}'), "{}", said.out);
    assert!(said.out.contains("title  a -> b"), "{}", said.out);
}

#[test]
fn trailers_and_signatures_are_told() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit("make\n\nBecause.\n\nReviewed-by: Lapwing <l@abc.example>\nRefs: CMP-1,\n  CMP-2\n");
    let history = repository.history("ROL-1");
    let commit = &history["versions"][0]["commit"];
    assert_eq!(
        commit["trailers"],
        serde_json::json!([
            { "key": "Reviewed-by", "value": "Lapwing <l@abc.example>" },
            { "key": "Refs", "value": "CMP-1, CMP-2" },
        ])
    );
}

#[test]
fn a_shallow_clone_tells_what_is_there_and_says_so() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit("make");
    repository.write("a.yaml", role("ROL-1", "b", "b"));
    repository.commit("change");
    let clones = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repository.path().display());
    git::run(&mut git::git(
        clones.path(),
        &["clone", "--quiet", "--depth=1", &url, "clone"],
    ));
    let clone = clones.path().join("clone");
    let history = git::history(&clone, "ROL-1");
    assert_eq!(lines(&history), ["change: created a.yaml"]);
    assert_eq!(history["shallow"], true);
    let said = run(tenfour().current_dir(&clone).args(["history", "ROL-1"]));
    assert!(said.err.contains("older history was cut off"), "{}", said.err);
    git::run(&mut git::git(&clone, &["fetch", "--quiet", "--unshallow"]));
    assert_eq!(
        lines(&git::history(&clone, "ROL-1")),
        ["make: created a.yaml", "change: changed a.yaml: title a -> b"]
    );
}

#[test]
fn worktrees_and_submodules_have_a_history_too() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit("make");
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("tree");
    repository.git(&["worktree", "add", "--quiet", tree.to_str().unwrap(), "-b", "other"]);
    assert_eq!(lines(&git::history(&tree, "ROL-1")), ["make: created a.yaml"]);

    let above = Repository::with_project("own");
    above.write("b.yaml", role("ROL-2", "a", "b"));
    let url = format!("file://{}", repository.path().display());
    above.git(&["submodule", "--quiet", "add", &url, "own/records"]);
    above.commit("with a submodule");
    let inside = above.path().join("own/records");
    assert_eq!(lines(&git::history(&inside, "ROL-1")), ["make: created a.yaml"]);
    // The project above sees the files of the submodule, but their history is not its own.
    assert_eq!(told(&above, "ROL-2"), ["with a submodule: created b.yaml"]);
    assert_eq!(above.run(&["history", "ROL-1"]).code, 2);
}

#[test]
fn without_a_history_the_program_says_why() {
    let project = Project::new(&[("a.yaml", &role("ROL-1", "a", "b"))]);
    let said = project.run(&["history", "ROL-1"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("the project is in no git repository"), "{}", said.err);
    let repository = Repository::new();
    let said = repository.run(&["history", "ROL-1"]);
    assert!(said.err.contains("the repository has no commit yet"), "{}", said.err);
    repository.write("a.yaml", role("ROL-10", "a", "b"));
    repository.commit("make");
    assert_eq!(repository.run(&["history", "rol-10"]).code, 0);
    let said = repository.run(&["history", "ROL-11"]);
    assert!(said.err.contains("did you mean `ROL-10`?"), "{}", said.err);
    repository.write("tenfour.toml", "[history]\nread = false\n");
    let said = repository.run(&["history", "ROL-10"]);
    assert!(said.err.contains("was not read"), "{}", said.err);
    // Without the program.
    let said = run(tenfour()
        .current_dir(project.path())
        .env("PATH", "/nonexistent")
        .args(["history", "ROL-1"]));
    assert!(said.err.contains("the program `git` is not there"), "{}", said.err);
    // In the folder of git itself, or of a bare repository, nothing is committed.
    let bare = tempfile::tempdir().unwrap();
    git::run(&mut git::git(bare.path(), &["init", "--quiet", "--bare"]));
    std::fs::write(bare.path().join("tenfour.toml"), "").unwrap();
    let said = run(tenfour().current_dir(bare.path()).args(["history", "ROL-1"]));
    assert!(said.err.contains("in no git repository"), "{}", said.err);
}

/// A site with a record whose description named somebody, and the organization with its staff.
fn with_a_name_taken_out() -> Repository {
    let repository = Repository::new();
    repository.write(
        "organization.yaml",
        "id: ORG-1\ntitle: ABC Services\ntimezone: Europe/Berlin\n",
    );
    repository.write("persons.yaml", "id: PER-1\ndisplay: Anna Lapwing\npseudonym: L1\n");
    let action = |description: &str, due: &str| {
        format!("id: ACT-1\nkind: correction\ndescription: {description}\ndue: {due}\nconfidentiality: public\n")
    };
    repository.write("actions/ACT-1.yaml", action("Call Mrs Grebe back", "2025-02-01"));
    repository.commit("make");
    repository.write("actions/ACT-1.yaml", action("Call the client back", "2025-03-01"));
    repository.commit_as(
        "Mrs Grebe",
        "Anna Lapwing",
        "anna@abc.example",
        "2025-02-01T10:00:00+00:00",
    );
    repository
}

#[test]
fn the_page_of_a_record_tells_its_history_to_those_who_may_read_it() {
    let repository = with_a_name_taken_out();
    let site = |audience: &str| {
        let said = repository.run(&["build", "--keep-going", "--audience", audience]);
        assert!(said.code < 2, "{}", said.err);
        files(&repository.project().join("site"))
    };
    let restricted = site("restricted");
    let all = page(&restricted, "actions/ACT-1.html");
    for word in ["Anna Lapwing", "Mrs Grebe", "2025-02-01", "2025-03-01", "Dunlin"] {
        assert!(all.contains(word), "{word}");
    }
    let internal = site("internal");
    let inside = page(&internal, "actions/ACT-1.html");
    for word in ["Dunlin", "L1", "2025-02-01", "withheld for the audience internal"] {
        assert!(inside.contains(word), "{word}");
    }
    for (path, bytes) in &internal {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Grebe") && !text.contains("Lapwing"), "{path}");
    }
    let public = site("public");
    assert!(page(&public, "actions/ACT-1.html").contains("2025-03-01"));
    for (path, bytes) in &public {
        let text = String::from_utf8_lossy(bytes);
        for word in ["Grebe", "Lapwing", "Dunlin", "L1<"] {
            assert!(!text.contains(word), "{path} tells {word}");
        }
    }
    let data: Value = serde_json::from_slice(&public["actions/ACT-1.json"]).unwrap();
    assert_eq!(data["history"]["shape"], "tenfour/history/1");
    assert_eq!(data["history"]["versions"][1]["commit"]["author"], Value::Null);
}

#[test]
fn a_page_without_history_says_why() {
    let project = Project::new(&[("actions/ACT-1.yaml", "id: ACT-1\nkind: correction\ndescription: a\n")]);
    let said = project.run(&["build", "--keep-going"]);
    assert!(said.code < 2, "{}", said.err);
    let site = files(&project.path().join("site"));
    assert!(page(&site, "actions/ACT-1.html").contains("Not available: the project is in no git repository."));
}

/// The files that are kept of the history of a repository.
fn kept(repository: &Repository) -> Vec<PathBuf> {
    let folder = repository.path().join(".git/tenfour/history");
    let mut kept: Vec<PathBuf> = files(&folder).into_keys().map(|path| folder.join(path)).collect();
    kept.sort();
    kept
}

/// The same as from a copy that keeps nothing yet.
fn afresh(repository: &Repository, id: &str) -> Value {
    let before: Vec<(PathBuf, Vec<u8>)> = kept(repository)
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    std::fs::remove_dir_all(repository.path().join(".git/tenfour")).unwrap();
    let history = repository.history(id);
    std::fs::remove_dir_all(repository.path().join(".git/tenfour")).unwrap();
    for (path, bytes) in before {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    history
}

#[test]
fn a_kept_history_grows_with_the_commits_and_is_the_same_as_one_read_anew() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "0", "b"));
    repository.commit("make");
    repository.history("ROL-1");
    assert_eq!(kept(&repository).len(), 1);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    for number in 1..=3 {
        let broken = if number == 2 { "x: [\n" } else { "" };
        repository.write("a.yaml", role("ROL-1", &number.to_string(), "b") + broken);
        repository.commit(&format!("change {number}"));
        assert_eq!(repository.history("ROL-1"), afresh(&repository, "ROL-1"));
        assert_eq!(kept(&repository).len(), number + 1);
    }
    assert_eq!(
        told(&repository, "ROL-1")[1..],
        [
            "change 1: changed a.yaml: title 0 -> 1",
            "change 3: changed a.yaml: title 1 -> 3",
        ]
    );
    // A side line that is dropped: the file was last touched before what is kept.
    repository.git(&["checkout", "--quiet", "-b", "side"]);
    repository.write("a.yaml", role("ROL-1", "aside", "b"));
    repository.commit("aside");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "-s", "ours", "-m", "drop", "side"]);
    let history = repository.history("ROL-1");
    assert_eq!(history, afresh(&repository, "ROL-1"));
    assert_eq!(
        lines(&history)[3..],
        [
            "aside: changed a.yaml: title 3 -> aside",
            "drop: changed a.yaml: title aside -> 3"
        ]
    );
}

#[test]
fn rewritten_history_and_other_bytes_are_noticed() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit("make");
    repository.history("ROL-1");
    repository.write("a.yaml", role("ROL-1", "b", "b"));
    repository.commit("wrong");
    repository.history("ROL-1");
    repository.git(&["commit", "--quiet", "--amend", "-m", "right"]);
    let expected = ["make: created a.yaml", "right: changed a.yaml: title a -> b"];
    assert_eq!(told(&repository, "ROL-1"), expected);
    assert_eq!(kept(&repository).len(), 2);
    // Somebody who changes what is kept, or breaks it, is not believed.
    for path in kept(&repository).into_iter().rev() {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes).replace("right", "wrong").into_bytes();
        std::fs::write(&path, text).unwrap();
        assert_eq!(told(&repository, "ROL-1"), expected);
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(told(&repository, "ROL-1"), expected);
    }
    // Another selection of files is another history.
    repository.write("tenfour.toml", "[records]\ninclude = [\"b/**/*.yaml\"]\n");
    assert_eq!(repository.run(&["history", "ROL-1"]).code, 2);
    repository.write("tenfour.toml", "");
    assert_eq!(told(&repository, "ROL-1"), expected);
}

#[test]
fn where_nothing_can_be_kept_the_history_is_read_all_the_same() {
    let repository = Repository::new();
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    repository.commit("make");
    std::fs::write(
        repository.path().join(".git/tenfour"),
        "a file where a folder should be",
    )
    .unwrap();
    assert_eq!(told(&repository, "ROL-1"), ["make: created a.yaml"]);
    let ours = std::fs::read(repository.path().join(".git/tenfour")).unwrap();
    assert_eq!(ours, b"a file where a folder should be");
}

#[test]
fn signatures_are_verified_with_the_keys_that_the_project_names() {
    let repository = Repository::new();
    let keys = tempfile::tempdir().unwrap();
    let key = keys.path().join("key");
    let mut keygen = std::process::Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]).arg(&key);
    if keygen.output().map_or(true, |output| !output.status.success()) {
        return; // a machine without ssh-keygen signs nothing
    }
    let sign = |subject: &str| {
        repository.git(&["add", "--all"]);
        let config = format!("user.signingKey={}", key.display());
        repository.git(&[
            "-c",
            "gpg.format=ssh",
            "-c",
            &config,
            "commit",
            "--quiet",
            "-S",
            "-m",
            subject,
        ]);
    };
    repository.write("a.yaml", role("ROL-1", "a", "b"));
    sign("signed");
    repository.write("a.yaml", role("ROL-1", "b", "b"));
    repository.commit("not signed");
    let signatures = || {
        let history = repository.history("ROL-1");
        let versions = history["versions"].as_array().unwrap().clone();
        let told = versions.iter().map(|version| {
            let commit = &version["commit"];
            (
                commit["signature"].as_str().unwrap().to_owned(),
                commit["signer"].clone(),
            )
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        signatures(),
        [("present".to_owned(), Value::Null), ("none".to_owned(), Value::Null)]
    );
    // The settings and the keys may lie in the work tree: what counts is what the project says now.
    repository.write("tenfour.toml", "[history]\nallowed_signers = \"signers\"\n");
    repository.write("signers", "");
    assert_eq!(signatures()[0].0, "unknown_key");
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    repository.write("signers", format!("dunlin@abc.example {public}"));
    assert_eq!(signatures()[0], ("good".to_owned(), "dunlin@abc.example".into()));
    repository.remove("signers");
    let said = repository.run(&["check"]);
    assert!(
        said.out.contains("there is no file `signers`") || said.err.contains("there is no file `signers`"),
        "{said:?}"
    );
}
