//! The page of a survey: how answers come about first, then its waves and the questions of every version.

use super::blocks::{Cell, Field, Table, Value};
use super::page::{Job, Links, Page, Site};
use super::topic::shape::Section;
use super::values::{self, Manner, Reading};
use super::{record, results, wave};
use crate::record::schema::label;
use crate::record::survey::{Question, Survey};
use crate::record::{Data, Kind, Record};
use serde::Serialize;

/// Pages of surveys.
pub(super) const PAGE: Page = Page { name: "survey", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let surveys = site.visible(Kind::Survey);
    surveys
        .map(|(index, record)| record::job(site, index, record, "survey.html", view))
        .collect()
}

#[derive(Serialize)]
struct SurveyView {
    method: Vec<Field>,
    method_note: &'static str,
    waves: Option<Table>,
    waves_note: &'static str,
    results: Vec<Section>,
    versions: Vec<VersionView>,
    questions_note: &'static str,
}

/// The questions of a version.
#[derive(Serialize)]
struct VersionView {
    title: String,
    note: String,
    present: bool,
    table: Table,
}

fn view(site: &Site<'_>, record: &Record, links: &Links<'_>) -> SurveyView {
    let Data::Survey(survey) = &record.data else {
        return SurveyView {
            method: Vec::new(),
            method_note: "",
            waves: None,
            waves_note: "",
            results: Vec::new(),
            versions: Vec::new(),
            questions_note: "",
        };
    };
    SurveyView {
        method: method(record, links),
        method_note: "How the answers come about, before any answer is shown.",
        waves: waves(site, record, links),
        waves_note: "Numbers as recorded with each wave.",
        results: results::over_waves(site, links, record.id()),
        versions: versions(survey, links),
        questions_note: "In the order in which they are asked.",
    }
}

/// Fields that tell how answers come about, in the order in which one asks for them.
const METHOD: &[(&str, &str)] = &[
    ("Population", "population.description"),
    ("Segments", "population.segments"),
    ("Frame", "population.frame"),
    ("Drawn on", "population.frame_date"),
    ("Size of the population", "population.size"),
    ("Counted are", "population.unit"),
    ("Sampling", "sampling.method"),
    ("Strata", "sampling.strata"),
    ("Allocation", "sampling.allocation"),
    ("Clusters", "sampling.clusters"),
    ("Planned invitations", "sampling.planned_n"),
    ("Expected response rate", "sampling.expected_response_rate"),
    ("Planned margin", "sampling.target_margin"),
    ("Confidence", "sampling.confidence"),
    ("Weighting", "sampling.weighting"),
    ("Weighted to", "sampling.targets"),
    ("Weights between", "sampling.trim"),
    ("Seed of the draw", "sampling.seed"),
    ("Mode", "mode"),
    ("Frequency", "frequency"),
    ("Contact rule", "contact_rule"),
    ("Anonymity", "anonymity"),
    ("Pretest", "pretest"),
];

/// How answers come about, as far as it is recorded.
pub(super) fn method(record: &Record, links: &Links<'_>) -> Vec<Field> {
    let reading = Reading::of(record, links, Manner::Full);
    let field = |(title, path): &(&str, &str)| Some(Field::new(*title, values::at(record, path, reading)?));
    METHOD.iter().filter_map(field).collect()
}

