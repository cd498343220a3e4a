//! Site to disk: into a staging folder first, swapped in when complete.
//!
//! In: the bytes of each file as it is made. Out: the site's folder, with nothing in it that this build did not make.
//!
//! 1. [`Writer::begin`] looks at the output folder: it must be new, empty, or made by tenfour (it holds a manifest), and must
//!    hold nothing that tenfour did not make, but for signatures of the manifest. A staging folder is made beside it.
//! 2. [`Sink::put`] writes each file there. A file that is equal to the old site's is linked and not written again.
//! 3. [`Writer::finish`] writes the manifest, moves the old folder away, the new one in, and removes the old one. If
//!    something fails before, the old site stands as it was and the staging folder vanishes; what a killed build leaves
//!    behind is cleared away by the next one.

use crate::error::{Error, ErrorKind};
use crate::manifest::{FILE as MANIFEST, Statement, is_signature};
use crate::read::sha256;
use crate::site::{Listing, Sink, Written};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Writes one site.
#[derive(Debug)]
pub struct Writer {
    output: PathBuf,
    staging: Claim,
    listing: Listing,
    old: Option<BTreeMap<String, String>>,
}

/// What a build changed on disk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Files of the site.
    pub files: usize,
    /// Bytes of the site.
    pub bytes: usize,
    /// Files that were not there or differed.
    pub written: usize,
    /// Files of the old site that are gone.
    pub removed: usize,
    /// Files of the old site that somebody had changed after the build that made them.
    pub overwritten: Vec<String>,
    /// Signatures of the old manifest, which do not hold for the new one and are gone.
    pub unsigned: Vec<String>,
}

impl Writer {
    /// Looks at the output folder and makes the staging folder beside it.
    ///
    /// Errors: the folder is a file, holds what tenfour did not make, or nothing can be written beside it.
    pub fn begin(output: &Path) -> Result<Self, Error> {
        let output = std::path::absolute(output)
            .map_err(|error| Error::io(ErrorKind::Output, "cannot find the output folder", output, error))?;
        let parent = output.parent().unwrap_or(&output);
        make_folder(parent)?;
        clear_abandoned(&output);
        let old = look_at(&output)?;
        let staging = Claim::new(&output, STAGING)
            .map_err(|error| Error::io(ErrorKind::Output, "cannot make a staging folder in", parent, error))
            .map_err(|error| error.hint("choose a folder below one that you may write to with `--out`"))?;
        Ok(Self {
            output,
            staging,
            listing: Listing::default(),
            old,
        })
    }

    /// Adds the manifest and swaps the new site in.
    ///
    /// In: a function that makes the manifest from the list of files. Errors: the disk is full, or the folders cannot be
    /// moved; the old site is then as it was.
    pub fn finish(self, manifest: impl FnOnce(&BTreeMap<String, Written>) -> Vec<u8>) -> Result<Changes, Error> {
        let files = self.listing.files();
        let manifest = manifest(&files);
        let signatures = self.signatures(&manifest)?;
        self.keep(MANIFEST, &manifest)?;
        let old = self.old.clone().unwrap_or_default();
        let mut changes = Changes {
            files: files.len() + 1,
            bytes: files.values().map(|file| file.bytes).sum(),
            written: files
                .iter()
                .filter(|(path, file)| old.get(*path) != Some(&file.sha256))
                .count(),
            removed: old.keys().filter(|path| !files.contains_key(*path)).count(),
            overwritten: Vec::new(),
            unsigned: signatures,
        };
        changes.overwritten = changed_by_hand(&self.output, &old);
        swap(&self.output, self.staging)?;
        Ok(changes)
    }

