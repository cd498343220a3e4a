//! From a folder or a commit to [`Sources`]: the settings file, then every file the settings select, in a fixed order.
//!
//! In: the [`Origin`] of the project. Out: texts with ids, what each is for, and a diagnostic for each file that cannot be used.
//! Links are never followed; the site's own folder, hidden files and the theme are never records.

pub mod git;
pub mod history;
pub mod kept;
pub mod objects;
pub mod origin;
pub mod revision;
pub mod site;

use crate::diag::{Diagnostic, Severity};
use crate::error::{Error, ErrorKind};
use crate::settings::{self, Settings};
use crate::source::{Place, Source, SourceId, Sources, Span};
use glob::{MatchOptions, Pattern};
use origin::Origin;
use revision::{Entered, Entry, Revision, What};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use walkdir::{DirEntry, WalkDir};

/// What a file is read for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// The settings.
    Settings,
    /// YAML records.
    Records,
    /// Responses of a wave as a table.
    Responses,
    /// A free page.
    Page,
}

/// A file that was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct File {
    /// Its text.
    pub source: SourceId,
    /// What it is for.
    pub role: Role,
}

/// What was found on disk.
#[derive(Debug, Default)]
pub struct Files {
    /// Files that can be used, in reading order.
    pub usable: Vec<File>,
    /// Files that were selected but cannot be used.
    pub rejected: Vec<SourceId>,
    /// What is wrong with files.
    pub diagnostics: Vec<Diagnostic>,
}

/// Texts of an earlier reading, by path: a file that looks as it did is not opened again.
///
/// That it looks the same is not quite a proof, for the clock of a file system ticks coarsely. Who watches the folder knows
/// better and says so with [`Cache::forget`].
#[derive(Debug, Default)]
pub struct Cache {
    texts: BTreeMap<String, Known>,
}

/// A text with the looks that its file had before it was read, and the offset of what is not UTF-8 in it.
#[derive(Debug)]
struct Known {
    looks: Option<Looks>,
    source: Arc<Source>,
    fault: Option<usize>,
}

/// What the file system tells of a file without opening it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Looks {
    length: u64,
    written: Option<SystemTime>,
    /// The file's number and the time of the last change of anything about it.
    #[cfg(unix)]
    inode: (u64, i64, i64),
}

impl Looks {
    fn of(entry: &DirEntry) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        let metadata = entry.metadata().ok()?;
        Some(Self {
            length: metadata.len(),
            written: metadata.modified().ok(),
            #[cfg(unix)]
            inode: (metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        })
    }
}

impl Cache {
    /// Forgets a file, or everything in a folder; the path is below the project's folder, with `/` between its parts.
    pub fn forget(&mut self, path: &str) {
        let folder = format!("{path}/");
        self.texts
            .retain(|known, _| known != path && !known.starts_with(&folder));
    }
}

/// Sizes beyond which a file is not read at all.
const LARGEST_TEXT: u64 = 32 << 20;
const LARGEST_TABLE: u64 = 2 << 30;

/// The project's folder: the given one, or the nearest above it that holds the settings file.
///
/// Errors: none of them holds it.
pub fn find_project(start: &Path) -> Result<PathBuf, Error> {
    let absolute =
        std::path::absolute(start).map_err(|error| Error::io(ErrorKind::Project, "cannot find", start, error))?;
    if !absolute.is_dir() {
        return Err(
            Error::new(ErrorKind::Project, format!("there is no folder `{}`", start.display()))
                .hint(format!("name the folder that holds `{}`", settings::FILE)),
        );
    }
    let found = absolute
        .ancestors()
        .find(|folder| folder.join(settings::FILE).is_file());
    found.map(Path::to_owned).ok_or_else(|| {
        let message = format!("there is no `{}` in `{}` or above it", settings::FILE, start.display());
        Error::new(ErrorKind::Project, message)
            .hint("run `tenfour init` to start a project here, or name one with `--project DIR`")
    })
}