fn waves(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Option<Table> {
    let (index, _) = site.ledger.find(record.id())?;
    let heads = [
        "Wave",
        "Title~",
        "Version",
        "From",
        "To",
        "Invited>",
        "Complete>",
        "Partial>",
        "Responses>",
        "State",
    ];
    let mut table = Table::new("Waves of this survey", &heads);
    let mut waves: Vec<&Record> = site
        .ledger
        .links_to(index)
        .filter(|link| &*link.field == "survey")
        .map(|link| site.ledger.get(link.from))
        .filter(|record| record.kind == Kind::Wave && site.disclosure.record(record))
        .collect();
    waves.sort_by_key(|record| wave::order(record));
    for record in waves {
        table.row(wave_row(site, record, links));
    }
    table.filled()
}

fn wave_row(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Vec<Cell> {
    let reading = Reading::of(record, links, Manner::Brief);
    let at = |path: &str| values::at(record, path, reading).unwrap_or_else(Value::dash);
    let paths = [
        "survey_version",
        "field_start",
        "field_end",
        "invited",
        "dispositions.complete",
        "dispositions.partial",
    ];
    let responses = match wave::responses(site, record.id()).len() {
        0 => Value::missing("none"),
        count => Value::count(count),
    };
    let mut cells: Vec<Cell> = vec![links.id(record).into(), links.title(record).into()];
    cells.extend(paths.iter().map(|path| at(path).into()));
    cells.push(responses.into());
    cells.push(Value::state(links.state(record)).into());
    cells
}

fn versions(survey: &Survey, links: &Links<'_>) -> Vec<VersionView> {
    let name = |version: Option<&str>| version.map_or_else(String::new, |version| format!("Version {version}"));
    let present = VersionView {
        title: match survey.version.as_deref() {
            Some(version) => format!("Version {version}, in use"),
            None => "Questions".to_owned(),
        },
        note: format!("{} questions", survey.questions.len()),
        present: true,
        table: questions(&survey.questions, links),
    };
    let earlier = survey.earlier_versions.iter().rev().map(|earlier| {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
        let change = earlier.change.as_deref().unwrap_or_default();
        let days = match (earlier.from, earlier.to) {
            (None, None) => String::new(),
            (from, to) => format!(", {} to {}", day(from), day(to)),
        };
        VersionView {
            title: format!("{}{days}", name(earlier.version.as_deref())),
            note: format!("{} questions. {change}", earlier.questions.len())
                .trim()
                .to_owned(),
            present: false,
            table: questions(&earlier.questions, links),
        }
    });
    std::iter::once(present)
        .chain(earlier)
        .filter(|version| !version.table.rows.is_empty())
        .collect()
}

fn questions(questions: &[Question], links: &Links<'_>) -> Table {
    let mut table = Table::new(
        "Questions in the order asked",
        &["Key", "Question~", "Kind", "Answered by", "Serves", "Asked of"],
    );
    for question in questions {
        let serves = match (&question.characteristic, &question.index) {
            (Some(characteristic), _) => {
                let link = super::blocks::Link {
                    title: String::new(),
                    ..links.link_id(characteristic.id())
                };
                Value::Record { link }
            }
            (None, Some(index)) => Value::text(format!("index {}", index.name.as_deref().unwrap_or_default())),
            (None, None) => Value::dash(),
        };
        table.row([
            question.key.as_deref().map_or_else(Value::dash, Value::code),
            Value::text(question.text_in("en").unwrap_or_default()),
            Value::text(kind(question)),
            Value::text(answered_by(question)),
            serves,
            Value::text(question.filter.as_deref().unwrap_or("all")),
        ]);
    }
    table
}

fn kind(question: &Question) -> String {
    use crate::record::survey::QuestionKind as Q;
    let word = match question.kind {
        None => return "–".to_owned(),
        Some(Q::Nps) => "recommendation",
        Some(Q::Ces) => "effort",
        Some(Q::KanoFunctional) => "Kano, with it",
        Some(Q::KanoDysfunctional) => "Kano, without it",
        Some(Q::YesNo) => "yes or no",
        Some(Q::Rating) => "rating",
        Some(Q::Importance) => "importance",
        Some(Q::Expectation) => "expectation",
        Some(Q::Perception) => "perception",
        Some(Q::Overall) => "overall",
        Some(Q::Ideal) => "against the ideal",
        Some(Q::Disconfirmation) => "against expectations",
        Some(Q::Single) => "one of several",
        Some(Q::Multiple) => "any of several",
        Some(Q::Rank) => "order",
        Some(Q::Open) => "own words",
        Some(Q::Number) => "number",
        Some(Q::Date) => "date",
    };
    label(word)
}

fn answered_by(question: &Question) -> String {
    let number = |number: Option<f64>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
    match &question.scale {
        Some(scale) => {
            let turned = if crate::measure::distribution::good_first(question) {
                ", low is good"
            } else {
                ""
            };
            format!("{} to {}{turned}", number(scale.min), number(scale.max))
        }
        None if question.options.is_empty() => "–".to_owned(),
        None => format!("{} options", question.options.len()),
    }
}
