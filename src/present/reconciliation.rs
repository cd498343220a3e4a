//! Reconciliation: what came in equals what stands on the site, shown sum by sum. A difference is a fault of the program and
//! stops the build.

use super::blocks::{Cell, State, Table, Value, number, several};
use super::page::{Job, Links, Page, Site, View, record_path};
use crate::read::Role;
use crate::record::Kind;
use crate::record::schema::label;
use serde::Serialize;

/// The reconciliation page.
pub(super) const PAGE: Page = Page {
    name: "reconciliation",
    jobs,
};

fn jobs(_: &Site<'_>) -> Vec<Job> {
    let lede = "What was read is what is shown: files and records, records and pages, and every list against the sum of \
                its parts.";
    let view =
        move |site: &Site<'_>, links: &Links<'_>| Ok(View::new("Methods", &view(site, links)).lede(lede).script());
    let job = Job::page(
        "reconciliation.html",
        "reconciliation.html",
        "Reconciliation",
        "methods",
        Box::new(view),
    );
    vec![job.below("Methods", "methods/index.html")]
}

/// One sum: what is counted as a whole, and its parts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sum {
    /// What is counted.
    pub what: String,
    /// Name of the whole.
    pub whole: String,
    /// The whole.
    pub total: usize,
    /// Names and counts of the parts.
    pub parts: Vec<(String, usize)>,
    /// Whether the parts make the whole.
    pub balanced: bool,
}

impl Sum {
    fn new(what: &str, whole: &str, total: usize, parts: Vec<(&str, usize)>) -> Self {
        let balanced = total == parts.iter().map(|(_, count)| count).sum::<usize>();
        let parts = parts
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect();
        Self {
            what: what.to_owned(),
            whole: whole.to_owned(),
            total,
            parts,
            balanced,
        }
    }
}

