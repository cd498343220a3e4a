//! M-SMP-6: whether those who answered are spread over the groups as the population is.

use super::{KEYS, real, sampling, weights};
use crate::measure::answers::{Respondent, WaveAnswers, Weighting};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed, p, put};
use crate::measure::weighting::level;
use crate::stats::compare_shares::{ChiSquare, goodness_of_fit};
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-6",
        name: "Representativeness",
        unit: Unit::Points,
        better: Better::Lower,
        definition: "The largest difference, over the groups of a wave and those that the survey weights to, between the share of a \
                     group among those who answered and its share of the population, in percentage points; with population, invited, \
                     answers and mean weight of each.",
        formula: "largest |100 × n of the group / n − 100 × N of the group / N|; χ² of the counts against the population",
        interval: "none; Pearson's chi-square test of fit, where expected counts are 5 or more",
        minimum: "2 groups of known size",
        pitfalls: "It sees only the groups that are written down. Groups that fit do not prove that those who stayed silent think alike.",
        source: "Pearson, Philosophical Magazine 50 (1900); own presentation",
        clause: "10004:7.3,10004:Annex D",
    },
    keys: KEYS,
    selections: |scope| super::waves(scope, |wave| dimensions(wave).iter().any(|one| one.strata.len() > 1)),
    measure,
};

/// A group.
struct Stratum {
    name: String,
    /// Its part of the population: a number of people, or a share.
    part: f64,
    /// How many people that is, where they were counted.
    population: Option<u64>,
    invited: Option<u64>,
    answered: u64,
    weight: Option<f64>,
}

/// Groups that share out the population among them.
struct Dimension {
    /// What they are groups of.
    name: String,
    strata: Vec<Stratum>,
}

impl Dimension {
    fn answered(&self) -> u64 {
        self.strata.iter().map(|one| one.answered).fold(0, u64::saturating_add)
    }

    /// The share of a group among those who answered and in the population, in percent.
    fn shares(&self, one: &Stratum) -> (f64, f64) {
        let whole: f64 = self.strata.iter().map(|one| one.part).sum();
        (
            100.0 * real(one.answered) / real(self.answered()),
            100.0 * one.part / whole,
        )
    }

    fn distance(&self, one: &Stratum) -> f64 {
        let (has, should) = self.shares(one);
        has - should
    }

    /// Whether something can be said: two groups at the least, and somebody answered.
    fn tells(&self) -> bool {
        self.strata.len() > 1 && self.answered() > 0
    }
}

/// What the groups of a wave are called, where the wave or the survey lists them.
const STRATA: &str = "strata";