    /// Takes signatures of the manifest along, as long as it is the one that was signed. Gives the names of those that are left
    /// behind.
    #[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
    fn signatures(&self, manifest: &[u8]) -> Result<Vec<String>, Error> {
        if self.old.is_none() {
            return Ok(Vec::new());
        }
        let problem = |error| {
            Error::io(
                ErrorKind::Output,
                "cannot take signatures along from",
                &self.output,
                error,
            )
        };
        let entries = std::fs::read_dir(&self.output).map_err(problem)?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| is_signature(name)).collect();
        names.sort();
        if std::fs::read(self.output.join(MANIFEST)).is_ok_and(|old| old == manifest) {
            for name in names.drain(..) {
                std::fs::copy(self.output.join(&name), self.staging.path().join(&name)).map_err(problem)?;
            }
        }
        Ok(names)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
    fn keep(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let target = self.staging.path().join(path);
        if let Some(folder) = target.parent() {
            make_folder(folder)?;
        }
        let old = self.output.join(path);
        let same = self.old.as_ref().is_some_and(|old_files| old_files.contains_key(path))
            && std::fs::read(&old).is_ok_and(|old| old == bytes);
        if same && std::fs::hard_link(&old, &target).is_ok() {
            return Ok(());
        }
        std::fs::write(&target, bytes).map_err(|error| {
            Error::io(ErrorKind::Output, "cannot write", &self.output.join(path), error)
                .hint("the old site is untouched; free some space or choose another folder with `--out`")
        })
    }
}

impl Sink for Writer {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.listing.note(
            path,
            Written {
                sha256: sha256(bytes),
                bytes: bytes.len(),
            },
        )?;
        self.keep(path, bytes)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn make_folder(folder: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Error::io(ErrorKind::Output, "cannot make the folder", folder, error))
}

/// The files of the old site with their hashes; nothing when there is no old site.
#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn look_at(output: &Path) -> Result<Option<BTreeMap<String, String>>, Error> {
    let foreign = |what: String| {
        Err(Error::new(ErrorKind::Output, what)
            .hint("tenfour replaces only what it made: choose another folder with `--out`, or move the file away"))
    };
    match std::fs::symlink_metadata(output) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(ErrorKind::Output, "cannot look at", output, error)),
        Ok(metadata) if !metadata.is_dir() => return foreign(format!("`{}` is no folder", output.display())),
        Ok(_) => {}
    }
    let Ok(manifest) = std::fs::read(output.join(MANIFEST)) else {
        let empty = std::fs::read_dir(output)
            .map_err(|error| Error::io(ErrorKind::Output, "cannot list", output, error))?
            .next()
            .is_none();
        return if empty {
            Ok(None)
        } else {
            foreign(format!("`{}` holds files that tenfour did not make", output.display()))
        };
    };
    let Some(files) = Statement::read(&manifest).and_then(|statement| statement.files()) else {
        return foreign(format!(
            "`{}` holds a `{MANIFEST}` that is not of tenfour",
            output.display()
        ));
    };
    for entry in WalkDir::new(output).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            Error::new(ErrorKind::Output, format!("cannot list `{}`", output.display())).because(error)
        })?;
        let below = entry.path().strip_prefix(output).unwrap_or(entry.path());
        let path = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let folder_of_ours = entry.file_type().is_dir()
            && files
                .range(format!("{path}/")..)
                .next()
                .is_some_and(|(file, _)| file.starts_with(&format!("{path}/")));
        let signature = entry.file_type().is_file() && is_signature(&path);
        if !folder_of_ours && !signature && path != MANIFEST && !files.contains_key(&path) {
            return foreign(format!(
                "`{}` holds `{path}`, which tenfour did not make",
                output.display()
            ));
        }
    }
    Ok(Some(files))
}

/// Files of the old site whose bytes are not those of the build that made them.
#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn changed_by_hand(output: &Path, old: &BTreeMap<String, String>) -> Vec<String> {
    let changed = |(path, hash): &(&String, &String)| {
        std::fs::read(output.join(path)).is_ok_and(|bytes| sha256(&bytes) != **hash)
    };
    old.iter().filter(changed).map(|(path, _)| path.clone()).collect()
}

