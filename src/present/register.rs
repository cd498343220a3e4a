//! Registers: every record of a kind in one table.

use super::blocks::{Cell, Column, Download, Empty, Figure, State, Table, Value, several};
use super::measured::{self, Ask, ask};
use super::objective::Assessed;
use super::page::{Job, Links, Page, Site, View, register_path};
use super::values::{self, Manner, Reading};
use super::{navigation, status};
use crate::diag::Severity;
use crate::record::schema::{Field, Shape};
use crate::record::{Data, Kind, Record};
use serde::Serialize;
use std::collections::BTreeSet;

/// Registers.
pub(super) const PAGE: Page = Page { name: "register", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    Kind::ALL.iter().map(|kind| job(site, *kind)).collect()
}

/// A register is there for every kind: one without records says how to begin.
fn job(site: &Site<'_>, kind: Kind) -> Job {
    let view = move |site: &Site<'_>, links: &Links<'_>| {
        let view = register(site, kind, links);
        let made = View::new("Register", &view).lede(site.what(kind));
        Ok(if view.empty.is_some() {
            made
        } else {
            made.script().json(links.to(&data_path(kind, "json")))
        })
    };
    let job = Job::page(
        register_path(kind),
        "register.html",
        site.labels(kind),
        navigation::section(kind),
        Box::new(view),
    );
    match navigation::above(kind) {
        Some((title, path)) => job.below(title, path),
        None => job,
    }
}

/// Path of a register as data.
pub(super) fn data_path(kind: Kind, format: &str) -> String {
    format!("data/{}.{format}", kind.plural())
}

