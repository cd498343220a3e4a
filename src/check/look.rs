//! Questions that several families of rules ask of the records.

use super::rule::{Context, Report};
use crate::link::Ledger;
use crate::parse::table::{self, Row, Sheet, is_csv};
use crate::record::calendar::Calendar;
use crate::record::organization::Organization;
use crate::record::person::Person;
use crate::record::response::Response;
use crate::record::role::Role;
use crate::record::schema::{Field, Shape};
use crate::record::types::Reference;
use crate::record::{Kind, Record};
use crate::source::Place;
use crate::yaml::node::{Data, Node};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A field's text as written; a question mark where nothing is.
pub(super) fn written<'a>(record: &'a Record, path: &str) -> &'a str {
    record.node.at(path).and_then(Node::text).unwrap_or("?")
}

/// Whether a field, something in it or something around it was written and could not be read.
pub(super) fn unread(record: &Record, path: &str) -> bool {
    record.is_unread(path)
}

/// `one`, or `many` for any other number, with the number before it.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{number} {word}")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whole days from one day to another; 0 when the other is not later.
pub(super) fn days_between(from: Date, to: Date) -> u64 {
    let span = from.until(to).map_or(0, |span| span.get_days());
    u64::try_from(span).unwrap_or(0)
}

/// The roles that act when a role or person does: the role itself, or those the person holds on the day.
pub(super) fn roles_of<'a>(ledger: &'a Ledger, actor: &str, day: Date) -> Vec<(&'a Record, &'a Role)> {
    if let Some(role) = ledger.typed::<Role>(actor) {
        return vec![role];
    }
    let Some((_, person)) = ledger.typed::<Person>(actor) else {
        return Vec::new();
    };
    ledger
        .each::<Role>()
        .filter(|(record, _)| person.holds(record.id(), day))
        .collect()
}

/// Whether a person holds a role on the day.
pub(super) fn holds(ledger: &Ledger, person: &str, role: &str, day: Date) -> bool {
    ledger
        .typed::<Person>(person)
        .is_some_and(|(_, person)| person.holds(role, day))
}

/// Whether two references mean the same actor: the same record, or a role and the one person who holds it on the day.
/// A role that several persons hold does not make two of them the same.
pub(super) fn same_actor(ledger: &Ledger, one: &str, other: &str, day: Date) -> bool {
    let alone = |person: &str, role: &str| {
        let holders = ledger.each::<Person>().filter(|(_, person)| person.holds(role, day));
        holders.count() == 1 && holds(ledger, person, role, day)
    };
    one == other || alone(one, other) || alone(other, one)
}

/// The record of the organization.
pub(super) fn organization(ledger: &Ledger) -> Option<(&Record, &Organization)> {
    ledger.each::<Organization>().next()
}

/// The record of the calendar by which working days are counted.
pub(super) fn calendar(ledger: &Ledger) -> Option<&Record> {
    let named = organization(ledger).and_then(|(_, organization)| organization.calendar.as_ref());
    match named {
        Some(calendar) => ledger.typed::<Calendar>(calendar.id()).map(|(record, _)| record),
        None => ledger.each::<Calendar>().next().map(|(record, _)| record),
    }
}

/// The records that lead to a record through a field.
pub(super) fn holding<'a>(ledger: &'a Ledger, record: &Record, kind: Kind, field: &'a str) -> Vec<&'a Record> {
    let Some((index, _)) = ledger.find(record.id()) else {
        return Vec::new();
    };
    ledger
        .links_to(index)
        .filter(|link| link.field_name() == field)
        .map(|link| ledger.get(link.from))
        .filter(|holder| holder.kind == kind)
        .collect()
}

/// Whether two optional references mean the same record.
pub(super) fn is(reference: Option<&Reference>, id: &str) -> bool {
    reference.is_some_and(|reference| reference.id() == id)
}

/// A single value of a record with the field it stands in.
pub(super) struct Leaf<'a> {
    /// Path of the value, `events[3].at`.
    pub(super) path: String,
    /// What the field expects there.
    pub(super) shape: &'a Shape,
    /// Whether the field, or one around it, holds personal data.
    pub(super) personal: bool,
    /// What is written.
    pub(super) text: &'a str,
    /// Where it is written.
    pub(super) place: Place,
}

impl Leaf<'_> {
    /// The path without indices: `events.at`.
    pub(super) fn name(&self) -> String {
        crate::yaml::node::without_indices(&self.path)
    }
}

/// Hands out every single value of a record that stands in a field, in written order.
pub(super) fn leaves<'a>(record: &'a Record, fields: &'a [Field], each: &mut dyn FnMut(Leaf<'a>)) {
    Walk { record, each }.fields(&record.node, fields, "", false);
}

