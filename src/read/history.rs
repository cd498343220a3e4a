//! What git tells of the history: every commit, and which files of the project it changed, in one pass of `git log`.
//!
//! In: the project's folder and a test of paths. Out: a [`Log`]: commits with their parents, and for each the files with the ids
//! of their contents before and after. Texts are not read here: [`super::objects`] hands them over.
//!
//! Why all commits and not only the main line: who wrote a change on a side line wrote it, whoever joined the lines. What a merge
//! changed is told against its first parent; [`crate::history::order`] tells what of it was new.
//!
//! Everything that git answers is bytes that somebody else chose: names and subjects that are no UTF-8 are shown with a
//! replacement character, times that no calendar holds are held at its ends, links and submodules are no files.

use super::git::{Refusal, command, text};
use super::objects;
use crate::history::{Commit, Person, Signature};
use crate::settings::HistorySettings;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// The history as git keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Log {
    /// The commits, in no particular order.
    pub commits: Vec<Logged>,
    /// Paths below the project, by number.
    pub paths: Vec<String>,
    /// Ids of contents, by number.
    pub blobs: Vec<String>,
}

/// A commit with what it changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logged {
    /// The commit.
    pub commit: Commit,
    /// Ids of its parents; the first is the line it continues.
    pub parents: Vec<String>,
    /// Whether it changed anything in the project's folder.
    pub touches_project: bool,
    /// Files that it changed, compared with its first parent.
    pub touches: Vec<Touch>,
}

/// What a commit did to a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Touch {
    /// The number of its path.
    pub path: u32,
    /// The number of its content before; nothing when it was not there.
    pub old: Option<u32>,
    /// The number of its content after; nothing when it is gone.
    pub new: Option<u32>,
}

/// Between the trailers of a commit, and between the key and the value of one.
const TRAILER: char = '\u{1e}';
const TRAILER_VALUE: char = '\u{1f}';

/// A commit begins with this word: no path or mode does.
const HEAD: &str = "commit ";

/// What is asked about a commit, each followed by a NUL.
const FORMAT: &str = "--format=%x00commit %H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%s%x00\
                      %(trailers:only,unfold,separator=%x1E,key_value_separator=%x1F)%x00";

/// Asks for the history up to a commit, or for what came after an earlier one.
///
/// In: the folder in which git is asked, the project's folder below the top where that is another, the commit, the one up to
/// which it is known, and which paths below the project count.
///
/// Errors: git is not there, or failed.
pub fn log(
    root: &Path,
    folder: Option<&str>,
    tip: &str,
    known: Option<&str>,
    selected: impl Fn(&str) -> bool,
) -> Result<Log, Refusal> {
    let prefix = match folder {
        Some(folder) => folder.as_bytes().to_vec(),
        None => {
            let prefix = super::git::bytes(root, &["rev-parse", "--show-prefix"])?;
            prefix.strip_suffix(b"\n").unwrap_or(&prefix).to_vec()
        }
    };
    let below = folder.map_or_else(|| ".".to_owned(), |folder| format!(":(top,literal){folder}"));
    let range = known.map_or_else(|| tip.to_owned(), |known| format!("{known}..{tip}"));
    let mut arguments = vec![
        "-c",
        "log.showRoot=true",
        "-c",
        "diff.relative=false",
        "-c",
        "core.commitGraph=true",
        "log",
        "--no-color",
        "--encoding=UTF-8",
        "--no-renames",
        "--diff-merges=first-parent",
        "--raw",
        "-z",
        "--no-abbrev",
        "--ignore-submodules=all",
        FORMAT,
    ];
    if !prefix.is_empty() {
        // Every commit is wanted, also those beside the project, or the lines of parents would be broken.
        arguments.extend(["--full-history", "--sparse"]);
    }
    arguments.extend(["--end-of-options", &range, "--"]);
    if !prefix.is_empty() {
        arguments.push(&below);
    }
    let mut child = command(root, &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|_| Refusal::NoGit)?;
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(Refusal::NoGit);
    };
    let (log, complaint) = std::thread::scope(|threads| {
        let complaint = threads.spawn(move || {
            let mut complaint = Vec::new();
            let _ = BufReader::new(stderr).read_to_end(&mut complaint); // what git says helps, and is not needed
            complaint
        });
        let reading = Reading {
            tokens: BufReader::with_capacity(1 << 16, stdout),
            prefix,
            paths: Numbers::default(),
            blobs: Numbers::default(),
            chosen: Vec::new(),
            selected,
        };
        (reading.log(), complaint.join().unwrap_or_default())
    });
    let ended = child.wait().map_err(|_| Refusal::NoGit)?;
    if ended.success() {
        log
    } else {
        Err(Refusal::Failed(String::from_utf8_lossy(&complaint).trim().to_owned()))
    }
}

