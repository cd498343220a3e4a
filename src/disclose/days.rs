//! How exactly the days of a case may be known: where few complaints about a product came in a month, the day tells whose it was.
//!
//! In: the records. Out: [`Days`], which tells of each complaint, and of what belongs to it alone, whether its days are shown as
//! months. That holds for every day of the case: an event, a due day, a commit. How long something took may be shown where at least
//! as many days of receipt as the smallest cell would fit what is shown together; see [`Days::shows_durations`].
//!
//! Source: confidentiality of complainants, section 7 of the audit catalogue: month instead of day when the month and product cell
//! has fewer than `min_cell` cases.

use crate::link::Ledger;
use crate::record::Record;
use crate::record::communication::Communication;
use crate::record::complaint::Complaint;
use crate::record::dispute::Dispute;
use crate::record::feedback::Feedback;
use crate::record::organization::Organization;
use crate::stats::working_days::WorkingDays;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// A day as an audience may know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// The day.
    Day(Date),
    /// A day of this month.
    Month(Date),
}

impl Known {
    /// As written in data: `2025-07-28`, `2025-07`.
    pub fn iso(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Month(day) => month(day),
        }
    }
}

/// The month of a day as written in data: `2025-07`.
pub fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Whose days are shown as months.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Days {
    /// Ids of cases whose days are shown as months.
    coarse: BTreeSet<String>,
    /// How many days of receipt must fit what is shown.
    least: u64,
}

impl Days {
    /// The cases among these records whose days would tell whose they are.
    pub fn of(ledger: &Ledger) -> Self {
        let organization = ledger
            .each::<Organization>()
            .next()
            .map(|(_, organization)| organization);
        let usual = Organization::default();
        let organization = organization.unwrap_or(&usual);
        let zone = organization
            .time_zone
            .as_deref()
            .and_then(|name| TimeZone::get(name).ok())
            .unwrap_or(TimeZone::UTC);
        let mut days = Self {
            coarse: BTreeSet::new(),
            least: organization.limits().min_cell,
        };
        let mut cells: BTreeMap<(Option<String>, Option<&str>), Vec<&str>> = BTreeMap::new();
        for (record, complaint) in ledger.each::<Complaint>() {
            let received = complaint.received_at.map(|at| month(at.to_zoned(zone.clone()).date()));
            let product = complaint.product.as_ref().and_then(|product| product.known());
            let cell = (received, product.map(|product| product.id()));
            cells.entry(cell).or_default().push(record.id());
        }
        for ((received, _), ids) in cells {
            // Without a day of receipt there is no month to count in.
            if received.is_none() || (ids.len() as u64) < days.least {
                days.coarse.extend(ids.into_iter().map(str::to_owned));
            }
        }
        for (record, dispute) in ledger.each::<Dispute>() {
            let complaint = dispute.complaint.as_ref();
            if complaint.is_some_and(|complaint| days.coarse.contains(complaint.id())) {
                days.coarse.insert(record.id().to_owned());
            }
        }
        // What the case was before it was one, and what was written about it and nothing else, tell its days as well.
        for (record, feedback) in ledger.each::<Feedback>() {
            let complaint = feedback.reclassified_as.as_ref();
            if complaint.is_some_and(|complaint| days.coarse.contains(complaint.id())) {
                days.coarse.insert(record.id().to_owned());
            }
        }
        for (record, communication) in ledger.each::<Communication>() {
            let about = &communication.about;
            if !about.is_empty() && about.iter().all(|about| days.coarse.contains(about.id())) {
                days.coarse.insert(record.id().to_owned());
            }
        }
        days
    }

