//! The rules: one list, one family a file. Adding a rule is a function with its text in its family's file and a line in
//! that family's slice.
//!
//! In: the ledger and what judges it. Out: for every rule what it looked at and what failed, so that the site shows what
//! passed as well.

pub mod general;
pub mod reading;
pub mod rule;

use crate::diag::{Diagnostic, Diagnostics};
use rule::{Check, Context, Gate, Report, Rule};
use std::collections::BTreeMap;

/// The families in the order of the catalogue.
const FAMILIES: &[&[Rule]] = &[reading::RULES, general::RULES];

/// Every rule, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().copied().flatten()
}

/// The rule with an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

/// Ids of all rules.
pub fn ids() -> Vec<&'static str> {
    rules().map(|rule| rule.id).collect()
}

/// How a rule came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// It applied to so many records and failed on none.
    Passed(usize),
    /// It failed on some of the records it applied to.
    Failed {
        /// Records it failed on; for rules of reading, the faults told.
        failed: usize,
        /// Records it applied to, where that is known.
        of: Option<usize>,
    },
    /// There was nothing to judge.
    NotApplicable(&'static str),
    /// The project's settings switch it off.
    Off,
    /// This version does not judge it.
    NotYet,
}

/// A rule with its state and what it told.
#[derive(Debug)]
pub struct Outcome {
    /// The rule.
    pub rule: &'static Rule,
    /// How it came out.
    pub state: State,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id)
    }
}

/// Judges the rules of the records' gate and adds what they tell to the diagnostics.
///
/// In: the context; the diagnostics of reading and linking, with the project's severities. Out: a report a rule that judged.
pub fn records(context: &Context<'_>, diagnostics: &mut Diagnostics) -> BTreeMap<&'static str, Report> {
    let mut reports = BTreeMap::new();
    for rule in rules().filter(|rule| rule.gate == Gate::Records) {
        if let Check::Judge(judge) = rule.check {
            let mut report = Report::new(rule.id, rule.severity);
            judge(context, &mut report);
            diagnostics.extend(report.diagnostics().iter().cloned());
            reports.insert(rule.id, report);
        }
    }
    reports
}

/// How every rule came out.
///
/// In: reports of the rules that judged, all diagnostics, the settings' severities, and how many records were read.
pub fn outcomes(
    reports: &BTreeMap<&'static str, Report>,
    diagnostics: &[&Diagnostic],
    off: impl Fn(&str) -> bool,
    records: usize,
) -> Vec<Outcome> {
    let told = |id: &str| diagnostics.iter().filter(|found| found.rule == id).count();
    let state = |rule: &Rule| match (rule.check, reports.get(rule.id)) {
        _ if off(rule.id) => State::Off,
        (Check::NotYet, _) => State::NotYet,
        (Check::Judge(_), Some(report)) => match (report.looked_at(), report.failed().len()) {
            (0, _) => State::NotApplicable("no record is concerned"),
            (all, 0) => State::Passed(all),
            (all, failed) => State::Failed { failed, of: Some(all) },
        },
        (Check::Judge(_), None) => State::NotApplicable("not judged in this run"),
        (Check::ByStation, _) => match told(rule.id) {
            0 => State::Passed(records),
            failed => State::Failed { failed, of: None },
        },
    };
    rules()
        .map(|rule| Outcome {
            rule,
            state: state(rule),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_every_rule_is_explained() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
            assert!(rule.id.starts_with("R-"), "{}", rule.id);
            assert!(
                rule.title.len() > 10 && !rule.title.ends_with('.'),
                "{} needs a title",
                rule.id
            );
            assert!(rule.explanation.len() > 40, "{} needs an explanation", rule.id);
        }
    }
}
