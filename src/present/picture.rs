//! Measurements as pictures: parts as bars, series as lines, control charts, curves of what is still open, and estimates side
//! by side or over time.
//!
//! In: measurements and what the audience may see of them. Out: charts with their captions and tables. What may not be shown
//! has a row that says so and no mark; a point of a series is shown or not by its own base. Every mark leads to its working.

use super::blocks::{Chart, Html};
use super::detail::{self, control_shown, curve_shown, point_shown};
use super::number;
use super::page::{Links, Site, WITHHELD};
use crate::chart::control as controls;
use crate::chart::intervals::{self, Intervals};
use crate::chart::likert;
use crate::chart::line::{Break, Lines, Point as LinePoint, Series};
use crate::chart::pareto::{self, Pareto};
use crate::chart::spark::Spark;
use crate::chart::stack::{self, Stack};
use crate::chart::survival::{self, Survival};
use crate::chart::{Axis, Head, Interval, Picture, Value};
use crate::disclose::cells::Show;
use crate::measure::distribution;
use crate::measure::measurement::{Control, Curve, Detail, Measurement, Part, Point};
use crate::measure::metric::About;
use crate::measure::selection::Key;
use crate::measure::unit::{Unit, fixed};
use std::fmt::Write as _;

/// Most rows of a picture; the table of the same has all of them.
const ROWS: usize = 24;

/// Most periods of a picture.
const PERIODS: usize = 60;

/// What a measurement is made of, as pictures; none where a table tells it better.
pub(super) fn charts(site: &Site<'_>, links: &Links<'_>, about: About<'_>, one: &Measurement) -> Vec<Chart> {
    let about = about.within(one);
    let show = site.cells.show(one);
    if show.is_hidden() {
        return Vec::new();
    }
    let frame = Frame::of(site, about, one);
    let chart = match &one.detail {
        Detail::None | Detail::Rows(_) => None,
        Detail::Parts(parts) if may_draw(show) => self::parts(site, links, one, parts, &frame),
        Detail::Parts(_) => None,
        Detail::Series(points) => series(site, about, one, points, &frame),
        Detail::Control(control) => self::control(site, about, one, control, &frame),
        Detail::Survival(curves) if may_draw(show) => survival(site, links, about, one, curves, &frame),
        Detail::Survival(_) => None,
    };
    chart.into_iter().collect()
}

/// Whether an estimate may be drawn.
pub(super) fn may_draw(show: Show) -> bool {
    show.estimate()
}

/// Name, words and caption of a picture.
struct Frame {
    id: String,
    title: String,
    description: String,
    caption: String,
}

impl Frame {
    fn of(site: &Site<'_>, about: About<'_>, one: &Measurement) -> Self {
        let line = number::line(site, &one.selection);
        let caption = caption(site, about, one);
        Self {
            id: id(one),
            title: about.name.to_owned(),
            description: format!("{}: {line}. {caption}", about.name),
            caption,
        }
    }

    fn head(&self) -> Head<'_> {
        Head {
            id: &self.id,
            title: &self.title,
            description: &self.description,
        }
    }
}

/// An id that keeps the picture of a measurement apart from others of a page.
fn id(one: &Measurement) -> String {
    format!("p-{}-{}", one.metric, number::anchor(&one.selection))
}

/// What stands below a picture: unit, base, period.
pub(super) fn caption(site: &Site<'_>, about: About<'_>, one: &Measurement) -> String {
    // Parts of something else than the base of the measure are no values of it.
    let (mut words, base) = match part_base(one) {
        Some((n, of)) => (
            vec![format!("{}: what it is made of", about.name)],
            (n > 0).then(|| number::counted(n, of)),
        ),
        None if are_counts(about.unit, one) => (
            vec![format!("{}: what it is made of, as counts", about.name)],
            (one.base.n > 0).then(|| number::base(one)),
        ),
        None => (vec![axis(about)], (one.base.n > 0).then(|| number::base(one))),
    };
    words.extend(base.map(|base| format!("Base: {base}")));
    words.extend(one.period.map(|days| number::days(site, days)));
    format!("{}.", words.join(". "))
}

