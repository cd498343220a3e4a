//! The day on which something happened, as far as that says what can have led to what.

use crate::measure::scope::Scope;
use crate::record::{Data, Record};
use jiff::civil::Date;

/// The first day of what a record tells of. None of what stands for longer and is referred to again and again: expectations,
/// characteristics, causes, surveys, objectives, promises.
pub(super) fn of(scope: &Scope<'_>, record: &Record) -> Option<Date> {
    match &record.data {
        Data::Complaint(complaint) => complaint.received_at.map(|at| scope.day(at)),
        Data::Feedback(feedback) => feedback.received_at.map(|at| scope.day(at)),
        Data::Wave(wave) => wave.field_start.or(wave.field_end),
        Data::Interview(interview) => interview.date,
        Data::FocusGroup(group) => group.date,
        Data::Coding(coding) => coding.coded_on,
        Data::Dispute(dispute) => dispute.notice_received_on,
        Data::Audit(audit) => audit.performed_on,
        Data::Review(review) => review.held_on,
        Data::Verification(verification) => verification.verified_on,
        Data::Communication(communication) => communication.sent_on,
        Data::AuditFinding(_) | Data::Finding(_) | Data::Action(_) => record.envelope.created,
        _ => None,
    }
}
