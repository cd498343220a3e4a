//! The blocks that pages are built of: what the templates read, as typed structs. `themes/VIEWS.md` tells the same
//! to people who write themes.
//!
//! Every field is always there; what may be missing is an `Option` and reaches the template as `none`. Text is escaped by
//! the template; only [`Html`] is trusted, and only this program makes it.

use crate::chart::{Picture, Values};
use crate::disclose::days::Known;
use jiff::civil::Date;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// HTML or SVG that the program made; the template does not escape it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Html(pub String);

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        minijinja::Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.html().serialize(serializer)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.html().serialize(serializer)
    }
}

impl Serialize for Commit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.html().serialize(serializer)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.html().serialize(serializer)
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut link = serializer.serialize_struct("Link", 3)?;
        link.serialize_field("rid", &self.rid())?;
        link.serialize_field("title", &self.title)?;
        link.serialize_field("whole", &self.html())?;
        link.end()
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.html().serialize(serializer)
    }
}

/// A day or an instant; it reaches the templates as HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    /// For machines.
    pub iso: String,
    /// For people.
    pub text: String,
}

impl Moment {
    /// A day in full: `31 January 2026`.
    pub fn day(day: Date) -> Self {
        Self {
            iso: day.to_string(),
            text: long(day),
        }
    }

    /// A day in full as it may be known: `31 January 2026`, `January 2026`.
    pub fn known(known: Known) -> Self {
        match known {
            Known::Day(day) => Self::day(day),
            Known::Month(day) => Self {
                iso: known.iso(),
                text: long(day)
                    .split_once(' ')
                    .map_or_else(String::new, |(_, month)| month.to_owned()),
            },
        }
    }

    /// A day for tables: `2026-01-31`.
    pub fn brief(day: Date) -> Self {
        Self {
            iso: day.to_string(),
            text: day.to_string(),
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day in words, `31 January 2026`.
pub fn long(day: Date) -> String {
    let month = usize::try_from(day.month() - 1).map_or("", |index| MONTHS[index]);
    format!("{} {month} {}", day.day(), day.year())
}

/// A commit; it reaches the templates as HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// The first characters of its id.
    pub short: String,
    /// Its id.
    pub full: String,
    /// Where it can be looked at.
    pub url: Option<String>,
}

/// What a state says at a glance; the word goes with it always.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As it should be.
    Ok,
    /// Needs attention.
    Warn,
    /// Went wrong.
    Bad,
    /// Under way.
    Info,
    /// Says nothing by colour.
    None,
}

/// A state: a word with an icon and a tone; it reaches the templates as HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// The tone.
    pub tone: Tone,
    /// Name of an icon of the theme.
    pub icon: &'static str,
    /// The word, never empty.
    pub word: String,
}

impl State {
    /// A state.
    pub fn new(tone: Tone, icon: &'static str, word: impl Into<String>) -> Self {
        Self {
            tone,
            icon,
            word: word.into(),
        }
    }

    /// As it should be.
    pub fn ok(word: impl Into<String>) -> Self {
        Self::new(Tone::Ok, "ok", word)
    }

    /// Needs attention.
    pub fn warn(word: impl Into<String>) -> Self {
        Self::new(Tone::Warn, "warn", word)
    }

    /// Something is missing.
    pub fn gap(word: impl Into<String>) -> Self {
        Self::new(Tone::Warn, "gap", word)
    }

    /// Went wrong.
    pub fn bad(word: impl Into<String>) -> Self {
        Self::new(Tone::Bad, "bad", word)
    }

    /// Neither good nor bad.
    pub fn none(word: impl Into<String>) -> Self {
        Self::new(Tone::None, "none", word)
    }
}

/// A record in a few words; it reaches the templates as `rid` (its id, linked), `title`, and `whole` (both), the first and the last
/// as HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// Its title; empty where it is not shown.
    pub title: String,
    /// Its page, if it has one for this audience.
    pub url: Option<String>,
}

/// A link that is no record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Anchor {
    /// Where to.
    pub url: String,
    /// Its words.
    pub title: String,
}

