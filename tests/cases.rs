//! `tests/cases/<area>/<name>/`: a tiny project and what the program says of it. Copying a folder adds a test.
//!
//! `project/` is the project, `expected/check.txt` the output of `check --format short` with its exit code. Set
//! `TENFOUR_ACCEPT=1` to write what comes, then read it before it is committed.

use crate::support::{Project, files, repository};
use std::path::Path;

#[test]
fn every_case_says_what_is_expected() {
    let folder = repository("tests/cases");
    let mut cases = Vec::new();
    for area in std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        cases.extend(
            std::fs::read_dir(area)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir()),
        );
    }
    cases.sort();
    assert!(cases.len() > 5, "the cases are not where they should be");
    let accept = std::env::var_os("TENFOUR_ACCEPT").is_some();
    let mut differing = Vec::new();
    for case in &cases {
        let name = case.strip_prefix(&folder).unwrap().display().to_string();
        let got = said(case);
        let expected = case.join("expected/check.txt");
        if accept {
            std::fs::create_dir_all(expected.parent().unwrap()).unwrap();
            std::fs::write(&expected, &got).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != got {
            differing.push(format!("== {name}\n{got}"));
        }
    }
    assert!(
        differing.is_empty(),
        "these cases came out differently:\n{}",
        differing.join("\n")
    );
}

fn said(case: &Path) -> String {
    let project = Project::copy(&case.join("project"));
    let before = files(project.path());
    let said = project.run(&["check", "--format", "short"]);
    assert_eq!(files(project.path()), before, "check changed the project");
    let folder = project.path().display().to_string();
    let err = said.err.replace(&folder, "<project>");
    format!("{}{err}exit code {}\n", said.out, said.code)
}
