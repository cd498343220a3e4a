//! The page that lists the registers, by area.

use super::blocks::{Content, Entry, Field, Table, Value};
use super::page::{Job, Links, Page, Site, View, register_path};
use crate::record::Kind;
use crate::record::kind::Area;
use serde::Serialize;

/// The list of registers.
pub(super) const PAGE: Page = Page {
    name: "registers",
    jobs,
};

fn jobs(_: &Site<'_>) -> Vec<Job> {
    vec![Job::page(
        "registers.html",
        "registers.html",
        "Registers",
        "registers",
        Box::new(|site, links| {
            let lede = "Every kind of record with its register: complete lists, also of what is closed or withdrawn.";
            let made = View::new("Registers", &view(site, links)).lede(lede);
            Ok(made.facts(facts(site)).json("data/records.json"))
        }),
    )]
}

/// Kinds whose records are cases: something is due until they are settled.
const CASES: &[Kind] = &[
    Kind::Objective,
    Kind::Complaint,
    Kind::Dispute,
    Kind::Action,
    Kind::AuditFinding,
];

/// A reference page without a list of contents.
#[derive(Serialize)]
struct RegistersView {
    contents: Vec<Content>,
    entries: Vec<Entry>,
}

fn facts(site: &Site<'_>) -> Vec<Field> {
    let visible: usize = Kind::ALL.iter().map(|kind| site.visible(*kind).count()).sum();
    let rows = site.rows_of_responses();
    vec![
        Field::new("Records", Value::count(site.ledger.len())),
        Field::new("Withheld from this audience", Value::count(site.ledger.len() - visible)),
        Field::new("Responses in tables", Value::count(rows)),
    ]
}

fn view(site: &Site<'_>, links: &Links<'_>) -> RegistersView {
    let entry = |area: &Area| {
        let kinds = Kind::ALL.iter().filter(|kind| kind.about().area == *area);
        let mut table = Table::new(
            site.said(area.title()),
            &["Register", "What it holds~", "Records>", "Not settled>"],
        );
        for kind in kinds.clone() {
            let tally = site.tally(&[*kind]);
            let open = site.visible(*kind).filter(|(_, record)| !record.is_settled()).count();
            let has_end = CASES.contains(kind);
            table.row([
                Value::link(site.labels(*kind), links.to(&register_path(*kind))),
                Value::text(site.what(*kind)),
                if *kind == Kind::Response && site.rows_of_responses() > 0 {
                    Value::text(format!("{}, and {} in tables", tally.visible, site.rows_of_responses()))
                } else if tally.visible + tally.withheld == 0 {
                    Value::dash()
                } else {
                    tally.value()
                },
                match (tally.visible, tally.withheld) {
                    (1.., 0) if has_end => Value::count(open),
                    (_, 1..) if has_end => super::values::withheld(links),
                    _ => Value::dash(),
                },
            ]);
        }
        Entry {
            id: super::methods::anchor(area.title()),
            title: site.said(area.title()),
            note: site
                .tally(&kinds.copied().collect::<Vec<Kind>>())
                .words("record", "records"),
            table: Some(table),
            ..Entry::default()
        }
    };
    let entries = Area::ALL.iter().map(entry);
    RegistersView {
        contents: Vec::new(),
        entries: entries
            .filter(|entry| entry.table.as_ref().is_some_and(|table| !table.rows.is_empty()))
            .collect(),
    }
}
