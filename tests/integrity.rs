//! What proves a site: its manifest, building it once more, signatures, samples, archives.

use crate::support::{Project, Said, files, repository, run, tenfour};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;

const ORGANIZATION: &str =
    "id: ORG-1\ntitle: Bridge Street Library\nname: Bridge Street Library\ntime_zone: Europe/Dublin\n";

/// A project with twelve complaints of 2025 in a repository.
fn project() -> Project {
    let complaint = |number: u32| {
        let at = format!("2025-{number:02}-03T09:00:00+00:00");
        format!(
            "- id: CMP-2025-{number:04}\n  title: Kälte {number}\n  received_at: {at}\n  category: availability\n  assessment: {{severity: {}}}\n  events: [{{at: {at}, kind: received}}]\n",
            number % 4 + 1
        )
    };
    let complaints: String = (1..=12).map(complaint).collect();
    let project = Project::new(&[
        ("tenfour.toml", "title = \"Library\"\naudience = \"restricted\"\n"),
        ("organization.yaml", ORGANIZATION),
        ("complaints/ä.yaml", &complaints),
        (".gitignore", "/site/\n*.zip\n"),
    ]);
    git(&project, &["init", "--quiet"]);
    commit(&project, "Begin");
    project
}

fn git(project: &Project, arguments: &[&str]) {
    let mut command = Command::new("git");
    for name in [
        "GIT_AUTHOR_NAME",
        "GIT_COMMITTER_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_EMAIL",
    ] {
        command.env(name, "role@library.example");
    }
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        command.env(name, "2026-01-30T12:00:00+00:00");
    }
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let status = command.arg("-C").arg(project.path()).args(arguments).status().unwrap();
    assert!(status.success(), "git {arguments:?}");
}

fn commit(project: &Project, message: &str) {
    git(project, &["add", "."]);
    git(project, &["commit", "--quiet", "--message", message]);
}

fn told(said: &Said, code: i32, words: &[&str]) {
    assert_eq!(said.code, code, "{}{}", said.out, said.err);
    let all = format!("{}{}", said.out, said.err);
    for word in words {
        assert!(all.contains(word), "`{word}` is missing:\n{all}");
    }
}

#[test]
fn a_site_is_what_its_manifest_says_until_somebody_changes_it() {
    let project = project();
    project.site(&[]);
    let verify = || project.run(&["verify", "site"]);
    told(
        &verify(),
        0,
        &[
            "every file is as the manifest lists it",
            "made from  commit ",
            "audience restricted",
        ],
    );
    let at = |path: &str| project.path().join("site").join(path);

    let page = std::fs::read(at("index.html")).unwrap();
    std::fs::write(at("index.html"), [&page[..], b" "].concat()).unwrap();
    told(&verify(), 1, &["changed    index.html", "1 deviation"]);
    std::fs::write(at("index.html"), &page).unwrap();

    std::fs::write(at("ünser.html"), "").unwrap();
    std::fs::create_dir(at("empty")).unwrap();
    told(
        &verify(),
        1,
        &[
            "extra      ünser.html",
            "extra      empty: an empty folder",
            "2 deviations",
        ],
    );
    std::fs::remove_file(at("ünser.html")).unwrap();
    std::fs::remove_dir(at("empty")).unwrap();

    std::fs::remove_file(at("checks.html")).unwrap();
    told(&verify(), 1, &["missing    checks.html"]);
    let said = project.run(&["verify", "site", "--format", "json"]);
    assert_eq!(said.code, 1);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["holds"], false);
    assert_eq!(
        report["deviations"],
        serde_json::json!([{ "sort": "missing", "path": "checks.html" }])
    );
}

#[test]
fn a_manifest_that_was_changed_is_told_or_refused() {
    let project = project();
    let site = project.site(&[]);
    let path = project.path().join("site/manifest.json");
    let manifest = String::from_utf8(site["manifest.json"].clone()).unwrap();
    let hash = tenfour::read::sha256(manifest.as_bytes());
    told(&project.run(&["verify", "site", "--manifest-sha256", &hash]), 0, &[]);
    // Who changes a page and its hash is found by the hash noted elsewhere, or by building once more.
    let index = tenfour::read::sha256(&site["index.html"]);
    std::fs::write(project.path().join("site/index.html"), "forged").unwrap();
    std::fs::write(&path, manifest.replace(&index, &tenfour::read::sha256(b"forged"))).unwrap();
    told(&project.run(&["verify", "site"]), 0, &[]);
    told(
        &project.run(&["verify", "site", "--manifest-sha256", &hash]),
        1,
        &["which was noted"],
    );
    told(
        &project.run(&["verify", "site", "--rebuild"]),
        1,
        &[
            "differs    index.html",
            "differs    manifest.json",
            "line 1 is  forged",
            "2 files come out otherwise",
        ],
    );
    std::fs::write(&path, manifest.replace("\n  ", "\n   ")).unwrap();
    told(
        &project.run(&["verify", "site"]),
        1,
        &["not written as tenfour writes it"],
    );
    std::fs::write(&path, "{}").unwrap();
    told(&project.run(&["verify", "site"]), 2, &["not one that this version"]);
    std::fs::remove_file(&path).unwrap();
    told(&project.run(&["verify", "site"]), 2, &["there is no `manifest.json`"]);
    told(&project.run(&["verify", "nowhere"]), 2, &["there is no folder"]);
}

