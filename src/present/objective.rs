//! What the numbers say of an objective, beside what its owner recorded: the value now, the level to be reached, the evidence,
//! the way done, and its course over time.
//!
//! In: an objective. Out: a section for its page and cells for tables. A value that the audience may not see takes everything
//! with it that would give it away: state, evidence and progress.

use super::blocks::{Cell, Chart, Field, Html, State, Table, Tone, Value};
use super::page::{Job, Links, Page, Site};
use super::topic::shape::{Block, Section};
use super::{number, picture, record, results};
use crate::chart::line::{Break, Point as LinePoint, Series};
use crate::measure;
use crate::measure::measurement::{Detail, Measurement};
use crate::measure::objective::{self, Assessment, State as Computed};
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed, p, space_before};
use crate::record::indicator::Indicator;
use crate::record::objective::Objective;
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use crate::stats::period::Period;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt::Write as _;

/// Pages of objectives.
pub(super) const PAGE: Page = Page {
    name: "objective",
    jobs,
};

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let objectives = site.visible(Kind::Objective);
    objectives
        .map(|(index, record)| record::job(site, index, record, "objective.html", view))
        .collect()
}

#[derive(Serialize)]
struct ObjectiveView {
    assessed: Option<Section>,
}

fn view(site: &Site<'_>, record: &Record, links: &Links<'_>) -> ObjectiveView {
    ObjectiveView {
        assessed: Assessed::of(site, record).map(|assessed| assessed.section(site, links, record)),
    }
}

/// An objective with what may be said of it.
pub(super) struct Assessed<'a> {
    objective: &'a Objective,
    assessment: Assessment,
    unit: Written,
    /// Whether the audience may see what was measured.
    shown: bool,
}

/// How levels of an objective are written.
enum Written {
    /// In the unit of a metric.
    Metric(Unit),
    /// In the unit of an indicator, as it is recorded.
    Indicator(String),
}

impl Written {
    fn of(site: &Site<'_>, objective: &Objective) -> Self {
        let id = objective.metric.as_deref().unwrap_or_default();
        let known = measure::named(site.settings, id).map(|metric| metric.about().unit);
        if let Some(unit) = known.filter(|unit| !unit.word().is_empty()) {
            return Self::Metric(unit);
        }
        let named = objective.metric_filter.get("indicator").map_or(id, String::as_str);
        let indicator = site.ledger.typed::<Indicator>(named);
        let unit = indicator
            .filter(|(record, _)| site.disclosure.record(record))
            .and_then(|(_, indicator)| indicator.unit.clone());
        match (unit, known) {
            (Some(unit), _) => Self::Indicator(unit),
            (None, Some(unit)) => Self::Metric(unit),
            (None, None) => Self::Indicator(String::new()),
        }
    }

    fn digits(&self, value: f64) -> String {
        match self {
            Self::Metric(unit) => unit.digits(value),
            Self::Indicator(_) => {
                let text = fixed(value, 3);
                match text.split_once('.') {
                    Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
                    None => text,
                }
            }
        }
    }

    /// A level with its unit, with one digit more than values have where it needs it: rounded, a value could look as if it met a level
    /// that it misses.
    fn level(&self, level: f64) -> String {
        let Self::Metric(unit) = self else {
            return self.with(level);
        };
        let shown = unit.decimals();
        let finer = fixed(level, shown + 1);
        if finer.ends_with('0') {
            return self.with(level);
        }
        match unit.word() {
            "" => finer,
            word => format!("{finer}{}{word}", space_before(word)),
        }
    }

    fn with(&self, value: f64) -> String {
        match self {
            Self::Metric(unit) => unit.with(value),
            Self::Indicator(unit) if unit.is_empty() => self.digits(value),
            Self::Indicator(unit) => {
                format!("{}{}{unit}", self.digits(value), space_before(unit))
            }
        }
    }
}

