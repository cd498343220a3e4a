//! What answers a question of auditors today: how many records and how new, shares of records, measures with interval and base.
//!
//! Each answer is a value that leads to where it stands. What the audience may not see is not counted; what is not recorded gives
//! nothing, and the page says so.

use super::super::shape::{by_title, in_force, of_kind, place, tally, text};
use super::super::{programme, reviews};
use crate::history::control::closure::{self, Touched};
use crate::measure::measurement::{ChangeWord, Detail, Measurement};
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::present::blocks::{Field, State, Value, long, number as count_words, several};
use crate::present::measured::{self, said};
use crate::present::objective::Assessed;
use crate::present::page::{Links, Site, register_path};
use crate::present::{number, picture, status, values};
use crate::record::action::Action;
use crate::record::audit_finding::AuditFinding;
use crate::record::indicator::Family;
use crate::record::policy::PolicyKind;
use crate::record::review::{InputItem, Review};
use crate::record::schema::label;
use crate::record::survey::{QuestionKind, Survey, SurveyType};
use crate::record::training::Topic;
use crate::record::types::Audience;
use crate::record::{Data, Kind, Record};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How something answers.
pub(super) enum Tell {
    /// How many records of a kind there are, and the day of the newest.
    Records(&'static str, Kind),
    /// Of the records of a kind that are meant, how many have something.
    Share(&'static str, Kind, fn(&Data) -> bool, fn(&Data) -> bool),
    /// What a metric says of a selection.
    Measure(&'static str, &'static str, &'static [(Key, &'static str)]),
    /// What a metric says of the newest wave that has answers.
    Newest(&'static str, &'static str),
    /// What a metric says of the newest wave that it was measured on as a whole.
    NewestOf(&'static str, &'static str),
    /// Something of its own.
    Own(&'static str, fn(&Links<'_>) -> Option<Value>),
}

/// An answer.
pub(super) struct Told {
    /// In sentences: pieces of text and links.
    pub(super) sentences: Vec<Value>,
    /// Figures that stand in no sentence.
    pub(super) rest: Vec<Field>,
}

/// The answer in sentences with its figures; a sentence is left out where one of its figures is missing, and then the others stand
/// by themselves.
pub(super) fn answer(sentences: &[&str], tells: &[Tell], links: &Links<'_>) -> Told {
    let mut figures: Vec<Option<Field>> = tells.iter().map(|tell| field(tell, links)).collect();
    let mut told = Vec::new();
    for sentence in sentences {
        let named = holes(sentence);
        if !named
            .iter()
            .all(|index| figures.get(*index).is_some_and(Option::is_some))
        {
            continue;
        }
        let words = links.site.said(sentence);
        let mut pieces = vec![Value::text(if told.is_empty() { "" } else { " " })];
        let mut rest: &str = &words;
        for index in named {
            let Some((before, after)) = rest.split_once(&format!("{{{index}}}")) else {
                continue;
            };
            pieces.push(Value::text(before));
            if let Some(Some(field)) = figures.get_mut(index).map(Option::take) {
                pieces.extend(in_a_line(field.value));
            }
            rest = after;
        }
        pieces.push(Value::text(rest));
        told.extend(pieces);
    }
    Told {
        sentences: told,
        rest: figures.into_iter().flatten().collect(),
    }
}

/// The figures that a sentence names, in their order.
pub(super) fn holes(sentence: &str) -> Vec<usize> {
    let named = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
    named.filter_map(|(index, _)| index.parse().ok()).collect()
}

