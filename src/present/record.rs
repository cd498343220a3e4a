//! The page of a record: its fields in plain words, the chain it stands in, its timeline, who refers to it, what the checks
//! say of it, and where it is written.

use super::page::{Job, Links, Mention, Page, Site, record_path, register_path, value};
use super::status::{StatusView, view as status_view};
use super::values::{self, FieldView, ValueView};
use super::{diagnostic, markdown};
use crate::diag::Severity;
use crate::link::RecordIndex;
use crate::record::kind::{Moment, When};
use crate::record::schema::{Field, label};
use crate::record::{Kind, Record};
use crate::trace::{self, Step};
use serde::Serialize;
use std::collections::BTreeMap;

/// Pages of records whose kind has no page of its own sort.
pub(super) const PAGE: Page = Page { name: "record", jobs };

/// Kinds whose records have a page of their own sort.
const ELSEWHERE: &[Kind] = &[Kind::Survey, Kind::Wave];

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let ours = site
        .ledger
        .records()
        .filter(|(_, record)| !ELSEWHERE.contains(&record.kind));
    ours.filter(|(_, record)| site.disclosure.record(record))
        .map(|(index, record)| job(index, record, "record.html", |view| view))
        .collect()
}

/// The job of a record's page with a template, and with whatever a sort of page adds to the common view.
pub(super) fn job<V: Serialize + 'static>(
    index: RecordIndex,
    record: &Record,
    template: &'static str,
    add: impl Fn(RecordView) -> V + Send + Sync + 'static,
) -> Job {
    let view = move |site: &Site<'_>, links: &Links<'_>| Ok(value(&add(view(site, index, links))));
    page_of(index, record, template, Box::new(view))
}

/// The job of a record's page with a ready view.
pub(super) fn page_of(index: RecordIndex, record: &Record, template: &'static str, view: super::page::Make) -> Job {
    let section = super::section(record.kind);
    Job::page(
        record_path(record),
        template,
        format!("{} {}", record.id(), record.title()),
        section,
        view,
    )
    .below(record.kind.label_plural(), register_path(record.kind))
    .of(index)
}

/// What every page of a record shows.
#[derive(Serialize, Debug)]
pub(super) struct RecordView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) kind_name: &'static str,
    pub(super) what: &'static str,
    pub(super) reference: String,
    pub(super) status: StatusView,
    pub(super) status_derived: bool,
    pub(super) groups: Vec<GroupView>,
    pub(super) chain: Option<ChainView>,
    pub(super) timeline: Vec<MomentView>,
    pub(super) referred: Vec<ReferredView>,
    pub(super) checks: Vec<diagnostic::DiagnosticView>,
    pub(super) failed: bool,
    pub(super) passed: usize,
    pub(super) source: SourceView,
    pub(super) json: String,
    pub(super) supersedes: Option<Mention>,
    pub(super) superseded_by: Vec<Mention>,
}

/// Fields under a heading.
#[derive(Serialize, Debug)]
pub(super) struct GroupView {
    title: String,
    about: String,
    fields: Vec<FieldView>,
}

/// Where the record is written.
#[derive(Serialize, Debug)]
pub(super) struct SourceView {
    path: String,
    line: usize,
}

/// A record's place in the trail.
#[derive(Serialize, Debug)]
pub(super) struct ChainView {
    before: Vec<StepView>,
    after: Vec<StepView>,
}

/// One step of the trail.
#[derive(Serialize, Debug)]
pub(super) struct StepView {
    record: Mention,
    beyond: Vec<Self>,
}

/// A dated fact.
#[derive(Serialize, Debug)]
pub(super) struct MomentView {
    iso: String,
    day: String,
    time: Option<String>,
    label: String,
    word: String,
    by: Option<Mention>,
    note: String,
    future: bool,
}

/// Records of a kind that refer to this one.
#[derive(Serialize, Debug)]
pub(super) struct ReferredView {
    kind: String,
    field: String,
    records: Vec<Mention>,
}

