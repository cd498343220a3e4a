//! What is kept inside the folder of git from one run to the next: a history that was read once is not read again.
//!
//! This is the one place where reading writes. It writes below `tenfour/` in the folder of git and nowhere else, so nothing that is
//! tracked ever changes; each file appears whole or not at all; where nothing can be written nothing is, and that is no fault.
//! Everything here may be deleted at any time.

use super::git::text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder for what is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    folder: PathBuf,
}

/// How many folders are kept beside one another, one for each selection of files; beyond that the others are cleared away.
const FOLDERS: usize = 8;

impl Kept {
    /// The folder for a name, below the folder of git; nothing when there is none.
    pub fn open(root: &Path, name: &str) -> Option<Self> {
        let below = git_path(root, "tenfour/history")?;
        Some(Self {
            folder: below.join(name),
        })
    }

    /// A file, when it is there and can be read.
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads")]
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join(name)).ok()
    }

    /// Writes a file, whole or not at all; whether it was written.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is kept lies in the folder of git and is no part of the project"
    )]
    pub fn write(&self, name: &str, bytes: &[u8]) -> bool {
        let is_new = !self.folder.is_dir();
        if std::fs::create_dir_all(&self.folder).is_err() {
            return false;
        }
        if is_new {
            self.clear_others();
        }
        let written = tempfile::NamedTempFile::new_in(&self.folder).and_then(|mut file| {
            file.write_all(bytes)?;
            file.persist(self.folder.join(name)).map_err(|error| error.error)
        });
        written.is_ok()
    }

    /// Removes a file, if it is there.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is kept lies in the folder of git and is no part of the project"
    )]
    pub fn remove(&self, name: &str) -> bool {
        std::fs::remove_file(self.folder.join(name)).is_ok()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "what is kept lies in the folder of git and is no part of the project"
    )]
    fn clear_others(&self) {
        let Some(above) = self.folder.parent() else { return };
        let Ok(entries) = std::fs::read_dir(above) else { return };
        let others: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| *path != self.folder)
            .collect();
        if others.len() >= FOLDERS {
            for other in others {
                let _ = std::fs::remove_dir_all(other); // it can be cleared away the next time
            }
        }
    }
}

/// Where something lies in the folder of git, be it that of a linked work tree or a submodule.
fn git_path(root: &Path, path: &str) -> Option<PathBuf> {
    let answer = text(root, &["rev-parse", "--git-path", path]).ok()?;
    let answer = answer.strip_suffix('\n').unwrap_or(&answer);
    (!answer.is_empty()).then(|| root.join(answer))
}

/// The commits at which a history was cut off, as git keeps them; empty when it is whole.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads")]
pub fn cut_off(root: &Path) -> Vec<u8> {
    let path = git_path(root, "shallow");
    path.and_then(|path| std::fs::read(path).ok()).unwrap_or_default()
}
