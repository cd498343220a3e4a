//! The list of all pages, by part: what each shows, how many records it rests on, and how those begin that have none.

use super::blocks::{State, Table, Value};
use super::page::{Job, Links, Page, Site, View};
use super::topic::TOPICS;
use super::topic::shape::{Part, Section, TopicView, without_empty_columns};
use super::{free, navigation};
use crate::record::Kind;

/// The list of all pages.
pub(super) const PAGE: Page = Page { name: "contents", jobs };

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let lede = "Every page of this site, also those that wait for their first records.";
    let view = move |site: &Site<'_>, links: &Links<'_>| Ok(View::new("Contents", &view(site, links)).lede(lede));
    vec![Job::page(
        navigation::ALL_PAGES,
        "topic.html",
        "All pages",
        "contents",
        Box::new(view),
    )]
}

/// What a page that is no topic shows.
fn what(path: &str) -> &'static str {
    match path {
        "improvement.html" => "The registers from findings to effects, with how their records stand.",
        "public-summary.html" => "The page for customers: what they said, what was done, how to complain.",
        "traceability.html" => "Every complaint, finding and action with its chain, and what is missing in it.",
        "registers.html" => "Every kind of record with its complete list.",
        super::evidence::PATH => "Every clause of the standards with the evidence that the records hold.",
        "checks.html" => "Every rule with how it came out, and every diagnostic with its line.",
        "methods/index.html" => "What every kind, field and rule means.",
        "reconciliation.html" => "Sums that must come out equal, with both sides.",
        "since.html" => {
            "What opened, closed, changed and went since an earlier commit, in records, measures and checks."
        }
        _ => "The register: complete, also of what is closed or withdrawn.",
    }
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let part = |part: &Part| {
        let mut table = Table::new(part.title(), &["Page", "What it shows~", "Records>"]);
        for (label, path, kinds) in navigation::fixed_of(*part) {
            table.row([
                Value::link(label, links.to(path)),
                Value::text(what(path)),
                state(site, kinds),
            ]);
        }
        for topic in TOPICS.iter().filter(|topic| topic.part == *part) {
            table.row([
                Value::link(topic.title, links.to(&topic.path())),
                Value::text(topic.lede),
                state(site, topic.kinds),
            ]);
        }
        if *part == Part::Evidence {
            let path = "reconciliation.html";
            table.row([
                Value::link("Reconciliation", links.to(path)),
                Value::text(what(path)),
                state(site, &[]),
            ]);
            if let Some(named) = site.settings.history.since.as_ref().filter(|_| site.since.is_some()) {
                let path = "since.html";
                table.row([
                    Value::link(format!("Since {named}"), links.to(path)),
                    Value::text(what(path)),
                    state(site, &[]),
                ]);
            }
        }
        Section::new(&super::methods::anchor(part.title()), part.title())
            .note(part.note())
            .table(table)
    };
    let mut sections: Vec<Section> = Part::ALL.iter().map(part).collect();
    let own = site.free_pages.iter().filter(|page| free::is_shown(site, page));
    let mut table = Table::new("Pages written by people", &["Page", "What it shows~"]);
    for page in own {
        table.row([
            Value::link(page.title(site.sources.get(page.source)), links.to(&free::path(page))),
            page.front.description.clone().map_or_else(Value::dash, Value::text),
        ]);
    }
    if !table.rows.is_empty() {
        sections.push(
            Section::new("own", "Own pages")
                .note("Written by people of the organization.")
                .table(without_empty_columns(table)),
        );
    }
    TopicView {
        sections,
        ..TopicView::default()
    }
}

/// How many records a page rests on, or how the first begins.
fn state(site: &Site<'_>, kinds: &[Kind]) -> Value {
    if kinds.is_empty() {
        return Value::dash();
    }
    let tally = site.tally(kinds);
    match (tally.visible, tally.withheld) {
        (0, 0) => Value::List {
            items: vec![
                Value::state(State::none("Nothing yet")),
                Value::code(format!("tenfour new {}", kinds[0].name())),
            ],
        },
        (0, withheld) => Value::state(State::new(
            super::blocks::Tone::None,
            "lock",
            format!("{} withheld", super::blocks::number(withheld)),
        )),
        _ => tally.value(),
    }
}
