//! Chains: from any record to what led to it and to what followed from it, and the steps that are missing.
//!
//! In: the ledger, and what the rules told. Out: a [`Trail`], made once for the whole site: for every record the steps in both
//! directions (linear in the links), the computed verdict of every verification, and the [`gap`]s. A [`Chain`] is read off it
//! for one record.
//!
//! 1. Steps are the references of [`crate::link::trail`], and metrics where a record names one instead of a record: an
//!    objective leads to the indicator it is measured by, an action aims at the objective whose metric it is to move.
//! 2. A chain is followed breadth first, so that a circle of records ends and each record stands at its shortest distance.
//! 3. What only looked at many things, or was looked at for many reasons, ends a trail, and going back it is told of the record
//!    itself only: what a review looked at besides did not lead to what it decided.
//! 4. Nothing led to what was there before it. Going back no step is later than the one it led to; a later record that takes up
//!    an earlier one looked at it. Going on nothing is told that happened before the record, but for the actions that stood
//!    against its causes already, and these are marked. What a record itself names as its origin is believed.
//! 5. Through a characteristic only those findings are reached that say nothing of characteristics or name one that was passed:
//!    a wave asks about many, and what was concluded about another is no step of this trail.

mod day;
pub mod gap;

use crate::link::trail::{AIMS_AT, MEASURED_BY, Reach, Row, Way, steps};
use crate::link::{Ledger, RecordIndex};
use crate::measure::action::verification_test::{self, VerificationTest};
use crate::measure::scope::Scope;
use crate::record::action::Action;
use crate::record::objective::Objective;
use crate::record::types::Filter;
use crate::record::{Data, Kind};
use gap::Gap;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

pub use crate::link::trail::{neighbours_after, neighbours_before};

/// The trail of all records.
#[derive(Debug, Default)]
pub struct Trail {
    before: Vec<Vec<Next>>,
    after: Vec<Vec<Next>>,
    days: Vec<Option<Date>>,
    /// What is missing, by kind of gap and record.
    pub gaps: Vec<Gap>,
    by_record: BTreeMap<RecordIndex, Vec<usize>>,
    /// How many of each kind of gap were looked at, by record.
    pub looked_at: Vec<BTreeMap<RecordIndex, usize>>,
    verdicts: BTreeMap<RecordIndex, Result<VerificationTest, String>>,
}

/// A record one step away.
#[derive(Clone, Copy, Debug)]
struct Next {
    record: RecordIndex,
    row: &'static Row,
    reach: Reach,
}

/// One step of a chain.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The record.
    pub record: RecordIndex,
    /// The reference that leads to it.
    pub by: &'static Row,
    /// Place of the step it was reached from; nothing where that is the record the chain starts at.
    pub from: Option<usize>,
    /// How many steps away it is.
    pub distance: usize,
    /// Whether the trail ends there: the record looked at it, or is to be moved by it, and what lies beyond is of another trail.
    pub is_end: bool,
    /// Whether it was there before the record the chain starts at, though it stands after it: an action against a known cause.
    pub is_earlier: bool,
}

/// What led to a record, and what followed from it; nearest first.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// What led to it.
    pub before: Vec<Step>,
    /// What followed from it.
    pub after: Vec<Step>,
    /// Whether there is more than is told.
    pub is_cut: bool,
}

impl Chain {
    /// Whether the record stands alone.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

/// Most steps of a chain in each direction: what a hub of thousands leads to fills no page.
pub const MOST: usize = 2_000;

/// How far a chain is followed; the longest of the catalogue is shorter.
pub const DEPTH: usize = 24;

impl Trail {
    /// The steps between the records and the verdicts; gaps are added by [`Trail::with_gaps`].
    pub fn of(scope: &Scope<'_>) -> Self {
        let ledger = scope.ledger;
        let towards = |way: Way| -> Vec<Vec<Next>> {
            let each = ledger.records().map(|(index, _)| {
                let mut next: Vec<Next> = steps(ledger, index, way)
                    .map(|(row, record)| Next {
                        record,
                        row,
                        reach: row.reach(way),
                    })
                    .collect();
                // Of two references to one record the one that goes on counts.
                next.sort_by_key(|next| (next.record, next.reach));
                next.dedup_by_key(|next| next.record);
                next
            });
            each.collect()
        };
        let mut trail = Self {
            before: towards(Way::From),
            after: towards(Way::To),
            days: ledger.records().map(|(_, record)| day::of(scope, record)).collect(),
            verdicts: verdicts(scope),
            ..Self::default()
        };
        trail.turn_what_came_later();
        trail.join_metrics(ledger);
        trail
    }

