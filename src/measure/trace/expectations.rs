//! M-TRC-6: expectations that something measures.

use super::{NO_INTERVAL, SOURCE, loose};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::expectation::Expectation;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-6",
        name: "Expectations that are measured",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of current expectations whose characteristic is asked for by a question of a survey in use, or reflected by \
               an indicator.",
        formula: "100 × x / n, with x measured and n current expectations",
        interval: NO_INTERVAL,
        minimum: "1 expectation; below 10 counts only",
        pitfalls: "Whether a question measures this expectation well is not told; only that there is one on its characteristic.",
        source: SOURCE,
        clause: "10004:7.2,10004:7.3",
    },
    keys: &[Key::Segment, Key::Characteristic],
    selections: |scope| {
        let segments: BTreeSet<&str> = scope
            .ledger
            .each::<Expectation>()
            .filter_map(|(_, expectation)| Some(expectation.segment.as_ref()?.id()))
            .collect();
        let by_segment = segments
            .into_iter()
            .map(|segment| Selection::all().with(Key::Segment, segment));
        [Selection::all()].into_iter().chain(by_segment).collect()
    },
    measure,
};

const WORDS: Words = Words::fact("expectations that are measured", "current expectations");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let measured = loose::measured_characteristics(scope.ledger);
    let mut tally = Tally::default();
    for (record, expectation) in scope.ledger.each::<Expectation>() {
        let characteristic = expectation
            .characteristic
            .as_ref()
            .map(|characteristic| characteristic.id());
        let segment = expectation.segment.as_ref().map(|segment| segment.id());
        let wanted = |key, value: Option<&str>| selection.get(key).is_none_or(|wanted| value == Some(wanted));
        if !wanted(Key::Characteristic, characteristic) || !wanted(Key::Segment, segment) {
            continue;
        }
        if record.envelope.created.is_some_and(|day| day > scope.as_of) {
            continue;
        }
        if expectation.is_current() {
            let is_measured = characteristic.is_some_and(|characteristic| measured.contains(characteristic));
            tally.count(record.id(), is_measured);
        } else {
            tally.leave_out("superseded or withdrawn", record.id());
        }
    }
    tally.measure(METRIC.id(), selection, WORDS)
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn a_question_or_an_indicator_measures_an_expectation() {
        let made = said(
            "M-TRC-6",
            &[],
            "
id: EXP-1
characteristic: CHR-1
---
id: EXP-2
characteristic: CHR-2
---
id: EXP-3
characteristic: CHR-3
---
id: EXP-4
characteristic: CHR-1
status: withdrawn
---
id: EXP-5
---
id: CHR-1
---
id: CHR-2
---
id: CHR-3
---
id: IND-1
reflects: [CHR-1]
---
id: SVY-1
status: active
questions: [{key: a, characteristic: CHR-2}]
---
id: SVY-2
status: retired
questions: [{key: a, characteristic: CHR-3}]
",
        );
        assert_eq!(made.drawn_from.hits, ["EXP-1", "EXP-2"]);
        assert_eq!((made.base.n, made.excluded[0].count), (4, 1));
    }
}
