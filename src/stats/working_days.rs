//! Working days: weekdays of a working week that are no holidays.
//!
//! Source: rule GR12 of the metric catalogue. The day of receipt is day 0; the count is the number of working days after
//! it up to and including the day of the event. Receipt on a day that is none counts as received on the next one that is.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// A working week, its holidays, and the days for which both are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkingDays {
    /// Whether work is done, Monday first.
    pub week: [bool; 7],
    /// Days without work.
    pub holidays: BTreeSet<Date>,
    /// First and last day for which the holidays are known; `None` is open.
    pub known: (Option<Date>, Option<Date>),
}

impl Default for WorkingDays {
    fn default() -> Self {
        Self {
            week: [true, true, true, true, true, false, false],
            holidays: BTreeSet::new(),
            known: (None, None),
        }
    }
}

/// Why a count or due day cannot be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotKnown {
    /// The day lies outside the calendar's range.
    OutsideCalendar(Date),
    /// The week has no working day.
    NoWorkingDay,
    /// The end lies before the start: a fault in the data.
    Reversed,
}

impl NotKnown {
    /// Why, in plain words.
    pub fn reason(self) -> String {
        match self {
            Self::OutsideCalendar(day) => format!("the calendar does not reach {day}"),
            Self::NoWorkingDay => "no weekday is a working day".to_owned(),
            Self::Reversed => "the end lies before the start".to_owned(),
        }
    }
}

/// Days of the calendar after `start` up to and including `end`.
///
/// Errors: the end lies before the start.
pub fn calendar_days(start: Date, end: Date) -> Result<u32, NotKnown> {
    u32::try_from((end - start).get_days()).map_err(|_| NotKnown::Reversed)
}

impl WorkingDays {
    /// Whether a day is a working day.
    pub fn is_working(&self, day: Date) -> bool {
        let index = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week[index] && !self.holidays.contains(&day)
    }

    /// Sets the working weekdays.
    pub fn with_week(mut self, days: &[Weekday]) -> Self {
        self.week = [false; 7];
        for day in days {
            self.week[usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)] = true;
        }
        self
    }

    fn inside(&self, day: Date) -> Result<(), NotKnown> {
        let (from, to) = self.known;
        if from.is_some_and(|from| day < from) || to.is_some_and(|to| day > to) {
            return Err(NotKnown::OutsideCalendar(day));
        }
        if self.week.contains(&true) {
            Ok(())
        } else {
            Err(NotKnown::NoWorkingDay)
        }
    }

    /// The first working day on or after a day.
    ///
    /// Errors: it lies outside the calendar's range, or no weekday is a working day.
    pub fn on_or_after(&self, mut day: Date) -> Result<Date, NotKnown> {
        self.inside(day)?;
        while !self.is_working(day) {
            day = day.saturating_add(1.day());
            self.inside(day)?;
        }
        Ok(day)
    }

    /// Working days after `start` up to and including `end`.
    ///
    /// Errors: one of the days lies outside the calendar's range, or the end lies before the start.
    pub fn after(&self, start: Date, end: Date) -> Result<u32, NotKnown> {
        self.inside(start)?;
        self.inside(end)?;
        if end < start {
            return Err(NotKnown::Reversed);
        }
        let mut count = 0;
        let mut day = start;
        while day < end {
            day = day.saturating_add(1.day());
            count += u32::from(self.is_working(day));
        }
        Ok(count)
    }

    /// Working days from `start` on that lie before `end`: the first day counts, the last does not.
    ///
    /// Errors: one of the days lies outside the calendar's range, or the end lies before the start.
    pub fn before(&self, start: Date, end: Date) -> Result<u32, NotKnown> {
        let after = self.after(start, end)?;
        // Both counts hold the days between the two; they differ in the ends.
        Ok(after + u32::from(self.is_working(start)) - u32::from(self.is_working(end)))
    }

    /// Working days from receipt to an event, after GR12.
    ///
    /// Errors: one of the days lies outside the calendar's range, or the event lies before the receipt.
    pub fn since_receipt(&self, received: Date, event: Date) -> Result<u32, NotKnown> {
        if event < received {
            return Err(NotKnown::Reversed);
        }
        let start = self.on_or_after(received)?;
        self.after(start, event.max(start))
    }

    /// The k-th working day after a day; for k = 0 the day itself, also when it is none.
    ///
    /// Errors: it lies outside the calendar's range.
    pub fn nth_after(&self, start: Date, k: u32) -> Result<Date, NotKnown> {
        self.inside(start)?;
        let mut day = start;
        for _ in 0..k {
            day = self.on_or_after(day.saturating_add(1.day()))?;
        }
        Ok(day)
    }

    /// The day that is so many working days after receipt.
    ///
    /// Errors: it lies outside the calendar's range.
    pub fn due(&self, received: Date, days: u32) -> Result<Date, NotKnown> {
        self.nth_after(self.on_or_after(received)?, days)
    }

    /// The last day on which no more than so many working days after receipt have begun: the due day, and the days off that follow
    /// it. What happens on a Saturday is no later, counted in working days, than on the Friday before (rule GR12).
    ///
    /// Errors: the due day lies outside the calendar's range.
    pub fn in_time_until(&self, received: Date, days: u32) -> Result<Date, NotKnown> {
        let due = self.due(received, days)?;
        let next = self.nth_after(due, 1).ok();
        Ok(next.and_then(|next| next.yesterday().ok()).unwrap_or(due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_holidays_and_receipt_on_one_of_them() {
        let days = WorkingDays {
            holidays: BTreeSet::from([date(2024, 3, 29), date(2024, 4, 1)]),
            ..WorkingDays::default()
        };
        assert_eq!(days.since_receipt(date(2024, 3, 27), date(2024, 4, 2)), Ok(2));
        assert_eq!(days.since_receipt(date(2024, 3, 30), date(2024, 4, 2)), Ok(0));
        assert_eq!(days.since_receipt(date(2024, 3, 30), date(2024, 3, 31)), Ok(0));
        assert_eq!(days.due(date(2024, 3, 28), 1), Ok(date(2024, 4, 2)));
    }

    #[test]
    fn beyond_the_calendar_is_an_error_and_not_a_guess() {
        let days = WorkingDays {
            known: (Some(date(2024, 1, 1)), Some(date(2024, 12, 31))),
            ..WorkingDays::default()
        };
        assert_eq!(
            days.due(date(2024, 12, 30), 5),
            Err(NotKnown::OutsideCalendar(date(2025, 1, 1)))
        );
        assert_eq!(
            WorkingDays::default().with_week(&[]).on_or_after(date(2024, 1, 1)),
            Err(NotKnown::NoWorkingDay)
        );
    }
}
