//! A question over all waves of a sort of survey, or those of a period, taken together.

use super::ending::Endings;
use crate::measure::answers::{Groups, Respondent, WaveAnswers, ends};
use crate::measure::distribution::good_first;
use crate::measure::measurement::{Base, Change, ChangeWord, Drawn, Excluded, Measurement, WITHOUT_WEIGHTS};
use crate::measure::scope::Scope;
use crate::measure::selection::{self, Key, Selection};
use crate::measure::shape::change::TO_SAY;
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::fixed;
use crate::record::survey::{Question, QuestionKind, SamplingMethod, SurveyType};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Who is asked, for which metric.
#[derive(Clone, Copy, Debug)]
pub(in crate::measure) struct Asked {
    /// Id of the metric.
    pub(in crate::measure) metric: &'static str,
    /// The surveys that are looked at.
    pub(in crate::measure) of_type: SurveyType,
    /// Their type as it is written.
    pub(in crate::measure) word: &'static str,
}

/// Whether satisfaction is read from the two most favourable points of a question.
pub(super) fn is_rating(question: &Question) -> bool {
    let kind = question.kind.unwrap_or(QuestionKind::Open);
    let rated = matches!(
        kind,
        QuestionKind::Rating | QuestionKind::Perception | QuestionKind::Overall | QuestionKind::Ces
    );
    rated && ends(question).is_some_and(|(min, max)| (3.0..=10.0).contains(&(max - min)))
}

/// First and last day that a wave speaks of: those of the period it is named after, else those on which it was asked.
pub(super) fn days_of(wave: &WaveAnswers<'_>) -> Option<(Date, Date)> {
    let named = wave.wave.period_label.as_deref().and_then(selection::days);
    named.or_else(|| {
        wave.wave
            .field_start
            .map(|start| (start, wave.wave.field_end.unwrap_or(start)))
    })
}

/// First and last day of a period that is written as such. Of a named year or quarter a wave counts whole, by the period it is named
/// after; of any other days each answer counts by its own.
fn range(selection: &Selection) -> Option<(Date, Date)> {
    let written = selection.get(Key::Period)?;
    selection.days().filter(|_| written.contains(".."))
}

/// Whether somebody answered in these days.
fn answered_in(one: &Respondent<'_>, (from, to): (Date, Date)) -> bool {
    one.submitted_on.is_some_and(|day| (from..=to).contains(&day))
}

/// The waves with answers that a selection means, in the order in which they were asked.
fn waves<'a, 'b>(scope: &'b Scope<'a>, selection: &Selection, asked: Asked) -> Vec<&'b WaveAnswers<'a>> {
    let fits = |wave: &&WaveAnswers<'_>| {
        let survey = wave.survey.filter(|(_, survey)| survey.r#type == Some(asked.of_type));
        survey.is_some_and(|(record, _)| selection.get(Key::Survey).is_none_or(|id| id == record.id()))
            && match (range(selection), selection.days()) {
                (Some(range), _) => wave.respondents.iter().any(|one| answered_in(one, range)),
                (None, Some((from, to))) => days_of(wave).is_some_and(|days| (from..=to).contains(&days.1)),
                (None, None) => true,
            }
            && !wave.respondents.is_empty()
    };
    let mut waves: Vec<&WaveAnswers<'_>> = scope.waves().filter(fits).collect();
    waves.sort_by_key(|wave| (days_of(wave), wave.record.id()));
    waves
}

