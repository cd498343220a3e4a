//! What a page is: a path, a template and a view made when its turn comes, so that no two pages need to be in memory at once.

use super::markdown::Where;
use crate::check::Outcome;
use crate::check::rule::Report;
use crate::diag::{Diagnostic, Diagnostics};
use crate::disclose::Disclosure;
use crate::error::Error;
use crate::link::{Ledger, RecordIndex};
use crate::parse::FileTally;
use crate::parse::page::FreePage;
use crate::read::git::Provenance;
use crate::record::{Catalogue, Kind, Record};
use crate::settings::Settings;
use crate::source::Sources;
use crate::stats::working_days::WorkingDays;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Everything pages are made from.
pub struct Site<'a> {
    /// All records.
    pub ledger: &'a Ledger,
    /// The project's settings.
    pub settings: &'a Settings,
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// The texts of the files.
    pub sources: &'a Sources,
    /// All diagnostics, sorted.
    pub diagnostics: &'a Diagnostics,
    /// Diagnostics by record.
    pub by_record: BTreeMap<&'a str, Vec<&'a Diagnostic>>,
    /// How every rule came out.
    pub outcomes: &'a [Outcome],
    /// What the rules that judged said.
    pub reports: &'a BTreeMap<&'static str, Report>,
    /// Files and what became of them.
    pub tallies: &'a [FileTally],
    /// Pages written by people.
    pub free_pages: &'a [FreePage],
    /// Old ids that were renamed, with the ids they have now.
    pub redirects: &'a BTreeMap<String, String>,
    /// Day as of which everything is computed.
    pub as_of: Date,
    /// The organization's zone.
    pub zone: TimeZone,
    /// The organization's working days.
    pub days: WorkingDays,
    /// Where the records come from.
    pub provenance: &'a Provenance,
    /// Whether a file the build reads differs from the commit.
    pub draft: bool,
    /// What the audience may see.
    pub disclosure: Disclosure,
    /// Paths of every page that will be written.
    pub paths: BTreeSet<String>,
}

impl Site<'_> {
    /// Path of a record's page, when the audience may see it.
    pub fn record_path(&self, record: &Record) -> Option<String> {
        self.disclosure.record(record).then(|| record_path(record))
    }

    /// The records of a kind that the audience may see.
    pub fn visible(&self, kind: Kind) -> impl Iterator<Item = (RecordIndex, &Record)> {
        self.ledger
            .of_kind(kind)
            .filter(|(_, record)| self.disclosure.record(record))
    }

    /// The project's title.
    pub fn title(&self) -> &str {
        let organization = || {
            self.ledger
                .of_kind(Kind::Organization)
                .next()
                .map(|(_, record)| record.title())
        };
        self.settings
            .title
            .as_deref()
            .or_else(organization)
            .unwrap_or("Customer satisfaction")
    }
}

/// Path of a record's page: stable as long as its id is.
pub fn record_path(record: &Record) -> String {
    format!("{}/{}.html", record.kind.plural(), record.id())
}

/// Path of a kind's register.
pub fn register_path(kind: Kind) -> String {
    format!("{}.html", kind.plural())
}

/// Addresses relative to one page.
pub struct Links<'a> {
    /// The site.
    pub site: &'a Site<'a>,
    /// The way from the page up to the root: empty, `../`, `../../`.
    pub root: String,
    /// Folder of the file that a relative link is written in, below `pages/`; `None` where relative links mean nothing.
    pub folder: Option<String>,
}

impl<'a> Links<'a> {
    /// Addresses as seen from a path.
    pub fn from(site: &'a Site<'a>, path: &str) -> Self {
        Self {
            site,
            root: "../".repeat(path.matches('/').count()),
            folder: None,
        }
    }

    /// The address of a path of the site.
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// The address of a path, when that page is written.
    pub fn if_written(&self, path: &str) -> Option<String> {
        self.site.paths.contains(path).then(|| self.to(path))
    }

    /// A record in a few words, with its address where it has a page.
    pub fn mention(&self, record: &Record) -> Mention {
        let seen = self.site.disclosure.record(record);
        Mention {
            id: record.id().to_owned(),
            title: if seen {
                record.title().to_owned()
            } else {
                record.id().to_owned()
            },
            kind: record.kind.label(),
            href: self.site.record_path(record).map(|path| self.to(&path)),
            status: seen.then(|| super::status::view(record)),
        }
    }

