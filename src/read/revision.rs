//! A commit of the repository as a place to read from: its tree is listed once, its files come from the object database, and
//! the working tree is neither looked at nor touched.
//!
//! In: a folder in the repository (or the repository itself, when it has no working tree) and what a person wrote to name the
//! commit. Out: a [`Revision`], which lists the files of the project in the order in which a walk on disk would meet them.

use super::git::{self, Commit, Refusal};
use super::objects;
use crate::diag::did_you_mean;
use crate::error::{Error, ErrorKind};
use crate::settings;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The project as one commit holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Folder in which git is asked.
    pub repository: PathBuf,
    /// Folder of the working tree; nothing in a bare repository.
    pub top: Option<PathBuf>,
    /// The commit.
    pub commit: Commit,
    /// The project's folder in the repository, ending with `/`; empty at the top.
    pub folder: String,
    /// What lies below that folder, sorted by the parts of the paths.
    entries: Vec<Entry>,
}

/// One path of the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Path below the project's folder; what is not Unicode is shown with a replacement character.
    pub(super) path: String,
    /// Id of its object.
    pub(super) object: String,
    /// What it is.
    pub(super) what: What,
}

/// What a path of the tree is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// A file of so many bytes.
    File(u64),
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Module,
}

impl Revision {
    /// Finds a commit and the project in it.
    ///
    /// In: a folder in the repository, or the bare repository, and the commit as a person names it, `v1.0` or `main~3`; with
    /// `:folder` behind it the project's folder, from the top of the repository. Without one the project is looked for where
    /// the given folder lies in the repository, and above.
    ///
    /// Errors: git is not there, the folder is in no repository, there is no such commit, or no project in it.
    pub fn find(start: &Path, named: &str) -> Result<Self, Error> {
        let start =
            std::path::absolute(start).map_err(|error| Error::io(ErrorKind::Project, "cannot find", start, error))?;
        if !start.is_dir() {
            let message = format!("there is no folder `{}`", start.display());
            return Err(Error::new(ErrorKind::Project, message)
                .hint("name a folder of the repository with `--project`, and the project's folder in the commit with `--at REV:FOLDER`"));
        }
        let ground = Ground::of(&start)?;
        let (commit, folder) = ground.commit(named)?;
        let commit = ground.facts(&commit)?;
        let folder = match folder {
            Some(folder) => ground.named_folder(&commit, named, &folder)?,
            None => ground.nearest_folder(&commit, named)?,
        };
        let entries = ground.list(&commit, &folder)?;
        Ok(Self {
            repository: ground.start,
            top: ground.top,
            commit,
            folder,
            entries,
        })
    }

    /// Where the project's folder is, or would be, in the working tree; in a bare repository the repository's own folder.
    pub fn root(&self) -> PathBuf {
        match &self.top {
            Some(top) => self
                .folder
                .split('/')
                .filter(|part| !part.is_empty())
                .fold(top.clone(), |path, part| path.join(part)),
            None => self.repository.clone(),
        }
    }

    /// What lies below the project's folder, in the order of a walk.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// What lies below a folder of the project, with the paths below that folder.
    pub(super) fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        let start = format!("{}/", plain(folder));
        self.entries
            .iter()
            .filter_map(move |entry| Some((entry.path.strip_prefix(start.as_str())?, entry)))
    }

    /// Whether the project has such a folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        plain(folder).is_empty() || self.below(folder).next().is_some()
    }

    /// Whether a link leads to a folder of the project.
    pub(super) fn leads_to_folder(&self, entry: &Entry) -> bool {
        let Ok(mut texts) = self.contents(&[entry]) else {
            return false;
        };
        let target = texts.pop().flatten().unwrap_or_default();
        let target = String::from_utf8_lossy(&target).into_owned();
        if target.starts_with('/') {
            return false;
        }
        let mut parts: Vec<&str> = entry.path.split('/').collect();
        parts.pop();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                // What lies outside of the project is not looked at.
                ".." if parts.pop().is_none() => return false,
                ".." => {}
                part => parts.push(part),
            }
        }
        self.has_folder(&parts.join("/"))
    }

    /// The contents of some entries, in their order; nothing where the repository does not hold the object.
    ///
    /// Errors: git failed.
    pub(super) fn contents(&self, entries: &[&Entry]) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let ids: Vec<String> = entries.iter().map(|entry| entry.object.clone()).collect();
        let mut contents = Vec::with_capacity(ids.len());
        objects::contents(&self.repository, &ids, |_, content| {
            contents.push(content);
            Ok::<(), Refusal>(())
        })
        .map_err(|refusal| refused(refusal, "cannot read the files of the commit"))?;
        Ok(contents)
    }

    /// A file of the project by its path.
    ///
    /// Errors: git failed.
    pub(super) fn file(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.path == path && matches!(entry.what, What::File(_)));
        match entry {
            Some(entry) => Ok(self.contents(&[entry])?.pop().flatten()),
            None => Ok(None),
        }
    }
}