/// Every question of a sort, over all waves and by year.
pub(in crate::measure) fn selections(
    scope: &Scope<'_>,
    asked: Asked,
    fits: impl Fn(&Question) -> bool,
) -> Vec<Selection> {
    let waves = waves(scope, &Selection::all(), asked);
    let mut keys: Vec<&str> = Vec::new();
    let mut years: Vec<Period> = Vec::new();
    for wave in &waves {
        let asked = wave
            .questions
            .iter()
            .filter(|question| fits(question) && is_counted(question));
        for key in asked.filter_map(|question| question.key.as_deref()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        years.extend(days_of(wave).map(|(_, to)| Period::of(to, Length::Year)));
    }
    years.sort_unstable();
    years.dedup();
    let mut all = Vec::new();
    for key in keys {
        let whole = Selection::all().with(Key::Question, key);
        all.push(whole.clone());
        all.extend(
            years
                .iter()
                .map(|year| whole.clone().with(Key::Period, year.to_string())),
        );
    }
    all
}

/// Selections, and the questions among them that are not narrowed also by how the complaints of those who answered ended, where
/// the records tell of at least two endings.
pub(in crate::measure) fn by_ending(scope: &Scope<'_>, asked: Asked, mut selections: Vec<Selection>) -> Vec<Selection> {
    let endings = Endings::of(scope);
    let waves = waves(scope, &Selection::all(), asked);
    let told: BTreeSet<&str> = waves
        .iter()
        .flat_map(|wave| wave.respondents.iter().filter_map(|one| endings.told(wave, one)))
        .collect();
    if told.len() > 1 {
        let whole: Vec<Selection> = selections
            .iter()
            .filter(|one| one.get(Key::Period).is_none())
            .cloned()
            .collect();
        for one in whole {
            selections.extend(told.iter().map(|ending| one.clone().with(Key::Outcome, *ending)));
        }
    }
    selections
}

fn is_counted(question: &Question) -> bool {
    is_rating(question) || question.kind == Some(QuestionKind::YesNo)
}

/// What one answer says: favourable, not, or nothing.
fn favourable(question: &Question, answer: &str) -> Option<bool> {
    let answer = answer.trim();
    if question.kind == Some(QuestionKind::YesNo) {
        return match answer {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
    }
    let (min, max) = ends(question).filter(|_| is_rating(question))?;
    let number: f64 = answer.parse().ok()?;
    if !(min..=max).contains(&number) {
        return None;
    }
    Some(if good_first(question) {
        number <= min + 1.0
    } else {
        number >= max - 1.0
    })
}

/// Answers to a question, pooled.
pub(super) struct Pooled<'a> {
    waves: Vec<&'a WaveAnswers<'a>>,
    /// Favourable or not, with where it stands: index of the wave, place in it.
    pub(super) answers: Vec<(bool, usize, usize)>,
    silent: usize,
    /// People who answered in waves that are still in the field, which are left out: their lists are not complete, and who answers
    /// early may differ from who answers late.
    early: usize,
}

impl<'a> Pooled<'a> {
    /// The waves that were looked at.
    pub(super) fn waves(&self) -> &[&'a WaveAnswers<'a>] {
        &self.waves
    }
}

/// Pools the answers to the question that a selection names.
///
/// Errors: no question is chosen, the period is none, nobody answered, or no wave asked it in a way that can be counted.
pub(super) fn pool<'a>(scope: &'a Scope<'a>, selection: &Selection, asked: Asked) -> Result<Pooled<'a>, String> {
    if let Some(text) = selection.get(Key::Period).filter(|_| selection.days().is_none()) {
        return Err(format!("`{text}` is no period"));
    }
    let waves = waves(scope, selection, asked);
    if waves.is_empty() {
        return Err(match selection.get(Key::Period) {
            Some(period) => format!("nobody answered a survey of the type `{}` in {period}", asked.word),
            None => format!("no survey of the type `{}` has answers", asked.word),
        });
    }
    let range = range(selection);
    let is_given = |one: &Respondent<'_>| range.is_none_or(|range| answered_in(one, range));
    let key = selection
        .get(Key::Question)
        .ok_or_else(|| "no question is chosen".to_owned())?;
    let (open, over): (Vec<_>, Vec<_>) = waves.into_iter().partition(|wave| wave.in_field);
    // Where there is nothing else, they are shown, and marked as provisional.
    let (waves, early) = if over.is_empty() {
        (open, 0)
    } else {
        {
            let answered = open.iter().flat_map(|wave| &wave.respondents);
            let early = answered.filter(|one| is_given(one)).count();
            (over, early)
        }
    };
    let mut pooled = Pooled {
        waves,
        answers: Vec::new(),
        silent: 0,
        early,
    };
    let mut found = false;
    let mut sort = None;
    let wanted = selection.get(Key::Outcome).map(|outcome| (outcome, Endings::of(scope)));
    for (index, wave) in pooled.waves.iter().enumerate() {
        let Some(question) = wave.question(key).filter(|question| is_counted(question)) else {
            continue;
        };
        // Boxes of scales with another number of points are not the same thing.
        let this = (question.kind, ends(question));
        if *sort.get_or_insert(this) != this {
            return Err(format!(
                "`{key}` was asked on different scales, so its answers cannot be pooled"
            ));
        }
        found = true;
        let is_meant = |place: &usize| match &wanted {
            Some((outcome, endings)) => endings.told(wave, &wave.respondents[*place]) == Some(*outcome),
            None => true,
        };
        let given = |place: &usize| is_given(&wave.respondents[*place]);
        for place in scope.who(wave, selection).into_iter().filter(is_meant).filter(given) {
            match favourable(question, &wave.respondents[place].written(key)) {
                Some(yes) => pooled.answers.push((yes, index, place)),
                None => pooled.silent += 1,
            }
        }
    }
    if found {
        Ok(pooled)
    } else {
        Err(format!(
            "no wave asked `{key}` as a rating of 4 to 11 points or with yes and no"
        ))
    }
}

/// The share of favourable answers to a question over all waves of a selection.
pub(in crate::measure) fn share(scope: &Scope<'_>, selection: &Selection, asked: Asked) -> Measurement {
    let pooled = match pool(scope, selection, asked) {
        Ok(pooled) => pooled,
        Err(reason) => return Measurement::not_estimable(asked.metric, selection, Base::answers(0), reason),
    };
    let mut made = of(asked.metric, selection, &pooled);
    made.changes.extend(from_year_before(scope, selection, asked, &pooled));
    by_outcome(made, scope, selection, asked, &pooled)
}

/// How the answers of a year differ from those of the year before: what is inferred is the process, so that the finite population is
/// left out (metric catalogue, section 8). Nothing where one of them has none, or where people were not drawn by chance and one by one.
pub(super) fn from_year_before(
    scope: &Scope<'_>,
    selection: &Selection,
    asked: Asked,
    now: &Pooled<'_>,
) -> Option<Change> {
    let year = Period::parse(selection.get(Key::Period)?)?;
    let before = Period::of(year.days().0.yesterday().ok()?, Length::Year);
    if before.next() != year || selection.get(Key::Outcome).is_some() {
        return None;
    }
    let against = selection.clone().with(Key::Period, before.to_string());
    let then = pool(scope, &against, asked).ok()?;
    let by_chance =
        |pooled: &Pooled<'_>| !matches!(origin(selection, pooled), Origin::NotByChance | Origin::Groups(..));
    if now.answers.is_empty() || then.answers.is_empty() || !by_chance(now) || !by_chance(&then) {
        return None;
    }
    let counts = |pooled: &Pooled<'_>| {
        let hits = pooled.answers.iter().filter(|(yes, ..)| *yes).count();
        (hits as u64, pooled.answers.len() as u64)
    };
    let mut change = share::change(against, counts(&then), counts(now));
    if then.answers.len().min(now.answers.len()) < TO_SAY && change.test.is_some() {
        change.word = ChangeWord::TooFew;
        change
            .notes
            .push(format!("a comparison says a word from {TO_SAY} answers each time"));
    }
    if year.days().1 > scope.as_of {
        change.notes.push(format!("{year} is not over"));
    }
    Some(change)
}

