//! Pages that show the records of a topic together, one file each. Adding one: a file here and a line in [`TOPICS`]; its
//! address, its place in the navigation and its line in the list of all pages follow from that.

pub(super) mod shape;

mod context;
mod plan;

use super::page::{Job, Page, Site, View};
use crate::record::Kind;
use shape::Topic;

/// Pages of topics.
pub(super) const PAGE: Page = Page { name: "topic", jobs };

/// Every topic, in the order of the navigation.
pub(super) const TOPICS: &[Topic] = &[plan::TOPIC, context::TOPIC];

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
