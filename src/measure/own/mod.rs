//! Measures of a project's own: expressions over records, or over the answers to a survey, treated like any other metric.
//!
//! In: the measures of the settings. Out: metrics with their text, and measurements with base, exclusions and interval.
//!
//! Which interval a measure has follows from its sort. A share has Wilson's, of the process where it is read as one, of the
//! sample over answers; a mean has Student's; a median the one of order statistics; a count of a process Garwood's. A ratio of
//! sums has none: what stands above and below its line is seldom independent, and resampling records would pretend that they
//! were drawn by chance.
//!
//! Who may see it: answers are answers of people, records of kinds with people behind them are cases, everything else are facts,
//! and small groups are withheld as in every other metric. A measure that names a personal or restricted field, or an answer in
//! people's own words, is shown to the restricted audience only: what it counts could otherwise be told from it.

mod apart;
mod ask;
mod records;
mod responses;
mod shape;
mod text;

use super::measurement::{BaseSort, Measurement};
use super::metric::{About, Better};
use super::scope::Scope;
use super::selection::{Key, Selection};
use super::unit::Unit;
use crate::expression::secret::holds_secrets;
use crate::expression::{self, Known};
use crate::record::kind::Area;
use crate::record::schema::{Field, Shape};
use crate::record::survey::{QuestionKind, Survey};
use crate::settings::Settings;
use crate::settings::measure::{KindFields, Measure, Over, OwnBetter, OwnUnit, Sort};
use minijinja::Environment;
use std::sync::Arc;
use text::Text;

pub use ask::Fault;

/// A measure of the project's own as a metric.
#[derive(Debug)]
pub struct Own {
    measure: Arc<Measure>,
    text: Text,
}

/// The measures of the project that can be measured.
pub(super) fn all(settings: &Settings) -> impl Iterator<Item = Arc<Own>> {
    settings.own_measures.iter().map(|measure| Arc::new(Own::of(measure)))
}

/// The measure of the project with an id.
pub(super) fn find(settings: &Settings, id: &str) -> Option<Arc<Own>> {
    let measure = settings.own_measures.iter().find(|measure| measure.id() == id)?;
    Some(Arc::new(Own::of(measure)))
}

/// What is wrong with the expressions of the project's measures: each measure with its faults.
pub fn faults<'a>(scope: &Scope<'a>) -> Vec<(&'a Measure, Vec<Fault>)> {
    let each = scope.settings.own_measures.iter();
    each.filter_map(|measure| {
        let faults = match &measure.over {
            Over::Records { .. } => records::faults(scope, measure),
            Over::Responses(survey) => responses::faults(scope, measure, present(scope, survey)),
        };
        (!faults.is_empty()).then_some((&**measure, faults))
    })
    .collect()
}

impl Own {
    fn of(measure: &Arc<Measure>) -> Self {
        Self {
            text: Text::of(measure),
            measure: Arc::clone(measure),
        }
    }

    /// What people read about it.
    pub fn about(&self) -> About<'_> {
        About {
            id: self.measure.id(),
            name: &self.measure.written.name,
            unit: unit(&self.measure),
            better: match self.measure.written.better {
                Some(OwnBetter::Higher) => Better::Higher,
                Some(OwnBetter::Lower) => Better::Lower,
                Some(OwnBetter::Neither) | None => Better::Neither,
            },
            definition: &self.text.definition,
            formula: &self.text.formula,
            interval: self.text.interval,
            minimum: self.text.minimum,
            pitfalls: &self.text.pitfalls,
            source: "own, defined by this project in tenfour.toml",
            clause: &self.text.clause,
        }
    }

    /// By what it can be narrowed.
    pub fn keys(&self) -> &'static [Key] {
        match &self.measure.over {
            Over::Records { .. } if self.measure.written.period.is_some() => &[Key::Period],
            Over::Records { .. } => &[],
            Over::Responses(_) => responses::KEYS,
        }
    }

    /// On what the site measures it by itself.
    pub fn selections(&self, scope: &Scope<'_>) -> Vec<Selection> {
        match &self.measure.over {
            Over::Records { of, .. } => records::selections(scope, &self.measure, of),
            Over::Responses(survey) => responses::selections(scope, present(scope, survey)),
        }
    }

    /// Measures it.
    pub fn measure(&self, scope: &Scope<'_>, selection: &Selection) -> Measurement {
        let made = match &self.measure.over {
            Over::Records { of, below } => records::measure(scope, &self.measure, of, below.as_deref(), selection),
            Over::Responses(survey) => responses::measure(scope, &self.measure, present(scope, survey), selection),
        };
        if is_restricted(scope, &self.measure) {
            made.restricted()
        } else {
            made
        }
    }
}

