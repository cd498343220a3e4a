//! The page for customers: what the organization asks, what it was told, what it did about it, and how to complain.
//!
//! It is the same in the site of every audience, and holds what may be told to everybody: numbers by the rules for the public,
//! words of records that are marked `confidentiality: public`, and no names of people. Where a project marks none, its numbers
//! speak alone.

use super::blocks::{Anchor, Html, Moment, State, Tone, long, number as count_words, several};
use super::page::{Job, Links, Page, Site, View};
use super::topic::programme;
use super::{markdown, number};
use crate::disclose::Disclosure;
use crate::disclose::cells::{Cells, Show};
use crate::link::RecordIndex;
use crate::measure;
use crate::measure::measurement::{ChangeWord, Measurement};
use crate::measure::metric::{About, Better};
use crate::measure::selection::{Key, Selection};
use crate::record::action::{Action, ActionKind};
use crate::record::channel::{Access, Channel, Charge, Purpose};
use crate::record::organization::Organization;
use crate::record::types::Audience;
use crate::record::verification::VerificationResult;
use crate::record::{Data, Kind, Record};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// The page for customers.
pub(super) const PAGE: Page = Page {
    name: "public_summary",
    jobs,
};

/// Where it stands.
pub(super) const PATH: &str = "public-summary.html";

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let make = |site: &Site<'_>, links: &Links<'_>| {
        let lede =
            site.said("What we ask our customers, what they told us, what we did about it, and how to tell us more.");
        Ok(View::new(site.said("For our customers"), &view(site, links)).lede(lede))
    };
    let title = site.said("What our customers tell us");
    vec![Job::page(
        PATH,
        "public_summary.html",
        title,
        "public-summary",
        Box::new(make),
    )]
}

#[derive(Serialize)]
struct SummaryView {
    by: String,
    as_of: Moment,
    asked: Vec<String>,
    told: Vec<Plain>,
    complaints: Vec<Plain>,
    done: Vec<String>,
    actions: Vec<Done>,
    times: Vec<Plain>,
    promises: Vec<PromiseView>,
    channels: Vec<ChannelView>,
    free: bool,
    outside: Vec<String>,
    outside_exist: bool,
    working: Option<Anchor>,
    nothing: bool,
}

/// A number in plain words.
#[derive(Serialize)]
struct Plain {
    label: String,
    value: String,
    unit: String,
    sentence: String,
    change: Option<State>,
}

/// Something that was done, and whether it worked.
#[derive(Serialize)]
struct Done {
    title: String,
    state: State,
    when: String,
}

#[derive(Serialize)]
struct PromiseView {
    text: Html,
    kept: String,
}

#[derive(Serialize)]
struct ChannelView {
    name: String,
    address: String,
    notes: String,
}

/// What everybody may see, whichever site the page stands on.
struct Open<'a> {
    site: &'a Site<'a>,
    cells: Cells,
    disclosure: Disclosure,
}

impl<'a> Open<'a> {
    fn of(site: &'a Site<'a>) -> Self {
        Self {
            site,
            cells: Cells::of(site.numbers, site.ledger, site.limits(), Audience::Public),
            disclosure: Disclosure::to(Audience::Public, site.ledger),
        }
    }

