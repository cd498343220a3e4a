//! R-CMP: complaints, from their receipt to what was done about them.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::measure::complaint::acknowledgement::acknowledge_within;
use crate::record::complaint::{
    Closure, ClosureReason, Complaint, ComplaintStatus, EventKind, Outcome, PreventiveChoice, Remedy, RemedyGiven,
};
use crate::record::person::Person;
use crate::record::reader::Profile;
use crate::record::types::{Money, MoneyOrText, Reference, ReferenceOrText};
use crate::record::{Kind, Record};
use crate::source::Place;
use jiff::civil::Date;

/// Working days after which somebody who waits for a decision is to hear how it stands: about four weeks.
pub(super) const UPDATE_EVERY: u32 = 20;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-CMP-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.3",
        title: "the events of every complaint follow one another in time",
        explanation: "Every duration is counted from these times. An event before the one written above it, before the receipt, or an entry in the register before the receipt is a typing error or an event in the wrong place. Correct the time or move the event; two events may share a time.",
        check: Check::Judge(times),
    },
    Rule {
        id: "R-CMP-02",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.8",
        title: "no complaint is closed before its decision was told",
        explanation: "A complaint ends with an answer, not with a filing. Record the event `decision_communicated`. None is asked for where there is nobody to answer to or nothing to decide: withdrawn, duplicate, out of scope, anonymous without contact. A complaint that was withdrawn, taken up again and closed needs its decision like any other.",
        check: Check::Judge(decision_told),
    },
    Rule {
        id: "R-CMP-03",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.9",
        title: "no complaint is closed as accepted while a remedy is outstanding",
        explanation: "What was offered and accepted has to be carried out before the complaint is closed. Accepted is what `closure.reason` says, without it the last word of the complainant: the event `complainant_accepted`, or `closure.complainant_reaction`. Write `carried_out_on` when it was done, or reopen the complaint. A remedy that was not accepted (`accepted: false`) is not waited for.",
        check: Check::Judge(remedies_done),
    },
    Rule {
        id: "R-CMP-04",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10002:7.9",
        title: "whoever rejects a decision is told where else to turn before the complaint is closed",
        explanation: "A complainant who does not accept the decision may take it further, inside or outside. The complaint stays open until the alternatives were told (`alternatives_informed`), not before the decision itself, and can be closed only when nothing more can be done: `options_exhausted`, `dispute_decided`, `no_reply_after_final_response`, `transferred` or `withdrawn`.",
        check: Check::Judge(alternatives_told),
    },
    Rule {
        id: "R-CMP-05",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.4",
        title: "the receipt of every complaint is confirmed in time",
        explanation: "People who complain first want to know that somebody has it. The limit is two working days after the day of receipt, or what a promise on complaint handling says about acknowledging. Left out are complaints that nobody can be answered on (anonymous and never confirmed), duplicates, complaints out of scope, and those withdrawn within the limit before they were assessed; one withdrawn later counts like any other. In the profile `starter` those without the event `acknowledged` are left out too. A receipt confirmed too late stays in the list: it cannot be mended, only explained.",
        check: Check::Judge(acknowledged),
    },
    Rule {
        id: "R-CMP-06",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.5",
        title: "where safety is touched, an immediate action is on record, or why none was needed",
        explanation: "A complaint with a safety implication cannot wait for its turn. Record the event `immediate_action`, or say in `immediate_action` what was done, or why nothing had to be or could be done.",
        check: Check::Judge(safety),
    },
    Rule {
        id: "R-CMP-07",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.4",
        title: "no open complaint lies still for longer than twenty working days",
        explanation: "While a complaint is open its complainant hears how it stands, and somebody works on it. Nothing has been recorded for more than twenty working days: give an update, or close the complaint if it is settled.",
        check: Check::Judge(lying_still),
    },
    Rule {
        id: "R-CMP-08",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10002:8.2",
        title: "every serious complaint that was upheld has a cause when it is closed",
        explanation: "Severity 3 or 4, and the complainant is right at least in part: without a cause it will happen again. Name the cause in `causes`, or the complaint in `complaints` of the cause.",
        check: Check::Judge(cause_found),
    },
    Rule {
        id: "R-CMP-09",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:4.7",
        title: "nobody investigates a complaint about himself or herself",
        explanation: "Objectivity needs an investigator without part in the matter. It is an error when the investigator is the person complained about, or holds the role complained about; a warning when both belong to the same unit, unless `independent_review: true` says that somebody else looked at it again.",
        check: Check::Judge(impartial),
    },
    Rule {
        id: "R-CMP-10",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.9",
        title: "nothing happens to a closed complaint unless it is reopened",
        explanation: "After `closed` only `reopened`, `note`, `survey_invited`, `referred_external` and `external_decision` may follow. Other work needs the event `reopened` first, or the complaint was closed too early.",
        check: Check::Judge(after_closing),
    },
    Rule {
        id: "R-CMP-11",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10002:7.7",
        title: "for every upheld complaint it is decided whether something has to be prevented",
        explanation: "The complainant was right: decide whether an action follows (`action_raised`, `covered_by_existing_action`, then name it in `actions`), whether to wait and see (`watch`), or why nothing is needed (`none_with_reason`, then give the `reason`).",
        check: Check::Judge(prevention),
    },
    Rule {
        id: "R-CMP-12",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:5.4",
        title: "nobody closes complaints or grants remedies beyond the authority of the role",
        explanation: "Roles may say up to which value a remedy may be granted (`remedy_limit`) and up to which severity a complaint may be closed (`may_close`). The handler, and whoever decided, stayed below what this complaint needed: escalate such cases, or correct the authority. Complaints with the event `escalated_internal` were decided above the handler and are left out.",
        check: Check::Judge(authority),
    },
    Rule {
        id: "R-CMP-13",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.7",
        title: "a remedy of value for a complaint that was not upheld is marked as goodwill",
        explanation: "Paying although the complainant is not right is allowed and often wise, but it must not look like an admission. Mark the remedy with `goodwill: true`, or correct the outcome. What an outside body decided is no goodwill and is left out.",
        check: Check::Judge(goodwill),
    },
    Rule {
        id: "R-CMP-14",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:7.9",
        title: "the closure of every complaint and its event of closing agree",
        explanation: "A complaint counts as closed by its event `closed`; `closure` says why and when. A closure without the event leaves the complaint open in every figure, and two different days leave it open which of them the durations were counted to. Add the event, or correct the day that is wrong. A closure that stands from before the complaint was reopened is left alone.",
        check: Check::Judge(closing_agrees),
    },
];