#[test]
fn a_site_is_built_once_more_from_its_commit_and_nothing_is_written() {
    let project = project();
    project.site(&[]);
    let before = files(project.path());
    told(
        &project.run(&["verify", "site", "--rebuild"]),
        0,
        &["comes out the same from the commit"],
    );
    assert_eq!(files(project.path()), before);
    // The commit of the manifest is built, not the one that is checked out.
    project.write("organization.yaml", ORGANIZATION.replace("Bridge", "Bow"));
    commit(&project, "Move");
    told(
        &project.run(&["verify", "site", "--rebuild"]),
        0,
        &["comes out the same from the commit"],
    );
    // A commit that nobody has cannot be built.
    let path = project.path().join("site/manifest.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let at = manifest.find("\"gitCommit\": \"").unwrap() + 14;
    std::fs::write(&path, manifest.replace(&manifest[at..at + 40], &"0".repeat(40))).unwrap();
    told(&project.run(&["verify", "site", "--rebuild"]), 2, &["0000000"]);
}

#[test]
fn a_draft_cannot_be_built_once_more() {
    let project = project();
    project.write("organization.yaml", ORGANIZATION.replace("Bridge", "Bow"));
    project.site(&[]);
    told(&project.run(&["verify", "site"]), 0, &["changes that are in no commit"]);
    told(&project.run(&["verify", "site", "--rebuild"]), 2, &["it is a draft"]);
}

#[test]
fn inputs_bear_the_ids_that_git_knows() {
    let project = project();
    let site = project.site(&[]);
    let manifest: serde_json::Value = serde_json::from_slice(&site["manifest.json"]).unwrap();
    let inputs = manifest["predicate"]["buildDefinition"]["resolvedDependencies"]
        .as_array()
        .unwrap();
    let files: Vec<_> = inputs
        .iter()
        .filter(|input| input["digest"]["sha256"].is_string())
        .collect();
    assert_eq!(files.len(), 3);
    for input in files {
        let path = input["name"].as_str().unwrap();
        let asked = Command::new("git")
            .arg("-C")
            .arg(project.path())
            .args(["rev-parse", &format!("HEAD:{path}")])
            .output()
            .unwrap();
        assert_eq!(
            input["digest"]["gitBlob"].as_str().unwrap(),
            String::from_utf8(asked.stdout).unwrap().trim(),
            "{path}"
        );
    }
    // What the public may not see is counted, not named.
    let site = project.site(&["--audience", "public"]);
    let manifest = String::from_utf8(site["manifest.json"].clone()).unwrap();
    assert!(!manifest.contains("ä.yaml"), "{manifest}");
    assert!(manifest.contains("\"withheld\""));
}

