//! M-RET-1: customers of the start of a period who are still there at its end.

use crate::measure::compare;
use crate::measure::measurement::{Base, BaseSort, Change, ChangeWord, Excluded, Measurement};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::records::{Tally, Words};
use crate::measure::unit::{Unit, fixed, p};
use crate::record::Record;
use crate::record::customer::Customer;
use crate::stats::period::{Length, Period};
use crate::stats::proportion::wilson_of;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-RET-1",
        name: "Retention",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the customers on the first day of a period who are still customers after its last day: a closed cohort of \
               accounts, counted from the first and the last day under contract. Without a period the last calendar year that is \
               over. Customers who left and came back are not retained; new ones do not count.",
        formula: "100 × x / n, with n customers on the first day and x of them still there after the last",
        interval: "None: it is a count of the whole customer base. Read as a prediction it has Wilson's interval, which stands in a \
               note.",
        minimum: "1 customer; below 10 counts only",
        pitfalls: "Counts accounts, not revenue: a large account that leaves weighs as much as a small one. Customers may stay because \
               they cannot leave. Read it with the reasons of those who left (M-RET-2).",
        source: "Usual public definition of customer retention; interval of the prediction: Wilson, Journal of the American Statistical \
               Association 22, 1927",
        clause: "10004:7.3,9001:9.1.2",
    },
    keys: KEYS,
    selections,
    measure,
};

/// By what retention and churn are narrowed.
pub(super) const KEYS: &[Key] = &[Key::Segment, Key::Period];

const WORDS: Words = Words::fact("customers still there after the last day", "customers on the first day").of_cases();

/// A closed cohort: who was a customer on the first day of a period, and who of them left by its last.
pub(super) struct Cohort<'a> {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) start: Vec<(&'a Record, &'a Customer, bool)>,
    pub(super) undated: Vec<String>,
}

/// The last calendar year that is over by a day.
fn last_year(day: Date) -> Option<Period> {
    let year = Period::of(day, Length::Year);
    if year.days().1 <= day {
        return Some(year);
    }
    let before = day.checked_sub(1.year()).ok()?;
    Some(Period::of(before, Length::Year))
}

/// The day from which on the register tells who left: on which its first customer was recorded, or left before that; nothing where
/// it is not written when customers were recorded.
fn begun(scope: &Scope<'_>) -> Option<Date> {
    let customers = || scope.ledger.each::<Customer>();
    let recorded = customers().filter_map(|(record, _)| record.envelope.created).min()?;
    let left = customers().filter_map(|(_, customer)| customer.ended.as_ref()?.date);
    Some(left.fold(recorded, Date::min))
}

/// The cohort that a selection means. Errors: why there is none, in words.
pub(super) fn cohort<'a>(scope: &'a Scope<'_>, selection: &Selection) -> Result<Cohort<'a>, String> {
    let (from, to) = match selection.span()? {
        Some(span) => span,
        None => last_year(scope.as_of).ok_or("no year is over")?.days(),
    };
    if to > scope.as_of {
        return Err(format!("the period is not over on {}", scope.as_of));
    }
    // Who left before the register was begun is not in it; who is in it stayed by that. Some days are no matter.
    let month = |day: Date| Period::of(day, Length::Month);
    if let Some(begun) = begun(scope).filter(|begun| month(from) < month(*begun)) {
        return Err(format!(
            "the register of customers was begun on {begun}: who left before is not in it"
        ));
    }
    let mut cohort = Cohort {
        from,
        to,
        start: Vec::new(),
        undated: Vec::new(),
    };
    for (record, customer) in scope.ledger.each::<Customer>() {
        let in_segment = |wanted: &str| customer.segments.iter().any(|segment| segment.id() == wanted);
        if !selection.get(Key::Segment).is_none_or(in_segment) {
            continue;
        }
        let Some(since) = customer.since else {
            cohort.undated.push(record.id().to_owned());
            continue;
        };
        // The last day under contract; one after the day as of which everything is computed is not known yet.
        let ended = match &customer.ended {
            Some(ended) => match ended.date {
                Some(date) => Some(date).filter(|date| *date <= scope.as_of),
                None => {
                    cohort.undated.push(record.id().to_owned());
                    continue;
                }
            },
            None => None,
        };
        if since <= from && ended.is_none_or(|ended| ended >= from) {
            cohort
                .start
                .push((record, customer, ended.is_none_or(|ended| ended > to)));
        }
    }
    Ok(cohort)
}

