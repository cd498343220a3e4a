//! `tenfour explain`.

use crate::support::Project;

#[test]
fn rules_kinds_fields_and_columns_are_explained() {
    let project = Project::new(&[("tenfour.toml", "[rules]\nR-GEN-05 = \"off\"\n")]);
    let explain = |code: &str| {
        let said = project.run(&["explain", code]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(!said.out.contains('\x1b'), "colours are for terminals");
        said.out
    };
    let rule = explain("r-gen-05");
    assert!(
        rule.starts_with("R-GEN-05: no review of a record is overdue\n"),
        "{rule}"
    );
    assert!(
        rule.contains("severity      off, set in tenfour.toml (usually warning)\n"),
        "{rule}"
    );
    assert!(explain("complaint").contains("\nid            CMP-..\n"));
    assert_eq!(explain("CMP"), explain("complaints"));
    assert!(explain("complaint.events.kind").contains("\n  acknowledged "));
    assert!(explain("response").contains("\n  segment.DIMENSION "));
}

#[test]
fn without_a_code_everything_is_listed() {
    let said = Project::new(&[]).run(&["explain"]);
    assert_eq!(said.code, 0);
    for name in ["R-GEN-02", "complaint", "waiver", "CMP-.."] {
        assert!(said.out.contains(name), "{name}");
    }
    assert!(said.out.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn what_does_not_exist_is_refused() {
    let said = Project::new(&[]).run(&["explain", "R-GEN-2"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("did you mean `R-GEN-02`?"), "{}", said.err);
}
