//! Customers: the groups they are looked at in, how many belong to each and on which day that was counted, and who left.
//!
//! Customers are counted, never listed: their records need the restricted audience, and counts below the limit of disclosure
//! are kept back together with one more of the same column, so that no sum gives them away.

use super::plan::{plan_of_the_day, segments};
use super::shape::{Block, Part, Section, Shown, Topic, TopicView, tally, titled_id};
use crate::measure::selection::{Key, Selection};
use crate::present::blocks::{Cell, Field, State, Table, Tone, Value, number, several};
use crate::present::measured::{self, Ask, ask};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::customer::Customer;
use crate::record::schema::label;
use crate::record::segment::Segment;
use crate::record::types::Audience;
use crate::record::{Kind, Record};
use crate::stats::period::Length;

/// The page of the customers.
pub(super) const TOPIC: Topic = Topic {
    name: "customers",
    title: "Customers",
    lede: "Who the customers are, in which groups they are looked at, how many there are and how many left.",
    part: Part::Listening,
    kinds: &[Kind::Segment, Kind::Customer],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let in_force = segments(site);
    let dimensions = tally(in_force.iter().filter_map(|(_, segment)| segment.dimension.as_deref()));
    let mut facts = Vec::new();
    if !in_force.is_empty() {
        facts.push(Field::new("Segments", Value::count(in_force.len())));
        let words: Vec<String> = dimensions
            .iter()
            .map(|(dimension, count)| format!("{dimension} ({count})"))
            .collect();
        if !words.is_empty() {
            facts.push(Field::new("Divided by", Value::text(words.join(", "))));
        }
    }
    TopicView::of(retention(links).into_iter().chain([
        criteria(&in_force, links),
        population(&in_force, links),
        counted(site, &in_force, links),
        coverage(site, &in_force, links),
        losses(site, links),
    ]))
    .facts(facts)
}

/// How many stayed.
fn retention(links: &Links<'_>) -> Option<Section> {
    let asks = [ask("Stayed", "M-RET-1"), ask("Left", "M-RET-2")];
    let section = measured::section(
        links,
        &links.site.said("Of the customers at the beginning of the last full year, those still there at its end; new ones do not count. A count of all needs no interval; the change is tested as if the years were chances of the same process."),
        &asks,
    )?;
    let mut section = section
        .table(measured::by_year(
            links,
            &links.site.said("Customers who stayed and left, by year"),
            &asks,
        ))
        .blocks(measured::changes(
            links,
            "How the years compare, and the test",
            &asks[0],
        ));
    // Reasons and segments of few customers could tell who they are.
    if links.site.disclosure.audience() == Audience::Public {
        return Some(section);
    }
    section = section.blocks(measured::charts(links, "M-RET-2", &Selection::all()));
    let newest = measured::over(links, "M-RET-1", &Selection::all(), Length::Year);
    if let Some((year, one)) = newest.last() {
        let parts = measured::split(links, "M-RET-1", &one.selection, Key::Segment).into_iter();
        let parts: Vec<Ask> = parts
            .map(|part| Ask {
                label: match links
                    .site
                    .ledger
                    .find(part.selection.get(Key::Segment).unwrap_or_default())
                {
                    Some((_, record)) => links.site.title_of(record),
                    None => String::new(),
                },
                metric: "M-RET-1",
                on: part.selection.clone(),
            })
            .collect();
        section = section.table(measured::table(
            links,
            &format!("Stayed in {year}, by segment"),
            "Segment",
            &parts,
        ));
    }
    Some(section)
}

fn criteria(in_force: &[(&Record, &Segment)], links: &Links<'_>) -> Section {
    let records = super::shape::records(
        "Segments",
        "Segment",
        in_force.iter().map(|(record, _)| *record),
        &[
            "dimension|Divided by",
            "relation|Are customers",
            "criteria|Who belongs to it~",
            "strategic_weight|Weight>",
        ],
        links,
    );
    Section::new("segments", "Segments")
        .note("Groups that are looked at apart.")
        .table(records)
        .about(
            &[Kind::Segment],
            "Groups of customers with the rule by which anybody would sort a customer into the same group.",
            links,
        )
}

/// Days of counting that have columns of their own.
const DAYS: usize = 6;

