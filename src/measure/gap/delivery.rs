//! M-GAP-4: how often the standard was not met.

use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Point};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::promise::{self, NOT_IN_FORCE, days_of, is_in_force, not_promised};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::Unit;
use crate::record::indicator::{Indicator, IndicatorKind, ValueStatus};
use crate::record::promise::Promise;
use crate::stats::period::{Length, Period};
use crate::stats::proportion::wilson_of;
use jiff::civil::Date;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-4",
        name: "Delivery gap",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of deliveries that did not meet the standard or the promise, as counted by an indicator; of a promise only in \
                     periods in which it was in force from the first day to the last.",
        formula: "100 × (total − met) / total",
        interval: "Wilson score, read as the performance of the process",
        minimum: "one period that is over; of fewer than 10 deliveries counts only",
        pitfalls: "It is what the organization counts, not what customers see; the same promise as customers see it is their \
                   perception. A change of what is counted breaks the series.",
        source: "Parasuraman, Zeithaml, Berry, Journal of Marketing 49 (1985); Wilson 1927",
        clause: "10004:7.2,10001:8.2",
    },
    keys: &[Key::Indicator, Key::Promise, Key::Period],
    selections,
    measure,
};

/// Confidence of intervals.
const CONFIDENCE: f64 = 0.95;

/// Counts of a period that is over.
pub(super) struct Kept {
    /// Its name.
    pub(super) period: String,
    pub(super) days: (Date, Date),
    /// Cases that met the standard.
    pub(super) met: u64,
    /// All cases.
    pub(super) total: u64,
    provisional: bool,
}

/// How often a standard was met, by period, in order of time: as the indicator counts it against the standard, else the
/// parts of its shares. Counts that cannot be are left out.
pub(super) fn kept(indicator: &Indicator, day: Date) -> Vec<Kept> {
    let all = of_standard(indicator, day);
    if all.is_empty() {
        return in_order(of_values(indicator, day));
    }
    in_order(all)
}

/// The days of a period that is over.
fn over(name: &str, day: Date) -> Option<(Date, Date)> {
    Period::parse(name).map(Period::days).filter(|days| days.1 <= day)
}

/// What the indicator counts against the standard.
fn of_standard(indicator: &Indicator, day: Date) -> Vec<Kept> {
    let each = indicator.standard_met.iter().filter_map(|one| {
        let period = one.period.as_deref()?;
        Some(Kept {
            days: over(period, day)?,
            period: period.to_owned(),
            met: one.met?,
            total: one.total?,
            provisional: false,
        })
    });
    each.collect()
}

/// The parts of the indicator's shares; nothing where it has none.
fn of_values(indicator: &Indicator, day: Date) -> Vec<Kept> {
    if indicator.kind != Some(IndicatorKind::Proportion) {
        return Vec::new();
    }
    let each = indicator.values.iter().filter_map(|value| {
        let period = value.period.as_deref()?;
        Some(Kept {
            days: over(period, day)?,
            period: period.to_owned(),
            met: whole(value.numerator?)?,
            total: whole(value.denominator?)?,
            provisional: value.status == Some(ValueStatus::Provisional),
        })
    });
    each.collect()
}

fn in_order(mut all: Vec<Kept>) -> Vec<Kept> {
    all.retain(|one| one.met <= one.total && one.total > 0);
    all.sort_by_key(|one| one.days);
    all.dedup_by(|second, first| second.days == first.days);
    all
}

/// Whether a gap is the mirror of a share that is looked at over time by itself: of the promise, or of the indicator's own values. What
/// is missed falls as what is met rises, period by period, so that one of them tells both.
pub(in crate::measure) fn is_mirror(scope: &Scope<'_>, gap: &Selection) -> bool {
    let found = match (gap.get(Key::Promise), gap.get(Key::Indicator)) {
        (Some(promise), _) => of_promise(scope, promise).map(|(_, indicator)| indicator),
        (None, Some(id)) => scope.ledger.typed::<Indicator>(id).map(|(_, indicator)| indicator),
        (None, None) => None,
    };
    let counts = |all: Vec<Kept>| -> Vec<_> { all.iter().map(|one| (one.days, one.met, one.total)).collect() };
    found.is_some_and(|indicator| {
        let shares = in_order(of_values(indicator, scope.as_of));
        counts(kept(indicator, scope.as_of)) == counts(shares)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and in range, as the condition says"
)]
fn whole(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..1e15).contains(&number)).then_some(number as u64)
}

