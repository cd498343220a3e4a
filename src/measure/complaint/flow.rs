//! M-CMP-19: how many complaints come in and how many are settled.

use super::case::Case;
use super::{KEYS, everywhere, fits, out_of_population, real};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use jiff::ToSpan;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-CMP-19",
        name: "Flow",
        unit: Unit::Number,
        better: Better::Higher,
        definition: "Complaints settled in a period over those received in it, with both counts, those that were open at its two ends, and \
                 those that were open again. Settled are those that were open at its beginning or received in it and are closed or \
                 withdrawn at its end, so that opening stock, received, settled and reopened make up the closing stock.",
        formula: "settled / received",
        interval: "none: a count of everything",
        minimum: "none",
        pitfalls: "A ratio above 1 with a growing age is possible: the easy ones are settled and the old ones stay.",
        source: "own",
        clause: "10002:8.2,10002:8.3",
    },
    keys: KEYS,
    selections: |scope| {
        let mut all = everywhere(scope);
        all.retain(|selection| selection.iter().all(|(key, _)| key == Key::Period));
        all
    },
    measure,
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let base = |n| Base::facts(n, "complaints received");
    let (from, to) = match selection.get(Key::Period).map(|text| selection.days().ok_or(text)) {
        None => (None, scope.as_of),
        Some(Ok((from, to))) => (Some(from), to.min(scope.as_of)),
        Some(Err(text)) => {
            return Measurement::not_estimable("M-CMP-19", selection, base(0), format!("`{text}` is no period"));
        }
    };
    let before = from.map(|from| from.saturating_sub(1.day()));
    let mut counts = Counts::default();
    let mut records = Vec::new();
    let chosen = scope
        .cases
        .iter()
        .filter(|case| case.received <= to && fits(case, selection));
    for case in chosen.filter(|case| out_of_population(case).is_none()) {
        let is_new = from.is_none_or(|from| case.received >= from);
        let was_open = before.and_then(|day| case.on(day)).map(|then| then.is_open());
        let is_open = at(scope, case, to);
        counts.received += usize::from(is_new);
        counts.opening += usize::from(was_open == Some(true));
        counts.closing += usize::from(is_open);
        counts.settled += usize::from(!is_open && (is_new || was_open == Some(true)));
        counts.reopened += usize::from(is_open && was_open == Some(false));
        if is_new || was_open == Some(true) || is_open {
            records.push(case.id().to_owned());
        }
    }
    let Counts {
        opening,
        received,
        settled,
        reopened,
        closing,
    } = counts;
    let estimate = if received == 0 {
        Err("no complaint was received in the period".to_owned())
    } else {
        Ok(real(settled) / real(received))
    };
    let ratio = estimate
        .as_ref()
        .map_or_else(|_| "no ratio".to_owned(), |ratio| fixed(*ratio, 3));
    let part = |name: &str, value: usize| Part {
        name: name.to_owned(),
        value: real(value),
        share: None,
        cumulative: None,
        of: None,
    };
    Measurement::new("M-CMP-19", selection, base(received), estimate)
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            // The stocks stand among the parts, where few are kept back by themselves.
            format!("{settled} / {received} = {ratio}"),
            vec![
                input("received", "complaints received", real(received)),
                input("settled", "complaints closed or withdrawn", real(settled)),
                input("net", "received less settled", real(received) - real(settled)),
            ],
        )
        .drawn(Drawn::records(records))
        .detail(Detail::Parts(vec![
            part("open at the beginning", opening),
            part("received", received),
            part("settled", settled),
            part("open again", reopened),
            part("open at the end", closing),
        ]))
}

/// Whether a complaint is open at the end of a day.
fn at(scope: &Scope<'_>, case: &Case<'_>, day: jiff::civil::Date) -> bool {
    if day == scope.as_of {
        case.is_open()
    } else {
        case.on(day).is_some_and(|then| then.is_open())
    }
}

#[derive(Default)]
struct Counts {
    opening: usize,
    received: usize,
    settled: usize,
    reopened: usize,
    closing: usize,
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
events: [{at: 2025-04-02T09:00:00Z, kind: closed}]
---
id: CMP-3
received_at: 2025-05-02T09:00:00Z
";

    #[test]
    fn stocks_and_flows_add_up() {
        let of = |period: &str| {
            let made = said("M-CMP-19", &[(Key::Period, period)], FILES);
            let Detail::Parts(parts) = made.detail else {
                panic!("no parts")
            };
            let told: Vec<f64> = parts.iter().map(|part| part.value).collect();
            assert!(
                (told[0] + told[1] - told[2] + told[3] - told[4]).abs() < 1e-9,
                "{period}"
            );
            (told, made.estimate)
        };
        assert_eq!(of("2025-Q1"), (vec![0.0, 2.0, 1.0, 0.0, 1.0], Ok(0.5)));
        assert_eq!(of("2025-Q2"), (vec![1.0, 1.0, 1.0, 1.0, 2.0], Ok(1.0)));
        assert_eq!(
            of("2025-04").1,
            Err("no complaint was received in the period".to_owned())
        );
        let all = said("M-CMP-19", &[], FILES);
        assert_eq!(all.formula, "1 / 3 = 0.333");
    }
}
