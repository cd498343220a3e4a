//! What surveys of the example say is what its story tells. Where a wave is weighted
//! the story gives values without weights.

use crate::example::example;
use std::sync::OnceLock;
use tenfour::measure::measurement::{Change, ChangeWord, Detail, Interval, Level, Measurement};
use tenfour::measure::selection::{Key, Selection};
use tenfour::measure::{self, scope::Scope};

fn scope() -> &'static Scope<'static> {
    static SCOPE: OnceLock<Scope<'static>> = OnceLock::new();
    SCOPE.get_or_init(|| example().scope())
}

fn selection(keys: &[(Key, &str)]) -> Selection {
    keys.iter()
        .fold(Selection::all(), |selection, (key, value)| selection.with(*key, *value))
}

/// What the site measures by itself.
#[track_caller]
fn shown(metric: &str, keys: &[(Key, &str)]) -> &'static Measurement {
    let selection = selection(keys);
    example()
        .numbers
        .get(metric, &selection)
        .unwrap_or_else(|| panic!("{metric} is not measured on {selection}"))
}

/// What is asked for.
fn asked(metric: &str, keys: &[(Key, &str)]) -> Measurement {
    measure::of(measure::find(metric).unwrap(), scope(), &selection(keys))
}

#[track_caller]
fn near(value: f64, expected: f64, within: f64) {
    assert!((value - expected).abs() <= within, "{value} for {expected}");
}

#[track_caller]
fn interval(interval: &Interval, low: f64, high: f64, within: f64) {
    near(interval.low, low, within);
    near(interval.high, high, within);
}

/// The change against a wave whose notes begin with a text; the first one where the text is empty.
#[track_caller]
fn against<'a>(measurement: &'a Measurement, wave: &str, first_note: &str) -> &'a Change {
    let mut changes = measurement.changes.iter();
    let found = changes.find(|change| {
        change.against.get(Key::Wave) == Some(wave)
            && (first_note.is_empty() || change.notes.first().is_some_and(|note| note == first_note))
    });
    found.unwrap_or_else(|| panic!("no change against {wave}: {:?}", measurement.changes))
}

const A24: (Key, &str) = (Key::Wave, "WAV-REL-2024A");
const B24: (Key, &str) = (Key::Wave, "WAV-REL-2024B");
const A25: (Key, &str) = (Key::Wave, "WAV-REL-2025A");
const B25: (Key, &str) = (Key::Wave, "WAV-REL-2025B");
const OVERALL: (Key, &str) = (Key::Question, "overall");
const NPS: (Key, &str) = (Key::Question, "nps");
const PLAIN: &str = "without weights";

#[test]
fn the_index_rises_from_62_0_to_74_6() {
    for (wave, index) in [(A24, 62.0), (B24, 67.4), (A25, 74.6), (B25, 75.8)] {
        near(
            shown("M-SAT-6", &[wave]).unweighted.as_ref().unwrap().estimate,
            index,
            0.05,
        );
    }
    let change = against(shown("M-SAT-6", &[A25]), "WAV-REL-2024A", PLAIN);
    near(change.difference.unwrap(), 12.6, 0.05);
    near(change.test.as_ref().unwrap().statistic.unwrap().1, 4.94, 0.02);
    let (ratio, ends) = change.ratio.unwrap();
    near(ratio, 1.203, 0.001);
    near(ends.unwrap().0, 1.116, 0.001);
    near(ends.unwrap().1, 1.297, 0.0015);
    // The word is that of the comparison with weights.
    assert_eq!(change.word, ChangeWord::Beside);
    let weighted = against(shown("M-SAT-6", &[A25]), "WAV-REL-2024A", "");
    assert_eq!(weighted.word, ChangeWord::Higher);
    assert!(
        change
            .notes
            .iter()
            .any(|note| note.contains("is 6.58 to 7.7") && note.contains("+17.2 %")),
        "{:?}",
        change.notes
    );
}

#[test]
fn the_index_of_a_survey_is_that_of_its_newest_wave() {
    let newest = asked("M-SAT-6", &[(Key::Survey, "SVY-REL")]);
    assert_eq!(newest.estimate, shown("M-SAT-6", &[B25]).estimate);
    let may = asked("M-SAT-6", &[(Key::Survey, "SVY-REL"), (Key::Period, "2025-05")]);
    assert_eq!(may.estimate, shown("M-SAT-6", &[A25]).estimate);
}

