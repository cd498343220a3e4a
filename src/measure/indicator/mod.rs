//! Indicators: series that speak of satisfaction indirectly, and how customers stay.
//!
//! [`measure`] measures any indicator by its kind: a proportion with Wilson's process interval, a rate with Garwood's, a mean
//! with Student's, every other kind as the value alone. The metrics M-IND-1 to M-IND-4 do the same for indicators of a family.

pub mod chart;
mod churn;
mod first_response;
mod on_time;
mod pooled;
mod quality_events;
mod retention;
mod schedule_ratio;
pub(in crate::measure) mod trend;

use super::compare::{self, whole};
use super::measurement::{
    Base, Change, ChangeWord, Detail, Drawn, Excluded, Interval, IntervalKind, Measurement, Point, input,
};
use super::metric::{About, Better, Metric};
use super::scope::Scope;
use super::selection::{Key, Selection, days};
use super::shape::share::{self, Counts, Origin};
use super::unit::{Unit, fixed, is_rounded};
use crate::record::Record;
use crate::record::indicator::{Family, Indicator, IndicatorKind, Value, ValueStatus};
use crate::record::types::Direction;
use crate::stats::descriptive::mean_interval;
use crate::stats::period::Period;
use crate::stats::rates::Rate;
use jiff::ToSpan;
use jiff::civil::Date;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[
    retention::METRIC,
    churn::METRIC,
    on_time::METRIC,
    schedule_ratio::METRIC,
    first_response::METRIC,
    quality_events::METRIC,
];

/// By what an indicator is narrowed.
const KEYS: &[Key] = &[Key::Indicator, Key::Period];

/// Confidence of intervals.
const CONFIDENCE: f64 = 0.95;

/// The value of a period that is over.
struct Ended<'a> {
    name: &'a str,
    days: (Date, Date),
    value: &'a Value,
}

/// Values whose period was over by a day, in order of time; a period that stands twice counts once, as written first.
fn ended(indicator: &Indicator, day: Date) -> Vec<Ended<'_>> {
    let mut all: Vec<Ended<'_>> = indicator
        .values
        .iter()
        .filter_map(|value| {
            let name = value.period.as_deref()?;
            let days = Period::parse(name)?.days();
            (days.1 <= day && value.value.is_none_or(f64::is_finite)).then_some(Ended { name, days, value })
        })
        .collect();
    all.sort_by_key(|one| one.days);
    all.dedup_by(|second, first| second.days == first.days);
    all
}

/// Whether a value may still change.
fn is_provisional(value: &Value) -> bool {
    value.status == Some(ValueStatus::Provisional)
}

/// Name of the newest period that was over by a day and has a final value; without one, of the newest with any.
pub fn newest_period(indicator: &Indicator, day: Date) -> Option<String> {
    let ended = ended(indicator, day);
    let known = || ended.iter().filter(|one| amount(indicator, one.value).is_some());
    known()
        .rfind(|one| !is_provisional(one.value))
        .or_else(|| known().next_back())
        .map(|one| one.name.to_owned())
}

/// Whether an indicator's shares are written as percentages rather than as parts of 1.
pub fn is_percent(indicator: &Indicator) -> bool {
    let unit = indicator.unit.as_deref().unwrap_or_default().to_lowercase();
    ["%", "percent", "per cent", "prozent"]
        .iter()
        .any(|word| unit.contains(word))
}

/// What an indicator's values are measured in.
pub fn unit(indicator: &Indicator) -> Unit {
    match indicator.kind {
        Some(IndicatorKind::Proportion) if is_percent(indicator) => Unit::Percent,
        Some(IndicatorKind::Count) => Unit::Count,
        Some(IndicatorKind::Money) => Unit::Money,
        _ => match indicator.unit.as_deref().and_then(Unit::from_words) {
            None => Unit::Number,
            Some(unit) => unit,
        },
    }
}

