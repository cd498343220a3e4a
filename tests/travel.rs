//! Time travel: the project as a commit holds it, as an earlier day saw it, and what changed between two states.

use crate::support::git::Repository;
use crate::support::{Said, files, page, run, tenfour};
use std::collections::BTreeMap;
use std::path::Path;

const ORGANIZATION: &str = "id: ORG-ABC\ntitle: ABC Services\nname: ABC Services\ntime_zone: Europe/Dublin\n";

/// A complaint of the month of its number, acknowledged on the same day; `more` goes on with its events.
fn complaint(number: u32, more: &str) -> String {
    let at = |hour: u32| format!("2025-0{number}-03T{hour:02}:00:00Z");
    format!(
        "id: CMP-2025-{number:04}\ntitle: Late visit {number}\nreceived_at: {received}\ncategory: delivery_late\nevents:\n  \
         - {{at: {received}, kind: received}}\n  - {{at: {acknowledged}, kind: acknowledged}}\n{more}",
        received = at(10),
        acknowledged = at(11),
    )
}

/// The files of a built site, made outside of the project; the build must go well.
fn site(project: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let (said, files) = built(project, arguments);
    assert_eq!(said.code, 0, "{}", said.err);
    files
}

/// The same, however the build went.
fn built(project: &Path, arguments: &[&str]) -> (Said, BTreeMap<String, Vec<u8>>) {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("site");
    let mut command = tenfour();
    command
        .current_dir(project)
        .args(["build", "--quiet", "--out"])
        .arg(&folder)
        .args(arguments);
    (run(&mut command), files(&folder))
}

/// A repository whose settings name no day, without a commit.
fn repository() -> Repository {
    let repository = Repository::new();
    repository.write("tenfour.toml", "title = \"T\"\nprofile = \"starter\"\n");
    repository
}

/// A repository of two commits: one complaint, then two; the first is tagged.
fn two_commits() -> (Repository, String, String) {
    let repository = repository();
    let first = repository.commit_on(
        "2025-02-10",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &complaint(1, "")),
            ("theme/assets/mark.txt", "the first look"),
        ],
    );
    repository.git(&["tag", "v1.0"]);
    let second = repository.commit_on(
        "2025-03-10",
        &[
            ("tenfour.toml", "title = \"Renamed\"\nprofile = \"starter\"\n"),
            ("complaints/2.yaml", &complaint(2, "")),
            ("theme/assets/mark.txt", "the second look"),
        ],
    );
    (repository, first, second)
}

fn has(site: &BTreeMap<String, Vec<u8>>, path: &str) -> bool {
    site.contains_key(path)
}

#[test]
fn a_commit_gives_the_bytes_of_its_clean_working_tree() {
    let (repository, ..) = two_commits();
    let project = &repository;
    assert_eq!(site(project.path(), &[]), site(project.path(), &["--at", "HEAD"]));
}

#[test]
fn names_of_all_sorts_lead_to_a_commit() {
    let (repository, first, _) = two_commits();
    let project = &repository;
    repository.git(&["branch", "feature/one", "v1.0"]);
    repository.git(&["tag", "--annotate", "--message", "Signed off", "release"]);
    let before = site(project.path(), &["--at", &first]);
    assert!(page(&before, "index.html").contains("2025-02-10"));
    assert!(
        !page(&before, "index.html").contains("Renamed"),
        "the settings are those of the commit"
    );
    assert!(has(&before, "complaints/CMP-2025-0001.html") && !has(&before, "complaints/CMP-2025-0002.html"));
    assert_eq!(before["assets/mark.txt"], b"the first look");
    for name in ["v1.0", "feature/one", &first[..9], "HEAD~1", "release^"] {
        assert!(site(project.path(), &["--at", name]) == before, "{name}");
    }
    assert_eq!(site(project.path(), &["--at", "release"]), site(project.path(), &[]));
}

