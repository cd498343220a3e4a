//! The overview: is it going well?

use super::page::{Job, Page, Site, value};
use serde::Serialize;

/// The overview.
pub(super) const PAGE: Page = Page { name: "overview", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let view = Box::new(|site: &Site<'_>, _: &super::page::Links<'_>| {
        Ok(value(&OverviewView {
            records: site.ledger.len(),
        }))
    });
    vec![Job::page(
        "index.html",
        "overview.html",
        site.title().to_owned(),
        "overview",
        view,
    )]
}

#[derive(Serialize)]
struct OverviewView {
    records: usize,
}