/// A value as pieces of one line: lists with commas, what is said about a record in brackets behind it.
fn in_a_line(value: Value) -> Vec<Value> {
    match value {
        Value::State { state } => vec![Value::text(lower_first(&state.word))],
        Value::List { items } => {
            let nested = items.iter().any(|item| matches!(item, Value::List { .. }));
            let is_about = |items: &[Value]| {
                matches!(
                    items,
                    [Value::Link { .. } | Value::Record { .. }, Value::Text { .. }, ..]
                )
            };
            if !nested && is_about(&items) {
                let mut items = items.into_iter();
                let mut pieces: Vec<Value> = items.next().into_iter().collect();
                for (number, item) in items.enumerate() {
                    pieces.push(Value::text(if number == 0 { " (" } else { ", " }));
                    pieces.extend(in_a_line(item));
                }
                pieces.push(Value::text(")"));
                return pieces;
            }
            // A word in front names what follows.
            let named = items.len() == 2 && matches!(items.first(), Some(Value::Text { .. }));
            let between = match (named, nested) {
                (true, _) => " ",
                (false, true) => "; ",
                (false, false) => ", ",
            };
            let mut pieces = Vec::new();
            for (number, item) in items.into_iter().enumerate() {
                if number > 0 {
                    pieces.push(Value::text(between));
                }
                pieces.extend(in_a_line(item));
            }
            pieces
        }
        value => vec![value],
    }
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn field(tell: &Tell, links: &Links<'_>) -> Option<Field> {
    let (label, value) = match tell {
        Tell::Records(label, kind) => (*label, records(*kind, links)?),
        Tell::Share(label, kind, of, hit) => (*label, share(*kind, *of, *hit, links)?),
        Tell::Measure(label, metric, on) => {
            let on = on
                .iter()
                .fold(Selection::all(), |all, (key, value)| all.with(*key, *value));
            let (_, one) = said(links, metric, &on)?;
            (*label, measure(links, metric, one)?)
        }
        Tell::Newest(label, metric) => {
            let wave = newest_answered(links)?;
            let (_, one) = said(links, metric, &Selection::all().with(Key::Wave, wave))?;
            (*label, measure(links, metric, one)?)
        }
        Tell::NewestOf(label, metric) => (*label, measure(links, metric, newest_of(links, metric)?)?),
        Tell::Own(label, own) => (*label, own(links)?),
    };
    Some(Field::new(label, value))
}

fn records(kind: Kind, links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let tally = site.tally(&[kind]);
    if tally.visible == 0 {
        return None;
    }
    let newest = of_kind(site, kind)
        .filter_map(|record| programme::day(record, site))
        .max();
    let words = tally.words(&site.label(kind).to_lowercase(), &site.labels(kind).to_lowercase());
    let link = Value::link(words, links.if_written(&register_path(kind))?);
    Some(match newest {
        Some(day) => Value::List {
            items: vec![link, Value::text(format!("newest of {}", long(day)))],
        },
        None => link,
    })
}

/// `3 of 12`, with the share where there are enough for one.
fn of(hits: usize, all: usize) -> String {
    format!("{} of {}", count_words(hits), count_words(all))
}

fn share(kind: Kind, meant: fn(&Data) -> bool, hit: fn(&Data) -> bool, links: &Links<'_>) -> Option<Value> {
    let all: Vec<&Record> = of_kind(links.site, kind).filter(|record| meant(&record.data)).collect();
    let (hits, rest): (Vec<&Record>, Vec<&Record>) = all.iter().partition(|record| hit(&record.data));
    let url = links.if_written(&register_path(kind))?;
    if all.is_empty() {
        return None;
    }
    let words = match links.site.tally(&[kind]).withheld {
        0 => of(hits.len(), all.len()),
        _ => format!("{} that this audience may see", of(hits.len(), all.len())),
    };
    // The fewer are named, so that they can be looked at; of fields that not everybody may see only to those who may.
    let (few, sort) = if rest.is_empty() || (!hits.is_empty() && hits.len() <= rest.len()) {
        (hits, "")
    } else {
        (rest, "all but ")
    };
    Some(match few_named(&few, links) {
        Some(names) => values::line(&format!("{words} ({sort}{names})"), links),
        None => Value::link(words, url),
    })
}

/// The ids of a few records, for those who may see everything of them; nothing of none and of many.
fn few_named(records: &[&Record], links: &Links<'_>) -> Option<String> {
    let may = links.site.disclosure.audience() == Audience::Restricted && (1..=NAMED).contains(&records.len());
    may.then(|| records.iter().map(|record| record.id()).collect::<Vec<_>>().join(", "))
}

/// A number with its interval and base, leading to its working; where there is none, why.
pub(super) fn measure(links: &Links<'_>, metric: &str, one: &Measurement) -> Option<Value> {
    let site = links.site;
    let about = crate::measure::find(metric)?.about;
    let show = site.cells.show(one);
    if show.is_hidden() || one.estimate.is_err() {
        return number::state(site, one, show).map(Value::state);
    }
    let value = number::value(about.unit, one, show);
    if let Some(counted) = counted(one).filter(|_| show.estimate()) {
        let interval = match &one.interval {
            Ok(found) => format!("; {}", number::interval(about.unit, found)),
            Err(_) => String::new(),
        };
        let words = format!("{value} ({counted}{interval})");
        return Some(match number::url(site, links, one) {
            Some(url) => Value::link(words, url),
            None => Value::text(words),
        });
    }
    let rests = match &one.interval {
        Ok(found) if show.estimate() => format!(
            "{value} ({}; {})",
            number::interval(about.unit, found),
            number::base(one)
        ),
        // What a number counts is its base too.
        _ if value.ends_with(one.base.of) || value.contains(" of ") => value,
        _ => format!("{value} ({})", number::base(one)),
    };
    Some(match number::url(site, links, one) {
        Some(url) => Value::link(rests, url),
        None => Value::text(rests),
    })
}

/// The share of customers that were kept, with the days from and to which they were followed.
pub(super) fn kept(links: &Links<'_>) -> Option<Value> {
    let (_, one) = said(links, "M-RET-1", &Selection::all())?;
    let value = measure(links, "M-RET-1", one)?;
    let Some((from, to)) = one.period.filter(|_| one.estimate.is_ok()) else {
        return Some(value);
    };
    let days = Value::text(format!("from {} to {}:", long(from), long(to)));
    Some(Value::List {
        items: vec![days, value],
    })
}

/// A share as it was counted: `17 of 18 findings`; nothing of what is no plain share of its base.
fn counted(one: &Measurement) -> Option<String> {
    let given = |symbol: &str| Some(one.inputs.iter().find(|input| input.symbol == symbol)?.value);
    let is_plain = one.base.effective.is_none() && crate::measure::find(&one.metric)?.about.unit == Unit::Percent;
    let (x, n) = (given("x")?, given("n")?);
    #[expect(clippy::cast_precision_loss, reason = "a base is far smaller than 2^53")]
    let is_whole = x.fract() == 0.0 && n == one.base.n as f64 && x <= n;
    (is_plain && is_whole).then(|| format!("{} of {} {}", fixed(x, 0), count_words(one.base.n), one.base.of))
}

/// The wave that ended last among those that may be seen and have answers enough to speak; where none has, of all with answers.
fn newest_answered<'a>(links: &'a Links<'_>) -> Option<&'a str> {
    let site = links.site;
    let waves = site.scope.waves().filter(|answers| !answers.respondents.is_empty());
    let seen = waves.filter(|answers| site.disclosure.record(answers.record));
    seen.max_by_key(|answers| {
        let day = answers.wave.field_end.or(answers.wave.field_start);
        let n = answers.respondents.len();
        let speaks = u64::try_from(n).is_ok_and(|n| n >= site.limits().low_base);
        (speaks, day, n, answers.record.id())
    })
    .map(|answers| answers.record.id())
}

/// What a metric says of the newest wave alone, without further narrowing.
fn newest_of<'a>(links: &'a Links<'_>, metric: &str) -> Option<&'a Measurement> {
    let site = links.site;
    let day = |one: &Measurement| {
        let wave = site.scope.wave(one.selection.get(Key::Wave)?)?;
        wave.wave.field_end.or(wave.wave.field_start)
    };
    let of_waves = site.numbers.of_metric(metric).filter(|one| {
        one.selection
            .iter()
            .all(|(key, _)| matches!(key, Key::Wave | Key::Question))
            && number::may_tell(site, &one.selection)
    });
    of_waves
        .filter(|one| one.estimate.is_ok() && !site.cells.show(one).is_hidden())
        .filter_map(|one| Some((day(one)?, one)))
        .max_by(|(day, one), (other_day, other)| day.cmp(other_day).then_with(|| other.selection.cmp(&one.selection)))
        .map(|(_, one)| one)
}

/// Words with a link to a page of the site.
fn at(words: impl Into<String>, path: &str, links: &Links<'_>) -> Option<Value> {
    let url = place(path, links)?;
    Some(Value::link(words.into(), url))
}

fn link(record: &Record, links: &Links<'_>) -> Value {
    by_title(links.link(record))
}

/// A record with words about it.
fn with(record: &Record, words: impl Into<String>, links: &Links<'_>) -> Value {
    Value::List {
        items: vec![link(record, links), Value::text(words)],
    }
}

/// Words by how often they stand: `3 upheld, 2 not upheld`.
fn tallied<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut counts = tally(words);
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parts = counts
        .into_iter()
        .map(|(word, count)| format!("{} {}", count_words(count), label(word).to_lowercase()));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn newest<'a>(site: &'a Site<'_>, kind: Kind) -> Option<(&'a Record, Date)> {
    of_kind(site, kind)
        .filter_map(|record| Some((record, programme::day(record, site)?)))
        .max_by_key(|(record, day)| (*day, record.id()))
}

pub(super) fn coverage(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let (_, plan) = super::super::plan::plan_of_the_day(site)?;
    let segments: Vec<&Record> = of_kind(site, Kind::Segment).filter(|one| in_force(one, site)).collect();
    let reached = segments.iter().filter(|segment| plan.deals_with(segment.id())).count();
    let left_out = match plan.not_covered.len() {
        0 => "none left out".to_owned(),
        count => format!("{} left out with a reason", count_words(count)),
    };
    let words = format!("{} segments, {left_out}", of(reached, segments.len()));
    at(words, "topics/plan.html#coverage", links)
}

pub(super) fn objectives(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let states: Vec<String> = of_kind(site, Kind::Objective)
        .filter_map(|record| Some(Assessed::of(site, record)?.state().word))
        .collect();
    at(tallied(states.iter().map(String::as_str))?, "objectives.html", links)
}

pub(super) fn next_objective(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let due = of_kind(site, Kind::Objective).filter_map(|record| match &record.data {
        Data::Objective(one) => Some((one.due.filter(|day| *day >= site.as_of)?, record)),
        _ => None,
    });
    let (day, record) = due.min_by_key(|(day, record)| (*day, record.id()))?;
    Some(with(record, long(day), links))
}

/// Records of some kinds whose day of review has passed, also those that the audience may not see.
fn past_review<'a>(site: &'a Site<'_>, kinds: &'a [Kind]) -> impl Iterator<Item = &'a Record> {
    let passed = |record: &&Record| {
        let day = text(record, "review_due").or_else(|| text(record, "next_review"));
        let day = day.and_then(|day| day.parse::<Date>().ok());
        in_force(record, site) && day.is_some_and(|day| day < site.as_of)
    };
    let all = kinds.iter().flat_map(|kind| site.ledger.of_kind(*kind));
    all.map(|(_, record)| record).filter(passed)
}

pub(super) fn expectations_due(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    site.visible(Kind::Expectation).next()?;
    let due: Vec<Value> = past_review(site, &[Kind::Expectation])
        .map(|record| link(record, links))
        .collect();
    Some(match due.is_empty() {
        true => Value::text("none"),
        false => Value::List { items: due },
    })
}

