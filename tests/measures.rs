//! The numbers of the example: what its story tells is what the library measures from its records. Where a wave is weighted
//! the story gives values without weights.

use crate::support::repository;
use std::sync::OnceLock;
use tenfour::measure::measurement::{Change, ChangeWord, Interval, Measurement};
use tenfour::measure::selection::{Key, Selection};
use tenfour::measure::{self, scope::Scope};
use tenfour::pipeline::{Inspection, Options, inspect};

fn example() -> &'static Inspection {
    static EXAMPLE: OnceLock<Inspection> = OnceLock::new();
    EXAMPLE.get_or_init(|| inspect(&repository("example-project"), &Options::default()).unwrap())
}

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
    assert_eq!(change.word, ChangeWord::Higher);
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
    assert_eq!((change.ratio, &change.word), (None, &ChangeWord::Higher));
    let half = against(shown("M-SAT-4", &[B24, NPS]), "WAV-REL-2024A", PLAIN);
    assert_eq!(half.word, ChangeWord::NoClearChange);
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
    assert_eq!(change.word, ChangeWord::Higher);
    let half = against(shown("M-SAT-1", &[B24, OVERALL]), "WAV-REL-2024A", PLAIN);
    assert_eq!(half.word, ChangeWord::NoClearChange);
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
    assert_eq!(change("overall").test.as_ref().unwrap().adjusted, None);
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
