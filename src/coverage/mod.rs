//! Coverage: for every clause and principle the evidence that the records hold, computed and never typed in.
//!
//! In: records, numbers, rules and the day ([`look::Subject`]). Out: a [`Coverage`]: for every clause a state, and for each
//! thing that was looked for how it came out, the records that carry it and what is missing. How:
//!
//! 1. what shows that something is done about a clause stands in [`evidence`], one line a piece; of a principle in [`principle`];
//! 2. each line is looked for with the small pieces of [`look`];
//! 3. all found is evidence found, some of it is evidence in part, none is none; what cannot be looked at counts for nothing;
//!    where a rule that cites the clause failed and no waiver lets that pass, all that was found is evidence in part;
//! 4. a clause that holds others is as far as these are; what a scope leaves out for a reason is not applicable.
//!
//! A state tells what the records of the repository show. It is no verdict: nothing here weighs whether a requirement is met,
//! and there is no share of clauses that could be read as a mark.

pub mod evidence;
pub mod look;
pub mod principle;
pub mod standard;

use crate::check::{Outcome, State as RuleState};
use crate::link::RecordIndex;
use crate::record::clause::{Asks, Clause, Status};
use crate::record::scope::Scope;
use jiff::civil::Date;
use look::{Came, Seen, Subject};
use principle::{PRINCIPLES, Principle};
use rayon::prelude::*;
use standard::STANDARDS;
use std::collections::BTreeMap;

/// How much evidence there is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// All that was looked for was found, and every rule that cites the clause passes or is waived.
    Evidenced,
    /// Some of it was found, or a rule that cites the clause failed.
    InPart,
    /// Nothing of it was found.
    None,
    /// A scope leaves the clause out and says why.
    NotApplicable,
}

impl State {
    /// Every state, in the order of pages.
    pub const ALL: &'static [Self] = &[Self::Evidenced, Self::InPart, Self::None, Self::NotApplicable];

    /// The word in data.
    pub fn code(self) -> &'static str {
        match self {
            Self::Evidenced => "evidenced",
            Self::InPart => "partly_evidenced",
            Self::None => "no_evidence",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The words on pages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Evidenced => "Evidence found",
            Self::InPart => "Evidence found in part",
            Self::None => "No evidence found",
            Self::NotApplicable => "Not applicable, with reason",
        }
    }

    /// It, where rules that bear on it failed and no waiver lets that pass.
    fn held_back(self, failed: bool) -> Self {
        match self {
            Self::Evidenced if failed => Self::InPart,
            state => state,
        }
    }

    /// What several states come to together; those that are not applicable count only where all are.
    fn together(states: impl IntoIterator<Item = Self>) -> Option<Self> {
        let states: Vec<Self> = states.into_iter().collect();
        let counted: Vec<Self> = states
            .iter()
            .copied()
            .filter(|state| *state != Self::NotApplicable)
            .collect();
        if counted.is_empty() {
            return states.first().copied();
        }
        let all = |wanted: Self| counted.iter().all(|state| *state == wanted);
        Some(match () {
            () if all(Self::Evidenced) => Self::Evidenced,
            () if all(Self::None) => Self::None,
            () => Self::InPart,
        })
    }
}

/// What a state says, and what it does not; stands wherever states do.
pub fn remark(as_of: Date) -> String {
    format!(
        "A state says which records this repository held on {as_of} that bear on the clause. It is no assessment of conformity."
    )
}

/// What the records leave out, and the reason they give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exclusion {
    /// The scope that says so.
    pub scope: RecordIndex,
    /// The reason; none where it gives none, and then nothing is left out.
    pub reason: Option<String>,
}

/// A clause with its evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Covered {
    /// The citation, `10002:7.4`.
    pub clause: String,
    /// Whether it asks for something.
    pub asks: Asks,
    /// How much evidence there is; none of a clause that asks for nothing.
    pub state: Option<State>,
    /// What was looked for.
    pub seen: Vec<Seen>,
    /// Where to read on: title, and path with an anchor where there is one.
    pub places: &'static [(&'static str, &'static str)],
    /// Citations of the clauses below it that ask for something.
    pub parts: Vec<String>,
    /// That it is left out.
    pub excluded: Option<Exclusion>,
    /// Records that cite it: the organization states that they serve it.
    pub cited_by: Vec<RecordIndex>,
    /// Ids of the rules that cite it.
    pub rules: Vec<String>,
    /// Those of them that failed, where no waiver lets that pass.
    pub failed: Vec<String>,
}