/// A repository and the folder in it where one stands.
struct Ground {
    start: PathBuf,
    top: Option<PathBuf>,
    /// Where the folder lies in the repository, ending with `/`; empty at the top.
    prefix: String,
    shallow: bool,
}

impl Ground {
    fn of(start: &Path) -> Result<Self, Error> {
        let outside = |why: Refusal| match why {
            Refusal::NoGit => refused(why, ""),
            Refusal::Failed(said) => {
                let message = format!("`{}` is in no git repository", start.display());
                Error::new(ErrorKind::Project, message)
                    .hint("commits are read from a repository of git: name one with `--project DIR`")
                    .because(said)
            }
        };
        let asked = [
            "rev-parse",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--show-prefix",
        ];
        let answer = git::text(start, &asked).map_err(outside)?;
        let lines: Vec<&str> = answer.split('\n').collect();
        let inside = lines.first() == Some(&"true");
        let top = if inside {
            let top = git::text(start, &["rev-parse", "--show-toplevel"]).map_err(outside)?;
            Some(PathBuf::from(top.trim_end_matches('\n')))
        } else {
            None
        };
        Ok(Self {
            start: start.to_owned(),
            top,
            prefix: lines.get(2).copied().unwrap_or_default().to_owned(),
            shallow: lines.get(1) == Some(&"true"),
        })
    }

    /// The id of the commit that a person names, and the folder behind a colon.
    fn commit(&self, named: &str) -> Result<(String, Option<String>), Error> {
        // A colon may belong to the name itself, as in `:/text` and `HEAD@{10:00}`.
        if let Some(id) = self.resolve(named) {
            return Ok((id, None));
        }
        if let Some((revision, folder)) = named.split_once(':')
            && let Some(id) = self.resolve(revision)
        {
            return Ok((id, Some(folder.to_owned())));
        }
        let revision = named.split_once(':').map_or(named, |(revision, _)| revision);
        let message = format!("the repository has no commit `{revision}`");
        let names = git::text(
            &self.start,
            &["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags"],
        );
        let names = names.unwrap_or_default();
        let hint = if revision.parse::<jiff::civil::Date>().is_ok() {
            format!(
                "for the commit of a day name the one that `git rev-list -1 --before={revision} HEAD` tells; for the present records as of that day use `--as-of {revision}`"
            )
        } else if names.is_empty() {
            "it has neither branch nor tag; records come into it with `git commit`".to_owned()
        } else if let Some(near) = did_you_mean(revision, names.lines()) {
            format!("did you mean `{near}`?")
        } else if self.shallow {
            "the repository was fetched without its older history: `git fetch --unshallow` brings it".to_owned()
        } else {
            "name a tag, a branch or the id of a commit: `git log --oneline` lists them".to_owned()
        };
        Err(Error::new(ErrorKind::Usage, message).hint(hint))
    }

    fn resolve(&self, named: &str) -> Option<String> {
        if named.is_empty() || named.contains(['\0', '\n']) {
            return None;
        }
        let wanted = format!("{named}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let answer = git::text(&self.start, &asked).ok()?;
        let id = answer.lines().last()?.trim();
        let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| id.to_owned())
    }

    fn facts(&self, id: &str) -> Result<Commit, Error> {
        let said = git::text(&self.start, &["log", "-1", "--format=%cI", id])
            .map_err(|refusal| refused(refusal, "cannot read the commit"))?;
        let committed = said.trim().parse().map_err(|error: jiff::Error| {
            Error::new(
                ErrorKind::Project,
                format!("the commit `{id}` has no date that can be read"),
            )
            .because(error)
        })?;
        Ok(Commit {
            id: id.to_owned(),
            committed,
            changed: Some(Vec::new()), // what a commit holds is what it holds
            shallow: self.shallow,
        })
    }

    /// The folder that a person named behind the colon.
    fn named_folder(&self, commit: &Commit, named: &str, folder: &str) -> Result<String, Error> {
        let parts: Vec<&str> = folder
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        if parts.contains(&"..") {
            let message = format!("`{folder}` is no folder of the repository");
            return Err(Error::new(ErrorKind::Usage, message).hint("write it from the top of the repository"));
        }
        let folder = parts.iter().fold(String::new(), |folder, part| folder + part + "/");
        if self.holds_project(commit, &folder) {
            return Ok(folder);
        }
        Err(Self::no_project(named, &folder))
    }

