//! A complaint as it stood at the end of a day: what had happened by then, and on which days.
//!
//! In: a complaint and a day. Out: [`Case`]. Events dated later have not happened; those without a time are taken as happened
//! when the present is looked at, and are left out of the past, where nobody can tell. Days are those of the organization's
//! zone. What is written beside the events without a date of its own, such as the outcome, is known as soon as one of the
//! events that it comes with has happened.

use crate::link::Ledger;
use crate::measure::scope::Scope;
use crate::record::Record;
use crate::record::complaint::{ClosureReason, Complaint, Event, EventKind, Outcome};
use crate::stats::working_days::{NotKnown, calendar_days};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A complaint as it stood at the end of a day.
#[derive(Debug)]
pub struct Case<'a> {
    /// Its record.
    pub record: &'a Record,
    /// Everything that is written in it, whenever it happened.
    pub complaint: &'a Complaint,
    /// The events that had happened, with the outcome and closure that were known; nothing else.
    pub course: Complaint,
    /// When it was received.
    pub received_at: Timestamp,
    /// Day of that.
    pub received: Date,
    /// The outcome, if it was known.
    pub outcome: Option<Outcome>,
    /// Why it could be closed, if it was closed.
    pub reason: Option<ClosureReason>,
    zone: TimeZone,
}

/// Every complaint that was received by a day, as it stood then, in the order of their ids.
pub fn all<'a>(ledger: &'a Ledger, zone: &TimeZone, day: Date) -> Vec<Case<'a>> {
    let each = ledger.each::<Complaint>();
    each.filter_map(|(record, complaint)| Case::of(record, complaint, zone, day, true))
        .collect()
}

impl<'a> Case<'a> {
    /// The complaint as it stood at the end of a day; nothing if it had not been received, or nobody knows when it was.
    fn of(record: &'a Record, complaint: &'a Complaint, zone: &TimeZone, day: Date, undated: bool) -> Option<Self> {
        let day_of = |instant: Timestamp| instant.to_zoned(zone.clone()).date();
        let received_at = complaint.received_at?;
        let received = day_of(received_at);
        if received > day {
            return None;
        }
        let happened = |event: &Event| event.at.map_or(undated, |at| day_of(at) <= day);
        let (before, after): (Vec<&Event>, Vec<&Event>) = complaint.events.iter().partition(|event| happened(event));
        // Notes and names are not looked at, and are not worth a copy.
        let bare = |event: &Event| Event {
            at: event.at,
            kind: event.kind,
            ..Event::default()
        };
        let has = |events: &[&Event], kinds: &[EventKind]| {
            events
                .iter()
                .any(|event| event.kind.is_some_and(|kind| kinds.contains(&kind)))
        };
        let known = |kinds: &[EventKind]| has(&before, kinds) || !has(&after, kinds);
        let outcome = complaint.outcome.filter(|_| {
            known(&[
                EventKind::DecisionMade,
                EventKind::DecisionCommunicated,
                EventKind::ExternalDecision,
                EventKind::Withdrawn,
                EventKind::Closed,
            ])
        });
        let closure = complaint.closure.as_ref().filter(|_| known(&[EventKind::Closed]));
        let course = Complaint {
            received_at: complaint.received_at,
            outcome,
            closure: closure.cloned(),
            events: before.into_iter().map(bare).collect(),
            ..Complaint::default()
        };
        Some(Self {
            record,
            complaint,
            received_at,
            received,
            outcome,
            reason: closure.and_then(|closure| closure.reason),
            course,
            zone: zone.clone(),
        })
    }

    /// The same complaint as it stood at the end of an earlier day; nothing before it was received.
    pub fn on(&self, day: Date) -> Option<Self> {
        Self::of(self.record, self.complaint, &self.zone, day, false)
    }

