//! `tenfour trace`.

use crate::support::Project;
use serde_json::Value;

const RECORDS: &str = "\
- {id: CMP-1, title: Late again, causes: [CAU-1]}
- {id: CAU-1, title: No plan}
- {id: ACT-1, title: Plan, addresses: [CAU-1], kind: corrective, status: implemented, implemented_on: 2025-01-02}
- {id: ORG-1, title: Bridge Street Library, name: Bridge Street Library, time_zone: Europe/Dublin}
";
const SETTINGS: &str = "profile = \"standard\"\nas_of = 2025-01-31\naudience = \"restricted\"\n[rules]\nR-FLD-01 = \"off\"\nR-FLD-07 = \"off\"\n";

fn project() -> Project {
    Project::new(&[("tenfour.toml", SETTINGS), ("r.yaml", RECORDS)])
}

#[test]
fn a_trail_is_drawn_as_a_tree_with_its_gaps() {
    let said = project().run(&["trace", "CMP-1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let want = "\
CMP-1 Late again [New]

nothing led to it

what came of it
└─ CAU-1 No plan [Active]
   └─ ACT-1 Plan [Implemented]
      ! missing: verification (R-ACT-05, information, 29 days since 2025-01-02)
";
    assert_eq!(said.out, want);
    assert_eq!(project().run(&["trace", "cmp-1"]).out, want);
    let said = project().run(&["trace", "ACT-1", "--up"]);
    assert!(
        said.out.contains("└─ CAU-1") && !said.out.contains("came of it"),
        "{}",
        said.out
    );
    let said = project().run(&["trace", "ACT-1", "--down"]);
    assert!(
        said.out.contains("nothing came of it") && !said.out.contains("CAU-1"),
        "{}",
        said.out
    );
}

#[test]
fn the_same_as_data_has_a_shape() {
    let said = project().run(&["trace", "CMP-1", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["shape"], "tenfour/trace/1");
    let after = told["after"].as_array().unwrap();
    assert_eq!(
        (&after[1]["id"], &after[1]["from"], &after[1]["by"]),
        (&"ACT-1".into(), &0.into(), &"action.addresses".into())
    );
    assert_eq!(after[1]["missing"][0]["rule"], "R-ACT-05");
    assert_eq!(after[1]["missing"][0]["days"], 29);
}

#[test]
fn an_unknown_id_is_refused_with_a_suggestion() {
    let said = project().run(&["trace", "CUA-1"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("there is no record `CUA-1`") && said.err.contains("did you mean `CAU-1`?"),
        "{}",
        said.err
    );
    // What an audience may not see is not suggested either.
    let said = project().run(&["trace", "CMP-2", "--audience", "public"]);
    assert!(!said.err.contains("CMP-1"), "{}", said.err);
}
