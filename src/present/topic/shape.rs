//! The shape of the pages that show the records of a topic together: what a page is for, and sections made of blocks.
//!
//! A section is a heading with blocks below it, in any order: words, fields, tables, pictures, figures. One that has nothing
//! to show says what would stand there and which command starts it, so that a page is complete in every project.

use crate::check::State as RuleState;
use crate::present::blocks::{
    Anchor, Cell, Chart, Column, Content, Event, Field, Figure, Html, Run, State, Table, Value, number, runs, several,
};
use crate::present::clauses::ClauseView;
use crate::present::evidence::SeenView;
use crate::present::page::{Links, Site, register_path};
use crate::present::values::{self, Manner, Reading};
use crate::present::{checks, markdown, methods, status};
use crate::record::communication::Form;
use crate::record::reader::Profile;
use crate::record::types::Audience;
use crate::record::{Kind, Record, types};
use crate::stats::period::Period;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// A page that shows the records of a topic together.
pub(in crate::present) struct Topic {
    /// Name of the page, of its file here and on the site.
    pub name: &'static str,
    /// Heading, and words in the navigation.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub lede: &'static str,
    /// Part of the site it belongs to.
    pub part: Part,
    /// Kinds whose records bring it into the navigation.
    pub kinds: &'static [Kind],
    /// Further kinds that it is the place for.
    pub also: &'static [Kind],
    /// When it stands in the navigation.
    pub shown: Shown,
    /// Its facts and sections.
    pub view: fn(&Site<'_>, &Links<'_>) -> TopicView,
}

/// When a page stands in the navigation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::present) enum Shown {
    /// When the audience may see records of its kinds.
    WithRecords,
    /// When the audience may see records of other kinds, which have their place elsewhere.
    With(&'static [Kind]),
    /// In every project.
    Always,
    /// From this profile on; to the public only with records.
    From(Profile),
}

impl Shown {
    /// Whether a page of these kinds stands in the navigation.
    pub(in crate::present) fn is_shown(self, kinds: &[Kind], site: &Site<'_>) -> bool {
        let inside = site.disclosure.audience() > Audience::Public;
        match self {
            Self::WithRecords => has_records(site, kinds),
            Self::With(kinds) => has_records(site, kinds),
            Self::Always => true,
            Self::From(profile) => (inside && site.settings.profile >= profile) || has_records(site, kinds),
        }
    }
}

/// A part of the site; the navigation has one entry for each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::present) enum Part {
    /// What is to be reached, where and how.
    Objectives,
    /// What customers say and do.
    Listening,
    /// What went wrong, and what was promised.
    Complaints,
    /// What was concluded and changed.
    Improvement,
    /// How all of it can be examined.
    Evidence,
}

impl Part {
    /// Every part, in the order of the navigation.
    pub(in crate::present) const ALL: &'static [Self] = &[
        Self::Objectives,
        Self::Listening,
        Self::Complaints,
        Self::Improvement,
        Self::Evidence,
    ];

    /// Its words in the navigation.
    pub(in crate::present) fn title(self) -> &'static str {
        match self {
            Self::Objectives => "Objectives",
            Self::Listening => "Listening",
            Self::Complaints => "Complaints",
            Self::Improvement => "Improvement",
            Self::Evidence => "Evidence",
        }
    }

    /// What it holds, in a few words.
    pub(in crate::present) fn note(self) -> &'static str {
        match self {
            Self::Objectives => "What is to be reached, in which surroundings and by which plan.",
            Self::Listening => "Who the customers are, what they expect, what they say and what they do.",
            Self::Complaints => "What customers object to, what they were promised, and what went to an outside body.",
            Self::Improvement => "What was concluded, decided, done and told.",
            Self::Evidence => "How all of it can be examined: records, rules, methods and words.",
        }
    }
}

impl Topic {
    /// Path of the page.
    pub(in crate::present) fn path(&self) -> String {
        format!("topics/{}.html", self.name)
    }

    /// Whether it stands in the navigation.
    pub(in crate::present) fn is_shown(&self, site: &Site<'_>) -> bool {
        self.shown.is_shown(self.kinds, site)
    }
}

/// Whether the audience may see a record of one of the kinds.
pub(in crate::present) fn has_records(site: &Site<'_>, kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| site.visible(*kind).next().is_some())
}

