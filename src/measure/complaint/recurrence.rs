//! M-CMP-8: whether the same trouble comes again.

use super::case::Case;
use super::{KEYS_AND_KIND, Population, Question, Verdict, population, share_in, whole_and_years};
use crate::link::Ledger;
use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::Origin;
use crate::measure::unit::Unit;
use crate::record::action::Action;
use crate::record::cause::Cause;
use crate::record::types::OrUnknown;
use jiff::ToSpan;
use jiff::civil::Date;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-8",
        name: "Recurrence",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Three shares, each with a name. `customer`: closed complaints after which the same customer complained about the \
                 same category within 90 days, among those whose 90 days are over. `declared`: complaints of which the complainant \
                 says to have had the same trouble before, among those of which it is known. `cause`: complaints with a cause \
                 against which an action was implemented before the day of the trouble, among those with a cause and such a day. \
                 An action against a cause is to take it away: corrections, which take the effect away, and messages are none.",
        formula: "100 × x / n, for each of the three",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show and to compare; below 30 marked as low base",
        pitfalls: "Windows that are not over are left out, or the newest complaints would look best. The third share is the strongest \
               sign that an action did not work; a note tells how many came before the window in which its plan looks at the effect, \
               when it may not have had its time. Before any action was done none can be counted, which is no success.",
        source: "own. Interval: Wilson 1927.",
        clause: "10002:8.2,10002:Annex E",
    },
    keys: KEYS_AND_KIND,
    selections: |scope| {
        let whole = whole_and_years(scope);
        let each = whole
            .iter()
            .flat_map(|on| ["declared", "cause"].map(|kind| on.clone().with(Key::Kind, kind)));
        whole.iter().cloned().chain(each).collect()
    },
    measure,
};

/// Days after closing within which a complaint counts as come again.
const WINDOW: i32 = 90;

const CUSTOMER: Question = Question {
    metric: "M-CMP-8",
    hit: "the same customer and category again within 90 days",
    of: "closed complaints whose 90 days are over",
    origin: Origin::Register,
};

const DECLARED: Question = Question {
    metric: "M-CMP-8",
    hit: "had the same trouble before",
    of: "complaints of which it is known",
    origin: Origin::Register,
};

const CAUSE: Question = Question {
    metric: "M-CMP-8",
    hit: "an action against the cause was done before",
    of: "complaints with a cause and a day of the trouble",
    origin: Origin::Register,
};

/// One of the three shares.
type Share = fn(&Scope<'_>, &Population<'_>, &Selection) -> Measurement;

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let none = |reason: String| Measurement::not_estimable("M-CMP-8", selection, Base::cases(0, "complaints"), reason);
    let population = match population(scope, selection) {
        Ok(population) => population,
        Err(reason) => return none(reason),
    };
    let kinds: [(&str, Share); 3] = [("customer", by_customer), ("declared", declared), ("cause", by_cause)];
    match selection.get(Key::Kind) {
        None => {
            let made = kinds.map(|(name, measure)| (name, measure(scope, &population, selection)));
            let rows = made.iter().map(|(name, one)| row(name, one)).collect();
            let heads = ["again", "of", "share in percent", "from", "to"]
                .map(str::to_owned)
                .to_vec();
            let [(_, customer), ..] = made;
            customer.detail(Detail::Rows(Rows { heads, rows }))
        }
        Some(kind) => match kinds.iter().find(|(name, _)| *name == kind) {
            Some((_, measure)) => measure(scope, &population, selection),
            None => none(format!(
                "`{kind}` is no kind of recurrence, but customer, declared and cause are"
            )),
        },
    }
}

fn row(name: &str, made: &Measurement) -> Row {
    let number = |symbol| {
        let input = made.inputs.iter().find(|input| input.symbol == symbol);
        RowCell::Number(input.map_or(0.0, |input| input.value), 0)
    };
    let share = |value: Option<f64>| {
        value.map_or(RowCell::Nothing("no complaints"), |value| {
            RowCell::Percent(value, made.base.n)
        })
    };
    let ends = made.interval.as_ref().ok();
    Row {
        name: name.to_owned(),
        cells: vec![
            number("x"),
            number("n"),
            share(made.estimate.as_ref().ok().copied()),
            share(ends.map(|ends| ends.low)),
            share(ends.map(|ends| ends.high)),
        ],
        n: Some(made.base.n),
    }
}

