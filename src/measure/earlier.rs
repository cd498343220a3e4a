//! What a wave is compared with: the wave before it that asked the same in the same way, and the baseline.
//!
//! In: a wave, a selection, and how a metric takes its sample. Out: the changes against both. What was asked otherwise is told
//! with the reason and not tested.

use super::answers::{WaveAnswers, Weighting};
use super::measurement::{Change, ChangeWord};
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::change;
use super::shape::sample::Sample;
use crate::record::objective::Objective;
use crate::record::survey::{Mode, Question};
use crate::record::wave::Wave;
use std::collections::BTreeSet;

/// How a metric takes its sample from a wave. Errors: why it cannot.
pub(super) type Sampler = for<'a> fn(&Scope<'a>, &WaveAnswers<'a>, &Selection) -> Result<Sample<'a>, String>;

/// A selection that names another wave, written as the site writes it.
pub(super) fn in_wave(selection: &Selection, wave: &WaveAnswers<'_>) -> Selection {
    selection
        .clone()
        .without(Key::Survey)
        .without(Key::Period)
        .without(Key::Against)
        .with(Key::Wave, wave.record.id())
}

/// Waves that a wave is compared with: the one before it that asked the same, and the baseline, each once; before them one
/// that asked it otherwise, when it lies between.
pub(super) fn waves<'b, 'a>(
    scope: &'b Scope<'a>,
    metric: &str,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
    sampler: Sampler,
) -> Vec<(&'b WaveAnswers<'a>, Sample<'a>)> {
    let Ok(now) = sampler(scope, wave, selection) else {
        return Vec::new();
    };
    let asked = earlier(scope, wave).into_iter().filter_map(|other| {
        let sample = sampler(scope, other, &in_wave(selection, other)).ok()?;
        (!sample.each.is_empty()).then_some((other, sample))
    });
    let mut asked: Vec<_> = asked.collect();
    let baseline = match named_baseline(scope, metric, wave) {
        Some(id) => asked.iter().position(|(other, _)| other.record.id() == id),
        None => (!asked.is_empty()).then_some(0),
    };
    let same = |(other, sample): &(&WaveAnswers<'a>, Sample<'a>)| comparable((other, sample), (wave, &now)).is_ok();
    let before = asked.iter().rposition(same);
    let places: BTreeSet<usize> = [asked.len().checked_sub(1), before, baseline]
        .into_iter()
        .flatten()
        .collect();
    // From the newest to the oldest: what was last comes first.
    let mut chosen = Vec::new();
    for place in places.into_iter().rev() {
        chosen.push(asked.remove(place));
    }
    chosen
}

/// How a measurement of a wave changed against the wave before and the baseline.
pub(super) fn changes(
    scope: &Scope<'_>,
    metric: &str,
    wave: &WaveAnswers<'_>,
    selection: &Selection,
    sampler: Sampler,
) -> Vec<Change> {
    let Ok(now) = sampler(scope, wave, selection) else {
        return Vec::new();
    };
    if now.each.is_empty() {
        return Vec::new();
    }
    let confidence = wave.confidence();
    let mut all = Vec::new();
    for (other, before) in waves(scope, metric, wave, selection, sampler) {
        let against = in_wave(selection, other);
        match comparable((other, &before), (wave, &now)) {
            Ok(()) => all.extend(change::changes(&against, &before, &now, confidence)),
            Err(why) => all.extend(before.moments(before.weighted).map(|then| Change {
                word: ChangeWord::NotComparable(why),
                ..Change::from(against, then.mean)
            })),
        }
    }
    all
}

/// With what the reason begins that two waves cannot be compared because they asked otherwise.
pub(super) const NOT_COMPARABLE: &str = "not comparable: ";

