//! The records as JSON: one file a record beside its page, and one with the list of all.

use super::blocks::{Cell, Table};
use super::diagnostic;
use super::history;
use super::page::{Job, Links, Page, Site, record_path};
use super::register::{self, data_path};
use super::values::{Manner, Reading};
use super::{trail, values};
use crate::error::{Error, ErrorKind};
use crate::link::RecordIndex;
use crate::record::Kind;
use serde::{Serialize, Serializer};
use serde_json::json;
use std::collections::BTreeSet;

/// JSON files.
pub(super) const PAGE: Page = Page { name: "data", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let mut jobs: Vec<Job> = site
        .ledger
        .records()
        .filter(|(_, record)| site.disclosure.record(record))
        .map(|(index, record)| {
            let path = record_path(record).replace(".html", ".json");
            Job::bytes(
                path,
                Box::new(move |site, links| {
                    let mut record = with_history(site, index, links);
                    let told = trail::told(site, index);
                    if !told.is_alone() {
                        record["trail"] = json!(told);
                    }
                    bytes(&record)
                }),
            )
        })
        .collect();
    for kind in Kind::ALL
        .iter()
        .copied()
        .filter(|kind| site.visible(*kind).next().is_some())
    {
        let all = move |site: &Site<'_>, links: &Links<'_>| of_kind(site, kind, links);
        jobs.push(Job::bytes(data_path(kind, "json"), Box::new(all)));
        let rows = move |site: &Site<'_>, links: &Links<'_>| csv(&register::whole(site, kind, links));
        jobs.push(Job::bytes(data_path(kind, "csv"), Box::new(rows)));
    }
    jobs.push(Job::bytes(
        "data/records.json",
        Box::new(|site, links| bytes(&list(site, links))),
    ));
    jobs.push(super::topic::changes::job());
    jobs
}

/// JSON as a file.
pub(super) fn bytes(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write JSON").because(error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The shape of a record's JSON; raised when a name in it changes its meaning.
const SHAPE: &str = "tenfour/record/1";

/// A record with its history, which only its own file tells.
fn with_history(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> serde_json::Value {
    let mut record = record_json(site, index, links);
    record["history"] = history::of_record(site, site.ledger.get(index));
    record
}

fn record_json(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> serde_json::Value {
    let record = site.ledger.get(index);
    let mut withheld = Vec::new();
    let fields = values::json(
        &record.node,
        site.catalogue.fields(record.kind),
        Reading::of(record, links, Manner::Full),
        &mut withheld,
        "",
    );
    let seen = |index: RecordIndex| site.disclosure.record(site.ledger.get(index));
    let refers: Vec<_> = site
        .ledger
        .links_from(index)
        .filter(|link| seen(link.to) && !withheld.iter().any(|path| link.field.starts_with(path.as_str())))
        .map(|link| json!({ "field": link.field, "to": site.ledger.get(link.to).id(), "part": link.part }))
        .collect();
    let referred: Vec<_> = site
        .ledger
        .links_to(index)
        .filter(|link| seen(link.from))
        .map(|link| json!({ "from": site.ledger.get(link.from).id(), "field": link.field }))
        .collect();
    let unseen: BTreeSet<RecordIndex> = site
        .ledger
        .links_to(index)
        .map(|link| link.from)
        .filter(|from| !seen(*from))
        .collect();
    let source = site.sources.get(record.source);
    let found = site.by_record.get(record.id()).map_or(&[][..], Vec::as_slice);
    let checks: Vec<_> = found.iter().map(|found| diagnostic::json(found, site, links)).collect();
    let line = source.position(record.place("").span).line;
    let mut place = json!({ "path": source.path, "line": line });
    if site.tells_hash(record.source) {
        place["sha256"] = source.sha256.clone().into();
    }
    json!({
        "shape": SHAPE,
        "id": record.id(),
        "kind": record.kind.name(),
        "title": site.title_of(record),
        "status": record.status(),
        "status_derived": record.data.derived_status().is_some(),
        "fields": fields,
        "withheld": withheld,
        "links": refers,
        "linked_from": referred,
        "linked_from_withheld": site.unseen(&unseen),
        "checks": checks,
        "source": place,
        "as_of": site.as_of.to_string(),
    })
}

/// Every record of a kind that the audience may see.
#[derive(Serialize)]
struct Register<'a, R: Serialize> {
    shape: &'static str,
    kind: &'a str,
    as_of: String,
    count: usize,
    records: R,
}

/// A list whose items are made when their turn comes, so that one is in memory at a time.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn of_kind(site: &Site<'_>, kind: Kind, links: &Links<'_>) -> Result<Vec<u8>, Error> {
    bytes(&Register {
        shape: "tenfour/register/1",
        kind: kind.name(),
        as_of: site.as_of.to_string(),
        count: site.visible(kind).count(),
        records: Each(|| site.visible(kind).map(|(index, _)| record_json(site, index, links))),
    })
}

/// A table as CSV: what is shown as text, in UTF-8 with the mark that spreadsheets look for.
pub(super) fn csv(table: &Table) -> Result<Vec<u8>, Error> {
    let broken = |error: ::csv::Error| Error::new(ErrorKind::Internal, "cannot write CSV").because(error);
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer
        .write_record(table.columns.iter().map(|column| column.title.as_str()))
        .map_err(broken)?;
    for row in &table.rows {
        let plain = |cell: &Cell| match cell.export.as_str() {
            "" => safe(&cell.value.plain()),
            export => safe(export),
        };
        writer.write_record(row.iter().map(plain)).map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::new(ErrorKind::Internal, format!("cannot write CSV: {error}")))
}

/// Text that no spreadsheet takes for a formula, also not behind blanks or in full-width letters; numbers stay numbers.
fn safe(text: &str) -> String {
    let first = text.trim_start().chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if (formula || text.starts_with(['\t', '\r'])) && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn list(site: &Site<'_>, links: &Links<'_>) -> serde_json::Value {
    let seen = site
        .ledger
        .records()
        .filter(|(_, record)| site.disclosure.record(record));
    let records: Vec<_> = seen
        .map(|(_, record)| {
            json!({
                "id": record.id(),
                "kind": record.kind.name(),
                "title": site.title_of(record),
                "status": record.status(),
                "page": links.to(&record_path(record)).trim_start_matches("../"),
            })
        })
        .collect();
    json!({ "shape": "tenfour/records/1", "as_of": site.as_of.to_string(), "count": records.len(), "records": records })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::blocks::Value;

    #[test]
    fn formulas_are_text_and_numbers_are_numbers() {
        let mut table = Table::new("t", &["a", "b"]);
        table.row([Value::text("=1+1"), Value::text("-2.5")]);
        table.row([Value::text("say \"x\", y"), Value::dash()]);
        let text = String::from_utf8(csv(&table).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}a,b\r\n'=1+1,-2.5\r\n\"say \"\"x\"\", y\",\r\n");
    }
}
