//! What the example's story tells of objectives, indicators, benchmarks, actions and chains, computed from its records.

use crate::support::repository;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tenfour::measure::action::verification_test::{self, Effect, VerificationTest};
use tenfour::measure::measurement::{Detail, Measurement, RowCell};
use tenfour::measure::objective::{self, Assessment, State};
use tenfour::measure::scope::Scope;
use tenfour::measure::selection::{Key, Selection};
use tenfour::measure::{find, of};
use tenfour::pipeline::{Inspection, Options, inspect};
use tenfour::record::objective::{EvidenceLevel, Objective};
use tenfour::record::verification::Verification;

fn example() -> &'static Inspection {
    static EXAMPLE: OnceLock<Inspection> = OnceLock::new();
    EXAMPLE.get_or_init(|| inspect(&repository("example-project"), &Options::default()).unwrap())
}

fn scope() -> &'static Scope<'static> {
    static SCOPE: OnceLock<Scope<'static>> = OnceLock::new();
    SCOPE.get_or_init(|| example().scope())
}

fn said(metric: &str, narrowed: &[(Key, &str)]) -> Measurement {
    let selection = narrowed
        .iter()
        .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
    of(find(metric).unwrap(), scope(), &selection)
}

#[track_caller]
fn near(value: f64, expected: f64, within: f64) {
    assert!((value - expected).abs() <= within, "{value} is not {expected}");
}

/// Estimate with both ends of its interval, to a digit.
#[track_caller]
fn is(measurement: &Measurement, expected: (f64, f64, f64)) {
    near(*measurement.estimate.as_ref().unwrap(), expected.0, 0.05);
    let interval = measurement.interval.as_ref().unwrap();
    near(interval.low, expected.1, 0.05);
    near(interval.high, expected.2, 0.05);
}

fn counts(measurement: &Measurement) -> (usize, usize) {
    (measurement.drawn_from.hits.len(), measurement.base.n)
}

#[test]
fn retention_is_a_fact_and_its_change_read_as_prediction_is_not_clear() {
    let earlier = said("M-RET-1", &[(Key::Period, "2024")]);
    near(earlier.estimate.clone().unwrap(), 85.6, 0.05);
    assert_eq!(counts(&earlier), (89, 104));
    let later = said("M-RET-1", &[]);
    near(later.estimate.clone().unwrap(), 90.0, 1e-9);
    assert_eq!(counts(&later), (99, 110));
    assert!(later.interval.is_err());
    let change = &later.changes[0];
    near(change.test.as_ref().unwrap().p, 0.32, 0.005);
    assert_eq!(change.word.word(), "no clear change");
}

#[test]
fn clients_left_for_the_reasons_told() {
    let reasons = |year: &str| {
        let Detail::Parts(parts) = said("M-RET-2", &[(Key::Period, year)]).detail else {
            panic!()
        };
        let counts: BTreeMap<String, f64> = parts.into_iter().map(|part| (part.name, part.value)).collect();
        counts
    };
    let of = |pairs: &[(&str, f64)]| {
        let counts: BTreeMap<String, f64> = pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        counts
    };
    assert_eq!(
        reasons("2024"),
        of(&[
            ("service", 5.0),
            ("price", 4.0),
            ("lost to competitor", 3.0),
            ("need ceased", 2.0),
            ("unknown", 1.0)
        ])
    );
    assert_eq!(
        reasons("2025"),
        of(&[
            ("need ceased", 4.0),
            ("price", 3.0),
            ("service", 2.0),
            ("lost to competitor", 2.0)
        ])
    );
}

#[test]
fn indicators_show_their_newest_final_period() {
    let first = said("M-IND-3", &[(Key::Indicator, "IND-FIRST-RESPONSE")]);
    assert_eq!(first.estimate, Ok(7.0));
    let schedule = said("M-IND-2", &[]);
    assert_eq!(schedule.estimate, Ok(1.03));
    let milestones = said("M-IND-1", &[]);
    near(milestones.estimate.clone().unwrap(), 82.0, 0.5);
    let Detail::Series(points) = &milestones.detail else {
        panic!()
    };
    assert!(points[3].breaks.is_some() && points.iter().filter(|point| point.breaks.is_some()).count() == 1);
}

#[test]
fn a_provisional_value_is_marked_and_a_trend_over_a_new_definition_not_computed() {
    let credit =
        tenfour::measure::indicator::measure(scope(), "IND-CREDIT-NOTES", "IND-CREDIT-NOTES", &Selection::all());
    assert_eq!(credit.period.unwrap().1.to_string(), "2025-09-30");
    let Detail::Series(points) = &credit.detail else {
        panic!()
    };
    assert!(points[7].provisional);
    let trend = said("M-TRD-1", &[(Key::Indicator, "IND-MILESTONES")]);
    assert!(trend.estimate.unwrap_err().contains("definition"));
    assert!(said("M-TRD-1", &[(Key::Indicator, "IND-SCHEDULE")]).estimate.unwrap() < 0.0);
}

