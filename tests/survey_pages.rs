//! The survey side of the example's site: what waves, surveys, topics and objectives show, and what they keep back from whom.

use crate::support::{dead_links, page, repository};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tenfour::disclose::cells::Cells;
use tenfour::measure::measurement::{BaseSort, Measurement};
use tenfour::measure::selection::{Key, Selection};
use tenfour::pipeline::{Inspection, Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

type Files = BTreeMap<String, Vec<u8>>;

fn inspection(audience: Audience) -> Inspection {
    let options = Options {
        audience: Some(audience),
        ..Options::default()
    };
    inspect(&repository("example-project"), &options).unwrap()
}

fn built(audience: Audience) -> Files {
    let memory = Memory::default();
    let theme = Theme::load(None).unwrap();
    inspection(audience).build(&theme, &memory, &|_, _| {}).unwrap();
    memory.into_files()
}

fn restricted() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| built(Audience::Restricted))
}

fn internal() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| built(Audience::Internal))
}

/// The words of a piece of a page, without tags, with single spaces.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' => inside = false,
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The section of a page with an anchor.
fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let start = html
        .find(&format!("aria-labelledby=\"{id}\""))
        .unwrap_or_else(|| panic!("there is no section `{id}`"));
    let rest = &html[start..];
    &rest[..rest.find("</section>").unwrap()]
}

