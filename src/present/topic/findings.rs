//! Findings: what was concluded, sorted by what was decided about it, and how long decisions have been waited for.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, of_kind, text, titled_id, word};
use crate::present::blocks::{Cell, Field, State, Table, Tone, Value, number, several};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::finding::{DECIDE_WITHIN, Decision, Finding};
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the findings.
pub(super) const TOPIC: Topic = Topic {
    name: "findings",
    title: "Findings",
    lede: "What was concluded from all that customers said, with what it rests on, and what was decided about it.",
    part: Part::Improvement,
    kinds: &[Kind::Finding],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

/// Decisions with the anchor, heading and words of their section.
const SECTIONS: &[(Decision, &str, &str, &str, &str)] = &[
    (
        Decision::Pending,
        "pending",
        "Waiting for a decision",
        "The longest wait first.",
        "Conclusions about which nobody has decided yet.",
    ),
    (
        Decision::Act,
        "act",
        "To be acted on",
        "With the actions that address them.",
        "Conclusions that something is done about.",
    ),
    (
        Decision::Watch,
        "watch",
        "To be watched",
        "With the reason for waiting.",
        "Conclusions that are only watched, with the reason.",
    ),
    (
        Decision::Reject,
        "reject",
        "Not followed",
        "With the reason.",
        "Conclusions that were not followed, with the reason.",
    ),
];

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let all: Vec<(&Record, &Finding)> = of_kind(site, Kind::Finding)
        .filter_map(|record| match &record.data {
            Data::Finding(finding) => Some((record, &**finding)),
            _ => None,
        })
        .collect();
    let of = |decision: Decision| {
        let wanted = |finding: &Finding| match decision {
            Decision::Pending => finding.is_pending(),
            decision => finding.decision == Some(decision),
        };
        all.iter()
            .filter(|(_, finding)| wanted(finding))
            .copied()
            .collect::<Vec<_>>()
    };
    let mut facts = Vec::new();
    if !all.is_empty() {
        facts.push(Field::new("Findings", Value::count(all.len())));
        for (decision, _, title, ..) in SECTIONS {
            facts.push(Field::new(*title, Value::count(of(*decision).len())));
        }
        let taken: Vec<u32> = all
            .iter()
            .filter_map(|(record, finding)| taken(record, finding))
            .collect();
        if !taken.is_empty() {
            let late = taken.iter().filter(|days| **days > DECIDE_WITHIN).count();
            facts.push(Field::new(
                format!("Decided later than {DECIDE_WITHIN} days after writing"),
                Value::text(format!("{} of {}", number(late), number(taken.len()))),
            ));
        }
    }
    let section = |(decision, id, title, note, text): &(Decision, &str, &str, &str, &str)| {
        let found = of(*decision);
        let section = Section::new(id, *title).note(*note);
        if found.is_empty() && !all.is_empty() {
            return section.block(Block::State {
                state: State::none("None."),
            });
        }
        let section = if *decision == Decision::Pending {
            section
        } else {
            section.wide()
        };
        section
            .table(table(title, *decision, found, site, links))
            .about(&[Kind::Finding], text, links)
    };
    TopicView::of(SECTIONS.iter().map(section)).facts(facts)
}

fn table(
    title: &str,
    decision: Decision,
    mut found: Vec<(&Record, &Finding)>,
    site: &Site<'_>,
    links: &Links<'_>,
) -> Table {
    found.sort_by_key(|(record, finding)| {
        let day = if decision == Decision::Pending {
            record.envelope.created
        } else {
            finding.decided_on
        };
        (day, record.id().to_owned())
    });
    let heads = [
        "Finding", "Type", "Priority", "Evidence", "Rests on", "Decided", "By", "After", "Waiting", "Reason~",
        "Actions",
    ];
    let mut table = Table::new(title, &heads);
    for (record, finding) in found {
        let reason = finding.decision_reason.as_ref();
        let grade = record
            .node
            .at("strength_of_evidence.grade")
            .and_then(|node| node.text());
        let cells: [Cell; 11] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            word(text(record, "type")).into(),
            word(text(record, "priority")).into(),
            word(grade).into(),
            references(finding.sources.iter().map(|source| source.id()), links).into(),
            finding.decided_on.map_or_else(Value::dash, Value::brief).into(),
            titled_id(finding.decided_by.as_ref().map(|by| by.id()), links).into(),
            days(taken(record, finding), Tone::None).into(),
            days(waiting(site, record, finding), Tone::Info).into(),
            reason
                .map_or_else(Value::dash, |reason| values::line(reason, links))
                .into(),
            actions(record, links).into(),
        ];
        table.row(cells);
    }
    super::shape::without_empty_columns(table)
}

