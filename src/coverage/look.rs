//! What is looked for: small pieces from which the evidence of a clause is put together, each a line that can be read.
//!
//! In: records, numbers, rules and the day. Out: what was [`Seen`]: how it came out, the records that carry it, and those that
//! lack something. A piece that cannot be looked at, such as a rule that has nothing to judge, says why and counts for nothing.

use crate::check::{Outcome, State as RuleState};
use crate::history::History;
use crate::link::{Ledger, RecordIndex};
use crate::measure;
use crate::measure::measurement::Measurement;
use crate::measure::numbers::Numbers;
use crate::record::{Catalogue, Kind, Record};
use crate::settings::Settings;
use crate::stats::period::Period;
use crate::yaml::node::{Data, Node};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What evidence is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// All records.
    pub ledger: &'a Ledger,
    /// The project's settings.
    pub settings: &'a Settings,
    /// The kinds and clauses as the project uses them.
    pub catalogue: &'a Catalogue,
    /// All that was measured.
    pub numbers: &'a Numbers,
    /// How every rule came out.
    pub outcomes: &'a [Outcome],
    /// What happened to the records over time, as far as it was read.
    pub history: &'a History,
    /// Day as of which everything is looked at.
    pub as_of: Date,
}

/// Something to look for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// In words; empty where the rule or metric has its own.
    pub words: &'static str,
    /// What it is.
    pub what: What,
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// At least so many records of a set.
    Some(usize, Set),
    /// That every record of a set has what is needed.
    Every(Set, Need),
    /// That a rule passes.
    Passes(&'static str),
    /// That a metric has something to say.
    Measured(&'static str),
    /// That the history of the records can be read.
    History,
}

/// Records of a kind, narrowed by what they need.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Set {
    /// Their kind.
    pub kind: Kind,
    /// Whether only those in force count: not settled, and within their days.
    pub in_force: bool,
    /// What each needs to be one of them.
    pub needs: [Option<Need>; 3],
}

