//! What stands around every page: title, navigation, date, commit, banners.

use super::blocks::{self, Anchor, Commit, Field, Moment, several};
use super::navigation::{self, Door, Entry};
use super::page::{Content, Job, Links, Site, View};
use crate::read::git::Provenance;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

/// What stands around every page, made once.
#[derive(Debug)]
pub struct Frame {
    title: String,
    as_of: Moment,
    commit: Option<Commit>,
    no_commit: Option<&'static str>,
    dirty: bool,
    audience: &'static str,
    errors: usize,
    warnings: usize,
    changed: usize,
    shallow: bool,
    earlier: Option<String>,
    entries: Vec<Entry>,
}

impl Frame {
    /// The frame of a site.
    pub fn new(site: &Site<'_>) -> Self {
        let tally = site.diagnostics.tally();
        let commit = site.provenance.commit();
        Self {
            title: site.title(),
            as_of: match site.as_of {
                crate::stats::period::NO_DAY => Moment {
                    iso: String::new(),
                    text: "no day known".to_owned(),
                },
                day => Moment::day(day),
            },
            commit: commit.map(|commit| site.commit(&commit.id)),
            no_commit: match site.provenance {
                Provenance::NoGit => Some("none: git is not installed here"),
                Provenance::NoRepository => Some("none: the records are in no git repository"),
                Provenance::NoCommit => Some("none: nothing is committed yet"),
                Provenance::Commit(_) => None,
            },
            dirty: site.draft,
            audience: site.disclosure.audience().word(),
            errors: tally.errors,
            warnings: tally.warnings,
            changed: commit.and_then(|commit| commit.changed.as_ref()).map_or(0, Vec::len),
            shallow: commit.is_some_and(|commit| commit.shallow),
            earlier: (!site.earlier.is_nothing()).then(|| earlier(site)),
            entries: navigation::entries(site),
        }
    }

    /// What templates read as `site`.
    pub(super) fn site(&self, job: &Job, links: &Links<'_>) -> Value {
        let section = match &job.content {
            Content::Page { section, .. } => *section,
            Content::Bytes(_) => "",
        };
        let here = |entry: &Entry| entry.sections.contains(&section);
        // A record of a topic that is not in the navigation stands among the registers.
        let section = if self.entries.iter().any(here) {
            section
        } else {
            navigation::REGISTERS
        };
        let page = |door: &Door| NavItem {
            title: door.label.clone(),
            url: links.to(&door.path),
            current: door.section == section,
        };
        let part = |entry: &Entry| NavPart {
            title: entry.label.clone(),
            url: links.to(&entry.path),
            current: entry.sections.contains(&section),
            pages: entry.doors.iter().map(page).collect(),
        };
        Value::from(Serde(SiteView {
            title: &self.title,
            language: "en",
            direction: "ltr",
            assets: links.to("assets/"),
            home: links.to("index.html"),
            nav: self.entries.iter().map(part).collect(),
            contents: links.to(navigation::ALL_PAGES),
            as_of: &self.as_of,
            commit: &self.commit,
            no_commit: self.no_commit,
            dirty: self.dirty,
            errors: self.errors,
            warnings: self.warnings,
            audience: self.audience,
            version: env!("CARGO_PKG_VERSION"),
            banners: self.banners(job, links),
            words: WORDS,
            script_words: Vec::new(),
        }))
    }

    fn banners(&self, job: &Job, links: &Links<'_>) -> Vec<Banner> {
        let checks = (job.path != "checks.html").then(|| Anchor {
            url: links.to("checks.html"),
            title: "See the checks".to_owned(),
        });
        let mut banners = Vec::new();
        if let Some(text) = &self.earlier {
            let sums = (job.path != "reconciliation.html").then(|| Anchor {
                url: format!("{}#earlier", links.to("reconciliation.html")),
                title: "What is left out".to_owned(),
            });
            banners.push(Banner {
                tone: "warn",
                icon: "clock",
                title: "An earlier day.",
                text: text.clone(),
                link: sums,
            });
        }
        if self.dirty {
            let short = self.commit.as_ref().map_or("the commit", |commit| &commit.short);
            let files = several(self.changed, "file differs", "files differ");
            banners.push(Banner {
                tone: "warn",
                icon: "draft",
                title: "Draft.",
                text: format!("Built from a working tree with changes that are not committed: {files} from {short}."),
                link: None,
            });
        }
        if self.errors > 0 {
            let warnings = if self.warnings > 0 {
                format!(" and {}", several(self.warnings, "warning", "warnings"))
            } else {
                String::new()
            };
            let errors = several(self.errors, "error", "errors");
            banners.push(Banner {
                tone: "bad",
                icon: "bad",
                title: "The records have faults.",
                text: format!("{errors}{warnings}; what they touch may be incomplete here."),
                link: checks,
            });
        }
        if self.shallow {
            banners.push(Banner {
                tone: "warn",
                icon: "commit",
                title: "Shallow clone.",
                text: "The history of the repository was cut off when it was fetched.".to_owned(),
                link: None,
            });
        }
        banners
    }
}

