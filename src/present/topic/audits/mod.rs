//! The entry of auditors: where to begin, what was audited before, what is known to be missing, and the questions that
//! auditors ask with where each answer stands.
//!
//! The page tells what the records show; it says of nothing that it fulfils a requirement.

mod answer;
mod assessment;
mod evidence;
mod questions;

use super::shape::{self, Block, Part, Question, Section, Shown, Topic, TopicView, fields_of, of_kind, records, rule};
use crate::present::blocks::{Cell, Content, Field, State, Table, Tone, Value, several};
use crate::present::checks;
use crate::present::page::{Links, Site};
use crate::record::{Data, Kind};
use questions::{Ask, COMPLAINTS, SATISFACTION};

pub use questions::sheet;

/// The entry of auditors.
pub(super) const TOPIC: Topic = Topic {
    name: "audits",
    title: "For auditors",
    lede: "Where to begin, what was audited before, what is known to be missing, and the questions that auditors ask \
           with the places where the answers stand.",
    part: Part::Evidence,
    kinds: &[Kind::Audit, Kind::AuditFinding, Kind::RecordControl],
    also: &[Kind::Waiver],
    shown: Shown::Always,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let satisfaction = questions(SATISFACTION, links);
    let complaints = questions(COMPLAINTS, links);
    let all = || satisfaction.iter().chain(&complaints);
    let failing = |question: &&Question| {
        question
            .rules
            .iter()
            .any(|rule| matches!(rule.state.tone, Tone::Bad | Tone::Warn))
    };
    let with = |question: &&Question, icon: &str| question.missing.iter().any(|state| state.icon == icon);
    let withheld = all().filter(|question| with(question, "lock")).count();
    let count = |count: usize, word: fn(String) -> State| match count {
        0 => Value::state(State::ok("none")),
        count => Value::state(word(several(count, "question", "questions"))),
    };
    let mut facts = vec![
        Field::new("Questions", Value::count(all().count())),
        Field::new(
            "With a rule that failed",
            count(all().filter(failing).count(), State::warn),
        ),
        Field::new(
            "Where records are missing",
            count(all().filter(|question| with(question, "gap")).count(), State::gap),
        ),
    ];
    if withheld > 0 {
        let state = State::new(Tone::None, "lock", several(withheld, "question", "questions"));
        facts.push(Field::new("Where records are withheld", Value::state(state)));
    }
    let note = format!(
        "The states tell which records were found here on {}; they are no assessment of conformity.",
        site.as_of
    );
    TopicView::of([
        begin(links),
        audits(site, links),
        findings(site, links),
        assessment::section(site, links),
        known(site, links),
        record_control(site, links),
        evidence::section(site, links),
        Section::new("satisfaction", "Monitoring and measuring")
            .note(format!("After ISO 9001:2015, 9.1.2 and 9.1.3, and ISO 10004. {note}"))
            .block(Block::Questions {
                questions: satisfaction,
            }),
        Section::new("handling", "Complaints, promises, disputes")
            .note(format!("After ISO 10002, ISO 10001 and ISO 10003. {note}"))
            .block(Block::Questions { questions: complaints }),
    ])
    .facts(facts)
}

/// Pages in the order in which one reads a programme for the first time: title, path, what one sees there. Those whose page a
/// site does not have are left out.
const BEGIN: &[(&str, &str, &str)] = &[
    ("Overview", "index.html", "how things stand"),
    ("Scope and context", "topics/context.html", "what is covered"),
    ("Plan", "topics/plan.html", "who is reached, by what"),
    ("Surveys", "surveys.html", "how customers are asked"),
    ("Waves", "waves.html", "what came back"),
    ("Findings", "topics/findings.html", "what was concluded"),
    ("Actions", "topics/actions.html", "what was done, did it work"),
    ("Complaints", "complaints.html", "the register"),
    ("Sample", "topics/audit-sample.html", "complaints drawn by chance"),
    (
        "Ageing",
        "topics/complaint-performance.html#backlog",
        "what is open, how long",
    ),
    ("Traceability", "traceability.html", "from complaint to effect"),
    ("Reviews", "topics/reviews.html", "what management decided"),
    ("Clause coverage", "clauses/index.html", "evidence by clause"),
    ("Changes to records", "topics/changes.html", "who changed what, when"),
    ("Record control", "#record-control", "kept how long, seen by whom"),
    ("Checks", "checks.html", "every rule, passed or not"),
    ("Reconciliation", "reconciliation.html", "sums that must be equal"),
    ("Registers", "registers.html", "complete lists"),
];

fn begin(links: &Links<'_>) -> Section {
    let content = |(title, path, note): &(&str, &str, &str)| {
        Some(Content {
            title: (*title).to_owned(),
            url: shape::place(path, links)?,
            note: (*note).to_owned(),
        })
    };
    Section::new("begin", "Where to begin")
        .note("A way through the site in a quarter of an hour.")
        .block(Block::List {
            contents: BEGIN.iter().filter_map(content).collect(),
        })
}

