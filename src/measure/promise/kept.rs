//! M-COD-1: how often a promise is kept.

use super::{KEYS, NOT_IN_FORCE, Occasions, base, chosen, not_promised, occasions, promised, selections};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Point};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::Unit;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-COD-1",
        name: "Promise kept",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of occasions on which a promise was kept, as the indicator of the promise counts them, of periods in which it was \
                 in force from the first day to the last. What was counted before it was made is neither kept nor broken.",
        formula: "100 × x / n, with x occasions on which it was kept and n occasions",
        interval: "Wilson score, read as the performance of the process",
        minimum: "none: occasions are no people",
        pitfalls: "It is the organization's own count: read it beside the complaints that cite the promise. A change of how it is counted \
               makes periods before and after different things.",
        source: "own, after the subject of ISO 10001. Interval: Wilson 1927.",
        clause: "10001:8.2",
    },
    keys: KEYS,
    selections,
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let of = "occasions";
    let none = |reason: String| Measurement::not_estimable("M-COD-1", selection, Base::facts(0, of), reason);
    let (record, promise) = match chosen(scope, selection) {
        Ok(chosen) => chosen,
        Err(reason) => return none(reason),
    };
    let (indicator, mut all) = match occasions(scope, promise) {
        Ok(counted) => counted,
        Err(reason) => return none(reason),
    };
    if let Some(text) = selection.get(Key::Period) {
        let Some((from, to)) = selection.days() else {
            return none(format!("`{text}` is no period"));
        };
        all.retain(|one| from <= one.period.days().0 && one.period.days().1 <= to);
    }
    let promised = promised(record, all);
    let left_out = Excluded::count(NOT_IN_FORCE, promised.left_out);
    if promised.counted.is_empty() && promised.left_out > 0 {
        return none(not_promised(record)).without([left_out]);
    }
    let days = promised.days().or(selection.days());
    let all = promised.counted;
    let (kept, occasions) = all
        .iter()
        .fold((0.0, 0.0), |(kept, all), one| (kept + one.kept, all + one.all));
    if kept.fract() != 0.0 || occasions.fract() != 0.0 || occasions > 9e15 {
        return none(format!("`{}` has counts that are no whole numbers", indicator.id()));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in range, as just looked at"
    )]
    let (x, n) = (kept as usize, occasions as usize);
    let counts = Counts {
        hit: "on which it was kept",
        x,
        base: base(Some(promise), n, of),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    let made = share::measure("M-COD-1", selection, counts)
        .over(selection.days().and(days))
        .without([left_out])
        .drawn(Drawn {
            beside: vec![record.id().to_owned(), indicator.id().to_owned()],
            ..Drawn::default()
        })
        .detail(Detail::Series(points(&all)));
    match all.iter().skip(1).find_map(|one| one.changed) {
        Some(change) => made.note(format!("the definition changed within the period: {change}")),
        None => made,
    }
}

