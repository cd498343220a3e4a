//! Periods that the site looks at by itself: from the first day that something happened to the last period that is over.

use crate::stats::period::{Length, Period};
use jiff::civil::Date;

/// How many periods of a length back the site looks by itself.
const LATEST: usize = 40;

/// The earliest day that the site looks at by itself: a day long past, by a slip of the pen, must not make a million periods.
fn earliest(as_of: Date) -> Date {
    as_of.saturating_sub(jiff::Span::new().years(50))
}

/// Periods of a length from the first of some days on, those that still run left out; at most the latest forty.
pub fn over(days: impl Iterator<Item = Date>, as_of: Date, length: Length) -> Vec<Period> {
    let Some(first) = days.min() else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut period = Period::of(first.max(earliest(as_of)), length);
    while period.days().1 <= as_of {
        all.push(period);
        period = period.next();
    }
    all.split_off(all.len().saturating_sub(LATEST))
}

/// The years that some days lie in, the running one too; at most the latest forty.
pub fn years(days: impl Iterator<Item = Date>, as_of: Date) -> Vec<Period> {
    let mut years: Vec<Period> = days
        .filter(|day| (earliest(as_of)..=as_of).contains(day))
        .map(|day| Period::of(day, Length::Year))
        .collect();
    years.sort_unstable();
    years.dedup();
    years.split_off(years.len().saturating_sub(LATEST))
}
