//! M-SPC-1 to M-SPC-3: whether an indicator is one steady process, by a chart that fits its kind.

use super::{counts, ended, events, pooled};
use crate::measure::measurement::{Base, Control, Detail, Drawn, Measurement};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::control::{self, Counted, Phase, Single};
use crate::measure::shape::sample::even;
use crate::measure::unit::Unit;
use crate::record::Record;
use crate::record::indicator::{Indicator, IndicatorKind};

/// Charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::measure) enum Chart {
    /// Of single values.
    Singles,
    /// Of shares.
    Shares,
    /// Of rates.
    Rates,
}

/// The indicators whose kind a chart fits.
pub(in crate::measure) fn selections(scope: &Scope<'_>, chart: Chart) -> Vec<Selection> {
    each(scope, |indicator| chart_of(indicator) == chart)
}

/// The chart that fits an indicator: by its kind, where all its values carry what the chart needs.
fn chart_of(indicator: &Indicator) -> Chart {
    match indicator.kind {
        Some(IndicatorKind::Proportion) if indicator.values.iter().all(|value| counts(indicator, value).is_some()) => {
            Chart::Shares
        }
        Some(IndicatorKind::Rate) if indicator.values.iter().all(|value| events(indicator, value).is_some()) => {
            Chart::Rates
        }
        Some(_) | None => Chart::Singles,
    }
}

/// A selection for each indicator that fits.
pub(super) fn each(scope: &Scope<'_>, fits: impl Fn(&Indicator) -> bool) -> Vec<Selection> {
    scope
        .ledger
        .each::<Indicator>()
        .filter(|(_, indicator)| !indicator.values.is_empty() && fits(indicator))
        .map(|(record, _)| Selection::all().with(Key::Indicator, record.id()))
        .collect()
}

/// The control chart of an indicator by its kind; nothing where there is no such indicator or no value.
pub fn of_indicator(scope: &Scope<'_>, id: &str) -> Option<Control> {
    let (record, indicator) = scope.ledger.typed::<Indicator>(id)?;
    let chart = chart_of(indicator);
    let metric = match chart {
        Chart::Singles => "M-SPC-1",
        Chart::Shares => "M-SPC-2",
        Chart::Rates => "M-SPC-3",
    };
    let selection = Selection::all().with(Key::Indicator, id);
    match draw(scope, metric, &selection, record, indicator, chart).detail {
        Detail::Control(control) => Some(control),
        _ => None,
    }
}

/// The chart of an indicator.
pub(in crate::measure) fn measure(
    scope: &Scope<'_>,
    metric: &'static str,
    selection: &Selection,
    wanted: Chart,
) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(metric, selection, Base::facts(0, "periods"), reason);
    let Some(id) = selection.get(Key::Indicator) else {
        return none("no indicator is chosen".to_owned());
    };
    let Some((record, indicator)) = scope.ledger.typed::<Indicator>(id) else {
        return none(format!("there is no indicator `{id}`"));
    };
    if wanted != Chart::Singles && chart_of(indicator) != wanted {
        return none("the values do not carry the counts that this chart needs".to_owned());
    }
    draw(scope, metric, selection, record, indicator, wanted)
}

/// The chart of an indicator up to the day; a change of the definition begins a new phase.
fn draw(
    scope: &Scope<'_>,
    metric: &str,
    selection: &Selection,
    record: &Record,
    indicator: &Indicator,
    chart: Chart,
) -> Measurement {
    let ended = ended(indicator, scope.as_of);
    let base = Base::facts(ended.len(), "periods");
    let pooled = match chart {
        Chart::Shares => pooled::shares(indicator, scope.as_of, scope.limits.min_estimate),
        Chart::Rates | Chart::Singles => None,
    };
    let points = match &pooled {
        Some(pooled) => pooled.points(1.0),
        None => super::series(indicator, scope.as_of),
    };
    let phases: Vec<Phase> = points
        .into_iter()
        .enumerate()
        .filter_map(|(index, point)| Some((index, point.breaks?)))
        .collect();
    let made = match chart {
        Chart::Shares => {
            let shares = pooled
                .as_ref()
                .map(|pooled| pooled.shares.as_slice())
                .unwrap_or_default();
            let counted = shares.iter().map(|share| Counted {
                label: share.label.clone(),
                count: share.part,
                #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
                of: share.all as f64,
                few: share.few,
            });
            control::shares(metric, selection, base, &counted.collect::<Vec<_>>(), &phases)
        }
        Chart::Rates => {
            // The exposure case by case, not in hundreds or thousands: 8 of 2200, not of 2.20.
            let per = super::unit(indicator).per().unwrap_or(1.0);
            let counted = ended.iter().map(|one| {
                let (count, of) = events(indicator, one.value).unwrap_or((0, 0.0));
                Counted {
                    label: one.name.to_owned(),
                    count,
                    of: even(per * of),
                    few: false,
                }
            });
            control::rates(metric, selection, base, &counted.collect::<Vec<_>>(), per, &phases)
        }
        Chart::Singles => {
            // Of a share of few cases there is no percentage (rule GR3).
            let least = scope.limits.min_estimate;
            let few = |value: &_| counts(indicator, value).is_some_and(|(_, all)| all < least);
            let singles: Vec<Single> = ended
                .iter()
                .map(|one| Single {
                    label: one.name.to_owned(),
                    value: super::amount(indicator, one.value).filter(|_| !few(one.value)),
                })
                .collect();
            let made = control::singles(metric, selection, base, &singles, &phases);
            match indicator.kind {
                Some(IndicatorKind::Proportion) => control::within(made, (0.0, 100.0)),
                Some(IndicatorKind::Rate) => control::above_zero(made, Unit::Count, &singles),
                _ => control::above_zero(made, super::unit(indicator), &singles),
            }
        }
    };
    made.in_unit(super::unit(indicator).of_mean())
        .notes(pooled.and_then(|pooled| pooled.note).into_iter().collect())
        .drawn(Drawn {
            beside: vec![record.id().to_owned()],
            ..Drawn::default()
        })
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn the_chart_follows_the_kind_and_the_definition_its_phases() {
        let rows: String = (0..8)
            .map(|index| {
                format!(
                    "  - {{period: {}-Q{}, value: 50, numerator: {}, denominator: 80}}\n",
                    2022 + index / 4,
                    index % 4 + 1,
                    38 + index % 3
                )
            })
            .collect();
        let yaml = format!(
            "id: IND-A\nkind: proportion\nunit: percent\ndefinition_changes: [{{from: 2023-04-01, what: new}}]\nvalues:\n{rows}"
        );
        let of = |metric| said(metric, &[(Key::Indicator, "IND-A")], &yaml);
        let Detail::Control(chart) = of("M-SPC-2").detail else {
            panic!()
        };
        assert_eq!((chart.chart, chart.points.len()), ("p", 8));
        assert_eq!(chart.phases.len(), 1, "{:?}", chart.phases);
        assert!(of("M-SPC-3").estimate.is_err());
        assert!(matches!(of("M-SPC-1").detail, Detail::Control(_)));
        assert!(said("M-SPC-1", &[], "").estimate.is_err());
    }
}