/// Moves the old folder away, the staged one in, and removes the old one.
#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn swap(output: &Path, staging: Claim) -> Result<(), Error> {
    let failed = |doing: &str, error| {
        Error::io(ErrorKind::Output, doing, output, error)
            .hint("the old site is untouched; is the folder a mount point or open elsewhere?")
    };
    let away = Claim::new(output, AWAY).map_err(|error| failed("cannot make room beside", error))?;
    let old = away.path().join(OLD);
    let staging = staging.release();
    open_to_readers(staging.path(), 0o755);
    let had_old = output.exists();
    if had_old {
        std::fs::rename(output, &old).map_err(|error| failed("cannot move the old site", error))?;
    }
    if let Err(error) = std::fs::rename(staging.path(), output) {
        if had_old && std::fs::rename(&old, output).is_err() {
            let kept = away.abandon(); // the next build puts it back; the first error is the one to tell
            let hint = format!("the old site lies in `{}`", kept.join(OLD).display());
            return Err(Error::io(ErrorKind::Output, "cannot move the new site to", output, error).hint(hint));
        }
        return Err(failed("cannot move the new site to", error));
    }
    let _ = staging.keep(); // it has another name now and must not be removed
    Ok(())
}

/// Beside the output folder: what is written goes into one of the first, the old site into one of the second.
const STAGING: &str = "tenfour-new-";
const AWAY: &str = "tenfour-old-";
/// Name of the old site in its folder.
const OLD: &str = "site";
/// Says by its lock that a build is at work in a folder.
const LOCK: &str = ".lock";

/// A folder beside the output folder that vanishes with its owner. When the owner is killed it stays behind without a lock,
/// and the next build clears it away.
#[derive(Debug)]
struct Claim {
    lock: std::fs::File,
    folder: tempfile::TempDir,
}

impl Claim {
    fn new(output: &Path, sort: &str) -> std::io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(&claim_prefix(output, sort))
            .tempdir_in(output.parent().unwrap_or(output))?;
        let lock = std::fs::File::create_new(folder.path().join(LOCK))?;
        let _ = lock.lock(); // where the system has no locks, nothing is ever cleared away
        Ok(Self { lock, folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder with an open lock, as a killed build does.
    fn abandon(self) -> PathBuf {
        let Self { lock, folder } = self;
        drop(lock);
        folder.keep()
    }

    /// The folder without the lock.
    #[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
    fn release(self) -> tempfile::TempDir {
        let Self { lock, folder } = self;
        let _ = std::fs::remove_file(folder.path().join(LOCK)); // it can only be gone already
        drop(lock);
        folder
    }
}

fn claim_prefix(output: &Path, sort: &str) -> String {
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned());
    format!(".{}.{sort}", name.unwrap_or_default())
}

/// Clears away what builds left that were killed; an old site that was not replaced yet is put back.
#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
fn clear_abandoned(output: &Path) {
    let Some(Ok(entries)) = output.parent().map(std::fs::read_dir) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_old = name.starts_with(&claim_prefix(output, AWAY));
        if !is_old && !name.starts_with(&claim_prefix(output, STAGING)) {
            continue;
        }
        let lock = std::fs::File::open(entry.path().join(LOCK));
        if !lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            continue; // a build is at work in it, or it cannot be told
        }
        let old = entry.path().join(OLD);
        if is_old && old.is_dir() && !output.exists() && std::fs::rename(&old, output).is_err() {
            continue;
        }
        let _ = std::fs::remove_dir_all(entry.path()); // what stays is cleared another time
    }
}

/// Staging folders and files are private; what they become is for readers.
#[cfg(unix)]
fn open_to_readers(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)); // a private site is still a site
}

#[cfg(not(unix))]
fn open_to_readers(_: &Path, _: u32) {}

/// Writes one new file and refuses to touch an existing one.
///
/// Errors: the file exists, or cannot be written.
pub fn new_file(path: &Path, text: &str) -> Result<(), Error> {
    new_bytes(path, text.as_bytes())
}

/// Writes one new file of any bytes and refuses to touch an existing one.
///
/// Errors: the file exists, or cannot be written.
pub fn new_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    use std::io::Write as _;
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| {
        let problem = Error::io(ErrorKind::Output, "cannot write the new file", path, error);
        if path.exists() {
            problem.hint("nothing was overwritten; choose another name")
        } else {
            problem
        }
    })?;
    file.write_all(bytes)
        .map_err(|error| Error::io(ErrorKind::Output, "cannot write", path, error))
}

