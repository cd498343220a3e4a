//! M-OBJ-2: how much of the way from baseline to target is done.

use crate::measure::measurement::{Base, Drawn, Measurement, Unweighted, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::objective;
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed, put};
use crate::record::objective::Objective;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-OBJ-2",
        name: "Progress of an objective",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "How much of the way from the baseline to the target is done, not clipped: below 0 it went the wrong way, above 100 \
               beyond the target.",
        formula: "100 × (v − b) / (t − b), with the value v, the baseline b and the target t",
        interval: "None: see the interval of the objective's own metric.",
        minimum: "A value, a baseline and a target that differs from it",
        pitfalls: "A short way makes large percentages. The value carries an error that the percentage hides.",
        source: "own",
        clause: "9001:6.2.1",
    },
    keys: &[Key::Objective],
    selections: |scope| {
        scope
            .ledger
            .each::<Objective>()
            .map(|(record, _)| Selection::all().with(Key::Objective, record.id()))
            .collect()
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "values"), reason);
    let Some(id) = selection.get(Key::Objective) else {
        return none("no objective is chosen".to_owned());
    };
    let Some((record, objective)) = scope.ledger.typed::<Objective>(id) else {
        return none(format!("there is no objective `{id}`"));
    };
    let assessment = objective::assess(scope, objective);
    let baseline = objective.baseline.as_ref().and_then(|baseline| baseline.value);
    let drawn = assessment
        .measured
        .as_ref()
        .map_or_else(Drawn::default, |measured| measured.drawn_from.clone());
    let base = assessment
        .measured
        .map_or(Base::facts(0, "values"), |measured| measured.base);
    let plain = assessment
        .ways
        .iter()
        .find(|way| !way.weighted && !way.anew)
        .map(|way| way.value);
    let (value, target) = (assessment.value, assessment.target);
    let made = match (assessment.progress, value, target, baseline) {
        (Ok(progress), Ok(value), Ok(target), Some(baseline)) => {
            let [v, b, t] = [value, baseline, target].map(put);
            let mut made = Measurement::new(METRIC.id(), selection, base, Ok(progress))
                .interval(Err("see the interval of the objective's own metric".to_owned()))
                .working(
                    format!("100 × ({v} − {b}) / ({t} − {b}) = {}", fixed(progress, 4)),
                    vec![
                        input("v", "value", value),
                        input("b", "baseline", baseline),
                        input("t", "target", target),
                    ],
                );
            made.unweighted = plain.map(|plain| Unweighted {
                estimate: 100.0 * (plain - baseline) / (target - baseline),
                interval: None,
            });
            made
        }
        (Err(reason), ..) => Measurement::not_estimable(METRIC.id(), selection, base, reason),
        _ => none("value, target or baseline is missing".to_owned()),
    };
    made.drawn(Drawn {
        beside: [record.id().to_owned()]
            .into_iter()
            .chain(drawn.beside.iter().cloned())
            .collect(),
        ..drawn
    })
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn the_way_done_is_told_with_its_working() {
        let yaml = "id: OBJ-1\nmetric: IND-A\nbaseline: {value: 10}\ntarget: {value: -40, kind: relative_percent}\n---\nid: IND-A\nkind: median\nvalues: [{period: 2025-Q1, value: 7}]\n";
        let made = said("M-OBJ-2", &[(Key::Objective, "OBJ-1")], yaml);
        assert!((made.estimate.unwrap() - 75.0).abs() < 1e-9);
        assert!(
            made.formula.starts_with("100 × (7 − 10) / (6 − 10) = 75.0000"),
            "{}",
            made.formula
        );
        assert_eq!(made.drawn_from.beside, ["OBJ-1", "IND-A"]);
        assert!(said("M-OBJ-2", &[], yaml).estimate.is_err());
        assert!(said("M-OBJ-2", &[(Key::Objective, "OBJ-9")], yaml).estimate.is_err());
    }
}
