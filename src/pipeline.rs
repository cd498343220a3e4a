//! The way of the data, station by station. Nothing else happens here.

use crate::check::rule::{Context, Report};
use crate::check::{self, Extent, Outcome};
use crate::coverage::{self, Coverage};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::diff::{self, Difference};
use crate::disclose::leak::{Leak, Secrets};
use crate::disclose::{self, Disclosure, cells::Cells};
use crate::error::{Error, ErrorKind};
use crate::expression::secret::holds_secrets;
use crate::history::reading::Found;
use crate::history::{self, History};
use crate::link::{self, Ledger};
use crate::manifest::{self, Input, Statement};
use crate::measure::{self, numbers::Numbers, scope::Scope};
use crate::parse::earlier::{self, Back, Earlier};
use crate::parse::page::FreePage;
use crate::parse::{self, FileTally};
use crate::present::page::{Job, Site};
use crate::present::terms::Terms;
use crate::present::{self, reconciliation};
use crate::read::{self, Role, git::Provenance, origin::Origin};
use crate::record::calendar::{self, Calendar};
use crate::record::id::Prefixes;
use crate::record::organization::Organization;
use crate::record::types::Audience;
use crate::record::{Catalogue, Kind, Typed};
use crate::settings::{self, Settings};
use crate::site::{Sink, Written};
use crate::source::{SourceId, Sources};
use crate::stats::working_days::WorkingDays;
use crate::theme::Theme;
use crate::trace::{self, Trail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What a run may be told besides the settings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Day as of which everything is computed.
    pub as_of: Option<Date>,
    /// For whom the site is built.
    pub audience: Option<Audience>,
    /// The commit that is read in place of the folder, as a person names it: `v1.0`, `main~3`, `v1.0:quality`.
    pub at: Option<String>,
    /// Whether the history of the repository is read, where the settings do not say otherwise.
    pub history: bool,
}

/// What a reading leaves for the next one of the same project: texts, and what they held. With it the next reading costs what
/// changed; its result is the same as without.
#[derive(Debug, Default)]
pub struct Cache {
    /// SHA-256 of the settings, on which everything else depends.
    settings: String,
    /// Texts by path.
    pub texts: read::Cache,
    parsed: parse::Cache,
    /// The history up to a commit.
    history: Option<(String, Arc<History>)>,
    /// The state of the commit that the settings name to be compared with.
    since: Option<Arc<Inspection>>,
}

/// The history that this reading found, or the one that an earlier reading left.
enum Past {
    Found(Found),
    Known(Arc<History>),
}

/// Whether a history reaches up to the present commit.
fn is_of(provenance: &Provenance, commit: &str, history: &History) -> bool {
    history.extent == history::Extent::of(provenance) && provenance.commit().is_some_and(|present| present.id == commit)
}

/// Everything that was read, linked and judged.
#[derive(Debug)]
pub struct Inspection {
    /// Where the bytes came from.
    pub origin: Origin,
    /// The project's folder; of a commit where it would be on disk.
    pub root: PathBuf,
    /// The texts.
    pub sources: Sources,
    /// The settings.
    pub settings: Settings,
    /// The settings as they stand in the file.
    pub written: settings::Written,
    /// The kinds as the project uses them.
    pub catalogue: Catalogue,
    /// The records.
    pub ledger: Ledger,
    /// Free pages.
    pub pages: Vec<FreePage>,
    /// Files and what became of them.
    pub tallies: Vec<FileTally>,
    /// What of them was left out, because the day lies before them.
    pub earlier: Earlier,
    /// The state of the commit that the settings name to be compared with.
    past: Option<Arc<Self>>,
    /// What changed since then.
    pub since: Option<Difference>,
    /// Old ids and the ids they have now.
    pub redirects: BTreeMap<String, String>,
    /// What is wrong or worth knowing, sorted.
    pub diagnostics: Diagnostics,
    /// What the rules that judged said.
    pub reports: BTreeMap<String, Report>,
    /// How every rule came out.
    pub outcomes: Vec<Outcome>,
    /// All that was measured.
    pub numbers: Numbers,
    /// The chains of the records and what is missing in them.
    pub trail: Trail,
    /// What happened to the records over time, as far as it was read.
    pub history: Arc<History>,
    /// The evidence of every clause and principle.
    pub coverage: Coverage,
    /// Where the records come from.
    pub provenance: Provenance,
    /// Whether a file that was read differs from the commit.
    pub draft: bool,
    /// Day as of which everything is computed.
    pub as_of: Date,
    /// Latest day on which a fact can lie.
    pub latest_fact: Date,
    /// The organization's zone.
    pub zone: TimeZone,
    /// The organization's working days.
    pub days: WorkingDays,
    /// For whom the site is built.
    pub audience: Audience,
    /// What the run was told.
    pub asked: Options,
}