/// What all parts of a measure are shares of, where that is not its base.
fn part_base(one: &Measurement) -> Option<(usize, &'static str)> {
    let Detail::Parts(parts) = &one.detail else { return None };
    let of = parts.first()?.of?;
    parts.iter().all(|part| part.of == Some(of)).then_some(of)
}

/// Whether the parts of a measure of shares are drawn as counts: none of them has a share of its own.
fn are_counts(unit: Unit, one: &Measurement) -> bool {
    let Detail::Parts(parts) = &one.detail else {
        return false;
    };
    unit == Unit::Percent && parts.iter().all(|part| part.share.is_none())
}

/// What an axis measures: the metric with its unit.
pub(super) fn axis(about: About<'_>) -> String {
    match about.unit.word() {
        "" => about.name.to_owned(),
        "%" => format!("{}, percent", about.name),
        word => format!("{}, {word}", about.name),
    }
}

/// Where an axis in a unit begins and ends at least.
fn scale(unit: Unit, title: &str) -> Axis<'_> {
    match unit {
        Unit::Percent | Unit::Index => Axis::over(title, 0.0, 100.0),
        _ => Axis::new(title),
    }
}

/// A value with its words.
pub(super) fn value(unit: Unit, value: f64) -> Value {
    Value::new(value, unit.with(value))
}

/// Both ends of an interval with their words.
fn ends(unit: Unit, low: f64, high: f64) -> Interval {
    Interval::new(low, high, format!("{} to {}", unit.digits(low), unit.with(high)))
}

/// The title of a record as far as it may be told, with its page; words as they are.
pub(super) fn named(links: &Links<'_>, name: &str) -> (String, Option<String>) {
    let site = links.site;
    match site.ledger.find(name) {
        Some((_, record)) if site.disclosure.record(record) => (
            site.title_of(record),
            site.record_path(record).map(|path| links.to(&path)),
        ),
        Some(_) => (WITHHELD.to_owned(), None),
        None => (super::markdown::mask(&name.replace('_', " "), links), None),
    }
}

/// The title of a record as far as it may be told.
fn named_words(site: &Site<'_>, id: &str) -> String {
    match site.ledger.find(id) {
        Some((_, record)) if site.disclosure.record(record) => site.title_of(record),
        Some(_) => WITHHELD.to_owned(),
        None => id.to_owned(),
    }
}

/// A count that is one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole, not negative and below 2^52"
)]
fn whole(value: f64) -> Option<usize> {
    (value.fract() == 0.0 && (0.0..4e15).contains(&value)).then_some(value as usize)
}

fn parts(site: &Site<'_>, links: &Links<'_>, one: &Measurement, parts: &[Part], frame: &Frame) -> Option<Chart> {
    let filled = parts.iter().filter(|part| part.value > 0.0).count();
    // Amounts of different units have no common axis.
    if filled < 2 || one.metric == "M-PRG-3" {
        return None;
    }
    if parts.iter().all(|part| part.cumulative.is_some()) {
        let counted = match one.selection.get(Key::Kind) {
            Some("severity") => "Points of severity",
            Some("cost") => "Cost",
            _ => "Count",
        };
        return by_size(links, parts, counted, frame);
    }
    if one.metric.starts_with("M-SAT-") {
        return Some(answers(site, one, parts, frame));
    }
    Some(bars(links, one, parts, frame))
}

/// Parts from the greatest to the least with their running share.
fn by_size(links: &Links<'_>, parts: &[Part], counted: &str, frame: &Frame) -> Option<Chart> {
    let shown = if parts.len() > ROWS { ROWS - 1 } else { parts.len() };
    let mut rows = Vec::new();
    for part in &parts[..shown] {
        let (label, href) = named(links, &part.name);
        let running = part.cumulative.map(|share| value(Unit::Percent, share));
        rows.push(pareto::Row {
            label,
            count: whole(part.value)?,
            other: part.name == "other",
            href,
            running: running.unwrap_or_default(),
        });
    }
    let rest: f64 = parts[shown..].iter().map(|part| part.value).sum();
    if rest > 0.0 {
        rows.push(pareto::Row {
            label: format!("{} more", parts.len() - shown),
            count: whole(rest)?,
            other: true,
            href: None,
            running: value(Unit::Percent, 100.0),
        });
    }
    let picture = Pareto {
        head: frame.head(),
        of: "Part",
        counted,
        rows,
    };
    Some(Chart::of(&picture, frame.caption.clone()))
}