/// Writes many new files below a folder; if one cannot be written, those before it are taken away again.
///
/// Errors: a file exists, or cannot be written.
#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
pub fn new_files(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    let mut made: Vec<PathBuf> = Vec::new();
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Err(error) = new_bytes(&path, bytes) {
            for path in made {
                let _ = std::fs::remove_file(path); // the first error is the one to tell
            }
            return Err(error);
        }
        made.push(path);
    }
    Ok(())
}

/// Writes a file that the program alone makes, new or in place of an older one of its own.
///
/// Errors: it cannot be written.
pub fn make_file(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        make_folder(folder)?;
    }
    let absolute =
        std::path::absolute(path).map_err(|error| Error::io(ErrorKind::Output, "cannot find", path, error))?;
    replace_files(&[(absolute.clone(), text.to_owned())])?;
    open_to_readers(&absolute, 0o644);
    Ok(())
}

/// Replaces texts and gives files other names. That the new names are free is looked at before anything changes.
///
/// Errors: there is a file of a new name, or the disk refuses.
#[expect(clippy::disallowed_methods, reason = "this is the room that writes")]
pub fn replace_and_move(texts: &[(PathBuf, String)], moves: &[(PathBuf, PathBuf)]) -> Result<(), Error> {
    let taken = |(_, to): &&(PathBuf, PathBuf)| std::fs::symlink_metadata(to).is_ok();
    if let Some((from, to)) = moves.iter().find(taken) {
        let message = format!(
            "`{}` cannot be renamed: there is `{}` already",
            from.display(),
            to.display()
        );
        return Err(Error::new(ErrorKind::Output, message).hint("nothing was changed; move that file away"));
    }
    replace_files(texts)?;
    for (done, (from, to)) in moves.iter().enumerate() {
        if let Err(error) = std::fs::rename(from, to) {
            for (from, to) in moves[..done].iter().rev() {
                let _ = std::fs::rename(to, from); // the first error is the one to tell
            }
            return Err(Error::io(ErrorKind::Output, "cannot rename a file to", to, error)
                .hint("the texts are changed, the names of files are not: rename them by hand"));
        }
    }
    Ok(())
}

/// Replaces files in place, all or none as far as the disk allows: each new text is written beside its file first, then
/// all are moved in.
///
/// Errors: a file cannot be written; what was not moved yet is as it was.
pub fn replace_files(files: &[(PathBuf, String)]) -> Result<(), Error> {
    use std::io::Write as _;
    let mut ready = Vec::new();
    for (path, text) in files {
        let folder = path.parent().unwrap_or(path);
        let problem = |error| Error::io(ErrorKind::Output, "cannot write", path, error);
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(problem)?;
        file.write_all(text.as_bytes()).map_err(problem)?;
        if let Ok(metadata) = std::fs::metadata(path) {
            let _ = std::fs::set_permissions(file.path(), metadata.permissions()); // as the file was
        }
        ready.push((file, path));
    }
    for (file, path) in ready {
        file.persist(path)
            .map_err(|error| Error::io(ErrorKind::Output, "cannot replace", path, error.error))?;
    }
    Ok(())
}

