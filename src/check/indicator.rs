//! R-IND: series of values.

use super::objective::is_percent;
use super::rule::{Advice, Check, Context, Gate, Report, Rule};
use crate::diag::Severity;
use crate::record::Record;
use crate::record::indicator::{Indicator, IndicatorFrequency, IndicatorKind};
use crate::record::reader::Profile;
use crate::stats::period::{Length, Period};
use std::collections::BTreeMap;

/// Periods that are missing in one gap and told one by one; beyond it the series was interrupted.
const GAP_TOLD: usize = 3;

/// The family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "R-IND-01",
        severity: Severity::Error,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.3.2",
        title: "every series has one value for each period of its length, without gaps",
        explanation: "A line over a gap hides that nobody looked, and a period with two values has none. Add the value, or say in the `note` of the value before or behind the gap why there is none. All periods have the length that `frequency` names.",
        check: Check::Judge(without_gaps),
    },
    Rule {
        id: "R-IND-02",
        severity: Severity::Warning,
        gate: Gate::Records,
        from: Profile::Starter,
        clause: "10004:7.4",
        title: "every value is what its numerator and denominator give",
        explanation: "Value, numerator and denominator are typed in side by side, and one of them is wrong: the value differs from the quotient by more than its rounding. Percentages are counted of 100, rates of 1, 100, 1000, 10 000, 100 000 or a million.",
        check: Check::Judge(quotient),
    },
];

fn length(frequency: IndicatorFrequency) -> Length {
    match frequency {
        IndicatorFrequency::Week => Length::Week,
        IndicatorFrequency::Month => Length::Month,
        IndicatorFrequency::Quarter => Length::Quarter,
        IndicatorFrequency::HalfYear => Length::HalfYear,
        IndicatorFrequency::Year => Length::Year,
    }
}

fn name(length: Length) -> &'static str {
    match length {
        Length::Week => "week",
        Length::Month => "month",
        Length::Quarter => "quarter",
        Length::HalfYear => "half_year",
        Length::Year => "year",
    }
}

fn without_gaps(context: &Context<'_>, report: &mut Report) {
    for (record, indicator) in context.ledger.each::<Indicator>() {
        report.looks_at(record);
        let values = indicator.values.iter().enumerate();
        let dated = values.filter_map(|(index, value)| Some((Period::parse(value.period.as_deref()?)?, index)));
        let mut dated: Vec<(Period, usize)> = dated.collect();
        dated.sort_by_key(|(period, index)| (period.days().0, *index));
        if let Some(frequency) = indicator.frequency.map(length) {
            for (period, index) in dated.iter().filter(|(period, _)| period.length() != frequency) {
                let message = format!(
                    "`{period}` in `{}` is no {}",
                    record.id(),
                    name(frequency).replace('_', " ")
                );
                report
                    .fault(record, &format!("values[{index}].period"), message)
                    .beside(record.place("frequency"), "the length of its periods")
                    .advise("give all values the same length of period");
            }
            dated.retain(|(period, _)| period.length() == frequency);
        }
        let mut first: BTreeMap<Period, usize> = BTreeMap::new();
        for (period, index) in &dated {
            if let Some(earlier) = first.insert(*period, *index) {
                report
                    .fault(
                        record,
                        &format!("values[{index}].period"),
                        format!("`{}` has two values for `{period}`", record.id()),
                    )
                    .beside(record.place(&format!("values[{earlier}].period")), "first here")
                    .advise("keep one; a corrected value has the status `revised`");
            }
        }
        for pair in dated.windows(2) {
            let [(before, at), (after, index)] = pair else { continue };
            gap(record, indicator, (*before, *at), (*after, *index), report);
        }
    }
}

fn gap(record: &Record, indicator: &Indicator, before: (Period, usize), after: (Period, usize), report: &mut Report) {
    if before.0.length() != after.0.length() {
        return;
    }
    let start = after.0.days().0;
    let missing: Vec<Period> = std::iter::successors(Some(before.0.next()), |period| Some(period.next()))
        .take_while(|period| period.days().0 < start)
        .take(1000)
        .collect();
    let has_note = |index: usize| indicator.values.get(index).is_some_and(|value| value.note.is_some());
    if missing.is_empty() || has_note(before.1) || has_note(after.1) {
        return;
    }
    let names: Vec<String> = missing
        .iter()
        .take(GAP_TOLD)
        .map(|period| format!("`{period}`"))
        .collect();
    let more = match missing.len() - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "`{}` has no value for {}{more}, between `{}` and `{}`",
        record.id(),
        names.join(", "),
        before.0,
        after.0
    );
    report
        .fault(record, &format!("values[{}].period", after.1), message)
        .beside(
            record.place(&format!("values[{}].period", before.1)),
            "the value before it",
        )
        .advise("add the value, or say in the `note` of a neighbour why there is none");
}

