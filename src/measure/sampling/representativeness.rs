//! M-SMP-6: whether those who answered are spread over the groups as the population is.

use super::{KEYS, real, sampling};
use crate::measure::answers::WaveAnswers;
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed, p};
use crate::stats::compare_shares::goodness_of_fit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-6",
        name: "Representativeness",
        unit: Unit::Points,
        better: Better::Lower,
        definition: "The largest difference, over the groups of a wave, between the share of a group among those who answered and its \
                     share of the population, in percentage points; with population, invited, answers and mean weight of each.",
        formula: "largest |100 × n of the group / n − 100 × N of the group / N|; χ² of the counts against the population",
        interval: "none; Pearson's chi-square test of fit, where expected counts are 5 or more",
        minimum: "2 groups of known size",
        pitfalls: "It sees only the groups that are written down. Groups that fit do not prove that those who stayed silent think alike.",
        source: "Pearson, Philosophical Magazine 50 (1900); own presentation",
        clause: "10004:7.3,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| super::waves(scope, |wave| strata(wave).len() > 1),
    measure,
};

/// A group.
struct Stratum {
    name: String,
    population: u64,
    invited: Option<u64>,
    answered: u64,
    weight: Option<f64>,
}

/// The groups of a wave of which the size is known: as the wave counted them, else as the survey names them, with those who
/// answered counted here.
fn strata(wave: &WaveAnswers<'_>) -> Vec<Stratum> {
    let here = |name: &str| -> (u64, f64) {
        let each = wave.respondents.iter().enumerate();
        let members = each.filter(|(_, one)| one.role == Some(name) || one.segments.values().any(|of| *of == name));
        members.fold((0, 0.0), |(count, weight), (index, _)| {
            (count + 1, weight + wave.weight(index))
        })
    };
    let stratum = |name: &str, population: u64, invited: Option<u64>, complete: Option<u64>| {
        let (count, weight) = here(name);
        Stratum {
            name: name.to_owned(),
            population,
            invited,
            answered: complete.unwrap_or(count),
            weight: (wave.is_weighted() && count > 0).then(|| weight / real(count)),
        }
    };
    let of_wave = wave.wave.by_stratum.iter().filter_map(|one| {
        let population = one.population.filter(|size| *size > 0)?;
        Some(stratum(one.stratum.as_deref()?, population, one.invited, one.complete))
    });
    let found: Vec<Stratum> = of_wave.collect();
    if !found.is_empty() {
        return found;
    }
    let of_survey = sampling(wave).into_iter().flat_map(|sampling| &sampling.strata);
    of_survey
        .filter_map(|one| {
            let population = one.population.filter(|size| *size > 0)?;
            Some(stratum(one.name()?, population, None, None))
        })
        .collect()
}

