//! Whom a measure of the project's own tells apart among those who answered, or among cases.
//!
//! In: who was looked at and who was counted, and the names that the expressions use. Out: an [`Apart`], by which it is decided what may
//! be shown: the fewest people that could be told of from the number together with what is shown beside it.
//!
//! 1. Those who gave an answer to all that is asked for and yet are not counted: they are what the whole has beyond the number.
//! 2. Segments, roles and products part the answers wherever they stand, and small groups of them are suppressed together with the next
//!    smallest one. An expression that chooses by them tells how many of those groups are in its number and how many are not; one that
//!    asks for them in what it counts can tell of each, `answers.overall if segment.size == 'SEG-A' else 0`.
//!
//! An expression can tell people apart by their answers too, one who gave a 3 from all others. That is what it was written for, and
//! whoever writes one sees the answers.

use super::ask::Compiled;
use super::shape::Row;
use crate::measure::answers::WaveAnswers;
use crate::measure::measurement::Apart;
use crate::settings::measure::Sort;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a measure tells apart; `gave_all` says who gave an answer to all questions that it names.
pub(super) fn of(
    wave: &WaveAnswers<'_>,
    compiled: &Compiled<'_>,
    who: &[usize],
    counted: Vec<usize>,
    min_cell: u64,
    gave_all: impl Fn(usize) -> bool,
) -> Apart {
    let given: Vec<usize> = who.iter().copied().filter(|index| gave_all(*index)).collect();
    let is_counted: BTreeSet<usize> = counted.iter().copied().collect();
    let left = given.iter().filter(|index| !is_counted.contains(index)).count();
    let mut told = vec![left];
    let (whom, what) = compiled.whom_and_what();
    told.extend(groups(wave, &what, &given).values().map(Vec::len));
    let hidden = hidden(
        groups(wave, &whom, &given),
        usize::try_from(min_cell).unwrap_or(usize::MAX),
    );
    let inside = hidden.iter().filter(|index| is_counted.contains(index)).count();
    told.extend([inside, hidden.len() - inside]);
    Apart {
        counted,
        given,
        fewest: told.into_iter().filter(|count| *count > 0).min(),
    }
}

/// Which cases a measure tells apart, of so many looked at. A mean, or a sum over a sum, of values that recur tells beside how many
/// cases there are how many of them have each: a severity, or 1 for what is looked for and 0 for the rest. Of values that are nearly
/// all different, such as amounts, it tells nobody.
pub(super) fn of_cases(sort: Sort, counted: Vec<usize>, looked_at: Vec<usize>, rows: &[Row], min_cell: u64) -> Apart {
    let mut alike: BTreeMap<[u64; 2], usize> = BTreeMap::new();
    for row in rows {
        // Zero has two signs.
        let values = [row.above, row.below].map(|value| (value + 0.0).to_bits());
        *alike.entry(values).or_default() += 1;
    }
    let recur = alike.len() <= 2 || (alike.len() as u64).saturating_mul(min_cell) <= rows.len() as u64;
    let is_asked = recur && matches!(sort, Sort::Mean | Sort::Ratio);
    Apart {
        counted,
        given: looked_at,
        fewest: alike.values().copied().min().filter(|_| is_asked),
    }
}

/// Values of all that is named by which answers are parted, and who has them.
type Groups<'a> = BTreeMap<Vec<Option<&'a str>>, Vec<usize>>;

/// The groups into which names part people; none where nothing is named that parts them.
fn groups<'a>(wave: &WaveAnswers<'a>, named: &BTreeSet<String>, who: &[usize]) -> Groups<'a> {
    let all: BTreeSet<&str> = wave
        .respondents
        .iter()
        .flat_map(|one| one.segments.keys().copied())
        .collect();
    let dimensions: Vec<&str> = all
        .into_iter()
        .filter(|dimension| named.contains("segment") || named.contains(&format!("segment.{dimension}")))
        .collect();
    let (role, product) = (named.contains("role"), named.contains("product"));
    let mut groups = Groups::new();
    if dimensions.is_empty() && !role && !product {
        return groups;
    }
    for index in who {
        let one = &wave.respondents[*index];
        let mut values: Vec<Option<&str>> = dimensions
            .iter()
            .map(|dimension| one.segments.get(dimension).copied())
            .collect();
        values.extend(role.then_some(one.role));
        values.extend(product.then_some(one.product));
        groups.entry(values).or_default().push(*index);
    }
    groups
}

/// Who is in a group that is not shown: a small one, those who are in none beside it, and the next smallest until they are two groups
/// and not small together; as what a visible whole has beyond its visible parts.
fn hidden(groups: Groups<'_>, least: usize) -> Vec<usize> {
    if groups.values().all(|members| members.len() >= least) {
        return Vec::new();
    }
    let is_some = |values: &[Option<&str>]| values.iter().any(Option::is_some);
    let mut sorted: Vec<(Vec<Option<&str>>, Vec<usize>)> = groups.into_iter().collect();
    // Stable: of groups of one size the first by name.
    sorted.sort_by_key(|(values, members)| (is_some(values), members.len()));
    let (mut hidden, mut count) = (Vec::new(), 0);
    for (values, members) in sorted {
        if is_some(&values) && members.len() >= least && count > 1 && hidden.len() >= least {
            break;
        }
        hidden.extend(members);
        count += 1;
    }
    hidden
}
