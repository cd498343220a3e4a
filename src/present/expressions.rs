//! The reference of expressions: rules and measures of a project's own, and what free pages may ask for.

use super::blocks::{Content, Entry, Html, Table, Value};
use super::markdown;
use super::methods::{describe_field, fields_table};
use super::page::{Job, Links, Site, View};
use crate::record::schema;
use crate::settings::measure::OwnMeasure;
use crate::settings::rule::OwnRule;
use serde::Serialize;

/// Path of the page.
pub(super) const PATH: &str = "methods/expressions.html";

/// The page.
pub(super) fn job() -> Job {
    let view = |site: &Site<'_>, links: &Links<'_>| {
        let lede = "What a project says in expressions: which rules hold, what is measured, and what a page tells. \
                    They are evaluated with limits, and a name that does not exist is a fault.";
        Ok(View::new("Reference", &view(site, links)).lede(lede))
    };
    Job::page(PATH, "methods.html", "Expressions", "methods", Box::new(view))
}

#[derive(Serialize)]
struct ExpressionsView {
    contents: Vec<Content>,
    entries: Vec<Entry>,
}

const WRITTEN: &str = "An expression compares, counts and calculates: `category == 'delivery_late' and severity >= 3`. Words stand in \
    quotes. `and`, `or`, `not`, `in`, `is none` and `A if CONDITION else B` may be used, and the usual filters such as `length`. \
    A field that is not filled in is `none`; what lies inside a field is reached by a point, `decision.outcome`. Days compare as \
    text: `due >= as_of`.";

const KNOWN: &[(&str, &str)] = &[
    ("as_of", "the day as of which everything is judged and measured"),
    (
        "days_between(from, to)",
        "calendar days from one day or instant to another",
    ),
    (
        "working_days(from, to)",
        "working days by the calendar of the organization",
    ),
    (
        "count(kind, status)",
        "how many records of a kind there are, of a status where one is given; on a page of an audience that may not see all of them, \
         those of a status are withheld",
    ),
    (
        "linked(kind)",
        "ids of the records of a kind that name this one; for rules and measures",
    ),
    ("record(id)", "a record with its fields; for pages"),
    (
        "records(kind)",
        "all records of a kind that the audience may see; for pages",
    ),
    ("shows(id)", "whether the audience may see a record; for pages"),
];

const ANSWERS: &[(&str, &str)] = &[
    (
        "answers.KEY",
        "the answer to a question: a number on its scale as it was shown, words, or a list where several could be chosen; `none` without an answer",
    ),
    (
        "segment.DIMENSION",
        "the segment of whoever answered, by dimension; `none` where none is given",
    ),
    (
        "product, role",
        "what the answers are about, and what the person has to do with it",
    ),
    ("duration_s", "seconds it took to answer"),
    ("complete", "whether everything asked for was answered"),
    ("submitted_on", "day of answering"),
    ("wave", "the wave"),
];

const NUMBERS: &[(&str, &str)] = &[
    (
        "measure(metric, ..)",
        "the value in words with its unit, leading to its working",
    ),
    ("chart(metric, ..)", "the picture of what it is made of, with its table"),
    (
        "table(metric, ..)",
        "a table of all numbers of it on the selection and on parts of it",
    ),
    ("interval(metric, ..)", "a picture of the same with their intervals"),
    (
        ".value, .low, .high",
        "the number and the ends of its interval, rounded as on pages; `none` where they may not be shown or do not exist",
    ),
    (
        ".n",
        "how many answers or records stand behind it; `none` where that may not be told",
    ),
    (".text, .unit", "the words, and the unit alone"),
    (
        ".state",
        "`value`, `low_base`, `counts_only`, `suppressed`, `suppressed_complementary`, `withheld`, `not_estimable` or `nobody`",
    ),
];

fn table(caption: &str, rows: &[(&str, &str)]) -> Table {
    let mut table = Table::new(caption, &["Written as", "What it gives~"]);
    for (name, what) in rows {
        table.row([Value::code(*name), Value::text(what.replace('`', ""))]);
    }
    table
}

fn prose(text: &str, links: &Links<'_>) -> Option<Html> {
    Some(Html(markdown::render(text, 4, links).html))
}

