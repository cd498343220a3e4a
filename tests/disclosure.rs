//! What each audience is told of cases: no words, people or days on the internal site, no count of few on the public one.

use crate::support::git::Repository;
use crate::support::{repository, run, tenfour};
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
    // Complaints that are acknowledged in time are complaints, whoever counts them.
    if one["selection"]["promise"] == "PRM-4" && metric != "M-COD-2" {
        return true;
    }
    ["M-CMP-", "M-CPS-", "M-DSP-", "M-PAR-"]
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

/// What a measure counts: sort of cases and selection, without what only says how it is cut or who counts.
fn ground(one: &Value) -> Option<(&'static str, BTreeMap<String, String>)> {
    let of = one["base"]["of"].as_str()?;
    let mut ground: BTreeMap<String, String> = one["selection"]
        .as_object()?
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let cites = one["metric"] == "M-COD-2";
    for key in ["kind", "question", "metric"] {
        ground.remove(key);
    }
    if one["metric"] == "M-COD-1" || one["metric"] == "M-GAP-4" {
        ground.remove("promise");
    }
    let sort = match of {
        "answers" => "answers",
        _ if cites => "citing",
        _ if of.contains("dispute") => "disputes",
        _ => "complaints",
    };
    Some((sort, ground))
}

/// How many cases a measure counts.
fn cases(one: &Value) -> Option<u64> {
    let counted = one["inputs"].as_array()?.iter().find(|input| input["symbol"] == "k");
    match counted {
        Some(input) => input["value"].as_f64().map(count),
        None => one["base"]["n"].as_u64(),
    }
}

/// By what cases are parted: the ground of the whole.
fn wholes(ground: &BTreeMap<String, String>) -> Vec<(String, BTreeMap<String, String>)> {
    let mut wholes = Vec::new();
    for key in ["product", "category", "channel", "severity", "outcome", "period"] {
        let Some(value) = ground.get(key) else { continue };
        let mut whole = ground.clone();
        whole.remove(key);
        match value.split_once("-Q").filter(|_| key == "period") {
            Some((year, _)) => {
                wholes.push(("quarters".to_owned(), whole.clone()));
                whole.insert(key.to_owned(), year.to_owned());
                wholes.push(("quarters of a year".to_owned(), whole));
            }
            None => wholes.push((key.to_owned(), whole)),
        }
    }
    wholes
}

/// Takes what is shown from what it is a part of: cases that are hidden, and what is shared out among them.
#[test]
fn the_public_cannot_subtract_cases_out() {
    let list = |audience| {
        data(example(audience), "data/measures.json")["measures"]
            .as_array()
            .unwrap()
            .clone()
    };
    let (all, public) = (list(Audience::Restricted), list(Audience::Public));
    let name = |one: &Value| format!("{} {}", one["metric"], one["selection"]);
    let shown: BTreeMap<String, &Value> = public
        .iter()
        .filter(|one| !one["base"].is_null())
        .map(|one| (name(one), one))
        .collect();
    let is_counted = |one: &&Value| is_of_cases(one) || one["metric"] == "M-COD-2";
    // How many cases of a sort there are on each ground, and which of these numbers some page shows.
    let mut largest: BTreeMap<_, u64> = BTreeMap::new();
    for one in all.iter().filter(is_counted) {
        if let (Some(ground), Some(n)) = (ground(one), cases(one)) {
            let most = largest.entry(ground).or_default();
            *most = (*most).max(n);
        }
    }
    let mut known = BTreeSet::new();
    for one in all
        .iter()
        .filter(is_counted)
        .filter(|one| shown.contains_key(&name(one)))
    {
        if let (Some(ground), Some(n)) = (ground(one), cases(one))
            && largest.get(&ground) == Some(&n)
        {
            known.insert(ground);
        }
    }
    let mut told = Vec::new();
    let mut parts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (sort, part) in largest.keys() {
        for (by, whole) in wholes(part) {
            parts.entry((*sort, by, whole)).or_default().push((*sort, part.clone()));
        }
    }
    let mut looked_at = 0;
    for ((sort, by, whole), parts) in &parts {
        let whole = (*sort, whole.clone());
        let n = |ground| largest.get(ground).copied().unwrap_or_default();
        let sum: u64 = parts.iter().map(n).sum();
        if !known.contains(&whole) || sum != n(&whole) {
            continue;
        }
        looked_at += 1;
        let hidden: Vec<u64> = parts.iter().filter(|part| !known.contains(part)).map(n).collect();
        let rest: u64 = hidden.iter().sum();
        let filled = hidden.iter().filter(|n| **n > 0).count() as u64;
        let is_one_each = rest == filled && filled == hidden.len() as u64;
        if rest > 0 && (FEW.contains(&rest) || is_one_each) {
            told.push(format!("{whole:?} by {by}: {hidden:?}"));
        }
    }
    assert!(looked_at > 5, "only {looked_at} wholes are shown with parts");
    // Of shares what the parts that are shown leave over.
    let share = |one: &Value| {
        let n = one["base"]["n"].as_u64()?;
        let x = one["inputs"].as_array()?.iter().find(|input| input["symbol"] == "x")?;
        Some((n, count(x["value"].as_f64()?)))
    };
    let is_case = |one: &&Value| is_of_cases(one) || one["metric"] == "M-ACT-5";
    for one in all.iter().filter(is_case) {
        let Some((n, x)) = share(one).filter(|_| shown.contains_key(&name(one))) else {
            continue;
        };
        let (_, on) = ground(one).unwrap();
        let mut by: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        let same = all.iter().filter(|other| {
            other["metric"] == one["metric"]
                && ["kind", "question", "promise"]
                    .iter()
                    .all(|key| other["selection"][key] == one["selection"][key])
        });
        for other in same {
            for (key, whole) in ground(other).map(|(_, on)| wholes(&on)).unwrap_or_default() {
                if whole == on {
                    by.entry(key).or_default().push(other);
                }
            }
        }
        for (key, parts) in by {
            let base = |part: &&Value| part["base"]["n"].as_u64().unwrap();
            if parts.iter().map(base).sum::<u64>() != n {
                continue;
            }
            let (seen, hidden): (Vec<&Value>, Vec<&Value>) =
                parts.iter().partition(|part| shown.contains_key(&name(part)));
            let (rest, with) = seen.iter().fold((n, x), |(rest, with), part| {
                let (n, x) = share(part).unwrap_or_default();
                (rest - n, with - x)
            });
            let is_small = hidden.iter().any(|part| FEW.contains(&base(part)));
            let is_alike = is_small && x > 0 && x < n && (with == 0 || with == rest);
            if rest > 0 && (FEW.contains(&with) || FEW.contains(&(rest - with)) || is_alike) {
                told.push(format!("{} by {key}: {with} of the other {rest}", name(one)));
            }
        }
    }
    assert_eq!(told, [""; 0]);
}