    /// The folder where one stands, or the nearest above it with settings.
    fn nearest_folder(&self, commit: &Commit, named: &str) -> Result<String, Error> {
        let mut folder = self.prefix.as_str();
        loop {
            if self.holds_project(commit, folder) {
                return Ok(folder.to_owned());
            }
            let Some(inner) = folder.strip_suffix('/') else {
                return Err(Self::no_project(named, &self.prefix));
            };
            folder = inner.rfind('/').map_or("", |slash| &inner[..=slash]);
        }
    }

    fn holds_project(&self, commit: &Commit, folder: &str) -> bool {
        let path = format!("{}:{folder}{}", commit.id, settings::FILE);
        git::text(&self.start, &["cat-file", "-e", &path]).is_ok()
    }

    fn no_project(named: &str, folder: &str) -> Error {
        let place = match folder.trim_end_matches('/') {
            "" => "at the top of the repository".to_owned(),
            folder => format!("in `{folder}`"),
        };
        let message = format!("`{named}` holds no `{}` {place}", settings::FILE);
        Error::new(ErrorKind::Project, message).hint("name the folder of the project in that commit: `--at REV:FOLDER`")
    }

    fn list(&self, commit: &Commit, folder: &str) -> Result<Vec<Entry>, Error> {
        let tree = format!("{}:{}", commit.id, folder.trim_end_matches('/'));
        let listed = git::bytes(&self.start, &["ls-tree", "-r", "-l", "-z", "--full-tree", &tree])
            .map_err(|refusal| refused(refusal, "cannot list the files of the commit"))?;
        let mut entries: Vec<Entry> = listed.split(|byte| *byte == 0).filter_map(entry).collect();
        // As a walk meets them: names within a folder by their bytes, a folder where its name stands.
        entries.sort_by(|a, b| a.path.split('/').cmp(b.path.split('/')));
        Ok(entries)
    }
}

/// A line of the list: `100644 blob ID    SIZE<TAB>path`.
fn entry(line: &[u8]) -> Option<Entry> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let facts = std::str::from_utf8(&line[..tab]).ok()?;
    let mut facts = facts.split_ascii_whitespace();
    let (mode, kind, object, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    let what = match (mode, kind) {
        ("120000", _) => What::Link,
        (_, "blob") => What::File(size.parse().ok()?),
        _ => What::Module,
    };
    Some(Entry {
        path: String::from_utf8_lossy(&line[tab + 1..]).into_owned(),
        object: object.to_owned(),
        what,
    })
}

/// Every folder above a path, from the top down.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(slash, _)| &path[..slash])
}

/// A folder of the settings without what does not tell where it is.
fn plain(folder: &str) -> String {
    let parts = folder.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// Folders that were judged once, so that a tree of many files is judged folder by folder.
#[derive(Debug, Default)]
pub(super) struct Entered {
    yes: BTreeSet<String>,
    no: BTreeSet<String>,
}

impl Entered {
    /// Whether every folder above a path is entered.
    pub(super) fn all(&mut self, path: &str, enters: impl Fn(&str) -> bool) -> bool {
        folders_above(path).all(|folder| {
            if self.yes.contains(folder) {
                return true;
            }
            if self.no.contains(folder) {
                return false;
            }
            let enters = enters(folder);
            let known = if enters { &mut self.yes } else { &mut self.no };
            known.insert(folder.to_owned());
            enters
        })
    }
}

fn refused(refusal: Refusal, doing: &str) -> Error {
    match refusal {
        Refusal::NoGit => Error::new(ErrorKind::Project, "the program `git` is not there")
            .hint("install git: commits are read with it"),
        Refusal::Failed(said) => Error::new(ErrorKind::Project, doing.to_owned()).because(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_list_is_taken_apart() {
        let file = entry(b"100644 blob 0123456789abcdef     42\tcomplaints/C\xC3\xA9 1.yaml").unwrap();
        assert_eq!(file.path, "complaints/C\u{e9} 1.yaml");
        assert_eq!(file.what, What::File(42));
        assert_eq!(entry(b"120000 blob 01      9\ta").unwrap().what, What::Link);
        assert_eq!(entry(b"160000 commit 01      -\tmodule").unwrap().what, What::Module);
        assert_eq!(entry(b""), None);
    }

    #[test]
    fn folders_are_told_from_the_top_down() {
        assert_eq!(folders_above("a/b/c.yaml").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(folders_above("c.yaml").count(), 0);
        assert_eq!(plain("./site//x/"), "site/x");
    }
}