/// The share of favourable answers, with who was invited.
pub(super) fn of(metric: &str, selection: &Selection, pooled: &Pooled<'_>) -> Measurement {
    let counts = Counts {
        hit: "favourable answers",
        x: pooled.answers.iter().filter(|(yes, ..)| *yes).count(),
        base: Base::answers(pooled.answers.len()),
        weighted: None,
        origin: origin(selection, pooled),
        confidence: 0.95,
    };
    let is_part = selection.get(Key::Outcome).is_some();
    let rows = pooled.waves.iter().enumerate().filter_map(|(index, wave)| {
        let rows = pooled.answers.iter().filter(|(_, of, _)| *of == index).count();
        (rows > 0).then(|| (wave.record.id().to_owned(), rows))
    });
    // How the complaints behind a single wave ended would be told by a count of its rows: the waves are named, and all of them.
    let drawn = if is_part {
        Drawn {
            beside: pooled.waves.iter().map(|wave| wave.record.id().to_owned()).collect(),
            ..Drawn::default()
        }
    } else {
        Drawn {
            rows: rows.collect(),
            ..Drawn::default()
        }
    };
    let days: Vec<(Date, Date)> = pooled.waves.iter().filter_map(|wave| days_of(wave)).collect();
    let made = share::measure(metric, selection, counts)
        .over(
            range(selection).or(days
                .iter()
                .map(|days| days.0)
                .min()
                .zip(days.iter().map(|days| days.1).max())),
        )
        .drawn(drawn);
    let weighted = pooled.waves.iter().any(|wave| wave.is_weighted());
    let made = if weighted { made.note(WITHOUT_WEIGHTS) } else { made };
    if is_part {
        return made;
    }
    let made = made.without([
        Excluded::count("no answer to this question", pooled.silent),
        Excluded::count("answered in a wave that is still in the field", pooled.early),
        Excluded::count(
            "no consent to be evaluated",
            pooled.waves.iter().map(|wave| wave.without_consent).sum(),
        ),
    ]);
    if range(selection).is_some() {
        return made.note("answers count by the day on which they were given, and not with their wave");
    }
    let respondents: usize = pooled.waves.iter().map(|wave| wave.respondents.len()).sum();
    let invited: Option<u64> = pooled.waves.iter().map(|wave| wave.wave.invited).sum();
    match invited.filter(|invited| *invited > 0) {
        Some(invited) => {
            #[expect(clippy::cast_precision_loss, reason = "invitations are far fewer than 2^53")]
            let rate = 100.0 * respondents as f64 / invited as f64;
            let listed: Option<u64> = pooled.waves.iter().map(|wave| wave.wave.frame_size).sum();
            let listed = listed.filter(|listed| *listed > invited);
            let listed = listed.map_or_else(String::new, |listed| format!("; {listed} were on the lists"));
            made.note(format!(
                "{respondents} of {invited} invited answered ({} %){listed}",
                fixed(rate, 1)
            ))
        }
        None => made,
    }
}

