//! The report on how records are kept: what a history can show and what it cannot, then what was entered late, changed after
//! closing or after a review, moved, deleted, left out of a sequence, signed, seen by a second person, and what rests on
//! something that was changed since. The same as JSON.
//!
//! Names of authors are for the restricted audience, their roles for the inside, nothing of them for the public. Records that the
//! audience may not see are counted and not named.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, fields_of, of_kind};
use crate::disclose::days::Known;
use crate::history::control::Keeping;
use crate::history::control::closure::{self, Touched};
use crate::history::control::due::{self, MovedDue};
use crate::history::control::entry::{self, Entries, Entry};
use crate::history::control::gone::{self, Gap, Gone};
use crate::history::control::reviewed::{self, AfterReview};
use crate::history::control::suspect::{self, Suspect, Weight};
use crate::history::control::{second, substance};
use crate::history::{CommitIndex, Extent, Signature};
use crate::measure::selection::Selection;
use crate::present::blocks::{Cell, Field, State, Table, Value, number, runs, several};
use crate::present::data::bytes;
use crate::present::markdown;
use crate::present::measured::{self, ask};
use crate::present::page::{Job, Links, Site};
use crate::present::values;
use crate::record::reader::Profile;
use crate::record::types::Audience;
use crate::record::{Kind, Record};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeMap;

/// The report on how records are kept.
pub(super) const TOPIC: Topic = Topic {
    name: "changes",
    title: "Changes to records",
    lede: "What the history of the repository shows about how records are kept: who changed what after it was closed, what came \
           late, what moved, what is gone, and what a history cannot show.",
    part: Part::Evidence,
    kinds: &[],
    also: &[],
    shown: Shown::From(Profile::Standard),
    view,
};

/// Everything the page tells, found once.
struct Facts<'a> {
    keeping: Keeping<'a>,
    entries: Entries<'a>,
    touched: Vec<Touched<'a>>,
    reviewed: Vec<AfterReview<'a>>,
    moved: Vec<MovedDue<'a>>,
    gone: Vec<Gone<'a>>,
    gaps: Vec<Gap<'a>>,
    suspects: Vec<Suspect<'a>>,
    changing: Vec<CommitIndex>,
}

impl<'a> Facts<'a> {
    fn of(site: &'a Site<'_>) -> Self {
        let keeping = site.scope.keeping();
        Self {
            entries: entry::entries(&keeping),
            touched: closure::changes(&keeping),
            reviewed: reviewed::after_review(&keeping),
            moved: due::moved(&keeping),
            gone: gone::gone(&keeping),
            gaps: gone::gaps(&keeping),
            suspects: suspect::suspects(&keeping),
            changing: second::changing(&keeping),
            keeping,
        }
    }
}

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let facts = Facts::of(site);
    let page = Page {
        site,
        links,
        facts: &facts,
    };
    let mut sections = vec![page.limits()];
    match site.history.why_not() {
        None => {
            sections.extend(page.figures());
            sections.extend([
                page.late(),
                page.after_closure(),
                page.after_review(),
                page.due_dates(),
                page.suspects(),
                page.deleted(),
                page.gaps(),
                page.second_person(),
                page.signatures(),
                page.unreadable(),
            ]);
        }
        Some(why) => {
            let not_known = |(id, title): (&str, &str)| {
                Section::new(id, title).block(Block::State {
                    state: State::none(format!("Not known: {why}")),
                })
            };
            sections.extend(OF_HISTORY.map(not_known));
            sections.push(page.gaps());
        }
    }
    sections.push(page.keeping_times());
    TopicView::of(sections).facts(page.heads())
}

/// Sections that tell nothing without a history, by their anchors; those that something links to stand there all the same.
const OF_HISTORY: [(&str, &str); 6] = [
    ("late", "Entered late"),
    ("after-closure", "Changed after closing"),
    ("after-review", "Changed after a review"),
    ("due", "Due dates that moved"),
    ("suspect", "To be looked at again"),
    ("deleted", "Deleted"),
];

/// What sections are made from.
struct Page<'a> {
    site: &'a Site<'a>,
    links: &'a Links<'a>,
    facts: &'a Facts<'a>,
}

