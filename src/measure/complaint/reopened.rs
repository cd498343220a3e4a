//! M-CMP-9: how many closed complaints had to be taken up again.

use super::{KEYS, Question, Verdict, share_of, whole_and_years};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::EventKind;
use jiff::ToSpan;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-9",
        name: "Reopened",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of closed complaints that were taken up again, among those whose first closing is at least 60 days ago.",
        formula: "100 × x / n, with x complaints with the event `reopened` and n closed 60 days ago or longer",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Older complaints had more time to be reopened. Whoever opens a new complaint instead of reopening the old one hides \
               it here: read it with recurrence.",
        source: "own. Interval: Wilson 1927.",
        clause: "10002:7.9,10002:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

/// Days after the first closing that must be over.
const WINDOW: i32 = 60;

const QUESTION: Question = Question {
    metric: "M-CMP-9",
    hit: "taken up again",
    of: "complaints closed at least 60 days ago",
    origin: Origin::Register,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    share_of(&QUESTION, scope, selection, |case| {
        let closed = match (case.has(EventKind::Closed), case.day_of(EventKind::Closed)) {
            (true, Some(day)) => day,
            (true, None) => return Verdict::Out("closed, nobody knows when"),
            (false, _) => return Verdict::Out("never closed"),
        };
        if closed.saturating_add(WINDOW.days()) > scope.as_of {
            Verdict::Out("the 60 days are not over")
        } else if case.has(EventKind::Reopened) {
            Verdict::Yes
        } else {
            Verdict::No
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn the_window_runs_from_the_first_closing() {
        let files = "
id: CMP-1
received_at: 2025-01-03T09:00:00Z
events: [{at: 2025-02-03T09:00:00Z, kind: closed}, {at: 2025-06-05T09:00:00Z, kind: reopened}]
---
id: CMP-2
received_at: 2025-01-03T09:00:00Z
events: [{at: 2025-05-01T09:00:00Z, kind: closed}]
---
id: CMP-3
received_at: 2025-01-03T09:00:00Z
events: [{at: 2025-05-02T09:00:00Z, kind: closed}]
---
id: CMP-4
received_at: 2025-01-03T09:00:00Z
";
        let made = said("M-CMP-9", &[], files);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-2"]);
        assert_eq!(made.drawn_from.hits, ["CMP-1"]);
        assert_eq!(made.excluded.len(), 2);
    }
}
