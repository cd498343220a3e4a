//! Words of customers: which themes they speak of, how far coders agree, and whether second reviewers do.

mod coder_agreement;
mod second_review;
mod themes;

use super::metric::Metric;
use super::scope::Scope;
use super::selection::{Key, Selection};
use crate::link::RecordIndex;
use crate::record::coding::Coding;
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use std::collections::BTreeSet;

/// The family in the order of the catalogue.
pub(super) const METRICS: &[Metric] = &[themes::METRIC, coder_agreement::METRIC, second_review::METRIC];

/// By what codings are narrowed.
const KEYS: &[Key] = &[Key::Survey, Key::Wave];

/// A coding with the record that its source stands in: a wave for an answer, else the record itself.
struct Coded<'a> {
    record: &'a Record,
    coding: &'a Coding,
    stands_in: Option<RecordIndex>,
}

/// Codings made by the day that a selection means.
fn codings<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Vec<Coded<'a>> {
    let all = scope
        .ledger
        .of_kind(Kind::Coding)
        .filter_map(|(index, record)| match &record.data {
            Data::Coding(coding) => Some(Coded {
                record,
                coding,
                stands_in: scope
                    .ledger
                    .links_from(index)
                    .find(|link| link.field_name() == "source")
                    .map(|link| link.to),
            }),
            _ => None,
        });
    all.filter(|coded| coded.coding.coded_on.is_none_or(|day| day <= scope.as_of))
        .filter(|coded| {
            let wave = coded.stands_in.map(|index| scope.ledger.get(index));
            let survey = wave.and_then(|wave| scope.ledger.typed::<Wave>(wave.id())?.1.survey.as_ref());
            selection
                .get(Key::Wave)
                .is_none_or(|wanted| wave.is_some_and(|wave| wave.id() == wanted))
                && selection
                    .get(Key::Survey)
                    .is_none_or(|wanted| survey.is_some_and(|survey| survey.id() == wanted))
        })
        .collect()
}

/// Everything, each survey and each wave whose answers were coded.
fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let (mut surveys, mut waves) = (BTreeSet::new(), BTreeSet::new());
    for coded in codings(scope, &Selection::all()) {
        let Some(index) = coded.stands_in else { continue };
        let id = scope.ledger.get(index).id();
        if let Some((_, wave)) = scope.ledger.typed::<Wave>(id) {
            waves.insert(id);
            surveys.extend(wave.survey.as_ref().map(|survey| survey.id()));
        }
    }
    let by_survey = surveys
        .into_iter()
        .map(|survey| Selection::all().with(Key::Survey, survey));
    let by_wave = waves.into_iter().map(|wave| Selection::all().with(Key::Wave, wave));
    [Selection::all()].into_iter().chain(by_survey).chain(by_wave).collect()
}