fn by_customer(scope: &Scope<'_>, population: &Population<'_>, selection: &Selection) -> Measurement {
    let mut of_customer: BTreeMap<&str, Vec<&Case<'_>>> = BTreeMap::new();
    for case in &scope.cases {
        if let Some(customer) = case.customer() {
            of_customer.entry(customer).or_default().push(case);
        }
    }
    share_in(&CUSTOMER, population, selection, |case| {
        let (Some(customer), Some(category)) = (case.customer(), case.category()) else {
            return Verdict::Out("no customer or no category known");
        };
        let Some(closed) = case.closed_at() else {
            return Verdict::Out("open, withdrawn, or closed nobody knows when");
        };
        let end = case.day(closed).saturating_add(WINDOW.days());
        if end > scope.as_of {
            return Verdict::Out("the 90 days are not over");
        }
        let again = |other: &&Case<'_>| {
            other.id() != case.id()
                && other.category() == Some(category)
                && other.received_at > closed
                && other.received <= end
        };
        let others = of_customer.get(customer).map_or(&[][..], Vec::as_slice);
        if others.iter().any(again) {
            Verdict::Yes
        } else {
            Verdict::No
        }
    })
}

fn declared(_: &Scope<'_>, population: &Population<'_>, selection: &Selection) -> Measurement {
    share_in(&DECLARED, population, selection, |case| {
        match case.complaint.is_recurrence {
            Some(OrUnknown::Known(true)) => Verdict::Yes,
            Some(OrUnknown::Known(false)) => Verdict::No,
            Some(OrUnknown::Unknown(_)) | None => Verdict::Out("not known"),
        }
    })
}

fn by_cause(scope: &Scope<'_>, population: &Population<'_>, selection: &Selection) -> Measurement {
    let causes = causes_of_complaints(scope.ledger);
    // Of each cause the actions against it with the days on which they were done.
    let mut against: BTreeMap<&str, Vec<(Date, &Action)>> = BTreeMap::new();
    for (_, action) in scope.ledger.each::<Action>() {
        let done = action.implemented_on.filter(|day| *day <= scope.as_of);
        let Some(done) = done.filter(|_| action.is_against_causes()) else {
            continue;
        };
        for addressed in &action.addresses {
            against.entry(addressed.id()).or_default().push((done, action));
        }
    }
    let first = against.values().flatten().map(|(done, _)| *done).min();
    let (could, early) = (Cell::new(0_usize), Cell::new(0_usize));
    let made = share_in(&CAUSE, population, selection, |case| {
        let Some(causes) = causes.get(case.id()) else {
            return Verdict::Out("without a cause");
        };
        let Some(trouble) = case.complaint.problem_date else {
            return Verdict::Out("nobody knows when the trouble was");
        };
        could.set(could.get() + usize::from(first.is_some_and(|first| first < trouble)));
        let before: Vec<&Action> = causes
            .iter()
            .filter_map(|cause| against.get(cause))
            .flatten()
            .filter(|(done, _)| *done < trouble)
            .map(|(_, action)| *action)
            .collect();
        if before.is_empty() {
            return Verdict::No;
        }
        let is_early = |action: &&Action| action.effect_from().is_some_and(|from| trouble < from);
        early.set(early.get() + usize::from(before.iter().all(is_early)));
        Verdict::Yes
    });
    if could.get() == 0 && made.base.n > 0 {
        let mut none = made;
        let reason =
            "no action against any cause was done before these troubles, so that none could come back in spite of one";
        none.estimate = Err(reason.to_owned());
        none.interval = Err("there is no estimate".to_owned());
        return none;
    }
    let hits = made.drawn_from.hits.len();
    match early.get() {
        0 => made,
        early => made.note(format!(
            "{early} of {hits} came before the window in which the plans of the actions look at the effect"
        )),
    }
}

