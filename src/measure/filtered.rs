//! A metric on the filter that a record writes, as objectives and findings do: what the filter leaves open and only one thing can be
//! meant by is filled in, and the number is the one that stands elsewhere on the site.

use super::measurement::Measurement;
use super::metric::AnyMetric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::{indicator, named};
use crate::record::id::is_own;
use crate::record::indicator::Indicator;
use crate::record::survey::QuestionKind;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Why there is no measurement.
pub(super) enum Missing {
    /// The filter leaves open what is meant.
    Choice(String),
    /// Nothing to measure, or not in the way that the filter asks for.
    Value(String),
    /// The metric is not measured by this version.
    Metric(String),
}

impl Missing {
    /// In words.
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Choice(reason) | Self::Value(reason) | Self::Metric(reason) => reason,
        }
    }
}

/// A metric or indicator on a selection; on a day before the present one where that is given. A selection that fixes its wave
/// or period is taken as it is.
pub(super) fn at(
    scope: &Scope<'_>,
    metric: &str,
    selection: Selection,
    day: Option<Date>,
) -> Result<Measurement, Missing> {
    let own = scope.ledger.typed::<Indicator>(metric).map(|(record, _)| record.id());
    let selection = match named(scope.settings, metric) {
        Some(known) => chosen(scope, &known, selection).map_err(Missing::Choice)?,
        None => selection,
    };
    let fixed = selection.get(Key::Wave).is_some() || selection.get(Key::Period).is_some();
    let measure = |scope: &Scope<'_>, selection: &Selection| match (named(scope.settings, metric), own) {
        (Some(known), _) => Ok(known.of(scope, selection)),
        (None, Some(own)) => Ok(indicator::measure(scope, own, own, selection)),
        (None, None) if is_own(metric) => Err(Missing::Value(format!("the project has no measure `{metric}`"))),
        (None, None) => Err(Missing::Metric(format!("this version does not measure `{metric}`"))),
    };
    let Some(day) = day.filter(|_| !fixed) else {
        return measure(scope, &selection);
    };
    // The last wave of a survey by that day, the last period of an indicator: they can be named, so that the number is the
    // one that stands elsewhere on the site. Everything else is measured as of that day.
    let takes = |key: Key| named(scope.settings, metric).is_some_and(|known| known.keys().contains(&key));
    if let Some(survey) = selection.get(Key::Survey).filter(|_| takes(Key::Wave)) {
        let wave = scope
            .waves_of(survey)
            .into_iter()
            .rfind(|wave| !wave.respondents.is_empty() && wave.wave.field_end.is_some_and(|end| end <= day));
        let wave = wave
            .ok_or_else(|| Missing::Value(format!("no wave of `{survey}` was over by {day}")))?
            .record
            .id();
        return measure(scope, &selection.clone().without(Key::Survey).with(Key::Wave, wave));
    }
    let series = selection.get(Key::Indicator).filter(|_| takes(Key::Period)).or(own);
    if let Some((_, series)) = series.and_then(|series| scope.ledger.typed::<Indicator>(series)) {
        let period = indicator::newest_period(series, day)
            .ok_or_else(|| Missing::Value(format!("there is no value by {day}")))?;
        return measure(scope, &selection.with(Key::Period, period));
    }
    measure(&on_day(scope, day), &selection)
}

/// The same records, looked at on an earlier day.
pub(super) fn on_day<'a>(scope: &Scope<'a>, day: Date) -> Scope<'a> {
    Scope::new(
        scope.ledger,
        scope.settings,
        scope.catalogue,
        day,
        scope.zone.clone(),
        scope.days.clone(),
    )
}

/// A selection with the survey and the question that a filter leaves out, where only one can be meant: the only survey that
/// the metric can be measured on, its only question, or its only one about satisfaction all in all. Errors: several can be
/// meant, in words.
pub(super) fn chosen(scope: &Scope<'_>, metric: &AnyMetric, selection: Selection) -> Result<Selection, String> {
    let takes = |key: Key| metric.keys().contains(&key) && selection.get(key).is_none();
    let needs_survey = takes(Key::Survey) && takes(Key::Wave);
    if !needs_survey && !takes(Key::Question) {
        return Ok(selection);
    }
    let survey_of = |of: &Selection| {
        let of_wave = || Some(scope.wave(of.get(Key::Wave)?)?.survey?.0.id().to_owned());
        of.get(Key::Survey).map(str::to_owned).or_else(of_wave)
    };
    let wanted = survey_of(&selection);
    let mut surveys: BTreeSet<String> = BTreeSet::new();
    let mut questions: BTreeSet<(bool, String)> = BTreeSet::new();
    for candidate in metric.selections(scope) {
        let survey = survey_of(&candidate);
        if wanted.is_some() && survey != wanted {
            continue;
        }
        if let (Some(wave), Some(key)) = (candidate.get(Key::Wave), candidate.get(Key::Question)) {
            let question = scope.wave(wave).and_then(|wave| wave.question(key));
            let overall = question.is_some_and(|question| question.kind == Some(QuestionKind::Overall));
            questions.insert((overall, key.to_owned()));
        }
        surveys.extend(survey);
    }
    let mut selection = selection;
    if needs_survey {
        selection = match surveys.len() {
            // Nothing to be measured on: the metric says so itself.
            0 => return Ok(selection),
            1 => selection.with(Key::Survey, surveys.into_iter().next().unwrap_or_default()),
            several => return Err(format!("the filter leaves open which of {several} surveys is meant")),
        };
    }
    if metric.keys().contains(&Key::Question) && selection.get(Key::Question).is_none() {
        let overall = questions.iter().filter(|(overall, _)| *overall).count();
        let one = match (questions.len(), overall) {
            (0, _) => return Ok(selection),
            (1, _) => questions.into_iter().next(),
            (_, 1) => questions.into_iter().find(|(overall, _)| *overall),
            (several, _) => return Err(format!("the filter leaves open which of {several} questions is meant")),
        };
        selection = selection.with(Key::Question, one.map(|(_, key)| key).unwrap_or_default());
    }
    Ok(selection)
}