    /// Records of a kind that everybody may see.
    fn records(&self, kind: Kind) -> impl Iterator<Item = &'a Record> {
        let all = self.site.ledger.of_kind(kind).map(|(_, record)| record);
        all.filter(|record| self.disclosure.record(record) && !record.is_settled())
    }

    /// Whether everybody may see an estimate.
    fn shows(&self, one: &Measurement) -> bool {
        self.cells.show(one).estimate() && one.estimate.is_ok()
    }

    /// Why a number is not told, after words that say of what.
    fn untold(&self, of: &str, one: &Measurement) -> String {
        let why = match self.cells.show(one) {
            Show::Counts | Show::Small => "rests on too few to be a number",
            show if show.is_hidden() => "cannot be told without giving single cases away",
            _ => "cannot be worked out yet",
        };
        format!("{of} this {why}.")
    }

    /// A number in plain words: what it says, how sure it is, on whom it rests.
    fn plain(&self, label: &str, about: About<'_>, one: &Measurement, said: &str) -> Option<Plain> {
        let value = *one.estimate.as_ref().ok().filter(|_| self.shows(one))?;
        let mut sentence = said.to_owned();
        if let Ok(found) = &one.interval {
            sentence = format!(
                "{sentence} Chance can move it: it may be anywhere from {}.",
                number::interval(about.unit, found)
            );
        }
        sentence = format!("{sentence} It rests on {}.", rests(one));
        if self.cells.show(one) == Show::LowBase {
            sentence.push_str(" That is few: read it with care.");
        }
        Some(Plain {
            label: self.site.said(label),
            value: about.unit.digits(value),
            unit: about.unit.word().to_owned(),
            sentence: self.site.said(&sentence),
            change: self.change(about, one),
        })
    }

    /// What a test says of how a number changed; nothing where what it is compared with may not be told.
    fn change(&self, about: About<'_>, one: &Measurement) -> Option<State> {
        let change = one.changes.first()?;
        if !self.cells.comparison(self.site.numbers, one, change) {
            return None;
        }
        let against = match (change.against.get(Key::Wave), change.against.get(Key::Period)) {
            (Some(wave), _) => {
                let end = self.site.scope.wave(wave)?.wave.field_end?;
                month(end)
            }
            (None, Some(period)) => period.to_owned(),
            (None, None) => return None,
        };
        let tone = |better: bool| match (about.better, better) {
            (Better::Higher, true) | (Better::Lower, false) => Tone::Ok,
            (Better::Higher, false) | (Better::Lower, true) => Tone::Warn,
            (Better::Neither | Better::AsRecorded, _) => Tone::None,
        };
        Some(match &change.word {
            ChangeWord::Higher => State::new(tone(true), "up", format!("Clearly higher than in {against}")),
            ChangeWord::Lower => State::new(tone(false), "down", format!("Clearly lower than in {against}")),
            ChangeWord::NoClearChange => State::new(Tone::None, "level", format!("No clear change since {against}")),
            ChangeWord::Divided => State::none(format!("Tests disagree on a change since {against}")),
            ChangeWord::TooFew | ChangeWord::NotTested | ChangeWord::Beside | ChangeWord::NotComparable(_) => {
                return None;
            }
        })
    }
}

/// On whom a number rests, without words of the trade.
fn rests(one: &Measurement) -> String {
    let base = &one.base;
    let n = count_words(base.n);
    match (base.of, base.population) {
        ("answers", Some(asked)) => format!("{n} answers; {} people were asked", count_words(asked)),
        // What complaints and customers are counted for is told with the number.
        (of, _) if of.starts_with("complaints") => format!("{n} complaints"),
        (of, _) if of.starts_with("customers") => format!("{n} customers"),
        (of, _) => format!("{n} {of}"),
    }
}

/// A month in words, `November 2025`.
fn month(day: Date) -> String {
    let words = long(day);
    words.split_once(' ').map_or(words.clone(), |(_, rest)| rest.to_owned())
}

/// What a metric says of the newest wave that everybody may be told of: the day, the number, and of a newer wave of the same survey
/// that it may not be told.
fn newest<'a>(open: &Open<'a>, metric: &str) -> Option<(Date, &'a Measurement, String)> {
    let site = open.site;
    let alone = |one: &&Measurement| {
        one.selection
            .iter()
            .all(|(key, _)| matches!(key, Key::Wave | Key::Question))
    };
    let wave = |one: &Measurement| site.scope.wave(one.selection.get(Key::Wave)?);
    let dated = || {
        let all = site.numbers.of_metric(metric).filter(alone);
        all.filter_map(|one| Some((wave(one)?.wave.field_end.filter(|end| *end <= site.as_of)?, one)))
    };
    let shown = dated().filter(|(_, one)| open.shows(one));
    let (end, one) = shown.max_by(|(end, one), (other_end, other)| {
        end.cmp(other_end).then_with(|| other.selection.cmp(&one.selection))
    })?;
    let survey = |one: &Measurement| Some(wave(one)?.wave.survey.as_ref()?.id().to_owned());
    let same = |other: &Measurement| {
        survey(other) == survey(one) && other.selection.get(Key::Question) == one.selection.get(Key::Question)
    };
    let newer = dated().filter(|(day, other)| *day > end && other.base.n > 0 && same(other));
    let untold = newer.max_by_key(|(day, _)| *day);
    let untold = untold.map_or_else(String::new, |(day, newer)| {
        format!("{} ", open.untold(&format!("For {}", month(day)), newer))
    });
    Some((end, one, untold))
}

