//! M-OBJ-1: objectives that are reached or on the way.

use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::objective::{self, Assessment, State};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::objective::Objective;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-OBJ-1",
        name: "Attainment of objectives",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of objectives that are reached or on track, among those that can be judged. Each is judged by its own metric: \
               reached at the level of evidence that it asks for (the estimate, the whole interval, or a test of the change); before \
               its due date on track where it is at or better than the last milestone, than the straight line from the baseline, or than \
               the level that is to be kept; else behind; after the due date missed. Where the due date has passed, the value of that \
               day decides. The value of a period that is not over is on track at best, and is not tested.",
        formula: "100 × x / n, with x reached or on track and n judged",
        interval: "None: a count of all objectives. Each objective shows the interval of its own metric.",
        minimum: "1 objective that can be judged; below 10 counts only",
        pitfalls: "Objectives differ in weight, and easy ones are reached. A target met by the estimate may be met by chance: see at which \
               levels of evidence it is reached. Relative targets need a true zero.",
        source: "own",
        clause: "9001:6.2.1,10004:6.1",
    },
    keys: &[Key::Objective],
    selections: |scope| {
        let each = scope
            .ledger
            .each::<Objective>()
            .map(|(record, _)| Selection::all().with(Key::Objective, record.id()));
        [Selection::all()].into_iter().chain(each).collect()
    },
    measure,
};

const WORDS: Words = Words::fact("objectives reached or on track", "objectives that can be judged");

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let wanted = selection.get(Key::Objective);
    if let Some(id) = wanted.filter(|id| scope.ledger.typed::<Objective>(id).is_none()) {
        let reason = format!("there is no objective `{id}`");
        return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, WORDS.of), reason);
    }
    let mut tally = Tally::default();
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for (record, objective) in scope
        .ledger
        .each::<Objective>()
        .filter(|(record, _)| wanted.is_none_or(|wanted| record.id() == wanted))
    {
        let assessment = objective::assess(scope, objective);
        match assessment.state {
            State::NotJudged => tally.leave_out(
                "not judged: a draft, given up, without a target that means something, or due without the evidence it asks for",
                record.id(),
            ),
            State::NoData => tally.leave_out("no data", record.id()),
            state => tally.count(record.id(), state.is_well()),
        }
        if wanted.is_some() {
            notes.clone_from(&assessment.notes);
        }
        rows.push(row(record.id(), &assessment));
    }
    let made = tally.measure(METRIC.id(), selection, WORDS).detail(Detail::Rows(Rows {
        heads: ["value", "target", "state", "evidence"].map(str::to_owned).to_vec(),
        rows,
    }));
    notes.into_iter().fold(made, Measurement::note)
}