struct Walk<'a, 'f> {
    record: &'a Record,
    each: &'f mut dyn FnMut(Leaf<'a>),
}

impl<'a> Walk<'a, '_> {
    fn fields(&mut self, node: &'a Node, fields: &'a [Field], path: &str, personal: bool) {
        for entry in node.entries() {
            if let Some(field) = fields.iter().find(|field| *field.name == *entry.key) {
                let path = join(path, &entry.key);
                self.value(&entry.value, &field.shape, &path, personal || field.personal);
            }
        }
    }

    fn value(&mut self, node: &'a Node, shape: &'a Shape, path: &str, personal: bool) {
        match (shape, &node.data) {
            (Shape::Fields(fields), Data::Map(_)) => self.fields(node, fields, path, personal),
            (Shape::List(item), Data::List(items)) => {
                for (index, node) in items.iter().enumerate() {
                    self.value(node, item, &format!("{path}[{index}]"), personal);
                }
            }
            (Shape::Map(item), Data::Map(entries)) => {
                for entry in entries {
                    self.value(&entry.value, item, &join(path, &entry.key), personal);
                }
            }
            (Shape::Either(shapes), _) => {
                if let Some(shape) = shapes.iter().find(|shape| shape.suits(node)) {
                    self.value(node, shape, path, personal);
                }
            }
            (_, Data::Plain(text) | Data::Quoted(text)) => {
                let leaf = Leaf {
                    path: path.to_owned(),
                    shape,
                    personal,
                    text,
                    place: Place {
                        source: self.record.source,
                        span: node.span,
                    },
                };
                (self.each)(leaf);
            }
            _ => {}
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// The responses of every wave: its tables, and records of single responses as tables of one row.
pub(super) fn sheets<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<Cow<'a, Sheet>>> {
    let mut sheets: BTreeMap<&str, Vec<Cow<'_, Sheet>>> = BTreeMap::new();
    for sheet in &context.ledger.sheets {
        sheets.entry(&sheet.wave).or_default().push(Cow::Borrowed(sheet));
    }
    for (record, response) in context.ledger.each::<Response>() {
        let Some(wave) = &response.wave else { continue };
        let mut columns = Vec::new();
        let mut cells: Vec<Box<str>> = Vec::new();
        table::flatten(&record.node, "", &mut |name, span, text| {
            if name != "wave" && (table::is_fixed(&name) || is_answer(record, &name)) {
                columns.push((name, span));
                cells.push(text.trim().into());
            }
        });
        let row = Row {
            span: record.node.span,
            cells,
        };
        let sheet = Sheet {
            wave: wave.id().to_owned(),
            source: record.source,
            head: record.node.span,
            columns,
            rows: vec![row],
        };
        sheets.entry(wave.id()).or_default().push(Cow::Owned(sheet));
    }
    sheets
}

fn is_answer(record: &Record, name: &str) -> bool {
    ["answers", "open_answers"].iter().any(|part| {
        let entries = record.node.get(part).map(Node::entries).unwrap_or_default();
        entries.iter().any(|entry| *entry.key == *name)
    })
}

/// The place of a cell, as exact as the file allows.
pub(super) fn cell_place(context: &Context<'_>, sheet: &Sheet, row: &Row, column: usize) -> Place {
    let source = context.sources.get(sheet.source);
    if is_csv(&source.path) {
        return sheet.cell_place(source, row, column);
    }
    match (sheet.rows.len(), sheet.columns.get(column)) {
        (1, Some((_, span))) => Place {
            source: sheet.source,
            span: *span,
        },
        _ => sheet.place(row),
    }
}

/// How many cells of a column are told one by one; what is wrong with the others is usually the same.
pub(super) const CELLS_TOLD: usize = 5;

/// Tells faults of the cells of one column: the first few each at its place, then how many more there are.
pub(super) fn tell_cells(
    report: &mut Report,
    wave: &Record,
    column: &str,
    faults: &[(Place, String)],
    mut finish: impl FnMut(&mut crate::diag::Diagnostic),
) {
    for (place, message) in faults.iter().take(CELLS_TOLD) {
        finish(report.fault_at(wave, column, *place, message.clone()));
    }
    if let Some((place, _)) = faults.get(CELLS_TOLD) {
        let more = faults.len() - CELLS_TOLD;
        let cells = if more == 1 { "cell" } else { "cells" };
        finish(report.fault_at(
            wave,
            column,
            *place,
            format!("{more} more {cells} of the column `{column}` are at fault, from here on"),
        ));
    }
}
