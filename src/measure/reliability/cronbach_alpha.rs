//! M-REL-1: Cronbach's alpha.

use super::{KEYS, scale, selections};
use crate::measure::measurement::{Base, Interval, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{kind_of_interval, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share;
use crate::measure::unit::{Unit, fixed, put};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REL-1",
        name: "Cronbach's alpha",
        unit: Unit::Number,
        better: Better::Higher,
        definition: "How far the items of an index, or the block of perceptions, go together: the share of the variance of their sum that \
                     they have in common, over complete answers, items with the other direction turned.",
        formula: "α = k / (k − 1) × (1 − Σ s² of the items / s² of their sum)",
        interval: "Feldt's, from the F distribution",
        minimum: "3 items and 30 complete answers; below it is shown with a warning",
        pitfalls: "It rises with the number of items, is no proof that they measure one thing, and takes them as equally good. Below \
                   0.7 it is weak for a sum; above 0.95 items repeat each other.",
        source: "Cronbach, Psychometrika 16 (1951); Feldt, Psychometrika 30 (1965)",
        clause: "10004:7.4,10004:Annex E",
    },
    keys: KEYS,
    selections,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let scale = match scale(scope, selection) {
        Ok(scale) => scale,
        Err(reason) => return none(reason),
    };
    let found = &scale.found;
    let confidence = scale.wave.confidence();
    let interval = kind_of_interval(origin(scale.wave, selection)).and_then(|kind| {
        let ends = found.interval(confidence).map_err(|why| why.reason())?;
        Ok(Interval {
            low: ends.low,
            high: ends.high,
            kind,
            method: match share::correction(scale.n(), origin(scale.wave, selection).population()) {
                Some(_) => "Feldt, not corrected for the finite population: wider than needed",
                None => "Feldt",
            },
            confidence,
        })
    });
    let estimate = found.alpha.map_err(|why| why.reason());
    let formula = match (&estimate, found.variances) {
        (Ok(alpha), Ok((of_items, of_sum))) => format!(
            "{k} / ({k} − 1) × (1 − {} / {}) = {}",
            put(of_items),
            put(of_sum),
            fixed(*alpha, 4),
            k = found.k
        ),
        _ => String::new(),
    };
    let has = estimate.is_ok();
    let mut inputs = vec![
        input("k", "items", f64::from(u32::try_from(found.k).unwrap_or(u32::MAX))),
        input(
            "n",
            "complete answers",
            f64::from(u32::try_from(found.n).unwrap_or(u32::MAX)),
        ),
    ];
    if let Ok((of_items, of_sum)) = found.variances {
        inputs.push(input("Σ s²", "of the items", of_items));
        inputs.push(input("s²", "of their sum", of_sum));
    }
    if let Ok(standardized) = found.standardized {
        inputs.push(input("α std", "of items brought to one spread", standardized));
    }
    let reading = match &estimate {
        Ok(alpha) if *alpha < 0.0 => Some(
            "below 0: the items run against each other, as where one is not turned (`reverse`); no sum of them means anything",
        ),
        Ok(alpha) if *alpha < 0.7 => Some("below 0.7: weak for a sum of the items"),
        Ok(alpha) if *alpha > 0.95 => Some("above 0.95: items repeat each other"),
        _ => None,
    };
    let mut made = scale.measurement(METRIC.id(), selection, estimate);
    if has {
        made = made.interval(interval).working(formula, inputs);
    }
    made.notes.extend(reading.map(str::to_owned));
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    fn project(rows: &[&str]) -> String {
        let mut files = "
id: SVY-1
version: \"1\"
sampling: {method: census}
questions:
  - {key: a, kind: rating, index: {name: x}, scale: {min: 1, max: 5}}
  - {key: b, kind: rating, index: {name: x}, scale: {min: 1, max: 5}}
  - {key: c, kind: rating, index: {name: x}, scale: {min: 1, max: 5}, reverse: true}
  - {key: d, kind: rating, index: {name: x}, scale: {min: 1, max: 5}}
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
status: closed
-- responses/WAV-1.csv --
id,a,b,c,d
"
        .to_owned();
        for (index, row) in rows.iter().enumerate() {
            files.extend([format!("RSP-{index:02},{row}\n")]);
        }
        files
    }

    const KEYS: &[(Key, &str)] = &[(Key::Wave, "WAV-1"), (Key::Index, "x")];

    #[test]
    fn alpha_is_that_of_the_catalogue() {
        // Row "Alpha", with the third item asked the other way round.
        let rows = [
            "4,5,2,4", "3,3,4,3", "5,5,1,4", "2,3,3,2", "4,4,1,5", "5,4,1,5", "3,2,3,3", "4,4,2,3", "1,2,4,2",
            "5,5,2,5", "5,na,1,5",
        ];
        let files = project(&rows);
        let made = said("M-REL-1", KEYS, &files);
        assert!((made.estimate.unwrap() - 0.941_611).abs() < 1e-6);
        let ends = made.interval.unwrap();
        assert!((ends.low - 0.846_388).abs() < 1e-6 && (ends.high - 0.983_711).abs() < 1e-6);
        assert_eq!((made.base.n, made.excluded[0].count), (10, 1));
        assert_eq!(made.notes, ["fewer than 30 complete answers"]);
        let items = said("M-REL-2", KEYS, &files);
        assert!((items.estimate.unwrap() - 0.818_182).abs() < 1e-6);
    }

    #[test]
    fn an_item_that_never_varies_is_left_out_and_named() {
        let made = said("M-REL-1", KEYS, &project(&["1,2,3,3", "2,3,3,4", "3,5,3,5"]));
        assert!(made.estimate.is_ok());
        assert_eq!(made.notes[0], "everybody answered alike, so left out: c");
    }

    #[test]
    fn nobody_and_no_index_have_a_reason() {
        assert!(said("M-REL-1", KEYS, &project(&[])).estimate.is_err());
        assert!(said("M-REL-1", KEYS, &project(&["1,1,1,1"])).estimate.is_err());
        assert!(
            said("M-REL-2", KEYS, &project(&["1,1,1,1", "1,1,1,1"]))
                .estimate
                .is_err()
        );
        assert!(
            said("M-REL-1", &KEYS[..1], &project(&[]))
                .estimate
                .unwrap_err()
                .contains("perceptions")
        );
    }
}
