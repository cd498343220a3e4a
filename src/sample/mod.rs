//! Samples that auditors draw from the records.
//!
//! In: a population (a kind of record, a period, expressions), a method, a seed and a size. Out: the records drawn, each with why,
//! the same ones for everybody who has the same records. What is drawn again from what an audit noted is compared with it.
//!
//! Steps: 1. [`Wanted::population`] lists the records and hashes the list; 2. [`draw`] draws from it, by the tickets of
//! [`crate::stats::draw`]; 3. [`again`] repeats a draw that an audit recorded.

use crate::error::{Error, ErrorKind};
use crate::expression::{self, Known, is_too_large, value};
use crate::link::{Ledger, RecordIndex};
use crate::measure::selection;
use crate::read::sha256;
use crate::record::audit::Sample;
use crate::record::complaint::{Complaint, Outcome};
use crate::record::{Catalogue, Kind, Record, Typed};
use crate::stats::draw;
use crate::stats::working_days::WorkingDays;
use crate::yaml::node::Node;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What samples are drawn from.
#[derive(Debug)]
pub struct Ground<'a> {
    /// All records.
    pub ledger: &'a Ledger,
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// Day as of which expressions are judged.
    pub as_of: Date,
    /// The organization's zone.
    pub zone: TimeZone,
    /// The organization's working days.
    pub days: WorkingDays,
}

/// Which records are to be drawn from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Their kind.
    pub kind: Kind,
    /// Days between which they lie, as written.
    pub period: Option<String>,
    /// Expressions that they meet.
    pub filters: Vec<String>,
}

/// The records that are drawn from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Population {
    /// What was asked for.
    pub wanted: Wanted,
    /// The records, in the order of their ids.
    pub records: Vec<RecordIndex>,
    /// SHA-256 of their ids, each followed by a line feed.
    pub sha256: String,
    /// Ids of records that lie in no period, since they bear no day.
    pub undated: Vec<String>,
    /// Records that may not be seen.
    pub withheld: usize,
}

/// How a sample is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Method {
    /// Each record with the same chance.
    Random,
    /// In equal steps through the list, sorted by day and id.
    Systematic,
    /// Some of each group, in proportion.
    Stratified(By),
    /// What weighs most first, then at random.
    Risk,
    /// Ids that the auditor named.
    Chosen(Vec<String>),
}

/// What groups of a stratified sample are made by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// Severity of complaints.
    Severity,
    /// The unit or role that the record is about.
    Unit,
    /// Quarter of the record's day.
    Quarter,
    /// A field of the record, by its path.
    Field(String),
}

/// A sample.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
    /// What was drawn, in the order of the ids.
    pub items: Vec<Item>,
    /// Groups with their size and how many were drawn of each; one group when there are none.
    pub strata: Vec<(String, usize, usize)>,
    /// How many were drawn by chance, and from how many.
    pub by_chance: Option<(usize, usize)>,
    /// Ids that the auditor named and that are not in the population.
    pub unknown: Vec<String>,
}

/// A record of a sample.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The record.
    pub record: RecordIndex,
    /// Why it is in the sample, in words.
    pub why: String,
}

impl By {
    /// What groups are made by, as written after `by`.
    pub fn parse(text: &str) -> Self {
        match text {
            "severity" => Self::Severity,
            "unit" => Self::Unit,
            "quarter" => Self::Quarter,
            path => Self::Field(path.to_owned()),
        }
    }

    /// As written after `by`.
    pub fn word(&self) -> &str {
        match self {
            Self::Severity => "severity",
            Self::Unit => "unit",
            Self::Quarter => "quarter",
            Self::Field(path) => path,
        }
    }
}

impl Method {
    /// The words under which an audit records it.
    pub fn words(&self) -> String {
        match self {
            Self::Random => "simple random".to_owned(),
            Self::Systematic => "systematic".to_owned(),
            Self::Stratified(by) => format!("stratified by {}", by.word()),
            Self::Risk => "risk-based".to_owned(),
            Self::Chosen(_) => "chosen by the auditor".to_owned(),
        }
    }