#[test]
fn two_thirds_of_the_actions_that_were_judged_are_effective() {
    let made = said("M-ACT-5", &[]);
    assert_eq!(counts(&made), (12, 17));
    is(&made, (70.6, 46.9, 86.7));
    let Detail::Parts(parts) = made.detail else { panic!() };
    let counts: Vec<f64> = parts.iter().map(|part| part.value).collect();
    assert_eq!(counts, [12.0, 1.0, 2.0, 2.0]);
}

#[test]
fn actions_on_time_overdue_and_verified() {
    let on_time = said("M-ACT-1", &[]);
    assert_eq!(counts(&on_time), (18, 23));
    near(on_time.estimate.unwrap(), 78.3, 0.05);
    assert_eq!(said("M-ACT-2", &[]).drawn_from.hits, ["ACT-019"]);
    assert_eq!(counts(&said("M-ACT-4", &[])), (17, 17));
}

fn tested(id: &str) -> VerificationTest {
    let (_, verification) = example().ledger.typed::<Verification>(id).unwrap();
    verification_test::of_verification(scope(), verification).unwrap()
}

fn p_of(test: &VerificationTest) -> f64 {
    test.test.as_ref().unwrap().p
}

#[test]
fn late_milestones_became_fewer() {
    let test = tested("VER-002");
    let Effect::Points(points) = test.effect else { panic!() };
    near(points, -17.3, 0.05);
    near(test.interval.unwrap().0, -27.0, 0.05);
    near(test.interval.unwrap().1, -7.1, 0.05);
    near(p_of(&test), 0.001, 0.0005);
    assert_eq!(test.agrees, Some(true));
}

#[test]
fn new_consultants_do_not_tell() {
    let test = tested("VER-006");
    near(p_of(&test), 0.49, 0.005);
    assert_eq!(test.agrees, Some(true));
}

#[test]
fn defects_became_rarer() {
    let test = tested("VER-007");
    let Effect::Ratio(ratio) = test.effect else {
        panic!("{test:?}")
    };
    near(ratio, 0.445, 0.0005);
    near(p_of(&test), 0.011, 0.0005);
    assert_eq!(test.agrees, Some(true));
}

#[test]
fn complaints_are_acknowledged_in_time_and_reports_sent() {
    near(p_of(&tested("VER-009")), 0.001, 0.0005);
    let reports = tested("VER-004");
    let Effect::Points(points) = reports.effect else {
        panic!()
    };
    near(points, 100.0 * (763.0 / 874.0 - 641.0 / 820.0), 1e-9);
    assert!(p_of(&reports) < 0.001 && reports.agrees == Some(true));
}

#[test]
fn figures_and_people_come_to_the_same() {
    for (record, verification) in example().ledger.each::<Verification>() {
        if let Ok(test) = verification_test::of_verification(scope(), verification) {
            assert_ne!(test.agrees, Some(false), "{}: {test:?}", record.id());
        }
    }
}

fn assessed(id: &str) -> Assessment {
    let (_, objective) = example().ledger.typed::<Objective>(id).unwrap();
    objective::assess(scope(), objective)
}

#[test]
fn first_response_is_a_third_faster_on_the_due_date() {
    let made = assessed("OBJ-002");
    assert_eq!((made.value.clone(), made.state), (Ok(7.1), State::Reached));
    near(100.0 * (made.change.unwrap().ratio.unwrap() - 1.0), -30.4, 0.05);
}

#[test]
fn delivery_against_plan_is_better_by_what_was_asked() {
    let made = assessed("OBJ-003");
    assert_eq!((made.value.clone(), made.state), (Ok(1.03), State::Reached));
    near(made.target.unwrap(), 1.037, 0.0005);
    near(100.0 * (made.change.unwrap().ratio.unwrap() - 1.0), -15.6, 0.05);
}

#[test]
fn ninety_of_a_hundred_clients_stayed() {
    let made = assessed("OBJ-004");
    near(made.value.unwrap(), 90.0, 1e-9);
    assert_eq!(made.state, State::Reached);
    let interval = made
        .reached
        .iter()
        .find(|(level, _)| *level == EvidenceLevel::Interval)
        .unwrap();
    assert!(interval.1.is_err(), "a fact has no interval");
}

