//! Corrects the tests of changes for being many (metric M-CHG-7), and holds the test of all who answered against that of the people
//! who answered both times (metric M-CHG-5).
//!
//! In: everything measured. Out: the same with corrected probabilities and the words that follow from them. A family is what one
//! would look through for something that stands out. "Within one family (all segments or all characteristics of one wave
//! comparison): Holm for up to 10 tests, Benjamini-Hochberg above; the family and the number of tests are printed. Headline metric of
//! an objective is outside the family." (M-CHG-7) So there are six:
//!
//! 1. all segments, roles or products of a measure in one comparison of waves;
//! 2. all characteristics of a measure in one comparison of waves;
//! 3. what remains of the whole wave in one comparison: questions and indices about no single characteristic, by all measures;
//! 4. all shares of the complaints register, one year against the one before;
//! 5. all questions to complainants, one year against the one before;
//! 6. all trends.
//!
//! The test of an action's effect was planned for that action and stays by itself, with what its p would be among all of them.
//!
//! What an objective watches is one test that was chosen beforehand and stays outside. Measures of change of their own take over what
//! was found for the measure that they compare.

use super::measurement::{Change, ChangeWord, Detail, Measurement, Point};
use super::satisfaction::sampler;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::change::{SAME_PEOPLE, WITHOUT_WEIGHTS};
use super::unit::p;
use crate::record::objective::Objective;
use crate::stats::estimate::NotEstimable;
use crate::stats::multiplicity::{benjamini_hochberg, holm};
use std::collections::BTreeMap;

/// Largest family that is corrected after Holm.
const HOLM: usize = 10;

/// Note of a test that was corrected with those of the whole wave.
pub const OF_THE_WHOLE: &str = "corrected together with all questions and indices of the whole wave in this comparison";

/// Note of a test that was corrected with those of the other shares of a year.
const OF_THE_YEAR: &str =
    "corrected together with all shares of complaints that are compared with those of the year before";

/// Note of a test that was corrected with those of the other questions to complainants.
const OF_THE_QUESTIONS: &str =
    "corrected together with all questions to complainants that are compared with the answers of the year before";

/// Note of a trend that was corrected with the others.
const OF_ALL_TRENDS: &str = "corrected together with all trends";

/// By what the members of a family differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// By the value of one key.
    Key(Key),
    /// By measure and question of a whole wave.
    Whole,
    /// By the measure of a year.
    Year,
    /// By what rises or falls.
    Trend,
}

/// A family: the measure, where it is of one; what is measured and what it is compared with, without what the members differ by;
/// and the sort of comparison.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Family {
    metric: String,
    now: Selection,
    against: Option<String>,
    by: By,
    sort: &'static str,
}

/// The probabilities of one family corrected for being many, and after whom: "Holm for up to 10 tests, Benjamini-Hochberg above"
/// (M-CHG-7). One that is missing stays missing and does not count.
///
/// Errors: a value lies outside 0 to 1.
pub(super) fn together(family: &[Option<f64>]) -> Result<(&'static str, Vec<Option<f64>>), NotEstimable> {
    if family.iter().flatten().count() <= HOLM {
        Ok(("Holm", holm(family)?))
    } else {
        Ok(("Benjamini-Hochberg", benjamini_hochberg(family)?))
    }
}

