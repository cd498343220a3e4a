//! X-..: the project's own rules, each an expression over a record.
//!
//! In: the rules of `tenfour.toml` and the ledger. Out: a report a rule, and a fault of the settings for every expression that
//! cannot be read or evaluated.
//!
//! Steps: 1. each expression is compiled once; 2. each record of the rule's kinds becomes a mapping of all its fields, where
//! one that is not filled in is `none`; 3. `when` chooses, `expect` judges, `message` tells.
//!
//! What an expression may cost is bounded: its length, the fuel of one evaluation (the engine charges for steps and for bytes
//! made, before it makes them), the size of the record, and the length of a message. There are no statements, so no loops,
//! macros or assignments. A name that does not exist is a fault and not an empty value.

use super::look;
use super::rule::{Advice, Context, Report};
use crate::diag::{Diagnostic, did_you_mean};
use crate::link::RecordIndex;
use crate::record::schema::{Field, Shape};
use crate::record::{Kind, Record};
use crate::settings::rule::OwnRule;
use crate::yaml::node::{Data, Meaning, Node, meaning};
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Expression, State, UndefinedBehavior, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Fuel of one evaluation: some thousand steps, or about a megabyte made.
const FUEL: u64 = 20_000;

/// Largest record that expressions are held against, in bytes as written.
const RECORD: usize = 256 * 1024;

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
    let environment = environment(context);
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
    for (index, record) in rule.kinds().flat_map(|kind| context.ledger.of_kind(kind)) {
        let fields = context.catalogue.fields(record.kind);
        let unread = |name: &String| look::unread(record, name.split('.').next().unwrap_or_default());
        if compiled.named.iter().any(unread) {
            continue; // what cannot be read is told as such
        }
        let size = (record.node.span.end - record.node.span.start) as usize;
        if size > RECORD {
            let message = format!("`{}`: the record `{}` is too large to be judged", rule.id, record.id());
            fault(
                "id",
                message,
                Some(format!("records of more than {} KiB are left out", RECORD / 1024)),
            );
            report.break_off(BROKEN);
            continue;
        }
        let value = Value::from(values(record, fields).collect::<BTreeMap<_, _>>());
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
    let mut named: BTreeSet<String> = expect.undeclared_variables(true).into_iter().collect();
    if let Some(when) = &when {
        named.extend(when.undeclared_variables(true));
    }
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
            Ok(template) => named.extend(template.undeclared_variables(true)),
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
    Some(Compiled { when, expect, named })
}

/// What a result means: `none` is as good as no, anything else than a truth value is a fault of the expression.
fn truth(value: Value) -> Result<bool, Error> {
    if value.is_none() {
        return Ok(false);
    }
    bool::try_from(value.clone())
        .ok()
        .filter(|_| value.kind() == minijinja::value::ValueKind::Bool)
        .ok_or_else(|| {
            let message = format!("it gives a {}, neither `true` nor `false`", value.kind());
            Error::new(ErrorKind::InvalidOperation, message)
        })
}

