//! R-OBJ: objectives that can be measured and mean something.

use super::look;
use super::rule::{Advice, Check, Context, Gate, Measured, Report, Rule};
use crate::diag::Severity;
use crate::measure::objective::{self, Data};
use crate::record::indicator::{Indicator, IndicatorKind};
use crate::record::objective::{Misfit, Objective, ObjectiveDirection, ObjectiveStatus, TargetKind};
use crate::record::reader::Profile;
use crate::settings::measure::Sort;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-OBJ-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Standard,
        clause: "9001:6.2.1",
        title: "every active objective says what it is measured by, where it stood and what is to be reached by when",
        explanation: "Without metric, baseline, target with its kind, day and owner nobody can say later whether it was reached; without the intended use nobody knows what hangs on it (asked for in the profile `audit`). A level that is to be kept needs no baseline.",
        check: Check::Judge(complete),
    },
    Rule {
        id: "R-OBJ-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:6.1",
        title: "every target can be reached, is better than the baseline, and means the same whatever the scale",
        explanation: "A target beyond the range of its metric cannot be reached. One on the other side of the baseline than `direction` says is reached before anything was done: mostly a sign is missing, `points: 20` for a fall by 20. A percentage of a baseline of 0 is nothing, and a test (`evidence_level: test`) is one of a change from a baseline. Such objectives are not judged. A relative target (`relative_percent`) needs a true zero: a net promoter score of 5 raised by 20 % is 6, one of -5 gets worse; for scores, gaps and differences use `points` or `absolute`. On a bounded index (`M-SAT-3`, `M-SAT-6`) a percentage depends on where the scale begins; that is told as information, and the site shows the change on the raw scale beside it.",
        check: Check::Judge(sensible),
    },
    Rule {
        id: "R-OBJ-03",
        severity: Severity::Warning,
        gate: Gate::Numbers,
        from: Profile::Starter,
        clause: "9001:6.2.1",
        title: "every objective has data of the present period",
        explanation: "The newest value of the metric is older than twelve months, or there is none, so nobody can see whether the objective will be reached. Collect the data, or choose a metric that has them.",
        check: Check::Measured(has_data),
    },
];

fn is_active(objective: &Objective) -> bool {
    matches!(objective.status, None | Some(ObjectiveStatus::Active))
}

fn complete(context: &Context<'_>, report: &mut Report) {
    for (record, objective) in context
        .ledger
        .each::<Objective>()
        .filter(|(_, objective)| is_active(objective))
    {
        report.looks_at(record);
        let keeps = objective.direction.is_some_and(ObjectiveDirection::is_maintain);
        let target = objective.target.as_ref();
        let audit = context.profile() == Profile::Audit;
        let baseline = objective.baseline.as_ref().and_then(|baseline| baseline.value);
        let needed = [
            ("`metric`", objective.metric.is_some()),
            ("`baseline`", baseline.is_some() || keeps),
            ("`target`", target.and_then(|target| target.value).is_some()),
            ("`target.kind`", target.is_none_or(|target| target.kind.is_some())),
            ("`due`", objective.due.is_some()),
            ("`owner`", record.envelope.owner.is_some()),
            ("`intended_use`", objective.intended_use.is_some() || !audit),
        ];
        let missing: Vec<&str> = needed
            .iter()
            .filter(|(field, there)| !there && !look::unread(record, field.trim_matches('`')))
            .map(|(field, _)| *field)
            .collect();
        if !missing.is_empty() {
            let field = if record.node.get("status").is_some() {
                "status"
            } else {
                "id"
            };
            report
                .fault(
                    record,
                    field,
                    format!("`{}` is active without {}", record.id(), look::listed(&missing)),
                )
                .advise("fill it in, or set the status to `draft` until it is agreed");
        }
    }
}

