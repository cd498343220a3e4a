//! What is missing in the trail, as the audience may see it: for the traceability page, the overview, record pages and data.
//!
//! Which records lack something is told of those that the audience may see. How many do is counted over all, or the trail would
//! look whole to those who see little of it; where the count would tell of few cases, it is said that it is withheld.

use super::blocks::{Anchor, GapLine, State, Tone, number, several};
use super::diagnostic;
use super::methods::rule_path;
use super::page::{Links, Site};
use crate::check::publication;
use crate::link::RecordIndex;
use crate::record::waiver::Waiver;
use crate::record::{Data, Record};
use crate::trace::gap::{GAPS, Gap, GapKind, Weight};
use serde::Serialize;

/// A kind of gap with what was looked at and what is missing.
pub(super) struct Listed<'a> {
    /// The kind.
    pub(super) kind: &'static GapKind,
    /// What is missing at records that the audience may see.
    pub(super) gaps: Vec<&'a Gap>,
    /// What is missing at others.
    hidden: Vec<&'a Gap>,
    /// How many things were looked at, at records of both sorts.
    pub(super) looked_at: usize,
    /// Whether the audience may be told how many they are: not where that would tell of few cases.
    pub(super) told: bool,
}

impl Listed<'_> {
    /// How many gaps are asked for and not accepted.
    pub(super) fn open(&self) -> usize {
        self.all().filter(|gap| gap.is_open()).count()
    }

    /// How many gaps there are.
    pub(super) fn missing(&self) -> usize {
        self.gaps.len() + self.hidden.len()
    }

    /// How many of them are at records that are withheld.
    pub(super) fn withheld(&self) -> usize {
        self.hidden.len()
    }

    /// Whether the page lists it among what is missing; what may not be told is listed where a record of it may be seen.
    pub(super) fn is_listed(&self) -> bool {
        !self.gaps.is_empty() || (self.told && !self.hidden.is_empty())
    }

    fn all(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().chain(&self.hidden).copied()
    }

    /// How many are accepted.
    pub(super) fn accepted(&self) -> usize {
        self.all().filter(|gap| gap.waived.is_some()).count()
    }

    /// What is to be said where nothing is missing.
    pub(super) fn nothing(&self) -> State {
        if !self.told {
            untold()
        } else if self.looked_at == 0 {
            State::none(format!("Nothing to look at: there are no {}", self.kind.things))
        } else {
            State::ok(format!("Nothing is missing here: {} looked at", self.looked_at))
        }
    }
}

/// What stands in the place of a count that would tell of few cases.
pub(super) fn untold() -> State {
    State::new(Tone::None, "lock", "Withheld: it would tell of few cases")
}

/// Every kind of gap.
pub(super) fn listed<'a>(site: &'a Site<'_>) -> Vec<Listed<'a>> {
    let seen = |index: RecordIndex| site.disclosure.record(site.ledger.get(index));
    let each = GAPS.iter().enumerate().map(|(number, kind)| {
        let of_kind = site.trail.gaps.iter().filter(|gap| gap.kind == number);
        let (gaps, hidden): (Vec<&Gap>, Vec<&Gap>) = of_kind.partition(|gap| seen(gap.record));
        let looked_at = site.trail.looked_at.get(number).into_iter().flatten();
        let looked_at = looked_at.map(|(_, count)| *count).sum();
        Listed {
            told: may_tell(site, kind, gaps.len() + hidden.len(), looked_at),
            kind,
            gaps,
            hidden,
            looked_at,
        }
    });
    each.collect()
}

/// Whether the audience may be told how many gaps of a kind there are. The public is not where the number tells of few cases, nor
/// where it is not told how a rule came out that judges them.
fn may_tell(site: &Site<'_>, kind: &GapKind, missing: usize, looked_at: usize) -> bool {
    site.may_count(kind.of, missing, looked_at) && !kind.rules().any(|id| publication::is_withheld(site.outcomes, id))
}

/// What is missing at a record that stands in the trail of another: at the whole of it, not at one of its parts.
pub(super) fn in_passing<'a>(site: &'a Site<'_>, index: RecordIndex) -> impl Iterator<Item = &'a Gap> {
    site.trail.gaps_of(index).filter(|gap| !gap.is_of_part())
}

/// A gap in a line.
pub(super) fn line(site: &Site<'_>, gap: &Gap, links: &Links<'_>) -> GapLine {
    GapLine {
        state: state(site, gap),
        rule: Anchor {
            url: links.to(&rule_path(&gap.rule)),
            title: gap.rule.clone(),
        },
        age: age(site, gap),
    }
}

/// What is missing, with the tone of its weight.
pub(super) fn state(site: &Site<'_>, gap: &Gap) -> State {
    let what = gap.kind().missing.to_lowercase();
    let what = match part(site, gap) {
        Some(part) => format!("No {what} for {part}"),
        None => format!("No {what}"),
    };
    if gap.waived.is_some() {
        return State::none(format!("{what}; accepted"));
    }
    match gap.weight {
        Weight::Asked(severity) => State {
            icon: "gap",
            word: what,
            ..diagnostic::severity(severity)
        },
        Weight::NotAsked => State::new(Tone::None, "gap", format!("{what}; not asked for by the profile")),
        Weight::Off => State::new(Tone::None, "gap", format!("{what}; the rule is switched off")),
    }
}

