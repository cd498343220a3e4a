//! Expectations: what customers of each segment expect of each characteristic, what the organization believed they expect,
//! what it set as its standard and what it promised.

use super::characteristics::{on_scale, standard};
use super::shape::{
    Block, Part, Section, Shown, Topic, TopicView, in_force, of_kind, records, review_day, tally, text, titled_id, word,
};
use crate::present::blocks::{Cell, Field, Table, Value, several};
use crate::present::page::{Links, Site};
use crate::present::results;
use crate::record::expectation::Expectation;
use crate::record::promise::{Comparator, Promise};
use crate::record::schema::label;
use crate::record::{Data, Kind, Record};

/// The page of expectations and gaps.
pub(super) const TOPIC: Topic = Topic {
    name: "gaps",
    title: "Expectations",
    lede: "What customers expect, said or unsaid, beside what the organization believed, what it set as its standard and \
           what it promised.",
    part: Part::Listening,
    kinds: &[Kind::Expectation, Kind::SelfRating],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let current: Vec<(&Record, &Expectation)> = of_kind(site, Kind::Expectation)
        .filter(|record| in_force(record, site))
        .filter_map(|record| match &record.data {
            Data::Expectation(expectation) => Some((record, &**expectation)),
            _ => None,
        })
        .collect();
    let mut facts = Vec::new();
    if !current.is_empty() {
        facts.push(Field::new("Current expectations", Value::count(current.len())));
        for (explicitness, count) in tally(current.iter().filter_map(|(record, _)| text(record, "explicitness"))) {
            facts.push(Field::new(label(explicitness), Value::count(count)));
        }
        let last = current
            .iter()
            .filter_map(|(_, expectation)| expectation.confirmed_on)
            .max();
        if let Some(day) = last {
            facts.push(Field::new("Last confirmed", Value::day(day)));
        }
    }
    let measured = results::newest_gaps(site, links);
    let recorded = [
        expectations(site, &current, links),
        own_view(site, links),
        signs(),
        sources(&current, links),
        earlier(site, links),
    ];
    TopicView::of(measured.into_iter().chain(recorded)).facts(facts)
}

/// The expectations under their characteristics.
fn expectations(site: &Site<'_>, current: &[(&Record, &Expectation)], links: &Links<'_>) -> Section {
    let mut section = Section::new("expectations", "By characteristic")
        .note("Levels as recorded, with the ends of their scale or their unit.")
        .wide();
    let ids: Vec<&str> = current
        .iter()
        .map(|(_, expectation)| expectation.characteristic.as_ref().map_or("", |of| of.id()))
        .collect();
    let heads = [
        "Expectation~",
        "Segment",
        "Explicitness",
        "Customers say",
        "We assumed",
        "Promised",
        "Kano class",
        "Confirmed",
        "Again by",
    ];
    // One table first, so that all have the same columns.
    let mut all = Table::new("Expectations", &heads);
    let mut parts: Vec<(&str, usize)> = Vec::new();
    for (id, count) in tally(ids) {
        let of_characteristic = current
            .iter()
            .filter(|(_, expectation)| expectation.characteristic.as_ref().map_or("", |of| of.id()) == id);
        for (record, expectation) in of_characteristic {
            all.row(row(record, expectation, site, links));
        }
        parts.push((id, count));
    }
    let mut all = super::shape::without_empty_columns(all);
    for (id, count) in parts {
        let characteristic = site.ledger.find(id).map(|(_, record)| record);
        let visible = characteristic.filter(|record| site.disclosure.record(record));
        let note = visible.and_then(|record| match &record.data {
            Data::Characteristic(characteristic) => Some(standard(characteristic, links).plain()),
            _ => None,
        });
        let rest = all.rows.split_off(count);
        let table = Table {
            caption: format!(
                "Expectations: {}",
                visible.map_or_else(String::new, |record| site.title_of(record))
            ),
            rows: std::mem::replace(&mut all.rows, rest),
            ..all.clone()
        };
        section = section
            .block(Block::Heading {
                title: "Without a characteristic".to_owned(),
                link: (!id.is_empty()).then(|| titled_id(Some(id), links)),
                note: note
                    .filter(|standard| !standard.is_empty())
                    .map_or_else(String::new, |standard| format!("Standard: {standard}")),
            })
            .table(table);
    }
    section.about(
        &[Kind::Expectation],
        "What customers of a segment expect of a characteristic, in their words, with the source and the day.",
        links,
    )
}

