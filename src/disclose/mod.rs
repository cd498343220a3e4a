//! What an audience may see. Pages and data get every record and field through here, and nowhere else is it decided. Of
//! numbers [`cells`] decides; [`leak`] looks at the finished bytes once more.

pub mod apart;
pub mod cells;
pub mod counts;
pub mod days;
pub mod leak;
mod partition;
pub mod parts;
pub mod past;

use crate::link::Ledger;
use crate::record::case;
use crate::record::coding::Coding;
use crate::record::id::{Prefixes, is_id};
use crate::record::organization::Organization;
use crate::record::response::Response;
use crate::record::schema::{self, Field, Shape};
use crate::record::types::Audience;
use crate::record::{Catalogue, Kind, Record};
use days::Days;
use std::collections::{BTreeMap, BTreeSet};

/// The audience a site is built for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disclosure {
    audience: Audience,
    /// Ids of records that tell about fewer answers than may be shown.
    few: BTreeSet<String>,
    /// Names that the records withhold, in lower case between blanks, with what is said in their place.
    people: Vec<(String, String)>,
    /// Cases whose days are shown as months.
    days: Days,
}

impl Disclosure {
    /// What this audience may see of these records.
    pub fn to(audience: Audience, ledger: &Ledger) -> Self {
        let mut disclosure = Self {
            audience,
            few: BTreeSet::new(),
            people: Vec::new(),
            days: Days::default(),
        };
        if audience != Audience::Restricted {
            disclosure.few = codings_of_few(ledger);
            disclosure.people = past::pseudonyms(ledger);
            disclosure.days = Days::of(ledger);
        }
        disclosure
    }

    /// The audience.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Whether a record as a whole may be seen.
    pub fn record(&self, record: &Record) -> bool {
        record.audience() <= self.audience && !self.few.contains(record.id())
    }

    /// Whether an id may be named: that of a record that may be seen, or one that stands for no record of a kind that is
    /// withheld.
    pub fn id(&self, id: &str, ledger: &Ledger, prefixes: &Prefixes) -> bool {
        let id = id.split('#').next().unwrap_or_default();
        match ledger.find(id) {
            Some((_, record)) => self.record(record),
            None => prefixes
                .kind_of(id)
                .is_none_or(|kind| kind.about().audience <= self.audience),
        }
    }

    /// Whether a field of a record that may be seen may be seen too: personal data and restricted text need the
    /// restricted audience.
    pub fn field(&self, field: &Field) -> bool {
        !(field.personal || field.restricted) || self.audience == Audience::Restricted
    }

    /// The title of a record that may be seen. That of a case is in somebody's words: others are told what the case is about, see
    /// [`Disclosure::name`].
    pub fn title<'r>(&self, record: &'r Record) -> Option<&'r str> {
        let told = self.audience == Audience::Restricted || !case::is_case(record.kind);
        told.then(|| record.title())
    }

    /// What a record is called: its title, or for those who do not handle the case what it is about.
    pub fn name(&self, record: &Record, ledger: &Ledger, catalogue: &Catalogue) -> String {
        match self.title(record) {
            Some(title) => title.to_owned(),
            None => about(record, ledger, catalogue, self),
        }
    }

    /// Whether text may be seen where it stands: words in the place of a person are personal data, ids are not.
    pub fn text(&self, shape: &Shape, text: &str) -> bool {
        let people = |kind: &String| kind == Kind::Person.name() || kind == Kind::Customer.name();
        match shape {
            Shape::ReferenceOrText(kinds) if kinds.iter().any(people) => {
                let id = text.split('#').next().unwrap_or_default();
                self.audience == Audience::Restricted || is_id(id) || text == "none"
            }
            _ => true,
        }
    }

    /// How exactly the days of cases may be known.
    pub fn days(&self) -> &Days {
        &self.days
    }

    /// Whether the audience may be told who did something to a record: of cases only those who handle them are.
    pub fn names_hands(&self, kind: Kind) -> bool {
        self.audience == Audience::Restricted || !case::is_case(kind)
    }

    /// Whether figures over so few responses may be seen.
    pub fn cell(&self, base: usize, min_cell: usize) -> bool {
        base == 0 || base >= min_cell || self.audience == Audience::Restricted
    }
}

