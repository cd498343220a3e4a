//! What an auditor, management and customers are given: that the quarter of an hour of an auditor can be clicked through, that every
//! question is answered by figures, and that the page for customers is the same for everybody.

use crate::example::{built, clicks, example};
use crate::support::{Project, attributes, page, repository};
use crate::topics::{section, words};
use tenfour::check::nonconformity::TYPICAL;
use tenfour::pipeline::{Inspection, Options, inspect};
use tenfour::present::{self, Frame};
use tenfour::record::types::Audience;
use tenfour::theme::Theme;

/// One page of a project.
fn made(inspection: &Inspection, path: &str) -> String {
    let mut site = inspection.site();
    let jobs = present::jobs(&mut site).unwrap();
    let job = jobs.iter().find(|job| job.path == path).unwrap();
    let theme = Theme::load(None).unwrap();
    for (path, _) in theme.assets() {
        site.paths.insert(path.to_owned());
    }
    let frame = Frame::new(&site);
    String::from_utf8(present::make(job, &site, &theme, &frame).unwrap()).unwrap()
}

fn for_audience(folder: &std::path::Path, audience: Audience) -> Inspection {
    let options = Options {
        audience: Some(audience),
        ..Options::default()
    };
    inspect(folder, &options).unwrap()
}

fn main_of(html: &str) -> String {
    let start = html.find("<main").unwrap();
    words(&html[start..html.find("</main>").unwrap()])
}

/// The item of a question.
fn question<'a>(html: &'a str, number: &str) -> &'a str {
    let start = html
        .find(&format!("<li id=\"{number}\">"))
        .unwrap_or_else(|| panic!("there is no {number}"));
    let rest = &html[start + 1..];
    &rest[..rest.find("<li id=\"").or_else(|| rest.find("</ol>")).unwrap()]
}

/// The first link of a page that begins so.
fn first(from: &str, beginning: &str) -> String {
    clicks(from)
        .into_iter()
        .find(|path| path.starts_with(beginning))
        .unwrap_or_else(|| panic!("{from} leads to no {beginning}"))
}

#[test]
fn an_auditors_quarter_of_an_hour_can_be_clicked_through() {
    let entry = "topics/audits.html".to_owned();
    assert!(clicks("index.html").contains(&entry), "the entry is one click away");
    let from_entry = clicks(&entry);
    for path in [
        "index.html",
        "topics/context.html",
        "topics/plan.html",
        "surveys.html",
        "topics/findings.html",
        "topics/actions.html",
        "complaints.html",
        "topics/reviews.html",
        "registers.html",
    ] {
        assert!(from_entry.contains(path), "the entry does not lead to {path}");
    }
    // One survey with one wave.
    let survey = first("surveys.html", "surveys/");
    let wave = first(&survey, "waves/");
    assert!(words(page(built(), &wave)).contains("invited"), "{wave}");
    // One finding, its action and verification.
    let finding = "findings/FND-001.html".to_owned();
    assert!(clicks("topics/findings.html").contains(&finding));
    let action = first(&finding, "actions/");
    let verification = first(&action, "verifications/");
    assert!(page(built(), &verification).contains("criterion") || page(built(), &verification).contains("Criterion"));
    // One complaint, the ageing list, the review.
    let complaint = first("complaints.html", "complaints/");
    assert!(words(page(built(), &complaint)).contains("What happened when"));
    let ageing = "topics/complaint-performance.html#backlog";
    let entry_links: Vec<String> = attributes(page(built(), &entry), "href").collect();
    assert!(
        entry_links
            .iter()
            .any(|link| link.ends_with("complaint-performance.html#backlog")),
        "{ageing}"
    );
    let review = first("topics/reviews.html", "reviews/");
    assert!(
        clicks(&review).iter().any(|path| path.starts_with("review-packs/")),
        "{review}"
    );
    // What other parts of the site bring is led to where it is there.
    for path in ["audit-sample.html", "clauses.html", "changes.html"] {
        assert_eq!(from_entry.contains(path), built().contains_key(path), "{path}");
    }
}