/// The place of an event's field.
fn event_place(record: &Record, index: usize, field: &str) -> Place {
    record.place(&format!("events[{index}].{field}"))
}

/// The last event of a kind with its number.
fn last_of(complaint: &Complaint, kind: EventKind) -> Option<usize> {
    complaint.events.iter().rposition(|event| event.kind == Some(kind))
}

/// Where it shows that a complaint is closed.
fn closed_place(record: &Record, complaint: &Complaint) -> Place {
    match last_of(complaint, EventKind::Closed) {
        Some(index) => event_place(record, index, "kind"),
        None => record.place("closure"),
    }
}

fn times(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        report.looks_at(record);
        let id = record.id();
        if let (Some(received), Some(logged)) = (complaint.received_at, complaint.logged_at)
            && logged < received
        {
            let message = format!(
                "`{id}` was logged at `{}`, before it was received",
                look::written(record, "logged_at")
            );
            report
                .fault(record, "logged_at", message)
                .beside(record.place("received_at"), "received here")
                .advise("correct one of the two times");
        }
        let mut before = complaint
            .received_at
            .map(|at| (at, record.place("received_at"), "received here"));
        for (index, event) in complaint.events.iter().enumerate() {
            let Some(at) = event.at else { continue };
            let path = format!("events[{index}].at");
            if let Some((earlier, place, word)) = before
                && at < earlier
            {
                let kind = event.kind.map_or("an event", EventKind::word);
                let message = format!(
                    "`{kind}` of `{id}` is dated `{}`, before what stands above it",
                    look::written(record, &path)
                );
                report
                    .fault(record, &path, message)
                    .beside(place, word)
                    .advise("correct the time, or move the event to its place");
            }
            before = Some((at, record.place(&path), "the event before it"));
        }
    }
}

/// Whether nobody waits for a decision: withdrawn, a duplicate, not for this process, or nobody to answer to.
fn without_answer(complaint: &Complaint) -> bool {
    let reason = complaint.closure.as_ref().and_then(|closure| closure.reason);
    let by_reason = matches!(
        reason,
        Some(
            ClosureReason::Withdrawn
                | ClosureReason::Duplicate
                | ClosureReason::OutOfScope
                | ClosureReason::AnonymousNoContact
        )
    );
    let by_outcome = matches!(
        complaint.outcome,
        Some(Outcome::Withdrawn | Outcome::Duplicate | Outcome::OutOfScope)
    );
    by_reason || by_outcome || complaint.is_anonymous() || complaint.taken_back().is_some()
}

fn decision_told(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>().filter(|(_, of)| of.is_closed()) {
        report.looks_at(record);
        if complaint.decided_at().is_none() && !without_answer(complaint) && !look::unread(record, "events") {
            let message = format!(
                "`{}` is closed, and nobody told the complainant the decision",
                record.id()
            );
            report
                .fault_at(record, "events", closed_place(record, complaint), message)
                .advise("add the event `decision_communicated`, or the outcome that makes it needless");
        }
    }
}

fn remedies_done(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>().filter(|(_, of)| of.is_closed()) {
        report.looks_at(record);
        let closure = complaint.closure.as_ref();
        let accepted = match closure.and_then(|closure| closure.reason) {
            Some(reason) => matches!(
                reason,
                ClosureReason::AcceptedAndDone | ClosureReason::ResolvedFirstContact
            ),
            None => complaint.accepted(),
        };
        if !accepted {
            continue;
        }
        for (index, _) in complaint
            .remedies
            .iter()
            .enumerate()
            .filter(|(_, remedy)| is_due(remedy))
            .filter(|(index, _)| !look::unread(record, &format!("remedies[{index}]")))
        {
            let kind = look::written(record, &format!("remedies[{index}].kind")).to_owned();
            let message = format!(
                "`{}` is closed as accepted, but the remedy `{kind}` is not carried out",
                record.id()
            );
            report
                .fault(record, &format!("remedies[{index}]"), message)
                .beside(closed_place(record, complaint), "closed here")
                .advise("write `carried_out_on`, or reopen the complaint");
        }
    }
}

/// Whether a remedy is still waited for.
fn is_due(remedy: &RemedyGiven) -> bool {
    remedy.carried_out_on.is_none() && remedy.accepted != Some(false) && remedy.kind != Some(Remedy::None)
}

fn alternatives_told(context: &Context<'_>, report: &mut Report) {
    let rejected = |complaint: &Complaint| complaint.is_closed() && complaint.rejected();
    for (record, complaint) in context.ledger.each::<Complaint>().filter(|(_, of)| rejected(of)) {
        report.looks_at(record);
        let place = match last_of(complaint, EventKind::ComplainantRejected) {
            Some(index) => event_place(record, index, "kind"),
            None => record.place("closure.complainant_reaction"),
        };
        if complaint.event(EventKind::AlternativesInformed).is_none() && !look::unread(record, "events") {
            let message = format!(
                "`{}` is closed, and the complainant who rejected the decision was not told where else to turn",
                record.id()
            );
            report
                .fault_at(record, "events", closed_place(record, complaint), message)
                .beside(place, "rejected here")
                .advise("tell the alternatives and add the event `alternatives_informed`; reopen the complaint if that is still to come");
        }
        let told = last_of(complaint, EventKind::AlternativesInformed);
        let told_at = told.and_then(|index| Some((index, complaint.events.get(index)?.at?)));
        if let (Some((index, told)), Some(decided)) = (told_at, complaint.decided_at())
            && told < decided
        {
            let message = format!(
                "the complainant of `{}` was told where else to turn before the decision was told",
                record.id()
            );
            let diagnostic = report.fault_at(record, "events", event_place(record, index, "at"), message);
            let decision = complaint
                .events
                .iter()
                .position(|event| event.kind == Some(EventKind::DecisionCommunicated));
            if let Some(decision) = decision {
                diagnostic.beside(event_place(record, decision, "at"), "the decision was told here");
            }
            diagnostic.advise("tell the alternatives with the decision or after it, or correct the time");
        }
        let closure = complaint.closure.as_ref();
        if !closure.is_some_and(ends_rejection) && !look::unread(record, "closure.reason") {
            let reason = record.node.at("closure.reason").and_then(|node| node.text());
            let message = match reason {
                Some(reason) => format!(
                    "`{}` was rejected by the complainant and cannot be closed as `{reason}`",
                    record.id()
                ),
                None => format!(
                    "`{}` was rejected by the complainant and is closed without a reason",
                    record.id()
                ),
            };
            let at = match closure {
                Some(_) => record.place("closure.reason"),
                None => closed_place(record, complaint),
            };
            report
                .fault_at(record, "closure.reason", at, message)
                .beside(place, "rejected here")
                .advise("allowed: options_exhausted, dispute_decided, no_reply_after_final_response, transferred, withdrawn");
        }
    }
}

