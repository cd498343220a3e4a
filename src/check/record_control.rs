//! R-REC: how records are kept, changed and disposed of.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::{Diagnostic, Severity};
use crate::history::CommitIndex;
use crate::history::control::gone::Reused;
use crate::history::control::suspect::Weight;
use crate::history::control::{Keeping, closure, due, entry, gone, reviewed, suspect};
use crate::record::reader::Profile;
use crate::record::record_control::{DisposalAction, RecordControl, Retention};
use crate::record::{Data, Kind, Record};
use crate::source::Place;
use jiff::ToSpan;
use jiff::civil::Date;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-REC-01",
        severity: Severity::Warning,
        gate: Gate::History,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "no closed record was changed without saying why",
        explanation: "What is closed is evidence. A later change is allowed and shown; write its reason in `change_reason`, so that nobody has to guess. A reason that is written later answers for what was changed before it.

A record is closed from the day of the commit on that brings it into a state in which nothing more is due (a complaint closed or withdrawn, an action closed or cancelled, a wave published, an objective achieved or missed, an audit finding or dispute closed, anything retired); what other commits change on that same day belongs to the closing. A complaint that is taken up again with the event `reopened` is open until it is closed again.

No change of evidence is what comes after closing by its nature and is only filled in, while what stood there stands: links, remarks that are added, and of a complaint its survey, remedies, cost, closure, prevention and events of later days; of a dispute what was carried out, satisfaction, lessons and cost; of an action its progress and side effects; of a wave its publication and notes. Neither are tags, clauses, audience and validity, ids that were renamed, blanks and line ends, a file that was moved, and personal data that were taken out.",
        check: Check::Judge(changed_after_closure),
    },
    Rule {
        id: "R-REC-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10002:8.1",
        title: "no personal data are kept longer than the retention rules say",
        explanation: "The years of the retention rule are over and the record still holds personal data. Delete it, or take the personal fields out, and write it down in `disposal_log`. The years count from the day that closes a record of the kind (closing of a complaint, end of fieldwork, end as a customer), else from `created`. What is to be archived is left out.",
        check: Check::Judge(retention),
    },
    Rule {
        id: "R-REC-03",
        severity: Severity::Warning,
        gate: Gate::History,
        from: Profile::Starter,
        clause: "9001:7.5.3,10004:7.6",
        title: "every due date that moved is told in the record",
        explanation: "A due date that moves silently is always kept. The history shows that it moved; write the earlier date, the day, the reason and who agreed in `due_history` of the action. Objectives, audit findings and complaints have no such list: there the reason belongs in `change_reason`, and without it the move is only remarked. While an action is proposed its date is not agreed on yet and may move.",
        check: Check::Judge(moved_due),
    },
    Rule {
        id: "R-REC-04",
        severity: Severity::Warning,
        gate: Gate::History,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "no record was deleted without a disposal in the log",
        explanation: "A record that is no longer valid is retired, withdrawn or superseded and stays as evidence; one whose time of keeping is over is disposed of, and `disposal_log` of the record control says so. An entry answers for as many records of its kind as its count says, when its day lies within a month of the deletion. No deletion is an id that was renamed, a file that was moved, or a slip that was taken back on the day it was made.",
        check: Check::Judge(deleted),
    },
    Rule {
        id: "R-REC-05",
        severity: Severity::Information,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "9001:7.5.3,10002:8.1",
        title: "no number is missing in a sequence of ids",
        explanation: "A register that is numbered one by one shows whether it is complete. A missing number has a harmless reason more often than not, such as one that was drawn on a branch and given up; whoever examines the register will ask. Looked at are the kinds that are numbered as they come: complaints, feedback, disputes, findings, causes, actions, verifications and audit findings, where ids differ in the number at their end only, there are at least three, and at most one number in five is missing. Where `disposal_log` says that as many were disposed of, it is no gap.",
        check: Check::Judge(gaps),
    },
    Rule {
        id: "R-REC-06",
        severity: Severity::Information,
        gate: Gate::History,
        from: Profile::Starter,
        clause: "9001:7.5.3,9001:9.3.2",
        title: "nothing that is measured by was changed after its period was reviewed",
        explanation: "A review decided on figures of its period. When a fact behind them is changed afterwards, such as the category of a complaint, the counts of a wave or a value of a series, the figures of today are no longer those that were looked at. That can be right; say it at the next review. Looked at are records whose event lies in the period of a review, and values of series of that period, against the day of the data that the review looked at, else the day it was held. Values that said themselves that they were provisional may change.",
        check: Check::Judge(after_review),
    },
    Rule {
        id: "R-REC-07",
        severity: Severity::Warning,
        gate: Gate::History,
        from: Profile::Starter,
        clause: "9001:7.5.3,10004:7.6",
        title: "nothing that a verification, finding or review rests on was changed since",
        explanation: "A verification was made against a criterion, a finding was drawn from sources, a review looked at records. When one of these is changed in substance afterwards, it has to be looked at whether the conclusion still holds. Once somebody has looked, add an entry to `confirmed` with `record`, `on` and `by`; a change of the record itself counts as well.

A warning is told for what is measured by: the expected effect and the plan of an action, the statement and class of a cause that the verified action addresses, what an objective aims at, the facts, severity and outcome of a complaint, the figures of a wave, a series or a verification, the summary of a conversation. Another change of what stood there is only remarked. Nothing is told of what is filled in later, of the state and the course of work (due dates, progress, events, owner), of links, blanks, renamed ids and bookkeeping.",
        check: Check::Judge(suspect_links),
    },
    Rule {
        id: "R-REC-08",
        severity: Severity::Warning,
        gate: Gate::History,
        from: Profile::Starter,
        clause: "9001:7.5.3",
        title: "what happened is recorded within five working days",
        explanation: "A record that is made long after its event rests on memory. The day of the event (receipt of a complaint, feedback or notice of a dispute; day of a conversation, communication, verification, review or audit) is held against the day of the first commit that holds it, by the committer's date in the organization's zone, in working days. What came on the first day of the history is left out: it may have been kept elsewhere before. A late entry cannot be mended, only explained: a waiver can say how it came about.",
        check: Check::Judge(late_entries),
    },
];

