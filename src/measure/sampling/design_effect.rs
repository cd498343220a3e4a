//! M-SMP-7: what weights and clusters cost, and how many answers are left in effect.

use super::KEYS;
use crate::measure::answers::Weighting;
use crate::measure::measurement::{Base, Drawn, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed, put};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-7",
        name: "Design effect",
        unit: Unit::Number,
        better: Better::Lower,
        definition: "By how much weights and the drawing of whole groups raise the variance; answers divided by it are the effective base.",
        formula: "deff = n Σw² / (Σw)², times 1 + (m − 1) icc for clusters of m; effective base n / deff",
        interval: "none: a property of the weights",
        minimum: "one answer",
        pitfalls: "Some programs print its square root under a similar name. Above 2 the weights cost more than half of the answers.",
        source: "Kish, Survey Sampling, 1965; Kish, Journal of Official Statistics 8 (1992)",
        clause: "10004:7.4,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| {
        super::waves(scope, |wave| {
            !wave.respondents.is_empty() && (wave.weighting != Weighting::None || wave.groups().is_some())
        })
    },
    measure,
};

/// From here on it is flagged.
const LARGE: f64 = 2.0;

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "answers"), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let n = wave.respondents.len();
    if n == 0 {
        return none("nobody answered".to_owned());
    }
    if let Weighting::Failed(why) = &wave.weighting {
        return none(why.clone());
    }
    let effect = match wave.design_effect() {
        Ok(effect) => effect,
        Err(reason) => return none(reason),
    };
    let real = super::real(n as u64);
    let effective = real / effect;
    let base = Base {
        effective: Some(effective),
        ..Base::facts(n, "answers")
    };
    let mut made = Measurement::new(METRIC.id(), selection, base, Ok(effect))
        .interval(Err("a property of the weights has no interval".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!("{n} answers / {} = {} in effect", put(effect), fixed(effective, 1)),
            vec![
                input("n", "answers", real),
                input("n*", "effective base", effective),
                input("√deff", "its square root, by which intervals are wider", effect.sqrt()),
            ],
        )
        .drawn(Drawn::rows(wave.record.id(), n));
    if let Some(Ok(groups)) = wave.groups() {
        made.inputs.extend([
            input("m", "answers of a cluster on average", groups.members(n)),
            input("icc", "how alike members of a cluster are taken to be", groups.alike),
        ]);
        made = made.note(format!(
            "{} clusters were drawn as a whole: {} of the effect comes from that",
            groups.count,
            fixed(groups.effect(n), 3)
        ));
    }
    if effect > LARGE {
        made = made.note("above 2: the weights cost more than half of the answers");
    }
    made
}
