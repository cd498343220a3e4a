//! X-..: the project's own rules, each an expression over a record.
//!
//! In: the rules of `tenfour.toml` and the ledger. Out: a report a rule, and a fault of the settings for every expression that
//! cannot be read or evaluated.
//!
//! Steps: 1. each expression is compiled once; 2. each record of the rule's kinds becomes a mapping of all its fields, where
//! one that is not filled in is `none`; 3. `when` chooses, `expect` judges, `message` tells.
//!
//! What an expression knows and may cost stands in [`crate::expression`]; a message has a longest length besides.

use super::rule::{Advice, Context, Report};
use crate::diag::Diagnostic;
use crate::expression::secret::holds_secrets;
use crate::expression::{self, Known, RECORD, names, truth, value, words};
use crate::link::RecordIndex;
use crate::record::Record;
use crate::record::schema::Field;
use crate::settings::rule::OwnRule;
use minijinja::{Environment, Error, Expression, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Longest message, in characters.
const MESSAGE: usize = 500;

/// How a rule stands that failed on its own account.
const BROKEN: &str = "an expression of it cannot be evaluated";

/// Judges the project's own rules.
pub(super) fn judge(context: &Context<'_>) -> (Vec<(Arc<OwnRule>, Report)>, Vec<Diagnostic>) {
    let rules = &context.settings.own_rules;
    if rules.is_empty() {
        return Default::default();
    }
    let environment = expression::environment(&Known {
        ledger: context.ledger,
        as_of: context.as_of,
        zone: context.zone.clone(),
        days: context.days.clone(),
    });
    let mut faults = Vec::new();
    let mut reports = Vec::new();
    for rule in rules {
        let mut report = Report::new(rule.id.clone(), rule.severity());
        let mut told = BTreeSet::new();
        let fault = |part: &str, message: String, hint: Option<String>| {
            // The same expression fails on many records in the same way: told once.
            if told.insert(part.to_owned()) {
                let mut fault =
                    Diagnostic::error("R-SET-05", message).at(context.written.place(&format!("{}.{part}", rule.path)));
                fault.hint = hint;
                faults.push(fault);
            }
        };
        one(rule, context, &environment, &mut report, fault);
        reports.push((Arc::clone(rule), report));
    }
    (reports, faults)
}

/// The expressions of a rule, compiled.
struct Compiled<'e> {
    when: Option<Expression<'e, 'e>>,
    expect: Expression<'e, 'e>,
    /// Fields that the expressions name.
    named: BTreeSet<String>,
    /// The same by part of the rule.
    parts: Vec<(&'static str, BTreeSet<String>)>,
}

fn one<'e>(
    rule: &'e OwnRule,
    context: &Context<'_>,
    environment: &'e Environment<'e>,
    report: &mut Report,
    mut fault: impl FnMut(&str, String, Option<String>),
) {
    let compiled = compile(rule, environment, &mut fault);
    let Some(compiled) = compiled else {
        report.break_off(BROKEN);
        return;
    };
    for kind in rule.kinds() {
        let top = names::top_of(context.catalogue.fields(kind));
        for (part, named) in &compiled.parts {
            if let Some((words, hint)) = names::missing(named, environment, kind.name(), &top) {
                let message = format!("`{part}` of `{}` fails on every {}: {words}", rule.id, kind.name());
                fault(part, message, Some(hint));
                report.break_off(BROKEN);
                return;
            }
        }
    }
    for (index, record) in rule.kinds().flat_map(|kind| context.ledger.of_kind(kind)) {
        let fields = context.catalogue.fields(record.kind);
        let unread = |name: &String| record.is_unread(name.split('.').next().unwrap_or_default());
        if compiled.named.iter().any(unread) {
            continue; // what cannot be read is told as such
        }
        if expression::is_too_large(record) {
            let message = format!("`{}`: the record `{}` is too large to be judged", rule.id, record.id());
            fault(
                "id",
                message,
                Some(format!("records of more than {} KiB are left out", RECORD / 1024)),
            );
            report.break_off(BROKEN);
            continue;
        }
        let value = Value::from(value::of_record(record, fields).collect::<BTreeMap<_, _>>());
        let mut holds = |part: &str, expression: &Expression<'_, '_>| match expression.eval(&value).and_then(truth) {
            Ok(truth) => Some(truth),
            Err(error) => {
                let (words, hint) = explain(&error, record, fields);
                fault(
                    part,
                    format!("`{}` of `{}` fails on `{}`: {words}", part, rule.id, record.id()),
                    hint,
                );
                report.break_off(BROKEN);
                None
            }
        };
        let chosen = match &compiled.when {
            Some(when) => holds("when", when),
            None => Some(true),
        };
        if chosen != Some(true) {
            continue;
        }
        let Some(kept) = holds("expect", &compiled.expect) else {
            continue;
        };
        report.looks_at(record);
        if kept {
            continue;
        }
        let message = match message(rule, record, environment, &value) {
            Ok(message) => message,
            Err(error) => {
                let (words, hint) = explain(&error, record, fields);
                let told = format!("`message` of `{}` fails on `{}`: {words}", rule.id, record.id());
                fault("message", told, hint);
                usual(rule, record)
            }
        };
        tell(rule, context, report, index, &compiled.named, message);
    }
}

