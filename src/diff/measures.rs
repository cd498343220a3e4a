//! What measures say on both sides, and what may be said of the change.
//!
//! Two states of one register are no two samples: most of what the later one counts the earlier one counted too. Of a share of
//! records that can be told apart: what was counted before stands against what was counted since. Where every record that
//! counted before counts the same way now, the two groups have no record in common, and the usual tests of two shares hold:
//! z with a common share, Fisher's where an expected count lies below 5 (M-CHG-1, [`TwoShares`]). All p values of one
//! difference are one family and are adjusted after Holm (M-CHG-7). The words are those of rule GR10; "no clear change" is
//! never "unchanged".
//!
//! Everything else stands side by side with the reason why nothing is said: of answers only waves are compared, by the measure
//! itself; of other numbers two states tell no spread.

use super::Side;
use crate::disclose::cells::{Cells, Show};
use crate::measure::measurement::{BaseSort, ChangeWord, Measurement, Test, USUAL_ALPHA};
use crate::measure::selection::Selection;
use crate::measure::shape::change::FEWEST;
use crate::measure::unit::Unit;
use crate::measure::{self, metric::AnyMetric};
use crate::record::types::Audience;
use crate::stats::compare_shares::TwoShares;
use crate::stats::multiplicity::holm;
use std::collections::BTreeSet;

/// A measure that says something else.
#[derive(Clone, PartialEq, Debug)]
pub struct MeasureChange {
    /// Id of the metric.
    pub metric: String,
    /// Its name.
    pub name: String,
    /// What it is measured on.
    pub selection: Selection,
    /// What it is measured in.
    pub unit: Unit,
    /// What it said before.
    pub before: Measured,
    /// What it says now.
    pub after: Measured,
    /// What may be said of it.
    pub compared: Compared,
}

/// One side of a measure.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    /// The estimate, or why there is none.
    pub estimate: Result<f64, String>,
    /// How many stand below it.
    pub n: usize,
    /// What is counted, in the plural.
    pub of: &'static str,
}

/// What may be said of a change.
#[derive(Clone, PartialEq, Debug)]
pub enum Compared {
    /// What was counted since stands against what was counted before.
    Said {
        /// The word of rule GR10.
        word: ChangeWord,
        /// The share before, in percent, and how many it is of.
        before: (f64, usize),
        /// The share of what was counted since, in percent, and how many it is of.
        since: (f64, usize),
        /// The test; none where there are too few.
        test: Option<Test>,
    },
    /// The values stand side by side, and why nothing is said.
    SideBySide(&'static str),
}

/// What was found.
pub(super) struct Found {
    pub(super) changes: Vec<MeasureChange>,
    pub(super) new: usize,
    pub(super) gone: usize,
}

/// Measures of both sides that differ.
pub(super) fn changes(before: &Side<'_>, after: &Side<'_>) -> Found {
    let mut found = Found {
        changes: Vec::new(),
        new: 0,
        gone: 0,
    };
    let metrics: Vec<AnyMetric> = measure::all(after.settings).collect();
    for metric in &metrics {
        let about = metric.about();
        for new in after.numbers.of_metric(about.id) {
            if !may_tell(after, new) {
                continue;
            }
            let Some(old) = before.numbers.get(about.id, &new.selection) else {
                found.new += 1;
                continue;
            };
            if !may_tell(before, old) || said(old) == said(new) || gives_away(before, old, after, new) {
                continue;
            }
            found.changes.push(MeasureChange {
                metric: about.id.to_owned(),
                name: about.name.to_owned(),
                selection: new.selection.clone(),
                unit: about.unit,
                before: side(&before.cells, old),
                after: side(&after.cells, new),
                compared: compare(old, new),
            });
        }
    }
    let gone = before.numbers.iter().filter(|old| may_tell(before, old));
    found.gone = gone
        .filter(|old| after.numbers.get(&old.metric, &old.selection).is_none())
        .count();
    adjust(&mut found.changes);
    found
}

fn said(one: &Measurement) -> (Option<f64>, usize) {
    (one.estimate.as_ref().ok().copied(), one.base.n)
}

fn may_tell(side: &Side<'_>, one: &Measurement) -> bool {
    let show = side.cells.show(one);
    let seen = |value: &str| side.ledger.find(value).is_none_or(|(_, record)| side.sees(record));
    (show.estimate() || matches!(show, Show::Counts | Show::Small))
        && one.selection.iter().all(|(_, value)| seen(value))
}

/// Whether the two values together tell of fewer people than may be told of, though neither does alone.
fn gives_away(before: &Side<'_>, old: &Measurement, after: &Side<'_>, new: &Measurement) -> bool {
    let guarded = match (new.base.sort, after.disclosure.audience()) {
        (_, Audience::Restricted) | (BaseSort::Facts, _) => false,
        (BaseSort::Respondents, _) => true,
        (BaseSort::Cases, audience) => audience == Audience::Public,
    };
    let limits = |side: &Side<'_>| {
        let organization = side.ledger.each::<crate::record::organization::Organization>().next();
        organization.map_or(5, |(_, organization)| organization.limits().min_cell)
    };
    let smallest = limits(before).max(limits(after));
    guarded && (old.base.n.abs_diff(new.base.n) as u64) < smallest
}

