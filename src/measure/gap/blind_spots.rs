//! M-GAP-7: what customers speak of and the organization has no expectation for.

use crate::measure::measurement::{Base, Detail, Drawn, Excluded, Measurement, Part, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::shape::share::{self, Counts, Origin};
use crate::measure::unit::{Unit, percent_beside};
use crate::record::coding::Coding;
use crate::record::complaint::Complaint;
use crate::record::expectation::{Expectation, ExpectationStatus};
use crate::record::theme::Theme;
use crate::record::types::OrUnknown;
use std::collections::{BTreeMap, BTreeSet};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-GAP-7",
        name: "Blind spots",
        unit: Unit::Percent,
        better: Better::Lower,
        definition: "Share of coded sources (answers, conversations, complaints) in which somebody speaks of a theme that belongs to no \
                     characteristic, or to one of which no current expectation is recorded for the segment. A source counts once, \
                     however often it was coded.",
        formula: "100 × x / n, with x sources with a blind spot and n coded sources",
        interval: "Wilson score over sources, read as the process; no margin of error, since nobody was drawn",
        minimum: "10 coded sources",
        pitfalls: "It counts only what was coded. Where the segment of a source is not known, an expectation of any segment will do.",
        source: "own; the reverse reading of the understanding gap",
        clause: "10004:7.2,9001:8.2.2",
    },
    keys: &[Key::Wave, Key::Period],
    selections,
    measure,
};

fn selections(scope: &Scope<'_>) -> Vec<Selection> {
    if scope.ledger.each::<Coding>().next().is_none() {
        return Vec::new();
    }
    let waves = of_waves(scope);
    let coded = scope.ledger.each::<Coding>();
    let coded: BTreeSet<&str> = coded
        .filter_map(|(_, coding)| waves.get(coding.source.as_ref()?.id()).map(|source| source.wave))
        .collect();
    let mut all = vec![Selection::all()];
    all.extend(coded.into_iter().map(|wave| Selection::all().with(Key::Wave, wave)));
    all
}

/// A response that may have been coded.
struct Source<'a> {
    wave: &'a str,
    segments: Vec<&'a str>,
}

/// Every response of every wave, by its id.
fn of_waves<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, Source<'a>> {
    let each = scope.waves().flat_map(|wave| {
        wave.respondents.iter().map(|one| {
            let source = Source {
                wave: wave.record.id(),
                segments: one.segments.values().copied().collect(),
            };
            (one.id(), source)
        })
    });
    each.collect()
}

/// Segments for which a current expectation of a characteristic is recorded; none in the list stands for all of them.
fn expected<'a>(scope: &Scope<'a>) -> BTreeMap<&'a str, Vec<Option<&'a str>>> {
    let mut expected: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
    for (_, expectation) in scope.ledger.each::<Expectation>() {
        let holds = expectation
            .status
            .is_none_or(|status| status == ExpectationStatus::Current);
        if let Some(characteristic) = expectation.characteristic.as_ref().filter(|_| holds) {
            let segment = expectation.segment.as_ref().map(|segment| segment.id());
            expected.entry(characteristic.id()).or_default().push(segment);
        }
    }
    expected
}

