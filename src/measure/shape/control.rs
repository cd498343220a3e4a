//! Control charts: whether a series is one steady process, and where it is not. Metrics M-SPC-1 to M-SPC-5.
//!
//! In: the points of a series in order of time, and where a recorded change begins a new phase. Out: a [`Measurement`] whose
//! detail is the chart and whose estimate is the centre of the last phase. Steps:
//!
//! 1. cut the series at the phases; each has limits of its own;
//! 2. centre and limits of a phase come from its first points, at most [`FIRM`] of them, and are frozen behind these;
//! 3. below [`LEAST`] points there are no limits, below [`FIRM`] they are provisional;
//! 4. look for the patterns of [`USUAL`].

use crate::measure::measurement::{Base, Control, ControlPoint, Detail, Input, Measurement, input};
use crate::measure::selection::Selection;
use crate::measure::unit::{Unit, fixed, put};
use crate::stats::attribute_chart::{AttributeChart, Spread, p_chart, u_chart};
use crate::stats::estimate::NotEstimable;
use crate::stats::run_rules::{Rule, RunPoint, USUAL, signals};
use crate::stats::xmr::{Version, Xmr, xmr};
use std::ops::Range;

/// Fewest points of a phase that have limits.
pub const LEAST: usize = 8;

/// Points of a phase from which on its limits are firm; no more than these set them.
pub const FIRM: usize = 20;

/// Laney's ratio above which large subgroups get his limits.
const WIDE: f64 = 1.2;

/// Mean size above which subgroups are large.
const LARGE: f64 = 1000.0;

/// Fewest events a period of a u chart has on average.
const FEWEST: f64 = 2.0;

/// Why limits are no interval.
const NO_INTERVAL: &str = "limits of a chart tell usual from unusual periods; they are no interval of an estimate";

/// Cases of a period with what they are counted against: all of which some have a property, or an exposure.
#[derive(Clone, PartialEq, Debug)]
pub struct Counted {
    /// Name of the period.
    pub label: String,
    /// How many above the line.
    pub count: u64,
    /// How many, or how much, below it.
    pub of: f64,
    /// Whether these are too few for a share: the period has its counts and no point.
    pub few: bool,
}

/// One value of a period.
#[derive(Clone, PartialEq, Debug)]
pub struct Single {
    /// Name of the period.
    pub label: String,
    /// The value; none where there is none.
    pub value: Option<f64>,
}

/// Where a recorded change of the process or of its definition begins a new phase: index of the first point, and why.
pub type Phase = (usize, String);