/// Days that a finding has waited for a decision; nothing where there is one.
fn waiting(site: &Site<'_>, record: &Record, finding: &Finding) -> Option<u32> {
    let created = record.envelope.created.filter(|_| finding.is_pending())?;
    between(created, site.as_of)
}

/// Days from writing a finding to the decision about it; nothing where a day is missing or they stand the wrong way round.
fn taken(record: &Record, finding: &Finding) -> Option<u32> {
    let decided = finding.decided_on.filter(|_| !finding.is_pending())?;
    between(record.envelope.created?, decided)
}

fn between(from: Date, to: Date) -> Option<u32> {
    let span = to.since((jiff::Unit::Day, from)).ok()?;
    u32::try_from(span.get_days()).ok()
}

/// Days as a state: more than a decision may take are marked.
fn days(days: Option<u32>, in_time: Tone) -> Value {
    let Some(days) = days else {
        return Value::dash();
    };
    let words = several(usize::try_from(days).unwrap_or(usize::MAX), "day", "days");
    match (days > DECIDE_WITHIN, in_time) {
        (false, Tone::None) => Value::text(words),
        (false, tone) => Value::state(State::new(tone, "clock", words)),
        (true, _) => Value::state(State::new(Tone::Warn, "clock", words)),
    }
}

/// Most references that a cell names; the others are counted.
const NAMED: usize = 4;

/// Records by their titles, the first few of them.
fn references<'a>(ids: impl Iterator<Item = &'a str>, links: &Links<'_>) -> Value {
    let ids: Vec<&str> = ids.collect();
    let mut items: Vec<Value> = ids
        .iter()
        .take(NAMED)
        .map(|id| Value::Record {
            link: crate::present::blocks::Link {
                title: String::new(),
                ..links.link_id(id)
            },
        })
        .collect();
    if ids.len() > NAMED {
        items.push(Value::text(format!("and {} more", ids.len() - NAMED)));
    }
    match items.len() {
        0 => Value::dash(),
        1 => items.remove(0),
        _ => Value::List { items },
    }
}

/// Actions that address a finding, directly or by one of its causes, with how each stands.
fn actions(record: &Record, links: &Links<'_>) -> Value {
    let site = links.site;
    let Some((index, _)) = site.ledger.find(record.id()) else {
        return Value::dash();
    };
    let mut found = Vec::new();
    let mut origins = vec![index];
    let causes = site.ledger.links_to(index).map(|link| link.from);
    origins.extend(causes.filter(|from| site.ledger.get(*from).kind == Kind::Cause));
    for origin in origins {
        for link in site.ledger.links_to(origin) {
            let from = site.ledger.get(link.from);
            let addresses = from.kind == Kind::Action && link.field.starts_with("addresses");
            if addresses && site.disclosure.record(from) && !found.contains(&link.from) {
                found.push(link.from);
            }
        }
    }
    found.sort_unstable();
    let ids = found.iter().map(|index| site.ledger.get(*index).id());
    references(ids, links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_has_a_section() {
        let decisions = [Decision::Pending, Decision::Act, Decision::Watch, Decision::Reject];
        for decision in decisions {
            assert!(SECTIONS.iter().any(|(of, ..)| *of == decision), "{decision:?}");
        }
    }
}