/// Numbers given to texts in the order in which they come.
#[derive(Default)]
struct Numbers {
    all: Vec<String>,
    known: BTreeMap<String, u32>,
}

impl Numbers {
    /// The number of a text, and whether it is new.
    fn of(&mut self, text: &str) -> (u32, bool) {
        if let Some(number) = self.known.get(text) {
            return (*number, false);
        }
        let number = u32::try_from(self.all.len()).expect("fewer than 4 billion files and contents");
        self.all.push(text.to_owned());
        self.known.insert(text.to_owned(), number);
        (number, true)
    }
}

struct Reading<R, F> {
    tokens: R,
    prefix: Vec<u8>,
    paths: Numbers,
    blobs: Numbers,
    /// By the number of a path, whether it counts.
    chosen: Vec<bool>,
    selected: F,
}

impl<R: BufRead, F: Fn(&str) -> bool> Reading<R, F> {
    fn log(mut self) -> Result<Log, Refusal> {
        let mut commits: Vec<Logged> = Vec::new();
        while let Some(token) = self.token()? {
            let token = token.trim_ascii();
            if let Some(id) = token.strip_prefix(HEAD.as_bytes()) {
                let id = String::from_utf8_lossy(id).into_owned();
                commits.push(self.commit(id)?);
            } else if let Some(entry) = token.strip_prefix(b":") {
                let entry = String::from_utf8_lossy(entry).into_owned();
                let Some(path) = self.token()? else {
                    return Err(Refusal::Failed("`git log` stopped before a path".to_owned()));
                };
                if let Some(logged) = commits.last_mut() {
                    self.touch(&entry, &path, logged);
                }
            }
        }
        Ok(Log {
            commits,
            paths: self.paths.all,
            blobs: self.blobs.all,
        })
    }

    /// What stands before the next NUL.
    fn token(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        let mut token = Vec::new();
        let read = self.tokens.read_until(0, &mut token);
        match read {
            Ok(0) => Ok(None),
            Ok(_) => {
                if token.last() == Some(&0) {
                    token.pop();
                }
                Ok(Some(token))
            }
            Err(error) => Err(Refusal::Failed(format!("`git log` cannot be read: {error}"))),
        }
    }

    fn commit(&mut self, id: String) -> Result<Logged, Refusal> {
        let mut next = || -> Result<String, Refusal> {
            let token = self.token()?;
            let token = token.ok_or_else(|| Refusal::Failed("`git log` stopped within a commit".to_owned()))?;
            Ok(String::from_utf8_lossy(&token).into_owned())
        };
        let parents: Vec<String> = next()?.split_ascii_whitespace().map(str::to_owned).collect();
        let mut who = || -> Result<(Person, Timestamp), Refusal> {
            let (name, email) = (next()?, next()?);
            Ok((Person { name, email }, instant(&next()?)))
        };
        let (author, authored) = who()?;
        let (committer, committed) = who()?;
        let subject = next()?;
        let trailers = trailers(&next()?);
        Ok(Logged {
            commit: Commit {
                id,
                parents: parents.len(),
                author,
                authored,
                committer,
                committed,
                subject,
                trailers,
                signature: Signature::None,
            },
            parents,
            touches_project: false,
            touches: Vec::new(),
        })
    }

    /// Takes `100644 100644 OLD NEW M` with its path in.
    fn touch(&mut self, entry: &str, path: &[u8], logged: &mut Logged) {
        let Some(below) = path.strip_prefix(&*self.prefix) else {
            return;
        };
        logged.touches_project = true;
        let (path, is_new) = self.paths.of(&String::from_utf8_lossy(below));
        if is_new {
            let chosen = (self.selected)(&self.paths.all[path as usize]);
            self.chosen.push(chosen);
        }
        if !self.chosen[path as usize] {
            return;
        }
        let mut parts = entry.split_ascii_whitespace();
        let mut part = || parts.next().unwrap_or_default();
        let (before, after, old, new) = (part(), part(), part(), part());
        // `100644` and `100755` are files; links, submodules and nothing are none.
        let mut content = |mode: &str, id: &str| mode.starts_with("100").then(|| self.blobs.of(id).0);
        let (old, new) = (content(before, old), content(after, new));
        if old != new {
            logged.touches.push(Touch { path, old, new });
        }
    }
}