#[test]
fn the_net_promoter_score_rises_and_half_a_year_is_no_clear_change() {
    for (wave, score) in [(A24, -9.9), (B24, 4.1), (A25, 23.8), (B25, 27.7)] {
        near(
            shown("M-SAT-4", &[wave, NPS]).unweighted.as_ref().unwrap().estimate,
            score,
            0.06,
        );
    }
    let change = against(shown("M-SAT-4", &[A25, NPS]), "WAV-REL-2024A", PLAIN);
    near(change.before, -9.9, 0.05);
    assert_eq!((change.ratio, &change.word), (None, &ChangeWord::Beside));
    let weighted = |wave| against(shown("M-SAT-4", &[wave, NPS]), "WAV-REL-2024A", "");
    assert_eq!(weighted(A25).word, ChangeWord::Higher);
    assert!(change.test.as_ref().unwrap().p < 0.05);
    let half = against(shown("M-SAT-4", &[B24, NPS]), "WAV-REL-2024A", PLAIN);
    assert!(half.test.as_ref().unwrap().p > 0.05);
    assert_eq!(weighted(B24).word, ChangeWord::NoClearChange);
    assert!(half.notes.iter().any(|note| note.contains("80 percent")));
}

#[test]
fn the_top_two_box_rises_by_20_4_points() {
    let change = against(shown("M-SAT-1", &[A25, OVERALL]), "WAV-REL-2024A", PLAIN);
    near(change.before, 52.1, 0.05);
    near(change.difference.unwrap(), 20.4, 0.05);
    near(change.interval.unwrap().0, 4.9, 0.05);
    near(change.interval.unwrap().1, 34.7, 0.05);
    near(change.test.as_ref().unwrap().p, 0.010, 0.0005);
    let half = against(shown("M-SAT-1", &[B24, OVERALL]), "WAV-REL-2024A", PLAIN);
    assert!(half.test.as_ref().unwrap().p > 0.05);
    let plain = shown("M-SAT-1", &[A25, OVERALL]).unweighted.as_ref().unwrap();
    near(plain.estimate, 72.5, 0.05);
    interval(plain.interval.as_ref().unwrap(), 64.1, 79.6, 0.05);
}

#[test]
fn people_who_answered_both_times_are_followed() {
    let made = shown("M-SAT-6", &[A25]);
    let same = against(
        made,
        "WAV-REL-2024A",
        "only people who answered both times, without weights",
    );
    assert_eq!(same.test.as_ref().unwrap().name, "paired t");
    let own = shown(
        "M-CHG-5",
        &[A25, (Key::Metric, "M-SAT-6"), (Key::Against, "WAV-REL-2024A")],
    );
    assert_eq!(own.estimate, Ok(same.difference.unwrap()));
    assert!(own.base.n >= 30, "{}", own.base.n);
}

#[test]
fn changes_have_workings_of_their_own() {
    let keys = |metric| [A25, (Key::Metric, metric), (Key::Against, "WAV-REL-2024A")];
    let index = shown("M-CHG-2", &keys("M-SAT-6"));
    near(index.unweighted.as_ref().unwrap().estimate, 12.6, 0.05);
    let ratio = shown("M-CHG-8", &keys("M-SAT-6")).unweighted.as_ref().unwrap();
    near(ratio.estimate, 1.203, 0.001);
    interval(ratio.interval.as_ref().unwrap(), 1.116, 1.297, 0.0015);
    let with = |key| [A25, key, (Key::Metric, "M-SAT-1"), (Key::Against, "WAV-REL-2024A")];
    let share = shown("M-CHG-1", &with(OVERALL)).unweighted.as_ref().unwrap();
    near(share.estimate, 20.4, 0.05);
    interval(share.interval.as_ref().unwrap(), 4.9, 34.7, 0.05);
    let score = shown(
        "M-CHG-4",
        &[A25, NPS, (Key::Metric, "M-SAT-4"), (Key::Against, "WAV-REL-2024A")],
    );
    near(score.unweighted.as_ref().unwrap().estimate, 33.6, 0.1);
    assert!(shown("M-CHG-9", &with(OVERALL)).estimate.clone().unwrap() > 20.0);
    assert!(
        shown(
            "M-CHG-3",
            &[A25, OVERALL, (Key::Metric, "M-SAT-3"), (Key::Against, "WAV-REL-2024A")]
        )
        .estimate
        .is_ok()
    );
}