fn side(cells: &Cells, one: &Measurement) -> Measured {
    let show = cells.show(one);
    Measured {
        estimate: match &one.estimate {
            Ok(_) if !show.estimate() => Err("too few for an estimate".to_owned()),
            estimate => estimate.clone(),
        },
        n: one.base.n,
        of: one.base.of,
    }
}

/// Hits and records of a share that is nothing but these.
fn share(one: &Measurement) -> Option<(BTreeSet<&str>, BTreeSet<&str>)> {
    let all: BTreeSet<&str> = one.drawn_from.records.iter().map(String::as_str).collect();
    let hits: BTreeSet<&str> = one.drawn_from.hits.iter().map(String::as_str).collect();
    let estimate = *one.estimate.as_ref().ok()?;
    let whole = all.len() == one.base.n && !all.is_empty() && hits.is_subset(&all);
    (whole && one.drawn_from.rows.is_empty() && (percent(hits.len(), all.len()) - estimate).abs() < 1e-6)
        .then_some((hits, all))
}

fn compare(old: &Measurement, new: &Measurement) -> Compared {
    if old.estimate.is_err() {
        return Compared::SideBySide("there was no estimate before");
    }
    if new.estimate.is_err() {
        return Compared::SideBySide("there is no estimate now");
    }
    if old.base.sort == BaseSort::Respondents || !new.drawn_from.rows.is_empty() {
        return Compared::SideBySide("of answers only waves are compared, by the measure itself");
    }
    let (Some((old_hits, old_all)), Some((new_hits, new_all))) = (share(old), share(new)) else {
        return Compared::SideBySide("two states tell the value of such a number, and not how it varies");
    };
    if !old_all.is_subset(&new_all) {
        return Compared::SideBySide("records that were counted before are not counted now");
    }
    if old_all.iter().any(|id| old_hits.contains(id) != new_hits.contains(id)) {
        return Compared::SideBySide("records that were counted before count the other way now");
    }
    let since = new_all.len() - old_all.len();
    let hits_since = new_hits.len() - old_hits.len();
    if since == 0 {
        return Compared::SideBySide("nothing was counted since");
    }
    let counts = TwoShares {
        x1: hits_since as u64,
        n1: since as u64,
        x2: old_hits.len() as u64,
        n2: old_all.len() as u64,
    };
    let test = (since.min(old_all.len()) >= FEWEST).then(|| test(counts)).flatten();
    Compared::Said {
        word: ChangeWord::TooFew,
        before: (percent(old_hits.len(), old_all.len()), old_all.len()),
        since: (percent(hits_since, since), since),
        test,
    }
}

fn test(counts: TwoShares) -> Option<Test> {
    let (name, statistic, p) = if counts.expects_few() {
        ("Fisher exact", None, counts.fisher().ok()?)
    } else {
        let z = counts.pooled_z().ok()?;
        ("pooled z", Some(("z", z.z)), z.p_value)
    };
    Some(Test {
        name,
        statistic,
        p,
        adjusted: None,
        alpha: USUAL_ALPHA,
    })
}