/// A table with the rows that the audience may see, and how many it may not.
struct Rows {
    table: Table,
    withheld: usize,
}

impl Rows {
    /// The rows as blocks; where there are none, that there are none.
    fn blocks(self, none: &str) -> Vec<Block> {
        let empty = self.table.rows.is_empty() && self.withheld == 0;
        let mut blocks: Vec<Block> = self
            .table
            .filled()
            .map(|table| Block::Table { table })
            .into_iter()
            .collect();
        if empty {
            blocks.push(Block::State { state: State::ok(none) });
        }
        if self.withheld > 0 {
            let more = several(self.withheld, "more is", "more are");
            blocks.push(Block::Note {
                text: format!("{more} about records that are withheld from this audience."),
            });
        }
        blocks
    }
}

impl Page<'_> {
    fn inside(&self) -> bool {
        self.site.disclosure.audience() > Audience::Public
    }

    /// A commit that changed a record. Of a case whose day may not be known it is not told: others tell on which day it was made.
    fn commit(&self, commit: CommitIndex, id: &str) -> Value {
        if self.site.disclosure.days().is_coarse(id) {
            return values::withheld(self.links);
        }
        Value::Commit {
            commit: self.site.commit(&self.facts.keeping.history.commit(commit).id),
        }
    }

    /// A day of a record as the audience may know it.
    fn day(&self, record: &Record, day: Date) -> Value {
        Value::brief_known(self.site.disclosure.days().known(record.id(), day))
    }

    /// Who wrote a commit, as far as the audience may know: the name for those who may see all, else the roles.
    fn author(&self, commit: CommitIndex, kind: Option<Kind>) -> Value {
        if kind.is_some_and(|kind| !self.site.disclosure.names_hands(kind)) {
            return Value::dash();
        }
        let author = &self.facts.keeping.history.commit(commit).author;
        if self.site.disclosure.audience() == Audience::Restricted {
            return Value::text(author.name.clone());
        }
        let roles = self.facts.keeping.roles(author, self.facts.keeping.day(commit));
        let items: Vec<Value> = roles
            .into_iter()
            .filter_map(|role| self.site.ledger.find(role))
            .map(|(_, role)| self.links.title(role))
            .collect();
        match items.len() {
            0 => Value::dash(),
            _ => Value::List { items },
        }
    }

    /// A table with these heads, and those of a commit behind them.
    fn table(&self, caption: &str, heads: &[&str]) -> Table {
        let mut heads = heads.to_vec();
        heads.push("Commit");
        if self.inside() {
            heads.push("By");
        }
        Table::new(caption, &heads)
    }

    fn rows<T>(
        &self,
        mut table: Table,
        of: &[T],
        record: impl Fn(&T) -> &Record,
        (commit, whose): (impl Fn(&T) -> CommitIndex, impl Fn(&T) -> &Record),
        cells: impl Fn(&T) -> Vec<Value>,
    ) -> Rows {
        let mut withheld = 0;
        for one in of {
            if !self.site.disclosure.record(record(one)) {
                withheld += 1;
                continue;
            }
            let mut row: Vec<Cell> = cells(one).into_iter().map(Cell::from).collect();
            let changed = whose(one);
            row.push(self.commit(commit(one), changed.id()).into());
            if self.inside() {
                row.push(self.author(commit(one), Some(changed.kind)).into());
            }
            table.rows.push(row);
        }
        Rows { table, withheld }
    }

    /// A record with its title below its id.
    fn named(&self, record: &Record) -> Value {
        Value::Record {
            link: self.links.link(record),
        }
    }

    /// Fields by their plain words.
    fn fields(&self, record: &Record, fields: &[&str]) -> Value {
        let known = self.site.catalogue.fields(record.kind);
        // A field inside another is told with the outer one: `schedule.what` says nothing as "What".
        let words = fields.iter().map(|path| {
            let plain = substance::plain(path);
            let word = |path: &str| {
                values::find(known, path).map_or_else(|| crate::record::schema::label(path), values::words)
            };
            match plain.split_once('.') {
                Some((outer, _)) => format!("{}: {}", word(outer), word(&plain).to_lowercase()),
                None => word(&plain),
            }
        });
        let mut items: Vec<String> = Vec::new();
        for word in words {
            if !items.contains(&word) {
                items.push(word);
            }
        }
        Value::text(items.join(", "))
    }

    fn heads(&self) -> Vec<Field> {
        let history = self.site.history;
        let mut heads = Vec::new();
        if let Some(day) = self.facts.keeping.first_day() {
            heads.push(Field::new("Commits", Value::count(history.commits.len())));
            heads.push(Field::new("Earliest commit", Value::day(day)));
        } else {
            let why = history.why_not().unwrap_or("the history holds no commit");
            heads.push(Field::new("History", Value::state(State::none(sentence(why)))));
        }
        heads
    }

    fn limits(&self) -> Section {
        let history = self.site.history;
        let mut section = Section::new("limits", "What a history can show")
            .note("Read this first: what the rest of the page can be held to, and what it cannot.");
        if let Some(why) = history.why_not() {
            let text = match history.extent {
                Extent::Off => {
                    "It is switched off by `[history] read = false` in `tenfour.toml` or by `--no-history`. Without it nobody can tell here what was changed when."
                }
                Extent::NoGit => {
                    "Install `git` where the site is made. Without it nobody can tell here what was changed when."
                }
                _ => {
                    "Keep the records in a git repository and commit them. Without it nobody can tell here what was changed when."
                }
            };
            return section.block(Block::Nothing {
                title: format!("{}.", sentence(why)),
                text: runs(text),
                command: String::new(),
            });
        }
        if history.extent == (Extent::Read { shallow: true }) {
            section = section.block(Block::Nothing {
                title: "Older history was cut off when the repository was fetched.".to_owned(),
                text: runs(
                    "Everything before the earliest commit is missing here: lags and dates are bounds only. Fetch all of it: `fetch-depth: 0` at `actions/checkout` of GitHub Actions, `GIT_DEPTH: 0` in GitLab CI, or `git fetch --unshallow` by hand.",
                ),
                command: String::new(),
            });
        }
        let signed = self.signed(|signature| {
            matches!(
                signature,
                Signature::Good(_) | Signature::Present | Signature::UnknownKey
            )
        });
        let seen = self.seen();
        let all = self.facts.changing.len();
        let of = |count: usize| Value::text(format!("{} of {}", number(count), several(all, "commit", "commits")));
        let merges = history.commits.iter().filter(|commit| commit.parents > 1).count();
        let fields = vec![
            Field::new("Commits that changed records", Value::count(all)),
            Field::new("Signed", of(signed)),
            Field::new("Seen by a second person", of(seen)),
            Field::new("Merges", Value::count(merges)),
        ];
        let mut items: Vec<&str> = vec![
            "A history can be rewritten, and its dates can be set: the author's freely, the committer's by whoever commits. A tag or the id of a commit that is kept elsewhere, for instance in the minutes of each review, makes a later rewriting show.",
            "Days are those of committers, in the zone of the organization.",
            "Whether branches are protected, and who approved a change in a forge, cannot be seen from a clone; the project has to show it there.",
            "Squashed commits keep the last state only: what was changed between is not in the history.",
        ];
        if signed == 0 {
            items.push("No commit is signed: who wrote a commit is as they said.");
        }
        let notes = items.into_iter().map(|text| Block::Note { text: text.to_owned() });
        section.fields(fields).blocks(notes)
    }

    fn figures(&self) -> Option<Section> {
        let asks = [
            ask("Entered late", "M-REC-3"),
            ask("From event to entry", "M-REC-2"),
            ask("Closed records that were changed", "M-REC-1"),
            ask("Changes that a second person saw", "M-REC-4"),
            ask("Signed commits", "M-REC-6"),
        ];
        measured::section(self.links, "Over the whole history; each opens to its working.", &asks)
    }

    fn late(&self) -> Section {
        let late: Vec<&Entry<'_>> = self.facts.entries.told.iter().filter(|entry| entry.is_late()).collect();
        let table = self.table("Entered late", &["Record~", "Event", "Entered", "Working days>"]);
        let rows = self.rows(
            table,
            &late,
            |entry| entry.record,
            (|entry| entry.commit, |entry| entry.record),
            |entry| {
                vec![
                    self.named(entry.record),
                    self.day(entry.record, entry.event),
                    self.day(entry.record, entry.entered),
                    entry
                        .working
                        .as_ref()
                        .map_or_else(|_| Value::dash(), |days| Value::count(*days)),
                ]
            },
        );
        let looked = self.facts.entries.told.len();
        let none = format!(
            "None of {} was entered late",
            several(looked, "record with an event", "records with an event")
        );
        let mut section = Section::new("late", "Entered late")
            .note(format!(
                "More than {} working days between an event and the first commit that holds it.",
                entry::IN_TIME
            ))
            .blocks(if looked == 0 {
                vec![Block::Note {
                    text: "No record that tells of an event came after the first day of the history.".to_owned(),
                }]
            } else {
                rows.blocks(&none)
            })
            .blocks(measured::details(
                self.links,
                "M-REC-2",
                &Selection::all(),
                Some("Days from event to entry, by kind"),
            ));
        let first = self.facts.entries.first_day.len();
        if first > 0 {
            section = section.block(Block::Note {
                text: format!(
                    "Left out: {} of the first day of the history, which may have been kept elsewhere before.",
                    several(first, "record", "records")
                ),
            });
        }
        section
    }

    fn after_closure(&self) -> Section {
        let (with, without): (Vec<&Touched<'_>>, Vec<&Touched<'_>>) =
            self.facts.touched.iter().partition(|touched| touched.reason.is_some());
        let heads = ["Record~", "Closed", "Changed", "Fields~"];
        let cells = |touched: &&Touched<'_>| {
            vec![
                self.named(touched.record),
                self.day(touched.record, touched.closed),
                self.day(touched.record, touched.on),
                self.fields(touched.record, &touched.fields),
            ]
        };
        let silent = self.rows(
            self.table("Changed after closing without a reason", &heads),
            &without,
            |touched| touched.record,
            (|touched| touched.commit, |touched| touched.record),
            cells,
        );
        let reason = |touched: &&Touched<'_>| {
            if !self.site.disclosure.names_hands(touched.record.kind) {
                return values::withheld(self.links);
            }
            let text = touched.reason.as_ref().map_or("", |reason| reason.text.as_str());
            Value::text(markdown::mask(text, self.links))
        };
        let told = self.rows(
            self.table(
                "Changed after closing with a reason",
                &[&heads[..], &["Reason~"]].concat(),
            ),
            &with,
            |touched| touched.record,
            (|touched| touched.commit, |touched| touched.record),
            |touched| {
                let mut row = cells(touched);
                row.push(reason(touched));
                row
            },
        );
        let mut section = Section::new("after-closure", "Changed after closing")
            .wide()
            .note("Changes of what a closed record says, later than the day on which it was closed. What follows closing by its nature is none.")
            .block(heading("Without a reason"))
            .blocks(silent.blocks("No closed record was changed without a reason"))
            .block(heading("With a reason"));
        section = section.blocks(told.blocks("No closed record was changed with a reason"));
        section.link(
            "What counts",
            self.links.to(&crate::present::methods::rule_path("R-REC-01")),
        )
    }

    fn after_review(&self) -> Section {
        let table = self.table(
            "Changed after a review of its period",
            &["Record~", "Fields~", "Changed", "Reviewed in", "With data of"],
        );
        let rows = self.rows(
            table,
            &self.facts.reviewed,
            |changed| changed.record,
            (|changed| changed.commit, |changed| changed.record),
            |changed| {
                vec![
                    self.named(changed.record),
                    self.fields(changed.record, &changed.fields),
                    self.day(changed.record, changed.on),
                    self.links.id(changed.review),
                    Value::brief(changed.looked_on),
                ]
            },
        );
        Section::new("after-review", "Changed after a review")
            .note("Facts behind figures of a period that a review had looked at already.")
            .blocks(rows.blocks("Nothing that is measured by was changed after its period was reviewed"))
    }

    fn due_dates(&self) -> Section {
        let table = self.table("Due dates that moved", &["Record~", "From", "To", "Moved", "Told"]);
        let rows = self.rows(
            table,
            &self.facts.moved,
            |moved| moved.record,
            (|moved| moved.commit, |moved| moved.record),
            |moved| {
                vec![
                    self.named(moved.record),
                    self.day(moved.record, moved.old),
                    self.day(moved.record, moved.new),
                    self.day(moved.record, moved.on),
                    Value::state(match moved.told_in {
                        Some("due_history") => State::ok("In the list of due dates"),
                        Some(_) => State::ok("With a reason"),
                        None => State::warn("Not told"),
                    }),
                ]
            },
        );
        Section::new("due", "Due dates that moved")
            .note("As the history shows it, held against what the record tells of it.")
            .blocks(rows.blocks("No due date moved"))
    }

    fn suspects(&self) -> Section {
        let table = self.table(
            "Links below which something changed",
            &["Record~", "Stands since", "Rests on~", "Fields~", "Changed", "Weighs"],
        );
        let rows = self.rows(
            table,
            &self.facts.suspects,
            |suspect| suspect.record,
            (|suspect| suspect.commit, |suspect| suspect.on),
            |suspect| {
                vec![
                    self.named(suspect.record),
                    self.day(suspect.record, suspect.since),
                    if self.site.disclosure.record(suspect.on) {
                        self.named(suspect.on)
                    } else {
                        values::withheld(self.links)
                    },
                    self.fields(suspect.on, &suspect.fields),
                    self.day(suspect.on, suspect.day),
                    Value::state(match suspect.weight {
                        Weight::MeasuredBy => State::warn("Measured by"),
                        Weight::Other => State::none("Other"),
                    }),
                ]
            },
        );
        Section::new("suspect", "To be looked at again")
            .wide()
            .note("A verification, finding or review stands, and what it rests on was changed since. An entry under “confirmed” of the record says that it still holds.")
            .blocks(rows.blocks("Nothing that a verification, finding or review rests on was changed since"))
    }

    fn deleted(&self) -> Section {
        let heads = ["Record", "Kind", "Made", "Deleted", "State"];
        let mut table = self.table("Records that are gone", &heads);
        let mut withheld = 0;
        for gone in &self.facts.gone {
            if !self.site.may_name(gone.id) {
                withheld += 1;
                continue;
            }
            let state = match (gone.disposed, gone.is_slip()) {
                (true, _) => State::ok("Disposal logged"),
                (false, true) => State::none("Taken back on its day"),
                (false, false) => State::warn("No disposal logged"),
            };
            // Whose day it is cannot be counted any more, so that of a case only the month is told.
            let is_open = gone.kind.is_none_or(|kind| self.site.disclosure.names_hands(kind));
            let day = |day: Date| Value::brief_known(if is_open { Known::Day(day) } else { Known::Month(day) });
            let commit = if is_open {
                self.commit(gone.commit, gone.id)
            } else {
                values::withheld(self.links)
            };
            let mut row: Vec<Cell> = [
                Value::code(gone.id),
                gone.kind
                    .map_or_else(Value::dash, |kind| Value::text(self.site.label(kind))),
                day(gone.since),
                day(gone.on),
                Value::state(state),
                commit,
            ]
            .into_iter()
            .map(Cell::from)
            .collect();
            if self.inside() {
                row.push(self.author(gone.commit, gone.kind).into());
            }
            table.rows.push(row);
        }
        Section::new("deleted", "Deleted")
            .note("Ids that were in the repository and are gone; what was renamed is not.")
            .blocks(Rows { table, withheld }.blocks("No record was deleted"))
    }

    fn gaps(&self) -> Section {
        let mut table = Table::new(
            "Numbers that are missing",
            &["Kind", "Missing", "How many>", "Before", "Known of it~"],
        );
        let mut withheld = 0;
        for gap in &self.facts.gaps {
            let (first, last) = &gap.missing;
            if !self.site.disclosure.record(gap.next) || !self.site.may_name(first) || !self.site.may_name(last) {
                withheld += 1;
                continue;
            }
            let which = if first == last {
                first.clone()
            } else {
                format!("{first} to {last}")
            };
            let known = if gap.disposed {
                State::ok("Disposal logged")
            } else if gap.deleted.is_empty() {
                State::none(match self.site.history.is_read() {
                    true => "Never in the history",
                    false => "No history to ask",
                })
            } else {
                State::warn(format!("{} deleted", number(gap.deleted.len())))
            };
            table.row([
                Value::text(self.site.label(gap.kind)),
                Value::code(which),
                Value::count(gap.count),
                self.links.id(gap.next),
                Value::state(known),
            ]);
        }
        let looked: usize = gone::sequences(&self.facts.keeping)
            .iter()
            .map(|sequence| sequence.records.len())
            .sum();
        let none = format!("No number is missing among {}", several(looked, "record", "records"));
        let section = Section::new("gaps", "Gaps in numbers")
            .note("Sequences of ids that are numbered one by one: complaints, feedback, disputes, findings, causes, actions, verifications, audit findings.");
        if looked == 0 {
            return section.block(Block::Note {
                text: "No kind of record is numbered one by one yet.".to_owned(),
            });
        }
        section.blocks(Rows { table, withheld }.blocks(&none))
    }

    fn signed(&self, is: impl Fn(&Signature) -> bool) -> usize {
        let commits = self
            .facts
            .changing
            .iter()
            .map(|commit| self.facts.keeping.history.commit(*commit));
        commits.filter(|commit| is(&commit.signature)).count()
    }

    fn seen(&self) -> usize {
        let commits = self.facts.changing.iter();
        commits
            .filter(|commit| second::seen(&self.facts.keeping, **commit).is_some())
            .count()
    }

    fn second_person(&self) -> Section {
        let keeping = &self.facts.keeping;
        let merges = second::merges(keeping);
        let alone: Vec<CommitIndex> = merges
            .iter()
            .copied()
            .filter(|merge| second::is_merge_alone(keeping, *merge))
            .collect();
        let mut section = Section::new("second-person", "Seen by a second person")
            .note("Merged or committed by somebody else, or with a reviewer named at the end of the message.")
            .blocks(measured::details(self.links, "M-REC-4", &Selection::all(), None));
        let state = match (merges.len(), alone.len()) {
            (0, _) => State::none("There are no merges"),
            (merges, 0) => State::ok(format!(
                "Each of {} by somebody else than the author",
                several(merges, "merge", "merges")
            )),
            (merges, alone) => State::none(format!(
                "{} of {} by the author of what was merged",
                number(alone),
                several(merges, "merge", "merges")
            )),
        };
        section = section.block(Block::State { state });
        let table = self.commits("Merges by one person", &alone);
        section.blocks(table.filled().map(|table| Block::Folded {
            label: several(alone.len(), "merge by one person", "merges by one person"),
            table,
        }))
    }

    /// Commits with their day and author, newest first.
    fn commits(&self, caption: &str, commits: &[CommitIndex]) -> Table {
        let mut table = self.table(caption, &["Day"]);
        for commit in commits.iter().rev() {
            let mut row = vec![Value::brief(self.facts.keeping.day(*commit)), self.commit(*commit, "")];
            if self.inside() {
                row.push(self.author(*commit, None));
            }
            table.row(row);
        }
        table
    }

    fn signatures(&self) -> Section {
        let mut years: BTreeMap<i16, [usize; 3]> = BTreeMap::new();
        let mut unsigned = Vec::new();
        for commit in &self.facts.changing {
            let counts = years.entry(self.facts.keeping.day(*commit).year()).or_default();
            counts[0] += 1;
            match &self.facts.keeping.history.commit(*commit).signature {
                Signature::Good(_) => counts[1] += 1,
                Signature::Present | Signature::UnknownKey => counts[2] += 1,
                Signature::None | Signature::Bad => unsigned.push(*commit),
            }
        }
        let mut table = Table::new(
            "Signatures by year",
            &["Year", "Commits>", "Verified>", "Signed, not verified>", "Not signed>"],
        )
        .fit();
        for (year, [all, good, present]) in years {
            table.row([
                Value::text(year.to_string()),
                Value::count(all),
                Value::count(good),
                Value::count(present),
                Value::count(all - good - present),
            ]);
        }
        let shown = &unsigned[unsigned.len().saturating_sub(LATEST)..];
        let folded = self
            .commits("Commits that are not signed", shown)
            .filled()
            .map(|table| Block::Folded {
                label: if shown.len() < unsigned.len() {
                    format!(
                        "The newest {} of {} that are not signed",
                        number(shown.len()),
                        several(unsigned.len(), "commit", "commits")
                    )
                } else {
                    several(
                        unsigned.len(),
                        "commit that is not signed",
                        "commits that are not signed",
                    )
                },
                table,
            });
        Section::new("signatures", "Signatures")
            .note("Of commits that changed records. A signature shows who signed, not that the content is true.")
            .table(table)
            .blocks(folded)
    }

    fn unreadable(&self) -> Section {
        let mut table = self.table("Earlier versions that could not be read", &["Day", "File", "Why~"]);
        for unread in &self.site.history.unread {
            let mut row = vec![
                Value::brief(self.facts.keeping.day(unread.commit)),
                // Paths and messages may quote what the public may not see.
                if self.inside() {
                    Value::code(unread.path.clone())
                } else {
                    Value::dash()
                },
                if self.inside() {
                    Value::text(markdown::mask(&unread.why, self.links))
                } else {
                    Value::dash()
                },
                self.commit(unread.commit, ""),
            ];
            if self.inside() {
                row.push(self.author(unread.commit, None));
            }
            table.row(row);
        }
        let rows = Rows { table, withheld: 0 };
        Section::new("unreadable", "Not readable")
            .note("Versions of files whose content could not be read: what changed in them is not told above.")
            .blocks(rows.blocks("Every version of every file could be read"))
    }

    fn keeping_times(&self) -> Section {
        let mut section = Section::new("keeping", "Keeping and disposal")
            .note("How long records are kept and what was disposed of. What was deleted from the files stays in the history of git; disposal there means that the key to a pseudonym is destroyed.");
        for record in of_kind(self.site, Kind::RecordControl) {
            let paths = ["retention|Kept for", "disposal_log|Disposed of"];
            section = section.fields(fields_of(record, &paths, self.links));
        }
        section = section.blocks(measured::figures(self.links, &[ask("Past their time", "M-REC-5")]));
        section
            .about(
                &[Kind::RecordControl],
                "How long each kind of record is kept, and what was disposed of.",
                self.links,
            )
            .link_to_topic("audits", "For auditors", self.links)
    }
}