/// The commit, its day and the role of its author: `1a2b3c4d of 2025-03-04 by ROL-1`.
fn by(keeping: &Keeping<'_>, commit: CommitIndex) -> String {
    let day = keeping.day(commit);
    let roles = keeping.roles(&keeping.history.commit(commit).author, day);
    let who = if roles.is_empty() {
        "an author without a person record".to_owned()
    } else {
        let roles: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
        look::listed(&roles.iter().map(String::as_str).collect::<Vec<_>>())
    };
    format!("commit {} of {day} by {who}", keeping.short(commit))
}

/// Fields in backticks: the first few, then how many more.
fn named(fields: &[&str]) -> String {
    const FEW: usize = 4;
    let mut words: Vec<String> = fields.iter().take(FEW).map(|field| format!("`{field}`")).collect();
    if let Some(more) = fields.len().checked_sub(FEW).filter(|more| *more > 0) {
        words.push(look::count(more as u64, "more field", "more fields"));
    }
    look::listed(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Ids that were given to something else after their record was deleted, as faults of the rule of ids.
pub(super) fn given_again(context: &Context<'_>) -> Vec<Diagnostic> {
    let keeping = context.keeping();
    let fault = |reused: Reused<'_>| {
        let was = reused.was.map_or_else(String::new, |title| format!(" (`{title}`)"));
        let message = format!(
            "`{}`: the id is used again for something else: its record{was} was deleted in {}, and the id given again in {}",
            reused.record.id(),
            by(&keeping, reused.deleted),
            by(&keeping, reused.given)
        );
        Diagnostic::error("R-GEN-01", message)
            .at(reused.record.id_place())
            .record(reused.record.id())
            .field("id")
            .hint("give the later record a new id with `tenfour rename`: links and reports of earlier days mean the first one")
    };
    gone::reused(&keeping).into_iter().map(fault).collect()
}

fn changed_after_closure(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    let settled = |record: &&Record| record.is_settled();
    for record in context.ledger.records().map(|(_, record)| record).filter(settled) {
        if context.history.of(record.id()).is_some() {
            report.looks_at(record);
        }
    }
    for touched in closure::changes(&keeping) {
        report.looks_at(touched.record);
        if touched.reason.is_some() {
            continue;
        }
        let field = touched.fields.first().copied().unwrap_or("id");
        let message = format!(
            "`{}` was closed on {} and changed later without a reason: {} in {}",
            touched.record.id(),
            touched.closed,
            named(&touched.fields),
            by(&keeping, touched.commit)
        );
        report
            .fault(touched.record, field, message)
            .advise("say in `change_reason` what was changed and why");
    }
}

fn moved_due(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    for (record, _) in due::concerned(&keeping) {
        if context.history.of(record.id()).is_some() {
            report.looks_at(record);
        }
    }
    for moved in due::moved(&keeping) {
        if moved.told_in.is_some() {
            continue;
        }
        let message = format!(
            "`{}` of `{}` moved from {} to {} in {}, and the record does not tell it",
            moved.field,
            moved.record.id(),
            moved.old,
            moved.new,
            by(&keeping, moved.commit)
        );
        if due::has_list(moved.record.kind) {
            report.fault(moved.record, moved.field, message).advise(format!(
                "add `{{old: {}, new: {}, on: {}, reason: .., by: ..}}` to `due_history`",
                moved.old, moved.new, moved.on
            ));
        } else {
            report
                .remark(moved.record, moved.field, message)
                .advise("say in `change_reason` why");
        }
    }
}

/// A place for what is about no record that there still is: the log of disposals, else the first record.
fn place_of_the_log(context: &Context<'_>) -> Option<Place> {
    let control = context.ledger.each::<RecordControl>().next();
    control
        .map(|(record, _)| record.place("disposal_log"))
        .or_else(|| context.ledger.records().next().map(|(_, record)| record.id_place()))
}

fn deleted(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    for (record, _) in keeping.present() {
        report.looks_at(record);
    }
    let Some(place) = place_of_the_log(context) else {
        return;
    };
    for gone in gone::gone(&keeping) {
        report.looks_at_other(gone.id);
        if gone.disposed || gone.is_slip() {
            continue;
        }
        let message = format!(
            "`{}` was deleted from `{}` in {}, and no disposal is logged",
            gone.id,
            gone.path,
            by(&keeping, gone.commit)
        );
        report.fault_of_other(gone.id, place, message).advise(
            "bring it back with a state such as `retired` or `withdrawn`, or write its disposal down in `disposal_log`",
        );
    }
}

fn gaps(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    for sequence in gone::sequences(&keeping) {
        for record in sequence.records.values() {
            report.looks_at(record);
        }
    }
    for gap in gone::gaps(&keeping).iter().filter(|gap| !gap.disposed) {
        let (first, last) = &gap.missing;
        let which = if first == last {
            format!("`{first}` is missing")
        } else {
            format!("`{first}` to `{last}` are missing")
        };
        let known = match (context.history.is_read(), gap.deleted.len() as u64) {
            (false, _) => String::new(),
            (true, 0) => "; the history knows no such record".to_owned(),
            (true, deleted) if deleted == gap.count => "; the history knows that it was deleted".to_owned(),
            (true, deleted) => format!("; the history knows of {deleted} that were deleted"),
        };
        let message = format!("{which} in the sequence before `{}`{known}", gap.next.id());
        report
            .fault(gap.next, "id", message)
            .advise("say what became of the number, for instance in `notes` of the record after it");
    }
}

fn after_review(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    for (record, _) in keeping.present() {
        if reviewed::is_covered(&keeping, record) {
            report.looks_at(record);
        }
    }
    for changed in reviewed::after_review(&keeping) {
        let field = changed.fields.first().copied().unwrap_or("id");
        let message = format!(
            "`{}` was changed after `{}` had looked at its period with the data of {}: {} in {}",
            changed.record.id(),
            changed.review.id(),
            changed.looked_on,
            named(&changed.fields),
            by(&keeping, changed.commit)
        );
        report
            .fault(changed.record, field, message)
            .beside(changed.review.id_place(), "the review")
            .advise("tell it at the next review, if it moves a figure that was decided on");
    }
}

fn suspect_links(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    for record in suspect::concerned(&keeping) {
        if context.history.of(record.id()).is_some() {
            report.looks_at(record);
        }
    }
    for suspect in suspect::suspects(&keeping) {
        let changed = suspect.fields.first().copied().unwrap_or("id");
        let message = format!(
            "`{}` rests on `{}`, which was changed since: {} in {}",
            suspect.record.id(),
            suspect.on.id(),
            named(&suspect.fields),
            by(&keeping, suspect.commit)
        );
        let diagnostic = match suspect.weight {
            Weight::MeasuredBy => report.fault(suspect.record, &suspect.field, message),
            Weight::Other => report.remark(suspect.record, &suspect.field, message),
        };
        diagnostic.beside(suspect.on.place(changed), "changed").advise(format!(
            "look whether it still holds, then add `{{record: {}, on: .., by: ..}}` to `confirmed`",
            suspect.on.id()
        ));
    }
}

fn late_entries(context: &Context<'_>, report: &mut Report) {
    let keeping = context.keeping();
    for entry in entry::entries(&keeping).told {
        let Ok(working) = entry.working else { continue };
        report.looks_at(entry.record);
        if !entry.is_late() {
            continue;
        }
        let message = format!(
            "`{}` was entered on {}, {working} working days after `{}` on {}: {}",
            entry.record.id(),
            entry.entered,
            entry.field,
            entry.event,
            by(&keeping, entry.commit)
        );
        report
            .fault(entry.record, entry.field, message)
            .advise("say in `notes` how it came about; a waiver can let it pass");
    }
}

/// The day from which the years of a kind count.
fn start(context: &Context<'_>, record: &Record) -> Option<Date> {
    match &record.data {
        Data::Complaint(complaint) => complaint.closed_at().map(|at| context.day(at)),
        Data::Customer(customer) => customer.ended.as_ref()?.date,
        Data::Wave(wave) => wave.field_end,
        Data::Feedback(feedback) => feedback.received_at.map(|at| context.day(at)),
        Data::Interview(interview) => interview.date.or(record.envelope.created),
        Data::Dispute(dispute) => dispute.closed_on,
        Data::Person(person) => {
            let ends: Option<Vec<Date>> = person.roles.iter().map(|held| held.to).collect();
            ends?.into_iter().max()
        }
        Data::Response(response) => response.submitted_on.or(response.created),
        _ => record.envelope.created,
    }
}

/// The last day on which something may be kept.
fn kept_until(retention: &Retention, start: Date) -> Option<Date> {
    let months = (retention.years? * 12.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "held in range in the same line")]
    let months = (0.0..12_000.0).contains(&months).then_some(months as i32)?;
    start.checked_add(months.months()).ok()
}

