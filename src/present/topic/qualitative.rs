//! Conversations: interviews, groups and calls, the codebook by which passages are sorted, and how often each theme was
//! mentioned.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, in_force, of_kind, records, tally, text, titled_id};
use crate::present::blocks::{Cell, Field, State, Table, Value, number, several};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::coding::{Coding, Sentiment};
use crate::record::schema::label;
use crate::record::theme::Theme;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The page of conversations.
pub(super) const TOPIC: Topic = Topic {
    name: "qualitative",
    title: "Conversations",
    lede: "What was learned by talking: interviews, groups and calls, the themes by which passages are sorted, and how \
           many sources mention each.",
    part: Part::Listening,
    kinds: &[
        Kind::Interview,
        Kind::FocusGroup,
        Kind::Theme,
        Kind::Coding,
        Kind::Feedback,
    ],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let codings: Vec<&Coding> = of_kind(site, Kind::Coding)
        .filter_map(|record| match &record.data {
            Data::Coding(coding) => Some(&**coding),
            _ => None,
        })
        .collect();
    let mut facts = Vec::new();
    if !codings.is_empty() {
        let sources = sources(&codings).len();
        let twice = codings.iter().filter(|coding| coding.second_coder.is_some()).count();
        facts.push(Field::new("Passages coded", Value::count(codings.len())));
        facts.push(Field::new("Sources", Value::count(sources)));
        let share = format!("{} of {}", number(twice), number(codings.len()));
        let state = if twice == 0 {
            State::gap(share)
        } else {
            State::none(share)
        };
        facts.push(Field::new("Coded by two people", Value::state(state)));
    }
    TopicView::of([
        conversations(site, links),
        mentions(site, &codings, links),
        codebook(site, links),
        feedback(site, links),
    ])
    .facts(facts)
}

/// The sources of codings: what a passage stands in, however many passages of it were coded.
fn sources<'a>(codings: &[&'a Coding]) -> BTreeSet<&'a str> {
    codings
        .iter()
        .filter_map(|coding| coding.source.as_ref().map(|source| source.id()))
        .collect()
}

fn conversations(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "Conversations by sort",
        &["Sort", "Conversations>", "People>", "First", "Last"],
    );
    let mut all: Vec<(&str, Option<u64>, Option<Date>)> = Vec::new();
    for kind in [Kind::Interview, Kind::FocusGroup] {
        for record in of_kind(site, kind) {
            let talk = match &record.data {
                Data::Interview(interview) => &**interview,
                Data::FocusGroup(group) => &group.0,
                _ => continue,
            };
            let usual = if kind == Kind::Interview {
                "interview"
            } else {
                "discussion_group"
            };
            let people = talk.participants.as_ref().and_then(|participants| participants.count);
            all.push((text(record, "kind").unwrap_or(usual), people, talk.date));
        }
    }
    for (sort, count) in tally(all.iter().map(|(sort, ..)| *sort)) {
        let of_sort = || all.iter().filter(move |(of, ..)| *of == sort);
        let people: u64 = of_sort()
            .filter_map(|(_, people, _)| *people)
            .fold(0, u64::saturating_add);
        let days = || of_sort().filter_map(|(_, _, day)| *day);
        table.row([
            Value::text(label(sort)),
            Value::count(count),
            if people == 0 {
                Value::dash()
            } else {
                Value::count(people)
            },
            days().min().map_or_else(Value::dash, Value::brief),
            days().max().map_or_else(Value::dash, Value::brief),
        ]);
    }
    let mut section = Section::new("conversations", "Conversations")
        .note("Chosen on purpose, not drawn: they tell what and why, not how many.")
        .table(table);
    let paths = [
        "date",
        "segment",
        "participants.count|People>",
        "mode",
        "sampling_note|How chosen~",
    ];
    for kind in [Kind::Interview, Kind::FocusGroup] {
        let table = records(&kind.label_plural(), &kind.label(), of_kind(site, kind), &paths, links);
        let (one, many) = (kind.label().to_lowercase(), kind.label_plural().to_lowercase());
        section = section.blocks(table.filled().map(|table| Block::Folded {
            label: several(table.rows.len(), &one, &many),
            table,
        }));
    }
    section.about(
        &[Kind::Interview, Kind::FocusGroup],
        "Interviews, groups and check-in calls, each with its guide, its summary and how the people were chosen.",
        links,
    )
}