/// Segments of a complaint, as far as they are known.
fn of_complaint<'a>(scope: &Scope<'a>, id: &str) -> Vec<&'a str> {
    let Some((_, complaint)) = scope.ledger.typed::<Complaint>(id) else {
        return Vec::new();
    };
    let Some(OrUnknown::Known(segments)) = &complaint.segment_values else {
        return Vec::new();
    };
    segments
        .values()
        .filter_map(|segment| segment.known().map(|segment| segment.id()))
        .collect()
}

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let within = selection.days();
    if let (Some(text), None) = (selection.get(Key::Period), within) {
        let reason = format!("`{text}` is no period");
        return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "sources"), reason);
    }
    let (responses, expected) = (of_waves(scope), expected(scope));
    let mut sources: BTreeMap<&str, bool> = BTreeMap::new();
    let mut nowhere: BTreeSet<&str> = BTreeSet::new();
    let mut themes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut codings = Vec::new();
    let mut without_theme = Vec::new();
    for (record, coding) in scope.ledger.each::<Coding>() {
        let Some(source) = coding.source.as_ref().map(|source| source.id()) else {
            continue;
        };
        let response = responses.get(source);
        if selection
            .get(Key::Wave)
            .is_some_and(|wave| response.is_none_or(|source| source.wave != wave))
            || coding.coded_on.is_some_and(|day| day > scope.as_of)
            || within.is_some_and(|(from, to)| coding.coded_on.is_none_or(|day| !(from..=to).contains(&day)))
        {
            continue;
        }
        let Some(theme) = coding.theme.as_ref() else {
            without_theme.push(record.id().to_owned());
            continue;
        };
        let characteristic = scope
            .ledger
            .typed::<Theme>(theme.id())
            .and_then(|(_, theme)| theme.characteristic.as_ref());
        let segments = response.map_or_else(|| of_complaint(scope, source), |source| source.segments.clone());
        let known = characteristic.and_then(|id| expected.get(id.id())).is_some_and(|of| {
            segments.is_empty()
                || of
                    .iter()
                    .any(|one| one.is_none_or(|segment| segments.contains(&segment)))
        });
        *sources.entry(source).or_default() |= !known;
        if characteristic.is_none() {
            nowhere.insert(source);
        }
        if !known {
            themes.entry(theme.id()).or_default().insert(source);
        }
        codings.push(record.id().to_owned());
    }
    let blind = sources.values().filter(|blind| **blind).count();
    let counts = Counts {
        hit: "sources with a blind spot",
        x: blind,
        base: Base::answers(sources.len()),
        weighted: None,
        origin: Origin::Register,
        confidence: 0.95,
    };
    let mut parts: Vec<Part> = themes
        .iter()
        .map(|(theme, sources)| Part {
            name: (*theme).to_owned(),
            value: real(sources.len()),
            share: None,
            cumulative: None,
            of: None,
        })
        .collect();
    parts.sort_by(|one, other| {
        other
            .value
            .total_cmp(&one.value)
            .then_with(|| one.name.cmp(&other.name))
    });
    let unmapped: Vec<&str> = themes
        .keys()
        .copied()
        .filter(|id| {
            scope
                .ledger
                .typed::<Theme>(id)
                .is_some_and(|(_, theme)| theme.characteristic.is_none())
        })
        .collect();
    let mut drawn = Drawn::records(codings);
    drawn.beside = themes.keys().map(|theme| (*theme).to_owned()).collect();
    let mut made = share::measure(METRIC.id(), selection, counts)
        .without([Excluded::records("no theme", without_theme)])
        .drawn(drawn)
        .detail(Detail::Parts(parts));
    if made.estimate.is_ok() {
        // The two are not the same: a theme nobody thought of, and one that is known and expected of others only.
        let (no_theme, n) = (nowhere.len(), sources.len());
        let share = |count: usize| percent_beside(100.0 * real(count) / real(n), n, scope.limits);
        made.inputs
            .push(input("u", "sources with a theme of no characteristic", real(no_theme)));
        made.inputs.push(input(
            "v",
            "other sources with a characteristic of which no expectation is recorded for their segment",
            real(blind - no_theme),
        ));
        made = made.note(format!(
            "{no_theme} of {n} sources{} speak of a theme that belongs to no characteristic; {} more{} of a characteristic without a \
             recorded expectation of their segment",
            share(no_theme),
            blind - no_theme,
            share(blind - no_theme)
        ));
    }
    if !unmapped.is_empty() {
        made = made.note(format!(
            "themes that belong to no characteristic: {}",
            unmapped.join(", ")
        ));
    }
    made
}

#[expect(clippy::cast_precision_loss, reason = "sources are few")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    const FILES: &str = "
{id: CHR-A, title: A}
---
{id: CHR-B, title: B}
---
{id: SEG-1, title: One, dimension: size}
---
{id: EXP-1, status: current, characteristic: CHR-A, segment: SEG-1}
---
{id: EXP-2, status: withdrawn, characteristic: CHR-B}
---
{id: THM-1, characteristic: CHR-A}
---
{id: THM-2, characteristic: CHR-B}
---
{id: THM-3, title: Of nothing}
---
{id: CDG-1, source: INT-1, theme: THM-1}
---
{id: CDG-2, source: INT-1, theme: THM-3}
---
{id: CDG-3, source: INT-1, theme: THM-3}
---
{id: CDG-4, source: INT-2, theme: THM-2}
---
{id: CDG-5, source: INT-3, theme: THM-1}
---
{id: CDG-6, source: INT-4}
";

    #[test]
    fn a_source_counts_once_and_a_withdrawn_expectation_is_none() {
        let made = said("M-GAP-7", &[], FILES);
        assert_eq!(made.formula, "100 × 2 / 3 = 66.6667");
        assert_eq!(
            made.notes,
            [
                "1 of 3 sources speak of a theme that belongs to no characteristic; 1 more of a characteristic without a recorded \
                 expectation of their segment",
                "themes that belong to no characteristic: THM-3"
            ]
        );
        assert_eq!(made.excluded[0].ids, ["CDG-6"]);
        assert!(said("M-GAP-7", &[(Key::Wave, "WAV-1")], FILES).estimate.is_err());
        // Of ten there are percentages beside the counts.
        let more: String = (5..12)
            .map(|one| format!("---\n{{id: CDG-1{one}, source: INT-{one}, theme: THM-1}}\n"))
            .collect();
        let made = said("M-GAP-7", &[], &format!("{FILES}{more}"));
        assert!(
            made.notes[0].starts_with("1 of 10 sources (10.0 %) speak"),
            "{:?}",
            made.notes
        );
        assert!(said("M-GAP-7", &[], "id: THM-1").estimate.is_err());
    }
}