    /// The record with an id in a few words; one that does not exist has no address.
    pub fn mention_id(&self, id: &str) -> Mention {
        match self.site.ledger.find(id) {
            Some((_, record)) => self.mention(record),
            None => Mention {
                id: id.to_owned(),
                title: id.to_owned(),
                kind: String::new(),
                href: None,
                status: None,
            },
        }
    }
}

impl Where for Links<'_> {
    fn record(&self, id: &str) -> Option<String> {
        let (_, record) = self.site.ledger.find(id)?;
        self.site.record_path(record).map(|path| self.to(&path))
    }

    fn page(&self, written: &str) -> Option<String> {
        let (path, anchor) = written
            .split_once('#')
            .map_or((written, ""), |(path, anchor)| (path, anchor));
        let mut parts: Vec<&str> = self
            .folder
            .as_deref()?
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        for part in path.split('/') {
            match part {
                "." | "" => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        let path = path
            .strip_suffix(".md")
            .map_or_else(|| path.clone(), |stem| format!("{stem}.html"));
        let address = self.if_written(&path)?;
        Some(if anchor.is_empty() {
            address
        } else {
            format!("{address}#{anchor}")
        })
    }
}

/// A record in a few words.
#[derive(Clone, Serialize, Debug)]
pub struct Mention {
    /// Its id.
    pub id: String,
    /// Its title, or its id where the title may not be seen.
    pub title: String,
    /// Its kind in plain words.
    pub kind: String,
    /// Its address; none when it has no page for this audience.
    pub href: Option<String>,
    /// Its state.
    pub status: Option<super::status::StatusView>,
}

/// Makes the view of a page.
pub type Make = Box<dyn Fn(&Site<'_>, &Links<'_>) -> Result<Value, Error> + Send + Sync>;
/// Makes the bytes of a file that is no page.
pub type MakeBytes = Box<dyn Fn(&Site<'_>, &Links<'_>) -> Result<Vec<u8>, Error> + Send + Sync>;

/// One file of the site, to be made when its turn comes.
pub struct Job {
    /// Path on the site.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// The record whose page it is.
    pub record: Option<RecordIndex>,
}

/// What a file of the site holds.
pub enum Content {
    /// A page.
    Page {
        /// The template.
        template: &'static str,
        /// Title for the browser and the head of the page.
        title: String,
        /// Which part of the navigation is marked.
        section: &'static str,
        /// The pages above it, title and path.
        crumbs: Vec<(String, String)>,
        /// Makes the view.
        view: Make,
    },
    /// Something else.
    Bytes(MakeBytes),
}

impl Job {
    /// A page without pages above it.
    pub fn page(
        path: impl Into<String>,
        template: &'static str,
        title: impl Into<String>,
        section: &'static str,
        view: Make,
    ) -> Self {
        let content = Content::Page {
            template,
            title: title.into(),
            section,
            crumbs: Vec::new(),
            view,
        };
        Self {
            path: path.into(),
            content,
            record: None,
        }
    }

    /// Adds a page above it.
    pub fn below(mut self, title: impl Into<String>, path: impl Into<String>) -> Self {
        if let Content::Page { crumbs, .. } = &mut self.content {
            crumbs.push((title.into(), path.into()));
        }
        self
    }

    /// Marks it as a record's page.
    pub fn of(mut self, record: RecordIndex) -> Self {
        self.record = Some(record);
        self
    }

    /// A file that is no page.
    pub fn bytes(path: impl Into<String>, make: MakeBytes) -> Self {
        Self {
            path: path.into(),
            content: Content::Bytes(make),
            record: None,
        }
    }
}

/// A view as the templates want it.
pub fn value(view: &impl Serialize) -> Value {
    Value::from(Serde(view))
}

/// A sort of page: it knows which pages of its sort there are.
pub struct Page {
    /// Name, also of its file here.
    pub name: &'static str,
    /// Its pages.
    pub jobs: fn(&Site<'_>) -> Vec<Job>,
}
