//! M-QUA-1: by how many a theme is mentioned.

use super::{KEYS, codings, selections};
use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::Selection;
use crate::measure::unit::Unit;
use crate::record::id::natural_key;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-QUA-1",
        name: "Themes mentioned",
        unit: Unit::Percent,
        better: Better::Neither,
        definition: "By how many of the sources that were coded each theme is mentioned; a source counts once for a theme, however often it \
               speaks of it. The number shown is that of the theme mentioned most; all themes stand below.",
        formula: "100 × k / n, with k sources that mention the theme and n sources coded",
        interval: "None: words of people are given no margin. Read it as mentioned by k of n.",
        minimum: "1 source; below 10 counts only",
        pitfalls: "Who writes something is not like who writes nothing. What is mentioned often need not matter most, and what nobody \
               mentions may be taken for granted.",
        source: "own",
        clause: "10004:7.4",
    },
    keys: KEYS,
    selections,
    measure,
};

#[expect(clippy::cast_precision_loss, reason = "sources are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let mut sources: BTreeSet<&str> = BTreeSet::new();
    let mut themes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut beside: BTreeSet<&str> = BTreeSet::new();
    let (mut unsourced, mut unthemed) = (Vec::new(), Vec::new());
    let codings = codings(scope, selection);
    for coded in &codings {
        let id = || coded.record.id().to_owned();
        match (&coded.coding.source, &coded.coding.theme) {
            (None, _) => unsourced.push(id()),
            (Some(source), theme) => {
                sources.insert(source.id());
                beside.extend(coded.stands_in.map(|index| scope.ledger.get(index).id()));
                match theme {
                    Some(theme) => {
                        themes.entry(theme.id()).or_default().insert(source.id());
                    }
                    None => unthemed.push(id()),
                }
            }
        }
    }
    let n = sources.len();
    let mut counted: Vec<(&str, usize)> = themes.iter().map(|(theme, by)| (*theme, by.len())).collect();
    // Most first; of equals the first by its id.
    counted.sort_by(|one, other| {
        other
            .1
            .cmp(&one.1)
            .then_with(|| natural_key(one.0).cmp(&natural_key(other.0)))
    });
    let base = Base::answers(n).of_share();
    let made = match counted.first() {
        None => Measurement::not_estimable(METRIC.id(), selection, base, "nothing was coded"),
        Some((theme, k)) => Measurement::new(METRIC.id(), selection, base, Ok(100.0 * *k as f64 / n as f64))
            .interval(Err("words of people are given no margin".to_owned()))
            .working(
                format!("`{theme}` is mentioned by {k} of {n}"),
                vec![
                    input("k", "sources that mention it", *k as f64),
                    input("n", "sources coded", n as f64),
                ],
            ),
    };
    let parts = counted.into_iter().map(|(theme, k)| Part {
        name: theme.to_owned(),
        value: k as f64,
        share: (n > 0).then(|| 100.0 * k as f64 / n as f64),
        cumulative: None,
        of: None,
    });
    made.without([
        Excluded::records("a coding without a source", unsourced),
        Excluded::records("a coding without a theme; its source counts as coded", unthemed),
    ])
    .drawn(Drawn {
        records: codings.iter().map(|coded| coded.record.id().to_owned()).collect(),
        beside: beside.into_iter().map(str::to_owned).collect(),
        ..Drawn::default()
    })
    .detail(Detail::Parts(parts.collect()))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const CODINGS: &str = "
id: CDG-1
source: INT-1
theme: THM-2
---
id: CDG-2
source: INT-1
theme: THM-2
---
id: CDG-3
source: INT-2
theme: THM-10
second_coder: {theme: THM-2}
---
id: CDG-4
source: INT-2
theme: THM-2
second_coder: {theme: THM-2}
---
id: CDG-5
source: INT-3
theme: THM-10
coded_on: 2025-07-01
---
id: INT-1
---
id: INT-2
---
id: INT-3
---
id: THM-2
---
id: THM-10
";

    #[test]
    fn a_source_counts_once_for_a_theme() {
        let made = said("M-QUA-1", &[], CODINGS);
        assert_eq!((made.estimate, made.base.n), (Ok(100.0), 2));
        let Detail::Parts(parts) = made.detail else { panic!() };
        assert_eq!(
            (parts[0].name.as_str(), parts[0].value, parts[1].value),
            ("THM-2", 2.0, 1.0)
        );
        assert!(made.interval.is_err());
        assert!(said("M-QUA-1", &[], "").estimate.is_err());
        assert!(said("M-QUA-1", &[(Key::Wave, "WAV-1")], CODINGS).estimate.is_err());
    }

    #[test]
    fn coders_agree_beyond_chance_or_not() {
        let made = said("M-QUA-2", &[], CODINGS);
        // One of two alike, with the second coder always at the same theme: nothing beyond chance.
        assert_eq!(made.estimate, Ok(0.0));
        assert_eq!(made.base.n, 2);
        // From two passages no advice follows, from twelve it does.
        let advises =
            |made: &crate::measure::measurement::Measurement| made.notes.iter().any(|note| note.contains("revise"));
        assert!(!advises(&made), "{:?}", made.notes);
        let many: String = (0..12)
            .map(|one| {
                let theme = if one % 2 == 0 { "THM-2" } else { "THM-10" };
                format!("id: CDG-{one}\nsource: INT-1\ntheme: {theme}\nsecond_coder: {{theme: THM-2}}\n---\n")
            })
            .collect();
        let many = said(
            "M-QUA-2",
            &[],
            &format!("{many}id: INT-1\n---\nid: THM-2\n---\nid: THM-10\n"),
        );
        assert!(many.base.n == 12 && advises(&many), "{:?}", many.notes);
        assert!(said("M-QUA-2", &[], "id: CDG-1\n").estimate.is_err());
    }
}