pub(super) fn records_due(links: &Links<'_>) -> Option<Value> {
    let kinds = [
        Kind::Expectation,
        Kind::Survey,
        Kind::RiskOpportunity,
        Kind::Policy,
        Kind::Code,
    ];
    let count = past_review(links.site, &kinds).count();
    at(
        several(count, "record", "records"),
        &crate::present::methods::rule_path("R-GEN-05"),
        links,
    )
}

pub(super) fn plan_approved(links: &Links<'_>) -> Option<Value> {
    let (record, plan) = super::super::plan::plan_of_the_day(links.site)?;
    let day = plan.approved_on?;
    let mut items = vec![link(record, links), Value::text(format!("approved on {}", long(day)))];
    items.extend(plan.approved_by.as_ref().map(|by| by_title(links.link_id(by.id()))));
    Some(Value::List { items })
}

fn trainings<'a>(site: &'a Site<'_>) -> impl Iterator<Item = (&'a Record, &'a crate::record::training::Training)> {
    of_kind(site, Kind::Training).filter_map(|record| match &record.data {
        Data::Training(training) => Some((record, &**training)),
        _ => None,
    })
}

pub(super) fn training_run_out(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    site.visible(Kind::Training).next()?;
    let failed = |id: &str| site.outcomes.iter().find(|outcome| outcome.rule.id() == id);
    let failed = failed("R-TRN-01")?.failed.len();
    at(
        match failed {
            0 => "none of them run out".to_owned(),
            _ => format!("{} run out and not repeated", count_words(failed)),
        },
        "topics/context.html#training",
        links,
    )
}

pub(super) fn handling_training(links: &Links<'_>) -> Option<Value> {
    let of_topic: Vec<Date> = trainings(links.site)
        .filter(|(_, training)| training.topic == Some(Topic::ComplaintHandling))
        .filter_map(|(_, training)| training.date.filter(|day| *day <= links.site.as_of))
        .collect();
    let last = of_topic.iter().max()?;
    let words = format!("{}, last on {}", several(of_topic.len(), "time", "times"), long(*last));
    at(words, "topics/context.html#training", links)
}

pub(super) fn newest_wave(links: &Links<'_>) -> Option<Value> {
    let (_, record) = links.site.ledger.find(newest_answered(links)?)?;
    let Data::Wave(wave) = &record.data else { return None };
    let words = match (wave.invited, wave.field_end) {
        (Some(invited), Some(end)) => format!("{} invited, ended on {}", count_words(invited), long(end)),
        (Some(invited), None) => format!("{} invited", count_words(invited)),
        (None, Some(end)) => format!("ended on {}", long(end)),
        (None, None) => "no numbers recorded".to_owned(),
    };
    Some(with(record, words, links))
}

/// Words of a field of each survey in use.
fn of_surveys(links: &Links<'_>, path: &[&str]) -> Option<Value> {
    let surveys = of_kind(links.site, Kind::Survey).filter(|record| in_force(record, links.site));
    let word = |record: &'_ Record| {
        let mut node = &record.node;
        for name in path {
            node = node.get(name)?;
        }
        node.text().map(str::to_owned)
    };
    let words: Vec<String> = surveys.filter_map(word).collect();
    at(tallied(words.iter().map(String::as_str))?, "surveys.html", links)
}

pub(super) fn sampling(links: &Links<'_>) -> Option<Value> {
    of_surveys(links, &["sampling", "method"])
}

pub(super) fn weighting(links: &Links<'_>) -> Option<Value> {
    of_surveys(links, &["sampling", "weighting"])
}

pub(super) fn anonymity(links: &Links<'_>) -> Option<Value> {
    of_surveys(links, &["anonymity"])
}

pub(super) fn dispositions(links: &Links<'_>) -> Option<Value> {
    let id = newest_answered(links)?;
    let (_, record) = links.site.ledger.find(id)?;
    let Data::Wave(wave) = &record.data else { return None };
    let of = wave.dispositions.as_ref()?;
    let parts = [
        (of.complete, "complete"),
        (of.partial, "partial"),
        (of.refusal, "refused"),
        (of.break_off, "broke off"),
        (of.non_contact, "not reached"),
        (of.other, "other"),
        (of.unknown_eligibility, "unknown whether they belong"),
        (of.unknown_other, "unknown"),
        (of.ineligible, "do not belong"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter_map(|(count, word)| Some(format!("{} {word}", count_words((*count).filter(|count| *count > 0)?))))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", ")).map(Value::text)
}

pub(super) fn response_rate(links: &Links<'_>) -> Option<Value> {
    newest_answered(links)?;
    at(
        "full answers by all invited who may belong, the strictest of the usual rates",
        &number::page("M-SMP-1", &Selection::all()),
        links,
    )
}

pub(super) fn versions(links: &Links<'_>) -> Option<Value> {
    let surveys = of_kind(links.site, Kind::Survey).filter_map(|record| match &record.data {
        Data::Survey(survey) => Some((record, &**survey)),
        _ => None,
    });
    let items = surveys
        .filter(|(record, _)| in_force(record, links.site))
        .map(|(record, survey)| {
            let version = survey.version.as_deref().unwrap_or("without number");
            let since = survey.earlier_versions.iter().filter_map(|earlier| earlier.to).max();
            let words = match (survey.earlier_versions.len(), since) {
                (0, _) => format!("version {version}, the first"),
                (count, Some(day)) => format!("version {version} after {}, {count} before", long(day)),
                (count, None) => format!("version {version}, {count} before"),
            };
            with(record, words, links)
        });
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::List { items })
}

pub(super) fn survey_owners(links: &Links<'_>) -> Option<Value> {
    let owners: BTreeSet<&str> = of_kind(links.site, Kind::Survey)
        .filter_map(|record| record.envelope.owner.as_ref().map(|owner| owner.id()))
        .collect();
    let items: Vec<Value> = owners.into_iter().map(|id| by_title(links.link_id(id))).collect();
    (!items.is_empty()).then_some(Value::List { items })
}

pub(super) fn intervals(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let shown = || {
        site.numbers
            .iter()
            .filter(|one| picture::may_draw(site.cells.show(one)) && one.estimate.is_ok())
    };
    let all = shown().count();
    let with = shown().filter(|one| one.interval.is_ok()).count();
    if all == 0 {
        return None;
    }
    at(
        format!(
            "{} have an interval, and of each other one it is said why it has none",
            of(with, all)
        ),
        crate::present::measure::PATH,
        links,
    )
}

/// How many changes a test calls what.
fn words_of<'a>(changes: impl Iterator<Item = &'a ChangeWord>) -> Option<String> {
    // A test beside another has no word of its own.
    tallied(
        changes
            .filter(|word| **word != ChangeWord::Beside)
            .map(ChangeWord::word),
    )
}

pub(super) fn comparisons(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let shown = site
        .numbers
        .iter()
        .filter(|one| picture::may_draw(site.cells.show(one)));
    let words = words_of(shown.flat_map(|one| &one.changes).map(|change| &change.word))?;
    at(words, crate::present::measure::PATH, links)
}

pub(super) fn index_change(links: &Links<'_>) -> Option<Value> {
    let one = newest_of(links, "M-SAT-6")?;
    let ask = measured::Ask {
        label: String::new(),
        metric: "M-SAT-6",
        on: one.selection.clone(),
    };
    measured::figure(links, &ask)?.change.map(Value::state)
}

pub(super) fn current_series(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let all: Vec<&Record> = of_kind(site, Kind::Indicator).collect();
    let since = site.as_of.saturating_sub(jiff::Span::new().months(6));
    let current = all
        .iter()
        .filter(|record| programme::day(record, site).is_some_and(|day| day >= since))
        .count();
    (!all.is_empty()).then_some(())?;
    at(of(current, all.len()), "topics/indicators.html", links)
}