/// The indicator that shows how often a promise is kept.
pub(super) fn of_promise<'a>(scope: &Scope<'a>, promise: &str) -> Option<(&'a str, &'a Indicator)> {
    let (_, promise) = scope.ledger.typed::<Promise>(promise)?;
    let (record, indicator) = scope.ledger.typed::<Indicator>(promise.indicator.as_ref()?.id())?;
    Some((record.id(), indicator))
}

/// Parts the counts of a promise by whether it was in force: what nobody had promised is neither kept nor broken.
fn promised(scope: &Scope<'_>, promise: &str, all: Vec<Kept>) -> (Vec<Kept>, Vec<Kept>) {
    match scope.ledger.typed::<Promise>(promise) {
        Some((record, _)) => all.into_iter().partition(|one| is_in_force(record, one.days)),
        None => (all, Vec::new()),
    }
}

/// Every indicator that counts against a standard and every promise that is counted, each with its counts by period.
fn counted<'a>(scope: &Scope<'a>) -> Vec<(Selection, Vec<Kept>)> {
    let against_standard = scope
        .ledger
        .each::<Indicator>()
        .filter(|(_, indicator)| !indicator.standard_met.is_empty())
        .map(|(record, indicator)| (Selection::all().with(Key::Indicator, record.id()), indicator));
    let of_promises = scope.ledger.each::<Promise>().filter_map(|(record, _)| {
        let (_, indicator): (&'a str, &'a Indicator) = of_promise(scope, record.id())?;
        Some((Selection::all().with(Key::Promise, record.id()), indicator))
    });
    against_standard
        .chain(of_promises)
        .map(|(whole, indicator)| {
            let all = kept(indicator, scope.as_of);
            let all = match whole.get(Key::Promise) {
                Some(promise) => promised(scope, promise, all).0,
                None => all,
            };
            (whole, all)
        })
        .filter(|(_, kept)| !kept.is_empty())
        .collect()
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for (whole, kept) in counted(scope) {
        all.extend(kept.iter().map(|one| whole.clone().with(Key::Period, &*one.period)));
        all.push(whole);
    }
    all
}

/// What the gap is charted over time on: everything it is measured on as a whole.
pub(in crate::measure) fn charted(scope: &Scope<'_>) -> Vec<Selection> {
    counted(scope).into_iter().map(|(whole, _)| whole).collect()
}

