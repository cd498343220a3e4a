//! What an audience may see of the history: who made a change, and what values were.
//!
//! What was taken out of a record was often taken out because it should not be read: a name in a description, say. So what anybody
//! could have written freely is shown of earlier versions to the restricted audience alone; to others only what is of a fixed sort,
//! a day, a number, a word of a list, the id of a record that they may be told, and that fields changed.

use super::{Disclosure, days};
use crate::history::{FieldChange, Person, What};
use crate::link::Ledger;
use crate::record::id::{Prefixes, is_id};
use crate::record::person;
use crate::record::schema::{Field, Shape};
use crate::record::types::Audience;
use crate::source::Span;
use crate::yaml::node::{Data, Meaning, Node, meaning};
use jiff::tz::TimeZone;
use serde_json::Value;

/// What stands in the place of a value that may not be seen.
pub const WITHHELD: &str = "withheld";

/// What an audience may see of the history of records of one kind.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    /// What the audience may see.
    pub disclosure: &'a Disclosure,
    /// The records as they are now.
    pub ledger: &'a Ledger,
    /// Which kind an id is of.
    pub prefixes: &'a Prefixes,
    /// The fields of the kind.
    pub fields: &'a [Field],
    /// The id of the record.
    pub id: &'a str,
}

/// A change of a field as an audience may see it.
#[derive(Clone, PartialEq, Debug)]
pub enum Seen {
    /// All or part of it may be seen; parts that may not are told to be withheld.
    What(What),
    /// That it changed, and no more.
    Withheld,
}

/// The names that records of persons withhold, each with the pseudonym that stands for it.
pub(super) fn pseudonyms(ledger: &Ledger) -> Vec<(String, String)> {
    let known = ledger.each::<person::Person>().filter_map(|(record, known)| {
        let name = known.display.as_deref()?.trim();
        let pseudonym = known.pseudonym.clone().unwrap_or_else(|| record.id().to_owned());
        (!name.is_empty()).then(|| (comparable(name), pseudonym))
    });
    known.collect()
}

fn comparable(name: &str) -> String {
    format!(" {} ", name.to_lowercase())
}

impl Disclosure {
    /// The name of somebody who committed: nothing for the public, and for all but the restricted audience the pseudonym of
    /// whom the records know under that name.
    pub fn committer(&self, person: &Person) -> Option<String> {
        match self.audience {
            Audience::Public => None,
            Audience::Internal => {
                let name = comparable(&person.name);
                let known = self.people.iter().find(|(known, _)| name.contains(known.as_str()));
                Some(known.map_or_else(|| person.name.clone(), |(_, pseudonym)| pseudonym.clone()))
            }
            Audience::Restricted => Some(person.name.clone()),
        }
    }
}

impl Past<'_> {
    /// What may be seen of a change.
    pub fn change(&self, change: &FieldChange) -> Seen {
        let restricted = self.disclosure.audience == Audience::Restricted;
        if let What::Rows(_) = change.what {
            // When so many answered can say who did.
            return match self.disclosure.audience {
                Audience::Public => Seen::Withheld,
                Audience::Internal | Audience::Restricted => Seen::What(change.what.clone()),
            };
        }
        if restricted {
            return Seen::What(change.what.clone());
        }
        let Some(shape) = self.shape(&change.field) else {
            return Seen::Withheld; // a field that is none any more, or that may not be seen
        };
        let item = match shape {
            Shape::List(item) => item,
            other => other,
        };
        let seen = |value: &Value, shape: &Shape| self.value(value, shape);
        let what = match &change.what {
            What::Set { old, new } => What::Set {
                old: old.as_ref().map(|value| seen(value, shape)),
                new: new.as_ref().map(|value| seen(value, shape)),
            },
            What::Added(value) => What::Added(seen(value, item)),
            What::Removed(value) => What::Removed(seen(value, item)),
            What::Rows(rows) => What::Rows(*rows),
        };
        let hidden = |value: &Value| value.as_str() == Some(WITHHELD);
        let nothing = match &what {
            What::Set { old, new } => old.iter().chain(new).all(hidden),
            What::Added(value) | What::Removed(value) => hidden(value),
            What::Rows(_) => false,
        };
        if nothing { Seen::Withheld } else { Seen::What(what) }
    }

    /// The shape of what lies at a path of the history, when every field on the way may be seen.
    fn shape(&self, path: &str) -> Option<&Shape> {
        let mut fields = self.fields;
        let mut parts = crate::history::parts(path).into_iter().peekable();
        while let Some((name, item)) = parts.next() {
            let field = fields.iter().find(|field| field.name == name)?;
            if !self.disclosure.field(field) {
                return None;
            }
            let shape = if item { item_of(&field.shape) } else { &field.shape };
            if parts.peek().is_none() {
                return Some(shape);
            }
            match within(shape)? {
                Within::Fields(inner) => fields = inner,
                Within::Any(value) => {
                    parts.next(); // the key, which may be any
                    match (parts.peek(), within(value)) {
                        (None, _) => return Some(value),
                        (Some(_), Some(Within::Fields(inner))) => fields = inner,
                        (Some(_), _) => return None,
                    }
                }
            }
        }
        None
    }

    fn value(&self, value: &Value, shape: &Shape) -> Value {
        match (shape, value) {
            (Shape::Either(shapes), value) => {
                let node = outline(value);
                let fits = shapes.iter().find(|shape| shape.suits(&node));
                fits.map_or_else(withheld, |shape| self.value(value, shape))
            }
            (Shape::Fields(fields), Value::Object(entries)) => {
                // The days of an item that names a case are those of the case.
                let case = self.disclosure.days.case_of(entries.values().filter_map(Value::as_str));
                let inside = Past {
                    id: case.unwrap_or(self.id),
                    ..*self
                };
                let each = entries.iter().map(|(key, value)| {
                    let field = fields.iter().find(|field| field.name == *key);
                    let field = field.filter(|field| self.disclosure.field(field));
                    let seen = field.map_or_else(withheld, |field| inside.value(value, &field.shape));
                    (key.clone(), seen)
                });
                Value::Object(each.collect())
            }
            (Shape::Map(item), Value::Object(entries)) => {
                let keys = entries
                    .keys()
                    .all(|key| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
                if !keys {
                    return withheld();
                }
                let each = entries
                    .iter()
                    .map(|(key, value)| (key.clone(), self.value(value, item)));
                Value::Object(each.collect())
            }
            (Shape::List(item), Value::Array(items)) => {
                Value::Array(items.iter().map(|value| self.value(value, item)).collect())
            }
            (Shape::Date | Shape::Instant, Value::String(text)) if self.disclosure.days.is_coarse(self.id) => {
                // The zone is not known here; a day beside the month of an instant is near enough.
                let instant = || {
                    text.parse::<jiff::Timestamp>()
                        .map(|at| at.to_zoned(TimeZone::UTC).date())
                };
                let day = text.parse::<jiff::civil::Date>().or_else(|_| instant());
                day.map_or_else(|_| withheld(), |day| days::month(day).into())
            }
            (shape, Value::String(text)) if self.text(text, shape) => value.clone(),
            _ => withheld(),
        }
    }

    /// Whether text is what its shape allows, and of a sort that says nothing else.
    fn text(&self, text: &str, shape: &Shape) -> bool {
        match shape {
            Shape::Date => text.parse::<jiff::civil::Date>().is_ok(),
            Shape::Instant => text.parse::<jiff::Timestamp>().is_ok(),
            Shape::Integer(..) | Shape::Number(..) => matches!(meaning(text), Meaning::Integer(_) | Meaning::Float(_)),
            Shape::Boolean => matches!(meaning(text), Meaning::Boolean(_)),
            Shape::Choice(choices) => choices.iter().any(|choice| choice.value == text),
            Shape::Reference(_) | Shape::ReferenceOrText(_) => {
                let id = text.split('#').next().unwrap_or_default();
                // An id that stands for no record any more could be anything.
                is_id(id) && self.ledger.find(id).is_some() && self.disclosure.id(id, self.ledger, self.prefixes)
            }
            Shape::Text(_)
            | Shape::Sort(_)
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Fields(_)
            | Shape::Either(_)
            | Shape::Any => false,
        }
    }
}