pub(super) fn trends(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let all: Vec<&Measurement> = site
        .numbers
        .of_metric("M-TRD-1")
        .filter(|one| number::may_tell(site, &one.selection) && one.estimate.is_ok())
        .collect();
    let told = |sign: fn(f64) -> bool| {
        let ends = |one: &&&Measurement| {
            one.interval
                .as_ref()
                .is_ok_and(|found| sign(found.low) && sign(found.high))
        };
        all.iter().filter(ends).count()
    };
    let (up, down) = (told(|end| end > 0.0), told(|end| end < 0.0));
    let words = format!("{up} rise, {down} fall, {} tell no clear trend", all.len() - up - down);
    (!all.is_empty()).then_some(())?;
    at(words, &number::page("M-TRD-1", &Selection::all()), links)
}

pub(super) fn definition_changes(links: &Links<'_>) -> Option<Value> {
    let mut items = Vec::new();
    for record in of_kind(links.site, Kind::Indicator) {
        if let Data::Indicator(indicator) = &record.data {
            let days = indicator.definition_changes.iter().filter_map(|change| change.from);
            items.extend(days.map(|day| with(record, long(day), links)));
        }
    }
    links.site.visible(Kind::Indicator).next()?;
    Some(match items.is_empty() {
        true => Value::text("none"),
        false => Value::List { items },
    })
}

/// A metric year by year, in one line.
fn by_years(links: &Links<'_>, metric: &str) -> Option<Value> {
    let about = crate::measure::find(metric)?.about;
    let years = measured::over(links, metric, &Selection::all(), Length::Year);
    let part = |(year, one): &(String, &Measurement)| {
        let show = links.site.cells.show(one);
        format!("{year}: {}", number::value(about.unit, one, show))
    };
    let words: Vec<String> = years.iter().map(part).collect();
    (!words.is_empty()).then_some(())?;
    at(words.join(", "), &number::page(metric, &Selection::all()), links)
}

pub(super) fn rate_by_year(links: &Links<'_>) -> Option<Value> {
    by_years(links, "M-CMP-1")
}

pub(super) fn decisions(links: &Links<'_>) -> Option<Value> {
    let words = of_kind(links.site, Kind::Finding).filter_map(|record| text(record, "decision"));
    at(tallied(words)?, "topics/findings.html", links)
}

pub(super) fn pending(links: &Links<'_>) -> Option<Value> {
    links.site.visible(Kind::Finding).next()?;
    let pending = of_kind(links.site, Kind::Finding).filter(|record| match &record.data {
        Data::Finding(finding) => finding.is_pending() && !record.is_settled(),
        _ => false,
    });
    let items: Vec<Value> = pending
        .map(|record| match record.envelope.created {
            Some(day) => with(record, format!("since {}", long(day)), links),
            None => link(record, links),
        })
        .collect();
    Some(match items.is_empty() {
        true => Value::text("none"),
        false => Value::List { items },
    })
}

pub(super) fn acted(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let mut all = 0;
    let mut without = 0;
    for (index, record) in site.visible(Kind::Finding) {
        if let Data::Finding(finding) = &record.data
            && finding.decision == Some(crate::record::finding::Decision::Act)
        {
            all += 1;
            let lacks = crate::measure::trace::loose::finding_lacks_action(site.ledger, index, finding);
            without += usize::from(lacks);
        }
    }
    (all > 0).then_some(())?;
    at(of(all - without, all), "traceability.html", links)
}

pub(super) fn newest_verification(links: &Links<'_>) -> Option<Value> {
    let (record, day) = newest(links.site, Kind::Verification)?;
    Some(with(record, result(record, day), links))
}

/// The result of a verification with its day.
fn result(record: &Record, day: Date) -> String {
    let result = text(record, "result").map_or_else(String::new, |word| format!("{}, ", label(word).to_lowercase()));
    format!("{result}{}", long(day))
}

pub(super) fn newest_effect(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let effective = of_kind(site, Kind::Verification).filter(|record| text(record, "result") == Some("effective"));
    let dated = effective.filter_map(|record| Some((record, programme::day(record, site)?)));
    let (record, day) = dated.max_by_key(|(record, day)| (*day, record.id()))?;
    let Data::Verification(verification) = &record.data else {
        return None;
    };
    let mut items = vec![link(record, links), Value::text(result(record, day))];
    items.extend(
        verification
            .action
            .as_ref()
            .map(|action| by_title(links.link_id(action.id()))),
    );
    Some(Value::List { items })
}

fn held<'a>(site: &'a Site<'_>) -> Vec<(&'a Record, &'a Review, Date)> {
    let mut all: Vec<_> = of_kind(site, Kind::Review)
        .filter_map(|record| match &record.data {
            Data::Review(review) => Some((record, &**review, review.held_on.filter(|day| *day <= site.as_of)?)),
            _ => None,
        })
        .collect();
    all.sort_by_key(|(record, _, day)| (*day, record.id().to_owned()));
    all
}

pub(super) fn newest_review(links: &Links<'_>) -> Option<Value> {
    let all = held(links.site);
    let (record, review, day) = all.last()?;
    let words = format!(
        "{}, {}",
        long(*day),
        several(review.decisions.len(), "decision", "decisions")
    );
    Some(with(record, words, links))
}

pub(super) fn next_review(links: &Links<'_>) -> Option<Value> {
    let packs = crate::present::review_pack::packs(links.site);
    let next = packs.into_iter().filter(|pack| !pack.is_held());
    let next = next.min_by_key(|pack| pack.due())?;
    at(next.title(links.site), &next.path(), links)
}

pub(super) fn review_decisions(links: &Links<'_>) -> Option<Value> {
    let kinds: Vec<&str> = of_kind(links.site, Kind::Review)
        .filter_map(|record| record.node.get("decisions"))
        .flat_map(|node| node.items())
        .filter_map(|item| item.get("kind").and_then(|node| node.text()))
        .collect();
    at(tallied(kinds)?, "topics/reviews.html#decisions", links)
}

pub(super) fn programme_reviewed(links: &Links<'_>) -> Option<Value> {
    let all = held(links.site);
    let looked = |review: &Review| {
        let mut inputs = review.inputs.iter();
        inputs.any(|input| input.item == Some(InputItem::ProgrammeSuitability) && input.considered == Some(true))
    };
    let (record, _, day) = all.iter().rev().find(|(_, review, _)| looked(review))?;
    Some(with(
        record,
        format!(
            "{}, under “{}”",
            long(*day),
            reviews::words(InputItem::ProgrammeSuitability)
        ),
        links,
    ))
}

pub(super) fn smallest_group(links: &Links<'_>) -> Option<Value> {
    let limits = links.site.limits();
    at(
        format!(
            "one of {}; estimates are given from {} answers on, and marked as resting on few below {}",
            limits.min_cell, limits.min_estimate, limits.low_base
        ),
        &crate::present::methods::rule_path("R-PUB-01"),
        links,
    )
}

fn retention_of(links: &Links<'_>, kinds: &[&str]) -> Option<Value> {
    let site = links.site;
    let mut words = Vec::new();
    for record in of_kind(site, Kind::RecordControl) {
        let Data::RecordControl(control) = &record.data else {
            continue;
        };
        for one in &control.retention {
            let entity = one.entity.as_deref().unwrap_or_default();
            if let (true, Some(years)) = (kinds.contains(&entity), one.years) {
                let start = one
                    .start_event
                    .as_deref()
                    .map_or_else(String::new, |start| format!(" after {}", start.replace('_', " ")));
                words.push(format!("{} years{start}", fixed(years, 1).trim_end_matches(".0")));
            }
        }
    }
    (!words.is_empty()).then_some(())?;
    at(words.join("; "), "topics/audits.html#record-control", links)
}

