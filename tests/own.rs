//! What a project makes its own: fields, words, terms, prefixes, clauses.

use crate::support::Project;
use serde_json::Value;

const SETTINGS: &str = "as_of = 2026-01-31
[fields.complaint.contract_no]
type = \"text\"
label = \"Contract number\"
about = \"The contract it is about.\"
column = true
[fields.complaint.phone]
type = \"text\"
personal = true
column = true
[fields.complaint.mood]
type = \"enum\"
values = [\"calm\", {word = \"cross\", label = \"Rather cross\", about = \"Loud.\"}]
restricted = true
[taxonomies]
complaint_category = {add = [{word = \"opening_hours\", label = \"When we are open\"}], remove = [\"price\"]}
remedy = {add = [\"flowers\"]}
";

const RECORD: &str = "id: CMP-1
title: Closed at noon
received_at: 2026-01-20T09:00:00Z
category: opening_hours
requested_remedy: [flowers]
contract_no: C-12/7
phone: extension four
mood: cross
events:
  - {at: 2026-01-20T09:00:00Z, kind: received}
  - {at: 2026-01-20T10:00:00Z, kind: acknowledged}
";

fn project() -> Project {
    Project::new(&[("tenfour.toml", SETTINGS), ("complaints/CMP-1.yaml", RECORD)])
}

#[test]
fn own_fields_and_words_are_shown_as_those_of_the_catalogue() {
    let site = project().site(&["--audience", "restricted"]);
    let text = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    let page = text("complaints/CMP-1.html");
    for words in [
        "Contract number",
        "C-12/7",
        "extension four",
        "Rather cross",
        "When we are open",
        "Flowers",
    ] {
        assert!(page.contains(words), "the page of the record does not say {words}");
    }
    let register = text("complaints.html");
    assert!(
        register.contains("Contract number") && register.contains("C-12/7") && register.contains("When we are open")
    );
    let record: Value = serde_json::from_str(text("complaints/CMP-1.json")).unwrap();
    assert_eq!(record["fields"]["contract_no"], "C-12/7");
    assert_eq!(record["fields"]["category"], "opening_hours");
    let reference = text("methods/complaint.html");
    for words in [
        "contract_no",
        "The contract it is about.",
        "opening_hours",
        "When we are open",
        "flowers",
    ] {
        assert!(reference.contains(words), "the reference does not say {words}");
    }
    assert!(!reference.contains("<code>price</code>"));
}

#[test]
fn own_personal_and_restricted_fields_are_for_the_restricted_audience() {
    for audience in ["public", "internal"] {
        let project = project();
        project.write(
            "complaints/CMP-1.yaml",
            RECORD.replace("id: CMP-1\n", "id: CMP-1\nconfidentiality: public\n"),
        );
        let site = project.site(&["--audience", audience]);
        assert!(site.contains_key("complaints/CMP-1.html"));
        for (path, bytes) in &site {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("extension four"), "{path} for {audience}");
            assert!(
                path.starts_with("methods/") || !text.contains("Rather cross"),
                "{path} for {audience}"
            );
        }
        // Words of the project's own about a case may tell anything, the number of a contract who complained.
        assert!(!String::from_utf8_lossy(&site["complaints/CMP-1.json"]).contains("C-12/7"));
    }
}

#[test]
fn schema_explain_and_new_know_own_fields_and_words() {
    let project = project();
    let schema: Value = serde_json::from_str(&project.run(&["schema", "complaint"]).out).unwrap();
    assert!(
        schema["properties"]["contract_no"]["description"]
            .as_str()
            .unwrap()
            .starts_with("The contract")
    );
    let words = schema["properties"]["category"]["enum"].as_array().unwrap();
    assert!(words.contains(&"opening_hours".into()) && !words.contains(&"price".into()));
    assert!(
        project
            .run(&["explain", "complaint.contract_no"])
            .out
            .contains("own field")
    );
    let said = project.run(&["explain", "complaint.category"]).out;
    assert!(
        said.contains("opening_hours") && said.contains("When we are open") && !said.contains("\n  price "),
        "{said}"
    );
    assert!(project.run(&["explain", "complaint"]).out.contains("contract_no"));
    let said = project.run(&["new", "complaint"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let written = std::fs::read_to_string(project.path().join(said.out.trim())).unwrap();
    assert!(written.contains("contract_no:"), "{written}");
    let settings: Value = serde_json::from_str(&project.run(&["schema", "settings"]).out).unwrap();
    assert!(settings["properties"]["fields"].is_object() && settings["properties"]["taxonomies"].is_object());
}

#[test]
fn own_prefixes_hold_from_new_to_the_pages() {
    let settings = "as_of = 2026-01-31\n[prefixes]\ncomplaint = \"CASE\"\naction = \"TODO\"\n";
    let complaint = RECORD
        .replace("CMP-1", "CASE-1")
        .replace("opening_hours", "other")
        .replace("flowers", "apology");
    let kept: String = complaint
        .lines()
        .filter(|line| {
            !["contract_no", "phone", "mood"]
                .iter()
                .any(|name| line.starts_with(name))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let action = "id: TODO-1\ntitle: Open longer\nkind: correction\naddresses: [CASE-1]\ndescription: Until six.\n";
    let project = Project::new(&[("tenfour.toml", settings), ("a.yaml", &kept), ("b.yaml", action)]);
    let said = project.run(&["new", "complaint"]);
    assert!(said.out.contains("CASE-"), "{}{}", said.out, said.err);
    std::fs::remove_file(project.path().join(said.out.trim())).unwrap();
    let site = project.site(&["--audience", "restricted"]);
    assert!(String::from_utf8_lossy(&site["complaints/CASE-1.html"]).contains("TODO-1"));
    assert!(String::from_utf8_lossy(&site["actions/TODO-1.html"]).contains("CASE-1"));
    project.write("c.yaml", "id: CMP-9\n");
    let said = project.run(&["check", "--format", "short"]);
    assert_eq!(said.code, 1);
    assert!(
        said.out.contains("no kind of record has the prefix `CMP`"),
        "{}",
        said.out
    );
}

#[test]
fn the_site_calls_customers_what_the_organization_calls_them() {
    let organization = "id: ORG-1\ntitle: Ward\nname: Ward\ntime_zone: Europe/Dublin\ncustomer_term: {singular: inpatient, plural: inpatients}\n";
    let customer = "id: CUS-1\npseudonym: CUS-1\ntitle: A customer of old\n";
    let project = Project::new(&[("organization.yaml", organization), ("c.yaml", customer)]);
    let site = project.site(&["--audience", "restricted"]);
    let text = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    let register = text("customers.html");
    assert!(
        register.contains("<h1>Inpatients</h1>") || register.contains("Inpatients"),
        "{register}"
    );
    assert!(register.contains("A customer of old"), "what people wrote stays");
    assert!(text("registers.html").contains("Inpatients and expectations"));
    assert!(text("traceability.html").contains("From what inpatients said"));
    assert!(text("customers/CUS-1.html").contains("Inpatient"));
}

#[test]
fn clauses_of_ones_own_can_be_cited_and_explained() {
    let settings = "as_of = 2026-01-31\n[[clauses]]\nstandard = \"9001\"\nedition = \"2026\"\nnumber = \"9.1.2\"\ntitle = \"Perception of customers\"\n[[clauses]]\nstandard = \"X\"\nnumber = \"1\"\ntitle = \"x\"\n[[rule]]\nid = \"X-1\"\nkind = \"action\"\nexpect = \"true\"\nclause = \"10002:7.41\"\n";
    let project = Project::new(&[("tenfour.toml", settings)]);
    let said = project.run(&["check", "--format", "short"]).out;
    assert!(
        said.contains("tenfour.toml:8:12: error[R-SET-06]: `X` cannot be the standard of a clause"),
        "{said}"
    );
    assert!(
        said.contains("error[R-SET-05]: the rule `X-1` cites `10002:7.41`, and there is no such clause"),
        "{said}"
    );
    assert!(
        project
            .run(&["explain", "9001:9.1.2"])
            .out
            .starts_with("9001:9.1.2: Perception of customers\n")
    );
    let usual = Project::new(&[]).run(&["explain", "10002:7.4"]).out;
    assert!(
        usual.starts_with("10002:7.4: Acknowledgement of complaint\n") && usual.contains("R-CMP-05"),
        "{usual}"
    );
}
