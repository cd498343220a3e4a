//! The trail of a record: what led to it, itself, and what followed, as stages from left to right on its page, and as data.
//!
//! In: the chain of the record, and what is missing. Out: a stage for each kind on each side, the nearest beside the record;
//! where a step that should be there is missing, a stage says so with the rule. The same as [`Told`] for JSON and terminal.

use super::blocks::{Node, Stage, State, Tone, number, several};
use super::page::{Links, Site};
use super::{effect, gap};
use crate::link::RecordIndex;
use crate::record::action::Action;
use crate::record::{Data, Kind, Record};
use crate::trace::gap::Gap;
use crate::trace::{Chain, Step};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many records of a stage are shown before the rest is folded away.
const SHOWN: usize = 6;

/// How many are folded away at most; the page of a nearer record has them all.
const FOLDED: usize = 60;

/// Most stages with that of the record itself; more do not fit a page beside one another.
const STAGES: usize = 7;

/// How many steps the list below the stages tells at most on each side; the data have more.
const LISTED: usize = 300;

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
    Kind::Characteristic,
    Kind::Code,
    Kind::Promise,
    Kind::Survey,
    Kind::Wave,
    Kind::Interview,
    Kind::FocusGroup,
    Kind::Feedback,
    Kind::Coding,
    Kind::Theme,
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

/// The trail of a record as its page shows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// Stages from left to right; none when it stands alone and nothing is missing.
    pub(super) stages: Vec<Stage>,
    /// All of it as lists, where the stages leave something out.
    pub(super) all: Vec<Side>,
}

/// One side of a trail as a list in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Side {
    /// What led to it, or what came of it.
    pub(super) title: String,
    /// The records.
    pub(super) branches: Vec<Branch>,
}

/// A record with what lies beyond it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Branch {
    /// The record.
    pub(super) node: Node,
    /// What lies beyond.
    pub(super) beyond: Vec<Self>,
}

/// The trail of a record.
pub(super) fn shown(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Shown {
    let chain = chain(site, index);
    let record = site.ledger.get(index);
    let mut gaps = gaps(site, index, links);
    let (mut before, mut after) = (by_kind(site, &chain.before), by_kind(site, &chain.after));
    if let Some((kind, state)) = waiting(site, record) {
        let told = after.iter().any(|found| found.kind == kind) || !gaps.is_empty();
        gaps.extend((!told).then(|| Stage {
            gap: Some(state),
            ..stage(site.label(kind), Vec::new(), false)
        }));
    }
    if before.is_empty() && after.is_empty() && gaps.is_empty() {
        return Shown::default();
    }
    let room = STAGES.saturating_sub(1 + gaps.len());
    let is_cut = chain.is_cut || before.len() + after.len() > room;
    nearest(&mut before, &mut after, room);
    let own = rank(record.kind);
    before.sort_by_key(|found| rank(found.kind));
    // What came back to the kind of the record or to one before it (an action that follows a verification) stands last, and
    // behind it what only looked on.
    after.sort_by_key(|found| (found.is_end, rank(found.kind) <= own, rank(found.kind)));
    let view = |found: OfKind| {
        // That something is withheld is told once: how much would say something.
        let (seen, withheld): (Vec<RecordIndex>, Vec<RecordIndex>) = found
            .records
            .keys()
            .copied()
            .partition(|index| site.disclosure.record(site.ledger.get(*index)));
        let nodes = seen.iter().chain(withheld.first());
        let nodes = nodes
            .map(|index| node(site, *index, found.note(*index), links))
            .collect();
        stage(site.label(found.kind), nodes, false)
    };
    let here = Node {
        gaps: Vec::new(), // they have stages of their own
        ..node(site, index, None, links)
    };
    let here = stage(site.label(record.kind), vec![here], true);
    let before = before.into_iter().map(view);
    let after = after.into_iter().map(view);
    Shown {
        stages: before.chain([here]).chain(after).chain(gaps).collect(),
        all: if is_cut { sides(site, &chain, links) } else { Vec::new() },
    }
}

/// The records of a kind in a chain, with the distance of the nearest.
struct OfKind {
    kind: Kind,
    distance: usize,
    /// Whether the trail ends at each of them.
    is_end: bool,
    records: BTreeMap<RecordIndex, Option<&'static str>>,
}

impl OfKind {
    fn note(&self, index: RecordIndex) -> Option<&'static str> {
        self.records.get(&index).copied().flatten()
    }
}