/// What a metric says of the newest year that is over, and of when that is; where the number of that year may not be told, of an
/// earlier one or of everything, and why it is no newer one: who read the older number alone would take it for the newest.
fn year<'a>(open: &Open<'a>, metric: &str, on: &Selection) -> Option<(String, &'a Measurement)> {
    let site = open.site;
    let of_year = |one: &&'a Measurement| -> Option<Period> {
        let period = Period::parse(one.selection.get(Key::Period)?)?;
        let whole = one.selection.clone().without(Key::Period) == *on;
        (whole && period.length() == Length::Year && period.days().1 <= site.as_of).then_some(period)
    };
    let years = || {
        let all = site.numbers.of_metric(metric);
        all.filter_map(|one| Some((of_year(&one)?, one)))
    };
    let newest = years()
        .filter(|(_, one)| one.base.n > 0)
        .max_by_key(|(period, _)| *period);
    let shown = years()
        .filter(|(_, one)| open.shows(one))
        .max_by_key(|(period, _)| *period);
    let (when, one) = match shown {
        Some((period, one)) => (format!("In {period}"), one),
        None => {
            let one = site.numbers.get(metric, on).filter(|one| open.shows(one))?;
            ("Over all years".to_owned(), one)
        }
    };
    let untold = newest.filter(|(period, _)| shown.is_none_or(|(known, _)| known < *period));
    let when = match untold {
        Some((period, newer)) => format!("{} {when}", open.untold(&format!("For {period}"), newer)),
        None => when,
    };
    Some((when, one))
}

fn about(metric: &str) -> Option<About<'static>> {
    measure::find(metric).map(|metric| metric.about)
}

fn view(site: &Site<'_>, links: &Links<'_>) -> SummaryView {
    let open = Open::of(site);
    let name = site
        .ledger
        .each::<Organization>()
        .next()
        .and_then(|(_, of)| of.name.clone());
    let (done, actions) = done(&open);
    let channels = channels(&open);
    let view = SummaryView {
        by: name.unwrap_or_else(|| site.title()),
        as_of: Moment::day(site.as_of),
        asked: asked(&open),
        told: told(&open),
        complaints: complaints(&open),
        done,
        actions,
        times: times(&open),
        promises: promises(&open),
        free: !channels.is_empty() && channels_of(&open).all(|(_, channel)| channel.charge == Some(Charge::None)),
        channels,
        outside: outside(&open),
        outside_exist: site
            .ledger
            .of_kind(Kind::Provider)
            .any(|(_, record)| !record.is_settled()),
        working: links.if_written(super::measure::PATH).map(|url| Anchor {
            url,
            title: "How each number was worked out".to_owned(),
        }),
        nothing: false,
    };
    let nothing = view.asked.is_empty() && view.told.is_empty() && view.complaints.is_empty() && view.done.is_empty();
    SummaryView { nothing, ..view }
}

/// How the organization listens.
fn asked(open: &Open<'_>) -> Vec<String> {
    let site = open.site;
    let since = site.as_of.saturating_sub(jiff::Span::new().years(1));
    let waves: Vec<_> = site
        .scope
        .waves()
        .filter(|answers| answers.wave.is_fielded())
        .filter(|answers| {
            answers
                .wave
                .field_end
                .is_some_and(|end| since <= end && end <= site.as_of)
        })
        .collect();
    let mut sentences = Vec::new();
    let answers: usize = waves.iter().map(|answers| answers.respondents.len()).sum();
    let least = usize::try_from(site.limits().min_cell).unwrap_or(usize::MAX);
    if answers >= least {
        // Who is asked in several rounds answers several times: these are answers and not people.
        let asked: Option<u64> = waves.iter().map(|answers| answers.wave.invited).sum();
        let to = asked.map_or_else(String::new, |asked| format!(" to {} requests", count_words(asked)));
        sentences.push(site.said(&format!(
            "In the last twelve months {} of ours ended. {} answers came back{to}.",
            several(waves.len(), "survey round", "survey rounds"),
            count_words(answers),
        )));
    }
    let talks = [Kind::Interview, Kind::FocusGroup];
    let talks = talks
        .iter()
        .flat_map(|kind| site.ledger.of_kind(*kind))
        .filter(|(_, record)| programme::day(record, site).is_some_and(|day| day >= since))
        .count();
    if talks >= least {
        sentences.push(site.said(&format!(
            "We held {} with customers to hear what a form does not ask.",
            several(talks, "conversation", "conversations")
        )));
    }
    sentences
}

