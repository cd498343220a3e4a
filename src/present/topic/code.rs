//! Promises: the codes with what they are for, each promise with its level and its series, and the complaints that cite it.

use super::gaps::level;
use super::shape::{
    Block, Part, Section, Shown, Topic, TopicView, fields_of, in_force, of_kind, prose, titled_id, word,
};
use crate::measure::selection::{Key, Selection};
use crate::present::blocks::{Cell, Field, State, Table, Value};
use crate::present::measured::{self, Ask, ask};
use crate::present::page::{Links, Site};
use crate::record::promise::Promise;
use crate::record::{Data, Kind, Record};

/// The page of codes and promises.
pub(super) const TOPIC: Topic = Topic {
    name: "code",
    title: "Promises",
    lede: "What customers were promised, under which conditions, how it is measured, and how often a complaint says that \
           it was broken.",
    part: Part::Complaints,
    kinds: &[Kind::Code, Kind::Promise],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let promises: Vec<(&Record, &Promise)> = of_kind(site, Kind::Promise)
        .filter_map(|record| match &record.data {
            Data::Promise(promise) => Some((record, &**promise)),
            _ => None,
        })
        .collect();
    let current = promises.iter().filter(|(record, _)| in_force(record, site)).count();
    let mut facts = Vec::new();
    if current > 0 {
        let measured = promises
            .iter()
            .filter(|(record, promise)| in_force(record, site) && promise.indicator.is_some())
            .count();
        facts.push(Field::new("Promises in force", Value::count(current)));
        facts.push(Field::new(
            "With a series",
            Value::text(format!("{measured} of {current}")),
        ));
    }
    let mut sections = vec![table(site, &promises, links)];
    sections.extend(kept(&promises, links));
    sections.extend([words(&promises, site, links), codes(site, links)]);
    TopicView::of(sections).facts(facts)
}

/// How often each promise was kept, over time, and how often complaints cite it.
fn kept(promises: &[(&Record, &Promise)], links: &Links<'_>) -> Option<Section> {
    let of = |metric| {
        let each = promises
            .iter()
            .map(move |(record, _)| ask(links.site.title_of(record), metric).with(Key::Promise, record.id()));
        each.collect::<Vec<Ask>>()
    };
    let (kept, cited) = (of("M-COD-1"), of("M-COD-2"));
    let mut section = Section::new("kept", "Kept")
        .note("Occasions on which a promise was kept, of all; complaints that cite it for each thousand occasions.")
        .table(measured::by_year(links, "How often promises were kept, by year", &kept))
        .table(measured::table(
            links,
            "Complaints that cite a promise",
            "Cited in complaints",
            &cited,
        ));
    for (record, _) in promises {
        let on = Selection::all().with(Key::Promise, record.id());
        let charted = on.clone().with(Key::Metric, "M-COD-1");
        let mut blocks = measured::control(links, &charted);
        if blocks.is_empty() {
            blocks = measured::charts(links, "M-COD-1", &on);
        }
        if !blocks.is_empty() {
            section = section
                .block(Block::Heading {
                    title: String::new(),
                    link: Some(titled_id(Some(record.id()), links)),
                    note: String::new(),
                })
                .blocks(blocks)
                .fields(measured::trend(links, "Trend", &charted).into_iter().collect());
        }
    }
    let asks: Vec<Ask> = kept.into_iter().chain(cited).collect();
    section = section.blocks(measured::notes(links, &asks));
    (!section.blocks.is_empty()).then_some(section)
}

fn table(site: &Site<'_>, promises: &[(&Record, &Promise)], links: &Links<'_>) -> Section {
    let heads = [
        "Promise",
        "About",
        "Level",
        "Series",
        "Latest",
        "Complaints that cite it>",
        "State",
    ];
    let mut table = Table::new("Promises", &heads);
    for (record, promise) in promises {
        let series = promise.indicator.as_ref();
        let indicator = series
            .and_then(|series| site.ledger.find(series.id()))
            .map(|(_, record)| record)
            .filter(|record| site.disclosure.record(record));
        let last = indicator.and_then(|record| match &record.data {
            Data::Indicator(indicator) => indicator
                .values
                .iter()
                .filter(|point| point.value.is_some())
                .max_by_key(|point| {
                    point
                        .period
                        .as_deref()
                        .and_then(crate::stats::period::Period::parse)
                        .map(|of| of.days())
                }),
            _ => None,
        });
        let latest = last.map_or_else(Value::dash, |point| {
            let value = point.value.map_or_else(String::new, |value| value.to_string());
            Value::text(format!(
                "{value} in {}",
                point.period.as_deref().unwrap_or("an unnamed period")
            ))
        });
        let cells: [Cell; 7] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            word(super::shape::text(record, "topic")).into(),
            level(promise).map_or_else(Value::dash, Value::text).into(),
            match (series, promise.is_measurable()) {
                (Some(series), _) => titled_id(Some(series.id()), links),
                (None, true) => Value::state(State::gap("No series")),
                (None, false) => Value::dash(),
            }
            .into(),
            latest.into(),
            citing(site, record, links).into(),
            Value::state(if in_force(record, site) {
                State::ok("In force")
            } else {
                State::none("Not in force")
            })
            .into(),
        ];
        table.row(cells);
    }
    Section::new("promises", "Promises")
        .note("Level and latest value as recorded; whether a promise is kept is told by its series. Complaints are all that cite it, also those of before it was made; their rate counts since then.")
        .table(super::shape::without_empty_columns(table))
        .about(
            &[Kind::Promise],
            "What customers can rely on: the words, the conditions, a level that can be measured, and what they get if it \
             is broken.",
            links,
        )
}

