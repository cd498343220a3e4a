//! M-TRD-1: whether an indicator moves one way.

use super::{is_percent, pooled, series, unit};
use crate::measure::measurement::{Base, Drawn, Measurement};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::trend;
use crate::record::indicator::{Indicator, IndicatorFrequency};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;

/// Every indicator with values.
pub(in crate::measure) fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    super::chart::each(scope, |_| true)
}

/// Id of the metric, whose text stands with the other series.
const ID: &str = "M-TRD-1";

/// What a slope is given for, and how many of these make a year.
fn step(indicator: &Indicator) -> (Length, &'static str, f64) {
    let written = || {
        let name = indicator.values.first()?.period.as_deref()?;
        Period::parse(name).map(Period::length)
    };
    let length = match indicator.frequency {
        Some(IndicatorFrequency::Week) => Length::Week,
        Some(IndicatorFrequency::Month) => Length::Month,
        Some(IndicatorFrequency::Quarter) => Length::Quarter,
        Some(IndicatorFrequency::HalfYear) => Length::HalfYear,
        Some(IndicatorFrequency::Year) => Length::Year,
        None => written().unwrap_or(Length::Quarter),
    };
    words(length)
}

/// A length with its word and how many make a year.
fn words(length: Length) -> (Length, &'static str, f64) {
    let (word, a_year) = match length {
        Length::Week => ("week", 52.178_57),
        Length::Month => ("month", 12.0),
        Length::Quarter => ("quarter", 4.0),
        Length::HalfYear => ("half-year", 2.0),
        Length::Year => ("year", 1.0),
    };
    (length, word, a_year)
}

/// The time of a day, counted in periods of a length.
fn time(day: Date, length: Length) -> f64 {
    let year = f64::from(day.year());
    let of_year = |parts: i8, months: i8| year * f64::from(parts) + f64::from((day.month() - 1) / months);
    match length {
        Length::Year => year,
        Length::HalfYear => of_year(2, 6),
        Length::Quarter => of_year(4, 3),
        Length::Month => of_year(12, 1),
        // Weeks are counted by their Mondays; a year has no whole number of them.
        Length::Week => Date::constant(1900, 1, 1)
            .until(day)
            .map_or(0.0, |span| f64::from(span.get_days()) / 7.0),
    }
}

/// The trend of an indicator.
pub(in crate::measure) fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(ID, selection, Base::facts(0, "periods"), reason);
    let Some(id) = selection.get(Key::Indicator) else {
        return none("no indicator is chosen".to_owned());
    };
    let Some((record, indicator)) = scope.ledger.typed::<Indicator>(id) else {
        return none(format!("there is no indicator `{id}`"));
    };
    let pooled = pooled::shares(indicator, scope.as_of, scope.limits.min_estimate);
    let points = match &pooled {
        Some(pooled) => pooled.points(if is_percent(indicator) { 100.0 } else { 1.0 }),
        None => series(indicator, scope.as_of),
    };
    let longer = pooled.as_ref().filter(|pooled| pooled.note.is_some());
    let (length, word, a_year) = match longer {
        Some(pooled) => words(pooled.length),
        None => step(indicator),
    };
    let times: Vec<f64> = points
        .iter()
        .map(|point| Period::parse(&point.label).map_or(0.0, |period| time(period.days().0, length)))
        .collect();
    let provisional = points.iter().any(|point| point.provisional);
    let series = trend::Series {
        points: &points,
        times: &times,
        unit: word,
        a_year,
    };
    let mut made = trend::measure(ID, selection, Base::facts(points.len(), "periods"), &series).drawn(Drawn {
        beside: vec![record.id().to_owned()],
        ..Drawn::default()
    });
    made.notes.extend(pooled.and_then(|pooled| pooled.note));
    if provisional {
        made = made.note("a value of the series is provisional and may still change");
    }
    let values = unit(indicator);
    made.in_unit(values.of_difference()).over_values_in(values)
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    fn series(values: &[f64], more: &str) -> String {
        let rows: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                format!(
                    "  - {{period: {}-Q{}, value: {value}}}\n",
                    2022 + index / 4,
                    index % 4 + 1
                )
            })
            .collect();
        format!(
            "id: IND-A\nkind: median\nfrequency: quarter\n{more}values:\n{}",
            rows.concat()
        )
    }

    fn trend(values: &[f64], more: &str) -> crate::measure::measurement::Measurement {
        said("M-TRD-1", &[(Key::Indicator, "IND-A")], &series(values, more))
    }

    #[test]
    fn the_slope_is_sens_and_the_test_that_of_mann_and_kendall() {
        // Reference value of the metric catalogue.
        let made = trend(&[58., 61., 60., 64., 66., 65., 70., 72.], "");
        assert!((made.estimate.unwrap() - 2.0).abs() < 1e-9);
        let interval = made.interval.unwrap();
        // The catalogue rounds ranks, which gives 1.4 to 2.5; here the limits are interpolated between neighbouring slopes.
        assert!(
            (interval.low - 1.4).abs() < 0.05 && (interval.high - 2.5).abs() < 0.05,
            "{interval:?}"
        );
    }

    #[test]
    fn no_trend_over_a_new_definition_or_too_few_periods() {
        let values = [58., 61., 60., 64., 66., 65., 70., 72.];
        assert!(
            trend(&values, "definition_changes: [{from: 2023-01-01, what: new dates}]\n")
                .estimate
                .is_err()
        );
        assert!(trend(&values[..3], "").estimate.is_err());
        assert!(said("M-TRD-1", &[], "").estimate.is_err());
    }
}