fn audits(site: &Site<'_>, links: &Links<'_>) -> Section {
    let paths = [
        "kind|Is",
        "performed_on",
        "auditors",
        "independent_of|Have no part in",
        "sample.size|Sample>",
        "conclusion~",
    ];
    Section::new("audits", "Audits")
        .note("Who looked at the programme, when, and what came out.")
        .table(records("Audits", "Audit", of_kind(site, Kind::Audit), &paths, links))
        .about(
            &[Kind::Audit],
            "Audits of the programme with scope, auditors who have no part in it, the sample drawn, and the conclusion.",
            links,
        )
}

fn findings(site: &Site<'_>, links: &Links<'_>) -> Section {
    let paths = ["audit", "grade", "criterion", "due", "closed_on", "actions", "=state"];
    let mut all: Vec<_> = of_kind(site, Kind::AuditFinding).collect();
    all.sort_by_key(|record| !matches!(&record.data, Data::AuditFinding(one) if one.is_open()));
    Section::new("audit-findings", "Findings of audits")
        .note("Open ones first. A finding is open until somebody closes it; a strength asks for nothing and is noted.")
        .table(records("Findings of audits", "Finding", all, &paths, links))
        .about(
            &[Kind::AuditFinding],
            "What audits found, with the criterion, the evidence and what was done about it.",
            links,
        )
}

/// What is known to be missing: rules that failed, and those that a waiver excuses.
fn known(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new("Rules that failed", &["Rule", "What it asks~", "State", "Failed on>"]);
    for outcome in site.outcomes {
        let crate::check::State::Failed { failed, .. } = &outcome.state else {
            continue;
        };
        let rule = &outcome.rule;
        let severity = rule.severity(site.settings).unwrap_or(rule.usual_severity());
        let state = checks::came_out(&outcome.state, severity);
        let cells: [Cell; 4] = [
            Value::link(rule.id(), links.to(&crate::present::methods::rule_path(rule.id()))).into(),
            Value::text(checks::sentence(&rule.title())).into(),
            Value::state(state).into(),
            Value::count(*failed).into(),
        ];
        table.row(cells);
    }
    let paths = ["rule", "records", "reason~", "by|Accepted by", "on|On", "until"];
    let waivers = records("Waivers", "Waiver", of_kind(site, Kind::Waiver), &paths, links);
    let mut section = Section::new("known", "Known to be missing")
        .note("Rules that failed on these records, and what was waived, by whom and until when.");
    section = match table.filled() {
        Some(table) => section.block(Block::Table { table }),
        None => section.block(Block::State {
            state: State::ok("No rule failed."),
        }),
    };
    if !waivers.rows.is_empty() {
        section = section.block(Block::Heading {
            title: "Waivers".to_owned(),
            link: None,
            note: String::new(),
        });
    }
    section
        .table(waivers)
        .link("Every rule with its result", links.to("checks.html"))
        .about(&[Kind::Waiver], "", links)
}

fn record_control(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut section = Section::new("record-control", "Record control")
        .note("How long records are kept, who may see them, and what was disposed of.");
    for record in of_kind(site, Kind::RecordControl) {
        let paths = [
            "retention|Kept for",
            "access|Seen by",
            "disposal_log|Disposed of",
            "complainant_access_procedure|How complainants see their data",
        ];
        section = section.fields(fields_of(record, &paths, links));
    }
    let unknown = match site.provenance.commit() {
        Some(commit) if commit.shallow => "The history of the repository was cut off when it was fetched.",
        Some(_) => {
            "The history of a repository can be rewritten and its dates can be set; a commit kept elsewhere, noted at \
             each review, guards against it."
        }
        None => "These records are in no commit: who wrote what when cannot be told.",
    };
    section
        .about(
            &[Kind::RecordControl],
            "How long each kind of record is kept, who may see it, and what was disposed of.",
            links,
        )
        .block(Block::Note {
            text: unknown.to_owned(),
        })
}

fn questions(asked: &'static [Ask], links: &Links<'_>) -> Vec<Question> {
    let site = links.site;
    let place = |(title, path): &(&'static str, &'static str)| Some(Value::link(*title, shape::place(path, links)?));
    let missing = |kind: &Kind| {
        let plural = kind.label_plural().to_lowercase();
        match (site.visible(*kind).count(), site.ledger.count(*kind)) {
            (0, 0) => Some(State::gap(format!("No {plural} recorded"))),
            (0, count) => {
                let words = several(count, "record", "records");
                Some(State::new(Tone::None, "lock", format!("{words} withheld: {plural}")))
            }
            _ => None,
        }
    };
    let question = |ask: &'static Ask| {
        let mut missing: Vec<State> = ask.kinds.iter().filter_map(missing).collect();
        let told = answer::answer(ask.answer, ask.figures, links);
        if told.sentences.is_empty() && told.rest.is_empty() && missing.is_empty() {
            missing.push(State::gap("Nothing recorded that answers it"));
        }
        Question {
            number: ask.number,
            text: ask.text,
            looked_at: ask.looked_at.to_owned(),
            answer: told.sentences,
            figures: told.rest,
            places: ask.places.iter().filter_map(place).collect(),
            rules: ask.rules.iter().filter_map(|id| rule(id, links)).collect(),
            missing,
        }
    };
    asked.iter().map(question).collect()
}
