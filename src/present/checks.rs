//! The checks page: every rule with how it came out, passes included, and every diagnostic with its line.

use super::diagnostic::{self, DiagnosticView};
use super::methods::rule_path;
use super::page::{Job, Links, Page, Site, value};
use crate::check::{Outcome, State};
use crate::record::schema::label;
use serde::Serialize;

/// The checks page.
pub(super) const PAGE: Page = Page { name: "checks", jobs };

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let view = Box::new(|site: &Site<'_>, links: &Links<'_>| Ok(value(&view(site, links))));
    vec![Job::page("checks.html", "checks.html", "Checks", "checks", view)]
}

#[derive(Serialize)]
struct ChecksView {
    profile: &'static str,
    errors: usize,
    warnings: usize,
    information: usize,
    passed: usize,
    failed: usize,
    not_applicable: usize,
    not_judged: usize,
    families: Vec<FamilyView>,
    diagnostics: Vec<DiagnosticView>,
}

#[derive(Serialize)]
struct FamilyView {
    name: &'static str,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct RuleView {
    id: &'static str,
    href: String,
    title: &'static str,
    severity: &'static str,
    clause: &'static str,
    gate: &'static str,
    /// `passed`, `failed`, `not_applicable`, `off` or `not_yet`.
    state: &'static str,
    label: String,
    detail: String,
}

fn view(site: &Site<'_>, links: &Links<'_>) -> ChecksView {
    let tally = site.diagnostics.tally();
    let count = |wanted: fn(&State) -> bool| site.outcomes.iter().filter(|outcome| wanted(&outcome.state)).count();
    let mut families: Vec<FamilyView> = Vec::new();
    for outcome in site.outcomes {
        let name = family(outcome.rule.id);
        let rule = rule_view(outcome, site, links);
        match families.iter_mut().find(|family| family.name == name) {
            Some(family) => family.rules.push(rule),
            None => families.push(FamilyView {
                name,
                rules: vec![rule],
            }),
        }
    }
    ChecksView {
        profile: site.settings.profile.word(),
        errors: tally.errors,
        warnings: tally.warnings,
        information: tally.information,
        passed: count(|state| matches!(state, State::Passed(_))),
        failed: count(|state| matches!(state, State::Failed { .. })),
        not_applicable: count(|state| matches!(state, State::NotApplicable(_))),
        not_judged: count(|state| matches!(state, State::Off | State::NotYet)),
        families,
        diagnostics: site
            .diagnostics
            .iter()
            .map(|found| diagnostic::view(found, site, links))
            .collect(),
    }
}

fn rule_view(outcome: &Outcome, site: &Site<'_>, links: &Links<'_>) -> RuleView {
    let rule = outcome.rule;
    let severity = match site.settings.rules.get(rule.id).and_then(|setting| setting.severity()) {
        Some(severity) => severity,
        None => rule.severity,
    };
    let (state, detail) = match &outcome.state {
        State::Passed(all) => ("passed", records(*all)),
        State::Failed { failed, of: Some(all) } => ("failed", format!("{failed} of {}", records(*all))),
        State::Failed { failed, of: None } => ("failed", format!("told {failed} times").replace("1 times", "once")),
        State::NotApplicable(why) => ("not_applicable", (*why).to_owned()),
        State::Off => ("off", "switched off in the settings".to_owned()),
        State::NotYet => ("not_yet", "not judged by this version".to_owned()),
    };
    RuleView {
        id: rule.id,
        href: links.to(&rule_path(rule.id)),
        title: rule.title,
        severity: severity.word(),
        clause: rule.clause,
        gate: rule.gate.word(),
        state,
        label: label(state),
        detail,
    }
}

fn records(count: usize) -> String {
    if count == 1 {
        "1 record".to_owned()
    } else {
        format!("{count} records")
    }
}

/// The family of a rule in plain words, after the middle of its id.
pub(super) fn family(id: &str) -> &'static str {
    match id.split('-').nth(1).unwrap_or_default() {
        "FIL" => "Files",
        "YML" => "YAML",
        "FLD" => "Fields",
        "CSV" => "Tables of responses",
        "SET" => "Settings",
        "PAG" => "Free pages",
        "GEN" => "Every record",
        "OBJ" => "Objectives",
        "PLN" => "Monitoring plan",
        "SVY" => "Surveys",
        "WAV" => "Waves",
        "RSP" => "Responses",
        "CMP" => "Complaints",
        "DSP" => "Disputes",
        "PRM" => "Promises",
        "IND" => "Indicators",
        "FND" => "Findings",
        "ACT" => "Actions",
        "VER" => "Verifications",
        "REV" => "Reviews",
        "AUD" => "Audits",
        "TRC" => "Traceability",
        "REC" => "Record control",
        "PUB" => "Publication",
        "SUM" => "Reconciliation",
        _ => "Own rules",
    }
}