/// Metrics that are a share in percent.
pub(crate) const PERCENT: &[&str] = &[
    "M-SAT-1", "M-SAT-2", "M-GAP-4", "M-GAP-5", "M-GAP-7", "M-SMP-1", "M-SMP-2", "M-DQ-1", "M-DQ-2", "M-CMP-3",
    "M-CMP-6", "M-CMP-8", "M-CMP-9", "M-CMP-10", "M-CMP-12", "M-CMP-14", "M-CMP-15", "M-CMP-16", "M-CMP-18", "M-CPS-1",
    "M-CPS-2", "M-CPS-3", "M-CPS-4", "M-DSP-3", "M-COD-1", "M-RET-1", "M-RET-2", "M-IND-1", "M-BMK-2", "M-QUA-1",
    "M-QUA-3", "M-PRG-1", "M-COM-1", "M-COM-2", "M-REV-1", "M-REV-2", "M-ACT-1", "M-ACT-4", "M-ACT-5", "M-TRC-1",
    "M-TRC-2", "M-TRC-3", "M-TRC-4", "M-TRC-5", "M-TRC-6", "M-TRC-8", "M-REC-4", "M-REC-6",
];

/// Metrics that cannot be negative and have no upper end: rates, times, counts, ratios.
const UNBOUNDED: &[&str] = &[
    "M-CMP-1", "M-CMP-2", "M-CMP-4", "M-CMP-5", "M-CMP-7", "M-CMP-13", "M-CMP-20", "M-DSP-1", "M-DSP-2", "M-DSP-4",
    "M-COD-2", "M-IND-2", "M-IND-3", "M-IND-4", "M-ACT-2", "M-ACT-3", "M-ACT-6", "M-REC-1", "M-REC-2", "M-REC-3",
    "M-REC-5", "M-TRC-7",
];

/// Between which values a metric can lie, where that is certain.
fn range(context: &Context<'_>, metric: &str) -> Option<(f64, f64)> {
    match metric {
        "M-SAT-6" | "M-SAT-7" => Some((0.0, 100.0)),
        "M-SAT-4" | "M-GAP-1" | "M-GAP-2" | "M-GAP-6" => Some((-100.0, 100.0)),
        "M-QUA-2" => Some((-1.0, 1.0)),
        metric if PERCENT.contains(&metric) => Some((0.0, 100.0)),
        metric if UNBOUNDED.contains(&metric) => Some((0.0, f64::INFINITY)),
        metric => {
            if let Some(own) = context.settings.own_measures.iter().find(|own| own.id() == metric) {
                return match own.sort {
                    Sort::Share => Some((0.0, 100.0)),
                    Sort::Count => Some((0.0, f64::INFINITY)),
                    Sort::Ratio | Sort::Mean | Sort::Median => None,
                };
            }
            let (_, indicator) = context.ledger.typed::<Indicator>(metric)?;
            match indicator.kind? {
                IndicatorKind::Proportion if is_percent(indicator) => Some((0.0, 100.0)),
                IndicatorKind::Proportion => Some((0.0, 1.0)),
                IndicatorKind::Count | IndicatorKind::Rate => Some((0.0, f64::INFINITY)),
                _ => None,
            }
        }
    }
}

/// Whether an indicator's values are percentages rather than shares of 1.
pub(super) fn is_percent(indicator: &Indicator) -> bool {
    let unit = indicator.unit.as_deref().unwrap_or_default().to_lowercase();
    unit.contains('%') || unit.contains("percent") || unit.contains("per cent") || unit.contains("prozent")
}

fn sensible(context: &Context<'_>, report: &mut Report) {
    for (record, objective) in context.ledger.each::<Objective>() {
        let (Some(metric), Some(target)) = (objective.metric.as_deref(), &objective.target) else {
            continue;
        };
        report.looks_at(record);
        if target.kind == Some(TargetKind::RelativePercent) {
            if objective::is_without_zero(metric) {
                let message = format!(
                    "`{}` asks for a percentage of `{metric}`, which has no true zero",
                    record.id()
                );
                report
                    .fault(record, "target.kind", message)
                    .beside(record.place("metric"), "the metric")
                    .advise("use `points` or `absolute`");
            } else if matches!(metric, "M-SAT-3" | "M-SAT-6") {
                let message = format!(
                    "`{}` asks for a percentage of `{metric}`, which depends on where its scale begins",
                    record.id()
                );
                report
                    .remark(record, "target.kind", message)
                    .beside(record.place("metric"), "the metric")
                    .advise("keep the scale as it is; the site shows the change on the raw scale beside it");
            }
        }
        if let Some(misfit) = objective.misfit() {
            let hint = match misfit {
                Misfit::PercentOfNothing { .. } => "use `points` or `absolute`",
                Misfit::WrongWay { .. } => {
                    "correct the sign or the kind of the target, or `direction`; a fall is written as a negative change"
                }
            };
            report
                .fault(
                    record,
                    "target.value",
                    format!("the target of `{}` cannot be meant: {}", record.id(), misfit.reason()),
                )
                .beside(record.place("baseline"), "the baseline")
                .advise(hint);
        }
        if objective.is_test_of_nothing() {
            let message = format!(
                "`{}` asks for a test of the change from its baseline, and has none",
                record.id()
            );
            report
                .fault(record, "evidence_level", message)
                .advise("write the baseline, or choose `point` or `interval`");
        }
        let (Some(level), Some((low, high))) = (objective.target_level(), range(context, metric)) else {
            continue;
        };
        if level < low - 1e-9 || level > high + 1e-9 {
            let reach = if high.is_finite() {
                format!("lies between {low} and {high}")
            } else {
                format!("is never below {low}")
            };
            let level = (level * 100.0).round() / 100.0;
            let message = format!("`{}` is to bring `{metric}` to {level}, and it {reach}", record.id());
            report
                .fault(record, "target.value", message)
                .beside(record.place("metric"), "the metric")
                .advise("correct the target or its kind: `points` and `relative_percent` are added to the baseline");
        }
    }
}

