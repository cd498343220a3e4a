//! Expressions that a project writes in its settings, over a record: what they know, what they may cost, and how their faults
//! are told.
//!
//! In: text from `tenfour.toml`, and a record with the fields of its kind. Out: a value, or a fault in words.
//!
//! Steps: 1. [`Known`] becomes an [`environment`] once, and each expression is compiled in it; 2. the fields of a record become
//! values ([`value::of_record`]); 3. the result is read as a truth value ([`truth`]) or a number ([`number`]); 4. an error
//! becomes words with the name that may be meant ([`explain`]).
//!
//! What an expression may cost is bounded: its length (the settings see to it), the fuel of one evaluation (the engine charges
//! for steps and for bytes made, before it makes them), and the size of the record. There are no statements, so no loops, macros
//! or assignments. A name that does not exist is a fault and not an empty value.

pub mod names;
pub mod secret;
pub mod value;

use crate::diag::did_you_mean;
use crate::link::Ledger;
use crate::record::{Kind, Record};
use crate::stats::working_days::WorkingDays;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Fuel of one evaluation: some thousand steps, or about a megabyte made.
pub const FUEL: u64 = 20_000;

/// Largest record that expressions are held against, in bytes as written.
pub const RECORD: usize = 256 * 1024;

/// What expressions may ask for besides the fields of the record.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// All records.
    pub ledger: &'a Ledger,
    /// Day as of which everything is judged or measured.
    pub as_of: Date,
    /// The organization's zone.
    pub zone: TimeZone,
    /// The organization's working days.
    pub days: WorkingDays,
}

/// Whether a record is larger than expressions are held against.
pub fn is_too_large(record: &Record) -> bool {
    (record.node.span.end - record.node.span.start) as usize > RECORD
}

/// What a result means: `none` is as good as no, anything else than a truth value is a fault of the expression.
pub fn truth(value: Value) -> Result<bool, Error> {
    if value.is_none() {
        return Ok(false);
    }
    bool::try_from(value.clone())
        .ok()
        .filter(|_| value.kind() == ValueKind::Bool)
        .ok_or_else(|| {
            let message = format!("it gives a {}, neither `true` nor `false`", value.kind());
            Error::new(ErrorKind::InvalidOperation, message)
        })
}

/// What a result means as a number: `none` is nothing, `true` is 1 and `false` 0, anything else than a finite number is a fault
/// of the expression.
pub fn number(value: &Value) -> Result<Option<f64>, Error> {
    let wrong = |message: String| Error::new(ErrorKind::InvalidOperation, message);
    match value.kind() {
        ValueKind::None => Ok(None),
        ValueKind::Bool => Ok(Some(if value.is_true() { 1.0 } else { 0.0 })),
        ValueKind::Number => match f64::try_from(value.clone()) {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(wrong("it gives a number that is not finite".to_owned())),
        },
        ValueKind::Undefined => Err(wrong("it gives something undefined, not a number".to_owned())),
        other => Err(wrong(format!("it gives a {other}, not a number"))),
    }
}

/// An error in the engine's words.
pub fn words(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// An error in words, and the name that may be meant: `of` is the kind whose names are known.
pub fn explain<'a>(error: &Error, of: &str, known: impl IntoIterator<Item = &'a str>) -> (String, Option<String>) {
    match error.kind() {
        ErrorKind::UndefinedError => {
            let detail = words(error);
            let name = detail
                .split('`')
                .nth(1)
                .or_else(|| detail.split('\'').nth(1))
                .unwrap_or_default();
            let near = did_you_mean(name, known).filter(|near| *near != name);
            let hint = near.map_or_else(
                || {
                    format!("`tenfour explain {of}` lists the fields; what lies inside a field that is not filled in needs `when = \"FIELD is not none\"`")
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

/// Where expressions are only read, not evaluated.
pub fn bare<'e>() -> Environment<'e> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    // What lies inside a field that is not filled in is not filled in either. That a name exists is seen to before ([`names::missing`]).
    environment.add_test("none", |value: &Value| value.is_none() || value.is_undefined());
    environment
}

/// Where expressions are compiled and evaluated: with what they may ask for besides the fields of the record, and with fuel.
pub fn environment<'e>(known: &Known<'_>) -> Environment<'e> {
    let mut environment = plain(known);
    counts(&mut environment, known.ledger);
    links(&mut environment, known.ledger);
    environment
}

/// The same for some expressions: what none of them asks for is not looked up in all records.
pub fn environment_for<'e>(known: &Known<'_>, texts: &[&str]) -> Environment<'e> {
    let asks = |name: &str| texts.iter().any(|text| text.contains(name));
    let mut environment = plain(known);
    if asks("count") {
        counts(&mut environment, known.ledger);
    }
    if asks("linked") {
        links(&mut environment, known.ledger);
    }
    environment
}

