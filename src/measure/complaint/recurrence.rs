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
                 An action against a cause is to take it away: corrections, which take the effect away, and messages are none. \
                 Where the days to wait of its plan were not over on the day of the trouble, its effect could not be seen yet: \
                 the complaint is left out and counted.",
        formula: "100 × x / n, for each of the three",
        interval: "Wilson score, read as the performance of the process",
        minimum: "10 complaints to show, 30 to compare",
        pitfalls: "Windows that are not over are left out, or the newest complaints would look best. The third share is the strongest \
               sign that an action did not work; where its plan names no days to wait, it is taken to work from the next day on.",
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
    hit: "an action against the cause was done before, and its days to wait were over",
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
    let share = |value: Option<f64>| value.map_or(RowCell::Nothing("no complaints"), |value| RowCell::Number(value, 1));
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
    // Of each cause the days of the actions against it: done on, works from.
    let mut against: BTreeMap<&str, Vec<(Date, Date)>> = BTreeMap::new();
    for (_, action) in scope.ledger.each::<Action>() {
        let done = action.implemented_on.filter(|day| *day <= scope.as_of);
        let Some(days) = done.zip(action.works_from()).filter(|_| action.is_against_causes()) else {
            continue;
        };
        for addressed in &action.addresses {
            against.entry(addressed.id()).or_default().push(days);
        }
    }
    share_in(&CAUSE, population, selection, |case| {
        let Some(causes) = causes.get(case.id()) else {
            return Verdict::Out("without a cause");
        };
        let Some(trouble) = case.complaint.problem_date else {
            return Verdict::Out("nobody knows when the trouble was");
        };
        let actions = || causes.iter().filter_map(|cause| against.get(cause)).flatten();
        if actions().any(|(_, works)| *works <= trouble) {
            Verdict::Yes
        } else if actions().any(|(done, _)| *done < trouble) {
            Verdict::Out("the days to wait after the action were not over")
        } else {
            Verdict::No
        }
    })
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
    fn a_correction_is_no_action_against_a_cause_and_an_action_has_its_days_to_wait() {
        let hits = |action: &str| {
            let made = said(
                "M-CMP-8",
                &[(Key::Kind, "cause")],
                &FILES.replace("id: ACT-1\n", &format!("id: ACT-1\n{action}\n")),
            );
            let waiting = made
                .excluded
                .iter()
                .filter(|group| group.reason.starts_with("the days to wait"));
            (
                made.drawn_from.hits,
                waiting.map(|group| group.count).sum::<usize>(),
                made.base.n,
            )
        };
        // Done on 1 February, trouble on 2 April: sixty days.
        let found = (vec!["CMP-2".to_owned()], 0, 2);
        assert_eq!(hits("kind: corrective"), found);
        assert_eq!(hits("kind: correction"), (Vec::new(), 0, 2));
        assert_eq!(hits("kind: communication"), (Vec::new(), 0, 2));
        assert_eq!(hits("kind: corrective\nverification_plan: {wait_days: 60}"), found);
        assert_eq!(
            hits("kind: corrective\nverification_plan: {wait_days: 61}"),
            (Vec::new(), 1, 1)
        );
    }

    #[test]
    fn an_action_in_place_before_the_trouble_counts() {
        let made = said("M-CMP-8", &[(Key::Kind, "cause")], FILES);
        assert_eq!(made.drawn_from.hits, ["CMP-2"]);
        assert!(said("M-CMP-8", &[(Key::Kind, "luck")], FILES).estimate.is_err());
    }
}