#[test]
fn a_working_tree_that_differs_is_neither_seen_nor_touched() {
    let (repository, ..) = two_commits();
    let project = &repository;
    let clean = site(project.path(), &[]);
    project.write("tenfour.toml", "not even valid");
    project.write("complaints/2.yaml", "id: [");
    project.write("complaints/3.yaml", complaint(3, ""));
    repository.remove("complaints/1.yaml");
    let status = repository.git(&["status", "--porcelain"]);
    let before = files(project.path());
    assert_eq!(site(project.path(), &["--at", "HEAD"]), clean);
    assert_eq!(repository.git(&["status", "--porcelain"]), status);
    assert_eq!(files(project.path()), before);
    const DRAFT: &str = "changes that are not committed";
    // The draft mark belongs to the folder alone.
    project.write("tenfour.toml", "title = \"Renamed\"\nprofile = \"starter\"\n");
    project.write("complaints/2.yaml", complaint(2, ""));
    assert!(page(&site(project.path(), &[]), "index.html").contains(DRAFT));
    assert!(!page(&clean, "index.html").contains(DRAFT));
}

#[test]
fn a_bare_repository_needs_no_working_tree() {
    let (repository, ..) = two_commits();
    let clean = site(repository.path(), &["--at", "v1.0"]);
    let bare = tempfile::tempdir().unwrap();
    let folder = bare.path().join("repo.git");
    let (from, to) = (repository.path().to_str().unwrap(), folder.to_str().unwrap());
    repository.git(&["clone", "--quiet", "--bare", from, to]);
    assert_eq!(site(bare.path(), &["--project", "repo.git", "--at", "v1.0"]), clean);
    assert_eq!(site(&folder, &["--at", "v1.0"]), clean);
    let said = run(tenfour().current_dir(&folder).args(["build", "--at", "v1.0"]));
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("say where it is to go with `--out DIR`"),
        "{}",
        said.err
    );
}

#[test]
fn a_project_below_the_top_is_found_in_the_commit() {
    let repository = repository();
    repository.commit_on(
        "2025-02-10",
        &[
            ("quality/cx/tenfour.toml", "title = \"Below\"\nprofile = \"starter\"\n"),
            ("quality/cx/organization.yaml", ORGANIZATION),
            ("quality/cx/complaints/1.yaml", &complaint(1, "")),
            ("elsewhere.yaml", "id: [\n"),
        ],
    );
    let below = repository.path().join("quality/cx");
    let clean = site(&below, &[]);
    assert!(page(&clean, "index.html").contains("Below"));
    assert_eq!(site(&below, &["--at", "HEAD"]), clean);
    assert_eq!(site(&below.join("complaints"), &["--at", "HEAD"]), clean);
    let top = repository.path();
    assert_eq!(site(top, &["--at", "HEAD:quality/cx"]), clean);
    assert_eq!(site(top, &["--at", "HEAD:./quality/cx/"]), clean);
    assert_eq!(site(top, &["--project", "quality/cx", "--at", "main"]), clean);
    for (at, said) in [
        ("HEAD:quality", "`HEAD:quality` holds no `tenfour.toml` in `quality`"),
        ("HEAD:../up", "is no folder of the repository"),
    ] {
        let told = run(tenfour().current_dir(top).args(["check", "--at", at]));
        assert_eq!(told.code, 2, "{}", told.err);
        assert!(told.err.contains(said), "{}", told.err);
    }
}

fn refused(project: &Path, at: &str) -> Said {
    let said = run(tenfour().current_dir(project).args(["check", &format!("--at={at}")]));
    assert_eq!(said.code, 2, "{at}: {}", said.err);
    assert_eq!(said.out, "");
    said
}

#[test]
fn a_commit_that_does_not_exist_is_told_with_what_to_do() {
    let (repository, ..) = two_commits();
    let path = repository.path();
    assert!(refused(path, "v1.O").err.contains("did you mean `v1.0`?"));
    assert!(refused(path, "2024-12-31").err.contains("--as-of 2024-12-31"));
    assert!(
        refused(path, "0000000")
            .err
            .contains("the repository has no commit `0000000`")
    );
    // What looks like an option is a name all the same.
    for hostile in [
        "--all",
        "--output=stolen",
        "-h",
        "--git-dir",
        "",
        "HEAD\nHEAD",
        ":tenfour.toml",
    ] {
        assert!(
            refused(path, hostile).err.contains("the repository has no commit"),
            "{hostile}"
        );
    }
    assert!(!path.join("stolen").exists());
    let nowhere = tempfile::tempdir().unwrap();
    assert!(refused(nowhere.path(), "HEAD").err.contains("is in no git repository"));
}