#[test]
fn many_tests_of_a_family_are_corrected_and_objectives_are_not() {
    let change = |question| against(shown("M-SAT-1", &[A25, (Key::Question, question)]), "WAV-REL-2024A", "");
    let (_, method, tests) = change("p_on_time").test.as_ref().unwrap().adjusted.unwrap();
    assert_eq!((method, tests), ("Benjamini-Hochberg", 12));
    // Of the whole wave: what is about no single characteristic, by all its measures.
    let (adjusted, method, tests) = change("overall").test.as_ref().unwrap().adjusted.unwrap();
    assert_eq!((method, tests), ("Benjamini-Hochberg", 12));
    assert!(adjusted > change("overall").test.as_ref().unwrap().p);
    let index = against(shown("M-SAT-6", &[A25]), "WAV-REL-2024A", "");
    assert_eq!(index.test.as_ref().unwrap().adjusted, None);
    let segments = against(
        shown("M-SAT-1", &[A25, OVERALL, (Key::Segment, "SEG-MFG")]),
        "WAV-REL-2024A",
        PLAIN,
    );
    assert_eq!(segments.test.as_ref().unwrap().adjusted.unwrap().1, "Holm");
    let family = shown(
        "M-CHG-7",
        &[A25, (Key::Metric, "M-SAT-1"), (Key::Against, "WAV-REL-2024A")],
    );
    assert_eq!(family.base.n, 12);
}

#[test]
fn the_numbers_stay_few_enough_to_be_looked_through() {
    assert!(example().numbers.len() < 6000, "{}", example().numbers.len());
}

#[test]
fn project_leads_see_delivery_better_than_clients_do() {
    const ON_TIME: (Key, &str) = (Key::Characteristic, "CHR-ON-TIME");
    for (wave, gap) in [(A24, 25.0), (B25, 10.0)] {
        let made = shown("M-GAP-6", &[wave, ON_TIME]);
        near(made.unweighted.as_ref().unwrap().estimate, gap, 0.5);
        assert!(made.interval.is_ok());
    }
    let customer = shown("M-GAP-1", &[A24, ON_TIME]);
    assert!(customer.estimate.clone().unwrap() < -20.0, "{:?}", customer.estimate);
    assert!(customer.notes.iter().any(|note| note.starts_with("Wilcoxon")));
}

#[test]
fn clients_expect_an_answer_in_four_hours_and_eight_were_assumed() {
    let mfg = [(Key::Characteristic, "CHR-RESPONSE"), (Key::Segment, "SEG-MFG")];
    let understanding = shown("M-GAP-2", &mfg);
    assert_eq!(understanding.estimate, Ok(4.0));
    assert_eq!(shown("M-GAP-3", &mfg).estimate, Ok(0.0));
}

#[test]
fn weekly_reports_are_sent_more_often_and_themes_without_a_characteristic_are_named() {
    let gap = shown("M-GAP-4", &[(Key::Promise, "PRM-2"), (Key::Period, "2024-Q3")]);
    near(gap.estimate.clone().unwrap(), 100.0 * 69.0 / 421.0, 1e-9);
    // Reports were counted before they were promised.
    let counted = shown(
        "M-GAP-4",
        &[(Key::Indicator, "IND-WEEKLY-REPORT"), (Key::Period, "2024-Q1")],
    );
    near(counted.estimate.clone().unwrap(), 100.0 * 92.0 / 402.0, 1e-9);
    let before = asked("M-GAP-4", &[(Key::Promise, "PRM-2"), (Key::Period, "2024-Q1")]);
    assert!(before.estimate.unwrap_err().starts_with("nothing was promised yet"));
    let year = asked("M-GAP-4", &[(Key::Promise, "PRM-2"), (Key::Period, "2025")]);
    assert_eq!(year.base.n, 441 + 455 + 462 + 466);
    let blind = shown("M-GAP-7", &[]);
    assert!(
        blind.notes.iter().any(|note| note.contains("THM-")),
        "{:?}",
        blind.notes
    );
    assert!(shown("M-GAP-5", &[(Key::Kind, "promise")]).estimate.is_ok());
    assert!(shown("M-GAP-5", &[(Key::Kind, "complaint")]).estimate.is_ok());
}

