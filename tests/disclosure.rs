//! What each audience is told of cases: no words, people or days on the internal site, no count of few on the public one.

use crate::support::git::Repository;
use crate::support::repository;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;
use tenfour::pipeline::{Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

type Site = BTreeMap<String, Vec<u8>>;

fn built(folder: &Path, audience: Audience) -> Site {
    let options = Options {
        audience: Some(audience),
        history: true,
        ..Options::default()
    };
    let memory = Memory::default();
    let inspection = inspect(folder, &options).unwrap();
    let leaks = inspection
        .build(&Theme::load(None).unwrap(), &memory, &|_, _| {})
        .unwrap();
    let leaks: Vec<&str> = leaks.iter().map(|leak| leak.message.as_str()).collect();
    assert_eq!(leaks, [""; 0]);
    memory.into_files()
}

fn example(audience: Audience) -> &'static Site {
    static SITES: [OnceLock<Site>; 3] = [const { OnceLock::new() }; 3];
    SITES[audience as usize].get_or_init(|| built(&repository("example-project"), audience))
}

fn text<'a>(site: &'a Site, path: &str) -> &'a str {
    std::str::from_utf8(site.get(path).unwrap_or_else(|| panic!("{path} is not there"))).unwrap()
}

fn data(site: &Site, path: &str) -> Value {
    serde_json::from_str(text(site, path)).unwrap()
}

/// The day of the site, which stands on every page.
const AS_OF: &str = "2026-01-31";

/// Everything between digits that is a day, `2025-07-28`, other than the day of the site.
fn days(text: &str) -> BTreeSet<&str> {
    let is_day = |at: usize| {
        let day = text
            .get(at..at + 10)
            .filter(|day| day.parse::<jiff::civil::Date>().is_ok())?;
        let before = text[..at]
            .chars()
            .next_back()
            .is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
        (!before && day != AS_OF).then_some(day)
    };
    let begins = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit());
    begins.filter_map(|(at, _)| is_day(at)).collect()
}

/// A day in words.
fn long(day: &str) -> String {
    tenfour::present::blocks::long(day.parse().unwrap())
}

/// The complaints of the example with their own days, as written in their files.
fn complaints() -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut all = BTreeMap::new();
    for year in ["2024", "2025"] {
        let folder = repository("example-project").join("complaints").join(year);
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let written = std::fs::read_to_string(&path).unwrap();
            let own = days(&written).into_iter().map(str::to_owned).collect();
            let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
            all.insert(id, (written, own));
        }
    }
    assert_eq!(all.len(), 60);
    all
}

/// Pieces of a file that speak of one thing: rows and items of a page, lines of a table, the innermost objects of data.
fn pieces<'a>(path: &str, text: &'a str) -> Vec<&'a str> {
    if path.ends_with(".html") {
        ["<tr", "<li", "<article"]
            .iter()
            .flat_map(|tag| {
                text.split(*tag)
                    .skip(1)
                    .map(|rest| rest.split("</tr>").next().unwrap().split("</li>").next().unwrap())
            })
            .collect()
    } else if path.ends_with(".json") {
        text.split(['{', '}']).collect()
    } else {
        text.lines().collect()
    }
}

/// Registers and lists that only speak of complaints, where no other record's days stand beside them.
const OF_COMPLAINTS: &[&str] = &[
    "complaints.html",
    "data/complaints.csv",
    "data/complaints.json",
    "index.html",
    "checks.html",
    "data/checks.json",
    "topics/changes.html",
    "data/record-control.json",
    "topics/complaint-performance.html",
    "topics/complaint-analysis.html",
    "traceability.html",
    "expectations/EXP-010.html",
    "expectations/EXP-010.json",
];