/// Each period with its share.
fn points(all: &[Occasions<'_>]) -> Vec<Point> {
    let each = all.iter().map(|one| Point {
        label: one.period.to_string(),
        value: Some(100.0 * one.kept / one.all),
        interval: None,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole and in range"
        )]
        n: Some(one.all as usize),
        provisional: false,
        breaks: one.changed.map(str::to_owned),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::{BaseSort, Detail};
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
id: PRM-1
indicator: IND-A
---
id: PRM-2
title: without a count
---
id: IND-A
kind: proportion
values:
  - {period: 2024-Q4, value: 90, numerator: 9, denominator: 10}
  - {period: 2025-Q1, value: 50, numerator: 10, denominator: 20}
  - {period: 2025-Q3, value: 50, numerator: 10, denominator: 20}
---
id: CMP-1
promise: PRM-1
received_at: 2025-01-03T09:00:00Z
---
id: CMP-2
promise: PRM-1
received_at: 2025-04-03T09:00:00Z
";

    #[test]
    fn counts_of_periods_that_are_over_are_summed() {
        let made = said("M-COD-1", &[(Key::Promise, "PRM-1")], FILES);
        assert_eq!((made.base.n, made.formula.as_str()), (30, "100 × 19 / 30 = 63.3333"));
        let year = said("M-COD-1", &[(Key::Promise, "PRM-1"), (Key::Period, "2025")], FILES);
        assert_eq!(year.estimate, Ok(50.0));
        // Nothing counts as kept or broken before it was promised.
        let later = FILES.replace("id: PRM-1\n", "id: PRM-1\nvalid_from: 2024-12-01\n");
        let made = said("M-COD-1", &[(Key::Promise, "PRM-1")], &later);
        assert_eq!((made.base.n, made.excluded[0].count), (20, 1));
        let before = said("M-COD-1", &[(Key::Promise, "PRM-1"), (Key::Period, "2024-Q4")], &later);
        assert_eq!((before.base.n, before.excluded[0].count), (0, 1));
        let why = before.estimate.unwrap_err();
        assert!(why.contains("in force from 2024-12-01 on"), "{why}");
        assert!(
            said("M-GAP-4", &[(Key::Promise, "PRM-1"), (Key::Period, "2024-Q4")], &later)
                .estimate
                .is_err()
        );
        let gap = said("M-GAP-4", &[(Key::Promise, "PRM-1")], &later);
        assert_eq!((gap.estimate, gap.base.n), (Ok(50.0), 20));
        let broken = said("M-GAP-5", &[(Key::Kind, "promise")], &later);
        assert_eq!((broken.estimate, broken.base.n), (Ok(50.0), 20));
        assert!(said("M-COD-1", &[(Key::Promise, "PRM-2")], FILES).estimate.is_err());
        assert!(said("M-COD-1", &[(Key::Promise, "PRM-9")], FILES).estimate.is_err());
        assert!(said("M-COD-1", &[], FILES).estimate.is_err());
    }

    /// Complaints that are acknowledged in time are complaints, whoever counts them.
    #[test]
    fn what_is_promised_to_those_who_complain_is_counted_in_complaints() {
        let files = FILES.replace("id: PRM-1\n", "id: PRM-1\ntopic: complaint_handling\n");
        for (metric, more) in [
            ("M-COD-1", None),
            ("M-GAP-4", None),
            ("M-SPC-2", Some((Key::Metric, "M-COD-1"))),
        ] {
            let keys: Vec<(Key, &str)> = std::iter::once((Key::Promise, "PRM-1")).chain(more).collect();
            let made = said(metric, &keys, &files);
            assert_eq!(
                (made.base.of, made.base.sort),
                ("complaints", BaseSort::Cases),
                "{metric}"
            );
            assert_eq!(said(metric, &keys, FILES).base.sort, BaseSort::Facts, "{metric}");
        }
    }

    /// Eight quarters, in the second of which something is promised that is counted from the first on.
    fn promised_late() -> String {
        let rows: Vec<String> = (0..8)
            .map(|index| {
                let kept = if index < 2 { 40 } else { 80 + index };
                format!(
                    "  - {{period: {}-Q{}, value: {kept}, numerator: {kept}, denominator: 100}}\n",
                    2023 + index / 4,
                    index % 4 + 1
                )
            })
            .collect();
        format!(
            "
id: PRM-1
indicator: IND-A
valid_from: 2023-06-03
---
id: CMP-1
promise: PRM-1
received_at: 2023-02-03T09:00:00Z
---
id: CMP-2
promise: PRM-1
received_at: 2023-08-03T09:00:00Z
---
id: IND-A
kind: proportion
values:
{}",
            rows.concat()
        )
    }

    #[test]
    fn charts_and_rates_of_a_promise_begin_when_it_was_made() {
        let files = promised_late();
        let of =
            |metric: &str, keys: &[(Key, &str)]| said(metric, &[&[(Key::Promise, "PRM-1")], keys].concat(), &files);
        for figure in ["M-COD-1", "M-GAP-4"] {
            for chart in ["M-SPC-2", "M-SPC-4", "M-SPC-5", "M-TRD-1"] {
                let made = of(chart, &[(Key::Metric, figure)]);
                assert_eq!(made.base.n, 600, "{chart} of {figure}");
            }
            let Detail::Control(chart) = of("M-SPC-2", &[(Key::Metric, figure)]).detail else {
                panic!("{figure} has no chart")
            };
            // Six quarters: too few for limits, so nothing is a signal.
            assert_eq!(chart.points[0].label, "2023-Q3");
            assert!(
                chart
                    .points
                    .iter()
                    .all(|point| point.limits.is_none() && point.signals.is_empty())
            );
            let Detail::Series(points) = of(figure, &[]).detail else {
                panic!("{figure} has no series")
            };
            assert_eq!(points.iter().filter_map(|point| point.n).sum::<usize>(), 600);
            // A year that the promise holds only a part of says which.
            let year = of(figure, &[(Key::Period, "2023")]);
            let days = year.period.map(|(from, to)| format!("{from} {to}"));
            assert_eq!((year.base.n, days.as_deref()), (200, Some("2023-07-01 2023-12-31")));
        }
        let cited = of("M-COD-2", &[]);
        assert_eq!(
            (cited.base.n, cited.drawn_from.records),
            (600, vec!["CMP-2".to_owned()])
        );
        assert!(of("M-COD-2", &[(Key::Period, "2023-Q1")]).estimate.is_err());
    }

    #[test]
    fn without_occasions_business_since_the_promise_stands_for_them() {
        let files = "
id: PRM-1
valid_from: 2024-06-03
---
id: XPO-1
unit: tickets
values:
  - {period: 2024-Q2, count: 1000}
  - {period: 2024-Q3, count: 500}
---
id: CMP-1
promise: PRM-1
received_at: 2024-05-03T09:00:00Z
---
id: CMP-2
promise: PRM-1
received_at: 2024-08-03T09:00:00Z
";
        let made = said("M-COD-2", &[(Key::Promise, "PRM-1")], files);
        assert_eq!(
            (made.estimate, made.drawn_from.records),
            (Ok(2.0), vec!["CMP-2".to_owned()])
        );
        let before = said("M-COD-2", &[(Key::Promise, "PRM-1"), (Key::Period, "2024-Q2")], files);
        assert!(before.estimate.unwrap_err().contains("nothing was promised yet"));
    }

    #[test]
    fn complaints_are_counted_over_the_same_occasions() {
        let made = said("M-COD-2", &[(Key::Promise, "PRM-1")], FILES);
        assert_eq!(made.drawn_from.records, ["CMP-1"]);
        assert!((made.estimate.unwrap() - 1000.0 / 30.0).abs() < 1e-9);
        assert!(said("M-COD-2", &[(Key::Promise, "PRM-2")], FILES).estimate.is_err());
    }

    #[test]
    fn without_a_survey_of_the_code_nobody_was_asked() {
        let made = said("M-COD-3", &[], FILES);
        assert_eq!(
            made.estimate,
            Err("no survey of the type `code` has answers".to_owned())
        );
    }
}
