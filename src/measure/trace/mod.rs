//! How far the trail reaches: from complaints and findings over causes and actions to effects and back to those who spoke up.

mod cause;
mod chain;
mod closed_loop;
mod decided_findings;
mod expectations;
pub mod loose;
mod objectives;
mod orphans;
mod prevention;
mod verified;

use super::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::records::{Tally, Words};
use crate::link::RecordIndex;
use crate::record::complaint::Complaint;
use crate::record::{Data, Kind, Record};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    cause::METRIC,
    prevention::METRIC,
    verified::METRIC,
    closed_loop::METRIC,
    decided_findings::METRIC,
    expectations::METRIC,
    orphans::METRIC,
    objectives::METRIC,
];

/// By what measures of upheld complaints are narrowed.
const KEYS: &[Key] = &[Key::Severity, Key::Period];

/// Where the definitions come from.
const SOURCE: &str = "own";

/// Why shares of the whole register have no interval.
const NO_INTERVAL: &str = "None: these are counts of the whole register, and a gap is a gap.";

/// An upheld complaint, in whole or in part.
struct Upheld<'a> {
    index: RecordIndex,
    record: &'a Record,
    complaint: &'a Complaint,
}

impl Upheld<'_> {
    /// Whether it is major or critical.
    fn is_grave(&self) -> bool {
        self.complaint.severity() >= Some(3)
    }
}

/// When a complaint arrived.
fn received(scope: &Scope<'_>, complaint: &Complaint) -> Option<Date> {
    complaint.received_at.map(|at| scope.day(at))
}

/// The complaints that were upheld, in whole or in part, by the day, and that a selection means.
/// Errors: the selection is none, in words.
fn upheld<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<Vec<Upheld<'a>>, String> {
    let span = selection.span()?;
    let severity = match selection.get(Key::Severity) {
        None => None,
        Some(text) => Some(text.parse::<u8>().map_err(|_| format!("`{text}` is no severity"))?),
    };
    let all = scope
        .ledger
        .of_kind(Kind::Complaint)
        .filter_map(|(index, record)| match &record.data {
            Data::Complaint(complaint) => Some(Upheld {
                index,
                record,
                complaint,
            }),
            _ => None,
        });
    Ok(all
        .filter(|one| one.complaint.is_upheld())
        .filter(|one| {
            let decided = one.complaint.decided_at().or(one.complaint.received_at);
            decided.is_none_or(|at| scope.day(at) <= scope.as_of)
        })
        .filter(|one| severity.is_none_or(|wanted| one.complaint.severity() == Some(wanted)))
        .filter(|one| match (span, received(scope, one.complaint)) {
            (None, _) => true,
            (Some((from, to)), Some(day)) => (from..=to).contains(&day),
            (Some(_), None) => false,
        })
        .collect())
}

/// A share of upheld complaints: all of them, and those of severity 3 and 4 beside.
fn share_of_upheld(
    scope: &Scope<'_>,
    selection: &Selection,
    metric: &str,
    words: Words,
    has: impl Fn(&Upheld<'_>) -> bool,
) -> Measurement {
    let complaints = match upheld(scope, selection) {
        Ok(complaints) => complaints,
        Err(reason) => return Measurement::not_estimable(metric, selection, Base::cases(0, words.of), reason),
    };
    let mut all = Tally::default();
    let mut grave = Tally::default();
    for one in &complaints {
        let hit = has(one);
        all.count(one.record.id(), hit);
        if one.is_grave() {
            grave.count(one.record.id(), hit);
        }
    }
    let rows = [
        ("all upheld complaints", &all),
        ("of these of severity 3 and 4", &grave),
    ]
    .into_iter()
    .map(|(name, tally)| row(name, tally, BaseIs::People))
    .collect();
    all.measure(metric, selection, words)
        .detail(Detail::Rows(Rows { heads: heads(), rows }))
}

/// Whether people stand behind the rows of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BaseIs {
    /// They do: few of them may have to be hidden.
    People,
    /// They do not.
    Things,
}

/// The heads over [`row`].
fn heads() -> Vec<String> {
    ["with it", "of", "share"].map(str::to_owned).to_vec()
}

/// A row with a count, its base and its share.
#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn row(name: &str, tally: &Tally, sort: BaseIs) -> Row {
    let (x, n) = (tally.above() as f64, tally.below() as f64);
    Row {
        name: name.to_owned(),
        cells: vec![
            RowCell::Number(x, 0),
            RowCell::Number(n, 0),
            if n > 0.0 {
                RowCell::Percent(100.0 * x / n, tally.below())
            } else {
                RowCell::Nothing("there are none")
            },
        ],
        n: (sort == BaseIs::People).then(|| tally.below()),
    }
}

/// Everything, and each year in which an upheld complaint arrived.
fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let complaints = upheld(scope, &Selection::all()).unwrap_or_default();
    let years: BTreeSet<String> = complaints
        .iter()
        .filter_map(|one| received(scope, one.complaint))
        .map(|day| Period::of(day, Length::Year).to_string())
        .collect();
    let by_year = years.iter().map(|year| Selection::all().with(Key::Period, year));
    [Selection::all()].into_iter().chain(by_year).collect()
}