/// The groups that were drawn as a whole, those of all waves together and alike as the most alike of them; nothing where single people
/// were drawn. Errors: of one it is not known.
fn groups(pooled: &Pooled<'_>) -> Option<Result<Groups, String>> {
    let all: Result<Vec<Groups>, String> = pooled.waves.iter().filter_map(|wave| wave.groups()).collect();
    match all {
        Err(why) => Some(Err(why)),
        Ok(all) => all
            .into_iter()
            .reduce(|one, other| Groups {
                count: one.count.saturating_add(other.count),
                alike: one.alike.max(other.alike),
            })
            .map(Ok),
    }
}

/// How those who answered were drawn; with surveys drawn in several ways, the weakest.
fn origin(selection: &Selection, pooled: &Pooled<'_>) -> Origin {
    let methods: Vec<Option<SamplingMethod>> = pooled
        .waves
        .iter()
        .map(|wave| wave.survey.and_then(|(_, survey)| survey.sampling.as_ref()?.method))
        .collect();
    let part = range(selection).is_some()
        || [Key::Segment, Key::Product, Key::Outcome]
            .iter()
            .any(|key| selection.get(*key).is_some());
    // All who were on the lists of these waves; those of a part are not known.
    let listed: Option<u64> = pooled.waves.iter().map(|wave| wave.wave.frame_size).sum();
    let population = listed.filter(|_| !part);
    if methods.iter().all(|method| *method == Some(SamplingMethod::Census)) {
        Origin::Census(population)
    } else if methods
        .iter()
        .all(|method| method.is_some_and(SamplingMethod::is_probability))
    {
        match groups(pooled) {
            None => Origin::Sample(population),
            Some(groups) => Origin::Groups(population, groups.ok()),
        }
    } else {
        Origin::NotByChance
    }
}

