//! The kinds of records: one file each, and the one list that names them.
//!
//! Adding a kind: a file here with a struct (fields with doc comments and marks) and its [`About`], and a line in `kinds!`.
//! Reading, the register, the page of each record, links both ways, `tenfour new`, the JSON Schema and the reference
//! of fields follow from it.

pub mod case;
pub mod clause;
pub mod dated;
pub mod id;
pub mod kind;
pub mod reader;
pub mod schema;
pub mod taxonomy;
pub mod types;

use crate::source::{Place, SourceId, Span};
use crate::yaml::node::Node;
use jiff::civil::Date;
use kind::{About, Envelope, Moment, RecordKind};
use schema::{Choice, Field, Shape};
use std::sync::Arc;
use types::Audience;

macro_rules! kinds {
    ($($module:ident $name:ident;)+) => {
        $(pub mod $module;)+

        /// A kind of record.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Kind {
            $(#[doc = concat!("See [`", stringify!($module), "::", stringify!($name), "`].")] $name,)+
        }

        /// A record's own fields, typed.
        #[derive(Debug)]
        pub enum Data {
            $(#[doc = concat!("See [`", stringify!($module), "::", stringify!($name), "`].")] $name(Box<$module::$name>),)+
        }

        impl Kind {
            /// Every kind, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// What the kind says about itself.
            pub fn about(self) -> &'static About {
                match self {
                    $(Self::$name => &<$module::$name as RecordKind>::ABOUT,)+
                }
            }

            fn own_fields(self) -> Vec<Field> {
                match self {
                    $(Self::$name => schema::fields_of::<$module::$name>(),)+
                }
            }

            /// Types a mapping that was read by this kind's schema.
            ///
            /// Errors: the schema let something through that the type refuses; the reader promises that it does not.
            pub fn read(self, value: &serde_yaml::Value) -> Result<Data, serde_yaml::Error> {
                Ok(match self {
                    $(Self::$name => Data::$name(Box::new(serde::Deserialize::deserialize(value)?)),)+
                })
            }
        }

        impl Data {
            /// The state, where it follows from the record's own facts.
            pub fn derived_status(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name(data) => data.derived_status(),)+
                }
            }

            /// The dated facts of the record.
            pub fn timeline(&self) -> Vec<Moment> {
                match self {
                    $(Self::$name(data) => data.timeline(),)+
                }
            }
        }

        $(impl Typed for $module::$name {
            const KIND: Kind = Kind::$name;
            fn of(data: &Data) -> Option<&Self> {
                match data {
                    Data::$name(data) => Some(data),
                    #[allow(clippy::match_wildcard_for_single_variants, reason = "the macro cannot name the others")]
                    _ => None,
                }
            }
        })+
    };
}

kinds! {
    organization Organization;
    calendar Calendar;
    scope Scope;
    stakeholder Stakeholder;
    role Role;
    person Person;
    policy Policy;
    procedure Procedure;
    risk_opportunity RiskOpportunity;
    product Product;
    training Training;
    attestation Attestation;
    objective Objective;
    monitoring_plan MonitoringPlan;
    method Method;
    channel Channel;
    segment Segment;
    customer Customer;
    expectation Expectation;
    characteristic Characteristic;
    self_rating SelfRating;
    survey Survey;
    wave Wave;
    response Response;
    interview Interview;
    focus_group FocusGroup;
    theme Theme;
    coding Coding;
    feedback Feedback;
    complaint Complaint;
    dispute Dispute;
    provider Provider;
    code Code;
    promise Promise;
    indicator Indicator;
    exposure Exposure;
    benchmark Benchmark;
    finding Finding;
    cause Cause;
    action Action;
    verification Verification;
    communication Communication;
    review Review;
    audit Audit;
    audit_finding AuditFinding;
    record_control RecordControl;
    waiver Waiver;
}

/// A record type that knows its [`Kind`].
pub trait Typed: RecordKind {
    /// Its kind.
    const KIND: Kind;
    /// The data as this type, when it is of this kind.
    fn of(data: &Data) -> Option<&Self>;
}

