//! Traceability: how far the trail reaches, what is missing in both directions, pictures of what leads to what, and every
//! origin with what came of it. Full counts, no estimates.

use super::blocks::{Anchor, Cell, Download, Html, State, Table, Tone, Value, number, several};
use super::gap::{self, Listed};
use super::measured::{self, Ask, ask};
use super::methods::rule_path;
use super::page::{Job, Links, Page, Site, View};
use super::{trail, ways};
use crate::chart::meter;
use crate::link::RecordIndex;
use crate::measure::selection::Selection;
use crate::record::{Data, Kind, Record};
use crate::trace::gap::Gap;
use serde::Serialize;
use serde_json::json;
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
    let rows = |site: &Site<'_>, links: &Links<'_>| super::data::csv(&origins(site, links));
    let gaps = |site: &Site<'_>, links: &Links<'_>| super::data::bytes(&data(site, links));
    vec![
        job.below("Improvement", "improvement.html"),
        Job::bytes("data/traceability.csv", Box::new(rows)),
        Job::bytes("data/gaps.json", Box::new(gaps)),
    ]
}

#[derive(Serialize)]
struct TraceabilityView {
    coverage: Option<Table>,
    coverage_note: &'static str,
    measures: Option<Table>,
    measures_note: String,
    gaps: Vec<GapsView>,
    gaps_note: String,
    gaps_state: State,
    whole: Option<Table>,
    pictures: Vec<ways::Ways>,
    pictures_note: String,
    chains: Option<Table>,
    chains_note: String,
    actions: Option<Table>,
    actions_note: String,
    downloads: Vec<Download>,
}

