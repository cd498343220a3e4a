//! Figures over time: whether they are one steady process (control charts) and whether they rise or fall (trend).
//!
//! In: a figure by its id, `metric=M-CMP-3`, narrowed like the figure itself. Out: the figure measured for each period that is
//! over, and a chart or a trend of these. A figure with hits and base makes shares, one with events and exposure makes rates,
//! any other makes single values. Periods are quarters; rates of rare events take the shortest of quarter, half-year and year
//! that has two events on average, shares and single values the shortest in which three of four periods have enough cases for an
//! estimate. Periods with fewer have no point (rule GR3).

mod overdispersion;
mod rate_chart;
mod run_rules;
mod share_chart;
mod single_values;
mod trend;

use super::complaint;
use super::gap::delivery;
use super::measurement::{Base, BaseSort, Control, Detail, Drawn, Level, Measurement, Point};
use super::metric::Metric;
use super::promise;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::shape::control::{self, Counted, Phase, Single};
use super::unit::Unit;
use crate::record::organization::Limits;
use crate::stats::period::{Length, Period};

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    trend::METRIC,
    single_values::METRIC,
    share_chart::METRIC,
    rate_chart::METRIC,
    overdispersion::METRIC,
    run_rules::METRIC,
];

/// By what a series is narrowed: the figure, and whatever that is narrowed by.
const KEYS: &[Key] = &[
    Key::Segment,
    Key::Product,
    Key::Category,
    Key::Channel,
    Key::Severity,
    Key::Indicator,
    Key::Promise,
    Key::Metric,
];

/// Why a chart of this sort is not drawn.
const NO_SERIES: &str = "no figure is chosen; `metric=M-CMP-3` chooses one";

/// A figure over time.
struct Series {
    periods: Vec<Period>,
    length: Length,
    measured: Vec<Measurement>,
    values: Values,
    limits: Limits,
}

/// What the values of a series are.
enum Values {
    /// Hits of a base.
    Shares(Vec<Counted>),
    /// Events of an exposure.
    Rates(Vec<Counted>),
    /// One value each.
    Singles(Vec<Single>),
}

/// The indicator that a selection charts by its own values; nothing where another figure is charted, if on an indicator.
fn indicator_of(selection: &Selection) -> Option<&str> {
    let own = selection.get(Key::Metric).is_none();
    selection.get(Key::Indicator).filter(|_| own)
}

/// The figures that the site charts by itself, by what they are.
fn shares(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all: Vec<Selection> = ["M-CMP-3", "M-CMP-16"].map(of_metric).to_vec();
    all.extend(
        promise::countable(scope)
            .into_iter()
            .map(|promise| of_metric("M-COD-1").with(Key::Promise, promise)),
    );
    let gaps = delivery::charted(scope).into_iter();
    all.extend(gaps.map(|of| of.with(Key::Metric, "M-GAP-4")));
    all
}

fn rates(_: &Scope<'_>) -> Vec<Selection> {
    vec![of_metric("M-CMP-1")]
}

fn singles(_: &Scope<'_>) -> Vec<Selection> {
    vec![of_metric("M-CMP-13")]
}

fn of_metric(metric: &str) -> Selection {
    Selection::all().with(Key::Metric, metric)
}

/// The series that a selection means.
///
/// Errors: no figure is chosen, it is not known, it is a series itself, or it has no period that is over.
fn series(scope: &Scope<'_>, selection: &Selection) -> Result<Series, String> {
    let id = selection.get(Key::Metric).ok_or_else(|| NO_SERIES.to_owned())?;
    let metric = super::find(id).ok_or_else(|| format!("there is no metric `{id}`"))?;
    if !metric.keys.contains(&Key::Period) {
        return Err(format!("{id} is not measured by period"));
    }
    let narrowed = selection.clone().without(Key::Metric);
    let limits = scope.limits;
    let by = |length: Length| {
        let periods = match narrowed.get(Key::Promise) {
            Some(promise) if id == "M-COD-1" => promise::periods(scope, promise, length),
            _ if id == "M-GAP-4" => delivery::periods(scope, &narrowed, length),
            _ => complaint::periods(scope, length),
        };
        let of = |period: &Period| super::of(metric, scope, &narrowed.clone().with(Key::Period, period.to_string()));
        let measured: Vec<Measurement> = periods.iter().map(of).collect();
        let values = values(&periods, &measured, limits);
        Series {
            periods,
            length,
            measured,
            values,
            limits,
        }
    };
    let mut made = by(Length::Quarter);
    for length in [Length::HalfYear, Length::Year] {
        let too_short = match &made.values {
            Values::Rates(points) => are_rare(points),
            Values::Shares(_) | Values::Singles(_) => are_small(&made.measured, limits),
        };
        if !too_short {
            break;
        }
        made = by(length);
    }
    if made.periods.is_empty() {
        return Err("there is no period that is over".to_owned());
    }
    Ok(made)
}

