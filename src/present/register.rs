//! Registers: every record of a kind in one table, and the page that lists the registers.

use super::page::{Job, Links, Mention, Page, Site, register_path, value};
use super::status::{StatusView, view as status_view};
use super::values::{self, ValueView};
use crate::record::kind::Area;
use crate::record::schema::{Field, Shape};
use crate::record::{Kind, Record};
use serde::Serialize;

/// Registers.
pub(super) const PAGE: Page = Page { name: "register", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let mut jobs = vec![Job::page(
        "registers.html",
        "registers.html",
        "Registers",
        "registers",
        Box::new(|site, links| Ok(value(&registers(site, links)))),
    )];
    for kind in Kind::ALL.iter().copied().filter(|kind| shown(site, *kind)) {
        let view = move |site: &Site<'_>, links: &Links<'_>| Ok(value(&register(site, kind, links)));
        let job = Job::page(
            register_path(kind),
            "register.html",
            kind.label_plural(),
            super::section(kind),
            Box::new(view),
        );
        jobs.push(job.below("Registers", "registers.html"));
    }
    jobs
}

/// A register is there for every kind: one without records says how to begin.
fn shown(_: &Site<'_>, _: Kind) -> bool {
    true
}

#[derive(Serialize)]
struct RegistersView {
    areas: Vec<AreaView>,
    total: usize,
    withheld: usize,
    rows_of_responses: usize,
}

#[derive(Serialize)]
struct AreaView {
    title: &'static str,
    registers: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    label: String,
    href: String,
    what: &'static str,
    count: usize,
    withheld: usize,
    command: String,
}

fn registers(site: &Site<'_>, links: &Links<'_>) -> RegistersView {
    let entry = |kind: &Kind| {
        let all = site.ledger.count(*kind);
        let visible = site.visible(*kind).count();
        EntryView {
            label: kind.label_plural(),
            href: links.to(&register_path(*kind)),
            what: kind.about().what,
            count: visible,
            withheld: all - visible,
            command: format!("tenfour new {}", kind.name()),
        }
    };
    let area = |area: &Area| AreaView {
        title: area.title(),
        registers: Kind::ALL
            .iter()
            .filter(|kind| kind.about().area == *area)
            .map(entry)
            .collect(),
    };
    let visible: usize = Kind::ALL.iter().map(|kind| site.visible(*kind).count()).sum();
    RegistersView {
        areas: Area::ALL
            .iter()
            .map(area)
            .filter(|area| !area.registers.is_empty())
            .collect(),
        total: visible,
        withheld: site.ledger.len() - visible,
        rows_of_responses: site.ledger.sheets.iter().map(|sheet| sheet.rows.len()).sum(),
    }
}

#[derive(Serialize)]
struct RegisterView {
    kind: String,
    kind_name: &'static str,
    what: &'static str,
    reference: String,
    columns: Vec<ColumnView>,
    rows: Vec<RowView>,
    states: Vec<StateCount>,
    withheld: usize,
    command: String,
}

#[derive(Serialize)]
struct ColumnView {
    label: String,
    name: String,
    /// Few different values: worth choosing from.
    facet: bool,
    numeric: bool,
}

#[derive(Serialize)]
struct RowView {
    record: Mention,
    cells: Vec<Option<ValueView>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct StateCount {
    status: StatusView,
    count: usize,
}

/// How many columns besides id, title and state a register shows.
const COLUMNS: usize = 5;

/// The fields worth a column: single short values that most records have, those that every profile asks for first.
fn columns<'a>(site: &'a Site<'_>, kind: Kind, records: &[&Record]) -> Vec<&'a Field> {
    let short = |shape: &Shape| {
        !matches!(shape, Shape::Fields(_) | Shape::Map(_) | Shape::List(_) | Shape::Any)
            && !matches!(shape, Shape::Sort(sort) if sort == "markdown")
    };
    let mut fields: Vec<(&Field, usize)> = site
        .catalogue
        .fields(kind)
        .iter()
        .filter(|field| {
            !matches!(
                &*field.name,
                "id" | "title"
                    | "status"
                    | "created"
                    | "recorded_by"
                    | "supersedes"
                    | "confidentiality"
                    | "change_reason"
            )
        })
        .filter(|field| short(&field.shape) && site.disclosure.field(field))
        .map(|field| {
            (
                field,
                records
                    .iter()
                    .filter(|record| record.node.get(&field.name).is_some())
                    .count(),
            )
        })
        .filter(|(_, used)| *used > 0 && *used * 2 >= records.len())
        .collect();
    fields.sort_by_key(|(field, _)| field.level);
    fields.truncate(COLUMNS);
    let order = |field: &Field| {
        site.catalogue
            .fields(kind)
            .iter()
            .position(|known| known.name == field.name)
    };
    fields.sort_by_key(|(field, _)| order(field));
    fields.into_iter().map(|(field, _)| field).collect()
}

fn register(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> RegisterView {
    let records: Vec<&Record> = site.visible(kind).map(|(_, record)| record).collect();
    let fields = columns(site, kind, &records);
    let column = |field: &&Field| ColumnView {
        label: field.label(),
        name: field.name.clone(),
        facet: matches!(
            field.shape,
            Shape::Choice(_) | Shape::Reference(_) | Shape::Boolean | Shape::Either(_)
        ),
        numeric: matches!(field.shape, Shape::Integer(..) | Shape::Number(..)),
    };
    let row = |record: &&Record| {
        let mut values = values::fields(&record.node, site.catalogue.fields(kind), &record.unread, "", links);
        let mut take = |name: &str| {
            let at = values.iter().position(|view| view.name == name)?;
            Some(values.swap_remove(at).value)
        };
        let found = site.by_record.get(record.id()).map_or(&[][..], Vec::as_slice);
        let count = |severity| found.iter().filter(|found| found.severity == severity).count();
        RowView {
            record: links.mention(record),
            cells: fields.iter().map(|field| take(&field.name)).collect(),
            errors: count(crate::diag::Severity::Error),
            warnings: count(crate::diag::Severity::Warning),
        }
    };
    let mut states: Vec<StateCount> = Vec::new();
    for record in &records {
        match states.iter_mut().find(|state| state.status.word == record.status()) {
            Some(state) => state.count += 1,
            None => states.push(StateCount {
                status: status_view(record),
                count: 1,
            }),
        }
    }
    states.sort_by(|a, b| (b.count, &a.status.word).cmp(&(a.count, &b.status.word)));
    RegisterView {
        kind: kind.label(),
        kind_name: kind.name(),
        what: kind.about().what,
        reference: links.to(&super::methods::kind_path(kind)),
        columns: fields.iter().map(column).collect(),
        rows: records.iter().map(row).collect(),
        states,
        withheld: site.ledger.count(kind) - records.len(),
        command: format!("tenfour new {}", kind.name()),
    }
}