#[cfg(unix)]
#[test]
fn links_and_repositories_inside_are_skipped_as_on_disk() {
    let (repository, ..) = two_commits();
    let project = &repository;
    std::os::unix::fs::symlink("1.yaml", project.path().join("complaints/copy.yaml")).unwrap();
    std::os::unix::fs::symlink("complaints", project.path().join("again")).unwrap();
    std::os::unix::fs::symlink("nowhere", project.path().join("dangling")).unwrap();
    let (inner, ..) = two_commits();
    let from = inner.path().to_str().unwrap();
    let inside = project.path().join("inside");
    repository.git(&["clone", "--quiet", from, inside.to_str().unwrap()]);
    repository.commit_on("2025-04-01", &[]);
    let on_disk = project.run(&["check", "--format", "short"]);
    let in_commit = project.run(&["check", "--format", "short", "--at", "HEAD"]);
    assert_eq!(on_disk.out, in_commit.out);
    for path in ["link `complaints/copy.yaml`", "link `again`", "repository `inside`"] {
        assert!(in_commit.out.contains(path), "{path}: {}", in_commit.out);
    }
    assert!(!in_commit.out.contains("dangling"));
    assert_eq!(site(project.path(), &["--at", "HEAD"]), site(project.path(), &[]));
}

#[test]
fn files_of_every_name_come_in_the_order_of_a_walk() {
    let repository = repository();
    let thrice = [
        ("a/x.yaml", 1),
        ("a.yaml", 2),
        ("a-b/é ö.yaml", 3),
        (".hidden/y.yaml", 4),
        ("site/z.yaml", 5),
    ];
    repository.write("organization.yaml", ORGANIZATION);
    for (path, number) in thrice {
        repository.write(path, complaint(number, ""));
    }
    repository.commit_on("2025-06-10", &[]);
    let json = |arguments: &[&str]| {
        repository
            .run(&[&["check", "--format", "json"], arguments].concat())
            .out
    };
    assert_eq!(json(&[]), json(&["--at", "HEAD"]));
    assert!(json(&["--at", "HEAD"]).contains("lies in the output folder"));
}

#[test]
fn the_day_of_a_commit_is_its_own() {
    let repository = repository();
    repository.commit_on(
        "2025-02-10",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &complaint(1, "")),
        ],
    );
    repository.commit_on("2025-03-10", &[("tenfour.toml", "as_of = 2025-03-05\n")]);
    let as_of = |arguments: &[&str]| repository.run(&[&["check"], arguments].concat()).err;
    assert!(as_of(&["--at", "HEAD~1"]).contains("as of 2025-02-10"));
    assert!(
        as_of(&["--at", "HEAD"]).contains("as of 2025-03-05"),
        "the settings of that commit fix it"
    );
    assert!(as_of(&["--at", "HEAD", "--as-of", "2025-12-31"]).contains("as of 2025-12-31"));
}

#[test]
fn the_preview_takes_no_commit() {
    let said = run(tenfour().args(["serve", "--at", "HEAD"]));
    assert_eq!(said.code, 2);
}

