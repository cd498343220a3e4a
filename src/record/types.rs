//! The types of fields that records share: references, Markdown, periods, money.
//!
//! Each names itself in the schema (`x-type`), so that reading, the reference pages and the editor's schema agree.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Makes a text type that tells its sort in the schema.
macro_rules! text_types {
    ($($(#[$doc:meta])* $name:ident = $sort:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Deserialize, JsonSchema)]
        #[serde(transparent)]
        #[schemars(extend("x-type" = $sort))]
        pub struct $name(pub String);

        impl std::ops::Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+};
}

text_types! {
    /// The id of another record; the field's `x-ref` says of which kinds.
    Reference = "reference";
    /// The id of another record, or text about something that has none.
    ReferenceOrText = "reference_or_text";
    /// Text over several lines, in Markdown.
    Markdown = "markdown";
    /// `2024`, `2024-H1`, `2024-Q2`, `2024-05` or `2024-W07`.
    PeriodName = "period";
    /// A metric of the catalogue (`M-SAT-6`) or the id of an indicator.
    MetricId = "metric";
    /// A clause of a standard, `10002:7.3`.
    ClauseId = "clause";
    /// A language after BCP 47, `en`, `de-AT`.
    Language = "language";
    /// A time of day, `09:00`.
    TimeOfDay = "time";
    /// A path in the repository or a web address.
    Link = "link";
}

impl Reference {
    /// The id without the part behind `#`, which names something inside the record.
    pub fn id(&self) -> &str {
        self.0.split('#').next().unwrap_or_default()
    }
}

impl ReferenceOrText {
    /// The reference, when it has the form of an id.
    pub fn reference(&self) -> Option<Reference> {
        let reference = Reference(self.0.clone());
        super::id::is_id(reference.id()).then_some(reference)
    }
}

/// From a day to a day, both included.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DateRange {
    /// First day.
    #[schemars(extend("x-level" = "starter"))]
    pub from: Option<Date>,
    /// Last day.
    #[schemars(extend("x-level" = "starter"))]
    pub to: Option<Date>,
}

/// A named period or a range of days.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Period {
    /// `2024-Q2`.
    Named(PeriodName),
    /// From a day to a day.
    Range(DateRange),
}

/// An amount in a currency.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Money {
    /// The amount in units of the currency.
    #[schemars(extend("x-level" = "starter"))]
    pub amount: Option<f64>,
    /// Currency after ISO 4217, `EUR`.
    #[schemars(extend("x-level" = "starter"), length(max = 3))]
    pub currency: Option<String>,
}

/// Money, or words about it.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum MoneyOrText {
    /// An amount.
    Money(Money),
    /// Words.
    Text(String),
}

/// The word for what is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Not known.
    Unknown,
}

/// A value, or the statement that it is not known.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OrUnknown<T> {
    /// `unknown`.
    Unknown(Unknown),
    /// The value.
    Known(T),
}

impl<T> OrUnknown<T> {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Unknown(_) => None,
            Self::Known(value) => Some(value),
        }
    }
}

/// Text by language.
pub type Wording = BTreeMap<String, String>;

/// Which of a metric's populations is meant: dimension to value.
pub type Filter = BTreeMap<String, String>;

/// The ends of a scale.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ScaleEnds {
    /// Lowest point.
    #[schemars(extend("x-level" = "starter"))]
    pub min: Option<f64>,
    /// Highest point.
    #[schemars(extend("x-level" = "starter"))]
    pub max: Option<f64>,
}

/// Who may see something; each sees what those before it see.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    Public,
    /// The organization.
    Internal,
    /// Those who handle the cases.
    Restricted,
}

impl Audience {
    /// All of them, the widest first.
    pub const ALL: &'static [Self] = &[Self::Public, Self::Internal, Self::Restricted];

    /// The word used in settings and on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Restricted => "restricted",
        }
    }
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    HigherIsBetter,
    /// Less is better.
    LowerIsBetter,
    /// Near the target is better.
    Target,
}

/// Three steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}