fn ends_rejection(closure: &Closure) -> bool {
    matches!(
        closure.reason,
        Some(
            ClosureReason::OptionsExhausted
                | ClosureReason::DisputeDecided
                | ClosureReason::NoReplyAfterFinalResponse
                | ClosureReason::Transferred
                | ClosureReason::Withdrawn
        )
    )
}

/// Whether no confirmation of receipt was owed: a duplicate, not for this process, nobody to write to, or withdrawn within
/// the limit before anybody had assessed it.
fn nothing_to_confirm(context: &Context<'_>, complaint: &Complaint, due: Date) -> bool {
    let reason = complaint.closure.as_ref().and_then(|closure| closure.reason);
    let nobody = complaint.is_anonymous() || reason == Some(ClosureReason::AnonymousNoContact);
    let withdrawn_in_time = complaint.taken_back().is_some_and(|index| {
        let before = &complaint.events[..index];
        let assessed = before.iter().any(|event| event.kind == Some(EventKind::Assessed));
        let at = complaint.events[index].at;
        !assessed && at.is_some_and(|at| context.day(at) <= due)
    });
    matches!(complaint.outcome, Some(Outcome::Duplicate | Outcome::OutOfScope))
        || matches!(reason, Some(ClosureReason::Duplicate | ClosureReason::OutOfScope))
        || (nobody && complaint.event(EventKind::Acknowledged).is_none())
        || withdrawn_in_time
}

fn acknowledged(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        let Some(received) = complaint.received_at else {
            continue;
        };
        let received = context.day(received);
        let (limit, promise) = acknowledge_within(context.ledger, received);
        // Days outside of the calendar are told by R-GEN-09.
        let Ok(due) = context.days.due(received, limit) else {
            continue;
        };
        let last = context.days.in_time_until(received, limit).unwrap_or(due);
        if nothing_to_confirm(context, complaint, last) {
            continue;
        }
        let limit = look::count(u64::from(limit), "working day", "working days");
        let told = complaint
            .events
            .iter()
            .position(|event| event.kind == Some(EventKind::Acknowledged));
        let day = complaint.acknowledged_at().map(|at| context.day(at));
        let (place, message) = match (told, day) {
            (Some(index), Some(day)) => {
                report.looks_at(record);
                let Ok(taken) = context.days.since_receipt(received, day) else {
                    continue;
                };
                if day <= last {
                    continue;
                }
                let taken = look::count(u64::from(taken), "working day", "working days");
                let message = format!(
                    "the receipt of `{}` was confirmed after {taken}, later than {limit}",
                    record.id()
                );
                (event_place(record, index, "at"), message)
            }
            (None, _)
                if context.profile() > Profile::Starter && last < context.as_of && !look::unread(record, "events") =>
            {
                let message = format!(
                    "the receipt of `{}` was to be confirmed within {limit}, by {due}, and was not",
                    record.id()
                );
                (record.place("events"), message)
            }
            _ => {
                if context.profile() > Profile::Starter {
                    report.looks_at(record);
                }
                continue;
            }
        };
        let diagnostic = report.fault_at(record, "events", place, message);
        diagnostic.beside(record.place("received_at"), "received here");
        if let Some(promise) = promise {
            diagnostic.beside(promise.place("level"), format!("`{}` promises {limit}", promise.id()));
        }
        diagnostic
            .advise("confirm every receipt at once, with reference and next step; find out what held this one up");
    }
}

fn safety(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        let touched = complaint
            .assessment
            .as_ref()
            .and_then(|assessment| assessment.safety_implication);
        if touched != Some(true) {
            continue;
        }
        report.looks_at(record);
        let unread = look::unread(record, "events") || look::unread(record, "immediate_action");
        if !unread && !complaint.has_immediate_action() && complaint.event(EventKind::ImmediateAction).is_none() {
            let message = format!("`{}` touches safety, and nothing was done at once", record.id());
            report
                .fault(record, "immediate_action", message)
                .beside(record.place("assessment.safety_implication"), "safety is touched")
                .advise("record the event `immediate_action`, or say in `immediate_action` why none was needed");
        }
    }
}

/// Whether a complaint still waits for something.
pub(super) fn is_open(complaint: &Complaint) -> bool {
    !matches!(complaint.state(), ComplaintStatus::Closed | ComplaintStatus::Withdrawn)
}

/// The day of the last event of a complaint, or of its receipt, with the path of the field.
pub(super) fn last_day(context: &Context<'_>, complaint: &Complaint) -> Option<(Date, String)> {
    let events = complaint.events.iter().enumerate();
    let dated = events.filter_map(|(index, event)| Some((event.at?, format!("events[{index}].at"))));
    let received = complaint.received_at.map(|at| (at, "received_at".to_owned()));
    let (at, path) = received.into_iter().chain(dated).max_by_key(|(at, _)| *at)?;
    Some((context.day(at), path))
}

fn lying_still(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>().filter(|(_, of)| is_open(of)) {
        let Some((day, path)) = last_day(context, complaint) else {
            continue;
        };
        report.looks_at(record);
        match context.days.after(day, context.as_of) {
            Ok(still) if still > UPDATE_EVERY => {
                let message = format!(
                    "nothing has happened to `{}` for {still} working days, since {day}; the update interval is {UPDATE_EVERY}",
                    record.id()
                );
                report
                    .fault(record, &path, message)
                    .advise("tell the complainant how it stands and record it, or close the complaint");
            }
            _ => {} // days outside of the calendar are told by R-GEN-09
        }
    }
}

