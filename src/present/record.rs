//! The page of a record: its place in the trail, its fields in plain words, its timeline, who refers to it, what the checks
//! say of it, and where it is written.

use super::blocks::{Cell, Commit, Event, Field, Group, Stage, State, Table, Tone, Value, number, several};
use super::diagnostic::{self, DiagnosticView};
use super::history::{self, HistoryView};
use super::page::{Job, Links, Page, Site, View, record_path, register_path};
use super::values::{self, Manner, Reading};
use super::{effect, finding, measured, navigation, number, review_pack, status, timeline, trail, ways};
use crate::link::RecordIndex;
use crate::measure::selection::Selection;
use crate::record::schema::label;
use crate::record::types::Audience;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Pages of records whose kind has no page of its own sort.
pub(super) const PAGE: Page = Page { name: "record", jobs };

/// Kinds whose records have a page of their own sort.
const ELSEWHERE: &[Kind] = &[Kind::Objective, Kind::Survey, Kind::Wave];

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let ours = site
        .ledger
        .records()
        .filter(|(_, record)| !ELSEWHERE.contains(&record.kind) && site.disclosure.record(record));
    ours.map(|(index, record)| match record.kind {
        Kind::Complaint => job(site, index, record, "complaint.html", complaint),
        Kind::Action => job(site, index, record, "action.html", effect::of_action),
        Kind::Cause => job(site, index, record, "cause.html", cause),
        Kind::Verification => job(site, index, record, "verification.html", effect::of_verification),
        Kind::Finding => job(site, index, record, "finding.html", finding::of_finding),
        Kind::Review => job(site, index, record, "review.html", review_pack::beside),
        _ => job(site, index, record, "record.html", |_, _, _| Nothing {}),
    })
    .collect()
}

/// Makes what a sort of page adds to the common view.
type Add<V> = fn(&Site<'_>, &Record, &Links<'_>) -> V;

/// The job of a record's page with a template, and with whatever a sort of page adds to the common view.
pub(super) fn job<V: Serialize + 'static>(
    site: &Site<'_>,
    index: RecordIndex,
    record: &Record,
    template: &'static str,
    add: Add<V>,
) -> Job {
    let view = move |site: &Site<'_>, links: &Links<'_>| {
        let record = site.ledger.get(index);
        let common = common(site, index, links);
        let own = add(site, record, links);
        let made = View::new(site.label(record.kind), &Whole { common, own });
        Ok(made
            .facts(facts(site, record, links))
            .json(format!("{}.json", record.id())))
    };
    let kind = record.kind;
    let job = Job::page(
        record_path(record),
        template,
        site.title_of(record),
        navigation::section(kind),
        Box::new(view),
    );
    let job = match navigation::above(kind) {
        Some((title, path)) => job.below(title, path),
        None => job,
    };
    job.short(record.id())
        .below(site.labels(kind), register_path(kind))
        .of(index)
}

#[derive(Serialize)]
struct Whole<V> {
    #[serde(flatten)]
    common: RecordView,
    #[serde(flatten)]
    own: V,
}

#[derive(Serialize)]
struct Nothing {}

/// What every page of a record shows.
#[derive(Serialize, Debug)]
struct RecordView {
    id: String,
    about: String,
    trail: Vec<Stage>,
    trail_all: Vec<trail::Side>,
    trail_note: &'static str,
    groups: Vec<Group>,
    events: Vec<Event>,
    events_note: &'static str,
    cited_by: Option<Table>,
    cited_note: String,
    diagnostics: Vec<DiagnosticView>,
    checks_note: &'static str,
    passed_label: String,
    passed: Option<Table>,
    history: HistoryView,
    source: SourceView,
}

/// Where the record is written.
#[derive(Serialize, Debug)]
struct SourceView {
    place: String,
    url: Option<String>,
    line: usize,
    commit: Option<Commit>,
    excerpt: Vec<String>,
}