/// Reads, parses, links and checks a project.
///
/// In: the project's folder; for a commit any folder of the repository, or the repository.
///
/// Errors: the settings file cannot be read, or the commit not be found.
pub fn inspect(root: &Path, options: &Options) -> Result<Inspection, Error> {
    inspect_again(root, options, &mut Cache::default())
}

/// The same for a project that was inspected before.
///
/// Errors: the settings file cannot be read.
pub fn inspect_again(root: &Path, options: &Options, cache: &mut Cache) -> Result<Inspection, Error> {
    inspect_alone(root, options, cache, true)
}

/// The same; without the page of what changed since, where this is the state that is compared with.
fn inspect_alone(root: &Path, options: &Options, cache: &mut Cache, is_present: bool) -> Result<Inspection, Error> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    // 1. read
    let mut unreadable = Vec::new();
    let origin = Origin::of(root, options.at.as_deref())?;
    let settings_source = read::settings_file(&origin, &mut sources, &mut unreadable)?;
    diagnostics.extend(unreadable);
    if cache.settings != sources.get(settings_source).sha256 {
        *cache = Cache {
            settings: sources.get(settings_source).sha256.clone(),
            ..Cache::default()
        };
    }
    let read = settings::read(&sources.get(settings_source).text, settings_source, &check::ids());
    diagnostics.extend(read.diagnostics);
    let theme = &read.settings.theme;
    if *theme != settings::ThemeSettings::default() && !origin.has_folder(&theme.folder) {
        let problem = Diagnostic::error("R-SET-02", format!("there is no theme folder `{}`", theme.folder));
        diagnostics.add(
            problem
                .at(read.written.place("theme.folder"))
                .hint("make it, or take the setting out to use the default theme"),
        );
    }
    if let Some(keys) = &read.settings.history.allowed_signers
        && !root.join(keys).is_file()
    {
        let problem = Diagnostic::error(
            "R-SET-02",
            format!("there is no file `{keys}` with the keys of signers"),
        )
        .at(read.written.place("history.allowed_signers"));
        diagnostics.add(problem.hint("make it, or take the setting out: signatures are then told and not verified"));
    }
    diagnostics.choose(read.settings.severities());
    let profile = read.settings.profile;
    let with_history = options.history && read.settings.history.read;
    let known = cache.history.take().filter(|_| with_history);
    // The past is read beside the present: git works on it while the files are parsed.
    let (files, mut parsed, mut provenance, found) = std::thread::scope(|threads| {
        let (settings, place) = (&read.settings, &origin);
        let past = threads.spawn(move || {
            let provenance = place.provenance();
            let found = match known {
                Some((commit, history)) if is_of(&provenance, &commit, &history) => Past::Known(history),
                _ if with_history => Past::Found(history::reading::read(place, settings, &provenance)),
                _ => Past::Found(Found::default()),
            };
            (provenance, found)
        });
        let files = read::files(place, settings, &mut sources, &mut cache.texts);
        // 2. parse
        let usable = files.as_ref().map_or(&[][..], |files| &files.usable);
        let parsed = parse::parse(usable, &sources, &read.catalogue, profile, &mut cache.parsed);
        let (provenance, found) = past.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (files, parsed, provenance, found)
    });
    diagnostics.extend(files?.diagnostics);
    let earlier = turn_back(
        options,
        &read.settings,
        &read.catalogue,
        &provenance,
        &sources,
        &mut parsed,
    );
    diagnostics.extend(parsed.diagnostics);
    // 3. link
    let mut told = Vec::new();
    let ledger = link::link(
        parsed.records,
        parsed.sheets,
        &read.catalogue.prefixes,
        &read.settings.redirects,
        &mut told,
    );
    let redirect = |old: &str| read.written.place(&format!("redirects.{old}"));
    let redirects = link::redirect::resolve(&read.settings.redirects, redirect, &ledger, &mut told);
    diagnostics.extend(told);
    if ledger.is_empty() {
        let (message, hint) = match earlier.records {
            0 => (
                "the project holds no record",
                "run `tenfour new organization` for a first record, or look at `records.include` in `tenfour.toml`",
            ),
            _ => (
                "the project holds no record of that day or before",
                "choose a later day with `--as-of`",
            ),
        };
        let problem = Diagnostic::error("R-FIL-05", message)
            .severity(Severity::Warning)
            .hint(hint);
        diagnostics.add(problem);
    }
    let zone = zone(&ledger, &mut diagnostics);
    let days = working_days(&ledger);
    let natural = natural_day(&ledger, &read.catalogue, &provenance, &zone);
    let as_of = options.as_of.or(read.settings.as_of).unwrap_or(natural);
    let audience = options
        .audience
        .or(read.settings.audience)
        .unwrap_or(Audience::Internal);
    let draft = draft(&mut provenance, &sources, &read.settings);
    let latest_fact = as_of.max(read.settings.as_of.unwrap_or(natural));
    let history = match found {
        Past::Found(found) => Arc::new(found.history(&read.settings.redirects)),
        Past::Known(history) => history,
    };
    cache.history = provenance
        .commit()
        .map(|commit| (commit.id.clone(), Arc::clone(&history)));
    // What was committed after the day is no more known on it than what the records say.
    let history = if earlier.is_nothing() {
        history
    } else {
        let by_then = |commit: &history::Commit| commit.committed.to_zoned(zone.clone()).date() <= as_of;
        Arc::new(history.of_commits(by_then))
    };
    let mut inspection = Inspection {
        root: origin.root(),
        origin,
        redirects,
        sources,
        settings: read.settings,
        written: read.written,
        catalogue: read.catalogue,
        ledger,
        pages: parsed.pages,
        tallies: parsed.tallies,
        earlier,
        past: None,
        since: None,
        diagnostics: Diagnostics::default(),
        reports: BTreeMap::new(),
        outcomes: Vec::new(),
        numbers: Numbers::default(),
        history,
        trail: Trail::default(),
        coverage: Coverage::default(),
        provenance,
        draft,
        as_of,
        latest_fact,
        zone,
        days,
        audience,
        asked: options.clone(),
    };
    // 4. check what the records alone can show
    let mut reports = check::records(&inspection.context(), &mut diagnostics);
    // 5. measure, and check what only the numbers show
    let scope = inspection.scope();
    let numbers = measure::measure(&scope);
    check::numbers(&inspection.context(), &scope, &numbers, &mut reports, &mut diagnostics);
    inspection.numbers = disclose::parts::fold(numbers, scope.limits, audience);
    if is_present && options.history {
        let problem = since(&mut inspection, root, cache)?;
        diagnostics.extend(problem);
    }
    // Pages are read by their expressions and links; what they name is known only when the paths are.
    let mut site = inspection.site();
    present::jobs(&mut site)?;
    let found = present::free::check(&site);
    diagnostics.extend(found);
    // What a record lacks because the day lies before it is no error of the record.
    let turned_back = &inspection.earlier.turned_back;
    diagnostics.soften(|found| found.record.as_ref().is_some_and(|record| turned_back.contains(record)));
    // Nor is it one of a measure, a page or a plan that what it names came later.
    let later: Vec<String> = inspection.earlier.left_out.iter().map(|id| format!("`{id}`")).collect();
    diagnostics.leave_out(|found| {
        matches!(&*found.rule, "R-SET-08" | "R-PAG-01" | "R-GEN-02")
            && later.iter().any(|id| found.message.contains(id))
    });
    // What all of them told is looked at once more: what waivers let pass, and what lets nothing pass.
    check::afterwards(&inspection.context(), &mut reports, &mut diagnostics);
    diagnostics.sort(&inspection.sources);
    // 6. trace, with what the rules say is missing
    let unasked = check::unasked(
        &inspection.context(),
        &site.scope,
        &inspection.numbers,
        &trace::gap::rules(),
    );
    let gaps = trace::gap::find(&site.scope, &reports, &unasked, &diagnostics);
    inspection.trail = Trail::of(&site.scope).with_gaps(gaps);
    let extent = inspection.extent();
    inspection.outcomes = check::outcomes(&inspection.settings, &reports, &diagnostics, extent);
    inspection.since = inspection.past.take().map(|past| inspection.since(&past));
    inspection.reports = reports;
    inspection.diagnostics = diagnostics;
    inspection.coverage = coverage::cover(&inspection.evidence());
    Ok(inspection)
}