/// The causes of each complaint, whichever of the two names the other.
pub(in crate::measure) fn causes_of_complaints(ledger: &Ledger) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut causes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (record, complaint) in ledger.each::<crate::record::complaint::Complaint>() {
        for cause in &complaint.causes {
            causes.entry(record.id()).or_default().insert(cause.id());
        }
    }
    for (record, cause) in ledger.each::<Cause>() {
        for complaint in &cause.complaints {
            causes.entry(complaint.id()).or_default().insert(record.id());
        }
    }
    causes
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{Detail, RowCell};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: CMP-1
complainant: CUS-1
category: price
received_at: 2025-01-03T09:00:00Z
is_recurrence: true
problem_date: 2025-01-02
causes: [CAU-1]
events: [{at: 2025-01-10T09:00:00Z, kind: closed}]
---
id: CMP-2
complainant: CUS-1
category: price
received_at: 2025-04-10T09:00:00Z
is_recurrence: false
problem_date: 2025-04-02
events: [{at: 2025-04-11T09:00:00Z, kind: closed}]
---
id: CMP-3
complainant: CUS-1
category: payment
received_at: 2025-01-20T09:00:00Z
is_recurrence: unknown
events: [{at: 2025-01-21T09:00:00Z, kind: closed}]
---
id: CMP-4
complainant: anonymous
category: payment
received_at: 2025-01-20T09:00:00Z
events: [{at: 2025-01-21T09:00:00Z, kind: closed}]
---
id: CAU-1
statement: no order
complaints: [CMP-2]
---
id: ACT-1
addresses: [CAU-1]
implemented_on: 2025-02-01
";

    #[test]
    fn windows_that_are_not_over_are_left_out() {
        let made = said("M-CMP-8", &[], FILES);
        assert_eq!(made.drawn_from.records, ["CMP-1", "CMP-3"]);
        assert_eq!(made.drawn_from.hits, ["CMP-1"]);
        let reasons: Vec<&str> = made.excluded.iter().map(|group| group.reason.as_str()).collect();
        assert_eq!(
            reasons,
            ["no customer or no category known", "the 90 days are not over"]
        );
        let Detail::Rows(rows) = made.detail else {
            panic!("no rows")
        };
        let cells = |index: usize| rows.rows[index].cells[..2].to_vec();
        assert_eq!(cells(1), [RowCell::Number(1.0, 0), RowCell::Number(2.0, 0)]);
        assert_eq!(cells(2), [RowCell::Number(1.0, 0), RowCell::Number(2.0, 0)]);
    }

    #[test]
    fn a_correction_is_no_action_against_a_cause_and_what_came_early_is_told() {
        let hits = |action: &str| {
            let made = said(
                "M-CMP-8",
                &[(Key::Kind, "cause")],
                &FILES.replace("id: ACT-1\n", &format!("id: ACT-1\n{action}\n")),
            );
            (made.drawn_from.hits, made.base.n, made.notes.len())
        };
        let found = |notes| (vec!["CMP-2".to_owned()], 2, notes);
        assert_eq!(hits("kind: corrective"), found(0));
        // The days to wait are those before somebody looks, not those before it works.
        assert_eq!(hits("kind: corrective\nverification_plan: {wait_days: 200}"), found(0));
        let looks = |from: &str| {
            hits(&format!(
                "kind: corrective\nverification_plan: {{after_window: {{from: {from}}}}}"
            ))
        };
        assert_eq!((looks("2025-04-02"), looks("2025-04-03")), (found(0), found(1)));
        assert_eq!(hits("kind: correction"), hits("kind: communication"));
        assert_eq!(hits("kind: correction").0, Vec::<String>::new());
    }

    #[test]
    fn before_any_action_nothing_can_have_come_back() {
        let of = |done: &str| {
            let files = FILES.replace("implemented_on: 2025-02-01", &format!("implemented_on: {done}"));
            said("M-CMP-8", &[(Key::Kind, "cause")], &files)
        };
        let made = of("2025-04-02");
        assert!(made.estimate.unwrap_err().starts_with("no action against any cause"));
        assert!(made.interval.is_err() && of("2025-04-01").estimate.is_ok());
    }

    #[test]
    fn an_action_in_place_before_the_trouble_counts() {
        let made = said("M-CMP-8", &[(Key::Kind, "cause")], FILES);
        assert_eq!(made.drawn_from.hits, ["CMP-2"]);
        assert!(said("M-CMP-8", &[(Key::Kind, "luck")], FILES).estimate.is_err());
    }
}
