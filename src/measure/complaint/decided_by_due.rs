//! M-CMP-16: whether complaints are decided by the day that was set for it.

use super::case::Case;
use super::{KEYS, Question, Verdict, everywhere, share_of};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::ClosureReason;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-16",
        name: "Decided by due date",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complaints whose decision was told by the day set for it, among those that were decided or whose day is \
                 over. The first decision counts. Complaints taken back before the day, and those with nobody to answer to, are left \
                 out and counted.",
        formula: "100 × x / n, with x decided by `response_due` and n decided or past it",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "The first due day counts: whoever moves `response_due` changes this figure, and only the history of the record shows \
               it. A day that is set generously is easily kept.",
        source: "Local Government and Social Care Ombudsman, guides on complaint indicators; Legal Ombudsman, published timeliness \
             figures. Interval: Wilson 1927.",
        clause: "10002:7.3,10002:8.3",
    },
    keys: KEYS,
    selections: everywhere,
    measure: |scope, selection| share_of(&QUESTION, scope, selection, |case| by_due(scope, case)),
};

const QUESTION: Question = Question {
    metric: "M-CMP-16",
    hit: "decided by the due day",
    of: "complaints decided or past their due day",
    origin: Origin::Register,
};

/// Whether a complaint was decided by its due day.
pub(super) fn by_due(scope: &Scope<'_>, case: &Case<'_>) -> Verdict {
    let Some(due) = case.complaint.response_due else {
        return Verdict::Out("without a due day");
    };
    match (case.is_decided(), case.decided_on()) {
        (true, None) => Verdict::Out("decided, nobody knows when"),
        (_, Some(day)) if day <= due => Verdict::Yes,
        (_, Some(_)) => Verdict::No,
        (false, None) => {
            let withdrawn = case.is_withdrawn();
            let ended = case.withdrawn_on().or_else(|| case.settled_on());
            if withdrawn && ended.is_some_and(|day| day <= due) {
                Verdict::Out("withdrawn before the due day")
            } else if case.is_out_of_reach()
                || matches!(
                    case.reason,
                    Some(ClosureReason::AnonymousNoContact | ClosureReason::Transferred)
                )
            {
                Verdict::Out("nobody to answer to, or handed over")
            } else if due < scope.as_of {
                Verdict::No
            } else {
                Verdict::Out("not decided, and the due day is not over")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn whoever_is_not_decided_counts_once_the_day_is_over() {
        let case = |id: &str, due: &str, event: &str| {
            format!("\nid: {id}\nreceived_at: 2025-01-03T09:00:00Z\nresponse_due: {due}\nevents: [{event}]\n---")
        };
        let files = [
            case(
                "CMP-1",
                "2025-02-01",
                "{at: 2025-02-01T20:00:00Z, kind: decision_communicated}",
            ),
            case(
                "CMP-2",
                "2025-02-01",
                "{at: 2025-02-02T20:00:00Z, kind: decision_communicated}",
            ),
            case("CMP-3", "2025-02-01", ""),
            case("CMP-4", "2025-06-30", ""),
            case(
                "CMP-5",
                "2025-02-01",
                "{at: 2025-01-05T20:00:00Z, kind: assessed}, {at: 2025-01-06T20:00:00Z, kind: withdrawn}",
            ),
            case(
                "CMP-6",
                "2025-02-01",
                "{at: 2025-01-05T20:00:00Z, kind: assessed}, {at: 2025-03-06T20:00:00Z, kind: withdrawn}",
            ),
            case(
                "CMP-7",
                "2025-02-01",
                "{at: 2025-07-06T20:00:00Z, kind: decision_communicated}",
            ),
            "\nid: CMP-8\nreceived_at: 2025-01-03T09:00:00Z\n".to_owned(),
        ]
        .concat();
        let made = said("M-CMP-16", &[], &files);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-2", "CMP-3", "CMP-6", "CMP-7"]);
        assert_eq!(made.drawn_from.hits, ["CMP-1"]);
        assert_eq!(made.excluded.len(), 3);
    }
}
