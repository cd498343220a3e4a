//! Small parts of a whole: what complaints are about, which remedies were given, how disputes ended.
//!
//! In: all that was measured. Out: the same for an audience. Where the parts count cases with people behind them and the
//! audience is the public, parts below the smallest cell stand together as one, with the next smallest part where that one would
//! still be small or could be had by subtraction. Weighted parts, parts of a period or group and the steps of survival curves are
//! left out, and so are counts in the working that are not those of the number itself.

use super::counts;
use crate::measure::measurement::{Base, Detail, Level, Measurement, Part};
use crate::measure::numbers::Numbers;
use crate::measure::selection::Key;
use crate::record::organization::Limits;
use crate::record::types::Audience;
use std::collections::BTreeSet;

/// The name of what is kept back.
pub const KEPT_BACK: &str = "kept back to hide small numbers";

/// Folds the small parts of all measurements for an audience.
pub fn fold(numbers: Numbers, limits: Limits, audience: Audience) -> Numbers {
    if audience != Audience::Public {
        return numbers;
    }
    let all = numbers.iter().cloned();
    Numbers::of(all.map(|one| fold_one(one, limits, audience)).collect())
}

/// The same for one measurement.
pub fn fold_one(mut one: Measurement, limits: Limits, audience: Audience) -> Measurement {
    if audience != Audience::Public || !counts::of_cases(&one) {
        return one;
    }
    // Beside plain counts, weights tell of single cases; so do the days of a curve, one step a case; and parts of a period or
    // group, from which those of the rest would follow.
    let is_weighted = counts::is_weighted(&one);
    let is_of_some = one.selection.iter().any(|(key, _)| key != Key::Kind);
    if is_weighted {
        one.notes.clear(); // they are about the weights, which are not told
    }
    match &mut one.detail {
        Detail::Parts(_) if is_weighted || is_of_some => one.detail = Detail::None,
        // Stocks and flows are no parts of a whole that could stand together: one that is missing follows from the others.
        Detail::Parts(parts) if !is_whole(parts, &one.base) => {
            if parts.iter().any(|part| is_small(part.value, limits.min_cell)) {
                one.detail = Detail::None;
            }
        }
        Detail::Parts(parts) => {
            let small = small_of(parts, limits.min_cell);
            *parts = folded(parts, &small);
            if parts.iter().any(|part| is_small(part.value, limits.min_cell)) {
                one.detail = Detail::None; // all of them together are few
            }
        }
        // Steps, points and rows tell of single cases, and of what the parts of a whole lack to it.
        Detail::Survival(_) | Detail::Series(_) | Detail::Control(_) | Detail::Rows(_) => one.detail = Detail::None,
        Detail::None => {}
    }
    strip(&mut one, limits);
    one
}

/// Whether parts are those of a whole: they have shares of it, or add up to it.
#[expect(clippy::cast_precision_loss, reason = "cases are counted in numbers far below 2^52")]
fn is_whole(parts: &[Part], base: &Base) -> bool {
    let sum: f64 = parts.iter().map(|part| part.value).sum();
    parts.iter().any(|part| part.share.is_some()) || (sum - base.n as f64).abs() < 0.5
}

/// Takes counts out of the working that are not those of the number itself.
#[expect(clippy::cast_precision_loss, reason = "cases are counted in numbers far below 2^52")]
fn strip(one: &mut Measurement, limits: Limits) {
    let base = &one.base;
    let estimated = base.level(limits) > Level::CountsOnly;
    let with = counts::share(one).filter(|_| estimated).map(|(with, _)| with as f64);
    let of_the_number = |value: f64| {
        value.fract() != 0.0
            || value == 0.0
            || value == base.n as f64
            || base.cases.is_some_and(|cases| value == cases as f64)
            || with == Some(value)
    };
    let all = one.inputs.len();
    one.inputs.retain(|input| of_the_number(input.value));
    if one.inputs.len() < all {
        one.formula.clear();
    }
    if one
        .excluded
        .iter()
        .any(|group| is_small(group.count as f64, limits.min_cell))
    {
        one.excluded.clear();
    }
    one.notes.retain(|note| !tells_of_few(note, limits.min_cell));
}

#[expect(clippy::cast_precision_loss, reason = "cells are few")]
fn is_small(value: f64, least: u64) -> bool {
    value > 0.0 && value < least as f64
}

/// Whether a note says `3 of 22`, `3 of the 22` or `20 of 22`, or speaks of few complaints.
fn tells_of_few(note: &str, least: u64) -> bool {
    let words: Vec<&str> = note.split_whitespace().filter(|word| *word != "the").collect();
    let number = |word: &str| word.parse::<u64>().ok();
    let few = |count: u64| count > 0 && count < least;
    words.windows(3).any(|of| match (number(of[0]), of[1], number(of[2])) {
        (Some(some), "of", Some(all)) => few(some) || few(all) || few(all.saturating_sub(some)),
        _ => false,
    }) || words
        .windows(2)
        .any(|of| number(of[0]).is_some_and(few) && (of[1].starts_with("complaint") || of[1].starts_with("dispute")))
}

