//! M-IMP-5: characteristics by how good and how important they are.

use super::{DERIVED, drivers, overall, perceptions, points, real, relative_weights, stated, surveys};
use crate::measure::answers::{WaveAnswers, ends, pomp};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, Unweighted, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::satisfaction::{answered, origin};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::mean::{self, Values};
use crate::measure::unit::{Unit, fixed};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-IMP-5",
        name: "Importance and performance",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "How many characteristics are more important than the mean of those shown and less well perceived. Each stands beside \
                     with its perception from 0 to 100 (across) and its importance (up): as stated (M-IMP-1, from 0 to 100) or as derived \
                     (M-IMP-3, in percent of what all explain).",
        formula: "x = mean perception, y = importance; crosshairs at the means of the shown points",
        interval: "of each point: Student's t of the perception; of the importance as in its metric",
        minimum: "5 characteristics",
        pitfalls: "Quarters are cut where the means happen to lie, and points near a line do not differ: look at the intervals. What is \
                   taken for granted looks unimportant as long as it is there. The mean of all may describe nobody.",
        source: "Martilla and James, Journal of Marketing 41 (1977)",
        clause: "10004:7.4,10004:Annex E",
    },
    keys: &[
        Key::Survey,
        Key::Wave,
        Key::Segment,
        Key::Role,
        Key::Product,
        Key::Metric,
        Key::Period,
    ],
    selections,
    measure,
};

/// Fewest points.
const FEWEST: usize = 5;

const STATED: &str = "M-IMP-1";

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut all = Vec::new();
    for wave in scope.waves().filter(|wave| !wave.respondents.is_empty()) {
        let asked = perceptions(wave)
            .into_iter()
            .filter(|(name, _)| stated::question(wave, name).is_some());
        if asked.count() >= FEWEST {
            all.push(
                Selection::all()
                    .with(Key::Wave, wave.record.id())
                    .with(Key::Metric, STATED),
            );
        }
    }
    for survey in surveys(scope) {
        // Of the newest wave, which is what one would act on.
        let able = drivers(scope, &survey).is_ok_and(|drivers| drivers.too_few().is_none());
        if let (true, Ok(wave)) = (able, scope.wave_of(&survey)) {
            all.push(
                Selection::all()
                    .with(Key::Wave, wave.record.id())
                    .with(Key::Metric, DERIVED),
            );
        }
    }
    all
}

/// A characteristic on the map.
struct Place<'a> {
    name: &'a str,
    x: f64,
    x_ends: Option<(f64, f64)>,
    y: f64,
    y_ends: Option<(f64, f64)>,
    n: usize,
}

/// A characteristic with its importance and the ends of its interval.
type Importance = (String, f64, Option<(f64, f64)>);

/// The parts of R squared in percent, as the metric of derived importance says them. Errors: why there are none.
fn derived_importance(scope: &Scope<'_>, selection: &Selection) -> Result<Vec<Importance>, String> {
    let made = scope.measured(&relative_weights::METRIC, selection);
    made.estimate.as_ref().map_err(Clone::clone)?;
    let Detail::Rows(rows) = &made.detail else {
        return Err("derived importance has no parts".to_owned());
    };
    let number = |cell: Option<&RowCell>| match cell {
        Some(RowCell::Number(number, _)) => Some(*number),
        _ => None,
    };
    let of = |row: &Row| {
        let ends = number(row.cells.get(1)).zip(number(row.cells.get(2)));
        Some((row.name.clone(), number(row.cells.first())?, ends))
    };
    Ok(rows.rows.iter().filter_map(of).collect())
}

/// The mean of points from 0 to 100 over people and its interval.
fn level(
    wave: &WaveAnswers<'_>,
    selection: &Selection,
    numbers: Vec<(f64, f64)>,
    weighted: bool,
) -> Option<(f64, Option<(f64, f64)>)> {
    let values = Values {
        base: Base::answers(numbers.len()),
        numbers,
        weighted,
        origin: origin(wave, selection),
        confidence: wave.confidence(),
        ends: Some((0.0, 100.0)),
    };
    let made = mean::measure(METRIC.id(), selection, values);
    let ends = made.interval.ok().map(|interval| (interval.low, interval.high));
    Some((made.estimate.ok()?, ends))
}

fn places<'a>(
    scope: &Scope<'a>,
    wave: &WaveAnswers<'a>,
    selection: &Selection,
    derived: bool,
    weighted: bool,
) -> Result<Vec<Place<'a>>, String> {
    let importance: Vec<Importance> = if derived {
        let (survey, _) = wave.survey.ok_or("the survey of the wave is not known")?;
        let mut whole = Selection::all().with(Key::Survey, survey.id());
        for key in [Key::Segment, Key::Role, Key::Product] {
            if let Some(value) = selection.get(key) {
                whole = whole.with(key, value);
            }
        }
        derived_importance(scope, &whole)?
    } else {
        let asked = perceptions(wave).into_iter().filter_map(|(name, _)| {
            let question = stated::question(wave, name)?;
            let scale = ends(question)?;
            let numbers = answered(scope, wave, question, selection).numbers;
            let numbers = numbers
                .into_iter()
                .filter_map(|(number, weight)| Some((pomp(number, scale)?, weight)));
            let (y, ends) = level(wave, selection, numbers.collect(), weighted)?;
            Some((name.to_owned(), y, ends))
        });
        asked.collect()
    };
    let who = scope.who(wave, selection);
    let shown = perceptions(wave).into_iter().filter_map(|(name, question)| {
        let (_, y, y_ends) = importance.iter().find(|(of, ..)| *of == name)?;
        let given = points(wave, question);
        let numbers: Vec<(f64, f64)> = who
            .iter()
            .filter_map(|index| Some((given[*index]?, wave.weight(*index))))
            .collect();
        let n = numbers.len();
        let (x, x_ends) = level(wave, selection, numbers, weighted)?;
        Some(Place {
            name,
            x,
            x_ends,
            y: *y,
            y_ends: *y_ends,
            n,
        })
    });
    Ok(shown.collect())
}

