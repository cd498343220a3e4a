//! Where a new record goes: into the folder in which most records of its kind lie as files of their own.

use crate::link::Ledger;
use crate::record::{Kind, id};
use crate::source::{SourceId, Sources};
use std::collections::BTreeMap;

/// Stands for the year in the habit of a project.
const YEAR: &str = "{year}";

/// The path of the file for a new record: `complaints/2026/CMP-2026-0043.yaml`.
///
/// In: all records, their files, the kind, the id, and the year for a project that keeps a folder a year.
pub fn file(ledger: &Ledger, sources: &Sources, kind: Kind, id: &str, year: i16) -> String {
    let year = year_of(id).unwrap_or(year);
    let folder = habit(ledger, sources, kind).unwrap_or_else(|| kind.plural().to_owned());
    let folder = folder.replace(YEAR, &format!("{year:04}"));
    if folder.is_empty() {
        format!("{id}.yaml")
    } else {
        format!("{folder}/{id}.yaml")
    }
}

/// The folder of most records of the kind that have a file of their own, with its year as a blank to fill in.
fn habit(ledger: &Ledger, sources: &Sources, kind: Kind) -> Option<String> {
    let mut in_file: BTreeMap<SourceId, usize> = BTreeMap::new();
    for (_, record) in ledger.records() {
        *in_file.entry(record.source).or_default() += 1;
    }
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for (_, record) in ledger.of_kind(kind).filter(|(_, record)| in_file[&record.source] == 1) {
        let path = &sources.get(record.source).path;
        match path.rsplit_once('/') {
            Some((folder, _)) => *folders.entry(template(folder, record.id())).or_default() += 1,
            // `organization.yaml` at the root says nothing about a second one; `ORG-002.yaml` does.
            None if path.split('.').next() == Some(record.id()) => *folders.entry(String::new()).or_default() += 1,
            None => {}
        }
    }
    let most = folders.values().copied().max()?;
    folders
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(folder, _)| folder)
}

/// A folder in which the year of the record's id is left blank.
fn template(folder: &str, id: &str) -> String {
    let year = year_of(id).map(|year| format!("{year:04}"));
    let part = |part: &str| match &year {
        Some(year) if part == year => YEAR.to_owned(),
        _ => part.to_owned(),
    };
    folder.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The year in an id such as `CMP-2025-0042`.
pub fn year_of(id: &str) -> Option<i16> {
    let tail = id.strip_prefix(id::prefix(id))?.strip_prefix('-')?;
    let (year, _) = tail.split_once('-')?;
    (year.len() == 4).then(|| year.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::records;
    use crate::record::Catalogue;
    use crate::record::reader::Profile;
    use crate::source::Source;

    fn place(files: &[(&str, &str)], kind: Kind, id: &str) -> String {
        let mut sources = Sources::default();
        let catalogue = Catalogue::default();
        let mut all = Vec::new();
        for (path, text) in files {
            let source = sources.add(Source {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
                sha256: String::new(),
            });
            all.extend(records(text, source, &catalogue, Profile::Starter).records);
        }
        let ledger = crate::link::link(all, Vec::new(), &catalogue.prefixes, &BTreeMap::new(), &mut Vec::new());
        file(&ledger, &sources, kind, id, 2026)
    }

    #[test]
    fn a_kind_without_files_goes_to_its_plural() {
        assert_eq!(place(&[], Kind::AuditFinding, "AFN-001"), "audit_findings/AFN-001.yaml");
        let one = [("organization.yaml", "id: ORG-1")];
        assert_eq!(place(&one, Kind::Organization, "ORG-2"), "organizations/ORG-2.yaml");
    }

    #[test]
    fn a_folder_a_year_is_kept_up() {
        let files = [("complaints/2025/CMP-2025-0001.yaml", "id: CMP-2025-0001")];
        assert_eq!(
            place(&files, Kind::Complaint, "CMP-2026-0001"),
            "complaints/2026/CMP-2026-0001.yaml"
        );
    }

    #[test]
    fn files_with_several_records_do_not_count() {
        let files = [
            ("improve/actions.yaml", "- id: ACT-1\n- id: ACT-2\n- id: ACT-3\n"),
            ("improve/open/x.yaml", "id: ACT-4"),
        ];
        assert_eq!(place(&files, Kind::Action, "ACT-5"), "improve/open/ACT-5.yaml");
    }
}