/// The gaps of a kind.
#[derive(Serialize)]
struct GapsView {
    anchor: &'static str,
    title: String,
    note: String,
    rules: Vec<Anchor>,
    table: Option<Table>,
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TraceabilityView {
    let download = |title: &str, path: &str| Download {
        title: title.to_owned(),
        url: links.to(path),
        icon: "download",
    };
    let listed = gap::listed(site);
    let (pictures, more) = ways::all(site, links);
    let (chains, chains_rest) = first(origins(site, links), " The CSV has all.");
    let (actions, actions_rest) = first(actions(site, links), "");
    TraceabilityView {
        coverage: coverage(site).filled(),
        coverage_note: "Of all that should have a next step, how much has it. Shares of a full count.",
        measures: measures(links).filled(),
        measures_note: measures_note(links),
        gaps: listed.iter().filter(|list| list.is_listed()).map(|list| gaps_view(site, list, links)).collect(),
        gaps_note: format!("Steps that are due and not on record, each with the rule that says so and its age as of {}.", site.as_of),
        gaps_state: gap::together(site),
        whole: whole(&listed, links).filled(),
        pictures,
        pictures_note: match more {
            0 => "One picture a cause, and one for the actions that no cause led to, by what they go back to. Every box is a link.".to_owned(),
            more => format!(
                "As many as fit a page; {} left out. The pictures of causes stand on their own pages too, and the matrix has everything. Every box is a link.",
                several(more, "is", "are")
            ),
        },
        chains: chains.filled(),
        chains_note: format!("One row an origin: what could lead to an action, its causes, the actions about it or its causes, whether they worked as people found and as the figures say, and the objectives they serve.{chains_rest}"),
        actions: actions.filled(),
        actions_note: format!("One row an action: what led to it, and what came of it.{actions_rest}"),
        downloads: vec![
            download("The matrix as CSV", "data/traceability.csv"),
            download("All gaps as JSON", "data/gaps.json"),
        ],
    }
}

/// Most rows of a table of this page: more cannot be read, and a browser takes long over them.
const ROWS: usize = 2_000;

/// The first rows of a table, and words about the rest.
fn first(mut table: Table, further: &str) -> (Table, String) {
    let all = table.rows.len();
    table.rows.truncate(ROWS);
    let rest = match all > ROWS {
        true => format!(" The first {} of {}.{further}", number(ROWS), number(all)),
        false => String::new(),
    };
    (table, rest)
}

/// A sentence begins with a capital letter.
fn sentence(words: &str) -> String {
    super::checks::sentence(words)
}

/// The measures of the trail.
fn measures(links: &Links<'_>) -> Table {
    let asks = [
        ask("Upheld complaints with a cause", "M-TRC-1"),
        ask("With an action or a decision about prevention", "M-TRC-2"),
        ask("With an action whose effect was looked at", "M-TRC-3"),
        ask(
            "Closed loop: cause, action, effect, communication to the complainant",
            "M-TRC-4",
        ),
        ask("Findings with a decision", "M-TRC-5"),
        ask("Expectations that are measured", "M-TRC-6"),
        ask("Loose ends: nothing leads to them, or nothing follows", "M-TRC-7"),
        ask("Objectives with data of the period", "M-TRC-8"),
    ];
    let counted = asks.iter().filter(|ask| {
        let said = measured::said(links, ask.metric, &ask.on);
        said.is_some_and(|(_, one)| one.base.n > 0)
    });
    let counted: Vec<Ask> = counted.cloned().collect();
    measured::table(links, "Measures of the trail", "Measure", &counted)
}

/// What belongs beside the measures of the trail: how they were computed, and the doubts of the closed loop, as far as it is shown.
fn measures_note(links: &Links<'_>) -> String {
    let mut text = "Computed from the whole register, so there is no error of sampling. Complaints younger than the loop time are left \
                    out of the closed loop."
        .to_owned();
    let doubts = measured::said(links, "M-TRC-4", &Selection::all())
        .filter(|(_, one)| super::picture::may_draw(links.site.cells.show(one)))
        .map_or(&[][..], |(_, one)| one.notes.as_slice());
    if !doubts.is_empty() {
        text.push_str(" Closed loop: ");
        text.push_str(&measured::ended(super::markdown::mask(&doubts.join("; "), links)));
    }
    text
}

/// How far the chains reach: for each kind of gap how many things have the step.
pub(super) fn coverage(site: &Site<'_>) -> Table {
    // The state first: a narrow screen shows the first columns, and a bar that is cut looks full.
    let heads = ["What was looked at", "State", "Share", "Records>", "Should have"];
    let mut table = Table::new("How far the chains reach", &heads);
    for list in gap::listed(site).into_iter().filter(|list| list.looked_at > 0) {
        if !list.told {
            table.row([
                Value::text(site.said(&sentence(list.kind.things))),
                Value::state(gap::untold()),
                Value::dash(),
                Value::dash(),
                Value::text(list.kind.missing),
            ]);
            continue;
        }
        let (whole, missing) = (list.looked_at, list.missing().min(list.looked_at));
        let words = format!("{} of {}", number(whole - missing), number(whole));
        let state = match (list.open(), missing) {
            (_, 0) => State::ok("Complete"),
            (0, missing) if list.accepted() == missing => State::none(format!("{} accepted", number(missing))),
            (0, missing) => State::none(format!("{} missing, not asked for", number(missing))),
            (open, _) => State::gap(format!("{} missing", number(open))),
        };
        let meter = Value::Chart {
            html: Html(meter::svg(whole - missing, whole, &words)),
        };
        table.row([
            Value::text(site.said(&sentence(list.kind.things))),
            Value::state(state),
            meter,
            Value::text(words),
            Value::text(list.kind.missing),
        ]);
    }
    table
}

fn gaps_view(site: &Site<'_>, list: &Listed<'_>, links: &Links<'_>) -> GapsView {
    let mut table = Table::new(
        list.kind.title,
        &["Record", "Title~", "Missing", "Rule", "Due since", "Days>", "Accepted"],
    );
    for gap in &list.gaps {
        let record = site.ledger.get(gap.record);
        table.row([
            links.id(record),
            links.title(record),
            Value::state(gap::state(site, gap)),
            Value::link(gap.rule.clone(), links.to(&rule_path(&gap.rule))),
            gap.since.map_or_else(|| Value::missing("not recorded"), Value::brief),
            gap.days(site.as_of).map_or_else(Value::dash, Value::count),
            accepted(site, gap, links),
        ]);
    }
    let rules = list.kind.rules().map(|rule| Anchor {
        url: links.to(&rule_path(rule)),
        title: rule.to_owned(),
    });
    GapsView {
        anchor: list.kind.name,
        title: site.said(list.kind.title),
        note: site.said(&note(list)),
        rules: rules.collect(),
        table: super::topic::shape::without_empty_columns(table).filled(),
    }
}

/// How many things lack something, over all of them; and how many of these are not listed.
fn note(list: &Listed<'_>) -> String {
    let direction = match list.kind.direction {
        crate::trace::gap::Direction::Forward => "looking forward",
        crate::trace::gap::Direction::Back => "looking back",
    };
    if !list.told {
        return format!("Of {}, {direction}. Judged by", list.kind.things);
    }
    let withheld = match list.withheld() {
        0 => String::new(),
        count => format!("; {} withheld from this audience", number(count)),
    };
    format!(
        "{} of {} {}, {direction}{withheld}. Judged by",
        number(list.missing()),
        number(list.looked_at),
        list.kind.things
    )
}

/// By whom a gap is accepted, and until when.
fn accepted(site: &Site<'_>, gap: &Gap, links: &Links<'_>) -> Value {
    let Some(waived) = &gap.waived else {
        return Value::dash();
    };
    let mut link = links.link_id(&waived.by);
    link.title = match gap::accepted_by(site, gap) {
        Some(by) => format!("by {} until {}", site.title_of(by), waived.until),
        None => format!("until {}", waived.until),
    };
    Value::Record { link }
}

/// Kinds of gaps of which there is none, and those of which it is not told whether there is one.
fn whole(listed: &[Listed<'_>], links: &Links<'_>) -> Table {
    let title = match listed.iter().all(|list| list.told) {
        true => "Kinds of gaps of which there is none",
        false => "Kinds of gaps of which there is none, or of which it is withheld",
    };
    let mut table = Table::new(title, &["Gap~", "State~", "Rules"]);
    for list in listed.iter().filter(|list| !list.is_listed()) {
        let rules = list
            .kind
            .rules()
            .map(|rule| Value::link(rule, links.to(&rule_path(rule))));
        table.row([
            Value::text(links.site.said(list.kind.title)),
            Value::state(list.nothing()),
            Value::List { items: rules.collect() },
        ]);
    }
    table
}

/// What is missing as data.
fn data(site: &Site<'_>, links: &Links<'_>) -> serde_json::Value {
    let listed = gap::listed(site);
    let kinds: Vec<_> = listed
        .iter()
        .map(|list| {
            let gaps: Vec<_> = list.gaps.iter().map(|gap| gap::told(site, gap, links)).collect();
            json!({
                "gap": list.kind.name,
                "title": site.said(list.kind.title),
                "direction": list.kind.direction.word(),
                "rules": list.kind.rules().collect::<Vec<_>>(),
                // Counted over all records; null where the counts would tell of few cases.
                "looked_at": list.told.then_some(list.looked_at),
                "open": list.told.then(|| list.open()),
                "accepted": list.told.then(|| list.accepted()),
                "withheld": list.told.then(|| list.withheld()),
                "gaps": gaps,
            })
        })
        .collect();
    json!({
        "shape": "tenfour/gaps/1",
        "as_of": site.as_of.to_string(),
        "open": listed.iter().filter(|list| list.told).map(Listed::open).sum::<usize>(),
        "accepted": listed.iter().filter(|list| list.told).map(Listed::accepted).sum::<usize>(),
        "kinds": kinds,
    })
}

/// The records of a kind among the next steps of some records.
fn next(site: &Site<'_>, from: &BTreeSet<RecordIndex>, kind: Kind) -> BTreeSet<RecordIndex> {
    let seen = from
        .iter()
        .filter(|index| site.disclosure.record(site.ledger.get(**index)));
    let steps = seen.flat_map(|index| site.trail.next_after(*index));
    steps.filter(|index| site.ledger.get(*index).kind == kind).collect()
}

/// The objectives that actions are to move.
fn served(site: &Site<'_>, actions: &BTreeSet<RecordIndex>) -> BTreeSet<RecordIndex> {
    let seen = actions
        .iter()
        .filter(|index| site.disclosure.record(site.ledger.get(**index)));
    seen.flat_map(|index| site.trail.served_by(site.ledger, *index))
        .collect()
}

/// Several values in a cell.
fn several_values(mut items: Vec<Value>) -> Cell {
    match items.len() {
        0 => Value::dash().into(),
        1 => items.remove(0).into(),
        _ => Value::List { items }.into(),
    }
}

/// Records in a cell; that some are withheld is told once.
fn ids(site: &Site<'_>, records: &BTreeSet<RecordIndex>, links: &Links<'_>) -> Cell {
    let (seen, withheld): (Vec<&Record>, Vec<&Record>) = records
        .iter()
        .map(|index| site.ledger.get(*index))
        .partition(|record| site.disclosure.record(record));
    let mut items: Vec<Value> = seen.into_iter().map(|record| links.id(record)).collect();
    if !withheld.is_empty() {
        items.push(super::values::withheld(links));
    }
    several_values(items)
}

/// The states of records in a cell, each beside its record in the cell before.
fn states(site: &Site<'_>, records: &BTreeSet<RecordIndex>, links: &Links<'_>) -> Cell {
    let seen = records.iter().map(|index| site.ledger.get(*index));
    let seen = seen.filter(|record| site.disclosure.record(record));
    several_values(seen.map(|record| Value::state(links.state(record))).collect())
}

/// What the figures say of verifications.
fn figures(site: &Site<'_>, verifications: &BTreeSet<RecordIndex>) -> Cell {
    let seen = verifications
        .iter()
        .filter(|index| site.disclosure.record(site.ledger.get(**index)));
    let states = seen.filter_map(|index| Some(Value::state(super::effect::in_words(site.trail.verdict(*index)?))));
    several_values(states.collect())
}

/// Kinds that can lead to an action, in the order of the trail.
const ORIGINS: &[Kind] = &[
    Kind::Complaint,
    Kind::Dispute,
    Kind::AuditFinding,
    Kind::Review,
    Kind::Finding,
    Kind::RiskOpportunity,
    Kind::Cause,
];

/// The matrix: every origin with what came of it.
fn origins(site: &Site<'_>, links: &Links<'_>) -> Table {
    let heads = [
        "Origin",
        "Title~",
        "Kind*",
        "State*",
        "Causes",
        "Actions",
        "State of actions",
        "Verified by",
        "Found",
        "Figures",
        "Serves",
        "Missing*",
    ];
    let mut table = Table::new("Origins with what came of them", &heads).register("traceability");
    for kind in ORIGINS {
        for (index, record) in site.visible(*kind) {
            let start = BTreeSet::from([index]);
            let causes = next(site, &start, Kind::Cause);
            let actions: BTreeSet<_> = next(site, &start, Kind::Action)
                .into_iter()
                .chain(next(site, &causes, Kind::Action))
                .collect();
            let verifications = next(site, &actions, Kind::Verification);
            let served = served(site, &actions);
            let cells: [Cell; 12] = [
                links.id(record).into(),
                links.title(record).into(),
                Value::text(site.label(*kind)).into(),
                Value::state(links.state(record)).into(),
                ids(site, &causes, links),
                ids(site, &actions, links),
                states(site, &actions, links),
                ids(site, &verifications, links),
                states(site, &verifications, links),
                figures(site, &verifications),
                ids(site, &served, links),
                missing(site, index, &causes, &actions, &verifications),
            ];
            table.row(cells);
        }
    }
    table
}

/// What is missing in the chain of an origin: at it, at its causes, its actions and their verifications.
fn missing(
    site: &Site<'_>,
    index: RecordIndex,
    causes: &BTreeSet<RecordIndex>,
    actions: &BTreeSet<RecordIndex>,
    verifications: &BTreeSet<RecordIndex>,
) -> Cell {
    let chain = std::iter::once(&index)
        .chain(causes)
        .chain(actions)
        .chain(verifications);
    let seen = chain.filter(|index| site.disclosure.record(site.ledger.get(**index)));
    let mut items: Vec<Value> = Vec::new();
    for at in seen {
        items.extend(site.trail.gaps_of(*at).map(|gap| {
            let state = gap::state(site, gap);
            // Where it is not missing at the origin itself it says at what.
            let word = if *at == index {
                state.word
            } else {
                format!("{}: {}", site.ledger.get(*at).id(), state.word)
            };
            Value::state(State { word, ..state })
        }));
    }
    if items.is_empty() {
        items.push(Value::state(nothing(site, index, actions, verifications)));
    }
    several_values(items)
}

/// Why nothing is missing.
fn nothing(
    site: &Site<'_>,
    index: RecordIndex,
    actions: &BTreeSet<RecordIndex>,
    verifications: &BTreeSet<RecordIndex>,
) -> State {
    let record = site.ledger.get(index);
    let quiet = |word: &str| State::new(Tone::None, "open", word);
    match &record.data {
        Data::Complaint(complaint) if complaint.outcome.is_none() => quiet("Not decided yet"),
        Data::Complaint(complaint) if !complaint.is_upheld() && actions.is_empty() => {
            State::none("Nothing: not upheld")
        }
        _ if !actions.is_empty() && verifications.is_empty() => {
            let waits = |index: &RecordIndex| trail::waiting(site, site.ledger.get(*index)).is_some();
            if actions.iter().any(waits) {
                quiet("Verification not due yet")
            } else {
                State::ok("Nothing")
            }
        }
        _ => State::ok("Nothing"),
    }
}

fn actions(site: &Site<'_>, links: &Links<'_>) -> Table {
    let heads = [
        "Action",
        "Title~",
        "Led to by",
        "State*",
        "Verified by",
        "Found*",
        "Figures",
        "Serves",
        "Missing*",
    ];
    let mut table =
        Table::new("Actions with what led to them and what came of them", &heads).register("actions-traced");
    for (index, record) in site.visible(Kind::Action) {
        let origins: BTreeSet<_> = site.trail.next_before(index).collect();
        let start = BTreeSet::from([index]);
        let verifications = next(site, &start, Kind::Verification);
        let served = served(site, &start);
        let gaps: Vec<Value> = site
            .trail
            .gaps_of(index)
            .map(|gap| Value::state(gap::state(site, gap)))
            .collect();
        let missing = match (gaps.is_empty(), trail::waiting(site, record)) {
            (false, _) => several_values(gaps),
            (true, Some((_, state))) if verifications.is_empty() => Value::state(state).into(),
            (true, _) => Value::state(State::ok("Nothing")).into(),
        };
        let cells: [Cell; 9] = [
            links.id(record).into(),
            links.title(record).into(),
            ids(site, &origins, links),
            Value::state(links.state(record)).into(),
            ids(site, &verifications, links),
            states(site, &verifications, links),
            figures(site, &verifications),
            ids(site, &served, links),
            missing,
        ];
        table.row(cells);
    }
    table
}