/// A p chart of shares in percent, or, where it is not fit, an `XmR` chart of the shares. [M-SPC-2, M-SPC-4]
///
/// In: hits and base of each period. Not fit is a p chart where fewer than five hits or fewer than five others are expected in
/// more than a quarter of the periods. Where there are no limits the centre is the share of all cases. Periods that are too small for a share have their counts and no point, set no limits and
/// give no signal: "`min_cell <= n < min_estimate`: counts only, no percentage" (GR3).
pub fn shares(metric: &str, selection: &Selection, base: Base, points: &[Counted], phases: &[Phase]) -> Measurement {
    let all_points = points;
    let few: Vec<&str> = points
        .iter()
        .filter(|point| point.few && point.of > 0.0)
        .map(|point| point.label.as_str())
        .collect();
    let kept: Vec<Counted> = points.iter().map(Counted::or_none).collect();
    let points = kept.as_slice();
    let sizes: Vec<(u64, u64)> = points.iter().map(|point| (point.count, whole(point.of))).collect();
    let known: Vec<&(u64, u64)> = sizes.iter().filter(|(_, size)| *size > 0).collect();
    let (hits, all) = known
        .iter()
        .fold((0, 0), |(hits, all), (count, size)| (hits + count, all + size));
    if known.iter().any(|(count, size)| count > size) {
        return Measurement::not_estimable(metric, selection, base, NotEstimable::MoreThanAll.reason());
    }
    if all == 0 && !few.is_empty() {
        return Measurement::not_estimable(metric, selection, base, "every period has too few cases for a share");
    }
    if all == 0 {
        return none(metric, selection, base);
    }
    let tell = |mut made: Measurement| {
        if !few.is_empty() {
            made.notes.push(format!(
                "too few cases for a share, so counts and no point: {}",
                few.join(", ")
            ));
        }
        of_all_cases(keep_counts(made, all_points), all_points)
    };
    let rarer = hits.min(all - hits);
    let rough = known
        .iter()
        .filter(|(_, size)| real(*size) * real(rarer) < 5.0 * real(all));
    if 4 * rough.count() > known.len() {
        let singles: Vec<Single> = points
            .iter()
            .map(|point| Single {
                label: point.label.clone(),
                value: (point.of > 0.0).then(|| 100.0 * real(point.count) / point.of),
            })
            .collect();
        let made = within(self::singles(metric, selection, base, &singles, phases), (0.0, 100.0));
        return tell(made).note(
            "drawn as single values (XmR): fewer than five cases on one side are expected in more than a quarter of the \
             periods, too few for the limits of a p chart",
        );
    }
    let chart = |range: Range<usize>, baseline, spread| p_chart(&sizes[range], Some(baseline), spread);
    tell(attributes("p", 100.0, metric, selection, base, points, phases, chart))
}

impl Counted {
    /// The same with nothing counted where it is too few for a share.
    fn or_none(&self) -> Self {
        let mut kept = self.clone();
        if self.few {
            (kept.count, kept.of) = (0, 0.0);
        }
        kept
    }
}

/// A chart of single values that cannot lie outside two ends: limits beyond them are cut there, and that is said. Shares are
/// "clipped to 0 and 1" (metric M-SPC-2), by whatever chart they are drawn.
pub fn within(mut made: Measurement, (least, most): (f64, f64)) -> Measurement {
    let Detail::Control(control) = &mut made.detail else {
        return made;
    };
    let mut cut = false;
    for (low, high) in control.points.iter_mut().filter_map(|point| point.limits.as_mut()) {
        cut |= *low < least || *high > most;
        (*low, *high) = (low.clamp(least, most), high.clamp(least, most));
    }
    if cut && most.is_infinite() {
        made.notes.push(format!(
            "lower limits are cut at {}: no value lies below",
            fixed(least, 0)
        ));
    } else if cut {
        made.notes.push(format!(
            "limits are cut at {} and {}: no value can lie beyond",
            fixed(least, 0),
            fixed(most, 0)
        ));
    }
    made
}

/// The same for what has a true zero, such as counts, times and money, and is never below it. Days may be counted from a day that was agreed, and then a value below 0 says
/// so: such a series has no floor.
pub fn above_zero(made: Measurement, unit: Unit, points: &[Single]) -> Measurement {
    if unit.has_zero() && points.iter().filter_map(|point| point.value).all(|value| value >= 0.0) {
        within(made, (0.0, f64::INFINITY))
    } else {
        made
    }
}

/// A u chart of events per so much exposure. [M-SPC-3, M-SPC-4]
///
/// In: events and exposure of each period, and the exposure that a rate is given for: 1000 for a rate per thousand. Limits need
/// two events a period on average.
pub fn rates(
    metric: &str,
    selection: &Selection,
    base: Base,
    points: &[Counted],
    per: f64,
    phases: &[Phase],
) -> Measurement {
    let exposures: Vec<(u64, f64)> = points.iter().map(|point| (point.count, point.of)).collect();
    if points.iter().all(|point| point.of <= 0.0) {
        return none(metric, selection, base);
    }
    let chart = |range: Range<usize>, baseline, spread| u_chart(&exposures[range], Some(baseline), spread);
    attributes("u", per, metric, selection, base, points, phases, chart)
}

