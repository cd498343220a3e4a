//! `tenfour rename`.

use crate::support::{Project, files};
use std::collections::BTreeMap;

const SETTINGS: &str = "# Ours.\ntitle = \"T\" # said twice\nas_of = 2026-01-31\n";

/// A project in which everything that can hold an id holds `CMP-7` or `WAV-1`.
fn project() -> Project {
    Project::new(&[
        ("tenfour.toml", SETTINGS),
        (
            "complaints/CMP-7.yaml",
            "# CMP-7 came by letter.\nid: 'CMP-7' # for ever\ntitle: \"Not CMP-70, but CMP-7\"\nreceived_at: 2026-01-02T10:00:00Z\ncategory: other\nevents: [{at: 2026-01-02T10:00:00Z, kind: received}]\n",
        ),
        (
            "actions/all.yaml",
            "\u{FEFF}- id: ACT-1\r\n  kind: correction\r\n  addresses: [ CMP-7 , \"CMP-70\",'CMP-7' ] # two of three\r\n  description: |  # not CMP-7\r\n    See CMP-7, complaints/CMP-7.yaml and https://crm.example/CMP-7.\r\n    CMP-7-b is another.\r\n",
        ),
        (
            "complaints/more.yaml",
            "---\nid: CMP-70\nreceived_at: 2026-01-03T10:00:00Z\ncategory: other\nrelated_complaints:\n- CMP-7\nnotes: \"first\\nCMP-7\"\nevents: [{at: 2026-01-03T10:00:00Z, kind: received}]\n---\nid: SVY-1\ntype: pulse\nquestions: [{key: a, text: {en: A}, kind: open}]\n",
        ),
        (
            "waves.yaml",
            "id: WAV-1\nsurvey: SVY-1\nsurvey_version: \"1\"\nperiod_label: a\nfield_start: 2026-01-01\nfield_end: 2026-01-02\n",
        ),
        (
            "responses/WAV-1.csv",
            "id,disposition,segment.size,a\nRSP-1,complete, SEG-S ,\"WAV-1, SEG-S\"\n",
        ),
        (
            "more-responses.yaml",
            "wave: WAV-1 # by telephone\nresponses:\n  - {id: RSP-2, disposition: complete, segment_values: {size: SEG-S}}\n",
        ),
        ("segments/SEG-S.yaml", "id: SEG-S\ncriteria: Small.\n"),
        (
            "pages/about.md",
            "---\ntitle: About CMP-7\n---\n[[CMP-7]], [page](../complaints/CMP-7.html), {{ record(\"CMP-7\").title }}\n",
        ),
    ])
}

fn texts(project: &Project) -> BTreeMap<String, String> {
    let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
    files(project.path()).into_iter().map(text).collect()
}

