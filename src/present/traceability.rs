//! Traceability: every complaint with its causes, actions and verifications, every action with its origin and effect, and
//! what is missing in plain words. Full counts, no estimates.

use super::blocks::{Cell, Download, Html, State, Table, Tone, Value, number, several};
use super::measured::{self, Ask, ask};
use super::page::{Job, Links, Page, Site, View};
use super::trail;
use crate::chart::meter;
use crate::link::RecordIndex;
use crate::record::{Data, Kind, Record};
use crate::trace::{neighbours_after, neighbours_before};
use serde::Serialize;
use std::collections::BTreeSet;

/// The traceability page.
pub(super) const PAGE: Page = Page {
    name: "traceability",
    jobs,
};

/// Path of the page.
pub(super) const PATH: &str = "traceability.html";

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let lede =
        "From what customers said to what was changed and whether it worked, and back again; with what is missing.";
    let view = move |site: &Site<'_>, links: &Links<'_>| {
        Ok(View::new("Improvement", &view(site, links))
            .lede(site.said(lede))
            .script())
    };
    let job = Job::page(
        PATH,
        "traceability.html",
        "Traceability",
        "traceability",
        Box::new(view),
    );
    let rows = |site: &Site<'_>, links: &Links<'_>| super::data::csv(&complaints(site, links));
    vec![
        job.below("Improvement", "improvement.html"),
        Job::bytes("data/traceability.csv", Box::new(rows)),
    ]
}

