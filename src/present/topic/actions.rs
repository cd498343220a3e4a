//! Actions: what is being done, what waits for its verification, what came of what was done, and which days were moved.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, of_kind, text, titled_id, word};
use crate::measure::selection::Selection;
use crate::present::blocks::{Cell, Field, Link, State, Table, Tone, Value, several};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site};
use crate::present::{effect, status, values};
use crate::record::action::Action;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the actions.
pub(super) const TOPIC: Topic = Topic {
    name: "actions",
    title: "Actions",
    lede: "What is being done about causes, findings and complaints, by whom and until when, and whether it worked.",
    part: Part::Improvement,
    kinds: &[Kind::Action, Kind::Verification],
    also: &[Kind::Cause],
    shown: Shown::WithRecords,
    view,
};

/// How far an action is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    Waiting,
    Verified,
    NoProof,
    Dropped,
}

/// Stages with the anchor, heading and words of their section.
const SECTIONS: &[(Stage, &str, &str, &str, &str)] = &[
    (
        Stage::Open,
        "open",
        "Under way",
        "What is due first stands first.",
        "Actions that are proposed, agreed or under way.",
    ),
    (
        Stage::Waiting,
        "waiting",
        "Done, effect not yet looked at",
        "What was done first stands first.",
        "Actions that are done and whose effect is still to be looked at.",
    ),
    (
        Stage::Verified,
        "closed",
        "Effect looked at",
        "With the result, by somebody other than the owner.",
        "Actions whose effect was looked at, with what came out.",
    ),
    (
        Stage::NoProof,
        "done",
        "Done, no effect to be proved",
        "Corrections and communications remove an effect or tell of something; they are not verified.",
        "Corrections and communications that are done.",
    ),
    (
        Stage::Dropped,
        "dropped",
        "Given up or replaced",
        "With the reason.",
        "Actions that were given up or that another one replaced.",
    ),
];

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let all: Vec<(&Record, &Action, Stage)> = of_kind(site, Kind::Action)
        .filter_map(|record| match &record.data {
            Data::Action(action) => Some((record, &**action, stage(record, action, site))),
            _ => None,
        })
        .collect();
    let of = |stage: Stage| {
        all.iter()
            .filter(move |(_, _, of)| *of == stage)
            .map(|(record, action, _)| (*record, *action))
    };
    let mut facts = Vec::new();
    if !all.is_empty() {
        let overdue = all
            .iter()
            .filter(|(_, action, _)| action.is_overdue(site.as_of))
            .count();
        facts.push(Field::new("Actions", Value::count(all.len())));
        for (stage, _, title, ..) in &SECTIONS[..3] {
            facts.push(Field::new(*title, Value::count(of(*stage).count())));
        }
        let state = match overdue {
            0 => State::ok("none"),
            overdue => State::new(Tone::Bad, "clock", overdue.to_string()),
        };
        facts.push(Field::new("Overdue", Value::state(state)));
    }
    let section = |(stage, id, title, note, text): &(Stage, &str, &str, &str, &str)| {
        let section = Section::new(id, *title).note(*note);
        let table = table(title, *stage, of(*stage).collect(), site, links);
        if table.rows.is_empty() && !all.is_empty() {
            return section.block(Block::State {
                state: State::none("None."),
            });
        }
        section.table(table).about(&[Kind::Action], text, links)
    };
    let mut sections: Vec<Section> = figures(links).into_iter().collect();
    sections.extend(SECTIONS.iter().map(section));
    sections.push(moved(&all, links));
    sections.push(results(site, links));
    TopicView::of(sections).facts(facts)
}