/// One value of any shape; it reaches the templates as HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A line of text in which ids of records are links.
    Line {
        /// As HTML.
        html: Html,
    },
    /// Something written in a file or typed in a terminal.
    Code {
        /// The text.
        text: String,
    },
    /// Not recorded, in words.
    Missing {
        /// The words.
        text: String,
    },
    /// Recorded, but not for this audience.
    Withheld {
        /// The words.
        text: String,
    },
    /// A day or an instant.
    Moment {
        /// When.
        moment: Moment,
    },
    /// A state.
    State {
        /// The state.
        state: State,
    },
    /// A record.
    Record {
        /// The record.
        link: Link,
    },
    /// A link that is no record.
    Link {
        /// The link.
        link: Anchor,
    },
    /// A commit.
    Commit {
        /// The commit.
        commit: Commit,
    },
    /// A value that became another.
    Change {
        /// The old one; empty where there was none.
        before: String,
        /// The new one; empty where there is none.
        after: String,
    },
    /// Rendered Markdown.
    Prose {
        /// As HTML.
        html: Html,
    },
    /// A small picture.
    Chart {
        /// As SVG.
        html: Html,
    },
    /// Several values.
    List {
        /// The values.
        items: Vec<Self>,
    },
    /// Named values.
    Fields {
        /// The fields.
        fields: Vec<Field>,
    },
    /// Several things with the same fields.
    Table {
        /// The table.
        table: Box<Table>,
    },
}

