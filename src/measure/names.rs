//! Whether what a selection names is there at all: a slip of the pen is no number that cannot be estimated (rule R-PAG-01).
//!
//! In: a selection that somebody wrote. Out: the first name in it that nothing bears, in words, with the one that may be meant.
//! Words whose meaning differs from metric to metric, such as `kind` and `formula`, are judged by the metric.

use super::scope::Scope;
use super::selection::{Key, Selection, days};
use crate::diag::did_you_mean;
use crate::record::schema::{self, Shape};
use crate::record::survey::Survey;
use crate::record::{Kind, Record};
use std::borrow::Cow;
use std::fmt;

/// A name that nothing bears.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// What is wrong, in words.
    pub message: String,
    /// The name that may be meant.
    pub near: Option<String>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.near {
            Some(near) => write!(formatter, ", did you mean `{near}`?"),
            None => Ok(()),
        }
    }
}

/// The first name of a selection that nothing bears; `may_name` tells which names may be offered in its place.
pub fn unknown(scope: &Scope<'_>, selection: &Selection, may_name: impl Fn(&str) -> bool) -> Option<Unknown> {
    selection
        .iter()
        .find_map(|(key, value)| is_unknown(scope, selection, key, value, &may_name))
}

fn is_unknown(
    scope: &Scope<'_>,
    selection: &Selection,
    key: Key,
    value: &str,
    may_name: &impl Fn(&str) -> bool,
) -> Option<Unknown> {
    let (what, known): (String, Vec<Cow<'_, str>>) = match key {
        Key::Period => return (days(value).is_none()).then(|| plain(format!("`{value}` is no period"))),
        // A wave or a period before.
        Key::Against if days(value).is_some() => return None,
        Key::Against => ("wave or period".to_owned(), ids(scope, Kind::Wave)),
        Key::Question => ("question".to_owned(), questions(scope, selection)),
        Key::Metric => {
            let all: Vec<_> = super::all(scope.settings)
                .map(|metric| metric.id().to_owned())
                .collect();
            ("metric".to_owned(), all.into_iter().map(Cow::from).collect())
        }
        Key::Category => ("category".to_owned(), words(scope, Kind::Complaint, "category")),
        Key::Outcome => ("outcome".to_owned(), words(scope, Kind::Complaint, "outcome")),
        Key::Role => ("role".to_owned(), words(scope, Kind::Response, "respondent_role")),
        Key::Severity => (
            "severity".to_owned(),
            (1..=4).map(|one: u8| Cow::from(one.to_string())).collect(),
        ),
        // What they mean is the metric's to say.
        Key::Index | Key::Kind | Key::Formula => return None,
        key => {
            let kind = key.kind()?;
            (kind.label().to_lowercase(), ids(scope, kind))
        }
    };
    // Words that the project's catalogue does not list cannot be judged.
    if known.is_empty() && key.kind().is_none() && key != Key::Question {
        return None;
    }
    if known.iter().any(|name| name == value) {
        return None;
    }
    let near = did_you_mean(value, known.iter().map(|name| &**name).filter(|name| may_name(name)));
    Some(Unknown {
        near: near.map(str::to_owned),
        ..plain(format!("there is no {what} `{value}`"))
    })
}

fn plain(message: String) -> Unknown {
    Unknown { message, near: None }
}

/// Ids of the records of a kind.
fn ids<'a>(scope: &Scope<'a>, kind: Kind) -> Vec<Cow<'a, str>> {
    let records = scope.ledger.of_kind(kind);
    records
        .map(|(_, record): (_, &Record)| Cow::from(record.id()))
        .collect()
}

/// Keys of the questions of the survey that is meant, in all its versions; of all surveys where none is.
fn questions<'a>(scope: &Scope<'a>, selection: &Selection) -> Vec<Cow<'a, str>> {
    let of_wave = selection.get(Key::Wave).and_then(|wave| scope.wave(wave)?.survey);
    let of_wave = of_wave.map(|(record, _)| record.id());
    let meant = selection.get(Key::Survey).or(of_wave);
    let surveys = scope.ledger.each::<Survey>();
    surveys
        .filter(|(record, _)| meant.is_none_or(|id| id == record.id()))
        .flat_map(|(_, survey)| survey.all_questions())
        .filter_map(|question| question.key.as_deref().map(Cow::from))
        .collect()
}

/// The words of a field, with those of the project.
fn words<'a>(scope: &Scope<'a>, kind: Kind, path: &str) -> Vec<Cow<'a, str>> {
    match schema::find(scope.catalogue.fields(kind), path).map(|field| &field.shape) {
        Some(Shape::Choice(words)) => words.iter().map(|word| Cow::from(word.value.as_str())).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::looking;

    const FILES: &str = "
id: SVY-1
version: \"1\"
questions: [{key: all, kind: overall, scale: {min: 1, max: 5}}]
---
id: SVY-2
version: \"1\"
questions: [{key: other, kind: overall, scale: {min: 1, max: 5}}]
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", status: closed, field_start: 2025-01-01}
---
{id: CMP-1, received_at: 2025-03-03T09:00:00Z, category: price}
";

    fn said(pairs: &[(Key, &str)]) -> Option<String> {
        let selection = pairs
            .iter()
            .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
        looking(FILES, |scope| {
            unknown(scope, &selection, |_| true).map(|unknown| unknown.to_string())
        })
    }

    #[test]
    fn what_is_there_is_known() {
        for pair in [
            (Key::Survey, "SVY-1"),
            (Key::Wave, "WAV-1"),
            (Key::Question, "other"),
            (Key::Category, "delivery_late"),
            (Key::Severity, "4"),
            (Key::Outcome, "upheld"),
            (Key::Period, "2025-Q1"),
            (Key::Period, "2025-01-01..2025-01-31"),
            (Key::Against, "WAV-1"),
            (Key::Against, "2024"),
            (Key::Metric, "M-SAT-1"),
            (Key::Kind, "oldest"),
        ] {
            assert_eq!(said(&[pair]), None, "{pair:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_what_may_be_meant() {
        for (pair, words) in [
            ((Key::Wave, "WAV-2"), "there is no wave `WAV-2`, did you mean `WAV-1`?"),
            ((Key::Survey, "elsewhere"), "there is no survey `elsewhere`"),
            ((Key::Question, "al"), "there is no question `al`, did you mean `all`?"),
            ((Key::Category, "nonsense"), "there is no category `nonsense`"),
            (
                (Key::Category, "prize"),
                "there is no category `prize`, did you mean `price`?",
            ),
            ((Key::Severity, "9"), "there is no severity `9`"),
            ((Key::Period, "abc"), "`abc` is no period"),
            ((Key::Against, "before"), "there is no wave or period `before`"),
        ] {
            let found = said(&[pair]).unwrap();
            assert!(found.starts_with(words), "{found}");
        }
        // A question of another survey is none of this one.
        assert!(said(&[(Key::Survey, "SVY-1"), (Key::Question, "other")]).is_some());
        assert!(said(&[(Key::Wave, "WAV-1"), (Key::Question, "other")]).is_some());
        let hidden = looking(FILES, |scope| {
            unknown(scope, &Selection::all().with(Key::Wave, "WAV-2"), |_| false).unwrap()
        });
        assert_eq!(hidden.near, None);
    }
}
