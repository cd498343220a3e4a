//! From the repository to a [`History`], step by step.
//!
//! 1. ask git for the commits and the files that each touched ([`crate::read::history`]);
//! 2. put them in order ([`super::order`]);
//! 3. file by file, read each version once and compare it with the one before ([`super::held`], [`super::file`]); texts are
//!    dropped as soon as they are read, what they held as soon as their file is done;
//! 4. keep what was found for the next time, when only what is new is asked for ([`super::cache`]);
//! 5. join what happened in the files to what happened to each id ([`super::tell`]).
//!
//! All but the last know nothing of the records as they are now and can be done beside reading those.

use super::cache::Cache;
use super::file::{self, Before, Followed, Piece, Step};
use super::held::{Held, LARGEST};
use super::order::{Placed, order};
use super::tell::{self, Told};
use super::{Commit, CommitIndex, Extent, History, Unread};
use crate::read::git::{self, Provenance, Refusal};
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
    pub(super) extent: Extent,
    pub(super) commits: Vec<Commit>,
    pub(super) paths: Vec<String>,
    /// What happened, by commit.
    pub(super) pieces: Vec<Told>,
    pub(super) unread: Vec<Unread>,
    /// Files whose newest version cannot be read.
    pub(super) stands_in: BTreeMap<String, StandsIn>,
}

/// The content of a file that cannot be read, and the last one that could.
pub(super) type StandsIn = (String, Option<String>);

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

    /// Adds what came later.
    pub(super) fn append(&mut self, later: Self) {
        let commits = u32::try_from(self.commits.len()).unwrap_or(u32::MAX);
        let paths = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        self.commits.extend(later.commits);
        self.paths.extend(later.paths);
        self.pieces.extend(later.pieces.into_iter().map(|piece| Told {
            commit: CommitIndex(piece.commit.0 + commits),
            path: piece.path + paths,
            ..piece
        }));
        self.unread.extend(later.unread.into_iter().map(|unread| Unread {
            commit: CommitIndex(unread.commit.0 + commits),
            ..unread
        }));
        self.stands_in = later.stands_in;
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

/// What is known up to a commit: what was kept, and what came since.
fn reach(origin: &Origin, settings: &Settings, tip: &str) -> Result<Found, Refusal> {
    let (root, folder) = origin.in_repository();
    let prefix = match folder {
        Some(folder) => folder.to_owned(),
        None => git::text(root, &["rev-parse", "--show-prefix"])?
            .trim_end_matches('\n')
            .to_owned(),
    };
    let signers = asked::signers(root, &settings.history);
    let keys = signers.as_ref().map(|(_, keys)| keys.as_slice());
    let mut cache = Cache::open(root, settings, &prefix, keys);
    let (mut found, known) = match cache.load(|| asked::main_line(root, tip))? {
        Some((found, known)) => (found, Some(known)),
        None => (Found::default(), None),
    };
    if known.as_deref() == Some(tip) {
        return Ok(found);
    }
    let mut later = since((root, folder), settings, tip, known.as_deref(), &found.stands_in)?;
    asked::signatures(
        root,
        &mut later.commits,
        signers.as_ref().map(|(path, _)| path.as_path()),
    )?;
    let (commits, paths) = (found.commits.len(), found.paths.len());
    found.append(later);
    cache.store(&found, commits, paths, tip);
    Ok(found)
}

/// What happened since a commit of the main line, or from the beginning.
fn since(
    (root, folder): (&Path, Option<&str>),
    settings: &Settings,
    tip: &str,
    known: Option<&str>,
    stands_in: &BTreeMap<String, StandsIn>,
) -> Result<Found, Refusal> {
    let select = Select::new(settings);
    let role = |path: &str| {
        select
            .role_anywhere(path)
            .filter(|role| matches!(role, Role::Records | Role::Responses))
    };
    let mut log = asked::log(root, folder, tip, known, |path| role(path).is_some())?;
    let kept = keep(&log.commits, order(&log.commits, tip));
    let mut files = files(&log, &kept);
    if let Some(known) = known {
        look_before(root, known, &mut files, &mut log, stands_in);
    }
    let followed = follow(root, &log, &files, role)?;
    let mut found = Found {
        paths: std::mem::take(&mut log.paths),
        stands_in: stands_in.clone(),
        ..Found::default()
    };
    for (file, followed) in files.iter().zip(followed) {
        found.take(file, followed, &log.blobs);
    }
    // Within a commit in the order of the files.
    let paths = &found.paths;
    found.pieces.sort_by(|one, other| {
        let key = |piece: &Told| (piece.commit, paths.get(piece.path as usize));
        key(one).cmp(&key(other))
    });
    found
        .unread
        .sort_by(|one, other| (one.commit, &one.path).cmp(&(other.commit, &other.path)));
    let commits = kept.iter().map(|placed| log.commits[placed.index].commit.clone());
    found.commits = commits.collect();
    Ok(found)
}

impl Found {
    /// Takes in what became of a file.
    fn take(&mut self, file: &File, followed: Followed, blobs: &[String]) {
        let pieces = followed.pieces.into_iter();
        self.pieces.extend(pieces.map(|Piece { place, id, happened }| Told {
            commit: CommitIndex(place),
            path: file.path,
            id,
            happened,
        }));
        let path = &self.paths[file.path as usize];
        self.unread
            .extend(followed.unread.into_iter().map(|(place, why)| Unread {
                commit: CommitIndex(place),
                path: path.clone(),
                why,
            }));
        let id = |content: u32| blobs[content as usize].clone();
        match followed.stands_in {
            Some((content, readable)) => {
                self.stands_in.insert(path.clone(), (id(content), readable.map(id)));
            }
            None => {
                self.stands_in.remove(path);
            }
        }
    }
}

/// Finds out what the files held before their first steps, where the steps do not say.
fn look_before(root: &Path, known: &str, files: &mut [File], log: &mut Log, stands_in: &BTreeMap<String, StandsIn>) {
    let mut by_id: BTreeMap<String, u32> = log.blobs.iter().cloned().zip(0..).collect();
    let mut blobs = std::mem::take(&mut log.blobs);
    let mut number = |id: &str| {
        *by_id.entry(id.to_owned()).or_insert_with(|| {
            blobs.push(id.to_owned());
            u32::try_from(blobs.len() - 1).unwrap_or(u32::MAX)
        })
    };
    for file in files {
        let path = &log.paths[file.path as usize];
        if let Some((content, readable)) = stands_in.get(path) {
            file.before.stands_in = Some((number(content), readable.as_deref().map(&mut number)));
        }
        // A merge that leaves a file as it was does not touch it, whatever the side line did to it.
        let first = file.steps.first().map(|step| step.brought_by);
        let says = |step: &Step| Some(step.place) == first;
        if !file.steps.iter().any(says) {
            let id = git::text(
                root,
                &["rev-parse", "--verify", "--quiet", &format!("{known}:./{path}")],
            );
            file.before.content = id.ok().map(|id| number(id.trim_end()));
        }
    }
    log.blobs = blobs;
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