/// The history alone, without the records as they are now.
#[derive(Debug)]
pub struct PastOnly {
    /// The history.
    pub history: History,
    /// Old ids and the ids that follow them, as written in the settings.
    pub redirects: BTreeMap<String, String>,
    /// The organization's zone, as last committed; UTC where none is.
    pub zone: TimeZone,
}

/// Reads the history of a project and nothing else, when its settings allow.
///
/// Errors: the settings file cannot be read.
pub fn past(root: &Path) -> Result<PastOnly, Error> {
    let mut sources = Sources::default();
    let origin = Origin::from(root);
    let source = read::settings_file(&origin, &mut sources, &mut Vec::new())?;
    let read = settings::read(&sources.get(source).text, source, &check::ids());
    let (settings, prefixes) = (read.settings, read.catalogue.prefixes);
    let provenance = origin.provenance();
    let found = if settings.history.read {
        history::reading::read(&origin, &settings, &provenance)
    } else {
        Found::default()
    };
    let history = found.history(&settings.redirects);
    Ok(PastOnly {
        zone: committed_zone(&history, &prefixes).unwrap_or(TimeZone::UTC),
        history,
        redirects: settings.redirects,
    })
}

fn committed_zone(history: &History, prefixes: &Prefixes) -> Option<TimeZone> {
    let is_organization = |id: &str| prefixes.kind_of(id) == Some(Kind::Organization);
    let mut records = history.records.iter();
    let (_, organization) = records.find(|(id, record)| is_organization(id) && !record.is_gone())?;
    TimeZone::get(organization.last("time_zone")?.as_str()?).ok()
}

