//! M-IMP-2: how far a characteristic goes with satisfaction all in all.

use super::{People, drivers, overall, perceptions, real, surveys};
use crate::measure::measurement::{Base, Excluded, Interval, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{kind_of_interval, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share;
use crate::measure::unit::{Unit, fixed, p};
use crate::stats::correlation::{complete_pairs, pearson, spearman};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IMP-2",
        name: "Correlation with overall satisfaction",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "Pearson's correlation of the perception of a characteristic with satisfaction all in all; Spearman's rank correlation \
                     beside it. For a survey, over all its waves that asked the same; for a wave, over its answers.",
        formula: "r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)",
        interval: "Fisher's, from the inverse hyperbolic tangent",
        minimum: "50 answers to both",
        pitfalls: "Characteristics that go together share the credit. What goes together need not be cause and effect.",
        source: "Pearson 1895; Spearman 1904; Fisher, Metron 1 (1921)",
        clause: "10004:7.4,10004:Annex E",
    },
    keys: KEYS,
    selections,
    measure,
};

const KEYS: &[Key] = &[
    Key::Survey,
    Key::Wave,
    Key::Segment,
    Key::Role,
    Key::Product,
    Key::Characteristic,
    Key::Period,
];

/// Fewest pairs.
const FEWEST: usize = 50;

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for survey in surveys(scope) {
        if let Ok(found) = drivers(scope, &survey) {
            all.extend(
                found
                    .names
                    .iter()
                    .map(|name| survey.clone().with(Key::Characteristic, *name)),
            );
        }
    }
    for wave in scope.waves().filter(|wave| overall(wave).is_some()) {
        if wave.respondents.len() >= FEWEST {
            let whole = Selection::all().with(Key::Wave, wave.record.id());
            let asked = perceptions(wave).into_iter();
            all.extend(asked.map(|(name, _)| whole.clone().with(Key::Characteristic, name)));
        }
    }
    all
}

/// Perception and satisfaction all in all, of everybody who gave both; the waves they are of; how many were asked.
struct Pairs {
    x: Vec<f64>,
    y: Vec<f64>,
    rows: Vec<(String, usize)>,
    asked: usize,
}

fn pairs(scope: &Scope<'_>, selection: &Selection, characteristic: &str) -> Result<(Pairs, Vec<String>), String> {
    let found = drivers(scope, selection)?;
    let mut people = People::default();
    let mut pairs = Pairs {
        x: Vec::new(),
        y: Vec::new(),
        rows: Vec::new(),
        asked: found.asked,
    };
    for (id, _) in &found.rows {
        let Some(wave) = scope.wave(id) else { continue };
        let question = perceptions(wave).into_iter().find(|(name, _)| *name == characteristic);
        let Some((question, overall)) = question.map(|(_, question)| question).zip(overall(wave)) else {
            return Err(format!("not every wave asked how `{characteristic}` is"));
        };
        let who = scope.who(wave, selection);
        let column = |question| {
            let given = wave.given_upright(question);
            who.iter().map(|index| given[*index].number()).collect::<Vec<_>>()
        };
        let (one, other) = (column(question), column(overall));
        for ((index, _), _) in who
            .iter()
            .zip(&one)
            .zip(&other)
            .filter(|((_, x), y)| x.is_some() && y.is_some())
        {
            people.add(wave.respondents[*index].respondent);
        }
        let (x, y) = complete_pairs(&one, &other).map_err(|why| why.reason())?;
        pairs.rows.push((id.clone(), x.len()));
        pairs.x.extend(x);
        pairs.y.extend(y);
    }
    Ok((pairs, found.notes(&people)))
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |n: usize, reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(n), reason);
    let Some(characteristic) = selection.get(Key::Characteristic) else {
        return none(0, "no characteristic is chosen".to_owned());
    };
    let (pairs, notes) = match pairs(scope, selection, characteristic) {
        Ok(found) => found,
        Err(reason) => return none(0, reason),
    };
    let n = pairs.x.len();
    if n < FEWEST {
        return none(n, format!("needs {FEWEST} answers to both, there are {n}"));
    }
    let found = match pearson(&pairs.x, &pairs.y) {
        Ok(found) => found,
        Err(why) => return none(n, why.reason()),
    };
    let wave = pairs.rows.last().and_then(|(id, _)| scope.wave(id));
    let confidence = wave.map_or(0.95, crate::measure::answers::WaveAnswers::confidence);
    let kind = wave.map_or_else(
        || Err("the wave is not known".to_owned()),
        |wave| kind_of_interval(origin(wave, selection)),
    );
    let population = wave.and_then(|wave| origin(wave, selection).population());
    let corrected = share::correction(n, population.filter(|_| pairs.rows.len() == 1));
    let interval = kind.and_then(|kind| {
        let ends = found.interval(confidence).map_err(|why| why.reason())?;
        Ok(Interval {
            low: ends.low,
            high: ends.high,
            kind,
            method: match corrected {
                Some(_) => "Fisher z, not corrected for the finite population: wider than needed",
                None => "Fisher z",
            },
            confidence,
        })
    });
    let mut inputs = vec![input("n", "answers to both", real(n))];
    // Why there is no interval is why there is no test.
    let probability = found.p_value.ok().filter(|_| interval.is_ok());
    inputs.extend(probability.map(|p| input("p", "two-sided probability", p)));
    let ranks = spearman(&pairs.x, &pairs.y).ok();
    inputs.extend(ranks.map(|ranks| input("ρ", "Spearman's rank correlation", ranks.r)));
    let mut made = Measurement::new(METRIC.id(), selection, Base::answers(n), Ok(found.r))
        .interval(interval)
        .working(format!("r = {} over {n} answers", fixed(found.r, 4)), inputs)
        .without([Excluded::count("one of the two answers is missing", pairs.asked - n)])
        .drawn(crate::measure::measurement::Drawn {
            rows: pairs.rows,
            ..crate::measure::measurement::Drawn::default()
        });
    made.notes = notes;
    if let Some(probability) = probability {
        made = made.note(format!("p {}", p(probability)));
    }
    made
}
