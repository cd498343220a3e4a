//! Pictures of what leads to what: one a cause, with what it was found in, what was done about it and whether that worked; one
//! a sort of origin for actions that no cause led to. Each with the same content as a list in a list.

use super::blocks::{Html, State, several};
use super::page::{Links, Site};
use super::trail::{self, Branch, Side};
use crate::chart::layers::{self, Layers, Look, Thing};
use crate::chart::{Head, Picture};
use crate::link::RecordIndex;
use crate::record::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A picture with the list that says the same.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Ways {
    /// Anchor.
    pub(super) anchor: String,
    /// What it is about.
    pub(super) title: String,
    svg: Option<Html>,
    caption: String,
    label: String,
    sides: Vec<Side>,
}

/// Kinds that are drawn: what the way from a complaint to its effect is made of.
const DRAWN: &[Kind] = &[
    Kind::Complaint,
    Kind::Dispute,
    Kind::AuditFinding,
    Kind::Review,
    Kind::RiskOpportunity,
    Kind::Finding,
    Kind::Cause,
    Kind::Action,
    Kind::Verification,
    Kind::Objective,
];

/// How many pictures of causes stand on a page, and how many others; the rest is told in the matrix, and on the pages of the
/// causes.
const SHOWN: usize = 12;

/// How deep a list goes: further steps are read on the page of the record where it ends.
const DEEP: usize = 24;

/// The pictures of the traceability page, and how many more there are.
pub(super) fn all(site: &Site<'_>, links: &Links<'_>) -> (Vec<Ways>, usize) {
    let causes: Vec<RecordIndex> = site.visible(Kind::Cause).map(|(index, _)| index).collect();
    let mut drawn: BTreeSet<RecordIndex> = BTreeSet::new();
    for cause in &causes {
        drawn.extend(set(site, &[*cause]));
    }
    let mut by_origin: BTreeMap<Kind, Vec<RecordIndex>> = BTreeMap::new();
    for (index, _) in site.visible(Kind::Action).filter(|(index, _)| !drawn.contains(index)) {
        let origins = site.trail.next_before(index);
        let kinds = origins.map(|origin| site.ledger.get(origin).kind);
        if let Some(kind) = kinds
            .filter(|kind| DRAWN.contains(kind))
            .min_by_key(|kind| trail::rank(*kind))
        {
            by_origin.entry(kind).or_default().push(index);
        }
    }
    let of_causes = causes
        .iter()
        .take(SHOWN)
        .filter_map(|cause| of_cause(site, *cause, links));
    let mut pictures: Vec<Ways> = of_causes.collect();
    let (mut others, mut more) = (0, causes.len().saturating_sub(SHOWN));
    for (kind, actions) in by_origin {
        for (number, part) in parts(site, &actions).into_iter().enumerate() {
            others += 1;
            if others > SHOWN {
                more += 1;
                continue;
            }
            let words = format!("Actions that go back to {}", site.labels(kind).to_lowercase());
            let (anchor, title) = match number {
                0 => (format!("ways-{}", kind.name()), words),
                _ => (
                    format!("ways-{}-{}", kind.name(), number + 1),
                    format!("{words}, part {}", number + 1),
                ),
            };
            pictures.push(picture(site, &anchor, title, &part, links));
        }
    }
    (pictures, more)
}

/// Actions in parts that can be read in one picture each.
fn parts(site: &Site<'_>, actions: &[RecordIndex]) -> Vec<Vec<RecordIndex>> {
    let mut parts: Vec<Vec<RecordIndex>> = Vec::new();
    let mut held: BTreeSet<RecordIndex> = BTreeSet::new();
    for action in actions {
        let own = set(site, &[*action]);
        match parts.last_mut() {
            Some(part) if held.union(&own).count() <= layers::MOST => part.push(*action),
            _ => {
                held.clear();
                parts.push(vec![*action]);
            }
        }
        held.extend(own);
    }
    parts
}

