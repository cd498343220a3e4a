//! M-COD-2: complaints that say a promise was broken.

use super::{KEYS, chosen, occasions, selections};
use crate::measure::complaint::{PER, exposure, population};
use crate::measure::measurement::{Base, Drawn, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::rate::{self, Counts};
use crate::measure::unit::Unit;
use crate::stats::rates::Rate;
use jiff::civil::Date;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-COD-2",
        name: "Complaints citing a promise",
        unit: Unit::PerThousand,
        better: Better::Lower,
        definition: "Complaints that say a promise was broken, for each thousand occasions on which it had to be kept. Where no indicator \
                 counts occasions the exposure of the complaint rate stands for them, and it is said.",
        formula: "1000 × k / t, with k complaints citing the promise and t occasions",
        interval: "exact Poisson interval (Garwood), read as the performance of the process",
        minimum: "shown from no complaint on",
        pitfalls: "Whoever does not know the promise does not cite it: more complaints may come from better knowledge of the code.",
        source: "own, after the subject of ISO 10001. Interval: Garwood 1936, Biometrika 28.",
        clause: "10001:8.2,10002:8.2",
    },
    keys: KEYS,
    selections,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable("M-COD-2", selection, Base::facts(0, "occasions"), reason);
    let (record, promise) = match chosen(scope, selection) {
        Ok(chosen) => chosen,
        Err(reason) => return none(reason),
    };
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return none(reason),
    };
    let (periods, total, unit, beside): (Vec<(Date, Date)>, f64, &'static str, Vec<String>) =
        match occasions(scope, promise) {
            Ok((indicator, all)) => {
                let within =
                    |days: (Date, Date)| selection.days().is_none_or(|(from, to)| from <= days.0 && days.1 <= to);
                let all: Vec<_> = all.into_iter().filter(|one| within(one.period.days())).collect();
                (
                    all.iter().map(|one| one.period.days()).collect(),
                    all.iter().map(|one| one.all).sum(),
                    "occasions",
                    vec![indicator.id().to_owned()],
                )
            }
            Err(reason) => match exposure::of(scope, &selection.clone().without(Key::Promise)) {
                Ok(exposed) => (
                    exposed.periods,
                    exposed.total,
                    exposed.unit,
                    exposed
                        .records
                        .into_iter()
                        .map(|record| record.id().to_owned())
                        .collect(),
                ),
                Err(_) => return none(reason),
            },
        };
    let received = |day: Date| periods.iter().any(|(from, to)| (*from..=*to).contains(&day));
    let ids: Vec<String> = population
        .cases
        .iter()
        .filter(|case| received(case.received))
        .map(|case| case.id().to_owned())
        .collect();
    let counts = Counts {
        events_are: "complaints citing the promise",
        exposure_is: unit,
        rate: Rate {
            events: ids.len() as u64,
            exposure: total,
        },
        per: PER,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are not negative; a float beyond the range of counts becomes the largest one"
    )]
    let base = Base::facts(total as usize, unit);
    let made = rate::measure("M-COD-2", selection, base, &counts)
        .without(population.excluded)
        .drawn(Drawn {
            records: ids,
            beside: std::iter::once(record.id().to_owned()).chain(beside).collect(),
            ..Drawn::default()
        });
    if unit == "occasions" {
        return made;
    }
    made.note(format!(
        "no indicator counts the occasions of the promise; counted over {unit} instead"
    ))
}