#[test]
fn no_page_of_a_case_among_few_tells_its_days() {
    let site = example(Audience::Internal);
    let all = complaints();
    for (id, (_, own)) in &all {
        for end in ["html", "json"] {
            let path = format!("complaints/{id}.{end}");
            let text = text(site, &path);
            for day in own {
                assert!(
                    !text.contains(day.as_str()) && !text.contains(&long(day)),
                    "{path} tells {day}"
                );
            }
        }
        // Months stand in their place.
        let own = data(site, &format!("complaints/{id}.json"));
        let received = own["fields"]["received_at"].as_str().unwrap();
        assert_eq!(received.len(), "2025-07".len(), "{id}: {received}");
        assert!(own["source"]["sha256"].is_null(), "{id}");
    }
    for path in OF_COMPLAINTS {
        for piece in pieces(path, text(site, path)) {
            for (id, (_, own)) in all.iter().filter(|(id, _)| piece.contains(id.as_str())) {
                let told = own
                    .iter()
                    .find(|day| piece.contains(day.as_str()) || piece.contains(&long(day)));
                assert_eq!(told, None, "{path} tells a day of {id}: {piece}");
            }
        }
    }
}

#[test]
fn the_inside_is_told_no_words_and_no_people_of_a_case() {
    let site = example(Audience::Internal);
    let restricted = example(Audience::Restricted);
    for (id, (written, own)) in complaints() {
        let title = written.lines().find_map(|line| line.strip_prefix("title: ")).unwrap();
        let title = title.trim_matches('"');
        for end in ["html", "json"] {
            let path = format!("complaints/{id}.{end}");
            assert!(!text(site, &path).contains(title), "{path}");
            for person in ["PER-", "CUS-"] {
                assert!(!text(site, &path).contains(person), "{path} names {person}");
            }
        }
        // Those who handle it see all of it.
        let whole = text(restricted, &format!("complaints/{id}.json"));
        assert!(
            whole.contains("\"sha256\"") && own.iter().any(|day| whole.contains(day.as_str())),
            "{id}"
        );
        assert_eq!(data(restricted, &format!("complaints/{id}.json"))["title"], title);
    }
    let withheld = data(site, "complaints/CMP-2025-0014.json")["withheld"].clone();
    let withheld: Vec<&str> = withheld.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for field in [
        "title",
        "complainant",
        "handler",
        "outcome_reason",
        "description",
        "investigation.subject_of_complaint",
    ] {
        assert!(withheld.contains(&field), "{field} is not withheld");
    }
    assert_eq!(
        data(site, "complaints/CMP-2025-0014.json")["title"],
        "Extra charge, Software development and implementation projects"
    );
}

/// What was measured stays: only how fields are shown differs.
#[test]
fn the_inside_is_told_the_figures() {
    let of = |site: &Site, metric: &str| {
        let all = data(site, &format!("measures/{metric}.json"))["measures"].clone();
        let one = all
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["selection"] == serde_json::json!({}))
            .unwrap()
            .clone();
        (
            one["estimate"].clone(),
            one["base"]["n"].clone(),
            one["interval"]["low"].clone(),
        )
    };
    for metric in ["M-CMP-1", "M-CMP-3", "M-CMP-7", "M-CMP-10", "M-CMP-13", "M-CMP-16"] {
        assert_eq!(
            of(example(Audience::Internal), metric),
            of(example(Audience::Restricted), metric),
            "{metric}"
        );
    }
    let backlog = text(example(Audience::Internal), "measures/M-CMP-7.html");
    for age in ["33", "34", "64", "131"] {
        assert!(backlog.contains(&format!(">{age}<")), "{age}");
    }
    let rows = pieces("x.html", backlog);
    assert!(
        !rows
            .iter()
            .any(|row| row.contains(">64<") && row.contains("CMP-2025-0019"))
    );
}

const FEW: std::ops::Range<u64> = 1..5;

/// Words by which a base counts complaints, disputes, or what complainants say.
fn is_of_cases(one: &Value) -> bool {
    let metric = one["metric"].as_str().unwrap();
    let of = one["base"]["of"].as_str().unwrap_or_default();
    let charted = one["selection"]["metric"].as_str().unwrap_or_default();
    ["M-CMP-", "M-CPS-", "M-DSP-"]
        .iter()
        .any(|family| metric.starts_with(family) || charted.starts_with(family))
        || of.contains("complaint")
        || of.contains("dispute")
}