/// An `XmR` chart of single values. [M-SPC-1]
///
/// In: one value a period, with gaps. With one wild range among those that set the limits, the version by medians is drawn.
pub fn singles(metric: &str, selection: &Selection, base: Base, points: &[Single], phases: &[Phase]) -> Measurement {
    if points.iter().all(|point| point.value.is_none()) {
        return none(metric, selection, base);
    }
    let mut drawn = Drawing::new("XmR", phases, points.len());
    let mut working = String::new();
    for range in drawn.ranges.clone() {
        let part = &points[range.clone()];
        let values: Vec<Option<f64>> = part.iter().map(|point| point.value).collect();
        let baseline = baseline(&values, |value| value.is_some());
        let (version, chart) = match single_chart(&values, baseline.points) {
            Ok(made) => made,
            Err(why) => return Measurement::not_estimable(metric, selection, base, why.reason()),
        };
        let Ok(center) = chart.centre else { continue };
        let limits = chart.limits.ok().filter(|_| baseline.known >= LEAST);
        working = match (&limits, version) {
            (Some(limits), version) => {
                let (of, factor) = match version {
                    Version::Mean => ("means", "2.66"),
                    Version::Median => ("medians", "3.145"),
                };
                format!(
                    "{} ± {factor} × {} = {} to {} ({of})",
                    put(center),
                    put(limits.moving_range),
                    fixed(limits.natural.low, 4),
                    fixed(limits.natural.high, 4)
                )
            }
            (None, _) => format!("centre {}", fixed(center, 4)),
        };
        if limits.is_some() && version == Version::Median {
            drawn.note(format!(
                "limits from `{}` on by medians, since one step between neighbours is wild",
                part[0].label
            ));
        }
        if let Some(limits) = &limits
            && !limits.ranges_beyond.is_empty()
        {
            let at: Vec<&str> = limits
                .ranges_beyond
                .iter()
                .map(|index| part[*index].label.as_str())
                .collect();
            drawn.note(format!(
                "the step from the period before is beyond its limit ({}) in {}",
                fixed(limits.range, 4),
                at.join(", ")
            ));
        }
        let sigma = limits.as_ref().map(|limits| limits.sigma(version));
        drawn.take(
            baseline,
            center,
            part.iter().map(|point| Placed {
                label: &point.label,
                value: point.value,
                sigma: point.value.and(sigma),
                limits: limits.as_ref().map(|limits| (limits.natural.low, limits.natural.high)),
                of: None,
            }),
        );
    }
    drawn.finish(metric, selection, base, working, Vec::new())
}

/// The chart by means, or by medians where exactly one range of the baseline is beyond its limit.
fn single_chart(values: &[Option<f64>], baseline: usize) -> Result<(Version, Xmr), NotEstimable> {
    let chart = xmr(values, Some(baseline), Version::Mean)?;
    let wild = chart.limits.as_ref().map_or(0, |limits| {
        limits.ranges_beyond.iter().filter(|index| **index < baseline).count()
    });
    if wild == 1 {
        Ok((Version::Median, xmr(values, Some(baseline), Version::Median)?))
    } else {
        Ok((Version::Mean, chart))
    }
}

/// How many points at the start of a phase set its limits.
#[derive(Clone, Copy)]
struct Baseline {
    /// Points up to the last one that does.
    points: usize,
    /// Those among them that have a value.
    known: usize,
}

fn baseline<T>(points: &[T], is_known: impl Fn(&T) -> bool) -> Baseline {
    let mut baseline = Baseline {
        points: points.len(),
        known: 0,
    };
    for (index, point) in points.iter().enumerate() {
        if is_known(point) {
            baseline.known += 1;
            if baseline.known == FIRM {
                baseline.points = index + 1;
                break;
            }
        }
    }
    baseline
}