/// What people read about an indicator as a measure of its own.
pub fn about<'a>(record: &'a Record, indicator: &'a Indicator) -> About<'a> {
    let none = "not written";
    About {
        id: record.id(),
        name: record.title(),
        unit: unit(indicator),
        better: match indicator.direction {
            Some(Direction::HigherIsBetter) => Better::Higher,
            Some(Direction::LowerIsBetter) => Better::Lower,
            Some(Direction::Target) => Better::Neither,
            None => Better::AsRecorded,
        },
        definition: indicator.definition.as_deref().unwrap_or(none),
        formula: match indicator.kind {
            Some(IndicatorKind::Proportion) => "x / n, the part over the whole of the period",
            Some(IndicatorKind::Rate) => "k / t, events over exposure of the period",
            _ => "the value as recorded",
        },
        interval: match indicator.kind {
            Some(IndicatorKind::Proportion) => "Wilson score, read as the performance of the process (Wilson 1927)",
            Some(IndicatorKind::Rate) => "Garwood's exact Poisson interval (Garwood, Biometrika 28, 1936)",
            Some(IndicatorKind::Mean) => "Student's t, where the standard deviation is recorded",
            _ => "None: how much the cases scatter cannot be told from the value.",
        },
        minimum: "1 period that is over",
        pitfalls: indicator.reliability_note.as_deref().unwrap_or(none),
        source: indicator.source_system.as_deref().unwrap_or("own"),
        clause: "10004:7.3",
    }
}

/// The value as the computation takes it: part over whole where both are recorded, else as written.
fn amount(indicator: &Indicator, value: &Value) -> Option<f64> {
    computed(indicator, value)
        .or(value.value)
        .filter(|value| value.is_finite())
}

/// What numerator and denominator of a share or rate give, in the unit of the indicator; nothing where one is missing.
pub fn computed(indicator: &Indicator, value: &Value) -> Option<f64> {
    let scale = if indicator.kind == Some(IndicatorKind::Proportion) && is_percent(indicator) {
        100.0
    } else {
        base_of_rate(indicator)
    };
    let of_parts = matches!(indicator.kind, Some(IndicatorKind::Proportion | IndicatorKind::Rate))
        .then(|| value.numerator.zip(value.denominator))
        .flatten()
        .filter(|(_, whole)| *whole > 0.0)
        .map(|(part, whole)| scale * part / whole);
    of_parts.filter(|value| value.is_finite())
}

/// Hits and base of a share.
fn counts(indicator: &Indicator, value: &Value) -> Option<(u64, u64)> {
    if indicator.kind != Some(IndicatorKind::Proportion) {
        return None;
    }
    let (part, all) = (whole(value.numerator?)?, whole(value.denominator?)?);
    (all > 0 && part <= all).then_some((part, all))
}

/// Bases of rates: events for each one, hundred, thousand.
const BASES: [f64; 6] = [1.0, 100.0, 1000.0, 10_000.0, 100_000.0, 1_000_000.0];

/// Of how many single cases a rate is one: the base that its values are written in, where denominators count single cases.
///
/// A denominator may be written in the unit of the rate, 2.15 thousand, or case by case, 2150. Which of them it is shows where the value
/// is written as well: the base is the one that fits most of the values. Without such values it is 1, the denominator as it is written.
pub fn base_of_rate(indicator: &Indicator) -> f64 {
    if indicator.kind != Some(IndicatorKind::Rate) {
        return 1.0;
    }
    let mut votes = [0_usize; BASES.len()];
    for value in &indicator.values {
        let (Some(written), Some(part), Some(whole)) = (value.value, value.numerator, value.denominator) else {
            continue;
        };
        if part <= 0.0 || whole <= 0.0 || written <= 0.0 {
            continue; // nothing of something is nothing, whatever the base
        }
        let quotient = part / whole;
        for (vote, base) in votes.iter_mut().zip(BASES) {
            *vote += usize::from((written / (base * quotient) - 1.0).abs() < 0.1);
        }
    }
    let most = votes.iter().copied().max().unwrap_or(0);
    let place = votes.iter().position(|vote| *vote == most && most > 0);
    place.map_or(1.0, |place| BASES[place])
}

/// Events and exposure of a rate, the exposure in units of its base.
fn events(indicator: &Indicator, value: &Value) -> Option<(u64, f64)> {
    if indicator.kind != Some(IndicatorKind::Rate) {
        return None;
    }
    let exposure = value
        .denominator
        .filter(|exposure| *exposure > 0.0 && exposure.is_finite())?;
    Some((whole(value.numerator?)?, exposure / base_of_rate(indicator)))
}