/// Reads the settings file.
///
/// Errors: it cannot be read.
pub fn settings_file(
    origin: &Origin,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<SourceId, Error> {
    let bytes = origin.settings()?;
    let (text, fault) = text_of(&bytes);
    let source = sources.add(Source {
        path: settings::FILE.to_owned(),
        text,
        sha256: sha256(&bytes),
    });
    diagnostics.extend(fault.map(|offset| not_text(source, offset)));
    Ok(source)
}

/// Reads every file the settings select.
///
/// In: where the project is, its settings, and what an earlier reading left in the cache. Out: the files, and their texts in
/// the cache for the next reading; those of a commit are not kept, for they are read at once.
///
/// Errors: git failed while it read from a commit.
pub fn files(origin: &Origin, settings: &Settings, sources: &mut Sources, cache: &mut Cache) -> Result<Files, Error> {
    match origin {
        Origin::Folder(root) => Ok(on_disk(root, settings, sources, cache)),
        Origin::Revision(revision) => in_commit(revision, settings, sources),
    }
}

fn on_disk(root: &Path, settings: &Settings, sources: &mut Sources, cache: &mut Cache) -> Files {
    let selection = Select::new(settings);
    let mut before = std::mem::take(cache);
    let mut files = Files::default();
    files.diagnostics.extend(hidden_by_output(root, settings, &selection));
    let mut walk = WalkDir::new(root).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) => {
                let path = below(root, entry.path());
                let is_folder = entry.file_type().is_dir();
                if entry.depth() > 0 && !selection.enters(&path, is_folder) {
                    if is_folder {
                        walk.skip_current_dir();
                    }
                    continue;
                }
                if entry.depth() > 0 && is_folder && entry.path().join(".git").exists() {
                    files.diagnostics.push(other_repository(&path));
                    walk.skip_current_dir();
                    continue;
                }
                let role = selection.role(&path);
                if entry.file_type().is_symlink() && (role.is_some() || entry.path().is_dir()) {
                    files.diagnostics.push(not_followed(&path));
                    continue;
                }
                let Some(role) = role else { continue };
                if entry.file_type().is_file() {
                    let known = before.texts.remove(&path);
                    match text(&entry, &path, role, known) {
                        Ok(known) => {
                            take(&known, role, sources, &mut files);
                            cache.texts.insert(path, known);
                        }
                        Err((why, rule)) => unusable(path, why, rule, sources, &mut files),
                    }
                }
            }
            Err(error) => {
                let path = error.path().map(|path| below(root, path)).unwrap_or_default();
                let cause = error
                    .io_error()
                    .map_or_else(|| "it cannot be listed".to_owned(), ToString::to_string);
                unusable(
                    path,
                    format!("cannot be read: {cause}"),
                    "R-FIL-01",
                    sources,
                    &mut files,
                );
            }
        }
    }
    files
}

/// The same from a commit, so that a clean working tree and its commit give the same.
fn in_commit(revision: &Revision, settings: &Settings, sources: &mut Sources) -> Result<Files, Error> {
    let selection = Select::new(settings);
    let mut files = Files::default();
    files
        .diagnostics
        .extend(hidden_in_commit(revision, settings, &selection));
    let mut entered = Entered::default();
    let mut wanted: Vec<(&Entry, Role, u64)> = Vec::new();
    for entry in revision.entries() {
        let path = entry.path.as_str();
        let is_folder = entry.what == What::Module;
        if !entered.all(path, |folder| selection.enters(folder, true)) || !selection.enters(path, is_folder) {
            continue;
        }
        let role = selection.role(path);
        match (entry.what, role) {
            (What::File(size), Some(role)) => wanted.push((entry, role, size)),
            (What::Link, role) if role.is_some() || revision.leads_to_folder(entry) => {
                files.diagnostics.push(not_followed(path));
            }
            (What::Module, _) => files.diagnostics.push(other_repository(path)),
            (What::File(_) | What::Link, _) => {}
        }
    }
    // What is too large is not asked for, and told where it stands in the order.
    let asked: Vec<&Entry> = wanted
        .iter()
        .filter(|(_, role, size)| *size <= limit(*role))
        .map(|(entry, ..)| *entry)
        .collect();
    let mut contents = revision.contents(&asked)?.into_iter();
    for (entry, role, size) in wanted {
        if size > limit(role) {
            unusable(
                entry.path.clone(),
                too_large(size, role),
                "R-YML-05",
                sources,
                &mut files,
            );
            continue;
        }
        match contents.next().flatten() {
            Some(bytes) => take(&known(&entry.path, &bytes, None), role, sources, &mut files),
            None => {
                let why = "cannot be read: the repository does not hold its object".to_owned();
                unusable(entry.path.clone(), why, "R-FIL-01", sources, &mut files);
            }
        }
    }
    Ok(files)
}