/// Whether a period has fewer than two events on average.
fn are_rare(points: &[Counted]) -> bool {
    let known = points.iter().filter(|point| point.of > 0.0);
    let (periods, events) = known.fold((0, 0), |(periods, events), point| (periods + 1, events + point.count));
    events < 2 * periods
}

/// Whether a period has too few cases for an estimate: "counts only, no percentage and no interval" (GR3).
fn is_small(made: &Measurement, limits: Limits) -> bool {
    matches!(made.level(limits), Level::BelowCell | Level::CountsOnly)
}

/// What shorter periods have where longer ones are taken for them.
pub(super) const FEW_CASES: &str = "too few cases for an estimate, more than one in four of them";

/// Why longer periods are taken than those in which something is counted.
pub(super) fn by_longer(length: Length, why: &str) -> String {
    match length {
        Length::Week | Length::Month | Length::Quarter => format!("by quarter, since shorter periods have {why}"),
        Length::HalfYear => format!("by half-year, since quarters have {why}"),
        Length::Year => format!("by year, since shorter periods have {why}"),
    }
}

/// Whether more than a quarter of the periods have too few cases for an estimate.
fn are_small(measured: &[Measurement], limits: Limits) -> bool {
    let counted = measured.iter().filter(|made| made.base.n > 0).count();
    4 * measured.iter().filter(|made| is_small(made, limits)).count() > counted
}

fn values(periods: &[Period], measured: &[Measurement], limits: Limits) -> Values {
    let named = |made: &Measurement, symbol: &str| {
        let input = made.inputs.iter().find(|input| input.symbol == symbol);
        input.map(|input| input.value)
    };
    let counted = |count: &str, of: &str| -> Vec<Counted> {
        let each = periods.iter().zip(measured);
        each.map(|(period, made)| {
            let (count, of) = named(made, count).zip(named(made, of)).unwrap_or((0.0, 0.0));
            Counted {
                label: period.to_string(),
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "counts of records are whole and not negative"
                )]
                count: count as u64,
                of,
                few: is_small(made, limits),
            }
        })
        .collect()
    };
    let has = |symbols: [&str; 2]| {
        let all = |made: &Measurement| symbols.iter().all(|symbol| named(made, symbol).is_some());
        measured.iter().any(all)
    };
    if has(["x", "n"]) {
        Values::Shares(counted("x", "n"))
    } else if has(["k", "t"]) {
        Values::Rates(counted("k", "t"))
    } else {
        let single = |(period, made): (&Period, &Measurement)| Single {
            label: period.to_string(),
            value: made.estimate.as_ref().ok().copied().filter(|_| !is_small(made, limits)),
        };
        Values::Singles(periods.iter().zip(measured).map(single).collect())
    }
}

impl Series {
    /// What stands below it: all that stands below its periods.
    fn base(&self) -> Base {
        let n = self.measured.iter().map(|made| made.base.n).sum();
        match self.measured.first().map(|made| (made.base.sort, made.base.of)) {
            Some((BaseSort::Cases, of)) => Base::cases(n, of),
            Some((BaseSort::Respondents, _)) => Base::answers(n),
            Some((BaseSort::Facts, of)) => Base::facts(n, of),
            None => Base::facts(0, "periods"),
        }
    }

    /// Where it comes from, each record once.
    fn drawn(&self) -> Drawn {
        let mut drawn = Drawn::default();
        for made in &self.measured {
            for (from, to) in [
                (&made.drawn_from.records, &mut drawn.records),
                (&made.drawn_from.hits, &mut drawn.hits),
            ] {
                to.extend(from.iter().cloned());
            }
            for id in &made.drawn_from.beside {
                if !drawn.beside.contains(id) {
                    drawn.beside.push(id.clone());
                }
            }
        }
        drawn
    }

