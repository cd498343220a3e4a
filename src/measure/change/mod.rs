//! Change between waves as measures of their own: the difference with its test, by what is compared. Measures of satisfaction
//! carry the same changes beside them; here each has its working.

mod beside_each_other;
mod detectable;
mod multiplicity;
mod order;
mod relative;
mod same_people;

pub(super) use multiplicity::MEASURES;

use super::answers::WaveAnswers;
use super::earlier::{self, comparable, in_wave};
use super::find;
use super::measurement::{Base, Change, Drawn, Interval, IntervalKind, Measurement, input};
use super::metric::Metric;
use super::satisfaction::sampler;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::change::FEWEST;
use super::shape::sample::{Moments, Sample};
use super::unit::p;
use crate::record::survey::Question;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    beside_each_other::SHARES,
    beside_each_other::MEANS,
    order::METRIC,
    beside_each_other::SCORES,
    same_people::METRIC,
    multiplicity::METRIC,
    relative::METRIC,
    detectable::METRIC,
];

/// By what changes are narrowed.
const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Question,
    Key::Index,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Metric,
    Key::Period,
    Key::Against,
];

/// Two waves of one measure.
struct Pair<'b, 'a> {
    /// The later wave.
    wave: &'b WaveAnswers<'a>,
    /// The earlier one.
    other: &'b WaveAnswers<'a>,
    /// What the measure is measured on in the earlier wave.
    against: Selection,
    before: Sample<'a>,
    now: Sample<'a>,
}

impl Pair<'_, '_> {
    /// Both in four numbers each, the earlier first, weighted as the waves are.
    fn moments(&self) -> Result<(Moments, Moments), String> {
        let weighted = self.before.weighted || self.now.weighted;
        let both = self.before.moments(weighted).zip(self.now.moments(weighted));
        both.ok_or_else(|| "nobody answered in one of the waves".to_owned())
    }

    /// A base of the smaller wave, by which it is decided what may be shown.
    fn base(&self) -> Base {
        Base::answers(self.before.each.len().min(self.now.each.len()))
    }

    /// Whether a test that takes everybody as drawn by themselves fits. Errors: why not.
    fn one_by_one(&self) -> Result<(), String> {
        if self.before.effect().max(self.now.effect()) > 1.0 {
            return Err("whole groups were drawn, and this test takes people as drawn one by one".to_owned());
        }
        Ok(())
    }

    fn drawn(&self) -> Drawn {
        Drawn {
            rows: vec![
                (self.other.record.id().to_owned(), self.before.each.len()),
                (self.wave.record.id().to_owned(), self.now.each.len()),
            ],
            ..Drawn::default()
        }
    }

    /// A measurement of the pair.
    fn measurement(&self, metric: &str, selection: &Selection, estimate: Result<f64, String>) -> Measurement {
        Measurement::new(metric, selection, self.base(), estimate)
            .over(self.wave.wave.field_start.zip(self.wave.wave.field_end))
            .drawn(self.drawn())
    }
}

/// The two waves that a selection means, of a measure out of a list; the first one unless another is named. Errors: why there
/// are none, or why they cannot be compared.
fn pair<'b, 'a>(scope: &'b Scope<'a>, selection: &Selection, measures: &[&str]) -> Result<Pair<'b, 'a>, String> {
    let metric = selection
        .get(Key::Metric)
        .or(measures.first().copied())
        .ok_or("no metric is chosen")?;
    if !measures.contains(&metric) {
        return Err(format!(
            "`{metric}` is not compared in this way; it can be {}",
            measures.join(", ")
        ));
    }
    let sampler = sampler(metric).ok_or("the metric has no answers of people to compare")?;
    let wave = scope.wave_of(selection)?;
    let whole = in_wave(selection, wave).without(Key::Metric);
    let now = sampler(scope, wave, &whole)?;
    let other = match selection.get(Key::Against) {
        Some(id) => scope
            .wave(id)
            .ok_or_else(|| format!("there is no wave `{id}` by this day"))?,
        None => earlier::waves(scope, metric, wave, &whole, sampler)
            .into_iter()
            .find(|(other, before)| comparable((other, before), (wave, &now)).is_ok())
            .map(|(other, _)| other)
            .ok_or("no earlier wave asked the same")?,
    };
    if other.record.id() == wave.record.id() {
        return Err("a wave is not compared with itself".to_owned());
    }
    let against = in_wave(&whole, other);
    let before = sampler(scope, other, &against)?;
    comparable((other, &before), (wave, &now)).map_err(|why| format!("not comparable: {why}"))?;
    before
        .drawn
        .clone()
        .and(now.drawn.clone())
        .map_err(|why| format!("not compared: {why}"))?;
    Ok(Pair {
        wave,
        other,
        against,
        before,
        now,
    })
}

/// Every whole that the site measures of some metrics, with every wave it can be compared with, where each has enough answers.
/// Of single characteristics only where they are asked for: their changes stand beside their measures too.
fn selections(scope: &Scope<'_>, measures: &[&str], characteristics: bool) -> Vec<Selection> {
    let mut all = Vec::new();
    for metric in measures.iter().filter_map(|id| find(id)) {
        let Some(sampler) = sampler(metric.id()) else { continue };
        let parts = [Key::Segment, Key::Role, Key::Product];
        let whole = |selection: &Selection| parts.iter().all(|key| selection.get(*key).is_none());
        for selection in (metric.selections)(scope).into_iter().filter(whole) {
            let Ok(wave) = scope.wave_of(&selection) else { continue };
            let Ok(now) = sampler(scope, wave, &selection) else {
                continue;
            };
            let single = |question: &&Question| question.characteristic.is_some();
            if !characteristics && now.questions.len() == 1 && now.questions.iter().any(single) {
                continue;
            }
            for (other, before) in earlier::waves(scope, metric.id(), wave, &selection, sampler) {
                let enough = before.each.len().min(now.each.len()) >= FEWEST;
                let known = before.drawn.is_ok() && now.drawn.is_ok();
                if enough && known && comparable((other, &before), (wave, &now)).is_ok() {
                    all.push(
                        selection
                            .clone()
                            .with(Key::Metric, metric.id())
                            .with(Key::Against, other.record.id()),
                    );
                }
            }
        }
    }
    all
}

/// A measurement of a change: the difference with its interval, its test among the inputs; what may be said stands in its
/// change, where the correction for many tests finds it.
fn of_change(
    metric: &str,
    selection: &Selection,
    pair: &Pair<'_, '_>,
    change: Change,
    confidence: f64,
    method: &'static str,
) -> Measurement {
    let estimate = change
        .difference
        .ok_or_else(|| format!("{}: {}", change.word.word(), change.notes.join("; ")));
    let interval = match (change.interval, &estimate) {
        (Some((low, high)), Ok(_)) => Ok(Interval {
            low,
            high,
            kind: IntervalKind::Difference,
            method,
            confidence,
        }),
        (None, Ok(_)) => Err("the test gives no interval".to_owned()),
        (_, Err(_)) => Err("there is no estimate".to_owned()),
    };
    let mut made = pair.measurement(metric, selection, estimate).interval(interval);
    if let Some(test) = &change.test {
        let statistic = test
            .statistic
            .map(|(_, value)| input("stat", "statistic of the test", value));
        made.inputs.extend(statistic);
        made.inputs.push(input("p", "two-sided probability", test.p));
        made = made.note(format!("{}: p {}", test.name, p(test.p)));
    }
    made.changes.push(change);
    made
}