/// Counts of an outcome: favourable answers and all.
type ByOutcome<'a> = BTreeMap<&'a str, (f64, f64)>;

fn outcomes<'a>(pooled: &Pooled<'a>, endings: &Endings<'a>) -> ByOutcome<'a> {
    let mut counts = ByOutcome::new();
    for (yes, index, place) in &pooled.answers {
        let wave: &'a WaveAnswers<'a> = pooled.waves[*index];
        if let Some(outcome) = endings.told(wave, &wave.respondents[*place]) {
            let (x, n) = counts.entry(outcome).or_default();
            *x += f64::from(u8::from(*yes));
            *n += 1.0;
        }
    }
    counts
}

/// Says whether a share can be split by how the complaints ended, and puts the value beside it that the mix of outcomes of the
/// first year gives. The parts are measurements of their own, so that small ones are kept back like all others.
fn by_outcome(
    made: Measurement,
    scope: &Scope<'_>,
    selection: &Selection,
    asked: Asked,
    pooled: &Pooled<'_>,
) -> Measurement {
    if asked.of_type != SurveyType::ComplaintHandling || selection.get(Key::Outcome).is_some() {
        return made;
    }
    let endings = Endings::of(scope);
    let counts = outcomes(pooled, &endings);
    let first = waves(scope, &Selection::all(), asked)
        .first()
        .and_then(|wave| days_of(wave))
        .map(|(_, to)| Period::of(to, Length::Year));
    // All years together hold the first one themselves: at its mix they would be compared with a part of themselves.
    let is_later = selection
        .get(Key::Period)
        .and_then(Period::parse)
        .zip(first)
        .is_some_and(|(year, first)| year > first);
    if counts.is_empty() {
        return made.note(NO_OUTCOME);
    }
    let told: f64 = counts.values().map(|(_, n)| n).sum();
    let all = pooled.answers.len();
    let made = made.note(format!(
        "of {} of {all} answers the records tell how the complaint ended",
        fixed(told, 0)
    ));
    if !is_later {
        return made;
    }
    #[expect(clippy::cast_precision_loss, reason = "cells are few")]
    let least = scope.limits.min_cell as f64;
    if counts.values().any(|(_, n)| *n < least) {
        return made.note(format!(
            "no value at a fixed mix of outcomes: an outcome has fewer than {least} answers"
        ));
    }
    let Some(year) = first.map(|year| year.to_string()) else {
        return made;
    };
    let of_year = selection.clone().with(Key::Period, year.as_str());
    let Ok(baseline) = pool(scope, &of_year, asked) else {
        return made;
    };
    let mix: BTreeMap<&str, f64> = outcomes(&baseline, &endings)
        .into_iter()
        .map(|(outcome, (_, n))| (outcome, n))
        .collect();
    match standardised(&counts, &mix) {
        Ok(value) => made.note(format!(
            "at the mix of outcomes of {year}: {} %",
            fixed(100.0 * value, 1)
        )),
        Err(outcome) => made.note(format!(
            "no value at the mix of outcomes of {year}: nobody whose complaint ended as {outcome} answered"
        )),
    }
}

/// Why there is no split by outcome, and what would have to be recorded.
const NO_OUTCOME: &str = "the records do not hold the outcome of those who answered, so there is no split by outcome and no value at a fixed mix of \
     outcomes: record with each answer a segment of the dimension `outcome`, or name the respondent among the contacts of the \
     customer who complained";

