//! What git knows about the project: the commit, its date, whether the tree differs from it.
//!
//! `git` is asked as a program: its verdicts can be repeated by an auditor with the same command. Arguments never come
//! from records. Without git, or outside a repository, the answer says so and the build goes on.

use jiff::Timestamp;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Where the records come from, as far as git can tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Provenance {
    /// The program `git` is not there.
    NoGit,
    /// The folder is in no repository.
    NoRepository,
    /// The repository has no commit yet.
    NoCommit,
    /// The present commit.
    Commit(Commit),
}

/// A commit and the state of the tree above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Full id.
    pub id: String,
    /// Committer date.
    pub committed: Timestamp,
    /// Paths below the project that differ from the commit, or are not in it; a folder ends with `/`. Nothing when git
    /// could not tell, which counts as different.
    pub changed: Option<Vec<String>>,
    /// Whether older history was cut off when the repository was fetched.
    pub shallow: bool,
}

impl Provenance {
    /// The commit, if there is one.
    pub fn commit(&self) -> Option<&Commit> {
        match self {
            Self::Commit(commit) => Some(commit),
            Self::NoGit | Self::NoRepository | Self::NoCommit => None,
        }
    }
}

/// Asks git about a folder.
pub fn provenance(root: &Path) -> Provenance {
    let inside = match text(
        root,
        &[
            "rev-parse",
            "--is-inside-work-tree",
            "--is-shallow-repository",
            "--show-prefix",
        ],
    ) {
        Ok(answer) => answer,
        Err(Refusal::NoGit) => return Provenance::NoGit,
        Err(Refusal::Failed(_)) => return Provenance::NoRepository,
    };
    let lines: Vec<&str> = inside.split('\n').collect();
    if lines.first() != Some(&"true") {
        return Provenance::NoRepository; // a bare repository, or the folder of git itself: no records are committed here
    }
    let prefix = lines.get(2).copied().unwrap_or_default().to_owned();
    let Ok(head) = text(root, &["log", "-1", "--format=%H%x00%cI"]) else {
        return Provenance::NoCommit;
    };
    let Some((id, date)) = head.trim_end().split_once('\0') else {
        return Provenance::NoCommit;
    };
    let Ok(committed) = date.parse() else {
        return Provenance::NoCommit;
    };
    let status = text(
        root,
        &[
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=all",
            // A record that git is told to ignore is read all the same, and is in no commit.
            "--ignored=traditional",
            "--no-renames",
            "--",
            ".",
        ],
    );
    let changed = status.ok().map(|status| {
        let paths = status.split('\0').filter_map(|entry| entry.get(3..));
        paths
            .map(|path| path.strip_prefix(prefix.as_str()).unwrap_or(path).to_owned())
            .collect()
    });
    Provenance::Commit(Commit {
        id: id.to_owned(),
        committed,
        changed,
        shallow: lines.get(1) == Some(&"true"),
    })
}

/// Why git gave no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The program is not there.
    NoGit,
    /// It failed; what it said about that.
    Failed(String),
}

/// The program `git` in a folder, with nothing left to the machine's configuration that would change its answers.
///
/// Arguments must not come from records; those that come from a person stand behind `--end-of-options` or `--`.
pub fn command(root: &Path, arguments: &[&str]) -> Command {
    let fixed = [
        "--no-pager",
        "-c",
        "core.quotePath=false",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "log.showSignature=false",
    ];
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(root)
        .args(fixed)
        .args(arguments)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        // Nothing is fetched: what a partial clone left out is missing.
        .env("GIT_NO_LAZY_FETCH", "1")
        // The history as it is, not as somebody had it replaced on this machine.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .stdin(Stdio::null());
    command
}

/// What git answers, as it stands.
///
/// Errors: git is not there, or failed.
pub fn bytes(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, Refusal> {
    let output = command(root, arguments).output().map_err(|_| Refusal::NoGit)?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Refusal::Failed(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ))
    }
}

/// What git answers, as text; what is not UTF-8 is shown with a replacement character.
///
/// Errors: git is not there, or failed.
pub fn text(root: &Path, arguments: &[&str]) -> Result<String, Refusal> {
    bytes(root, arguments).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Asks git to make or fill a repository in a folder; gives what it answers.
///
/// The repository is the folder's own, whatever environment and configuration the machine has: no hooks, no names, no
/// other line ends, ids by SHA-1.
///
/// Errors: git is not there, or failed.
pub fn founding(root: &Path, arguments: &[&str]) -> Result<String, Refusal> {
    founding_with(root, arguments, b"")
}

/// The same, with something for git to read.
///
/// Errors: git is not there, or failed.
pub fn founding_with(root: &Path, arguments: &[&str], input: &[u8]) -> Result<String, Refusal> {
    let mut command = command(root, arguments);
    // What `git rev-parse --local-env-vars` names: each would point to another repository.
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
        "GIT_GRAFT_FILE",
        "GIT_SHALLOW_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_REPLACE_REF_BASE",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG_COUNT",
        "GIT_TEMPLATE_DIR",
        "GIT_DEFAULT_REF_FORMAT",
    ] {
        command.env_remove(name);
    }
    command
        .env("GIT_DEFAULT_HASH", "sha1")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|_| Refusal::NoGit)?;
    let fed = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input));
    let output = child
        .wait_with_output()
        .map_err(|error| Refusal::Failed(error.to_string()))?;
    match (output.status.success(), fed) {
        (true, Ok(())) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        (true, Err(error)) => Err(Refusal::Failed(error.to_string())),
        (false, _) => Err(Refusal::Failed(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        )),
    }
}

/// The present commit with all its history as one file, which `git clone` takes.
///
/// Its bytes depend on the version of git and on how the objects are packed.
///
/// Errors: git is not there, or failed.
pub fn bundle(root: &Path) -> Result<Vec<u8>, Refusal> {
    bytes(root, &["bundle", "create", "--quiet", "-", "HEAD"])
}
