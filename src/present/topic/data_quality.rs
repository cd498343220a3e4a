//! Data quality: how the checks came out, whether what came in is what is shown, and whether the answers of each wave are as
//! many as the wave says.

use super::shape::{Block, Part, RuleView, Section, Shown, Topic, TopicView, rule};
use crate::measure::selection::{Key, Selection};
use crate::present::blocks::{Cell, Field, State, Table, Tone, Value, number, several};
use crate::present::measured::{self, Ask, ask};
use crate::present::page::{Links, Site};
use crate::present::{checks, reconciliation, wave};
use crate::record::{Data, Kind};

/// The page of data quality.
pub(super) const TOPIC: Topic = Topic {
    name: "data-quality",
    title: "Data quality",
    lede: "How far the data can be relied on: what the checks found, whether sums come out, and whether answers are as \
           many as each wave says.",
    part: Part::Evidence,
    kinds: &[Kind::Wave, Kind::Indicator],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    TopicView::of(figures(links).into_iter().chain([
        families(site, links),
        sums(site, links),
        waves(site, links),
        answers(links),
        limits(site),
    ]))
    .facts(checks::facts(site))
}

/// Whether records are complete, said once and of one mind, and how they are kept.
fn figures(links: &Links<'_>) -> Option<Section> {
    let asks = [
        ask("Fields filled, of those that are due", "M-DQ-1"),
        ask("Entered twice", "M-DQ-3"),
        ask("Of one mind where written twice", "M-DQ-6"),
        ask("Personal data past their time", "M-REC-5"),
    ];
    let mut section = measured::section(
        links,
        "Over all records; the tables below have each kind and wave.",
        &asks,
    )?;
    let all = Selection::all();
    section = section.blocks(measured::details(
        links,
        "M-DQ-3",
        &all,
        Some("What may be entered twice"),
    ));
    let by = |metric: &'static str, key: Key| -> Vec<Ask> {
        let parts = measured::split(links, metric, &all, key).into_iter();
        let label = |value: &str| match links.site.ledger.find(value) {
            Some((_, record)) => links.site.title_of(record),
            None => crate::record::schema::label(value),
        };
        parts
            .map(|one| Ask {
                label: label(one.selection.get(key).unwrap_or_default()),
                metric,
                on: one.selection.clone(),
            })
            .collect()
    };
    for (metric, key, head, label) in [
        ("M-DQ-1", Key::Kind, "Records", "Fields filled, by kind of record"),
        ("M-DQ-2", Key::Wave, "Wave", "Questions left without an answer, by wave"),
        ("M-DQ-4", Key::Wave, "Wave", "Answers given without care, by wave"),
    ] {
        let table = measured::table(links, label, head, &by(metric, key));
        section = section.blocks(table.filled().map(|table| Block::Folded {
            label: label.to_owned(),
            table,
        }));
    }
    let kept = [
        ask("Closed records that were changed", "M-REC-1"),
        ask("From event to entry", "M-REC-2"),
        ask("Entered late", "M-REC-3"),
        ask("Changes that a second person saw", "M-REC-4"),
        ask("Signed commits", "M-REC-6"),
    ];
    Some(section.table(measured::table(
        links,
        "How records are kept",
        "From the history",
        &kept,
    )))
}

/// How the rules came out, by what they are about.
fn families(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut families: Vec<(&str, [usize; 5])> = Vec::new();
    for outcome in site.outcomes {
        let family = checks::family(outcome.rule.id());
        let column = match &outcome.state {
            crate::check::State::Passed(_) => 0,
            crate::check::State::Failed { .. } => 1,
            crate::check::State::NotApplicable(_) => 2,
            crate::check::State::Withheld(_) => 4,
            _ => 3,
        };
        match families.iter_mut().find(|(known, _)| *known == family) {
            Some((_, counts)) => counts[column] += 1,
            None => {
                let mut counts = [0; 5];
                counts[column] = 1;
                families.push((family, counts));
            }
        }
    }
    let heads = [
        "About",
        "Passed>",
        "Failed>",
        "Not applicable>",
        "Not judged>",
        "Withheld>",
    ];
    let is_withheld = |(_, counts): &(&str, [usize; 5])| counts[4] > 0;
    let shown = if families.iter().any(is_withheld) { 5 } else { 4 };
    let mut table = Table::new("Rules by what they are about", &heads[..=shown]).fit();
    for (family, counts) in families {
        let mut row: Vec<Cell> = vec![Value::text(family).into()];
        for (index, count) in counts.into_iter().take(shown).enumerate() {
            row.push(match (index, count) {
                (_, 0) => Value::dash().into(),
                (1, count) => Value::state(State::new(Tone::Warn, "warn", number(count))).into(),
                (_, count) => Value::count(count).into(),
            });
        }
        table.rows.push(row);
    }
    Section::new("rules", "Checks")
        .note(checks::note(site))
        .table(table)
        .link("Every rule with its result", links.to("checks.html"))
}