/// Answers to a question as one bar, the worst point first.
fn answers(site: &Site<'_>, one: &Measurement, parts: &[Part], frame: &Frame) -> Chart {
    let question = one.selection.get(Key::Question);
    let question = question.and_then(|key| site.scope.wave_of(&one.selection).ok()?.question(key));
    let points = parts.iter().all(|part| part.name.parse::<f64>().is_ok());
    // Named groups stand from the best to the worst, points of a scale from its lowest to its highest.
    let best_first = !points || question.is_some_and(distribution::good_first);
    let mut ordered: Vec<&Part> = parts.iter().collect();
    if best_first {
        ordered.reverse();
    }
    let label = |part: &Part| match question {
        Some(question) if points => super::wave::point_label(question, &part.name),
        _ => part.name.clone(),
    };
    let colours = likert::classes(ordered.len());
    let shares = ordered.iter().map(|part| match part.share {
        Some(share) => Value::new(part.value, Unit::Percent.with(share)),
        None => Value::new(part.value, fixed(part.value, 0)),
    });
    let picture = Stack {
        head: frame.head(),
        of: "Answers",
        bars: vec![stack::Bar {
            parts: shares.collect(),
            whole: format!("n {}", super::blocks::number(one.base.n)),
            ..stack::Bar::default()
        }],
        parts: ordered
            .iter()
            .zip(colours)
            .map(|(part, colour)| stack::Part {
                name: label(part),
                colour,
            })
            .collect(),
        shares: true,
    };
    let weights = if one.unweighted.is_some() {
        " Answers as they were given, without weights."
    } else {
        ""
    };
    Chart::of(&picture, format!("{}{weights}", frame.caption))
}

/// Parts as bars of their length.
fn bars(links: &Links<'_>, one: &Measurement, parts: &[Part], frame: &Frame) -> Chart {
    let share = |part: &Part| part.share.filter(|_| detail::share_shown(links.site, one, part));
    let row = |part: &Part| {
        let (label, href) = named(links, &part.name);
        let decimals = if part.value.fract() == 0.0 { 0 } else { 2 };
        let text = fixed(part.value, decimals);
        stack::Bar {
            label,
            href,
            whole: match share(part) {
                Some(share) => format!("{text}, {}", Unit::Percent.with(share)),
                None => text.clone(),
            },
            parts: vec![Value::new(part.value, text)],
            word: String::new(),
        }
    };
    let picture = Stack {
        head: frame.head(),
        of: "Part",
        parts: vec![stack::Part {
            name: "Count".to_owned(),
            colour: 5,
        }],
        bars: parts.iter().take(ROWS).map(row).collect(),
        shares: false,
    };
    let more = parts.len().saturating_sub(ROWS);
    Chart::of(&picture, and_more(&frame.caption, more, "part", "parts"))
}

/// The caption, with how many are left out of the picture.
fn and_more(caption: &str, more: usize, one: &str, many: &str) -> String {
    if more == 0 {
        return caption.to_owned();
    }
    format!(
        "{caption} {} more in the tables.",
        super::blocks::several(more, one, many)
    )
}

