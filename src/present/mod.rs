//! From the ledger to pages: which pages there are, and the view of each. Adding a sort of page: a file here, a template of
//! its name in the theme, and a line in [`PAGES`].
//!
//! In: records, diagnostics and what they came from. Out: jobs. A job is made, rendered, checked, written and dropped before
//! its thread takes the next, so that memory does not grow with the site.

pub mod free;
pub mod markdown;
pub mod page;
pub mod reconciliation;
pub mod status;

mod checks;
mod data;
mod diagnostic;
mod methods;
mod overview;
mod record;
mod register;
mod values;

use crate::error::{Error, ErrorKind};
use crate::link::RecordIndex;
use crate::record::Kind;
use crate::record::kind::Area;
use crate::site::Sink;
use crate::theme::Theme;
use page::{Content, Job, Links, Page, Site};
use rayon::prelude::*;
use serde::Serialize;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Every sort of page.
const PAGES: &[Page] = &[
    overview::PAGE,
    register::PAGE,
    record::PAGE,
    checks::PAGE,
    methods::PAGE,
    reconciliation::PAGE,
    free::PAGE,
    data::PAGE,
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
        Content::Page {
            template,
            title,
            section,
            crumbs,
            view,
        } => {
            let context = minijinja::context! {
                site => page::value(&SiteView { frame, nav: nav(site, frame, section, &links) }),
                page => page::value(&PageView {
                    title,
                    path: &job.path,
                    root: &links.root,
                    section,
                    crumbs: crumbs.iter().map(|(title, path)| Crumb { title, href: links.to(path) }).collect(),
                    changed: job.record.is_some_and(|index| frame.changed.binary_search(&index).is_ok()),
                }),
                view => view(site, &links)?,
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

/// What stands around every page.
#[derive(Serialize, Debug)]
pub struct Frame {
    title: String,
    description: Option<String>,
    as_of: String,
    audience: &'static str,
    version: &'static str,
    commit: Option<CommitView>,
    /// Why there is no commit, in words.
    no_commit: Option<&'static str>,
    /// Whether what was built differs from the commit.
    draft: bool,
    errors: usize,
    warnings: usize,
    items: Vec<Item>,
    #[serde(skip)]
    changed: Vec<RecordIndex>,
}

#[derive(Serialize, Debug)]
struct CommitView {
    id: String,
    short: String,
    shallow: bool,
}

#[derive(Serialize, Debug)]
struct Item {
    label: String,
    path: String,
    section: &'static str,
}

impl Frame {
    /// The frame of a site.
    pub fn new(site: &Site<'_>) -> Self {
        use crate::read::git::Provenance;
        let tally = site.diagnostics.tally();
        let commit = site.provenance.commit();
        Self {
            title: site.title().to_owned(),
            description: site.settings.description.clone(),
            as_of: site.as_of.to_string(),
            audience: site.disclosure.audience().word(),
            version: env!("CARGO_PKG_VERSION"),
            commit: commit.map(|commit| CommitView {
                id: commit.id.clone(),
                short: commit.id.chars().take(10).collect(),
                shallow: commit.shallow,
            }),
            no_commit: match site.provenance {
                Provenance::NoGit => Some("git is not installed here"),
                Provenance::NoRepository => Some("the records are in no git repository"),
                Provenance::NoCommit => Some("nothing is committed yet"),
                Provenance::Commit(_) => None,
            },
            draft: site.draft,
            errors: tally.errors,
            warnings: tally.warnings,
            items: items(site),
            changed: Vec::new(),
        }
    }
}

/// The navigation: what a project has, and what every project needs.
fn items(site: &Site<'_>) -> Vec<Item> {
    let item = |label: &str, path: String, section: &'static str| Item {
        label: label.to_owned(),
        path,
        section,
    };
    let kind = |label: &str, kind: Kind, section: &'static str| {
        (site.visible(kind).next().is_some()).then(|| item(label, page::register_path(kind), section))
    };
    let mut items = vec![item("Overview", "index.html".to_owned(), "overview")];
    items.extend(kind("Objectives", Kind::Objective, "objectives"));
    items.extend(kind("Surveys", Kind::Survey, "surveys"));
    items.extend(kind("Complaints", Kind::Complaint, "complaints"));
    items.extend(kind("Findings", Kind::Finding, "findings"));
    items.extend(kind("Actions", Kind::Action, "actions"));
    items.push(item("Registers", "registers.html".to_owned(), "registers"));
    let mut pages: Vec<_> = site
        .free_pages
        .iter()
        .filter(|page| free::is_shown(site, page))
        .collect();
    pages.sort_by(|a, b| {
        let order = |page: &crate::parse::page::FreePage| page.front.nav_order.unwrap_or(f64::MAX);
        order(a).total_cmp(&order(b)).then_with(|| a.name.cmp(&b.name))
    });
    for free in pages.into_iter().filter(|page| page.front.nav_order.is_some()) {
        items.push(Item {
            label: free.title(site.sources.get(free.source)),
            path: free::path(free),
            section: "pages",
        });
    }
    items.push(item("Methods", "methods/index.html".to_owned(), "methods"));
    items.push(item("Checks", "checks.html".to_owned(), "checks"));
    items
}

/// Which part of the navigation a kind belongs to.
fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::Objective => "objectives",
        Kind::Survey | Kind::Wave => "surveys",
        Kind::Complaint => "complaints",
        Kind::Finding | Kind::Cause => "findings",
        Kind::Action | Kind::Verification => "actions",
        kind if kind.about().area == Area::Asking => "surveys",
        _ => "registers",
    }
}

#[derive(Serialize)]
struct SiteView<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    nav: Vec<NavItem<'a>>,
}

#[derive(Serialize)]
struct NavItem<'a> {
    label: &'a str,
    href: String,
    current: bool,
}

fn nav<'a>(_: &Site<'_>, frame: &'a Frame, section: &str, links: &Links<'_>) -> Vec<NavItem<'a>> {
    let item = |item: &'a Item| NavItem {
        label: &item.label,
        href: links.to(&item.path),
        current: item.section == section,
    };
    frame.items.iter().map(item).collect()
}

#[derive(Serialize)]
struct PageView<'a> {
    title: &'a str,
    path: &'a str,
    root: &'a str,
    section: &'a str,
    crumbs: Vec<Crumb<'a>>,
    changed: bool,
}

#[derive(Serialize)]
struct Crumb<'a> {
    title: &'a str,
    href: String,
}
