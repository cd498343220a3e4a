//! Repositories with fixed people and dates, whatever the machine's configuration of git says.

use super::{Said, tenfour};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A repository in a temporary folder, with a project in it.
pub(crate) struct Repository {
    folder: tempfile::TempDir,
    /// Folder of the project below the repository; empty when they are the same.
    project: String,
    commits: std::cell::Cell<u32>,
}

/// Who commits when nobody else is named.
const NAME: &str = "Dunlin";
const EMAIL: &str = "dunlin@abc.example";

impl Repository {
    /// A new repository whose project is its root.
    pub(crate) fn new() -> Self {
        Self::with_project("")
    }

    /// A new repository with a project in a folder.
    pub(crate) fn with_project(project: &str) -> Self {
        let made = Self {
            folder: tempfile::tempdir().unwrap(),
            project: project.to_owned(),
            commits: std::cell::Cell::new(0),
        };
        made.git(&["init", "--quiet", "--initial-branch=main"]);
        made.write("tenfour.toml", "as_of = 2026-01-31\n");
        made
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Folder of the project.
    pub(crate) fn project(&self) -> PathBuf {
        self.path().join(&self.project)
    }

    /// Writes a file of the project.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.project().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Removes a file of the project.
    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.project().join(path)).unwrap();
    }

    /// Commits everything, an hour after the last commit.
    pub(crate) fn commit(&self, subject: &str) -> String {
        self.commit_as(subject, NAME, EMAIL, &self.next_date())
    }

    /// Commits everything as somebody at some time.
    pub(crate) fn commit_as(&self, subject: &str, name: &str, email: &str, date: &str) -> String {
        self.git(&["add", "--all"]);
        let mut command = self.command(&["commit", "--quiet", "--allow-empty", "-m", subject]);
        command
            .env("GIT_AUTHOR_NAME", name)
            .env("GIT_AUTHOR_EMAIL", email)
            .env("GIT_AUTHOR_DATE", date)
            .env("GIT_COMMITTER_DATE", date);
        run(&mut command);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Writes files of the project and commits everything, at noon of a day.
    pub(crate) fn commit_on(&self, day: &str, files: &[(&str, &str)]) -> String {
        for (path, text) in files {
            self.write(path, text);
        }
        self.commit_as("Record", NAME, EMAIL, &format!("{day}T12:00:00+0000"))
    }

    fn next_date(&self) -> String {
        let number = self.commits.get();
        self.commits.set(number + 1);
        format!("{} +0100", 1_736_150_400 + 3_600 * number) // 2025-01-06 09:00 in Berlin
    }

    /// Runs git in it; what it printed, without the last line end.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let date = self.next_date();
        let mut command = self.command(arguments);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        run(&mut command)
    }

    /// Git in it, to be told more.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        git(self.path(), arguments)
    }

    /// Runs the program in the project.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        super::run(tenfour().current_dir(self.project()).args(arguments))
    }

    /// What the program tells of the history of a record.
    pub(crate) fn history(&self, id: &str) -> serde_json::Value {
        history(&self.project(), id)
    }
}

/// What the program tells of the history of a record of a project.
pub(crate) fn history(project: &Path, id: &str) -> serde_json::Value {
    let said = super::run(tenfour().current_dir(project).args(["history", id, "--format", "json"]));
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

/// Git in a folder with fixed people.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(["-c", "protocol.file.allow=always", "-c", "commit.gpgSign=false"])
        .args(arguments)
        .stdin(Stdio::null())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
        .env("LC_ALL", "C")
        .env("GIT_AUTHOR_NAME", NAME)
        .env("GIT_AUTHOR_EMAIL", EMAIL)
        .env("GIT_COMMITTER_NAME", NAME)
        .env("GIT_COMMITTER_EMAIL", EMAIL);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command
}

/// Runs git to a good end; what it printed, without the last line end.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
