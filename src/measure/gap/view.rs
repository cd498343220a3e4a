//! M-GAP-6: how the organization sees itself less how customers see it.

use super::{perceptions, points, scale};
use crate::measure::answers::{WaveAnswers, pomp};
use crate::measure::measurement::{Base, Excluded, Interval, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{drawn, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::unit::{Unit, fixed, put};
use crate::record::Record;
use crate::record::self_rating::SelfRating;
use crate::record::types::Period as Spoken;
use crate::stats::period::Period;
use jiff::civil::Date;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-6",
        name: "View gap",
        unit: Unit::Points,
        better: Better::Lower,
        definition: "How the organization rates what it delivers less how customers rate it, each from 0 to 100, for a characteristic \
                     in a wave. The rating is the last one of a period that was over when the wave began. Above zero the organization \
                     sees itself better than customers do.",
        formula: "pomp(own rating) − mean over people of pomp(P), with perception P",
        interval: "of the customers' side only: Student's t, with the effective base of weights and the finite population (GR8)",
        minimum: "10 answers to the perception",
        pitfalls: "A rating that was given after the results were known is no view of one's own; it is marked. A panel of a few leads \
                   is not the organization.",
        source: "own; the difference of views as in ISO 10004",
        clause: "10004:7.2,10004:7.4",
    },
    keys: &[
        Key::Survey,
        Key::Wave,
        Key::Segment,
        Key::Product,
        Key::Characteristic,
        Key::Period,
    ],
    selections,
    measure,
};

/// The last day of the period that a rating speaks of; the day it was recorded where it names none.
fn ended(record: &Record, rating: &SelfRating) -> Option<Date> {
    match &rating.period {
        Some(Spoken::Range(range)) => range.to,
        Some(Spoken::Named(name)) => Period::parse(name).map(|period| period.days().1),
        None => record.envelope.created,
    }
}

/// The last rating of a characteristic, segment and product before a wave began, and after the wave before it did.
fn rating<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'_>,
    selection: &Selection,
) -> Option<(&'a Record, &'a SelfRating)> {
    let start = wave.wave.field_start?;
    let before = scope.wave_before(wave).and_then(|before| before.wave.field_start);
    let same = |of: Option<&str>, key: Key| of == selection.get(key);
    let each = scope.ledger.each::<SelfRating>().filter(|(record, rating)| {
        same(rating.characteristic.as_ref().map(|id| id.id()), Key::Characteristic)
            && same(rating.segment.as_ref().map(|id| id.id()), Key::Segment)
            && same(rating.product.as_ref().map(|id| id.id()), Key::Product)
            && ended(record, rating).is_some_and(|day| day < start && before.is_none_or(|before| day >= before))
    });
    each.max_by_key(|(record, rating)| (ended(record, rating), record.id()))
}

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        for (_, of) in perceptions(wave) {
            let ratings = scope.ledger.each::<SelfRating>();
            let of_it = ratings.filter(|(_, rating)| rating.characteristic.as_ref().is_some_and(|id| id.id() == of));
            for (_, one) in of_it {
                let mut selection = Selection::all()
                    .with(Key::Wave, wave.record.id())
                    .with(Key::Characteristic, of);
                if let Some(segment) = &one.segment {
                    selection = selection.with(Key::Segment, segment.id());
                }
                if let Some(product) = &one.product {
                    selection = selection.with(Key::Product, product.id());
                }
                if rating(scope, wave, &bare(&selection)).is_some() {
                    all.push(selection);
                }
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

/// A selection without what names the wave.
fn bare(selection: &Selection) -> Selection {
    let keys = [Key::Survey, Key::Wave, Key::Period];
    keys.into_iter().fold(selection.clone(), Selection::without)
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let Some(characteristic) = selection.get(Key::Characteristic) else {
        return none("no characteristic is chosen".to_owned());
    };
    let Some((question, _)) = perceptions(wave).find(|(_, of)| *of == characteristic) else {
        return none(format!("the wave did not ask how `{characteristic}` is"));
    };
    let Some((record, own)) = rating(scope, wave, &bare(selection)) else {
        return none("the organization has not rated itself before the wave".to_owned());
    };
    let Some(sees) = own
        .value
        .zip(scale(own.scale.as_ref()))
        .and_then(|(value, ends)| pomp(value, ends))
    else {
        return none("the own rating has no value on a scale".to_owned());
    };
    let is = points(wave, question);
    let who = scope.who(wave, selection);
    let asked = who.len();
    let numbers: Vec<(f64, f64)> = who
        .into_iter()
        .filter_map(|index| Some((is[index]?, wave.weight(index))))
        .collect();
    let n = numbers.len();
    let values = Values {
        numbers,
        weighted: wave.is_weighted(),
        base: Base::answers(n),
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some((0.0, 100.0)),
    };
    let mut made = mean::measure(METRIC.id(), selection, values)
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .without([
            Excluded::count("no answer to this question", asked - n),
            Excluded::count("no consent to be evaluated", wave.without_consent),
        ])
        .drawn(drawn(wave, n));
    made.drawn_from.beside.push(record.id().to_owned());
    let Ok(view) = made.estimate else { return made };
    let turned = |interval: &Interval| Interval {
        low: sees - interval.high,
        high: sees - interval.low,
        ..interval.clone()
    };
    made.estimate = Ok(sees - view);
    made.interval = made.interval.as_ref().map(turned).map_err(Clone::clone);
    if let Some(plain) = &mut made.unweighted {
        plain.estimate = sees - plain.estimate;
        plain.interval = plain.interval.as_ref().map(turned);
    }
    made.formula = format!("{} − {} = {}", put(sees), put(view), fixed(sees - view, 4));
    // What the interval of the mean rests on stays.
    let of_interval = std::mem::take(&mut made.inputs).into_iter();
    let of_interval = of_interval.filter(|input| matches!(input.symbol, "s" | "n eff"));
    made.inputs = vec![
        input("D", "own rating, 0 to 100", sees),
        input("P", "mean perception, 0 to 100", view),
        input("n", "valid answers", f64::from(u32::try_from(n).unwrap_or(u32::MAX))),
    ];
    made.inputs.extend(of_interval);
    made = made.note("above zero: the organization sees itself better than customers do");
    match own.given_before_results {
        Some(true) => made,
        Some(false) => made.note("rated after results"),
        None => made.note("nobody wrote whether it was rated before results were known"),
    }
}