/// The common view of a record.
pub(super) fn view(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> RecordView {
    let record = site.ledger.get(index);
    let found = site.by_record.get(record.id()).map_or(&[][..], Vec::as_slice);
    let position = site.sources.get(record.source).position(record.place("").span);
    let timeline = timeline(site, record, links);
    let chain = trace::chain(site.ledger, index);
    let steps = |steps: &[Step]| steps.iter().map(|step| step_view(site, step, links)).collect();
    let passed = site
        .reports
        .values()
        .filter(|report| report.concerns(record.id()) && !report.failed().contains(record.id()));
    RecordView {
        id: record.id().to_owned(),
        title: record.title().to_owned(),
        kind: record.kind.label(),
        kind_name: record.kind.name(),
        what: record.kind.about().what,
        reference: links.to(&super::methods::kind_path(record.kind)),
        status: status_view(record),
        status_derived: record.data.derived_status().is_some(),
        groups: groups(site, record, !timeline.is_empty(), links),
        chain: (!chain.is_empty()).then(|| ChainView {
            before: steps(&chain.before),
            after: steps(&chain.after),
        }),
        timeline,
        referred: referred(site, index, links),
        checks: found.iter().map(|found| diagnostic::view(found, site, links)).collect(),
        failed: found.iter().any(|found| found.severity != Severity::Information),
        passed: passed.count(),
        source: SourceView {
            path: site.sources.get(record.source).path.clone(),
            line: position.line,
        },
        json: format!("{}.json", record.id()),
        supersedes: record
            .envelope
            .supersedes
            .as_ref()
            .map(|earlier| links.mention_id(earlier.id())),
        superseded_by: site
            .ledger
            .links_to(index)
            .filter(|link| &*link.field == "supersedes")
            .map(|link| links.mention(site.ledger.get(link.from)))
            .collect(),
    }
}

/// Fields of the envelope that tell how the record is kept rather than what it says.
const KEEPING: &[&str] = &[
    "id",
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

fn groups(site: &Site<'_>, record: &Record, has_timeline: bool, links: &Links<'_>) -> Vec<GroupView> {
    let all = values::fields(
        &record.node,
        site.catalogue.fields(record.kind),
        &record.unread,
        "",
        links,
    );
    let mut own = Vec::new();
    let mut parts = Vec::new();
    let mut keeping = Vec::new();
    for field in all {
        match (&*field.name, &field.value) {
            ("title" | "status", _) => {}
            ("events", _) if has_timeline => {}
            (name, _) if KEEPING.contains(&name) => keeping.push(field),
            (_, ValueView::Fields { fields }) if fields.len() > 2 => parts.push(field),
            _ => own.push(field),
        }
    }
    let about_kind = |name: &str| {
        let of: Option<&Field> = site
            .catalogue
            .fields(record.kind)
            .iter()
            .find(|field| field.name == name);
        of.map(|field| field.about.lines().next().unwrap_or_default().to_owned())
            .unwrap_or_default()
    };
    let mut groups = vec![GroupView {
        title: "What it says".to_owned(),
        about: String::new(),
        fields: own,
    }];
    for part in parts {
        let about = about_kind(&part.name);
        if let ValueView::Fields { fields } = part.value {
            groups.push(GroupView {
                title: part.label,
                about,
                fields,
            });
        }
    }
    groups.push(GroupView {
        title: "How it is kept".to_owned(),
        about: String::new(),
        fields: keeping,
    });
    groups.retain(|group| !group.fields.is_empty());
    groups
}

fn step_view(site: &Site<'_>, step: &Step, links: &Links<'_>) -> StepView {
    StepView {
        record: links.mention(site.ledger.get(step.record)),
        beyond: step.beyond.iter().map(|step| step_view(site, step, links)).collect(),
    }
}

/// Whether notes and actors of a kind's timeline may be seen: they come from a field that has its own marks.
fn timeline(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Vec<MomentView> {
    let mut moments = record.data.timeline();
    let instant = |when: When| match when {
        When::Instant(instant) => (instant.to_zoned(site.zone.clone()).date(), Some(instant)),
        When::Day(day) => (day, None),
    };
    moments.sort_by_key(|moment| instant(moment.when));
    moments
        .into_iter()
        .map(|moment| moment_view(site, &moment, links))
        .collect()
}

fn moment_view(site: &Site<'_>, moment: &Moment, links: &Links<'_>) -> MomentView {
    let (iso, day, time) = match moment.when {
        When::Day(day) => (day.to_string(), day, None),
        When::Instant(instant) => {
            let local = instant.to_zoned(site.zone.clone());
            let time = format!("{:02}:{:02}", local.hour(), local.minute());
            (
                local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                local.date(),
                Some(time),
            )
        }
    };
    MomentView {
        iso,
        day: day.to_string(),
        time,
        label: label(&moment.what),
        word: moment.what.clone(),
        by: moment.by.as_ref().map(|by| links.mention_id(by.id())),
        note: moment
            .note
            .as_ref()
            .map(|note| markdown::line(note, links))
            .unwrap_or_default(),
        future: day > site.as_of,
    }
}

/// Who refers to the record, by kind and field, in the order of the kinds.
fn referred(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Vec<ReferredView> {
    let mut by: BTreeMap<(Kind, String), Vec<RecordIndex>> = BTreeMap::new();
    for link in site.ledger.links_to(index) {
        let list = by
            .entry((site.ledger.get(link.from).kind, link.field_name()))
            .or_default();
        if list.last() != Some(&link.from) {
            list.push(link.from);
        }
    }
    let view = |((kind, field), records): ((Kind, String), Vec<RecordIndex>)| ReferredView {
        kind: if records.len() == 1 {
            kind.label()
        } else {
            kind.label_plural()
        },
        field: label(&field.replace('.', ", ")).to_lowercase(),
        records: records
            .into_iter()
            .map(|record| links.mention(site.ledger.get(record)))
            .collect(),
    };
    by.into_iter().map(view).collect()
}
