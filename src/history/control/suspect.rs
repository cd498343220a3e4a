//! Links that are suspect: what a verification, finding or review rests on was changed in substance after it was made.
//!
//! It stops being suspect when somebody confirms it: with an entry in `confirmed` that names the record, or by changing the
//! record that rests on it. Only what was there and is different now makes a link suspect; what was filled in later does not.

use super::Keeping;
use super::plan::is_inside;
use super::replay::{self, State};
use super::substance::{Touch, touch};
use crate::history::{Change, CommitIndex, FieldChange, RecordHistory, Version, What};
use crate::record::types::Reference;
use crate::record::{Kind, Record};
use jiff::civil::Date;
use serde_json::Value;

/// How much a change below a link weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// Something else that the record says.
    Other,
    /// What is measured by: criterion, window, target, cause, the facts of a complaint.
    MeasuredBy,
}

/// A link below which something changed.
#[derive(Clone, Debug)]
pub struct Suspect<'a> {
    /// The record that rests on the other one.
    pub record: &'a Record,
    /// The field that leads there.
    pub field: String,
    /// The record that changed.
    pub on: &'a Record,
    /// Fields that changed, each once.
    pub fields: Vec<&'a str>,
    /// The last commit that changed one of them.
    pub commit: CommitIndex,
    /// Its day.
    pub day: Date,
    /// The day from which the record that rests on it stands unchanged.
    pub since: Date,
    /// How much the change weighs.
    pub weight: Weight,
}

/// The fields through which a kind rests on other records.
fn rests_on(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Verification => &["action"],
        Kind::Finding => &["sources"],
        Kind::Review => &["inputs.ref", "previous_actions.action"],
        _ => &[],
    }
}

/// Fields of a kind that something is measured or judged by.
fn measured_by(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Action => &[
            "expected_effect",
            "verification_plan.method",
            "verification_plan.metric",
            "verification_plan.before_window",
            "verification_plan.after_window",
            "verification_plan.wait_days",
            "verification_plan.criterion",
        ],
        Kind::Objective => &["metric", "metric_filter", "direction", "baseline", "target"],
        Kind::Cause => &["statement", "class"],
        Kind::Complaint => &[
            "received_at",
            "category",
            "product",
            "description",
            "problem_date",
            "assessment.severity",
            "investigation.facts",
            "outcome",
        ],
        Kind::Finding => &["statement", "metric_refs"],
        Kind::Verification => &["before", "after", "criterion", "result"],
        Kind::Wave => &[
            "field_start",
            "field_end",
            "frame_size",
            "invited",
            "dispositions",
            "by_stratum",
        ],
        Kind::Indicator => &["definition", "formula", "unit", "values", "target"],
        Kind::Interview | Kind::FocusGroup => &["date", "segment", "summary"],
        Kind::Feedback => &["received_at", "product", "text"],
        Kind::Promise => &["statement", "measure", "target"],
        Kind::SelfRating | Kind::Benchmark => &["metric", "values", "summary", "period"],
        _ => &[],
    }
}

/// Fields that tell how work on a record goes on, of any kind: they change by their nature.
const COURSE: &[&str] = &[
    "status",
    "owner",
    "title",
    "notes",
    "due",
    "response_due",
    "due_history",
    "review_due",
    "progress",
    "events",
    "decision",
    "priority",
    "handler",
    "approved_by",
    "reviewed_on",
    "last_reviewed",
    "next_review",
    "approved_on",
    "implemented_on",
    "published_on",
    "closure",
    "resources",
    "version",
    "questions",
    "earlier_versions",
];

/// What the change of a field weighs for what rests on the record; nothing where it is none of substance. A value that said
/// itself that it may still change is none.
///
/// In: the change, the other changes of its version, and the values before it.
pub fn weight(
    keeping: &Keeping<'_>,
    record: &Record,
    change: &FieldChange,
    version: &[FieldChange],
    before: &State,
) -> Option<Weight> {
    if touch(keeping, record.kind, change, version) != Touch::Replaced {
        return None;
    }
    let item = match &change.what {
        What::Removed(item) => Some(item),
        _ => replay::item(before, &change.field),
    };
    if item.and_then(|item| item.get("status")?.as_str()) == Some("provisional") {
        return None;
    }
    if measured_by(record.kind)
        .iter()
        .any(|path| is_inside(&change.field, path))
    {
        return Some(Weight::MeasuredBy);
    }
    let is_course = COURSE.iter().any(|path| is_inside(&change.field, path));
    let is_link = super::substance::is_link(keeping, record.kind, &change.field);
    // A link that is taken out of a list, or points elsewhere, is told by the trail.
    (!is_course && !is_link).then_some(Weight::Other)
}

/// The records of kinds that rest on others, and that are in force.
pub fn concerned<'a>(keeping: &Keeping<'a>) -> impl Iterator<Item = &'a Record> {
    let ledger = keeping.ledger;
    [Kind::Verification, Kind::Finding, Kind::Review]
        .into_iter()
        .flat_map(move |kind| ledger.of_kind(kind).map(|(_, record)| record))
        .filter(|record| !record.is_settled())
}