/// How a step belongs to the trail, where it neither led to the record nor came of it.
fn note(site: &Site<'_>, step: &Step) -> Option<&'static str> {
    match site.ledger.get(step.record).kind {
        _ if step.is_earlier => Some("there before"),
        Kind::Review | Kind::Audit if step.is_end => Some("looked at it"),
        _ => None,
    }
}

fn by_kind(site: &Site<'_>, steps: &[Step]) -> Vec<OfKind> {
    let mut found: BTreeMap<Kind, OfKind> = BTreeMap::new();
    for step in steps {
        let kind = site.ledger.get(step.record).kind;
        let of = found.entry(kind).or_insert_with(|| OfKind {
            kind,
            distance: step.distance,
            is_end: true,
            records: BTreeMap::new(),
        });
        of.is_end &= step.is_end;
        of.distance = step.distance.min(of.distance);
        of.records.insert(step.record, note(site, step));
    }
    found.into_values().collect()
}

/// Keeps as many of both sides as there is room for: what the trail is about before what lies around it, the near before the
/// far.
fn nearest(before: &mut Vec<OfKind>, after: &mut Vec<OfKind>, room: usize) {
    let weight = |found: &OfKind| (!CORE.contains(&found.kind), found.distance, rank(found.kind));
    let mut all: Vec<_> = before.iter().chain(after.iter()).map(weight).collect();
    all.sort_unstable();
    let Some(last) = room.checked_sub(1).and_then(|last| all.get(last).copied()) else {
        if room == 0 {
            before.clear();
            after.clear();
        }
        return;
    };
    before.retain(|found| weight(found) <= last);
    after.retain(|found| weight(found) <= last);
}

/// All of a chain as lists.
fn sides(site: &Site<'_>, chain: &Chain, links: &Links<'_>) -> Vec<Side> {
    let side = |title: &str, steps: &[Step]| {
        let mut beyond: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
        let mut first = Vec::new();
        let mut withheld: BTreeSet<(Option<usize>, Kind)> = BTreeSet::new();
        let listed = steps.len().min(LISTED);
        for (place, step) in steps.iter().take(LISTED).enumerate() {
            let record = site.ledger.get(step.record);
            if !site.disclosure.record(record) && !withheld.insert((step.from, record.kind)) {
                continue;
            }
            match step.from {
                Some(from) => beyond[from].push(place),
                None => first.push(place),
            }
        }
        let title = if listed < steps.len() {
            format!("{title}, the first {listed} steps of it")
        } else {
            title.to_owned()
        };
        Side {
            title,
            branches: first
                .iter()
                .map(|place| grow(site, steps, &beyond, *place, links))
                .collect(),
        }
    };
    let mut sides = vec![
        side("What led to it", &chain.before),
        side("What came of it", &chain.after),
    ];
    sides.retain(|side| !side.branches.is_empty());
    sides
}

/// A step with those reached from it; a chain is no deeper than it was followed.
fn grow(site: &Site<'_>, steps: &[Step], beyond: &[Vec<usize>], place: usize, links: &Links<'_>) -> Branch {
    Branch {
        node: node(site, steps[place].record, note(site, &steps[place]), links),
        beyond: beyond[place]
            .iter()
            .map(|next| grow(site, steps, beyond, *next, links))
            .collect(),
    }
}

/// A stage for each step that is missing at the record itself.
fn gaps(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for missing in site.trail.gaps_of(index) {
        let kind = site.label(missing.kind().step);
        let line = gap::line(site, missing, links);
        match stages.iter_mut().find(|stage| stage.kind == kind) {
            Some(stage) => stage.missing.push(line),
            None => stages.push(Stage {
                missing: vec![line],
                ..stage(kind, Vec::new(), false)
            }),
        }
    }
    stages
}

/// The chain of a record as far as the audience may see.
fn chain(site: &Site<'_>, index: RecordIndex) -> Chain {
    let seen = |index: RecordIndex| site.disclosure.record(site.ledger.get(index));
    site.trail.chain(site.ledger, index, &seen)
}

/// The place of a kind in the trail.
pub(super) fn rank(kind: Kind) -> usize {
    ORDER.iter().position(|known| *known == kind).unwrap_or(ORDER.len())
}

fn stage(kind: String, mut nodes: Vec<Node>, here: bool) -> Stage {
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
        kind,
        here,
        more_label: if rest > FOLDED {
            format!("{} more, the first {FOLDED} of them", number(rest))
        } else {
            several(rest, "more", "more")
        },
        nodes,
        more,
        gap: None,
        missing: Vec::new(),
    }
}

pub(super) fn node(site: &Site<'_>, index: RecordIndex, note: Option<&'static str>, links: &Links<'_>) -> Node {
    let record = site.ledger.get(index);
    let seen = site.disclosure.record(record);
    Node {
        link: links.link(record),
        state: links.state(record),
        figures: verdict(site, index).filter(|_| seen),
        note: note.filter(|_| seen),
        gaps: if seen {
            let gaps = gap::in_passing(site, index);
            gaps.map(|gap| gap::line(site, gap, links)).collect()
        } else {
            Vec::new()
        },
    }
}

