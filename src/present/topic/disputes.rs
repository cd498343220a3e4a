//! Disputes: what went to an outside body, on whose consent, how it ended and what was learned; and the bodies themselves.

use super::shape::{Block, Part, Section, Shown, Topic, TopicView, fields_of, in_force, of_kind, records, titled_id};
use crate::measure::selection::Selection;
use crate::present::blocks::{Cell, Field, State, Table, Value};
use crate::present::measured::{self, ask};
use crate::present::page::{Links, Site};
use crate::present::{timeline, values};
use crate::record::dispute::{Dispute, DisputeConsent};
use crate::record::{Data, Kind, Record};

/// The page of the disputes.
pub(super) const TOPIC: Topic = Topic {
    name: "disputes",
    title: "Disputes",
    lede: "Complaints that went to an outside body: on whose consent, how each ended and what was learned; and how \
           independent the bodies are.",
    part: Part::Complaints,
    kinds: &[Kind::Dispute, Kind::Provider],
    also: &[],
    shown: Shown::WithRecords,
    view,
};

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let disputes: Vec<(&Record, &Dispute)> = of_kind(site, Kind::Dispute)
        .filter_map(|record| match &record.data {
            Data::Dispute(dispute) => Some((record, &**dispute)),
            _ => None,
        })
        .collect();
    let open = disputes.iter().filter(|(_, dispute)| !dispute.is_ended()).count();
    let facts = if disputes.is_empty() {
        Vec::new()
    } else {
        vec![
            Field::new("Disputes", Value::count(disputes.len())),
            Field::new("Not ended", Value::count(open)),
        ]
    };
    TopicView::of(figures(links).into_iter().chain([
        files(&disputes, links),
        consent(&disputes, links),
        course(site, &disputes, links),
        lessons(&disputes, links),
        providers(site, links),
    ]))
    .facts(facts)
}

/// How often, how long, how they end and what they cost.
fn figures(links: &Links<'_>) -> Option<Section> {
    let asks = [
        ask("Referred, for each 100 decided complaints", "M-DSP-1"),
        ask("Median time from notice to outcome", "M-DSP-2"),
        ask("Decided for the complainant, wholly or in part", "M-DSP-3"),
        ask("Median cost", "M-DSP-4"),
    ];
    let section = measured::section(links, "Few cases carry no estimate; then counts stand alone.", &asks)?;
    let all = Selection::all();
    Some(
        section
            .blocks(measured::charts(links, "M-DSP-3", &all))
            .blocks(measured::charts(links, "M-DSP-2", &all))
            .blocks(measured::details(links, "M-DSP-3", &all, Some("Outcomes"))),
    )
}

fn files(disputes: &[(&Record, &Dispute)], links: &Links<'_>) -> Section {
    let paths = [
        "complaint",
        "referred_by|Brought by",
        "provider",
        "method_class|Method",
        "notice_received_on|Notice",
        "outcome",
        "closed_on",
        "=state",
    ];
    let table = records(
        "Dispute files",
        "Dispute",
        disputes.iter().map(|(record, _)| *record),
        &paths,
        links,
    );
    Section::new("files", "Files")
        .note("One row a dispute.")
        .table(table)
        .about(
            &[Kind::Dispute],
            "Complaints that were taken to an outside body, each with its method, its consent and its end.",
            links,
        )
}

fn consent(disputes: &[(&Record, &Dispute)], links: &Links<'_>) -> Section {
    let heads = [
        "Dispute",
        "Informed on",
        "Complainant agreed",
        "Organization agreed",
        "Without consent because",
        "State",
    ];
    let mut table = Table::new("Consent to take part", &heads);
    for (record, dispute) in disputes {
        let known = |day| Value::brief_known(links.site.disclosure.days().known(record.id(), day));
        let consent = dispute.consent.as_ref();
        let agreed = |of: fn(&DisputeConsent) -> Option<crate::record::dispute::Agreement>| match consent.and_then(of) {
            None => Value::dash(),
            Some(agreement) => match (agreement.day(), agreement.is_given()) {
                (Some(day), _) => known(day),
                (None, true) => Value::text("Yes"),
                (None, false) => Value::text("No"),
            },
        };
        let state = if dispute.has_consent() {
            State::ok("Recorded")
        } else {
            State::gap("Not recorded in full")
        };
        let cells: [Cell; 6] = [
            titled_id(Some(record.id()), links).into(),
            consent
                .and_then(|consent| consent.information_given_on)
                .map_or_else(Value::dash, known)
                .into(),
            agreed(|consent| consent.complainant).into(),
            agreed(|consent| consent.organization).into(),
            consent
                .and_then(|consent| consent.mandatory_reason.as_deref())
                .map_or_else(Value::dash, |reason| {
                    if links.site.disclosure.names_hands(record.kind) {
                        values::line(reason, links)
                    } else {
                        values::withheld(links)
                    }
                })
                .into(),
            Value::state(state).into(),
        ];
        table.row(cells);
    }
    Section::new("consent", "Consent")
        .note("Both sides agree, and were told beforehand what they agree to, unless law or contract name the body.")
        .table(super::shape::without_empty_columns(table))
        .about(
            &[Kind::Dispute],
            "Whether both sides agreed to take part, and when they were told what it means.",
            links,
        )
}

/// What happened in each dispute, in order.
fn course(site: &Site<'_>, disputes: &[(&Record, &Dispute)], links: &Links<'_>) -> Section {
    let mut section = Section::new("course", "Course").note("What happened in each, in order.");
    for (record, _) in disputes {
        let events = timeline::events(site, record, links);
        if events.is_empty() {
            continue;
        }
        section = section
            .block(Block::Heading {
                title: String::new(),
                link: Some(titled_id(Some(record.id()), links)),
                note: String::new(),
            })
            .block(Block::Events { events });
    }
    section.about(
        &[Kind::Dispute],
        "Notice, consent, offers, outcome and end of each dispute, with their days.",
        links,
    )
}

fn lessons(disputes: &[(&Record, &Dispute)], links: &Links<'_>) -> Section {
    let mut section = Section::new("lessons", "Lessons")
        .note("What was learned, how the sides found the process, and what followed.");
    for (record, dispute) in disputes {
        let fields = fields_of(record, &["lessons", "satisfaction", "findings"], links);
        let fields = if dispute.lessons.is_none() && dispute.is_closed() {
            let mut fields = fields;
            fields.insert(
                0,
                Field::new(
                    "Lessons",
                    Value::state(State::gap("None recorded, though it is closed")),
                ),
            );
            fields
        } else {
            fields
        };
        if fields.is_empty() {
            continue;
        }
        section = section
            .block(Block::Heading {
                title: String::new(),
                link: Some(titled_id(Some(record.id()), links)),
                note: String::new(),
            })
            .fields(fields);
    }
    section.about(
        &[Kind::Dispute],
        "What each dispute taught, and the findings that came of it.",
        links,
    )
}

fn providers(site: &Site<'_>, links: &Links<'_>) -> Section {
    let paths = [
        "kind|Is",
        "method_classes|Methods",
        "independence_note|Independence~",
        "competence_note|Competence",
        "cost_to_complainant|Costs the complainant",
        "accessibility_note|Accessibility",
        "reviewed_on|Looked at",
    ];
    let in_use = of_kind(site, Kind::Provider).filter(|record| in_force(record, site));
    Section::new("providers", "Providers")
        .note("The outside bodies.")
        .wide()
        .table(records("Providers", "Provider", in_use, &paths, links))
        .about(
            &[Kind::Provider],
            "Outside bodies that resolve disputes: how independent and able each is, and what it costs the complainant.",
            links,
        )
}
