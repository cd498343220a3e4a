//! M-DSP-2: how long a dispute takes.

use super::{KEYS, disputes, whole_and_years};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::duration;
use crate::measure::unit::Unit;
use crate::stats::kaplan_meier::Observation;
use crate::stats::working_days::calendar_days;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DSP-2",
        name: "Time to outcome of disputes",
        unit: Unit::Days,
        better: Better::Lower,
        definition: "A period holds the disputes of which the organization was told in it. Calendar days from the notice of a dispute until it had ended: by the decision of the outside body, or at the latest when \
                 the result was carried out or the dispute closed. Those that go on count with the days that they have lasted.",
        formula: "median = smallest t with S(t) ≤ 0.5, where S(t) = Π (1 − d/n)",
        interval: "Brookmeyer-Crowley on the log-log scale; its upper end may not be reached",
        minimum: "10 disputes",
        pitfalls: "Most of the time lies with the outside body. Agreement to a procedure may take longer than the procedure.",
        source: "Kaplan, Meier 1958; Brookmeyer, Crowley 1982, Biometrics 38.",
        clause: "10003:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "disputes");
    let disputes = match disputes(scope, selection) {
        Ok(disputes) => disputes,
        Err(reason) => return Measurement::not_estimable("M-DSP-2", selection, base(0), reason),
    };
    let (mut times, mut records, mut hits, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for case in &disputes {
        let id = case.record.id().to_owned();
        let over = case.outcome.is_some() || case.ended.is_some();
        let until = if over { case.ended } else { Some(scope.as_of) };
        let time = case
            .notice
            .zip(until)
            .and_then(|(notice, day)| calendar_days(notice, day).ok());
        let Some(days) = time else {
            unknown.push(id);
            continue;
        };
        times.push(Observation {
            time: f64::from(days),
            event: over,
        });
        if over {
            hits.push(id.clone());
        }
        records.push(id);
    }
    let gone = (0, "ended otherwise");
    duration::measure(
        "M-DSP-2",
        selection,
        base(times.len()),
        "outcome",
        &times,
        gone,
        Vec::new(),
    )
    .without([Excluded::records(
        "notice or end not known, or the end lies before the notice",
        unknown,
    )])
    .drawn(Drawn {
        records,
        hits,
        ..Drawn::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: CMP-1
received_at: 2025-01-03T09:00:00Z
events:
  - {at: 2025-01-13T09:00:00Z, kind: decision_communicated}
  - {at: 2025-02-20T09:00:00Z, kind: external_decision}
---
id: CMP-2
received_at: 2024-01-03T09:00:00Z
events: [{at: 2024-12-13T09:00:00Z, kind: decision_communicated}]
---
id: DSP-1
complaint: CMP-1
notice_received_on: 2025-02-01
outcome: decided_partly
implemented_on: 2025-03-01
cost: {amount: 100, currency: EUR}
---
id: DSP-2
complaint: CMP-2
notice_received_on: 2025-06-01
outcome: pending
---
id: DSP-3
complaint: CMP-2
notice_received_on: 2025-07-15
outcome: settled
closed_on: 2025-08-01
---
id: DSP-4
complaint: CMP-2
notice_received_on: 2025-05-01
outcome: decided_for_organization
closed_on: 2025-07-20
";

    #[test]
    fn those_that_go_on_count_and_what_comes_later_does_not() {
        let made = said("M-DSP-2", &[], FILES);
        let Detail::Survival(curves) = &made.detail else {
            panic!("no curve")
        };
        let steps: Vec<_> = curves[0].steps.iter().map(|step| (step.time, step.events)).collect();
        assert_eq!(steps, [(19.0, 1), (29.0, 0), (60.0, 0)]);
        assert_eq!(made.drawn_from.hits, ["DSP-1"]);
    }

    #[test]
    fn referrals_outcomes_and_costs() {
        assert_eq!(said("M-DSP-1", &[], FILES).estimate, Ok(150.0));
        assert_eq!(said("M-DSP-1", &[(Key::Period, "2025")], FILES).estimate, Ok(300.0));
        assert!(said("M-DSP-1", &[(Key::Period, "2023")], FILES).estimate.is_err());
        let favour = said("M-DSP-3", &[], FILES);
        assert_eq!((favour.estimate, favour.base.n), (Ok(100.0), 1));
        let Detail::Parts(parts) = favour.detail else {
            panic!("no parts")
        };
        assert_eq!(parts.iter().map(|part| part.value).sum::<f64>(), 3.0);
        assert_eq!(said("M-DSP-4", &[], FILES).estimate, Ok(100.0));
        assert!(said("M-DSP-4", &[], "id: CMP-1").estimate.is_err());
    }
}