fn compile<'e>(
    rule: &'e OwnRule,
    environment: &'e Environment<'e>,
    fault: &mut impl FnMut(&str, String, Option<String>),
) -> Option<Compiled<'e>> {
    let mut expression = |part: &str, text: &'e str| match environment.compile_expression(text) {
        Ok(expression) => Some(expression),
        Err(error) => {
            let hint = "write an expression that gives `true` or `false`: `due is none or due >= as_of`";
            fault(
                part,
                format!("`{part}` of `{}` is no expression: {}", rule.id, words(&error)),
                Some(hint.to_owned()),
            );
            None
        }
    };
    let when = match &rule.when {
        Some(when) => Some(expression("when", when)?),
        None => None,
    };
    let expect = expression("expect", &rule.expect)?;
    let mut parts: Vec<(&'static str, BTreeSet<String>)> = Vec::new();
    if let Some(when) = &rule.when {
        parts.push(("when", names::named(environment, when)));
    }
    parts.push(("expect", names::named(environment, &rule.expect)));
    if let Some(message) = &rule.message {
        if message.contains("{%") {
            let hint = "statements such as loops have no place in it";
            fault(
                "message",
                format!("`message` of `{}` holds more than `{{{{ }}}}` expressions", rule.id),
                Some(hint.to_owned()),
            );
            return None;
        }
        match environment.template_from_str(message) {
            Ok(template) => parts.push(("message", template.undeclared_variables(true).into_iter().collect())),
            Err(error) => {
                fault(
                    "message",
                    format!("`message` of `{}` cannot be read: {}", rule.id, words(&error)),
                    None,
                );
                return None;
            }
        }
    }
    let named = parts.iter().flat_map(|(_, named)| named.iter().cloned()).collect();
    Some(Compiled {
        when,
        expect,
        named,
        parts,
    })
}

fn explain(error: &Error, record: &Record, fields: &[Field]) -> (String, Option<String>) {
    let known = fields.iter().map(|field| field.name.as_str());
    expression::explain(error, record.kind.name(), known)
}

fn usual(rule: &OwnRule, record: &Record) -> String {
    format!("`{}` does not keep the rule: {}", record.id(), rule.title())
}

/// What is said where a rule does not hold: one line, no longer than a message is.
fn message(rule: &OwnRule, record: &Record, environment: &Environment<'_>, value: &Value) -> Result<String, Error> {
    let Some(template) = &rule.message else {
        return Ok(usual(rule, record));
    };
    let text = environment.template_from_str(template)?.render(value)?;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > MESSAGE {
        return Ok(format!("{}…", line.chars().take(MESSAGE).collect::<String>()));
    }
    Ok(line)
}

/// Tells a fault at the first field that the rule names and the record has, and shows the line that judged.
fn tell(
    rule: &OwnRule,
    context: &Context<'_>,
    report: &mut Report,
    index: RecordIndex,
    named: &BTreeSet<String>,
    message: String,
) {
    let record = context.ledger.get(index);
    let fields = context.catalogue.fields(record.kind);
    let is_field = |name: &&String| {
        fields
            .iter()
            .any(|field| name.split('.').next() == Some(field.name.as_str()))
    };
    let written = named
        .iter()
        .filter(is_field)
        .find(|name| name.as_str() != "id" && record.node.get(name.split('.').next().unwrap_or_default()).is_some());
    let field = written.map_or("id", String::as_str);
    let restricted = named.iter().any(|name| holds_secrets(fields, name));
    let diagnostic = report.fault(record, field, message);
    diagnostic.restricted = restricted;
    diagnostic
        .beside(
            context.written.place(&format!("{}.expect", rule.path)),
            "judged by this rule",
        )
        .advise(format!("`tenfour explain {}` tells what the rule is for", rule.id));
}