/// How many belong to each segment, by the days of counting.
fn population(in_force: &[(&Record, &Segment)], links: &Links<'_>) -> Section {
    let mut days: Vec<jiff::civil::Date> = in_force
        .iter()
        .flat_map(|(_, segment)| segment.population.iter().filter_map(|count| count.date))
        .collect();
    days.sort_unstable();
    days.dedup();
    let left_out = days.len().saturating_sub(DAYS);
    let days = &days[left_out..];
    let mut table = Table::new("How many belong to each segment", &["Segment", "Counted are"]);
    for day in days {
        table
            .columns
            .push(crate::present::blocks::Column::marked(&format!("{day}>")));
    }
    for (record, segment) in in_force.iter().filter(|(_, segment)| !segment.population.is_empty()) {
        let last = segment.population.iter().max_by_key(|count| count.date);
        let mut row: Vec<Cell> = vec![
            titled_id(Some(record.id()), links).into(),
            last.and_then(|count| count.unit)
                .map_or_else(Value::dash, |of| Value::text(of.word()))
                .into(),
        ];
        for day in days {
            let count = segment.population.iter().find(|count| count.date == Some(*day));
            row.push(
                count
                    .and_then(|count| count.count)
                    .map_or_else(Value::dash, Value::count)
                    .into(),
            );
        }
        table.rows.push(row);
    }
    let mut section = Section::new("population", "Population").note(if left_out == 0 {
        "As counted on the days named.".to_owned()
    } else {
        format!("As counted on the last {DAYS} days of counting; the page of each segment has them all.")
    });
    let undated: Vec<&(&Record, &Segment)> = in_force
        .iter()
        .filter(|(_, segment)| segment.population.is_empty())
        .collect();
    section = section.table(table);
    if !undated.is_empty() && undated.len() < in_force.len() {
        section = section.block(Block::State {
            state: State::gap(several(
                undated.len(),
                "segment was never counted",
                "segments were never counted",
            )),
        });
    }
    section.about(
        &[Kind::Segment],
        "How many belong to each segment, with the day and the source of the count.",
        links,
    )
}

/// Customers on record by segment, now and earlier.
fn counted(site: &Site<'_>, in_force: &[(&Record, &Segment)], links: &Links<'_>) -> Section {
    let section = Section::new("customers", "Customers on record");
    if site.disclosure.audience() == Audience::Public {
        return section.about(
            &[Kind::Customer],
            "How many customers of each segment are on record.",
            links,
        );
    }
    let customers: Vec<&Customer> = site.ledger.each::<Customer>().map(|(_, customer)| customer).collect();
    let mut section = section.note(format!(
        "On {}; a customer belongs to one segment of each dimension.",
        site.as_of
    ));
    let min = usize::try_from(site.limits().min_cell).unwrap_or(usize::MAX);
    let mut hidden_any = false;
    for (dimension, _) in tally(
        in_force
            .iter()
            .map(|(_, segment)| segment.dimension.as_deref().unwrap_or_default()),
    ) {
        let of_dimension: Vec<&(&Record, &Segment)> = in_force
            .iter()
            .filter(|(_, segment)| segment.dimension.as_deref().unwrap_or_default() == dimension)
            .collect();
        let count = |wanted: bool, id: &str| {
            let of_segment = customers
                .iter()
                .filter(|customer| customer.segments.iter().any(|of| of.id() == id));
            of_segment
                .filter(|customer| customer.is_customer_on(site.as_of) == wanted)
                .count()
        };
        let column = |wanted: bool| -> Vec<Value> {
            let counts: Vec<(usize, usize)> = of_dimension
                .iter()
                .map(|(record, segment)| {
                    let own = segment.min_cell.and_then(|own| usize::try_from(own).ok()).unwrap_or(0);
                    (count(wanted, record.id()), min.max(own))
                })
                .collect();
            let shown = shown(site, &counts);
            counts
                .iter()
                .zip(shown)
                .map(|((count, _), shown)| if shown { Value::count(*count) } else { withheld() })
                .collect()
        };
        let (now, earlier) = (column(true), column(false));
        let title = if dimension.is_empty() {
            "Segment".to_owned()
        } else {
            format!("By {dimension}")
        };
        let mut table = Table::new(
            format!("Customers on record, {}", title.to_lowercase()),
            &[&title, "Customers now>", "Former>"],
        )
        .fit();
        for ((record, _), (now, earlier)) in of_dimension.iter().zip(now.into_iter().zip(earlier)) {
            hidden_any |= matches!(now, Value::Withheld { .. }) || matches!(earlier, Value::Withheld { .. });
            table.row([titled_id(Some(record.id()), links), now, earlier]);
        }
        if !customers.is_empty() {
            section = section.table(table);
        }
    }
    if hidden_any {
        section = section.block(Block::Note {
            text: format!(
                "Counts below {min} are kept back, and one more of the column where it would give them away."
            ),
        });
    }
    if customers.is_empty() || in_force.is_empty() {
        return section.about(
            &[Kind::Customer],
            "How many customers of each segment are on record, under pseudonyms, and how many were in earlier days.",
            links,
        );
    }
    section.about(&[Kind::Customer], "", links)
}

/// What stands in the place of a count that is kept back.
fn withheld() -> Value {
    Value::Withheld {
        text: "kept back".to_owned(),
    }
}