impl<'a> Assessed<'a> {
    /// What may be said of an objective; nothing of a record of another kind.
    pub(super) fn of(site: &Site<'_>, record: &'a Record) -> Option<Self> {
        let Data::Objective(objective) = &record.data else {
            return None;
        };
        let assessment = objective::assess(&site.scope, objective);
        let shown = assessment.measured.as_ref().is_none_or(|one| may_see(site, one));
        Some(Self {
            unit: Written::of(site, objective),
            objective,
            assessment,
            shown,
        })
    }

    /// The computed state.
    pub(super) fn state(&self) -> State {
        if !self.shown {
            return State::new(Tone::None, "lock", "Not shown: too few");
        }
        let words = results::upper(self.assessment.state.word());
        match self.assessment.state {
            Computed::Reached | Computed::OnTrack => State::ok(words),
            Computed::Behind => State::warn(words),
            Computed::Missed => State::bad(words),
            Computed::NoData => State::gap(words),
            Computed::NotJudged => State::none(words),
        }
    }

    /// The level to be reached, in words: `at least 95 %`.
    pub(super) fn target(&self) -> Option<String> {
        let level = self.assessment.target.as_ref().ok()?;
        let side = if self.assessment.upward { "at least" } else { "at most" };
        Some(format!("{side} {}", self.unit.level(*level)))
    }

    /// Whether the target can be held against a value of a period from one day to another.
    pub(super) fn is_for(&self, (from, to): (Date, Date)) -> bool {
        let metric = self.objective.metric.as_deref().unwrap_or_default();
        let own = self.assessment.measured.as_ref().and_then(|one| one.period);
        let length = |(from, to): (Date, Date)| to.since(from).map_or(0, |span| span.get_days());
        // Years and quarters are not of one length to the day.
        !objective::hangs_on_length(metric) || own.is_some_and(|own| (length(own) - length((from, to))).abs() <= 2)
    }

    /// What follows from the figures, as far as it may be told.
    pub(super) fn known_state(&self) -> Option<Computed> {
        self.shown.then_some(self.assessment.state)
    }

    /// At which levels of evidence the target is reached, in words, or why there is no value; nothing where that may not be told.
    pub(super) fn evidence(&self) -> Option<String> {
        let words = match &self.assessment.value {
            _ if !self.shown => return None,
            Ok(_) => self.assessment.evidence(),
            Err(reason) => reason.clone(),
        };
        Some(super::checks::sentence(&words.replace('`', "")))
    }

    /// The value now, leading to its working where that shows this very number.
    pub(super) fn now(&self, site: &Site<'_>, links: &Links<'_>) -> Cell {
        match &self.assessment.value {
            _ if !self.shown => Value::missing("not shown").into(),
            Err(_) => Value::dash().into(),
            Ok(value) => {
                let text = self.unit.with(*value);
                let same = |one: &&Measurement| {
                    site.numbers
                        .get(&one.metric, &one.selection)
                        .is_some_and(|shown| shown.estimate == one.estimate && shown.base == one.base)
                };
                let url = self.assessment.measured.as_ref().filter(same);
                let url = url.and_then(|one| number::url(site, links, one));
                Cell {
                    value: url.map_or_else(|| Value::text(text.clone()), |url| Value::link(text.clone(), url)),
                    sort: format!("{value:.9}"),
                    export: (value + 0.0).to_string(),
                }
            }
        }
    }

    /// What the value now is of, in words: a period, a wave with its last day, or all up to a day.
    pub(super) fn now_of(&self, site: &Site<'_>) -> Option<String> {
        self.assessment.value.as_ref().ok().filter(|_| self.shown)?;
        let selection = self.assessment.measured.as_ref().map(|one| &one.selection);
        let get = |key: Key| selection.and_then(|selection| selection.get(key));
        if let Some(period) = get(Key::Period) {
            let so_far = self.assessment.running.map_or("", |_| ", so far");
            return Some(format!("{period}{so_far}"));
        }
        let wave = get(Key::Wave).and_then(|wave| site.ledger.typed::<Wave>(wave));
        Some(match wave {
            Some((record, wave)) => {
                let label = wave.period_label.as_deref().unwrap_or(record.id());
                wave.field_end
                    .or(wave.field_start)
                    .map_or_else(|| label.to_owned(), |day| format!("{label}, {}", day.strftime("%Y-%m")))
            }
            None => format!("up to {}", self.assessment.on),
        })
    }

