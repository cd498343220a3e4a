//! What a metric is: its text for people, and how it is measured.

use super::measurement::{Base, Measurement};
use super::own::Own;
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::unit::Unit;
use std::fmt;
use std::sync::Arc;

/// Which way is better (rule GR9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither is.
    Neither,
    /// What it is measured on says which, as indicators do.
    AsRecorded,
}

impl Better {
    /// The words on pages and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher is better",
            Self::Lower => "lower is better",
            Self::Neither => "neither is better",
            Self::AsRecorded => "as recorded with what is measured",
        }
    }
}

/// What people read about a metric: on the methods page, in `tenfour explain`, in the working of each number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct About<'a> {
    /// `M-SAT-4`; a code for ever.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it is measured in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// What it is, in a sentence or two of Markdown.
    pub definition: &'a str,
    /// Its formula with the symbols that its inputs go by.
    pub formula: &'a str,
    /// How its interval comes about, or why it has none.
    pub interval: &'a str,
    /// How many cases it needs.
    pub minimum: &'a str,
    /// What to beware of.
    pub pitfalls: &'a str,
    /// Where definition and interval come from; `own` where this product or project defines it.
    pub source: &'a str,
    /// Clauses it serves, separated by commas.
    pub clause: &'a str,
}

impl About<'_> {
    /// The same in the unit of a measurement: that of the metric unless the measurement has another, as the slope of a series has.
    pub fn of(self, one: &Measurement) -> Self {
        Self {
            unit: one.unit.unwrap_or(self.unit),
            ..self
        }
    }

    /// The same in the unit of what a measurement is made of: of the values of a series, whose slope has another.
    pub fn within(self, one: &Measurement) -> Self {
        Self {
            unit: one.unit_within.unwrap_or(self.of(one).unit),
            ..self
        }
    }
}

/// A metric of the catalogue.
pub struct Metric {
    /// What people read about it.
    pub about: About<'static>,
    /// By what it can be narrowed.
    pub keys: &'static [Key],
    /// On what the site measures it by itself.
    pub selections: fn(&Scope<'_>) -> Vec<Selection>,
    /// Measures it. What cannot be measured comes back as a measurement that says why; never panics.
    pub measure: fn(&Scope<'_>, &Selection) -> Measurement,
}

impl Metric {
    /// Its id.
    pub const fn id(&self) -> &'static str {
        self.about.id
    }
}

impl fmt::Debug for Metric {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.about.id)
    }
}

/// A metric of the catalogue or of the project.
#[derive(Clone, Debug)]
pub enum AnyMetric {
    /// One of the catalogue.
    Catalogue(&'static Metric),
    /// One of the project's own.
    Own(Arc<Own>),
}

impl AnyMetric {
    /// Its id.
    pub fn id(&self) -> &str {
        self.about().id
    }

    /// What people read about it.
    pub fn about(&self) -> About<'_> {
        match self {
            Self::Catalogue(metric) => metric.about,
            Self::Own(own) => own.about(),
        }
    }

    /// By what it can be narrowed.
    pub fn keys(&self) -> &'static [Key] {
        match self {
            Self::Catalogue(metric) => metric.keys,
            Self::Own(own) => own.keys(),
        }
    }

    /// On what the site measures it by itself.
    pub fn selections(&self, scope: &Scope<'_>) -> Vec<Selection> {
        match self {
            Self::Catalogue(metric) => (metric.selections)(scope),
            Self::Own(own) => own.selections(scope),
        }
    }

    /// Measures it on a selection that has no other keys than its own.
    pub fn measure(&self, scope: &Scope<'_>, selection: &Selection) -> Measurement {
        scope.marked(match self {
            Self::Catalogue(metric) => (metric.measure)(scope, selection),
            Self::Own(own) => own.measure(scope, selection),
        })
    }

    /// Why a selection has a key that it does not know; nothing where it knows all.
    pub fn refuses(&self, selection: &Selection) -> Option<String> {
        let (key, _) = selection.iter().find(|(key, _)| !self.keys().contains(key))?;
        let known: Vec<&str> = self.keys().iter().map(|key| key.word()).collect();
        Some(match known.as_slice() {
            [] => format!("{} cannot be narrowed, least of all by `{}`", self.id(), key.word()),
            known => format!(
                "{} cannot be narrowed by `{}`, but by {}",
                self.id(),
                key.word(),
                known.join(", ")
            ),
        })
    }

    /// What it says of a selection. A key that it does not know makes it not estimable, with the reason.
    pub fn of(&self, scope: &Scope<'_>, selection: &Selection) -> Measurement {
        match self.refuses(selection) {
            None => self.measure(scope, selection),
            Some(reason) => Measurement::not_estimable(self.id(), selection, Base::facts(0, "cases"), reason),
        }
    }
}