#[test]
fn response_rates_are_those_of_formula_1() {
    for (wave, rate) in [(A24, 34.1), (B24, 34.6), (A25, 36.4), (B25, 36.4)] {
        near(shown("M-SMP-1", &[wave]).estimate.clone().unwrap(), rate, 0.05);
    }
    let objective = asked("M-SMP-1", &[(Key::Survey, "SVY-REL"), (Key::Formula, "RR1")]);
    assert_eq!(objective.estimate, shown("M-SMP-1", &[B25]).estimate);
    let second = asked("M-SMP-1", &[A24, (Key::Formula, "RR2")]);
    near(second.estimate.unwrap(), 100.0 * 75.0 / 208.0, 1e-9);
    assert!(asked("M-SMP-1", &[A24, (Key::Formula, "RR9")]).estimate.is_err());
}

#[test]
fn a_wave_says_how_far_it_can_be_trusted() {
    for wave in [A24, B24, A25, B25] {
        let effect = shown("M-SMP-7", &[wave]).estimate.clone().unwrap();
        assert!((1.0..1.16).contains(&effect), "{effect}");
        assert!(shown("M-SMP-3", &[wave]).estimate.clone().unwrap() > 1.0);
        assert!(shown("M-SMP-5", &[wave]).estimate.clone().unwrap() < 11.0);
        assert!(shown("M-SMP-2", &[wave]).estimate.is_ok());
        assert!(shown("M-SMP-6", &[wave]).notes[0].contains("χ²"));
    }
    let required = shown("M-SMP-4", &[(Key::Survey, "SVY-SUP")]);
    assert!(required.estimate.is_ok(), "{:?}", required.estimate);
    let none = asked("M-SMP-4", &[(Key::Survey, "SVY-REL")]);
    assert_eq!(none.estimate, Err("the survey names no target margin".to_owned()));
}

#[test]
fn questions_that_belong_together_go_together() {
    let index = shown("M-REL-1", &[A24, (Key::Index, "satisfaction")]);
    let alpha = index.estimate.clone().unwrap();
    assert!((0.7..1.0).contains(&alpha), "{alpha}");
    assert!(index.interval.as_ref().unwrap().low < alpha);
    assert!(shown("M-REL-2", &[A24]).estimate.is_ok());
}

#[test]
fn status_and_punctuality_drive_satisfaction_while_quality_is_called_most_important() {
    let survey = [(Key::Survey, "SVY-REL")];
    let Detail::Rows(weights) = &shown("M-IMP-3", &survey).detail else {
        panic!("no rows");
    };
    let names: Vec<&str> = weights.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names[..2], ["CHR-STATUS", "CHR-ON-TIME"]);
    let (johnson, shapley) = (shown("M-IMP-3", &survey), shown("M-IMP-4", &survey));
    near(
        johnson.estimate.clone().unwrap(),
        shapley.estimate.clone().unwrap(),
        1e-6,
    );
    assert_eq!(johnson.base.n, 244);
    // A single wave is too small for it.
    assert!(
        asked("M-IMP-3", &[A25])
            .estimate
            .unwrap_err()
            .contains("260 complete answers")
    );
    let stated = example()
        .numbers
        .of_metric("M-IMP-1")
        .filter(|one| one.selection.get(Key::Wave) == Some("WAV-REL-2024A"))
        .max_by(|one, other| {
            one.estimate
                .clone()
                .unwrap()
                .total_cmp(&other.estimate.clone().unwrap())
        });
    assert_eq!(stated.unwrap().selection.get(Key::Characteristic), Some("CHR-QUALITY"));
    let reach = shown("M-IMP-2", &[survey[0], (Key::Characteristic, "CHR-STATUS")]);
    assert!(reach.estimate.clone().unwrap() > 0.7);
    let map = shown("M-IMP-5", &[B25, (Key::Metric, "M-IMP-3")]);
    let Detail::Rows(map) = &map.detail else {
        panic!("no rows");
    };
    assert_eq!(map.rows.len(), 12);
}

#[test]
fn security_is_taken_for_granted_and_a_forecast_delights() {
    for (name, class) in [
        ("CHR-SECURITY", "class: must-be"),
        ("CHR-ON-TIME", "class: one-dimensional"),
        ("CHR-FORECAST", "class: attractive"),
    ] {
        let made = shown("M-KAN-1", &[B24, (Key::Characteristic, name)]);
        assert!(made.notes.iter().any(|note| note == class), "{name}: {:?}", made.notes);
        assert!(shown("M-KAN-2", &[B24, (Key::Characteristic, name)]).estimate.is_ok());
    }
}

