//! The checks page: every rule with how it came out, passes included, and every diagnostic with its line.

use super::blocks::{self, Cell, Download, Field, Link, State, Table, Tone, Value, number, several};
use super::diagnostic::{self, DiagnosticView};
use super::methods::rule_path;
use super::page::{Job, Links, Page, Site, View};
use super::{data, evidence, values};
use crate::check::{self, Outcome};
use crate::diag::{Diagnostic, Severity, Waived, emit};
use crate::record::reader::Profile;
use crate::record::schema::label;
use crate::record::types::Audience;
use crate::record::waiver::Waiver;
use serde::Serialize;
use serde_json::json;
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
    let page = Job::page("checks.html", "checks.html", "Checks", "checks", Box::new(view));
    let whole = |site: &Site<'_>, links: &Links<'_>| data::bytes(&document(site, Some(links)));
    vec![page, Job::bytes(DATA, Box::new(whole))]
}

/// Path of the results as data.
const DATA: &str = "data/checks.json";

#[derive(Serialize)]
struct ChecksView {
    diagnostics: Vec<DiagnosticView>,
    diagnostics_note: String,
    repeated: Option<Table>,
    repeated_note: String,
    clean: State,
    rules: Table,
    rules_note: &'static str,
    waivers: Option<Table>,
    waivers_note: String,
    downloads: Vec<Download>,
}

/// How many rules came out in which way; together they are all.
pub(super) struct Count {
    /// On nothing they looked at.
    pub(super) passed: usize,
    /// On something that no waiver lets pass.
    pub(super) failed: usize,
    /// On what waivers let pass, and on nothing else.
    pub(super) waived: usize,
    /// Nothing was there to look at.
    pub(super) not_applicable: usize,
    /// Switched off, or not judged.
    pub(super) not_judged: usize,
    /// Judged, and kept from the audience how.
    pub(super) withheld: usize,
}

