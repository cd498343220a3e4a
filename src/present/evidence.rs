//! What was looked for and found, in words: the lines of the pages of clauses and principles, and the same as JSON.
//!
//! States are computed on all records, or the same programme would look unfinished to some. Of records that the audience may
//! not see nothing is told but that there are some: neither their names nor how many they are.

use super::blocks::{Anchor, Html, State, Tone, Value, number};
use super::page::{Links, Site, register_path};
use super::{checks, measure, methods, number as numbers};
use crate::coverage::look::{Came, Look, Seen, What};
use crate::coverage::{self, Covered};
use crate::link::RecordIndex;
use crate::measure::selection::Selection;
use crate::record::Kind;
use crate::record::clause::{Asks, Clause};
use crate::record::types::Audience;
use serde::Serialize;
use serde_json::json;

/// How many records are named in a line.
const NAMED: usize = 6;

/// How many records are named in data.
const NAMED_IN_DATA: usize = 25;

/// A thing that was looked for, with what was found.
#[derive(Serialize)]
pub(super) struct SeenView {
    /// How it came out.
    pub state: State,
    /// What was looked for: words, or a link where it is a rule or a metric.
    pub look: Value,
    /// What it says, where it is a metric that says one thing of everything.
    pub value: Option<Value>,
    /// The first records that carry it.
    pub records: Vec<Value>,
    /// That there are more, and where.
    pub more: Option<Value>,
    /// What is missing, or why it was not looked at.
    pub missing: String,
    /// The first records that lack something.
    pub lacking: Vec<Value>,
    /// That there are more of these.
    pub more_lacking: String,
    /// The command that begins what is missing.
    pub command: String,
}

/// A state of a clause or principle.
pub(super) fn state(state: coverage::State) -> State {
    let (tone, icon) = match state {
        coverage::State::Evidenced => (Tone::Ok, "ok"),
        coverage::State::InPart => (Tone::Info, "partly"),
        coverage::State::None => (Tone::None, "open"),
        coverage::State::NotApplicable => (Tone::None, "none"),
    };
    State::new(tone, icon, state.words())
}

/// How a look came out.
fn came(seen: &Seen) -> State {
    let is_rule = matches!(seen.look.what, What::Passes(_));
    match (seen.came, is_rule) {
        (Came::Found, false) => State::ok("Found"),
        (Came::Found, true) if seen.missing.is_empty() => State::ok("Passed"),
        (Came::Found, true) => State::new(Tone::None, "waived", "Waived"),
        (Came::InPart, false) => State::new(Tone::Info, "partly", "In part"),
        (Came::InPart | Came::Missing, true) => State::new(Tone::Warn, "warn", "Failed"),
        (Came::Missing, false) => State::new(Tone::None, "open", "Not found"),
        (Came::NotLooked, _) => State::none("Not judged"),
    }
}

/// What was looked for, leading to the rule or metric where it is one.
fn look(look: &Look, links: &Links<'_>) -> Value {
    let words = checks::sentence(&links.site.said(&look.said(links.site.settings)));
    let words = words.trim_end_matches('.').to_owned();
    match look.what {
        What::Passes(rule) => Value::link(format!("{rule}: {words}"), links.to(&methods::rule_path(rule))),
        What::Measured(metric) => match links.if_written(&measure::metric_path(metric)) {
            Some(url) => Value::link(format!("{metric}: {words}"), url),
            None => Value::text(format!("{metric}: {words}")),
        },
        What::Some(..) | What::Every(..) | What::History => Value::text(words),
    }
}

/// The kind of the records that are looked for.
fn kind(look: &Look) -> Option<Kind> {
    match look.what {
        What::Some(_, set) | What::Every(set, _) => Some(set.kind),
        What::Passes(_) | What::Measured(_) | What::History => None,
    }
}

/// The records that the audience may see, and whether there are others.
fn visible(site: &Site<'_>, records: &[RecordIndex]) -> (Vec<RecordIndex>, bool) {
    let seen = |index: &RecordIndex| site.disclosure.record(site.ledger.get(*index));
    let shown: Vec<RecordIndex> = records.iter().copied().filter(seen).collect();
    let hidden = shown.len() < records.len();
    (shown, hidden)
}

fn ids(links: &Links<'_>, records: &[RecordIndex]) -> Vec<Value> {
    let id = |index: &RecordIndex| links.id(links.site.ledger.get(*index));
    records.iter().take(NAMED).map(id).collect()
}

/// The words for what is not named.
fn rest(shown: usize, hidden: bool) -> Option<String> {
    let more = shown.saturating_sub(NAMED);
    Some(match (more, hidden, shown) {
        (0, false, _) => return None,
        (0, true, 0) => "records that are withheld from this audience".to_owned(),
        (_, true, _) => "and others".to_owned(),
        (more, false, _) => format!("and {} more", number(more)),
    })
}

/// What is missing in words, without ids that the audience may not be told.
pub(super) fn missing(seen: &Seen, links: &Links<'_>) -> String {
    super::markdown::mask(&links.site.said(&seen.missing), links)
}

/// A thing that was looked for, with what was found.
pub(super) fn view(seen: &Seen, links: &Links<'_>) -> SeenView {
    let site = links.site;
    let (records, hidden) = visible(site, &seen.records);
    let (lacking, lacking_hidden) = visible(site, &seen.lacking);
    let more = rest(records.len(), hidden).map(|words| match kind(&seen.look) {
        Some(kind) if !records.is_empty() => Value::link(words, links.to(&register_path(kind))),
        _ => Value::text(words),
    });
    SeenView {
        state: came(seen),
        look: look(&seen.look, links),
        value: value(&seen.look, links),
        records: ids(links, &records),
        more,
        missing: missing(seen, links),
        more_lacking: rest(lacking.len(), lacking_hidden).unwrap_or_default(),
        lacking: ids(links, &lacking),
        command: seen.command().unwrap_or_default(),
    }
}