/// What the figures say of a verification, in words.
pub(super) fn verdict(site: &Site<'_>, index: RecordIndex) -> Option<State> {
    let tested = site.trail.verdict(index)?;
    let state = effect::in_words(tested);
    let word = format!("Figures: {}", lower(&state.word));
    Some(State { word, ..state })
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A step that is not due yet, in plain words: no gap.
pub(super) fn waiting(site: &Site<'_>, record: &Record) -> Option<(Kind, State)> {
    let waits = |word: String| State::new(Tone::None, "open", word);
    match &record.data {
        Data::Finding(finding) if finding.is_pending() => {
            Some((Kind::Action, State::new(Tone::Warn, "clock", "Decision pending")))
        }
        Data::Action(action) if action.needs_proof() && !action.is_dropped() => {
            Some((Kind::Verification, waits(not_due(site, action)?)))
        }
        _ => None,
    }
}

fn not_due(site: &Site<'_>, action: &Action) -> Option<String> {
    if !action.is_implemented() {
        return Some("Not done yet".to_owned());
    }
    let from = action.to_be_looked_at_from().filter(|from| site.as_of < *from)?;
    Some(format!("Not due before {from}"))
}

/// The shape of a trail as data; raised when a name in it changes its meaning.
pub const SHAPE: &str = "tenfour/trace/1";

/// The trail of a record as data: what led to it and what came of it, nearest first, each step with the one it was reached
/// from.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// The shape.
    pub shape: &'static str,
    /// The record.
    pub record: RecordTold,
    /// What led to it.
    pub before: Vec<StepTold>,
    /// What came of it.
    pub after: Vec<StepTold>,
    /// Whether there is more than is told.
    pub cut: bool,
    /// Day as of which states and ages are told.
    pub as_of: String,
}

impl Told {
    /// Whether the record stands alone and nothing is missing at it.
    pub fn is_alone(&self) -> bool {
        self.before.is_empty() && self.after.is_empty() && self.record.missing.is_empty()
    }
}

/// A record in a trail.
#[derive(Clone, Debug, Serialize)]
pub struct RecordTold {
    /// Its id; nothing where it is withheld.
    pub id: Option<String>,
    /// Its kind.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// Its state in plain words.
    pub state: String,
    /// How that is: `ok`, `warn`, `bad`, `info`, `none`.
    pub tone: Tone,
    /// What the figures say, of a verification.
    pub figures: Option<String>,
    /// What is missing at it.
    pub missing: Vec<gap::GapTold>,
}

/// A step of a trail.
#[derive(Clone, Debug, Serialize)]
pub struct StepTold {
    /// The record.
    #[serde(flatten)]
    pub record: RecordTold,
    /// How many steps away it is.
    pub distance: usize,
    /// Which step of the same list it was reached from, counted from 0; nothing where that is the record itself.
    pub from: Option<usize>,
    /// The reference that leads there, `action.addresses`.
    pub by: String,
    /// `there before` or `looked at it`: how it belongs to the trail, where it neither led to the record nor came of it.
    pub note: Option<&'static str>,
}

/// The trail of a record as data.
pub fn told(site: &Site<'_>, index: RecordIndex) -> Told {
    let links = Links::from(site, "");
    let chain = chain(site, index);
    Told {
        shape: SHAPE,
        record: record_told(site, index, site.trail.gaps_of(index), &links),
        before: steps_told(site, &chain.before, &links),
        after: steps_told(site, &chain.after, &links),
        cut: chain.is_cut,
        as_of: site.as_of.to_string(),
    }
}

fn steps_told(site: &Site<'_>, steps: &[Step], links: &Links<'_>) -> Vec<StepTold> {
    // What is withheld is told once for each step that leads to it, and nothing follows from it.
    let mut withheld: BTreeSet<(Option<usize>, Kind)> = BTreeSet::new();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(steps.len());
    let mut told: Vec<StepTold> = Vec::new();
    for step in steps {
        let record = site.ledger.get(step.record);
        if !site.disclosure.record(record) && !withheld.insert((step.from, record.kind)) {
            places.push(None);
            continue;
        }
        places.push(Some(told.len()));
        told.push(StepTold {
            record: record_told(site, step.record, gap::in_passing(site, step.record), links),
            distance: step.distance,
            from: step.from.and_then(|from| places[from]),
            by: step.by.name(),
            note: note(site, step).filter(|_| site.disclosure.record(record)),
        });
    }
    told
}

fn record_told<'a>(
    site: &Site<'_>,
    index: RecordIndex,
    gaps: impl Iterator<Item = &'a Gap>,
    links: &Links<'_>,
) -> RecordTold {
    let record = site.ledger.get(index);
    let node = node(site, index, None, links);
    let seen = site.disclosure.record(record);
    RecordTold {
        id: seen.then(|| record.id().to_owned()),
        kind: record.kind.name(),
        title: node.link.title,
        tone: node.state.tone,
        state: node.state.word,
        figures: node.figures.map(|state| state.word),
        missing: if seen {
            gaps.map(|gap| gap::told(site, gap, links)).collect()
        } else {
            Vec::new()
        },
    }
}
