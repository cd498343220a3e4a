//! M-GAP-2: what customers expect less what the organization believed they expect.

use super::{points, scale};
use crate::measure::answers::{WaveAnswers, pomp};
use crate::measure::measurement::{Base, Drawn, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::origin;
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::unit::{Unit, fixed, put};
use crate::record::Record;
use crate::record::characteristic::Characteristic;
use crate::record::expectation::{Expectation, ExpectationStatus};
use crate::record::survey::QuestionKind;
use crate::record::types::Direction;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-2",
        name: "Understanding gap",
        unit: Unit::AsRecorded,
        better: Better::Lower,
        definition: "The level that customers state less the level the organization took for granted before it had seen any data, for a \
                     characteristic and a segment; from 0 to 100, or in the unit of both where they have one. Above zero customers \
                     expect more than was believed.",
        formula: "pomp(level of customers) − pomp(level assumed); in a unit, turned so that more demanding is higher",
        interval: "of the customers' side only: Student's t of the expectation in the wave that the record names as its source",
        minimum: "one recorded expectation with both levels",
        pitfalls: "A level that was assumed after the results were known is no assumption. Levels of customers come from few.",
        source: "own, after Parasuraman, Zeithaml, Berry, Journal of Marketing 49 (1985)",
        clause: "10004:7.2,9001:8.2.2",
    },
    keys: &[Key::Segment, Key::Characteristic],
    selections,
    measure,
};

/// The expectations that hold, with characteristic and segment, of which a level was assumed.
pub(super) fn assumed<'a>(scope: &Scope<'a>) -> Vec<(&'a Record, &'a Expectation)> {
    let each = scope.ledger.each::<Expectation>();
    each.filter(|(_, expectation)| {
        let holds = expectation
            .status
            .is_none_or(|status| status == ExpectationStatus::Current);
        holds
            && expectation
                .level_assumed
                .as_ref()
                .is_some_and(|level| level.value.is_some())
    })
    .collect()
}

/// What an expectation is of, as a selection.
pub(super) fn of(expectation: &Expectation) -> Option<Selection> {
    let characteristic = expectation.characteristic.as_ref()?;
    let selection = Selection::all().with(Key::Characteristic, characteristic.id());
    Some(match &expectation.segment {
        Some(segment) => selection.with(Key::Segment, segment.id()),
        None => selection,
    })
}

/// The expectation that a selection means: of several the one that was confirmed last.
pub(super) fn chosen<'a>(
    scope: &Scope<'a>,
    selection: &Selection,
) -> Result<(&'a Record, &'a Expectation, usize), String> {
    let mut fitting: Vec<_> = assumed(scope)
        .into_iter()
        .filter(|(_, expectation)| of(expectation).as_ref() == Some(selection))
        .collect();
    fitting.sort_by_key(|(record, expectation)| (expectation.confirmed_on, record.id()));
    let count = fitting.len();
    let (record, expectation) = fitting
        .pop()
        .ok_or("no expectation of this characteristic and segment has an assumed level")?;
    Ok((record, expectation, count))
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let with_level = assumed(scope).into_iter().filter(|(_, expectation)| {
        expectation
            .level_customer
            .as_ref()
            .is_some_and(|level| level.value.is_some())
    });
    let mut all: Vec<Selection> = with_level.filter_map(|(_, expectation)| of(expectation)).collect();
    all.sort();
    all.dedup();
    all
}