/// A repository with one commit on the last day of the year: a complaint that was closed in May, one received in August, an
/// action done in June, and a free page.
fn a_year() -> Repository {
    let repository = repository();
    let closed = complaint(
        1,
        "  - {at: 2025-05-05T09:00:00Z, kind: decision_communicated}\n  - {at: 2025-05-06T09:00:00Z, kind: closed}\noutcome: \
         upheld\nclosure: {closed_at: 2025-05-06T09:00:00Z, reason: accepted_and_done}\n",
    );
    let action = "id: ACT-1\ntitle: Better planning of visits\nstatus: closed\nkind: corrective\naddresses: [CMP-2025-0001, \
                  CMP-2025-0008]\napproved_on: 2025-03-01\ndue: 2025-06-30\ndue_history:\n  - {old: 2025-05-31, new: \
                  2025-06-30, on: 2025-05-20, reason: Late parts}\nimplemented_on: 2025-06-25\ndescription: Plan visits a \
                  day ahead.\n";
    let page = "---\ntitle: Looking back\n---\nSecret-of-December\n";
    repository.commit_on(
        "2025-12-31",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &closed),
            ("complaints/8.yaml", &complaint(8, "")),
            ("actions/1.yaml", action),
            ("pages/back.md", page),
        ],
    );
    repository
}

