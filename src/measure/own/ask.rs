//! The expressions of a measure, compiled, and what they say of one record or answer.

use crate::expression::names::Inside;
use crate::expression::{self, number, truth, words};
use crate::settings::measure::{Measure, Sort};
use minijinja::{Environment, Error, ErrorKind, Expression, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The key of the measure that holds it: `when`, `hit`.
    pub part: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether it tells what only the restricted audience may see.
    pub restricted: bool,
}

/// Which side of the line of a ratio; everything else stands above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    /// Above, and below too where the same records stand there.
    Above,
    /// Records that stand below only.
    Below,
}

/// What the expressions say of one record or answer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Said {
    /// It is not chosen.
    NotChosen,
    /// It is chosen, and they give `none`.
    Nothing,
    /// What stands above the line and what below it.
    Numbers(f64, f64),
}

/// The expressions of a measure, compiled.
pub(super) struct Compiled<'e> {
    parts: BTreeMap<&'static str, Expression<'e, 'e>>,
    main: &'static str,
    is_ratio: bool,
    above: BTreeSet<String>,
    below: BTreeSet<String>,
}

/// Compiles the expressions of a measure. Errors: what is wrong with those that are none.
pub(super) fn compile<'e>(measure: &'e Measure, environment: &'e Environment<'e>) -> Result<Compiled<'e>, Vec<Fault>> {
    let mut compiled = Compiled {
        parts: BTreeMap::new(),
        main: match measure.sort {
            Sort::Share => "hit",
            Sort::Mean | Sort::Median => "value",
            Sort::Ratio => "numerator",
            Sort::Count => "",
        },
        is_ratio: measure.sort == Sort::Ratio,
        above: BTreeSet::new(),
        below: BTreeSet::new(),
    };
    let mut faults = Vec::new();
    for (part, text, below) in measure.expressions() {
        match environment.compile_expression(text) {
            Ok(expression) => {
                let named = expression.undeclared_variables(true);
                if below {
                    compiled.below.extend(named);
                } else {
                    compiled.above.extend(named);
                }
                compiled.parts.insert(part, expression);
            }
            Err(error) => {
                let gives = match part {
                    "when" | "hit" | "denominator_when" => "`true` or `false`: `due is none or due >= as_of`",
                    _ => "a number: `days_between(received_at, as_of)`",
                };
                faults.push(Fault {
                    part,
                    message: format!("`{part}` of `{}` is no expression: {}", measure.id(), words(&error)),
                    hint: Some(format!("write an expression that gives {gives}")),
                    restricted: false,
                });
            }
        }
    }
    if faults.is_empty() { Ok(compiled) } else { Err(faults) }
}

impl Compiled<'_> {
    /// Names that the expressions of a side use, with what lies inside: `answers.overall`.
    pub(super) fn named(&self, side: Side) -> &BTreeSet<String> {
        match side {
            Side::Above => &self.above,
            Side::Below => &self.below,
        }
    }

    /// What the expressions of a side name and does not exist, as a fault of the part that names it.
    pub(super) fn missing(
        &self,
        side: Side,
        measure: &Measure,
        environment: &Environment<'_>,
        of: &str,
        top: &BTreeMap<&str, Inside<'_>>,
        restricted: bool,
    ) -> Option<Fault> {
        let parts = measure
            .expressions()
            .filter(|(.., below)| *below == (side == Side::Below));
        parts.into_iter().find_map(|(part, text, _)| {
            let named = expression::names::named(environment, text);
            let (words, hint) = expression::names::missing(&named, environment, of, top)?;
            Some(Fault {
                part,
                message: format!("`{part}` of `{}` fails on every {of}: {words}", measure.id()),
                hint: Some(hint),
                restricted,
            })
        })
    }

    /// Names that say whom to count, and names that say what.
    pub(super) fn whom_and_what(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut whom, mut what) = (BTreeSet::new(), BTreeSet::new());
        for (part, expression) in &self.parts {
            let names = if *part == "when" { &mut whom } else { &mut what };
            names.extend(expression.undeclared_variables(true));
        }
        (whom, what)
    }

    /// What the expressions say of values. Errors: the part that fails, and how.
    pub(super) fn said(&self, side: Side, values: &Value) -> Result<Said, (&'static str, Error)> {
        let (when, main) = match side {
            Side::Above => ("when", self.main),
            Side::Below => ("denominator_when", "denominator"),
        };
        if let Some(expression) = self.parts.get(when) {
            let chosen = expression.eval(values).and_then(truth);
            if !chosen.map_err(|error| (when, error))? {
                return Ok(Said::NotChosen);
            }
        }
        let one = |part: &'static str| match self.parts.get(part) {
            None => Ok(Some(1.0)),
            Some(expression) => expression
                .eval(values)
                .and_then(|value| {
                    if part == "hit" && !value.is_none() {
                        return truth(value).map(|hit| Some(if hit { 1.0 } else { 0.0 }));
                    }
                    number(&value)
                })
                .map_err(|error| (part, error)),
        };
        let above = one(main)?;
        let below = if self.is_ratio && side == Side::Above {
            one("denominator")?
        } else {
            Some(1.0)
        };
        Ok(match above.zip(below) {
            Some((above, below)) => Said::Numbers(above, below),
            None => Said::Nothing,
        })
    }
}

/// A fault in words: `on` is the record it fails on, `of` the kind whose names are `known`.
pub(super) fn fault<'a>(
    measure: &Measure,
    (part, error): (&'static str, Error),
    on: &str,
    of: &str,
    known: impl IntoIterator<Item = &'a str>,
    restricted: bool,
) -> Fault {
    let (words, hint) = expression::explain(&error, of, known);
    let hint = hint.or_else(|| {
        let is_sort = error.kind() == ErrorKind::InvalidOperation && words.starts_with("it gives a");
        is_sort.then(|| "where there is nothing to count let it give `none`".to_owned())
    });
    Fault {
        part,
        message: format!("`{part}` of `{}` fails on `{on}`: {words}", measure.id()),
        hint,
        restricted,
    }
}