fn retention(context: &Context<'_>, report: &mut Report) {
    for (control, data) in context
        .ledger
        .each::<RecordControl>()
        .filter(|(control, _)| !control.is_settled())
    {
        for (index, retention) in data.retention.iter().enumerate() {
            let kind = retention.entity.as_deref().and_then(Kind::named);
            let Some(kind) = kind.filter(|_| retention.action != Some(DisposalAction::Archive)) else {
                continue;
            };
            let place = control.place(&format!("retention[{index}].years"));
            for (_, record) in context.ledger.of_kind(kind) {
                let Some(personal) = personal_field(context, record) else {
                    continue;
                };
                report.looks_at(record);
                let until = start(context, record).and_then(|start| kept_until(retention, start));
                if let Some(until) = until.filter(|until| *until < context.as_of) {
                    let message = format!(
                        "`{}` holds personal data in `{personal}`, which were to be kept until {until}",
                        record.id()
                    );
                    report
                        .fault(record, &personal, message)
                        .beside(place, format!("the rule of `{}`", control.id()))
                        .advise("delete or anonymize it, and write it down in `disposal_log`");
                }
            }
            if kind == Kind::Response {
                tables(context, control, retention, place, report);
            }
        }
    }
}

/// The first field of a record that holds personal data.
fn personal_field(context: &Context<'_>, record: &Record) -> Option<String> {
    let mut found = None;
    look::leaves(record, context.catalogue.fields(record.kind), &mut |leaf| {
        let says_something = !matches!(leaf.text, "anonymous" | "not_a_customer" | "unknown" | "");
        if leaf.personal && says_something && found.is_none() {
            found = Some(leaf.path);
        }
    });
    found
}

