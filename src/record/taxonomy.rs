//! The lists of words that a project may change, with the words in them that rules and figures know by name.

use super::schema::{Choice, words_of};
use super::{cause, characteristic, complaint, indicator, promise, review, segment, training};

/// A list of words.
pub struct Taxonomy {
    /// Its name in the settings.
    pub name: &'static str,
    /// Where its words are written, in plain words.
    pub what: &'static str,
    /// The words of the catalogue.
    pub words: fn() -> Vec<Choice>,
    /// Words with a meaning of their own, and what relies on it.
    pub needed: &'static [(&'static str, &'static str)],
}

/// Every list.
pub const ALL: &[Taxonomy] = &[
    Taxonomy {
        name: "characteristic_subgroup",
        what: "sorts of characteristics",
        words: words_of::<characteristic::Subgroup>,
        needed: &[],
    },
    Taxonomy {
        name: "complaint_category",
        what: "what complaints are about",
        words: words_of::<complaint::Category>,
        needed: &[],
    },
    Taxonomy {
        name: "cause_class",
        what: "sorts of causes",
        words: words_of::<cause::CauseClass>,
        needed: &[],
    },
    Taxonomy {
        name: "remedy",
        what: "ways to make good",
        words: words_of::<complaint::Remedy>,
        needed: &[
            ("refund", "R-CMP-13 takes it for a remedy of value"),
            ("price_reduction", "R-CMP-13 takes it for a remedy of value"),
            ("credit", "R-CMP-13 takes it for a remedy of value"),
            ("compensation", "R-CMP-13 takes it for a remedy of value"),
            ("goodwill", "R-CMP-13 lets it pass without a duty"),
            ("none", "R-CMP-03 asks for nothing to be carried out"),
        ],
    },
    Taxonomy {
        name: "closure_reason",
        what: "why complaints could be closed",
        words: words_of::<complaint::ClosureReason>,
        needed: &[
            ("accepted_and_done", "R-CMP-03 asks for the remedy to be carried out"),
            ("resolved_first_contact", "R-FLD-07 and R-CMP-03 know it"),
            ("options_exhausted", "R-CMP-04 allows it after a rejection"),
            ("dispute_decided", "R-CMP-04 allows it after a rejection"),
            ("withdrawn", "R-CMP-02 and the state of a complaint know it"),
            ("no_reply_after_final_response", "R-CMP-04 allows it after a rejection"),
            ("anonymous_no_contact", "R-CMP-02 and R-CMP-05 ask for no answer"),
            ("duplicate", "R-CMP-02 and R-CMP-05 ask for no answer"),
            ("out_of_scope", "R-CMP-02 and R-CMP-05 ask for no answer"),
            ("transferred", "R-CMP-04 allows it after a rejection"),
        ],
    },
    Taxonomy {
        name: "promise_topic",
        what: "what promises are about",
        words: words_of::<promise::PromiseTopic>,
        needed: &[(
            "complaint_handling",
            "R-CMP-05 finds the promised time to confirm receipt by it",
        )],
    },
    Taxonomy {
        name: "indicator_family",
        what: "what indicators are about",
        words: words_of::<indicator::Family>,
        needed: &[],
    },
    Taxonomy {
        name: "review_input",
        what: "what reviews look at; R-REV-01 asks for each",
        words: words_of::<review::InputItem>,
        needed: &[],
    },
    Taxonomy {
        name: "population_unit",
        what: "what populations are counted in",
        words: words_of::<segment::PopulationUnit>,
        needed: &[],
    },
    Taxonomy {
        name: "training_topic",
        what: "what training is about",
        words: words_of::<training::Topic>,
        needed: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Catalogue, Kind};

    #[test]
    fn every_list_is_used_and_holds_what_is_needed_of_it() {
        for taxonomy in ALL {
            let words = (taxonomy.words)();
            assert!(words.len() >= 4, "{}", taxonomy.name);
            assert!(!words.iter().any(|choice| choice.value == "own"), "{}", taxonomy.name);
            for (word, _) in taxonomy.needed {
                assert!(words.iter().any(|choice| choice.value == *word), "{word}");
            }
            let mut catalogue = Catalogue::default();
            let own = [Choice::new("of_our_own", "")];
            assert!(
                catalogue.replace_words(&words, &own) > 0,
                "{} is used nowhere",
                taxonomy.name
            );
            assert_eq!(catalogue.replace_words(&words, &own), 0, "{}", taxonomy.name);
        }
    }

    #[test]
    fn a_word_of_a_projects_own_can_be_typed() {
        for (kind, text) in [
            (
                Kind::Complaint,
                "category: of_our_own\nrequested_remedy: [x]\nremedies: [{kind: x}]\nclosure: {reason: x}",
            ),
            (Kind::Complaint, "requested_remedy: none_stated"),
            (Kind::Cause, "class: x"),
            (Kind::Characteristic, "subgroup: x"),
            (Kind::Promise, "topic: x"),
            (Kind::Indicator, "family: x"),
            (Kind::Review, "inputs: [{item: x, considered: true}]"),
            (Kind::Segment, "population: [{unit: x}]"),
            (Kind::Training, "topic: x"),
        ] {
            let value = serde_yaml::from_str(text).unwrap();
            kind.read(&value).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
    }
}
