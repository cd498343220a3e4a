//! How records are kept: changes after closure, late entries, second eyes, personal data past their time, signatures.
//!
//! Most of it is in the history of the repository. Without one such metrics are not available, which is not the same as zero, and
//! say why.

mod changed_after_closure;
mod entry_lag;
mod late_entries;
mod past_retention;
mod second_person;
mod signed;

use super::measurement::{Base, Measurement};
use super::metric::{About, Better, Metric};
use super::scope::Scope;
use super::selection::Selection;
use super::unit::Unit;
use crate::history::Extent;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    changed_after_closure::METRIC,
    entry_lag::METRIC,
    late_entries::METRIC,
    second_person::METRIC,
    past_retention::METRIC,
    signed::METRIC,
];

/// What the texts of metrics of the history have in common.
const fn about() -> About<'static> {
    About {
        id: "",
        name: "",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "",
        formula: "",
        interval: "None: a count of the whole history.",
        minimum: "The history of the repository",
        pitfalls: "",
        source: "own",
        clause: "9001:7.5.3",
    }
}

/// That there is no history to measure, and why; nothing where there is one.
fn not_available(metric: &str, scope: &Scope<'_>, selection: &Selection, of: &'static str) -> Option<Measurement> {
    let why = scope.history.why_not()?;
    let reason = format!("not available: {why}");
    Some(Measurement::not_estimable(
        metric,
        selection,
        Base::facts(0, of),
        reason,
    ))
}

/// What has to be said beside every number of the history.
fn doubts(scope: &Scope<'_>) -> Vec<String> {
    let mut doubts = Vec::new();
    if let Some(first) = scope.keeping().first_day() {
        doubts.push(match scope.history.extent {
            Extent::Read { shallow: true } => format!(
                "older history was cut off when the repository was fetched: the first commit, of {first}, is a lower bound only"
            ),
            _ => format!("the earliest commit is of {first}; what was before it cannot be told"),
        });
    }
    if !scope.history.unread.is_empty() {
        doubts.push(match scope.history.unread.len() {
            1 => "1 earlier version of a file could not be read".to_owned(),
            count => format!("{count} earlier versions of files could not be read"),
        });
    }
    doubts
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: CMP-1
received_at: 2024-01-05T09:00:00Z
events: [{at: 2024-01-05T09:00:00Z, kind: received}]
-- commit 2025-02-12 Lapwing reviewed by Kestrel --
-- b.yaml --
id: CMP-2
received_at: 2025-02-03T09:00:00Z
category: price
events: [{at: 2025-02-03T09:00:00Z, kind: received}, {at: 2025-02-04T09:00:00Z, kind: closed}]
---
id: CMP-3
received_at: 2025-02-06T09:00:00Z
category: price
events: [{at: 2025-02-06T09:00:00Z, kind: received}, {at: 2025-02-07T09:00:00Z, kind: closed}]
---
id: CMP-4
received_at: 2025-02-11T09:00:00Z
category: price
events: [{at: 2025-02-11T09:00:00Z, kind: received}]
---
id: FBK-1
received_at: 2025-02-13T09:00:00Z
-- commit 2025-03-03 Lapwing by Kestrel --
-- b.yaml --
id: CMP-2
received_at: 2025-02-03T09:00:00Z
category: damage
events: [{at: 2025-02-03T09:00:00Z, kind: received}, {at: 2025-02-04T09:00:00Z, kind: closed}]
---
id: CMP-3
received_at: 2025-02-06T09:00:00Z
category: damage
change_reason: it was no matter of price
events: [{at: 2025-02-06T09:00:00Z, kind: received}, {at: 2025-02-07T09:00:00Z, kind: closed}]
---
id: CMP-4
received_at: 2025-02-11T09:00:00Z
category: damage
events: [{at: 2025-02-11T09:00:00Z, kind: received}]
---
id: FBK-1
received_at: 2025-02-13T09:00:00Z
-- now --
-- c.yaml --
id: REV-1
held_on: 2025-03-03
";

    #[test]
    fn what_needs_the_history_is_not_available_and_not_zero() {
        for metric in ["M-REC-1", "M-REC-2", "M-REC-3", "M-REC-4", "M-REC-6"] {
            let made = said(metric, &[], "id: CMP-1\n");
            assert!(made.estimate.unwrap_err().starts_with("not available: "));
        }
    }

    #[test]
    fn closed_records_that_were_changed_are_counted_with_and_without_a_reason() {
        let made = said("M-REC-1", &[], FILES);
        assert_eq!((made.estimate, made.base.n), (Ok(2.0), 2));
        assert_eq!(made.drawn_from.hits, ["CMP-2", "CMP-3"]);
        let Detail::Parts(parts) = made.detail else {
            panic!("parts")
        };
        let parts: Vec<(&str, f64)> = parts.iter().map(|part| (part.name.as_str(), part.value)).collect();
        assert_eq!(parts, [("with a reason", 1.0), ("without a reason", 1.0)]);
        assert_eq!(said("M-REC-1", &[(Key::Kind, "action")], FILES).estimate, Ok(0.0));
    }

    #[test]
    fn lags_run_from_the_event_to_the_first_commit_in_days() {
        // 9, 6 and 1 days: the median is 6, the 90th percentile of type 7 lies at 6 + 0.8 × 3.
        let made = said("M-REC-2", &[], FILES);
        assert_eq!((made.estimate, made.base.n), (Ok(6.0), 3));
        assert!((made.inputs[1].value - 8.4).abs() < 1e-9);
        let left_out: Vec<&[String]> = made.excluded.iter().map(|group| group.ids.as_slice()).collect();
        assert_eq!(left_out, [["CMP-1"], ["FBK-1"], ["REV-1"]]);
    }

    #[test]
    fn late_is_more_than_five_working_days() {
        // 3 to 12 February 2025 are 7 working days, 6 to 12 February are 4.
        let made = said("M-REC-3", &[], FILES);
        assert_eq!(made.estimate, Ok(1.0));
        assert_eq!(made.drawn_from.hits, ["CMP-2"]);
        assert_eq!(said("M-REC-3", &[(Key::Kind, "review")], FILES).base.n, 0);
    }

    #[test]
    fn a_second_person_is_named_or_commits() {
        // The first commit has nobody else, the second names a reviewer, the third another committer.
        let made = said("M-REC-4", &[], FILES);
        assert_eq!(made.base.n, 3);
        assert!((made.estimate.unwrap() - 200.0 / 3.0).abs() < 1e-9);
        let alone = "-- commit 2025-01-06 Lapwing reviewed by Lapwing --\n-- a.yaml --\nid: CMP-1\n";
        assert_eq!(said("M-REC-4", &[], alone).estimate, Ok(0.0));
    }

    #[test]
    fn commits_without_a_signature_are_no_reason_for_silence() {
        let made = said("M-REC-6", &[], FILES);
        assert_eq!((made.estimate, made.base.n), (Ok(0.0), 3));
        assert!(made.notes.iter().any(|note| note.contains("2025-01-06")));
    }
}