/// Whether one of the intervals of a point reaches over its line, so that the quarter of the point is a matter of chance.
fn crosses(place: &Place<'_>, across: f64, up: f64) -> bool {
    let over = |ends: Option<(f64, f64)>, line: f64| ends.is_some_and(|(low, high)| low < line && line < high);
    over(place.x_ends, across) || over(place.y_ends, up)
}

fn quadrant(right: bool, up: bool) -> &'static str {
    match (right, up) {
        (false, true) => "concentrate here",
        (true, true) => "keep up",
        (false, false) => "low priority",
        (true, false) => "possible overkill",
    }
}

/// The means of the points shown, across and up.
fn crosshair(places: &[Place<'_>]) -> (f64, f64) {
    let mean = |of: fn(&Place<'_>) -> f64| places.iter().map(of).sum::<f64>() / real(places.len());
    (mean(|place| place.x), mean(|place| place.y))
}

/// How many points lie in the quarter of what is important and not well perceived.
fn to_be_looked_at(places: &[Place<'_>]) -> usize {
    let (across, up) = crosshair(places);
    places.iter().filter(|place| place.x < across && place.y >= up).count()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable(METRIC.id(), selection, Base::answers(0), reason);
    let wave = match scope.wave_of(selection) {
        Ok(wave) => wave,
        Err(reason) => return none(reason),
    };
    let asked = perceptions(wave)
        .into_iter()
        .any(|(name, _)| stated::question(wave, name).is_some());
    let derived = match selection.get(Key::Metric) {
        Some(DERIVED) => true,
        Some(STATED) => false,
        Some(other) => return none(format!("importance is {STATED} or {DERIVED}, not `{other}`")),
        None => !asked,
    };
    if derived && overall(wave).is_none() {
        return none("nobody was asked how satisfied they are all in all".to_owned());
    }
    let plain = wave
        .is_weighted()
        .then(|| places(scope, wave, selection, derived, false).ok())
        .flatten()
        .map(|places| to_be_looked_at(&places));
    let places = match places(scope, wave, selection, derived, wave.is_weighted()) {
        Ok(places) => places,
        Err(reason) => return none(reason),
    };
    if places.len() < FEWEST {
        return none(format!("needs {FEWEST} characteristics, there are {}", places.len()));
    }
    let (across, up) = crosshair(&places);
    let concentrate: Vec<&Place<'_>> = places
        .iter()
        .filter(|place| place.x < across && place.y >= up)
        .collect();
    let first = concentrate.len();
    let unsure = concentrate.iter().filter(|place| crosses(place, across, up)).count();
    let least = places.iter().map(|place| place.n).min().unwrap_or(0);
    let rows = places.iter().map(|place| {
        let end = |ends: Option<(f64, f64)>, high: bool| {
            ends.map_or(RowCell::Nothing("no interval"), |(from, to)| {
                RowCell::Number(if high { to } else { from }, 1)
            })
        };
        Row {
            name: place.name.to_owned(),
            cells: vec![
                RowCell::Number(place.x, 1),
                end(place.x_ends, false),
                end(place.x_ends, true),
                RowCell::Number(place.y, 1),
                end(place.y_ends, false),
                end(place.y_ends, true),
                RowCell::Word(quadrant(place.x >= across, place.y >= up).to_owned()),
                RowCell::Word(
                    if crosses(place, across, up) {
                        "no, an interval reaches over a line"
                    } else {
                        "yes"
                    }
                    .to_owned(),
                ),
                RowCell::Number(libm::hypot(place.x - across, place.y - up), 1),
            ],
            n: Some(place.n),
        }
    });
    let heads = [
        "Performance",
        "From",
        "To",
        "Importance",
        "From",
        "To",
        "Quarter",
        "Clear of the lines",
        "Distance to the crosshair",
    ];
    let rows = Rows {
        heads: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    };
    let named = if derived {
        format!("importance is derived ({DERIVED}), in percent of what all explain, over all waves that asked the same")
    } else {
        format!("importance is stated ({STATED}), from 0 to 100")
    };
    let sure = match unsure {
        _ if first == 0 => "no characteristic is in the first quadrant".to_owned(),
        0 => format!("the intervals of all {first} stay on their side of the lines"),
        unsure => {
            format!("of the {first}, {unsure} reach over a line with an interval: chance may have put them there")
        }
    };
    let mut made = Measurement::new(METRIC.id(), selection, Base::answers(least), Ok(real(first)))
        .interval(Err("intervals are those of the points".to_owned()))
        .over(wave.wave.field_start.zip(wave.wave.field_end))
        .working(
            format!(
                "{first} of {} characteristics below {} in performance and not below {} in importance",
                places.len(),
                fixed(across, 2),
                fixed(up, 2)
            ),
            vec![
                input("x̄", "crosshair of performance", across),
                input("ȳ", "crosshair of importance", up),
            ],
        )
        .drawn(Drawn::rows(wave.record.id(), wave.respondents.len()))
        .note(named)
        .note(sure)
        .detail(Detail::Rows(rows));
    made.unweighted = plain.map(|plain| Unweighted {
        estimate: real(plain),
        interval: None,
    });
    made
}