impl Inspection {
    /// What rules look at.
    fn context(&self) -> Context<'_> {
        Context {
            ledger: &self.ledger,
            settings: &self.settings,
            written: &self.written,
            catalogue: &self.catalogue,
            sources: &self.sources,
            history: &self.history,
            as_of: self.as_of,
            latest_fact: self.latest_fact,
            zone: self.zone.clone(),
            days: self.days.clone(),
        }
    }

    /// How much there was to look at before the records could be judged.
    fn extent(&self) -> Extent {
        let of = |role: Role| self.tallies.iter().filter(move |tally| tally.role == role);
        Extent {
            // The settings are no file that they select.
            files: self.sources.len().saturating_sub(1),
            yaml: of(Role::Records).count(),
            tables: of(Role::Responses).count(),
            rows: of(Role::Responses).map(|tally| tally.found).sum(),
            pages: of(Role::Page).count(),
            records: self.ledger.len(),
        }
    }

    /// What metrics look at.
    pub fn scope(&self) -> Scope<'_> {
        Scope::new(
            &self.ledger,
            &self.settings,
            &self.catalogue,
            self.as_of,
            self.zone.clone(),
            self.days.clone(),
        )
        .with_history(&self.history)
    }

    /// What evidence is drawn from.
    pub fn evidence(&self) -> coverage::look::Subject<'_> {
        coverage::look::Subject {
            ledger: &self.ledger,
            settings: &self.settings,
            catalogue: &self.catalogue,
            numbers: &self.numbers,
            outcomes: &self.outcomes,
            history: &self.history,
            as_of: self.as_of,
        }
    }

    /// What pages are made from; the list of paths is filled in by [`present::jobs`].
    pub fn site(&self) -> Site<'_> {
        let mut by_record: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for found in self.diagnostics.iter() {
            if let Some(record) = &found.record {
                by_record.entry(record).or_default().push(found);
            }
        }
        let scope = self.scope();
        Site {
            cells: Cells::of(&self.numbers, &self.ledger, scope.limits, self.audience),
            ledger: &self.ledger,
            settings: &self.settings,
            catalogue: &self.catalogue,
            sources: &self.sources,
            diagnostics: &self.diagnostics,
            by_record,
            outcomes: &self.outcomes,
            judged: &self.outcomes,
            numbers: &self.numbers,
            trail: &self.trail,
            history: &self.history,
            coverage: &self.coverage,
            scope,
            reports: &self.reports,
            tallies: &self.tallies,
            earlier: &self.earlier,
            since: self.since.as_ref(),
            free_pages: &self.pages,
            redirects: &self.redirects,
            as_of: self.as_of,
            zone: self.zone.clone(),
            days: self.days.clone(),
            provenance: &self.provenance,
            draft: self.draft,
            disclosure: Disclosure::to(self.audience, &self.ledger),
            closed: self.closed_files(),
            terms: Terms::of(&self.ledger),
            paths: BTreeSet::new(),
        }
    }

    /// One side of a difference.
    fn side(&self) -> diff::Side<'_> {
        let limits = self.scope().limits;
        diff::Side {
            ledger: &self.ledger,
            catalogue: &self.catalogue,
            settings: &self.settings,
            numbers: &self.numbers,
            outcomes: &self.outcomes,
            disclosure: Disclosure::to(self.audience, &self.ledger),
            cells: Cells::of(&self.numbers, &self.ledger, limits, self.audience),
            commit: self.provenance.commit().map(|commit| commit.id.as_str()),
            draft: self.draft,
            as_of: self.as_of,
        }
    }

    /// What differs from an earlier state to this one, as far as the audience of both may be told.
    pub fn since(&self, earlier: &Self) -> Difference {
        diff::between(&earlier.side(), &self.side())
    }

    /// The theme of the site: the default one with the project's files laid over it.
    ///
    /// Errors: a file of the project's theme cannot be read, or a template is not UTF-8 or does not parse.
    pub fn theme(&self) -> Result<Theme, Error> {
        Theme::over(self.origin.theme_files(&self.settings.theme.folder)?)
    }

    /// The folder of the site.
    pub fn output_folder(&self) -> PathBuf {
        self.root.join(&self.settings.output.folder)
    }

    /// Makes every file of the site and hands it to the sink, each looked through for words that were withheld.
    ///
    /// Out: what the files give away that the audience may not see; a site of which anything is told must not be put in place.
    ///
    /// Errors: a sum does not balance, a template does not render, or the sink cannot keep a file.
    pub fn build(
        &self,
        theme: &Theme,
        sink: &dyn Sink,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Vec<Diagnostic>, Error> {
        let gate = Gate {
            sink,
            secrets: Secrets::of(
                &self.ledger,
                &self.catalogue,
                &Disclosure::to(self.audience, &self.ledger),
            ),
            found: Mutex::default(),
        };
        self.make(theme, &gate, gate.secrets.len(), progress)?;
        let mut found = gate
            .found
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        found.sort();
        Ok(check::publication::leaks(&found, &self.ledger))
    }

    fn make(
        &self,
        theme: &Theme,
        sink: &dyn Sink,
        withheld: usize,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(), Error> {
        // 7. present
        let mut site = self.site();
        let mut outcomes = check::publication::on_the_site(&self.outcomes, withheld);
        let mut diagnostics = None;
        if self.audience == Audience::Public {
            let least = self.scope().limits.min_cell;
            check::publication::for_the_public(&mut outcomes, &self.ledger, least);
            // A count of what a rule found tells how it came out.
            let mut told = self.diagnostics.clone();
            told.leave_out(|found| check::publication::is_withheld(&outcomes, &found.rule));
            diagnostics = Some(told);
        }
        site.outcomes = &outcomes;
        if let Some(told) = &diagnostics {
            site.diagnostics = told;
            for found in site.by_record.values_mut() {
                found.retain(|found| !check::publication::is_withheld(&outcomes, &found.rule));
            }
        }
        let jobs: Vec<Job> = present::jobs(&mut site)?;
        for (path, _) in theme.assets() {
            site.paths.insert(path.to_owned());
        }
        if let Some(sum) = reconciliation::sums(&site).iter().find(|sum| !sum.balanced) {
            let parts: Vec<String> = sum
                .parts
                .iter()
                .map(|(name, count)| format!("{count} {name}"))
                .collect();
            let message = format!(
                "{}: {} {} are not {}",
                sum.what,
                sum.total,
                sum.whole,
                parts.join(" + ")
            );
            return Err(Error::new(ErrorKind::Internal, message)
                .hint("nothing was written; please report this with the records"));
        }
        // 8. write
        for (path, bytes) in theme.assets() {
            sink.put(path, bytes)?;
        }
        let all = jobs.len();
        present::make_all(&jobs, &site, theme, sink, &|done| progress(done, all))
    }

    /// The manifest: a statement over every file of the site and what it was made from.
    pub fn manifest(&self, theme: &Theme, files: &BTreeMap<String, Written>) -> Vec<u8> {
        let asked = manifest::Asked {
            as_of: self.asked.as_of.map(|day| day.to_string()),
            audience: self.asked.audience.map(|audience| audience.word().to_owned()),
            history: self.asked.history,
        };
        let shaped = manifest::Shaped {
            as_of: self.as_of.to_string(),
            audience: self.audience.word().to_owned(),
            profile: self.settings.profile.word().to_owned(),
            history: self.history.is_read(),
            draft: self.draft,
            theme: theme.overlaid.keys().cloned().collect(),
        };
        let commit = self.provenance.commit().map(|commit| commit.id.as_str());
        let inputs = manifest::inputs(commit, self.inputs(theme));
        Statement::new(files, asked, shaped, inputs).bytes()
    }

    /// Every file that the site is made from: settings, records, tables, pages, theme.
    fn inputs<'a>(&'a self, theme: &'a Theme) -> Vec<Input<'a>> {
        let closed = self.closed_files();
        let read = self.sources.iter().map(|(id, source)| Input {
            path: source.path.clone(),
            sha256: source.sha256.clone(),
            text: source.text.as_bytes(),
            open: !closed.contains(&id),
        });
        let folder = self.settings.theme.folder.trim_end_matches('/');
        let of_theme = theme.overlaid.iter().map(|(path, bytes)| Input {
            path: format!("{folder}/{path}"),
            sha256: read::sha256(bytes),
            text: bytes,
            open: true,
        });
        read.chain(of_theme).collect()
    }

    /// Files of which the audience may not see all: a hash of them would tell who guesses the rest that the guess is right.
    fn closed_files(&self) -> BTreeSet<SourceId> {
        if self.audience == Audience::Restricted {
            return BTreeSet::new();
        }
        let disclosure = Disclosure::to(self.audience, &self.ledger);
        let whole: BTreeSet<SourceId> = self
            .tallies
            .iter()
            .filter(|tally| tally.rejected == 0)
            .map(|tally| tally.source)
            .chain([self.written.source])
            .collect();
        let unread = self.sources.iter().map(|(id, _)| id).filter(|id| !whole.contains(id));
        let records = self.ledger.records().filter(|(_, record)| {
            let fields = self.catalogue.fields(record.kind);
            let secret = |entry: &crate::yaml::node::Entry| holds_secrets(fields, &entry.key);
            !disclosure.record(record)
                || disclosure.days().is_coarse(record.id())
                || record.node.entries().iter().any(secret)
        });
        let tables = Kind::Response.about().audience > self.audience;
        let sheets = self.ledger.sheets.iter().filter(|_| tables).map(|sheet| sheet.source);
        let pages = self
            .pages
            .iter()
            .filter(|page| page.front.audience > Some(self.audience));
        unread
            .chain(records.map(|(_, record)| record.source))
            .chain(sheets)
            .chain(pages.map(|page| page.source))
            .collect()
    }
}

/// Looks through every file on its way to the sink.
struct Gate<'a> {
    sink: &'a dyn Sink,
    secrets: Secrets,
    found: Mutex<Vec<(String, Leak)>>,
}