fn cause_found(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        let Some(severity @ 3..) = complaint.severity() else {
            continue;
        };
        if !complaint.is_closed() || !complaint.is_upheld() {
            continue;
        }
        report.looks_at(record);
        if complaint.causes.is_empty()
            && !look::unread(record, "causes")
            && look::holding(context.ledger, record, Kind::Cause, "complaints").is_empty()
        {
            let message = format!(
                "`{}` has severity {severity}, was upheld and is closed without a cause",
                record.id()
            );
            let field = if record.node.get("causes").is_some() {
                "causes"
            } else {
                "outcome"
            };
            report
                .fault(record, field, message)
                .beside(record.place("assessment.severity"), "the severity")
                .advise("find the cause and name it in `causes`");
        }
    }
}

fn impartial(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        let Some(investigation) = &complaint.investigation else {
            continue;
        };
        let (Some(investigator), Some(subject)) = (&investigation.investigator, &investigation.subject_of_complaint)
        else {
            continue;
        };
        report.looks_at(record);
        let day = investigation.started_on.unwrap_or(context.as_of);
        let investigator = investigator.id();
        let fault = |report: &mut Report, severity: Severity, message: String| {
            report
                .fault(record, "investigation.investigator", message)
                .weigh(severity)
                .beside(record.place("investigation.subject_of_complaint"), "whom it is about")
                .advise("let somebody without part in the matter investigate it");
        };
        match subject.reference() {
            Some(subject) if subject.id() == investigator => {
                let message = format!(
                    "`{}` is investigated by `{investigator}`, whom it is about",
                    record.id()
                );
                fault(report, Severity::Error, message);
            }
            Some(subject) if look::holds(context.ledger, investigator, subject.id(), day) => {
                let message = format!(
                    "`{}` is investigated by `{investigator}`, who holds the role `{}` that it is about",
                    record.id(),
                    subject.id()
                );
                fault(report, Severity::Error, message);
            }
            Some(subject) if look::same_actor(context.ledger, investigator, subject.id(), day) => {
                let message = format!(
                    "`{}` is investigated by `{investigator}`, a role that only `{}` holds, whom it is about",
                    record.id(),
                    subject.id()
                );
                fault(report, Severity::Error, message);
            }
            None if investigation.independent_review != Some(true)
                && belongs_to_unit(context, investigator, subject) =>
            {
                let message = format!(
                    "`{}` is investigated by `{investigator}`, who belongs to the unit `{subject}` that it is about",
                    record.id()
                );
                fault(report, Severity::Warning, message);
            }
            _ => {}
        }
    }
}

/// Whether a person works in a unit of the organization, or in one below it.
fn belongs_to_unit(context: &Context<'_>, person: &str, unit: &str) -> bool {
    let Some((_, person)) = context.ledger.typed::<Person>(person) else {
        return false;
    };
    let units = look::organization(context.ledger).map(|(_, organization)| organization.units.as_slice());
    let units = units.unwrap_or_default();
    let mut at = person.unit.as_deref();
    for _ in 0..=units.len() {
        match at {
            Some(here) if here == unit => return true,
            Some(here) => {
                let found = units.iter().find(|unit| unit.id.as_deref() == Some(here));
                at = found.and_then(|unit| unit.parent.as_deref());
            }
            None => return false,
        }
    }
    false
}

fn after_closing(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        let mut closed: Option<usize> = None;
        for (index, event) in complaint.events.iter().enumerate() {
            match (closed, event.kind) {
                (None, Some(EventKind::Closed)) => {
                    report.looks_at(record);
                    closed = Some(index);
                }
                (Some(_), Some(EventKind::Reopened)) => closed = None,
                (
                    Some(_),
                    Some(
                        EventKind::Note
                        | EventKind::SurveyInvited
                        | EventKind::ReferredExternal
                        | EventKind::ExternalDecision,
                    ),
                ) => {}
                (Some(at), Some(kind)) => {
                    let message = format!("`{}` follows the closing of `{}`", kind.word(), record.id());
                    report
                        .fault(record, &format!("events[{index}].kind"), message)
                        .beside(event_place(record, at, "kind"), "closed here")
                        .advise("add the event `reopened` before it, or move the closing behind it");
                }
                _ => {}
            }
        }
    }
}

fn prevention(context: &Context<'_>, report: &mut Report) {
    let concerned = |complaint: &Complaint| complaint.is_upheld() && complaint.is_closed();
    let complaints = context.ledger.each::<Complaint>().filter(|(_, of)| concerned(of));
    for (record, complaint) in complaints.filter(|(record, _)| !look::unread(record, "preventive_decision")) {
        report.looks_at(record);
        let id = record.id();
        let Some(decision) = &complaint.preventive_decision else {
            report
                .fault(
                    record,
                    "outcome",
                    format!("`{id}` was upheld, and nothing was decided about preventing it"),
                )
                .advise("write `preventive_decision` with an action, `watch`, or `none_with_reason`");
            continue;
        };
        match decision.decision {
            Some(PreventiveChoice::ActionRaised | PreventiveChoice::CoveredByExistingAction)
                if decision.actions.is_empty() =>
            {
                report
                    .fault(
                        record,
                        "preventive_decision.decision",
                        format!("`{id}`: the preventive decision names no action"),
                    )
                    .advise("name the action in `actions`");
            }
            Some(PreventiveChoice::NoneWithReason) if decision.reason.is_none() => {
                report
                    .fault(
                        record,
                        "preventive_decision.decision",
                        format!("`{id}`: the preventive decision gives no reason"),
                    )
                    .advise("say in `reason` why nothing has to be prevented");
            }
            _ => {}
        }
    }
}