    /// The method that an audit recorded; nothing where the words are others.
    pub fn recorded(words: &str) -> Option<Self> {
        let words = words.trim().to_lowercase();
        if let Some(by) = words.strip_prefix("stratified by ") {
            return Some(Self::Stratified(By::parse(by.trim())));
        }
        [Self::Random, Self::Systematic, Self::Risk].into_iter().find(|method| {
            words
                .strip_prefix(&method.words())
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }

    /// How it draws, in a sentence.
    pub fn explained(&self) -> &'static str {
        match self {
            Self::Random => "Each record has the same chance: the lowest tickets are drawn.",
            Self::Systematic => {
                "In equal steps through the list, sorted by day and id, from a start that the seed gives."
            }
            Self::Stratified(_) => {
                "Each group is drawn from in proportion to its size, by the largest remainder, and at least once; within a group the lowest tickets are drawn."
            }
            Self::Risk => {
                "All of severity 4, all that are or were in dispute, all that were closed after a rejection; then the lowest tickets of the others."
            }
            Self::Chosen(_) => "The auditor named the records; nothing can be said of those that were not named.",
        }
    }
}

/// The seed that follows from a commit and a word that the auditor names, in hexadecimal.
pub fn seed_of(commit: &str, word: &str) -> String {
    sha256(format!("{commit}\n{word}").as_bytes())
}

/// A chance with two decimals; one that is not quite certain is never written as 1.
pub fn in_words(chance: f64) -> String {
    if (0.995..1.0).contains(&chance) {
        return "> 0.99".to_owned();
    }
    format!("{chance:.2}")
}

/// The field that bears the day of a record.
pub fn day_field(kind: Kind) -> &'static str {
    match kind.name() {
        "complaint" | "feedback" => "received_at",
        "dispute" => "notice_received_on",
        "action" => "approved_on",
        "verification" => "verified_on",
        "finding" => "decided_on",
        "audit" => "performed_on",
        "review" => "held_on",
        "interview" | "focus_group" | "training" => "date",
        "communication" => "sent_on",
        "wave" => "field_start",
        "response" => "submitted_on",
        "coding" => "coded_on",
        "waiver" => "on",
        _ => "created",
    }
}

impl Ground<'_> {
    /// The day of a record: of its own field, else the day it was made.
    pub fn day(&self, record: &Record) -> Option<Date> {
        let read = |path: &str| {
            let text = record.node.at(path).and_then(Node::text)?;
            let instant = || {
                text.parse::<Timestamp>()
                    .ok()
                    .map(|at| at.to_zoned(self.zone.clone()).date())
            };
            text.parse::<Date>().ok().filter(|_| text.len() == 10).or_else(instant)
        };
        read(day_field(record.kind)).or_else(|| read("created"))
    }
}

impl Wanted {
    /// What it is in words: `complaints from 2025-01-01 to 2025-10-29 with severity == 4`.
    pub fn words(&self) -> String {
        let mut words = self.kind.label_plural().to_lowercase();
        if let Some((from, to)) = self.period.as_deref().and_then(selection::days) {
            words = format!("{words} from {from} to {to}");
        }
        if !self.filters.is_empty() {
            words = format!("{words} with {}", self.filters.join(" and "));
        }
        words
    }

