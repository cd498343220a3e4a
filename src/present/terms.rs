//! What the people are called whom the organization works for: customers, unless its record says clients, patients, citizens or
//! members. The site's own words go through here; what people wrote stays as they wrote it.

use crate::link::Ledger;
use crate::record::organization::Organization;

/// The word for one of them, and for several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    singular: String,
    plural: String,
}

/// Longest term, in characters: it stands in headings.
const LONGEST: usize = 30;

impl Terms {
    /// The words of the organization.
    pub fn of(ledger: &Ledger) -> Self {
        let term = ledger
            .each::<Organization>()
            .next()
            .and_then(|(_, organization)| organization.customer_term.as_ref());
        let word = |word: Option<&String>, usual: &str| {
            let word = word.map(|word| word.trim().to_lowercase());
            word.filter(|word| !word.is_empty() && word.chars().count() <= LONGEST)
                .unwrap_or_else(|| usual.to_owned())
        };
        let singular = word(term.and_then(|term| term.singular.as_ref()), "customer");
        let several = if singular == "customer" {
            "customers".to_owned()
        } else {
            format!("{singular}s")
        };
        Self {
            plural: word(term.and_then(|term| term.plural.as_ref()), &several),
            singular,
        }
    }

    /// Text with the organization's words in the place of `customer` and `customers`.
    pub fn said(&self, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let word = rest
                .find(|character: char| !character.is_alphabetic())
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(if word == 0 { first.len_utf8() } else { word });
            let term = match word.to_lowercase().as_str() {
                "customer" => Some(&self.singular),
                "customers" => Some(&self.plural),
                _ => None,
            };
            match term {
                Some(term) => {
                    for (article, other) in [("a ", "an "), ("A ", "An ")] {
                        let alone = said
                            .strip_suffix(article)
                            .is_some_and(|before| !before.ends_with(char::is_alphanumeric));
                        if alone && term.starts_with(['a', 'e', 'i', 'o', 'u']) {
                            said.truncate(said.len() - article.len());
                            said.push_str(other);
                        }
                    }
                    if first.is_uppercase() {
                        let mut letters = term.chars();
                        said.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                        said.push_str(letters.as_str());
                    } else {
                        said.push_str(term);
                    }
                }
                None => said.push_str(word),
            }
            rest = after;
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_exchanged_whole_with_case_and_article() {
        let of = |singular: &str, plural: &str| Terms {
            singular: singular.to_owned(),
            plural: plural.to_owned(),
        };
        let client = of("client", "clients");
        assert_eq!(
            client.said("Customers and a customer's wish"),
            "Clients and a client's wish"
        );
        assert_eq!(client.said("customer_term, précustomer"), "client_term, précustomer");
        let employee = of("employee", "employees");
        assert_eq!(
            employee.said("A customer or a customer; via customers"),
            "An employee or an employee; via employees"
        );
        let usual = Terms::of(&Ledger::default());
        assert_eq!(usual.said("Customer, customers"), "Customer, customers");
    }
}