fn row(record: &Record, expectation: &Expectation, site: &Site<'_>, links: &Links<'_>) -> [Cell; 9] {
    let said = expectation.level_customer.as_ref().map_or_else(Value::dash, |level| {
        let words = on_scale(level.value, level.scale, level.unit.as_deref());
        // What few said is no estimate here either (rule GR3); the record has it as it was written.
        match level.n {
            Some(n) if n < site.limits().min_estimate => Value::missing(format!("{n} answers, too few for a level")),
            Some(n) => Value::text(format!("{words}, n = {n}")),
            None => Value::text(words),
        }
    });
    let assumed = expectation.level_assumed.as_ref().map_or_else(Value::dash, |level| {
        Value::text(on_scale(level.value, level.scale, level.unit.as_deref()))
    });
    let kano = record.node.at("kano_class.class").and_then(|node| node.text());
    [
        Value::Record {
            link: links.link(record),
        }
        .into(),
        titled_id(expectation.segment.as_ref().map(|segment| segment.id()), links).into(),
        word(text(record, "explicitness")).into(),
        said.into(),
        assumed.into(),
        promises(record, site, links).into(),
        kano.map_or_else(Value::dash, |class| Value::text(label(class))).into(),
        expectation.confirmed_on.map_or_else(Value::dash, Value::brief).into(),
        review_day(expectation.review_due, site).into(),
    ]
}

/// The level of a promise in words: `at most 8 business hours`.
pub(super) fn level(promise: &Promise) -> Option<String> {
    let level = promise.level.as_ref()?;
    let side = level.comparator.map(|comparator| match comparator {
        Comparator::AtMost => "at most",
        Comparator::AtLeast => "at least",
        Comparator::Equal => "exactly",
    });
    let value = level.value.map(|value| value.to_string());
    let parts: Vec<String> = side
        .map(str::to_owned)
        .into_iter()
        .chain(value)
        .chain(level.unit.clone())
        .collect();
    Some(parts.join(" "))
}

/// Promises that answer an expectation, with their level.
fn promises(record: &Record, site: &Site<'_>, links: &Links<'_>) -> Value {
    let Some((index, _)) = site.ledger.find(record.id()) else {
        return Value::dash();
    };
    let promised = site
        .ledger
        .links_to(index)
        .filter(|link| link.field.starts_with("expectation"));
    let mut items: Vec<Value> = promised
        .map(|link| site.ledger.get(link.from))
        .filter(|promise| promise.kind == Kind::Promise && site.disclosure.record(promise) && in_force(promise, site))
        .map(|promise| {
            let words = match &promise.data {
                Data::Promise(data) => level(data),
                _ => None,
            };
            match (words, site.record_path(promise)) {
                (Some(words), Some(path)) => Value::link(words, links.to(&path)),
                _ => titled_id(Some(promise.id()), links),
            }
        })
        .collect();
    match items.len() {
        0 => Value::dash(),
        1 => items.remove(0),
        _ => Value::List { items },
    }
}