fn tables(context: &Context<'_>, control: &Record, retention: &Retention, place: Place, report: &mut Report) {
    for sheet in &context.ledger.sheets {
        let wave = context
            .ledger
            .find(&sheet.wave)
            .map(|(_, record)| record)
            .filter(|record| record.kind == Kind::Wave);
        let (Some(wave), Some(column)) = (wave, sheet.column("respondent")) else {
            continue;
        };
        let mut rows = sheet
            .rows
            .iter()
            .filter(|row| row.cells.get(column).is_some_and(|cell| !cell.is_empty()));
        let Some(row) = rows.next() else { continue };
        report.looks_at(wave);
        let until = start(context, wave).and_then(|start| kept_until(retention, start));
        if let Some(until) = until.filter(|until| *until < context.as_of) {
            let rows = look::count(rows.count() as u64 + 1, "response", "responses");
            let message = format!(
                "`{}` names respondents in {rows}, which were to be kept until {until}",
                wave.id()
            );
            report
                .fault_at(
                    wave,
                    "respondent",
                    look::cell_place(context, sheet, row, column),
                    message,
                )
                .beside(place, format!("the rule of `{}`", control.id()))
                .advise("take the column out, and write it down in `disposal_log`");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
        what: "a closed record is changed with a reason, or only by what follows closing",
        rule: "R-REC-01",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: PER-1
pseudonym: Lapwing
roles: [{role: ROL-1}]
---
id: ROL-1
-- c.yaml --
id: CMP-1
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}]
---
id: CMP-2
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}]
---
id: ACT-1
status: in_progress
description: Paint it.
-- commit 2025-02-03 Lapwing --
-- c.yaml --
id: CMP-1
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-02-01T09:00:00Z, kind: closed}]
---
id: CMP-2
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-02-01T09:00:00Z, kind: closed}]
---
id: ACT-1
status: closed
description: Paint it.
-- commit 2025-03-03 Lapwing --
-- c.yaml --
id: CMP-1
category: damage
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-02-01T09:00:00Z, kind: closed}]
---
id: CMP-2
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-20T09:00:00Z, kind: acknowledged}, {at: 2025-02-01T09:00:00Z, kind: closed}]
---
id: ACT-1
status: in_progress
description: Paint it.
",
        says: &[
            "c.yaml:2:11: warning[R-REC-01]: `CMP-1` was closed on 2025-02-03 and changed later without a reason: `category` in commit da10454 of 2025-03-03 by `ROL-1`",
            "c.yaml:7:1: warning[R-REC-01]: `CMP-2` was closed on 2025-02-03 and changed later without a reason: `events` in commit da10454 of 2025-03-03 by `ROL-1`",
            "c.yaml:10:9: warning[R-REC-01]: `ACT-1` was closed on 2025-02-03 and changed later without a reason: `status` in commit da10454 of 2025-03-03 by `ROL-1`",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- c.yaml --
id: CMP-1
category: price
complainant: CUS-9
description: Too dear.
events: [{at: 2025-01-06T09:00:00Z, kind: received}]
---
id: CMP-2
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
---
id: CMP-3
category: price
change_reason: not the one that is wanted
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
---
id: CMP-4
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
-- commit 2025-02-03 Lapwing --
-- c.yaml --
id: CMP-1
category: price
complainant: CUS-9
description: Too dear.
remedies: [{kind: refund, offered_on: 2025-02-01}]
notes: All said.
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-02-01T09:00:00Z, kind: closed}]
---
id: CMP-2
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
---
id: CMP-3
category: price
change_reason: not the one that is wanted
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
---
id: CMP-4
category: price
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
-- commit 2025-03-03 Lapwing --
-- gone c.yaml --
-- complaints/c.yaml --
id: CMP-1
category: price
complainant: anonymous
description: |
  Too   dear.