/// The series of an indicator up to a day, with intervals, provisional values and changes of the definition.
fn series(indicator: &Indicator, day: Date) -> Vec<Point> {
    let ended = ended(indicator, day);
    let mut points = Vec::with_capacity(ended.len());
    let mut last: Option<Date> = None;
    for one in &ended {
        let changed: Vec<&str> = indicator
            .definition_changes
            .iter()
            .filter(|change| {
                change
                    .from
                    .is_some_and(|from| from <= one.days.1 && last.is_some_and(|last| from > last))
            })
            .map(|change| change.what.as_deref().unwrap_or("the definition changed"))
            .collect();
        last = Some(one.days.1);
        points.push(Point {
            label: one.name.to_owned(),
            value: amount(indicator, one.value),
            interval: interval(indicator, one.value)
                .ok()
                .map(|interval| (interval.low, interval.high)),
            n: cases(indicator, one.value),
            provisional: is_provisional(one.value),
            breaks: (!changed.is_empty()).then(|| changed.join("; ")),
        });
    }
    points
}

/// How many cases are behind a value.
fn cases(indicator: &Indicator, value: &Value) -> Option<usize> {
    let counted = counts(indicator, value).map(|(_, all)| all);
    let n = counted
        .or_else(|| events(indicator, value).map(|(events, _)| events))
        .or(value.n)?;
    usize::try_from(n).ok()
}

/// The interval of a value by the indicator's kind, or why there is none.
fn interval(indicator: &Indicator, value: &Value) -> Result<Interval, String> {
    let process = |low: f64, high: f64, method| Interval {
        low,
        high,
        kind: IntervalKind::Process,
        method,
        confidence: CONFIDENCE,
    };
    match indicator.kind {
        Some(IndicatorKind::Proportion) => {
            let (part, all) =
                counts(indicator, value).ok_or("numerator and denominator are not recorded as counts of cases")?;
            let scale = if is_percent(indicator) { 100.0 } else { 1.0 };
            let ends = crate::stats::proportion::wilson_of(part, all, CONFIDENCE).map_err(|why| why.reason())?;
            Ok(process(scale * ends.low, scale * ends.high, "Wilson score"))
        }
        Some(IndicatorKind::Rate) => {
            let (events, exposure) =
                events(indicator, value).ok_or("numerator and denominator are not recorded as events and exposure")?;
            let ends = Rate { events, exposure }
                .interval(CONFIDENCE)
                .map_err(|why| why.reason())?;
            Ok(process(ends.low, ends.high, "Garwood's exact Poisson interval"))
        }
        Some(IndicatorKind::Mean) => {
            let (mean, sd, n) = (value.value, value.sd, value.n);
            let (Some(mean), Some(sd), Some(n)) = (mean, sd, n) else {
                return Err("number of cases and standard deviation are not recorded".to_owned());
            };
            #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
            let ends = mean_interval(mean, sd, n as f64, CONFIDENCE).map_err(|why| why.reason())?;
            Ok(process(ends.low, ends.high, "Student t"))
        }
        // Of a ratio it may be the deviation of the logarithms.
        Some(_) | None if value.sd.is_some() => Err(
            "a standard deviation is recorded, and not whether it is one of the values or of their logarithms"
                .to_owned(),
        ),
        Some(_) | None => Err("how much the cases scatter cannot be told from the value of a period".to_owned()),
    }
}

/// The value of an indicator under the id of a metric: of the newest final period that is over, or of the period chosen. A
/// longer period is put together from the shorter ones in it where these are shares or rates.
pub fn measure(scope: &Scope<'_>, metric: &str, indicator: &str, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(metric, selection, Base::facts(0, "periods"), reason);
    let Some((record, indicator)) = scope.ledger.typed::<Indicator>(indicator) else {
        return none(format!("there is no indicator `{indicator}`"));
    };
    let detail = Detail::Series(series(indicator, scope.as_of));
    let drawn = Drawn {
        beside: vec![record.id().to_owned()],
        ..Drawn::default()
    };
    let chosen = match selection.get(Key::Period) {
        Some(period) => period.to_owned(),
        None => match newest_period(indicator, scope.as_of) {
            Some(period) => period,
            None => return none(format!("no period of `{}` is over and has a value", record.id())).drawn(drawn),
        },
    };
    let made = match of_period(scope, metric, record, indicator, selection, &chosen) {
        Ok(made) => made,
        Err(reason) => return none(reason).drawn(drawn).detail(detail),
    };
    let all = ended(indicator, scope.as_of);
    let later = indicator.values.len() - all.len();
    let earlier = before(scope, metric, record, indicator, selection, &chosen);
    let mut made = made
        .without([Excluded::count(
            "periods that are not over by the day, or without a readable name",
            later,
        )])
        .drawn(drawn)
        .detail(detail);
    if let Some(earlier) = earlier {
        made.changes.extend(change(indicator, &earlier, &made));
    }
    made
}

