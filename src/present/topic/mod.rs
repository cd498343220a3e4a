//! Pages that show the records of a topic together, one file each. Adding one: a file here and a line in [`TOPICS`]; its
//! address, its place in the navigation and its line in the list of all pages follow from that.

pub(super) mod shape;

mod actions;
mod audit_sample;
mod audits;
mod benchmarks;
pub(super) mod changes;
mod characteristics;
mod code;
mod communications;
mod complaint_analysis;
mod complaint_performance;
mod context;
mod customers;
mod data_quality;
mod disputes;
mod findings;
mod gaps;
mod glossary;
mod implementation;
mod indicators;
mod plan;
mod principles;
pub(super) mod programme;
mod qualitative;
pub(super) mod reviews;
mod standards;

use super::page::{Job, Page, Site, View};
use crate::record::Kind;
use shape::Topic;

pub use audits::sheet;

/// Pages of topics.
pub(super) const PAGE: Page = Page { name: "topic", jobs };

/// Every topic, in the order of the navigation.
pub(super) const TOPICS: &[Topic] = &[
    plan::TOPIC,
    context::TOPIC,
    programme::TOPIC,
    customers::TOPIC,
    characteristics::TOPIC,
    gaps::TOPIC,
    qualitative::TOPIC,
    indicators::TOPIC,
    benchmarks::TOPIC,
    complaint_performance::TOPIC,
    complaint_analysis::TOPIC,
    code::TOPIC,
    disputes::TOPIC,
    findings::TOPIC,
    actions::TOPIC,
    reviews::TOPIC,
    communications::TOPIC,
    audits::TOPIC,
    audit_sample::TOPIC,
    changes::TOPIC,
    implementation::TOPIC,
    standards::TOPIC,
    principles::TOPIC,
    data_quality::TOPIC,
    glossary::TOPIC,
];

/// The topic that is the place for a kind.
pub(super) fn of(kind: Kind) -> Option<&'static Topic> {
    TOPICS
        .iter()
        .find(|topic| topic.kinds.contains(&kind))
        .or_else(|| TOPICS.iter().find(|topic| topic.also.contains(&kind)))
}

fn jobs(_: &Site<'_>) -> Vec<Job> {
    TOPICS.iter().map(job).collect()
}

fn job(topic: &'static Topic) -> Job {
    let view = move |site: &Site<'_>, links: &super::page::Links<'_>| {
        let made = (topic.view)(site, links);
        let view = View::new(topic.part.title(), &made).lede(topic.lede).facts(made.facts);
        Ok(if made.script { view.script() } else { view })
    };
    Job::page(topic.path(), "topic.html", topic.title, topic.name, Box::new(view))
}