fn has_data(measured: &Measured<'_>, report: &mut Report) {
    for (record, objective) in measured
        .context
        .ledger
        .each::<Objective>()
        .filter(|(_, objective)| is_active(objective) && objective.metric.is_some())
    {
        let message = match objective::data(measured.scope, objective) {
            // Nothing is known of the data of a metric that this version does not measure.
            Data::NotMeasured(_) => continue,
            Data::Open(reason) => {
                report
                    .remark(
                        record,
                        "metric",
                        format!("`{}` cannot be measured: {reason}", record.id()),
                    )
                    .advise("name the survey and the question in `metric_filter`");
                continue;
            }
            Data::Present => {
                report.looks_at(record);
                continue;
            }
            Data::Old(end) => format!(
                "the metric of `{}` has no data of the last twelve months: the newest end on {end}",
                record.id()
            ),
            Data::None(reason) => format!("the metric of `{}` has no value: {reason}", record.id()),
        };
        report
            .fault(record, "metric", message)
            .advise("collect the data, correct `metric` or `metric_filter`, or choose a metric that has them");
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run, told};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "an active objective has everything that makes it one",
            rule: "R-OBJ-01",
            breaks: "
id: OBJ-1
status: active
owner: ROL-A
metric: M-SAT-1
direction: increase
target: {value: 90, kind: absolute}
due: 2025-12-31
intended_use: a
---
id: OBJ-2
target: {value: 90}
---
id: ROL-A
",
            says: &[
                "a.yaml:3:9: error[R-OBJ-01]: `OBJ-1` is active without `baseline`",
                "a.yaml:11:5: error[R-OBJ-01]: `OBJ-2` is active without `metric`, `baseline`, `target.kind`, `due`, `owner` and `intended_use`",
            ],
            keeps: "
id: OBJ-1
status: active
owner: ROL-A
metric: M-SAT-1
direction: maintain_at_least
target: {value: 90, kind: absolute}
due: 2025-12-31
intended_use: a
---
id: OBJ-2
status: draft
---
id: ROL-A
",
        },
        Case {
            what: "targets lie in the range of their metric and are no percentage of a difference",
            rule: "R-OBJ-02",
            breaks: "
id: OBJ-1
metric: M-SAT-4
baseline: {value: 5}
target: {value: 20, kind: relative_percent}
---
id: OBJ-2
metric: M-SAT-1
baseline: {value: 90}
target: {value: 20, kind: points}
---
id: OBJ-3
metric: M-SAT-6
baseline: {value: 62}
target: {value: 20, kind: relative_percent}
---
id: IND-1
kind: proportion
unit: share
---
id: OBJ-4
metric: IND-1
target: {value: 90, kind: absolute}
",
            says: &[
                "a.yaml:5:27: warning[R-OBJ-02]: `OBJ-1` asks for a percentage of `M-SAT-4`, which has no true zero",
                "a.yaml:10:17: warning[R-OBJ-02]: `OBJ-2` is to bring `M-SAT-1` to 110, and it lies between 0 and 100",
                "a.yaml:15:27: information[R-OBJ-02]: `OBJ-3` asks for a percentage of `M-SAT-6`, which depends on where its scale begins",
                "a.yaml:23:17: warning[R-OBJ-02]: `OBJ-4` is to bring `IND-1` to 90, and it lies between 0 and 1",
            ],
            keeps: "
id: OBJ-1
metric: M-SAT-4
baseline: {value: 5}
target: {value: 20, kind: points}
---
id: OBJ-2
metric: M-CMP-13
baseline: {value: 20}
target: {value: -30, kind: relative_percent}
---
id: IND-1
kind: proportion
unit: percent
---
id: OBJ-4
metric: IND-1
target: {value: 100, kind: absolute}
",
        },
        Case {
            what: "a target is better than the baseline",
            rule: "R-OBJ-02",
            breaks: "
id: OBJ-1
metric: M-SAT-1
direction: increase
baseline: {value: 0}
target: {value: 20, kind: relative_percent}
---
id: OBJ-2
metric: M-SAT-1
direction: increase
baseline: {value: 50}
target: {value: 40, kind: absolute}
---
id: OBJ-3
metric: M-SAT-2
direction: decrease
baseline: {value: 50}
target: {value: 20, kind: points}
---
id: OBJ-4
metric: M-SAT-2
direction: decrease
baseline: {value: 50}
target: {value: 50, kind: relative_percent}
---
id: OBJ-5
metric: M-SAT-1
direction: maintain_at_least
target: {value: 70, kind: absolute}
evidence_level: test
",
            says: &[
                "a.yaml:6:17: warning[R-OBJ-02]: the target of `OBJ-1` cannot be meant: a percentage of a baseline of 0 means nothing",
                "a.yaml:12:17: warning[R-OBJ-02]: the target of `OBJ-2` cannot be meant: it is to increase, and the level to be reached, 40, lies below the baseline of 50",
                "a.yaml:18:17: warning[R-OBJ-02]: the target of `OBJ-3` cannot be meant: it is to decrease, and the level to be reached, 70, lies above the baseline of 50",
                "a.yaml:24:17: warning[R-OBJ-02]: the target of `OBJ-4` cannot be meant: it is to decrease, and the level to be reached, 75, lies above the baseline of 50",
                "a.yaml:30:17: warning[R-OBJ-02]: `OBJ-5` asks for a test of the change from its baseline, and has none",
            ],
            keeps: "
id: OBJ-1
metric: M-SAT-1
direction: increase
baseline: {value: 50}
target: {value: 50, kind: absolute}
---
id: OBJ-2
metric: M-SAT-2
direction: decrease
baseline: {value: 50}
target: {value: -20, kind: points}
---
id: OBJ-3
metric: M-SAT-1
direction: maintain_at_least
baseline: {value: 75}
target: {value: 70, kind: absolute}
evidence_level: test
",
        },
        Case {
            what: "an active objective has data of the present period",
            rule: "R-OBJ-03",
            breaks: "
id: IND-1
kind: median
values: [{period: 2024-Q1, value: 7}]
---
id: IND-2
---
id: OBJ-1
metric: IND-1
---
id: OBJ-2
metric: IND-2
---
id: OBJ-3
metric: IND-1
metric_filter: {colour: red}
",
            says: &[
                "a.yaml:9:9: warning[R-OBJ-03]: the metric of `OBJ-1` has no data of the last twelve months: the newest end on 2024-03-31",
                "a.yaml:12:9: warning[R-OBJ-03]: the metric of `OBJ-2` has no value: no period of `IND-2` is over and has a value",
                "a.yaml:15:9: warning[R-OBJ-03]: the metric of `OBJ-3` has no value: a metric cannot be narrowed by `colour`",
            ],
            keeps: "
id: IND-1
kind: median
values: [{period: 2025-Q1, value: 7}]
---
id: OBJ-1
metric: IND-1
---
id: OBJ-2
status: achieved
metric: IND-2
---
id: OBJ-3
metric: M-XYZ-9
---
id: IND-2
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }

    #[test]
    fn a_starter_needs_no_baseline() {
        let files = "-- tenfour.toml --\nprofile = \"starter\"\n-- a.yaml --\nid: OBJ-1\nmetric: M-SAT-1\ntarget: {value: 90, kind: absolute}\ndue: 2025-12-31\n";
        assert!(told("R-OBJ-01", files).is_empty());
    }
}