    /// Adds what is missing.
    pub fn with_gaps(mut self, found: gap::Found) -> Self {
        for (place, gap) in found.gaps.iter().enumerate() {
            self.by_record.entry(gap.record).or_default().push(place);
        }
        self.gaps = found.gaps;
        self.looked_at = found.looked_at;
        self
    }

    /// What is missing at a record.
    pub fn gaps_of(&self, record: RecordIndex) -> impl Iterator<Item = &Gap> {
        let places = self.by_record.get(&record).into_iter().flatten();
        places.map(|place| &self.gaps[*place])
    }

    /// The records one step on from which the trail goes on, by kind and id.
    pub fn next_after(&self, record: RecordIndex) -> impl Iterator<Item = RecordIndex> {
        going_on(&self.after[record.position()])
    }

    /// The records one step back from which the trail goes on, by kind and id.
    pub fn next_before(&self, record: RecordIndex) -> impl Iterator<Item = RecordIndex> {
        going_on(&self.before[record.position()])
    }

    /// The objectives whose metric an action is to move.
    pub fn served_by(&self, ledger: &Ledger, action: RecordIndex) -> impl Iterator<Item = RecordIndex> {
        let aims = self.after[action.position()].iter().map(|next| next.record);
        aims.filter(move |next| ledger.get(action).kind == Kind::Action && ledger.get(*next).kind == Kind::Objective)
    }

    /// What the figures say of a verification; nothing of other records.
    pub fn verdict(&self, record: RecordIndex) -> Option<&Result<VerificationTest, String>> {
        self.verdicts.get(&record)
    }

    /// The chain of a record. Each other record stands in it once in each direction, at its shortest distance.
    ///
    /// `seen` tells what the reader may see: a record that may not be seen ends its chain.
    pub fn chain(&self, ledger: &Ledger, record: RecordIndex, seen: &dyn Fn(RecordIndex) -> bool) -> Chain {
        let (before, cut_before) = self.follow(ledger, record, Way::From, seen);
        let (after, cut_after) = self.follow(ledger, record, Way::To, seen);
        Chain {
            before,
            after,
            is_cut: cut_before || cut_after,
        }
    }

    /// The steps of a record in a direction, nearest first, and whether there are more.
    fn follow(
        &self,
        ledger: &Ledger,
        start: RecordIndex,
        way: Way,
        seen: &dyn Fn(RecordIndex) -> bool,
    ) -> (Vec<Step>, bool) {
        let next = match way {
            Way::From => &self.before,
            Way::To => &self.after,
        };
        let mut walk = Walk {
            trail: self,
            ledger,
            way,
            start,
            met: BTreeSet::from([start]),
            passed: BTreeSet::new(),
            chain: Vec::new(),
            bounds: Vec::new(),
            is_cut: false,
        };
        walk.pass(start);
        // 1. where the trail goes on: the list of steps is the queue of those to be followed
        let mut place = None;
        loop {
            let record = walk.record(place);
            if seen(record) || place.is_none() {
                let goes_on = |next: &&Next| next.reach == Reach::On || (next.reach == Reach::Own && place.is_none());
                for step in next[record.position()].iter().filter(goes_on) {
                    if !walk.step(place, step) {
                        break;
                    }
                }
            }
            let following = place.map_or(0, |place| place + 1);
            if following >= walk.chain.len() {
                break;
            }
            place = Some(following);
        }
        // 2. where it ends; going back only what the record itself looked at
        let last = match way {
            Way::From => 0,
            Way::To => walk.chain.len(),
        };
        for place in std::iter::once(None).chain((0..last).map(Some)) {
            let record = walk.record(place);
            if place.is_some() && !seen(record) {
                continue;
            }
            for step in next[record.position()].iter().filter(|next| next.reach == Reach::End) {
                if !walk.step(place, step) {
                    break;
                }
            }
        }
        (walk.chain, walk.is_cut)
    }