pub(super) fn retention_of_answers(links: &Links<'_>) -> Option<Value> {
    retention_of(links, &["response", "responses"])
}

pub(super) fn retention_of_complaints(links: &Links<'_>) -> Option<Value> {
    retention_of(links, &["complaint", "complaints"])
}

pub(super) fn access(links: &Links<'_>) -> Option<Value> {
    let mut words = Vec::new();
    for record in of_kind(links.site, Kind::RecordControl) {
        if let Data::RecordControl(control) = &record.data {
            for access in &control.access {
                let audience = access.audience.map_or("?", |audience| audience.word());
                words.push(format!("{audience}: {}", several(access.roles.len(), "role", "roles")));
            }
        }
    }
    (!words.is_empty()).then_some(())?;
    at(words.join(", "), "topics/audits.html#record-control", links)
}

pub(super) fn disposal(links: &Links<'_>) -> Option<Value> {
    let mut last: Option<(Date, String)> = None;
    for record in of_kind(links.site, Kind::RecordControl) {
        if let Data::RecordControl(control) = &record.data {
            for one in &control.disposal_log {
                let count = one
                    .count
                    .map_or_else(String::new, |count| format!("{} ", count_words(count)));
                let of = one.entity.as_deref().unwrap_or("records").replace('_', " ");
                last = last.max(one.on.map(|day| (day, format!("{count}{of}, {}", long(day)))));
            }
        }
    }
    at(last?.1, "topics/audits.html#record-control", links)
}

/// How many rules came out in which way; all of them together are the catalogue. The same counts as on the page of checks.
pub(super) fn rules(links: &Links<'_>) -> Option<Value> {
    let count = crate::present::checks::count(links.site);
    let parts = [
        (count.passed, "passed"),
        (count.failed, "failed"),
        (count.waived, "waived in all their places"),
        (count.not_applicable, "not applicable"),
        (count.not_judged, "not judged"),
        (count.withheld, "withheld from this audience"),
    ];
    let parts = parts.iter().filter(|(rules, _)| *rules > 0);
    let words: Vec<String> = parts
        .map(|(rules, words)| format!("{} {words}", count_words(*rules)))
        .collect();
    at(words.join(", "), "checks.html", links)
}

/// In how many places rules failed: a rule may fail in many, and a waiver lets single places pass.
pub(super) fn places_failed(links: &Links<'_>) -> Option<Value> {
    let tally = links.site.diagnostics.tally();
    let several = |count, one, many| several(count, one, many);
    let mut parts = Vec::new();
    if tally.errors > 0 {
        parts.push(several(tally.errors, "error", "errors"));
    }
    parts.push(several(tally.warnings, "warning", "warnings"));
    parts.push(format!("{} worth knowing", count_words(tally.information)));
    if tally.waived > 0 {
        parts.push(format!("{} more let pass by waivers", count_words(tally.waived)));
    }
    at(parts.join(", "), "checks.html", links)
}

pub(super) fn commit(links: &Links<'_>) -> Option<Value> {
    let commit = links.site.provenance.commit()?;
    Some(Value::Commit {
        commit: links.site.commit(&commit.id),
    })
}

pub(super) fn sums(links: &Links<'_>) -> Option<Value> {
    let sums = crate::present::reconciliation::sums(links.site);
    let equal = sums.iter().filter(|sum| sum.balanced).count();
    at(of(equal, sums.len()), "reconciliation.html", links)
}

pub(super) fn view_gap(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let day = |one: &Measurement| Some(site.scope.wave(one.selection.get(Key::Wave)?)?.wave.field_end);
    let all: Vec<&Measurement> = site
        .numbers
        .of_metric("M-GAP-6")
        .filter(|one| picture::may_draw(site.cells.show(one)) && number::may_tell(site, &one.selection))
        .collect();
    let last = all.iter().filter_map(|one| day(one)).max()?;
    let largest = all
        .iter()
        .filter(|one| day(one) == Some(last))
        .filter_map(|one| Some((*one.estimate.as_ref().ok()?, *one)))
        .max_by(|(a, _), (b, _)| a.abs().total_cmp(&b.abs()))?;
    let on = largest.1.selection.get(Key::Characteristic)?;
    let mut items = vec![by_title(links.link_id(on))];
    items.extend(measure(links, "M-GAP-6", largest.1));
    Some(Value::List { items })
}

fn channels_with<'a>(site: &'a Site<'_>) -> Vec<(&'a Record, &'a crate::record::channel::Channel)> {
    let all = of_kind(site, Kind::Channel).filter(|record| in_force(record, site));
    let typed = all.filter_map(|record| match &record.data {
        Data::Channel(channel) => Some((record, &**channel)),
        _ => None,
    });
    typed
        .filter(|(_, channel)| channel.accepts.contains(&crate::record::channel::Purpose::Complaint))
        .collect()
}

pub(super) fn channels(links: &Links<'_>) -> Option<Value> {
    let all = channels_with(links.site);
    (!all.is_empty()).then_some(())?;
    let names: Vec<String> = all.iter().map(|(record, _)| links.site.title_of(record)).collect();
    at(names.join(", "), "topics/context.html#channels", links)
}

pub(super) fn languages(links: &Links<'_>) -> Option<Value> {
    let all = channels_with(links.site);
    let languages: BTreeSet<&str> = all
        .iter()
        .flat_map(|(_, channel)| &channel.languages)
        .map(|one| one.0.as_str())
        .collect();
    let words: Vec<&str> = languages.into_iter().collect();
    (!words.is_empty()).then_some(())?;
    at(words.join(", "), "topics/context.html#channels", links)
}

pub(super) fn free_channels(links: &Links<'_>) -> Option<Value> {
    let all = channels_with(links.site);
    let free = all
        .iter()
        .filter(|(record, _)| text(record, "charge") == Some("none"))
        .count();
    (!all.is_empty()).then_some(())?;
    at(of(free, all.len()), "topics/context.html#channels", links)
}

pub(super) fn offline_channels(links: &Links<'_>) -> Option<Value> {
    let all = channels_with(links.site);
    let offline = all
        .iter()
        .filter(|(_, channel)| {
            channel
                .accessible_for
                .contains(&crate::record::channel::Access::NoInternet)
        })
        .count();
    (!all.is_empty()).then_some(())?;
    at(of(offline, all.len()), "topics/context.html#channels", links)
}

/// What a complaint is, in the first sentence of the scope in force.
pub(super) fn definition_of_complaint(links: &Links<'_>) -> Option<Value> {
    let scope = of_kind(links.site, Kind::Scope).find(|record| in_force(record, links.site))?;
    let Data::Scope(data) = &scope.data else { return None };
    let words = data
        .what_is_a_complaint
        .as_ref()?
        .0
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let first = match words.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => words,
    };
    at(first.replace(['`', '*'], ""), "topics/context.html#complaint", links)
}

/// How many actions are to take a cause away, and how many of them are done.
pub(super) fn against_causes(links: &Links<'_>) -> Option<Value> {
    let actions = of_kind(links.site, Kind::Action).filter_map(|record| match &record.data {
        Data::Action(action) => Some(&**action),
        _ => None,
    });
    let of_cause = |action: &Action| {
        let mut addressed = action
            .addresses
            .iter()
            .filter_map(|one| links.site.ledger.find(one.id()));
        addressed.any(|(_, record)| matches!(record.kind, Kind::Cause | Kind::Complaint))
    };
    let against: Vec<&Action> = actions
        .filter(|action| action.is_against_causes() && !action.is_dropped() && of_cause(action))
        .collect();
    let done = against.iter().filter(|action| action.is_implemented()).count();
    (!against.is_empty()).then_some(())?;
    at(
        format!(
            "{}, {} of them done",
            several(against.len(), "action", "actions"),
            count_words(done)
        ),
        "topics/actions.html",
        links,
    )
}

