//! Whether the words by which a metric is narrowed mean something.
//!
//! In: a selection. Out: the first of its values that names nothing there is: no record of the kind, no period, no category. A slip of the
//! pen would else read as a fact: "there are no complaints of this category".

use super::metric::AnyMetric;
use super::named;
use super::scope::Scope;
use super::selection::{Key, Selection, days};
use crate::diag::did_you_mean;
use crate::record::Kind;
use crate::record::schema::{self, Shape};
use std::collections::BTreeSet;

/// A value that names nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// What is wrong, in words.
    pub message: String,
    /// What may be meant; of records an id.
    pub near: Option<String>,
}

/// The first value of a selection of a metric that names nothing, or two that do not belong together.
pub fn unknown(scope: &Scope<'_>, metric: &AnyMetric, selection: &Selection) -> Option<Unknown> {
    selection
        .iter()
        .find_map(|(key, value)| unknown_value(scope, selection, key, value))
        .or_else(|| apart(scope, selection))
        .or_else(|| unknown_word(scope, metric, selection))
}

/// A survey and a wave that is none of it.
fn apart(scope: &Scope<'_>, selection: &Selection) -> Option<Unknown> {
    let (survey, id) = (selection.get(Key::Survey)?, selection.get(Key::Wave)?);
    let (of, _) = scope.wave(id)?.survey?;
    (of.id() != survey).then(|| Unknown {
        message: format!("`{id}` is no wave of `{survey}`"),
        near: None,
    })
}

/// A word of the metric's own that it is not measured by; nothing of one that is measured by no such words here.
fn unknown_word(scope: &Scope<'_>, metric: &AnyMetric, selection: &Selection) -> Option<Unknown> {
    let words: Vec<(Key, &str)> = selection
        .iter()
        .filter(|(key, _)| matches!(key, Key::Kind | Key::Outcome | Key::Role))
        .collect();
    if words.is_empty() {
        return None;
    }
    let all = metric.selections(scope);
    words.into_iter().find_map(|(key, word)| {
        let known: BTreeSet<&str> = all.iter().filter_map(|one| one.get(key)).collect();
        (!known.is_empty() && !known.contains(word)).then(|| Unknown {
            message: format!(
                "`{word}` is no {} of `{}`, but {}",
                key.word(),
                metric.id(),
                known.iter().copied().collect::<Vec<_>>().join(", ")
            ),
            near: did_you_mean(word, known.iter().copied()).map(str::to_owned),
        })
    })
}

fn unknown_value(scope: &Scope<'_>, selection: &Selection, key: Key, value: &str) -> Option<Unknown> {
    let none = |what: &str, near: Option<&str>| {
        Some(Unknown {
            message: format!("there is no {what} `{value}`"),
            near: near.map(str::to_owned),
        })
    };
    if let Some(kind) = key.kind() {
        let found = scope.ledger.find(value).is_some_and(|(_, record)| record.kind == kind);
        if found {
            return None;
        }
        let ids = scope.ledger.of_kind(kind).map(|(_, record)| record.id());
        return none(&kind.label().to_lowercase(), did_you_mean(value, ids));
    }
    match key {
        Key::Period if days(value).is_none() => Some(Unknown {
            message: format!("`{value}` is no period: write `2025`, `2025-Q2` or `2025-01-01..2025-03-31`"),
            near: None,
        }),
        Key::Category => {
            let field = schema::find(scope.catalogue.fields(Kind::Complaint), "category")?;
            let Shape::Choice(choices) = &field.shape else {
                return None;
            };
            let words = || choices.iter().map(|choice| choice.value.as_str());
            let known = words().any(|word| word == value);
            if known {
                None
            } else {
                none("category", did_you_mean(value, words()))
            }
        }
        Key::Severity if !matches!(value, "1" | "2" | "3" | "4") => none("severity", None),
        Key::Metric if named(scope.settings, value).is_none() && scope.ledger.find(value).is_none() => {
            none("metric", None)
        }
        Key::Question => unknown_question(scope, selection, value),
        _ => None,
    }
}

