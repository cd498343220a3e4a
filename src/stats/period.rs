//! Named periods: years, half-years, quarters, months and weeks.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use std::fmt;

/// Stands for "no day is known": outside git, without a setting, and no record holds a day.
pub const NO_DAY: Date = Date::constant(1970, 1, 1);

/// How long a [`Period`] is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Length {
    /// A week from Monday to Sunday, after ISO 8601.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// Six calendar months.
    HalfYear,
    /// A calendar year.
    Year,
}

/// A named stretch of days: `2024`, `2024-H1`, `2024-Q2`, `2024-05`, `2024-W07`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    year: i16,
    length: Length,
    /// Which one of its length in the year, from 1.
    number: i8,
}

impl Period {
    /// Reads a name. Out: the period, or nothing when the name is none (`2024-Q5`) or the year is not in 1900..2200.
    pub fn parse(name: &str) -> Option<Self> {
        let (year, rest) = match name.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (name, None),
        };
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) {
            return None;
        }
        let year: i16 = year.parse().ok()?;
        let of = |rest: &str, count: usize, most: i8| {
            let number: i8 = if digits(rest, count) {
                rest.parse().ok()?
            } else {
                return None;
            };
            (1..=most).contains(&number).then_some(number)
        };
        let (length, number) = match rest {
            None => (Length::Year, 1),
            Some(rest) => match rest.as_bytes().first()? {
                b'H' => (Length::HalfYear, of(&rest[1..], 1, 2)?),
                b'Q' => (Length::Quarter, of(&rest[1..], 1, 4)?),
                b'W' => (Length::Week, of(&rest[1..], 2, 53)?),
                _ => (Length::Month, of(rest, 2, 12)?),
            },
        };
        let weeks_fit = length != Length::Week || ISOWeekDate::new(year, number, Weekday::Monday).is_ok();
        ((1900..2200).contains(&year) && weeks_fit).then_some(Self { year, length, number })
    }

    /// How long it is.
    pub fn length(self) -> Length {
        self.length
    }

    /// First and last day, both included.
    pub fn days(self) -> (Date, Date) {
        let months = |first: i8, count: i32| {
            // Beyond the last year that a date can have stands its last one.
            let year = self.year.clamp(1, 9999);
            let start = Date::new(year, first, 1).expect("months 1 to 12 of years 1 to 9999 exist");
            (start, start.saturating_add(count.months()).saturating_sub(1.day()))
        };
        match self.length {
            Length::Year => months(1, 12),
            Length::HalfYear => months(self.number * 6 - 5, 6),
            Length::Quarter => months(self.number * 3 - 2, 3),
            Length::Month => months(self.number, 1),
            Length::Week => {
                let year = self.year.clamp(1, 9998);
                let week =
                    ISOWeekDate::new(year, self.number.min(52), Weekday::Monday).expect("52 weeks are in every year");
                let week = ISOWeekDate::new(year, self.number, Weekday::Monday).unwrap_or(week);
                (week.date(), week.date().saturating_add(6.days()))
            }
        }
    }

    /// The period of the same length that follows.
    pub fn next(self) -> Self {
        let last = match self.length {
            Length::Year => 1,
            Length::HalfYear => 2,
            Length::Quarter => 4,
            Length::Month => 12,
            Length::Week => match ISOWeekDate::new(self.year, 53, Weekday::Monday) {
                Ok(_) => 53,
                Err(_) => 52,
            },
        };
        if self.number < last {
            Self {
                number: self.number + 1,
                ..self
            }
        } else {
            Self {
                year: self.year + 1,
                number: 1,
                ..self
            }
        }
    }

    /// The period of this length that holds a day.
    pub fn of(day: Date, length: Length) -> Self {
        let number = match length {
            Length::Year => 1,
            Length::HalfYear => (day.month() + 5) / 6,
            Length::Quarter => (day.month() + 2) / 3,
            Length::Month => day.month(),
            Length::Week => {
                let week = day.iso_week_date();
                return Self {
                    year: week.year(),
                    length,
                    number: week.week(),
                };
            }
        };
        Self {
            year: day.year(),
            length,
            number,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, number, .. } = self;
        match self.length {
            Length::Year => write!(formatter, "{year}"),
            Length::HalfYear => write!(formatter, "{year}-H{number}"),
            Length::Quarter => write!(formatter, "{year}-Q{number}"),
            Length::Month => write!(formatter, "{year}-{number:02}"),
            Length::Week => write!(formatter, "{year}-W{number:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written_alike() {
        for name in ["2024", "2024-H2", "2024-Q1", "2024-12", "2020-W53"] {
            assert_eq!(Period::parse(name).unwrap().to_string(), name);
        }
        for name in [
            "24", "2024-Q5", "2024-13", "2024-W54", "2021-W53", "2024-00", "2024-", "1700", "2024-Q", "2024-é",
        ] {
            assert_eq!(Period::parse(name), None, "{name}");
        }
    }

    #[test]
    fn days_and_successors() {
        let quarter = Period::parse("2024-Q4").unwrap();
        let days = quarter.days();
        assert_eq!(
            (days.0.to_string(), days.1.to_string()),
            ("2024-10-01".to_owned(), "2024-12-31".to_owned())
        );
        assert_eq!(quarter.next().to_string(), "2025-Q1");
        assert_eq!(Period::parse("2020-W53").unwrap().next().to_string(), "2021-W01");
        assert_eq!(Period::of(days.1, Length::Week).to_string(), "2025-W01");
    }
}
