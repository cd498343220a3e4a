//! R-REC: how records are kept, changed and disposed of.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::reader::Profile;
use crate::record::record_control::{DisposalAction, RecordControl, Retention};
use crate::record::{Data, Kind, Record};
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
        explanation: "What is closed is evidence. A later change is allowed and shown; write its reason in `change_reason`, so that nobody has to guess.",
        check: Check::NotYet,
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
];

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

fn tables(
    context: &Context<'_>,
    control: &Record,
    retention: &Retention,
    place: crate::source::Place,
    report: &mut Report,
) {
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

    pub(crate) const CASES: &[Case] = &[Case {
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
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