/// Whether a link of a page of the example leads to something that is there, anchor included.
fn resolves(from: &str, link: &str) -> bool {
    let (path, anchor) = link
        .split_once('#')
        .map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = match path.strip_prefix("../") {
        _ if path.is_empty() => from.to_owned(),
        Some(above) => above.to_owned(),
        None => format!("{folder}/{path}"),
    };
    built().get(&target).is_some_and(|bytes| {
        let html = String::from_utf8_lossy(bytes);
        anchor.is_none_or(|anchor| html.contains(&format!("id=\"{anchor}\"")))
    })
}

#[test]
fn every_question_is_answered_in_sentences_with_figures_of_these_records_and_links_to_them() {
    let entry = "topics/audits.html";
    let html = page(built(), entry);
    for letter in ["A", "B"] {
        for number in 1..=22 {
            let item = question(html, &format!("{letter}{number}"));
            let answer = item
                .split_once("<p class=\"question-answer\">")
                .and_then(|(_, rest)| rest.split_once("</p>"))
                .unwrap_or_else(|| panic!("{letter}{number} has no answer"))
                .0;
            let told = words(answer);
            assert!(
                told.trim_end().ends_with(['.', '”']),
                "{letter}{number} is no sentence: {told}"
            );
            assert!(!told.contains(['{', '}']), "{letter}{number} has a hole: {told}");
            // Without history nobody can tell how many closed records were changed, and the answer says so.
            let untold = (letter, number) == ("B", 18) && told.contains("cannot be told without history");
            assert!(
                untold || told.contains(|letter: char| letter.is_ascii_digit()),
                "{letter}{number} has no figure: {told}"
            );
            let links: Vec<String> = attributes(answer, "href").collect();
            assert!(untold || !links.is_empty(), "{letter}{number} leads nowhere: {told}");
            for link in links
                .iter()
                .map(String::as_str)
                .chain(attributes(item, "href").collect::<Vec<_>>().iter().map(String::as_str))
            {
                let is_here = !link.contains("://");
                assert!(
                    !is_here || resolves(entry, link),
                    "{letter}{number} leads to {link}, which is not there"
                );
            }
            assert!(item.contains("question-places"), "{letter}{number} leads nowhere");
        }
    }
    let told = |number: &str| words(question(html, number));
    for (number, expected) in [
        ("A1", "6 of 6 segments"),
        ("A2", "5 reached, 2 missed, 1 behind"),
        ("A6", "228 invited"),
        ("A9", "75.9 points (73.3 to 78.6 points; 83 answers of 228"),
        ("A13", "13 act, 3 watch, 1 reject, 1 pending"),
        ("A13", "94.4 % (17 of 18 findings)"),
        ("A15", "70.6 % (12 of 17 verified actions; 46.9 to 86.7 %)"),
        ("A16", "46 communications (newest of 30 January 2026)"),
        ("B3", "none among 60 numbered ids"),
        ("B3", "cannot be told without history"),
        ("B4", "received on 11 December 2025, acknowledged on 12 December 2025"),
        ("B7", "5 of 5"),
        ("B10", "131 working days"),
        ("B11", "channels lies outside the limits"),
        ("B12", "Delivery late: 17"),
        ("B14", "not upheld 1 of 7"),
        ("B15", "are open: 2 of 8, beside 1 strength"),
        ("B18", "History: cannot be told without history"),
        ("B18", "Closed records that were changed Not estimable: not available"),
        ("B19", "89.4"),
        (
            "B22",
            "From 2024 to 2025 complaints fell from 38 to 22; so did 2 of 2 of these series",
        ),
    ] {
        let told = told(number);
        assert!(told.contains(expected), "{number} does not tell {expected:?}: {told}");
    }
}

#[test]
fn the_first_column_of_repeat_complainants_says_what_it_counts() {
    let section = section(page(built(), "topics/complaint-analysis.html"), "repeat");
    let head = words(&section[..section.find("</thead>").unwrap()]);
    assert!(head.contains("Whole register") && !head.contains(" All "), "{head}");
}

