//! Principles: what each guiding principle means, in which document it stands, and what the records and the site show of it.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView};
use crate::coverage::{self, Shown as ShownPrinciple, State};
use crate::present::blocks::{Cell, Field, Table, Value, several};
use crate::present::evidence;
use crate::present::methods::anchor;
use crate::present::page::{Links, Site};
use crate::record::reader::Profile;

/// The page of the principles.
pub(super) const TOPIC: Topic = Topic {
    name: "principles",
    title: "Principles",
    lede: "The guiding principles of the documents, each with what the records show of it and what the site does about it. \
           It is no assessment of conformity.",
    part: Part::Evidence,
    kinds: &[],
    also: &[],
    shown: Shown::From(Profile::Standard),
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let shown = &site.coverage.principles;
    let mut table = Table::new("The principles", &["Principle", "Means~", "Stands in~", "State"]);
    for one in shown {
        let principle = one.principle();
        let cells: [Cell; 4] = [
            Value::link(principle.name, format!("#{}", anchor(principle.name))).into(),
            Value::text(site.said(principle.meaning)).into(),
            stands_in(one, links).into(),
            Value::state(evidence::state(one.state)).into(),
        ];
        table.row(cells);
    }
    let glance = Section::new("glance", "At a glance")
        .note(coverage::remark(site.as_of))
        .table(table)
        .link("Clauses", links.to(evidence::PATH));
    let sections = std::iter::once(glance).chain(shown.iter().map(|one| section(one, links)));
    let count = |state: State| shown.iter().filter(|one| one.state == state).count();
    let facts = State::ALL
        .iter()
        .filter(|state| count(**state) > 0)
        .map(|state| {
            let words = several(count(*state), "principle", "principles");
            Field::new(state.words(), Value::text(words))
        })
        .collect();
    TopicView::of(sections).facts(facts)
}

/// The clauses of standards in use that state it.
fn stands_in(one: &ShownPrinciple, links: &Links<'_>) -> Value {
    let site = links.site;
    let clauses = one.principle().clauses.iter().copied();
    evidence::cited(clauses.filter(|clause| evidence::of(clause, site).is_some()), links)
}

fn section(one: &ShownPrinciple, links: &Links<'_>) -> Section {
    let site = links.site;
    let principle = one.principle();
    let mut facts = vec![
        Field::new("State", Value::state(evidence::state(one.state))),
        Field::new("Stands in", stands_in(one, links)),
    ];
    if !principle.site.is_empty() {
        facts.push(Field::new("By the site itself", Value::text(site.said(principle.site))));
    }
    Section::new(&anchor(principle.name), principle.name)
        .note(site.said(principle.meaning))
        .block(Block::Fields { fields: facts })
        .block(Block::Evidence {
            seen: one.seen.iter().map(|seen| evidence::view(seen, links)).collect(),
        })
}