/// The highest limit among the roles that took part in deciding, with the role that sets it.
fn highest<'a, T: PartialOrd + Copy>(
    context: &Context<'a>,
    actors: &[(Reference, Date)],
    limit: impl Fn(&crate::record::role::Authority) -> Option<T>,
) -> Option<(T, &'a Record)> {
    let roles = actors
        .iter()
        .flat_map(|(actor, day)| look::roles_of(context.ledger, actor.id(), *day));
    let limits = roles.filter_map(|(record, role)| Some((limit(role.authority.as_ref()?)?, record)));
    limits.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

fn authority(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        if complaint.event(EventKind::EscalatedInternal).is_some() {
            continue;
        }
        let day = complaint
            .decided_at()
            .or(complaint.closed_at())
            .map_or(context.as_of, |at| context.day(at));
        let deciders = complaint.events.iter().filter_map(|event| {
            let decides = matches!(event.kind, Some(EventKind::DecisionMade | EventKind::Closed));
            let by = event.by.as_ref().and_then(ReferenceOrText::reference)?;
            decides.then(|| (by, event.at.map_or(day, |at| context.day(at))))
        });
        let handler = complaint.handler.clone().map(|handler| (handler, day));
        let actors: Vec<(Reference, Date)> = handler.into_iter().chain(deciders).collect();
        if let (true, Some(severity)) = (complaint.is_closed(), complaint.severity())
            && let Some((limit, role)) = highest(context, &actors, |authority| authority.may_close)
        {
            report.looks_at(record);
            if severity > limit {
                let message = format!(
                    "`{}` has severity {severity}, and those who decided it may close up to {limit}",
                    record.id()
                );
                report
                    .fault(record, "assessment.severity", message)
                    .beside(role.place("authority.may_close"), format!("limit of `{}`", role.id()))
                    .advise("escalate such complaints (`escalated_internal`), or correct the authority of the role");
            }
        }
        for (index, remedy) in complaint.remedies.iter().enumerate() {
            let Some(MoneyOrText::Money(Money {
                amount: Some(amount),
                currency: Some(currency),
            })) = &remedy.value
            else {
                continue;
            };
            let same_money = |authority: &crate::record::role::Authority| {
                let limit = authority.remedy_limit.as_ref()?;
                (limit.currency.as_ref() == Some(currency))
                    .then_some(limit.amount)
                    .flatten()
            };
            let Some((limit, role)) = highest(context, &actors, same_money) else {
                continue;
            };
            report.looks_at(record);
            if *amount > limit {
                let message = format!(
                    "a remedy of `{}` is worth {amount} {currency}, and those who decided it may grant up to {limit} {currency}",
                    record.id()
                );
                report
                    .fault(record, &format!("remedies[{index}].value.amount"), message)
                    .beside(
                        role.place("authority.remedy_limit.amount"),
                        format!("limit of `{}`", role.id()),
                    )
                    .advise("escalate such complaints (`escalated_internal`), or correct the authority of the role");
            }
        }
    }
}

/// Whether a remedy gives the complainant money or its worth.
fn has_value(remedy: &RemedyGiven) -> bool {
    let paid =
        matches!(&remedy.value, Some(MoneyOrText::Money(money)) if money.amount.is_some_and(|amount| amount > 0.0));
    let by_kind = matches!(
        remedy.kind,
        Some(Remedy::Refund | Remedy::PriceReduction | Remedy::Credit | Remedy::Compensation)
    );
    paid || by_kind
}

fn goodwill(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        if complaint.outcome != Some(Outcome::NotUpheld) || complaint.event(EventKind::ExternalDecision).is_some() {
            continue;
        }
        report.looks_at(record);
        for (index, remedy) in complaint
            .remedies
            .iter()
            .enumerate()
            .filter(|(_, remedy)| has_value(remedy))
        {
            if remedy.goodwill != Some(true) && remedy.kind != Some(Remedy::Goodwill) {
                let kind = look::written(record, &format!("remedies[{index}].kind")).to_owned();
                let message = format!(
                    "`{}` was not upheld, but the remedy `{kind}` is not marked as goodwill",
                    record.id()
                );
                report
                    .fault(record, &format!("remedies[{index}].kind"), message)
                    .beside(record.place("outcome"), "the outcome")
                    .advise("add `goodwill: true`, or correct the outcome");
            }
        }
    }
}