    /// The records that are meant, of those that may be seen.
    ///
    /// Errors: the period is none, or an expression cannot be evaluated.
    pub fn population(&self, ground: &Ground<'_>, seen: &dyn Fn(&Record) -> bool) -> Result<Population, Error> {
        let days = match self.period.as_deref() {
            Some(text) => Some(selection::days(text).ok_or_else(|| {
                Error::new(ErrorKind::Usage, format!("`{text}` is no period"))
                    .hint("write `2025`, `2025-Q3` or `2025-01-01..2025-10-29`")
            })?),
            None => None,
        };
        let known = Known {
            ledger: ground.ledger,
            as_of: ground.as_of,
            zone: ground.zone.clone(),
            days: ground.days.clone(),
        };
        let texts: Vec<&str> = self.filters.iter().map(String::as_str).collect();
        let environment = expression::environment_for(&known, &texts);
        let fields = ground.catalogue.fields(self.kind);
        let fault = |text: &str, error: &minijinja::Error, record: Option<&Record>| {
            let names = fields.iter().map(|field| field.name.as_str());
            let (words, hint) = expression::explain(error, self.kind.name(), names);
            let on = record
                .map(|record| format!(" on `{}`", record.id()))
                .unwrap_or_default();
            let error = Error::new(ErrorKind::Usage, format!("`{text}` cannot be evaluated{on}: {words}"));
            match hint {
                Some(hint) => error.hint(hint),
                None => error,
            }
        };
        let mut compiled = Vec::new();
        for text in &texts {
            let one = environment.compile_expression(text);
            compiled.push((*text, one.map_err(|error| fault(text, &error, None))?));
        }
        let mut population = Population {
            wanted: self.clone(),
            records: Vec::new(),
            sha256: String::new(),
            undated: Vec::new(),
            withheld: 0,
        };
        'records: for (index, record) in ground.ledger.of_kind(self.kind) {
            if !seen(record) {
                population.withheld += 1;
                continue;
            }
            if let Some((from, to)) = days {
                match ground.day(record) {
                    Some(day) if (from..=to).contains(&day) => {}
                    Some(_) => continue,
                    None => {
                        population.undated.push(record.id().to_owned());
                        continue;
                    }
                }
            }
            if !compiled.is_empty() {
                if is_too_large(record) {
                    let message = format!("`{}` is too large to be held against expressions", record.id());
                    return Err(Error::new(ErrorKind::Usage, message));
                }
                let values = Value::from(value::of_record(record, fields).collect::<BTreeMap<_, _>>());
                for (text, one) in &compiled {
                    let said = one.eval(values.clone()).and_then(expression::truth);
                    if !said.map_err(|error| fault(text, &error, Some(record)))? {
                        continue 'records;
                    }
                }
            }
            population.records.push(index);
        }
        let id = |index: &RecordIndex| ground.ledger.get(*index).id();
        population.records.sort_by(|one, other| id(one).cmp(id(other)));
        let lines: String = population
            .records
            .iter()
            .map(|index| format!("{}\n", id(index)))
            .collect();
        population.sha256 = sha256(lines.as_bytes());
        Ok(population)
    }
}

