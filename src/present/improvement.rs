//! Improvement: the way from findings and complaints to what was changed, as a page of doors.

use super::blocks::{Content, Entry, Html, Table, Value, several};
use super::page::{Job, Links, Page, Site, View, register_path};
use super::{register, traceability};
use crate::chart::meter;
use crate::record::Kind;
use serde::Serialize;

/// The improvement page.
pub(super) const PAGE: Page = Page {
    name: "improvement",
    jobs,
};

/// Kinds that the page leads to.
pub(super) const KINDS: &[Kind] = &[
    Kind::Finding,
    Kind::Cause,
    Kind::Action,
    Kind::Verification,
    Kind::Communication,
    Kind::Review,
    Kind::RiskOpportunity,
];

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let lede = "What was concluded from all that customers said, what was done about it, and whether it worked.";
    let view = move |site: &Site<'_>, links: &Links<'_>| {
        Ok(View::new("Improvement", &view(site, links)).lede(site.said(lede)))
    };
    vec![Job::page(
        "improvement.html",
        "improvement.html",
        "Improvement",
        "improvement",
        Box::new(view),
    )]
}

#[derive(Serialize)]
struct ImprovementView {
    contents: Vec<Content>,
    entries: Vec<Entry>,
}

fn view(site: &Site<'_>, links: &Links<'_>) -> ImprovementView {
    let content = |title: String, path: &str, note: String| Content {
        title,
        url: links.to(path),
        note,
    };
    let register = |kind: &Kind| {
        let count = site.tally(&[*kind]).words("record", "records");
        content(site.labels(*kind), &register_path(*kind), count)
    };
    let trace = content("Traceability".to_owned(), traceability::PATH, super::gap::count(site));
    let coverage = Entry {
        id: "coverage".to_owned(),
        title: "Trace coverage".to_owned(),
        note: site.said("From what customers said to what was changed."),
        table: traceability::coverage(site).filled(),
        ..Entry::default()
    };
    let states = KINDS.iter().map(|kind| by_state(site, *kind));
    ImprovementView {
        contents: std::iter::once(trace).chain(KINDS.iter().map(register)).collect(),
        entries: std::iter::once(coverage)
            .chain(states)
            .filter(|entry| entry.table.as_ref().is_some_and(|table| table.rows.len() > 1))
            .collect(),
    }
}

/// The records of a kind by state.
fn by_state(site: &Site<'_>, kind: Kind) -> Entry {
    let states = register::states(site, kind);
    let all: usize = states.iter().map(|(_, count)| count).sum();
    let mut table = Table::new(
        format!("{} by state", site.labels(kind)),
        &["State", "Share", "Records>"],
    );
    for (state, count) in states {
        let words = format!("{count} of {all}");
        let meter = Html(meter::svg(count, all, &words));
        table.row([Value::state(state), Value::Chart { html: meter }, Value::count(count)]);
    }
    Entry {
        id: kind.plural().replace('_', "-"),
        title: site.labels(kind),
        note: match site.tally(&[kind]).withheld {
            0 => site.what(kind),
            withheld => format!(
                "{} {} withheld from this audience.",
                site.what(kind),
                several(withheld, "more is", "more are")
            ),
        },
        table: table.filled(),
        ..Entry::default()
    }
}