#[derive(Serialize)]
struct RegisterView {
    empty: Option<Empty>,
    summary: Option<SummaryView>,
    title: String,
    note: String,
    table: Table,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
struct SummaryView {
    title: &'static str,
    note: String,
    figures: Vec<Figure>,
}

fn register(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> RegisterView {
    let table = table(site, kind, links);
    let withheld = site.ledger.count(kind) - table.rows.len();
    let plural = site.labels(kind).to_lowercase();
    let note = if withheld == 0 {
        several(table.rows.len(), "record", "records")
    } else {
        let withheld = several(withheld, "is", "are");
        format!(
            "{}; {withheld} withheld from this audience",
            several(table.rows.len(), "record", "records")
        )
    };
    let note = if table.columns.iter().any(|column| column.title == WORKING_DAYS) {
        format!("{note}; working days from receipt to the end, with + while a complaint is open: so far")
    } else {
        note
    };
    let rows = if kind == Kind::Response {
        site.rows_of_responses()
    } else {
        0
    };
    let empty = table.rows.is_empty().then(|| Empty {
        title: if rows > 0 {
            let (one, many) = ("response stands in a table", "responses stand in tables");
            format!("{}; the page of each wave counts them.", several(rows, one, many))
        } else if withheld == 0 {
            format!("No {plural} yet.")
        } else {
            let records = several(withheld, "record is", "records are");
            format!("{records} withheld from this audience.")
        },
        text: site.what(kind),
        command: if withheld == 0 && rows == 0 {
            format!("tenfour new {}", kind.name())
        } else {
            String::new()
        },
    });
    let summary = summary(kind, links).filter(|_| empty.is_none());
    let download = |title: &str, format: &str, icon| Download {
        title: title.to_owned(),
        url: links.to(&data_path(kind, format)),
        icon,
    };
    RegisterView {
        empty,
        summary,
        title: format!("All {plural}"),
        note,
        table,
        downloads: read_on(kind, links)
            .into_iter()
            .chain([
                download("All rows as CSV", "csv", "download"),
                download("All records as JSON", "json", "data"),
                Download {
                    title: "What the fields mean".to_owned(),
                    url: links.to(&super::methods::kind_path(kind)),
                    icon: "info",
                },
            ])
            .collect(),
    }
}

/// What figures say of a register, before its rows.
fn summary(kind: Kind, links: &Links<'_>) -> Option<SummaryView> {
    let asks: &[Ask] = &match kind {
        Kind::Complaint => [
            ask("Complaint rate", "M-CMP-1"),
            ask("Acknowledged in time", "M-CMP-3"),
            ask("Median time to resolution", "M-CMP-13"),
        ],
        Kind::Action => [
            ask("On time by the first due date", "M-ACT-1"),
            ask("Effective, of those looked at", "M-ACT-5"),
            ask("Overdue", "M-ACT-2"),
        ],
        _ => return None,
    };
    let figures: Vec<Figure> = asks.iter().filter_map(|ask| measured::figure(links, ask)).collect();
    (!figures.is_empty()).then_some(SummaryView {
        title: "In figures",
        note: "Of all records, whether this audience may see them or not.".to_owned(),
        figures,
    })
}

/// Pages that tell more of a register than its rows.
fn read_on(kind: Kind, links: &Links<'_>) -> Vec<Download> {
    let pages: &[(&str, &str)] = match kind {
        Kind::Complaint => &[
            ("Handling in numbers", "complaint-performance"),
            ("Analysis", "complaint-analysis"),
        ],
        Kind::Action => &[("Actions and whether they worked", "actions")],
        _ => &[],
    };
    let pages = pages.iter().filter_map(|(title, name)| {
        Some(Download {
            title: (*title).to_owned(),
            url: links.if_written(&format!("topics/{name}.html"))?,
            icon: "next",
        })
    });
    pages.collect()
}

/// Columns of a kind's register besides id, title and state, as paths of fields; kinds that are not named show the fields
/// that are asked for first. A name with `=` before it is computed.
fn chosen(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Complaint => &[
            "received_at",
            "category",
            "assessment.severity",
            "product",
            "outcome",
            "handler",
            "response_due",
            "=days",
        ],
        Kind::Action => &["kind", "addresses", "owner", "due", "implemented_on"],
        Kind::Verification => &["action", "method", "verified_by", "verified_on"],
        Kind::Finding => &["type", "priority", "sources", "owner", "decided_on"],
        Kind::Cause => &["class", "depth", "finding", "complaints"],
        Kind::Objective => &[
            "metric",
            "baseline.value",
            "target.value",
            "target.kind",
            "=now",
            "due",
            "owner",
            "=computed",
        ],
        Kind::Survey => &["type", "version", "sampling.method", "population.size", "mode", "owner"],
        Kind::Wave => &[
            "survey",
            "period_label",
            "field_start",
            "field_end",
            "invited",
            "dispositions.complete",
        ],
        _ => &[],
    }
}

/// What the download of a register has beside the columns of the page.
fn beside(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Complaint => &[
            "channel",
            "problem_date",
            "assessment.safety_implication",
            "assessment.complexity",
            "investigation.independent_review",
            "causes",
            "closure.closed_at",
            "closure.reason",
            "closure.complainant_reaction",
            "closure.remedy_done",
        ],
        _ => &[],
    }
}

/// How many columns the generic choice takes.
const COLUMNS: usize = 5;

/// Fields that are not worth a column.
const NO_COLUMN: &[&str] = &[
    "id",
    "title",
    "status",
    "created",
    "recorded_by",
    "supersedes",
    "confidentiality",
    "change_reason",
    "notes",
    "clauses",
];