/// The groups of a wave of which the size is known: as the wave counted them, else as the survey names them, with those who
/// answered counted here.
fn strata(wave: &WaveAnswers<'_>) -> Vec<Stratum> {
    let here = |name: &str| {
        count(wave, |one| {
            one.role == Some(name) || one.segments.values().any(|of| *of == name)
        })
    };
    let stratum = |name: &str, population: u64, invited: Option<u64>, complete: Option<u64>| {
        let (count, weight) = here(name);
        Stratum {
            name: name.to_owned(),
            part: real(population),
            population: Some(population),
            invited,
            // As all figures of the wave are counted, partial answers too; where the rows do not name the group, as the wave says.
            answered: if count > 0 { count } else { complete.unwrap_or(0) },
            weight,
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

/// How many of those who answered are of a group, and their mean weight where the wave is weighted.
fn count(wave: &WaveAnswers<'_>, is_in: impl Fn(&Respondent<'_>) -> bool) -> (u64, Option<f64>) {
    let members = wave.respondents.iter().enumerate().filter(|(_, one)| is_in(one));
    let (count, weight) = members.fold((0, 0.0), |(count, weight), (index, _)| {
        (count + 1, weight + wave.weight(index))
    });
    (count, (wave.is_weighted() && count > 0).then(|| weight / real(count)))
}

/// Everything that is known of how the population is made up: the groups of the wave, and the shares that the survey weights to.
fn dimensions(wave: &WaveAnswers<'_>) -> Vec<Dimension> {
    let strata = strata(wave);
    let listed: BTreeSet<String> = strata.iter().map(|one| one.name.clone()).collect();
    let mut all = vec![Dimension {
        name: STRATA.to_owned(),
        strata,
    }];
    let targets = sampling(wave).map(|sampling| &sampling.targets);
    for (dimension, shares) in targets.into_iter().flatten() {
        if shares.keys().all(|group| listed.contains(group)) {
            continue; // the same groups
        }
        let groups = shares.iter().filter(|(_, share)| **share > 0.0).map(|(group, share)| {
            let (answered, weight) = count(wave, |one| level(one, dimension) == Some(group.as_str()));
            Stratum {
                name: group.clone(),
                part: *share,
                population: None,
                invited: None,
                answered,
                weight,
            }
        });
        all.push(Dimension {
            name: dimension.clone(),
            strata: groups.collect(),
        });
    }
    all.retain(|one| !one.strata.is_empty());
    all
}

/// The chi-square test is shown where every expected count is this large.
const EXPECTED: f64 = 5.0;

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "answers"), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let mut dimensions = dimensions(wave);
    if dimensions.iter().all(|one| one.strata.len() < 2) {
        return none("fewer than two groups have a known size".to_owned());
    }
    dimensions.retain(Dimension::tells);
    let Some(answered) = dimensions.iter().map(Dimension::answered).max() else {
        return none("nobody of these groups answered".to_owned());
    };
    let each = || {
        dimensions
            .iter()
            .flat_map(|of| of.strata.iter().map(move |one| (of, one)))
    };
    let farthest = each().max_by(|(of, one), (with, other)| {
        let (one, other) = (of.distance(one).abs(), with.distance(other).abs());
        // Of equal ones the first.
        one.total_cmp(&other).then(std::cmp::Ordering::Greater)
    });
    let largest = farthest.map_or(0.0, |(of, one)| of.distance(one).abs());
    let groups = each().count();
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
        rows: each().map(|(of, one)| row(of, one)).collect(),
    };
    let counted: Vec<u64> = each().filter_map(|(_, one)| one.population).collect();
    let population = (!counted.is_empty()).then(|| counted.into_iter().fold(0, u64::saturating_add));
    let base = Base {
        population,
        ..Base::facts(usize::try_from(answered).unwrap_or(usize::MAX), "answers")
    };
    let mut drawn = Drawn::records(vec![wave.record.id().to_owned()]);
    drawn.rows.push((wave.record.id().to_owned(), wave.respondents.len()));
    let mut inputs = vec![input("n", "answers", real(answered))];
    inputs.extend(population.map(|population| input("N", "population", real(population))));
    let alone = dimensions.len() == 1;
    let mut notes = Vec::new();
    for of in &dimensions {
        let (test, said) = fit(of);
        if let Some(test) = test.filter(|_| alone) {
            inputs.push(input("χ²", "statistic of the test of fit", test.statistic));
            inputs.push(input("p", "two-sided probability", test.p_value));
        }
        notes.push(if alone {
            said
        } else {
            format!("{}: {said}", words(&of.name))
        });
    }
    if let Weighting::Weighted(of) = &wave.weighting {
        let by: Vec<String> = of.dimensions.iter().map(|name| words(name)).collect();
        let by = by.join(" and ");
        notes.push(match weights::another_population(wave) {
            None => format!("the answers are weighted by {by}, which brings these groups to their shares in the results"),
            Some(_) => format!(
                "the answers are weighted by {by} to the shares that the survey names, which are not those of the population of this \
                 wave: in the results these groups have the shares of the survey"
            ),
        });
    }
    let made = Measurement::new(METRIC.id(), selection, base, Ok(largest))
        .interval(Err("it describes this wave and is no estimate".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .drawn(drawn)
        .detail(Detail::Rows(rows))
        .working(
            farthest.map_or_else(String::new, |(of, one)| {
                let (has, should) = of.shares(one);
                format!(
                    "largest difference over {groups} groups, {}: |100 × {} / {} − {}| = {}",
                    words(&one.name),
                    one.answered,
                    of.answered(),
                    put(should),
                    fixed((has - should).abs(), 4)
                )
            }),
            inputs,
        );
    notes.into_iter().fold(made, Measurement::note)
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// A group with its shares.
fn row(of: &Dimension, one: &Stratum) -> Row {
    let (has, should) = of.shares(one);
    let known = |number: Option<f64>, decimals: usize, why: &'static str| {
        number.map_or(RowCell::Nothing(why), |number| RowCell::Number(number, decimals))
    };
    Row {
        name: words(&one.name),
        cells: vec![
            known(one.population.map(real), 0, "not recorded"),
            known(one.invited.map(real), 0, "not recorded"),
            RowCell::Number(real(one.answered), 0),
            RowCell::Number(should, 1),
            RowCell::Number(has, 1),
            RowCell::Number(of.distance(one), 1),
            known(one.weight, 3, "not weighted"),
        ],
        n: usize::try_from(one.answered).ok(),
    }
}

/// The test of fit of some groups, and what it says.
fn fit(of: &Dimension) -> (Option<ChiSquare>, String) {
    let counts: Vec<u64> = of.strata.iter().map(|one| one.answered).collect();
    let parts: Vec<f64> = of.strata.iter().map(|one| one.part).collect();
    match goodness_of_fit(&counts, &parts) {
        Ok(test) if test.smallest_expected < EXPECTED => (None, "expected counts are too small for a test".to_owned()),
        Ok(test) => {
            let word = if test.p_value < 0.05 {
                "those who answered are not spread as the population is"
            } else {
                "no clear difference from the population"
            };
            let said = format!(
                "χ² {} with {} of freedom, p {}: {word}",
                fixed(test.statistic, 2),
                match test.df {
                    1 => "1 degree".to_owned(),
                    more => format!("{more} degrees"),
                },
                p(test.p_value)
            );
            (Some(test), said)
        }
        Err(why) => (None, format!("no test: {}", why.reason())),
    }
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
            made.notes[0].starts_with("χ² 10.00 with 1 degree of freedom, p 0.002"),
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

    #[test]
    fn groups_that_the_survey_weights_to_are_held_against_their_shares() {
        let roles = ["decision_maker", "decision_maker", "decision_maker", "user"]
            .iter()
            .enumerate();
        let answers: String = roles
            .map(|(index, role)| {
                format!("---\nid: RSP-{index}\nwave: WAV-1\nrespondent_role: {role}\ndisposition: complete\nanswers: {{a: 1}}\n")
            })
            .collect();
        let made = said(
            "M-SMP-6",
            &[(Key::Wave, "WAV-1")],
            &format!(
                "id: SVY-1\nversion: \"1\"\nsampling:\n  weighting: rake\n  targets:\n    respondent_role: {{decision_maker: 0.5, user: 0.5}}\n---\nid: WAV-1\n\
             survey: SVY-1\nstatus: closed\nby_stratum:\n  - {{stratum: A, population: 50, complete: 2}}\n  - {{stratum: B, population: 50, \
             complete: 2}}\n{answers}"
            ),
        );
        // The strata fit; three of four decide, who are half of the population.
        assert_eq!(made.estimate, Ok(25.0));
        assert!(
            made.notes.iter().any(|note| note.starts_with("respondent role: ")),
            "{:?}",
            made.notes
        );
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        assert_eq!(rows.rows.len(), 4);
    }
}
