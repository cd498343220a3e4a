//! Groups of people that could be told of from measures of a project over the same answers or cases, one beside another.
//!
//! In: all that was measured, the smallest cell. Out: metric and selection of measures that must not be shown. "Differences between two
//! pages of the same build count as a partition" (GR4): where all whom one measure counts are counted by another too, those whom the other
//! counts beyond them are told of by both together. What one measure tells by itself is decided where it is shown.

use crate::measure::measurement::{Apart, Measurement};
use crate::measure::numbers::Numbers;
use crate::measure::selection::{Key, Selection};
use std::collections::{BTreeMap, BTreeSet};

/// Whether so many people may not be told of.
pub fn is_few(count: usize, least: u64) -> bool {
    count > 0 && (count as u64) < least
}

/// Whether a measure tells of few people by itself, together with what is shown of the whole.
pub fn tells(measurement: &Measurement, least: u64) -> bool {
    let fewest = measurement.apart.as_ref().and_then(|apart| apart.fewest);
    fewest.is_some_and(|fewest| is_few(fewest, least))
}

/// Metric and selection of measures of a project that tell of few people, with their parts, among those that are protected.
pub fn telling(
    numbers: &Numbers,
    least: u64,
    is_protected: impl Fn(&Measurement) -> bool,
) -> BTreeSet<(String, Selection)> {
    let mut shown: BTreeMap<&Selection, Vec<&Apart>> = BTreeMap::new();
    let mut telling: BTreeSet<(&str, &Selection)> = BTreeSet::new();
    let own: Vec<(&Measurement, &Apart)> = numbers
        .iter()
        .filter_map(|one| Some((one, one.apart.as_ref()?)))
        .filter(|(one, _)| is_protected(one))
        .collect();
    for (one, apart) in &own {
        let beside = shown.entry(&one.selection).or_default();
        if tells(one, least) || beside.iter().any(|other| is_few(between(apart, other), least)) {
            telling.insert((&one.metric, &one.selection));
        } else {
            beside.push(apart);
        }
    }
    // Of a number that is not shown the parts are not either: they would be parts of the whole that another measure shows.
    let all = own.iter().filter(|(one, _)| {
        let whole = PARTS.iter().fold(one.selection.clone(), |on, key| on.without(*key));
        [&whole, &one.selection]
            .iter()
            .any(|on| telling.contains(&(one.metric.as_str(), *on)))
    });
    all.map(|(one, _)| (one.metric.clone(), one.selection.clone()))
        .collect()
}

/// By what the answers of a wave are parted.
const PARTS: &[Key] = &[Key::Segment, Key::Role, Key::Product];

