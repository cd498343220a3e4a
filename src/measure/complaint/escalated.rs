//! M-CMP-14: how many complaints had to go to a higher level inside.

use super::{KEYS, Question, Verdict, share_of, whole_and_years};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::EventKind;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-14",
        name: "Internal escalation",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "Share of decided complaints that were taken to a higher level inside the organization.",
        formula: "100 × x / n, with x complaints with the event `escalated_internal` and n whose decision was told",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Few escalations may mean that complaints are decided well at the first level, or that nobody dares to escalate.",
        source: "Local Government and Social Care Ombudsman, guides on complaint indicators. Interval: Wilson 1927.",
        clause: "10002:5.4,10002:7.8",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure: |scope, selection| {
        share_of(&QUESTION, scope, selection, |case| {
            if !case.is_decided() {
                Verdict::Out("not decided")
            } else if case.has(EventKind::EscalatedInternal) {
                Verdict::Yes
            } else {
                Verdict::No
            }
        })
    },
};

const QUESTION: Question = Question {
    metric: "M-CMP-14",
    hit: "taken to a higher level",
    of: "complaints decided",
    origin: Origin::Register,
};
