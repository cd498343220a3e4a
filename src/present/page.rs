//! What a page is: a path, a template and a view made when its turn comes, so that no two pages need to be in memory at once.

use super::blocks::{self, Field, Link, Moment, State, Tone, Value};
use super::markdown::Where;
use super::terms::Terms;
use crate::check::Outcome;
use crate::check::rule::{AnyRule, Report};
use crate::coverage::Coverage;
use crate::diag::{Diagnostic, Diagnostics};
use crate::diff::Difference;
use crate::disclose::{Disclosure, cells::Cells, counts};
use crate::error::Error;
use crate::history::History;
use crate::link::{Ledger, RecordIndex};
use crate::measure::numbers::Numbers;
use crate::measure::scope::Scope;
use crate::parse::FileTally;
use crate::parse::earlier::Earlier;
use crate::parse::page::FreePage;
use crate::read::git::Provenance;
use crate::record::case;
use crate::record::organization::{Limits, Organization};
use crate::record::types::Audience;
use crate::record::{Catalogue, Kind, Record};
use crate::settings::Settings;
use crate::source::{SourceId, Sources};
use crate::stats::working_days::WorkingDays;
use crate::trace::Trail;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
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
    /// How every rule came out, as far as the audience may be told.
    pub outcomes: &'a [Outcome],
    /// How every rule came out, for states that rest on rules: what is kept from the audience makes no state better.
    pub judged: &'a [Outcome],
    /// All that was measured.
    pub numbers: &'a Numbers,
    /// The chains of the records and what is missing in them.
    pub trail: &'a Trail,
    /// What happened to the records over time, as far as it was read.
    pub history: &'a History,
    /// The evidence of every clause and principle.
    pub coverage: &'a Coverage,
    /// Which of it the audience may see.
    pub cells: Cells,
    /// What metrics look at, for what pages measure beyond that.
    pub scope: Scope<'a>,
    /// What the rules that judged said.
    pub reports: &'a BTreeMap<String, Report>,
    /// Files and what became of them.
    pub tallies: &'a [FileTally],
    /// What of them was left out, because the day lies before them.
    pub earlier: &'a Earlier,
    /// What changed since the commit that the settings name.
    pub since: Option<&'a Difference>,
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
    /// Files of which it may not see all.
    pub closed: BTreeSet<SourceId>,
    /// What customers are called here.
    pub terms: Terms,
    /// Paths of every page that will be written.
    pub paths: BTreeSet<String>,
}

/// How many records there are. What is withheld is never counted as if it were not there: a page says how many there are, or that
/// they are withheld.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Those that the audience may see.
    pub visible: usize,
    /// Those that it may not.
    pub withheld: usize,
}

impl Tally {
    /// In words; a noun for those that may be seen, and none for those that stand beside it.
    pub fn words(self, one: &str, many: &str) -> String {
        match (self.visible, self.withheld) {
            (visible, 0) => blocks::several(visible, one, many),
            (0, withheld) => format!("{} withheld", blocks::several(withheld, one, many)),
            (visible, withheld) => format!(
                "{}, and {} withheld",
                blocks::several(visible, one, many),
                blocks::number(withheld)
            ),
        }
    }

    /// In a cell.
    pub fn value(self) -> Value {
        match (self.visible, self.withheld) {
            (visible, 0) => Value::count(visible),
            (0, withheld) => Value::Withheld {
                text: format!("{} withheld", blocks::number(withheld)),
            },
            (visible, withheld) => Value::text(format!(
                "{}, and {} withheld",
                blocks::number(visible),
                blocks::number(withheld)
            )),
        }
    }
}

