//! The metrics: one list, a folder a family, one file a metric. Adding a metric is a file with its text and its measure, and a
//! line in its family's slice.
//!
//! In: the ledger and the day. Out: [`Numbers`]: every metric on everything the site measures it on by itself, each with
//! estimate, interval, base, working and doubts. What is asked for beyond that, by objectives, pages or the command line, is
//! measured by the same functions ([`of`]).

pub mod answers;
pub mod compare;
pub mod distribution;
pub mod known;
pub mod measurement;
pub mod metric;
pub mod numbers;
pub mod scope;
pub mod selection;
pub mod shape;
pub mod side_by_side;
pub mod unit;

mod earlier;
mod filtered;
mod memo;
mod multiplicity;
mod weighting;

pub mod action;
mod benchmark;
mod change;
pub mod complaint;
mod dispute;
mod gap;
mod handling;
mod importance;
pub mod indicator;
pub mod kano;
pub mod objective;
pub mod own;
pub mod periods;
pub mod programme;
mod promise;
mod qualitative;
mod quality;
mod record_control;
pub mod referred;
mod reliability;
mod sampling;
mod satisfaction;
mod series;
pub mod trace;

use crate::settings::Settings;
use measurement::Measurement;
use metric::{AnyMetric, Metric};
use numbers::Numbers;
use rayon::prelude::*;
use scope::Scope;
use selection::Selection;

/// The families in the order of the catalogue.
const FAMILIES: &[&[Metric]] = &[
    satisfaction::METRICS,
    gap::METRICS,
    sampling::METRICS,
    quality::METRICS,
    reliability::METRICS,
    importance::METRICS,
    kano::METRICS,
    change::METRICS,
    series::METRICS,
    complaint::METRICS,
    handling::METRICS,
    dispute::METRICS,
    promise::METRICS,
    indicator::METRICS,
    benchmark::METRICS,
    qualitative::METRICS,
    programme::METRICS,
    action::METRICS,
    trace::METRICS,
    record_control::METRICS,
];

/// Every metric of the catalogue, in its order.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    FAMILIES.iter().copied().flatten()
}

/// Every metric of the catalogue, then those of the project.
pub fn all(settings: &Settings) -> impl Iterator<Item = AnyMetric> {
    metrics()
        .map(AnyMetric::Catalogue)
        .chain(own::all(settings).map(AnyMetric::Own))
}

/// The metric with an id, of the catalogue or of the project.
pub fn named(settings: &Settings, id: &str) -> Option<AnyMetric> {
    let own = || own::find(settings, id).map(AnyMetric::Own);
    find(id).map(AnyMetric::Catalogue).or_else(own)
}

/// The metric of the catalogue with an id.
pub fn find(id: &str) -> Option<&'static Metric> {
    metrics().find(|metric| metric.id() == id)
}

/// Measures everything that the site shows by itself, on all cores; the order is that of the catalogue.
pub fn measure(scope: &Scope<'_>) -> Numbers {
    let metrics: Vec<AnyMetric> = all(scope.settings).collect();
    let wanted: Vec<(AnyMetric, Selection)> = metrics
        .into_par_iter()
        .flat_map_iter(|metric| {
            let selections = match metric {
                AnyMetric::Catalogue(known) if asked_again(known) => scope.selections_of(known).to_vec(),
                _ => metric.selections(scope),
            };
            selections.into_iter().map(move |selection| (metric.clone(), selection))
        })
        .collect();
    let mut measured: Vec<Measurement> = wanted
        .par_iter()
        .map(|(metric, selection)| match metric {
            AnyMetric::Catalogue(known) if asked_again(known) => (*scope.measured(known, selection)).clone(),
            _ => metric.measure(scope, selection),
        })
        .collect();
    multiplicity::correct(scope, &mut measured);
    Numbers::of(measured)
}

/// Whether other metrics are about this one, so that what it says is kept while all is measured.
fn asked_again(metric: &Metric) -> bool {
    change::MEASURES.contains(&metric.id()) || importance::DERIVED == metric.id()
}

/// What a metric of the catalogue says of a selection.
pub fn of(metric: &'static Metric, scope: &Scope<'_>, selection: &Selection) -> Measurement {
    AnyMetric::Catalogue(metric).of(scope, selection)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use selection::Key;
    use std::collections::BTreeSet;

    /// Looks at a project as metrics do; files and day as in the tests of rules.
    pub(crate) fn looking<T>(files: &str, look: impl FnOnce(&Scope<'_>) -> T) -> T {
        let made = crate::check::tests::inspect(files);
        let scope = Scope::new(
            &made.ledger,
            &made.settings,
            &made.catalogue,
            made.as_of,
            made.zone.clone(),
            made.days.clone(),
        )
        .with_history(&made.history);
        look(&scope)
    }

    /// What a metric says of a project, narrowed by keys and values.
    pub(crate) fn said(metric: &str, narrowed: &[(Key, &str)], files: &str) -> Measurement {
        let narrowed = narrowed
            .iter()
            .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
        looking(files, |scope| of(find(metric).unwrap(), scope, &narrowed))
    }

    #[test]
    fn every_metric_has_an_id_of_its_own_and_all_its_text() {
        let mut ids = BTreeSet::new();
        for metric in metrics().map(|metric| metric.about) {
            assert!(ids.insert(metric.id), "{} stands twice", metric.id);
            let family = metric.id.strip_prefix("M-").and_then(|rest| rest.split_once('-'));
            assert!(
                family.is_some_and(|(family, number)| family.len() >= 2 && !number.is_empty()),
                "{}",
                metric.id
            );
            for (what, text) in [
                ("name", metric.name),
                ("definition", metric.definition),
                ("formula", metric.formula),
                ("interval", metric.interval),
                ("minimum", metric.minimum),
                ("pitfalls", metric.pitfalls),
                ("source", metric.source),
                ("clause", metric.clause),
            ] {
                assert!(!text.trim().is_empty(), "{} has no {what}", metric.id);
            }
        }
    }
}