/// Whether actions were on time, looked at and effective, computed from the register.
fn figures(links: &Links<'_>) -> Option<Section> {
    let asks = [
        ask("On time by the first due date", "M-ACT-1"),
        ask("Effective, of those looked at", "M-ACT-5"),
        ask("Effect looked at, once its window is over", "M-ACT-4"),
        ask("Median time to carry out", "M-ACT-3"),
        ask("From finding to approved action", "M-ACT-6"),
        ask("Overdue", "M-ACT-2"),
    ];
    let section = measured::section(
        links,
        "Of all actions on record. Days that were moved do not count: the first one does.",
        &asks,
    )?;
    let all = Selection::all();
    let heading = |title: &str| Block::Heading {
        title: title.to_owned(),
        link: None,
        note: String::new(),
    };
    // Each figure has a year of its own; nothing but its name tells which.
    let by_year = [
        "On time, by the year of the first due day",
        "Effective, by the year in which the effect was looked at",
        "Effect looked at, by the year in which the action was done",
        "Median time to carry out, by the year in which the action was recorded",
    ];
    let by_year: Vec<_> = asks
        .iter()
        .zip(by_year)
        .map(|(of, label)| ask(label, of.metric))
        .collect();
    let mut section = section.table(measured::by_year(links, "Actions by year", &by_year));
    for (title, metric, drawn) in [
        ("What came of them", "M-ACT-5", true),
        ("Time to carry out", "M-ACT-3", true),
        ("Overdue now", "M-ACT-2", false),
        ("On time by first and by present due date", "M-ACT-1", false),
    ] {
        let blocks = if drawn {
            measured::charts(links, metric, &all)
        } else {
            measured::details(links, metric, &all, None)
        };
        if !blocks.is_empty() {
            section = section.block(heading(title)).blocks(blocks);
        }
    }
    Some(section)
}

/// How far an action is; what audiences may not see is looked at too, or the same action would stand in different places.
fn stage(record: &Record, action: &Action, site: &Site<'_>) -> Stage {
    if action.is_dropped() {
        Stage::Dropped
    } else if !action.is_implemented() {
        Stage::Open
    } else if !verifications(record, site).is_empty() {
        Stage::Verified
    } else if action.needs_proof() {
        Stage::Waiting
    } else {
        Stage::NoProof
    }
}

/// The verifications of an action, the newest last.
fn verifications<'a>(record: &Record, site: &'a Site<'_>) -> Vec<&'a Record> {
    let Some((index, _)) = site.ledger.find(record.id()) else {
        return Vec::new();
    };
    let mut found: Vec<&Record> = site
        .ledger
        .links_to(index)
        .filter(|link| &*link.field == "action")
        .map(|link| site.ledger.get(link.from))
        .filter(|from| from.kind == Kind::Verification)
        .collect();
    let day = |record: &Record| match &record.data {
        Data::Verification(verification) => verification.verified_on,
        _ => None,
    };
    found.sort_by_key(|record| (day(record), record.id().to_owned()));
    found
}

fn table(title: &str, stage: Stage, mut of: Vec<(&Record, &Action)>, site: &Site<'_>, links: &Links<'_>) -> Table {
    of.sort_by_key(|(record, action)| {
        let day = if stage == Stage::Open {
            action.due
        } else {
            action.implemented_on
        };
        (day.unwrap_or(Date::MAX), record.id().to_owned())
    });
    let heads = [
        "Action",
        "Kind",
        "Addresses",
        "Owner",
        "Due",
        "Done",
        "To be looked at from",
        "Result",
        "State",
        "Reason~",
    ];
    let mut table = Table::new(title, &heads);
    for (record, action) in of {
        table.row(row(stage, record, action, site, links));
    }
    super::shape::without_empty_columns(table)
}