/// How many of the newest commits without a signature are listed.
const LATEST: usize = 50;

fn heading(title: &str) -> Block {
    Block::Heading {
        title: title.to_owned(),
        link: None,
        note: String::new(),
    }
}

fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The same as JSON.
pub(in crate::present) fn job() -> Job {
    Job::bytes(
        "data/record-control.json",
        Box::new(|site, links| bytes(&json_of(site, links))),
    )
}

fn json_of(site: &Site<'_>, _: &Links<'_>) -> serde_json::Value {
    let facts = Facts::of(site);
    let keeping = &facts.keeping;
    let seen = |record: &Record| site.disclosure.record(record);
    let days = site.disclosure.days();
    // Of a case whose days are not told the commit is none either.
    let commit = |index: CommitIndex, record: &Record| {
        let told = !days.is_coarse(record.id());
        told.then(|| keeping.history.commit(index).id.as_str())
    };
    let day = |day: Date, record: &Record| days.known(record.id(), day).iso();
    let late = facts
        .entries
        .told
        .iter()
        .filter(|entry| entry.is_late() && seen(entry.record));
    let late: Vec<_> = late
        .map(|entry| {
            json!({
                "record": entry.record.id(), "field": entry.field, "event": day(entry.event, entry.record), "entered": day(entry.entered, entry.record),
                "working_days": entry.working.as_ref().ok(), "commit": commit(entry.commit, entry.record),
            })
        })
        .collect();
    let touched = facts.touched.iter().filter(|touched| seen(touched.record));
    let touched: Vec<_> = touched
        .map(|touched| {
            json!({
                "record": touched.record.id(), "closed": day(touched.closed, touched.record), "changed": day(touched.on, touched.record), "fields": touched.fields,
                "with_reason": touched.reason.is_some(), "commit": commit(touched.commit, touched.record),
            })
        })
        .collect();
    let reviewed = facts
        .reviewed
        .iter()
        .filter(|changed| seen(changed.record) && seen(changed.review));
    let reviewed: Vec<_> = reviewed
        .map(|changed| {
            json!({
                "record": changed.record.id(), "review": changed.review.id(), "data_of": changed.looked_on.to_string(),
                "changed": day(changed.on, changed.record), "fields": changed.fields, "commit": commit(changed.commit, changed.record),
            })
        })
        .collect();
    let moved = facts.moved.iter().filter(|moved| seen(moved.record));
    let moved: Vec<_> = moved
        .map(|moved| {
            json!({
                "record": moved.record.id(), "field": moved.field, "old": day(moved.old, moved.record), "new": day(moved.new, moved.record),
                "changed": day(moved.on, moved.record), "told_in": moved.told_in, "commit": commit(moved.commit, moved.record),
            })
        })
        .collect();
    let suspects = facts
        .suspects
        .iter()
        .filter(|suspect| seen(suspect.record) && seen(suspect.on));
    let suspects: Vec<_> = suspects
        .map(|suspect| {
            json!({
                "record": suspect.record.id(), "field": suspect.field, "since": day(suspect.since, suspect.record), "rests_on": suspect.on.id(),
                "fields": suspect.fields, "changed": day(suspect.day, suspect.on), "measured_by": suspect.weight == Weight::MeasuredBy,
                "commit": commit(suspect.commit, suspect.on),
            })
        })
        .collect();
    let gone: Vec<_> = facts
        .gone
        .iter()
        .filter(|gone| site.may_name(gone.id))
        .map(|gone| {
            let is_open = gone.kind.is_none_or(|kind| site.disclosure.names_hands(kind));
            let day = |day: Date| if is_open { Known::Day(day) } else { Known::Month(day) }.iso();
            json!({
                "record": gone.id, "made": day(gone.since), "deleted": day(gone.on), "disposal_logged": gone.disposed,
                "commit": is_open.then(|| keeping.history.commit(gone.commit).id.as_str()),
            })
        })
        .collect();
    let gaps: Vec<_> = facts
        .gaps
        .iter()
        .filter(|gap| seen(gap.next) && site.may_name(&gap.missing.0) && site.may_name(&gap.missing.1))
        .map(|gap| {
            json!({
                "kind": gap.kind.name(), "first": gap.missing.0, "last": gap.missing.1, "count": gap.count,
                "before": gap.next.id(), "disposal_logged": gap.disposed,
            })
        })
        .collect();
    let signed = facts.changing.iter().filter(|index| {
        let signature = &keeping.history.commit(**index).signature;
        !matches!(signature, Signature::None | Signature::Bad)
    });
    let second = facts
        .changing
        .iter()
        .filter(|index| second::seen(keeping, **index).is_some());
    json!({
        "shape": "tenfour/record-control/1",
        "as_of": site.as_of.to_string(),
        "history": {
            "read": site.history.is_read(),
            "why_not": site.history.why_not(),
            "shallow": site.history.extent == Extent::Read { shallow: true },
            "commits": site.history.commits.len(),
            "earliest": keeping.first_day().map(|day| day.to_string()),
            "commits_that_changed_records": facts.changing.len(),
            "signed": signed.count(),
            "seen_by_a_second_person": second.count(),
            "unreadable_versions": site.history.unread.len(),
        },
        "late_entries": late,
        "changed_after_closing": touched,
        "changed_after_review": reviewed,
        "due_dates_moved": moved,
        "suspect_links": suspects,
        "deleted": gone,
        "gaps": gaps,
    })
}
