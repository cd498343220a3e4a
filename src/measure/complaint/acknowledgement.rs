//! Within how many working days receipt is to be confirmed: what a promise says, else a customary limit.

use crate::link::Ledger;
use crate::record::Record;
use crate::record::complaint::{Complaint, EventKind};
use crate::record::promise::{Comparator, Promise, PromiseTopic};
use jiff::civil::Date;

/// Working days within which receipt is confirmed, where no promise says otherwise. The guidance on complaints asks for
/// a prompt confirmation; ombudsman schemes and public bodies commonly publish two to three working days.
pub(crate) const ACKNOWLEDGE_WITHIN: u32 = 2;

/// Working days within which receipt is to be confirmed, with the promise that says so.
///
/// A promise counts when its topic is complaint handling, its text speaks of acknowledging, its level is at most so many
/// working days, and it is in force on the day of receipt.
pub(crate) fn acknowledge_within(ledger: &Ledger, day: Date) -> (u32, Option<&Record>) {
    let promised = |(record, promise)| {
        let promise: &Promise = promise;
        let record: &Record = record;
        let level = promise.level.as_ref()?;
        let unit = level.unit.as_deref()?.replace('_', " ");
        let text = promise.text.as_deref().unwrap_or_default().to_lowercase();
        let title = record.title().to_lowercase();
        let fits = promise.topic == Some(PromiseTopic::ComplaintHandling)
            && level.comparator == Some(Comparator::AtMost)
            && unit.starts_with("working day")
            && (text.contains("acknowledg") || title.contains("acknowledg"))
            && record.envelope.valid_from.is_none_or(|from| from <= day)
            && record.envelope.valid_to.is_none_or(|to| day <= to);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "held in range in the line before"
        )]
        let days = level
            .value
            .filter(|value| (0.0..366.0).contains(value))
            .map(|value| value as u32);
        days.filter(|_| fits).map(|days| (days, Some(record)))
    };
    let found = ledger.each::<Promise>().find_map(promised);
    found.unwrap_or((ACKNOWLEDGE_WITHIN, None))
}

/// Working days within which receipt of a complaint is to be confirmed; none where nobody can be told.
pub(crate) fn acknowledge_days(ledger: &Ledger, complaint: &Complaint, received: Date) -> Option<u32> {
    let nobody = complaint.is_anonymous() && complaint.event(EventKind::Acknowledged).is_none();
    (!nobody).then(|| acknowledge_within(ledger, received).0)
}
