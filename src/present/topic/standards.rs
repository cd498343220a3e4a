//! Standards: how the documents that guide the programme fit together, which records cite them, and what others attested.

use super::shape::{Part, Section, Shown, Topic, TopicView, fields_of, of_kind, records};
use crate::present::blocks::{Cell, Field, State, Table, Value, several};
use crate::present::evidence;
use crate::present::page::{Links, Site};
use crate::record::reader::Profile;
use crate::record::{Data, Kind};
use std::collections::BTreeMap;

/// The page of the standards.
pub(super) const TOPIC: Topic = Topic {
    name: "standards",
    title: "Standards",
    lede: "How the documents that guide the programme fit together, and which records serve which of them. It says \
           nothing about conformity.",
    part: Part::Evidence,
    kinds: &[Kind::Attestation],
    also: &[],
    shown: Shown::From(Profile::Standard),
    view,
};

/// A document that guides the programme.
struct Document {
    /// Its number, as clauses cite it.
    number: &'static str,
    title: &'static str,
    what: &'static str,
    /// Where it shows here: title and path.
    places: &'static [(&'static str, &'static str)],
}

const DOCUMENTS: &[Document] = &[
    Document {
        number: "10001",
        title: "ISO 10001",
        what: "Prevention: promise what can be kept, and tell customers what they may rely on.",
        places: &[("Promises", "topics/code.html")],
    },
    Document {
        number: "10002",
        title: "ISO 10002",
        what: "Inside: deal with what went wrong, and learn from it.",
        places: &[("Complaints", "complaints.html"), ("Context", "topics/context.html")],
    },
    Document {
        number: "10003",
        title: "ISO 10003",
        what: "Outside: go to a body that both sides accept when it cannot be settled.",
        places: &[("Disputes", "topics/disputes.html")],
    },
    Document {
        number: "10004",
        title: "ISO 10004",
        what: "All along: watch how satisfied customers are, and change what makes them less so.",
        places: &[
            ("Plan", "topics/plan.html"),
            ("Customers", "topics/customers.html"),
            ("Indicators", "topics/indicators.html"),
            ("Communications", "topics/communications.html"),
        ],
    },
    Document {
        number: "9001",
        title: "ISO 9001",
        what: "Around it: a management system that takes the results in and acts on them.",
        places: &[
            ("Objectives", "objectives.html"),
            ("Reviews", "topics/reviews.html"),
            ("Audits", "topics/audits.html"),
        ],
    },
];

fn view(site: &Site<'_>, links: &Links<'_>) -> TopicView {
    let used: Vec<&str> = of_kind(site, Kind::Organization)
        .filter_map(|record| match &record.data {
            Data::Organization(organization) => Some(&organization.standards_used),
            _ => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let mut cited: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, record) in site.ledger.records() {
        let mut of_record: Vec<&str> = record
            .envelope
            .clauses
            .iter()
            .filter_map(|clause| Some(clause.0.split_once(':')?.0))
            .collect();
        of_record.sort_unstable();
        of_record.dedup();
        for standard in of_record {
            *cited.entry(standard).or_default() += 1;
        }
    }
    let mut table = Table::new(
        "How the documents fit together",
        &[
            "Document",
            "What it is for~",
            "Shows on",
            "Edition used",
            "Records that cite it>",
        ],
    );
    let used_here = |document: &&Document| site.settings.uses(document.number);
    for document in DOCUMENTS.iter().filter(used_here) {
        let edition: Vec<&str> = used
            .iter()
            .copied()
            .filter(|used| used.contains(document.number))
            .collect();
        let items = document
            .places
            .iter()
            .filter_map(|(title, path)| Some(Value::link(*title, links.if_written(path)?)))
            .collect();
        let cells: [Cell; 5] = [
            links
                .if_written(&evidence::standard_path(document.number))
                .map_or_else(|| Value::text(document.title), |url| Value::link(document.title, url))
                .into(),
            Value::text(document.what).into(),
            Value::List { items }.into(),
            if edition.is_empty() {
                Value::state(State::none("Not named"))
            } else {
                Value::text(edition.join(", "))
            }
            .into(),
            Value::count(cited.get(document.number).copied().unwrap_or(0)).into(),
        ];
        table.row(cells);
    }
    TopicView::of([
        Section::new("documents", "How they fit together")
            .note("In our words. Editions are those that the record of the organization names.")
            .table(table)
            .link("Clauses with their evidence", links.to(evidence::PATH)),
        chain(site, links),
        attestations(site, links),
    ])
    .facts(vec![Field::new(
        "Named by the organization",
        Value::text(several(used.len(), "document", "documents")),
    )])
}

/// How records of one document lead to those of the next.
fn chain(site: &Site<'_>, links: &Links<'_>) -> Section {
    let linked = |from: Kind, to: Kind| {
        let with = site.ledger.of_kind(from).filter(|(index, _)| {
            site.ledger
                .links_from(*index)
                .any(|link| site.ledger.get(link.to).kind == to)
        });
        (with.count(), site.ledger.count(from))
    };
    let mut table = Table::new("From one to the next", &["Step", "Records>"]);
    for (words, from, to) in [
        ("Complaints that cite a promise", Kind::Complaint, Kind::Promise),
        ("Complaints that became a dispute", Kind::Complaint, Kind::Dispute),
        ("Disputes that led to a finding", Kind::Dispute, Kind::Finding),
        ("Promises with a series", Kind::Promise, Kind::Indicator),
        ("Findings drawn from waves", Kind::Finding, Kind::Wave),
        ("Findings drawn from complaints", Kind::Finding, Kind::Complaint),
        ("Verifications of actions", Kind::Verification, Kind::Action),
    ] {
        let (with, all) = linked(from, to);
        if all > 0 {
            let count = match site.may_count(from, with, all) {
                true => Value::text(format!("{with} of {all}")),
                false => crate::present::values::withheld(links),
            };
            table.row([Value::text(words), count]);
        }
    }
    Section::new("chain", "From one to the next")
        .note("How often records of one part lead to those of another.")
        .table(table.fit())
        .about(
            &[Kind::Complaint, Kind::Promise],
            "A promise that is broken becomes a complaint, one that cannot be settled a dispute, and both lead to findings.",
            links,
        )
}

fn attestations(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut section = Section::new("attestations", "Statements of others")
        .note("In the words of those who issued them. They are no conclusion of this site, and nothing here is computed from them.");
    if site.visible(Kind::Attestation).count() > 1 {
        let paths = ["issuer", "subject", "scope~", "issued_on", "expires_on", "document"];
        section = section.table(records(
            "Statements of others",
            "Statement",
            of_kind(site, Kind::Attestation),
            &paths,
            links,
        ));
    } else {
        for record in of_kind(site, Kind::Attestation) {
            let paths = ["issuer", "subject", "scope", "issued_on", "expires_on", "document"];
            section = section.fields(fields_of(record, &paths, links));
        }
    }
    section.about(
        &[Kind::Attestation],
        "Statements that somebody else issued about the organization, with issuer, scope and days.",
        links,
    )
}