/// What the template reads.
#[derive(Serialize, Default)]
pub(in crate::present) struct TopicView {
    /// Facts for the head of the page.
    #[serde(skip)]
    pub facts: Vec<Field>,
    /// Whether a table of the page is a register.
    #[serde(skip)]
    pub script: bool,
    /// The sections.
    pub sections: Vec<Section>,
}

impl TopicView {
    /// A page of these sections.
    pub(in crate::present) fn of(sections: impl IntoIterator<Item = Section>) -> Self {
        let mut sections: Vec<Section> = sections.into_iter().collect();
        // Several sections may be drawn from one register; the first that is leads to it.
        let mut told: BTreeSet<String> = BTreeSet::new();
        for section in &mut sections {
            section.more.retain(|link| told.insert(link.url.clone()));
        }
        Self {
            sections,
            ..Self::default()
        }
    }

    /// Adds facts to its head.
    pub(in crate::present) fn facts(mut self, facts: Vec<Field>) -> Self {
        self.facts = facts;
        self
    }
}

/// A heading with what stands below it.
#[derive(Serialize, Default)]
pub(in crate::present) struct Section {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Words in the margin.
    pub note: String,
    /// Whether it takes the whole width.
    pub wide: bool,
    /// What stands below the heading.
    pub blocks: Vec<Block>,
    /// Where to read on.
    pub more: Vec<Anchor>,
}

/// A piece of a section.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::present) enum Block {
    /// A heading of second rank, with the record it is about.
    Heading {
        /// Its words.
        title: String,
        /// The record, where it is about one.
        link: Option<Value>,
        /// Words below it.
        note: String,
    },
    /// Text of a record or of this program.
    Prose {
        /// As HTML.
        html: Html,
    },
    /// A sentence about the numbers.
    Note {
        /// The sentence.
        text: String,
    },
    /// A state.
    State {
        /// The state.
        state: State,
    },
    /// Numbers with what they rest on.
    Figures {
        /// The numbers.
        figures: Vec<Figure>,
    },
    /// Named values, one below the other.
    Fields {
        /// The values.
        fields: Vec<Field>,
    },
    /// Named values in a line.
    Facts {
        /// The values.
        facts: Vec<Field>,
    },
    /// A table.
    Table {
        /// The table.
        table: Table,
    },
    /// A table that is folded away.
    Folded {
        /// The words to open it by.
        label: String,
        /// The table.
        table: Table,
    },
    /// A picture with its table.
    Chart {
        /// The picture.
        chart: Box<Chart>,
    },
    /// What happened, in order.
    Events {
        /// The events.
        events: Vec<Event>,
    },
    /// Where to read on, as a list.
    List {
        /// The links.
        contents: Vec<Content>,
    },
    /// Questions with where the answers stand.
    Questions {
        /// The questions.
        questions: Vec<Question>,
    },
    /// Things that were looked for, with what was found.
    Evidence {
        /// The things.
        seen: Vec<SeenView>,
    },
    /// Clauses with their evidence.
    Clauses {
        /// The clauses.
        clauses: Vec<ClauseView>,
    },
    /// That there is nothing yet, and how to begin.
    Nothing {
        /// What there is not.
        title: String,
        /// What would stand here.
        text: Vec<Run>,
        /// The command that starts it; empty where nothing is to be started.
        command: String,
    },
}

/// A question of an examiner, with where the answer stands.
#[derive(Serialize)]
pub(in crate::present) struct Question {
    /// Its number, also its anchor.
    pub number: &'static str,
    /// The question.
    pub text: &'static str,
    /// What is looked at.
    pub looked_at: String,
    /// The answer in sentences, in pieces of text and links.
    pub answer: Vec<Value>,
    /// Further figures.
    pub figures: Vec<Field>,
    /// Pages and registers.
    pub places: Vec<Value>,
    /// Rules with how they came out.
    pub rules: Vec<RuleView>,
    /// What the records do not hold.
    pub missing: Vec<State>,
}

/// A rule with how it came out.
#[derive(Serialize)]
pub(in crate::present) struct RuleView {
    /// Its id.
    pub id: String,
    /// Its explanation.
    pub url: String,
    /// How it came out.
    pub state: State,
    /// On how many.
    pub note: String,
}