/// Counts in a row of words, `100 × 46 / 59`.
fn counts_in(words: &str) -> Vec<u64> {
    let parts = words.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// The whole number that a number stands for.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are small and positive"
)]
fn count(value: f64) -> u64 {
    value.round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn real(count: u64) -> f64 {
    count as f64
}

/// Goes over every number of the public site and works out what follows from it.
#[test]
fn the_public_cannot_work_out_a_count_of_few_cases() {
    let site = example(Audience::Public);
    let all = data(site, "data/measures.json");
    let mut bases: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    let mut periods: BTreeMap<(String, String), BTreeMap<String, u64>> = BTreeMap::new();
    let (mut shown, mut told) = (0, Vec::new());
    for one in all["measures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| is_of_cases(one))
    {
        let name = format!("{} {}", one["metric"].as_str().unwrap(), one["selection"]);
        let state = one["state"].as_str().unwrap();
        if !["value", "low_base", "counts_only", "not_estimable", "nobody"].contains(&state) {
            assert!(
                one["estimate"].is_null() && one["base"].is_null() && one["detail"].is_null(),
                "{name}"
            );
            continue;
        }
        shown += 1;
        let mut look = |what: &str, count: u64| {
            if FEW.contains(&count) {
                told.push(format!("{name}: {what} {count}"));
            }
        };
        let n = one["base"]["n"].as_u64().unwrap();
        let is_rate = !one["base"]["of"].as_str().unwrap().contains("complaint")
            && one["unit"] != "percent"
            && one["metric"] == "M-CMP-1";
        let estimate = one["estimate"].as_f64();
        let cases = match estimate.filter(|_| is_rate) {
            Some(rate) => count(rate * real(n) / 1000.0),
            None => n,
        };
        look("base", cases);
        if let Some(percent) = estimate.filter(|_| one["unit"] == "percent") {
            let with = count(percent * real(n) / 100.0);
            look("share", with);
            look("without", n - with);
        }
        for input in one["inputs"].as_array().into_iter().flatten() {
            let symbol = input["symbol"].as_str().unwrap();
            let value = input["value"].as_f64().unwrap();
            // Quantiles are times.
            if value.fract() == 0.0 && !symbol.starts_with('P') {
                look(symbol, count(value));
                if symbol == "x" {
                    look("rest", n - count(value));
                }
            }
        }
        for group in one["excluded"].as_array().into_iter().flatten() {
            look("left out", group["count"].as_u64().unwrap());
        }
        let detail = &one["detail"];
        assert!(detail.is_null() || detail["sort"] == "parts", "{name}: {detail}");
        for part in detail["parts"].as_array().into_iter().flatten() {
            look("part", count(part["value"].as_f64().unwrap()));
        }
        for note in one["notes"].as_array().into_iter().flatten() {
            let note = note.as_str().unwrap();
            if note.contains(" of ") {
                for count in counts_in(note) {
                    look(note, count);
                }
            }
        }
        let mut ground = one["selection"].as_object().unwrap().clone();
        ground.remove("kind");
        ground.remove("question");
        ground.remove("metric");
        let sort = if one["base"]["of"] == "answers" {
            "answers"
        } else {
            "cases"
        };
        bases
            .entry(format!("{sort} {}", Value::from(ground.clone())))
            .or_default()
            .push((name.clone(), cases));
        if let Some(period) = ground.remove("period") {
            let mut whole = one["selection"].as_object().unwrap().clone();
            whole.remove("period");
            let key = (one["metric"].to_string(), Value::from(whole).to_string());
            periods
                .entry(key)
                .or_default()
                .insert(period.as_str().unwrap().to_owned(), cases);
        }
    }
    // What a base lacks to all.
    for known in bases.values() {
        let most = known.iter().map(|(_, count)| *count).max().unwrap();
        for (name, count) in known {
            if FEW.contains(&(most - count)) {
                told.push(format!("{name}: {} less than {most}", most - count));
            }
        }
    }
    // Quarters against their year: what is shown of them leaves no few over.
    for (name, known) in &periods {
        for (year, whole) in known.iter().filter(|(period, _)| period.len() == 4) {
            let quarters = known
                .iter()
                .filter(|(period, _)| period.starts_with(&format!("{year}-Q")));
            let rest = quarters.fold(*whole, |rest, (_, count)| rest.saturating_sub(*count));
            if FEW.contains(&rest) {
                told.push(format!("{name:?}: {rest} of {year} in no quarter that is shown"));
            }
        }
    }
    assert_eq!(told, [""; 0]);
    assert!(
        shown > 20,
        "only {shown} numbers about cases are shown: what was looked at?"
    );
}

/// How the rules came out tells no more.
#[test]
fn the_public_is_not_told_on_how_few_cases_a_rule_failed() {
    let rules = |audience| {
        data(example(audience), "data/checks.json")["rules"]
            .as_array()
            .unwrap()
            .clone()
    };
    let (mut told, mut kept) = (0, 0);
    for (public, inside) in rules(Audience::Public).iter().zip(rules(Audience::Internal)) {
        let id = public["id"].as_str().unwrap();
        if !id.starts_with("R-CMP-") && !id.starts_with("R-DSP-") {
            continue;
        }
        let all: u64 = if id.starts_with("R-CMP-") { 60 } else { 2 };
        let Some(looked) = public["looked_at"].as_u64() else {
            kept += u64::from(inside["looked_at"].is_u64());
            continue;
        };
        let failed = public["failed_count"].as_u64().unwrap();
        for count in [looked, failed, looked - failed, all - looked] {
            assert!(!FEW.contains(&count), "{id}: {count}");
        }
        told += 1;
    }
    assert!(told > 3 && kept > 3, "{told} told, {kept} kept");
    let audits = text(example(Audience::Public), "topics/audits.html");
    assert!(!audits.contains("1 of 4"));
}

/// Of rules of which it is not told how they came out no page tells in how many places.
#[test]
fn what_is_not_told_of_a_rule_is_told_nowhere() {
    let public = example(Audience::Public);
    let checks = data(public, "data/checks.json");
    let rules = checks["rules"].as_array().unwrap().iter();
    let withheld: Vec<&str> = rules
        .filter(|rule| rule["state"] == "withheld")
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert!(
        withheld.contains(&"R-CMP-05") && withheld.contains(&"R-CMP-07"),
        "{withheld:?}"
    );
    let index = text(public, "index.html");
    let audits = text(public, "topics/audits.html");
    for id in withheld {
        assert!(!index.contains(id), "{id} is counted on the overview");
        let failed = &audits[audits.find("id=\"known\"").unwrap()..audits.find("id=\"record-control\"").unwrap()];
        assert!(!failed.contains(id), "{id} is counted for auditors");
    }
    let all = data(example(Audience::Restricted), "data/checks.json");
    assert!(checks["warnings"].as_u64() < all["warnings"].as_u64());
}

/// The text of a page, without its tags.
fn plain(html: &str) -> String {
    let main = &html[html.find("<main").unwrap()..html.find("</main>").unwrap()];
    let mut words = String::new();
    for piece in main.split('<') {
        words.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        words.push(' ');
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is withheld is counted, or said to be withheld. It is never told as if it were not there, and nothing stands better for it.
#[test]
fn what_is_withheld_is_not_told_as_nothing() {
    let (public, all) = (example(Audience::Public), example(Audience::Restricted));
    let (told, whole) = (data(public, "data/gaps.json"), data(all, "data/gaps.json"));
    let kinds = |gaps: &Value| gaps["kinds"].as_array().unwrap().clone();
    let mut counted = 0;
    for (told, whole) in kinds(&told).into_iter().zip(kinds(&whole)) {
        for count in ["looked_at", "open", "accepted"] {
            assert!(told[count].is_null() || told[count] == whole[count], "{told}");
        }
        if let Some(withheld) = told["withheld"].as_u64() {
            let listed = told["gaps"].as_array().unwrap().len() as u64;
            assert_eq!(listed + withheld, whole["gaps"].as_array().unwrap().len() as u64);
            counted += withheld;
        }
    }
    assert_eq!((counted, &told["open"]), (8, &whole["open"]));
    let page = |site, path| plain(text(site, path));
    let traces = page(public, "traceability.html");
    assert!(
        traces.contains("8 steps are missing") && !traces.contains("there are no"),
        "{traces}"
    );
    assert!(page(public, "improvement.html").contains("18 records withheld"));
    // A step is as far for the public as for those who see why.
    let steps = |site| -> Vec<String> {
        let page = page(site, "topics/implementation.html");
        let states = page.split("State ").skip(1);
        states
            .filter_map(|rest| Some(rest.split_once(" Reviewed under")?.0.to_owned()))
            .filter(|state| state.len() < 20)
            .collect()
    };
    assert_eq!(steps(public).len(), 12);
    assert_eq!(steps(public), steps(all));
    assert!(!page(public, "topics/implementation.html").contains("Missing"));
    // What the records of a register show is not none.
    let audits = page(public, "topics/audits.html");
    assert!(
        audits.contains("25 withheld Withheld") && !audits.contains(" 0 Withheld"),
        "{audits}"
    );
    assert!(page(public, "topics/programme.html").contains("5 of 5"));
    let cited = |site| -> Vec<String> {
        let page = page(site, "topics/code.html");
        let table = &page[page.find("Complaints that cite it").unwrap()..page.find("In full").unwrap()];
        let rows = table.split(" In force").take(4);
        rows.map(|row| row.rsplit(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!(cited(all), ["0", "6", "5", "0"]);
    // Of six one was before the promise, as the rate beside it tells: no more than that is kept back.
    assert_eq!(cited(public), ["0", "public", "5", "0"], "withheld from the public");
    // A nonconformity that shows to those who see all is not said not to show.
    let stands = |site| -> Vec<String> {
        let page = page(site, "topics/audits.html");
        let glance = &page[page.find("At a glance").unwrap()..];
        (1..=22)
            .map(|number| {
                let row = &glance[glance.find(&format!("N{number} ")).unwrap()..];
                let words = ["None detected", "Detected", "Known and accepted", "Cannot be told"];
                let first = words.iter().min_by_key(|word| row.find(**word).unwrap_or(usize::MAX));
                (*first.unwrap()).to_owned()
            })
            .collect()
    };
    for (number, (told, whole)) in stands(public).iter().zip(&stands(all)).enumerate() {
        assert!(
            told == whole || told == "Cannot be told",
            "N{}: {told}, {whole}",
            number + 1
        );
    }
    assert!(stands(public).iter().filter(|word| *word == "Cannot be told").count() < 5);
}

/// The public page tells the newest year, or that it may not: an older number alone would be taken for the newest.
#[test]
fn an_older_number_is_not_told_as_if_it_were_the_newest() {
    for audience in [Audience::Public, Audience::Restricted] {
        let page = plain(text(example(audience), "public-summary.html"));
        let decided = &page[page.find("Decided in time").unwrap()..];
        let decided = &decided[..decided.find("It rests on").unwrap()];
        let before = "For 2025 this cannot be told without giving single cases away. In 2024,";
        assert!(decided.contains(before), "{decided}");
        for older in page.match_indices("In 2024").map(|(at, _)| at) {
            assert!(page[..older].ends_with("away. "), "{}", &page[older..older + 60]);
        }
        let right = &page[page.find("You were right").unwrap()..];
        assert!(right[..200].contains("For 2025 this cannot be told"), "{right}");
    }
}

/// The pages say the same as the data: what is not told stands in one line for all of it.
#[test]
fn what_is_not_told_stands_in_one_line() {
    let html = text(example(Audience::Public), "measures/M-CMP-3.html");
    let numbers = &html[html.find("id=\"numbers\"").unwrap()..html.find("id=\"method\"").unwrap()];
    assert!(numbers.contains("more numbers"));
    assert_eq!(numbers.matches("not shown").count(), 2, "the value and its reason");
}

/// A repository with one complaint, which was changed later.
fn with_history() -> Repository {
    let repository = Repository::new();
    repository.write("tenfour.toml", "profile = \"starter\"\n");
    repository.write(
        "organization.yaml",
        "id: ORG-1\ntitle: ABC Services\ntime_zone: Europe/Dublin\n",
    );
    let complaint = |due: &str| {
        format!(
            "id: CMP-1\ntitle: The van did not come\nreceived_at: 2025-03-10T09:00:00Z\nresponse_due: {due}\n\
             handler: ROL-1\nevents:\n  - {{at: 2025-03-10T09:00:00Z, kind: received, note: by Mrs Grebe}}\n"
        )
    };
    repository.write("complaints/CMP-1.yaml", complaint("2025-03-24"));
    repository.write("role.yaml", "id: ROL-1\ntitle: Handler\n");
    repository.commit_as(
        "receive",
        "Anna Lapwing",
        "anna@abc.example",
        "2025-03-11T10:00:00+00:00",
    );
    repository.write("complaints/CMP-1.yaml", complaint("2025-04-07"));
    repository.commit_as("move", "Anna Lapwing", "anna@abc.example", "2025-03-20T10:00:00+00:00");
    repository.write("other.yaml", "id: ACT-1\ntitle: Buy a van\n");
    repository.commit_as("other", "Anna Lapwing", "anna@abc.example", "2025-05-01T10:00:00+00:00");
    repository
}

#[test]
fn the_history_of_a_case_among_few_tells_months_and_nobody() {
    let repository = with_history();
    let site = built(&repository.project(), Audience::Internal);
    for path in [
        "complaints/CMP-1.html",
        "complaints/CMP-1.json",
        "complaints.html",
        "data/complaints.csv",
    ] {
        let text = text(&site, path);
        for told in [
            "2025-03-1",
            "2025-03-2",
            "2025-04-07",
            "March 2025,",
            "Lapwing",
            "Grebe",
            "van did not",
        ] {
            assert!(!text.contains(told), "{path} tells {told}");
        }
    }
    let own = data(&site, "complaints/CMP-1.json");
    let versions = own["history"]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    for version in versions {
        assert_eq!(version["commit"]["committed"], "2025-03");
        assert!(version["commit"]["id"].is_null() && version["commit"]["author"].is_null());
    }
    assert_eq!(versions[1]["fields"][0]["new"], "2025-04");
    let whole = built(&repository.project(), Audience::Restricted);
    let own = text(&whole, "complaints/CMP-1.html");
    for told in ["2025-03-20", "2025-04-07", "Lapwing", "Grebe", "The van did not come"] {
        assert!(own.contains(told), "those who handle it are not told {told}");
    }
}

/// Where many complaints about a product came in a month, a day does not tell whose it was.
#[test]
fn days_of_a_case_among_many_are_told() {
    let mut files = vec![("tenfour.toml".to_owned(), "profile = \"starter\"\n".to_owned())];
    for number in 1..=5 {
        let complaint = format!(
            "id: CMP-{number}\ncategory: price\nreceived_at: 2025-03-1{number}T09:00:00Z\nevents:\n  - {{at: 2025-03-1{number}T09:00:00Z, kind: received}}\n"
        );
        files.push((format!("c{number}.yaml"), complaint));
    }
    let site = |files: &[(String, String)]| {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        built(crate::support::Project::new(&files).path(), Audience::Internal)
    };
    assert!(text(&site(&files), "complaints/CMP-3.html").contains("13 March 2025"));
    files.pop();
    assert!(!text(&site(&files), "complaints/CMP-3.html").contains("13 March 2025"));
}