fn words(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// An error in words, and the field that may be meant.
fn explain(error: &Error, record: &Record, fields: &[Field]) -> (String, Option<String>) {
    match error.kind() {
        ErrorKind::UndefinedError => {
            let known = fields.iter().map(|field| field.name.as_str());
            let detail = words(error);
            let name = detail
                .split('`')
                .nth(1)
                .or_else(|| detail.split('\'').nth(1))
                .unwrap_or_default();
            let near = did_you_mean(name, known).filter(|near| *near != name);
            let hint = near.map_or_else(
                || {
                    let what = record.kind.name();
                    format!("`tenfour explain {what}` lists the fields; what lies inside a field that is not filled in needs `when = \"FIELD is not none\"`")
                },
                |near| format!("did you mean `{near}`?"),
            );
            let detail = if detail.contains("undefined") {
                detail
            } else {
                format!("{detail} (undefined)")
            };
            (detail, Some(hint))
        }
        ErrorKind::OutOfFuel => (
            "it takes too many steps".to_owned(),
            Some("write it shorter; long texts cost as well".to_owned()),
        ),
        _ => (words(error), None),
    }
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

/// Whether a path names a field whose value, or part of it, is for the restricted audience only.
fn holds_secrets(fields: &[Field], path: &str) -> bool {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(field) = fields.iter().find(|field| field.name == name) else {
        return false;
    };
    field.personal || field.restricted || shape_holds_secrets(&field.shape, rest)
}

fn shape_holds_secrets(shape: &Shape, rest: Option<&str>) -> bool {
    match shape {
        Shape::Fields(fields) => match rest {
            Some(rest)
                if fields
                    .iter()
                    .any(|field| rest.split('.').next() == Some(field.name.as_str())) =>
            {
                holds_secrets(fields, rest)
            }
            _ => fields.iter().any(|field| holds_secrets(fields, &field.name)),
        },
        Shape::List(item) | Shape::Map(item) => shape_holds_secrets(item, rest),
        Shape::Either(shapes) => shapes.iter().any(|shape| shape_holds_secrets(shape, rest)),
        // Where a person may be named, words that are no id name one.
        Shape::ReferenceOrText(kinds) => kinds
            .iter()
            .any(|kind| kind == Kind::Person.name() || kind == Kind::Customer.name()),
        _ => false,
    }
}

/// The fields of a record; `none` where one is not filled in.
fn values<'a>(record: &'a Record, fields: &'a [Field]) -> impl Iterator<Item = (&'a str, Value)> {
    fields.iter().map(|field| {
        let value = match field.name.as_str() {
            "status" => Value::from(record.status()),
            name => record
                .node
                .get(name)
                .map_or(Value::from(()), |node| value(node, &field.shape)),
        };
        (field.name.as_str(), value)
    })
}

fn value(node: &Node, shape: &Shape) -> Value {
    match (shape, &node.data) {
        (_, Data::Null) => Value::from(()),
        (Shape::Fields(fields), Data::Map(_)) => {
            let inner = fields.iter().map(|field| {
                let inner = node
                    .get(&field.name)
                    .map_or(Value::from(()), |node| value(node, &field.shape));
                (field.name.as_str(), inner)
            });
            Value::from(inner.collect::<BTreeMap<_, _>>())
        }
        (Shape::Either(shapes), _) => {
            let fitting = shapes
                .iter()
                .find(|shape| look::suits(shape, node))
                .unwrap_or(&Shape::Any);
            value(node, fitting)
        }
        (Shape::List(item), Data::List(items)) => items.iter().map(|node| value(node, item)).collect(),
        (_, Data::List(items)) => items.iter().map(|node| value(node, &Shape::Any)).collect(),
        (shape, Data::Map(entries)) => {
            let item = if let Shape::Map(item) = shape {
                &**item
            } else {
                &Shape::Any
            };
            let each = entries
                .iter()
                .map(|entry| (entry.key.to_string(), value(&entry.value, item)));
            Value::from(each.collect::<BTreeMap<_, _>>())
        }
        (Shape::Integer(..) | Shape::Number(..) | Shape::Boolean | Shape::Any, Data::Plain(text)) => {
            match meaning(text) {
                Meaning::Boolean(truth) => Value::from(truth),
                Meaning::Integer(number) => Value::from(number),
                Meaning::Float(number) => Value::from(number),
                Meaning::Null | Meaning::Text => Value::from(&**text),
            }
        }
        (_, Data::Plain(text) | Data::Quoted(text)) => Value::from(&**text),
    }
}

/// What expressions may ask for besides the fields of the record.
fn environment<'e>(context: &Context<'_>) -> Environment<'e> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    // What a record holds cannot end the code it is shown in.
    environment.set_formatter(|output, _, value| {
        let text = if value.is_none() {
            "none".to_owned()
        } else {
            value.to_string()
        };
        let clean = |character: char| match character {
            '`' => '\'',
            character if character.is_control() => ' ',
            character => character,
        };
        output
            .write_str(&text.chars().map(clean).collect::<String>())
            .map_err(Error::from)
    });
    environment.add_global("as_of", context.as_of.to_string());
    let zone = context.zone.clone();
    let day = Arc::new(move |value: &Value| -> Result<Date, Error> {
        let text = value.as_str().unwrap_or_default();
        let instant = || text.parse::<Timestamp>().map(|at| at.to_zoned(zone.clone()).date());
        text.parse::<Date>()
            .ok()
            .filter(|_| text.len() == 10)
            .or_else(|| instant().ok())
            .ok_or_else(|| {
                let message = format!(
                    "`{}` is neither a day nor an instant",
                    value.to_string().chars().take(40).collect::<String>()
                );
                Error::new(ErrorKind::InvalidOperation, message)
            })
    });
    let of = Arc::clone(&day);
    environment.add_function("days_between", move |from: Value, to: Value| -> Result<i64, Error> {
        let (from, to) = (of(&from)?, of(&to)?);
        Ok(from.until(to).map_or(0, |span| i64::from(span.get_days())))
    });
    let days = context.days.clone();
    environment.add_function("working_days", move |from: Value, to: Value| -> Result<i64, Error> {
        let (from, to) = (day(&from)?, day(&to)?);
        let count = days.after(from, to).map_err(|_| {
            let message = format!("working days from {from} to {to} cannot be counted: the calendar does not know both, or the second is earlier");
            Error::new(ErrorKind::InvalidOperation, message)
        })?;
        Ok(i64::from(count))
    });
    let mut counts: BTreeMap<(Kind, String), i64> = BTreeMap::new();
    for (_, record) in context.ledger.records() {
        *counts.entry((record.kind, record.status().to_owned())).or_default() += 1;
    }
    environment.add_function("count", move |kind: &str, status: Option<&str>| -> Result<i64, Error> {
        let kind = kind_named(kind)?;
        let of = counts
            .iter()
            .filter(|((of, state), _)| *of == kind && status.is_none_or(|status| status == state));
        Ok(of.map(|(_, count)| count).sum())
    });
    let mut linked: BTreeMap<String, BTreeSet<(Kind, String)>> = BTreeMap::new();
    for (index, record) in context.ledger.records() {
        let from = context.ledger.links_to(index).map(|link| context.ledger.get(link.from));
        let from: BTreeSet<(Kind, String)> = from.map(|record| (record.kind, record.id().to_owned())).collect();
        if !from.is_empty() {
            linked.insert(record.id().to_owned(), from);
        }
    }
    environment.add_function(
        "linked",
        move |state: &State<'_, '_>, kind: &str| -> Result<Vec<String>, Error> {
            let kind = kind_named(kind)?;
            let id = state.lookup("id").map(|id| id.to_string()).unwrap_or_default();
            let from = linked.get(&id).into_iter().flatten().filter(|(of, _)| *of == kind);
            Ok(from.map(|(_, id)| id.clone()).collect())
        },
    );
    environment
}

fn kind_named(name: &str) -> Result<Kind, Error> {
    Kind::named(name).ok_or_else(|| {
        let near = did_you_mean(name, Kind::ALL.iter().map(|kind| kind.name()));
        let hint = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        Error::new(
            ErrorKind::InvalidOperation,
            format!("there is no kind of record `{name}`{hint}"),
        )
    })
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
            unknown[0].starts_with("tenfour.toml:5:10: error[R-SET-05]: `expect` of `X-1` fails on `CMP-1`: "),
            "{unknown:?}"
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