/// What a record needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// All of these fields are filled in.
    Filled(&'static [&'static str]),
    /// A field holds one of these words; of a list, one of its items does.
    Word(&'static str, &'static [&'static str]),
    /// The day in a field lies within the twelve months up to the day of the site.
    Lately(&'static str),
    /// The day in a field has not passed.
    Ahead(&'static str),
    /// The period in a field holds the day of the site.
    Covers(&'static str),
    /// It names a record of one of these kinds.
    Names(&'static [Kind]),
    /// A record of one of these kinds names it.
    NamedBy(&'static [Kind]),
    /// One of these is enough.
    One(&'static [Self]),
}

/// Records of a kind, whatever their state.
pub const fn all(kind: Kind) -> Set {
    Set {
        kind,
        in_force: false,
        needs: [None; 3],
    }
}

/// Records of a kind that are in force.
pub const fn in_force(kind: Kind) -> Set {
    Set {
        in_force: true,
        ..all(kind)
    }
}

impl Set {
    /// Those of them that have what is needed besides.
    pub const fn and(mut self, need: Need) -> Self {
        let mut place = 0;
        while self.needs[place].is_some() {
            place += 1;
        }
        self.needs[place] = Some(need);
        self
    }

    /// Those with all of these fields filled in.
    pub const fn with(self, fields: &'static [&'static str]) -> Self {
        self.and(Need::Filled(fields))
    }

    /// Those with one of these words in a field.
    pub const fn of(self, field: &'static str, words: &'static [&'static str]) -> Self {
        self.and(Need::Word(field, words))
    }

    /// Those whose day in a field lies within the last twelve months.
    pub const fn lately(self, field: &'static str) -> Self {
        self.and(Need::Lately(field))
    }

    /// Those whose period in a field holds the day of the site.
    pub const fn covering(self, field: &'static str) -> Self {
        self.and(Need::Covers(field))
    }

    /// Those that name a record of one of these kinds.
    pub const fn naming(self, kinds: &'static [Kind]) -> Self {
        self.and(Need::Names(kinds))
    }

    /// Those that a record of one of these kinds names.
    pub const fn named_by(self, kinds: &'static [Kind]) -> Self {
        self.and(Need::NamedBy(kinds))
    }

    /// The records, in their order.
    fn records<'a>(&self, subject: &Subject<'a>) -> Vec<(RecordIndex, &'a Record)> {
        let of_kind = subject.ledger.of_kind(self.kind);
        let fits = |(index, record): &(RecordIndex, &Record)| {
            (!self.in_force || record.is_in_force(subject.as_of))
                && self
                    .needs
                    .iter()
                    .flatten()
                    .all(|need| need.holds(*index, record, subject))
        };
        of_kind.filter(fits).collect()
    }
}

/// A record with something in it.
pub const fn some(words: &'static str, set: Set) -> Look {
    at_least(1, words, set)
}

/// So many records with something in them.
pub const fn at_least(least: usize, words: &'static str, set: Set) -> Look {
    Look {
        words,
        what: What::Some(least, set),
    }
}

/// Every record of a set has what is needed; where there is none, nothing is found.
pub const fn every(words: &'static str, set: Set, need: Need) -> Look {
    Look {
        words,
        what: What::Every(set, need),
    }
}

/// A rule passes.
pub const fn passes(rule: &'static str) -> Look {
    Look {
        words: "",
        what: What::Passes(rule),
    }
}

/// A metric has something to say.
pub const fn measured(metric: &'static str) -> Look {
    Look {
        words: "",
        what: What::Measured(metric),
    }
}

/// The history of the records can be read.
pub const fn history() -> Look {
    Look {
        words: "history of every record in the repository",
        what: What::History,
    }
}

/// How looking for something came out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Came {
    /// It was found.
    Found,
    /// Some of it was found.
    InPart,
    /// It was not found.
    Missing,
    /// It could not be looked at; it counts for nothing.
    NotLooked,
}

/// What was seen where something was looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// What was looked for.
    pub look: Look,
    /// How it came out.
    pub came: Came,
    /// The records that carry it.
    pub records: Vec<RecordIndex>,
    /// The records that lack something.
    pub lacking: Vec<RecordIndex>,
    /// What is missing, or why it could not be looked at, in words.
    pub missing: Cow<'static, str>,
}

impl Seen {
    fn new(look: Look, came: Came) -> Self {
        Self {
            look,
            came,
            records: Vec::new(),
            lacking: Vec::new(),
            missing: Cow::Borrowed(""),
        }
    }

    /// The command that begins what is missing, where it is a record.
    pub fn command(&self) -> Option<String> {
        match self.look.what {
            What::Some(_, set) | What::Every(set, _) if self.records.is_empty() && self.lacking.is_empty() => {
                Some(format!("tenfour new {}", set.kind.name()))
            }
            _ => None,
        }
    }
}

impl Look {
    /// In words; those of the rule or metric where it is one.
    pub fn said(&self, settings: &Settings) -> Cow<'static, str> {
        match self.what {
            What::Passes(rule) => {
                crate::check::find(rule).map_or(Cow::Borrowed(rule), |rule| Cow::Borrowed(rule.title))
            }
            What::Measured(id) => measure::named(settings, id)
                .map_or(Cow::Borrowed(id), |metric| Cow::Owned(metric.about().name.to_owned())),
            What::Some(..) | What::Every(..) | What::History => Cow::Borrowed(self.words),
        }
    }

    /// Looks for it.
    pub fn at(&self, subject: &Subject<'_>) -> Seen {
        match self.what {
            What::Some(least, set) => self.of_set(least, &set, subject),
            What::Every(set, need) => self.of_every(&set, need, subject),
            What::Passes(rule) => self.of_rule(rule, subject),
            What::Measured(metric) => self.of_metric(metric, subject),
            What::History => match subject.history.why_not() {
                None => Seen::new(*self, Came::Found),
                Some(why) => Seen {
                    missing: Cow::Borrowed(why),
                    ..Seen::new(*self, Came::NotLooked)
                },
            },
        }
    }

    fn of_set(&self, least: usize, set: &Set, subject: &Subject<'_>) -> Seen {
        let records: Vec<RecordIndex> = set.records(subject).into_iter().map(|(index, _)| index).collect();
        let (came, missing) = match records.len() {
            0 => (Came::Missing, Cow::Borrowed("none found")),
            count if count < least => (Came::InPart, Cow::Owned(format!("fewer than {least}"))),
            _ => (Came::Found, Cow::Borrowed("")),
        };
        Seen {
            records,
            missing,
            ..Seen::new(*self, came)
        }
    }

    fn of_every(&self, set: &Set, need: Need, subject: &Subject<'_>) -> Seen {
        let all = set.records(subject);
        let (with, without): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(index, record)| need.holds(*index, record, subject));
        let (came, missing) = match (with.len(), without.len()) {
            (0, 0) => (Came::Missing, Cow::Borrowed("none found")),
            (_, 0) => (Came::Found, Cow::Borrowed("")),
            (0, _) => (
                Came::Missing,
                Cow::Owned(format!("{} {}", plural(set.kind), need.lacking())),
            ),
            _ => (
                Came::InPart,
                Cow::Owned(format!("{} {}", plural(set.kind), need.lacking())),
            ),
        };
        let indices = |of: Vec<(RecordIndex, &Record)>| of.into_iter().map(|(index, _)| index).collect();
        Seen {
            records: indices(with),
            lacking: indices(without),
            missing,
            ..Seen::new(*self, came)
        }
    }

    fn of_rule(&self, rule: &str, subject: &Subject<'_>) -> Seen {
        let Some(outcome) = subject.outcomes.iter().find(|outcome| outcome.rule.id() == rule) else {
            return Seen {
                missing: Cow::Borrowed("it was not judged"),
                ..Seen::new(*self, Came::NotLooked)
            };
        };
        let seen = |came, missing| Seen {
            missing,
            ..Seen::new(*self, came)
        };
        match &outcome.state {
            RuleState::Passed(_) => seen(Came::Found, Cow::Borrowed("")),
            // What a waiver lets pass was looked at by somebody who answers for it.
            RuleState::Waived { .. } => seen(Came::Found, Cow::Borrowed("by a waiver")),
            RuleState::Failed { failed, of } => Seen {
                lacking: outcome
                    .failed
                    .iter()
                    .filter_map(|id| subject.ledger.find(id))
                    .map(|(index, _)| index)
                    .collect(),
                ..seen(
                    if of.is_some_and(|of| of <= *failed) {
                        Came::Missing
                    } else {
                        Came::InPart
                    },
                    Cow::Borrowed("the rule failed"),
                )
            },
            RuleState::NotApplicable(why) | RuleState::NotJudged(why) | RuleState::Withheld(why) => {
                seen(Came::NotLooked, Cow::Borrowed(*why))
            }
            RuleState::Off => seen(Came::NotLooked, Cow::Borrowed("switched off in the settings")),
        }
    }

    fn of_metric(&self, metric: &str, subject: &Subject<'_>) -> Seen {
        let broadest = subject
            .numbers
            .of_metric(metric)
            .filter(|one| one.estimate.is_ok())
            .reduce(|best, one| if best.base.n < one.base.n { one } else { best });
        match broadest {
            Some(one) => Seen {
                records: drawn(one, subject.ledger),
                ..Seen::new(*self, Came::Found)
            },
            None => {
                let reason = subject
                    .numbers
                    .of_metric(metric)
                    .find_map(|one| one.estimate.as_ref().err());
                Seen {
                    missing: reason.map_or(Cow::Borrowed("nothing to measure it on"), |why| Cow::Owned(why.clone())),
                    ..Seen::new(*self, Came::Missing)
                }
            }
        }
    }
}

/// The records that a measurement was drawn from, in the order of the ledger.
fn drawn(one: &Measurement, ledger: &Ledger) -> Vec<RecordIndex> {
    let from = &one.drawn_from;
    let rows = from.rows.iter().map(|(wave, _)| wave);
    let ids = from.records.iter().chain(rows).chain(&from.beside);
    let indices: BTreeSet<RecordIndex> = ids.filter_map(|id| ledger.find(id)).map(|(index, _)| index).collect();
    indices.into_iter().collect()
}

/// Several records of a kind, in a sentence.
fn plural(kind: Kind) -> String {
    kind.label_plural().to_lowercase()
}

impl Need {
    /// Whether a record has it.
    fn holds(self, index: RecordIndex, record: &Record, subject: &Subject<'_>) -> bool {
        let day = |field: &str| day_of(&record.node, field);
        match self {
            Self::Filled(fields) => fields.iter().all(|field| is_filled(record, field)),
            Self::Word("status", words) => words.contains(&record.status()),
            Self::Word(field, words) => holds_word(&record.node, field, words),
            Self::Lately(field) => {
                let since = subject.as_of.saturating_sub(jiff::Span::new().years(1));
                day(field).is_some_and(|day| since <= day && day <= subject.as_of)
            }
            Self::Ahead(field) => day(field).is_some_and(|day| subject.as_of <= day),
            Self::Covers(field) => {
                period_of(&record.node, field).is_some_and(|(from, to)| from <= subject.as_of && subject.as_of <= to)
            }
            Self::Names(kinds) => subject
                .ledger
                .links_from(index)
                .any(|link| kinds.contains(&subject.ledger.get(link.to).kind)),
            Self::NamedBy(kinds) => subject
                .ledger
                .links_to(index)
                .any(|link| kinds.contains(&subject.ledger.get(link.from).kind)),
            Self::One(needs) => needs.iter().any(|need| need.holds(index, record, subject)),
        }
    }

    /// What records are like that do not have it: words that follow `surveys`.
    fn lacking(self) -> String {
        let plain = |field: &str| field.replace(['_', '.'], " ");
        let listed = |words: Vec<String>| words.join(", or ");
        let kinds = |kinds: &[Kind]| listed(kinds.iter().map(|kind| plural(*kind)).collect());
        match self {
            Self::Filled(fields) => format!("without {}", listed(fields.iter().map(|field| plain(field)).collect())),
            Self::Word(field, words) => {
                let words = listed(words.iter().map(|word| plain(word)).collect());
                format!("whose {} is not {words}", plain(field))
            }
            Self::Lately(field) => format!("without {} in the last twelve months", plain(field)),
            Self::Ahead(field) => format!("whose day of {} has passed or is not set", plain(field)),
            Self::Covers(field) => format!("whose {} does not hold the day", plain(field)),
            Self::Names(of) => format!("that name none of the {}", kinds(of)),
            Self::NamedBy(of) => format!("that none of the {} names", kinds(of)),
            Self::One(_) => "of which none of this can be said".to_owned(),
        }
    }

    /// The fields it looks at.
    #[cfg(test)]
    pub(super) fn fields(self) -> Vec<&'static str> {
        match self {
            Self::Filled(fields) => fields.to_vec(),
            Self::Word("status", _) | Self::Names(_) | Self::NamedBy(_) => Vec::new(),
            Self::Word(field, _) | Self::Lately(field) | Self::Ahead(field) | Self::Covers(field) => vec![field],
            Self::One(needs) => needs.iter().flat_map(|need| need.fields()).collect(),
        }
    }
}

/// Whether something was written in a field and could be read.
fn is_filled(record: &Record, field: &str) -> bool {
    let filled = record.node.at(field).is_some_and(|node| match &node.data {
        Data::Null => false,
        Data::Plain(text) | Data::Quoted(text) => !text.trim().is_empty(),
        Data::List(items) => !items.is_empty(),
        Data::Map(entries) => !entries.is_empty(),
    });
    filled && !record.is_unread(field)
}

/// Whether a field holds one of these words; on its way it looks into every item of a list.
fn holds_word(node: &Node, field: &str, words: &[&str]) -> bool {
    if let Data::List(items) = &node.data {
        return items.iter().any(|item| holds_word(item, field, words));
    }
    if field.is_empty() {
        return node.text().is_some_and(|text| words.contains(&text));
    }
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    node.get(first).is_some_and(|node| holds_word(node, rest, words))
}

/// The day that a field holds, or that its instant begins with.
fn day_of(node: &Node, field: &str) -> Option<Date> {
    node.at(field)?.text()?.get(..10)?.parse().ok()
}

/// First and last day of the period that a field holds.
fn period_of(node: &Node, field: &str) -> Option<(Date, Date)> {
    let period = node.at(field)?;
    match period.text() {
        Some(name) => Some(Period::parse(name)?.days()),
        None => Some((day_of(period, "from")?, day_of(period, "to")?)),
    }
}