    fn section(&self, site: &Site<'_>, links: &Links<'_>, record: &Record) -> Section {
        let recorded = links.state(record);
        let mut fields = vec![
            Field::new("Computed", Value::state(self.state())),
            Field::new("Recorded", Value::state(recorded)),
        ];
        if let Some(words) = self.disagreement(record) {
            fields.push(Field::new("Beware", Value::state(State::warn(words))));
        }
        if let Some(level) = self.target() {
            fields.push(Field::new("To be reached", Value::text(level)));
        } else if let Err(why) = &self.assessment.target {
            fields.push(Field::new("To be reached", Value::missing(why.clone())));
        }
        if self.shown {
            fields.extend(self.value_fields(site, links));
        }
        let mut section = Section::new("assessed", "Where it stands")
            .note("Computed from the records, beside what its owner recorded.")
            .fields(fields);
        if self.shown {
            section.blocks.extend(self.ways().map(|table| Block::Table { table }));
            section.blocks.extend(
                self.chart(site, links, record)
                    .map(|chart| Block::Chart { chart: Box::new(chart) }),
            );
            let notes = self.assessment.notes.iter();
            section.blocks.extend(notes.map(|note| Block::Note {
                text: format!(
                    "{}.",
                    results::upper(&super::markdown::mask(note, links).replace('`', ""))
                ),
            }));
        }
        section
    }

    fn value_fields(&self, site: &Site<'_>, links: &Links<'_>) -> Vec<Field> {
        let assessment = &self.assessment;
        let mut fields = Vec::new();
        match &assessment.value {
            Ok(_) => {
                fields.push(Field::new("Value", self.now(site, links).value));
                fields.push(Field::new("As of", Value::day(assessment.on)));
                if assessment.running.is_some() {
                    fields.extend(self.now_of(site).map(|of| Field::new("Of", Value::text(of))));
                }
            }
            Err(why) => fields.push(Field::new("Value", Value::missing(super::markdown::mask(why, links)))),
        }
        if let Some(one) = assessment.measured.as_ref().filter(|_| assessment.value.is_ok()) {
            if let Ok(interval) = &one.interval {
                let ends = |end: f64| {
                    if end.is_infinite() {
                        "open".to_owned()
                    } else {
                        self.unit.digits(end)
                    }
                };
                let text = format!(
                    "{} to {}: {}",
                    ends(interval.low),
                    ends(interval.high),
                    interval.kind.word()
                );
                fields.push(Field::new("Interval", Value::text(text)));
            }
            if one.base.n > 0 {
                fields.push(Field::new("Base", Value::text(number::base(one))));
            }
        }
        if let Some(expected) = &assessment.expected {
            let by = super::markdown::mask(&expected.by, links);
            fields.push(Field::new(
                format!("Expected by {}", super::blocks::long(assessment.on)),
                Value::text(format!("{} ({by})", self.unit.with(expected.level))),
            ));
        }
        let asked = objective::evidence_word(assessment.asked);
        let evidence = assessment.evidence().replace('`', "");
        fields.push(Field::new(
            "Evidence",
            Value::text(format!("{evidence}; asked for: {asked}")),
        ));
        match &assessment.progress {
            Ok(progress) => fields.push(Field::new("Way done", Value::text(self.way_done(*progress)))),
            Err(why) => fields.push(Field::new("Way done", Value::missing(why.clone()))),
        }
        if let Ok(change) = &assessment.change {
            let range = |range: Option<(f64, f64)>, digits: &dyn Fn(f64) -> String| {
                range.map_or_else(String::new, |(low, high)| {
                    format!(" ({} to {})", digits(low), digits(high))
                })
            };
            let sign = if change.difference > 0.0 { "+" } else { "" };
            let mut text = format!(
                "{sign}{}{} from {}",
                self.unit.digits(change.difference),
                range(change.difference_interval, &|end| self.unit.digits(end)),
                self.unit.with(change.before)
            );
            if let Some(ratio) = change.ratio {
                let three = |end: f64| fixed(end, 3);
                let _ = write!(text, ", ratio {}{}", three(ratio), range(change.ratio_interval, &three));
            }
            match &change.test {
                Some(test) => {
                    let _ = write!(text, ", {} p {}", test.name, p(test.deciding()));
                }
                None if !change.no_test.is_empty() => {
                    let _ = write!(text, "; not tested: {}", super::markdown::mask(&change.no_test, links));
                }
                None => {}
            }
            fields.push(Field::new("Since the baseline", Value::text(text)));
        }
        fields
    }

