//! M-REC-5: records that are kept longer than they may be.

use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::record_control::{DisposalAction, RecordControl, Retention};
use crate::record::{Data, Kind, Record};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-REC-5",
        name: "Records past their time",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of records with personal data, and of waves with responses, that are still kept although the time that the \
               retention schedule gives them is over. The time counts from the end of what the record is about: the closing of a \
               complaint, the last day of asking, the day of a conversation, the end of a contract.",
        formula: "number of records with end + years < as_of",
        interval: "None: a count of everything there is.",
        minimum: "A retention schedule that says years for a kind of record",
        pitfalls: "Whether a record was made anonymous in place cannot be told from here; look at those that are named. Copies outside the \
               repository are not in it.",
        source: "own",
        clause: "9001:7.5.3,10002:5.3",
    },
    keys: &[Key::Kind],
    selections: |_| vec![Selection::all()],
    measure,
};

/// The day from which the time of a record counts; nothing while it goes on, or where the kind has no such day.
fn end(scope: &Scope<'_>, record: &Record) -> Option<Date> {
    match &record.data {
        Data::Complaint(complaint) => complaint.settled_at().map(|at| scope.day(at)),
        Data::Wave(wave) => wave.field_end,
        Data::Response(response) => response.submitted_on,
        Data::Interview(interview) => interview.date,
        Data::FocusGroup(group) => group.date,
        Data::Feedback(feedback) => feedback.received_at.map(|at| scope.day(at)),
        Data::Customer(customer) => customer.ended.as_ref()?.date,
        Data::Review(review) => review.held_on,
        _ => None,
    }
}

/// The kinds whose records an entry of the schedule speaks of: responses in tables stand under their wave.
fn kinds(entity: &str) -> Option<Vec<Kind>> {
    let kind = Kind::named(entity)?;
    let known = [
        Kind::Complaint,
        Kind::Wave,
        Kind::Response,
        Kind::Interview,
        Kind::FocusGroup,
        Kind::Feedback,
        Kind::Customer,
        Kind::Review,
    ];
    known.contains(&kind).then(|| match kind {
        Kind::Response => vec![Kind::Response, Kind::Wave],
        kind => vec![kind],
    })
}

/// The last day of the time that counts from a day; parts of years as days of a year of 365.25.
fn last_day(from: Date, years: f64) -> Option<Date> {
    if !(0.0..=500.0).contains(&years) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 500, looked at before")]
    let (whole, days) = (years.trunc() as i64, (years.fract() * 365.25).round() as i64);
    from.checked_add(whole.years()).ok()?.checked_add(days.days()).ok()
}

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let schedule: Vec<&Retention> = scope
        .ledger
        .each::<RecordControl>()
        .flat_map(|(_, control)| &control.retention)
        .filter(|entry| entry.action != Some(DisposalAction::Archive))
        .filter(|entry| {
            selection
                .get(Key::Kind)
                .is_none_or(|wanted| entry.entity.as_deref() == Some(wanted))
        })
        .collect();
    let mut drawn = Drawn::default();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut parts = Vec::new();
    let (mut running, mut untold) = (0usize, 0usize);
    for entry in &schedule {
        let name = entry.entity.as_deref().unwrap_or_default();
        let (Some(kinds), Some(years)) = (kinds(name), entry.years) else {
            untold += 1;
            continue;
        };
        let mut past = 0usize;
        for (_, record) in kinds.into_iter().flat_map(|kind| scope.ledger.of_kind(kind)) {
            let Some(last) = end(scope, record).and_then(|end| last_day(end, years)) else {
                running += 1;
                continue;
            };
            if !known.insert(record.id()) {
                continue;
            }
            drawn.records.push(record.id().to_owned());
            if last < scope.as_of {
                past += 1;
                drawn.hits.push(record.id().to_owned());
            }
        }
        parts.push(Part {
            name: name.replace('_', " "),
            value: past as f64,
            share: None,
            cumulative: None,
            of: None,
        });
    }
    let base = Base::facts(drawn.records.len(), "records with a time of their own");
    let made = if parts.is_empty() {
        let reason = "no retention schedule says how long records with personal data are kept";
        Measurement::not_estimable(METRIC.id(), selection, base, reason)
    } else {
        let (k, n) = (drawn.hits.len() as f64, drawn.records.len() as f64);
        Measurement::new(METRIC.id(), selection, base, Ok(k))
            .interval(Err("a count of everything has no sampling error".to_owned()))
            .working(
                format!(
                    "{} of {} records are kept past their time",
                    drawn.hits.len(),
                    drawn.records.len()
                ),
                vec![
                    input("k", "records past their time", k),
                    input("n", "records with a time of their own", n),
                ],
            )
    };
    made.without([
        Excluded::count("records that are not at an end", running),
        Excluded::count(
            "entries of the schedule for kinds without a day to count from, or without years",
            untold,
        ),
    ])
    .drawn(drawn)
    .detail(Detail::Parts(parts))
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn time_counts_from_the_end_and_open_cases_have_none() {
        let made = said(
            "M-REC-5",
            &[],
            "
id: RCT-1
retention:
  - {entity: interview, years: 3, action: delete}
  - {entity: complaint, years: 0.5, action: anonymize}
  - {entity: review, years: 1, action: archive}
  - {entity: minutes, years: 1, action: delete}
---
id: INT-1
date: 2022-06-29
---
id: INT-2
date: 2022-06-30
---
id: CMP-1
received_at: 2024-01-01T09:00:00Z
events: [{at: 2024-01-02T09:00:00Z, kind: closed}]
---
id: CMP-2
received_at: 2024-01-01T09:00:00Z
---
id: REV-1
held_on: 2020-01-01
",
        );
        assert_eq!(made.estimate, Ok(2.0));
        assert_eq!(made.drawn_from.hits, ["INT-1", "CMP-1"]);
        assert_eq!(made.excluded.len(), 2);
        assert!(said("M-REC-5", &[], "").estimate.is_err());
    }
}