/// A p or u chart, phase by phase.
#[expect(
    clippy::too_many_arguments,
    reason = "what the two charts share, each with a name of its own"
)]
fn attributes(
    kind: &'static str,
    per: f64,
    metric: &str,
    selection: &Selection,
    base: Base,
    points: &[Counted],
    phases: &[Phase],
    chart: impl Fn(Range<usize>, usize, Spread) -> Result<AttributeChart, NotEstimable>,
) -> Measurement {
    let mut drawn = Drawing::new(kind, phases, points.len());
    let (mut working, mut inputs) = (String::new(), Vec::new());
    for range in drawn.ranges.clone() {
        let part = &points[range.clone()];
        let baseline = baseline(part, |point| point.of > 0.0);
        if baseline.known == 0 {
            continue;
        }
        let set_by = &part[..baseline.points];
        let count: u64 = set_by.iter().map(|point| point.count).sum();
        let of: f64 = set_by.iter().map(|point| point.of).sum();
        let plain = match chart(range.clone(), baseline.points, Spread::Theoretical) {
            Ok(chart) => chart,
            Err(why) => return Measurement::not_estimable(metric, selection, base, why.reason()),
        };
        let sigma_z = plain.sigma_z.as_ref().ok().copied();
        let large = of > LARGE * size(baseline.known);
        let laney = large && sigma_z.is_some_and(|ratio| ratio > WIDE);
        let wide = laney
            .then(|| chart(range.clone(), baseline.points, Spread::Laney).ok())
            .flatten();
        let rare = kind == "u" && real(count) < FEWEST * size(baseline.known);
        if rare {
            drawn.note(
                "no limits: fewer than two events a period on average; take longer periods, or the time between events",
            );
        }
        let has_limits = baseline.known >= LEAST && !rare;
        if wide.is_some() {
            drawn.chart = match kind {
                "p" => "p′",
                _ => "u′",
            };
            drawn.note("limits widened by Laney's ratio: periods differ more than chance within them explains");
        }
        drawn.sigma_z = sigma_z;
        let made = wide.unwrap_or(plain);
        let center = per * made.centre;
        working = format!("centre {} × {count} / {} = {}", put(per), put(of), fixed(center, 4));
        inputs = vec![
            input("Σx", "counted in the periods that set the centre", real(count)),
            input("Σn", "what they are counted against", of),
        ];
        drawn.take(
            baseline,
            center,
            part.iter().zip(&made.points).map(|(point, placed)| Placed {
                label: &point.label,
                value: placed.map(|placed| per * placed.value),
                sigma: placed.filter(|_| has_limits).map(|placed| per * placed.sigma),
                limits: placed
                    .filter(|_| has_limits)
                    .map(|placed| (per * placed.limits.low, per * placed.limits.high)),
                of: Some((real(point.count), point.of)),
            }),
        );
    }
    drawn.finish(metric, selection, base, working, inputs)
}

/// A point with what holds for it.
struct Placed<'a> {
    label: &'a str,
    value: Option<f64>,
    sigma: Option<f64>,
    limits: Option<(f64, f64)>,
    of: Option<(f64, f64)>,
}

/// A chart in the making.
struct Drawing {
    chart: &'static str,
    ranges: Vec<Range<usize>>,
    phases: Vec<Phase>,
    points: Vec<ControlPoint>,
    baseline: usize,
    provisional: bool,
    without_limits: bool,
    sigma_z: Option<f64>,
    notes: Vec<String>,
    center: Option<f64>,
}

impl Drawing {
    fn new(chart: &'static str, phases: &[Phase], len: usize) -> Self {
        let mut phases: Vec<Phase> = phases
            .iter()
            .filter(|(from, _)| *from > 0 && *from < len)
            .cloned()
            .collect();
        phases.sort();
        phases.dedup_by_key(|(from, _)| *from);
        let starts = std::iter::once(0).chain(phases.iter().map(|(from, _)| *from));
        let ends = phases.iter().map(|(from, _)| *from).chain([len]);
        Self {
            chart,
            ranges: starts.zip(ends).map(|(from, to)| from..to).collect(),
            phases,
            points: Vec::with_capacity(len),
            baseline: 0,
            provisional: false,
            without_limits: false,
            sigma_z: None,
            notes: Vec::new(),
            center: None,
        }
    }

    fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Takes a phase and looks for the patterns in it.
    fn take<'a>(&mut self, baseline: Baseline, center: f64, placed: impl Iterator<Item = Placed<'a>>) {
        let placed: Vec<Placed<'_>> = placed.collect();
        let run: Vec<Option<RunPoint>> = placed
            .iter()
            .map(|point| {
                Some(RunPoint {
                    value: point.value?,
                    centre: center,
                    sigma: point.sigma?,
                })
            })
            .collect();
        let mut fired: Vec<Vec<usize>> = vec![Vec::new(); placed.len()];
        for (number, rule) in (1..).zip(USUAL) {
            for mark in signals(&run, rule).marks {
                fired[mark].push(number);
            }
        }
        self.points
            .extend(placed.iter().zip(fired).map(|(point, signals)| ControlPoint {
                label: point.label.to_owned(),
                value: point.value,
                center,
                limits: point.limits,
                of: point.of,
                signals,
            }));
        self.baseline = baseline.points;
        self.provisional = baseline.known < FIRM;
        self.without_limits = baseline.known < LEAST;
        self.center = Some(center);
    }

    fn finish(
        mut self,
        metric: &str,
        selection: &Selection,
        base: Base,
        working: String,
        inputs: Vec<Input>,
    ) -> Measurement {
        let Some(center) = self.center else {
            return none(metric, selection, base);
        };
        if self.without_limits {
            self.note(format!("no limits: they need at least {LEAST} periods"));
        } else if self.provisional {
            self.note(format!(
                "limits are provisional: they rest on fewer than {FIRM} periods"
            ));
        }
        let fired: usize = self.points.iter().map(|point| point.signals.len()).sum();
        let control = Control {
            chart: self.chart,
            points: self.points,
            baseline: self.baseline,
            provisional: self.provisional && !self.without_limits,
            sigma_z: self.sigma_z,
            rules: USUAL.map(words).to_vec(),
            phases: self.phases,
        };
        // Without limits no rule was looked at, which is something else than no pattern.
        let looked_at = control.points.iter().any(|point| point.limits.is_some());
        let mut made = Measurement::new(metric, selection, base, Ok(center))
            .interval(Err(NO_INTERVAL.to_owned()))
            .working(working, inputs)
            .detail(Detail::Control(control));
        let signals = input("signals", "patterns that the rules found", size(fired));
        made.inputs.extend(looked_at.then_some(signals));
        made.notes = self.notes;
        made
    }
}

/// A rule in words, as a page prints it.
fn words(rule: Rule) -> &'static str {
    match rule {
        Rule::Beyond => "a point beyond a limit",
        Rule::EightOnOneSide => "8 points in a row on one side of the centre",
        Rule::NineOnOneSide => "9 points in a row on one side of the centre",
        Rule::TwoOfThree => "2 of 3 points in a row beyond two thirds of the way to a limit, on the same side",
        Rule::FourOfFive => "4 of 5 points in a row beyond one third of the way to a limit, on the same side",
        Rule::SixRisingOrFalling => "6 points in a row rising or falling",
        Rule::FourteenAlternating => "14 points in a row alternating up and down",
        Rule::FifteenWithin => "15 points in a row within one third of the way to a limit",
        Rule::EightOutside => "8 points in a row beyond one third of the way to a limit, on either side",
    }
}

