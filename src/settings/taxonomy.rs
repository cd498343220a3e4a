//! Lists of words that a project makes its own: the words of the catalogue with some added or left out, or a list instead.
//!
//! A list is written out, `complaint_category = ["late", ..]`, or changed, `{add = [..], remove = [..], labels = {..}}`. Some words
//! mean something to rules and figures; leaving one out is told, because what it stands for can then not be recorded.

use super::field::{Word, fault_of_word};
use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::record::Catalogue;
use crate::record::schema::Choice;
use crate::record::taxonomy::{self, Taxonomy};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What becomes of a list.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Words {
    /// These words instead.
    Whole(Vec<Word>),
    /// Some more, some fewer.
    Changed(Change),
}

/// What changes in a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Change {
    /// Words that are added: texts, or `{word = "..", label = "..", about = ".."}`.
    pub add: Vec<Word>,
    /// Words that are left out.
    pub remove: Vec<String>,
    /// How words are shown, by word.
    pub labels: BTreeMap<String, String>,
}

/// Puts the project's words in the place of the catalogue's. Out: what is wrong, by path in the settings.
pub(super) fn apply(changes: &BTreeMap<String, Words>, catalogue: &mut Catalogue) -> Vec<(String, Diagnostic)> {
    let mut told = Vec::new();
    for (name, change) in changes {
        let path = format!("taxonomies.{name}");
        let Some(taxonomy) = taxonomy::ALL.iter().find(|taxonomy| taxonomy.name == name) else {
            let known = || taxonomy::ALL.iter().map(|taxonomy| taxonomy.name);
            let hint = did_you_mean(name, known()).map_or_else(
                || format!("known: {}", known().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no list of words `{name}`");
            told.push((path, Diagnostic::error("R-SET-06", message).hint(hint)));
            continue;
        };
        let usual = (taxonomy.words)();
        let words = changed(taxonomy, &usual, change, &path, &mut told);
        if words.is_empty() {
            let message = format!("the list of words `{name}` would be empty");
            told.push((path, Diagnostic::error("R-SET-06", message).hint("leave a word in it")));
            continue;
        }
        for (word, why) in taxonomy.needed {
            if !words.iter().any(|choice| choice.value == *word) {
                let message = format!("`{name}` leaves out `{word}`, which has a meaning of its own");
                let fault = Diagnostic::error("R-SET-07", message).severity(Severity::Warning);
                told.push((
                    path.clone(),
                    fault.hint(format!("{why}; without the word that cannot be recorded")),
                ));
            }
        }
        catalogue.replace_words(&usual, &words);
    }
    told
}

fn changed(
    taxonomy: &Taxonomy,
    usual: &[Choice],
    change: &Words,
    path: &str,
    told: &mut Vec<(String, Diagnostic)>,
) -> Vec<Choice> {
    let (added, key) = match change {
        Words::Whole(words) => (words, String::new()),
        Words::Changed(change) => (&change.add, ".add".to_owned()),
    };
    let mut words: Vec<Choice> = Vec::new();
    if let Words::Changed(change) = change {
        words.extend_from_slice(usual);
        for (index, removed) in change.remove.iter().enumerate() {
            let before = words.len();
            words.retain(|choice| choice.value != *removed);
            if words.len() == before {
                let near = did_you_mean(removed, words.iter().map(|choice| choice.value.as_str()));
                let message = format!("`{}` has no word `{removed}` to leave out", taxonomy.name);
                let mut fault = Diagnostic::error("R-SET-06", message);
                fault.hint = near.map(|near| format!("did you mean `{near}`?"));
                told.push((format!("{path}.remove[{index}]"), fault));
            }
        }
    }
    for (index, word) in added.iter().enumerate() {
        let mut choice = word.choice();
        let fault = fault_of_word(&choice.value).or_else(|| {
            let twice = words.iter().any(|known| known.value == choice.value);
            twice.then(|| format!("the word `{}` stands twice", choice.value))
        });
        if let Some(message) = fault {
            let fault = Diagnostic::error("R-SET-06", message);
            let hint = "small letters, digits and `_`, each word once";
            told.push((format!("{path}{key}[{index}]"), fault.hint(hint)));
            continue;
        }
        // A word of the catalogue keeps its meaning where nothing else is said.
        if let Some(known) = usual.iter().find(|known| known.value == choice.value)
            && choice.about.is_empty()
        {
            choice.about.clone_from(&known.about);
        }
        words.push(choice);
    }
    if let Words::Changed(change) = change {
        for (word, label) in &change.labels {
            match words.iter_mut().find(|choice| choice.value == *word) {
                Some(choice) => choice.label = Some(label.clone()),
                None => {
                    let message = format!("`{}` has no word `{word}` to call otherwise", taxonomy.name);
                    let mut fault = Diagnostic::error("R-SET-06", message);
                    let near = did_you_mean(word, words.iter().map(|choice| choice.value.as_str()));
                    fault.hint = near.map(|near| format!("did you mean `{near}`?"));
                    told.push((format!("{path}.labels.{word}"), fault));
                }
            }
        }
    }
    words
}
