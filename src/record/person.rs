//! Persons: pseudonyms with the roles they hold. They may be left out altogether.

use super::kind::{About, Area, Moment, RecordKind};
use super::types::{Audience, Reference};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A member of staff under a pseudonym, with the roles held and when.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Person {
    /// Name shown to the restricted audience.
    #[schemars(extend("x-personal" = true))]
    pub display: Option<String>,
    /// Name used everywhere else.
    #[schemars(extend("x-level" = "starter"))]
    pub pseudonym: Option<String>,
    /// Roles held, now and earlier.
    #[schemars(extend("x-level" = "standard"))]
    pub roles: Vec<Assignment>,
    /// Unit of the organization, by its short name.
    pub unit: Option<String>,
}

/// A role held for a time.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Assignment {
    /// The role.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["role"]))]
    pub role: Option<Reference>,
    /// First day.
    #[schemars(extend("x-level" = "standard"))]
    pub from: Option<Date>,
    /// Last day; open while it is held.
    pub to: Option<Date>,
}

impl Person {
    /// Whether the person holds the role on the day. A first day that is not written is long past.
    pub fn holds(&self, role: &str, day: Date) -> bool {
        self.roles.iter().any(|held| {
            held.role.as_ref().is_some_and(|of| of.id() == role)
                && held.from.is_none_or(|from| from <= day)
                && held.to.is_none_or(|to| day <= to)
        })
    }
}

impl RecordKind for Person {
    const ABOUT: About = About::new(
        "person",
        "persons",
        "PER",
        Area::Framework,
        "A member of staff under a pseudonym, with the roles held and when.",
    )
    .without_owner()
    .audience(Audience::Restricted);

    fn timeline(&self) -> Vec<Moment> {
        let moment = |day: Option<Date>, what: &str, held: &Assignment| {
            let note = held.role.as_ref().map(|role| role.0.clone());
            Moment::on(day, what).map(|moment| Moment { note, ..moment })
        };
        let both = |held: &Assignment| {
            [
                moment(held.from, "role_taken", held),
                moment(held.to, "role_given_up", held),
            ]
        };
        self.roles.iter().flat_map(both).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_held_from_its_first_to_its_last_day() {
        let person: Person =
            serde_yaml::from_str("roles: [{role: ROL-A, from: 2024-01-01, to: 2024-06-30}, {role: ROL-B}]").unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(person.holds("ROL-A", day("2024-06-30")));
        assert!(!person.holds("ROL-A", day("2024-07-01")));
        assert!(person.holds("ROL-B", day("1999-01-01")));
        assert_eq!(person.timeline().len(), 2);
    }
}