/// A principle with what shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Its place in [`PRINCIPLES`].
    pub principle: usize,
    /// How much evidence there is.
    pub state: State,
    /// What was looked for.
    pub seen: Vec<Seen>,
}

impl Shown {
    /// The principle.
    pub fn principle(&self) -> &'static Principle {
        &PRINCIPLES[self.principle]
    }
}

/// The evidence of all clauses and principles.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    clauses: Vec<Covered>,
    by_id: BTreeMap<String, usize>,
    /// The principles that stand in a standard in use.
    pub principles: Vec<Shown>,
    /// Numbers of the standards in use, in the order of the site.
    pub standards: Vec<String>,
    /// Numbers of the standards that the settings switch off.
    pub off: Vec<String>,
}

impl Coverage {
    /// The evidence of a clause by its citation; the letter behind a number and a number in an annex mean what is around them.
    pub fn find(&self, clause: &Clause) -> Option<&Covered> {
        self.by_id.get(&clause.id()).map(|index| &self.clauses[*index])
    }

    /// The clauses of a standard, in its order.
    pub fn of<'a>(&'a self, standard: &'a str) -> impl Iterator<Item = &'a Covered> {
        let is_of = move |covered: &&Covered| {
            covered
                .clause
                .split_once(':')
                .is_some_and(|(number, _)| number == standard)
        };
        self.clauses.iter().filter(is_of)
    }

    /// How many clauses of a standard ask in a way: by themselves, through their parts, or not at all.
    pub fn asking(&self, standard: &str, asks: Asks) -> usize {
        self.of(standard).filter(|covered| covered.asks == asks).count()
    }

    /// How many clauses of a standard that ask by themselves are in each state.
    pub fn count(&self, standard: &str, state: State) -> usize {
        self.of(standard)
            .filter(|covered| covered.asks == Asks::Itself && covered.state == Some(state))
            .count()
    }
}

/// Looks for the evidence of every clause and principle.
pub fn cover(subject: &Subject<'_>) -> Coverage {
    let known = subject.catalogue.clauses.standards();
    let ours = STANDARDS.iter().map(|standard| standard.number);
    let others = known.iter().copied().filter(|number| standard::of(number).is_none());
    let (used, off): (Vec<&str>, Vec<&str>) = ours
        .filter(|number| known.contains(number))
        .chain(others)
        .partition(|number| subject.settings.uses(number));
    let wanted: Vec<&Clause> = used
        .iter()
        .flat_map(|standard| subject.catalogue.clauses.of(standard))
        .collect();
    let cited = cited(subject);
    let rules = rules(subject, &|_| true);
    let failed = rules_failed(subject);
    let excluded = excluded(subject);
    let dealt_with: BTreeMap<&str, Vec<Seen>> = used
        .iter()
        .map(|number| (*number, of_subject(number, subject)))
        .collect();
    let mut clauses: Vec<Covered> = wanted
        .par_iter()
        .map(|clause| {
            let id = clause.id();
            let without = dealt_with.get(clause.standard.as_str()).map_or(&[][..], Vec::as_slice);
            let cited_by = cited.get(&id).cloned().unwrap_or_default();
            let (places, seen) = look(clause, without, subject);
            let own = clause.status == Status::Own && seen.is_empty() && clause.asks == Asks::Itself;
            let state = match (clause.asks, own) {
                (Asks::Nothing, _) => None,
                (_, true) if cited_by.is_empty() => Some(State::None),
                (_, true) => Some(State::Evidenced),
                (_, false) => state(&seen),
            };
            Covered {
                asks: clause.asks,
                state,
                seen,
                places,
                parts: Vec::new(),
                excluded: around(&clause.standard, &clause.number, &excluded),
                cited_by,
                rules: rules.get(&id).cloned().unwrap_or_default(),
                failed: failed.get(&id).cloned().unwrap_or_default(),
                clause: id,
            }
        })
        .collect();
    let by_id: BTreeMap<String, usize> = clauses
        .iter()
        .enumerate()
        .map(|(index, covered)| (covered.clause.clone(), index))
        .collect();
    sum_up(&mut clauses, &wanted, &by_id);
    let mut principles = principles(&used, subject);
    for shown in &mut principles {
        let mut stated = shown.principle().clauses.iter().filter_map(|clause| by_id.get(*clause));
        if stated.all(|index| clauses[*index].state == Some(State::NotApplicable)) {
            shown.state = State::NotApplicable;
        }
        let mut stated = shown.principle().clauses.iter().filter_map(|clause| by_id.get(*clause));
        let failed = stated.any(|index| !clauses[*index].failed.is_empty());
        shown.state = shown.state.held_back(failed);
    }
    Coverage {
        clauses,
        by_id,
        principles,
        standards: used.into_iter().map(str::to_owned).collect(),
        off: off.into_iter().map(str::to_owned).collect(),
    }
}