#[cfg(test)]
mod tests {
    use crate::check::tests::check;

    /// What is said of some complaints by rules of the project's own.
    fn said(rules: &str) -> Vec<String> {
        let records = "
- id: CMP-1
  title: Late
  received_at: 2025-03-03T23:30:00-05:00
  category: damage
  complainant: anonymous
  tags: [x, y]
- id: CMP-2
  received_at: 2025-06-02T09:00:00Z
  title: A `b` \"c\"
- id: CMP-3
  received_at: yesterday
- id: ACT-1
  kind: corrective
  addresses: [CMP-1]
";
        let all = check(&format!(
            "-- tenfour.toml --\nas_of = 2025-06-30\n{rules}\n-- a.yaml --{records}"
        ));
        all.lines()
            .filter(|line| line.contains("[X-") || line.contains("[R-SET-") || line.contains("tenfour.toml"))
            .map(str::to_owned)
            .collect()
    }

    fn rule(lines: &str) -> String {
        format!("[[rule]]\nid = \"X-1\"\nkind = \"complaint\"\n{lines}\n")
    }

    #[test]
    fn a_rule_judges_the_records_that_it_chooses_and_tells_in_its_words() {
        let lines = r#"when = "category is none or category == 'damage'"
expect = "days_between(received_at, as_of) <= 30"
message = "`{{ id }}` of {{ category }}, {{ title }}: {{ days_between(received_at, as_of) }} days, {{ working_days(received_at, as_of) }} of them worked"
severity = "error""#;
        assert_eq!(
            said(&rule(lines)),
            ["a.yaml:4:13: error[X-1]: `CMP-1` of damage, Late: 118 days, 84 of them worked"]
        );
        let others = r#"expect = "title != 'Late' and title != 'A `b` \"c\"'"
message = "{{ title }} {{ tags }} {{ product }}""#;
        assert_eq!(
            said(&rule(others)),
            [
                "a.yaml:6:3: warning[X-1]: Late ['x', 'y'] none",
                "a.yaml:9:10: warning[X-1]: A 'b' \"c\" none none",
            ]
        );
    }

    #[test]
    fn a_rule_knows_counts_and_what_names_a_record() {
        let lines = "expect = \"linked('action') == ['ACT-1'] or count('complaint') > 3\"";
        assert_eq!(
            said(&rule(lines)),
            [
                "a.yaml:7:7: warning[X-1]: `CMP-2` does not keep the rule: `linked('action') == ['ACT-1'] or count('complaint') > 3` holds",
                "a.yaml:10:7: warning[X-1]: `CMP-3` does not keep the rule: `linked('action') == ['ACT-1'] or count('complaint') > 3` holds",
            ]
        );
    }

    #[test]
    fn severities_and_waivers_hold_for_own_rules() {
        let lines = "expect = \"false\"\n[rules]\nX-1 = \"information\"\nX-2 = \"off\"";
        let all = said(&rule(lines));
        assert!(
            all[0].contains("warning[R-SET-02]: there is no rule `X-2`") || all.last().unwrap().contains("X-2"),
            "{all:?}"
        );
        assert_eq!(
            all.iter().filter(|line| line.contains("information[X-1]")).count(),
            3,
            "{all:?}"
        );
    }

