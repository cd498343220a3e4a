//! R-PLN: the monitoring plan.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::Record;
use crate::record::method::{Directness, Method};
use crate::record::monitoring_plan::MonitoringPlan;
use crate::record::reader::Profile;
use crate::record::segment::Segment;
use crate::record::types;
use crate::stats::period::Period;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-PLN-01",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "10004:6.2",
        title: "the plan in force reaches every active segment or says why not",
        explanation: "Customers whom no method reaches are not heard. Add the segment to `coverage`, or to `not_covered` with a reason. Segments of a further dimension are reached when every segment of another dimension is, since each customer belongs to one of each.",
        check: Check::Judge(covers),
    },
    Rule {
        id: "R-PLN-02",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:6.2",
        title: "no two active plans are for the same days",
        explanation: "With two plans for one period nobody can say what was planned. End the earlier one before the later one begins, or retire it.",
        check: Check::Judge(apart),
    },
    Rule {
        id: "R-PLN-03",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:9.1.2,10004:7.3.1",
        title: "every active plan has a method that asks customers themselves",
        explanation: "Deliveries on time, returns and complaints tell what happened, not how customers saw it. Plan a method with `directness: direct` as well: a survey, interviews, calls. Plans that name no method at all are told by the required fields.",
        check: Check::Judge(asks),
    },
];

fn asks(context: &Context<'_>, report: &mut Report) {
    for (record, plan) in active(context) {
        let named = plan
            .methods
            .iter()
            .chain(plan.coverage.iter().filter_map(|coverage| coverage.method.as_ref()));
        let methods: Vec<&Method> = named
            .filter_map(|method| context.ledger.typed::<Method>(method.id()))
            .map(|(_, method)| method)
            .collect();
        // Of a method of which nobody says what it is nothing is claimed either.
        if methods.is_empty() || methods.iter().any(|method| method.directness.is_none()) {
            continue;
        }
        report.looks_at(record);
        if !methods
            .iter()
            .any(|method| method.directness == Some(Directness::Direct))
        {
            report
                .fault(
                    record,
                    "methods",
                    format!("`{}` has no method that asks customers themselves", record.id()),
                )
                .advise("plan a direct method: a survey, interviews or calls");
        }
    }
}

/// First and last day of a plan.
pub(super) fn days(plan: &MonitoringPlan) -> Option<(Date, Date)> {
    match plan.period.as_ref()? {
        types::Period::Named(name) => Some(Period::parse(name)?.days()),
        types::Period::Range(range) => Some((range.from?, range.to?)),
    }
}

fn active<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Record, &'a MonitoringPlan)> {
    context
        .ledger
        .each::<MonitoringPlan>()
        .filter(|(record, _)| !record.is_settled())
}

fn covers(context: &Context<'_>, report: &mut Report) {
    let in_force =
        |plan: &MonitoringPlan| days(plan).is_some_and(|(from, to)| from <= context.as_of && context.as_of <= to);
    let plans: Vec<_> = active(context).filter(|(_, plan)| in_force(plan)).collect();
    for (record, plan) in plans {
        report.looks_at(record);
        let mut dimensions: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for (segment, data) in context
            .ledger
            .each::<Segment>()
            .filter(|(segment, _)| !segment.is_settled())
        {
            dimensions
                .entry(data.dimension.as_deref().unwrap_or_default())
                .or_default()
                .push(segment);
        }
        let whole: BTreeSet<&str> = dimensions
            .iter()
            .filter(|(_, segments)| segments.iter().all(|segment| plan.deals_with(segment.id())))
            .map(|(dimension, _)| *dimension)
            .collect();
        for segments in dimensions.values() {
            // A dimension of which the plan names nothing is no division it works with, once another one is whole.
            let named = segments.iter().any(|segment| plan.deals_with(segment.id()));
            if !named && !whole.is_empty() {
                continue;
            }
            for segment in segments.iter().filter(|segment| !plan.deals_with(segment.id())) {
                let message = format!("`{}` neither reaches `{}` nor says why not", record.id(), segment.id());
                report
                    .fault(record, "coverage", message)
                    .beside(segment.id_place(), "the segment")
                    .advise("add it to `coverage`, or to `not_covered` with a reason");
            }
        }
    }
}

fn apart(context: &Context<'_>, report: &mut Report) {
    let mut plans: Vec<_> = active(context)
        .filter_map(|(record, plan)| Some((days(plan)?, record)))
        .collect();
    plans.sort_by_key(|(days, _)| *days);
    for (_, record) in &plans {
        report.looks_at(record);
    }
    for pair in plans.windows(2) {
        let [((_, first_end), first), ((begins, _), second)] = pair else {
            continue;
        };
        if begins <= first_end {
            let message = format!(
                "`{}` begins on {begins}, and `{}` is in force until {first_end}",
                second.id(),
                first.id()
            );
            report
                .fault(second, "period", message)
                .beside(first.place("period"), look::written(first, "id"))
                .advise("end one before the other begins, or set the status of the older one to `retired`");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a plan reaches every segment or says why not",
            rule: "R-PLN-01",
            breaks: "
id: PLN-1
period: 2025
coverage: [{segment: SEG-A}]
not_covered: [{segment: SEG-B}]
---
id: SEG-A
dimension: industry
---
id: SEG-B
dimension: industry
---
id: SEG-C
dimension: size
",
            says: &[
                "a.yaml:4:1: warning[R-PLN-01]: `PLN-1` neither reaches `SEG-B` nor says why not",
                "a.yaml:4:1: warning[R-PLN-01]: `PLN-1` neither reaches `SEG-C` nor says why not",
            ],
            keeps: "
id: PLN-1
period: {from: 2025-01-01, to: 2025-12-31}
coverage: [{segment: SEG-A}]
not_covered: [{segment: SEG-B, reason: a}]
---
id: PLN-2
period: 2024
---
id: SEG-A
dimension: industry
---
id: SEG-B
dimension: industry
---
id: SEG-C
dimension: size
---
id: SEG-D
dimension: industry
status: retired
",
        },
        Case {
            what: "a day has one plan",
            rule: "R-PLN-02",
            breaks: "
id: PLN-1
period: 2025
---
id: PLN-2
period: {from: 2025-12-01, to: 2026-11-30}
",
            says: &[
                "a.yaml:6:1: error[R-PLN-02]: `PLN-2` begins on 2025-12-01, and `PLN-1` is in force until 2025-12-31",
            ],
            keeps: "
id: PLN-1
period: 2025
---
id: PLN-2
period: 2026
---
id: PLN-3
status: retired
period: 2025
",
        },
        Case {
            what: "a plan asks customers themselves",
            rule: "R-PLN-03",
            breaks: "
id: PLN-1
methods: [MTH-1]
---
id: MTH-1
directness: indirect
",
            says: &["a.yaml:3:1: warning[R-PLN-03]: `PLN-1` has no method that asks customers themselves"],
            keeps: "
id: PLN-1
methods: [MTH-1]
coverage: [{method: MTH-2}]
---
id: PLN-2
status: retired
methods: [MTH-1]
---
id: PLN-3
methods: []
---
id: MTH-1
directness: indirect
---
id: MTH-2
directness: direct
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