impl Value {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Something written in a file.
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code { text: text.into() }
    }

    /// Not recorded, in words.
    pub fn missing(text: impl Into<String>) -> Self {
        Self::Missing { text: text.into() }
    }

    /// A dash where a table has nothing to show.
    pub fn dash() -> Self {
        Self::missing("–")
    }

    /// A number of things.
    pub fn count(count: impl TryInto<u64>) -> Self {
        Self::text(number(count))
    }

    /// A state.
    pub fn state(state: State) -> Self {
        Self::State { state }
    }

    /// A link that is no record.
    pub fn link(title: impl Into<String>, url: impl Into<String>) -> Self {
        let link = Anchor {
            url: url.into(),
            title: title.into(),
        };
        Self::Link { link }
    }

    /// A day for tables.
    pub fn brief(day: Date) -> Self {
        Self::Moment {
            moment: Moment::brief(day),
        }
    }

    /// A day for tables as it may be known.
    pub fn brief_known(known: Known) -> Self {
        let iso = known.iso();
        Self::Moment {
            moment: Moment { text: iso.clone(), iso },
        }
    }

    /// A day in full.
    pub fn day(day: Date) -> Self {
        Self::Moment {
            moment: Moment::day(day),
        }
    }

    /// The value as plain text, for downloads.
    pub fn plain(&self) -> String {
        match self {
            Self::Text { text } | Self::Code { text } => text.clone(),
            Self::Line { html } | Self::Prose { html } => strip(&html.0),
            Self::Missing { .. } | Self::Chart { .. } => String::new(),
            Self::Withheld { text } => text.clone(),
            Self::Moment { moment } => moment.iso.clone(),
            Self::State { state } => state.word.clone(),
            Self::Record { link } => link.id.clone(),
            Self::Link { link } => link.title.clone(),
            Self::Commit { commit } => commit.full.clone(),
            Self::Change { before, after } => format!("{before} → {after}"),
            Self::List { items } => items.iter().map(Self::plain).collect::<Vec<_>>().join("; "),
            Self::Fields { fields } => {
                let parts = fields
                    .iter()
                    .map(|field| format!("{}: {}", field.label, field.value.plain()));
                parts.collect::<Vec<_>>().join("; ")
            }
            Self::Table { table } => {
                let row = |row: &Vec<Cell>| row.iter().map(|cell| cell.value.plain()).collect::<Vec<_>>().join(", ");
                table.rows.iter().map(row).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// HTML that this program made as text: without tags, with the few references undone that it writes.
fn strip(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&").trim().to_owned()
}

/// A number of things with a narrow space between thousands.
pub fn number(count: impl TryInto<u64>) -> String {
    let digits = count.try_into().unwrap_or(u64::MAX).to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// So many of something, in the right form: `1 record`, `2 records`.
pub fn several(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A value with its name in plain words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Field {
    /// Name as written; not for pages.
    #[serde(skip)]
    pub name: String,
    /// Name in plain words.
    pub label: String,
    /// The value.
    pub value: Value,
}

impl Field {
    /// A field that no record holds under this name.
    pub fn new(label: impl Into<String>, value: Value) -> Self {
        Self {
            name: String::new(),
            label: label.into(),
            value,
        }
    }
}

/// A table; it reaches the templates as HTML.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Whether only a screen reader tells the caption.
    pub hide_caption: bool,
    /// File name of the download; turns sorting, filters and paging on.
    pub register: Option<String>,
    /// As wide as its content.
    pub fit: bool,
    /// Heads.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// The last line.
    pub total: Option<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// Whether rows are chosen by it.
    pub facet: bool,
    /// Whether rows are chosen by the year of its days.
    pub by_year: bool,
    /// Whether its text runs over several lines.
    pub wrap: bool,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// What it shows.
    pub value: Value,
    /// What rows are ordered by; empty: the text shown.
    pub sort: String,
    /// What stands in a download; empty: the text shown.
    pub export: String,
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self {
            value,
            sort: String::new(),
            export: String::new(),
        }
    }
}

impl Cell {
    /// A cell ordered by something else than its text.
    pub fn sorted(value: Value, sort: impl Into<String>) -> Self {
        Self {
            value,
            sort: sort.into(),
            export: String::new(),
        }
    }
}

impl Table {
    /// An empty table; a head with a mark behind it: `>` numbers, `*` to choose by, `~` runs over several lines.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            hide_caption: true,
            columns: columns.iter().map(|column| Column::marked(column)).collect(),
            ..Self::default()
        }
    }

    /// The values behind a picture.
    pub fn of(caption: impl Into<String>, values: Values) -> Self {
        let mut table = Self::new(caption, &[]);
        table.columns = values
            .heads
            .into_iter()
            .map(|head| Column {
                title: head.text,
                numeric: head.numeric,
                ..Column::default()
            })
            .collect();
        for row in values.rows {
            table.row(row.into_iter().map(Value::text));
        }
        table
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<Cell>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Makes it as wide as its content.
    pub fn fit(mut self) -> Self {
        self.fit = true;
        self
    }

    /// Makes it a register under a file name.
    pub fn register(mut self, name: &str) -> Self {
        self.register = Some(name.to_owned());
        self
    }

    /// The table, when it has rows.
    pub fn filled(self) -> Option<Self> {
        (!self.rows.is_empty()).then_some(self)
    }
}

impl Column {
    /// A column by its head with a mark behind it.
    pub fn marked(text: &str) -> Self {
        Self {
            title: text.trim_end_matches(['>', '*', '~']).to_owned(),
            numeric: text.ends_with('>'),
            facet: text.ends_with('*'),
            by_year: false,
            wrap: text.ends_with('~'),
        }
    }
}

/// How a number came about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Working {
    /// The words to open it by.
    pub label: String,
    /// Definition, formula, base and so on.
    pub fields: Vec<Field>,
}

/// A number at the head of a page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// Where to read on.
    pub url: Option<String>,
    /// The number with its sign.
    pub value: String,
    /// Its unit in words, or nothing.
    pub unit: String,
    /// What it rests on.
    pub base: String,
    /// A small line over time.
    pub spark: Option<Html>,
    /// What it says.
    pub state: Option<State>,
    /// What may be said about how it changed.
    pub change: Option<State>,
    /// How it came about.
    pub working: Working,
}

/// A picture with what it rests on, and its table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The picture.
    pub svg: Html,
    /// Whether it keeps its width on a narrow page and scrolls there.
    pub wide: bool,
    /// What, unit, base, period.
    pub caption: String,
    /// The words to open the table by.
    pub table_label: String,
    /// The same as a table.
    pub table: Table,
}

impl Chart {
    /// A picture with its own values behind it.
    pub fn of(picture: &impl Picture, caption: impl Into<String>) -> Self {
        let title = picture.head().title;
        Self {
            title: title.to_owned(),
            svg: Html(picture.svg()),
            wide: true,
            caption: caption.into(),
            table_label: "The values as a table".to_owned(),
            table: Table::of(title, picture.table()),
        }
    }
}