remedies: [{kind: refund, offered_on: 2025-02-01, carried_out_on: 2025-02-20}]
notes: All said. And more.
tags: [price]
satisfaction_survey: {invited: true}
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-02-01T09:00:00Z, kind: closed}, {at: 2025-03-01T09:00:00Z, kind: note}]
---
id: CMP-2
category: damage
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}, {at: 2025-03-01T10:00:00Z, kind: reopened}]
---
id: CMP-3
category: damage
change_reason: the category was wrong
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
---
id: CMP-4
category: damage
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
-- now --
-- complaints/d.yaml --
id: ACT-1
status: closed
-- complaints/c.yaml --
id: CMP-1
category: price
---
id: CMP-4
category: damage
change_reason: the category was wrong
events: [{at: 2025-01-06T09:00:00Z, kind: received}, {at: 2025-01-06T10:00:00Z, kind: closed}]
",
    },
    Case {
            what: "an id is never given to something else",
            rule: "R-GEN-01",
            breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
title: Shops
---
id: CMP-1
category: price
-- commit 2025-02-03 Lapwing --
-- a.yaml --
id: SEG-1
title: Shops
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: SEG-1
title: Shops
---
id: CMP-1
category: damage
",
            says: &[
            "a.yaml:4:5: error[R-GEN-01]: `CMP-1`: the id is used again for something else: its record was deleted in commit 2e8225c of 2025-02-03 by an author without a person record, and the id given again in commit 32de0e2 of 2025-03-03 by an author without a person record",
        ],
            keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
title: Shops
description: All of them.
---
id: CMP-1
category: price
product: PRD-1
---
id: SEG-2
-- commit 2025-02-03 Lapwing --
-- a.yaml --
id: SEG-2
-- commit 2025-03-03 Lapwing --
-- b.yaml --
id: SEG-1
title: Shops
description: Those in towns.
---
id: CMP-1
category: price
product: PRD-2
---
id: SEG-2
-- gone a.yaml --
",
        },
        Case {
        what: "a due date that moved stands in the record",
        rule: "R-REC-03",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: ACT-1
status: approved
due: 2025-03-31
---
id: OBJ-1
due: 2025-12-31
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: ACT-1
status: approved
due: 2025-09-30
---
id: OBJ-1
due: 2026-12-31
",
        says: &[
            "a.yaml:3:6: warning[R-REC-03]: `due` of `ACT-1` moved from 2025-03-31 to 2025-09-30 in commit c1c3d17 of 2025-03-03 by an author without a person record, and the record does not tell it",
            "a.yaml:6:6: information[R-REC-03]: `due` of `OBJ-1` moved from 2025-12-31 to 2026-12-31 in commit c1c3d17 of 2025-03-03 by an author without a person record, and the record does not tell it",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: ACT-1
status: approved
due: 2025-03-31
---
id: ACT-2
status: proposed
due: 2025-03-31
---
id: OBJ-1
due: 2025-12-31
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: ACT-1
status: approved
due: 2025-09-30
due_history: [{old: 2025-03-31, new: 2025-09-30, on: 2025-03-03}]
---
id: ACT-2
status: approved
due: 2025-09-30
---
id: OBJ-1
due: 2026-12-31
change_reason: a year more was agreed
",
    },
    Case {
        what: "a record is deleted for a reason that the log tells",
        rule: "R-REC-04",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
---
id: CMP-1
category: price
---
id: CMP-2
category: price
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: SEG-1
---
id: RCT-1
disposal_log: [{entity: complaint, count: 1, on: 2025-03-01}]
",
        says: &[
            "a.yaml:4:1: warning[R-REC-04]: `CMP-2` was deleted from `a.yaml` in commit 5145f5f of 2025-03-03 by an author without a person record, and no disposal is logged",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
---
id: SEG-3
---
id: CMP-1
category: price
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: SEG-1
---
id: SEG-4
---
id: SEG-5
---
id: RCT-1
disposal_log: [{entity: complaints, on: 2025-03-01}]
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: SEG-1
---
id: SEG-4
---
id: RCT-1
disposal_log: [{entity: complaints, on: 2025-03-01}]
-- now --
-- tenfour.toml --
profile = \"audit\"
as_of = 2025-06-30
[redirects]
SEG-3 = \"SEG-4\"
",
    },
    Case {
        what: "numbers follow one another",
        rule: "R-REC-05",
        breaks: "
-- a.yaml --
- {id: CMP-2025-0001}
- {id: CMP-2025-0002}
- {id: CMP-2025-0004}
- {id: CMP-2025-0005}
- {id: CMP-2025-0006}
",
        says: &[
            "a.yaml:4:8: information[R-REC-05]: `CMP-2025-0003` is missing in the sequence before `CMP-2025-0004`",
        ],
        keeps: "
-- tenfour.toml --
profile = \"audit\"
as_of = 2025-06-30
[redirects]
CMP-2025-0003 = \"CMP-2025-0006\"
-- a.yaml --
- {id: CMP-2025-0001}
- {id: CMP-2025-0002}
- {id: CMP-2025-0004}
- {id: CMP-2025-0005}
- {id: CMP-2025-0006}
- {id: ACT-010}
- {id: ACT-020}
- {id: ACT-030}
- {id: FND-7}
- {id: FND-9}
- {id: DSP-x}
- {id: AFN-1}
- {id: AFN-2}
- {id: AFN-4}
- {id: AFN-5}
- {id: AFN-6}
- {id: RCT-1, disposal_log: [{entity: audit_finding, count: 1, on: 2025-01-01}]}
",
    },
    Case {
        what: "figures of a period that was reviewed stay as they were",
        rule: "R-REC-06",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: CMP-1
received_at: 2024-11-06T09:00:00Z
category: price
---
id: IND-1
values: [{period: 2024-Q3, value: 7}, {period: 2024-Q4, value: 8}]
---
id: REV-1
kind: management
held_on: 2025-02-03
period: 2024
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: CMP-1
received_at: 2024-11-06T09:00:00Z
category: damage
---
id: IND-1
values: [{period: 2024-Q3, value: 7}, {period: 2024-Q4, value: 9}]
---
id: REV-1
kind: management
held_on: 2025-02-03
period: 2024
",
        says: &[
            "a.yaml:3:11: information[R-REC-06]: `CMP-1` was changed after `REV-1` had looked at its period with the data of 2025-02-03: `category` in commit eb71d51 of 2025-03-03 by an author without a person record",
            "a.yaml:6:64: information[R-REC-06]: `IND-1` was changed after `REV-1` had looked at its period with the data of 2025-02-03: `values[1].value` in commit eb71d51 of 2025-03-03 by an author without a person record",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: CMP-1
received_at: 2025-01-06T09:00:00Z
category: price
---
id: CMP-2
received_at: 2024-11-06T09:00:00Z
category: price
---
id: IND-1
values: [{period: 2024-Q4, value: 8, status: provisional}]
---
id: REV-1
kind: management
held_on: 2025-02-03
period: 2024
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: CMP-1
received_at: 2025-01-06T09:00:00Z
category: damage
---
id: CMP-2
received_at: 2024-11-06T09:00:00Z
category: price
outcome: upheld
---
id: IND-1
values: [{period: 2024-Q4, value: 9, status: final}, {period: 2025-Q1, value: 3}]
---
id: REV-1
kind: management
held_on: 2025-02-03
period: 2024
",
    },
    Case {
        what: "that somebody agreed is filled in later; the day of it stays",
        rule: "R-REC-07",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: DSP-1
consent: {complainant: 2025-01-02, organization: false}
-- b.yaml --
id: FND-1
statement: They agreed.
sources: [DSP-1]
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: DSP-1
consent: {complainant: false, organization: true}
",
        says: &[
            "b.yaml:3:11: information[R-REC-07]: `FND-1` rests on `DSP-1`, which was changed since: `consent.complainant` and `consent.organization` in commit ee135fb of 2025-03-03 by an author without a person record",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: DSP-1
consent: {complainant: true, organization: false}
-- b.yaml --
id: FND-1
statement: They agreed.
sources: [DSP-1]
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: DSP-1
consent: {complainant: 2025-01-02, organization: 2025-02-20}
",
    },
    Case {
        what: "what a verification, finding or review rests on stays, or is looked at again",
        rule: "R-REC-07",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: CAU-1
statement: A wire was loose.
---
id: ACT-1
addresses: [CAU-1]
description: Fasten it.
verification_plan: {method: test, criterion: none in ten}
---
id: CMP-1
category: price
description: Too dear.
immediate_action: Called.
-- b.yaml --
id: VER-1
action: ACT-1
result: effective
---
id: FND-1
statement: Too dear.
sources: [CMP-1]
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: CAU-1
statement: A wire was cut.
---
id: ACT-1
addresses: [CAU-1]
description: Fasten it.
verification_plan: {method: test, criterion: two in ten}
---
id: CMP-1
category: price
description: Too dear.
immediate_action: Wrote.
",
        says: &[
            "b.yaml:2:9: warning[R-REC-07]: `VER-1` rests on `ACT-1`, which was changed since: `verification_plan.criterion` in commit 51463d5 of 2025-03-03 by an author without a person record",
            "b.yaml:2:9: warning[R-REC-07]: `VER-1` rests on `CAU-1`, which was changed since: `statement` in commit 51463d5 of 2025-03-03 by an author without a person record",
            "b.yaml:7:11: information[R-REC-07]: `FND-1` rests on `CMP-1`, which was changed since: `immediate_action` in commit 51463d5 of 2025-03-03 by an author without a person record",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: ACT-1
status: in_progress
due: 2025-03-31
verification_plan: {method: test, criterion: none in ten}
---
id: CMP-1
category: price
---
id: CMP-2
category: price
---
id: CMP-3
category: price
---
id: CMP-4
category: price
-- b.yaml --
id: VER-1
action: ACT-1
result: effective
---
id: FND-1
statement: Too dear.
sources: [CMP-1]
---
id: FND-2
statement: Too dear.
sources: [CMP-2]
---
id: FND-3
statement: Too dear.
sources: [CMP-3]
-- commit 2025-03-03 Lapwing --
-- a.yaml --
id: ACT-1
status: closed
due: 2025-04-30
implemented_on: 2025-02-01
verification_plan: {method: test, criterion: 'none  in ten'}
---
id: CMP-1
category: damage
---
id: CMP-2
category: damage
---
id: CMP-3
category: damage
---
id: CMP-4
category: damage
-- commit 2025-03-04 Lapwing --
-- b.yaml --
id: VER-1
action: ACT-1
result: effective
---
id: FND-1
statement: Too dear by far.
sources: [CMP-1]
---
id: FND-2
statement: Too dear.
sources: [CMP-2]
confirmed: [{record: CMP-2, on: 2025-03-04}]
---
id: FND-3
statement: Too dear.
sources: [CMP-3]
-- now --
-- b.yaml --
id: FND-3
statement: Too dear.
sources: [CMP-3]
confirmed: [{record: CMP-3, on: 2025-03-10}]
",
    },
    Case {
        what: "what happened is recorded soon",
        rule: "R-REC-08",
        breaks: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
-- commit 2025-03-12 Lapwing --
-- a.yaml --
id: SEG-1
---
id: CMP-1
received_at: 2025-03-04T09:00:00Z
",
        says: &[
            "a.yaml:4:14: warning[R-REC-08]: `CMP-1` was entered on 2025-03-12, 6 working days after `received_at` on 2025-03-04: commit f1787e8 of 2025-03-12 by an author without a person record",
        ],
        keeps: "
-- commit 2025-01-06 Lapwing --
-- a.yaml --
id: SEG-1
---
id: CMP-1
received_at: 2024-03-04T09:00:00Z
---
id: REV-1
-- commit 2025-03-11 Lapwing --
-- a.yaml --
id: SEG-1
---
id: CMP-1
received_at: 2024-03-04T09:00:00Z
---
id: CMP-2
received_at: 2025-03-04T23:30:00Z
---
id: REV-1
held_on: 2025-03-10
",
    },
        Case {
        what: "personal data leave the repository when their years are over",
        rule: "R-REC-02",
        breaks: "
-- a.yaml --
id: RCT-1
retention:
  - {entity: complaint, years: 2, start_event: closed, action: anonymize}
  - {entity: response, years: 0.5, start_event: end of fieldwork, action: delete}
---
id: CMP-1
complainant: CUS-1
events: [{at: 2023-06-29T09:00:00Z, kind: closed}]
---
id: WAV-1
field_end: 2024-12-29
-- responses/WAV-1.csv --
id,respondent,disposition
RSP-1,,complete
RSP-2,K-1,complete
",
        says: &[
            "a.yaml:8:14: warning[R-REC-02]: `CMP-1` holds personal data in `complainant`, which were to be kept until 2025-06-29",
            "responses/WAV-1.csv:3:7: warning[R-REC-02]: `WAV-1` names respondents in 1 response, which were to be kept until 2025-06-29",
        ],
        keeps: "
-- a.yaml --
id: RCT-1
retention:
  - {entity: complaint, years: 2, start_event: closed, action: anonymize}
  - {entity: response, years: 0.5, start_event: end of fieldwork, action: delete}
  - {entity: customer, years: 1, start_event: ended, action: archive}
---
id: CMP-1
complainant: CUS-1
events: [{at: 2023-06-30T09:00:00Z, kind: closed}]
---
id: CMP-2
complainant: anonymous
events: [{at: 2022-06-30T09:00:00Z, kind: closed}]
---
id: CMP-3
complainant: CUS-1
received_at: 2022-01-01T09:00:00Z
---
id: CUS-1
contacts: [{pseudonym: K-1}]
ended: {date: 2022-01-01}
---
id: WAV-1
field_end: 2024-12-29
-- responses/WAV-1.csv --
id,respondent,disposition
RSP-1,,complete
",
    },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
