//! M-PRG-2: methods whose newest data are older than they should be.

use super::{plans, span};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::benchmark::Benchmark;
use crate::record::complaint::Complaint;
use crate::record::customer::Customer;
use crate::record::feedback::Feedback;
use crate::record::focus_group::FocusGroup;
use crate::record::indicator::Indicator;
use crate::record::interview::{ConversationKind, Interview};
use crate::record::method::{Method, MethodType};
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::survey::Frequency;
use crate::stats::period::Period;
use crate::stats::working_days::calendar_days;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-PRG-2",
        name: "Methods with old data",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of methods in use whose newest data are older than the frequency that the monitoring plan gives them; with \
               the age of the newest data of every method. In use are the methods of the plans whose period includes the day, \
               or of the newest plan.",
        formula: "number of methods with age of the newest data > days of the frequency",
        interval: "None: a count.",
        minimum: "1 method with a frequency",
        pitfalls: "Records do not say by which method they came about: the newest record of the sort that a method yields is taken. Of \
               several methods of one sort it cannot be told which has fresh data; they are judged only where the newest of all is too old. Data come some time after the period that they speak of.",
        source: "own",
        clause: "10004:6.2,9001:9.1.1",
    },
    keys: &[Key::Plan],
    selections: plans,
    measure,
};

/// Most days between two rounds.
fn days(frequency: Frequency) -> Option<u32> {
    match frequency {
        Frequency::Monthly => Some(31),
        Frequency::Quarterly => Some(92),
        Frequency::HalfYearly => Some(184),
        Frequency::Yearly => Some(366),
        Frequency::Once | Frequency::EventDriven => None,
    }
}

/// The day of the newest data of the sort that a method yields; nothing where there are none, or where the sort leaves no records.
fn newest(scope: &Scope<'_>, sort: MethodType) -> Option<Date> {
    let ledger = scope.ledger;
    let known = |day: &Date| *day <= scope.as_of;
    let talk = |wanted: ConversationKind| {
        ledger
            .each::<Interview>()
            .filter(move |(_, interview)| interview.kind == Some(wanted))
            .filter_map(|(_, interview)| interview.date)
            .filter(known)
            .max()
    };
    match sort {
        MethodType::Survey | MethodType::SatisfactionAtPointOfService => scope
            .waves()
            .flat_map(|wave| wave.respondents.iter().filter_map(|one| one.submitted_on))
            .filter(known)
            .max(),
        MethodType::Interview => talk(ConversationKind::InDepth),
        MethodType::CheckInCall => talk(ConversationKind::CheckInCall),
        MethodType::FocusGroup => ledger
            .each::<FocusGroup>()
            .filter_map(|(_, group)| group.date)
            .filter(known)
            .max(),
        MethodType::FeedbackForm => ledger
            .each::<Feedback>()
            .filter_map(|(_, feedback)| feedback.received_at.map(|at| scope.day(at)))
            .filter(known)
            .max(),
        MethodType::ComplaintAnalysis => ledger
            .each::<Complaint>()
            .filter_map(|(_, complaint)| complaint.received_at.map(|at| scope.day(at)))
            .filter(known)
            .max(),
        MethodType::IndirectIndicator => ledger
            .each::<Indicator>()
            .flat_map(|(_, indicator)| &indicator.values)
            .filter_map(|value| Some(Period::parse(value.period.as_deref()?)?.days().1))
            .filter(known)
            .max(),
        MethodType::LostCustomerAnalysis => ledger
            .each::<Customer>()
            .filter_map(|(_, customer)| customer.ended.as_ref()?.date)
            .filter(known)
            .max(),
        MethodType::Benchmarking => ledger
            .each::<Benchmark>()
            .filter_map(|(record, benchmark)| {
                let end = benchmark.period.as_ref().and_then(span).map(|(_, end)| end);
                end.filter(known).or(record.envelope.created)
            })
            .filter(known)
            .max(),
        MethodType::MysteryShopping
        | MethodType::Observation
        | MethodType::SocialMedia
        | MethodType::FrontLineReport
        | MethodType::Other => None,
    }
}

/// The sort of records that a method yields, told by a method of the same sort.
fn yields(sort: MethodType) -> MethodType {
    match sort {
        MethodType::SatisfactionAtPointOfService => MethodType::Survey,
        other => other,
    }
}

