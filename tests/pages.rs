//! What pages show to whom: the trail both ways, what is withheld, few answers, ids that were renamed.

use std::collections::{BTreeMap, BTreeSet};
use tenfour::pipeline::{Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

/// The site of a project given as `-- path --` headers with the texts below them.
fn site(project: &str, audience: Audience) -> BTreeMap<String, String> {
    site_with(project, audience, &[])
}

/// The same with ids that were renamed, old and new.
fn site_with(project: &str, audience: Audience, renamed: &[(&str, &str)]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    for part in project.split("\n-- ").filter(|part| !part.trim().is_empty()) {
        let (path, text) = part.trim_start_matches("-- ").split_once(" --\n").unwrap();
        write(&folder.path().join(path), text);
    }
    let options = Options {
        audience: Some(audience),
        ..Options::default()
    };
    let mut inspection = inspect(folder.path(), &options).unwrap();
    let redirects = renamed.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned()));
    inspection.redirects.extend(redirects);
    let memory = Memory::default();
    let theme = Theme::load(None).unwrap();
    inspection.build(&theme, &memory, &|_, _| {}).unwrap();
    let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
    memory.into_files().into_iter().map(text).collect()
}

fn write(path: &std::path::Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

const EMPTY: &str = "-- tenfour.toml --\ntitle = \"Empty\"\n";

const SMALL: &str = "-- tenfour.toml --
title = \"Small\"
as_of = 2025-06-30

-- organization.yaml --
id: ORG-1
title: Post office
name: Post office
time_zone: Europe/Dublin

-- objectives.yaml --
- {id: OBJ-1, title: Fewer wet parcels, metric: M-CMP-1, target: {value: 1, kind: absolute}, due: 2025-12-31}

-- survey.yaml --
id: SVY-1
title: How was it
type: transactional
objectives: [OBJ-1]
sampling: {method: census}
questions:
  - {key: q1, text: {en: \"All in all, <how> was it?\"}, kind: overall, scale: {min: 1, max: 5, direction: high_is_good}}
  - {key: q2, text: {en: Would you tell others?}, kind: nps}
  - {key: q3, text: {en: Which office?}, kind: single, options: [{value: a, label: {en: North}}, {value: b}]}
  - {key: q4, text: {en: Anything else?}, kind: open}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
field_start: 2025-05-01
field_end: 2025-05-31
invited: 9
dispositions: {complete: 3}

-- responses/WAV-1.csv --
id,disposition,q1,q2,q3,q4
RSP-1,complete,5,9,a,secretwords
RSP-2,complete,4,na,b,
RSP-3,partial,,3,,

-- complaints/CMP-1.yaml --
id: CMP-1
title: Parcel arrived wet
received_at: 2025-03-03T10:00:00Z
complainant: CUS-1
description: hiddenwords of a customer
category: damage
assessment: {severity: 3}
outcome: upheld
causes: [CAU-1]
events:
  - {at: 2025-03-03T10:00:00Z, kind: received}
  - {at: 2025-03-04T10:00:00Z, kind: acknowledged}
  - {at: 2025-03-09T10:00:00Z, kind: decision_communicated}
  - {at: 2025-03-10T10:00:00Z, kind: closed}

-- more.yaml --
- {id: CUS-1, title: Customer 1}
- {id: CAU-1, title: Leaking van, statement: The roof of a van leaks., complaints: [CMP-1]}
- {id: ACT-1, title: Mend the roof, kind: corrective, addresses: [CAU-1], status: implemented, implemented_on: 2025-04-01, description: See CMP-1 and NO-1.}
- {id: VER-1, title: Dry parcels, action: ACT-1, method: test, result: effective, verified_on: 2025-05-01}

-- pages/about.md --
---
title: About
nav_order: 1
---
{{ count(\"complaint\") }} complaint, see [[CMP-1]].
";

/// Every address in a page, resolved against its path; those of other sites left out.
fn links(path: &str, page: &str) -> Vec<String> {
    let folder: Vec<&str> = path.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let mut found = Vec::new();
    for attribute in ["href=\"", "src=\""] {
        for part in page.split(attribute).skip(1) {
            let address = part.split('"').next().unwrap();
            if address.starts_with("http") || address.starts_with("data:") {
                continue;
            }
            assert!(!address.starts_with('/'), "{path} holds the absolute address {address}");
            let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
            let mut parts = folder.to_vec();
            for step in file.split('/').filter(|step| !step.is_empty()) {
                if step == ".." {
                    parts.pop().expect("no link leaves the site");
                } else {
                    parts.push(step);
                }
            }
            let file = if file.is_empty() {
                path.to_owned()
            } else {
                parts.join("/")
            };
            found.push(format!("{file}#{anchor}"));
        }
    }
    found
}

fn no_link_is_dead(files: &BTreeMap<String, String>) {
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for link in links(path, page) {
            let (file, anchor) = link.split_once('#').unwrap();
            let target = files.get(file);
            assert!(target.is_some(), "{path} leads to {file}, which is not there");
            let named = format!("id=\"{anchor}\"");
            assert!(
                anchor.is_empty() || target.is_some_and(|page| page.contains(&named)),
                "{path} leads to {link}, which has no such place"
            );
        }
    }
}

fn ids_are_unique(files: &BTreeMap<String, String>) {
    for (path, page) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let mut seen = BTreeSet::new();
        for part in page.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap();
            assert!(seen.insert(id), "{path} has the id {id} twice");
        }
    }
}

#[test]
fn a_project_without_records_has_a_whole_site() {
    let files = site(EMPTY, Audience::Internal);
    no_link_is_dead(&files);
    ids_are_unique(&files);
    assert!(files["index.html"].contains("No records yet."));
    assert!(files["complaints.html"].contains("tenfour new complaint"));
}

#[test]
fn a_small_project_has_a_whole_site_for_every_audience() {
    for audience in [Audience::Public, Audience::Internal, Audience::Restricted] {
        let files = site(SMALL, audience);
        no_link_is_dead(&files);
        ids_are_unique(&files);
    }
}

#[test]
fn the_same_records_give_the_same_bytes() {
    assert!(site(SMALL, Audience::Internal) == site(SMALL, Audience::Internal));
}

#[test]
fn from_a_complaint_to_its_verification_each_step_is_one_click() {
    let files = site(SMALL, Audience::Internal);
    let leads = |from: &str, to: &str| links(from, &files[from]).contains(&format!("{to}#"));
    let way = [
        "complaints/CMP-1.html",
        "causes/CAU-1.html",
        "actions/ACT-1.html",
        "verifications/VER-1.html",
    ];
    for pair in way.windows(2) {
        assert!(leads(pair[0], pair[1]) && leads(pair[1], pair[0]), "{pair:?}");
    }
    assert!(leads(way[0], way[3]) && leads(way[3], way[0]));
}

#[test]
fn what_is_withheld_is_nowhere() {
    for audience in [Audience::Public, Audience::Internal] {
        for (path, page) in site(SMALL, audience) {
            assert!(!page.contains("hiddenwords"), "{path}");
        }
    }
    for (path, page) in site(SMALL, Audience::Restricted) {
        // Words of people need their consent, whoever reads; the file as it was written is not on the site.
        assert!(!page.contains("secretwords"), "{path}");
    }
}

#[test]
fn few_answers_are_shown_to_those_who_handle_them_only() {
    let page = |audience| site(SMALL, audience)["waves/WAV-1.html"].clone();
    assert!(page(Audience::Internal).contains("Fewer than 5 answers"));
    assert!(page(Audience::Restricted).contains("Too few for shares"));
}

#[test]
fn an_old_id_leads_to_the_new_one() {
    let files = site_with(
        SMALL,
        Audience::Internal,
        &[("CMP-0", "CMP-1"), ("CMP-X", "CMP-GONE"), ("ACT-1", "ACT-1")],
    );
    let page = &files["complaints/CMP-0.html"];
    assert!(page.contains("content=\"0; url=../complaints/CMP-1.html\""));
    assert!(page.contains("<a href=\"../complaints/CMP-1.html\">CMP-1</a>"));
    assert!(!files.contains_key("complaints/CMP-X.html"));
    no_link_is_dead(&files);
}

#[test]
fn pages_hold_no_heaps_of_blanks() {
    for (path, page) in site(SMALL, Audience::Restricted)
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
    {
        assert!(!page.contains("\n\n\n") && !page.contains("     \n"), "{path}");
    }
}

/// A project with complaints that ended without a decision, and one that was taken up again.
const CLOCKS: &str = "-- tenfour.toml --
title = \"Clocks\"
as_of = 2025-06-30

-- complaints.yaml --
- id: CMP-1
  title: Taken back
  received_at: 2025-03-03T10:00:00Z
  response_due: 2025-03-20
  events:
    - {at: 2025-03-03T10:00:00Z, kind: received}
    - {at: 2025-03-07T10:00:00Z, kind: acknowledged}
    - {at: 2025-03-10T10:00:00Z, kind: withdrawn}
    - {at: 2025-03-11T10:00:00Z, kind: closed}
- id: CMP-2
  title: Taken up again
  received_at: 2025-03-03T10:00:00Z
  response_due: 2025-07-20
  remedies: [{kind: refund, offered_on: 2025-03-05}]
  closure: {closed_at: 2025-03-06T10:00:00Z}
  events:
    - {at: 2025-03-03T10:00:00Z, kind: received}
    - {at: 2025-03-06T09:00:00Z, kind: acknowledged}
    - {at: 2025-03-06T09:30:00Z, kind: decision_communicated}
    - {at: 2025-03-06T10:00:00Z, kind: closed}
    - {at: 2025-03-07T10:00:00Z, kind: reopened}
";

/// The row of a page's table that begins with a word, without tags.
fn row(page: &str, first: &str) -> String {
    let rows = page.split("<tr>").map(|row| {
        let row = row.split("</tr>").next().unwrap_or_default();
        let cells = row.split('<').filter_map(|part| part.split_once('>'));
        let words: Vec<&str> = cells
            .map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        words.join(" ")
    });
    let found = rows.into_iter().find(|row| row.starts_with(first));
    found.unwrap_or_else(|| panic!("no row {first}"))
}

#[test]
fn clocks_stop_with_the_complaint() {
    let files = site(CLOCKS, Audience::Restricted);
    let page = &files["complaints/CMP-1.html"];
    assert_eq!(
        row(page, "Decision told"),
        "Decision told 2025-03-03 – – 2025-03-20 Did not happen Decided by due date"
    );
    assert_eq!(
        row(page, "Acknowledged"),
        "Acknowledged 2025-03-03 2025-03-07 4 2025-03-05 Late Acknowledged in time"
    );
    assert!(page.contains("Closed, withdrawn"));
}

#[test]
fn clocks_run_on_where_a_complaint_was_taken_up_again() {
    let files = site(CLOCKS, Audience::Restricted);
    let page = &files["complaints/CMP-2.html"];
    assert_eq!(
        row(page, "Decision told"),
        "Decision told 2025-03-03 – 85 2025-07-20 Reopened, running Decided by due date"
    );
    assert_eq!(
        row(page, "Closed"),
        "Closed 2025-03-03 – 85 – Reopened, running Time to resolution"
    );
    assert_eq!(
        row(page, "Acknowledged"),
        "Acknowledged 2025-03-03 2025-03-06 3 2025-03-05 Late Acknowledged in time"
    );
    assert!(page.contains("Refund") || page.contains("refund"));
    assert!(files["complaints.html"].contains("Working days"));
}

/// A project in which visible records point to, quote and speak of what is withheld.
const POINTING: &str = "-- tenfour.toml --
title = \"Pointing\"
as_of = 2025-06-30

-- survey.yaml --
id: SVY-1
title: How was it
questions: [{key: q4, text: {en: Anything else?}, kind: open}]
---
id: WAV-1
title: May
survey: SVY-1
field_start: 2025-05-01

-- responses/WAV-1.csv --
id,respondent,disposition,q4
RSP-1,K-SECRET,complete,kind words
RSP-2,K-SECRET,complete,

-- complaints.yaml --
- id: CMP-1
  title: Parcel arrived wet
  received_at: 2025-03-03T10:00:00Z
  received_by: PER-1
  handler: ROL-1
  outcome_reason: CUS-1 was right.
  investigation: {investigator: PER-1, subject_of_complaint: PER-1, started_on: 2025-03-04}
  events:
    - {at: 2025-03-03T10:00:00Z, kind: received, by: Mary Freetext}
    - {at: 2025-03-04T10:00:00Z, kind: acknowledged, by: ROL-1}

-- more.yaml --
- {id: CUS-1, title: Customer 1}
- {id: ROL-1, title: Head of parcels}
- {id: PER-1, title: Person 1, roles: [{role: ROL-1, from: 2024-01-01}]}
- {id: THE-1, title: Wet parcels, notes: none}
- {id: CMP-2, title: Call of CUS-1, received_at: 2025-03-03T10:00:00Z}
- {id: CDG-1, title: Coded passage, source: RSP-1#q4, theme: THE-1}
";

#[test]
fn no_file_names_who_is_withheld() {
    for audience in [Audience::Public, Audience::Internal] {
        for (path, page) in site(POINTING, audience) {
            for hidden in ["PER-1", "CUS-1", "RSP-1", "K-SECRET", "Mary Freetext"] {
                assert!(!page.contains(hidden), "{path} holds {hidden} for {audience:?}");
            }
        }
    }
    let files = site(POINTING, Audience::Restricted);
    assert!(files["complaints/CMP-1.json"].contains("Mary Freetext"));
    assert!(files["complaints/CMP-1.html"].contains("PER-1"));
}

#[test]
fn records_that_are_withheld_are_counted_among_those_that_cite() {
    let files = site(POINTING, Audience::Internal);
    let role = &files["roles/ROL-1.html"];
    assert!(role.contains("And 1 withheld from this audience.") && role.contains("CMP-1"));
    assert!(files["roles/ROL-1.json"].contains("\"linked_from_withheld\": 1"));
}

#[test]
fn faults_in_tables_of_responses_say_where_and_not_what() {
    let files = site(POINTING, Audience::Internal);
    for path in ["checks.html", "waves/WAV-1.html"] {
        let page = &files[path];
        assert!(
            page.contains("R-RSP-03") && page.contains("responses/WAV-1.csv:3"),
            "{path}"
        );
        assert!(page.contains("withheld from this audience"), "{path}");
    }
    let data = &files["waves/WAV-1.json"];
    assert!(data.contains("R-RSP-03") && data.contains("\"field\": \"respondent\""));
    assert!(site(POINTING, Audience::Restricted)["waves/WAV-1.json"].contains("K-SECRET"));
}

#[test]
fn codings_of_few_answers_are_withheld() {
    assert!(!site(POINTING, Audience::Internal).contains_key("codings/CDG-1.html"));
    assert!(site(POINTING, Audience::Restricted).contains_key("codings/CDG-1.html"));
    let page = &site(POINTING, Audience::Internal)["codings.html"];
    assert!(page.contains("1 record is withheld") && !page.contains("No codings yet"));
}

#[test]
fn the_public_gets_counts_of_faults_on_what_is_withheld() {
    let page = &site(POINTING, Audience::Public)["checks.html"];
    assert!(page.contains("On records that are withheld from this audience, not listed"));
    assert!(!page.contains("complaints.yaml:"));
}
