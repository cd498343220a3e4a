//! From the repository to a [`History`], step by step.
//!
//! 1. ask git for the commits and the files that each touched ([`crate::read::history`]);
//! 2. put them in order ([`super::order`]);
//! 3. file by file, read each version once and compare it with the one before ([`super::held`], [`super::file`]); texts are
//!    dropped as soon as they are read, what they held as soon as their file is done;
//! 4. join what happened in the files to what happened to each id ([`super::tell`]).
//!
//! The first three know nothing of the records as they are now and can be done beside reading those.

use super::file::{self, Before, Followed, Piece, Step};
use super::held::{Held, LARGEST};
use super::order::{Placed, order};
use super::tell::{self, Told};
use super::{Commit, CommitIndex, Extent, History, Unread};
use crate::read::git::{Provenance, Refusal};
use crate::read::history::{self as asked, Log, Logged};
use crate::read::objects::{self, Object};
use crate::read::origin::Origin;
use crate::read::{Role, Select};
use crate::settings::Settings;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// What was found, file by file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    extent: Extent,
    commits: Vec<Commit>,
    paths: Vec<String>,
    pieces: Vec<Told>,
    unread: Vec<Unread>,
}

impl Found {
    /// What happened to each id; what happened to an old id happened to the one it has now.
    pub fn history(self, redirects: &BTreeMap<String, String>) -> History {
        History {
            extent: self.extent,
            commits: self.commits,
            records: tell::tell(self.pieces, &self.paths, redirects),
            unread: self.unread,
        }
    }
}

/// Reads the history of a project up to its present commit.
///
/// Where git refuses, the extent says so: a site without history is better than none.
pub fn read(origin: &Origin, settings: &Settings, provenance: &Provenance) -> Found {
    let extent = Extent::of(provenance);
    let found = match provenance.commit() {
        Some(commit) => reach(origin, settings, &commit.id),
        None => Ok(Found::default()),
    };
    match found {
        Ok(found) => Found { extent, ..found },
        Err(Refusal::NoGit) => Found {
            extent: Extent::NoGit,
            ..Found::default()
        },
        Err(Refusal::Failed(_)) => Found {
            extent: Extent::Failed,
            ..Found::default()
        },
    }
}

fn reach(origin: &Origin, settings: &Settings, tip: &str) -> Result<Found, Refusal> {
    let (root, folder) = origin.in_repository();
    let select = Select::new(settings);
    let role = |path: &str| {
        select
            .role_anywhere(path)
            .filter(|role| matches!(role, Role::Records | Role::Responses))
    };
    let mut log = asked::log(root, folder, tip, None, |path| role(path).is_some())?;
    let kept = keep(&log.commits, order(&log.commits, tip));
    let files = files(&log, &kept);
    let followed = follow(root, &log, &files, role)?;
    let mut found = Found {
        paths: std::mem::take(&mut log.paths),
        ..Found::default()
    };
    for (file, followed) in files.iter().zip(followed) {
        let Followed { pieces, unread, .. } = followed;
        found
            .pieces
            .extend(pieces.into_iter().map(|Piece { place, id, happened }| Told {
                commit: CommitIndex(place),
                path: file.path,
                id,
                happened,
            }));
        let path = &found.paths[file.path as usize];
        found.unread.extend(unread.into_iter().map(|(place, why)| Unread {
            commit: CommitIndex(place),
            path: path.clone(),
            why,
        }));
    }
    // Within a commit in the order of the files.
    let paths = &found.paths;
    found.pieces.sort_by(|one, other| {
        (one.commit, &paths[one.path as usize]).cmp(&(other.commit, &paths[other.path as usize]))
    });
    found
        .unread
        .sort_by(|one, other| (one.commit, &one.path).cmp(&(other.commit, &other.path)));
    let mut kept: Vec<Logged> = kept
        .iter()
        .map(|placed| Logged {
            touches: Vec::new(),
            ..log.commits[placed.index].clone()
        })
        .collect();
    asked::signatures(root, &mut kept, None)?;
    found.commits = kept.into_iter().map(|logged| logged.commit).collect();
    Ok(found)
}

/// The commits that are told: those that touched the project, and merges that brought such in. Their places are those among
/// the commits that are told.
fn keep(commits: &[Logged], order: Vec<Placed>) -> Vec<Placed> {
    let mut wanted: Vec<bool> = order
        .iter()
        .map(|placed| commits[placed.index].touches_project)
        .collect();
    for place in 0..order.len() {
        if wanted[place] {
            wanted[order[place].brought_by] = true;
        }
    }
    let mut places = Vec::with_capacity(order.len());
    let mut next = 0;
    for wanted in &wanted {
        places.push(next);
        next += usize::from(*wanted);
    }
    let kept = order.into_iter().zip(wanted).filter(|(_, wanted)| *wanted);
    kept.map(|(placed, _)| Placed {
        brought_by: places[placed.brought_by],
        ..placed
    })
    .collect()
}