impl Section {
    /// A section with nothing in it yet.
    pub(in crate::present) fn new(id: &str, title: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            title: title.into(),
            ..Self::default()
        }
    }

    /// Adds words in the margin.
    pub(in crate::present) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Gives it the whole width.
    pub(in crate::present) fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Adds a block.
    pub(in crate::present) fn block(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Adds blocks.
    pub(in crate::present) fn blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// Adds a table, when it has rows.
    pub(in crate::present) fn table(mut self, table: Table) -> Self {
        self.blocks.extend(table.filled().map(|table| Block::Table { table }));
        self
    }

    /// Adds fields, when there are any.
    pub(in crate::present) fn fields(mut self, fields: Vec<Field>) -> Self {
        if !fields.is_empty() {
            self.blocks.push(Block::Fields { fields });
        }
        self
    }

    /// Adds a link below the blocks.
    pub(in crate::present) fn link(mut self, title: impl Into<String>, url: impl Into<String>) -> Self {
        self.more.push(Anchor {
            url: url.into(),
            title: title.into(),
        });
        self
    }

    /// Adds a link to the page of another topic.
    pub(super) fn link_to_topic(self, name: &str, title: &str, links: &Links<'_>) -> Self {
        match links.if_written(&format!("topics/{name}.html")) {
            Some(url) => self.link(title, url),
            None => self,
        }
    }

    /// Ends a section about records: links to their registers; where it has nothing to show, what would stand here and how
    /// to begin it, or that it is withheld.
    pub(super) fn about(mut self, kinds: &[Kind], text: &str, links: &Links<'_>) -> Self {
        let site = links.site;
        let tally = site.tally(kinds);
        if self.blocks.is_empty() {
            self.blocks.push(nothing(site, kinds, text));
        } else if tally.visible > 0 && tally.withheld > 0 {
            let more = several(tally.withheld, "more record is", "more records are");
            self.blocks.push(Block::Note {
                text: format!("{more} withheld from this audience."),
            });
        }
        for kind in kinds {
            let plural = kind.label_plural().to_lowercase();
            let url = links.to(&register_path(*kind));
            self = match site.visible(*kind).count() {
                0 => self,
                1 => self.link(format!("Register of {plural}"), url),
                count => self.link(format!("All {} {plural}", number(count)), url),
            };
        }
        self
    }
}

/// What a section says that has no records to show.
pub(super) fn nothing(site: &Site<'_>, kinds: &[Kind], text: &str) -> Block {
    let withheld = site.tally(kinds).withheld;
    let visible = has_records(site, kinds);
    let names: Vec<String> = kinds.iter().map(|kind| kind.label_plural().to_lowercase()).collect();
    let title = match (visible, withheld) {
        (true, _) => "Nothing recorded here.".to_owned(),
        (false, 0) => format!("No {} yet.", either(&names)),
        (false, count) => format!(
            "{} withheld from this audience.",
            several(count, "record is", "records are")
        ),
    };
    let first = kinds.first().filter(|_| !visible && withheld == 0);
    Block::Nothing {
        title,
        text: runs(text),
        command: first.map_or_else(String::new, |kind| format!("tenfour new {}", kind.name())),
    }
}

/// Words with commas and an `or` before the last.
fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Markdown of a record as a block.
pub(in crate::present) fn prose(text: &str, links: &Links<'_>) -> Block {
    Block::Prose {
        html: Html(markdown::render(text, 3, links).html),
    }
}

/// Some fields of a record by their paths, those that are recorded; each with its own words after a `|` where those of the
/// field do not speak for themselves.
pub(in crate::present) fn fields_of(record: &Record, paths: &[&str], links: &Links<'_>) -> Vec<Field> {
    let reading = Reading::of(record, links, Manner::Full);
    let known = links.site.catalogue.fields(record.kind);
    let field = |path: &&str| {
        let (path, words) = path
            .split_once('|')
            .map_or((*path, None), |(path, words)| (path, Some(words)));
        let value = values::at(record, path, reading)?;
        let words = match words {
            Some(words) => words.to_owned(),
            None => values::find(known, path).map_or_else(String::new, values::words),
        };
        Some(Field::new(words, value))
    };
    paths.iter().filter_map(field).collect()
}

