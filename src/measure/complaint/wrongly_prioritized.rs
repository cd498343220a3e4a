//! M-CMP-6: how often the severity of a complaint had to be corrected.

use super::case::Case;
use super::{KEYS, Question, Verdict, population, real, share_in, whole_and_years};
use crate::measure::measurement::{Base, Detail, Measurement, Part};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::complaint::{EventKind, Reassessment};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-6",
        name: "Wrongly prioritized",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of assessed complaints whose severity was changed later, with the direction of the first change: up or down.",
        formula: "100 × x / n, with x complaints whose severity was changed and n assessed ones",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Corrections upwards matter more: something serious was taken lightly. No correction at all may also mean that nobody \
               looks a second time.",
        source: "own, after the subject of ISO 10002, Annex H. Interval: Wilson 1927.",
        clause: "10002:7.5,10002:Annex H",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

const QUESTION: Question = Question {
    metric: "M-CMP-6",
    hit: "severity changed later",
    of: "complaints assessed",
    origin: Origin::Register,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return Measurement::not_estimable("M-CMP-6", selection, Base::cases(0, QUESTION.of), reason),
    };
    let change = |case: &Case<'_>| changed(scope, case).cloned();
    let made = share_in(&QUESTION, &population, selection, |case| {
        let assessment = case.complaint.assessment.as_ref();
        if !case.has(EventKind::Assessed) && assessment.and_then(|assessment| assessment.severity).is_none() {
            Verdict::Out("not assessed")
        } else if change(case).is_some() || case.has(EventKind::Reassessed) {
            Verdict::Yes
        } else {
            Verdict::No
        }
    });
    let changes: Vec<Reassessment> = population.cases.iter().filter_map(|case| change(case)).collect();
    let count = |up: bool| {
        let fits = |one: &&Reassessment| match (one.from, one.severity) {
            (Some(from), Some(to)) => (up && to > from) || (!up && to < from),
            _ => false,
        };
        changes.iter().filter(fits).count()
    };
    let (up, down) = (count(true), count(false));
    let hits = made.drawn_from.hits.len();
    let part = |name: &str, value: usize| Part {
        name: name.to_owned(),
        value: real(value),
        share: (hits > 0).then(|| 100.0 * real(value) / real(hits)),
        cumulative: None,
        of: Some((hits, "complaints whose severity was changed")),
    };
    made.detail(Detail::Parts(vec![
        part("up", up),
        part("down", down),
        part("direction not recorded", hits.saturating_sub(up + down)),
    ]))
}

/// The first change of the severity that had happened by the day of the site.
fn changed<'a>(scope: &Scope<'_>, case: &Case<'a>) -> Option<&'a Reassessment> {
    let complaint = case.complaint;
    let changes = &complaint.assessment.as_ref()?.reassessed;
    changes
        .iter()
        .find(|change| change.at.is_none_or(|at| case.day(at) <= scope.as_of))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::tests::said;

    #[test]
    fn changes_have_a_direction() {
        let files = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
assessment: {severity: 3, reassessed: [{at: 2025-03-09T09:00:00Z, from: 2, severity: 3}]}
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
assessment: {severity: 1, reassessed: [{at: 2025-08-09T09:00:00Z, from: 2, severity: 1}]}
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
events: [{at: 2025-03-04T09:00:00Z, kind: assessed}, {at: 2025-03-05T09:00:00Z, kind: reassessed}]
---
id: CMP-4
received_at: 2025-03-03T09:00:00Z
";
        let made = said("M-CMP-6", &[], files);
        assert_eq!(made.drawn_from.hits, ["CMP-1", "CMP-3"]);
        assert_eq!(made.base.n, 3);
        let Detail::Parts(parts) = made.detail else {
            panic!("no parts")
        };
        assert_eq!(parts.iter().map(|part| part.value).collect::<Vec<_>>(), [1.0, 0.0, 1.0]);
    }
}