/// Totals, years and the larger cells stay.
#[test]
fn the_public_is_still_told_what_complaints_there_are() {
    let all = data(example(Audience::Public), "data/measures.json");
    let shown = |metric: &str, selection: Value| {
        let mut all = all["measures"].as_array().unwrap().iter();
        let one = all.find(|one| one["metric"] == metric && one["selection"] == selection);
        assert!(one.unwrap()["estimate"].is_f64(), "{metric} {selection}");
    };
    for metric in ["M-CMP-1", "M-CMP-3", "M-CMP-10", "M-CMP-13", "M-CMP-12", "X-CMP-01"] {
        shown(metric, serde_json::json!({}));
    }
    for year in ["2024", "2025"] {
        for metric in ["M-CMP-1", "M-CMP-3", "M-CMP-13"] {
            shown(metric, serde_json::json!({ "period": year }));
        }
    }
    for category in ["delivery_late", "information_missing", "service_failure"] {
        shown("M-CMP-1", serde_json::json!({ "category": category }));
    }
    shown("M-COD-2", serde_json::json!({ "promise": "PRM-2" }));
    shown("M-COD-1", serde_json::json!({ "promise": "PRM-4", "period": "2025" }));
}

/// Shades, legends and shares of weights are those of what is shown.
#[test]
fn pictures_and_weights_do_not_tell_of_hidden_cases() {
    let analysis = text(example(Audience::Public), "topics/complaint-analysis.html");
    let words = plain(analysis);
    for of in ["product", "severity"] {
        let kept = format!("Complaints by category and {of}: not shown. Every cell is too small");
        assert!(words.contains(&kept), "{of}");
    }
    assert!(
        !analysis.contains("heat-product")
            && text(example(Audience::Restricted), "topics/complaint-analysis.html").contains("heat-product")
    );
    let all = data(example(Audience::Public), "data/measures.json");
    let weighted = all["measures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["metric"] == "M-PAR-1" && !one["selection"]["kind"].is_null());
    let states: Vec<&str> = weighted.map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["suppressed"; 2]);
}

/// What an objective is measured by is told in no other place than its own number is.
#[test]
fn the_values_of_objectives_are_told_as_their_metrics_are() {
    let rows = |audience| {
        let all = data(example(audience), "data/measures.json");
        let mut all = all["measures"].as_array().unwrap().iter();
        let whole = serde_json::json!({});
        let one = all.find(|one| one["metric"] == "M-OBJ-1" && one["selection"] == whole);
        one.unwrap()["detail"]["rows"].as_array().unwrap().clone()
    };
    let (public, all) = (rows(Audience::Public), rows(Audience::Restricted));
    assert_eq!(public.len(), all.len());
    let told = |row: &Value| row["cells"].as_array().unwrap().iter().any(|cell| !cell.is_null());
    // 76.19 is 16 of the 21 complaints that were decided in 2025, which is told to nobody outside.
    assert!(all.iter().any(|row| row["cells"].to_string().contains("76.19")));
    assert!(all.iter().all(told));
    for row in &public {
        assert!(row["name"] != "withheld" || !told(row), "{row}");
    }
    let page = plain(text(example(Audience::Public), "measures/M-OBJ-1.html"));
    assert!(!page.contains("76.19"));
}