impl Sink for Gate<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let leaks = self.secrets.in_file(bytes);
        if !leaks.is_empty() {
            let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            found.extend(leaks.into_iter().map(|leak| (path.to_owned(), leak)));
        }
        self.sink.put(path, bytes)
    }
}

/// Whether what was read differs from the commit. Leaves those changed paths in the provenance that the site is made from.
fn draft(provenance: &mut Provenance, sources: &Sources, settings: &Settings) -> bool {
    let Provenance::Commit(commit) = provenance else {
        return false;
    };
    let Some(changed) = &mut commit.changed else {
        return true;
    };
    let used: BTreeSet<&str> = sources.iter().map(|(_, source)| source.path.as_str()).collect();
    let select = read::Select::new(settings);
    let theme = format!("{}/", settings.theme.folder.trim_end_matches('/'));
    changed.retain(|path| {
        let holds_used = path.ends_with('/')
            && used
                .range(path.as_str()..)
                .next()
                .is_some_and(|next| next.starts_with(path));
        used.contains(path.as_str()) || holds_used || select.role(path).is_some() || path.starts_with(&theme)
    });
    !changed.is_empty()
}

/// Reads the state of the commit that the settings name to be compared with. A preview reads it once.
///
/// Out: what is wrong with that setting, if anything is.
fn since(inspection: &mut Inspection, root: &Path, cache: &mut Cache) -> Result<Option<Diagnostic>, Error> {
    let Some(named) = inspection.settings.history.since.clone() else {
        return Ok(None);
    };
    if !inspection.earlier.is_nothing() {
        return Ok(None); // the named commit may be later than the day
    }
    let at = match inspection.origin.revision() {
        Some(revision) if !revision.folder.is_empty() => format!("{named}:{}", revision.folder),
        Some(_) | None => named.clone(),
    };
    let origin = match Origin::of(root, Some(&at)) {
        Ok(origin) => origin,
        Err(error) => {
            let message = format!("`history.since` is `{named}`, which cannot be read: {error}");
            let problem = Diagnostic::error("R-SET-02", message).at(inspection.written.place("history.since"));
            let hint = error.hint_text().unwrap_or("name a tag or commit of the repository");
            return Ok(Some(problem.hint(hint)));
        }
    };
    let known = cache
        .since
        .take()
        .filter(|known| known.origin == origin && known.audience == inspection.audience);
    let past = match known {
        Some(known) => known,
        None => {
            let options = Options {
                audience: Some(inspection.audience),
                at: Some(at),
                ..Options::default()
            };
            Arc::new(inspect_alone(root, &options, &mut Cache::default(), false)?)
        }
    };
    cache.since = Some(Arc::clone(&past));
    inspection.past = Some(past);
    Ok(None)
}