/// What a site of an earlier day leaves out, in a sentence.
fn earlier(site: &Site<'_>) -> String {
    let earlier = site.earlier;
    let mut parts = vec![
        several(earlier.records, "later record", "later records"),
        several(earlier.facts, "later fact", "later facts"),
    ];
    let rows = earlier.rows + earlier.rows_in_yaml;
    if rows > 0 {
        parts.push(several(rows, "later response", "later responses"));
    }
    let from = match site.provenance.commit() {
        Some(_) => "records of a later commit",
        None => "later records",
    };
    format!(
        "As of {} from {from}: {} left out. What has no date stands as it is now.",
        Moment::day(site.as_of).text,
        match parts.split_last() {
            Some((last, first)) => format!("{} and {last} are", first.join(", ")),
            None => "nothing is".to_owned(),
        }
    )
}

/// What templates read as `page`.
pub(super) fn page(job: &Job, links: &Links<'_>, made: &View) -> Value {
    let Content::Page {
        title, short, crumbs, ..
    } = &job.content
    else {
        return Value::UNDEFINED;
    };
    let home = (job.path != "index.html").then(|| Anchor {
        url: links.to("index.html"),
        title: "Overview".to_owned(),
    });
    let before = std::iter::once("").chain(crumbs.iter().map(|(title, _)| title.as_str()));
    let above = crumbs.iter().zip(before).map(|((title, path), before)| Anchor {
        url: links.to(path),
        title: apart(title, before).to_owned(),
    });
    let last = crumbs.last().map_or("", |(title, _)| title.as_str());
    Value::from(Serde(PageView {
        title,
        short_title: apart(short, last),
        kicker: &made.kicker,
        lede: made.lede.as_deref(),
        description: made.lede.as_deref(),
        facts: &made.facts,
        crumbs: home.into_iter().chain(above).collect(),
        json: made.json.as_deref(),
        script: made.script,
    }))
}

/// The title of a page below another: a register below the page that tells of its records by the same name is the register.
fn apart<'a>(title: &'a str, above: &str) -> &'a str {
    if title == above { "Register" } else { title }
}

#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    language: &'static str,
    direction: &'static str,
    assets: String,
    home: String,
    nav: Vec<NavPart>,
    contents: String,
    as_of: &'a Moment,
    commit: &'a Option<Commit>,
    no_commit: Option<&'static str>,
    dirty: bool,
    errors: usize,
    warnings: usize,
    audience: &'static str,
    version: &'static str,
    banners: Vec<Banner>,
    words: Words,
    script_words: Vec<blocks::Content>,
}

#[derive(Serialize)]
struct NavPart {
    title: String,
    url: String,
    current: bool,
    pages: Vec<NavItem>,
}

#[derive(Serialize)]
struct NavItem {
    title: String,
    url: String,
    current: bool,
}

#[derive(Serialize)]
struct Banner {
    tone: &'static str,
    icon: &'static str,
    title: &'static str,
    text: String,
    link: Option<Anchor>,
}

#[derive(Serialize)]
struct Words {
    skip: &'static str,
    sections: &'static str,
    part: &'static str,
    all: &'static str,
    menu: &'static str,
    here: &'static str,
}

const WORDS: Words = Words {
    skip: "Skip to content",
    sections: "Sections",
    part: "In this part",
    all: "All pages",
    menu: "Menu",
    here: "You are here",
};

#[derive(Serialize)]
struct PageView<'a> {
    title: &'a str,
    short_title: &'a str,
    kicker: &'a str,
    lede: Option<&'a str>,
    description: Option<&'a str>,
    facts: &'a [Field],
    crumbs: Vec<Anchor>,
    json: Option<&'a str>,
    script: bool,
}