/// Where the policies on complaints in force are made known.
pub(super) fn made_known(links: &Links<'_>) -> Option<Value> {
    let mut items = Vec::new();
    for record in of_kind(links.site, Kind::Policy).filter(|record| in_force(record, links.site)) {
        let Data::Policy(policy) = &record.data else { continue };
        if policy.kind != Some(PolicyKind::Complaints) {
            continue;
        }
        items.extend(policy.published_at.iter().map(|place| match place.reference() {
            Some(channel) => by_title(links.link_id(channel.id())),
            None => Value::text(place.0.clone()),
        }));
    }
    (!items.is_empty()).then_some(Value::List { items })
}

fn received<'a>(site: &'a Site<'_>) -> Vec<(&'a Record, &'a crate::record::complaint::Complaint, Date)> {
    of_kind(site, Kind::Complaint)
        .filter_map(|record| match &record.data {
            Data::Complaint(one) => {
                let day = site.day(one.received_at?);
                (day <= site.as_of).then_some((record, &**one, day))
            }
            _ => None,
        })
        .collect()
}

/// Complaints of each year.
pub(super) fn by_year(links: &Links<'_>) -> Option<Value> {
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for (_, _, day) in received(links.site) {
        *years.entry(day.year()).or_default() += 1;
    }
    let words: Vec<String> = years
        .iter()
        .map(|(year, count)| format!("{year}: {}", count_words(*count)))
        .collect();
    (!words.is_empty()).then_some(())?;
    at(words.join(", "), "complaints.html", links)
}

/// Numbers left out in the ids of complaints that end in a number: between the first and the last with the same beginning.
pub(super) fn gaps_in(ids: &[&str]) -> (usize, Vec<String>) {
    let mut series: BTreeMap<&str, (usize, BTreeSet<u32>)> = BTreeMap::new();
    for id in ids {
        let Some((head, tail)) = id.rsplit_once('-') else {
            continue;
        };
        if let (true, Ok(number)) = (tail.bytes().all(|byte| byte.is_ascii_digit()), tail.parse()) {
            let (width, numbers) = series.entry(head).or_default();
            *width = tail.len();
            numbers.insert(number);
        }
    }
    let numbered = series.values().map(|(_, numbers)| numbers.len()).sum();
    let mut gaps = Vec::new();
    for (head, (width, numbers)) in series {
        let mut before = 0;
        for number in numbers {
            // A gap is told by its ends, however wide it is.
            match number - before {
                0 | 1 => {}
                2 => gaps.push(format!("{head}-{:0width$}", number - 1)),
                _ => gaps.push(format!("{head}-{:0width$} to {:0width$}", before + 1, number - 1)),
            }
            before = number;
        }
    }
    (numbered, gaps)
}

pub(super) fn id_gaps(links: &Links<'_>) -> Option<Value> {
    let ids: Vec<&str> = of_kind(links.site, Kind::Complaint).map(Record::id).collect();
    // What is withheld would look like a gap.
    if ids.len() < links.site.ledger.count(Kind::Complaint) {
        return None;
    }
    let (numbered, gaps) = gaps_in(&ids);
    Some(match (numbered, gaps.is_empty()) {
        (0, _) => return None,
        (count, true) => Value::state(State::ok(format!(
            "None among {}",
            several(count, "numbered id", "numbered ids")
        ))),
        (_, false) => Value::state(State::gap(gaps.join(", "))),
    })
}

pub(super) fn deleted(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    if let Some(why) = site.history.why_not() {
        return Some(Value::missing(format!("cannot be told without history: {why}")));
    }
    if site.visible(Kind::Complaint).count() < site.ledger.count(Kind::Complaint) {
        return None;
    }
    let gone: Vec<&str> = site
        .history
        .records
        .iter()
        .filter(|(id, history)| history.is_gone() && site.catalogue.prefixes.kind_of(id) == Some(Kind::Complaint))
        .map(|(id, _)| id.as_str())
        .collect();
    Some(match gone.is_empty() {
        true => Value::state(State::ok("None in the history that was read")),
        false => Value::state(State::warn(gone.join(", "))),
    })
}

pub(super) fn newest_complaint(links: &Links<'_>) -> Option<Value> {
    let all = received(links.site);
    let (record, one, day) = all.into_iter().max_by_key(|(record, _, day)| (*day, record.id()))?;
    let words = match one.acknowledged_at() {
        Some(at) => format!(
            "received on {}, acknowledged on {}",
            long(day),
            long(links.site.day(at))
        ),
        None => format!("received on {}, not acknowledged", long(day)),
    };
    Some(with(record, words, links))
}

pub(super) fn severities(links: &Links<'_>) -> Option<Value> {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for (_, one, _) in received(links.site) {
        if let Some(severity) = one.severity() {
            *counts.entry(severity).or_default() += 1;
        }
    }
    let words: Vec<String> = counts
        .iter()
        .map(|(severity, count)| {
            let word = match severity {
                1 => " (minor)",
                2 => " (moderate)",
                3 => " (major)",
                4 => " (critical)",
                _ => "",
            };
            format!("{severity}{word}: {}", count_words(*count))
        })
        .collect();
    (!words.is_empty()).then_some(())?;
    at(words.join(", "), "topics/complaint-analysis.html#mix", links)
}

pub(super) fn independence(links: &Links<'_>) -> Option<Value> {
    let outcome = links
        .site
        .outcomes
        .iter()
        .find(|outcome| outcome.rule.id() == "R-CMP-09")?;
    links.site.visible(Kind::Complaint).next()?;
    let failed = outcome.failed.iter().filter_map(|id| links.site.ledger.find(id));
    let items: Vec<Value> = failed.map(|(_, record)| link(record, links)).collect();
    Some(match items.is_empty() {
        true => Value::text("nowhere"),
        false => Value::List { items },
    })
}

fn remedies_of<'a>(site: &'a Site<'_>) -> (usize, usize, Vec<&'a Record>) {
    let (mut all, mut done, mut open) = (0, 0, Vec::new());
    for record in of_kind(site, Kind::Complaint) {
        if let Data::Complaint(one) = &record.data {
            for remedy in one.remedies.iter().filter(|remedy| remedy.accepted != Some(false)) {
                all += 1;
                match remedy.carried_out_on {
                    Some(_) => done += 1,
                    None => open.push(record),
                }
            }
        }
    }
    (all, done, open)
}

pub(super) fn remedies(links: &Links<'_>) -> Option<Value> {
    let (all, done, _) = remedies_of(links.site);
    (all > 0).then_some(())?;
    at(of(done, all), "complaints.html", links)
}

pub(super) fn remedies_open(links: &Links<'_>) -> Option<Value> {
    let (all, _, open) = remedies_of(links.site);
    (all > 0).then_some(())?;
    let items: Vec<Value> = open.into_iter().map(|record| link(record, links)).collect();
    Some(match items.is_empty() {
        true => Value::text("none"),
        false => Value::List { items },
    })
}

pub(super) fn closures(links: &Links<'_>) -> Option<Value> {
    let mut reasons: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in of_kind(links.site, Kind::Complaint) {
        let reason = record
            .node
            .get("closure")
            .and_then(|closure| closure.get("reason")?.text());
        if let Some(reason) = reason {
            reasons.entry(reason).or_default().push(record);
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, records)| std::cmp::Reverse(records.len()));
    let part = |(reason, records): &(&str, Vec<&Record>)| {
        let names = few_named(records, links).map_or_else(String::new, |names| format!(" ({names})"));
        format!("{} {}{names}", count_words(records.len()), label(reason).to_lowercase())
    };
    let parts: Vec<String> = reasons.iter().map(part).collect();
    (!parts.is_empty()).then(|| values::line(&parts.join(", "), links))
}

