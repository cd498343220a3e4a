//! What tests share: projects in temporary folders, the program run as a user would, and pages taken apart.

pub(crate) mod git;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use walkdir::WalkDir;

/// More columns than any line has.
const WIDE: &str = "10000";

/// The program, with nothing of the machine's configuration around it.
pub(crate) fn tenfour() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenfour"));
    for name in ["TZ", "LANG", "LC_ALL", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
        .env("COLUMNS", WIDE) // so that no line that a test looks for is broken
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    command
}

/// What a run said, with its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Said {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// A project in a temporary folder.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// A project with these files besides an empty `tenfour.toml`, which a file of that name replaces.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        project.write("tenfour.toml", "as_of = 2026-01-31\n");
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// A copy of a folder.
    pub(crate) fn copy(from: &Path) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        copy(from, project.path());
        project
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs the program in it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        run(tenfour().current_dir(self.path()).args(arguments))
    }

    /// The built site, by path; the build must go well.
    pub(crate) fn site(&self, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let said = self.run(&[&["build", "--quiet"], arguments].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        files(&self.path().join("site"))
    }
}

/// Copies a folder with all below it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let target = to.join(&path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, bytes).unwrap();
    }
}

/// The files of a folder by their path with `/` between its parts.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let below = entry.path().strip_prefix(folder).unwrap();
            let path = below
                .components()
                .map(|part| part.as_os_str().to_str().unwrap())
                .collect::<Vec<_>>()
                .join("/");
            (path, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// A folder of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A page as text.
pub(crate) fn page<'a>(site: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    let bytes = site.get(path).unwrap_or_else(|| panic!("there is no page {path}"));
    std::str::from_utf8(bytes).unwrap()
}

/// The values of an attribute in a page, entities of addresses undone.
pub(crate) fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = String> + 'a {
    let start = format!(" {name}=\"");
    let mut rest = html;
    std::iter::from_fn(move || {
        let at = rest.find(&start)? + start.len();
        let length = rest[at..].find('"')?;
        let value = &rest[at..at + length];
        rest = &rest[at + length..];
        Some(
            value
                .replace("&amp;", "&")
                .replace("&#x2f;", "/")
                .replace("&#x27;", "'")
                .replace("&quot;", "\""),
        )
    })
}

/// Links of a site that lead nowhere: page and address.
pub(crate) fn dead_links(site: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let mut dead = Vec::new();
    let anchors: BTreeMap<&str, Vec<String>> = site
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| {
            (
                path.as_str(),
                attributes(std::str::from_utf8(bytes).unwrap(), "id").collect(),
            )
        })
        .collect();
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for address in attributes(html, "href").chain(attributes(html, "src")) {
            if ["http://", "https://", "mailto:", "data:"]
                .iter()
                .any(|scheme| address.starts_with(scheme))
            {
                continue;
            }
            let (target, anchor) = address.split_once('#').unwrap_or((&address, ""));
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for part in target.split('/').filter(|part| !part.is_empty()) {
                match part {
                    ".." => assert!(parts.pop().is_some(), "{path}: {address} leaves the site"),
                    "." => {}
                    part => parts.push(part),
                }
            }
            let target = if target.is_empty() {
                path.clone()
            } else {
                parts.join("/")
            };
            let lands = site.contains_key(&target)
                && (anchor.is_empty()
                    || anchors
                        .get(target.as_str())
                        .is_some_and(|ids| ids.iter().any(|id| id == anchor)));
            if !lands || address.starts_with('/') {
                dead.push((path.clone(), address));
            }
        }
    }
    dead
}
