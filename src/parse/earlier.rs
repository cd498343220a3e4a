//! Turns what was read back to an earlier day: what is dated later is taken out, and what cannot have been there without it.
//!
//! In: everything the files hold, and a day. Out: the same as far as its dates lie on or before the day, and an [`Earlier`]
//! that counts what is missing. The steps:
//!
//! 1. Records whose first day lies later are left out ([`dated::begins`]), and all those whose days are all later.
//! 2. Rows of responses given later are left out; those without a day while their wave was still asking as well.
//! 3. Records that rest on nothing but what was left out are left out ([`dated::rests_on`]), until there are no more.
//! 4. Of the records that stay, later dates, later items of lists and references to what was left out are taken out, with the
//!    undated fields that came with them ([`dated::came_with`]); a value that a dated change replaced is led back
//!    ([`dated::led_back`]), the questionnaire of a survey becomes that of the day ([`record::survey::Survey::version_on`]), and a
//!    state that rests on later facts follows from the remaining ones ([`dated::state`]).
//!
//! What it cannot do: a field that has no date and stands in none of those lists is as it is in the records at hand, though it
//! may have been written later; a record without any date is there. Free pages have no dates and are left out as a whole. The
//! exact state of a day is what its commit holds.
//!
//! A record that was turned back is read again from what remains of it. Fields that were taken out count as not readable, so
//! that no rule misses them.

use super::table::{Sheet, is_csv};
use super::{Parsed, read_record};
use crate::record::dated::{self, With};
use crate::record::reader::Profile;
use crate::record::schema::{Field, Shape};
use crate::record::survey::Frequency;
use crate::record::{self, Catalogue, Kind, Record};
use crate::source::Sources;
use crate::stats::period::Period;
use crate::yaml::node::{Data, Entry, Node, without_indices};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an earlier day does not know of the records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Earlier {
    /// Ids of records that were left out.
    pub left_out: BTreeSet<String>,
    /// How many records that is; of two with one id each counts.
    pub records: usize,
    /// Rows of responses in tables that were left out.
    pub rows: usize,
    /// Rows of responses in YAML that were left out.
    pub rows_in_yaml: usize,
    /// Later dates that were taken out of records that stay, with what came with them.
    pub facts: usize,
    /// Free pages that were left out.
    pub pages: usize,
    /// Ids of records that stay and lack something.
    pub turned_back: BTreeSet<String>,
}

impl Earlier {
    /// Whether nothing is missing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What turning back needs to know.
pub struct Back<'a> {
    /// The kinds as the project uses them.
    pub catalogue: &'a Catalogue,
    /// What is asked of records.
    pub profile: Profile,
    /// The day.
    pub day: Date,
    /// The organization's zone.
    pub zone: TimeZone,
}

