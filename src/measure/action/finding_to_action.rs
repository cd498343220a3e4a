//! M-ACT-6: how long it takes from a finding to an approved action.

use crate::link::trail::neighbours_before;
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::{Data, Kind};
use crate::stats::descriptive::quantiles;
use crate::stats::working_days::calendar_days;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-ACT-6",
        name: "From finding to action",
        unit: Unit::Days,
        better: Better::Lower,
        definition: "Calendar days from the day on which a finding was recorded to the approval of an action about it or about its \
               cause: the median over all such actions, each from its first finding. Beside it how many of all actions are of each \
               sort, and how many are about each kind of record; one action may be about several kinds.",
        formula: "median of the days (Hyndman and Fan, type 7)",
        interval: "None: a count of all actions with a finding.",
        minimum: "1 action with a finding and a day of approval; 10 for the 90th percentile",
        pitfalls: "Findings that no action followed are not in it: M-TRC-5 counts them.",
        source: "own; quantiles: Hyndman, Fan, The American Statistician 50, 1996",
        clause: "10004:7.6",
    },
    keys: &[Key::Kind],
    selections: |_| vec![Selection::all()],
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "actions are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let mut days = Vec::new();
    let mut drawn = Drawn::default();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut origins: BTreeMap<String, usize> = BTreeMap::new();
    let (mut without, mut unapproved, mut backwards) = (Vec::new(), Vec::new(), Vec::new());
    let mut all = 0usize;
    for (index, record) in scope.ledger.of_kind(Kind::Action) {
        let Data::Action(action) = &record.data else { continue };
        let kind = super::kind(record);
        if record.envelope.created.is_some_and(|day| day > scope.as_of)
            || selection.get(Key::Kind).is_some_and(|wanted| kind != Some(wanted))
        {
            continue;
        }
        all += 1;
        *kinds
            .entry(format!("sort: {}", kind.unwrap_or("not stated").replace('_', " ")))
            .or_default() += 1;
        // What the action itself names, and the findings behind its causes.
        let origin = neighbours_before(scope.ledger, index);
        let mut findings: Vec<(Date, &str)> = Vec::new();
        // An action about three complaints is one action about complaints.
        let about: BTreeSet<Kind> = origin.iter().map(|from| scope.ledger.get(*from).kind).collect();
        for kind in about {
            *origins
                .entry(format!("about: {}", kind.label().to_lowercase()))
                .or_default() += 1;
        }
        for from in &origin {
            let of = scope.ledger.get(*from);
            let behind = neighbours_before(scope.ledger, *from);
            for finding in std::iter::once(from).chain(behind.iter().filter(|_| of.kind == Kind::Cause)) {
                let finding = scope.ledger.get(*finding);
                if finding.kind == Kind::Finding {
                    findings.extend(finding.envelope.created.map(|day| (day, finding.id())));
                }
            }
        }
        let Some((found, finding)) = findings.into_iter().min() else {
            without.push(record.id().to_owned());
            continue;
        };
        let Some(approved) = action.approved_on.filter(|day| *day <= scope.as_of) else {
            unapproved.push(record.id().to_owned());
            continue;
        };
        match calendar_days(found, approved) {
            Ok(count) => {
                days.push(f64::from(count));
                drawn.records.push(record.id().to_owned());
                drawn.beside.push(finding.to_owned());
            }
            Err(_) => backwards.push(record.id().to_owned()),
        }
    }
    drawn.beside.dedup();
    let parts = kinds.into_iter().chain(origins).map(|(name, count)| Part {
        name,
        value: count as f64,
        share: (all > 0).then(|| 100.0 * count as f64 / all as f64),
        cumulative: None,
        of: Some((all, "actions")),
    });
    let base = Base::facts(days.len(), "actions with a finding");
    let made = match quantiles(&days, &[0.5, 0.9]) {
        Err(_) => Measurement::not_estimable(
            METRIC.id(),
            selection,
            base,
            "there are no approved actions about a finding",
        ),
        Ok(found) => {
            let mut inputs = vec![
                input("n", "actions with a finding", days.len() as f64),
                input("t50", "median", found[0]),
            ];
            let mut formula = format!("median of {} times = {}", days.len(), fixed(found[0], 1));
            if days.len() >= 10 {
                inputs.push(input("t90", "90th percentile", found[1]));
                formula = format!("{formula}; 90th percentile {}", fixed(found[1], 1));
            }
            Measurement::new(METRIC.id(), selection, base, Ok(found[0]))
                .interval(Err("a count of everything has no sampling error".to_owned()))
                .working(formula, inputs)
        }
    };
    made.without([
        Excluded::records("about something else than a finding", without),
        Excluded::records("not approved yet, or without the day of it", unapproved),
        Excluded::records("approved before the finding was recorded", backwards),
    ])
    .drawn(drawn)
    .detail(Detail::Parts(parts.collect()))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::tests::said;

    #[test]
    fn an_action_counts_once_for_each_kind_of_record_it_is_about() {
        let made = said(
            "M-ACT-6",
            &[],
            "
{id: CMP-1}
---
{id: CMP-2}
---
{id: FND-1, created: 2025-01-01}
---
{id: ACT-1, kind: training, addresses: [CMP-1, CMP-2, FND-1]}
---
{id: ACT-2, kind: training, addresses: [FND-1]}
",
        );
        let Detail::Parts(parts) = made.detail else { panic!() };
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_str(), part.value, part.share, part.of))
            .collect();
        let of = Some((2, "actions"));
        assert_eq!(
            told,
            [
                ("sort: training", 2.0, Some(100.0), of),
                ("about: complaint", 1.0, Some(50.0), of),
                ("about: finding", 2.0, Some(100.0), of),
            ]
        );
    }

    #[test]
    fn days_run_from_the_first_finding_also_over_a_cause() {
        let made = said(
            "M-ACT-6",
            &[],
            "
id: FND-1
created: 2025-01-01
---
id: CAU-1
finding: FND-1
---
id: ACT-1
kind: corrective
addresses: [CAU-1]
approved_on: 2025-01-11
---
id: ACT-2
kind: training
addresses: [FND-1]
approved_on: 2025-01-31
---
id: ACT-3
addresses: [FND-1]
---
id: ACT-4
---
id: ACT-5
addresses: [FND-1]
approved_on: 2024-12-31
",
        );
        assert_eq!(made.estimate, Ok(20.0));
        assert_eq!(made.drawn_from.records, ["ACT-1", "ACT-2"]);
        assert_eq!(made.drawn_from.beside, ["FND-1"]);
        assert_eq!(made.excluded.len(), 3);
        assert!(said("M-ACT-6", &[], "").estimate.is_err());
    }
}
