//! Reviews: when management looked, at which points, what it decided, and how the decisions stand.

use super::shape::{Part, Section, Shown, Topic, TopicView, of_kind, text, titled_id, word};
use crate::measure::selection::Selection;
use crate::present::blocks::{Cell, Column, Field, State, Table, Tone, Value};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site};
use crate::present::{status, values};
use crate::record::review::{DecisionKind, InputItem, Review, ReviewDecision};
use crate::record::schema::label;
use crate::record::{Data, Kind, Record};

/// The page of the reviews.
pub(super) const TOPIC: Topic = Topic {
    name: "reviews",
    title: "Reviews",
    lede: "When management looked at it all, at which points, what it decided and how the decisions stand.",
    part: Part::Improvement,
    kinds: &[Kind::Review],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let mut all: Vec<(&Record, &Review)> = of_kind(site, Kind::Review)
        .filter_map(|record| match &record.data {
            Data::Review(review) => Some((record, &**review)),
            _ => None,
        })
        .collect();
    all.sort_by_key(|(record, review)| (std::cmp::Reverse(review.held_on), record.id().to_owned()));
    let mut facts = Vec::new();
    if let Some((_, last)) = all
        .iter()
        .find(|(_, review)| review.held_on.is_some_and(|day| day <= site.as_of))
    {
        facts.push(Field::new("Reviews", Value::count(all.len())));
        facts.extend(last.held_on.map(|day| Field::new("Last", Value::day(day))));
        let next = all
            .iter()
            .filter_map(|(_, review)| review.next_review)
            .filter(|day| *day > site.as_of)
            .min();
        facts.extend(next.map(|day| Field::new("Next", Value::day(day))));
    }
    let sections = [
        crate::present::review_pack::list(site, links),
        reviews(&all, links),
        points(&all, links),
        decisions(site, &all, links),
    ];
    let sections = sections
        .into_iter()
        .filter(|section| section.id != "packs" || !section.blocks.is_empty());
    TopicView::of(figures(links).into_iter().chain(sections)).facts(facts)
}

/// Whether reviews looked at all they should, and whether their decisions were carried out.
fn figures(links: &Links<'_>) -> Option<Section> {
    let asks = [
        ask("Points looked at, of those that apply", "M-REV-1"),
        ask("Decisions done on time", "M-REV-2"),
    ];
    let section = measured::section(
        links,
        "Of everything that was due; an interval says how far the share may be read as that of the process.",
        &asks,
    )?;
    let all = Selection::all();
    Some(
        section
            .blocks(measured::charts(links, "M-REV-2", &all))
            .blocks(measured::details(
                links,
                "M-REV-1",
                &all,
                Some("Reviews that left points out"),
            )),
    )
}

fn reviews(all: &[(&Record, &Review)], links: &Links<'_>) -> Section {
    let heads = [
        "Review",
        "Kind",
        "Held",
        "Chair",
        "Points looked at>",
        "Not applicable>",
        "Decisions>",
        "Data as of",
        "Next",
    ];
    let mut table = Table::new("Reviews", &heads);
    for (record, review) in all {
        let (looked_at, apply) = looked_at(review);
        let cells: [Cell; 9] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            word(text(record, "kind")).into(),
            review.held_on.map_or_else(Value::dash, Value::brief).into(),
            titled_id(review.chair.as_ref().map(|chair| chair.id()), links).into(),
            if review.inputs.is_empty() {
                Value::dash()
            } else {
                Value::text(format!("{looked_at} of {apply}"))
            }
            .into(),
            if review.inputs.is_empty() {
                Value::dash()
            } else {
                Value::count(InputItem::ALL.len() - apply)
            }
            .into(),
            Value::count(review.decisions.len()).into(),
            review.data_as_of.map_or_else(Value::dash, Value::brief).into(),
            review.next_review.map_or_else(Value::dash, Value::brief).into(),
        ];
        table.row(cells);
    }
    Section::new("reviews", "Reviews")
        .note("The newest first. Of the usual points those that apply; what a review says has nothing to say for it does not.")
        .table(super::shape::without_empty_columns(table))
        .about(
            &[Kind::Review],
            "Reviews by management: the points looked at, the conclusions, and decisions with owner and day.",
            links,
        )
}

/// How many of the usual points a review looked at, and how many apply to it.
fn looked_at(review: &Review) -> (usize, usize) {
    let all = InputItem::ALL.iter();
    let looked_at = all.clone().filter(|item| review.considers(**item)).count();
    (looked_at, all.filter(|item| !review.puts_aside(**item)).count())
}

/// Reviews that have columns of their own among the points.
const COLUMNS: usize = 6;

/// The usual points against the last reviews.
fn points(all: &[(&Record, &Review)], links: &Links<'_>) -> Section {
    let with: Vec<&(&Record, &Review)> = all
        .iter()
        .filter(|(_, review)| !review.inputs.is_empty())
        .take(COLUMNS)
        .collect();
    let mut table = Table::new("Points that reviews looked at", &["Point"]);
    table.columns.extend(with.iter().map(|(record, _)| Column {
        title: links.link(record).id,
        ..Column::default()
    }));
    for item in InputItem::ALL.iter().filter(|_| !with.is_empty()) {
        let mut row: Vec<Cell> = vec![Value::text(words(*item)).into()];
        for (_, review) in &with {
            row.push(Value::state(considered(review, *item)).into());
        }
        table.rows.push(row);
    }
    Section::new("points", "Points looked at")
        .note("The usual points of a review, against the newest reviews that name any.")
        .table(table)
        .about(
            &[Kind::Review],
            "Which of the usual points each review looked at: satisfaction, complaints, earlier actions, resources, risks.",
            links,
        )
}

