//! M-TRC-7: records of the trail that hang loose.

use super::{NO_INTERVAL, SOURCE, loose};
use crate::measure::measurement::{Base, Detail, Drawn, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::Kind;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-TRC-7",
        name: "Loose ends",
        unit: Unit::Count,
        better: Better::Lower,
        definition: "Number of findings, causes, actions and verifications that hang loose, as the rules R-TRC-01 and R-FND-01 tell them \
               one by one: a finding about which nothing is decided, or whose decision has been pending for more than thirty days, or \
               that asks for action and has none that was not given up; a cause without such an action; an action that names nothing \
               it is about; a verification without action.",
        formula: "number of loose records, by kind",
        interval: NO_INTERVAL,
        minimum: "None.",
        pitfalls: "What was never recorded does not hang loose; few loose ends in a thin register say little.",
        source: SOURCE,
        clause: "10004:7.6",
    },
    keys: &[Key::Kind],
    selections: |_| vec![Selection::all()],
    measure,
};

/// The kinds that can hang loose, in the order of the trail.
const KINDS: [Kind; 4] = [Kind::Finding, Kind::Cause, Kind::Action, Kind::Verification];

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let wanted = selection.get(Key::Kind);
    let mut drawn = Drawn::default();
    let mut parts = Vec::new();
    for kind in KINDS
        .into_iter()
        .filter(|kind| wanted.is_none_or(|wanted| kind.name() == wanted))
    {
        let mut loose = 0usize;
        let mut all = 0usize;
        for (index, record) in scope.ledger.of_kind(kind) {
            if record.envelope.created.is_some_and(|day| day > scope.as_of) {
                continue;
            }
            all += 1;
            drawn.records.push(record.id().to_owned());
            if loose::is_loose(scope.ledger, index, scope.as_of) {
                loose += 1;
                drawn.hits.push(record.id().to_owned());
            }
        }
        parts.push(Part {
            name: kind.about().plural.replace('_', " "),
            value: loose as f64,
            share: (all > 0).then(|| 100.0 * loose as f64 / all as f64),
            cumulative: None,
            of: Some((all, kind.about().plural)),
        });
    }
    let base = Base::facts(drawn.records.len(), "records of the trail");
    if parts.is_empty() {
        let reason = "only findings, causes, actions and verifications can hang loose";
        return Measurement::not_estimable(METRIC.id(), selection, base, reason);
    }
    let (k, n) = (drawn.hits.len() as f64, drawn.records.len() as f64);
    Measurement::new(METRIC.id(), selection, base, Ok(k))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!("{} of {} records hang loose", drawn.hits.len(), drawn.records.len()),
            vec![input("k", "loose records", k), input("n", "records of the trail", n)],
        )
        .drawn(drawn)
        .detail(Detail::Parts(parts))
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const LOOSE: &str = "
id: FND-1
---
id: FND-2
decision: act
---
id: FND-3
decision: watch
---
id: CAU-1
finding: FND-2
---
id: ACT-1
---
id: VER-1
action: ACT-1
";

    #[test]
    fn a_pending_decision_is_loose_after_thirty_days_and_a_dropped_action_is_none() {
        let files = "
{id: FND-1, created: 2025-05-30, decision: pending}
---
{id: FND-2, created: 2025-05-31, decision: pending}
---
{id: FND-3, decision: act}
---
{id: ACT-3, status: cancelled, addresses: [FND-3]}
---
{id: FND-4, decision: act}
---
{id: CAU-4, finding: FND-4}
---
{id: ACT-4, status: superseded, addresses: [CAU-4]}
---
{id: ACT-5, addresses: [CAU-4]}
";
        let made = said("M-TRC-7", &[], files);
        assert_eq!(made.drawn_from.hits, ["FND-1", "FND-3"]);
        let told = |rule| crate::check::tests::told(rule, files).len();
        assert_eq!((told("R-TRC-01"), told("R-FND-01")), (1, 1));
    }

    #[test]
    fn loose_ends_are_those_of_the_rule() {
        let made = said("M-TRC-7", &[], LOOSE);
        assert_eq!(made.drawn_from.hits, ["FND-1", "FND-2", "CAU-1", "ACT-1"]);
        let told = crate::check::tests::told("R-TRC-01", LOOSE);
        assert_eq!(made.estimate, Ok(4.0));
        assert_eq!(told.len(), 4);
        assert_eq!(said("M-TRC-7", &[(Key::Kind, "action")], LOOSE).estimate, Ok(1.0));
        assert!(said("M-TRC-7", &[(Key::Kind, "wave")], LOOSE).estimate.is_err());
    }
}