/// The years that can be told: from the one in which the first customer was recorded or left, to the last that is over; as a
/// whole and by segment.
pub(super) fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    let mut first: Option<Date> = None;
    let mut segments: BTreeSet<&str> = BTreeSet::new();
    for (record, customer) in scope.ledger.each::<Customer>() {
        let left = customer.ended.as_ref().and_then(|ended| ended.date);
        for day in [record.envelope.created, left].into_iter().flatten() {
            first = Some(first.map_or(day, |first| first.min(day)));
        }
        segments.extend(customer.segments.iter().map(|segment| segment.id()));
    }
    let (Some(first), Some(last)) = (first, last_year(scope.as_of)) else {
        return vec![Selection::all()];
    };
    let mut all = vec![Selection::all()];
    let mut year = Period::of(first, Length::Year);
    while year <= last {
        let whole = Selection::all().with(Key::Period, year.to_string());
        all.extend(
            segments
                .iter()
                .map(|segment| whole.clone().with(Key::Segment, *segment)),
        );
        all.push(whole);
        year = year.next();
    }
    all
}

fn tally(cohort: &Cohort<'_>) -> Tally {
    let mut tally = Tally::default();
    for (record, _, stayed) in &cohort.start {
        tally.count(record.id(), *stayed);
    }
    tally
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let cohort = match cohort(scope, selection) {
        Ok(cohort) => cohort,
        Err(reason) => {
            let base = Base {
                sort: BaseSort::Cases,
                ..Base::facts(0, WORDS.of)
            };
            return Measurement::not_estimable(METRIC.id(), selection, base, reason);
        }
    };
    let counted = tally(&cohort);
    let now = (counted.above() as u64, counted.below() as u64);
    let mut made = counted
        .measure(METRIC.id(), selection, WORDS)
        .without([Excluded::records("no first or last day", cohort.undated.clone())])
        .over(Some((cohort.from, cohort.to)));
    if let Some(begun) = begun(scope).filter(|begun| *begun > cohort.from) {
        made = made.note(format!(
            "the register was begun on {begun}, after the first day: who left in between is not in it"
        ));
    }
    if let Ok(ends) = wilson_of(now.0, now.1, 0.95) {
        made = made.note(format!(
            "read as a prediction of how many stay in another year like this one: {} to {} % (Wilson score, 95 %)",
            fixed(100.0 * ends.low, 1),
            fixed(100.0 * ends.high, 1)
        ));
    }
    made.changes.extend(change(scope, selection, &cohort, now));
    made
}