    /// How much of the way is done, from which baseline: that which is written, not that which is measured anew.
    fn way_done(&self, progress: f64) -> String {
        let written = self.objective.baseline.as_ref().and_then(|baseline| baseline.value);
        let from = written.map_or_else(String::new, |level| format!(" as written, {},", self.unit.level(level)));
        format!(
            "{} of the way from the baseline{from} to the target",
            Unit::Percent.with(progress)
        )
    }

    /// Where a survey is weighted: what would be said with weights and without, the way that is judged first.
    fn ways(&self) -> Option<Table> {
        let heads = [
            "Taken~",
            "Baseline>",
            "Value>",
            "Interval>",
            "To be reached>",
            "Would be",
        ];
        let mut table = Table::new("With weights and without", &heads).fit();
        for (place, way) in self.assessment.ways.iter().enumerate() {
            let interval = way.interval.map(|(low, high)| {
                let ends = format!("{} to {}", self.unit.digits(low), self.unit.with(high));
                Value::text(ends)
            });
            let judged = if place == 0 { " (judged)" } else { "" };
            table.row([
                Value::text(results::upper(&format!("{}{judged}", way.words()))),
                way.baseline
                    .map_or_else(Value::dash, |baseline| Value::text(self.unit.with(baseline))),
                Value::text(self.unit.with(way.value)),
                interval.unwrap_or_else(Value::dash),
                Value::text(self.unit.with(way.target)),
                Value::text(results::upper(way.state.word())),
            ]);
        }
        table.filled()
    }

