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
use crate::trace::{Chain, Step};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// The stages of a record's trail; none when it stands alone and nothing is missing.
pub(super) fn stages(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Vec<Stage> {
    let chain = chain(site, index);
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
    let mut gaps = gaps(site, index, links);
    if let Some((kind, state)) = waiting(site, record) {
        let told = after.iter().any(|stage| stage.kind == site.label(kind)) || !gaps.is_empty();
        gaps.extend((!told).then(|| Stage {
            gap: Some(state),
            ..stage(site.label(kind), Vec::new(), false)
        }));
    }
    if before.is_empty() && after.is_empty() && gaps.is_empty() {
        return Vec::new();
    }
    let here = Node {
        gaps: Vec::new(), // they have stages of their own
        ..node(site, index, links)
    };
    let here = stage(site.label(record.kind), vec![here], true);
    before.into_iter().chain([here]).chain(after).chain(gaps).collect()
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

/// Stages in the order of kinds; of too many the nearest are kept.
fn by_kind(
    site: &Site<'_>,
    steps: &[Step],
    rank: impl Fn(Kind) -> usize,
    most: usize,
    links: &Links<'_>,
) -> Vec<Stage> {
    let mut found: BTreeMap<Kind, (usize, BTreeSet<RecordIndex>)> = BTreeMap::new();
    for step in steps {
        let kind = site.ledger.get(step.record).kind;
        let (nearest, records) = found.entry(kind).or_insert((step.distance, BTreeSet::new()));
        *nearest = step.distance.min(*nearest);
        records.insert(step.record);
    }
    let mut stages: Vec<(usize, Kind, BTreeSet<RecordIndex>)> = found
        .into_iter()
        .map(|(kind, (distance, records))| (distance, kind, records))
        .collect();
    stages.sort_by_key(|(distance, kind, _)| (!CORE.contains(kind), *distance, rank(*kind)));
    stages.truncate(most);
    stages.sort_by_key(|(_, kind, _)| rank(*kind));
    let view = |(_, kind, records): (usize, Kind, BTreeSet<RecordIndex>)| {
        // That something is withheld is told once: how much would say something.
        let (seen, withheld): (Vec<RecordIndex>, Vec<RecordIndex>) = records
            .into_iter()
            .partition(|index| site.disclosure.record(site.ledger.get(*index)));
        let nodes = seen.iter().chain(withheld.first());
        let nodes = nodes.map(|index| node(site, *index, links)).collect();
        stage(site.label(kind), nodes, false)
    };
    stages.into_iter().map(view).collect()
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

pub(super) fn node(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> Node {
    let record = site.ledger.get(index);
    let seen = site.disclosure.record(record);
    Node {
        link: links.link(record),
        state: links.state(record),
        figures: verdict(site, index).filter(|_| seen),
        gaps: if seen {
            gap::lines(site, index, links)
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
    let end = action.window_end().filter(|end| site.as_of <= *end)?;
    Some(format!("Not due before {}", end.tomorrow().ok()?))
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
    /// Place in the list of the step it was reached from, from 0; nothing where that is the record itself.
    pub from: Option<usize>,
    /// The reference that leads there, `action.addresses`.
    pub by: String,
}

/// The trail of a record as data.
pub fn told(site: &Site<'_>, index: RecordIndex) -> Told {
    let links = Links::from(site, "");
    let chain = chain(site, index);
    Told {
        shape: SHAPE,
        record: record_told(site, index, &links),
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
            record: record_told(site, step.record, links),
            distance: step.distance,
            from: step.from.and_then(|from| places[from]),
            by: step.by.name(),
        });
    }
    told
}

fn record_told(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> RecordTold {
    let record = site.ledger.get(index);
    let node = node(site, index, links);
    let seen = site.disclosure.record(record);
    RecordTold {
        id: seen.then(|| record.id().to_owned()),
        kind: record.kind.name(),
        title: node.link.title,
        tone: node.state.tone,
        state: node.state.word,
        figures: node.figures.map(|state| state.word),
        missing: if seen {
            gap::told_of(site, index, links)
        } else {
            Vec::new()
        },
    }
}