/// Corrects the tests of every family.
pub(super) fn correct(scope: &Scope<'_>, measured: &mut [Measurement]) {
    let watched = watched(scope);
    let mut families: BTreeMap<Family, Vec<(usize, usize)>> = BTreeMap::new();
    for (place, one) in measured.iter().enumerate() {
        let Some(by) = part_of(scope, one).filter(|_| !is_watched(scope, one, &watched)) else {
            continue;
        };
        for (index, change) in one.changes.iter().enumerate() {
            if change.test.is_none() {
                continue;
            }
            let (metric, now) = match by {
                By::Key(key) => (one.metric.clone(), one.selection.clone().without(key)),
                By::Whole => {
                    let now = [Key::Question, Key::Index, Key::Metric]
                        .into_iter()
                        .fold(one.selection.clone(), Selection::without);
                    (String::new(), now)
                }
                By::Year if one.metric.starts_with(COMPLAINANTS) => {
                    (COMPLAINANTS.to_owned(), one.selection.clone().without(Key::Question))
                }
                By::Year => (String::new(), one.selection.clone()),
                By::Trend => (one.metric.clone(), Selection::all()),
            };
            let of = match by {
                By::Key(_) | By::Whole => Some(Key::Wave),
                By::Year => Some(Key::Period),
                By::Trend => None,
            };
            let family = Family {
                metric,
                now,
                against: of.and_then(|of| change.against.get(of)).map(str::to_owned),
                by,
                sort: sort(&change.notes),
            };
            families.entry(family).or_default().push((place, index));
        }
    }
    for (family, members) in families.into_iter().filter(|(_, members)| members.len() > 1) {
        let p = |(place, index): &(usize, usize)| measured[*place].changes[*index].test.as_ref().map(|test| test.p);
        let first = first_of_each(measured, &family, &members);
        let of = |(index, member)| (first[index] == index).then(|| p(member)).flatten();
        let values: Vec<Option<f64>> = members.iter().enumerate().map(of).collect();
        let tests = values.iter().flatten().count();
        if tests < 2 {
            continue;
        }
        if family.by == By::Year && family.metric.is_empty() {
            beside_the_rate(measured, &family, &values);
        }
        let Ok((method, corrected)) = together(&values) else {
            continue;
        };
        for ((place, index), first) in members.iter().zip(first) {
            let change = &mut measured[*place].changes[*index];
            let (Some(test), Some(p)) = (&mut change.test, corrected[first]) else {
                continue;
            };
            test.adjusted = Some((p, method, tests));
            // A trend has no difference; its statistic tells the direction.
            let rises = || test.statistic.map(|(_, s)| s).filter(|_| family.by == By::Trend);
            // Nor has the ratio of two rates, which lies above or below 1.
            let grows = || change.ratio.map(|(ratio, _)| ratio - 1.0);
            // Of too few a test is one of the family, but no word follows from it.
            let is_said = change.word != ChangeWord::TooFew;
            if let Some(difference) = change.difference.or_else(rises).or_else(grows).filter(|_| is_said) {
                change.word = ChangeWord::of(test, difference, test.alpha);
            }
            match family.by {
                By::Key(_) => {}
                By::Whole => change.notes.push(OF_THE_WHOLE.to_owned()),
                By::Year if family.metric.is_empty() => change.notes.push(OF_THE_YEAR.to_owned()),
                By::Year => change.notes.push(OF_THE_QUESTIONS.to_owned()),
                By::Trend => change.notes.push(OF_ALL_TRENDS.to_owned()),
            }
        }
    }
    for one in measured.iter_mut() {
        hold_against_same_people(one);
    }
    take_over(measured);
    for one in measured.iter_mut() {
        leave_one_word(one);
    }
}

/// For each member of a family the first that is the same test, itself where there is none. The trend of a promise that was in force
/// all the time is that of its indicator, and the trend of a gap that of its share turned round: one look, however often it is shown.
fn first_of_each(measured: &[Measurement], family: &Family, members: &[(usize, usize)]) -> Vec<usize> {
    let mut firsts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut found = Vec::with_capacity(members.len());
    for (index, (place, _)) in members.iter().enumerate() {
        let one = &measured[*place];
        let ids = || one.drawn_from.beside.iter().filter(|_| family.by == By::Trend);
        let known = ids().filter_map(|id| firsts.get(id.as_str())).flatten().copied();
        let same = known
            .filter(|first| is_one_series(&measured[members[*first].0], one))
            .min();
        if same.is_none() {
            for id in ids() {
                firsts.entry(id).or_default().push(index);
            }
        }
        found.push(same.unwrap_or(index));
    }
    found
}

