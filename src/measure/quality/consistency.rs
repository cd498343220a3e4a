//! M-DQ-6: numbers and states that are written twice and agree.

use crate::measure::indicator;
use crate::measure::measurement::{Detail, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::complaint::Complaint;
use crate::record::indicator::Indicator;
use crate::record::wave::Wave;
use crate::yaml::node::Node;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DQ-6",
        name: "Consistency",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of what is written twice that agrees: the outcomes of a wave's invitations with the number invited, its full and \
               partial answers with the responses that are there, the value of an indicator with its numerator and denominator, the \
               typed state of a complaint with the one that follows from its events.",
        formula: "100 × x / n, with x that agree and n written twice",
        interval: "None: a count of everything there is.",
        minimum: "1 number or state written twice; below 10 counts only",
        pitfalls: "Two that agree may both be wrong.",
        source: "own",
        clause: "10004:7.3.4,9001:7.5.3",
    },
    keys: &[],
    selections: |_| vec![Selection::all()],
    measure,
};

const WORDS: Words = Words::fact("numbers and states that agree", "numbers and states written twice");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let mut all = Tally::default();
    let mut failed: [(&str, u32); 4] = [
        ("outcomes of invitations", 0),
        ("counts of responses", 0),
        ("values of indicators", 0),
        ("states of complaints", 0),
    ];
    let mut look = |place: usize, id: &str, agrees: bool| {
        all.part(id, agrees);
        failed[place].1 += u32::from(!agrees);
    };
    for (record, wave) in scope.ledger.each::<Wave>().filter(|(_, wave)| wave.is_fielded()) {
        if let Some((dispositions, invited)) = wave.dispositions.as_ref().zip(wave.invited) {
            look(0, record.id(), dispositions.total() == invited);
        }
        if let (Some(counted), Some(answers)) = (wave.answered(), scope.wave(record.id())) {
            let there = answers.respondents.len() + answers.without_consent + answers.later;
            look(1, record.id(), u64::try_from(there) == Ok(counted));
        }
    }
    for (record, of) in scope.ledger.each::<Indicator>() {
        for value in &of.values {
            if let Some(agrees) = indicator::agrees(of, value) {
                look(2, record.id(), agrees);
            }
        }
    }
    for (record, complaint) in scope.ledger.each::<Complaint>() {
        if let Some(typed) = record.node.get("status").and_then(Node::text) {
            look(3, record.id(), typed == complaint.state().word());
        }
    }
    let parts = failed.into_iter().map(|(name, count)| Part {
        name: format!("{name} that do not agree"),
        value: f64::from(count),
        share: None,
        cumulative: None,
        of: None,
    });
    let parts = parts.collect();
    all.measure(METRIC.id(), selection, WORDS).detail(Detail::Parts(parts))
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn what_is_written_twice_agrees_or_not() {
        let made = said(
            "M-DQ-6",
            &[],
            "
id: WAV-1
status: closed
invited: 10
dispositions: {complete: 0, non_contact: 10}
---
id: IND-1
kind: proportion
unit: percent
values:
  - {period: 2025-Q1, value: 61, numerator: 47, denominator: 77}
  - {period: 2025-Q2, value: 62, numerator: 47, denominator: 77}
  - {period: 2025-Q3, value: 62}
---
id: CMP-1
status: closed
---
id: CMP-2
",
        );
        // Sum of the wave, its responses, one of two values; the complaint has no event that closes it.
        assert_eq!(made.base.n, 5);
        assert_eq!(made.estimate, Ok(60.0));
        assert_eq!(made.drawn_from.hits, ["WAV-1", "IND-1"]);
        assert!(said("M-DQ-6", &[], "").estimate.is_err());
    }
}
