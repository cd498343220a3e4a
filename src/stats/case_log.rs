//! A log of cases, each opened on a day and perhaps closed on another: what is open, how long it took, what met its
//! target.

use crate::stats::estimate::{NotEstimable, length};
use crate::stats::kaplan_meier::Observation;
use crate::stats::period::{Length, Period};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// The day on which it was opened.
    pub opened: Date,
    /// The day on which it was closed, if it was.
    pub closed: Option<Date>,
}

/// A log as of a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseLog {
    as_of: Date,
    cases: Vec<Case>,
    faults: Vec<usize>,
}

/// How many cases met a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// Cases whose time was up.
    pub due: u64,
    /// Of these, closed in time.
    pub met: u64,
}

/// Cases that came, went and stayed in a period.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Flow {
    /// Opened in it.
    pub opened: u64,
    /// Closed in it.
    pub closed: u64,
    /// Open at its end.
    pub open_at_end: u64,
}

impl CaseLog {
    /// Takes cases as of a day: what happened later is not known then.
    ///
    /// A case that was closed before it was opened is a fault in the data. It is told by its place and left out of all
    /// figures.
    pub fn new(cases: &[Case], as_of: Date) -> Self {
        let reversed = |case: &Case| case.closed.is_some_and(|closed| closed < case.opened);
        let (mut kept, mut faults) = (Vec::with_capacity(cases.len()), Vec::new());
        for (place, case) in cases.iter().enumerate() {
            if reversed(case) {
                faults.push(place);
            } else if case.opened <= as_of {
                let closed = case.closed.filter(|closed| *closed <= as_of);
                kept.push(Case { closed, ..*case });
            }
        }
        Self {
            as_of,
            cases: kept,
            faults,
        }
    }

    /// Places of cases that were closed before they were opened, from 0.
    pub fn faults(&self) -> &[usize] {
        &self.faults
    }

    /// All cases without fault that were opened by then.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// How many of them are open.
    pub fn open(&self) -> u64 {
        self.cases.iter().filter(|case| case.closed.is_none()).count() as u64
    }

    /// Calendar days from opening to closing, of closed cases; the median of these alone is too low while others are
    /// open.
    pub fn days_to_close(&self) -> Vec<i32> {
        let days = |case: &Case| case.closed.map(|closed| days_between(case.opened, closed));
        self.cases.iter().filter_map(days).collect()
    }

    /// All cases for [`crate::stats::kaplan_meier::kaplan_meier`], in calendar days, open ones censored at the day of
    /// the log.
    pub fn observations(&self) -> Vec<Observation> {
        let observation = |case: &Case| Observation {
            time: f64::from(days_between(case.opened, case.closed.unwrap_or(self.as_of))),
            event: case.closed.is_some(),
        };
        self.cases.iter().map(observation).collect()
    }

    /// Closed within so many calendar days, among the cases that were opened at least so long ago.
    ///
    /// Open ones whose time is up have missed the target; cases that were opened later are left out even if they are
    /// closed, since the quick ones among them would otherwise count before the slow ones can.
    pub fn target(&self, days: u16) -> Target {
        let days = i32::from(days);
        let due = || {
            self.cases
                .iter()
                .filter(move |case| days_between(case.opened, self.as_of) >= days)
        };
        let in_time = |case: &&Case| {
            case.closed
                .is_some_and(|closed| days_between(case.opened, closed) <= days)
        };
        Target {
            due: due().count() as u64,
            met: due().filter(in_time).count() as u64,
        }
    }

    /// What came, went and stayed in each period of a length, from the first case to the day of the log without gaps.
    ///
    /// Errors: there are no cases.
    pub fn flow(&self, each: Length) -> Result<BTreeMap<Period, Flow>, NotEstimable> {
        let first = self
            .cases
            .iter()
            .map(|case| case.opened)
            .min()
            .ok_or(NotEstimable::TooFew {
                needed: 1,
                found: length(&self.cases),
            })?;
        let mut flows = BTreeMap::new();
        let (mut period, last) = (Period::of(first, each), Period::of(self.as_of, each));
        while period <= last {
            flows.insert(period, Flow::default());
            period = period.next();
        }
        for case in &self.cases {
            flows.entry(Period::of(case.opened, each)).or_default().opened += 1;
            if let Some(closed) = case.closed {
                flows.entry(Period::of(closed, each)).or_default().closed += 1;
            }
        }
        let mut open = 0;
        for flow in flows.values_mut() {
            open = open + flow.opened - flow.closed;
            flow.open_at_end = open;
        }
        Ok(flows)
    }
}

/// Calendar days from one day to another.
fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn log() -> CaseLog {
        let case = |opened, closed| Case { opened, closed };
        CaseLog::new(
            &[
                case(date(2024, 1, 10), Some(date(2024, 1, 10))),
                case(date(2024, 1, 20), Some(date(2024, 3, 5))),
                case(date(2024, 3, 1), Some(date(2024, 2, 1))),
                case(date(2024, 3, 2), Some(date(2024, 5, 1))),
                case(date(2024, 4, 20), None),
                case(date(2024, 6, 1), None),
            ],
            date(2024, 4, 30),
        )
    }

    #[test]
    fn what_happened_later_is_not_known() {
        let log = log();
        assert_eq!((log.faults(), log.cases().len(), log.open()), ([2].as_slice(), 4, 2));
        assert_eq!(log.days_to_close(), [0, 45]);
        let open = Observation {
            time: 10.0,
            event: false,
        };
        assert_eq!(log.observations()[3], open);
    }

    #[test]
    fn cases_whose_time_is_not_up_are_left_out_of_a_target() {
        assert_eq!(log().target(30), Target { due: 3, met: 1 });
        assert_eq!(log().target(10), Target { due: 4, met: 1 });
        assert_eq!(log().target(200), Target { due: 0, met: 0 });
    }

    #[test]
    fn flows_have_no_gaps() {
        let flow = log().flow(Length::Month).unwrap();
        let lines: Vec<String> = flow
            .iter()
            .map(|(period, flow)| format!("{period} {} {} {}", flow.opened, flow.closed, flow.open_at_end))
            .collect();
        assert_eq!(
            lines,
            ["2024-01 2 1 1", "2024-02 0 0 1", "2024-03 1 1 1", "2024-04 1 0 2"]
        );
        assert!(CaseLog::new(&[], date(2024, 1, 1)).flow(Length::Month).is_err());
    }
}