/// Sums that must come out equal.
fn sums(site: &Site<'_>, links: &Links<'_>) -> Section {
    let sums = reconciliation::sums(site);
    let balanced = sums.iter().filter(|sum| sum.balanced).count();
    let words = format!(
        "{} of {}",
        number(balanced),
        several(sums.len(), "sum comes out", "sums come out")
    );
    let state = if balanced == sums.len() {
        State::ok(words)
    } else {
        State::bad(words)
    };
    Section::new("sums", "What came in is what is shown")
        .note("Files and records, records and pages, lists and their parts.")
        .block(Block::State { state })
        .link("Every sum with its parts", links.to("reconciliation.html"))
}

/// Waves that stand open; earlier ones are folded away.
const RECENT: usize = 12;

/// Answers that are held against answers that the wave counts.
fn waves(site: &Site<'_>, links: &Links<'_>) -> Section {
    let heads = [
        "Wave",
        "Invited>",
        "Answered, by the wave>",
        "Responses held>",
        "Left out>",
        "State",
    ];
    let mut recent = Table::new("Answers counted and answers held", &heads);
    let mut earlier = recent.clone();
    let all = wave::by_wave(site);
    for (index, (record, responses)) in all.values().rev().enumerate() {
        let Data::Wave(wave) = &record.data else { continue };
        let held = responses.len() + responses.left_out;
        let answered = wave.answered();
        let state = match answered {
            _ if held == 0 && answered.unwrap_or(0) == 0 => State::none("No answers"),
            None => State::none("Not counted"),
            Some(answered) if usize::try_from(answered) == Ok(held) => State::ok("Equal"),
            Some(_) => State::warn("Differ"),
        };
        let rows = if index < RECENT { &mut recent } else { &mut earlier };
        rows.row([
            super::shape::titled_id(Some(record.id()), links),
            wave.invited.map_or_else(Value::dash, Value::count),
            answered.map_or_else(Value::dash, Value::count),
            Value::count(held),
            if responses.left_out == 0 {
                Value::dash()
            } else {
                Value::count(responses.left_out)
            },
            Value::state(state),
        ]);
    }
    Section::new("waves", "Responses")
        .note("Full and partial answers as the wave counts them, beside the responses held; left out are those of people who did not agree to be evaluated.")
        .table(recent)
        .blocks(earlier.filled().map(|table| Block::Folded {
            label: several(table.rows.len(), "earlier wave", "earlier waves"),
            table,
        }))
        .about(
            &[Kind::Wave],
            "Whether as many responses are held as the wave counts.",
            links,
        )
}

/// Rules about single answers.
const ANSWERS: &[&str] = &[
    "R-RSP-01", "R-RSP-02", "R-RSP-03", "R-RSP-04", "R-RSP-05", "R-WAV-01", "R-WAV-02", "R-WAV-04", "R-IND-01",
    "R-IND-02",
];

/// Answers outside their scale, duplicates, gaps in series: how the rules came out.
fn answers(links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "Answers, duplicates and gaps",
        &["Rule", "What it asks~", "State", "On"],
    );
    for id in ANSWERS {
        let Some(RuleView { id, url, state, note }) = rule(id, links) else {
            continue;
        };
        let title = crate::check::find(&id).map_or("", |rule| rule.title);
        table.row([
            Value::link(id, url),
            Value::text(checks::sentence(title)),
            Value::state(state),
            if note.is_empty() {
                Value::dash()
            } else {
                Value::text(note)
            },
        ]);
    }
    Section::new("answers", "Answers, duplicates, gaps")
        .note("Rules about single answers and values.")
        .table(table)
}

/// From how many answers on something is shown.
fn limits(site: &Site<'_>) -> Section {
    let limits = site.limits();
    let fields = vec![
        Field::new(
            "Never shown",
            Value::text(format!("results of fewer than {} answers", limits.min_cell)),
        ),
        Field::new(
            "Counts only",
            Value::text(format!("results of fewer than {} answers", limits.min_estimate)),
        ),
        Field::new(
            "With a warning",
            Value::text(format!("results of fewer than {} answers", limits.low_base)),
        ),
    ];
    Section::new("limits", "Small numbers")
        .note("Limits of the organization; whoever handles the cases sees all.")
        .fields(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_named_here_exists() {
        for id in ANSWERS {
            assert!(crate::check::find(id).is_some(), "{id}");
        }
    }
}
