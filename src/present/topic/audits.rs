//! The entry of auditors: where to begin, what was audited before, what is known to be missing, and the questions that
//! auditors ask with where each answer stands.
//!
//! The page tells what the records show; it says of nothing that it fulfils a requirement.

use super::shape::{Block, Part, Question, Section, Shown, Topic, TopicView, fields_of, of_kind, records, rule};
use crate::present::blocks::{Cell, Content, Field, State, Table, Tone, Value, several};
use crate::present::checks;
use crate::present::page::{Links, Site};
use crate::record::Kind;

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
        known(site, links),
        record_control(site, links),
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

/// Pages in the order in which one reads a programme for the first time: title, path, what one sees there.
const BEGIN: &[(&str, &str, &str)] = &[
    ("Overview", "index.html", "how things stand"),
    ("Scope and context", "topics/context.html", "what is covered"),
    ("Plan", "topics/plan.html", "who is reached, by what"),
    ("Surveys", "surveys.html", "how customers are asked"),
    ("Findings", "topics/findings.html", "what was concluded"),
    ("Actions", "topics/actions.html", "what was done, did it work"),
    ("Complaints", "complaints.html", "the register"),
    ("Traceability", "traceability.html", "from complaint to effect"),
    ("Reviews", "topics/reviews.html", "what management decided"),
    ("Checks", "checks.html", "every rule, passed or not"),
    ("Reconciliation", "reconciliation.html", "sums that must be equal"),
    ("Registers", "registers.html", "complete lists"),
];