#[test]
fn too_few_actions_are_effective_for_the_objective() {
    let made = assessed("OBJ-007");
    near(made.value.unwrap(), 70.6, 0.05);
    assert_eq!(made.state, State::Behind);
}

#[test]
fn coders_agree_as_the_story_tells() {
    near(said("M-QUA-2", &[]).estimate.unwrap(), 0.74, 0.005);
}

#[test]
fn every_upheld_complaint_has_a_decision_about_prevention_and_every_grave_one_a_cause() {
    assert_eq!(said("M-TRC-2", &[]).estimate, Ok(100.0));
    let Detail::Rows(rows) = said("M-TRC-1", &[]).detail else {
        panic!()
    };
    assert_eq!(rows.rows[1].cells[2], RowCell::Percent(100.0, 12));
    assert_eq!(said("M-TRC-1", &[]).base.n, 39);
}

#[test]
fn findings_are_decided_but_for_one() {
    assert_eq!(counts(&said("M-TRC-5", &[])), (17, 18));
}

#[test]
fn the_quarterly_review_lacks_the_benchmarks() {
    let made = said("M-REV-1", &[(Key::Review, "REV-2025-Q2")]);
    assert_eq!(made.base.n - counts(&made).0.min(1), made.base.n - 1);
    near(
        made.estimate.unwrap(),
        100.0 * (made.base.n as f64 - 1.0) / made.base.n as f64,
        1e-9,
    );
}

#[test]
fn participants_were_told_and_once_too_late() {
    let made = said("M-COM-2", &[(Key::Survey, "SVY-REL")]);
    assert_eq!(counts(&made), (4, 4));
    assert_eq!(
        made.notes,
        ["told later than planned: WAV-REL-2024A (waived), WAV-REL-2025B"]
    );
}

#[test]
fn planted_carelessness_is_found() {
    let flagged = |wave: &str, row: usize| {
        let Detail::Rows(rows) = said("M-DQ-4", &[(Key::Wave, wave)]).detail else {
            panic!()
        };
        match rows.rows[row].cells[0] {
            RowCell::Number(count, _) => count,
            _ => 0.0,
        }
    };
    let waves = ["WAV-REL-2024A", "WAV-REL-2024B", "WAV-REL-2025A", "WAV-REL-2025B"];
    let all = |row: usize| waves.iter().map(|wave| flagged(wave, row)).sum::<f64>();
    assert_eq!((all(0), all(1)), (3.0, 2.0));
}

#[test]
fn the_planted_duplicate_is_found() {
    let made = said("M-DQ-3", &[(Key::Wave, "WAV-REL-2024B")]);
    assert_eq!(made.estimate, Ok(1.0));
}

#[test]
fn numbers_written_twice_agree() {
    let made = said("M-DQ-6", &[]);
    assert_eq!(made.estimate, Ok(100.0), "{:?}", made.detail);
}

#[test]
fn the_index_stands_where_the_story_tells_among_its_peers() {
    let score = said("M-BMK-1", &[(Key::Benchmark, "BMK-1")]);
    // The story's values are without weights; the weighted ones are the estimates.
    near(score.unweighted.unwrap().estimate, -0.52, 0.005);
    near(score.estimate.unwrap(), -0.52, 0.05);
    let rank = said("M-BMK-2", &[(Key::Benchmark, "BMK-1")]);
    assert_eq!((rank.estimate, rank.unweighted.unwrap().estimate), (Ok(30.0), 30.0));
}

#[test]
fn satisfaction_rose_by_a_fifth_as_an_estimate_and_not_beyond_doubt() {
    let made = assessed("OBJ-001");
    assert_eq!(made.state, State::Reached);
    assert_eq!(
        made.evidence(),
        "reached at `point`, not at `interval`; a change from the baseline is shown by a `test`"
    );
    near(made.measured.unwrap().unweighted.unwrap().estimate, 74.6, 0.05);
    near(made.target.unwrap(), 74.4, 1e-9);
    assert!(made.notes[0].contains("6.58 to 7.71, +17.2 %"), "{:?}", made.notes);
}

#[test]
fn complaints_are_acknowledged_and_not_decided_as_was_aimed_at() {
    let acknowledged = assessed("OBJ-005");
    assert_eq!(
        (acknowledged.value.clone(), acknowledged.state),
        (Ok(100.0), State::Reached)
    );
    assert_eq!(acknowledged.reached[1].1, Ok(false), "85.1 to 100 is not all above 95");
    let decided = assessed("OBJ-006");
    near(decided.value.clone().unwrap(), 76.2, 0.05);
    assert_eq!(decided.state, State::Missed);
}
