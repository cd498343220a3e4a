//! M-CMP-20: how many open complaints there are for each person who handles them.

use super::{fits, out_of_population, real};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::person::Person;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-20",
        name: "Workload",
        unit: Unit::Number,
        better: Better::Neither,
        definition: "Open complaints for each person in charge of them, by unit. Where a role is in charge, those who hold it on the day \
                 count as persons in charge.",
        formula: "open complaints / persons in charge",
        interval: "none: a count of everything",
        minimum: "none",
        pitfalls: "Complaints differ in weight. It is a figure about units and resources and never about a person; who has no open \
               complaint does not appear.",
        source: "own, after the subject of ISO 10002, clause 6.4",
        clause: "10002:6.4",
    },
    keys: &[Key::Segment, Key::Product, Key::Category, Key::Channel, Key::Severity],
    selections: |_| vec![Selection::all()],
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let persons: Vec<(&str, &Person)> = scope
        .ledger
        .each::<Person>()
        .map(|(record, person)| (record.id(), person))
        .collect();
    let mut units: BTreeMap<String, (usize, BTreeSet<&str>)> = BTreeMap::new();
    let (mut open, mut nobody) = (Vec::new(), 0_usize);
    let chosen = scope
        .cases
        .iter()
        .filter(|case| case.is_open() && fits(case, selection));
    for case in chosen.filter(|case| out_of_population(case).is_none()) {
        open.push(case.id().to_owned());
        let Some(handler) = case.complaint.handler.as_ref().map(|handler| handler.id()) else {
            nobody += 1;
            continue;
        };
        let in_charge: Vec<&(&str, &Person)> = persons
            .iter()
            .filter(|(id, person)| *id == handler || person.holds(handler, scope.as_of))
            .collect();
        let unit = in_charge.iter().find_map(|(_, person)| person.unit.clone());
        let is_person = persons.iter().any(|(id, _)| *id == handler);
        let name = match unit {
            Some(unit) => unit,
            None if is_person => "unit not recorded".to_owned(),
            None => handler.to_owned(),
        };
        let entry = units.entry(name).or_default();
        entry.0 += 1;
        entry.1.extend(in_charge.iter().map(|(id, _)| *id));
    }
    let heads: BTreeSet<&str> = units.values().flat_map(|(_, heads)| heads.iter().copied()).collect();
    let with_head: usize = open.len() - nobody;
    let n = open.len();
    let estimate = if heads.is_empty() {
        Err(if n == 0 {
            "no complaint is open".to_owned()
        } else {
            "nobody who is in charge has a record".to_owned()
        })
    } else {
        Ok(real(with_head) / real(heads.len()))
    };
    let row = |(name, (count, heads)): (&String, &(usize, BTreeSet<&str>))| Row {
        name: name.clone(),
        cells: vec![
            RowCell::Number(real(*count), 0),
            RowCell::Number(real(heads.len()), 0),
            if heads.is_empty() {
                RowCell::Nothing("nobody in charge has a record")
            } else {
                RowCell::Number(real(*count) / real(heads.len()), 1)
            },
        ],
        n: None,
    };
    let formula = match &estimate {
        Ok(load) => format!("{with_head} / {} = {}", heads.len(), fixed(*load, 3)),
        Err(_) => String::new(),
    };
    let made = Measurement::new("M-CMP-20", selection, Base::facts(n, "open complaints"), estimate)
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            formula,
            vec![
                input("open", "open complaints with somebody in charge", real(with_head)),
                input("heads", "persons in charge", real(heads.len())),
            ],
        )
        .over(Some((scope.as_of, scope.as_of)))
        .drawn(Drawn::records(open))
        .detail(Detail::Rows(Rows {
            heads: ["open complaints", "persons in charge", "for each"]
                .map(str::to_owned)
                .to_vec(),
            rows: units.iter().map(row).collect(),
        }));
    if nobody > 0 {
        return made.note(format!("{nobody} open complaints without anybody in charge"));
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::tests::said;

    #[test]
    fn roles_stand_for_those_who_hold_them() {
        let files = "
id: PER-1
pseudonym: Wren
unit: support
roles: [{role: ROL-A, from: 2024-01-01}]
---
id: PER-2
pseudonym: Teal
unit: support
roles: [{role: ROL-A, from: 2024-01-01, to: 2025-01-01}]
---
id: ROL-A
title: agent
---
id: CMP-1
received_at: 2025-03-03T09:00:00Z
handler: ROL-A
---
id: CMP-2
received_at: 2025-03-03T09:00:00Z
handler: PER-2
---
id: CMP-3
received_at: 2025-03-03T09:00:00Z
";
        let made = said("M-CMP-20", &[], files);
        assert_eq!(made.estimate, Ok(1.0));
        assert_eq!(made.notes, ["1 open complaints without anybody in charge"]);
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        assert_eq!((rows.rows.len(), rows.rows[0].name.as_str()), (1, "support"));
        assert!(said("M-CMP-20", &[], "id: PER-1").estimate.is_err());
    }
}
