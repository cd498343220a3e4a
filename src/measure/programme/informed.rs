//! M-COM-1: recipients of the plan who were told in time.

use super::{plans, span, took_place};
use crate::measure::measurement::{Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::Unit;
use crate::record::communication::Communication;
use crate::record::monitoring_plan::{MonitoringPlan, PlanRecipient};
use crate::record::{Data, Record};
use crate::stats::working_days::calendar_days;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-COM-1",
        name: "Recipients told in time",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Of the results that are due to the recipients of the monitoring plans, the share that was told within the days \
               planned (`delay_days`) after asking or reviewing ended. What a recipient is told of follows from the communications \
               that name it in `plan_item`: the surveys and the sort of reviews that they were about; later waves and reviews of \
               these are due as well, told or not.",
        formula: "100 × x / n, with x told in time and n due, each result and recipient once",
        interval: "Wilson score, read as the performance of the process",
        minimum: "1 result that is due; below 10 counts only",
        pitfalls: "A recipient who was never told anything is not counted as late, since nothing says of what: such recipients are left \
               out and named. Told is not understood.",
        source: "own; interval: Wilson, Journal of the American Statistical Association 22, 1927",
        clause: "10004:7.5,9001:7.4",
    },
    keys: &[Key::Plan],
    selections: plans,
    measure,
};

const WORDS: Words = Words::process("results told in time", "results due to recipients");

/// What sort of results a recipient is told of.
fn sort(record: &Record) -> Option<String> {
    match &record.data {
        Data::Wave(wave) => Some(wave.survey.as_ref()?.id().to_owned()),
        Data::Review(review) => Some(format!("{:?}", review.kind?)),
        _ => None,
    }
}

/// The plan and the recipient that a communication serves.
fn serves(told: &Communication) -> Option<(&str, &str)> {
    told.plan_item.as_deref()?.split_once('#')
}

/// When each result was first told to each recipient, and of what sorts of results each recipient is told.
#[derive(Default)]
struct Told<'a> {
    first: BTreeMap<(&'a str, &'a str, &'a str), Date>,
    sorts: BTreeMap<&'a str, BTreeSet<String>>,
}

/// A result that was told late or not at all.
struct Late {
    result: String,
    days: Option<u32>,
    most: u64,
}

fn told<'a>(scope: &'a Scope<'_>) -> Told<'a> {
    let mut all = Told::default();
    for (_, message) in scope.ledger.each::<Communication>() {
        let Some((plan, recipient)) = serves(message) else {
            continue;
        };
        let Some(sent) = message.sent_on.filter(|day| *day <= scope.as_of) else {
            continue;
        };
        for about in &message.about {
            let Some((_, record)) = scope.ledger.find(about.id()) else {
                continue;
            };
            let Some(sort) = sort(record) else { continue };
            let first = all.first.entry((plan, recipient, record.id())).or_insert(sent);
            *first = sent.min(*first);
            all.sorts.entry(recipient).or_default().insert(sort);
        }
    }
    all
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let told = told(scope);
    let mut tally = Tally::default();
    let mut rows: BTreeMap<String, Vec<Late>> = BTreeMap::new();
    for (record, plan) in scope.ledger.each::<MonitoringPlan>() {
        if selection.get(Key::Plan).is_some_and(|wanted| record.id() != wanted) {
            continue;
        }
        for recipient in &plan.recipients {
            let (Some(name), Some(delay)) = (recipient.id.as_deref(), recipient.delay_days) else {
                tally.leave_out("a recipient without short name or days", record.id());
                continue;
            };
            if !told.sorts.contains_key(name) {
                tally.leave_out("a recipient to whom no result was ever told", record.id());
                continue;
            }
            let late = rows.entry(format!("{} {name}", record.id())).or_default();
            for (end, result) in results(scope, &told, record.id(), plan, recipient) {
                let sent = told.first.get(&(record.id(), name, result)).copied();
                let days = sent.and_then(|sent| calendar_days(end, sent).ok());
                let waited = calendar_days(end, scope.as_of).unwrap_or(0);
                if sent.is_none() && u64::from(waited) <= delay {
                    tally.leave_out("not due yet", result);
                    continue;
                }
                // Told before the end counts as told in time.
                let in_time = sent.is_some_and(|sent| sent <= end) || days.is_some_and(|days| u64::from(days) <= delay);
                tally.part(result, in_time);
                if !in_time {
                    late.push(Late {
                        result: result.to_owned(),
                        days,
                        most: delay,
                    });
                }
            }
        }
    }
    let rows = rows.into_iter().flat_map(|(recipient, late)| {
        late.into_iter().map(move |Late { result, days, most }| Row {
            name: result,
            cells: vec![
                RowCell::Word(recipient.clone()),
                days.map_or(RowCell::Nothing("not told"), |days| RowCell::Number(f64::from(days), 0)),
                u32::try_from(most).map_or(RowCell::Nothing("very many"), |delay| {
                    RowCell::Number(f64::from(delay), 0)
                }),
            ],
            n: None,
        })
    });
    let rows: Vec<Row> = rows.collect();
    tally.measure(METRIC.id(), selection, WORDS).detail(Detail::Rows(Rows {
        heads: ["late or missing for", "days", "at most"].map(str::to_owned).to_vec(),
        rows,
    }))
}

