//! M-SPC-1 to M-SPC-3: whether an indicator is one steady process, by a chart that fits its kind.

use super::{counts, ended, events};
use crate::measure::measurement::{Base, Control, Detail, Drawn, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::control::{self, Counted, Phase, Single};
use crate::measure::unit::Unit;
use crate::record::Record;
use crate::record::indicator::{Indicator, IndicatorKind};

/// What charts have in common.
const MINIMUM: &str = "8 periods for provisional limits, 20 for firm ones";
const INTERVAL: &str = "None: limits tell usual from unusual periods.";
const PITFALLS: &str = "Limits are those of the process, not of what customers want. More rules give more false alarms; the chart says \
                        which ones were looked at. A new phase needs a recorded change of the definition.";
const CLAUSE: &str = "9001:9.1.3,10004:7.4";

/// The chart of single values.
pub(super) const SINGLES: Metric = Metric {
    about: About {
        id: "M-SPC-1",
        name: "Chart of single values (XmR)",
        unit: Unit::Number,
        better: Better::AsRecorded,
        definition: "The values of an indicator with one value a period: their centre, the limits within which they usually move, and \
               the periods that stand out.",
        formula: "centre = mean of x; limits = centre ± 2.66 × mean of the moving ranges",
        interval: INTERVAL,
        minimum: MINIMUM,
        pitfalls: PITFALLS,
        source: "Wheeler, Understanding Variation, 2nd edition 2000; rules: Western Electric, Statistical Quality Control Handbook, \
               1956; Nelson, Journal of Quality Technology 16, 1984",
        clause: CLAUSE,
    },
    keys: &[Key::Indicator],
    selections: |scope| each(scope, |indicator| chart_of(indicator) == Chart::Singles),
    measure: |scope, selection| measure(scope, SINGLES.id(), selection, Chart::Singles),
};

/// The chart of shares.
pub(super) const SHARES: Metric = Metric {
    about: About {
        id: "M-SPC-2",
        name: "Chart of shares (p)",
        unit: Unit::Percent,
        better: Better::AsRecorded,
        definition: "The shares of an indicator with numerator and denominator: their centre, the limits for the size of each period, \
               and the periods that stand out.",
        formula: "centre = 100 × Σ x / Σ n; limits = centre ± 3 × 100 × √(p (1 − p) / n_i)",
        interval: INTERVAL,
        minimum: MINIMUM,
        pitfalls: PITFALLS,
        source: "Western Electric, Statistical Quality Control Handbook, 1956; Laney, Quality Engineering 14, 2002",
        clause: CLAUSE,
    },
    keys: &[Key::Indicator],
    selections: |scope| each(scope, |indicator| chart_of(indicator) == Chart::Shares),
    measure: |scope, selection| measure(scope, SHARES.id(), selection, Chart::Shares),
};

/// The chart of rates.
pub(super) const RATES: Metric = Metric {
    about: About {
        id: "M-SPC-3",
        name: "Chart of rates (u)",
        unit: Unit::Number,
        better: Better::AsRecorded,
        definition: "The rates of an indicator with events and exposure: their centre, the limits for the exposure of each period, and \
               the periods that stand out.",
        formula: "centre = Σ k / Σ t; limits = centre ± 3 × √(centre / t_i)",
        interval: INTERVAL,
        minimum: MINIMUM,
        pitfalls: PITFALLS,
        source: "Western Electric, Statistical Quality Control Handbook, 1956; Laney, Quality Engineering 14, 2002",
        clause: CLAUSE,
    },
    keys: &[Key::Indicator],
    selections: |scope| each(scope, |indicator| chart_of(indicator) == Chart::Rates),
    measure: |scope, selection| measure(scope, RATES.id(), selection, Chart::Rates),
};

/// Charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Chart {
    Singles,
    Shares,
    Rates,
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
        Chart::Singles => SINGLES.id(),
        Chart::Shares => SHARES.id(),
        Chart::Rates => RATES.id(),
    };
    let selection = Selection::all().with(Key::Indicator, id);
    match draw(scope, metric, &selection, record, indicator, chart).detail {
        Detail::Control(control) => Some(control),
        _ => None,
    }
}

fn measure(scope: &Scope<'_>, metric: &'static str, selection: &Selection, wanted: Chart) -> Measurement {
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
    let phases: Vec<Phase> = super::series(indicator, scope.as_of)
        .into_iter()
        .enumerate()
        .filter_map(|(index, point)| Some((index, point.breaks?)))
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^53")]
    let counted = |of: &dyn Fn(&crate::record::indicator::Value) -> Option<(u64, f64)>| -> Vec<Counted> {
        ended
            .iter()
            .map(|one| {
                let (count, of) = of(one.value).unwrap_or((0, 0.0));
                Counted {
                    label: one.name.to_owned(),
                    count,
                    of,
                }
            })
            .collect()
    };
    let made = match chart {
        Chart::Shares => {
            let of = |value: &_| counts(indicator, value).map(|(part, all)| (part, all as f64));
            control::shares(metric, selection, base, &counted(&of), &phases)
        }
        Chart::Rates => {
            let of = |value: &_| events(indicator, value);
            control::rates(metric, selection, base, &counted(&of), 1.0, &phases)
        }
        Chart::Singles => {
            let singles: Vec<Single> = ended
                .iter()
                .map(|one| Single {
                    label: one.name.to_owned(),
                    value: super::amount(indicator, one.value),
                })
                .collect();
            control::singles(metric, selection, base, &singles, &phases)
        }
    };
    made.drawn(Drawn {
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