/// Days, and how values are written.
fn plain<'e>(known: &Known<'_>) -> Environment<'e> {
    let mut environment = bare();
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
    environment.add_global("as_of", known.as_of.to_string());
    let zone = known.zone.clone();
    let day = Arc::new(move |value: &Value| -> Result<Date, Error> {
        let text = value.as_str().unwrap_or_default();
        let instant = || text.parse::<Timestamp>().map(|at| at.to_zoned(zone.clone()).date());
        text.parse::<Date>()
            .ok()
            .filter(|_| text.len() == 10)
            .or_else(|| instant().ok())
            .ok_or_else(|| {
                let written = if value.is_none() {
                    "none".to_owned()
                } else {
                    value.to_string()
                };
                let short: String = written.chars().take(40).collect();
                let message = format!("`{short}` is neither a day nor an instant");
                Error::new(ErrorKind::InvalidOperation, message)
            })
    });
    let of = Arc::clone(&day);
    environment.add_function("days_between", move |from: Value, to: Value| -> Result<i64, Error> {
        let (from, to) = (of(&from)?, of(&to)?);
        Ok(from.until(to).map_or(0, |span| i64::from(span.get_days())))
    });
    let days = known.days.clone();
    environment.add_function("working_days", move |from: Value, to: Value| -> Result<i64, Error> {
        let (from, to) = (day(&from)?, day(&to)?);
        let count = days.after(from, to).map_err(|_| {
            let message = format!("working days from {from} to {to} cannot be counted: the calendar does not know both, or the second is earlier");
            Error::new(ErrorKind::InvalidOperation, message)
        })?;
        Ok(i64::from(count))
    });
    environment
}

/// How many records there are of a kind.
fn counts(environment: &mut Environment<'_>, ledger: &Ledger) {
    let mut counts: BTreeMap<(Kind, String), i64> = BTreeMap::new();
    for (_, record) in ledger.records() {
        *counts.entry((record.kind, record.status().to_owned())).or_default() += 1;
    }
    let responses = ledger.responses();
    environment.add_function("count", move |kind: &str, status: Option<&str>| -> Result<i64, Error> {
        let kind = kind_named(kind)?;
        if kind == Kind::Response {
            return count_of_responses(responses, status);
        }
        let of = counts
            .iter()
            .filter(|((of, state), _)| *of == kind && status.is_none_or(|status| status == state));
        Ok(of.map(|(_, count)| count).sum())
    });
}

/// How many responses there are: rows of tables count as well, and none of them has a state. Errors: a state is asked for.
pub fn count_of_responses(responses: usize, status: Option<&str>) -> Result<i64, Error> {
    match status {
        None => Ok(i64::try_from(responses).unwrap_or(i64::MAX)),
        Some(_) => Err(Error::new(
            ErrorKind::InvalidOperation,
            "a response has no state: count all of them, `count(\"response\")`",
        )),
    }
}

/// The records that name a record.
fn links(environment: &mut Environment<'_>, ledger: &Ledger) {
    let mut linked: BTreeMap<String, BTreeSet<(Kind, String)>> = BTreeMap::new();
    for (index, record) in ledger.records() {
        let from = ledger.links_to(index).map(|link| ledger.get(link.from));
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
}

/// The kind with a name.
///
/// Errors: there is none, with the nearest name.
pub fn kind_named(name: &str) -> Result<Kind, Error> {
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
    use super::*;

    #[test]
    fn responses_in_tables_are_counted() {
        let files = "-- a.yaml --\n{id: WAV-1, survey: SVY-1}\n---\n{id: RSP-9, wave: WAV-1}\n-- responses/WAV-1.csv --\nid,q\nRSP-1,5\nRSP-2,4\n";
        let made = crate::check::tests::inspect(files);
        let known = Known {
            ledger: &made.ledger,
            as_of: made.as_of,
            zone: made.zone.clone(),
            days: made.days.clone(),
        };
        let environment = environment(&known);
        let said = |text: &str| {
            let value = environment.compile_expression(text).unwrap().eval(());
            value.map(|value| value.to_string()).map_err(|error| words(&error))
        };
        assert_eq!(said("count('response')"), Ok("3".to_owned()));
        assert_eq!(said("count('wave')"), Ok("1".to_owned()));
        assert!(
            said("count('response', 'complete')")
                .unwrap_err()
                .contains("has no state")
        );
    }

    #[test]
    fn a_result_is_a_number_or_nothing() {
        let read = |value: Value| number(&value).map_err(|error| words(&error));
        assert_eq!(read(Value::from(2.5)), Ok(Some(2.5)));
        assert_eq!(read(Value::from(true)), Ok(Some(1.0)));
        assert_eq!(read(Value::from(())), Ok(None));
        assert_eq!(
            read(Value::from("2")),
            Err("it gives a string, not a number".to_owned())
        );
        assert_eq!(
            read(Value::from(f64::NAN)),
            Err("it gives a number that is not finite".to_owned())
        );
    }
}