/// The numbers of a page's head by their labels.
fn facts(html: &str) -> Vec<(String, String)> {
    let start = html.find("<dl class=\"facts\">").unwrap();
    let head = &html[start..start + html[start..].find("</dl>").unwrap()];
    let fact = |fact: &str| {
        let (label, value) = fact.split_once("</dt>").unwrap();
        (words(label).trim().to_owned(), words(value).trim().to_owned())
    };
    head.split("<dt>").skip(1).map(fact).collect()
}

#[test]
fn rules_and_places_are_counted_apart_and_as_on_the_page_of_checks() {
    let told = words(question(page(built(), "topics/audits.html"), "A19"));
    let facts = facts(page(built(), "checks.html"));
    let fact = |label: &str| {
        let found = facts.iter().find(|(name, _)| name == label);
        found.map_or_else(|| panic!("no {label} among {facts:?}"), |(_, value)| value.clone())
    };
    let number = |label: &str| fact(label).split(' ').next().unwrap().to_owned();
    assert!(
        fact("Passed").ends_with("rules") && fact("Failed").ends_with("rules"),
        "{facts:?}"
    );
    assert!(
        fact("Warnings").ends_with("places") && fact("Waived").ends_with("places"),
        "{facts:?}"
    );
    let rules = format!("Of the rules {} passed, {} failed", number("Passed"), number("Failed"));
    assert!(told.contains(&rules), "{rules}: {told}");
    let places = format!(
        "Places where they failed: {} warnings, {} worth knowing, {} more let pass by waivers",
        number("Warnings"),
        number("Worth knowing"),
        number("Waived")
    );
    assert!(told.contains(&places), "{places}: {told}");
}

#[test]
fn a_finding_of_an_audit_is_open_everywhere_or_nowhere() {
    let html = page(built(), "topics/audits.html");
    let table = section(html, "audit-findings");
    let open = table.matches("<span>Open</span>").count();
    assert!(table.contains("<span>Noted</span>"), "a strength is noted");
    let told = words(question(html, "B15"));
    assert!(
        told.contains(&format!("are open: {open} of 8, beside 1 strength")),
        "{open}: {told}"
    );
    let register = words(page(built(), "audit_findings.html"));
    assert_eq!(register.matches("– Open ").count(), open, "{register}");
}

#[test]
fn what_audits_usually_find_is_looked_for_here() {
    let html = page(built(), "topics/audits.html");
    let told = |number: &str| words(question(html, number));
    for one in TYPICAL {
        assert!(told(one.number).contains(one.title), "{}", one.number);
    }
    for (number, expected) in [
        ("N1", "None detected"),
        ("N3", "FND-018"),
        ("N9", "CMP-2024-0009"),
        ("N14", "REV-2025-Q2"),
        ("N15", "ACT-019"),
        ("N17", "cannot be told without history"),
        ("N19", "8 records, until 31 December 2026"),
        ("N22", "WAV-PRJ-2025Q3"),
    ] {
        let told = told(number);
        assert!(told.contains(expected), "{number} does not tell {expected:?}: {told}");
    }
    let all = words(html).to_lowercase();
    for word in ["compliant", "conforms", "certified", "fulfils iso"] {
        assert!(!all.contains(word), "the page says {word}");
    }
}

#[test]
fn nothing_recorded_is_said_and_not_taken_for_good() {
    let project = Project::new(&[("organization.yaml", "id: ORG-1\ntitle: Library\nname: Library\n")]);
    let html = made(&for_audience(project.path(), Audience::Internal), "topics/audits.html");
    for number in ["A4", "A15", "A22", "B10", "B20"] {
        let told = words(question(&html, number));
        assert!(told.contains("recorded"), "{number}: {told}");
    }
    for one in TYPICAL {
        let told = words(question(&html, one.number));
        // Of the one record there is a field is missing, which is found.
        let expected = if one.number == "N16" { "ORG-1" } else { "Cannot be told" };
        let is_said = told.contains(expected) || told.contains("None detected");
        assert!(is_said, "{}: {told}", one.number);
    }
    assert!(words(question(&html, "N10")).contains("Cannot be told there is nothing to look at"));
}