impl Kind {
    /// The kind of this name, `audit_finding`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.about().name == name)
    }

    /// Name in code, settings and JSON.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// Folder and register of the site.
    pub fn plural(self) -> &'static str {
        self.about().plural
    }

    /// The name in plain words: `Audit finding`.
    pub fn label(self) -> String {
        schema::label(self.name())
    }

    /// The plural in plain words: `Audit findings`.
    pub fn label_plural(self) -> String {
        schema::label(self.plural())
    }

    /// All fields: those of the envelope, then its own; an own field takes the place of the envelope's of the same name.
    fn all_fields(self) -> Vec<Field> {
        let own = self.own_fields();
        let has = |name: &str| own.iter().any(|field| field.name == name);
        let mut envelope = schema::fields_of::<Envelope>();
        envelope.retain(|field| !has(&field.name));
        for field in &mut envelope {
            match field.name.as_str() {
                "owner" => field.level = self.about().owner,
                "status" => field.shape = Shape::Choice(usual_states()),
                "supersedes" => field.shape = Shape::Reference(Arc::new([self.name().to_owned()])),
                _ => {}
            }
        }
        let ends = [
            "clauses",
            "confidentiality",
            "tags",
            "notes",
            "change_reason",
            "confirmed",
            "recorded_by",
            "supersedes",
        ];
        let (last, first): (Vec<_>, Vec<_>) = envelope.into_iter().partition(|field| ends.contains(&&*field.name));
        let (status, own): (Vec<_>, Vec<_>) = own.into_iter().partition(|field| field.name == "status");
        let mut fields = first;
        let after_title = fields.len().min(2);
        fields.splice(after_title..after_title, status);
        fields.extend(own);
        fields.extend(last);
        fields
    }
}

/// The kinds as a project uses them: the fields of each and the prefixes of their ids.
#[derive(Clone, PartialEq, Debug)]
pub struct Catalogue {
    fields: Vec<Vec<Field>>,
    /// The clauses that may be cited.
    pub clauses: clause::Clauses,
    /// Which prefix stands for which kind.
    pub prefixes: id::Prefixes,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            fields: Kind::ALL.iter().map(|kind| fields_of(*kind)).collect(),
            clauses: clause::Clauses::default(),
            prefixes: id::Prefixes::default(),
        }
    }
}

impl Catalogue {
    /// The fields of a kind in the order of the reference.
    pub fn fields(&self, kind: Kind) -> &[Field] {
        &self.fields[kind as usize]
    }

    /// Puts words in the place of others wherever these stand together. Out: in how many fields.
    pub fn replace_words(&mut self, usual: &[Choice], words: &[Choice]) -> usize {
        let all = self.fields.iter_mut().flatten();
        all.map(|field| schema::replace_words(&mut field.shape, usual, words))
            .sum()
    }

    /// Adds a field of the project's own to a kind.
    ///
    /// What of a case may tell anything is for those who handle it.
    pub fn add_field(&mut self, kind: Kind, mut field: Field) {
        field.restricted |= case::is_case(kind) && case::is_open_to_anything(&field.shape);
        self.fields[kind as usize].push(field);
    }
}

/// The fields of a kind, with what is withheld of cases.
fn fields_of(kind: Kind) -> Vec<Field> {
    let mut fields = kind.all_fields();
    case::mark(kind, &mut fields);
    fields
}

/// The states of kinds that name none of their own.
fn usual_states() -> Vec<Choice> {
    vec![
        Choice::new("active", "In use."),
        Choice::new("retired", "No longer in use; kept as evidence."),
    ]
}

/// A reference as written in a record, before it is resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawLink {
    /// Path of the field, `addresses[0]`.
    pub field: Box<str>,
    /// The id as written, without what stands behind `#`.
    pub target: Box<str>,
    /// What stands behind `#`: something inside the target.
    pub part: Option<Box<str>>,
    /// Names of the kinds the field allows; any when empty.
    pub kinds: Arc<[String]>,
    /// The bytes of the id.
    pub span: Span,
}

/// One record: envelope, typed data, and the tree it was read from.
#[derive(Debug)]
pub struct Record {
    /// Its kind, after the prefix of its id.
    pub kind: Kind,
    /// The common fields.
    pub envelope: Envelope,
    /// Its own fields.
    pub data: Data,
    /// As written, with places.
    pub node: Node,
    /// The file.
    pub source: SourceId,
    /// References to other records.
    pub links: Vec<RawLink>,
    /// Fields that could not be read, by path: shown as written, not as understood.
    pub unread: Vec<Box<str>>,
}