/// How a measurement of one wave differs from that of another: with weights where there are some, without them, and of the people
/// who answered both times. Nothing where the metric takes no answers of waves, or the two are measured on something else.
///
/// Errors: why they cannot be compared.
pub(super) fn between(
    scope: &Scope<'_>,
    metric: &str,
    before: &Selection,
    now: &Selection,
) -> Option<Result<Vec<Change>, String>> {
    let sampler = super::satisfaction::sampler(metric)?;
    let (other, wave) = (scope.wave_of(before).ok()?, scope.wave_of(now).ok()?);
    let (against, whole) = (in_wave(before, other), in_wave(now, wave));
    if in_wave(now, other) != against {
        return None;
    }
    if other.record.id() == wave.record.id() {
        return Some(Err("it is the same wave".to_owned()));
    }
    let both = sampler(scope, other, &against).and_then(|before| Ok((before, sampler(scope, wave, &whole)?)));
    Some(both.and_then(|(before, now)| {
        comparable((other, &before), (wave, &now)).map_err(|why| format!("{NOT_COMPARABLE}{why}"))?;
        Ok(change::changes(&against, &before, &now, wave.confidence()))
    }))
}

/// The waves of the same survey before a wave that have answers, the oldest first.
fn earlier<'b, 'a>(scope: &'b Scope<'a>, wave: &WaveAnswers<'_>) -> Vec<&'b WaveAnswers<'a>> {
    let Some((survey, _)) = wave.survey else {
        return Vec::new();
    };
    let mut waves = scope.waves_of(survey.id());
    let place = waves.iter().position(|other| other.record.id() == wave.record.id());
    waves.truncate(place.unwrap_or(0));
    waves.retain(|other| !other.respondents.is_empty());
    waves
}

/// The wave that an objective for a metric of the survey names as the source of its baseline.
fn named_baseline<'a>(scope: &Scope<'a>, metric: &str, wave: &WaveAnswers<'_>) -> Option<&'a str> {
    let (survey, _) = wave.survey?;
    let named = scope.ledger.each::<Objective>().filter_map(|(_, objective)| {
        let of_metric = objective.metric.as_ref().is_some_and(|id| id.0 == metric);
        let of_survey = objective.metric_filter.get("survey").map(String::as_str) == Some(survey.id());
        let source = objective.baseline.as_ref()?.source.as_ref()?;
        (of_metric && of_survey).then_some(source.0.as_str())
    });
    let mut named = named.filter(|id| scope.ledger.typed::<Wave>(id).is_some());
    named.next()
}

/// Whether two samples of the same measure can be compared: of waves that are over, the same questions, worded alike, on the same
/// scale, asked in the same mode. Errors: what differs, in words.
pub(super) fn comparable(
    before: (&WaveAnswers<'_>, &Sample<'_>),
    now: (&WaveAnswers<'_>, &Sample<'_>),
) -> Result<(), String> {
    let keys = |sample: &Sample<'_>| -> BTreeSet<String> {
        let keys = sample.questions.iter().filter_map(|question| question.key.clone());
        keys.collect()
    };
    // Who answers early differs from who answers late, and a test at every look would find a difference sooner or later.
    if let Some(words) = [now.0, before.0].iter().find_map(|wave| wave.in_field_words()) {
        return Err(format!("a wave is {words}"));
    }
    // One with weights speaks of the population, one without of those who answered.
    match (&before.0.weighting, &now.0.weighting) {
        (Weighting::Failed(_), Weighting::Weighted(_)) => {
            return Err("its answers could not be weighted".to_owned());
        }
        (Weighting::Weighted(_), Weighting::Failed(_)) => {
            return Err("the answers of now could not be weighted".to_owned());
        }
        _ => {}
    }
    if keys(before.1) != keys(now.1) {
        return Err("other questions belong to it".to_owned());
    }
    for question in &now.1.questions {
        let then = before.1.questions.iter().find(|other| other.key == question.key);
        if let Some(then) = then {
            same_question(then, question)?;
        }
    }
    let (was, is) = (modes(before.0), modes(now.0));
    if !was.is_empty() && !is.is_empty() && was != is {
        return Err("people were asked in another mode".to_owned());
    }
    Ok(())
}