/// The value of one period.
fn of_period(
    scope: &Scope<'_>,
    metric: &str,
    record: &Record,
    indicator: &Indicator,
    selection: &Selection,
    period: &str,
) -> Result<Measurement, String> {
    let span = days(period).ok_or_else(|| format!("`{period}` is no period"))?;
    let ended = ended(indicator, scope.as_of);
    if let Some(one) = ended.iter().find(|one| one.name == period || one.days == span) {
        let mut made = of_value(metric, indicator, selection, one.value)?.over(Some(span));
        if is_provisional(one.value) {
            made = made.note("the value is provisional and may still change");
        }
        if let Some(note) = disagreement(indicator, one.value) {
            made = made.note(note);
        }
        return Ok(made);
    }
    let parts: Vec<&Ended<'_>> = ended
        .iter()
        .filter(|one| span.0 <= one.days.0 && one.days.1 <= span.1)
        .collect();
    let nothing = || format!("`{}` has no value of {period} by this day", record.id());
    let (first, last) = (parts.first().ok_or_else(nothing)?, parts.last().ok_or_else(nothing)?);
    let is_whole = first.days.0 == span.0
        && last.days.1 == span.1
        && parts
            .windows(2)
            .all(|pair| pair[0].days.1.saturating_add(1.day()) == pair[1].days.0);
    if !is_whole {
        return Err(format!(
            "the periods of `{}` that are over do not cover {period}",
            record.id()
        ));
    }
    let sum = |of: fn(&Value) -> Option<f64>| parts.iter().map(|one| of(one.value)).sum::<Option<f64>>();
    let together = match indicator.kind {
        Some(IndicatorKind::Proportion | IndicatorKind::Rate) => Value {
            numerator: sum(|value| value.numerator),
            denominator: sum(|value| value.denominator),
            ..Value::default()
        },
        Some(IndicatorKind::Count | IndicatorKind::Money) => Value {
            value: sum(|value| value.value),
            ..Value::default()
        },
        Some(_) | None => {
            return Err(format!(
                "values of shorter periods cannot be put together to one of {period} for this kind of indicator"
            ));
        }
    };
    let mut made = of_value(metric, indicator, selection, &together)?
        .over(Some(span))
        .note(format!("put together from {} periods", parts.len()));
    if indicator
        .definition_changes
        .iter()
        .any(|change| change.from.is_some_and(|from| span.0 < from && from <= span.1))
    {
        made = made.note("the definition changed within the period");
    }
    if parts.iter().any(|one| is_provisional(one.value)) {
        made = made.note("a part of it is provisional and may still change");
    }
    Ok(made)
}