fn view(site: &Site<'_>, links: &Links<'_>) -> ExpressionsView {
    let mut words = Vec::new();
    let mut keys = |fields: &[schema::Field], caption: &str| {
        let mut table = fields_table(caption);
        for field in fields {
            describe_field(field, "", links, &mut table, &mut words);
        }
        table
    };
    let rules = keys(&schema::fields_of::<OwnRule>(), "Keys of a rule");
    let measures = keys(&schema::fields_of::<OwnMeasure>(), "Keys of a measure");
    let explained = |id: &str| {
        site.rule(id)
            .map(|rule| rule.explanation().into_owned())
            .unwrap_or_default()
    };
    let entries = vec![
        Entry {
            id: "writing".to_owned(),
            title: "Writing one".to_owned(),
            html: prose(WRITTEN, links),
            table: Some(table("What expressions know", KNOWN)),
            ..Entry::default()
        },
        Entry {
            id: "rules".to_owned(),
            title: "Rules of one\u{2019}s own".to_owned(),
            note: "Tables [[rule]] in tenfour.toml.".to_owned(),
            html: prose(&explained("R-SET-05"), links),
            table: Some(rules),
            ..Entry::default()
        },
        Entry {
            id: "measures".to_owned(),
            title: "Measures of one\u{2019}s own".to_owned(),
            note: "Tables [[measure]] in tenfour.toml.".to_owned(),
            html: prose(&explained("R-SET-08"), links),
            table: Some(measures),
            ..Entry::default()
        },
        Entry {
            id: "answers".to_owned(),
            title: "Measures over answers".to_owned(),
            note: "What expressions know of one who answered.".to_owned(),
            html: prose(OVER_ANSWERS, links),
            table: Some(table("What is known of an answer", ANSWERS)),
            ..Entry::default()
        },
        Entry {
            id: "intervals".to_owned(),
            title: "Intervals and small groups".to_owned(),
            html: prose(SHOWN, links),
            ..Entry::default()
        },
        Entry {
            id: "pages".to_owned(),
            title: "Numbers on pages".to_owned(),
            note: "What pages in the folder pages may ask for.".to_owned(),
            html: prose(ON_PAGES, links),
            table: Some(table("What pages may ask of numbers", NUMBERS)),
            ..Entry::default()
        },
    ];
    let content = |entry: &Entry| Content {
        title: entry.title.clone(),
        url: format!("#{}", entry.id),
        note: String::new(),
    };
    ExpressionsView {
        contents: entries.iter().map(content).collect(),
        entries: entries.into_iter().chain(words).collect(),
    }
}

const OVER_ANSWERS: &str = "A measure over the answers to a survey is told by wave, as every measure of answers is, and by segment and \
    product. Weights of the survey count in shares, means, medians and ratios; counts are taken without them.";

const SHOWN: &str = "Which interval a measure has follows from its sort. A share has Wilson\u{2019}s, a mean Student\u{2019}s, a median \
    that of order statistics, with weights Woodruff\u{2019}s, a count of a process Garwood\u{2019}s; a ratio has none, since what is summed above and below its line \
    is seldom independent. Over records an interval is given only where the number is read as that of a process (`read_as = \
    \"process\"`); over answers where they are a sample drawn by chance or all were asked.\n\nSmall groups are withheld as in every \
    metric: answers as answers of people, records of kinds with people behind them as cases. A measure over answers is withheld as well \
    where it leaves out few of those who answered what it asks for, or counts few beyond another measure: the difference would tell of \
    them. One that names `segment`, `role` or `product` is withheld where it could tell of a small group of them; it need not be the \
    group that it counts. A measure whose expressions name a \
    personal or restricted field, or an answer in people\u{2019}s own words, is shown to the restricted audience only.";

const ON_PAGES: &str = "A page is written once for all audiences: what one may not see has no value, and words that say so. Behind the \
    metric stand the keys by which it is narrowed, `measure(\"M-SAT-4\", survey=\"SVY-REL\", question=\"nps\")`; a survey means its \
    newest wave. Pictures and tables stand where they are alone in their paragraph; elsewhere their words do.";