/// Whether two trends are of the same periods, with the same values or with values of which each is what the other lacks.
fn is_one_series(one: &Measurement, other: &Measurement) -> bool {
    let (Detail::Series(ones), Detail::Series(others)) = (&one.detail, &other.detail) else {
        return false;
    };
    let pairs: Vec<(f64, f64)> = ones
        .iter()
        .zip(others)
        .filter(|(one, other)| one.label == other.label)
        .filter_map(|(one, other)| Some((one.value?, other.value?)))
        .collect();
    let known = |points: &[Point]| points.iter().filter(|point| point.value.is_some()).count();
    if pairs.is_empty() || known(ones) != pairs.len() || known(others) != pairs.len() {
        return false;
    }
    // Shares of one whole are exact to far less than this.
    let all_near = |of: fn(f64, f64) -> f64, to: f64| {
        let near =
            |(one, other): &(f64, f64)| (of(*one, *other) - to).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0);
        pairs.iter().all(near)
    };
    all_near(|one, other| one - other, 0.0) || all_near(|one, other| one + other, pairs[0].0 + pairs[0].1)
}

/// Leaves one word a comparison: the tests that stand beside that of all who answered with their weights are held against it and
/// have none of their own.
fn leave_one_word(one: &mut Measurement) {
    if one.metric == BY_ORDER {
        for change in &mut one.changes {
            if change.test.is_some() && change.word != ChangeWord::TooFew {
                change.word = ChangeWord::Beside;
                change.notes.push(SECOND.to_owned());
            }
        }
    }
    let with_word: Vec<Option<String>> = one
        .changes
        .iter()
        .filter(|change| sort(&change.notes).is_empty())
        .map(|change| change.against.get(Key::Wave).map(str::to_owned))
        .collect();
    for change in one.changes.iter_mut().filter(|change| !sort(&change.notes).is_empty()) {
        let wave = change.against.get(Key::Wave).map(str::to_owned);
        if with_word.contains(&wave) {
            change.word = ChangeWord::Beside;
        }
    }
}

/// Says of the rate of complaints what its p would be among the shares of the same years. The ratio of two rates is a metric of its
/// own (M-CHG-6) and in no family of M-CHG-7; whoever reads it on one page with the shares is told what they cost it.
fn beside_the_rate(measured: &mut [Measurement], family: &Family, shares: &[Option<f64>]) {
    let (year, before) = (family.now.get(Key::Period), family.against.as_deref());
    let is_rate = |one: &Measurement| {
        let selection = one.selection.clone().without(Key::Period).without(Key::Against);
        RATES.contains(&one.metric.as_str()) && selection == Selection::all() && one.selection.get(Key::Period) == year
    };
    let rates = measured.iter_mut().filter(|one| is_rate(one));
    let changes = rates.flat_map(|one| one.changes.iter_mut());
    for change in changes.filter(|change| change.against.get(Key::Period) == before) {
        let Some(test) = &change.test else { continue };
        let mut all = vec![Some(test.p)];
        all.extend(shares);
        let Ok((method, corrected)) = together(&all) else {
            continue;
        };
        if let Some(Some(corrected)) = corrected.first().copied() {
            change.notes.push(format!(
                "a test by itself; corrected after {method} together with the {} shares of complaints that are compared with the year \
                 before its p would be {}",
                shares.len(),
                p(corrected)
            ));
        }
    }
}

/// The rate of complaints, and the ratio of two of them.
const RATES: [&str; 2] = ["M-CMP-1", "M-CHG-6"];

/// The sort of a comparison, told by its first note.
fn sort(notes: &[String]) -> &'static str {
    match notes.first().map(String::as_str) {
        Some(WITHOUT_WEIGHTS) => WITHOUT_WEIGHTS,
        Some(SAME_PEOPLE) => SAME_PEOPLE,
        _ => "",
    }
}