/// Whether a folder is there and not empty; a folder that cannot be read counts as not empty.
pub fn holds_something(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// Paths of a folder that exist already among those to be made.
pub fn existing<'a>(folder: &Path, paths: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    paths.into_iter().filter(|path| folder.join(path).exists()).collect()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests of the disk touch the disk")]
mod tests {
    use super::*;
    use crate::manifest::{Asked, Shaped};

    fn build(output: &Path, files: &[(&str, &str)]) -> Result<Changes, Error> {
        let writer = Writer::begin(output)?;
        for (path, text) in files {
            writer.put(path, text.as_bytes())?;
        }
        writer.finish(|files| Statement::new(files, Asked::default(), Shaped::default(), Vec::new()).bytes())
    }

    fn names(folder: &Path) -> Vec<String> {
        let walk = WalkDir::new(folder).min_depth(1).sort_by_file_name();
        walk.into_iter()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .strip_prefix(folder)
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect()
    }

    #[test]
    fn a_site_is_swapped_in_and_stale_files_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        build(&output, &[("a.html", "1"), ("b/c.html", "2")]).unwrap();
        let changes = build(&output, &[("a.html", "1"), ("d.html", "3")]).unwrap();
        assert_eq!((changes.written, changes.removed), (1, 1));
        assert_eq!(names(&output), ["a.html", "d.html", "manifest.json"]);
        assert_eq!(
            names(folder.path()).iter().filter(|name| name.starts_with('.')).count(),
            0
        );
    }

    #[test]
    fn what_tenfour_did_not_make_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        std::fs::create_dir(&output).unwrap();
        std::fs::write(output.join("thesis.txt"), "mine").unwrap();
        assert!(
            build(&output, &[("a.html", "1")])
                .unwrap_err()
                .to_string()
                .contains("did not make")
        );
        std::fs::remove_file(output.join("thesis.txt")).unwrap();
        build(&output, &[("a.html", "1")]).unwrap();
        std::fs::write(output.join("notes.txt"), "mine").unwrap();
        assert!(
            build(&output, &[("a.html", "2")])
                .unwrap_err()
                .to_string()
                .contains("notes.txt")
        );
        assert_eq!(std::fs::read_to_string(output.join("a.html")).unwrap(), "1");
        assert_eq!(
            names(folder.path()).iter().filter(|name| name.starts_with('.')).count(),
            0
        );
    }

    #[test]
    fn a_build_that_fails_leaves_the_old_site() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        build(&output, &[("a.html", "1")]).unwrap();
        assert!(build(&output, &[("a.html", "2"), ("a.html", "3")]).is_err());
        assert_eq!(names(folder.path()), ["site", "site/a.html", "site/manifest.json"]);
        assert_eq!(std::fs::read_to_string(output.join("a.html")).unwrap(), "1");
    }

    #[test]
    fn what_a_killed_build_left_is_cleared_and_its_old_site_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        build(&output, &[("a.html", "1")]).unwrap();
        // Killed while it wrote, and between the two moves.
        let at = |name: &str| folder.path().join(name);
        for name in [
            ".site.tenfour-new-a",
            ".site.tenfour-old-b",
            ".site.tenfour-new-unlocked",
            ".other.tenfour-new-c",
        ] {
            std::fs::create_dir(at(name)).unwrap();
        }
        for name in [".site.tenfour-new-a", ".site.tenfour-old-b", ".other.tenfour-new-c"] {
            std::fs::write(at(name).join(LOCK), "").unwrap();
        }
        std::fs::rename(&output, at(".site.tenfour-old-b").join(OLD)).unwrap();
        let running = Claim::new(&output, STAGING).unwrap();
        let writer = Writer::begin(&output).unwrap();
        assert_eq!(std::fs::read_to_string(output.join("a.html")).unwrap(), "1");
        drop(writer);
        assert!(running.path().is_dir(), "another build at work is left alone");
        drop(running);
        let left: Vec<_> = names(folder.path())
            .into_iter()
            .filter(|name| !name.contains('/'))
            .collect();
        assert_eq!(left, [".other.tenfour-new-c", ".site.tenfour-new-unlocked", "site"]);
    }

    #[test]
    fn a_page_changed_by_hand_is_made_anew_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        build(&output, &[("a.html", "1")]).unwrap();
        std::fs::write(output.join("a.html"), "forged").unwrap();
        assert_eq!(build(&output, &[("a.html", "1")]).unwrap().overwritten, ["a.html"]);
        assert_eq!(std::fs::read_to_string(output.join("a.html")).unwrap(), "1");
    }
    #[test]
    fn a_signature_stays_as_long_as_the_manifest_it_signs() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("site");
        build(&output, &[("a.html", "1")]).unwrap();
        std::fs::write(output.join("manifest.json.sig"), "signed").unwrap();
        assert_eq!(
            build(&output, &[("a.html", "1")]).unwrap().unsigned,
            Vec::<String>::new()
        );
        assert_eq!(names(&output), ["a.html", "manifest.json", "manifest.json.sig"]);
        let changes = build(&output, &[("a.html", "2")]).unwrap();
        assert_eq!(changes.unsigned, ["manifest.json.sig"]);
        assert_eq!(names(&output), ["a.html", "manifest.json"]);
    }
}
