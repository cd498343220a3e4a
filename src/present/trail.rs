//! The trail of a record: what led to it, itself, and what followed, as stages from left to right.
//!
//! In: the chain of the record. Out: a stage for each kind on each side, the nearest beside the record; where a step that
//! should be there is missing, a stage says so.

use super::blocks::{Node, Stage, State, Tone, number, several};
use super::page::{Links, Site};
use crate::link::{Ledger, RecordIndex};
use crate::record::action::{Action, ActionKind};
use crate::record::{Data, Kind, Record};
use crate::trace::{self, Step};
use std::collections::BTreeMap;

/// How many records of a stage are shown before the rest is folded away.
const SHOWN: usize = 6;

/// How many are folded away at most; the page of a nearer record has them all.
const FOLDED: usize = 60;

/// Most stages on each side of the record; more do not fit a page.
const BEFORE: usize = 4;
const AFTER: usize = 4;

/// Kinds that are always kept: they are what the trail is about.
const CORE: &[Kind] = &[
    Kind::Complaint,
    Kind::Finding,
    Kind::Cause,
    Kind::Action,
    Kind::Verification,
];

/// Kinds in the order of the trail.
const ORDER: &[Kind] = &[
    Kind::Stakeholder,
    Kind::Objective,
    Kind::Expectation,
    Kind::Code,
    Kind::Promise,
    Kind::Survey,
    Kind::Wave,
    Kind::Interview,
    Kind::FocusGroup,
    Kind::Feedback,
    Kind::Coding,
    Kind::Complaint,
    Kind::Dispute,
    Kind::Indicator,
    Kind::Audit,
    Kind::AuditFinding,
    Kind::Review,
    Kind::Finding,
    Kind::RiskOpportunity,
    Kind::Cause,
    Kind::Action,
    Kind::Verification,
    Kind::Communication,
];

/// The stages of a record's trail; none when it stands alone and nothing is missing.
pub(super) fn stages(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Vec<Stage> {
    let chain = trace::chain(site.ledger, index);
    let record = site.ledger.get(index);
    let own = rank(record.kind);
    let before = by_kind(site, &chain.before, rank, BEFORE, links);
    // What came back to the kind of the record or to one before it (an action that follows a verification) stands last.
    let after_rank = |kind| {
        if rank(kind) > own {
            rank(kind)
        } else {
            rank(kind) + ORDER.len()
        }
    };
    let after = by_kind(site, &chain.after, after_rank, AFTER, links);
    let gap = missing(site, index).filter(|(kind, _)| !after.iter().any(|stage| stage.kind == kind.label()));
    if before.is_empty() && after.is_empty() && gap.is_none() {
        return Vec::new();
    }
    let here = stage(record.kind, vec![node(record, links)], true);
    let gap = gap.map(|(kind, state)| Stage {
        gap: Some(state),
        ..stage(kind, Vec::new(), false)
    });
    before.into_iter().chain([here]).chain(after).chain(gap).collect()
}

/// Stages in the order of kinds; of too many the nearest are kept.
fn by_kind(
    site: &Site<'_>,
    steps: &[Step],
    rank: impl Fn(Kind) -> usize,
    most: usize,
    links: &Links<'_>,
) -> Vec<Stage> {
    let mut found: BTreeMap<Kind, (usize, Vec<RecordIndex>)> = BTreeMap::new();
    gather(site.ledger, steps, 1, &mut found);
    let mut stages: Vec<(usize, Kind, Vec<RecordIndex>)> = found
        .into_iter()
        .map(|(kind, (distance, records))| (distance, kind, records))
        .collect();
    stages.sort_by_key(|(distance, kind, _)| (!CORE.contains(kind), *distance, rank(*kind)));
    stages.truncate(most);
    stages.sort_by_key(|(_, kind, _)| rank(*kind));
    let view = |(_, kind, mut records): (usize, Kind, Vec<RecordIndex>)| {
        records.sort();
        let nodes = records.iter().map(|index| node(site.ledger.get(*index), links));
        stage(kind, nodes.collect(), false)
    };
    stages.into_iter().map(view).collect()
}

fn gather(ledger: &Ledger, steps: &[Step], distance: usize, found: &mut BTreeMap<Kind, (usize, Vec<RecordIndex>)>) {
    for step in steps {
        let (nearest, records) = found
            .entry(ledger.get(step.record).kind)
            .or_insert((distance, Vec::new()));
        *nearest = distance.min(*nearest);
        records.push(step.record);
        gather(ledger, &step.beyond, distance + 1, found);
    }
}

fn rank(kind: Kind) -> usize {
    ORDER.iter().position(|known| *known == kind).unwrap_or(ORDER.len())
}

fn stage(kind: Kind, mut nodes: Vec<Node>, here: bool) -> Stage {
    // Folding one or two away would take more room than it saves.
    let more = if nodes.len() > SHOWN + 2 {
        nodes.split_off(SHOWN)
    } else {
        Vec::new()
    };
    let rest = more.len();
    let mut more = more;
    more.truncate(FOLDED);
    Stage {
        kind: kind.label(),
        here,
        more_label: if rest > FOLDED {
            format!("{} more, the first {FOLDED} of them", number(rest))
        } else {
            several(rest, "more", "more")
        },
        nodes,
        more,
        gap: None,
    }
}

fn node(record: &Record, links: &Links<'_>) -> Node {
    Node {
        link: links.link(record),
        state: links.state(record),
    }
}

/// Whether an action is of a kind that is verified before it is closed, as the rule R-ACT-04 asks.
pub(super) fn asks_for_proof(action: &Action) -> bool {
    matches!(
        action.kind,
        Some(ActionKind::Corrective | ActionKind::Preventive | ActionKind::Improvement)
    )
}

/// The step that should follow and does not, in plain words.
pub(super) fn missing(site: &Site<'_>, index: RecordIndex) -> Option<(Kind, State)> {
    let record = site.ledger.get(index);
    let after = trace::neighbours_after(site.ledger, index);
    let leads_to = |kinds: &[Kind]| after.iter().any(|next| kinds.contains(&site.ledger.get(*next).kind));
    match &record.data {
        Data::Complaint(complaint) if complaint.is_upheld() && complaint.preventive_decision.is_none() => {
            (!leads_to(&[Kind::Cause, Kind::Action, Kind::Finding]))
                .then(|| (Kind::Action, State::gap("No decision about prevention")))
        }
        Data::Cause(_) if !leads_to(&[Kind::Action]) => Some((Kind::Action, State::gap("No action"))),
        Data::Finding(finding) if finding.is_pending() && !leads_to(&[Kind::Action, Kind::Cause]) => {
            Some((Kind::Action, State::new(Tone::Warn, "clock", "Decision pending")))
        }
        Data::Action(action) if asks_for_proof(action) && !action.is_dropped() && !leads_to(&[Kind::Verification]) => {
            let state = if action.is_implemented() {
                State::gap("Not verified")
            } else {
                State::new(Tone::None, "open", "Not done yet")
            };
            Some((Kind::Verification, state))
        }
        _ => None,
    }
}