/// Turns what was read back to a day.
pub fn turn_back(parsed: &mut Parsed, sources: &Sources, back: &Back<'_>) -> Earlier {
    let mut earlier = Earlier::default();
    let mut later: BTreeSet<String> = parsed
        .records
        .iter()
        .filter(|record| back.begins_later(record))
        .map(|record| record.id().to_owned())
        .collect();
    rest_on_later(&parsed.records, &mut later);
    let mut rows = BTreeSet::new();
    back.rows(parsed, sources, &later, &mut rows, &mut earlier);
    later.extend(rows);
    rest_on_later(&parsed.records, &mut later);
    let overtaken = overtaken(&parsed.records, &later);
    let fielded = fielded(&parsed.records, &later);
    let decided = back.decided(&parsed.records);
    let by_events = by_events(&parsed.records);
    let before = parsed.records.len();
    parsed.records.retain(|record| !later.contains(record.id()));
    earlier.records = before - parsed.records.len();
    let mut told = Vec::new();
    for record in &mut parsed.records {
        let known = Known {
            later: &later,
            fielded: &fielded,
            overtaken: overtaken.contains(record.id()),
            decided: decided.get(record.id()).copied(),
            by_events: &by_events,
        };
        let Some(turned) = back.record(record, &known, &mut earlier.facts) else {
            continue;
        };
        earlier.turned_back.insert(record.id().to_owned());
        // What cannot be read any more was no record in the first place; it was told while it was read.
        if let Ok((mut read, diagnostics)) = read_record(turned.node, record.source, back.catalogue, back.profile) {
            read.unread.extend(turned.taken.into_iter().map(String::into_boxed_str));
            told.extend(diagnostics.into_iter().filter(|found| found.rule != "R-FLD-01"));
            *record = Arc::new(read);
        }
    }
    earlier.left_out = later;
    if earlier.records == 0 && earlier.rows + earlier.rows_in_yaml == 0 && earlier.turned_back.is_empty() {
        return Earlier::default();
    }
    let turned = |id: &str| earlier.turned_back.contains(id) || earlier.left_out.contains(id);
    parsed
        .diagnostics
        .retain(|found| found.record.as_deref().is_none_or(|id| !turned(id)));
    parsed.diagnostics.extend(told);
    earlier.pages = std::mem::take(&mut parsed.pages).len();
    earlier
}

/// Adds the records that rest on nothing but later ones, until there are no more.
fn rest_on_later(records: &[Arc<Record>], later: &mut BTreeSet<String>) {
    loop {
        let more: Vec<String> = records
            .iter()
            .filter(|record| !later.contains(record.id()))
            .filter(|record| {
                let fields = dated::rests_on(record.kind);
                let mut on = record
                    .links
                    .iter()
                    .filter(|link| fields.contains(&&*without_indices(&link.field)))
                    .peekable();
                on.peek().is_some() && on.all(|link| later.contains(&*link.target))
            })
            .map(|record| record.id().to_owned())
            .collect();
        if more.is_empty() {
            return;
        }
        later.extend(more);
    }
}

/// Records whose state may say what only a later record made true: it replaced them, or looked at their effect.
fn overtaken(records: &[Arc<Record>], later: &BTreeSet<String>) -> BTreeSet<String> {
    let made_true = |record: &Record, field: &str| {
        field == "supersedes" || (record.kind == Kind::Verification && field == "action")
    };
    records
        .iter()
        .filter(|record| later.contains(record.id()))
        .flat_map(|record| record.links.iter().map(move |link| (record, link)))
        .filter(|(record, link)| made_true(record, &link.field))
        .map(|(_, link)| link.target.to_string())
        .collect()
}

/// Surveys, each with the versions that waves of the day asked.
fn fielded(records: &[Arc<Record>], later: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let stays = records.iter().filter(|record| !later.contains(record.id()));
    let asked = stays.filter_map(|record| match &record.data {
        record::Data::Wave(wave) => Some((wave.survey.as_ref()?.id().to_owned(), wave.survey_version.clone()?)),
        _ => None,
    });
    asked.collect()
}

/// Surveys that ask after events.
fn by_events(records: &[Arc<Record>]) -> BTreeSet<String> {
    let surveys = records.iter().filter(|record| match &record.data {
        record::Data::Survey(survey) => survey.frequency == Some(Frequency::EventDriven),
        _ => false,
    });
    surveys.map(|record| record.id().to_owned()).collect()
}

/// What is known of all records when one is turned back.
struct Known<'a> {
    /// Ids of what was left out.
    later: &'a BTreeSet<String>,
    /// Surveys, each with the versions that waves of the day asked.
    fielded: &'a BTreeSet<(String, String)>,
    /// Whether the state of the record may say what only a later record made true.
    overtaken: bool,
    /// The day on which an outside body decided the complaint that the record is a dispute of.
    decided: Option<Date>,
    /// Surveys that ask after events.
    by_events: &'a BTreeSet<String>,
}

/// A record as it is read again.
struct Turned {
    node: Node,
    taken: Vec<String>,
}