/// What customers said and did.
fn told(open: &Open<'_>) -> Vec<Plain> {
    let mut all = Vec::new();
    if let (Some(about), Some((end, one, untold))) = (about("M-SAT-6"), newest(open, "M-SAT-6")) {
        let said = format!(
            "{untold}How content customers are with us, on a scale from 0 to 100, as they said in {}.",
            month(end)
        );
        all.extend(open.plain("Satisfaction", about, one, &said));
    } else if let (Some(about), Some((end, one, untold))) = (about("M-SAT-1"), newest(open, "M-SAT-1")) {
        let said = format!(
            "{untold}Of 100 customers, so many gave one of the two best answers in {}.",
            month(end)
        );
        all.extend(open.plain("Satisfied", about, one, &said));
    }
    if let (Some(about), Some((end, one, untold))) = (about("M-SAT-4"), newest(open, "M-SAT-4")) {
        let said = format!(
            "{untold}Of 100 customers in {}, so many more would recommend us than would not. It can lie anywhere from −100 to 100.",
            month(end)
        );
        all.extend(open.plain("Would recommend us", about, one, &said));
    }
    let stayed = year(open, "M-RET-1", &Selection::all());
    if let (Some(about), Some((when, one))) = (about("M-RET-1"), stayed) {
        let said = format!("{when}, so many of those who were customers at the beginning stayed to the end.");
        all.extend(open.plain("Stayed with us", about, one, &said));
    }
    all
}

/// How many complained, and whether they were right.
fn complaints(open: &Open<'_>) -> Vec<Plain> {
    let mut all = Vec::new();
    let whole = Selection::all();
    if let (Some(about), Some((when, one))) = (about("M-CMP-1"), year(open, "M-CMP-1", &whole)) {
        let said = format!("{when}, so many complaints reached us for every thousand times we worked for a customer.");
        let mut plain = open.plain("Complaints", about, one, &said);
        if let Some(plain) = &mut plain {
            plain.change = rate_change(open, one).or(plain.change.take());
        }
        all.extend(plain);
    }
    if let (Some(about), Some((when, one))) = (about("M-CMP-10"), year(open, "M-CMP-10", &whole)) {
        let said = format!(
            "{when}, in so many of the complaints that were decided the customer was right, wholly or in part."
        );
        all.extend(open.plain("You were right", about, one, &said));
    }
    all
}

/// What the comparison of two years says of the rate of complaints.
fn rate_change(open: &Open<'_>, one: &Measurement) -> Option<State> {
    let compared = open.site.numbers.within("M-CHG-6", &one.selection);
    let compared = compared.filter(|of| open.cells.show(of).estimate()).last()?;
    let change = compared.changes.first()?;
    let against = change.against.get(Key::Period)?;
    Some(match &change.word {
        // Fewer complaints may be fewer reasons or fewer who speak: neither is better.
        ChangeWord::Higher => State::new(Tone::None, "up", format!("Clearly more than in {against}")),
        ChangeWord::Lower => State::new(Tone::None, "down", format!("Clearly fewer than in {against}")),
        ChangeWord::NoClearChange => State::new(Tone::None, "level", format!("No clear change since {against}")),
        ChangeWord::Divided
        | ChangeWord::TooFew
        | ChangeWord::NotTested
        | ChangeWord::Beside
        | ChangeWord::NotComparable(_) => return None,
    })
}

