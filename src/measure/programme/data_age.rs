//! M-PRG-2: methods whose newest data are older than they should be.

use super::{plans, span};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::Record;
use crate::record::benchmark::Benchmark;
use crate::record::complaint::Complaint;
use crate::record::customer::Customer;
use crate::record::feedback::Feedback;
use crate::record::focus_group::FocusGroup;
use crate::record::indicator::Indicator;
use crate::record::interview::{ConversationKind, Interview};
use crate::record::method::{Method, MethodType};
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::survey::{Frequency, Survey};
use crate::stats::period::Period;
use crate::stats::working_days::calendar_days;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

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
        pitfalls: "A method that asks by surveys has the answers of the surveys that it names in `surveys`, without these of the survey \
               that bears its title, or of those that no other method has. Other records do not say by which method they came about: \
               the newest of the sort that the method yields is taken. Where several methods would share data that way, it cannot be \
               told how old those of each are, and none of them is judged. Data come some time after the period that they speak of.",
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

/// Whether a method asks by surveys.
fn asks(method: &Method) -> bool {
    matches!(
        method.r#type,
        Some(MethodType::Survey | MethodType::SatisfactionAtPointOfService)
    )
}

/// The surveys that are a method's own: those that it names, else those that bear its title.
fn own_surveys(scope: &Scope<'_>, record: &Record, method: &Method) -> BTreeSet<String> {
    if !method.surveys.is_empty() {
        return method.surveys.iter().map(|survey| survey.id().to_owned()).collect();
    }
    let same = |(survey, _): &(&Record, &Survey)| survey.title().to_lowercase() == record.title().to_lowercase();
    let titled = scope.ledger.each::<Survey>().filter(same);
    titled.map(|(survey, _)| survey.id().to_owned()).collect()
}

/// The newest data of a method.
enum Data {
    /// Its own; nothing where there are none, or where the sort leaves no records.
    Own(Option<Date>),
    /// Those that it shares with other methods.
    Shared,
}

/// The newest data of each method of some.
fn data<'a>(scope: &'a Scope<'_>, methods: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, Data> {
    let known: Vec<(&str, &Record, &Method)> = methods
        .filter_map(|id| {
            scope
                .ledger
                .typed::<Method>(id)
                .map(|(record, method)| (id, record, method))
        })
        .collect();
    // Also a method that no plan uses has its surveys.
    let taken: BTreeSet<String> = scope
        .ledger
        .each::<Method>()
        .filter(|(_, method)| asks(method))
        .flat_map(|(record, method)| own_surveys(scope, record, method))
        .collect();
    let is_without = |record: &Record, method: &Method| asks(method) && own_surveys(scope, record, method).is_empty();
    let without = known
        .iter()
        .filter(|(_, record, method)| is_without(record, method))
        .count();
    let mut data = BTreeMap::new();
    for (id, record, method) in &known {
        let Some(sort) = method.r#type else {
            data.insert(*id, Data::Own(None));
            continue;
        };
        let found = if asks(method) {
            let own = own_surveys(scope, record, method);
            match (own.is_empty(), without) {
                (true, 2..) => Data::Shared,
                (true, _) => Data::Own(answered(scope, |survey| !taken.contains(survey))),
                (false, _) => Data::Own(answered(scope, |survey| own.contains(survey))),
            }
        } else {
            let found = newest(scope, sort);
            let same = known.iter().filter(|(_, _, other)| other.r#type == Some(sort)).count();
            match found {
                Some(_) if same > 1 => Data::Shared,
                found => Data::Own(found),
            }
        };
        data.insert(*id, found);
    }
    data
}

/// The day of the newest answer to some surveys.
fn answered(scope: &Scope<'_>, is_meant: impl Fn(&str) -> bool) -> Option<Date> {
    let waves = scope.waves().filter(|answers| {
        let survey = answers.wave.survey.as_ref();
        survey.is_some_and(|survey| is_meant(survey.id()))
    });
    waves
        .flat_map(|answers| answers.respondents.iter().filter_map(|one| one.submitted_on))
        .filter(|day| *day <= scope.as_of)
        .max()
}