fn row(id: &str, assessment: &Assessment) -> Row {
    let number = |value: &Result<f64, String>, nothing| {
        value
            .as_ref()
            .map_or(RowCell::Nothing(nothing), |value| RowCell::Number(*value, 2))
    };
    Row {
        name: id.to_owned(),
        cells: vec![
            number(&assessment.value, "no value"),
            number(&assessment.target, "no target that means something"),
            RowCell::Word(assessment.state.word().to_owned()),
            RowCell::Word(assessment.evidence()),
        ],
        n: assessment
            .measured
            .as_ref()
            .filter(|measured| measured.base.sort != crate::measure::measurement::BaseSort::Facts)
            .map(|measured| measured.base.n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::inspect;

    /// An indicator with a value for each quarter of 2024 and the first two of 2025.
    const SERIES: &str = "
id: IND-A
kind: proportion
unit: percent
values:
  - {period: 2024-Q1, value: 50, numerator: 50, denominator: 100}
  - {period: 2024-Q4, value: 60, numerator: 60, denominator: 100}
  - {period: 2025-Q1, value: 70, numerator: 70, denominator: 100}
  - {period: 2025-Q2, value: 80, numerator: 80, denominator: 100}
";

    fn assessed(fields: &str) -> Assessment {
        let yaml = format!("id: OBJ-1\nmetric: IND-A\n{fields}\n---\n{SERIES}");
        let inspection = inspect(&yaml);
        let (_, objective) = inspection.ledger.each::<Objective>().next().unwrap();
        objective::assess(&inspection.scope(), objective)
    }

    const BASELINE: &str = "baseline: {value: 50, period: 2024-Q1, n: 100, source: IND-A}\n";

    #[test]
    fn the_value_of_the_due_date_decides_when_it_has_passed() {
        let one = assessed(&format!(
            "{BASELINE}target: {{value: 75, kind: absolute}}\ndue: 2025-04-30"
        ));
        assert_eq!((one.value, one.state), (Ok(70.0), State::Missed));
        let other = assessed(&format!(
            "{BASELINE}target: {{value: 70, kind: absolute}}\ndue: 2025-04-30"
        ));
        assert_eq!(other.state, State::Reached);
        // Reached by the estimate and by the test of the change, not by the whole interval.
        assert_eq!(
            other.evidence(),
            "reached at `point`, not at `interval`; a change from the baseline is shown by a `test`"
        );
    }

    #[test]
    fn the_level_of_evidence_asked_for_decides() {
        let fields = format!("{BASELINE}target: {{value: 70, kind: absolute}}\ndue: 2025-04-30\nevidence_level: ");
        assert_eq!(assessed(&format!("{fields}interval")).state, State::Missed);
        assert_eq!(assessed(&format!("{fields}test")).state, State::Reached);
        let low = format!("{BASELINE}target: {{value: 60, kind: absolute}}\ndue: 2025-04-30\nevidence_level: interval");
        assert_eq!(assessed(&low).state, State::Reached);
    }

    #[test]
    fn before_the_due_date_the_way_there_counts() {
        // From 50 at the end of March 2024 to 130 at the end of March 2027: a third of the way after a year and a quarter is 83.
        let line = assessed(&format!(
            "{BASELINE}target: {{value: 130, kind: absolute}}\ndue: 2027-03-31"
        ));
        let expected = line.expected.unwrap();
        assert!(
            (expected.level - (50.0 + 80.0 * 456.0 / 1095.0)).abs() < 1e-9,
            "{expected:?}"
        );
        assert_eq!(line.state, State::Behind);
        let milestone = assessed(&format!(
            "{BASELINE}target: {{value: 130, kind: absolute}}\ndue: 2027-03-31\nmilestones: [{{period: 2025-Q1, value: 80}}, {{period: 2026, value: 120}}]"
        ));
        assert_eq!(
            (milestone.state, milestone.expected.unwrap().by.as_str()),
            (State::OnTrack, "milestone of 2025-Q1")
        );
        let there = assessed(&format!(
            "{BASELINE}target: {{value: 75, kind: absolute}}\ndue: 2027-03-31"
        ));
        assert_eq!(there.state, State::Reached);
    }

    #[test]
    fn a_level_that_is_kept_is_on_track_until_it_is_due() {
        let kept = |level: u8| {
            assessed(&format!(
                "direction: maintain_at_least\ntarget: {{value: {level}, kind: absolute}}\ndue: 2026-12-31"
            ))
            .state
        };
        assert_eq!((kept(80), kept(81)), (State::OnTrack, State::Behind));
    }

    #[test]
    fn a_period_that_is_not_over_reaches_nothing() {
        let of = |period: &str, due: &str| {
            let complaint = |year: i32, number: usize, hour: &str| {
                format!(
                    "---\nid: CMP-{year}-{number}\nreceived_at: {year}-03-03T09:00:00Z\nevents: [{{at: {year}-03-{hour}:00:00Z, \
                     kind: acknowledged}}]\n"
                )
            };
            let mut files = format!(
                "id: OBJ-1\nmetric: M-CMP-3\nmetric_filter: {{period: \"{period}\"}}\ndirection: increase\nbaseline: {{value: 0, \
                 period: \"2024\"}}\ntarget: {{value: 90, kind: absolute}}\ndue: {due}\n"
            );
            for number in 0..20 {
                files.push_str(&complaint(2024, number, "28T09"));
                files.push_str(&complaint(2025, number, "03T10"));
            }
            let inspection = inspect(&files);
            let (_, objective) = inspection.ledger.each::<Objective>().next().unwrap();
            objective::assess(&inspection.scope(), objective)
        };
        let running = of("2025", "2025-12-31");
        assert_eq!((running.value.clone(), running.state), (Ok(100.0), State::OnTrack));
        assert_eq!(
            running.evidence(),
            "not held against the target yet: its period is not over before 2025-12-31"
        );
        let change = running.change.unwrap();
        assert!(change.difference > 99.0 && change.test.is_none() && change.difference_interval.is_none());
        let over = of("2025-H1", "2025-12-31");
        assert_eq!((over.value.clone(), over.state), (Ok(100.0), State::Reached));
        assert!(over.change.unwrap().test.is_some());
    }

    #[test]
    fn relative_targets_need_a_zero_and_a_fall_is_better_where_it_is_asked() {
        let points = assessed(&format!(
            "{BASELINE}target: {{value: 30, kind: points}}\ndue: 2025-06-30"
        ));
        assert_eq!((points.target, points.state), (Ok(80.0), State::Reached));
        let fall = assessed(&format!(
            "{BASELINE}direction: decrease\ntarget: {{value: -10, kind: relative_percent}}"
        ));
        assert_eq!((fall.target, fall.state, fall.upward), (Ok(45.0), State::Behind, false));
        let score =
            inspect("id: OBJ-1\nmetric: M-SAT-4\nbaseline: {value: 5}\ntarget: {value: 20, kind: relative_percent}\n");
        let (_, objective) = score.ledger.each::<Objective>().next().unwrap();
        let assessment = objective::assess(&score.scope(), objective);
        assert!(assessment.target.unwrap_err().contains("no true zero"));
        assert_eq!(assessment.state, State::NotJudged);
    }

    /// Of a level to be kept the way is the level itself; evidence is asked for what is said to be reached.
    #[test]
    fn on_track_needs_no_evidence_and_reached_does() {
        let kept = |due: &str, more: &str| {
            assessed(&format!(
                "direction: maintain_at_least\ntarget: {{value: 80, kind: absolute}}\ndue: {due}\n{more}"
            ))
        };
        let state = |due, more| kept(due, more).state;
        let interval = "evidence_level: interval";
        assert_eq!(state("2026-12-31", interval), State::OnTrack);
        assert_eq!(state("2025-06-29", interval), State::Missed);
        // No baseline, no test of a change, whenever it is due.
        let test = "evidence_level: test";
        assert_eq!(
            ["2026-12-31", "2025-06-29"].map(|due| state(due, test)),
            [State::NotJudged; 2]
        );
        assert!(kept("2026-12-31", test).target.unwrap_err().contains("no baseline"));
        // A baseline in words alone can be tested by nothing: on the way before it is due, then judged by nobody.
        let words = "evidence_level: test\nbaseline: {value: 75, source: a letter}";
        assert_eq!(state("2026-12-31", words), State::OnTrack);
        assert_eq!(
            assessed("target: {value: 70, kind: absolute}\ndue: 2025-04-30\nevidence_level: test\nbaseline: {value: 60, source: a letter}").state,
            State::NotJudged
        );
        assert_eq!(
            assessed("target: {value: 71, kind: absolute}\ndue: 2025-04-30\nevidence_level: test\nbaseline: {value: 60, source: a letter}").state,
            State::Missed
        );
    }

    #[test]
    fn a_target_against_its_direction_is_not_judged() {
        let state = |fields: &str| {
            let one = assessed(&format!("{fields}\ndue: 2026-12-31"));
            (one.state, one.target.is_err(), one.progress.is_err())
        };
        let not = (State::NotJudged, true, true);
        let nothing = "baseline: {value: 0}\ndirection: increase\ntarget: {value: 20, kind: relative_percent}";
        assert_eq!(state(nothing), not);
        let below = format!("{BASELINE}direction: increase\ntarget: {{value: 40, kind: absolute}}");
        assert_eq!(state(&below), not);
        let sign = format!("{BASELINE}direction: decrease\ntarget: {{value: 40, kind: points}}");
        assert_eq!(state(&sign), not);
        let percent = format!("{BASELINE}direction: decrease\ntarget: {{value: 90, kind: relative_percent}}");
        assert_eq!(state(&percent), not);
        // Without a direction the target tells it, and there is no contradiction.
        let free = format!("{BASELINE}target: {{value: 40, kind: absolute}}");
        assert_eq!(state(&free), (State::Behind, false, false));
    }

    #[test]
    fn progress_is_not_clipped_and_needs_a_way_to_go() {
        let of = |level: u8| assessed(&format!("{BASELINE}target: {{value: {level}, kind: absolute}}")).progress;
        assert!((of(65).unwrap() - 200.0).abs() < 1e-9);
        assert!(of(50).unwrap_err().contains("same level"));
        assert!(assessed("target: {value: 65, kind: absolute}").progress.is_err());
    }

    #[test]
    fn what_cannot_be_measured_says_so() {
        let unknown = inspect("id: OBJ-1\nmetric: IND-9\ntarget: {value: 20, kind: absolute}\n");
        let (_, objective) = unknown.ledger.each::<Objective>().next().unwrap();
        assert_eq!(objective::assess(&unknown.scope(), objective).state, State::NoData);
        let filter = assessed("metric_filter: {colour: red}\ntarget: {value: 20, kind: absolute}");
        assert!(filter.value.unwrap_err().contains("`colour`"));
        assert_eq!(
            assessed("status: draft\ntarget: {value: 20, kind: absolute}").state,
            State::NotJudged
        );
        assert_eq!(assessed("").state, State::NotJudged);
        // Nothing by the due date.
        assert_eq!(
            assessed("target: {value: 20, kind: absolute}\ndue: 2023-12-31").state,
            State::NoData
        );
    }

    #[test]
    fn objectives_with_old_data_are_told() {
        let old = assessed("").measured.unwrap();
        assert_eq!(old.period.unwrap().1.to_string(), "2025-06-30");
        let data = |filter: &str| {
            let yaml = format!(
                "id: OBJ-1\nmetric: IND-A\nmetric_filter: {{{filter}}}\ntarget: {{value: 20, kind: absolute}}\n---\n{SERIES}"
            );
            let inspection = inspect(&yaml);
            let (_, objective) = inspection.ledger.each::<Objective>().next().unwrap();
            objective::data(&inspection.scope(), objective)
        };
        assert_eq!(data(""), objective::Data::Present);
        assert!(matches!(data("period: 2024-Q1"), objective::Data::Old(_)));
        assert!(matches!(data("period: 2023-Q1"), objective::Data::None(_)));
    }

    /// A survey weighted to half and half, and two waves: the first with as many hits on both sides, the second with many answers
    /// of one side, which is pleased: 27 of 30 beside 3 of 10.
    fn weighted(objective: &str) -> Assessment {
        weighted_with(objective, &[])
    }

    fn weighted_with(objective: &str, changes: &[(&str, &str)]) -> Assessment {
        let mut files = format!(
            "id: OBJ-1\nmetric: M-SAT-1\nmetric_filter: {{survey: SVY-1}}\ndue: 2025-03-31\n{objective}
---
id: SVY-1
version: \"1\"
sampling: {{method: census, weighting: cell, targets: {{side: {{SEG-A: 0.5, SEG-B: 0.5}}}}}}
questions: [{{key: all, kind: overall, text: {{en: How are we?}}, scale: {{min: 1, max: 5}}}}]
---
{{id: SEG-A, dimension: side}}
---
{{id: SEG-B, dimension: side}}
---
{{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2024-01-01, field_end: 2024-01-31}}
---
{{id: WAV-2, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2025-01-01, field_end: 2025-01-31}}
"
        );
        for (wave, sides) in [
            (1, [("SEG-A", 20, 10), ("SEG-B", 20, 10)]),
            (2, [("SEG-A", 30, 27), ("SEG-B", 10, 3)]),
        ] {
            files.extend([format!("-- responses/WAV-{wave}.csv --\nid,segment.side,all\n")]);
            for (side, all, hits) in sides {
                for one in 0..all {
                    let answer = if one < hits { 5 } else { 1 };
                    files.extend([format!("RSP-{wave}-{side}-{one},{side},{answer}\n")]);
                }
            }
        }
        for (from, to) in changes {
            files = files.replace(from, to);
        }
        let inspection = inspect(&files);
        let (_, objective) = inspection.ledger.each::<Objective>().next().unwrap();
        objective::assess(&inspection.scope(), objective)
    }

    /// The first wave says 50 percent, the second so far 75.
    #[test]
    fn a_wave_that_is_still_in_the_field_reaches_nothing() {
        let target = "target: {value: 70, kind: absolute}";
        let over = weighted_with(target, &[("weighting: cell", "weighting: none")]);
        assert_eq!(over.state, State::Reached);
        let status = (
            "status: closed, field_start: 2025-01-01",
            "status: fielding, field_start: 2025-01-01",
        );
        let later = "due: 2025-12-31\ntarget: {value: 70, kind: absolute}";
        let both = |target: &str, changes: &[(&str, &str)]| {
            let mut all = vec![
                ("due: 2025-03-31\n", ""),
                ("weighting: cell", "weighting: none"),
                status,
            ];
            all.extend(changes);
            weighted_with(target, &all)
        };
        let before = both(later, &[]);
        assert_eq!((before.value.clone(), before.state), (Ok(50.0), State::Behind));
        // Named, or the only one, it gives no value.
        for only in [
            ("{survey: SVY-1}", "{wave: WAV-2}"),
            ("id: WAV-1, survey: SVY-1", "id: WAV-1, survey: SVY-9"),
        ] {
            let one = both(later, &[only]);
            assert_eq!(one.state, State::NoData);
            assert!(one.value.unwrap_err().contains("still in the field"));
            assert!(one.measured.unwrap().provisional && one.change.is_err());
        }
    }

    fn ways(assessment: &Assessment) -> Vec<(String, f64, State)> {
        let ways = assessment.ways.iter();
        ways.map(|way| (way.words(), (way.value * 10.0).round() / 10.0, way.state))
            .collect()
    }

    #[test]
    fn a_verdict_that_hangs_on_the_weights_says_so() {
        let one = weighted("target: {value: 70, kind: absolute}");
        assert_eq!(
            ways(&one),
            [
                ("with weights".to_owned(), 60.0, State::Missed),
                ("without weights".to_owned(), 75.0, State::Reached)
            ]
        );
        assert_eq!(one.state, State::Missed);
        let note = one
            .notes
            .iter()
            .find(|note| note.contains("hangs on the weights"))
            .unwrap();
        assert!(note.contains("60.00; without them it is 75.00"), "{note}");
        assert!(note.contains("without weights it would be `reached`"), "{note}");
        let same = weighted("target: {value: 55, kind: absolute}");
        assert!(same.notes.iter().any(|note| note.contains("is the same either way")));
        assert_eq!(assessed("target: {value: 75, kind: absolute}").ways, []);
    }

    #[test]
    fn a_change_is_held_against_the_baseline_taken_in_the_same_way() {
        // Written 40 where both sides say 50: with 15 points more the target is 55, or 65 from what was measured.
        let one = weighted("baseline: {value: 40, n: 40, source: WAV-1}\ntarget: {value: 15, kind: points}");
        assert_eq!(
            ways(&one),
            [
                (
                    "with weights, from the baseline as written".to_owned(),
                    60.0,
                    State::Reached
                ),
                (
                    "without weights, from the baseline as written".to_owned(),
                    75.0,
                    State::Reached
                ),
                (
                    "with weights, from the baseline with weights".to_owned(),
                    60.0,
                    State::Missed
                ),
                (
                    "without weights, from the baseline without weights".to_owned(),
                    75.0,
                    State::Reached
                ),
            ]
        );
        assert!(one.notes.iter().any(|note| note.contains("hangs on the weights")));
    }

    #[test]
    fn the_test_of_a_change_goes_by_what_is_judged() {
        let one = weighted(
            "baseline: {value: 50, n: 40, source: WAV-1}\ntarget: {value: 5, kind: points}\nevidence_level: test",
        );
        let change = one.change.as_ref().unwrap();
        assert!((change.difference - 10.0).abs() < 1e-9);
        // Of 40 answers of equal weight and of 30 (effective base: 40² / (30 (2/3)² + 10 × 2²) = 30): z of 60 against 50 percent,
        // where the plain counts would give 30 of 40 against 20 of 40 and p 0.021.
        let test = change.test.as_ref().unwrap();
        assert!((test.p - 0.405_896).abs() < 1e-6, "{test:?}");
        assert_eq!(one.state, State::Missed);
        assert_eq!(one.ways[1].state, State::Reached);
    }

    #[test]
    fn a_score_without_a_true_zero_has_no_ratio() {
        let files = |metric: &str, kind: &str| {
            let mut files = format!(
                "id: OBJ-1\nmetric: {metric}\nmetric_filter: {{survey: SVY-1}}\nbaseline: {{value: 5, source: WAV-1}}\ntarget: {{value: 20, kind: absolute}}
---
id: SVY-1
version: \"1\"
sampling: {{method: census}}
questions: [{{key: all, kind: {kind}, text: {{en: A}}, scale: {{min: 0, max: 10}}}}]
---
{{id: WAV-1, survey: SVY-1, survey_version: \"1\", field_start: 2024-01-01, field_end: 2024-01-31}}
---
{{id: WAV-2, survey: SVY-1, survey_version: \"1\", field_start: 2025-01-01, field_end: 2025-01-31}}
"
            );
            for (wave, good) in [(1, 12), (2, 15)] {
                files.extend([format!("-- responses/WAV-{wave}.csv --\nid,all\n")]);
                files.extend((0..20).map(|one| format!("RSP-{wave}-{one},{}\n", if one < good { 10 } else { 2 })));
            }
            let inspection = inspect(&files);
            let (_, objective) = inspection.ledger.each::<Objective>().next().unwrap();
            objective::assess(&inspection.scope(), objective).change.unwrap()
        };
        let score = files("M-SAT-4", "nps");
        assert_eq!((score.ratio, score.ratio_interval), (None, None));
        assert_eq!(score.test.unwrap().name, "two net scores, z");
        assert!(files("M-SAT-3", "overall").ratio.is_some());
    }
}