/// A file with the commits that touched it.
#[derive(Default)]
struct File {
    path: u32,
    before: Before,
    steps: Vec<Step>,
}

/// The files in the order of their paths, each with its steps.
fn files(log: &Log, kept: &[Placed]) -> Vec<File> {
    let mut steps: Vec<Vec<Step>> = vec![Vec::new(); log.paths.len()];
    for (place, placed) in (0..).zip(kept) {
        let logged = &log.commits[placed.index];
        for touch in &logged.touches {
            steps[touch.path as usize].push(Step {
                place,
                brought_by: u32::try_from(placed.brought_by).unwrap_or(u32::MAX),
                merge: logged.commit.parents > 1,
                old: touch.old,
                new: touch.new,
            });
        }
    }
    let mut files: Vec<File> = (0..)
        .zip(steps)
        .filter(|(_, steps)| !steps.is_empty())
        .map(|(path, steps)| File {
            path,
            before: Before::default(),
            steps,
        })
        .collect();
    files.sort_by_key(|file| &log.paths[file.path as usize]);
    files
}

/// How many versions of files are looked at together, at least.
const TOGETHER: usize = 4096;

/// Follows each file, some thousand versions at a time.
fn follow(
    root: &Path,
    log: &Log,
    files: &[File],
    role: impl Fn(&str) -> Option<Role> + Sync,
) -> Result<Vec<Followed>, Refusal> {
    let mut all = Vec::with_capacity(files.len());
    let mut rest = files;
    while !rest.is_empty() {
        let mut versions = 0;
        let full = rest.iter().position(|file| {
            versions += file.steps.len();
            versions >= TOGETHER
        });
        let (some, later) = rest.split_at(full.map_or(rest.len(), |last| last + 1));
        rest = later;
        let held = hold(root, log, some, &role)?;
        let followed = some.par_iter().map(|file| {
            let held = |content| held.get(&key(file, content, &log.paths, &role));
            file::follow(file.before, &file.steps, held)
        });
        all.par_extend(followed);
    }
    Ok(all)
}

/// A content, and the number of its file where what it means depends on that: a table is named like its wave.
type Key = (u32, Option<u32>);

fn key(file: &File, content: u32, paths: &[String], role: &impl Fn(&str) -> Option<Role>) -> Key {
    let by_name = role(&paths[file.path as usize]) == Some(Role::Responses);
    (content, by_name.then_some(file.path))
}

/// Reads every content of some files once.
fn hold(
    root: &Path,
    log: &Log,
    files: &[File],
    role: &(impl Fn(&str) -> Option<Role> + Sync),
) -> Result<BTreeMap<Key, Held>, Refusal> {
    let mut wanted: BTreeMap<Key, (&str, Role)> = BTreeMap::new();
    for file in files {
        let path = log.paths[file.path as usize].as_str();
        let Some(role_of) = role(path) else { continue };
        let stands_in = file.before.stands_in.into_iter();
        let before = stands_in.flat_map(|(content, readable)| [Some(content), readable]);
        let before = before.chain([file.before.content]);
        let steps = file.steps.iter().flat_map(|step| [step.old, step.new]);
        for content in before.chain(steps).flatten() {
            wanted.insert(key(file, content, &log.paths, role), (path, role_of));
        }
    }
    let wanted: Vec<(Key, (&str, Role))> = wanted.into_iter().collect();
    let ids: Vec<String> = wanted
        .iter()
        .map(|((content, _), _)| log.blobs[*content as usize].clone())
        .collect();
    let slots: Vec<OnceLock<Held>> = wanted.iter().map(|_| OnceLock::new()).collect();
    rayon::in_place_scope(|tasks| {
        objects::contents_up_to(root, &ids, LARGEST, |index, object| {
            let (slot, (path, role)) = (&slots[index], wanted[index].1);
            tasks.spawn(move |_| {
                let held = match object {
                    Object::Bytes(bytes) => Held::read(path, role, &bytes),
                    Object::TooLarge(size) => Held::unreadable(format!("has {size} bytes, the limit is {LARGEST}")),
                    Object::Missing => Held::unreadable("its content is not in the repository"),
                };
                let _ = slot.set(held); // each slot is filled once
            });
            Ok::<(), Refusal>(())
        })
    })?;
    let held = slots.into_iter().map(|slot| slot.into_inner().unwrap_or_default());
    Ok(wanted.into_iter().map(|(key, _)| key).zip(held).collect())
}
