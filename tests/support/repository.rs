//! Repositories with a history of their own: fixed names and days, and nothing of the machine's configuration.

use super::{Project, run};
use std::process::Command;

/// A project in a git repository.
pub(crate) struct Repository {
    /// The repository's folder, as a project.
    pub(crate) project: Project,
}

impl Repository {
    /// A repository without a commit whose folder holds nothing but a `tenfour.toml` without a day.
    pub(crate) fn new() -> Self {
        let repository = Self {
            project: Project::new(&[("tenfour.toml", "title = \"T\"\nprofile = \"starter\"\n")]),
        };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// Git in the repository; it must go well.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.git_on("2026-01-31", arguments)
    }

    fn git_on(&self, day: &str, arguments: &[&str]) -> String {
        let date = format!("{day}T12:00:00+0000");
        let mut git = Command::new("git");
        git.current_dir(self.project.path())
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "Records Team")
                .env(format!("GIT_{role}_EMAIL"), "records@abc-services.example");
        }
        let said = run(&mut git);
        assert_eq!(said.code, 0, "git {arguments:?}: {}", said.err);
        said.out
    }

    /// Writes files and commits everything as it stands, on a day; the id of the commit.
    pub(crate) fn commit(&self, day: &str, files: &[(&str, &str)]) -> String {
        for (path, text) in files {
            self.project.write(path, text);
        }
        self.git(&["add", "--all"]);
        self.git_on(day, &["commit", "--quiet", "--allow-empty", "--message", "Record"]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Deletes a file.
    pub(crate) fn delete(&self, path: &str) {
        std::fs::remove_file(self.project.path().join(path)).unwrap();
    }
}
