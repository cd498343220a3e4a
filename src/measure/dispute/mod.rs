//! Disputes: complaints that were taken to an outside body, how long that takes, how it ends and what it costs.

mod cost;
mod outcomes;
mod referrals;
mod time_to_outcome;

use super::complaint;
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::record::Record;
use crate::record::complaint::{Complaint, EventKind};
use crate::record::dispute::{Dispute, DisputeOutcome};
use jiff::civil::Date;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    referrals::METRIC,
    time_to_outcome::METRIC,
    outcomes::METRIC,
    cost::METRIC,
];

/// By what figures on disputes are narrowed: the day of the notice.
const KEYS: &[Key] = &[Key::Period];

/// A dispute as it stood on the day of the site.
struct Case<'a> {
    record: &'a Record,
    dispute: &'a Dispute,
    /// Day on which the organization was told.
    notice: Option<Date>,
    /// Day by which it had ended.
    ended: Option<Date>,
    /// How it ended, if it had.
    outcome: Option<DisputeOutcome>,
}

/// The disputes that a selection means: told in its period, and by the day of the site. Without a day of the notice one counts
/// where no period is asked for.
///
/// Errors: the period is none.
fn disputes<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<Vec<Case<'a>>, String> {
    let period = match selection.get(Key::Period) {
        None => None,
        Some(text) => Some(selection.days().ok_or_else(|| format!("`{text}` is no period"))?),
    };
    let within = |day: Option<Date>| match (day, period) {
        (Some(day), Some((from, to))) => (from..=to).contains(&day) && day <= scope.as_of,
        (Some(day), None) => day <= scope.as_of,
        (None, period) => period.is_none(),
    };
    let all = scope.ledger.each::<Dispute>();
    let cases = all.filter(|(_, dispute)| within(dispute.notice_received_on));
    Ok(cases.map(|(record, dispute)| of(scope, record, dispute)).collect())
}

/// A dispute has ended by the first of: the outside body's decision in its complaint, the day on which the result was carried
/// out, the day on which it was closed.
fn of<'a>(scope: &Scope<'_>, record: &'a Record, dispute: &'a Dispute) -> Case<'a> {
    let notice = dispute.notice_received_on;
    let complaint: Option<(&Record, &Complaint)> = dispute
        .complaint
        .as_ref()
        .and_then(|complaint| scope.ledger.typed(complaint.id()));
    let decided = complaint
        .and_then(|(_, complaint)| complaint.event(EventKind::ExternalDecision)?.at)
        .map(|at| scope.day(at))
        .filter(|day| notice.is_none_or(|notice| notice <= *day));
    let days = [decided, dispute.implemented_on, dispute.closed_on];
    let ended = days.into_iter().flatten().min();
    let over = match ended {
        Some(day) => day <= scope.as_of,
        None => dispute.is_ended(),
    };
    Case {
        record,
        dispute,
        notice,
        ended: ended.filter(|_| over && dispute.is_ended()),
        outcome: dispute.outcome.filter(|outcome| over && outcome.is_ended()),
    }
}

fn whole_and_years(scope: &Scope<'_>) -> Vec<Selection> {
    complaint::whole_and_years(scope)
}