/// Draws a sample.
///
/// Errors: the method does not fit the kind.
pub fn draw(
    population: &Population,
    ground: &Ground<'_>,
    method: &Method,
    seed: &str,
    size: usize,
) -> Result<Drawn, Error> {
    let of = |index: RecordIndex| ground.ledger.get(index);
    let all = &population.records;
    let ids = |records: &[RecordIndex]| records.iter().map(|index| of(*index).id()).collect::<Vec<&str>>();
    let by_ticket = |records: &[RecordIndex], size: usize| -> Vec<RecordIndex> {
        let drawn = draw::simple_random(&ids(records), seed, size);
        drawn.into_iter().map(|place| records[place]).collect()
    };
    let mut drawn = Drawn {
        items: Vec::new(),
        strata: Vec::new(),
        by_chance: None,
        unknown: Vec::new(),
    };
    let item = |why: &str| {
        let why = why.to_owned();
        move |record| Item {
            record,
            why: why.clone(),
        }
    };
    match method {
        Method::Random => {
            drawn
                .items
                .extend(by_ticket(all, size).into_iter().map(item("by chance")));
            drawn.by_chance = Some((drawn.items.len(), all.len()));
        }
        Method::Systematic => {
            let mut listed = all.clone();
            listed.sort_by_key(|index| (ground.day(of(*index)), of(*index).id()));
            let places = draw::systematic(listed.len(), seed, size);
            drawn.items.extend(places.into_iter().map(|place| Item {
                record: listed[place],
                why: format!("number {} of the list by day", place + 1),
            }));
            drawn.by_chance = Some((drawn.items.len(), all.len()));
        }
        Method::Stratified(by) => {
            let mut strata: BTreeMap<String, Vec<RecordIndex>> = BTreeMap::new();
            for index in all {
                strata.entry(by.group(of(*index), ground)?).or_default().push(*index);
            }
            let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
            for ((name, records), count) in strata.into_iter().zip(draw::allocate(&sizes, size)) {
                drawn
                    .items
                    .extend(by_ticket(&records, count).into_iter().map(item(&name)));
                drawn.strata.push((name, records.len(), count));
            }
            drawn.by_chance = Some((drawn.items.len(), all.len()));
        }
        Method::Risk => {
            if population.wanted.kind != Kind::Complaint {
                let message = format!(
                    "what weighs most is known of complaints, not of {}",
                    population.wanted.words()
                );
                return Err(
                    Error::new(ErrorKind::Usage, message).hint("draw by another method, or narrow it by `--where`")
                );
            }
            let (heavy, others): (Vec<_>, Vec<_>) = all
                .iter()
                .map(|index| (*index, risks(of(*index))))
                .partition(|(_, risks)| !risks.is_empty());
            let others: Vec<RecordIndex> = others.into_iter().map(|(index, _)| index).collect();
            let rest = size.saturating_sub(heavy.len());
            drawn.strata = vec![
                ("what weighs most".to_owned(), heavy.len(), heavy.len()),
                ("others".to_owned(), others.len(), rest.min(others.len())),
            ];
            drawn.items.extend(heavy.into_iter().map(|(record, risks)| Item {
                record,
                why: risks.join(", "),
            }));
            let by_chance = by_ticket(&others, rest);
            drawn.by_chance = Some((by_chance.len(), others.len()));
            drawn.items.extend(by_chance.into_iter().map(item("by chance")));
        }
        Method::Chosen(named) => {
            for id in named.iter().collect::<BTreeSet<_>>() {
                match all.iter().find(|index| of(**index).id() == id) {
                    Some(index) => drawn.items.push(item("chosen")(*index)),
                    None => drawn.unknown.push(id.clone()),
                }
            }
        }
    }
    drawn
        .items
        .sort_by(|one, other| of(one.record).id().cmp(of(other.record).id()));
    Ok(drawn)
}

/// Why a complaint weighs most, in words; nothing where it does not.
fn risks(record: &Record) -> Vec<&'static str> {
    let Some(complaint) = Complaint::of(&record.data) else {
        return Vec::new();
    };
    let refused = complaint.rejected() || complaint.outcome == Some(Outcome::NotUpheld);
    [
        (complaint.severity() == Some(4), "severity 4"),
        (
            complaint.dispute.is_some() || record.status() == "in_dispute",
            "in dispute",
        ),
        (complaint.is_closed() && refused, "closed after a rejection"),
    ]
    .into_iter()
    .filter_map(|(is, words)| is.then_some(words))
    .collect()
}