/// The parts that must stand together: those below the limit, and the next smallest until they are two and not small.
fn small_of(parts: &[Part], limit: u64) -> BTreeSet<String> {
    #[expect(clippy::cast_precision_loss, reason = "cells are few")]
    let limit = limit as f64;
    let mut sorted: Vec<&Part> = parts.iter().filter(|part| part.value > 0.0).collect();
    sorted.sort_by(|one, other| {
        one.value
            .total_cmp(&other.value)
            .then_with(|| one.name.cmp(&other.name))
    });
    if sorted.first().is_none_or(|least| least.value >= limit) {
        return BTreeSet::new();
    }
    let (mut names, mut sum) = (BTreeSet::new(), 0.0);
    for part in sorted {
        if part.value >= limit && names.len() > 1 && sum >= limit {
            break;
        }
        names.insert(part.name.clone());
        sum += part.value;
    }
    names
}

/// The parts with those named put together at the end.
fn folded(parts: &[Part], small: &BTreeSet<String>) -> Vec<Part> {
    let (kept_back, mut kept): (Vec<Part>, Vec<Part>) = parts
        .iter()
        .cloned()
        .partition(|part| small.contains(&part.name) && part.value > 0.0);
    if kept_back.is_empty() {
        return kept;
    }
    let share = |part: &Part| part.share.unwrap_or(0.0);
    let by_size = parts.iter().all(|part| part.cumulative.is_some());
    let mut running = 0.0;
    let whole: f64 = parts.iter().map(|part| part.value).sum();
    if by_size {
        // What stood between is gone; the running share is that of what is left.
        for part in &mut kept {
            running += part.value;
            part.cumulative = Some(100.0 * running / whole);
        }
    }
    kept.push(Part {
        name: KEPT_BACK.to_owned(),
        value: kept_back.iter().map(|part| part.value).sum(),
        share: kept_back
            .iter()
            .all(|part| part.share.is_some())
            .then(|| kept_back.iter().map(share).sum()),
        cumulative: by_size.then_some(100.0),
        of: kept_back[0].of,
    });
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::selection::{Key, Selection};

    const LIMITS: Limits = Limits {
        min_cell: 5,
        min_estimate: 10,
        low_base: 30,
    };

    fn measured(on: &Selection, parts: &[(&str, f64)], base: Base) -> Measurement {
        let parts = parts.iter().map(|(name, value)| Part {
            name: (*name).to_owned(),
            value: *value,
            share: None,
            cumulative: None,
            of: None,
        });
        Measurement::new("M-PAR-1", on, base, Ok(1.0)).detail(Detail::Parts(parts.collect()))
    }

    fn shown(all: Vec<Measurement>, audience: Audience) -> Vec<Vec<(String, f64)>> {
        let numbers = fold(Numbers::of(all), LIMITS, audience);
        let parts = numbers.iter().map(|one| match &one.detail {
            Detail::Parts(parts) => parts.iter().map(|part| (part.name.clone(), part.value)).collect(),
            _ => Vec::new(),
        });
        parts.collect()
    }

    #[test]
    fn small_parts_stand_together_for_the_public_only() {
        let parts = [
            ("late", 17.0),
            ("missing", 9.0),
            ("fault", 6.0),
            ("price", 3.0),
            ("other", 1.0),
        ];
        let made = |base| vec![measured(&Selection::all(), &parts, base)];
        let public = shown(made(Base::cases(36, "complaints")), Audience::Public);
        let kept = |parts: &[(&str, f64)]| {
            vec![
                parts
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), *value))
                    .collect::<Vec<_>>(),
            ]
        };
        // Four together are still small: the next smallest goes with them.
        assert_eq!(public, kept(&[("late", 17.0), ("missing", 9.0), (KEPT_BACK, 10.0)]));
        assert_eq!(
            shown(made(Base::cases(36, "complaints")), Audience::Internal),
            kept(&parts)
        );
        assert_eq!(shown(made(Base::facts(36, "invoices")), Audience::Public), kept(&parts));
    }

    #[test]
    fn a_note_does_not_tell_of_few() {
        for note in [
            "3 of 22 came early",
            "3 of the 10 came early",
            "20 of 22 came late",
            "4 complaints are open",
        ] {
            assert!(tells_of_few(note, 5), "{note}");
        }
        for note in [
            "5 of the 10 came early",
            "none of the 10 came early",
            "10 complaints are open",
        ] {
            assert!(!tells_of_few(note, 5), "{note}");
        }
    }

    #[test]
    fn stocks_and_flows_do_not_stand_together() {
        let stocks = [
            ("open at the beginning", 0.0),
            ("received", 60.0),
            ("settled", 56.0),
            ("open at the end", 4.0),
        ];
        let made = measured(&Selection::all(), &stocks, Base::cases(60, "complaints received"));
        assert_eq!(shown(vec![made], Audience::Public), [vec![]]);
    }

    #[test]
    fn one_small_part_takes_another_with_it_and_weights_are_not_told() {
        let weighted = Selection::all().with(Key::Kind, "severity");
        let base = || Base::cases(27, "complaints");
        let all = vec![
            measured(
                &Selection::all(),
                &[("late", 17.0), ("fault", 6.0), ("price", 4.0)],
                base(),
            ),
            measured(&weighted, &[("late", 40.0), ("price", 14.0), ("fault", 12.0)], base()),
            measured(&Selection::all().with(Key::Period, "2024"), &[("late", 11.0)], base()),
        ];
        let names: Vec<Vec<String>> = shown(all, Audience::Public)
            .into_iter()
            .map(|parts| parts.into_iter().map(|(name, _)| name).collect())
            .collect();
        assert_eq!(names, [vec!["late", KEPT_BACK], vec![], vec![]]);
    }
}