/// A survey as it was written, with an earlier questionnaire in the place of its own.
struct Questionnaire {
    node: Node,
    /// Where the questionnaire stood among the earlier versions.
    place: usize,
    /// Where those that stay stood, in their order; nothing for the survey's own.
    stay: Vec<Option<usize>>,
}

impl Questionnaire {
    /// Where what stood at a path stands now, if it still does.
    fn path(&self, field: &str) -> Option<String> {
        let (number, rest) = match field.strip_prefix("earlier_versions[") {
            Some(rest) => {
                let (number, rest) = rest.split_once(']')?;
                (Some(number.parse::<usize>().ok()?), rest.trim_start_matches('.'))
            }
            None if field.starts_with("questions[") => (None, field),
            None => return Some(field.to_owned()),
        };
        if number == Some(self.place) {
            return Some(rest.to_owned());
        }
        let place = self.stay.iter().position(|stayed| *stayed == number)?;
        Some(format!("earlier_versions[{place}].{rest}"))
    }
}

/// What becomes of a value.
enum Fate {
    /// It stays; whether it is a day on or before the one that is looked at.
    Stays(Node, bool),
    /// It goes; whether its own day is the reason.
    Goes(bool),
}

struct Turn<'a, 'b> {
    back: &'b Back<'a>,
    kind: Kind,
    /// Paths of references to what was left out.
    gone: &'b BTreeSet<String>,
    facts: usize,
    taken: Vec<String>,
}