#[test]
fn the_id_changes_everywhere_and_nothing_else_does() {
    let project = project();
    assert_eq!(project.run(&["check", "-q"]).code, 0, "{:?}", project.run(&["check"]));
    let before = texts(&project);
    let said = project.run(&["rename", "CMP-7", "CMP-2026-0001"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let after = texts(&project);
    assert_eq!(
        after["complaints/CMP-2026-0001.yaml"],
        before["complaints/CMP-7.yaml"]
            .replace("'CMP-7'", "'CMP-2026-0001'")
            .replace("but CMP-7", "but CMP-2026-0001")
    );
    assert!(!after.contains_key("complaints/CMP-7.yaml"));
    assert_eq!(
        after["actions/all.yaml"],
        before["actions/all.yaml"]
            .replace("[ CMP-7 ,", "[ CMP-2026-0001 ,")
            .replace("'CMP-7' ]", "'CMP-2026-0001' ]")
            .replace("See CMP-7,", "See CMP-2026-0001,")
            .replace("complaints/CMP-7.yaml", "complaints/CMP-2026-0001.yaml")
    );
    assert_eq!(
        after["complaints/more.yaml"],
        before["complaints/more.yaml"]
            .replace("- CMP-7\n", "- CMP-2026-0001\n")
            .replace("\\nCMP-7\"", "\\nCMP-2026-0001\"")
    );
    assert_eq!(
        after["pages/about.md"],
        before["pages/about.md"].replace("CMP-7", "CMP-2026-0001")
    );
    assert_eq!(
        after["tenfour.toml"],
        format!(
            "{SETTINGS}\n[redirects]\n# Old ids and the ids they have now, so that old links still lead on.\nCMP-7 = \"CMP-2026-0001\"\n"
        )
    );
    for path in [
        "waves.yaml",
        "responses/WAV-1.csv",
        "segments/SEG-S.yaml",
        "more-responses.yaml",
    ] {
        assert_eq!(after[path], before[path], "{path}");
    }
    assert_eq!(project.run(&["check", "-q"]).code, 0);
    let remarks = "actions/all.yaml:4:25, complaints/CMP-7.yaml:1:3";
    assert!(said.err.contains(remarks), "{}", said.err);
}

#[test]
fn a_wave_takes_its_tables_along_and_a_segment_its_cells() {
    let project = project();
    let before = texts(&project);
    assert_eq!(project.run(&["rename", "WAV-1", "WAV-2026A", "--no-redirect"]).code, 0);
    assert_eq!(project.run(&["rename", "SEG-S", "SEG-SMALL", "--no-redirect"]).code, 0);
    let after = texts(&project);
    assert_eq!(
        after["responses/WAV-2026A.csv"],
        "id,disposition,segment.size,a\nRSP-1,complete, SEG-SMALL ,\"WAV-1, SEG-S\"\n"
    );
    assert!(after["more-responses.yaml"].starts_with("wave: WAV-2026A # by telephone\n"));
    assert!(after["more-responses.yaml"].contains("{size: SEG-SMALL}"));
    assert!(after["waves.yaml"].starts_with("id: WAV-2026A\n"));
    assert_eq!(after["tenfour.toml"], before["tenfour.toml"]);
    assert_eq!(project.run(&["check", "-q"]).code, 0);
}

#[test]
fn a_dry_run_shows_the_lines_and_changes_nothing() {
    let project = project();
    let before = files(project.path());
    let said = project.run(&["rename", "CMP-7", "CMP-8", "--dry-run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out
            .contains("complaints/CMP-7.yaml:2\n  - id: 'CMP-7' # for ever\n  + id: 'CMP-8' # for ever\n"),
        "{}",
        said.out
    );
    assert!(
        said.out.contains("complaints/CMP-7.yaml -> complaints/CMP-8.yaml\n"),
        "{}",
        said.out
    );
    assert!(said.out.contains("\n  + CMP-7 = \"CMP-8\"\n"), "{}", said.out);
    assert!(said.err.starts_with("would rename CMP-7 to CMP-8"), "{}", said.err);
    assert_eq!(files(project.path()), before);
}

#[test]
fn old_ids_lead_on_over_several_renames_and_are_never_given_again() {
    let project = project();
    assert_eq!(project.run(&["rename", "CMP-7", "CMP-8"]).code, 0);
    assert_eq!(project.run(&["rename", "CMP-8", "CMP-9"]).code, 0);
    let settings = std::fs::read_to_string(project.path().join("tenfour.toml")).unwrap();
    assert!(
        settings.ends_with("CMP-7 = \"CMP-8\"\nCMP-8 = \"CMP-9\"\n"),
        "{settings}"
    );
    assert_eq!(project.run(&["check", "-q"]).code, 0);
    let refused = |arguments: &[&str], why: &str| {
        let before = files(project.path());
        let said = project.run(arguments);
        assert_eq!(said.code, 2);
        assert!(said.err.contains(why), "{}", said.err);
        assert_eq!(files(project.path()), before);
    };
    refused(&["rename", "CMP-9", "CMP-7"], "`CMP-7` is in use or was in use");
    refused(&["rename", "CMP-8", "CMP-10"], "it is `CMP-9` now");
    refused(&["rename", "CMP-9", "CMP-70"], "`CMP-70` is in use");
    refused(&["rename", "CMP-9", "ACT-9"], "its id keeps the prefix `CMP`");
    refused(&["rename", "CMP-9", "cmp 9"], "`cmp 9` cannot be an id");
    refused(&["rename", "CMP-99", "CMP-100"], "there is no record `CMP-99`");
}

#[test]
fn a_project_that_cannot_be_read_whole_is_left_alone() {
    let project = project();
    project.write("broken.yaml", "id: ROL-1\npurpose: a: CMP-7\n");
    let before = files(project.path());
    let said = project.run(&["rename", "CMP-7", "CMP-8"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("broken.yaml:2"), "{}", said.err);
    assert_eq!(files(project.path()), before);
}

#[test]
fn a_file_in_the_way_stops_before_anything_changes() {
    let project = project();
    project.write("complaints/CMP-8.yaml", "# empty\n");
    let before = files(project.path());
    let said = project.run(&["rename", "CMP-7", "CMP-8"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("there is `"), "{}", said.err);
    assert_eq!(files(project.path()), before);
}

#[test]
fn after_a_merge_one_of_two_gets_a_new_id_and_references_are_listed() {
    let role = "id: ROL-1\npurpose: x\n";
    let project = Project::new(&[
        ("roles/ROL-1.yaml", role),
        ("roles/other.yaml", "id: \"ROL-1\" # ours\npurpose: y\n"),
        ("x.yaml", "id: SEG-1\nowner: ROL-1\ncriteria: z\n"),
    ]);
    let said = project.run(&["rename", "ROL-1", "ROL-2"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("roles/ROL-1.yaml:1:5, roles/other.yaml:1:5"),
        "{}",
        said.err
    );
    let said = project.run(&["rename", "ROL-1", "ROL-2", "--in", "roles/other.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("x.yaml:2:8 (`owner` of SEG-1)"), "{}", said.err);
    let after = texts(&project);
    assert_eq!(after["roles/other.yaml"], "id: \"ROL-2\" # ours\npurpose: y\n");
    assert_eq!(after["roles/ROL-1.yaml"], role);
    assert!(!after["tenfour.toml"].contains("redirects"));
    assert_eq!(project.run(&["check", "-q"]).code, 0);
}

#[test]
fn redirects_written_in_another_way_are_not_touched() {
    let project = project();
    let text = format!("{SETTINGS}redirects = {{ CMP-1 = \"CMP-7\" }}\n");
    project.write("tenfour.toml", &text);
    let before = files(project.path());
    let said = project.run(&["rename", "CMP-7", "CMP-8"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("below a heading `[redirects]`"), "{}", said.err);
    assert_eq!(files(project.path()), before);
    project.write(
        "tenfour.toml",
        format!("{SETTINGS}[redirects]\r\nCMP-1 = \"CMP-7\" # old\r\n\r\n[rules]\r\n"),
    );
    assert_eq!(project.run(&["rename", "CMP-7", "CMP-8"]).code, 0);
    let settings = std::fs::read_to_string(project.path().join("tenfour.toml")).unwrap();
    assert!(
        settings.ends_with("CMP-1 = \"CMP-7\" # old\r\nCMP-7 = \"CMP-8\"\r\n\r\n[rules]\r\n"),
        "{settings}"
    );
}

#[test]
fn every_record_of_the_example_can_be_renamed() {
    let project = Project::copy(&crate::support::repository("example-project"));
    let verdict = |project: &Project| project.run(&["check", "--format", "short"]).out;
    let before = verdict(&project);
    for (old, new) in [
        ("ROL-COMPLAINTS", "ROL-CARE"),
        ("SEG-FIN", "SEG-FINANCE"),
        ("WAV-REL-2025A", "WAV-REL-2025-SPRING"),
        ("SVY-REL", "SVY-RELATION"),
        ("CMP-2024-0001", "CMP-2024-1001"),
        ("OBJ-001", "OBJ-INDEX"),
    ] {
        let said = project.run(&["rename", old, new]);
        assert_eq!(said.code, 0, "{}", said.err);
        let word = |character: char| character.is_alphanumeric() || character == '-' || character == '_';
        let names = |text: &str| {
            let records = text.lines().map(|line| line.split('#').next().unwrap());
            records
                .clone()
                .any(|line| line.split(|c| !word(c)).any(|word| word == old))
        };
        let left = texts(&project)
            .into_iter()
            .filter(|(path, text)| path.ends_with(".yaml") && names(text));
        assert_eq!(
            left.map(|(path, _)| path).collect::<Vec<_>>(),
            Vec::<String>::new(),
            "{old}"
        );
    }
    let rules = |text: &str| -> Vec<String> {
        let rule = |line: &str| {
            line.split("R-")
                .nth(1)
                .map(|rest| rest.chars().take(6).collect::<String>())
        };
        let mut rules: Vec<String> = text.lines().filter_map(rule).collect();
        rules.sort();
        rules
    };
    assert_eq!(rules(&verdict(&project)), rules(&before));
}
