//! Clauses of the project's own: of another standard or edition, or with another title.

use crate::diag::{Diagnostic, did_you_mean};
use crate::record::Catalogue;
use crate::record::clause::{Asks, Clause, Status};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A clause that records and rules may cite.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OwnClause {
    /// Number of the standard, four digits or more: `9001`.
    #[schemars(extend("x-level" = "starter"), length(max = 12))]
    pub standard: String,
    /// Its edition, `2026`.
    #[schemars(length(max = 12))]
    pub edition: String,
    /// Number of the clause, `9.1.2`, or the letter of an annex.
    #[schemars(extend("x-level" = "starter"), length(max = 20))]
    pub number: String,
    /// Title.
    #[schemars(extend("x-level" = "starter"), length(max = 200))]
    pub title: String,
}

/// Adds the clauses to the catalogue. Out: what is wrong with the others, by path in the settings.
pub(super) fn add(clauses: &[OwnClause], catalogue: &mut Catalogue) -> Vec<(String, Diagnostic)> {
    let mut told = Vec::new();
    for (index, own) in clauses.iter().enumerate() {
        if own.standard.is_empty() || own.number.is_empty() || own.title.is_empty() {
            continue; // told as missing
        }
        let is_standard = own.standard.len() >= 4 && own.standard.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = own.number.starts_with(|first: char| first.is_ascii_alphanumeric())
            && own
                .number
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b' ');
        if !is_standard || !is_number {
            let (key, written) = if is_standard {
                ("number", &own.number)
            } else {
                ("standard", &own.standard)
            };
            let message = format!("`{written}` cannot be the {key} of a clause");
            let hint = "a standard is four digits or more, a clause a number such as `7.4` or the letter of an annex";
            told.push((
                format!("clauses[{index}].{key}"),
                Diagnostic::error("R-SET-06", message).hint(hint),
            ));
            continue;
        }
        catalogue.clauses.add(Clause {
            standard: own.standard.clone(),
            edition: own.edition.clone(),
            number: own.number.clone(),
            title: own.title.clone(),
            annex: own.number.starts_with(|first: char| first.is_ascii_uppercase()),
            status: Status::Own,
            asks: Asks::Itself,
        });
    }
    told
}

/// What is wrong with the standards that are switched on and off, by path in the settings.
pub(super) fn switched(standards: &BTreeMap<String, bool>, catalogue: &Catalogue) -> Vec<(String, Diagnostic)> {
    let known = catalogue.clauses.standards();
    let unknown = standards.keys().filter(|standard| !known.contains(&standard.as_str()));
    let told = unknown.map(|standard| {
        let hint = match did_you_mean(standard, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a number without edition; known here: {}", known.join(", ")),
        };
        let problem = Diagnostic::error("R-SET-02", format!("there is no standard `{standard}`")).hint(hint);
        (format!("standards.{standard}"), problem)
    });
    told.collect()
}

/// Of clauses separated by commas those that the catalogue does not know.
pub(super) fn unknown<'a>(cited: Option<&'a str>, catalogue: &Catalogue) -> Vec<&'a str> {
    let cited = cited.unwrap_or_default().split(',').map(str::trim);
    cited
        .filter(|clause| !clause.is_empty() && catalogue.clauses.find(clause).is_none())
        .collect()
}