    /// The control chart that fits its values.
    fn chart(&self, metric: &str, selection: &Selection) -> Measurement {
        let base = self.base();
        let phases = self.phases();
        let made = match &self.values {
            Values::Shares(points) => control::shares(metric, selection, base, points, &phases),
            Values::Rates(points) => control::rates(metric, selection, base, points, complaint::PER, &phases),
            Values::Singles(points) => match self.unreached("a chart") {
                Some(reason) => {
                    Measurement::not_estimable(metric, selection, base, reason).detail(Detail::Series(self.points()))
                }
                None => {
                    let made = control::singles(metric, selection, base, points, &phases);
                    match unit_of(selection) {
                        Some(unit) => control::above_zero(made, unit, points),
                        None => made,
                    }
                }
            },
        };
        let mut made = made.over(self.days()).drawn(self.drawn());
        made.unit = unit_of(selection);
        for (period, one) in self.periods.iter().zip(&self.measured) {
            let part = one.period.filter(|days| one.base.n > 0 && *days != period.days());
            made.notes
                .extend(part.map(|(from, to)| format!("{period} holds {from} to {to} only")));
        }
        let why = match &self.values {
            Values::Rates(_) => "fewer than two events on average",
            Values::Shares(_) | Values::Singles(_) => FEW_CASES,
        };
        match self.length {
            Length::Quarter => made,
            longer => made.note(by_longer(longer, why)),
        }
    }

    fn days(&self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        let (first, last) = (self.periods.first()?, self.periods.last()?);
        Some((first.days().0, last.days().1))
    }

    /// Where a recorded change of the definition begins a new phase, and what it was.
    fn phases(&self) -> Vec<Phase> {
        let broken = self.measured.iter().enumerate();
        broken
            .filter_map(|(index, made)| Some((index, broken_by(made)?.to_owned())))
            .collect()
    }

    /// Why times of which some are not reached have no trend and no chart: the periods without a median are the slow ones, and to
    /// leave them out would look like getting faster.
    fn unreached(&self, what: &str) -> Option<String> {
        let slow = self.measured.iter().zip(&self.periods).filter(|(made, _)| {
            let is_time = matches!(made.detail, Detail::Survival(_));
            is_time && made.base.n > 0 && made.estimate.is_err()
        });
        let slow: Vec<String> = slow.map(|(_, period)| period.to_string()).collect();
        (!slow.is_empty()).then(|| {
            format!(
                "the median of {} is not reached, and {what} of the other periods would leave out the slow ones; M-CMP-21 compares \
                 whole curves",
                slow.join(", ")
            )
        })
    }

    /// Its points with what stands below each.
    fn points(&self) -> Vec<Point> {
        let seen = |made: &Measurement| !is_small(made, self.limits);
        let point = |(period, made): (&Period, &Measurement)| Point {
            label: period.to_string(),
            value: made.estimate.as_ref().ok().copied().filter(|_| seen(made)),
            interval: made
                .interval
                .as_ref()
                .ok()
                .filter(|_| seen(made))
                .map(|ends| (ends.low, ends.high)),
            n: Some(made.base.n),
            provisional: false,
            breaks: broken_by(made).map(str::to_owned),
        };
        self.periods.iter().zip(&self.measured).map(point).collect()
    }

    /// The length of its periods in words, and how many make a year.
    fn unit(&self) -> (&'static str, f64) {
        match self.length {
            Length::Week => ("week", 52.0),
            Length::Month => ("month", 12.0),
            Length::Quarter => ("quarter", 4.0),
            Length::HalfYear => ("half-year", 2.0),
            Length::Year => ("year", 1.0),
        }
    }
}

/// The unit of the figure that a selection charts.
fn unit_of(selection: &Selection) -> Option<Unit> {
    super::find(selection.get(Key::Metric)?).map(|metric| metric.about.unit)
}

/// What changed in the definition of a figure within a period.
fn broken_by(made: &Measurement) -> Option<&str> {
    match &made.detail {
        Detail::Series(points) => points.iter().find_map(|point| point.breaks.as_deref()),
        Detail::None | Detail::Parts(_) | Detail::Control(_) | Detail::Survival(_) | Detail::Rows(_) => None,
    }
}

/// The chart of a selection, when its values are of the sort that a metric charts.
fn charted(
    metric: &str,
    scope: &Scope<'_>,
    selection: &Selection,
    fits: fn(&Values) -> Option<&'static str>,
) -> Measurement {
    match series(scope, selection) {
        Ok(series) => match fits(&series.values) {
            None => series.chart(metric, selection),
            Some(reason) => Measurement::not_estimable(metric, selection, series.base(), reason),
        },
        Err(reason) => Measurement::not_estimable(metric, selection, Base::facts(0, "periods"), reason),
    }
}

/// The chart of a measurement, if it has one.
fn control_of(made: &Measurement) -> Option<&Control> {
    match &made.detail {
        Detail::Control(control) => Some(control),
        Detail::None | Detail::Parts(_) | Detail::Series(_) | Detail::Survival(_) | Detail::Rows(_) => None,
    }
}
