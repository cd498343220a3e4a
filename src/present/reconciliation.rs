//! Reconciliation: what came in equals what stands on the site, shown sum by sum. A difference is a fault of the program and
//! stops the build.

use super::blocks::{Cell, State, Table, Value, number, several};
use super::page::{Job, Links, Page, Site, View, record_path};
use crate::parse::FileTally;
use crate::read::Role;
use crate::record::Kind;
use crate::record::schema::label;
use crate::source::SourceId;
use serde::Serialize;
use std::collections::BTreeSet;

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
    let of = |role: Role, part: fn(&FileTally) -> usize| -> usize {
        site.tallies.iter().filter(|tally| tally.role == role).map(part).sum()
    };
    let earlier = site.earlier;
    let rows_in_yaml = rows_in_yaml(site) + earlier.rows_in_yaml;
    let taken = of(Role::Records, |tally| tally.taken) - rows_in_yaml;
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
                ("rows of responses written in YAML", rows_in_yaml),
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
            ]
            .into_iter()
            .chain(part(LATER, earlier.records))
            .collect(),
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
            rows + earlier.rows + earlier.rows_in_yaml,
            [("counted on a wave's page", tabulated), ("without a wave", stray)]
                .into_iter()
                .chain(part(LATER, earlier.rows + earlier.rows_in_yaml))
                .collect(),
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
            ]
            .into_iter()
            .chain(part("left out, since pages have no dates", earlier.pages))
            .collect(),
        ),
    ];
    for kind in Kind::ALL.iter().filter(|kind| site.visible(**kind).next().is_some()) {
        sums.push(by_state(site, *kind));
    }
    sums
}

/// What an earlier day does not know.
const LATER: &str = "left out as later than the day";

/// A part that most sites do not have.
fn part(name: &str, count: usize) -> Option<(&str, usize)> {
    (count > 0).then_some((name, count))
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

fn view(site: &Site<'_>, links: &Links<'_>) -> ReconciliationView {
    let sums = sums(site);
    let views = sums.iter().enumerate().map(|(index, sum)| sum_view(index, sum));
    ReconciliationView {
        sums: earlier(site)
            .into_iter()
            .chain(views)
            .chain([files(site, links)])
            .collect(),
    }
}

/// What a site of an earlier day leaves out, and what it cannot know.
fn earlier(site: &Site<'_>) -> Option<SumView> {
    let earlier = site.earlier;
    if earlier.is_nothing() {
        return None;
    }
    let mut table = Table::new("Left out", &["What", "Count>"]).fit();
    for (what, count) in [
        ("Records that came later", earlier.records),
        ("Responses that were given later", earlier.rows + earlier.rows_in_yaml),
        ("Dates later than the day, with what came with them", earlier.facts),
        (
            "Records that stay, and lack something of this",
            earlier.turned_back.len(),
        ),
        ("Free pages", earlier.pages),
    ] {
        table.row([Value::text(what), Value::count(count)]);
    }
    let note = "The records at hand were turned back to the day by the dates in them: records, responses, events and items \
                dated later are left out, references to them and what is known to have come with them too, and states follow \
                from what remains. A value without a date cannot be turned back and stands as it is now, also where it was \
                written later; free pages are left out, since they have no dates. Records are judged as they are here, but \
                nothing is an error in a record that lacks something. The exact state of a day is what its commit \
                holds; tenfour build --at builds from it.";
    Some(SumView {
        id: "earlier".to_owned(),
        title: "Turned back to an earlier day".to_owned(),
        note: note.to_owned(),
        table,
        state: State::warn("From later records"),
    })
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
fn files(site: &Site<'_>, links: &Links<'_>) -> SumView {
    let heads = ["File", "Holds", "Found>", "Taken>", "Rejected>", "SHA-256"];
    let mut table = Table::new("Files", &heads).register("files");
    let closed: BTreeSet<SourceId> = site
        .ledger
        .records()
        .filter(|(_, record)| !site.disclosure.record(record))
        .map(|(_, record)| record.source)
        .chain(
            site.ledger
                .sheets
                .iter()
                .filter(|_| Kind::Response.about().audience > site.disclosure.audience())
                .map(|sheet| sheet.source),
        )
        .collect();
    let told = |tally: &&FileTally| !closed.contains(&tally.source);
    for tally in site.tallies.iter().filter(told) {
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
        let hash = if site.tells_hash(tally.source) {
            hash
        } else {
            super::values::withheld(links).into()
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
        note: match site
            .tallies
            .iter()
            .filter(|tally| closed.contains(&tally.source))
            .count()
        {
            0 => "The whole hash of each file stands in manifest.json and in the download.".to_owned(),
            withheld => format!(
                "{} not named here: this audience may not see all that is in them.",
                several(withheld, "file is", "files are")
            ),
        },
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
