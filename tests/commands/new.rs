//! `tenfour new`.

use crate::support::{Project, Said};

fn starter() -> Project {
    let project = Project::new(&[]);
    std::fs::remove_file(project.path().join("tenfour.toml")).unwrap();
    assert_eq!(project.run(&["init", "-q"]).code, 0);
    project
}

fn written(project: &Project, said: &Said) -> String {
    assert_eq!(said.code, 0, "{}", said.err);
    std::fs::read_to_string(project.path().join(said.out.trim())).unwrap()
}

#[test]
fn a_draft_has_the_next_id_and_lies_with_its_kind() {
    let project = starter();
    let said = project.run(&["new", "complaint", "--title", "Parcel: open"]);
    assert_eq!(said.out, "complaints/CMP-2026-0004.yaml\n");
    let text = written(&project, &said);
    assert!(text.contains("\nid: CMP-2026-0004\n") && text.contains("\ntitle: \"Parcel: open\"\n"));
    assert!(
        said.err.contains("fill in received_at, category, events"),
        "{}",
        said.err
    );
    assert_eq!(
        project.run(&["new", "complaint"]).out,
        "complaints/CMP-2026-0005.yaml\n"
    );
    assert_eq!(project.run(&["new", "finding"]).out, "findings/FND-001.yaml\n");
}

#[test]
fn a_filled_in_draft_is_a_record() {
    let project = starter();
    let said = project.run(&["new", "role", "-t", "Head of everything"]);
    let text = written(&project, &said).replace("\npurpose:", "\npurpose: Decides.");
    project.write(said.out.trim(), text);
    let said = project.run(&["check"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
}

#[test]
fn an_empty_draft_is_told_field_by_field() {
    let project = starter();
    project.run(&["new", "role"]);
    let said = project.run(&["check", "--format", "short"]);
    assert_eq!(said.code, 1);
    assert!(
        said.out.contains("`ROL-003`: the field `purpose` is empty"),
        "{}",
        said.out
    );
}

#[test]
fn habits_of_the_project_are_kept() {
    let project = Project::new(&[
        ("cases/2025/CMP-2025-07.yaml", "id: CMP-2025-07\n"),
        ("cases/2025/CMP-2025-08.yaml", "id: CMP-2025-08\n"),
        ("more.yaml", "- id: CMP-2025-09\n- id: CMP-2025-10\n"),
    ]);
    assert_eq!(project.run(&["new", "complaint"]).out, "cases/2026/CMP-2026-01.yaml\n");
    let said = project.run(&["new", "complaint", "--as-of", "2025-06-30"]);
    assert_eq!(said.out, "cases/2025/CMP-2025-11.yaml\n");
}

#[test]
fn prefixes_and_fields_of_the_project_are_followed() {
    let project = Project::new(&[(
        "tenfour.toml",
        "as_of = 2026-01-31\nprofile = \"audit\"\n[prefixes]\naction = \"TODO\"\n[redirects]\nTODO-007 = \"TODO-001\"\n",
    )]);
    project.write("actions/TODO-001.yaml", "id: TODO-001\n");
    let said = project.run(&["new", "action"]);
    assert_eq!(said.out, "actions/TODO-008.yaml\n"); // behind the number that was given up
    assert!(written(&project, &said).contains("\nresources:\n"));
    let said = project.run(&["new", "action", "--id", "TODO-007"]);
    assert!(said.err.contains("is in use or was in use"), "{}", said.err);
    let said = project.run(&["new", "action", "--id", "ACT-1"]);
    assert!(said.err.contains("its prefix is not `TODO`"), "{}", said.err);
}

#[test]
fn random_ids_do_not_meet() {
    let project = starter();
    let first = project.run(&["new", "complaint", "--random"]);
    let second = project.run(&["new", "complaint", "--random"]);
    assert_eq!((first.code, second.code), (0, 0));
    assert_ne!(first.out, second.out);
    assert!(first.out.starts_with("complaints/CMP-2026-"), "{}", first.out);
}

#[test]
fn an_unknown_kind_is_answered_with_the_nearest_and_a_list() {
    let said = starter().run(&["new", "complant"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(
        said.err.contains("did you mean `complaint`? known kinds: organization"),
        "{}",
        said.err
    );
}

#[test]
fn the_year_is_never_guessed() {
    let project = Project::new(&[("tenfour.toml", "")]);
    let said = project.run(&["new", "complaint"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--as-of today"), "{}", said.err);
    assert_eq!(project.run(&["new", "action"]).out, "actions/ACT-001.yaml\n");
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let project = starter();
    project.write("roles/ROL-003.yaml", "# empty so far\n");
    let said = project.run(&["new", "role"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("nothing was overwritten"), "{}", said.err);
}
