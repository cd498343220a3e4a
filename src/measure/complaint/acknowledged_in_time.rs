//! M-CMP-3: whether the receipt of complaints was confirmed in time.

use super::acknowledgement::acknowledge_within;
use super::case::Case;
use super::{KEYS, Question, Verdict, everywhere, share_of};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::EventKind;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-3",
        name: "Acknowledged in time",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complaints whose receipt was confirmed within so many working days, among those that were confirmed \
                 or whose deadline has passed. The limit is what a promise on complaint handling says, without one two \
                 working days; the day of receipt does not count, and receipt on a day off counts as received on the next \
                 working day.",
        formula: "100 × x / n, with x complaints confirmed in time and n confirmed or past the deadline",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "A complaint that nobody confirmed counts as a failure as soon as its deadline is over. Anonymous ones that \
               cannot be answered are left out and counted. An automatic receipt counts only if it carries the reference and \
               says what happens next; record no event `acknowledged` for one that does not.",
        source: "Working days: rule GR12 of the metric catalogue (own). Deadlines of this sort: Local Government and Social Care \
             Ombudsman, guides on complaint indicators; Parliamentary and Health Service Ombudsman, service charter reports. \
             Interval: Wilson 1927.",
        clause: "10002:7.4,10002:8.3",
    },
    keys: KEYS,
    selections: everywhere,
    measure,
};

const QUESTION: Question = Question {
    metric: "M-CMP-3",
    hit: "confirmed in time",
    of: "complaints confirmed or past the deadline",
    origin: Origin::Register,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let made = share_of(&QUESTION, scope, selection, |case| in_time(scope, case));
    let looked_at: BTreeSet<&str> = made.drawn_from.records.iter().map(String::as_str).collect();
    let limits: BTreeSet<(u32, Option<&str>)> = scope
        .cases
        .iter()
        .filter(|case| looked_at.contains(case.id()))
        .map(|case| acknowledge_within(scope.ledger, case.received))
        .map(|(days, promise)| (days, promise.map(crate::record::Record::id)))
        .collect();
    let promises: BTreeSet<String> = limits
        .iter()
        .filter_map(|(_, promise)| promise.map(str::to_owned))
        .collect();
    let days: BTreeSet<String> = limits.iter().map(|(days, _)| days.to_string()).collect();
    let mut made = made;
    made.drawn_from.beside = promises.into_iter().collect();
    if days.is_empty() {
        return made;
    }
    let days: Vec<String> = days.into_iter().collect();
    made.note(format!("limit: {} working days", days.join(" or ")))
}

/// Whether the receipt of a complaint was confirmed in time.
pub(super) fn in_time(scope: &Scope<'_>, case: &Case<'_>) -> Verdict {
    if case.is_out_of_reach() {
        return Verdict::Out("anonymous, nobody to write to");
    }
    let (limit, _) = acknowledge_within(scope.ledger, case.received);
    let Ok(last) = scope.days.in_time_until(case.received, limit) else {
        return Verdict::Out("the calendar does not reach its deadline");
    };
    match (case.has(EventKind::Acknowledged), case.day_of(EventKind::Acknowledged)) {
        (true, None) => Verdict::Out("confirmed, nobody knows when"),
        (_, Some(day)) if day < case.received => {
            Verdict::Out("confirmed before it was received: a fault in the record")
        }
        (_, Some(day)) if day <= last => Verdict::Yes,
        (_, Some(_)) => Verdict::No,
        (false, None) if last < scope.as_of => Verdict::No,
        (false, None) => Verdict::Out("not confirmed, and the deadline is not over"),
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn a_day_off_after_the_last_day_is_no_later() {
        // Received on a Wednesday: two working days are Thursday and Friday, and Saturday is still the second.
        let on = |day: &str| {
            let files = format!(
                "id: CMP-1\nreceived_at: 2025-03-05T09:00:00Z\nevents: [{{at: {day}T09:00:00Z, kind: acknowledged}}]\n"
            );
            said("M-CMP-3", &[], &files).drawn_from.hits.len()
        };
        assert_eq!(
            [on("2025-03-07"), on("2025-03-08"), on("2025-03-09"), on("2025-03-10")],
            [1, 1, 1, 0]
        );
    }

    const FILES: &str = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
events: [{at: 2025-03-05T20:00:00Z, kind: acknowledged}]
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
events: [{at: 2025-03-06T09:00:00Z, kind: acknowledged}]
---
id: CMP-3
received_at: 2025-06-02T09:00:00Z
---
id: CMP-4
received_at: 2025-06-27T09:00:00Z
---
id: CMP-5
received_at: 2025-03-03T09:00:00Z
complainant: anonymous
---
id: CMP-6
received_at: 2025-03-03T09:00:00Z
outcome: duplicate
---
id: CMP-7
received_at: 2025-03-08T09:00:00Z
events: [{at: 2025-03-11T09:00:00Z, kind: acknowledged}]
---
id: CMP-8
received_at: 2025-03-08T09:00:00Z
events: [{at: 2025-07-11T09:00:00Z, kind: acknowledged}]
---
id: CMP-9
received_at: 2025-03-08T09:00:00Z
events: [{at: 2025-03-10T09:00:00Z, kind: withdrawn}]
---
id: CMP-10
received_at: 2025-07-08T09:00:00Z
";

    #[test]
    fn whoever_was_not_confirmed_counts_once_the_deadline_is_over() {
        let made = said("M-CMP-3", &[], FILES);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-2", "CMP-3", "CMP-7", "CMP-8"]);
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-7"]);
        assert_eq!(made.estimate, Ok(40.0));
        let left_out: Vec<String> = made
            .excluded
            .iter()
            .map(|group| format!("{}: {}", group.reason, group.ids.join(" ")))
            .collect();
        assert_eq!(
            left_out,
            [
                "the same as another complaint: CMP-6",
                "withdrawn before it was assessed: CMP-9",
                "anonymous, nobody to write to: CMP-5",
                "not confirmed, and the deadline is not over: CMP-4",
            ]
        );
        assert_eq!(made.notes, ["limit: 2 working days"]);
    }

    #[test]
    fn a_promise_sets_the_limit_while_it_holds() {
        let promise = "
---
id: PRM-1
title: Complaints are acknowledged within 3 working days
valid_from: 2025-03-01
topic: complaint_handling
level: {value: 3, unit: working days, comparator: at_most}
";
        let made = said("M-CMP-3", &[], &format!("{FILES}{promise}"));
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-2", "CMP-7"]);
        assert_eq!(made.drawn_from.beside, ["PRM-1"]);
    }

    #[test]
    fn nothing_and_no_period_are_told() {
        let none = said("M-CMP-3", &[(Key::Period, "2024")], FILES);
        assert_eq!(
            none.estimate,
            Err("there are no complaints confirmed or past the deadline".to_owned())
        );
        let odd = said("M-CMP-3", &[(Key::Period, "last year")], FILES);
        assert_eq!(odd.estimate, Err("`last year` is no period".to_owned()));
    }
}
