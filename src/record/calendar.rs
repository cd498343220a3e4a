//! Calendars: which days are working days, so that deadlines can be counted.

use super::kind::{About, Area, RecordKind};
use super::types::TimeOfDay;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// The working days and hours by which deadlines are counted.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Calendar {
    /// Days of the week on which work is done.
    #[schemars(extend("x-level" = "starter"))]
    pub workweek: Vec<Weekday>,
    /// Days off; an empty list says that there are none.
    #[schemars(extend("x-level" = "standard"))]
    pub holidays: Vec<Holiday>,
    /// Hours of a working day.
    pub business_hours: Option<BusinessHours>,
    /// First day for which the calendar is complete.
    #[schemars(extend("x-level" = "standard"))]
    pub valid_from: Option<Date>,
    /// Last day for which the calendar is complete; a deadline beyond it is refused, not guessed.
    #[schemars(extend("x-level" = "standard"))]
    pub valid_to: Option<Date>,
}

/// A day off.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Holiday {
    /// The day.
    #[schemars(extend("x-level" = "starter"))]
    pub date: Option<Date>,
    /// What is celebrated, or why it is a day off.
    #[schemars(extend("x-level" = "standard"))]
    pub name: Option<String>,
}

/// Hours of a working day in the organization's zone.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BusinessHours {
    /// When work begins.
    #[schemars(extend("x-level" = "starter"))]
    pub start: Option<TimeOfDay>,
    /// When work ends.
    #[schemars(extend("x-level" = "starter"))]
    pub end: Option<TimeOfDay>,
}

/// Days of the week.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// The day of the week of a day.
    pub fn of(day: Date) -> Self {
        match day.weekday() {
            jiff::civil::Weekday::Monday => Self::Monday,
            jiff::civil::Weekday::Tuesday => Self::Tuesday,
            jiff::civil::Weekday::Wednesday => Self::Wednesday,
            jiff::civil::Weekday::Thursday => Self::Thursday,
            jiff::civil::Weekday::Friday => Self::Friday,
            jiff::civil::Weekday::Saturday => Self::Saturday,
            jiff::civil::Weekday::Sunday => Self::Sunday,
        }
    }
}

impl Calendar {
    /// Whether the calendar speaks about the day; an end that is not written is open.
    pub fn covers(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether work is done on the day: a day of the work week and no holiday. Says nothing about days it does not cover.
    pub fn is_working_day(&self, day: Date) -> bool {
        self.workweek.contains(&Weekday::of(day)) && !self.holidays.iter().any(|holiday| holiday.date == Some(day))
    }
}

impl RecordKind for Calendar {
    const ABOUT: About = About::new(
        "calendar",
        "calendars",
        "CAL",
        Area::Framework,
        "The working days and hours by which deadlines are counted.",
    )
    .without_owner();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_and_weekends_are_no_working_days() {
        let calendar: Calendar = serde_yaml::from_str(
            "workweek: [monday, friday]\nholidays: [{date: 2025-04-18, name: Good Friday}]\nvalid_to: 2025-12-31\n",
        )
        .unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(calendar.is_working_day(day("2025-04-14")));
        assert!(!calendar.is_working_day(day("2025-04-18")));
        assert!(!calendar.is_working_day(day("2025-04-19")));
        assert!(calendar.covers(day("1999-01-01")));
        assert!(!calendar.covers(day("2026-01-01")));
    }
}