    /// The case that an item of a record names, `{ref: CMP-1, date: 2025-07-28}`, if its days are shown as months: the days of the
    /// item are those of the case.
    pub fn case_of<'a>(&self, mut texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        texts.find(|text| self.is_coarse(text))
    }

    /// Whether the days of a record are shown as months.
    pub fn is_coarse(&self, id: &str) -> bool {
        self.coarse.contains(id)
    }

    /// A day of a record as it may be known.
    pub fn known(&self, id: &str, day: Date) -> Known {
        if self.is_coarse(id) {
            Known::Month(day)
        } else {
            Known::Day(day)
        }
    }

    /// Whether it may be shown how many working days lie between the receipt of a case and other days of it, beside the months
    /// of all of them: enough days of the month of receipt must fit every count.
    ///
    /// A count up to a day that is known, such as that of the site, always gives the day of receipt away; it is none of these.
    pub fn shows_durations(&self, record: &Record, received: Date, others: &[Date], days: &WorkingDays) -> bool {
        if !self.is_coarse(record.id()) {
            return true;
        }
        self.fits(received, others, days)
    }

    fn fits(&self, received: Date, others: &[Date], days: &WorkingDays) -> bool {
        let counted: Vec<(Date, u32)> = others
            .iter()
            .filter_map(|other| Some((*other, days.since_receipt(received, *other).ok()?)))
            .collect();
        let fits = |candidate: &Date| {
            counted.iter().all(|(other, count)| {
                // The most and the least that lie between the candidate and the month of the other day.
                let most = days.since_receipt(*candidate, other.last_of_month());
                let least = days.since_receipt(*candidate, other.first_of_month().max(*candidate));
                let most = most.is_ok_and(|most| *count <= most);
                most && least.is_ok_and(|least| least <= *count)
            })
        };
        let mut candidate = received.first_of_month();
        let last = received.last_of_month();
        let mut found = 0;
        while candidate <= last && found < self.least {
            found += u64::from(fits(&candidate));
            candidate = candidate.saturating_add(1.day());
        }
        found >= self.least
    }

    /// The same for a complaint: whether it may be shown how long each of its steps took.
    pub fn shows_clocks(&self, record: &Record, complaint: &Complaint, zone: &TimeZone, days: &WorkingDays) -> bool {
        let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date();
        let steps = [
            complaint.acknowledged_at(),
            complaint.decision_stands_since(),
            complaint.settled_at(),
        ];
        let steps: Vec<Date> = steps
            .into_iter()
            .flatten()
            .map(day)
            .chain(complaint.response_due)
            .collect();
        let received = complaint.received_at.map(day);
        received.is_none_or(|received| self.shows_durations(record, received, &steps, days))
    }

    /// Words about records, with days as months and without counts of days where they speak of a case whose days are not told.
    ///
    /// In: the id of the record that the words are about, if they are about one.
    pub fn said(&self, text: &str, about: Option<&str>) -> String {
        let names = || {
            let ids = text.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.')));
            ids.map(|id| id.trim_end_matches('.')).any(|id| self.is_coarse(id))
        };
        if self.coarse.is_empty() || !(about.is_some_and(|id| self.is_coarse(id)) || names()) {
            return text.to_owned();
        }
        without_days(text)
    }
}

/// Words with days as months, and with `some` in the place of numbers of days.
fn without_days(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        said.push_str(before);
        let in_word = before.ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
        let length = from.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(from.len());
        let (number, after) = from.split_at(length);
        let day = from
            .get(..10)
            .and_then(|day| day.parse::<Date>().ok())
            .filter(|_| !in_word);
        if let Some(day) = day {
            said.push_str(&month(day));
            rest = after_time(&from[10..]);
            continue;
        }
        let of_days = ["day", "working day", "calendar day", "hour", "week"]
            .iter()
            .any(|unit| after.trim_start_matches([' ', '\u{a0}']).starts_with(unit));
        said.push_str(if of_days && !in_word { "some" } else { number });
        rest = after;
    }
    said.push_str(rest);
    said
}

/// What follows behind the time of an instant, `T09:12:00+01:00`; all of it where there is no time.
fn after_time(text: &str) -> &str {
    let is_time = |letter: char| letter.is_ascii_digit() || matches!(letter, ':' | '.');
    let Some(time) = text.strip_prefix('T').filter(|time| time.starts_with(is_time)) else {
        return text;
    };
    let rest = time.trim_start_matches(is_time);
    match rest.strip_prefix(['+', '-']) {
        Some(zone) => zone.trim_start_matches(is_time),
        None => rest.strip_prefix('Z').unwrap_or(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_days_and_counts_of_days() {
        for (text, said) in [
            ("closed on 2025-03-04, before", "closed on 2025-03, before"),
            ("at 2025-07-28T11:53:00+01:00 it", "at 2025-07 it"),
            ("at 2025-07-28T11:53:00-05:00 it", "at 2025-07 it"),
            (
                "`CMP-2025-0019` waits 64 working days, due 2026-01-02.",
                "`CMP-2025-0019` waits some working days, due 2026-01.",
            ),
            ("3 days late; severity 2", "some days late; severity 2"),
            ("no number", "no number"),
            ("9999-99-99 is no day", "9999-99-99 is no day"),
        ] {
            assert_eq!(without_days(text), said);
        }
    }

    #[test]
    fn a_count_that_only_few_days_fit_is_not_shown() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let days = Days {
            coarse: BTreeSet::from(["CMP-1".to_owned()]),
            least: 5,
        };
        let shows = |received: &str, others: &[&str]| {
            let others: Vec<Date> = others.iter().map(|text| day(text)).collect();
            days.fits(day(received), &others, &WorkingDays::default())
        };
        // Two working days within July fit many days of it.
        assert!(shows("2025-07-08", &["2025-07-10"]));
        // One day over the end of a month fits the last day alone.
        assert!(!shows("2025-07-31", &["2025-08-01"]));
        // Twelve days over the end of a month fit as many days.
        assert!(shows("2025-05-30", &["2025-06-16"]));
        // Each fits many days, both together few.
        assert!(!shows("2025-05-14", &["2025-05-30", "2025-06-02"]));
    }
}
