//! From the ledger to pages: which pages there are, and the view of each. Adding a sort of page: a file here, a template of
//! its name in the theme, and a line in [`PAGES`].
//!
//! In: records, diagnostics and what they came from. Out: jobs. A job is made, rendered, checked, written and dropped before
//! its thread takes the next, so that memory does not grow with the site.

pub mod blocks;
pub mod checks;
pub mod free;
pub mod gap;
pub mod history;
mod kano;
pub mod markdown;
pub mod numbers;
pub mod page;
pub mod reconciliation;
pub mod since;
pub mod status;
pub mod terms;
pub mod trail;

mod clauses;
mod contents;
mod data;
mod detail;
mod diagnostic;
mod effect;
mod evidence;
mod expressions;
mod figure;
mod finding;
mod frame;
mod improvement;
mod markup;
mod measure;
mod measured;
mod methods;
mod navigation;
mod number;
mod objective;
mod overview;
mod picture;
mod public_summary;
mod record;
mod redirect;
mod register;
mod registers;
mod results;
mod review_pack;
mod survey;
mod timeline;
mod topic;
mod traceability;
mod values;
mod wave;
mod ways;
mod window;

use crate::error::{Error, ErrorKind};
use crate::site::Sink;
use crate::theme::Theme;
pub use frame::Frame;
use page::{Content, Job, Links, Page, Site};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
pub use topic::sheet;

/// Every sort of page.
const PAGES: &[Page] = &[
    overview::PAGE,
    contents::PAGE,
    topic::PAGE,
    registers::PAGE,
    register::PAGE,
    record::PAGE,
    objective::PAGE,
    survey::PAGE,
    wave::PAGE,
    improvement::PAGE,
    review_pack::PAGE,
    public_summary::PAGE,
    traceability::PAGE,
    measure::PAGE,
    clauses::PAGE,
    checks::PAGE,
    methods::PAGE,
    reconciliation::PAGE,
    since::PAGE,
    free::PAGE,
    data::PAGE,
    redirect::PAGE,
];

/// The jobs of a site, in a fixed order; fills in the site's list of paths.
///
/// Errors: two pages want one path.
pub fn jobs(site: &mut Site<'_>) -> Result<Vec<Job>, Error> {
    let jobs: Vec<Job> = PAGES.iter().flat_map(|page| (page.jobs)(site)).collect();
    for job in &jobs {
        if !site.paths.insert(job.path.clone()) {
            return Err(Error::new(
                ErrorKind::Internal,
                format!("two pages want the path `{}`", job.path),
            ));
        }
    }
    Ok(jobs)
}

/// Makes one file of the site.
///
/// Errors: its template does not render.
pub fn make(job: &Job, site: &Site<'_>, theme: &Theme, frame: &Frame) -> Result<Vec<u8>, Error> {
    let links = Links::from(site, &job.path);
    match &job.content {
        Content::Bytes(make) => make(site, &links),
        Content::Page { template, view, .. } => {
            let made = view(site, &links)?;
            let context = minijinja::context! {
                site => frame.site(job, &links),
                page => frame::page(job, &links, &made),
                view => made.view,
            };
            theme.render(template, context).map(String::into_bytes)
        }
    }
}

/// Makes every file of the site, on all cores, and hands each to the sink as soon as it is made.
///
/// Errors: a template does not render, or the sink cannot keep a file.
pub fn make_all(
    jobs: &[Job],
    site: &Site<'_>,
    theme: &Theme,
    sink: &dyn Sink,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<(), Error> {
    let frame = Frame::new(site);
    let done = AtomicUsize::new(0);
    jobs.par_iter().try_for_each(|job| {
        sink.put(&job.path, &make(job, site, theme, &frame)?)?;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    })
}