/// What a case is about, in words of lists only: category and product of a complaint, the complaint of a dispute.
fn about(record: &Record, ledger: &Ledger, catalogue: &Catalogue, disclosure: &Disclosure) -> String {
    let word = |path: &str| {
        let text = record.node.get(path)?.text()?;
        let field = schema::find(catalogue.fields(record.kind), path)?;
        let Shape::Choice(choices) = &field.shape else {
            return None;
        };
        let choice = choices.iter().find(|choice| choice.value == text);
        choice.map(schema::Choice::label)
    };
    let linked = |path: &str| {
        let id = record.node.get(path)?.text()?;
        let (_, found) = ledger.find(id)?;
        disclosure.record(found).then_some(found)
    };
    let parts = match record.kind {
        Kind::Complaint => [
            word("category"),
            linked("product").and_then(|product| disclosure.title(product).map(str::to_owned)),
        ],
        _ => [
            Some(record.kind.label()),
            linked("complaint").map(|complaint| complaint.id().to_owned()),
        ],
    };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        record.kind.label()
    } else {
        parts.join(", ")
    }
}

/// Codings of passages of waves, or of questions of waves, with fewer answers than may be shown.
fn codings_of_few(ledger: &Ledger) -> BTreeSet<String> {
    let coded: Vec<(&Record, &str, Option<&str>)> = ledger
        .each::<Coding>()
        .filter_map(|(record, coding)| {
            let source = coding.source.as_ref()?;
            let part = source.0.split_once('#').map(|(_, part)| part);
            Some((record, source.id(), part))
        })
        .collect();
    if coded.is_empty() {
        return BTreeSet::new();
    }
    let organization = ledger.each::<Organization>().next();
    let limits = organization.map_or_else(
        || Organization::default().limits(),
        |(_, organization)| organization.limits(),
    );
    let wanted: BTreeSet<&str> = coded.iter().map(|(_, id, _)| *id).collect();
    let mut waves: BTreeMap<&str, &str> = BTreeMap::new();
    for sheet in &ledger.sheets {
        if let Some(column) = sheet.column("id") {
            let ids = sheet
                .rows
                .iter()
                .filter_map(|row| row.cells.get(column))
                .map(|id| &**id);
            waves.extend(ids.filter(|id| wanted.contains(id)).map(|id| (id, &*sheet.wave)));
        }
    }
    let responses: Vec<_> = ledger.each::<Response>().collect();
    for (record, response) in &responses {
        if let Some(wave) = &response.wave {
            waves.insert(record.id(), wave.id());
        }
    }
    let mut counts: BTreeMap<(&str, Option<&str>), u64> = BTreeMap::new();
    let count = |wave, part: Option<&str>| -> u64 {
        let of_sheet = |sheet: &crate::parse::table::Sheet| match part {
            None => sheet.rows.len(),
            Some(part) => sheet.column(part).map_or(0, |column| {
                let answered =
                    |row: &&crate::parse::table::Row| row.cells.get(column).is_some_and(|cell| !cell.is_empty());
                sheet.rows.iter().filter(answered).count()
            }),
        };
        let in_sheets: usize = ledger.sheets_of(wave).map(of_sheet).sum();
        let in_records = responses.iter().filter(|(_, response)| {
            response.wave.as_ref().is_some_and(|of| of.id() == wave)
                && part
                    .is_none_or(|part| response.open_answers.contains_key(part) || response.answers.contains_key(part))
        });
        (in_sheets + in_records.count()) as u64
    };
    let few = coded.into_iter().filter(|(_, id, part)| {
        waves.get(id).is_some_and(|wave| {
            let answers = *counts.entry((wave, *part)).or_insert_with(|| count(wave, *part));
            answers < limits.min_cell
        })
    });
    few.map(|(record, ..)| record.id().to_owned()).collect()
}