#[test]
fn a_review_pack_fills_every_point_or_says_who_supplies_it() {
    let next = page(built(), "review-packs/next-quarterly.html");
    let headings = next.matches("<h2 id=").count();
    assert_eq!(headings, 20);
    let told = words(next);
    for expected in [
        "Quarterly review due on 21 April 2026",
        "2026-Q1",
        "how external providers perform to be supplied by Head of quality",
        "4 of 4",
        "Data as of",
        "Commit",
    ] {
        assert!(told.contains(expected), "{expected}");
    }
    let held = words(page(built(), "review-packs/REV-2026-A.html"));
    let record = std::fs::read_to_string(repository("example-project/reviews/REV-2026-A.yaml")).unwrap();
    let commit = record.split("\nbuild: \"").nth(1).unwrap().split('"').next().unwrap();
    for expected in [
        "22 of 25 actions implemented",
        commit,
        "100.0 % (85.1 to 100.0 %); 22 complaints",
        "at least 95",
        "71.1 % (55.2 to 83.0 %); 38 complaints",
        // The change from 2024 to 2025, not that between the two waves of 2025.
        "WAV-REL-2024B higher than Relationship survey, November 2024",
    ] {
        let plain = held.replace('\u{202f}', " ");
        assert!(plain.contains(expected), "{expected}: {plain}");
    }
    let list = page(built(), "topics/reviews.html");
    assert!(section(list, "packs").contains("next-management.html"));
    let review = words(page(built(), "reviews/REV-2026-A.html"));
    assert!(review.contains("Figures of its period"), "{review}");
    // A record that says it is planned comes instead of what the last one announced.
    let project = Project::new(&[
        (
            "a.yaml",
            "id: REV-1\nkind: code\nheld_on: 2025-01-10\nperiod: \"2024\"\nnext_review: 2026-01-10\n",
        ),
        (
            "b.yaml",
            "id: REV-2\nkind: code\nheld_on: 2026-03-01\nperiod: \"2025\"\n",
        ),
    ]);
    let inspection = for_audience(project.path(), Audience::Internal);
    let planned = made(&inspection, "review-packs/REV-2.html");
    assert!(words(&planned).contains("Due 1 March 2026"), "{}", words(&planned));
    let mut site = inspection.site();
    let jobs = present::jobs(&mut site).unwrap();
    assert!(!jobs.iter().any(|job| job.path == "review-packs/next-code.html"));
}

#[test]
fn a_pack_names_the_survey_of_a_figure_and_the_day_of_its_lists() {
    // Only one wave of the survey has groups; the quarter before it was asked all the same.
    let pack = words(page(built(), "review-packs/REV-2025-Q3.html"));
    let row = pack.split("Farthest from the population, SVY-PRJ").nth(1).expect(&pack);
    let row = &row[..row.find("Not in the records").unwrap_or(200).min(200)];
    assert!(
        row.contains("not known of its waves") && !row.contains("no wave"),
        "{row}"
    );
    // Of a review that was held long ago the lists are of today, and say so.
    let old = words(page(built(), "review-packs/REV-2024-Q2.html"));
    assert!(
        old.contains("Complaints that are not settled (today, 31 January 2026)"),
        "{old}"
    );
    // Everybody reads it, not only who has the page read out.
    let old = page(built(), "review-packs/REV-2024-Q2.html");
    let captions: Vec<&str> = old
        .split("<caption")
        .skip(1)
        .filter_map(|part| part.split("</caption>").next())
        .collect();
    let of_today: Vec<&&str> = captions.iter().filter(|caption| caption.contains("(today, ")).collect();
    assert!(
        of_today.len() > 2 && of_today.iter().all(|caption| !caption.contains("visually-hidden")),
        "{captions:?}"
    );
}