#[test]
fn a_signature_by_ssh_lies_beside_the_manifest_and_holds() {
    let project = project();
    let key = project.path().join(".key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "auditor", "-f"])
        .arg(&key)
        .status();
    let Ok(made) = made else { return }; // without OpenSSH there is nothing to try
    assert!(made.success());
    git(&project, &["config", "core.excludesFile", "/dev/null"]);
    project.write(".gitignore", "/site/\n*.zip\n/.key*\n");
    commit(&project, "Leave keys out");
    project.site(&[]);
    let manifest = project.path().join("site/manifest.json");
    let sign = || {
        let mut command = Command::new("ssh-keygen");
        command
            .args(["-q", "-Y", "sign", "-n", "file", "-f"])
            .arg(&key)
            .arg(&manifest);
        assert!(command.status().unwrap().success());
    };
    sign();
    told(&project.run(&["verify", "site"]), 0, &["signature  manifest.json.sig"]);
    // The same manifest keeps its signature, another does not.
    project.site(&[]);
    assert!(project.path().join("site/manifest.json.sig").exists());
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    project.write(".key-allowed", format!("auditor namespaces=\"file\" {public}"));
    let mut check = Command::new("ssh-keygen");
    check
        .args(["-q", "-Y", "verify", "-n", "file", "-I", "auditor", "-f"])
        .arg(project.path().join(".key-allowed"))
        .arg("-s")
        .arg(project.path().join("site/manifest.json.sig"))
        .stdin(std::fs::File::open(&manifest).unwrap());
    assert!(check.status().unwrap().success());
    let said = project.run(&["build", "--audience", "public"]);
    told(&said, 0, &["manifest.json.sig signed the old manifest and is gone"]);
    assert!(!project.path().join("site/manifest.json.sig").exists());
}

#[test]
fn a_sample_is_the_same_everywhere_and_says_what_it_can_show() {
    let project = project();
    let population = project.run(&["sample", "--period", "2025"]);
    told(
        &population,
        0,
        &[
            "12 complaints from 2025-01-01 to 2025-12-31",
            "draw with `--size` and `--seed`",
            "a chance of 0.95",
        ],
    );
    let said = project.run(&["sample", "--period", "2025", "--size", "4", "--seed", "48213"]);
    told(
        &said,
        0,
        &[
            "drawn      4 of 12",
            "up to 5 of 12",
            "it does not show that there is none",
            "complaints/ä.yaml:",
        ],
    );
    assert!(!said.out.contains("no faults"));
    let ids = |said: &Said| -> Vec<String> {
        let sample: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let items = sample["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let draw = |more: &[&str]| {
        let said = project.run(&[&["sample", "--format", "json"], more].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        ids(&said)
    };
    // Computed by sha256sum and sort, see the tests of the room.
    let golden = ["CMP-2025-0002", "CMP-2025-0003", "CMP-2025-0008", "CMP-2025-0012"];
    assert_eq!(draw(&["--size", "4", "--seed", "48213"]), golden);
    assert_eq!(draw(&["--size", "99", "--seed", "48213"]).len(), 12);
    assert_eq!(
        draw(&["--size", "3", "--seed", "1", "--status", "closed"]),
        Vec::<String>::new()
    );
    assert_eq!(draw(&["--size", "9", "--seed", "1", "--severity", "4"]).len(), 3);
    let strata = draw(&[
        "--size",
        "4",
        "--seed",
        "1",
        "--method",
        "stratified",
        "--by",
        "severity",
    ]);
    assert_eq!(strata.len(), 4);
    assert_eq!(
        draw(&["--ids", "CMP-2025-0005,cmp-2025-0001"]),
        ["CMP-2025-0001", "CMP-2025-0005"]
    );
    let by_word = draw(&["--size", "4", "--word", "harbour"]);
    assert_eq!(draw(&["--size", "4", "--word", "harbour"]), by_word);
    told(&project.run(&["sample", "--size", "4"]), 2, &["a draw needs a seed"]);
    told(
        &project.run(&["sample", "--ids", "CMP-1"]),
        2,
        &["not in the population: CMP-1"],
    );
    told(
        &project.run(&["sample", "--where", "severty == 1"]),
        2,
        &["cannot be evaluated", "severty"],
    );
    told(
        &project.run(&[
            "sample", "--kind", "action", "--method", "risk", "--size", "1", "--seed", "1",
        ]),
        2,
        &["of complaints"],
    );
    told(
        &project.run(&["sample", "--status", "clsoed"]),
        2,
        &["`clsoed` is no state", "did you mean `closed`?"],
    );
    told(
        &project.run(&["sample", "--product", "PRD-NONE"]),
        2,
        &["there is no record `PRD-NONE`"],
    );
    let nothing = project.run(&["sample", "--period", "1999"]);
    assert!(nothing.out.contains("there is nothing to draw from"), "{}", nothing.out);
    assert_eq!(project.run(&["sample", "--size", "0", "--seed", "1"]).code, 2);
    project.write("organization.yaml", ORGANIZATION.replace("Bridge", "Bow"));
    told(
        &project.run(&["sample", "--size", "4", "--word", "harbour"]),
        2,
        &["there is no commit"],
    );
}

#[test]
fn a_sample_kept_in_an_audit_is_drawn_again_on_its_page() {
    let project = project();
    let said = project.run(&[
        "sample",
        "--period",
        "2025",
        "--where",
        "assessment.severity > 1",
        "--size",
        "3",
        "--seed",
        "48213",
        "--format",
        "yaml",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let audit =
        |sample: &str| format!("id: AUD-2026\ntitle: Audit\nkind: internal\nperformed_on: 2026-01-20\n{sample}");
    let page = |sample: &str| {
        project.write("audit.yaml", audit(sample));
        let site = project.site(&[]);
        String::from_utf8(site["topics/audit-sample.html"].clone()).unwrap()
    };
    assert!(page(&said.out).contains("The same records"));
    let forged = said.out.replace("seed: \"48213\"", "seed: \"48214\"");
    assert!(page(&forged).contains("Other records than those recorded"));
    let words = "sample: {population: some of them, method: chosen by hand, size: 1, items: [CMP-2025-0001]}\n";
    assert!(page(words).contains("Cannot be repeated"));
    let sheet = project.run(&["sample", "--size", "2", "--seed", "1", "--format", "markdown"]);
    told(&sheet, 0, &["## CMP-2025-", "| B4 |"]);
    let table = project.run(&["sample", "--size", "2", "--seed", "1", "--format", "csv"]);
    assert_eq!(table.out.lines().count(), 3);
}

#[test]
fn two_packs_are_the_same_bytes_and_can_be_verified() {
    let project = project();
    for name in ["one.zip", "two.zip"] {
        told(&project.run(&["pack", "--out", name]), 0, &[name]);
    }
    let bytes = |name: &str| std::fs::read(project.path().join(name)).unwrap();
    assert_eq!(bytes("one.zip"), bytes("two.zip"));
    told(
        &project.run(&["verify", "one.zip"]),
        0,
        &["every file is as the manifest lists it"],
    );
    told(
        &project.run(&["verify", "one.zip", "--rebuild"]),
        0,
        &["comes out the same from the commit"],
    );
    told(
        &project.run(&["pack", "--out", "one.zip"]),
        2,
        &["nothing was overwritten"],
    );
    told(
        &project.run(&["pack", "--bundle", "--out", "three.zip", "--audience", "internal"]),
        2,
        &["may not see them all"],
    );
    told(
        &project.run(&["pack", "--bundle", "--out", "four.zip"]),
        0,
        &["four.zip"],
    );
    told(&project.run(&["verify", "four.zip"]), 0, &[]);
    // Half an archive is none.
    let half = bytes("one.zip");
    project.write("half.zip", &half[..half.len() / 2]);
    told(
        &project.run(&["verify", "half.zip"]),
        2,
        &["cannot be read as an archive"],
    );
}

/// The files of an archive by their names.
fn unpack(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut bytes = Vec::new();
            archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

/// An archive of files, as another program would make it.
fn repack(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_changed_byte_in_any_part_of_an_archive_is_found() {
    let project = project();
    told(&project.run(&["pack", "--bundle", "--out", "whole.zip"]), 0, &[]);
    let whole = std::fs::read(project.path().join("whole.zip")).unwrap();
    let files = unpack(&whole);
    let folder = files.keys().next().unwrap().split('/').next().unwrap().to_owned();
    let verify = |bytes: &[u8]| {
        project.write("other.zip", bytes);
        project.run(&["verify", "other.zip"])
    };
    told(
        &verify(&whole),
        0,
        &[
            "archive    other.zip",
            "the archive is as its hashes say",
            "beside     README.md, history.bundle",
            "history    ends at the commit of the site",
        ],
    );
    told(&verify(&repack(&files)), 0, &["the archive is as its hashes say"]);

    let parts = [
        ("README.md", "changed    README.md"),
        ("history.bundle", "changed    history.bundle"),
        ("site/index.html", "changed    site/index.html"),
        ("site/manifest.json", "changed    site/manifest.json"),
        ("SHA256SUMS", "deviation"),
    ];
    for (part, said) in parts {
        let name = format!("{folder}/{part}");
        let at = files[&name].len() / 2;
        let mut other = files.clone();
        other.get_mut(&name).unwrap()[at] ^= 1;
        let found = verify(&repack(&other));
        assert_ne!(found.code, 0, "{part}: {}", found.out);
        // A manifest may be broken so that it cannot be read any more; everything else is told by its name.
        if part != "site/manifest.json" || found.code == 1 {
            told(&found, 1, &[said]);
        }
        // The same in the bytes of the archive: what is packed there fits its checksum no more.
        let stored = repack(&files);
        let bytes = &files[&name];
        let place = stored
            .windows(bytes.len())
            .position(|window| window == &bytes[..])
            .unwrap();
        let mut damaged = stored;
        damaged[place + at] ^= 1;
        let found = verify(&damaged);
        assert_ne!(found.code, 0, "{part}: {}", found.out);
        assert!(
            format!("{}{}", found.out, found.err).contains("damaged"),
            "{part}: {}{}",
            found.out,
            found.err
        );

        let mut without = files.clone();
        without.remove(&name);
        let found = verify(&repack(&without));
        assert_ne!(found.code, 0, "{part}: {}", found.out);
        assert!(
            format!("{}{}", found.out, found.err).contains(part),
            "{part}: {}{}",
            found.out,
            found.err
        );
    }

    let mut more = files.clone();
    more.insert(format!("{folder}/notes.txt"), b"1".to_vec());
    more.insert("elsewhere/site/index.html".to_owned(), b"2".to_vec());
    told(
        &verify(&repack(&more)),
        1,
        &[
            "extra      notes.txt",
            "extra      elsewhere/site/index.html",
            "2 deviations",
        ],
    );
    // Hashes that were made to fit a forged page contradict the manifest, or with it the page is told.
    let mut forged = files.clone();
    let page = format!("{folder}/site/index.html");
    let before = tenfour::read::sha256(&files[&page]);
    forged.insert(page, b"forged".to_vec());
    let sums = format!("{folder}/SHA256SUMS");
    let text = String::from_utf8(files[&sums].clone()).unwrap();
    forged.insert(
        sums,
        text.replace(&before, &tenfour::read::sha256(b"forged")).into_bytes(),
    );
    told(
        &verify(&repack(&forged)),
        1,
        &["changed    site/index.html", "1 deviation"],
    );

    // The same of the folder that it is unpacked to.
    for (name, bytes) in &files {
        project.write(&format!("unpacked/{name}"), bytes);
    }
    let unpacked = format!("unpacked/{folder}");
    told(
        &project.run(&["verify", &unpacked]),
        0,
        &["the archive is as its hashes say"],
    );
    project.write(&format!("{unpacked}/README.md"), "other words");
    told(&project.run(&["verify", &unpacked]), 1, &["changed    README.md"]);
    let said = project.run(&["verify", &unpacked, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["holds"], false);
    assert_eq!(
        report["pack"]["beside"],
        serde_json::json!(["README.md", "history.bundle"])
    );
    assert_eq!(report["deviations"][0]["path"], "README.md");
}

#[test]
fn what_is_no_site_is_told_with_what_to_name_in_its_place() {
    let project = project();
    project.site(&[]);
    let refused = |place: &str, words: &[&str]| told(&project.run(&["verify", place]), 2, words);
    refused(
        "nowhere",
        &[
            "no folder and no archive `nowhere`",
            "help: name the folder of a built site",
        ],
    );
    refused(
        "organization.yaml",
        &["cannot be read as an archive", "help: name the folder of a built site"],
    );
    refused(
        "site/manifest.json",
        &["it is one file of a site", "`tenfour verify site`"],
    );
    refused(".", &["there is no `manifest.json`", "did you mean `./site`?"]);
    refused(
        "complaints",
        &["there is no `manifest.json`", "help: name the folder of a built site"],
    );
    project.write("site/manifest.json", "");
    refused("site", &["its `manifest.json` is empty", "help: "]);
    project.write("site/manifest.json", "[1, 2]");
    refused("site", &["not one that this version", "help: "]);
    std::fs::remove_dir_all(project.path().join("site")).unwrap();
    refused(
        ".",
        &[
            "there is no `manifest.json`",
            "help: it is a project: `tenfour build --project .`",
        ],
    );
    project.write(
        "other.zip",
        repack(&BTreeMap::from([("a/b.txt".to_owned(), Vec::new())])),
    );
    refused("other.zip", &["there is no `site/manifest.json` in it"]);
}

#[test]
fn commits_and_lines_lead_to_the_hosting_service_but_not_for_the_public() {
    let project = project();
    let settings = "title = \"Library\"\naudience = \"restricted\"\n[repository]\ncommit_url = \"https://host.example/c/{commit}\"\nfile_url = \"https://host.example/f/{commit}/{path}#L{line}\"\n";
    project.write("tenfour.toml", settings);
    commit(&project, "Name the host");
    let site = project.site(&[]);
    let page = |path: &str| std::str::from_utf8(&site[path]).unwrap();
    assert!(page("index.html").contains("href=\"https://host.example/c/"));
    assert!(page("complaints/CMP-2025-0002.html").contains("/complaints/%C3%A4.yaml#L7\""));
    let public = project.site(&["--audience", "public"]);
    for (path, bytes) in &public {
        assert!(!String::from_utf8_lossy(bytes).contains("host.example"), "{path}");
    }
}

#[test]
fn the_manifest_has_a_schema() {
    let said = run(tenfour()
        .current_dir(repository("tests/fixtures/minimal"))
        .args(["schema", "manifest"]));
    assert_eq!(said.code, 0, "{}", said.err);
    let schema: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(schema["properties"]["subject"].is_object(), "{}", said.out);
    assert!(schema["properties"]["_type"].is_object());
}