/// Of waves that it may not see the public is told neither which they are nor how few answered in one of them.
#[test]
fn rows_of_waves_with_few_answers_are_not_told() {
    let site = example(Audience::Public);
    let rows = |site: &Site| -> usize {
        let all = data(site, "data/measures.json");
        let all = all["measures"].as_array().unwrap().iter();
        let rows = all.filter_map(|one| Some(one["drawn_from"]["rows"].as_array()?.len()));
        rows.sum()
    };
    assert_eq!(rows(site), 0);
    assert!(rows(example(Audience::Restricted)) > 100);
    for page in ["M-CPS-1", "M-CPS-2", "M-CPS-3", "M-CPS-4", "M-DQ-3"] {
        assert!(
            !text(site, &format!("measures/{page}.html")).contains("response row"),
            "{page}"
        );
    }
}

/// Why a comparison is not told is not that there are few, and it is told where its value stands on the site.
#[test]
fn a_comparison_with_a_number_of_the_site_is_told() {
    let all = data(example(Audience::Public), "data/measures.json");
    let against = |metric: &str, charted: &str| {
        let mut all = all["measures"].as_array().unwrap().iter();
        let one =
            all.find(|one| one["metric"] == metric && (charted.is_empty() || one["selection"]["metric"] == charted));
        one.unwrap()["changes"][0].clone()
    };
    for change in [
        against("M-TRD-1", "M-COD-1"),
        against("M-CHG-6", ""),
        against("M-CMP-21", ""),
    ] {
        assert!(change["word"].is_string() && change["state"].is_null(), "{change}");
    }
    let site = example(Audience::Public);
    for page in ["measures/M-TRD-1.html", "measures/M-CMP-21.html"] {
        assert!(!text(site, page).contains("not shown: too few"), "{page}");
    }
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
    // Of six one was before the promise, as the rate beside it tells; of the five of the next one the rate counts few.
    assert_eq!(
        cited(public),
        ["0", "public", "public", "0"],
        "withheld from the public"
    );
    let promise = data(public, "promises/PRM-2.json");
    assert!(promise["linked_from_withheld"].is_null(), "six complaints: {promise}");
    assert_eq!(data(all, "promises/PRM-2.json")["linked_from_withheld"], 0);
    assert!(page(public, "promises/PRM-2.html").contains("And some withheld from this audience"));
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

/// The terminal tells an audience no more than its site does.
#[test]
fn the_terminal_tells_an_audience_no_more_than_its_site() {
    let measure = |audience: &str, arguments: &[&str]| {
        let mut command = tenfour();
        command.current_dir(repository("example-project"));
        let said = run(command.args(["measure", "--audience", audience]).args(arguments));
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let value = |audience: &str, arguments: &[&str]| {
        let text = measure(audience, arguments);
        let line = text.lines().find(|line| line.starts_with("value ")).map(str::to_owned);
        line.unwrap_or(text)
    };
    // 45 of 56 beside 49 of 60 would tell of the last quarter.
    let asked: [&[&str]; 3] = [
        &["M-CMP-3", "--filter", "period=2024-01-01..2025-09-30"],
        &["M-CMP-3", "--filter", "channel=CHN-EMAIL", "--filter", "period=2024"],
        &["M-CMP-13", "--filter", "period=2024-01-01..2025-10-15"],
    ];
    for arguments in asked {
        assert!(value("public", arguments).ends_with("not shown"), "{arguments:?}");
        assert!(!value("restricted", arguments).ends_with("not shown"), "{arguments:?}");
    }
    assert!(value("public", &["M-CMP-3", "--filter", "period=2025"]).contains("100.0"));
    let withheld = measure(
        "public",
        &[
            "M-SAT-1",
            "--filter",
            "wave=WAV-REL-2025B",
            "--filter",
            "question=overall",
        ],
    );
    assert!(withheld.contains("withheld from the audience public"), "{withheld}");
    let counts = |audience: &str, metric: &str| {
        let list = measure(audience, &[]);
        let line = list
            .lines()
            .find(|line| line.starts_with(&format!("{metric} ")))
            .unwrap()
            .to_owned();
        line.split_whitespace()
            .rev()
            .take(3)
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(counts("public", "M-SAT-1"), "0 of 0");
    assert_ne!(counts("public", "M-CMP-3"), counts("restricted", "M-CMP-3"));
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