impl Back<'_> {
    /// The day that a value tells, when it is one that happened; of a period its last day.
    fn day_of(&self, kind: Kind, name: &str, shape: &Shape, text: &str) -> Option<Date> {
        match shape {
            Shape::Date if dated::is_fact(kind, name) => text.parse().ok(),
            Shape::Instant if dated::is_fact(kind, name) => {
                let at: Timestamp = text.parse().ok()?;
                Some(at.to_zoned(self.zone.clone()).date())
            }
            Shape::Sort(sort) if sort == "period" && dated::is_fact_of_period(kind) => {
                Period::parse(text).map(|period| period.days().1)
            }
            _ => None,
        }
    }

    /// The day of a field at the top of a record.
    fn day_at(&self, record: &Record, name: &str) -> Option<Date> {
        let fields = self.catalogue.fields(record.kind);
        let field = fields.iter().find(|field| field.name == name)?;
        self.day_of(record.kind, name, &field.shape, record.node.get(name)?.text()?)
    }

    /// Whether the day brings a record into being only later.
    fn begins_later(&self, record: &Record) -> bool {
        let later = |name: &&str| self.day_at(record, name).is_some_and(|day| day > self.day);
        if dated::begins(record.kind).iter().any(later) {
            return true;
        }
        let days: Vec<Date> = record
            .node
            .entries()
            .iter()
            .filter(|entry| !dated::RENEWED.contains(&&*entry.key))
            .filter_map(|entry| self.day_at(record, &entry.key))
            .collect();
        // In force from a later day on, and nothing says that it was there before.
        let in_force = || {
            let from = record.node.get("valid_from").and_then(Node::text)?;
            from.parse::<Date>().ok()
        };
        if days.is_empty() {
            in_force().is_some_and(|from| from > self.day)
        } else {
            days.iter().all(|day| *day > self.day)
        }
    }

    /// Takes out what was answered later.
    fn rows(
        &self,
        parsed: &mut Parsed,
        sources: &Sources,
        later: &BTreeSet<String>,
        ids: &mut BTreeSet<String>,
        earlier: &mut Earlier,
    ) {
        let asking: BTreeSet<&str> = parsed
            .records
            .iter()
            .filter(|record| record.kind == Kind::Wave)
            .filter(|record| self.is_asking(record))
            .map(|record| record.id())
            .collect();
        let mut emptied = BTreeSet::new();
        for sheet in &mut parsed.sheets {
            let was_later = |row: &super::table::Row| {
                let cell = sheet.cell(row, "submitted_on");
                let day = cell.get(..10).and_then(|day| day.parse::<Date>().ok());
                later.contains(&sheet.wave) || day.map_or(asking.contains(&*sheet.wave), |day| day > self.day)
            };
            let (out, stay): (Vec<_>, Vec<_>) = sheet.rows.iter().cloned().partition(was_later);
            if out.is_empty() {
                continue;
            }
            ids.extend(
                out.iter()
                    .map(|row| sheet.cell(row, "id").to_owned())
                    .filter(|id| !id.is_empty()),
            );
            let count = if is_csv(&sources.get(sheet.source).path) {
                &mut earlier.rows
            } else {
                &mut earlier.rows_in_yaml
            };
            *count += out.len();
            if stay.is_empty() {
                emptied.insert((sheet.source, sheet.head));
            }
            *sheet = Arc::new(Sheet {
                wave: sheet.wave.clone(),
                source: sheet.source,
                head: sheet.head,
                columns: sheet.columns.clone(),
                rows: stay,
            });
        }
        parsed
            .sheets
            .retain(|sheet| !emptied.contains(&(sheet.source, sheet.head)));
    }

    /// Whether a wave's days of asking go on after the day.
    fn is_asking(&self, wave: &Record) -> bool {
        let end = wave.node.get("field_end").and_then(Node::text);
        end.and_then(|end| end.parse::<Date>().ok())
            .is_some_and(|end| end > self.day)
    }

    /// A record without what came later; nothing when that is nothing.
    fn record(&self, record: &Record, known: &Known<'_>, facts: &mut usize) -> Option<Turned> {
        let questionnaire = self.questionnaire(record, known.fielded);
        let replaced = questionnaire.is_some();
        let gone: BTreeSet<String> = record
            .links
            .iter()
            .filter(|link| known.later.contains(&*link.target))
            .filter(|link| !dated::NAMED_AHEAD.contains(&(record.kind, &*without_indices(&link.field))))
            .filter_map(|link| match &questionnaire {
                Some(questionnaire) => questionnaire.path(&link.field),
                None => Some(link.field.to_string()),
            })
            .collect();
        let mut turn = Turn {
            back: self,
            kind: record.kind,
            gone: &gone,
            facts: usize::from(replaced),
            taken: Vec::new(),
        };
        let written = questionnaire
            .as_ref()
            .map_or(&record.node, |questionnaire| &questionnaire.node);
        let fields = self.catalogue.fields(record.kind);
        let mut node = Node {
            span: record.node.span,
            data: Data::Map(turn.fields(written, fields, "").unwrap_or_default()),
        };
        self.lead_back(record, &mut node);
        self.take_what_came_with(record, known.decided, &mut node, &mut turn);
        let asking = record.kind == Kind::Wave && self.is_asking(record);
        let survey = record.node.get("survey").and_then(Node::text).unwrap_or_default();
        if asking && known.by_events.contains(survey) {
            turn.take(&mut node, dated::GROWING);
        }
        let moved = known.overtaken || asking || replaced || !turn.taken.is_empty();
        let state = self.state(record, &node, moved, asking);
        let stated = state.is_some() || replaced;
        if let Some((state, typed)) = state.zip(entry_mut(&mut node, "status")) {
            typed.data = Data::Plain(state.into());
        }
        *facts += turn.facts;
        (stated || !turn.taken.is_empty()).then_some(Turned {
            node,
            taken: turn.taken,
        })
    }

    /// The state that a record had; nothing where it is the one that is typed.
    fn state(&self, record: &Record, node: &Node, moved: bool, asking: bool) -> Option<&'static str> {
        let typed = record.node.get("status").and_then(Node::text)?;
        let day = |name: &str| record.node.get(name).and_then(Node::text)?.parse::<Date>().ok();
        let ahead = |name: &str| day(name).is_some_and(|day| day > self.day);
        let before = match record.kind {
            Kind::Wave if asking && !matches!(typed, "planned" | "cancelled") => Some("fielding"),
            // Nobody says before its day whether an objective was reached.
            Kind::Objective if ahead("due") => dated::state(record.kind, typed, |_| false),
            // A plan is in use up to the last day that it is made for.
            Kind::MonitoringPlan if record.node.get("period").and_then(last_day) >= Some(self.day) => {
                dated::state(record.kind, typed, |_| false)
            }
            _ if moved || (typed == "retired" && ahead("valid_to")) => {
                let has = |name: &str| node.get(name).is_some_and(|value| !value.is_null());
                dated::state(record.kind, typed, has)
            }
            _ => None,
        };
        before.filter(|state| *state != typed)
    }

    /// Gives a value back that a later change replaced.
    fn lead_back(&self, record: &Record, node: &mut Node) {
        let Some((list, old, field)) = dated::led_back(record.kind) else {
            return;
        };
        let later = |item: &&Node| {
            item.entries().iter().any(|entry| {
                let shape = match &*entry.key {
                    "on" => Shape::Date,
                    "at" => Shape::Instant,
                    _ => return false,
                };
                let text = entry.value.text().unwrap_or_default();
                let day = self.day_of(record.kind, list, &shape, text);
                day.is_some_and(|day| day > self.day)
            })
        };
        let changes = record.node.at(list).map(Node::items).unwrap_or_default();
        let Some(before) = changes.iter().find(later).and_then(|change| change.get(old)) else {
            return;
        };
        let place = field.split('.').try_fold(node, |node, name| entry_mut(node, name));
        if let Some(place) = place {
            *place = before.clone();
        }
    }

    /// The survey with the questionnaire that the day belongs to; nothing where that is the one it has.
    fn questionnaire(&self, record: &Record, fielded: &BTreeSet<(String, String)>) -> Option<Questionnaire> {
        let record::Data::Survey(survey) = &record.data else {
            return None;
        };
        let place = survey.version_on(self.day)?.earlier?;
        let versions = record.node.get("earlier_versions")?;
        let then = versions.items().get(place)?;
        let entry = |node: &Node, key: &str| node.entries().iter().find(|entry| *entry.key == *key).cloned();
        let asked = |version: &Node| {
            let name = version.get("version").and_then(Node::text).unwrap_or_default();
            fielded.contains(&(record.id().to_owned(), name.to_owned()))
        };
        // Of one that only a wave says was asked the days lie ahead.
        let undated = |version: &Node| Node {
            span: version.span,
            data: Data::Map(
                ["version", "questions"]
                    .iter()
                    .filter_map(|key| entry(version, key))
                    .collect(),
            ),
        };
        let mut before = Vec::new();
        let mut stay = Vec::new();
        for (number, version) in versions
            .items()
            .iter()
            .enumerate()
            .filter(|(number, _)| *number != place)
        {
            let to = survey.earlier_versions.get(number).and_then(|version| version.to);
            if to.is_some_and(|to| to < self.day) {
                before.push(version.clone());
                stay.push(Some(number));
            } else if asked(version) {
                before.push(undated(version));
                stay.push(Some(number));
            }
        }
        if asked(&record.node) {
            before.push(undated(&record.node));
            stay.push(None);
        }
        let other = |entry: &&Entry| !matches!(&*entry.key, "version" | "questions" | "earlier_versions");
        let mut entries: Vec<Entry> = record.node.entries().iter().filter(other).cloned().collect();
        entries.extend(["version", "questions"].iter().filter_map(|key| entry(then, key)));
        if !before.is_empty() {
            entries.extend(entry(&record.node, "earlier_versions").map(|written| Entry {
                value: Node {
                    span: written.value.span,
                    data: Data::List(before),
                },
                ..written
            }));
        }
        Some(Questionnaire {
            node: Node {
                span: record.node.span,
                data: Data::Map(entries),
            },
            place,
            stay,
        })
    }

    /// Takes out undated fields that were not there yet.
    fn take_what_came_with(&self, record: &Record, decided: Option<Date>, node: &mut Node, turn: &mut Turn<'_, '_>) {
        for (name, with) in dated::came_with(record.kind) {
            let days = |days: &[&str]| days.iter().filter_map(|day| self.plain_day(record, day)).min();
            let first = match with {
                With::Days(of) => days(of),
                With::DaysOrDecision(of) => days(of).into_iter().chain(decided).min(),
                With::Events(kinds) => self.first_event(record, kinds),
            };
            // Where nothing tells when it came, it came with what is missing, if anything is.
            let later = match (with, first) {
                (_, Some(first)) => first > self.day,
                (With::Events(_), None) => turn.facts > 0,
                (With::Days(_) | With::DaysOrDecision(_), None) => false,
            };
            let (part, last) = name
                .rsplit_once('.')
                .map_or((None, *name), |(part, last)| (Some(part), last));
            let place = part
                .into_iter()
                .flat_map(|part| part.split('.'))
                .try_fold(&mut *node, entry_mut);
            let Some(Data::Map(entries)) = place.map(|place| &mut place.data) else {
                continue;
            };
            if later && let Some(index) = entries.iter().position(|entry| *entry.key == *last) {
                entries.remove(index);
                turn.taken.push((*name).to_owned());
            }
        }
    }

    /// A day of a record, plans as well.
    fn plain_day(&self, record: &Record, path: &str) -> Option<Date> {
        let text = record.node.at(path)?.text()?;
        let instant = || Some(text.parse::<Timestamp>().ok()?.to_zoned(self.zone.clone()).date());
        text.parse().ok().or_else(instant)
    }

    /// Disputes, each with the first day since its notice on which an outside body decided its complaint.
    fn decided(&self, records: &[Arc<Record>]) -> BTreeMap<String, Date> {
        let disputes = records.iter().filter_map(|record| match &record.data {
            record::Data::Dispute(dispute) => Some((record.id(), dispute)),
            _ => None,
        });
        let decided = disputes.filter_map(|(id, dispute)| {
            let named = dispute.complaint.as_ref()?.id();
            let complaint = records.iter().find(|record| record.id() == named)?;
            let day = self.first_event(complaint, &["external_decision"])?;
            let is_after = dispute.notice_received_on.is_none_or(|notice| notice <= day);
            is_after.then(|| (id.to_owned(), day))
        });
        decided.collect()
    }

    fn first_event(&self, record: &Record, kinds: &[&str]) -> Option<Date> {
        let events = record.node.get("events").map(Node::items).unwrap_or_default();
        let of_kind = |event: &&Node| {
            let kind = event.get("kind").and_then(Node::text);
            kind.is_some_and(|kind| kinds.contains(&kind))
        };
        let day = |event: &Node| self.day_of(record.kind, "events.at", &Shape::Instant, event.get("at")?.text()?);
        events.iter().filter(of_kind).filter_map(day).min()
    }
}