/// Most open complaints that are named one by one.
const NAMED: usize = 8;

pub(super) fn open_complaints(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let mut open: Vec<_> = received(site)
        .into_iter()
        .filter(|(_, one, _)| !one.is_settled())
        .collect();
    open.sort_by_key(|(record, _, day)| (*day, record.id().to_owned()));
    let more = open.len().saturating_sub(NAMED);
    let item = |(record, _, day): &(&Record, _, Date)| {
        let days = site.days.after(*day, site.as_of);
        let words = match days {
            Ok(days) => format!(
                "{days} working days, {}",
                status::of(record, site.as_of).word.to_lowercase()
            ),
            Err(why) => why.reason(),
        };
        with(record, words, links)
    };
    let mut items: Vec<Value> = open.iter().take(NAMED).map(item).collect();
    if more > 0 {
        items.extend(at(format!("and {more} more"), "complaints.html", links));
    }
    (!items.is_empty()).then_some(Value::List { items })
}

/// Which channels and products are upheld more or less often than chance explains.
pub(super) fn outside_limits(links: &Links<'_>) -> Option<Value> {
    let mut parts = Vec::new();
    for (kind, many) in [("channel", "channels"), ("product", "products")] {
        let Some((all, outside)) = super::super::complaint_analysis::outside(links, kind) else {
            continue;
        };
        parts.push(match outside.is_empty() {
            true => format!("none of {all} {many} lies outside the limits"),
            false => format!(
                "{} of {all} {many} outside the limits, {}",
                outside.len(),
                outside.join(", ")
            ),
        });
    }
    (!parts.is_empty()).then_some(())?;
    at(parts.join("; "), "topics/complaint-analysis.html#funnel", links)
}

pub(super) fn leading_category(links: &Links<'_>) -> Option<Value> {
    let (_, all) = said(links, "M-PAR-1", &Selection::all())?;
    let Detail::Parts(parts) = &all.detail else { return None };
    if links.site.cells.show(all).is_hidden() {
        return None;
    }
    let small = |value: f64| {
        let least = f64::from(u32::try_from(links.site.limits().min_cell).unwrap_or(u32::MAX));
        links.site.disclosure.audience() == Audience::Public && value < least
    };
    let part = parts.first().filter(|part| !small(part.value))?;
    let share = part
        .share
        .map_or_else(String::new, |share| format!(", {}\u{202f}%", fixed(share, 1)));
    at(
        format!("{}: {}{share}", label(&part.name), fixed(part.value, 0)),
        "topics/complaint-analysis.html#pareto",
        links,
    )
}

/// What a metric that is pooled over waves says of each question.
fn by_question(links: &Links<'_>, metric: &str) -> Option<Value> {
    let items = over_all(links, metric).filter_map(|one| {
        let question = one.selection.get(Key::Question)?;
        Some(Value::List {
            items: vec![
                Value::text(label(question).to_lowercase()),
                measure(links, metric, one)?,
            ],
        })
    });
    let mut items: Vec<Value> = items.collect();
    match items.len() {
        0 => None,
        // A single question needs no name.
        1 => match items.remove(0) {
            Value::List { mut items } => items.pop(),
            other => Some(other),
        },
        _ => Some(Value::List { items }),
    }
}

/// How many of those invited answered the surveys after complaints.
pub(super) fn complainants_answered(links: &Links<'_>) -> Option<Value> {
    let of_complaints = |survey: Option<(&Record, &Survey)>| {
        survey.is_some_and(|(_, survey)| survey.r#type == Some(SurveyType::ComplaintHandling))
    };
    // Who is asked by a wave in the field is known when it is over.
    let over = links.site.scope.waves().filter(|wave| !wave.in_field);
    let waves = over.filter(|wave| of_complaints(wave.survey));
    let (mut answered, mut invited) = (0_usize, 0_u64);
    for wave in waves.filter(|wave| links.site.disclosure.record(wave.record)) {
        answered += wave.respondents.len();
        invited += wave.wave.invited.unwrap_or(0);
    }
    (invited > 0).then_some(())?;
    at(
        format!("{} of {}", count_words(answered), count_words(invited)),
        "topics/complaint-performance.html#satisfaction",
        links,
    )
}

pub(super) fn handling(links: &Links<'_>) -> Option<Value> {
    by_question(links, "M-CPS-1")
}

pub(super) fn result_of_handling(links: &Links<'_>) -> Option<Value> {
    by_question(links, "M-CPS-2")
}

/// The questions of a metric over all waves, on everybody.
fn over_all<'a>(links: &'a Links<'_>, metric: &str) -> impl Iterator<Item = &'a Measurement> {
    let alone = |one: &&Measurement| one.selection.iter().all(|(key, _)| key == Key::Question);
    links.site.numbers.of_metric(metric).filter(alone)
}

/// The question that asks for the handling all in all; where none does, the first.
fn all_in_all<'a>(links: &'a Links<'_>, metric: &str) -> Option<&'a Measurement> {
    let overall = |one: &&Measurement| {
        let key = one.selection.get(Key::Question);
        let mut questions = links.site.scope.waves().flat_map(|wave| wave.questions);
        questions.any(|question| question.key.as_deref() == key && question.kind == Some(QuestionKind::Overall))
    };
    over_all(links, metric)
        .find(overall)
        .or_else(|| over_all(links, metric).next())
}

pub(super) fn handling_all_in_all(links: &Links<'_>) -> Option<Value> {
    measure(links, "M-CPS-1", all_in_all(links, "M-CPS-1")?)
}

/// A figure by how the complaints ended of those who answered, in the order from won to lost; where the records do not tell it,
/// that they do not, and what would have to be recorded.
fn by_outcome(links: &Links<'_>, metric: &str) -> Option<Value> {
    let whole = all_in_all(links, metric)?;
    let mut parts = measured::split(links, metric, &whole.selection, Key::Outcome);
    if parts.is_empty() {
        return Some(Value::missing(
            "the records do not hold the outcome of those who answered; it would take a segment of the dimension “outcome” with \
             each answer, or the respondent among the contacts of the customer who complained",
        ));
    }
    let outcome = |one: &Measurement| one.selection.get(Key::Outcome).unwrap_or_default().to_owned();
    let rank = |one: &Measurement| match outcome(one).as_str() {
        "upheld" => 0,
        "partly_or_no_finding" => 1,
        "not_upheld" => 2,
        _ => 3,
    };
    parts.sort_by_key(|one| (rank(one), outcome(one)));
    let items = parts.into_iter().filter_map(|one| {
        let word = measured::word_of(links, Key::Outcome, &outcome(one));
        Some(Value::List {
            items: vec![Value::text(word.to_lowercase()), measure(links, metric, one)?],
        })
    });
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::List { items })
}

pub(super) fn handling_by_outcome(links: &Links<'_>) -> Option<Value> {
    by_outcome(links, "M-CPS-1")
}

pub(super) fn result_by_outcome(links: &Links<'_>) -> Option<Value> {
    by_outcome(links, "M-CPS-2")
}

pub(super) fn newest_audit(links: &Links<'_>) -> Option<Value> {
    let (record, day) = newest(links.site, Kind::Audit)?;
    Some(with(record, format!("on {}", long(day)), links))
}

/// Who made the newest audit.
pub(super) fn newest_auditors(links: &Links<'_>) -> Option<Value> {
    let (record, _) = newest(links.site, Kind::Audit)?;
    let Data::Audit(audit) = &record.data else { return None };
    let named = audit.auditors.iter().map(|auditor| match auditor.reference() {
        Some(reference) => by_title(links.link_id(reference.id())),
        None => Value::text(auditor.0.clone()),
    });
    let items: Vec<Value> = named.collect();
    (!items.is_empty()).then_some(Value::List { items })
}