/// A point in plain words, as its name in records has them.
pub(in crate::present) fn words(item: InputItem) -> String {
    let mut name = String::new();
    for character in format!("{item:?}").chars() {
        if character.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    label(&name)
}

pub(in crate::present) fn considered(review: &Review, item: InputItem) -> State {
    if !review.inputs.iter().any(|input| input.item == Some(item)) {
        return State::none("Not named");
    }
    if review.considers(item) {
        State::ok("Looked at")
    } else if review.puts_aside(item) {
        State::new(Tone::None, "level", "Not applicable")
    } else {
        State::gap("Left out")
    }
}

/// Every decision with how it stands.
fn decisions(site: &Site<'_>, all: &[(&Record, &Review)], links: &Links<'_>) -> Section {
    let heads = ["Decision", "What~", "Kind", "Owner", "Due", "Action", "State"];
    let mut table = Table::new("Decisions of reviews", &heads);
    for (record, review) in all {
        let items = record.node.get("decisions").map_or(&[][..], |node| node.items());
        for (number, decision) in review.decisions.iter().enumerate() {
            let kind = items
                .get(number)
                .and_then(|item| item.get("kind"))
                .and_then(|node| node.text());
            let name = decision
                .id
                .clone()
                .unwrap_or_else(|| format!("decision {}", number + 1));
            let link = links.link(record);
            let name = format!("{}, {name}", link.id);
            let text = decision.text.as_ref();
            let action = action(site, record, decision);
            let cells: [Cell; 7] = [
                match link.url {
                    Some(url) => Value::link(name, url),
                    None => Value::text(name),
                }
                .into(),
                text.map_or_else(Value::dash, |text| values::line(text, links)).into(),
                word(kind).into(),
                titled_id(decision.owner.as_ref().map(|owner| owner.id()), links).into(),
                decision.due.map_or_else(Value::dash, Value::brief).into(),
                titled_id(action.map(Record::id), links).into(),
                Value::state(state(site, decision, action)).into(),
            ];
            table.row(cells);
        }
    }
    Section::new("decisions", "Decisions")
        .note("A decision with an action stands as its action does. Means and objectives are given by the decision itself; the records tell its day, not its end.")
        .wide()
        .table(super::shape::without_empty_columns(table))
        .about(
            &[Kind::Review],
            "What was decided, who carries it out and by which day.",
            links,
        )
}

/// The action of a decision of a review.
pub(in crate::present) fn action<'a>(
    site: &'a Site<'_>,
    review: &Record,
    decision: &ReviewDecision,
) -> Option<&'a Record> {
    let (index, _) = site.ledger.find(review.id())?;
    let action = site.ledger.action_of(index, decision)?;
    Some(site.ledger.get(action))
}

/// How a decision stands: as its action, where there is one and it may be seen, else by its day.
pub(in crate::present) fn state(site: &Site<'_>, decision: &ReviewDecision, action: Option<&Record>) -> State {
    let quiet = |word: &str| State::new(Tone::None, "open", word);
    match (action, decision.due) {
        (Some(action), due) if site.disclosure.record(action) => {
            let state = status::of(action, site.as_of);
            let late = matches!(&action.data, Data::Action(action) if action.is_overdue(site.as_of));
            // The action may have been due long before the decision that asks for more of it.
            match due.filter(|due| late && *due >= site.as_of) {
                Some(_) => State::new(Tone::Warn, "clock", "Not due yet; its action is overdue"),
                None => state,
            }
        }
        (Some(_), _) => State::none("Withheld"),
        _ if decision.kind == Some(DecisionKind::None) => State::none("Nothing decided"),
        (None, None) => State::gap("No day"),
        (None, Some(due)) if due >= site.as_of => quiet("Not due yet"),
        (None, Some(_)) if decision.asks_for_action() => State::gap("Day has passed, no action"),
        (None, Some(_)) => quiet("Day has passed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_told_in_plain_words() {
        assert_eq!(words(InputItem::EarlierActions), "Earlier actions");
    }

    #[test]
    fn a_point_is_looked_at_left_out_or_not_named() {
        let review: Review = serde_yaml::from_str(
            "inputs: [{item: disputes, considered: true}, {item: resources}, {item: objectives, not_applicable: none set}]",
        )
        .unwrap();
        let word = |item| considered(&review, item).word;
        assert_eq!(word(InputItem::Disputes), "Looked at");
        assert_eq!(word(InputItem::Resources), "Left out");
        assert_eq!(word(InputItem::Objectives), "Not applicable");
        assert_eq!(word(InputItem::AuditResults), "Not named");
        // Of all points one was looked at and one does not apply.
        assert_eq!(looked_at(&review), (1, InputItem::ALL.len() - 1));
    }
}