/// What a recipient of a plan is to be told of: what was told under the plan, and everything of the same sorts that ended in
/// the plan's period and was not told under another plan.
fn results<'a>(
    scope: &'a Scope<'_>,
    told: &Told<'_>,
    plan: &str,
    data: &MonitoringPlan,
    recipient: &PlanRecipient,
) -> Vec<(Date, &'a str)> {
    let name = recipient.id.as_deref().unwrap_or_default();
    let period = data.period.as_ref().and_then(span);
    let sorts = told.sorts.get(name);
    let mut all: Vec<(Date, &str)> = scope
        .ledger
        .records()
        .filter_map(|(_, record)| {
            let end = took_place(record).filter(|day| *day <= scope.as_of)?;
            let under = |plan: &str| told.first.contains_key(&(plan, name, record.id()));
            let elsewhere = told
                .first
                .keys()
                .any(|(other, of, result)| *other != plan && *of == name && *result == record.id());
            let in_period = period.is_some_and(|(from, to)| (from..=to).contains(&end));
            let of_sort = sort(record).is_some_and(|sort| sorts.is_some_and(|sorts| sorts.contains(&sort)));
            (of_sort && (under(plan) || (in_period && !elsewhere))).then_some((end, record.id()))
        })
        .collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const PLAN: &str = "
id: PLN-1
period: \"2025\"
recipients:
  - {id: R1, delay_days: 20}
  - {id: R2, delay_days: 30}
---
id: SVY-1
---
id: SVY-2
---
id: WAV-1
survey: SVY-1
field_end: 2025-01-31
---
id: WAV-2
survey: SVY-1
field_end: 2025-03-31
---
id: WAV-3
survey: SVY-1
field_end: 2025-05-10
---
id: WAV-4
survey: SVY-1
field_end: 2025-06-20
---
id: WAV-5
survey: SVY-2
field_end: 2025-01-31
---
id: MSG-1
about: [WAV-1]
plan_item: PLN-1#R1
sent_on: 2025-02-20
---
id: MSG-2
about: [WAV-2]
plan_item: PLN-1#R1
sent_on: 2025-04-21
";

    #[test]
    fn late_and_missing_ones_count_against_it_and_other_surveys_do_not() {
        let made = said("M-COM-1", &[], PLAN);
        assert_eq!(made.drawn_from.records, ["WAV-1", "WAV-2", "WAV-3"]);
        assert_eq!(made.drawn_from.hits, ["WAV-1"]);
        let reasons: Vec<&str> = made.excluded.iter().map(|group| group.reason.as_str()).collect();
        assert_eq!(reasons, ["not due yet", "a recipient to whom no result was ever told"]);
        assert!(said("M-COM-1", &[(Key::Plan, "PLN-2")], PLAN).estimate.is_err());
    }
}