/// A site as of a day shows what was known then: of records that state later facts, what lies before.
///
/// A day on or after that of the records turns nothing back: what lies beyond it is a fault and is told as one.
fn turn_back(
    options: &Options,
    settings: &Settings,
    catalogue: &Catalogue,
    provenance: &Provenance,
    sources: &Sources,
    parsed: &mut parse::Parsed,
) -> Earlier {
    let Some(day) = options.as_of else {
        return Earlier::default();
    };
    let named = parsed.records.iter().find_map(|record| Organization::of(&record.data));
    let named = named.and_then(|organization| TimeZone::get(organization.time_zone.as_deref()?).ok());
    let zone = named.unwrap_or(TimeZone::UTC);
    let of_commit = || Some(provenance.commit()?.committed.to_zoned(zone.clone()).date());
    if settings.as_of.or_else(of_commit).is_some_and(|present| present <= day) {
        return Earlier::default();
    }
    let back = Back {
        catalogue,
        profile: settings.profile,
        day,
        zone,
    };
    earlier::turn_back(parsed, sources, &back)
}

/// The organization's zone; UTC until one is named.
fn zone(ledger: &Ledger, diagnostics: &mut Diagnostics) -> TimeZone {
    let Some((record, organization)) = ledger.each::<Organization>().next() else {
        return TimeZone::UTC;
    };
    let Some(name) = organization.time_zone.as_deref() else {
        return TimeZone::UTC;
    };
    TimeZone::get(name).unwrap_or_else(|_| {
        let problem = Diagnostic::error("R-FLD-02", format!("`{name}` is no time zone of the IANA list"))
            .at(record.place("time_zone"))
            .record(record.id())
            .field("time_zone")
            .hint("for example `Europe/Dublin`; until then days are counted in UTC");
        diagnostics.add(problem);
        TimeZone::UTC
    })
}