/// A step of the trail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Stage {
    /// Kind of its records in plain words.
    pub kind: String,
    /// Whether it holds the record of the page.
    pub here: bool,
    /// Its first records.
    pub nodes: Vec<Node>,
    /// The rest of them.
    pub more: Vec<Node>,
    /// The words to open the rest by.
    pub more_label: String,
    /// What does not have to be there yet.
    pub gap: Option<State>,
    /// What is missing here.
    pub missing: Vec<GapLine>,
}

/// A record in the trail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Node {
    /// The record.
    pub link: Link,
    /// Its state.
    pub state: State,
    /// What the figures say of it.
    pub figures: Option<State>,
    /// How it belongs to the trail, where it neither led to the record nor came of it.
    pub note: Option<&'static str>,
    /// What is missing at it.
    pub gaps: Vec<GapLine>,
}

/// A step that is missing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GapLine {
    /// What is missing, and whether that is accepted.
    pub state: State,
    /// The rule that says so.
    pub rule: Anchor,
    /// Since when.
    pub age: String,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// What.
    pub title: String,
    /// By whom.
    pub by: Option<Value>,
    /// Words about it.
    pub note: Option<Value>,
    /// Whether it is planned and not yet there.
    pub future: bool,
}

/// Fields under a heading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Group {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Words about it.
    pub note: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// A table in their place.
    pub table: Option<Table>,
}

/// Part of a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it stood in backticks.
    pub code: bool,
}

/// A sentence cut at its backticks.
pub fn runs(text: &str) -> Vec<Run> {
    let parts = text.split('`').enumerate().map(|(index, part)| Run {
        text: part.to_owned(),
        code: index % 2 == 1,
    });
    parts.filter(|run| !run.text.is_empty()).collect()
}

/// Something to take away.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Download {
    /// Its words.
    pub title: String,
    /// The file.
    pub url: String,
    /// Name of an icon of the theme.
    pub icon: &'static str,
}

/// What a page says where there is nothing yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Empty {
    /// That there is nothing.
    pub title: String,
    /// What would stand here.
    pub text: String,
    /// The command that starts it.
    pub command: String,
}

/// A section of a reference page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Default)]
pub struct Entry {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Words in the margin.
    pub note: String,
    /// Text.
    pub html: Option<Html>,
    /// Fields.
    pub fields: Option<Vec<Field>>,
    /// A table.
    pub table: Option<Table>,
}

/// A line of a table of contents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Content {
    /// Its words.
    pub title: String,
    /// Where to.
    pub url: String,
    /// A few words about it.
    pub note: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_brings_its_values_along() {
        let spark = crate::chart::spark::Spark {
            head: crate::chart::Head {
                id: "s",
                title: "Index",
                description: "one quarter",
            },
            of: "Quarter",
            measure: "Points",
            points: vec![("Q1".to_owned(), Some(crate::chart::Value::new(62.0, "62.0")))],
            target: None,
        };
        let chart = Chart::of(&spark, "Index by quarter.");
        assert_eq!((chart.title.as_str(), chart.table.rows.len()), ("Index", 1));
        assert!(chart.table.columns[1].numeric && !chart.table.columns[0].numeric);
    }

    #[test]
    fn numbers_are_read_in_threes_from_five_digits_on() {
        assert_eq!(number(9_890_u32), "9890");
        assert_eq!(number(12_345_678_u32), "12\u{202f}345\u{202f}678");
        assert_eq!(several(1, "record", "records"), "1 record");
    }

    #[test]
    fn what_stands_in_backticks_is_code() {
        let parts = runs("`a` is not `b`");
        let parts: Vec<_> = parts.iter().map(|run| (run.text.as_str(), run.code)).collect();
        assert_eq!(parts, [("a", true), (" is not ", false), ("b", true)]);
    }

    #[test]
    fn html_is_plain_in_downloads() {
        let line = Value::Line {
            html: Html("see <a href=\"x\">CMP-1</a> &lt; 2".to_owned()),
        };
        assert_eq!(line.plain(), "see CMP-1 < 2");
    }
}