/// The share at another mix of outcomes: the shares of the outcomes, weighted by that mix (direct standardisation).
///
/// Errors: an outcome of that mix that nobody has here.
fn standardised<'a>(counts: &ByOutcome<'_>, mix: &BTreeMap<&'a str, f64>) -> Result<f64, &'a str> {
    let total: f64 = mix.values().sum();
    let mut value = 0.0;
    for (outcome, weight) in mix {
        let (x, n) = counts.get(*outcome).ok_or(*outcome)?;
        value += weight / total * x / n;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_at_another_mix_is_the_weighted_one() {
        let counts = ByOutcome::from([("kept", (9.0, 10.0)), ("rejected", (2.0, 10.0))]);
        let mix = BTreeMap::from([("kept", 3.0), ("rejected", 1.0)]);
        assert!((standardised(&counts, &mix).unwrap() - 0.725).abs() < 1e-12);
        let other = BTreeMap::from([("withdrawn", 1.0)]);
        assert_eq!(standardised(&counts, &other), Err("withdrawn"));
    }

    #[test]
    fn answers_are_favourable_at_the_good_end() {
        let question: Question = serde_yaml::from_str("{kind: rating, scale: {min: 1, max: 5}}").unwrap();
        let told = ["5", "4", "3", "na", "7", ""].map(|answer| favourable(&question, answer));
        assert_eq!(told, [Some(true), Some(true), Some(false), None, None, None]);
        let turned: Question =
            serde_yaml::from_str("{kind: rating, scale: {min: 1, max: 5, direction: low_is_good}}").unwrap();
        assert_eq!(favourable(&turned, "1"), Some(true));
        let yes: Question = serde_yaml::from_str("{kind: yes_no}").unwrap();
        assert_eq!(
            ["yes", "no", "maybe"].map(|answer| favourable(&yes, answer)),
            [Some(true), Some(false), None]
        );
    }
    #[test]
    fn a_wave_in_the_field_is_left_out_and_counted() {
        let wave = |id: &str, end: &str| {
            format!(
                "---\n{{id: {id}, survey: SVY-1, survey_version: \"1\", field_start: 2025-01-01, field_end: {end}, frame_size: 9}}\n"
            )
        };
        let files = format!(
            "-- tenfour.toml --\nas_of = 2025-06-30\n-- a.yaml --\nid: SVY-1\ntype: complaint_handling\nversion: \"1\"\nsampling: {{method: census}}\n\
             questions: [{{key: handling, kind: rating, text: {{en: Content?}}, scale: {{min: 1, max: 5}}}}]\n{}{}\
             -- responses/WAV-1.csv --\nid,handling\nRSP-1,5\nRSP-2,1\n-- responses/WAV-2.csv --\nid,handling\nRSP-3,5\nRSP-4,5\nRSP-5,5\n",
            wave("WAV-1", "2025-03-31"),
            wave("WAV-2", "2025-07-31"),
        );
        let made = crate::measure::tests::said("M-CPS-1", &[(Key::Question, "handling")], &files);
        assert_eq!((made.base.n, made.estimate), (2, Ok(50.0)));
        let early = made
            .excluded
            .iter()
            .find(|one| one.reason.contains("still in the field"));
        assert_eq!(early.map(|one| one.count), Some(3));
    }
    #[test]
    fn of_days_that_are_no_named_period_each_answer_counts_by_its_own() {
        let files = "-- a.yaml --
id: SVY-1
type: complaint_handling
version: \"1\"
sampling: {method: census}
questions: [{key: handling, kind: rating, text: {en: Content?}, scale: {min: 1, max: 5}}]
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", period_label: 2024-Q4, field_start: 2024-10-01, field_end: 2025-01-16, frame_size: 9}
-- responses/WAV-1.csv --
id,submitted_on,handling
RSP-1,2024-11-05,1
RSP-2,2025-01-02,4
";
        let over = |period: &str| {
            let narrowed = [(Key::Question, "handling"), (Key::Period, period)];
            let made = crate::measure::tests::said("M-CPS-1", &narrowed, files);
            (made.base.n, made.period.map(|(from, to)| format!("{from} {to}")))
        };
        assert_eq!(over("2024").0, 2, "of a year the wave counts whole");
        let days = over("2025-01-01..2025-06-30");
        assert_eq!(days, (1, Some("2025-01-01 2025-06-30".to_owned())));
        assert_eq!(over("2024-07-01..2024-12-31").0, 1);
        assert_eq!(over("2025-02-01..2025-06-30").0, 0);
    }
}
