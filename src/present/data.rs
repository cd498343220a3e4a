//! The records as JSON: one file a record beside its page, and one with the list of all.

use super::page::{Job, Links, Page, Site, record_path};
use super::values;
use crate::diag::emit;
use crate::error::{Error, ErrorKind};
use crate::link::RecordIndex;
use serde_json::json;

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
                Box::new(move |site, links| bytes(&record_json(site, index, links))),
            )
        })
        .collect();
    jobs.push(Job::bytes(
        "data/records.json",
        Box::new(|site, links| bytes(&list(site, links))),
    ));
    jobs
}

fn bytes(value: &serde_json::Value) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| Error::new(ErrorKind::Internal, "cannot write JSON").because(error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The shape of a record's JSON; raised when a name in it changes its meaning.
const SHAPE: &str = "tenfour/record/1";

fn record_json(site: &Site<'_>, index: RecordIndex, links: &Links<'_>) -> serde_json::Value {
    let record = site.ledger.get(index);
    let mut withheld = Vec::new();
    let fields = values::json(
        &record.node,
        site.catalogue.fields(record.kind),
        links,
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
    let source = site.sources.get(record.source);
    let found = site.by_record.get(record.id()).map_or(&[][..], Vec::as_slice);
    let checks: Vec<_> = found
        .iter()
        .filter(|_| withheld.is_empty())
        .map(|found| emit::json(found, site.sources))
        .collect();
    json!({
        "shape": SHAPE,
        "id": record.id(),
        "kind": record.kind.name(),
        "title": record.title(),
        "status": record.status(),
        "status_derived": record.data.derived_status().is_some(),
        "fields": fields,
        "withheld": withheld,
        "links": refers,
        "linked_from": referred,
        "checks": checks,
        "source": { "path": source.path, "line": source.position(record.place("").span).line, "sha256": source.sha256 },
        "as_of": site.as_of.to_string(),
    })
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
                "title": record.title(),
                "status": record.status(),
                "page": links.to(&record_path(record)).trim_start_matches("../"),
            })
        })
        .collect();
    json!({ "shape": "tenfour/records/1", "as_of": site.as_of.to_string(), "count": records.len(), "records": records })
}