impl Site<'_> {
    /// The rule with an id, of the catalogue or of the project.
    pub fn rule(&self, id: &str) -> Option<&AnyRule> {
        let outcome = self.outcomes.iter().find(|outcome| outcome.rule.id() == id);
        outcome.map(|outcome| &outcome.rule)
    }

    /// Words of the site itself, with the organization's word for customers.
    pub fn said(&self, words: &str) -> String {
        self.terms.said(words)
    }

    /// The name of a kind in plain words.
    pub fn label(&self, kind: Kind) -> String {
        self.said(&kind.label())
    }

    /// The plural of a kind in plain words.
    pub fn labels(&self, kind: Kind) -> String {
        self.said(&kind.label_plural())
    }

    /// What a kind is, in a sentence.
    pub fn what(&self, kind: Kind) -> String {
        self.said(kind.about().what)
    }

    /// Path of a record's page, when the audience may see it.
    pub fn record_path(&self, record: &Record) -> Option<String> {
        self.disclosure.record(record).then(|| record_path(record))
    }

    /// The title of a record, without ids that the audience may not be told.
    pub fn title_of(&self, record: &Record) -> String {
        let name = self.disclosure.name(record, self.ledger, self.catalogue);
        super::markdown::mask(&name, &Links::from(self, ""))
    }

    /// Whether the audience may be told an id.
    pub fn may_name(&self, id: &str) -> bool {
        self.disclosure.id(id, self.ledger, &self.catalogue.prefixes)
    }

    /// A commit, with where it can be looked at. The public is told no addresses of the repository.
    pub fn commit(&self, id: &str) -> blocks::Commit {
        blocks::Commit {
            short: id.chars().take(7).collect(),
            full: id.to_owned(),
            url: self.settings.repository.commit(id).filter(|_| self.names_addresses()),
        }
    }

    /// Where a line of a file can be looked at, as it stands in the commit.
    pub fn line_url(&self, path: &str, line: usize) -> Option<String> {
        let commit = self.provenance.commit().filter(|_| self.names_addresses())?;
        let changed = commit.changed.as_ref()?;
        let differs = |other: &String| path == other || (other.ends_with('/') && path.starts_with(other.as_str()));
        if changed.iter().any(differs) {
            return None; // the line may be another one there
        }
        self.settings.repository.file(&commit.id, path, line)
    }

    fn names_addresses(&self) -> bool {
        self.disclosure.audience() > Audience::Public
    }

    /// Whether a hash of a file may be told: of one that holds what is withheld it would tell who guesses the rest that the guess
    /// is right.
    pub fn tells_hash(&self, source: SourceId) -> bool {
        !self.closed.contains(&source)
    }

    /// The day of an instant in the organization's zone.
    pub fn day(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone.clone()).date()
    }

    /// An instant in the organization's zone.
    pub fn instant(&self, instant: Timestamp) -> Moment {
        let local = instant.to_zoned(self.zone.clone());
        Moment {
            iso: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            text: format!(
                "{}, {:02}:{:02}",
                blocks::long(local.date()),
                local.hour(),
                local.minute()
            ),
        }
    }

    /// The organization's limits of disclosure.
    pub fn limits(&self) -> Limits {
        let organization = self.ledger.each::<Organization>().next();
        organization.map_or_else(
            || Organization::default().limits(),
            |(_, organization)| organization.limits(),
        )
    }

    /// The records of a kind that the audience may see.
    pub fn visible(&self, kind: Kind) -> impl Iterator<Item = (RecordIndex, &Record)> {
        self.ledger
            .of_kind(kind)
            .filter(|(_, record)| self.disclosure.record(record))
    }

    /// How many records there are of some kinds, and how many of them the audience may not see.
    pub fn tally(&self, kinds: &[Kind]) -> Tally {
        let all: usize = kinds.iter().map(|kind| self.ledger.count(*kind)).sum();
        let visible = kinds.iter().map(|kind| self.visible(*kind).count()).sum();
        Tally {
            visible,
            withheld: all - visible,
        }
    }

    /// Whether the audience may be told at how many records of a kind something was found, of so many looked at, where that is
    /// counted over all of them: the public not where it would tell of few cases.
    pub fn may_count(&self, kind: Kind, found: usize, looked_at: usize) -> bool {
        let is_kept = self.disclosure.audience() == Audience::Public && case::is_case(kind);
        !is_kept || !counts::tell_of_few(found, looked_at, self.ledger.count(kind), self.limits().min_cell)
    }

    /// How many records that the audience may not see refer to one; nothing where cases are among them and the audience is the
    /// public: how many there are of these is told by what is measured, as far as it may be.
    pub(super) fn unseen(&self, from: &BTreeSet<RecordIndex>) -> Option<usize> {
        let is_kept = self.disclosure.audience() == Audience::Public;
        let mut records = from.iter().map(|index| self.ledger.get(*index));
        let has_cases = records.any(|record| case::is_case(record.kind));
        (!is_kept || !has_cases).then_some(from.len())
    }

    /// How many responses stand in tables.
    pub fn rows_of_responses(&self) -> usize {
        self.ledger.sheets.iter().map(|sheet| sheet.rows.len()).sum()
    }

    /// The project's title.
    pub fn title(&self) -> String {
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
            .map_or_else(|| self.said("Customer satisfaction"), str::to_owned)
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

/// What stands in the place of an id that the audience may not be told.
pub const WITHHELD: &str = "withheld";

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

    /// A record in a few words, with its address where it has a page. Of one that may not be seen not even the id is told.
    pub fn link(&self, record: &Record) -> Link {
        let seen = self.site.disclosure.record(record);
        let has_title = seen && record.title() != record.id();
        Link {
            id: if seen { record.id() } else { WITHHELD }.to_owned(),
            title: if has_title {
                self.site.title_of(record)
            } else {
                String::new()
            },
            url: self.site.record_path(record).map(|path| self.to(&path)),
        }
    }

    /// The record with an id in a few words; one that does not exist has no address.
    pub fn link_id(&self, id: &str) -> Link {
        match self.site.ledger.find(id) {
            Some((_, record)) => self.link(record),
            None => Link {
                id: if self.site.may_name(id) { id } else { WITHHELD }.to_owned(),
                title: String::new(),
                url: None,
            },
        }
    }

    /// A record without its title, for columns beside one that has it.
    pub fn id(&self, record: &Record) -> Value {
        if !self.site.disclosure.record(record) {
            return super::values::withheld(self);
        }
        let link = Link {
            title: String::new(),
            ..self.link(record)
        };
        Value::Record { link }
    }

    /// The title of a record, or that it is withheld.
    pub fn title(&self, record: &Record) -> Value {
        if self.site.disclosure.record(record) {
            Value::text(self.site.title_of(record))
        } else {
            super::values::withheld(self)
        }
    }

    /// The state of a record, or that it is withheld.
    pub fn state(&self, record: &Record) -> State {
        if self.site.disclosure.record(record) {
            super::status::of(record, self.site.as_of)
        } else {
            State::new(Tone::None, "lock", "Withheld")
        }
    }
}

