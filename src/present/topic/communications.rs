//! Communications: what was told to whom, against what the plan says who is to be told and how soon, and whether those who
//! were asked heard back.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, form_word, of_kind, records, tally, titled_id};
use crate::measure::selection::Selection;
use crate::present::blocks::{Cell, Field, State, Table, Tone, Value, several};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site};
use crate::present::values;
use crate::record::communication::{Communication, Recipient};
use crate::record::monitoring_plan::{MonitoringPlan, PlanRecipient};
use crate::record::schema::label;
use crate::record::wave::Wave;
use crate::record::{Data, Kind, Record};
use jiff::civil::Date;

/// The page of the communications.
pub(super) const TOPIC: Topic = Topic {
    name: "communications",
    title: "Communications",
    lede: "Who was told what and when, whether it was as soon as planned, and whether those who were asked heard back.",
    part: Part::Improvement,
    kinds: &[Kind::Communication],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let mut sent: Vec<(&Record, &Communication)> = of_kind(site, Kind::Communication)
        .filter_map(|record| match &record.data {
            Data::Communication(communication) => Some((record, &**communication)),
            _ => None,
        })
        .collect();
    sent.sort_by_key(|(record, communication)| (std::cmp::Reverse(communication.sent_on), record.id().to_owned()));
    let mut facts = Vec::new();
    if !sent.is_empty() {
        facts.push(Field::new("Communications", Value::count(sent.len())));
        if let Some(day) = sent.iter().filter_map(|(_, communication)| communication.sent_on).max() {
            facts.push(Field::new("Last", Value::day(day)));
        }
    }
    TopicView::of(figures(links).into_iter().chain([
        planned(site, &sent, links),
        waves(site, &sent, links),
        audiences(&sent, links),
        log(&sent, links),
    ]))
    .facts(facts)
}

/// Whether those who were to be told were told in time.
fn figures(links: &Links<'_>) -> Option<Section> {
    let asks = [
        ask("Recipients told within the days of the plan", "M-COM-1"),
        ask("Closed waves with feedback to participants", "M-COM-2"),
    ];
    let section = measured::section(
        links,
        "Of everything that was due: a result for each wave or review and each recipient, so that one message about three waves tells of three \
         results. An interval says how far the share may be read as that of the process.",
        &asks,
    )?;
    let all = Selection::all();
    Some(section.blocks(measured::details(links, "M-COM-1", &all, Some("Late or missing"))))
}

/// The day from which the days of a recipient are counted: the end of asking, or the day of the review.
fn ended(record: &Record) -> Option<Date> {
    match &record.data {
        Data::Wave(wave) => wave.field_end,
        Data::Review(review) => review.held_on,
        Data::Audit(audit) => audit.performed_on,
        _ => None,
    }
}

/// Days from the end of what a communication is about to the day it was sent; what ended last counts.
fn days_taken(site: &Site<'_>, communication: &Communication) -> Option<(Date, i32)> {
    let about = communication
        .about
        .iter()
        .filter_map(|about| site.ledger.find(about.id()));
    let end = about.filter_map(|(_, record)| ended(record)).max()?;
    let sent = communication.sent_on?;
    Some((end, sent.since(end).ok()?.get_days()))
}

/// Each recipient of the plans with what was sent to it, on time or late.
fn planned(site: &Site<'_>, sent: &[(&Record, &Communication)], links: &Links<'_>) -> Section {
    let heads = [
        "Plan",
        "Who",
        "What~",
        "In",
        "Within days>",
        "Sent>",
        "On time>",
        "Late>",
        "Last",
    ];
    let mut table = Table::new("What the plans say who is to be told", &heads);
    for record in of_kind(site, Kind::MonitoringPlan) {
        let Data::MonitoringPlan(plan) = &record.data else {
            continue;
        };
        for recipient in &plan.recipients {
            table.row(recipient_row(site, record, plan, recipient, sent, links));
        }
    }
    Section::new("plan", "Against the plan")
        .note("Days are counted from the end of asking, or from the day of the review; what names neither is counted as sent.")
        .wide()
        .table(super::shape::without_empty_columns(table))
        .about(
            &[Kind::MonitoringPlan],
            "Who is to be told the results and how soon, from the recipients of the plan, beside what was sent.",
            links,
        )
}

fn recipient_row(
    site: &Site<'_>,
    record: &Record,
    plan: &MonitoringPlan,
    recipient: &PlanRecipient,
    sent: &[(&Record, &Communication)],
    links: &Links<'_>,
) -> [Cell; 9] {
    let is_for = |communication: &Communication| {
        let item = communication.plan_item.as_ref().map(|item| item.0.as_str());
        let of_plan = item.and_then(|item| item.split_once('#'));
        of_plan.is_some_and(|(id, part)| id == record.id() && plan.recipient(part) == Some(recipient))
    };
    let to_it: Vec<&Communication> = sent
        .iter()
        .map(|(_, communication)| *communication)
        .filter(|communication| is_for(communication))
        .collect();
    let allowed = recipient.delay_days.and_then(|days| i32::try_from(days).ok());
    let judged: Vec<bool> = to_it
        .iter()
        .filter_map(|communication| Some(days_taken(site, communication)?.1 <= allowed?))
        .collect();
    let late = judged.iter().filter(|in_time| !**in_time).count();
    let who = recipient.role.as_ref();
    [
        titled_id(Some(record.id()), links).into(),
        match who.and_then(|who| who.reference()) {
            Some(reference) => titled_id(Some(reference.id()), links),
            None => who.map_or_else(Value::dash, |who| values::line(who, links)),
        }
        .into(),
        recipient
            .content
            .as_deref()
            .map_or_else(Value::dash, |content| values::line(content, links))
            .into(),
        recipient
            .form
            .map_or_else(Value::dash, |form| Value::text(label(form_word(form))))
            .into(),
        recipient.delay_days.map_or_else(Value::dash, Value::count).into(),
        Value::count(to_it.len()).into(),
        Value::count(judged.len() - late).into(),
        if late == 0 {
            Value::count(0_u32)
        } else {
            Value::state(State::new(Tone::Warn, "clock", late.to_string()))
        }
        .into(),
        to_it
            .iter()
            .filter_map(|communication| communication.sent_on)
            .max()
            .map_or_else(Value::dash, Value::brief)
            .into(),
    ]
}