impl Turn<'_, '_> {
    /// Takes fields at the top of a record out.
    fn take(&mut self, node: &mut Node, names: &[&str]) {
        let Data::Map(entries) = &mut node.data else { return };
        let mut stay = std::mem::take(entries);
        stay.retain(|entry| {
            let goes = names.contains(&&*entry.key);
            if goes {
                self.taken.push(entry.key.to_string());
            }
            !goes
        });
        *entries = stay;
    }

    /// The entries of a mapping that stay; nothing when a part of a record was not there at all.
    fn fields(&mut self, node: &Node, fields: &[Field], path: &str) -> Option<Vec<Entry>> {
        let mut stay: Vec<(Entry, bool)> = Vec::with_capacity(node.entries().len());
        let (mut before, mut after) = (false, false);
        for entry in node.entries() {
            let Some(field) = fields.iter().find(|field| *field.name == *entry.key) else {
                stay.push((entry.clone(), false));
                continue;
            };
            let path = join(path, &entry.key);
            match self.value(&entry.value, &field.shape, &path) {
                Fate::Stays(value, is_day) => {
                    before |= is_day;
                    let entry = Entry {
                        key: entry.key.clone(),
                        key_span: entry.key_span,
                        value,
                    };
                    stay.push((entry, is_day));
                }
                Fate::Goes(by_day) => {
                    after |= by_day && !dated::RENEWED_INSIDE.contains(&(self.kind, &*without_indices(&path)));
                    self.taken.push(path);
                }
            }
        }
        if after && !path.is_empty() {
            if !before {
                return None;
            }
            // Nobody can say which of its two days the rest of a part came with, unless it is known.
            let parts = dated::THERE_FROM_THE_START;
            let from_the_start = |name: &str| {
                let name = without_indices(&join(path, name));
                parts
                    .iter()
                    .any(|(kind, part)| *kind == self.kind && dated::is_below(&name, part))
            };
            stay.retain(|(entry, is_day)| *is_day || from_the_start(&entry.key));
        }
        Some(stay.into_iter().map(|(entry, _)| entry).collect())
    }

