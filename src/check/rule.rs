//! What a rule is, and what it says of the records it looked at.

use crate::diag::{Diagnostic, Diagnostics, Label, Severity};
use crate::history::History;
use crate::history::control::Keeping;
use crate::link::Ledger;
use crate::measure::{numbers::Numbers, scope::Scope};
use crate::record::reader::Profile;
use crate::record::{Catalogue, Record};
use crate::settings::rule::OwnRule;
use crate::settings::{Settings, Written};
use crate::source::{Place, Sources};
use crate::stats::working_days::WorkingDays;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// When a rule can be judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gate {
    /// While files are read, typed and linked; those stations report it.
    Reading,
    /// When all records are linked.
    Records,
    /// When the numbers are computed.
    Numbers,
    /// When the history of the repository is read.
    History,
    /// When the pages are written.
    Site,
}

impl Gate {
    /// The word on the checks page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Records => "records",
            Self::Numbers => "numbers",
            Self::History => "history",
            Self::Site => "site",
        }
    }

    /// Why a rule at this gate is not judged by a version that lacks the gate.
    pub fn lacking(self) -> &'static str {
        match self {
            Self::Reading | Self::Records => "this version does not judge it",
            Self::Numbers => "it needs numbers that this version does not compute",
            Self::History => "it needs the history of the repository",
            Self::Site => "it is judged on every file while a site is made; one that fails is not put in place",
        }
    }
}

/// A rule of the catalogue; its id is a code for ever.
pub struct Rule {
    /// `R-CMP-02`.
    pub id: &'static str,
    /// Weight unless the project says otherwise.
    pub severity: Severity,
    /// When it is judged.
    pub gate: Gate,
    /// Profile from which on it is judged: contradictions are judged in every profile, what is missing in later ones.
    pub from: Profile,
    /// Clauses it serves, separated by commas; empty when it serves the repository itself.
    pub clause: &'static str,
    /// What holds when it passes, in one line.
    pub title: &'static str,
    /// Why it matters and what to do, in Markdown.
    pub explanation: &'static str,
    /// How it is judged.
    pub check: Check,
}

/// A rule of the catalogue, or one of the project's own.
#[derive(Clone)]
pub enum AnyRule {
    /// Of the catalogue.
    Catalogue(&'static Rule),
    /// Of the project.
    Own(Arc<OwnRule>),
}

impl std::fmt::Debug for AnyRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.id())
    }
}

impl AnyRule {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Catalogue(rule) => rule.id,
            Self::Own(rule) => &rule.id,
        }
    }

    /// What holds when it passes.
    pub fn title(&self) -> Cow<'_, str> {
        match self {
            Self::Catalogue(rule) => Cow::Borrowed(rule.title),
            Self::Own(rule) => Cow::Owned(rule.title()),
        }
    }

    /// Why it matters and what to do, in Markdown.
    pub fn explanation(&self) -> Cow<'_, str> {
        match self {
            Self::Catalogue(rule) => Cow::Borrowed(rule.explanation),
            Self::Own(rule) => Cow::Owned(rule.explanation()),
        }
    }

    /// Its weight unless the settings say otherwise.
    pub fn usual_severity(&self) -> Severity {
        match self {
            Self::Catalogue(rule) => rule.severity,
            Self::Own(rule) => rule.severity(),
        }
    }

    /// Its weight after the settings; nothing where they switch it off.
    pub fn severity(&self, settings: &Settings) -> Option<Severity> {
        match settings.of_rule(self.id()) {
            Some(setting) => setting.severity(),
            None => Some(self.usual_severity()),
        }
    }

    /// When it is judged.
    pub fn gate(&self) -> Gate {
        match self {
            Self::Catalogue(rule) => rule.gate,
            Self::Own(_) => Gate::Records,
        }
    }

    /// Profile from which on it is judged.
    pub fn from(&self) -> Profile {
        match self {
            Self::Catalogue(rule) => rule.from,
            Self::Own(_) => Profile::Starter,
        }
    }

    /// Clauses it serves, separated by commas.
    pub fn clause(&self) -> &str {
        match self {
            Self::Catalogue(rule) => rule.clause,
            Self::Own(rule) => rule.clause.as_deref().unwrap_or_default(),
        }
    }

    /// Clauses it serves, one by one.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.clause()
            .split(',')
            .map(str::trim)
            .filter(|clause| !clause.is_empty())
    }
}