/// How fast complaints are dealt with.
fn times(open: &Open<'_>) -> Vec<Plain> {
    let asks: [(&str, &str, &str); 3] = [
        (
            "Confirmed in time",
            "M-CMP-3",
            "of 100 complaints, so many were confirmed within the time that is set for it.",
        ),
        (
            "Decided in time",
            "M-CMP-16",
            "of 100 complaints, so many were decided by the day that was set for them; those that are late and still open count as late.",
        ),
        (
            "Half were settled within",
            "M-CMP-13",
            "counted from the day a complaint reached us; those still open are counted too.",
        ),
    ];
    let plain = |(label, metric, said): (&str, &str, &str)| {
        let (when, one) = year(open, metric, &Selection::all())?;
        let said = format!("{when}, {said}");
        open.plain(label, about(metric)?, one, &said)
    };
    asks.into_iter().filter_map(plain).collect()
}

/// What was done, over all and by name.
fn done(open: &Open<'_>) -> (Vec<String>, Vec<Done>) {
    let site = open.site;
    let mut sentences = Vec::new();
    let changes = site
        .ledger
        .of_kind(Kind::Action)
        .filter(|(_, record)| matches!(&record.data, Data::Action(action) if is_change(action) && action.implemented_on.is_some_and(|day| day <= site.as_of)));
    let (heard, own): (Vec<RecordIndex>, Vec<RecordIndex>) = changes
        .map(|(index, _)| index)
        .partition(|index| was_heard(site, *index));
    if !heard.is_empty() {
        let more = match own.len() {
            0 => String::new(),
            own => format!(", and {} because of what we found ourselves", count_words(own)),
        };
        sentences.push(site.said(&format!(
            "We have carried out {} because of what customers said or complained about{more}.",
            several(heard.len(), "change", "changes")
        )));
    } else if !own.is_empty() {
        sentences.push(format!(
            "We have carried out {} because of what we found ourselves.",
            several(own.len(), "change", "changes")
        ));
    }
    // Of the changes that were just told, not of whatever else was looked at.
    let told: Vec<&str> = heard
        .iter()
        .chain(&own)
        .map(|index| site.ledger.get(*index).id())
        .collect();
    let effect = site.numbers.get("M-ACT-5", &Selection::all());
    let among = |ids: &[String]| ids.iter().filter(|id| told.contains(&id.as_str())).count();
    let looked_at = effect.map(|one| (among(&one.drawn_from.records), among(&one.drawn_from.hits)));
    if let Some((looked_at, worked)) = looked_at.filter(|(looked_at, _)| *looked_at > 0) {
        let of = match told.len() {
            1 => "It was then looked at whether it helped".to_owned(),
            all => format!(
                "Of these {} it was then looked at of {} whether they helped",
                several(all, "change", "changes"),
                count_words(looked_at)
            ),
        };
        sentences.push(format!("{of}: {} did as hoped.", count_words(worked)));
    }
    let mut actions: Vec<(Date, Done)> = Vec::new();
    let public = site
        .ledger
        .of_kind(Kind::Action)
        .filter(|(_, record)| open.disclosure.record(record));
    for (index, record) in public {
        let Data::Action(action) = &record.data else { continue };
        let Some(day) = action.implemented_on.filter(|day| *day <= site.as_of) else {
            continue;
        };
        let results = site.ledger.links_to(index).filter(|link| link.field_name() == "action");
        let newest = results
            .filter_map(|link| match &site.ledger.get(link.from).data {
                Data::Verification(one) => Some((one.verified_on.filter(|day| *day <= site.as_of)?, one.result?)),
                _ => None,
            })
            .max_by_key(|(day, _)| *day);
        let state = match newest.map(|(_, result)| result) {
            Some(VerificationResult::Effective) => State::ok("It helped"),
            Some(VerificationResult::PartlyEffective) => State::new(Tone::Info, "partly", "It helped in part"),
            Some(VerificationResult::NotEffective) => State::warn("It did not help"),
            Some(VerificationResult::Inconclusive) => State::none("We cannot tell whether it helped"),
            None if action.needs_proof() => State::none("Too early to tell"),
            None => State::ok("Done"),
        };
        let done = Done {
            title: record.title().to_owned(),
            state,
            when: month(day),
        };
        actions.push((day, done));
    }
    actions.sort_by(|(day, one), (other_day, other)| other_day.cmp(day).then_with(|| one.title.cmp(&other.title)));
    (
        sentences,
        actions.into_iter().map(|(_, done)| done).take(MOST).collect(),
    )
}