/// Whether a lower value is the more demanding one.
pub(super) fn lower_is_better(scope: &Scope<'_>, selection: &Selection) -> bool {
    let characteristic = selection.get(Key::Characteristic).unwrap_or_default();
    let found = scope.ledger.typed::<Characteristic>(characteristic);
    found.is_some_and(|(_, one)| one.direction == Some(Direction::LowerIsBetter))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let (record, expectation, count) = match chosen(scope, selection) {
        Ok(chosen) => chosen,
        Err(reason) => return none(reason),
    };
    let (Some(customer), Some(assumed)) = (&expectation.level_customer, &expectation.level_assumed) else {
        return none("a level of customers or an assumed one is missing".to_owned());
    };
    let (Some(stated), Some(believed)) = (customer.value, assumed.value) else {
        return none("a level of customers or an assumed one is missing".to_owned());
    };
    let base = Base::answers(customer.n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
    let scales = scale(customer.scale.as_ref()).zip(scale(assumed.scale.as_ref()));
    let (expects, believes, unit) = match scales {
        Some((of_customer, of_assumed)) => match pomp(stated, of_customer).zip(pomp(believed, of_assumed)) {
            Some((expects, believes)) => (expects, believes, "points from 0 to 100"),
            None => return none("a level lies outside its scale".to_owned()),
        },
        None => match (customer.unit.as_deref(), assumed.unit.as_deref()) {
            (Some(unit), Some(other)) if unit == other => {
                let sign = if lower_is_better(scope, selection) { -1.0 } else { 1.0 };
                (sign * stated, sign * believed, unit)
            }
            _ => return none("the two levels have neither scales nor the same unit".to_owned()),
        },
    };
    let gap = expects - believes;
    let mut made = Measurement::new(METRIC.id(), selection, base, Ok(gap))
        .interval(Err("the recorded level of customers tells no spread".to_owned()))
        .working(
            format!("{} − {} = {} {unit}", put(expects), put(believes), fixed(gap, 4)),
            vec![
                input("E", "level of customers", expects),
                input("U", "level assumed", believes),
            ],
        )
        .drawn(Drawn::records(vec![record.id().to_owned()]))
        .note(format!(
            "in {unit}; above zero: customers expect more than was believed"
        ));
    made = made.in_unit(match scales {
        Some(_) => Unit::Points,
        None => Unit::from_words(unit).map_or(Unit::AsRecorded, Unit::of_difference),
    });
    if customer.n.is_none() {
        made.base = Base::facts(1, "expectations");
    }
    if count > 1 {
        made = made.note(format!("{count} expectations fit; this is the one confirmed last"));
    }
    let wave = source_wave(scope, expectation);
    let published = wave.and_then(|wave| wave.wave.published_on);
    match (assumed.date, published) {
        (None, _) => made = made.note("nobody wrote when the level was assumed"),
        (Some(day), Some(known)) if day >= known => {
            made = made.note("the level was assumed after the results were known, so the gap says little");
        }
        _ => {}
    }
    if let (Some(wave), Some(_)) = (wave, scales)
        && let Some(of_wave) = in_wave(scope, wave, selection)
    {
        if let Ok(interval) = of_wave.interval {
            made.interval = Ok(crate::measure::measurement::Interval {
                low: interval.low - believes,
                high: interval.high - believes,
                ..interval
            });
        }
        made.drawn_from.rows.extend(of_wave.drawn_from.rows);
        if let Ok(mean) = of_wave.estimate {
            made.inputs.push(input(
                "centre",
                "of the interval: the mean of those who answered, less the level assumed",
                mean - believes,
            ));
            let plain = of_wave.unweighted.map_or_else(String::new, |plain| {
                format!(", and without weights {}", fixed(plain.estimate, 1))
            });
            made = made.note(format!(
                "interval from the answers of {}, whose mean is {}{plain}",
                wave.record.id(),
                fixed(mean, 1)
            ));
        }
    }
    made
}

/// The wave that an expectation is known from.
fn source_wave<'b, 'a>(scope: &'b Scope<'a>, expectation: &Expectation) -> Option<&'b WaveAnswers<'a>> {
    let sources = expectation.source.iter().filter_map(|source| source.r#ref.as_ref());
    sources.filter_map(|id| scope.wave(id.id())).next()
}

/// What those of the segment said in a wave of how the characteristic should be, from 0 to 100.
fn in_wave(scope: &Scope<'_>, wave: &WaveAnswers<'_>, selection: &Selection) -> Option<Measurement> {
    let characteristic = selection.get(Key::Characteristic)?;
    let question = wave.questions.iter().find(|question| {
        question.kind == Some(QuestionKind::Expectation)
            && question
                .characteristic
                .as_ref()
                .is_some_and(|of| of.id() == characteristic)
    })?;
    let should = points(wave, question);
    let who = scope.who(wave, selection);
    let numbers: Vec<(f64, f64)> = who
        .into_iter()
        .filter_map(|index| Some((should[index]?, wave.weight(index))))
        .collect();
    let rows = numbers.len();
    let values = Values {
        numbers,
        weighted: wave.is_weighted(),
        base: Base::answers(rows),
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some((0.0, 100.0)),
    };
    Some(mean::measure(METRIC.id(), selection, values).drawn(Drawn::rows(wave.record.id(), rows)))
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    fn project(customer: &str, assumed: &str) -> String {
        format!(
            "id: CHR-A\ndirection: lower_is_better\ninternal_standard: {{level: 6, unit: hours}}\n---\nid: EXP-1\nstatus: current\n\
             characteristic: CHR-A\nlevel_customer: {customer}\nlevel_assumed: {assumed}\n"
        )
    }

    const KEYS: &[(Key, &str)] = &[(Key::Characteristic, "CHR-A")];

    #[test]
    fn levels_are_compared_on_scales_or_in_one_unit() {
        let scales = project(
            "{value: 7, scale: {min: 1, max: 7}, n: 40}",
            "{value: 3, scale: {min: 1, max: 5}, date: 2024-01-01}",
        );
        assert_eq!(said("M-GAP-2", KEYS, &scales).estimate, Ok(50.0));
        // Four hours are more than eight where fewer are better.
        let hours = project(
            "{value: 4, unit: hours, n: 40}",
            "{value: 8, unit: hours, date: 2024-01-01}",
        );
        let made = said("M-GAP-2", KEYS, &hours);
        assert_eq!(made.estimate, Ok(4.0));
        assert!(made.interval.is_err());
        assert_eq!(said("M-GAP-3", KEYS, &hours).estimate, Ok(-2.0));
    }

    #[test]
    fn levels_of_two_sorts_have_no_gap() {
        let mixed = project("{value: 4, unit: hours}", "{value: 3, scale: {min: 1, max: 5}}");
        assert!(said("M-GAP-2", KEYS, &mixed).estimate.is_err());
        assert!(said("M-GAP-3", KEYS, &mixed).estimate.unwrap_err().contains("hours"));
        let outside = project(
            "{value: 9, scale: {min: 1, max: 7}}",
            "{value: 3, scale: {min: 1, max: 5}}",
        );
        assert_eq!(
            said("M-GAP-2", KEYS, &outside).estimate,
            Err("a level lies outside its scale".to_owned())
        );
        assert!(said("M-GAP-2", &[], &outside).estimate.is_err());
    }
}