fn series(site: &Site<'_>, about: About<'_>, one: &Measurement, points: &[Point], frame: &Frame) -> Option<Chart> {
    let unit = about.unit;
    let first = points.len().saturating_sub(PERIODS);
    let kept = &points[first..];
    let mut hidden = 0;
    let mut drawn = 0;
    let mut line = Vec::with_capacity(kept.len());
    for point in kept {
        let show = point_shown(site, one, point.n);
        let there = point.value.filter(|_| may_draw(show));
        hidden += usize::from(point.value.is_some() && there.is_none());
        drawn += usize::from(there.is_some());
        line.push(there.map(|there| {
            LinePoint {
                value: value(unit, there),
                interval: point.interval.map(|(low, high)| ends(unit, low, high)),
                provisional: point.provisional,
                href: None,
                base: point
                    .n
                    .map_or_else(String::new, |n| format!("n {}", super::blocks::number(n))),
            }
        }));
    }
    if drawn < 2 {
        return None;
    }
    let breaks = breaks(kept);
    let mut caption = and_more(&format!("{}.", axis(about)), first, "period", "periods");
    if hidden > 0 {
        let _ = write!(
            caption,
            " {} not shown: too few.",
            super::blocks::several(hidden, "value is", "values are")
        );
    }
    if !breaks.is_empty() {
        caption.push_str(" The line is broken where the definition changed.");
    }
    let axis = axis(about);
    let picture = Lines {
        head: frame.head(),
        of: "Period",
        axis: Axis::new(&axis),
        periods: kept.iter().map(|point| point.label.clone()).collect(),
        series: vec![Series {
            name: String::new(),
            points: line,
        }],
        breaks,
        lines: Vec::new(),
        band: false,
    };
    Some(Chart::of(&picture, caption))
}

fn control(site: &Site<'_>, about: About<'_>, one: &Measurement, control: &Control, frame: &Frame) -> Option<Chart> {
    let unit = about.unit;
    let first = control.points.len().saturating_sub(PERIODS);
    let mut hidden = 0;
    let mut drawn = 0;
    let mut fired: Vec<usize> = Vec::new();
    let mut points = Vec::new();
    for point in &control.points[first..] {
        let shown = may_draw(control_shown(site, one, control, point));
        let there = point.value.filter(|_| shown);
        hidden += usize::from(point.value.is_some() && there.is_none());
        drawn += usize::from(there.is_some());
        let limits = point.limits.filter(|_| shown);
        if shown {
            fired.extend(&point.signals);
        }
        points.push(controls::Point {
            period: point.label.clone(),
            value: there.map(|there| value(unit.of_values(), there)),
            centre: Some(value(unit, point.center)),
            lower: limits.map(|(low, _)| value(unit, low)),
            upper: limits.map(|(_, high)| value(unit, high)),
            sigma: None,
            provisional: control.provisional,
            counted: if control_shown(site, one, control, point).is_hidden()
                || point.of.is_some_and(|(_, size)| size <= 0.0)
            {
                String::new()
            } else {
                point.of.map(detail::counted).unwrap_or_default()
            },
            signals: if shown {
                point.signals.iter().map(usize::to_string).collect()
            } else {
                Vec::new()
            },
            href: None,
        });
    }
    if drawn < 2 {
        return None;
    }
    let phases = control.phases.iter().filter(|(index, _)| *index >= first);
    let phases = phases.map(|(index, why)| controls::Phase {
        first: index - first,
        label: why.clone(),
        href: None,
    });
    // A chart of a figure or indicator is named after it.
    let charted = one.selection.get(Key::Metric).and_then(crate::measure::find);
    let of_indicator = one.selection.get(Key::Indicator).map(|id| named_words(site, id));
    let axis = match of_indicator {
        Some(title) => title,
        None => axis(charted.map_or(about, |metric| metric.about)),
    };
    // Shares may be drawn as single values: the picture has the name of the chart that it is.
    let title = format!("{} chart", control.chart);
    let picture = controls::Control {
        head: Head {
            title: &title,
            description: &frame.description.replace(about.name, &title),
            ..frame.head()
        },
        of: "Period",
        axis: Axis::new(&axis),
        points,
        phases: phases.collect(),
    };
    fired.sort_unstable();
    fired.dedup();
    let bounded = control.points.iter().any(|point| point.limits.is_some());
    let mut caption = if bounded {
        let few = if control.provisional {
            ", provisional: fewer than firm limits need"
        } else {
            ""
        };
        format!(
            "{} chart. Limits from the first {} points{few}.",
            control.chart, control.baseline
        )
    } else {
        format!(
            "{} chart without limits: there are too few points to set them, and no rule was looked at.",
            control.chart
        )
    };
    let signals: Vec<String> = fired
        .iter()
        .filter_map(|rule| Some(format!("{rule}: {}", control.rules.get(rule.checked_sub(1)?)?)))
        .collect();
    if !signals.is_empty() {
        let _ = write!(caption, " Signals by rule {}.", signals.join("; "));
    } else if bounded {
        caption.push_str(" No rule gives a signal.");
    }
    if hidden > 0 {
        let _ = write!(
            caption,
            " {} not shown: too few.",
            super::blocks::several(hidden, "value is", "values are")
        );
    }
    let caption = and_more(&caption, first, "period", "periods");
    Some(Chart::of(&picture, caption))
}