impl Record {
    /// Whether a field, something in it or something around it was written and could not be read.
    ///
    /// That is told while the file is read; a rule that misses the field would tell the same fault a second time.
    pub fn is_unread(&self, path: &str) -> bool {
        let inside = |path: &str, of: &str| {
            path.strip_prefix(of)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.unread
            .iter()
            .any(|unread| inside(unread, path) || inside(path, unread))
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.envelope.id
    }

    /// The title, or the id where there is none.
    pub fn title(&self) -> &str {
        self.envelope.title.as_deref().unwrap_or(&self.envelope.id)
    }

    /// The state: derived, typed, or `active` where a kind names no states of its own and none is typed.
    pub fn status(&self) -> &str {
        self.data
            .derived_status()
            .or(self.envelope.status.as_deref())
            .unwrap_or("active")
    }

    /// Whether nothing more is due on it.
    pub fn is_settled(&self) -> bool {
        self.kind.about().settled.contains(&self.status())
    }

    /// Whether it is in force on a day: not settled, and within its days.
    pub fn is_in_force(&self, day: Date) -> bool {
        let envelope = &self.envelope;
        !self.is_settled()
            && envelope.valid_from.is_none_or(|from| from <= day)
            && envelope.valid_to.is_none_or(|to| day <= to)
    }

    /// Who may see it.
    pub fn audience(&self) -> Audience {
        self.envelope.confidentiality.unwrap_or(self.kind.about().audience)
    }

    /// The place of a field, or of the nearest part of its path that exists.
    pub fn place(&self, path: &str) -> Place {
        Place {
            source: self.source,
            span: self.node.place_of(path),
        }
    }

    /// The place of its id.
    pub fn id_place(&self) -> Place {
        self.place("id")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::Level;
    use serde_yaml::{Mapping, Value};
    use std::collections::BTreeSet;

    #[test]
    fn names_plurals_and_prefixes_are_unique() {
        for part in [
            |about: &About| about.name,
            |about: &About| about.plural,
            |about: &About| about.prefix,
        ] {
            let parts: BTreeSet<_> = Kind::ALL.iter().map(|kind| part(kind.about())).collect();
            assert_eq!(parts.len(), Kind::ALL.len());
        }
    }

    #[test]
    fn every_field_is_explained_and_every_reference_names_kinds_that_exist() {
        fn look(kind: Kind, path: &str, fields: &[Field]) {
            for field in fields {
                let path = format!("{path}.{}", field.name);
                assert!(!field.about.trim().is_empty(), "{path} has no explanation");
                shape(kind, &path, &field.shape);
            }
        }
        fn shape(kind: Kind, path: &str, of: &Shape) {
            match of {
                Shape::Reference(kinds) | Shape::ReferenceOrText(kinds) => {
                    for name in kinds.iter() {
                        assert!(
                            Kind::named(name).is_some(),
                            "{path} points to `{name}`, which is no kind"
                        );
                    }
                }
                Shape::List(item) | Shape::Map(item) => shape(kind, path, item),
                Shape::Fields(fields) => look(kind, path, fields),
                Shape::Either(shapes) => shapes.iter().for_each(|of| shape(kind, path, of)),
                Shape::Any => panic!("{path} takes anything: give it a shape"),
                _ => {}
            }
        }
        let catalogue = Catalogue::default();
        for kind in Kind::ALL {
            look(*kind, kind.name(), catalogue.fields(*kind));
            assert!(
                catalogue
                    .fields(*kind)
                    .iter()
                    .any(|field| field.level == Level::Starter)
            );
        }
    }

    /// Values of every alternative of a shape, as the reader hands them on.
    fn samples(shape: &Shape) -> Vec<Value> {
        let text = |text: &str| Value::String(text.to_owned());
        let map = |key: &str, value| Value::Mapping(Mapping::from_iter([(text(key), value)]));
        match shape {
            Shape::Sort(sort) if sort == "period" => vec![text("2024-Q2")],
            Shape::Text(_) | Shape::Sort(_) => vec![text("x")],
            Shape::Date => vec![text("2024-05-06")],
            Shape::Instant => vec![text("2024-05-06T09:12:00+01:00")],
            Shape::Integer(low, high) => {
                #[expect(clippy::cast_possible_truncation, reason = "ends of ranges are small whole numbers")]
                let end = |end: Option<f64>, open: i64| end.map_or(open, |end| end as i64);
                vec![
                    Value::Number(end(*low, -5).into()),
                    Value::Number(end(*high, i64::MAX).into()),
                ]
            }
            Shape::Number(low, high) => vec![
                Value::Number(low.unwrap_or(-5.5).into()),
                Value::Number(high.unwrap_or(1e12).into()),
            ],
            Shape::Boolean => vec![Value::Bool(true)],
            Shape::Choice(choices) => choices.iter().map(|choice| text(&choice.value)).collect(),
            Shape::Reference(_) | Shape::ReferenceOrText(_) => vec![text("ABC-1#x")],
            Shape::List(item) => vec![Value::Sequence(Vec::new()), Value::Sequence(samples(item))],
            Shape::Map(item) => samples(item).into_iter().map(|value| map("k", value)).collect(),
            Shape::Fields(fields) => fields
                .iter()
                .flat_map(|field| samples(&field.shape).into_iter().map(|value| map(&field.name, value)))
                .chain([Value::Mapping(Mapping::new())])
                .collect(),
            Shape::Either(shapes) => shapes.iter().flat_map(samples).collect(),
            Shape::Any => Vec::new(),
        }
    }

    #[test]
    fn every_type_takes_what_its_schema_lets_through() {
        let catalogue = Catalogue::default();
        for kind in Kind::ALL {
            for value in samples(&Shape::Fields(catalogue.fields(*kind).to_vec())) {
                let data = kind
                    .read(&value)
                    .unwrap_or_else(|error| panic!("{}: {value:?}: {error}", kind.name()));
                data.timeline();
                <Envelope as serde::Deserialize>::deserialize(&value).unwrap();
            }
        }
    }
}
