//! Free pages: what their expressions ask of numbers, for whom, and what goes wrong.

use crate::support::Project;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tenfour::pipeline::{Options, inspect};
use tenfour::record::types::Audience;
use tenfour::site::Memory;
use tenfour::theme::Theme;

const SETTINGS: &str = "as_of = 2025-06-30
[[measure]]
id = \"X-1\"
name = \"Late\"
sort = \"share\"
records = \"complaint\"
hit = \"category == 'delivery_late'\"
period = \"received_at\"
[[measure]]
id = \"X-2\"
name = \"Of one complainant\"
sort = \"count\"
records = \"complaint\"
when = \"complainant == 'anonymous'\"
";

const RECORDS: &str = "
- {id: ORG-1, title: Post office, name: Post office, time_zone: Europe/Dublin}
- id: SVY-1
  title: How was it
  version: \"1\"
  sampling: {method: census}
  questions:
    - {key: overall, text: {en: How was it?}, kind: overall, scale: {min: 1, max: 5, direction: high_is_good}}
    - {key: words, text: {en: Anything else?}, kind: open}
- {id: SEG-A, title: North, dimension: side}
- {id: SEG-B, title: South, dimension: side}
- {id: WAV-1, title: Spring, survey: SVY-1, survey_version: \"1\", field_start: 2025-05-01, field_end: 2025-05-31}
";

/// A project with so many complaints, two of three late, and sixteen answers, of which three are of one segment.
fn project(page: &str) -> Project {
    let mut records = RECORDS.to_owned();
    for number in 1..=12 {
        let category = if number % 3 == 0 { "price" } else { "delivery_late" };
        let _ = writeln!(
            records,
            "- {{id: CMP-{number}, title: C, received_at: 2025-0{}-01T09:00:00Z, category: {category}, complainant: anonymous}}",
            1 + number % 6
        );
    }
    let mut answers = "id,disposition,segment.side,overall,words\n".to_owned();
    for number in 1..=16 {
        let segment = if number > 13 { "SEG-A" } else { "SEG-B" };
        let _ = writeln!(answers, "RSP-{number},complete,{segment},{},w", 1 + number % 5);
    }
    Project::new(&[
        ("tenfour.toml", SETTINGS),
        ("a.yaml", &records),
        ("responses/WAV-1.csv", &answers),
        ("pages/p.md", &format!("---\ntitle: Page\n---\n{page}\n")),
    ])
}

/// The site of a project for an audience, whatever is wrong with its records.
fn site(project: &Project, audience: Audience) -> BTreeMap<String, Vec<u8>> {
    let options = Options {
        audience: Some(audience),
        ..Options::default()
    };
    let inspection = inspect(project.path(), &options).unwrap();
    let memory = Memory::default();
    inspection
        .build(&Theme::load(None).unwrap(), &memory, &|_, _| {})
        .unwrap();
    memory.into_files()
}

/// The main part of the page for an audience.
fn shown(page: &str, audience: Audience) -> String {
    let site = site(&project(page), audience);
    let text = String::from_utf8(site["pages/p.html"].clone()).unwrap();
    let from = text.find("<div class=\"section-body\">").unwrap();
    let to = text.find("</main>").unwrap();
    text[from..to].to_owned()
}

/// What the check tells of a page.
fn told(page: &str) -> Vec<String> {
    let out = project(page).run(&["check", "--format", "short"]).out;
    let lines = out.lines().filter(|line| line.starts_with("pages/"));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_value_stands_in_words_and_leads_to_its_working() {
    let html = shown(
        "Late: {{ measure(\"X-1\") }}, *{{ measure(\"X-1\", period=2025) }}*.",
        Audience::Internal,
    );
    assert!(
        html.contains("<p>Late: <a href=\"../measures/X-1.html#all\">66.7\u{202f}% (low base, n\u{a0}12)</a>, <em><a href=\"../measures/X-1.html#period-2025\">66.7\u{202f}% (low base, n\u{a0}12)</a></em>.</p>"),
        "{html}"
    );
    let survey = shown(
        "{{ measure(\"M-SAT-1\", survey=\"SVY-1\", question=\"overall\") }}",
        Audience::Internal,
    );
    assert!(
        survey.contains("measures/M-SAT-1.WAV-1.html#wave-WAV-1-question-overall"),
        "{survey}"
    );
}

#[test]
fn attributes_serve_wording_of_ones_own() {
    let page = "{% set late = measure(\"X-1\") %}{{ late.value }}|{{ late.n }}|{{ late.unit }}|{{ late.state }}|{{ late.low is none }}|\
        {% if late.value > 50 %}most{% else %}few{% endif %}|{{ late.text ~ \"!\" }}|{{ late ~ \"?\" }}";
    let html = shown(page, Audience::Internal);
    assert!(
        html.contains("<p>66.7|12|%|low_base|True|most|66.7\u{202f}% (low base, n\u{a0}12)!|66.7\u{202f}% (low base, n\u{a0}12)?</p>"),
        "{html}"
    );
}

#[test]
fn what_may_not_be_shown_says_so_and_has_no_value() {
    let page = "{% set few = measure(\"M-SAT-1\", wave=\"WAV-1\", question=\"overall\", segment=\"SEG-A\") %}\
        {{ few }}|{{ few.value is none }}|{{ few.n is none }}|{{ few.state }}";
    let html = shown(page, Audience::Internal);
    assert!(html.contains("fewer than 5 answers: not shown"), "{html}");
    assert!(html.contains("|True|True|suppressed</p>"), "{html}");
    // Who may see everything is told how many they are, and no estimate.
    assert!(shown(page, Audience::Restricted).contains("|True|False|"));
    // The other segment would give the small one away.
    let other = shown(
        "{{ measure(\"M-SAT-1\", wave=\"WAV-1\", question=\"overall\", segment=\"SEG-B\").state }}",
        Audience::Internal,
    );
    assert!(other.contains("suppressed"), "{other}");
    // Named by its survey it is the same number.
    let by_survey = shown(
        "{{ measure(\"M-SAT-1\", survey=\"SVY-1\", question=\"overall\", segment=\"SEG-B\").state }}",
        Audience::Internal,
    );
    assert!(by_survey.contains("suppressed"), "{by_survey}");
    let none = shown(
        "{{ measure(\"M-SAT-1\", wave=\"WAV-9\", question=\"overall\") }}",
        Audience::Internal,
    );
    assert!(none.contains("there is no wave `WAV-9`"), "{none}");
}

#[test]
fn what_names_personal_fields_is_for_the_restricted_audience() {
    let page = "{{ measure(\"X-2\") }}|{{ measure(\"X-2\").state }}";
    for audience in [Audience::Public, Audience::Internal] {
        let html = shown(page, audience);
        assert!(
            html.contains("only the restricted audience may see") && html.contains("|withheld"),
            "{html}"
        );
        let site = site(&project(page), audience);
        let data = String::from_utf8(site["measures/X-2.json"].clone()).unwrap();
        assert!(
            data.contains("\"state\":\"withheld\"") && !data.contains("\"n\""),
            "{data}"
        );
    }
    assert!(shown(page, Audience::Restricted).contains("12"));
}

#[test]
fn pictures_and_tables_stand_between_paragraphs() {
    let page = "Before.\n\n{{ chart(\"M-SAT-1\", wave=\"WAV-1\", question=\"overall\") }}\n\nBetween.\n\n{{ table(\"X-1\") }}\n\n{{ interval(\"X-1\") }}\n\nBehind.";
    let html = shown(page, Audience::Internal);
    let places: Vec<usize> = [
        "Before.",
        "<figure",
        "Between.",
        "<caption>Late</caption>",
        "Late, percent",
        "Behind.",
    ]
    .iter()
    .map(|words| html.find(words).unwrap_or_else(|| panic!("{words} is missing: {html}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(!html.contains("<p></p>") && !html.contains("<p><figure"), "{html}");
    assert!(html.contains("2025-Q1") && html.contains("<figcaption"), "{html}");
}

#[test]
fn a_block_where_none_can_stand_gives_its_words() {
    let page = "# {{ table(\"X-1\") }}\n\n- {{ chart(\"X-1\") }}\n\n[{{ table(\"X-1\") }}](about.md \"{{ measure(\"X-1\") }}\")\n\n`{{ measure(\"X-1\") }}`\n\n    {{ measure(\"X-1\") }}\n";
    let html = shown(page, Audience::Internal);
    assert!(!html.contains("<table") && !html.contains("<figure"), "{html}");
    assert!(
        html.contains("<code>66.7\u{202f}% (low base, n\u{a0}12)</code>"),
        "{html}"
    );
    assert!(html.contains("<pre><code>66.7\u{202f}%"), "{html}");
    assert!(html.contains("<li><a href"), "{html}");
    assert!(!html.contains(['\u{e000}', '\u{e001}', '\u{e002}']), "{html}");
}

#[test]
fn nothing_that_a_person_wrote_becomes_html_or_a_mark() {
    let page =
        "\u{e000}0\u{e001} \u{e002}0\u{e001} {{ \"\u{e000}0\u{e001}\" }} {{ \"<b>\" }} {{ measure(\"X-1\") }} <i>x</i>";
    let html = shown(page, Audience::Internal);
    assert_eq!(html.matches("66.7").count(), 1, "{html}");
    assert!(!html.contains("<b>") && !html.contains("<i>x"), "{html}");
    assert!(!html.contains(['\u{e000}', '\u{e001}', '\u{e002}']), "{html}");
}

#[test]
fn faults_name_the_line_and_what_may_be_meant() {
    let fault = |expression: &str| told(&format!("One.\n\n{expression}"));
    let cases = [
        (
            "{{ measure(\"X-11\") }}",
            "there is no metric `X-11`, did you mean `X-1`?",
        ),
        (
            "{{ measure(\"X-1\", perod=2025) }}",
            "a metric cannot be narrowed by `perod`, did you mean `period`?",
        ),
        (
            "{{ chart(\"X-1\", wave=\"WAV-1\") }}",
            "X-1 cannot be narrowed by `wave`, but by period",
        ),
        (
            "{{ table(\"X-1\", period=[1]) }}",
            "`period` is a sequence: write text, `period=\"..\"`",
        ),
    ];
    for (expression, words) in cases {
        let told = fault(expression);
        assert_eq!(told.len(), 1, "{expression}: {told:?}");
        assert!(
            told[0].starts_with("pages/p.md:6:") && told[0].contains(words),
            "{told:?}"
        );
    }
    assert_eq!(fault("{{ measure(\"X-1\").valu }}").len(), 1);
}

#[test]
fn a_page_may_not_ask_without_end() {
    for page in [
        "{% for day in range(1000) %}{{ measure(\"X-1\", period=day) }}{% endfor %}",
        "{% for a in range(100000) %}{% for b in range(100000) %}{{ measure(\"X-1\") }}{% endfor %}{% endfor %}",
    ] {
        let begun = std::time::Instant::now();
        let told = told(page);
        assert!(told.len() == 1 && told[0].contains("R-PAG-01"), "{told:?}");
        assert!(begun.elapsed().as_secs() < 30, "{page}");
    }
}