/// Gives clauses that hold others the state of these, the deepest first, and lets exclusions stand over what was found.
fn sum_up(clauses: &mut [Covered], wanted: &[&Clause], by_id: &BTreeMap<String, usize>) {
    let depth = |clause: &Clause| clause.number.matches(['.', ' ']).count();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(depth(wanted[*index])));
    for index in order {
        let clause = wanted[index];
        if clause.asks != Asks::Nothing
            && clauses[index]
                .excluded
                .as_ref()
                .is_some_and(|left| left.reason.is_some())
        {
            clauses[index].state = Some(State::NotApplicable);
        } else {
            let parts = clauses[index].parts.iter().filter_map(|part| by_id.get(part));
            let parts = parts.filter_map(|part| clauses[*part].state);
            let own = clauses[index].state;
            let failed = !clauses[index].failed.is_empty();
            clauses[index].state = State::together(parts.chain(own)).map(|state| state.held_back(failed));
        }
        let parent = clause.parent().map(|parent| format!("{}:{parent}", clause.standard));
        if let Some(parent) = parent.and_then(|parent| by_id.get(&parent).copied())
            && clauses[index].state.is_some()
        {
            let id = clauses[index].clause.clone();
            clauses[parent].parts.push(id);
        }
    }
    let place = |id: &String| by_id.get(id).copied();
    for covered in clauses {
        covered.parts.sort_by_key(place);
    }
}

/// What was looked for to see whether the subject of a standard is dealt with, where nothing of it was found.
fn of_subject(number: &str, subject: &Subject<'_>) -> Vec<Seen> {
    let looks = standard::of(number).map_or(&[][..], |standard| standard.subject);
    let seen: Vec<Seen> = looks.iter().map(|look| look.at(subject)).collect();
    if seen.iter().any(|seen| seen.came == Came::Found) {
        Vec::new()
    } else {
        seen
    }
}

/// Where to read on about a clause.
type Places = &'static [(&'static str, &'static str)];

/// Looks for the evidence of a clause; where the subject of its standard is not dealt with, that is all that is told.
fn look(clause: &Clause, without: &[Seen], subject: &Subject<'_>) -> (Places, Vec<Seen>) {
    if clause.asks != Asks::Itself {
        return (&[], Vec::new());
    }
    let evidence = evidence::of(&clause.standard)
        .iter()
        .find(|evidence| evidence.number == clause.number);
    let principle = principle::of(&clause.id());
    let (places, looks) = match (evidence, principle) {
        (Some(evidence), _) => (evidence.places, evidence.looks),
        (None, Some(principle)) => (&[][..], principle.looks),
        (None, None) => (&[][..], &[][..]),
    };
    if !looks.is_empty() && !without.is_empty() {
        return (places, without.to_vec());
    }
    (places, looks.iter().map(|look| look.at(subject)).collect())
}