/// Themes with how many sources mention each, and in which tone.
fn mentions(site: &Site<'_>, codings: &[&Coding], links: &Links<'_>) -> Section {
    let all = sources(codings).len();
    let mut rows: Vec<(usize, &Record, [usize; 4])> = Vec::new();
    for record in of_kind(site, Kind::Theme) {
        let of_theme: Vec<&Coding> = codings
            .iter()
            .copied()
            .filter(|coding| coding.theme.as_ref().is_some_and(|theme| theme.id() == record.id()))
            .collect();
        let tone = |wanted: Sentiment| {
            of_theme
                .iter()
                .filter(|coding| coding.sentiment == Some(wanted))
                .count()
        };
        let tones = [
            Sentiment::Negative,
            Sentiment::Mixed,
            Sentiment::Neutral,
            Sentiment::Positive,
        ]
        .map(tone);
        rows.push((sources(&of_theme).len(), record, tones));
    }
    rows.retain(|(mentioned, ..)| *mentioned > 0);
    rows.sort_by_key(|(mentioned, record, _)| (std::cmp::Reverse(*mentioned), record.id().to_owned()));
    let heads = ["Theme", "Mentioned by", "Negative>", "Mixed>", "Neutral>", "Positive>"];
    let mut table = Table::new("Themes by how many sources mention them", &heads);
    for (mentioned, record, tones) in rows {
        let words = format!("{} of {}", number(mentioned), several(all, "source", "sources"));
        let mut row: Vec<Cell> = vec![
            titled_id(Some(record.id()), links).into(),
            Cell::sorted(Value::text(words), mentioned.to_string()),
        ];
        row.extend(tones.map(|count| Cell::from(if count == 0 { Value::dash() } else { Value::count(count) })));
        table.rows.push(row);
    }
    let mut section = Section::new("mentions", "What is mentioned")
        .note("A source counts once for a theme; tones are counts of passages. Sources were not drawn at random, so these are no shares of customers.")
        .table(table);
    if all > 0 {
        section = section.block(Block::Note {
            text: coded(site, &sources(codings)),
        });
    }
    let loose = codings.iter().filter(|coding| coding.theme.is_none()).count();
    if loose > 0 {
        section = section.block(Block::State {
            state: State::gap(several(loose, "passage has no theme", "passages have no theme")),
        });
    }
    section.about(
        &[Kind::Coding],
        "How many answers, interviews and complaints mention each theme, and in which tone.",
        links,
    )
}

/// What was coded: how many sources of each sort, and how many conversations were not.
fn coded(site: &Site<'_>, sources: &BTreeSet<&str>) -> String {
    let kind = |id: &&str| site.ledger.find(id).map_or(Kind::Response, |(_, record)| record.kind);
    let count = |wanted: &[Kind]| sources.iter().filter(|id| wanted.contains(&kind(id))).count();
    let talks = [Kind::Interview, Kind::FocusGroup];
    let recorded: usize = talks.iter().map(|kind| of_kind(site, *kind).count()).sum();
    let talked = count(&talks);
    let mut sorts = vec![
        several(count(&[Kind::Response]), "answer to a survey", "answers to surveys"),
        several(count(&[Kind::Complaint]), "complaint", "complaints"),
        several(count(&[Kind::Feedback]), "entry of feedback", "entries of feedback"),
    ];
    sorts.retain(|words| !words.starts_with("0 "));
    if recorded > 0 {
        sorts.push(match talked {
            0 => format!("none of the {}", several(recorded, "conversation", "conversations")),
            some => format!(
                "{} of the {}",
                number(some),
                several(recorded, "conversation", "conversations")
            ),
        });
    }
    format!("The sources are {}.", sorts.join(", "))
}

fn codebook(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "Codebook",
        &["Theme", "Means~", "Counts in", "Leaves out", "Belongs to", "Version"],
    );
    let line =
        |text: Option<&crate::record::types::Markdown>| text.map_or_else(Value::dash, |text| values::line(text, links));
    let mut loose = 0;
    for record in of_kind(site, Kind::Theme).filter(|record| in_force(record, site)) {
        let Data::Theme(theme) = &record.data else { continue };
        let theme: &Theme = theme;
        let belongs = match (&theme.characteristic, &theme.parent) {
            (Some(characteristic), _) => titled_id(Some(characteristic.id()), links),
            (None, Some(parent)) => titled_id(Some(parent.id()), links),
            (None, None) => {
                loose += 1;
                Value::state(State::gap("No characteristic"))
            }
        };
        table.row([
            Value::Record {
                link: links.link(record),
            },
            line(theme.definition.as_ref()),
            line(theme.include.as_ref()),
            line(theme.exclude.as_ref()),
            belongs,
            theme.codebook_version.as_deref().map_or_else(Value::dash, Value::text),
        ]);
    }
    let mut section = Section::new("codebook", "Codebook")
        .note("By which words a passage is sorted under a theme.")
        .table(super::shape::without_empty_columns(table));
    if loose > 0 {
        let themes = several(loose, "theme belongs", "themes belong");
        section = section.block(Block::Note {
            text: format!(
                "{themes} to no characteristic: customers speak of something that the list of characteristics does not have, or that \
                 the theme is not yet joined to."
            ),
        });
    }
    section.about(
        &[Kind::Theme],
        "The themes by which passages are sorted, each with what counts in and what is left out.",
        links,
    )
}

/// What customers said without expecting a solution.
fn feedback(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "Feedback by sort",
        &["Sort", "Entries>", "Answered>", "Became complaints>"],
    )
    .fit();
    let all: Vec<(&str, &crate::record::feedback::Feedback)> = of_kind(site, Kind::Feedback)
        .filter_map(|record| match &record.data {
            Data::Feedback(feedback) => Some((text(record, "kind").unwrap_or("not_said"), &**feedback)),
            _ => None,
        })
        .collect();
    for (sort, count) in tally(all.iter().map(|(sort, _)| *sort)) {
        let with = |has: fn(&crate::record::feedback::Feedback) -> bool| {
            all.iter().filter(|(of, feedback)| *of == sort && has(feedback)).count()
        };
        table.row([
            Value::text(label(sort)),
            Value::count(count),
            Value::count(with(|feedback| {
                feedback.answered == Some(true) || feedback.first_response_at.is_some()
            })),
            Value::count(with(|feedback| feedback.reclassified_as.is_some())),
        ]);
    }
    Section::new("feedback", "Feedback")
        .note("Praise, ideas, remarks and questions; what was taken for feedback and is a complaint is followed there.")
        .table(table)
        .about(
            &[Kind::Feedback],
            "What customers said without expecting a solution: praise, idea, remark or question.",
            links,
        )
}