/// A value with its interval and working.
fn of_value(metric: &str, indicator: &Indicator, selection: &Selection, value: &Value) -> Result<Measurement, String> {
    let estimate = amount(indicator, value).ok_or("no value is recorded for the period")?;
    if let Some((part, all)) = counts(indicator, value)
        && is_percent(indicator)
        && let (Ok(x), Ok(n)) = (usize::try_from(part), usize::try_from(all))
    {
        let counts = Counts {
            hit: "numerator",
            x,
            base: Base::facts(n, "cases"),
            weighted: None,
            origin: Origin::Register,
            confidence: CONFIDENCE,
        };
        return Ok(share::measure(metric, selection, counts));
    }
    let n = cases(indicator, value);
    let base = Base::facts(n.unwrap_or(1), if n.is_some() { "cases" } else { "values" });
    let (formula, inputs) = match (counts(indicator, value), events(indicator, value)) {
        (Some((x, n)), _) => {
            #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
            let inputs = vec![input("x", "numerator", x as f64), input("n", "denominator", n as f64)];
            (format!("{x} / {n} = {}", fixed(estimate, 4)), inputs)
        }
        (_, Some((events, exposure))) => {
            #[expect(clippy::cast_precision_loss, reason = "counts of events are far below 2^53")]
            let inputs = vec![input("k", "events", events as f64), input("t", "exposure", exposure)];
            (format!("{events} / {exposure} = {}", fixed(estimate, 4)), inputs)
        }
        _ => {
            let mut inputs = vec![input("v", "value as recorded", estimate)];
            // The scatter of other kinds is not that of the value itself: of a geometric mean it may be one of logarithms.
            if indicator.kind == Some(IndicatorKind::Mean) {
                inputs.extend(value.sd.map(|sd| input("s", "standard deviation of the cases", sd)));
            }
            (format!("v = {}", fixed(estimate, 4)), inputs)
        }
    };
    let made = Measurement::new(metric, selection, base, Ok(estimate))
        .interval(interval(indicator, value))
        .working(formula, inputs);
    let base = base_of_rate(indicator);
    Ok(match events(indicator, value) {
        Some((_, exposure)) if base > 1.0 => made.note(format!(
            "the values are written for each {}, and the denominators one by one: {} / {} = {exposure}",
            fixed(base, 0),
            fixed(exposure * base, 0),
            fixed(base, 0)
        )),
        _ => made,
    })
}

/// Whether a value agrees with its numerator and denominator up to the digits written; nothing where it is not written twice.
pub fn agrees(indicator: &Indicator, value: &Value) -> Option<bool> {
    let is_twice = value.value.is_some()
        && matches!(indicator.kind, Some(IndicatorKind::Proportion | IndicatorKind::Rate))
        && value.numerator.is_some()
        && value.denominator.is_some_and(|whole| whole > 0.0);
    is_twice.then(|| disagreement(indicator, value).is_none())
}

/// What differs between the value as written and its parts, beyond rounding to the digits written.
fn disagreement(indicator: &Indicator, value: &Value) -> Option<String> {
    let written = value.value?;
    let computed = amount(indicator, value)?;
    (!is_rounded(written, computed)).then(|| {
        format!(
            "the value as written, {written}, is not that of numerator and denominator, {}",
            fixed(computed, 4)
        )
    })
}

/// The same a year before, where there is one.
fn before(
    scope: &Scope<'_>,
    metric: &str,
    record: &Record,
    indicator: &Indicator,
    selection: &Selection,
    period: &str,
) -> Option<(Measurement, Option<String>)> {
    let span = days(period)?;
    let year_before = |day: Date| day.checked_sub(1.year()).ok();
    let end = year_before(span.1)?;
    let start = year_before(span.0)?;
    let ended = ended(indicator, scope.as_of);
    // A month may end a day later in a leap year: the period that holds the same days is looked for.
    let then = ended
        .iter()
        .find(|one| one.days.0 == start && one.days.1.since(end).is_ok_and(|far| far.get_days().abs() <= 1))?;
    let selection = selection.clone().with(Key::Period, then.name);
    let made = of_period(scope, metric, record, indicator, &selection, then.name).ok()?;
    let changed = indicator
        .definition_changes
        .iter()
        .find(|change| change.from.is_some_and(|from| then.days.1 < from && from <= span.1))
        .map(|change| {
            change
                .what
                .clone()
                .unwrap_or_else(|| "the definition changed".to_owned())
        });
    Some((made, changed))
}

/// How a value compares with the one a year before.
fn change(indicator: &Indicator, earlier: &(Measurement, Option<String>), now: &Measurement) -> Option<Change> {
    let (before, changed) = earlier;
    let (then, value) = (before.estimate.clone().ok()?, now.estimate.clone().ok()?);
    let ratio = (then > 0.0 && value > 0.0).then(|| value / then);
    let plain = Change {
        against: before.selection.clone(),
        before: then,
        difference: Some(value - then),
        interval: None,
        ratio: ratio.map(|ratio| (ratio, None)),
        test: None,
        word: ChangeWord::NoClearChange,
        notes: Vec::new(),
    };
    if let Some(changed) = changed {
        return Some(Change {
            difference: None,
            ratio: None,
            word: ChangeWord::NotComparable(changed.clone()),
            ..plain
        });
    }
    Some(match compare::measurements(before, now) {
        Ok(compared) => {
            let scale = match indicator.kind {
                Some(IndicatorKind::Proportion) if !is_percent(indicator) => 0.01,
                _ => 1.0,
            };
            Change {
                interval: compared.interval.map(|(low, high)| (scale * low, scale * high)),
                ratio: ratio.map(|ratio| (ratio, compared.ratio_interval)),
                word: compared.test.as_ref().map_or(ChangeWord::NoClearChange, |test| {
                    ChangeWord::of(test, value - then, 0.05)
                }),
                test: compared.test,
                ..plain
            }
        }
        Err(reason) => Change {
            word: ChangeWord::NotTested,
            notes: vec![format!("no test: {reason}")],
            ..plain
        },
    })
}