/// Holds the test of all who answered against that of the people who answered both times. "If more than 20 percent of the smaller
/// wave is matched, use M-CHG-5 on the matched part and print both." (metric catalogue, section 8) Where the two say different
/// things there is no word for the change but that.
fn hold_against_same_people(one: &mut Measurement) {
    let said: Vec<(Option<String>, ChangeWord, String)> = one
        .changes
        .iter()
        .filter(|change| sort(&change.notes) == SAME_PEOPLE)
        .filter_map(|change| {
            let wave = change.against.get(Key::Wave).map(str::to_owned);
            let test = change.test.as_ref()?;
            let words = format!("{} (p {})", change.word.word(), p(test.deciding()));
            Some((wave, change.word.clone(), words))
        })
        .collect();
    for change in &mut one.changes {
        let Some(test) = change.test.as_ref().filter(|_| sort(&change.notes).is_empty()) else {
            continue;
        };
        let wave = change.against.get(Key::Wave);
        let Some((_, word, words)) = said.iter().find(|(of, ..)| of.as_deref() == wave) else {
            continue;
        };
        if *word != change.word && *word != ChangeWord::TooFew && change.word != ChangeWord::TooFew {
            let all = format!("{} (p {})", change.word.word(), p(test.deciding()));
            change.notes.push(format!(
                "all who answered: {all}; the people who answered both times: {words}"
            ));
            change.word = ChangeWord::Divided;
        }
    }
}

/// Gives the measures of change what was found for the measure that they compare, so that a comparison has one word on all pages.
fn take_over(measured: &mut [Measurement]) {
    let mut found: BTreeMap<(String, Selection, String, &'static str), Change> = BTreeMap::new();
    for one in measured.iter().filter(|one| sampler(&one.metric).is_some()) {
        for change in &one.changes {
            if let Some(wave) = change.against.get(Key::Wave) {
                let key = (
                    one.metric.clone(),
                    one.selection.clone(),
                    wave.to_owned(),
                    sort(&change.notes),
                );
                found.entry(key).or_insert_with(|| change.clone());
            }
        }
    }
    for one in measured.iter_mut() {
        let Some((_, sort)) = COMPARING.iter().find(|(metric, _)| *metric == one.metric) else {
            continue;
        };
        let selection = one.selection.clone().without(Key::Metric).without(Key::Against);
        let (Some(metric), Some(against)) = (one.selection.get(Key::Metric), one.selection.get(Key::Against)) else {
            continue;
        };
        let key = (metric.to_owned(), selection, against.to_owned(), *sort);
        if let (Some(there), Some(here)) = (found.get(&key), one.changes.first_mut()) {
            *here = there.clone();
        }
    }
}

/// What the metrics of answers of complainants begin with.
const COMPLAINANTS: &str = "M-CPS-";

/// Whether a figure rises or falls over its periods.
const TREND: &str = "M-TRD-1";

/// Note of a test of order.
const SECOND: &str = "tests the same answers a second time, by their order alone; what may be said of the comparison is said by its means (M-CHG-2)";

/// The test of the order of answers, which no measure of satisfaction carries as a test.
const BY_ORDER: &str = "M-CHG-3";

/// Measures of change that tell the change of another measure, each with the sort of comparison.
const COMPARING: &[(&str, &str)] = &[
    ("M-CHG-1", ""),
    ("M-CHG-2", ""),
    ("M-CHG-4", ""),
    ("M-CHG-5", SAME_PEOPLE),
];

/// The family that a measurement belongs to: of a wave by its segment or product, by its question when that is about a
/// characteristic, or as a whole; of the complaints register by its year; of the trends.
fn part_of(scope: &Scope<'_>, one: &Measurement) -> Option<By> {
    let selection = &one.selection;
    if one.metric == TREND {
        return Some(By::Trend);
    }
    let Some(wave) = selection.get(Key::Wave) else {
        let year = selection.get(Key::Period).is_some();
        // A rate is compared by a ratio, a metric of its own that is in no family.
        let of_share = one.changes.iter().all(|change| change.ratio.is_none());
        let of_register = one.metric.starts_with("M-CMP-") && selection.iter().count() == 1 && of_share;
        let of_answers = one.metric.starts_with(COMPLAINANTS)
            && selection.get(Key::Question).is_some()
            && selection.iter().count() == 2;
        return (year && (of_register || of_answers)).then_some(By::Year);
    };
    let wave = scope.wave(wave)?;
    let part = [Key::Segment, Key::Product, Key::Role]
        .into_iter()
        .find(|key| selection.get(*key).is_some());
    let of_characteristic = || {
        let question = wave.question(selection.get(Key::Question)?)?;
        question.characteristic.as_ref().map(|_| Key::Question)
    };
    match part.or_else(of_characteristic) {
        Some(key) => Some(By::Key(key)),
        None => sampler(&one.metric).is_some().then_some(By::Whole),
    }
}

/// Metric and selection of every objective.
fn watched<'a>(scope: &Scope<'a>) -> Vec<(&'a str, Selection)> {
    let watched = scope.ledger.each::<Objective>().filter_map(|(_, objective)| {
        let metric = objective.metric.as_ref()?;
        Some((&**metric, Selection::from_filter(&objective.metric_filter).ok()?))
    });
    watched.collect()
}