/// Shares without limits have the share of all their cases as the centre, those of periods that are too small for a point among them.
/// Without limits nothing rests on the mean of the points, which would leave the small periods out and count each of the others alike.
fn of_all_cases(mut made: Measurement, counted: &[Counted]) -> Measurement {
    let Detail::Control(control) = &mut made.detail else {
        return made;
    };
    let starts: Vec<usize> = std::iter::once(0)
        .chain(control.phases.iter().map(|(from, _)| *from))
        .collect();
    for (place, from) in starts.iter().copied().enumerate() {
        let to = starts.get(place + 1).copied().unwrap_or(counted.len());
        let (Some(points), Some(phase)) = (control.points.get_mut(from..to), counted.get(from..to)) else {
            continue;
        };
        let count = phase.iter().map(|point| point.count).fold(0, u64::saturating_add);
        let of: f64 = phase.iter().map(|point| point.of).sum();
        if of <= 0.0 || points.iter().any(|point| point.limits.is_some()) {
            continue;
        }
        let center = 100.0 * real(count) / of;
        for point in points {
            point.center = center;
        }
        if to == counted.len() {
            made.estimate = Ok(center);
            made.formula = format!("centre 100 × {count} / {} = {}", put(of), fixed(center, 4));
            made.inputs = vec![
                input("Σx", "counted in all periods", real(count)),
                input("Σn", "what they are counted against", of),
            ];
        }
    }
    made
}

/// Puts counts beside the points of a chart of single values.
fn keep_counts(mut made: Measurement, counted: &[Counted]) -> Measurement {
    if let Detail::Control(control) = &mut made.detail {
        for (point, counted) in control.points.iter_mut().zip(counted) {
            point.of = Some((real(counted.count), counted.of));
        }
    }
    made
}