fn not_followed(path: &str) -> Diagnostic {
    Diagnostic::error("R-FIL-03", format!("the link `{path}` is not followed"))
        .severity(Severity::Warning)
        .hint("put the file or folder itself into the repository")
}

/// The commit of the project does not say what another repository in it holds, beyond naming one of its commits.
fn other_repository(path: &str) -> Diagnostic {
    Diagnostic::error(
        "R-FIL-03",
        format!("the repository `{path}` inside the project is not read"),
    )
    .severity(Severity::Warning)
    .hint("put the files themselves into the project's repository, or leave the folder out with `records.exclude`")
}

/// Records in the folder that is meant for the site are not read, which is rarely meant.
fn hidden_by_output(root: &Path, settings: &Settings, selection: &Select) -> Option<Diagnostic> {
    let output = root.join(&settings.output.folder);
    if !output.is_dir() || output.join("manifest.json").is_file() {
        return None;
    }
    let mut inside = WalkDir::new(&output)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok);
    let record =
        inside.find(|entry| entry.file_type().is_file() && selection.role(&below(root, entry.path())).is_some())?;
    Some(lies_in_output(&below(root, record.path()), settings))
}

fn hidden_in_commit(revision: &Revision, settings: &Settings, selection: &Select) -> Option<Diagnostic> {
    let output = &settings.output.folder;
    if revision.below(output).any(|(path, _)| path == "manifest.json") {
        return None;
    }
    let mut inside = revision.below(output);
    let (_, record) =
        inside.find(|(_, entry)| matches!(entry.what, What::File(_)) && selection.role(&entry.path).is_some())?;
    Some(lies_in_output(&record.path, settings))
}

fn lies_in_output(path: &str, settings: &Settings) -> Diagnostic {
    let message = format!(
        "`{path}` lies in the output folder `{}` and is not read",
        settings.output.folder
    );
    Diagnostic::error("R-SET-03", message)
        .hint("choose a folder of its own for the site: `output.folder` in `tenfour.toml`")
}

/// How many bytes a file may have.
fn limit(role: Role) -> u64 {
    match role {
        Role::Responses => LARGEST_TABLE,
        Role::Settings | Role::Records | Role::Page => LARGEST_TEXT,
    }
}

fn too_large(size: u64, role: Role) -> String {
    format!("has {size} bytes, the limit is {}", limit(role))
}

/// A text that was read, as it is kept.
fn known(path: &str, bytes: &[u8], looks: Option<Looks>) -> Known {
    let (text, fault) = text_of(bytes);
    let source = Arc::new(Source {
        path: path.to_owned(),
        text,
        sha256: sha256(bytes),
    });
    Known { looks, source, fault }
}

/// The text of a file: the one that is known, when the file still looks the same.
///
/// Errors: it cannot be read or is too large; why, and the rule that says so.
fn text(entry: &DirEntry, path: &str, role: Role, before: Option<Known>) -> Result<Known, (String, &'static str)> {
    let looks = Looks::of(entry);
    match (looks, before) {
        (Some(_), Some(before)) if looks == before.looks => return Ok(before),
        (Some(Looks { length, .. }), _) if length > limit(role) => return Err((too_large(length, role), "R-YML-05")),
        _ => {}
    }
    let unread = |error| (format!("cannot be read: {error}"), "R-FIL-01");
    let bytes = read_bytes(entry.path()).map_err(unread)?;
    Ok(known(path, &bytes, looks))
}

/// Takes a text in, as far as it is one.
fn take(known: &Known, role: Role, sources: &mut Sources, files: &mut Files) {
    let source = sources.add(Arc::clone(&known.source));
    let Some(offset) = known.fault else {
        return files.usable.push(File { source, role });
    };
    files.diagnostics.push(not_text(source, offset));
    files.rejected.push(source);
}

/// Tells a byte that is not UTF-8.
fn not_text(source: SourceId, offset: usize) -> Diagnostic {
    let span = Span::new(offset, offset);
    Diagnostic::error("R-FIL-02", format!("the byte at offset {offset} is not UTF-8"))
        .at(Place { source, span })
        .hint("save the file as UTF-8 (not UTF-16 or Latin-1); a picture or archive needs another ending")
}