impl Where for Links<'_> {
    fn record(&self, id: &str) -> Option<String> {
        let (_, record) = self.site.ledger.find(id)?;
        self.site.record_path(record).map(|path| self.to(&path))
    }

    // Pages that people wrote are theirs to word.
    fn hides(&self, id: &str) -> bool {
        self.folder.is_none() && !self.site.may_name(id)
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

/// The head of a page and what its template reads.
pub struct View {
    /// What sort of page it is, in a word or two.
    pub kicker: String,
    /// What the page is about, in a sentence.
    pub lede: Option<String>,
    /// The most important facts.
    pub facts: Vec<Field>,
    /// The page as data.
    pub json: Option<String>,
    /// Whether the page holds a register.
    pub script: bool,
    /// What the template reads.
    pub view: minijinja::Value,
}

impl View {
    /// A view with nothing in its head but what sort of page it is.
    pub fn new(kicker: impl Into<String>, view: &impl Serialize) -> Self {
        Self {
            kicker: kicker.into(),
            lede: None,
            facts: Vec::new(),
            json: None,
            script: false,
            view: minijinja::Value::from(Serde(view)),
        }
    }

    /// Says what the page is about.
    pub fn lede(mut self, lede: impl Into<String>) -> Self {
        self.lede = Some(lede.into());
        self
    }

    /// Adds the most important facts.
    pub fn facts(mut self, facts: Vec<Field>) -> Self {
        self.facts = facts;
        self
    }

    /// Names the file that holds the page as data.
    pub fn json(mut self, url: impl Into<String>) -> Self {
        self.json = Some(url.into());
        self
    }

    /// Marks that the page holds a register.
    pub fn script(mut self) -> Self {
        self.script = true;
        self
    }
}

/// Makes the view of a page.
pub type Make = Box<dyn Fn(&Site<'_>, &Links<'_>) -> Result<View, Error> + Send + Sync>;
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
        /// Title in the line of pages above it.
        short: String,
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
        let title = title.into();
        let content = Content::Page {
            template,
            short: title.clone(),
            title,
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

    /// Puts it under other pages than those it was under.
    pub fn under(mut self, above: Vec<(String, String)>) -> Self {
        if let Content::Page { crumbs, .. } = &mut self.content {
            *crumbs = above;
        }
        self
    }

    /// Gives it a shorter title for the line of pages above it.
    pub fn short(mut self, title: impl Into<String>) -> Self {
        if let Content::Page { short, .. } = &mut self.content {
            *short = title.into();
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

/// A sort of page: it knows which pages of its sort there are.
pub struct Page {
    /// Name, also of its file here.
    pub name: &'static str,
    /// Its pages.
    pub jobs: fn(&Site<'_>) -> Vec<Job>,
}