/// How the rules came out, in numbers.
pub(super) fn count(site: &Site<'_>) -> Count {
    let count =
        |wanted: fn(&check::State) -> bool| site.outcomes.iter().filter(|outcome| wanted(&outcome.state)).count();
    Count {
        passed: count(|state| matches!(state, check::State::Passed(_))),
        failed: count(|state| matches!(state, check::State::Failed { .. })),
        waived: count(|state| matches!(state, check::State::Waived { .. })),
        not_applicable: count(|state| matches!(state, check::State::NotApplicable(_))),
        not_judged: count(|state| matches!(state, check::State::Off | check::State::NotJudged(_))),
        withheld: count(|state| matches!(state, check::State::Withheld(_))),
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
        (count.withheld, "of those judged withheld from this audience"),
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
    let places = |count: usize| several(count, "place", "places");
    let found = |found: usize, state: State| match found {
        0 => Value::state(State::ok("none")),
        _ => Value::state(state),
    };
    let mut facts = vec![Field::new(
        "Passed",
        Value::state(State::ok(several(count.passed, "rule", "rules"))),
    )];
    if count.failed > 0 {
        let state = State::warn(several(count.failed, "rule", "rules"));
        facts.push(Field::new("Failed", Value::state(state)));
    }
    facts.extend([
        Field::new("Errors", found(tally.errors, State::bad(places(tally.errors)))),
        Field::new("Warnings", found(tally.warnings, State::warn(places(tally.warnings)))),
    ]);
    if tally.information > 0 {
        let state = State::new(Tone::Info, "info", places(tally.information));
        facts.push(Field::new("Worth knowing", Value::state(state)));
    }
    if tally.waived > 0 {
        let rules = match count.waived {
            0 => String::new(),
            rules => format!(", all of {}", several(rules, "rule", "rules")),
        };
        let state = State::new(Tone::None, "waived", format!("{}{rules}", places(tally.waived)));
        facts.push(Field::new("Waived", Value::state(state)));
    }
    let rest = [
        ("Not applicable", count.not_applicable),
        ("Not judged", count.not_judged),
        ("Withheld", count.withheld),
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
    let (first, repeated) = in_full(shown);
    let clean = if hidden.is_empty() && count(site).withheld == 0 {
        State::ok("No rule found anything.")
    } else {
        State::none("Nothing about records that this audience may see.")
    };
    ChecksView {
        diagnostics: first
            .into_iter()
            .enumerate()
            .map(|(number, found)| diagnostic::view(found, number + 1, site, links))
            .collect(),
        diagnostics_note: diagnostics_note(site, &hidden),
        repeated_note: format!(
            "Of each rule the first {} are shown in full above. The rest are told in full on the pages of their records \
             and in the data below.",
            number(IN_FULL)
        ),
        repeated: more_of_the_same(&repeated, links),
        clean,
        rules: rules(site, links),
        rules_note: "A rule fails once, in as many places as it finds. Not applicable means that no record of the kind is in this state; not judged, that the settings \
                     switch the rule off or that this version does not compute what it needs; withheld, that it was judged and that \
                     how it came out would tell this audience of few cases; waived, that a waiver \
                     lets everything pass that the rule failed on.",
        waivers_note: waivers_note(site),
        waivers: waivers(site, links),
        downloads: vec![Download {
            title: "Every rule with its result as JSON".to_owned(),
            url: links.to(DATA),
            icon: "data",
        }],
    }
}

/// How many diagnostics of a rule are shown with their lines: who has more mends the rule, not the line.
const IN_FULL: usize = 50;

/// The first diagnostics of each rule, and the rest of them; both in their order.
fn in_full(found: Vec<&Diagnostic>) -> (Vec<&Diagnostic>, Vec<&Diagnostic>) {
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    found.into_iter().partition(|found| {
        let seen = by_rule.entry(&found.rule).or_default();
        *seen += 1;
        *seen <= IN_FULL
    })
}

/// Where rules found what they had found before.
fn more_of_the_same(repeated: &[&Diagnostic], links: &Links<'_>) -> Option<Table> {
    let mut table = Table::new("More of the same", &["Rule*", "Severity*", "Record"]).register("diagnostics");
    for found in repeated {
        let record = match found.record.as_deref() {
            Some(id) => Value::Record {
                link: links.link_id(id),
            },
            None => Value::dash(),
        };
        table.row([
            Value::link(&*found.rule, links.to(&rule_path(&found.rule))),
            Value::state(diagnostic::severity(found.severity)),
            record,
        ]);
    }
    table.filled()
}

/// How the diagnostics stand, and how many of each rule are about withheld records.
fn diagnostics_note(site: &Site<'_>, hidden: &[&Diagnostic]) -> String {
    // Of a rule of which it is not told how it came out, the count is not told either.
    let is_told = |rule: &str| {
        let outcome = site.outcomes.iter().find(|outcome| outcome.rule.id() == rule);
        !outcome.is_some_and(|outcome| matches!(outcome.state, check::State::NotJudged(_) | check::State::Withheld(_)))
    };
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for found in hidden.iter().filter(|found| is_told(&found.rule)) {
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
        "Result~",
        "Judged at*",
        "Asked from*",
        "Serves",
    ];
    let mut table = Table::new("Rules with their results", &heads).register("rules");
    for outcome in site.outcomes {
        let rule = &outcome.rule;
        let severity = rule.severity(site.settings);
        let state = came_out(&outcome.state, severity.unwrap_or(rule.usual_severity()));
        let failed = match &outcome.state {
            check::State::Failed { failed, .. } => *failed,
            _ => 0,
        };
        let cells: [Cell; 9] = [
            Value::link(rule.id(), links.to(&rule_path(rule.id()))).into(),
            Value::text(sentence(&rule.title())).into(),
            Value::text(family(rule.id())).into(),
            Value::text(severity.map_or_else(|| "Off".to_owned(), |severity| label(severity.word()))).into(),
            Value::state(state).into(),
            Cell::sorted(values::line(&result(site, outcome), links), format!("{failed:06}")),
            Value::text(label(rule.gate().word())).into(),
            Value::text(label(rule.from().word())).into(),
            evidence::cited(rule.clauses(), links).into(),
        ];
        table.row(cells);
    }
    table
}

/// How many of the records that a rule failed on are named in its line.
const NAMED: usize = 12;

/// How a rule came out, in a line: on what it passed, on what it failed, what is waived, or why it was not judged.
fn result(site: &Site<'_>, outcome: &Outcome) -> String {
    let of_records =
        |of: &Option<usize>| of.map_or_else(String::new, |of| format!(" of {}", several(of, "record", "records")));
    let mut parts = vec![match &outcome.state {
        check::State::Passed(looked) => format!("passed on {looked}"),
        check::State::Failed { failed, of } => {
            let of = of_records(of);
            let names = names(site, outcome.failed.iter());
            let names = if names.is_empty() { names } else { format!(": {names}") };
            format!("failed on {}{of}{names}", number(*failed))
        }
        check::State::Waived { failed, of } => {
            let of = of_records(of);
            format!("failed on {}{of}, all waived", number(*failed))
        }
        check::State::NotApplicable(why) | check::State::NotJudged(why) | check::State::Withheld(why) => {
            (*why).to_owned()
        }
        check::State::Off => "switched off in the settings".to_owned(),
    }];
    let remarked = names(site, outcome.remarked.iter());
    if !remarked.is_empty() && !matches!(outcome.state, check::State::Withheld(_)) {
        parts.push(format!("remarked on {remarked}"));
    }
    for (waiver, let_pass) in &outcome.waived {
        let by = match site.may_name(waiver) {
            true => waiver.as_str(),
            false => "a waiver that is withheld",
        };
        let names = names(site, let_pass.records.iter());
        parts.push(format!(
            "waived by {by} until {}: {names}",
            blocks::long(let_pass.until)
        ));
    }
    parts.join("; ")
}

/// The first of some names, without those that the audience may not be told.
fn names<'n>(site: &Site<'_>, all: impl Iterator<Item = &'n String>) -> String {
    let (shown, hidden): (Vec<&String>, Vec<&String>) = all.partition(|name| site.may_name(name));
    let mut words: Vec<String> = shown.iter().take(NAMED).map(|name| (*name).clone()).collect();
    if shown.len() > NAMED {
        words.push(format!("{} more", number(shown.len() - NAMED)));
    }
    if !hidden.is_empty() {
        words.push(format!("{} withheld from this audience", number(hidden.len())));
    }
    words.join(", ")
}

/// The waivers with what they let pass.
fn waivers(site: &Site<'_>, links: &Links<'_>) -> Option<Table> {
    let heads = ["Waiver", "Rule", "Lets pass~", "Until", "Because~", "State*"];
    let mut table = Table::new("Waivers", &heads);
    for (record, waiver) in site
        .ledger
        .each::<Waiver>()
        .filter(|(record, _)| site.disclosure.record(record))
    {
        let rule = waiver.rule.as_deref().unwrap_or_default();
        let passing = site
            .outcomes
            .iter()
            .find(|outcome| outcome.rule.id() == rule)
            .and_then(|outcome| outcome.waived.get(record.id()));
        let state = match waiver.until {
            _ if record.is_settled() => State::none("Retired"),
            None => State::bad("Without end"),
            Some(until) if until < site.as_of => State::bad("Ended"),
            Some(_) if waiver.on.is_some_and(|on| site.as_of < on) => State::none("Not begun"),
            Some(_) if passing.is_none() => State::warn("Lets nothing pass"),
            Some(_) => State::new(Tone::None, "waived", "In force"),
        };
        let records = passing
            .map(|passing| names(site, passing.records.iter()))
            .unwrap_or_default();
        let reason = waiver
            .reason
            .as_ref()
            .map(|reason| reason.split_whitespace().collect::<Vec<_>>().join(" "));
        // As a record's id, so that it is not broken over lines.
        let known = site.rule(rule);
        let link = Link {
            id: rule.to_owned(),
            title: String::new(),
            url: known.map(|known| links.to(&rule_path(known.id()))),
        };
        let rule = Value::Record { link };
        table.row([
            links.id(record),
            rule,
            if records.is_empty() {
                Value::dash()
            } else {
                values::line(&records, links)
            },
            waiver.until.map_or_else(Value::dash, Value::day),
            reason.map_or_else(Value::dash, |reason| values::line(&reason, links)),
            Value::state(state),
        ]);
    }
    table.filled()
}

fn waivers_note(site: &Site<'_>) -> String {
    let hidden = site
        .ledger
        .each::<Waiver>()
        .filter(|(record, _)| !site.disclosure.record(record))
        .count();
    let note = "A waiver lets named records break a rule until a day, for a reason. What it lets pass is shown above and does not count; when its day has passed it is a fault itself.";
    match hidden {
        0 => note.to_owned(),
        hidden => format!(
            "{note} {} withheld from this audience.",
            several(hidden, "waiver is", "waivers are")
        ),
    }
}

/// The shape of the results as JSON; raised when a name in it changes its meaning.
///
/// `tenfour-checks/1` holds `as_of`, `profile`, `audience`, how many `records` there are, `errors`, `warnings`, `information` and
/// `waived` (diagnostics), then `rules` and `diagnostics`. A rule has `id`, `title`, `own`, `clauses`, `gate`, `severity` (none
/// where it is off), `usual_severity`, `profiles` (the severity in each, none where it is not asked), `state` (`passed`, `failed`,
/// `waived`, `not_applicable`, `off`, `not_judged`, `withheld`), `reason` (why it is neither passed nor failed), `looked_at` and `of` (so
/// many of what), `failed_count`, `failed` (names), `failed_withheld`, `waivers` (`waiver`, `until`, `reason`, `records`,
/// `withheld`) and `page`. Names that the audience may not be told are counted and not listed.
const SCHEMA: &str = "tenfour-checks/1";

/// Every rule with its result and every diagnostic, as data. Without links nothing is withheld: it is for those who hold the
/// records.
pub fn document(site: &Site<'_>, links: Option<&Links<'_>>) -> serde_json::Value {
    let tally = site.diagnostics.tally();
    let public = links.is_some() && site.disclosure.audience() == Audience::Public;
    let shown = site
        .diagnostics
        .iter()
        .filter(|found| !(public && diagnostic::is_of_withheld(found, site)));
    let diagnostics: Vec<_> = shown
        .map(|found| match links {
            Some(links) => diagnostic::json(found, site, links),
            None => json!(emit::json(found, site.sources)),
        })
        .collect();
    let rules: Vec<_> = site
        .outcomes
        .iter()
        .map(|outcome| rule_json(site, outcome, links))
        .collect();
    json!({
        "schema": SCHEMA,
        "as_of": site.as_of.to_string(),
        "profile": site.settings.profile.word(),
        "audience": links.map(|_| site.disclosure.audience().word()),
        "records": site.ledger.len(),
        "errors": tally.errors,
        "warnings": tally.warnings,
        "information": tally.information,
        "waived": tally.waived,
        "rules": rules,
        "diagnostics": diagnostics,
    })
}

fn rule_json(site: &Site<'_>, outcome: &Outcome, links: Option<&Links<'_>>) -> serde_json::Value {
    let rule = &outcome.rule;
    let tell = |name: &&String| links.is_none() || site.may_name(name);
    let word = |severity: Option<Severity>| severity.map(Severity::word);
    let profiles: serde_json::Map<String, serde_json::Value> = [Profile::Starter, Profile::Standard, Profile::Audit]
        .into_iter()
        .map(|profile| {
            let weight = check::weight(rule, profile, site.settings);
            (profile.word().to_owned(), json!(word(weight)))
        })
        .collect();
    let (looked_at, of, failed, reason) = match &outcome.state {
        check::State::Passed(looked) => (Some(looked.count), Some(looked.noun()), 0, None),
        check::State::Failed { failed, of } | check::State::Waived { failed, of } => {
            (*of, of.map(|_| "records"), *failed, None)
        }
        check::State::NotApplicable(why) | check::State::NotJudged(why) | check::State::Withheld(why) => {
            (None, None, 0, Some(*why))
        }
        check::State::Off => (None, None, 0, Some("switched off in the settings")),
    };
    let names: Vec<&String> = outcome.failed.iter().filter(tell).collect();
    let waivers: Vec<_> = outcome
        .waived
        .iter()
        .map(|(waiver, let_pass)| {
            let records: Vec<&String> = let_pass.records.iter().filter(tell).collect();
            let waived = Waived {
                by: waiver.clone(),
                until: let_pass.until,
                reason: let_pass.reason.clone(),
            };
            let reason = match links {
                Some(links) => diagnostic::reason_of(&waived, site, links),
                None => Some(waived.reason.clone()),
            };
            json!({
                "waiver": Some(waiver).filter(tell),
                "until": let_pass.until.to_string(),
                "reason": reason,
                "withheld": let_pass.records.len() - records.len(),
                "records": records,
            })
        })
        .collect();
    json!({
        "id": rule.id(),
        "title": rule.title(),
        "own": matches!(rule, check::rule::AnyRule::Own(_)),
        "clauses": rule.clauses().collect::<Vec<_>>(),
        "gate": rule.gate().word(),
        "severity": word(rule.severity(site.settings)),
        "usual_severity": rule.usual_severity().word(),
        "profiles": profiles,
        "state": outcome.state.word(),
        "reason": reason,
        "looked_at": looked_at,
        "of": of,
        "failed_count": failed,
        "failed_withheld": outcome.failed.len() - names.len(),
        "failed": names,
        "waivers": waivers,
        "page": rule_path(rule.id()),
    })
}

/// The title of a rule as one begins a line.
pub(super) fn sentence(title: &str) -> String {
    let mut characters = title.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The state of a rule as shown.
pub(super) fn came_out(state: &check::State, severity: Severity) -> State {
    match state {
        check::State::Passed(_) => State::ok("Passed"),
        check::State::Failed { .. } => {
            let (tone, icon) = match severity {
                Severity::Error => (Tone::Bad, "bad"),
                Severity::Warning => (Tone::Warn, "warn"),
                Severity::Information => (Tone::Info, "info"),
            };
            State::new(tone, icon, "Failed")
        }
        check::State::Waived { .. } => State::new(Tone::None, "waived", "Waived"),
        check::State::NotApplicable(_) => State::none("Not applicable"),
        check::State::Off => State::none("Switched off"),
        check::State::NotJudged(_) => State::none("Not judged"),
        check::State::Withheld(_) => State::new(Tone::None, "lock", "Withheld"),
    }
}

/// The family of a rule in plain words, after the middle of its id.
pub fn family(id: &str) -> &'static str {
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
        "WVR" => "Waivers",
        _ if id.starts_with("X-") => "Own rules",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_rule_are_shown_in_full_and_none_is_lost() {
        let found = |rule: &'static str| Diagnostic::error(rule, "found");
        let all: Vec<Diagnostic> = (0..IN_FULL + 2)
            .flat_map(|_| [found("R-CMP-01"), found("R-CMP-02")])
            .chain([found("R-CMP-03")])
            .collect();
        let (first, rest) = in_full(all.iter().collect());
        assert_eq!((first.len(), rest.len()), (2 * IN_FULL + 1, 4));
        assert!(first.iter().any(|found| found.rule == "R-CMP-03"));
        assert!(std::ptr::eq(first[0], &raw const all[0]) && std::ptr::eq(rest[0], &raw const all[2 * IN_FULL]));
    }
}
