//! What the records give today of the metric of a verification for the days of its windows, held against what was written: what a
//! verification counts may be a part of the metric, or something else under its name.
//!
//! In: a verification and its action. Out: sentences. Only a number of these very days is held against what was written; where there is
//! none, that is said, since silence would read as agreement.

use super::number;
use super::page::Site;
use super::picture;
use crate::measure;
use crate::measure::indicator;
use crate::measure::measurement::Measurement;
use crate::measure::referred::referred;
use crate::measure::unit::{Unit, is_rounded};
use crate::record::action::Action;
use crate::record::finding::MetricReference;
use crate::record::indicator::Indicator;
use crate::record::types::{DateRange, MetricId, Period};
use crate::record::verification::{Verification, Window};

/// What the metric of a verification says of its windows.
pub(super) fn beside(site: &Site<'_>, action: &Action, verification: &Verification) -> Vec<String> {
    let plan = action.verification_plan.as_ref();
    let effect = action.expected_effect.as_ref();
    let metric = plan
        .and_then(|plan| plan.metric.clone())
        .or_else(|| effect?.metric.clone());
    let Some(metric) = metric else { return Vec::new() };
    let named = match (measure::named(site.settings, &metric), site.ledger.find(&metric)) {
        (Some(known), _) => format!("{} {}", known.about().id, known.about().name),
        (None, Some((_, record))) if site.disclosure.record(record) => record.id().to_owned(),
        (None, _) => return Vec::new(),
    };
    let windows = [("before", &verification.before), ("after", &verification.after)];
    let mut agree = 0;
    let mut said = Vec::new();
    for (name, window) in windows {
        let Some(window) = window else { continue };
        match held(site, action, &metric, window) {
            Held::Untold => return Vec::new(),
            Held::Agrees => agree += 1,
            Held::Other(text) => said.push(format!(
                "{named} is {text} for the days of the window {name}: the figure that was written counts something else, or in another way."
            )),
            Held::Not(reason) => said.push(format!(
                "The figure of the window {name} was not held against {named}: {}",
                super::measured::ended(reason.replace('`', ""))
            )),
        }
    }
    if agree == 2 {
        said.push(format!(
            "Both figures are those that {named} has for the days of the windows."
        ));
    }
    said
}

/// How a figure stands beside its metric.
enum Held {
    /// It is the same.
    Agrees,
    /// It is another; the metric's in words.
    Other(String),
    /// The metric has none of these days, and why.
    Not(String),
    /// The audience may not be told.
    Untold,
}

fn held(site: &Site<'_>, action: &Action, metric: &MetricId, window: &Window) -> Held {
    let effect = action.expected_effect.as_ref();
    let reference = MetricReference {
        metric: Some(metric.clone()),
        filter: effect.map(|effect| effect.filter.clone()).unwrap_or_default(),
        period: Some(Period::Range(DateRange {
            from: window.from,
            to: window.to,
        })),
        value_at_finding: None,
    };
    let computed = match referred(&site.scope, &reference, None).map(|found| found.then) {
        None => return Held::Untold,
        Some(Err(reason)) => return Held::Not(reason),
        Some(Ok(computed)) => computed,
    };
    if !number::may_tell(site, &computed.selection) {
        return Held::Untold;
    }
    let estimate = match &computed.estimate {
        Ok(estimate) => *estimate,
        Err(reason) => return Held::Not(reason.clone()),
    };
    let days = window.from.zip(window.to);
    if computed.period != days {
        return Held::Not(match computed.period {
            Some((from, to)) => format!("it speaks of {from} to {to}"),
            None => "it does not tell of which days it speaks".to_owned(),
        });
    }
    if !picture::may_draw(site.cells.show(&computed)) {
        return Held::Untold;
    }
    let Some(written) = written(window, &computed) else {
        return Held::Not("no value was written".to_owned());
    };
    let of_rest = computed.base.of_share.then_some(100.0 - estimate);
    let is_it = |value: f64| is_rounded(written, value);
    let plain = computed.unweighted.as_ref().map(|plain| plain.estimate);
    if is_it(estimate) || plain.is_some_and(is_it) || of_rest.is_some_and(is_it) {
        return Held::Agrees;
    }
    let unit = match measure::named(site.settings, metric) {
        Some(known) => known.about().of(&computed).unit,
        None => site
            .ledger
            .typed::<Indicator>(metric)
            .map_or(Unit::Number, |(_, of)| indicator::unit(of)),
    };
    let text = number::value(unit, &computed, site.cells.show(&computed));
    Held::Other(match computed.inputs.iter().find(|input| input.symbol == "x") {
        Some(hits) => format!("{text} ({} of {})", hits.value, computed.base.n),
        None => format!("{text} ({})", number::base(&computed)),
    })
}

/// The value of a window as it was written; of a share that tells no value that of its parts.
fn written(window: &Window, computed: &Measurement) -> Option<f64> {
    window.value.or_else(|| {
        let (part, whole) = window.numerator.zip(window.denominator)?;
        (computed.base.of_share && whole > 0.0).then(|| 100.0 * part / whole)
    })
}