/// Periods of a length in which deliveries are counted, of those that are over; counts of longer periods make none.
pub(in crate::measure) fn periods(scope: &Scope<'_>, narrowed: &Selection, length: Length) -> Vec<Period> {
    let kept = match (narrowed.get(Key::Promise), narrowed.get(Key::Indicator)) {
        (Some(promise), _) => {
            let found = of_promise(scope, promise).map(|(_, indicator)| kept(indicator, scope.as_of));
            found.map(|all| promised(scope, promise, all).0)
        }
        (None, Some(id)) => {
            let found = scope.ledger.typed::<Indicator>(id);
            found.map(|(_, indicator)| kept(indicator, scope.as_of))
        }
        (None, None) => None,
    };
    let kept = kept.unwrap_or_default();
    let mut periods: Vec<Period> = kept
        .iter()
        .filter_map(|one| Period::parse(&one.period))
        .filter(|period| period.length() <= length)
        .map(|period| Period::of(period.days().0, length))
        .filter(|period| period.days().1 <= scope.as_of)
        .collect();
    periods.dedup();
    periods
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none =
        |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "deliveries"), reason);
    let found = match (selection.get(Key::Promise), selection.get(Key::Indicator)) {
        (Some(promise), _) => of_promise(scope, promise).ok_or("no indicator shows how often the promise is kept"),
        (None, Some(id)) => scope
            .ledger
            .typed::<Indicator>(id)
            .map(|(record, indicator)| (record.id(), indicator))
            .ok_or("there is no such indicator"),
        (None, None) => Err("neither an indicator nor a promise is chosen"),
    };
    let (indicator_id, indicator) = match found {
        Ok(found) => found,
        Err(reason) => return none(reason.to_owned()),
    };
    let all = kept(indicator, scope.as_of);
    let within = match (selection.get(Key::Period), selection.days()) {
        (None, _) => None,
        (Some(_), Some(days)) => Some(days),
        (Some(text), None) => return none(format!("`{text}` is no period")),
    };
    let (within_it, other): (Vec<Kept>, Vec<Kept>) = all
        .into_iter()
        .partition(|one| within.is_none_or(|(from, to)| from <= one.days.0 && one.days.1 <= to));
    let chosen_promise = selection.get(Key::Promise);
    let (chosen, not_in_force) = match chosen_promise {
        Some(promise) => promised(scope, promise, within_it),
        None => (within_it, Vec::new()),
    };
    let left_out = Excluded::count(NOT_IN_FORCE, not_in_force.len());
    let record = chosen_promise.and_then(|id| scope.ledger.typed::<Promise>(id));
    if let (true, false, Some((promise, _))) = (chosen.is_empty(), not_in_force.is_empty(), record) {
        return none(not_promised(promise)).without([left_out]);
    }
    if chosen.is_empty() {
        return none("no period that is over has counts".to_owned());
    }
    let sum = |of: fn(&Kept) -> u64| chosen.iter().map(of).fold(0, u64::saturating_add);
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let (met, total) = (sum(|one| one.met), sum(|one| one.total));
    let counts = Counts {
        hit: "deliveries that did not meet the standard",
        x: size(total - met),
        base: promise::base(record.map(|(_, promise)| promise), size(total), "deliveries"),
        weighted: None,
        origin: Origin::Register,
        confidence: CONFIDENCE,
    };
    let points = chosen.iter().map(|one| {
        let missed = one.total - one.met;
        let ends = wilson_of(missed, one.total, CONFIDENCE).ok();
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        let share = 100.0 * missed as f64 / one.total as f64;
        Point {
            label: one.period.clone(),
            value: Some(share),
            interval: ends.map(|ends| (100.0 * ends.low, 100.0 * ends.high)),
            n: Some(size(one.total)),
            provisional: one.provisional,
            breaks: broken(indicator, one.days),
        }
    });
    let mut drawn = Drawn::records(vec![indicator_id.to_owned()]);
    drawn.beside.extend(chosen_promise.map(str::to_owned));
    // Of a promise that was made within the period it is the days since then that are told.
    let days = chosen_promise.and_then(|_| days_of(chosen.iter().map(|one| one.days)));
    let mut made = share::measure(METRIC.id(), selection, counts)
        .over(selection.days().map(|period| days.unwrap_or(period)))
        .without([
            Excluded::count(
                "periods outside the chosen one",
                if within.is_some() { other.len() } else { 0 },
            ),
            left_out,
        ])
        .drawn(drawn)
        .detail(Detail::Series(points.collect()));
    if chosen.iter().any(|one| one.provisional) {
        made = made.note("a value may still change");
    }
    made
}

/// What changed in the definition within a period.
fn broken(indicator: &Indicator, (from, to): (Date, Date)) -> Option<String> {
    let mut changes = indicator.definition_changes.iter();
    let change = changes.find(|change| change.from.is_some_and(|day| (from..=to).contains(&day)))?;
    change
        .what
        .clone()
        .or_else(|| Some("the definition changed".to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    /// Two years of quarters: the last one misses the standard far more often than those before.
    fn series() -> String {
        let rows: String = (0..8)
            .map(|index| {
                let met = if index == 7 { 40 } else { 90 + index % 2 };
                format!(
                    "  - {{period: {}-Q{}, met: {met}, total: 100}}\n",
                    2023 + index / 4,
                    index % 4 + 1
                )
            })
            .collect();
        format!("id: IND-A\nkind: proportion\nstandard_met:\n{rows}---\nid: PRM-1\nindicator: IND-A\n")
    }

    #[test]
    fn the_gap_is_charted_by_period() {
        let files = series();
        for of in [(Key::Indicator, "IND-A"), (Key::Promise, "PRM-1")] {
            let made = said("M-SPC-2", &[(Key::Metric, "M-GAP-4"), of], &files);
            let Detail::Control(chart) = &made.detail else {
                panic!("{made:?}")
            };
            assert_eq!((chart.chart, chart.points.len()), ("p", 8));
            // Missed, not met: 10, 9, 10, 9, 10, 9, 10 and 60 of 100.
            assert_eq!(chart.points[7].of, Some((60.0, 100.0)));
            assert!(!chart.points[7].signals.is_empty(), "{chart:?}");
        }
        let whole = said("M-GAP-4", &[(Key::Indicator, "IND-A")], &files);
        assert!((whole.estimate.unwrap() - 100.0 * 127.0 / 800.0).abs() < 1e-9);
    }
}