/// A table of records with some of their fields, by paths; `=state` is the state. A path may bring its own head after a `|`
/// and a mark at its end as heads of tables do. Columns in which nothing is recorded are left out.
pub(in crate::present) fn records<'a>(
    caption: &str,
    head: &str,
    records: impl IntoIterator<Item = &'a Record>,
    paths: &[&str],
    links: &Links<'_>,
) -> Table {
    let mut table = Table::new(caption, &[head]);
    let mut columns: Vec<(&str, Column)> = Vec::new();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for record in records {
        if columns.is_empty() {
            let known = links.site.catalogue.fields(record.kind);
            columns = paths.iter().map(|path| column(known, path)).collect();
        }
        let reading = Reading::of(record, links, Manner::Brief);
        let mut row: Vec<Cell> = vec![
            Value::Record {
                link: links.link(record),
            }
            .into(),
        ];
        for (path, _) in &columns {
            row.push(match *path {
                "=state" => Value::state(links.state(record)).into(),
                path => values::at(record, path, reading)
                    .map_or_else(Value::dash, |value| titled(value, links))
                    .into(),
            });
        }
        rows.push(row);
    }
    table.columns.extend(columns.into_iter().map(|(_, column)| column));
    table.rows = rows;
    without_empty_columns(table)
}

/// A record by its title rather than by its id, where it has one that may be seen.
pub(super) fn titled(value: Value, links: &Links<'_>) -> Value {
    match value {
        Value::Record { link } if link.title.is_empty() => by_title(links.link_id(&link.id)),
        Value::List { items } => Value::List {
            items: items.into_iter().map(|item| titled(item, links)).collect(),
        },
        value => value,
    }
}

/// A link to a record in the words of its title.
pub(in crate::present) fn by_title(link: crate::present::blocks::Link) -> Value {
    match &link.url {
        Some(url) if !link.title.is_empty() => Value::link(link.title.clone(), url.clone()),
        _ => Value::Record { link },
    }
}

/// The record with an id in the words of its title; a dash where there is no id.
pub(in crate::present) fn titled_id(id: Option<&str>, links: &Links<'_>) -> Value {
    id.map_or_else(Value::dash, |id| by_title(links.link_id(id)))
}

/// The path of a column and its head.
fn column<'a>(known: &[crate::record::schema::Field], path: &'a str) -> (&'a str, Column) {
    let (path, words) = path
        .split_once('|')
        .map_or((path, None), |(path, words)| (path, Some(words)));
    let bare = path.trim_end_matches(['>', '~']);
    let usual = values::find(known, bare).map(values::column);
    let marked = words.map_or_else(Column::default, Column::marked);
    let title = match (words, &usual) {
        (Some(_), _) => marked.title.clone(),
        (None, Some(usual)) => usual.title.clone(),
        (None, None) => "State".to_owned(),
    };
    let column = Column {
        title,
        numeric: marked.numeric || usual.as_ref().is_some_and(|usual| usual.numeric),
        facet: false,
        by_year: false,
        wrap: marked.wrap || path.ends_with('~'),
    };
    (bare, column)
}

/// The table without columns in which nothing is recorded; the first stays.
pub(in crate::present) fn without_empty_columns(table: Table) -> Table {
    without_empty_columns_from(1, table)
}

/// The same for the columns from one on; those before stay, empty or not.
pub(in crate::present) fn without_empty_columns_from(first: usize, mut table: Table) -> Table {
    let keep: Vec<bool> = (0..table.columns.len())
        .map(|index| {
            let holds = |row: &Vec<Cell>| !matches!(row[index].value, Value::Missing { .. });
            index < first || table.rows.iter().any(holds)
        })
        .collect();
    let mut kept = keep.iter();
    table.columns.retain(|_| *kept.next().unwrap_or(&true));
    for row in &mut table.rows {
        let mut kept = keep.iter();
        row.retain(|_| *kept.next().unwrap_or(&true));
    }
    table
}

/// Whether records of a kind are in force: not settled, and within their days.
pub(in crate::present) fn in_force(record: &Record, site: &Site<'_>) -> bool {
    record.is_in_force(site.as_of)
}