    #[test]
    fn what_is_no_rule_is_told_at_its_line() {
        let fault = |lines: &str| said(&rule(lines));
        assert_eq!(
            fault("expect = \"category ==\""),
            [
                "tenfour.toml:5:10: error[R-SET-05]: `expect` of `X-1` is no expression: unexpected end of input, expected expression"
            ]
        );
        let unknown = fault("expect = \"categry == 'x'\"");
        assert_eq!(unknown.len(), 1, "{unknown:?}");
        assert!(
            unknown[0].starts_with(
                "tenfour.toml:5:10: error[R-SET-05]: `expect` of `X-1` fails on every complaint: `categry` is undefined"
            ),
            "{unknown:?}"
        );
        // Tests let undefined names pass in the engine: a slip of the pen would hold for every record.
        for slip in [
            "categry is not none",
            "categry is none",
            "assessment.severty is not none",
            "assessment['severty'] is not none",
        ] {
            let told = fault(&format!("expect = \"{slip}\""));
            assert!(told[0].contains("fails on every complaint: "), "{told:?}");
        }
        let never_filled = fault("expect = \"closure.closed_at is not none\"");
        assert!(
            never_filled.iter().all(|line| line.contains("[X-1]")),
            "{never_filled:?}"
        );
        assert!(
            !never_filled.is_empty(),
            "what lies inside an empty field is not filled in"
        );
        let inner = fault("expect = \"assessment.severity == 1\"");
        assert!(inner[0].contains("fails on `CMP-1`"), "{inner:?}");
        assert_eq!(
            fault("when = \"category is not none\"\nexpect = \"category\"")
                .last()
                .unwrap()
                .replace(":6:", ":5:"),
            "tenfour.toml:5:10: error[R-SET-05]: `expect` of `X-1` fails on `CMP-1`: it gives a string, neither `true` nor `false`"
        );
        assert_eq!(
            fault("expect = \"days_between(category, as_of) > 1\""),
            [
                "tenfour.toml:5:10: error[R-SET-05]: `expect` of `X-1` fails on `CMP-1`: `damage` is neither a day nor an instant"
            ]
        );
        assert_eq!(
            fault("expect = \"false\"\nmessage = \"{% for x in tags %}{% endfor %}\""),
            ["tenfour.toml:6:11: error[R-SET-05]: `message` of `X-1` holds more than `{{ }}` expressions"]
        );
        let twice = format!("{}{}", rule("expect = \"true\""), rule("expect = \"true\""));
        assert_eq!(
            said(&twice),
            ["tenfour.toml:7:6: error[R-SET-05]: the rule `X-1` stands twice"]
        );
        let wrong = "[[rule]]\nid = \"R-CMP-99\"\nkind = [\"complant\"]\nexpect = \"true\"\nseverity = \"off\"\n";
        assert_eq!(
            said(wrong),
            [
                "tenfour.toml:3:6: error[R-SET-05]: `R-CMP-99` cannot be the id of a rule of your own",
                "tenfour.toml:4:9: error[R-SET-05]: there is no kind of record `complant`",
                "tenfour.toml:6:12: error[R-SET-05]: the rule `R-CMP-99` is off where it is written",
            ]
        );
        let missing = said("[[rule]]\nid = \"X-1\"\n");
        assert!(
            missing.iter().all(|line| line.contains("R-FLD-01")) || missing.is_empty(),
            "{missing:?}"
        );
    }

    #[test]
    fn nothing_an_expression_does_takes_long_or_much() {
        let hostile = [
            "range(100000) | map('string') | join | length > 1".to_owned(),
            "('x' * 900000) * 9 == 'x'".to_owned(),
            "([[1] * 1000] * 100000) | map('length') | sum > 1".to_owned(),
            "('x' * 30000) | replace('x', 'y' * 30000) | length > 1".to_owned(),
            "range(90000) | map('string') | sort | list | length > 1".to_owned(),
            format!("{}1{} == 1", "(".repeat(900), ")".repeat(900)),
            format!("{}title", "not ".repeat(600)),
            format!("'{}' == ''", "x".repeat(3000)),
            "9 ** 9 ** 9 ** 9 > 1".to_owned(),
            "self.x()".to_owned(),
        ];
        for expression in hostile {
            let begun = std::time::Instant::now();
            let told = said(&rule(&format!("expect = \"\"\"{expression}\"\"\"")));
            assert!(
                told.iter()
                    .any(|line| line.starts_with("tenfour.toml") && line.contains("error[R-")),
                "{expression}: {told:?}"
            );
            assert!(begun.elapsed().as_secs() < 10, "{expression}");
        }
        let long = said(&rule("expect = \"false\"\nmessage = \"{{ 'x' * 2000 }}\""));
        assert!(long.iter().all(|line| line.chars().count() < 700), "{long:?}");
    }
}