fn common(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> RecordView {
    let record = site.ledger.get(index);
    let events = timeline::events(site, record, links);
    let found = site.by_record.get(record.id()).map_or(&[][..], Vec::as_slice);
    let passed = passed(site, record, links);
    let shown = trail::shown(site, index, links);
    let (cited_by, cited_note) = cited_by(site, index, links);
    RecordView {
        id: record.id().to_owned(),
        about: site.what(record.kind),
        trail: shown.stages,
        trail_all: shown.all,
        trail_note: "What led to this record on the left, what came of it on the right. What was there before stood against \
                     the same cause already; who looked at it noted how it stood.",
        groups: groups(site, record, !events.is_empty(), links),
        events_note: if record.data.derived_status().is_some() {
            "The state follows from these events."
        } else {
            ""
        },
        events,
        cited_by,
        cited_note,
        diagnostics: found
            .iter()
            .enumerate()
            .map(|(number, found)| diagnostic::view(found, number + 1, site, links))
            .collect(),
        checks_note: "What the rules say about this record.",
        passed_label: match passed.as_ref().map_or(0, |table| table.rows.len()) {
            0 => "No rule was applied to this record alone".to_owned(),
            count => format!("{} on this record", several(count, "rule passed", "rules passed")),
        },
        passed,
        history: history::view(site, record, links),
        source: source(site, record),
    }
}

/// Fields that say most about a record, for the head of its page.
const FACTS: &[&str] = &[
    "outcome",
    "assessment.severity",
    "result",
    "decision",
    "kind",
    "type",
    "version",
    "received_at",
    "field_start",
    "field_end",
    "due",
    "implemented_on",
    "verified_on",
    "decided_on",
    "published_on",
    "closure.closed_at",
    "owner",
    "handler",
];

fn facts(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Vec<Field> {
    let reading = Reading::of(record, links, Manner::Full);
    let mut facts = vec![Field::new("State", Value::state(status::brief(record, site.as_of)))];
    for path in FACTS {
        // A complaint that was taken up again has no end yet.
        if *path == "closure.closed_at" && !record.is_settled() {
            continue;
        }
        let schema = values::find(site.catalogue.fields(record.kind), path);
        let value = values::at(record, path, reading).filter(|value| !matches!(value, Value::Withheld { .. }));
        if let Some((schema, value)) = schema.zip(value) {
            let value = match value {
                Value::Moment { moment } => Value::text(moment.text.split(',').next().unwrap_or_default()),
                value => value,
            };
            facts.push(Field::new(values::words(schema), value));
        }
    }
    facts.truncate(7);
    let replaced = record.envelope.supersedes.as_ref();
    if let Some(earlier) = replaced {
        let link = links.link_id(earlier.id());
        facts.push(Field::new("Replaces", Value::Record { link }));
    }
    if let Some((index, _)) = site.ledger.find(record.id()) {
        let later = site.ledger.links_to(index).filter(|link| &*link.field == "supersedes");
        facts.extend(later.map(|link| {
            let link = links.link(site.ledger.get(link.from));
            Field::new("Replaced by", Value::Record { link })
        }));
    }
    let path = &site.sources.get(record.source).path;
    let changed = site
        .provenance
        .commit()
        .and_then(|commit| commit.changed.as_ref())
        .is_some_and(|changed| changed.contains(path));
    if changed {
        let state = State::new(Tone::Warn, "draft", "Differs from the commit");
        facts.push(Field::new("Draft", Value::state(state)));
    }
    facts
}

/// Fields of the envelope that tell how the record is kept rather than what it says.
const KEEPING: &[&str] = &[
    "owner",
    "created",
    "recorded_by",
    "valid_from",
    "valid_to",
    "supersedes",
    "clauses",
    "confidentiality",
    "tags",
    "change_reason",
];

fn groups(site: &Site<'_>, record: &Record, has_events: bool, links: &Links<'_>) -> Vec<Group> {
    let reading = Reading::of(record, links, Manner::Full);
    let known = site.catalogue.fields(record.kind);
    let about = |name: &str| {
        let field = known.iter().find(|field| field.name == name);
        field
            .map_or("", |field| field.about.lines().next().unwrap_or_default())
            .to_owned()
    };
    let mut own = Vec::new();
    let mut parts = Vec::new();
    let mut keeping = Vec::new();
    for field in values::fields(&record.node, known, "", reading) {
        match (&*field.name, &field.value) {
            ("id" | "title" | "status", _) => {}
            ("events", _) if has_events => {}
            (name, _) if SHOWN_ELSEWHERE.contains(&(record.kind, name)) => {}
            (name, _) if KEEPING.contains(&name) => keeping.push(field),
            (_, Value::Fields { fields }) if fields.len() > 2 => parts.push(field),
            (_, Value::Table { .. }) => parts.push(field),
            _ => own.push(field),
        }
    }
    let group = |id: &str, title: String, note: String, fields| Group {
        id: format!("f-{id}"),
        title,
        note,
        fields,
        table: None,
    };
    let title = format!("The {}", site.label(record.kind).to_lowercase());
    let mut groups = vec![group("record", title, String::new(), own)];
    for part in parts {
        let note = about(&part.name);
        let (fields, table) = match part.value {
            Value::Fields { fields } => (fields, None),
            Value::Table { table } => (Vec::new(), Some(*table)),
            value => (vec![Field::new("", value)], None),
        };
        groups.push(Group {
            table,
            ..group(&part.name, part.label, note, fields)
        });
    }
    groups.push(group("keeping", "How it is kept".to_owned(), String::new(), keeping));
    groups.retain(|group| !group.fields.is_empty() || group.table.is_some());
    groups
}

/// Fields that the page of a kind shows in another place.
const SHOWN_ELSEWHERE: &[(Kind, &str)] = &[
    (Kind::Survey, "questions"),
    (Kind::Survey, "earlier_versions"),
    (Kind::Survey, "population"),
    (Kind::Survey, "sampling"),
    (Kind::Survey, "mode"),
    (Kind::Survey, "contact_rule"),
    (Kind::Survey, "pretest"),
    (Kind::Wave, "dispositions"),
];

/// How many records that cite one are shown: a role may be named by all there are.
const CITED: usize = 200;

/// Who refers to the record, in the order of the kinds, and a word about the rest.
fn cited_by(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> (Option<Table>, String) {
    let mut by: BTreeMap<RecordIndex, Vec<String>> = BTreeMap::new();
    for link in site.ledger.links_to(index) {
        let field = named_in(&link.field_name());
        let fields = by.entry(link.from).or_default();
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let mut table = Table::new(
        "Records that cite this one",
        &["Record", "Title~", "Kind", "Named in its field", "State"],
    );
    let withheld: BTreeSet<RecordIndex> = by
        .keys()
        .copied()
        .filter(|from| !site.disclosure.record(site.ledger.get(*from)))
        .collect();
    by.retain(|from, _| !withheld.contains(from));
    let all = by.len();
    for (from, fields) in by.into_iter().take(CITED) {
        let record = site.ledger.get(from);
        table.row([
            links.id(record),
            links.title(record),
            Value::text(site.label(record.kind)),
            Value::text(fields.join("; ")),
            Value::state(links.state(record)),
        ]);
    }
    let mut note = if all > CITED {
        format!(
            "The first {CITED} of {}; all of them stand in the JSON of the record.",
            number(all)
        )
    } else {
        String::new()
    };
    if !withheld.is_empty() {
        let many = site.unseen(&withheld).map_or_else(|| "some".to_owned(), number);
        note = format!("{note} And {many} withheld from this audience.")
            .trim()
            .to_owned();
    }
    (table.filled(), note)
}

/// A field in words: the last name of its path, and of which other one it is a part: `action, of decisions`.
fn named_in(path: &str) -> String {
    let words = |name: &str| label(name).to_lowercase();
    match path.rsplit_once('.') {
        // A reference that is called so says nothing that its list does not say.
        Some((list, "ref")) => words(&list.replace('.', ", ")),
        Some((list, name)) => format!("{}, of {}", words(name), words(&list.replace('.', ", "))),
        None => words(path),
    }
}

/// The rules that were applied to the record and passed.
fn passed(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Option<Table> {
    let mut table = Table::new("Rules passed", &["Rule", "What it asks~"]).fit();
    for outcome in site.outcomes {
        let report = site.reports.get(outcome.rule.id());
        let passed = |report: &&crate::check::rule::Report| {
            report.concerns(record.id()) && !report.failed().contains(record.id())
        };
        // Where it remarks something its line stands above.
        if report.filter(passed).is_some() && !outcome.remarked.contains(record.id()) {
            let url = links.to(&super::methods::rule_path(outcome.rule.id()));
            table.row([
                Value::link(outcome.rule.id(), url),
                Value::text(super::checks::sentence(&outcome.rule.title())),
            ]);
        }
    }
    table.filled()
}

/// Longest excerpt of a file, in lines.
const EXCERPT: usize = 200;

fn source(site: &Site<'_>, record: &Record) -> SourceView {
    let source = site.sources.get(record.source);
    // From the margin of its first line, so that the lines below stand as they stand in the file.
    let span = record.node.span;
    let start = span.start as usize;
    let margin = source.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = source.position(span).line;
    // A file may hold what is withheld from others.
    // A file may also hold what came later than the day.
    let whole = site.disclosure.audience() == Audience::Restricted && site.earlier.is_nothing();
    let text = source.text.get(margin..span.end as usize).unwrap_or_default();
    let lines = text.trim_end().lines();
    SourceView {
        place: format!("{}:{line}", source.path),
        line,
        commit: site.provenance.commit().map(|commit| site.commit(&commit.id)),
        url: site.line_url(&source.path, line),
        excerpt: lines.take(if whole { EXCERPT } else { 0 }).map(str::to_owned).collect(),
    }
}

#[derive(Serialize)]
struct CauseView {
    picture: Option<ways::Ways>,
    picture_note: &'static str,
}

/// What a cause was found in, what was done about it and whether that worked, in one picture.
fn cause(site: &Site<'_>, record: &Record, links: &Links<'_>) -> CauseView {
    let index = site.ledger.find(record.id()).map(|(index, _)| index);
    CauseView {
        picture: index.and_then(|index| ways::of_cause(site, index, links)),
        picture_note: "From left to right: where the cause showed, what was done about it, and whether that worked.",
    }
}

#[derive(Serialize)]
struct ComplaintView {
    clocks: Option<Table>,
    clocks_note: &'static str,
}

/// The figure that a clock counts in, leading to what it says of all complaints.
fn measure(metric: &'static str, links: &Links<'_>) -> Value {
    match measured::said(links, metric, &Selection::all()) {
        Some((about, one)) => match number::url(links.site, links, one) {
            Some(url) => Value::link(about.name, url),
            None => Value::text(about.name),
        },
        None => Value::dash(),
    }
}

/// The clocks of a complaint: from receipt to each step that somebody waits for.
fn complaint(site: &Site<'_>, record: &Record, links: &Links<'_>) -> ComplaintView {
    let view = |clocks| ComplaintView {
        clocks,
        clocks_note: "Working days of the organization's calendar; the day of receipt is day 0.",
    };
    let Data::Complaint(complaint) = &record.data else {
        return view(None);
    };
    let Some(received) = complaint.received_at.map(|at| site.day(at)) else {
        return view(None);
    };
    let known = |day: Date| Value::brief_known(site.disclosure.days().known(record.id(), day));
    let coarse = site.disclosure.days().is_coarse(record.id());
    let shown = site
        .disclosure
        .days()
        .shows_clocks(record, complaint, &site.zone, &site.days);
    // Counted up to a day that is known, it tells the day of receipt.
    let told = |days: Value, ended: bool| match (coarse, shown && ended) {
        (true, false) => values::withheld(links),
        _ => days,
    };
    let mut table = Table::new(
        "Clocks of this complaint",
        &["Clock", "From", "To", "Working days>", "Due", "State", "Measured by"],
    );
    let within = crate::measure::complaint::acknowledgement::acknowledge_days(site.ledger, complaint, received);
    let acknowledge_by = within.and_then(|days| site.days.due(received, days).ok());
    // Counted in working days, a day off after the due day is no later than that day.
    let in_time_until = within.and_then(|days| site.days.in_time_until(received, days).ok());
    let reopened = complaint.is_reopened();
    let steps = [
        (
            "Acknowledged",
            complaint.acknowledged_at(),
            acknowledge_by.zip(in_time_until),
            false,
            "M-CMP-3",
        ),
        (
            "Decision told",
            complaint.decision_stands_since(),
            complaint.response_due.map(|due| (due, due)),
            reopened,
            "M-CMP-16",
        ),
        (
            "Closed",
            complaint.closed_at().filter(|_| complaint.is_closed()),
            None,
            reopened,
            "M-CMP-13",
        ),
    ];
    for (name, at, due, reopened, metric) in steps {
        let end = at.map(|at| site.day(at));
        // What did not happen before a complaint was settled does not run on.
        let until = end.or((!complaint.is_settled()).then_some(site.as_of));
        let days = until.map(|until| site.days.since_receipt(received, until));
        let days = days.map_or_else(Value::dash, |days| {
            days.map_or_else(|_| Value::missing("outside the calendar"), Value::count)
        });
        let late = until.zip(due).is_some_and(|(until, (_, last))| until > last);
        let state = match (end, until) {
            (None, None) => State::none("Did not happen"),
            (None, Some(_)) if reopened && late => State::new(Tone::Warn, "clock", "Reopened, running, past due"),
            (None, Some(_)) if reopened => State::new(Tone::Warn, "clock", "Reopened, running"),
            _ if late => State::new(Tone::Warn, "clock", "Late"),
            (None, Some(_)) => State::new(Tone::Info, "open", "Waiting"),
            (Some(_), _) if due.is_some() => State::ok("In time"),
            (Some(_), _) => State::new(Tone::None, "ok", "Done"),
        };
        let cells: [Cell; 7] = [
            Value::text(name).into(),
            known(received).into(),
            end.map_or_else(Value::dash, known).into(),
            if until.is_some() {
                told(days, end.is_some())
            } else {
                days
            }
            .into(),
            due.map_or_else(Value::dash, |(due, _)| known(due)).into(),
            Value::state(state).into(),
            measure(metric, links).into(),
        ];
        table.row(cells);
    }
    if !record.is_settled() {
        let days = site.days.since_receipt(received, site.as_of);
        table.row([
            Value::text("Age"),
            known(received),
            Value::brief(site.as_of),
            told(
                days.map_or_else(|_| Value::missing("outside the calendar"), Value::count),
                false,
            ),
            Value::dash(),
            Value::state(State::new(Tone::Info, "open", "Open")),
            measure("M-CMP-7", links),
        ]);
    }
    view(Some(table))
}