/// The id that a survey has now: the settings lead ids on that were renamed.
fn present<'a>(scope: &'a Scope<'_>, survey: &'a str) -> &'a str {
    let redirects = &scope.settings.redirects;
    let mut id = survey;
    // A circle of redirects is told where they are read.
    for _ in 0..redirects.len() {
        match redirects.get(id).filter(|_| scope.ledger.find(id).is_none()) {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}

/// What a measure is measured in.
fn unit(measure: &Measure) -> Unit {
    match (measure.sort, measure.written.unit) {
        (Sort::Share, _) | (_, Some(OwnUnit::Percent)) => Unit::Percent,
        (Sort::Count, _) | (_, Some(OwnUnit::Count)) => Unit::Count,
        (_, Some(OwnUnit::ScalePoints)) => Unit::ScalePoints,
        (_, Some(OwnUnit::Days)) => Unit::Days,
        (_, Some(OwnUnit::WorkingDays)) => Unit::WorkingDays,
        (_, Some(OwnUnit::Hours)) => Unit::Hours,
        (_, Some(OwnUnit::Minutes)) => Unit::Minutes,
        (_, Some(OwnUnit::Seconds)) => Unit::Seconds,
        (_, Some(OwnUnit::PerThousand)) => Unit::PerThousand,
        (_, Some(OwnUnit::Money)) => Unit::Money,
        (_, Some(OwnUnit::Number) | None) => Unit::Number,
    }
}

/// What a ratio is multiplied by so that it is in its unit.
fn times(measure: &Measure) -> f64 {
    match unit(measure) {
        Unit::Percent => 100.0,
        Unit::PerThousand => 1000.0,
        _ => 1.0,
    }
}

/// Where the expressions of a measure are evaluated.
fn environment<'e>(scope: &Scope<'_>, measure: &Measure) -> Environment<'e> {
    let known = Known {
        ledger: scope.ledger,
        as_of: scope.as_of,
        zone: scope.zone.clone(),
        days: scope.days.clone(),
    };
    let texts: Vec<&str> = measure.expressions().map(|(_, text, _)| text).collect();
    expression::environment_for(&known, &texts)
}

/// What sort of cases the records of some kinds are.
fn sort_of(kinds: &[KindFields]) -> BaseSort {
    let people = |of: &KindFields| {
        // Who wrote a record down does not stand behind what it tells.
        let told = of.fields.iter().filter(|field| field.name != "recorded_by");
        matches!(of.kind.about().area, Area::Customers | Area::Complaints) || told.into_iter().any(is_personal)
    };
    if kinds.iter().any(people) {
        BaseSort::Cases
    } else {
        BaseSort::Facts
    }
}

/// Whether a field, or one inside it, holds personal data.
fn is_personal(field: &Field) -> bool {
    fn inside(shape: &Shape) -> bool {
        match shape {
            Shape::Fields(fields) => fields.iter().any(is_personal),
            Shape::List(item) | Shape::Map(item) => inside(item),
            Shape::Either(shapes) => shapes.iter().any(inside),
            _ => false,
        }
    }
    field.personal || inside(&field.shape)
}

/// Whether an expression of a measure names what only the restricted audience may see.
fn is_restricted(scope: &Scope<'_>, measure: &Measure) -> bool {
    let environment = expression::bare();
    measure.expressions().any(|(_, text, is_below)| {
        let named = expression::names::named(&environment, text);
        match &measure.over {
            Over::Records { of, below } => {
                let kinds = if is_below { below.as_ref().unwrap_or(of) } else { of };
                let secret = |name: &String| kinds.iter().any(|of| holds_secrets(&of.fields, name));
                named.iter().any(secret)
            }
            Over::Responses(survey) => {
                let survey = scope.ledger.typed::<Survey>(present(scope, survey));
                let open = |key: &str| {
                    survey.is_some_and(|(_, survey)| {
                        survey
                            .all_questions()
                            .filter(|question| question.kind == Some(QuestionKind::Open))
                            .any(|question| key.is_empty() || question.key.as_deref() == Some(key))
                    })
                };
                named.iter().any(|name| match name.strip_prefix("answers") {
                    Some("") => open(""),
                    Some(rest) => rest.strip_prefix('.').is_some_and(open),
                    None => false,
                })
            }
        }
    })
}