    /// Where what is recorded and what is computed do not go together.
    fn disagreement(&self, record: &Record) -> Option<&'static str> {
        match (record.status(), self.assessment.state) {
            _ if !self.shown => None,
            ("achieved", Computed::Missed | Computed::Behind | Computed::NoData) => {
                Some("Recorded as achieved, which the numbers do not show")
            }
            ("missed", Computed::Reached) => Some("Recorded as missed, while the numbers reach the target"),
            _ => None,
        }
    }

    /// The course of the objective's measure, with target and milestones.
    fn chart(&self, site: &Site<'_>, links: &Links<'_>, record: &Record) -> Option<Chart> {
        let (course, breaks) = self.course(site);
        let unit = |value: f64| self.unit.with(value);
        let line: Vec<Option<LinePoint>> = course
            .iter()
            .map(|stop| stop.point(site, links, &unit, &|value| self.unit.digits(value)))
            .collect();
        if line.iter().flatten().count() < 2 {
            return None;
        }
        let mut series = vec![Series {
            name: "Value".to_owned(),
            points: line,
        }];
        let milestones = self.milestones(&course);
        if milestones.iter().any(Option::is_some) {
            series.push(Series {
                name: "Milestones".to_owned(),
                points: milestones,
            });
        }
        let target = self.assessment.target.as_ref().ok();
        let lines = target.map(|level| crate::chart::Value::new(*level, format!("target {}", self.unit.with(*level))));
        let title = self.title(site, record);
        Some(picture::lines(
            &picture::Words {
                id: "course",
                title: &title,
                of: "When",
                caption: &format!("{title}, over time. The line across is the level to be reached."),
            },
            course.iter().map(|stop| stop.label.clone()).collect(),
            series,
            breaks,
            lines.into_iter().collect(),
        ))
    }

    /// What is measured, in words.
    fn title(&self, site: &Site<'_>, record: &Record) -> String {
        let id = self.objective.metric.as_deref().unwrap_or_default();
        match (measure::named(site.settings, id), site.ledger.find(id)) {
            (Some(metric), _) => picture::axis(metric.about()),
            (None, Some((_, indicator))) if site.disclosure.record(indicator) => site.title_of(indicator),
            _ => site.title_of(record),
        }
    }

    /// A small line of the course; none when fewer than two values may be shown.
    pub(super) fn spark(&self, site: &Site<'_>, record: &Record) -> Option<Html> {
        if !self.shown {
            return None;
        }
        let (course, _) = self.course(site);
        let points: Vec<(String, Option<crate::chart::Value>)> = course
            .iter()
            .map(|stop| {
                let value = stop.value(site);
                (
                    stop.label.clone(),
                    value.map(|value| crate::chart::Value::new(value, self.unit.with(value))),
                )
            })
            .collect();
        let target = self.assessment.target.as_ref().ok();
        let target = target.map(|level| crate::chart::Value::new(*level, self.unit.with(*level)));
        let id = format!("spark-{}", record.id());
        picture::spark(
            &picture::Words {
                id: &id,
                title: &self.title(site, record),
                of: "When",
                caption: "The course over time; the line across is the level to be reached.",
            },
            points,
            target,
        )
    }

    /// Milestones at the stops that their periods lie in.
    fn milestones(&self, course: &[Stop]) -> Vec<Option<LinePoint>> {
        let mut points: Vec<Option<LinePoint>> = course.iter().map(|_| None).collect();
        for milestone in &self.objective.milestones {
            let days = milestone.period.as_deref().and_then(Period::parse).map(Period::days);
            let (Some((from, to)), Some(level)) = (days, milestone.value.filter(|level| level.is_finite())) else {
                continue;
            };
            let place = course
                .iter()
                .position(|stop| stop.days.is_some_and(|(start, end)| start <= to && from <= end));
            if let Some(place) = place {
                points[place] = Some(LinePoint {
                    value: crate::chart::Value::new(level, self.unit.with(level)),
                    ..LinePoint::default()
                });
            }
        }
        points
    }

    /// The measure over waves, over the periods of an indicator, or over the periods that the site measures it in.
    fn course(&self, site: &Site<'_>) -> (Vec<Stop>, Vec<Break>) {
        let Some(measured) = &self.assessment.measured else {
            return (Vec::new(), Vec::new());
        };
        if let Detail::Series(points) = &measured.detail {
            let stops = points.iter().map(|point| Stop {
                label: point.label.clone(),
                days: Period::parse(&point.label).map(Period::days),
                what: What::Point(Box::new(measured.clone()), point.clone()),
            });
            let breaks = picture::breaks(points);
            return (stops.collect(), breaks);
        }
        let bare = [Key::Survey, Key::Wave, Key::Period]
            .into_iter()
            .fold(measured.selection.clone(), Selection::without);
        if let Ok(wave) = site.scope.wave_of(&measured.selection) {
            let Some((survey, _)) = wave.survey else {
                return (Vec::new(), Vec::new());
            };
            let waves = site.scope.waves_of(survey.id());
            let mut stops = Vec::new();
            for wave in waves.iter().filter(|wave| site.disclosure.record(wave.record)) {
                let selection = bare.clone().with(Key::Wave, wave.record.id());
                let found = match site.numbers.get(&measured.metric, &selection) {
                    Some(one) => Some(one.clone()),
                    None => {
                        measure::named(site.settings, &measured.metric).map(|metric| metric.of(&site.scope, &selection))
                    }
                };
                stops.extend(found.map(|one| Stop {
                    label: results::wave_name(site, wave.record.id()),
                    days: wave.wave.field_start.zip(wave.wave.field_end),
                    what: What::Measured(Box::new(one)),
                }));
            }
            return (stops, Vec::new());
        }
        (by_period(site, &measured.metric, &bare), Vec::new())
    }
}