/// The indicator that a metric of a family means: the one chosen, or the only one of the family and of the kinds that fit.
/// Errors: why there is none, in words.
fn of_family(
    scope: &Scope<'_>,
    selection: &Selection,
    families: &[Family],
    kinds: &[IndicatorKind],
) -> Result<String, String> {
    if let Some(id) = selection.get(Key::Indicator) {
        return match scope.ledger.typed::<Indicator>(id) {
            Some(_) => Ok(id.to_owned()),
            None => Err(format!("there is no indicator `{id}`")),
        };
    }
    let ids = family(scope, families, kinds);
    match ids.as_slice() {
        [] => Err("there is no indicator of this family".to_owned()),
        [one] => Ok((*one).to_owned()),
        several => Err(format!("several indicators fit, choose one: {}", several.join(", "))),
    }
}

/// The indicators of some families and kinds.
fn family<'a>(scope: &'a Scope<'_>, families: &[Family], kinds: &[IndicatorKind]) -> Vec<&'a str> {
    scope
        .ledger
        .each::<Indicator>()
        .filter(|(_, indicator)| indicator.family.is_some_and(|family| families.contains(&family)))
        .filter(|(_, indicator)| indicator.kind.is_some_and(|kind| kinds.contains(&kind)))
        .map(|(record, _)| record.id())
        .collect()
}

/// A selection for each indicator of some families and kinds.
fn family_selections(scope: &Scope<'_>, families: &[Family], kinds: &[IndicatorKind]) -> Vec<Selection> {
    family(scope, families, kinds)
        .into_iter()
        .map(|id| Selection::all().with(Key::Indicator, id))
        .collect()
}