/// Every suspect link, by the record that rests on the other one.
pub fn suspects<'a>(keeping: &Keeping<'a>) -> Vec<Suspect<'a>> {
    let mut all: Vec<Suspect<'a>> = Vec::new();
    for record in concerned(keeping) {
        let Some(history) = keeping.history.of(record.id()) else {
            continue;
        };
        let Some(standing) = stands_since(keeping, record, history) else {
            continue;
        };
        for (field, on) in below(keeping, record) {
            let from = standing.max(confirmed_since(keeping, record, history, on.id()).unwrap_or(standing));
            if let Some(suspect) = suspect(keeping, record, field, on, from)
                && !all
                    .iter()
                    .any(|known| known.record.id() == record.id() && known.on.id() == on.id())
            {
                all.push(suspect);
            }
        }
    }
    all
}

/// What a record rests on: through its own fields, and a verification also on the causes and findings that its action addresses.
fn below<'a>(keeping: &Keeping<'a>, record: &Record) -> Vec<(String, &'a Record)> {
    let mut all = Vec::new();
    let Some((index, _)) = keeping.ledger.find(record.id()) else {
        return all;
    };
    for link in keeping.ledger.links_from(index) {
        if !rests_on(record.kind).contains(&link.field_name().as_str()) {
            continue;
        }
        all.push((link.field.to_string(), keeping.ledger.get(link.to)));
        if record.kind == Kind::Verification {
            let causes = keeping
                .ledger
                .links_from(link.to)
                .filter(|addressed| addressed.field_name() == "addresses")
                .map(|addressed| keeping.ledger.get(addressed.to))
                .filter(|addressed| addressed.kind == Kind::Cause);
            all.extend(causes.map(|cause| (link.field.to_string(), cause)));
        }
    }
    all
}

/// The last commit that changed what a record says, other than by confirming something.
fn stands_since(keeping: &Keeping<'_>, record: &Record, history: &RecordHistory) -> Option<CommitIndex> {
    let says_something = |version: &&Version| match version.fields() {
        [] => !matches!(version.change, Change::Moved { .. }),
        fields => fields
            .iter()
            .any(|change| touch(keeping, record.kind, change, fields) != Touch::None),
    };
    history
        .versions
        .iter()
        .rev()
        .find(says_something)
        .map(|version| version.commit)
}

/// The commit up to which the record on which another rests is confirmed, by an entry in `confirmed`: that of the entry, or
/// the last of its day where the entry is in no commit yet.
fn confirmed_since(keeping: &Keeping<'_>, record: &Record, history: &RecordHistory, id: &str) -> Option<CommitIndex> {
    let names = |item: &Value| item.get("record").and_then(Value::as_str) == Some(id);
    let mut since = None;
    replay::each(history, |version, before, after| {
        let count = |state| {
            let listed = replay::at(state, "confirmed").and_then(Value::as_array);
            listed.map_or(0, |items| items.iter().filter(|item| names(item)).count())
        };
        if count(after) > count(before) {
            since = Some(version.commit);
        }
    });
    let of_record =
        |confirmed: &&crate::record::kind::Confirmation| confirmed.record.as_ref().map(Reference::id) == Some(id);
    let day = record
        .envelope
        .confirmed
        .iter()
        .filter(of_record)
        .filter_map(|confirmed| confirmed.on)
        .max();
    let by_day = day.and_then(|day| {
        let commits = (0..keeping.history.commits.len()).filter_map(|index| u32::try_from(index).ok());
        commits
            .map(CommitIndex)
            .filter(|commit| keeping.day(*commit) <= day)
            .max()
    });
    since.max(by_day)
}

fn suspect<'a>(
    keeping: &Keeping<'a>,
    record: &'a Record,
    field: String,
    on: &'a Record,
    from: CommitIndex,
) -> Option<Suspect<'a>> {
    let history: &'a RecordHistory = keeping.history.of(on.id())?;
    let mut found: Vec<(&'a str, Weight)> = Vec::new();
    let mut last = None;
    replay::each(history, |version, before, _| {
        let changes = version.fields();
        // A new version of a questionnaire is a new thing; waves say which one they asked.
        if version.commit <= from || changes.iter().any(|change| change.field == "version") {
            return;
        }
        for change in changes {
            if let Some(weight) = weight(keeping, on, change, changes, before) {
                last = Some(version.commit);
                match found.iter_mut().find(|(known, _)| *known == change.field) {
                    Some((_, known)) => *known = weight.max(*known),
                    None => found.push((&change.field, weight)),
                }
            }
        }
    });
    let commit = last?;
    let weight = found.iter().map(|(_, weight)| *weight).max()?;
    found.retain(|(_, of)| *of == weight);
    Some(Suspect {
        record,
        field,
        on,
        fields: found.into_iter().map(|(field, _)| field).collect(),
        commit,
        day: keeping.day(commit),
        since: keeping.day(from),
        weight,
    })
}
