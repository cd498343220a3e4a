//! M-SMP-3: the weights that bring the answers to the shares of the population.

use super::{KEYS, real, sampling};
use crate::measure::answers::{Respondent, WaveAnswers, Weighting};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed};
use crate::measure::weighting::level;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-3",
        name: "Weights, the largest",
        unit: Unit::Number,
        better: Better::Lower,
        definition: "The largest weight of an answer, where their mean is 1. Weights bring those who answered to the shares that the \
                     survey names as targets, the same in all its waves, by cells of one dimension or by raking several in turn. Groups with their \
                     shares before and after stand beside it.",
        formula: "cell: w = (N of the group / N) / (n of the group / n); rake: margins in turn until each is met, with every weight cut to the \
                  bounds of `trim` (0.3 to 3 where none are written); then the mean is made 1",
        interval: "none: weights are set",
        minimum: "10 answers in each group; fewer are named and should be joined with others",
        pitfalls: "Nobody can be weighted up who did not answer. Weights make results less sure: see the design effect. They mend only \
                   what they are made by. One dimension fixes every weight, and several may leave no room for the bounds: then the targets \
                   are met, and that the bounds are not kept is told.",
        source: "Deming and Stephan 1940; Deville and Särndal 1992 (bounds); Kish, Journal of Official Statistics 8 (1992)",
        clause: "10004:7.4,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| super::waves(scope, |wave| wave.weighting != Weighting::None),
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "answers"), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let weights = match &wave.weighting {
        Weighting::None => return none("the survey asks for no weights".to_owned()),
        Weighting::Failed(why) => return none(why.clone()),
        Weighting::Weighted(weights) => weights,
    };
    let largest = weights.values.iter().copied().fold(0.0, f64::max);
    let smallest = weights.values.iter().copied().fold(f64::INFINITY, f64::min);
    let n = weights.values.len();
    let mut made = Measurement::new(METRIC.id(), selection, Base::facts(n, "answers"), Ok(largest))
        .interval(Err("weights are set and not estimated".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!(
                "{} {} weighted by {}: {} to {}, {} {}, {} held at an end of {} to {}",
                n,
                if n == 1 { "answer" } else { "answers" },
                weights.dimensions.join(" and "),
                fixed(smallest, 3),
                fixed(largest, 3),
                weights.rounds,
                if weights.rounds == 1 { "round" } else { "rounds" },
                weights.trimmed,
                weights.bounds.0,
                weights.bounds.1
            ),
            vec![
                input("w min", "smallest weight", smallest),
                input("w max", "largest weight", largest),
                input(
                    "rounds",
                    "rounds until the margins were met",
                    real(weights.rounds as u64),
                ),
            ],
        )
        .drawn(Drawn::rows(wave.record.id(), n))
        .detail(Detail::Rows(groups(wave)));
    if let Some(note) = weights.outside() {
        made = made.note(note);
    }
    if let Some(note) = another_population(wave) {
        made = made.note(note);
    }
    for (group, count) in &weights.thin {
        // The number itself would tell of fewer people than may be told of.
        let few = if (*count as u64) < scope.limits.min_cell {
            format!("fewer than {}", scope.limits.min_cell)
        } else {
            count.to_string()
        };
        made = made.note(format!(
            "{group} has few answers ({few}) and should be joined with another group"
        ));
    }
    made
}

/// Most points that a target may lie from the wave's own population before it is told.
const APART: f64 = 1.0;

/// Where the targets of the survey are not the shares of the population that the wave itself recorded: which, and how far.
pub(super) fn another_population(wave: &WaveAnswers<'_>) -> Option<String> {
    let size = |group: &str| {
        let of_wave = wave.wave.by_stratum.iter();
        let mut named = of_wave.filter(|one| one.stratum.as_deref() == Some(group));
        named.next()?.population.map(real)
    };
    let mut apart = Vec::new();
    for shares in sampling(wave)?.targets.values() {
        let sizes: Option<Vec<f64>> = shares.keys().map(|group| size(group)).collect();
        let Some(sizes) = sizes else { continue };
        let (all, whole): (f64, f64) = (sizes.iter().sum(), shares.values().sum());
        for ((group, share), size) in shares.iter().zip(&sizes) {
            let (target, own) = (100.0 * share / whole, 100.0 * size / all);
            if (target - own).abs() > APART {
                apart.push(format!("{group} {} for {}", fixed(target, 1), fixed(own, 1)));
            }
        }
    }
    (!apart.is_empty()).then(|| {
        format!(
            "the targets are not the shares of the population of this wave, in percent: {}; it is weighted to another population than \
             the one that was asked",
            apart.join(", ")
        )
    })
}

