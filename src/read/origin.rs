//! Where the bytes of a project come from: a folder on disk, or a commit of the repository. Whoever reads asks here and does
//! not know which of the two it is.

use super::git::Provenance;
use super::revision::{Revision, What};
use super::{below, git, read_bytes};
use crate::error::{Error, ErrorKind};
use crate::settings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Where the bytes of a project come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The project's folder as it lies on disk.
    Folder(PathBuf),
    /// A commit.
    Revision(Box<Revision>),
}

impl From<&Path> for Origin {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }
}

impl Origin {
    /// The project's folder on disk, or, when a revision is named, the commit.
    ///
    /// Errors: there is no such commit, or no project in it.
    pub fn of(root: &Path, at: Option<&str>) -> Result<Self, Error> {
        match at {
            None => Ok(Self::from(root)),
            Some(named) => Ok(Self::Revision(Box::new(Revision::find(root, named)?))),
        }
    }

    /// The project's folder on disk; of a commit where it would be, and the repository's own folder when that is bare.
    pub fn root(&self) -> PathBuf {
        match self {
            Self::Folder(root) => root.clone(),
            Self::Revision(revision) => revision.root(),
        }
    }

    /// Where git is asked about the project, and the project's folder below the top of the repository, ending with `/`; nothing
    /// where it is the folder in which git is asked.
    pub fn in_repository(&self) -> (&Path, Option<&str>) {
        match self {
            Self::Folder(root) => (root, None),
            Self::Revision(revision) => (&revision.repository, Some(&revision.folder)),
        }
    }

    /// The commit that is read, if it is one.
    pub fn revision(&self) -> Option<&Revision> {
        match self {
            Self::Folder(_) => None,
            Self::Revision(revision) => Some(revision),
        }
    }

    /// What git knows about where the records come from.
    pub fn provenance(&self) -> Provenance {
        match self {
            Self::Folder(root) => git::provenance(root),
            Self::Revision(revision) => Provenance::Commit(revision.commit.clone()),
        }
    }

    /// Whether the project has such a folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        match self {
            Self::Folder(root) => root.join(folder).is_dir(),
            Self::Revision(revision) => revision.has_folder(folder),
        }
    }

    /// The bytes of the settings file.
    ///
    /// Errors: it cannot be read.
    pub(super) fn settings(&self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Folder(root) => {
                let path = root.join(settings::FILE);
                read_bytes(&path).map_err(|error| Error::io(ErrorKind::Project, "cannot read", &path, error))
            }
            Self::Revision(revision) => revision.file(settings::FILE)?.ok_or_else(|| {
                let message = format!("`{}` of the commit cannot be read", settings::FILE);
                Error::new(ErrorKind::Project, message)
                    .hint("it must be a file, and the repository must hold its object")
            }),
        }
    }

    /// The files of the project's theme by their path below its folder, hidden ones left out; none when there is no folder.
    ///
    /// Errors: one of them cannot be read, or is a link.
    pub fn theme_files(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        match self {
            Self::Folder(root) => theme_folder(&root.join(folder)),
            Self::Revision(revision) => theme_of(revision, folder),
        }
    }
}

fn link(path: &str) -> Error {
    let message = format!("the theme holds a link, which is not followed: `{path}`");
    Error::new(ErrorKind::Theme, message).hint("put the file or folder itself there")
}

/// The files of a theme's folder by their path in it, hidden ones left out; none when there is no such folder.
///
/// Errors: one of them cannot be read, or is a link.
pub fn theme_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in WalkDir::new(folder).follow_links(false).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let message = format!("cannot read the theme `{}`", folder.display());
            Error::new(ErrorKind::Theme, message).because(error)
        })?;
        if entry.path_is_symlink() {
            return Err(link(&entry.path().display().to_string()));
        }
        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        if !entry.file_type().is_file() || hidden {
            continue;
        }
        let bytes = read_bytes(entry.path())
            .map_err(|error| Error::io(ErrorKind::Theme, "cannot read", entry.path(), error))?;
        files.insert(below(folder, entry.path()), bytes);
    }
    Ok(files)
}

fn theme_of(revision: &Revision, folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut chosen = Vec::new();
    for (path, entry) in revision.below(folder) {
        let hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
        match entry.what {
            What::Link => return Err(link(&entry.path)),
            What::File(_) if !hidden => chosen.push((path, entry)),
            What::File(_) | What::Module => {}
        }
    }
    let entries: Vec<_> = chosen.iter().map(|(_, entry)| *entry).collect();
    let contents = revision.contents(&entries)?;
    let mut files = BTreeMap::new();
    for ((path, _), content) in chosen.into_iter().zip(contents) {
        let content = content.ok_or_else(|| {
            Error::new(
                ErrorKind::Theme,
                format!("the repository does not hold the object of the theme's `{path}`"),
            )
            .hint("fetch it: the repository was cloned in part")
        })?;
        files.insert(path.to_owned(), content);
    }
    Ok(files)
}