    /// Where a later record names an earlier one as what came of it, it took up what was there: it looked at it.
    fn turn_what_came_later(&mut self) {
        for target in 0..self.before.len() {
            let day = self.days[target];
            let (later, before): (Vec<Next>, Vec<Next>) = self.before[target].iter().copied().partition(|next| {
                let is_later = matches!((self.days[next.record.position()], day), (Some(of), Some(day)) if of > day);
                is_later && !next.row.is_held(Way::From)
            });
            self.before[target] = before;
            let after = &mut self.after[target];
            for next in later.into_iter().filter(|next| next.reach != Reach::Own) {
                if !after.iter().any(|known| known.record == next.record) {
                    after.push(Next {
                        reach: Reach::End,
                        ..next
                    });
                }
            }
            after.sort_by_key(|next| next.record);
        }
    }

    /// Joins objectives with what their metrics rest on and with the actions that are to move them.
    fn join_metrics(&mut self, ledger: &Ledger) {
        let mut by_metric: BTreeMap<&str, Vec<(RecordIndex, &Objective)>> = BTreeMap::new();
        for (index, record) in ledger.of_kind(Kind::Objective) {
            let Data::Objective(objective) = &record.data else {
                continue;
            };
            let Some(metric) = objective.metric.as_deref() else {
                continue;
            };
            by_metric.entry(metric).or_default().push((index, objective));
            let named = [
                Some(metric),
                objective.metric_filter.get("indicator").map(String::as_str),
            ];
            for (indicator, of) in named.into_iter().flatten().filter_map(|id| ledger.find(id)) {
                if of.kind == Kind::Indicator {
                    add(&mut self.after, index, indicator, &MEASURED_BY);
                    add(&mut self.before, indicator, index, &MEASURED_BY);
                }
            }
        }
        for (index, record) in ledger.of_kind(Kind::Action) {
            let Data::Action(action) = &record.data else { continue };
            for objective in served(action, &by_metric) {
                // Seen from both ends it lies ahead: the one is to move what the other is measured by.
                add(&mut self.after, index, objective, &AIMS_AT);
                add(&mut self.after, objective, index, &AIMS_AT);
            }
        }
    }
}

/// The objectives whose metric an action is to move.
fn served(action: &Action, by_metric: &BTreeMap<&str, Vec<(RecordIndex, &Objective)>>) -> Vec<RecordIndex> {
    let Some(effect) = &action.expected_effect else {
        return Vec::new();
    };
    let objectives = effect.metric.as_deref().and_then(|metric| by_metric.get(metric));
    let objectives = objectives.into_iter().flatten();
    objectives
        .filter(|(_, objective)| agree(&objective.metric_filter, &effect.filter))
        .map(|(index, _)| *index)
        .collect()
}

/// Whether two filters do not contradict each other; periods and formulas say how something is measured, not what.
fn agree(one: &Filter, other: &Filter) -> bool {
    one.iter()
        .filter(|(key, _)| !matches!(key.as_str(), "period" | "formula"))
        .all(|(key, value)| other.get(key).is_none_or(|said| said == value))
}

fn going_on(steps: &[Next]) -> impl Iterator<Item = RecordIndex> {
    let on = steps.iter().filter(|next| next.reach == Reach::On);
    on.map(|next| next.record)
}

fn add(steps: &mut [Vec<Next>], from: RecordIndex, to: RecordIndex, row: &'static Row) {
    let steps = &mut steps[from.position()];
    if from != to && !steps.iter().any(|next| next.record == to) {
        steps.push(Next {
            record: to,
            row,
            reach: row.reach(Way::To),
        });
    }
}

fn verdicts(scope: &Scope<'_>) -> BTreeMap<RecordIndex, Result<VerificationTest, String>> {
    let records = scope.ledger.of_kind(Kind::Verification);
    let mut verdicts: BTreeMap<RecordIndex, Result<VerificationTest, String>> = records
        .filter_map(|(index, record)| match &record.data {
            Data::Verification(verification) => Some((index, verification_test::of_verification(scope, verification))),
            _ => None,
        })
        .collect();
    verification_test::beside_each_other(verdicts.values_mut().filter_map(|verdict| verdict.as_mut().ok()));
    verdicts
}

/// A chain while it is followed.
struct Walk<'a> {
    trail: &'a Trail,
    ledger: &'a Ledger,
    way: Way,
    start: RecordIndex,
    met: BTreeSet<RecordIndex>,
    passed: BTreeSet<&'a str>,
    chain: Vec<Step>,
    /// For each step the day beyond which nothing belongs to the trail, from what was passed before it.
    bounds: Vec<Option<Date>>,
    is_cut: bool,
}