/// Round times from zero to the last, eight at most.
fn times(last: f64) -> Vec<Value> {
    if !last.is_finite() || last <= 0.0 {
        return Vec::new();
    }
    let rough = last / 7.0;
    let mut size = 1.0;
    while size * 10.0 <= rough && size < 1e12 {
        size *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|round| round * size)
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    let mut times = Vec::new();
    let mut time = 0.0;
    while time <= last && times.len() < 8 {
        times.push(Value::new(time, fixed(time, 0)));
        time += step;
    }
    times
}

fn survival(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    one: &Measurement,
    curves: &[Curve],
    frame: &Frame,
) -> Option<Chart> {
    let unit = about.within(one).unit;
    let seen: Vec<&Curve> = curves
        .iter()
        .filter(|curve| !curve_shown(site, one, curve).is_hidden() && !curve.steps.is_empty())
        .collect();
    let last = seen
        .iter()
        .filter_map(|curve| curve.steps.last())
        .map(|step| step.time)
        .fold(0.0, f64::max);
    let times = times(last);
    let drawn = seen.iter().map(|curve| survival::Curve {
        name: if curve.label.is_empty() {
            "All".to_owned()
        } else {
            named(links, &curve.label).0
        },
        steps: curve
            .steps
            .iter()
            .filter(|step| step.events > 0)
            .map(|step| survival::Step {
                time: value(unit, step.time),
                share: value(Unit::Percent, 100.0 * step.open),
                interval: step.interval.map(|(low, high)| (100.0 * low, 100.0 * high)),
                limits: step.interval.map_or_else(String::new, |(low, high)| {
                    format!("{} to {}", fixed(100.0 * low, 1), Unit::Percent.with(100.0 * high))
                }),
            })
            .collect(),
        censored: curve
            .steps
            .iter()
            .filter(|step| step.censored > 0)
            .map(|step| step.time)
            .collect(),
        median: curve.done[0].map(|median| value(unit, median)),
        at_risk: times
            .iter()
            .map(|time| {
                let step = curve.steps.iter().find(|step| step.time >= time.at);
                step.map_or(0, |step| step.at_risk)
            })
            .collect(),
    });
    let drawn: Vec<survival::Curve> = drawn.collect();
    if drawn.is_empty() {
        return None;
    }
    let hidden = curves.len() - drawn.len();
    let title = match unit.word() {
        "" => "Time".to_owned(),
        word => format!("Time in {word}"),
    };
    let picture = Survival {
        head: frame.head(),
        share: "Still open, percent",
        time: Axis::new(&title),
        curves: drawn,
        times,
    };
    let mut caption = frame.caption.clone();
    if hidden > 0 {
        let _ = write!(
            caption,
            " {} not shown: too few.",
            super::blocks::several(hidden, "curve is", "curves are")
        );
    }
    Some(Chart::of(&picture, caption))
}