/// The periods that the site measures a metric in by itself: quarters where there are two, else years.
fn by_period(site: &Site<'_>, metric: &str, whole: &Selection) -> Vec<Stop> {
    let mut all: Vec<(Period, Measurement)> = Vec::new();
    for one in site.numbers.of_metric(metric) {
        let period = one.selection.get(Key::Period).and_then(Period::parse);
        if let Some(period) = period
            && one.selection.clone().without(Key::Period) == *whole
        {
            all.push((period, one.clone()));
        }
    }
    // Short periods may hold too few to be shown: those count that can be drawn.
    let mut lengths: Vec<_> = all.iter().map(|(period, _)| period.length()).collect();
    lengths.sort_by_key(|length| {
        let drawn = all
            .iter()
            .filter(|(period, one)| period.length() == *length && one.estimate.is_ok() && may_see(site, one));
        std::cmp::Reverse(drawn.count())
    });
    let Some(length) = lengths.first().copied() else {
        return Vec::new();
    };
    all.retain(|(period, _)| period.length() == length);
    all.sort_by_key(|(period, _)| period.days());
    all.into_iter()
        .map(|(period, one)| Stop {
            label: period.to_string(),
            days: Some(period.days()),
            what: What::Measured(Box::new(one)),
        })
        .collect()
}

/// A stop on the course of a measure.
struct Stop {
    label: String,
    days: Option<(Date, Date)>,
    what: What,
}

enum What {
    Measured(Box<Measurement>),
    Point(Box<Measurement>, measure::measurement::Point),
}

impl Stop {
    /// The value, as far as it may be shown.
    fn value(&self, site: &Site<'_>) -> Option<f64> {
        match &self.what {
            What::Measured(one) => one.estimate.as_ref().ok().copied().filter(|_| may_see(site, one)),
            What::Point(one, point) => {
                let show = super::detail::point_shown(site, one, point.n);
                point.value.filter(|_| picture::may_draw(show))
            }
        }
    }

    fn point(
        &self,
        site: &Site<'_>,
        links: &Links<'_>,
        with: &dyn Fn(f64) -> String,
        digits: &dyn Fn(f64) -> String,
    ) -> Option<LinePoint> {
        let value = self.value(site)?;
        let ends =
            |low: f64, high: f64| crate::chart::Interval::new(low, high, format!("{} to {}", digits(low), with(high)));
        let (interval, n, href, provisional) = match &self.what {
            What::Measured(one) => (
                one.interval.as_ref().ok().map(|found| ends(found.low, found.high)),
                Some(one.base.n),
                number::url(site, links, one),
                one.provisional,
            ),
            What::Point(_, point) => (
                point.interval.map(|(low, high)| ends(low, high)),
                point.n,
                None,
                point.provisional,
            ),
        };
        Some(LinePoint {
            value: crate::chart::Value::new(value, with(value)),
            interval,
            provisional,
            href,
            base: n.map_or_else(String::new, |n| format!("n {}", super::blocks::number(n))),
        })
    }
}

/// Whether the audience may see an estimate. A selection that means a wave without naming it is held against the number that
/// names it, since what would give a small cell away is found there.
fn may_see(site: &Site<'_>, one: &Measurement) -> bool {
    if !number::may_tell(site, &one.selection) {
        return false;
    }
    let may = |one: &Measurement| picture::may_draw(site.cells.show(one));
    if one.estimate.is_err() {
        return !site.cells.show(one).is_hidden();
    }
    let named = one.selection.get(Key::Wave).is_none().then(|| {
        let wave = site.scope.wave_of(&one.selection).ok()?.record.id();
        let selection = one
            .selection
            .clone()
            .without(Key::Survey)
            .without(Key::Period)
            .with(Key::Wave, wave);
        site.numbers.get(&one.metric, &selection)
    });
    may(one) && named.flatten().is_none_or(may)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_not_rounded_into_one_that_is_met() {
        let level = |unit, level| Written::Metric(unit).level(level);
        assert_eq!(level(Unit::BusinessHours, 7.14), "7.14\u{a0}business hours");
        assert_eq!(level(Unit::Percent, 90.0), "90.0\u{202f}%");
        assert_eq!(level(Unit::Number, 1.037), "1.037");
        assert_eq!(level(Unit::Index, 62.0 * 1.2), "74.4\u{a0}points");
        assert_eq!(level(Unit::NetPromoterPoints, 20.0), "20\u{a0}points");
    }
}