/// How many complaints say that a promise was broken, of all there are: those that the audience may not see count too.
fn citing(site: &Site<'_>, promise: &Record, links: &Links<'_>) -> Value {
    let Some((index, _)) = site.ledger.find(promise.id()) else {
        return Value::dash();
    };
    let count = site
        .ledger
        .links_to(index)
        .map(|link| site.ledger.get(link.from))
        .filter(|record| record.kind == Kind::Complaint)
        .count();
    // The rate counts since the promise is in force: what the two differ by would be told as well, and of a rate that is kept back
    // that it counts few.
    let rate = Selection::all().with(Key::Promise, promise.id());
    let rate = site.numbers.get("M-COD-2", &rate);
    let is_told = rate.is_none_or(|one| !site.cells.show(one).is_hidden());
    let since = rate.and_then(|one| usize::try_from(one.base.cases?).ok());
    let others = since.map_or(0, |since| count.abs_diff(since));
    match is_told
        && site.may_count(Kind::Complaint, count, count)
        && (others == 0 || site.may_count(Kind::Complaint, others, others))
    {
        true => Value::count(count),
        false => crate::present::values::withheld(links),
    }
}

/// The words of each promise in force.
fn words(promises: &[(&Record, &Promise)], site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut section = Section::new("words", "In full").note("The words customers were given.");
    for (record, promise) in promises.iter().filter(|(record, _)| in_force(record, site)) {
        section = section
            .block(Block::Heading {
                title: String::new(),
                link: Some(titled_id(Some(record.id()), links)),
                note: String::new(),
            })
            .blocks(promise.text.as_ref().map(|text| prose(text, links)))
            .fields(fields_of(
                record,
                &[
                    "conditions",
                    "remedy_if_broken|If it is broken",
                    "contact|To complain",
                    "expectation|Answers",
                ],
                links,
            ));
    }
    section.about(
        &[Kind::Promise],
        "The words of each promise, with its conditions.",
        links,
    )
}

fn codes(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut section =
        Section::new("codes", "Codes").note("What the promises are for, whom they cover, and how they were made.");
    for record in of_kind(site, Kind::Code) {
        let Data::Code(code) = &record.data else { continue };
        let note = code
            .version
            .as_ref()
            .map_or_else(String::new, |version| format!("Version {version}"));
        section = section
            .block(Block::Heading {
                title: String::new(),
                link: Some(titled_id(Some(record.id()), links)),
                note,
            })
            .fields(fields_of(
                record,
                &[
                    "objectives|For",
                    "scope|Covers",
                    "limits|Does not cover",
                    "approved_by",
                    "approved_on",
                    "published_at",
                    "input_from|Heard beforehand",
                    "communication_plan|How it is made known",
                    "procedure",
                    "resources|Needs",
                    "adopted_from",
                ],
                links,
            ));
        let reviews = reviews(site, record, links);
        section = section.blocks(reviews);
        if let Some(due) = code.next_review.filter(|due| *due < site.as_of) {
            section = section.block(Block::State {
                state: State::new(
                    crate::present::blocks::Tone::Warn,
                    "clock",
                    format!("Was to be looked at again by {due}"),
                ),
            });
        }
    }
    section.about(
        &[Kind::Code],
        "A set of promises with its objectives, its scope and its limits, approved and made known.",
        links,
    )
}

/// Reviews of the sort that looks at codes, held since the code was approved.
fn reviews(site: &Site<'_>, code: &Record, links: &Links<'_>) -> Option<Block> {
    let approved = match &code.data {
        Data::Code(code) => code.approved_on,
        _ => None,
    };
    let held = of_kind(site, Kind::Review).filter(|record| match &record.data {
        Data::Review(review) => {
            super::shape::text(record, "kind") == Some("code")
                && review
                    .held_on
                    .is_some_and(|day| approved.is_none_or(|approved| approved <= day))
        }
        _ => false,
    });
    let items: Vec<Value> = held.map(|record| titled_id(Some(record.id()), links)).collect();
    (!items.is_empty()).then(|| Block::Fields {
        fields: vec![Field::new("Reviewed", Value::List { items })],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_as_a_sentence() {
        let promise: Promise =
            serde_yaml::from_str("level: {value: 8, unit: business hours, comparator: at_most}").unwrap();
        assert_eq!(level(&promise).as_deref(), Some("at most 8 business hours"));
        assert_eq!(level(&Promise::default()), None);
    }
}