fn withheld() -> Value {
    Value::String(WITHHELD.to_owned())
}

/// A value without its inside, to see which shape it suits.
fn outline(value: &Value) -> Node {
    let data = match value {
        Value::Object(_) => Data::Map(Vec::new()),
        Value::Array(_) => Data::List(Vec::new()),
        Value::String(text) => Data::Plain(text.as_str().into()),
        Value::Null | Value::Bool(_) | Value::Number(_) => Data::Null,
    };
    Node {
        span: Span::default(),
        data,
    }
}

fn item_of(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item) => item,
        Shape::Either(shapes) => shapes
            .iter()
            .find_map(|shape| match shape {
                Shape::List(item) => Some(&**item),
                _ => None,
            })
            .unwrap_or(shape),
        other => other,
    }
}

/// What lies below a shape.
enum Within<'a> {
    Fields(&'a [Field]),
    Any(&'a Shape),
}

fn within(shape: &Shape) -> Option<Within<'_>> {
    match shape {
        Shape::Fields(fields) => Some(Within::Fields(fields)),
        Shape::Map(value) => Some(Within::Any(value)),
        Shape::Either(shapes) => shapes.iter().find_map(within),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Catalogue, Kind};
    use serde_json::json;

    fn seen(audience: Audience, field: &str, what: What) -> Seen {
        let catalogue = Catalogue::default();
        let ledger = Ledger::default();
        let disclosure = Disclosure::to(audience, &ledger);
        let past = Past {
            disclosure: &disclosure,
            ledger: &ledger,
            prefixes: &catalogue.prefixes,
            fields: catalogue.fields(Kind::Complaint),
            id: "CMP-1",
        };
        past.change(&FieldChange {
            field: field.to_owned(),
            what,
        })
    }

    fn set(old: &str, new: &str) -> What {
        What::Set {
            old: Some(json!(old)),
            new: Some(json!(new)),
        }
    }

    #[test]
    fn of_earlier_versions_only_what_is_of_a_fixed_sort_is_shown() {
        let days = set("2026-01-02", "2026-02-02");
        assert_eq!(seen(Audience::Internal, "response_due", days.clone()), Seen::What(days));
        for (field, what) in [
            ("description", set("Mrs Grebe wrote", "The client wrote")),
            ("response_due", set("when Mrs Grebe is back", "soon")),
            ("no_longer_a_field", set("2026-01-02", "2026-01-03")),
        ] {
            assert_eq!(seen(Audience::Internal, field, what.clone()), Seen::Withheld, "{field}");
            assert_eq!(seen(Audience::Restricted, field, what.clone()), Seen::What(what));
        }
    }

    #[test]
    fn of_an_item_the_words_are_withheld() {
        let event = json!({ "at": "2026-01-02T10:00:00Z", "kind": "received", "note": "by Mrs Grebe" });
        assert_eq!(
            seen(Audience::Internal, "events", What::Added(event)),
            Seen::What(What::Added(
                json!({ "at": "2026-01-02T10:00:00Z", "kind": "received", "note": "withheld" })
            ))
        );
        assert_eq!(
            seen(Audience::Internal, "events[0].note", set("by Mrs Grebe", "by letter")),
            Seen::Withheld
        );
    }
}
