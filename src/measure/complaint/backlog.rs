//! M-CMP-7: complaints that are open, and for how long.

use super::case::Case;
use super::{KEYS_AND_KIND, fits, out_of_population, periods, real};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::stats::period::Length;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-7",
        name: "Open backlog and ageing",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Complaints that are open at the end of a day, by how many working days they have lasted since they were first \
                 received: 0 to 5, 6 to 10, 11 to 20, 21 to 40, over 40. With a period: at its last day, as the events tell it.",
        formula: "number of complaints received by the day and neither closed nor withdrawn by then",
        interval: "none: a count of everything",
        minimum: "none",
        pitfalls: "The past is computed anew from the events and does not depend on what was reported then. Complaints that were \
               reopened age from their first receipt. A small backlog may hide one very old complaint: read the oldest.",
        source: "Opening stock: FCA Handbook, DISP 1.10. Bands: own.",
        clause: "10002:7.3,10002:8.3",
    },
    keys: KEYS_AND_KIND,
    selections,
    measure,
};

/// Bands of working days: last day included, and name.
const BANDS: [(u32, &str); 5] = [
    (5, "0 to 5 working days"),
    (10, "6 to 10 working days"),
    (20, "11 to 20 working days"),
    (40, "21 to 40 working days"),
    (u32::MAX, "over 40 working days"),
];

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let now = [Selection::all(), Selection::all().with(Key::Kind, "oldest")];
    let ends = periods(scope, Length::Quarter).into_iter();
    now.into_iter()
        .chain(ends.map(|quarter| Selection::all().with(Key::Period, quarter.to_string())))
        .collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none =
        |reason: String| Measurement::not_estimable("M-CMP-7", selection, Base::cases(0, "open complaints"), reason);
    let day = match selection.get(Key::Period).map(|text| selection.days().ok_or(text)) {
        None => scope.as_of,
        Some(Ok((_, end))) if end <= scope.as_of => end,
        Some(Ok(_)) => return none("the period is not over".to_owned()),
        Some(Err(text)) => return none(format!("`{text}` is no period")),
    };
    let (mut open, mut unaged, mut duplicates) = (Vec::new(), Vec::new(), Vec::new());
    for case in scope
        .cases
        .iter()
        .filter(|case| case.received <= day && fits(case, selection))
    {
        let then = if day == scope.as_of { None } else { case.on(day) };
        let case: &Case<'_> = then.as_ref().unwrap_or(case);
        if !case.is_open() {
            continue;
        }
        if out_of_population(case).is_some() {
            duplicates.push(case.id().to_owned());
            continue;
        }
        let age = case.working_days_to(scope, day).ok();
        if age.is_none() {
            unaged.push(case.id().to_owned());
        }
        open.push((age, case.id(), case.course.is_reopened()));
    }
    // The oldest first; those whose age is not known behind.
    open.sort_by_key(|(age, ..)| Reverse(*age));
    let n = open.len();
    let among: BTreeSet<&str> = open.iter().map(|(_, id, _)| *id).collect();
    let ids: Vec<String> = scope
        .cases
        .iter()
        .map(Case::id)
        .filter(|id| among.contains(id))
        .map(str::to_owned)
        .collect();
    let mut inputs = vec![input("n", "open complaints", real(n))];
    inputs.extend(
        open.iter()
            .filter_map(|(age, ..)| *age)
            .max()
            .map(|age| input("oldest", "working days since the oldest was received", f64::from(age))),
    );
    let detail = if selection.get(Key::Kind) == Some("oldest") {
        oldest(&open)
    } else {
        bands(&open)
    };
    let mut made = Measurement::new("M-CMP-7", selection, Base::cases(n, "open complaints"), Ok(real(n)))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(format!("open at the end of {day}: {n}"), inputs)
        .over(Some((day, day)))
        .without([Excluded::records(
            "open, but the same as another one or out of scope",
            duplicates,
        )])
        .drawn(Drawn::records(ids))
        .detail(detail);
    if !unaged.is_empty() {
        made = made.note(format!(
            "in no band, since the calendar does not reach them: {}",
            unaged.join(", ")
        ));
    }
    made
}

fn bands(open: &[(Option<u32>, &str, bool)]) -> Detail {
    let band = |age: u32| BANDS.iter().position(|(last, _)| age <= *last);
    let parts = BANDS.iter().enumerate().map(|(index, (_, name))| {
        let value = open
            .iter()
            .filter(|(age, ..)| age.and_then(band) == Some(index))
            .count();
        Part {
            name: (*name).to_owned(),
            value: real(value),
            share: (!open.is_empty()).then(|| 100.0 * real(value) / real(open.len())),
            cumulative: None,
            of: None,
        }
    });
    Detail::Parts(parts.collect())
}

fn oldest(open: &[(Option<u32>, &str, bool)]) -> Detail {
    let row = |(age, id, reopened): &(Option<u32>, &str, bool)| Row {
        name: (*id).to_owned(),
        cells: vec![
            age.map_or(RowCell::Nothing("the calendar does not reach it"), |age| {
                RowCell::Number(f64::from(age), 0)
            }),
            RowCell::Word(if *reopened { "yes" } else { "no" }.to_owned()),
        ],
        n: None,
    };
    Detail::Rows(Rows {
        heads: vec!["working days since receipt".to_owned(), "reopened".to_owned()],
        rows: open.iter().map(row).collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: CMP-1
received_at: 2025-01-03T09:00:00Z
events:
  - {at: 2025-02-03T09:00:00Z, kind: closed}
  - {at: 2025-05-05T09:00:00Z, kind: reopened}
---
id: CMP-2
received_at: 2025-03-28T09:00:00Z
events: [{at: 2025-04-02T09:00:00Z, kind: withdrawn}]
---
id: CMP-3
received_at: 2025-06-23T09:00:00Z
---
id: CMP-4
received_at: 2025-06-23T09:00:00Z
outcome: duplicate
";

    #[test]
    fn the_past_is_told_by_the_events() {
        let of = |period: &str| said("M-CMP-7", &[(Key::Period, period)], FILES).drawn_from.records;
        assert_eq!(of("2025-01"), ["CMP-1"]);
        assert_eq!(of("2025-02"), Vec::<String>::new());
        assert_eq!(of("2025-03"), ["CMP-2"]);
        assert_eq!(of("2025-Q2"), ["CMP-1", "CMP-3"]);
        let future = said("M-CMP-7", &[(Key::Period, "2025-Q3")], FILES);
        assert_eq!(future.estimate, Err("the period is not over".to_owned()));
    }

    #[test]
    fn reopened_ones_age_from_their_receipt() {
        let made = said("M-CMP-7", &[], FILES);
        let Detail::Parts(parts) = &made.detail else {
            panic!("no parts")
        };
        assert_eq!(
            parts.iter().map(|part| part.value).collect::<Vec<_>>(),
            [1.0, 0.0, 0.0, 0.0, 1.0]
        );
        assert_eq!(made.inputs[1].value, 126.0);
        assert_eq!(made.excluded[0].ids, ["CMP-4"]);
        let Detail::Rows(rows) = said("M-CMP-7", &[(Key::Kind, "oldest")], FILES).detail else {
            panic!("no rows")
        };
        assert_eq!(rows.rows[0].name, "CMP-1");
    }
}