/// Whether a question was asked in the same words on the same scale. Errors: what differs.
pub(super) fn same_question(before: &Question, now: &Question) -> Result<(), String> {
    let key = now.key.as_deref().unwrap_or_default();
    let shared: Vec<&String> = now.text.keys().filter(|lang| before.text.contains_key(*lang)).collect();
    if shared.is_empty() && !(before.text.is_empty() && now.text.is_empty()) {
        return Err(format!("`{key}` was asked in another language"));
    }
    if shared
        .iter()
        .any(|lang| before.text.get(*lang).map(|text| text.trim()) != now.text.get(*lang).map(|text| text.trim()))
    {
        return Err(format!("`{key}` was worded otherwise"));
    }
    if before.kind != now.kind {
        return Err(format!("`{key}` was a question of another kind"));
    }
    let turned = |question: &Question| super::distribution::good_first(question);
    if super::answers::ends(before) != super::answers::ends(now) || turned(before) != turned(now) {
        return Err(format!("`{key}` had another scale"));
    }
    let labels = |question: &Question| {
        question
            .scale
            .as_ref()
            .map(|scale| scale.labels.clone())
            .unwrap_or_default()
    };
    if labels(before) != labels(now) {
        return Err(format!("`{key}` had other words at the points of its scale"));
    }
    Ok(())
}