/// Every wave whose asking has ended: when management was told and when those who were asked heard back.
fn waves(site: &Site<'_>, sent: &[(&Record, &Communication)], links: &Links<'_>) -> Section {
    let heads = [
        "Wave",
        "Asking ended",
        "Management told",
        "Participants heard back",
        "State",
    ];
    let mut table = Table::new("What came back to those who were asked", &heads);
    let mut earlier = table.clone();
    let mut ended: Vec<(Date, &Record, &Wave)> = of_kind(site, Kind::Wave)
        .filter_map(|record| match &record.data {
            Data::Wave(wave) if wave.is_fielded() => Some((wave.field_end?, record, &**wave)),
            _ => None,
        })
        .collect();
    ended.sort_by_key(|(end, record, _)| (std::cmp::Reverse(*end), record.id().to_owned()));
    for (index, (end, record, _)) in ended.into_iter().enumerate() {
        let first = |recipients: &[Recipient]| {
            let about = sent.iter().filter(|(_, communication)| {
                communication.about.iter().any(|about| about.id() == record.id())
                    && communication
                        .audience
                        .iter()
                        .any(|audience| recipients.contains(audience))
            });
            about
                .filter_map(|(of, communication)| Some((communication.sent_on?, of.id())))
                .min()
        };
        let told = |found: Option<(Date, &str)>| match found {
            None => Value::dash(),
            Some((day, id)) => match links.link_id(id).url {
                Some(url) => Value::link(day.to_string(), url),
                None => Value::brief(day),
            },
        };
        let management = first(&[Recipient::TopManagement]);
        let participants = first(&[
            Recipient::Participants,
            Recipient::Customer,
            Recipient::Complainant,
            Recipient::Public,
        ]);
        let state = match (management, participants) {
            (Some(_), Some(_)) => State::ok("Both told"),
            (Some(_), None) => State::gap("No answer to participants"),
            // What a review looks at is told as well; only a communication that names the wave is counted here.
            (None, Some(_)) => State::none("Participants told"),
            (None, None) => State::gap("Nobody told"),
        };
        let rows = if index < RECENT { &mut table } else { &mut earlier };
        rows.row([
            titled_id(Some(record.id()), links),
            Value::brief(end),
            told(management),
            told(participants),
            Value::state(state),
        ]);
    }
    Section::new("waves", "After each wave")
        .note("By communications that name the wave; one that tells of several at once names them all.")
        .table(table)
        .blocks(earlier.filled().map(|table| Block::Folded {
            label: several(table.rows.len(), "earlier wave", "earlier waves"),
            table,
        }))
        .about(
            &[Kind::Wave],
            "For each wave, when management was told the result and when those who were asked heard back.",
            links,
        )
}

/// How many communications went to each audience.
fn audiences(sent: &[(&Record, &Communication)], links: &Links<'_>) -> Section {
    let words: Vec<&str> = sent
        .iter()
        .flat_map(|(record, _)| record.node.get("audience").map_or(&[][..], |node| node.items()))
        .filter_map(|node| node.text())
        .collect();
    let mut counts = tally(words);
    counts.sort_by(|(a, one), (b, other)| (other, a).cmp(&(one, b)));
    let mut table = Table::new("Communications by audience", &["Audience", "Communications>"]).fit();
    for (audience, count) in counts {
        table.row([Value::text(label(audience)), Value::count(count)]);
    }
    Section::new("audiences", "Audiences")
        .note("One communication may go to several.")
        .table(table)
        .about(
            &[Kind::Communication],
            "How many communications went to each audience.",
            links,
        )
}

/// Rows that stand open; the others are folded away.
const RECENT: usize = 12;

fn log(sent: &[(&Record, &Communication)], links: &Links<'_>) -> Section {
    let paths = ["sent_on", "audience|To", "form|As", "about", "plan_item|Planned as"];
    let table = |caption: &str, of: &[(&Record, &Communication)]| -> Table {
        records(
            caption,
            "Communication",
            of.iter().map(|(record, _)| *record),
            &paths,
            links,
        )
    };
    let (recent, earlier) = sent.split_at(sent.len().min(RECENT));
    let earlier = table("Earlier communications", earlier);
    let label = several(earlier.rows.len(), "earlier communication", "earlier communications");
    Section::new("log", "Log")
        .note("The newest first.")
        .table(table("The newest communications", recent))
        .blocks(earlier.filled().map(|table| Block::Folded { label, table }))
        .about(
            &[Kind::Communication],
            "What was told to whom, on which day and in which form.",
            links,
        )
}
