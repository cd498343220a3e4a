//! Characteristics: what bears on satisfaction, which of it is measured and by what, and which is not and why.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, in_force, of_kind, review_day, titled_id};
use crate::present::blocks::{Cell, Field, State, Table, Value, several};
use crate::present::page::{Links, Site};
use crate::present::results;
use crate::present::values;
use crate::record::characteristic::{Characteristic, Group};
use crate::record::types::ScaleEnds;
use crate::record::{Data, Kind, Record};

/// The page of the characteristics.
pub(super) const TOPIC: Topic = Topic {
    name: "characteristics",
    title: "Characteristics",
    lede: "What bears on the satisfaction of customers, which of it is measured and by which questions and series, and \
           why the rest is not.",
    part: Part::Listening,
    kinds: &[Kind::Characteristic],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let all: Vec<(&Record, &Characteristic)> = of_kind(site, Kind::Characteristic)
        .filter(|record| in_force(record, site))
        .filter_map(|record| match &record.data {
            Data::Characteristic(characteristic) => Some((record, &**characteristic)),
            _ => None,
        })
        .collect();
    let selected = all.iter().filter(|(_, of)| of.selected == Some(true)).count();
    let measured = |record: &Record| !measured_by(record, links).is_empty();
    let blind = all
        .iter()
        .filter(|(record, of)| of.selected == Some(true) && !measured(record))
        .count();
    let mut facts = Vec::new();
    if !all.is_empty() {
        facts.push(Field::new("Characteristics", Value::count(all.len())));
        facts.push(Field::new("Selected", Value::count(selected)));
        let state = match blind {
            0 => State::ok("none"),
            blind => State::gap(several(blind, "characteristic", "characteristics")),
        };
        facts.push(Field::new("Selected but not measured", Value::state(state)));
    }
    let mut sections: Vec<Section> = GROUPS
        .iter()
        .filter_map(|(group, id, title, note)| {
            let of_group = all.iter().filter(|(_, of)| of.group == *group);
            let table = table(title, of_group, site, links);
            let section = Section::new(id, *title).note(*note).table(table);
            (!section.blocks.is_empty()).then(|| section.about(&[Kind::Characteristic], "", links))
        })
        .collect();
    if sections.is_empty() {
        sections.push(Section::new("characteristics", "Characteristics").about(
            &[Kind::Characteristic],
            "Features of the product, of delivery and of the organization that bear on satisfaction, each selected for \
             measuring or not, with the reason.",
            links,
        ));
    }
    sections.extend(results::newest_importance(site, links));
    sections.push(importance(&all, links));
    TopicView::of(sections).facts(facts)
}

/// The groups with their anchors, headings and words.
const GROUPS: &[(Option<Group>, &str, &str, &str)] = &[
    (Some(Group::Product), "product", "Product", "What customers get."),
    (Some(Group::Delivery), "delivery", "Delivery", "How it reaches them."),
    (
        Some(Group::Organization),
        "organization",
        "Organization",
        "How they are dealt with.",
    ),
    (None, "no-group", "Without a group", "Not sorted yet."),
];

fn table<'a>(
    title: &str,
    of_group: impl Iterator<Item = &'a (&'a Record, &'a Characteristic)>,
    site: &Site<'_>,
    links: &Links<'_>,
) -> Table {
    let heads = [
        "Characteristic",
        "Selected",
        "Why~",
        "Measured by",
        "Standard",
        "Again by",
    ];
    let mut table = Table::new(format!("Characteristics: {title}"), &heads);
    for (record, characteristic) in of_group {
        let selected = match characteristic.selected {
            Some(true) => State::ok("Selected"),
            Some(false) => State::none("Not selected"),
            None => State::gap("Not said"),
        };
        let mut measures = measured_by(record, links);
        let measured = match (measures.len(), characteristic.selected) {
            (0, Some(true)) => Value::state(State::gap("Nothing yet")),
            (0, _) => Value::dash(),
            (1, _) => measures.remove(0),
            _ => Value::List { items: measures },
        };
        let reason = characteristic.selection_reason.as_ref();
        let cells: [Cell; 6] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            Value::state(selected).into(),
            reason
                .map_or_else(Value::dash, |reason| values::line(reason, links))
                .into(),
            measured.into(),
            standard(characteristic, links).into(),
            review_day(characteristic.review_due, site).into(),
        ];
        table.row(cells);
    }
    super::shape::without_empty_columns(table)
}

/// The standard that the organization set itself, with its source.
pub(super) fn standard(characteristic: &Characteristic, links: &Links<'_>) -> Value {
    let Some(standard) = &characteristic.internal_standard else {
        return Value::dash();
    };
    let level = standard.level.map(|level| level.to_string());
    let words: Vec<String> = level.into_iter().chain(standard.unit.clone()).collect();
    let mut words = words.join(" ");
    if let Some(source) = &standard.source {
        words = format!("{words} ({source})");
    }
    values::line(words.trim(), links)
}

/// Surveys with questions about a characteristic and series that reflect it, those that the audience may see.
pub(super) fn measured_by(record: &Record, links: &Links<'_>) -> Vec<Value> {
    let site = links.site;
    let Some((index, _)) = site.ledger.find(record.id()) else {
        return Vec::new();
    };
    let mut found: Vec<(&Record, usize)> = Vec::new();
    for link in site.ledger.links_to(index) {
        let from = site.ledger.get(link.from);
        let measures = match from.kind {
            Kind::Survey => link.field.starts_with("questions"),
            Kind::Indicator => link.field.starts_with("reflects"),
            _ => false,
        };
        if !measures || !site.disclosure.record(from) {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known.id() == from.id()) {
            Some((_, count)) => *count += 1,
            None => found.push((from, 1)),
        }
    }
    found.sort_by_key(|(record, _)| (record.kind, record.id().to_owned()));
    found
        .into_iter()
        .map(|(from, _)| titled_id(Some(from.id()), links))
        .collect()
}

/// A number with the ends of its scale: `6.5 (1 to 7)`.
pub(super) fn on_scale(value: Option<f64>, scale: Option<ScaleEnds>, unit: Option<&str>) -> String {
    let Some(value) = value else { return String::new() };
    match (scale.and_then(|scale| scale.min.zip(scale.max)), unit) {
        (Some((min, max)), _) => format!("{value} ({min} to {max})"),
        (None, Some(unit)) => format!("{value} {unit}"),
        (None, None) => value.to_string(),
    }
}

fn importance(all: &[(&Record, &Characteristic)], links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "Importance as customers stated it",
        &["Characteristic", "Segment", "Importance>", "From"],
    );
    for (record, characteristic) in all {
        for stated in &characteristic.stated_importance {
            table.row([
                titled_id(Some(record.id()), links),
                match &stated.segment {
                    Some(segment) => titled_id(Some(segment.id()), links),
                    None => Value::text("All"),
                },
                Value::text(on_scale(stated.value, stated.scale, None)),
                titled_id(stated.wave.as_ref().map(|wave| wave.id()), links),
            ]);
        }
    }
    let rows = table.rows.len();
    let mut section = Section::new("importance", "Stated importance")
        .note("As recorded with each characteristic, with the ends of the scale.");
    section = if rows > 12 {
        section.block(Block::Folded {
            label: several(rows, "statement of importance", "statements of importance"),
            table,
        })
    } else {
        section.table(table)
    };
    section.about(
        &[Kind::Characteristic],
        "How important customers say a characteristic is: the field `stated_importance`, by segment and wave.",
        links,
    )
}