/// Seconds since 1970 as an instant, held at the ends of the calendar; what is no number is its beginning.
fn instant(seconds: &str) -> Timestamp {
    let seconds = seconds.trim().parse::<i128>().unwrap_or(0);
    let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    let held = seconds.clamp(i128::from(first), i128::from(last));
    let held = i64::try_from(held).unwrap_or(0);
    Timestamp::from_second(held).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn trailers(text: &str) -> Vec<(String, String)> {
    let each = text.split(TRAILER).filter_map(|one| {
        let (key, value) = one.split_once(TRAILER_VALUE)?;
        Some((key.trim().to_owned(), value.trim().to_owned()))
    });
    each.collect()
}

/// The ids of the main line, newest first: a commit, its first parent, the first parent of that, and so on.
///
/// Errors: git is not there, or failed.
pub fn main_line(root: &Path, tip: &str) -> Result<Vec<String>, Refusal> {
    let ids = text(root, &["rev-list", "--first-parent", "--end-of-options", tip, "--"])?;
    Ok(ids.lines().map(str::to_owned).collect())
}

/// The file with the keys of those who may sign, and what stands in it; nothing when the project names none, or it is not there.
#[expect(clippy::disallowed_methods, reason = "this is the room that reads")]
pub fn signers(root: &Path, settings: &HistorySettings) -> Option<(PathBuf, Vec<u8>)> {
    let path = root.join(settings.allowed_signers.as_ref()?);
    let bytes = std::fs::read(&path).ok()?;
    Some((path, bytes))
}

/// Finds out which commits are signed and, when the project names keys, by whom.
///
/// In: a file of allowed signers as `ssh-keygen` reads it, if the project names one. Signatures of other sorts than SSH are not
/// verified: their keys are in no file of the project.
///
/// Errors: git is not there, or failed.
pub fn signatures(root: &Path, commits: &mut [Commit], signers: Option<&Path>) -> Result<(), Refusal> {
    let ids: Vec<String> = commits.iter().map(|commit| commit.id.clone()).collect();
    let mut by_ssh = Vec::new();
    objects::contents(root, &ids, |index, content| {
        let content = content.unwrap_or_default();
        let head = content.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
        let signature = head.into_iter().find(|line| line.starts_with(b"gpgsig"));
        if let Some(signature) = signature {
            commits[index].signature = Signature::Present;
            if signature.ends_with(b"BEGIN SSH SIGNATURE-----") {
                by_ssh.push(index);
            }
        }
        Ok::<(), Refusal>(())
    })?;
    let Some(signers) = signers else { return Ok(()) };
    let signers = std::path::absolute(signers).unwrap_or_else(|_| signers.to_owned());
    let signers = format!("gpg.ssh.allowedSignersFile={}", signers.display());
    // A few hundred at a time: their ids are arguments.
    for some in by_ssh.chunks(256) {
        let mut arguments = vec![
            "-c",
            "gpg.format=ssh",
            "-c",
            &signers,
            "log",
            "--no-walk=unsorted",
            "--format=%H%x00%G?%x00%GS",
        ];
        arguments.extend(some.iter().map(|index| ids[*index].as_str()));
        arguments.push("--");
        let verdicts = text(root, &arguments)?;
        let mut by_id: BTreeMap<&str, Signature> = BTreeMap::new();
        for line in verdicts.lines() {
            let mut parts = line.split('\0');
            let (id, verdict, signer) = (parts.next(), parts.next(), parts.next());
            let signature = match verdict {
                Some("G") => Signature::Good(signer.unwrap_or_default().to_owned()),
                Some("B") => Signature::Bad,
                _ => Signature::UnknownKey,
            };
            by_id.insert(id.unwrap_or_default(), signature);
        }
        for index in some {
            let signature = by_id.remove(ids[*index].as_str()).unwrap_or(Signature::UnknownKey);
            commits[*index].signature = signature;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_beyond_the_calendar_are_held_at_its_ends() {
        assert_eq!(instant("1769789100").to_string(), "2026-01-30T16:05:00Z");
        assert_eq!(instant("99999999999999999999"), instant("999999999999999"));
        assert_eq!(instant(""), Timestamp::UNIX_EPOCH);
        assert!(instant("-99999999999999") < Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn trailers_are_pairs() {
        assert_eq!(
            trailers("Reviewed-by\u{1f}R <r@x.example>\u{1e}Refs\u{1f}CMP-1"),
            [
                ("Reviewed-by".to_owned(), "R <r@x.example>".to_owned()),
                ("Refs".to_owned(), "CMP-1".to_owned())
            ]
        );
        assert_eq!(trailers(""), []);
    }
}
