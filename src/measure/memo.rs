//! What was measured once is not measured again: metrics about other metrics ask here.
//!
//! In: a metric of the catalogue and a selection. Out: its measurement, as [`super::of`] would give it; measuring has no effects, so
//! the answer is the same whoever asks first.

use super::measurement::Measurement;
use super::metric::Metric;
use super::satisfaction::index_of_characteristics::Frame;
use super::scope::Scope;
use super::selection::Selection;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Measurements by metric and selection.
#[derive(Debug, Default)]
pub(super) struct Memo {
    measured: Mutex<BTreeMap<(&'static str, Selection), Arc<Measurement>>>,
    selections: Mutex<BTreeMap<&'static str, Arc<Vec<Selection>>>>,
    frames: Mutex<BTreeMap<String, Result<Arc<Frame>, String>>>,
}

impl Scope<'_> {
    /// What a metric says of a selection. Its changes are not yet corrected for being many.
    pub(super) fn measured(&self, metric: &'static Metric, selection: &Selection) -> Arc<Measurement> {
        let key = (metric.id(), selection.clone());
        let known = |memo: &Memo| {
            let measured = memo.measured.lock().unwrap_or_else(PoisonError::into_inner);
            measured.get(&key).map(Arc::clone)
        };
        if let Some(known) = known(&self.memo) {
            return known;
        }
        let made = Arc::new(self.marked((metric.measure)(self, selection)));
        let mut measured = self.memo.measured.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(measured.entry(key).or_insert(made))
    }

    /// On what the site measures a metric by itself.
    pub(super) fn selections_of(&self, metric: &'static Metric) -> Arc<Vec<Selection>> {
        let known = |memo: &Memo| {
            let selections = memo.selections.lock().unwrap_or_else(PoisonError::into_inner);
            selections.get(metric.id()).map(Arc::clone)
        };
        if let Some(known) = known(&self.memo) {
            return known;
        }
        let made = Arc::new((metric.selections)(self));
        let mut selections = self.memo.selections.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(selections.entry(metric.id()).or_insert(made))
    }

    /// The characteristics of a wave with their weights, made once a wave. Errors: why there are none.
    pub(super) fn frame_of(
        &self,
        wave: &str,
        make: impl FnOnce() -> Result<Frame, String>,
    ) -> Result<Arc<Frame>, String> {
        let known = |memo: &Memo| {
            let frames = memo.frames.lock().unwrap_or_else(PoisonError::into_inner);
            frames.get(wave).cloned()
        };
        if let Some(known) = known(&self.memo) {
            return known;
        }
        let made = make().map(Arc::new);
        let mut frames = self.memo.frames.lock().unwrap_or_else(PoisonError::into_inner);
        frames.entry(wave.to_owned()).or_insert(made).clone()
    }
}