/// How it compares with the period of the same length before.
fn change(scope: &Scope<'_>, selection: &Selection, cohort: &Cohort<'_>, now: (u64, u64)) -> Option<Change> {
    let year_before = |day: Date| day.checked_sub(1.year()).ok();
    let (from, to) = (year_before(cohort.from)?, year_before(cohort.to)?);
    // Without a day on which the register was begun it cannot be told whether it holds the customers of a year before.
    begun(scope)?;
    let named = Period::of(from, Length::Year);
    let period = if named.days() == (from, to) {
        named.to_string()
    } else {
        format!("{from}..{to}")
    };
    let against = selection.clone().with(Key::Period, period);
    let before = tally(&self::cohort(scope, &against).ok()?);
    let then = (before.above() as u64, before.below() as u64);
    let compared = compare::shares(then, now).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "customers are fewer than 2^53")]
    let value = 100.0 * then.0 as f64 / then.1 as f64;
    let read = compared
        .test
        .as_ref()
        .map_or_else(|| "nothing to test".to_owned(), |test| format!("p {}", p(test.p)));
    Some(Change {
        against,
        before: value,
        difference: Some(compared.difference),
        interval: compared.interval,
        ratio: None,
        word: compared.test.as_ref().map_or(ChangeWord::NotTested, |test| {
            ChangeWord::of(test, compared.difference, 0.05)
        }),
        test: compared.test,
        notes: vec![format!(
            "the numbers themselves are facts; read as a prediction the change has {read}"
        )],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::said;

    const CUSTOMERS: &str = "
id: CUS-1
created: 2024-01-10
since: 2020-01-01
---
id: CUS-2
since: 2020-01-01
ended: {date: 2024-12-31, reason: price}
segments: [SEG-A]
---
id: CUS-3
since: 2024-01-01
ended: {date: 2025-03-31}
---
id: CUS-4
since: 2024-01-02
---
id: CUS-5
since: 2020-01-01
ended: {date: 2023-12-31}
---
id: CUS-6
---
id: SEG-A
dimension: industry
";

    #[test]
    fn a_cohort_is_closed_and_its_last_day_is_under_contract() {
        let made = said("M-RET-1", &[(Key::Period, "2024")], CUSTOMERS);
        // The last day under contract of CUS-2 is that of the year: it is gone after it. CUS-3 left later.
        assert_eq!(made.drawn_from.records, ["CUS-1", "CUS-2", "CUS-3"]);
        assert_eq!(made.drawn_from.hits, ["CUS-1", "CUS-3"]);
        assert!(made.interval.is_err() && made.notes[0].contains("prediction"));
        assert_eq!(made.excluded[0].ids, ["CUS-6"]);
        // As of the middle of 2025 the last year that is over is 2024.
        assert_eq!(said("M-RET-1", &[], CUSTOMERS).estimate, made.estimate);
        assert_eq!(
            said("M-RET-1", &[(Key::Segment, "SEG-A"), (Key::Period, "2024")], CUSTOMERS)
                .base
                .n,
            1
        );
    }

    #[test]
    fn a_period_that_is_not_over_and_nobody_to_keep_have_no_share() {
        assert!(said("M-RET-1", &[(Key::Period, "2025")], CUSTOMERS).estimate.is_err());
        assert!(said("M-RET-1", &[], "").estimate.is_err());
    }

    #[test]
    fn a_period_before_the_register_was_begun_cannot_be_told() {
        let customers = "
{id: CUS-1, created: 2024-01-10, since: 2020-01-01}
---
{id: CUS-2, created: 2024-01-10, since: 2020-01-01, ended: {date: 2024-12-31}}
";
        let of = |metric: &str, period: &str| said(metric, &[(Key::Period, period)], customers).estimate;
        assert_eq!(of("M-RET-1", "2024"), Ok(50.0));
        for metric in ["M-RET-1", "M-RET-2"] {
            // Four of the twelve months lie before the first entry: nobody could have left in them.
            let why = of(metric, "2023-09-02..2024-08-31").unwrap_err();
            assert!(
                why.starts_with("the register of customers was begun on 2024-01-10"),
                "{why}"
            );
        }
        // Who left earlier and is on file shows that the register reaches back.
        let back = customers.replace("date: 2024-12-31", "date: 2023-09-30");
        let made = said("M-RET-1", &[(Key::Period, "2023-09-02..2024-08-31")], &back);
        assert_eq!(made.estimate, Ok(50.0));
    }

    #[test]
    fn churn_is_the_rest_with_its_reasons() {
        let made = said("M-RET-2", &[(Key::Period, "2024")], CUSTOMERS);
        assert!((made.estimate.unwrap() - 100.0 / 3.0).abs() < 1e-9);
        let crate::measure::measurement::Detail::Parts(parts) = made.detail else {
            panic!()
        };
        assert_eq!((parts.len(), parts[0].name.as_str()), (1, "price"));
    }
}