/// What was seen as a state; none where nothing was looked for.
fn state(seen: &[Seen]) -> Option<State> {
    if seen.is_empty() {
        return None;
    }
    let counted: Vec<Came> = seen
        .iter()
        .map(|seen| seen.came)
        .filter(|came| *came != Came::NotLooked)
        .collect();
    let found = counted.iter().any(|came| matches!(came, Came::Found | Came::InPart));
    Some(match () {
        () if !found => State::None,
        () if counted.iter().all(|came| *came == Came::Found) => State::Evidenced,
        () => State::InPart,
    })
}

/// Records by the clauses that they cite.
fn cited(subject: &Subject<'_>) -> BTreeMap<String, Vec<RecordIndex>> {
    let mut cited: BTreeMap<String, Vec<RecordIndex>> = BTreeMap::new();
    for (index, record) in subject.ledger.records() {
        for citation in &record.envelope.clauses {
            let Some(clause) = subject.catalogue.clauses.find(&citation.0) else {
                continue; // told by the rule of citations
            };
            let records = cited.entry(clause.id()).or_default();
            if records.last() != Some(&index) {
                records.push(index);
            }
        }
    }
    cited
}

/// Ids of the rules that failed by the clauses that they cite.
fn rules_failed(subject: &Subject<'_>) -> BTreeMap<String, Vec<String>> {
    rules(subject, &|outcome| matches!(outcome.state, RuleState::Failed { .. }))
}

/// Ids of rules that came out in some way by the clauses that they cite.
fn rules(subject: &Subject<'_>, came_out: &dyn Fn(&Outcome) -> bool) -> BTreeMap<String, Vec<String>> {
    let mut rules: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for outcome in subject.outcomes.iter().filter(|outcome| came_out(outcome)) {
        for citation in outcome.rule.clauses() {
            if let Some(clause) = subject.catalogue.clauses.find(citation) {
                rules.entry(clause.id()).or_default().push(outcome.rule.id().to_owned());
            }
        }
    }
    rules
}

/// What scopes in force leave out, by citation.
fn excluded(subject: &Subject<'_>) -> BTreeMap<String, Exclusion> {
    let mut excluded: BTreeMap<String, Exclusion> = BTreeMap::new();
    for (record, scope) in subject.ledger.each::<Scope>() {
        if !record.is_in_force(subject.as_of) {
            continue;
        }
        let Some((index, _)) = subject.ledger.find(record.id()) else {
            continue;
        };
        for exclusion in &scope.excluded {
            let reason = exclusion
                .reason
                .as_deref()
                .map(str::trim)
                .filter(|reason| !reason.is_empty());
            for citation in &exclusion.clauses {
                let Some(clause) = subject.catalogue.clauses.find(&citation.0) else {
                    continue; // told by the rule of citations
                };
                let left = Exclusion {
                    scope: index,
                    reason: reason.map(str::to_owned),
                };
                let known = excluded.entry(clause.id()).or_insert_with(|| left.clone());
                if known.reason.is_none() {
                    *known = left;
                }
            }
        }
    }
    excluded
}

/// The exclusion of a clause, or of one around it.
fn around(standard: &str, number: &str, excluded: &BTreeMap<String, Exclusion>) -> Option<Exclusion> {
    let mut number = number;
    loop {
        if let Some(found) = excluded.get(&format!("{standard}:{number}")) {
            return Some(found.clone());
        }
        number = number.rsplit_once(['.', ' '])?.0;
    }
}

/// The principles that stand in a standard in use.
fn principles(used: &[&str], subject: &Subject<'_>) -> Vec<Shown> {
    let is_used = |principle: &Principle| {
        let mut standards = principle
            .clauses
            .iter()
            .filter_map(|clause| Some(clause.split_once(':')?.0));
        standards.any(|standard| used.contains(&standard))
    };
    let wanted = PRINCIPLES
        .iter()
        .enumerate()
        .filter(|(_, principle)| is_used(principle));
    let wanted: Vec<(usize, &Principle)> = wanted.collect();
    wanted
        .par_iter()
        .map(|(index, principle)| {
            let seen: Vec<Seen> = principle.looks.iter().map(|look| look.at(subject)).collect();
            Shown {
                principle: *index,
                state: state(&seen).unwrap_or(State::None),
                seen,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