/// Which counts of a column may be shown, each with its own limit: where just one is too small, the smallest other that is
/// not nothing goes with it, since the column can be summed elsewhere.
fn shown(site: &Site<'_>, counts: &[(usize, usize)]) -> Vec<bool> {
    let mut shown: Vec<bool> = counts
        .iter()
        .map(|(count, min)| site.disclosure.cell(*count, *min))
        .collect();
    if shown.iter().filter(|shown| !**shown).count() == 1 {
        let others = counts
            .iter()
            .enumerate()
            .filter(|(index, (count, _))| shown[*index] && *count > 0);
        if let Some((index, _)) = others.min_by_key(|(_, (count, _))| *count) {
            shown[index] = false;
        }
    }
    shown
}

/// Which segments the plan of the day reaches.
fn coverage(site: &Site<'_>, in_force: &[(&Record, &Segment)], links: &Links<'_>) -> Section {
    let mut table = Table::new("Which segments the plan reaches", &["Segment", "Reached by~", "State"]);
    let plan = plan_of_the_day(site);
    for (record, _) in in_force {
        let Some((_, plan)) = plan else { continue };
        let of_segment = plan
            .coverage
            .iter()
            .filter(|of| of.segment.as_ref().is_some_and(|of| of.id() == record.id()));
        let mut ids: Vec<&str> = of_segment
            .filter_map(|of| of.method.as_ref().map(|method| method.id()))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let left_out = plan
            .not_covered
            .iter()
            .find(|of| of.segment.as_ref().is_some_and(|of| of.id() == record.id()));
        let (how, state) = match (ids.is_empty(), left_out) {
            (false, _) => {
                let items = ids.into_iter().map(|id| titled_id(Some(id), links)).collect();
                (Value::List { items }, State::ok("Reached"))
            }
            (true, Some(left_out)) => match &left_out.reason {
                Some(reason) => (
                    values::line(reason, links),
                    State::new(Tone::None, "none", "Left out with a reason"),
                ),
                None => (Value::dash(), State::gap("Left out without a reason")),
            },
            (true, None) if plan.deals_with(record.id()) => (Value::dash(), State::ok("Reached")),
            (true, None) => (Value::dash(), State::gap("Not in the plan")),
        };
        table.row([titled_id(Some(record.id()), links), how, Value::state(state)]);
    }
    Section::new("coverage", "Coverage")
        .note("By the monitoring plan of the day.")
        .table(table)
        .about(
            &[Kind::MonitoringPlan],
            "By which methods the plan reaches each segment, or why it does not.",
            links,
        )
        .link_to_topic("plan", "The plan", links)
}

/// Why customers left, as far as it may be told.
fn losses(site: &Site<'_>, links: &Links<'_>) -> Section {
    let section = Section::new("losses", "Customers who left");
    let text_of = "Why customers left: the field `ended` of each customer that did.";
    if site.disclosure.audience() == Audience::Public {
        return section.about(&[Kind::Customer], text_of, links);
    }
    let ended = site.ledger.each::<Customer>().filter(|(_, customer)| {
        let day = customer.ended.as_ref().and_then(|ended| ended.date);
        day.is_some_and(|day| day <= site.as_of)
    });
    let reason = |record: &'_ Record| {
        record
            .node
            .at("ended.reason")
            .and_then(|node| node.text())
            .unwrap_or("unknown")
            .to_owned()
    };
    let reasons: Vec<String> = ended.map(|(record, _)| reason(record)).collect();
    let mut counts = tally(reasons.iter().map(String::as_str));
    counts.sort_by(|(a, one), (b, other)| (other, a).cmp(&(one, b)));
    let min = usize::try_from(site.limits().min_cell).unwrap_or(usize::MAX);
    let limits: Vec<(usize, usize)> = counts.iter().map(|(_, count)| (*count, min)).collect();
    let shown = shown(site, &limits);
    let mut table = Table::new("Why customers left", &["Reason", "Customers>"]).fit();
    let mut kept_back = 0;
    for ((reason, count), shown) in counts.iter().zip(&shown) {
        if *shown {
            table.row([Value::text(label(reason)), Value::count(*count)]);
        } else {
            kept_back += 1;
        }
    }
    let mut section = section.table(table);
    if kept_back > 0 {
        let reasons = several(kept_back, "reason is", "reasons are");
        section = section.block(Block::Note {
            text: format!("{reasons} kept back: each was given by so few customers that they could be known by it."),
        });
    }
    if !reasons.is_empty() {
        section = section.note(format!("{} on record, by the reason noted.", number(reasons.len())));
    } else if site.ledger.count(Kind::Customer) > 0 {
        section = section.block(Block::State {
            state: State::none("No customer on record has left."),
        });
    }
    section.about(&[Kind::Customer], text_of, links)
}