/// The visible records of a kind.
pub(in crate::present) fn of_kind<'a>(site: &'a Site<'_>, kind: Kind) -> impl Iterator<Item = &'a Record> {
    site.visible(kind).map(|(_, record)| record)
}

/// A day with a word on whether it has passed.
pub(super) fn review_day(day: Option<Date>, site: &Site<'_>) -> Value {
    match day {
        None => Value::dash(),
        Some(day) if day < site.as_of => Value::state(State::new(
            crate::present::blocks::Tone::Warn,
            "clock",
            format!("{day}, passed"),
        )),
        Some(day) => Value::brief(day),
    }
}

/// The records by a word of theirs: the words in the order of their first record, each with how many.
pub(super) fn tally<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in words {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    counts
}

/// The text of a field of a record as written, for grouping by words that are no personal data.
pub(in crate::present) fn text<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    record.node.get(name).and_then(|node| node.text())
}

/// A word of a record's field as a state, or a dash.
pub(super) fn word(word: Option<&str>) -> Value {
    word.map_or_else(Value::dash, |word| {
        if status::is_known(word) {
            Value::state(status::word(word))
        } else {
            Value::text(crate::record::schema::label(word))
        }
    })
}

/// A rule with how it came out on these records.
pub(in crate::present) fn rule(id: &str, links: &Links<'_>) -> Option<RuleView> {
    let site = links.site;
    let outcome = site.outcomes.iter().find(|outcome| outcome.rule.id() == id)?;
    let severity = outcome.rule.severity(site.settings);
    let state = checks::came_out(&outcome.state, severity.unwrap_or(outcome.rule.usual_severity()));
    let note = match &outcome.state {
        RuleState::Passed(looked) => format!("on {looked}"),
        RuleState::Failed { failed, of: Some(all) } | RuleState::Waived { failed, of: Some(all) } => {
            format!("{failed} of {}", several(*all, "record", "records"))
        }
        RuleState::Failed { failed, of: None } | RuleState::Waived { failed, of: None } => {
            several(*failed, "place", "places")
        }
        RuleState::NotApplicable(_) | RuleState::Off | RuleState::NotJudged(_) | RuleState::Withheld(_) => {
            String::new()
        }
    };
    // What a waiver lets pass did not pass: who judges by this line is told.
    let waived = outcome.let_pass();
    let note = match &outcome.state {
        RuleState::Failed { .. } if waived > 0 => format!("{note}, and {waived} waived"),
        RuleState::Passed(_) if !outcome.remarked.is_empty() => {
            format!(
                "{note}, with a remark on {}",
                several(outcome.remarked.len(), "record", "records")
            )
        }
        _ => note,
    };
    Some(RuleView {
        id: id.to_owned(),
        url: links.to(&methods::rule_path(id)),
        state,
        note,
    })
}

/// First and last day of a period.
pub(in crate::present) fn days_of(period: Option<&types::Period>) -> Option<(Date, Date)> {
    match period? {
        types::Period::Named(name) => Some(Period::parse(name)?.days()),
        types::Period::Range(range) => Some((range.from?, range.to?)),
    }
}

/// Pages whose parts stand there only when there are complaints.
const OF_COMPLAINTS: &[&str] = &["topics/complaint-performance.html", "topics/complaint-analysis.html"];

/// The address of a page or of a part of one, when that page is written; `#part` is a part of the page itself.
pub(in crate::present) fn place(path: &str, links: &Links<'_>) -> Option<String> {
    match path.split_once('#') {
        None => links.if_written(path),
        Some(("", _)) => Some(path.to_owned()),
        Some((page, anchor)) => {
            let url = links.if_written(page)?;
            let is_there = !OF_COMPLAINTS.contains(&page) || links.site.ledger.count(Kind::Complaint) > 0;
            Some(if is_there { format!("{url}#{anchor}") } else { url })
        }
    }
}

/// The form of a communication as it is written.
pub(super) fn form_word(form: Form) -> &'static str {
    match form {
        Form::Report => "report",
        Form::Meeting => "meeting",
        Form::EMail => "e-mail",
        Form::Letter => "letter",
        Form::Call => "call",
        Form::Dashboard => "dashboard",
        Form::WebPage => "web page",
        Form::Training => "training",
        Form::Notice => "notice",
    }
}