/// Whether an objective watches exactly this, in whatever wave.
fn is_watched(scope: &Scope<'_>, one: &Measurement, watched: &[(&str, Selection)]) -> bool {
    let of_wave = |selection: &Selection| {
        let wave = selection.get(Key::Wave).and_then(|id| scope.wave(id))?;
        wave.survey.map(|(record, _)| record.id().to_owned())
    };
    let survey = of_wave(&one.selection);
    let bare = |selection: &Selection| {
        [Key::Survey, Key::Wave, Key::Period]
            .into_iter()
            .fold(selection.clone(), Selection::without)
    };
    watched.iter().any(|(metric, selection)| {
        let named = selection.get(Key::Survey).map(str::to_owned);
        let named = named.or_else(|| of_wave(selection));
        *metric == one.metric && named == survey && bare(selection) == bare(&one.selection)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::looking;
    use crate::measure::{measure, numbers::Numbers};

    /// Two waves of forty people, thirty of whom answered both; the rest of the second wave are others.
    fn project(objective: &str) -> String {
        let mut files = format!(
            "{objective}id: SVY-1
version: \"1\"
sampling: {{method: census}}
questions:
  - {{key: all, kind: overall, text: {{en: How are we?}}, scale: {{min: 1, max: 5}}}}
  - {{key: nps, kind: nps, text: {{en: Would you recommend us?}}}}
---
{{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2024-01-01, field_end: 2024-01-31}}
---
{{id: WAV-2, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2025-01-01, field_end: 2025-01-31}}
"
        );
        files.push_str("-- responses/WAV-1.csv --\nid,respondent,all,nps\n");
        for person in 0..40 {
            let answer = if person % 2 == 0 { "4,9" } else { "2,5" };
            files.extend([format!("RSP-1{person:02},K-{person},{answer}\n")]);
        }
        files.push_str("-- responses/WAV-2.csv --\nid,respondent,all,nps\n");
        for person in 0..40 {
            // Whoever was asked before answers as before; the ten new ones are all content.
            let answer = if person % 2 == 0 || person >= 30 { "4,9" } else { "2,5" };
            let key = if person >= 30 { person + 100 } else { person };
            files.extend([format!("RSP-2{person:02},K-{key},{answer}\n")]);
        }
        files
    }

    fn changes(numbers: &Numbers, metric: &str) -> Vec<Change> {
        let all = numbers.of_metric(metric).flat_map(|one| one.changes.clone());
        all.collect()
    }

    #[test]
    fn what_remains_of_a_whole_wave_is_one_family() {
        looking(&project(""), |scope| {
            let numbers = measure(scope);
            let found = changes(&numbers, "M-SAT-1");
            let test = found[0].test.as_ref().unwrap();
            let (adjusted, method, tests) = test.adjusted.unwrap();
            // Both boxes, the mean and the recommendation.
            assert!(
                tests >= 4 && method == "Holm" && adjusted > test.p,
                "{tests} {method} {adjusted}"
            );
            assert!(found[0].notes.iter().any(|note| note == OF_THE_WHOLE));
            // A measure of the change itself says the same.
            let of = numbers.of_metric("M-CHG-1").next().unwrap();
            assert_eq!(of.changes[0], found[0]);
        });
    }

    #[test]
    fn what_an_objective_watches_stays_outside() {
        let objective = "id: OBJ-1\nmetric: M-SAT-4\nmetric_filter: {survey: SVY-1, question: nps}\n---\n";
        looking(&project(objective), |scope| {
            let numbers = measure(scope);
            let watched = changes(&numbers, "M-SAT-4");
            assert!(
                watched
                    .iter()
                    .all(|change| change.test.as_ref().is_none_or(|test| test.adjusted.is_none()))
            );
            assert!(
                changes(&numbers, "M-SAT-1")[0]
                    .test
                    .as_ref()
                    .unwrap()
                    .adjusted
                    .is_some()
            );
        });
    }

    #[test]
    fn a_comparison_has_one_word() {
        let base = crate::measure::measurement::Base::answers(74);
        let mut one = Measurement::new("M-SAT-6", &Selection::all(), base, Ok(67.4));
        one.changes = vec![
            change(ChangeWord::NoClearChange, 0.068, ""),
            change(ChangeWord::Higher, 0.033, WITHOUT_WEIGHTS),
            change(ChangeWord::NoClearChange, 0.178, SAME_PEOPLE),
        ];
        leave_one_word(&mut one);
        let words: Vec<&ChangeWord> = one.changes.iter().map(|change| &change.word).collect();
        assert_eq!(
            words,
            [&ChangeWord::NoClearChange, &ChangeWord::Beside, &ChangeWord::Beside]
        );
        // Where the same people are all there is, they say it.
        one.changes = vec![change(ChangeWord::Higher, 0.01, SAME_PEOPLE)];
        leave_one_word(&mut one);
        assert_eq!(one.changes[0].word, ChangeWord::Higher);
    }

    #[test]
    fn trends_are_one_family() {
        let indicator = |id: &str, values: [u32; 8]| {
            let rows = values.iter().enumerate().map(|(index, value)| {
                format!(
                    "  - {{period: {}-Q{}, value: {value}}}\n",
                    2022 + index / 4,
                    index % 4 + 1
                )
            });
            format!("id: {id}\nkind: count\nvalues:\n{}---\n", rows.collect::<String>())
        };
        let (up, nearly) = ([1, 2, 3, 4, 5, 6, 7, 8], [3, 1, 2, 6, 4, 5, 8, 7]);
        let files = indicator("IND-A", up) + &indicator("IND-B", nearly);
        looking(&files, |scope| {
            let numbers = measure(scope);
            let found = changes(&numbers, "M-TRD-1");
            let tests: Vec<_> = found.iter().filter_map(|change| change.test.as_ref()).collect();
            assert_eq!(tests.len(), 2, "{found:?}");
            assert!((tests[0].p - 2.0 / 40320.0).abs() < 1e-12);
            assert_eq!(tests[0].adjusted, Some((2.0 * tests[0].p, "Holm", 2)));
            assert_eq!(found[0].word, ChangeWord::Higher);
            assert!(found[0].notes.iter().any(|note| note == OF_ALL_TRENDS));
        });
    }

    /// An indicator of a hundred cases a quarter, which falls, and what it counts against a standard beside its own values.
    fn share(id: &str, standard: &str) -> String {
        let counts = [90, 88, 86, 87, 80, 78, 70, 60];
        let row = |index: usize, met: u32, all: &str| {
            format!("  - {{period: {}-Q{}, {all}: {met}", 2022 + index / 4, index % 4 + 1)
        };
        let each = |all: &'static str, more: &'static str| {
            let rows = counts.iter().enumerate();
            rows.map(move |(index, met)| format!("{}{more}\n", row(index, *met, all)))
                .collect::<String>()
        };
        let values = each("numerator", ", denominator: 100}");
        let met = each("met", ", total: 100}");
        let met = if standard.is_empty() {
            String::new()
        } else {
            format!("standard_met:\n{met}")
        };
        format!("id: {id}\nkind: proportion\nunit: percent\nvalues:\n{values}{met}---\n")
    }

    #[test]
    fn a_gap_and_its_share_are_one_trend() {
        let promise = "id: PRM-1\nindicator: IND-A\n---\n";
        let other = share("IND-B", "").replace("numerator: 60", "numerator: 95");
        looking(&(share("IND-A", "counted") + promise + &other), |scope| {
            let numbers = measure(scope);
            let trends: Vec<&Measurement> = numbers
                .of_metric("M-TRD-1")
                .filter(|one| !one.changes.is_empty())
                .collect();
            // The gap of the promise and that of the indicator are mirrors and none of their own.
            let told: Vec<String> = trends.iter().map(|one| one.selection.code()).collect();
            assert_eq!(
                told,
                ["indicator=IND-A", "indicator=IND-B", "promise=PRM-1,metric=M-COD-1"]
            );
            // Two series are looked at: the promise was in force all the time.
            let of = |index: usize| trends[index].changes[0].test.as_ref().unwrap();
            assert!(
                trends
                    .iter()
                    .all(|one| one.changes[0].test.as_ref().unwrap().adjusted.unwrap().2 == 2)
            );
            assert_eq!((of(0).p, of(0).adjusted), (of(2).p, of(2).adjusted));
            assert!((of(0).adjusted.unwrap().0 - 2.0 * of(0).p).abs() < 1e-12);
        });
    }

    #[test]
    fn what_is_counted_otherwise_against_a_standard_has_a_trend_of_its_own() {
        let standard = share("IND-A", "counted").replace("met: 60", "met: 95");
        looking(&standard, |scope| {
            let numbers = measure(scope);
            let told: Vec<String> = numbers.of_metric("M-TRD-1").map(|one| one.selection.code()).collect();
            assert!(told.iter().any(|of| of == "indicator=IND-A,metric=M-GAP-4"), "{told:?}");
            assert!(
                changes(&numbers, "M-TRD-1")
                    .iter()
                    .all(|change| change.test.as_ref().unwrap().adjusted.unwrap().2 == 2)
            );
        });
    }

    #[test]
    fn the_same_values_of_something_else_are_another_trend() {
        let once = share("IND-A", "") + &share("IND-B", "");
        looking(&once, |scope| {
            let numbers = measure(scope);
            let found = changes(&numbers, "M-TRD-1");
            assert!(
                found.len() == 2
                    && found
                        .iter()
                        .all(|change| change.test.as_ref().unwrap().adjusted.unwrap().2 == 2)
            );
        });
    }

    fn change(word: ChangeWord, p: f64, note: &str) -> Change {
        Change {
            against: Selection::all().with(Key::Wave, "WAV-1"),
            before: 62.0,
            difference: Some(5.4),
            interval: None,
            ratio: None,
            test: Some(crate::measure::measurement::Test {
                name: "t",
                statistic: None,
                p,
                adjusted: None,
                alpha: crate::measure::measurement::USUAL_ALPHA,
            }),
            word,
            notes: vec![note.to_owned()],
        }
    }

    #[test]
    fn there_is_a_word_only_where_all_and_the_same_people_agree() {
        let held = |all, same| {
            let base = crate::measure::measurement::Base::answers(74);
            let mut one = Measurement::new("M-SAT-6", &Selection::all(), base, Ok(67.4));
            one.changes = vec![change(all, 0.032, ""), change(same, 0.472, SAME_PEOPLE)];
            hold_against_same_people(&mut one);
            (one.changes[0].word.clone(), one.changes[0].notes.clone())
        };
        assert_eq!(held(ChangeWord::Higher, ChangeWord::Higher).0, ChangeWord::Higher);
        let (word, notes) = held(ChangeWord::Higher, ChangeWord::NoClearChange);
        assert_eq!(word, ChangeWord::Divided);
        assert_eq!(
            notes[1],
            "all who answered: higher (p 0.032); the people who answered both times: no clear change (p 0.472)"
        );
    }
}
