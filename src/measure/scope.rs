//! What metrics look at: the ledger, the day, and the answers of every wave made ready once.

use super::answers::{self, WaveAnswers, Weighting};
use super::complaint::case::{self, Case};
use super::measurement::{BaseSort, Measurement};
use super::memo::Memo;
use super::selection::{Key, Selection};
use crate::history::History;
use crate::history::control::Keeping;
use crate::link::Ledger;
use crate::record::Catalogue;
use crate::record::organization::{Limits, Organization};
use crate::record::survey::Question;
use crate::record::wave::WaveStatus;
use crate::settings::Settings;
use crate::stats::working_days::WorkingDays;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What metrics look at.
#[derive(Debug)]
pub struct Scope<'a> {
    /// All records.
    pub ledger: &'a Ledger,
    /// The project's settings.
    pub settings: &'a Settings,
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// The history of the records, as far as it was read.
    pub history: &'a History,
    /// Day as of which everything is computed; facts dated later are left out (rule GR1).
    pub as_of: Date,
    /// The organization's zone.
    pub zone: TimeZone,
    /// The organization's working days.
    pub days: WorkingDays,
    /// From how many answers on what may be said.
    pub limits: Limits,
    /// Every complaint that was received by that day, as it stood then.
    pub cases: Vec<Case<'a>>,
    waves: BTreeMap<&'a str, WaveAnswers<'a>>,
    /// What was measured already.
    pub(super) memo: Memo,
}

impl<'a> Scope<'a> {
    /// Makes the answers of every wave ready.
    pub fn new(
        ledger: &'a Ledger,
        settings: &'a Settings,
        catalogue: &'a Catalogue,
        as_of: Date,
        zone: TimeZone,
        days: WorkingDays,
    ) -> Self {
        let organization = ledger.each::<Organization>().next();
        let limits = organization.map_or_else(
            || Organization::default().limits(),
            |(_, organization)| organization.limits(),
        );
        let cases = case::all(ledger, &zone, as_of);
        Self {
            ledger,
            settings,
            catalogue,
            history: History::unknown(),
            as_of,
            cases,
            zone,
            days,
            limits,
            waves: answers::by_wave(ledger, as_of),
            memo: Memo::default(),
        }
    }

    /// The same with a history.
    pub fn with_history(self, history: &'a History) -> Self {
        Self { history, ..self }
    }