#[test]
fn a_wave_tells_its_method_first_and_then_what_was_measured() {
    let html = page(restricted(), "waves/WAV-REL-2025B.html");
    let order = [
        "method",
        "figures",
        "response",
        "questions",
        "segments",
        "gaps",
        "importance",
        "reliability",
        "comparison",
        "quality",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|id| {
            html.find(&format!("aria-labelledby=\"{id}\""))
                .unwrap_or_else(|| panic!("{id}"))
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let method = words(section(html, "method"));
    assert!(method.contains("design effect") && method.contains("margin of error, if those who did not answer"));
    assert!(words(section(html, "response")).contains("Response rate RR1 36.4"));
    let figures = words(section(html, "figures"));
    assert!(figures.contains("No clear change from 2025A"), "{figures}");
    let comparison = words(section(html, "comparison"));
    assert!(
        comparison.contains("Higher than 2024A") && comparison.contains("Benjamini-Hochberg"),
        "{comparison}"
    );
    assert!(words(section(html, "quality")).contains("without those flagged"));
    let kano = page(restricted(), "waves/WAV-REL-2024B.html");
    assert!(section(kano, "kano").contains("one-dimensional"));
    // What was not asked has no section.
    assert!(!html.contains("aria-labelledby=\"kano\""));
}

/// Rule GR3: "counts only, no percentage", on the whole page of a wave and in the workings that it leads to.
#[test]
fn a_wave_of_four_answers_has_counts_and_no_percentages() {
    let html = page(restricted(), "waves/WAV-CMP-2024Q1.html");
    let response = words(section(html, "response"));
    assert!(
        response.contains("Response rate RR1 4 of 5")
            && response.contains("RR3: complete, the unknown as far as eligible counts only")
            && response.contains("Completion and item response 4 of 4")
            && response.contains("first contact 4 4 counts only"),
        "{response}"
    );
    let quality = words(section(html, "quality"));
    assert!(
        quality.contains("Item non-response 0 of 24") && quality.contains("fair counts only 0 0 0 0 0"),
        "{quality}"
    );
    let themes = words(page(restricted(), "measures/M-QUA-1.WAV-CMP-2024Q4.html"));
    assert!(
        themes.contains("2024-Q4 2 of 3 –") && themes.contains("Minimum 1 source; below 10 counts only"),
        "{themes}"
    );
}

/// Rule M-CHG-7: "the family and the number of tests are printed", for each test, with the p of the test alone.
#[test]
fn each_test_of_a_wave_says_with_which_it_was_corrected() {
    let row = |html: &str, label: &str| {
        let text = words(section(html, "comparison"));
        let place = text.rfind(label).unwrap_or_else(|| panic!("{label}: {text}"));
        text[place..].chars().take(420).collect::<String>()
    };
    let html = page(restricted(), "waves/WAV-REL-2025B.html");
    let overall = row(html, "All in all, how content are you with ABC Services?");
    assert!(overall.contains("the whole wave, 11 tests"), "{overall}");
    assert!(overall.contains("McNemar, exact: p 0.835 (alone "), "{overall}");
    let on_time = row(html, "On-time delivery 40.6");
    assert!(on_time.contains("the characteristics, 13 tests"), "{on_time}");
    let support = words(section(page(restricted(), "waves/WAV-SUP-2025Q3.html"), "comparison"));
    assert!(
        support.contains("the whole wave, 4 tests") && support.contains("the characteristics, 2 tests"),
        "{support}"
    );
    assert!(!support.contains("of one family"), "{support}");
    // What an objective watches has the p of its test and no family.
    let index = words(section(html, "comparison"));
    assert!(index.contains("Welch t 0.568 – 44 people"), "{index}");
}

#[test]
fn pages_of_waves_stay_light() {
    for (path, bytes) in restricted().iter().filter(|(path, _)| path.starts_with("waves/WAV-")) {
        assert!(bytes.len() < 600_000, "{path} has {} bytes", bytes.len());
    }
}

#[test]
fn numbers_lead_to_their_workings() {
    let html = page(restricted(), "waves/WAV-REL-2025A.html");
    for anchor in [
        "M-SAT-6.WAV-REL-2025A.html#wave-WAV-REL-2025A\"",
        "M-SAT-1.WAV-REL-2025A.html#wave-WAV-REL-2025A-question-overall\"",
        "M-SMP-1.WAV-REL-2025A.html#wave-WAV-REL-2025A\"",
        "M-GAP-1.WAV-REL-2025A.html#",
    ] {
        assert!(html.contains(anchor), "{anchor}");
    }
    assert_eq!(dead_links(restricted()), []);
}

#[test]
fn a_survey_shows_its_headlines_over_the_waves() {
    let html = page(restricted(), "surveys/SVY-REL.html");
    let over = section(html, "over-waves");
    for wave in ["2024A", "2024B", "2025A", "2025B"] {
        assert!(over.contains(&format!(">{wave}</text>")), "{wave}");
    }
    let text = words(over);
    assert!(
        text.contains("Net promoter score") && text.contains("Response rate"),
        "{text}"
    );
    assert!(
        text.contains("Versions of the questionnaire: 1 from 2024A, 1b from 2024B, 2 from 2025A"),
        "{text}"
    );
}

#[test]
fn topics_have_their_figures() {
    let gaps = page(restricted(), "topics/gaps.html");
    assert!(words(section(gaps, "gaps")).contains("expected perceived"));
    assert!(words(section(gaps, "levels")).contains("Understanding gap"));
    let characteristics = page(restricted(), "topics/characteristics.html");
    assert!(words(section(characteristics, "measured-importance")).contains("concentrate here"));
    assert!(words(section(characteristics, "measured-kano")).contains("must-be"));
}

#[test]
fn what_the_numbers_say_of_an_objective_stands_beside_what_is_recorded() {
    let said = |id: &str| {
        words(section(
            page(restricted(), &format!("objectives/{id}.html")),
            "assessed",
        ))
    };
    let index = said("OBJ-001");
    for part in [
        "Computed Reached",
        "Recorded Achieved",
        "at least 74.4",
        "reached at point, not at interval; a change from the baseline is shown by a test; asked for: point",
        "target 74.4",
        "on which people answered the change from the baseline as written is 6.58 to 7.71, +17.2 %.",
    ] {
        assert!(index.contains(part), "{part}: {index}");
    }
    assert!(said("OBJ-005").contains("Computed Reached"), "{}", said("OBJ-005"));
    assert!(said("OBJ-006").contains("Computed Missed"), "{}", said("OBJ-006"));
    assert!(said("OBJ-007").contains("Computed Behind"), "{}", said("OBJ-007"));
    assert!(said("OBJ-008").contains("Computed Missed"), "{}", said("OBJ-008"));
    let overview = page(restricted(), "index.html");
    let objectives = section(overview, "objectives");
    assert!(objectives.contains("class=\"spark\"") && words(objectives).contains("Computed"));
    assert!(words(page(restricted(), "objectives.html")).contains("Computed"));
}

/// What was measured on few answers of people.
fn small(inspection: &Inspection, min_cell: u64) -> Vec<&Measurement> {
    let few =
        |one: &&Measurement| one.base.sort == BaseSort::Respondents && (1..min_cell).contains(&(one.base.n as u64));
    inspection.numbers.iter().filter(few).collect()
}

#[test]
fn nothing_below_the_smallest_cell_is_told_outside_the_restricted_audience() {
    let inspection = inspection(Audience::Internal);
    let limits = inspection.scope().limits;
    let all: serde_json::Value = serde_json::from_slice(&internal()["data/measures.json"]).unwrap();
    let told = all["measures"].as_array().unwrap();
    let told: BTreeMap<(String, String), &serde_json::Value> = told
        .iter()
        .map(|one| {
            (
                (one["metric"].as_str().unwrap().to_owned(), one["selection"].to_string()),
                one,
            )
        })
        .collect();
    let mut seen = 0;
    for one in small(&inspection, limits.min_cell) {
        let keys = one
            .selection
            .iter()
            .map(|(key, value)| (key.word().to_owned(), value.into()));
        let selection = serde_json::Value::Object(keys.collect()).to_string();
        let Some(entry) = told.get(&(one.metric.clone(), selection)) else {
            continue;
        };
        seen += 1;
        assert_eq!(entry["state"], "suppressed", "{} {}", one.metric, one.selection);
        for name in ["base", "estimate", "interval", "detail", "inputs", "formula"] {
            assert!(
                entry.get(name).is_none_or(serde_json::Value::is_null),
                "{name} of {}",
                one.selection
            );
        }
    }
    assert!(seen > 100, "{seen}");
    // A wave of four people: no bar, no share, no picture of them.
    let html = page(internal(), "waves/WAV-CMP-2025Q2.html");
    assert!(words(section(html, "figures")).contains("not shown Fewer than 5 answers: not shown"));
    let questions = section(html, "questions");
    assert!(!questions.contains("likert-bar") && !questions.contains("Two best points"));
    assert!(!html.contains("class=\"chart "), "no picture");
    let shown = page(restricted(), "waves/WAV-CMP-2025Q2.html");
    assert!(words(section(shown, "figures")).contains("shown to the restricted audience only"));
}

#[test]
fn public_clients_of_support_are_hidden_with_what_would_give_them_away() {
    let inspection = inspection(Audience::Internal);
    let limits = inspection.scope().limits;
    let cells = Cells::of(&inspection.numbers, &inspection.ledger, limits, Audience::Internal);
    for wave in ["WAV-REL-2024A", "WAV-REL-2024B", "WAV-REL-2025A", "WAV-REL-2025B"] {
        let cell = |segment: &str, product: &str| {
            let selection = Selection::all()
                .with(Key::Wave, wave)
                .with(Key::Question, "overall")
                .with(Key::Segment, segment)
                .with(Key::Product, product);
            inspection.numbers.get("M-SAT-1", &selection).unwrap()
        };
        let small = cell("SEG-PUB", "PRD-CARE");
        assert!((3..=4).contains(&small.base.n), "{wave}: {}", small.base.n);
        assert!(cells.show(small).is_hidden());
        // Neither its row nor its column leaves one cell alone hidden.
        let hidden = |segment: &str, product: &str| cells.show(cell(segment, product)).is_hidden();
        assert!(hidden("SEG-PUB", "PRD-BUILD"), "{wave}");
        assert!(hidden("SEG-FIN", "PRD-CARE") || hidden("SEG-MFG", "PRD-CARE"), "{wave}");
        let html = page(internal(), &format!("waves/{wave}.html"));
        let table = section(html, "segments");
        let table = &table[table.find("by segment and product").unwrap()..];
        let rows: Vec<String> = table.split("<tr").map(words).collect();
        let public = rows.iter().find(|row| row.contains("Public and non-profit")).unwrap();
        assert_eq!(public.matches("not shown").count(), 2, "{public}");
        let restricted = page(restricted(), &format!("waves/{wave}.html"));
        let table = section(restricted, "segments");
        let table = &table[table.find("by segment and product").unwrap()..];
        assert!(!words(table).contains("not shown"), "{wave}");
    }
}