fn unusable(path: String, why: String, rule: &'static str, sources: &mut Sources, files: &mut Files) {
    let message = format!("`{path}` {why}");
    let source = sources.add(Source {
        path,
        text: String::new(),
        sha256: String::new(),
    });
    let problem = Diagnostic::error(rule, message).at(Place {
        source,
        span: Span::default(),
    });
    files
        .diagnostics
        .push(problem.hint("mend its rights or size, or leave it out with `records.exclude`"));
    files.rejected.push(source);
}

#[expect(clippy::disallowed_methods, reason = "this is the room that reads")]
fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// Bytes as text without byte order mark; where they are not UTF-8, a readable likeness and the offset of the fault.
fn text_of(bytes: &[u8]) -> (String, Option<usize>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            (good, Some(error.valid_up_to()))
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}"); // writing to a string cannot fail
            text
        })
}

/// A path below the root with `/` between its parts; what is not Unicode is shown with a replacement character.
fn below(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// Which paths are read, and as what.
#[derive(Debug)]
pub struct Select {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
    never: Vec<String>,
}

impl Select {
    /// Selection after the settings. Patterns that are none were reported with the settings and match nothing.
    pub fn new(settings: &Settings) -> Self {
        let patterns = |texts: &[String]| texts.iter().filter_map(|text| Pattern::new(text).ok()).collect();
        let folder = |path: &str| path.trim_start_matches("./").trim_end_matches('/').to_owned();
        Self {
            include: patterns(&settings.records.include),
            exclude: patterns(&settings.records.exclude),
            never: vec![folder(&settings.output.folder), folder(&settings.theme.folder)],
        }
    }

    fn matches(patterns: &[Pattern], path: &str) -> bool {
        let options = MatchOptions {
            case_sensitive: false, // `.YAML` and `.CSV` come from some systems and are meant all the same
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        patterns.iter().any(|pattern| pattern.matches_with(path, options))
    }

    /// Whether a folder is walked or a file looked at.
    fn enters(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let hidden = name.starts_with('.');
        let excluded =
            Self::matches(&self.exclude, path) || (is_folder && Self::matches(&self.exclude, &format!("{path}/")));
        !(hidden || excluded || self.never.iter().any(|folder| folder == path))
    }

    /// What a file is read for that lies below the project, in whatever folder; nothing when it is not selected. A walk asks
    /// the same of each folder once.
    pub fn role_anywhere(&self, path: &str) -> Option<Role> {
        let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        let reached = folders.into_iter().all(|folder| self.enters(folder, true)) && self.enters(path, false);
        self.role(path).filter(|_| reached)
    }

    /// What a file is read for; nothing when it is not selected.
    pub fn role(&self, path: &str) -> Option<Role> {
        if path == settings::FILE || !Self::matches(&self.include, path) || Self::matches(&self.exclude, path) {
            return None;
        }
        match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
            Some("yaml" | "yml") => Some(Role::Records),
            Some("csv") => Some(Role::Responses),
            Some("md") => Some(Role::Page),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_selection() {
        let select = Select::new(&Settings::default());
        assert_eq!(select.role("complaints/2025/CMP-1.yaml"), Some(Role::Records));
        assert_eq!(select.role("organization.yml"), Some(Role::Records));
        assert_eq!(select.role("responses/2025/WAV-1.csv"), Some(Role::Responses));
        assert_eq!(select.role("pages/about.md"), Some(Role::Page));
        assert_eq!(select.role("README.md"), None);
        assert_eq!(select.role("tenfour.toml"), None);
        assert!(!select.enters("site", true));
        assert!(!select.enters(".github", true));
        assert!(select.enters("complaints", true));
        assert_eq!(select.role_anywhere("complaints/2025/CMP-1.yaml"), Some(Role::Records));
        assert_eq!(select.role_anywhere("site/data/x.yaml"), None);
        assert_eq!(select.role_anywhere("a/.hidden/x.yaml"), None);
    }

    #[test]
    fn a_byte_order_mark_is_taken_off_and_broken_bytes_are_located() {
        assert_eq!(text_of(b"\xEF\xBB\xBFa: 1"), ("a: 1".to_owned(), None));
        assert_eq!(text_of(b"ab\xFFc"), ("ab".to_owned(), Some(2)));
    }
}
