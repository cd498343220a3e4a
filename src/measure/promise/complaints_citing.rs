//! M-COD-2: complaints that say a promise was broken.

use super::{KEYS, NOT_IN_FORCE, chosen, days_of, is_in_force, not_promised, occasions, selections};
use crate::measure::complaint::case::Case;
use crate::measure::complaint::{PER, exposure, population};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
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
        definition: "Complaints that say a promise was broken, for each thousand occasions on which it had to be kept, of periods in which \
                 it was in force from the first day to the last. Where no indicator \
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

/// Days, and how often or how much there was in them.
type Exposed = ((Date, Date), f64);

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
    let within = |days: (Date, Date)| selection.days().is_none_or(|(from, to)| from <= days.0 && days.1 <= to);
    let (all, unit, beside): (Vec<Exposed>, &'static str, Vec<String>) = match occasions(scope, promise) {
        Ok((indicator, all)) => {
            let all = all.iter().map(|one| (one.period.days(), one.all));
            let all = all.filter(|(days, _)| within(*days));
            (all.collect(), "occasions", vec![indicator.id().to_owned()])
        }
        Err(reason) => match exposure::of(scope, &selection.clone().without(Key::Promise)) {
            Ok(exposed) => {
                let records = exposed.records.into_iter().map(|record| record.id().to_owned());
                let all = exposed.periods.into_iter().zip(exposed.counts);
                (all.collect(), exposed.unit, records.collect())
            }
            Err(_) => return none(reason),
        },
    };
    let (counted, others): (Vec<Exposed>, Vec<Exposed>) =
        all.into_iter().partition(|(days, _)| is_in_force(record, *days));
    let left_out = Excluded::count(NOT_IN_FORCE, others.len());
    if counted.is_empty() && !others.is_empty() {
        return none(not_promised(record)).without([left_out]);
    }
    let total: f64 = counted.iter().map(|(_, count)| count).sum();
    let received = |day: Date| counted.iter().any(|((from, to), _)| (*from..=*to).contains(&day));
    let (ids, outside): (Vec<_>, Vec<_>) = population.cases.iter().partition(|case| received(case.received));
    let id = |case: &Case<'_>| case.id().to_owned();
    let ids: Vec<String> = ids.into_iter().map(id).collect();
    let outside: Vec<String> = outside.into_iter().map(id).collect();
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
        .over(
            selection
                .days()
                .and(days_of(counted.iter().map(|(days, _)| *days)).or(selection.days())),
        )
        .without(population.excluded)
        .without([
            left_out,
            Excluded::records("received on days whose occasions are not counted", outside),
        ])
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