/// The chi-square test is shown where every expected count is this large.
const EXPECTED: f64 = 5.0;

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "answers"), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let strata = strata(wave);
    if strata.len() < 2 {
        return none("fewer than two groups have a known size".to_owned());
    }
    let answered: u64 = strata.iter().map(|one| one.answered).fold(0, u64::saturating_add);
    let population: u64 = strata.iter().map(|one| one.population).fold(0, u64::saturating_add);
    if answered == 0 {
        return none("nobody of these groups answered".to_owned());
    }
    let shares = |one: &Stratum| {
        (
            100.0 * real(one.answered) / real(answered),
            100.0 * real(one.population) / real(population),
        )
    };
    let distance = |one: &Stratum| {
        let (has, should) = shares(one);
        has - should
    };
    let largest = strata.iter().map(|one| distance(one).abs()).fold(0.0, f64::max);
    let counts: Vec<u64> = strata.iter().map(|one| one.answered).collect();
    let sizes: Vec<f64> = strata.iter().map(|one| real(one.population)).collect();
    let rows = strata.iter().map(|one| {
        let (has, should) = shares(one);
        let nothing = |number: Option<f64>, decimals: usize, why: &'static str| {
            number.map_or(RowCell::Nothing(why), |number| RowCell::Number(number, decimals))
        };
        Row {
            name: one.name.clone(),
            cells: vec![
                RowCell::Number(real(one.population), 0),
                nothing(one.invited.map(real), 0, "not recorded"),
                RowCell::Number(real(one.answered), 0),
                RowCell::Number(should, 1),
                RowCell::Number(has, 1),
                RowCell::Number(distance(one), 1),
                nothing(one.weight, 3, "not weighted"),
            ],
            n: usize::try_from(one.answered).ok(),
        }
    });
    let rows = Rows {
        heads: [
            "Population",
            "Invited",
            "Answered",
            "Share of the population",
            "Share of the answers",
            "Difference",
            "Mean weight",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
    };
    let base = Base {
        population: Some(population),
        ..Base::facts(usize::try_from(answered).unwrap_or(usize::MAX), "answers")
    };
    let mut drawn = Drawn::records(vec![wave.record.id().to_owned()]);
    drawn.rows.push((wave.record.id().to_owned(), wave.respondents.len()));
    let made = Measurement::new(METRIC.id(), selection, base, Ok(largest))
        .interval(Err("it describes this wave and is no estimate".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .drawn(drawn)
        .detail(Detail::Rows(rows));
    let mut inputs = vec![
        input("n", "answers", real(answered)),
        input("N", "population", real(population)),
    ];
    let (test, note) = match goodness_of_fit(&counts, &sizes) {
        Ok(test) if test.smallest_expected < EXPECTED => (None, "expected counts are too small for a test".to_owned()),
        Ok(test) => {
            let word = if test.p_value < 0.05 {
                "those who answered are not spread as the population is"
            } else {
                "no clear difference from the population"
            };
            let note = format!(
                "χ² {} with {} degrees of freedom, p {}: {word}",
                fixed(test.statistic, 2),
                test.df,
                p(test.p_value)
            );
            (Some(test), note)
        }
        Err(why) => (None, format!("no test: {}", why.reason())),
    };
    if let Some(test) = test {
        inputs.push(input("χ²", "statistic of the test of fit", test.statistic));
        inputs.push(input("p", "two-sided probability", test.p_value));
    }
    made.working(
        format!("largest difference over {} groups: {}", strata.len(), fixed(largest, 4)),
        inputs,
    )
    .note(note)
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    fn project(strata: &str) -> String {
        format!("id: SVY-1\nversion: \"1\"\n---\nid: WAV-1\nsurvey: SVY-1\nstatus: closed\nby_stratum:\n{strata}")
    }

    #[test]
    fn answers_are_held_against_the_population() {
        let made = said(
            "M-SMP-6",
            &[(Key::Wave, "WAV-1")],
            &project(
                "  - {stratum: A, population: 50, complete: 30}\n  - {stratum: B, population: 50, complete: 10}\n",
            ),
        );
        // 75 and 25 percent of the answers for halves; each expected 20: χ² 10.
        assert_eq!(made.estimate, Ok(25.0));
        assert!(
            made.notes[0].starts_with("χ² 10.00 with 1 degrees of freedom, p 0.002"),
            "{:?}",
            made.notes
        );
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        assert_eq!(rows.rows.len(), 2);
    }

    #[test]
    fn small_groups_are_not_tested_and_one_is_none() {
        let few = said(
            "M-SMP-6",
            &[(Key::Wave, "WAV-1")],
            &project("  - {stratum: A, population: 50, complete: 3}\n  - {stratum: B, population: 50, complete: 2}\n"),
        );
        assert_eq!(few.notes, ["expected counts are too small for a test"]);
        for strata in [
            "  - {stratum: A, population: 50, complete: 3}\n",
            "  - {stratum: A}\n  - {stratum: B, population: 0}\n",
        ] {
            assert!(
                said("M-SMP-6", &[(Key::Wave, "WAV-1")], &project(strata))
                    .estimate
                    .is_err()
            );
        }
    }
}