/// The register of a kind as it stands on its page; the records that the audience may see.
fn table(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> Table {
    with_columns(site, kind, &[], links)
}

/// The register of a kind to take along: what stands on its page, and more.
pub(super) fn whole(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> Table {
    with_columns(site, kind, beside(kind), links)
}

fn with_columns(site: &Site<'_>, kind: Kind, more: &[&str], links: &Links<'_>) -> Table {
    let records: Vec<&Record> = site.visible(kind).map(|(_, record)| record).collect();
    let mut paths: Vec<String> = match chosen(kind) {
        [] => generic(site, kind, &records),
        chosen => chosen.iter().map(|path| (*path).to_owned()).collect(),
    };
    let wanted = |field: &&Field| field.column && !paths.contains(&field.name);
    let own: Vec<String> = site
        .catalogue
        .fields(kind)
        .iter()
        .filter(wanted)
        .map(|field| field.name.clone())
        .collect();
    paths.extend(own);
    paths.extend(more.iter().map(|path| (*path).to_owned()));
    // A column of which nothing may be seen tells nothing.
    paths.retain(|path| {
        values::find(site.catalogue.fields(kind), path).is_none_or(|field| site.disclosure.field(field))
    });
    let titled = records.iter().any(|record| record.title() != record.id());
    let mut table = Table::new(site.labels(kind), &[&site.label(kind)]).register(kind.plural());
    if titled {
        table.columns.push(Column {
            title: "Title".to_owned(),
            wrap: true,
            ..Column::default()
        });
    }
    table
        .columns
        .extend(paths.iter().map(|path| head(site.catalogue.fields(kind), path)));
    table.columns.push(Column {
        title: "State".to_owned(),
        ..Column::default()
    });
    table.columns.push(Column {
        title: "Checks".to_owned(),
        ..Column::default()
    });
    for record in &records {
        let reading = Reading::of(record, links, Manner::Brief);
        let mut row: Vec<Cell> = vec![links.id(record).into()];
        if titled {
            row.push(Value::text(site.title_of(record)).into());
        }
        row.extend(paths.iter().map(|path| cell(site, record, path, reading, links)));
        row.push(Value::state(status::brief(record, site.as_of)).into());
        row.push(faults(site, record));
        table.row(row);
    }
    let last = table.columns.len() - 1;
    if table.rows.iter().all(|row| row[last].sort == "0") {
        table.columns.pop();
        for row in &mut table.rows {
            row.pop();
        }
    }
    choose_facets(&mut table);
    table
}

/// Head of the column that counts the days of complaints.
const WORKING_DAYS: &str = "Working days";

fn head(fields: &[Field], path: &str) -> Column {
    match path {
        "=days" => Column {
            title: WORKING_DAYS.to_owned(),
            numeric: true,
            ..Column::default()
        },
        "=now" => Column {
            title: "Value judged".to_owned(),
            numeric: true,
            ..Column::default()
        },
        "=computed" => Column {
            title: "Computed".to_owned(),
            facet: true,
            ..Column::default()
        },
        path => values::find(fields, path).map_or_else(Column::default, |field| Column {
            title: title(path, field),
            wrap: false,
            ..values::column(field)
        }),
    }
}

/// The head of a column: the field in plain words, with the part it is in where it does not speak for itself.
fn title(path: &str, field: &Field) -> String {
    match path {
        "baseline.value" => "Baseline".to_owned(),
        "target.value" => "Target".to_owned(),
        "target.kind" => "Target is".to_owned(),
        "sampling.method" => "Sampling".to_owned(),
        "population.size" => "Population".to_owned(),
        "response_due" => "Due".to_owned(),
        _ => values::words(field),
    }
}

fn cell(site: &Site<'_>, record: &Record, path: &str, reading: Reading<'_>, links: &Links<'_>) -> Cell {
    match path {
        "=days" => return days(site, record, links),
        "=now" => {
            return Assessed::of(site, record)
                .map_or_else(|| Value::dash().into(), |assessed| assessed.now(site, links));
        }
        "=computed" => {
            let assessed = Assessed::of(site, record);
            return assessed
                .map_or_else(Value::dash, |assessed| Value::state(assessed.state()))
                .into();
        }
        _ => {}
    }
    let value = values::at(record, path, reading).unwrap_or_else(Value::dash);
    let is_number = matches!(&value, Value::Text { text } if text.parse::<f64>().is_ok());
    let sort = if is_number { value.plain() } else { String::new() };
    Cell::sorted(value, sort)
}

/// Working days from receipt to the end; so far, with a plus, where a complaint is open.
fn days(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Cell {
    let Data::Complaint(complaint) = &record.data else {
        return Value::dash().into();
    };
    let Some(received) = complaint.received_at else {
        return Value::dash().into();
    };
    let settled = record.is_settled();
    let end = complaint.settled_at().map_or(site.as_of, |end| site.day(end));
    let Ok(days) = site.days.since_receipt(site.day(received), end) else {
        return Value::dash().into();
    };
    let known = site.disclosure.days();
    if known.is_coarse(record.id()) && !(settled && known.shows_clocks(record, complaint, &site.zone, &site.days)) {
        return values::withheld(links).into();
    }
    Cell {
        value: Value::text(if settled { days.to_string() } else { format!("{days}+") }),
        sort: days.to_string(),
        export: days.to_string(),
    }
}

/// Errors and warnings on a record.
fn faults(site: &Site<'_>, record: &Record) -> Cell {
    let found = site.by_record.get(record.id()).map_or(&[][..], Vec::as_slice);
    let counting = || found.iter().filter(|found| found.waived.is_none());
    let count = |severity| counting().filter(|found| found.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let value = match (errors, warnings) {
        (0, 0) => Value::dash(),
        (0, warnings) => Value::state(State::warn(several(warnings, "warning", "warnings"))),
        (errors, _) => Value::state(State::bad(several(errors, "error", "errors"))),
    };
    Cell::sorted(value, (errors * 1000 + warnings).to_string())
}

/// Most different values that a column to choose by may have.
const CHOICES: usize = 15;

/// Marks the columns by which rows can be chosen: few different words, and the first that holds days of several years.
fn choose_facets(table: &mut Table) {
    if table.rows.len() < 8 {
        return;
    }
    let by_year = (1..table.columns.len()).find(|index| (2..=CHOICES).contains(&years(table, *index)));
    if let Some(index) = by_year {
        table.columns[index].by_year = true;
    }
    for index in 1..table.columns.len() {
        let mut shown = BTreeSet::new();
        let words = table.rows.iter().all(|row| {
            let value = &row[index].value;
            if !matches!(value, Value::Missing { .. }) {
                shown.insert(value.plain());
            }
            matches!(
                value,
                Value::Text { .. } | Value::State { .. } | Value::Record { .. } | Value::Missing { .. }
            )
        });
        let column = &mut table.columns[index];
        column.facet =
            words && !column.wrap && (2..=CHOICES).contains(&shown.len()) && shown.len() * 2 <= table.rows.len();
    }
}

/// How many years the days of a column are of; 0 where it holds anything but days.
fn years(table: &Table, index: usize) -> usize {
    let mut years = BTreeSet::new();
    for row in &table.rows {
        match &row[index].value {
            Value::Moment { moment } => years.insert(moment.iso.get(..4)),
            Value::Missing { .. } => continue,
            _ => return 0,
        };
    }
    years.len()
}

/// The fields worth a column: single short values that most records have, those that every profile asks for first.
fn generic(site: &Site<'_>, kind: Kind, records: &[&Record]) -> Vec<String> {
    let used = |field: &Field| {
        let has = |record: &&&Record| record.node.get(&field.name).is_some();
        records.iter().filter(has).count()
    };
    let fits = |field: &&Field| {
        !NO_COLUMN.contains(&field.name.as_str()) && is_short(&field.shape) && site.disclosure.field(field)
    };
    let fields = site.catalogue.fields(kind);
    let mut found: Vec<(usize, &Field)> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| fits(field))
        .filter(|(_, field)| used(field) > 0 && used(field) * 2 >= records.len())
        .collect();
    found.sort_by_key(|(_, field)| field.level);
    found.truncate(COLUMNS);
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, field)| field.name.clone()).collect()
}

fn is_short(shape: &Shape) -> bool {
    match shape {
        Shape::Fields(_) | Shape::Map(_) | Shape::List(_) | Shape::Any | Shape::Text(_) => false,
        Shape::Sort(sort) => sort != "markdown",
        Shape::Either(shapes) => shapes.iter().all(is_short),
        Shape::Date
        | Shape::Instant
        | Shape::Integer(..)
        | Shape::Number(..)
        | Shape::Boolean
        | Shape::Choice(_)
        | Shape::Reference(_)
        | Shape::ReferenceOrText(_) => true,
    }
}

/// The records of a kind by state, the most frequent first.
pub(super) fn states(site: &Site<'_>, kind: Kind) -> Vec<(State, usize)> {
    let mut states: Vec<(State, usize)> = Vec::new();
    for (_, record) in site.visible(kind) {
        let state = status::brief(record, site.as_of);
        match states.iter_mut().find(|(known, _)| *known == state) {
            Some((_, count)) => *count += 1,
            None => states.push((state, 1)),
        }
    }
    states.sort_by(|(a, one), (b, other)| (other, &a.word).cmp(&(one, &b.word)));
    states
}