pub(super) fn open_audit_findings(links: &Links<'_>) -> Option<Value> {
    let findings = of_kind(links.site, Kind::AuditFinding).filter_map(|record| match &record.data {
        Data::AuditFinding(one) => Some(&**one),
        _ => None,
    });
    let findings: Vec<&AuditFinding> = findings.collect();
    let asking = findings.iter().filter(|one| one.asks()).count();
    let open = findings.iter().filter(|one| one.is_open()).count();
    (!findings.is_empty()).then_some(())?;
    let strengths = match findings.len() - asking {
        0 => String::new(),
        count => format!(", beside {}", several(count, "strength", "strengths")),
    };
    at(
        format!("{}{strengths}", of(open, asking)),
        "topics/audits.html#audit-findings",
        links,
    )
}

pub(super) fn history(links: &Links<'_>) -> Option<Value> {
    Some(match links.site.history.why_not() {
        Some(why) => Value::missing(format!("cannot be told without history: {why}")),
        None => {
            let words = several(links.site.history.commits.len(), "commit read", "commits read");
            at(words.clone(), "topics/changes.html", links).unwrap_or_else(|| Value::text(words))
        }
    })
}

/// Each closed record that was changed: when last, by which role, and whether every change has its reason. Nothing without a
/// history, which says itself why it cannot be told.
pub(super) fn change_reasons(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    if site.history.why_not().is_some() {
        return None;
    }
    let keeping = site.scope.keeping();
    let mut changed: BTreeMap<&str, Vec<Touched<'_>>> = BTreeMap::new();
    for touched in closure::changes(&keeping) {
        changed.entry(touched.record.id()).or_default().push(touched);
    }
    let item = |changes: &Vec<Touched<'_>>| {
        let last = changes.last()?;
        if !site.disclosure.record(last.record) {
            return None;
        }
        let author = &keeping.history.commit(last.commit).author;
        let roles = keeping.roles(author, last.on);
        let roles: Vec<String> = roles.iter().map(|role| links.link_id(role).title).collect();
        let by = match roles.is_empty() {
            true => "somebody without a person record".to_owned(),
            false => roles.join(", "),
        };
        let reason = match changes.iter().all(|one| one.reason.is_some()) {
            true => "with a reason",
            false => "without a reason",
        };
        Some(with(
            last.record,
            format!("on {} by {by}, {reason}", long(last.on)),
            links,
        ))
    };
    let items: Vec<Value> = changed.values().filter_map(item).collect();
    Some(match items.is_empty() {
        true => Value::text("none"),
        false => Value::List { items },
    })
}

pub(super) fn promises_kept(links: &Links<'_>) -> Option<Value> {
    let items = of_kind(links.site, Kind::Promise).filter_map(|record| {
        let on = Selection::all().with(Key::Promise, record.id());
        let (_, one) = said(links, "M-COD-1", &on)?;
        Some(Value::List {
            items: vec![link(record, links), measure(links, "M-COD-1", one)?],
        })
    });
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::List { items })
}

pub(super) fn disputes(links: &Links<'_>) -> Option<Value> {
    let words: Vec<String> = of_kind(links.site, Kind::Dispute)
        .map(|record| match text(record, "outcome") {
            Some(outcome) => outcome.to_owned(),
            None => status::of(record, links.site.as_of).word,
        })
        .collect();
    at(
        tallied(words.iter().map(String::as_str))?,
        "topics/disputes.html",
        links,
    )
}

pub(super) fn dispute_findings(links: &Links<'_>) -> Option<Value> {
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for record in of_kind(links.site, Kind::Dispute) {
        if let Data::Dispute(dispute) = &record.data {
            ids.extend(dispute.findings.iter().map(|finding| finding.id()));
        }
    }
    let items: Vec<Value> = ids.into_iter().map(|id| by_title(links.link_id(id))).collect();
    (!items.is_empty()).then_some(Value::List { items })
}

/// Families of series whose events customers feel and nobody was asked about.
const FELT: &[Family] = &[
    Family::Returns,
    Family::WarrantyClaims,
    Family::Repairs,
    Family::CreditNotes,
    Family::LostBids,
];

/// Such series with their events by year, as far as the years are over.
fn felt<'a>(site: &'a Site<'_>) -> Vec<(&'a Record, BTreeMap<i16, f64>)> {
    let mut all = Vec::new();
    for record in of_kind(site, Kind::Indicator) {
        let Data::Indicator(indicator) = &record.data else {
            continue;
        };
        if !indicator.family.is_some_and(|family| FELT.contains(&family)) {
            continue;
        }
        let mut years: BTreeMap<i16, f64> = BTreeMap::new();
        for point in &indicator.values {
            let period = point.period.as_deref().and_then(Period::parse).map(Period::days);
            if let (Some((from, to)), Some(value)) = (period, point.numerator.or(point.value))
                && to <= site.as_of
            {
                *years.entry(from.year()).or_default() += value;
            }
        }
        if !years.is_empty() {
            all.push((record, years));
        }
    }
    all
}

/// Series of events that customers feel and nobody was asked about, summed by year.
pub(super) fn felt_by_year(links: &Links<'_>) -> Option<Value> {
    let items = felt(links.site).into_iter().map(|(record, years)| {
        let words: Vec<String> = years
            .iter()
            .map(|(year, value)| format!("{year}: {}", fixed(*value, 0)))
            .collect();
        with(record, words.join(", "), links)
    });
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::List { items })
}

/// Which way complaints and these series went from the last full year but one to the last.
pub(super) fn same_way(links: &Links<'_>) -> Option<Value> {
    let site = links.site;
    let last = site.as_of.tomorrow().ok()?.year() - 1;
    let received = received(site);
    let complaints = |year: i16| received.iter().filter(|(.., day)| day.year() == year).count();
    let (before, after) = (complaints(last - 1), complaints(last));
    (before > 0).then_some(())?;
    let felt = felt(site);
    let pairs: Vec<(f64, f64)> = felt
        .iter()
        .filter_map(|(_, years)| Some((*years.get(&(last - 1))?, *years.get(&last)?)))
        .collect();
    let way = match after.cmp(&before) {
        std::cmp::Ordering::Less => "fell",
        std::cmp::Ordering::Greater => "rose",
        std::cmp::Ordering::Equal => "stayed the same",
    };
    let agree = pairs
        .iter()
        .filter(|(then, now)| now.total_cmp(then) == after.cmp(&before))
        .count();
    let beside = match pairs.len() {
        0 => "no such series has both years".to_owned(),
        all => format!("so did {agree} of {all} of these series"),
    };
    Some(Value::text(format!(
        "From {} to {last} complaints {way} from {} to {}; {beside}",
        last - 1,
        count_words(before),
        count_words(after)
    )))
}

#[cfg(test)]
mod tests {
    use super::gaps_in;

    #[test]
    fn gaps_are_told_by_their_ends_and_each_year_counts_for_itself() {
        let ids = [
            "CMP-2024-0001",
            "CMP-2024-0002",
            "CMP-2025-0002",
            "CMP-2025-0007",
            "CMP-a7x",
        ];
        let (numbered, gaps) = gaps_in(&ids);
        assert_eq!(numbered, 4);
        assert_eq!(gaps, ["CMP-2025-0001", "CMP-2025-0003 to 0006"]);
        assert_eq!(gaps_in(&["CMP-1", "CMP-2"]), (2, Vec::new()));
        assert_eq!(gaps_in(&["CMP-4294967295"]).1, ["CMP-0000000001 to 4294967294"]);
    }
}