fn own_view(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut table = Table::new(
        "How the organization saw itself",
        &[
            "Rating",
            "Characteristic",
            "Period",
            "Value>",
            "Raters",
            "Given before results",
        ],
    );
    for record in of_kind(site, Kind::SelfRating) {
        let Data::SelfRating(rating) = &record.data else {
            continue;
        };
        let raters = rating.raters.as_ref();
        let by = raters
            .and_then(|raters| raters.count)
            .map_or_else(String::new, |count| count.to_string());
        let before = match rating.given_before_results {
            Some(true) => Value::text("Yes"),
            Some(false) => Value::text("No"),
            None => Value::dash(),
        };
        table.row([
            Value::Record {
                link: links.link(record),
            },
            titled_id(rating.characteristic.as_ref().map(|of| of.id()), links),
            word(text(record, "period")),
            Value::text(on_scale(rating.value, rating.scale, None)),
            Value::text(by),
            before,
        ]);
    }
    Section::new("own-view", "Own view")
        .note("What the organization thought of itself; worth comparing when it was written down before results were known.")
        .table(table)
        .about(
            &[Kind::SelfRating],
            "How the organization itself sees what it delivers, written down before it knows what customers say.",
            links,
        )
}

/// What the sign of each gap means.
fn signs() -> Section {
    let mut table = Table::new(
        "What the sign of a gap means",
        &["Gap", "Is~", "Above zero~", "Below zero~"],
    );
    for row in [
        [
            "Customer gap",
            "perception minus expectation",
            "customers get more than they expect",
            "customers get less than they expect",
        ],
        [
            "Understanding",
            "level stated by customers minus level assumed",
            "customers expect more than was believed",
            "customers expect less than was believed",
        ],
        [
            "Standard",
            "level assumed minus level of the standard or promise",
            "less was set than is known to be expected",
            "more was set than is believed to be expected",
        ],
        [
            "View",
            "own rating minus perception of customers",
            "the organization believes itself better than customers say",
            "the organization believes itself worse than customers say",
        ],
    ] {
        table.row(row.map(Value::text));
    }
    Section::new("signs", "Sign of a gap")
        .note("All levels are put on one scale from 0 to 100 before they are subtracted.")
        .table(table)
        .block(Block::Note {
            text:
                "A difference is less reliable than its two parts, and stated expectations crowd at the top of their \
                   scale: read level and difference together, and a trend from perception alone."
                    .to_owned(),
        })
}

/// Where expectations are known from.
fn sources(current: &[(&Record, &Expectation)], links: &Links<'_>) -> Section {
    let site = links.site;
    let mut words: Vec<String> = Vec::new();
    let mut without = 0;
    for (_, expectation) in current {
        without += usize::from(expectation.source.is_empty());
        for source in &expectation.source {
            let kind = source
                .r#ref
                .as_ref()
                .and_then(|of| site.ledger.find(of.id()))
                .map(|(_, record)| record.kind);
            words.push(kind.map_or_else(|| "In words".to_owned(), |kind| kind.label()));
        }
    }
    let mut counts = tally(words.iter().map(String::as_str));
    counts.sort_by(|(a, one), (b, other)| (other, a).cmp(&(one, b)));
    let mut table = Table::new("Where expectations are known from", &["Source", "Named>"]).fit();
    for (source, count) in counts {
        table.row([Value::text(source), Value::count(count)]);
    }
    let mut section = Section::new("sources", "Sources")
        .note("How often each sort of source is named.")
        .table(table);
    if without > 0 {
        section = section.block(Block::State {
            state: crate::present::blocks::State::gap(several(
                without,
                "expectation names no source",
                "expectations name no source",
            )),
        });
    }
    section.about(
        &[Kind::Expectation],
        "Contracts, interviews, surveys, complaints and promises from which an expectation is known.",
        links,
    )
}

fn earlier(site: &Site<'_>, links: &Links<'_>) -> Section {
    let past = of_kind(site, Kind::Expectation).filter(|record| !in_force(record, site));
    let table = records(
        "Earlier expectations",
        "Expectation",
        past,
        &["segment", "characteristic", "confirmed_on", "=state"],
        links,
    );
    let section = Section::new("earlier", "Earlier expectations").note("Replaced or withdrawn; kept as evidence.");
    if table.rows.is_empty() && super::shape::has_records(site, &[Kind::Expectation]) {
        return section.block(Block::State {
            state: crate::present::blocks::State::none("None was replaced or withdrawn."),
        });
    }
    section.table(table).about(
        &[Kind::Expectation],
        "Expectations change; those that no longer hold are kept here.",
        links,
    )
}
