//! M-CMP-2: how long complaints wait before somebody enters them in the register.

use super::{KEYS, population, whole_and_years};
use crate::measure::measurement::{Base, Drawn, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::shape::percentiles;
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-2",
        name: "Capture lag",
        unit: Unit::Hours,
        better: Better::Lower,
        definition: "Hours from the moment at which any part of the organization had a complaint to its entry in the register: \
                 median, 75th and 90th percentile.",
        formula: "median of logged_at − received_at",
        interval: "none: percentiles of a register",
        minimum: "percentiles beside the median from 10 complaints on",
        pitfalls: "Whoever writes the time of entry as the time of receipt hides the delay: a lag of exactly zero everywhere is a \
               reason to ask. Nights and days off count.",
        source: "own",
        clause: "10002:7.2,10002:8.3",
    },
    keys: KEYS,
    selections: whole_and_years,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::cases(n, "complaints with both times");
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return Measurement::not_estimable("M-CMP-2", selection, base(0), reason),
    };
    let (mut hours, mut counted) = (Vec::new(), Vec::new());
    let (mut unknown, mut reversed) = (Vec::new(), Vec::new());
    for case in &population.cases {
        let logged = case.complaint.logged_at.filter(|at| case.day(*at) <= scope.as_of);
        let id = case.id().to_owned();
        match logged {
            None => unknown.push(id),
            Some(at) if at < case.received_at => reversed.push(id),
            Some(at) => {
                #[expect(clippy::cast_precision_loss, reason = "seconds of a few years are far below 2^53")]
                hours.push((at.as_second() - case.received_at.as_second()) as f64 / 3600.0);
                counted.push(id);
            }
        }
    }
    let zero = hours.iter().filter(|lag| **lag == 0.0).count();
    let made = percentiles::measure("M-CMP-2", selection, base(hours.len()), &hours, 1)
        .without(population.excluded)
        .without([
            Excluded::records("not entered, or nobody knows when", unknown),
            Excluded::records("entered before it was received: a fault in the record", reversed),
        ])
        .drawn(Drawn::records(counted));
    if zero > 0 && zero == hours.len() {
        return made.note(
            "receipt and entry are the same moment for every complaint: one may have been copied from the other",
        );
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::tests::said;

    #[test]
    fn faults_and_gaps_are_left_out() {
        let files = "
id: CMP-1
received_at: 2025-03-03T09:00:00Z
logged_at: 2025-03-03T21:00:00Z
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
logged_at: 2025-03-03T08:00:00Z
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
---
id: CMP-4
received_at: 2025-06-30T09:00:00Z
logged_at: 2025-07-01T09:00:00Z
";
        let made = said("M-CMP-2", &[], files);
        assert_eq!((made.estimate, made.base.n), (Ok(12.0), 1));
        let left_out: Vec<usize> = made.excluded.iter().map(|group| group.count).collect();
        assert_eq!(left_out, [2, 1]);
    }
}