impl By {
    /// The group of a record.
    ///
    /// Errors: records of its kind have no such groups.
    fn group(&self, record: &Record, ground: &Ground<'_>) -> Result<String, Error> {
        let text = |path: &str| record.node.at(path).and_then(Node::text).map(str::to_owned);
        let none = |what: &str| format!("{what} not recorded");
        Ok(match self {
            Self::Severity => match Complaint::of(&record.data) {
                Some(complaint) => complaint
                    .severity()
                    .map_or_else(|| none("severity"), |severity| format!("severity {severity}")),
                None => {
                    let message = format!("a {} has no severity", record.kind.label().to_lowercase());
                    return Err(Error::new(ErrorKind::Usage, message).hint("name a field of it: `--by FIELD`"));
                }
            },
            Self::Unit => text("investigation.subject_of_complaint")
                .or_else(|| text("unit"))
                .or_else(|| text("owner"))
                .unwrap_or_else(|| none("unit")),
            Self::Quarter => ground.day(record).map_or_else(
                || none("day"),
                |day| format!("{}-Q{}", day.year(), (day.month() + 2) / 3),
            ),
            Self::Field(path) => {
                let name = path.split(['.', '[']).next().unwrap_or_default();
                let fields = ground.catalogue.fields(record.kind);
                if !fields.iter().any(|field| field.name == name) {
                    let message = format!("a {} has no field `{name}`", record.kind.label().to_lowercase());
                    let near = crate::diag::did_you_mean(name, fields.iter().map(|field| field.name.as_str()));
                    let hint = near.map_or_else(
                        || "groups: severity, unit, quarter, or a field".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    return Err(Error::new(ErrorKind::Usage, message).hint(hint));
                }
                match name {
                    "status" => record.status().to_owned(),
                    _ => text(path).unwrap_or_else(|| none(path)),
                }
            }
        })
    }
}

/// How a draw that an audit recorded comes out when it is repeated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Again {
    /// The same records.
    Same,
    /// The population is the same, the records are others.
    Other {
        /// Ids that are recorded and would not be drawn.
        recorded_only: Vec<String>,
        /// Ids that would be drawn and are not recorded.
        drawn_only: Vec<String>,
    },
    /// The population is not what it was then.
    PopulationChanged {
        /// How many records it has now.
        now: usize,
        /// Whether the same records would be drawn nevertheless.
        same: bool,
    },
    /// It cannot be repeated, and why.
    NotRepeatable(&'static str),
}

/// Repeats a draw that an audit recorded, from the records that may be seen.
pub fn again(sample: &Sample, ground: &Ground<'_>, seen: &dyn Fn(&Record) -> bool) -> Again {
    let no = Again::NotRepeatable;
    let Some(method) = sample.method.as_deref().and_then(Method::recorded) else {
        return no("the method is recorded in words that say no draw");
    };
    let Some(kind) = sample.kind.as_deref().and_then(Kind::named) else {
        return no("the kind of record is not recorded, only the population in words");
    };
    let Some(seed) = sample.seed.as_deref() else {
        return no("no seed is recorded");
    };
    let Some(size) = sample.size.and_then(|size| usize::try_from(size).ok()) else {
        return no("the size is not recorded");
    };
    let wanted = Wanted {
        kind,
        period: sample.period.clone(),
        filters: sample.filters.clone(),
    };
    let Ok(population) = wanted.population(ground, seen) else {
        return no("its period or an expression of it cannot be read");
    };
    if population.withheld > 0 {
        return no("records of the population are withheld from this audience");
    }
    let Ok(drawn) = draw(&population, ground, &method, seed, size) else {
        return no("the method does not fit the kind");
    };
    let now: BTreeSet<&str> = drawn
        .items
        .iter()
        .map(|item| ground.ledger.get(item.record).id())
        .collect();
    let then: BTreeSet<&str> = sample.items.iter().map(crate::record::types::Reference::id).collect();
    let count = population.records.len();
    let other_list = sample
        .list_sha256
        .as_ref()
        .is_some_and(|hash| *hash != population.sha256);
    if other_list || sample.count.is_some_and(|then| then != count as u64) {
        return Again::PopulationChanged {
            now: count,
            same: now == then,
        };
    }
    if now == then {
        return Again::Same;
    }
    let only = |of: &BTreeSet<&str>, not: &BTreeSet<&str>| of.difference(not).map(|id| (*id).to_owned()).collect();
    Again::Other {
        recorded_only: only(&then, &now),
        drawn_only: only(&now, &then),
    }
}

#[cfg(test)]
mod tests;
