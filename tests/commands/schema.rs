//! `tenfour schema`.

use crate::support::{Project, run, tenfour};
use serde_json::Value;

fn schema(arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let said = run(tenfour().current_dir(folder.path()).arg("schema").args(arguments));
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn outside_of_a_project_the_usual_profile_and_prefixes_hold() {
    let action = schema(&["action"]);
    assert_eq!(action["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(
        action["required"],
        serde_json::json!(["id", "kind", "addresses", "description"])
    );
    assert_eq!(schema(&[]), schema(&["--all"]));
    assert!(schema(&["settings"])["properties"]["profile"]["enum"].is_array());
}

#[test]
fn inside_a_project_its_own_hold_and_the_file_is_made_anew() {
    let project = Project::new(&[(
        "tenfour.toml",
        "profile = \"standard\"\n[prefixes]\naction = \"TODO\"\n",
    )]);
    let said = project.run(&["schema", "action"]);
    let action: Value = serde_json::from_str(&said.out).unwrap();
    assert!(action["required"].as_array().unwrap().contains(&"due".into()));
    assert!(
        action["properties"]["id"]["pattern"]
            .as_str()
            .unwrap()
            .starts_with("^TODO-")
    );
    for _ in 0..2 {
        assert_eq!(project.run(&["schema", "--write"]).out, ".tenfour/schema.json\n");
    }
    let text = std::fs::read_to_string(project.path().join(".tenfour/schema.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    assert!(whole["definitions"]["kind_action"].is_object());
    assert_eq!(project.run(&["schema"]).out, text);
}

#[test]
fn what_is_no_kind_is_refused() {
    let said = Project::new(&[]).run(&["schema", "actoin"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("did you mean `action`?"), "{}", said.err);
}
