//! What every kind of record has in common: the envelope, and what a kind says about itself.

use super::schema::Level;
use super::types::{Audience, ClauseId, Markdown, Reference};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The fields that every record may have.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Envelope {
    /// Id for ever: prefix of the kind, hyphen, digits or a slug. Never reused.
    #[schemars(extend("x-level" = "starter"))]
    pub id: String,
    /// Title, up to 120 characters.
    #[schemars(extend("x-level" = "standard"), length(max = 120))]
    pub title: Option<String>,
    /// State of the record; each kind has its own words.
    pub status: Option<String>,
    /// Role or person who answers for the record.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub owner: Option<Reference>,
    /// Day the record was made.
    #[schemars(extend("x-level" = "audit"))]
    pub created: Option<Date>,
    /// Person who wrote the record down, where it is not the author of the commit.
    #[schemars(extend("x-ref" = ["person"], "x-personal" = true))]
    pub recorded_by: Option<Reference>,
    /// First day on which the record is in force.
    pub valid_from: Option<Date>,
    /// Last day on which the record is in force.
    pub valid_to: Option<Date>,
    /// Earlier record of the same kind that this one replaces.
    #[schemars(extend("x-ref" = ["(same)"]))]
    pub supersedes: Option<Reference>,
    /// Clauses of the standards that the record serves, `10002:7.3`.
    pub clauses: Vec<ClauseId>,
    /// Who may see the record.
    pub confidentiality: Option<Audience>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Remarks.
    pub notes: Option<Markdown>,
    /// Why a closed record was changed.
    pub change_reason: Option<String>,
    /// Records that were changed after this one was made, and that were looked at again: this one still holds.
    pub confirmed: Vec<Confirmation>,
}

/// That a record still holds although one it rests on was changed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Confirmation {
    /// The record that was changed.
    #[schemars(extend("x-level" = "starter"))]
    pub record: Option<Reference>,
    /// Day on which it was looked at again.
    #[schemars(extend("x-level" = "starter"))]
    pub on: Option<Date>,
    /// Who looked.
    #[schemars(extend("x-level" = "audit", "x-ref" = ["role", "person"]))]
    pub by: Option<Reference>,
}

/// Where in the product a kind belongs; the navigation and the reference follow it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Area {
    /// Organization, roles, policies: who acts, under which rules.
    Framework,
    /// Objectives and plan: what is to be reached.
    Purpose,
    /// Customers, what they expect, what matters to them.
    Customers,
    /// Surveys, interviews: asking customers.
    Asking,
    /// Complaints, feedback, disputes, promises.
    Complaints,
    /// Series that speak of satisfaction indirectly, and comparisons.
    Indicators,
    /// From information to improvement.
    Improvement,
    /// Reviews, audits, record control.
    Assurance,
}

impl Area {
    /// All areas in the order of the site.
    pub const ALL: &'static [Self] = &[
        Self::Purpose,
        Self::Customers,
        Self::Asking,
        Self::Complaints,
        Self::Indicators,
        Self::Improvement,
        Self::Assurance,
        Self::Framework,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Framework => "Framework",
            Self::Purpose => "Objectives and plan",
            Self::Customers => "Customers and expectations",
            Self::Asking => "Surveys and conversations",
            Self::Complaints => "Complaints and promises",
            Self::Indicators => "Indicators and benchmarks",
            Self::Improvement => "Findings and actions",
            Self::Assurance => "Reviews and audits",
        }
    }
}

/// What a kind says about itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct About {
    /// Name in code, settings and JSON: `audit_finding`.
    pub name: &'static str,
    /// Plural of the name; folder and register of the site: `audit_findings`.
    pub plural: &'static str,
    /// Default prefix of its ids, `AFN`.
    pub prefix: &'static str,
    /// What it is, in one sentence.
    pub what: &'static str,
    /// Where it belongs.
    pub area: Area,
    /// Who may see it unless the record says otherwise.
    pub audience: Audience,
    /// Whether an owner is asked for, and from which profile on.
    pub owner: Level,
    /// Whether a project has one record of it and no more.
    pub single: bool,
    /// The states in which a record is settled: nothing more is due.
    pub settled: &'static [&'static str],
}

impl About {
    /// A kind with the usual: internal, owner asked for in the profile `standard`, never settled.
    pub const fn new(
        name: &'static str,
        plural: &'static str,
        prefix: &'static str,
        area: Area,
        what: &'static str,
    ) -> Self {
        Self {
            name,
            plural,
            prefix,
            what,
            area,
            audience: Audience::Internal,
            owner: Level::Standard,
            single: false,
            settled: &["retired"],
        }
    }

    /// A project has one record of this kind and no more.
    pub const fn single(mut self) -> Self {
        self.single = true;
        self
    }

    /// Records of this kind need no owner.
    pub const fn without_owner(mut self) -> Self {
        self.owner = Level::Optional;
        self
    }

    /// Sets who may see records of this kind.
    pub const fn audience(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }

    /// Names the states in which nothing more is due.
    pub const fn settled(mut self, settled: &'static [&'static str]) -> Self {
        self.settled = settled;
        self
    }
}

/// A moment: a day, or an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// A day in the organization's zone.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
}

/// A dated fact of a record, for its timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    /// When it happened, or is planned to happen.
    pub when: When,
    /// What: a word of the trade such as `decision_communicated`.
    pub what: String,
    /// By whom.
    pub by: Option<Reference>,
    /// Words about it.
    pub note: Option<String>,
}

impl Moment {
    /// A dated fact without more, if there is a date.
    pub fn on(day: Option<Date>, what: &str) -> Option<Self> {
        day.map(|day| Self {
            when: When::Day(day),
            what: what.to_owned(),
            by: None,
            note: None,
        })
    }
}

/// A kind of record: its fields are the type's fields, its words the type's doc comments.
pub trait RecordKind: DeserializeOwned + JsonSchema + Send + Sync {
    /// What the kind says about itself.
    const ABOUT: About;

    /// The state, where it follows from the record's own facts and is not typed in.
    fn derived_status(&self) -> Option<&'static str> {
        None
    }

    /// The dated facts of the record, in any order. Plain `.. _on` dates at the top level need no mention:
    /// every field of type date is shown anyway.
    fn timeline(&self) -> Vec<Moment> {
        Vec::new()
    }
}
