//! M-SMP-4: how many answers the planned margin of error needs.

use super::real;
use crate::measure::measurement::{Base, Drawn, Measurement, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::segment::PopulationUnit;
use crate::record::survey::Survey;
use crate::stats::sample_size;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-SMP-4",
        name: "Required answers",
        unit: Unit::Count,
        better: Better::Neither,
        definition: "Answers that are needed so that the interval of a share near one half is as narrow as the survey plans, and the \
                     invitations that bring them at the response that is expected.",
        formula: "n₀ = z² p (1 − p) / e² with p = 0.5; n = n₀ / (1 + (n₀ − 1) / N), times the design effect, rounded up; invitations n / expected rate",
        interval: "none: a plan",
        minimum: "a target margin in the survey",
        pitfalls: "It holds for the whole; parts need as many again. The margin speaks of chance alone, not of who did not answer.",
        source: "Cochran, Sampling Techniques, 3rd edition 1977",
        clause: "10004:7.3,10004:Annex D",
    },
    keys: &[Key::Survey],
    selections,
    measure,
};

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let surveys = scope.ledger.each::<Survey>();
    let planned = surveys.filter(|(_, survey)| {
        let sampling = survey.sampling.as_ref();
        sampling.is_some_and(|sampling| sampling.target_margin.is_some())
    });
    planned
        .map(|(record, _)| Selection::all().with(Key::Survey, record.id()))
        .collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: &str| Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "people"), reason);
    let Some(id) = selection.get(Key::Survey) else {
        return none("no survey is chosen");
    };
    let Some((record, survey)) = scope.ledger.typed::<Survey>(id) else {
        return none("there is no such survey");
    };
    let Some(sampling) = &survey.sampling else {
        return none("the survey does not say how it draws");
    };
    let Some(margin) = sampling.target_margin else {
        return none("the survey names no target margin");
    };
    if !sampling.is_probability() {
        return none("nobody is drawn by chance, so no number of answers has a margin of error");
    }
    let newest = scope.wave_of(selection).ok();
    let design_effect = newest.and_then(|wave| wave.design_effect().ok()).unwrap_or(1.0);
    let size = survey.population.as_ref().and_then(|population| population.size);
    let population = size.or_else(|| newest.and_then(|wave| wave.population()));
    let Some(required) = sample_size::required(margin, sampling.confidence(), population, design_effect) else {
        return none("the target margin or the confidence is out of range");
    };
    let mut inputs = vec![
        input("e", "target margin, as a share", margin),
        input("deff", "design effect", design_effect),
    ];
    inputs.extend(population.map(|size| input("N", "population", real(size))));
    let mut formula = format!("{required} answers for a margin of {} points", fixed(100.0 * margin, 1));
    let unit = survey.population.as_ref().and_then(|population| population.unit);
    let base = Base {
        population,
        ..Base::facts(
            population.and_then(|size| usize::try_from(size).ok()).unwrap_or(0),
            unit.map_or("people", PopulationUnit::word),
        )
    };
    let mut notes = Vec::new();
    if let Some(rate) = sampling.expected_response_rate.filter(|rate| *rate > 0.0) {
        let invitations = (real(required) / rate).ceil();
        inputs.push(input("r", "expected response rate", rate));
        inputs.push(input("invited", "invitations that are needed", invitations));
        formula = format!(
            "{formula}; {} invitations at {} %",
            fixed(invitations, 0),
            fixed(100.0 * rate, 0)
        );
        if let Some(planned) = sampling.planned_n {
            let expected = real(planned) * rate;
            inputs.push(input("planned", "invitations that are planned", real(planned)));
            notes.push(if expected < real(required) {
                format!(
                    "{planned} invitations are planned, which bring about {} answers: fewer than are needed",
                    fixed(expected, 0)
                )
            } else {
                format!(
                    "{planned} invitations are planned, which bring about {} answers",
                    fixed(expected, 0)
                )
            });
        }
    }
    let mut made = Measurement::new(METRIC.id(), selection, base, Ok(real(required)))
        .interval(Err("a plan has no interval".to_owned()))
        .working(formula, inputs)
        .drawn(Drawn::records(vec![record.id().to_owned()]));
    made.notes = notes;
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn what_is_drawn_is_what_the_population_counts() {
        let of = |unit: &str| {
            let survey = format!(
                "id: SVY-1\npopulation: {{size: 2116{unit}}}\nsampling: {{method: simple_random, target_margin: 0.15}}\n"
            );
            said("M-SMP-4", &[(Key::Survey, "SVY-1")], &survey).base.of
        };
        assert_eq!(of(", unit: transactions"), "transactions");
        assert_eq!(of(", unit: accounts"), "accounts");
        assert_eq!(of(""), "people");
    }
}