    /// The day of an instant in the organization's zone.
    pub fn day(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone.clone()).date()
    }

    /// What metrics of record control look at.
    pub fn keeping(&self) -> Keeping<'_> {
        Keeping {
            history: self.history,
            ledger: self.ledger,
            catalogue: self.catalogue,
            redirects: &self.settings.redirects,
            zone: &self.zone,
            days: &self.days,
        }
    }

    /// The answers of a wave.
    pub fn wave(&self, id: &str) -> Option<&WaveAnswers<'a>> {
        self.waves.get(id)
    }

    /// The answers of every wave, by the wave's id.
    pub fn waves(&self) -> impl Iterator<Item = &WaveAnswers<'a>> {
        self.waves.values()
    }

    /// The waves of a survey that took place, in the order in which they were asked.
    pub fn waves_of(&self, survey: &str) -> Vec<&WaveAnswers<'a>> {
        let mut waves: Vec<_> = self
            .waves
            .values()
            .filter(|answers| answers.survey.is_some_and(|(record, _)| record.id() == survey))
            .filter(|answers| !matches!(answers.wave.status, Some(WaveStatus::Planned | WaveStatus::Cancelled)))
            .collect();
        waves.sort_by_key(|answers| (answers.wave.field_start, answers.record.id()));
        waves
    }

    /// The wave that a selection means: the one it names, the one whose field period lies in the period it names, or the
    /// newest wave of its survey that has answers; one that is still in the field only where there is no other. Errors: why there is none, in words.
    pub fn wave_of(&self, selection: &Selection) -> Result<&WaveAnswers<'a>, String> {
        if let Some(id) = selection.get(Key::Wave) {
            return self
                .wave(id)
                .ok_or_else(|| format!("there is no wave `{id}` by this day"));
        }
        let survey = selection
            .get(Key::Survey)
            .ok_or_else(|| "neither a wave nor a survey is chosen".to_owned())?;
        let mut waves = self.waves_of(survey);
        if let Some((from, to)) = selection.days() {
            waves.retain(|answers| {
                answers
                    .wave
                    .field_end
                    .or(answers.wave.field_start)
                    .is_some_and(|end| (from..=to).contains(&end))
            });
        }
        waves.retain(|answers| !answers.respondents.is_empty());
        let over = waves.iter().rfind(|answers| !answers.in_field);
        over.or(waves.last())
            .copied()
            .ok_or_else(|| format!("no wave of `{survey}` has answers by this day"))
    }

    /// The same measurement, marked where it rests on answers of a wave that is still in the field, and of one whose weights cannot be
    /// had.
    ///
    /// What such a wave says so far is shown as it stands, and that it may still change. It has no interval: those who answered
    /// early are no sample of those who will answer, whoever was drawn. That it is neither tested nor judged is seen to where waves are
    /// compared and objectives assessed.
    pub(super) fn marked(&self, made: Measurement) -> Measurement {
        let named = made.selection.get(Key::Wave).into_iter();
        let rows = made.drawn_from.rows.iter().map(|(wave, _)| wave.as_str());
        let waves: Vec<&WaveAnswers<'_>> = named.chain(rows).filter_map(|id| self.wave(id)).collect();
        let mut made = made;
        let unweighted = waves.iter().find_map(|wave| match &wave.weighting {
            Weighting::Failed(why) => Some(why),
            Weighting::None | Weighting::Weighted(_) => None,
        });
        if let Some(why) = unweighted.filter(|_| made.base.sort == BaseSort::Respondents && made.base.n > 0) {
            made = made.note(format!("not weighted, though the survey asks for weights: {why}"));
            made.not_weighted = true;
        }
        let Some(words) = waves.iter().find_map(|wave| wave.in_field_words()) else {
            return made;
        };
        if waves.iter().any(|wave| !wave.in_field) {
            return made.note(format!(
                "answers of a wave that is {words}, are among them: the number may still change"
            ));
        }
        made = made.note(format!(
            "provisional: the wave is {words}, and the number may still change; it is neither tested nor held against a target"
        ));
        made.provisional = true;
        made.period = made.period.map(|(from, to)| (from, to.min(self.as_of).max(from)));
        if made.interval.is_ok() {
            made.interval = Err(format!(
                "the wave is {words}: who answers early may differ from who answers late"
            ));
        }
        if let Some(plain) = &mut made.unweighted {
            plain.interval = None;
        }
        made
    }

    /// The wave of the same survey before a wave.
    pub fn wave_before(&self, wave: &WaveAnswers<'_>) -> Option<&WaveAnswers<'a>> {
        let survey = wave.survey?.0.id();
        let waves = self.waves_of(survey);
        let place = waves
            .iter()
            .position(|answers| answers.record.id() == wave.record.id())?;
        waves[..place]
            .iter()
            .rfind(|answers| !answers.respondents.is_empty())
            .copied()
    }

    /// Those of a wave whom a selection means, by their place: all, or those of a segment, role or product.
    pub fn who(&self, wave: &WaveAnswers<'_>, selection: &Selection) -> Vec<usize> {
        let fits = |index: &usize| {
            let one = &wave.respondents[*index];
            selection.iter().all(|(key, value)| match key {
                Key::Segment => one.segments.values().any(|segment| *segment == value),
                Key::Role => one.role == Some(value),
                Key::Product => one.product == Some(value),
                _ => true,
            })
        };
        (0..wave.respondents.len()).filter(fits).collect()
    }

    /// Dimension and segments by which the answers of a wave can be split: those that at least two segments of are named.
    pub fn dimensions<'b>(&self, wave: &'b WaveAnswers<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut dimensions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for one in &wave.respondents {
            for (dimension, segment) in &one.segments {
                let segments = dimensions.entry(dimension).or_default();
                if !segments.contains(segment) {
                    segments.push(segment);
                }
            }
        }
        dimensions.retain(|_, segments| segments.len() > 1);
        for segments in dimensions.values_mut() {
            segments.sort_unstable();
        }
        dimensions
    }

    /// The question that a selection means in a wave. Errors: why there is none.
    pub fn question_of<'b>(&self, wave: &'b WaveAnswers<'a>, selection: &Selection) -> Result<&'a Question, String> {
        let key = selection
            .get(Key::Question)
            .ok_or_else(|| "no question is chosen".to_owned())?;
        wave.question(key)
            .ok_or_else(|| format!("the wave asked no question `{key}`"))
    }
}