/// The day of the newest data of the sort that a method yields other than by surveys; nothing where there are none, or where the sort
/// leaves no records.
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
        // Those of a survey are told apart by `answered`.
        MethodType::Survey
        | MethodType::SatisfactionAtPointOfService
        | MethodType::MysteryShopping
        | MethodType::Observation
        | MethodType::SocialMedia
        | MethodType::FrontLineReport
        | MethodType::Other => None,
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
    let data = data(scope, methods.keys().copied());
    for (id, most) in methods {
        let (day, nothing) = match data.get(id) {
            Some(Data::Own(day)) => (*day, "no data"),
            Some(Data::Shared) => (None, "cannot be told: several methods share the data"),
            None => (None, "no record of the method"),
        };
        let age = day.and_then(|day| calendar_days(day, scope.as_of).ok());
        match (age, most) {
            (_, None) => without.push(id.to_owned()),
            (None, Some(_)) if !data.contains_key(id) => unknown.push(id.to_owned()),
            (None, Some(_)) if matches!(data.get(id), Some(Data::Shared)) => shared.push(id.to_owned()),
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
                day.map_or(RowCell::Nothing(nothing), |day| RowCell::Word(day.to_string())),
                number(age, nothing),
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
        Measurement::not_estimable(METRIC.id(), selection, base, "no plan gives a method a frequency")
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
            "several methods share the data: which are its own is not recorded",
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

    const SURVEYS: &str = "
id: PLN-1
period: \"2025\"
coverage:
  - {method: MTH-1, frequency: half_yearly}
  - {method: MTH-2, frequency: quarterly}
---
id: MTH-1
title: Relationship survey
type: survey
---
id: MTH-2
title: After support
type: satisfaction_at_point_of_service
---
id: SVY-1
title: Relationship survey
version: \"1\"
---
id: SVY-2
title: Effort
version: \"1\"
---
id: WAV-1
survey: SVY-1
survey_version: \"1\"
---
id: WAV-2
survey: SVY-2
survey_version: \"1\"
---
id: RSP-1
wave: WAV-1
submitted_on: 2025-03-01
---
id: RSP-2
wave: WAV-2
submitted_on: 2025-06-28
";

    /// The days of the newest data, by method.
    fn days(made: &crate::measure::measurement::Measurement) -> Vec<String> {
        let crate::measure::measurement::Detail::Rows(rows) = &made.detail else {
            panic!("no rows")
        };
        let day = |row: &super::Row| match &row.cells[0] {
            super::RowCell::Word(day) => day.clone(),
            super::RowCell::Nothing(why) => (*why).to_owned(),
            super::RowCell::Number(..) | super::RowCell::Percent(..) | super::RowCell::Probability(_) => {
                panic!("a number")
            }
        };
        rows.rows.iter().map(day).collect()
    }

    /// As of 2025-06-30 the relationship survey was asked 121 days ago, however new the answers to another survey are.
    #[test]
    fn a_survey_is_no_newer_for_another_one() {
        let made = said("M-PRG-2", &[], SURVEYS);
        assert_eq!(days(&made), ["2025-03-01", "2025-06-28"]);
        let named = SURVEYS.replace("title: After support", "title: After support\nsurveys: [SVY-1]");
        assert_eq!(days(&said("M-PRG-2", &[], &named)), ["2025-03-01", "2025-03-01"]);
    }

    #[test]
    fn of_methods_that_share_their_data_none_is_judged() {
        let apart = SURVEYS.replacen("title: Relationship survey", "title: Once a year", 1);
        let made = said("M-PRG-2", &[], &apart);
        assert!(made.drawn_from.records.is_empty() && made.estimate.is_err());
        assert_eq!(made.excluded[0].ids, ["MTH-1", "MTH-2"]);
        assert!(days(&made).iter().all(|day| day.starts_with("cannot be told")));
    }
}