/// Whether an action changes something for those who come after; a correction puts one case right and a message tells of it.
fn is_change(action: &Action) -> bool {
    !matches!(action.kind, Some(ActionKind::Correction | ActionKind::Communication))
}

/// Whether an action goes back to what customers said: a complaint, an answer, a conversation.
fn was_heard(site: &Site<'_>, action: RecordIndex) -> bool {
    let mut seen = BTreeSet::from([action]);
    let mut next = vec![action];
    while let Some(index) = next.pop() {
        match site.ledger.get(index).kind {
            Kind::Complaint
            | Kind::Feedback
            | Kind::Wave
            | Kind::Response
            | Kind::Interview
            | Kind::FocusGroup
            | Kind::Dispute => return true,
            // What they look at did not come from them.
            Kind::Review | Kind::Audit | Kind::Objective => {}
            _ => next.extend(site.trail.next_before(index).filter(|before| seen.insert(*before))),
        }
    }
    false
}

/// Most changes told by name: the page has two sheets.
const MOST: usize = 8;

/// What was promised, in the words that customers were given, and how often it was kept.
fn promises(open: &Open<'_>) -> Vec<PromiseView> {
    let mut all = Vec::new();
    for record in open.records(Kind::Promise) {
        let Data::Promise(promise) = &record.data else { continue };
        let Some(text) = &promise.text else { continue };
        let on = Selection::all().with(Key::Promise, record.id());
        let kept = year(open, "M-COD-1", &on).and_then(|(when, one)| {
            let unit = about("M-COD-1")?.unit;
            let value = one.estimate.as_ref().ok()?;
            Some(format!(
                "{when} kept in {} of {} times",
                unit.with(*value),
                count_words(one.base.n)
            ))
        });
        all.push(PromiseView {
            text: Html(markdown::render(text, 4, &Links::from(open.site, PATH)).html),
            kept: kept.unwrap_or_else(|| "Not counted by itself; tell us when it was not kept.".to_owned()),
        });
    }
    all
}

fn channels_of<'a>(open: &Open<'a>) -> impl Iterator<Item = (&'a Record, &'a Channel)> {
    open.records(Kind::Channel).filter_map(|record| match &record.data {
        Data::Channel(channel) if channel.accepts.contains(&Purpose::Complaint) => Some((record, &**channel)),
        _ => None,
    })
}

/// Ways to complain.
fn channels(open: &Open<'_>) -> Vec<ChannelView> {
    let known = open.site.catalogue.fields(Kind::Channel);
    let shown = known
        .iter()
        .find(|field| field.name == "address")
        .is_none_or(|field| open.disclosure.field(field));
    let one = |(record, channel): (&Record, &Channel)| {
        let mut notes = Vec::new();
        notes.extend(channel.hours.clone());
        let languages: Vec<&str> = channel.languages.iter().map(|language| &**language).collect();
        if !languages.is_empty() {
            notes.push(format!("languages: {}", languages.join(", ")));
        }
        if channel.accessible_for.contains(&Access::NoInternet) {
            notes.push("works without internet".to_owned());
        }
        if channel.anonymous_possible == Some(true) {
            notes.push("you need not give your name".to_owned());
        }
        ChannelView {
            name: record.title().to_owned(),
            address: channel.address.clone().filter(|_| shown).unwrap_or_default(),
            notes: notes.join("; "),
        }
    };
    channels_of(open).map(one).collect()
}

/// Where to turn when there is no agreement.
fn outside(open: &Open<'_>) -> Vec<String> {
    let known = open.site.catalogue.fields(Kind::Provider);
    let shown = known
        .iter()
        .find(|field| field.name == "name")
        .is_none_or(|field| open.disclosure.field(field));
    open.records(Kind::Provider)
        .filter_map(|record| match &record.data {
            Data::Provider(provider) if shown => {
                Some(provider.name.clone().unwrap_or_else(|| record.title().to_owned()))
            }
            Data::Provider(_) => Some(record.title().to_owned()),
            _ => None,
        })
        .collect()
}
