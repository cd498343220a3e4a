//! M-CMP-15: how many complaints went to an outside body.

use super::{KEYS_AND_KIND, Question, Verdict, share_of, whole_and_years};
use crate::measure::measurement::{Base, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::EventKind;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-15",
        name: "External escalation",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of decided complaints that were taken to an outside body. With the kind `rejected`: share of those whose \
                 complainant did not accept the decision, which shows what people do after a refusal.",
        formula: "100 × x / n, with x complaints with the event `referred_external` and n decided, or n not accepted",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Whoever is not told where else to turn does not go there: read it with the share of those who were told.",
        source: "own, after the subject of ISO 10003. Interval: Wilson 1927.",
        clause: "10003:8.3,10002:7.9",
    },
    keys: KEYS_AND_KIND,
    selections: |scope| {
        let mut all = whole_and_years(scope);
        all.push(Selection::all().with(Key::Kind, "rejected"));
        all
    },
    measure,
};

const DECIDED: Question = Question {
    metric: "M-CMP-15",
    hit: "taken to an outside body",
    of: "complaints decided",
    origin: Origin::Register,
};

const REJECTED: Question = Question {
    of: "complaints whose decision was not accepted",
    ..DECIDED
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let referred = |yes: bool| if yes { Verdict::Yes } else { Verdict::No };
    match selection.get(Key::Kind) {
        None => share_of(&DECIDED, scope, selection, |case| {
            // Whoever went outside without a decision did so because there was none: no share of the decided.
            if case.is_decided() {
                referred(case.has(EventKind::ReferredExternal))
            } else {
                Verdict::Out("not decided")
            }
        }),
        Some("rejected") => share_of(&REJECTED, scope, selection, |case| {
            if case.course.rejected() {
                referred(case.has(EventKind::ReferredExternal))
            } else {
                Verdict::Out("not rejected by the complainant")
            }
        }),
        Some(kind) => {
            let reason = format!("`{kind}` is no kind of external escalation, but `rejected` is");
            Measurement::not_estimable("M-CMP-15", selection, Base::cases(0, DECIDED.of), reason)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn the_second_share_is_of_those_who_rejected() {
        let files = "
id: CMP-1
received_at: 2025-01-03T09:00:00Z
events:
  - {at: 2025-01-13T09:00:00Z, kind: decision_communicated}
  - {at: 2025-01-14T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-01-15T09:00:00Z, kind: referred_external}
---
id: CMP-2
received_at: 2025-01-03T09:00:00Z
events:
  - {at: 2025-01-13T09:00:00Z, kind: decision_communicated}
  - {at: 2025-01-14T09:00:00Z, kind: escalated_internal}
---
id: CMP-3
received_at: 2025-01-03T09:00:00Z
";
        assert_eq!(said("M-CMP-14", &[], files).drawn_from.hits, ["CMP-2"]);
        assert_eq!(said("M-CMP-15", &[], files).estimate, Ok(50.0));
        assert_eq!(said("M-CMP-15", &[(Key::Kind, "rejected")], files).estimate, Ok(100.0));
    }
}
