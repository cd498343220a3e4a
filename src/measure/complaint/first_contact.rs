//! M-CMP-12: how many complaints are settled when they are first brought forward.

use super::case::Case;
use super::{KEYS, Question, Verdict, everywhere, share_of};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::{ClosureReason, EventKind};
use jiff::ToSpan;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-12",
        name: "Resolved at first contact",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of closed complaints that were settled at the first contact, were never reopened, and after which no related \
                 complaint came within 30 days, among those whose 30 days after closing are over. Complaints taken back are left out.",
        formula: "100 × x / n, with x closed as `resolved_first_contact` for good and n closed 30 days ago or longer",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Everybody defines it differently: compare it with nobody whose definition is not this one. It is the view of the \
               organization; what complainants say about it stands beside it (M-CPS-3).",
        source: "Cleveland 2019 and the WFM Labs wiki on first contact resolution; definition own. Interval: Wilson 1927.",
        clause: "10002:8.3",
    },
    keys: KEYS,
    selections: everywhere,
    measure,
};

/// Days after closing within which a related complaint undoes it.
const WINDOW: i32 = 30;

const QUESTION: Question = Question {
    metric: "M-CMP-12",
    hit: "settled at the first contact for good",
    of: "closed complaints whose 30 days are over",
    origin: Origin::Register,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let related = related(scope);
    share_of(&QUESTION, scope, selection, |case| {
        if case.is_open() {
            return Verdict::Out("open");
        }
        if case.is_withdrawn() {
            return Verdict::Out("withdrawn");
        }
        let Some(closed) = case.settled_on() else {
            return Verdict::Out("closed, nobody knows when");
        };
        let end = closed.saturating_add(WINDOW.days());
        if end > scope.as_of {
            return Verdict::Out("the 30 days are not over");
        }
        let others = related.get(case.id()).into_iter().flatten();
        let again = others
            .copied()
            .any(|other| other.received_at > case.received_at && other.received <= end);
        let at_once = case.reason == Some(ClosureReason::ResolvedFirstContact);
        if at_once && !case.has(EventKind::Reopened) && !again {
            Verdict::Yes
        } else {
            Verdict::No
        }
    })
}

/// The complaints that are related to each one, whichever of the two says so.
fn related<'a>(scope: &'a Scope<'a>) -> BTreeMap<&'a str, Vec<&'a Case<'a>>> {
    let by_id: BTreeMap<&str, &Case<'_>> = scope.cases.iter().map(|case| (case.id(), case)).collect();
    let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
    for case in &scope.cases {
        for other in &case.complaint.related_complaints {
            pairs.insert((case.id(), other.id()));
            pairs.insert((other.id(), case.id()));
        }
    }
    let mut related: BTreeMap<&str, Vec<&Case<'_>>> = BTreeMap::new();
    for (one, other) in pairs {
        if let (Some((one, _)), Some((_, other))) = (by_id.get_key_value(one), by_id.get_key_value(other)) {
            related.entry(*one).or_default().push(*other);
        }
    }
    related
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn a_related_complaint_within_the_window_undoes_it() {
        let case = |id: &str, day: &str, more: &str| {
            format!(
                "
id: {id}
received_at: 2025-{day}T09:00:00Z
{more}
closure: {{reason: resolved_first_contact}}
events: [{{at: 2025-{day}T10:00:00Z, kind: closed}}]
---"
            )
        };
        let files = [
            case("CMP-1", "01-03", ""),
            case("CMP-2", "02-01", "related_complaints: [CMP-1]"),
            case("CMP-3", "06-01", ""),
            case("CMP-4", "05-31", ""),
            case("CMP-5", "03-01", "related_complaints: [CMP-9]"),
            "
id: CMP-6
received_at: 2025-01-03T09:00:00Z
closure: {reason: resolved_first_contact}
events:
  - {at: 2025-01-03T10:00:00Z, kind: closed}
  - {at: 2025-01-04T10:00:00Z, kind: reopened}
  - {at: 2025-01-05T10:00:00Z, kind: closed}
"
            .to_owned(),
        ]
        .concat();
        let made = said("M-CMP-12", &[], &files);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-2", "CMP-4", "CMP-5", "CMP-6"]);
        assert_eq!(made.drawn_from.hits, ["CMP-2", "CMP-4", "CMP-5"]);
    }
}
