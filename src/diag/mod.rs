//! What the program says about the records: diagnostics, collected and sorted, never thrown.
//!
//! A diagnostic carries its rule's id as text, so that this room stays below the rules.

pub mod emit;
pub mod github;
pub mod junit;
pub mod lines;
pub mod sarif;

use crate::source::{Place, Sources};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Stops a build.
    Error,
    /// Must be looked at; does not stop.
    Warning,
    /// Worth knowing.
    Information,
}

impl Severity {
    /// The word used in output and settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }
}

/// A further place with a word about it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there.
    pub text: String,
}

/// That a diagnostic is let pass for a time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Waived {
    /// Id of the waiver.
    pub by: String,
    /// Last day on which it holds.
    pub until: Date,
    /// Why.
    pub reason: String,
}

impl Waived {
    /// In a few words: `waived by WVR-001 until 2026-06-30 because ..`.
    pub fn words(&self) -> String {
        let reason = self.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let because = if reason.is_empty() { "" } else { " because: " };
        format!("waived by {} until {}{because}{reason}", self.by, self.until)
    }
}

/// One thing that is wrong, or worth knowing, in the records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Id of the rule that judged, `R-CMP-02`.
    pub rule: Cow<'static, str>,
    /// Weight, after the project's settings.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, backticks around what the user wrote.
    pub message: String,
    /// The spot, if there is one.
    pub place: Option<Place>,
    /// Further places that matter.
    pub labels: Vec<Label>,
    /// What to do, in the imperative.
    pub hint: Option<String>,
    /// Id of the record it concerns.
    pub record: Option<String>,
    /// Path of the field inside the record, `events[3].at`.
    pub field: Option<String>,
    /// That it is let pass: it is shown and does not count.
    pub waived: Option<Waived>,
    /// Whether its words quote what only the restricted audience may see.
    pub restricted: bool,
}

impl Diagnostic {
    /// An error without place; the builder methods add what is known.
    pub fn error(rule: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            severity: Severity::Error,
            message: message.into(),
            place: None,
            labels: Vec::new(),
            hint: None,
            record: None,
            field: None,
            waived: None,
            restricted: false,
        }
    }

    /// Sets the weight.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets the spot.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds a further place.
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            place,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the record.
    pub fn record(mut self, id: impl Into<String>) -> Self {
        self.record = Some(id.into());
        self
    }

    /// Names the field.
    pub fn field(mut self, path: impl Into<String>) -> Self {
        self.field = Some(path.into());
        self
    }
}

/// How many diagnostics of each severity there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Informations.
    pub information: usize,
    /// Those that a waiver lets pass, whatever their severity.
    pub waived: usize,
}

/// All diagnostics of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    severities: BTreeMap<String, Option<Severity>>,
    dropped: BTreeMap<String, usize>,
}

impl Diagnostics {
    /// Takes one in. The project's severity for its rule, once known, replaces the rule's own; a rule switched off is dropped.
    pub fn add(&mut self, mut diagnostic: Diagnostic) {
        match self.severities.get(diagnostic.rule.as_ref()) {
            Some(None) => {
                *self.dropped.entry(diagnostic.rule.into_owned()).or_default() += 1;
                return;
            }
            Some(Some(severity)) => diagnostic.severity = *severity,
            None => {}
        }
        self.list.push(diagnostic);
    }

    /// Takes many in, in order.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }

    /// Sets the severities that the project chose; `None` switches a rule off. Concerns what was collected before as well.
    pub fn choose(&mut self, severities: BTreeMap<String, Option<Severity>>) {
        self.severities = severities;
        for diagnostic in std::mem::take(&mut self.list) {
            self.add(diagnostic);
        }
    }

    /// How many a rule told that the project switched off.
    pub fn dropped(&self, rule: &str) -> usize {
        self.dropped.get(rule).copied().unwrap_or_default()
    }

    /// Marks those that are let pass.
    pub fn waive(&mut self, mut by: impl FnMut(&Diagnostic) -> Option<Waived>) {
        for diagnostic in &mut self.list {
            diagnostic.waived = by(diagnostic);
        }
    }

    /// Takes out those that are chosen.
    pub fn leave_out(&mut self, chosen: impl Fn(&Diagnostic) -> bool) {
        self.list.retain(|found| !chosen(found));
    }

    /// Lets those errors that are chosen weigh as warnings.
    pub fn soften(&mut self, chosen: impl Fn(&Diagnostic) -> bool) {
        let errors = self.list.iter_mut().filter(|found| found.severity == Severity::Error);
        for diagnostic in errors {
            if chosen(diagnostic) {
                diagnostic.severity = Severity::Warning;
            }
        }
    }

    /// Sorts by path, place, rule and message, so that a run reads like the repository; what has no place comes first.
    pub fn sort(&mut self, sources: &Sources) {
        let path = |diagnostic: &Diagnostic| diagnostic.place.map(|place| sources.get(place.source).path.as_str());
        self.list.sort_by(|a, b| {
            let key = |diagnostic: &Diagnostic| diagnostic.place.map(|place| place.span);
            (path(a), key(a), &a.rule, &a.message).cmp(&(path(b), key(b), &b.rule, &b.message))
        });
        self.list.dedup();
    }

    /// The diagnostics in their present order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are of each severity.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for diagnostic in &self.list {
            match diagnostic.severity {
                _ if diagnostic.waived.is_some() => tally.waived += 1,
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Information => tally.information += 1,
            }
        }
        tally
    }

    /// Whether a build must stop.
    pub fn stop(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.waived.is_none())
    }
}

/// The nearest of `known` to what was written, when near enough to be meant.
///
/// In: the word as written, the words that exist. Out: the closest by edit distance, at most a third of its length away.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&lower, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= (word.chars().count().max(3) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_suggested_and_a_far_one_is_not() {
        let known = ["received_at", "logged_at", "channel"];
        assert_eq!(did_you_mean("recieved_at", known), Some("received_at"));
        assert_eq!(did_you_mean("Channel", known), Some("channel"));
        assert_eq!(did_you_mean("colour", known), None);
    }

    #[test]
    fn a_rule_switched_off_says_nothing_even_afterwards() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.add(Diagnostic::error("R-X-01", "a"));
        diagnostics.add(Diagnostic::error("R-X-02", "b"));
        diagnostics.choose(BTreeMap::from([
            ("R-X-01".to_owned(), None),
            ("R-X-02".to_owned(), Some(Severity::Warning)),
        ]));
        assert_eq!(
            diagnostics.tally(),
            Tally {
                warnings: 1,
                ..Tally::default()
            }
        );
        assert!(!diagnostics.stop());
    }
}