impl Walk<'_> {
    fn record(&self, place: Option<usize>) -> RecordIndex {
        place.map_or(self.start, |place| self.chain[place].record)
    }

    /// Notes a characteristic that was passed.
    fn pass(&mut self, index: RecordIndex) {
        let record = self.ledger.get(index);
        if record.kind == Kind::Characteristic {
            self.passed.insert(record.id());
        }
    }

    /// Goes a step on from a place, where it belongs to the trail; false where there are too many.
    fn step(&mut self, from: Option<usize>, next: &Next) -> bool {
        let distance = from.map_or(0, |place| self.chain[place].distance);
        if distance >= DEPTH || self.chain.len() >= MOST {
            self.is_cut = true;
            return false;
        }
        let bound = self.tighter(
            from.and_then(|place| self.bounds[place]),
            self.trail.days[self.record(from).position()],
        );
        // What a record itself names as its origin is believed, whatever its day.
        let limit = if next.row.is_held(self.way) {
            from.and_then(|place| self.bounds[place])
        } else {
            bound
        };
        let day = self.trail.days[next.record.position()];
        let is_end = next.reach == Reach::End;
        if !self.fits(next.record, day, limit)
            || (!is_end && is_about_another(self.ledger, next.record, &self.passed))
            || !self.met.insert(next.record)
        {
            return true;
        }
        let start = self.trail.days[self.start.position()];
        if !is_end {
            self.pass(next.record);
        }
        self.chain.push(Step {
            record: next.record,
            by: next.row,
            from,
            distance: distance + 1,
            is_end,
            is_earlier: self.way == Way::To && matches!((day, start), (Some(day), Some(start)) if day < start),
        });
        self.bounds.push(bound);
        true
    }

    /// Whether a record of a day belongs beyond records of another.
    fn fits(&self, record: RecordIndex, day: Option<Date>, limit: Option<Date>) -> bool {
        let (Some(day), Some(limit)) = (day, limit) else {
            return true;
        };
        match self.way {
            Way::From => day <= limit,
            // Against a known cause there may be actions already, and some of their effects are known.
            Way::To => day >= limit || matches!(self.ledger.get(record).kind, Kind::Action | Kind::Verification),
        }
    }

    /// The bound that leaves less.
    fn tighter(&self, one: Option<Date>, other: Option<Date>) -> Option<Date> {
        match (one, other, self.way) {
            (Some(one), Some(other), Way::From) => Some(one.min(other)),
            (Some(one), Some(other), Way::To) => Some(one.max(other)),
            (one, other, _) => one.or(other),
        }
    }
}