/// A measurement as a row of a picture of estimates.
pub(super) fn row(site: &Site<'_>, links: &Links<'_>, unit: Unit, label: String, one: &Measurement) -> intervals::Row {
    let show = site.cells.show(one);
    let seen = may_draw(show);
    let estimate = one.estimate.as_ref().ok().filter(|_| seen);
    let interval = one.interval.as_ref().ok().filter(|_| seen);
    let word = match show {
        Show::TooFew | Show::Withheld | Show::GivesAway | Show::KeptBack => "not shown",
        _ if one.estimate.is_err() => "not estimable",
        Show::Counts | Show::Small => "too few for an estimate",
        Show::LowBase => "low base",
        Show::All => "",
    };
    intervals::Row {
        label,
        href: number::url(site, links, one),
        estimate: estimate.map(|found| value(unit, *found)),
        interval: interval.map(|found| Interval::new(found.low, found.high, number::interval(unit, found))),
        second: one
            .unweighted
            .as_ref()
            .filter(|_| seen)
            .map(|plain| value(unit, plain.estimate)),
        base: if show.is_hidden() {
            String::new()
        } else {
            format!("n {}", super::blocks::number(one.base.n))
        },
        word: word.to_owned(),
    }
}

/// What a picture shows besides its rows.
pub(super) struct Words<'a> {
    /// Keeps it apart from others of a page.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// What the rows or periods are: `Segment`.
    pub of: &'a str,
    /// What stands below it.
    pub caption: &'a str,
}

impl Words<'_> {
    fn head<'a>(&'a self) -> Head<'a> {
        Head {
            id: self.id,
            title: self.title,
            description: self.caption,
        }
    }
}

/// Estimates one below the other; none when fewer than two are drawn.
pub(super) fn side_by_side(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    words: &Words<'_>,
    rows: &[(String, &Measurement)],
) -> Option<Chart> {
    let made = rows.iter().take(ROWS);
    let made: Vec<intervals::Row> = made
        .map(|(label, one)| row(site, links, about.of(one).unit, label.clone(), one))
        .collect();
    if made.iter().filter(|row| row.estimate.is_some()).count() < 2 {
        return None;
    }
    let axis = axis(about);
    let picture = Intervals {
        head: words.head(),
        of: words.of,
        axis: scale(about.unit, &axis),
        first: if made.iter().any(|row| row.second.is_some()) {
            "weighted"
        } else {
            "Value"
        },
        second: "without weights",
        lines: Vec::new(),
        rows: made,
    };
    let more = rows.len().saturating_sub(ROWS);
    let caption = format!("{}{}", words.caption, corrected_in_part(rows));
    Some(Chart::of(&picture, and_more(&caption, more, "row", "rows")))
}

/// What the method of an interval says where it is corrected for the finite population.
const CORRECTED: &str = "corrected for the finite population";

/// That some of the intervals beside each other are corrected for the finite population and others not, so that their widths are not
/// to be compared; nothing where they are alike.
fn corrected_in_part(rows: &[(String, &Measurement)]) -> String {
    let with_interval = || rows.iter().filter(|(_, one)| one.interval.is_ok());
    let is_corrected = |one: &Measurement| {
        one.interval
            .as_ref()
            .is_ok_and(|interval| interval.method.contains(CORRECTED))
    };
    let corrected: Vec<&str> = with_interval()
        .filter(|(_, one)| is_corrected(one))
        .map(|(label, _)| label.as_str())
        .collect();
    if corrected.is_empty() || corrected.len() == with_interval().count() {
        return String::new();
    }
    format!(
        " Narrowed by the correction for the finite population: {}; how many there are of the others is not known, so that the widths do \
         not compare.",
        corrected.join(", ")
    )
}