/// A question that no survey asks, or that the chosen one never asked.
fn unknown_question(scope: &Scope<'_>, selection: &Selection, value: &str) -> Option<Unknown> {
    let wave = selection.get(Key::Wave).and_then(|id| scope.wave(id));
    let of_wave = wave.and_then(|wave| wave.survey).map(|(record, _)| record.id());
    let wanted = selection.get(Key::Survey).or(of_wave);
    let surveys = scope.ledger.each::<crate::record::survey::Survey>();
    let keys: Vec<&str> = surveys
        .filter(|(record, _)| wanted.is_none_or(|wanted| record.id() == wanted))
        .flat_map(|(_, survey)| survey.all_questions())
        .filter_map(|question| question.key.as_deref())
        .collect();
    if keys.contains(&value) {
        return None;
    }
    Some(Unknown {
        message: match wanted {
            Some(survey) => format!("`{survey}` asks no question `{value}`"),
            None => format!("no survey asks a question `{value}`"),
        },
        near: did_you_mean(value, keys.iter().copied()).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::looking;

    #[test]
    fn words_that_name_nothing_are_told_and_others_are_not() {
        let files = "id: SVY-1
version: \"1\"
questions: [{key: overall, kind: overall, scale: {min: 1, max: 5}}]
---
{id: WAV-1, survey: SVY-1, survey_version: \"1\", field_start: 2025-01-01}
---
{id: SVY-2}
---
{id: CMP-1, category: other, received_at: 2025-01-03T09:00:00Z}
";
        looking(files, |scope| {
            let metric = named(scope.settings, "M-SAT-1").unwrap();
            let of = |key: Key, value: &str| unknown(scope, &metric, &Selection::all().with(key, value));
            let message = |key: Key, value: &str| of(key, value).map(|unknown| unknown.message);
            for (key, value) in [
                (Key::Wave, "WAV-1"),
                (Key::Survey, "SVY-1"),
                (Key::Question, "overall"),
                (Key::Period, "2025-Q2"),
                (Key::Period, "2025-01-01..2025-02-01"),
                (Key::Severity, "3"),
                (Key::Metric, "M-SAT-1"),
                (Key::Formula, "RR1"),
            ] {
                assert_eq!(message(key, value), None, "{value}");
            }
            assert_eq!(message(Key::Wave, "WAV-X").unwrap(), "there is no wave `WAV-X`");
            // A survey is no wave.
            assert!(message(Key::Wave, "SVY-1").is_some());
            assert!(message(Key::Period, "abc").unwrap().starts_with("`abc` is no period"));
            assert_eq!(message(Key::Severity, "9").unwrap(), "there is no severity `9`");
            assert_eq!(
                message(Key::Category, "nonsense").unwrap(),
                "there is no category `nonsense`"
            );
            assert_eq!(of(Key::Question, "overal").unwrap().near.as_deref(), Some("overall"));
            let chosen = Selection::all().with(Key::Wave, "WAV-1").with(Key::Question, "z");
            let message = |chosen: &Selection| unknown(scope, &metric, chosen).map(|unknown| unknown.message);
            assert_eq!(message(&chosen).unwrap(), "`SVY-1` asks no question `z`");
            let apart = Selection::all().with(Key::Wave, "WAV-1").with(Key::Survey, "SVY-2");
            assert_eq!(message(&apart).unwrap(), "`WAV-1` is no wave of `SVY-2`");
            let mix = named(scope.settings, "M-CMP-17").unwrap();
            let by = |kind: &str| unknown(scope, &mix, &Selection::all().with(Key::Kind, kind));
            assert_eq!(by("channel"), None);
            assert!(
                by("chanel")
                    .unwrap()
                    .message
                    .starts_with("`chanel` is no kind of `M-CMP-17`, but category")
            );
        });
    }
}