fn none(metric: &str, selection: &Selection, base: Base) -> Measurement {
    Measurement::not_estimable(metric, selection, base, "no period has a value")
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

fn size(count: usize) -> f64 {
    real(count as u64)
}

/// A size as a count; what is no count is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held in range before"
)]
fn whole(size: f64) -> u64 {
    if (1.0..9e15).contains(&size) {
        size.round() as u64
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(pairs: &[(u64, f64)]) -> Vec<Counted> {
        pairs
            .iter()
            .enumerate()
            .map(|(index, (count, of))| Counted {
                few: false,
                label: format!("P{index}"),
                count: *count,
                of: *of,
            })
            .collect()
    }

    fn single(values: &[f64]) -> Vec<Single> {
        values
            .iter()
            .enumerate()
            .map(|(index, value)| Single {
                label: format!("P{index}"),
                value: Some(*value),
            })
            .collect()
    }

    fn control(made: &Measurement) -> &Control {
        match &made.detail {
            Detail::Control(control) => control,
            other => panic!("no chart: {other:?}"),
        }
    }

    const U: [(u64, f64); 8] = [
        (8, 2150.0),
        (11, 2300.0),
        (7, 2240.0),
        (9, 2410.0),
        (6, 2380.0),
        (7, 2500.0),
        (5, 2460.0),
        (4, 2550.0),
    ];

    #[test]
    fn limits_of_counts_and_times_do_not_lie_below_zero() {
        let singles = |shift: f64| -> Vec<Single> {
            let values = [1.0, 30.0, 2.0, 28.0, 0.0, 25.0, 3.0, 31.0, 1.0, 27.0];
            let each = values.iter().enumerate();
            each.map(|(index, value)| Single {
                label: format!("P{index}"),
                value: Some(value - shift),
            })
            .collect()
        };
        let made = |shift: f64, unit: Unit| {
            let points = singles(shift);
            let chart = super::singles("M-SPC-1", &Selection::all(), Base::facts(10, "periods"), &points, &[]);
            above_zero(chart, unit, &points)
        };
        let low = |made: &Measurement| control(made).points[0].limits.unwrap().0;
        let hours = made(0.0, Unit::Hours);
        assert!(
            low(&hours).abs() < 1e-12
                && hours
                    .notes
                    .iter()
                    .any(|note| note.starts_with("lower limits are cut at 0"))
        );
        assert!(low(&made(0.0, Unit::Number)) < 0.0);
        // Days before and after an agreed day.
        assert!(low(&made(2.0, Unit::Days)) < 0.0);
    }

    #[test]
    fn a_u_chart_is_that_of_the_metric_catalogue() {
        let made = rates(
            "M-SPC-3",
            &Selection::all(),
            Base::facts(8, "periods"),
            &counted(&U),
            1000.0,
            &[],
        );
        assert!((made.estimate.clone().unwrap() - 3.001_580).abs() < 1e-6);
        let chart = control(&made);
        assert!((chart.points[0].limits.unwrap().1 - 6.546_259).abs() < 1e-6);
        assert_eq!((chart.chart, chart.baseline, chart.provisional), ("u", 8, true));
        assert!(chart.points.iter().all(|point| point.signals.is_empty()));
    }

    #[test]
    fn limits_of_shares_end_where_shares_end() {
        // Acknowledged in time: 20 of 20 but for two periods; XmR limits reach beyond 100 percent.
        let hits = [20, 20, 19, 20, 20, 20, 17, 20];
        let points = counted(&hits.map(|count| (count, 20.0)));
        let made = shares("M-SPC-2", &Selection::all(), Base::facts(8, "periods"), &points, &[]);
        let chart = control(&made);
        assert_eq!(chart.chart, "XmR");
        assert!(chart.points.iter().all(|point| {
            let (low, high) = point.limits.unwrap();
            (0.0..100.0).contains(&low) && (high - 100.0).abs() < 1e-9
        }));
        assert!(
            made.notes
                .iter()
                .any(|note| note.starts_with("limits are cut at 0 and 100"))
        );
    }

    #[test]
    fn periods_of_few_cases_have_counts_and_no_point() {
        let mut points = counted(&[(9, 12.0), (0, 3.0), (10, 12.0), (11, 14.0)]);
        points[1].few = true;
        let made = shares("M-SPC-2", &Selection::all(), Base::facts(4, "periods"), &points, &[]);
        let chart = control(&made);
        assert_eq!((chart.points[1].value, chart.points[1].of), (None, Some((0.0, 3.0))));
        // The centre is the share of all cases; the mean of the three points would leave the worst period out.
        assert_eq!(made.formula, "centre 100 × 30 / 41 = 73.1707");
        assert!(
            chart
                .points
                .iter()
                .all(|point| (point.center - 3000.0 / 41.0).abs() < 1e-9)
        );
        assert!(made.inputs.iter().all(|input| input.symbol != "signals"));
        assert!(
            made.notes.iter().any(|note| note.contains("no point: P1")),
            "{:?}",
            made.notes
        );
        for point in &mut points {
            point.few = true;
        }
        let none = shares("M-SPC-2", &Selection::all(), Base::facts(4, "periods"), &points, &[]);
        assert_eq!(
            none.estimate,
            Err("every period has too few cases for a share".to_owned())
        );
    }

    #[test]
    fn a_p_chart_is_drawn_where_it_is_fit_and_single_values_where_not() {
        let large = counted(&[(180, 200.0), (175, 200.0), (150, 190.0), (160, 200.0)]);
        let base = || Base::facts(4, "periods");
        let made = shares("M-SPC-2", &Selection::all(), base(), &large, &[]);
        assert_eq!(control(&made).chart, "p");
        assert!(control(&made).points.iter().all(|point| point.limits.is_none()));
        let small = counted(&[(18, 20.0), (22, 25.0), (15, 19.0), (27, 28.0)]);
        let made = shares("M-SPC-2", &Selection::all(), base(), &small, &[]);
        assert_eq!(control(&made).chart, "XmR");
        assert_eq!(control(&made).points[1].of, Some((22.0, 25.0)));
        assert!((made.estimate.unwrap() - 100.0 * 82.0 / 92.0).abs() < 1e-9);
    }

    #[test]
    fn single_values_have_the_limits_of_the_metric_catalogue_and_medians_where_one_step_is_wild() {
        let values = [4.2, 3.9, 4.5, 4.1, 4.8, 4.0, 4.3, 5.9, 4.4, 4.1, 4.6, 4.2];
        let base = || Base::facts(12, "periods");
        let made = singles("M-SPC-1", &Selection::all(), base(), &single(&values), &[]);
        let limits = control(&made).points[0].limits.unwrap();
        assert!((limits.0 - 2.627_212).abs() < 1e-6 && (limits.1 - 6.206_121).abs() < 1e-6);
        let mut wild = values;
        wild[11] = 44.0;
        let made = singles("M-SPC-1", &Selection::all(), base(), &single(&wild), &[]);
        assert!(
            made.notes.iter().any(|note| note.contains("medians")),
            "{:?}",
            made.notes
        );
        assert_eq!(control(&made).points[11].signals, [1]);
    }

    #[test]
    fn limits_are_frozen_behind_the_baseline_and_set_anew_with_a_phase() {
        let mut values: Vec<f64> = [5.0, 6.0].repeat(12);
        values.extend([9.0; 3]);
        let base = || Base::facts(27, "periods");
        let made = singles("M-SPC-1", &Selection::all(), base(), &single(&values), &[]);
        let chart = control(&made);
        assert_eq!((chart.baseline, chart.provisional), (20, false));
        assert_eq!(chart.points[24].signals, [1]);
        let phases = [(24, "a new scale".to_owned()), (99, "never".to_owned())];
        let made = singles("M-SPC-1", &Selection::all(), base(), &single(&values), &phases);
        let chart = control(&made);
        assert_eq!(chart.phases, [(24, "a new scale".to_owned())]);
        assert_eq!((chart.points[0].center, chart.points[25].center), (5.5, 9.0));
        assert_eq!(chart.points[25].limits, None);
        assert!(chart.points.iter().all(|point| point.signals.is_empty()));
    }

    #[test]
    fn a_pattern_of_two_of_three_is_told_where_a_point_is_far_out() {
        // As a share that was far out twice and came back: the third point of the window is no signal.
        let mut values: Vec<f64> = [5.0, 6.0].repeat(10);
        values.extend([7.5, 7.5, 5.5, 5.5]);
        let made = singles(
            "M-SPC-1",
            &Selection::all(),
            Base::facts(24, "periods"),
            &single(&values),
            &[],
        );
        let chart = control(&made);
        let told = |index: usize| chart.points[index].signals.as_slice();
        assert_eq!(
            (told(20), told(21), told(22)),
            ([].as_slice(), [3].as_slice(), [].as_slice())
        );
        assert!(
            made.inputs
                .iter()
                .any(|input| input.symbol == "signals" && input.value == 1.0)
        );
    }

    #[test]
    fn gaps_nothing_and_rare_events_are_told() {
        let base = || Base::facts(0, "periods");
        let nothing = rates("M-SPC-3", &Selection::all(), base(), &[], 1000.0, &[]);
        assert_eq!(nothing.estimate, Err("no period has a value".to_owned()));
        let zero = shares("M-SPC-2", &Selection::all(), base(), &counted(&[(0, 0.0)]), &[]);
        assert!(zero.estimate.is_err());
        let odd = shares("M-SPC-2", &Selection::all(), base(), &counted(&[(3, 2.0)]), &[]);
        assert!(odd.estimate.is_err());
        let rare = counted(&[(1, 100.0); 9]);
        let made = rates("M-SPC-3", &Selection::all(), base(), &rare, 1000.0, &[]);
        assert!(made.notes[0].starts_with("no limits"), "{:?}", made.notes);
        assert_eq!(control(&made).points[0].limits, None);
        let mut gap = single(&[1.0, 2.0, 1.5]);
        gap[1].value = None;
        let made = singles("M-SPC-1", &Selection::all(), base(), &gap, &[]);
        assert_eq!(control(&made).points.len(), 3);
    }
}