/// Measurements over waves or periods as a line; none when fewer than two are drawn.
pub(super) fn over_time(
    site: &Site<'_>,
    links: &Links<'_>,
    about: About<'_>,
    words: &Words<'_>,
    points: &[(String, Option<&Measurement>)],
    breaks: Vec<Break>,
    lines: Vec<Value>,
) -> Option<Chart> {
    let first = points.len().saturating_sub(PERIODS);
    let kept = &points[first..];
    let line = kept.iter().map(|(_, one)| {
        let one = (*one)?;
        let row = row(site, links, about.of(one).unit, String::new(), one);
        Some(LinePoint {
            value: row.estimate?,
            interval: row.interval,
            provisional: one.provisional,
            href: row.href,
            base: row.base,
        })
    });
    let line: Vec<Option<LinePoint>> = line.collect();
    if line.iter().flatten().count() < 2 {
        return None;
    }
    let breaks = breaks.into_iter().filter(|change| change.before >= first);
    let breaks = breaks.map(|change| Break {
        before: change.before - first,
        ..change
    });
    let axis = axis(about);
    let picture = Lines {
        head: words.head(),
        of: words.of,
        axis: Axis::new(&axis),
        periods: kept.iter().map(|(label, _)| label.clone()).collect(),
        series: vec![Series {
            name: String::new(),
            points: line,
        }],
        breaks: breaks.collect(),
        lines,
        band: false,
    };
    let hidden = kept
        .iter()
        .filter(|(_, one)| one.is_some_and(|one| !may_draw(site.cells.show(one))))
        .count();
    let mut caption = and_more(words.caption, first, "period", "periods");
    if hidden > 0 {
        let _ = write!(
            caption,
            " {} not shown: too few, or a smaller group could be told from it.",
            super::blocks::several(hidden, "value is", "values are")
        );
    }
    Some(Chart::of(&picture, caption))
}

/// Series over periods, drawn as they are given.
pub(super) fn lines(
    words: &Words<'_>,
    periods: Vec<String>,
    series: Vec<Series>,
    breaks: Vec<Break>,
    lines: Vec<Value>,
) -> Chart {
    let picture = Lines {
        head: words.head(),
        of: words.of,
        axis: Axis::new(words.title),
        periods,
        series,
        breaks,
        lines,
        band: false,
    };
    Chart::of(&picture, words.caption)
}

/// Where the definition of a series changed.
pub(super) fn breaks(points: &[Point]) -> Vec<Break> {
    let changed = points.iter().enumerate().filter_map(|(index, point)| {
        Some(Break {
            before: index,
            label: point.breaks.clone()?,
            href: None,
        })
    });
    changed.collect()
}

/// A small line beside a number; none when it would have fewer than two values.
pub(super) fn spark(words: &Words<'_>, points: Vec<(String, Option<Value>)>, target: Option<Value>) -> Option<Html> {
    if points.iter().filter(|(_, there)| there.is_some()).count() < 2 {
        return None;
    }
    let spark = Spark {
        head: words.head(),
        of: words.of,
        measure: words.title,
        points,
        target,
    };
    Some(Html(spark.svg()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::measurement::Base;
    use crate::measure::selection::Selection;

    #[test]
    fn times_of_a_curve_are_round_and_few() {
        let words = |last: f64| times(last).into_iter().map(|time| time.text).collect::<Vec<_>>();
        assert_eq!(words(131.0), ["0", "20", "40", "60", "80", "100", "120"]);
        assert_eq!(words(64.0), ["0", "10", "20", "30", "40", "50", "60"]);
        assert_eq!(words(4.0), ["0", "1", "2", "3", "4"]);
        assert!(words(0.0).is_empty() && words(f64::NAN).is_empty() && words(f64::INFINITY).is_empty());
        assert!(words(1e300).len() <= 8);
    }

    #[test]
    fn bars_of_counts_are_not_read_as_percentages() {
        let made = |share| {
            let part = Part {
                name: "THM-1".to_owned(),
                value: 3.0,
                share,
                cumulative: None,
                of: None,
            };
            Measurement::new("M-GAP-7", &Selection::all(), Base::answers(29), Ok(41.4))
                .detail(Detail::Parts(vec![part]))
        };
        assert!(are_counts(Unit::Percent, &made(None)));
        assert!(!are_counts(Unit::Percent, &made(Some(10.3))) && !are_counts(Unit::Count, &made(None)));
    }

    #[test]
    fn only_whole_counts_are_counts() {
        assert_eq!(whole(17.0), Some(17));
        assert_eq!(
            (whole(0.5), whole(-1.0), whole(f64::NAN), whole(1e18)),
            (None, None, None, None)
        );
    }
}
