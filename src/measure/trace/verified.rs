//! M-TRC-3: upheld complaints that led to an action whose effect was looked at.

use super::chain::Chain;
use super::{KEYS, NO_INTERVAL, SOURCE, selections, share_of_upheld};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::shape::records::Words;
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-3",
        name: "Complaints with a verified action",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of complaints upheld in whole or in part of which an action came whose effect was looked at, whatever came out. Those of severity 3 and 4 stand beside.",
        formula: "100 × x / n, with x with a verified action and n upheld complaints",
        interval: NO_INTERVAL,
        minimum: "1 upheld complaint; below 10 counts only",
        pitfalls: "Young complaints cannot have a verified action yet; read it by the year of receipt.",
        source: SOURCE,
        clause: "10002:8.1,10004:7.6",
    },
    keys: KEYS,
    selections,
    measure: |scope, selection| {
        share_of_upheld(scope, selection, METRIC.id(), WORDS, |one| {
            !Chain::of(scope, one.index).verifications.is_empty()
        })
    },
};

const WORDS: Words = Words::fact("upheld complaints with a verified action", "upheld complaints").of_cases();

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const CHAINS: &str = "
id: CMP-1
received_at: 2024-05-01T09:00:00Z
outcome: upheld
assessment: {severity: 3}
causes: [CAU-1]
---
id: CAU-1
complaints: [CMP-2]
---
id: CMP-2
received_at: 2025-02-01T09:00:00Z
outcome: partly_upheld
assessment: {severity: 1}
---
id: CMP-3
received_at: 2025-03-01T09:00:00Z
outcome: upheld
preventive_decision: {decision: watch, reason: a}
---
id: CMP-4
received_at: 2025-03-01T09:00:00Z
outcome: not_upheld
---
id: ACT-1
addresses: [CAU-1]
---
id: ACT-2
addresses: [CMP-3]
status: cancelled
---
id: VER-1
action: ACT-1
result: effective
verified_on: 2025-06-01
---
id: VER-2
action: ACT-2
verified_on: 2025-06-01
---
id: MSG-1
audience: [complainant]
about: [CMP-1]
sent_on: 2025-06-10
";

    fn hits(metric: &str) -> Vec<String> {
        said(metric, &[], CHAINS).drawn_from.hits
    }

    #[test]
    fn each_step_of_the_trail_is_counted_of_the_same_complaints() {
        for metric in ["M-TRC-1", "M-TRC-2", "M-TRC-3"] {
            assert_eq!(said(metric, &[], CHAINS).base.n, 3, "{metric}");
        }
        assert_eq!(hits("M-TRC-1"), ["CMP-1", "CMP-2"]);
        assert_eq!(hits("M-TRC-2"), ["CMP-1", "CMP-2", "CMP-3"]);
        // An action that was given up leads nowhere.
        assert_eq!(hits("M-TRC-3"), ["CMP-1", "CMP-2"]);
    }

    #[test]
    fn grave_ones_stand_apart_and_a_period_narrows() {
        let made = said("M-TRC-1", &[], CHAINS);
        let Detail::Rows(rows) = made.detail else { panic!() };
        assert_eq!(
            rows.rows[1].cells[..2],
            [RowCell::Number(1.0, 0), RowCell::Number(1.0, 0)]
        );
        assert!(made.interval.is_err());
        assert_eq!(said("M-TRC-1", &[(Key::Period, "2024")], CHAINS).base.n, 1);
        assert_eq!(said("M-TRC-1", &[(Key::Severity, "1")], CHAINS).base.n, 1);
        assert!(said("M-TRC-1", &[(Key::Severity, "high")], CHAINS).estimate.is_err());
        assert!(said("M-TRC-1", &[], "").estimate.is_err());
    }

    #[test]
    fn a_loop_is_closed_when_the_complainant_knows_and_young_ones_wait() {
        let made = said("M-TRC-4", &[], CHAINS);
        // CMP-2 and CMP-3 are younger than the 180 days before 2025-06-30.
        assert_eq!((made.base.n, made.drawn_from.hits), (1, vec!["CMP-1".to_owned()]));
        assert_eq!(made.excluded[0].ids, ["CMP-2", "CMP-3"]);
        let patient = format!(
            "-- tenfour.toml --\nprofile = \"audit\"\nas_of = 2025-06-30\nmeasuring = {{ loop_days = 30 }}\n-- a.yaml --{CHAINS}"
        );
        assert_eq!(said("M-TRC-4", &[], &patient).base.n, 3);
    }
}
