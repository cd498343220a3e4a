//! R-PRM: promises to customers.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::promise::Promise;
use crate::record::reader::Profile;

/// The family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "R-PRM-01",
    severity: Severity::Warning,
    gate: Gate::Records,
    from: Profile::Standard,
    clause: "10001:6.5",
    title: "every promise that can be measured is measured",
    explanation: "The promise names a level, so it can be counted how often it is kept. Name the series in `indicator`, or begin one.",
    check: Check::Judge(measured),
}];

fn measured(context: &Context<'_>, report: &mut Report) {
    let promises = context.ledger.each::<Promise>();
    for (record, promise) in promises.filter(|(record, promise)| promise.is_measurable() && !record.is_settled()) {
        report.looks_at(record);
        if promise.indicator.is_none() && !look::unread(record, "indicator") {
            report
                .fault(
                    record,
                    "level",
                    format!(
                        "`{}` promises a level, and no indicator shows whether it is kept",
                        record.id()
                    ),
                )
                .advise("name the series in `indicator`");
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[Case {
        what: "a promise with a level has an indicator",
        rule: "R-PRM-01",
        breaks: "
id: PRM-1
level: {value: 2, unit: working days, comparator: at_most}
",
        says: &["a.yaml:3:1: warning[R-PRM-01]: `PRM-1` promises a level, and no indicator shows whether it is kept"],
        keeps: "
id: PRM-1
level: {value: 2, unit: working days, comparator: at_most}
indicator: IND-1
---
id: PRM-2
---
id: PRM-3
status: retired
level: {value: 2}
",
    }];

    #[test]
    fn cases() {
        run(CASES);
    }
}
