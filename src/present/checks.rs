//! The checks page: every rule with how it came out, passes included, and every diagnostic with its line.

use super::blocks::{Cell, Download, Field, State, Table, Tone, Value, number, several};
use super::diagnostic::{self, DiagnosticView};
use super::methods::rule_path;
use super::page::{Job, Links, Page, Site, View};
use crate::check;
use crate::diag::{Diagnostic, Severity};
use crate::record::schema::label;
use crate::record::types::Audience;
use serde::Serialize;
use std::collections::BTreeMap;

/// The checks page.
pub(super) const PAGE: Page = Page { name: "checks", jobs };

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let lede = "Every rule, with what passed as well as what did not. A rule says what the records show; it does not say \
                that a requirement is fulfilled.";
    let view = move |site: &Site<'_>, links: &Links<'_>| {
        Ok(View::new("Checks", &view(site, links))
            .lede(lede)
            .facts(facts(site))
            .script())
    };
    vec![Job::page(
        "checks.html",
        "checks.html",
        "Checks",
        "checks",
        Box::new(view),
    )]
}

#[derive(Serialize)]
struct ChecksView {
    diagnostics: Vec<DiagnosticView>,
    diagnostics_note: String,
    clean: State,
    rules: Table,
    rules_note: &'static str,
    downloads: Vec<Download>,
}

/// How many rules came out in which way.
struct Count {
    passed: usize,
    not_applicable: usize,
    not_judged: usize,
}

/// How the rules came out, in numbers.
fn count(site: &Site<'_>) -> Count {
    let count =
        |wanted: fn(&check::State) -> bool| site.outcomes.iter().filter(|outcome| wanted(&outcome.state)).count();
    Count {
        passed: count(|state| matches!(state, check::State::Passed(_))),
        not_applicable: count(|state| matches!(state, check::State::NotApplicable(_))),
        not_judged: count(|state| matches!(state, check::State::Off | check::State::NotYet)),
    }
}

/// How many rules were judged on how many records, in a sentence.
pub(super) fn note(site: &Site<'_>) -> String {
    let count = count(site);
    let all = site.outcomes.len();
    let judged = all - count.not_applicable - count.not_judged;
    let rest = [
        (count.not_applicable, "not applicable"),
        (count.not_judged, "not judged"),
    ];
    let rest: String = rest
        .iter()
        .filter(|(rules, _)| *rules > 0)
        .map(|(rules, words)| format!(", {} {words}", number(*rules)))
        .collect();
    format!(
        "{} of {} judged{rest}; {} looked at.",
        number(judged),
        several(all, "rule", "rules"),
        several(site.ledger.len(), "record", "records")
    )
}

/// How the checks came out, in a line.
pub(super) fn facts(site: &Site<'_>) -> Vec<Field> {
    let tally = site.diagnostics.tally();
    let count = count(site);
    let found = |found: usize, state: State| match found {
        0 => Value::state(State::ok("none")),
        _ => Value::state(state),
    };
    let mut facts = vec![
        Field::new(
            "Passed",
            Value::state(State::ok(several(count.passed, "rule", "rules"))),
        ),
        Field::new("Errors", found(tally.errors, State::bad(number(tally.errors)))),
        Field::new("Warnings", found(tally.warnings, State::warn(number(tally.warnings)))),
    ];
    if tally.information > 0 {
        let state = State::new(Tone::Info, "info", number(tally.information));
        facts.push(Field::new("Worth knowing", Value::state(state)));
    }
    let rest = [
        ("Not applicable", count.not_applicable),
        ("Not judged", count.not_judged),
    ];
    for (name, rules) in rest.into_iter().filter(|(_, rules)| *rules > 0) {
        facts.push(Field::new(
            name,
            Value::state(State::none(several(rules, "rule", "rules"))),
        ));
    }
    facts.push(Field::new("Records looked at", Value::count(site.ledger.len())));
    facts.push(Field::new("Profile", Value::text(site.settings.profile.word())));
    facts
}