/// The picture of a cause; none where it stands alone.
pub(super) fn of_cause(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Option<Ways> {
    let record = site.ledger.get(index);
    let anchor = format!("ways-{}", record.id());
    let title = format!("{}: {}", record.id(), site.title_of(record));
    (set(site, &[index]).len() > 1).then(|| picture(site, &anchor, title, &[index], links))
}

/// The records of a picture about some records.
fn set(site: &Site<'_>, about: &[RecordIndex]) -> BTreeSet<RecordIndex> {
    let seen = |index: RecordIndex| {
        let record = site.ledger.get(index);
        DRAWN.contains(&record.kind) && site.disclosure.record(record)
    };
    let mut set: BTreeSet<RecordIndex> = about.iter().copied().collect();
    for index in about {
        let chain = site.trail.chain(site.ledger, *index, &seen);
        // What only looked at a record is no part of the picture, nor what a survey serves; what an action aims at is.
        let steps = chain.before.iter().chain(&chain.after).filter(|step| {
            let is_objective = site.ledger.get(step.record).kind == Kind::Objective;
            match step.is_end {
                true => is_objective && step.by.kind == Kind::Action,
                false => !is_objective || step.distance == 1,
            }
        });
        set.extend(steps.map(|step| step.record).filter(|index| seen(*index)));
    }
    set
}

fn picture(site: &Site<'_>, anchor: &str, title: String, about: &[RecordIndex], links: &Links<'_>) -> Ways {
    let set: Vec<RecordIndex> = set(site, about).into_iter().collect();
    let place: BTreeMap<RecordIndex, usize> = set.iter().enumerate().map(|(place, index)| (*index, place)).collect();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (from, index) in set.iter().enumerate() {
        let aims = site.trail.served_by(site.ledger, *index);
        let next = site.trail.next_after(*index).chain(aims);
        joined.extend(next.filter_map(|next| Some((from, *place.get(&next)?))));
    }
    let things = set
        .iter()
        .map(|index| thing(site, *index, about.len() == 1 && about.contains(index), links));
    let description = format!(
        "{}, from left to right what leads to what",
        several(set.len(), "record", "records")
    );
    let layers = Layers {
        head: Head {
            id: anchor,
            title: &title,
            description: &description,
        },
        things: things.collect(),
        links: joined.clone(),
    };
    let svg = (set.len() <= layers::MOST).then(|| Html(layers.svg()));
    let caption = match &svg {
        Some(_) => format!(
            "{}. A dashed box lacks a step that is due.",
            several(set.len(), "record", "records")
        ),
        None => format!(
            "Not drawn: {} records are too many to be read in one picture. The list has all of them.",
            set.len()
        ),
    };
    Ways {
        anchor: anchor.to_owned(),
        svg,
        caption,
        label: "The same as a list".to_owned(),
        sides: sides(site, &set, &joined, about, links),
        title,
    }
}

fn thing(site: &Site<'_>, index: RecordIndex, here: bool, links: &Links<'_>) -> Thing {
    let link = links.link(site.ledger.get(index));
    let gaps: Vec<&crate::trace::gap::Gap> = super::gap::in_passing(site, index).collect();
    let state: State = match gaps.iter().find(|gap| gap.is_open()) {
        Some(gap) => super::gap::state(site, gap),
        None => links.state(site.ledger.get(index)),
    };
    Thing {
        name: link.id,
        title: link.title,
        href: link.url,
        look: match (here, gaps.iter().any(|gap| gap.is_open())) {
            (_, true) => Look::Missing,
            (true, false) => Look::Here,
            (false, false) => Look::Plain,
        },
        state: state.word,
    }
}

/// The picture as lists: what led to the records it is about, and what came of them.
fn sides(
    site: &Site<'_>,
    set: &[RecordIndex],
    joined: &[(usize, usize)],
    about: &[RecordIndex],
    links: &Links<'_>,
) -> Vec<Side> {
    let starts: Vec<usize> = (0..set.len()).filter(|place| about.contains(&set[*place])).collect();
    let grow = |back: bool| {
        let mut met: BTreeSet<usize> = BTreeSet::new();
        let branches = starts
            .iter()
            .map(|start| branch(site, set, joined, (*start, back, 0), &mut met, links));
        branches.collect::<Vec<Branch>>()
    };
    let mut sides = vec![
        Side {
            title: "What led to it".to_owned(),
            branches: grow(true),
        },
        Side {
            title: "What came of it".to_owned(),
            branches: grow(false),
        },
    ];
    sides.retain(|side| side.branches.iter().any(|branch| !branch.beyond.is_empty()));
    sides
}

/// A record with what follows; one that stands above already is named and not followed again.
fn branch(
    site: &Site<'_>,
    set: &[RecordIndex],
    joined: &[(usize, usize)],
    (at, back, depth): (usize, bool, usize),
    met: &mut BTreeSet<usize>,
    links: &Links<'_>,
) -> Branch {
    let mut beyond = Vec::new();
    if met.insert(at) && depth < DEEP {
        let next = joined.iter().filter_map(|(from, to)| match back {
            true => (*to == at).then_some(*from),
            false => (*from == at).then_some(*to),
        });
        for next in next {
            beyond.push(branch(site, set, joined, (next, back, depth + 1), met, links));
        }
    }
    Branch {
        node: trail::node(site, set[at], None, links),
        beyond,
    }
}