#[test]
fn a_day_before_everything_says_so_and_blames_no_measure() {
    let project = crate::support::Project::new(&[
        (
            "tenfour.toml",
            "as_of = 2025-06-30\n[[measure]]\nid = \"X-1\"\nname = \"Answers\"\nsort = \"count\"\nresponses = \"SVY-1\"\n",
        ),
        ("s.yaml", "{id: SVY-1, title: A, created: 2025-02-01}\n"),
    ]);
    let said = project.run(&["check", "--as-of", "2024-06-30"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("no record of that day or before"), "{}", said.out);
    assert!(!said.out.contains("R-SET-08"), "{}", said.out);
    let said = project.run(&["measure", "M-SAT-1", "--filter", "survey=SVY-2"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("did you mean `SVY-1`?"), "{}", said.err);
    let said = project.run(&["measure", "M-SAT-1", "--filter", "survey=svy-1"]);
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn an_earlier_day_knows_nothing_that_came_later() {
    let repository = a_year();
    let path = repository.path();
    let now = site(path, &["--audience", "restricted"]);
    assert!(has(&now, "complaints/CMP-2025-0008.html") && has(&now, "back.html") || has(&now, "pages/back.html"));
    let april = site(path, &["--audience", "restricted", "--as-of", "2025-04-30"]);
    assert!(!has(&april, "complaints/CMP-2025-0008.html"));
    for (path, bytes) in &april {
        let text = String::from_utf8_lossy(bytes);
        let later = [
            "CMP-2025-0008",
            "2025-05-06",
            "2025-05-05",
            "2025-06-25",
            "2025-06-30",
            "Late parts",
            "Secret-of",
        ];
        for word in later
            .iter()
            .filter(|_| !path.starts_with("assets/") && path != "manifest.json")
        {
            assert!(!text.contains(word), "{path} tells {word}");
        }
        if path.ends_with(".html") && path != "404.html" {
            assert!(text.contains("An earlier day."), "{path} has no banner");
        }
    }
    let open = page(&april, "complaints/CMP-2025-0001.json");
    assert!(open.contains("\"acknowledged\"") && !open.contains("upheld"), "{open}");
    // The day by which it was to be done then, and the state that its dates tell.
    let action = page(&april, "actions/ACT-1.json");
    assert!(
        action.contains("2025-05-31") && action.contains("\"approved\""),
        "{action}"
    );
    let sums = page(&april, "reconciliation.html");
    assert!(sums.contains("left out as later than the day") || sums.contains("Left out as later than the day"));
    assert!(!page(&now, "reconciliation.html").contains("id=\"earlier\""));
}

#[test]
fn between_two_days_a_complaint_is_open_and_then_closed() {
    let repository = a_year();
    let path = repository.path();
    let state = |day: &str| {
        let site = site(path, &["--as-of", day]);
        let record: serde_json::Value = serde_json::from_str(page(&site, "complaints/CMP-2025-0001.json")).unwrap();
        record["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(state("2025-05-04"), "acknowledged");
    assert_eq!(state("2025-05-05"), "communicated");
    assert_eq!(state("2025-05-06"), "closed");
    // A day and a commit go together; on the day of the records nothing is turned back.
    let last = site(path, &["--at", "HEAD", "--as-of", "2025-12-31"]);
    assert!(!page(&last, "index.html").contains("An earlier day."));
    let early = site(path, &["--at", "HEAD", "--as-of", "2025-04-30"]);
    assert!(page(&early, "index.html").contains("An earlier day."));
}

/// Two commits between which records open, close, change, and go.
fn a_quarter() -> Repository {
    let repository = repository();
    repository.commit_on(
        "2025-03-31",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &complaint(1, "")),
            ("complaints/2.yaml", &complaint(2, "")),
            ("complaints/3.yaml", &complaint(3, "")),
            ("responses/none.md", "no record"),
        ],
    );
    repository.git(&["tag", "before"]);
    repository.remove("complaints/3.yaml");
    repository.commit_on(
        "2025-06-30",
        &[
            (
                "complaints/1.yaml",
                &complaint(
                    1,
                    "  - {at: 2025-04-01T09:00:00Z, kind: decision_communicated}\n  - {at: 2025-04-02T09:00:00Z, kind: \
                     closed}\noutcome: upheld\n",
                ),
            ),
            ("complaints/2.yaml", &complaint(2, "problem_date: 2025-01-20\n")),
            ("complaints/4.yaml", &complaint(4, "colour: red\n")),
        ],
    );
    repository
}

fn difference(repository: &Repository, arguments: &[&str]) -> serde_json::Value {
    let said = repository.run(&[&["diff", "--format", "json"], arguments].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

/// Turn and id of each record.
fn turns(difference: &serde_json::Value) -> Vec<(&str, &str)> {
    let records = difference["records"].as_array().unwrap().iter();
    records
        .map(|record| (record["turn"].as_str().unwrap(), record["id"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_difference_tells_what_opened_closed_changed_and_went() {
    let repository = a_quarter();
    let found = difference(&repository, &["before..main"]);
    assert_eq!(found["shape"], "tenfour/diff/1");
    assert_eq!(
        (&found["before"]["as_of"], &found["after"]["as_of"]),
        (&"2025-03-31".into(), &"2025-06-30".into())
    );
    assert_eq!(
        turns(&found),
        [
            ("opened", "CMP-2025-0004"),
            ("closed", "CMP-2025-0001"),
            ("rewritten", "CMP-2025-0002"),
            ("deleted", "CMP-2025-0003"),
        ]
    );
    let rewritten = &found["records"][2];
    assert_eq!(
        rewritten["fields"],
        serde_json::json!([{ "field": "problem_date", "what": "set", "old": null, "new": "2025-01" }]),
        "of a case among few the inside is told the month"
    );
    let began: Vec<&str> = found["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["began"] == true)
        .map(|check| check["rule"].as_str().unwrap())
        .collect();
    assert!(began.contains(&"R-GEN-03"), "{began:?}");
    assert!(!found["measures"]["changed"].as_array().unwrap().is_empty());
    for change in found["measures"]["changed"].as_array().unwrap() {
        let compared = &change["compared"];
        assert!(compared["why"].is_string() || compared["word"].is_string(), "{change}");
    }
    // The way back: what was deleted opens, what was closed is taken up again.
    let back = difference(&repository, &["main..before"]);
    assert_eq!(turns(&back)[0], ("opened", "CMP-2025-0003"));
    assert!(turns(&back).contains(&("reopened", "CMP-2025-0001")));
}

#[test]
fn a_difference_ends_at_the_files_here_and_tells_by_its_exit_code() {
    let repository = a_quarter();
    let project = &repository;
    assert_eq!(turns(&difference(&repository, &["HEAD"])), []);
    assert_eq!(project.run(&["diff", "HEAD", "--exit-code"]).code, 0);
    repository.remove("complaints/2.yaml");
    assert_eq!(
        turns(&difference(&repository, &["HEAD"])),
        [("deleted", "CMP-2025-0002")]
    );
    assert_eq!(project.run(&["diff", "HEAD", "--exit-code"]).code, 1);
    let said = project.run(&["diff", "before..main"]);
    assert_eq!(said.code, 0);
    for words in [
        "Opened (1)",
        "Closed (1)",
        "acknowledged -> closed",
        "Rewritten (1)",
        "Deleted (1)",
        "began to fail",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert!(!said.out.contains('\u{1b}'), "no colours where nobody looks");
    for (range, code) in [("nowhere..main", 2), ("before...main", 2), ("..main", 2), ("--help", 0)] {
        assert_eq!(project.run(&["diff", range]).code, code, "{range}");
    }
}

#[test]
fn words_that_somebody_took_out_are_told_to_the_restricted_audience_alone() {
    let repository = repository();
    let with = |words: &str| format!("{}description: {words}\n", complaint(1, ""));
    repository.commit_on(
        "2025-03-31",
        &[
            ("organization.yaml", ORGANIZATION),
            ("complaints/1.yaml", &with("Ms Grebe wrote.")),
        ],
    );
    repository.commit_on("2025-04-01", &[("complaints/1.yaml", &with("The client wrote."))]);
    let all = difference(&repository, &["HEAD~1..HEAD", "--audience", "restricted"]);
    assert!(all.to_string().contains("Grebe"));
    let some = difference(&repository, &["HEAD~1..HEAD"]);
    assert!(!some.to_string().contains("Grebe"), "{some}");
    assert_eq!(some["records"][0]["fields"][0]["what"], "withheld");
}

#[test]
fn a_site_tells_what_changed_since_the_tag_of_its_settings() {
    let repository = a_quarter();
    repository.write("complaints/4.yaml", complaint(4, ""));
    repository.commit_on("2025-07-01", &[]);
    assert!(!has(&site(repository.path(), &[]), "since.html"));
    let settings = "title = \"T\"\nprofile = \"starter\"\n[history]\nsince = \"before\"\n";
    repository.commit_on("2025-07-02", &[("tenfour.toml", settings)]);
    let clean = site(repository.path(), &[]);
    let since = page(&clean, "since.html");
    for words in [
        "Since before",
        "CMP-2025-0004",
        "acknowledged, now closed",
        "2025-01",
        "CMP-2025-0003",
    ] {
        assert!(since.contains(words), "{words}: {since}");
    }
    assert!(!since.contains("2025-01-20"));
    assert_eq!(crate::support::dead_links(&clean), []);
    assert_eq!(site(repository.path(), &["--at", "HEAD"]), clean);
    let broken = settings.replace("before", "nowhere");
    repository.write("tenfour.toml", broken);
    let said = repository.run(&["check"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("`history.since` is `nowhere`"), "{}", said.out);
}

/// A project of the last day of 2025: a survey of three versions with its waves, an expectation that only the first asked
/// about, one that only the last asks about, and plans of two years.
fn versions() -> crate::support::Project {
    crate::support::Project::new(&[
        ("tenfour.toml", "as_of = 2025-12-31\nprofile = \"starter\"\n"),
        ("organization.yaml", ORGANIZATION),
        (
            "survey.yaml",
            "{id: CHR-OLD, created: 2024-01-10}\n---\n{id: CHR-NEW, created: 2024-01-10}\n---\n{id: CHR-LATE, created: \
             2025-06-01}\n---\n{id: EXP-1, created: 2024-02-01, characteristic: CHR-OLD}\n---\n{id: EXP-2, created: \
             2024-02-01, characteristic: CHR-NEW}\n---\nid: SVY-1\ntitle: Clients\nstatus: active\ncreated: \
             2024-01-15\nversion: \"3\"\npopulation: {description: Everybody, frame_date: 2025-09-01, size: 300}\nsampling: \
             {method: census, planned_n: 300}\nquestions:\n  - {key: newest, kind: rating, scale: {min: 1, max: 5}, \
             characteristic: CHR-NEW}\nearlier_versions:\n  - version: \"1\"\n    from: 2024-03-01\n    to: \
             2024-08-31\n    questions:\n      - {key: oldest, kind: rating, scale: {min: 1, max: 5}, characteristic: \
             CHR-OLD}\n      - {key: second, kind: rating, scale: {min: 1, max: 5}, characteristic: CHR-LATE}\n  - version: \
             \"2\"\n    from: 2024-09-01\n    to: 2025-08-31\n    change: Shortened\n    questions:\n      - {key: oldest, \
             kind: rating, scale: {min: 1, max: 5}, characteristic: CHR-OLD}\n",
        ),
        (
            "waves.yaml",
            "{id: WAV-1, survey: SVY-1, survey_version: \"1\", field_start: 2024-04-01, field_end: 2024-04-30, status: \
             closed}\n---\n{id: WAV-2, survey: SVY-1, survey_version: \"3\", field_start: 2025-08-20, field_end: 2025-09-20, \
             status: closed}\n",
        ),
        (
            "responses/WAV-1.csv",
            "respondent,submitted_on,oldest,second\nR-1,2024-04-02,4,3\nR-2,2024-04-03,5,3\n",
        ),
        (
            "responses/WAV-2.csv",
            "respondent,submitted_on,newest\nR-1,2025-08-21,4\n",
        ),
        (
            "plans.yaml",
            "{id: PLN-2024, title: Plan, status: retired, created: 2024-01-10, schedule: [{what: WAV-2, \
             planned_to: 2025-09-20}], period: {from: 2024-01-01, to: 2024-12-31}}\n---\n{id: PLN-2023, title: Plan, status: retired, created: 2024-01-10, period: \"2023\"}\n",
        ),
    ])
}

#[test]
fn a_survey_of_an_earlier_day_has_the_questionnaire_of_that_day() {
    let project = versions();
    let on = |day: &str| {
        let (_, site) = built(project.path(), &["--as-of", day, "--keep-going"]);
        let record: serde_json::Value = serde_json::from_str(page(&site, "surveys/SVY-1.json")).unwrap();
        let shown = page(&site, "surveys/SVY-1.html").to_owned();
        (site, record, shown)
    };
    for (day, version, others) in [
        ("2024-02-28", "1", &["2", "3"][..]),
        ("2024-08-31", "1", &["2", "3"]),
        ("2024-09-01", "2", &["3"]),
        ("2025-08-31", "2", &[]),
        ("2025-09-01", "3", &[]),
    ] {
        let (_, record, shown) = on(day);
        assert_eq!(record["fields"]["version"], version, "{day}");
        assert!(shown.contains(&format!("Version {version}, in use")), "{day}");
        for other in others {
            assert!(!shown.contains(&format!("Version {other}")), "{day}: {other}");
        }
    }
    // What measures the expectations is asked by the version of the day; a reference to what came later is none of its.
    let (site, record, shown) = on("2024-12-31");
    assert!(shown.contains("Version 1, 2024-03-01 to 2024-08-31"), "{shown}");
    assert_eq!(record["fields"]["earlier_versions"].as_array().map(Vec::len), Some(1));
    let gaps = page(&site, "traceability.html");
    assert!(gaps.contains("EXP-2") && !gaps.contains("EXP-1"));
    let (site, ..) = on("2025-12-30");
    let gaps = page(&site, "traceability.html");
    assert!(gaps.contains("EXP-1") && !gaps.contains("EXP-2"));
    let (_, record, _) = on("2024-06-30");
    let questions = record["fields"]["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 2);
    assert!(questions[1].get("characteristic").is_none(), "{record}");
    // As many were asked as the list of that day held; nobody knows how many those were.
    assert!(record["fields"]["sampling"].get("planned_n").is_none(), "{record}");
    assert_eq!(
        record["fields"]["population"],
        serde_json::json!({"description": "Everybody"})
    );
    // A wave that asked the next version too early keeps its answers.
    let (_, record, shown) = on("2025-08-25");
    assert_eq!(record["fields"]["version"], "2");
    assert!(shown.contains("newest") && shown.contains(">Version 3<"), "{shown}");
    let wave = page(
        &built(project.path(), &["--as-of", "2025-08-25", "--keep-going"]).1,
        "waves/WAV-2.html",
    )
    .to_owned();
    assert!(wave.contains("newest"), "{wave}");
}

#[test]
fn a_plan_is_in_use_until_its_period_is_over() {
    let project = versions();
    let state = |day: &str, id: &str| {
        let (_, site) = built(project.path(), &["--as-of", day, "--keep-going"]);
        let record: serde_json::Value =
            serde_json::from_str(page(&site, &format!("monitoring_plans/{id}.json"))).unwrap();
        record["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(state("2024-12-31", "PLN-2024"), "active");
    assert_eq!(state("2025-01-01", "PLN-2024"), "retired");
    assert_eq!(state("2024-12-31", "PLN-2023"), "retired");
}

#[test]
fn a_plan_names_what_it_plans_before_that_is_on_record() {
    let project = versions();
    let (_, site) = built(project.path(), &["--as-of", "2024-12-31", "--keep-going"]);
    let schedule = page(&site, "topics/plan.html").split("id=\"schedule\"").nth(1).unwrap();
    assert!(schedule.contains("WAV-2") && schedule.contains("Planned"), "{schedule}");
    assert!(!has(&site, "waves/WAV-2.html"));
    let said = project.run(&["check", "--as-of", "2024-12-31", "-v"]);
    assert!(
        said.out.contains("R-FLD-01") && !said.out.contains("R-GEN-02"),
        "{}",
        said.out
    );
}

#[test]
fn how_many_a_survey_after_events_asks_is_known_when_a_wave_is_over() {
    let project = crate::support::Project::new(&[
        ("tenfour.toml", "as_of = 2025-12-31\nprofile = \"starter\"\n"),
        (
            "a.yaml",
            "{id: SVY-1, frequency: event_driven}\n---\n{id: SVY-2, frequency: yearly}\n---\n{id: WAV-1, survey: SVY-1, \
             field_start: 2025-04-01, field_end: 2025-06-30, frame_size: 9, invited: 8}\n---\n{id: WAV-2, survey: SVY-2, \
             field_start: 2025-04-01, field_end: 2025-06-30, frame_size: 9, invited: 8}\n",
        ),
    ]);
    let counts = |day: &str, id: &str| {
        let (_, site) = built(project.path(), &["--as-of", day, "--keep-going"]);
        let record: serde_json::Value = serde_json::from_str(page(&site, &format!("waves/{id}.json"))).unwrap();
        (
            record["fields"]["frame_size"].as_u64(),
            record["fields"]["invited"].as_u64(),
        )
    };
    assert_eq!(counts("2025-06-29", "WAV-1"), (None, None));
    assert_eq!(counts("2025-06-30", "WAV-1"), (Some(9), Some(8)));
    assert_eq!(counts("2025-06-29", "WAV-2"), (Some(9), Some(8)));
}

#[test]
fn a_dispute_ends_with_the_decision_of_the_outside_body() {
    let complaint = complaint(1, "  - {at: 2025-05-20T10:00:00Z, kind: external_decision}\n");
    let project = crate::support::Project::new(&[
        ("tenfour.toml", "as_of = 2025-12-31\nprofile = \"starter\"\n"),
        ("organization.yaml", ORGANIZATION),
        ("complaint.yaml", &complaint),
        (
            "dispute.yaml",
            "{id: DSP-1, title: Mediation, created: 2025-03-01, complaint: CMP-2025-0001, notice_received_on: 2025-03-01, outcome: \
             settled, implemented_on: 2025-05-28, closed_on: 2025-06-04}\n---\n{id: DSP-2, title: Court, created: 2025-05-25, \
             complaint: CMP-2025-0001, notice_received_on: 2025-05-25, outcome: settled, closed_on: 2025-06-04}\n",
        ),
    ]);
    let state = |day: &str, id: &str| {
        let (_, site) = built(project.path(), &["--as-of", day, "--keep-going"]);
        let record: serde_json::Value = serde_json::from_str(page(&site, &format!("disputes/{id}.json"))).unwrap();
        record["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(state("2025-05-19", "DSP-1"), "open");
    assert_eq!(state("2025-05-20", "DSP-1"), "ended");
    assert_eq!(state("2025-06-04", "DSP-1"), "closed");
    // What was decided before the notice did not end what the notice began.
    assert_eq!(state("2025-05-26", "DSP-2"), "open");
}