/// How people of a wave were asked: as the wave says, else as the survey does.
fn modes(wave: &WaveAnswers<'_>) -> BTreeSet<Mode> {
    let of_survey = || {
        wave.survey
            .map(|(_, survey)| survey.mode.as_slice())
            .unwrap_or_default()
    };
    let used = wave.wave.mode_used.as_slice();
    let used = if used.is_empty() { of_survey() } else { used };
    used.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{ChangeWord, Measurement};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    /// A survey of two versions and three waves of thirty-six people each; `{old}` is the question of the first version, `{mode}`
    /// how the newest wave asked.
    const SURVEY: &str = "
id: SVY-1
version: \"2\"
mode: [web]
sampling: {method: census}
questions:
  - {key: all, kind: overall, text: {en: How are we?}, scale: {min: 1, max: 5}}
earlier_versions:
  - version: \"1\"
    questions:
      - {old}
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2024-01-01, field_end: 2024-01-31}
---
{id: WAV-2, survey: SVY-1, survey_version: \"2\", status: closed, field_start: 2024-07-01, field_end: 2024-07-31}
---
{id: WAV-3, survey: SVY-1, survey_version: \"2\", status: closed, field_start: 2025-01-01, field_end: 2025-01-31, mode_used: [{mode}]}
";

    fn project(old: &str, mode: &str) -> String {
        let mut files = SURVEY.replace("{old}", old).replace("{mode}", mode);
        for (wave, good) in [(1, 18), (2, 27), (3, 33)] {
            files.extend([format!("-- responses/WAV-{wave}.csv --\nid,respondent,all\n")]);
            for person in 0..36 {
                let answer = if person < good { 5 } else { 1 };
                files.extend([format!("RSP-{wave}{person:02},K-{wave}-{person},{answer}\n")]);
            }
        }
        files
    }

    const SAME: &str = "{key: all, kind: overall, text: {en: How are we?}, scale: {min: 1, max: 5}}";

    /// Wave and word of each change of the newest wave.
    fn words(old: &str, mode: &str) -> Vec<(String, String)> {
        let made = said(
            "M-SAT-1",
            &[(Key::Wave, "WAV-3"), (Key::Question, "all")],
            &project(old, mode),
        );
        let word = |word: &ChangeWord| match word {
            ChangeWord::NotComparable(why) => why.clone(),
            word => word.word().to_owned(),
        };
        let changes = made.changes.iter();
        changes
            .map(|change| {
                let wave = change.against.get(Key::Wave).unwrap_or_default();
                (wave.to_owned(), word(&change.word))
            })
            .collect()
    }

    fn pairs(expected: [(&str, &str); 2]) -> Vec<(String, String)> {
        expected.map(|(wave, word)| (wave.to_owned(), word.to_owned())).to_vec()
    }

    #[test]
    fn a_wave_is_held_against_the_one_before_and_the_first() {
        // 33 of 36 against 27 of 36 and 18 of 36.
        assert_eq!(
            words(SAME, "web"),
            pairs([("WAV-2", "no clear change"), ("WAV-1", "higher")])
        );
    }

    #[test]
    fn a_wave_that_is_still_in_the_field_is_not_compared() {
        let files = project(SAME, "web");
        let of = |files: &str| said("M-SAT-1", &[(Key::Wave, "WAV-3"), (Key::Question, "all")], files);
        let over = of(&files);
        assert!(!over.provisional && over.interval.is_ok());
        for open in [
            files.replace(
                "status: closed, field_start: 2025-01-01",
                "status: fielding, field_start: 2025-01-01",
            ),
            files.replace("field_end: 2025-01-31", "field_end: 2025-07-31"),
        ] {
            let made = of(&open);
            assert!(made.provisional && made.interval.is_err(), "{made:?}");
            assert_eq!(made.estimate, over.estimate);
            let (_, to) = made.period.unwrap();
            assert!(to.to_string().as_str() <= "2025-06-30", "{to}");
            let words: Vec<_> = made.changes.iter().map(|change| change.word.word()).collect();
            assert_eq!(words, ["not comparable", "not comparable"]);
            assert!(made.changes.iter().all(|change| change.test.is_none()));
            assert!(
                said("M-CHG-1", &[(Key::Wave, "WAV-3"), (Key::Question, "all")], &open)
                    .estimate
                    .is_err()
            );
            // The survey as a whole is told by the newest wave that is over.
            let newest = said("M-SAT-1", &[(Key::Survey, "SVY-1"), (Key::Question, "all")], &open);
            assert_eq!(newest.drawn_from.rows, [("WAV-2".to_owned(), 36)]);
        }
    }

    /// Two waves of so many answers, so many of them hits, drawn and weighted as `sampling` says.
    fn pair_of_waves(sampling: &str, waves: [(usize, usize); 2]) -> String {
        let mut files = SURVEY
            .replace("{old}", SAME)
            .replace("{mode}", "web")
            .replace("sampling: {method: census}", sampling);
        for (wave, (hits, n)) in [2, 3].into_iter().zip(waves) {
            files.extend([format!("-- responses/WAV-{wave}.csv --\nid,segment.side,all\n")]);
            files.extend((0..n).map(|one| {
                let side = if one % 4 == 0 && wave == 2 { "SEG-B" } else { "SEG-A" };
                format!("RSP-{wave}{one:03},{side},{}\n", if one < hits { 5 } else { 1 })
            }));
        }
        files
    }

    const NEWEST: &[(Key, &str)] = &[(Key::Wave, "WAV-3"), (Key::Question, "all")];

    /// With ten clusters and an intraclass correlation of 0.05 sixty answers are worth 60 / (1 + 5 × 0.05) = 48.
    #[test]
    fn whole_groups_that_were_drawn_make_intervals_and_tests_less_sure() {
        let drawn = |sampling: &str| said("M-SAT-1", NEWEST, &pair_of_waves(sampling, [(33, 60), (45, 60)]));
        let single = drawn("sampling: {method: simple_random}");
        let groups = drawn("sampling: {method: cluster, clusters: {unit: site, count: 10, icc_assumed: 0.05}}");
        let p = |made: &Measurement| made.changes[0].test.as_ref().unwrap().p;
        // z = (0.75 - 0.55) / √(0.65 × 0.35 × 2 / n), with 60 and with 48.
        assert!((p(&single) - 0.021_637).abs() < 1e-6, "{}", p(&single));
        assert!((p(&groups) - 0.039_955).abs() < 1e-6, "{}", p(&groups));
        assert_eq!((single.base.effective, groups.base.effective), (None, Some(48.0)));
        let width = |made: &Measurement| {
            let found = made.interval.as_ref().unwrap();
            found.high - found.low
        };
        assert!(width(&groups) > width(&single));
        // Where it is not written how alike their members are, nothing is inferred.
        let unknown = drawn("sampling: {method: cluster}");
        assert!(unknown.interval.unwrap_err().contains("clusters"));
        assert_eq!(unknown.changes[0].word, ChangeWord::NotTested);
        // The order of answers and pairs of people are tested as if everybody were drawn by themselves: of groups they are not.
        let files = |sampling: &str| {
            let files = pair_of_waves(sampling, [(33, 60), (45, 60)]);
            let files = files.replace("id,segment.side,all", "id,segment.side,all,respondent");
            let named = |line: &str| match line.strip_prefix("RSP-") {
                Some(rest) => format!("{line},K-{}", &rest[1..4]),
                None => line.to_owned(),
            };
            files.lines().map(named).collect::<Vec<_>>().join("\n")
        };
        let single = files("sampling: {method: simple_random}");
        let groups = files("sampling: {method: cluster, clusters: {unit: site, count: 10, icc_assumed: 0.05}}");
        assert!(said("M-CHG-3", NEWEST, &single).changes[0].test.is_some());
        let order = said("M-CHG-3", NEWEST, &groups);
        assert!(order.changes[0].test.is_none() && order.estimate.is_ok());
        assert_eq!(order.changes[0].word, ChangeWord::NotTested);
        let on = [NEWEST, &[(Key::Metric, "M-SAT-1")]].concat();
        assert!(said("M-CHG-5", &on, &single).estimate.is_ok());
        assert!(
            said("M-CHG-5", &on, &groups)
                .estimate
                .unwrap_err()
                .contains("whole groups")
        );
        // Where everybody was asked no groups were drawn, whatever is written of some.
        let all = drawn("sampling: {method: census, clusters: {unit: site, count: 10, icc_assumed: 0.05}}");
        assert_eq!(all.base.effective, None);
    }

    /// 76 of 137 answers of ten clusters: Wilson over 137 / 1.635.
    #[test]
    fn the_interval_of_a_cluster_sample() {
        let sampling = "sampling: {method: cluster, clusters: {unit: site, count: 10, icc_assumed: 0.05}}";
        let made = said("M-SAT-1", NEWEST, &pair_of_waves(sampling, [(33, 60), (76, 137)]));
        let found = made.interval.unwrap();
        assert!(
            (found.low - 44.826_181).abs() < 1e-5 && (found.high - 65.642_772).abs() < 1e-5,
            "{found:?}"
        );
        let effect = said(
            "M-SMP-7",
            &[(Key::Wave, "WAV-3")],
            &pair_of_waves(sampling, [(33, 60), (76, 137)]),
        );
        assert!((effect.estimate.unwrap() - 1.635).abs() < 1e-12);
        assert!(
            effect
                .inputs
                .iter()
                .any(|input| input.symbol == "m" && (input.value - 13.7).abs() < 1e-12)
        );
    }

    #[test]
    fn people_who_were_not_drawn_by_chance_are_not_tested() {
        let made = said(
            "M-SAT-1",
            NEWEST,
            &pair_of_waves("sampling: {method: convenience}", [(33, 60), (0, 60)]),
        );
        let change = &made.changes[0];
        assert_eq!((change.difference, &change.word), (Some(-55.0), &ChangeWord::NotTested));
        assert!(change.test.is_none() && change.interval.is_none());
        assert!(change.notes[0].contains("not drawn by chance"), "{:?}", change.notes);
        let files = pair_of_waves("sampling: {method: convenience}", [(33, 60), (0, 60)]);
        assert!(
            said("M-CHG-1", NEWEST, &files)
                .estimate
                .unwrap_err()
                .contains("not drawn by chance")
        );
    }

    /// Reference values of `twoprop.0_10_0_12`: Newcombe -24.25 to 27.75 percentage points, and no test.
    #[test]
    fn nobody_both_times_has_an_interval_and_no_test() {
        let files = pair_of_waves("sampling: {method: simple_random}", [(0, 12), (0, 10)]);
        let made = said("M-SAT-1", NEWEST, &files);
        let change = &made.changes[0];
        let (low, high) = change.interval.unwrap();
        assert!(
            (low + 24.249_401).abs() < 1e-5 && (high - 27.753_280).abs() < 1e-5,
            "{low} {high}"
        );
        assert_eq!((&change.word, change.test.is_none()), (&ChangeWord::NotTested, true));
        assert!(said("M-CHG-1", NEWEST, &files).interval.is_ok());
    }

    #[test]
    fn what_could_not_be_weighted_says_so_and_is_not_compared_with_what_was() {
        let sampling = "sampling: {method: simple_random, weighting: cell, targets: {side: {SEG-A: 0.5, SEG-B: 0.5}}}";
        let made = said("M-SAT-1", NEWEST, &pair_of_waves(sampling, [(33, 60), (45, 60)]));
        let margin = said("M-SMP-5", &NEWEST[..1], &pair_of_waves(sampling, [(33, 60), (45, 60)]));
        assert!(margin.estimate.is_ok() && margin.notes.iter().any(|note| note.starts_with("not weighted")));
        assert!(made.not_weighted && made.notes.iter().any(|note| note.starts_with("not weighted")));
        assert_eq!(made.changes[0].word.word(), "not comparable");
    }

    #[test]
    fn what_was_asked_otherwise_is_not_compared() {
        for (old, why) in [
            (
                "{key: all, kind: overall, text: {en: How good are we?}, scale: {min: 1, max: 5}}",
                "`all` was worded otherwise",
            ),
            (
                "{key: all, kind: overall, text: {de: Wie sind wir?}, scale: {min: 1, max: 5}}",
                "`all` was asked in another language",
            ),
            (
                "{key: all, kind: overall, text: {en: How are we?}, scale: {min: 1, max: 7}}",
                "`all` had another scale",
            ),
            (
                "{key: all, kind: overall, text: {en: How are we?}, scale: {min: 1, max: 5}, reverse: true}",
                "`all` had another scale",
            ),
            (
                "{key: all, kind: rating, text: {en: How are we?}, scale: {min: 1, max: 5}}",
                "`all` was a question of another kind",
            ),
        ] {
            assert_eq!(words(old, "web"), pairs([("WAV-2", "no clear change"), ("WAV-1", why)]));
        }
        let why = "people were asked in another mode";
        assert_eq!(words(SAME, "phone"), pairs([("WAV-2", why), ("WAV-1", why)]));
    }

    #[test]
    fn a_measure_of_change_says_why_there_is_none() {
        let files = project(SAME, "phone");
        let wave = (Key::Wave, "WAV-3");
        let question = (Key::Question, "all");
        let said = |keys: &[(Key, &str)]| said("M-CHG-1", keys, &files).estimate.unwrap_err();
        assert_eq!(
            said(&[wave, question, (Key::Against, "WAV-1")]),
            "not comparable: people were asked in another mode"
        );
        assert_eq!(said(&[wave, question]), "no earlier wave asked the same");
        assert_eq!(
            said(&[wave, question, (Key::Against, "WAV-3")]),
            "a wave is not compared with itself"
        );
        assert!(said(&[wave, question, (Key::Metric, "M-SAT-4")]).contains("M-SAT-1"));
        assert!(said(&[(Key::Wave, "WAV-9"), question]).contains("WAV-9"));
    }
}