fn quotient(context: &Context<'_>, report: &mut Report) {
    for (record, indicator) in context.ledger.each::<Indicator>() {
        for (index, value) in indicator.values.iter().enumerate() {
            let (Some(found), Some(part), Some(whole)) = (value.value, value.numerator, value.denominator) else {
                continue;
            };
            report.looks_at(record);
            let period = value.period.as_deref().unwrap_or("?");
            let path = format!("values[{index}]");
            if whole <= 0.0 {
                report
                    .fault(
                        record,
                        &format!("{path}.denominator"),
                        format!("the denominator of `{}` for `{period}` is not above 0", record.id()),
                    )
                    .advise("leave numerator and denominator out where there was nothing to count");
                continue;
            }
            if indicator.kind == Some(IndicatorKind::Proportion) && part > whole {
                report
                    .fault(
                        record,
                        &format!("{path}.numerator"),
                        format!(
                            "the numerator of `{}` for `{period}` is larger than the denominator",
                            record.id()
                        ),
                    )
                    .beside(record.place(&format!("{path}.denominator")), "the denominator")
                    .advise("a part cannot exceed its whole");
                continue;
            }
            if !fits(record, index, found, part / whole, bases(indicator)) {
                let given = nearest(found, part / whole, bases(indicator));
                report
                    .fault(
                        record,
                        &format!("{path}.value"),
                        format!(
                            "`{}` for `{period}` is {found}, and {part} of {whole} is {given}",
                            record.id()
                        ),
                    )
                    .beside(record.place(&format!("{path}.numerator")), "the numerator")
                    .beside(record.place(&format!("{path}.denominator")), "the denominator")
                    .advise("correct the one of the three that is wrong");
            }
        }
    }
}

/// What a quotient may be multiplied by to give the value. None where nobody can say how the three belong together.
fn bases(indicator: &Indicator) -> &'static [f64] {
    match indicator.kind {
        _ if is_percent(indicator) => &[100.0],
        Some(IndicatorKind::Proportion | IndicatorKind::Mean | IndicatorKind::Ratio) => &[1.0, 100.0],
        Some(IndicatorKind::Rate) => &[1.0, 100.0, 1000.0, 10_000.0, 100_000.0, 1_000_000.0],
        _ => &[],
    }
}

/// Whether a value is a quotient, of 100 or another usual base, within the rounding of what was written.
fn fits(record: &Record, index: usize, value: f64, quotient: f64, bases: &[f64]) -> bool {
    let written = record
        .node
        .at(&format!("values[{index}].value"))
        .and_then(|node| node.text())
        .unwrap_or_default();
    let decimals = written
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len().min(12));
    let rounding = (0..decimals).fold(0.5, |half, _| half / 10.0);
    bases.is_empty()
        || bases
            .iter()
            .any(|base| (value - quotient * base).abs() <= rounding + 1e-9)
}

/// The quotient on the base that comes nearest to the value, with four decimals.
fn nearest(value: f64, quotient: f64, bases: &[f64]) -> f64 {
    let given = bases.iter().map(|base| quotient * base);
    let far = |given: &f64| (given - value).abs();
    let given = given
        .min_by(|one, other| far(one).total_cmp(&far(other)))
        .unwrap_or(quotient);
    (given * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
pub(super) mod tests {
    use crate::check::tests::{Case, run};

    pub(crate) const CASES: &[Case] = &[
        Case {
            what: "a series has each period once",
            rule: "R-IND-01",
            breaks: "
id: IND-1
frequency: quarter
values:
  - {period: 2024-Q4, value: 1}
  - {period: 2024-Q1, value: 1}
  - {period: 2024-Q4, value: 2}
  - {period: 2025-01, value: 1}
---
id: IND-2
values: [{period: 2024-01, value: 1}, {period: 2024-08, value: 1}]
",
            says: &[
                "a.yaml:5:14: error[R-IND-01]: `IND-1` has no value for `2024-Q2`, `2024-Q3`, between `2024-Q1` and `2024-Q4`",
                "a.yaml:7:14: error[R-IND-01]: `IND-1` has two values for `2024-Q4`",
                "a.yaml:8:14: error[R-IND-01]: `2025-01` in `IND-1` is no quarter",
                "a.yaml:11:48: error[R-IND-01]: `IND-2` has no value for `2024-02`, `2024-03`, `2024-04` and 3 more, between `2024-01` and `2024-08`",
            ],
            keeps: "
id: IND-1
frequency: quarter
values:
  - {period: 2024-Q4, value: 1}
  - {period: 2025-Q1, value: 1}
  - {period: 2025-Q2, value: 1}
---
id: IND-2
values: [{period: 2024-01, value: 1, note: the counter was broken until July}, {period: 2024-08, value: 1}]
",
        },
        Case {
            what: "a value is its quotient within its rounding",
            rule: "R-IND-02",
            breaks: "
id: IND-1
kind: proportion
unit: percent
values:
  - {period: 2024-Q1, value: 61, numerator: 45, denominator: 75}
  - {period: 2024-Q2, value: 61, numerator: 47, denominator: 0}
  - {period: 2024-Q3, value: 104, numerator: 78, denominator: 75}
---
id: IND-2
kind: rate
values: [{period: 2024-Q1, value: 3.5, numerator: 31, denominator: 9100}]
",
            says: &[
                "a.yaml:6:30: warning[R-IND-02]: `IND-1` for `2024-Q1` is 61, and 45 of 75 is 60",
                "a.yaml:7:62: warning[R-IND-02]: the denominator of `IND-1` for `2024-Q2` is not above 0",
                "a.yaml:8:46: warning[R-IND-02]: the numerator of `IND-1` for `2024-Q3` is larger than the denominator",
                "a.yaml:12:35: warning[R-IND-02]: `IND-2` for `2024-Q1` is 3.5, and 31 of 9100 is 3.4066",
            ],
            keeps: "
id: IND-1
kind: proportion
unit: percent
values:
  - {period: 2024-Q1, value: 60, numerator: 45, denominator: 75}
  - {period: 2024-Q2, value: 61.0, numerator: 47, denominator: 77}
---
id: IND-2
kind: rate
values: [{period: 2024-Q1, value: 3.41, numerator: 31, denominator: 9100}]
---
id: IND-3
kind: median
values: [{period: 2024-Q1, value: 3.4, numerator: 31, denominator: 9100}]
",
        },
    ];

    #[test]
    fn cases() {
        run(CASES);
    }
}