    fn value(&mut self, node: &Node, shape: &Shape, path: &str) -> Fate {
        let same = |data: Data| {
            let span = node.span;
            Fate::Stays(Node { span, data }, false)
        };
        match (shape, &node.data) {
            (Shape::Fields(fields), Data::Map(_)) => match self.fields(node, fields, path) {
                Some(entries) => same(Data::Map(entries)),
                None => Fate::Goes(false),
            },
            (Shape::List(item), Data::List(items)) => {
                let mut stay = Vec::with_capacity(items.len());
                for (index, value) in items.iter().enumerate() {
                    if let Fate::Stays(value, _) = self.value(value, item, &format!("{path}[{index}]")) {
                        stay.push(value);
                    }
                }
                if stay.len() < items.len() {
                    self.taken.push(path.to_owned());
                }
                if stay.is_empty() && !items.is_empty() {
                    return Fate::Goes(false);
                }
                same(Data::List(stay))
            }
            (Shape::Map(item), Data::Map(entries)) => {
                let mut stay = Vec::with_capacity(entries.len());
                for entry in entries {
                    let path = join(path, &entry.key);
                    match self.value(&entry.value, item, &path) {
                        Fate::Stays(value, _) => stay.push(Entry {
                            key: entry.key.clone(),
                            key_span: entry.key_span,
                            value,
                        }),
                        Fate::Goes(_) => self.taken.push(path),
                    }
                }
                same(Data::Map(stay))
            }
            (Shape::Either(shapes), _) => match shapes.iter().find(|shape| shape.suits(node)) {
                Some(shape) => self.value(node, shape, path),
                None => same(node.data.clone()),
            },
            (_, Data::Plain(text) | Data::Quoted(text)) => {
                if self.gone.contains(path) {
                    return Fate::Goes(false);
                }
                let name = without_indices(path);
                match self.back.day_of(self.kind, &name, shape, text) {
                    Some(day) if day > self.back.day => {
                        self.facts += 1;
                        Fate::Goes(true)
                    }
                    day => Fate::Stays(node.clone(), day.is_some()),
                }
            }
            _ => same(node.data.clone()),
        }
    }
}

/// The last day of a period as it is written.
fn last_day(period: &Node) -> Option<Date> {
    match period.text() {
        Some(name) => Some(Period::parse(name)?.days().1),
        None => period.get("to")?.text()?.parse().ok(),
    }
}

fn entry_mut<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    let Data::Map(entries) = &mut node.data else {
        return None;
    };
    let entry = entries.iter_mut().find(|entry| *entry.key == *name)?;
    Some(&mut entry.value)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
