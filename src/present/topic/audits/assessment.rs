//! What audits usually find, and whether it is found here: the program's own look at the records, before an auditor does.

use super::super::shape::{Block, Question, Section, by_title, place, rule};
use crate::check::nonconformity::{self, Evidence, Judged, Said, Seen, State as Stands};
use crate::present::blocks::{Field, State, Table, Tone, Value, long, several};
use crate::present::page::{Links, Site};
use crate::record::types::Audience;
use crate::record::waiver::Waiver;

/// Most records that are named of one; those that a rule found stand all on its page.
const NAMED: usize = 24;

/// The self-assessment: at a glance, then one by one.
pub(super) fn section(site: &Site<'_>, links: &Links<'_>) -> Section {
    let evidence = Evidence {
        scope: &site.scope,
        numbers: site.numbers,
        outcomes: site.outcomes,
        least: (site.disclosure.audience() == Audience::Public).then(|| site.limits().min_cell),
    };
    let judged = nonconformity::judge(&evidence);
    let mut table = Table::new("At a glance", &["No.", "What audits usually find~", "Here"]);
    for one in &judged {
        let number = one.nonconformity.number;
        table.row([
            Value::link(number, format!("#{number}")),
            Value::text(one.nonconformity.title),
            Value::state(state(&one.state)),
        ]);
    }
    let questions = judged.iter().map(|one| question(one, site, links)).collect();
    Section::new("assessment", "Self-assessment")
        .note(
            "What audits of such programmes usually find, and whether these records show it. None detected is no proof of \
             absence: it says what was looked at, and for each what the records cannot show.",
        )
        .block(Block::Table { table })
        .block(Block::Questions { questions })
}

/// How one stands, in a word.
fn state(stands: &Stands) -> State {
    match stands {
        Stands::NoneDetected => State::ok("None detected"),
        Stands::Detected(count) => State::warn(format!("Detected: {count}")),
        Stands::Accepted(count) => State::new(Tone::Info, "waived", format!("Known and accepted: {count}")),
        Stands::CannotTell(_) => State::none("Cannot be told"),
    }
}

fn question(judged: &Judged, site: &Site<'_>, links: &Links<'_>) -> Question {
    let of = judged.nonconformity;
    let mut figures = vec![Field::new("Here", here(judged))];
    let looked: Vec<Value> = judged.said.iter().map(|said| sign(said, links)).collect();
    figures.push(Field::new("Looked at", Value::List { items: looked }));
    let found: Vec<&str> = judged.found().into_iter().collect();
    if !found.is_empty() {
        figures.push(Field::new("Found in", names(&found, site, links)));
    }
    let accepted: Vec<Value> = judged
        .accepted()
        .into_iter()
        .map(|(id, let_pass)| accepted(id, let_pass, site, links))
        .collect();
    if !accepted.is_empty() {
        figures.push(Field::new("Known and accepted", Value::List { items: accepted }));
    }
    if !of.beyond.is_empty() {
        figures.push(Field::new("Not in the records", Value::text(of.beyond)));
    }
    Question {
        number: of.number,
        text: of.title,
        looked_at: String::new(),
        answer: Vec::new(),
        figures,
        places: of
            .places
            .iter()
            .filter_map(|(title, path)| Some(Value::link(*title, place(path, links)?)))
            .collect(),
        rules: judged.said.iter().filter_map(|said| rule(said.rule?, links)).collect(),
        missing: Vec::new(),
    }
}

/// How one stands, with why where it cannot be told.
fn here(judged: &Judged) -> Value {
    let word = Value::state(state(&judged.state));
    match &judged.state {
        Stands::CannotTell(why) => Value::List {
            items: vec![word, Value::missing(why.clone())],
        },
        Stands::NoneDetected | Stands::Detected(_) | Stands::Accepted(_) => word,
    }
}

/// What a sign looked at, or why it did not.
fn sign(said: &Said, links: &Links<'_>) -> Value {
    let what = match said.rule.and_then(|id| links.site.rule(id)) {
        Some(rule) => rule.title().into_owned(),
        None => said.words.to_owned(),
    };
    let extent = match &said.seen {
        Seen::Looked(looked, _) => looked.to_string(),
        Seen::Nothing(why) => (*why).to_owned(),
        Seen::CannotTell(why) => why.clone(),
    };
    let what = crate::present::checks::sentence(&what.replace('`', ""));
    let found = match &said.seen {
        Seen::Looked(_, found) if !found.is_empty() => format!(", found in {}", found.len()),
        Seen::Looked(..) | Seen::Nothing(_) | Seen::CannotTell(_) => String::new(),
    };
    Value::text(format!("{what}: {extent}{found}"))
}

/// Records by their titles, names of other things as they are; those that are withheld are counted only.
fn names(found: &[&str], site: &Site<'_>, links: &Links<'_>) -> Value {
    let mut items = Vec::new();
    let mut withheld = 0;
    for name in found {
        match site.ledger.find(name) {
            Some((_, record)) if site.disclosure.record(record) => {
                if items.len() < NAMED {
                    items.push(Value::Record {
                        link: links.link(record),
                    });
                }
            }
            Some(_) => withheld += 1,
            None if site.may_name(name) && items.len() < NAMED => items.push(Value::text((*name).to_owned())),
            None if site.may_name(name) => {}
            None => withheld += 1,
        }
    }
    let more = found.len() - items.len() - withheld;
    if more > 0 {
        items.push(Value::text(format!("and {more} more")));
    }
    if withheld > 0 {
        items.push(Value::Withheld {
            text: format!("{} withheld", several(withheld, "record", "records")),
        });
    }
    Value::List { items }
}

/// Who accepted a known gap, when, and until when.
fn accepted(id: &str, let_pass: &crate::check::LetPass, site: &Site<'_>, links: &Links<'_>) -> Value {
    let mut items = Vec::new();
    let waiver = site.ledger.typed::<Waiver>(id);
    match waiver {
        Some((record, _)) => items.push(Value::Record {
            link: links.link(record),
        }),
        None => items.push(Value::text("accepted in the settings")),
    }
    let count = several(let_pass.records.len(), "record", "records");
    if let Some((record, waiver)) = waiver.filter(|(record, _)| site.disclosure.record(record)) {
        let by = waiver.by.as_ref().or(record.envelope.owner.as_ref());
        items.extend(by.map(|by| by_title(links.link_id(by.id()))));
        let on = waiver.on.or(record.envelope.created);
        items.extend(on.map(|day| Value::text(format!("on {}", long(day)))));
    }
    items.push(Value::text(format!("{count}, until {}", long(let_pass.until))));
    Value::List { items }
}