/// Whether a finding names characteristics, and none of those that were passed.
fn is_about_another(ledger: &Ledger, index: RecordIndex, passed: &BTreeSet<&str>) -> bool {
    let Data::Finding(finding) = &ledger.get(index).data else {
        return false;
    };
    let characteristics = &finding.characteristics;
    !passed.is_empty()
        && !characteristics.is_empty()
        && !characteristics
            .iter()
            .any(|characteristic| passed.contains(characteristic.id()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::inspect;

    fn ids(files: &str, id: &str, before: bool) -> String {
        let inspection = inspect(files);
        let ledger = &inspection.ledger;
        let (index, _) = ledger.find(id).unwrap();
        let chain = inspection.trail.chain(ledger, index, &|_| true);
        let steps = if before { &chain.before } else { &chain.after };
        let words = steps
            .iter()
            .map(|step| format!("{}{}", ledger.get(step.record).id(), step.distance));
        words.collect::<Vec<_>>().join(" ")
    }

    const WHOLE: &str = "
id: OBJ-1
metric: M-CMP-1
---
id: OBJ-2
metric: M-IND-1
metric_filter: {indicator: IND-1}
---
id: EXP-1
characteristic: CHR-1
---
id: CHR-1
---
id: CHR-2
---
id: IND-1
reflects: [CHR-1]
---
id: SVY-1
objectives: [OBJ-1]
questions: [{key: a, characteristic: CHR-1}, {key: b, characteristic: CHR-2}]
---
id: WAV-1
survey: SVY-1
---
id: FND-1
sources: [WAV-1]
characteristics: [CHR-1]
---
id: FND-2
sources: [WAV-1]
characteristics: [CHR-2]
---
id: CAU-1
finding: FND-1
---
id: CMP-1
causes: [CAU-1]
---
id: ACT-1
addresses: [CAU-1]
expected_effect: {metric: M-CMP-1}
---
id: VER-1
action: ACT-1
follow_up: [ACT-2]
---
id: ACT-2
---
id: REV-1
inputs: [{ref: FND-2}, {ref: CMP-1}]
decisions: [{id: D1, action: ACT-2}]
---
id: MSG-1
about: [CMP-1]
";

    #[test]
    fn from_expectation_to_effect_and_only_about_its_characteristic() {
        assert_eq!(
            ids(WHOLE, "EXP-1", false),
            "CHR-11 SVY-12 IND-12 FND-12 WAV-13 CAU-13 ACT-14 VER-15 ACT-26 OBJ-15"
        );
    }

    #[test]
    fn from_complaint_to_effect_and_objective_and_what_looked_at_it_ends_there() {
        assert_eq!(
            ids(WHOLE, "CMP-1", false),
            "CAU-11 MSG-11 ACT-12 VER-13 ACT-24 REV-11 OBJ-13"
        );
    }

    #[test]
    fn back_from_an_effect_to_what_was_heard_and_what_was_to_be_reached() {
        assert_eq!(
            ids(WHOLE, "VER-1", true),
            "ACT-11 CAU-12 CMP-13 FND-13 CHR-14 WAV-14 EXP-15 SVY-15 OBJ-16"
        );
        assert_eq!(ids(WHOLE, "REV-1", true), "CMP-11 FND-21");
    }

    #[test]
    fn circles_end_and_hubs_are_cut() {
        let circle = "
id: VER-1
action: ACT-1
follow_up: [ACT-1]
---
id: ACT-1
";
        assert_eq!(ids(circle, "ACT-1", false), "VER-11");
        let complaints = (0..2_100).map(|number| format!("---\nid: CMP-{number}\ncauses: [CAU-1]\n"));
        let hub = format!("id: CAU-1\n{}", complaints.collect::<String>());
        let inspection = inspect(&hub);
        let (index, _) = inspection.ledger.find("CAU-1").unwrap();
        let chain = inspection.trail.chain(&inspection.ledger, index, &|_| true);
        assert_eq!((chain.before.len(), chain.is_cut), (MOST, true));
    }

    #[test]
    fn what_may_not_be_seen_ends_the_chain() {
        let inspection = inspect(WHOLE);
        let (start, _) = inspection.ledger.find("CMP-1").unwrap();
        let hidden = inspection.ledger.find("CAU-1").unwrap().0;
        let chain = inspection
            .trail
            .chain(&inspection.ledger, start, &|index| index != hidden);
        assert!(chain.after.iter().any(|step| step.record == hidden));
        assert!(
            !chain
                .after
                .iter()
                .any(|step| inspection.ledger.get(step.record).kind == Kind::Action)
        );
    }
}