/// Measures the indicator that a metric of a family means.
fn measure_family(
    scope: &Scope<'_>,
    metric: &str,
    selection: &Selection,
    families: &[Family],
    kinds: &[IndicatorKind],
) -> Measurement {
    match of_family(scope, selection, families, kinds) {
        Ok(id) => measure(scope, metric, &id, selection),
        Err(reason) => Measurement::not_estimable(metric, selection, Base::facts(0, "periods"), reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::said;

    const SERIES: &str = "
id: IND-A
kind: proportion
family: on_time_delivery
unit: percent
definition_changes: [{from: 2024-10-01, what: client dates}]
values:
  - {period: 2024-Q1, value: 60, numerator: 45, denominator: 75}
  - {period: 2024-Q3, value: 70.0, numerator: 49, denominator: 78}
  - {period: 2024-Q4, value: 68, numerator: 53, denominator: 78}
  - {period: 2025-Q1, value: 74, numerator: 58, denominator: 78}
  - {period: 2025-Q2, value: 80, numerator: 60, denominator: 75, status: provisional}
  - {period: 2025-Q3, value: 90, numerator: 70, denominator: 75}
";

    /// Row "Rate" of the reference values: 8 in 2150 are 3.721 per 1000, 1.606 to 7.332.
    #[test]
    fn a_rate_has_the_base_that_its_values_are_written_in() {
        let of = |denominators: [f64; 2], value: &str| {
            let yaml = format!(
                "id: IND-A
kind: rate
unit: per 1000
values:
  - {{period: 2024-Q4, value: 0, numerator: 0, denominator: {}}}
  - {{period: 2025-Q1, {value}numerator: 8, denominator: {}}}
",
                denominators[0], denominators[1]
            );
            said("M-IND-4", &[(Key::Indicator, "IND-A")], &yaml)
        };
        for (made, notes) in [
            (of([310.0, 2150.0], "value: 3.72, "), 1),
            (of([0.31, 2.15], "value: 3.72, "), 0),
            (of([0.31, 2.15], ""), 0),
        ] {
            assert!((made.estimate.unwrap() - 3.720_930).abs() < 1e-6);
            let found = made.interval.unwrap();
            assert!(
                (found.low - 1.606_4).abs() < 1e-3 && (found.high - 7.331_7).abs() < 1e-3,
                "{found:?}"
            );
            assert_eq!(
                made.notes.iter().filter(|note| note.contains("one by one")).count(),
                notes
            );
            assert!(
                !made.notes.iter().any(|note| note.contains("as written, ")),
                "{:?}",
                made.notes
            );
        }
    }

    #[test]
    fn the_newest_final_period_that_is_over_counts() {
        let made = said("M-IND-1", &[], SERIES);
        assert!((made.estimate.unwrap() - 74.3590).abs() < 1e-4);
        assert_eq!(made.period.unwrap().1.to_string(), "2025-03-31");
        assert_eq!(made.interval.unwrap().kind, IntervalKind::Process);
        assert_eq!(made.excluded[0].count, 1);
        let Detail::Series(points) = made.detail else { panic!() };
        assert_eq!(points.len(), 5);
        assert_eq!(points[2].breaks.as_deref(), Some("client dates"));
        assert!(points[4].provisional && points[1].n == Some(78));
    }

    #[test]
    fn a_change_over_a_new_definition_is_no_change() {
        let made = said("M-IND-1", &[], SERIES);
        assert_eq!(made.changes[0].word.word(), "not comparable");
    }

    #[test]
    fn a_period_is_chosen_and_a_longer_one_put_together() {
        let of = |period| said("M-IND-1", &[(Key::Period, period)], SERIES);
        let early = of("2024-Q3");
        assert!((early.estimate.unwrap() - 62.8205).abs() < 1e-4);
        assert!(early.notes[0].contains("70"), "{:?}", early.notes);
        assert!((of("2024-H2").estimate.unwrap() - 100.0 * 102.0 / 156.0).abs() < 1e-9);
        // The second quarter of 2024 is missing, and the third of 2025 is not over.
        for period in ["2024", "2025-Q3", "2024-Q2", "never"] {
            assert!(of(period).estimate.is_err(), "{period}");
        }
    }

    #[test]
    fn every_kind_has_the_interval_that_its_values_justify() {
        let of = |fields: &str| {
            let yaml = format!("id: IND-A\nfamily: defects\n{fields}\n---\nid: OBJ-1\nmetric: IND-A\n");
            let inspection = crate::check::tests::inspect(&yaml);
            measure(&inspection.scope(), "IND-A", "IND-A", &Selection::all())
        };
        let rate = of("kind: rate\nvalues: [{period: 2025-Q1, value: 3.72, numerator: 8, denominator: 2.15}]");
        let interval = rate.interval.unwrap();
        assert!((interval.low - 1.606434).abs() < 1e-6 && (interval.high - 7.331716).abs() < 1e-6);
        let mean = of("kind: mean\nvalues: [{period: 2025-Q1, value: 3.95, n: 20, sd: 1.099043}]");
        assert!((mean.interval.unwrap().low - 3.435632).abs() < 1e-5);
        let median = of("kind: median\nvalues: [{period: 2025-Q1, value: 8.1, n: 541}]");
        assert!(median.interval.is_err() && median.base.n == 541);
        let bare = of("kind: mean\nvalues: [{period: 2025-Q1, value: 8.1}]");
        assert!(bare.estimate.is_ok() && bare.interval.is_err());
        assert!(of("kind: mean").estimate.is_err());
    }

    #[test]
    fn of_several_indicators_one_has_to_be_chosen() {
        let two = format!("{SERIES}---\nid: IND-B\nkind: proportion\nfamily: on_time_delivery\n");
        let reason = said("M-IND-1", &[], &two).estimate.unwrap_err();
        assert_eq!(reason, "several indicators fit, choose one: IND-A, IND-B");
        assert!(said("M-IND-1", &[(Key::Indicator, "IND-A")], &two).estimate.is_ok());
        assert!(said("M-IND-1", &[(Key::Indicator, "IND-C")], &two).estimate.is_err());
    }
}