    /// Id of the complaint.
    pub fn id(&self) -> &'a str {
        self.record.id()
    }

    /// The day of an instant.
    pub fn day(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone.clone()).date()
    }

    /// Day of the first event of a kind.
    pub fn day_of(&self, kind: EventKind) -> Option<Date> {
        self.course.event(kind)?.at.map(|at| self.day(at))
    }

    /// Whether an event of a kind had happened.
    pub fn has(&self, kind: EventKind) -> bool {
        self.course.event(kind).is_some()
    }

    /// Whether it still waits for something.
    pub fn is_open(&self) -> bool {
        !self.course.is_settled()
    }

    /// Whether it ended because the complainant took it back.
    pub fn is_withdrawn(&self) -> bool {
        self.course.is_withdrawn() || (self.course.is_settled() && self.outcome == Some(Outcome::Withdrawn))
    }

    /// Whether it was taken back before anybody had judged how serious it is.
    pub fn is_withdrawn_unassessed(&self) -> bool {
        let before = match self.course.taken_back() {
            Some(index) => &self.course.events[..index],
            None if self.outcome == Some(Outcome::Withdrawn) => &self.course.events[..],
            None => return false,
        };
        !before.iter().any(|event| event.kind == Some(EventKind::Assessed))
    }

    /// Day of the withdrawal that still holds.
    pub fn withdrawn_on(&self) -> Option<Date> {
        let index = self.course.taken_back()?;
        self.course.events[index].at.map(|at| self.day(at))
    }

    /// Day on which it was settled; nothing while it is open.
    pub fn settled_on(&self) -> Option<Date> {
        self.course.settled_at().map(|at| self.day(at))
    }

    /// When it was closed for good, the complainant having kept to it; nothing while it is open, and nothing where it was
    /// taken back.
    pub fn closed_at(&self) -> Option<Timestamp> {
        if self.is_open() || self.is_withdrawn() {
            return None;
        }
        self.course.settled_at()
    }

    /// Day on which the complainant was first told the decision.
    pub fn decided_on(&self) -> Option<Date> {
        self.course.decided_at().map(|at| self.day(at))
    }

    /// Whether it was decided: the complainant was told.
    pub fn is_decided(&self) -> bool {
        self.has(EventKind::DecisionCommunicated)
    }

    /// Whether nobody can be answered: the complainant did not say who he or she is and was never told anything.
    pub fn is_out_of_reach(&self) -> bool {
        let nobody = self.complaint.is_anonymous() || self.reason == Some(ClosureReason::AnonymousNoContact);
        nobody && !self.has(EventKind::Acknowledged)
    }

    /// The customer who complains.
    pub fn customer(&self) -> Option<&'a str> {
        let customer = self.complaint.complainant.as_ref()?.customer()?;
        Some(customer.id())
    }

    /// The main category, as it is written.
    pub fn category(&self) -> Option<&'a str> {
        self.record
            .node
            .get("category")?
            .text()
            .filter(|_| self.complaint.category.is_some())
    }

    /// The product, if it is known.
    pub fn product(&self) -> Option<&'a str> {
        Some(self.complaint.product.as_ref()?.known()?.id())
    }

    /// The channel.
    pub fn channel(&self) -> Option<&'a str> {
        Some(self.complaint.channel.as_ref()?.id())
    }

    /// The segments that are known: dimension and segment.
    pub fn segments(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let values = self.complaint.segment_values.as_ref().and_then(|values| values.known());
        values.into_iter().flatten().filter_map(|(dimension, segment)| {
            let segment = segment.known()?;
            Some((dimension.as_str(), segment.id()))
        })
    }

    /// Calendar days from its receipt to a day.
    ///
    /// Errors: the day lies before it.
    pub fn days_to(&self, day: Date) -> Result<f64, NotKnown> {
        calendar_days(self.received, day).map(f64::from)
    }

    /// Working days from its receipt to a day (rule GR12).
    ///
    /// Errors: the day lies before it, or one of the two outside of the calendar.
    pub fn working_days_to(&self, scope: &Scope<'_>, day: Date) -> Result<u32, NotKnown> {
        scope.days.since_receipt(self.received, day)
    }
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::looking;
    use jiff::civil::date;

    const REOPENED: &str = "
id: CMP-1
received_at: 2025-03-03T23:30:00-02:00
outcome: upheld
events:
  - {at: 2025-03-04T09:00:00Z, kind: acknowledged}
  - {at: 2025-03-10T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-12T09:00:00Z, kind: closed}
  - {at: 2025-03-20T09:00:00Z, kind: reopened}
  - {at: 2025-04-02T09:00:00Z, kind: closed}
  - {at: 2025-09-02T09:00:00Z, kind: reopened}
";

    #[test]
    fn the_past_knows_nothing_of_what_came_later() {
        looking(REOPENED, |scope| {
            let [case] = scope.cases.as_slice() else {
                panic!("one case")
            };
            // The instant lies on the next day in the zone of the organization.
            assert_eq!(case.received, date(2025, 3, 4));
            assert!(
                !case.is_open(),
                "the second reopening lies behind the day of the project"
            );
            assert_eq!(case.settled_on(), Some(date(2025, 4, 2)));
            assert!(case.on(date(2025, 3, 3)).is_none());
            let open = |month, day| case.on(date(2025, month, day)).unwrap().is_open();
            assert_eq!(
                [open(3, 11), open(3, 12), open(3, 31), open(4, 2)],
                [true, false, true, false]
            );
            let early = case.on(date(2025, 3, 9)).unwrap();
            assert_eq!((early.outcome, early.is_decided()), (None, false));
            assert_eq!(case.working_days_to(scope, date(2025, 3, 10)), Ok(4));
        });
    }

    #[test]
    fn what_is_received_later_or_nobody_knows_when_is_no_case() {
        let files = "
id: CMP-1
received_at: 2025-07-01T09:00:00Z
---
id: CMP-2
category: price
";
        looking(files, |scope| assert!(scope.cases.is_empty()));
    }

    #[test]
    fn a_withdrawal_holds_until_the_complaint_is_taken_up_again() {
        let files = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
events:
  - {at: 2025-03-04T09:00:00Z, kind: withdrawn}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
events:
  - {at: 2025-03-04T09:00:00Z, kind: assessed}
  - {at: 2025-03-05T09:00:00Z, kind: withdrawn}
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
events:
  - {at: 2025-03-05T09:00:00Z, kind: withdrawn}
  - {at: 2025-03-06T09:00:00Z, kind: reopened}
";
        looking(files, |scope| {
            let told: Vec<_> = scope
                .cases
                .iter()
                .map(|case| {
                    (
                        case.is_withdrawn(),
                        case.is_withdrawn_unassessed(),
                        case.is_open(),
                        case.closed_at(),
                    )
                })
                .collect();
            assert_eq!(
                told,
                [
                    (true, true, false, None),
                    (true, false, false, None),
                    (false, false, true, None)
                ]
            );
            assert_eq!(scope.cases[0].withdrawn_on(), Some(date(2025, 3, 4)));
        });
    }
}