fn begin(links: &Links<'_>) -> Section {
    let content = |(title, path, note): &(&str, &str, &str)| {
        Some(Content {
            title: (*title).to_owned(),
            url: links.if_written(path)?,
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
    all.sort_by_key(|record| record.is_settled());
    Section::new("audit-findings", "Findings of audits")
        .note("Open ones first.")
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
    let paths = ["rule", "records", "reason~", "by", "until"];
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

/// A question of auditors.
struct Ask {
    number: &'static str,
    text: &'static str,
    looked_at: &'static str,
    /// Title and path, with an anchor where there is one.
    places: &'static [(&'static str, &'static str)],
    /// Kinds without which there is no answer.
    kinds: &'static [Kind],
    rules: &'static [&'static str],
}

fn questions(asked: &'static [Ask], links: &Links<'_>) -> Vec<Question> {
    let site = links.site;
    let place = |(title, path): &(&'static str, &'static str)| {
        let (page, anchor) = path
            .split_once('#')
            .map_or((*path, None), |(page, anchor)| (page, Some(anchor)));
        let url = links.if_written(page)?;
        let url = anchor.map_or_else(|| url.clone(), |anchor| format!("{url}#{anchor}"));
        Some(Value::link(*title, url))
    };
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
    let question = |ask: &'static Ask| Question {
        number: ask.number,
        text: ask.text,
        looked_at: ask.looked_at,
        places: ask.places.iter().filter_map(place).collect(),
        rules: ask.rules.iter().filter_map(|id| rule(id, links)).collect(),
        missing: ask.kinds.iter().filter_map(missing).collect(),
    };
    asked.iter().map(question).collect()
}

/// Numbers of the questions that are asked of a single complaint.
const OF_EACH: &[&str] = &["B4", "B5", "B6", "B7", "B8", "B9", "B13"];

/// What is asked of each record of a sample: number, question, what is looked at.
pub fn sheet(kind: Kind) -> Vec<(&'static str, &'static str, &'static str)> {
    let asked = SATISFACTION.iter().chain(COMPLAINTS);
    let of_kind = |ask: &&Ask| match kind {
        Kind::Complaint => OF_EACH.contains(&ask.number),
        kind => ask.kinds.contains(&kind),
    };
    let row = |ask: &Ask| (ask.number, ask.text, ask.looked_at);
    asked.filter(of_kind).map(row).collect()
}

/// What auditors ask about monitoring and measuring satisfaction.
const SATISFACTION: &[Ask] = &[
    Ask {
        number: "A1",
        text: "Who are your customers, users, intermediaries and former customers, and which of them do you cover?",
        looked_at: "Segments with their criteria, how many belong to each, what the plan reaches and why it leaves some out.",
        places: &[
            ("Customers", "topics/customers.html"),
            ("Coverage of the plan", "topics/plan.html#coverage"),
        ],
        kinds: &[Kind::Segment, Kind::MonitoringPlan],
        rules: &["R-PLN-01"],
    },
    Ask {
        number: "A2",
        text: "Why do you measure, and what do you want to reach?",
        looked_at: "Objectives with baseline, target, owner and day.",
        places: &[("Objectives", "objectives.html")],
        kinds: &[Kind::Objective],
        rules: &["R-OBJ-01", "R-OBJ-02", "R-OBJ-03"],
    },
    Ask {
        number: "A3",
        text: "How did you learn what customers expect, and when last?",
        looked_at: "Expectations with their sources, the day each was confirmed and the day it is due again.",
        places: &[
            ("Expectations", "topics/gaps.html"),
            ("Conversations", "topics/qualitative.html"),
        ],
        kinds: &[Kind::Expectation],
        rules: &["R-GEN-05"],
    },
    Ask {
        number: "A4",
        text: "Why these methods, and what do they not show?",
        looked_at: "The reason for choosing each method, and its limits.",
        places: &[("Methods of the plan", "topics/plan.html#methods")],
        kinds: &[Kind::Method],
        rules: &["R-FLD-01"],
    },
    Ask {
        number: "A5",
        text: "Who decided, who runs it, and are they competent?",
        looked_at: "Roles with their authority, and the training that each role asks for.",
        places: &[
            ("Roles", "topics/context.html#roles"),
            ("Training", "topics/context.html#training"),
        ],
        kinds: &[Kind::Role, Kind::Training],
        rules: &["R-GEN-06"],
    },
    Ask {
        number: "A6",
        text: "How was the sample drawn, and does it stand for the customers?",
        looked_at: "Population, frame and method of drawing; planned and achieved numbers by stratum; weights.",
        places: &[("Surveys", "surveys.html"), ("Waves", "waves.html")],
        kinds: &[Kind::Survey, Kind::Wave],
        rules: &["R-SVY-01", "R-SVY-02", "R-WAV-03", "R-WAV-04"],
    },
    Ask {
        number: "A7",
        text: "What is the response rate, by which definition, and what of those who did not answer?",
        looked_at: "What became of every invitation, and which of it counts as an answer.",
        places: &[("Waves", "waves.html"), ("Reconciliation", "reconciliation.html")],
        kinds: &[Kind::Wave],
        rules: &["R-WAV-01", "R-WAV-02"],
    },
    Ask {
        number: "A8",
        text: "Was the questionnaire tried out, who approved this version, and what changed?",
        looked_at: "The trial before the first wave, and the questions of each version.",
        places: &[("Surveys", "surveys.html")],
        kinds: &[Kind::Survey],
        rules: &["R-SVY-03", "R-SVY-04", "R-SVY-05"],
    },
    Ask {
        number: "A9",
        text: "How sure are you of this number?",
        looked_at: "Below each figure: its base, its interval or why there is none, and the records it was drawn from.",
        places: &[
            ("Overview", "index.html"),
            ("Waves", "waves.html"),
            ("Reference", "methods/index.html"),
        ],
        kinds: &[],
        rules: &["R-WAV-03"],
    },
    Ask {
        number: "A10",
        text: "Is the change real?",
        looked_at: "Whether questions and version stayed the same between two waves, and what else changed.",
        places: &[("Waves", "waves.html"), ("Surveys", "surveys.html")],
        kinds: &[Kind::Wave],
        rules: &["R-SVY-04"],
    },
    Ask {
        number: "A11",
        text: "What else tells you how satisfied customers are?",
        looked_at: "Series that nobody is asked for: returns, delays, lost customers, claims.",
        places: &[
            ("Indicators", "topics/indicators.html"),
            ("Customers who left", "topics/customers.html#losses"),
        ],
        kinds: &[Kind::Indicator],
        rules: &["R-IND-01", "R-IND-02"],
    },
    Ask {
        number: "A12",
        text: "What is the trend over the years?",
        looked_at: "Series by period, with the days on which their definition changed.",
        places: &[
            ("Indicators", "topics/indicators.html#series"),
            ("Overview", "index.html"),
        ],
        kinds: &[Kind::Indicator],
        rules: &["R-IND-01"],
    },
    Ask {
        number: "A13",
        text: "What did you conclude, and what did you decide?",
        looked_at: "Findings with their evidence and limits, the decision, its reason and its day.",
        places: &[("Findings", "topics/findings.html")],
        kinds: &[Kind::Finding],
        rules: &["R-FND-01"],
    },
    Ask {
        number: "A14",
        text: "What did you do about this group of customers, or about this theme?",
        looked_at: "The way from a finding to the actions that address it.",
        places: &[
            ("Traceability", "traceability.html"),
            ("Actions", "topics/actions.html"),
        ],
        kinds: &[Kind::Finding, Kind::Action],
        rules: &["R-TRC-01"],
    },
    Ask {
        number: "A15",
        text: "Did it work, and how do you know?",
        looked_at: "The effect that was expected beforehand, and the verification by somebody else.",
        places: &[("Actions", "topics/actions.html")],
        kinds: &[Kind::Action, Kind::Verification],
        rules: &["R-ACT-01", "R-ACT-02", "R-ACT-04", "R-VER-01", "R-VER-02", "R-VER-03"],
    },
    Ask {
        number: "A16",
        text: "Who was told what and when, and did customers hear back?",
        looked_at: "The log of communications against the recipients of the plan, and what came back after each wave.",
        places: &[("Communications", "topics/communications.html")],
        kinds: &[Kind::Communication],
        rules: &[],
    },
    Ask {
        number: "A17",
        text: "Does management look at it, and with which result?",
        looked_at: "Reviews with the points they looked at and the decisions that followed.",
        places: &[("Reviews", "topics/reviews.html")],
        kinds: &[Kind::Review],
        rules: &["R-REV-01", "R-REV-02", "R-REV-03"],
    },
    Ask {
        number: "A18",
        text: "How do you protect those who answer?",
        looked_at: "Consent and anonymity of each survey, the smallest number that is shown, how long answers are kept.",
        places: &[
            ("Surveys", "surveys.html"),
            ("Record control", "topics/audits.html#record-control"),
        ],
        kinds: &[Kind::Survey, Kind::RecordControl],
        rules: &["R-RSP-02", "R-PUB-01", "R-GEN-07"],
    },
    Ask {
        number: "A19",
        text: "How do you know that the data are right?",
        looked_at: "Every rule with its result, sums that must come out equal, and the commit that all was made from.",
        places: &[
            ("Data quality", "topics/data-quality.html"),
            ("Checks", "checks.html"),
            ("Reconciliation", "reconciliation.html"),
        ],
        kinds: &[],
        rules: &["R-GEN-01", "R-GEN-02", "R-RSP-01", "R-RSP-03"],
    },
    Ask {
        number: "A20",
        text: "When was the way of monitoring itself looked at?",
        looked_at: "Reviews of the programme, and records whose day of looking at them again has passed.",
        places: &[
            ("Reviews", "topics/reviews.html"),
            ("Implementation", "topics/implementation.html"),
        ],
        kinds: &[Kind::Review],
        rules: &["R-GEN-05"],
    },
    Ask {
        number: "A21",
        text: "Does your own view differ from that of the customers?",
        looked_at: "What the organization thought of itself before it knew the results.",
        places: &[("Own view", "topics/gaps.html#own-view")],
        kinds: &[Kind::SelfRating],
        rules: &[],
    },
    Ask {
        number: "A22",
        text: "Show one thing that became better because of this.",
        looked_at: "Chains that run from what a customer said to a verified effect.",
        places: &[
            ("Traceability", "traceability.html"),
            ("Actions", "topics/actions.html#closed"),
        ],
        kinds: &[Kind::Verification],
        rules: &["R-TRC-01"],
    },
];

/// What auditors ask about complaints, promises and disputes.
const COMPLAINTS: &[Ask] = &[
    Ask {
        number: "B1",
        text: "What is a complaint here, and would your staff know?",
        looked_at: "The definition that staff work with, training, and feedback that turned out to be a complaint.",
        places: &[
            ("What is a complaint", "topics/context.html#complaint"),
            ("Training", "topics/context.html#training"),
            ("Feedback", "topics/qualitative.html#feedback"),
        ],
        kinds: &[Kind::Scope],
        rules: &[],
    },
    Ask {
        number: "B2",
        text: "How does a customer learn where to complain, in which languages, and what does it cost?",
        looked_at: "Channels with languages, hours and charge, and one that needs no internet.",
        places: &[
            ("Channels", "topics/context.html#channels"),
            ("Policies", "topics/context.html#policies"),
        ],
        kinds: &[Kind::Channel],
        rules: &[],
    },
    Ask {
        number: "B3",
        text: "Give me the register of the year. Are there gaps in the numbers?",
        looked_at: "The complete register with its ids, also of what is withdrawn.",
        places: &[
            ("Complaints", "complaints.html"),
            ("Reconciliation", "reconciliation.html"),
        ],
        kinds: &[Kind::Complaint],
        rules: &["R-GEN-01"],
    },
    Ask {
        number: "B4",
        text: "Of those picked: when was each received, by whom, and when was it acknowledged?",
        looked_at: "The events of a case with their times.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-01", "R-CMP-05"],
    },
    Ask {
        number: "B5",
        text: "How was severity decided, and was anybody in danger?",
        looked_at: "The assessment of a case and its later changes.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-06"],
    },
    Ask {
        number: "B6",
        text: "Who investigated, and had that person a part in it?",
        looked_at: "The investigator against the person or unit that the complaint is about.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-09"],
    },
    Ask {
        number: "B7",
        text: "What did you tell the complainant, when, with which reasons and which further ways?",
        looked_at: "Decision with reasons, the day it was told, and the alternatives that were named.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-02", "R-CMP-04"],
    },
    Ask {
        number: "B8",
        text: "Was the remedy carried out?",
        looked_at: "Remedies with the days on which they were offered and done.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-03", "R-CMP-13"],
    },
    Ask {
        number: "B9",
        text: "Why was this one closed?",
        looked_at: "The reason for closing, what the complainant said to it, and what happened after.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-04", "R-CMP-10"],
    },
    Ask {
        number: "B10",
        text: "Which are open, how old are they, and why?",
        looked_at: "Cases that are not settled, with the working days so far.",
        places: &[("Complaints", "complaints.html"), ("Open and overdue", "index.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-07"],
    },
    Ask {
        number: "B11",
        text: "Are like complaints accepted and rejected alike?",
        looked_at: "Outcomes by handler, channel and product.",
        places: &[("Complaints", "complaints.html")],
        kinds: &[Kind::Complaint],
        rules: &["R-CMP-12"],
    },
    Ask {
        number: "B12",
        text: "What comes back again and again, and why?",
        looked_at: "Complaints that happened before, and their causes.",
        places: &[("Complaints", "complaints.html"), ("Causes", "causes.html")],
        kinds: &[Kind::Complaint, Kind::Cause],
        rules: &["R-CMP-08"],
    },
    Ask {
        number: "B13",
        text: "What was changed so that it does not come back?",
        looked_at: "The decision on prevention, the actions that followed, and their verification.",
        places: &[
            ("Traceability", "traceability.html"),
            ("Actions", "topics/actions.html"),
        ],
        kinds: &[Kind::Complaint, Kind::Action],
        rules: &["R-CMP-11", "R-TRC-01"],
    },
    Ask {
        number: "B14",
        text: "How satisfied are complainants with the handling, those who lost included?",
        looked_at: "The survey of complainants, and who was not invited and why.",
        places: &[("Surveys", "surveys.html"), ("Complaints", "complaints.html")],
        kinds: &[Kind::Survey, Kind::Complaint],
        rules: &[],
    },
    Ask {
        number: "B15",
        text: "When was the process audited, and by whom?",
        looked_at: "Audits, who made them and what these people have no part in, and what was found.",
        places: &[
            ("Audits", "topics/audits.html#audits"),
            ("Findings of audits", "topics/audits.html#audit-findings"),
        ],
        kinds: &[Kind::Audit],
        rules: &["R-AUD-01"],
    },
    Ask {
        number: "B16",
        text: "Are handlers trained, and how far may they decide?",
        looked_at: "Training that the roles ask for, and the limits of their authority.",
        places: &[
            ("Roles", "topics/context.html#roles"),
            ("Training", "topics/context.html#training"),
        ],
        kinds: &[Kind::Role, Kind::Training],
        rules: &["R-CMP-12"],
    },
    Ask {
        number: "B17",
        text: "Who sees the name of the complainant, and how long do you keep it?",
        looked_at: "Audiences, times of keeping, and the log of what was disposed of.",
        places: &[("Record control", "topics/audits.html#record-control")],
        kinds: &[Kind::RecordControl],
        rules: &["R-REC-02", "R-PUB-01"],
    },
    Ask {
        number: "B18",
        text: "Was this record changed after it was closed, by whom and why?",
        looked_at: "Changes after closing with field, commit, day and role, and the reason that was noted.",
        places: &[("Changed after closing", "topics/changes.html#after-closure")],
        kinds: &[],
        rules: &["R-REC-01", "R-CMP-10"],
    },
    Ask {
        number: "B19",
        text: "Which promises do you make, and do you keep them?",
        looked_at: "Codes and promises, the series that measures each, and complaints that cite it.",
        places: &[("Promises", "topics/code.html")],
        kinds: &[Kind::Promise],
        rules: &["R-PRM-01"],
    },
    Ask {
        number: "B20",
        text: "When you could not agree, what happened? Was consent informed, and was the outside body independent?",
        looked_at: "Dispute files with consent, and what is known of the providers.",
        places: &[
            ("Disputes", "topics/disputes.html"),
            ("Providers", "topics/disputes.html#providers"),
        ],
        kinds: &[Kind::Dispute, Kind::Provider],
        rules: &["R-DSP-01", "R-DSP-02"],
    },
    Ask {
        number: "B21",
        text: "What did you learn from disputes?",
        looked_at: "Lessons, and the findings that came of them.",
        places: &[("Lessons", "topics/disputes.html#lessons")],
        kinds: &[Kind::Dispute],
        rules: &[],
    },
    Ask {
        number: "B22",
        text: "Do the numbers of complaints fit what is heard elsewhere: returns, the web, front-line staff?",
        looked_at: "Complaints beside the series and the feedback that come by other ways.",
        places: &[
            ("Indicators", "topics/indicators.html"),
            ("Feedback", "topics/qualitative.html#feedback"),
            ("Complaints", "complaints.html"),
        ],
        kinds: &[Kind::Indicator, Kind::Complaint],
        rules: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use std::collections::BTreeSet;

    #[test]
    fn every_question_has_a_number_of_its_own_and_rules_that_exist() {
        let all = || SATISFACTION.iter().chain(COMPLAINTS);
        let numbers: BTreeSet<&str> = all().map(|ask| ask.number).collect();
        assert_eq!((all().count(), numbers.len()), (44, 44));
        for ask in all() {
            assert!(OF_EACH.iter().all(|number| numbers.contains(number)));
            assert!(!ask.places.is_empty(), "{} leads nowhere", ask.number);
            for id in ask.rules {
                assert!(check::find(id).is_some(), "{} names {id}, which is no rule", ask.number);
            }
        }
    }
}