/// Every sum of a site.
///
/// In: the site with the paths that will be written. Out: sums from the files to the pages; each must be balanced.
pub fn sums(site: &Site<'_>) -> Vec<Sum> {
    let of = |role: Role, part: fn(&crate::parse::FileTally) -> usize| -> usize {
        site.tallies.iter().filter(|tally| tally.role == role).map(part).sum()
    };
    let taken = of(Role::Records, |tally| tally.taken) - rows_in_yaml(site);
    let duplicates = site
        .diagnostics
        .iter()
        .filter(|found| found.rule == "R-GEN-01" && found.message.ends_with("used twice"));
    let ledger = site.ledger.len();
    let pages = site
        .ledger
        .records()
        .filter(|(_, record)| site.paths.contains(&record_path(record)))
        .count();
    let withheld = site
        .ledger
        .records()
        .filter(|(_, record)| !site.disclosure.record(record))
        .count();
    let rows = site.rows_of_responses();
    let tabulated: usize = site
        .ledger
        .of_kind(Kind::Wave)
        .flat_map(|(_, wave)| site.ledger.sheets_of(wave.id()))
        .map(|sheet| sheet.rows.len())
        .sum();
    let stray: usize = site
        .ledger
        .sheets
        .iter()
        .filter(|sheet| {
            site.ledger
                .find(&sheet.wave)
                .is_none_or(|(_, record)| record.kind != Kind::Wave)
        })
        .map(|sheet| sheet.rows.len())
        .sum();
    let by_kind: Vec<(String, usize)> = Kind::ALL
        .iter()
        .map(|kind| (site.labels(*kind), site.ledger.count(*kind)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let by_kind: Vec<(&str, usize)> = by_kind.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    let mut sums = vec![
        Sum::new(
            "Files that the settings select",
            "files selected",
            site.tallies.len() + rejected_files(site),
            vec![
                ("read", site.tallies.len()),
                ("that cannot be used", rejected_files(site)),
            ],
        ),
        Sum::new(
            "Records in those files",
            "records found",
            of(Role::Records, |tally| tally.found),
            vec![
                ("taken", taken),
                ("rows of responses written in YAML", rows_in_yaml(site)),
                ("rejected with a diagnostic", of(Role::Records, |tally| tally.rejected)),
            ],
        ),
        Sum::new(
            "Records taken",
            "taken",
            taken,
            vec![
                ("in the ledger", ledger),
                ("dropped as second of an id", duplicates.count()),
            ],
        ),
        Sum::new("Records of the ledger by kind", "in the ledger", ledger, by_kind),
        Sum::new(
            "Pages",
            "in the ledger",
            ledger,
            vec![("pages of their own", pages), ("withheld from this audience", withheld)],
        ),
        Sum::new(
            "Rows in tables of responses",
            "rows found",
            of(Role::Responses, |tally| tally.found),
            vec![
                ("taken", of(Role::Responses, |tally| tally.taken)),
                (
                    "rejected with a diagnostic",
                    of(Role::Responses, |tally| tally.rejected),
                ),
            ],
        ),
        Sum::new(
            "Responses",
            "rows taken",
            rows,
            vec![("counted on a wave's page", tabulated), ("without a wave", stray)],
        ),
        Sum::new(
            "Free pages",
            "pages found",
            of(Role::Page, |tally| tally.found),
            vec![
                (
                    "written",
                    site.free_pages
                        .iter()
                        .filter(|page| super::free::is_shown(site, page))
                        .count(),
                ),
                (
                    "withheld from this audience",
                    site.free_pages
                        .iter()
                        .filter(|page| !super::free::is_shown(site, page))
                        .count(),
                ),
            ],
        ),
    ];
    for kind in Kind::ALL.iter().filter(|kind| site.visible(**kind).next().is_some()) {
        sums.push(by_state(site, *kind));
    }
    sums
}

/// The register of a kind by state.
fn by_state(site: &Site<'_>, kind: Kind) -> Sum {
    let mut states: Vec<(String, usize)> = Vec::new();
    for (_, record) in site.visible(kind) {
        match states.iter_mut().find(|(state, _)| state == record.status()) {
            Some((_, count)) => *count += 1,
            None => states.push((record.status().to_owned(), 1)),
        }
    }
    states.sort();
    let total = site.visible(kind).count();
    let parts = states.iter().map(|(state, count)| (state.as_str(), *count)).collect();
    Sum::new(
        &format!("{} by state", site.labels(kind)),
        "in the register",
        total,
        parts,
    )
}

fn rows_in_yaml(site: &Site<'_>) -> usize {
    let yaml = site
        .ledger
        .sheets
        .iter()
        .filter(|sheet| !crate::parse::table::is_csv(&site.sources.get(sheet.source).path));
    yaml.map(|sheet| sheet.rows.len()).sum()
}

/// Selected files that could not be used: they have a source but no tally.
fn rejected_files(site: &Site<'_>) -> usize {
    site.sources.len().saturating_sub(site.tallies.len() + 1)
}

#[derive(Serialize)]
struct ReconciliationView {
    sums: Vec<SumView>,
}

#[derive(Serialize)]
struct SumView {
    id: String,
    title: String,
    note: String,
    table: Table,
    state: State,
}

fn view(site: &Site<'_>, _: &Links<'_>) -> ReconciliationView {
    let sums = sums(site);
    let views = sums.iter().enumerate().map(|(index, sum)| sum_view(index, sum));
    ReconciliationView {
        sums: views.chain([files(site)]).collect(),
    }
}

fn sum_view(index: usize, sum: &Sum) -> SumView {
    let mut table = Table::new(sum.what.clone(), &["Part", "Count>"]).fit();
    for (name, count) in &sum.parts {
        table.row([Value::text(label(name)), Value::count(*count)]);
    }
    table.total = Some(vec![label(&sum.whole), number(sum.total)]);
    SumView {
        id: format!("s{}", index + 1),
        title: sum.what.clone(),
        note: String::new(),
        table,
        state: if sum.balanced {
            State::ok("Adds up")
        } else {
            State::bad("Does not add up")
        },
    }
}

/// Every file that was read, with its hash.
fn files(site: &Site<'_>) -> SumView {
    let heads = ["File", "Holds", "Found>", "Taken>", "Rejected>", "SHA-256"];
    let mut table = Table::new("Files", &heads).register("files");
    for tally in site.tallies {
        let source = site.sources.get(tally.source);
        let holds = match tally.role {
            Role::Settings => "settings",
            Role::Records => "records",
            Role::Responses => "responses",
            Role::Page => "page",
        };
        let hash = Cell {
            export: source.sha256.clone(),
            ..Value::code(source.sha256.chars().take(12).collect::<String>()).into()
        };
        table.row([
            Value::code(source.path.clone()).into(),
            Value::text(holds).into(),
            Value::count(tally.found).into(),
            Value::count(tally.taken).into(),
            Value::count(tally.rejected).into(),
            hash,
        ]);
    }
    let rejected: usize = site.tallies.iter().map(|tally| tally.rejected).sum();
    SumView {
        id: "files".to_owned(),
        title: "Files".to_owned(),
        note: "The whole hash of each file stands in manifest.json and in the download.".to_owned(),
        table,
        state: match rejected {
            0 => State::ok("Nothing was rejected"),
            count => State::warn(format!(
                "{}: see the checks",
                several(count, "entry was rejected", "entries were rejected")
            )),
        },
    }
}
