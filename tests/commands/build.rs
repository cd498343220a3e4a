//! `tenfour build`: what it says; what it writes is looked at elsewhere.

use crate::support::{Project, run, tenfour};

const ORGANIZATION: &str =
    "id: ORG-1\ntitle: Bridge Street Library\nname: Bridge Street Library\ntime_zone: Europe/Dublin\n";

/// A project whose roles have two faults of one rule that warns, and with it an error where it is wanted.
fn project(error: bool) -> Project {
    let role = |number: u32| format!("id: ROL-{number}\ntitle: Role {number}\npurpose: Answers\nowner: ROL-9\n");
    let settings = "as_of = 2026-01-31\n[rules]\nR-GEN-02 = \"warning\"\n";
    let project = Project::new(&[
        ("tenfour.toml", settings),
        ("organization.yaml", ORGANIZATION),
        ("roles/1.yaml", &role(1)),
        ("roles/2.yaml", &role(2)),
    ]);
    if error {
        project.write("roles/3.yaml", "id: ROL-3\ntitle: [\n");
    }
    project
}

#[test]
fn warnings_are_a_line_for_each_rule_until_more_is_asked_for() {
    let project = project(false);
    let said = project.run(&["build"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.out, "");
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(
        lines[0].starts_with("roles/1.yaml:4:8: warning[R-GEN-02]: ") && lines[0].ends_with(" (and 1 more)"),
        "{}",
        said.err
    );
    assert_eq!(said.err.matches("R-GEN-02").count(), 1, "{}", said.err);
    assert!(said.err.contains("`tenfour check` shows every warning"), "{}", said.err);
    let verbose = project.run(&["build", "--verbose"]);
    assert_eq!(verbose.err.matches("warning[R-GEN-02]").count(), 2, "{}", verbose.err);
    assert!(verbose.err.contains("help: "), "{}", verbose.err);
    assert!(!verbose.err.contains("`tenfour check` shows"), "{}", verbose.err);
    let quiet = project.run(&["build", "--quiet"]);
    assert_eq!((quiet.code, quiet.err.as_str()), (0, ""));
}

#[test]
fn errors_are_told_in_full() {
    for arguments in [&["build"][..], &["build", "--quiet"]] {
        let said = project(true).run(arguments);
        assert_eq!(said.code, 1, "{}", said.err);
        assert!(said.err.contains("roles/3.yaml:"), "{}", said.err);
        assert!(said.err.contains("3.yaml") && said.err.contains('│'), "{}", said.err);
    }
}

#[test]
fn lines_fit_where_nobody_looks_at_a_terminal_and_machines_get_whole_ones() {
    let project = Project::new(&[
        ("tenfour.toml", "as_of = 2026-01-31\n"),
        ("organization.yaml", ORGANIZATION),
        (
            "roles/1.yaml",
            &format!(
                "id: ROL-1\ntitle: Role\npurpose: Answers\nowner: ROL-{}\n",
                "9-".repeat(20)
            ),
        ),
        (
            "roles/2.yaml",
            "id: ROL-2\ntitle: Role\npurpose: Answers\nownr: ROL-1 # and a remark that goes on and on, well beyond the columns that there are in any terminal of our days\n",
        ),
    ]);
    let reason =
        "It was agreed with everybody who has to do with it that this may stand as it is for some time yet. ".repeat(3);
    project.write(
        "waiver.yaml",
        format!("id: WVR-1\ntitle: Let it pass\nrule: R-GEN-02\nrecords: [ROL-1]\nreason: {reason}\nby: ROL-2\nuntil: 2026-12-31\n"),
    );
    let widest = |arguments: &[&str], columns: Option<&str>| {
        let mut command = tenfour();
        command.current_dir(project.path()).args(arguments);
        match columns {
            Some(columns) => command.env("COLUMNS", columns),
            None => command.env_remove("COLUMNS"),
        };
        let said = run(&mut command);
        let all = format!("{}{}", said.out, said.err);
        assert!(all.contains("ownr"), "{all}");
        all.lines().map(|line| line.chars().count()).max().unwrap_or(0)
    };
    assert!(widest(&["check"], None) <= 100);
    assert!(widest(&["check", "--verbose"], None) <= 100);
    assert!(widest(&["build"], None) <= 100);
    assert!(widest(&["check"], Some("70")) <= 70);
    assert!(widest(&["check", "--format", "json"], Some("70")) > 70);
}