/// What inside the record lacks something, by its short name.
fn part(site: &Site<'_>, gap: &Gap) -> Option<String> {
    let (list, number) = gap.field.strip_suffix(']')?.rsplit_once('[')?;
    let number: usize = number.parse().ok()?;
    let named = match (&site.ledger.get(gap.record).data, list) {
        (Data::Review(review), "decisions") => review.decisions.get(number)?.id.clone(),
        (Data::Survey(survey), "questions") => survey.questions.get(number)?.key.clone(),
        _ => None,
    };
    Some(named.unwrap_or_else(|| format!("number {}", number + 1)))
}

/// How old a gap is, in words.
pub(super) fn age(site: &Site<'_>, gap: &Gap) -> String {
    match (gap.since, gap.days(site.as_of)) {
        (Some(since), Some(days)) => {
            let days = several(usize::try_from(days).unwrap_or(0), "day", "days");
            format!("{days}, since {since}")
        }
        _ => "since a day that is not recorded".to_owned(),
    }
}

/// Who accepted a gap, where that is known and may be told.
pub(super) fn accepted_by<'a>(site: &'a Site<'_>, gap: &Gap) -> Option<&'a Record> {
    let (record, waiver) = site.ledger.typed::<Waiver>(&gap.waived.as_ref()?.by)?;
    let by = site.ledger.find(waiver.by.as_ref()?.id())?.1;
    (site.disclosure.record(record) && site.disclosure.record(by)).then_some(by)
}

/// All gaps in a line.
pub(super) fn count(site: &Site<'_>) -> String {
    let listed = listed(site);
    let told = || listed.iter().filter(|list| list.told);
    let open: usize = told().map(Listed::open).sum();
    let accepted: usize = told().map(Listed::accepted).sum();
    let mut words = match open {
        0 => "nothing is missing".to_owned(),
        open => format!("{} missing", several(open, "step is", "steps are")),
    };
    if accepted > 0 {
        words = format!("{words}, {accepted} accepted");
    }
    match listed.len() - told().count() {
        0 => words,
        untold => format!(
            "{words}; of {} more it is withheld",
            several(untold, "kind of gap", "kinds of gaps")
        ),
    }
}

/// How all gaps together stand, as a state.
pub(super) fn together(site: &Site<'_>) -> State {
    let listed = listed(site);
    let open: usize = listed.iter().filter(|list| list.told).map(Listed::open).sum();
    if open > 0 {
        return State::gap(super::checks::sentence(&count(site)));
    }
    match listed.iter().filter(|list| !list.told).count() {
        0 => State::ok("No open gap"),
        untold => State::none(format!(
            "No open gap in {}; of {} it is withheld",
            several(listed.len() - untold, "kind", "kinds"),
            number(untold)
        )),
    }
}

/// A gap as data.
#[derive(Clone, Debug, Serialize)]
pub struct GapTold {
    /// Kind of gap.
    pub gap: &'static str,
    /// The record that lacks something.
    pub record: String,
    /// Where in it; empty where the record as a whole is meant.
    pub part: String,
    /// What is missing.
    pub missing: &'static str,
    /// Kind of the record that is missing.
    pub step: &'static str,
    /// `forward` or `back`.
    pub direction: &'static str,
    /// The rule that says so.
    pub rule: String,
    /// Severity; `not_asked` or `off` where it does not count.
    pub weight: &'static str,
    /// Day of the fact that made it due.
    pub since: Option<String>,
    /// Days since.
    pub days: Option<i32>,
    /// That it is accepted.
    pub accepted: Option<AcceptedTold>,
}

/// That a gap is accepted, as data.
#[derive(Clone, Debug, Serialize)]
pub struct AcceptedTold {
    /// The waiver.
    pub waiver: String,
    /// Who allows it.
    pub by: Option<String>,
    /// Last day.
    pub until: String,
    /// Why.
    pub reason: Option<String>,
}

/// A gap as data.
pub(super) fn told(site: &Site<'_>, gap: &Gap, links: &Links<'_>) -> GapTold {
    let accepted = gap.waived.as_ref().map(|waived| AcceptedTold {
        waiver: links.link_id(&waived.by).id,
        by: accepted_by(site, gap).map(|by| by.id().to_owned()),
        until: waived.until.to_string(),
        reason: diagnostic::reason_of(waived, site, links),
    });
    GapTold {
        gap: gap.kind().name,
        record: site.ledger.get(gap.record).id().to_owned(),
        part: part(site, gap).unwrap_or_default(),
        missing: gap.kind().missing,
        step: gap.kind().step.name(),
        direction: gap.kind().direction.word(),
        rule: gap.rule.clone(),
        weight: match gap.weight {
            Weight::Asked(severity) => severity.word(),
            Weight::NotAsked => "not_asked",
            Weight::Off => "off",
        },
        since: gap.since.map(|day| day.to_string()),
        days: gap.days(site.as_of),
        accepted,
    }
}