/// How many of those who gave all answers that either asks for are counted by one alone, where the other counts nobody beside.
fn between(one: &Apart, other: &Apart) -> usize {
    let set = |list: &[usize]| list.iter().copied().collect::<BTreeSet<usize>>();
    let (given, beside) = (set(&one.given), set(&other.given));
    let both = |list: &[usize]| -> BTreeSet<usize> {
        let known = list.iter().copied();
        known
            .filter(|index| given.contains(index) && beside.contains(index))
            .collect()
    };
    let (this, that) = (both(&one.counted), both(&other.counted));
    match (this.difference(&that).count(), that.difference(&this).count()) {
        (alone, 0) | (0, alone) => alone,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclose::cells::Cells;
    use crate::measure::measure;
    use crate::measure::tests::looking;
    use crate::record::types::Audience;

    /// A wave of 3, 20 and 20 answers of three sizes, where 3, 8 and 6 are favourable; measures as `tenfour.toml` writes them.
    fn hidden(measures: &[(&str, &str)], audience: Audience) -> Vec<String> {
        let mut files = "-- tenfour.toml --\nas_of = 2025-06-30\n".to_owned();
        for (id, text) in measures {
            files.extend([format!(
                "[[measure]]\nid = \"{id}\"\nname = \"One\"\nresponses = \"SVY-1\"\n{text}\n"
            )]);
        }
        files.push_str(
            "-- a.yaml --
- id: SVY-1
  version: \"1\"
  sampling: {method: census}
  questions:
    - {key: overall, text: {en: A}, kind: overall, scale: {min: 1, max: 5}}
    - {key: rec, text: {en: B}, kind: nps, scale: {min: 0, max: 10}}
- {id: SEG-A, dimension: size}
- {id: SEG-B, dimension: size}
- {id: SEG-C, dimension: size}
- {id: WAV-1, survey: SVY-1, survey_version: \"1\", field_start: 2025-05-01, field_end: 2025-05-31}
-- responses/WAV-1.csv --
id,segment.size,overall,rec
",
        );
        for (size, all, hits) in [("A", 3, 3), ("B", 20, 8), ("C", 20, 6)] {
            files.extend((0..all).map(|one| {
                let (overall, rec) = (if one < hits { 5 } else { 2 }, if one < 9 { "9" } else { "3" });
                format!("RSP-{size}{one},SEG-{size},{overall},{rec}\n")
            }));
        }
        looking(&files, |scope| {
            let numbers = measure(scope);
            let cells = Cells::of(&numbers, scope.ledger, scope.limits, audience);
            let own = numbers.iter().filter(|one| one.metric.starts_with("X-"));
            let hidden = own.filter(|one| cells.show(one).is_hidden());
            let name = |one: &Measurement| {
                let part = one.selection.get(Key::Segment).unwrap_or("all");
                format!("{} {part}", one.metric)
            };
            hidden.map(name).collect()
        })
    }

    const HIT: &str = "hit = \"answers.overall >= 4\"";

    fn share(when: &str) -> String {
        format!("sort = \"share\"\nwhen = \"{when}\"\n{HIT}")
    }

    #[test]
    fn a_measure_of_all_is_withheld_by_segment_as_others_are() {
        let all = format!("sort = \"share\"\n{HIT}");
        assert_eq!(hidden(&[("X-A", &all)], Audience::Internal), ["X-A SEG-A", "X-A SEG-B"]);
        assert_eq!(hidden(&[("X-A", &all)], Audience::Restricted), [""; 0]);
    }

    #[test]
    fn a_small_group_that_is_left_out_is_not_told_by_the_rest() {
        let all = |id: &str| -> Vec<String> {
            ["all", "SEG-A", "SEG-B", "SEG-C"]
                .map(|part| format!("{id} {part}"))
                .to_vec()
        };
        let without = share("segment.size != 'SEG-A'");
        let found = hidden(&[("X-B", &without)], Audience::Internal);
        assert!(
            found.contains(&"X-B all".to_owned()) && found.contains(&"X-B SEG-B".to_owned()),
            "{found:?}"
        );
        assert_eq!(hidden(&[("X-B", &without)], Audience::Restricted), [""; 0]);
        // What is asked for in the number itself can tell of each group.
        let ratio =
            "sort = \"ratio\"\nnumerator = \"answers.overall if segment.size == 'SEG-A' else 0\"\ndenominator = \"1\"";
        assert_eq!(hidden(&[("X-D", ratio)], Audience::Public), all("X-D"));
        // A large group that every other metric shows is no secret.
        let large = share("segment.size == 'SEG-C'");
        assert!(!hidden(&[("X-C", &large)], Audience::Internal).contains(&"X-C all".to_owned()));
    }

    #[test]
    fn few_beyond_another_measure_are_not_told_by_both() {
        // 27 gave a 9, and so do all but the first three of each group: 20 of 43 and 17 of 43 by themselves.
        let one = share("answers.rec == 9");
        let other = share("answers.rec == 9 and answers.overall == 5");
        assert_eq!(
            hidden(&[("X-F", &one)], Audience::Internal).first().map(String::as_str),
            Some("X-F SEG-A")
        );
        // 21 gave a 9, 17 of them are pleased: four would be told of by the difference.
        let both = hidden(&[("X-F", &one), ("X-G", &other)], Audience::Internal);
        assert!(
            both.contains(&"X-G all".to_owned()) && !both.contains(&"X-F all".to_owned()),
            "{both:?}"
        );
    }

    /// 40 complaints: 37 by mail and 3 at the desk, ten of them of severity 2.
    fn hidden_cases(measures: &[&str], audience: Audience) -> Vec<bool> {
        let mut files = "-- tenfour.toml --\nas_of = 2025-06-30\n".to_owned();
        for (index, text) in measures.iter().enumerate() {
            files.extend([format!(
                "[[measure]]\nid = \"X-{index}\"\nname = \"One\"\nrecords = \"complaint\"\n{text}\n"
            )]);
        }
        files.push_str("-- a.yaml --\n");
        files.extend((0..40).map(|one| {
            let channel = if one < 3 { "CHN-DESK" } else { "CHN-MAIL" };
            let severity = if one < 10 { 2 } else { 1 };
            format!(
                "- {{id: CMP-{one}, title: A, received_at: 2025-01-03T09:00:00Z, channel: {channel}, assessment: {{severity: {severity}}}, cost: {{amount: {}, currency: EUR}}}}\n",
                100 + one
            )
        }));
        looking(&files, |scope| {
            let numbers = measure(scope);
            let cells = Cells::of(&numbers, scope.ledger, scope.limits, audience);
            let own = numbers.iter().filter(|one| one.metric.starts_with("X-"));
            own.map(|one| {
                assert!(one.estimate.is_ok(), "{one:?}");
                cells.show(one).is_hidden()
            })
            .collect()
        })
    }

    #[test]
    fn a_mean_of_values_that_recur_is_a_count_of_cases() {
        let measures = [
            "sort = \"ratio\"\nnumerator = \"1 if channel == 'CHN-DESK' else 0\"",
            "sort = \"mean\"\nvalue = \"1 if channel == 'CHN-DESK' else 0\"",
            "sort = \"mean\"\nvalue = \"assessment.severity\"",
            "sort = \"mean\"\nvalue = \"cost.amount\"",
        ];
        assert_eq!(hidden_cases(&measures, Audience::Public), [true, true, false, false]);
        assert_eq!(hidden_cases(&measures, Audience::Internal), [false; 4]);
    }

    #[test]
    fn few_cases_beyond_another_measure_are_not_told_by_both() {
        let share = |hit: &str| format!("sort = \"share\"\nhit = \"{hit}\"");
        let of = |hit: &str| {
            let severe = share("assessment.severity == 2");
            hidden_cases(&[&severe, &share(hit)], Audience::Public)
        };
        // Seven of the ten came by mail: three did not.
        assert_eq!(of("assessment.severity == 2 and channel == 'CHN-MAIL'"), [false, true]);
        assert_eq!(of("assessment.severity == 1"), [false, false]);
    }

    #[test]
    fn those_who_gave_no_answer_are_told_by_nobody() {
        let when = share("answers.overall is not none");
        assert!(!hidden(&[("X-H", &when)], Audience::Internal).contains(&"X-H all".to_owned()));
    }
}
