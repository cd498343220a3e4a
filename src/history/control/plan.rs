//! When the plan of an action came into the repository, and when it was changed.

use super::replay;
use super::substance::{Touch, touch};
use super::{Keeping, entry};
use crate::history::CommitIndex;
use crate::record::Record;
use jiff::civil::Date;

/// Fields that hold the plan.
pub const PLAN: &[&str] = &["verification_plan", "expected_effect"];

/// Parts of the plan by which an effect is judged; who looks is none.
const JUDGED_BY: &[&str] = &[
    "verification_plan.method",
    "verification_plan.metric",
    "verification_plan.before_window",
    "verification_plan.after_window",
    "verification_plan.wait_days",
    "verification_plan.criterion",
    "expected_effect",
];

/// What the history tells about a plan.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// The commit that first holds a plan.
    pub commit: CommitIndex,
    /// The day from which it counts: that of the commit, or the day on which the record was made, when the record came with
    /// its plan and not later than entries may.
    pub on: Date,
    /// Later changes of what the effect is judged by, without a reason: fields, commit and day.
    pub changed: Vec<(Vec<&'a str>, CommitIndex, Date)>,
}

/// What the history tells about the plan of an action; nothing where it tells nothing better than the dates in the record: the
/// plan was there on the first day of the history, or is in no commit.
pub fn planned<'a>(keeping: &Keeping<'a>, record: &Record) -> Option<Planned<'a>> {
    let history = keeping.history.of(record.id())?;
    let commit = entry::first_with_any(history, PLAN)?;
    let day = keeping.day(commit);
    if Some(day) == keeping.first_day() {
        return None;
    }
    let came_with_it = history.first().is_some_and(|first| first.commit == commit);
    let on = match record.envelope.created {
        Some(created)
            if came_with_it
                && created <= day
                && keeping
                    .days
                    .after(created, day)
                    .is_ok_and(|days| days <= entry::IN_TIME) =>
        {
            created
        }
        _ => day,
    };
    let mut changed: Vec<(Vec<&str>, CommitIndex, Date)> = Vec::new();
    let mut explained = 0;
    replay::each(history, |version, before, after| {
        let fields: Vec<&str> = version
            .fields()
            .iter()
            .filter(|change| JUDGED_BY.iter().any(|path| is_inside(&change.field, path)))
            .filter(|change| touch(keeping, record.kind, change, version.fields()) == Touch::Replaced)
            .map(|change| change.field.as_str())
            .collect();
        if !fields.is_empty() {
            changed.push((fields, version.commit, keeping.day(version.commit)));
        }
        let reason = replay::text(after, "change_reason");
        if reason.is_some() && reason != replay::text(before, "change_reason") {
            explained = changed.len();
        }
    });
    changed.drain(..explained);
    Some(Planned { commit, on, changed })
}

/// Whether a field is another one or lies in it.
pub(super) fn is_inside(field: &str, of: &str) -> bool {
    field
        .strip_prefix(of)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