/// What a metric says of everything, where it does and the audience may be told.
fn value(look: &Look, links: &Links<'_>) -> Option<Value> {
    let What::Measured(metric) = look.what else {
        return None;
    };
    let site = links.site;
    let about = crate::measure::find(metric)?.about;
    let one = site.numbers.get(metric, &Selection::default())?;
    let show = site.cells.show(one);
    (one.estimate.is_ok() && show.estimate()).then(|| {
        let text = numbers::value(about.unit, one, show);
        match numbers::url(site, links, one) {
            Some(url) => Value::link(text, url),
            None => Value::text(text),
        }
    })
}

/// The same as data.
pub(super) fn json(seen: &Seen, links: &Links<'_>) -> serde_json::Value {
    let site = links.site;
    let named = |records: &[RecordIndex]| {
        let (shown, hidden) = visible(site, records);
        let ids: Vec<&str> = shown
            .iter()
            .take(NAMED_IN_DATA)
            .map(|index| site.ledger.get(*index).id())
            .collect();
        json!({ "ids": ids, "count": (!hidden).then_some(records.len()), "withheld": hidden })
    };
    let (rule, metric) = match seen.look.what {
        What::Passes(rule) => (Some(rule), None),
        What::Measured(metric) => (None, Some(metric)),
        What::Some(..) | What::Every(..) | What::History => (None, None),
    };
    json!({
        "looked_for": site.said(&seen.look.said(site.settings)),
        "rule": rule,
        "metric": metric,
        "came": match seen.came {
            Came::Found => "found",
            Came::InPart => "in_part",
            Came::Missing => "missing",
            Came::NotLooked => "not_judged",
        },
        "records": named(&seen.records),
        "lacking": named(&seen.lacking),
        "missing": missing(seen, links),
    })
}

/// Records by their ids, with how many there are where none is withheld.
pub(super) fn named(records: &[RecordIndex], links: &Links<'_>) -> Vec<Value> {
    let (shown, hidden) = visible(links.site, records);
    let more = rest(shown.len(), hidden).map(Value::text);
    ids(links, &shown).into_iter().chain(more).collect()
}

/// What the states on a page say, and what they do not.
pub(super) fn remark(site: &Site<'_>) -> String {
    site.said(&coverage::remark(site.as_of))
}

/// Whether results of rules may be told with how many records they are about.
pub(super) fn tells_counts(site: &Site<'_>) -> bool {
    site.disclosure.audience() > Audience::Public
}

/// The anchor of a clause on the page of its standard.
pub(super) fn anchor(clause: &str) -> String {
    let number = clause.split_once(':').map_or(clause, |(_, number)| number);
    format!("c-{}", methods::anchor(number))
}

/// Path of the page of a standard.
pub(super) fn standard_path(standard: &str) -> String {
    format!("clauses/{standard}.html")
}

/// The anchor of the clauses that ask for nothing.
pub(super) const SILENT: &str = "silent";

/// Path of the page of all standards.
pub(super) const PATH: &str = "clauses/index.html";

/// Where a clause stands on the site; nothing where its standard is switched off.
pub(super) fn url(clause: &Clause, links: &Links<'_>) -> Option<String> {
    let page = links.if_written(&standard_path(&clause.standard))?;
    Some(match clause.asks {
        // They stand together in a table.
        Asks::Nothing => format!("{page}#{SILENT}"),
        Asks::Itself | Asks::ThroughParts => format!("{page}#{}", anchor(&clause.id())),
    })
}

/// A citation with the title of its clause, leading to it; as written where there is no such clause.
pub(super) fn titled(citation: &str, links: &Links<'_>) -> Value {
    let Some(clause) = links.site.catalogue.clauses.find(citation) else {
        return Value::code(citation);
    };
    let words = format!("{citation} {}", clause.title);
    url(clause, links).map_or_else(|| Value::text(words.clone()), |url| Value::link(words.clone(), url))
}

/// A citation, leading to its clause.
pub(super) fn brief(citation: &str, links: &Links<'_>) -> Value {
    let known = links.site.catalogue.clauses.find(citation);
    match known.and_then(|clause| url(clause, links)) {
        Some(url) => Value::link(citation, url),
        None => Value::text(citation),
    }
}

/// Citations in a line, each leading to its clause.
pub(super) fn cited<'c>(citations: impl IntoIterator<Item = &'c str>, links: &Links<'_>) -> Value {
    let parts: Vec<String> = citations
        .into_iter()
        .map(str::trim)
        .filter(|citation| !citation.is_empty())
        .map(|citation| match brief(citation, links) {
            Value::Link {
                link: Anchor { url, title },
            } => format!(
                "<a href=\"{}\">{}</a>",
                crate::chart::escape(&url),
                crate::chart::escape(&title)
            ),
            _ => crate::chart::escape(citation),
        })
        .collect();
    if parts.is_empty() {
        return Value::text("");
    }
    Value::Line {
        html: Html(parts.join(", ")),
    }
}

/// The state of a clause that is cited, where its standard is in use.
pub(super) fn of<'a>(citation: &str, site: &Site<'a>) -> Option<(&'a Clause, &'a Covered)> {
    let clause = site.catalogue.clauses.find(citation)?;
    site.coverage.find(clause).map(|covered| (clause, covered))
}