fn view(site: &Site<'_>, links: &Links<'_>) -> ChecksView {
    // To the public not even the place of what is withheld is told.
    let public = site.disclosure.audience() == Audience::Public;
    let (hidden, shown): (Vec<_>, Vec<_>) = site
        .diagnostics
        .iter()
        .partition(|found| public && diagnostic::is_of_withheld(found, site));
    let found = shown.into_iter().enumerate();
    let clean = if hidden.is_empty() {
        State::ok("No rule found anything.")
    } else {
        State::none("Nothing about records that this audience may see.")
    };
    ChecksView {
        diagnostics: found
            .map(|(number, found)| diagnostic::view(found, number + 1, site, links))
            .collect(),
        diagnostics_note: diagnostics_note(&hidden),
        clean,
        rules: rules(site, links),
        rules_note: "Not applicable means that no record of the kind is in this state; not judged, that the settings \
                     switch the rule off or that this version does not compute what it needs.",
        downloads: Vec::new(),
    }
}

/// How the diagnostics stand, and how many of each rule are about withheld records.
fn diagnostics_note(hidden: &[&Diagnostic]) -> String {
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for found in hidden {
        *by_rule.entry(&found.rule).or_default() += 1;
    }
    let counts: Vec<String> = by_rule
        .iter()
        .map(|(rule, count)| format!("{rule}: {}", number(*count)))
        .collect();
    let order = "In the order of file and line.";
    if counts.is_empty() {
        order.to_owned()
    } else {
        let counts = counts.join(", ");
        format!("{order} On records that are withheld from this audience, not listed: {counts}.")
    }
}

fn rules(site: &Site<'_>, links: &Links<'_>) -> Table {
    let heads = [
        "Rule",
        "What it asks~",
        "About*",
        "Severity*",
        "State*",
        "Applied to>",
        "Failed on>",
        "Judged at*",
        "Serves",
    ];
    let mut table = Table::new("Rules with their results", &heads).register("rules");
    for outcome in site.outcomes {
        let rule = outcome.rule;
        let (state, all, failed) = came_out(&outcome.state, severity(site, rule.id, rule.severity));
        let count = |count: Option<usize>| match count {
            Some(count) => Cell::sorted(Value::count(count), count.to_string()),
            None => Value::dash().into(),
        };
        let applied = match &outcome.state {
            check::State::Passed(looked) => Cell::sorted(Value::text(looked.to_string()), looked.count.to_string()),
            check::State::NotApplicable(why) => Cell::sorted(Value::text(*why), "0"),
            _ => count(all),
        };
        let cells: [Cell; 9] = [
            Value::link(rule.id, links.to(&rule_path(rule.id))).into(),
            Value::text(sentence(rule.title)).into(),
            Value::text(family(rule.id)).into(),
            Value::text(label(severity(site, rule.id, rule.severity).word())).into(),
            Value::state(state).into(),
            applied,
            count(failed),
            Value::text(label(rule.gate.word())).into(),
            Value::text(rule.clause).into(),
        ];
        table.row(cells);
    }
    table
}

/// The title of a rule as one begins a line.
pub(super) fn sentence(title: &str) -> String {
    let mut characters = title.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The severity of a rule after the settings.
pub(super) fn severity(site: &Site<'_>, id: &str, usual: Severity) -> Severity {
    let setting = site.settings.rules.get(id).and_then(|setting| setting.severity());
    setting.unwrap_or(usual)
}

/// State of a rule, records it applied to, records or places it failed on.
pub(super) fn came_out(state: &check::State, severity: Severity) -> (State, Option<usize>, Option<usize>) {
    match state {
        check::State::Passed(looked) => (State::ok("Passed"), Some(looked.count), Some(0)),
        check::State::Failed { failed, of } => {
            let (tone, icon) = match severity {
                Severity::Error => (Tone::Bad, "bad"),
                Severity::Warning => (Tone::Warn, "warn"),
                Severity::Information => (Tone::Info, "info"),
            };
            (State::new(tone, icon, "Failed"), *of, Some(*failed))
        }
        check::State::NotApplicable(_) => (State::none("Not applicable"), Some(0), None),
        check::State::Off => (State::none("Switched off"), None, None),
        check::State::NotYet => (State::none("Not judged"), None, None),
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