#[test]
fn nothing_measured_is_no_number_or_without_a_reason() {
    let finite = |value: f64| assert!(value.is_finite());
    for one in example().numbers.iter() {
        match &one.estimate {
            Ok(value) => assert!(value.is_finite(), "{} on {}", one.metric, one.selection),
            Err(reason) => assert!(!reason.trim().is_empty(), "{} on {}", one.metric, one.selection),
        }
        for change in &one.changes {
            finite(change.before);
            finite(change.difference.unwrap_or(0.0));
            assert!(
                change
                    .test
                    .as_ref()
                    .is_none_or(|test| (0.0..=1.0).contains(&test.deciding()))
            );
        }
    }
}

/// Rule GR3: beside a base too small for an estimate no note tells a percentage of so few either.
#[test]
fn notes_on_few_tell_no_percentage() {
    let few = |one: &&Measurement| {
        matches!(one.level(scope().limits), Level::BelowCell | Level::CountsOnly) && one.estimate.is_ok()
    };
    let mut looked_at = 0;
    for one in example().numbers.iter().filter(few) {
        // `3 of 16 codings were made twice (18.8 %)` is a share of sixteen.
        let of_few = |note: &&String| {
            let of = note
                .split_once(" of ")
                .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
            note.contains(" %)") && of.is_none_or(|of: u64| of < scope().limits.min_estimate)
        };
        assert_eq!(
            one.notes.iter().find(of_few),
            None,
            "{} on {}",
            one.metric,
            one.selection
        );
        looked_at += 1;
    }
    assert!(looked_at > 100, "{looked_at}");
}

#[test]
fn the_site_measures_on_what_each_metric_can_be_narrowed_by() {
    for metric in measure::metrics() {
        for selection in (metric.selections)(scope()) {
            let strange = selection.iter().find(|(key, _)| !metric.keys.contains(key));
            assert_eq!(strange, None, "{} on {selection}", metric.id());
        }
    }
}

/// Rule GR6: of a weighted wave every measure of answers shows what it is without weights, or says that it takes none.
#[test]
fn measures_of_weighted_waves_tell_of_their_weights() {
    let weighted = |one: &Measurement| {
        let mut waves = one.drawn_from.rows.iter().map(|(wave, _)| wave);
        waves.any(|wave| scope().wave(wave).is_some_and(|wave| wave.is_weighted()))
    };
    let mut looked_at = 0;
    for metric in measure::metrics() {
        // What describes the wave itself, or counts what people wrote or how many tests were clear, or what a
        // test of these sizes could find, estimates nothing of a population.
        if ["M-DQ-", "M-SMP-", "M-QUA-", "M-GAP-7", "M-CHG-7", "M-CHG-9"]
            .iter()
            .any(|family| metric.id().starts_with(family))
        {
            continue;
        }
        for one in example().numbers.of_metric(metric.id()) {
            if one.estimate.is_err() || !weighted(one) {
                continue;
            }
            looked_at += 1;
            let said = [
                metric.about.definition,
                metric.about.pitfalls,
                metric.about.interval,
                &one.notes.join("; "),
            ]
            .join("; ");
            let says = ["without weights", "without the weights", "Weights are left out"]
                .iter()
                .any(|words| said.contains(words));
            assert!(
                one.unweighted.is_some() || says,
                "{} on {}: {said}",
                metric.id(),
                one.selection
            );
        }
    }
    assert!(looked_at > 200, "{looked_at}");
}

/// The baseline of the first objective was written down without weights; what is judged has them.
#[test]
fn an_objective_over_a_weighted_survey_shows_both_values() {
    let (_, objective) = example()
        .ledger
        .typed::<tenfour::record::objective::Objective>("OBJ-001")
        .unwrap();
    let assessed = measure::objective::assess(scope(), objective);
    let (judged, plain) = (
        &assessed.ways[0],
        assessed.ways.iter().find(|way| !way.weighted).unwrap(),
    );
    near(judged.value, 74.5, 0.05);
    near(plain.value, 74.6, 0.05);
    near(plain.baseline.unwrap(), 62.0, 0.05);
    assert!(
        assessed
            .notes
            .iter()
            .any(|note| note.contains("without them it is 74.6")),
        "{:?}",
        assessed.notes
    );
}