/// How a rule is judged.
#[derive(Clone, Copy)]
pub enum Check {
    /// By the station that reads, types or links; it reports under the rule's id.
    ByStation,
    /// By looking at the records.
    Judge(fn(&Context<'_>, &mut Report)),
    /// By looking at what was measured.
    Measured(fn(&Measured<'_>, &mut Report)),
    /// By looking at what all other rules told.
    Last(fn(&Context<'_>, &Diagnostics, &mut Report)),
    /// While the files of the site are made: each is looked through, and a site that fails is not put in place.
    AtBuild,
    /// Not yet: what it needs is not computed by this version. The checks page says so.
    NotYet,
}

/// What rules of the gate of numbers look at.
pub struct Measured<'a> {
    /// What rules of records look at.
    pub context: &'a Context<'a>,
    /// What metrics look at, for what a rule measures itself.
    pub scope: &'a Scope<'a>,
    /// All that was measured.
    pub numbers: &'a Numbers,
}

/// What rules look at.
pub struct Context<'a> {
    /// All records.
    pub ledger: &'a Ledger,
    /// The project's settings.
    pub settings: &'a Settings,
    /// The settings as they stand in the file, for places.
    pub written: &'a Written,
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// The texts, for places inside tables.
    pub sources: &'a Sources,
    /// The history of the records, as far as it was read.
    pub history: &'a History,
    /// Day as of which everything is judged.
    pub as_of: Date,
    /// Latest day on which a fact can lie: the commit's day, or `as_of` when that is later.
    pub latest_fact: Date,
    /// The organization's zone.
    pub zone: TimeZone,
    /// The organization's working days.
    pub days: WorkingDays,
}

impl Context<'_> {
    /// What the project asks of its records.
    pub fn profile(&self) -> Profile {
        self.settings.profile
    }

    /// The day of an instant in the organization's zone.
    pub fn day(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone.clone()).date()
    }

    /// What rules of record control look at.
    pub fn keeping(&self) -> Keeping<'_> {
        Keeping {
            history: self.history,
            ledger: self.ledger,
            catalogue: self.catalogue,
            redirects: &self.settings.redirects,
            zone: &self.zone,
            days: &self.days,
        }
    }
}

/// What one rule said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    rule: Cow<'static, str>,
    severity: Option<Severity>,
    broken: Option<&'static str>,
    looked_at: BTreeSet<String>,
    failed: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// An empty report of a rule.
    pub fn new(rule: impl Into<Cow<'static, str>>, severity: Severity) -> Self {
        Self {
            rule: rule.into(),
            severity: Some(severity),
            ..Self::default()
        }
    }

    /// Notes that the rule applies to a record. Without it a record counts as not concerned.
    pub fn looks_at(&mut self, record: &Record) {
        self.looked_at.insert(record.id().to_owned());
    }

    /// Tells a fault in a field of a record; add labels and a hint to what comes back.
    pub fn fault(&mut self, record: &Record, field: &str, message: impl Into<String>) -> &mut Diagnostic {
        self.fault_at(record, field, record.place(field), message)
    }

    /// Tells a fault of a record that shows at a place elsewhere: in a row of its table, at a key instead of its value.
    pub fn fault_at(
        &mut self,
        record: &Record,
        field: &str,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.looks_at(record);
        self.failed.insert(record.id().to_owned());
        let diagnostic = self.told(place, message).record(record.id()).field(field);
        self.push(diagnostic)
    }

    /// Tells something worth knowing about a field of a record, which is no failure of the rule.
    pub fn remark(&mut self, record: &Record, field: &str, message: impl Into<String>) -> &mut Diagnostic {
        self.looks_at(record);
        let remark = self.told(record.place(field), message);
        self.push(remark.severity(Severity::Information).record(record.id()).field(field))
    }

    /// Notes that the rule applies to something that is no record, such as a table whose wave is missing.
    pub fn looks_at_other(&mut self, name: &str) {
        self.looked_at.insert(name.to_owned());
    }

    /// Tells a fault of something that is no record.
    pub fn fault_of_other(&mut self, name: &str, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.looks_at_other(name);
        self.failed.insert(name.to_owned());
        let diagnostic = self.told(place, message);
        self.push(diagnostic)
    }

    fn told(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.rule.clone(), message)
            .severity(self.severity.unwrap_or(Severity::Error))
            .at(place)
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("one was pushed in the line above")
    }

    /// Notes that the rule could not be held against all that it applies to, and why: it did not pass.
    pub fn break_off(&mut self, why: &'static str) {
        self.broken = Some(why);
    }

    /// Why the rule could not be held against all that it applies to.
    pub fn broken(&self) -> Option<&'static str> {
        self.broken
    }

    /// Tells something about a place that is no record's, which is no failure of the rule.
    pub fn remark_at(&mut self, name: &str, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.looks_at_other(name);
        let remark = self.told(place, message).severity(Severity::Information);
        self.push(remark)
    }

    /// How many records the rule applies to.
    pub fn looked_at(&self) -> usize {
        self.looked_at.len()
    }

    /// Whether the rule applies to a record.
    pub fn concerns(&self, id: &str) -> bool {
        self.looked_at.contains(id)
    }

    /// Ids of the records it failed on.
    pub fn failed(&self) -> &BTreeSet<String> {
        &self.failed
    }

    /// What was told.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

/// Adds to a diagnostic in place; reads well behind [`Report::fault`].
pub trait Advice {
    /// Shows what judged it: a further place with a word about it.
    fn beside(&mut self, place: Place, text: impl Into<String>) -> &mut Self;
    /// Says what to do.
    fn advise(&mut self, hint: impl Into<String>);
    /// Says what to do and gives another weight than the rule's.
    fn weigh(&mut self, severity: Severity) -> &mut Self;
}

impl Advice for Diagnostic {
    fn beside(&mut self, place: Place, text: impl Into<String>) -> &mut Self {
        self.labels.push(Label {
            place,
            text: text.into(),
        });
        self
    }

    fn advise(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }

    fn weigh(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}