/// Every group that is weighted to, with its shares.
fn groups(wave: &WaveAnswers<'_>) -> Rows {
    let mut rows = Vec::new();
    let everybody: f64 = (0..wave.respondents.len()).map(|index| wave.weight(index)).sum();
    let targets = sampling(wave).map(|sampling| &sampling.targets);
    for (dimension, shares) in targets.into_iter().flatten() {
        let all: f64 = shares.values().sum();
        for (group, share) in shares {
            let is_in = |one: &Respondent<'_>| level(one, dimension) == Some(group.as_str());
            let members: Vec<usize> = (0..wave.respondents.len())
                .filter(|index| is_in(&wave.respondents[*index]))
                .collect();
            let weight: f64 = members.iter().map(|index| wave.weight(*index)).sum();
            let n = members.len();
            rows.push(Row {
                name: group.clone(),
                cells: vec![
                    RowCell::Number(100.0 * share / all, 1),
                    RowCell::Number(100.0 * real(n as u64) / real(wave.respondents.len() as u64), 1),
                    RowCell::Number(100.0 * weight / everybody, 1),
                    if n > 0 {
                        RowCell::Number(weight / real(n as u64), 3)
                    } else {
                        RowCell::Nothing("nobody answered")
                    },
                ],
                n: Some(n),
            });
        }
    }
    Rows {
        heads: [
            "Target, percent",
            "Answered, percent",
            "Weighted, percent",
            "Mean weight",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Measurement;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    /// Two dimensions, each half and half in the population, and four cells of 4, 16, 16 and 64 answers.
    fn weights(sampling: &str) -> Measurement {
        let mut files = format!(
            "id: SVY-1
version: \"1\"
sampling: {{method: census, {sampling}}}
questions: [{{key: all, kind: overall, text: {{en: How are we?}}, scale: {{min: 1, max: 5}}}}]
---
{{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2025-01-01, field_end: 2025-01-31}}
-- responses/WAV-1.csv --
id,segment.sex,segment.age,all
"
        );
        for (sex, age, n) in [
            ("SEG-M", "SEG-Y", 4),
            ("SEG-M", "SEG-O", 16),
            ("SEG-F", "SEG-Y", 16),
            ("SEG-F", "SEG-O", 64),
        ] {
            files.extend((0..n).map(|one| format!("RSP-{sex}{age}{one},{sex},{age},4\n")));
        }
        said("M-SMP-3", &[(Key::Wave, "WAV-1")], &files)
    }

    const BOTH: &str = "targets: {sex: {SEG-M: 0.5, SEG-F: 0.5}, age: {SEG-Y: 0.5, SEG-O: 0.5}}";

    #[test]
    fn bounds_are_kept_where_the_targets_leave_room() {
        let made = weights(&format!("weighting: rake, trim: {{min: 0.3, max: 5}}, {BOTH}"));
        assert!((made.estimate.unwrap() - 5.0).abs() < 1e-9);
        assert!(made.formula.contains("0.313 to 5.000"), "{}", made.formula);
        assert!(
            made.formula.ends_with("4 held at an end of 0.3 to 5"),
            "{}",
            made.formula
        );
        assert!(!made.notes.iter().any(|note| note.contains("cannot be met")));
    }

    #[test]
    fn where_the_targets_leave_no_room_for_bounds_it_is_told() {
        for sampling in [
            format!("weighting: rake, trim: {{min: 0.3, max: 4}}, {BOTH}"),
            "weighting: cell, trim: {min: 0.8, max: 2}, targets: {sex: {SEG-M: 0.5, SEG-F: 0.5}}".to_owned(),
        ] {
            let made = weights(&sampling);
            assert!(made.formula.contains(" 0 held at an end"), "{}", made.formula);
            let told = made.notes.iter().find(|note| note.contains("cannot be met")).unwrap();
            let ends = if sampling.contains("cell") {
                "from 0.8 to 2; they are met, with weights from 0.625 to 2.500"
            } else {
                "from 0.3 to 4; they are met, with weights from 0.391 to 6.250"
            };
            assert!(told.contains(ends), "{told}");
        }
        // Bounds that are not written are those of the catalogue, 0.3 to 3.
        let plain = weights("weighting: cell, targets: {sex: {SEG-M: 0.5, SEG-F: 0.5}}");
        assert!(
            plain.formula.ends_with("of 0.3 to 3") && plain.formula.contains(", 1 round,"),
            "{}",
            plain.formula
        );
    }
}
