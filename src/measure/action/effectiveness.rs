//! M-ACT-5: actions that did what they were to do.

use super::{KEYS, actions, selections, verification, within};
use crate::measure::measurement::{Base, Detail, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::verification::VerificationResult;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-ACT-5",
        name: "Effectiveness of actions",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of actions judged effective, among those whose effect was judged: effective, partly effective, not \
               effective and inconclusive. The newest verification of an action counts. Partly effective ones are not effective here; \
               they are counted apart.",
        formula: "100 × x / n, with x effective and n judged",
        interval: "Wilson score, read as the performance of the process behind the register",
        minimum: "5 judged actions",
        pitfalls: "An action is often taken after the worst period, and the next one is better without it (regression to the mean). \
               Other actions, season, short windows and more or less reporting move the figures too: a comparison of before and after \
               is no proof of cause. The computed test of each verification stands beside the human judgement.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "9001:10.2,10004:7.6",
    },
    keys: KEYS,
    selections: |scope| {
        selections(scope, |record, _| {
            verification(scope, record.id()).and_then(|(_, verification)| verification.verified_on)
        })
    },
    measure,
};

const WORDS: Words = Words::process("actions judged effective", "verified actions")
    .of_cases()
    .at_least(5);

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let span = match selection.span() {
        Ok(span) => span,
        Err(reason) => return Measurement::not_estimable(METRIC.id(), selection, Base::cases(0, WORDS.of), reason),
    };
    let mut tally = Tally::default();
    let mut beside = Vec::new();
    let mut results = [0usize; 4];
    for (record, _) in actions(scope, selection) {
        let Some((of, verification)) = verification(scope, record.id()) else {
            continue;
        };
        if !within(span, verification.verified_on) {
            continue;
        }
        beside.push(of.id().to_owned());
        let Some(result) = verification.result else {
            tally.leave_out("looked at without a result", record.id());
            continue;
        };
        let place = match result {
            VerificationResult::Effective => 0,
            VerificationResult::PartlyEffective => 1,
            VerificationResult::NotEffective => 2,
            VerificationResult::Inconclusive => 3,
        };
        results[place] += 1;
        tally.count(record.id(), result == VerificationResult::Effective);
    }
    let n = tally.below();
    #[expect(clippy::cast_precision_loss, reason = "actions are fewer than 2^53")]
    let parts = ["effective", "partly effective", "not effective", "inconclusive"]
        .into_iter()
        .zip(results)
        .map(|(name, count)| Part {
            name: name.to_owned(),
            value: count as f64,
            share: (n > 0).then(|| 100.0 * count as f64 / n as f64),
            cumulative: None,
            of: None,
        })
        .collect();
    let mut measured = tally
        .measure(METRIC.id(), selection, WORDS)
        .detail(Detail::Parts(parts));
    measured.drawn_from.beside = beside;
    measured
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, Level};
    use crate::measure::tests::said;
    use crate::record::organization::Organization;

    #[test]
    fn the_newest_verification_counts_and_partly_is_not_effective() {
        let made = said(
            "M-ACT-5",
            &[],
            "
id: ACT-1
---
id: VER-1
action: ACT-1
result: not_effective
verified_on: 2025-01-31
---
id: VER-2
action: ACT-1
result: effective
verified_on: 2025-05-31
---
id: ACT-2
---
id: VER-3
action: ACT-2
result: partly_effective
verified_on: 2025-05-31
---
id: ACT-3
---
id: VER-4
action: ACT-3
result: effective
verified_on: 2025-07-31
",
        );
        assert_eq!(made.estimate, Ok(50.0));
        assert_eq!(made.drawn_from.hits, ["ACT-1"]);
        assert_eq!(made.drawn_from.beside, ["VER-2", "VER-3"]);
        assert_eq!(made.level(Organization::default().limits()), Level::BelowCell);
        let Detail::Parts(parts) = made.detail else { panic!() };
        let counts: Vec<f64> = parts.iter().map(|part| part.value).collect();
        assert_eq!(counts, [1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn without_verifications_there_is_no_share() {
        assert_eq!(
            said("M-ACT-5", &[], "id: ACT-1\n").estimate,
            Err("there are no verified actions".to_owned())
        );
    }
}