fn closing_agrees(context: &Context<'_>, report: &mut Report) {
    for (record, complaint) in context.ledger.each::<Complaint>() {
        let Some(closure) = &complaint.closure else { continue };
        if (closure.closed_at.is_none() && closure.reason.is_none()) || look::unread(record, "events") {
            continue;
        }
        let closed = last_of(complaint, EventKind::Closed);
        let reopened = last_of(complaint, EventKind::Reopened);
        report.looks_at(record);
        let Some(index) = closed else {
            let field = match closure.closed_at {
                Some(_) => "closure.closed_at",
                None => "closure.reason",
            };
            let message = format!("`{}` has a closure, and no event `closed`", record.id());
            report
                .fault(record, field, message)
                .advise("add the event `closed` with its time, or take the closure out while the complaint is open");
            continue;
        };
        if reopened.is_some_and(|reopened| reopened > index) {
            continue;
        }
        let days = (closure.closed_at, complaint.events[index].at);
        if let (Some(written), Some(event)) = days
            && context.day(written) != context.day(event)
        {
            let message = format!(
                "`{}` was closed on {} by its closure, and on {} by its events",
                record.id(),
                context.day(written),
                context.day(event)
            );
            report
                .fault(record, "closure.closed_at", message)
                .beside(event_place(record, index, "at"), "the event `closed`")
                .advise("correct the one that is wrong");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run, told};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "times run forward from the receipt on",
            rule: "R-CMP-01",
            breaks: "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
logged_at: 2025-03-03T08:00:00Z
events:
  - {at: 2025-03-03T08:30:00Z, kind: received}
  - {at: 2025-03-05T09:00:00Z, kind: assessed}
  - {at: 2025-03-04T09:00:00Z, kind: acknowledged}
",
            says: &[
                "a.yaml:4:12: error[R-CMP-01]: `CMP-1` was logged at `2025-03-03T08:00:00Z`, before it was received",
                "a.yaml:6:10: error[R-CMP-01]: `received` of `CMP-1` is dated `2025-03-03T08:30:00Z`, before what stands above it",
                "a.yaml:8:10: error[R-CMP-01]: `acknowledged` of `CMP-1` is dated `2025-03-04T09:00:00Z`, before what stands above it",
            ],
            keeps: "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
logged_at: 2025-03-03T10:00:00+01:00
events:
  - {at: 2025-03-03T09:00:00Z, kind: received}
  - {at: 2025-03-03T09:00:00Z, kind: acknowledged}
",
        },
        Case {
            what: "a closed complaint needs a decision that was told",
            rule: "R-CMP-02",
            breaks: "
id: CMP-1
outcome: upheld
events:
  - {at: 2025-03-03T09:00:00Z, kind: received}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
",
            says: &["a.yaml:6:38: error[R-CMP-02]: `CMP-1` is closed, and nobody told the complainant the decision"],
            keeps: "
id: CMP-1
events:
  - {at: 2025-03-03T09:00:00Z, kind: received}
  - {at: 2025-03-04T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
---
id: CMP-2
outcome: duplicate
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-3
complainant: anonymous
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-4
events: [{at: 2025-03-05T09:00:00Z, kind: withdrawn}, {at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-5
events: [{at: 2025-03-05T09:00:00Z, kind: decision_made}]
",
        },
        Case {
            what: "a withdrawal counts until the complaint is taken up again",
            rule: "R-CMP-02",
            breaks: "
id: CMP-1
events:
  - {at: 2025-03-03T09:00:00Z, kind: withdrawn}
  - {at: 2025-03-04T09:00:00Z, kind: reopened}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
---
id: CMP-2
outcome: upheld
events:
  - {at: 2025-03-03T09:00:00Z, kind: withdrawn}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
",
            says: &[
                "a.yaml:6:38: error[R-CMP-02]: `CMP-1` is closed, and nobody told the complainant the decision",
                "a.yaml:12:38: error[R-CMP-02]: `CMP-2` is closed, and nobody told the complainant the decision",
            ],
            keeps: "
id: CMP-1
events:
  - {at: 2025-03-04T09:00:00Z, kind: closed}
  - {at: 2025-03-04T09:00:00Z, kind: reopened}
  - {at: 2025-03-05T09:00:00Z, kind: withdrawn}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
",
        },
        Case {
            what: "the word of the complainant counts where no reason is written",
            rule: "R-CMP-03",
            breaks: "
id: CMP-1
remedies: [{kind: refund}]
events:
  - {at: 2025-03-04T09:00:00Z, kind: complainant_accepted}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
",
            says: &[
                "a.yaml:3:13: error[R-CMP-03]: `CMP-1` is closed as accepted, but the remedy `refund` is not carried out",
            ],
            keeps: "
id: CMP-1
remedies: [{kind: refund}]
events:
  - {at: 2025-03-03T09:00:00Z, kind: complainant_accepted}
  - {at: 2025-03-04T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-05T09:00:00Z, kind: closed}
",
        },
        Case {
            what: "an accepted remedy is carried out before the complaint is closed",
            rule: "R-CMP-03",
            breaks: "
id: CMP-1
remedies:
  - {kind: apology, carried_out_on: 2025-03-04}
  - {kind: refund, value: {amount: 20, currency: EUR}, accepted: true}
closure: {reason: accepted_and_done}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
",
            says: &[
                "a.yaml:5:6: error[R-CMP-03]: `CMP-1` is closed as accepted, but the remedy `refund` is not carried out",
            ],
            keeps: "
id: CMP-1
remedies:
  - {kind: refund, carried_out_on: 2025-03-04}
  - {kind: goodwill, accepted: false}
closure: {reason: accepted_and_done}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-2
remedies: [{kind: refund}]
closure: {reason: options_exhausted}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-3
remedies: [{kind: refund}]
closure: {reason: accepted_and_done}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}, {at: 2025-03-06T09:00:00Z, kind: reopened}]
",
        },
        Case {
            what: "a rejected decision needs alternatives and a reason that ends it",
            rule: "R-CMP-04",
            breaks: "
id: CMP-1
closure: {reason: accepted_and_done}
events:
  - {at: 2025-03-04T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-05T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-06T09:00:00Z, kind: closed}
---
id: CMP-2
closure: {complainant_reaction: rejected}
events:
  - {at: 2025-03-05T09:00:00Z, kind: alternatives_informed}
  - {at: 2025-03-06T09:00:00Z, kind: closed}
",
            says: &[
                "a.yaml:3:19: error[R-CMP-04]: `CMP-1` was rejected by the complainant and cannot be closed as `accepted_and_done`",
                "a.yaml:7:38: error[R-CMP-04]: `CMP-1` is closed, and the complainant who rejected the decision was not told where else to turn",
                "a.yaml:10:1: error[R-CMP-04]: `CMP-2` was rejected by the complainant and is closed without a reason",
            ],
            keeps: "
id: CMP-1
closure: {reason: options_exhausted}
events:
  - {at: 2025-03-05T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-05T10:00:00Z, kind: alternatives_informed}
  - {at: 2025-03-06T09:00:00Z, kind: closed}
---
id: CMP-2
closure: {reason: accepted_and_done}
events:
  - {at: 2025-03-05T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-06T09:00:00Z, kind: complainant_accepted}
  - {at: 2025-03-07T09:00:00Z, kind: closed}
",
        },
        Case {
            what: "the alternatives follow the decision, and a closing needs a reason",
            rule: "R-CMP-04",
            breaks: "
id: CMP-1
closure: {reason: options_exhausted}
events:
  - {at: 2025-03-03T09:00:00Z, kind: alternatives_informed}
  - {at: 2025-03-04T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-05T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-06T09:00:00Z, kind: closed}
---
id: CMP-2
events:
  - {at: 2025-03-04T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-05T09:00:00Z, kind: alternatives_informed}
  - {at: 2025-03-06T09:00:00Z, kind: closed}
",
            says: &[
                "a.yaml:5:10: error[R-CMP-04]: the complainant of `CMP-1` was told where else to turn before the decision was told",
                "a.yaml:14:38: error[R-CMP-04]: `CMP-2` was rejected by the complainant and is closed without a reason",
            ],
            keeps: "
id: CMP-1
closure: {reason: options_exhausted}
events:
  - {at: 2025-03-04T09:00:00Z, kind: decision_communicated}
  - {at: 2025-03-04T09:00:00Z, kind: alternatives_informed}
  - {at: 2025-03-05T09:00:00Z, kind: complainant_rejected}
  - {at: 2025-03-06T09:00:00Z, kind: closed}
",
        },
        Case {
            what: "a complaint withdrawn after the limit or after it was assessed was to be confirmed",
            rule: "R-CMP-05",
            breaks: "
id: CMP-1
received_at: 2025-03-07T09:00:00Z
outcome: withdrawn
events:
  - {at: 2025-03-10T09:00:00Z, kind: assessed}
  - {at: 2025-03-11T09:00:00Z, kind: withdrawn}
---
id: CMP-2
received_at: 2025-03-07T09:00:00Z
outcome: withdrawn
events: [{at: 2025-03-12T09:00:00Z, kind: withdrawn}]
",
            says: &[
                "a.yaml:5:1: warning[R-CMP-05]: the receipt of `CMP-1` was to be confirmed within 2 working days, by 2025-03-11, and was not",
                "a.yaml:12:1: warning[R-CMP-05]: the receipt of `CMP-2` was to be confirmed within 2 working days, by 2025-03-11, and was not",
            ],
            keeps: "
id: CMP-1
received_at: 2025-03-07T09:00:00Z
outcome: withdrawn
events: [{at: 2025-03-11T09:00:00Z, kind: withdrawn}]
---
id: CMP-2
received_at: 2025-03-07T09:00:00Z
outcome: duplicate
---
id: CMP-3
received_at: 2025-03-07T09:00:00Z
closure: {reason: out_of_scope}
",
        },
        Case {
            what: "the receipt is confirmed within two working days",
            rule: "R-CMP-05",
            breaks: "
id: CMP-1
received_at: 2025-03-07T09:00:00Z
events: [{at: 2025-03-12T09:00:00Z, kind: acknowledged}]
---
id: CMP-2
received_at: 2025-03-07T09:00:00Z
",
            says: &[
                "a.yaml:4:15: warning[R-CMP-05]: the receipt of `CMP-1` was confirmed after 3 working days, later than 2 working days",
                "a.yaml:6:1: warning[R-CMP-05]: the receipt of `CMP-2` was to be confirmed within 2 working days, by 2025-03-11, and was not",
            ],
            keeps: "
id: CMP-1
received_at: 2025-03-07T09:00:00Z
events: [{at: 2025-03-11T22:00:00Z, kind: acknowledged}]
---
id: CMP-2
received_at: 2025-06-29T09:00:00Z
---
id: CMP-3
received_at: 2025-03-07T09:00:00Z
complainant: anonymous
",
        },
        Case {
            what: "a promise sets another limit",
            rule: "R-CMP-05",
            breaks: "
id: PRM-1
topic: complaint_handling
text: We acknowledge every complaint on the next working day.
level: {value: 1, unit: working days, comparator: at_most}
---
id: CMP-1
received_at: 2025-03-07T09:00:00Z
events: [{at: 2025-03-11T09:00:00Z, kind: acknowledged}]
",
            says: &[
                "a.yaml:9:15: warning[R-CMP-05]: the receipt of `CMP-1` was confirmed after 2 working days, later than 1 working day",
            ],
            keeps: "
id: PRM-1
topic: complaint_handling
text: We acknowledge every complaint within a week.
level: {value: 5, unit: working days, comparator: at_most}
---
id: CMP-1
received_at: 2025-03-07T09:00:00Z
events: [{at: 2025-03-14T09:00:00Z, kind: acknowledged}]
",
        },
        Case {
            what: "where safety is touched something is done at once",
            rule: "R-CMP-06",
            breaks: "
id: CMP-1
immediate_action: none
assessment: {severity: 4, safety_implication: true}
---
id: CMP-2
immediate_action: N/A
assessment: {severity: 4, safety_implication: true}
---
id: CMP-3
immediate_action: '-'
assessment: {severity: 4, safety_implication: true}
",
            says: &[
                "a.yaml:3:19: error[R-CMP-06]: `CMP-1` touches safety, and nothing was done at once",
                "a.yaml:7:19: error[R-CMP-06]: `CMP-2` touches safety, and nothing was done at once",
                "a.yaml:11:19: error[R-CMP-06]: `CMP-3` touches safety, and nothing was done at once",
            ],
            keeps: "
id: CMP-1
immediate_action: The ramp was closed off.
assessment: {severity: 4, safety_implication: true}
---
id: CMP-2
assessment: {severity: 4, safety_implication: true}
events: [{at: 2025-03-05T09:00:00Z, kind: immediate_action}]
---
id: CMP-3
immediate_action: none
assessment: {severity: 4, safety_implication: false}
",
        },
        Case {
            what: "an open complaint does not lie still",
            rule: "R-CMP-07",
            breaks: "
id: CMP-1
received_at: 2025-05-05T09:00:00Z
events: [{at: 2025-05-30T09:00:00Z, kind: update_given}]
",
            says: &[
                "a.yaml:4:15: warning[R-CMP-07]: nothing has happened to `CMP-1` for 21 working days, since 2025-05-30; the update interval is 20",
            ],
            keeps: "
id: CMP-1
received_at: 2025-05-05T09:00:00Z
events: [{at: 2025-06-02T09:00:00Z, kind: update_given}]
---
id: CMP-2
received_at: 2025-01-06T09:00:00Z
events: [{at: 2025-01-07T09:00:00Z, kind: closed}]
",
        },
        Case {
            what: "a serious complaint that was upheld has a cause",
            rule: "R-CMP-08",
            breaks: "
id: CMP-1
assessment: {severity: 3}
outcome: partly_upheld
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
",
            says: &["a.yaml:4:10: error[R-CMP-08]: `CMP-1` has severity 3, was upheld and is closed without a cause"],
            keeps: "
id: CMP-1
assessment: {severity: 3}
outcome: upheld
causes: [CAU-1]
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-2
assessment: {severity: 4}
outcome: upheld
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CAU-1
complaints: [CMP-2]
---
id: CMP-3
assessment: {severity: 2}
outcome: upheld
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
",
        },
        Case {
            what: "nobody investigates what concerns himself, his role or his unit",
            rule: "R-CMP-09",
            breaks: "
id: ORG-1
units: [{id: service}, {id: desk, parent: service}]
---
id: ROL-A
---
id: ROL-B
---
id: PER-1
roles: [{role: ROL-A, from: 2024-01-01}]
unit: desk
---
id: CMP-1
investigation: {investigator: PER-1, subject_of_complaint: PER-1}
---
id: CMP-2
investigation: {investigator: PER-1, subject_of_complaint: ROL-A}
---
id: CMP-3
investigation: {investigator: ROL-A, subject_of_complaint: PER-1}
---
id: CMP-4
investigation: {investigator: PER-1, subject_of_complaint: service}
",
            says: &[
                "a.yaml:14:31: error[R-CMP-09]: `CMP-1` is investigated by `PER-1`, whom it is about",
                "a.yaml:17:31: error[R-CMP-09]: `CMP-2` is investigated by `PER-1`, who holds the role `ROL-A` that it is about",
                "a.yaml:20:31: error[R-CMP-09]: `CMP-3` is investigated by `ROL-A`, a role that only `PER-1` holds, whom it is about",
                "a.yaml:23:31: warning[R-CMP-09]: `CMP-4` is investigated by `PER-1`, who belongs to the unit `service` that it is about",
            ],
            keeps: "
id: ORG-1
units: [{id: service}, {id: desk, parent: service}]
---
id: ROL-A
---
id: PER-1
roles: [{role: ROL-A, from: 2025-04-01}]
unit: service
---
id: CMP-1
investigation: {investigator: PER-1, subject_of_complaint: none}
---
id: CMP-2
investigation: {investigator: PER-1, subject_of_complaint: ROL-A, started_on: 2025-03-31}
---
id: CMP-3
investigation: {investigator: PER-1, subject_of_complaint: service, independent_review: true}
---
id: CMP-4
investigation: {investigator: PER-1, subject_of_complaint: desk}
",
        },
        Case {
            what: "work on a closed complaint needs its reopening",
            rule: "R-CMP-10",
            breaks: "
id: CMP-1
events:
  - {at: 2025-03-05T09:00:00Z, kind: closed}
  - {at: 2025-03-06T09:00:00Z, kind: survey_invited}
  - {at: 2025-03-07T09:00:00Z, kind: remedy_carried_out}
",
            says: &["a.yaml:6:38: error[R-CMP-10]: `remedy_carried_out` follows the closing of `CMP-1`"],
            keeps: "
id: CMP-1
events:
  - {at: 2025-03-05T09:00:00Z, kind: closed}
  - {at: 2025-03-06T09:00:00Z, kind: note}
  - {at: 2025-03-06T09:00:00Z, kind: referred_external}
  - {at: 2025-03-06T09:00:00Z, kind: external_decision}
  - {at: 2025-03-06T09:00:00Z, kind: reopened}
  - {at: 2025-03-07T09:00:00Z, kind: remedy_carried_out}
  - {at: 2025-03-08T09:00:00Z, kind: closed}
",
        },
        Case {
            what: "an upheld complaint has a preventive decision that says enough",
            rule: "R-CMP-11",
            breaks: "
id: CMP-1
outcome: upheld
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-2
outcome: upheld
preventive_decision: {decision: action_raised}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-3
outcome: upheld
preventive_decision: {decision: none_with_reason}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
",
            says: &[
                "a.yaml:3:10: warning[R-CMP-11]: `CMP-1` was upheld, and nothing was decided about preventing it",
                "a.yaml:8:33: warning[R-CMP-11]: `CMP-2`: the preventive decision names no action",
                "a.yaml:13:33: warning[R-CMP-11]: `CMP-3`: the preventive decision gives no reason",
            ],
            keeps: "
id: CMP-1
outcome: upheld
preventive_decision: {decision: watch}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-2
outcome: upheld
---
id: CMP-3
outcome: not_upheld
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
",
        },
        Case {
            what: "severity and remedy stay within the authority of those who decide",
            rule: "R-CMP-12",
            breaks: "
id: ROL-A
authority: {remedy_limit: {amount: 100, currency: EUR}, may_close: 2}
---
id: PER-1
roles: [{role: ROL-A, from: 2024-01-01}]
---
id: CMP-1
handler: PER-1
assessment: {severity: 3}
remedies:
  - {kind: refund, value: {amount: 150, currency: EUR}}
  - {kind: refund, value: {amount: 150, currency: GBP}}
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
",
            says: &[
                "a.yaml:10:24: warning[R-CMP-12]: `CMP-1` has severity 3, and those who decided it may close up to 2",
                "a.yaml:12:36: warning[R-CMP-12]: a remedy of `CMP-1` is worth 150 EUR, and those who decided it may grant up to 100 EUR",
            ],
            keeps: "
id: ROL-A
authority: {remedy_limit: {amount: 100, currency: EUR}, may_close: 2}
---
id: ROL-B
authority: {may_close: 4}
---
id: CMP-1
handler: ROL-A
assessment: {severity: 2}
remedies: [{kind: refund, value: {amount: 100, currency: EUR}}]
events: [{at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-2
handler: ROL-A
assessment: {severity: 4}
events: [{at: 2025-03-05T09:00:00Z, kind: decision_made, by: ROL-B}, {at: 2025-03-05T09:00:00Z, kind: closed}]
---
id: CMP-3
handler: ROL-A
assessment: {severity: 4}
events: [{at: 2025-03-05T09:00:00Z, kind: escalated_internal}, {at: 2025-03-05T09:00:00Z, kind: closed}]
",
        },
        Case {
            what: "what is paid without duty is marked so",
            rule: "R-CMP-13",
            breaks: "
id: CMP-1
outcome: not_upheld
remedies: [{kind: explanation}, {kind: credit, value: {amount: 15, currency: EUR}}]
",
            says: &[
                "a.yaml:4:40: warning[R-CMP-13]: `CMP-1` was not upheld, but the remedy `credit` is not marked as goodwill",
            ],
            keeps: "
id: CMP-1
outcome: not_upheld
remedies: [{kind: explanation}, {kind: credit, value: {amount: 15, currency: EUR}, goodwill: true}]
---
id: CMP-2
outcome: upheld
remedies: [{kind: credit, value: {amount: 15, currency: EUR}}]
---
id: CMP-3
outcome: not_upheld
remedies: [{kind: refund}]
events: [{at: 2025-03-05T09:00:00Z, kind: external_decision}]
",
        },
        Case {
            what: "the closure and the event of closing tell of one day",
            rule: "R-CMP-14",
            breaks: "
id: CMP-1
closure: {closed_at: 2025-03-05T09:00:00Z, reason: accepted_and_done}
---
id: CMP-2
closure: {closed_at: 2025-03-05T09:00:00Z}
events: [{at: 2025-03-07T09:00:00Z, kind: closed}]
",
            says: &[
                "a.yaml:3:22: error[R-CMP-14]: `CMP-1` has a closure, and no event `closed`",
                "a.yaml:6:22: error[R-CMP-14]: `CMP-2` was closed on 2025-03-05 by its closure, and on 2025-03-07 by its events",
            ],
            keeps: "
id: CMP-1
closure: {closed_at: 2025-03-05T09:00:00Z}
events: [{at: 2025-03-05T15:00:00Z, kind: closed}]
---
id: CMP-2
closure: {closed_at: 2025-03-05T09:00:00Z}
events: [{at: 2025-03-07T09:00:00Z, kind: closed}, {at: 2025-03-08T09:00:00Z, kind: reopened}]
---
id: CMP-3
closure: {complainant_reaction: accepted}
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn a_starter_is_not_asked_for_the_event_acknowledged() {
        let files = "-- tenfour.toml --\nprofile = \"starter\"\nas_of = 2025-06-30\n-- a.yaml --\nid: CMP-1\nreceived_at: 2025-03-07T09:00:00Z\n";
        assert!(told("R-CMP-05", files).is_empty());
    }
}
