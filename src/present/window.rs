//! What the records give today of the metric of a verification for the days of its windows, where that is not what was written: what a
//! verification counts may be a part of the metric, or something else under its name.
//!
//! In: a verification and its action. Out: sentences; none where the two are the same, or where nothing is computed of those days.

use super::number;
use super::page::Site;
use super::picture;
use crate::measure;
use crate::measure::measurement::Measurement;
use crate::measure::referred::referred;
use crate::measure::unit::is_rounded;
use crate::record::action::Action;
use crate::record::finding::MetricReference;
use crate::record::types::{DateRange, Period};
use crate::record::verification::{Verification, Window};

/// What is computed for the windows of a verification, where it is another number than the one that was written.
pub(super) fn otherwise(site: &Site<'_>, action: &Action, verification: &Verification) -> Vec<String> {
    let windows = [("before", &verification.before), ("after", &verification.after)];
    let found = windows
        .into_iter()
        .filter_map(|(name, window)| one(site, action, name, window.as_ref()?));
    found.collect()
}

fn one(site: &Site<'_>, action: &Action, name: &str, window: &Window) -> Option<String> {
    let plan = action.verification_plan.as_ref();
    let effect = action.expected_effect.as_ref();
    let metric = plan
        .and_then(|plan| plan.metric.clone())
        .or_else(|| effect?.metric.clone())?;
    let known = measure::named(site.settings, &metric)?;
    let reference = MetricReference {
        metric: Some(metric),
        filter: effect.map(|effect| effect.filter.clone()).unwrap_or_default(),
        period: Some(Period::Range(DateRange {
            from: window.from,
            to: window.to,
        })),
        value_at_finding: None,
    };
    let computed = referred(&site.scope, &reference)?.then.ok()?;
    if !number::may_tell(site, &computed.selection) || !picture::may_draw(site.cells.show(&computed)) {
        return None;
    }
    let estimate = *computed.estimate.as_ref().ok()?;
    let written = written(window, &computed)?;
    let of_rest = computed.base.of_share.then_some(100.0 - estimate);
    let is_it = |value: f64| is_rounded(written, value);
    let plain = computed.unweighted.as_ref().map(|plain| plain.estimate);
    if is_it(estimate) || plain.is_some_and(is_it) || of_rest.is_some_and(is_it) {
        return None;
    }
    let about = known.about();
    let text = number::value(about.of(&computed).unit, &computed, site.cells.show(&computed));
    let base = match computed.inputs.iter().find(|input| input.symbol == "x") {
        Some(hits) => format!(" ({} of {})", hits.value, computed.base.n),
        None => format!(" ({})", number::base(&computed)),
    };
    Some(format!(
        "{} {} is {text}{base} for the days of the window {name}: the figure that was written counts something else, or in another way.",
        about.id, about.name
    ))
}

/// The value of a window as it was written; of a share that tells no value that of its parts.
fn written(window: &Window, computed: &Measurement) -> Option<f64> {
    window.value.or_else(|| {
        let (part, whole) = window.numerator.zip(window.denominator)?;
        (computed.base.of_share && whole > 0.0).then(|| 100.0 * part / whole)
    })
}