#[test]
fn in_the_middle_of_a_year_pages_say_what_is_not_over() {
    let options = Options {
        as_of: Some("2025-08-14".parse().unwrap()),
        audience: Some(Audience::Restricted),
        ..Options::default()
    };
    let inspection = inspect(&repository("example-project"), &options).unwrap();
    let plain = |path: &str| words(&made(&inspection, path)).replace(['\u{202f}', '\u{a0}'], " ");
    // A share of customers kept in a quarter is none for the target of a year.
    let quarter = plain("review-packs/next-quarterly.html");
    let kept = quarter.split("Customers kept").nth(1).unwrap();
    let kept = &kept[..kept.find("Waves").unwrap()];
    assert!(!kept.contains("at least 90"), "{kept}");
    let year = plain("review-packs/next-management.html");
    assert!(
        year.split("Customers kept").nth(1).unwrap()[..400].contains("at least 90"),
        "{year}"
    );
    let asked = plain("topics/audits.html");
    assert!(
        asked.contains("Clients kept from 1 January 2024 to 31 December 2024: 85.6 %"),
        "{asked}"
    );
    for path in ["topics/complaint-performance.html", "topics/actions.html"] {
        assert!(plain(path).contains("2025, so far"), "{path}");
    }
    // As many as the first half of the year, by which exposure is recorded: 13 in 4880, against 38 in 9100.
    let analysis = plain("topics/complaint-analysis.html");
    assert!(
        analysis.contains("2025, so far over 2024") && analysis.contains("13 / 4880"),
        "{analysis}"
    );
    let rate = plain("measures/M-CMP-1.html");
    assert!(rate.contains("2025, so far"), "{rate}");
    assert!(plain("measures/M-CMP-3.html").contains("2025-01-01 to 2025-12-31, so far"));
    let objective = plain("objectives/OBJ-006.html");
    assert!(
        objective.contains("2025, so far") && objective.contains("not held against the target yet"),
        "{objective}"
    );
}

#[test]
fn the_page_for_customers_is_the_same_for_everybody_and_names_nobody() {
    let folder = repository("example-project");
    let mine = main_of(page(built(), "public-summary.html"));
    assert_eq!(example().audience, Audience::Restricted);
    let public = main_of(&made(&for_audience(&folder, Audience::Public), "public-summary.html"));
    let without_links = |text: &str| text.replace("How each number was worked out", "");
    assert_eq!(without_links(&mine), without_links(&public));
    let told = public.replace('\u{202f}', " ");
    for expected in [
        "75.9",
        "73.3 to 78.6",
        "228 people were asked",
        "Of these 20 changes it was then looked at of 17 whether they helped: 12 did as hoped",
        "How to complain",
        "If we do not agree",
        "clients",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    // No ids, no words of the trade, no roles and people.
    for word in [
        "M-",
        "CMP-",
        "ACT-0",
        "WAV-",
        "ROL-",
        "n =",
        "Wilson",
        "census",
        "Managing director",
        "effective 7",
    ] {
        assert!(!told.contains(word), "{word} stands on the page for customers: {told}");
    }
    // A project without anything says so.
    let empty = Project::new(&[("organization.yaml", "id: ORG-1\ntitle: Library\nname: Library\n")]);
    let html = made(&for_audience(empty.path(), Audience::Public), "public-summary.html");
    assert!(main_of(&html).contains("Nothing to tell yet"));
}

#[test]
fn few_answers_do_not_reach_customers() {
    let project = Project::new(&[
        (
            "all.yaml",
            "- {id: ORG-1, title: Library, name: Library}\n- {id: SVY-1, title: Readers, version: \"1\", questions: [{key: nps, kind: nps, scale: {min: 0, max: 10}}]}\n- {id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2025-11-01, field_end: 2025-11-30}\n",
        ),
        ("responses/WAV-1.csv", "id,nps\nRSP-A1,10\nRSP-A2,9\nRSP-A3,2\n"),
    ]);
    for audience in [Audience::Restricted, Audience::Public] {
        let told = main_of(&made(&for_audience(project.path(), audience), "public-summary.html"));
        assert!(!told.contains("recommend") && !told.contains("people"), "{told}");
    }
}