/// The working days of the organization's calendar; Monday to Friday until one is named.
fn working_days(ledger: &Ledger) -> WorkingDays {
    let named = ledger
        .each::<Organization>()
        .next()
        .and_then(|(_, organization)| organization.calendar.clone());
    let calendar = match &named {
        Some(calendar) => ledger.typed::<Calendar>(calendar.id()),
        None => ledger.each::<Calendar>().next(),
    };
    calendar.map_or_else(WorkingDays::default, |(_, calendar)| {
        let of_jiff = |day: &calendar::Weekday| {
            let weekdays = jiff::civil::Weekday::Monday.cycle_forward().take(7);
            let number = *day as usize;
            weekdays
                .enumerate()
                .find(|(index, _)| *index == number)
                .map(|(_, weekday)| weekday)
        };
        let week: Vec<_> = calendar.workweek.iter().filter_map(of_jiff).collect();
        WorkingDays {
            holidays: calendar.holidays.iter().filter_map(|holiday| holiday.date).collect(),
            known: (calendar.valid_from, calendar.valid_to),
            ..WorkingDays::default()
        }
        .with_week(&week)
    })
}

/// The day of the commit in the organization's zone; outside git the newest day that a record names as a fact.
fn natural_day(ledger: &Ledger, catalogue: &Catalogue, provenance: &Provenance, zone: &TimeZone) -> Date {
    if let Some(commit) = provenance.commit() {
        return commit.committed.to_zoned(zone.clone()).date();
    }
    check::general::newest_fact(ledger, catalogue, zone).unwrap_or(crate::stats::period::NO_DAY)
}