fn row(stage: Stage, record: &Record, action: &Action, site: &Site<'_>, links: &Links<'_>) -> [Cell; 10] {
    let from = action.to_be_looked_at_from();
    let results: Vec<Value> = verifications(record, site)
        .into_iter()
        .filter(|verification| site.disclosure.record(verification))
        .map(|verification| word(text(verification, "result")))
        .collect();
    let addresses: Vec<Value> = action
        .addresses
        .iter()
        .map(|of| Value::Record {
            link: Link {
                title: String::new(),
                ..links.link_id(of.id())
            },
        })
        .collect();
    let reason = action.cancel_reason.as_ref();
    [
        Value::Record {
            link: links.link(record),
        }
        .into(),
        word(text(record, "kind")).into(),
        list(addresses).into(),
        titled_id(record.envelope.owner.as_ref().map(|owner| owner.id()), links).into(),
        action.due.map_or_else(Value::dash, Value::brief).into(),
        action.implemented_on.map_or_else(Value::dash, Value::brief).into(),
        match (stage, from) {
            (Stage::Waiting, Some(day)) if day <= site.as_of => {
                Value::state(State::new(Tone::Warn, "clock", format!("{day}, passed")))
            }
            (Stage::Waiting, Some(day)) => Value::brief(day),
            _ => Value::dash(),
        }
        .into(),
        list(results).into(),
        match stage {
            Stage::Verified => Value::dash(),
            _ => Value::state(status::of(record, site.as_of)),
        }
        .into(),
        reason
            .map_or_else(Value::dash, |reason| values::line(reason, links))
            .into(),
    ]
}

fn list(mut items: Vec<Value>) -> Value {
    match items.len() {
        0 => Value::dash(),
        1 => items.remove(0),
        _ => Value::List { items },
    }
}

/// Actions whose day was moved, with the first day and how often.
fn moved(all: &[(&Record, &Action, Stage)], links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "Days that were moved",
        &["Action", "First due", "Now due", "Moved>", "Last reason~"],
    );
    for (record, action, _) in all.iter().filter(|(_, action, _)| !action.due_history.is_empty()) {
        let last = action.due_history.last().and_then(|change| change.reason.as_deref());
        let cells: [Cell; 5] = [
            titled_id(Some(record.id()), links).into(),
            action.first_due().map_or_else(Value::dash, Value::brief).into(),
            action.due.map_or_else(Value::dash, Value::brief).into(),
            Value::text(several(action.due_history.len(), "time", "times")).into(),
            last.map_or_else(Value::dash, |reason| values::line(reason, links))
                .into(),
        ];
        table.row(cells);
    }
    let section =
        Section::new("moved", "Days that were moved").note("Whether an action was on time is judged by its first day.");
    if table.rows.is_empty() && !all.is_empty() {
        return section.block(Block::State {
            state: State::ok("No day was moved."),
        });
    }
    section.table(table).about(
        &[Kind::Action],
        "Actions whose day was moved, with the first day and the reason.",
        links,
    )
}

/// How many verifications came to which result.
fn results(site: &Site<'_>, links: &Links<'_>) -> Section {
    let words = of_kind(site, Kind::Verification).map(|record| text(record, "result").unwrap_or("not_said"));
    let mut table = Table::new("Results of verifications", &["Result", "Verifications>"]).fit();
    for (result, count) in super::shape::tally(words) {
        table.row([word(Some(result)), Value::count(count)]);
    }
    let mut tested = Table::new(
        "Verifications with what their figures say",
        &["Verification", "Action", "People found", "What the figures say"],
    );
    for record in of_kind(site, Kind::Verification) {
        let Data::Verification(verification) = &record.data else {
            continue;
        };
        tested.row([
            Value::Record {
                link: Link {
                    title: String::new(),
                    ..links.link(record)
                },
            },
            titled_id(verification.action.as_ref().map(|action| action.id()), links),
            word(text(record, "result")),
            Value::state(effect::in_short(site, record)),
        ]);
    }
    let section = Section::new("results", "Results")
        .note("What verifications came to, as judged by those who made them, and what a test of their figures says. Figures before and after are no proof of cause.")
        .table(table)
        .table(tested);
    let section = match effect::together(site) {
        Some(words) => section.block(Block::Note { text: words }),
        None => section,
    };
    section.about(
        &[Kind::Verification],
        "Whether actions did what they were to do, looked at by somebody other than their owners.",
        links,
    )
}
