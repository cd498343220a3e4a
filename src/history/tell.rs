//! What happened to each id, from what happened in each file.
//!
//! In: commits, pieces by file, and the ids that were renamed. Out: the versions of every id. A record that is gone from one file
//! and there in another with the same commit moved; so did one that has another id now, whose history belongs to the new one.

use super::compare::compare;
use super::file::Happened;
use super::{Change, CommitIndex, RecordHistory, Version};
use serde_json::Value;
use std::collections::BTreeMap;

/// A piece with the numbers of its commit and its file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Told {
    /// The commit.
    pub(super) commit: CommitIndex,
    /// The number of the file.
    pub(super) path: u32,
    /// The id.
    pub(super) id: String,
    /// What happened.
    pub(super) happened: Happened,
}

/// Joins pieces into versions; pieces are sorted by commit.
pub(super) fn tell(
    pieces: Vec<Told>,
    paths: &[String],
    redirects: &BTreeMap<String, String>,
) -> BTreeMap<String, RecordHistory> {
    let mut records: BTreeMap<String, RecordHistory> = BTreeMap::new();
    let mut open: BTreeMap<String, Together> = BTreeMap::new();
    let mut commit = CommitIndex(0);
    let mut close = |commit: CommitIndex, open: &mut BTreeMap<String, Together>| {
        for (id, together) in std::mem::take(open) {
            records
                .entry(id)
                .or_default()
                .versions
                .extend(together.versions(commit, paths));
        }
    };
    for piece in pieces {
        if piece.commit != commit {
            close(commit, &mut open);
            commit = piece.commit;
        }
        let id = present_id(&piece.id, redirects).to_owned();
        let together = open.entry(id).or_default();
        match piece.happened {
            Happened::Appeared(values) => together.appeared.push((piece.path, values)),
            Happened::Disappeared(values) => together.disappeared.push((piece.path, values)),
            Happened::Changed(fields) => together.changed.push((piece.path, fields)),
        }
    }
    close(commit, &mut open);
    for history in records.values_mut() {
        history.versions.shrink_to_fit();
    }
    records
}

/// The id that an old one has now; redirects that lead in a circle lead nowhere.
fn present_id<'a>(id: &'a str, redirects: &'a BTreeMap<String, String>) -> &'a str {
    let mut now = id;
    for _ in 0..=redirects.len() {
        match redirects.get(now) {
            Some(next) => now = next,
            None => return now,
        }
    }
    id
}

/// What happened to one id with one commit.
#[derive(Default)]
struct Together {
    appeared: Vec<(u32, Value)>,
    disappeared: Vec<(u32, Value)>,
    changed: Vec<(u32, Vec<super::FieldChange>)>,
}

impl Together {
    fn versions(mut self, commit: CommitIndex, paths: &[String]) -> Vec<Version> {
        let mut versions = Vec::with_capacity(1);
        let mut version = |path: u32, change: Change| {
            versions.push(Version {
                commit,
                path: paths.get(path as usize).cloned().unwrap_or_default(),
                change,
            });
        };
        for (path, fields) in self.changed {
            version(path, Change::Changed(fields));
        }
        // In the same file first: there it has another id now.
        for same in [true, false] {
            self.disappeared.retain(|(from, was)| {
                let Some(place) = self.appeared.iter().position(|(to, _)| (to == from) == same) else {
                    return true;
                };
                let (to, is) = self.appeared.remove(place);
                let fields = compare(was, &is);
                if same {
                    version(to, Change::Changed(fields));
                } else {
                    let from = paths.get(*from as usize).cloned().unwrap_or_default();
                    version(to, Change::Moved { from, fields });
                }
                false
            });
        }
        for (path, values) in self.appeared {
            version(path, Change::Created(top(values)));
        }
        for (path, _) in self.disappeared {
            version(path, Change::Deleted);
        }
        versions
    }
}

/// The fields at the top of a record.
fn top(values: Value) -> Vec<(String, Value)> {
    match values {
        Value::Object(entries) => {
            let mut values: Vec<(String, Value)> = entries.into_iter().collect();
            values.shrink_to_fit();
            values
        }
        other => vec![(String::new(), other)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn piece(commit: u32, path: u32, id: &str, happened: Happened) -> Told {
        Told {
            commit: CommitIndex(commit),
            path,
            id: id.to_owned(),
            happened,
        }
    }

    #[test]
    fn a_record_that_leaves_one_file_for_another_moved() {
        let pieces = vec![
            piece(0, 0, "ROL-1", Happened::Appeared(json!({ "id": "ROL-1", "a": "1" }))),
            piece(1, 0, "ROL-1", Happened::Disappeared(json!({ "id": "ROL-1", "a": "1" }))),
            piece(1, 1, "ROL-1", Happened::Appeared(json!({ "id": "ROL-1", "a": "2" }))),
        ];
        let told = tell(pieces, &["a.yaml".to_owned(), "b.yaml".to_owned()], &BTreeMap::new());
        let history = &told["ROL-1"];
        assert_eq!(history.versions.len(), 2);
        assert!(
            matches!(&history.versions[1].change, Change::Moved { from, fields } if from == "a.yaml" && fields.len() == 1)
        );
        assert_eq!(history.files().into_iter().collect::<Vec<_>>(), ["b.yaml"]);
    }

    #[test]
    fn the_history_of_an_old_id_belongs_to_the_new_one() {
        let redirects = BTreeMap::from([
            ("ROL-1".to_owned(), "ROL-2".to_owned()),
            ("ROL-0".to_owned(), "ROL-1".to_owned()),
            ("ROL-8".to_owned(), "ROL-9".to_owned()),
            ("ROL-9".to_owned(), "ROL-8".to_owned()),
        ]);
        let pieces = vec![
            piece(0, 0, "ROL-0", Happened::Appeared(json!({ "id": "ROL-0" }))),
            piece(1, 0, "ROL-0", Happened::Disappeared(json!({ "id": "ROL-0" }))),
            piece(1, 0, "ROL-2", Happened::Appeared(json!({ "id": "ROL-2" }))),
            piece(2, 0, "ROL-8", Happened::Appeared(json!({ "id": "ROL-8" }))),
        ];
        let told = tell(pieces, &["a.yaml".to_owned()], &redirects);
        assert_eq!(told.keys().collect::<Vec<_>>(), ["ROL-2", "ROL-8"]);
        assert_eq!(told["ROL-2"].versions[1].fields()[0].field, "id");
    }

    #[test]
    fn an_id_in_two_files_is_not_gone_until_it_is_in_none() {
        let values = || json!({ "id": "ROL-1" });
        let mut pieces = vec![
            piece(0, 0, "ROL-1", Happened::Appeared(values())),
            piece(1, 1, "ROL-1", Happened::Appeared(values())),
            piece(2, 0, "ROL-1", Happened::Disappeared(values())),
        ];
        let paths = ["a.yaml".to_owned(), "b.yaml".to_owned()];
        assert!(!tell(pieces.clone(), &paths, &BTreeMap::new())["ROL-1"].is_gone());
        pieces.push(piece(3, 1, "ROL-1", Happened::Disappeared(values())));
        assert!(tell(pieces, &paths, &BTreeMap::new())["ROL-1"].is_gone());
    }
}