/// Adjusts the p values of all tests for their number, and says the words.
fn adjust(changes: &mut [MeasureChange]) {
    let p_values: Vec<Option<f64>> = changes
        .iter()
        .map(|change| match &change.compared {
            Compared::Said { test: Some(test), .. } => Some(test.p),
            Compared::Said { test: None, .. } | Compared::SideBySide(_) => None,
        })
        .collect();
    let tests = p_values.iter().flatten().count();
    let adjusted = holm(&p_values).unwrap_or_default();
    for (change, adjusted) in changes.iter_mut().zip(adjusted) {
        if let Compared::Said {
            word,
            before,
            since,
            test,
        } = &mut change.compared
        {
            if let Some(test) = test {
                test.adjusted = adjusted.map(|p| (p, "Holm", tests));
                *word = ChangeWord::of(test, since.0 - before.0, test.alpha);
            } else if before.1.min(since.1) >= FEWEST {
                *word = ChangeWord::NotTested; // nobody or everybody on both sides
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "records are fewer than 2^53")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::measurement::{Base, Drawn};

    fn measured(hits: std::ops::Range<usize>, all: usize) -> Measurement {
        let ids = |range: std::ops::Range<usize>| range.map(|number| format!("CMP-{number}")).collect::<Vec<_>>();
        let base = Base::cases(all, "complaints");
        let mut one = Measurement::new("M-CMP-3", &Selection::all(), base, Ok(percent(hits.len(), all)));
        one.drawn_from = Drawn {
            records: ids(0..all),
            hits: ids(hits),
            ..Drawn::default()
        };
        one
    }

    fn change(old: &Measurement, new: &Measurement) -> MeasureChange {
        let value = |one: &Measurement| Measured {
            estimate: one.estimate.clone(),
            n: one.base.n,
            of: one.base.of,
        };
        let mut changes = [MeasureChange {
            metric: "M-CMP-3".to_owned(),
            name: String::new(),
            selection: Selection::all(),
            unit: Unit::Percent,
            before: value(old),
            after: value(new),
            compared: compare(old, new),
        }];
        adjust(&mut changes);
        let [change] = changes;
        change
    }

    /// 40 of 40 before, 4 of 20 since. Fisher or z makes no difference here: p lies far below 0.001 either way.
    #[test]
    fn what_was_counted_since_stands_against_what_was_counted_before() {
        let found = change(&measured(0..40, 40), &measured(0..44, 60));
        let Compared::Said {
            word,
            before,
            since,
            test,
        } = found.compared
        else {
            panic!("nothing was said");
        };
        assert_eq!((word, before, since), (ChangeWord::Lower, (100.0, 40), (20.0, 20)));
        assert!(test.unwrap().deciding() < 0.001);
    }

    /// 20 of 40 and 10 of 20 are the same share, which is no proof that nothing changed.
    #[test]
    fn the_same_share_is_no_clear_change() {
        let mut new = measured(0..20, 60);
        new.drawn_from
            .hits
            .extend((40..50).map(|number| format!("CMP-{number}")));
        new.estimate = Ok(50.0);
        let Compared::Said { word, .. } = change(&measured(0..20, 40), &new).compared else {
            panic!("nothing was said");
        };
        assert_eq!(word, ChangeWord::NoClearChange);
    }

    #[test]
    fn too_few_since_are_told_to_be_too_few() {
        let found = change(&measured(0..20, 40), &measured(0..20, 45));
        assert!(matches!(
            found.compared,
            Compared::Said {
                word: ChangeWord::TooFew,
                test: None,
                ..
            }
        ));
    }

    #[test]
    fn records_that_count_otherwise_now_are_no_second_sample() {
        for (new, why) in [
            (measured(0..30, 60), "count the other way"),
            (measured(0..10, 30), "are not counted now"),
        ] {
            let Compared::SideBySide(said) = change(&measured(0..20, 40), &new).compared else {
                panic!("a word was said");
            };
            assert!(said.contains(why), "{said}");
        }
    }
}