#[derive(Serialize)]
struct TraceabilityView {
    coverage: Option<Table>,
    coverage_note: &'static str,
    measures: Option<Table>,
    measures_note: &'static str,
    gaps: Option<Table>,
    gaps_note: &'static str,
    no_gaps: State,
    chains: Option<Table>,
    chains_note: &'static str,
    actions: Option<Table>,
    actions_note: &'static str,
    downloads: Vec<Download>,
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TraceabilityView {
    TraceabilityView {
        coverage: coverage(site).filled(),
        coverage_note: "Shares of a full count.",
        measures: measures(links).filled(),
        measures_note: "Computed from the whole register, so there is no error of sampling. Complaints younger than the loop time are left out of the closed loop.",
        gaps: gaps(site, links).filled(),
        gaps_note: "Steps that should follow and are not recorded, and actions that nothing led to.",
        no_gaps: State::ok("Nothing is missing."),
        chains: complaints(site, links).filled(),
        chains_note: "One row a complaint: its causes, the actions about it or its causes, and whether they worked.",
        actions: actions(site, links).filled(),
        actions_note: "One row an action: what led to it, and what came of it.",
        downloads: vec![Download {
            title: "All complaints with their chains as CSV".to_owned(),
            url: links.to("data/traceability.csv"),
            icon: "download",
        }],
    }
}

/// The measures of the trail.
fn measures(links: &Links<'_>) -> Table {
    let asks = [
        ask("Upheld complaints with a cause", "M-TRC-1"),
        ask("With an action or a decision about prevention", "M-TRC-2"),
        ask("With an action whose effect was looked at", "M-TRC-3"),
        ask("Closed loop: cause, action, effect, complainant told", "M-TRC-4"),
        ask("Findings with a decision", "M-TRC-5"),
        ask("Expectations that are measured", "M-TRC-6"),
        ask("Records that nothing leads to", "M-TRC-7"),
        ask("Objectives with data of the period", "M-TRC-8"),
    ];
    let counted = asks.iter().filter(|ask| {
        let said = measured::said(links, ask.metric, &ask.on);
        said.is_some_and(|(_, one)| one.base.n > 0)
    });
    let counted: Vec<Ask> = counted.cloned().collect();
    measured::table(links, "Measures of the trail", "Measure", &counted)
}

/// A link of the chain: how many records should have the next step, and how many have it.
struct Cover {
    what: &'static str,
    part: usize,
    whole: usize,
}

/// How far the chains reach.
pub(super) fn coverage(site: &Site<'_>) -> Table {
    let mut table = Table::new("How far the chains reach", &["Step~", "Share", "Records>", "State"]);
    for Cover { what, part, whole } in covers(site).into_iter().filter(|cover| cover.whole > 0) {
        let words = format!("{} of {}", number(part), number(whole));
        let state = if part == whole {
            State::ok("Complete")
        } else {
            State::gap(format!("{} missing", number(whole - part)))
        };
        let meter = Value::Chart {
            html: Html(meter::svg(part, whole, &words)),
        };
        table.row([Value::text(what), meter, Value::text(words), Value::state(state)]);
    }
    table
}

fn covers(site: &Site<'_>) -> Vec<Cover> {
    let leads_to = |index: RecordIndex, kinds: &[Kind]| {
        neighbours_after(site.ledger, index)
            .iter()
            .any(|next| kinds.contains(&site.ledger.get(*next).kind))
    };
    let cover = |what, kind, applies: &dyn Fn(&Data) -> bool, has: &dyn Fn(RecordIndex, &Data) -> bool| {
        let concerned: Vec<_> = site.visible(kind).filter(|(_, record)| applies(&record.data)).collect();
        let part = concerned
            .iter()
            .filter(|(index, record)| has(*index, &record.data))
            .count();
        Cover {
            what,
            part,
            whole: concerned.len(),
        }
    };
    let upheld = |data: &Data| matches!(data, Data::Complaint(complaint) if complaint.is_upheld());
    let grave = |data: &Data| matches!(data, Data::Complaint(complaint) if complaint.is_upheld() && complaint.severity() >= Some(3));
    let decided = |data: &Data| matches!(data, Data::Complaint(complaint) if complaint.preventive_decision.is_some());
    let proof = |data: &Data| matches!(data, Data::Action(action) if trail::asks_for_proof(action) && action.is_implemented() && !action.is_dropped());
    let failed = |data: &Data| matches!(data, Data::Verification(verification) if verification.needs_follow_up());
    let any = |_: &Data| true;
    vec![
        cover(
            "Upheld complaints with a decision about prevention",
            Kind::Complaint,
            &upheld,
            &|_, data| decided(data),
        ),
        cover(
            "Upheld complaints of severity 3 and 4 with a cause",
            Kind::Complaint,
            &grave,
            &|index, _| leads_to(index, &[Kind::Cause]),
        ),
        cover(
            "Findings with a decision",
            Kind::Finding,
            &any,
            &|_, data| matches!(data, Data::Finding(finding) if !finding.is_pending()),
        ),
        cover("Causes with an action", Kind::Cause, &any, &|index, _| {
            leads_to(index, &[Kind::Action])
        }),
        cover(
            "Actions with something that led to them",
            Kind::Action,
            &any,
            &|index, _| !neighbours_before(site.ledger, index).is_empty(),
        ),
        cover(
            "Corrective, preventive and improvement actions that are done, with a verification",
            Kind::Action,
            &proof,
            &|index, _| leads_to(index, &[Kind::Verification]),
        ),
        cover(
            "Verifications that ask for more, with an action that follows",
            Kind::Verification,
            &failed,
            &|index, _| leads_to(index, &[Kind::Action]),
        ),
    ]
}

/// What is missing, record by record.
fn gaps(site: &Site<'_>, links: &Links<'_>) -> Table {
    let mut table = Table::new("What is missing", &["Record", "Title~", "Direction", "Missing"]);
    let mut row = |record: &Record, direction: &str, state: State| {
        table.row([
            links.id(record),
            links.title(record),
            Value::text(direction),
            Value::state(state),
        ]);
    };
    for kind in [Kind::Complaint, Kind::Finding, Kind::Cause, Kind::Action] {
        for (index, record) in site.visible(kind) {
            let forward = trail::missing(site, index).map(|(_, state)| state);
            if let Some(state) = forward.filter(|state| state.tone == Tone::Warn) {
                row(record, "forward", state);
            }
            if kind == Kind::Action && neighbours_before(site.ledger, index).is_empty() {
                row(record, "back", State::gap("Nothing led to it"));
            }
        }
    }
    table
}

/// The records of a kind among the next steps of some records.
fn next(site: &Site<'_>, from: &BTreeSet<RecordIndex>, kind: Kind) -> BTreeSet<RecordIndex> {
    let steps = from.iter().flat_map(|index| neighbours_after(site.ledger, *index));
    steps.filter(|index| site.ledger.get(*index).kind == kind).collect()
}

fn listed(site: &Site<'_>, records: &BTreeSet<RecordIndex>, links: &Links<'_>) -> Cell {
    let (seen, withheld): (Vec<&Record>, Vec<&Record>) = records
        .iter()
        .map(|index| site.ledger.get(*index))
        .partition(|record| site.disclosure.record(record));
    let mut items: Vec<Value> = seen.into_iter().map(|record| links.id(record)).collect();
    if !withheld.is_empty() {
        let text = format!("{} withheld", number(withheld.len()));
        items.push(Value::Withheld { text });
    }
    match items.len() {
        0 => Value::dash().into(),
        1 => items.remove(0).into(),
        _ => Value::List { items }.into(),
    }
}

fn results(site: &Site<'_>, verifications: &BTreeSet<RecordIndex>, links: &Links<'_>) -> Cell {
    let states = verifications
        .iter()
        .map(|index| Value::state(links.state(site.ledger.get(*index))));
    let mut items: Vec<Value> = states.collect();
    items.dedup();
    match items.len() {
        0 => Value::dash().into(),
        1 => items.remove(0).into(),
        _ => Value::List { items }.into(),
    }
}

fn complaints(site: &Site<'_>, links: &Links<'_>) -> Table {
    let heads = [
        "Complaint",
        "Title~",
        "State*",
        "Causes",
        "Actions",
        "Verifications",
        "Effect",
        "Missing*",
    ];
    let mut table = Table::new("Complaints with what came of them", &heads).register("chains");
    for (index, record) in site.visible(Kind::Complaint) {
        let start = BTreeSet::from([index]);
        let causes = next(site, &start, Kind::Cause);
        let actions: BTreeSet<_> = next(site, &start, Kind::Action)
            .into_iter()
            .chain(next(site, &causes, Kind::Action))
            .collect();
        let verifications = next(site, &actions, Kind::Verification);
        let missing = missing(site, index, &causes, &actions, &verifications);
        let cells: [Cell; 8] = [
            links.id(record).into(),
            links.title(record).into(),
            Value::state(links.state(record)).into(),
            listed(site, &causes, links),
            listed(site, &actions, links),
            listed(site, &verifications, links),
            results(site, &verifications, links),
            missing,
        ];
        table.row(cells);
    }
    table
}

/// What is missing in the chain of a complaint, in plain words.
fn missing(
    site: &Site<'_>,
    index: RecordIndex,
    causes: &BTreeSet<RecordIndex>,
    actions: &BTreeSet<RecordIndex>,
    verifications: &BTreeSet<RecordIndex>,
) -> Cell {
    let Data::Complaint(complaint) = &site.ledger.get(index).data else {
        return Value::dash().into();
    };
    let waits = |index: &RecordIndex| trail::missing(site, *index).is_some_and(|(_, state)| state.tone == Tone::Warn);
    let state = if complaint.outcome.is_none() {
        State::new(Tone::Info, "open", "Not decided yet")
    } else if !complaint.is_upheld() {
        return Value::missing("nothing: not upheld").into();
    } else if complaint.preventive_decision.is_none() && actions.is_empty() && causes.is_empty() {
        State::gap("Decision about prevention")
    } else if complaint.severity() >= Some(3) && causes.is_empty() {
        State::gap("Cause")
    } else if causes.iter().any(waits) {
        State::gap("Action about a cause")
    } else if actions.iter().any(waits) {
        State::gap("Verification of an action")
    } else if !actions.is_empty() && verifications.is_empty() {
        State::new(Tone::None, "open", "Verification not due yet")
    } else {
        State::ok("Nothing")
    };
    Value::state(state).into()
}

fn actions(site: &Site<'_>, links: &Links<'_>) -> Table {
    let heads = [
        "Action",
        "Title~",
        "Led to by",
        "State*",
        "Verified by",
        "Effect*",
        "Missing*",
    ];
    let mut table =
        Table::new("Actions with what led to them and what came of them", &heads).register("actions-traced");
    for (index, record) in site.visible(Kind::Action) {
        let origins = neighbours_before(site.ledger, index);
        let verifications = next(site, &BTreeSet::from([index]), Kind::Verification);
        let missing = match trail::missing(site, index) {
            _ if origins.is_empty() => State::gap("What led to it"),
            Some((_, state)) => state,
            None => State::ok("Nothing"),
        };
        let cells: [Cell; 7] = [
            links.id(record).into(),
            links.title(record).into(),
            listed(site, &origins, links),
            Value::state(links.state(record)).into(),
            listed(site, &verifications, links),
            results(site, &verifications, links),
            Value::state(missing).into(),
        ];
        table.row(cells);
    }
    table
}

/// What is missing, in a line.
pub(super) fn gap_count(site: &Site<'_>, links: &Links<'_>) -> String {
    match gaps(site, links).rows.len() {
        0 => "nothing is missing".to_owned(),
        count => format!("{} missing", several(count, "step is", "steps are")),
    }
}