/// The plans that a selection means: the one chosen, those in force on the day, or the newest.
fn in_force<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Vec<(&'a str, &'a MonitoringPlan)> {
    let all: Vec<_> = scope
        .ledger
        .each::<MonitoringPlan>()
        .map(|(record, plan)| (record.id(), plan))
        .collect();
    let spans = |plan: &MonitoringPlan| plan.period.as_ref().and_then(span);
    if let Some(wanted) = selection.get(Key::Plan) {
        return all.into_iter().filter(|(id, _)| *id == wanted).collect();
    }
    let now: Vec<_> = all
        .iter()
        .copied()
        .filter(|(_, plan)| spans(plan).is_some_and(|(from, to)| (from..=to).contains(&scope.as_of)))
        .collect();
    if now.is_empty() {
        return all
            .into_iter()
            .max_by_key(|(_, plan)| spans(plan))
            .into_iter()
            .collect();
    }
    now
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let plans = in_force(scope, selection);
    // The shortest frequency of a method over all whom it reaches; methods without one still show their age.
    let mut methods: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    for (_, plan) in &plans {
        for method in &plan.methods {
            methods.entry(method.id()).or_default();
        }
        for coverage in &plan.coverage {
            let Some(method) = &coverage.method else { continue };
            let most = methods.entry(method.id()).or_default();
            if let Some(days) = coverage.frequency.and_then(days) {
                *most = Some(most.map_or(days, |most| most.min(days)));
            }
        }
    }
    let mut rows = Vec::new();
    let (mut judged, mut old, mut without, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut shared = Vec::new();
    let sort_of = |id: &str| scope.ledger.typed::<Method>(id)?.1.r#type.map(yields);
    let sorts: Vec<MethodType> = methods.keys().filter_map(|id| sort_of(id)).collect();
    for (id, most) in methods {
        let method = scope.ledger.typed::<Method>(id).map(|(_, method)| method);
        let sort = sort_of(id);
        let day = sort.and_then(|sort| newest(scope, sort));
        let age = day.and_then(|day| calendar_days(day, scope.as_of).ok());
        let together = sorts.iter().filter(|of| sort == Some(**of)).count();
        // Of several methods of one sort the newest record belongs to one. That the others are fresh it does not show; where even it
        // is too old, all are.
        let untold = together > 1 && age.is_some();
        match (age, most) {
            (_, None) => without.push(id.to_owned()),
            (None, Some(_)) if method.is_none() => unknown.push(id.to_owned()),
            (Some(age), Some(most)) if untold && age <= most => shared.push(id.to_owned()),
            // No data at all are older than any frequency.
            (age, Some(most)) => {
                judged.push(id.to_owned());
                if age.is_none_or(|age| age > most) {
                    old.push(id.to_owned());
                }
            }
        }
        let number = |days: Option<u32>, nothing| {
            days.map_or(RowCell::Nothing(nothing), |days| RowCell::Number(f64::from(days), 0))
        };
        rows.push(Row {
            name: id.to_owned(),
            cells: vec![
                day.map_or(RowCell::Nothing("no data"), |day| match untold {
                    true => RowCell::Word(format!("{day}, of any of {together} methods of this sort")),
                    false => RowCell::Word(day.to_string()),
                }),
                match untold {
                    true => RowCell::Nothing("cannot be told for each"),
                    false => number(age, "no data"),
                },
                number(most, "no fixed frequency"),
            ],
            n: None,
        });
    }
    let base = Base::facts(judged.len(), "methods with a frequency");
    let drawn = Drawn {
        records: judged,
        hits: old,
        beside: plans.iter().map(|(id, _)| (*id).to_owned()).collect(),
        ..Drawn::default()
    };
    let made = if drawn.records.is_empty() {
        let reason = if shared.is_empty() {
            "no plan gives a method a frequency"
        } else {
            "the methods with a frequency share their data with others of their sort"
        };
        Measurement::not_estimable(METRIC.id(), selection, base, reason)
    } else {
        #[expect(clippy::cast_precision_loss, reason = "methods are few")]
        let (k, n) = (drawn.hits.len() as f64, drawn.records.len() as f64);
        Measurement::new(METRIC.id(), selection, base, Ok(k))
            .interval(Err("a count of everything has no sampling error".to_owned()))
            .working(
                format!(
                    "{} of {} methods have data older than planned",
                    drawn.hits.len(),
                    drawn.records.len()
                ),
                vec![
                    input("k", "methods with old data", k),
                    input("n", "methods with a frequency", n),
                ],
            )
    };
    made.without([
        Excluded::records("no fixed frequency", without),
        Excluded::records("no record of the method", unknown),
        Excluded::records(
            "several methods of this sort: which of them the newest record came about by is not recorded",
            shared,
        ),
    ])
    .drawn(drawn)
    .detail(Detail::Rows(Rows {
        heads: ["newest data", "age in days", "at most"].map(str::to_owned).to_vec(),
        rows,
    }))
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn of_several_methods_of_a_sort_the_newest_data_show_none_to_be_fresh() {
        let yaml = |day: &str| {
            format!(
                "
id: PLN-1
period: \"2025\"
coverage:
  - {{method: MTH-1, frequency: quarterly}}
  - {{method: MTH-2, frequency: quarterly}}
  - {{method: MTH-3, frequency: quarterly}}
---
{{id: MTH-1, type: interview}}
---
{{id: MTH-2, type: interview}}
---
{{id: MTH-3, type: focus_group}}
---
{{id: INT-1, kind: in_depth, date: {day}}}
---
{{id: FGP-1, date: 2025-06-01}}
"
            )
        };
        let fresh = said("M-PRG-2", &[], &yaml("2025-06-01"));
        assert_eq!((fresh.estimate.clone(), fresh.base.n), (Ok(0.0), 1));
        assert_eq!(fresh.excluded[0].ids, ["MTH-1", "MTH-2"]);
        let old = said("M-PRG-2", &[], &yaml("2025-01-01"));
        assert_eq!(old.drawn_from.hits, ["MTH-1", "MTH-2"]);
    }

    #[test]
    fn data_are_old_a_day_after_the_frequency_and_no_data_always() {
        let yaml = "
id: PLN-1
period: \"2025\"
coverage:
  - {method: MTH-1, frequency: quarterly}
  - {method: MTH-2, frequency: half_yearly}
  - {method: MTH-3, frequency: yearly}
  - {method: MTH-4, frequency: event_driven}
---
id: MTH-1
type: interview
---
id: MTH-2
type: focus_group
---
id: MTH-3
type: benchmarking
---
id: MTH-4
type: complaint_analysis
---
id: INT-1
kind: in_depth
date: 2025-03-29
---
id: FGP-1
date: 2025-01-01
";
        let made = said("M-PRG-2", &[], yaml);
        // 93 days, 180 days, none.
        assert_eq!(made.drawn_from.hits, ["MTH-1", "MTH-3"]);
        assert_eq!(made.drawn_from.records.len(), 3);
        assert_eq!(made.excluded[0].ids, ["MTH-4"]);
        assert!(said("M-PRG-2", &[], "").estimate.is_err());
    }
}
